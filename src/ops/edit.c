/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops/edit.h"

#include "base/error.h"

#include <string.h>

const char *const kerf_class_words[] = { "bone",  "tumour", "nerve", "dura", "vessel",
                                         "organ", "joint",  "other", NULL };
const char *const kerf_side_words[] = { "left", "right", "midline", "unknown", NULL };

KerfCase *
kerf_edit_put (const KerfCase *kase, KerfObject *take, gboolean is_new, KerfOpRun *run)
{
  g_autoptr (KerfObject) object = take;
  KerfId id = kerf_object_id (object);
  if (is_new && run->made)
    g_array_append_val (run->made, id);
  return kerf_case_with (kase, object);
}

KerfSignature *
kerf_edit_signature (const char *what, const char *by, const char *role, const char *note,
                     const KerfOpRun *run)
{
  KerfSignature *s = kerf_signature_new ();
  s->what = g_strdup (what);
  s->name = g_strdup (by && *by ? by : run->author);
  s->role = g_strdup (role ? role : "");
  s->note = note && *note ? g_strdup (note) : NULL;
  s->at_utc = g_strdup (run->time_utc);
  return s;
}

KerfPlan *
kerf_edit_plan (const KerfCase *kase, KerfId id, GError **error)
{
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, id));
  if (strcmp (plan->state, "locked") == 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "Plan '%s' is locked; make a new version of it with plan.revise.", plan->name);
    return NULL;
  }
  return g_steal_pointer (&plan);
}

KerfCase *
kerf_edit_put_plan (const KerfCase *kase, KerfId id, const KerfPlan *plan, gboolean is_new, KerfOpRun *run)
{
  return kerf_edit_put (kase, kerf_object_new (id, kerf_plan_to_record (plan)), is_new, run);
}

KerfPlan *
kerf_edit_plane (const KerfCase *kase, const KerfPlaneRef *ref, KerfPlane **plane, GError **error)
{
  g_autoptr (KerfPlan) plan = kerf_edit_plan (kase, ref->plan, error);
  if (!plan)
    return NULL;
  *plane = kerf_plan_plane (plan, ref->letter);
  if (!*plane) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name, ref->letter);
    return NULL;
  }
  if ((*plane)->locked) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "Plane '%s' is locked; unlock it in its row.", (*plane)->name);
    return NULL;
  }
  return g_steal_pointer (&plan);
}

KerfMesh *
kerf_edit_plan_mesh (const KerfCase *kase, const KerfPlan *plan, KerfId segment, const KerfContext *context,
                     GError **error)
{
  const KerfObject *object = segment.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, segment);
  KerfMat4 m;
  if (!object)
    return NULL;
  KerfId volume = kerf_object_volume_id (object);
  if (!kerf_case_transform (kase, plan->volume, volume, plan->alignments, &m, NULL, error))
    return NULL;
  return kerf_derived_mesh_in (object, kerf_id_equal (plan->volume, volume) ? NULL : &m, context, error);
}

KerfCase *
kerf_edit_put_mask (const KerfCase *kase, const KerfObject *from, const char *name, const KerfMask *mask,
                    KerfOpRun *run)
{
  gboolean is_new = name && *name;
  KerfJson *record = kerf_json_copy (kerf_object_record (from));
  if (is_new) {
    g_autofree char *unique = kerf_case_free_name (kase, name);
    kerf_json_set_string (record, "name", unique);
    kerf_json_remove (record, "signatures");
  }
  KerfId id = is_new ? kerf_case_next_id (kase, KERF_KIND_SEGMENT) : kerf_object_id (from);
  if (run->made && !is_new)
    g_array_append_val (run->made, id);
  return kerf_edit_put (kase, kerf_object_new_segment (id, record, mask), is_new, run);
}

gboolean
kerf_edit_volume (const KerfCase *kase, KerfId given, KerfId *volume, GError **error)
{
  *volume = given;
  for (gsize k = 0; given.kind == KERF_KIND_NONE && k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    if (kerf_object_id (object).kind != KERF_KIND_VOLUME)
      continue;
    gboolean ct = g_strcmp0 (kerf_json_get_string (kerf_object_record (object), "role", ""), "ct") == 0;
    if (ct || volume->kind == KERF_KIND_NONE)
      *volume = kerf_object_id (object);
    if (ct)
      break;
  }
  return volume->kind != KERF_KIND_NONE ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "There is no image in this case; import one before drawing on it.");
}

char *
kerf_edit_uuid (const KerfOpRun *run, const char *what)
{
  KerfHasher *hasher = kerf_hasher_new ();
  kerf_hasher_add (hasher, run->seed.b, sizeof run->seed.b);
  kerf_hasher_add (hasher, what, strlen (what));
  KerfHash hash = kerf_hasher_end (hasher);
  return kerf_uuid_from_hash (&hash);
}
