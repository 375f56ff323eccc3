/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/data-panel.h"

#include "app/panels/data-figures.h"
#include "app/panels/swatch.h"
#include "app/popover.h"
#include "app/views/view-area.h"
#include "base/text.h"
#include "case/plan.h"
#include "view/scene.h"

#include <glib/gi18n.h>
#include <string.h>

struct _KerfDataPanel {
  AdwBin parent;
  KerfWindow *window;
  GtkWidget *list, *empty, *scrolled, *search, *search_bar;
  GtkWidget *before; /* what had the keys before the search, weakly held */
  GPtrArray *rows;   /* of Row, in order */
  gboolean selecting;
  KerfId seen; /* what was scrolled to last */
  guint scroll;
};

typedef struct {
  char *key; /* "s3", "p1.A" or "#images" */
  KerfId id;
  char part[4];
  char *words; /* what a screen reader says */
  GtkWidget *row, *name, *figure, *badge, *eye;
  gboolean seen;
} Row;

G_DEFINE_FINAL_TYPE (KerfDataPanel, kerf_data_panel, ADW_TYPE_BIN)

typedef struct {
  const char *title, *add_action;
  KerfKind kinds[3];
} Section;

static const Section sections[] = {
  { N_ ("Images"), "win.import", { KERF_KIND_VOLUME, KERF_KIND_NONE, KERF_KIND_NONE } },
  { N_ ("Alignments"), "win.new-alignment", { KERF_KIND_ALIGNMENT, KERF_KIND_LANDMARKS, KERF_KIND_NONE } },
  { N_ ("Structures"), "win.new-segment", { KERF_KIND_SEGMENT, KERF_KIND_TUBE, KERF_KIND_NONE } },
  { N_ ("Plans"), "win.new-plan", { KERF_KIND_PLAN, KERF_KIND_NONE, KERF_KIND_NONE } },
  { N_ ("Guides"), "win.new-guide", { KERF_KIND_GUIDE, KERF_KIND_NONE, KERF_KIND_NONE } },
  { N_ ("Comparisons"), "win.new-comparison", { KERF_KIND_COMPARISON, KERF_KIND_NONE, KERF_KIND_NONE } },
  { N_ ("Measures"), "win.tool-length", { KERF_KIND_MEASURE, KERF_KIND_NONE, KERF_KIND_NONE } },
};

static void
row_free (gpointer data)
{
  Row *row = data;
  g_free (row->key);
  g_free (row->words);
  g_free (row);
}

/* ---- rows ---- */

/* An image is seen as the base, or over it; `what` is "base" or "other". */
static void
show_image (KerfDataPanel *panel, const char *what, const char *id)
{
  KerfViewArea *area = kerf_window_focused_area (panel->window);
  if (!area)
    return;
  kerf_view_area_choose (area, what, id);
  if (strcmp (what, "other") == 0 && kerf_window_state (panel->window)->fusion == KERF_FUSION_NONE)
    kerf_view_area_choose (area, "fusion", "blend");
}

static gboolean
is_over_base (KerfDataPanel *panel, KerfId id)
{
  const KerfViewState *state = kerf_window_state (panel->window);
  return state->fusion != KERF_FUSION_NONE &&
         kerf_id_equal (kerf_view_state_other (state, kerf_window_case (panel->window)), id);
}

static gboolean
is_base (KerfDataPanel *panel, KerfId id)
{
  return kerf_id_equal (kerf_view_state_base (kerf_window_state (panel->window),
                                              kerf_window_case (panel->window)),
                        id);
}

static void
on_eye (GtkToggleButton *button, gpointer data)
{
  KerfDataPanel *panel = data;
  Row *row = g_object_get_data (G_OBJECT (button), "row");
  gboolean shown = gtk_toggle_button_get_active (button);
  if (panel->selecting)
    return;
  if (row->id.kind == KERF_KIND_VOLUME) {
    KerfViewArea *area = kerf_window_focused_area (panel->window);
    if (shown)
      show_image (panel, "other", row->key);
    else if (area)
      kerf_view_area_choose (area, "fusion", "none");
    return;
  }
  kerf_view_state_show (kerf_window_state (panel->window), row->id, row->part, shown);
  kerf_window_view_changed (panel->window);
}

static void
set_eye (Row *row, gboolean shown)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->eye), shown);
  gtk_button_set_icon_name (GTK_BUTTON (row->eye), shown ? "kerf-shown-symbolic" : "kerf-hidden-symbolic");
}

/* ---- the menu of an image's row ---- */

static void
on_image_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  show_image (data, g_action_get_name (G_ACTION (action)), g_variant_get_string (value, NULL));
}

static void
append_image (GMenu *menu, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static void
show_row_menu (KerfDataPanel *panel, GtkWidget *widget, double x, double y)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "row");
  if (!row || row->id.kind != KERF_KIND_VOLUME || is_base (panel, row->id))
    return;
  g_autoptr (GMenu) menu = g_menu_new ();
  append_image (menu, _ ("Base image"), "image.base", row->key);
  append_image (menu, _ ("Over the base"), "image.other", row->key);
  GtkWidget *popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  kerf_popover_show_once (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
on_row_menu (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  (void) n;
  show_row_menu (data, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static gboolean
on_row_key (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  (void) keycode;
  if (keyval != GDK_KEY_Menu && !(keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK)))
    return FALSE;
  show_row_menu (data, widget, 24, gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

static void
on_activated (GtkListBox *list, GtkListBoxRow *activated, gpointer data)
{
  KerfDataPanel *panel = data;
  Row *row = g_object_get_data (G_OBJECT (activated), "row");
  (void) list;
  if (row && row->id.kind == KERF_KIND_VOLUME)
    show_image (panel, "base", row->key);
}

/* Only where the panel's width leaves the beginning of a name. */
static gboolean
on_whole_name (GtkWidget *name, int x, int y, gboolean by_keys, GtkTooltip *tooltip, gpointer unused)
{
  (void) x, (void) y, (void) by_keys, (void) unused;
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (name))))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (GTK_LABEL (name)));
  return TRUE;
}

static Row *
make_row (KerfDataPanel *panel, const char *key, KerfId id, const char *part, KerfColour colour)
{
  Row *row = g_new0 (Row, 1);
  row->key = g_strdup (key);
  row->id = id;
  g_strlcpy (row->part, part, sizeof row->part);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_append (GTK_BOX (box), kerf_swatch_new (colour));
  row->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (row->name, TRUE);
  gtk_widget_set_has_tooltip (row->name, TRUE);
  g_signal_connect (row->name, "query-tooltip", G_CALLBACK (on_whole_name), NULL);
  gtk_box_append (GTK_BOX (box), row->name);
  row->badge = gtk_label_new ("SYNTHETIC CT");
  gtk_widget_add_css_class (row->badge, "kerf-badge");
  gtk_widget_set_visible (row->badge, FALSE);
  gtk_widget_set_valign (row->badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), row->badge);
  row->figure = gtk_label_new (NULL);
  gtk_widget_add_css_class (row->figure, "kerf-figure");
  gtk_box_append (GTK_BOX (box), row->figure);
  row->eye = gtk_toggle_button_new ();
  gtk_widget_add_css_class (row->eye, "flat");
  gtk_widget_add_css_class (row->eye, "kerf-eye");
  gtk_widget_set_valign (row->eye, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (row->eye), "row", row);
  set_eye (row, TRUE);
  g_signal_connect (row->eye, "toggled", G_CALLBACK (on_eye), panel);
  gtk_box_append (GTK_BOX (box), row->eye);
  row->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  g_object_set_data (G_OBJECT (row->row), "row", row);
  if (id.kind == KERF_KIND_VOLUME) {
    GtkGesture *menu = gtk_gesture_click_new ();
    gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
    g_signal_connect (menu, "pressed", G_CALLBACK (on_row_menu), panel);
    gtk_widget_add_controller (row->row, GTK_EVENT_CONTROLLER (menu));
    GtkEventController *keys = gtk_event_controller_key_new ();
    g_signal_connect (keys, "key-pressed", G_CALLBACK (on_row_key), panel);
    gtk_widget_add_controller (row->row, keys);
  }
  if (part[0])
    gtk_widget_add_css_class (row->row, "kerf-child-row");
  return row;
}

static Row *
make_heading (const char *key, const Section *section)
{
  Row *row = g_new0 (Row, 1);
  row->key = g_strdup (key);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  row->name = gtk_label_new (_ (section->title));
  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_widget_set_hexpand (row->name, TRUE);
  gtk_widget_add_css_class (row->name, "kerf-section");
  gtk_box_append (GTK_BOX (box), row->name);
  if (section->add_action) {
    GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");
    g_autofree char *name = g_strdup_printf (_ ("Add to %s"), _ (section->title));
    gtk_widget_add_css_class (add, "flat");
    gtk_widget_add_css_class (add, "kerf-add");
    gtk_actionable_set_action_name (GTK_ACTIONABLE (add), section->add_action);
    gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_widget_set_tooltip_text (add, name);
    gtk_box_append (GTK_BOX (box), add);
  }
  row->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row->row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), FALSE);
  gtk_widget_set_focusable (row->row, FALSE);
  gtk_widget_add_css_class (row->row, "kerf-heading-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (section->title), -1);
  return row;
}

/* The row with this key, moved to `at`; made where it wasn't there. */
static Row *
take_row (KerfDataPanel *panel, guint at, const char *key, KerfId id, const char *part, KerfColour colour,
          const Section *heading)
{
  for (guint i = at; i < panel->rows->len; i++) {
    Row *row = g_ptr_array_index (panel->rows, i);
    if (strcmp (row->key, key) != 0)
      continue;
    while (i > at) { /* what stands between went away or moves on */
      Row *gone = g_ptr_array_index (panel->rows, at);
      gtk_list_box_remove (GTK_LIST_BOX (panel->list), gone->row);
      g_ptr_array_remove_index (panel->rows, at);
      i--;
    }
    return row;
  }
  Row *row = heading ? make_heading (key, heading) : make_row (panel, key, id, part, colour);
  gtk_list_box_insert (GTK_LIST_BOX (panel->list), row->row, (int) at);
  g_ptr_array_insert (panel->rows, (int) at, row);
  return row;
}

/* `said` is what a screen reader says of the row; NULL: its name and figure. */
static void
fill_row (KerfDataPanel *panel, Row *row, const char *name, const char *figure, const char *said,
          KerfFigureState state, gboolean synthetic)
{
  const char *mark =
      state == KERF_STATE_QUESTION || state == KERF_STATE_HURTS ? kerf_palette_state_mark (state) : "";
  g_autofree char *text = g_strdup_printf ("%s%s%s", figure, mark[0] ? " " : "", mark);
  gtk_label_set_text (GTK_LABEL (row->name), name);
  gtk_label_set_text (GTK_LABEL (row->figure), text);
  gtk_widget_set_visible (row->badge, synthetic);
  kerf_show_state (row->figure, state);
  g_free (row->words);
  row->words = g_strdup_printf ("%s%s%s%s", name, said || text[0] ? ", " : "", said ? said : text,
                                synthetic ? ", SYNTHETIC CT" : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, row->words, -1);
  const KerfObject *object = row->part[0] ? NULL : kerf_case_get (kerf_window_case (panel->window), row->id);
  gboolean shown = object ? kerf_view_state_shows (kerf_window_state (panel->window),
                                                   kerf_window_case (panel->window), object)
                          : kerf_view_state_is_shown (kerf_window_state (panel->window), row->id, row->part);
  gboolean image = row->id.kind == KERF_KIND_VOLUME, base = image && is_base (panel, row->id);
  if (image)
    shown = base || is_over_base (panel, row->id);
  set_eye (row, shown);
  gtk_widget_set_sensitive (row->eye, !base);
  g_autofree char *eye =
      base    ? g_strdup_printf (_ ("%s is the base image"), name)
      : image ? g_strdup_printf (shown ? _ ("%s lies over the base: take it away")
                                       : _ ("Show %s over the base; double click: as the base"),
                                 name)
              : g_strdup_printf (shown ? _ ("Hide %s") : _ ("Show %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->eye), GTK_ACCESSIBLE_PROPERTY_LABEL, eye, -1);
  gtk_widget_set_tooltip_text (row->eye, eye);
  gtk_widget_set_visible (row->eye,
                          row->id.kind != KERF_KIND_ALIGNMENT && row->id.kind != KERF_KIND_COMPARISON);
}

static void
add_planes (KerfDataPanel *panel, const KerfObject *object, guint *at)
{
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autofree char *plan_id = kerf_id_to_text (kerf_object_id (object));
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    KerfFigureState state = KERF_STATE_NONE;
    g_autofree char *key = g_strdup_printf ("%s.%s", plan_id, plane->letter);
    g_autofree char *figure = kerf_data_plane_figure (panel->window, object, i, &state);
    g_autofree char *name = g_strcmp0 (plane->letter, plane->name) == 0
                                ? g_strdup_printf (_ ("Plane %s"), plane->letter)
                                : g_strdup_printf ("%s · %s", plane->letter, plane->name);
    Row *row = take_row (panel, (*at)++, key, kerf_object_id (object), plane->letter,
                         kerf_palette_plane (plane->letter).colour, NULL);
    g_autofree char *said = kerf_data_plane_words (panel->window, plan, plane, figure, state);
    fill_row (panel, row, name, figure, said, state, FALSE);
  }
}

/* Its unit in full words. */
static void
speak_measure (KerfDataPanel *panel, Row *row, const KerfObject *object)
{
  g_autofree char *spoken = kerf_data_measure_words (panel->window, object);
  if (spoken)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static gboolean
belongs (const Section *section, KerfKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (section->kinds); i++)
    if (section->kinds[i] != KERF_KIND_NONE && section->kinds[i] == kind)
      return TRUE;
  return FALSE;
}

static void
add_section (KerfDataPanel *panel, const Section *section, guint *at)
{
  const KerfCase *kase = kerf_window_case (panel->window);
  guint heading = *at;
  gboolean any = FALSE;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (!belongs (section, id.kind))
      continue;
    if (!any) {
      g_autofree char *key = g_strdup_printf ("#%s", section->title);
      take_row (panel, heading, key, KERF_ID_NONE, "", kerf_colour (0, 0), section);
      (*at)++;
      any = TRUE;
    }
    g_autofree char *key = kerf_id_to_text (id);
    KerfFigureState state = KERF_STATE_NONE;
    Row *row = take_row (panel, (*at)++, key, id, "", kerf_data_colour (object), NULL);
    g_autofree char *figure = kerf_data_figure (panel->window, object, &state);
    gboolean synthetic = id.kind == KERF_KIND_VOLUME && strcmp (kerf_volume_role (object), "pseudo-ct") == 0;
    fill_row (panel, row, kerf_object_name (object), figure, NULL, state, synthetic);
    if (id.kind == KERF_KIND_PLAN)
      add_planes (panel, object, at);
    if (id.kind == KERF_KIND_MEASURE)
      speak_measure (panel, row, object);
  }
  /* Structures and plans can be begun where none is yet. */
  if (!any && kerf_view_state_base (kerf_window_state (panel->window), kase).kind &&
      (belongs (section, KERF_KIND_SEGMENT) || belongs (section, KERF_KIND_PLAN))) {
    g_autofree char *key = g_strdup_printf ("#%s", section->title);
    take_row (panel, (*at)++, key, KERF_ID_NONE, "", kerf_colour (0, 0), section);
  }
}

/* The selected row into view, once its place is known. */
static gboolean
scroll_to_selected (gpointer data)
{
  KerfDataPanel *panel = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (panel->list));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (panel->scrolled));
  double x, y;
  panel->scroll = 0;
  if (row && gtk_widget_translate_coordinates (GTK_WIDGET (row), panel->list, 0, 0, &x, &y))
    gtk_adjustment_clamp_page (adjustment, y, y + gtk_widget_get_height (GTK_WIDGET (row)));
  return G_SOURCE_REMOVE;
}

static gboolean
is_found (const Row *row, const char *part)
{
  if (!part[0])
    return TRUE;
  g_autofree char *name = g_utf8_casefold (gtk_label_get_text (GTK_LABEL (row->name)), -1);
  return row->id.kind != KERF_KIND_NONE && strstr (name, part);
}

/* Rows are hidden, not filtered by the list: a screen reader would still find those. */
static void
show_found (KerfDataPanel *panel)
{
  g_autofree char *part = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (panel->search)), -1);
  for (guint i = 0; i < panel->rows->len; i++) {
    Row *row = g_ptr_array_index (panel->rows, i);
    gtk_widget_set_visible (row->row, is_found (row, part));
  }
}

void
kerf_data_panel_update (KerfDataPanel *panel)
{
  guint at = 0;
  const KerfViewState *state = kerf_window_state (panel->window);
  panel->selecting = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    add_section (panel, &sections[i], &at);
  while (panel->rows->len > at) {
    Row *gone = g_ptr_array_index (panel->rows, panel->rows->len - 1);
    gtk_list_box_remove (GTK_LIST_BOX (panel->list), gone->row);
    g_ptr_array_remove_index (panel->rows, panel->rows->len - 1);
  }
  show_found (panel);
  GtkWidget *selected = NULL;
  for (guint i = 0; i < panel->rows->len; i++) {
    Row *row = g_ptr_array_index (panel->rows, i);
    if (row->id.kind && kerf_id_equal (row->id, state->selected) &&
        strcmp (row->part, state->selected_part) == 0)
      selected = row->row;
  }
  gtk_list_box_select_row (GTK_LIST_BOX (panel->list), selected ? GTK_LIST_BOX_ROW (selected) : NULL);
  panel->selecting = FALSE;
  if (selected && !kerf_id_equal (panel->seen, state->selected) && !panel->scroll)
    panel->scroll = g_timeout_add (100, scroll_to_selected, panel);
  panel->seen = state->selected;
}

static void
on_selected (GtkListBox *list, GtkListBoxRow *selected, gpointer data)
{
  KerfDataPanel *panel = data;
  (void) list;
  Row *row = selected ? g_object_get_data (G_OBJECT (selected), "row") : NULL;
  if (panel->selecting || !row)
    return;
  kerf_window_select (panel->window, row->id, row->part);
}

void
kerf_data_panel_step (KerfDataPanel *panel, int by)
{
  GtkListBoxRow *now = gtk_list_box_get_selected_row (GTK_LIST_BOX (panel->list));
  int at = now ? gtk_list_box_row_get_index (now) : (by > 0 ? -1 : (int) panel->rows->len);
  for (at += by; at >= 0 && at < (int) panel->rows->len; at += by) {
    Row *row = g_ptr_array_index (panel->rows, (guint) at);
    if (row->id.kind == KERF_KIND_NONE || !gtk_widget_get_visible (row->row))
      continue;
    gtk_list_box_select_row (GTK_LIST_BOX (panel->list), GTK_LIST_BOX_ROW (row->row));
    return;
  }
}

char *
kerf_data_panel_selected_text (KerfDataPanel *panel)
{
  GtkListBoxRow *now = gtk_list_box_get_selected_row (GTK_LIST_BOX (panel->list));
  Row *row = now ? g_object_get_data (G_OBJECT (now), "row") : NULL;
  if (!row || !row->figure)
    return NULL;
  const char *figure = gtk_label_get_text (GTK_LABEL (row->figure));
  return g_strdup_printf ("%s%s%s", gtk_label_get_text (GTK_LABEL (row->name)), figure[0] ? " " : "", figure);
}

char *
kerf_data_panel_words (KerfDataPanel *panel, KerfId id, const char *part)
{
  for (guint i = 0; i < panel->rows->len; i++) {
    const Row *row = g_ptr_array_index (panel->rows, i);
    if (row->words && kerf_id_equal (row->id, id) && strcmp (row->part, part) == 0)
      return g_strdup (row->words);
  }
  return NULL;
}

/* ---- find ---- */

/* Enter goes to the first row that is left. */
static void
on_search_enter (GtkSearchEntry *entry, gpointer data)
{
  KerfDataPanel *panel = data;
  (void) entry;
  for (guint i = 0; i < panel->rows->len; i++) {
    Row *row = g_ptr_array_index (panel->rows, i);
    if (row->id.kind == KERF_KIND_NONE || !gtk_widget_get_visible (row->row))
      continue;
    gtk_list_box_select_row (GTK_LIST_BOX (panel->list), GTK_LIST_BOX_ROW (row->row));
    gtk_widget_grab_focus (row->row);
    return;
  }
}

/* What had the keys before the field has them again. */
static void
on_search_mode (KerfDataPanel *panel)
{
  if (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (panel->search_bar)))
    return;
  if (panel->before && gtk_widget_get_mapped (panel->before))
    gtk_widget_grab_focus (panel->before);
  g_clear_weak_pointer (&panel->before);
}

void
kerf_data_panel_find (KerfDataPanel *panel)
{
  if (!gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (panel->search_bar)))
    g_set_weak_pointer (&panel->before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (panel))));
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (panel->search_bar), TRUE);
  gtk_widget_grab_focus (panel->search);
}

static GtkWidget *
build_search (KerfDataPanel *panel)
{
  panel->search = gtk_search_entry_new ();
  gtk_widget_set_hexpand (panel->search, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find in the case"), -1);
  g_signal_connect_swapped (panel->search, "search-changed", G_CALLBACK (show_found), panel);
  g_signal_connect (panel->search, "activate", G_CALLBACK (on_search_enter), panel);
  panel->search_bar = gtk_search_bar_new ();
  gtk_search_bar_set_child (GTK_SEARCH_BAR (panel->search_bar), panel->search);
  g_signal_connect_object (panel->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_search_mode),
                           panel, G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (panel->search_bar), GTK_EDITABLE (panel->search));
  return panel->search_bar;
}

static void
finalize (GObject *object)
{
  g_clear_handle_id (&KERF_DATA_PANEL (object)->scroll, g_source_remove);
  g_clear_weak_pointer (&KERF_DATA_PANEL (object)->before);
  g_ptr_array_unref (KERF_DATA_PANEL (object)->rows);
  G_OBJECT_CLASS (kerf_data_panel_parent_class)->finalize (object);
}

static void
kerf_data_panel_class_init (KerfDataPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_REGION);
}

static void
kerf_data_panel_init (KerfDataPanel *panel)
{
  panel->rows = g_ptr_array_new_with_free_func (row_free);
  panel->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (panel->list), GTK_SELECTION_SINGLE);
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (panel->list), FALSE);
  g_signal_connect (panel->list, "row-activated", G_CALLBACK (on_activated), panel);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  static const char *const names[] = { "base", "other" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], G_VARIANT_TYPE_STRING);
    g_signal_connect (action, "activate", G_CALLBACK (on_image_action), panel);
    g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  }
  gtk_widget_insert_action_group (GTK_WIDGET (panel), "image", G_ACTION_GROUP (actions));
  gtk_widget_add_css_class (panel->list, "navigation-sidebar");
  gtk_widget_add_css_class (panel->list, "kerf-data");
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is in the case"), -1);
  g_signal_connect (panel->list, "row-selected", G_CALLBACK (on_selected), panel);
  GtkWidget *scrolled = panel->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), panel->list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), build_search (panel));
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_bin_set_child (ADW_BIN (panel), box);
  gtk_widget_set_size_request (GTK_WIDGET (panel), 266, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (panel), FALSE);
}

GtkWidget *
kerf_data_panel_new (KerfWindow *window)
{
  KerfDataPanel *panel = g_object_new (KERF_TYPE_DATA_PANEL, NULL);
  panel->window = window;
  gtk_accessible_update_property (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Data panel"),
                                  -1);
  return GTK_WIDGET (panel);
}
