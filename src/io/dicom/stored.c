/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From stored values to meant ones, and the way of uncompressed frames: no parsing is left to be done there. */
#include "base/error.h"
#include "io/dicom/dicom.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Bits above HighBit and below the value are overlays or rubbish; the rest is extended by its sign. In place. */
static void
clean_bits (const KerfDicomHeader *header, guint16 *values, gsize n)
{
  const int up = 15 - header->high_bit, down = 16 - header->bits_stored;
  if (up == 0 && down == 0)
    return;
  if (header->is_signed)
    for (gsize i = 0; i < n; i++)
      values[i] = (guint16) ((gint16) (guint16) (values[i] << up) >> down);
  else
    for (gsize i = 0; i < n; i++)
      values[i] = (guint16) ((guint16) (values[i] << up) >> down);
}

static void
to_float (const KerfDicomHeader *header, const KerfDicomFrame *frame, const guint16 *values, gsize n,
          float *to)
{
  const double slope = frame->slope, intercept = frame->intercept;
  if (header->is_signed)
    for (gsize i = 0; i < n; i++)
      to[i] = (float) (slope * (gint16) values[i] + intercept);
  else
    for (gsize i = 0; i < n; i++)
      to[i] = (float) (slope * values[i] + intercept);
}

void
kerf_dicom_finish (const KerfDicomHeader *header, const KerfDicomFrame *frame, KerfDicomStore store,
                   guint16 *values, gsize n, void *to)
{
  clean_bits (header, values, n);
  if (store == KERF_DICOM_FLOAT32)
    to_float (header, frame, values, n, to);
  else if (store == KERF_DICOM_INT16_SHIFTED)
    for (gsize i = 0; i < n; i++)
      values[i] = values[i] ^ 0x8000;
}

gboolean
kerf_dicom_is_native (const KerfDicomHeader *header)
{
  return header->pixels_at && !header->fault && !header->codec && !header->truncated_need &&
         !header->is_colour;
}

/* FALSE where the file ends too early or can't be read; errno 0 for the first. */
static gboolean
read_all (int fd, void *to, gsize size, guint64 at)
{
  guint8 *next = to;
  while (size) {
    errno = 0;
    ssize_t n = pread (fd, next, size, (off_t) at);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    next += n;
    size -= (gsize) n;
    at += (guint64) n;
  }
  return TRUE;
}

/* 8-bit values read into the upper half of their place are widened from the front. */
static gboolean
read_frame (int fd, const KerfDicomHeader *header, guint k, gsize n, guint16 *to)
{
  const gsize bytes = (gsize) header->bits_allocated / 8;
  guint8 *raw = (guint8 *) to + (2 - bytes) * n;
  if (!read_all (fd, raw, n * bytes, header->pixels_at + (guint64) k * n * bytes))
    return FALSE;
  if (bytes == 1)
    for (gsize i = 0; i < n; i++)
      to[i] = raw[i];
  else if (header->is_big_endian != (G_BYTE_ORDER == G_BIG_ENDIAN))
    for (gsize i = 0; i < n; i++)
      to[i] = GUINT16_SWAP_LE_BE (to[i]);
  return TRUE;
}

gboolean
kerf_dicom_copy (int fd, const KerfDicomHeader *header, KerfDicomStore store, void *const *to, GError **error)
{
  const gsize n = (gsize) header->rows * (gsize) header->columns;
  g_autofree guint16 *scratch = store == KERF_DICOM_FLOAT32 ? g_new (guint16, n) : NULL;
  for (guint k = 0; k < header->n_frames; k++) {
    if (!to[k])
      continue;
    guint16 *values = scratch ? scratch : to[k];
    if (!read_frame (fd, header, k, n, values))
      return errno ? kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", header->path, "reason",
                                g_strerror (errno), NULL)
                   : kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", header->path, "reason",
                                "it was changed while it was read", NULL);
    kerf_dicom_finish (header, &header->frames[k], store, values, n, to[k]);
  }
  return TRUE;
}

/* With a preamble, or the first element of a data set that begins at once: group 2 or 8, either byte order, with
 * letters for its VR or (implicit) a small length. */
gboolean
kerf_dicom_sniff (const guint8 *head, gsize n)
{
  if (n >= 132 && memcmp (head + 128, "DICM", 4) == 0)
    return TRUE;
  if (n < 16)
    return FALSE;
  guint little = head[0] | (guint) head[1] << 8, big = head[1] | (guint) head[0] << 8;
  if (little != 2 && little != 8 && big != 8)
    return FALSE;
  gboolean letters = g_ascii_isupper (head[4]) && g_ascii_isupper (head[5]);
  gboolean short_length =
      little == 8 && head[5] == 0 && head[6] == 0 && head[7] == 0 && head[4] <= 64 && head[4] % 2 == 0;
  return letters || short_length;
}
