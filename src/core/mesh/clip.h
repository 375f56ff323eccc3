/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* {x : normal·x ≤ offset}, normal a unit vector. */
typedef struct {
  KerfVec3 normal;
  double offset_mm;
} KerfHalfSpace;

/* Volume of a closed mesh's inside within the intersection of `n` half-spaces, exact (divergence theorem over the
 * clipped triangles and the clipped sections with each plane). n = 0 gives the whole. NaN when cancelled. */
double kerf_mesh_clipped_volume_mm3 (const KerfMesh *mesh, const KerfHalfSpace *half_spaces, gsize n,
                                     const KerfContext *context);

/* TRUE where the intersection of the half-spaces within the box has a point (up to 1e-9 mm). */
gboolean kerf_half_spaces_meet (const KerfHalfSpace *half_spaces, gsize n, const KerfBox3 *box);

G_END_DECLS
