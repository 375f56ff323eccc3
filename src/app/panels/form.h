/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* A form for one operation, made from its table of parameters. `preset` are words "key=value" that are settled (not
 * shown), or "~key=value" for what a choice begins with. Its button runs the operation; a wrong word is said in the form. */
GtkWidget *kerf_form_new (KerfWindow *window, const KerfOp *op, const char *const *preset);
/* Once shown: the window that holds only this form closes when its operation was done; the first field gets the focus. */
void kerf_form_ends_window (GtkWidget *form);
/* The same folded under a row with the operation's title. */
GtkWidget *kerf_form_row_new (KerfWindow *window, const KerfOp *op, const char *const *preset);

/* Operations whose first required id takes this kind, for the inspector; NULL-ended, static. `key` gets the parameter. */
typedef struct {
  const KerfOp *op;
  const char *key;
} KerfFormOp;
GArray *kerf_form_ops (KerfKind kind); /* of KerfFormOp; the caller frees */

G_END_DECLS
