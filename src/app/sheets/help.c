/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/help.h"

#include "app/actions.h"
#include "app/sheets/dialog.h"

#include <glib/gi18n.h>

typedef struct {
  const char *title, *text, *action; /* action: whose key stands beside it; NULL: none */
} Step;

static const Step steps[] = {
  { N_ ("Import"),
    N_ ("Drop the folder that the scanner exported on the window. Each series gets a verdict; what is not regular waits "
        "until you choose it."),
    "win.import" },
  { N_ ("Declare bone and side"),
    N_ ("With nothing selected the inspector shows the case. Both stand in every window, picture and report."),
    NULL },
  { N_ ("Align"),
    N_ ("Lay MR over CT, look at it, accept it. Nothing mixes two images without an alignment, no plan is locked on one "
        "that nobody accepted."),
    NULL },
  { N_ ("Contour"),
    N_ ("Threshold the bone, draw the tumour on the MR or the CT, sign what is right. The bone has to hold the tumour’s "
        "part of it: unite the two."),
    NULL },
  { N_ ("Plan"),
    N_ ("Choose the target margin, place planes by three clicks or by a line, move them and watch the margin."),
    NULL },
  { N_ ("Guide"), N_ ("Make it for the plan’s planes, add pins, look at the checks, approve it, export it."),
    NULL },
  { N_ ("Present"), N_ ("The plan, large and without patient text, a step a key."), "win.presentation" },
  { N_ ("All keys"), N_ ("Every action has one, or a place in a menu."), "win.shortcuts" },
};

void
kerf_help_show (KerfWindow *window)
{
  GtkWidget *list = kerf_dialog_list_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    GtkWidget *row = adw_action_row_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (steps[i].title));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (steps[i].text));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    g_autofree char *key = steps[i].action ? kerf_action_key_text (kerf_action_find (steps[i].action)) : NULL;
    GtkWidget *label = gtk_label_new (key);
    gtk_widget_add_css_class (label, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
  }
  kerf_dialog_show (window, _ ("From images to a guide"), list, 560, 640);
}
