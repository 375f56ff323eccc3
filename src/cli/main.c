/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Set by SIGINT; every long loop looks at it once per block. */
static gint interrupted;

static void
on_interrupt (G_GNUC_UNUSED int signal)
{
  g_atomic_int_set (&interrupted, 1);
}

/* ---- speaking ---- */

static void G_GNUC_PRINTF (3, 0)
say (const KerfCli *cli, const char *before, const char *format, va_list args)
{
  if (cli->quiet)
    return;
  g_autofree char *text = g_strdup_vprintf (format, args);
  fprintf (stderr, "%s%s\n", before, text);
}

void
kerf_cli_note (const KerfCli *cli, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  say (cli, "kerf-cli: note: ", format, args);
  va_end (args);
}

void
kerf_cli_said (const KerfCli *cli, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  say (cli, "", format, args);
  va_end (args);
}

void
kerf_cli_print_json (KerfJson *take)
{
  g_autoptr (KerfJson) json = take;
  g_autofree char *text = kerf_json_to_pretty_text (json);
  fputs (text, stdout);
}

const char *
kerf_cli_option (const KerfCli *cli, const char *name)
{
  return g_hash_table_lookup (cli->options, name);
}

const char *
kerf_cli_word (const KerfCli *cli, guint index)
{
  return index < cli->words->len ? g_ptr_array_index (cli->words, index) : NULL;
}

gboolean
kerf_cli_may_write (const KerfCli *cli, const char *path, GError **error)
{
  return cli->force || !g_file_test (path, G_FILE_TEST_EXISTS) ||
         kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "'%s' exists already; choose another name or give --force.", path);
}

char *
kerf_cli_read_file (const char *path, GError **error)
{
  char *text = NULL;
  GError *inner = NULL;
  if (g_file_get_contents (path, &text, NULL, &inner))
    return text;
  kerf_fail (error, KERF_ERROR_IMPORT_UNREADABLE, "path", path, "reason", inner->message, NULL);
  g_error_free (inner);
  return NULL;
}

/* ---- progress ---- */

typedef struct {
  const char *mode; /* "bar", "json", NULL */
  gint64 begun, last;
  gboolean shown;
} Progress;

static void
show_progress (gpointer data, const char *what, double fraction)
{
  Progress *p = data;
  gint64 now = g_get_monotonic_time ();
  if (now - p->begun < 500000 || now - p->last < 100000)
    return;
  p->last = now;
  if (strcmp (p->mode, "json") == 0) {
    fprintf (stderr, "{\"event\":\"progress\",\"job\":\"%s\",\"fraction\":%.3f,\"elapsed_s\":%.1f}\n", what,
             fraction, (double) (now - p->begun) / 1e6);
    return;
  }
  int full = (int) (CLAMP (fraction, 0, 1) * 20);
  fprintf (stderr, "\r%-24.24s ▕", what);
  for (int k = 0; k < 20; k++)
    fputs (k < full ? "█" : " ", stderr);
  fprintf (stderr, "▏ %3.0f %%", fraction * 100);
  p->shown = TRUE;
}

/* ---- the words of a command line ---- */

static const KerfCliOption global_options[] = {
  { "json", FALSE },  { "quiet", FALSE },   { "force", FALSE }, { "threads", TRUE }, { "memory", TRUE },
  { "author", TRUE }, { "progress", TRUE }, { "help", FALSE },  { NULL, FALSE },
};

static const KerfCliOption *
find_option (const KerfCliCommand *command, const char *name)
{
  const KerfCliOption *lists[] = { global_options, command->options };
  for (int l = 0; l < 2; l++)
    for (const KerfCliOption *o = lists[l]; o && o->name; o++)
      if (strcmp (o->name, name) == 0)
        return o;
  return NULL;
}

static const char *
long_name (const char *word)
{
  static const struct {
    char letter;
    const char *name;
  } shorts[] = { { 'q', "quiet" }, { 'j', "json" }, { 'f', "force" }, { 'h', "help" } };
  if (g_str_has_prefix (word, "--"))
    return word + 2;
  for (gsize k = 0; k < G_N_ELEMENTS (shorts); k++)
    if (word[1] == shorts[k].letter && !word[2])
      return shorts[k].name;
  return word + 1;
}

static gboolean
unknown_option (const KerfCliCommand *command, const char *name, GError **error)
{
  const char *words[64] = { NULL };
  gsize n = 0;
  const KerfCliOption *lists[] = { global_options, command->options };
  for (int l = 0; l < 2; l++)
    for (const KerfCliOption *o = lists[l]; o && o->name && n < 63; o++)
      words[n++] = o->name;
  const char *near = kerf_nearest_word (name, words);
  if (near)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "%s has no option '--%s'; did you mean '--%s'?",
                           command->name, name, near);
  return kerf_fail_text (error, KERF_ERROR_WORDS, "%s has no option '--%s'; kerf-cli help %s lists them.",
                         command->name, name, command->name);
}

static gboolean
take_option (KerfCli *cli, const KerfCliCommand *command, int argc, char **argv, int *at, GError **error)
{
  const char *name = long_name (argv[*at]), *equals = strchr (name, '=');
  g_autofree char *key = equals ? g_strndup (name, (gsize) (equals - name)) : g_strdup (name);
  const KerfCliOption *option = find_option (command, key);
  const char *value = equals ? equals + 1 : "";
  if (!option)
    return unknown_option (command, key, error);
  if (option->takes_value && !equals) {
    if (*at + 1 >= argc)
      return kerf_fail_text (error, KERF_ERROR_WORDS, "'--%s' needs a value after it.", key);
    value = argv[++*at];
  }
  g_hash_table_insert (cli->options, g_strdup (key), g_strdup (value));
  return TRUE;
}

static gboolean
read_words (KerfCli *cli, const KerfCliCommand *command, int argc, char **argv, GError **error)
{
  gboolean plain = FALSE;
  for (int k = 2; k < argc; k++) {
    if (!plain && strcmp (argv[k], "--") == 0)
      plain = TRUE;
    else if (!plain && argv[k][0] == '-' && argv[k][1] && !strchr ("0123456789.", argv[k][1])) {
      if (!take_option (cli, command, argc, argv, &k, error))
        return FALSE;
    } else
      g_ptr_array_add (cli->words, g_strdup (argv[k]));
  }
  if (kerf_cli_option (cli, "help"))
    return TRUE;
  if (cli->words->len < command->least || cli->words->len > command->most)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "%s takes %s; write kerf-cli %s %s.", command->name,
                           cli->words->len < command->least ? "more words" : "fewer words", command->name,
                           command->usage);
  return TRUE;
}

static gboolean
read_globals (KerfCli *cli, Progress *progress, GError **error)
{
  const char *threads = kerf_cli_option (cli, "threads"), *memory = kerf_cli_option (cli, "memory"),
             *mode = kerf_cli_option (cli, "progress");
  double number;
  cli->json = kerf_cli_option (cli, "json") != NULL;
  cli->quiet = kerf_cli_option (cli, "quiet") != NULL;
  cli->force = kerf_cli_option (cli, "force") != NULL;
  cli->author = kerf_cli_option (cli, "author") ? kerf_cli_option (cli, "author") : g_get_user_name ();
  if (threads) {
    if (!kerf_real_from_text (threads, "--threads", &number, error))
      return FALSE;
    cli->context.threads = (guint) CLAMP (number, 1, 64);
  }
  if (memory) {
    if (!kerf_real_from_text (memory, "--memory", &number, error))
      return FALSE;
    cli->context.memory_bytes = (guint64) (CLAMP (number, 16, 1e7) * 1048576);
  }
  progress->mode = mode ? mode : isatty (STDERR_FILENO) && !cli->quiet ? "bar" : NULL;
  if (progress->mode) {
    progress->begun = g_get_monotonic_time ();
    cli->context.progress = show_progress;
    cli->context.progress_data = progress;
  }
  cli->context.cancel = &interrupted;
  return TRUE;
}

static const KerfCliCommand *
find_command (const char *name, GError **error)
{
  const char *words[64] = { NULL };
  for (gsize k = 0; kerf_cli_commands[k].name; k++) {
    if (strcmp (kerf_cli_commands[k].name, name) == 0)
      return &kerf_cli_commands[k];
    words[k] = kerf_cli_commands[k].name;
  }
  const char *near = kerf_nearest_word (name, words);
  if (near)
    kerf_fail_text (error, KERF_ERROR_WORDS, "There is no command '%s'; did you mean '%s'?", name, near);
  else
    kerf_fail_text (error, KERF_ERROR_WORDS, "There is no command '%s'; kerf-cli help lists them.", name);
  return NULL;
}

static int
fail (GError *error)
{
  g_autoptr (GError) owned = error;
  fprintf (stderr, "kerf-cli: %s\n", owned->message);
  if (g_error_matches (owned, KERF_ERROR, KERF_ERROR_WORDS))
    return 2;
  return g_atomic_int_get (&interrupted) ? 130 : 1;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  struct sigaction action = { .sa_handler = on_interrupt };
  sigaction (SIGINT, &action, NULL);
  GError *error = NULL;
  const char *name = argc > 1 ? argv[1] : "help";
  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0)
    name = "help";
  if (strcmp (name, "--version") == 0)
    name = "version";
  const KerfCliCommand *command = find_command (name, &error);
  if (!command)
    return fail (error);
  Progress progress = { 0 };
  KerfCli cli = { .options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                  .words = g_ptr_array_new_with_free_func (g_free) };
  gboolean good = read_words (&cli, command, argc, argv, &error) && read_globals (&cli, &progress, &error);
  if (good && kerf_cli_option (&cli, "help"))
    printf ("kerf-cli %s %s\n%s\n", command->name, command->usage, command->help);
  else
    good = good && command->run (&cli, &error);
  if (progress.shown)
    fputs ("\r\033[K", stderr);
  g_hash_table_unref (cli.options);
  g_ptr_array_unref (cli.words);
  if (good && fflush (stdout) != 0)
    return 1;
  return good ? 0 : fail (error);
}
