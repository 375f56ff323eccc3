/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/share-sheet.h"

#include "app/command.h"
#include "case/pseudonym.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  KerfWindow *window;
  GtkWidget *dialog, *pseudonym, *key, *problem, *rows, *save;
  char *key_path;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;
  g_free (sheet->key_path);
  g_free (sheet);
}

/* ---- what identifies ---- */

static const char *
action_label (char action)
{
  return action == 'D'   ? _ ("replaced")
         : action == 'Z' ? _ ("emptied")
         : action == 'X' ? _ ("removed")
         : action == 'K' ? _ ("kept")
         : action == 'C' ? _ ("cleaned")
                         : _ ("new UID");
}

static GtkWidget *
identifying_row (const KerfIdentifying *row, gboolean shown)
{
  GtkWidget *widget = adw_action_row_new (), *action = gtk_label_new (action_label (row->action));
  g_autofree char *place = *row->becomes && row->action != 'K' && row->action != 'U'
                               ? g_strdup_printf ("%s.%s → %s", row->object, row->key, row->becomes)
                               : g_strdup_printf ("%s.%s", row->object, row->key);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), shown ? row->value : "…");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), place);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 1);
  gtk_widget_add_css_class (action, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), action);
  return widget;
}

/* The same rows as kerf-cli export case --preview; the new UIDs are the key's affair. */
static void
update (Sheet *sheet)
{
  GtkWidget *child;
  g_autoptr (GError) error = NULL;
  KerfHash none = { { 0 } };
  const char *id = gtk_editable_get_text (GTK_EDITABLE (sheet->pseudonym));
  KerfPseudonym p = { .id = id };
  while ((child = gtk_widget_get_first_child (sheet->rows)))
    gtk_list_box_remove (GTK_LIST_BOX (sheet->rows), child);
  g_autoptr (KerfPseudonymised) made =
      *id ? kerf_pseudonymise (kerf_window_case (sheet->window), &none, &p, &error) : NULL;
  for (guint k = 0; made && k < made->rows->len; k++)
    gtk_list_box_append (GTK_LIST_BOX (sheet->rows),
                         identifying_row (g_ptr_array_index (made->rows, k),
                                          kerf_window_state (sheet->window)->patient_text));
  gtk_label_set_text (GTK_LABEL (sheet->problem), error ? error->message : "");
  gtk_widget_set_visible (sheet->problem, error != NULL);
  gtk_widget_set_sensitive (sheet->save, made != NULL);
}

static void
on_changed (GtkEditable *entry, gpointer data)
{
  (void) entry;
  update (data);
}

/* ---- key and copy ---- */

static void
set_key (Sheet *sheet, const char *path)
{
  g_free (sheet->key_path);
  sheet->key_path = g_strdup (path);
  g_autofree char *shown = g_filename_display_name (path);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (sheet->key), shown);
}

static void
on_key_chosen (GtkNativeDialog *chooser, int response, gpointer data)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    set_key (data, path);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
on_choose_key (GtkButton *button, gpointer data)
{
  Sheet *sheet = data;
  (void) button;
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Choose the site's key"), GTK_WINDOW (sheet->dialog),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_key_chosen), sheet);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_written (KerfWindow *window, gboolean ok, const char *said, gpointer data)
{
  (void) data;
  kerf_window_hint (window, NULL);
  if (ok)
    kerf_window_toast (window, _ ("Pseudonymised copy saved"), FALSE);
  if (!ok || said[0])
    kerf_window_say (window, said);
}

static void
on_place_chosen (GtkNativeDialog *chooser, int response, gpointer data)
{
  Sheet *sheet = data;
  gboolean accepted = response == GTK_RESPONSE_ACCEPT;
  if (accepted) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file), *folder = g_path_get_dirname (sheet->key_path);
    g_mkdir_with_parents (folder, 0700);
    kerf_window_hint (sheet->window, _ ("Exporting…"));
    /* The chooser asked before it took a file that is there. */
    kerf_command_run (sheet->window,
                      (const char *const[]){
                          "export", "case", kerf_document_path (kerf_window_document (sheet->window)), path,
                          "--pseudonymise", gtk_editable_get_text (GTK_EDITABLE (sheet->pseudonym)), "--key",
                          sheet->key_path, "--force", NULL },
                      on_written, NULL);
  }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
  if (accepted)
    gtk_window_destroy (GTK_WINDOW (sheet->dialog));
}

static void
on_save (GtkButton *button, gpointer data)
{
  Sheet *sheet = data;
  (void) button;
  g_autofree char *name =
      g_strconcat (gtk_editable_get_text (GTK_EDITABLE (sheet->pseudonym)), ".kerf", NULL);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Save the pseudonymised copy"), GTK_WINDOW (sheet->dialog),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (on_place_chosen), sheet);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- the sheet ---- */

static void
on_cancel (GtkButton *button, gpointer data)
{
  (void) button;
  gtk_window_destroy (GTK_WINDOW (((Sheet *) data)->dialog));
}

static GtkWidget *
header (Sheet *sheet)
{
  GtkWidget *bar = gtk_header_bar_new (), *cancel = gtk_button_new_with_label (_ ("Cancel"));
  sheet->save = gtk_button_new_with_label (_ ("Save copy…"));
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (bar), FALSE);
  gtk_widget_add_css_class (sheet->save, "suggested-action");
  g_signal_connect (cancel, "clicked", G_CALLBACK (on_cancel), sheet);
  g_signal_connect (sheet->save, "clicked", G_CALLBACK (on_save), sheet);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (bar), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (bar), sheet->save);
  return bar;
}

static GtkWidget *
questions (Sheet *sheet)
{
  GtkWidget *list = gtk_list_box_new (), *choose = gtk_button_new_with_label (_ ("Choose…"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  sheet->pseudonym = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (sheet->pseudonym), _ ("Pseudonym in the study"));
  g_signal_connect (sheet->pseudonym, "changed", G_CALLBACK (on_changed), sheet);
  sheet->key = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (sheet->key),
                                 _ ("Key of the site, made where it is absent"));
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  g_signal_connect (choose, "clicked", G_CALLBACK (on_choose_key), sheet);
  adw_action_row_add_suffix (ADW_ACTION_ROW (sheet->key), choose);
  gtk_list_box_append (GTK_LIST_BOX (list), sheet->pseudonym);
  gtk_list_box_append (GTK_LIST_BOX (list), sheet->key);
  return list;
}

void
kerf_share_sheet_show (KerfWindow *window)
{
  if (!kerf_document_is_open (kerf_window_document (window)))
    return;
  Sheet *sheet = g_new0 (Sheet, 1);
  sheet->window = window;
  sheet->dialog = adw_window_new ();
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *scrolled = gtk_scrolled_window_new ();
  gtk_box_append (GTK_BOX (whole), header (sheet));
  gtk_box_append (GTK_BOX (box), questions (sheet));
  sheet->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (sheet->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (sheet->problem), 0);
  gtk_widget_add_css_class (sheet->problem, "kerf-question");
  gtk_box_append (GTK_BOX (box), sheet->problem);
  sheet->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (sheet->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (sheet->rows, "boxed-list");
  gtk_box_append (GTK_BOX (box), sheet->rows);
  gtk_widget_add_css_class (box, "kerf-sheet");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (whole), scrolled);
  adw_window_set_content (ADW_WINDOW (sheet->dialog), whole);
  gtk_window_set_title (GTK_WINDOW (sheet->dialog), _ ("Share without identity"));
  gtk_window_set_default_size (GTK_WINDOW (sheet->dialog), 640, 600);
  gtk_window_set_transient_for (GTK_WINDOW (sheet->dialog), GTK_WINDOW (window));
  gtk_window_set_modal (GTK_WINDOW (sheet->dialog), TRUE);
  g_autofree char *key = g_build_filename (g_get_user_data_dir (), "kerf", "site.key", NULL);
  set_key (sheet, key);
  update (sheet);
  g_object_set_data_full (G_OBJECT (sheet->dialog), "sheet", sheet, sheet_free);
  gtk_window_present (GTK_WINDOW (sheet->dialog));
}
