/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/handles.h"
#include "view/scene.h"

G_BEGIN_DECLS

/* What lies under a pixel, asked of the same list that was drawn. */

typedef struct {
  KerfId object; /* KERF_ID_NONE: nothing */
  char part[4];
  KerfVec3 point; /* patient; in 2-D in the plane, in 3-D on the surface; NaN: nothing hit in 3-D */
} KerfPick;

/* A line within `reach_px`, a label's disc, else (2-D) the smallest structure whose area holds the point, (3-D) the
 * nearest surface of opacity ≥ 0.25. `distance` gives the tree of a surface (new reference or NULL), for exact hits. */
KerfPick kerf_pick (const KerfScene *scene, double x, double y, double reach_px, const KerfCase *kase,
                    const KerfSceneSource *source);

/* Pixels to the nearest line of an object; INFINITY: it has none here. */
double kerf_pick_line_px (const KerfScene *scene, KerfId object, double x, double y);

/* Which handle lies within `reach_px`. FALSE: none. */
gboolean kerf_pick_handle (const KerfCut *cut, const KerfProjection *projection, const KerfBox3 *box,
                           double x, double y, double reach_px, KerfHandle *handle);

/* 1 within 12 px of the crosshair's centre in a 2-D view, else 0; its lines and handles: crosshair.h. */
int kerf_pick_crosshair (const KerfProjection *projection, KerfVec3 crosshair, double x, double y);

G_END_DECLS
