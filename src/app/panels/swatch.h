/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/palette.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small rounded square of a structure's colour; a bar of a share where `share` is not NaN, with a mark at `mark`. */
#define KERF_TYPE_SWATCH (kerf_swatch_get_type ())
G_DECLARE_FINAL_TYPE (KerfSwatch, kerf_swatch, KERF, SWATCH, GtkWidget)

GtkWidget *kerf_swatch_new (KerfColour colour);
void kerf_swatch_set_colour (KerfSwatch *swatch, KerfColour colour);
GtkWidget *kerf_bar_new (KerfColour colour);
void kerf_bar_set (KerfSwatch *bar, double share, double mark);
/* Gives a figure's label the look of its state: held, in question, hurt or stale. */
void kerf_show_state (GtkWidget *label, KerfFigureState state);

G_END_DECLS
