/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fingers and pens: two fingers zoom and pan, a long press opens the menu, a pen that is near keeps fingers out. */
#include "app/views/view-area-private.h"
#include "base/real.h"

#define PEN_NEAR_US 700000
#define TWIST_RAD   (12 * KERF_RAD_PER_DEG)

/* ---- pens ---- */

/* One for the program: the hand that holds the pen rests where it will. */
static struct {
  gint64 last_us;
  gboolean near, seen;
} pen;

static gboolean
is_pen (GdkDeviceTool *tool)
{
  GdkDeviceToolType type = tool ? gdk_device_tool_get_tool_type (tool) : GDK_DEVICE_TOOL_TYPE_UNKNOWN;
  return type == GDK_DEVICE_TOOL_TYPE_PEN || type == GDK_DEVICE_TOOL_TYPE_ERASER ||
         type == GDK_DEVICE_TOOL_TYPE_BRUSH || type == GDK_DEVICE_TOOL_TYPE_PENCIL ||
         type == GDK_DEVICE_TOOL_TYPE_AIRBRUSH;
}

void
kerf_pen_note (GdkEvent *event)
{
  if (!event || !is_pen (gdk_event_get_device_tool (event)))
    return;
  pen.seen = TRUE;
  pen.last_us = g_get_monotonic_time ();
  if (gdk_event_get_event_type (event) == GDK_PROXIMITY_IN)
    pen.near = TRUE;
  else if (gdk_event_get_event_type (event) == GDK_PROXIMITY_OUT)
    pen.near = FALSE;
}

gboolean
kerf_pen_is_near (void)
{
  /* Not every desktop says when a pen comes and goes; then its last sign counts. */
  return pen.near || (pen.seen && g_get_monotonic_time () - pen.last_us < PEN_NEAR_US);
}

gboolean
kerf_pen_was_seen (void)
{
  return pen.seen;
}

static gboolean
on_any_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  KerfViewArea *area = data;
  GdkEventType type = gdk_event_get_event_type (event);
  (void) controller;
  kerf_pen_note (event);
  /* A second button during a drag would end it, and open a menu where the hand only slipped. */
  if (area->held && (type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE) &&
      gdk_button_event_get_button (event) != area->button)
    return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

KerfPointer
kerf_pointer_of (GtkEventController *controller, double x, double y)
{
  KerfPointer pointer = { x, y, gtk_event_controller_get_current_event_state (controller), FALSE, FALSE };
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  if (event) {
    GdkDevice *device = gdk_event_get_device (event);
    GdkDeviceTool *tool = gdk_event_get_device_tool (event);
    pointer.touch = device && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
    pointer.eraser = tool && gdk_device_tool_get_tool_type (tool) == GDK_DEVICE_TOOL_TYPE_ERASER;
  }
  return pointer;
}

/* ---- two fingers ---- */

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  KerfViewArea *area = data;
  (void) sequence;
  if (kerf_pen_is_near ()) {
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  /* What one finger began is not meant any more. */
  kerf_view_area_cancel_gesture (area);
  area->drag = KERF_DRAG_NONE;
  area->twist = 0;
  area->start = kerf_view_area_projection (area);
  g_clear_pointer (&area->before, kerf_view_state_free);
  area->before = kerf_view_state_copy (kerf_window_state (area->window));
  gtk_gesture_get_bounding_box_center (gesture, &area->x, &area->y);
}

static void
follow_fingers (KerfViewArea *area, GtkGesture *gesture, double scale)
{
  double x, y;
  if (!area->before || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  kerf_view_area_restart (area);
  kerf_view_area_zoom (area, &area->start, scale, area->x, area->y);
  KerfProjection zoomed = kerf_view_area_projection (area);
  kerf_view_area_pan (area, &zoomed, x - area->x, y - area->y);
  /* Twelve degrees are an unsteady hand; a slice doesn't turn by accident at all. */
  if (kerf_view_is_space (area->name) && fabs (area->twist) > TWIST_RAD) {
    double roll = area->twist - copysign (TWIST_RAD, area->twist);
    kerf_view_roll (kerf_view_area_value (area), -roll, kerf_view_area_value (area)->centre);
    kerf_window_view_changed (area->window);
  }
}

static void
on_twist (GtkGestureRotate *gesture, double angle, double angle_delta, gpointer data)
{
  KerfViewArea *area = data;
  (void) gesture;
  (void) angle;
  area->twist = remainder (angle_delta, 2 * KERF_PI);
}

/* Also where both fingers keep their distance and only move. */
static void
on_pinch_update (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  (void) sequence;
  if (gtk_gesture_is_recognized (gesture))
    follow_fingers (data, gesture, gtk_gesture_zoom_get_scale_delta (GTK_GESTURE_ZOOM (gesture)));
}

static void
on_pinch_end (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  KerfViewArea *area = data;
  (void) gesture;
  (void) sequence;
  g_clear_pointer (&area->before, kerf_view_state_free);
}

/* ---- a finger that stays ---- */

static void
on_long_press (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  KerfViewArea *area = data;
  KerfPointer at = kerf_pointer_of (GTK_EVENT_CONTROLLER (gesture), x, y);
  if (area->drag != KERF_DRAG_PENDING || kerf_pen_is_near ())
    return;
  area->drag = KERF_DRAG_NONE; /* its release is no tap */
  kerf_view_area_show_menu (area, &at);
}

void
kerf_view_area_add_touch (KerfViewArea *area, GtkGesture *drag)
{
  GtkWidget *widget = GTK_WIDGET (area);
  GtkGesture *pinch = gtk_gesture_zoom_new (), *twist = gtk_gesture_rotate_new (),
             *hold = gtk_gesture_long_press_new ();
  g_signal_connect (twist, "angle-changed", G_CALLBACK (on_twist), area);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), area);
  g_signal_connect (pinch, "update", G_CALLBACK (on_pinch_update), area);
  g_signal_connect (pinch, "end", G_CALLBACK (on_pinch_end), area);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (on_long_press), area);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (twist));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  /* The drag claims its finger at the press; only gestures of its group may still have it. */
  gtk_gesture_group (pinch, drag);
  gtk_gesture_group (twist, drag);
  gtk_gesture_group (hold, drag);
  GtkEventController *any = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (any, GTK_PHASE_CAPTURE);
  g_signal_connect (any, "event", G_CALLBACK (on_any_event), area);
  gtk_widget_add_controller (widget, any);
}
