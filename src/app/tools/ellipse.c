/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ellipses and circles on a slice, from corner to corner or from the centre: the image's values in them. */
#include "app/tools/measure-tool.h"
#include "view/measure-text.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  KerfMeasureTool measure;
  KerfVec3 from, points[3]; /* where it was pressed; centre and the ends of two half axes */
  gboolean drawn;
} Ellipse;

static const KerfMeasureSpec
    ellipse = { KERF_MEASURE_ELLIPSE, "measure.ellipse", N_ ("Ellipse"), 3, 3, NULL },
    circle = { KERF_MEASURE_ELLIPSE, "measure.ellipse", N_ ("Circle"), 3, 3, NULL };

static void
enter (KerfTool *tool)
{
  kerf_measure_tool_enter (tool);
  ((Ellipse *) tool)->drawn = FALSE;
}

static gboolean
press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Ellipse *own = (Ellipse *) tool;
  if (kerf_view_is_space (kerf_view_area_view (area)))
    return FALSE;
  own->measure.held = kerf_measure_tool_begin (&own->measure, area);
  own->from = kerf_tool_point (area, at);
  own->drawn = FALSE;
  return TRUE;
}

static void
drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  Ellipse *own = (Ellipse *) tool;
  KerfVec3 d = kerf_sub (kerf_tool_point (area, at), own->from);
  double x = kerf_dot (d, own->measure.right), y = kerf_dot (d, own->measure.down);
  if (!own->measure.held || hypot (dx, dy) < 4)
    return;
  if ((at->state & GDK_CONTROL_MASK) || own->measure.spec == &circle) {
    double side = fmax (fabs (x), fabs (y));
    x = copysign (side, x);
    y = copysign (side, y);
  }
  KerfVec3 centre = own->from;
  if (!(at->state & GDK_SHIFT_MASK)) { /* corner to corner */
    x /= 2;
    y /= 2;
    centre = kerf_along (kerf_along (centre, x, own->measure.right), y, own->measure.down);
  }
  own->points[0] = centre;
  own->points[1] = kerf_along (centre, fabs (x), own->measure.right);
  own->points[2] = kerf_along (centre, fabs (y), own->measure.down);
  own->drawn = TRUE;
  g_autofree char *size = g_strdup_printf ("%.1f × %.1f mm", 2 * fabs (x), 2 * fabs (y));
  kerf_window_hint (tool->window, size);
  kerf_measure_tool_redraw (&own->measure, area);
}

static void
release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Ellipse *own = (Ellipse *) tool;
  (void) area;
  (void) at;
  gboolean drawn = own->measure.held && own->drawn;
  own->measure.held = own->drawn = FALSE;
  if (drawn)
    kerf_measure_tool_end (&own->measure, ellipse.op, "points", own->points, 3, NULL);
}

static gboolean
escape (KerfTool *tool)
{
  Ellipse *own = (Ellipse *) tool;
  gboolean was = own->measure.held;
  own->measure.held = own->drawn = FALSE;
  kerf_window_hint (tool->window, NULL);
  kerf_window_redraw (tool->window);
  return was;
}

static void
scene (KerfTool *tool, KerfViewArea *area, G_GNUC_UNUSED KerfSceneTool *scene_tool)
{
  Ellipse *own = (Ellipse *) tool;
  KerfMat4 base_from_own;
  if (!kerf_measure_tool_is_here (&own->measure, area) || !own->drawn)
    return;
  g_autoptr (KerfMeasure) measure = kerf_measure_tool_made (&own->measure, own->points, 3, &base_from_own);
  if (measure)
    kerf_measure_tool_show (&own->measure, area, measure, &base_from_own);
}

const KerfToolClass kerf_tool_ellipse = {
  .id = "ellipse",
  .label = N_ ("Ellipse"),
  .icon = "kerf-ellipse-symbolic",
  .hint = N_ ("Drag from corner to corner · Ctrl: circle · Shift: from the centre"),
  .workspaces = "hidden",
  .size = sizeof (Ellipse),
  .spec = &ellipse,
  .enter = enter,
  .leave = kerf_measure_tool_leave,
  .press = press,
  .drag = drag,
  .release = release,
  .hover = kerf_measure_tool_hover,
  .escape = escape,
  .scene = scene
};

const KerfToolClass kerf_tool_circle = { .id = "circle",
                                         .label = N_ ("Circle"),
                                         .icon = "kerf-circle-symbolic",
                                         .hint = N_ ("Drag from corner to corner · Shift: from the centre"),
                                         .workspaces = "hidden",
                                         .size = sizeof (Ellipse),
                                         .spec = &circle,
                                         .enter = enter,
                                         .leave = kerf_measure_tool_leave,
                                         .press = press,
                                         .drag = drag,
                                         .release = release,
                                         .hover = kerf_measure_tool_hover,
                                         .escape = escape,
                                         .scene = scene };
