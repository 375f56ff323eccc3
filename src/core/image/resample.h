/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* The mask's distance, trilinear, at the lattice of `grid`; a point x of the mask's space lies at rigid·x in the
 * grid's. Tiles beyond the grid are made where the shape lies there. NULL when cancelled. */
KerfMask *kerf_mask_resampled (const KerfMask *mask, const KerfGrid *grid, const KerfMat4 *target_from_mask,
                               const KerfContext *context);

/* The volume's values, trilinear, at the centres of `grid`, as float32 (or int16 with the volume's own slope and
 * intercept, rounded, where it is int16). Beyond the volume: `outside`. NULL when cancelled. Where the new spacing is
 * coarser the values are not averaged. */
KerfVolume *
kerf_volume_resampled (const KerfVolume *volume, const KerfGrid *grid, const KerfMat4 *target_from_volume,
                       double outside, const KerfContext *context);

/* A grid over the same box with (nearly) the asked spacings: each edge is divided into the nearest whole number. */
KerfGrid kerf_grid_respaced (const KerfGrid *grid, const double spacing_mm[3]);

G_END_DECLS
