/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"
#include "view/pick.h"
#include "view/scene.h"

G_BEGIN_DECLS

/* One picture in the window: draws its scene, sends gestures to the common navigation or to the active tool. */
#define KERF_TYPE_VIEW_AREA (kerf_view_area_get_type ())
G_DECLARE_FINAL_TYPE (KerfViewArea, kerf_view_area, KERF, VIEW_AREA, GtkGLArea)

KerfViewArea *kerf_view_area_new (KerfWindow *window, KerfViewName name);
KerfViewName kerf_view_area_view (KerfViewArea *area);
KerfWindow *kerf_view_area_window (KerfViewArea *area);
KerfView *kerf_view_area_value (KerfViewArea *area); /* of the window's state, to be changed */
const KerfScene *
kerf_view_area_scene (KerfViewArea *area); /* as it is to be drawn; lent until the next change */
KerfProjection kerf_view_area_projection (KerfViewArea *area);
KerfBox3 kerf_view_area_box (KerfViewArea *area);
void kerf_view_area_redraw (KerfViewArea *area);
/* TRUE where the last picture had its image (or is the 3-D one) and left nothing for the next. */
gboolean kerf_view_area_is_whole (KerfViewArea *area);
/* Draws the picture in full and hashes its pixels; `objects` says how many things are on the card. FALSE: there is no GL. */
gboolean kerf_view_area_digest (KerfViewArea *area, KerfHash *hash, guint *objects);
/* Shows a changed view: the 3-D camera in a quick picture by itself, a slice with all that follows from it. */
void kerf_view_area_moved (KerfViewArea *area);
/* The camera is being moved: quick pictures until it rests. */
void kerf_view_area_moving (KerfViewArea *area);
/* Sets the accessible name and description from what is shown. */
void kerf_view_area_describe (KerfViewArea *area);
/* The desktop's text factor, 0.75 to 3. */
double kerf_text_factor (GtkWidget *widget);
const char *kerf_view_area_renderer_name (void); /* NULL before the first picture */

/* ---- pointers ---- */

typedef struct {
  double x, y; /* logical pixels of the area */
  GdkModifierType state;
  gboolean touch, eraser;
} KerfPointer;

/* Patient point under it: in 2-D of the plane; in 3-D on a surface, or NaN. */
KerfVec3 kerf_view_area_point (KerfViewArea *area, const KerfPointer *pointer, KerfPick *pick);

/* Makes the controllers (view-input.c). */
void kerf_view_area_add_input (KerfViewArea *area);
/* Puts back what was before the press; FALSE: nothing was held. */
gboolean kerf_view_area_cancel_gesture (KerfViewArea *area);
/* One of the actions "view.…"; FALSE: unknown (view-actions.c). */
gboolean kerf_view_area_do (KerfViewArea *area, const char *action);
/* One of the values that menus and bars offer: "slab" "mean", "sampling" "cubic", "fusion" "wipe", "map" "hot", "base" "v1",
 * "other" "v2", "preset" "2", "slab-mm" "10". */
void kerf_view_area_choose (KerfViewArea *area, const char *what, const char *value);
/* The value now; the caller frees. */
char *kerf_view_area_chosen (KerfViewArea *area, const char *what);
/* One slice (or `mm`) towards the hand. */
void kerf_view_area_scroll (KerfViewArea *area, double steps, double mm);

G_END_DECLS
