/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/raycast/raycast.h"

#include <string.h>

G_BEGIN_DECLS

struct KerfRayTable {
  gatomicrefcount count;
  KerfTransferTable *transfer;
  guint8 *skip; /* per block: how far (in blocks, chessboard) the next one is that shows anything; 0: here */
  float soft;   /* stored units per mm at which light has its full say */
};

/* What all rays of a picture share; index space of the volume, single precision. */
typedef struct {
  const KerfRaySpec *spec;
  const KerfVolume *volume;
  const KerfTransferTable *table; /* COMPOSITE, like skip */
  const guint8 *skip;
  gint32 n[3], blocks[3];
  gsize row, slice; /* voxels from row to row and slice to slice */
  /* view direction of an index gradient: right, up, towards the person, per mm */
  float turn[3][3];
  float soft; /* stored units per mm at which light has its full say */
} KerfRayCast;

void kerf_ray_cast_init (KerfRayCast *cast, const KerfRaySpec *spec);

/* One ray: index = from + z·way, z = depth along `into` in mm, between z0 and z1. */
typedef struct {
  double from[3], way[3];
  double z0, z1;
  double stretch;  /* mm of the ray per mm of depth */
  float to_eye[3]; /* unit: right, up, towards the person */
} KerfRay;

/* FALSE: it misses what is kept of the volume. x, y in pixels. `margin` is how far the box goes beyond the outermost centres
 * (½: all of the voxels; 0: where the field is interpolated). */
gboolean kerf_ray_of (const KerfRayCast *cast, double x, double y, double margin, KerfRay *ray);

/* rgba premultiplied; `depth` as in KerfRayPicture; `half`: where half of the light is lost, INFINITY: nowhere. */
void kerf_ray_march (const KerfRayCast *cast, const KerfRay *ray, float rgba[4], float *depth, float *half);
/* In stored units. */
double kerf_ray_march_extreme (const KerfRayCast *cast, const KerfRay *ray, gboolean most, double *depth);

/* ---- the field ---- */

typedef float KerfFloat4 __attribute__ ((vector_size (16)));
typedef gint16 KerfShort4 __attribute__ ((vector_size (8)));

/* Four voxels in a row from `at`. */
static inline KerfFloat4
kerf_row_i16 (const gint16 *at)
{
  KerfShort4 s;
  memcpy (&s, at, sizeof s);
  return __builtin_convertvector(s, KerfFloat4);
}

static inline KerfFloat4
kerf_row_f32 (const float *at)
{
  KerfFloat4 f;
  memcpy (&f, at, sizeof f);
  return f;
}

/* A cell with its neighbourhood: voxels i − 1 … i + 2 of rows j + b, k + c. Rows beyond the volume are its outermost. */
typedef struct {
  gint32 i, j, k;
  float f[3]; /* place in the cell, 0–1 */
  gboolean inner;
} KerfCell3;

static inline KerfCell3
kerf_cell_of (const KerfRayCast *cast, float x, float y, float z)
{
  KerfCell3 c;
  float p[3] = { x, y, z };
  gint32 *at[3] = { &c.i, &c.j, &c.k };
  c.inner = TRUE;
  for (int axis = 0; axis < 3; axis++) {
    float inside = CLAMP (p[axis], 0.0F, (float) (cast->n[axis] - 1));
    gint32 cell = MIN ((gint32) inside, MAX (cast->n[axis] - 2, 0));
    *at[axis] = cell;
    c.f[axis] = inside - (float) cell;
    c.inner &= cell >= 1 && cell <= cast->n[axis] - 4;
  }
  return c;
}

KerfFloat4 kerf_row_clamped (const KerfRayCast *cast, const KerfCell3 *cell, gint32 b, gint32 c);

static inline KerfFloat4
kerf_row (const KerfRayCast *cast, const KerfCell3 *cell, gint32 b, gint32 c)
{
  if (G_UNLIKELY (!cell->inner))
    return kerf_row_clamped (cast, cell, b, c);
  gsize at = (gsize) (cell->k + c) * cast->slice + (gsize) (cell->j + b) * cast->row + (gsize) cell->i - 1;
  return cast->volume->i16 ? kerf_row_i16 (cast->volume->i16 + at) : kerf_row_f32 (cast->volume->f32 + at);
}

static inline float
kerf_across (KerfFloat4 v, float f)
{
  return v[1] + f * (v[2] - v[1]);
}

/* Trilinear, stored units. */
static inline float
kerf_field (const KerfRayCast *cast, float x, float y, float z)
{
  KerfCell3 c = kerf_cell_of (cast, x, y, z);
  KerfFloat4 low = kerf_row (cast, &c, 0, 0), high = kerf_row (cast, &c, 0, 1);
  low += c.f[1] * (kerf_row (cast, &c, 1, 0) - low);
  high += c.f[1] * (kerf_row (cast, &c, 1, 1) - high);
  return kerf_across (low + c.f[2] * (high - low), c.f[0]);
}

/* Central differences at the voxels, interpolated: stored units per voxel. */
static inline void
kerf_field_gradient (const KerfRayCast *cast, float x, float y, float z, float g[3])
{
  KerfCell3 c = kerf_cell_of (cast, x, y, z);
  const float fx = c.f[0], fy = c.f[1], fz = c.f[2];
  KerfFloat4 r00 = kerf_row (cast, &c, 0, 0), r10 = kerf_row (cast, &c, 1, 0),
             r01 = kerf_row (cast, &c, 0, 1), r11 = kerf_row (cast, &c, 1, 1);
  KerfFloat4 low = r00 + fy * (r10 - r00), high = r01 + fy * (r11 - r01);
  KerfFloat4 b = low + fz * (high - low);
  g[0] = 0.5F * ((1 - fx) * (b[2] - b[0]) + fx * (b[3] - b[1]));
  KerfFloat4 d0 = (1 - fy) * (r10 - kerf_row (cast, &c, -1, 0)) + fy * (kerf_row (cast, &c, 2, 0) - r00);
  KerfFloat4 d1 = (1 - fy) * (r11 - kerf_row (cast, &c, -1, 1)) + fy * (kerf_row (cast, &c, 2, 1) - r01);
  g[1] = 0.5F * kerf_across (d0 + fz * (d1 - d0), fx);
  KerfFloat4 e0 = (1 - fz) * (r01 - kerf_row (cast, &c, 0, -1)) + fz * (kerf_row (cast, &c, 0, 2) - r00);
  KerfFloat4 e1 = (1 - fz) * (r11 - kerf_row (cast, &c, 1, -1)) + fz * (kerf_row (cast, &c, 1, 2) - r10);
  g[2] = 0.5F * kerf_across (e0 + fy * (e1 - e0), fx);
}

G_END_DECLS
