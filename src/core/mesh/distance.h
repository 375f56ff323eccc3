/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* Exact signed distance to a closed mesh, by a tree of boxes and angle-weighted pseudonormals (Bærentzen & Aanæs
 * 2005). POSITIVE OUTSIDE (a mask's stored distance is positive inside). Immutable, safe from many threads. */
typedef struct KerfDistance KerfDistance;

/* Keeps a reference of the mesh. Building is O(n log n). */
KerfDistance *kerf_distance_new (const KerfMesh *mesh);
KerfDistance *kerf_distance_ref (const KerfDistance *distance);
void kerf_distance_unref (KerfDistance *distance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfDistance, kerf_distance_unref)
const KerfMesh *kerf_distance_mesh (const KerfDistance *distance); /* lent */

/* Signed distance, mm; +INFINITY for an empty mesh. `nearest` (may be NULL) is the nearest point of the surface. */
double kerf_distance_at (const KerfDistance *distance, KerfVec3 point, KerfVec3 *nearest);
/* The same, but ±`bound_mm`-limited work: where the surface is farther than `bound_mm` (≥ 0) it returns INFINITY,
 * whatever the side. */
double
kerf_distance_within (const KerfDistance *distance, KerfVec3 point, double bound_mm, KerfVec3 *nearest);
/* Nearest point with its triangle and the pseudonormal of the feature it lies on (unit, outward). */
typedef struct {
  double distance_mm; /* signed */
  KerfVec3 point, normal;
  guint32 triangle;
} KerfNearestPoint;
gboolean
kerf_distance_nearest (const KerfDistance *distance, KerfVec3 point, double bound_mm, KerfNearestPoint *out);

/* Distance (never negative) between the segment a–b and the surface, 0 where it pierces it; INFINITY where it is more
 * than `bound_mm`. The pair of nearest points goes to `on_segment` and `on_mesh` (may be NULL). */
double kerf_distance_segment (const KerfDistance *distance, KerfVec3 a, KerfVec3 b, double bound_mm,
                              KerfVec3 *on_segment, KerfVec3 *on_mesh);

gboolean kerf_distance_inside (const KerfDistance *distance, KerfVec3 point);

/* First hit of the ray from + t·direction, t ≥ 0 (in units of the direction's length). FALSE: no hit. */
gboolean kerf_distance_ray (const KerfDistance *distance, KerfVec3 from, KerfVec3 direction, double *t,
                            guint32 *triangle);

/* Triangles whose box touches the plane, in ascending order (for sections of large meshes). Append to `out`
 * (GArray of guint32). */
void kerf_distance_across (const KerfDistance *distance, const KerfFrame3 *plane, GArray *out);

G_END_DECLS
