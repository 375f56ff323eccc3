/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"
#include "case/memo.h"
#include "case/plan.h"
#include "core/mesh/distance.h"
#include "core/mesh/mesh.h"
#include "core/plan/specimen.h"

G_BEGIN_DECLS

/* What can be computed from a case, each memoised by content. All are pure, cancellable, thread-safe; the caller owns
 * what it gets. A `peek` form gives what is already there or NULL, and computes nothing. */

/* A segment's surface (in its own volume's space). NULL with `error`, also where the segment is empty. */
KerfMesh *kerf_derived_mesh (const KerfObject *segment, const KerfContext *context, GError **error);
KerfMesh *kerf_derived_mesh_peek (const KerfObject *segment);
/* The same, carried by a rigid motion (NULL: none). */
KerfMesh *kerf_derived_mesh_in (const KerfObject *segment, const KerfMat4 *to_from, const KerfContext *context,
                                GError **error);
KerfDistance *kerf_derived_distance (const KerfObject *segment, const KerfMat4 *to_from, const KerfContext *context,
                                     GError **error);
double kerf_derived_volume_mm3 (const KerfObject *segment, const KerfContext *context, GError **error); /* NaN: error */
/* The surface of a segment grown by `mm`: the margin shell. */
KerfMesh *kerf_derived_shell (const KerfObject *segment, double mm, const KerfContext *context, GError **error);

/* All figures of a plan (margins per plane, areas, volumes, freedom, fates). `quick` leaves out what takes longer than a
 * mouse move: volumes and freedom. */
KerfPlanFigures *kerf_derived_plan (const KerfCase *kase, KerfId plan, gboolean quick, const KerfContext *context,
                                    GError **error);

G_END_DECLS
