/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tools whose gestures are the common ones, and the ruler. */
#include "app/tools/tool.h"
#include "base/text.h"

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

/* ---- length ---- */

typedef struct {
  KerfTool tool;
  KerfVec3 from, to;
  gboolean started;
} Ruler;

static void
show_ruler (Ruler *ruler)
{
  kerf_tool_clear_extras (&ruler->tool);
  if (ruler->started && kerf_vec3_is_finite (ruler->to)) {
    KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
    kerf_draw_segment (ruler->tool.extras, KERF_ID_NONE, NULL, ruler->from, ruler->to, line);
    g_autofree char *text = kerf_figure_to_text (kerf_distance (ruler->from, ruler->to), 1, "mm");
    kerf_draw_label (ruler->tool.extras, text, KERF_LABEL_BOLD, line.colour,
                     kerf_lerp (ruler->from, ruler->to, 0.5), FALSE, -0.15, 0);
    kerf_window_hint (ruler->tool.window, text);
  }
  kerf_window_redraw (ruler->tool.window);
}

static void
end_ruler (Ruler *ruler)
{
  KerfId base =
      kerf_view_state_base (kerf_window_state (ruler->tool.window), kerf_window_case (ruler->tool.window));
  g_autofree char *a = kerf_tool_point_text (ruler->tool.window, base, ruler->from);
  g_autofree char *b = kerf_tool_point_text (ruler->tool.window, base, ruler->to);
  ruler->started = FALSE;
  if (a && b && kerf_distance (ruler->from, ruler->to) > 0.1) {
    g_autofree char *word = g_strdup_printf ("points=%s;%s", a, b);
    kerf_window_do (ruler->tool.window, "measure.length", (const char *const[]){ word, NULL });
  }
  kerf_tool_clear_extras (&ruler->tool);
  kerf_window_set_tool (ruler->tool.window, "navigate"); /* once */
}

static gboolean
ruler_press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Ruler *ruler = (Ruler *) tool;
  KerfPick pick;
  KerfVec3 point =
      kerf_view_area_point (area, at, kerf_view_is_space (kerf_view_area_view (area)) ? &pick : NULL);
  if (!kerf_vec3_is_finite (point))
    return FALSE;
  if (!ruler->started)
    ruler->from = point;
  ruler->to = point;
  return TRUE;
}

static void
ruler_drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  Ruler *ruler = (Ruler *) tool;
  KerfPick pick;
  (void) dx;
  (void) dy;
  KerfVec3 point =
      kerf_view_area_point (area, at, kerf_view_is_space (kerf_view_area_view (area)) ? &pick : NULL);
  if (kerf_vec3_is_finite (point))
    ruler->to = point;
  ruler->started = TRUE;
  show_ruler (ruler);
}

static void
ruler_release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Ruler *ruler = (Ruler *) tool;
  (void) area;
  (void) at;
  if (ruler->started && kerf_distance (ruler->from, ruler->to) > 0.1)
    end_ruler (ruler);
  else
    ruler->started = TRUE; /* the first of two clicks */
}

static void
ruler_hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Ruler *ruler = (Ruler *) tool;
  if (!at || !ruler->started || kerf_view_is_space (kerf_view_area_view (area)))
    return;
  ruler->to = kerf_view_area_point (area, at, NULL);
  show_ruler (ruler);
}

static gboolean
ruler_escape (KerfTool *tool)
{
  Ruler *ruler = (Ruler *) tool;
  gboolean was = ruler->started;
  ruler->started = FALSE;
  show_ruler (ruler);
  return was;
}

const KerfToolClass kerf_tool_length = { .id = "length",
                                         .label = N_ ("Length"),
                                         .icon = "kerf-length-symbolic",
                                         .hint = N_ ("Drag from end to end, or click both"),
                                         .workspaces = "",
                                         .size = sizeof (Ruler),
                                         .press = ruler_press,
                                         .drag = ruler_drag,
                                         .release = ruler_release,
                                         .hover = ruler_hover,
                                         .escape = ruler_escape };
