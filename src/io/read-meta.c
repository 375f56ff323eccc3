/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/raster-private.h"
#include "io/read-private.h"

static gboolean
meta_sniff (G_GNUC_UNUSED const char *path, const guint8 *head, gsize n,
            G_GNUC_UNUSED const KerfContext *context)
{
  return kerf_meta_is_head (head, n);
}

static gboolean
meta_list (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error)
{
  return kerf_raster_list (&kerf_reader_meta, paths, scan, context, error);
}

const KerfReader kerf_reader_meta = {
  "metaimage",      "MetaImage", meta_sniff, meta_list, kerf_raster_read_volume, kerf_raster_read_label,
  kerf_raster_claim
};
