/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
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
    if (cli->json && only)
      kerf_cli_print_json (kerf_json_ref (o));
    else if (!cli->json)
      show_object (o);
  }
  return TRUE;
}
