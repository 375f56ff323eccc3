/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* The six layouts as little pictures of their cells with name and key, the current one marked; below, whether views are
 * linked. For a menu button; it follows the window each time it is shown. */
GtkWidget *kerf_layout_popover_new (KerfWindow *window);

G_END_DECLS
