/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* A bar over the pictures while one image lies over another: which, how, how much, in which colours. */
GtkWidget *kerf_fusion_bar_new (KerfWindow *window);
/* Follows the view state; hidden where nothing is fused. */
void kerf_fusion_bar_update (GtkWidget *bar);

G_END_DECLS
