/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions "win.…" and menus. */
#include "config.h"

#include "app/actions.h"
#include "app/command.h"
#include "app/panels/form.h"
#include "app/sheets/dialog.h"
#include "app/sheets/help.h"
#include "app/sheets/share-sheet.h"
#include "app/window/picture-popover.h"
#include "app/window/window-private.h"
#include "ops/ops.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- panels, layouts, tools ---- */

static void
toggle_flap (GtkWidget *flap)
{
  adw_flap_set_reveal_flap (ADW_FLAP (flap), !adw_flap_get_reveal_flap (ADW_FLAP (flap)));
}

static void
do_data_panel (KerfWindow *window)
{
  toggle_flap (window->left_flap);
}

static void
do_inspector (KerfWindow *window)
{
  toggle_flap (window->right_flap);
}

static void
do_region (KerfWindow *window, int by)
{
  GtkWidget *regions[] = { window->header, window->data, GTK_WIDGET (kerf_window_focused_area (window)),
                           window->inspector, window->status };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  int at = 2, n = G_N_ELEMENTS (regions);
  for (int i = 0; i < n; i++)
    if (focus && regions[i] && (focus == regions[i] || gtk_widget_is_ancestor (focus, regions[i])))
      at = i;
  for (int tries = 0; tries < n; tries++) {
    at = (at + by + n) % n;
    if (regions[at] && gtk_widget_child_focus (regions[at], GTK_DIR_TAB_FORWARD))
      return;
  }
}

static void
do_next_region (KerfWindow *window)
{
  do_region (window, 1);
}

static void
do_previous_region (KerfWindow *window)
{
  do_region (window, -1);
}

/* Unless what was chosen has taken the keys itself. */
static gboolean
take_keys_back (gpointer before)
{
  GtkRoot *root = gtk_widget_get_root (before);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean of_menu = focus && gtk_widget_get_ancestor (focus, GTK_TYPE_MENU_BUTTON);
  if (of_menu && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
  return G_SOURCE_REMOVE;
}

static void
on_main_menu_closed (GtkPopover *popover, GtkWidget *before)
{
  g_signal_handlers_disconnect_by_func (popover, on_main_menu_closed, before);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_keys_back, g_object_ref (before), g_object_unref);
}

/* By its key, it gives the keys back to what had them. */
static void
do_main_menu (KerfWindow *window)
{
  GtkWidget *before = gtk_window_get_focus (GTK_WINDOW (window));
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (window->main_menu));
  if (before && popover && !gtk_widget_is_ancestor (before, window->main_menu))
    g_signal_connect_object (popover, "closed", G_CALLBACK (on_main_menu_closed), before, 0);
  gtk_menu_button_popup (GTK_MENU_BUTTON (window->main_menu));
}

static void
do_maximise (KerfWindow *window)
{
  KerfViewArea *area = kerf_window_focused_area (window);
  if (area)
    kerf_window_maximise (window, kerf_view_area_view (area));
}

static void
do_fullscreen (KerfWindow *window)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (window)))
    gtk_window_unfullscreen (GTK_WINDOW (window));
  else
    gtk_window_fullscreen (GTK_WINDOW (window));
}

static void
do_brush (KerfWindow *window, void (*func) (KerfTool *tool))
{
  kerf_window_set_tool (window, "brush");
  func (kerf_window_find_tool (window, "brush"));
}

static void
do_brush_shape (KerfWindow *window)
{
  do_brush (window, kerf_brush_swap_shape);
}

static void
do_brush_mode (KerfWindow *window)
{
  do_brush (window, kerf_brush_swap_mode);
}

static void
do_brush_bigger (KerfWindow *window)
{
  kerf_brush_resize (kerf_window_find_tool (window, "brush"), 1.25);
}

static void
do_brush_smaller (KerfWindow *window)
{
  kerf_brush_resize (kerf_window_find_tool (window, "brush"), 0.8);
}

static void
do_take_handle (KerfWindow *window)
{
  kerf_handle_take (kerf_window_find_tool (window, "handle"));
}

static void
do_patient_text (KerfWindow *window)
{
  window->state->patient_text = !window->state->patient_text;
  kerf_window_remember_case (window);
  kerf_window_view_changed (window);
}

static void
do_cancel_job (KerfWindow *window)
{
  kerf_document_cancel_job (window->document);
  kerf_window_cancel_look (window);
}

/* ---- pictures ---- */

static void
do_copy_picture (KerfWindow *window)
{
  kerf_picture_popover_show (window, FALSE);
}

static void
do_save_picture (KerfWindow *window)
{
  kerf_picture_popover_show (window, TRUE);
}

/* ---- about, keys, history, any operation ---- */

static void
do_about (KerfWindow *window)
{
  g_autofree char *debug =
      g_strdup_printf ("Kerf %s\nOpenGL: %s\nGTK %u.%u.%u", KERF_VERSION,
                       kerf_view_area_renderer_name () ? kerf_view_area_renderer_name () : "–",
                       gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  adw_show_about_window (GTK_WINDOW (window), "application-name", "Kerf", "application-icon", KERF_APP_ID,
                         "version", KERF_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Plans the removal of bone sarcomas. For research, not for clinical use."),
                         "debug-info", debug, NULL);
}

static void
do_shortcuts (KerfWindow *window)
{
  gtk_window_present (GTK_WINDOW (kerf_actions_shortcuts_window (GTK_WINDOW (window))));
}

static void
do_history (KerfWindow *window)
{
  g_autoptr (GError) error = NULL;
  if (!kerf_document_is_open (window->document))
    return;
  g_autoptr (GHashTable) branch = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL);
  g_autoptr (GPtrArray) log = kerf_store_log (kerf_document_store (window->document), branch, &error);
  if (!log) {
    kerf_window_say (window, error->message);
    return;
  }
  GtkWidget *list = kerf_dialog_list_new ();
  for (guint i = log->len; i-- > 0;) {
    const KerfRevision *revision = g_ptr_array_index (log, i);
    const KerfOp *op = kerf_op_find (kerf_ops, revision->operation, NULL);
    GtkWidget *row = adw_action_row_new ();
    g_autofree char *title = g_strdup_printf ("%" G_GINT64_FORMAT " · %s", revision->number,
                                              op ? _ (op->title) : revision->operation);
    g_autofree char *small =
        g_strdup_printf ("%s · %.19s%s", revision->author, revision->time_utc,
                         g_hash_table_contains (branch, &revision->hash) ? "" : _ (" · other branch"));
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), small);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
  }
  kerf_dialog_show (window, _ ("History"), list, 460, 560);
}

static void
do_run_operation (KerfWindow *window)
{
  GtkWidget *list = kerf_dialog_list_new ();
  for (const KerfOp *const *op = kerf_ops; *op; op++)
    gtk_list_box_append (GTK_LIST_BOX (list), kerf_form_row_new (window, *op, NULL));
  kerf_dialog_show (window, _ ("Run an operation"), list, 460, 640);
}

/* ---- the table ---- */

typedef struct {
  const char *name;
  void (*func) (KerfWindow *window);
} WindowAction;

static const WindowAction window_actions[] = {
  { "open", kerf_window_file_open },
  { "import", kerf_window_file_import },
  { "save", kerf_window_file_save },
  { "save-copy", kerf_window_file_save_copy },
  { "share", kerf_share_sheet_show },
  { "export", kerf_window_file_export },
  { "report", kerf_window_file_report },
  { "sample", kerf_window_file_sample },
  { "undo", kerf_window_object_undo },
  { "redo", kerf_window_object_redo },
  { "copy", kerf_window_object_copy },
  { "copy-picture", do_copy_picture },
  { "save-picture", do_save_picture },
  { "history", do_history },
  { "run-operation", do_run_operation },
  { "shortcuts", do_shortcuts },
  { "about", do_about },
  { "fullscreen", do_fullscreen },
  { "second-window", kerf_window_open_second },
  { "presentation", kerf_window_present },
  { "data-panel", do_data_panel },
  { "inspector", do_inspector },
  { "next-region", do_next_region },
  { "previous-region", do_previous_region },
  { "rename", kerf_window_object_rename },
  { "duplicate", kerf_window_object_duplicate },
  { "lock", kerf_window_object_lock },
  { "properties", kerf_window_object_properties },
  { "find", kerf_window_object_find },
  { "main-menu", do_main_menu },
  { "help", kerf_help_show },
  { "delete", kerf_window_object_delete },
  { "toggle-shown", kerf_window_object_toggle_shown },
  { "next-object", kerf_window_object_next_object },
  { "previous-object", kerf_window_object_previous_object },
  { "new-segment", kerf_window_object_new_segment },
  { "new-plan", kerf_window_object_new_plan },
  { "new-alignment", kerf_window_object_new_alignment },
  { "new-guide", kerf_window_object_new_guide },
  { "new-comparison", kerf_window_object_new_comparison },
  { "maximise", do_maximise },
  { "brush-shape", do_brush_shape },
  { "brush-mode", do_brush_mode },
  { "brush-bigger", do_brush_bigger },
  { "brush-smaller", do_brush_smaller },
  { "take-handle", do_take_handle },
  { "measure-planes", kerf_window_object_measure_planes },
  { "patient-text", do_patient_text },
  { "cancel-job", do_cancel_job },
};

static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KerfWindow *window = data;
  const char *name = g_action_get_name (G_ACTION (action));
  (void) parameter;
  for (gsize i = 0; i < G_N_ELEMENTS (window_actions); i++)
    if (strcmp (window_actions[i].name, name) == 0)
      window_actions[i].func (window);
  KerfViewArea *area = kerf_window_focused_area (window);
  if (strcmp (name, "layout-6") == 0 && area && window->state->layout != KERF_LAYOUT_ALONG_CUT)
    kerf_view_area_do (area, "view.along-cut"); /* which cut? */
  else if (g_str_has_prefix (name, "layout-"))
    kerf_window_set_layout (window, (KerfLayout) (name[strlen ("layout-")] - '0'));
  else if (g_str_has_prefix (name, "tool-"))
    kerf_window_set_tool (window, name + strlen ("tool-"));
  else if (g_str_has_prefix (name, "workspace-")) {
    /* By place among those that are shown. */
    int wanted = name[strlen ("workspace-")] - '1';
    for (int i = 0; i < KERF_N_WORKSPACES; i++)
      if (gtk_widget_get_visible (window->workspace_buttons[i]) && wanted-- == 0)
        kerf_window_set_workspace (window, kerf_workspaces[i].id);
  }
}

/* "p1.A" or "s3", from a menu. */
static void
on_select (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *text = g_variant_get_string (parameter, NULL), *dot = strchr (text, '.');
  g_autofree char *id_text = dot ? g_strndup (text, (gsize) (dot - text)) : g_strdup (text);
  KerfId id;
  (void) action;
  if (kerf_id_from_text (id_text, &id))
    kerf_window_select (data, id, dot ? dot + 1 : NULL);
}

static void
add_action (KerfWindow *window, const char *name)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);
  g_signal_connect (action, "activate", G_CALLBACK (on_action), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}

/* The actions of views, for menus that stand outside of them: the view that has the focus, else the first. */
static void
on_view_action (GSimpleAction *action, GVariant *name, gpointer data)
{
  KerfViewArea *area = kerf_window_focused_area (data);
  (void) action;
  if (area)
    kerf_view_area_do (area, g_variant_get_string (name, NULL));
}

static GMenuModel *
view_menu (void)
{
  static const char *const parts[][8] = {
    { "view.surgeon", "view.turn-plane-left", "view.turn-plane-right", "view.along-cut", "view.reset", NULL },
    { "view.zoom-fit", "view.actual-size", "view.crosshair", "view.structures", "view.link", NULL },
    { "view.slab", "view.slab-kind", "view.sampling", NULL },
    { "view.fusion", "view.fusion-kind", "view.fusion-map", "view.swap-images", NULL },
    { "view.volume", "view.margin-map", "view.perspective", NULL },
  };
  GMenu *menu = g_menu_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GMenu) section = g_menu_new ();
    for (int k = 0; parts[i][k]; k++) {
      const KerfAction *action = kerf_action_find (parts[i][k]);
      g_autoptr (GMenuItem) item = g_menu_item_new (action ? _ (action->label) : parts[i][k], NULL);
      g_menu_item_set_action_and_target (item, "win.view", "s", parts[i][k]);
      g_menu_append_item (section, item);
    }
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  }
  return G_MENU_MODEL (menu);
}

void
kerf_window_add_actions (KerfWindow *window)
{
  g_autoptr (GSimpleAction) view = g_simple_action_new ("view", G_VARIANT_TYPE_STRING);
  g_signal_connect (view, "activate", G_CALLBACK (on_view_action), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (view));
  for (gsize i = 0; i < G_N_ELEMENTS (window_actions); i++)
    add_action (window, window_actions[i].name);
  for (int i = 1; i <= 7; i++) {
    g_autofree char *layout = g_strdup_printf ("layout-%d", i),
                    *workspace = g_strdup_printf ("workspace-%d", i);
    if (i <= KERF_LAYOUT_ALONG_CUT)
      add_action (window, layout);
    add_action (window, workspace);
  }
  g_autoptr (GSimpleAction) select = g_simple_action_new ("select", G_VARIANT_TYPE_STRING);
  g_signal_connect (select, "activate", G_CALLBACK (on_select), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (select));
  for (int i = 0; kerf_tools[i]; i++) {
    g_autofree char *tool = g_strdup_printf ("tool-%s", kerf_tools[i]->id);
    add_action (window, tool);
  }
}

GMenuModel *
kerf_window_main_menu (void)
{
  GMenu *menu = g_menu_new ();
  const struct {
    const char *label, *action;
    gboolean ends;
  } rows[] = { { N_ ("_Open…"), "win.open", FALSE },
               { N_ ("Save a _copy…"), "win.save-copy", FALSE },
               { N_ ("_Share without identity…"), "win.share", TRUE },
               { N_ ("Second _window"), "win.second-window", FALSE },
               { N_ ("Present the p_lan"), "win.presentation", TRUE },
               { N_ ("_Export the selected…"), "win.export", FALSE },
               { N_ ("Save p_icture…"), "win.save-picture", FALSE },
               { N_ ("Re_port…"), "win.report", TRUE },
               { N_ ("_History"), "win.history", FALSE },
               { N_ ("_Run an operation…"), "win.run-operation", FALSE },
               { N_ ("Show or hide patient _text"), "win.patient-text", TRUE },
               { N_ ("_Keyboard shortcuts"), "win.shortcuts", FALSE },
               { N_ ("Help"), "win.help", FALSE },
               { N_ ("_About Kerf"), "win.about", TRUE } };
  GMenu *section = g_menu_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_menu_append (section, _ (rows[i].label), rows[i].action);
    if (strcmp (rows[i].action, "win.run-operation") == 0) {
      g_autoptr (GMenuModel) view = view_menu ();
      g_menu_append_submenu (section, _ ("_View"), view);
    }
    if (rows[i].ends) {
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
      g_object_unref (section);
      section = g_menu_new ();
    }
  }
  g_object_unref (section);
  return G_MENU_MODEL (menu);
}

GMenuModel *
kerf_window_measure_menu (void)
{
  static const char *const actions[] = { "win.tool-length",   "win.tool-angle",     "win.tool-cobb",
                                         "win.tool-distance", "win.measure-planes", "win.tool-ellipse",
                                         "win.tool-circle",   "win.tool-freehand" };
  GMenu *menu = g_menu_new (), *section = g_menu_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    const KerfAction *action = kerf_action_find (actions[i]);
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (action->label), actions[i]);
    if (action->keys[0]) /* only shown: the views have the key */
      g_menu_item_set_attribute (item, "accel", "s", action->keys);
    g_menu_append_item (section, item);
    if (strcmp (actions[i], "win.measure-planes") == 0) { /* lengths and angles, then regions */
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
      g_object_unref (section);
      section = g_menu_new ();
    }
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
  return G_MENU_MODEL (menu);
}
