/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The angle between two lines that need not meet: along the end plates of two vertebrae. */
#include "app/tools/measure-tool.h"

#include <glib/gi18n.h>

static const KerfMeasureSpec spec = {
  KERF_MEASURE_COBB, "measure.cobb", N_ ("Cobb angle"), 4, 2, N_ ("Now the second line · Backspace: one back")
};

static void
enter (KerfTool *tool)
{
  kerf_measure_tool_enter (tool, &spec);
}

const KerfToolClass kerf_tool_cobb = {
  .id = "cobb",
  .label = N_ ("Cobb angle"),
  .icon = "kerf-cobb-symbolic",
  .hint = N_ ("Drag two lines, or click the ends of both · Ctrl: 15° · Backspace: one back"),
  .workspaces = "hidden",
  .size = sizeof (KerfMeasureTool),
  .enter = enter,
  .leave = kerf_measure_tool_leave,
  .press = kerf_measure_tool_press,
  .drag = kerf_measure_tool_drag,
  .release = kerf_measure_tool_release,
  .hover = kerf_measure_tool_hover,
  .key = kerf_measure_tool_key,
  .escape = kerf_measure_tool_escape,
  .scene = kerf_measure_tool_scene
};
