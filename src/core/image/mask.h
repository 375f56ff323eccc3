/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/hash.h"
#include "core/image/grid.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* A segment's shape: a sparse grid of 32³ tiles of signed distance to its surface (int16, 1/256 mm, inside positive,
 * clamped at twice the largest spacing). The surface is the zero of the trilinearly interpolated distance between
 * voxel centres; a centre whose value is exactly 0 counts as inside. Tiles may lie beyond the volume. Uniform tiles
 * hold one number. Immutable, reference-counted, copy on write per tile: an edit shares every tile that it did not
 * touch. Tile indices are floor (voxel index / 32), so they may be negative. */

enum { KERF_TILE_EDGE = 32, KERF_TILE_VOXELS = 32 * 32 * 32 };
#define KERF_MASK_PER_MM 256.0

typedef struct KerfTile {
  gatomicrefcount count;
  gint16 d[KERF_TILE_VOXELS]; /* i fastest; 1/256 mm; not changed once a mask holds the tile */
  gint hash_state;            /* atomic; 0 at first: `hash` is not known yet (kerf_tile_hash) */
  KerfHash hash;
} KerfTile;

/* One place of the tile table. `tile` NULL: uniform, every voxel is `value`. */
typedef struct {
  KerfTile *tile;
  gint16 value;
} KerfTileSlot;

typedef struct KerfMask {
  gatomicrefcount count;
  KerfGrid grid;       /* of the lattice; its size only says what volume it was made on */
  gint16 clamp;        /* greatest |value|, 1/256 mm */
  gint32 lo[3], hi[3]; /* the box of tiles in the table, hi exclusive; everything beyond is −clamp */
  KerfTileSlot *slots; /* (hi−lo) product, i fastest */
} KerfMask;

/* Nothing inside. */
KerfMask *kerf_mask_new (const KerfGrid *grid);
KerfMask *kerf_mask_ref (const KerfMask *mask);
void kerf_mask_unref (KerfMask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMask, kerf_mask_unref)

KerfTile *kerf_tile_new (void); /* not filled */
/* SHA-256 of the voxels as little-endian int16, computed once. */
KerfHash kerf_tile_hash (const KerfTile *tile);
KerfTile *kerf_tile_ref (const KerfTile *tile);
void kerf_tile_unref (KerfTile *tile);

/* The slot of tile (a, b, c); a uniform −clamp beyond the table. Lent. */
KerfTileSlot kerf_mask_slot (const KerfMask *mask, gint32 a, gint32 b, gint32 c);

/* A mask whose table spans [lo, hi), all slots uniform −clamp, for a builder to fill with kerf_mask_builder_set
 * before anybody else sees it. */
KerfMask *kerf_mask_builder_new (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3]);
/* Takes `tile` (may be NULL: uniform `value`); a tile whose voxels are all equal is kept as uniform. */
void kerf_mask_builder_set (KerfMask *mask, gint32 a, gint32 b, gint32 c, KerfTile *tile, gint16 value);
/* Drops outer layers of the table that are uniform −clamp, so that equal shapes are equal tables. Call once, last. */
void kerf_mask_builder_end (KerfMask *mask);

/* Stored value at a voxel index (any integers), in 1/256 mm. */
gint16 kerf_mask_at (const KerfMask *mask, gint32 i, gint32 j, gint32 k);
/* Trilinear distance at a point, mm; −clamp far outside. */
double kerf_mask_sample (const KerfMask *mask, KerfVec3 patient);

/* Copies the stored values of the voxels [lo, lo + n) into `out` (n[0]·n[1]·n[2], i fastest). */
void kerf_mask_read (const KerfMask *mask, const gint32 lo[3], const gint32 n[3], gint16 *out);

/* Builds a mask tile by tile, in parallel: `func` gives the slot of each tile of [lo, hi) (its tile, if any, becomes
 * owned). NULL when cancelled. */
typedef KerfTileSlot (*KerfTileFunc) (const gint32 tile[3], gconstpointer data);
KerfMask *kerf_mask_build (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3], KerfTileFunc func,
                           gconstpointer data, const KerfContext *context);

/* Tiles [tile_lo, tile_hi) that hold the voxels [lo, hi). */
void kerf_tile_range (const gint32 lo[3], const gint32 hi[3], gint32 tile_lo[3], gint32 tile_hi[3]);
/* Greatest stored value of masks on this grid: twice the largest spacing, 1/256 mm. */
gint16 kerf_mask_clamp_of (const KerfGrid *grid);

/* Millimetres to the stored number, rounded to the nearest, clamped. */
static inline gint16
kerf_mask_quantised (double mm, gint16 clamp)
{
  double x = floor (mm * KERF_MASK_PER_MM + 0.5);
  return x >= clamp ? clamp : x > -clamp ? (gint16) x : (gint16) -clamp;
}

/* Index of the tile that holds a voxel index. */
static inline gint32
kerf_tile_of (gint32 voxel)
{
  return voxel >= 0 ? voxel / KERF_TILE_EDGE : -((-voxel + KERF_TILE_EDGE - 1) / KERF_TILE_EDGE);
}

gboolean kerf_mask_is_empty (const KerfMask *mask);
/* Voxel index box [lo, hi) that holds every centre with value ≥ 0; FALSE when empty. O(tiles). */
gboolean kerf_mask_bounds (const KerfMask *mask, gint32 lo[3], gint32 hi[3]);
gboolean kerf_mask_equal (const KerfMask *a, const KerfMask *b); /* same grid, same values */

G_END_DECLS
