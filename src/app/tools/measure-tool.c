/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tools/measure-tool.h"

#include "base/real.h"
#include "base/text.h"
#include "view/measure-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define DRAG_PX 4.0
#define STEP    (15 * KERF_RAD_PER_DEG)

static const KerfVec3 nowhere = { NAN, NAN, NAN };

/* ---- where ---- */

gboolean
kerf_measure_tool_begin (KerfMeasureTool *own, KerfViewArea *area)
{
  KerfWindow *window = own->tool.window;
  const KerfView *view = kerf_view_area_value (area);
  own->volume = kerf_view_state_volume (kerf_window_state (window), kerf_window_case (window),
                                        kerf_view_area_view (area));
  own->right = view->right;
  own->down = view->down;
  /* A view of an image by itself lies in no space that the others share. */
  g_autofree char *joined = kerf_tool_point_text (window, own->volume, kerf_vec3 (0, 0, 0));
  return joined != NULL;
}

KerfVec3
kerf_measure_snapped (KerfVec3 right, KerfVec3 down, KerfVec3 from, KerfVec3 to, double start,
                      GdkModifierType state)
{
  KerfVec3 d = kerf_sub (to, from);
  double x = kerf_dot (d, right), y = kerf_dot (d, down);
  if (!(state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    return to;
  if (state & GDK_SHIFT_MASK) {
    x = fabs (x) >= fabs (y) ? x : 0;
    y = x != 0 ? 0 : y;
  } else {
    double angle = start + rint ((atan2 (y, x) - start) / STEP) * STEP,
           length = x * cos (angle) + y * sin (angle);
    x = length * cos (angle);
    y = length * sin (angle);
  }
  return kerf_along (kerf_along (from, x, right), y, down);
}

/* The point under the pointer, snapped from the one that was set last. */
static KerfVec3
point_at (KerfMeasureTool *own, KerfViewArea *area, const KerfPointer *at)
{
  KerfVec3 point = kerf_tool_point (area, at);
  guint n = own->points->len;
  if (n % own->spec->line == 0 && own->spec->line == 2)
    return point; /* a line begins anywhere */
  if (n == 0 || !kerf_vec3_is_finite (point) || kerf_view_is_space (kerf_view_area_view (area)))
    return point;
  const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) own->points->data;
  double start = 0;
  if (own->spec->kind == KERF_MEASURE_ANGLE && n == 2) { /* so that the angle itself comes in steps */
    KerfVec3 leg = kerf_sub (p[0], p[1]);
    start = atan2 (kerf_dot (leg, own->down), kerf_dot (leg, own->right));
  }
  return kerf_measure_snapped (own->right, own->down, p[n - 1], point, start, at->state);
}

/* ---- the measure as it would be ---- */

KerfMeasure *
kerf_measure_tool_made (KerfMeasureTool *own, const KerfVec3 *points, guint n, KerfMat4 *base_from_own)
{
  const KerfCase *kase = kerf_window_case (own->tool.window);
  KerfId base = kerf_view_state_base (kerf_window_state (own->tool.window), kase);
  KerfMat4 own_from_base;
  if (!kerf_case_transform (kase, base, own->volume, NULL, base_from_own, NULL, NULL) ||
      !kerf_mat4_inverse (base_from_own, &own_from_base))
    return NULL;
  KerfMeasure *measure = kerf_measure_new (own->spec->kind);
  measure->volume = own->volume;
  for (guint k = 0; k < n; k++) {
    KerfVec3 p = kerf_mat4_point (&own_from_base, points[k]);
    g_array_append_val (measure->points, p);
  }
  return measure;
}

void
kerf_measure_tool_show (KerfMeasureTool *own, KerfViewArea *area, const KerfMeasure *measure,
                        const KerfMat4 *base_from_own)
{
  KerfWindow *window = own->tool.window;
  const KerfCase *kase = kerf_window_case (window);
  KerfProjection projection = kerf_view_area_projection (area);
  if (measure->kind != KERF_MEASURE_FREEHAND && !kerf_measure_check (measure, NULL))
    return; /* an outline is checked where it is drawn */
  g_autoptr (KerfMeasureFigures) figures =
      kerf_measure_figures (measure, kase, kerf_pool_has_values (kerf_window_pool (window), kase, measure),
                            NULL);
  kerf_draw_measure (own->tool.extras, &projection, measure, figures, base_from_own, KERF_ID_NONE, FALSE,
                     kerf_scene_step_mm (kase, kerf_window_state (window), projection.into));
}

/* What the status line says while it grows. */
static void
say_figure (KerfMeasureTool *own, const KerfVec3 *points, guint n)
{
  KerfMat4 m;
  g_autoptr (KerfMeasure) measure = kerf_measure_tool_made (own, points, n, &m);
  if (!measure || !kerf_measure_check (measure, NULL))
    return;
  g_autoptr (KerfMeasureFigures) figures =
      kerf_measure_figures (measure, kerf_window_case (own->tool.window), FALSE, NULL);
  g_autofree char *text = kerf_measure_headline (figures);
  kerf_window_hint (own->tool.window, text);
}

void
kerf_measure_tool_redraw (KerfMeasureTool *own, KerfViewArea *area)
{
  KerfViewName view = area ? kerf_view_area_view (area) : own->view;
  KerfViewArea *here = view == own->view ? kerf_window_area (own->tool.window, view) : NULL;
  own->view = view;
  if (here)
    kerf_view_area_redraw (here);
  else
    kerf_window_redraw (own->tool.window);
}

gboolean
kerf_measure_tool_is_here (KerfMeasureTool *own, KerfViewArea *area)
{
  kerf_tool_clear_extras (&own->tool);
  return own->view == kerf_view_area_view (area);
}

static GArray *
all_points (KerfMeasureTool *own)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  g_array_append_vals (all, own->points->data, own->points->len);
  if (kerf_vec3_is_finite (own->moving))
    g_array_append_val (all, own->moving);
  return all;
}

static void
points_moved (KerfMeasureTool *own, KerfViewArea *area)
{
  g_autoptr (GArray) all = all_points (own);
  if (all->len == own->spec->wanted)
    say_figure (own, (const KerfVec3 *) (gpointer) all->data, all->len);
  kerf_measure_tool_redraw (own, area);
}

void
kerf_measure_tool_scene (KerfTool *tool, KerfViewArea *area, G_GNUC_UNUSED KerfSceneTool *scene)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
  if (!kerf_measure_tool_is_here (own, area) || !own->points ||
      own->points->len + (kerf_vec3_is_finite (own->moving) ? 1 : 0) < 1)
    return;
  g_autoptr (GArray) all = all_points (own);
  const KerfVec3 *p = (const KerfVec3 *) (gpointer) all->data;
  KerfMat4 base_from_own;
  if (all->len == own->spec->wanted) {
    g_autoptr (KerfMeasure) measure = kerf_measure_tool_made (own, p, all->len, &base_from_own);
    if (measure)
      kerf_measure_tool_show (own, area, measure, &base_from_own);
    return;
  }
  if (own->points->len == 0)
    return; /* nothing was set yet */
  KerfProjection projection = kerf_view_area_projection (area);
  for (guint k = 0; k < all->len; k++) {
    double mm = kerf_projection_mm_per_px (&projection, p[k]);
    kerf_draw_circle (tool->extras, p[k], projection.right, projection.down, 3 * mm, line);
    if (k > 0 && !(own->spec->line == 2 && k % 2 == 0))
      kerf_draw_segment (tool->extras, KERF_ID_NONE, NULL, p[k - 1], p[k], line);
  }
}

/* ---- the end ---- */

/* The measure that was made last. */
static KerfId
last_measure (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfId last = KERF_ID_NONE;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    KerfId id = kerf_object_id (kerf_case_at (kase, k));
    if (id.kind == KERF_KIND_MEASURE)
      last = id;
  }
  return last;
}

static char *
points_word (KerfMeasureTool *own, const char *key, const KerfVec3 *points, guint n)
{
  g_autoptr (GString) word = g_string_new (key);
  for (guint k = 0; k < n; k++) {
    g_autofree char *text = kerf_tool_point_text (own->tool.window, own->volume, points[k]);
    if (!text)
      return NULL;
    g_string_append_printf (word, "%c%s", k ? ';' : '=', text);
  }
  return g_string_free (g_steal_pointer (&word), FALSE);
}

void
kerf_measure_tool_end (KerfMeasureTool *own, const char *op, const char *key, const KerfVec3 *points, guint n,
                       const char *more)
{
  KerfWindow *window = own->tool.window;
  KerfId before = last_measure (window);
  g_autofree char *id = kerf_id_to_text (own->volume), *volume = g_strdup_printf ("volume=%s", id),
                  *name = kerf_measure_free_name (kerf_window_case (window), _ (own->spec->word)),
                  *named = g_strdup_printf ("name=%s", name), *word = points_word (own, key, points, n);
  if (own->points)
    g_array_set_size (own->points, 0);
  own->moving = nowhere;
  if (word)
    kerf_window_do (window, op, (const char *const[]){ word, named, volume, more, NULL });
  KerfId made = last_measure (window);
  if (!kerf_id_equal (before, made))
    kerf_window_select (window, made, NULL);
  kerf_tool_clear_extras (&own->tool);
  kerf_window_set_tool (window, "navigate"); /* once */
}

/* ---- gestures ---- */

void
kerf_measure_tool_enter (KerfTool *tool)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  own->spec = tool->klass->spec;
  g_clear_pointer (&own->points, g_array_unref);
  own->points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  own->moving = nowhere;
  own->held = own->dragged = FALSE;
}

void
kerf_measure_tool_leave (KerfTool *tool)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  g_clear_pointer (&own->points, g_array_unref);
  own->held = FALSE;
  kerf_tool_clear_extras (tool);
}

gboolean
kerf_measure_tool_press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  KerfVec3 point = kerf_tool_point (area, at);
  if (!kerf_vec3_is_finite (point))
    return FALSE; /* beside everything in 3-D: the drag turns */
  if (own->points->len == 0 && !kerf_measure_tool_begin (own, area))
    return TRUE;
  own->held = TRUE;
  own->dragged = FALSE;
  own->moving = point_at (own, area, at);
  points_moved (own, area);
  return TRUE;
}

void
kerf_measure_tool_drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  if (!own->held || (!own->dragged && hypot (dx, dy) < DRAG_PX))
    return;
  /* A drag that begins a line sets both its ends; one that goes on only moves the next point. */
  gboolean begins = own->spec->line == 2 ? own->points->len % 2 == 0 : own->points->len == 0;
  if (!own->dragged && begins)
    g_array_append_val (own->points, own->moving);
  own->dragged = TRUE;
  KerfVec3 point = point_at (own, area, at);
  if (kerf_vec3_is_finite (point))
    own->moving = point;
  points_moved (own, area);
}

void
kerf_measure_tool_release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  (void) at;
  if (!own->held || !kerf_vec3_is_finite (own->moving))
    return;
  own->held = own->dragged = FALSE;
  g_array_append_val (own->points, own->moving);
  own->moving = nowhere;
  if (own->points->len == own->spec->wanted) {
    g_autoptr (GArray) points = g_array_copy (own->points);
    kerf_measure_tool_end (own, own->spec->op, "points", (const KerfVec3 *) (gpointer) points->data,
                           points->len, NULL);
    return;
  }
  if (own->points->len >= 2 && own->spec->next)
    kerf_window_hint (tool->window, _ (own->spec->next));
  points_moved (own, area);
}

void
kerf_measure_tool_hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  if (at)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (area), "crosshair");
  if (own->held || !own->points || own->points->len == 0)
    return;
  own->moving = at ? point_at (own, area, at) : nowhere;
  points_moved (own, area);
}

gboolean
kerf_measure_tool_key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  (void) area;
  (void) state;
  if (keyval != GDK_KEY_BackSpace || own->held || !own->points || own->points->len == 0)
    return FALSE;
  g_array_set_size (own->points, own->points->len - 1);
  if (own->points->len == 0)
    own->moving = nowhere;
  kerf_window_hint (tool->window, NULL);
  points_moved (own, NULL);
  return TRUE;
}

gboolean
kerf_measure_tool_escape (KerfTool *tool)
{
  KerfMeasureTool *own = kerf_measure_tool (tool);
  gboolean was = own->points && (own->points->len > 0 || own->held);
  own->held = own->dragged = FALSE;
  own->moving = nowhere;
  if (own->points)
    g_array_set_size (own->points, 0);
  kerf_window_hint (tool->window, NULL);
  kerf_window_redraw (tool->window);
  return was;
}
