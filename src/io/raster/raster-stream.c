/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of data files, unpacked and in this machine's byte order. */
#include "io/raster/raster-private.h"

#include <string.h>

/* Deflate makes at most about 1,032 bytes of one: a header that claims more is not believed with memory. */
#define MOST_OF_A_BYTE 1040

static const char *
name_of (const KerfRaster *raster, guint file)
{
  return raster->data_files ? raster->data_files[file] : raster->name;
}

static gboolean
fail_pixels (const KerfStream *s, const char *reason, GError **error)
{
  return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file",
                    name_of (s->raster, s->file ? s->file - 1 : 0), "reason", reason, NULL);
}

static gboolean
fail_short (const char *name, guint64 have, guint64 need, GError **error)
{
  g_autofree char *a = g_strdup_printf ("%" G_GUINT64_FORMAT, have),
                  *b = g_strdup_printf ("%" G_GUINT64_FORMAT, need);
  return kerf_fail (error, KERF_ERROR_IMPORT_TRUNCATED, "file", name, "have", a, "need", b, NULL);
}

/* ---- sizes ---- */

static guint64
numbers_of (const KerfRaster *r)
{
  return (guint64) r->n[0] * (guint64) r->n[1] * (guint64) r->n[2] * r->inner * r->outer;
}

static gboolean
check_file (const KerfStream *s, guint file, GError **error)
{
  const KerfRaster *r = s->raster;
  guint64 size, need = s->per_file * kerf_number_bytes (r->number),
                skip = r->encoding == KERF_RASTER_RAW && r->byte_skip > 0 ? (guint64) r->byte_skip : 0;
  const char *name = name_of (r, file);
  if (!kerf_size_of (s->fds[file], name, &size, error))
    return FALSE;
  guint64 body = size > r->offset ? size - r->offset : 0;
  if (r->packed_size > body)
    return fail_short (name, size, r->offset + r->packed_size, error);
  switch (r->encoding) {
  case KERF_RASTER_RAW:
    return (body >= skip && body - skip >= need) || fail_short (name, size, r->offset + skip + need, error);
  case KERF_RASTER_TEXT: /* a digit and a blank each */
    need = s->per_file;
    break;
  default:
    need /= MOST_OF_A_BYTE;
  }
  return body >= need || kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", name, "reason",
                                    "it is far shorter than its header says", NULL);
}

KerfStream *
kerf_stream_new (const KerfRaster *raster, const int *fds, GError **error)
{
  g_assert (!raster->refused && raster->number != KERF_NUMBER_NONE && raster->n_data_files > 0);
  g_autoptr (KerfStream) s = g_new0 (KerfStream, 1);
  s->raster = raster;
  s->fds = fds;
  s->per_file = numbers_of (raster) / raster->n_data_files;
  if (s->per_file * raster->n_data_files != numbers_of (raster)) {
    fail_pixels (s, "its values can't be shared out among its files", error);
    return NULL;
  }
  for (guint f = 0; f < raster->n_data_files; f++)
    if (!check_file (s, f, error))
      return NULL;
  return g_steal_pointer (&s);
}

void
kerf_stream_free (KerfStream *s)
{
  if (s && s->unpacking)
    inflateEnd (&s->z);
  g_free (s);
}

/* ---- bytes ---- */

static gboolean
fill (KerfStream *s, GError **error)
{
  gssize n =
      kerf_read_at (s->fds[s->file - 1], name_of (s->raster, s->file - 1), s->in, sizeof s->in, s->at, error);
  if (n < 0)
    return FALSE;
  s->at += (guint64) n;
  s->in_at = 0;
  s->in_end = (gsize) n;
  return TRUE;
}

static gboolean
start_unpacking (KerfStream *s)
{
  if (s->unpacking)
    inflateEnd (&s->z);
  s->z = (z_stream){ 0 };
  s->ended = FALSE;
  /* MetaImage says zlib and some write gzip: both are taken there. */
  s->unpacking =
      inflateInit2 (&s->z, (s->raster->encoding == KERF_RASTER_GZIP ? 16 : 32) + MAX_WBITS) == Z_OK;
  return s->unpacking;
}

/* gzip files may be put one behind the other; whatever else follows is no matter. */
static gboolean
another_follows (const KerfStream *s)
{
  guint8 magic[2];
  return kerf_read_at (s->fds[s->file - 1], "", magic, 2, s->at - s->z.avail_in, NULL) == 2 &&
         magic[0] == 0x1f && magic[1] == 0x8b;
}

/* Unpacks up to n bytes; *got is less at the end of the file. */
static gboolean
unpack (KerfStream *s, guint8 *to, gsize n, gsize *got, GError **error)
{
  *got = 0;
  while (*got < n && !s->ended) {
    if (!s->z.avail_in) {
      if (!fill (s, error))
        return FALSE;
      s->z.next_in = s->in;
      s->z.avail_in = (uInt) s->in_end;
      if (!s->in_end) {
        s->ended = TRUE;
        break;
      }
    }
    uInt room = (uInt) MIN (n - *got, 1u << 30);
    s->z.next_out = to + *got;
    s->z.avail_out = room;
    int how = inflate (&s->z, Z_NO_FLUSH);
    *got += room - s->z.avail_out;
    if (how == Z_STREAM_END) {
      s->ended = !another_follows (s);
      how = s->ended ? Z_STREAM_END : inflateReset (&s->z);
    }
    if (how != Z_OK && how != Z_STREAM_END && how != Z_BUF_ERROR)
      return fail_pixels (s, "its packed values are damaged", error);
  }
  return TRUE;
}

/* Leaves out n unpacked bytes. */
static gboolean
unpack_away (KerfStream *s, guint64 n, GError **error)
{
  guint8 nothing[8192];
  while (n) {
    gsize got;
    if (!unpack (s, nothing, (gsize) MIN (n, sizeof nothing), &got, error))
      return FALSE;
    if (!got)
      return fail_pixels (s, "it is shorter than its header says", error);
    n -= got;
  }
  return TRUE;
}

static gboolean
unpacked_size (KerfStream *s, guint64 *size, GError **error)
{
  guint8 nothing[8192];
  gsize got;
  *size = 0;
  do {
    if (!unpack (s, nothing, sizeof nothing, &got, error))
      return FALSE;
    *size += got;
  } while (got);
  return TRUE;
}

static gboolean
skip_lines (KerfStream *s, GError **error)
{
  for (guint left = s->raster->line_skip; left;) {
    guint64 before = s->at;
    if (!fill (s, error))
      return FALSE;
    if (!s->in_end)
      return fail_pixels (s, "it has fewer lines than its header says", error);
    gsize k = 0;
    while (k < s->in_end && left)
      if (s->in[k++] == '\n')
        left--;
    s->at = before + k;
  }
  s->in_at = s->in_end = 0;
  return TRUE;
}

static gboolean
begin_unpacking (KerfStream *s, guint64 need, GError **error)
{
  guint64 skip = (guint64) MAX (s->raster->byte_skip, 0), size;
  if (!start_unpacking (s))
    return fail_pixels (s, "there is no memory to unpack it", error);
  if (s->raster->byte_skip < 0) {
    if (!unpacked_size (s, &size, error))
      return FALSE;
    if (size < need)
      return fail_short (name_of (s->raster, s->file - 1), size, need, error);
    skip = size - need;
    s->at = s->begin;
    if (!start_unpacking (s))
      return fail_pixels (s, "there is no memory to unpack it", error);
  }
  return unpack_away (s, skip, error);
}

/* Goes to the first value of the next file. */
static gboolean
open_next (KerfStream *s, GError **error)
{
  const KerfRaster *r = s->raster;
  if (s->file >= r->n_data_files)
    return fail_pixels (s, "it is shorter than its header says", error);
  if (s->file && !kerf_stream_end (s, error))
    return FALSE;
  guint64 need = s->per_file * kerf_number_bytes (r->number), size;
  s->at = r->offset;
  s->left = s->per_file;
  s->given = 0;
  s->in_at = s->in_end = 0;
  s->file++;
  if (!skip_lines (s, error))
    return FALSE;
  s->begin = s->at;
  if (r->encoding == KERF_RASTER_GZIP || r->encoding == KERF_RASTER_ZLIB)
    return begin_unpacking (s, need, error);
  if (r->byte_skip >= 0)
    s->at += (guint64) r->byte_skip;
  else if (r->encoding == KERF_RASTER_RAW) {
    if (!kerf_size_of (s->fds[s->file - 1], name_of (r, s->file - 1), &size, error))
      return FALSE;
    if (size < need || size - need < s->begin)
      return fail_short (name_of (r, s->file - 1), size, s->begin + need, error);
    s->at = size - need;
  }
  s->begin = s->at;
  return TRUE;
}

/* ---- text ---- */

static int
next_byte (KerfStream *s, GError **error)
{
  if (s->in_at == s->in_end && !fill (s, error))
    return -2;
  return s->in_at < s->in_end ? s->in[s->in_at++] : -1;
}

/* Stores a number of text as the type that the header states; FALSE where it is none of that type. */
static gboolean
store_number (KerfNumber number, double v, void *to, gsize k)
{
#define STORE(type, ctype, least, most)                   \
  case type:                                              \
    if (!(v >= (least) && v <= (most) && v == floor (v))) \
      return FALSE;                                       \
    ((ctype *) to)[k] = (ctype) v;                        \
    return TRUE;
  switch (number) {
    STORE (KERF_NUMBER_UINT8, guint8, 0, 255)
    STORE (KERF_NUMBER_INT8, gint8, -128, 127)
    STORE (KERF_NUMBER_UINT16, guint16, 0, 65535)
    STORE (KERF_NUMBER_INT16, gint16, -32768, 32767)
    STORE (KERF_NUMBER_UINT32, guint32, 0, 4294967295.0)
    STORE (KERF_NUMBER_INT32, gint32, -2147483648.0, 2147483647)
    STORE (KERF_NUMBER_UINT64, guint64, 0, 18446744073709549568.0)
    STORE (KERF_NUMBER_INT64, gint64, -9223372036854775808.0, 9223372036854774784.0)
  case KERF_NUMBER_FLOAT32:
    ((float *) to)[k] = (float) v;
    return TRUE;
  case KERF_NUMBER_FLOAT64:
    ((double *) to)[k] = v;
    return TRUE;
  default:
    g_assert_not_reached ();
  }
#undef STORE
}

static gboolean
take_text (KerfStream *s, void *to, guint64 n, GError **error)
{
  for (gsize k = 0; k < n; k++) {
    char word[64], *end;
    gsize length = 0;
    int c;
    do
      c = next_byte (s, error);
    while (c >= 0 && (g_ascii_isspace ((char) c) || c == ','));
    for (; c >= 0 && !g_ascii_isspace ((char) c) && c != ',' && length + 1 < sizeof word;
         c = next_byte (s, error))
      word[length++] = (char) c;
    word[length] = 0;
    if (c == -2)
      return FALSE;
    if (!length)
      return fail_pixels (s, "it has fewer numbers than its header says", error);
    double v = g_ascii_strtod (word, &end);
    if (*end || length + 1 == sizeof word || !store_number (s->raster->number, v, to, k))
      return fail_pixels (s, "its text is no list of such numbers", error);
  }
  return TRUE;
}

/* ---- numbers ---- */

static void
swap_values (guint8 *data, gsize n, gsize bytes)
{
  if (bytes == 2)
    for (gsize k = 0; k < 2 * n; k += 2) {
      guint8 keep = data[k];
      data[k] = data[k + 1];
      data[k + 1] = keep;
    }
  else
    for (gsize k = 0; k < n * bytes; k += bytes)
      for (gsize a = 0; a < bytes / 2; a++) {
        guint8 keep = data[k + a];
        data[k + a] = data[k + bytes - 1 - a];
        data[k + bytes - 1 - a] = keep;
      }
}

/* n numbers of the open file. */
static gboolean
take_some (KerfStream *s, void *to, guint64 n, GError **error)
{
  const KerfRaster *r = s->raster;
  gsize bytes = kerf_number_bytes (r->number), want = (gsize) n * bytes, got = 0;
  const char *name = name_of (r, s->file - 1);
  guint64 all = s->per_file * bytes;
  if (r->encoding == KERF_RASTER_TEXT)
    return take_text (s, to, n, error);
  if (r->encoding == KERF_RASTER_RAW) {
    gssize read = kerf_read_at (s->fds[s->file - 1], name, to, want, s->at, error);
    if (read < 0)
      return FALSE;
    got = (gsize) read;
    s->at += got;
    if (got < want)
      return fail_short (name, s->at, s->begin + all, error);
  } else {
    guint64 skipped = (guint64) MAX (r->byte_skip, 0);
    if (!unpack (s, to, want, &got, error))
      return FALSE;
    s->given += got;
    if (got < want)
      return fail_short (name, skipped + s->given, skipped + all, error);
  }
  if (r->swapped)
    swap_values (to, (gsize) n, bytes);
  return TRUE;
}

gboolean
kerf_stream_take (KerfStream *s, void *to, guint64 n, GError **error)
{
  guint8 *out = to;
  while (n) {
    if (!s->left && !open_next (s, error))
      return FALSE;
    guint64 now = MIN (n, s->left);
    if (!take_some (s, out, now, error))
      return FALSE;
    out += now * kerf_number_bytes (s->raster->number);
    s->left -= now;
    n -= now;
  }
  return TRUE;
}

gboolean
kerf_stream_skip (KerfStream *s, guint64 n, GError **error)
{
  gsize bytes = kerf_number_bytes (s->raster->number);
  guint64 nothing[1024];
  while (n) {
    if (!s->left && !open_next (s, error))
      return FALSE;
    guint64 now = MIN (n, s->left);
    if (s->raster->encoding == KERF_RASTER_RAW)
      s->at += now * bytes;
    else {
      now = MIN (now, sizeof nothing / bytes);
      if (!take_some (s, nothing, now, error))
        return FALSE;
    }
    s->left -= now;
    n -= now;
  }
  return TRUE;
}

gboolean
kerf_stream_end (KerfStream *s, GError **error)
{
  guint8 more[4096];
  gsize got;
  return !s->unpacking || s->left || s->ended || unpack (s, more, sizeof more, &got, error);
}
