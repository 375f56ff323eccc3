/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "ops/edit.h"

#include <string.h>

/* What a case says about its patient: declared bone and side, the midline or long axis by landmarks. */

static KerfJson *
subject_record (const KerfCase *kase)
{
  const KerfObject *subject = kerf_case_subject (kase);
  KerfJson *record = subject ? kerf_json_copy (kerf_object_record (subject)) : kerf_json_object ();
  kerf_json_set_string (record, "name", "subject");
  return record;
}

static KerfCase *
put_subject (const KerfCase *kase, KerfJson *record, KerfOpRun *run)
{
  return kerf_edit_put (kase, kerf_object_new ((KerfId){ KERF_KIND_SUBJECT, 1 }, record), FALSE, run);
}

typedef struct {
  char *bone, *study_id;
  int side;
  gboolean confirm;
} CaseSubject;

static const KerfParam case_subject_params[] = {
  KERF_ARG_TEXT (CaseSubject, bone, NULL, 0, "Bone, as it will be engraved"),
  KERF_ARG_ENUM (CaseSubject, side, kerf_side_words, (double) NAN, 0, "Declared side of the lesion"),
  KERF_ARG_TEXT (CaseSubject, study_id, NULL, KERF_NONE, "Pseudonym in a study"),
  KERF_ARG_BOOL (CaseSubject, confirm, 0, "A person says that identity, bone and side are right"),
};

static KerfCase *
case_subject (const KerfCase *kase, const void *args, KerfOpRun *run, G_GNUC_UNUSED GError **error)
{
  const CaseSubject *a = args;
  KerfJson *record = subject_record (kase);
  if (a->bone)
    kerf_json_set_string (record, "bone", a->bone);
  if (a->side >= 0)
    kerf_json_set_string (record, "side", kerf_side_words[a->side]);
  if (a->study_id)
    kerf_json_set_string (record, "study_id", a->study_id);
  if (a->confirm)
    kerf_json_set_bool (record, "confirmed", TRUE);
  return put_subject (kase, record, run);
}

KERF_OP (case_subject) = { .id = "case.subject",
                           .title = "Declare Bone and Side",
                           .help = "Declares bone and side, and names the subject of a study",
                           .version = 1,
                           .size = sizeof (CaseSubject),
                           .apply = case_subject,
                           KERF_PARAMS (case_subject_params) };

typedef struct {
  GArray *points, *long_axis;
  int limb;
} CaseMidline;

static const char *const limb_words[] = { "left", "right", NULL };

static const KerfParam case_midline_params[] = {
  KERF_ARG_POINTS (CaseMidline, points, 3, KERF_NONE, "Three or more landmarks on the midline"),
  KERF_ARG_ENUM (CaseMidline, limb, limb_words, (double) NAN, 0, "The images show this limb alone"),
  KERF_ARG_POINTS (CaseMidline, long_axis, 2, KERF_NONE,
                   "Two points of the bone's axis, the proximal one first"),
};

static void
set_points (KerfJson *record, const char *key, const GArray *points)
{
  if (!points)
    return;
  kerf_json_remove (record, key);
  if (points->len == 0)
    return;
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < points->len; k++)
    kerf_json_append (list, kerf_json_vec3 (g_array_index (points, KerfVec3, k)));
  kerf_json_set (record, key, list);
}

static KerfCase *
case_midline (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const CaseMidline *a = args;
  if (a->long_axis && a->long_axis->len > 2) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "'long_axis' has %u points; give two, the proximal one first.", a->long_axis->len);
    return NULL;
  }
  KerfJson *record = subject_record (kase);
  set_points (record, "midline", a->points);
  set_points (record, "long_axis", a->long_axis);
  if (a->limb >= 0)
    kerf_json_set_string (record, "limb", limb_words[a->limb]);
  return put_subject (kase, record, run);
}

KERF_OP (case_midline) = { .id = "case.midline",
                           .title = "Set Midline",
                           .help = "Sets the midline by landmarks, or says which limb the images show",
                           .version = 1,
                           .size = sizeof (CaseMidline),
                           .apply = case_midline,
                           KERF_PARAMS (case_midline_params) };
