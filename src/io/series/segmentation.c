/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DICOM SEG as a series of labels: the grid that its frames lie on, and single segments out of them. Frames that are
 * absent are empty; the grid need not be that of the images. */
#include "base/memory.h"
#include "io/read-private.h"
#include "io/room/room.h"
#include "io/series/series-private.h"

#include <string.h>
#include <unistd.h>

#define MOST_SLICES 10000

static const KerfDicomFrame *
frame_of (const KerfSeries *series, guint k)
{
  return &((const KerfDicomHeader *) series->headers->pdata[0])->frames[k];
}

static int
by_place (gconstpointer pa, gconstpointer pb)
{
  const KerfSlice *a = pa, *b = pb;
  return a->along_mm < b->along_mm   ? -1
         : a->along_mm > b->along_mm ? 1
                                     : (a->frame > b->frame) - (a->frame < b->frame);
}

/* FALSE with a sentence where a frame lies nowhere, or turned against the others. */
static gboolean
place_frames (KerfSeries *series, const KerfDicomHeader *h, GError **error)
{
  const KerfDicomFrame *first = h->frames;
  g_autofree char *file = g_path_get_basename (h->path);
  KerfVec3 x = kerf_vec3 (first->orientation[0], first->orientation[1], first->orientation[2]),
           y = kerf_vec3 (first->orientation[3], first->orientation[4], first->orientation[5]);
  KerfVec3 n = kerf_cross (x, y);
  for (guint k = 0; k < h->n_frames; k++) {
    const KerfDicomFrame *f = &h->frames[k];
    if (!f->has_position || !f->has_orientation || !f->has_spacing)
      return kerf_fail (error, KERF_ERROR_IMPORT_NO_GEOMETRY, "file", file, NULL);
    for (int c = 0; c < 6; c++)
      if (!(fabs (f->orientation[c] - first->orientation[c]) <= 1e-3) ||
          !(fabs (f->spacing[c % 2] - first->spacing[c % 2]) <= 1e-4 * first->spacing[c % 2]))
        return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
                          "its frames lie in several directions", NULL);
    KerfSlice slice = { .frame = k,
                        .along_mm =
                            kerf_dot (n, kerf_vec3 (f->position[0], f->position[1], f->position[2])) };
    g_array_append_val (series->slices, slice);
  }
  g_array_sort (series->slices, by_place);
  return TRUE;
}

/* Each frame's slot on a ladder of `step`; the number of slots. 0: they do not stand on one. */
static gint32
find_slots (GArray *slices, double step)
{
  double first = g_array_index (slices, KerfSlice, 0).along_mm, tolerance = fmax (0.01, 0.005 * step);
  gint32 last = 0;
  for (guint k = 0; k < slices->len; k++) {
    KerfSlice *slice = &g_array_index (slices, KerfSlice, k);
    double rungs = (slice->along_mm - first) / step;
    if (!(rungs < MOST_SLICES) || !(fabs (rungs - floor (rungs + 0.5)) * step <= tolerance))
      return 0;
    slice->slot = last = (gint32) floor (rungs + 0.5);
  }
  return last + 1;
}

/* The smallest distance of two places; infinite where there is one place only. */
static double
least_step (const GArray *slices)
{
  double least = (double) INFINITY;
  for (guint k = 1; k < slices->len; k++) {
    double step =
        g_array_index (slices, KerfSlice, k).along_mm - g_array_index (slices, KerfSlice, k - 1).along_mm;
    if (step > 0.01)
      least = fmin (least, step);
  }
  return least;
}

/* Places count in the plane as well: a shifted frame would be drawn elsewhere. */
static gboolean
stand_in_line (const KerfSeries *series, KerfVec3 from, KerfVec3 rise)
{
  for (guint k = 0; k < series->slices->len; k++) {
    const KerfSlice *slice = &g_array_index (series->slices, KerfSlice, k);
    const double *p = frame_of (series, slice->frame)->position;
    if (!(kerf_distance (kerf_vec3 (p[0], p[1], p[2]), kerf_along (from, slice->slot, rise)) <=
          fmax (0.01, 0.005 * kerf_length (rise))))
      return FALSE;
  }
  return TRUE;
}

/* Every frame of masks belongs to a segment that the file names: else a slice would be missing without a word. */
static gboolean
frames_are_named (const KerfSeries *series, const KerfDicomHeader *h)
{
  for (guint k = 0; h->full_value && k < h->n_frames; k++) {
    gboolean named = FALSE;
    for (guint s = 0; s < series->labels->len; s++)
      named = named || g_array_index (series->labels, gint32, s) == h->frames[k].segment;
    if (!named)
      return FALSE;
  }
  return TRUE;
}

static gboolean
make_grid (KerfSeries *series, const KerfDicomHeader *h, GError **error)
{
  g_autofree char *file = g_path_get_basename (h->path);
  /* The stated step first: slices that are absent are empty, be it every other one. */
  double step = h->slice_step_mm > 0.01 ? h->slice_step_mm : least_step (series->slices);
  gint32 n_slots = find_slots (series->slices, step);
  if (!n_slots) {
    step = least_step (series->slices);
    if (!isfinite (step)) /* one slice: as thick as it says */
      step = h->frames[0].thickness_mm > 0 ? h->frames[0].thickness_mm : 1;
    n_slots = find_slots (series->slices, step);
  }
  if (!n_slots)
    return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
                      "its frames stand at uneven distances", NULL);
  const KerfDicomFrame *f = frame_of (series, g_array_index (series->slices, KerfSlice, 0).frame);
  const KerfSlice *last = &g_array_index (series->slices, KerfSlice, series->slices->len - 1);
  const KerfDicomFrame *l = frame_of (series, last->frame);
  KerfVec3 x = kerf_vec3 (f->orientation[0], f->orientation[1], f->orientation[2]),
           y = kerf_vec3 (f->orientation[3], f->orientation[4], f->orientation[5]),
           from = kerf_vec3 (f->position[0], f->position[1], f->position[2]),
           to = kerf_vec3 (l->position[0], l->position[1], l->position[2]);
  KerfVec3 rise = n_slots > 1 ? kerf_scale (kerf_sub (to, from), 1.0 / (n_slots - 1))
                              : kerf_scale (kerf_cross (x, y), step);
  if (!stand_in_line (series, from, rise))
    return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
                      "its frames are shifted in their plane", NULL);
  KerfMat4 m =
      kerf_mat4_from_columns (kerf_scale (x, f->spacing[1]), kerf_scale (y, f->spacing[0]), rise, from);
  const gint32 n[3] = { h->columns, h->rows, n_slots };
  return kerf_grid_init_sheared (&series->grid, n, &m, series->label, error);
}

static void
name_segments (KerfSeries *series, const KerfDicomHeader *h)
{
  for (guint k = 0; k < h->n_segments; k++) {
    KerfDicomRoi *roi = g_new0 (KerfDicomRoi, 1);
    roi->number = h->segments[k].number;
    roi->name = g_strdup (h->segments[k].label);
    roi->frame_uid = g_strdup (series->frame_uid);
    roi->type = g_strdup ("");
    g_ptr_array_add (series->rois, roi);
    g_array_append_val (series->labels, roi->number);
  }
}

KerfSeries *
kerf_segmentation_series (KerfDicomHeader *h)
{
  const char *description = h->text[KERF_DICOM_SERIES_DESCRIPTION];
  g_autofree char *file = g_path_get_basename (h->path);
  KerfSeries *series = kerf_series_new_dicom (h, *description ? description : file);
  GError *error = NULL;
  series->kind = KERF_SERIES_LABELS;
  kerf_series_add_header (series, h);
  name_segments (series, h);
  if (h->fault)
    kerf_fail (&error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason", h->fault, NULL);
  else if (h->codec)
    kerf_fail (&error, KERF_ERROR_IMPORT_CODEC, "file", file, "syntax", h->codec, NULL);
  else if (h->truncated_need) {
    g_autofree char *have = g_strdup_printf ("%" G_GUINT64_FORMAT, h->file_size),
                    *need = g_strdup_printf ("%" G_GUINT64_FORMAT, h->truncated_need);
    kerf_fail (&error, KERF_ERROR_IMPORT_TRUNCATED, "file", file, "have", have, "need", need, NULL);
  } else if (h->full_value < 0)
    kerf_fail (&error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
               "its values are probabilities, not parts of a voxel", NULL);
  else if (!series->labels->len)
    kerf_fail (&error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason", "it names no segment", NULL);
  else if (!frames_are_named (series, h))
    kerf_fail (&error, KERF_ERROR_IMPORT_NO_PIXELS, "file", file, "reason",
               "some of its frames do not say whose mask they are", NULL);
  else if (place_frames (series, h, &error))
    series->has_grid = make_grid (series, h, &error);
  if (error)
    kerf_series_refuse_error (series, error);
  return series;
}

/* Adds the mask in `values` of one frame to its slice. Half full and more is inside. */
static void
add_mask (const KerfDicomHeader *h, gint32 label, const guint16 *values, gsize n, guint8 *to)
{
  for (gsize i = 0; i < n; i++) {
    gboolean inside =
        h->full_value ? values[i] && 2 * (gint32) values[i] >= h->full_value : values[i] == label;
    to[i] |= inside ? 1 : 0;
  }
}

GBytes *
kerf_segmentation_read_label (const KerfSeries *series, gint32 label, const KerfContext *context,
                              GError **error)
{
  const KerfDicomHeader *h = series->headers->pdata[0];
  gsize n = (gsize) h->rows * (gsize) h->columns;
  guint8 *block, *mask;
  int shared, fd = kerf_source_file_open (series->files->pdata[0], context, error);
  if (fd < 0)
    return NULL;
  g_autoptr (GBytes) frame = kerf_memory_shared (2 * n, &block, &shared);
  g_autoptr (GBytes) made = kerf_memory_bytes (kerf_grid_voxels (&series->grid), &mask);
  const gint64 here = 0;
  gboolean good = frame && made;
  if (!good)
    kerf_fail (error, KERF_ERROR_IMPORT_TOO_LARGE, "series", series->label, "need", "more memory", "have",
               "too few bytes", NULL);
  for (guint k = 0; k < series->slices->len && good; k++) {
    const KerfSlice *slice = &g_array_index (series->slices, KerfSlice, k);
    gint32 segment = h->frames[slice->frame].segment;
    if (h->full_value && segment != label)
      continue;
    good = kerf_room_decode_dicom (fd, h, KERF_DICOM_INT16, shared, &here, slice->frame, slice->frame + 1,
                                   context, error);
    if (good)
      add_mask (h, label, (const guint16 *) (const void *) block, n, mask + (gsize) slice->slot * n);
  }
  close (fd);
  if (frame)
    close (shared);
  return good && kerf_source_file_hash (series->files->pdata[0], context, error) ? g_steal_pointer (&made)
                                                                                 : NULL;
}
