/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/derived-compare.h"
#include "cli/sample.h"

#include <stdio.h>
#include <string.h>

/* E1/E2 of two plans: of a comparison that the case has, or made for this answer alone. */

static const KerfObject *
find_comparison (const KerfCase *kase, KerfId a, KerfId b)
{
  g_autofree char *ta = kerf_id_to_text (a), *tb = kerf_id_to_text (b);
  const KerfObject *hit = NULL;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *o = kerf_case_at (kase, k);
    const KerfJson *record = kerf_object_record (o);
    gboolean e1 = strcmp (kerf_json_get_string (record, "kind", ""), "e1") == 0;
    if (kerf_object_id (o).kind == KERF_KIND_COMPARISON &&
        strcmp (kerf_json_get_string (record, e1 ? "plan" : "a", ""), ta) == 0 &&
        strcmp (kerf_json_get_string (record, e1 ? "volume" : "b", ""), tb) == 0)
      hit = o;
  }
  return hit;
}

/* The case with a comparison made by the given options; nothing is stored. */
static KerfCase *
with_comparison (KerfCli *cli, const KerfCase *kase, KerfId a, KerfId b, KerfId *made, GError **error)
{
  const KerfOp *op = kerf_op_find (kerf_ops, "compare.plans", error);
  gpointer args = kerf_args_new (op);
  g_autofree char *ta = kerf_id_to_text (a), *tb = kerf_id_to_text (b);
  const char *alignment = kerf_cli_option (cli, "alignment"), *planning = kerf_cli_option (cli, "planning"),
             *basis = kerf_cli_option (cli, "basis"), *tumour = kerf_cli_option (cli, "tumour");
  gboolean good = kerf_args_set (op, args, "a", ta, kase, error) &&
                  kerf_args_set (op, args, "b", tb, kase, error) &&
                  (!alignment || kerf_args_set (op, args, "alignment", alignment, kase, error)) &&
                  (!planning || kerf_args_set (op, args, "planning", planning, kase, error)) &&
                  (!basis || kerf_args_set (op, args, "registration_basis", basis, kase, error)) &&
                  (!tumour || kerf_args_set (op, args, "tumour", tumour, kase, error));
  KerfCase *next = good ? kerf_op_apply (op, kase, args, NULL, error) : NULL;
  kerf_args_free (op, args);
  *made = kerf_case_next_id (kase, KERF_KIND_COMPARISON);
  return next;
}

static void
print_table (const KerfJson *json)
{
  const KerfJson *planes = kerf_json_get (json, "planes"), *summary = kerf_json_get (json, "summary"),
                 *unmatched = kerf_json_get (json, "unmatched");
  gboolean e1 = strcmp (kerf_json_get_string (json, "kind", ""), "e1") == 0;
  printf ("%-6s %9s %8s %8s %8s %8s  %12s %12s %10s\n", "plane", "offset", "pitch", "roll", "angle", "L_dev",
          "margin A", "margin B", e1 ? "e" : "difference");
  for (gsize k = 0; k < kerf_json_length (planes); k++) {
    const KerfJson *p = kerf_json_at (planes, k);
    g_autofree char *a = kerf_margin_to_text (kerf_json_get_real (p, "margin_a_mm", (double) NAN)),
                    *b = kerf_margin_to_text (kerf_json_get_real (p, "margin_b_mm", (double) NAN)),
                    *d =
                        kerf_figure_to_text (kerf_json_get_real (p, "margin_diff_mm", (double) NAN), 2, "mm");
    printf ("%-6s %+9.2f %+8.2f %+8.2f %8.2f %8.2f  %12s %12s %10s\n", kerf_json_get_string (p, "name", ""),
            kerf_json_get_real (p, "offset_mm", (double) NAN),
            kerf_json_get_real (p, "pitch_deg", (double) NAN),
            kerf_json_get_real (p, "roll_deg", (double) NAN),
            kerf_json_get_real (p, "angle_deg", (double) NAN),
            kerf_json_get_real (p, "L_dev_mm", (double) NAN), a, b, d);
  }
  g_autofree char *mean = kerf_figure_to_text (kerf_json_get_real (summary, "mean_abs_mm", (double) NAN), 2,
                                               "mm"),
                  *most =
                      kerf_figure_to_text (kerf_json_get_real (summary, "max_abs_mm", (double) NAN), 2, "mm");
  printf ("%s: n %.0f, mean absolute %s, greatest %s\n", e1 ? "E1" : "E2",
          kerf_json_get_real (summary, "n", 0), mean, most);
  for (gsize k = 0; k < kerf_json_length (unmatched); k++)
    printf ("without a partner: %s\n", kerf_json_as_string (kerf_json_at (unmatched, k), ""));
}

gboolean
kerf_cli_compare (KerfCli *cli, GError **error)
{
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_READ, error);
  g_autoptr (KerfCase) kase = store ? kerf_store_head (store, NULL, error) : NULL, next = NULL;
  const KerfObject *a = kase ? kerf_case_find (kase, KERF_KIND_PLAN, kerf_cli_word (cli, 1), error) : NULL,
                   *b = a ? kerf_case_find (kase, KERF_KIND_NONE, kerf_cli_word (cli, 2), error) : NULL;
  if (!b)
    return FALSE;
  const KerfObject *there = find_comparison (kase, kerf_object_id (a), kerf_object_id (b));
  KerfId id = there ? kerf_object_id (there) : KERF_ID_NONE;
  if (!there || kerf_cli_option (cli, "planning")) {
    next = with_comparison (cli, kase, kerf_object_id (a), kerf_object_id (b), &id, error);
    if (!next)
      return FALSE;
  }
  g_autoptr (KerfJson) json = kerf_derived_comparison (next ? next : kase, id, &cli->context, error);
  if (!json)
    return FALSE;
  if (cli->json)
    kerf_cli_print_json (kerf_json_ref (json));
  else
    print_table (json);
  return TRUE;
}
