/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

/* The registry, for people and for programs. */

static const char *
kind_word (KerfParamKind kind)
{
  static const char *const words[] = { "number", "whole number", "yes or no", "word",  "text",
                                       "id",     "ids",          "plane",     "point", "direction",
                                       "points", "matrix",       "hash" };
  return words[kind];
}

static char *
default_text (const KerfOp *op, const KerfParam *p)
{
  gpointer args = kerf_args_new (op);
  char *text = kerf_args_text (op, args, p);
  kerf_args_free (op, args);
  return text;
}

static KerfJson *
op_json (const KerfOp *op)
{
  KerfJson *json = kerf_json_object (), *params = kerf_json_array ();
  kerf_json_set_string (json, "id", op->id);
  kerf_json_set_string (json, "title", op->title);
  kerf_json_set_string (json, "help", op->help);
  kerf_json_set_real (json, "version", op->version);
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    KerfJson *one = kerf_json_object ();
    g_autofree char *def = default_text (op, p);
    kerf_json_set_string (one, "name", p->name);
    kerf_json_set_string (one, "help", p->help);
    kerf_json_set_string (one, "kind", kind_word (p->kind));
    kerf_json_set_string (one, "unit", *p->unit ? p->unit : NULL);
    kerf_json_set_bool (one, "required", (p->flags & KERF_REQUIRED) != 0);
    kerf_json_set_bool (one, "none", (p->flags & KERF_NONE) != 0);
    kerf_json_set_string (one, "default", def);
    if (p->kind == KERF_PARAM_REAL || p->kind == KERF_PARAM_INT) {
      kerf_json_set_real (one, "min", p->min);
      kerf_json_set_real (one, "max", p->max);
    }
    if (p->choices) {
      KerfJson *words = kerf_json_array ();
      for (int n = 0; p->choices[n]; n++)
        kerf_json_append (words, kerf_json_string (p->choices[n]));
      kerf_json_set (one, "choices", words);
    }
    kerf_json_append (params, one);
  }
  kerf_json_set (json, "parameters", params);
  return json;
}

static char *
range_text (const KerfParam *p)
{
  GString *s = g_string_new (kind_word (p->kind));
  if (p->choices) {
    g_string_truncate (s, 0);
    for (int n = 0; p->choices[n]; n++)
      g_string_append_printf (s, "%s%s", n ? ", " : "", p->choices[n]);
  }
  if (p->kind == KERF_PARAM_REAL || p->kind == KERF_PARAM_INT)
    g_string_append_printf (s, " %g … %g%s%s", p->min, p->max, *p->unit ? " " : "", p->unit);
  if (p->flags & KERF_NONE)
    g_string_append (s, ", none");
  return g_string_free (s, FALSE);
}

static void
print_op (const KerfOp *op, gboolean markdown)
{
  printf (
      markdown
          ? "## %s\n\n%s. Undo label: *%s*, version %d.\n\n| key | takes | default | meaning |\n| --- | --- | --- | --- |\n"
          : "%s: %s. (%s, version %d)\n",
      op->id, op->help, op->title, op->version);
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    g_autofree char *def = default_text (op, p), *range = range_text (p);
    const char *shown = p->flags & KERF_REQUIRED ? "required" : def ? def : "–";
    if (markdown)
      printf ("| `%s` | %s | %s | %s |\n", p->name, range, shown, p->help);
    else
      printf ("    %-18s %s [%s]: %s\n", p->name, range, shown, p->help);
  }
  printf ("\n");
}

gboolean
kerf_cli_operations (KerfCli *cli, GError **error)
{
  const char *name = kerf_cli_word (cli, 0);
  const KerfOp *only = name ? kerf_op_find (kerf_ops, name, error) : NULL;
  gboolean markdown = kerf_cli_option (cli, "markdown") != NULL;
  if (name && !only)
    return FALSE;
  if (cli->json) {
    KerfJson *list = kerf_json_array ();
    for (gsize k = 0; kerf_ops[k]; k++)
      if (!only || only == kerf_ops[k])
        kerf_json_append (list, op_json (kerf_ops[k]));
    kerf_cli_print_json (list);
    return TRUE;
  }
  if (markdown && !only)
    printf (
        "# Operations\n\nMade by `kerf-cli operations --markdown`: every change of a case is one of these.\n\n");
  for (gsize k = 0; kerf_ops[k]; k++)
    if (!only || only == kerf_ops[k])
      print_op (kerf_ops[k], markdown);
  return TRUE;
}
