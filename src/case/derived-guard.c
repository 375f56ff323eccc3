/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands against a plan: the side that its lesion lies on, images that carry no margin. */
#include "base/error.h"
#include "case/derived-private.h"

#include <math.h>
#include <string.h>

/* Centroid of the tumour's surface in the plan's space. */
static gboolean
tumour_centre (const KerfCase *kase, const KerfPlan *plan, KerfVec3 *centre, const KerfContext *context)
{
  const KerfObject *object = plan->tumour.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, plan->tumour);
  KerfMat4 m;
  if (!object || !kerf_case_transform (kase, plan->volume, kerf_object_volume_id (object), plan->alignments,
                                       &m, NULL, NULL))
    return FALSE;
  g_autoptr (KerfMesh) mesh = kerf_derived_mesh (object, context, NULL);
  if (mesh)
    *centre = kerf_mat4_point (&m, kerf_mesh_centroid (mesh));
  return mesh != NULL;
}

const char *
kerf_derived_side (const KerfCase *kase, KerfId plan_id, const KerfContext *context)
{
  const KerfObject *subject = kerf_case_subject (kase), *object = kerf_case_get (kase, plan_id);
  if (!subject || !object)
    return NULL;
  const KerfJson *record = kerf_object_record (subject), *points = kerf_json_get (record, "midline");
  const char *limb = kerf_json_get_string (record, "limb", NULL);
  if (limb)
    return strcmp (limb, "left") == 0 ? "left" : "right";
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  gsize n = kerf_json_length (points);
  KerfVec3 centre;
  if (n < 3 || !tumour_centre (kase, plan, &centre, context))
    return NULL;
  g_autofree KerfVec3 *p = g_new0 (KerfVec3, n);
  KerfVec3 mean = kerf_vec3 (0, 0, 0), normal = kerf_vec3 (0, 0, 0);
  for (gsize k = 0; k < n; k++) {
    const KerfJson *point = kerf_json_at (points, k);
    p[k] = kerf_vec3 (kerf_json_as_real (kerf_json_at (point, 0), 0),
                      kerf_json_as_real (kerf_json_at (point, 1), 0),
                      kerf_json_as_real (kerf_json_at (point, 2), 0));
    mean = kerf_along (mean, 1.0 / (double) n, p[k]);
  }
  /* The plane through the landmarks by its largest triangle's normal; it has to face left or right. */
  for (gsize a = 0; a < n; a++)
    for (gsize b = a + 1; b < n; b++)
      for (gsize c = b + 1; c < n; c++) {
        KerfVec3 each = kerf_cross (kerf_sub (p[b], p[a]), kerf_sub (p[c], p[a]));
        if (kerf_length (each) > kerf_length (normal))
          normal = each;
      }
  normal = kerf_unit (normal.x < 0 ? kerf_scale (normal, -1) : normal);
  if (normal.x < 0.7)
    return NULL; /* landmarks on a line, or no midline */
  double height = kerf_dot (kerf_sub (centre, mean), normal);
  return height > 0 ? "left" : "right";
}

gboolean
kerf_derived_side_agrees (const KerfCase *kase, KerfId plan, const KerfContext *context, GError **error)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const char *declared =
                 subject ? kerf_json_get_string (kerf_object_record (subject), "side", "unknown") : "unknown",
             *geometry = kerf_derived_side (kase, plan, context);
  gboolean sided = strcmp (declared, "left") == 0 || strcmp (declared, "right") == 0;
  return !geometry || !sided || strcmp (declared, geometry) == 0 ||
         kerf_fail (error, KERF_ERROR_CASE_SIDE, "geometry", geometry, "declared", declared, NULL);
}

static gboolean
is_accepted (const KerfJson *record, const char *code)
{
  g_autoptr (GPtrArray) accepted = kerf_signatures_from_json (kerf_json_get (record, "accepted"));
  for (guint k = 0; k < accepted->len; k++)
    if (g_strcmp0 (((const KerfSignature *) accepted->pdata[k])->finding, code) == 0)
      return TRUE;
  return FALSE;
}

/* The sentence of the finding that the verdict stands for. */
static gboolean
fail_verdict (const KerfObject *volume, const char *verdict, GError **error)
{
  const KerfJson *findings = kerf_json_get (kerf_object_record (volume), "findings");
  g_autofree char *code = g_strconcat ("import.", strcmp (verdict, "tilted") == 0 ? "tilt" : verdict, NULL);
  for (gsize k = 0; k < kerf_json_length (findings); k++) {
    const KerfJson *one = kerf_json_at (findings, k);
    if (strcmp (kerf_json_get_string (one, "code", ""), code) != 0)
      continue;
    g_set_error_literal (error, KERF_ERROR, kerf_error_code_from_name (code),
                         kerf_json_get_string (one, "message", ""));
    return FALSE;
  }
  return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is %s; resample it to use it for margins.",
                         kerf_object_name (volume), verdict);
}

static gboolean
carries_margins (const KerfCase *kase, KerfId id, GError **error)
{
  const KerfObject *volume = id.kind == KERF_KIND_VOLUME ? kerf_case_get (kase, id) : NULL;
  if (!volume)
    return TRUE;
  const KerfJson *record = kerf_object_record (volume);
  const char *verdict = kerf_json_get_string (record, "verdict", "regular");
  if (strcmp (verdict, "gap") == 0 && is_accepted (record, "import.gap") &&
      kerf_json_get_real (record, "tilt_deg", 0) > 0)
    verdict = "tilted"; /* an accepted gap does not set a leaning stack upright */
  return strcmp (verdict, "regular") == 0 ||
         (strcmp (verdict, "gap") == 0 && is_accepted (record, "import.gap")) ||
         fail_verdict (volume, verdict, error);
}

gboolean
kerf_derived_margins_allowed (const KerfCase *kase, const KerfPlan *plan, GError **error)
{
  const KerfId structures[] = { plan->tumour, plan->bone };
  if (!carries_margins (kase, plan->volume, error))
    return FALSE;
  for (gsize k = 0; k < G_N_ELEMENTS (structures); k++) {
    const KerfObject *segment =
        structures[k].kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, structures[k]);
    if (segment && !carries_margins (kase, kerf_object_volume_id (segment), error))
      return FALSE;
  }
  return TRUE;
}
