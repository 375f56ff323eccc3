/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/derived-map.h"

#include "base/error.h"
#include "case/derived-private.h"

#define STEP_MM 1.0

static void
unref_map (gpointer map)
{
  kerf_margin_map_unref (map); /* NULL is fine */
}

static gboolean
map_faces (const KerfPlan *plan, const KerfDistance *tumour, const KerfDistance *bone,
           const KerfContext *context, KerfMarginMaps *maps, GError **error)
{
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    g_ptr_array_add (maps->faces,
                     kerf_margin_map_new (&plane->cut, KERF_FACE_DISCARD, tumour, bone, STEP_MM, context));
    if (!kerf_context_check (context, error))
      return FALSE;
  }
  return TRUE;
}

/* On the very mesh that is shown: the bone's own, in its own space. */
static gboolean
map_bone (const KerfCase *kase, const KerfPlan *plan, const KerfDistance *tumour, const KerfContext *context,
          KerfMarginMaps *maps, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, plan->bone);
  KerfMat4 plan_from_bone;
  g_autoptr (KerfMesh) mesh = kerf_derived_mesh (object, context, error);
  if (!mesh || !kerf_case_transform (kase, plan->volume, kerf_object_volume_id (object), plan->alignments,
                                     &plan_from_bone, NULL, error))
    return FALSE;
  maps->bone = kerf_margin_map_of_mesh (mesh, &plan_from_bone, tumour, context);
  return maps->bone || kerf_context_check (context, error);
}

KerfMarginMaps *
kerf_derived_margin_maps (const KerfCase *kase, KerfId id, const KerfContext *context, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_PLAN) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no such plan; kerf-cli show lists the plans.");
    return NULL;
  }
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  if (kerf_object_is_empty (kase, plan->tumour) || kerf_object_is_empty (kase, plan->bone)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "A margin map needs the plan's tumour and bone.");
    return NULL;
  }
  if (!kerf_derived_margins_allowed (kase, plan, error))
    return NULL;
  g_autoptr (KerfDistance) tumour = kerf_plan_distance (kase, plan, plan->tumour, context, error);
  g_autoptr (KerfDistance) bone = tumour ? kerf_plan_distance (kase, plan, plan->bone, context, error) : NULL;
  if (!bone)
    return NULL;
  g_autoptr (KerfMarginMaps) maps = g_new0 (KerfMarginMaps, 1);
  g_atomic_ref_count_init (&maps->count);
  maps->faces = g_ptr_array_new_with_free_func (unref_map);
  if (!map_faces (plan, tumour, bone, context, maps, error) ||
      !map_bone (kase, plan, tumour, context, maps, error))
    return NULL;
  return g_steal_pointer (&maps);
}

KerfMarginMaps *
kerf_margin_maps_ref (const KerfMarginMaps *maps)
{
  union {
    const KerfMarginMaps *lent;
    KerfMarginMaps *owned;
  } same = { .lent = maps };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_margin_maps_unref (KerfMarginMaps *maps)
{
  if (!maps || !g_atomic_ref_count_dec (&maps->count))
    return;
  g_ptr_array_unref (maps->faces);
  kerf_margin_map_unref (maps->bone);
  g_free (maps);
}
