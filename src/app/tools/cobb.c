/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The angle between two lines that need not meet: along the end plates of two vertebrae. */
#include "app/tools/measure-tool.h"

#include <glib/gi18n.h>

static const KerfMeasureSpec spec = {
  KERF_MEASURE_COBB, "measure.cobb", N_ ("Cobb angle"), 4, 2, N_ ("Now the second line · Backspace: one back")
};

const KerfToolClass kerf_tool_cobb = {
  .id = "cobb",
  .label = N_ ("Cobb angle"),
  .icon = "kerf-cobb-symbolic",
  .hint = N_ ("Drag two lines, or click the ends of both · Ctrl: 15° · Backspace: one back"),
  .workspaces = "hidden",
  .spec = &spec,
  KERF_MEASURE_OF_POINTS
};
