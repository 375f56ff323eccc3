/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "ops/edit.h"

#include <string.h>

static const char *const planning_words[] = { "copied", "replanned", NULL };
static const char *const tumour_words[] = { "common", "own", NULL };
static const char *const basis_words[] = { "whole-bone", "away-from-footprint", "soft-tissue",
                                           "frame-of-reference", NULL };
static const char *const measured_words[] = { "keep", "discard", NULL };
static const char *const source_words[] = { "planned", "measured", NULL };

static KerfId
plan_volume (const KerfCase *kase, KerfId plan)
{
  return kerf_object_volume_id (kerf_case_get (kase, plan));
}

/* A comparison rests on an alignment that a person accepted and that joins the two images; none is needed within one. */
static gboolean
check_alignment (const KerfCase *kase, KerfId plan, KerfId to, KerfId from, KerfId id, GError **error)
{
  KerfMat4 m;
  g_autoptr (GArray) given = g_array_new (FALSE, FALSE, sizeof (KerfId));
  if (kerf_id_equal (to, from))
    return TRUE;
  if (id.kind != KERF_KIND_NONE)
    g_array_append_val (given, id);
  KerfId by;
  if (!kerf_case_transform (kase, to, from, given, &m, &by, error))
    return FALSE;
  g_autoptr (KerfAlignment) a = kerf_alignment_from_object (kerf_case_get (kase, by));
  return kerf_alignment_is_accepted (a) ||
         kerf_fail (error, KERF_ERROR_ALIGN_UNACCEPTED, "plan", kerf_object_name (kerf_case_get (kase, plan)),
                    "alignment", a->name, NULL);
}

static void
set_id (KerfJson *record, const char *key, KerfId id)
{
  g_autofree char *text = kerf_id_to_text (id);
  if (id.kind != KERF_KIND_NONE)
    kerf_json_set_string (record, key, text);
}

static KerfCase *
put_comparison (const KerfCase *kase, KerfJson *record, const char *wanted, KerfOpRun *run)
{
  g_autofree char *name = kerf_case_free_name (kase, wanted);
  kerf_json_set_string (record, "name", name);
  return kerf_edit_put (kase, kerf_object_new (kerf_case_next_id (kase, KERF_KIND_COMPARISON), record), TRUE,
                        run);
}

/* ---- compare.plans ---- */

typedef struct {
  KerfId a, b, alignment;
  int planning, tumour, registration_basis;
  char *pairs, *name;
} ComparePlans;

static const KerfParam compare_plans_params[] = {
  KERF_ARG_ID (ComparePlans, a, KERF_PLANS, KERF_REQUIRED, "The plan that is compared with"),
  KERF_ARG_ID (ComparePlans, b, KERF_PLANS, KERF_REQUIRED, "The plan that is compared"),
  KERF_ARG_ID (ComparePlans, alignment, KERF_ALIGNMENTS, 0,
               "Alignment of their two images, accepted by a person"),
  KERF_ARG_ENUM (ComparePlans, planning, planning_words, (double) NAN, KERF_REQUIRED,
                 "Carried over, or planned anew"),
  KERF_ARG_ENUM (ComparePlans, tumour, tumour_words, 0, 0, "Margins to A's tumour, or to each plan's own"),
  KERF_ARG_ENUM (ComparePlans, registration_basis, basis_words, (double) NAN, KERF_REQUIRED,
                 "On what the alignment rests"),
  KERF_ARG_TEXT (ComparePlans, pairs, NULL, 0,
                 "Planes that belong together: A:B,…; the same letter where not given"),
  KERF_ARG_TEXT (ComparePlans, name, NULL, 0, "Name"),
};

static KerfJson *
read_pairs (const char *text, GError **error)
{
  g_autoptr (KerfJson) pairs = kerf_json_object ();
  g_auto (GStrv) words = g_strsplit (text ? text : "", ",", -1);
  for (gsize k = 0; words[k]; k++) {
    char *colon = strchr (g_strstrip (words[k]), ':');
    if (!*words[k])
      continue;
    if (!colon || !colon[1]) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'pairs' holds '%s'; write A:B, with commas between.",
                      words[k]);
      return NULL;
    }
    *colon = 0;
    kerf_json_set_string (pairs, words[k], colon + 1);
  }
  return g_steal_pointer (&pairs);
}

static KerfCase *
compare_plans (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const ComparePlans *a = args;
  KerfId va = plan_volume (kase, a->a), vb = plan_volume (kase, a->b);
  if (!check_alignment (kase, a->a, va, vb, a->alignment, error))
    return NULL;
  KerfJson *pairs = read_pairs (a->pairs, error);
  if (!pairs)
    return NULL;
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "kind", "e2");
  set_id (record, "a", a->a);
  set_id (record, "b", a->b);
  set_id (record, "alignment", a->alignment);
  kerf_json_set_string (record, "planning", planning_words[a->planning]);
  kerf_json_set_string (record, "tumour", tumour_words[a->tumour]);
  kerf_json_set_string (record, "registration_basis", basis_words[a->registration_basis]);
  kerf_json_set (record, "pairs", pairs);
  g_autofree char *wanted = g_strdup_printf ("%s, %s", kerf_object_name (kerf_case_get (kase, a->a)),
                                             kerf_object_name (kerf_case_get (kase, a->b)));
  return put_comparison (kase, record, a->name && *a->name ? a->name : wanted, run);
}

KERF_OP (compare_plans) = { .id = "compare.plans",
                            .title = "Compare Plans",
                            .help = "Compares two plans of one patient, plane by plane",
                            .version = 1,
                            .size = sizeof (ComparePlans),
                            .apply = compare_plans,
                            KERF_PARAMS (compare_plans_params) };

/* ---- compare.postop ---- */

typedef struct {
  KerfId plan, volume, alignment;
  int face_measured, kerf_source;
  double width_mm;
  char *planes, *name;
} ComparePostop;

static const KerfParam compare_postop_params[] = {
  KERF_ARG_ID (ComparePostop, plan, KERF_PLANS, KERF_REQUIRED, "The plan that was cut"),
  KERF_ARG_ID (ComparePostop, volume, KERF_VOLUMES, KERF_REQUIRED,
               "Image after the operation, or of the specimen"),
  KERF_ARG_ID (ComparePostop, alignment, KERF_ALIGNMENTS, 0,
               "Alignment of that image with the plan's, accepted by a person"),
  KERF_ARG_ENUM (ComparePostop, face_measured, measured_words, (double) NAN, KERF_REQUIRED,
                 "Which face the image shows: keep on the patient, discard on the specimen"),
  KERF_ARG_ENUM (ComparePostop, kerf_source, source_words, 0, 0,
                 "Kerf between the faces: as planned, or measured"),
  KERF_ARG_REAL (ComparePostop, width_mm, "mm", 0, 10, (double) NAN, 0, "The measured kerf"),
  KERF_ARG_TEXT (ComparePostop, planes, NULL, KERF_REQUIRED, "A:x,y,z:nx,ny,nz;… in the image's frame"),
  KERF_ARG_TEXT (ComparePostop, name, NULL, 0, "Name"),
};

static gboolean
read_three (const char *text, KerfVec3 *v, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  double r[3];
  if (g_strv_length (words) != 3)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'planes' holds '%s'; give three numbers with commas between.", text);
  for (int k = 0; k < 3; k++)
    if (!kerf_real_from_text (g_strstrip (words[k]), "planes", &r[k], error))
      return FALSE;
  *v = kerf_vec3 (r[0], r[1], r[2]);
  return TRUE;
}

static KerfJson *
read_planes (const char *text, const KerfPlan *plan, GError **error)
{
  g_autoptr (KerfJson) planes = kerf_json_object ();
  g_auto (GStrv) words = g_strsplit (text, ";", -1);
  for (gsize k = 0; words[k]; k++) {
    g_auto (GStrv) parts = g_strsplit (g_strstrip (words[k]), ":", -1);
    KerfVec3 point, normal;
    if (!*words[k])
      continue;
    if (g_strv_length (parts) != 3 || !kerf_plan_plane (plan, parts[0])) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                      "'planes' holds '%s'; write LETTER:point:normal of a plane of the plan.", words[k]);
      return NULL;
    }
    if (!read_three (parts[1], &point, error) || !read_three (parts[2], &normal, error))
      return NULL;
    if (!(kerf_length (normal) > 1e-6)) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                      "The normal of plane %s has no direction; give three numbers.", parts[0]);
      return NULL;
    }
    KerfJson *one = kerf_json_object ();
    kerf_json_set (one, "point", kerf_json_vec3 (point));
    kerf_json_set (one, "normal", kerf_json_vec3 (kerf_unit (normal)));
    kerf_json_set (planes, kerf_plan_plane (plan, parts[0])->letter, one);
  }
  return g_steal_pointer (&planes);
}

static KerfCase *
compare_postop (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const ComparePostop *a = args;
  KerfId volume = plan_volume (kase, a->plan);
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->plan));
  if (!check_alignment (kase, a->plan, volume, a->volume, a->alignment, error))
    return NULL;
  if (a->kerf_source == 1 && isnan (a->width_mm)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "A measured kerf needs its width; give width_mm.");
    return NULL;
  }
  KerfJson *planes = read_planes (a->planes, plan, error);
  if (!planes)
    return NULL;
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "kind", "e1");
  set_id (record, "plan", a->plan);
  set_id (record, "volume", a->volume);
  set_id (record, "alignment", a->alignment);
  kerf_json_set_string (record, "face_measured", measured_words[a->face_measured]);
  kerf_json_set_string (record, "kerf_source", source_words[a->kerf_source]);
  if (kerf_given (a->width_mm))
    kerf_json_set_real (record, "width_mm", a->width_mm);
  kerf_json_set (record, "planes", planes);
  g_autofree char *wanted = g_strdup_printf ("%s, as cut", plan->name);
  return put_comparison (kase, record, a->name && *a->name ? a->name : wanted, run);
}

KERF_OP (compare_postop) = { .id = "compare.postop",
                             .title = "Compare with Result",
                             .help = "Compares a plan with the cuts seen on an image after the operation",
                             .version = 1,
                             .size = sizeof (ComparePostop),
                             .apply = compare_postop,
                             KERF_PARAMS (compare_postop_params) };
