/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* Pairs of triangles that share more than a common corner or edge of the indexed mesh; touching counts, and so does a
 * triangle without area. Exact: coordinates are taken as whole multiples of `quantum_mm` (rounded to them), every
 * orientation is a 128-bit integer. Up to `most` pairs go to `pairs` (2 numbers each, ascending), which may be NULL.
 * Returns how many there are; −1 when cancelled. The same for any number of threads. */
gint64 kerf_points_cuts (const KerfVec3 *points, gsize n_points, const guint32 *triangles, gsize n_triangles,
                         double quantum_mm, guint32 *pairs, gsize most, const KerfContext *context);

/* Of a mesh, at the exact values of its floats about its origin where they lie on a quantum of 2⁻¹⁶ mm. */
gint64 kerf_mesh_cuts (const KerfMesh *mesh, double quantum_mm, const KerfContext *context);

G_END_DECLS
