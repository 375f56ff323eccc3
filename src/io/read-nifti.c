/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/nifti-private.h"
#include "io/raster/raster.h"
#include "io/read-private.h"
#include "io/room/room.h"

#include <unistd.h>

static gboolean
nifti_sniff (const char *path, const guint8 *head, gsize n, const KerfContext *context)
{
  KerfNifti nifti;
  if (kerf_nifti_parse (head, n, &nifti))
    return TRUE;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (n <= 2 || head[0] != 0x1f || head[1] != 0x8b ||
      (!g_str_has_suffix (lower, ".nii.gz") && !g_str_has_suffix (lower, ".hdr.gz")))
    return FALSE;
  g_auto (KerfRaster) raster = { 0 };
  int fd = kerf_source_open (path, NULL, context, NULL);
  g_autoptr (GError) failure = NULL;
  gboolean is =
      fd >= 0 && (kerf_room_parse_raster (fd, path, &raster, context, &failure) ||
                  g_error_matches (failure, KERF_ERROR, KERF_ERROR_IMPORT_DECODER_DIED)); /* to be said */
  if (fd >= 0)
    close (fd);
  return is;
}

static gboolean
nifti_list (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error)
{
  return kerf_raster_list (&kerf_reader_nifti, paths, scan, context, error);
}

const KerfReader kerf_reader_nifti = {
  "nifti",          "NIfTI", nifti_sniff, nifti_list, kerf_raster_read_volume, kerf_raster_read_label,
  kerf_raster_claim
};
