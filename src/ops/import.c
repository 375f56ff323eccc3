/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops/import.h"

#include "base/error.h"
#include "case/payload.h"
#include "ops/ops.h"

#include <string.h>

static gboolean
put_json (KerfStore *store, const KerfJson *json, KerfHash *hash, GError **error)
{
  g_autofree char *text = kerf_json_to_text (json);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  KerfBlobs *blobs = kerf_store_blobs (store);
  return blobs->put (blobs, bytes, "", NULL, hash, error);
}

static gboolean
run (KerfStore *store, const char *op_id, const char *const *pairs, const char *author,
     const KerfContext *context, KerfDone *done, GError **error)
{
  const KerfOp *op = kerf_op_find (kerf_ops, op_id, error);
  if (!op)
    return FALSE;
  gpointer args = kerf_args_new (op);
  gboolean good = TRUE;
  for (gsize k = 0; good && pairs[k]; k += 2)
    good = !pairs[k + 1] || kerf_args_set (op, args, pairs[k], pairs[k + 1], NULL, error);
  good = good && kerf_store_do (store, op, args, author, context, done, error);
  kerf_args_free (op, args);
  return good;
}

gboolean
kerf_import_volume (KerfStore *store, const KerfSeries *series, const KerfImportOptions *options,
                    const KerfContext *context, KerfDone *done, GError **error)
{
  g_autoptr (KerfVolume) volume = kerf_series_read (series, context, error);
  KerfHash index, blob;
  if (!volume || !kerf_volume_save (volume, kerf_store_blobs (store), context, &index, error) ||
      !kerf_source_files_hash (series->files, context, error))
    return FALSE;
  kerf_series_find_undefined (series, volume);
  g_autoptr (KerfJson) record = kerf_series_record (series, volume);
  g_autofree char *index_hex = kerf_hash_to_hex (&index);
  kerf_json_set_string (record, "voxel_kind", volume->kind == KERF_VOXEL_INT16 ? "int16" : "float32");
  kerf_json_set_string (record, "voxels", index_hex);
  kerf_json_set (record, "grid", kerf_json_grid (&volume->grid));
  if (!put_json (store, record, &blob, error))
    return FALSE;
  g_autofree char *hex = kerf_hash_to_hex (&blob);
  const char *const pairs[] = { "blobs", hex,           "series", series->label,   "role", options->role,
                                "name",  options->name, "reason", options->reason, NULL };
  return run (store, "volume.import", pairs, options->author, context, done, error);
}

/* ---- segments ---- */

/* The volume that lies in the structure's frame of reference; FALSE where that is not exactly one. */
static gboolean
volume_of_frame (const KerfCase *kase, const char *frame_uid, const char *what, KerfId *id, GError **error)
{
  guint hits = 0;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    if (kerf_object_id (object).kind != KERF_KIND_VOLUME ||
        strcmp (kerf_json_get_string (kerf_object_record (object), "frame_uid", ""), frame_uid) != 0)
      continue;
    *id = kerf_object_id (object);
    hits++;
  }
  return hits == 1 ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "'%s' fits %u images by its frame of reference; name the image with --on.", what,
                         hits);
}

/* The frame of one region, of a structure set that has several; else of the series. */
static const char *
frame_of_item (const KerfSeries *series, int item)
{
  for (guint k = 0; item && k < series->rois->len; k++) {
    const KerfDicomRoi *roi = g_ptr_array_index (series->rois, k);
    if (roi->number == item && *roi->frame_uid)
      return roi->frame_uid;
  }
  return series->frame_uid;
}

static KerfJson *
labels_record (KerfStore *store, const KerfSeries *series, gint32 label, const KerfContext *context,
               GError **error)
{
  g_autoptr (GBytes) bytes = kerf_series_read_label (series, label, context, error);
  KerfHash hash;
  KerfBlobs *blobs = kerf_store_blobs (store);
  if (!bytes || !blobs->put (blobs, bytes, "", NULL, &hash, error))
    return NULL;
  g_autofree char *hex = kerf_hash_to_hex (&hash);
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "format", "kerf-labels-1");
  kerf_json_set_string (record, "inside", hex);
  kerf_json_set (record, "grid", kerf_json_grid (&series->grid));
  return record;
}

static KerfJson *
contours_record (const KerfDicomRoi *roi)
{
  KerfJson *record = kerf_json_object (), *loops = kerf_json_array ();
  kerf_json_set_string (record, "format", "kerf-contours-1");
  for (guint k = 0; k < roi->n_loops; k++) {
    const KerfDicomLoop *loop = &roi->loops[k];
    if (loop->kind != KERF_LOOP_CLOSED)
      continue;
    KerfJson *points = kerf_json_array ();
    for (gsize p = 0; p < loop->n_points; p++)
      kerf_json_append (points, kerf_json_reals (loop->points + 3 * p, 3));
    kerf_json_append (loops, points);
  }
  kerf_json_set (record, "loops", loops);
  return record;
}

/* Stores `record` (taken), completed by where it came from, and runs segment.import. */
static gboolean
import_one (KerfStore *store, const KerfSeries *series, KerfJson *take, int item, const char *name,
            const char *klass, KerfId on, const char *author, const KerfContext *context, GArray *made,
            GError **error)
{
  g_autoptr (KerfJson) record = take;
  KerfHash blob;
  KerfDone done = { 0 };
  kerf_json_set (record, "source", kerf_series_record (series, NULL));
  kerf_json_set_real (record, "item", item);
  if (!put_json (store, record, &blob, error))
    return FALSE;
  g_autofree char *hex = kerf_hash_to_hex (&blob), *item_text = g_strdup_printf ("%d", item),
                  *volume = kerf_id_to_text (on);
  const char *const pairs[] = { "blob", hex,  "item",  item_text, "volume", volume,
                                "name", name, "class", klass,     NULL };
  if (!run (store, "segment.import", pairs, author, context, &done, error))
    return FALSE;
  g_array_append_vals (made, done.made->data, done.made->len);
  kerf_done_clear (&done);
  return TRUE;
}

/* "tumour" of "tumour.nii.gz". */
static char *
without_ending (const char *label)
{
  static const char *const endings[] = { ".nii.gz", ".nii" };
  for (gsize k = 0; k < G_N_ELEMENTS (endings); k++)
    if (g_str_has_suffix (label, endings[k]) && strlen (label) > strlen (endings[k]))
      return g_strndup (label, strlen (label) - strlen (endings[k]));
  return g_strdup (label);
}

/* What the file calls a label; NULL: nothing. */
static const char *
label_name (const KerfSeries *series, gint32 label)
{
  for (guint k = 0; k < series->rois->len; k++) {
    const KerfDicomRoi *roi = g_ptr_array_index (series->rois, k);
    if (roi->number == label && *roi->name)
      return roi->name;
  }
  return NULL;
}

static gboolean
import_rois (KerfStore *store, const KerfSeries *series, int item, const char *name, const char *klass,
             KerfId on, const char *author, const KerfContext *context, GArray *made, GError **error)
{
  g_autoptr (KerfContours) contours = kerf_series_read_contours (series, context, error);
  guint taken = 0;
  for (guint k = 0; contours && k < contours->rois->len; k++) {
    const KerfDicomRoi *roi = g_ptr_array_index (contours->rois, k);
    KerfJson *record;
    if (item && roi->number != item)
      continue;
    record = contours_record (roi);
    if (!kerf_json_length (kerf_json_get (record, "loops"))) {
      kerf_json_unref (record);
      continue;
    }
    taken++;
    if (!item && *roi->frame_uid && strcmp (roi->frame_uid, series->frame_uid) != 0) {
      kerf_json_unref (record);
      return kerf_fail_text (
          error, KERF_ERROR_REFUSED,
          "'%s' of '%s' lies in another frame of reference than the other regions; import region %d "
          "by itself, on its own image.",
          roi->name, series->label, roi->number);
    }
    if (!import_one (store, series, record, roi->number, name ? name : roi->name, klass, on, author, context,
                     made, error))
      return FALSE;
  }
  return contours &&
         (taken || kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' has no closed contour; export it again.",
                                   series->label));
}

gboolean
kerf_import_segments (KerfStore *store, const KerfSeries *series, int item, const char *name,
                      const char *klass, KerfId on, const char *author, const KerfContext *context,
                      GArray *made, GError **error)
{
  g_autoptr (KerfCase) kase = kerf_store_head (store, NULL, error);
  KerfId volume = on;
  if (!kase)
    return FALSE;
  if (volume.kind == KERF_KIND_NONE &&
      !volume_of_frame (kase, frame_of_item (series, item), series->label, &volume, error))
    return FALSE;
  if (series->kind == KERF_SERIES_STRUCTURES)
    return import_rois (store, series, item, name, klass, volume, author, context, made, error);
  if (!series->labels->len)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' holds no label; choose a label image.",
                           series->label);
  for (guint k = 0; k < series->labels->len; k++) {
    gint32 label = g_array_index (series->labels, gint32, k);
    if (item && label != item)
      continue;
    KerfJson *record = labels_record (store, series, label, context, error);
    const char *stated = name ? NULL : label_name (series, label);
    g_autofree char *base = name ? g_strdup (name) : without_ending (series->label),
                    *own = g_strdup_printf ("%s %d", base, label);
    const char *called = stated ? stated : series->labels->len == 1 || (name && item) ? base : own;
    if (!record ||
        !import_one (store, series, record, label, called, klass, volume, author, context, made, error))
      return FALSE;
  }
  return TRUE;
}
