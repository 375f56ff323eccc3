/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/command.h"

#include <glib/gi18n.h>
#include <string.h>

char *
kerf_command_path (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : NULL;
  static const char *const places[] = { "kerf-cli", "../cli/kerf-cli" };
  for (gsize i = 0; folder && i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_build_filename (folder, places[i], NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_find_program_in_path ("kerf-cli");
}

typedef struct {
  KerfWindow *window;
  KerfCommandDone done;
  gpointer data;
} Run;

static const char *
without_name (const char *line)
{
  static const char *const heads[] = { "kerf-cli: note: ", "kerf-cli: " };
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_str_has_prefix (line, heads[i]))
      return line + strlen (heads[i]);
  return line;
}

/* What it said, a sentence a line and without the command's name: all of it, or where it failed the last. */
static char *
sentences (const char *text, gboolean all)
{
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  g_autoptr (GString) said = g_string_new (NULL);
  for (int i = 0; lines[i]; i++) {
    if (!lines[i][0])
      continue;
    if (!all)
      g_string_truncate (said, 0);
    g_string_append_printf (said, "%s%s", said->len ? "\n" : "", without_name (lines[i]));
  }
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL, *err = NULL;
  gboolean ok = g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &out, &err, &error) &&
                g_subprocess_get_successful (G_SUBPROCESS (source));
  g_autofree char *said = sentences (err && err[0] ? err : out, ok);
  run->done (run->window, ok, error ? error->message : said, run->data);
  g_object_unref (run->window);
  g_free (run);
}

void
kerf_command_run (KerfWindow *window, const char *const *arguments, KerfCommandDone done, gpointer data)
{
  g_autofree char *path = kerf_command_path ();
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  if (!path) {
    done (window, FALSE, _ ("kerf-cli is not beside this program; install both."), data);
    return;
  }
  g_ptr_array_add (argv, path);
  for (int i = 0; arguments[i]; i++)
    g_ptr_array_add (argv, (gpointer) (guintptr) arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocess) process =
      g_subprocess_newv ((const char *const *) argv->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  if (!process) {
    done (window, FALSE, error->message, data);
    return;
  }
  Run *run = g_new0 (Run, 1);
  run->window = g_object_ref (window);
  run->done = done;
  run->data = data;
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_ended, run);
}

/* ---- export ---- */

typedef struct {
  KerfWindow *window;
  char *what, *id;
} ExportAsk;

static void
ask_free (gpointer data, GClosure *closure)
{
  ExportAsk *ask = data;
  (void) closure;
  g_free (ask->what);
  g_free (ask->id);
  g_free (ask);
}

static void
on_exported (KerfWindow *window, gboolean ok, const char *said, gpointer data)
{
  (void) data;
  kerf_window_hint (window, NULL);
  if (ok)
    kerf_window_toast (window, _ ("Exported"), FALSE);
  if (!ok || said[0])
    kerf_window_say (window, said);
}

static void
on_export_place (GtkNativeDialog *chooser, int response, gpointer data)
{
  ExportAsk *ask = data;
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    const char *case_path = kerf_document_path (kerf_window_document (ask->window));
    kerf_window_hint (ask->window, _ ("Exporting…"));
    /* The chooser asked before it took a file that is there. */
    kerf_command_run (ask->window,
                      (const char *const[]){ "export", ask->what, case_path, path, "--id", ask->id, "--force",
                                             NULL },
                      on_exported, NULL);
  }
  g_object_unref (chooser);
}

void
kerf_command_export (KerfWindow *window, const char *what, const char *id, const char *ending)
{
  const char *path = kerf_document_path (kerf_window_document (window));
  if (!path)
    return;
  g_autofree char *base = g_path_get_basename (path);
  if (g_str_has_suffix (base, ".kerf"))
    base[strlen (base) - strlen (".kerf")] = '\0';
  g_autofree char *name = g_strdup_printf ("%s_%s_%s%s", base, what, id, ending);
  ExportAsk *ask = g_new0 (ExportAsk, 1);
  ask->window = window;
  ask->what = g_strdup (what);
  ask->id = g_strdup (id);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE,
                                   _ ("_Export"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_export_place), ask, ask_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- the sample ---- */

static char *
sample_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "kerf", "sample", NULL);
}

static void
on_sample (KerfWindow *window, gboolean ok, const char *said, gpointer data)
{
  (void) data;
  g_autofree char *folder = sample_folder (), *path = g_build_filename (folder, "case.kerf", NULL);
  kerf_window_hint (window, NULL);
  if (ok || g_file_test (path, G_FILE_TEST_EXISTS))
    kerf_window_open_files (window, (const char *const[]){ path, NULL });
  else
    kerf_window_say (window, said);
}

void
kerf_command_sample (KerfWindow *window)
{
  g_autofree char *folder = sample_folder (), *path = g_build_filename (folder, "case.kerf", NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    kerf_window_open_files (window, (const char *const[]){ path, NULL });
    return;
  }
  g_mkdir_with_parents (folder, 0700);
  kerf_window_hint (window, _ ("Making the sample case: a minute or less…"));
  kerf_command_run (window, (const char *const[]){ "demo", folder, NULL }, on_sample, NULL);
}
