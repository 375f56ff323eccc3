/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"

G_BEGIN_DECLS

/* What is selected: the number that decides first and large, its context, then what can be changed. */
#define KERF_TYPE_INSPECTOR (kerf_inspector_get_type ())
G_DECLARE_FINAL_TYPE (KerfInspector, kerf_inspector, KERF, INSPECTOR, AdwBin)

GtkWidget *kerf_inspector_new (KerfWindow *window);
/* Refreshes figures; makes the page anew where something else is selected. */
void kerf_inspector_update (KerfInspector *inspector);
/* Asks who locks the plan "p1", with its side and margins in sight. */
void kerf_plan_ask_lock (KerfWindow *window, const char *id);

/* A measure's numbers as lines of name, number and unit with tabs between, headed by study id, image and position; never the
 * patient's name. NULL: they are still being computed. The caller frees. */
char *kerf_measure_text (KerfWindow *window, KerfId measure);

G_END_DECLS
