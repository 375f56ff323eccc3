/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* The mask's surface as a mesh: vertices on the lattice's edges where the distance is zero between neighbouring
 * centres; closed, each edge with exactly two triangles, outward (also where the lattice is left-handed). Pieces that
 * touch diagonally stay apart. The same bytes with any number of threads. An empty mask gives an empty mesh.
 * NULL when cancelled, or with an error where there would be more than 2³¹ triangles. */
KerfMesh *kerf_mesh_from_mask (const KerfMask *mask, const KerfContext *context, GError **error);

G_END_DECLS
