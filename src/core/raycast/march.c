/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opacity and light along one ray, front to back. */
#include "core/raycast/raycast-private.h"

#define DARK 0.004F /* what is left of the light when nobody sees more behind */

KerfFloat4
kerf_row_clamped (const KerfRayCast *cast, const KerfCell3 *cell, gint32 b, gint32 c)
{
  gint32 j = CLAMP (cell->j + b, 0, cast->n[1] - 1), k = CLAMP (cell->k + c, 0, cast->n[2] - 1);
  gsize at = (gsize) k * cast->slice + (gsize) j * cast->row;
  KerfFloat4 row;
  for (int a = 0; a < 4; a++) {
    gsize i = (gsize) CLAMP (cell->i + a - 1, 0, cast->n[0] - 1);
    row[a] = cast->volume->i16 ? (float) cast->volume->i16[at + i] : cast->volume->f32[at + i];
  }
  return row;
}

static inline float
bin_of (const KerfTransferTable *table, float stored)
{
  /* NaN (a voxel without a value) becomes bin 0. */
  float bin = (stored - table->first) * table->gain;
  return bin > 0 ? MIN (bin, (float) (KERF_TABLE_BINS - 1)) : 0;
}

static inline KerfFloat4
sum_at (const KerfTransferTable *table, float bin)
{
  int i = (int) bin;
  KerfFloat4 a = kerf_row_f32 (table->sums[i]);
  return a + (bin - (float) i) * (kerf_row_f32 (table->sums[i + 1]) - a);
}

/* Mean of τ·rgb and τ while the value goes from bin a to bin b. */
static inline KerfFloat4
density_between (const KerfTransferTable *table, float a, float b)
{
  float d = b - a;
  if (fabsf (d) < 4)
    return kerf_row_f32 (table->density[(int) (0.5F * (a + b) + 0.5F)]);
  return (sum_at (table, b) - sum_at (table, a)) * (1 / d);
}

/* 1 − e^−x for x ≥ 0: (1 − x/64 + (x/64)²/2)⁶⁴, to 2e-4. */
static inline float
lost (float x)
{
  float u = MIN (x, 24.0F) * (1.0F / 64), e = 1 - u + 0.5F * u * u;
  for (int i = 0; i < 6; i++)
    e *= e;
  return 1 - e;
}

/* The light that surfaces have (shaders/surface.frag); where nothing turns towards a side, plain light. */
static inline void
light_at (const KerfRayCast *cast, float x, float y, float z, float *light, float *shine)
{
  float g[3], n[3];
  kerf_field_gradient (cast, x, y, z, g);
  for (int row = 0; row < 3; row++)
    n[row] = -(cast->turn[row][0] * g[0] + cast->turn[row][1] * g[1] + cast->turn[row][2] * g[2]);
  float length = sqrtf (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), scale = 1 / (length + 1e-6F);
  for (int row = 0; row < 3; row++)
    n[row] *= scale;
  if (n[2] < 0) /* the far side of a thin wall */
    for (int row = 0; row < 3; row++)
      n[row] = -n[row];
  float key = MAX (-0.43F * n[0] + 0.56F * n[1] + 0.71F * n[2], 0.0F),
        fill = MAX (0.70F * n[0] - 0.10F * n[1] + 0.71F * n[2], 0.0F);
  float edge = MIN (n[2] * (1 / 0.6F), 1.0F);
  float lit = (0.17F + 0.05F * (1 + n[1]) + 0.60F * key + 0.20F * fill) *
              (0.55F + 0.45F * edge * edge * (3 - 2 * edge));
  /* half way between key and eye */
  float h = MAX (-0.2325F * n[0] + 0.3028F * n[1] + 0.9243F * n[2], 0.0F), h3 = h * h * h, h6 = h3 * h3,
        h12 = h6 * h6;
  float say = MIN (length / cast->soft, 1.0F);
  *light = 0.72F + say * (lit - 0.72F);
  *shine = say * 0.12F * h12 * h12;
}

/* Depth at which the box of empty blocks about a place ends. */
static inline double
leave (const KerfRay *ray, const gint32 block[3], gint32 reach, double z)
{
  double out = HUGE_VAL;
  for (int axis = 0; axis < 3; axis++) {
    double w = ray->way[axis];
    if (fabs (w) < 1e-9)
      continue;
    gint32 edge = (w > 0 ? block[axis] + reach : block[axis] - reach + 1) * KERF_BLOCK_EDGE;
    out = fmin (out, (edge - ray->from[axis]) / w);
  }
  return fmax (out, z);
}

void
kerf_ray_march (const KerfRayCast *cast, const KerfRay *ray, float rgba[4], float *depth, float *half)
{
  const KerfTransferTable *table = cast->table;
  double dz = cast->spec->step_mm / ray->stretch;
  const float fx = (float) ray->from[0], fy = (float) ray->from[1], fz = (float) ray->from[2],
              wx = (float) ray->way[0], wy = (float) ray->way[1], wz = (float) ray->way[2];
  KerfFloat4 sum = { 0, 0, 0, 0 };
  float left = 1, before = -1, depths = 0;
  *half = INFINITY;
  gint64 last = (gint64) ceil ((ray->z1 - ray->z0) / dz);
  for (gint64 k = 0; k <= last;) {
    double z = fmin (ray->z0 + (double) k * dz, ray->z1);
    float zf = (float) z, x = fx + zf * wx, y = fy + zf * wy, w = fz + zf * wz;
    gint32 block[3] = { CLAMP ((gint32) x >> KERF_BLOCK_BITS, 0, cast->blocks[0] - 1),
                        CLAMP ((gint32) y >> KERF_BLOCK_BITS, 0, cast->blocks[1] - 1),
                        CLAMP ((gint32) w >> KERF_BLOCK_BITS, 0, cast->blocks[2] - 1) };
    gint32 skip =
        cast->skip[((gsize) block[2] * (gsize) cast->blocks[1] + (gsize) block[1]) * (gsize) cast->blocks[0] +
                   (gsize) block[0]];
    if (skip > 0) {
      k = MAX (k + 1, (gint64) ceil ((leave (ray, block, skip, z) - ray->z0) / dz));
      before = -1;
      continue;
    }
    float now = bin_of (table, kerf_field (cast, x, y, w));
    if (before < 0) { /* the first piece begins in what was skipped */
      float zb = (float) fmax (ray->z0 + (double) (k - 1) * dz, ray->z0);
      before = k == 0 ? now : bin_of (table, kerf_field (cast, fx + zb * wx, fy + zb * wy, fz + zb * wz));
    }
    KerfFloat4 mean = density_between (table, before, now);
    before = now;
    if (mean[3] > 1e-6F && k > 0) {
      double piece = z - (ray->z0 + (double) (k - 1) * dz);
      float alpha = lost (mean[3] * (float) (piece * ray->stretch)), light = 1, shine = 0;
      float zm = (float) (z - 0.5 * piece);
      if (cast->spec->lit)
        light_at (cast, fx + zm * wx, fy + zm * wy, fz + zm * wz, &light, &shine);
      float weight = left * alpha;
      sum += mean * (weight * light / mean[3]) + weight * shine;
      float then = left;
      left -= weight;
      depths += weight * zm;
      if (left <= 0.5F && then > 0.5F)
        *half = (float) (z - piece * (double) ((0.5F - left) / (then - left)));
      if (left < DARK)
        break;
    }
    k++;
  }
  float whole = left < DARK ? 1 : 1 - left;
  for (int c = 0; c < 3; c++)
    rgba[c] = MIN (sum[c], whole);
  rgba[3] = whole;
  *depth = left < 1 ? depths / (1 - left) : INFINITY;
}
