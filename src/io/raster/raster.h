/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/error.h"
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* NIfTI, NRRD and MetaImage as one thing: a raster, which is what the header says, and voxels behind descriptors.
 *
 * The three functions at the end are all there is between files and the rest. They open no path, keep no state and
 * see nothing but their arguments, so that they can run in a process that may do nothing else. What a header claims is
 * checked against what the file can hold before memory is asked for. */

/* Volumes of one file that are listed; a file with more is refused. */
#define KERF_RASTER_MOST_VOLUMES 64
/* Files of one volume, each of which has a descriptor. */
#define KERF_RASTER_MOST_FILES 240
/* Labels of a label image, with 0. */
#define KERF_RASTER_MOST_LABELS 256

typedef enum { KERF_RASTER_NIFTI, KERF_RASTER_NRRD, KERF_RASTER_META } KerfRasterFormat;

typedef enum {
  KERF_NUMBER_NONE,
  KERF_NUMBER_UINT8,
  KERF_NUMBER_INT8,
  KERF_NUMBER_UINT16,
  KERF_NUMBER_INT16,
  KERF_NUMBER_UINT32,
  KERF_NUMBER_INT32,
  KERF_NUMBER_UINT64,
  KERF_NUMBER_INT64,
  KERF_NUMBER_FLOAT32,
  KERF_NUMBER_FLOAT64,
} KerfNumber;

typedef enum { KERF_RASTER_RAW, KERF_RASTER_GZIP, KERF_RASTER_ZLIB, KERF_RASTER_TEXT } KerfRasterEncoding;

typedef struct {
  KerfRasterFormat format;
  char name[256]; /* of the file of the header, for sentences */

  /* Why it can't be used; then only what stands above is sure. {reason}, {syntax} or {n} of the sentence. */
  gboolean refused;
  KerfErrorCode refusal;
  char reason[160];

  /* Voxels: in the file `inner` values of as many volumes lie side by side (a list axis that runs fastest), then run
   * i, j, k, then `outer` volumes (a list axis that runs slowest). Volume v is the value v % inner of block v / inner. */
  KerfNumber number;
  gboolean swapped; /* the other byte order than this machine's */
  gint32 n[3];
  guint inner, outer;
  char by[16];             /* what tells the volumes apart: "by time"; "" for one volume */
  double slope, intercept; /* value = slope · stored + intercept */

  /* Where they lie: `byte_skip` bytes behind `line_skip` lines behind `offset` bytes of each data file, the lines and the
   * offset before it is unpacked, the bytes after. */
  KerfRasterEncoding encoding;
  guint64 offset;
  guint line_skip;
  gint64 byte_skip;    /* −1: the values are the last of the file */
  guint64 packed_size; /* bytes that the header states for packed voxels; 0: not stated */
  char **data_files;   /* plain names beside the header, in the order of their voxels; NULL: its own file */
  guint n_data_files;  /* never 0: 1 where data_files is NULL */

  /* Place: centre of the voxel (i, j, k), LPS, in units of the file. */
  KerfMat4 lps_from_index;
  double mm_per_unit; /* 0: not stated */
  double forms_apart; /* NIfTI: how far sform and qform place a corner apart, at most; units of the file */

  /* Hints, "" where there are none. */
  char modality[17], description[81];
  gboolean says_labels; /* the header calls it a label image */
  gboolean is_coverage; /* Kerf's own: 0 … 255 = full */
} KerfRaster;

/* Zeroes it; what parse filled has to be cleared. */
void kerf_raster_clear (KerfRaster *raster);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KerfRaster, kerf_raster_clear)

static inline guint
kerf_raster_volumes (const KerfRaster *raster)
{
  return raster->inner * raster->outer;
}

gsize kerf_number_bytes (KerfNumber number);

/* The sentence of a refused raster. */
KerfFinding *kerf_raster_refusal (const KerfRaster *raster);

/* What survey finds in one volume. */
typedef struct {
  gboolean is_labels; /* few whole values from 0 to 65535, 0 among them, neighbours that mostly agree */
  gboolean has_air;   /* a value of −500 or less was met */
  guint n_labels;     /* rising, without 0 */
  guint16 labels[KERF_RASTER_MOST_LABELS];
} KerfRasterSurvey;

typedef enum {
  KERF_RASTER_INT16,   /* gint16: as stored, unsigned 16 bits less 32768; only for numbers of 1 or 2 bytes */
  KERF_RASTER_FLOAT32, /* float: slope · stored + intercept */
  KERF_RASTER_INSIDE,  /* guint8: 1 where the value is from `least` to `most`, else 0 */
} KerfRasterStore;

/* Reads the header from a regular file open for reading; `name` is its plain name. A header that is understood, but
 * whose voxels can't be used, gives a raster that is refused. The position of `fd` does not matter and is not kept.
 * Errors: IMPORT_UNREADABLE, IMPORT_NO_PIXELS (no header of these formats). */
gboolean kerf_raster_parse (int fd, const char *name, KerfRaster *raster, GError **error);

/* Looks through the voxels; stops as soon as nothing can be a label image any more. `data_fds` are n_data_files
 * descriptors, in the order of data_files (one, of the header's file, where data_files is NULL); `surveys` are as many
 * as there are volumes. The raster is not refused. Errors: IMPORT_UNREADABLE, IMPORT_TRUNCATED, IMPORT_NO_PIXELS,
 * CANCELLED. */
gboolean kerf_raster_survey (const KerfRaster *raster, const int *data_fds, KerfRasterSurvey *surveys,
                             const KerfContext *context, GError **error);

/* Decodes one volume into `to`, which has room for n[0] · n[1] · n[2] values of the kind `store` makes, i fastest.
 * `least` and `most` are used by KERF_RASTER_INSIDE only. Errors as above. */
gboolean kerf_raster_read (const KerfRaster *raster, const int *data_fds, guint volume, KerfRasterStore store,
                           double least, double most, void *to, const KerfContext *context, GError **error);

G_END_DECLS
