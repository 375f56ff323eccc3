/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base volume seen through in 3-D, and what is cut away of everything there. */
#include "view/scene.h"
#include "view/window.h"

static void
keep (GArray *cuts, KerfVec3 n, double w)
{
  KerfRayCut cut = { n, w };
  g_array_append_val (cuts, cut);
}

/* The plane that cuts the picture: the face of its kerf on the side that is kept. */
static void
add_plane (KerfSceneBuild *build, GArray *cuts)
{
  const KerfSpaceLook *look = &build->state->look;
  const KerfObject *object = kerf_case_get (build->kase, kerf_view_state_plan (build->state, build->kase));
  KerfMat4 base_from_own;
  if (!look->cut[0] || !object || !kerf_scene_transform (build, object, &base_from_own))
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    if (g_strcmp0 (plane->letter, look->cut) != 0)
      continue;
    KerfFrame3 face =
        kerf_cut_face (&plane->cut, look->cut_keeps_specimen ? KERF_FACE_DISCARD : KERF_FACE_KEEP);
    KerfVec3 n = kerf_mat4_direction (&base_from_own, face.n), p = kerf_mat4_point (&base_from_own, face.p);
    if (!look->cut_keeps_specimen)
      n = kerf_scale (n, -1);
    keep (cuts, n, kerf_dot (n, p));
  }
}

GArray *
kerf_scene_cuts (KerfSceneBuild *build)
{
  const KerfSpaceLook *look = &build->state->look;
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (KerfRayCut));
  for (int axis = 0; look->box_on && axis < 3; axis++) {
    KerfVec3 n = kerf_vec3 (axis == 0, axis == 1, axis == 2);
    keep (cuts, n, kerf_component (look->box.hi, axis));
    keep (cuts, kerf_scale (n, -1), -kerf_component (look->box.lo, axis));
  }
  add_plane (build, cuts);
  if (cuts->len == 0)
    g_clear_pointer (&cuts, g_array_unref);
  return cuts;
}

void
kerf_scene_add_volume (KerfSceneBuild *build, GArray *cuts)
{
  const KerfObject *base = kerf_case_get (build->kase, build->base_id);
  if (!base || !build->state->look.volume_shown)
    return;
  g_autoptr (KerfVolume) volume = build->source->volume (build->source->data, base);
  if (!volume)
    return;
  const char *role = kerf_volume_role (base);
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_VOLUME, build->base_id, NULL);
  char preset;
  drawable->ray_kind = kerf_space_look_kind (&build->state->look, role);
  drawable->transfer = kerf_space_look_transfer (&build->state->look, role, volume);
  if (!kerf_view_state_get_window (build->state, build->base_id, &drawable->centre, &drawable->width))
    kerf_window_default (base, volume, &drawable->centre, &drawable->width, &preset);
  drawable->volume = g_steal_pointer (&volume);
  drawable->cuts = cuts ? g_array_ref (cuts) : NULL;
  g_ptr_array_add (build->scene->drawables, drawable);
}
