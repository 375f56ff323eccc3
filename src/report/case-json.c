/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/measure.h"
#include "report/plan-json.h"

#include <string.h>

/* What `show` says of a case. */

static void
set_id (KerfJson *json, const char *key, KerfId id)
{
  g_autofree char *text = kerf_id_to_text (id);
  kerf_json_set_string (json, key, id.kind == KERF_KIND_NONE ? NULL : text);
}

static void
copy_keys (KerfJson *to, const KerfJson *from, const char *const *keys)
{
  for (int k = 0; keys[k]; k++)
    if (kerf_json_get (from, keys[k]))
      kerf_json_set (to, keys[k], kerf_json_ref (kerf_json_get (from, keys[k])));
}

static void
say_segment (KerfJson *json, const KerfObject *object, const KerfContext *context)
{
  static const char *const keys[] = { "class", "volume", NULL };
  copy_keys (json, kerf_object_record (object), keys);
  kerf_json_set_real (json, "volume_mm3", kerf_derived_volume_mm3 (object, context, NULL));
}

static void
say_alignment (KerfJson *json, const KerfObject *object)
{
  static const char *const keys[] = { "method", "fixed", "moving", "region", "fixed_from_moving", NULL };
  g_autoptr (KerfAlignment) a = kerf_alignment_from_object (object);
  copy_keys (json, kerf_object_record (object), keys);
  kerf_json_set_real (json, "fre_mm", a->fre_mm);
  kerf_json_set_real (json, "tre_mm", a->tre_mm);
  kerf_json_set_real (json, "nmi", a->nmi);
  kerf_json_set_bool (json, "accepted", kerf_alignment_is_accepted (a));
}

static KerfJson *
plane_json (const KerfPlan *plan, const KerfPlane *plane, const char *plan_id, const KerfCutFigures *f)
{
  KerfJson *json = kerf_json_object ();
  g_autofree char *id = g_strdup_printf ("%s.%s", plan_id, plane->letter);
  kerf_json_set_string (json, "id", id);
  kerf_json_set_string (json, "name", plane->name);
  kerf_json_set_real (json, "target_margin_mm",
                      isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm);
  kerf_json_set_real (json, "kerf_mm", plane->cut.width_mm);
  kerf_json_set_string (json, "kerf_from", plane->kerf_from);
  kerf_json_set (json, "point", kerf_json_vec3 (plane->cut.frame.p));
  kerf_json_set (json, "normal", kerf_json_vec3 (plane->cut.frame.n));
  kerf_json_set (json, "axis_u", kerf_json_vec3 (plane->cut.frame.u));
  kerf_json_set_real (json, "half_extent_u_mm", plane->cut.half_extent_u_mm);
  kerf_json_set_real (json, "half_extent_v_mm", plane->cut.half_extent_v_mm);
  kerf_json_set_real (json, "margin_mm", f ? f->face[KERF_FACE_DISCARD].bounded_mm : (double) NAN);
  kerf_json_set_real (json, "margin_unbounded_mm",
                      f ? f->face[KERF_FACE_DISCARD].unbounded_mm : (double) NAN);
  kerf_json_set_real (json, "cut_area_mm2", f ? f->cut_area_mm2 : (double) NAN);
  kerf_json_set_string (json, "verdict", f ? kerf_cut_verdict_name (f->verdict) : "not-assessed");
  return json;
}

static gboolean
say_plan (KerfJson *json, const KerfCase *kase, const KerfObject *object, const KerfContext *context,
          GError **error)
{
  static const char *const keys[] = {
    "volume", "tumour", "bone", "alignments", "plan_uuid", "version", NULL
  };
  KerfId id = kerf_object_id (object);
  g_autofree char *id_text = kerf_id_to_text (id);
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfPlanFigures) figures = kerf_derived_plan (kase, id, FALSE, context, error);
  g_autoptr (GArray) spared = figures ? kerf_derived_spared (kase, id, context, error) : NULL;
  if (!spared)
    return FALSE;
  KerfJson *planes = kerf_json_array (), *fates = kerf_json_array ();
  const KerfSpecimenVolumes *v = &figures->volumes;
  copy_keys (json, kerf_object_record (object), keys);
  kerf_json_set_string (json, "state", kerf_plan_is_superseded (kase, id, NULL) ? "superseded" : plan->state);
  kerf_json_set_real (json, "target_margin_mm", plan->target_margin_mm);
  kerf_json_set_real (json, "margin_mm", figures->margin_mm);
  g_autoptr (GError) against = NULL;
  if (!kerf_derived_margins_allowed (kase, plan, &against))
    kerf_json_set_string (json, "margins_withheld", against->message);
  for (guint k = 0; k < plan->planes->len; k++)
    kerf_json_append (planes, plane_json (plan, g_ptr_array_index (plan->planes, k), id_text,
                                          k < figures->n_cuts ? &figures->cuts[k] : NULL));
  for (guint k = 0; k < spared->len; k++) {
    const KerfSpared *s = &g_array_index (spared, KerfSpared, k);
    KerfJson *one = kerf_json_object ();
    set_id (one, "structure", s->structure);
    kerf_json_set_string (one, "name", kerf_object_name (kerf_case_get (kase, s->structure)));
    kerf_json_set_string (one, "fate", kerf_fate_name (s->fate));
    kerf_json_set_real (one, "distance_mm", s->distance_mm);
    kerf_json_append (fates, one);
  }
  kerf_json_set (json, "planes", planes);
  kerf_json_set (json, "spared", fates);
  kerf_json_set_real (json, "bone_mm3", v->bone_mm3);
  kerf_json_set_real (json, "bone_resected_mm3", v->resected_mm3);
  kerf_json_set_real (json, "bone_kept_mm3", v->kept_mm3);
  kerf_json_set_real (json, "bone_kerf_mm3", v->kerf_mm3);
  kerf_json_set_real (json, "tumour_mm3", v->tumour_mm3);
  kerf_json_set_real (json, "tumour_outside_specimen_mm3", v->tumour_outside_specimen_mm3);
  kerf_json_set (json, "free",
                 !figures->freedom || figures->freedom->state == KERF_FREEDOM_NOT_ASSESSED
                     ? kerf_json_null ()
                     : kerf_json_bool (figures->freedom->state == KERF_FREE));
  return TRUE;
}

/* Where it is and what it says; what a kind hasn't is left out, what isn't known is null with the sentence beside it. */
static gboolean
say_measure (KerfJson *json, const KerfCase *kase, const KerfObject *object, const KerfContext *context,
             GError **error)
{
  static const char *const keys[] = { "volume", "points", "structure", "plan", "letters", NULL };
  g_autoptr (KerfMeasureFigures) f = kerf_derived_measure (kase, kerf_object_id (object), context);
  if (!f)
    return kerf_context_check (context, error);
  copy_keys (json, kerf_object_record (object), keys);
  kerf_json_set_string (json, "measures", kerf_measure_kind_name (f->kind));
  if (f->kind == KERF_MEASURE_LENGTH)
    kerf_json_set_real (json, "length_mm", f->length_mm);
  if (f->kind == KERF_MEASURE_ANGLE || f->kind == KERF_MEASURE_COBB || f->kind == KERF_MEASURE_PLANES)
    kerf_json_set_real (json, "angle_deg", f->angle_deg);
  if (f->kind == KERF_MEASURE_DISTANCE) {
    kerf_json_set_real (json, "distance_mm", f->distance_mm);
    kerf_json_set (json, "nearest", isnan (f->distance_mm) ? kerf_json_null () : kerf_json_vec3 (f->nearest));
  }
  if (f->kind == KERF_MEASURE_ELLIPSE) {
    kerf_json_set_real (json, "half_axis_long_mm", f->half_u_mm);
    kerf_json_set_real (json, "half_axis_short_mm", f->half_v_mm);
  }
  if (kerf_measure_is_region (f->kind)) {
    kerf_json_set_real (json, "area_mm2", f->area_mm2);
    kerf_json_set_real (json, "perimeter_mm", f->perimeter_mm);
    kerf_json_set_string (json, "value_unit", f->unit);
    kerf_json_set_real (json, "mean", f->values.mean);
    kerf_json_set_real (json, "sd", f->values.sd);
    kerf_json_set_real (json, "min", f->values.min);
    kerf_json_set_real (json, "max", f->values.max);
    kerf_json_set_real (json, "samples", (double) f->values.samples);
    kerf_json_set_real (json, "outside_share", f->values.outside);
  }
  if (f->why)
    kerf_json_set_string (json, "not_assessed", f->why);
  return TRUE;
}

static KerfJson *
object_json (const KerfCase *kase, const KerfObject *object, const KerfContext *context, GError **error)
{
  static const char *const volume_keys[] = {
    "role",       "role_confirmed", "modality",  "verdict", "findings", "accepted",       "grid",
    "study_date", "series_uid",     "frame_uid", "low",     "high",     "resampled_from", NULL
  };
  static const char *const tube_keys[] = { "class", "volume", "points", "radius_mm", NULL };
  static const char *const guide_keys[] = { "plan", "bone", "letters", "slots", "pins", "label_lines", NULL };
  const KerfJson *record = kerf_object_record (object);
  g_autoptr (KerfJson) json = kerf_json_object ();
  KerfId id = kerf_object_id (object);
  set_id (json, "id", id);
  kerf_json_set_string (json, "kind", kerf_kind_name (id.kind));
  kerf_json_set_string (json, "name", kerf_object_name (object));
  if (id.kind == KERF_KIND_VOLUME)
    copy_keys (json, record, volume_keys);
  else if (id.kind == KERF_KIND_SEGMENT)
    say_segment (json, object, context);
  else if (id.kind == KERF_KIND_ALIGNMENT)
    say_alignment (json, object);
  else if (id.kind == KERF_KIND_TUBE)
    copy_keys (json, record, tube_keys);
  else if (id.kind == KERF_KIND_GUIDE)
    copy_keys (json, record, guide_keys);
  else if (id.kind == KERF_KIND_PLAN) {
    if (!say_plan (json, kase, object, context, error))
      return NULL;
  } else if (id.kind == KERF_KIND_MEASURE) {
    if (!say_measure (json, kase, object, context, error))
      return NULL;
  } else
    for (gsize k = 0; k < kerf_json_length (record); k++)
      kerf_json_set (json, kerf_json_key_at (record, k), kerf_json_ref (kerf_json_at (record, k)));
  const char *what = NULL, *input = kerf_object_stale_input (kase, id, &what);
  const KerfJson *signatures = kerf_json_get (record, "signatures");
  if (kerf_json_length (signatures))
    kerf_json_set (json, "signatures", kerf_json_ref (signatures));
  kerf_json_set_string (json, "stale", input);
  return g_steal_pointer (&json);
}

KerfJson *
kerf_report_case_json (const KerfCase *kase, const KerfHash *revision, const KerfContext *context,
                       GError **error)
{
  g_autoptr (KerfJson) json = kerf_json_object ();
  g_autofree char *hex = kerf_hash_to_hex (revision);
  KerfJson *objects = kerf_json_array ();
  kerf_json_set (json, "objects", objects);
  kerf_json_set_string (json, "format", "kerf-show-1");
  kerf_json_set_string (json, "uuid", kerf_case_uuid (kase));
  kerf_json_set_string (json, "revision", hex);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    KerfJson *one = object_json (kase, kerf_case_at (kase, k), context, error);
    if (!one)
      return NULL;
    kerf_json_append (objects, one);
  }
  return g_steal_pointer (&json);
}
