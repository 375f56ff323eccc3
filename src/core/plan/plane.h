/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/clip.h"
#include "core/mesh/section.h"

G_BEGIN_DECLS

/* Which surface of the kerf's slab the plane's point lies in. */
typedef enum { KERF_FACE_CENTRE, KERF_FACE_KEEP, KERF_FACE_DISCARD } KerfFace;

/* A planned cut (domain §1.2, §2.1): frame.p the rectangle's centre, n from the specimen to the bone that stays, u
 * across the blade, v = n × u the way the blade goes in. |s| ≤ half_extent_u, |t| ≤ half_extent_v, t ≤ −half_extent_v
 * + depth. INFINITY: not bounded. A value. */
typedef struct {
  KerfFrame3 frame;
  double half_extent_u_mm, half_extent_v_mm, depth_mm, width_mm;
  KerfFace face;
} KerfCut;

/* Offset along n of the face `which` of the kerf whose stated face is `stated` (domain §1.2, oracle 5). */
double kerf_face_offset (KerfFace stated, double width_mm, KerfFace which);
/* The cut's frame with its point moved into the face `which`. */
KerfFrame3 kerf_cut_face (const KerfCut *cut, KerfFace which);
/* Range of t of the rectangle with its depth; ±INFINITY. */
void kerf_cut_t_range (const KerfCut *cut, double *t0, double *t1);
/* Signed distance to the kerf's bounded slab, mm, positive outside; exact. */
double kerf_cut_slab_distance (const KerfCut *cut, KerfVec3 point);
/* {x before the discard face}, and the slab as up to six half-spaces; returns their number. */
KerfHalfSpace kerf_cut_discard_half_space (const KerfCut *cut);
gsize kerf_cut_slab_half_spaces (const KerfCut *cut, KerfHalfSpace out[6]);

/* Through a, b, c, turned so that `specimen_side` (the tumour's centroid) has negative height; u along a→b with such
 * sign that v points to c's side; the point is the centroid of the three. Extents are left unbounded, no depth.
 * Refused where the triangle's smallest angle is under 1° (code REFUSED). */
gboolean kerf_cut_through_points (const KerfVec3 points[3], KerfVec3 specimen_side, double width_mm,
                                  KerfFace face, KerfCut *cut, GError **error);
/* By a line a→b on a slice with view normal w: n = (b − a) × w, turned likewise; v along a→b, u = v × n; the point is
 * the middle. Refused where the line is shorter than 1 mm or within 1° of w. */
gboolean kerf_cut_line (KerfVec3 a, KerfVec3 b, KerfVec3 view_normal, KerfVec3 specimen_side, double width_mm,
                        KerfFace face, KerfCut *cut, GError **error);

/* Rectangle from the bone's section (box of the part nearest to `near`, + 10 mm a side; the point becomes its centre);
 * without a section the point stays and 40 mm each way. Depth is set to none. `bone` may be NULL. */
KerfCut kerf_cut_fit_extents (const KerfCut *cut, const KerfMesh *bone, KerfVec3 near);
/* One side only: pass INFINITY-or-number per axis to keep what was asked for; NaN takes the section's. */
KerfCut kerf_cut_with_extents (const KerfCut *fitted, double half_extent_u_mm, double half_extent_v_mm);

/* A section in one of the cut's faces, clipped to the rectangle and its depth. */
KerfSection *kerf_cut_clipped (const KerfCut *cut, const KerfSection *section);
/* Section of the face `which` with the bone, clipped to the rectangle and its depth. Through `tree` (of the same mesh)
 * where one is at hand; `bone` may then be NULL. */
KerfSection *
kerf_cut_section (const KerfCut *cut, KerfFace which, const KerfMesh *bone, const KerfDistance *tree);

/* Centroid of the section of the plane with the bone inside the rectangle: the pivot of a tilt, the reference point q
 * of domain §1.6. FALSE (and the plane's point) where there is none. */
gboolean kerf_cut_pivot (const KerfCut *cut, const KerfMesh *bone, KerfVec3 *pivot);

/* First the turn about n, then the tilt (n′ ∝ n + tan roll·u − tan pitch·v, u′ as near the turned u as can be), both
 * about `pivot`, then the shift along the old u, v, n; in all of this u, v, n are the old ones (cli.md §3). Angles in
 * radians, |pitch|, |roll| ≤ 60° (else REFUSED). Portable arithmetic. */
typedef struct {
  double along_mm, u_mm, v_mm, pitch_rad, roll_rad, turn_rad;
  KerfVec3 pivot;
} KerfCutMove;
gboolean kerf_cut_move (const KerfCut *cut, const KerfCutMove *move, KerfCut *moved, GError **error);

/* n and u turn, v, the point and the slab of bone stay: `keep` and `discard` change names. */
KerfCut kerf_cut_flip (const KerfCut *cut);

/* Offset, pitch, roll, angle of plane b against plane a at q, and h's extremes over a's section (domain §1.6). */
typedef struct {
  double offset_mm, pitch_rad, roll_rad, angle_rad;
  double L_dev_mm, L_zone_mm, h_min_mm; /* NaN without points */
  gboolean opposite_normal;
} KerfCutDeviation;
KerfCutDeviation kerf_cut_deviation (const KerfFrame3 *a, const KerfFrame3 *b, KerfVec3 q,
                                     const KerfVec3 *face_points, gsize n_points);

G_END_DECLS
