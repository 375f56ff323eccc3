/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/volume.h"

gsize
kerf_voxel_size (KerfVoxelKind kind)
{
  return kind == KERF_VOXEL_INT16 ? sizeof (gint16) : sizeof (float);
}

static void
find_range (KerfVolume *volume)
{
  gsize n = kerf_grid_voxels (&volume->grid);
  double low = HUGE_VAL, high = -HUGE_VAL;
  if (volume->i16) {
    gint16 least = G_MAXINT16, most = G_MININT16;
    for (gsize k = 0; k < n; k++) {
      least = MIN (least, volume->i16[k]);
      most = MAX (most, volume->i16[k]);
    }
    low = least;
    high = most;
  } else
    for (gsize k = 0; k < n; k++)
      if (isfinite (volume->f32[k])) {
        low = fmin (low, (double) volume->f32[k]);
        high = fmax (high, (double) volume->f32[k]);
      } else
        volume->undefined++;
  if (low > high)
    low = high = 0;
  double a = low * volume->slope + volume->intercept, b = high * volume->slope + volume->intercept;
  volume->low = fmin (a, b);
  volume->high = fmax (a, b);
}

KerfVolume *
kerf_volume_new (const KerfGrid *grid, KerfVoxelKind kind, GBytes *bytes, double slope, double intercept)
{
  g_assert (g_bytes_get_size (bytes) == kerf_grid_voxels (grid) * kerf_voxel_size (kind));
  KerfVolume *volume = g_new0 (KerfVolume, 1);
  g_atomic_ref_count_init (&volume->count);
  volume->grid = *grid;
  volume->kind = kind;
  volume->slope = slope;
  volume->intercept = intercept;
  volume->bytes = g_bytes_ref (bytes);
  if (kind == KERF_VOXEL_INT16)
    volume->i16 = g_bytes_get_data (bytes, NULL);
  else
    volume->f32 = g_bytes_get_data (bytes, NULL);
  find_range (volume);
  return volume;
}

KerfVolume *
kerf_volume_ref (const KerfVolume *volume)
{
  union {
    const KerfVolume *lent;
    KerfVolume *owned;
  } same = { .lent = volume };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_volume_unref (KerfVolume *volume)
{
  if (!volume || !g_atomic_ref_count_dec (&volume->count))
    return;
  g_bytes_unref (volume->bytes);
  g_free (volume);
}

static double
stored (const KerfVolume *volume, gsize offset)
{
  return volume->i16 ? (double) volume->i16[offset] : (double) volume->f32[offset];
}

double
kerf_volume_value (const KerfVolume *volume, gint32 i, gint32 j, gint32 k)
{
  return stored (volume, kerf_grid_offset (&volume->grid, i, j, k)) * volume->slope + volume->intercept;
}

/* Cell and fraction along one axis; FALSE outside [−0.5, n − 0.5]. */
static gboolean
locate (double index, gint32 n, gint32 *cell, double *fraction)
{
  if (!(index >= -0.5 && index <= n - 0.5))
    return FALSE;
  double inside = CLAMP (index, 0, n - 1);
  *cell = MIN ((gint32) inside, MAX (n - 2, 0));
  *fraction = inside - *cell;
  return TRUE;
}

double
kerf_volume_sample (const KerfVolume *volume, KerfVec3 patient)
{
  const KerfGrid *g = &volume->grid;
  KerfVec3 at = kerf_grid_index (g, patient);
  gint32 c[3];
  double f[3];
  if (!locate (at.x, g->n[0], &c[0], &f[0]) || !locate (at.y, g->n[1], &c[1], &f[1]) ||
      !locate (at.z, g->n[2], &c[2], &f[2]))
    return (double) NAN;
  double sum = 0;
  for (int corner = 0; corner < 8; corner++) {
    double weight = 1;
    gint32 p[3];
    for (int a = 0; a < 3; a++) {
      gboolean high = (corner >> a) & 1;
      weight *= high ? f[a] : 1 - f[a];
      p[a] = MIN (c[a] + high, g->n[a] - 1);
    }
    if (weight > 0)
      sum += weight * stored (volume, kerf_grid_offset (g, p[0], p[1], p[2]));
  }
  return sum * volume->slope + volume->intercept;
}
