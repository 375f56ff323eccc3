/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/import-sheet.h"

#include "app/panels/choices.h"
#include "app/sheets/import-job.h"
#include "app/sheets/import-preview.h"
#include "app/sheets/import-row.h"
#include "ops/edit.h"

#include <glib/gi18n.h>
#include <string.h>

/* An image that segments can lie on: of the case, or a row of this sheet. */
typedef struct {
  const char *name, *frame_uid;
  KerfGrid grid;
  gboolean has_grid;
  KerfId id;
  guint row; /* G_MAXUINT: it is in the case */
} Base;

typedef struct {
  KerfWindow *window;
  KerfScan *scan;
  GArray *rows;  /* of KerfSheetRow */
  GArray *bases; /* of Base */
  GtkWidget *dialog, *import;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;
  g_array_unref (sheet->rows);
  g_array_unref (sheet->bases);
  kerf_scan_free (sheet->scan);
  g_free (sheet);
}

/* ---- the sheet ---- */

static const Base *
row_base (const Sheet *sheet, const KerfSheetRow *row)
{
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->on)); /* the first choice is no image */
  return at > 0 && at <= sheet->bases->len ? &g_array_index (sheet->bases, Base, at - 1) : NULL;
}

static gboolean
is_ticked (const Sheet *sheet, guint row)
{
  return kerf_sheet_row_is_ticked (&g_array_index (sheet->rows, KerfSheetRow, row));
}

/* An image has its role, segments an image that is in the case or comes with them. */
static gboolean
is_ready (const Sheet *sheet, const KerfSheetRow *row)
{
  if (row->series->kind == KERF_SERIES_VOLUME)
    return kerf_sheet_row_role (row) != NULL && kerf_sheet_row_is_answered (row);
  const Base *base = row_base (sheet, row);
  return kerf_sheet_row_is_answered (row) && base && (base->row == G_MAXUINT || is_ticked (sheet, base->row));
}

static void
update_import (Sheet *sheet)
{
  guint ticked = 0;
  gboolean ready = TRUE;
  for (guint i = 0; i < sheet->rows->len; i++) {
    if (!is_ticked (sheet, i))
      continue;
    ticked++;
    ready &= is_ready (sheet, &g_array_index (sheet->rows, KerfSheetRow, i));
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
  GPtrArray *items = kerf_import_items_new ();
  g_autofree guint *places = g_new (guint, sheet->rows->len);
  (void) button;
  for (guint i = 0; i < sheet->rows->len; i++) {
    places[i] = items->len;
    const KerfSheetRow *row = &g_array_index (sheet->rows, KerfSheetRow, i);
    if (is_ticked (sheet, i))
      kerf_import_items_add (items, row->series)->mm_per_unit = kerf_sheet_row_unit (row);
  }
  for (guint i = 0; i < sheet->rows->len; i++) {
    const KerfSheetRow *row = &g_array_index (sheet->rows, KerfSheetRow, i);
    if (!is_ticked (sheet, i))
      continue;
    KerfImportItem *item = g_ptr_array_index (items, places[i]);
    if (row->series->kind == KERF_SERIES_VOLUME) {
      item->role = g_strdup (kerf_sheet_row_role (row));
      item->reason = row->reason ? g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->reason))) : NULL;
      continue;
    }
    const Base *base = row_base (sheet, row);
    item->klass = g_strdup (kerf_class_words[gtk_drop_down_get_selected (GTK_DROP_DOWN (row->role))]);
    if (base->row == G_MAXUINT)
      item->on = base->id;
    else
      item->on_item = places[base->row];
  }
  kerf_import_items_run (sheet->window, items);
  gtk_window_destroy (GTK_WINDOW (sheet->dialog));
}

static void
on_cancel (GtkButton *button, gpointer data)
{
  (void) button;
  gtk_window_destroy (GTK_WINDOW (((Sheet *) data)->dialog));
}

/* ---- segments: what they are, and on which image ---- */

static void
find_bases (Sheet *sheet)
{
  const KerfCase *kase = kerf_window_case (sheet->window);
  for (guint i = 0; i < sheet->scan->series->len; i++) {
    const KerfSeries *series = g_ptr_array_index (sheet->scan->series, i);
    const Base base = { series->label, series->frame_uid, series->grid, series->has_grid, KERF_ID_NONE, i };
    if (series->kind == KERF_SERIES_VOLUME && series->verdict != KERF_VERDICT_REFUSED)
      g_array_append_val (sheet->bases, base);
  }
  for (gsize k = 0; kase && k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    Base base = {
      kerf_object_name (object), kerf_json_get_string (kerf_object_record (object), "frame_uid", NULL),
      (KerfGrid){ .n = { 0 } },  FALSE,
      kerf_object_id (object),   G_MAXUINT
    };
    if (base.id.kind != KERF_KIND_VOLUME)
      continue;
    base.has_grid = kerf_object_grid (object, &base.grid);
    g_array_append_val (sheet->bases, base);
  }
}

/* The one image that the segments' frame of reference names, else the one image with the very same grid. */
static guint
proposed_base (const Sheet *sheet, const KerfSeries *series)
{
  for (int by_grid = 0; by_grid < 2; by_grid++) {
    guint found = 0, hits = 0;
    for (guint i = 0; i < sheet->bases->len; i++) {
      const Base *base = &g_array_index (sheet->bases, Base, i);
      if (by_grid ? series->has_grid && base->has_grid && kerf_grid_equal (&series->grid, &base->grid)
                  : g_strcmp0 (series->frame_uid, base->frame_uid) == 0) {
        found = i + 1;
        hits++;
      }
    }
    if (hits == 1)
      return found;
  }
  return 0;
}

static GtkWidget *
base_drop (const Sheet *sheet, const KerfSeries *series)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (names, g_strdup (_ ("On which image?")));
  for (guint i = 0; i < sheet->bases->len; i++)
    g_ptr_array_add (names, g_strdup_printf (_ ("on %s"), g_array_index (sheet->bases, Base, i).name));
  g_ptr_array_add (names, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Image that %s lies on"), series->label);
  return kerf_choice_new ((const char *const *) names->pdata, proposed_base (sheet, series), label);
}

/* Against the patient that the case has, where it has one. */
static void
compare_patient (const Sheet *sheet, KerfSheetRow *row)
{
  const KerfCase *kase = kerf_window_case (sheet->window);
  const KerfObject *subject = kase ? kerf_case_subject (kase) : NULL;
  const KerfJson *patient = subject ? kerf_json_get (kerf_object_record (subject), "patient") : NULL;
  if (!patient)
    return;
  KerfIdentity known = { g_strdup (kerf_json_get_string (patient, "id", "")),
                         g_strdup (kerf_json_get_string (patient, "name", "")),
                         g_strdup (kerf_json_get_string (patient, "birth_date", "")),
                         g_strdup (kerf_json_get_string (patient, "sex", "")) };
  kerf_sheet_row_compare (row, &known);
  char *texts[] = { known.patient_id, known.name, known.birth_date, known.sex };
  for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
    g_free (texts[k]);
}

static GtkWidget *
series_row (Sheet *sheet, KerfSeries *series)
{
  KerfSheetRow row;
  kerf_sheet_row_init (&row, series, base_drop (sheet, series),
                       kerf_window_state (sheet->window)->patient_text);
  if (sheet->scan->two_patients ||
      sheet->scan->lost) /* whose images are wanted, or whether they are whole, is not
                                                         ours to say */
    gtk_check_button_set_active (GTK_CHECK_BUTTON (row.tick), FALSE);
  compare_patient (sheet, &row);
  g_array_append_val (sheet->rows, row);
  if (row.unit)
    g_signal_connect (row.unit, "notify::selected", G_CALLBACK (on_row_changed), sheet);
  if (row.reason)
    g_signal_connect (row.reason, "notify::text", G_CALLBACK (on_row_changed), sheet);
  g_signal_connect (row.tick, "notify::active", G_CALLBACK (on_row_changed), sheet);
  g_signal_connect (row.role, "notify::selected", G_CALLBACK (on_row_changed), sheet);
  g_signal_connect (row.on, "notify::selected", G_CALLBACK (on_row_changed), sheet);
  return row.box;
}

static GtkWidget *
sheet_header (Sheet *sheet, const char *label)
{
  GtkWidget *header = gtk_header_bar_new (), *titles = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *found = g_strdup_printf (_ ("Found in “%s”"), label);
  GtkWidget *title = gtk_label_new (found), *small;
  gtk_widget_add_css_class (title, "title");
  const KerfSeries *first = sheet->scan->n_patients == 1 ? g_ptr_array_index (sheet->scan->series, 0) : NULL;
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
  for (guint i = 0; i < sheet->scan->findings->len && i < 40; i++)
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

static void
add_heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "kerf-sheet-heading");
  gtk_box_append (GTK_BOX (box), label);
}

/* What can be imported, in the order of the scan; below it what can't, each with its sentence. Rows keep the numbers of
 * the scan's series. */
static void
add_series (Sheet *sheet, GtkWidget *rows)
{
  guint n = sheet->scan->series->len, refused = 0;
  g_autoptr (GPtrArray) pictures = g_ptr_array_new ();
  for (guint i = 0; i < n; i++) {
    KerfSeries *series = g_ptr_array_index (sheet->scan->series, i);
    GtkWidget *row = series_row (sheet, series);
    refused += series->verdict == KERF_VERDICT_REFUSED ? 1 : 0;
    if (series->verdict != KERF_VERDICT_REFUSED)
      gtk_box_append (GTK_BOX (rows), row);
    g_ptr_array_add (pictures, g_array_index (sheet->rows, KerfSheetRow, i).picture);
  }
  if (refused)
    add_heading (rows, _ ("Not used"));
  for (guint i = 0; i < n; i++) {
    KerfSheetRow *row = &g_array_index (sheet->rows, KerfSheetRow, i);
    if (row->series->verdict == KERF_VERDICT_REFUSED)
      gtk_box_append (GTK_BOX (rows), row->box);
  }
  kerf_previews_fill ((GtkWidget *const *) pictures->pdata, (KerfSeries *const *) sheet->scan->series->pdata,
                      n);
}

void
kerf_import_sheet_show (KerfWindow *window, KerfScan *take_scan, const char *label)
{
  Sheet *sheet = g_new0 (Sheet, 1);
  sheet->window = window;
  sheet->scan = take_scan;
  sheet->rows = g_array_new (FALSE, FALSE, sizeof (KerfSheetRow));
  sheet->bases = g_array_new (FALSE, FALSE, sizeof (Base));
  find_bases (sheet);
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
  add_series (sheet, rows);
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
