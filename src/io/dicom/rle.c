/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RLE of DICOM (PS3.5 Annex G): up to 15 packed byte planes, the most significant first. DCMTK's own decoder of single
 * frames (3.6.7) gives wrong values, and says nothing, where a frame lies in several fragments. */
#include "io/dicom/dicom.h"

#include <string.h>

#define RLE_HEADER 64

static guint32
le32 (const guint8 *p)
{
  return p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

/* One plane of n bytes; FALSE where it ends too early. Surplus is padding. */
static gboolean
unpack (const guint8 *from, const guint8 *end, guint8 *to, gsize n)
{
  gsize done = 0;
  while (done < n && from < end) {
    gint8 code = (gint8) *from++;
    if (code >= 0) {
      gsize run = (gsize) code + 1;
      if ((gsize) (end - from) < run)
        return FALSE;
      memcpy (to + done, from, MIN (run, n - done));
      from += run;
      done += MIN (run, n - done);
    } else if (code != -128) {
      if (from == end)
        return FALSE;
      gsize run = MIN ((gsize) (1 - code), n - done);
      memset (to + done, *from++, run);
      done += run;
    }
  }
  return done == n;
}

gboolean
kerf_rle_decode (const guint8 *data, gsize size, gsize n, int bytes, guint16 *to)
{
  if (size < RLE_HEADER || bytes < 1 || bytes > 2 || le32 (data) != (guint32) bytes)
    return FALSE;
  g_autofree guint8 *planes = g_malloc ((gsize) bytes * n);
  for (int plane = 0; plane < bytes; plane++) {
    gsize begin = le32 (data + 4 + 4 * plane), end = plane + 1 < bytes ? le32 (data + 8 + 4 * plane) : size;
    if (begin < RLE_HEADER || begin > end || end > size ||
        !unpack (data + begin, data + end, planes + (gsize) plane * n, n))
      return FALSE;
  }
  const guint8 *low = planes + (gsize) (bytes - 1) * n, *high = planes;
  for (gsize k = 0; k < n; k++)
    to[k] = (guint16) (bytes == 2 ? low[k] | high[k] << 8 : low[k]);
  return TRUE;
}
