/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/derived-guide.h"
#include "cli/cli.h"
#include "report/plan-json.h"

#include <stdio.h>
#include <string.h>

static char *
margin (const KerfJson *json, const char *key)
{
  return kerf_margin_to_text (kerf_json_get_real (json, key, (double) NAN));
}

static void
show_volume (const KerfJson *o)
{
  KerfGrid g;
  printf ("%s  %s", kerf_json_get_string (o, "role", "?"), kerf_json_get_string (o, "verdict", ""));
  if (kerf_json_to_grid (kerf_json_get (o, "grid"), &g)) {
    KerfVec3 h = kerf_grid_spacing (&g);
    printf ("  %d×%d×%d  %.3g×%.3g×%.3g mm", g.n[0], g.n[1], g.n[2], h.x, h.y, h.z);
  }
  printf ("\n");
  const KerfJson *findings = kerf_json_get (o, "findings");
  for (gsize k = 0; k < kerf_json_length (findings); k++)
    printf ("        %s\n", kerf_json_get_string (kerf_json_at (findings, k), "message", ""));
}

static void
show_plan (const KerfJson *o)
{
  g_autofree char *least = margin (o, "margin_mm"), *target = margin (o, "target_margin_mm");
  printf ("%s v%.0f  margin %s  target %s\n", kerf_json_get_string (o, "state", "?"),
          kerf_json_get_real (o, "version", 1), least, target);
  const char *withheld = kerf_json_get_string (o, "margins_withheld", NULL);
  if (withheld)
    printf ("        %s\n", withheld);
  const KerfJson *planes = kerf_json_get (o, "planes"), *spared = kerf_json_get (o, "spared");
  for (gsize k = 0; k < kerf_json_length (planes); k++) {
    const KerfJson *p = kerf_json_at (planes, k);
    g_autofree char *m = margin (p, "margin_mm"), *u = margin (p, "margin_unbounded_mm"),
                    *a = kerf_figure_to_text (kerf_json_get_real (p, "cut_area_mm2", (double) NAN) / 100, 1,
                                              "cm²");
    printf ("        %-6s %-16s %s in bone, %s unbounded, cut %s, kerf %.2f mm%s, %s\n",
            kerf_json_get_string (p, "id", ""), kerf_json_get_string (p, "name", ""), m, u, a,
            kerf_json_get_real (p, "kerf_mm", 0),
            strcmp (kerf_json_get_string (p, "kerf_from", ""), "default") == 0 ? " (assumed)" : "",
            kerf_json_get_string (p, "verdict", ""));
  }
  for (gsize k = 0; k < kerf_json_length (spared); k++) {
    const KerfJson *s = kerf_json_at (spared, k);
    g_autofree char *d = margin (s, "distance_mm");
    printf ("        %-6s %-16s %s, %s\n", kerf_json_get_string (s, "structure", ""),
            kerf_json_get_string (s, "name", ""), kerf_json_get_string (s, "fate", ""), d);
  }
  const KerfJson *released = kerf_json_get (o, "free");
  g_autofree char *lost =
                      kerf_figure_to_text (kerf_json_get_real (o, "bone_resected_mm3", (double) NAN) / 1000,
                                           1, "cm³"),
                  *outside = kerf_figure_to_text (
                      kerf_json_get_real (o, "tumour_outside_specimen_mm3", (double) NAN) / 1000, 2, "cm³");
  printf ("        bone resected %s; tumour outside the specimen %s; the block is %s\n", lost, outside,
          kerf_json_kind (released) != KERF_JSON_BOOL ? "not assessed"
          : kerf_json_as_bool (released, FALSE)       ? "free"
                                                      : "attached");
}

/* One guide by itself is built, so that its checks can be shown. */
static KerfJson *
with_checks (const KerfJson *o, const KerfCase *kase, KerfId id, const KerfContext *context, GError **error)
{
  KerfJson *whole = kerf_json_copy (o), *findings = kerf_json_array ();
  g_autoptr (GPtrArray) said = kerf_derived_guide_findings (kase, id);
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (kase, id, FALSE, context, error);
  for (guint k = 0; k < said->len; k++)
    kerf_json_append (findings, kerf_json_string (g_ptr_array_index (said, k)));
  kerf_json_set (whole, "findings", findings);
  if (solid) {
    kerf_json_set (whole, "results", kerf_guide_results_json (solid));
    return whole;
  }
  kerf_json_unref (whole);
  return NULL;
}

static void
show_lines (const KerfJson *lines)
{
  for (gsize k = 0; k < kerf_json_length (lines); k++)
    printf ("        %s\n", kerf_json_as_string (kerf_json_at (lines, k), ""));
}

static void
show_guide (const KerfJson *o)
{
  const KerfJson *results = kerf_json_get (o, "results");
  printf ("of %s, %d slots, %d pins\n", kerf_json_get_string (o, "plan", "?"),
          (int) kerf_json_length (kerf_json_get (o, "slots")),
          (int) kerf_json_length (kerf_json_get (o, "pins")));
  if (!results)
    return;
  double size[3] = { 0 };
  kerf_json_get_reals (results, "x_size_mm", size, 3);
  printf ("        %.0f × %.0f × %.0f mm, %.1f cm³, contact %.1f cm², underside within %.3f mm (95 %%)\n",
          size[0], size[1], size[2], kerf_json_get_real (results, "volume_mm3", 0) / 1000,
          kerf_json_get_real (results, "contact_area_mm2", 0) / 100,
          kerf_json_get_real (results, "x_clearance_off_p95_mm", (double) NAN));
  show_lines (kerf_json_get (results, "problems"));
  show_lines (kerf_json_get (results, "x_notes"));
  show_lines (kerf_json_get (o, "findings"));
}

static char *
value (const KerfJson *o, const char *key)
{
  const char *unit = kerf_json_get_string (o, "value_unit", "");
  double x = kerf_json_get_real (o, key, (double) NAN);
  return kerf_figure_to_text (x, *unit || fabs (x) >= 100 ? 0 : 3, unit);
}

static void
show_measure (const KerfJson *o)
{
  const char *kind = kerf_json_get_string (o, "measures", "?"),
             *on = kerf_json_get_string (o, "volume", NULL),
             *why = kerf_json_get_string (o, "not_assessed", NULL);
  printf ("%s", kind);
  if (kerf_json_get (o, "length_mm")) {
    g_autofree char *figure =
        kerf_figure_to_text (kerf_json_get_real (o, "length_mm", (double) NAN), 1, "mm");
    printf ("  %s", figure);
  }
  if (kerf_json_get (o, "angle_deg")) {
    double degrees = kerf_json_get_real (o, "angle_deg", (double) NAN);
    g_autofree char *figure = kerf_figure_to_text (degrees, 1, "");
    printf ("  %s%s", figure, isnan (degrees) ? "" : "°");
  }
  if (kerf_json_get (o, "distance_mm")) {
    g_autofree char *figure = margin (o, "distance_mm");
    printf ("  %s to %s", figure, kerf_json_get_string (o, "structure", "?"));
  }
  if (kerf_json_get (o, "letters"))
    printf ("  %s.%s and %s.%s", kerf_json_get_string (o, "plan", "?"),
            kerf_json_as_string (kerf_json_at (kerf_json_get (o, "letters"), 0), "?"),
            kerf_json_get_string (o, "plan", "?"),
            kerf_json_as_string (kerf_json_at (kerf_json_get (o, "letters"), 1), "?"));
  if (kerf_json_get (o, "area_mm2")) {
    g_autofree char *mean = value (o, "mean"), *sd = value (o, "sd"), *min = value (o, "min"),
                    *max = value (o, "max"),
                    *area = kerf_figure_to_text (kerf_json_get_real (o, "area_mm2", (double) NAN), 1, "mm²");
    double outside = kerf_json_get_real (o, "outside_share", (double) NAN);
    printf ("  mean %s  SD %s  min %s  max %s  %s  %.0f samples", mean, sd, min, max, area,
            kerf_json_get_real (o, "samples", 0));
    if (outside > 0)
      printf ("  %.*f %% outside the image", outside < 0.1 ? 1 : 0, 100 * outside);
  }
  if (on)
    printf ("  on %s", on);
  printf ("\n");
  if (why)
    printf ("        %s\n", why);
}

static void
show_object (const KerfJson *o)
{
  const char *kind = kerf_json_get_string (o, "kind", ""), *stale = kerf_json_get_string (o, "stale", NULL);
  printf ("%-8s%-24s ", kerf_json_get_string (o, "id", ""), kerf_json_get_string (o, "name", ""));
  if (strcmp (kind, "volume") == 0)
    show_volume (o);
  else if (strcmp (kind, "plan") == 0)
    show_plan (o);
  else if (strcmp (kind, "segment") == 0) {
    g_autofree char *v =
        kerf_figure_to_text (kerf_json_get_real (o, "volume_mm3", (double) NAN) / 1000, 2, "cm³");
    printf ("%s on %s  %s  %s\n", kerf_json_get_string (o, "class", ""),
            kerf_json_get_string (o, "volume", ""), v,
            kerf_json_get (o, "signatures") && !stale ? "signed" : "not signed");
  } else if (strcmp (kind, "alignment") == 0) {
    g_autofree char *nmi = kerf_figure_to_text (kerf_json_get_real (o, "nmi", (double) NAN), 3, ""),
                    *fre = kerf_figure_to_text (kerf_json_get_real (o, "fre_mm", (double) NAN), 2, "mm");
    printf ("%s  %s → %s  NMI %s  FRE %s  %s\n", kerf_json_get_string (o, "method", ""),
            kerf_json_get_string (o, "moving", ""), kerf_json_get_string (o, "fixed", ""), nmi, fre,
            kerf_json_get_bool (o, "accepted", FALSE) ? "accepted" : "not accepted");
  } else if (strcmp (kind, "subject") == 0)
    printf ("%s · %s\n", kerf_json_get_string (o, "bone", "bone not declared"),
            kerf_json_get_string (o, "side", "side not declared"));
  else if (strcmp (kind, "guide") == 0)
    show_guide (o);
  else if (strcmp (kind, "measure") == 0)
    show_measure (o);
  else
    printf ("%s\n", kind);
  if (stale)
    printf ("        stale: '%s' changed\n", stale);
}

gboolean
kerf_cli_show (KerfCli *cli, GError **error)
{
  KerfHash revision;
  const char *wanted = kerf_cli_word (cli, 1);
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_READ, error);
  g_autoptr (KerfCase) kase = store ? kerf_store_head (store, &revision, error) : NULL;
  const KerfObject *only = kase && wanted ? kerf_case_find (kase, KERF_KIND_NONE, wanted, error) : NULL;
  if (!kase || (wanted && !only))
    return FALSE;
  g_autoptr (KerfJson) json = kerf_report_case_json (kase, &revision, &cli->context, error);
  if (!json)
    return FALSE;
  const KerfJson *objects = kerf_json_get (json, "objects");
  g_autofree char *id = only ? kerf_id_to_text (kerf_object_id (only)) : NULL;
  if (cli->json && !only)
    kerf_cli_print_json (kerf_json_ref (json));
  for (gsize k = 0; k < kerf_json_length (objects); k++) {
    const KerfJson *o = kerf_json_at (objects, k);
    if (id && strcmp (kerf_json_get_string (o, "id", ""), id) != 0)
      continue;
    g_autoptr (KerfJson) checked = NULL;
    if (only && kerf_object_id (only).kind == KERF_KIND_GUIDE) {
      checked = with_checks (o, kase, kerf_object_id (only), &cli->context, error);
      if (!checked)
        return FALSE;
      o = checked;
    }
    if (cli->json && only)
      kerf_cli_print_json (kerf_json_ref (o));
    else if (!cli->json)
      show_object (o);
  }
  return TRUE;
}
