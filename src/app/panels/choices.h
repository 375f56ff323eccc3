/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/* Choices whose items carry their words for screen readers: GTK's own lists leave them nameless. */
GtkWidget *kerf_choice_new (const char *const *names, guint selected, const char *label);
/* The classes of segments, in the order of kerf_class_words. */
GtkWidget *kerf_class_choice_new (const char *klass, const char *label);
/* The same for a combo row. */
void kerf_choice_name_items (AdwComboRow *row);

G_END_DECLS
