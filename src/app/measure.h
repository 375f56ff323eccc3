/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window.h"

G_BEGIN_DECLS

/* Times the window itself: waits until the first pictures are whole, then moves the crosshair (or turns the 3-D view, or
 * moves the selected plane) on every frame, prints intervals and CPU time per frame, and closes the window.
 * `what`: "crosshair" "turn" "plane". */
void kerf_measure_start (KerfWindow *window, const char *what, guint frames);

G_END_DECLS
