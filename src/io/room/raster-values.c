/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/room/values.h"

#include <string.h>

/* Text in a fixed place, valid UTF-8 after reading. */
static void
wire_place (KerfWire *wire, char *place, gsize size)
{
  char *text = wire->reading ? NULL : g_strdup (place);
  kerf_wire_text (wire, &text);
  if (wire->reading)
    g_strlcpy (place, text ? text : "", size);
  if (wire->reading && !g_utf8_validate (place, -1, NULL)) /* cut within a letter */
    while (*place && !g_utf8_validate (place, -1, NULL))
      place[strlen (place) - 1] = 0;
  g_free (text);
}

static void
wire_data_files (KerfWire *wire, KerfRaster *r)
{
  gboolean named = r->data_files != NULL;
  kerf_wire_flag (wire, &named);
  kerf_wire_u32 (wire, &r->n_data_files);
  if (wire->reading && (wire->bad || r->n_data_files < 1 || r->n_data_files > KERF_RASTER_MOST_FILES)) {
    wire->bad = TRUE;
    r->n_data_files = 1;
    return;
  }
  if (wire->reading && named)
    r->data_files = g_new0 (char *, r->n_data_files + 1);
  for (guint k = 0; named && k < r->n_data_files; k++) {
    kerf_wire_text (wire, &r->data_files[k]);
    if (!r->data_files[k])
      r->data_files[k] = g_strdup ("");
  }
}

/* A name from a header leads to the folder of the header, whoever read it. */
static gboolean
has_plain_names (const KerfRaster *r)
{
  for (guint k = 0; r->data_files && k < r->n_data_files; k++)
    if (!*r->data_files[k] || strchr (r->data_files[k], '/') || strcmp (r->data_files[k], ".") == 0 ||
        strcmp (r->data_files[k], "..") == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_sane (const KerfRaster *r)
{
  guint64 voxels = 1;
  for (int k = 0; k < 3; k++) {
    if (r->n[k] < 1)
      return FALSE;
    voxels *= (guint64) r->n[k]; /* below 2⁹³ would wrap: judged step by step */
    if (voxels > G_GUINT64_CONSTANT (1) << 40)
      return FALSE;
  }
  return r->format <= KERF_RASTER_META && r->number > KERF_NUMBER_NONE && r->number <= KERF_NUMBER_FLOAT64 &&
         r->encoding <= KERF_RASTER_TEXT && r->inner >= 1 && r->outer >= 1 &&
         r->inner <= KERF_RASTER_MOST_VOLUMES && r->outer <= KERF_RASTER_MOST_VOLUMES &&
         r->inner * r->outer <= KERF_RASTER_MOST_VOLUMES && has_plain_names (r);
}

void
kerf_wire_raster (KerfWire *wire, KerfRaster *r)
{
  guint32 format = r->format, refusal = r->refusal, number = r->number, encoding = r->encoding;
  guint64 byte_skip = (guint64) r->byte_skip;
  kerf_wire_u32 (wire, &format);
  wire_place (wire, r->name, sizeof r->name);
  kerf_wire_flag (wire, &r->refused);
  kerf_wire_u32 (wire, &refusal);
  wire_place (wire, r->reason, sizeof r->reason);
  kerf_wire_u32 (wire, &number);
  kerf_wire_flag (wire, &r->swapped);
  for (int k = 0; k < 3; k++)
    kerf_wire_i32 (wire, &r->n[k]);
  kerf_wire_u32 (wire, &r->inner);
  kerf_wire_u32 (wire, &r->outer);
  wire_place (wire, r->by, sizeof r->by);
  kerf_wire_real (wire, &r->slope);
  kerf_wire_real (wire, &r->intercept);
  kerf_wire_u32 (wire, &encoding);
  kerf_wire_u64 (wire, &r->offset);
  kerf_wire_u32 (wire, &r->line_skip);
  kerf_wire_u64 (wire, &byte_skip);
  kerf_wire_u64 (wire, &r->packed_size);
  wire_data_files (wire, r);
  kerf_wire_bytes (wire, r->lps_from_index.m, sizeof r->lps_from_index.m);
  kerf_wire_real (wire, &r->mm_per_unit);
  kerf_wire_real (wire, &r->forms_apart);
  wire_place (wire, r->modality, sizeof r->modality);
  wire_place (wire, r->description, sizeof r->description);
  kerf_wire_flag (wire, &r->says_labels);
  kerf_wire_flag (wire, &r->is_coverage);
  if (!wire->reading)
    return;
  r->format = (KerfRasterFormat) format;
  r->number = (KerfNumber) number;
  r->encoding = (KerfRasterEncoding) encoding;
  r->byte_skip = (gint64) byte_skip;
  r->refusal = (KerfErrorCode) MIN (refusal, KERF_N_ERRORS - 1);
  if (!r->refused && !is_sane (r))
    wire->bad = TRUE;
}

void
kerf_wire_survey (KerfWire *wire, KerfRasterSurvey *s)
{
  kerf_wire_flag (wire, &s->is_labels);
  kerf_wire_flag (wire, &s->has_air);
  kerf_wire_u32 (wire, &s->n_labels);
  if (s->n_labels > KERF_RASTER_MOST_LABELS) {
    wire->bad = TRUE;
    s->n_labels = 0;
  }
  kerf_wire_bytes (wire, s->labels, s->n_labels * sizeof s->labels[0]);
}
