/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/import-job.h"

#include "ops/import.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- items ---- */

static void
item_free (gpointer data)
{
  KerfImportItem *item = data;
  kerf_series_unref (item->series);
  g_free (item->role);
  g_free (item->reason);
  g_free (item->klass);
  g_free (item);
}

GPtrArray *
kerf_import_items_new (void)
{
  return g_ptr_array_new_with_free_func (item_free);
}

KerfImportItem *
kerf_import_items_add (GPtrArray *items, KerfSeries *series)
{
  KerfImportItem *item = g_new0 (KerfImportItem, 1);
  item->series = kerf_series_ref (series);
  item->on = KERF_ID_NONE;
  item->on_item = G_MAXUINT;
  g_ptr_array_add (items, item);
  return item;
}

/* ---- the job ---- */

/* Share of one item within the whole. */
typedef struct {
  const KerfContext *outer;
  guint at, of;
} Part;

static void
part_progress (gpointer data, const char *what, double fraction)
{
  const Part *part = data;
  kerf_context_progress (part->outer, what, (part->at + fraction) / part->of);
}

static gboolean
import_item (KerfStore *store, KerfImportItem *item, const GPtrArray *items, const KerfContext *context,
             GArray *made, GPtrArray *notes, GError **error)
{
  const char *author = g_get_user_name ();
  if (item->mm_per_unit > 0) {
    KerfSeries *scaled = kerf_series_with_unit (item->series, item->mm_per_unit, error);
    if (!scaled)
      return FALSE;
    kerf_series_unref (item->series);
    item->series = scaled;
    item->mm_per_unit = 0;
  }
  if (item->series->kind == KERF_SERIES_VOLUME) {
    KerfImportOptions options = { .role = item->role, .reason = item->reason, .author = author };
    KerfDone done = { 0 };
    if (!kerf_import_volume (store, item->series, &options, context, &done, error))
      return FALSE;
    item->on = g_array_index (done.made, KerfId, 0); /* what lies on it looks here */
    g_array_append_vals (made, done.made->data, done.made->len);
    for (guint k = 0; k < done.notes->len; k++)
      g_ptr_array_add (notes, g_strdup (g_ptr_array_index (done.notes, k)));
    kerf_done_clear (&done);
    return TRUE;
  }
  KerfId on = item->on_item < items->len
                  ? ((const KerfImportItem *) g_ptr_array_index (items, item->on_item))->on
                  : item->on;
  return kerf_import_segments (store, item->series, 0, NULL, item->klass, on, author, context, made, error);
}

static gboolean
run_import (KerfStore *store, const KerfContext *context, gpointer data, GArray *made, GPtrArray *notes,
            GError **error)
{
  const GPtrArray *items = data;
  Part part = { context, 0, items->len };
  KerfContext inner = *context;
  inner.progress = part_progress;
  inner.progress_data = &part;
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < items->len; i++) {
      KerfImportItem *item = g_ptr_array_index (items, i);
      if ((item->series->kind == KERF_SERIES_VOLUME) != (pass == 0))
        continue;
      if (!import_item (store, item, items, &inner, made, notes, error))
        return FALSE;
      part.at++;
    }
  return TRUE;
}

static void
run_items (KerfWindow *window, GPtrArray *take_items)
{
  kerf_document_job (kerf_window_document (window), "import", _ ("Importing"), FALSE, run_import, take_items,
                     (GDestroyNotify) g_ptr_array_unref);
}

/* ---- a new case's place ---- */

static char *
proposed_name (const KerfSeries *series)
{
  g_autofree char *date = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const char *name = series->identity.name && series->identity.name[0] ? series->identity.name : "case";
  g_autofree char *surname = g_strndup (name, strcspn (name, "^, "));
  date = g_date_time_format (now, "%Y-%m-%d");
  g_strcanon (surname, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", '-');
  return g_strdup_printf ("%s_%s.kerf", surname[0] ? surname : "case", date);
}

typedef struct {
  KerfWindow *window;
  GPtrArray *items;
} Place;

static void
place_free (gpointer data, GClosure *closure)
{
  Place *place = data;
  (void) closure;
  g_clear_pointer (&place->items, g_ptr_array_unref);
  g_object_unref (place->window);
  g_free (place);
}

static void
on_place (GtkNativeDialog *chooser, int response, gpointer data)
{
  Place *place = data;
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = g_file_get_path (file);
    g_autoptr (GError) error = NULL;
    if (!path)
      kerf_window_say (place->window, _ ("A case is kept on this computer; choose a folder of it."));
    else if (kerf_document_open (kerf_window_document (place->window), path, TRUE, &error))
      run_items (place->window, g_steal_pointer (&place->items));
    else
      kerf_window_say (place->window, error->message);
  }
  g_object_unref (chooser);
}

static void
ask_place (KerfWindow *window, GPtrArray *take_items)
{
  Place *place = g_new0 (Place, 1);
  place->window = g_object_ref (window);
  place->items = take_items;
  g_autofree char *name =
      proposed_name (((const KerfImportItem *) g_ptr_array_index (take_items, 0))->series);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Where to keep the new case"), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Make case"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_place), place, place_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
kerf_import_items_run (KerfWindow *window, GPtrArray *take_items)
{
  if (kerf_document_is_open (kerf_window_document (window)))
    run_items (window, take_items);
  else
    ask_place (window, take_items);
}
