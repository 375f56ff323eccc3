/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/plan-document.h"

#include "base/error.h"

#include <string.h>

static void
set_id (KerfJson *json, const char *key, KerfId id)
{
  g_autofree char *text = kerf_id_to_text (id);
  kerf_json_set_string (json, key, text);
}

static void
set_hash (KerfJson *json, const char *key, const KerfHash *hash)
{
  g_autofree char *hex = kerf_hash_to_hex (hash);
  kerf_json_set_string (json, key, hex);
}

static KerfJson *
volume_json (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object), *findings = kerf_json_get (record, "findings");
  KerfJson *json = kerf_json_object (), *codes = kerf_json_array ();
  KerfGrid grid;
  KerfHash content = kerf_object_content_hash (object);
  const char *role = kerf_json_get_string (record, "role", "other"),
             *verdict = kerf_json_get_string (record, "verdict", NULL),
             *series = kerf_json_get_string (record, "series_uid", NULL),
             *frame = kerf_json_get_string (record, "frame_uid", NULL);
  set_id (json, "id", kerf_object_id (object));
  kerf_json_set_string (json, "name", kerf_object_name (object));
  kerf_json_set_string (json, "role", role);
  set_hash (json, "content_sha256", &content);
  if (series)
    kerf_json_set_string (json, "series_uid", series);
  if (frame)
    kerf_json_set_string (json, "frame_of_reference_uid", frame);
  if (verdict && strcmp (verdict, "refused") != 0)
    kerf_json_set_string (json, "verdict", verdict);
  if (kerf_object_grid (object, &grid)) {
    KerfVec3 h = kerf_grid_spacing (&grid);
    kerf_json_set_reals (json, "dims", (double[3]){ grid.n[0], grid.n[1], grid.n[2] }, 3);
    kerf_json_set (json, "spacing_mm", kerf_json_vec3 (h));
    kerf_json_set (json, "ijk_to_lps_mm", kerf_json_mat4 (&grid.patient_from_index));
  }
  for (gsize k = 0; k < kerf_json_length (findings); k++)
    kerf_json_append (codes,
                      kerf_json_string (kerf_json_get_string (kerf_json_at (findings, k), "code", "")));
  kerf_json_set (json, "findings", codes);
  const KerfJson *accepted = kerf_json_get (record, "accepted");
  if (kerf_json_length (accepted))
    kerf_json_set (json, "accepted", kerf_json_ref (accepted));
  kerf_json_set_bool (json, "synthetic", strcmp (role, "pseudo-ct") == 0);
  return json;
}

static gboolean
signed_and_fresh (const KerfCase *kase, const GPtrArray *signatures)
{
  if (!signatures->len)
    return FALSE;
  const KerfSignature *last = g_ptr_array_index (signatures, signatures->len - 1);
  return kerf_signature_stale (last, kase).kind == KERF_KIND_NONE;
}

/* The alignment that brings the object into the plan's space, or KERF_ID_NONE when it lies there. */
static gboolean
reach (const KerfCase *kase, const KerfPlan *plan, const KerfObject *object, KerfMat4 *m, KerfId *by,
       GError **error)
{
  return kerf_case_transform (kase, plan->volume, kerf_object_volume_id (object), plan->alignments, m, by,
                              error);
}

static KerfJson *
structure_json (const KerfCase *kase, const KerfPlan *plan, const KerfObject *object, GError **error)
{
  const KerfJson *record = kerf_object_record (object);
  KerfMat4 m;
  KerfId by;
  if (!reach (kase, plan, object, &m, &by, error))
    return NULL;
  KerfJson *json = kerf_json_object ();
  KerfHash content = kerf_object_content_hash (object);
  set_id (json, "id", kerf_object_id (object));
  kerf_json_set_string (json, "name", kerf_object_name (object));
  kerf_json_set_string (json, "kind", kerf_json_get_string (record, "class", "other"));
  set_id (json, "volume", kerf_object_volume_id (object));
  if (by.kind != KERF_KIND_NONE)
    set_id (json, "alignment", by);
  set_hash (json, "content_sha256", &content);
  if (kerf_object_id (object).kind == KERF_KIND_TUBE) {
    g_autoptr (KerfTubeRecord) tube = kerf_tube_from_object (object);
    KerfJson *part = kerf_json_object (), *points = kerf_json_array ();
    for (guint k = 0; k < tube->points->len; k++)
      kerf_json_append (points,
                        kerf_json_vec3 (kerf_mat4_point (&m, g_array_index (tube->points, KerfVec3, k))));
    kerf_json_set (part, "points_lps_mm", points);
    kerf_json_set_real (part, "radius_mm", tube->radius_mm);
    kerf_json_set (json, "tube", part);
  }
  g_autoptr (GPtrArray) signatures = kerf_signatures_from_json (kerf_json_get (record, "signatures"));
  kerf_json_set_bool (json, "signed_off", signed_and_fresh (kase, signatures));
  kerf_json_set (json, "signatures", kerf_signatures_to_json (signatures));
  return json;
}

/* TRUE where a guide of the plan sits on this bone. */
static gboolean
carries_guide (const KerfCase *kase, KerfId plan, KerfId bone)
{
  for (gsize k = 0; bone.kind == KERF_KIND_SEGMENT && k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    if (kerf_object_id (object).kind != KERF_KIND_GUIDE)
      continue;
    g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
    if (kerf_id_equal (guide->plan, plan) && kerf_id_equal (guide->bone, bone))
      return TRUE;
  }
  return FALSE;
}

GArray *
kerf_plan_structures (const KerfCase *kase, KerfId plan_id)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, plan_id));
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfId id = kerf_object_id (object);
    gboolean named = kerf_id_equal (id, plan->bone) || kerf_id_equal (id, plan->tumour);
    for (guint c = 0; c < plan->clearances->len; c++)
      named = named || kerf_id_equal (id, g_array_index (plan->clearances, KerfClearance, c).structure);
    KerfMat4 m;
    named = named || carries_guide (kase, plan_id, id);
    if (!named && id.kind == KERF_KIND_TUBE)
      named = reach (kase, plan, object, &m, NULL, NULL);
    if (named)
      g_array_append_val (ids, id);
  }
  return ids;
}

static KerfJson *
target_json (const KerfPlan *plan)
{
  KerfJson *json = kerf_json_object (), *tissues = kerf_json_array (), *clearances = kerf_json_array ();
  kerf_json_set_real (json, "margin_mm", plan->target_margin_mm);
  for (gsize k = 0; k < kerf_json_length (plan->per_tissue); k++) {
    KerfJson *one = kerf_json_object ();
    kerf_json_set_string (one, "tissue", kerf_json_key_at (plan->per_tissue, k));
    kerf_json_set_real (one, "margin_mm", kerf_json_as_real (kerf_json_at (plan->per_tissue, k), 0));
    kerf_json_append (tissues, one);
  }
  for (guint k = 0; k < plan->clearances->len; k++) {
    const KerfClearance *c = &g_array_index (plan->clearances, KerfClearance, k);
    KerfJson *one = kerf_json_object ();
    set_id (one, "structure", c->structure);
    kerf_json_set_real (one, "clearance_mm", c->clearance_mm);
    kerf_json_append (clearances, one);
  }
  kerf_json_set (json, "per_tissue", tissues);
  kerf_json_set (json, "clearances", clearances);
  return json;
}

/* Planes as the record has them, with their ids; each a cut of its own in stage 1. */
static void
add_planes (KerfJson *json, KerfId plan_id, const KerfPlan *plan)
{
  g_autofree char *id = kerf_id_to_text (plan_id);
  g_autoptr (KerfJson) record = kerf_plan_to_record (plan);
  const KerfJson *planes = kerf_json_get (record, "planes");
  KerfJson *out = kerf_json_array (), *cuts = kerf_json_array (), *stages = kerf_json_array (),
           *in_stage = kerf_json_array ();
  for (gsize k = 0; k < kerf_json_length (planes); k++) {
    KerfJson *plane = kerf_json_copy (kerf_json_at (planes, k)), *cut = kerf_json_object (),
             *surfaces = kerf_json_array ();
    g_autofree char *plane_id = g_strdup_printf ("%s.%s", id, kerf_json_get_string (plane, "letter", "A"));
    g_autofree char *cut_id = g_strdup_printf ("%s.c%zu", id, k + 1);
    kerf_json_set_string (plane, "id", plane_id);
    kerf_json_append (surfaces, kerf_json_string (plane_id));
    kerf_json_set_string (cut, "id", cut_id);
    kerf_json_set_string (cut, "name", kerf_json_get_string (plane, "name", plane_id));
    kerf_json_set_string (cut, "kind", "plane");
    kerf_json_set (cut, "surfaces", surfaces);
    kerf_json_append (out, plane);
    kerf_json_append (cuts, cut);
    kerf_json_append (in_stage, kerf_json_string (cut_id));
  }
  if (kerf_json_length (planes)) {
    KerfJson *stage = kerf_json_object ();
    g_autofree char *stage_id = g_strdup_printf ("%s.s1", id);
    kerf_json_set_string (stage, "id", stage_id);
    kerf_json_set_string (stage, "name", "1");
    kerf_json_set_real (stage, "order", 1);
    kerf_json_set (stage, "cuts", in_stage);
    kerf_json_append (stages, stage);
  } else
    kerf_json_unref (in_stage);
  kerf_json_set (json, "planes", out);
  kerf_json_set (json, "cuts", cuts);
  kerf_json_set (json, "stages", stages);
}

static KerfJson *
registration_json (const KerfCase *kase, const KerfObject *object)
{
  g_autoptr (KerfAlignment) a = kerf_alignment_from_object (object);
  KerfJson *json = kerf_json_object ();
  set_id (json, "id", kerf_object_id (object));
  set_id (json, "a", a->moving);
  set_id (json, "b", a->fixed);
  kerf_json_set (json, "matrix_a_to_b", kerf_json_mat4 (&a->fixed_from_moving));
  kerf_json_set_string (json, "method", a->method);
  kerf_json_set_real (json, "fre_mm", a->fre_mm);
  kerf_json_set_real (json, "tre_mm", a->tre_mm);
  kerf_json_set_bool (json, "signed_off", signed_and_fresh (kase, a->signatures));
  kerf_json_set (json, "signatures", kerf_signatures_to_json (a->signatures));
  return json;
}

static KerfJson *
slot_json (const char *guide_id, const char *plan_id, const KerfSlot *slot)
{
  KerfJson *json = kerf_json_object ();
  g_autofree char *id = g_strdup_printf ("%s.%s", guide_id, slot->letter),
                  *plane = g_strdup_printf ("%s.%s", plan_id, slot->letter);
  kerf_json_set_string (json, "id", id);
  kerf_json_set_string (json, "plane", plane);
  kerf_json_set_string (json, "kind", slot->kind);
  kerf_json_set_real (json, "clearance_mm", slot->clearance_mm);
  if (!isnan (slot->blade_thickness_mm))
    kerf_json_set_real (json, "blade_thickness_mm", slot->blade_thickness_mm);
  kerf_json_set_real (json, "centre_u_mm", slot->centre_u_mm);
  kerf_json_set_real (json, "length_mm", slot->length_mm);
  kerf_json_set_real (json, "wall_height_mm", slot->wall_height_mm);
  return json;
}

static KerfJson *
pin_json (const char *guide_id, const KerfGuidePin *pin)
{
  KerfJson *json = kerf_json_object ();
  g_autofree char *id = g_strdup_printf ("%s.%u", guide_id, pin->number);
  kerf_json_set_string (json, "id", id);
  kerf_json_set (json, "entry_lps_mm", kerf_json_vec3 (pin->entry));
  kerf_json_set (json, "axis_lps", kerf_json_vec3 (pin->axis));
  kerf_json_set_real (json, "pin_diameter_mm", pin->pin_diameter_mm);
  kerf_json_set_real (json, "hole_diameter_mm", pin->hole_diameter_mm);
  kerf_json_set_real (json, "sleeve_outer_diameter_mm", pin->sleeve_outer_diameter_mm);
  kerf_json_set_real (json, "sleeve_length_mm", pin->sleeve_length_mm);
  return json;
}

static KerfJson *
guide_json (const KerfObject *object)
{
  g_autoptr (KerfGuide) g = kerf_guide_from_object (object);
  g_autofree char *id = kerf_id_to_text (kerf_object_id (object)), *plan = kerf_id_to_text (g->plan);
  KerfJson *json = kerf_json_object (), *slots = kerf_json_array (), *pins = kerf_json_array (),
           *footprint = kerf_json_object (), *label = kerf_json_object (), *lines = kerf_json_array ();
  kerf_json_set_string (json, "id", id);
  kerf_json_set_string (json, "name", g->name);
  set_id (json, "bone", g->bone);
  kerf_json_set (json, "insertion_lps", kerf_json_vec3 (g->insertion));
  kerf_json_set_real (json, "offset_mm", g->offset_fit_mm + g->offset_print_mm);
  kerf_json_set_real (json, "offset_fit_mm", g->offset_fit_mm);
  kerf_json_set_real (json, "offset_print_mm", g->offset_print_mm);
  kerf_json_set_real (json, "thickness_mm", g->thickness_mm);
  kerf_json_set_real (json, "resolution_mm", g->resolution_mm);
  kerf_json_set_string (json, "printer", g->printer);
  kerf_json_set_string (json, "blade", g->blade);
  for (guint k = 0; k < g->slots->len; k++)
    kerf_json_append (slots, slot_json (id, plan, g_ptr_array_index (g->slots, k)));
  for (guint k = 0; k < g->pins->len; k++)
    kerf_json_append (pins, pin_json (id, g_ptr_array_index (g->pins, k)));
  kerf_json_set (json, "slots", slots);
  kerf_json_set (json, "pins", pins);
  if (!isnan (g->footprint_radius_mm)) {
    kerf_json_set (footprint, "centre_lps_mm", kerf_json_vec3 (g->footprint_centre));
    kerf_json_set_real (footprint, "radius_mm", g->footprint_radius_mm);
  }
  if (g->outline->len) {
    KerfJson *outline = kerf_json_array ();
    for (guint k = 0; k < g->outline->len; k++)
      kerf_json_append (outline, kerf_json_vec3 (g_array_index (g->outline, KerfVec3, k)));
    kerf_json_set (footprint, "outline_lps_mm", outline);
  }
  kerf_json_set (json, "footprint", footprint);
  for (guint k = 0; k < g->label_lines->len; k++)
    kerf_json_append (lines, kerf_json_string (g_ptr_array_index (g->label_lines, k)));
  kerf_json_set_string (label, "style", g->label_lines->len ? "engraved" : "none");
  kerf_json_set (label, "lines", lines);
  kerf_json_set (json, "label", label);
  kerf_json_set (json, "signatures", kerf_signatures_to_json (g->signatures));
  return json;
}

/* Every volume that something in the document names. */
static KerfJson *
volumes_json (const KerfCase *kase, const KerfPlan *plan, const GArray *structures)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  KerfJson *list = kerf_json_array ();
  g_array_append_val (ids, plan->volume);
  for (guint k = 0; k < structures->len; k++) {
    KerfId id = kerf_object_volume_id (kerf_case_get (kase, g_array_index (structures, KerfId, k)));
    g_array_append_val (ids, id);
  }
  for (guint k = 0; k < plan->alignments->len; k++) {
    const KerfObject *object = kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k));
    g_autoptr (KerfAlignment) a = object ? kerf_alignment_from_object (object) : NULL;
    if (a) {
      g_array_append_val (ids, a->fixed);
      g_array_append_val (ids, a->moving);
    }
  }
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    for (guint n = 0; n < ids->len; n++)
      if (kerf_id_equal (kerf_object_id (object), g_array_index (ids, KerfId, n))) {
        kerf_json_append (list, volume_json (object));
        break;
      }
  }
  return list;
}

static KerfJson *
ids_json (KerfId id)
{
  KerfJson *object = kerf_json_object (), *list = kerf_json_array ();
  g_autofree char *text = kerf_id_to_text (id);
  if (id.kind != KERF_KIND_NONE)
    kerf_json_append (list, kerf_json_string (text));
  kerf_json_set (object, "structures", list);
  return object;
}

/* Alignments that the plan names or that bring a structure. */
static KerfJson *
registrations_json (const KerfCase *kase, const KerfPlan *plan, const KerfJson *structures)
{
  KerfJson *list = kerf_json_array ();
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfId id = kerf_object_id (object);
    g_autofree char *text = kerf_id_to_text (id);
    gboolean used = FALSE;
    for (guint n = 0; n < plan->alignments->len; n++)
      used = used || kerf_id_equal (id, g_array_index (plan->alignments, KerfId, n));
    for (gsize n = 0; n < kerf_json_length (structures); n++)
      used = used || strcmp (kerf_json_get_string (kerf_json_at (structures, n), "alignment", ""), text) == 0;
    if (used && id.kind == KERF_KIND_ALIGNMENT)
      kerf_json_append (list, registration_json (kase, object));
  }
  return list;
}

static void
add_frame (KerfJson *json, const KerfCase *kase, const KerfPlan *plan)
{
  KerfJson *frame = kerf_json_object (), *conventions = kerf_json_object ();
  const KerfObject *volume = kerf_case_get (kase, plan->volume);
  const char *uid = volume ? kerf_json_get_string (kerf_object_record (volume), "frame_uid", NULL) : NULL;
  set_id (frame, "volume", plan->volume);
  if (uid)
    kerf_json_set_string (frame, "frame_of_reference_uid", uid);
  kerf_json_set_string (conventions, "coordinates", "patient-lps");
  kerf_json_set_string (conventions, "length", "mm");
  kerf_json_set_string (conventions, "matrix", "row-major-column-vector");
  kerf_json_set_string (conventions, "normal", "towards-keep");
  kerf_json_set (json, "frame", frame);
  kerf_json_set (json, "conventions", conventions);
  kerf_json_set_string (json, "format", "kerf-plan-1");
}

KerfJson *
kerf_plan_document (const KerfCase *kase, KerfId plan_id, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, plan_id);
  if (!object || plan_id.kind != KERF_KIND_PLAN) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "There is no such plan; kerf-cli show lists the plans.");
    return NULL;
  }
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (GArray) ids = kerf_plan_structures (kase, plan_id);
  g_autoptr (KerfJson) json = kerf_json_object ();
  KerfJson *structures = kerf_json_array (), *guides = kerf_json_array ();
  kerf_json_set (json, "structures", structures);
  kerf_json_set (json, "guides", guides);
  add_frame (json, kase, plan);
  for (guint k = 0; k < ids->len; k++) {
    KerfJson *one = structure_json (kase, plan, kerf_case_get (kase, g_array_index (ids, KerfId, k)), error);
    if (!one)
      return NULL;
    kerf_json_append (structures, one);
  }
  kerf_json_set (json, "volumes", volumes_json (kase, plan, ids));
  kerf_json_set (json, "tumour", ids_json (plan->tumour));
  kerf_json_set (json, "bone", ids_json (plan->bone));
  kerf_json_set (json, "target", target_json (plan));
  kerf_json_set (json, "registrations", registrations_json (kase, plan, structures));
  add_planes (json, plan_id, plan);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *guide = kerf_case_at (kase, k);
    if (kerf_object_id (guide).kind != KERF_KIND_GUIDE)
      continue;
    g_autoptr (KerfGuide) g = kerf_guide_from_object (guide);
    if (kerf_id_equal (g->plan, plan_id))
      kerf_json_append (guides, guide_json (guide));
  }
  return g_steal_pointer (&json);
}

/* ---- the version hash ---- */

static KerfJson *
commanded (const KerfJson *json)
{
  static const char *const left_out[] = { "name",     "datum",   "kerf_from",   "locked",     "group",
                                          "file",     "files",   "label",       "signatures", "signed_off",
                                          "accepted", "results", "version_hash" };
  KerfJson *copy;
  switch (kerf_json_kind (json)) {
  case KERF_JSON_ARRAY:
    copy = kerf_json_array ();
    for (gsize k = 0; k < kerf_json_length (json); k++)
      kerf_json_append (copy, commanded (kerf_json_at (json, k)));
    return copy;
  case KERF_JSON_OBJECT:
    copy = kerf_json_object ();
    for (gsize k = 0; k < kerf_json_length (json); k++) {
      const char *key = kerf_json_key_at (json, k);
      gboolean keep = TRUE;
      for (gsize n = 0; n < G_N_ELEMENTS (left_out); n++)
        keep = keep && strcmp (key, left_out[n]) != 0;
      if (keep)
        kerf_json_set (copy, key, commanded (kerf_json_at (json, k)));
    }
    return copy;
  case KERF_JSON_NULL:
  case KERF_JSON_BOOL:
  case KERF_JSON_REAL:
  case KERF_JSON_STRING:
    break;
  }
  return kerf_json_ref (json);
}

gboolean
kerf_plan_version_hash (const KerfCase *kase, KerfId plan, KerfHash *hash, GError **error)
{
  static const char *const keys[] = { "volumes", "structures", "tumour", "bone",          "target", "planes",
                                      "cuts",    "stages",     "guides", "registrations", NULL };
  g_autoptr (KerfJson) document = kerf_plan_document (kase, plan, error);
  if (!document)
    return FALSE;
  g_autoptr (KerfJson) part = kerf_json_object ();
  for (int k = 0; keys[k]; k++)
    kerf_json_set (part, keys[k], commanded (kerf_json_get (document, keys[k])));
  g_autofree char *text = kerf_json_to_text (part);
  *hash = kerf_hash_bytes (text, strlen (text));
  return TRUE;
}

gboolean
kerf_plan_is_superseded (const KerfCase *kase, KerfId plan_id, int *by_version)
{
  const KerfObject *object = kerf_case_get (kase, plan_id);
  if (!object)
    return FALSE;
  const KerfJson *record = kerf_object_record (object);
  const char *uuid = kerf_json_get_string (record, "plan_uuid", "");
  double version = kerf_json_get_real (record, "version", 1);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfJson *other = kerf_object_record (kerf_case_at (kase, k));
    if (kerf_object_id (kerf_case_at (kase, k)).kind != KERF_KIND_PLAN ||
        strcmp (kerf_json_get_string (other, "plan_uuid", ""), uuid) != 0 ||
        !(kerf_json_get_real (other, "version", 1) > version) ||
        strcmp (kerf_json_get_string (other, "state", ""), "locked") != 0)
      continue;
    if (by_version)
      *by_version = (int) kerf_json_get_real (other, "version", 1);
    return TRUE;
  }
  return FALSE;
}

const char *
kerf_object_stale_input (const KerfCase *kase, KerfId id, const char **what)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object)
    return NULL;
  g_autoptr (GPtrArray) signatures =
      kerf_signatures_from_json (kerf_json_get (kerf_object_record (object), "signatures"));
  for (guint k = signatures->len; k-- > 0;) {
    const KerfSignature *s = g_ptr_array_index (signatures, k);
    KerfId changed = kerf_signature_stale (s, kase);
    static const struct {
      const char *kind, *done;
    } words[] = { { "sign", "signed" },
                  { "accept", "accepted" },
                  { "review", "reviewed" },
                  { "lock", "locked" },
                  { "approve", "approved" } };
    if (changed.kind == KERF_KIND_NONE)
      continue;
    if (what)
      *what = "signed";
    for (gsize n = 0; what && n < G_N_ELEMENTS (words); n++)
      if (g_strcmp0 (words[n].kind, s->what) == 0)
        *what = words[n].done;
    const KerfObject *input = kerf_case_get (kase, changed);
    return input ? kerf_object_name (input) : "something that was deleted";
  }
  return NULL;
}
