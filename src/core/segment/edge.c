/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/mask-edit.h"
#include "core/segment/edge-private.h"

#include <string.h>

/* 1. Centres with a neighbour (of 26) on the other side are *near*. Each gets a normal from the smoothed gradient.
 * 2. Near centres get a distance: (x − t)/|∇x|, or in a sharp image, where the part of the voxel that is full lies
 *    between PART and 1 − PART, that of the plane which cuts it off; else the mean of the planes of its neighbours.
 * 3. Ring by ring the others take the nearest foot point of their neighbours, out to the clamp. */

/* Below this part a little blur or noise moves the plane too far. */
#define PART 0.06

typedef struct {
  gint32 v; /* index in the block */
  float d;  /* NaN: not yet */
  float n[3];
  KerfVec3 foot; /* mm from the block's first centre; NaN: none */
} Near;

typedef struct {
  const KerfEdgeBlock *b;
  gsize step[3];
  GArray *near;
  gint32 *slot;      /* per voxel, index into near or −1 */
  float *low, *high; /* local extremes over 5 voxels an axis; sharp only */
} Work;

/* min and max over a window of ±w along one axis, from `in` to `out`. */
static void
extremes_along (const float *in, float *out, const gint32 n[3], int axis, gint32 w, gboolean most)
{
  gint32 stride = axis == 0 ? 1 : axis == 1 ? n[0] : n[0] * n[1], length = n[axis];
  gint32 rows = axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1, inner = axis == 0 ? 1 : stride;
  for (gint32 r = 0; r < rows; r++)
    for (gint32 p = 0; p < length; p++) {
      gint32 from = MAX (p - w, 0), to = MIN (p + w, length - 1);
      float *restrict o = out + (gsize) (r * length + p) * (gsize) inner;
      memcpy (o, in + (gsize) (r * length + from) * (gsize) inner, (gsize) inner * sizeof *o);
      for (gint32 q = from + 1; q <= to; q++) {
        const float *restrict i = in + (gsize) (r * length + q) * (gsize) inner;
        if (most)
          for (gint32 k = 0; k < inner; k++)
            o[k] = i[k] > o[k] ? i[k] : o[k];
        else
          for (gint32 k = 0; k < inner; k++)
            o[k] = i[k] < o[k] ? i[k] : o[k];
      }
    }
}

static float *
extremes (const KerfEdgeBlock *b, gboolean most)
{
  gsize voxels = (gsize) b->n[0] * (gsize) b->n[1] * (gsize) b->n[2];
  float *result = g_new (float, voxels);
  g_autofree float *between = g_new (float, voxels);
  double least = fmin (b->h[0], fmin (b->h[1], b->h[2]));
  gint32 w[3];
  for (int a = 0; a < 3; a++)
    w[a] = b->h[a] >= 2 * least ? 1 : 2;
  extremes_along (b->x, result, b->n, 0, w[0], most);
  extremes_along (result, between, b->n, 1, w[1], most);
  extremes_along (between, result, b->n, 2, w[2], most);
  return result;
}

/* Central difference along each axis, weighted 1 2 1 along both others; per mm. */
static KerfVec3
gradient (const Work *w, gsize v)
{
  const float *x = w->b->x + v;
  double g[3];
  for (int a = 0; a < 3; a++) {
    gssize s = (gssize) w->step[a], p = (gssize) w->step[(a + 1) % 3], q = (gssize) w->step[(a + 2) % 3];
    float sum = 0;
    for (gssize i = -1; i <= 1; i++)
      for (gssize j = -1; j <= 1; j++) {
        gssize o = i * p + j * q;
        sum += (float) ((2 - i * i) * (2 - j * j)) * (x[o + s] - x[o - s]);
      }
    g[a] = (double) sum / (32 * w->b->h[a]);
  }
  return kerf_vec3 (g[0], g[1], g[2]);
}

/* Whether a 3 × 3 × 3 neighbourhood holds both kinds. */
static gboolean
is_near (const Work *w, gsize v)
{
  const guint8 *in = w->b->inside + v;
  guint8 kind = in[0];
  for (gssize k = -1; k <= 1; k++)
    for (gssize j = -1; j <= 1; j++) {
      const guint8 *p = in + k * (gssize) w->step[2] + j * (gssize) w->step[1];
      if (p[-1] != kind || p[0] != kind || p[1] != kind)
        return TRUE;
    }
  return FALSE;
}

static void
find_near (Work *w)
{
  const gint32 *n = w->b->n;
  const gint32 *skip = w->b->skip;
  for (gint32 k = skip[2]; k < n[2] - skip[2]; k++)
    for (gint32 j = skip[1]; j < n[1] - skip[1]; j++) {
      gsize row = (gsize) k * w->step[2] + (gsize) j * w->step[1];
      /* A row whose nine neighbours are all of one kind is skipped as a whole. */
      guint32 sum = 0;
      for (gssize z = -1; z <= 1; z++)
        for (gssize y = -1; y <= 1; y++) {
          const guint8 *p = w->b->inside + (gssize) row + z * (gssize) w->step[2] + y * (gssize) w->step[1];
          for (gint32 i = 0; i < n[0]; i++)
            sum += p[i];
        }
      if (sum == 0 || sum == 9 * (guint32) n[0])
        continue;
      for (gint32 i = skip[0]; i < n[0] - skip[0]; i++) {
        gsize v = row + (gsize) i;
        if (!is_near (w, v))
          continue;
        Near near = { (gint32) v, NAN, { 0 }, { (double) NAN, (double) NAN, (double) NAN } };
        w->slot[v] = (gint32) w->near->len;
        g_array_append_val (w->near, near);
      }
    }
}

/* Part of the voxel that is full, and the part at which the level is drawn; FALSE where the contrast is nothing. */
static gboolean
part_of (const Work *w, gsize v, double *part, double *level)
{
  double low = (double) w->low[v], contrast = (double) w->high[v] - low;
  if (!(contrast > 0))
    return FALSE;
  *part = ((double) w->b->x[v] - low) / contrast;
  *level = (w->b->t - low) / contrast;
  return *part > PART && *part<1 - PART && * level> 0 && *level < 1;
}

static KerfVec3
spacing (const KerfEdgeBlock *b)
{
  return kerf_vec3 (b->h[0], b->h[1], b->h[2]);
}

/* Normals, and distances where they stand for themselves. */
static void
measure_near (Work *w)
{
  const KerfEdgeBlock *b = w->b;
  for (guint k = 0; k < w->near->len; k++) {
    Near *near = &g_array_index (w->near, Near, k);
    gsize v = (gsize) near->v;
    KerfVec3 g = gradient (w, v), n = kerf_unit (g);
    double steep = kerf_length (g), part, level;
    near->n[0] = (float) n.x;
    near->n[1] = (float) n.y;
    near->n[2] = (float) n.z;
    if (!b->sharp)
      near->d = steep > 0 ? (float) (((double) b->x[v] - b->t) / steep) : NAN;
    else if (steep > 0 && part_of (w, v, &part, &level))
      near->d = (float) (kerf_box_part_distance (spacing (b), n, part) -
                         kerf_box_part_distance (spacing (b), n, level));
  }
}

/* Mean of the neighbours' planes, weighted by how straight they look this way; NaN without one. */
static double
mean_of_planes (const Work *w, gsize v)
{
  const KerfEdgeBlock *b = w->b;
  double sum = 0, weights = 0;
  for (gssize o = 0; o < 27; o++) {
    gssize d[3] = { o % 3 - 1, o / 3 % 3 - 1, o / 9 - 1 };
    gint32 slot = w->slot[(gssize) v + d[0] * (gssize) w->step[0] + d[1] * (gssize) w->step[1] +
                          d[2] * (gssize) w->step[2]];
    if (slot < 0 || o == 13)
      continue;
    const Near *other = &g_array_index (w->near, Near, slot);
    if (isnan (other->d))
      continue;
    double x = -(double) d[0] * b->h[0], y = -(double) d[1] * b->h[1], z = -(double) d[2] * b->h[2];
    double along = (double) other->n[0] * x + (double) other->n[1] * y + (double) other->n[2] * z;
    double squared = x * x + y * y + z * z, weight = fabs (along) / (squared * sqrt (squared));
    sum += weight * ((double) other->d + along);
    weights += weight;
  }
  return weights > 0 ? sum / weights : (double) NAN;
}

/* In a sharp image, what its own part could not tell. */
static void
complete_near (Work *w)
{
  const KerfEdgeBlock *b = w->b;
  g_autofree float *from_others = g_new (float, MAX (w->near->len, 1));
  for (guint k = 0; k < w->near->len; k++) {
    const Near *near = &g_array_index (w->near, Near, k);
    from_others[k] = isnan (near->d) ? (float) mean_of_planes (w, (gsize) near->v) : near->d;
  }
  for (guint k = 0; k < w->near->len; k++) {
    Near *near = &g_array_index (w->near, Near, k);
    near->d = from_others[k];
    if (isnan (near->d)) {
      double steep = kerf_length (gradient (w, (gsize) near->v));
      near->d = steep > 0 ? (float) (((double) b->x[near->v] - b->t) / steep) : 0;
    }
    gboolean inside = b->inside[near->v];
    near->d = inside ? MAX (near->d, 0) : MIN (near->d, 0);
    gsize v = (gsize) near->v, i = v % w->step[1], j = v / w->step[1] % (gsize) b->n[1], l = v / w->step[2];
    KerfVec3 at = kerf_vec3 ((double) i * b->h[0], (double) j * b->h[1], (double) l * b->h[2]);
    KerfVec3 n = kerf_vec3 ((double) near->n[0], (double) near->n[1], (double) near->n[2]);
    if (kerf_dot (n, n) > 0.5)
      near->foot = kerf_along (at, -(double) near->d, n);
  }
}

/* Gives the voxels that touch the last ring a number; returns them. */
static GArray *
next_ring (const Work *w, const GArray *ring, guint8 *state, guint8 number)
{
  const gint32 *n = w->b->n, *skip = w->b->skip;
  GArray *next = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint r = 0; r < ring->len; r++) {
    gint32 v = g_array_index (ring, gint32, r), i = v % n[0], j = v / n[0] % n[1], k = v / n[0] / n[1];
    gint32 lo[3] = { MAX (i - 1, skip[0]), MAX (j - 1, skip[1]), MAX (k - 1, skip[2]) };
    gint32 hi[3] = { MIN (i + 1, n[0] - 1 - skip[0]), MIN (j + 1, n[1] - 1 - skip[1]),
                     MIN (k + 1, n[2] - 1 - skip[2]) };
    for (gint32 z = lo[2]; z <= hi[2]; z++)
      for (gint32 y = lo[1]; y <= hi[1]; y++)
        for (gint32 x = lo[0]; x <= hi[0]; x++) {
          gint32 u = (z * n[1] + y) * n[0] + x;
          if (state[u])
            continue;
          state[u] = number;
          g_array_append_val (next, u);
        }
  }
  return next;
}

/* The best foot among those of the neighbours in earlier rings. */
static void
choose_foot (Work *w, gint32 v, const guint8 *state, guint8 number, float *distance)
{
  const KerfEdgeBlock *b = w->b;
  const gint32 *n = b->n;
  const Near *all = &g_array_index (w->near, Near, 0);
  KerfVec3 at = kerf_vec3 (v % n[0] * b->h[0], v / n[0] % n[1] * b->h[1], v / n[0] / n[1] * b->h[2]);
  gint32 best = -1;
  double nearest = HUGE_VAL;
  for (gint32 z = -1; z <= 1; z++)
    for (gint32 y = -1; y <= 1; y++) {
      gint32 u = v + (z * n[1] + y) * n[0] - 1;
      for (gint32 x = 0; x < 3; x++, u++) {
        if (!state[u] || state[u] >= number || w->slot[u] < 0 || w->slot[u] == best)
          continue;
        KerfVec3 d = kerf_sub (at, all[w->slot[u]].foot);
        double squared = kerf_dot (d, d);
        if (squared < nearest) {
          nearest = squared;
          best = w->slot[u];
        }
      }
    }
  w->slot[v] = best;
  nearest = sqrt (nearest);
  if (nearest < b->clamp_mm)
    distance[v] = (float) (b->inside[v] ? nearest : -nearest);
}

static void
spread (Work *w, float *distance)
{
  const KerfEdgeBlock *b = w->b;
  gsize voxels = (gsize) b->n[0] * (gsize) b->n[1] * (gsize) b->n[2];
  g_autofree guint8 *state = g_new0 (guint8, voxels);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (gint32));
  double least = fmin (b->h[0], fmin (b->h[1], b->h[2]));
  for (guint k = 0; k < w->near->len; k++) {
    const Near *near = &g_array_index (w->near, Near, k);
    distance[near->v] = (float) CLAMP ((double) near->d, -b->clamp_mm, b->clamp_mm);
    state[near->v] = 1;
    if (isnan (near->foot.x))
      w->slot[near->v] = -1;
    g_array_append_val (ring, near->v);
  }
  /* A centre of ring r has no centre of the other side within r − 1 voxels. */
  gint32 rings = (gint32) ceil (b->clamp_mm / least - 0.01);
  for (gint32 number = 2; number <= MIN (rings, 250); number++) {
    GArray *next = next_ring (w, ring, state, (guint8) number);
    for (guint k = 0; k < next->len; k++)
      choose_foot (w, g_array_index (next, gint32, k), state, (guint8) number, distance);
    g_array_unref (ring);
    ring = next;
  }
}

static void
work_init (Work *w, const KerfEdgeBlock *b)
{
  gsize voxels = (gsize) b->n[0] * (gsize) b->n[1] * (gsize) b->n[2];
  *w = (Work){ .b = b, .step = { 1, (gsize) b->n[0], (gsize) b->n[0] * (gsize) b->n[1] } };
  w->near = g_array_new (FALSE, FALSE, sizeof (Near));
  w->slot = g_new (gint32, voxels);
  memset (w->slot, 0xff, voxels * sizeof *w->slot);
  find_near (w);
  if (b->sharp && w->near->len) {
    w->low = extremes (b, FALSE);
    w->high = extremes (b, TRUE);
  }
}

static void
work_clear (Work *w)
{
  g_array_unref (w->near);
  g_free (w->slot);
  g_free (w->low);
  g_free (w->high);
}

void
kerf_edge_distance (const KerfEdgeBlock *block, float *distance)
{
  gsize voxels = (gsize) block->n[0] * (gsize) block->n[1] * (gsize) block->n[2];
  float clamp = (float) block->clamp_mm;
  for (gsize v = 0; v < voxels; v++)
    distance[v] = block->inside[v] ? clamp : -clamp;
  Work w;
  work_init (&w, block);
  measure_near (&w);
  complete_near (&w);
  spread (&w, distance);
  work_clear (&w);
}

void
kerf_edge_misfit (const KerfEdgeBlock *block, gsize most, GArray *out)
{
  KerfEdgeBlock sharp = *block;
  sharp.sharp = TRUE;
  Work w;
  work_init (&w, &sharp);
  KerfVec3 h = spacing (&sharp);
  gsize added = 0, stride = w.near->len / (4 * most) + 1;
  for (gsize k = 0; k < w.near->len && added < most; k += stride) {
    gsize v = (gsize) g_array_index (w.near, Near, k).v;
    double part, level, sum = 0;
    KerfVec3 n = kerf_unit (gradient (&w, v));
    if (!part_of (&w, v, &part, &level) || part < 0.25 || part > 0.75)
      continue;
    double d = kerf_box_part_distance (h, n, part), low = (double) w.low[v],
           contrast = (double) w.high[v] - low;
    for (gssize o = 0; o < 27; o++) {
      gssize x = o % 3 - 1, y = o / 3 % 3 - 1, z = o / 9 - 1;
      double is = ((double) sharp.x[(gssize) v + x + y * (gssize) w.step[1] + z * (gssize) w.step[2]] - low) /
                  contrast;
      double at = d + (double) x * h.x * n.x + (double) y * h.y * n.y + (double) z * h.z * n.z;
      double off = is - kerf_box_part (h, n, at);
      sum += off * off / 26;
    }
    double misfit = sqrt (sum);
    g_array_append_val (out, misfit);
    added++;
  }
  work_clear (&w);
}
