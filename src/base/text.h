/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Numbers as text. Files and the command line speak the C locale, whatever the window speaks. */

/* The shortest decimal text that reads back as the same double; -0 as "0". `value` has to be finite. */
char *kerf_real_to_text (double value);

/* Reads a whole text as one finite number in the C locale. `what` names it in the sentence. */
gboolean kerf_real_from_text (const char *text, const char *what, double *value, GError **error);

/* Millimetres as people see them: one decimal, rounded *downwards* after 1e-6 mm, so that a missed target never
 * reads as held; "not assessed" for NaN. Unit included. For margins and clearances. */
char *kerf_margin_to_text (double mm);

/* Any other figure as people see it: `digits` decimals, rounded; "not assessed" for NaN. `unit` may be "". */
char *kerf_figure_to_text (double value, int digits, const char *unit);

/* The word of `candidates` (NULL-ended) nearest to `word` by edit distance; NULL where none is near. */
const char *kerf_nearest_word (const char *word, const char *const *candidates);

/* "A" … "Z", "AA" … for 0, 1, …; the caller frees. */
char *kerf_letter_from_number (guint number);

/* Capitals A–Z, digits and `-` only, as an engraving or a file name takes them; other letters transliterated or
 * turned to `-`. */
char *kerf_text_plain (const char *text);

/* Text of strangers' files as valid UTF-8 without control characters, so that it can't steer a terminal: tabs and line
 * ends become blanks, each bad byte and other control character U+FFFD. */
char *kerf_text_harmless (const char *text);

G_END_DECLS
