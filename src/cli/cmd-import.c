/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "io/read.h"
#include "ops/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
say_findings (const KerfCli *cli, const GPtrArray *findings)
{
  for (guint k = 0; k < findings->len; k++)
    kerf_cli_note (cli, "%s", ((const KerfFinding *) g_ptr_array_index (findings, k))->message);
}

/* ---- --list ---- */

static KerfJson *
findings_json (const GPtrArray *findings)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < findings->len; k++) {
    const KerfFinding *finding = g_ptr_array_index (findings, k);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_string (one, "code", kerf_error_code_name ((int) finding->code));
    kerf_json_set_string (one, "message", finding->message);
    kerf_json_append (list, one);
  }
  return list;
}

static void
list_as_json (const KerfScan *scan)
{
  KerfJson *json = kerf_json_object (), *list = kerf_json_array ();
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *s = g_ptr_array_index (scan->series, k);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_real (one, "number", s->number);
    kerf_json_set_string (one, "label", s->label);
    kerf_json_set_string (one, "kind", kerf_series_kind_name (s->kind));
    kerf_json_set_string (one, "modality", s->modality);
    kerf_json_set_string (one, "role", s->role);
    kerf_json_set_string (one, "verdict", kerf_verdict_name (s->verdict));
    kerf_json_set_real (one, "files", s->files->len);
    if (s->has_grid)
      kerf_json_set (one, "grid", kerf_json_grid (&s->grid));
    kerf_json_set (one, "findings", findings_json (s->findings));
    kerf_json_append (list, one);
  }
  kerf_json_set (json, "series", list);
  kerf_json_set (json, "findings", findings_json (scan->findings));
  kerf_json_set_real (json, "files", scan->n_files);
  kerf_cli_print_json (json);
}

static void
list_as_text (const KerfCli *cli, const KerfScan *scan)
{
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *s = g_ptr_array_index (scan->series, k);
    KerfVec3 h = s->has_grid ? kerf_grid_spacing (&s->grid) : kerf_vec3 (0, 0, 0);
    printf ("%3u  %-9s %-7s %-10s", s->number, kerf_series_kind_name (s->kind),
            *s->modality ? s->modality : "-", s->role);
    if (s->has_grid)
      printf ("%4d×%d×%d  %.3g×%.3g×%.3g mm", s->grid.n[0], s->grid.n[1], s->grid.n[2], h.x, h.y, h.z);
    printf ("  %-8s %s\n", kerf_verdict_name (s->verdict), s->label);
    for (guint f = 0; f < s->findings->len; f++)
      printf ("       %s\n", ((const KerfFinding *) g_ptr_array_index (s->findings, f))->message);
  }
  say_findings (cli, scan->findings);
}

/* ---- choosing ---- */

/* Numbers of --select as a set of bits by index; FALSE with a sentence. */
static gboolean
read_selection (const KerfScan *scan, const char *text, gboolean *chosen, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  for (gsize k = 0; words[k]; k++) {
    double number;
    guint hit = G_MAXUINT;
    if (!kerf_real_from_text (g_strstrip (words[k]), "--select", &number, error))
      return FALSE;
    for (guint s = 0; s < scan->series->len; s++)
      if (((const KerfSeries *) g_ptr_array_index (scan->series, s))->number == number)
        hit = s;
    if (hit == G_MAXUINT)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                             "There is no series %s; import --list shows their numbers.", words[k]);
    chosen[hit] = TRUE;
  }
  return TRUE;
}

/* The sentence that stops a plain import at this series, or NULL. */
static const KerfFinding *
stopper (const KerfSeries *series)
{
  static const char *const stops[] = { "import.gap",       "import.uneven", "import.tilt", "import.truncated",
                                       "import.synthetic", "import.unit",   NULL };
  for (guint k = 0; k < series->findings->len; k++) {
    const KerfFinding *finding = g_ptr_array_index (series->findings, k);
    const char *code = kerf_error_code_name ((int) finding->code);
    for (int n = 0; stops[n]; n++)
      if (strcmp (stops[n], code) == 0)
        return finding;
    if (series->verdict == KERF_VERDICT_REFUSED && kerf_error_severity ((int) finding->code) == KERF_REFUSED)
      return finding;
  }
  return NULL;
}

static gboolean
fail_with (const KerfFinding *finding, GError **error)
{
  g_set_error_literal (error, KERF_ERROR, (int) finding->code, finding->message);
  return FALSE;
}

/* Contours and segments bring their own names; a label image of another format is only what it is called. */
static gboolean
is_segments (const KerfSeries *series)
{
  return series->kind == KERF_SERIES_STRUCTURES ||
         (series->kind == KERF_SERIES_LABELS && strcmp (series->format, "dicom") == 0);
}

/* Without --select: everything regular, and nothing at all while something asks. */
static gboolean
choose (const KerfCli *cli, const KerfScan *scan, gboolean *chosen, GError **error)
{
  const char *select = kerf_cli_option (cli, "select");
  gboolean any = FALSE;
  if (select)
    return read_selection (scan, select, chosen, error);
  if (scan->two_patients)
    return fail_with (scan->two_patients, error);
  if (scan->lost)
    return fail_with (scan->lost, error);
  for (guint k = 0; k < scan->findings->len; k++) {
    const KerfFinding *finding = g_ptr_array_index (scan->findings, k);
    if (finding->code == KERF_ERROR_IMPORT_TRUNCATED ||
        (finding->code == KERF_ERROR_IMPORT_IDENTITY_DIFFERS && !kerf_cli_option (cli, "same-person")))
      return fail_with (finding, error);
  }
  gboolean segments = kerf_cli_option (cli, "as-segment") != NULL, volumes = FALSE;
  for (guint k = 0; k < scan->series->len; k++)
    volumes =
        volumes || ((const KerfSeries *) g_ptr_array_index (scan->series, k))->kind == KERF_SERIES_VOLUME;
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *series = g_ptr_array_index (scan->series, k);
    const KerfFinding *stop = stopper (series);
    if (stop && !(stop->code == KERF_ERROR_IMPORT_SYNTHETIC && kerf_cli_option (cli, "role")) &&
        !(stop->code == KERF_ERROR_IMPORT_UNIT && kerf_cli_option (cli, "unit")))
      return fail_with (stop, error);
    chosen[k] = series->verdict != KERF_VERDICT_REFUSED &&
                (series->kind == KERF_SERIES_VOLUME || segments ||
                 (is_segments (series) && !volumes)); /* contours beside their images wait for --select */
    any = any || chosen[k];
  }
  if (any)
    return TRUE;
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *series = g_ptr_array_index (scan->series, k);
    if (series->findings->len)
      return fail_with (g_ptr_array_index (series->findings, 0), error);
  }
  return kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "Nothing to import was chosen; import --list shows what there is.");
}

/* ---- importing ---- */

static gboolean
is_found (const GPtrArray *findings, const char *message)
{
  for (guint k = 0; k < findings->len; k++)
    if (strcmp (((const KerfFinding *) g_ptr_array_index (findings, k))->message, message) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
import_one (KerfCli *cli, KerfStore *store, const KerfScan *scan, const KerfSeries *series, KerfId on,
            GArray *made, GError **error)
{
  const char *as_segment = kerf_cli_option (cli, "as-segment"), *item_text = kerf_cli_option (cli, "item"),
             *unit = kerf_cli_option (cli, "unit");
  g_autoptr (KerfSeries) scaled = NULL;
  double item = 0;
  if (item_text && !kerf_real_from_text (item_text, "--item", &item, error))
    return FALSE;
  if (unit && series->asks_unit) {
    double scale = strcmp (unit, "mm") == 0     ? 1
                   : strcmp (unit, "m") == 0    ? 1000
                   : strcmp (unit, "inch") == 0 ? 25.4
                                                : 0;
    if (scale == 0)
      return kerf_fail_text (error, KERF_ERROR_WORDS, "'--unit' is '%s'; give mm, m or inch.", unit);
    scaled = kerf_series_with_unit (series, scale, error);
    if (!scaled)
      return FALSE;
    series = scaled;
  }
  if (as_segment || is_segments (series)) {
    const char *klass = kerf_cli_option (cli, "class");
    if (!kerf_import_segments (store, series, (int) item, as_segment, klass ? klass : "other", on,
                               cli->author, &cli->context, made, error))
      return FALSE;
    say_findings (cli, series->findings);
    return TRUE;
  }
  KerfDone done = { 0 };
  KerfImportOptions options = { kerf_cli_option (cli, "role"), kerf_cli_option (cli, "name"),
                                kerf_cli_option (cli, "same-person"), cli->author };
  if (!kerf_import_volume (store, series, &options, &cli->context, &done, error))
    return FALSE;
  g_array_append_vals (made, done.made->data, done.made->len);
  for (guint k = 0; k < done.notes->len; k++) {
    const char *note = g_ptr_array_index (done.notes, k);
    if (!is_found (scan->findings, note)) /* else it was said of them together */
      kerf_cli_note (cli, "%s", note);
  }
  kerf_done_clear (&done);
  say_findings (cli, series->findings);
  return TRUE;
}

static gboolean
import_chosen (KerfCli *cli, const KerfScan *scan, const gboolean *chosen, const char *path, GError **error)
{
  gboolean existed = g_file_test (path, G_FILE_TEST_EXISTS), good = TRUE;
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, error);
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (KerfId));
  const char *on_text = kerf_cli_option (cli, "on");
  KerfId on = KERF_ID_NONE;
  g_autoptr (KerfCase) head = store ? kerf_store_head (store, NULL, error) : NULL;
  if (!head)
    return FALSE;
  if (on_text) {
    const KerfObject *object = kerf_case_find (head, KERF_KIND_VOLUME, on_text, error);
    if (!object)
      return FALSE;
    on = kerf_object_id (object);
  }
  good = kerf_store_group_begin (store, error);
  for (guint k = 0; good && k < scan->series->len; k++)
    if (chosen[k])
      good = import_one (cli, store, scan, g_ptr_array_index (scan->series, k), on, made, error);
  if (!kerf_store_group_end (store, good, good ? error : NULL))
    good = FALSE;
  if (!good && !existed) {
    g_clear_pointer (&head, kerf_case_unref);
    g_clear_pointer (&store, kerf_store_unref);
    unlink (path); /* ours, made a moment ago, and empty */
    return FALSE;
  }
  for (guint k = 0; good && k < made->len; k++) {
    g_autofree char *id = kerf_id_to_text (g_array_index (made, KerfId, k));
    printf ("%s\n", id);
  }
  return good;
}

gboolean
kerf_cli_import (KerfCli *cli, GError **error)
{
  gboolean list = kerf_cli_option (cli, "list") != NULL;
  guint n = cli->words->len - (list && cli->words->len == 1 ? 0 : 1);
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  if (n == 0)
    return kerf_fail_text (error, KERF_ERROR_WORDS,
                           "import takes more words; write kerf-cli import SOURCE… CASE.");
  if (list && cli->words->len > 1 && !g_str_has_suffix (kerf_cli_word (cli, n), ".kerf"))
    n = cli->words->len;
  for (guint k = 0; k < n; k++)
    g_ptr_array_add (sources, g_ptr_array_index (cli->words, k));
  g_ptr_array_add (sources, NULL);
  g_autoptr (KerfScan) scan = kerf_scan ((const char *const *) sources->pdata, &cli->context, error);
  if (!scan)
    return FALSE;
  if (list) {
    if (cli->json)
      list_as_json (scan);
    else
      list_as_text (cli, scan);
    return TRUE;
  }
  g_autofree gboolean *chosen = g_new0 (gboolean, scan->series->len + 1);
  if (!choose (cli, scan, chosen, error))
    return FALSE;
  say_findings (cli, scan->findings);
  for (guint k = 0; k < scan->series->len && !kerf_cli_option (cli, "select"); k++) {
    const KerfSeries *series = g_ptr_array_index (scan->series, k);
    if (series->verdict == KERF_VERDICT_REFUSED) /* nobody chose to leave it out */
      say_findings (cli, series->findings);
  }
  return import_chosen (cli, scan, chosen, kerf_cli_word (cli, n), error);
}
