/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/plan/plane.h"
#include "view/projection.h"

G_BEGIN_DECLS

/* Where a cut shows in a view and where it can be taken hold of. Drawing and picking use the same places. */

typedef enum {
  KERF_HANDLE_NONE,
  KERF_HANDLE_MOVE,  /* a disc: along the normal */
  KERF_HANDLE_TILT,  /* 2-D: a ring at the line's ends, turns in the view's plane about the disc */
  KERF_HANDLE_PITCH, /* 3-D: a ring on the v axis, turns about u */
  KERF_HANDLE_ROLL,  /* 3-D: a ring on the u axis, turns about v */
  KERF_HANDLE_U,     /* 3-D: an arrow, moves in the plane along u */
  KERF_HANDLE_V,
  KERF_HANDLE_EXTENT_U, /* 3-D: an edge bar */
  KERF_HANDLE_EXTENT_V
} KerfHandleKind;

typedef struct {
  KerfHandleKind kind;
  KerfVec3 at;     /* patient */
  KerfVec3 screen; /* x, y in logical pixels */
} KerfHandle;

enum { KERF_MAX_HANDLES = 12 };

/* The part of a face that a 2-D view's plane cuts: a segment a → b (patient points). `bounded` FALSE gives that of the
 * unbounded plane within `box`. FALSE: the view misses it or lies parallel to it. */
gboolean kerf_cut_view_segment (const KerfCut *cut, KerfFace face, gboolean bounded,
                                const KerfFrame3 *view_plane, const KerfBox3 *box, KerfVec3 *a, KerfVec3 *b);

/* Corners of a face's rectangle, counter-clockwise seen from +n; an unbounded side ends at `reach_mm`. */
void kerf_cut_corners (const KerfCut *cut, KerfFace face, double reach_mm, KerfVec3 corners[4]);

/* Handles of a cut (already in the view's space) in a view; their number. */
guint kerf_cut_handles (const KerfCut *cut, const KerfProjection *projection, const KerfBox3 *box,
                        KerfHandle handles[KERF_MAX_HANDLES]);

/* The cut carried by a rigid motion. */
KerfCut kerf_cut_carried (const KerfCut *cut, const KerfMat4 *motion);

G_END_DECLS
