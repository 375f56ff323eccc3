/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"

G_BEGIN_DECLS

/* Closed planar loops as a radiotherapy structure has them: points in patient LPS mm; `starts` has n_loops + 1 offsets. */
typedef struct {
  const KerfVec3 *points;
  const gsize *starts;
  gsize n_loops;
} KerfLoops;

/* The shape of parallel planar contours: each plane's area (even-odd over its loops, so a loop in a loop is a hole) is
 * extruded half-way to the planes beside it, half the median step at the ends and beside a gap. The distance within a
 * plane is exact; across planes the shape has the steps that the contours have: nothing is interpolated.
 * Refused: no loop, loops that are not parallel to one another within 1°. Cancelled: NULL with an error. */
KerfMask *kerf_mask_from_contours (const KerfGrid *grid, const KerfLoops *loops, const KerfContext *context,
                                   GError **error);

G_END_DECLS
