/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/inspector-private.h"
#include "app/panels/quantity.h"

#include <glib/gi18n.h>
#include <string.h>

/* A figure that is asked for again at every change. */
typedef struct {
  GtkWidget *label; /* or an entry; weakly held */
  KerfFigureFunc func;
  KerfTypedFunc apply;
  KerfBarFunc bar;
  char *what;
  const char *unit;
  gboolean large, text;
} Live;

struct _KerfInspector {
  AdwBin parent;
  KerfWindow *window;
  GtkWidget *scrolled;
  GPtrArray *live; /* of Live */
  char *key;       /* of the page that is shown */
};

G_DEFINE_FINAL_TYPE (KerfInspector, kerf_inspector, ADW_TYPE_BIN)

static void
live_free (gpointer data)
{
  Live *live = data;
  if (live->label) /* an entry that outlives its page, as one with the focus may, has nothing to apply */
    g_object_set_data (G_OBJECT (live->label), "live", NULL);
  g_clear_weak_pointer (&live->label);
  g_free (live->what);
  g_free (live);
}

/* ---- parts of pages ---- */

void
kerf_page_heading (KerfPage *page, const char *title, const char *beside)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
  if (beside) {
    GtkWidget *small = gtk_label_new (beside);
    gtk_widget_add_css_class (small, "caption");
    gtk_widget_add_css_class (small, "dim-label");
    gtk_box_append (GTK_BOX (box), small);
  }
  gtk_widget_add_css_class (box, "kerf-page-heading");
  gtk_box_append (GTK_BOX (page->page), box);
}

GtkWidget *
kerf_page_group (KerfPage *page, const char *title)
{
  if (title)
    kerf_page_heading (page, title, NULL);
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "kerf-group");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title ? title : _ ("Figures"), -1);
  gtk_box_append (GTK_BOX (page->page), list);
  return list;
}

static GtkWidget *
make_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  return row;
}

static void
refresh (KerfInspector *inspector, Live *live)
{
  if (!live->label)
    return;
  KerfFigureState state = KERF_STATE_NONE;
  if (live->bar) {
    double share = (double) NAN, mark = (double) NAN;
    live->bar (inspector->window, live->what, &share, &mark);
    kerf_bar_set (KERF_SWATCH (live->label), share, mark);
    return;
  }
  g_autofree char *text = live->func (inspector->window, live->what, &state);
  if (GTK_IS_ENTRY (live->label)) {
    GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (live->label));
    if (!focus || !gtk_widget_is_ancestor (focus, live->label))
      gtk_editable_set_text (GTK_EDITABLE (live->label), text ? text : "");
    return;
  }
  gboolean marked = !live->text && (state == KERF_STATE_QUESTION || state == KERF_STATE_HURTS ||
                                    (state == KERF_STATE_HELD && live->large));
  const char *mark = marked ? kerf_palette_state_mark (state) : "";
  g_autofree char *whole = g_strdup_printf ("%s%s%s", text ? text : "–", mark[0] ? " " : "", mark);
  if (strcmp (gtk_label_get_text (GTK_LABEL (live->label)), whole) != 0)
    gtk_label_set_text (GTK_LABEL (live->label), whole);
  /* Short figures stay on one line; the title gives way. */
  gtk_label_set_wrap (GTK_LABEL (live->label), g_utf8_strlen (whole, -1) > 22);
  kerf_show_state (live->label, state);
}

static Live *
add_live (KerfPage *page, GtkWidget *label, KerfFigureFunc func, const char *what)
{
  Live *live = g_new0 (Live, 1);
  g_set_weak_pointer (&live->label, label);
  live->func = func;
  live->what = g_strdup (what);
  g_ptr_array_add (page->inspector->live, live);
  return live;
}

GtkWidget *
kerf_page_figure (KerfPage *page, GtkWidget *group, const char *title, const char *subtitle, gboolean large,
                  KerfFigureFunc func, const char *what)
{
  GtkWidget *row = make_row (group, title, subtitle), *label = gtk_label_new (NULL);
  gtk_widget_add_css_class (label, large ? "kerf-deciding" : "kerf-figure-strong");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  Live *live = add_live (page, label, func, what);
  live->large = large;
  refresh (page->inspector, live);
  return row;
}

/* A row with a place for what it is about, `start`, and columns that are as wide in each row, `box`. */
static void
column_row (GtkWidget *group, const char *title, GtkWidget **start, GtkWidget **box)
{
  GtkWidget *row = gtk_list_box_row_new (), *name = gtk_label_new (title),
            *whole = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  *start = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (whole, "kerf-columns");
  gtk_widget_add_css_class (name, "heading");
  gtk_widget_set_size_request (*start, 38, -1);
  gtk_box_set_homogeneous (GTK_BOX (*box), TRUE);
  gtk_widget_set_hexpand (*box, TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_box_append (GTK_BOX (*start), name);
  gtk_box_append (GTK_BOX (whole), *start);
  gtk_box_append (GTK_BOX (whole), *box);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), whole);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title[0] ? title : _ ("Columns"), -1);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
}

static GtkWidget *
column_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

void
kerf_page_columns (KerfPage *page, GtkWidget *group, const char *title, const char *const *heads, gsize n)
{
  GtkWidget *start, *box;
  (void) page;
  column_row (group, title, &start, &box);
  for (gsize i = 0; i < n; i++)
    column_label (box, heads[i], "kerf-head");
}

void
kerf_page_row_of_figures (KerfPage *page, GtkWidget *group, const char *title, KerfColour colour,
                          KerfFigureFunc func, const char *const *what, gsize n)
{
  GtkWidget *start, *box;
  column_row (group, title, &start, &box);
  gtk_box_insert_child_after (GTK_BOX (start), kerf_swatch_new (colour), NULL);
  for (gsize i = 0; i < n; i++)
    refresh (page->inspector, add_live (page, column_label (box, NULL, "kerf-figure-strong"), func, what[i]));
}

void
kerf_page_text (KerfPage *page, KerfFigureFunc func, const char *what)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (page->page), label);
  Live *live = add_live (page, label, func, what);
  live->text = TRUE;
  refresh (page->inspector, live);
}

static void
apply_entry (GtkWidget *entry, gpointer data)
{
  Live *live = g_object_get_data (G_OBJECT (entry), "live");
  KerfInspector *inspector = data;
  if (!live)
    return;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  g_autoptr (GError) error = NULL;
  double value = (double) NAN;
  gboolean empty = strspn (text, " ") == strlen (text) || strcmp (text, _ ("not assessed")) == 0;
  KerfFigureState state = KERF_STATE_NONE;
  g_autofree char *now = live->func (inspector->window, live->what, &state);
  if (g_strcmp0 (now, text) == 0)
    return;
  gboolean ok = (empty || kerf_quantity_parse (text, live->unit, &value, &error)) &&
                live->apply (inspector->window, live->what, value, &error);
  if (ok) {
    if (gtk_widget_has_css_class (entry, "error")) /* what the status line said of it holds no more */
      kerf_window_hint (inspector->window, NULL);
    gtk_widget_remove_css_class (entry, "error");
    gtk_widget_set_tooltip_text (entry, NULL);
    gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    return;
  }
  gtk_widget_add_css_class (entry, "error");
  gtk_widget_set_tooltip_text (entry, error->message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  kerf_window_hint (inspector->window, error->message);
}

static void
on_entry_left (GtkEventControllerFocus *controller, gpointer data)
{
  apply_entry (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)), data);
}

GtkWidget *
kerf_page_entry (KerfPage *page, GtkWidget *group, const char *title, const char *subtitle, const char *unit,
                 KerfFigureFunc func, KerfTypedFunc apply, const char *what)
{
  GtkWidget *row = make_row (group, title, subtitle), *entry = gtk_entry_new ();
  g_autofree char *name = g_strdup_printf ("%s, %s", title, unit);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 9);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (entry, "kerf-entry");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), entry);
  Live *live = add_live (page, entry, func, what);
  live->apply = apply;
  live->unit = unit;
  g_object_set_data (G_OBJECT (entry), "live", live);
  g_signal_connect (entry, "activate", G_CALLBACK (apply_entry), page->inspector);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (on_entry_left), page->inspector);
  gtk_widget_add_controller (entry, focus);
  KerfFigureState state = KERF_STATE_NONE;
  g_autofree char *text = func (page->window, what, &state);
  gtk_editable_set_text (GTK_EDITABLE (entry), text ? text : "");
  return row;
}

void
kerf_page_bar (KerfPage *page, GtkWidget *row, KerfColour colour, KerfBarFunc func, const char *what)
{
  GtkWidget *bar = kerf_bar_new (colour);
  /* Between the name and the figure that was just made. */
  const Live *figure = g_ptr_array_index (page->inspector->live, page->inspector->live->len - 1);
  gtk_widget_set_size_request (bar, 130, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (figure->label)), bar);
  gtk_widget_set_size_request (figure->label, 88, -1);
  gtk_label_set_xalign (GTK_LABEL (figure->label), 1);
  (void) row;
  Live *live = add_live (page, bar, NULL, what);
  live->bar = func;
  refresh (page->inspector, live);
}

GtkWidget *
kerf_page_buttons (KerfPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_box_append (GTK_BOX (page->page), box);
  return box;
}

GtkWidget *
kerf_page_button (KerfPage *page, const char *label, const char *style, GCallback clicked, gpointer data)
{
  GtkWidget *button = gtk_button_new_with_label (label), *last = gtk_widget_get_last_child (page->page);
  if (style)
    gtk_widget_add_css_class (button, style);
  g_signal_connect (button, "clicked", clicked, data);
  gtk_box_append (GTK_BOX (GTK_IS_BOX (last) && gtk_box_get_homogeneous (GTK_BOX (last)) ? last : page->page),
                  button);
  return button;
}

void
kerf_page_operations (KerfPage *page, KerfId id, const char *title, const char *const *but)
{
  g_autoptr (GArray) ops = kerf_form_ops (id.kind);
  static const char *const nouns[KERF_N_KINDS] = {
    [KERF_KIND_VOLUME] = "volume.",     [KERF_KIND_SEGMENT] = "segment.", [KERF_KIND_ALIGNMENT] = "align.",
    [KERF_KIND_TUBE] = "tube.",         [KERF_KIND_PLAN] = "plan.",       [KERF_KIND_GUIDE] = "guide.",
    [KERF_KIND_COMPARISON] = "compare."
  };
  g_autofree char *id_text = kerf_id_to_text (id);
  GtkWidget *group = NULL;
  for (guint i = 0; i < ops->len; i++) {
    const KerfFormOp *one = &g_array_index (ops, KerfFormOp, i);
    /* What makes something of another kind stands in that kind's workspace. */
    gboolean own = nouns[id.kind] && g_str_has_prefix (one->op->id, nouns[id.kind]);
    /* Who has no pointer places planes by their points. */
    own |= id.kind == KERF_KIND_PLAN && g_str_has_prefix (one->op->id, "plane.");
    if (!own || (but && g_strv_contains (but, one->op->id)))
      continue;
    if (!group)
      group = kerf_page_group (page, title);
    g_autofree char *word = g_strdup_printf ("%s=%s", one->key, id_text);
    gtk_list_box_append (GTK_LIST_BOX (group),
                         kerf_form_row_new (page->window, one->op, (const char *const[]){ word, NULL }));
  }
}

void
kerf_page_set_ref (gpointer widget, const char *ref)
{
  g_object_set_data_full (G_OBJECT (widget), "ref", g_strdup (ref), g_free);
}

/* ---- the page that is shown ---- */

static char *
page_key (KerfInspector *inspector)
{
  const KerfViewState *state = kerf_window_state (inspector->window);
  const KerfCase *kase = kerf_window_case (inspector->window);
  KerfTool *tool = kerf_window_tool (inspector->window);
  GString *key = g_string_new (kerf_window_workspace (inspector->window));
  g_autofree char *id = kerf_id_to_text (state->selected);
  g_string_append_printf (key, "|%s|%s|%s", id, state->selected_part,
                          tool && tool->klass->options ? tool->klass->id : "");
  const KerfObject *subject = kerf_case_subject (kase);
  if (subject) {
    const KerfJson *record = kerf_object_record (subject);
    g_string_append_printf (key, "|%s|%s", kerf_json_get_string (record, "bone", ""),
                            kerf_json_get_string (record, "side", ""));
  }
  /* What changes which rows there are. */
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId own = kerf_object_id (object);
    g_string_append_printf (key, "|%d.%u", (int) own.kind, own.number);
    if (own.kind == KERF_KIND_COMPARISON) { /* its rows come with its figures */
      g_autoptr (KerfJson) json = kerf_pool_comparison (kerf_window_pool (inspector->window), kase, own);
      g_string_append (key, json ? ":there" : ":coming");
    }
    if (own.kind == KERF_KIND_ALIGNMENT) { /* what is accepted isn't asked for any more */
      g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
      g_string_append_printf (key, ":%u", alignment->signatures->len);
    }
    if (own.kind == KERF_KIND_PLAN) {
      g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
      g_string_append_printf (key, ":%u:%u:%s", plan->planes->len, plan->clearances->len, plan->state);
    }
  }
  return g_string_free (key, FALSE);
}

static void
fill_page (KerfPage *page)
{
  const KerfViewState *state = kerf_window_state (page->window);
  const KerfCase *kase = kerf_window_case (page->window);
  KerfTool *tool = kerf_window_tool (page->window);
  const KerfObject *object = state->selected.kind ? kerf_case_get (kase, state->selected) : NULL;
  KerfKind kind = object ? state->selected.kind : KERF_KIND_NONE;
  if (tool && tool->klass->options)
    gtk_box_append (GTK_BOX (page->page), tool->klass->options (tool));
  if (kind == KERF_KIND_PLAN && state->selected_part[0])
    kerf_page_plane (page, state->selected_part);
  else if (kind == KERF_KIND_PLAN)
    kerf_page_plan (page);
  else if (kind == KERF_KIND_VOLUME)
    kerf_page_volume (page);
  else if (kind == KERF_KIND_SEGMENT)
    kerf_page_segment (page);
  else if (kind == KERF_KIND_ALIGNMENT)
    kerf_page_alignment (page);
  else if (kind == KERF_KIND_GUIDE)
    kerf_page_guide (page);
  else if (kind == KERF_KIND_COMPARISON)
    kerf_page_comparison (page);
  else if (kind == KERF_KIND_MEASURE)
    kerf_page_measure (page);
  else if (object)
    kerf_page_other (page);
  else
    kerf_page_case (page);
}

void
kerf_inspector_update (KerfInspector *inspector)
{
  g_autofree char *key = page_key (inspector);
  if (g_strcmp0 (key, inspector->key) == 0) {
    for (guint i = 0; i < inspector->live->len; i++)
      refresh (inspector, g_ptr_array_index (inspector->live, i));
    return;
  }
  g_free (inspector->key);
  inspector->key = g_steal_pointer (&key);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (box, "kerf-page");
  /* What was typed and not yet left is applied before the old page goes. */
  for (guint i = 0; i < inspector->live->len; i++) {
    const Live *live = g_ptr_array_index (inspector->live, i);
    if (live->apply && live->label && gtk_widget_get_state_flags (live->label) & GTK_STATE_FLAG_FOCUS_WITHIN)
      apply_entry (live->label, inspector);
  }
  /* Also while the question that brought the change still has the keys. */
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (inspector));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean focused = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (inspector));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (inspector->scrolled), NULL);
  g_ptr_array_set_size (inspector->live, 0);
  KerfPage page = { box, inspector, inspector->window };
  fill_page (&page);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (inspector->scrolled), box);
  if (focused) /* the keys stay in this region, else they would begin anew at the window's first button */
    gtk_widget_child_focus (GTK_WIDGET (inspector), GTK_DIR_TAB_FORWARD);
}

/* ---- the class ---- */

static void
finalize (GObject *object)
{
  KerfInspector *inspector = KERF_INSPECTOR (object);
  g_ptr_array_unref (inspector->live);
  g_free (inspector->key);
  G_OBJECT_CLASS (kerf_inspector_parent_class)->finalize (object);
}

static void
kerf_inspector_class_init (KerfInspectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_REGION);
}

static void
kerf_inspector_init (KerfInspector *inspector)
{
  inspector->live = g_ptr_array_new_with_free_func (live_free);
  inspector->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (inspector->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  adw_bin_set_child (ADW_BIN (inspector), inspector->scrolled);
  gtk_widget_set_size_request (GTK_WIDGET (inspector), 340, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (inspector), FALSE);
}

GtkWidget *
kerf_inspector_new (KerfWindow *window)
{
  KerfInspector *inspector = g_object_new (KERF_TYPE_INSPECTOR, NULL);
  inspector->window = window;
  gtk_accessible_update_property (GTK_ACCESSIBLE (inspector), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Inspector"),
                                  -1);
  return GTK_WIDGET (inspector);
}
