/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/view-area.h"
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
  KERF_DRAG_CROSSHAIR_X,
  KERF_DRAG_CROSSHAIR_Y,
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
  double x, y; /* of the press */
  double last_x, last_y;
  KerfProjection start;  /* at the press */
  KerfViewState *before; /* for Esc */
  KerfVec3 pivot;
  gint64 press_us, click_us;
  double click_x, click_y;
  double scroll_rest; /* of a wheel that turns by parts */
  gint64 scroll_us;
  double pinch_px_per_mm;
  KerfPointer hover;
  gboolean hovered;
};

/* Window and level of what the view shows (view-level.c): by a drag from where it was at the press, and so that the box from
 * the press to here shows its 2nd to 98th percentile. */
void kerf_view_area_drag_window (KerfViewArea *area, double dx, double dy);
void kerf_view_area_window_from_box (KerfViewArea *area, double x, double y);

/* Every object that the view shows, to be selected (view-objects.c); a new reference. */
GMenuModel *kerf_view_area_objects (KerfViewArea *area);

G_END_DECLS
