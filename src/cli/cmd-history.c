/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

/* do, script, undo, redo, goto, log. */

static gboolean
apply_words (KerfCli *cli, KerfStore *store, const char *const *words, GError **error)
{
  const KerfOp *op = kerf_op_find (kerf_ops, words[0], error);
  g_autoptr (KerfCase) head = op ? kerf_store_head (store, NULL, error) : NULL;
  if (!head)
    return FALSE;
  gpointer args = kerf_args_parse (op, words + 1, head, kerf_cli_read_file, error);
  if (!args)
    return FALSE;
  KerfDone done = { 0 };
  gboolean good = kerf_store_do (store, op, args, cli->author, &cli->context, &done, error);
  kerf_args_free (op, args);
  if (!good)
    return FALSE;
  for (guint k = 0; k < done.made->len; k++) {
    g_autofree char *id = kerf_id_to_text (g_array_index (done.made, KerfId, k));
    printf ("%s\n", id);
  }
  for (guint k = 0; k < done.notes->len; k++)
    kerf_cli_note (cli, "%s", (const char *) g_ptr_array_index (done.notes, k));
  kerf_done_clear (&done);
  fflush (stdout);
  return TRUE;
}

gboolean
kerf_cli_do (KerfCli *cli, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (guint k = 1; k < cli->words->len; k++)
    g_ptr_array_add (words, g_ptr_array_index (cli->words, k));
  g_ptr_array_add (words, NULL);
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_WRITE, error);
  return store && apply_words (cli, store, (const char *const *) words->pdata, error);
}

static char *
read_script (const char *path, GError **error)
{
  if (strcmp (path, "-") != 0)
    return kerf_cli_read_file (path, error);
  GString *text = g_string_new (NULL);
  char piece[4096];
  gsize n;
  while ((n = fread (piece, 1, sizeof piece, stdin)) > 0)
    g_string_append_len (text, piece, (gssize) n);
  return g_string_free (text, FALSE);
}

static gboolean
run_line (KerfCli *cli, KerfStore *store, const char *line, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) quoting = NULL;
  if (!g_shell_parse_argv (line, NULL, &words, &quoting)) {
    if (g_error_matches (quoting, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
      return TRUE;
    return kerf_fail_text (error, KERF_ERROR_WORDS, "a quote does not end");
  }
  return apply_words (cli, store, (const char *const *) words, error);
}

gboolean
kerf_cli_script (KerfCli *cli, GError **error)
{
  g_autofree char *text = read_script (kerf_cli_word (cli, 1), error);
  g_autoptr (KerfStore) store =
      text ? kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_CREATE, error) : NULL;
  gboolean atomic = kerf_cli_option (cli, "atomic") != NULL, good = TRUE;
  if (!store || (atomic && !kerf_store_group_begin (store, error)))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint k = 0; good && lines[k]; k++) {
    GError *inner = NULL;
    good = run_line (cli, store, lines[k], &inner) && kerf_context_check (&cli->context, &inner);
    if (inner) {
      g_prefix_error (&inner, "line %u: ", k + 1);
      g_propagate_error (error, inner);
    }
  }
  return (!atomic || kerf_store_group_end (store, good, good ? error : NULL)) && good;
}

static const char *
title_of (const char *operation)
{
  const KerfOp *op = kerf_op_find (kerf_ops, operation, NULL);
  return op ? op->title : operation;
}

static gboolean
step (KerfCli *cli, KerfStep which, GError **error)
{
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_WRITE, error);
  if (!store)
    return FALSE;
  g_autofree char *operation = kerf_store_step_operation (store, which);
  if (!kerf_store_step (store, which, NULL, error))
    return FALSE;
  kerf_cli_said (cli, "%s: %s", which == KERF_STEP_UNDO ? "Undone" : "Done again", title_of (operation));
  return TRUE;
}

gboolean
kerf_cli_undo (KerfCli *cli, GError **error)
{
  return step (cli, KERF_STEP_UNDO, error);
}

gboolean
kerf_cli_redo (KerfCli *cli, GError **error)
{
  return step (cli, KERF_STEP_REDO, error);
}

gboolean
kerf_cli_goto (KerfCli *cli, GError **error)
{
  KerfHash head;
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_WRITE, error);
  if (!store || !kerf_store_goto (store, kerf_cli_word (cli, 1), &head, error))
    return FALSE;
  g_autofree char *hex = kerf_hash_to_hex (&head);
  kerf_cli_said (cli, "The case stands at %.8s.", hex);
  return TRUE;
}

static void
log_as_json (const GPtrArray *log, GHashTable *branch, const KerfHash *head)
{
  KerfJson *list = kerf_json_array ();
  for (guint k = 0; k < log->len; k++) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    KerfJson *one = kerf_json_object ();
    g_autofree char *hash = kerf_hash_to_hex (&r->hash), *parent = kerf_hash_to_hex (&r->parent),
                    *root = kerf_hash_to_hex (&r->root);
    kerf_json_set_real (one, "number", (double) r->number);
    kerf_json_set_string (one, "hash", hash);
    kerf_json_set_string (one, "parent", kerf_hash_is_zero (&r->parent) ? NULL : parent);
    kerf_json_set_string (one, "root", root);
    kerf_json_set_string (one, "operation", r->operation);
    kerf_json_set_real (one, "version", r->version);
    kerf_json_set (one, "parameters", kerf_json_parse (r->parameters, -1, "parameters", NULL));
    kerf_json_set_string (one, "author", r->author);
    kerf_json_set_string (one, "time_utc", r->time_utc);
    kerf_json_set_bool (one, "head", kerf_hash_equal (&r->hash, head));
    kerf_json_set_bool (one, "on_branch", g_hash_table_contains (branch, &r->hash));
    kerf_json_append (list, one);
  }
  KerfJson *json = kerf_json_object ();
  kerf_json_set (json, "revisions", list);
  kerf_cli_print_json (json);
}

gboolean
kerf_cli_log (KerfCli *cli, GError **error)
{
  KerfHash head;
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_READ, error);
  g_autoptr (GHashTable) branch = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL);
  g_autoptr (GPtrArray) log = store ? kerf_store_log (store, branch, error) : NULL;
  g_autoptr (KerfCase) kase = log ? kerf_store_head (store, &head, error) : NULL;
  if (!kase)
    return FALSE;
  if (cli->json) {
    log_as_json (log, branch, &head);
    return TRUE;
  }
  for (guint k = 0; k < log->len; k++) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    g_autofree char *hash = kerf_hash_to_hex (&r->hash);
    const char *mark = kerf_hash_equal (&r->hash, &head)          ? "*"
                       : g_hash_table_contains (branch, &r->hash) ? " "
                                                                  : "-";
    printf ("%s %4" G_GINT64_FORMAT "  %.8s  %.19s  %-10s %-20s %s\n", mark, r->number, hash, r->time_utc,
            r->author, r->operation, strlen (r->parameters) > 100 ? "…" : r->parameters);
  }
  return TRUE;
}

gboolean
kerf_cli_check (KerfCli *cli, GError **error)
{
  const char *path = kerf_cli_word (cli, 0), *copy = kerf_cli_option (cli, "repair");
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_READ, error);
  KerfCheck check = { 0 };
  if (!store)
    return FALSE;
  gboolean ran = copy ? kerf_store_repair (store, copy, &check, error)
                      : kerf_store_check (store, &check, &cli->context, error);
  if (!ran) {
    kerf_check_clear (&check);
    return FALSE;
  }
  guint n = check.problems->len;
  for (guint k = 0; k < n; k++)
    printf ("%s\n", (const char *) g_ptr_array_index (check.problems, k));
  if (copy)
    kerf_cli_said (cli, "What is sound was written to '%s'.", copy);
  else if (n == 0)
    printf ("Sound: %" G_GINT64_FORMAT " parts, %" G_GINT64_FORMAT " revisions.\n", check.blobs,
            check.revisions);
  else {
    g_autofree char *where = g_strdup (g_ptr_array_index (check.problems, 0));
    kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", path, "where", where, NULL);
  }
  kerf_check_clear (&check);
  return copy || n == 0;
}
