/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/plan-known.h"

#include <string.h>

void
kerf_known_plan_clear (KerfKnownPlan *known)
{
  g_clear_pointer (&known->plan, kerf_plan_free);
  g_clear_pointer (&known->figures, kerf_plan_figures_unref);
}

gboolean
kerf_know_plan (KerfWindow *window, const char *what, gboolean full, KerfKnownPlan *known)
{
  const char *dot = strchr (what, '.');
  g_autofree char *id = dot ? g_strndup (what, (gsize) (dot - what)) : g_strdup (what);
  *known = (KerfKnownPlan){ .index = -1 };
  const KerfObject *object =
      kerf_id_from_text (id, &known->id) ? kerf_case_get (kerf_window_case (window), known->id) : NULL;
  if (!object)
    return FALSE;
  known->plan = kerf_plan_from_object (object);
  for (guint i = 0; dot && i < known->plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (known->plan->planes, i);
    if (strcmp (plane->letter, dot + 1) == 0) {
      known->index = (int) i;
      known->plane = plane;
    }
  }
  if (known->plan->planes->len > 0)
    known->figures =
        kerf_pool_figures (kerf_window_pool (window), kerf_window_case (window), known->id, !full, NULL);
  if (known->figures && known->index >= (int) known->figures->n_cuts)
    g_clear_pointer (&known->figures, kerf_plan_figures_unref);
  return !dot || known->plane;
}
