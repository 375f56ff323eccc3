/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/room/values.h"

#include "base/error.h"

static KerfDicomHeader *
begin_header (KerfWire *wire, KerfDicomHeader **header)
{
  if (wire->reading)
    *header = kerf_dicom_header_new ("", 0);
  return *header;
}

/* Frames of which there is at least a byte each; what they say is judged where it is used. */
static void
wire_frame (KerfWire *wire, KerfDicomFrame *f)
{
  kerf_wire_flag (wire, &f->has_position);
  kerf_wire_flag (wire, &f->has_orientation);
  kerf_wire_flag (wire, &f->has_spacing);
  for (int k = 0; k < 3; k++)
    kerf_wire_real (wire, &f->position[k]);
  for (int k = 0; k < 6; k++)
    kerf_wire_real (wire, &f->orientation[k]);
  for (int k = 0; k < 2; k++)
    kerf_wire_real (wire, &f->spacing[k]);
  kerf_wire_real (wire, &f->slope);
  kerf_wire_real (wire, &f->intercept);
  kerf_wire_real (wire, &f->thickness_mm);
  kerf_wire_real (wire, &f->echo_ms);
  kerf_wire_real (wire, &f->b_value);
  kerf_wire_i32 (wire, &f->temporal);
  kerf_wire_i32 (wire, &f->acquisition);
  kerf_wire_i32 (wire, &f->instance);
  kerf_wire_i32 (wire, &f->segment);
  kerf_wire_text (wire, &f->image_type);
}

static void
wire_layout (KerfWire *wire, KerfDicomHeader *h)
{
  kerf_wire_text (wire, &h->text[KERF_DICOM_TRANSFER_SYNTAX]);
  kerf_wire_i32 (wire, &h->rows);
  kerf_wire_i32 (wire, &h->columns);
  kerf_wire_i32 (wire, &h->samples);
  kerf_wire_i32 (wire, &h->bits_allocated);
  kerf_wire_i32 (wire, &h->bits_stored);
  kerf_wire_i32 (wire, &h->high_bit);
  kerf_wire_flag (wire, &h->is_signed);
  kerf_wire_flag (wire, &h->is_colour);
}

/* Pixels whose layout makes no sense are none: nothing below may be shifted by −3 bits or multiplied past 2⁶⁴. */
static gboolean
has_sane_layout (const KerfDicomHeader *h)
{
  return h->rows >= 1 && h->rows <= 65535 && h->columns >= 1 && h->columns <= 65535 &&
         (h->bits_allocated == 1 || h->bits_allocated == 8 || h->bits_allocated == 16) &&
         h->bits_stored >= 1 && h->bits_stored <= h->bits_allocated && h->high_bit >= h->bits_stored - 1 &&
         h->high_bit < h->bits_allocated;
}

static void
wire_segments (KerfWire *wire, KerfDicomHeader *h)
{
  guint32 n = h->n_segments;
  kerf_wire_i32 (wire, &h->full_value);
  kerf_wire_real (wire, &h->slice_step_mm);
  kerf_wire_count (wire, &n, 8);
  if (wire->reading) {
    h->segments = g_new0 (KerfDicomSegment, n);
    h->n_segments = n;
  }
  for (guint k = 0; k < n; k++) {
    kerf_wire_i32 (wire, &h->segments[k].number);
    kerf_wire_text (wire, &h->segments[k].label);
    if (!h->segments[k].label)
      h->segments[k].label = g_strdup ("");
  }
}

static void
no_nulls (KerfDicomHeader *h)
{
  for (int k = 0; k < KERF_DICOM_N_TEXTS; k++)
    if (!h->text[k])
      h->text[k] = g_strdup ("");
  for (guint k = 0; k < h->n_frames; k++)
    if (!h->frames[k].image_type)
      h->frames[k].image_type = g_strdup ("");
}

static void
judge_header (KerfDicomHeader *h)
{
  no_nulls (h);
  if ((h->kind == KERF_DICOM_IMAGE || h->kind == KERF_DICOM_SEGMENTS) && !h->fault && !h->truncated_need &&
      !has_sane_layout (h))
    h->fault = g_strdup ("its header contradicts itself");
  if (h->kind == KERF_DICOM_OTHER && !h->fault)
    h->fault = g_strdup ("it has none");
  if (h->kind == KERF_DICOM_SEGMENTS && !h->n_frames && !h->fault)
    h->fault = g_strdup ("it has no frames");
  if (h->kind == KERF_DICOM_IMAGE && !h->n_frames) {
    h->frames = g_new0 (KerfDicomFrame, 1);
    h->n_frames = 1;
    no_nulls (h);
  }
}

void
kerf_wire_header (KerfWire *wire, KerfDicomHeader **header)
{
  KerfDicomHeader *h = begin_header (wire, header);
  guint32 kind = h->kind, n_frames = h->n_frames;
  char *projection = g_strdup (h->projection_tag);
  kerf_wire_text (wire, &h->path);
  kerf_wire_u64 (wire, &h->file_size);
  kerf_wire_u32 (wire, &kind);
  h->kind = kind > KERF_DICOM_OTHER ? KERF_DICOM_OTHER : (KerfDicomKind) kind;
  for (int k = 0; k < KERF_DICOM_N_TEXTS; k++)
    kerf_wire_text (wire, &h->text[k]);
  kerf_wire_text (wire, &h->fault);
  kerf_wire_flag (wire, &h->is_foreign);
  kerf_wire_text (wire, &h->codec);
  kerf_wire_u64 (wire, &h->truncated_need);
  kerf_wire_flag (wire, &h->need_is_least);
  wire_layout (wire, h);
  kerf_wire_flag (wire, &h->is_mr_acquisition);
  kerf_wire_flag (wire, &h->is_big_endian);
  kerf_wire_u64 (wire, &h->pixels_at);
  kerf_wire_real (wire, &h->window_centre);
  kerf_wire_real (wire, &h->window_width);
  kerf_wire_real (wire, &h->lossy_ratio);
  kerf_wire_text (wire, &projection);
  kerf_wire_count (wire, &n_frames, 100);
  if (wire->reading) {
    h->projection_tag = g_strcmp0 (projection, "ImagerPixelSpacing") == 0 ? "ImagerPixelSpacing"
                        : g_strcmp0 (projection, "NominalScannedPixelSpacing") == 0
                            ? "NominalScannedPixelSpacing"
                            : NULL;
    h->frames = g_new0 (KerfDicomFrame, n_frames);
    h->n_frames = n_frames;
  }
  for (guint k = 0; k < n_frames; k++)
    wire_frame (wire, &h->frames[k]);
  g_free (projection);
  wire_segments (wire, h);
  if (wire->reading)
    judge_header (h);
}

void
kerf_wire_pixels (KerfWire *wire, KerfDicomHeader **header, guint32 *first, guint32 *end)
{
  KerfDicomHeader *h = begin_header (wire, header);
  guint32 n_frames = h->n_frames;
  kerf_wire_text (wire, &h->path);
  wire_layout (wire, h);
  kerf_wire_u32 (wire, &n_frames);
  kerf_wire_u32 (wire, first);
  kerf_wire_u32 (wire, end);
  if (wire->reading) {
    wire->bad = wire->bad || n_frames > 1000000 || *first > *end || *end > n_frames || !has_sane_layout (h);
    if (wire->bad)
      n_frames = *first = *end = 0;
    h->frames = g_new0 (KerfDicomFrame, n_frames);
    h->n_frames = n_frames;
    no_nulls (h);
  }
  for (guint k = *first; k < *end; k++) {
    kerf_wire_real (wire, &h->frames[k].slope);
    kerf_wire_real (wire, &h->frames[k].intercept);
  }
}

static void
wire_loop (KerfWire *wire, KerfDicomLoop *loop)
{
  guint32 kind = loop->kind, n = (guint32) loop->n_points;
  kerf_wire_u32 (wire, &kind);
  loop->kind = kind > KERF_LOOP_POINTS ? KERF_LOOP_POINTS : (KerfLoopKind) kind;
  kerf_wire_text (wire, &loop->image_uid);
  if (!loop->image_uid)
    loop->image_uid = g_strdup ("");
  kerf_wire_count (wire, &n, 24);
  if (wire->reading) {
    loop->n_points = n;
    loop->points = g_new0 (double, 3 * (gsize) n);
  }
  kerf_wire_bytes (wire, loop->points, 24 * (gsize) n);
}

static void
wire_roi (KerfWire *wire, KerfDicomRoi *roi)
{
  char **texts[] = { &roi->name, &roi->frame_uid, &roi->type };
  kerf_wire_i32 (wire, &roi->number);
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++) {
    kerf_wire_text (wire, texts[k]);
    if (!*texts[k])
      *texts[k] = g_strdup ("");
  }
  guint32 n = roi->n_loops;
  kerf_wire_count (wire, &n, 12);
  if (wire->reading) {
    roi->n_loops = n;
    roi->loops = g_new0 (KerfDicomLoop, n);
  }
  for (guint k = 0; k < n; k++)
    wire_loop (wire, &roi->loops[k]);
}

void
kerf_wire_rois (KerfWire *wire, GPtrArray **rois)
{
  guint32 n = wire->reading ? 0 : (*rois)->len;
  kerf_wire_count (wire, &n, 16);
  if (wire->reading)
    *rois = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_dicom_roi_free);
  for (guint k = 0; k < n; k++) {
    if (wire->reading)
      g_ptr_array_add (*rois, g_new0 (KerfDicomRoi, 1));
    wire_roi (wire, (*rois)->pdata[k]);
  }
}

void
kerf_wire_error (KerfWire *wire, GError **error)
{
  guint32 code = wire->reading ? 0 : (guint32) (*error)->code;
  char *message = wire->reading ? NULL : g_strdup ((*error)->message);
  kerf_wire_u32 (wire, &code);
  kerf_wire_text (wire, &message);
  if (wire->reading)
    g_set_error_literal (error, KERF_ERROR, (int) MIN (code, KERF_N_ERRORS - 1), message ? message : "");
  g_free (message);
}
