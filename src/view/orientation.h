/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* Letters of patient directions (LPS: +x L, +y P, +z S). Not translated: pictures are read alike everywhere. */

/* The letters of a direction: the dominant axis first, up to three; an axis that takes part with less than 0.05 of
 * the length is left out. */
void kerf_orientation_letters (KerfVec3 direction, char letters[4]);

/* "R 12.0" style: the letter says the sign, never a minus. `axis` 0 x, 1 y, 2 z. The caller frees. */
char *kerf_position_letter_text (int axis, double mm);
/* "R 12.0  P 38.4  S 66.0 mm" */
char *kerf_position_text (KerfVec3 lps);

/* The axis a direction is most along: 0, 1, 2. */
int kerf_orientation_axis (KerfVec3 direction);
/* TRUE where the direction lies within 0.01° of a patient axis. */
gboolean kerf_orientation_is_plain (KerfVec3 direction);

/* The longest of 1, 2, 5, 10, 20, 50, 100, 200 mm that fits a third of `width_px` at `px_per_mm`; 0: none does. */
double kerf_scale_bar_mm (double px_per_mm, double width_px);

G_END_DECLS
