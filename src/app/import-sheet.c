/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/import-sheet.h"

#include "app/choices.h"
#include "ops/import.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const role_words[] = { "ct",       "mr",  "pseudo-ct", "post-op-ct",
                                          "specimen", "pet", "dose",      "other" };

typedef struct {
  KerfSeries *series;
  GtkWidget *tick, *role;
  gboolean synthetic; /* proposed as a pseudo-CT: to be confirmed */
} SheetRow;

typedef struct {
  KerfWindow *window;
  KerfScan *scan;
  GArray *rows; /* of SheetRow */
  GtkWidget *dialog, *import;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;
  g_array_unref (sheet->rows);
  kerf_scan_free (sheet->scan);
  g_free (sheet);
}

/* ---- the job ---- */

typedef struct {
  GPtrArray *series, *roles;
} ImportJob;

static void
import_job_free (gpointer data)
{
  ImportJob *job = data;
  g_ptr_array_unref (job->series);
  g_ptr_array_unref (job->roles);
  g_free (job);
}

/* Share of one series within the whole. */
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
run_import (KerfStore *store, const KerfContext *context, gpointer data, GArray *made, GPtrArray *notes,
            GError **error)
{
  ImportJob *job = data;
  (void) notes;
  for (guint i = 0; i < job->series->len; i++) {
    const KerfSeries *series = g_ptr_array_index (job->series, i);
    Part part = { context, i, job->series->len };
    KerfContext inner = *context;
    inner.progress = part_progress;
    inner.progress_data = &part;
    if (series->kind != KERF_SERIES_VOLUME) {
      if (!kerf_import_segments (store, series, 0, NULL, NULL, KERF_ID_NONE, g_get_user_name (), &inner, made,
                                 error))
        return FALSE;
      continue;
    }
    KerfImportOptions options = { .role = g_ptr_array_index (job->roles, i), .author = g_get_user_name () };
    KerfDone done = { 0 };
    if (!kerf_import_volume (store, series, &options, &inner, &done, error))
      return FALSE;
    if (done.made)
      g_array_append_vals (made, done.made->data, done.made->len);
    kerf_done_clear (&done);
  }
  return TRUE;
}

void
kerf_import_series (KerfWindow *window, GPtrArray *take_series, GPtrArray *take_roles)
{
  ImportJob *job = g_new0 (ImportJob, 1);
  job->series = take_series;
  job->roles = take_roles;
  kerf_document_job (kerf_window_document (window), "import", _ ("Importing"), FALSE, run_import, job,
                     import_job_free);
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
  GPtrArray *series, *roles;
} Place;

static void
place_free (gpointer data, GClosure *closure)
{
  Place *place = data;
  (void) closure;
  g_clear_pointer (&place->series, g_ptr_array_unref);
  g_clear_pointer (&place->roles, g_ptr_array_unref);
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
    if (kerf_document_open (kerf_window_document (place->window), path, TRUE, &error))
      kerf_import_series (place->window, g_steal_pointer (&place->series), g_steal_pointer (&place->roles));
    else
      kerf_window_say (place->window, error->message);
  }
  g_object_unref (chooser);
}

static void
ask_place (KerfWindow *window, GPtrArray *take_series, GPtrArray *take_roles)
{
  Place *place = g_new0 (Place, 1);
  place->window = window;
  place->series = take_series;
  place->roles = take_roles;
  g_autofree char *name = proposed_name (g_ptr_array_index (take_series, 0));
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Where to keep the new case"), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Make case"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_place), place, place_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- the sheet ---- */

static const char *
row_role (const SheetRow *row)
{
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->role));
  if (row->synthetic && at == 0)
    return NULL; /* not confirmed */
  guint offset = row->synthetic ? 1 : 0;
  return at - offset < G_N_ELEMENTS (role_words) ? role_words[at - offset] : NULL;
}

static void
update_import (Sheet *sheet)
{
  guint ticked = 0;
  gboolean ready = TRUE;
  for (guint i = 0; i < sheet->rows->len; i++) {
    const SheetRow *row = &g_array_index (sheet->rows, SheetRow, i);
    if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (row->tick)))
      continue;
    ticked++;
    ready &= row->series->kind != KERF_SERIES_VOLUME || row_role (row) != NULL;
  }
  g_autofree char *label = g_strdup_printf (_ ("Import %u"), ticked);
  gtk_button_set_label (GTK_BUTTON (sheet->import), label);
  gtk_widget_set_sensitive (sheet->import, ticked > 0 && ready);
}

static void
on_row_changed (GObject *widget, GParamSpec *spec, gpointer data)
{
  (void) widget;
  (void) spec;
  update_import (data);
}

static void
on_import (GtkButton *button, gpointer data)
{
  Sheet *sheet = data;
  GPtrArray *series = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_series_unref);
  GPtrArray *roles = g_ptr_array_new_with_free_func (g_free);
  (void) button;
  for (guint i = 0; i < sheet->rows->len; i++) {
    const SheetRow *row = &g_array_index (sheet->rows, SheetRow, i);
    if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (row->tick)))
      continue;
    g_ptr_array_add (series, kerf_series_ref (row->series));
    g_ptr_array_add (roles, g_strdup (row->series->kind == KERF_SERIES_VOLUME ? row_role (row) : NULL));
  }
  KerfWindow *window = sheet->window;
  if (kerf_document_is_open (kerf_window_document (window)))
    kerf_import_series (window, series, roles);
  else
    ask_place (window, series, roles);
  gtk_window_destroy (GTK_WINDOW (sheet->dialog));
}

static void
on_cancel (GtkButton *button, gpointer data)
{
  (void) button;
  gtk_window_destroy (GTK_WINDOW (((Sheet *) data)->dialog));
}

static void
verdict_label (GtkWidget *box, const KerfSeries *series)
{
  static const struct {
    const char *mark, *word, *klass;
  } rows[] = { { "✓", N_ ("regular"), "kerf-held" },
               { "▲", N_ ("tilted"), "kerf-question" },
               { "▲", N_ ("uneven"), "kerf-question" },
               { "■", N_ ("gap"), "kerf-hurts" },
               { "✕", N_ ("refused"), "kerf-hurts" } };
  g_autoptr (GString) text = g_string_new (NULL);
  const char *klass = rows[series->verdict].klass;
  if (series->kind == KERF_SERIES_VOLUME)
    g_string_append_printf (text, "%s %s", rows[series->verdict].mark, _ (rows[series->verdict].word));
  for (guint i = 0; i < series->findings->len && i < 2; i++) {
    const KerfFinding *finding = g_ptr_array_index (series->findings, i);
    g_string_append_printf (text, "%s%s", text->len ? " · " : "", finding->message);
    if (series->verdict == KERF_VERDICT_REGULAR)
      klass = "kerf-question";
  }
  GtkWidget *label = gtk_label_new (text->str);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, klass);
  gtk_box_append (GTK_BOX (box), label);
}

static char *
details (const KerfSeries *series, gboolean patient_text)
{
  GString *text = g_string_new (series->modality && series->modality[0] ? series->modality : series->format);
  if (series->kind == KERF_SERIES_STRUCTURES)
    g_string_append_printf (text, " · %u ROI", series->rois ? series->rois->len : 0);
  if (series->kind == KERF_SERIES_LABELS)
    g_string_append_printf (text, " · %s", _ ("labels"));
  if (series->has_grid) {
    KerfVec3 spacing = kerf_grid_spacing (&series->grid);
    g_string_append_printf (text, " · %d × %d × %d · %.2f × %.2f × %.2f mm", series->grid.n[0],
                            series->grid.n[1], series->grid.n[2], spacing.x, spacing.y, spacing.z);
  }
  if (patient_text && series->study_date && series->study_date[0])
    g_string_append_printf (text, " · %s", series->study_date);
  if (series->manufacturer && series->manufacturer[0])
    g_string_append_printf (text, " · %s", series->manufacturer);
  return g_string_free (text, FALSE);
}

static GtkWidget *
role_drop (SheetRow *row)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *words[] = { _ ("CT"),       _ ("MR"),  _ ("Pseudo-CT"), _ ("CT after the operation"),
                          _ ("Specimen"), _ ("PET"), _ ("Dose"),      _ ("Other") };
  guint selected = G_N_ELEMENTS (role_words) - 1;
  row->synthetic = g_strcmp0 (row->series->role, "pseudo-ct") == 0 ||
                   kerf_series_has_finding (row->series, KERF_ERROR_IMPORT_SYNTHETIC);
  if (row->synthetic)
    g_ptr_array_add (names, (gpointer) (guintptr) _ ("Confirm: Pseudo-CT?"));
  for (gsize i = 0; i < G_N_ELEMENTS (role_words); i++) {
    g_ptr_array_add (names, (gpointer) (guintptr) words[i]);
    if (g_strcmp0 (row->series->role, role_words[i]) == 0)
      selected = (guint) i;
  }
  g_ptr_array_add (names, NULL);
  return kerf_choice_new ((const char *const *) names->pdata, row->synthetic ? 0 : selected, _ ("Role"));
}

static GtkWidget *
series_row (Sheet *sheet, KerfSeries *series)
{
  SheetRow row = { .series = series };
  gboolean patient_text = kerf_window_state (sheet->window)->patient_text;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12),
            *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  row.tick = gtk_check_button_new ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row.tick), series->verdict == KERF_VERDICT_REGULAR);
  gtk_widget_set_sensitive (row.tick, series->verdict != KERF_VERDICT_REFUSED);
  gtk_widget_set_valign (row.tick, GTK_ALIGN_CENTER);
  g_autofree char *name = g_strdup_printf (_ ("Import %s"), series->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row.tick), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  GtkWidget *title = gtk_label_new (series->label);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  g_autofree char *text = details (series, patient_text);
  GtkWidget *small = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (small), 0);
  gtk_label_set_wrap (GTK_LABEL (small), TRUE);
  gtk_widget_add_css_class (small, "caption");
  gtk_widget_add_css_class (small, "dim-label");
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), small);
  verdict_label (words, series);
  gtk_widget_set_hexpand (words, TRUE);
  row.role = role_drop (&row);
  g_autofree char *role_name = g_strdup_printf (_ ("Role of %s"), series->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row.role), GTK_ACCESSIBLE_PROPERTY_LABEL, role_name, -1);
  gtk_widget_set_visible (row.role,
                          series->kind == KERF_SERIES_VOLUME && series->verdict != KERF_VERDICT_REFUSED);
  gtk_box_append (GTK_BOX (box), row.tick);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), row.role);
  gtk_widget_add_css_class (box, "kerf-series");
  g_array_append_val (sheet->rows, row);
  g_signal_connect (row.tick, "notify::active", G_CALLBACK (on_row_changed), sheet);
  g_signal_connect (row.role, "notify::selected", G_CALLBACK (on_row_changed), sheet);
  return box;
}

static GtkWidget *
sheet_header (Sheet *sheet, const char *label)
{
  GtkWidget *header = gtk_header_bar_new (), *titles = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *found = g_strdup_printf (_ ("Found in “%s”"), label);
  GtkWidget *title = gtk_label_new (found), *small;
  gtk_widget_add_css_class (title, "title");
  const KerfSeries *first = sheet->scan->series->len ? g_ptr_array_index (sheet->scan->series, 0) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, ngettext ("%u file", "%u files", sheet->scan->n_files), sheet->scan->n_files);
  if (first && kerf_window_state (sheet->window)->patient_text && first->identity.name &&
      first->identity.name[0])
    g_string_append_printf (text, " · %s · %s", first->identity.name, first->identity.patient_id);
  small = gtk_label_new (text->str);
  gtk_widget_add_css_class (small, "subtitle");
  gtk_box_append (GTK_BOX (titles), title);
  gtk_box_append (GTK_BOX (titles), small);
  gtk_widget_set_valign (titles, GTK_ALIGN_CENTER);
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (header), titles);
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (header), FALSE);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  sheet->import = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (sheet->import, "suggested-action");
  g_signal_connect (cancel, "clicked", G_CALLBACK (on_cancel), sheet);
  g_signal_connect (sheet->import, "clicked", G_CALLBACK (on_import), sheet);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), sheet->import);
  return header;
}

static void
add_warnings (Sheet *sheet, GtkWidget *box)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();
  if (sheet->scan->two_patients)
    g_ptr_array_add (sentences, sheet->scan->two_patients->message);
  for (guint i = 0; i < sheet->scan->findings->len && i < 6; i++)
    g_ptr_array_add (sentences, ((KerfFinding *) g_ptr_array_index (sheet->scan->findings, i))->message);
  for (guint i = 0; i < sentences->len; i++) {
    g_autofree char *text = g_strdup_printf ("▲ %s", (const char *) g_ptr_array_index (sentences, i));
    GtkWidget *label = gtk_label_new (text);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "kerf-question");
    gtk_box_append (GTK_BOX (box), label);
  }
}

void
kerf_import_sheet_show (KerfWindow *window, KerfScan *take_scan, const char *label)
{
  Sheet *sheet = g_new0 (Sheet, 1);
  sheet->window = window;
  sheet->scan = take_scan;
  sheet->rows = g_array_new (FALSE, FALSE, sizeof (SheetRow));
  sheet->dialog = adw_window_new ();
  gtk_window_set_transient_for (GTK_WINDOW (sheet->dialog), GTK_WINDOW (window));
  gtk_window_set_modal (GTK_WINDOW (sheet->dialog), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (sheet->dialog), 740, 560);
  gtk_window_set_title (GTK_WINDOW (sheet->dialog), _ ("What was found"));
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_box_append (GTK_BOX (whole), sheet_header (sheet, label));
  gtk_widget_add_css_class (rows, "kerf-sheet");
  add_warnings (sheet, rows);
  for (guint i = 0; i < take_scan->series->len; i++)
    gtk_box_append (GTK_BOX (rows), series_row (sheet, g_ptr_array_index (take_scan->series, i)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), rows);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (whole), scrolled);
  adw_window_set_content (ADW_WINDOW (sheet->dialog), whole);
  update_import (sheet);
  g_object_set_data_full (G_OBJECT (sheet->dialog), "sheet", sheet, sheet_free);
  gtk_window_present (GTK_WINDOW (sheet->dialog));
}
