/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A closed outline drawn by hand on a slice: the image's values in it. */
#include "app/tools/measure-tool.h"
#include "view/measure-text.h"

#include <glib/gi18n.h>

enum { MOST_CORNERS = 4000, MOST_LIVE = 400 };

#define STEP_PX 2.0 /* between corners */

static const KerfMeasureSpec spec = { KERF_MEASURE_FREEHAND, "measure.freehand", N_ ("Outline"), 3, 3, NULL };

static gboolean
press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  if (kerf_view_is_space (kerf_view_area_view (area)))
    return FALSE;
  own->held = kerf_measure_tool_begin (own, area);
  KerfVec3 point = kerf_tool_point (area, at);
  g_array_set_size (own->points, 0);
  g_array_append_val (own->points, point);
  return TRUE;
}

static void
drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  KerfProjection projection = kerf_view_area_projection (area);
  KerfVec3 point = kerf_tool_point (area, at);
  (void) dx;
  (void) dy;
  if (!own->held || own->points->len >= MOST_CORNERS)
    return;
  KerfVec3 last = g_array_index (own->points, KerfVec3, own->points->len - 1);
  if (kerf_distance (last, point) * projection.px_per_mm < STEP_PX)
    return;
  g_array_append_val (own->points, point);
  kerf_measure_tool_redraw (own, area);
}

/* Without the tails where it crosses itself. */
static GArray *
outline (KerfMeasureTool *own)
{
  return kerf_outline_untangled ((const KerfVec3 *) (gconstpointer) own->points->data, own->points->len,
                                 kerf_cross (own->right, own->down));
}

static void
release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  (void) area;
  (void) at;
  if (!own->held)
    return;
  own->held = FALSE;
  if (own->points->len < 3) { /* a click draws nothing */
    g_array_set_size (own->points, 0);
    kerf_window_redraw (tool->window);
    return;
  }
  g_autoptr (GArray) corners = outline (own);
  kerf_measure_tool_end (own, spec.op, "points", (const KerfVec3 *) (gpointer) corners->data, corners->len,
                         NULL);
}

static void
scene (KerfTool *tool, KerfViewArea *area, G_GNUC_UNUSED KerfSceneTool *scene_tool)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
  KerfMat4 base_from_own;
  if (!kerf_measure_tool_is_here (own, area) || !own->points || own->points->len < 2)
    return;
  g_autoptr (GArray) corners = own->points->len <= MOST_LIVE ? outline (own) : NULL;
  g_autoptr (KerfMeasure) measure =
      corners ? kerf_measure_tool_made (own, (const KerfVec3 *) (gpointer) corners->data, corners->len,
                                        &base_from_own)
              : NULL;
  if (measure && kerf_measure_check (measure, NULL)) {
    kerf_measure_tool_show (own, area, measure, &base_from_own);
    return;
  }
  KerfDrawable *path =
      kerf_draw_segment (tool->extras, KERF_ID_NONE, NULL, g_array_index (own->points, KerfVec3, 0),
                         g_array_index (own->points, KerfVec3, 1), line);
  for (guint k = 2; k < own->points->len; k++)
    kerf_drawable_point (path, g_array_index (own->points, KerfVec3, k));
}

const KerfToolClass kerf_tool_freehand = { .id = "freehand",
                                           .label = N_ ("Outline"),
                                           .icon = "kerf-freehand-symbolic",
                                           .hint = N_ ("Drag round the region; it closes at the release"),
                                           .workspaces = "hidden",
                                           .size = sizeof (KerfMeasureTool),
                                           .spec = &spec,
                                           .enter = kerf_measure_tool_enter,
                                           .leave = kerf_measure_tool_leave,
                                           .press = press,
                                           .drag = drag,
                                           .release = release,
                                           .hover = kerf_measure_tool_hover,
                                           .escape = kerf_measure_tool_escape,
                                           .scene = scene };
