/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/grid.h"

G_BEGIN_DECLS

typedef enum { KERF_VOXEL_INT16, KERF_VOXEL_FLOAT32 } KerfVoxelKind;

/* A grid and its voxels; value = slope · stored + intercept (HU for CT). uint16 images are held as int16 by a shifted
 * intercept; images whose rescale differs from slice to slice are float32 with slope 1, intercept 0.
 * Immutable once made, reference-counted. */
typedef struct KerfVolume {
  gatomicrefcount count;
  KerfGrid grid;
  KerfVoxelKind kind;
  double slope, intercept;
  GBytes *bytes;     /* n[0]·n[1]·n[2] voxels, i fastest, machine byte order */
  const gint16 *i16; /* into bytes; NULL for float32 */
  const float *f32;  /* into bytes; NULL for int16 */
  double low, high;  /* least and greatest value (rescaled); voxels that are no finite number left out */
  gsize undefined;   /* how many those are */
} KerfVolume;

/* `bytes` has exactly the size that grid and kind ask for; a reference is taken. */
KerfVolume *
kerf_volume_new (const KerfGrid *grid, KerfVoxelKind kind, GBytes *bytes, double slope, double intercept);
KerfVolume *kerf_volume_ref (const KerfVolume *volume);
void kerf_volume_unref (KerfVolume *volume);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfVolume, kerf_volume_unref)

/* Rescaled value of one voxel; indices inside the grid. */
double kerf_volume_value (const KerfVolume *volume, gint32 i, gint32 j, gint32 k);

/* Trilinear value at a point in patient space; NaN outside the box of the voxels' centres (half a voxel's rim is
 * continued by the nearest centre). */
double kerf_volume_sample (const KerfVolume *volume, KerfVec3 patient);

gsize kerf_voxel_size (KerfVoxelKind kind);

G_END_DECLS
