/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* Asks what of the window is to become a picture, how large, and whether patient text goes along (never unless ticked, each
 * time anew); copies it or saves it as PNG. `save`: Enter saves, else it copies. */
void kerf_picture_popover_show (KerfWindow *window, gboolean save);

G_END_DECLS
