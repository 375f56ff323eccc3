/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/raster/raster.h"

#include <zlib.h>

/* What the files that read rasters share. */

/* Marks it as refused with this reason. Always TRUE: the header was understood. */
gboolean
kerf_raster_refuse (KerfRaster *raster, KerfErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Bytes of a file from an offset on; fewer at its end. −1 with IMPORT_UNREADABLE. */
gssize kerf_read_at (int fd, const char *name, void *to, gsize size, guint64 offset, GError **error);
gboolean kerf_size_of (int fd, const char *name, guint64 *size, GError **error);

/* Sizes as a header states them; refused where they are none or too many. `volumes` may be 0. */
gboolean kerf_raster_set_sizes (KerfRaster *raster, const guint64 n[3], guint64 inner, guint64 outer);

/* Headers of the formats. FALSE: damaged, or no such header. */
gboolean kerf_nifti_to_raster (const guint8 *head, gsize n, gboolean packed, KerfRaster *raster);
gboolean kerf_nrrd_to_raster (const char *text, gsize n, gboolean whole, KerfRaster *raster);
gboolean kerf_meta_to_raster (const char *text, gsize n, gboolean whole, KerfRaster *raster);

/* TRUE where these first bytes of a file can be the head of this format. */
gboolean kerf_nrrd_is_head (const guint8 *head, gsize n);
gboolean kerf_meta_is_head (const guint8 *head, gsize n);

/* ---- numbers of data files, one behind the other ---- */

enum { KERF_STREAM_PIECE = 1 << 16 };

typedef struct {
  const KerfRaster *raster;
  const int *fds;
  guint file;         /* the next to be opened */
  guint64 per_file;   /* numbers in each */
  guint64 left;       /* numbers of the open file that are still to come */
  guint64 at;         /* next byte of it to be read */
  guint64 begin;      /* its first byte of values, packed or not */
  guint64 given;      /* bytes of values that came out of it */
  gboolean unpacking; /* z is in use */
  gboolean ended;     /* z has seen the end of the file */
  z_stream z;
  gsize in_at, in_end; /* in `in`, for text */
  guint8 in[KERF_STREAM_PIECE];
} KerfStream;

/* Checks the files against what the header claims; NULL with the sentence. */
KerfStream *kerf_stream_new (const KerfRaster *raster, const int *fds, GError **error);
void kerf_stream_free (KerfStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfStream, kerf_stream_free)

/* The next n numbers in this machine's byte order; FALSE where there are not so many or they are damaged. */
gboolean kerf_stream_take (KerfStream *stream, void *to, guint64 n, GError **error);
gboolean kerf_stream_skip (KerfStream *stream, guint64 n, GError **error);
/* Checks the sum at the end of packed voxels, once all were taken. */
gboolean kerf_stream_end (KerfStream *stream, GError **error);
