/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/derived-guide.h"
#include "case/plan-document.h"
#include "cli/sample.h"
#include "io/write/write.h"

#include <string.h>

/* Writing a guide: what is not approved says DRAFT, what is stale or superseded stays here. */

gboolean
kerf_cli_write_guide (const KerfCase *kase, KerfId id, const char *path, const KerfContext *context,
                      GError **error)
{
  int by = 0;
  const char *what = NULL, *input;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (kerf_case_get (kase, id));
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, guide->plan));
  if (kerf_plan_is_superseded (kase, guide->plan, &by)) {
    g_autofree char *a = g_strdup_printf ("%d", plan->version), *b = g_strdup_printf ("%d", by);
    return kerf_fail (error, KERF_ERROR_EXPORT_SUPERSEDED, "what", guide->name, "a", a, "b", b, NULL);
  }
  if ((input = kerf_object_stale_input (kase, id, &what)) ||
      (input = kerf_object_stale_input (kase, guide->plan, &what)))
    return kerf_fail (error, KERF_ERROR_EXPORT_STALE, "what", guide->name, "signed", what, "input", input,
                      NULL);
  /* The letter on the guide is checked against geometry: a guide of the wrong side never leaves. */
  if (!kerf_derived_side_agrees (kase, guide->plan, context, error))
    return FALSE;
  KerfHash version;
  if (!kerf_plan_version_hash (kase, guide->plan, &version, error))
    return FALSE;
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (kase, id, FALSE, context, error);
  if (!solid)
    return FALSE;
  gboolean approved = guide->signatures->len > 0;
  g_autofree char *hex = kerf_hash_to_hex (&version), *hash = g_strndup (hex, 8),
                  *title = g_strdup_printf ("%s%s v%d %s", approved ? "" : "DRAFT ", guide->name,
                                            plan->version, hash);
  const KerfMesh *m = solid->mesh;
  if (g_str_has_suffix (path, ".stl"))
    return kerf_write_stl (path, m->vertices, m->n_vertices, m->triangles, m->n_triangles, m->origin, title,
                           error);
  if (!g_str_has_suffix (path, ".3mf"))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' has an ending that Kerf can't write; give .3mf or .stl.", path);
  const char *const metadata[] = { "Title",
                                   title,
                                   "Application",
                                   "Kerf",
                                   "Description",
                                   "Patient LPS, millimetres. For research, not for clinical use.",
                                   "state",
                                   approved ? "approved" : "DRAFT",
                                   "plan_version_hash",
                                   hex,
                                   "printer",
                                   guide->printer,
                                   NULL };
  return kerf_write_3mf (path, m->vertices, m->n_vertices, m->triangles, m->n_triangles, m->origin, title,
                         metadata, error);
}

gboolean
kerf_demo_write_guide (const KerfCase *kase, KerfId guide, const char *dir, const KerfContext *context,
                       GError **error)
{
  g_autofree char *stl = g_build_filename (dir, "DRAFT-guide.stl", NULL),
                  *mf = g_build_filename (dir, "DRAFT-guide.3mf", NULL);
  return kerf_cli_write_guide (kase, guide, stl, context, error) &&
         kerf_cli_write_guide (kase, guide, mf, context, error);
}
