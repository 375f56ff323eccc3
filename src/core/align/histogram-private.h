/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"
#include "core/image/volume.h"

/* Mutual information of fixed samples with a moving image (Mattes et al. 2003): a joint histogram of BINS × BINS, the
 * fixed value in one bin, the moving value spread by a cubic B-spline. */
enum { KERF_BINS = 32 };

typedef struct KerfMutual KerfMutual;

/* Samples on a lattice of the fixed image (about `most` of them, each moved within its cell by a fixed rule so that no
 * two lattices beat), within `region` (may be NULL). Both volumes are used as they are: average them first. */
KerfMutual *
kerf_mutual_new (const KerfVolume *fixed, const KerfVolume *moving, const KerfMask *region, gsize most);
void kerf_mutual_free (KerfMutual *mutual);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMutual, kerf_mutual_free)

gsize kerf_mutual_samples (const KerfMutual *mutual);
KerfVec3 kerf_mutual_centre (const KerfMutual *mutual);  /* of the samples */
double kerf_mutual_radius_mm (const KerfMutual *mutual); /* their RMS distance from it */

typedef struct {
  double information; /* nats */
  double nmi;
  gsize inside;    /* samples that fall in the moving image */
  double slope[6]; /* of the information: along x, y, z of the fixed space, then turned about them through the
                         centre, per mm at the radius */
} KerfMutualValue;

/* FALSE when cancelled. `moving_from_fixed` rigid. */
gboolean kerf_mutual_at (const KerfMutual *mutual, const KerfMat4 *moving_from_fixed, gboolean slope,
                         const KerfContext *context, KerfMutualValue *value);

/* The volume averaged over whole voxels to spacings of at least about `spacing_mm` (never finer than it is), float. */
KerfVolume *kerf_volume_averaged (const KerfVolume *volume, double spacing_mm, const KerfContext *context);
