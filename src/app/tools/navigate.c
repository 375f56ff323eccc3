/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tools whose gestures are the common ones. */
#include "app/tools/tool.h"

#include <glib/gi18n.h>

const KerfToolClass kerf_tool_navigate = {
  .id = "navigate",
  .label = N_ ("Navigate"),
  .icon = "kerf-navigate-symbolic",
  .hint = N_ ("Click: crosshair · drag: window · wheel: slices · right drag: zoom"),
  .workspaces = ""
};

const KerfToolClass kerf_tool_window = { .id = "window",
                                         .label = N_ ("Window"),
                                         .icon = "kerf-window-symbolic",
                                         .hint = N_ (
                                             "Drag right: wider, down: darker · Ctrl+drag: window of a box"),
                                         .workspaces = "",
                                         .left = 'w' };

const KerfToolClass kerf_tool_move = { .id = "move",
                                       .label = N_ ("Move"),
                                       .icon = "kerf-move-symbolic",
                                       .hint = N_ ("Drag: moves the picture"),
                                       .workspaces = "hidden",
                                       .left = 'p' };

const KerfToolClass kerf_tool_zoom = { .id = "zoom",
                                       .label = N_ ("Zoom"),
                                       .icon = "kerf-zoom-symbolic",
                                       .hint = N_ ("Drag up: nearer, down: farther"),
                                       .workspaces = "hidden",
                                       .left = 'z' };
