/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at a series before it is imported: its middle slice alone. */
#include "base/memory.h"
#include "io/read-private.h"
#include "io/series/series-private.h"

#include <string.h>
#include <unistd.h>

/* A volume that can only be read as a whole is for a look if it is not larger than this. */
#define MOST_VOXELS (64 << 20)

/* The frame's own plane; where it names none, columns to the right and rows down. */
static gboolean
plane_of (const KerfDicomHeader *h, const KerfDicomFrame *f, KerfGrid *grid, gboolean *placed)
{
  const gint32 n[3] = { h->columns, h->rows, 1 };
  KerfVec3 x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0), origin = kerf_vec3 (0, 0, 0);
  double dx = f->has_spacing ? f->spacing[1] : 1, dy = f->has_spacing ? f->spacing[0] : 1;
  *placed = f->has_orientation && f->has_position;
  if (*placed) {
    x = kerf_vec3 (f->orientation[0], f->orientation[1], f->orientation[2]);
    y = kerf_vec3 (f->orientation[3], f->orientation[4], f->orientation[5]);
    origin = kerf_vec3 (f->position[0], f->position[1], f->position[2]);
  }
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (x, dx), kerf_scale (y, dy), kerf_cross (x, y), origin);
  return kerf_grid_init (grid, n, &m, "", NULL);
}

/* Which frame of which file stands in the middle; FALSE where there is none to look at. */
static gboolean
middle_frame (const KerfSeries *s, guint *file, guint *frame)
{
  if (s->slices->len) {
    const KerfSlice *slice = &g_array_index (s->slices, KerfSlice, s->slices->len / 2);
    *file = slice->file;
    *frame = slice->frame;
    return TRUE;
  }
  if (!s->headers->len)
    return FALSE;
  *file = s->headers->len / 2;
  guint n = ((const KerfDicomHeader *) s->headers->pdata[*file])->n_frames;
  *frame = n / 2;
  return n > 0;
}

static KerfVolume *
dicom_preview (const KerfSeries *s, gboolean *placed, const KerfContext *context, GError **error)
{
  guint file = 0, frame = 0;
  KerfGrid grid;
  const KerfDicomHeader *h = middle_frame (s, &file, &frame) ? s->headers->pdata[file] : NULL;
  if (!h || h->fault || h->codec || h->truncated_need || h->is_colour || h->kind != KERF_DICOM_IMAGE ||
      !plane_of (h, &h->frames[frame], &grid, placed)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "There is no picture of '%s'; nothing is to be done.",
                    s->label);
    return NULL;
  }
  guint8 *values;
  int shared;
  gsize size = kerf_grid_voxels (&grid) * sizeof (float);
  g_autoptr (GBytes) bytes = kerf_memory_shared (size, &values, &shared);
  if (!bytes) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "There is no memory for a picture of '%s'; close other programs.", s->label);
    return NULL;
  }
  g_autofree void **to = g_new0 (void *, h->n_frames);
  g_autofree gint64 *at = g_new0 (gint64, h->n_frames);
  to[frame] = values;
  gboolean good = kerf_dicom_frames (s->files->pdata[file], h, KERF_DICOM_FLOAT32, to, shared, at, frame,
                                     frame + 1, context, error);
  close (shared);
  /* A copy: who was given the block may still write to it. */
  g_autoptr (GBytes) own = good ? g_bytes_new (values, size) : NULL;
  return own ? kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, own, 1, 0) : NULL;
}

/* Out of the whole volume. */
static KerfVolume *
whole_preview (const KerfSeries *s, gboolean *placed, const KerfContext *context, GError **error)
{
  *placed = TRUE;
  if (s->has_grid && kerf_grid_voxels (&s->grid) > MOST_VOXELS) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is too large for a quick look; import it.", s->label);
    return NULL;
  }
  g_autoptr (KerfVolume) whole = kerf_series_read (s, context, error);
  if (!whole)
    return NULL;
  KerfGrid grid;
  const gint32 *n = whole->grid.n, one[3] = { n[0], n[1], 1 };
  KerfMat4 m = whole->grid.patient_from_index;
  if (!kerf_grid_init_sheared (&grid, one, &m, s->label, error))
    return NULL;
  gsize slice = (gsize) n[0] * (gsize) n[1] * kerf_voxel_size (whole->kind),
        middle = (gsize) n[2] / 2 * slice;
  g_autoptr (GBytes) bytes =
      g_bytes_new ((whole->i16 ? (const guint8 *) whole->i16 : (const guint8 *) whole->f32) + middle, slice);
  return kerf_volume_new (&grid, whole->kind, bytes, whole->slope, whole->intercept);
}

KerfVolume *
kerf_series_preview (const KerfSeries *series, gboolean *placed, const KerfContext *context, GError **error)
{
  return series->headers->len ? dicom_preview (series, placed, context, error)
                              : whole_preview (series, placed, context, error);
}
