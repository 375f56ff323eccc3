/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

enum { KERF_BLOCK_BITS = 3, KERF_BLOCK_EDGE = 1 << KERF_BLOCK_BITS };

/* Least and greatest stored value of every block of 8³ cells of a volume (cell i lies between the centres of voxels i and
 * i + 1, so a block knows all that trilinear interpolation can give inside it). What a ray caster skips empty space by.
 * Immutable, reference-counted. */
typedef struct KerfBlocks {
  gatomicrefcount count;
  gint32 n[3]; /* blocks along each axis, at least 1 */
  float *lo, *hi;
} KerfBlocks;

/* NULL when cancelled. */
KerfBlocks *kerf_blocks_new (const KerfVolume *volume, const KerfContext *context);
KerfBlocks *kerf_blocks_ref (const KerfBlocks *blocks);
void kerf_blocks_unref (KerfBlocks *blocks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfBlocks, kerf_blocks_unref)

static inline gsize
kerf_blocks_offset (const KerfBlocks *blocks, gint32 a, gint32 b, gint32 c)
{
  return ((gsize) c * (gsize) blocks->n[1] + (gsize) b) * (gsize) blocks->n[0] + (gsize) a;
}

gsize kerf_blocks_count (const KerfBlocks *blocks);

G_END_DECLS
