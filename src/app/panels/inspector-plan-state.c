/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands against a plan, and its way from draft by review to the lock. */
#include "app/panels/inspector-private.h"
#include "app/sheets/signature.h"
#include "base/error.h"
#include "case/derived.h"

#include <glib/gi18n.h>
#include <string.h>

static void
on_review (GtkButton *button, gpointer data)
{
  g_autofree char *word =
      g_strdup_printf ("plan=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  kerf_ask_signature (data, "plan.review", _ ("Mark the plan as reviewed?"),
                      _ ("Your name stands beside the plan until something it rests on changes."),
                      _ ("_Mark reviewed"), (const char *const[]){ word, NULL }, NULL);
}

/* The side only once the surface that it is seen by is there. */
char *
kerf_plan_guards (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  g_autoptr (GError) margins = NULL;
  g_autoptr (GError) side = NULL;
  if (!kerf_know_plan (window, what, FALSE, &known))
    return g_strdup ("");
  const KerfCase *kase = kerf_window_case (window);
  kerf_derived_margins_allowed (kase, known.plan, &margins);
  const KerfObject *tumour = kerf_case_get (kase, known.plan->tumour);
  g_autoptr (KerfMesh) surface = tumour ? kerf_derived_mesh_peek (tumour) : NULL;
  if (surface) /* what takes longer is left to a worker */
    kerf_derived_side_agrees (kase, known.id, NULL, &side);
  *state = KERF_STATE_HURTS;
  return g_strconcat (margins ? "■ " : "", margins ? margins->message : "", margins && side ? "\n" : "",
                      side ? "■ " : "", side ? side->message : "", NULL);
}

/* "A 12.0 mm · B 8.0 mm": every margin, those short of their target marked. */
static char *
margins_words (const KerfKnownPlan *known)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; known->figures && i < known->plan->planes->len && i < known->figures->n_cuts; i++) {
    const KerfPlane *plane = g_ptr_array_index (known->plan->planes, i);
    double mm = known->figures->cuts[i].face[KERF_FACE_DISCARD].bounded_mm,
           target = isnan (plane->target_margin_mm) ? known->plan->target_margin_mm : plane->target_margin_mm;
    g_autofree char *margin = kerf_margin_to_text (mm);
    g_string_append_printf (text, "%s%s %s%s", i ? " · " : "", plane->letter, margin,
                            kerf_margin_state (mm, target) == KERF_STATE_HELD ? " ✓" : " ▲");
  }
  return g_string_free (text, FALSE);
}

/* What has to be ticked: side, margins, and each warning that is open. */
static GPtrArray *
lock_ticks (KerfWindow *window, const char *id, const KerfKnownPlan *known)
{
  GPtrArray *ticks = g_ptr_array_new_with_free_func (g_free);
  const KerfObject *subject = kerf_case_subject (kerf_window_case (window));
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  g_autofree char *side = g_utf8_strup (kerf_json_get_string (record, "side", "unknown"), -1),
                  *margins = margins_words (known);
  KerfFigureState state = KERF_STATE_NONE;
  g_autofree char *against = kerf_plan_guards (window, id, &state);
  g_auto (GStrv) warnings = g_strsplit (against, "\n", -1);
  g_autoptr (GArray) spared =
      kerf_pool_spared (kerf_window_pool (window), kerf_window_case (window), known->id);
  g_ptr_array_add (ticks,
                   g_strdup_printf (_ ("Bone and side: %s · %s"),
                                    kerf_json_get_string (record, "bone", _ ("bone not declared")), side));
  g_ptr_array_add (ticks, g_strdup_printf (_ ("Margins: %s"), margins[0] ? margins : _ ("not assessed")));
  for (int i = 0; warnings[i]; i++)
    if (warnings[i][0])
      g_ptr_array_add (ticks, g_strdup (warnings[i]));
  g_autoptr (GString) lost = g_string_new (NULL);
  for (guint i = 0; spared && i < spared->len; i++) {
    const KerfSpared *one = &g_array_index (spared, KerfSpared, i);
    const KerfObject *object = kerf_case_get (kerf_window_case (window), one->structure);
    if (object && one->fate == KERF_FATE_SACRIFICED)
      g_string_append_printf (lost, "%s%s", lost->len ? ", " : "", kerf_object_name (object));
  }
  if (lost->len)
    g_ptr_array_add (ticks, g_strdup_printf (_ ("Sacrificed: %s"), lost->str));
  g_ptr_array_add (ticks, NULL);
  return ticks;
}

void
kerf_plan_ask_lock (KerfWindow *window, const char *id)
{
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, id, FALSE, &known))
    return;
  g_autoptr (GPtrArray) ticks = lock_ticks (window, id, &known);
  g_autofree char *word = g_strdup_printf ("plan=%s", id);
  kerf_ask_signature (window, "plan.lock", _ ("Lock the plan?"),
                      _ ("A locked plan can't be moved; a change needs a new version with a reason."),
                      _ ("_Lock plan"), (const char *const[]){ word, NULL },
                      (const char *const *) ticks->pdata);
}

static void
on_lock (GtkButton *button, gpointer data)
{
  kerf_plan_ask_lock (data, g_object_get_data (G_OBJECT (button), "ref"));
}

static void
on_revise (GtkButton *button, gpointer data)
{
  g_autofree char *word =
      g_strdup_printf ("plan=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  kerf_ask_signature (data, "plan.revise", _ ("Make a new version?"),
                      _ ("The locked version stays as it is; the new one is a draft with the same planes."),
                      _ ("_New version"), (const char *const[]){ word, NULL }, NULL);
}

static void
on_duplicate (GtkButton *button, gpointer data)
{
  g_autofree char *word =
      g_strdup_printf ("plan=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  kerf_window_do (data, "plan.duplicate", (const char *const[]){ word, NULL });
}

void
kerf_page_plan_state (KerfPage *page, const KerfKnownPlan *known, const char *id)
{
  kerf_page_buttons (page);
  kerf_page_set_ref (kerf_page_button (page, _ ("Duplicate"), NULL, G_CALLBACK (on_duplicate), page->window),
                     id);
  if (strcmp (known->plan->state, "locked") == 0)
    kerf_page_set_ref (kerf_page_button (page, _ ("New version…"), NULL, G_CALLBACK (on_revise),
                                         page->window),
                       id);
  else if (strcmp (known->plan->state, "reviewed") == 0)
    kerf_page_set_ref (kerf_page_button (page, _ ("Lock…"), "suggested-action", G_CALLBACK (on_lock),
                                         page->window),
                       id);
  else
    kerf_page_set_ref (kerf_page_button (page, _ ("Review…"), "suggested-action", G_CALLBACK (on_review),
                                         page->window),
                       id);
}
