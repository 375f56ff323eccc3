/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a window follows the case and the view state: strip, status line, workspaces, tools, recent cases. */
#include "app/actions.h"
#include "app/window/window-private.h"
#include "view/orientation.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

static void
set_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, text && text[0]);
}

void
kerf_window_fit_text (KerfWindow *window)
{
  enum { DATA = 266, INSPECTOR = 340, MOST = 420 };
  double factor = fmax (kerf_text_factor (GTK_WIDGET (window)), 1);
  gtk_widget_set_size_request (window->data, (int) fmin (DATA * factor, MOST), -1);
  gtk_widget_set_size_request (window->inspector, (int) fmin (INSPECTOR * factor, MOST), -1);
  kerf_window_redraw (window);
}

/* ---- patient, side, file ---- */

static char *
patient_name (const KerfJson *patient)
{
  const char *name = kerf_json_get_string (patient, "name", "");
  g_auto (GStrv) parts = g_strsplit (name, "^", 3);
  if (!name[0])
    return g_strdup ("");
  g_autofree char *surname = g_utf8_strup (parts[0], -1);
  return parts[1] && parts[1][0] ? g_strdup_printf ("%s, %s", surname, parts[1]) : g_steal_pointer (&surname);
}

static char *
patient_details (const KerfJson *patient)
{
  const char *sex = kerf_json_get_string (patient, "sex", ""),
             *born = kerf_json_get_string (patient, "birth_date", ""),
             *id = kerf_json_get_string (patient, "id", "");
  const char *mark = strcmp (sex, "F") == 0 ? "♀" : strcmp (sex, "M") == 0 ? "♂" : "";
  GString *text = g_string_new (mark);
  if (strlen (born) == 8)
    g_string_append_printf (text, " %.4s-%.2s-%.2s", born, born + 4, born + 6);
  else if (born[0])
    g_string_append_printf (text, " %s", born);
  if (id[0])
    g_string_append_printf (text, "%sID %s", text->len ? " · " : "", id);
  return g_string_free (text, FALSE);
}

static gboolean
uses_synthetic (const KerfCase *kase)
{
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind == KERF_KIND_VOLUME &&
        strcmp (kerf_volume_role (object), "pseudo-ct") == 0)
      return TRUE;
  }
  return FALSE;
}

static const KerfJson *
subject_record (KerfWindow *window)
{
  const KerfObject *subject = kerf_case_subject (kerf_window_case (window));
  return subject ? kerf_object_record (subject) : NULL;
}

char *
kerf_window_patient_words (KerfWindow *window)
{
  const KerfJson *record = subject_record (window);
  const char *study = kerf_json_get_string (record, "study_id", "");
  if (!window->state->patient_text)
    return g_strdup (study[0] ? study : _ ("Patient text hidden"));
  g_autofree char *name = patient_name (kerf_json_get (record, "patient"));
  return g_strdup (name[0] || !kerf_document_path (window->document) ? name : _ ("no patient named"));
}

char *
kerf_window_side_words (KerfWindow *window)
{
  const KerfJson *record = subject_record (window);
  const char *bone = kerf_json_get_string (record, "bone", NULL),
             *side = kerf_json_get_string (record, "side", NULL);
  g_autofree char *upper = g_utf8_strup (side && strcmp (side, "unknown") != 0 ? side : "", -1);
  if (!kerf_document_is_open (window->document))
    return g_strdup ("");
  if (!bone && !upper[0])
    return g_strdup_printf ("▲ %s", _ ("side not declared"));
  return g_strdup_printf ("%s · %s", bone ? bone : _ ("bone not declared"),
                          upper[0] ? upper : _ ("side not declared"));
}

void
kerf_window_update_strip (KerfWindow *window)
{
  const char *path = kerf_document_path (window->document);
  gboolean shown = window->state->patient_text;
  g_autofree char *name = kerf_window_patient_words (window), *where = kerf_window_side_words (window),
                  *details = shown ? patient_details (kerf_json_get (subject_record (window), "patient"))
                                   : g_strdup (""),
                  *file = path ? g_path_get_basename (path) : g_strdup ("");
  set_label (window->patient, name);
  set_label (window->details, details);
  set_label (window->subject, where);
  set_label (window->file, shown ? file : "");
  gtk_widget_set_visible (window->synthetic, uses_synthetic (kerf_window_case (window)));
  gtk_widget_set_visible (window->strip, path != NULL && !kerf_window_is_presented (window));
  g_autofree char *second = window->number > 1 ? g_strdup_printf (" (%u)", window->number) : g_strdup ("");
  g_autofree char *title = g_strdup_printf ("%s%s", path && shown ? file : "Kerf", second);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

/* ---- status line ---- */

/* "   CT 612 HU" of an image at a point of the base's space; nothing where it has no value there. */
static void
append_value (KerfWindow *window, GString *text, const KerfObject *image, KerfVec3 base_point,
              const char *gap)
{
  KerfMat4 own_from_base;
  KerfId base = kerf_view_state_base (window->state, kerf_window_case (window));
  if (!image || !kerf_case_transform (kerf_window_case (window), kerf_object_id (image), base, NULL,
                                      &own_from_base, NULL, NULL))
    return;
  KerfSceneSource source = kerf_pool_source (window->pool);
  g_autoptr (KerfVolume) volume = source.volume (source.data, image);
  double value =
      volume ? kerf_volume_sample (volume, kerf_mat4_point (&own_from_base, base_point)) : (double) NAN;
  if (isnan (value))
    return;
  gboolean hu = strstr (kerf_volume_role (image), "ct") != NULL;
  g_string_append_printf (text, "%s%s %s%.0f%s", gap, kerf_object_name (image), value < -0.5 ? "−" : "",
                          fabs (value), hu ? " HU" : "");
}

/* "   CT 612 HU   Sacrum": the base's value and the structures that hold the point, each after `gap`. */
static void
append_values (KerfWindow *window, GString *text, KerfVec3 at, const char *gap)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (window->state, kase));
  KerfSceneSource source = kerf_pool_source (window->pool);
  append_value (window, text, base, at, gap);
  if (window->state->fusion != KERF_FUSION_NONE || window->state->layout == KERF_LAYOUT_SIDE_BY_SIDE)
    append_value (window, text, kerf_case_get (kase, kerf_view_state_other (window->state, kase)), at, gap);
  guint n = 0;
  for (gsize i = 0; i < kerf_case_length (kase) && n < 3; i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfMat4 own_from_base;
    KerfId by;
    KerfKind kind = kerf_object_id (object).kind;
    if ((kind != KERF_KIND_SEGMENT && kind != KERF_KIND_TUBE) || !base ||
        !kerf_view_state_shows (window->state, kase, object) ||
        !kerf_case_transform (kase, kerf_object_volume_id (object), kerf_object_id (base), NULL,
                              &own_from_base, &by, NULL))
      continue;
    g_autoptr (KerfDistance) distance = source.distance (source.data, object);
    if (distance && kerf_distance_inside (distance, kerf_mat4_point (&own_from_base, at)))
      g_string_append_printf (text, "%s%s", n++ ? ", " : gap, kerf_object_name (object));
  }
}

static char *
probe_text (KerfWindow *window)
{
  if (!kerf_vec3_is_finite (window->probe))
    return g_strdup ("");
  g_autofree char *place = kerf_position_text (window->probe);
  GString *text = g_string_new (place);
  append_values (window, text, window->probe, "   ");
  return g_string_free (text, FALSE);
}

char *
kerf_window_point_words (KerfWindow *window, KerfVec3 at)
{
  if (!kerf_vec3_is_finite (at))
    return g_strdup ("");
  g_autofree char *place = kerf_position_text (at);
  GString *text = g_string_new (_ ("Crosshair at "));
  g_string_append (text, place);
  append_values (window, text, at, ", ");
  return g_string_free (text, FALSE);
}

static void
update_job (KerfWindow *window)
{
  double share = 0;
  const char *label = kerf_document_job_label (window->document, &share);
  if (!label)
    label = kerf_window_look_label (window, &share);
  if (gtk_widget_get_visible (window->job_box) != (label != NULL))
    gtk_accessible_update_state (GTK_ACCESSIBLE (window->job_box), GTK_ACCESSIBLE_STATE_BUSY, label != NULL,
                                 -1);
  gtk_widget_set_visible (window->job_box, label != NULL);
  if (!label)
    return;
  gtk_label_set_text (GTK_LABEL (window->job_label), label);
  if (share > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (window->job_bar), CLAMP (share, 0, 1));
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (window->job_bar));
}

static void
update_step (GtkWidget *button, const char *title, const char *verb)
{
  g_autofree char *text = title ? g_strdup_printf ("%s %s", verb, _ (title)) : g_strdup (verb);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
kerf_window_update_status (KerfWindow *window)
{
  g_autofree char *probe = probe_text (window);
  set_label (window->status_probe, probe);
  const char *hint = window->hint ? window->hint
                     : window->tool && kerf_document_is_open (window->document)
                         ? _ (window->tool->klass->hint)
                         : "";
  gtk_label_set_text (GTK_LABEL (window->status_hint), hint);
  g_autofree char *saved = NULL;
  if (!kerf_document_is_open (window->document))
    saved = g_strdup ("");
  else if (!kerf_document_is_writable (window->document))
    saved = g_strdup (_ ("Reading only"));
  else if (kerf_document_is_saving (window->document))
    saved = g_strdup (_ ("Saving…"));
  else
    saved =
        g_strdup_printf (_ ("Saved · revision %" G_GINT64_FORMAT), kerf_document_revision (window->document));
  set_label (window->status_saved, saved);
  update_job (window);
  const char *undo = kerf_document_undo_title (window->document),
             *redo = kerf_document_redo_title (window->document);
  update_step (window->undo, undo, _ ("Undo"));
  update_step (window->redo, redo, _ ("Redo"));
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), "undo");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), undo != NULL);
  action = g_action_map_lookup_action (G_ACTION_MAP (window), "redo");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), redo != NULL);
}

/* ---- workspaces: only those that do something now ---- */

static guint
count (const KerfCase *kase, KerfKind kind)
{
  guint n = 0;
  for (gsize i = 0; i < kerf_case_length (kase); i++)
    n += kerf_object_id (kerf_case_at (kase, i)).kind == kind;
  return n;
}

static gboolean
is_useful (KerfWindow *window, const char *id)
{
  const KerfCase *kase = kerf_window_case (window);
  guint volumes = count (kase, KERF_KIND_VOLUME), plans = count (kase, KERF_KIND_PLAN);
  if (!kerf_document_is_open (window->document))
    return FALSE;
  if (strcmp (id, "align") == 0)
    return volumes > 1;
  if (strcmp (id, "contour") == 0 || strcmp (id, "plan") == 0)
    return volumes > 0;
  if (strcmp (id, "guide") == 0)
    return plans > 0;
  if (strcmp (id, "compare") == 0)
    return volumes > 1 || plans > 1;
  return TRUE;
}

void
kerf_window_update_workspaces (KerfWindow *window)
{
  window->updating = TRUE;
  for (int i = 0; i < KERF_N_WORKSPACES; i++) {
    GtkWidget *button = window->workspace_buttons[i];
    gboolean active = strcmp (kerf_workspaces[i].id, window->state->workspace) == 0;
    gtk_widget_set_visible (button, active ? kerf_document_is_open (window->document)
                                           : is_useful (window, kerf_workspaces[i].id));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), active);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (kerf_workspaces[i].label), -1);
  }
  gboolean open = kerf_document_is_open (window->document);
  gtk_widget_set_visible (window->undo, open);
  gtk_widget_set_visible (window->redo, open);
  gtk_widget_set_visible (window->layout_menu, open);
  gtk_widget_set_visible (window->find, open);
  window->updating = FALSE;
}

void
kerf_window_update_tools (KerfWindow *window)
{
  window->updating = TRUE;
  for (int i = 0; kerf_tools[i]; i++) {
    const char *where = kerf_tools[i]->workspaces;
    gboolean shown = where[0] == '\0' || strstr (where, window->state->workspace) != NULL ||
                     window->tool == window->tools[i];
    gtk_widget_set_visible (window->tool_buttons[i], shown);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (window->tool_buttons[i]),
                                  window->tool == window->tools[i]);
  }
  window->updating = FALSE;
}

/* ---- recent cases ---- */

static void
on_recent (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  const char *path = g_object_get_data (G_OBJECT (row), "path");
  (void) list;
  if (path)
    kerf_window_open_files (data, (const char *const[]){ path, NULL });
}

void
kerf_window_update_recent (KerfWindow *window)
{
  enum { MOST = 6 };
  guint n = 0;
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (window->recent)))
    gtk_list_box_remove (GTK_LIST_BOX (window->recent), child);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  for (GList *l = items; l && n < MOST; l = l->next) {
    GtkRecentInfo *info = l->data;
    g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (info), NULL, NULL);
    if (!path || !g_str_has_suffix (path, ".kerf") || !g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    GtkWidget *row = adw_action_row_new ();
    g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);
    const char *title = gtk_recent_info_get_display_name (info),
               *side = gtk_recent_info_get_description (info);
    gboolean hidden =
        title && strcmp (title, name) != 0; /* it goes by the study's id: no folder names it either */
    g_autofree char *where =
        g_strdup_printf ("%s%s%s", side && !hidden && side[0] ? side : "",
                         side && !hidden && side[0] ? " · " : "", hidden ? (side ? side : "") : folder);
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title ? title : name);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), where);
    g_autofree char *day = g_date_time_format (gtk_recent_info_get_modified (info), "%x");
    GtkWidget *when = gtk_label_new (day);
    gtk_widget_add_css_class (when, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    g_object_set_data_full (G_OBJECT (row), "path", g_steal_pointer (&path), g_free);
    gtk_list_box_append (GTK_LIST_BOX (window->recent), row);
    n++;
  }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (window->recent_box, n > 0);
  if (!g_object_get_data (G_OBJECT (window->recent), "connected")) {
    g_signal_connect (window->recent, "row-activated", G_CALLBACK (on_recent), window);
    g_object_set_data (G_OBJECT (window->recent), "connected", GINT_TO_POINTER (1));
  }
}
