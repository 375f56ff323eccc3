/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a series, the hashes of its files, and memory for its voxels. */
#include "base/memory.h"
#include "io/read-private.h"
#include "io/series/series-private.h"

#include <string.h>

gboolean
kerf_series_name_frame (KerfSeries *series, GError **error)
{
  if (*series->frame_uid)
    return TRUE;
  KerfHasher *hasher = kerf_hasher_new ();
  gboolean good = TRUE;
  for (guint k = 0; k < series->files->len && good; k++) {
    KerfSourceFile *file = series->files->pdata[k];
    good = kerf_source_file_hash (file, NULL, error);
    kerf_hasher_add (hasher, file->hash.b, sizeof file->hash.b);
  }
  KerfHash together = kerf_hasher_end (hasher);
  if (!good)
    return FALSE;
  const KerfHash *hash =
      series->files->len == 1 ? &((KerfSourceFile *) series->files->pdata[0])->hash : &together;
  g_autofree char *hex = kerf_hash_to_hex (hash);
  g_free (series->frame_uid);
  series->frame_uid = g_strconcat ("sha256:", hex, NULL);
  return TRUE;
}

/* `fd` NULL: memory that only this process sees. */
static GBytes *
new_memory (const char *series, gsize size, guint8 **to, int *fd, GError **error)
{
  guint64 have = kerf_memory_available ();
  GBytes *bytes = have && size > have ? NULL
                  : fd                ? kerf_memory_shared (size, to, fd)
                                      : kerf_memory_bytes (size, to);
  if (!bytes) {
    g_autofree char *needed = g_format_size (size), *free_now = g_format_size (have);
    kerf_fail (error, KERF_ERROR_IMPORT_TOO_LARGE, "series", series, "need", needed, "have", free_now, NULL);
  }
  return bytes;
}

GBytes *
kerf_voxels_new (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to, GError **error)
{
  return new_memory (series, kerf_grid_voxels (grid) * kerf_voxel_size (kind), to, NULL, error);
}

GBytes *
kerf_series_memory (const char *series, gsize size, guint8 **to, int *fd, GError **error)
{
  return new_memory (series, size, to, fd, error);
}

GBytes *
kerf_voxels_new_shared (const char *series, const KerfGrid *grid, KerfVoxelKind kind, guint8 **to, int *fd,
                        GError **error)
{
  return new_memory (series, kerf_grid_voxels (grid) * kerf_voxel_size (kind), to, fd, error);
}

void
kerf_series_find_undefined (const KerfSeries *series, const KerfVolume *volume)
{
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, volume->undefined);
  if (volume->undefined)
    kerf_findings_add (series->findings, kerf_finding_new (KERF_ERROR_IMPORT_NOT_FINITE, "series",
                                                           series->label, "n", n, NULL));
}

static KerfJson *
findings_json (const KerfSeries *series)
{
  KerfJson *array = kerf_json_array ();
  for (guint k = 0; k < series->findings->len; k++) {
    const KerfFinding *finding = series->findings->pdata[k];
    KerfJson *row = kerf_json_object ();
    kerf_json_set_string (row, "code", kerf_error_code_name ((int) finding->code));
    kerf_json_set_string (row, "message", finding->message);
    kerf_json_append (array, row);
  }
  return array;
}

static KerfJson *
files_json (const KerfSeries *series)
{
  KerfJson *array = kerf_json_array ();
  for (guint k = 0; k < series->files->len; k++) {
    KerfSourceFile *file = series->files->pdata[k];
    g_autofree char *name = g_path_get_basename (file->path), *valid = g_utf8_make_valid (name, -1);
    g_autofree char *hex = kerf_source_file_hash (file, NULL, NULL) ? kerf_hash_to_hex (&file->hash) : NULL;
    KerfJson *row = kerf_json_object ();
    kerf_json_set_string (row, "name", valid);
    kerf_json_set_string (row, "sha256", hex);
    kerf_json_append (array, row);
  }
  return array;
}

/* null where the file does not say. */
static void
set_stated (KerfJson *object, const char *key, const char *value)
{
  kerf_json_set_string (object, key, *value ? value : NULL);
}

static KerfJson *
identity_json (const KerfIdentity *identity)
{
  KerfJson *object = kerf_json_object ();
  set_stated (object, "patient_id", identity->patient_id);
  set_stated (object, "name", identity->name);
  set_stated (object, "birth_date", identity->birth_date);
  set_stated (object, "sex", identity->sex);
  return object;
}

static void
add_geometry (KerfJson *record, const KerfSeries *series)
{
  const KerfGrid *grid = &series->grid;
  double dims[3] = { grid->n[0], grid->n[1], grid->n[2] };
  kerf_json_set_reals (record, "dims", dims, 3);
  kerf_json_set_reals (record, "patient_from_index", grid->patient_from_index.m, 16);
  if (series->missing->len) {
    KerfJson *missing = kerf_json_array ();
    for (guint k = 0; k < series->missing->len; k++)
      kerf_json_append (missing, kerf_json_real (g_array_index (series->missing, gint32, k)));
    kerf_json_set (record, "filled_slices", missing);
  }
  if (series->verdict == KERF_VERDICT_UNEVEN) {
    KerfJson *offsets = kerf_json_array ();
    double first = g_array_index (series->slices, KerfSlice, 0).along_mm;
    for (guint k = 0; k < series->slices->len; k++)
      kerf_json_append (offsets,
                        kerf_json_real (g_array_index (series->slices, KerfSlice, k).along_mm - first));
    kerf_json_set (record, "slice_offsets_mm", offsets);
  }
}

static void
add_values (KerfJson *record, const KerfVolume *volume)
{
  kerf_json_set_string (record, "voxels", volume->kind == KERF_VOXEL_INT16 ? "int16" : "float32");
  kerf_json_set_real (record, "slope", volume->slope);
  kerf_json_set_real (record, "intercept", volume->intercept);
  kerf_json_set_real (record, "low", volume->low);
  kerf_json_set_real (record, "high", volume->high);
}

static KerfJson *
rois_json (const KerfSeries *series)
{
  KerfJson *array = kerf_json_array ();
  for (guint k = 0; k < series->rois->len; k++) {
    const KerfDicomRoi *roi = series->rois->pdata[k];
    KerfJson *row = kerf_json_object ();
    kerf_json_set_real (row, "number", roi->number);
    kerf_json_set_string (row, "name", roi->name);
    set_stated (row, "frame_uid", roi->frame_uid);
    set_stated (row, "type", roi->type);
    kerf_json_append (array, row);
  }
  return array;
}

KerfJson *
kerf_series_record (const KerfSeries *series, const KerfVolume *volume)
{
  KerfJson *record = kerf_json_object ();
  kerf_source_files_hash (series->files, NULL, NULL); /* what can't be read is null below */
  kerf_json_set_string (record, "format", series->format);
  kerf_json_set_string (record, "kind", kerf_series_kind_name (series->kind));
  kerf_json_set_string (record, "label", series->label);
  if (series->n_volumes > 1)
    kerf_json_set_real (record, "volume_in_file", series->volume + 1);
  kerf_json_set_string (record, "verdict", kerf_verdict_name (series->verdict));
  kerf_json_set_string (record, "role", series->role);
  set_stated (record, "modality", series->modality);
  set_stated (record, "description", series->description);
  set_stated (record, "series_uid", series->series_uid);
  set_stated (record, "study_uid", series->study_uid);
  set_stated (record, "frame_uid", series->frame_uid);
  set_stated (record, "study_date", series->study_date);
  set_stated (record, "manufacturer", series->manufacturer);
  set_stated (record, "kernel", series->kernel);
  set_stated (record, "patient_position", series->patient_position);
  kerf_json_set_real (record, "thickness_mm", series->thickness_mm);
  kerf_json_set_real (record, "tilt_deg", series->tilt_deg);
  if (series->bend_mm > 0)
    kerf_json_set_real (record, "bend_mm", series->bend_mm);
  kerf_json_set_real (record, "window_centre", series->window_centre);
  kerf_json_set_real (record, "window_width", series->window_width);
  kerf_json_set (record, "identity", identity_json (&series->identity));
  kerf_json_set (record, "findings", findings_json (series));
  kerf_json_set (record, "files", files_json (series));
  if (series->has_grid)
    add_geometry (record, series);
  if (volume)
    add_values (record, volume);
  if (series->rois->len)
    kerf_json_set (record, "rois", rois_json (series));
  return record;
}
