/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked views: one crosshair, one zoom in millimetres, one way of looking for the views of a plane. */
#include "view/view-state.h"

#include <string.h>

/* The view of the same plane that shows the other volume, and back. */
static KerfViewName
pair_of (KerfViewName name)
{
  static const KerfViewName pairs[][2] = { { KERF_VIEW_AXIAL, KERF_VIEW_AXIAL_OTHER },
                                           { KERF_VIEW_CORONAL, KERF_VIEW_CORONAL_OTHER } };
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][0] == name || pairs[i][1] == name)
      return pairs[i][0] == name ? pairs[i][1] : pairs[i][0];
  return name;
}

static gboolean
points_equal (KerfVec3 a, KerfVec3 b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
views_equal (const KerfView *a, const KerfView *b)
{
  return points_equal (a->right, b->right) && points_equal (a->down, b->down) &&
         points_equal (a->centre, b->centre) &&
         memcmp (&a->zoom_px_per_mm, &b->zoom_px_per_mm, sizeof a->zoom_px_per_mm) == 0;
}

KerfVec3
kerf_view_state_at (const KerfViewState *state, KerfViewName name)
{
  const KerfView *view = &state->views[name];
  return !state->linked && !kerf_view_is_space (name) && kerf_vec3_is_finite (view->at) ? view->at
                                                                                        : state->crosshair;
}

void
kerf_view_state_set_crosshair (KerfViewState *state, KerfViewName name, KerfVec3 at)
{
  state->crosshair = at;
  if (!state->linked)
    state->views[name].at = at;
}

void
kerf_view_state_set_linked (KerfViewState *state, KerfViewName name, gboolean linked)
{
  KerfVec3 at = kerf_view_state_at (state, name);
  double zoom = state->views[name].zoom_px_per_mm;
  state->linked = linked;
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    KerfView *view = &state->views[i];
    view->at = linked ? kerf_vec3 (NAN, NAN, NAN) : state->crosshair;
    if (linked && zoom > 0 && !kerf_view_is_space (name) && !kerf_view_is_space ((KerfViewName) i))
      view->zoom_px_per_mm = zoom;
  }
  if (!linked)
    return;
  state->crosshair = at;
  KerfViewName pair = pair_of (name);
  state->views[pair] = state->views[name];
}

void
kerf_view_state_link (KerfViewState *state, const KerfView before[KERF_N_VIEWS])
{
  int changed = -1;
  for (int i = 0; state->linked && i < KERF_N_VIEWS; i++) {
    if (kerf_view_is_space ((KerfViewName) i) || views_equal (&state->views[i], &before[i]))
      continue;
    if (changed >= 0)
      return;
    changed = i;
  }
  if (changed < 0)
    return;
  const KerfView view = state->views[changed];
  state->views[pair_of ((KerfViewName) changed)] = view;
  /* *Fit* is left to each: what fits differs with the plane. */
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (view.zoom_px_per_mm > 0 && !kerf_view_is_space ((KerfViewName) i))
      state->views[i].zoom_px_per_mm = view.zoom_px_per_mm;
}

static const KerfWindowSetting *
find_setting (const GArray *settings, KerfId volume)
{
  for (guint i = 0; i < settings->len; i++) {
    const KerfWindowSetting *setting = &g_array_index (settings, KerfWindowSetting, i);
    if (kerf_id_equal (setting->volume, volume))
      return setting;
  }
  return NULL;
}

/* The one setting that is another than `before`; NULL where none or several are. */
static const KerfWindowSetting *
changed_setting (const GArray *settings, const GArray *before)
{
  const KerfWindowSetting *changed = NULL;
  for (guint i = 0; i < settings->len; i++) {
    const KerfWindowSetting *setting = &g_array_index (settings, KerfWindowSetting, i),
                            *old = find_setting (before, setting->volume);
    if (old && memcmp (&old->centre, &setting->centre, 2 * sizeof (double)) == 0 &&
        old->preset == setting->preset)
      continue;
    if (changed)
      return NULL;
    changed = setting;
  }
  return changed;
}

void
kerf_view_state_link_windows (KerfViewState *state, const KerfCase *kase, const GArray *before)
{
  const KerfWindowSetting *changed = state->linked ? changed_setting (state->windows, before) : NULL;
  const KerfObject *from = changed ? kerf_case_get (kase, changed->volume) : NULL;
  if (!from || strchr ("180", changed->preset ? changed->preset : '9'))
    return;
  const KerfWindowSetting setting = *changed; /* the array moves as it grows */
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (id.kind == KERF_KIND_VOLUME && !kerf_id_equal (id, setting.volume) &&
        strcmp (kerf_volume_role (object), kerf_volume_role (from)) == 0)
      kerf_view_state_set_window (state, id, setting.centre, setting.width, setting.preset);
  }
}
