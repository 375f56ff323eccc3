/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/derived.h"
#include "core/image/mask-edit.h"
#include "core/image/resample.h"
#include "ops/edit.h"

#include <string.h>

/* ---- plan.new ---- */

typedef struct {
  char *name;
  KerfId tumour, bone, volume;
  GArray *alignments;
} PlanNew;

static const KerfParam plan_new_params[] = {
  KERF_ARG_TEXT (PlanNew, name, NULL, 0, "Name"),
  KERF_ARG_ID (PlanNew, tumour, KERF_SEGMENTS, 0, "Segment of the tumour"),
  KERF_ARG_ID (PlanNew, bone, KERF_SEGMENTS, 0, "Segment of the bone, the tumour's part of it included"),
  KERF_ARG_ID (PlanNew, volume, KERF_VOLUMES, KERF_REQUIRED, "Image in whose space the plan is made"),
  KERF_ARG_IDS (PlanNew, alignments, KERF_ALIGNMENTS, 0, "For structures that come from other images"),
};

/* Every structure must reach the plan's space, by the alignments named. */
static gboolean
check_reach (const KerfCase *kase, const KerfPlan *plan, KerfId structure, GError **error)
{
  KerfMat4 m;
  const KerfObject *object = structure.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, structure);
  return !object || kerf_case_transform (kase, plan->volume, kerf_object_volume_id (object), plan->alignments,
                                         &m, NULL, error);
}

static KerfCase *
plan_new (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanNew *a = args;
  const KerfObject *subject = kerf_case_subject (kase);
  if (!subject || !kerf_json_get (kerf_object_record (subject), "side")) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "Bone and side are not declared yet; declare them (case.subject), then plan.");
    return NULL;
  }
  g_autoptr (KerfPlan) plan = kerf_plan_new ();
  plan->name = kerf_case_free_name (kase, a->name && *a->name ? a->name : "Plan");
  plan->plan_uuid = kerf_edit_uuid (run, "plan");
  plan->volume = a->volume;
  plan->tumour = a->tumour;
  plan->bone = a->bone;
  if (a->alignments)
    g_array_append_vals (plan->alignments, a->alignments->data, a->alignments->len);
  if (!check_reach (kase, plan, a->tumour, error) || !check_reach (kase, plan, a->bone, error))
    return NULL;
  return kerf_edit_put_plan (kase, kerf_case_next_id (kase, KERF_KIND_PLAN), plan, TRUE, run);
}

KERF_OP (plan_new) = { .id = "plan.new",
                       .title = "New Plan",
                       .help = "Begins a plan in the space of an image",
                       .version = 1,
                       .size = sizeof (PlanNew),
                       .apply = plan_new,
                       KERF_PARAMS (plan_new_params) };

/* ---- plan.target ---- */

static const char *const tissue_words[] = { "bone", "soft-tissue", "cartilage", "fascia", "dura", NULL };

typedef struct {
  KerfId plan;
  double margin_mm;
  char *plane;
  int tissue;
} PlanTarget;

static const KerfParam plan_target_params[] = {
  KERF_ARG_ID (PlanTarget, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  { KERF_ARG (PlanTarget, margin_mm, KERF_PARAM_REAL, "mm", KERF_REQUIRED | KERF_NONE, 0, 100, (double) NAN,
              "Margin that is wanted; none = not chosen"),
    .ui_min = 0, .ui_max = 30, .step = 0.5 },
  KERF_ARG_TEXT (PlanTarget, plane, NULL, 0, "For this plane alone"),
  KERF_ARG_ENUM (PlanTarget, tissue, tissue_words, (double) NAN, 0, "For this tissue alone"),
};

static KerfCase *
plan_target (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanTarget *a = args;
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, a->plan, error);
  if (!plan)
    return NULL;
  double mm = kerf_none (a->margin_mm) ? (double) NAN : a->margin_mm;
  if (a->plane && *a->plane) {
    const char *dot = strchr (a->plane, '.');
    KerfPlane *plane = kerf_plan_plane (plan, dot ? dot + 1 : a->plane);
    if (!plane) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                      "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name, a->plane);
      return NULL;
    }
    plane->target_margin_mm = mm;
  } else if (a->tissue >= 0 && isnan (mm))
    kerf_json_remove (plan->per_tissue, tissue_words[a->tissue]);
  else if (a->tissue >= 0)
    kerf_json_set_real (plan->per_tissue, tissue_words[a->tissue], mm);
  else
    plan->target_margin_mm = mm;
  return kerf_edit_put_plan (kase, a->plan, plan, FALSE, run);
}

KERF_OP (plan_target) = { .id = "plan.target",
                          .title = "Set Target Margin",
                          .help = "Sets the margin that is wanted, for the plan, a plane or a tissue",
                          .version = 1,
                          .size = sizeof (PlanTarget),
                          .apply = plan_target,
                          KERF_PARAMS (plan_target_params) };

/* ---- plan.protect ---- */

typedef struct {
  KerfId plan, structure;
  double clearance_mm;
} PlanProtect;

static const KerfParam plan_protect_params[] = {
  KERF_ARG_ID (PlanProtect, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_ID (PlanProtect, structure, KERF_SEGMENTS | KERF_TUBES, KERF_REQUIRED,
               "A segment or a tube to spare"),
  { KERF_ARG (PlanProtect, clearance_mm, KERF_PARAM_REAL, "mm", KERF_NONE, 0, 50, 2,
              "Clearance that is wanted; none = no longer"),
    .ui_min = 0, .ui_max = 10, .step = 0.5 },
};

static KerfCase *
plan_protect (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanProtect *a = args;
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, a->plan, error);
  if (!plan || !check_reach (kase, plan, a->structure, error))
    return NULL;
  for (guint k = plan->clearances->len; k-- > 0;)
    if (kerf_id_equal (g_array_index (plan->clearances, KerfClearance, k).structure, a->structure))
      g_array_remove_index (plan->clearances, k);
  KerfClearance c = { a->structure, a->clearance_mm };
  if (!kerf_none (a->clearance_mm))
    g_array_append_val (plan->clearances, c);
  return kerf_edit_put_plan (kase, a->plan, plan, FALSE, run);
}

KERF_OP (plan_protect) = { .id = "plan.protect",
                           .title = "Protect Structure",
                           .help = "Names a structure to be spared, with the clearance that is wanted",
                           .version = 1,
                           .size = sizeof (PlanProtect),
                           .apply = plan_protect,
                           KERF_PARAMS (plan_protect_params) };

/* ---- plan.duplicate ---- */

typedef struct {
  KerfId plan, volume, alignment, bone, tumour;
  char *name;
} PlanDuplicate;

static const KerfParam plan_duplicate_params[] = {
  KERF_ARG_ID (PlanDuplicate, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_TEXT (PlanDuplicate, name, NULL, 0, "Name of the copy"),
  KERF_ARG_ID (PlanDuplicate, volume, KERF_VOLUMES, 0, "Image into whose space it is carried"),
  KERF_ARG_ID (PlanDuplicate, alignment, KERF_ALIGNMENTS, 0, "Alignment by which it is carried"),
  KERF_ARG_ID (PlanDuplicate, bone, KERF_SEGMENTS, 0, "Bone of that image; the plan's own where not given"),
  KERF_ARG_ID (PlanDuplicate, tumour, KERF_SEGMENTS, 0,
               "Tumour of that image; the plan's own where not given"),
};

static KerfFrame3
moved_frame (const KerfMat4 *m, const KerfFrame3 *frame)
{
  return kerf_frame3 (kerf_mat4_point (m, frame->p), kerf_mat4_direction (m, frame->n),
                      kerf_mat4_direction (m, frame->u));
}

static KerfCase *
plan_duplicate (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanDuplicate *a = args;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->plan));
  g_autofree char *wanted = g_strdup_printf ("%s, copy", plan->name);
  g_autoptr (GArray) by = g_array_new (FALSE, FALSE, sizeof (KerfId));
  if (a->alignment.kind != KERF_KIND_NONE)
    g_array_append_val (by, a->alignment);
  KerfMat4 m = kerf_mat4_identity ();
  KerfId used = KERF_ID_NONE;
  gboolean carried = a->volume.kind != KERF_KIND_NONE && !kerf_id_equal (a->volume, plan->volume);
  if (carried && !kerf_case_transform (kase, a->volume, plan->volume, by, &m, &used, error))
    return NULL;
  g_free (plan->name);
  plan->name = kerf_case_free_name (kase, a->name && *a->name ? a->name : wanted);
  g_free (plan->plan_uuid);
  plan->plan_uuid = kerf_edit_uuid (run, "plan");
  g_free (plan->state);
  plan->state = g_strdup ("draft");
  plan->version = 1;
  g_ptr_array_set_size (plan->signatures, 0);
  for (guint k = 0; carried && k < plan->planes->len; k++) {
    KerfPlane *plane = g_ptr_array_index (plan->planes, k);
    plane->cut.frame = moved_frame (&m, &plane->cut.frame);
    plane->datum = moved_frame (&m, &plane->datum);
  }
  if (carried) {
    plan->volume = a->volume;
    g_array_append_val (plan->alignments, used);
  }
  if (a->bone.kind != KERF_KIND_NONE)
    plan->bone = a->bone;
  if (a->tumour.kind != KERF_KIND_NONE)
    plan->tumour = a->tumour;
  if (!check_reach (kase, plan, plan->tumour, error) || !check_reach (kase, plan, plan->bone, error))
    return NULL;
  KerfJson *record = kerf_plan_to_record (plan);
  g_autofree char *from = kerf_id_to_text (a->plan);
  kerf_json_set_string (record, "copied_from", from);
  return kerf_edit_put (kase, kerf_object_new (kerf_case_next_id (kase, KERF_KIND_PLAN), record), TRUE, run);
}

KERF_OP (plan_duplicate) = { .id = "plan.duplicate",
                             .title = "Duplicate Plan",
                             .help = "Copies a plan, also into the space of another image",
                             .version = 1,
                             .size = sizeof (PlanDuplicate),
                             .apply = plan_duplicate,
                             KERF_PARAMS (plan_duplicate_params) };

/* ---- plan.review, plan.lock, plan.revise ---- */

typedef struct {
  KerfId plan;
  char *by, *role, *reason;
} PlanSign;

static const KerfParam plan_sign_params[] = {
  KERF_ARG_ID (PlanSign, plan, KERF_PLANS, KERF_REQUIRED, "The plan"),
  KERF_ARG_TEXT (PlanSign, by, NULL, KERF_REQUIRED, "Who answers for it"),
  KERF_ARG_TEXT (PlanSign, role, NULL, KERF_REQUIRED, "What the person is"),
  KERF_ARG_TEXT (PlanSign, reason, NULL, 0, "Why"),
};

/* Everything that the plan's figures rest on. */
static void
rest_on_inputs (KerfSignature *s, const KerfCase *kase, KerfId plan_id, const KerfPlan *plan)
{
  kerf_signature_rest (s, kerf_case_get (kase, plan_id));
  if (plan->tumour.kind != KERF_KIND_NONE)
    kerf_signature_rest (s, kerf_case_get (kase, plan->tumour));
  if (plan->bone.kind != KERF_KIND_NONE)
    kerf_signature_rest (s, kerf_case_get (kase, plan->bone));
  for (guint k = 0; k < plan->alignments->len; k++)
    kerf_signature_rest (s, kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k)));
  for (guint k = 0; k < plan->clearances->len; k++)
    kerf_signature_rest (s,
                         kerf_case_get (kase, g_array_index (plan->clearances, KerfClearance, k).structure));
}

static KerfCase *
sign_plan (const KerfCase *kase, const PlanSign *a, KerfPlan *plan, const char *what, const char *state,
           KerfOpRun *run)
{
  KerfSignature *s = kerf_edit_signature (what, a->by, a->role, NULL, run);
  s->reason = a->reason && *a->reason ? g_strdup (a->reason) : NULL;
  rest_on_inputs (s, kase, a->plan, plan);
  g_ptr_array_add (plan->signatures, s);
  g_free (plan->state);
  plan->state = g_strdup (state);
  return kerf_edit_put_plan (kase, a->plan, plan, FALSE, run);
}

static KerfCase *
plan_review (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanSign *a = args;
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, a->plan, error);
  return plan ? sign_plan (kase, a, plan, "review", "reviewed", run) : NULL;
}

KERF_OP (plan_review) = { .id = "plan.review",
                          .title = "Mark Plan Reviewed",
                          .help = "A person looked at the plan and answers for it",
                          .version = 1,
                          .size = sizeof (PlanSign),
                          .apply = plan_review,
                          KERF_PARAMS (plan_sign_params) };

static KerfCase *
plan_lock (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanSign *a = args;
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, a->plan, error);
  if (!plan)
    return NULL;
  const KerfObject *subject = kerf_case_subject (kase);
  const char *side =
      subject ? kerf_json_get_string (kerf_object_record (subject), "side", "unknown") : "unknown";
  if (strcmp (side, "unknown") == 0) {
    kerf_fail (error, KERF_ERROR_CASE_SIDE_UNKNOWN, "plan", plan->name, NULL);
    return NULL;
  }
  if (!kerf_derived_side_agrees (kase, a->plan, run->job, error))
    return NULL;
  for (guint k = 0; k < plan->alignments->len; k++) {
    const KerfObject *object = kerf_case_get (kase, g_array_index (plan->alignments, KerfId, k));
    g_autoptr (KerfAlignment) alignment = object ? kerf_alignment_from_object (object) : NULL;
    if (alignment && kerf_alignment_is_accepted (alignment))
      continue;
    kerf_fail (error, KERF_ERROR_ALIGN_UNACCEPTED, "plan", plan->name, "alignment",
               alignment ? alignment->name : "?", NULL);
    return NULL;
  }
  return sign_plan (kase, a, plan, "lock", "locked", run);
}

KERF_OP (plan_lock) = { .id = "plan.lock",
                        .title = "Lock Plan",
                        .help = "Locks a plan: a change after that makes a new version",
                        .version = 1,
                        .size = sizeof (PlanSign),
                        .apply = plan_lock,
                        KERF_PARAMS (plan_sign_params) };

static const KerfParam plan_revise_params[] = {
  KERF_ARG_ID (PlanSign, plan, KERF_PLANS, KERF_REQUIRED, "The locked plan"),
  KERF_ARG_TEXT (PlanSign, by, NULL, KERF_REQUIRED, "Who wants it"),
  KERF_ARG_TEXT (PlanSign, role, NULL, 0, "What the person is"),
  KERF_ARG_TEXT (PlanSign, reason, NULL, KERF_REQUIRED, "Why"),
};

/* Guides of the old version come along, unapproved, for the new one. */
static KerfCase *
copy_guides (const KerfCase *kase, KerfId from, KerfId to, KerfOpRun *run)
{
  KerfCase *next = kerf_case_ref (kase);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    if (kerf_object_id (object).kind != KERF_KIND_GUIDE)
      continue;
    g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
    if (!kerf_id_equal (guide->plan, from))
      continue;
    guide->plan = to;
    g_ptr_array_set_size (guide->signatures, 0);
    g_clear_pointer (&guide->version_hash, g_free);
    g_autofree char *name = kerf_case_free_name (next, guide->name);
    g_free (guide->name);
    guide->name = g_steal_pointer (&name);
    KerfCase *with = kerf_edit_put (next,
                                    kerf_object_new (kerf_case_next_id (next, KERF_KIND_GUIDE),
                                                     kerf_guide_to_record (guide)),
                                    TRUE, run);
    kerf_case_unref (next);
    next = with;
  }
  return next;
}

static KerfCase *
plan_revise (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const PlanSign *a = args;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->plan));
  if (strcmp (plan->state, "locked") != 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plan '%s' is not locked; change it as it is.", plan->name);
    return NULL;
  }
  g_autofree char *wanted = g_strdup_printf ("%s v%d", plan->name, plan->version + 1);
  g_free (plan->name);
  plan->name = kerf_case_free_name (kase, wanted);
  plan->version++;
  g_free (plan->state);
  plan->state = g_strdup ("draft");
  g_ptr_array_set_size (plan->signatures, 0);
  KerfId id = kerf_case_next_id (kase, KERF_KIND_PLAN);
  KerfJson *record = kerf_plan_to_record (plan);
  g_autofree char *from = kerf_id_to_text (a->plan);
  kerf_json_set_string (record, "revises", from);
  kerf_json_set_string (record, "revise_reason", a->reason);
  g_autoptr (KerfCase) next = kerf_edit_put (kase, kerf_object_new (id, record), TRUE, run);
  return copy_guides (next, a->plan, id, run);
}

KERF_OP (plan_revise) = { .id = "plan.revise",
                          .title = "Revise Plan",
                          .help = "Makes a new draft version of a locked plan, with its planes and guides",
                          .version = 1,
                          .size = sizeof (PlanSign),
                          .apply = plan_revise,
                          KERF_PARAMS (plan_revise_params) };
