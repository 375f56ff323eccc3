/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of one of the raster formats, from its bytes to its voxels. */
#pragma once
#include "fuzz.h"
#include "io/raster/raster.h"

static inline gboolean
kf_is_small (const KerfRaster *r)
{
  double values = (double) r->n[0] * r->n[1] * r->n[2];
  return values * sizeof (float) <= KF_MOST_BYTES &&
         values * kerf_raster_volumes (r) * 8 <= 2.0 * KF_MOST_BYTES;
}

/* All that a process would do with a file that somebody wants to import. Detached data are read from the same bytes. */
static inline int
kf_raster (KerfRasterFormat format, const uint8_t *data, size_t size)
{
  g_auto (KerfRaster) raster = { 0 };
  int fd = kf_open ("raster", data, size);
  if (fd < 0)
    return -1;
  if (kerf_raster_parse (fd, "input", &raster, NULL) && raster.refused) {
    g_autoptr (KerfFinding) finding = kerf_raster_refusal (&raster);
  } else if (raster.n_data_files && raster.format == format && kf_is_small (&raster)) {
    guint n_volumes = kerf_raster_volumes (&raster);
    gsize n = (gsize) raster.n[0] * (gsize) raster.n[1] * (gsize) raster.n[2];
    g_autofree int *fds = g_new (int, raster.n_data_files);
    g_autofree KerfRasterSurvey *surveys = g_new0 (KerfRasterSurvey, n_volumes);
    g_autofree float *to = g_new (float, n); /* of all kinds the widest; a byte too far is seen */
    gboolean narrow = kerf_number_bytes (raster.number) <= 2;
    for (guint k = 0; k < raster.n_data_files; k++)
      fds[k] = fd;
    if (kerf_raster_survey (&raster, fds, surveys, NULL, NULL) &&
        kerf_raster_read (&raster, fds, n_volumes - 1, KERF_RASTER_FLOAT32, 0, 0, to, NULL, NULL))
      kerf_raster_read (&raster, fds, 0, narrow ? KERF_RASTER_INT16 : KERF_RASTER_INSIDE, 1, 2, to, NULL,
                        NULL);
  }
  close (fd);
  return 0;
}
