/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/store.h"
#include "ops/ops.h"

G_BEGIN_DECLS

/* What every command gets: its words, the options that are for all, and how to speak. Results go to standard output,
 * everything else to standard error. */
typedef struct {
  KerfContext context;
  const char *author;
  gboolean json, quiet, force;
  GHashTable *options; /* char * → char * ("" for a flag), the command's own */
  GPtrArray *words;    /* positional arguments */
  GPtrArray *roles;    /* values of options that may come more than once are kept in order: "name=value" */
} KerfCli;

typedef struct {
  const char *name;
  gboolean takes_value;
} KerfCliOption;

typedef struct {
  const char *name, *usage, *help;
  const KerfCliOption *options; /* ended by a NULL name */
  guint least, most;            /* positional arguments */
  gboolean (*run) (KerfCli *cli, GError **error);
} KerfCliCommand;

extern const KerfCliCommand kerf_cli_commands[]; /* ended by a NULL name */

const char *kerf_cli_option (const KerfCli *cli, const char *name); /* NULL: not given */
const char *kerf_cli_word (const KerfCli *cli, guint index);
void
kerf_cli_note (const KerfCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3); /* "kerf-cli: note: …" */
void kerf_cli_said (const KerfCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3); /* what was changed */
/* Prints one JSON document and drops it. */
void kerf_cli_print_json (KerfJson *take);
/* Refuses to replace an existing file without --force. */
gboolean kerf_cli_may_write (const KerfCli *cli, const char *path, GError **error);
char *kerf_cli_read_file (const char *path, GError **error);

gboolean kerf_cli_import (KerfCli *cli, GError **error);
gboolean kerf_cli_do (KerfCli *cli, GError **error);
gboolean kerf_cli_script (KerfCli *cli, GError **error);
gboolean kerf_cli_undo (KerfCli *cli, GError **error);
gboolean kerf_cli_redo (KerfCli *cli, GError **error);
gboolean kerf_cli_goto (KerfCli *cli, GError **error);
gboolean kerf_cli_log (KerfCli *cli, GError **error);
gboolean kerf_cli_show (KerfCli *cli, GError **error);
gboolean kerf_cli_check (KerfCli *cli, GError **error);
gboolean kerf_cli_export (KerfCli *cli, GError **error);
gboolean kerf_cli_operations (KerfCli *cli, GError **error);
gboolean kerf_cli_help (KerfCli *cli, GError **error);
gboolean kerf_cli_version (KerfCli *cli, GError **error);

G_END_DECLS
