/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/derived.h"

#include "base/error.h"
#include "case/derived-private.h"
#include "core/image/mask-edit.h"
#include "core/mesh/contour.h"

#include <string.h>

/* ---- surfaces ---- */

static gpointer
mesh_ref (gpointer mesh)
{
  return kerf_mesh_ref (mesh);
}

static void
mesh_unref (gpointer mesh)
{
  kerf_mesh_unref (mesh);
}

static gsize
mesh_size (gconstpointer value)
{
  const KerfMesh *mesh = value;
  return 12 * ((gsize) mesh->n_vertices + mesh->n_triangles);
}

static const KerfFunction mesh_function = { "mesh-from-mask", 1, mesh_ref, mesh_unref, mesh_size };
static const KerfFunction moved_function = { "mesh-moved", 1, mesh_ref, mesh_unref, mesh_size };
static const KerfFunction shell_function = { "shell", 1, mesh_ref, mesh_unref, mesh_size };

typedef struct {
  const KerfObject *segment;
  const KerfMat4 *m;
  double mm;
} MeshInput;

static gpointer
compute_mesh (gpointer data, const KerfContext *context, GError **error)
{
  const MeshInput *in = data;
  g_autoptr (KerfMask) mask = kerf_object_mask (in->segment, error);
  if (!mask)
    return NULL;
  KerfMesh *mesh = kerf_mesh_from_mask (mask, context, error);
  if (!mesh && error && !*error)
    kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  return mesh;
}

static KerfHash
hash_of_real (double value)
{
  return kerf_hash_bytes (&value, sizeof value);
}

KerfMesh *
kerf_derived_mesh (const KerfObject *segment, const KerfContext *context, GError **error)
{
  KerfHash in = kerf_object_content_hash (segment);
  MeshInput input = { .segment = segment };
  g_autoptr (KerfMesh) mesh =
      kerf_memo_get (kerf_memo_shared (), &mesh_function, &in, 1, compute_mesh, &input, context, error);
  if (mesh && mesh->n_triangles == 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is empty; draw it first.", kerf_object_name (segment));
    return NULL;
  }
  return g_steal_pointer (&mesh);
}

KerfMesh *
kerf_derived_mesh_peek (const KerfObject *segment)
{
  KerfHash in = kerf_object_content_hash (segment);
  return kerf_memo_peek (kerf_memo_shared (), &mesh_function, &in, 1);
}

static gpointer
compute_moved (gpointer data, const KerfContext *context, GError **error)
{
  const MeshInput *in = data;
  g_autoptr (KerfMesh) mesh = kerf_derived_mesh (in->segment, context, error);
  return mesh ? kerf_mesh_transformed (mesh, in->m) : NULL;
}

KerfMesh *
kerf_derived_mesh_in (const KerfObject *segment, const KerfMat4 *m, const KerfContext *context,
                      GError **error)
{
  if (!m)
    return kerf_derived_mesh (segment, context, error);
  KerfHash in[2] = { kerf_object_content_hash (segment), kerf_hash_bytes (m->m, sizeof m->m) };
  MeshInput input = { .segment = segment, .m = m };
  return kerf_memo_get (kerf_memo_shared (), &moved_function, in, 2, compute_moved, &input, context, error);
}

static gpointer
compute_shell (gpointer data, const KerfContext *context, GError **error)
{
  const MeshInput *in = data;
  g_autoptr (KerfMask) mask = kerf_object_mask (in->segment, error), grown = NULL;
  if (!mask || !(grown = kerf_mask_offset (mask, in->mm, context, error)))
    return NULL;
  return kerf_mesh_from_mask (grown, context, error);
}

KerfMesh *
kerf_derived_shell (const KerfObject *segment, double mm, const KerfContext *context, GError **error)
{
  KerfHash in[2] = { kerf_object_content_hash (segment), hash_of_real (mm) };
  MeshInput input = { .segment = segment, .mm = mm };
  return kerf_memo_get (kerf_memo_shared (), &shell_function, in, 2, compute_shell, &input, context, error);
}

KerfMesh *
kerf_derived_shell_peek (const KerfObject *segment, double mm)
{
  KerfHash in[2] = { kerf_object_content_hash (segment), hash_of_real (mm) };
  return kerf_memo_peek (kerf_memo_shared (), &shell_function, in, 2);
}

/* ---- distance ---- */

static gpointer
distance_ref (gpointer distance)
{
  return kerf_distance_ref (distance);
}

static void
distance_unref (gpointer distance)
{
  kerf_distance_unref (distance);
}

static gsize
distance_size (gconstpointer value)
{
  return 5 * mesh_size (kerf_distance_mesh (value)); /* the tree and the normals beside the mesh */
}

static const KerfFunction distance_function = { "distance-to-mesh", 1, distance_ref, distance_unref,
                                                distance_size };

static gpointer
compute_distance (gpointer data, const KerfContext *context, GError **error)
{
  const MeshInput *in = data;
  g_autoptr (KerfMesh) mesh = kerf_derived_mesh_in (in->segment, in->m, context, error);
  return mesh ? kerf_distance_new (mesh) : NULL;
}

KerfDistance *
kerf_derived_distance (const KerfObject *segment, const KerfMat4 *m, const KerfContext *context,
                       GError **error)
{
  KerfMat4 identity = kerf_mat4_identity ();
  KerfHash in[2] = { kerf_object_content_hash (segment),
                     kerf_hash_bytes (m ? m->m : identity.m, sizeof identity.m) };
  MeshInput input = { .segment = segment, .m = m };
  return kerf_memo_get (kerf_memo_shared (), &distance_function, in, 2, compute_distance, &input, context,
                        error);
}

KerfDistance *
kerf_derived_distance_peek (const KerfObject *segment)
{
  KerfMat4 identity = kerf_mat4_identity ();
  KerfHash in[2] = { kerf_object_content_hash (segment), kerf_hash_bytes (identity.m, sizeof identity.m) };
  return kerf_memo_peek (kerf_memo_shared (), &distance_function, in, 2);
}

/* ---- volume ---- */

static gpointer
real_ref (gpointer value)
{
  return g_memdup2 (value, sizeof (double)); /* small enough to copy */
}

static const KerfFunction volume_function = { "volume-by-coverage", 1, real_ref, g_free, NULL };

static gpointer
compute_volume (gpointer data, const KerfContext *context, GError **error)
{
  const MeshInput *in = data;
  g_autoptr (KerfMask) mask = kerf_object_mask (in->segment, error);
  double volume = mask ? kerf_mask_volume_mm3 (mask, context) : (double) NAN;
  if (mask && isnan (volume))
    kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  return isnan (volume) ? NULL : g_memdup2 (&volume, sizeof volume);
}

double
kerf_derived_volume_mm3 (const KerfObject *segment, const KerfContext *context, GError **error)
{
  KerfHash in = kerf_object_content_hash (segment);
  MeshInput input = { .segment = segment };
  g_autofree double *volume =
      kerf_memo_get (kerf_memo_shared (), &volume_function, &in, 1, compute_volume, &input, context, error);
  return volume ? *volume : (double) NAN;
}

/* ---- plans ---- */

static gpointer
figures_ref (gpointer figures)
{
  return kerf_plan_figures_ref (figures);
}

static void
figures_unref (gpointer figures)
{
  kerf_plan_figures_unref (figures);
}

static const KerfFunction plan_function = { "plan-figures", 1, figures_ref, figures_unref, NULL };
static const KerfFunction quick_function = { "plan-figures-quick", 1, figures_ref, figures_unref, NULL };

typedef struct {
  const KerfCase *kase;
  const KerfPlan *plan;
  gboolean quick;
} PlanInput;

/* Distance to a structure of the plan, in the plan's space. NULL without an error where the plan names none. */
KerfDistance *
kerf_plan_distance (const KerfCase *kase, const KerfPlan *plan, KerfId id, const KerfContext *context,
                    GError **error)
{
  const KerfObject *object = id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, id);
  KerfMat4 m;
  if (!object)
    return NULL;
  KerfId volume = kerf_object_volume_id (object);
  if (!kerf_case_transform (kase, plan->volume, volume, plan->alignments, &m, NULL, error))
    return NULL;
  return kerf_derived_distance (object, kerf_id_equal (volume, plan->volume) ? NULL : &m, context, error);
}

gboolean
kerf_object_is_empty (const KerfCase *kase, KerfId id)
{
  const KerfObject *object = id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, id);
  g_autoptr (KerfMask) mask = object ? kerf_object_mask (object, NULL) : NULL;
  return !mask || kerf_mask_is_empty (mask);
}

static KerfCut *
plan_cuts (const KerfPlan *plan)
{
  KerfCut *cuts = g_new (KerfCut, MAX (plan->planes->len, 1));
  for (guint k = 0; k < plan->planes->len; k++)
    cuts[k] = ((const KerfPlane *) g_ptr_array_index (plan->planes, k))->cut;
  return cuts;
}

/* Margins alone: what follows a mouse. The volumes stay unknown. */
static KerfPlanFigures *
quick_figures (const KerfPlanInput *in, const KerfContext *context, GError **error)
{
  KerfPlanInput margins = *in;
  return kerf_plan_margins (&margins, context, error);
}

static gpointer
compute_plan (gpointer data, const KerfContext *context, GError **error)
{
  const PlanInput *in = data;
  GError *inner = NULL;
  g_autoptr (KerfDistance) tumour = NULL, bone = NULL;
  /* Without a tumour margins are not assessed: nor are they where the images don't carry them. */
  if (!kerf_object_is_empty (in->kase, in->plan->tumour) &&
      kerf_derived_margins_allowed (in->kase, in->plan, NULL))
    tumour = kerf_plan_distance (in->kase, in->plan, in->plan->tumour, context, &inner);
  if (!inner && !kerf_object_is_empty (in->kase, in->plan->bone))
    bone = kerf_plan_distance (in->kase, in->plan, in->plan->bone, context, &inner);
  if (inner) {
    g_propagate_error (error, inner);
    return NULL;
  }
  g_autofree KerfCut *cuts = plan_cuts (in->plan);
  g_autofree double *targets = g_new (double, MAX (in->plan->planes->len, 1));
  for (guint k = 0; k < in->plan->planes->len; k++) {
    const KerfPlane *plane = g_ptr_array_index (in->plan->planes, k);
    targets[k] = isnan (plane->target_margin_mm) ? in->plan->target_margin_mm : plane->target_margin_mm;
  }
  KerfPlanInput input = { .cuts = cuts,
                          .n_cuts = in->plan->planes->len,
                          .target_mm = targets,
                          .plan_target_mm = in->plan->target_margin_mm,
                          .tumour = tumour,
                          .bone = bone };
  return in->quick ? quick_figures (&input, context, error) : kerf_plan_figures (&input, context, error);
}

/* What a plan's figures rest on: its geometry and targets, the two structures, the alignments. Names don't count. */
static gsize
plan_inputs (const KerfCase *kase, const KerfPlan *plan, KerfHash *in)
{
  g_autoptr (KerfJson) record = kerf_plan_to_record (plan), content = kerf_json_object ();
  static const char *const keys[] = { "planes", "target_margin_mm", "volume", "tumour", "bone", NULL };
  for (int k = 0; keys[k]; k++)
    if (kerf_json_get (record, keys[k]))
      kerf_json_set (content, keys[k], kerf_json_ref (kerf_json_get (record, keys[k])));
  g_autofree char *text = kerf_json_to_text (content);
  gsize n = 0;
  in[n++] = kerf_hash_bytes (text, strlen (text));
  if (!kerf_derived_margins_allowed (kase, plan, NULL))
    in[n++] = kerf_hash_bytes ("no margins", 10);
  KerfId ids[2] = { plan->tumour, plan->bone };
  for (int k = 0; k < 2; k++) {
    const KerfObject *object = ids[k].kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, ids[k]);
    if (object)
      in[n++] = kerf_object_content_hash (object);
  }
  for (guint k = 0; k < MIN (plan->alignments->len, 8); k++) {
    const KerfObject *object = kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k));
    if (object)
      in[n++] = kerf_object_content_hash (object);
  }
  return n;
}

KerfPlanFigures *
kerf_derived_plan (const KerfCase *kase, KerfId id, gboolean quick, const KerfContext *context,
                   GError **error)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_PLAN) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no such plan; kerf-cli show lists the plans.");
    return NULL;
  }
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  KerfHash in[16];
  gsize n = plan_inputs (kase, plan, in);
  PlanInput input = { kase, plan, quick };
  return kerf_memo_get (kerf_memo_shared (), quick ? &quick_function : &plan_function, in, n, compute_plan,
                        &input, context, error);
}

KerfPlanFigures *
kerf_derived_plan_peek (const KerfCase *kase, KerfId id, gboolean quick)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object || id.kind != KERF_KIND_PLAN)
    return NULL;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  KerfHash in[16];
  gsize n = plan_inputs (kase, plan, in);
  KerfPlanFigures *full = kerf_memo_peek (kerf_memo_shared (), &plan_function, in, n);
  return full || !quick ? full : kerf_memo_peek (kerf_memo_shared (), &quick_function, in, n);
}

/* ---- what is spared ---- */

static gboolean
spare_one (const KerfCase *kase, const KerfPlan *plan, const KerfCut *cuts, const KerfObject *object,
           const KerfDistance *bone, KerfSpared *spared, const KerfContext *context, GError **error)
{
  KerfMat4 m;
  KerfId volume = kerf_object_volume_id (object);
  if (!kerf_case_transform (kase, plan->volume, volume, plan->alignments, &m, NULL, error))
    return FALSE;
  double clearance = isnan (spared->clearance_mm) ? 0 : spared->clearance_mm;
  if (kerf_object_id (object).kind == KERF_KIND_TUBE) {
    g_autoptr (KerfTubeRecord) record = kerf_tube_from_object (object);
    for (guint k = 0; k < record->points->len; k++) {
      KerfVec3 *p = &g_array_index (record->points, KerfVec3, k);
      *p = kerf_mat4_point (&m, *p);
    }
    KerfTube tube = { (const KerfVec3 *) (gconstpointer) record->points->data, record->points->len,
                      record->radius_mm };
    spared->fate = kerf_tube_fate (&tube, cuts, plan->planes->len, clearance, bone, &spared->distance_mm);
    return TRUE;
  }
  g_autoptr (KerfMesh) mesh =
      kerf_derived_mesh_in (object, kerf_id_equal (volume, plan->volume) ? NULL : &m, context, error);
  if (!mesh)
    return FALSE;
  spared->distance_mm = (double) INFINITY;
  for (guint k = 0; k < plan->planes->len; k++)
    spared->distance_mm = fmin (spared->distance_mm, kerf_mesh_slab_distance_mm (mesh, &cuts[k]));
  spared->fate = plan->planes->len == 0            ? KERF_FATE_NOT_ASSESSED
                 : spared->distance_mm <= 0        ? KERF_FATE_SACRIFICED
                 : spared->distance_mm < clearance ? KERF_FATE_AT_RISK
                                                   : KERF_FATE_PRESERVED;
  return TRUE;
}

static double
clearance_of (const KerfPlan *plan, KerfId id)
{
  for (guint k = 0; k < plan->clearances->len; k++)
    if (kerf_id_equal (g_array_index (plan->clearances, KerfClearance, k).structure, id))
      return g_array_index (plan->clearances, KerfClearance, k).clearance_mm;
  return (double) NAN;
}

GArray *
kerf_derived_spared (const KerfCase *kase, KerfId plan_id, const KerfContext *context, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (KerfSpared));
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, plan_id));
  g_autofree KerfCut *cuts = plan_cuts (plan);
  gboolean allowed = kerf_derived_margins_allowed (kase, plan, NULL);
  GError *inner = NULL;
  g_autoptr (KerfDistance) bone = kerf_object_is_empty (kase, plan->bone)
                                      ? NULL
                                      : kerf_plan_distance (kase, plan, plan->bone, context, &inner);
  if (inner) {
    g_propagate_error (error, inner);
    return NULL;
  }
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfSpared spared = { .structure = kerf_object_id (object),
                          .fate = KERF_FATE_NOT_ASSESSED,
                          .distance_mm = (double) NAN };
    spared.clearance_mm = clearance_of (plan, spared.structure);
    g_autoptr (GError) unreachable = NULL;
    if (!allowed && (spared.structure.kind == KERF_KIND_TUBE || !isnan (spared.clearance_mm))) {
      g_array_append_val (list, spared); /* not assessed */
      continue;
    }
    if (spared.structure.kind != KERF_KIND_TUBE && isnan (spared.clearance_mm))
      continue;
    if (!spare_one (kase, plan, cuts, object, bone, &spared, context, &unreachable)) {
      if (kerf_context_cancelled (context)) {
        kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
        return NULL;
      }
      if (isnan (spared.clearance_mm))
        continue; /* a tube of another frame that nobody asked about */
    }
    if (isinf (spared.distance_mm))
      spared.distance_mm = (double) NAN;
    g_array_append_val (list, spared);
  }
  return g_steal_pointer (&list);
}
