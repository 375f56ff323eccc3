/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Window and level: by a drag, by a box whose values are to be seen, by presets. */
#include "app/views/view-area-private.h"
#include "core/image/reslice.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_PX_PER_OCTAVE 200.0

static KerfId
shown_volume (KerfViewArea *area)
{
  return kerf_view_state_volume (kerf_window_state (area->window), kerf_window_case (area->window),
                                 area->name);
}

static gboolean
shown_window (KerfViewArea *area, double *centre, double *width)
{
  const KerfObject *volume = kerf_case_get (kerf_window_case (area->window), shown_volume (area));
  if (!volume)
    return FALSE;
  char preset;
  if (kerf_view_state_get_window (area->before ? area->before : kerf_window_state (area->window),
                                  kerf_object_id (volume), centre, width))
    return TRUE;
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  g_autoptr (KerfVolume) voxels = source.volume (source.data, volume);
  kerf_window_default (volume, voxels, centre, width, &preset);
  return TRUE;
}

static const KerfObject *
volume_of (KerfViewArea *area, KerfId id)
{
  return id.kind ? kerf_case_get (kerf_window_case (area->window), id) : NULL;
}

/* Sets it, and where views are linked for the image beside it too if that has the same role. */
static void
set_window (KerfViewArea *area, double centre, double width, char preset)
{
  KerfViewState *state = kerf_window_state (area->window);
  const KerfCase *kase = kerf_window_case (area->window);
  KerfId shown = shown_volume (area);
  KerfId both[2] = { kerf_view_state_base (state, kase), kerf_view_state_other (state, kase) };
  const KerfObject *volume = volume_of (area, shown);
  if (!volume)
    return;
  kerf_view_state_set_window (state, shown, centre, width, preset);
  for (int i = 0; state->linked && i < 2; i++) {
    const KerfObject *beside = volume_of (area, both[i]);
    if (beside && !kerf_id_equal (both[i], shown) &&
        strcmp (kerf_volume_role (beside), kerf_volume_role (volume)) == 0)
      kerf_view_state_set_window (state, both[i], centre, width, preset);
  }
}

void
kerf_view_area_drag_window (KerfViewArea *area, double dx, double dy)
{
  double centre, width;
  if (!shown_window (area, &centre, &width))
    return;
  double wider = fmax (width * pow (2, dx / WINDOW_PX_PER_OCTAVE), 1);
  double moved = centre + width / 400 * dy;
  set_window (area, moved, wider, '9');
  g_autofree char *text = kerf_window_text (moved, wider);
  kerf_window_hint (area->window, text);
  kerf_window_view_changed (area->window);
}

enum { BOX_SIDE = 96 };

/* The values that a dragged box shows, as it shows them: of the slab where one is on. NULL: no image. */
static float *
box_values (KerfViewArea *area, const KerfVolume *volume, double x, double y)
{
  const KerfViewState *state = kerf_window_state (area->window);
  KerfMat4 base_from_own = kerf_mat4_identity (), own_from_base;
  if (kerf_view_is_other (area->name))
    kerf_scene_other (kerf_window_case (area->window), state, &base_from_own);
  if (!kerf_mat4_inverse (&base_from_own, &own_from_base))
    return NULL;
  double px = (x - area->x) / BOX_SIDE, py = (y - area->y) / BOX_SIDE, scale = 1 / area->start.px_per_mm;
  KerfVec3 first = kerf_projection_patient (&area->start, area->x + px / 2, area->y + py / 2);
  KerfReslice plan = { .width = BOX_SIDE,
                       .height = BOX_SIDE,
                       .origin = kerf_mat4_point (&own_from_base, first),
                       .across =
                           kerf_mat4_direction (&own_from_base, kerf_scale (area->start.right, px * scale)),
                       .down =
                           kerf_mat4_direction (&own_from_base, kerf_scale (area->start.down, py * scale)),
                       .outside = (double) NAN };
  if (state->slab != KERF_SLAB_NONE) {
    plan.slab = state->slab == KERF_SLAB_MAX    ? KERF_RESLICE_MAX
                : state->slab == KERF_SLAB_MEAN ? KERF_RESLICE_MEAN
                                                : KERF_RESLICE_MIN;
    plan.count = MAX ((int) ceil (state->slab_mm), 2);
    plan.step = kerf_mat4_direction (&own_from_base,
                                     kerf_scale (area->start.into, state->slab_mm / (plan.count - 1)));
  }
  float *values = g_new (float, BOX_SIDE *BOX_SIDE);
  kerf_volume_reslice (volume, &plan, values, NULL);
  return values;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return (x > y) - (x < y);
}

/* 2nd to 98th percentile of what the dragged box shows. */
void
kerf_view_area_window_from_box (KerfViewArea *area, double x, double y)
{
  const KerfObject *object = kerf_case_get (kerf_window_case (area->window), shown_volume (area));
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  g_autoptr (KerfVolume) volume = object ? source.volume (source.data, object) : NULL;
  if (!volume || fabs (x - area->x) < 2 || fabs (y - area->y) < 2)
    return;
  g_autofree float *values = box_values (area, volume, x, y);
  guint n = 0;
  for (int i = 0; values && i < BOX_SIDE * BOX_SIDE; i++)
    if (!isnan (values[i]))
      values[n++] = values[i];
  if (n < 16)
    return;
  qsort (values, n, sizeof *values, by_value);
  double low = (double) values[n / 50], high = (double) values[n - 1 - n / 50];
  set_window (area, (low + high) / 2, fmax (high - low, 1), '9');
  kerf_view_area_keep_window (area);
  kerf_window_view_changed (area->window);
}

void
kerf_view_area_keep_window (KerfViewArea *area)
{
  KerfViewState *state = kerf_window_state (area->window);
  const KerfObject *volume = volume_of (area, shown_volume (area));
  double centre, width;
  if (volume && kerf_view_state_get_window (state, kerf_object_id (volume), &centre, &width))
    kerf_view_state_set_mine (state, kerf_volume_role (volume), centre, width);
}

/* ---- presets ---- */

static gboolean
preset_window (KerfViewArea *area, const KerfObject *volume, char key, double *centre, double *width)
{
  if (key == '9')
    return kerf_view_state_get_mine (kerf_window_state (area->window), kerf_volume_role (volume), centre,
                                     width);
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  g_autoptr (KerfVolume) voxels = source.volume (source.data, volume);
  return kerf_window_of_preset (volume, voxels, key, centre, width);
}

const char *
kerf_view_area_preset_refusal (KerfViewArea *area, char key)
{
  const KerfObject *volume = volume_of (area, shown_volume (area));
  double centre, width;
  if (!volume)
    return _ ("There is no image here");
  if (preset_window (area, volume, key, &centre, &width))
    return NULL;
  switch (key) {
  case '1':
    return _ ("The header has no window that holds for all slices");
  case '7':
    return strcmp (kerf_volume_role (volume), "pseudo-ct") == 0 ? _ ("There is no metal in a synthetic CT")
                                                                : _ ("The scanner stored no values of metal");
  case '9':
    return _ ("No window was set by hand for such images yet");
  default:
    return _ ("Windows in HU are for CT");
  }
}

void
kerf_view_area_preset (KerfViewArea *area, char key)
{
  const KerfObject *volume = volume_of (area, shown_volume (area));
  const char *refusal = kerf_view_area_preset_refusal (area, key);
  double centre, width;
  if (refusal) {
    kerf_window_toast (area->window, refusal, FALSE);
    return;
  }
  if (!preset_window (area, volume, key, &centre, &width))
    return;
  if (strchr ("180", key)) /* of this image's own values */
    kerf_view_state_set_window (kerf_window_state (area->window), kerf_object_id (volume), centre, width,
                                key);
  else
    set_window (area, centre, width, key);
  kerf_window_view_changed (area->window);
}
