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

const KerfToolClass kerf_tool_angle = {
  .id = "angle",
  .label = N_ ("Angle"),
  .icon = "kerf-angle-symbolic",
  .hint = N_ ("Click end, corner, end, or drag the first leg · Ctrl: 15° · Backspace: one back"),
  .workspaces = "hidden",
  .spec = &spec,
  KERF_MEASURE_OF_POINTS
};
