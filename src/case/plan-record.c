/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/plan.h"
#include "case/record-private.h"

#include <string.h>

/* ---- planes ---- */

KerfPlane *
kerf_plane_new (void)
{
  KerfPlane *plane = g_new0 (KerfPlane, 1);
  plane->target_margin_mm = (double) NAN;
  return plane;
}

void
kerf_plane_free (KerfPlane *plane)
{
  if (!plane)
    return;
  g_free (plane->name);
  g_free (plane->kerf_from);
  g_free (plane);
}

KerfPlane *
kerf_plan_plane (const KerfPlan *plan, const char *letter_or_name)
{
  KerfPlane *hit = NULL;
  for (guint k = 0; k < plan->planes->len; k++) {
    KerfPlane *plane = g_ptr_array_index (plan->planes, k);
    if (strcmp (plane->letter, letter_or_name) == 0)
      return plane;
    if (g_strcmp0 (plane->name, letter_or_name) == 0)
      hit = plane;
  }
  return hit;
}

static KerfJson *
frame_to_json (const KerfFrame3 *frame)
{
  KerfJson *json = kerf_json_object ();
  kerf_json_set (json, "point_lps_mm", kerf_json_vec3 (frame->p));
  kerf_json_set (json, "normal_lps", kerf_json_vec3 (frame->n));
  kerf_json_set (json, "axis_u_lps", kerf_json_vec3 (frame->u));
  return json;
}

static gboolean
frame_from_json (const KerfJson *json, KerfFrame3 *frame)
{
  if (!kerf_json_get_vec3 (json, "point_lps_mm", &frame->p) ||
      !kerf_json_get_vec3 (json, "normal_lps", &frame->n) ||
      !kerf_json_get_vec3 (json, "axis_u_lps", &frame->u))
    return FALSE;
  frame->v = kerf_cross (frame->n, frame->u);
  return TRUE;
}

static void
set_extent (KerfJson *json, const char *key, double value)
{
  kerf_json_set (json, key, isfinite (value) ? kerf_json_real (value) : kerf_json_null ());
}

static const char *const face_words[] = { "centre", "keep", "discard" };

static KerfJson *
plane_to_json (const KerfPlane *plane)
{
  KerfJson *json = frame_to_json (&plane->cut.frame), *kerf = kerf_json_object ();
  kerf_json_set_string (json, "letter", plane->letter);
  kerf_json_set_string (json, "name", plane->name);
  set_extent (json, "half_extent_u_mm", plane->cut.half_extent_u_mm);
  set_extent (json, "half_extent_v_mm", plane->cut.half_extent_v_mm);
  set_extent (json, "depth_mm", plane->cut.depth_mm);
  kerf_json_set_real (kerf, "width_mm", plane->cut.width_mm);
  kerf_json_set_string (kerf, "face", face_words[plane->cut.face]);
  kerf_json_set (json, "kerf", kerf);
  kerf_json_set_string (json, "kerf_from", plane->kerf_from ? plane->kerf_from : "default");
  kerf_json_set (json, "datum", frame_to_json (&plane->datum));
  kerf_record_set_unless_nan (json, "target_margin_mm", plane->target_margin_mm);
  if (plane->locked)
    kerf_json_set_bool (json, "locked", TRUE);
  return json;
}

static KerfPlane *
plane_from_json (const KerfJson *json)
{
  KerfPlane *plane = kerf_plane_new ();
  const KerfJson *kerf = kerf_json_get (json, "kerf");
  const char *face = kerf_json_get_string (kerf, "face", "centre");
  g_strlcpy (plane->letter, kerf_json_get_string (json, "letter", "A"), sizeof plane->letter);
  plane->name = g_strdup (kerf_json_get_string (json, "name", plane->letter));
  if (!frame_from_json (json, &plane->cut.frame))
    plane->cut.frame = kerf_frame3 (kerf_vec3 (0, 0, 0), kerf_vec3 (0, 0, 1), kerf_vec3 (1, 0, 0));
  if (!frame_from_json (kerf_json_get (json, "datum"), &plane->datum))
    plane->datum = plane->cut.frame;
  plane->cut.half_extent_u_mm = kerf_json_get_real (json, "half_extent_u_mm", (double) INFINITY);
  plane->cut.half_extent_v_mm = kerf_json_get_real (json, "half_extent_v_mm", (double) INFINITY);
  plane->cut.depth_mm = kerf_json_get_real (json, "depth_mm", (double) INFINITY);
  plane->cut.width_mm = kerf_json_get_real (kerf, "width_mm", 0);
  for (int k = 0; k < 3; k++)
    if (strcmp (face_words[k], face) == 0)
      plane->cut.face = (KerfFace) k;
  plane->kerf_from = g_strdup (kerf_json_get_string (json, "kerf_from", "default"));
  plane->target_margin_mm = kerf_json_get_real (json, "target_margin_mm", (double) NAN);
  plane->locked = kerf_json_get_bool (json, "locked", FALSE);
  return plane;
}

/* ---- plans ---- */

KerfPlan *
kerf_plan_new (void)
{
  KerfPlan *plan = g_new0 (KerfPlan, 1);
  plan->state = g_strdup ("draft");
  plan->version = 1;
  plan->alignments = g_array_new (FALSE, FALSE, sizeof (KerfId));
  plan->clearances = g_array_new (FALSE, FALSE, sizeof (KerfClearance));
  plan->target_margin_mm = (double) NAN;
  plan->per_tissue = kerf_json_object ();
  plan->planes = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_plane_free);
  plan->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_signature_free);
  return plan;
}

void
kerf_plan_free (KerfPlan *plan)
{
  if (!plan)
    return;
  g_free (plan->name);
  g_free (plan->plan_uuid);
  g_free (plan->state);
  g_array_unref (plan->alignments);
  g_array_unref (plan->clearances);
  kerf_json_unref (plan->per_tissue);
  g_ptr_array_unref (plan->planes);
  g_ptr_array_unref (plan->signatures);
  g_free (plan);
}

KerfJson *
kerf_plan_to_record (const KerfPlan *plan)
{
  KerfJson *record = kerf_json_object (), *planes = kerf_json_array (), *clearances = kerf_json_array ();
  kerf_json_set_string (record, "name", plan->name);
  kerf_json_set_string (record, "plan_uuid", plan->plan_uuid);
  kerf_json_set_string (record, "state", plan->state);
  kerf_json_set_real (record, "version", plan->version);
  kerf_record_set_id (record, "volume", plan->volume);
  kerf_record_set_id (record, "tumour", plan->tumour);
  kerf_record_set_id (record, "bone", plan->bone);
  kerf_json_set (record, "alignments", kerf_record_ids_json (plan->alignments));
  for (guint k = 0; k < plan->clearances->len; k++) {
    const KerfClearance *c = &g_array_index (plan->clearances, KerfClearance, k);
    KerfJson *one = kerf_json_object ();
    kerf_record_set_id (one, "structure", c->structure);
    kerf_json_set_real (one, "clearance_mm", c->clearance_mm);
    kerf_json_append (clearances, one);
  }
  kerf_json_set (record, "clearances", clearances);
  kerf_record_set_unless_nan (record, "target_margin_mm", plan->target_margin_mm);
  kerf_json_set (record, "per_tissue", kerf_json_copy (plan->per_tissue));
  for (guint k = 0; k < plan->planes->len; k++)
    kerf_json_append (planes, plane_to_json (g_ptr_array_index (plan->planes, k)));
  kerf_json_set (record, "planes", planes);
  kerf_json_set_real (record, "letters_used", plan->letters_used);
  kerf_json_set (record, "signatures", kerf_signatures_to_json (plan->signatures));
  return record;
}

KerfPlan *
kerf_plan_from_object (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object);
  KerfPlan *plan = kerf_plan_new ();
  plan->name = g_strdup (kerf_json_get_string (record, "name", "plan"));
  plan->plan_uuid = g_strdup (kerf_json_get_string (record, "plan_uuid", ""));
  g_free (plan->state);
  plan->state = g_strdup (kerf_json_get_string (record, "state", "draft"));
  plan->version = (int) kerf_json_get_real (record, "version", 1);
  plan->volume = kerf_record_id (record, "volume");
  plan->tumour = kerf_record_id (record, "tumour");
  plan->bone = kerf_record_id (record, "bone");
  g_array_unref (plan->alignments);
  plan->alignments = kerf_record_ids (record, "alignments");
  const KerfJson *clearances = kerf_json_get (record, "clearances"),
                 *planes = kerf_json_get (record, "planes"), *tissues = kerf_json_get (record, "per_tissue");
  for (gsize k = 0; k < kerf_json_length (clearances); k++) {
    const KerfJson *one = kerf_json_at (clearances, k);
    KerfClearance c = { kerf_record_id (one, "structure"), kerf_json_get_real (one, "clearance_mm", 0) };
    g_array_append_val (plan->clearances, c);
  }
  plan->target_margin_mm = kerf_json_get_real (record, "target_margin_mm", (double) NAN);
  if (kerf_json_kind (tissues) == KERF_JSON_OBJECT) {
    kerf_json_unref (plan->per_tissue);
    plan->per_tissue = kerf_json_copy (tissues);
  }
  for (gsize k = 0; k < kerf_json_length (planes); k++)
    g_ptr_array_add (plan->planes, plane_from_json (kerf_json_at (planes, k)));
  plan->letters_used = (guint) kerf_json_get_real (record, "letters_used", plan->planes->len);
  g_ptr_array_unref (plan->signatures);
  plan->signatures = kerf_signatures_from_json (kerf_json_get (record, "signatures"));
  return plan;
}
