/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view state's way into the store and back. */
#include "view/view-state.h"

#include <string.h>

#define FORMAT "kerf-view-1"

static void
set_point (KerfJson *json, const char *key, KerfVec3 point)
{
  if (kerf_vec3_is_finite (point))
    kerf_json_set_reals (json, key, (const double[]){ point.x, point.y, point.z }, 3);
}

static void
get_point (const KerfJson *json, const char *key, KerfVec3 *point)
{
  double v[3];
  if (kerf_json_get_reals (json, key, v, 3))
    *point = kerf_vec3 (v[0], v[1], v[2]);
}

static void
set_id (KerfJson *json, const char *key, KerfId id)
{
  if (id.kind == KERF_KIND_NONE)
    return;
  g_autofree char *text = kerf_id_to_text (id);
  kerf_json_set_string (json, key, text);
}

static void
get_id (const KerfJson *json, const char *key, KerfId *id)
{
  const char *text = kerf_json_get_string (json, key, NULL);
  if (!text || !kerf_id_from_text (text, id))
    *id = KERF_ID_NONE;
}

static KerfJson *
view_to_json (const KerfView *view)
{
  KerfJson *json = kerf_json_object ();
  set_point (json, "right", view->right);
  set_point (json, "down", view->down);
  set_point (json, "centre", view->centre);
  set_point (json, "at", view->at);
  kerf_json_set_real (json, "zoom_px_per_mm", view->zoom_px_per_mm);
  kerf_json_set_real (json, "height_mm", view->height_mm);
  kerf_json_set_bool (json, "perspective", view->perspective);
  kerf_json_set_bool (json, "turned", view->turned);
  return json;
}

static void
view_from_json (const KerfJson *json, KerfView *view)
{
  KerfVec3 right = view->right, down = view->down;
  get_point (json, "right", &right);
  get_point (json, "down", &down);
  /* Axes that are not a frame would mirror or skew the picture: the standard ones stay. */
  if (fabs (kerf_length (right) - 1) < 1e-6 && fabs (kerf_length (down) - 1) < 1e-6 &&
      fabs (kerf_dot (right, down)) < 1e-6) {
    /* To the last bit, whatever the file rounded. */
    view->right = kerf_unit (right);
    view->down = kerf_unit (kerf_along (down, -kerf_dot (down, view->right), view->right));
  }
  get_point (json, "centre", &view->centre);
  get_point (json, "at", &view->at);
  view->zoom_px_per_mm = CLAMP (kerf_json_get_real (json, "zoom_px_per_mm", 0), 0, 100);
  view->height_mm = CLAMP (kerf_json_get_real (json, "height_mm", 0), 0, 1e5);
  view->perspective = kerf_json_get_bool (json, "perspective", view->perspective);
  view->turned = kerf_json_get_bool (json, "turned", FALSE);
}

static KerfJson *
windows_to_json (const GArray *windows)
{
  KerfJson *array = kerf_json_array ();
  for (guint i = 0; i < windows->len; i++) {
    const KerfWindowSetting *setting = &g_array_index (windows, KerfWindowSetting, i);
    KerfJson *json = kerf_json_object ();
    set_id (json, "volume", setting->volume);
    kerf_json_set_real (json, "centre", setting->centre);
    kerf_json_set_real (json, "width", setting->width);
    kerf_json_set_string (json, "preset", setting->preset ? (char[]){ setting->preset, '\0' } : "");
    kerf_json_append (array, json);
  }
  return array;
}

static void
windows_from_json (const KerfJson *array, KerfViewState *state)
{
  for (gsize i = 0; array && i < kerf_json_length (array); i++) {
    const KerfJson *json = kerf_json_at (array, i);
    KerfId volume;
    get_id (json, "volume", &volume);
    double width = kerf_json_get_real (json, "width", NAN), centre = kerf_json_get_real (json, "centre", NAN);
    if (volume.kind == KERF_KIND_VOLUME && width > 0 && isfinite (centre))
      kerf_view_state_set_window (state, volume, centre, width, kerf_json_get_string (json, "preset", "")[0]);
  }
}

static KerfJson *
mine_to_json (const GArray *mine)
{
  KerfJson *json = kerf_json_object ();
  for (guint i = 0; i < mine->len; i++) {
    const KerfMyWindow *one = &g_array_index (mine, KerfMyWindow, i);
    kerf_json_set_reals (json, one->role, (const double[]){ one->centre, one->width }, 2);
  }
  return json;
}

static void
mine_from_json (const KerfJson *json, KerfViewState *state)
{
  static const char *const roles[] = { "ct",       "mr",  "pseudo-ct", "post-op-ct",
                                       "specimen", "pet", "dose",      "other" };
  for (gsize i = 0; json && i < G_N_ELEMENTS (roles); i++) {
    double v[2];
    if (kerf_json_get_reals (json, roles[i], v, 2) && v[1] > 0)
      kerf_view_state_set_mine (state, roles[i], v[0], v[1]);
  }
}

static KerfJson *
shown_to_json (const GArray *shown)
{
  KerfJson *array = kerf_json_array ();
  for (guint i = 0; i < shown->len; i++) {
    const KerfShown *one = &g_array_index (shown, KerfShown, i);
    KerfJson *json = kerf_json_object ();
    set_id (json, "id", one->id);
    kerf_json_set_string (json, "part", one->part);
    kerf_json_set_bool (json, "visible", one->visible);
    kerf_json_set_real (json, "opacity", one->opacity);
    kerf_json_append (array, json);
  }
  return array;
}

static void
shown_from_json (const KerfJson *array, KerfViewState *state)
{
  for (gsize i = 0; array && i < kerf_json_length (array); i++) {
    const KerfJson *json = kerf_json_at (array, i);
    KerfShown one = { .visible = kerf_json_get_bool (json, "visible", TRUE),
                      .opacity = kerf_json_get_real (json, "opacity", NAN) };
    get_id (json, "id", &one.id);
    g_strlcpy (one.part, kerf_json_get_string (json, "part", ""), sizeof one.part);
    if (one.id.kind != KERF_KIND_NONE)
      g_array_append_val (state->shown, one);
  }
}

enum { N_SHARES = KERF_LAYOUT_ALONG_CUT * KERF_N_SPLITS };

/* Layout by layout; 0 where the gap stands as the layout has it. */
static void
set_splits (KerfJson *json, const KerfViewState *state)
{
  double shares[N_SHARES];
  for (int i = 0; i < N_SHARES; i++) {
    double share = state->splits[i / KERF_N_SPLITS + 1][i % KERF_N_SPLITS];
    shares[i] = isnan (share) ? 0 : share;
  }
  kerf_json_set_reals (json, "splits", shares, N_SHARES);
}

static void
get_splits (const KerfJson *json, KerfViewState *state)
{
  double shares[N_SHARES];
  if (!kerf_json_get_reals (json, "splits", shares, N_SHARES))
    return;
  for (int i = 0; i < N_SHARES; i++)
    state->splits[i / KERF_N_SPLITS + 1][i % KERF_N_SPLITS] =
        shares[i] > 0 && shares[i] < 1 ? shares[i] : (double) NAN;
}

static KerfJson *
kept_to_json (const GArray *kept)
{
  KerfJson *json = kerf_json_object ();
  for (guint i = 0; i < kept->len; i++) {
    const KerfKeptLayout *one = &g_array_index (kept, KerfKeptLayout, i);
    kerf_json_set_real (json, one->workspace, one->layout);
  }
  return json;
}

static void
kept_from_json (const KerfJson *json, KerfViewState *state)
{
  static const char *const workspaces[] = {
    "images", "align", "contour", "plan", "guide", "compare", "study"
  };
  for (gsize i = 0; json && i < G_N_ELEMENTS (workspaces); i++) {
    double layout = kerf_json_get_real (json, workspaces[i], 0);
    if (layout >= KERF_LAYOUT_SINGLE && layout <= KERF_LAYOUT_ALONG_CUT)
      kerf_view_state_keep_layout (state, workspaces[i], (KerfLayout) layout);
  }
}

/* Flags by name, in one table for both ways. */
static gboolean *
flag_at (KerfViewState *state, guint index, const char **name)
{
  static const char *const names[] = { "crosshair_shown",  "structures_shown", "shell_shown",
                                       "margin_map_shown", "linked",           "surgeon",
                                       "patient_text" };
  gboolean *flags[] = { &state->crosshair_shown,  &state->structures_shown, &state->shell_shown,
                        &state->margin_map_shown, &state->linked,           &state->surgeon,
                        &state->patient_text };
  if (index >= G_N_ELEMENTS (names))
    return NULL;
  *name = names[index];
  return flags[index];
}

KerfJson *
kerf_view_state_to_json (const KerfViewState *state)
{
  KerfJson *json = kerf_json_object (), *views = kerf_json_object ();
  kerf_json_set_string (json, "format", FORMAT);
  kerf_json_set_string (json, "workspace", state->workspace);
  kerf_json_set_real (json, "layout", state->layout);
  kerf_json_set_string (json, "single", kerf_view_key (state->single));
  kerf_json_set (json, "layouts", kept_to_json (state->kept));
  set_splits (json, state);
  for (int i = 0; i < KERF_N_VIEWS; i++)
    kerf_json_set (views, kerf_view_key ((KerfViewName) i), view_to_json (&state->views[i]));
  kerf_json_set (json, "views", views);
  set_point (json, "crosshair", state->crosshair);
  set_id (json, "base", state->base);
  set_id (json, "other", state->other);
  set_id (json, "plan", state->plan);
  set_id (json, "other_plan", state->other_plan);
  kerf_json_set_real (json, "fusion", state->fusion);
  kerf_json_set_real (json, "fusion_share", state->fusion_share);
  kerf_json_set_real (json, "wipe_share", state->wipe_share);
  kerf_json_set_real (json, "fusion_map", state->fusion_map);
  kerf_json_set_real (json, "sampling", state->sampling);
  kerf_json_set_real (json, "cut_layout", state->cut_layout);
  set_point (json, "cut_crosshair", state->cut_crosshair);
  kerf_json_set (json, "my_windows", mine_to_json (state->mine));
  kerf_json_set_real (json, "slab", state->slab);
  kerf_json_set_real (json, "slab_mm", state->slab_mm);
  kerf_json_set (json, "look", kerf_space_look_to_json (&state->look));
  kerf_json_set (json, "windows", windows_to_json (state->windows));
  kerf_json_set (json, "shown", shown_to_json (state->shown));
  const char *name;
  g_autoptr (KerfViewState) flags = kerf_view_state_copy (state);
  for (guint i = 0; flag_at (flags, i, &name); i++)
    kerf_json_set_bool (json, name, *flag_at (flags, i, &name));
  return json;
}

static int
get_choice (const KerfJson *json, const char *key, int first, int last, int otherwise)
{
  double value = kerf_json_get_real (json, key, otherwise);
  return value >= first && value <= last ? (int) value : otherwise;
}

KerfViewState *
kerf_view_state_from_json (const KerfJson *json)
{
  KerfViewState *state = kerf_view_state_new ();
  if (!json || g_strcmp0 (kerf_json_get_string (json, "format", NULL), FORMAT) != 0)
    return state;
  g_free (state->workspace);
  state->workspace = g_strdup (kerf_json_get_string (json, "workspace", "images"));
  state->layout = (KerfLayout) get_choice (json, "layout", KERF_LAYOUT_SINGLE, KERF_LAYOUT_ALONG_CUT,
                                           KERF_LAYOUT_FOUR_UP);
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (g_strcmp0 (kerf_json_get_string (json, "single", NULL), kerf_view_key ((KerfViewName) i)) == 0)
      state->single = (KerfViewName) i;
  kept_from_json (kerf_json_get (json, "layouts"), state);
  get_splits (json, state);
  const KerfJson *views = kerf_json_get (json, "views");
  for (int i = 0; views && i < KERF_N_VIEWS; i++) {
    const KerfJson *view = kerf_json_get (views, kerf_view_key ((KerfViewName) i));
    if (view)
      view_from_json (view, &state->views[i]);
  }
  get_point (json, "crosshair", &state->crosshair);
  get_id (json, "base", &state->base);
  get_id (json, "other", &state->other);
  get_id (json, "plan", &state->plan);
  get_id (json, "other_plan", &state->other_plan);
  state->fusion =
      (KerfFusion) get_choice (json, "fusion", KERF_FUSION_NONE, KERF_FUSION_CHECKER, KERF_FUSION_NONE);
  state->fusion_share = CLAMP (kerf_json_get_real (json, "fusion_share", 0.5), 0, 1);
  state->wipe_share = CLAMP (kerf_json_get_real (json, "wipe_share", 0.5), 0, 1);
  state->fusion_map =
      (KerfColourMap) get_choice (json, "fusion_map", KERF_MAP_GREY, KERF_N_MAPS - 1, KERF_MAP_GREY);
  state->sampling = (KerfSampling) get_choice (json, "sampling", KERF_SAMPLING_NEAREST, KERF_SAMPLING_CUBIC,
                                               KERF_SAMPLING_LINEAR);
  state->cut_layout = (KerfLayout) get_choice (json, "cut_layout", KERF_LAYOUT_SINGLE,
                                               KERF_LAYOUT_ONE_AND_TWO, KERF_LAYOUT_FOUR_UP);
  get_point (json, "cut_crosshair", &state->cut_crosshair);
  mine_from_json (kerf_json_get (json, "my_windows"), state);
  state->slab = (KerfSlab) get_choice (json, "slab", KERF_SLAB_NONE, KERF_SLAB_MIN, KERF_SLAB_NONE);
  state->slab_mm = CLAMP (kerf_json_get_real (json, "slab_mm", 10), 1, 200);
  kerf_space_look_from_json (kerf_json_get (json, "look"), &state->look);
  windows_from_json (kerf_json_get (json, "windows"), state);
  shown_from_json (kerf_json_get (json, "shown"), state);
  const char *name;
  gboolean *flag;
  for (guint i = 0; (flag = flag_at (state, i, &name)); i++)
    *flag = kerf_json_get_bool (json, name, *flag);
  return state;
}
