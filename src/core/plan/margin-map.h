/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/plan/plane.h"

G_BEGIN_DECLS

/* Margin over the whole face of a cut, for pictures: a lattice in the face with the exact distances at its nodes. Figures
 * come from core/plan/margin.h, never from here. Immutable, reference-counted. */
typedef struct KerfMarginMap {
  gatomicrefcount count;
  KerfMesh *mesh; /* of the rectangle about the bone's section, facing −n (towards the specimen) */
  /* Two a vertex: signed distance to the tumour (positive outside it) and to the bone's surface (positive outside the
   * bone), mm. */
  float *values;
} KerfMarginMap;

/* At a node every `step_mm` or, on large faces, so that there are at most 40,000. NULL where the face meets no bone or
 * when cancelled. */
KerfMarginMap *kerf_margin_map_new (const KerfCut *cut, KerfFace face, const KerfDistance *tumour,
                                    const KerfDistance *bone, double step_mm, const KerfContext *context);
/* The vertices of any mesh with their distance to the tumour; the second value is −1 (all of it is surface). The mesh lies
 * in another space than the tumour: tumour_from_mesh (NULL: the same). */
KerfMarginMap *kerf_margin_map_of_mesh (const KerfMesh *mesh, const KerfMat4 *tumour_from_mesh,
                                        const KerfDistance *tumour, const KerfContext *context);
KerfMarginMap *kerf_margin_map_ref (const KerfMarginMap *map);
void kerf_margin_map_unref (KerfMarginMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMarginMap, kerf_margin_map_unref)

G_END_DECLS
