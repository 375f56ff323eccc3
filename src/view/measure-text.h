/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/measure.h"

G_BEGIN_DECLS

/* What a measure says, in the language of the window; the same figure in list, inspector and picture. The caller frees.
 * Distances to a surface are shown downwards, as margins are. */

char *kerf_measure_headline (const KerfMeasureFigures *figures); /* "42.3 mm", "17.4°", "mean 312 HU" */
char *kerf_measure_label (const KerfMeasureFigures *figures); /* on a picture; of regions three short lines */
char *kerf_measure_spoken (const KerfMeasureFigures *figures); /* "42.3 millimetres" */

char *kerf_degrees_text (double degrees);                 /* "17.4°" */
char *kerf_area_text (double mm2);                        /* "84.0 mm²" below 100 mm², then "2.84 cm²" */
char *kerf_voxel_value_text (double x, const char *unit); /* "312 HU", "−20 HU", "0.0312" */

G_END_DECLS
