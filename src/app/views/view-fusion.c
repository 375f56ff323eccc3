/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One image over another: which, how, how much, in which colours; and the other choices that menus and bars offer. */
#include "app/views/view-area-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHARE_STEP 0.1

static KerfViewState *
state_of (KerfViewArea *area)
{
  return kerf_window_state (area->window);
}

gboolean
kerf_view_area_can_fuse (KerfViewArea *area, gboolean say)
{
  const KerfCase *kase = kerf_window_case (area->window);
  KerfId base = kerf_view_state_base (state_of (area), kase),
         other = kerf_view_state_other (state_of (area), kase);
  KerfMat4 m;
  g_autoptr (GError) error = NULL;
  if (other.kind != KERF_KIND_VOLUME) {
    if (say)
      kerf_window_toast (area->window, _ ("There is no second image"), FALSE);
    return FALSE;
  }
  if (kerf_case_transform (kase, base, other, NULL, &m, NULL, &error))
    return TRUE;
  if (say)
    kerf_window_say_until (area->window, error->message, "align.");
  return FALSE;
}

/* Off always; on only where something can lie over the base. What stays on without an alignment says why in each view. */
static void
set_fusion (KerfViewArea *area, KerfFusion fusion)
{
  if (fusion != KERF_FUSION_NONE &&
      kerf_view_state_other (state_of (area), kerf_window_case (area->window)).kind != KERF_KIND_VOLUME) {
    kerf_view_area_can_fuse (area, TRUE);
    return;
  }
  if (fusion != KERF_FUSION_NONE)
    kerf_view_area_can_fuse (area, TRUE);
  state_of (area)->fusion = fusion;
  kerf_window_view_changed (area->window);
}

static void
set_share (KerfViewArea *area, double share)
{
  KerfViewState *state = state_of (area);
  if (state->fusion == KERF_FUSION_NONE)
    return;
  if (state->fusion == KERF_FUSION_WIPE)
    state->wipe_share = CLAMP (share, 0, 1);
  else
    state->fusion_share = CLAMP (share, 0, 1);
  g_autofree char *text = g_strdup_printf ("%.0f %%", 100 * CLAMP (share, 0, 1));
  kerf_window_hint (area->window, text);
  kerf_window_view_changed (area->window);
}

/* Held: on at the press, off at the release; the key repeats while it is down. */
static void
hold_other (KerfViewArea *area, gboolean held)
{
  KerfViewState *state = state_of (area);
  if (state->other_held == held || (held && !kerf_view_area_can_fuse (area, TRUE)))
    return;
  state->other_held = held;
  kerf_window_view_changed (area->window);
}

/* Base and other change places; the crosshair stays where it is in the patient. */
static void
swap (KerfViewArea *area)
{
  const KerfCase *kase = kerf_window_case (area->window);
  g_autofree char *other = kerf_id_to_text (kerf_view_state_other (state_of (area), kase));
  if (kerf_view_area_can_fuse (area, TRUE))
    kerf_view_area_choose (area, "base", other);
}

gboolean
kerf_view_area_do_fusion (KerfViewArea *area, const char *name)
{
  KerfViewState *state = state_of (area);
  double share = state->fusion == KERF_FUSION_WIPE ? state->wipe_share : state->fusion_share;
  if (strcmp (name, "fusion") == 0) {
    set_fusion (area, state->fusion == KERF_FUSION_NONE ? KERF_FUSION_BLEND : KERF_FUSION_NONE);
  } else if (strcmp (name, "fusion-kind") == 0) {
    set_fusion (area, (KerfFusion) (state->fusion % KERF_FUSION_CHECKER + 1));
  } else if (strcmp (name, "fusion-map") == 0) {
    state->fusion_map = (KerfColourMap) ((state->fusion_map + 1) % KERF_N_MAPS);
    kerf_window_view_changed (area->window);
  } else if (strcmp (name, "fusion-more") == 0) {
    set_share (area, share + SHARE_STEP);
  } else if (strcmp (name, "fusion-less") == 0) {
    set_share (area, share - SHARE_STEP);
  } else if (strcmp (name, "swap-images") == 0) {
    swap (area);
  } else if (strcmp (name, "other-volume") == 0 || strcmp (name, "other-volume-end") == 0) {
    hold_other (area, !g_str_has_suffix (name, "-end"));
  } else {
    return FALSE;
  }
  return TRUE;
}

/* ---- choices ---- */

static const char *const slabs[] = { "none", "max", "mean", "min", NULL };
static const char *const samplings[] = { "nearest", "linear", "cubic", NULL };
static const char *const fusions[] = { "none", "blend", "wipe", "checker", NULL };
static const char *const maps[] = { "grey", "hot", "even", NULL };

static int
index_of (const char *const *words, const char *word)
{
  for (int i = 0; words[i]; i++)
    if (strcmp (words[i], word) == 0)
      return i;
  return -1;
}

static void
choose_image (KerfViewArea *area, gboolean base, const char *word)
{
  KerfViewState *state = state_of (area);
  KerfId id;
  if (!kerf_id_from_text (word, &id))
    return;
  KerfId now = kerf_view_state_base (state, kerf_window_case (area->window));
  if (base && !kerf_id_equal (id, now)) {
    kerf_window_set_base (area->window, id);
    if (kerf_id_equal (state->other, id) || state->other.kind == KERF_KIND_NONE)
      state->other = now; /* they change places */
  } else if (!base && !kerf_id_equal (id, now)) {
    state->other = id;
    if (state->fusion != KERF_FUSION_NONE)
      kerf_view_area_can_fuse (area, TRUE);
  }
}

void
kerf_view_area_choose (KerfViewArea *area, const char *what, const char *value)
{
  KerfViewState *state = state_of (area);
  int at;
  if (strcmp (what, "preset") == 0) {
    kerf_view_area_preset (area, value[0]);
    return;
  }
  if (strcmp (what, "fusion") == 0) {
    if ((at = index_of (fusions, value)) >= 0)
      set_fusion (area, (KerfFusion) at);
    return;
  }
  if (strcmp (what, "slab") == 0 && (at = index_of (slabs, value)) >= 0)
    state->slab = (KerfSlab) at;
  else if (strcmp (what, "sampling") == 0 && (at = index_of (samplings, value)) >= 0)
    state->sampling = (KerfSampling) at;
  else if (strcmp (what, "map") == 0 && (at = index_of (maps, value)) >= 0)
    state->fusion_map = (KerfColourMap) at;
  else if (strcmp (what, "slab-mm") == 0)
    state->slab_mm = CLAMP (g_ascii_strtod (value, NULL), 1, 200);
  else if (strcmp (what, "base") == 0 || strcmp (what, "other") == 0)
    choose_image (area, what[0] == 'b', value);
  kerf_window_view_changed (area->window);
}

char *
kerf_view_area_chosen (KerfViewArea *area, const char *what)
{
  const KerfViewState *state = state_of (area);
  const KerfCase *kase = kerf_window_case (area->window);
  if (strcmp (what, "slab") == 0)
    return g_strdup (slabs[state->slab]);
  if (strcmp (what, "sampling") == 0)
    return g_strdup (samplings[state->sampling]);
  if (strcmp (what, "fusion") == 0)
    return g_strdup (fusions[state->fusion]);
  if (strcmp (what, "map") == 0)
    return g_strdup (maps[state->fusion_map]);
  if (strcmp (what, "slab-mm") == 0)
    return g_strdup_printf ("%.0f", state->slab_mm);
  if (strcmp (what, "base") == 0)
    return kerf_id_to_text (kerf_view_state_base (state, kase));
  if (strcmp (what, "other") == 0)
    return kerf_id_to_text (kerf_view_state_other (state, kase));
  if (strcmp (what, "preset") == 0) {
    KerfId volume = kerf_view_state_volume (state, kase, area->name);
    for (guint i = 0; i < state->windows->len; i++) {
      const KerfWindowSetting *setting = &g_array_index (state->windows, KerfWindowSetting, i);
      if (kerf_id_equal (setting->volume, volume) && setting->preset)
        return g_strndup (&setting->preset, 1);
    }
  }
  return g_strdup ("");
}
