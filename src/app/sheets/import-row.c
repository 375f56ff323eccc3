/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/import-row.h"

#include "app/panels/choices.h"
#include "app/sheets/import-preview.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const role_words[] = { "ct",       "mr",  "pseudo-ct", "post-op-ct",
                                          "specimen", "pet", "dose",      "other" };

const char *
kerf_sheet_row_role (const KerfSheetRow *row)
{
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->role));
  if (row->synthetic && at == 0)
    return NULL; /* not confirmed */
  guint offset = row->synthetic ? 1 : 0;
  return at - offset < G_N_ELEMENTS (role_words) ? role_words[at - offset] : NULL;
}

gboolean
kerf_sheet_row_is_ticked (const KerfSheetRow *row)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (row->tick));
}

/* A line of words; `klass` colours it, its mark and words say the same. */
static void
add_line (GtkWidget *box, const char *text, const char *klass)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, klass);
  gtk_box_append (GTK_BOX (box), label);
}

/* The verdict, and every finding: none is left out for want of room. */
static void
add_verdict (GtkWidget *box, const KerfSeries *series)
{
  static const struct {
    const char *mark, *word, *klass;
  } rows[] = { { "✓", N_ ("regular"), "kerf-held" },
               { "▲", N_ ("tilted"), "kerf-question" },
               { "▲", N_ ("uneven"), "kerf-question" },
               { "■", N_ ("gap"), "kerf-hurts" },
               { "✕", N_ ("refused"), "kerf-hurts" } };
  if (series->kind == KERF_SERIES_VOLUME) {
    g_autofree char *text =
        g_strdup_printf ("%s %s", rows[series->verdict].mark, _ (rows[series->verdict].word));
    add_line (box, text, rows[series->verdict].klass);
  }
  for (guint i = 0; i < series->findings->len; i++) {
    const KerfFinding *finding = g_ptr_array_index (series->findings, i);
    add_line (box, finding->message, series->verdict == KERF_VERDICT_REFUSED ? "dim-label" : "kerf-question");
  }
}

static char *
details (const KerfSeries *series, gboolean patient_text)
{
  GString *text = g_string_new (*series->modality ? series->modality : kerf_series_format_title (series));
  if (series->kind == KERF_SERIES_STRUCTURES)
    g_string_append_printf (text, " · %u ROI", series->rois ? series->rois->len : 0);
  if (series->kind == KERF_SERIES_LABELS)
    g_string_append_printf (text, " · %s", _ ("labels"));
  if (series->has_grid) {
    KerfVec3 spacing = kerf_grid_spacing (&series->grid);
    g_string_append_printf (text, " · %d × %d × %d · %.2f × %.2f × %.2f mm", series->grid.n[0],
                            series->grid.n[1], series->grid.n[2], spacing.x, spacing.y, spacing.z);
  }
  if (patient_text && strlen (series->study_date) == 8)
    g_string_append_printf (text, " · %.4s-%.2s-%.2s", series->study_date, series->study_date + 4,
                            series->study_date + 6);
  if (series->manufacturer && series->manufacturer[0])
    g_string_append_printf (text, " · %s", series->manufacturer);
  return g_string_free (text, FALSE);
}

static GtkWidget *
role_drop (KerfSheetRow *row)
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
  g_autofree char *label = g_strdup_printf (_ ("Role of %s"), row->series->label);
  return kerf_choice_new ((const char *const *) names->pdata, row->synthetic ? 0 : selected, label);
}

static GtkWidget *
class_drop (const KerfSeries *series)
{
  g_autofree char *label = g_strdup_printf (_ ("What %s is"), series->label);
  return kerf_class_choice_new ("other", label);
}

static GtkWidget *
words_of (const KerfSeries *series, gboolean patient_text)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *title = gtk_label_new (series->label);
  g_autofree char *text = details (series, patient_text);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (title, series->label);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (words), title);
  add_line (words, text, "dim-label");
  add_verdict (words, series);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

void
kerf_sheet_row_init (KerfSheetRow *row, KerfSeries *series, GtkWidget *take_on, gboolean patient_text)
{
  gboolean usable = series->verdict != KERF_VERDICT_REFUSED, image = series->kind == KERF_SERIES_VOLUME;
  *row = (KerfSheetRow){ .series = series, .on = take_on };
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  row->tick = gtk_check_button_new ();
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->tick), series->verdict == KERF_VERDICT_REGULAR);
  gtk_widget_set_visible (row->tick, usable);
  gtk_widget_set_valign (row->tick, GTK_ALIGN_CENTER);
  g_autofree char *name = g_strdup_printf (_ ("Import %s"), series->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->tick), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  row->role = image ? role_drop (row) : class_drop (series);
  gtk_widget_set_visible (row->role, usable);
  gtk_widget_set_visible (row->on, !image && usable);
  row->picture = kerf_preview_new (series);
  gtk_box_append (GTK_BOX (row->box), row->tick);
  gtk_box_append (GTK_BOX (row->box), row->picture);
  row->words = words_of (series, patient_text);
  gtk_box_append (GTK_BOX (row->box), row->words);
  if (series->asks_unit && usable) {
    const char *const units[] = { _ ("Which unit?"), "mm", "m", "inch", NULL };
    row->unit = kerf_choice_new (units, 0, _ ("Unit of the file"));
    gtk_box_append (GTK_BOX (row->box), row->unit);
  }
  gtk_box_append (GTK_BOX (row->box), row->on);
  gtk_box_append (GTK_BOX (row->box), row->role);
  gtk_widget_add_css_class (row->box, "kerf-series");
}

void
kerf_sheet_row_compare (KerfSheetRow *row, const KerfIdentity *patient)
{
  const KerfSeries *series = row->series;
  const char *field = "", *x = "", *y = "";
  KerfIdentityMatch match = kerf_identity_compare (patient, &series->identity, &field, &x, &y);
  if (series->verdict == KERF_VERDICT_REFUSED)
    return;
  if (match == KERF_IDENTITY_OTHER) {
    g_autofree char *text =
        kerf_sentence (KERF_ERROR_IMPORT_OTHER_PATIENT, "series", series->label, "b", y, "a", x, NULL);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (row->tick), FALSE);
    gtk_widget_set_sensitive (row->tick, FALSE);
    gtk_widget_set_sensitive (row->role, FALSE);
    add_line (row->words, text, "kerf-hurts");
  }
  if (match == KERF_IDENTITY_DIFFERS && series->kind == KERF_SERIES_VOLUME) {
    g_autofree char *text = kerf_sentence (KERF_ERROR_IMPORT_IDENTITY_DIFFERS, "field", field, "a",
                                           _ ("the case"), "b", series->label, "x", x, "y", y, NULL);
    add_line (row->words, text, "kerf-hurts");
    gtk_check_button_set_active (GTK_CHECK_BUTTON (row->tick), FALSE);
    row->reason = gtk_entry_new ();
    gtk_entry_set_placeholder_text (GTK_ENTRY (row->reason), _ ("Why it is the same person"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->reason), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Why it is the same person"), -1);
    gtk_box_append (GTK_BOX (row->words), row->reason);
  }
}

double
kerf_sheet_row_unit (const KerfSheetRow *row)
{
  static const double mm[] = { 0, 1, 1000, 25.4 };
  guint at = row->unit ? gtk_drop_down_get_selected (GTK_DROP_DOWN (row->unit)) : 0;
  return at < G_N_ELEMENTS (mm) ? mm[at] : 0;
}

gboolean
kerf_sheet_row_is_answered (const KerfSheetRow *row)
{
  return (!row->reason || *gtk_editable_get_text (GTK_EDITABLE (row->reason))) &&
         (!row->unit || kerf_sheet_row_unit (row) > 0);
}
