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
KerfMesh *kerf_derived_mesh_in (const KerfObject *segment, const KerfMat4 *to_from,
                                const KerfContext *context, GError **error);
KerfDistance *kerf_derived_distance (const KerfObject *segment, const KerfMat4 *to_from,
                                     const KerfContext *context, GError **error);
KerfDistance *kerf_derived_distance_peek (const KerfObject *segment); /* in its own space */
double kerf_derived_volume_mm3 (const KerfObject *segment, const KerfContext *context,
                                GError **error); /* NaN: error */
/* The surface of a segment grown by `mm`: the margin shell. */
KerfMesh *
kerf_derived_shell (const KerfObject *segment, double mm, const KerfContext *context, GError **error);

KerfMesh *kerf_derived_shell_peek (const KerfObject *segment, double mm);

/* All figures of a plan (margins per plane, areas, volumes, freedom, fates). `quick` leaves out what takes longer than a
 * mouse move: volumes and freedom. */
KerfPlanFigures *kerf_derived_plan (const KerfCase *kase, KerfId plan, gboolean quick,
                                    const KerfContext *context, GError **error);
KerfPlanFigures *kerf_derived_plan_peek (const KerfCase *kase, KerfId plan, gboolean quick);

/* Distance of a protected structure to the plan's kerfs and what becomes of it (domain §2.5). `clearance_mm` NaN: none
 * was asked for. */
typedef struct {
  KerfId structure;
  KerfFate fate;
  double distance_mm, clearance_mm;
} KerfSpared;
/* Of the plan's protected structures and of every tube of the case that reaches the plan's space; GArray of KerfSpared. */
GArray *kerf_derived_spared (const KerfCase *kase, KerfId plan, const KerfContext *context, GError **error);

/* Which side the lesion lies on against the midline's landmarks, or "left"/"right" where a person named the limb; NULL:
 * not assessed. Lent. */
const char *kerf_derived_side (const KerfCase *kase, KerfId plan, const KerfContext *context);

/* FALSE with the sentence of case.side where the lesion lies on one side and the case says the other. A lesion that is
 * said to lie on the midline, or on no known side, contradicts nothing. */
gboolean
kerf_derived_side_agrees (const KerfCase *kase, KerfId plan, const KerfContext *context, GError **error);

/* FALSE with the sentence of the finding where no margin may be computed in this plan: one of the images that it, its
 * tumour or its bone lie on is tilted or uneven (resample it), or has a gap that nobody has accepted. The plan's figures
 * are then not assessed. */
gboolean kerf_derived_margins_allowed (const KerfCase *kase, const KerfPlan *plan, GError **error);

G_END_DECLS
