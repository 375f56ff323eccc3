/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"
#include "case/plan.h"

G_BEGIN_DECLS

/* What the data panel's rows say of objects: one telling figure, its state, and words for a screen reader. What is still
 * computed is "…" or empty, never a guess. The caller frees the texts. */

/* "69.5 cm³", "✓ accepted", "10.0 mm"; `state` is set only where the figure is one that can hurt. */
char *kerf_data_figure (KerfWindow *window, const KerfObject *object, KerfFigureState *state);
/* The margin of a plan's plane by its place in the plan. */
char *
kerf_data_plane_figure (KerfWindow *window, const KerfObject *plan, guint index, KerfFigureState *state);
/* "margin 11.2 millimetres, target 10, held, locked": all that the canvas shows of a plane. */
char *kerf_data_plane_words (KerfWindow *window, const KerfPlan *plan, const KerfPlane *plane,
                             const char *figure, KerfFigureState state);
/* A measure with its unit in full words; NULL: its figure is still computed. */
char *kerf_data_measure_words (KerfWindow *window, const KerfObject *measure);
/* Of the swatch before its name. */
KerfColour kerf_data_colour (const KerfObject *object);

G_END_DECLS
