/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/plan/plane.h"

G_BEGIN_DECLS

/* Least bounded margin is found to this, mm; comparing with a target allows KERF_MARGIN_SLACK_MM. */
#define KERF_MARGIN_EXACT_MM 1e-7
#define KERF_MARGIN_SLACK_MM 1e-6

/* Margins of one kerf face (domain §1.2). NaN: no part of the face lies in bone (bounded), or no tumour. */
typedef struct {
  double bounded_mm, unbounded_mm;
  KerfVec3 closest_tumour, closest_face; /* the pair of the bounded margin; NaN without one */
  KerfVec3 unbounded_tumour;             /* the tumour's farthest vertex towards the bone that stays */
  double area_mm2;                       /* of the bounded face in bone */
} KerfMargin;

/* `tumour` grown by `grown_mm` (≥ 0) everywhere. `tumour` or `bone` NULL or empty gives NaN for what needs it. The
 * bounded margin is exact in closed form where it is positive; where the tumour reaches through the face, its depth is
 * found by branch and bound over the section within the rectangle, to 1e-7 mm (to 1e-4 along a ridge of equal depth).
 * Milliseconds. */
void kerf_margin (const KerfCut *cut, KerfFace face, const KerfDistance *tumour, double grown_mm,
                  const KerfDistance *bone, KerfMargin *margin);

/* Unbounded margin alone: min over the tumour's vertices of n·(p_F − x). NaN for an empty mesh. */
double kerf_margin_unbounded_mm (const KerfFrame3 *face, const KerfMesh *tumour, KerfVec3 *at);

/* Least signed distance (positive outside) to the tumour over the part of the section within the rectangle
 * [s0, s1] × [t0, t1] (infinite where not bounded); the pair of points may be NULL. NaN for an empty region. */
double kerf_region_margin_mm (const KerfSection *section, const double s_range[2], const double t_range[2],
                              const KerfDistance *tumour, KerfVec3 *closest_face, KerfVec3 *closest_tumour);

/* The cut moved along its own normal so that the unbounded margin of its discard face is `margin_mm` (a construction
 * that a person asks for; oracle 26). */
KerfCut kerf_cut_snapped (const KerfCut *cut, const KerfMesh *tumour, double grown_mm, double margin_mm);

G_END_DECLS
