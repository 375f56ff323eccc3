/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and menus do with objects: undo, select, rename, lock, copy their figures. */
#include "app/panels/form.h"
#include "app/sheets/dialog.h"
#include "app/window/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

void
kerf_window_object_undo (KerfWindow *window)
{
  kerf_document_undo (window->document);
}

void
kerf_window_object_redo (KerfWindow *window)
{
  kerf_document_redo (window->document);
}

void
kerf_window_object_delete (KerfWindow *window)
{
  const KerfViewState *state = window->state;
  const KerfObject *object =
      state->selected.kind ? kerf_case_get (kerf_window_case (window), state->selected) : NULL;
  if (!object)
    return;
  g_autofree char *id = kerf_id_to_text (state->selected);
  g_autofree char *word = state->selected_part[0] ? g_strdup_printf ("id=%s.%s", id, state->selected_part)
                                                  : g_strdup_printf ("id=%s", id);
  kerf_window_do (window, "object.delete", (const char *const[]){ word, NULL });
}

void
kerf_window_object_toggle_shown (KerfWindow *window)
{
  KerfViewState *state = window->state;
  if (state->selected.kind == KERF_KIND_NONE)
    return;
  const KerfObject *object = kerf_case_get (kerf_window_case (window), state->selected);
  gboolean shown = !state->selected_part[0] && object
                       ? kerf_view_state_shows (state, kerf_window_case (window), object)
                       : kerf_view_state_is_shown (state, state->selected, state->selected_part);
  kerf_view_state_show (state, state->selected, state->selected_part, !shown);
  kerf_window_view_changed (window);
}

void
kerf_window_object_next_object (KerfWindow *window)
{
  kerf_data_panel_step (KERF_DATA_PANEL (window->data), 1);
}

void
kerf_window_object_previous_object (KerfWindow *window)
{
  kerf_data_panel_step (KERF_DATA_PANEL (window->data), -1);
}

/* A small window with one operation's form. */
static void
show_form (KerfWindow *window, const char *op_id, const char *const *preset)
{
  const KerfOp *op = kerf_document_op (op_id);
  GtkWidget *form = kerf_form_new (window, op, preset);
  gtk_widget_add_css_class (form, "kerf-sheet");
  kerf_dialog_show (window, _ (op->title), form, 420, -1);
  kerf_form_ends_window (form);
}

void
kerf_window_object_rename (KerfWindow *window)
{
  const KerfObject *object = window->state->selected.kind
                                 ? kerf_case_get (kerf_window_case (window), window->state->selected)
                                 : NULL;
  if (!object)
    return;
  g_autofree char *id = kerf_id_to_text (window->state->selected), *word = g_strdup_printf ("id=%s", id),
                  *name = g_strdup_printf ("~name=%s", kerf_object_name (object));
  show_form (window, "object.rename", (const char *const[]){ word, name, NULL });
}

/* Begins with the selected plane. */
void
kerf_window_object_measure_planes (KerfWindow *window)
{
  KerfId plan = kerf_view_state_plan (window->state, kerf_window_case (window));
  g_autofree char *id = kerf_id_to_text (plan);
  g_autofree char *word = window->state->selected.kind == KERF_KIND_PLAN && window->state->selected_part[0]
                              ? g_strdup_printf ("~a=%s.%s", id, window->state->selected_part)
                              : NULL;
  show_form (window, "measure.planes", (const char *const[]){ word, NULL });
}

/* Only what can be copied whole: a plan with its planes. */
void
kerf_window_object_duplicate (KerfWindow *window)
{
  KerfId id = window->state->selected;
  g_autofree char *text = kerf_id_to_text (id), *word = g_strdup_printf ("plan=%s", text);
  if (id.kind != KERF_KIND_PLAN)
    kerf_window_toast (window, _ ("Select a plan to duplicate"), FALSE);
  else
    kerf_window_do (window, "plan.duplicate", (const char *const[]){ word, NULL });
}

void
kerf_window_object_lock (KerfWindow *window)
{
  KerfId plan = kerf_view_state_plan (window->state, kerf_window_case (window));
  const KerfObject *object =
      plan.kind == KERF_KIND_PLAN ? kerf_case_get (kerf_window_case (window), plan) : NULL;
  g_autofree char *id = kerf_id_to_text (plan);
  if (!object)
    kerf_window_toast (window, _ ("There is no plan to lock"), FALSE);
  else if (g_strcmp0 (kerf_json_get_string (kerf_object_record (object), "state", ""), "locked") == 0)
    kerf_window_toast (window, _ ("The plan is locked already"), FALSE);
  else
    kerf_plan_ask_lock (window, id);
}

/* Its form stands in the inspector. */
void
kerf_window_object_properties (KerfWindow *window)
{
  adw_flap_set_reveal_flap (ADW_FLAP (window->right_flap), TRUE);
  gtk_widget_child_focus (window->inspector, GTK_DIR_TAB_FORWARD);
}

void
kerf_window_object_find (KerfWindow *window)
{
  if (!kerf_document_is_open (window->document))
    return;
  adw_flap_set_reveal_flap (ADW_FLAP (window->left_flap), TRUE);
  kerf_data_panel_find (KERF_DATA_PANEL (window->data));
}

/* The figures of what is selected; with nothing selected those under the pointer. */
void
kerf_window_object_copy (KerfWindow *window)
{
  if (window->state->selected.kind == KERF_KIND_MEASURE) {
    g_autofree char *text = kerf_measure_text (window, window->state->selected);
    if (text)
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), text);
    kerf_window_toast (window, text ? _ ("Figures copied") : _ ("The figures are still being computed"),
                       FALSE);
    return;
  }
  g_autofree char *selected = kerf_data_panel_selected_text (KERF_DATA_PANEL (window->data));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)),
                          selected ? selected : gtk_label_get_text (GTK_LABEL (window->status_probe)));
  kerf_window_toast (window, _ ("Figures copied"), FALSE);
}

void
kerf_window_object_new_segment (KerfWindow *window)
{
  kerf_window_select (window, KERF_ID_NONE, NULL);
  kerf_window_set_workspace (window, "contour");
}

void
kerf_window_object_new_plan (KerfWindow *window)
{
  kerf_window_set_workspace (window, "plan");
  kerf_window_select (window, KERF_ID_NONE, NULL);
}

void
kerf_window_object_new_alignment (KerfWindow *window)
{
  kerf_window_set_workspace (window, "align");
  kerf_window_select (window, KERF_ID_NONE, NULL);
}

void
kerf_window_object_new_guide (KerfWindow *window)
{
  kerf_window_set_workspace (window, "guide");
  kerf_window_select (window, KERF_ID_NONE, NULL);
}

void
kerf_window_object_new_comparison (KerfWindow *window)
{
  kerf_window_set_workspace (window, "compare");
  kerf_window_select (window, KERF_ID_NONE, NULL);
}

char *
kerf_window_object_words (KerfWindow *window, KerfId id, const char *part)
{
  return kerf_data_panel_words (KERF_DATA_PANEL (window->data), id, part);
}
