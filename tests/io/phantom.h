/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small asymmetric image whose value is a known function of the place in the patient. */
#pragma once
#include "io-check.h"

/* Linear in all three coordinates with unlike factors: any swap or flip shows. */
static inline double
phantom_value (KerfVec3 p)
{
  return 3 * p.x + 7 * p.y - 11 * p.z;
}

static inline KerfVolume *
phantom_volume (const KerfGrid *grid, double slope, double intercept)
{
  gsize n = kerf_grid_voxels (grid);
  gint16 *voxels = g_new (gint16, n);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++)
        voxels[kerf_grid_offset (grid, i, j, k)] =
            (gint16) floor ((phantom_value (kerf_grid_point (grid, i, j, k)) - intercept) / slope + 0.5);
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  return kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, slope, intercept);
}

static inline KerfDicomSeries
phantom_series (void)
{
  return (KerfDicomSeries){ .patient_id = "P1",
                            .patient_name = "PHANTOM^ÄÖ",
                            .sex = "O",
                            .study_uid = "2.25.100",
                            .series_uid = "2.25.101",
                            .frame_uid = "2.25.102",
                            .study_date = "20240102",
                            .series_description = "asymmetric",
                            .modality = "CT",
                            .manufacturer = "Kerf",
                            .series_number = 7,
                            .thickness_mm = (double) NAN,
                            .window_centre = 40,
                            .window_width = 400 };
}
