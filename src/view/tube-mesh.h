/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* A closed mesh along a polyline with rounded ends and corners, for pictures (figures use the exact tube). The caller
 * owns it; NULL for no point. */
KerfMesh *kerf_tube_mesh (const KerfVec3 *points, gsize n, double radius_mm);

G_END_DECLS
