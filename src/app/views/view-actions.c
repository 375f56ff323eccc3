/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the actions "view.…" do; each is reachable by key, by menu and through accessibility. */
#include "app/tools/tool.h"
#include "app/views/view-area-private.h"
#include "base/real.h"
#include "view/crosshair.h"

#include <glib/gi18n.h>
#include <string.h>

static KerfViewState *
state_of (KerfViewArea *area)
{
  return kerf_window_state (area->window);
}

static void
toggle (KerfViewArea *area, gboolean *flag)
{
  *flag = !*flag;
  kerf_window_view_changed (area->window);
}

static void
link_views (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  kerf_view_state_set_linked (state, area->name, !state->linked);
  kerf_window_toast (area->window, state->linked ? _ ("Views linked") : _ ("Views no longer linked"), FALSE);
  kerf_window_view_changed (area->window);
}

static void
zoom (KerfViewArea *area, double factor)
{
  KerfProjection p = kerf_view_area_projection (area);
  double x = area->hovered ? area->hover.x : p.width / 2, y = area->hovered ? area->hover.y : p.height / 2;
  kerf_view_area_zoom (area, &p, factor, x, y);
}

static void
fit_one (KerfView *view)
{
  view->zoom_px_per_mm = view->height_mm = 0;
  view->centre = kerf_vec3 (NAN, NAN, NAN);
}

/* Linked slices have one scale: they fit together or not at all. */
static void
fit (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  gboolean space = kerf_view_is_space (area->name);
  fit_one (kerf_view_area_value (area));
  for (int i = 0; i < KERF_N_VIEWS && !space && state->linked; i++)
    if (!kerf_view_is_space ((KerfViewName) i))
      fit_one (&state->views[i]);
  kerf_window_view_changed (area->window);
}

static void
leave_cut (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  KerfVec3 crosshair = state->cut_crosshair;
  int maximised = state->cut_maximised;
  state->cut_crosshair = kerf_vec3 (NAN, NAN, NAN);
  if (kerf_vec3_is_finite (crosshair))
    kerf_window_move_crosshair (area->window, area->name, crosshair);
  kerf_window_set_layout (area->window, state->cut_layout);
  if (maximised >= 0 && maximised < KERF_VIEW_CUT)
    kerf_window_maximise (area->window, (KerfViewName) maximised);
}

/* The plain planes again: all of them, since they stand at right angles. */
static void
reset (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  if (state->layout == KERF_LAYOUT_ALONG_CUT)
    leave_cut (area);
  if (!kerf_view_is_space (area->name) || state->surgeon)
    kerf_view_state_reset_planes (state);
  if (kerf_view_is_space (area->name))
    kerf_view_set_axes (kerf_view_area_value (area), area->name, FALSE);
  fit (area);
}

static void
surgeon (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  kerf_view_state_set_surgeon (state, !state->surgeon);
  kerf_window_view_changed (area->window);
}

static void
turn_in_plane (KerfViewArea *area, double degrees, double unused)
{
  KerfBox3 box = kerf_view_area_box (area);
  (void) unused;
  kerf_view_state_turn_in_plane (state_of (area), area->name, degrees * KERF_RAD_PER_DEG, &box);
  kerf_window_view_changed (area->window);
}

/* The key twin of the crosshair's handles. */
static void
turn_others (KerfViewArea *area, double degrees, double unused)
{
  KerfBox3 box = kerf_view_area_box (area);
  (void) unused;
  if (kerf_view_is_space (area->name))
    return;
  kerf_view_state_turn_planes (state_of (area), area->name, -degrees * KERF_RAD_PER_DEG, &box);
  kerf_window_view_changed (area->window);
}

static void
look_from (KerfViewArea *area, char side)
{
  kerf_view_look_from (kerf_view_area_value (area), side);
  kerf_view_area_moved (area);
}

static void
turn (KerfViewArea *area, double dx_deg, double dy_deg)
{
  KerfProjection p = kerf_view_area_projection (area);
  double px_per_deg = p.width / 180;
  kerf_view_turn (kerf_view_area_value (area), &p, dx_deg * px_per_deg, dy_deg * px_per_deg, p.centre);
  kerf_view_area_moved (area);
}

static void
pan (KerfViewArea *area, double dx, double dy)
{
  KerfProjection p = kerf_view_area_projection (area);
  kerf_view_area_pan (area, &p, dx * 40, dy * 40);
}

static void
nudge (KerfViewArea *area, double x_mm, double y_mm)
{
  KerfViewState *state = state_of (area);
  const KerfView *view = kerf_view_area_value (area);
  KerfVec3 from = kerf_view_state_at (state, area->name);
  if (!kerf_vec3_is_finite (from))
    return;
  KerfVec3 at = kerf_along (kerf_along (from, x_mm, view->right), y_mm, view->down);
  kerf_window_move_crosshair (area->window, area->name, at);
}

static void
defaults (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  g_array_set_size (state->windows, 0);
  state->slab = KERF_SLAB_NONE;
  state->fusion = KERF_FUSION_NONE;
  state->fusion_map = KERF_MAP_GREY;
  state->fusion_share = state->wipe_share = 0.5;
  state->sampling = KERF_SAMPLING_LINEAR;
  reset (area);
}

static void
along_cut (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  KerfCut cut;
  KerfMat4 motion;
  char ref[24];
  if (state->layout == KERF_LAYOUT_ALONG_CUT) {
    leave_cut (area);
    return;
  }
  if (!kerf_tool_selected_cut (area->window, &cut, &motion, ref)) {
    kerf_window_toast (area->window, _ ("Select a plane first"), FALSE);
    return;
  }
  KerfView *face = &state->views[KERF_VIEW_CUT], *across_u = &state->views[KERF_VIEW_CUT_U],
           *across_v = &state->views[KERF_VIEW_CUT_V];
  /* The face as the blade meets it; the others with the blade going down. */
  face->right = cut.frame.u, face->down = cut.frame.v;
  across_u->right = cut.frame.n, across_u->down = cut.frame.v;
  across_v->right = cut.frame.u, across_v->down = kerf_scale (cut.frame.n, -1);
  face->centre = across_u->centre = across_v->centre = cut.frame.p;
  state->cut_layout = state->layout;
  state->cut_maximised = state->maximised;
  state->cut_crosshair = state->crosshair;
  kerf_window_move_crosshair (area->window, area->name, cut.frame.p);
  kerf_window_set_layout (area->window, KERF_LAYOUT_ALONG_CUT);
}

static void
closest_pair (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  const KerfCase *kase = kerf_window_case (area->window);
  KerfId plan_id = kerf_view_state_plan (state, kase);
  const KerfObject *object = kerf_case_get (kase, plan_id);
  KerfCut cut;
  KerfMat4 motion;
  char ref[24];
  if (!object || !kerf_tool_selected_cut (area->window, &cut, &motion, ref))
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfPlanFigures) figures =
      kerf_pool_figures (kerf_window_pool (area->window), kase, plan_id, TRUE, NULL);
  for (guint i = 0; figures && i < plan->planes->len && i < figures->n_cuts; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    const KerfMargin *margin = &figures->cuts[i].face[KERF_FACE_DISCARD];
    if (g_strcmp0 (plane->letter, state->selected_part) != 0 || isnan (margin->bounded_mm))
      continue;
    KerfVec3 middle = kerf_lerp (margin->closest_tumour, margin->closest_face, 0.5);
    kerf_window_move_crosshair (area->window, area->name, kerf_mat4_point (&motion, middle));
  }
}

/* From where the menu was asked for, else from the crosshair. */
static void
measure_from_here (KerfViewArea *area)
{
  KerfVec3 from = area->menu_at.x > 0 ? kerf_tool_point (area, &area->menu_at) : state_of (area)->crosshair;
  area->menu_at.x = 0;
  kerf_length_from (kerf_window_find_tool (area->window, "length"), area, from);
}

gboolean
kerf_view_area_edit_measure (KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick;
  kerf_view_area_point (area, at, &pick);
  if (pick.object.kind != KERF_KIND_MEASURE)
    return FALSE;
  kerf_window_select (area->window, pick.object, NULL);
  return gtk_widget_activate_action (GTK_WIDGET (area), "win.rename", NULL);
}

typedef struct {
  const char *name;
  void (*func) (KerfViewArea *area, double a, double b);
  double a, b;
} Row;

static const Row rows[] = {
  { "view.turn-left", turn, -5, 0 },
  { "view.turn-right", turn, 5, 0 },
  { "view.turn-up", turn, 0, -5 },
  { "view.turn-down", turn, 0, 5 },
  { "view.turn-left-45", turn, -45, 0 },
  { "view.turn-right-45", turn, 45, 0 },
  { "view.turn-up-45", turn, 0, -45 },
  { "view.turn-down-45", turn, 0, 45 },
  { "view.pan-left", pan, -1, 0 },
  { "view.pan-right", pan, 1, 0 },
  { "view.pan-up", pan, 0, -1 },
  { "view.pan-down", pan, 0, 1 },
  { "view.crosshair-left", nudge, -1, 0 },
  { "view.crosshair-right", nudge, 1, 0 },
  { "view.crosshair-up", nudge, 0, -1 },
  { "view.crosshair-down", nudge, 0, 1 },
  { "view.crosshair-left-fine", nudge, -0.1, 0 },
  { "view.crosshair-right-fine", nudge, 0.1, 0 },
  { "view.crosshair-up-fine", nudge, 0, -0.1 },
  { "view.crosshair-down-fine", nudge, 0, 0.1 },
  { "view.turn-plane-left", turn_in_plane, 90, 0 },
  { "view.turn-plane-right", turn_in_plane, -90, 0 },
  { "view.turn-plane-left-fine", turn_in_plane, 1, 0 },
  { "view.turn-plane-right-fine", turn_in_plane, -1, 0 },
  { "view.turn-others-left", turn_others, 5, 0 },
  { "view.turn-others-right", turn_others, -5, 0 },
  { "view.slice-back", kerf_view_area_scroll, -1, 0 },
  { "view.slice-on", kerf_view_area_scroll, 1, 0 },
  { "view.slice-back-10", kerf_view_area_scroll, 0, -10 },
  { "view.slice-on-10", kerf_view_area_scroll, 0, 10 },
  { "view.slice-first", kerf_view_area_scroll, 0, -1e5 },
  { "view.slice-last", kerf_view_area_scroll, 0, 1e5 },
};

static gboolean
do_flag (KerfViewArea *area, const char *name)
{
  KerfViewState *state = state_of (area);
  if (strcmp (name, "crosshair") == 0)
    toggle (area, &state->crosshair_shown);
  else if (strcmp (name, "structures") == 0)
    toggle (area, &state->structures_shown);
  else if (strcmp (name, "margin-map") == 0)
    toggle (area, &state->margin_map_shown);
  else if (strcmp (name, "volume") == 0)
    toggle (area, &state->look.volume_shown);
  else if (strcmp (name, "link") == 0)
    link_views (area);
  else if (strcmp (name, "perspective") == 0)
    toggle (area, &kerf_view_area_value (area)->perspective);
  else
    return FALSE;
  return TRUE;
}

/* Held: on at the press, off at the release. */
static gboolean
do_held (KerfViewArea *area, const char *name)
{
  KerfViewState *state = state_of (area);
  gboolean held = !g_str_has_suffix (name, "-end");
  if (!g_str_has_prefix (name, "hide-overlays"))
    return FALSE;
  if (state->overlays_hidden == held)
    return TRUE;
  state->overlays_hidden = held;
  kerf_window_view_changed (area->window);
  return TRUE;
}

static gboolean
do_cycle (KerfViewArea *area, const char *name)
{
  KerfViewState *state = state_of (area);
  if (strcmp (name, "slab") == 0)
    state->slab = state->slab == KERF_SLAB_NONE ? KERF_SLAB_MAX : KERF_SLAB_NONE;
  else if (strcmp (name, "slab-kind") == 0)
    state->slab = (KerfSlab) (state->slab % KERF_SLAB_MIN + 1);
  else if (strcmp (name, "sampling") == 0)
    state->sampling = (KerfSampling) ((state->sampling + 1) % (KERF_SAMPLING_CUBIC + 1));
  else
    return FALSE;
  kerf_window_view_changed (area->window);
  return TRUE;
}

/* Where the menu was opened, else under the pointer, else in the middle. */
static KerfPointer
here (KerfViewArea *area)
{
  if (area->menu_at.x > 0 || area->menu_at.y > 0)
    return area->menu_at;
  if (area->hovered)
    return area->hover;
  return (KerfPointer){ .x = gtk_widget_get_width (GTK_WIDGET (area)) / 2.0,
                        .y = gtk_widget_get_height (GTK_WIDGET (area)) / 2.0 };
}

static void
crosshair_here (KerfViewArea *area)
{
  KerfPointer at = here (area);
  KerfPick pick;
  KerfVec3 point = kerf_view_area_point (area, &at, kerf_view_is_space (area->name) ? &pick : NULL);
  if (kerf_vec3_is_finite (point))
    kerf_window_move_crosshair (area->window, area->name, point);
}

/* By key: at the pointer, else in the middle. */
static void
menu (KerfViewArea *area)
{
  KerfPointer middle = { gtk_widget_get_width (GTK_WIDGET (area)) / 2.0,
                         gtk_widget_get_height (GTK_WIDGET (area)) / 2.0, 0, FALSE, FALSE };
  kerf_view_area_show_menu (area, area->hovered ? &area->hover : &middle);
}

static gboolean
do_view (KerfViewArea *area, const char *name)
{
  static const struct {
    const char *name;
    char side;
  } sides[] = { { "from-anterior", 'A' }, { "from-posterior", 'P' }, { "from-left", 'L' },
                { "from-right", 'R' },    { "from-superior", 'S' },  { "from-inferior", 'I' } };
  static const struct {
    const char *name;
    void (*func) (KerfViewArea *area);
  } plain[] = { { "zoom-fit", fit },
                { "reset", reset },
                { "reset-camera", reset },
                { "menu", menu },
                { "surgeon", surgeon },
                { "along-cut", along_cut },
                { "closest-pair", closest_pair },
                { "actual-size", kerf_view_area_actual_size },
                { "crosshair-here", crosshair_here },
                { "measure-from-here", measure_from_here },
                { "defaults", defaults } };
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (strcmp (name, sides[i].name) == 0) {
      look_from (area, sides[i].side);
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    if (strcmp (name, plain[i].name) == 0) {
      plain[i].func (area);
      return TRUE;
    }
  if (strcmp (name, "zoom-in") == 0 || strcmp (name, "zoom-out") == 0) {
    zoom (area, name[5] == 'i' ? 1.25 : 0.8);
    return TRUE;
  }
  return FALSE;
}

gboolean
kerf_view_area_do (KerfViewArea *area, const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (action, rows[i].name) == 0) {
      rows[i].func (area, rows[i].a, rows[i].b);
      return TRUE;
    }
  if (!g_str_has_prefix (action, "view."))
    return FALSE;
  const char *name = action + strlen ("view.");
  if (g_str_has_prefix (name, "preset-")) {
    kerf_view_area_preset (area, name[strlen ("preset-")]);
    return TRUE;
  }
  return do_flag (area, name) || do_held (area, name) || kerf_view_area_do_fusion (area, name) ||
         do_cycle (area, name) || do_view (area, name);
}
