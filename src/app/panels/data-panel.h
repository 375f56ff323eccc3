/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* What is in the case, in sections, each row with its one telling figure and its eye. */
#define KERF_TYPE_DATA_PANEL (kerf_data_panel_get_type ())
G_DECLARE_FINAL_TYPE (KerfDataPanel, kerf_data_panel, KERF, DATA_PANEL, AdwBin)

GtkWidget *kerf_data_panel_new (KerfWindow *window);
void kerf_data_panel_update (KerfDataPanel *panel);
/* Selects the next (+1) or previous (−1) row. */
void kerf_data_panel_step (KerfDataPanel *panel, int by);
/* Opens the field that leaves only rows whose name holds what is typed. */
void kerf_data_panel_find (KerfDataPanel *panel);
/* "Plane A 11.2 mm ✓" of the selected row; NULL: nothing is selected. The caller frees. */
char *kerf_data_panel_selected_text (KerfDataPanel *panel);
/* What a screen reader says of an object's row; NULL: it has none. The caller frees. */
char *kerf_data_panel_words (KerfDataPanel *panel, KerfId id, const char *part);

G_END_DECLS
