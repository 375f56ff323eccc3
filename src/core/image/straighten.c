/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/straighten.h"

#include "base/error.h"

#include <math.h>

/* Most voxels of the lattice: 4 GB of int16. */
#define MOST_VOXELS (G_GUINT64_CONSTANT (1) << 31)

typedef struct {
  const KerfVolume *volume;
  const double *offsets; /* NULL: even */
  KerfGrid grid;
  gint16 *i16;
  float *f32;
} Job;

/* Index along k of a point whose even index is `even`: the stack is stretched between its slices. */
static double
true_index (const Job *job, double even)
{
  gint32 n = job->volume->grid.n[2], a = 0, b = n - 1;
  if (!job->offsets || n < 2)
    return even;
  double at = even / (n - 1) * job->offsets[n - 1];
  while (b - a > 1) {
    gint32 middle = (a + b) / 2;
    if (job->offsets[middle] <= at)
      a = middle;
    else
      b = middle;
  }
  return a + (at - job->offsets[a]) / (job->offsets[b] - job->offsets[a]);
}

static void
straighten_rows (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  const KerfVolume *volume = job->volume;
  gsize ni = (gsize) job->grid.n[0], nj = (gsize) job->grid.n[1];
  for (gsize row = begin; row < end; row++)
    for (gsize i = 0; i < ni; i++) {
      KerfVec3 p = kerf_grid_point (&job->grid, (double) i, (double) (row % nj), (double) (row / nj));
      KerfVec3 index = kerf_grid_index (&volume->grid, p);
      index.z = true_index (job, index.z);
      double value = kerf_volume_sample (volume, kerf_grid_point (&volume->grid, index.x, index.y, index.z));
      if (isnan (value))
        value = volume->low;
      if (job->f32)
        job->f32[row * ni + i] = (float) value;
      else
        job->i16[row * ni + i] = (gint16) CLAMP (floor ((value - volume->intercept) / volume->slope + 0.5),
                                                 G_MININT16, G_MAXINT16);
    }
}

/* The least upright lattice around the centres of the corner voxels. */
static gboolean
upright_grid (const KerfGrid *grid, double spacing_mm, KerfGrid *made, GError **error)
{
  KerfVec3 x = kerf_unit (kerf_grid_axis (grid, 0)), raw = kerf_grid_axis (grid, 1),
           y = kerf_unit (kerf_along (raw, -kerf_dot (raw, x), x)), z = kerf_cross (x, y);
  if (kerf_dot (z, kerf_grid_axis (grid, 2)) < 0)
    z = kerf_scale (z, -1);
  const KerfVec3 axis[3] = { x, y, z };
  double least[3], most[3];
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_grid_point (grid, corner & 1 ? grid->n[0] - 1 : 0, corner & 2 ? grid->n[1] - 1 : 0,
                                  corner & 4 ? grid->n[2] - 1 : 0);
    for (int a = 0; a < 3; a++) {
      double at = kerf_dot (p, axis[a]);
      least[a] = corner ? fmin (least[a], at) : at;
      most[a] = corner ? fmax (most[a], at) : at;
    }
  }
  gint32 n[3];
  double voxels = 1;
  KerfVec3 origin = kerf_vec3 (0, 0, 0);
  for (int a = 0; a < 3; a++) {
    double steps = floor ((most[a] - least[a]) / spacing_mm + 1e-6);
    voxels *= steps + 1;
    n[a] = (gint32) fmin (steps + 1, 65536);
    /* What is left over is shared by both ends. */
    origin = kerf_along (origin, least[a] + (most[a] - least[a] - steps * spacing_mm) / 2, axis[a]);
  }
  if (voxels > (double) MOST_VOXELS)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "At %g mm the image would have %.0f million voxels; choose a larger spacing.",
                           spacing_mm, voxels / 1e6);
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (x, spacing_mm), kerf_scale (y, spacing_mm),
                                       kerf_scale (z, spacing_mm), origin);
  return kerf_grid_init (made, n, &m, "The image", error);
}

KerfVolume *
kerf_volume_straightened (const KerfVolume *volume, const double *offsets_mm, double spacing_mm,
                          const KerfContext *context, GError **error)
{
  Job job = { .volume = volume, .offsets = offsets_mm };
  if (!upright_grid (&volume->grid, spacing_mm, &job.grid, error))
    return NULL;
  gsize size = kerf_grid_voxels (&job.grid) * kerf_voxel_size (volume->kind);
  g_autofree gpointer data = g_try_malloc (size);
  if (!data) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "There is not enough memory at %g mm; choose a larger spacing.", spacing_mm);
    return NULL;
  }
  if (volume->kind == KERF_VOXEL_INT16)
    job.i16 = data;
  else
    job.f32 = data;
  if (!kerf_parallel_for (context, (gsize) job.grid.n[1] * (gsize) job.grid.n[2], 64, straighten_rows,
                          &job)) {
    kerf_context_check (context, error);
    return NULL;
  }
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  return kerf_volume_new (&job.grid, volume->kind, bytes, volume->slope, volume->intercept);
}
