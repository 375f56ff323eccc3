/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/view-state.h"

#include "view/orientation.h"

#include <glib/gi18n.h>
#include <string.h>

gboolean
kerf_view_is_space (KerfViewName name)
{
  return name == KERF_VIEW_SPACE;
}

const char *
kerf_view_key (KerfViewName name)
{
  static const char *const keys[KERF_N_VIEWS] = { "axial", "coronal",     "sagittal",
                                                  "3d",    "axial-other", "coronal-other",
                                                  "cut",   "cut-u",       "cut-v" };
  return keys[name];
}

KerfVec3
kerf_view_into (const KerfView *view)
{
  return kerf_cross (view->right, view->down);
}

void
kerf_view_set_axes (KerfView *view, KerfViewName name, gboolean surgeon)
{
  KerfVec3 x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0), up = kerf_vec3 (0, 0, -1);
  switch (name) {
  case KERF_VIEW_AXIAL:
  case KERF_VIEW_AXIAL_OTHER:
    view->right = surgeon ? kerf_scale (x, -1) : x;
    view->down = surgeon ? kerf_scale (y, -1) : y;
    break;
  case KERF_VIEW_SAGITTAL: /* prone: the back up, the head to the left */
    view->right = surgeon ? up : y;
    view->down = surgeon ? kerf_scale (y, -1) : up;
    break;
  case KERF_VIEW_CORONAL:
  case KERF_VIEW_CORONAL_OTHER:
  case KERF_VIEW_SPACE:
  case KERF_VIEW_CUT:
  case KERF_VIEW_CUT_U:
  case KERF_VIEW_CUT_V:
  case KERF_N_VIEWS:
  default:
    view->right = surgeon ? kerf_scale (x, -1) : x;
    view->down = up;
    break;
  }
}

gboolean
kerf_view_is_other (KerfViewName name)
{
  return name == KERF_VIEW_AXIAL_OTHER || name == KERF_VIEW_CORONAL_OTHER;
}

const char *
kerf_view_title (const KerfView *view, KerfViewName name)
{
  static const char *const plain[] = { N_ ("Sagittal"), N_ ("Coronal"), N_ ("Axial") };
  if (kerf_view_is_space (name))
    return N_ ("3-D");
  if (name == KERF_VIEW_CUT)
    return N_ ("Cut face");
  if (name == KERF_VIEW_CUT_U || name == KERF_VIEW_CUT_V)
    return N_ ("Across the cut");
  static const char *const oblique[] = { N_ ("Oblique sagittal"), N_ ("Oblique coronal"),
                                         N_ ("Oblique axial") };
  KerfVec3 into = kerf_view_into (view);
  int axis = kerf_orientation_axis (into);
  return kerf_orientation_is_plain (into) ? plain[axis] : oblique[axis];
}

gboolean
kerf_view_is_away (const KerfView *view, KerfViewName name)
{
  static const KerfViewName of_axis[3] = { KERF_VIEW_SAGITTAL, KERF_VIEW_CORONAL, KERF_VIEW_AXIAL };
  if (kerf_view_is_space (name) || name == KERF_VIEW_CUT || name == KERF_VIEW_CUT_U ||
      name == KERF_VIEW_CUT_V)
    return FALSE;
  KerfVec3 into = kerf_view_into (view);
  KerfView usual = *view;
  kerf_view_set_axes (&usual, of_axis[kerf_orientation_axis (into)], FALSE);
  if (view->turned || kerf_dot (into, kerf_view_into (&usual)) < 0)
    return TRUE;
  return kerf_orientation_is_plain (into) && kerf_dot (view->right, usual.right) < 1 - 1e-6;
}

const char *
kerf_view_viewpoint (const KerfView *view, KerfViewName name)
{
  static const char *const seen_from[3][2] = { { N_ ("from the left"), N_ ("from the right") },
                                               { N_ ("from the front"), N_ ("from behind") },
                                               { N_ ("from the feet"), N_ ("from the head") } };
  KerfVec3 into = kerf_view_into (view);
  int axis = kerf_orientation_axis (into);
  double part = kerf_component (into, axis);
  /* Looking along +y is from the front, along +z from the feet, along −x from the left. */
  int other = axis == 0 ? part > 0 : part < 0;
  if (kerf_view_is_space (name))
    return fabs (part) > 0.8 ? seen_from[axis][other] : NULL;
  return other ? seen_from[axis][other] : NULL;
}

KerfVec3
kerf_view_wheel (const KerfView *view)
{
  static const double towards_hand[3] = { 1, 1, -1 }; /* left, back, feet */
  KerfVec3 into = kerf_view_into (view);
  int axis = kerf_orientation_axis (into);
  return kerf_component (into, axis) * towards_hand[axis] > 0 ? into : kerf_scale (into, -1);
}

KerfViewState *
kerf_view_state_new (void)
{
  KerfViewState *state = g_new0 (KerfViewState, 1);
  state->workspace = g_strdup ("images");
  state->layout = KERF_LAYOUT_FOUR_UP;
  state->maximised = -1;
  state->crosshair = kerf_vec3 (NAN, NAN, NAN);
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    KerfView *view = &state->views[i];
    kerf_view_set_axes (view, (KerfViewName) i, FALSE);
    view->centre = view->at = kerf_vec3 (NAN, NAN, NAN);
    view->perspective = TRUE;
  }
  state->kept = g_array_new (FALSE, FALSE, sizeof (KerfKeptLayout));
  for (int i = 0; i <= KERF_LAYOUT_ALONG_CUT; i++)
    for (int k = 0; k < KERF_N_SPLITS; k++)
      state->splits[i][k] = (double) NAN;
  state->fusion_share = state->wipe_share = 0.5;
  state->sampling = KERF_SAMPLING_LINEAR;
  state->slab_mm = 10;
  state->windows = g_array_new (FALSE, FALSE, sizeof (KerfWindowSetting));
  state->mine = g_array_new (FALSE, FALSE, sizeof (KerfMyWindow));
  state->cut_layout = KERF_LAYOUT_FOUR_UP;
  state->cut_maximised = -1;
  state->cut_crosshair = kerf_vec3 (NAN, NAN, NAN);
  state->shown = g_array_new (FALSE, FALSE, sizeof (KerfShown));
  state->crosshair_shown = state->structures_shown = state->shell_shown = state->linked = TRUE;
  state->patient_text = TRUE;
  kerf_space_look_init (&state->look);
  return state;
}

KerfViewState *
kerf_view_state_copy (const KerfViewState *state)
{
  KerfViewState *copy = g_memdup2 (state, sizeof *state);
  copy->workspace = g_strdup (state->workspace);
  copy->kept = g_array_copy (state->kept);
  copy->windows = g_array_copy (state->windows);
  copy->mine = g_array_copy (state->mine);
  copy->shown = g_array_copy (state->shown);
  return copy;
}

void
kerf_view_state_free (KerfViewState *state)
{
  if (!state)
    return;
  g_free (state->workspace);
  g_array_unref (state->kept);
  g_array_unref (state->windows);
  g_array_unref (state->mine);
  g_array_unref (state->shown);
  g_free (state);
}

static KerfCell
cell (KerfViewName view, double x, double y, double w, double h)
{
  return (KerfCell){ view, x, y, w, h };
}

/* Side by side a CT stands left and what was computed to be like one right, also where the latter is the base. In *Align*
 * the fixed volume is the base, and left. */
static gboolean
hangs_swapped (const KerfViewState *state, const KerfCase *kase)
{
  const KerfObject *base = kase ? kerf_case_get (kase, kerf_view_state_base (state, kase)) : NULL,
                   *other = kase ? kerf_case_get (kase, kerf_view_state_other (state, kase)) : NULL;
  return base && other && strcmp (state->workspace, "align") != 0 &&
         strcmp (kerf_volume_role (base), "pseudo-ct") == 0 && strcmp (kerf_volume_role (other), "ct") == 0;
}

KerfLayout
kerf_view_state_layout_of (const KerfViewState *state, const char *workspace, KerfLayout otherwise)
{
  for (guint i = 0; i < state->kept->len; i++) {
    const KerfKeptLayout *kept = &g_array_index (state->kept, KerfKeptLayout, i);
    if (strcmp (kept->workspace, workspace) == 0)
      return kept->layout;
  }
  return otherwise;
}

void
kerf_view_state_keep_layout (KerfViewState *state, const char *workspace, KerfLayout layout)
{
  for (guint i = 0; i < state->kept->len; i++) {
    KerfKeptLayout *kept = &g_array_index (state->kept, KerfKeptLayout, i);
    if (strcmp (kept->workspace, workspace) == 0) {
      kept->layout = layout;
      return;
    }
  }
  KerfKeptLayout fresh = { .layout = layout };
  g_strlcpy (fresh.workspace, workspace, sizeof fresh.workspace);
  g_array_append_val (state->kept, fresh);
}

guint
kerf_layout_cells (const KerfViewState *state, const KerfCase *kase, KerfCell cells[KERF_MAX_CELLS])
{
  guint n = 0;
  const double third = 1.0 / 3;
  double left = 0, right = 0.5;
  if (state->maximised >= 0 && state->maximised < KERF_N_VIEWS) {
    cells[n++] = cell ((KerfViewName) state->maximised, 0, 0, 1, 1);
    return n;
  }
  switch (state->layout) {
  case KERF_LAYOUT_SINGLE:
    cells[n++] = cell (state->single, 0, 0, 1, 1);
    break;
  case KERF_LAYOUT_ONE_AND_THREE:
    cells[n++] = cell (KERF_VIEW_SPACE, 0, 0, 0.66, 1);
    cells[n++] = cell (KERF_VIEW_AXIAL, 0.66, 0, 0.34, third);
    cells[n++] = cell (KERF_VIEW_CORONAL, 0.66, third, 0.34, third);
    cells[n++] = cell (KERF_VIEW_SAGITTAL, 0.66, 2 * third, 0.34, third);
    break;
  case KERF_LAYOUT_SIDE_BY_SIDE:
    if (hangs_swapped (state, kase))
      left = 0.5, right = 0;
    cells[n++] = cell (KERF_VIEW_AXIAL, left, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_AXIAL_OTHER, right, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_CORONAL, left, 0.5, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_CORONAL_OTHER, right, 0.5, 0.5, 0.5);
    break;
  case KERF_LAYOUT_ONE_AND_TWO:
    cells[n++] = cell (KERF_VIEW_AXIAL, 0, 0, 0.58, 1);
    cells[n++] = cell (KERF_VIEW_CORONAL, 0.58, 0, 0.42, 0.5);
    cells[n++] = cell (KERF_VIEW_SAGITTAL, 0.58, 0.5, 0.42, 0.5);
    break;
  case KERF_LAYOUT_ALONG_CUT:
    cells[n++] = cell (KERF_VIEW_CUT, 0, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_SPACE, 0.5, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_CUT_U, 0, 0.5, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_CUT_V, 0.5, 0.5, 0.5, 0.5);
    break;
  case KERF_LAYOUT_FOUR_UP:
  default:
    cells[n++] = cell (KERF_VIEW_AXIAL, 0, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_SPACE, 0.5, 0, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_CORONAL, 0, 0.5, 0.5, 0.5);
    cells[n++] = cell (KERF_VIEW_SAGITTAL, 0.5, 0.5, 0.5, 0.5);
    break;
  }
  return n;
}

static KerfShown *
find_shown (const KerfViewState *state, KerfId id, const char *part)
{
  for (guint i = 0; i < state->shown->len; i++) {
    KerfShown *shown = &g_array_index (state->shown, KerfShown, i);
    if (kerf_id_equal (shown->id, id) && g_strcmp0 (shown->part, part ? part : "") == 0)
      return shown;
  }
  return NULL;
}

static KerfShown *
make_shown (KerfViewState *state, KerfId id, const char *part)
{
  KerfShown *shown = find_shown (state, id, part);
  if (shown)
    return shown;
  KerfShown fresh = { .id = id, .visible = TRUE, .opacity = NAN };
  g_strlcpy (fresh.part, part ? part : "", sizeof fresh.part);
  g_array_append_val (state->shown, fresh);
  return &g_array_index (state->shown, KerfShown, state->shown->len - 1);
}

gboolean
kerf_view_state_is_shown (const KerfViewState *state, KerfId id, const char *part)
{
  const KerfShown *shown = find_shown (state, id, part);
  return shown ? shown->visible : TRUE;
}

double
kerf_view_state_opacity (const KerfViewState *state, KerfId id, double otherwise)
{
  const KerfShown *shown = find_shown (state, id, NULL);
  return shown && !isnan (shown->opacity) ? shown->opacity : otherwise;
}

void
kerf_view_state_show (KerfViewState *state, KerfId id, const char *part, gboolean visible)
{
  make_shown (state, id, part)->visible = visible;
}

void
kerf_view_state_set_opacity (KerfViewState *state, KerfId id, double opacity)
{
  make_shown (state, id, NULL)->opacity = opacity;
}

gboolean
kerf_view_state_get_window (const KerfViewState *state, KerfId volume, double *centre, double *width)
{
  for (guint i = 0; i < state->windows->len; i++) {
    const KerfWindowSetting *setting = &g_array_index (state->windows, KerfWindowSetting, i);
    if (kerf_id_equal (setting->volume, volume)) {
      *centre = setting->centre;
      *width = setting->width;
      return TRUE;
    }
  }
  return FALSE;
}

void
kerf_view_state_set_window (KerfViewState *state, KerfId volume, double centre, double width, char preset)
{
  KerfWindowSetting fresh = { volume, centre, fmax (width, 1e-6), preset };
  for (guint i = 0; i < state->windows->len; i++) {
    KerfWindowSetting *setting = &g_array_index (state->windows, KerfWindowSetting, i);
    if (kerf_id_equal (setting->volume, volume)) {
      *setting = fresh;
      return;
    }
  }
  g_array_append_val (state->windows, fresh);
}

gboolean
kerf_view_state_get_mine (const KerfViewState *state, const char *role, double *centre, double *width)
{
  for (guint i = 0; i < state->mine->len; i++) {
    const KerfMyWindow *mine = &g_array_index (state->mine, KerfMyWindow, i);
    if (g_strcmp0 (mine->role, role) == 0) {
      *centre = mine->centre;
      *width = mine->width;
      return TRUE;
    }
  }
  return FALSE;
}

void
kerf_view_state_set_mine (KerfViewState *state, const char *role, double centre, double width)
{
  KerfMyWindow fresh = { "", centre, fmax (width, 1e-6) };
  g_strlcpy (fresh.role, role, sizeof fresh.role);
  for (guint i = 0; i < state->mine->len; i++)
    if (g_strcmp0 (g_array_index (state->mine, KerfMyWindow, i).role, fresh.role) == 0) {
      g_array_index (state->mine, KerfMyWindow, i) = fresh;
      return;
    }
  g_array_append_val (state->mine, fresh);
}

void
kerf_view_state_select (KerfViewState *state, KerfId id, const char *part)
{
  state->selected = id;
  g_strlcpy (state->selected_part, part ? part : "", sizeof state->selected_part);
}

const char *
kerf_volume_role (const KerfObject *volume)
{
  return kerf_json_get_string (kerf_object_record (volume), "role", "other");
}

const char *
kerf_view_state_volume_title (const KerfViewState *state, const KerfObject *volume)
{
  static const char *const roles[][2] = { { "ct", N_ ("CT") },
                                          { "pseudo-ct", N_ ("Pseudo-CT") },
                                          { "post-op-ct", N_ ("CT after the operation") },
                                          { "specimen", N_ ("Specimen") },
                                          { "mr", N_ ("MR") },
                                          { "pet", N_ ("PET") } };
  if (state->patient_text)
    return kerf_object_name (volume);
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (kerf_volume_role (volume), roles[i][0]) == 0)
      return _ (roles[i][1]);
  return _ ("Volume");
}

static KerfId
first_volume (const KerfCase *kase, const char *role, KerfId but)
{
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (id.kind == KERF_KIND_VOLUME && !kerf_id_equal (id, but) &&
        (!role || g_strcmp0 (kerf_volume_role (object), role) == 0))
      return id;
  }
  return KERF_ID_NONE;
}

KerfId
kerf_view_state_base (const KerfViewState *state, const KerfCase *kase)
{
  static const char *const roles[] = { "ct", "pseudo-ct", "mr", NULL };
  if (state->base.kind == KERF_KIND_VOLUME && kerf_case_get (kase, state->base))
    return state->base;
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++) {
    KerfId id = first_volume (kase, roles[i], KERF_ID_NONE);
    if (id.kind == KERF_KIND_VOLUME)
      return id;
  }
  return KERF_ID_NONE;
}

KerfId
kerf_view_state_other (const KerfViewState *state, const KerfCase *kase)
{
  KerfId base = kerf_view_state_base (state, kase);
  if (state->other.kind == KERF_KIND_VOLUME && kerf_case_get (kase, state->other) &&
      !kerf_id_equal (state->other, base))
    return state->other;
  KerfId id = first_volume (kase, "pseudo-ct", base);
  return id.kind == KERF_KIND_VOLUME ? id : first_volume (kase, NULL, base);
}

KerfId
kerf_view_state_volume (const KerfViewState *state, const KerfCase *kase, KerfViewName name)
{
  if (!kerf_view_is_other (name) && !(state->other_held && !kerf_view_is_space (name)))
    return kerf_view_state_base (state, kase);
  KerfId other = kerf_view_state_other (state, kase);
  return other.kind == KERF_KIND_NONE && !kerf_view_is_other (name) ? kerf_view_state_base (state, kase)
                                                                    : other;
}

KerfId
kerf_view_state_plan (const KerfViewState *state, const KerfCase *kase)
{
  if (state->plan.kind == KERF_KIND_PLAN && kerf_case_get (kase, state->plan))
    return state->plan;
  KerfId last = KERF_ID_NONE;
  for (gsize i = 0; i < kerf_case_length (kase); i++)
    if (kerf_object_id (kerf_case_at (kase, i)).kind == KERF_KIND_PLAN)
      last = kerf_object_id (kerf_case_at (kase, i));
  return last;
}

gboolean
kerf_view_state_shows (const KerfViewState *state, const KerfCase *kase, const KerfObject *object)
{
  KerfId id = kerf_object_id (object);
  const KerfShown *shown = find_shown (state, id, NULL);
  if (shown)
    return shown->visible;
  const KerfObject *plan = kerf_case_get (kase, kerf_view_state_plan (state, kase));
  if (id.kind != KERF_KIND_SEGMENT || !plan ||
      g_strcmp0 (kerf_json_get_string (kerf_object_record (object), "class", NULL), "bone") != 0)
    return TRUE;
  KerfId bone;
  const char *named = kerf_json_get_string (kerf_object_record (plan), "bone", NULL);
  return !named || !kerf_id_from_text (named, &bone) || kerf_id_equal (bone, id);
}
