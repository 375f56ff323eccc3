/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planes and tubes from clicks: three points on bone in any view, a line on a slice, a run of points. */
#include "app/tools/tool.h"
#include "base/text.h"

#include <glib/gi18n.h>

typedef struct {
  KerfTool tool;
  GArray *points; /* of KerfVec3, base space */
  KerfVec3 hover, view_normal;
  gboolean dragging;
  double radius_mm;
} Points;

static Points *
points_of (KerfTool *tool)
{
  return (Points *) tool;
}

static void
enter (KerfTool *tool)
{
  Points *own = points_of (tool);
  g_clear_pointer (&own->points, g_array_unref);
  own->points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  own->hover = kerf_vec3 (NAN, NAN, NAN);
  if (own->radius_mm == 0)
    own->radius_mm = 2.5;
}

static void
leave (KerfTool *tool)
{
  Points *own = points_of (tool);
  g_clear_pointer (&own->points, g_array_unref);
  kerf_tool_clear_extras (tool);
  kerf_document_drop_preview (kerf_window_document (tool->window));
}

static char *
points_word (Points *own, KerfId volume, const char *key, gboolean with_hover)
{
  g_autoptr (GString) text = g_string_new (key);
  guint n = own->points->len + (with_hover ? 1 : 0);
  g_string_append_c (text, '=');
  for (guint i = 0; i < n; i++) {
    KerfVec3 p = i < own->points->len ? g_array_index (own->points, KerfVec3, i) : own->hover;
    g_autofree char *point = kerf_tool_point_text (own->tool.window, volume, p);
    if (!point)
      return NULL;
    g_string_append_printf (text, "%s%s", i ? ";" : "", point);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show (Points *own)
{
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
  kerf_tool_clear_extras (&own->tool);
  for (guint i = 0; i < own->points->len; i++) {
    KerfVec3 p = g_array_index (own->points, KerfVec3, i);
    g_autofree char *number = g_strdup_printf ("%u", i + 1);
    if (i > 0)
      kerf_draw_segment (own->tool.extras, KERF_ID_NONE, NULL, g_array_index (own->points, KerfVec3, i - 1),
                         p, line);
    kerf_draw_label (own->tool.extras, number, KERF_LABEL_DISC, line.colour, p, FALSE, 0.5, 0.5);
  }
  if (own->points->len > 0 && kerf_vec3_is_finite (own->hover))
    kerf_draw_segment (own->tool.extras, KERF_ID_NONE, NULL,
                       g_array_index (own->points, KerfVec3, own->points->len - 1), own->hover, line);
  kerf_window_redraw (own->tool.window);
}

static KerfId
plan_volume (KerfWindow *window, KerfId plan)
{
  const KerfObject *object = kerf_case_get (kerf_window_case (window), plan);
  return object ? kerf_object_volume_id (object) : KERF_ID_NONE;
}

/* Selects the plane that was made last, once it is there. */
static void
select_last_plane (KerfWindow *window, KerfId plan_id)
{
  const KerfObject *object = kerf_case_get (kerf_window_case (window), plan_id);
  g_autoptr (KerfPlan) plan = object ? kerf_plan_from_object (object) : NULL;
  if (!plan || plan->planes->len == 0)
    return;
  const KerfPlane *last = g_ptr_array_index (plan->planes, plan->planes->len - 1);
  kerf_window_select (window, plan_id, last->letter);
}

static gboolean
place (Points *own, const char *op_id, const char *const *words, gboolean preview)
{
  KerfDocument *document = kerf_window_document (own->tool.window);
  const KerfOp *op = kerf_document_op (op_id);
  g_autoptr (GError) error = NULL;
  gpointer args = kerf_document_args (document, op, words, &error);
  if (args && preview) {
    kerf_document_preview (document, op, args,
                           NULL); /* three points in a line give none: nothing to say yet */
    kerf_args_free (op, args);
    return TRUE;
  }
  if (args) {
    KerfId plan =
        kerf_view_state_plan (kerf_window_state (own->tool.window), kerf_window_case (own->tool.window));
    kerf_document_drop_preview (document);
    kerf_document_commit (document, op, args);
    select_last_plane (own->tool.window, plan);
    return TRUE;
  }
  kerf_window_say (own->tool.window, error->message);
  return FALSE;
}

static gboolean
place_plane (Points *own, gboolean preview)
{
  KerfId plan = preview ? kerf_view_state_plan (kerf_window_state (own->tool.window),
                                                kerf_window_case (own->tool.window))
                        : kerf_tool_plan (own->tool.window);
  if (plan.kind == KERF_KIND_NONE)
    return FALSE;
  g_autofree char *id = kerf_id_to_text (plan), *plan_word = g_strdup_printf ("plan=%s", id),
                  *points = points_word (own, plan_volume (own->tool.window, plan), "points", preview);
  return points && place (own, "plane.through", (const char *const[]){ plan_word, points, NULL }, preview);
}

/* Which point comes next, also after one was taken back. */
static void
say_next (Points *own)
{
  kerf_window_hint (own->tool.window, own->points->len == 0 ? NULL
                                      : own->points->len == 1
                                          ? _ ("Second point: where the blade leaves the edge")
                                          : _ ("Third point: deeper, where the blade goes"));
}

static gboolean
click (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  KerfVec3 p = kerf_tool_point (area, at);
  if (!kerf_vec3_is_finite (p))
    return TRUE;
  if (own->points->len == 0 && kerf_tool_plan (tool->window).kind == KERF_KIND_NONE)
    return TRUE;
  g_array_append_val (own->points, p);
  own->hover = kerf_vec3 (NAN, NAN, NAN);
  if (own->points->len < 3) {
    show (own);
    say_next (own);
    return TRUE;
  }
  place_plane (own, FALSE);
  kerf_window_set_tool (tool->window, "navigate");
  return TRUE;
}

static void
hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  if (!own->points || own->points->len == 0)
    return;
  if (!at || kerf_view_is_space (kerf_view_area_view (area)))
    return;
  own->hover = kerf_tool_point (area, at);
  show (own);
  if (own->points->len == 2)
    place_plane (own, TRUE); /* the live margin from the second click on */
}

static gboolean
key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state)
{
  Points *own = points_of (tool);
  (void) area;
  (void) state;
  if (keyval != GDK_KEY_BackSpace || !own->points || own->points->len == 0)
    return FALSE;
  g_array_set_size (own->points, own->points->len - 1);
  kerf_document_drop_preview (kerf_window_document (tool->window));
  show (own);
  say_next (own);
  return TRUE;
}

static gboolean
escape (KerfTool *tool)
{
  Points *own = points_of (tool);
  gboolean was = own->points && (own->points->len > 0 || own->dragging);
  own->dragging = FALSE;
  if (own->points)
    g_array_set_size (own->points, 0);
  kerf_document_drop_preview (kerf_window_document (tool->window));
  kerf_tool_clear_extras (tool);
  kerf_window_redraw (tool->window);
  return was;
}

const KerfToolClass kerf_tool_plane_points = {
  .id = "plane-points",
  .label = N_ ("Plane by three clicks"),
  .icon = "kerf-plane-points-symbolic",
  .hint = N_ ("Click where the blade enters, twice, then deeper · Backspace: one back"),
  .workspaces = "plan",
  .size = sizeof (Points),
  .enter = enter,
  .leave = leave,
  .click = click,
  .hover = hover,
  .key = key,
  .escape = escape
};

/* ---- by a line on a slice ---- */

static gboolean
place_line (Points *own, gboolean preview)
{
  KerfId plan =
      kerf_view_state_plan (kerf_window_state (own->tool.window), kerf_window_case (own->tool.window));
  if (plan.kind == KERF_KIND_NONE)
    return FALSE;
  KerfId volume = plan_volume (own->tool.window, plan);
  KerfVec3 a = g_array_index (own->points, KerfVec3, 0);
  g_autofree char *id = kerf_id_to_text (plan), *from = kerf_tool_point_text (own->tool.window, volume, a),
                  *to = kerf_tool_point_text (own->tool.window, volume, own->hover),
                  *normal = kerf_tool_direction_text (own->tool.window, volume, own->view_normal);
  if (!from || !to || !normal)
    return FALSE;
  g_autofree char *w0 = g_strdup_printf ("plan=%s", id), *w1 = g_strdup_printf ("from=%s", from),
                  *w2 = g_strdup_printf ("to=%s", to), *w3 = g_strdup_printf ("view_normal=%s", normal);
  return place (own, "plane.line", (const char *const[]){ w0, w1, w2, w3, NULL }, preview);
}

static gboolean
line_press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  if (kerf_view_is_space (kerf_view_area_view (area)))
    return FALSE;
  if (kerf_tool_plan (tool->window).kind == KERF_KIND_NONE)
    return TRUE;
  KerfVec3 p = kerf_tool_point (area, at);
  g_array_set_size (own->points, 0);
  g_array_append_val (own->points, p);
  own->view_normal = kerf_view_into (kerf_view_area_value (area));
  own->dragging = TRUE;
  return TRUE;
}

static void
line_drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  Points *own = points_of (tool);
  if (!own->dragging || hypot (dx, dy) < 6)
    return;
  KerfVec3 a = g_array_index (own->points, KerfVec3, 0), b = kerf_tool_point (area, at);
  if (at->state & GDK_CONTROL_MASK) { /* steps of 5° in the view */
    const KerfView *view = kerf_view_area_value (area);
    KerfVec3 d = kerf_sub (b, a);
    double step = 5 * G_PI / 180,
           angle = rint (atan2 (kerf_dot (d, view->down), kerf_dot (d, view->right)) / step) * step;
    b = kerf_along (kerf_along (a, kerf_length (d) * cos (angle), view->right), kerf_length (d) * sin (angle),
                    view->down);
  }
  own->hover = b;
  show (own);
  place_line (own, TRUE);
}

static void
line_release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  (void) area;
  (void) at;
  if (!own->dragging || !kerf_vec3_is_finite (own->hover))
    return;
  own->dragging = FALSE;
  place_line (own, FALSE);
  kerf_window_set_tool (tool->window, "navigate");
}

const KerfToolClass kerf_tool_plane_line = {
  .id = "plane-line",
  .label = N_ ("Plane by a line"),
  .icon = "kerf-plane-line-symbolic",
  .hint = N_ ("Press where the blade enters and drag the way it goes · Ctrl: 5° steps"),
  .workspaces = "plan",
  .size = sizeof (Points),
  .enter = enter,
  .leave = leave,
  .press = line_press,
  .drag = line_drag,
  .release = line_release,
  .escape = escape
};

/* ---- a tube ---- */

static void
end_tube (Points *own)
{
  KerfId base =
      kerf_view_state_base (kerf_window_state (own->tool.window), kerf_window_case (own->tool.window));
  g_autofree char *points = points_word (own, base, "points", FALSE),
                  *mm = kerf_real_to_text (own->radius_mm), *radius = g_strdup_printf ("radius_mm=%s", mm);
  if (points && own->points->len >= 2)
    kerf_window_do (own->tool.window, "tube.draw",
                    (const char *const[]){ points, radius, "class=nerve", NULL });
  g_array_set_size (own->points, 0);
  kerf_window_set_tool (own->tool.window, "navigate");
}

static gboolean
tube_click (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  KerfVec3 p = kerf_tool_point (area, at);
  if (!kerf_vec3_is_finite (p))
    return TRUE;
  /* A second click in the same place ends it. */
  if (own->points->len >= 2 &&
      kerf_distance (p, g_array_index (own->points, KerfVec3, own->points->len - 1)) < 0.3 * own->radius_mm) {
    end_tube (own);
    return TRUE;
  }
  g_array_append_val (own->points, p);
  own->hover = kerf_vec3 (NAN, NAN, NAN);
  show (own);
  kerf_window_hint (tool->window, _ ("Next point · Enter or a second click: done · Backspace: one back"));
  return TRUE;
}

static void
tube_hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Points *own = points_of (tool);
  if (!at || !own->points || own->points->len == 0 || kerf_view_is_space (kerf_view_area_view (area)))
    return;
  own->hover = kerf_tool_point (area, at);
  show (own);
}

static gboolean
tube_key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state)
{
  Points *own = points_of (tool);
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && own->points && own->points->len >= 2) {
    end_tube (own);
    return TRUE;
  }
  return key (tool, area, keyval, state);
}

static gboolean
tube_size (KerfTool *tool, double steps)
{
  Points *own = points_of (tool);
  own->radius_mm = CLAMP (own->radius_mm * pow (1.12, steps), 0.5, 20);
  g_autofree char *text = kerf_figure_to_text (own->radius_mm, 1, "mm");
  kerf_window_hint (tool->window, text);
  return TRUE;
}

const KerfToolClass kerf_tool_tube = { .id = "tube",
                                       .label = N_ ("Nerve root"),
                                       .icon = "kerf-tube-symbolic",
                                       .hint =
                                           N_ ("Click along the root · Enter: done · Shift+wheel: radius"),
                                       .workspaces = "plan contour",
                                       .size = sizeof (Points),
                                       .enter = enter,
                                       .leave = leave,
                                       .click = tube_click,
                                       .hover = tube_hover,
                                       .key = tube_key,
                                       .size_by = tube_size,
                                       .escape = escape };
