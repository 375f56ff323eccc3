/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/raster.h"

#include "io/raster/raster-private.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No header of these formats is longer; those of diffusion images with all their tags come nowhere near. */
#define MOST_OF_HEADER (1u << 20)

void
kerf_raster_clear (KerfRaster *raster)
{
  g_strfreev (raster->data_files);
  *raster = (KerfRaster){ 0 };
}

gsize
kerf_number_bytes (KerfNumber number)
{
  static const gsize bytes[] = { 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8 };
  return bytes[number];
}

gboolean
kerf_raster_refuse (KerfRaster *raster, KerfErrorCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  if (!raster->refused)
    g_vsnprintf (raster->reason, sizeof raster->reason, format, args);
  va_end (args);
  raster->refusal = raster->refused ? raster->refusal : code;
  raster->refused = TRUE;
  return TRUE;
}

KerfFinding *
kerf_raster_refusal (const KerfRaster *raster)
{
  return kerf_finding_new (raster->refusal, "file", raster->name, "series", raster->name, "reason",
                           raster->reason, "syntax", raster->reason, "n", raster->reason, NULL);
}

gboolean
kerf_raster_set_sizes (KerfRaster *raster, const guint64 n[3], guint64 inner, guint64 outer)
{
  double voxels = 1;
  for (int a = 0; a < 3; a++) {
    voxels *= (double) n[a];
    if (n[a] < 1 || voxels > 2147483648.0)
      return kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header gives no size");
  }
  for (int a = 0; a < 3; a++)
    raster->n[a] = (gint32) MIN (n[a], (guint64) G_MAXINT32);
  guint64 least = MIN (inner, 1u << 20) * MIN (outer, 1u << 20);
  if (!least)
    return kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header gives no size");
  if (least > KERF_RASTER_MOST_VOLUMES)
    return kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "it holds %" G_GUINT64_FORMAT " volumes",
                               least);
  raster->inner = (guint) inner;
  raster->outer = (guint) outer;
  guint64 shortest = MIN (n[0], MIN (n[1], n[2]));
  if (shortest == 1)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_ONE_SLICE, "%s", "");
  else if (shortest == 2)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_FEW_SLICES, "%" G_GUINT64_FORMAT, shortest);
  return TRUE;
}

/* ---- bytes of a descriptor ---- */

gssize
kerf_read_at (int fd, const char *name, void *to, gsize size, guint64 offset, GError **error)
{
  gsize have = 0;
  while (have < size && offset + have <= G_MAXINT64 - size) {
    ssize_t n = pread (fd, (guint8 *) to + have, MIN (size - have, 1u << 30), (off_t) (offset + have));
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", name, "reason", g_strerror (errno), NULL);
      return -1;
    }
    if (n == 0)
      break;
    have += (gsize) n;
  }
  return (gssize) have;
}

gboolean
kerf_size_of (int fd, const char *name, guint64 *size, GError **error)
{
  struct stat st;
  if (fstat (fd, &st) != 0)
    return kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", name, "reason", g_strerror (errno), NULL);
  *size = (guint64) MAX (st.st_size, 0);
  return TRUE;
}

/* ---- headers ---- */

/* The first bytes of a gzip stream, unpacked. */
static gsize
unpack_head (const guint8 *packed, gsize n, guint8 *to, gsize size)
{
  z_stream z = { .avail_in = (uInt) n, .next_out = to, .avail_out = (uInt) size };
  g_autofree guint8 *in = g_memdup2 (packed, n); /* zlib takes no constant bytes */
  z.next_in = in;
  if (inflateInit2 (&z, 16 + MAX_WBITS) != Z_OK)
    return 0;
  while (z.avail_out && inflate (&z, Z_NO_FLUSH) == Z_OK && z.avail_in)
    ;
  inflateEnd (&z);
  return size - z.avail_out;
}

/* Reads on until the header ends or too much was read. */
static gboolean
parse_text (int fd, gboolean (*parse) (const char *, gsize, gboolean, KerfRaster *), KerfRaster *raster,
            gboolean *good, GError **error)
{
  gsize size = 1 << 14;
  for (;;) {
    g_autofree char *text = g_malloc (size + 1);
    gssize n = kerf_read_at (fd, raster->name, text, size, 0, error);
    if (n < 0)
      return FALSE;
    text[n] = 0;
    gboolean whole = (gsize) n < size;
    *good = parse (text, (gsize) n, whole, raster);
    if (*good || whole || size >= MOST_OF_HEADER)
      return TRUE;
    size *= 8;
  }
}

gboolean
kerf_raster_parse (int fd, const char *name, KerfRaster *raster, GError **error)
{
  guint8 head[4096], unpacked[540];
  gboolean good = FALSE;
  *raster = (KerfRaster){ .inner = 1, .outer = 1, .slope = 1, .n_data_files = 1 };
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_strlcpy (raster->name, name, sizeof raster->name);
  gssize n = kerf_read_at (fd, name, head, sizeof head, 0, error);
  if (n < 0)
    return FALSE;
  if (n > 2 && head[0] == 0x1f && head[1] == 0x8b)
    good = kerf_nifti_to_raster (unpacked, unpack_head (head, (gsize) n, unpacked, sizeof unpacked), TRUE,
                                 raster);
  else if (kerf_nrrd_is_head (head, (gsize) n)) {
    if (!parse_text (fd, kerf_nrrd_to_raster, raster, &good, error))
      return FALSE;
  } else if (kerf_nifti_to_raster (head, (gsize) n, FALSE, raster))
    good = TRUE;
  else if (kerf_meta_is_head (head, (gsize) n) && !parse_text (fd, kerf_meta_to_raster, raster, &good, error))
    return FALSE;
  if (good)
    return TRUE;
  kerf_raster_clear (raster);
  return kerf_fail (error, KERF_ERROR_IMPORT_NO_PIXELS, "file", valid, "reason", "its header is damaged",
                    NULL);
}
