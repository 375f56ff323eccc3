/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* The way from images to a guide in a few steps, each with its workspace and key; nothing is fetched from a network. */
void kerf_help_show (KerfWindow *window);

G_END_DECLS
