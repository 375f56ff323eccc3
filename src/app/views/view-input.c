/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gestures that mean the same in every view, whatever the tool. What they do stands in view-move.c, view-crosshair.c,
 * view-level.c; fingers and pens in view-touch.c, the menu in view-menu.c. */
#include "app/actions.h"
#include "app/tools/tool.h"
#include "app/views/view-area-private.h"
#include "base/real.h"
#include "view/cube.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

#define DRAG_PX                 4.0
#define TOUCH_DRAG_PX           8.0
#define CLICK_US                400000
#define ZOOM_PX_PER_OCTAVE      150.0
#define TOUCH_PX_PER_SLICE      12.0 /* of a touchpad */
#define TOUCH_DRAG_PX_PER_SLICE 10.0

static KerfTool *
active_tool (KerfViewArea *area)
{
  return kerf_window_tool (area->window);
}

static gboolean
is_space (const KerfViewArea *area)
{
  return kerf_view_is_space (area->name);
}

/* ---- scroll ---- */

/* Shift+wheel: the size of the tool, else of the slab. */
static void
size_by (KerfViewArea *area, double steps)
{
  KerfTool *tool = active_tool (area);
  KerfViewState *state = kerf_window_state (area->window);
  if (tool && tool->klass->size_by) {
    tool->klass->size_by (tool, steps);
    return;
  }
  if (is_space (area) || state->slab == KERF_SLAB_NONE)
    return;
  area->scroll_rest += steps;
  double whole = trunc (area->scroll_rest);
  area->scroll_rest -= whole;
  if (whole == 0)
    return;
  state->slab_mm = CLAMP (round (state->slab_mm) + whole, 1, 200);
  g_autofree char *text = g_strdup_printf (_ ("Slab %.0f mm"), state->slab_mm);
  kerf_window_hint (area->window, text);
  kerf_window_view_changed (area->window);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  KerfViewArea *area = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  (void) dx;
  gint64 now = g_get_monotonic_time ();
  if (now - area->scroll_us > 300000)
    area->scroll_rest = 0;
  area->scroll_us = now;
  double notches = dy;
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    notches = dy / TOUCH_PX_PER_SLICE;
  if (state & GDK_SHIFT_MASK) {
    size_by (area, -notches);
    return TRUE;
  }
  if ((state & GDK_CONTROL_MASK) || is_space (area)) {
    KerfProjection p = kerf_view_area_projection (area);
    kerf_view_area_zoom (area, &p, pow (1.1, -notches), area->hover.x, area->hover.y);
    return TRUE;
  }
  area->scroll_rest += notches;
  double whole = trunc (area->scroll_rest + (area->scroll_rest > 0 ? 1e-6 : -1e-6));
  area->scroll_rest -= whole;
  if (whole != 0)
    kerf_view_area_scroll (area, whole, 0);
  return TRUE;
}

/* ---- drags ---- */

static KerfVec3
turning_pivot (KerfViewArea *area)
{
  const KerfViewState *state = kerf_window_state (area->window);
  KerfVec3 at = kerf_view_state_at (state, area->name), screen = kerf_vec3 (NAN, NAN, NAN);
  if (kerf_vec3_is_finite (at))
    screen = kerf_projection_screen (&area->start, at);
  if (screen.x > 0 && screen.y > 0 && screen.x < area->start.width && screen.y < area->start.height)
    return at;
  return area->start.centre;
}

/* What a press of the left button begins. */
static KerfDragKind
left_drag (KerfViewArea *area, const KerfPointer *at)
{
  KerfTool *tool = active_tool (area), *handle = kerf_window_find_tool (area->window, "handle");
  gboolean bare = tool && !tool->klass->press && !tool->klass->left && !(at->state & GDK_SHIFT_MASK);
  KerfDragKind crosshair =
      is_space (area) || at->touch ? KERF_DRAG_NONE : kerf_view_area_take_crosshair (area, at);
  if (crosshair == KERF_DRAG_WIPE || (crosshair == KERF_DRAG_PLANES && bare))
    return crosshair; /* they lie over everything else */
  if (handle && handle->klass->press (handle, area, at))
    return KERF_DRAG_HANDLE;
  if (at->touch && !is_space (area) && kerf_view_area_take_crosshair (area, at) == KERF_DRAG_WIPE)
    return KERF_DRAG_WIPE;
  /* Who draws with a pen rests the hand on the screen. */
  if (at->touch && !is_space (area) && tool && tool->klass->size_by && kerf_pen_was_seen ())
    return KERF_DRAG_NONE;
  if (tool && tool->klass->press && tool->klass->press (tool, area, at))
    return KERF_DRAG_TOOL;
  if (at->touch && !is_space (area))
    return KERF_DRAG_SCROLL;
  if (tool && tool->klass->left && !(at->state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    switch (tool->klass->left) {
    case 'p':
      return KERF_DRAG_PAN;
    case 'z':
      return KERF_DRAG_ZOOM;
    default:
      return is_space (area) ? KERF_DRAG_TURN : KERF_DRAG_WINDOW;
    }
  if (at->state & GDK_SHIFT_MASK)
    return KERF_DRAG_PAN;
  if (is_space (area))
    return at->state & GDK_CONTROL_MASK ? KERF_DRAG_ROLL : KERF_DRAG_TURN;
  if (at->state & GDK_CONTROL_MASK)
    return KERF_DRAG_BOX;
  if (crosshair != KERF_DRAG_NONE)
    return crosshair;
  return KERF_DRAG_WINDOW;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = kerf_pointer_of (GTK_EVENT_CONTROLLER (gesture), x, y);
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  kerf_pen_note (event);
  /* Under a pen the hand rests; and of two fingers one may stay a little longer. */
  if (at.touch && (kerf_pen_is_near () || (event && gdk_event_get_event_type (event) != GDK_TOUCH_BEGIN))) {
    area->drag = area->pending = KERF_DRAG_NONE;
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_widget_grab_focus (GTK_WIDGET (area));
  area->held = TRUE;
  area->button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  area->x = area->last_x = x;
  area->y = area->last_y = y;
  area->press_us = g_get_monotonic_time ();
  area->start = kerf_view_area_projection (area);
  g_clear_pointer (&area->before, kerf_view_state_free);
  area->before = kerf_view_state_copy (kerf_window_state (area->window));
  area->pivot = turning_pivot (area);
  area->pending = area->button == GDK_BUTTON_MIDDLE      ? KERF_DRAG_PAN
                  : area->button == GDK_BUTTON_SECONDARY ? KERF_DRAG_ZOOM
                                                         : left_drag (area, &at);
  /* A tool has its press at once: a dab is a dab. */
  area->drag = area->pending == KERF_DRAG_TOOL || area->pending == KERF_DRAG_HANDLE ? area->pending
                                                                                    : KERF_DRAG_PENDING;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_roll (KerfViewArea *area, double x, double y)
{
  KerfVec3 about = kerf_projection_screen (&area->start, area->pivot);
  double angle = atan2 (y - about.y, x - about.x) - atan2 (area->y - about.y, area->x - about.x);
  kerf_view_area_restart (area);
  kerf_view_roll (kerf_view_area_value (area), -angle, area->pivot);
  kerf_view_area_moved (area);
}

static void
move_drag (KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  KerfTool *tool =
      area->drag == KERF_DRAG_HANDLE ? kerf_window_find_tool (area->window, "handle") : active_tool (area);
  switch (area->drag) {
  case KERF_DRAG_TOOL:
  case KERF_DRAG_HANDLE:
    if (tool && tool->klass->drag)
      tool->klass->drag (tool, area, at, dx, dy);
    return;
  case KERF_DRAG_PAN:
    kerf_view_area_restart (area);
    kerf_view_area_pan (area, &area->start, dx, dy);
    return;
  case KERF_DRAG_ZOOM:
    kerf_view_area_restart (area);
    kerf_view_area_zoom (area, &area->start, pow (2, -dy / ZOOM_PX_PER_OCTAVE), area->x, area->y);
    return;
  case KERF_DRAG_WINDOW:
    kerf_view_area_drag_window (area, dx, dy);
    return;
  case KERF_DRAG_CROSSHAIR:
  case KERF_DRAG_LINE:
  case KERF_DRAG_PLANES:
  case KERF_DRAG_WIPE:
    kerf_view_area_drag_crosshair (area, at, dx, dy);
    return;
  case KERF_DRAG_TURN:
    kerf_view_area_restart (area);
    kerf_view_turn (kerf_view_area_value (area), &area->start, dx, dy, area->pivot);
    break;
  case KERF_DRAG_ROLL:
    drag_roll (area, at->x, at->y);
    return;
  case KERF_DRAG_SCROLL:
    kerf_window_state (area->window)->crosshair = area->before->crosshair;
    if (trunc (dy / TOUCH_DRAG_PX_PER_SLICE) == 0)
      kerf_window_move_crosshair (area->window, area->name, kerf_view_state_at (area->before, area->name));
    else
      kerf_view_area_scroll (area, trunc (dy / TOUCH_DRAG_PX_PER_SLICE), 0);
    return;
  case KERF_DRAG_BOX:
    kerf_view_area_redraw (area);
    return;
  case KERF_DRAG_NONE:
  case KERF_DRAG_PENDING:
  default:
    return;
  }
  if (is_space (area))
    kerf_view_area_moved (area);
}

/* Where the pointer was between two frames: a stroke is as round as the hand made it. */
static void
follow_history (KerfViewArea *area, GtkEventController *controller, const KerfPointer *at)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (area));
  guint n = 0;
  g_autofree GdkTimeCoord *places = NULL;
  if (!event || !native || gdk_event_get_event_type (event) != GDK_MOTION_NOTIFY)
    return;
  places = gdk_event_get_history (event, &n);
  double off_x, off_y, x, y;
  gtk_native_get_surface_transform (native, &off_x, &off_y);
  for (guint i = 0; i < n; i++) {
    if (!(places[i].flags & GDK_AXIS_FLAG_X) || !(places[i].flags & GDK_AXIS_FLAG_Y) ||
        !gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (area),
                                           places[i].axes[GDK_AXIS_X] - off_x,
                                           places[i].axes[GDK_AXIS_Y] - off_y, &x, &y))
      continue;
    KerfPointer then = *at;
    then.x = x;
    then.y = y;
    move_drag (area, &then, x - area->x, y - area->y);
  }
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = kerf_pointer_of (GTK_EVENT_CONTROLLER (gesture), area->x + dx, area->y + dy);
  if (area->drag == KERF_DRAG_PENDING && hypot (dx, dy) >= (at.touch ? TOUCH_DRAG_PX : DRAG_PX))
    area->drag = area->pending;
  if (area->drag == KERF_DRAG_PENDING || area->drag == KERF_DRAG_NONE)
    return;
  area->last_x = at.x;
  area->last_y = at.y;
  if (area->drag == KERF_DRAG_TOOL)
    follow_history (area, GTK_EVENT_CONTROLLER (gesture), &at);
  move_drag (area, &at, dx, dy);
}

/* ---- clicks ---- */

static void
double_click (KerfViewArea *area, const KerfPointer *at)
{
  if (is_space (area)) {
    KerfPick pick;
    KerfVec3 point = kerf_view_area_point (area, at, &pick);
    if (kerf_vec3_is_finite (point)) {
      kerf_view_area_value (area)->centre = point;
      kerf_window_move_crosshair (area->window, area->name, point);
      return;
    }
  }
  if (kerf_view_area_edit_measure (area, at))
    return;
  kerf_window_maximise (area->window, area->name);
}

static void
left_click (KerfViewArea *area, const KerfPointer *at)
{
  KerfTool *tool = active_tool (area);
  gint64 now = g_get_monotonic_time ();
  gboolean twice =
      now - area->click_us < CLICK_US && hypot (at->x - area->click_x, at->y - area->click_y) < DRAG_PX;
  area->click_us = twice ? 0 : now;
  area->click_x = at->x;
  area->click_y = at->y;
  if (tool && tool->klass->click && tool->klass->click (tool, area, at))
    return;
  if (twice) {
    double_click (area, at);
    return;
  }
  KerfVec3 into;
  if (is_space (area) && kerf_cube_hit (kerf_view_area_scene (area), at->x, at->y, &into)) {
    kerf_view_look_along (kerf_view_area_value (area), into);
    kerf_window_view_changed (area->window);
    return;
  }
  KerfPick pick;
  KerfVec3 point = kerf_view_area_point (area, at, &pick);
  /* A structure is chosen by its line or its surface; a click inside only moves the crosshair. */
  gboolean by_line = is_space (area) || pick.part[0];
  if (!by_line && pick.object.kind != KERF_KIND_NONE) {
    KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
    KerfPick beside = kerf_pick (kerf_view_area_scene (area), at->x + 9, at->y, 0,
                                 kerf_window_case (area->window), &source);
    by_line = !kerf_id_equal (beside.object, pick.object);
  }
  if (is_space (area) || (by_line && pick.object.kind != KERF_KIND_NONE))
    kerf_window_select (area->window, pick.object, pick.part);
  if (kerf_vec3_is_finite (point) && !(is_space (area) && pick.part[0]))
    kerf_window_move_crosshair (area->window, area->name, point);
}

static void
end_click (KerfViewArea *area, const KerfPointer *at)
{
  gboolean quick = g_get_monotonic_time () - area->press_us < CLICK_US;
  if (area->button == GDK_BUTTON_PRIMARY) {
    left_click (area, at);
  } else if (area->button == GDK_BUTTON_SECONDARY && quick) {
    kerf_view_area_show_menu (area, at);
  } else if (area->button == GDK_BUTTON_MIDDLE) {
    KerfVec3 point = kerf_view_area_point (area, at, NULL);
    if (kerf_vec3_is_finite (point)) {
      kerf_view_area_value (area)->centre = point;
      kerf_window_view_changed (area->window);
    }
  }
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = kerf_pointer_of (GTK_EVENT_CONTROLLER (gesture), area->x + dx, area->y + dy);
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  area->held = FALSE;
  /* A second finger came: not a tap, not the end of a scroll. */
  if (event && (gdk_event_get_event_type (event) == GDK_TOUCH_BEGIN ||
                gdk_event_get_event_type (event) == GDK_TOUCH_CANCEL)) {
    kerf_view_area_cancel_gesture (area);
    area->drag = KERF_DRAG_NONE;
    return;
  }
  KerfDragKind drag = area->drag;
  area->drag = KERF_DRAG_NONE;
  KerfTool *tool =
      drag == KERF_DRAG_HANDLE ? kerf_window_find_tool (area->window, "handle") : active_tool (area);
  /* A click on a handle or a grip is a grasp that thought better of it. */
  gboolean grasp = area->pending == KERF_DRAG_PLANES || area->pending == KERF_DRAG_WIPE;
  if (drag == KERF_DRAG_PENDING && !grasp)
    end_click (area, &at);
  else if (drag == KERF_DRAG_BOX)
    kerf_view_area_window_from_box (area, at.x, at.y);
  else if ((drag == KERF_DRAG_TOOL || drag == KERF_DRAG_HANDLE) && tool && tool->klass->release)
    tool->klass->release (tool, area, &at);
  if (drag == KERF_DRAG_WINDOW)
    kerf_view_area_keep_window (area);
  if (drag == KERF_DRAG_WINDOW || drag == KERF_DRAG_PLANES)
    kerf_window_hint (area->window, NULL);
  if (drag == KERF_DRAG_BOX)
    kerf_view_area_redraw (area);
  g_clear_pointer (&area->before, kerf_view_state_free);
}

gboolean
kerf_view_area_cancel_gesture (KerfViewArea *area)
{
  if (area->drag == KERF_DRAG_NONE || area->drag == KERF_DRAG_PENDING || !area->before)
    return FALSE;
  KerfTool *tool =
      area->drag == KERF_DRAG_HANDLE ? kerf_window_find_tool (area->window, "handle") : active_tool (area);
  if ((area->drag == KERF_DRAG_TOOL || area->drag == KERF_DRAG_HANDLE) && tool && tool->klass->escape)
    tool->klass->escape (tool);
  KerfViewState *state = kerf_window_state (area->window);
  memcpy (state->views, area->before->views, sizeof state->views);
  state->crosshair = area->before->crosshair;
  state->wipe_share = area->before->wipe_share;
  g_array_set_size (state->windows, 0);
  g_array_append_vals (state->windows, area->before->windows->data, area->before->windows->len);
  area->drag = KERF_DRAG_NONE;
  kerf_window_hint (area->window, NULL);
  kerf_window_view_changed (area->window);
  return TRUE;
}

/* ---- hover ---- */

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  KerfViewArea *area = data;
  /* The toolkit repeats where the pointer is when something under it changed, and says so of a view that came under it. */
  gboolean moved = area->hovered && (fabs (x - area->hover.x) >= 1 || fabs (y - area->hover.y) >= 1);
  area->hover = kerf_pointer_of (GTK_EVENT_CONTROLLER (controller), x, y);
  area->hovered = TRUE;
  if (area->drag != KERF_DRAG_NONE && area->drag != KERF_DRAG_TOOL && area->drag != KERF_DRAG_HANDLE)
    return;
  if (!is_space (area)) {
    kerf_window_probe (area->window, kerf_view_area_point (area, &area->hover, NULL));
  }
  GdkModifierType held = area->hover.state;
  if (moved && (held & GDK_SHIFT_MASK) &&
      !(held & (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK))) {
    KerfPick pick;
    KerfVec3 at = kerf_view_area_point (area, &area->hover, is_space (area) ? &pick : NULL);
    if (kerf_vec3_is_finite (at))
      kerf_window_move_crosshair (area->window, area->name, at);
  }
  KerfTool *tool = active_tool (area), *handle = kerf_window_find_tool (area->window, "handle");
  if (handle && handle->klass->hover && area->drag == KERF_DRAG_NONE)
    handle->klass->hover (handle, area, &area->hover);
  if (tool && !tool->klass->press && !is_space (area) && area->drag == KERF_DRAG_NONE)
    kerf_view_area_hover_crosshair (area, &area->hover);
  if (tool && tool->klass->hover)
    tool->klass->hover (tool, area, &area->hover);
}

static void
on_leave (GtkEventControllerMotion *controller, gpointer data)
{
  KerfViewArea *area = data;
  (void) controller;
  area->hovered = FALSE;
  kerf_window_probe (area->window, kerf_vec3 (NAN, NAN, NAN));
  KerfTool *tool = active_tool (area);
  if (tool && tool->klass->hover)
    tool->klass->hover (tool, area, NULL);
}

/* ---- keys ---- */

static guint
scopes_of (KerfViewArea *area)
{
  guint scopes = KERF_SCOPE_VIEW | (is_space (area) ? KERF_SCOPE_SPACE : KERF_SCOPE_SLICE);
  if (g_strcmp0 (kerf_window_workspace (area->window), "contour") == 0 && !is_space (area))
    scopes |= KERF_SCOPE_CONTOUR;
  if (g_strcmp0 (kerf_window_workspace (area->window), "plan") == 0)
    scopes |= KERF_SCOPE_PLAN;
  if (g_strcmp0 (kerf_window_workspace (area->window), "guide") == 0)
    scopes |= KERF_SCOPE_GUIDE;
  return scopes;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  KerfViewArea *area = data;
  (void) controller;
  if (keyval == GDK_KEY_Escape) {
    kerf_window_escape (area->window);
    return TRUE;
  }
  KerfTool *tool = active_tool (area), *handle = kerf_window_find_tool (area->window, "handle");
  if (handle && kerf_handle_is_taken (handle) && handle->klass->key (handle, area, keyval, state))
    return TRUE;
  if (tool && tool->klass->key && tool->klass->key (tool, area, keyval, state))
    return TRUE;
  const KerfAction *action = kerf_action_for_key (scopes_of (area), keyval, keycode, state);
  return action && gtk_widget_activate_action (GTK_WIDGET (area), action->name, NULL);
}

static void
on_key_released (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
                 gpointer data)
{
  KerfViewArea *area = data;
  (void) controller;
  (void) keycode;
  (void) state;
  if (keyval == GDK_KEY_h || keyval == GDK_KEY_H)
    kerf_view_area_do (area, "view.hide-overlays-end");
  if (keyval == GDK_KEY_space)
    kerf_view_area_do (area, "view.other-volume-end");
}

static void
on_focus_left (GtkEventControllerFocus *controller, gpointer data)
{
  (void) controller;
  kerf_view_area_do (data, "view.hide-overlays-end");
  kerf_view_area_do (data, "view.other-volume-end");
}

void
kerf_view_area_add_input (KerfViewArea *area)
{
  GtkWidget *widget = GTK_WIDGET (area);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), area);
  gtk_widget_add_controller (widget, scroll);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), area);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), area);
  gtk_widget_add_controller (widget, motion);
  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), area);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), area);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), area);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  kerf_view_area_add_touch (area, drag);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), area);
  g_signal_connect (keys, "key-released", G_CALLBACK (on_key_released), area);
  gtk_widget_add_controller (widget, keys);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), area);
  gtk_widget_add_controller (widget, focus);
}
