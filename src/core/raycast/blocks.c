/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/raycast/blocks.h"

enum { EDGE = KERF_BLOCK_EDGE };

typedef struct {
  const KerfVolume *volume;
  KerfBlocks *blocks;
} Work;

gsize
kerf_blocks_count (const KerfBlocks *blocks)
{
  return (gsize) blocks->n[0] * (gsize) blocks->n[1] * (gsize) blocks->n[2];
}

/* Least and greatest of the rows [j0, j1] × [k0, k1], voxel by voxel along i: loops that a compiler makes wide. */
static void
fold_i16 (const KerfVolume *volume, gint32 j0, gint32 j1, gint32 k0, gint32 k1, gint16 *lo, gint16 *hi)
{
  gint32 n = volume->grid.n[0];
  for (gint32 i = 0; i < n; i++)
    lo[i] = G_MAXINT16, hi[i] = G_MININT16;
  for (gint32 k = k0; k <= k1; k++)
    for (gint32 j = j0; j <= j1; j++) {
      const gint16 *row = volume->i16 + kerf_grid_offset (&volume->grid, 0, j, k);
      for (gint32 i = 0; i < n; i++) {
        lo[i] = MIN (lo[i], row[i]);
        hi[i] = MAX (hi[i], row[i]);
      }
    }
}

/* Voxels that are no finite number are left out; a block of nothing else is empty (lo > hi). */
static void
fold_f32 (const KerfVolume *volume, gint32 j0, gint32 j1, gint32 k0, gint32 k1, float *lo, float *hi)
{
  gint32 n = volume->grid.n[0];
  for (gint32 i = 0; i < n; i++)
    lo[i] = G_MAXFLOAT, hi[i] = -G_MAXFLOAT;
  for (gint32 k = k0; k <= k1; k++)
    for (gint32 j = j0; j <= j1; j++) {
      const float *row = volume->f32 + kerf_grid_offset (&volume->grid, 0, j, k);
      for (gint32 i = 0; i < n; i++)
        if (isfinite (row[i])) {
          lo[i] = MIN (lo[i], row[i]);
          hi[i] = MAX (hi[i], row[i]);
        }
    }
}

static void
make_rows (gsize begin, gsize end, gpointer data)
{
  const Work *w = data;
  const KerfGrid *g = &w->volume->grid;
  KerfBlocks *blocks = w->blocks;
  gsize n = (gsize) g->n[0];
  g_autofree gint16 *low16 = g_new (gint16, n), *high16 = g_new (gint16, n);
  g_autofree float *low = g_new (float, n), *high = g_new (float, n);
  for (gsize row = begin; row < end; row++) {
    gint32 b = (gint32) (row % (gsize) blocks->n[1]), c = (gint32) (row / (gsize) blocks->n[1]);
    gint32 j1 = MIN (b * EDGE + EDGE, g->n[1] - 1), k1 = MIN (c * EDGE + EDGE, g->n[2] - 1);
    if (w->volume->i16) {
      fold_i16 (w->volume, b * EDGE, j1, c * EDGE, k1, low16, high16);
      for (gsize i = 0; i < n; i++)
        low[i] = low16[i], high[i] = high16[i];
    } else {
      fold_f32 (w->volume, b * EDGE, j1, c * EDGE, k1, low, high);
    }
    for (gint32 a = 0; a < blocks->n[0]; a++) {
      float lo = G_MAXFLOAT, hi = -G_MAXFLOAT;
      for (gint32 i = a * EDGE; i <= MIN (a * EDGE + EDGE, g->n[0] - 1); i++) {
        lo = MIN (lo, low[i]);
        hi = MAX (hi, high[i]);
      }
      gsize at = kerf_blocks_offset (blocks, a, b, c);
      blocks->lo[at] = lo;
      blocks->hi[at] = hi;
    }
  }
}

KerfBlocks *
kerf_blocks_new (const KerfVolume *volume, const KerfContext *context)
{
  KerfBlocks *blocks = g_new0 (KerfBlocks, 1);
  g_atomic_ref_count_init (&blocks->count);
  for (int axis = 0; axis < 3; axis++)
    blocks->n[axis] = MAX ((volume->grid.n[axis] - 1 + EDGE - 1) / EDGE, 1);
  blocks->lo = g_new (float, kerf_blocks_count (blocks));
  blocks->hi = g_new (float, kerf_blocks_count (blocks));
  Work work = { volume, blocks };
  gsize rows = (gsize) blocks->n[1] * (gsize) blocks->n[2];
  if (!kerf_parallel_for (context, rows, 16, make_rows, &work)) {
    kerf_blocks_unref (blocks);
    return NULL;
  }
  return blocks;
}

KerfBlocks *
kerf_blocks_ref (const KerfBlocks *blocks)
{
  union {
    const KerfBlocks *lent;
    KerfBlocks *owned;
  } same = { .lent = blocks };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_blocks_unref (KerfBlocks *blocks)
{
  if (!blocks || !g_atomic_ref_count_dec (&blocks->count))
    return;
  g_free (blocks->lo);
  g_free (blocks->hi);
  g_free (blocks);
}
