/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* Times the window itself and closes it. `what`: "open" ends when the first pictures are whole; "crosshair", "slab"
 * (of 10 mm), "wheel" (one view), "turn", "see" (the volume in 3-D) and "plane" go on by moving the crosshair, the slice, the
 * camera or the selected plane on every frame. Prints when the slices and when
 * everything stood, intervals and CPU time per frame, the longest time the main loop answered nobody (drawing left out:
 * software GL does it on the same processor), and memory. To be called right after the case was asked for. */
void kerf_measure_start (KerfWindow *window, const char *what, guint frames);
/* Takes one view, then all of `grid`, out of the window and back two hundred times; prints whether the pictures came back the
 * same and what was left behind, and closes the window. */
void kerf_measure_cycles (KerfWindow *window, GtkWidget *grid);

G_END_DECLS
