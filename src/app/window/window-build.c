/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of a window. */
#include "app/actions.h"
#include "app/views/fusion-bar.h"
#include "app/window/layout-popover.h"
#include "app/window/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
name_it (GtkWidget *widget, const char *action, const char *label)
{
  g_autofree char *tooltip = action ? kerf_action_tooltip (action) : NULL;
  gtk_widget_set_tooltip_text (widget, tooltip ? tooltip : label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* ---- header bar ---- */

static void
on_workspace (GtkToggleButton *button, gpointer data)
{
  KerfWindow *window = data;
  if (!window->updating && gtk_toggle_button_get_active (button))
    kerf_window_set_workspace (window, g_object_get_data (G_OBJECT (button), "workspace"));
}

static GtkWidget *
build_workspaces (KerfWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Workspaces"), -1);
  for (int i = 0; i < KERF_N_WORKSPACES; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (kerf_workspaces[i].label));
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "kerf-workspace");
    if (i > 0)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                   GTK_TOGGLE_BUTTON (window->workspace_buttons[0]));
    g_object_set_data (G_OBJECT (button), "workspace", (gpointer) (guintptr) kerf_workspaces[i].id);
    g_signal_connect (button, "toggled", G_CALLBACK (on_workspace), window);
    window->workspace_buttons[i] = button;
    gtk_box_append (GTK_BOX (box), button);
  }
  window->workspace_box = box;
  return box;
}

static GtkWidget *
icon_button (const char *icon, const char *action, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  name_it (button, action, label);
  return button;
}

static GtkWidget *
menu_button (const char *icon, const char *label, GMenuModel *take_model)
{
  g_autoptr (GMenuModel) model = take_model;
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), model);
  name_it (button, NULL, label);
  return button;
}

static GtkWidget *
build_header (KerfWindow *window)
{
  GtkWidget *header = window->header = adw_header_bar_new ();
  window->import = gtk_button_new_with_label (_ ("Import…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (window->import), "win.import");
  name_it (window->import, "win.import", _ ("Import images"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), window->import);
  window->undo = icon_button ("edit-undo-symbolic", "win.undo", _ ("Undo"));
  window->redo = icon_button ("edit-redo-symbolic", "win.redo", _ ("Redo"));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), window->undo);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), window->redo);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), build_workspaces (window));
  window->main_menu = menu_button ("open-menu-symbolic", _ ("Main menu"), kerf_window_main_menu ());
  window->layout_menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (window->layout_menu), "kerf-layout-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (window->layout_menu), kerf_layout_popover_new (window));
  name_it (window->layout_menu, NULL, _ ("Layout"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), window->main_menu);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), window->layout_menu);
  window->find = icon_button ("edit-find-symbolic", "win.find", _ ("Find in the case"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), window->find);
  return header;
}

/* ---- strip and banner ---- */

static GtkWidget *
strip_label (GtkWidget *strip, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (strip), label);
  return label;
}

static GtkWidget *
build_strip (KerfWindow *window)
{
  window->strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  gtk_widget_add_css_class (window->strip, "kerf-strip");
  window->patient = strip_label (window->strip, "kerf-patient");
  window->details = strip_label (window->strip, "dim-label");
  window->subject = strip_label (window->strip, "kerf-subject");
  gtk_label_set_ellipsize (GTK_LABEL (window->subject), PANGO_ELLIPSIZE_NONE);
  window->file = strip_label (window->strip, "dim-label");
  window->synthetic = strip_label (window->strip, "kerf-badge");
  gtk_label_set_ellipsize (GTK_LABEL (window->synthetic), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_text (GTK_LABEL (window->synthetic), "SYNTHETIC CT");
  gtk_widget_set_valign (window->synthetic, GTK_ALIGN_CENTER);
  GtkWidget *research = strip_label (window->strip, "dim-label");
  gtk_label_set_text (GTK_LABEL (research), _ ("For research, not for clinical use"));
  gtk_label_set_ellipsize (GTK_LABEL (research), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (research, TRUE);
  gtk_label_set_xalign (GTK_LABEL (research), 1);
  return window->strip;
}

static void
on_banner_close (GtkButton *button, gpointer data)
{
  (void) button;
  kerf_window_say (data, NULL);
}

static GtkWidget *
build_banner (KerfWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *close;
  gtk_widget_add_css_class (box, "kerf-banner");
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_object_set (icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_box_append (GTK_BOX (box), icon);
  window->banner_label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap",
                                       TRUE, "xalign", 0.0, "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), window->banner_label);
  close = gtk_button_new_with_label (_ ("Close"));
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close message"),
                                  -1);
  g_signal_connect (close, "clicked", G_CALLBACK (on_banner_close), window);
  gtk_box_append (GTK_BOX (box), close);
  window->banner = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (window->banner), box);
  return window->banner;
}

/* ---- tools ---- */

static void
on_tool (GtkToggleButton *button, gpointer data)
{
  KerfWindow *window = data;
  if (window->updating || !gtk_toggle_button_get_active (button))
    return;
  kerf_window_set_tool (window, g_object_get_data (G_OBJECT (button), "tool"));
  KerfViewArea *area = kerf_window_focused_area (window);
  if (area)
    gtk_widget_grab_focus (GTK_WIDGET (area));
}

static GtkWidget *
build_pill (KerfWindow *window)
{
  window->pill = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_add_css_class (window->pill, "kerf-pill");
  gtk_widget_set_halign (window->pill, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (window->pill, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (window->pill), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tools"),
                                  -1);
  for (int i = 0; kerf_tools[i]; i++) {
    GtkWidget *button = gtk_toggle_button_new ();
    g_autofree char *action = g_strdup_printf ("win.tool-%s", kerf_tools[i]->id);
    gtk_button_set_icon_name (GTK_BUTTON (button), kerf_tools[i]->icon);
    name_it (button, action, _ (kerf_tools[i]->label));
    gtk_widget_add_css_class (button, "flat");
    if (i > 0)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (window->tool_buttons[0]));
    g_object_set_data (G_OBJECT (button), "tool", (gpointer) (guintptr) kerf_tools[i]->id);
    g_signal_connect (button, "toggled", G_CALLBACK (on_tool), window);
    window->tool_buttons[i] = button;
    gtk_box_append (GTK_BOX (window->pill), button);
    if (kerf_tools[i] == &kerf_tool_length) {
      GtkWidget *more = menu_button ("pan-up-symbolic", _ ("Measures"), kerf_window_measure_menu ());
      gtk_menu_button_set_direction (GTK_MENU_BUTTON (more), GTK_ARROW_UP);
      gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (more), FALSE);
      gtk_widget_add_css_class (more, "kerf-more");
      gtk_box_append (GTK_BOX (window->pill), more);
    }
  }
  return window->pill;
}

/* ---- status line ---- */

static GtkWidget *
build_status (KerfWindow *window)
{
  GtkWidget *line = window->status = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_add_css_class (line, "kerf-status");
  window->status_probe = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (window->status_probe), 0);
  gtk_box_append (GTK_BOX (line), window->status_probe);
  /* Role STATUS: each new text is told to screen readers. */
  window->status_hint = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                      "hexpand", TRUE, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (window->status_hint, "dim-label");
  gtk_box_append (GTK_BOX (line), window->status_hint);
  window->job_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  window->job_label = gtk_label_new (NULL);
  window->job_bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (window->job_bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (window->job_bar, 120, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (window->job_bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "win.cancel-job");
  gtk_accessible_update_property (GTK_ACCESSIBLE (cancel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cancel the job"), -1);
  gtk_box_append (GTK_BOX (window->job_box), window->job_label);
  gtk_box_append (GTK_BOX (window->job_box), window->job_bar);
  gtk_box_append (GTK_BOX (window->job_box), cancel);
  gtk_widget_set_visible (window->job_box, FALSE);
  gtk_box_append (GTK_BOX (line), window->job_box);
  window->status_saved = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (line), window->status_saved);
  return line;
}

/* ---- pages ---- */

static GtkWidget *
build_empty (KerfWindow *window)
{
  GtkWidget *page = adw_status_page_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 36),
            *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "kerf-case-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Drop a folder of images here"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("CT, MRI or pseudo-CT. Nothing leaves this computer; the originals are not changed."));
  const struct {
    const char *label, *action, *style;
  } rows[] = { { N_ ("Import images…"), "win.import", "suggested-action" },
               { N_ ("Open case…"), "win.open", NULL },
               { N_ ("Open the sample case"), "win.sample", NULL } };
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    GtkWidget *button = gtk_button_new_with_label (_ (rows[i].label));
    gtk_widget_add_css_class (button, "pill");
    if (rows[i].style)
      gtk_widget_add_css_class (button, rows[i].style);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), rows[i].action);
    gtk_box_append (GTK_BOX (buttons), button);
  }
  gtk_box_append (GTK_BOX (box), buttons);
  window->recent_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *title = gtk_label_new (_ ("Recent"));
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  window->recent = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (window->recent), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (window->recent, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (window->recent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Recent cases"), -1);
  gtk_box_append (GTK_BOX (window->recent_box), title);
  gtk_box_append (GTK_BOX (window->recent_box), window->recent);
  GtkWidget *clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), window->recent_box);
  gtk_box_append (GTK_BOX (box), clamp);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  return page;
}

static GtkWidget *
build_views (KerfWindow *window)
{
  /* One of the regions that F6 goes through; a screen reader says its name on the way in. */
  GtkWidget *overlay = g_object_new (GTK_TYPE_OVERLAY, "accessible-role", GTK_ACCESSIBLE_ROLE_REGION, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (overlay), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Views"), -1);
  window->grid = kerf_view_grid_new (window);
  window->no_gl = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (window->no_gl), "video-display-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (window->no_gl), _ ("No pictures"));
  GtkWidget *rest =
      gtk_label_new (_ ("Everything else works: the data, every form and figure, undo, guides and exports. "
                        "A report says “no picture” where one would stand."));
  gtk_label_set_wrap (GTK_LABEL (rest), TRUE);
  gtk_label_set_justify (GTK_LABEL (rest), GTK_JUSTIFY_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (window->no_gl), rest);
  window->views = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (window->views), window->grid, "views");
  gtk_stack_add_named (GTK_STACK (window->views), window->no_gl, "no-gl");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), window->views);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), build_pill (window));
  window->fusion = kerf_fusion_bar_new (window);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), window->fusion);
  return overlay;
}

static GtkWidget *
build_flap (GtkWidget *content, GtkWidget *flap, gboolean end)
{
  GtkWidget *widget = adw_flap_new (), *separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  adw_flap_set_content (ADW_FLAP (widget), content);
  adw_flap_set_flap (ADW_FLAP (widget), flap);
  adw_flap_set_separator (ADW_FLAP (widget), separator);
  adw_flap_set_flap_position (ADW_FLAP (widget), end ? GTK_PACK_END : GTK_PACK_START);
  adw_flap_set_swipe_to_open (ADW_FLAP (widget), FALSE);
  adw_flap_set_swipe_to_close (ADW_FLAP (widget), FALSE);
  gtk_widget_add_css_class (flap, "kerf-panel");
  return widget;
}

static GtkWidget *
build_case (KerfWindow *window)
{
  window->data = kerf_data_panel_new (window);
  window->inspector = kerf_inspector_new (window);
  window->right_flap = build_flap (build_views (window), window->inspector, TRUE);
  window->left_flap = build_flap (window->right_flap, window->data, FALSE);
  gtk_widget_set_vexpand (window->left_flap, TRUE);
  return window->left_flap;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  (void) target;
  (void) x;
  (void) y;
  GSList *files = g_value_get_boxed (value);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (GSList *l = files; l; l = l->next) {
    char *path = g_file_get_path (l->data);
    if (path)
      g_ptr_array_add (paths, path);
  }
  g_ptr_array_add (paths, NULL);
  kerf_window_open_files (data, (const char *const *) paths->pdata);
  return TRUE;
}

void
kerf_window_build (KerfWindow *window)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  window->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (window->stack), build_empty (window), "empty");
  gtk_stack_add_named (GTK_STACK (window->stack), build_case (window), "case");
  gtk_widget_set_vexpand (window->stack, TRUE);
  gtk_box_append (GTK_BOX (whole), build_header (window));
  gtk_box_append (GTK_BOX (whole), build_strip (window));
  gtk_box_append (GTK_BOX (whole), build_banner (window));
  gtk_box_append (GTK_BOX (below), window->stack);
  window->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (window->toasts), below);
  gtk_widget_set_vexpand (window->toasts, TRUE);
  gtk_box_append (GTK_BOX (whole), window->toasts);
  gtk_box_append (GTK_BOX (whole), build_status (window));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), whole);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_widget_set_size_request (GTK_WIDGET (window), 1024, 700);
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid));
  kerf_window_update_recent (window);
}
