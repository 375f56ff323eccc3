/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gestures that mean the same in every view, whatever the tool: pan, zoom, scroll, window, crosshair, turn. */
#include "app/actions.h"
#include "app/tools/tool.h"
#include "app/view-area-private.h"
#include "base/real.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

#define DRAG_PX            4.0
#define TOUCH_DRAG_PX      8.0
#define CLICK_US           400000
#define ZOOM_PX_PER_OCTAVE 150.0
#define TOUCH_PX_PER_SLICE 12.0

static KerfPointer
pointer_of (KerfViewArea *area, GtkEventController *controller, double x, double y)
{
  KerfPointer pointer = { x, y, gtk_event_controller_get_current_event_state (controller), FALSE, FALSE };
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  (void) area;
  if (event) {
    GdkDevice *device = gdk_event_get_device (event);
    GdkDeviceTool *tool = gdk_event_get_device_tool (event);
    pointer.touch = device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
    pointer.eraser = tool && gdk_device_tool_get_tool_type (tool) == GDK_DEVICE_TOOL_TYPE_ERASER;
  }
  return pointer;
}

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

/* Step of one notch: native spacing on a native plane, else the smallest voxel edge. */
static double
slice_step_mm (KerfViewArea *area)
{
  const KerfCase *kase = kerf_window_case (area->window);
  const KerfObject *base =
      kerf_case_get (kase, kerf_view_state_base (kerf_window_state (area->window), kase));
  KerfGrid grid;
  if (!base || !kerf_object_grid (base, &grid))
    return 1;
  KerfVec3 into = kerf_view_into (kerf_view_area_value (area)), spacing = kerf_grid_spacing (&grid);
  for (int axis = 0; axis < 3; axis++)
    if (fabs (kerf_dot (kerf_grid_axis (&grid, axis), into)) > 1 - 1e-6)
      return kerf_component (spacing, axis);
  return fmin (spacing.x, fmin (spacing.y, spacing.z));
}

static KerfVec3
clamp_to_box (KerfVec3 at, const KerfBox3 *box)
{
  return kerf_vec3_min (kerf_vec3_max (at, box->lo), box->hi);
}

void
kerf_view_area_scroll (KerfViewArea *area, double steps, double mm)
{
  KerfViewState *state = kerf_window_state (area->window);
  KerfBox3 box = kerf_view_area_box (area);
  KerfVec3 at = kerf_view_state_at (state, area->name);
  if (!kerf_vec3_is_finite (at))
    return;
  KerfVec3 way = kerf_view_wheel (kerf_view_area_value (area));
  double by = mm != 0 ? mm : steps * slice_step_mm (area);
  kerf_window_move_crosshair (area->window, area->name, clamp_to_box (kerf_along (at, by, way), &box));
}

static void
zoom_by (KerfViewArea *area, double factor, double x, double y)
{
  KerfProjection projection = kerf_view_area_projection (area);
  KerfBox3 box = kerf_view_area_box (area);
  kerf_view_zoom (kerf_view_area_value (area), area->name, &projection, factor, x, y, &box);
  if (is_space (area))
    kerf_view_area_moving (area);
  kerf_window_view_changed (area->window);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  KerfViewArea *area = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  KerfTool *tool = active_tool (area);
  (void) dx;
  gint64 now = g_get_monotonic_time ();
  if (now - area->scroll_us > 300000)
    area->scroll_rest = 0;
  area->scroll_us = now;
  double notches = dy;
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    notches = dy / TOUCH_PX_PER_SLICE;
  if (state & GDK_SHIFT_MASK) {
    if (tool && tool->klass->size_by)
      tool->klass->size_by (tool, -notches);
    return TRUE;
  }
  if ((state & GDK_CONTROL_MASK) || is_space (area)) {
    zoom_by (area, pow (1.1, -notches), area->hover.x, area->hover.y);
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
  KerfVec3 at = state->crosshair, screen = kerf_vec3 (NAN, NAN, NAN);
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
  if (handle && handle->klass->press (handle, area, at))
    return KERF_DRAG_HANDLE;
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
  if (kerf_window_state (area->window)->crosshair_shown)
    switch (kerf_pick_crosshair (&area->start,
                                 kerf_view_state_at (kerf_window_state (area->window), area->name), at->x,
                                 at->y)) {
    case 1:
      return KERF_DRAG_CROSSHAIR;
    case 2:
      return KERF_DRAG_CROSSHAIR_X;
    case 3:
      return KERF_DRAG_CROSSHAIR_Y;
    default:
      break;
    }
  return KERF_DRAG_WINDOW;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = pointer_of (area, GTK_EVENT_CONTROLLER (gesture), x, y);
  gtk_widget_grab_focus (GTK_WIDGET (area));
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

/* From the state at the press, so that the hand can go back. */
static void
restart_view (KerfViewArea *area)
{
  *kerf_view_area_value (area) = area->before->views[area->name];
}

static void
drag_crosshair (KerfViewArea *area, double x, double y)
{
  KerfVec3 screen = kerf_projection_screen (&area->start, kerf_view_state_at (area->before, area->name));
  if (area->drag == KERF_DRAG_CROSSHAIR_X)
    y = screen.y;
  if (area->drag == KERF_DRAG_CROSSHAIR_Y)
    x = screen.x;
  KerfBox3 box = kerf_view_area_box (area);
  KerfVec3 at = kerf_projection_patient (&area->start, x, y);
  kerf_window_set_crosshair (area->window, clamp_to_box (at, &box));
}

static void
drag_roll (KerfViewArea *area, double x, double y)
{
  KerfVec3 about = kerf_projection_screen (&area->start, area->pivot);
  double angle = atan2 (y - about.y, x - about.x) - atan2 (area->y - about.y, area->x - about.x);
  restart_view (area);
  kerf_view_roll (kerf_view_area_value (area), -angle, area->pivot);
  kerf_view_area_moving (area);
  kerf_window_view_changed (area->window);
}

static void
move_drag (KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  KerfTool *tool =
      area->drag == KERF_DRAG_HANDLE ? kerf_window_find_tool (area->window, "handle") : active_tool (area);
  KerfBox3 box = kerf_view_area_box (area);
  switch (area->drag) {
  case KERF_DRAG_TOOL:
  case KERF_DRAG_HANDLE:
    if (tool && tool->klass->drag)
      tool->klass->drag (tool, area, at, dx, dy);
    return;
  case KERF_DRAG_PAN:
    restart_view (area);
    kerf_view_pan (kerf_view_area_value (area), &area->start, dx, dy);
    break;
  case KERF_DRAG_ZOOM:
    restart_view (area);
    kerf_view_zoom (kerf_view_area_value (area), area->name, &area->start, pow (2, -dy / ZOOM_PX_PER_OCTAVE),
                    area->x, area->y, &box);
    break;
  case KERF_DRAG_WINDOW:
    kerf_view_area_drag_window (area, dx, dy);
    return;
  case KERF_DRAG_CROSSHAIR:
  case KERF_DRAG_CROSSHAIR_X:
  case KERF_DRAG_CROSSHAIR_Y:
    drag_crosshair (area, at->x, at->y);
    return;
  case KERF_DRAG_TURN:
    restart_view (area);
    kerf_view_turn (kerf_view_area_value (area), &area->start, dx, dy, area->pivot);
    break;
  case KERF_DRAG_ROLL:
    drag_roll (area, at->x, at->y);
    return;
  case KERF_DRAG_SCROLL:
    kerf_window_state (area->window)->crosshair = area->before->crosshair;
    kerf_view_area_scroll (area, trunc (dy / 10), 0);
    return;
  case KERF_DRAG_BOX:
  case KERF_DRAG_NONE:
  case KERF_DRAG_PENDING:
  default:
    return;
  }
  if (is_space (area))
    kerf_view_area_moving (area);
  kerf_window_view_changed (area->window);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = pointer_of (area, GTK_EVENT_CONTROLLER (gesture), area->x + dx, area->y + dy);
  if (area->drag == KERF_DRAG_PENDING && hypot (dx, dy) >= (at.touch ? TOUCH_DRAG_PX : DRAG_PX))
    area->drag = area->pending;
  if (area->drag == KERF_DRAG_PENDING || area->drag == KERF_DRAG_NONE)
    return;
  area->last_x = at.x;
  area->last_y = at.y;
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
      kerf_window_set_crosshair (area->window, point);
      return;
    }
  }
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
    kerf_window_set_crosshair (area->window, point);
}

static void
show_menu (KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick;
  kerf_view_area_point (area, at, &pick);
  const KerfObject *object =
      pick.object.kind ? kerf_case_get (kerf_window_case (area->window), pick.object) : NULL;
  g_autoptr (GMenu) menu = g_menu_new ();
  if (object) {
    g_autoptr (GMenu) own = g_menu_new ();
    kerf_window_select (area->window, pick.object, pick.part);
    g_menu_append (own, _ ("Show or hide"), "win.toggle-shown");
    g_menu_append (own, _ ("Delete"), "win.delete");
    g_menu_append_section (menu, kerf_object_name (object), G_MENU_MODEL (own));
  }
  g_autoptr (GMenu) common = g_menu_new (), presets = g_menu_new ();
  guint n;
  const KerfWindowPreset *rows = kerf_window_presets (&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *action = g_strdup_printf ("view.preset-%c", rows[i].key);
    g_menu_append (presets, _ (rows[i].name), action);
  }
  if (!is_space (area))
    g_menu_append_submenu (common, _ ("Window"), G_MENU_MODEL (presets));
  g_autoptr (GMenuModel) objects = kerf_view_area_objects (area);
  g_menu_append_submenu (common, _ ("Objects in this view"), objects);
  g_menu_append (common, _ ("Surgeon's view"), "view.surgeon");
  g_menu_append (common, _ ("Reset view"), "view.reset");
  g_menu_append (common, _ ("Maximise"), "win.maximise");
  g_menu_append (common, _ ("Copy picture"), "win.copy-picture");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (common));
  GtkWidget *popover = gtk_popover_menu_new_from_model_full (G_MENU_MODEL (menu), GTK_POPOVER_MENU_NESTED);
  gtk_widget_set_parent (popover, GTK_WIDGET (area));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) at->x, (int) at->y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
end_click (KerfViewArea *area, const KerfPointer *at)
{
  gboolean quick = g_get_monotonic_time () - area->press_us < CLICK_US;
  if (area->button == GDK_BUTTON_PRIMARY) {
    left_click (area, at);
  } else if (area->button == GDK_BUTTON_SECONDARY && quick) {
    show_menu (area, at);
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
  KerfPointer at = pointer_of (area, GTK_EVENT_CONTROLLER (gesture), area->x + dx, area->y + dy);
  KerfDragKind drag = area->drag;
  area->drag = KERF_DRAG_NONE;
  KerfTool *tool =
      drag == KERF_DRAG_HANDLE ? kerf_window_find_tool (area->window, "handle") : active_tool (area);
  if (drag == KERF_DRAG_PENDING)
    end_click (area, &at);
  else if (drag == KERF_DRAG_BOX)
    kerf_view_area_window_from_box (area, at.x, at.y);
  else if ((drag == KERF_DRAG_TOOL || drag == KERF_DRAG_HANDLE) && tool && tool->klass->release)
    tool->klass->release (tool, area, &at);
  if (drag == KERF_DRAG_WINDOW)
    kerf_window_hint (area->window, NULL);
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
  area->hover = pointer_of (area, GTK_EVENT_CONTROLLER (controller), x, y);
  area->hovered = TRUE;
  if (area->drag != KERF_DRAG_NONE && area->drag != KERF_DRAG_TOOL && area->drag != KERF_DRAG_HANDLE)
    return;
  if (!is_space (area)) {
    kerf_window_probe (area->window, kerf_view_area_point (area, &area->hover, NULL));
  }
  GdkModifierType held = area->hover.state;
  if ((held & GDK_SHIFT_MASK) && !(held & (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK))) {
    KerfPick pick;
    KerfVec3 at = kerf_view_area_point (area, &area->hover, is_space (area) ? &pick : NULL);
    if (kerf_vec3_is_finite (at))
      kerf_window_set_crosshair (area->window, at);
  }
  KerfTool *tool = active_tool (area), *handle = kerf_window_find_tool (area->window, "handle");
  if (handle && handle->klass->hover && area->drag == KERF_DRAG_NONE)
    handle->klass->hover (handle, area, &area->hover);
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

/* ---- touch ---- */

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  KerfViewArea *area = data;
  (void) gesture;
  (void) sequence;
  area->drag = KERF_DRAG_NONE;
  area->start = kerf_view_area_projection (area);
  g_clear_pointer (&area->before, kerf_view_state_free);
  area->before = kerf_view_state_copy (kerf_window_state (area->window));
  gtk_gesture_get_bounding_box_center (gesture, &area->x, &area->y);
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, gpointer data)
{
  KerfViewArea *area = data;
  double x, y;
  if (!area->before || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  KerfBox3 box = kerf_view_area_box (area);
  restart_view (area);
  kerf_view_zoom (kerf_view_area_value (area), area->name, &area->start, scale, area->x, area->y, &box);
  KerfProjection zoomed = kerf_view_area_projection (area);
  kerf_view_pan (kerf_view_area_value (area), &zoomed, x - area->x, y - area->y);
  if (is_space (area))
    kerf_view_area_moving (area);
  kerf_window_view_changed (area->window);
}

static void
on_long_press (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = pointer_of (area, GTK_EVENT_CONTROLLER (gesture), x, y);
  if (area->drag == KERF_DRAG_PENDING)
    show_menu (area, &at);
}

/* ---- keys ---- */

void
kerf_view_area_show_menu (KerfViewArea *area)
{
  KerfPointer middle = { gtk_widget_get_width (GTK_WIDGET (area)) / 2.0,
                         gtk_widget_get_height (GTK_WIDGET (area)) / 2.0, 0, FALSE, FALSE };
  show_menu (area, area->hovered ? &area->hover : &middle);
}

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
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), area);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), area);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  GtkGesture *hold = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (on_long_press), area);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), area);
  g_signal_connect (keys, "key-released", G_CALLBACK (on_key_released), area);
  gtk_widget_add_controller (widget, keys);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), area);
  gtk_widget_add_controller (widget, focus);
}
