/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/read.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pictures of series that are not imported yet: the middle slice, with the letters of its left and upper edge. Nothing of
 * them is kept anywhere. */

/* A place for the picture of a series, empty until it comes; `look` fills it. */
GtkWidget *kerf_preview_new (const KerfSeries *series);

/* Fills places (made by kerf_preview_new, weakly held) one after another in a worker, until they are gone. */
void kerf_previews_fill (GtkWidget *const *previews, KerfSeries *const *series, guint n);

G_END_DECLS
