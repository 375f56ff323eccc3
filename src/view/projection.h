/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/view-state.h"

G_BEGIN_DECLS

/* How patient space lands on one view's pixels and back. Pixels are logical, (0, 0) the top left *corner*. */
typedef struct {
  double width, height;
  gboolean space;
  KerfVec3 right, down, into; /* patient directions of the screen; into = right × down */
  double px_per_mm;           /* in 3-D: at the centre */
  KerfVec3 centre;            /* the patient point in the middle; in 2-D it lies in the plane */
  gboolean perspective;
  double distance_mm;     /* 3-D: eye to centre (perspective) */
  double near_mm, far_mm; /* 3-D: along `into`, from the eye (perspective) or the centre (orthographic) */
} KerfProjection;

/* Of one view at a size. `box` is what *fit* fits (the base volume's box in patient space). */
KerfProjection kerf_projection (const KerfViewState *state, KerfViewName name, double width, double height,
                                const KerfBox3 *box);

/* Screen x, y of a point; z: in 2-D the distance behind the plane in mm (along `into`), in 3-D the depth −1 … 1 of the
 * clip space; x is NaN for what lies behind the eye. */
KerfVec3 kerf_projection_screen (const KerfProjection *projection, KerfVec3 patient);
/* 2-D: the point of the plane under a pixel; 3-D: the point of the plane through the centre that faces the person. */
KerfVec3 kerf_projection_patient (const KerfProjection *projection, double x, double y);
/* The line of sight through a pixel; `direction` is a unit vector. */
void kerf_projection_ray (const KerfProjection *projection, double x, double y, KerfVec3 *origin,
                          KerfVec3 *direction);
/* Millimetres of one logical pixel at a point. */
double kerf_projection_mm_per_px (const KerfProjection *projection, KerfVec3 at);
/* 3-D: row-major clip-from-patient, w included. */
void kerf_projection_matrix (const KerfProjection *projection, double clip_from_patient[16]);

/* px/mm at which the box fits a 2-D view; bounds of the zoom are a quarter of it and 100. */
double kerf_projection_fit (const KerfView *view, double width, double height, const KerfBox3 *box);

/* ---- gestures on a view, as pure changes of its value ---- */

/* Trackball: a drag by (dx, dy) pixels turns the picture about `pivot`; one view width is 180°. */
void kerf_view_turn (KerfView *view, const KerfProjection *projection, double dx, double dy, KerfVec3 pivot);
void kerf_view_roll (KerfView *view, double angle_rad, KerfVec3 pivot);
/* The point that was under the pointer stays under it. */
void kerf_view_zoom (KerfView *view, KerfViewName name, const KerfProjection *projection, double factor,
                     double x, double y, const KerfBox3 *box);
void kerf_view_pan (KerfView *view, const KerfProjection *projection, double dx, double dy);
/* The side from which one looks most nearly along a direction of the patient. */
char kerf_view_side_along (KerfVec3 into);
/* Look from a side: 'A' 'P' 'L' 'R' 'S' 'I'. */
void kerf_view_look_from (KerfView *view, char side);
/* Looks along a patient direction (unit), the head up, or the front where that direction is the body's length. */
void kerf_view_look_along (KerfView *view, KerfVec3 into);

G_END_DECLS
