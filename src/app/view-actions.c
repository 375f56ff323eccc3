/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the actions "view.…" do; each is reachable by key, by menu and through accessibility. */
#include "app/tools/tool.h"
#include "app/view-area-private.h"
#include "base/real.h"
#include "view/window.h"

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
  KerfBox3 box = kerf_view_area_box (area);
  double x = area->hovered ? area->hover.x : p.width / 2, y = area->hovered ? area->hover.y : p.height / 2;
  kerf_view_zoom (kerf_view_area_value (area), area->name, &p, factor, x, y, &box);
  kerf_window_view_changed (area->window);
}

static void
fit (KerfViewArea *area)
{
  KerfView *view = kerf_view_area_value (area);
  view->zoom_px_per_mm = view->height_mm = 0;
  view->centre = kerf_vec3 (NAN, NAN, NAN);
  kerf_window_view_changed (area->window);
}

static void
reset (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  for (int i = 0; state->surgeon && i < KERF_N_VIEWS; i++)
    kerf_view_set_axes (&state->views[i], (KerfViewName) i, FALSE);
  state->surgeon = FALSE;
  if (state->layout == KERF_LAYOUT_ALONG_CUT)
    state->layout = KERF_LAYOUT_FOUR_UP;
  kerf_view_set_axes (kerf_view_area_value (area), area->name, FALSE);
  fit (area);
}

/* A millimetre of the patient is one on the glass, where the screen says how large it is. */
static void
actual_size (KerfViewArea *area)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (area)));
  GdkMonitor *monitor =
      surface ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  GdkRectangle screen = { 0, 0, 0, 0 };
  int width_mm = monitor ? gdk_monitor_get_width_mm (monitor) : 0;
  if (monitor)
    gdk_monitor_get_geometry (monitor, &screen);
  if (width_mm <= 0 || screen.width <= 0) {
    kerf_window_toast (area->window, _ ("This screen does not say how large it is"), FALSE);
    return;
  }
  KerfProjection p = kerf_view_area_projection (area);
  KerfBox3 box = kerf_view_area_box (area);
  double wanted = (double) screen.width / width_mm;
  kerf_view_zoom (kerf_view_area_value (area), area->name, &p, wanted / p.px_per_mm, p.width / 2,
                  p.height / 2, &box);
  kerf_window_view_changed (area->window);
}

static void
surgeon (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  state->surgeon = !state->surgeon;
  /* All views turn together; the 3-D one keeps its camera. */
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (i < KERF_VIEW_CUT && i != KERF_VIEW_SPACE)
      kerf_view_set_axes (&state->views[i], (KerfViewName) i, state->surgeon);
  if (state->surgeon)
    kerf_view_look_from (&state->views[KERF_VIEW_SPACE], 'P');
  kerf_window_view_changed (area->window);
}

static void
look_from (KerfViewArea *area, char side)
{
  kerf_view_look_from (kerf_view_area_value (area), side);
  kerf_window_view_changed (area->window);
}

static void
turn (KerfViewArea *area, double dx_deg, double dy_deg)
{
  KerfProjection p = kerf_view_area_projection (area);
  double px_per_deg = p.width / 180;
  kerf_view_turn (kerf_view_area_value (area), &p, dx_deg * px_per_deg, dy_deg * px_per_deg, p.centre);
  kerf_window_view_changed (area->window);
}

static void
pan (KerfViewArea *area, double dx, double dy)
{
  KerfProjection p = kerf_view_area_projection (area);
  kerf_view_pan (kerf_view_area_value (area), &p, dx * 40, dy * 40);
  kerf_window_view_changed (area->window);
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
  kerf_window_set_crosshair (area->window, at);
}

static void
preset (KerfViewArea *area, char key)
{
  KerfViewState *state = state_of (area);
  const KerfCase *kase = kerf_window_case (area->window);
  const KerfObject *volume = kerf_case_get (kase, kerf_view_state_volume (state, kase, area->name));
  double centre, width;
  if (!volume)
    return;
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  g_autoptr (KerfVolume) voxels = source.volume (source.data, volume);
  if (kerf_window_of_preset (volume, voxels, key, &centre, &width)) {
    kerf_view_state_set_window (state, kerf_object_id (volume), centre, width, key);
    kerf_window_view_changed (area->window);
  }
}

static void
defaults (KerfViewArea *area)
{
  KerfViewState *state = state_of (area);
  g_array_set_size (state->windows, 0);
  state->slab = KERF_SLAB_NONE;
  state->fusion = KERF_FUSION_NONE;
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
    kerf_window_set_layout (area->window, KERF_LAYOUT_FOUR_UP);
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
  kerf_window_set_crosshair (area->window, cut.frame.p);
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
    kerf_window_set_crosshair (area->window, kerf_mat4_point (&motion, middle));
  }
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
  else if (strcmp (name, "link") == 0)
    link_views (area);
  else if (strcmp (name, "perspective") == 0)
    toggle (area, &kerf_view_area_value (area)->perspective);
  else
    return FALSE;
  return TRUE;
}

/* Held keys: on at the press, off at the release. */
static gboolean
do_held (KerfViewArea *area, const char *name)
{
  KerfViewState *state = state_of (area);
  gboolean end = g_str_has_suffix (name, "-end");
  if (g_str_has_prefix (name, "hide-overlays")) {
    if (state->overlays_hidden == !end)
      return TRUE;
    state->overlays_hidden = !end;
  } else if (g_str_has_prefix (name, "other-volume")) {
    static KerfFusion before;
    gboolean held = state->fusion == KERF_FUSION_BLEND && state->fusion_share >= 1;
    if (held == !end)
      return TRUE;
    if (!end)
      before = state->fusion;
    state->fusion = end ? before : KERF_FUSION_BLEND;
    state->fusion_share = end ? 0.5 : 1;
  } else {
    return FALSE;
  }
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
  else if (strcmp (name, "fusion") == 0)
    state->fusion = state->fusion == KERF_FUSION_NONE ? KERF_FUSION_BLEND : KERF_FUSION_NONE;
  else if (strcmp (name, "fusion-kind") == 0)
    state->fusion = (KerfFusion) (state->fusion % KERF_FUSION_CHECKER + 1);
  else
    return FALSE;
  kerf_window_view_changed (area->window);
  return TRUE;
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
                { "actual-size", actual_size },
                { "menu", kerf_view_area_show_menu },
                { "surgeon", surgeon },
                { "along-cut", along_cut },
                { "closest-pair", closest_pair },
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
    preset (area, name[strlen ("preset-")]);
    return TRUE;
  }
  return do_flag (area, name) || do_held (area, name) || do_cycle (area, name) || do_view (area, name);
}
