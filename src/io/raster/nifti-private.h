/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/error.h"
#include "core/image/geometry.h"

/* NIfTI-1 and -2 headers. */

typedef enum {
  KERF_NIFTI_UINT8 = 2,
  KERF_NIFTI_INT16 = 4,
  KERF_NIFTI_INT32 = 8,
  KERF_NIFTI_FLOAT32 = 16,
  KERF_NIFTI_FLOAT64 = 64,
  KERF_NIFTI_INT8 = 256,
  KERF_NIFTI_UINT16 = 512,
  KERF_NIFTI_UINT32 = 768,
  KERF_NIFTI_INT64 = 1024,
  KERF_NIFTI_UINT64 = 1280
} KerfNiftiType;

typedef struct {
  gboolean swapped, wide, pair; /* wide: NIfTI-2; pair: voxels in the .img beside */
  int n_dims;
  gint64 dim[8]; /* from 1 */
  int type;      /* KerfNiftiType where it can be read */
  gsize bytes;   /* of one value; 0: can't be read */
  double slope, intercept;
  double vox_offset;
  int qform_code, sform_code, unit; /* unit: 0 none, 1 m, 2 mm, 3 µm */
  int intent;
  char intent_name[17], description[81];
  KerfMat4 qform, sform; /* as written: RAS, the file's unit */
} KerfNifti;

#define KERF_NIFTI_INTENT_LABEL 1002
#define KERF_NIFTI_COVERAGE     "coverage" /* intent_name of images of 0 … 255 = full */

/* FALSE where these bytes are no NIfTI header (348 or 540 of them are needed). */
gboolean kerf_nifti_parse (const guint8 *head, gsize n, KerfNifti *nifti);
