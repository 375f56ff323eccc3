/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Numbers as people type them: the locale's decimal mark or the other one, a minus as - or −, a unit (mm, cm, in, °,
 * deg). "10", "10,5", "1 cm", "0,4 in", "12°". A thousands mark is refused with a sentence. `unit` is that of the field
 * ("mm", "°", "HU", "") and of `value`. */
gboolean kerf_quantity_parse (const char *text, const char *unit, double *value, GError **error);

G_END_DECLS
