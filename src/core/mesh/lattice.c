/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/mesh/lattice-private.h"

#include <string.h>

/* ---- which cubes matter ---- */

typedef struct {
  KerfLattice *lattice;
  GArray **tiles; /* per block, of KerfLatticeTile */
  gint32 blocks[3];
  gint crowded; /* atomic: block + 1 in which too many leaves meet */
} Survey;

/* Per block: scratch for the descent. */
typedef struct {
  Survey *survey;
  KerfSign *signs;
  gint16 *local;
  KerfProgram program;
  GArray *tiles;
  gboolean crowded;
} Descent;

static KerfVec3
cube_middle (const KerfLattice *l, const gint32 base[3], gint32 size, KerfVec3 *half)
{
  double r = 0.5 * size * l->step_mm;
  *half = kerf_vec3 (r + 4 * l->push_mm, r + 4 * l->push_mm, r + 4 * l->push_mm);
  return kerf_vec3 (l->origin.x + base[0] * l->step_mm + r, l->origin.y + base[1] * l->step_mm + r,
                    l->origin.z + base[2] * l->step_mm + r);
}

/* How often a kept cube's tetrahedra are to be bisected: by the finest curved leaf that matters in it. */
static guint8
cube_target (Descent *d, const guint16 *active, int n)
{
  const KerfSolid *solid = d->survey->lattice->solid;
  guint8 target = 0;
  gboolean curved = FALSE;
  for (int k = 0; k < n; k++)
    curved = curved || kerf_solid_leaf (solid, active[k])->fineness > 0;
  if (!curved)
    return 0;
  for (int k = 0; k < n; k++)
    d->local[active[k]] = (gint16) active[k];
  d->program.n = 0;
  kerf_solid_compile (solid, d->survey->lattice->spec->root, d->signs, d->local, &d->program);
  for (int k = 0; k < d->program.n; k++)
    if (d->program.steps[k].op < 2)
      target =
          (guint8) MAX (target, 3 * MIN (kerf_solid_leaf (solid, (gsize) d->program.steps[k].at)->fineness,
                                         KERF_FINEST));
  return target;
}

static void
descend (Descent *d, const gint32 base[3], gint32 size, const guint16 *active, int n, gboolean in_tile)
{
  KerfLattice *l = d->survey->lattice;
  KerfVec3 half, c = cube_middle (l, base, size, &half);
  for (int a = 0; a < 3; a++)
    if (base[a] >= l->n[a])
      return;
  g_autofree guint16 *here = g_new (guint16, MAX (n, 1));
  int n_here = 0;
  for (int k = 0; k < n; k++) {
    double low, high;
    kerf_leaf_range (kerf_solid_leaf (l->solid, active[k]), c, half, &low, &high);
    d->signs[active[k]] = low > 0 ? 1 : high < 0 ? -1 : 0;
    if (d->signs[active[k]] == 0)
      here[n_here++] = active[k];
  }
  if (kerf_solid_decide (l->solid, l->spec->root, d->signs) == 0) {
    if (!in_tile && size <= KERF_TILE_CUBES && n_here <= KERF_TILE_LEAVES) {
      KerfLatticeTile tile = {
        { base[0], base[1], base[2] }, size, g_memdup2 (here, (gsize) n_here * sizeof *here), n_here
      };
      g_array_append_val (d->tiles, tile);
      in_tile = TRUE;
    }
    if (size == 1) {
      d->crowded = d->crowded || !in_tile;
      l->cubes[kerf_lattice_cube (l, base[0], base[1], base[2])] =
          (guint8) (KERF_CUBE_KEPT | cube_target (d, here, n_here));
    } else
      for (int o = 0; o < 8; o++) {
        const gint32 child[3] = { base[0] + (o & 1) * size / 2, base[1] + (o >> 1 & 1) * size / 2,
                                  base[2] + (o >> 2) * size / 2 };
        descend (d, child, size / 2, here, n_here, in_tile);
      }
  }
  for (int k = 0; k < n; k++)
    d->signs[active[k]] = 0;
}

static void
survey_blocks (gsize begin, gsize end, gpointer data)
{
  Survey *s = data;
  gsize n = kerf_solid_n_leaves (s->lattice->solid);
  Descent d = { .survey = s, .signs = g_new0 (KerfSign, MAX (n, 1)), .local = g_new0 (gint16, MAX (n, 1)) };
  g_autofree guint16 *all = g_new (guint16, MAX (n, 1));
  /* Planes first: where they cross a curved leaf the edge is then found on the curved leaf itself. */
  gsize at = 0;
  for (KerfLeafKind kind = KERF_LEAF_PLANE; kind <= KERF_LEAF_FIELD; kind++)
    for (gsize k = 0; k < n; k++)
      if (kerf_solid_leaf (s->lattice->solid, k)->kind == kind)
        all[at++] = (guint16) k;
  for (gsize b = begin; b < end; b++) {
    const gint32 base[3] = { (gint32) (b % (gsize) s->blocks[0]) * KERF_TILE_CUBES,
                             (gint32) (b / (gsize) s->blocks[0] % (gsize) s->blocks[1]) * KERF_TILE_CUBES,
                             (gint32) (b / ((gsize) s->blocks[0] * (gsize) s->blocks[1])) * KERF_TILE_CUBES };
    d.tiles = s->tiles[b] = g_array_new (FALSE, FALSE, sizeof (KerfLatticeTile));
    d.crowded = FALSE;
    descend (&d, base, KERF_TILE_CUBES, all, (int) n, FALSE);
    if (d.crowded)
      g_atomic_int_set (&s->crowded, (gint) b + 1);
  }
  g_free (d.signs);
  g_free (d.local);
  g_free (d.program.steps);
}

/* Least and greatest over two cubes each way, axis by axis. */
static void
spread (KerfLattice *l, int axis)
{
  gsize step = axis == 0 ? 1 : axis == 1 ? (gsize) l->n[0] : (gsize) l->n[0] * (gsize) l->n[1];
  gsize lines = (gsize) l->n[0] * (gsize) l->n[1] * (gsize) l->n[2] / (gsize) l->n[axis];
  g_autofree guint8 *low = g_malloc ((gsize) l->n[axis]), *high = g_malloc ((gsize) l->n[axis]);
  for (gsize line = 0; line < lines; line++) {
    gsize first = axis == 0 ? line * (gsize) l->n[0]
                  : axis == 1
                      ? line / (gsize) l->n[0] * (gsize) l->n[0] * (gsize) l->n[1] + line % (gsize) l->n[0]
                      : line;
    for (gint32 k = 0; k < l->n[axis]; k++) {
      low[k] = 255;
      high[k] = 0;
      for (gint32 o = MAX (k - 2, 0); o <= MIN (k + 2, l->n[axis] - 1); o++) {
        low[k] = MIN (low[k], l->ring_low[first + (gsize) o * step]);
        high[k] = MAX (high[k], l->ring_high[first + (gsize) o * step]);
      }
    }
    for (gint32 k = 0; k < l->n[axis]; k++) {
      l->ring_low[first + (gsize) k * step] = low[k];
      l->ring_high[first + (gsize) k * step] = high[k];
    }
  }
}

static void
make_rings (KerfLattice *l)
{
  gsize n = (gsize) l->n[0] * (gsize) l->n[1] * (gsize) l->n[2];
  l->ring_low = g_malloc (n);
  l->ring_high = g_malloc (n);
  for (gsize k = 0; k < n; k++)
    l->ring_low[k] = l->ring_high[k] = l->cubes[k] & KERF_CUBE_TARGET;
  for (int axis = 0; axis < 3; axis++)
    spread (l, axis);
}

static void
tile_clear (gpointer data)
{
  g_free (((KerfLatticeTile *) data)->leaves);
}

static gboolean
survey (KerfLattice *l, const KerfContext *context, GError **error)
{
  Survey s = { .lattice = l };
  gsize n_blocks = 1, n_cubes = 1;
  for (int a = 0; a < 3; a++) {
    s.blocks[a] = (l->n[a] + KERF_TILE_CUBES - 1) / KERF_TILE_CUBES;
    n_blocks *= (gsize) s.blocks[a];
    n_cubes *= (gsize) l->n[a];
  }
  l->cubes = g_malloc0 (n_cubes);
  s.tiles = g_new0 (GArray *, n_blocks);
  gboolean good = kerf_parallel_for (context, n_blocks, 8, survey_blocks, &s);
  l->tiles = g_array_new (FALSE, FALSE, sizeof (KerfLatticeTile));
  g_array_set_clear_func (l->tiles, tile_clear);
  for (gsize b = 0; b < n_blocks; b++)
    if (s.tiles[b]) {
      g_array_append_vals (l->tiles, s.tiles[b]->data, s.tiles[b]->len);
      g_array_unref (s.tiles[b]);
    }
  g_free (s.tiles);
  if (!good)
    return kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  if (s.crowded) {
    gint32 b = s.crowded - 1;
    const gint32 base[3] = { b % s.blocks[0] * KERF_TILE_CUBES,
                             b / s.blocks[0] % s.blocks[1] * KERF_TILE_CUBES,
                             b / (s.blocks[0] * s.blocks[1]) * KERF_TILE_CUBES };
    KerfVec3 half, at = cube_middle (l, base, KERF_TILE_CUBES, &half);
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "More than %d surfaces meet near %.0f, %.0f, %.0f mm; move or remove a part there.", KERF_TILE_LEAVES,
        at.x, at.y, at.z);
  }
  make_rings (l);
  return TRUE;
}

/* ---- tiles to one soup ---- */

typedef struct {
  KerfLattice *lattice;
  const guint32 *which; /* tiles to do */
} TileJob;

static void
mesh_tiles (gsize begin, gsize end, gpointer data)
{
  const TileJob *job = data;
  KerfLattice *l = job->lattice;
  for (gsize k = begin; k < end; k++) {
    guint32 t = job->which[k];
    KerfSoup *part = &l->parts[t];
    kerf_soup_clear (part);
    kerf_lattice_split (l, &g_array_index (l->tiles, KerfLatticeTile, t), part);
    l->raw[t] = part->n_triangles;
    if (part->n_triangles)
      kerf_soup_collapse (part, l->spec, l->spec->least_edge_mm, NULL);
  }
}

static void
place (KerfLattice *l, const KerfLatticeSpec *spec)
{
  /* Odd offsets: planes at round places don't run along the lattice; another for each shift. */
  double h = spec->spacing_mm, s = spec->shift;
  l->spec = spec;
  l->solid = spec->solid;
  l->step_mm = h;
  l->push_mm = 0.05 * h / KERF_UNITS;
  l->origin = kerf_vec3 (spec->box.lo.x - (1.123 + 0.371 * s - floor (0.371 * s)) * h,
                         spec->box.lo.y - (1.057 + 0.293 * s - floor (0.293 * s)) * h,
                         spec->box.lo.z - (1.211 + 0.237 * s - floor (0.237 * s)) * h);
  for (int a = 0; a < 3; a++) {
    double n = ceil ((kerf_component (spec->box.hi, a) - kerf_component (l->origin, a)) / h) + 1;
    l->n[a] = (gint32) CLAMP (n, 1, 1e6);
  }
}

KerfLattice *
kerf_lattice_new (const KerfLatticeSpec *spec, const KerfContext *context, GError **error)
{
  KerfLattice *l = g_new0 (KerfLattice, 1);
  place (l, spec);
  /* Names of points have 21 bits an axis. */
  double n_cubes = (double) l->n[0] * l->n[1] * l->n[2];
  gboolean good = n_cubes < 4e8 && MAX (l->n[0], MAX (l->n[1], l->n[2])) < 500000 / KERF_UNITS;
  if (!good)
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The solid is too large for its resolution; make it smaller or coarser.");
  good = good && survey (l, context, error);
  if (good) {
    gsize n = l->tiles->len;
    g_autofree guint32 *which = g_new (guint32, MAX (n, 1));
    for (gsize t = 0; t < n; t++)
      which[t] = (guint32) t;
    l->parts = g_new0 (KerfSoup, MAX (n, 1));
    l->raw = g_new0 (guint32, MAX (n, 1));
    TileJob job = { l, which };
    good =
        kerf_parallel_for (context, n, 1, mesh_tiles, &job) || kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  }
  if (!good)
    g_clear_pointer (&l, kerf_lattice_free);
  return l;
}

void
kerf_lattice_free (KerfLattice *l)
{
  if (!l)
    return;
  for (gsize t = 0; l->parts && t < l->tiles->len; t++)
    kerf_soup_clear (&l->parts[t]);
  g_free (l->parts);
  g_free (l->raw);
  g_free (l->cubes);
  g_free (l->ring_low);
  g_free (l->ring_high);
  g_clear_pointer (&l->tiles, g_array_unref);
  g_free (l);
}

gboolean
kerf_lattice_again (KerfLattice *l, gsize first, const KerfContext *context, GError **error)
{
  g_autofree guint32 *which = g_new (guint32, MAX (l->tiles->len, 1));
  gsize n = 0;
  for (guint32 t = 0; t < l->tiles->len; t++) {
    const KerfLatticeTile *tile = &g_array_index (l->tiles, KerfLatticeTile, t);
    gboolean near = FALSE;
    for (gsize k = first; k < l->spec->n_calm && !near; k++) {
      near = TRUE;
      for (int a = 0; a < 3; a++) {
        double at = (kerf_component (l->spec->calm[k], a) - kerf_component (l->origin, a)) / l->step_mm -
                    tile->base[a];
        near = near && at > -1.1 && at < tile->size + 1.1;
      }
    }
    if (near)
      which[n++] = t;
  }
  TileJob job = { l, which };
  return kerf_parallel_for (context, n, 1, mesh_tiles, &job) || kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
}

void
kerf_lattice_soup (const KerfLattice *l, KerfSoup *soup)
{
  kerf_soup_weld (soup, l->parts, l->tiles->len);
  kerf_soup_collapse (soup, l->spec, l->spec->least_edge_mm, NULL);
  kerf_soup_drop_pillows (soup);
}

guint32
kerf_lattice_raw_triangles (const KerfLattice *l)
{
  guint32 total = 0;
  for (guint t = 0; t < l->tiles->len; t++)
    total += l->raw[t];
  return total;
}
