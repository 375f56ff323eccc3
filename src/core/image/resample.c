/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/resample.h"

#include "core/image/redistance-private.h"

#include <string.h>

enum { EDGE = KERF_TILE_EDGE };

typedef struct {
  const KerfMask *mask;
  const KerfGrid *grid;
  KerfMat4 mask_from_grid;
  gint16 clamp;
} Resample;

/* What the mask holds over the tile's box: TRUE where all of it is one number. */
static gboolean
is_plain (const Resample *r, const gint32 at[3], gint16 *value)
{
  KerfVec3 least = { 0 }, most = { 0 };
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_grid_point (r->grid, at[0] * EDGE + (corner & 1 ? EDGE - 1 : 0),
                                  at[1] * EDGE + (corner & 2 ? EDGE - 1 : 0),
                                  at[2] * EDGE + (corner & 4 ? EDGE - 1 : 0));
    p = kerf_grid_index (&r->mask->grid, kerf_mat4_point (&r->mask_from_grid, p));
    least = corner ? kerf_vec3_min (least, p) : p;
    most = corner ? kerf_vec3_max (most, p) : p;
  }
  gint32 lo[3], hi[3], a[3];
  for (int x = 0; x < 3; x++) {
    lo[x] = MAX (kerf_tile_of ((gint32) floor (kerf_component (least, x)) - 1), r->mask->lo[x] - 1);
    hi[x] = MIN (kerf_tile_of ((gint32) ceil (kerf_component (most, x)) + 1), r->mask->hi[x]);
  }
  *value = (gint16) -r->mask->clamp;
  gboolean first = TRUE;
  for (a[2] = lo[2]; a[2] <= hi[2]; a[2]++)
    for (a[1] = lo[1]; a[1] <= hi[1]; a[1]++)
      for (a[0] = lo[0]; a[0] <= hi[0]; a[0]++) {
        KerfTileSlot slot = kerf_mask_slot (r->mask, a[0], a[1], a[2]);
        if (slot.tile || (!first && slot.value != *value))
          return FALSE;
        *value = slot.value;
        first = FALSE;
      }
  return TRUE;
}

/* A number at the old clamp says only "at least that": it becomes the new clamp. */
static gint16
carried (const Resample *r, double mm)
{
  double old = r->mask->clamp / KERF_MASK_PER_MM;
  if (fabs (mm) >= old - 0.5 / KERF_MASK_PER_MM)
    return mm > 0 ? r->clamp : (gint16) -r->clamp;
  return kerf_mask_quantised (mm, r->clamp);
}

static KerfTileSlot
resample_tile (const gint32 at[3], gconstpointer data)
{
  const Resample *r = data;
  gint16 value;
  if (is_plain (r, at, &value))
    return (KerfTileSlot){ NULL, carried (r, value / KERF_MASK_PER_MM) };
  KerfTile *tile = kerf_tile_new ();
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
    KerfVec3 p = kerf_grid_point (r->grid, at[0] * EDGE + v % EDGE, at[1] * EDGE + v / EDGE % EDGE,
                                  at[2] * EDGE + v / (EDGE * EDGE));
    tile->d[v] = carried (r, kerf_mask_sample (r->mask, kerf_mat4_point (&r->mask_from_grid, p)));
  }
  return (KerfTileSlot){ tile, 0 };
}

KerfMask *
kerf_mask_resampled (const KerfMask *mask, const KerfGrid *grid, const KerfMat4 *target_from_mask,
                     const KerfContext *context)
{
  Resample r = { .mask = mask, .grid = grid, .clamp = kerf_mask_clamp_of (grid) };
  gint32 from[3], to[3];
  if (!kerf_mat4_inverse (target_from_mask, &r.mask_from_grid) || !kerf_mask_bounds (mask, from, to))
    return kerf_mask_new (grid);
  if (r.clamp > mask->clamp + 1) /* the stored band is too thin for the coarser lattice */
    return kerf_mask_redistanced (mask, grid, target_from_mask, 0, context);
  KerfVec3 least = { 0 }, most = { 0 }, h = kerf_grid_spacing (grid);
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_grid_point (&mask->grid, corner & 1 ? to[0] : from[0] - 1,
                                  corner & 2 ? to[1] : from[1] - 1, corner & 4 ? to[2] : from[2] - 1);
    p = kerf_grid_index (grid, kerf_mat4_point (target_from_mask, p));
    least = corner ? kerf_vec3_min (least, p) : p;
    most = corner ? kerf_vec3_max (most, p) : p;
  }
  gint32 lo[3], hi[3], tile_lo[3], tile_hi[3];
  for (int a = 0; a < 3; a++) {
    double grow = 1.002 * r.clamp / KERF_MASK_PER_MM / kerf_component (h, a);
    lo[a] = (gint32) floor (kerf_component (least, a) - grow) - 1;
    hi[a] = (gint32) ceil (kerf_component (most, a) + grow) + 2;
  }
  kerf_tile_range (lo, hi, tile_lo, tile_hi);
  return kerf_mask_build (grid, tile_lo, tile_hi, resample_tile, &r, context);
}

typedef struct {
  const KerfVolume *volume;
  const KerfGrid *grid;
  KerfMat4 volume_from_grid;
  double outside;
  gint16 *i16;
  float *f32;
} VolumeJob;

static void
resample_slices (gsize begin, gsize end, gpointer data)
{
  const VolumeJob *job = data;
  const KerfVolume *volume = job->volume;
  gint32 ni = job->grid->n[0], nj = job->grid->n[1];
  for (gsize row = begin; row < end; row++)
    for (gint32 i = 0; i < ni; i++) {
      KerfVec3 p = kerf_grid_point (job->grid, i, (gint32) (row % (gsize) nj), (gint32) (row / (gsize) nj));
      double value = kerf_volume_sample (volume, kerf_mat4_point (&job->volume_from_grid, p));
      if (isnan (value))
        value = job->outside;
      gsize at = row * (gsize) ni + (gsize) i;
      if (job->f32)
        job->f32[at] = (float) value;
      else
        job->i16[at] = (gint16) CLAMP (floor ((value - volume->intercept) / volume->slope + 0.5), G_MININT16,
                                       G_MAXINT16);
    }
}

KerfVolume *
kerf_volume_resampled (const KerfVolume *volume, const KerfGrid *grid, const KerfMat4 *target_from_volume,
                       double outside, const KerfContext *context)
{
  VolumeJob job = { .volume = volume, .grid = grid, .outside = outside };
  if (!kerf_mat4_inverse (target_from_volume, &job.volume_from_grid))
    return NULL;
  gsize voxels = kerf_grid_voxels (grid), size = voxels * kerf_voxel_size (volume->kind);
  g_autofree gpointer data = g_malloc (size);
  if (volume->kind == KERF_VOXEL_INT16)
    job.i16 = data;
  else
    job.f32 = data;
  if (!kerf_parallel_for (context, (gsize) grid->n[1] * (gsize) grid->n[2], 64, resample_slices, &job))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  return kerf_volume_new (grid, volume->kind, bytes, volume->slope, volume->intercept);
}

KerfGrid
kerf_grid_respaced (const KerfGrid *grid, const double spacing_mm[3])
{
  KerfVec3 h = kerf_grid_spacing (grid), corner = kerf_vec3 (-0.5, -0.5, -0.5);
  KerfGrid made = *grid;
  KerfVec3 axis[3], origin = kerf_grid_point (grid, corner.x, corner.y, corner.z);
  for (int a = 0; a < 3; a++) {
    double edge = grid->n[a] * kerf_component (h, a);
    made.n[a] = (gint32) CLAMP (floor (edge / spacing_mm[a] + 0.5), 1, 65536);
    axis[a] = kerf_scale (kerf_grid_axis (grid, a), edge / made.n[a]);
    origin = kerf_along (origin, 0.5, axis[a]);
  }
  made.patient_from_index = kerf_mat4_from_columns (axis[0], axis[1], axis[2], origin);
  if (!kerf_mat4_inverse (&made.patient_from_index, &made.index_from_patient))
    return *grid;
  return made;
}
