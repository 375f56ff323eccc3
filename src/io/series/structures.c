/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DICOM structure set as a series: its regions by name, and whether the images it was drawn on are here. */
#include "io/read-private.h"
#include "io/room/room.h"
#include "io/series/series-private.h"

#include <string.h>
#include <unistd.h>

GPtrArray *
kerf_series_rois (const KerfSeries *series, guint k, gboolean contours, const KerfContext *context,
                  GError **error)
{
  KerfSourceFile *file = series->files->pdata[k];
  int fd = kerf_source_file_open (file, context, error);
  if (fd < 0)
    return NULL;
  GPtrArray *rois = kerf_room_structures (fd, file->path, contours, context, error);
  close (fd);
  return rois;
}

/* Images of the frame of the contours that lie beside them; their UIDs in `uids`. */
static guint
images_beside (const KerfSeries *series, const GPtrArray *images, GHashTable *uids)
{
  guint n = 0;
  for (guint k = 0; k < images->len; k++) {
    const KerfDicomHeader *h = images->pdata[k];
    if (strcmp (h->text[KERF_DICOM_FRAME_UID], series->frame_uid) != 0)
      continue;
    g_hash_table_add (uids, h->text[KERF_DICOM_SOP_UID]);
    n++;
  }
  return n;
}

/* Archives renumber images and forget their contours (all three patients of the soft-tissue sarcoma collection): the
 * contours then lie by their coordinates, which a person has to see. Without images beside them nothing is known. */
static void
judge_images (KerfSeries *series, const GPtrArray *images)
{
  g_autoptr (GHashTable) here = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) absent = g_hash_table_new (g_str_hash, g_str_equal);
  if (!images_beside (series, images, here))
    return;
  for (guint r = 0; r < series->rois->len; r++) {
    const KerfDicomRoi *roi = series->rois->pdata[r];
    for (guint l = 0; l < roi->n_loops; l++) {
      char *uid = roi->loops[l].image_uid;
      if (*uid && !g_hash_table_contains (here, uid))
        g_hash_table_add (absent, uid);
    }
  }
  g_autofree char *n = g_strdup_printf ("%u", g_hash_table_size (absent));
  if (g_hash_table_size (absent))
    kerf_series_find (series, kerf_finding_new (KERF_ERROR_IMPORT_OTHER_IMAGES, "series", series->label, "n",
                                                n, NULL));
}

/* The list needs names, not points. */
static void
drop_loops (KerfSeries *series)
{
  for (guint r = 0; r < series->rois->len; r++) {
    KerfDicomRoi *roi = series->rois->pdata[r];
    for (guint l = 0; l < roi->n_loops; l++) {
      g_free (roi->loops[l].points);
      g_free (roi->loops[l].image_uid);
    }
    g_clear_pointer (&roi->loops, g_free);
    roi->n_loops = 0;
  }
}

KerfSeries *
kerf_structures_series (KerfDicomHeader *header, const GPtrArray *images, const KerfContext *context)
{
  const char *description = header->text[KERF_DICOM_SERIES_DESCRIPTION];
  g_autofree char *file = g_path_get_basename (header->path);
  KerfSeries *series = kerf_series_new_dicom (header, *description ? description : file);
  series->kind = KERF_SERIES_STRUCTURES;
  kerf_series_add_header (series, header);
  GError *broken = NULL;
  GPtrArray *rois = kerf_series_rois (series, 0, TRUE, context, &broken);
  if (!rois) {
    kerf_series_refuse_error (series, broken);
    return series;
  }
  g_ptr_array_extend_and_steal (series->rois, rois);
  /* The frame of the contours; the file's own attribute is often absent. */
  if (series->rois->len && *((KerfDicomRoi *) series->rois->pdata[0])->frame_uid) {
    g_free (series->frame_uid);
    series->frame_uid = g_strdup (((KerfDicomRoi *) series->rois->pdata[0])->frame_uid);
  }
  judge_images (series, images);
  drop_loops (series);
  return series;
}
