/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/strokes.h"

#include <string.h>

/* Polylines on a lattice: x 0 … 4, y 0 … 6 from the baseline to the cap line (v, w: 1 and 2 below the baseline); two
 * characters a point, a space between polylines. */
static const struct {
  gunichar letter;
  const char *lines;
} alphabet[] = {
  { '0', "103041453616050110 1135" },
  { '1', "152620 1030" },
  { '2', "05163645440040" },
  { '3', "05163645443313 334241301001" },
  { '4', "30360242" },
  { '5', "460603334241301001" },
  { '6', "4536160501103041423303" },
  { '7', "064610" },
  { '8', "130405163645443313 1302011030414233" },
  { '9', "0110304145361605041343" },
  { 'A', "002640 1232" },
  { 'B', "00063645443303 3342413000" },
  { 'C', "4536160501103041" },
  { 'D', "00062644422000" },
  { 'E', "46060040 0333" },
  { 'F', "460600 0333" },
  { 'G', "45361605011030414323" },
  { 'H', "0006 4046 0343" },
  { 'I', "2620 1030 1636" },
  { 'J', "4641301001" },
  { 'K', "0006 4602 1340" },
  { 'L', "060040" },
  { 'M', "0006234640" },
  { 'N', "00064046" },
  { 'O', "103041453616050110" },
  { 'P', "00063645443303" },
  { 'Q', "103041453616050110 2240" },
  { 'R', "00063645443303 2340" },
  { 'S', "453616050413334241301001" },
  { 'T', "0646 2620" },
  { 'U', "060110304146" },
  { 'V', "062046" },
  { 'W', "0610233046" },
  { 'X', "0046 0640" },
  { 'Y', "062346 2320" },
  { 'Z', "06460040" },
  { 'a', "4440 4334140301103041" },
  { 'b', "0600 0314344341301001" },
  { 'c', "4334140301103041" },
  { 'd', "4640 4334140301103041" },
  { 'e', "02424334140301103041" },
  { 'f', "46362520 1434" },
  { 'g', "444v3w1w0v 4334140301103041" },
  { 'h', "0600 0314344340" },
  { 'i', "2420 2626" },
  { 'j', "343v2w1w 3636" },
  { 'k', "0600 4401 1240" },
  { 'l', "162620 1030" },
  { 'm', "0400 03142320 23344340" },
  { 'n', "0400 0314344340" },
  { 'o', "103041433414030110" },
  { 'p', "040w 0314344341301001" },
  { 'q', "444w 4334140301103041" },
  { 'r', "0400 03143443" },
  { 's', "4414031232413000" },
  { 't', "26213040 1434" },
  { 'u', "0401103041 4440" },
  { 'v', "042044" },
  { 'w', "0410233044" },
  { 'x', "0044 0440" },
  { 'y', "0420 441w" },
  { 'z', "04440040" },
  { ' ', "" },
  { '-', "1333" },
  { '_', "0040" },
  { '.', "2020" },
  { '/', "0046" },
  { 0x2192, "0343 254321" },
};

#define UNIT    (1.0 / 6) /* of the cap height */
#define NARROW  0.75      /* letters are narrower than the lattice */
#define GLYPH   (4 * UNIT * NARROW)
#define ADVANCE (GLYPH + 1.9 * UNIT)

static const char *
glyph (gunichar letter)
{
  for (gsize k = 0; k < G_N_ELEMENTS (alphabet); k++)
    if (alphabet[k].letter == letter)
      return alphabet[k].lines;
  return NULL;
}

static void
add_glyph (GArray *segments, const char *lines, double x0)
{
  double last[2] = { 0, 0 };
  gboolean begun = FALSE;
  for (const char *c = lines; *c; c++) {
    if (*c == ' ') {
      begun = FALSE;
      continue;
    }
    double x = (*c - '0') * UNIT * NARROW + x0;
    c++;
    double y = (*c == 'v' ? -1 : *c == 'w' ? -2 : *c - '0') * UNIT;
    const double segment[4] = { last[0], last[1], x, y };
    if (begun)
      g_array_append_vals (segments, segment, 4);
    begun = TRUE;
    last[0] = x;
    last[1] = y;
  }
}

/* The letters as the alphabet has them. */
static char *
spelled (const char *text, gboolean *changed)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  *changed = strcmp (valid, text) != 0;
  for (const char *c = valid; *c; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);
    if (glyph (letter)) {
      g_string_append_unichar (out, letter);
      continue;
    }
    *changed = TRUE;
    char one[8] = { 0 };
    g_unichar_to_utf8 (letter, one);
    g_autofree char *ascii = g_str_to_ascii (one, "C");
    for (const char *a = ascii; *a; a++)
      g_string_append_c (out, glyph ((guchar) *a) ? *a : '-');
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

KerfStrokeText *
kerf_stroke_text (const char *text)
{
  KerfStrokeText *out = g_new0 (KerfStrokeText, 1);
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (double));
  glong n = 0;
  out->text = spelled (text, &out->changed);
  for (const char *c = out->text; *c; c = g_utf8_next_char (c))
    add_glyph (segments, glyph (g_utf8_get_char (c)), ADVANCE * (double) n++);
  out->width = n ? ADVANCE * (double) (n - 1) + GLYPH : 0;
  out->n_segments = segments->len / 4;
  out->segments = (double *) (gpointer) g_array_free (g_steal_pointer (&segments), FALSE);
  return out;
}

void
kerf_stroke_text_free (KerfStrokeText *text)
{
  if (!text)
    return;
  g_free (text->segments);
  g_free (text->text);
  g_free (text);
}
