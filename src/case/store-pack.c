/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <zstd.h>

#include "case/store-private.h"

/* Differences along the row, folded to non-negative, low and high bytes apart: what zstd then sees is mostly zeros
 * (measured on CT: 2.8 times smaller at 600 MB/s and thread, against 2.2 without). */
static guint8 *
shuffle (const gint16 *in, gsize n)
{
  guint8 *out = g_malloc (2 * n);
  guint16 before = 0;
  for (gsize k = 0; k < n; k++) {
    guint16 now = (guint16) in[k], difference = (guint16) (now - before);
    guint16 folded = (guint16) ((difference << 1) ^ (difference & 0x8000 ? 0xffff : 0));
    out[k] = (guint8) (folded & 0xff);
    out[n + k] = (guint8) (folded >> 8);
    before = now;
  }
  return out;
}

static void
unshuffle (const guint8 *in, gint16 *out, gsize n)
{
  guint16 before = 0;
  for (gsize k = 0; k < n; k++) {
    guint16 folded = (guint16) (in[k] | in[n + k] << 8);
    guint16 difference = (guint16) ((folded >> 1) ^ (folded & 1 ? 0xffff : 0));
    before = (guint16) (before + difference);
    out[k] = (gint16) before;
  }
}

static GBytes *
compress (const void *data, gsize size, GBytes *prefix)
{
  gsize bound = ZSTD_compressBound (size);
  guint8 *out = g_malloc (bound);
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, 1);
  if (prefix) {
    ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, 23);
    ZSTD_CCtx_refPrefix (context, g_bytes_get_data (prefix, NULL), g_bytes_get_size (prefix));
  }
  gsize used = ZSTD_compress2 (context, out, bound, data, size);
  ZSTD_freeCCtx (context);
  if (ZSTD_isError (used)) {
    g_free (out);
    return NULL;
  }
  return g_bytes_new_take (g_realloc (out, MAX (used, 1)), used);
}

GBytes *
kerf_pack (GBytes *plain, const char *kind, GBytes *base, KerfPack *pack)
{
  gsize size;
  const void *data = g_bytes_get_data (plain, &size);
  GBytes *packed = NULL;
  *pack = KERF_PACK_RAW;
  if (size < 64)
    return g_bytes_ref (plain);
  if (base) {
    packed = compress (data, size, base);
    *pack = KERF_PACK_PREFIX;
  } else if ((strcmp (kind, "i16") == 0 || strcmp (kind, "tile") == 0) && size % 2 == 0) {
    g_autofree guint8 *apart = shuffle (data, size / 2);
    packed = compress (apart, size, NULL);
    *pack = KERF_PACK_I16;
  } else {
    packed = compress (data, size, NULL);
    *pack = KERF_PACK_ZSTD;
  }
  if (packed && g_bytes_get_size (packed) < size)
    return packed;
  g_clear_pointer (&packed, g_bytes_unref);
  *pack = KERF_PACK_RAW;
  return g_bytes_ref (plain);
}

GBytes *
kerf_unpack (GBytes *packed, gsize size, KerfPack pack, GBytes *base)
{
  gsize have;
  const void *data = g_bytes_get_data (packed, &have);
  if (pack == KERF_PACK_RAW)
    return have == size ? g_bytes_ref (packed) : NULL;
  if (size > ((gsize) 1 << 31) || (pack == KERF_PACK_PREFIX && !base) || (pack == KERF_PACK_I16 && size % 2))
    return NULL;
  guint8 *out = g_malloc (MAX (size, 1));
  ZSTD_DCtx *context = ZSTD_createDCtx ();
  if (pack == KERF_PACK_PREFIX)
    ZSTD_DCtx_refPrefix (context, g_bytes_get_data (base, NULL), g_bytes_get_size (base));
  gsize used = ZSTD_decompressDCtx (context, out, size, data, have);
  ZSTD_freeDCtx (context);
  if (ZSTD_isError (used) || used != size) {
    g_free (out);
    return NULL;
  }
  if (pack != KERF_PACK_I16)
    return g_bytes_new_take (out, size);
  gint16 *voxels = g_malloc (MAX (size, 1));
  unshuffle (out, voxels, size / 2);
  g_free (out);
  return g_bytes_new_take (voxels, size);
}
