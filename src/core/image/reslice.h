/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* A plane, or a slab of parallel planes, of a volume as a picture of values, on the processor: for pictures without a card
 * and where the figures themselves are wanted. */

typedef enum { KERF_RESLICE_PLANE, KERF_RESLICE_MAX, KERF_RESLICE_MEAN, KERF_RESLICE_MIN } KerfResliceKind;

typedef struct {
  int width, height;
  KerfVec3 origin;       /* patient point of the middle of pixel (0, 0) of the middle plane, mm */
  KerfVec3 across, down; /* from pixel to pixel, mm */
  KerfResliceKind slab;
  int count;      /* planes of the slab, at least 1 */
  KerfVec3 step;  /* from plane to plane, mm */
  double outside; /* what a pixel gets that lies beyond the volume (with all its planes) */
} KerfReslice;

/* values[y · width + x], trilinear, in the volume's unit; beyond the outermost centres, to half a voxel, the nearest one's.
 * Of a slab only planes inside the volume count; voxels that are no number give none (NaN) where they have weight. The same
 * values with any number of threads and on any processor. FALSE when cancelled. */
gboolean kerf_volume_reslice (const KerfVolume *volume, const KerfReslice *plan, float *values,
                              const KerfContext *context);

G_END_DECLS
