/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zoom, pan and scroll of a view, and what linked views do with it. */
#include "app/views/view-area-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A monitor that claims less or more is one that doesn't know its size. */
#define LEAST_MONITOR_PX_PER_MM 1.5
#define MOST_MONITOR_PX_PER_MM  14.0

static gboolean
is_space (const KerfViewArea *area)
{
  return kerf_view_is_space (area->name);
}

KerfVec3
kerf_view_area_clamp (KerfViewArea *area, KerfVec3 at)
{
  KerfBox3 box = kerf_view_area_box (area);
  return kerf_vec3_min (kerf_vec3_max (at, box.lo), box.hi);
}

/* ---- scroll ---- */

static double
slice_step_mm (KerfViewArea *area)
{
  return kerf_scene_step_mm (kerf_window_case (area->window), kerf_window_state (area->window),
                             kerf_view_into (kerf_view_area_value (area)));
}

/* How far one can go along a direction within the box: an oblique plane's last slice is where its point leaves it. */
static double
reach_mm (const KerfBox3 *box, KerfVec3 from, KerfVec3 way)
{
  double reach = INFINITY;
  for (int axis = 0; axis < 3; axis++) {
    double by = kerf_component (way, axis), at = kerf_component (from, axis);
    if (fabs (by) > 1e-12)
      reach = fmin (reach,
                    ((by > 0 ? kerf_component (box->hi, axis) : kerf_component (box->lo, axis)) - at) / by);
  }
  return isfinite (reach) ? fmax (reach, 0) : 0;
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
  double step = slice_step_mm (area), by = mm != 0 ? mm : steps * step;
  double reach = reach_mm (&box, at, by > 0 ? way : kerf_scale (way, -1));
  /* The last step is a whole one: slices stay where voxels are. */
  if (fabs (by) > reach)
    by = copysign (floor (reach / step + 1e-6) * step, by);
  if (by != 0)
    kerf_window_move_crosshair (area->window, area->name, kerf_along (at, by, way));
}

/* ---- zoom and pan ---- */

void
kerf_view_area_restart (KerfViewArea *area)
{
  KerfViewState *state = kerf_window_state (area->window);
  if (area->before)
    memcpy (state->views, area->before->views, sizeof state->views);
}

/* The view of the other volume that shows the same plane, and the other way round; −1: none. */
static int
twin_of (KerfViewName name)
{
  switch (name) {
  case KERF_VIEW_AXIAL:
    return KERF_VIEW_AXIAL_OTHER;
  case KERF_VIEW_CORONAL:
    return KERF_VIEW_CORONAL_OTHER;
  case KERF_VIEW_AXIAL_OTHER:
    return KERF_VIEW_AXIAL;
  case KERF_VIEW_CORONAL_OTHER:
    return KERF_VIEW_CORONAL;
  case KERF_VIEW_SAGITTAL:
  case KERF_VIEW_SPACE:
  case KERF_VIEW_CUT:
  case KERF_VIEW_CUT_U:
  case KERF_VIEW_CUT_V:
  case KERF_N_VIEWS:
  default:
    return -1;
  }
}

/* Side by side shows the same part of both. */
static void
link_place (KerfViewArea *area)
{
  KerfViewState *state = kerf_window_state (area->window);
  int twin = twin_of (area->name);
  if (state->linked && twin >= 0)
    state->views[twin].centre = state->views[area->name].centre;
}

/* Linked: the same millimetres a pixel in every slice, about the crosshair where it is in sight. */
static void
link_zoom (KerfViewArea *area)
{
  KerfViewState *state = kerf_window_state (area->window);
  double px_per_mm = kerf_view_area_value (area)->zoom_px_per_mm;
  KerfBox3 box = kerf_view_area_box (area);
  for (int i = 0; state->linked && !is_space (area) && i < KERF_N_VIEWS; i++) {
    KerfViewArea *shown = kerf_window_area (area->window, (KerfViewName) i);
    if (kerf_view_is_space ((KerfViewName) i) || i == (int) area->name)
      continue;
    if (!shown || i == twin_of (area->name)) {
      state->views[i].zoom_px_per_mm = px_per_mm;
      continue;
    }
    KerfProjection p = kerf_view_area_projection (shown);
    KerfVec3 about = kerf_vec3_is_finite (state->crosshair) ? kerf_projection_screen (&p, state->crosshair)
                                                            : kerf_vec3 (-1, -1, 0);
    if (about.x < 0 || about.y < 0 || about.x > p.width || about.y > p.height)
      about = kerf_vec3 (p.width / 2, p.height / 2, 0);
    kerf_view_zoom (&state->views[i], (KerfViewName) i, &p, px_per_mm / p.px_per_mm, about.x, about.y, &box);
  }
  link_place (area);
}

void
kerf_view_area_zoom (KerfViewArea *area, const KerfProjection *from, double factor, double x, double y)
{
  KerfBox3 box = kerf_view_area_box (area);
  kerf_view_zoom (kerf_view_area_value (area), area->name, from, factor, x, y, &box);
  link_zoom (area);
  kerf_view_area_moved (area);
}

void
kerf_view_area_pan (KerfViewArea *area, const KerfProjection *from, double dx, double dy)
{
  kerf_view_pan (kerf_view_area_value (area), from, dx, dy);
  link_place (area);
  kerf_view_area_moved (area);
}

double
kerf_view_area_monitor_px_per_mm (KerfViewArea *area)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (area));
  GdkSurface *surface = native ? gtk_native_get_surface (native) : NULL;
  GdkMonitor *monitor =
      surface ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  GdkRectangle geometry;
  if (!monitor || gdk_monitor_get_width_mm (monitor) <= 0 || gdk_monitor_get_height_mm (monitor) <= 0)
    return 0;
  gdk_monitor_get_geometry (monitor, &geometry);
  double x = (double) geometry.width / gdk_monitor_get_width_mm (monitor),
         y = (double) geometry.height / gdk_monitor_get_height_mm (monitor);
  /* Pixels are square; some projectors state the shape of their picture as its size. */
  return x > LEAST_MONITOR_PX_PER_MM && x < MOST_MONITOR_PX_PER_MM && fabs (x / y - 1) < 0.1 ? (x + y) / 2
                                                                                             : 0;
}

void
kerf_view_area_actual_size (KerfViewArea *area)
{
  double px_per_mm = kerf_view_area_monitor_px_per_mm (area);
  KerfProjection p = kerf_view_area_projection (area);
  if (!(px_per_mm > 0)) {
    kerf_window_toast (area->window, _ ("This monitor does not state its size"), FALSE);
    return;
  }
  double x = area->hovered ? area->hover.x : p.width / 2, y = area->hovered ? area->hover.y : p.height / 2;
  kerf_view_area_zoom (area, &p, px_per_mm / p.px_per_mm, x, y);
}
