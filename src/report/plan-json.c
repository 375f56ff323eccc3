/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/plan-json.h"

#include "base/error.h"
#include "case/derived-guide.h"
#include "io/write/write.h"

#include <string.h>

/* ---- results ---- */

static KerfJson *
point_or_null (KerfVec3 p)
{
  return kerf_vec3_is_finite (p) ? kerf_json_vec3 (p) : kerf_json_null ();
}

static KerfJson *
plane_result (const char *plane_id, const KerfCutFigures *f, double target)
{
  static const char *const faces[] = { "centre", "keep", "discard" };
  KerfJson *json = kerf_json_object ();
  kerf_json_set_string (json, "plane", plane_id);
  for (int k = 0; k < 3; k++) {
    g_autofree char *bounded = g_strdup_printf ("margin_bounded_%s_mm", faces[k]),
                    *unbounded = g_strdup_printf ("margin_unbounded_%s_mm", faces[k]);
    kerf_json_set_real (json, bounded, f->face[k].bounded_mm);
    kerf_json_set_real (json, unbounded, f->face[k].unbounded_mm);
  }
  const KerfMargin *discard = &f->face[KERF_FACE_DISCARD];
  kerf_json_set (json, "closest_tumour_lps_mm", point_or_null (discard->closest_tumour));
  kerf_json_set (json, "closest_face_lps_mm", point_or_null (discard->closest_face));
  kerf_json_set_real (json, "cut_area_mm2", f->cut_area_mm2);
  kerf_json_set_real (json, "target_margin_mm", target);
  kerf_json_set_string (json, "verdict", kerf_cut_verdict_name (f->verdict));
  return json;
}

static KerfJson *
stage_results (const char *plan_id, const KerfFreedom *freedom)
{
  KerfJson *list = kerf_json_array ();
  if (!freedom || freedom->state == KERF_FREEDOM_NOT_ASSESSED)
    return list;
  KerfJson *stage = kerf_json_object (), *hinges = kerf_json_array ();
  g_autofree char *id = g_strdup_printf ("%s.s1", plan_id);
  kerf_json_set_string (stage, "stage", id);
  kerf_json_set_bool (stage, "free", freedom->state == KERF_FREE);
  kerf_json_set (stage, "removable", kerf_json_null ());
  for (guint k = 0; freedom->state == KERF_ATTACHED && k < freedom->hinges->len; k++) {
    const KerfHinge *h = &g_array_index (freedom->hinges, KerfHinge, k);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_real (one, "area_mm2", h->area_mm2);
    kerf_json_set (one, "centre_lps_mm", kerf_json_vec3 (h->centre));
    kerf_json_append (hinges, one);
  }
  kerf_json_set (stage, "hinges", hinges);
  kerf_json_append (list, stage);
  return list;
}

static KerfJson *
spared_results (const GArray *spared)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; spared && k < spared->len; k++) {
    const KerfSpared *s = &g_array_index (spared, KerfSpared, k);
    g_autofree char *id = kerf_id_to_text (s->structure);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_string (one, "structure", id);
    kerf_json_set_string (one, "fate", kerf_fate_name (s->fate));
    kerf_json_set_real (one, "distance_mm", s->distance_mm);
    kerf_json_set_real (one, "clearance_mm", s->clearance_mm);
    kerf_json_append (list, one);
  }
  return list;
}

static KerfJson *
results_json (const KerfCase *kase, KerfId plan_id, const KerfPlan *plan, const KerfContext *context,
              GError **error)
{
  g_autoptr (KerfPlanFigures) figures = kerf_derived_plan (kase, plan_id, FALSE, context, error);
  g_autoptr (GArray) spared = figures ? kerf_derived_spared (kase, plan_id, context, error) : NULL;
  if (!spared)
    return NULL;
  g_autofree char *id = kerf_id_to_text (plan_id);
  KerfJson *json = kerf_json_object (), *planes = kerf_json_array (), *functions = kerf_json_object ();
  for (gsize k = 0; k < figures->n_cuts; k++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, k);
    g_autofree char *plane_id = g_strdup_printf ("%s.%s", id, plane->letter);
    double target = isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
    kerf_json_append (planes, plane_result (plane_id, &figures->cuts[k], target));
  }
  const KerfSpecimenVolumes *v = &figures->volumes;
  kerf_json_set (json, "planes", planes);
  kerf_json_set_real (json, "margin_mm", figures->margin_mm);
  kerf_json_set_real (json, "tumour_mm3", v->tumour_mm3);
  kerf_json_set_real (json, "bone_mm3", v->bone_mm3);
  kerf_json_set_real (json, "bone_resected_mm3", v->resected_mm3);
  kerf_json_set_real (json, "bone_kept_mm3", v->kept_mm3);
  kerf_json_set_real (json, "bone_kerf_mm3", v->kerf_mm3);
  kerf_json_set_real (json, "tumour_outside_specimen_mm3", v->tumour_outside_specimen_mm3);
  kerf_json_set_real (json, "x_tumour_outside_bone_share", v->tumour_outside_bone_share);
  kerf_json_set (json, "contains_target_shell",
                 figures->contains_target_shell < 0 ? kerf_json_null ()
                                                    : kerf_json_bool (figures->contains_target_shell != 0));
  kerf_json_set (json, "stages", stage_results (id, figures->freedom));
  kerf_json_set (json, "spared", spared_results (spared));
  kerf_json_set_real (functions, "plan.figures", 1);
  kerf_json_set (json, "functions", functions);
  return json;
}

/* ---- identity ---- */

static KerfJson *
subject_json (const KerfCase *kase, KerfId plan, const KerfContext *context)
{
  const KerfObject *object = kerf_case_subject (kase);
  const KerfJson *record = object ? kerf_object_record (object) : NULL;
  KerfJson *json = kerf_json_object ();
  static const struct {
    const char *from, *to;
  } keys[] = { { "bone", "bone" },
               { "study_id", "study_id" },
               { "midline", "midline_lps_mm" },
               { "limb", "limb" },
               { "long_axis", "long_axis_lps_mm" } };
  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    if (kerf_json_get (record, keys[k].from))
      kerf_json_set (json, keys[k].to, kerf_json_ref (kerf_json_get (record, keys[k].from)));
  kerf_json_set_bool (json, "confirmed", kerf_json_get_bool (record, "confirmed", FALSE));
  const char *declared = kerf_json_get_string (record, "side", "unknown"),
             *side = kerf_derived_side (kase, plan, context);
  gboolean comparable = side && (strcmp (declared, "left") == 0 || strcmp (declared, "right") == 0);
  kerf_json_set_string (json, "side_check",
                        !comparable                    ? "not-assessed"
                        : strcmp (side, declared) == 0 ? "agrees"
                                                       : "differs");
  return json;
}

static KerfJson *
patient_json (const KerfCase *kase)
{
  const KerfObject *object = kerf_case_subject (kase);
  const KerfJson *record = object ? kerf_object_record (object) : NULL,
                 *patient = kerf_json_get (record, "patient");
  KerfJson *json = kerf_json_object ();
  static const char *const keys[] = { "name", "birth_date", "sex", NULL };
  kerf_json_set_string (json, "id",
                        kerf_json_get_string (patient, "id",
                                              kerf_json_get_string (record, "study_id", "unnamed")));
  for (int k = 0; keys[k]; k++) {
    const char *value = kerf_json_get_string (patient, keys[k], "");
    if (*value)
      kerf_json_set_string (json, keys[k], value);
  }
  return json;
}

static KerfJson *
identity_json (const KerfCase *kase, KerfId plan_id, const KerfPlan *plan, const KerfHash *version,
               const KerfHash *revision, const KerfContext *context)
{
  const KerfObject *subject = kerf_case_subject (kase);
  g_autofree char *version_hex = kerf_hash_to_hex (version), *revision_hex = kerf_hash_to_hex (revision);
  KerfJson *json = kerf_json_object ();
  kerf_json_set_string (json, "case_uuid", kerf_case_uuid (kase));
  kerf_json_set_string (json, "plan_uuid", plan->plan_uuid);
  kerf_json_set_string (json, "name", plan->name);
  kerf_json_set_real (json, "version", plan->version);
  kerf_json_set_string (json, "version_hash", version_hex);
  kerf_json_set_string (json, "revision_hash", revision_hex);
  kerf_json_set_string (json, "state",
                        kerf_plan_is_superseded (kase, plan_id, NULL) ? "superseded" : plan->state);
  kerf_json_set_string (json, "side",
                        subject ? kerf_json_get_string (kerf_object_record (subject), "side", "unknown")
                                : "unknown");
  kerf_json_set_bool (json, "research", TRUE);
  kerf_json_set (json, "patient", patient_json (kase));
  kerf_json_set (json, "subject", subject_json (kase, plan_id, context));
  kerf_json_set (json, "signatures", kerf_signatures_to_json (plan->signatures));
  return json;
}

/* The JSON with what only the report knows: volumes of structures, files, hashes. */
static KerfJson *
completed_structures (const KerfCase *kase, const KerfJson *structures, const char *prefix,
                      const KerfContext *context)
{
  KerfJson *list = kerf_json_array ();
  for (gsize k = 0; k < kerf_json_length (structures); k++) {
    KerfJson *one = kerf_json_copy (kerf_json_at (structures, k));
    const char *id_text = kerf_json_get_string (one, "id", "");
    KerfId id = KERF_ID_NONE;
    kerf_id_from_text (id_text, &id);
    if (id.kind == KERF_KIND_SEGMENT) {
      const KerfObject *object = kerf_case_get (kase, id);
      g_autoptr (KerfMesh) mesh = kerf_derived_mesh (object, context, NULL);
      double volume = kerf_derived_volume_mm3 (object, context, NULL);
      if (!isnan (volume))
        kerf_json_set_real (one, "volume_mm3", volume);
      if (mesh)
        kerf_json_set_real (one, "area_mm2", kerf_mesh_area_mm2 (mesh));
      if (mesh && prefix) {
        g_autofree char *path = g_strdup_printf ("%s-%s.stl", prefix, id_text);
        KerfJson *file = kerf_json_object ();
        kerf_json_set_string (file, "path", path);
        kerf_json_set_string (file, "format", "stl");
        kerf_json_set (one, "file", file);
      }
    }
    kerf_json_append (list, one);
  }
  return list;
}

/* With the plan's version and what was found in the finished solids; one that can't be built says why. NULL: cancelled. */
static KerfJson *
completed_guides (const KerfCase *kase, const KerfJson *guides, const char *version_hex,
                  const KerfContext *context, GError **error)
{
  KerfJson *list = kerf_json_array ();
  for (gsize k = 0; k < kerf_json_length (guides); k++) {
    KerfJson *one = kerf_json_copy (kerf_json_at (guides, k));
    kerf_json_set_string (one, "version_hash", version_hex);
    kerf_json_append (list, one);
    KerfId id;
    g_autoptr (GError) why = NULL;
    if (!kerf_id_from_text (kerf_json_get_string (one, "id", ""), &id))
      continue;
    g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (kase, id, FALSE, context, &why);
    if (solid) {
      kerf_json_set (one, "results", kerf_guide_results_json (solid));
    } else if (g_error_matches (why, KERF_ERROR, KERF_ERROR_CANCELLED)) {
      g_propagate_error (error, g_steal_pointer (&why));
      kerf_json_unref (list);
      return NULL;
    } else {
      KerfJson *results = kerf_json_object (), *problems = kerf_json_array ();
      kerf_json_append (problems, kerf_json_string (why ? why->message : "It can't be built."));
      kerf_json_set (results, "problems", problems);
      kerf_json_set (one, "results", results);
    }
  }
  return list;
}

KerfJson *
kerf_report_plan_json (const KerfCase *kase, KerfId plan_id, const KerfHash *revision, const char *prefix,
                       const KerfContext *context, GError **error)
{
  g_autoptr (KerfJson) json = kerf_plan_document (kase, plan_id, error);
  KerfHash version;
  if (!json || !kerf_plan_version_hash (kase, plan_id, &version, error))
    return NULL;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, plan_id));
  g_autofree char *version_hex = kerf_hash_to_hex (&version);
  KerfJson *guides = completed_guides (kase, kerf_json_get (json, "guides"), version_hex, context, error);
  if (!guides)
    return NULL;
  kerf_json_set (json, "guides", guides);
  KerfJson *results = results_json (kase, plan_id, plan, context, error), *generator = kerf_json_object ();
  if (!results) {
    kerf_json_unref (generator);
    return NULL;
  }
  kerf_json_set_string (generator, "name", "Kerf");
  kerf_json_set_string (generator, "version", KERF_VERSION);
  kerf_json_set (json, "generator", generator);
  kerf_json_set (json, "results", results);
  kerf_json_set (json, "structures",
                 completed_structures (kase, kerf_json_get (json, "structures"), prefix, context));
  kerf_json_set (json, "identity", identity_json (kase, plan_id, plan, &version, revision, context));
  return g_steal_pointer (&json);
}

/* ---- files ---- */

static gboolean
write_mesh (const KerfCase *kase, const KerfPlan *plan, const KerfObject *object, const char *path,
            const KerfContext *context, GError **error)
{
  KerfMat4 m;
  KerfId volume = kerf_object_volume_id (object);
  if (!kerf_case_transform (kase, plan->volume, volume, plan->alignments, &m, NULL, error))
    return FALSE;
  g_autoptr (KerfMesh) mesh =
      kerf_derived_mesh_in (object, kerf_id_equal (volume, plan->volume) ? NULL : &m, context, error);
  return mesh && kerf_write_stl (path, mesh->vertices, mesh->n_vertices, mesh->triangles, mesh->n_triangles,
                                 mesh->origin, kerf_object_name (object), error);
}

gboolean
kerf_report_write_plan (const KerfCase *kase, KerfId plan_id, const KerfHash *revision, const char *path,
                        const KerfContext *context, GError **error)
{
  int by = 0;
  const char *what = NULL, *input = kerf_object_stale_input (kase, plan_id, &what);
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, plan_id));
  if (kerf_plan_is_superseded (kase, plan_id, &by)) {
    g_autofree char *a = g_strdup_printf ("%d", plan->version), *b = g_strdup_printf ("%d", by);
    return kerf_fail (error, KERF_ERROR_EXPORT_SUPERSEDED, "what", plan->name, "a", a, "b", b, NULL);
  }
  if (input)
    return kerf_fail (error, KERF_ERROR_EXPORT_STALE, "what", plan->name, "signed", what, "input", input,
                      NULL);
  g_autofree char *base = g_path_get_basename (path), *dir = g_path_get_dirname (path);
  char *dot = strrchr (base, '.');
  if (dot)
    *dot = 0;
  g_autoptr (KerfJson) json = kerf_report_plan_json (kase, plan_id, revision, base, context, error);
  if (!json)
    return FALSE;
  const KerfJson *structures = kerf_json_get (json, "structures");
  for (gsize k = 0; k < kerf_json_length (structures); k++) {
    const KerfJson *file = kerf_json_get (kerf_json_at (structures, k), "file");
    KerfId id;
    if (!file || !kerf_id_from_text (kerf_json_get_string (kerf_json_at (structures, k), "id", ""), &id))
      continue;
    g_autofree char *mesh = g_build_filename (dir, kerf_json_get_string (file, "path", ""), NULL);
    if (!write_mesh (kase, plan, kerf_case_get (kase, id), mesh, context, error))
      return FALSE;
  }
  g_autofree char *text = kerf_json_to_pretty_text (json);
  return kerf_write_bytes (path, text, strlen (text), error);
}
