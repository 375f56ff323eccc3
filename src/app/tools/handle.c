/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles of the selected plane: moves and tilts by delta, live, one revision at the release. Those of a measure are in
 * measure-grip.c. */
#include "app/tools/measure-grip.h"
#include "app/tools/tool.h"
#include "base/real.h"
#include "base/text.h"

#include <glib/gi18n.h>

#define KEY_STEP_CLOSES_MS 500

typedef struct {
  double along_mm, u_mm, v_mm, pitch_deg, roll_deg, turn_deg;
} Move;

typedef struct {
  KerfTool tool;
  gboolean held, taken; /* by the pointer; by the keys */
  KerfHandleKind kind;
  KerfCut start; /* base space, at the press */
  KerfVec3 pivot, grab;
  KerfProjection projection;
  char ref[24];
  Move move, gathered; /* gathered: by keys, not yet a revision */
  double extent_mm;    /* of an edge bar; NaN: none */
  guint timer;
  KerfGrip grip; /* of the selected measure */
} Handle;

static Handle *
handle_of (KerfTool *tool)
{
  return (Handle *) tool;
}

static gboolean
in_plan (KerfWindow *window)
{
  return g_strcmp0 (kerf_window_workspace (window), "plan") == 0;
}

/* TRUE where the plan or plane may not be moved; says so. */
static gboolean
is_locked (KerfWindow *window, gboolean aloud)
{
  const KerfViewState *state = kerf_window_state (window);
  const KerfObject *object = kerf_case_get (kerf_window_case (window), state->selected);
  g_autoptr (KerfPlan) plan = object ? kerf_plan_from_object (object) : NULL;
  const KerfPlane *plane = plan ? kerf_plan_plane (plan, state->selected_part) : NULL;
  gboolean locked = plan && (g_strcmp0 (plan->state, "locked") == 0 || (plane && plane->locked));
  if (locked && aloud) {
    /* A plan's lock is a signature: it isn't taken off. */
    g_autofree char *text =
        strcmp (plan->state, "locked") == 0
            ? g_strdup_printf (_ ("%s is locked. To change it, make a new version."), plan->name)
            : g_strdup_printf (_ ("%s is locked. Unlock it in its row."), plane->name);
    kerf_window_toast (window, text, FALSE);
  }
  return locked;
}

static void
add_word (GPtrArray *words, const char *key, double value)
{
  if (value == 0)
    return;
  g_autofree char *text = kerf_real_to_text (value);
  g_ptr_array_add (words, g_strdup_printf ("%s=%s", key, text));
}

static gpointer
move_args (Handle *handle, const Move *move, const KerfOp **op, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (words, g_strdup_printf ("plane=%s", handle->ref));
  if (!isnan (handle->extent_mm)) {
    *op = kerf_document_op ("plane.bound");
    add_word (words, handle->kind == KERF_HANDLE_EXTENT_U ? "half_extent_u_mm" : "half_extent_v_mm",
              handle->extent_mm);
  } else {
    *op = kerf_document_op ("plane.move");
    add_word (words, "along_mm", move->along_mm);
    add_word (words, "u_mm", move->u_mm);
    add_word (words, "v_mm", move->v_mm);
    add_word (words, "pitch_deg", move->pitch_deg);
    add_word (words, "roll_deg", move->roll_deg);
    add_word (words, "turn_deg", move->turn_deg);
    KerfId volume = kerf_object_volume_id (kerf_case_get (kerf_window_case (handle->tool.window),
                                                          kerf_window_state (handle->tool.window)->selected));
    g_autofree char *pivot = kerf_tool_point_text (handle->tool.window, volume, handle->pivot);
    if ((move->pitch_deg != 0 || move->roll_deg != 0 || move->turn_deg != 0) && pivot)
      g_ptr_array_add (words, g_strdup_printf ("pivot=%s", pivot));
  }
  g_ptr_array_add (words, NULL);
  return kerf_document_args (kerf_window_document (handle->tool.window), *op,
                             (const char *const *) words->pdata, error);
}

/* What is said at the pointer: how far, and what it does to the margin. */
static void
say_move (Handle *handle, const Move *move)
{
  KerfWindow *window = handle->tool.window;
  const KerfCase *kase = kerf_window_case (window);
  const KerfViewState *state = kerf_window_state (window);
  g_autoptr (GString) text = g_string_new (NULL);
  if (!isnan (handle->extent_mm)) {
    g_autofree char *mm = kerf_figure_to_text (2 * handle->extent_mm, 1, "mm");
    g_string_append_printf (text, _ ("width %s"), mm);
  } else if (move->pitch_deg != 0 || move->roll_deg != 0) {
    g_string_append_printf (text, _ ("pitch %.1f° · roll %.1f°"), move->pitch_deg, move->roll_deg);
  } else {
    double mm = move->along_mm != 0 ? move->along_mm : move->u_mm != 0 ? move->u_mm : move->v_mm;
    g_string_append_printf (text, _ ("moved %+.1f mm"), mm);
  }
  const KerfObject *object = kerf_case_get (kase, state->selected);
  g_autoptr (KerfPlan) plan = object ? kerf_plan_from_object (object) : NULL;
  gboolean stale =
      TRUE; /* of the plane as it was a moment ago: the row says those when they come, the hint says none */
  g_autoptr (KerfPlanFigures) figures =
      plan ? kerf_pool_figures (kerf_window_pool (window), kase, state->selected, TRUE, &stale) : NULL;
  for (guint i = 0; figures && !stale && i < plan->planes->len && i < figures->n_cuts; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    if (g_strcmp0 (plane->letter, state->selected_part) != 0)
      continue;
    g_autofree char *margin = kerf_margin_to_text (figures->cuts[i].face[KERF_FACE_DISCARD].bounded_mm);
    g_string_append_printf (text, _ (" · margin %s · cut %.1f cm²"), margin,
                            figures->cuts[i].cut_area_mm2 / 100);
  }
  kerf_window_hint (window, text->str);
}

static void
preview (Handle *handle, const Move *move)
{
  const KerfOp *op;
  gpointer args = move_args (handle, move, &op, NULL);
  if (!args)
    return;
  kerf_document_preview (kerf_window_document (handle->tool.window), op, args, NULL);
  kerf_args_free (op, args);
  say_move (handle, move);
}

static gboolean
is_nothing (const Move *move)
{
  return move->along_mm == 0 && move->u_mm == 0 && move->v_mm == 0 && move->pitch_deg == 0 &&
         move->roll_deg == 0 && move->turn_deg == 0;
}

static void
commit (Handle *handle, const Move *move)
{
  const KerfOp *op;
  g_autoptr (GError) error = NULL;
  KerfDocument *document = kerf_window_document (handle->tool.window);
  if (is_nothing (move) && isnan (handle->extent_mm)) {
    kerf_document_drop_preview (document);
    return;
  }
  gpointer args = move_args (handle, move, &op, &error);
  if (args)
    kerf_document_commit (document, op, args);
  else
    kerf_window_say (handle->tool.window, error->message);
}

/* ---- by the pointer ---- */

static gboolean
grab (Handle *handle, KerfViewArea *area, const KerfPointer *at, KerfHandle *found)
{
  KerfCut cut;
  KerfMat4 motion;
  KerfBox3 box = kerf_view_area_box (area);
  handle->projection = kerf_view_area_projection (area);
  return in_plan (handle->tool.window) &&
         kerf_tool_selected_cut (handle->tool.window, &cut, &motion, handle->ref) &&
         kerf_pick_handle (&cut, &handle->projection, &box, at->x, at->y, at->touch ? 22 : 8, found);
}

/* The line of another plane of the shown plan under the pointer: a press on it selects it and moves it along. */
static gboolean
grab_line (Handle *handle, KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick;
  if (!in_plan (handle->tool.window) || kerf_view_is_space (kerf_view_area_view (area)))
    return FALSE;
  kerf_view_area_point (area, at, &pick);
  if (pick.object.kind != KERF_KIND_PLAN || !pick.part[0] ||
      kerf_pick_crosshair (&handle->projection, kerf_window_state (handle->tool.window)->crosshair, at->x,
                           at->y) == 1)
    return FALSE;
  kerf_window_select (handle->tool.window, pick.object, pick.part);
  return TRUE;
}

static gboolean
press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Handle *handle = handle_of (tool);
  KerfHandle found = { KERF_HANDLE_MOVE, kerf_view_area_point (area, at, NULL), { at->x, at->y, 0 } };
  KerfTool *active = kerf_window_tool (tool->window);
  KerfMat4 motion;
  if (kerf_grip_press (&handle->grip, tool->window, area, at))
    return TRUE;
  if (!active || g_strcmp0 (active->klass->id, "navigate") != 0)
    return FALSE;
  if (!grab (handle, area, at, &found) && !grab_line (handle, area, at))
    return FALSE;
  if (!kerf_tool_selected_cut (tool->window, &handle->start, &motion, handle->ref) ||
      is_locked (tool->window, TRUE))
    return FALSE;
  handle->kind = found.kind;
  handle->grab = found.at;
  handle->held = TRUE;
  handle->move = (Move){ 0 };
  handle->extent_mm = NAN;
  handle->pivot = handle->start.frame.p;
  if (found.kind == KERF_HANDLE_TILT) { /* about the middle of the line that is seen */
    KerfFrame3 plane = { handle->projection.centre, handle->projection.right, handle->projection.down,
                         handle->projection.into };
    KerfBox3 box = kerf_view_area_box (area);
    KerfVec3 a, b;
    if (kerf_cut_view_segment (&handle->start, handle->start.face, TRUE, &plane, &box, &a, &b))
      handle->pivot = kerf_lerp (a, b, 0.5);
  }
  return TRUE;
}

/* Distance along a direction that a drag on the screen means: where the direction's picture is short (seen end on), the
 * upright of the screen counts. */
static double
along_screen (const Handle *handle, KerfVec3 at, KerfVec3 way, double dx, double dy)
{
  KerfVec3 a = kerf_projection_screen (&handle->projection, at);
  KerfVec3 b = kerf_projection_screen (&handle->projection, kerf_along (at, 1, way));
  double x = b.x - a.x, y = b.y - a.y, length2 = x * x + y * y;
  double px_per_mm = 1 / kerf_projection_mm_per_px (&handle->projection, at);
  if (length2 < 0.04 * px_per_mm * px_per_mm)
    return -dy / px_per_mm;
  return (dx * x + dy * y) / length2;
}

static double
snapped (double value, double step, GdkModifierType state)
{
  if (state & GDK_SHIFT_MASK)
    value *= 0.1;
  return state & GDK_CONTROL_MASK ? rint (value / step) * step : value;
}

/* A turn in the view's plane as pitch and roll of the plane. */
static void
tilt_in_view (Handle *handle, const KerfPointer *at, double dx, double dy)
{
  KerfVec3 about = kerf_projection_screen (&handle->projection, handle->pivot);
  double before = atan2 (at->y - dy - about.y, at->x - dx - about.x),
         now = atan2 (at->y - about.y, at->x - about.x);
  double angle = remainder (now - before, 2 * KERF_PI) / KERF_RAD_PER_DEG;
  angle = CLAMP (snapped (angle, 1, at->state), -60, 60) * KERF_RAD_PER_DEG;
  KerfMat4 turn = kerf_mat4_rotation (handle->projection.into, angle, handle->pivot);
  KerfVec3 n = kerf_mat4_direction (&turn, handle->start.frame.n);
  double along = kerf_dot (n, handle->start.frame.n);
  if (along < 0.5)
    return;
  /* n′ ∝ n + tan roll·u − tan pitch·v */
  handle->move.roll_deg = atan (kerf_dot (n, handle->start.frame.u) / along) / KERF_RAD_PER_DEG;
  handle->move.pitch_deg = -atan (kerf_dot (n, handle->start.frame.v) / along) / KERF_RAD_PER_DEG;
}

static void
drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  Handle *handle = handle_of (tool);
  const KerfFrame3 *f = &handle->start.frame;
  if (handle->grip.held)
    kerf_grip_drag (&handle->grip, tool->window, area, at);
  if (!handle->held)
    return;
  double lever = fmax (kerf_distance (handle->grab, f->p), 5);
  handle->move = (Move){ 0 };
  switch (handle->kind) {
  case KERF_HANDLE_MOVE:
    handle->move.along_mm = snapped (along_screen (handle, handle->grab, f->n, dx, dy), 1, at->state);
    break;
  case KERF_HANDLE_U:
    handle->move.u_mm = snapped (along_screen (handle, handle->grab, f->u, dx, dy), 1, at->state);
    break;
  case KERF_HANDLE_V:
    handle->move.v_mm = snapped (along_screen (handle, handle->grab, f->v, dx, dy), 1, at->state);
    break;
  case KERF_HANDLE_TILT:
    tilt_in_view (handle, at, dx, dy);
    break;
  case KERF_HANDLE_PITCH: { /* the ring lies on −v: raising it along n lowers the far edge */
    double rise = atan2 (along_screen (handle, handle->grab, f->n, dx, dy), lever) / KERF_RAD_PER_DEG;
    handle->move.pitch_deg = CLAMP (snapped (-rise, 1, at->state), -60, 60);
    break;
  }
  case KERF_HANDLE_ROLL: {
    double rise = atan2 (along_screen (handle, handle->grab, f->n, dx, dy), lever) / KERF_RAD_PER_DEG;
    handle->move.roll_deg = CLAMP (snapped (rise, 1, at->state), -60, 60);
    break;
  }
  case KERF_HANDLE_EXTENT_U:
  case KERF_HANDLE_EXTENT_V: {
    gboolean u = handle->kind == KERF_HANDLE_EXTENT_U;
    double start = u ? handle->start.half_extent_u_mm : handle->start.half_extent_v_mm;
    if (isinf (start))
      start = lever;
    handle->extent_mm =
        CLAMP (start + snapped (along_screen (handle, handle->grab, u ? f->u : f->v, dx, dy), 1, at->state),
               0.5, 500);
    break;
  }
  case KERF_HANDLE_NONE:
  default:
    return;
  }
  preview (handle, &handle->move);
}

static void
release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Handle *handle = handle_of (tool);
  (void) area;
  (void) at;
  if (handle->grip.held)
    kerf_grip_release (&handle->grip, tool->window);
  if (!handle->held)
    return;
  handle->held = FALSE;
  commit (handle, &handle->move);
  handle->extent_mm = NAN;
  kerf_window_hint (tool->window, NULL);
}

static void
hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  KerfHandle found;
  gboolean hot =
      at && (grab (handle_of (tool), area, at, &found) || kerf_grip_is_hot (tool->window, area, at));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (area), hot ? "grab" : NULL);
}

/* ---- by keys ---- */

static gboolean
close_step (gpointer data)
{
  Handle *handle = data;
  handle->timer = 0;
  Move move = handle->gathered;
  handle->gathered = (Move){ 0 };
  if (!is_nothing (&move))
    commit (handle, &move);
  KerfMat4 motion;
  if (!kerf_tool_selected_cut (handle->tool.window, &handle->start, &motion, handle->ref))
    handle->taken = FALSE;
  return G_SOURCE_REMOVE;
}

gboolean
kerf_handle_take (KerfTool *tool)
{
  Handle *handle = handle_of (tool);
  KerfMat4 motion;
  if (!kerf_tool_selected_cut (tool->window, &handle->start, &motion, handle->ref) ||
      is_locked (tool->window, TRUE))
    return FALSE;
  handle->taken = TRUE;
  handle->gathered = (Move){ 0 };
  handle->extent_mm = NAN;
  handle->pivot = handle->start.frame.p;
  kerf_window_hint (
      tool->window,
      _ ("Up/Down: along the normal · Left/Right: sideways · Page: pitch · Home/End: roll · Esc: leave"));
  return TRUE;
}

gboolean
kerf_handle_is_taken (KerfTool *tool)
{
  return handle_of (tool)->taken;
}

static gboolean
key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state)
{
  Handle *handle = handle_of (tool);
  (void) area;
  if (!handle->taken)
    return FALSE;
  double mm = state & GDK_SHIFT_MASK ? 0.1 : state & GDK_CONTROL_MASK ? 1 : 0.5;
  double degrees = state & GDK_SHIFT_MASK ? 0.1 : state & GDK_CONTROL_MASK ? 5 : 1;
  Move *move = &handle->gathered;
  switch (keyval) {
  case GDK_KEY_Up:
    move->along_mm += mm;
    break;
  case GDK_KEY_Down:
    move->along_mm -= mm;
    break;
  case GDK_KEY_Left:
    move->u_mm -= mm;
    break;
  case GDK_KEY_Right:
    move->u_mm += mm;
    break;
  case GDK_KEY_Page_Up:
    move->pitch_deg += degrees;
    break;
  case GDK_KEY_Page_Down:
    move->pitch_deg -= degrees;
    break;
  case GDK_KEY_Home:
    move->roll_deg += degrees;
    break;
  case GDK_KEY_End:
    move->roll_deg -= degrees;
    break;
  default:
    return FALSE;
  }
  /* 0.1 ten times is 1: no crumbs of binary fractions in the history. */
  double *all[] = { &move->along_mm, &move->u_mm, &move->v_mm, &move->pitch_deg, &move->roll_deg };
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    *all[i] = rint (*all[i] * 1000) / 1000;
  preview (handle, move);
  g_clear_handle_id (&handle->timer, g_source_remove);
  handle->timer = g_timeout_add (KEY_STEP_CLOSES_MS, close_step, handle);
  return TRUE;
}

static gboolean
escape (KerfTool *tool)
{
  Handle *handle = handle_of (tool);
  gboolean was = handle->held || handle->taken || kerf_grip_drop (&handle->grip, tool->window);
  if (handle->timer) {
    g_clear_handle_id (&handle->timer, g_source_remove);
    close_step (handle); /* what the keys did is acknowledged */
  }
  if (handle->held)
    kerf_document_drop_preview (kerf_window_document (tool->window));
  handle->held = handle->taken = FALSE;
  handle->extent_mm = NAN;
  kerf_window_hint (tool->window, NULL);
  return was;
}

/* Figures came: those of the last move. */
static void
selected (KerfTool *tool)
{
  Handle *handle = handle_of (tool);
  if (handle->grip.held)
    kerf_grip_say (&handle->grip, tool->window);
  if (handle->held)
    say_move (handle, &handle->move);
  else if (handle->taken && !is_nothing (&handle->gathered))
    say_move (handle, &handle->gathered);
}

static void
leave (KerfTool *tool)
{
  g_clear_handle_id (&handle_of (tool)->timer, g_source_remove);
  g_clear_pointer (&handle_of (tool)->grip.start, kerf_measure_free);
  g_clear_pointer (&handle_of (tool)->grip.points, g_array_unref);
}

const KerfToolClass kerf_tool_handle = { .id = "handle",
                                         .label = N_ ("Handle"),
                                         .hint = "",
                                         .workspaces = "hidden",
                                         .size = sizeof (Handle),
                                         .leave = leave,
                                         .press = press,
                                         .drag = drag,
                                         .release = release,
                                         .hover = hover,
                                         .key = key,
                                         .escape = escape,
                                         .selected = selected };
