/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opacity and light along one ray, front to back. */
#include "core/raycast/raycast-private.h"

#define DARK 0.004F /* what is left of the light when nobody sees more behind */

#define PLAIN 0.72F /* light where nothing turns towards a side */

enum { HALVINGS = 2 };

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
light_at (const KerfRayCast *cast, const float eye[3], float x, float y, float z, float *light, float *shine)
{
  float g[3], n[3];
  kerf_field_gradient (cast, x, y, z, g);
  for (int row = 0; row < 3; row++)
    n[row] = -(cast->turn[row][0] * g[0] + cast->turn[row][1] * g[1] + cast->turn[row][2] * g[2]);
  float length = sqrtf (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), scale = 1 / (length + 1e-6F);
  for (int row = 0; row < 3; row++)
    n[row] *= scale;
  float towards = n[0] * eye[0] + n[1] * eye[1] + n[2] * eye[2];
  if (towards < 0) { /* the far side of a thin wall */
    towards = -towards;
    for (int row = 0; row < 3; row++)
      n[row] = -n[row];
  }
  float key = MAX (-0.43F * n[0] + 0.56F * n[1] + 0.71F * n[2], 0.0F),
        fill = MAX (0.70F * n[0] - 0.10F * n[1] + 0.71F * n[2], 0.0F);
  float edge = MIN (towards * (1 / 0.6F), 1.0F);
  float lit = (0.17F + 0.05F * (1 + n[1]) + 0.60F * key + 0.20F * fill) *
              (0.55F + 0.45F * edge * edge * (3 - 2 * edge));
  /* half way between key and eye */
  float w[3] = { eye[0] - 0.43F, eye[1] + 0.56F, eye[2] + 0.71F };
  float h =
      MAX ((w[0] * n[0] + w[1] * n[1] + w[2] * n[2]) / sqrtf (w[0] * w[0] + w[1] * w[1] + w[2] * w[2]), 0.0F);
  float h3 = h * h * h, h6 = h3 * h3, h12 = h6 * h6;
  float say = MIN (length / cast->soft, 1.0F);
  *light = PLAIN + say * (lit - PLAIN);
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

/* A ray under way. */
typedef struct {
  const KerfRayCast *cast;
  const KerfRay *ray;
  float from[3], way[3];
  KerfFloat4 sum;
  float left, depths, half;
} March;

static inline float
bin_at (const March *m, float z)
{
  return bin_of (m->cast->table, kerf_field (m->cast, m->from[0] + z * m->way[0], m->from[1] + z * m->way[1],
                                             m->from[2] + z * m->way[2]));
}

/* What lies between two places; where much of the light goes, in halves, so that a surface is found between two samples. */
static void
add_piece (March *m, double z0, float bin0, double z1, float bin1, int halvings)
{
  KerfFloat4 mean = density_between (m->cast->table, bin0, bin1);
  if (!(mean[3] > 1e-6F))
    return;
  float alpha = lost (mean[3] * (float) ((z1 - z0) * m->ray->stretch)), middle = (float) (0.5 * (z0 + z1));
  if (halvings > 0 && alpha * m->left > 0.3F) {
    float bin = bin_at (m, middle);
    add_piece (m, z0, bin0, (double) middle, bin, halvings - 1);
    if (m->left >= DARK)
      add_piece (m, (double) middle, bin, z1, bin1, halvings - 1);
    return;
  }
  float light = m->cast->spec->lit ? PLAIN : 1, shine = 0, then = m->left, weight = then * alpha;
  /* Light falls where most of it is lost: the centroid of a density that runs straight from end to end. */
  float d0 = m->cast->table->density[(int) bin0][3], d1 = m->cast->table->density[(int) bin1][3];
  float place = (float) (z0 + (z1 - z0) * (double) ((d0 + 2 * d1 + 1e-6F) / (3 * (d0 + d1) + 2e-6F)));
  if (m->cast->spec->lit && weight > 0.01F)
    light_at (m->cast, m->ray->to_eye, m->from[0] + place * m->way[0], m->from[1] + place * m->way[1],
              m->from[2] + place * m->way[2], &light, &shine);
  m->sum += mean * (weight * light / mean[3]) + weight * shine;
  m->left -= weight;
  m->depths += weight * place;
  if (m->left <= 0.5F && then > 0.5F)
    m->half = (float) (z0 + (z1 - z0) * (double) ((then - 0.5F) / weight));
}

void
kerf_ray_march (const KerfRayCast *cast, const KerfRay *ray, float rgba[4], float *depth, float *half)
{
  March m = { .cast = cast, .ray = ray, .left = 1, .half = INFINITY };
  double dz = cast->spec->step_mm / ray->stretch, last_z = ray->z0;
  float before = -1;
  for (int axis = 0; axis < 3; axis++) {
    m.from[axis] = (float) ray->from[axis];
    m.way[axis] = (float) ray->way[axis];
  }
  gint64 last = (gint64) ceil ((ray->z1 - ray->z0) / dz);
  for (gint64 k = 0; k <= last && m.left >= DARK;) {
    double z = fmin (ray->z0 + (double) k * dz, ray->z1);
    gint32 block[3];
    for (int axis = 0; axis < 3; axis++) {
      gint32 at = (gint32) (m.from[axis] + (float) z * m.way[axis]) >> KERF_BLOCK_BITS;
      block[axis] = CLAMP (at, 0, cast->blocks[axis] - 1);
    }
    gint32 skip =
        cast->skip[((gsize) block[2] * (gsize) cast->blocks[1] + (gsize) block[1]) * (gsize) cast->blocks[0] +
                   (gsize) block[0]];
    if (skip > 0) {
      k = MAX (k + 1, (gint64) ceil ((leave (ray, block, skip, z) - ray->z0) / dz));
      before = -1;
      continue;
    }
    float now = bin_at (&m, (float) z);
    if (before < 0 && k > 0) { /* the first piece begins in what was skipped */
      last_z = ray->z0 + (double) (k - 1) * dz;
      before = bin_at (&m, (float) last_z);
    }
    if (k > 0)
      add_piece (&m, last_z, before, z, now, HALVINGS);
    before = now;
    last_z = z;
    k++;
  }
  float whole = m.left < DARK ? 1 : 1 - m.left;
  for (int c = 0; c < 3; c++)
    rgba[c] = MIN (m.sum[c], whole);
  rgba[3] = whole;
  *depth = m.left < 1 ? m.depths / (1 - m.left) : INFINITY;
  *half = m.half;
}
