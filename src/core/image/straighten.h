/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* A volume whose slices lean over (gantry tilt) or stand at uneven distances, on an upright lattice of cubes of
 * `spacing_mm` that holds all of it: columns and rows as they were, slices along their normal. `offsets_mm` are the places
 * of the slices along the normal from the first one, rising, one a slice; NULL: they are even, as the grid says. The slices
 * lie on a straight line. Values are trilinear between the four nearest pixels of the two slices around a point; nothing is
 * made up beyond the outermost voxels: there the least value of the volume stands. Where the lattice is coarser than the
 * slices the values are not averaged. The kind of voxel stays. Errors: the lattice has too many voxels, CANCELLED. */
KerfVolume *kerf_volume_straightened (const KerfVolume *volume, const double *offsets_mm, double spacing_mm,
                                      const KerfContext *context, GError **error);

G_END_DECLS
