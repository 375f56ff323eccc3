/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The angle at a corner: three points. */
#include "app/tools/measure-tool.h"

#include <glib/gi18n.h>

static const KerfMeasureSpec spec = { KERF_MEASURE_ANGLE,
                                      "measure.angle",
                                      N_ ("Angle"),
                                      3,
                                      3,
                                      N_ ("Now the end of the other leg · Backspace: one back") };

static void
enter (KerfTool *tool)
{
  kerf_measure_tool_enter (tool, &spec);
}

const KerfToolClass kerf_tool_angle = {
  .id = "angle",
  .label = N_ ("Angle"),
  .icon = "kerf-angle-symbolic",
  .hint = N_ ("Click end, corner, end, or drag the first leg · Ctrl: 15° · Backspace: one back"),
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
