/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/signature.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  KerfWindow *window;
  char *op;
  GStrv extra;
  GtkWidget *by, *role, *note, *dialog;
  guint unticked;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  g_free (ask->op);
  g_strfreev (ask->extra);
  g_free (ask);
}

static void
on_answer (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Ask *ask = data;
  (void) dialog;
  if (strcmp (response, "sign") != 0)
    return;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const KerfOp *op = kerf_document_op (ask->op);
  for (int i = 0; ask->extra && ask->extra[i]; i++)
    g_ptr_array_add (words, g_strdup (ask->extra[i]));
  GtkWidget *entries[] = { ask->by, ask->role, ask->note };
  const char *keys[] = { "by", "role", kerf_op_param (op, "note") ? "note" : "reason" };
  for (int i = 0; i < 3; i++) {
    const char *text = gtk_editable_get_text (GTK_EDITABLE (entries[i]));
    if (text[0] && kerf_op_param (op, keys[i]))
      g_ptr_array_add (words, g_strdup_printf ("%s=%s", keys[i], text));
  }
  g_ptr_array_add (words, NULL);
  kerf_window_do (ask->window, ask->op, (const char *const *) words->pdata);
}

/* An entry of its own: in an AdwEntryRow of 1.2 the focus is told to nobody. */
static GtkWidget *
ask_entry (GtkWidget *list, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new (), *entry = gtk_entry_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 16);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), entry);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return entry;
}

static void
on_tick (GtkCheckButton *check, GParamSpec *spec, gpointer data)
{
  Ask *ask = data;
  (void) spec;
  ask->unticked += gtk_check_button_get_active (check) ? -1u : 1u;
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (ask->dialog), "sign", ask->unticked == 0);
}

/* Each is looked at by itself; until then nothing can be signed. */
static void
add_ticks (Ask *ask, GtkWidget *box, const char *const *ticks)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (int i = 0; ticks[i]; i++) {
    GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ticks[i]);
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
    gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
    g_signal_connect (check, "notify::active", G_CALLBACK (on_tick), ask);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
    ask->unticked++;
  }
  gtk_box_append (GTK_BOX (box), list);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (ask->dialog), "sign", ask->unticked == 0);
}

void
kerf_ask_signature (KerfWindow *window, const char *op, const char *heading, const char *body,
                    const char *verb, const char *const *extra, const char *const *ticks)
{
  Ask *ask = g_new0 (Ask, 1);
  ask->window = window;
  ask->op = g_strdup (op);
  ask->extra = g_strdupv ((char **) (guintptr) extra);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, body),
            *list = gtk_list_box_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  ask->dialog = dialog;
  ask->by = ask_entry (list, _ ("Name"), kerf_window_person ());
  ask->role = ask_entry (list, _ ("Role"), "");
  ask->note = ask_entry (list, _ ("Note or reason"), "");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign", verb, NULL);
  if (ticks)
    add_ticks (ask, box, ticks);
  gtk_box_append (GTK_BOX (box), list);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "sign");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "ask", ask, ask_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_answer), ask);
  gtk_window_present (GTK_WINDOW (dialog));
}
