/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/application.h"

#include "app/actions.h"
#include "app/measure.h"
#include "app/window/window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _KerfApplication {
  AdwApplication parent;
  char *import_from, *workspace;
};

G_DEFINE_FINAL_TYPE (KerfApplication, kerf_application, ADW_TYPE_APPLICATION)

static KerfWindow *
new_window (KerfApplication *application)
{
  g_autoptr (KerfDocument) document = kerf_document_new ();
  KerfPool *pool = kerf_pool_new ();
  KerfWindow *window = kerf_window_new (GTK_APPLICATION (application), document, pool);
  kerf_pool_unref (pool); /* the windows of the case hold it */
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (window)
    gtk_window_present (window);
  else
    new_window (KERF_APPLICATION (application));
}

static void
open_files (GApplication *application, GFile **files, int n, const char *hint)
{
  (void) hint;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < n; i++)
    g_ptr_array_add (paths, g_file_get_path (files[i]));
  g_ptr_array_add (paths, NULL);
  KerfWindow *window = new_window (KERF_APPLICATION (application));
  kerf_window_open_files (window, (const char *const *) paths->pdata);
}

/* kerf [CASE.kerf | FOLDER …], kerf --import FOLDER CASE.kerf */
static int
command_line (GApplication *application, GApplicationCommandLine *line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  const char *from = NULL, *workspace = NULL, *measure = NULL;
  int n;
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (line, &n);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i < n; i++) {
    g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, arguments[i]);
    g_ptr_array_add (paths, g_file_get_path (file));
  }
  g_ptr_array_add (paths, NULL);
  g_variant_dict_lookup (options, "import", "^&ay", &from);
  g_variant_dict_lookup (options, "workspace", "&s", &workspace);
  g_variant_dict_lookup (options, "measure", "&s", &measure);
  if (paths->len == 1 && !from) {
    g_application_activate (application);
    return 0;
  }
  KerfWindow *window = new_window (KERF_APPLICATION (application));
  if (from)
    kerf_window_import_into (window, (const char *const[]){ from, NULL }, g_ptr_array_index (paths, 0));
  else
    kerf_window_open_files (window, (const char *const *) paths->pdata);
  if (workspace)
    kerf_window_set_workspace (window, workspace);
  if (measure)
    kerf_measure_start (window, measure, 150);
  return 0;
}

static void
on_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  (void) action;
  (void) parameter;
  new_window (data);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  (void) action;
  (void) parameter;
  GtkWindow *window;
  while ((window = gtk_application_get_active_window (data)))
    gtk_window_destroy (window);
  g_application_quit (data);
}

/* Asked to end by the system: as by Quit, so that the view state is kept. */
static gboolean
on_signal (gpointer data)
{
  on_quit (NULL, NULL, data);
  return G_SOURCE_REMOVE;
}

static void
startup (GApplication *application)
{
  static const GActionEntry entries[] = { { .name = "new-window", .activate = on_new_window },
                                          { .name = "quit", .activate = on_quit } };
  G_APPLICATION_CLASS (kerf_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  g_unix_signal_add (SIGTERM, on_signal, application);
  g_unix_signal_add (SIGINT, on_signal, application);
  kerf_actions_set_accels (GTK_APPLICATION (application));
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/org/kerfplanner/Kerf/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/kerfplanner/Kerf/icons");
}

static void
kerf_application_class_init (KerfApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->activate = activate;
  application_class->open = open_files;
  application_class->command_line = command_line;
  application_class->startup = startup;
}

static void
kerf_application_init (KerfApplication *application)
{
  static const GOptionEntry options[] = {
    { "import", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Import every regular series of a folder into the case"), N_ ("FOLDER") },
    { "workspace", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Workspace to begin with"), N_ ("NAME") },
    { "measure", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
  };
  g_application_add_main_option_entries (G_APPLICATION (application), options);
}

KerfApplication *
kerf_application_new (void)
{
  /* Each start is a program of its own: a case that hangs takes no other along. */
  return g_object_new (KERF_TYPE_APPLICATION, "application-id", KERF_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN |
                           G_APPLICATION_NON_UNIQUE,
                       NULL);
}
