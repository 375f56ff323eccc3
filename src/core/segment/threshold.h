/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* What has values in [low, high] (the volume's, HU for CT; either may be ±INFINITY), on the volume's lattice, within
 * the mask `within` (may be NULL) and closed at the volume's box. A centre is inside exactly where its value is.
 *
 * The distance near the crossing is (x − t)/|∇x| with the gradient smoothed 1-2-1 across its axis; where the edges of
 * the image are as sharp as a voxel's box makes them (partial volume and no more; found out from a sample of them),
 * it is that of the plane which cuts the same part off the voxel's box (design: idea 5). NaN voxels are outside.
 * Errors: low > high; cancelled. Only tiles near a crossing are worked on. */
KerfMask *kerf_mask_from_threshold (const KerfVolume *volume, double low, double high, const KerfMask *within,
                                    const KerfContext *context, GError **error);

G_END_DECLS
