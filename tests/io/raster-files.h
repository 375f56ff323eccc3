/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIfTI, NRRD and MetaImage files that tests make themselves: 5 × 4 × 3 voxels of 1 × 2 × 3 mm from (4, 5, 6) on. */
#pragma once
#include "io-check.h"
#include "io/raster/raster.h"

#include <zlib.h>

enum { NI = 5, NJ = 4, NK = 3, N = NI * NJ * NK };

/* ---- making files ---- */

static const struct {
  KerfNumber number;
  const char *nrrd, *meta;
  int nifti;
} TYPES[] = { { KERF_NUMBER_UINT8, "unsigned char", "MET_UCHAR", 2 },
              { KERF_NUMBER_INT8, "signed char", "MET_CHAR", 256 },
              { KERF_NUMBER_UINT16, "ushort", "MET_USHORT", 512 },
              { KERF_NUMBER_INT16, "short", "MET_SHORT", 4 },
              { KERF_NUMBER_UINT32, "uint32", "MET_UINT", 768 },
              { KERF_NUMBER_INT32, "int", "MET_LONG", 8 },
              { KERF_NUMBER_UINT64, "uint64_t", "MET_ULONG_LONG", 1280 },
              { KERF_NUMBER_INT64, "long long", "MET_LONG_LONG", 1024 },
              { KERF_NUMBER_FLOAT32, "float", "MET_FLOAT", 16 },
              { KERF_NUMBER_FLOAT64, "double", "MET_DOUBLE", 64 } };

/* The value of a voxel, at the edges of what its type holds where float32 holds it too. */
static inline double
value_at (KerfNumber number, int k)
{
  static const double base[] = { 0, 190, -128, 65000, -32768, 4294900000.0, -2147400000.0, 0, -60, -7, 0.25 };
  double step = number == KERF_NUMBER_UINT32 || number == KERF_NUMBER_INT32 ? 512 : 1;
  return base[number] + step * k + (number == KERF_NUMBER_FLOAT32 ? 0.125 * k : 0);
}

static inline void
append_number (GByteArray *to, KerfNumber number, double v, gboolean big)
{
  guint8 bytes[8];
  gsize n = kerf_number_bytes (number);
#define PUT(type, ctype)                  \
  if (number == type) {                   \
    ctype typed = (ctype) v;              \
    memcpy (bytes, &typed, sizeof typed); \
  }
  PUT (KERF_NUMBER_UINT8, guint8)
  PUT (KERF_NUMBER_INT8, gint8)
  PUT (KERF_NUMBER_UINT16, guint16)
  PUT (KERF_NUMBER_INT16, gint16)
  PUT (KERF_NUMBER_UINT32, guint32)
  PUT (KERF_NUMBER_INT32, gint32)
  PUT (KERF_NUMBER_UINT64, guint64)
  PUT (KERF_NUMBER_INT64, gint64)
  PUT (KERF_NUMBER_FLOAT32, float)
  PUT (KERF_NUMBER_FLOAT64, double)
#undef PUT
  for (gsize k = 0; k < n; k++)
    g_byte_array_append (to, &bytes[big == (G_BYTE_ORDER == G_BIG_ENDIAN) ? k : n - 1 - k], 1);
}

static inline GByteArray *
voxels (KerfNumber number, gboolean big)
{
  GByteArray *bytes = g_byte_array_new ();
  for (int k = 0; k < N; k++)
    append_number (bytes, number, value_at (number, k), big);
  return bytes;
}

static inline GByteArray *
as_text (KerfNumber number)
{
  GByteArray *bytes = g_byte_array_new ();
  for (int k = 0; k < N; k++) {
    char word[40];
    g_ascii_dtostr (word, sizeof word - 1, value_at (number, k));
    g_strlcat (word, k % 7 ? " " : "\r\n", sizeof word);
    g_byte_array_append (bytes, (const guint8 *) word, (guint) strlen (word));
  }
  return bytes;
}

/* window: 15 zlib, 31 gzip. */
static inline GByteArray *
packed (const void *data, gsize size, int window)
{
  GByteArray *out = g_byte_array_new ();
  union {
    const void *lent;
    void *mutable;
  } in = { .lent = data };
  g_byte_array_set_size (out, (guint) size * 2 + 256);
  z_stream z = {
    .next_in = in.mutable, .avail_in = (uInt) size, .next_out = out->data, .avail_out = out->len
  };
  ck_assert_int_eq (deflateInit2 (&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  ck_assert_int_eq (deflate (&z, Z_FINISH), Z_STREAM_END);
  g_byte_array_set_size (out, (guint) z.total_out);
  deflateEnd (&z);
  return out;
}

static inline GByteArray *
join (const char *head, const GByteArray *data)
{
  GByteArray *all = g_byte_array_new ();
  g_byte_array_append (all, (const guint8 *) head, (guint) strlen (head));
  if (data)
    g_byte_array_append (all, data->data, data->len);
  return all;
}

#define NRRD_SPACE "space: LPS\nspace directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (4,5,6)\n"
#define NRRD       "NRRD0004\ndimension: 3\nsizes: 5 4 3\n" NRRD_SPACE
#define META                                                                                              \
  "ObjectType = Image\nNDims = 3\nDimSize = 5 4 3\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 4 5 6\n" \
  "ElementSpacing = 1 2 3\n"
#define META_4 \
  "NDims = 4\nTransformMatrix = 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\nOffset = 4 5 6 0\nElementSpacing = 1 2 3 1\n"

static inline GByteArray *
nifti_head (int type, gsize bytes, gboolean big)
{
  guint8 zeros[352] = { 0 };
  GByteArray *head = g_byte_array_new ();
  const struct {
    gsize at;
    KerfNumber number;
    double v;
  } fields[] = { { 0, KERF_NUMBER_INT32, 348 },
                 { 40, KERF_NUMBER_INT16, 3 },
                 { 42, KERF_NUMBER_INT16, NI },
                 { 44, KERF_NUMBER_INT16, NJ },
                 { 46, KERF_NUMBER_INT16, NK },
                 { 70, KERF_NUMBER_INT16, type },
                 { 72, KERF_NUMBER_INT16, 8.0 * (double) bytes },
                 { 108, KERF_NUMBER_FLOAT32, 352 },
                 { 254, KERF_NUMBER_INT16, 1 },
                 { 280, KERF_NUMBER_FLOAT32, -1 },
                 { 292, KERF_NUMBER_FLOAT32, -4 },
                 { 300, KERF_NUMBER_FLOAT32, -2 },
                 { 308, KERF_NUMBER_FLOAT32, -5 },
                 { 320, KERF_NUMBER_FLOAT32, 3 },
                 { 324, KERF_NUMBER_FLOAT32, 6 } };
  g_byte_array_append (head, zeros, sizeof zeros);
  for (gsize k = 0; k < G_N_ELEMENTS (fields); k++) {
    g_autoptr (GByteArray) one = g_byte_array_new ();
    append_number (one, fields[k].number, fields[k].v, big);
    memcpy (head->data + fields[k].at, one->data, one->len);
  }
  head->data[123] = 2;
  memcpy (head->data + 344, "n+1", 4);
  return head;
}

static inline void
put (const char *folder, const char *name, const GByteArray *bytes)
{
  kt_write (folder, name, bytes->data, bytes->len);
}

static inline KerfScan *
scan_of (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return kt_scan (path);
}

/* The one series of a header and what follows it. */
static inline KerfScan *
scan_text (const char *name, const char *head, const GByteArray *data)
{
  g_autofree char *folder = kt_folder ();
  g_autoptr (GByteArray) all = join (head, data);
  put (folder, name, all);
  KerfScan *scan = scan_of (folder, name);
  kt_remove (folder);
  return scan;
}

static inline void
has_place (const KerfSeries *s, const char *what)
{
  static const double m[12] = { 1, 0, 0, 4, 0, 2, 0, 5, 0, 0, 3, 6 };
  ck_assert_msg (s->verdict == KERF_VERDICT_REGULAR, "'%s' is %s: %s", what, kerf_verdict_name (s->verdict),
                 s->findings->len ? ((KerfFinding *) s->findings->pdata[0])->message : "");
  for (int k = 0; k < 12; k++)
    ck_assert_msg (fabs (s->grid.patient_from_index.m[k] - m[k]) < 1e-9, "matrix of '%s' at %d: %g", what, k,
                   s->grid.patient_from_index.m[k]);
}

static inline void
has_values (const KerfSeries *s, KerfNumber number, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, &error);
  ck_assert_msg (volume != NULL, "'%s': %s", what, error ? error->message : "");
  for (int k = 0; k < N; k++) {
    double v = kerf_volume_value (volume, k % NI, k / NI % NJ, k / NI / NJ),
           expected = (double) (float) value_at (number, k);
    ck_assert_msg (v == expected, "voxel %d of '%s' is %.9g, not %.9g", k, what, v, expected);
  }
}

static inline void
check_in (const char *folder, const char *name, KerfNumber number)
{
  g_autoptr (KerfScan) scan = scan_of (folder, name);
  ck_assert_uint_eq (scan->series->len, 1);
  has_place (kt_series (scan, 0), name);
  has_values (kt_series (scan, 0), number, name);
}

/* A file of int16: NIfTI, NRRD, MetaImage; the odd ones packed. */
static inline GByteArray *
sound_file (int which)
{
  g_autoptr (GByteArray) raw = voxels (KERF_NUMBER_INT16, FALSE), zlib = packed (raw->data, raw->len, 15),
                         gzip = packed (raw->data, raw->len, 31);
  GByteArray *nifti = nifti_head (4, 2, FALSE);
  g_byte_array_append (nifti, raw->data, raw->len);
  if (which == 0)
    return nifti;
  g_autoptr (GByteArray) own = nifti;
  switch (which) {
  case 1:
    return packed (nifti->data, nifti->len, 31);
  case 2:
    return join (NRRD "type: short\nendian: little\nencoding: raw\n\n", raw);
  case 3:
    return join (NRRD "type: short\nendian: little\nencoding: gzip\n\n", gzip);
  case 4:
    return join (META "ElementType = MET_SHORT\nElementDataFile = LOCAL\n", raw);
  default:
    return join (META "CompressedData = True\nElementType = MET_SHORT\nElementDataFile = LOCAL\n", zlib);
  }
}
