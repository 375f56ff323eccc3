/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/projection.h"

G_BEGIN_DECLS

/* Three slices at right angles that move together: each shows where the two others cut it, as the lines of its crosshair.
 * Their planes go through the crosshair's point; turned about the normal of one of them, the two others turn along. */

/* A line of the crosshair in a view: the other plane's, its way in patient space (a unit vector in the view's plane), and
 * on screen the ends within the view. */
typedef struct {
  KerfViewName plane;
  KerfVec3 way;
  gboolean shown;
  double x0, y0, x1, y1; /* logical pixels; 1 lies towards `way` */
} KerfCrosshairLine;

typedef enum {
  KERF_CROSSHAIR_NOTHING,
  KERF_CROSSHAIR_CENTRE,
  KERF_CROSSHAIR_LINE, /* moves that line */
  KERF_CROSSHAIR_TURN  /* a handle near a line's end: turns both */
} KerfCrosshairPart;

#define KERF_CROSSHAIR_GAP_PX    24.0 /* left free about the point */
#define KERF_CROSSHAIR_HANDLE_PX 5.0  /* radius of a handle's ring */

/* Lines of a 2-D view; FALSE: no crosshair there. `lines[0]` is the flatter one on screen. */
gboolean kerf_crosshair_lines (const KerfViewState *state, KerfViewName name,
                               const KerfProjection *projection, KerfCrosshairLine lines[2]);
/* Where a line's handles are, at most two; their number. None in a view whose planes must not turn: across a cut. */
guint kerf_crosshair_handles (const KerfCrosshairLine *line, KerfViewName name,
                              const KerfProjection *projection, KerfVec3 crosshair, KerfVec3 screen[2]);
/* What of it a pointer takes hold of, the nearer the first: handle and centre within 12 px (`coarse`: 22, for a finger), a
 * line within 6. `line` gets the index of the line. */
KerfCrosshairPart
kerf_crosshair_pick (const KerfViewState *state, KerfViewName name, const KerfProjection *projection,
                     double x, double y, gboolean coarse, int *line);

/* The wipe's edge: the middle of its grip on screen, and what a pointer takes hold of. */
#define KERF_WIPE_GRIP_PX 44.0
KerfVec3 kerf_wipe_grip (const KerfViewState *state, const KerfProjection *projection);
gboolean kerf_wipe_pick (const KerfViewState *state, const KerfProjection *projection, double x, double y);

/* The two other planes of the view's three, and what shows the same ones, by an angle clockwise on that view's screen about
 * its normal through the crosshair. `box` gives a middle to views that have none. */
void
kerf_view_state_turn_planes (KerfViewState *state, KerfViewName about, double angle_rad, const KerfBox3 *box);
/* A picture in its own plane, anticlockwise about the crosshair; the side-by-side one turns with it. */
void kerf_view_state_turn_in_plane (KerfViewState *state, KerfViewName name, double angle_rad,
                                    const KerfBox3 *box);
/* To the surgeon's side of the same three planes (prone), in 3-D from behind, and back. */
void kerf_view_state_set_surgeon (KerfViewState *state, gboolean surgeon);
/* The plain planes, seen as radiologists do; the 3-D view comes back from the surgeon's side. */
void kerf_view_state_reset_planes (KerfViewState *state);
/* How far a plane is from its nearest plain one: the two angles of "axial → coronal 12.0° → sagittal 3.4°" and the axes, by
 * size (0 sagittal, 1 coronal, 2 axial). */
void kerf_oblique_angles (KerfVec3 into, int axes[3], double *first_deg, double *second_deg);

G_END_DECLS
