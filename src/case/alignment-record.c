/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/plan.h"
#include "case/record-private.h"

#include <string.h>

KerfAlignment *
kerf_alignment_new (void)
{
  KerfAlignment *a = g_new0 (KerfAlignment, 1);
  a->fixed_from_moving = kerf_mat4_identity ();
  a->fre_mm = a->tre_mm = a->nmi = (double) NAN;
  a->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_signature_free);
  return a;
}

void
kerf_alignment_free (KerfAlignment *a)
{
  if (!a)
    return;
  g_free (a->name);
  g_free (a->method);
  g_ptr_array_unref (a->signatures);
  g_free (a);
}

KerfJson *
kerf_alignment_to_record (const KerfAlignment *a)
{
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", a->name);
  kerf_json_set_string (record, "method", a->method);
  kerf_record_set_id (record, "fixed", a->fixed);
  kerf_record_set_id (record, "moving", a->moving);
  kerf_record_set_id (record, "region", a->region);
  kerf_json_set (record, "fixed_from_moving", kerf_json_mat4 (&a->fixed_from_moving));
  kerf_record_set_unless_nan (record, "fre_mm", a->fre_mm);
  kerf_record_set_unless_nan (record, "tre_mm", a->tre_mm);
  kerf_record_set_unless_nan (record, "nmi", a->nmi);
  kerf_json_set (record, "signatures", kerf_signatures_to_json (a->signatures));
  return record;
}

KerfAlignment *
kerf_alignment_from_object (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object);
  KerfAlignment *a = kerf_alignment_new ();
  a->name = g_strdup (kerf_json_get_string (record, "name", "alignment"));
  a->method = g_strdup (kerf_json_get_string (record, "method", "given"));
  a->fixed = kerf_record_id (record, "fixed");
  a->moving = kerf_record_id (record, "moving");
  a->region = kerf_record_id (record, "region");
  kerf_json_get_mat4 (record, "fixed_from_moving", &a->fixed_from_moving);
  a->fre_mm = kerf_json_get_real (record, "fre_mm", (double) NAN);
  a->tre_mm = kerf_json_get_real (record, "tre_mm", (double) NAN);
  a->nmi = kerf_json_get_real (record, "nmi", (double) NAN);
  g_ptr_array_unref (a->signatures);
  a->signatures = kerf_signatures_from_json (kerf_json_get (record, "signatures"));
  return a;
}

gboolean
kerf_alignment_is_accepted (const KerfAlignment *a)
{
  for (guint k = 0; k < a->signatures->len; k++) {
    const KerfSignature *s = g_ptr_array_index (a->signatures, k);
    if (g_strcmp0 (s->what, "accept") == 0)
      return TRUE;
  }
  return FALSE;
}

KerfTubeRecord *
kerf_tube_from_object (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object);
  KerfTubeRecord *tube = g_new0 (KerfTubeRecord, 1);
  tube->name = g_strdup (kerf_json_get_string (record, "name", "tube"));
  tube->klass = g_strdup (kerf_json_get_string (record, "class", "nerve"));
  tube->points = kerf_record_points (record, "points");
  tube->radius_mm = kerf_json_get_real (record, "radius_mm", 2);
  tube->volume = kerf_record_id (record, "volume");
  return tube;
}

void
kerf_tube_record_free (KerfTubeRecord *tube)
{
  if (!tube)
    return;
  g_free (tube->name);
  g_free (tube->klass);
  g_array_unref (tube->points);
  g_free (tube);
}

KerfId
kerf_object_volume_id (const KerfObject *object)
{
  KerfId id = kerf_object_id (object);
  return id.kind == KERF_KIND_VOLUME ? id : kerf_record_id (kerf_object_record (object), "volume");
}

/* TRUE when `a` joins the two, `m` then going from → to. */
static gboolean
joins (const KerfAlignment *a, KerfId to, KerfId from, KerfMat4 *m)
{
  if (kerf_id_equal (a->fixed, to) && kerf_id_equal (a->moving, from)) {
    *m = a->fixed_from_moving;
    return TRUE;
  }
  return kerf_id_equal (a->fixed, from) && kerf_id_equal (a->moving, to) &&
         kerf_mat4_inverse (&a->fixed_from_moving, m);
}

gboolean
kerf_case_transform (const KerfCase *kase, KerfId to, KerfId from, const GArray *alignments, KerfMat4 *m,
                     KerfId *by, GError **error)
{
  guint hits = 0;
  KerfId used = KERF_ID_NONE;
  *m = kerf_mat4_identity ();
  if (by)
    *by = KERF_ID_NONE;
  if (kerf_id_equal (to, from))
    return TRUE;
  gboolean given = alignments && alignments->len;
  for (gsize k = 0; k < (given ? alignments->len : kerf_case_length (kase)); k++) {
    const KerfObject *object =
        given ? kerf_case_get (kase, g_array_index (alignments, KerfId, k)) : kerf_case_at (kase, k);
    if (!object || kerf_object_id (object).kind != KERF_KIND_ALIGNMENT)
      continue;
    g_autoptr (KerfAlignment) a = kerf_alignment_from_object (object);
    KerfMat4 way;
    if (!joins (a, to, from, &way))
      continue;
    *m = way;
    used = kerf_object_id (object);
    hits++;
  }
  if (by)
    *by = used;
  if (hits == 1)
    return TRUE;
  const KerfObject *a = kerf_case_get (kase, to), *b = kerf_case_get (kase, from);
  const char *na = a ? kerf_object_name (a) : "?", *nb = b ? kerf_object_name (b) : "?";
  if (hits > 1)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "%u alignments join '%s' and '%s'; name the one to use, Kerf doesn't choose.",
                           hits, na, nb);
  return kerf_fail (error, KERF_ERROR_VIEW_NO_ALIGNMENT, "a", na, "b", nb, NULL);
}
