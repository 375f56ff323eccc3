/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series of single-frame files, explicit little endian, byte by byte: nothing of the machine or the day is in it. */
#include "base/error.h"
#include "base/text.h"
#include "io/write/write-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IMPLEMENTATION_UID "2.25.192803417724811663059145672080451193846"

/* ---- elements ---- */

static void
put_head (GByteArray *to, guint32 tag, const char vr[2], gsize size)
{
  kerf_put_u16 (to, (guint16) (tag >> 16));
  kerf_put_u16 (to, (guint16) (tag & 0xffff));
  g_byte_array_append (to, (const guint8 *) vr, 2);
  if (vr[0] == 'O' || vr[1] == 'Q') { /* OB, OW, SQ: two empty bytes and a long length */
    kerf_put_u16 (to, 0);
    kerf_put_u32 (to, (guint32) size);
  } else
    kerf_put_u16 (to, (guint16) size);
}

/* Padded to an even length: UIDs by a zero byte, other text by a blank. */
static void
put_text (GByteArray *to, guint32 tag, const char vr[2], const char *text)
{
  const char *value = text ? text : "";
  gsize n = MIN (strlen (value), 0xfffe);
  put_head (to, tag, vr, n + (n & 1));
  g_byte_array_append (to, (const guint8 *) value, (guint) n);
  if (n & 1)
    g_byte_array_append (to, (const guint8 *) (vr[0] == 'U' ? "" : " "), 1);
}

/* A sequence whose items hold one code each (PS3.3 Table 8.8-1). */
static void
put_codes (GByteArray *to, guint32 tag, const KerfDicomCode *codes)
{
  g_autoptr (GByteArray) items = g_byte_array_new ();
  for (; codes->value; codes++) {
    g_autoptr (GByteArray) item = g_byte_array_new ();
    put_text (item, 0x00080100, "SH", codes->value);
    put_text (item, 0x00080102, "SH", codes->scheme);
    put_text (item, 0x00080104, "LO", codes->meaning);
    kerf_put_u16 (items, 0xfffe);
    kerf_put_u16 (items, 0xe000);
    kerf_put_u32 (items, item->len);
    g_byte_array_append (items, item->data, item->len);
  }
  put_head (to, tag, "SQ", items->len);
  g_byte_array_append (to, items->data, items->len);
}

static void
put_us (GByteArray *to, guint32 tag, guint value)
{
  put_head (to, tag, "US", 2);
  kerf_put_u16 (to, (guint16) value);
}

/* A decimal string of at most 16 characters, as exact as they allow. */
static void
decimal (double value, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
  for (int digits = 16; digits > 0; digits--) {
    char format[8];
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, format, value + 0.0);
    if (strlen (text) <= 16)
      return;
  }
}

static void
put_decimals (GByteArray *to, guint32 tag, const double *values, gsize n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize k = 0; k < n; k++) {
    char one[G_ASCII_DTOSTR_BUF_SIZE];
    decimal (values[k], one);
    g_string_append_printf (text, "%s%s", k ? "\\" : "", one);
  }
  put_text (to, tag, "DS", text->str);
}

static void
put_decimal (GByteArray *to, guint32 tag, double value)
{
  put_decimals (to, tag, &value, 1);
}

static void
put_whole (GByteArray *to, guint32 tag, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);
  put_text (to, tag, "IS", text);
}

/* ---- one file ---- */

typedef struct {
  const KerfVolume *volume;
  const KerfDicomSeries *series;
  const char *folder; /* the temporary one */
  const char *sop_class;
  double slope, intercept; /* as written, and read back from what is written */
  gint why;                /* atomic: errno of the first file that could not be written */
} Writing;

static const char *
sop_class (const char *modality)
{
  return g_strcmp0 (modality, "MR") == 0   ? "1.2.840.10008.5.1.4.1.1.4"
         : g_strcmp0 (modality, "PT") == 0 ? "1.2.840.10008.5.1.4.1.1.128"
                                           : "1.2.840.10008.5.1.4.1.1.2";
}

static void
put_meta (GByteArray *to, const Writing *w, const char *sop_uid)
{
  static const guint8 version[2] = { 0, 1 };
  g_autoptr (GByteArray) meta = g_byte_array_new ();
  put_head (meta, 0x00020001, "OB", sizeof version);
  g_byte_array_append (meta, version, sizeof version);
  put_text (meta, 0x00020002, "UI", w->sop_class);
  put_text (meta, 0x00020003, "UI", sop_uid);
  put_text (meta, 0x00020010, "UI", "1.2.840.10008.1.2.1");
  put_text (meta, 0x00020012, "UI", IMPLEMENTATION_UID);
  put_text (meta, 0x00020013, "SH", "KERF_1");
  guint8 preamble[132] = { 0 };
  memcpy (preamble + 128, "DICM", 4);
  g_byte_array_append (to, preamble, sizeof preamble);
  put_head (to, 0x00020000, "UL", 4);
  kerf_put_u32 (to, meta->len);
  g_byte_array_append (to, meta->data, meta->len);
}

static void
put_identity (GByteArray *to, const Writing *w, const char *sop_uid)
{
  const KerfDicomSeries *s = w->series;
  put_text (to, 0x00080005, "CS", "ISO_IR 192");
  put_text (to, 0x00080008, "CS", s->image_type ? s->image_type : "DERIVED\\PRIMARY\\AXIAL");
  put_text (to, 0x00080016, "UI", w->sop_class);
  put_text (to, 0x00080018, "UI", sop_uid);
  put_text (to, 0x00080020, "DA", s->study_date);
  put_text (to, 0x00080030, "TM", NULL);
  put_text (to, 0x00080050, "SH", NULL);
  put_text (to, 0x00080060, "CS", s->modality);
  put_text (to, 0x00080070, "LO", s->manufacturer);
  put_text (to, 0x00080090, "PN", NULL);
  put_text (to, 0x00081030, "LO", s->study_description);
  put_text (to, 0x0008103e, "LO", s->series_description);
  put_text (to, 0x00100010, "PN", s->patient_name);
  put_text (to, 0x00100020, "LO", s->patient_id);
  put_text (to, 0x00100030, "DA", s->birth_date);
  put_text (to, 0x00100040, "CS", s->sex);
  if (!s->deidentified)
    return;
  put_text (to, 0x00120062, "CS", "YES");
  put_text (to, 0x00120063, "LO", s->deidentified->method);
  put_codes (to, 0x00120064, s->deidentified->codes);
}

static void
put_geometry (GByteArray *to, const Writing *w, gint32 k)
{
  const KerfDicomSeries *s = w->series;
  const KerfGrid *grid = &w->volume->grid;
  KerfVec3 h = kerf_grid_spacing (grid), x = kerf_grid_axis (grid, 0), y = kerf_grid_axis (grid, 1),
           p = kerf_grid_point (grid, 0, 0, k);
  double spacing[2] = { h.y, h.x }, position[3] = { p.x, p.y, p.z },
         axes[6] = { x.x, x.y, x.z, y.x, y.y, y.z };
  put_decimal (to, 0x00180050, isnan (s->thickness_mm) ? h.z : s->thickness_mm);
  if (g_strcmp0 (s->modality, "CT") == 0)
    put_text (to, 0x00180060, "DS", NULL);
  if (s->kernel && *s->kernel && g_strcmp0 (s->modality, "CT") == 0)
    put_text (to, 0x00181210, "SH", s->kernel);
  put_text (to, 0x00185100, "CS", s->patient_position ? s->patient_position : "HFS");
  put_text (to, 0x0020000d, "UI", s->study_uid);
  put_text (to, 0x0020000e, "UI", s->series_uid);
  put_text (to, 0x00200010, "SH", NULL);
  put_whole (to, 0x00200011, s->series_number);
  put_whole (to, 0x00200013, k + 1);
  put_decimals (to, 0x00200032, position, 3);
  put_decimals (to, 0x00200037, axes, 6);
  put_text (to, 0x00200052, "UI", s->frame_uid);
  put_text (to, 0x00201040, "LO", NULL);
  put_us (to, 0x00280002, 1);
  put_text (to, 0x00280004, "CS", "MONOCHROME2");
  put_us (to, 0x00280010, (guint) grid->n[1]);
  put_us (to, 0x00280011, (guint) grid->n[0]);
  put_decimals (to, 0x00280030, spacing, 2);
}

static void
put_pixels (GByteArray *to, const Writing *w, gint32 k)
{
  const KerfDicomSeries *s = w->series;
  const KerfGrid *grid = &w->volume->grid;
  gsize n = (gsize) grid->n[0] * (gsize) grid->n[1];
  put_us (to, 0x00280100, 16);
  put_us (to, 0x00280101, 16);
  put_us (to, 0x00280102, 15);
  put_us (to, 0x00280103, 1);
  if (s->no_burned_in)
    put_text (to, 0x00280301, "CS", "NO");
  if (s->deidentified)
    put_text (to, 0x00280303, "CS", s->deidentified->dates_modified ? "MODIFIED" : "REMOVED");
  if (!isnan (s->window_centre) && !isnan (s->window_width)) {
    put_decimal (to, 0x00281050, s->window_centre);
    put_decimal (to, 0x00281051, s->window_width);
  }
  put_decimal (to, 0x00281052, w->intercept);
  put_decimal (to, 0x00281053, w->slope);
  put_text (to, 0x00281054, "LO", g_strcmp0 (s->modality, "CT") == 0 ? "HU" : "US");
  put_head (to, 0x7fe00010, "OW", 2 * n);
  gsize at = to->len;
  g_byte_array_set_size (to, (guint) (at + 2 * n));
  if (w->volume->i16) {
    memcpy (to->data + at, w->volume->i16 + (gsize) k * n, 2 * n);
    return;
  }
  const float *from = w->volume->f32 + (gsize) k * n;
  for (gsize i = 0; i < n; i++) {
    double stored = floor (((double) from[i] - w->intercept) / w->slope + 0.5);
    gint16 value = stored >= -32767 && stored <= 32767 ? (gint16) stored : stored > 32767 ? 32767 : -32767;
    memcpy (to->data + at + 2 * i, &value, 2);
  }
}

static void
write_block (gsize begin, gsize end, gpointer data)
{
  Writing *w = data;
  for (gsize k = begin; k < end; k++) {
    g_autofree char *name = g_strdup_printf ("%s/IM%05u.dcm", w->folder, (guint) k + 1);
    g_autofree char *sop_uid = g_strdup_printf ("%s.%u", w->series->series_uid, (guint) k + 1);
    g_autoptr (GByteArray) file =
        g_byte_array_sized_new (4096 + 2 * (guint) (w->volume->grid.n[0] * w->volume->grid.n[1]));
    put_meta (file, w, sop_uid);
    put_identity (file, w, sop_uid);
    put_geometry (file, w, (gint32) k);
    put_pixels (file, w, (gint32) k);
    int why = 0;
    if (!kerf_write_plain (name, file->data, file->len, FALSE, &why))
      g_atomic_int_compare_and_exchange (&w->why, 0, why ? why : EIO);
  }
}

/* ---- the folder ---- */

static double
as_written (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  decimal (value, text);
  return g_ascii_strtod (text, NULL);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

static void
sync_file_system_of (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  syncfs (fd); /* once, instead of one fsync a slice */
  close (fd);
}

static gboolean
check_arguments (const char *folder, const KerfVolume *volume, const KerfDicomSeries *s, GError **error)
{
  const char *uids[] = { s->study_uid, s->series_uid, s->frame_uid };
  for (gsize k = 0; k < G_N_ELEMENTS (uids); k++)
    if (!uids[k] || !*uids[k] || strlen (uids[k]) > 59)
      return kerf_fail_text (error, KERF_ERROR_INTERNAL,
                             "The series for '%s' has no valid UIDs; nothing was written.", folder);
  if (volume->grid.n[0] > G_MAXUINT16 || volume->grid.n[1] > G_MAXUINT16)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' can't be DICOM: its slices are too large; crop the volume.", folder);
  return TRUE;
}

gboolean
kerf_write_dicom_series (const char *folder, const KerfVolume *volume, const KerfDicomSeries *series,
                         const KerfContext *context, GError **error)
{
  if (!check_arguments (folder, volume, series, error))
    return FALSE;
  guint64 need = (guint64) kerf_grid_voxels (&volume->grid) * 2 + 2048 * (guint64) volume->grid.n[2];
  g_autofree char *final = g_strdup (folder);
  for (gsize end = strlen (final); end > 1 && final[end - 1] == '/'; end--)
    final[end - 1] = 0;
  g_autofree char *temporary = kerf_temporary_beside (final);
  if (mkdir (temporary, 0777) != 0)
    return kerf_fail_write (final, errno, need, error);
  Writing w = {
    .volume = volume, .series = series, .folder = temporary, .sop_class = sop_class (series->modality)
  };
  double range = volume->high - volume->low;
  w.slope = as_written (volume->i16 ? volume->slope : range > 0 ? range / 65534 * 1.000001 : 1);
  w.intercept = as_written (volume->i16 ? volume->intercept : (volume->low + volume->high) / 2);
  gboolean good = kerf_parallel_for (context, (gsize) volume->grid.n[2], 1, write_block, &w)
                      ? !w.why || kerf_fail_write (final, w.why, need, error)
                      : kerf_context_check (context, error);
  if (good) {
    sync_file_system_of (temporary);
    if (rename (temporary, final) != 0)
      good =
          errno == ENOTEMPTY || errno == EEXIST
              ? kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is not empty; choose another folder.", final)
              : kerf_fail_write (final, errno, need, error);
  }
  if (!good)
    remove_folder (temporary);
  else
    kerf_sync_folder_of (final);
  return good;
}
