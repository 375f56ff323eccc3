/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tools/measure-grip.h"

#include "app/tools/measure-tool.h"
#include "base/text.h"
#include "view/measure-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define REACH_PX       8.0
#define TOUCH_REACH_PX 22.0
#define LINE_PX        5.0
#define LEAST_AXIS_MM  0.1

/* The selected measure where it can be seen and its image is aligned with what is shown. */
static KerfMeasure *
selected_measure (KerfWindow *window, KerfMat4 *base_from_own)
{
  const KerfViewState *state = kerf_window_state (window);
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *object =
      state->selected.kind == KERF_KIND_MEASURE ? kerf_case_get (kase, state->selected) : NULL;
  if (!object || !kerf_view_state_shows (state, kase, object))
    return NULL;
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  KerfId base = kerf_view_state_base (state, kase);
  if (measure->kind == KERF_MEASURE_PLANES ||
      !kerf_case_transform (kase, base, measure->volume, NULL, base_from_own, NULL, NULL))
    return NULL;
  return g_steal_pointer (&measure);
}

/* What of it lies under the pointer; −2: nothing. */
static int
part_under (KerfWindow *window, KerfViewArea *area, const KerfPointer *at, const KerfMeasure *measure,
            const KerfMat4 *base_from_own)
{
  KerfProjection projection = kerf_view_area_projection (area);
  double reach = at->touch ? TOUCH_REACH_PX : REACH_PX,
         step = kerf_scene_step_mm (kerf_window_case (window), kerf_window_state (window), projection.into);
  int found = -2;
  for (guint k = 0; measure->kind != KERF_MEASURE_FREEHAND && k < measure->points->len; k++) {
    KerfVec3 p =
        kerf_projection_screen (&projection, kerf_mat4_point (base_from_own,
                                                              g_array_index (measure->points, KerfVec3, k)));
    double away = hypot (p.x - at->x, p.y - at->y);
    if (!projection.space && fabs (p.z) > step / 2 + 1e-6)
      return -2; /* it is not in this slice */
    if (away <= reach) {
      reach = away;
      found = (int) k;
    }
  }
  if (found == -2 && !projection.space &&
      kerf_pick_line_px (kerf_view_area_scene (area), kerf_window_state (window)->selected, at->x, at->y) <=
          LINE_PX)
    found = -1;
  return found;
}

static gboolean
is_navigating (KerfWindow *window)
{
  KerfTool *active = kerf_window_tool (window);
  return active && strcmp (active->klass->id, "navigate") == 0;
}

gboolean
kerf_grip_is_hot (KerfWindow *window, KerfViewArea *area, const KerfPointer *at)
{
  KerfMat4 m;
  g_autoptr (KerfMeasure) measure = is_navigating (window) ? selected_measure (window, &m) : NULL;
  return measure && part_under (window, area, at, measure, &m) != -2;
}

gboolean
kerf_grip_press (KerfGrip *grip, KerfWindow *window, KerfViewArea *area, const KerfPointer *at)
{
  g_autoptr (KerfMeasure) measure =
      is_navigating (window) ? selected_measure (window, &grip->base_from_own) : NULL;
  int part = measure ? part_under (window, area, at, measure, &grip->base_from_own) : -2;
  if (part == -2 || !kerf_mat4_inverse (&grip->base_from_own, &grip->own_from_base))
    return FALSE;
  grip->held = TRUE;
  grip->id = kerf_window_state (window)->selected;
  grip->point = part;
  grip->x = at->x;
  grip->y = at->y;
  grip->projection = kerf_view_area_projection (area);
  g_clear_pointer (&grip->start, kerf_measure_free);
  grip->start = g_steal_pointer (&measure);
  g_clear_pointer (&grip->points, g_array_unref);
  return TRUE;
}

/* ---- where the points go ---- */

/* The point it is snapped from: the other end of its line. −1: none. */
static int
partner (const KerfMeasure *measure, int point)
{
  static const int of_cobb[] = { 1, 0, 3, 2 };
  switch (measure->kind) {
  case KERF_MEASURE_LENGTH:
    return 1 - point;
  case KERF_MEASURE_ANGLE:
    return point == 1 ? 0 : 1;
  case KERF_MEASURE_COBB:
    return of_cobb[point];
  case KERF_MEASURE_ELLIPSE:
  case KERF_MEASURE_FREEHAND:
  case KERF_MEASURE_PLANES:
  case KERF_MEASURE_DISTANCE:
  case KERF_N_MEASURES:
  default:
    return -1;
  }
}

static KerfVec3
base_point (const KerfGrip *grip, int k)
{
  return kerf_mat4_point (&grip->base_from_own, g_array_index (grip->start->points, KerfVec3, (guint) k));
}

static void
set_point (KerfGrip *grip, int k, KerfVec3 base)
{
  g_array_index (grip->points, KerfVec3, (guint) k) = kerf_mat4_point (&grip->own_from_base, base);
}

/* An end of a half axis goes along it; with Ctrl both become as long. */
static void
drag_axis (KerfGrip *grip, KerfVec3 delta, GdkModifierType state)
{
  KerfVec3 centre = base_point (grip, 0);
  double length = 0;
  for (int k = 1; k <= 2; k++)
    if (k == grip->point) {
      KerfVec3 axis = kerf_sub (base_point (grip, k), centre);
      length = fmax (kerf_length (axis) + kerf_dot (delta, kerf_unit (axis)), LEAST_AXIS_MM);
    }
  for (int k = 1; k <= 2; k++)
    if (k == grip->point || (state & GDK_CONTROL_MASK)) {
      KerfVec3 way = kerf_unit (kerf_sub (base_point (grip, k), centre));
      set_point (grip, k, kerf_along (centre, length, way));
    }
}

static void
drag_points (KerfGrip *grip, KerfViewArea *area, const KerfPointer *at)
{
  int n = (int) grip->start->points->len;
  gboolean ellipse = grip->start->kind == KERF_MEASURE_ELLIPSE;
  KerfVec3 delta = kerf_sub (kerf_projection_patient (&grip->projection, at->x, at->y),
                             kerf_projection_patient (&grip->projection, grip->x, grip->y));
  if (grip->projection.space && !ellipse) {
    KerfVec3 point = kerf_tool_point (area, at);
    if (kerf_vec3_is_finite (point))
      set_point (grip, grip->point, point);
  } else if (grip->point < 0 || (ellipse && grip->point == 0)) {
    for (int k = 0; k < n; k++)
      set_point (grip, k, kerf_add (base_point (grip, k), delta));
  } else if (ellipse) {
    drag_axis (grip, delta, at->state);
  } else {
    KerfVec3 to = kerf_add (base_point (grip, grip->point), delta);
    int other = partner (grip->start, grip->point);
    if (other >= 0)
      to = kerf_measure_snapped (grip->projection.right, grip->projection.down, base_point (grip, other), to,
                                 0, at->state);
    set_point (grip, grip->point, to);
  }
}

/* ---- the step ---- */

static gpointer
move_args (KerfGrip *grip, KerfWindow *window, const KerfOp **op, GError **error)
{
  g_autofree char *id = kerf_id_to_text (grip->id), *which = g_strdup_printf ("measure=%s", id);
  g_autoptr (GString) word = g_string_new ("points");
  for (guint k = 0; k < grip->points->len; k++) {
    KerfVec3 p = g_array_index (grip->points, KerfVec3, k);
    g_autofree char *x = kerf_real_to_text (p.x), *y = kerf_real_to_text (p.y), *z = kerf_real_to_text (p.z);
    g_string_append_printf (word, "%c%s,%s,%s", k ? ';' : '=', x, y, z);
  }
  *op = kerf_document_op ("measure.move");
  return kerf_document_args (kerf_window_document (window), *op,
                             (const char *const[]){ which, word->str, NULL }, error);
}

void
kerf_grip_drag (KerfGrip *grip, KerfWindow *window, KerfViewArea *area, const KerfPointer *at)
{
  const KerfOp *op;
  if (!grip->points && hypot (at->x - grip->x, at->y - grip->y) < 4)
    return; /* a click on it is no move */
  if (!grip->points)
    grip->points = g_array_copy (grip->start->points);
  drag_points (grip, area, at);
  gpointer args = move_args (grip, window, &op, NULL);
  if (args) {
    kerf_document_preview (kerf_window_document (window), op, args, NULL);
    kerf_args_free (op, args);
  }
  kerf_grip_say (grip, window);
}

void
kerf_grip_say (KerfGrip *grip, KerfWindow *window)
{
  g_autoptr (KerfMeasureFigures) figures =
      grip->points ? kerf_pool_measure (kerf_window_pool (window), kerf_window_case (window), grip->id, NULL)
                   : NULL;
  g_autofree char *text = figures ? kerf_measure_headline (figures) : NULL;
  if (text)
    kerf_window_hint (window, text);
}

static void
let_go (KerfGrip *grip)
{
  grip->held = FALSE;
  g_clear_pointer (&grip->start, kerf_measure_free);
  g_clear_pointer (&grip->points, g_array_unref);
}

void
kerf_grip_release (KerfGrip *grip, KerfWindow *window)
{
  KerfDocument *document = kerf_window_document (window);
  const KerfOp *op;
  g_autoptr (GError) error = NULL;
  gpointer args = grip->points ? move_args (grip, window, &op, &error) : NULL;
  kerf_document_drop_preview (document);
  if (args)
    kerf_document_commit (document, op, args);
  else if (error)
    kerf_window_say (window, error->message);
  let_go (grip);
  kerf_window_hint (window, NULL);
}

gboolean
kerf_grip_drop (KerfGrip *grip, KerfWindow *window)
{
  if (!grip->held)
    return FALSE;
  kerf_document_drop_preview (kerf_window_document (window));
  let_go (grip);
  kerf_window_hint (window, NULL);
  return TRUE;
}
