/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/segment/threshold.h"

#include "base/error.h"
#include "core/image/resample.h"
#include "core/segment/edge-private.h"

#include <string.h>

enum { EDGE = KERF_TILE_EDGE };

/* Median misfit (shares of the contrast) up to which an image counts as sharp. */
#define SHARP_MISFIT 0.05

typedef struct {
  const KerfVolume *volume;
  const KerfMask *within; /* on the same lattice, or NULL */
  double level[2];        /* low, high */
  gboolean bounded[2];
  gint16 stored[2]; /* range of int16 voxels that are inside; least > most: none */
  gboolean sharp[2];
  double h[3];
  gint32 rim[3];   /* voxels beyond a tile that its distances depend on */
  gint32 reach[3]; /* voxels within the clamp */
  gint16 clamp;
  gsize n[3];    /* tiles of the volume */
  guint8 *kinds; /* per tile of the volume */
} Threshold;

enum { ALL_OUT, ALL_IN, MIXED };

/* Values are compared as floats everywhere, so that all agree on what is inside. NaN is outside. */
static guint8
is_inside (const Threshold *t, float value)
{
  return (guint8) (((double) value >= t->level[0]) & ((double) value <= t->level[1]));
}

/* Rescaling is monotonic, so what is inside is one range of stored numbers. */
static void
find_stored_range (Threshold *t)
{
  t->stored[0] = 1;
  t->stored[1] = 0;
  gboolean any = FALSE;
  for (gint32 s = G_MININT16; s <= G_MAXINT16; s++)
    if (is_inside (t, (float) (s * t->volume->slope + t->volume->intercept))) {
      t->stored[0] = any ? t->stored[0] : (gint16) s;
      t->stored[1] = (gint16) s;
      any = TRUE;
    }
}

static guint32
count_row (const Threshold *t, gsize from, gint32 n)
{
  const KerfVolume *volume = t->volume;
  guint32 count = 0;
  if (volume->i16) {
    const gint16 *restrict p = volume->i16 + from;
    gint16 least = t->stored[0], most = t->stored[1];
    for (gint32 i = 0; i < n; i++)
      count += (guint32) ((p[i] >= least) & (p[i] <= most));
  } else
    for (gint32 i = 0; i < n; i++)
      count +=
          is_inside (t, (float) ((double) volume->f32[from + (gsize) i] * volume->slope + volume->intercept));
  return count;
}

static void
classify_tiles (gsize begin, gsize end, gpointer data)
{
  Threshold *t = data;
  const KerfGrid *grid = &t->volume->grid;
  for (gsize s = begin; s < end; s++) {
    gint32 lo[3] = { (gint32) (s % t->n[0]) * EDGE, (gint32) (s / t->n[0] % t->n[1]) * EDGE,
                     (gint32) (s / t->n[0] / t->n[1]) * EDGE },
           hi[3];
    for (int a = 0; a < 3; a++)
      hi[a] = MIN (lo[a] + EDGE, grid->n[a]);
    guint32 count = 0, all = (guint32) ((hi[0] - lo[0]) * (hi[1] - lo[1]) * (hi[2] - lo[2]));
    for (gint32 k = lo[2]; k < hi[2]; k++)
      for (gint32 j = lo[1]; j < hi[1]; j++)
        count += count_row (t, kerf_grid_offset (grid, lo[0], j, k), hi[0] - lo[0]);
    t->kinds[s] = count == 0 ? ALL_OUT : count == all ? ALL_IN : MIXED;
  }
}

/* Values and sides of a tile and its rim; beyond the volume the nearest voxel's. */
typedef struct {
  gint32 lo[3], n[3];
  float *x;
  guint8 *inside;
  guint32 count;
} Block;

/* Values of voxels from … from + n − 1 of the row that begins at `row`; beyond its ends the end's. */
static void
read_row (const Threshold *t, gsize row, gint32 from, gint32 n, float *restrict out)
{
  const KerfVolume *volume = t->volume;
  gint32 last = volume->grid.n[0] - 1, lo = CLAMP (-from, 0, n), hi = CLAMP (last + 1 - from, lo, n);
  double slope = volume->slope, intercept = volume->intercept;
  if (volume->i16) {
    const gint16 *restrict p = volume->i16 + row;
    for (gint32 i = lo; i < hi; i++)
      out[i] = (float) (p[from + i] * slope + intercept);
  } else {
    const float *restrict p = volume->f32 + row;
    for (gint32 i = lo; i < hi; i++)
      out[i] = (float) ((double) p[from + i] * slope + intercept);
  }
  gsize first = row, end = row + (gsize) last;
  for (gint32 i = 0; i < lo; i++)
    out[i] = (float) ((volume->i16 ? (double) volume->i16[first] : (double) volume->f32[first]) * slope +
                      intercept);
  for (gint32 i = hi; i < n; i++)
    out[i] =
        (float) ((volume->i16 ? (double) volume->i16[end] : (double) volume->f32[end]) * slope + intercept);
}

static void
read_block (const Threshold *t, const gint32 at[3], Block *b)
{
  const KerfVolume *volume = t->volume;
  const KerfGrid *grid = &volume->grid;
  gsize voxels = 1, next = 0;
  for (int a = 0; a < 3; a++) {
    b->lo[a] = at[a] * EDGE - t->rim[a];
    b->n[a] = EDGE + 2 * t->rim[a];
    voxels *= (gsize) b->n[a];
  }
  b->x = g_new (float, voxels);
  b->inside = g_new (guint8, voxels);
  b->count = 0;
  for (gint32 k = 0; k < b->n[2]; k++)
    for (gint32 j = 0; j < b->n[1]; j++, next += (gsize) b->n[0]) {
      gint32 y = CLAMP (b->lo[1] + j, 0, grid->n[1] - 1), z = CLAMP (b->lo[2] + k, 0, grid->n[2] - 1);
      read_row (t, kerf_grid_offset (grid, 0, y, z), b->lo[0], b->n[0], b->x + next);
    }
  for (gsize v = 0; v < voxels; v++) {
    b->inside[v] = is_inside (t, b->x[v]);
    b->count += b->inside[v];
  }
  for (gsize v = 0; volume->f32 && v < voxels; v++)
    if (isnan (b->x[v]))
      b->x[v] = (float) volume->low;
}

static void
block_clear (Block *b)
{
  g_free (b->x);
  g_free (b->inside);
}

static gsize
block_voxels (const Block *b)
{
  return (gsize) b->n[0] * (gsize) b->n[1] * (gsize) b->n[2];
}

/* The block seen from one of the two levels: inside is x ≥ t, so the upper one is turned over. `x` and `inside` are
 * buffers. */
static KerfEdgeBlock
side_of (const Threshold *t, const Block *b, int side, float *x, guint8 *inside)
{
  gsize voxels = block_voxels (b);
  for (gsize v = 0; v < voxels; v++) {
    x[v] = side ? -b->x[v] : b->x[v];
    inside[v] = (side ? (double) b->x[v] <= t->level[1] : (double) b->x[v] >= t->level[0]) ? 1 : 0;
  }
  KerfEdgeBlock e = { .x = x,
                      .inside = inside,
                      .t = side ? -t->level[1] : t->level[0],
                      .clamp_mm = t->clamp / KERF_MASK_PER_MM,
                      .sharp = t->sharp[side] };
  memcpy (e.n, b->n, sizeof e.n);
  memcpy (e.h, t->h, sizeof e.h);
  for (int a = 0; a < 3; a++)
    e.skip[a] = e.sharp ? 2 : 3;
  return e;
}

static float *
block_distance (const Threshold *t, const Block *b)
{
  gsize voxels = block_voxels (b);
  float *least = NULL;
  g_autofree float *x = g_new (float, voxels);
  g_autofree guint8 *inside = g_new (guint8, voxels);
  for (int side = 0; side < 2; side++) {
    if (!t->bounded[side])
      continue;
    KerfEdgeBlock e = side_of (t, b, side, x, inside);
    float *d = g_new (float, voxels);
    kerf_edge_distance (&e, d);
    if (!least) {
      least = d;
      continue;
    }
    for (gsize v = 0; v < voxels; v++)
      least[v] = MIN (least[v], d[v]);
    g_free (d);
  }
  return least;
}

/* Signed distance to the volume's box at a voxel index, mm. */
static double
box_distance (const Threshold *t, const gint32 voxel[3])
{
  double inner = HUGE_VAL, outer = 0;
  for (int a = 0; a < 3; a++) {
    double from = (voxel[a] + 0.5) * t->h[a], to = (t->volume->grid.n[a] - 0.5 - voxel[a]) * t->h[a],
           d = fmin (from, to);
    inner = fmin (inner, d);
    outer += d < 0 ? d * d : 0;
  }
  return outer > 0 ? -sqrt (outer) : inner;
}

/* Kinds of the tile and of those within the rim: ALL_IN and ALL_OUT only where all agree. */
static int
kind_around (const Threshold *t, const gint32 at[3])
{
  int kind = -1;
  gint32 lo[3], hi[3], p[3];
  for (int a = 0; a < 3; a++) {
    gint32 last = t->volume->grid.n[a] - 1;
    lo[a] = CLAMP (at[a] * EDGE - t->rim[a], 0, last) / EDGE;
    hi[a] = CLAMP (at[a] * EDGE + EDGE - 1 + t->rim[a], 0, last) / EDGE;
  }
  for (p[2] = lo[2]; p[2] <= hi[2]; p[2]++)
    for (p[1] = lo[1]; p[1] <= hi[1]; p[1]++)
      for (p[0] = lo[0]; p[0] <= hi[0]; p[0]++) {
        int here = t->kinds[((gsize) p[2] * t->n[1] + (gsize) p[1]) * t->n[0] + (gsize) p[0]];
        if (here == MIXED || (kind >= 0 && here != kind))
          return MIXED;
        kind = here;
      }
  return kind;
}

/* TRUE where some voxel of the tile lies within the clamp of the volume's box, or beyond it. */
static gboolean
touches_box (const Threshold *t, const gint32 at[3])
{
  for (int a = 0; a < 3; a++)
    if (at[a] * EDGE < t->reach[a] || (at[a] + 1) * EDGE > t->volume->grid.n[a] - t->reach[a])
      return TRUE;
  return FALSE;
}

static gint16
least (gint16 a, gint16 b)
{
  return a < b ? a : b;
}

/* One row of a tile; without distances it is deep inside. Rounded as kerf_mask_quantised rounds. */
static void
store_row (const float *distance, const guint8 *inside, gint16 clamp, gint16 *out)
{
  for (gint32 i = 0; i < EDGE; i++) {
    if (!distance) {
      out[i] = clamp;
      continue;
    }
    gint32 q = (gint32) ((double) distance[i] * KERF_MASK_PER_MM + 32768.5) - 32768;
    q = CLAMP (q, -clamp, clamp);
    out[i] = (gint16) (inside[i] ? MAX (q, 0) : MIN (q, -1));
  }
}

static KerfTileSlot
threshold_tile (const gint32 at[3], gconstpointer data)
{
  const Threshold *t = data;
  int kind = kind_around (t, at);
  KerfTileSlot in =
      t->within ? kerf_mask_slot (t->within, at[0], at[1], at[2]) : (KerfTileSlot){ NULL, t->clamp };
  gboolean rim = touches_box (t, at);
  if (kind == ALL_OUT || (!in.tile && in.value == -t->clamp))
    return (KerfTileSlot){ NULL, (gint16) -t->clamp };
  if (kind == ALL_IN && !rim)
    return (KerfTileSlot){ in.tile ? kerf_tile_ref (in.tile) : NULL, in.value };
  Block b = { 0 };
  g_autofree float *distance = NULL;
  if (kind == MIXED) {
    read_block (t, at, &b);
    if (b.count == 0) {
      block_clear (&b);
      return (KerfTileSlot){ NULL, (gint16) -t->clamp };
    }
    distance = b.count < block_voxels (&b) ? block_distance (t, &b) : NULL;
  }
  KerfTile *tile = kerf_tile_new ();
  for (gint32 row = 0; row < EDGE * EDGE; row++) {
    gsize place =
        b.x ? ((gsize) (row / EDGE + t->rim[2]) * (gsize) b.n[1] + (gsize) (row % EDGE + t->rim[1])) *
                      (gsize) b.n[0] +
                  (gsize) t->rim[0]
            : 0;
    gint16 *out = tile->d + row * EDGE;
    store_row (distance ? distance + place : NULL, b.x ? b.inside + place : NULL, t->clamp, out);
    for (gint32 i = 0; rim && i < EDGE; i++) {
      gint32 voxel[3] = { at[0] * EDGE + i, at[1] * EDGE + row % EDGE, at[2] * EDGE + row / EDGE };
      out[i] = least (out[i], kerf_mask_quantised (box_distance (t, voxel), t->clamp));
    }
    for (gint32 i = 0; t->within && i < EDGE; i++)
      out[i] = least (out[i], in.tile ? in.tile->d[row * EDGE + i] : in.value);
  }
  block_clear (&b);
  return (KerfTileSlot){ tile, 0 };
}

/* From up to 24 of the tiles with both kinds, evenly spread: the median misfit of a partial-volume edge. */
static gboolean
image_is_sharp (const Threshold *t, int side)
{
  g_autoptr (GArray) mixed = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) misfits = g_array_new (FALSE, FALSE, sizeof (double));
  for (gsize s = 0; s < t->n[0] * t->n[1] * t->n[2]; s++)
    if (t->kinds[s] == MIXED)
      g_array_append_val (mixed, s);
  guint used = MIN (mixed->len, 24);
  for (guint k = 0; k < used; k++) {
    gsize s = g_array_index (mixed, gsize, (guint) ((guint64) k * mixed->len / used));
    gint32 at[3] = { (gint32) (s % t->n[0]), (gint32) (s / t->n[0] % t->n[1]),
                     (gint32) (s / t->n[0] / t->n[1]) };
    Block b;
    read_block (t, at, &b);
    g_autofree float *x = g_new (float, block_voxels (&b));
    g_autofree guint8 *inside = g_new (guint8, block_voxels (&b));
    KerfEdgeBlock e = side_of (t, &b, side, x, inside);
    kerf_edge_misfit (&e, 100, misfits);
    block_clear (&b);
  }
  guint below = 0;
  for (guint k = 0; k < misfits->len; k++)
    below += g_array_index (misfits, double, k) <= SHARP_MISFIT ? 1 : 0;
  return misfits->len >= 20 && 2 * below > misfits->len;
}

static KerfMask *
run (Threshold *t, const KerfContext *context)
{
  const KerfGrid *grid = &t->volume->grid;
  if (!kerf_parallel_for (context, t->n[0] * t->n[1] * t->n[2], 4, classify_tiles, t))
    return NULL;
  for (int side = 0; side < 2; side++)
    t->sharp[side] = t->bounded[side] && image_is_sharp (t, side);
  gint32 lo[3], hi[3], tile_lo[3], tile_hi[3];
  for (int a = 0; a < 3; a++) {
    lo[a] = -t->reach[a];
    hi[a] = grid->n[a] + t->reach[a];
  }
  kerf_tile_range (lo, hi, tile_lo, tile_hi);
  return kerf_mask_build (grid, tile_lo, tile_hi, threshold_tile, t, context);
}

KerfMask *
kerf_mask_from_threshold (const KerfVolume *volume, double low, double high, const KerfMask *within,
                          const KerfContext *context, GError **error)
{
  if (!(low <= high)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "The lower threshold %g lies above the upper one %g; swap them.", low, high);
    return NULL;
  }
  g_autoptr (KerfMask) resampled = NULL;
  Threshold t = { .volume = volume,
                  .level = { low, high },
                  .bounded = { isfinite (low), isfinite (high) },
                  .clamp = kerf_mask_clamp_of (&volume->grid),
                  .within = within };
  if (within && !kerf_grid_equal (&within->grid, &volume->grid)) {
    KerfMat4 identity = kerf_mat4_identity ();
    t.within = resampled = kerf_mask_resampled (within, &volume->grid, &identity, context);
  }
  KerfVec3 h = kerf_grid_spacing (&volume->grid);
  for (int a = 0; a < 3; a++) {
    t.h[a] = kerf_component (h, a);
    t.reach[a] = (gint32) ceil (t.clamp / KERF_MASK_PER_MM / t.h[a]);
    t.rim[a] =
        t.reach[a] + 2; /* clamp − 1 to a near centre, one more to its neighbours' planes, two to extremes */
    t.n[a] = (gsize) ((volume->grid.n[a] + EDGE - 1) / EDGE);
  }
  find_stored_range (&t);
  t.kinds = g_new0 (guint8, t.n[0] * t.n[1] * t.n[2]);
  KerfMask *mask = within && !t.within ? NULL : run (&t, context);
  g_free (t.kinds);
  if (!mask)
    kerf_context_check (context, error);
  return mask;
}
