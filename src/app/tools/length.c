/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distance between two points: on a slice, or on surfaces in 3-D. */
#include "app/tools/measure-tool.h"

#include <glib/gi18n.h>

static const KerfMeasureSpec spec = { KERF_MEASURE_LENGTH, "measure.length", N_ ("Length"), 2, 2, NULL };

void
kerf_length_from (KerfTool *tool, KerfViewArea *area, KerfVec3 point)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  kerf_window_set_tool (tool->window, "length");
  kerf_measure_tool_escape (tool);
  if (kerf_vec3_is_finite (point) && kerf_measure_tool_begin (own, area))
    g_array_append_val (own->points, point);
  kerf_measure_tool_redraw (own, area);
}

const KerfToolClass kerf_tool_length = {
  .id = "length",
  .label = N_ ("Length"),
  .icon = "kerf-length-symbolic",
  .hint = N_ ("Drag from end to end, or click both · Ctrl: 15° · Shift: level or upright"),
  .workspaces = "",
  .spec = &spec,
  KERF_MEASURE_OF_POINTS
};
