/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For a popover that was made for one showing: it is taken off its parent when it has closed. */
void kerf_popover_show_once (GtkPopover *popover);

G_END_DECLS
