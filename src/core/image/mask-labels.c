/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/distance.h"
#include "core/image/mask-edit.h"

#include <string.h>

enum { EDGE = KERF_TILE_EDGE };

typedef struct {
  const guint8 *inside;
  const KerfGrid *grid;
  double h[3];
  gint32 rim[3]; /* voxels beyond a tile that its distances may depend on */
  gint16 clamp;
} Labels;

static gboolean
label_at (const Labels *labels, gint32 i, gint32 j, gint32 k)
{
  const gint32 *n = labels->grid->n;
  return i >= 0 && j >= 0 && k >= 0 && i < n[0] && j < n[1] && k < n[2] &&
         labels->inside[kerf_grid_offset (labels->grid, i, j, k)];
}

/* Squared distance from each centre of the block to the nearest voxel box of the other kind, both kinds in one. */
static float *
block_distance (const guint8 *block, const gint32 n[3], const double h[3])
{
  static const KerfContext alone = { .threads = 1 };
  gsize voxels = (gsize) n[0] * (gsize) n[1] * (gsize) n[2];
  float *to_outside = g_new (float, voxels);
  g_autofree float *to_inside = g_new (float, voxels);
  for (gsize v = 0; v < voxels; v++) {
    to_outside[v] = block[v] ? HUGE_VALF : 0;
    to_inside[v] = block[v] ? 0 : HUGE_VALF;
  }
  kerf_distance_transform (to_outside, n, h, KERF_SEED_BOX, &alone);
  kerf_distance_transform (to_inside, n, h, KERF_SEED_BOX, &alone);
  for (gsize v = 0; v < voxels; v++)
    if (!block[v])
      to_outside[v] = to_inside[v];
  return to_outside;
}

static KerfTileSlot
label_tile (const gint32 at[3], gconstpointer data)
{
  const Labels *labels = data;
  gint32 lo[3], n[3];
  for (int x = 0; x < 3; x++) {
    lo[x] = at[x] * EDGE - labels->rim[x];
    n[x] = EDGE + 2 * labels->rim[x];
  }
  gsize voxels = (gsize) n[0] * (gsize) n[1] * (gsize) n[2], next = 0, set = 0;
  g_autofree guint8 *block = g_new (guint8, voxels);
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++)
      for (gint32 i = 0; i < n[0]; i++) {
        block[next] = label_at (labels, lo[0] + i, lo[1] + j, lo[2] + k) ? 1 : 0;
        set += block[next++];
      }
  if (set == 0 || set == voxels)
    return (KerfTileSlot){ NULL, set ? labels->clamp : (gint16) -labels->clamp };
  g_autofree float *squared = block_distance (block, n, labels->h);
  KerfTile *tile = kerf_tile_new ();
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
    gint32 i = v % EDGE + labels->rim[0], j = v / EDGE % EDGE + labels->rim[1],
           k = v / (EDGE * EDGE) + labels->rim[2];
    gsize b = ((gsize) k * (gsize) n[1] + (gsize) j) * (gsize) n[0] + (gsize) i;
    double d = sqrt ((double) squared[b]);
    tile->d[v] = block[b] ? MAX (kerf_mask_quantised (d, labels->clamp), 0)
                          : MIN (kerf_mask_quantised (-d, labels->clamp), -1);
  }
  return (KerfTileSlot){ tile, 0 };
}

KerfMask *
kerf_mask_from_labels (const guint8 *inside, const KerfGrid *grid, const KerfContext *context, GError **error)
{
  KerfVec3 h = kerf_grid_spacing (grid);
  Labels labels = { inside, grid, { h.x, h.y, h.z }, { 0 }, kerf_mask_clamp_of (grid) };
  gint32 lo[3], hi[3], tile_lo[3], tile_hi[3];
  for (int a = 0; a < 3; a++) {
    labels.rim[a] = (gint32) ceil (labels.clamp / KERF_MASK_PER_MM / labels.h[a] + 0.5);
    lo[a] = -labels.rim[a];
    hi[a] = grid->n[a] + labels.rim[a];
  }
  kerf_tile_range (lo, hi, tile_lo, tile_hi);
  KerfMask *mask = kerf_mask_build (grid, tile_lo, tile_hi, label_tile, &labels, context);
  if (!mask)
    kerf_context_check (context, error);
  return mask;
}

/* Part of the box below the plane, as a function of a = distance + half the box's extent along n; m = |n|·h per axis,
 * all > 0: (1/6 m1 m2 m3) Σ (−1)^k max (a − Σ of k of them, 0)³. */
static double
part_below (const double m[3], double a)
{
  double sum = 0;
  for (int k = 0; k < 8; k++) {
    double x = a - (k & 1 ? m[0] : 0) - (k & 2 ? m[1] : 0) - (k & 4 ? m[2] : 0);
    int odd = ((k & 1) + (k >> 1 & 1) + (k >> 2)) & 1;
    if (x > 0)
      sum += odd ? -x * x * x : x * x * x;
  }
  return sum / (6 * m[0] * m[1] * m[2]);
}

/* The box's extents along n, none smaller than a hundredth of the largest: the sum above loses digits else. What that
 * blurs is under 1e-3 of an edge. */
static double
extents (KerfVec3 h, KerfVec3 n, double m[3])
{
  m[0] = fabs (n.x) * h.x;
  m[1] = fabs (n.y) * h.y;
  m[2] = fabs (n.z) * h.z;
  double least = 0.01 * fmax (m[0], fmax (m[1], m[2]));
  if (!(least > 0))
    m[0] = m[1] = m[2] = least = 1e-9;
  for (int a = 0; a < 3; a++)
    m[a] = fmax (m[a], least);
  return m[0] + m[1] + m[2];
}

double
kerf_box_part (KerfVec3 h, KerfVec3 n, double distance_mm)
{
  double m[3], whole = extents (h, n, m), a = distance_mm + whole / 2;
  if (a <= 0)
    return 0;
  if (a >= whole)
    return 1;
  return a <= whole / 2 ? part_below (m, a) : 1 - part_below (m, whole - a);
}

double
kerf_box_part_distance (KerfVec3 h, KerfVec3 n, double part)
{
  double m[3], whole = extents (h, n, m);
  if (part <= 0)
    return -whole / 2;
  if (part >= 1)
    return whole / 2;
  double wanted = part <= 0.5 ? part : 1 - part, lo = 0, hi = whole / 2, a = whole / 2 * wanted * 2;
  /* Secant within a bracket (Illinois): the part is a smooth, rising function of a. */
  double f_lo = -wanted, f_hi = 0.5 - wanted;
  for (int step = 0; step < 60 && hi - lo > 1e-10 * whole; step++) {
    double f = part_below (m, a) - wanted;
    if (fabs (f) < 1e-12)
      break;
    if (f < 0) {
      lo = a;
      f_lo = f;
      f_hi /= 2;
    } else {
      hi = a;
      f_hi = f;
      f_lo /= 2;
    }
    a = f_hi > f_lo ? lo - f_lo * (hi - lo) / (f_hi - f_lo) : (lo + hi) / 2;
    if (!(a > lo && a < hi))
      a = (lo + hi) / 2;
  }
  return part <= 0.5 ? a - whole / 2 : whole / 2 - a;
}

enum { RIM = EDGE + 2 };

/* Coverage of the voxel whose value is block[at]; h in mm. */
static double
coverage_at (const gint16 *block, gsize at, const double h[3], double half_diagonal)
{
  static const gsize step[3] = { 1, RIM, RIM * RIM };
  double d = block[at] / KERF_MASK_PER_MM;
  if (d >= half_diagonal)
    return 1;
  if (d <= -half_diagonal)
    return 0;
  double g[3], length2 = 0;
  for (int a = 0; a < 3; a++) {
    g[a] = (block[at + step[a]] - block[at - step[a]]) / (2 * h[a] * KERF_MASK_PER_MM);
    length2 += g[a] * g[a];
  }
  if (!(length2 > 1e-12))
    return d >= 0 ? 1 : 0;
  KerfVec3 n = kerf_unit (kerf_vec3 (g[0], g[1], g[2]));
  return kerf_box_part (kerf_vec3 (h[0], h[1], h[2]), n, d);
}

typedef struct {
  const KerfMask *mask;
  double *sums; /* per tile, in voxels */
  guint8 *out;  /* dense, over the grid; either may be NULL */
} Coverage;

static void
store_coverage (const Coverage *coverage, const gint32 at[3], gint32 v, double part)
{
  const KerfGrid *grid = &coverage->mask->grid;
  gint32 i = at[0] * EDGE + v % EDGE, j = at[1] * EDGE + v / EDGE % EDGE,
         k = at[2] * EDGE + v / (EDGE * EDGE);
  if (i >= 0 && j >= 0 && k >= 0 && i < grid->n[0] && j < grid->n[1] && k < grid->n[2])
    coverage->out[kerf_grid_offset (grid, i, j, k)] = (guint8) floor (part * 255 + 0.5);
}

static double
cover_tile (const Coverage *coverage, const gint32 at[3])
{
  const KerfMask *mask = coverage->mask;
  KerfTileSlot slot = kerf_mask_slot (mask, at[0], at[1], at[2]);
  if (!slot.tile && slot.value == -mask->clamp)
    return 0;
  KerfVec3 spacing = kerf_grid_spacing (&mask->grid);
  double h[3] = { spacing.x, spacing.y, spacing.z }, half = kerf_length (spacing) / 2, sum = 0;
  gboolean solid = !slot.tile && slot.value / KERF_MASK_PER_MM >= half;
  g_autofree gint16 *block = solid ? NULL : g_new (gint16, RIM * RIM * RIM);
  if (block)
    kerf_mask_read (mask, (gint32[3]){ at[0] * EDGE - 1, at[1] * EDGE - 1, at[2] * EDGE - 1 },
                    (gint32[3]){ RIM, RIM, RIM }, block);
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
    gint32 place = (v / (EDGE * EDGE) + 1) * RIM * RIM + (v / EDGE % EDGE + 1) * RIM + v % EDGE + 1;
    double part = solid ? 1 : coverage_at (block, (gsize) place, h, half);
    sum += part;
    if (coverage->out && part > 0)
      store_coverage (coverage, at, v, part);
  }
  return sum;
}

static void
cover_tiles (gsize begin, gsize end, gpointer data)
{
  const Coverage *coverage = data;
  const KerfMask *mask = coverage->mask;
  gsize na = (gsize) (mask->hi[0] - mask->lo[0]), nb = (gsize) (mask->hi[1] - mask->lo[1]);
  for (gsize k = begin; k < end; k++) {
    gint32 at[3] = { mask->lo[0] + (gint32) (k % na), mask->lo[1] + (gint32) (k / na % nb),
                     mask->lo[2] + (gint32) (k / na / nb) };
    coverage->sums[k] = cover_tile (coverage, at);
  }
}

/* Sum of coverage in voxels; NaN when cancelled. */
static double
cover (const KerfMask *mask, guint8 *out, const KerfContext *context)
{
  gsize n = 1;
  for (int a = 0; a < 3; a++)
    n *= (gsize) (mask->hi[a] - mask->lo[a]);
  g_autofree double *sums = g_new0 (double, n);
  Coverage coverage = { mask, sums, out };
  if (!kerf_parallel_for (context, n, 1, cover_tiles, &coverage))
    return (double) NAN;
  double sum = 0;
  for (gsize k = 0; k < n; k++)
    sum += sums[k];
  return sum;
}

double
kerf_mask_volume_mm3 (const KerfMask *mask, const KerfContext *context)
{
  return cover (mask, NULL, context) * kerf_grid_voxel_mm3 (&mask->grid);
}

gboolean
kerf_mask_coverage (const KerfMask *mask, guint8 *out, const KerfContext *context)
{
  memset (out, 0, kerf_grid_voxels (&mask->grid));
  return !isnan (cover (mask, out, context));
}
