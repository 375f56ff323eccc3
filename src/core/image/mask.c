/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/mask.h"

#include <string.h>

gint16
kerf_mask_clamp_of (const KerfGrid *grid)
{
  KerfVec3 h = kerf_grid_spacing (grid);
  return (gint16) floor (2 * fmax (h.x, fmax (h.y, h.z)) * KERF_MASK_PER_MM + 0.5);
}

KerfTile *
kerf_tile_new (void)
{
  KerfTile *tile = g_new (KerfTile, 1);
  g_atomic_ref_count_init (&tile->count);
  tile->hash_state = 0;
  return tile;
}

KerfHash
kerf_tile_hash (const KerfTile *tile)
{
  union {
    const KerfTile *lent;
    KerfTile *same;
  } t = { .lent = tile };
  if (g_atomic_int_get (&t.same->hash_state) == 2)
    return tile->hash;
  KerfHash hash = kerf_hash_bytes (tile->d, sizeof tile->d);
  /* The first to come writes it down; whoever comes meanwhile has computed the same. */
  if (g_atomic_int_compare_and_exchange (&t.same->hash_state, 0, 1)) {
    t.same->hash = hash;
    g_atomic_int_set (&t.same->hash_state, 2);
  }
  return hash;
}

KerfTile *
kerf_tile_ref (const KerfTile *tile)
{
  union {
    const KerfTile *lent;
    KerfTile *owned;
  } same = { .lent = tile };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_tile_unref (KerfTile *tile)
{
  if (tile && g_atomic_ref_count_dec (&tile->count))
    g_free (tile);
}

static gsize
slot_count (const KerfMask *mask)
{
  gsize n = 1;
  for (int a = 0; a < 3; a++)
    n *= (gsize) (mask->hi[a] - mask->lo[a]);
  return n;
}

static gsize
slot_offset (const KerfMask *mask, gint32 a, gint32 b, gint32 c)
{
  gsize na = (gsize) (mask->hi[0] - mask->lo[0]), nb = (gsize) (mask->hi[1] - mask->lo[1]);
  return ((gsize) (c - mask->lo[2]) * nb + (gsize) (b - mask->lo[1])) * na + (gsize) (a - mask->lo[0]);
}

static gboolean
in_table (const KerfMask *mask, gint32 a, gint32 b, gint32 c)
{
  return a >= mask->lo[0] && a < mask->hi[0] && b >= mask->lo[1] && b < mask->hi[1] && c >= mask->lo[2] &&
         c < mask->hi[2];
}

KerfMask *
kerf_mask_builder_new (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3])
{
  KerfMask *mask = g_new0 (KerfMask, 1);
  g_atomic_ref_count_init (&mask->count);
  mask->grid = *grid;
  mask->clamp = kerf_mask_clamp_of (grid);
  for (int a = 0; a < 3; a++) {
    mask->lo[a] = lo[a];
    mask->hi[a] = MAX (lo[a], hi[a]);
  }
  gsize n = slot_count (mask);
  mask->slots = g_new (KerfTileSlot, n);
  for (gsize k = 0; k < n; k++)
    mask->slots[k] = (KerfTileSlot){ NULL, (gint16) -mask->clamp };
  return mask;
}

KerfMask *
kerf_mask_new (const KerfGrid *grid)
{
  static const gint32 none[3] = { 0, 0, 0 };
  return kerf_mask_builder_new (grid, none, none);
}

KerfMask *
kerf_mask_ref (const KerfMask *mask)
{
  union {
    const KerfMask *lent;
    KerfMask *owned;
  } same = { .lent = mask };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_mask_unref (KerfMask *mask)
{
  if (!mask || !g_atomic_ref_count_dec (&mask->count))
    return;
  gsize n = slot_count (mask);
  for (gsize k = 0; k < n; k++)
    kerf_tile_unref (mask->slots[k].tile);
  g_free (mask->slots);
  g_free (mask);
}

KerfTileSlot
kerf_mask_slot (const KerfMask *mask, gint32 a, gint32 b, gint32 c)
{
  if (!in_table (mask, a, b, c))
    return (KerfTileSlot){ NULL, (gint16) -mask->clamp };
  return mask->slots[slot_offset (mask, a, b, c)];
}

static gboolean
is_uniform (const KerfTile *tile)
{
  return memcmp (tile->d, tile->d + 1, (KERF_TILE_VOXELS - 1) * sizeof tile->d[0]) == 0;
}

void
kerf_mask_builder_set (KerfMask *mask, gint32 a, gint32 b, gint32 c, KerfTile *tile, gint16 value)
{
  g_assert (in_table (mask, a, b, c));
  KerfTileSlot *slot = &mask->slots[slot_offset (mask, a, b, c)];
  kerf_tile_unref (slot->tile);
  if (tile && is_uniform (tile)) {
    value = tile->d[0];
    kerf_tile_unref (tile);
    tile = NULL;
  }
  *slot = (KerfTileSlot){ tile, tile ? 0 : value };
}

/* TRUE where the layer `at` of the table across `axis` holds nothing but uniform −clamp. */
static gboolean
layer_is_empty (const KerfMask *mask, int axis, gint32 at)
{
  gint32 lo[3], hi[3];
  memcpy (lo, mask->lo, sizeof lo);
  memcpy (hi, mask->hi, sizeof hi);
  lo[axis] = at;
  hi[axis] = at + 1;
  for (gint32 c = lo[2]; c < hi[2]; c++)
    for (gint32 b = lo[1]; b < hi[1]; b++)
      for (gint32 a = lo[0]; a < hi[0]; a++) {
        KerfTileSlot slot = mask->slots[slot_offset (mask, a, b, c)];
        if (slot.tile || slot.value != -mask->clamp)
          return FALSE;
      }
  return TRUE;
}

void
kerf_mask_builder_end (KerfMask *mask)
{
  gint32 lo[3], hi[3];
  memcpy (lo, mask->lo, sizeof lo);
  memcpy (hi, mask->hi, sizeof hi);
  for (int axis = 0; axis < 3; axis++) {
    while (lo[axis] < hi[axis] && layer_is_empty (mask, axis, lo[axis]))
      lo[axis]++;
    while (lo[axis] < hi[axis] && layer_is_empty (mask, axis, hi[axis] - 1))
      hi[axis]--;
    if (lo[axis] == hi[axis]) {
      memset (lo, 0, sizeof lo);
      memset (hi, 0, sizeof hi);
      break;
    }
  }
  if (memcmp (lo, mask->lo, sizeof lo) == 0 && memcmp (hi, mask->hi, sizeof hi) == 0)
    return;
  gsize n = (gsize) (hi[0] - lo[0]) * (gsize) (hi[1] - lo[1]) * (gsize) (hi[2] - lo[2]), next = 0;
  KerfTileSlot *kept = g_new (KerfTileSlot, n);
  for (gint32 c = lo[2]; c < hi[2]; c++)
    for (gint32 b = lo[1]; b < hi[1]; b++)
      for (gint32 a = lo[0]; a < hi[0]; a++)
        kept[next++] = mask->slots[slot_offset (mask, a, b, c)];
  g_free (mask->slots); /* what was dropped held no tile */
  mask->slots = kept;
  memcpy (mask->lo, lo, sizeof lo);
  memcpy (mask->hi, hi, sizeof hi);
}

static gint32
within_tile (gint32 voxel, gint32 tile)
{
  return voxel - tile * KERF_TILE_EDGE;
}

gint16
kerf_mask_at (const KerfMask *mask, gint32 i, gint32 j, gint32 k)
{
  gint32 a = kerf_tile_of (i), b = kerf_tile_of (j), c = kerf_tile_of (k);
  KerfTileSlot slot = kerf_mask_slot (mask, a, b, c);
  return slot.tile
             ? slot.tile->d[(within_tile (k, c) * KERF_TILE_EDGE + within_tile (j, b)) * KERF_TILE_EDGE +
                            within_tile (i, a)]
             : slot.value;
}

double
kerf_mask_sample (const KerfMask *mask, KerfVec3 patient)
{
  KerfVec3 at = kerf_grid_index (&mask->grid, patient);
  double far = -mask->clamp / KERF_MASK_PER_MM;
  for (int a = 0; a < 3; a++) {
    double x = kerf_component (at, a);
    if (!(x >= (double) mask->lo[a] * KERF_TILE_EDGE - 1 && x <= (double) mask->hi[a] * KERF_TILE_EDGE))
      return far;
  }
  gint32 i = (gint32) floor (at.x), j = (gint32) floor (at.y), k = (gint32) floor (at.z);
  double fx = at.x - i, fy = at.y - j, fz = at.z - k, d[8];
  gint32 a = kerf_tile_of (i), b = kerf_tile_of (j), c = kerf_tile_of (k);
  gint32 ti = within_tile (i, a), tj = within_tile (j, b), tk = within_tile (k, c);
  if (ti < KERF_TILE_EDGE - 1 && tj < KERF_TILE_EDGE - 1 && tk < KERF_TILE_EDGE - 1) {
    KerfTileSlot slot = kerf_mask_slot (mask, a, b, c);
    if (!slot.tile)
      return slot.value / KERF_MASK_PER_MM;
    const gint16 *p = slot.tile->d + (tk * KERF_TILE_EDGE + tj) * KERF_TILE_EDGE + ti;
    for (int corner = 0; corner < 8; corner++)
      d[corner] = p[(corner & 1) + (corner & 2) / 2 * KERF_TILE_EDGE +
                    (corner & 4) / 4 * KERF_TILE_EDGE * KERF_TILE_EDGE];
  } else
    for (int corner = 0; corner < 8; corner++)
      d[corner] = kerf_mask_at (mask, i + (corner & 1), j + (corner >> 1 & 1), k + (corner >> 2));
  double d00 = d[0] + fx * (d[1] - d[0]), d10 = d[2] + fx * (d[3] - d[2]), d01 = d[4] + fx * (d[5] - d[4]),
         d11 = d[6] + fx * (d[7] - d[6]), d0 = d00 + fy * (d10 - d00), d1 = d01 + fy * (d11 - d01);
  return (d0 + fz * (d1 - d0)) / KERF_MASK_PER_MM;
}

static void
fill (gint16 *out, gint16 value, gint32 n)
{
  for (gint32 k = 0; k < n; k++)
    out[k] = value;
}

void
kerf_mask_read (const KerfMask *mask, const gint32 lo[3], const gint32 n[3], gint16 *out)
{
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++) {
      gint16 *row = out + ((gsize) k * (gsize) n[1] + (gsize) j) * (gsize) n[0];
      gint32 b = kerf_tile_of (lo[1] + j), c = kerf_tile_of (lo[2] + k);
      gint32 line =
          (within_tile (lo[2] + k, c) * KERF_TILE_EDGE + within_tile (lo[1] + j, b)) * KERF_TILE_EDGE;
      for (gint32 i = 0; i < n[0];) {
        gint32 a = kerf_tile_of (lo[0] + i), from = within_tile (lo[0] + i, a),
               length = MIN (KERF_TILE_EDGE - from, n[0] - i);
        KerfTileSlot slot = kerf_mask_slot (mask, a, b, c);
        if (slot.tile)
          memcpy (row + i, slot.tile->d + line + from, (gsize) length * sizeof *row);
        else
          fill (row + i, slot.value, length);
        i += length;
      }
    }
}

typedef struct {
  KerfMask *mask;
  KerfTileFunc func;
  gconstpointer data;
} Build;

static void
build_tiles (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;
  KerfMask *mask = build->mask;
  gsize na = (gsize) (mask->hi[0] - mask->lo[0]), nb = (gsize) (mask->hi[1] - mask->lo[1]);
  for (gsize k = begin; k < end; k++) {
    gint32 tile[3] = { mask->lo[0] + (gint32) (k % na), mask->lo[1] + (gint32) (k / na % nb),
                       mask->lo[2] + (gint32) (k / na / nb) };
    KerfTileSlot slot = build->func (tile, build->data);
    kerf_mask_builder_set (mask, tile[0], tile[1], tile[2], slot.tile, slot.value);
  }
}

KerfMask *
kerf_mask_build (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3], KerfTileFunc func,
                 gconstpointer data, const KerfContext *context)
{
  g_autoptr (KerfMask) mask = kerf_mask_builder_new (grid, lo, hi);
  Build build = { mask, func, data };
  if (!kerf_parallel_for (context, slot_count (mask), 1, build_tiles, &build))
    return NULL;
  kerf_mask_builder_end (mask);
  return g_steal_pointer (&mask);
}

void
kerf_tile_range (const gint32 lo[3], const gint32 hi[3], gint32 tile_lo[3], gint32 tile_hi[3])
{
  for (int a = 0; a < 3; a++) {
    tile_lo[a] = kerf_tile_of (lo[a]);
    tile_hi[a] = hi[a] > lo[a] ? kerf_tile_of (hi[a] - 1) + 1 : tile_lo[a];
  }
}

gboolean
kerf_mask_bounds (const KerfMask *mask, gint32 lo[3], gint32 hi[3])
{
  gboolean any = FALSE;
  for (gint32 c = mask->lo[2]; c < mask->hi[2]; c++)
    for (gint32 b = mask->lo[1]; b < mask->hi[1]; b++)
      for (gint32 a = mask->lo[0]; a < mask->hi[0]; a++) {
        KerfTileSlot slot = kerf_mask_slot (mask, a, b, c);
        gint32 least[3] = { 0, 0, 0 },
               most[3] = { KERF_TILE_EDGE - 1, KERF_TILE_EDGE - 1, KERF_TILE_EDGE - 1 };
        const gint32 tile[3] = { a, b, c };
        if (slot.tile) {
          gint32 first[3] = { KERF_TILE_EDGE, KERF_TILE_EDGE, KERF_TILE_EDGE }, last[3] = { -1, -1, -1 };
          for (gint32 v = 0; v < KERF_TILE_VOXELS; v++)
            if (slot.tile->d[v] >= 0) {
              const gint32 at[3] = { v % KERF_TILE_EDGE, v / KERF_TILE_EDGE % KERF_TILE_EDGE,
                                     v / (KERF_TILE_EDGE * KERF_TILE_EDGE) };
              for (int x = 0; x < 3; x++) {
                first[x] = MIN (first[x], at[x]);
                last[x] = MAX (last[x], at[x]);
              }
            }
          if (last[0] < 0)
            continue;
          memcpy (least, first, sizeof least);
          memcpy (most, last, sizeof most);
        } else if (slot.value < 0)
          continue;
        for (int x = 0; x < 3; x++) {
          gint32 from = tile[x] * KERF_TILE_EDGE + least[x], to = tile[x] * KERF_TILE_EDGE + most[x] + 1;
          lo[x] = any ? MIN (lo[x], from) : from;
          hi[x] = any ? MAX (hi[x], to) : to;
        }
        any = TRUE;
      }
  return any;
}

gboolean
kerf_mask_is_empty (const KerfMask *mask)
{
  gsize n = slot_count (mask);
  for (gsize k = 0; k < n; k++) {
    const KerfTileSlot *slot = &mask->slots[k];
    if (!slot->tile && slot->value >= 0)
      return FALSE;
    for (gint32 v = 0; slot->tile && v < KERF_TILE_VOXELS; v++)
      if (slot->tile->d[v] >= 0)
        return FALSE;
  }
  return TRUE;
}

gboolean
kerf_mask_equal (const KerfMask *a, const KerfMask *b)
{
  if (a == b)
    return TRUE;
  if (!kerf_grid_equal (&a->grid, &b->grid) || memcmp (a->lo, b->lo, sizeof a->lo) != 0 ||
      memcmp (a->hi, b->hi, sizeof a->hi) != 0)
    return FALSE;
  gsize n = slot_count (a);
  for (gsize k = 0; k < n; k++) {
    const KerfTileSlot *x = &a->slots[k], *y = &b->slots[k];
    if (!x->tile != !y->tile || (!x->tile && x->value != y->value) ||
        (x->tile && x->tile != y->tile && memcmp (x->tile->d, y->tile->d, sizeof x->tile->d) != 0))
      return FALSE;
  }
  return TRUE;
}
