/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/views/view-area.h"

G_BEGIN_DECLS

/* The views of a layout, 2 px apart. Every view is made when it is first shown and kept. */
#define KERF_TYPE_VIEW_GRID (kerf_view_grid_get_type ())
G_DECLARE_FINAL_TYPE (KerfViewGrid, kerf_view_grid, KERF, VIEW_GRID, GtkWidget)

GtkWidget *kerf_view_grid_new (KerfWindow *window);
/* Follows the window's view state: which views, where. */
void kerf_view_grid_update (KerfViewGrid *grid);
/* Takes the shown view `name` (−1: all of them) out of the window and puts it back: everything it had on the card goes and is
 * made again from its scene. */
void kerf_view_grid_remake (KerfViewGrid *grid, int name);
/* Draws every shown view again. */
void kerf_view_grid_redraw (KerfViewGrid *grid);
/* The shown view with this name; the shown view that has the keys or had them last, else the first. NULL: none. */
KerfViewArea *kerf_view_grid_find (KerfViewGrid *grid, KerfViewName name);
KerfViewArea *kerf_view_grid_focused (KerfViewGrid *grid);
/* Puts back what a gesture under way in any view changed. */
gboolean kerf_view_grid_cancel_gesture (KerfViewGrid *grid);

G_END_DECLS
