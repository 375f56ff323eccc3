/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* "plan.review" etc. need a name and a role: a small sheet asks. `extra` are words that are settled; each of `ticks`
 * (NULL: none) has to be ticked before. */
void kerf_ask_signature (KerfWindow *window, const char *op, const char *heading, const char *body,
                         const char *verb, const char *const *extra, const char *const *ticks);

G_END_DECLS
