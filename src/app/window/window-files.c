/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a window: cases that are opened and copied, images that are looked for, what is exported. */
#include "app/command.h"
#include "app/sheets/import-job.h"
#include "app/sheets/import-sheet.h"
#include "app/window/window-private.h"
#include "base/error.h"
#include "io/room/room.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_case (const char *path)
{
  return g_str_has_suffix (path, ".kerf");
}

/* The list of recent files is the desktop's, and other programs read it: an entry is for Kerf alone, and while patient
 * text is hidden it goes by the study's id and not by the file's name. */
void
kerf_window_remember_case (KerfWindow *window)
{
  const char *path = kerf_document_path (window->document);
  if (!path)
    return;
  const KerfObject *subject = kerf_case_subject (kerf_window_case (window));
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  const char *study = kerf_json_get_string (record, "study_id", ""),
             *side = kerf_json_get_string (record, "side", "unknown");
  g_autofree char *base = g_path_get_basename (path), *name = g_utf8_make_valid (base, -1),
                  *upper = g_utf8_strup (strcmp (side, "unknown") == 0 ? "" : side, -1);
  gboolean shown = window->state->patient_text;
  g_autofree char *title = g_strdup (shown      ? name
                                     : study[0] ? study
                                                : _ ("Patient text hidden")),
                  *mime = g_strdup ("application/x-kerf"), *app = g_strdup ("Kerf"),
                  *exec = g_strdup ("kerf %f");
  char *groups[] = { NULL };
  GtkRecentData about = { .display_name = title,
                          .description = upper,
                          .mime_type = mime,
                          .app_name = app,
                          .app_exec = exec,
                          .groups = groups,
                          .is_private = TRUE };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &about);
}

/* Where two windows show a case, another one opens beside them. */
static KerfWindow *
another_window (KerfWindow *window)
{
  g_autoptr (KerfDocument) document = kerf_document_new ();
  KerfPool *pool = kerf_pool_new ();
  KerfWindow *fresh = kerf_window_new (gtk_window_get_application (GTK_WINDOW (window)), document, pool);
  kerf_pool_unref (pool);
  gtk_window_present (GTK_WINDOW (fresh));
  return fresh;
}

static void
open_case (KerfWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  kerf_pool_clear (window->pool);
  if (!kerf_document_open (window->document, path, FALSE, &error)) {
    kerf_window_say (window, error->message);
    return;
  }
  kerf_window_say (window, NULL);
  g_autofree char *text = kerf_document_get_view (window->document, kerf_window_view_key (window));
  g_autoptr (KerfJson) json = text ? kerf_json_parse (text, -1, "view", NULL) : NULL;
  kerf_window_take_state (window, kerf_view_state_from_json (json));
  /* Its image is read while the window is still being laid out. */
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (window->state, kase));
  KerfSceneSource source = kerf_pool_source (window->pool);
  if (base)
    kerf_volume_unref (source.volume (source.data, base));
  kerf_window_start_view (window);
  kerf_window_set_workspace (window, window->state->workspace);
  kerf_window_remember_case (window);
}

/* ---- looking for images ---- */

/* Runs in a worker; the window shows how far it is and can end it. */
typedef struct KerfLook {
  KerfWindow *window;
  GStrv paths;
  char *case_path;        /* what is regular goes into this case at once; NULL: a sheet asks */
  gint cancel, per_mille; /* atomic */
  guint timer;
} KerfLook;

static void
look_free (gpointer data)
{
  KerfLook *look = data;
  g_object_unref (look->window);
  g_strfreev (look->paths);
  g_free (look->case_path);
  g_free (look);
}

static void
look_progress (gpointer data, const char *what, double fraction)
{
  KerfLook *look = data;
  (void) what;
  g_atomic_int_set (&look->per_mille, (gint) (1000 * fraction));
}

static void
run_look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  KerfLook *look = data;
  GError *error = NULL;
  KerfContext context = { .cancel = &look->cancel, .progress = look_progress, .progress_data = look };
  (void) source;
  (void) cancellable;
  KerfScan *found = kerf_scan ((const char *const *) look->paths, &context, &error);
  if (found)
    g_task_return_pointer (task, found, (GDestroyNotify) kerf_scan_free);
  else
    g_task_return_error (task, error);
}

static gboolean
on_look_goes_on (gpointer data)
{
  kerf_window_update_status (((KerfLook *) data)->window);
  return G_SOURCE_CONTINUE;
}

const char *
kerf_window_look_label (KerfWindow *window, double *share)
{
  if (!window->look)
    return NULL;
  *share = g_atomic_int_get (&window->look->per_mille) / 1000.0;
  return _ ("Looking for images");
}

static gpointer
warm (gpointer data)
{
  (void) data;
  kerf_room_warm (kerf_context_threads (NULL));
  return NULL;
}

void
kerf_window_expect_images (void)
{
  static gsize done;
  if (g_once_init_enter (&done)) {
    g_thread_unref (g_thread_new ("decoders", warm, NULL));
    g_once_init_leave (&done, 1);
  }
}

void
kerf_window_cancel_look (KerfWindow *window)
{
  if (window->look)
    g_atomic_int_set (&window->look->cancel, 1);
}

/* What a person has to answer before anything is imported. */
static gboolean
asks_something (const KerfScan *scan)
{
  for (guint i = 0; i < scan->findings->len; i++)
    if (kerf_error_severity ((int) ((const KerfFinding *) g_ptr_array_index (scan->findings, i))->code) ==
        KERF_ASKS)
      return TRUE;
  for (guint i = 0; i < scan->series->len; i++) {
    const KerfSeries *series = g_ptr_array_index (scan->series, i);
    for (guint f = 0; f < series->findings->len; f++)
      if (kerf_error_severity ((int) ((const KerfFinding *) g_ptr_array_index (series->findings, f))->code) ==
          KERF_ASKS)
        return TRUE;
  }
  return scan->two_patients || scan->lost;
}

static void
import_regular (KerfWindow *window, KerfScan *take_scan, const char *case_path, const char *label)
{
  g_autoptr (KerfScan) scan = take_scan;
  g_autoptr (GError) error = NULL;
  if (!kerf_document_open (window->document, case_path, TRUE, &error)) {
    kerf_window_say (window, error->message);
    return;
  }
  if (asks_something (scan)) {
    kerf_import_sheet_show (window, g_steal_pointer (&scan), label);
    return;
  }
  GPtrArray *items = kerf_import_items_new ();
  for (guint i = 0; i < scan->series->len; i++) {
    KerfSeries *one = g_ptr_array_index (scan->series, i);
    if (one->verdict == KERF_VERDICT_REGULAR && one->kind == KERF_SERIES_VOLUME)
      kerf_import_items_add (items, one); /* its role is proposed, nobody has confirmed it */
  }
  kerf_import_items_run (window, items);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  KerfLook *look = g_task_get_task_data (G_TASK (result));
  KerfWindow *window = look->window;
  g_autoptr (GError) error = NULL;
  KerfScan *found = g_task_propagate_pointer (G_TASK (result), &error);
  (void) source;
  (void) data;
  g_source_remove (look->timer);
  window->look = NULL;
  kerf_window_update_status (window);
  if (!found && g_error_matches (error, KERF_ERROR, KERF_ERROR_CANCELLED)) {
    g_autofree char *sentence = kerf_sentence (KERF_ERROR_IMPORT_CANCELLED, NULL);
    kerf_window_toast (window, sentence, FALSE);
    return;
  }
  if (!found) {
    kerf_window_say (window, error->message);
    return;
  }
  g_autofree char *label = g_path_get_basename (look->paths[0]);
  if (look->case_path) {
    import_regular (window, found, look->case_path, label);
    return;
  }
  kerf_import_sheet_show (window, found, label);
}

static void
look (KerfWindow *window, const char *const *paths, const char *case_path)
{
  if (window->look)
    return; /* one look at a time; the sheet of the first is about to come */
  KerfLook *look = g_new0 (KerfLook, 1);
  look->window = g_object_ref (window);
  look->paths = g_strdupv ((char **) (guintptr) paths);
  look->case_path = g_strdup (case_path);
  look->timer = g_timeout_add (100, on_look_goes_on, look);
  window->look = look;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_looked, NULL);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, run_look);
}

void
kerf_window_scan (KerfWindow *window, const char *const *paths)
{
  look (window, paths, NULL);
}

void
kerf_window_open_files (KerfWindow *window, const char *const *paths)
{
  if (!paths[0])
    return;
  if (is_case (paths[0]) && !paths[1])
    open_case (kerf_window_is_shared (window) ? another_window (window) : window, paths[0]);
  else
    kerf_window_scan (window, paths);
}

void
kerf_window_import_into (KerfWindow *window, const char *const *paths, const char *case_path)
{
  if (case_path)
    look (window, paths, case_path);
  else
    kerf_window_say (window, _ ("Name the case that the images go into."));
}

static void
on_chosen (GtkNativeDialog *chooser, int response, gpointer data)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    if (path)
      kerf_window_open_files (data, (const char *const[]){ path, NULL });
    else
      kerf_window_say (data, _ ("These files can't be read from here; copy them to this computer first."));
  }
  g_object_unref (chooser);
}

static void
choose (KerfWindow *window, const char *title, GtkFileChooserAction what, const char *verb, gboolean cases)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (window), what, verb, _ ("_Cancel"));
  if (cases) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    gtk_file_filter_set_name (filter, _ ("Kerf cases"));
    gtk_file_filter_add_pattern (filter, "*.kerf");
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  }
  g_signal_connect (chooser, "response", G_CALLBACK (on_chosen), window);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
kerf_window_file_open (KerfWindow *window)
{
  choose (window, _ ("Open a case"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), TRUE);
}

void
kerf_window_file_import (KerfWindow *window)
{
  choose (window, _ ("Choose the folder with images"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Look"),
          FALSE);
}

void
kerf_window_file_save (KerfWindow *window)
{
  kerf_window_toast (window, _ ("Everything is saved"), FALSE);
}

static void
on_copy_place (GtkNativeDialog *chooser, int response, gpointer data)
{
  KerfWindow *window = data;
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    g_autoptr (GError) error = NULL;
    if (kerf_store_backup (kerf_document_store (window->document), path, FALSE, &error))
      kerf_window_toast (window, _ ("Copy saved"), FALSE);
    else
      kerf_window_say (window, error->message);
  }
  g_object_unref (chooser);
}

void
kerf_window_file_save_copy (KerfWindow *window)
{
  if (!kerf_document_is_open (window->document))
    return;
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Save a copy"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE,
                                   _ ("_Save"), _ ("_Cancel"));
  g_signal_connect (chooser, "response", G_CALLBACK (on_copy_place), window);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* The last plan's report; the guide has its own button. */
void
kerf_window_file_report (KerfWindow *window)
{
  KerfId plan = kerf_view_state_plan (window->state, kerf_window_case (window));
  g_autofree char *id = kerf_id_to_text (plan);
  if (plan.kind == KERF_KIND_NONE)
    kerf_window_toast (window, _ ("There is no plan to report"), FALSE);
  else
    kerf_command_export (window, "report", id, ".pdf");
}

/* What is selected, as the file that fits it. */
void
kerf_window_file_export (KerfWindow *window)
{
  static const char *const rows[KERF_N_KINDS][2] = { [KERF_KIND_VOLUME] = { "volume", ".nii.gz" },
                                                     [KERF_KIND_SEGMENT] = { "segment", ".nii.gz" },
                                                     [KERF_KIND_ALIGNMENT] = { "alignment", ".json" },
                                                     [KERF_KIND_PLAN] = { "plan", ".json" },
                                                     [KERF_KIND_GUIDE] = { "guide", ".3mf" } };
  KerfId id = window->state->selected;
  g_autofree char *text = kerf_id_to_text (id);
  if (!rows[id.kind][0])
    kerf_window_toast (window, _ ("Select what is to be exported"), FALSE);
  else
    kerf_command_export (window, rows[id.kind][0], text, rows[id.kind][1]);
}

void
kerf_window_file_sample (KerfWindow *window)
{
  kerf_command_sample (window);
}
