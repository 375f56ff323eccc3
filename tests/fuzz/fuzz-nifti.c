/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NIfTI file: header, survey, voxels. */
#include "fuzz.h"
#include "io/read-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = kf_open ("nifti", data, size);
  if (fd < 0)
    return -1;
  g_autofree char *path = kf_path (fd);
  g_autoptr (KerfSeries) series = kerf_nifti_series (path, 0, NULL);
  if (series && series->has_grid && kerf_grid_voxels (&series->grid) * sizeof (float) <= KF_MOST_BYTES) {
    g_autoptr (KerfVolume) volume = kerf_series_read (series, NULL, NULL);
  }
  close (fd);
  return 0;
}
