/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/views/view-area.h"
#include "view/renderer.h"

G_BEGIN_DECLS

/* What the hand does between press and release. */
typedef enum {
  KERF_DRAG_NONE,
  KERF_DRAG_PENDING, /* within the first 4 px */
  KERF_DRAG_PAN,
  KERF_DRAG_ZOOM,
  KERF_DRAG_WINDOW,
  KERF_DRAG_BOX,
  KERF_DRAG_CROSSHAIR,
  KERF_DRAG_LINE,   /* one line of it */
  KERF_DRAG_PLANES, /* the two other planes, by a handle */
  KERF_DRAG_WIPE,
  KERF_DRAG_TURN,
  KERF_DRAG_ROLL,
  KERF_DRAG_SCROLL, /* one finger */
  KERF_DRAG_TOOL,
  KERF_DRAG_HANDLE
} KerfDragKind;

struct _KerfViewArea {
  GtkGLArea parent;
  KerfWindow *window; /* not held: it holds us */
  KerfViewName name;
  KerfRenderer *renderer;
  KerfTarget *target;
  KerfScene *scene; /* NULL: to be made */
  KerfSectionCache *cache;
  gboolean moving, whole;
  guint rest, describe, more;

  /* the gesture under way */
  KerfDragKind drag, pending;
  guint button;
  gboolean held; /* it is down */
  double x, y;   /* of the press */
  double last_x, last_y;
  KerfProjection start;  /* at the press */
  KerfViewState *before; /* for Esc */
  KerfVec3 pivot;
  gint64 press_us, click_us;
  double click_x, click_y;
  double scroll_rest; /* of a wheel that turns by parts */
  gint64 scroll_us;
  int line;                           /* of the crosshair, that was taken */
  double fit_px_per_mm[KERF_N_VIEWS]; /* of views that fit, at the press: a turn leaves their scale alone */
  double twist;                       /* of two fingers, radian */
  KerfPointer hover, menu_at;         /* menu_at: where the context menu was asked for; x 0: nowhere */
  gboolean hovered;
};

/* ---- view-move.c: what shows where ---- */

/* Zoom about a pixel of `from`, as this view was then; linked slices follow. */
void kerf_view_area_zoom (KerfViewArea *area, const KerfProjection *from, double factor, double x, double y);
void kerf_view_area_pan (KerfViewArea *area, const KerfProjection *from, double dx, double dy);
/* All views as they were at the press. */
void kerf_view_area_restart (KerfViewArea *area);
/* One millimetre is one on the screen; says why where that isn't known. */
void kerf_view_area_actual_size (KerfViewArea *area);
/* Logical pixels per mm of the monitor; 0: it doesn't say. */
double kerf_view_area_monitor_px_per_mm (KerfViewArea *area);
KerfVec3 kerf_view_area_clamp (KerfViewArea *area, KerfVec3 at);

/* ---- view-crosshair.c: gestures on the crosshair and on a wipe's edge ---- */

/* What a press there begins; KERF_DRAG_NONE: nothing of these. */
KerfDragKind kerf_view_area_take_crosshair (KerfViewArea *area, const KerfPointer *at);
void kerf_view_area_drag_crosshair (KerfViewArea *area, const KerfPointer *at, double dx, double dy);
/* The pointer says what it would take hold of. */
void kerf_view_area_hover_crosshair (KerfViewArea *area, const KerfPointer *at);
/* Adds what only lives in a gesture (the box of a box window) to the scene. */
void kerf_view_area_add_gesture (KerfViewArea *area, KerfScene *scene);

/* ---- view-touch.c ---- */

void kerf_view_area_add_touch (KerfViewArea *area, GtkGesture *drag);
/* A pen is near: fingers rest on the screen. `seen`: since the program began. */
gboolean kerf_pen_is_near (void);
gboolean kerf_pen_was_seen (void);
/* Notes the pen of an event. */
void kerf_pen_note (GdkEvent *event);
KerfPointer kerf_pointer_of (GtkEventController *controller, double x, double y);

/* ---- view-menu.c ---- */

void kerf_view_area_show_menu (KerfViewArea *area, const KerfPointer *at);

/* ---- view-fusion.c ---- */

/* The actions "view.fusion…" and "view.other-volume…"; FALSE: none of them. */
gboolean kerf_view_area_do_fusion (KerfViewArea *area, const char *name);
/* The other volume over the base, or a banner that says why not. */
gboolean kerf_view_area_can_fuse (KerfViewArea *area, gboolean say);

/* Window and level of what the view shows (view-level.c): by a drag from where it was at the press, and so that the box from
 * the press to here shows its 2nd to 98th percentile. */
void kerf_view_area_drag_window (KerfViewArea *area, double dx, double dy);
void kerf_view_area_window_from_box (KerfViewArea *area, double x, double y);
/* The hand let go: it becomes "My window" of the role. */
void kerf_view_area_keep_window (KerfViewArea *area);
void kerf_view_area_preset (KerfViewArea *area, char key);
/* Why a preset has no meaning for what is shown, a sentence without a full stop; NULL: it has one. */
const char *kerf_view_area_preset_refusal (KerfViewArea *area, char key);

/* A double click on a measure's label or line: asks for its name (view-actions.c). FALSE: none is there. */
gboolean kerf_view_area_edit_measure (KerfViewArea *area, const KerfPointer *at);

/* Every object that the view shows, to be selected (view-objects.c); a new reference. */
GMenuModel *kerf_view_area_objects (KerfViewArea *area);

G_END_DECLS
