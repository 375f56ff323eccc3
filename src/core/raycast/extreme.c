/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The greatest or least value along a ray, exactly: in each cell the trilinear field is a cubic of the ray's parameter, and
 * its extremes are known. Blocks and cells that can't beat what was found are left out. */
#include "core/raycast/raycast-private.h"

#define NUDGE 1e-7 /* mm: which side of a face a place is on */

typedef struct {
  const KerfRayCast *cast;
  const KerfRay *ray;
  double sign;        /* +1 most, −1 least */
  double per_cell[3]; /* depth from face to face along each axis, 1e30 where the ray runs along the faces */
  double best, depth;
} Search;

/* The eight corners of the cell; NaN (no value) is taken as the worst. FALSE: none of them is better than the best. */
static gboolean
load_corners (const Search *s, const KerfCell3 *cell, double v[8])
{
  KerfFloat4 rows[4] = { kerf_row (s->cast, cell, 0, 0), kerf_row (s->cast, cell, 1, 0),
                         kerf_row (s->cast, cell, 0, 1), kerf_row (s->cast, cell, 1, 1) };
  float sign = (float) s->sign, best = (float) s->best;
  gboolean better = FALSE;
  for (int row = 0; row < 4; row++) {
    rows[row] *= sign;
    better |= (rows[row][1] > best) | (rows[row][2] > best);
  }
  for (int row = 0; better && row < 4; row++)
    for (int i = 0; i < 2; i++) {
      double now = (double) rows[row][1 + i];
      v[2 * row + i] = isnan (now) ? -1e30 : now;
    }
  return better;
}

static double
value_at (const double v[8], const double f[3])
{
  double low = v[0] + f[0] * (v[1] - v[0]), high = v[2] + f[0] * (v[3] - v[2]);
  double low2 = v[4] + f[0] * (v[5] - v[4]), high2 = v[6] + f[0] * (v[7] - v[6]);
  low += f[1] * (high - low);
  low2 += f[1] * (high2 - low2);
  return low + f[2] * (low2 - low);
}

static void
try_place (Search *s, double value, double z)
{
  if (value > s->best) {
    s->best = value;
    s->depth = z;
  }
}

/* The cubic through its values at 0, ⅓, ⅔ and 1 of the piece [a, b]. */
static void
search_cell (Search *s, const KerfCell3 *cell, double a, double b)
{
  double v[8], at[4];
  if (!load_corners (s, cell, v))
    return;
  const gint32 corner[3] = { cell->i, cell->j, cell->k };
  for (int p = 0; p < 4; p++) {
    double f[3], z = a + (b - a) * p / 3;
    for (int axis = 0; axis < 3; axis++)
      f[axis] =
          s->cast->n[axis] == 1 ? 0 : CLAMP (s->ray->from[axis] + z * s->ray->way[axis] - corner[axis], 0, 1);
    at[p] = value_at (v, f);
  }
  try_place (s, at[0], a);
  try_place (s, at[3], b);
  double c3 = 4.5 * (at[3] - 3 * at[2] + 3 * at[1] - at[0]),
         c2 = 4.5 * (2 * at[0] - 5 * at[1] + 4 * at[2] - at[3]), c1 = at[3] - at[0] - c2 - c3;
  double roots[2] = { NAN, NAN };
  if (fabs (c3) > 1e-9) {
    double root = sqrt (c2 * c2 - 3 * c3 * c1); /* NaN: it only rises or only falls */
    roots[0] = (-c2 + root) / (3 * c3);
    roots[1] = (-c2 - root) / (3 * c3);
  } else if (fabs (c2) > 1e-9) {
    roots[0] = -c1 / (2 * c2);
  }
  for (int r = 0; r < 2; r++)
    if (roots[r] > 0 && roots[r] < 1)
      try_place (s, at[0] + roots[r] * (c1 + roots[r] * (c2 + roots[r] * c3)), a + roots[r] * (b - a));
}

/* Depth at which the ray leaves a box of cells [lo, lo + edge). */
static double
leave (const Search *s, const gint32 lo[3], gint32 edge)
{
  double out = HUGE_VAL;
  for (int axis = 0; axis < 3; axis++)
    if (s->per_cell[axis] < 1e29)
      out = fmin (out, ((s->ray->way[axis] > 0 ? lo[axis] + edge : lo[axis]) - s->ray->from[axis]) *
                           (s->ray->way[axis] > 0 ? s->per_cell[axis] : -s->per_cell[axis]));
  return out;
}

/* Samples only: quick, may miss the very extreme by what the field does between two of them. */
static void
sample_block (Search *s, double z, double end)
{
  double dz = s->cast->spec->step_mm / s->ray->stretch;
  for (z = ceil ((z - s->ray->z0) / dz) * dz + s->ray->z0; z <= end; z += dz) {
    const double *from = s->ray->from, *way = s->ray->way;
    float now = kerf_field (s->cast, (float) (from[0] + z * way[0]), (float) (from[1] + z * way[1]),
                            (float) (from[2] + z * way[2]));
    if (!isnan (now))
      try_place (s, s->sign * (double) now, z);
  }
}

/* The cells of one block between two depths of the ray, from face to face (Amanatides and Woo 1987). */
static void
search_block (Search *s, double z, double end)
{
  const KerfRayCast *cast = s->cast;
  KerfCell3 cell;
  gint32 *corner[3] = { &cell.i, &cell.j, &cell.k }, way[3];
  double face[3];
  for (int axis = 0; axis < 3; axis++) {
    gint32 at = (gint32) floor (s->ray->from[axis] + (z + NUDGE) * s->ray->way[axis]);
    *corner[axis] = CLAMP (at, 0, MAX (cast->n[axis] - 2, 0));
    way[axis] = s->ray->way[axis] > 0 ? 1 : -1;
    gint32 next = way[axis] > 0 ? *corner[axis] + 1 : *corner[axis];
    face[axis] =
        s->per_cell[axis] < 1e29 ? (next - s->ray->from[axis]) * way[axis] * s->per_cell[axis] : HUGE_VAL;
  }
  while (z < end) {
    int axis = face[0] < face[1] ? (face[0] < face[2] ? 0 : 2) : (face[1] < face[2] ? 1 : 2);
    double next = fmin (face[axis], end);
    cell.inner = cell.i >= 1 && cell.i <= cast->n[0] - 4 && cell.j >= 1 && cell.j <= cast->n[1] - 4 &&
                 cell.k >= 1 && cell.k <= cast->n[2] - 4;
    if (next > z)
      search_cell (s, &cell, z, next);
    *corner[axis] = CLAMP (*corner[axis] + way[axis], 0, MAX (cast->n[axis] - 2, 0));
    face[axis] += s->per_cell[axis];
    z = fmax (z, next);
  }
}

typedef struct {
  double from, to, bound; /* depths; the best that can be there */
} Passed;

/* The blocks that the ray passes, from front to back. */
static guint
find_blocks (const Search *s, Passed *passed, guint room)
{
  const KerfBlocks *blocks = s->cast->spec->blocks;
  guint n = 0;
  for (double z = s->ray->z0; z < s->ray->z1 && n < room; n++) {
    gint32 block[3], lo[3];
    for (int axis = 0; axis < 3; axis++) {
      gint32 at = (gint32) floor (s->ray->from[axis] + (z + NUDGE) * s->ray->way[axis]) >> KERF_BLOCK_BITS;
      block[axis] = CLAMP (at, 0, blocks->n[axis] - 1);
      lo[axis] = block[axis] << KERF_BLOCK_BITS;
    }
    gsize b = kerf_blocks_offset (blocks, block[0], block[1], block[2]);
    double next = fmin (fmax (leave (s, lo, KERF_BLOCK_EDGE), z + NUDGE), s->ray->z1);
    passed[n] = (Passed){ z, next, s->sign * (double) (s->sign > 0 ? blocks->hi[b] : blocks->lo[b]) };
    z = next;
  }
  return n;
}

/* The most promising block first: when its bound is beaten the search is over. */
double
kerf_ray_march_extreme (const KerfRayCast *cast, const KerfRay *ray, gboolean most, double *depth)
{
  Search s = { .cast = cast, .ray = ray, .sign = most ? 1 : -1, .best = -HUGE_VAL };
  for (int axis = 0; axis < 3; axis++)
    s.per_cell[axis] = fabs (ray->way[axis]) > 1e-12 ? 1 / fabs (ray->way[axis]) : 1e30;
  guint room = (guint) (cast->blocks[0] + cast->blocks[1] + cast->blocks[2]) + 8;
  g_autofree Passed *passed = g_new (Passed, room);
  guint n = find_blocks (&s, passed, room);
  for (;;) {
    guint next = 0;
    for (guint i = 1; i < n; i++)
      if (passed[i].bound > passed[next].bound)
        next = i;
    if (n == 0 || !(passed[next].bound > s.best))
      break;
    passed[next].bound = -HUGE_VAL;
    if (cast->spec->quick)
      sample_block (&s, passed[next].from, passed[next].to);
    else
      search_block (&s, passed[next].from, passed[next].to);
  }
  *depth = s.depth;
  return s.best > -1e29 ? s.sign * s.best : (double) NAN;
}
