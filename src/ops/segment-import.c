/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/image/mask-edit.h"
#include "core/segment/contours.h"
#include "ops/edit.h"
#include "ops/identity.h"

#include <string.h>

typedef struct {
  KerfHash blob;
  int item, class;
  KerfId volume;
  char *name;
} SegmentImport;

static const KerfParam segment_import_params[] = {
  KERF_ARG_HASH (SegmentImport, blob, KERF_REQUIRED, "Hash of what was read from the file"),
  KERF_ARG_INT (SegmentImport, item, 0, 1e6, 0, 0, "Label, ROI or segment number"),
  KERF_ARG_ID (SegmentImport, volume, KERF_VOLUMES, KERF_REQUIRED, "Image in whose frame it lies"),
  KERF_ARG_TEXT (SegmentImport, name, NULL, 0, "Name"),
  KERF_ARG_ENUM (SegmentImport, class, kerf_class_words, 7, 0, "What it is"),
};

static KerfMask *
mask_from_labels (const KerfJson *record, KerfBlobs *blobs, const KerfContext *context, GError **error)
{
  KerfGrid grid;
  KerfHash hash;
  if (!kerf_json_to_grid (kerf_json_get (record, "grid"), &grid) ||
      !kerf_hash_from_hex (kerf_json_get_string (record, "inside", NULL), &hash)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "'blob' names no label image; use kerf-cli import --as-segment.");
    return NULL;
  }
  g_autoptr (GBytes) bytes = blobs->get (blobs, &hash, error);
  if (!bytes)
    return NULL;
  if (g_bytes_get_size (bytes) != kerf_grid_voxels (&grid)) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL, "The labels do not fit their grid; run kerf-cli check.");
    return NULL;
  }
  return kerf_mask_from_labels (g_bytes_get_data (bytes, NULL), &grid, context, error);
}

static KerfMask *
mask_from_contours (const KerfJson *record, const KerfGrid *grid, const KerfContext *context, GError **error)
{
  const KerfJson *list = kerf_json_get (record, "loops");
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (KerfVec3)),
                     starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize start = 0;
  g_array_append_val (starts, start);
  for (gsize k = 0; k < kerf_json_length (list); k++) {
    const KerfJson *loop = kerf_json_at (list, k);
    if (kerf_json_length (loop) < 3)
      continue;
    for (gsize p = 0; p < kerf_json_length (loop); p++) {
      const KerfJson *point = kerf_json_at (loop, p);
      KerfVec3 v = kerf_vec3 (kerf_json_as_real (kerf_json_at (point, 0), 0),
                              kerf_json_as_real (kerf_json_at (point, 1), 0),
                              kerf_json_as_real (kerf_json_at (point, 2), 0));
      g_array_append_val (points, v);
    }
    start = points->len;
    g_array_append_val (starts, start);
  }
  KerfLoops loops = { (const KerfVec3 *) (gconstpointer) points->data,
                      (const gsize *) (gconstpointer) starts->data, starts->len - 1 };
  return kerf_mask_from_contours (grid, &loops, context, error);
}

static KerfCase *
segment_import (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentImport *a = args;
  KerfBlobs *blobs = kerf_case_blobs (kase);
  g_autoptr (GBytes) bytes = blobs->get (blobs, &a->blob, error);
  gsize size;
  g_autoptr (KerfJson) record = NULL;
  g_autoptr (KerfMask) mask = NULL;
  KerfGrid grid;
  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &size);
  record = kerf_json_parse (text, (gssize) size, "The record of a segment", error);
  if (!record)
    return NULL;
  const KerfJson *from = kerf_json_get (record, "source");
  /* A spelling that differs was asked about with the image; another patient's contours never come in. */
  if (from && !kerf_edit_identity (kase, from, "as its image",
                                   kerf_json_get_string (from, "label", "The segment"), error))
    return NULL;
  const char *format = kerf_json_get_string (record, "format", "");
  if (strcmp (format, "kerf-labels-1") == 0)
    mask = mask_from_labels (record, blobs, run->job, error);
  else if (strcmp (format, "kerf-contours-1") == 0 &&
           kerf_object_grid (kerf_case_get (kase, a->volume), &grid))
    mask = mask_from_contours (record, &grid, run->job, error);
  else
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'blob' names no segment; use kerf-cli import --as-segment.");
  if (!mask)
    return NULL;
  g_autofree char *name =
                      kerf_case_free_name (kase, a->name && *a->name ? a->name : kerf_class_words[a->class]),
                  *volume = kerf_id_to_text (a->volume);
  KerfJson *made = kerf_json_object ();
  const KerfJson *source = kerf_json_get (record, "source");
  kerf_json_set_string (made, "name", name);
  kerf_json_set_string (made, "class", kerf_class_words[a->class]);
  kerf_json_set_string (made, "volume", volume);
  if (source)
    kerf_json_set (made, "source", kerf_json_ref (source));
  return kerf_edit_put (kase,
                        kerf_object_new_segment (kerf_case_next_id (kase, KERF_KIND_SEGMENT), made, mask),
                        TRUE, run);
}

KERF_OP (segment_import) = { .id = "segment.import",
                             .title = "Import Segment",
                             .help = "Adds a segment that was read from a file",
                             .version = 1,
                             .size = sizeof (SegmentImport),
                             .apply = segment_import,
                             KERF_PARAMS (segment_import_params) };
