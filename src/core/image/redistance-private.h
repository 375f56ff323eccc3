/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"

/* The distance to the mask's surface, minus −mm, on the lattice of `grid`, where x of the mask's space lies at
 * rigid·x in the grid's. Exact wherever its amount is below the new lattice's clamp. NULL when cancelled. */
KerfMask *kerf_mask_redistanced (const KerfMask *mask, const KerfGrid *grid, const KerfMat4 *grid_from_mask,
                                 double mm, const KerfContext *context);
