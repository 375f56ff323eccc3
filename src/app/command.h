/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* kerf-cli, as the window's hand for what is written to files: the window has no power that it lacks, and its files are
 * the same bytes. */

/* Path of the command: beside this program, in the build's cli folder, or in PATH. NULL: not there. The caller frees. */
char *kerf_command_path (void);

/* Runs it; `done` gets success and what it said (the last line on standard error, or of standard output). */
typedef void (*KerfCommandDone) (KerfWindow *window, gboolean ok, const char *said, gpointer data);
void kerf_command_run (KerfWindow *window, const char *const *arguments, KerfCommandDone done, gpointer data);

/* Asks where to, then `export WHAT CASE OUT --id ID`. `ending` with its dot: ".3mf". */
void kerf_command_export (KerfWindow *window, const char *what, const char *id, const char *ending);

/* Makes the sample case in the person's data folder where it isn't yet, and opens it. */
void kerf_command_sample (KerfWindow *window);

G_END_DECLS
