/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "case/store-private.h"

#include <string.h>
#include <zstd.h>

/* Differences along the row, folded to non-negative, low and high bytes apart: what zstd then sees is mostly zeros
 * (measured on CT: 2.8 times smaller at 600 MB/s and thread, against 2.2 without). */
static guint8 *
shuffle (const gint16 *in, gsize n)
{
  guint8 *out = kerf_buffer_take (2 * n);
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

/* One of each a thread: to make one costs as many fresh pages as a tile has. */
static void
drop_compressor (gpointer data)
{
  ZSTD_freeCCtx (data);
}

static void
drop_decompressor (gpointer data)
{
  ZSTD_freeDCtx (data);
}

static ZSTD_CCtx *
compressor (void)
{
  static GPrivate own = G_PRIVATE_INIT (drop_compressor);
  ZSTD_CCtx *context = g_private_get (&own);
  if (!context) {
    context = ZSTD_createCCtx ();
    g_private_set (&own, context);
  }
  ZSTD_CCtx_reset (context, ZSTD_reset_session_and_parameters);
  return context;
}

static ZSTD_DCtx *
decompressor (void)
{
  static GPrivate own = G_PRIVATE_INIT (drop_decompressor);
  ZSTD_DCtx *context = g_private_get (&own);
  if (!context) {
    context = ZSTD_createDCtx ();
    g_private_set (&own, context);
  }
  ZSTD_DCtx_reset (context, ZSTD_reset_session_and_parameters);
  return context;
}

static GBytes *
compress (const void *data, gsize size, GBytes *prefix)
{
  gsize bound = ZSTD_compressBound (size);
  guint8 *out = kerf_buffer_take (bound);
  ZSTD_CCtx *context = compressor ();
  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, 1);
  if (prefix) {
    ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, 23);
    ZSTD_CCtx_refPrefix (context, g_bytes_get_data (prefix, NULL), g_bytes_get_size (prefix));
  }
  gsize used = ZSTD_compress2 (context, out, bound, data, size);
  if (ZSTD_isError (used)) {
    kerf_buffer_give (out);
    return NULL;
  }
  return kerf_buffer_to_bytes (out, used);
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
    g_autoptr (KerfBuffer) apart = shuffle (data, size / 2);
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
  guint8 *out = kerf_buffer_take (size);
  ZSTD_DCtx *context = decompressor ();
  if (pack == KERF_PACK_PREFIX)
    ZSTD_DCtx_refPrefix (context, g_bytes_get_data (base, NULL), g_bytes_get_size (base));
  gsize used = ZSTD_decompressDCtx (context, out, size, data, have);
  if (ZSTD_isError (used) || used != size) {
    kerf_buffer_give (out);
    return NULL;
  }
  if (pack != KERF_PACK_I16)
    return kerf_buffer_to_bytes (out, size);
  guint8 *voxels = kerf_buffer_take (size);
  unshuffle (out, (gint16 *) (gpointer) voxels, size / 2);
  kerf_buffer_give (out);
  return kerf_buffer_to_bytes (voxels, size);
}
