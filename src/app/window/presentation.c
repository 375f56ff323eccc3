/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan shown to people around a bed: full screen, large, a step a key. Its look is a copy of the window's; leaving it
 * gives that back, and nothing of it is kept or goes to other windows. */
#include "app/window/window-private.h"
#include "base/text.h"
#include "case/plan.h"
#include "view/orientation.h"
#include "view/palette.h"

#include <glib/gi18n.h>
#include <string.h>

/* One thing to look at: a view, or a plane along its cut. */
typedef struct {
  KerfViewName view;
  char letter[4]; /* "": the view */
} Step;

typedef struct KerfPresentation {
  GArray *steps; /* of Step */
  guint at;
  KerfId plan;
  KerfViewState *before;
  gboolean was_fullscreen, names;
  GtkWidget *head, *foot, *who, *where, *badge, *tick, *caption, *count;
} KerfPresentation;

gboolean
kerf_window_is_presented (KerfWindow *window)
{
  return window->presentation != NULL;
}

static void
add_step (GArray *steps, KerfViewName view, const char *letter)
{
  Step step = { .view = view };
  g_strlcpy (step.letter, letter, sizeof step.letter);
  g_array_append_val (steps, step);
}

static GArray *
make_steps (const KerfCase *kase, KerfId plan_id)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  add_step (steps, KERF_VIEW_SPACE, "");
  add_step (steps, KERF_VIEW_AXIAL, "");
  add_step (steps, KERF_VIEW_CORONAL, "");
  add_step (steps, KERF_VIEW_SAGITTAL, "");
  const KerfObject *object = kerf_case_get (kase, plan_id);
  if (!object)
    return steps;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  for (guint i = 0; i < plan->planes->len; i++)
    add_step (steps, KERF_VIEW_CUT, ((const KerfPlane *) g_ptr_array_index (plan->planes, i))->letter);
  return steps;
}

/* ---- what is said ---- */

/* "margin 11.2 mm, target 10 mm" and its state. */
static char *
margin_words (double margin, double target, KerfFigureState *state)
{
  *state = kerf_margin_state (margin, target);
  g_autofree char *is = isnan (margin) ? g_strdup (_ ("not assessed")) : kerf_margin_to_text (margin);
  if (isnan (target))
    return g_strdup_printf (_ ("margin %s, no target"), is);
  g_autofree char *wanted = kerf_figure_to_text (target, target == floor (target) ? 0 : 1, "mm");
  return g_strdup_printf (_ ("margin %s, target %s"), is, wanted);
}

static char *
plane_words (const KerfPlan *plan, const KerfPlanFigures *figures, const char *letter, KerfFigureState *state)
{
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    if (strcmp (plane->letter, letter) != 0)
      continue;
    double margin =
        figures && i < figures->n_cuts ? figures->cuts[i].face[KERF_FACE_DISCARD].bounded_mm : (double) NAN;
    double target = isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
    g_autofree char *words = margin_words (margin, target, state);
    g_autofree char *name = strcmp (plane->letter, plane->name) == 0
                                ? g_strdup_printf (_ ("Plane %s"), plane->letter)
                                : g_strdup_printf (_ ("Plane %s, %s"), plane->letter, plane->name);
    return g_strdup_printf ("%s: %s", name, words);
  }
  return g_strdup ("");
}

static char *
overview_words (const KerfObject *object, const KerfPlan *plan, const KerfPlanFigures *figures,
                KerfFigureState *state)
{
  if (plan->planes->len == 0)
    return g_strdup (kerf_object_name (object));
  g_autofree char *margin =
      margin_words (figures ? figures->margin_mm : (double) NAN, plan->target_margin_mm, state);
  g_autofree char *planes =
      g_strdup_printf (ngettext ("%u plane", "%u planes", plan->planes->len), plan->planes->len);
  return g_strdup_printf ("%s: %s, %s", kerf_object_name (object), planes, margin);
}

static char *
view_words (KerfWindow *window, KerfViewName name)
{
  const KerfViewState *state = window->state;
  const KerfView *view = &state->views[name];
  const KerfObject *volume = kerf_case_get (kerf_window_case (window),
                                            kerf_view_state_volume (state, kerf_window_case (window), name));
  KerfVec3 at = kerf_view_state_at (state, name), into = kerf_view_into (view);
  g_autoptr (GString) text = g_string_new (_ (kerf_view_title (view, name)));
  if (!kerf_view_is_space (name) && kerf_vec3_is_finite (at) && kerf_orientation_is_plain (into)) {
    int axis = kerf_orientation_axis (into);
    g_autofree char *place = kerf_position_letter_text (axis, kerf_component (at, axis));
    g_string_append_printf (text, " · %s mm", place);
  }
  if (volume && !kerf_view_is_space (name))
    g_string_append_printf (text, " · %s", kerf_view_state_volume_title (state, volume));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
caption_of (KerfWindow *window, const Step *step, KerfFigureState *state)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *object = kerf_case_get (kase, window->presentation->plan);
  *state = KERF_STATE_NONE;
  if (!step->letter[0] && (step->view != KERF_VIEW_SPACE || !object))
    return view_words (window, step->view);
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfPlanFigures) figures =
      plan->planes->len ? kerf_pool_figures (window->pool, kase, window->presentation->plan, TRUE, NULL)
                        : NULL;
  return step->letter[0] ? plane_words (plan, figures, step->letter, state)
                         : overview_words (object, plan, figures, state);
}

void
kerf_window_update_presentation (KerfWindow *window)
{
  KerfPresentation *p = window->presentation;
  if (!p)
    return;
  KerfFigureState state;
  g_autofree char *caption = caption_of (window, &g_array_index (p->steps, Step, p->at), &state),
                  *count = g_strdup_printf ("%u / %u", p->at + 1, p->steps->len),
                  *who = kerf_window_patient_words (window), *where = kerf_window_side_words (window);
  KerfColour colour = kerf_palette_state (state);
  g_autofree char *words =
      state == KERF_STATE_NONE
          ? g_markup_escape_text (caption, -1)
          : g_markup_printf_escaped ("%s <span foreground='#%02x%02x%02x'>%s</span>", caption,
                                     (guint) (255 * colour.r), (guint) (255 * colour.g),
                                     (guint) (255 * colour.b), kerf_palette_state_mark (state));
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (p->caption)), words) != 0)
    gtk_label_set_markup (GTK_LABEL (p->caption), words);
  gtk_label_set_text (GTK_LABEL (p->count), count);
  gtk_label_set_text (GTK_LABEL (p->who), who);
  gtk_label_set_text (GTK_LABEL (p->where), where);
  gtk_widget_set_visible (p->badge, gtk_widget_get_visible (window->synthetic));
}

/* ---- steps ---- */

/* The view state of a step, from the one that the presentation began with. */
static void
show_step (KerfWindow *window)
{
  KerfPresentation *p = window->presentation;
  const Step *step = &g_array_index (p->steps, Step, p->at);
  KerfViewState *state = kerf_view_state_copy (p->before);
  state->patient_text = p->names;
  state->overlays_hidden = state->crosshair_shown = FALSE; /* nothing is to be pointed at */
  state->layout = KERF_LAYOUT_FOUR_UP;
  state->maximised = step->letter[0] ? -1 : (int) step->view;
  kerf_view_state_select (state, p->plan, step->letter);
  kerf_window_take_state (window, state);
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid));
  KerfViewArea *area = kerf_window_focused_area (window);
  if (area && step->letter[0]) {
    kerf_view_area_do (area, "view.along-cut");
    kerf_view_area_do (area, "view.closest-pair");
  }
  if ((area = kerf_window_focused_area (window)))
    gtk_widget_grab_focus (GTK_WIDGET (area));
  kerf_window_show_look (window);
  kerf_window_update_presentation (window);
  kerf_window_queue_panels (window);
}

static void
go_to (KerfWindow *window, int step)
{
  KerfPresentation *p = window->presentation;
  guint to = (guint) CLAMP (step, 0, (int) p->steps->len - 1);
  if (to == p->at)
    return;
  p->at = to;
  show_step (window);
}

gboolean
kerf_window_presentation_key (KerfWindow *window, guint keyval)
{
  KerfPresentation *p = window->presentation;
  if (!p)
    return FALSE;
  switch (keyval) {
  case GDK_KEY_Right:
  case GDK_KEY_Down:
  case GDK_KEY_Page_Down:
  case GDK_KEY_space:
    go_to (window, (int) p->at + 1);
    return TRUE;
  case GDK_KEY_Left:
  case GDK_KEY_Up:
  case GDK_KEY_Page_Up:
  case GDK_KEY_BackSpace:
    go_to (window, (int) p->at - 1);
    return TRUE;
  case GDK_KEY_Home:
    go_to (window, 0);
    return TRUE;
  case GDK_KEY_End:
    go_to (window, (int) p->steps->len - 1);
    return TRUE;
  case GDK_KEY_t:
  case GDK_KEY_T:
    gtk_check_button_set_active (GTK_CHECK_BUTTON (p->tick), !p->names);
    return TRUE;
  case GDK_KEY_Escape:
    kerf_window_stop_presenting (window);
    return TRUE;
  default:
    return FALSE;
  }
}

/* ---- its bars ---- */

static void
on_names (GtkCheckButton *tick, gpointer data)
{
  KerfWindow *window = data;
  window->presentation->names = gtk_check_button_get_active (tick);
  show_step (window);
}

static GtkWidget *
add_label (GtkWidget *bar, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);
  if (css)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (bar), label);
  return label;
}

static void
build_bars (KerfWindow *window, KerfPresentation *p)
{
  p->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 28);
  gtk_widget_add_css_class (p->head, "kerf-presentation");
  p->who = add_label (p->head, "kerf-patient");
  gtk_label_set_ellipsize (GTK_LABEL (p->who), PANGO_ELLIPSIZE_END);
  p->where = add_label (p->head, "kerf-presented-side");
  p->badge = add_label (p->head, "kerf-badge");
  gtk_label_set_text (GTK_LABEL (p->badge), "SYNTHETIC CT");
  gtk_widget_set_valign (p->badge, GTK_ALIGN_CENTER);
  GtkWidget *research = add_label (p->head, NULL);
  gtk_label_set_text (GTK_LABEL (research), _ ("For research, not for clinical use"));
  gtk_label_set_wrap (GTK_LABEL (research), TRUE); /* it is never cut */
  gtk_label_set_xalign (GTK_LABEL (research), 1);
  gtk_widget_set_hexpand (research, TRUE);
  p->tick = gtk_check_button_new_with_label (_ ("Patient text (T)"));
  gtk_widget_set_focusable (p->tick, FALSE); /* keys go through the steps */
  g_signal_connect (p->tick, "toggled", G_CALLBACK (on_names), window);
  p->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_add_css_class (p->foot, "kerf-presentation");
  p->caption = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE,
                             "xalign", 0.0, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (p->caption, "kerf-caption");
  gtk_box_append (GTK_BOX (p->foot), p->caption);
  gtk_box_append (GTK_BOX (p->foot), p->tick);
  p->count = add_label (p->foot, NULL);
  GtkWidget *whole = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gtk_box_prepend (GTK_BOX (whole), p->head);
  gtk_box_append (GTK_BOX (whole), p->foot);
}

/* Everything but the pictures. */
static void
show_chrome (KerfWindow *window, gboolean shown)
{
  gtk_widget_set_visible (window->header, shown);
  if (shown)
    gtk_widget_remove_css_class (GTK_WIDGET (window), "kerf-presented");
  else
    gtk_widget_add_css_class (GTK_WIDGET (window), "kerf-presented");
  gtk_widget_set_visible (window->status, shown);
  gtk_widget_set_visible (window->pill, shown && kerf_view_area_renderer_name ());
  /* At once: a flap that folds would take its time. */
  gtk_widget_set_visible (window->data, shown);
  gtk_widget_set_visible (window->inspector, shown);
  gtk_widget_set_visible (adw_flap_get_separator (ADW_FLAP (window->left_flap)), shown);
  gtk_widget_set_visible (adw_flap_get_separator (ADW_FLAP (window->right_flap)), shown);
  gtk_widget_set_visible (window->strip, shown);
}

void
kerf_window_present (KerfWindow *window)
{
  if (window->presentation) {
    kerf_window_stop_presenting (window);
    return;
  }
  const KerfCase *kase = kerf_window_case (window);
  if (!kerf_document_is_open (window->document) ||
      kerf_view_state_base (window->state, kase).kind == KERF_KIND_NONE)
    return;
  KerfPresentation *p = window->presentation = g_new0 (KerfPresentation, 1);
  p->plan = kerf_view_state_plan (window->state, kase);
  p->steps = make_steps (kase, p->plan);
  p->before = kerf_view_state_copy (window->state);
  p->was_fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (window));
  kerf_window_set_tool (window, "navigate");
  build_bars (window, p);
  show_chrome (window, FALSE);
  gtk_window_fullscreen (GTK_WINDOW (window));
  show_step (window);
}

void
kerf_window_stop_presenting (KerfWindow *window)
{
  KerfPresentation *p = window->presentation;
  if (!p)
    return;
  show_chrome (window, TRUE);
  GtkWidget *whole = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  gtk_box_remove (GTK_BOX (whole), p->head);
  gtk_box_remove (GTK_BOX (whole), p->foot);
  if (!p->was_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (window));
  window->presentation = NULL;
  kerf_window_take_state (window, p->before);
  g_array_unref (p->steps);
  g_free (p);
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid));
  kerf_window_show_look (window);
  kerf_window_queue_panels (window);
}
