/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* A small window over another with `content` under a header bar, scrolled where it doesn't fit; Esc closes it. */
void kerf_dialog_show (KerfWindow *window, const char *title, GtkWidget *content, int width, int height);
/* A boxed list for such a window. */
GtkWidget *kerf_dialog_list_new (void);

G_END_DECLS
