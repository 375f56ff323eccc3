/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "io/read-private.h"
#include "io/room/room.h"
#include "io/series/series-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Frames of one file that one thread decodes at a stretch. */
#define FRAMES_PER_JOB 16
/* How many jobs ahead the system is told what will be read. */
#define READ_AHEAD 8

/* ---- look ---- */

static gboolean
dicom_sniff (G_GNUC_UNUSED const char *path, const guint8 *head, gsize n,
             G_GNUC_UNUSED const KerfContext *context)
{
  return kerf_dicom_sniff (head, n);
}

typedef struct {
  GPtrArray *paths;
  KerfDicomHeader **headers;
  GError **errors;
  const KerfContext *context;
  gint done; /* atomic */
} HeaderJob;

static KerfDicomHeader *
scan_one (const char *path, const KerfContext *context, GError **error)
{
  KerfStamp stamp;
  int fd = kerf_source_open (path, &stamp, context, error);
  if (fd < 0)
    return NULL;
  posix_fadvise (fd, 0, 0, POSIX_FADV_WILLNEED); /* its pixels are wanted next */
  KerfDicomHeader *header = kerf_room_scan_dicom (fd, path, context, error);
  close (fd);
  if (header)
    header->stamp = stamp;
  return header;
}

static void
scan_block (gsize begin, gsize end, gpointer data)
{
  HeaderJob *job = data;
  for (gsize k = begin; k < end; k++)
    job->headers[k] = scan_one (job->paths->pdata[k], job->context, &job->errors[k]);
  gint done = g_atomic_int_add (&job->done, (gint) (end - begin)) + (gint) (end - begin);
  kerf_context_progress (job->context, "Reading headers", (double) done / job->paths->len);
}

gboolean
kerf_dicom_frames (KerfSourceFile *file, const KerfDicomHeader *header, KerfDicomStore store, void *const *to,
                   int shared, const gint64 *at, guint first, guint end, const KerfContext *context,
                   GError **error)
{
  int fd = kerf_source_file_open (file, context, error);
  if (fd < 0)
    return FALSE;
  gboolean good =
      kerf_dicom_is_native (header)
          ? kerf_dicom_copy (fd, header, store, to, error)
          : kerf_room_decode_dicom (fd, header, store, shared, at + first, first, end, context, error);
  close (fd);
  return good;
}

static gboolean
pixel_hash (const KerfDicomHeader *header, guint frame, KerfHash *hash, gpointer data)
{
  gsize size = (gsize) header->rows * (gsize) header->columns * 2;
  g_autofree void **to = g_new0 (void *, header->n_frames);
  g_autofree gint64 *at = g_new0 (gint64, header->n_frames);
  guint8 *pixels;
  int shared;
  g_autoptr (GBytes) block = kerf_memory_shared (size, &pixels, &shared);
  if (!block)
    return FALSE;
  KerfSourceFile file = { .path = header->path, .stamp = header->stamp };
  to[frame] = pixels;
  gboolean good =
      kerf_dicom_frames (&file, header, KERF_DICOM_INT16, to, shared, at, frame, frame + 1, data, NULL);
  close (shared);
  if (good)
    *hash = kerf_hash_bytes (pixels, size);
  return good;
}

static void
add_other (KerfScan *scan, const KerfDicomHeader *header)
{
  g_autofree char *file = g_path_get_basename (header->path);
  kerf_findings_add (scan->findings, kerf_finding_new (KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
                                                       header->fault, NULL));
}

static gboolean
add_segments (KerfScan *scan, KerfDicomHeader *header, GError **error)
{
  g_autoptr (KerfSeries) series = kerf_segmentation_series (header);
  if (!kerf_series_name_frame (series, error))
    return FALSE;
  g_ptr_array_add (scan->series, g_steal_pointer (&series));
  return TRUE;
}

/* One header into the scan; images and structure sets are gathered. */
static gboolean
sort_header (HeaderJob *job, guint k, KerfScan *scan, GPtrArray *images, GPtrArray *structures,
             GError **error)
{
  KerfDicomHeader *header = job->headers[k];
  int code = job->errors[k] ? job->errors[k]->code : 0;
  if (!header && (code == KERF_ERROR_IMPORT_UNREADABLE || code == KERF_ERROR_IMPORT_ABSENT ||
                  code == KERF_ERROR_INTERNAL || code == KERF_ERROR_REFUSED)) {
    g_propagate_error (error, g_steal_pointer (&job->errors[k]));
    return FALSE;
  }
  if (!header && job->errors[k])
    kerf_scan_lose (scan, job->errors[k]);
  if (header && header->kind == KERF_DICOM_IMAGE)
    g_ptr_array_add (images, header);
  else if (header && header->kind == KERF_DICOM_OTHER)
    add_other (scan, header);
  if (header && header->kind == KERF_DICOM_SEGMENTS)
    return add_segments (scan, header, error);
  if (header && header->kind == KERF_DICOM_STRUCTURES)
    g_ptr_array_add (structures, header);
  return TRUE;
}

static gboolean
make_series (HeaderJob *job, KerfScan *scan, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new ();
  g_autoptr (GPtrArray) structures = g_ptr_array_new ();
  for (guint k = 0; k < job->paths->len; k++)
    if (!sort_header (job, k, scan, images, structures, error))
      return FALSE;
  GPtrArray *series =
      kerf_series_from_headers (images, pixel_hash, (gpointer) (gsize) job->context, scan->findings);
  gboolean good = TRUE;
  for (guint k = 0; k < series->len && good; k++)
    good = kerf_series_name_frame (series->pdata[k], error);
  g_ptr_array_extend_and_steal (scan->series, series);
  for (guint k = 0; k < structures->len && good; k++) {
    KerfSeries *set = kerf_structures_series (structures->pdata[k], images, job->context);
    g_ptr_array_add (scan->series, set);
    good = kerf_series_name_frame (set, error);
  }
  return good;
}

static gboolean
dicom_list (GPtrArray *paths, KerfScan *scan, const KerfContext *context, GError **error)
{
  g_autofree KerfDicomHeader **headers = g_new0 (KerfDicomHeader *, paths->len);
  g_autofree GError **errors = g_new0 (GError *, paths->len);
  HeaderJob job = { .paths = paths, .headers = headers, .errors = errors, .context = context };
  gboolean good =
      (kerf_parallel_for (context, paths->len, 4, scan_block, &job) || kerf_context_check (context, error)) &&
      make_series (&job, scan, error);
  for (guint k = 0; k < paths->len; k++) {
    kerf_dicom_header_unref (headers[k]);
    g_clear_error (&errors[k]);
  }
  return good;
}

/* ---- read ---- */

/* Frames [first, end) of file `file`. */
typedef struct {
  guint file, first, end;
  GError *error;
} DecodeJob;

typedef struct {
  const KerfSeries *series;
  const KerfContext *context;
  KerfDicomStore store;
  guint8 *voxels;
  int shared; /* the block of the voxels where decoders write into it; −1: they need not */
  gsize slice_bytes;
  gint32 **slots; /* of each file, of each frame; −1: not wanted */
  GArray *jobs;   /* DecodeJob */
  gint done;      /* atomic */
} Decoding;

static const KerfDicomHeader *
header_of (const KerfSeries *series, guint file)
{
  return series->headers->pdata[file];
}

/* How the values of all slices can be held together (KerfVolume). */
static KerfDicomStore
choose_store (const KerfSeries *series, double *slope, double *intercept)
{
  gboolean wide = FALSE, other = FALSE, varied = FALSE;
  const KerfSlice *slices = &g_array_index (series->slices, KerfSlice, 0);
  const KerfDicomFrame *first = &header_of (series, slices[0].file)->frames[slices[0].frame];
  for (guint k = 0; k < series->slices->len; k++) {
    const KerfDicomHeader *h = header_of (series, slices[k].file);
    const KerfDicomFrame *f = &h->frames[slices[k].frame];
    gboolean is_wide = !h->is_signed && h->bits_stored == 16;
    wide = wide || is_wide;
    other = other || !is_wide;
    varied = varied || f->slope != first->slope || f->intercept != first->intercept;
  }
  if (varied || (wide && other)) {
    *slope = 1;
    *intercept = 0;
    return KERF_DICOM_FLOAT32;
  }
  *slope = first->slope;
  *intercept = first->intercept + (wide ? 32768 * first->slope : 0);
  return wide ? KERF_DICOM_INT16_SHIFTED : KERF_DICOM_INT16;
}

static void
read_ahead (const Decoding *d, gsize job)
{
  if (job >= d->jobs->len || g_array_index (d->jobs, DecodeJob, job).first)
    return;
  const char *path = header_of (d->series, g_array_index (d->jobs, DecodeJob, job).file)->path;
  int fd = kerf_source_split (path, NULL, NULL) ? -1 : open (path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    posix_fadvise (fd, 0, 0, POSIX_FADV_WILLNEED);
    close (fd);
  }
}

static gboolean
decode_job (Decoding *d, DecodeJob *job)
{
  const KerfDicomHeader *h = header_of (d->series, job->file);
  g_autofree void **to = g_new0 (void *, h->n_frames);
  g_autofree gint64 *at = g_new0 (gint64, h->n_frames);
  for (guint f = job->first; f < job->end; f++) {
    gint32 slot = d->slots[job->file][f];
    at[f] = slot < 0 ? -1 : (gint64) slot * (gint64) d->slice_bytes;
    to[f] = slot < 0 ? NULL : d->voxels + at[f];
  }
  return kerf_dicom_frames (d->series->files->pdata[job->file], h, d->store, to, d->shared, at, job->first,
                            job->end, d->context, &job->error);
}

static void
decode_block (gsize begin, gsize end, gpointer data)
{
  Decoding *d = data;
  for (gsize k = begin; k < end; k++) {
    read_ahead (d, k + READ_AHEAD);
    decode_job (d, &g_array_index (d->jobs, DecodeJob, k));
  }
  gint done = g_atomic_int_add (&d->done, (gint) (end - begin)) + (gint) (end - begin);
  kerf_context_progress (d->context, "Reading images", (double) done / d->jobs->len);
}

static void
plan_jobs (Decoding *d)
{
  const KerfSeries *series = d->series;
  d->jobs = g_array_new (FALSE, TRUE, sizeof (DecodeJob));
  d->slots = g_new0 (gint32 *, series->headers->len);
  for (guint file = 0; file < series->headers->len; file++) {
    guint n = header_of (series, file)->n_frames;
    d->slots[file] = g_new (gint32, n);
    memset (d->slots[file], 0xff, n * sizeof (gint32));
    for (guint first = 0; first < n; first += FRAMES_PER_JOB) {
      DecodeJob job = { .file = file, .first = first, .end = MIN (n, first + FRAMES_PER_JOB) };
      g_array_append_val (d->jobs, job);
    }
  }
  for (guint k = 0; k < series->slices->len; k++) {
    const KerfSlice *slice = &g_array_index (series->slices, KerfSlice, k);
    d->slots[slice->file][slice->frame] = slice->slot;
  }
}

static void
clear_jobs (Decoding *d)
{
  for (guint k = 0; k < d->jobs->len; k++)
    g_clear_error (&g_array_index (d->jobs, DecodeJob, k).error);
  for (guint file = 0; file < d->series->headers->len; file++)
    g_free (d->slots[file]);
  g_free (d->slots);
  g_array_unref (d->jobs);
}

/* TRUE, or FALSE with the sentence on the files that could not be decoded. */
static gboolean
judge_jobs (const Decoding *d, GError **error)
{
  guint damaged = 0;
  const DecodeJob *first = NULL;
  for (guint k = 0; k < d->jobs->len; k++) {
    const DecodeJob *job = &g_array_index (d->jobs, DecodeJob, k);
    if (!job->error)
      continue;
    if (g_error_matches (job->error, KERF_ERROR, KERF_ERROR_IMPORT_UNREADABLE)) {
      g_propagate_error (error, g_error_copy (job->error));
      return FALSE;
    }
    if (!first || job->file != first->file)
      damaged++;
    first = first ? first : job;
  }
  if (!first)
    return TRUE;
  g_autofree char *n = g_strdup_printf ("%u", damaged),
                  *total = g_strdup_printf ("%u", d->series->files->len),
                  *file = g_path_get_basename (header_of (d->series, first->file)->path);
  return kerf_fail (error, KERF_ERROR_IMPORT_TRUNCATED_SERIES, "series", d->series->label, "n", n, "total",
                    total, "file", file, NULL);
}

/* Slices that a gap misses, linear between the nearest ones that are there. */
static void
fill_gaps (const Decoding *d)
{
  const gint32 *missing = &g_array_index (d->series->missing, gint32, 0);
  for (guint begin = 0, end; begin < d->series->missing->len; begin = end) {
    for (end = begin + 1; end < d->series->missing->len && missing[end] == missing[end - 1] + 1; end++)
      ;
    const guint8 *below = d->voxels + (gsize) (missing[begin] - 1) * d->slice_bytes;
    const guint8 *above = d->voxels + (gsize) (missing[end - 1] + 1) * d->slice_bytes;
    for (guint k = begin; k < end; k++) {
      double t = (double) (k - begin + 1) / (end - begin + 1);
      guint8 *to = d->voxels + (gsize) missing[k] * d->slice_bytes;
      if (d->store == KERF_DICOM_FLOAT32) {
        const float *p = (const void *) below, *q = (const void *) above;
        float *made = (void *) to;
        for (gsize i = 0; i < d->slice_bytes / sizeof *p; i++)
          made[i] = (float) ((1 - t) * (double) p[i] + t * (double) q[i]);
      } else {
        const gint16 *p = (const void *) below, *q = (const void *) above;
        gint16 *made = (void *) to;
        for (gsize i = 0; i < d->slice_bytes / sizeof *p; i++)
          made[i] = (gint16) floor ((1 - t) * p[i] + t * q[i] + 0.5);
      }
    }
  }
}

/* Memory that only this process sees is quicker: only compressed frames have to come from a decoder. */
static GBytes *
new_voxels (Decoding *d, KerfVoxelKind kind, GError **error)
{
  gboolean native = TRUE;
  for (guint file = 0; file < d->series->headers->len; file++)
    native = native && kerf_dicom_is_native (header_of (d->series, file));
  return native ? kerf_voxels_new (d->series->label, &d->series->grid, kind, &d->voxels, error)
                : kerf_voxels_new_shared (d->series->label, &d->series->grid, kind, &d->voxels, &d->shared,
                                          error);
}

static KerfVolume *
dicom_read (const KerfSeries *series, const KerfContext *context, GError **error)
{
  double slope, intercept;
  KerfDicomStore store = choose_store (series, &slope, &intercept);
  KerfVoxelKind kind = store == KERF_DICOM_FLOAT32 ? KERF_VOXEL_FLOAT32 : KERF_VOXEL_INT16;
  Decoding d = { .series = series, .context = context, .store = store, .shared = -1 };
  g_autoptr (GBytes) bytes = new_voxels (&d, kind, error);
  if (!bytes)
    return NULL;
  d.slice_bytes = (gsize) series->grid.n[0] * (gsize) series->grid.n[1] * kerf_voxel_size (kind);
  plan_jobs (&d);
  gboolean good = (kerf_parallel_for (context, d.jobs->len, 1, decode_block, &d) ||
                   kerf_context_check (context, error)) &&
                  judge_jobs (&d, error);
  if (good && series->missing->len)
    fill_gaps (&d);
  clear_jobs (&d);
  if (d.shared >= 0) {
    close (d.shared);
    kerf_room_empty (); /* from here on nobody else can write to the voxels */
  }
  return good ? kerf_volume_new (&series->grid, kind, bytes, slope, intercept) : NULL;
}

const KerfReader kerf_reader_dicom = { "dicom",    "DICOM",    dicom_sniff,
                                       dicom_list, dicom_read, kerf_segmentation_read_label,
                                       NULL };
