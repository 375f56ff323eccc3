/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* A pseudonymised copy of the open case: what identifies and what becomes of it, the pseudonym, the site's key. Nothing
 * is written before a place for the copy was chosen; kerf-cli writes it. */
void kerf_share_sheet_show (KerfWindow *window);

G_END_DECLS
