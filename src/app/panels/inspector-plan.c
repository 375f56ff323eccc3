/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of a plan and of one plane. */
#include "app/panels/choices.h"
#include "app/panels/inspector-private.h"
#include "base/error.h"
#include "base/real.h"
#include "case/derived.h"

#include <glib/gi18n.h>
#include <string.h>

#define BAR_SPAN 2.0 /* a bar is full at twice the target */

/* ---- figures; `what` is "p1.A" or "p1" ---- */

static double
target_of (const KerfKnownPlan *known)
{
  return known->plane && !isnan (known->plane->target_margin_mm) ? known->plane->target_margin_mm
                                                                 : known->plan->target_margin_mm;
}

static char *
margin_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, what, FALSE, &known))
    return NULL;
  if (known.plan->planes->len == 0)
    return g_strdup (_ ("not assessed"));
  if (!known.figures)
    return g_strdup ("…");
  double margin = known.plane ? known.figures->cuts[known.index].face[KERF_FACE_DISCARD].bounded_mm
                              : known.figures->margin_mm;
  *state = kerf_margin_state (margin, target_of (&known));
  return kerf_margin_to_text (margin);
}

static char *
unbounded_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  (void) state;
  if (!kerf_know_plan (window, what, FALSE, &known) || !known.figures)
    return g_strdup ("…");
  return kerf_margin_to_text (known.figures->cuts[known.index].face[KERF_FACE_DISCARD].unbounded_mm);
}

static char *
area_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  (void) state;
  if (!kerf_know_plan (window, what, FALSE, &known) || !known.figures)
    return g_strdup ("…");
  return kerf_figure_to_text (known.figures->cuts[known.index].cut_area_mm2 / 100, 1, "cm²");
}

static char *
verdict_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  static const struct {
    KerfCutVerdict verdict;
    const char *text;
    KerfFigureState state;
  } rows[] = { { KERF_VERDICT_HOLDS, N_ ("target held"), KERF_STATE_HELD },
               { KERF_VERDICT_SHORT, N_ ("short of target"), KERF_STATE_QUESTION },
               { KERF_VERDICT_THROUGH_TUMOUR, N_ ("through tumour"), KERF_STATE_HURTS },
               { KERF_VERDICT_OUTSIDE_BONE, N_ ("outside bone"), KERF_STATE_QUESTION },
               { KERF_VERDICT_NO_TARGET, N_ ("no target"), KERF_STATE_NONE },
               { KERF_VERDICT_NOT_ASSESSED, N_ ("not assessed"), KERF_STATE_NONE } };
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, what, FALSE, &known) || !known.figures)
    return g_strdup ("…");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (known.figures->cuts[known.index].verdict == rows[i].verdict) {
      *state = rows[i].state;
      return g_strdup (_ (rows[i].text));
    }
  return g_strdup (_ ("not assessed"));
}

static void
margin_bar (KerfWindow *window, const char *what, double *share, double *mark)
{
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, what, FALSE, &known) || !known.figures)
    return;
  double target = target_of (&known),
         margin = known.figures->cuts[known.index].face[KERF_FACE_DISCARD].bounded_mm;
  double span = target > 0 ? BAR_SPAN * target : 20;
  *share = margin / span;
  *mark = target > 0 ? target / span : (double) NAN;
}

/* ---- place: from where it was placed ---- */

/* Shift along the datum's normal, and tilts as they were asked for. */
static void
from_datum (const KerfPlane *plane, double *along_mm, double *pitch_deg, double *roll_deg)
{
  KerfCutDeviation deviation =
      kerf_cut_deviation (&plane->datum, &plane->cut.frame, plane->cut.frame.p, NULL, 0);
  *along_mm = kerf_dot (kerf_sub (plane->cut.frame.p, plane->datum.p), plane->datum.n);
  *pitch_deg = deviation.pitch_rad / KERF_RAD_PER_DEG;
  *roll_deg = deviation.roll_rad / KERF_RAD_PER_DEG;
}

static char *
signed_text (double value, const char *unit)
{
  g_autofree char *text = kerf_figure_to_text (fabs (value), 1, unit);
  gboolean nought = fabs (value) < 0.05;
  return g_strdup_printf ("%s%s", nought ? "" : value < 0 ? "−" : "+", text);
}

static char *
place_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_autofree char *ref = g_strndup (what, strcspn (what, ":"));
  const char *part = what + strcspn (what, ":") + 1;
  g_auto (KerfKnownPlan) known = { 0 };
  double along, pitch, roll;
  (void) state;
  if (!kerf_know_plan (window, ref, FALSE, &known) || !known.plane)
    return NULL;
  const KerfCut *cut = &known.plane->cut;
  from_datum (known.plane, &along, &pitch, &roll);
  if (strcmp (part, "along") == 0)
    return signed_text (along, "mm");
  if (strcmp (part, "pitch") == 0)
    return signed_text (pitch, "°");
  if (strcmp (part, "roll") == 0)
    return signed_text (roll, "°");
  if (strcmp (part, "kerf") == 0)
    return kerf_figure_to_text (cut->width_mm, 2, "mm");
  if (strcmp (part, "margin") == 0) {
    double margin =
        known.figures ? known.figures->cuts[known.index].face[KERF_FACE_DISCARD].bounded_mm : (double) NAN;
    return isnan (margin) ? g_strdup ("") : kerf_figure_to_text (margin, 1, "mm");
  }
  if (strcmp (part, "target") == 0)
    return isnan (target_of (&known)) ? g_strdup ("") : kerf_figure_to_text (target_of (&known), 1, "mm");
  double value = strcmp (part, "u") == 0   ? 2 * cut->half_extent_u_mm
                 : strcmp (part, "v") == 0 ? 2 * cut->half_extent_v_mm
                                           : cut->depth_mm;
  return isinf (value) ? g_strdup ("") : kerf_figure_to_text (value, 1, "mm");
}

static gboolean
do_words (KerfWindow *window, const char *op, const char *a, const char *b, GError **error)
{
  return kerf_document_do (kerf_window_document (window), op, (const char *const[]){ a, b, NULL }, error);
}

/* Along the normal until the margin is `value`: it grows by as much, as long as the bounds leave no tumour beside them. */
static gboolean
type_margin (KerfWindow *window, const char *plane, const KerfKnownPlan *known, double value, GError **error)
{
  double now = (double) NAN, free_of_bounds = (double) NAN;
  if (known->figures) {
    now = known->figures->cuts[known->index].face[KERF_FACE_DISCARD].bounded_mm;
    free_of_bounds = known->figures->cuts[known->index].face[KERF_FACE_DISCARD].unbounded_mm;
  }
  if (isnan (value))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           _ ("Type the margin that the plane shall have, in mm."));
  if (isnan (now))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, _ ("This plane has no margin yet that could be set."));
  if (fabs (now - free_of_bounds) > 0.05)
    return kerf_fail_text (
        error, KERF_ERROR_ARGUMENT,
        _ ("Tumour lies beside the bounds of this plane; widen them or move it by itself."));
  g_autofree char *by = kerf_real_to_text (rint ((value - now) * 1e6) / 1e6),
                  *word = g_strdup_printf ("along_mm=%s", by);
  return do_words (window, "plane.move", plane, word, error);
}

static gboolean
type_place (KerfWindow *window, const char *what, double value, GError **error)
{
  g_autofree char *ref = g_strndup (what, strcspn (what, ":"));
  const char *part = what + strcspn (what, ":") + 1;
  g_auto (KerfKnownPlan) known = { 0 };
  double along, pitch, roll;
  if (!kerf_know_plan (window, ref, FALSE, &known) || !known.plane)
    return FALSE;
  from_datum (known.plane, &along, &pitch, &roll);
  g_autofree char *plane = g_strdup_printf ("plane=%s", ref);
  gboolean none = isnan (value);
  if (strcmp (part, "margin") == 0)
    return type_margin (window, plane, &known, value, error);
  static const char *const moves[][2] = { { "along", "along_mm" },
                                          { "pitch", "pitch_deg" },
                                          { "roll", "roll_deg" } };
  const double now[] = { along, pitch, roll };
  for (int i = 0; i < 3; i++)
    if (strcmp (part, moves[i][0]) == 0) {
      /* A number typed is a place, from where the plane was put; the operation takes the way there. */
      g_autofree char *by = kerf_real_to_text (none ? 0 : rint ((value - now[i]) * 1e6) / 1e6);
      g_autofree char *word = g_strdup_printf ("%s=%s", moves[i][1], by);
      return do_words (window, "plane.move", plane, word, error);
    }
  g_autofree char *number = none ? g_strdup ("none") : kerf_real_to_text (value);
  g_autofree char *half = none ? g_strdup ("none") : kerf_real_to_text (value / 2);
  if (strcmp (part, "kerf") == 0) {
    g_autofree char *word = g_strdup_printf ("width_mm=%s", number);
    return none ? kerf_fail_text (error, KERF_ERROR_ARGUMENT, _ ("A kerf has a width; type it in mm."))
                : do_words (window, "plane.kerf", plane, word, error);
  }
  if (strcmp (part, "target") == 0) {
    g_autofree char *id = kerf_id_to_text (known.id), *margin = g_strdup_printf ("margin_mm=%s", number),
                    *plan = g_strdup_printf ("plan=%s", id),
                    *only = g_strdup_printf ("plane=%s", known.plane->letter);
    return kerf_document_do (kerf_window_document (window), "plan.target",
                             (const char *const[]){ plan, margin, only, NULL }, error);
  }
  g_autofree char *word = strcmp (part, "u") == 0   ? g_strdup_printf ("half_extent_u_mm=%s", half)
                          : strcmp (part, "v") == 0 ? g_strdup_printf ("half_extent_v_mm=%s", half)
                                                    : g_strdup_printf ("depth_mm=%s", number);
  return do_words (window, "plane.bound", plane, word, error);
}

/* ---- buttons ---- */

static void
on_flip (GtkButton *button, gpointer data)
{
  KerfWindow *window = data;
  g_autofree char *word =
      g_strdup_printf ("plane=%s", (const char *) g_object_get_data (G_OBJECT (button), "ref"));
  if (kerf_window_do (window, "plane.flip", (const char *const[]){ word, NULL }))
    kerf_window_toast (window, _ ("Plane turned: kept and discarded side change"), TRUE);
}

static void
on_face (GtkDropDown *drop, GParamSpec *spec, gpointer data)
{
  static const char *const words[] = { "centre", "keep", "discard" };
  KerfWindow *window = data;
  guint at = gtk_drop_down_get_selected (drop);
  g_auto (KerfKnownPlan) known = { 0 };
  const char *ref = g_object_get_data (G_OBJECT (drop), "ref");
  (void) spec;
  if (at >= 3 || !kerf_know_plan (window, ref, FALSE, &known) || !known.plane ||
      (guint) known.plane->cut.face == at)
    return;
  g_autofree char *plane = g_strdup_printf ("plane=%s", ref), *face = g_strdup_printf ("face=%s", words[at]);
  kerf_window_do (window, "plane.kerf", (const char *const[]){ plane, face, NULL });
}

static void
entry_part (KerfPage *page, GtkWidget *group, const char *ref, const char *part, const char *title,
            const char *subtitle, const char *unit)
{
  g_autofree char *what = g_strdup_printf ("%s:%s", ref, part);
  kerf_page_entry (page, group, title, subtitle, unit, place_figure, type_place, what);
}

static void
add_face_row (KerfPage *page, GtkWidget *group, const char *ref, KerfFace face)
{
  const char *const names[] = { _ ("Centre"), _ ("Kept side"), _ ("Specimen"), NULL };
  GtkWidget *row = adw_action_row_new (),
            *drop = kerf_choice_new (names, (guint) face, _ ("Face of the kerf"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("The plane is the kerf's"));
  kerf_page_set_ref (drop, ref);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (on_face), page->window);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
}

/* ---- all margins, loss and fates ---- */

static void
on_margin_row (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  KerfWindow *window = data;
  const char *letter = g_object_get_data (G_OBJECT (row), "ref");
  (void) list;
  if (letter)
    kerf_window_select (window, kerf_view_state_plan (kerf_window_state (window), kerf_window_case (window)),
                        letter);
}

static void
add_margins (KerfPage *page, const KerfKnownPlan *known, const char *id)
{
  g_autofree char *target = isnan (known->plan->target_margin_mm)
                                ? g_strdup (_ ("no target"))
                                : kerf_figure_to_text (known->plan->target_margin_mm, 1, "mm");
  kerf_page_heading (page, _ ("All margins"), target);
  GtkWidget *group = kerf_page_group (page, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All margins"),
                                  -1);
  g_signal_connect (group, "row-activated", G_CALLBACK (on_margin_row), page->window);
  for (guint i = 0; i < known->plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (known->plan->planes, i);
    g_autofree char *ref = g_strdup_printf ("%s.%s", id, plane->letter);
    KerfColour colour = kerf_palette_plane (plane->letter).colour;
    GtkWidget *row = kerf_page_figure (page, group, plane->letter, NULL, FALSE, margin_figure, ref);
    gtk_widget_add_css_class (row, "kerf-margin-row");
    kerf_page_set_ref (row, plane->letter);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    kerf_page_bar (page, row, colour, margin_bar, ref);
  }
}

static char *
loss_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  (void) state;
  if (!kerf_know_plan (window, what, TRUE, &known) || !known.figures ||
      isnan (known.figures->volumes.resected_mm3))
    return g_strdup ("…");
  const KerfSpecimenVolumes *v = &known.figures->volumes;
  return g_strdup_printf ("%.1f cm³ · %.0f %%", v->resected_mm3 / 1000, 100 * v->resected_mm3 / v->bone_mm3);
}

static char *
free_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, what, TRUE, &known) || !known.figures || !known.figures->freedom)
    return g_strdup ("…");
  const KerfFreedom *freedom = known.figures->freedom;
  if (freedom->state == KERF_FREEDOM_NOT_ASSESSED)
    return g_strdup (_ ("not assessed"));
  if (freedom->state == KERF_FREE) {
    *state = KERF_STATE_HELD;
    return g_strdup (_ ("free"));
  }
  *state = KERF_STATE_QUESTION;
  double mm2 = 0;
  for (guint i = 0; i < freedom->hinges->len; i++)
    mm2 += g_array_index (freedom->hinges, KerfHinge, i).area_mm2;
  return g_strdup_printf (_ ("hinge of %.0f mm²"), mm2);
}

static char *
outside_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, what, TRUE, &known) || !known.figures)
    return g_strdup ("…");
  double mm3 = known.figures->volumes.tumour_outside_specimen_mm3;
  if (isnan (mm3))
    return g_strdup (_ ("not assessed"));
  *state = mm3 > 0.5 ? KERF_STATE_HURTS : KERF_STATE_HELD;
  return mm3 > 0.5 ? kerf_figure_to_text (mm3 / 1000, 2, "cm³") : g_strdup (_ ("none"));
}

static char *
fate_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_autofree char *plan_text = g_strndup (what, strcspn (what, ":"));
  KerfId plan, structure;
  if (!kerf_id_from_text (plan_text, &plan) ||
      !kerf_id_from_text (what + strcspn (what, ":") + 1, &structure))
    return NULL;
  g_autoptr (GArray) spared = kerf_pool_spared (kerf_window_pool (window), kerf_window_case (window), plan);
  for (guint i = 0; spared && i < spared->len; i++) {
    const KerfSpared *one = &g_array_index (spared, KerfSpared, i);
    if (!kerf_id_equal (one->structure, structure))
      continue;
    if (one->fate == KERF_FATE_SACRIFICED) {
      *state = KERF_STATE_HURTS;
      return g_strdup (_ ("sacrificed"));
    }
    *state = one->fate == KERF_FATE_AT_RISK ? KERF_STATE_QUESTION : KERF_STATE_NONE;
    return kerf_margin_to_text (one->distance_mm);
  }
  return g_strdup (spared ? _ ("not assessed") : "…");
}

static void
add_loss (KerfPage *page, const KerfKnownPlan *known, const char *id)
{
  const KerfCase *kase = kerf_window_case (page->window);
  GtkWidget *group = kerf_page_group (page, _ ("What is lost, what is spared"));
  kerf_page_figure (page, group, _ ("Specimen"), _ ("volume · share of the bone"), FALSE, loss_figure, id);
  kerf_page_figure (page, group, _ ("Block"), _ ("after all cuts"), FALSE, free_figure, id);
  kerf_page_figure (page, group, _ ("Tumour outside the specimen"), NULL, FALSE, outside_figure, id);
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId own = kerf_object_id (object);
    gboolean protected_one = own.kind == KERF_KIND_TUBE;
    double clearance = (double) NAN;
    for (guint c = 0; c < known->plan->clearances->len; c++) {
      const KerfClearance *wanted = &g_array_index (known->plan->clearances, KerfClearance, c);
      if (kerf_id_equal (wanted->structure, own)) {
        protected_one = TRUE;
        clearance = wanted->clearance_mm;
      }
    }
    if (!protected_one)
      continue;
    g_autofree char *own_text = kerf_id_to_text (own), *what = g_strdup_printf ("%s:%s", id, own_text);
    g_autofree char *wanted =
        isnan (clearance) ? NULL : g_strdup_printf (_ ("clearance %.1f mm wanted"), clearance);
    kerf_page_figure (page, group, kerf_object_name (object), wanted, FALSE, fate_figure, what);
  }
}

/* ---- the pages ---- */

void
kerf_page_plane (KerfPage *page, const char *letter)
{
  g_autofree char *id = kerf_id_to_text (kerf_window_state (page->window)->selected),
                  *ref = g_strdup_printf ("%s.%s", id, letter);
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (page->window, ref, FALSE, &known) || !known.plane)
    return;
  gboolean locked = strcmp (known.plan->state, "locked") == 0;
  g_autofree char *title = strcmp (known.plane->name, letter) == 0
                               ? g_strdup_printf (_ ("Plane %s"), letter)
                               : g_strdup_printf (_ ("Plane %s — %s"), letter, known.plane->name);
  kerf_page_heading (page, title, locked ? _ ("locked") : NULL);
  GtkWidget *group = kerf_page_group (page, NULL);
  double target = target_of (&known);
  g_autofree char *subtitle = isnan (target) ? g_strdup (_ ("no target · specimen face"))
                                             : g_strdup_printf (_ ("target %.1f mm · specimen face"), target);
  kerf_page_figure (page, group, _ ("Margin in bone"), subtitle, TRUE, margin_figure, ref);
  kerf_page_figure (page, group, _ ("Verdict"), NULL, FALSE, verdict_figure, ref);
  kerf_page_figure (page, group, _ ("Unbounded plane"), _ ("to the tumour's farthest point"), FALSE,
                    unbounded_figure, ref);
  kerf_page_figure (page, group, _ ("Cut area"), _ ("bone in the cut"), FALSE, area_figure, ref);
  if (!locked) {
    GtkWidget *place = kerf_page_group (page, _ ("Place, from where it was put"));
    entry_part (page, place, ref, "margin", _ ("Set this margin to"), _ ("along the normal"), "mm");
    entry_part (page, place, ref, "along", _ ("Along the normal"), NULL, "mm");
    entry_part (page, place, ref, "pitch", _ ("Pitch"), NULL, "°");
    entry_part (page, place, ref, "roll", _ ("Roll"), NULL, "°");
  }
  add_margins (page, &known, id);
  add_loss (page, &known, id);
  if (!locked) {
    GtkWidget *shape = kerf_page_group (page, _ ("Bounds and blade"));
    entry_part (page, shape, ref, "u", _ ("Width"), _ ("empty: not bounded"), "mm");
    entry_part (page, shape, ref, "v", _ ("Length"), NULL, "mm");
    entry_part (page, shape, ref, "depth", _ ("Depth"), _ ("empty: through"), "mm");
    g_autofree char *from =
        g_strcmp0 (known.plane->kerf_from, "default") == 0 ? g_strdup (_ ("assumed")) : NULL;
    entry_part (page, shape, ref, "kerf", _ ("Kerf"), from, "mm");
    add_face_row (page, shape, ref, known.plane->cut.face);
    entry_part (page, shape, ref, "target", _ ("Target of this plane"), NULL, "mm");
    kerf_page_buttons (page);
    kerf_page_set_ref (kerf_page_button (page, _ ("Flip side"), NULL, G_CALLBACK (on_flip), page->window),
                       ref);
  }
  kerf_page_plan_state (page, &known, id);
}

static char *
plan_target_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_auto (KerfKnownPlan) known = { 0 };
  (void) state;
  return kerf_know_plan (window, what, FALSE, &known) && !isnan (known.plan->target_margin_mm)
             ? kerf_figure_to_text (known.plan->target_margin_mm, 1, "mm")
             : g_strdup ("");
}

static gboolean
type_plan_target (KerfWindow *window, const char *what, double value, GError **error)
{
  g_autofree char *plan = g_strdup_printf ("plan=%s", what),
                  *number = isnan (value) ? g_strdup ("none") : kerf_real_to_text (value),
                  *margin = g_strdup_printf ("margin_mm=%s", number);
  return do_words (window, "plan.target", plan, margin, error);
}

static char *
name_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  g_autofree char *plan_text = g_strndup (what, strcspn (what, ":"));
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (window, plan_text, FALSE, &known))
    return NULL;
  KerfId id = strstr (what, ":tumour") ? known.plan->tumour : known.plan->bone;
  const KerfObject *object = id.kind ? kerf_case_get (kerf_window_case (window), id) : NULL;
  if (!object)
    *state = KERF_STATE_QUESTION;
  return g_strdup (object ? kerf_object_name (object) : _ ("none"));
}

void
kerf_page_plan (KerfPage *page)
{
  g_autofree char *id = kerf_id_to_text (kerf_window_state (page->window)->selected);
  g_auto (KerfKnownPlan) known = { 0 };
  if (!kerf_know_plan (page->window, id, FALSE, &known))
    return;
  g_autofree char *version = g_strdup_printf ("v%d · %s", known.plan->version, _ (known.plan->state));
  kerf_page_heading (page, known.plan->name, version);
  kerf_page_text (page, kerf_plan_guards, id);
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_figure (page, group, _ ("Smallest margin"), _ ("in bone, specimen face"), TRUE, margin_figure,
                    id);
  if (strcmp (known.plan->state, "locked") == 0)
    kerf_page_figure (page, group, _ ("Target margin"), NULL, FALSE, plan_target_figure, id);
  else
    kerf_page_entry (page, group, _ ("Target margin"), _ ("empty: none chosen"), "mm", plan_target_figure,
                     type_plan_target, id);
  g_autofree char *tumour = g_strdup_printf ("%s:tumour", id), *bone = g_strdup_printf ("%s:bone", id);
  kerf_page_figure (page, group, _ ("Tumour"), NULL, FALSE, name_figure, tumour);
  kerf_page_figure (page, group, _ ("Bone"), NULL, FALSE, name_figure, bone);
  if (known.plan->planes->len == 0) {
    GtkWidget *label = gtk_label_new (_ ("No plane yet. P: three clicks on bone. D: a line on a slice."));
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "dim-label");
    gtk_box_append (GTK_BOX (page->page), label);
  } else {
    add_margins (page, &known, id);
    add_loss (page, &known, id);
  }
  kerf_page_plan_state (page, &known, id);
  static const char *const but[] = { "plan.target", "plan.review", "plan.lock", "plan.revise", NULL };
  kerf_page_operations (page, known.id, _ ("More"), but);
}
