/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

/* A flat region of interest: an ellipse or a closed outline in any plane of patient space. */
typedef struct {
  KerfFrame3 frame;            /* of its plane; p is its middle (the centroid of its area) */
  double half_u_mm, half_v_mm; /* half axes of an ellipse along u and v; NaN: an outline */
  double *st; /* 2·n: corners in the frame, turning from u to v; of an ellipse a polygon that stands
                                * for it where values are taken (its area is 2e-5 too small) */
  gsize n;
  double area_mm2, perimeter_mm; /* exact: π·a·b, or the shoelace's sum (the ellipse's perimeter to 1e-9) */
} KerfRoi;

/* By the centre and the ends of two half axes at right angles (within 0.06°; what is left of it is taken off the
 * second). Refused: an axis under 0.05 mm, axes that lean. */
KerfRoi *kerf_roi_ellipse (KerfVec3 centre, KerfVec3 end_u, KerfVec3 end_v, GError **error);
/* By its corners in order. Refused: fewer than three, more than 4096, one more than 0.1 mm out of the plane of the others,
 * an outline that encloses less than 0.01 mm² or crosses itself. */
KerfRoi *kerf_roi_outline (const KerfVec3 *points, gsize n, GError **error);
void kerf_roi_free (KerfRoi *roi);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfRoi, kerf_roi_free)

/* What a volume holds within the region. The plane is divided into cells: where it runs along two axes of the volume's
 * grid these are the voxels' own faces, else squares of the smallest voxel edge about the region's middle. The outline cuts
 * each cell exactly; what is left of a cell is one sample: the trilinear value at its centroid, weighing as much as its
 * area. So a whole cell in a native plane gives the voxel's value, and the mean of an image that is linear in space is the
 * value at the region's middle, whatever the outline. A sample outside the volume, or where it is undefined, isn't
 * counted. */
typedef struct {
  gint64 samples;
  double mean, min, max; /* NaN: no sample */
  double sd; /* of the sample (n − 1; by weight: Σw(x−m)² / (Σw − Σw²/Σw)); NaN: fewer than two */
  double outside; /* share of the area that wasn't counted, 0–1 */
} KerfRoiValues;
/* FALSE: cancelled. */
gboolean kerf_roi_values (const KerfRoi *roi, const KerfVolume *volume, const KerfContext *context,
                          KerfRoiValues *values);

/* An outline drawn by hand without the loops where it crosses itself: at each crossing the smaller part goes. GArray of
 * KerfVec3; `normal` is that of the plane it was drawn in. */
GArray *kerf_outline_untangled (const KerfVec3 *points, gsize n, KerfVec3 normal);

G_END_DECLS
