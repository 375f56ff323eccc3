/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the 3-D view shows of structures. */
#include "view/scene.h"

static gboolean
has_class (const KerfSceneBuild *build, const char *klass)
{
  for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
    const KerfObject *object = kerf_case_at (build->kase, i);
    if (kerf_object_id (object).kind == KERF_KIND_SEGMENT &&
        g_strcmp0 (kerf_object_class (object), klass) == 0 &&
        kerf_view_state_is_shown (build->state, kerf_object_id (object), NULL))
      return TRUE;
  }
  return FALSE;
}

GArray *
kerf_scene_clips (KerfSceneBuild *build)
{
  const KerfObject *object = kerf_case_get (build->kase, kerf_view_state_plan (build->state, build->kase));
  KerfMat4 base_from_own;
  if (!object || !kerf_view_state_is_shown (build->state, kerf_object_id (object), NULL) ||
      !kerf_scene_transform (build, object, &base_from_own))
    return NULL;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  GArray *clips = g_array_new (FALSE, FALSE, sizeof (KerfClip));
  for (guint i = 0; i < plan->planes->len && clips->len < KERF_MAX_CLIP; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    const KerfCut *cut = &plane->cut;
    KerfFrame3 face = kerf_cut_face (cut, KERF_FACE_DISCARD);
    KerfClip clip = {
      .frame = { kerf_mat4_point (&base_from_own, face.p), kerf_mat4_direction (&base_from_own, face.u),
                 kerf_mat4_direction (&base_from_own, face.v), kerf_mat4_direction (&base_from_own, face.n) },
      .keep_mm = cut->width_mm,
      .s_lo = -cut->half_extent_u_mm,
      .s_hi = cut->half_extent_u_mm
    };
    kerf_cut_t_range (cut, &clip.t_lo, &clip.t_hi);
    g_array_append_val (clips, clip);
  }
  if (clips->len == 0)
    g_clear_pointer (&clips, g_array_unref);
  return clips;
}

static KerfDrawable *
add_mesh (KerfSceneBuild *build, const KerfMesh *mesh, KerfId id, const KerfMat4 *base_from_own,
          KerfColour colour, double opacity)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SURFACE, id, NULL);
  drawable->mesh = kerf_mesh_ref (mesh);
  drawable->to_own = *base_from_own;
  drawable->colour = kerf_colour_with_alpha (colour, opacity);
  g_ptr_array_add (build->scene->drawables, drawable);
  return drawable;
}

/* Bone that the plan cuts: the host opaque, the specimen translucent, so that the tumour in it is seen. */
static void
add_bone (KerfSceneBuild *build, KerfMesh *mesh, KerfId id, const KerfMat4 *base_from_own, KerfColour colour,
          GArray *clips)
{
  double opacity =
      kerf_view_state_opacity (build->state, id, clips || !has_class (build, "tumour") ? 1 : 0.45);
  KerfDrawable *host = add_mesh (build, mesh, id, base_from_own, colour, opacity);
  if (!clips)
    return;
  host->clips = g_array_ref (clips);
  host->clip_part = KERF_PART_HOST;
  KerfDrawable *specimen = add_mesh (build, mesh, id, base_from_own, colour, fmin (opacity, 0.35));
  specimen->clips = g_array_ref (clips);
  specimen->clip_part = KERF_PART_SPECIMEN;
}

static void
add_shell (KerfSceneBuild *build, const KerfPlan *plan)
{
  const KerfObject *tumour = kerf_case_get (build->kase, plan->tumour);
  KerfMat4 base_from_own;
  if (!tumour || !build->state->shell_shown || !(plan->target_margin_mm > 0) ||
      !kerf_view_state_is_shown (build->state, plan->tumour, NULL) ||
      !kerf_scene_transform (build, tumour, &base_from_own))
    return;
  g_autoptr (KerfDistance) shell = build->source->shell (build->source->data, tumour, plan->target_margin_mm);
  if (shell)
    add_mesh (build, kerf_distance_mesh (shell), plan->tumour, &base_from_own, kerf_palette_shell ().colour,
              0.18);
}

static gboolean
is_bone_of_plan (const KerfPlan *plan, const KerfObject *object)
{
  return plan && (kerf_id_equal (plan->bone, kerf_object_id (object)) ||
                  g_strcmp0 (kerf_object_class (object), "bone") == 0);
}

static KerfMesh *
mesh_of (KerfSceneBuild *build, const KerfObject *object)
{
  if (kerf_object_id (object).kind != KERF_KIND_GUIDE)
    return build->source->mesh (build->source->data, object);
  g_autoptr (KerfDistance) solid = kerf_scene_surface (build->source, build->kase, object);
  return solid ? kerf_mesh_ref (kerf_distance_mesh (solid)) : NULL;
}

static void
add_object (KerfSceneBuild *build, const KerfObject *object, const KerfPlan *plan, GArray *clips)
{
  KerfId id = kerf_object_id (object);
  KerfMat4 base_from_own;
  if (!kerf_view_state_shows (build->state, build->kase, object) ||
      !kerf_scene_transform (build, object, &base_from_own))
    return;
  g_autoptr (KerfMesh) mesh = mesh_of (build, object);
  if (!mesh || mesh->n_triangles == 0)
    return;
  KerfColour colour = id.kind == KERF_KIND_GUIDE
                          ? kerf_palette_guide ().colour
                          : kerf_palette_class (kerf_object_class (object), kerf_object_name (object)).colour;
  if (g_strcmp0 (kerf_object_class (object), "bone") == 0 && id.kind == KERF_KIND_SEGMENT)
    add_bone (build, mesh, id, &base_from_own, colour, is_bone_of_plan (plan, object) ? clips : NULL);
  else
    add_mesh (build, mesh, id, &base_from_own, colour, kerf_view_state_opacity (build->state, id, 1))->edged =
        id.kind == KERF_KIND_GUIDE;
}

void
kerf_scene_add_surfaces (KerfSceneBuild *build)
{
  g_autoptr (GArray) cuts = kerf_scene_cuts (build);
  kerf_scene_add_volume (build, cuts);
  if (!build->state->structures_shown)
    return;
  guint first = build->scene->drawables->len;
  g_autoptr (GArray) clips = kerf_scene_clips (build);
  const KerfObject *plan_object =
      kerf_case_get (build->kase, kerf_view_state_plan (build->state, build->kase));
  g_autoptr (KerfPlan) plan = plan_object ? kerf_plan_from_object (plan_object) : NULL;
  for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
    const KerfObject *object = kerf_case_at (build->kase, i);
    KerfKind kind = kerf_object_id (object).kind;
    if (kind == KERF_KIND_SEGMENT || kind == KERF_KIND_TUBE || kind == KERF_KIND_GUIDE)
      add_object (build, object, plan, clips);
  }
  if (plan)
    add_shell (build, plan);
  for (guint i = first; cuts && i < build->scene->drawables->len; i++) {
    KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    drawable->cuts = g_array_ref (cuts);
  }
}
