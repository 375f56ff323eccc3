/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

char *
kerf_real_to_text (double value)
{
  g_return_val_if_fail (isfinite (value), g_strdup ("0"));
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (value == 0)
    return g_strdup ("0");
  for (int digits = 15; digits <= 17; digits++) {
    char format[] = "%.17g";
    format[3] = (char) ('0' + digits % 10);
    g_ascii_formatd (text, sizeof text, format, value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  return g_strdup (text);
}

gboolean
kerf_real_from_text (const char *text, const char *what, double *value, GError **error)
{
  char *end = NULL;
  double v = g_ascii_strtod (text, &end);
  gboolean plain = *text && strspn (text, "+-.0123456789eE") == strlen (text);
  if (!plain || end == text || *end || !isfinite (v))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s'; give a number such as 1.5.", what,
                           text);
  *value = v;
  return TRUE;
}

char *
kerf_margin_to_text (double mm)
{
  if (isnan (mm))
    return g_strdup ("not assessed");
  char text[64];
  g_ascii_formatd (text, sizeof text, "%.1f", floor ((mm + 1e-6) * 10) / 10 + 0.0);
  return g_strconcat (strcmp (text, "-0.0") == 0 ? "0.0" : text, "\u202fmm", NULL);
}

char *
kerf_figure_to_text (double value, int digits, const char *unit)
{
  if (isnan (value))
    return g_strdup ("not assessed");
  char format[8], text[64];
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (digits, 0, 9));
  g_ascii_formatd (text, sizeof text, format, value + 0.0);
  return *unit ? g_strconcat (text, "\u202f", unit, NULL) : g_strdup (text);
}

static guint
edit_distance (const char *a, const char *b)
{
  gsize na = strlen (a), nb = strlen (b);
  g_autofree guint *row = g_new (guint, nb + 1);
  for (gsize j = 0; j <= nb; j++)
    row[j] = (guint) j;
  for (gsize i = 1; i <= na; i++) {
    guint corner = row[0];
    row[0] = (guint) i;
    for (gsize j = 1; j <= nb; j++) {
      guint up = row[j], swap = corner + (a[i - 1] != b[j - 1]);
      row[j] = MIN (MIN (up, row[j - 1]) + 1, swap);
      corner = up;
    }
  }
  return row[nb];
}

const char *
kerf_nearest_word (const char *word, const char *const *candidates)
{
  const char *best = NULL;
  guint least = (guint) MAX (2, strlen (word) / 2);
  for (gsize k = 0; candidates[k]; k++) {
    guint d = edit_distance (word, candidates[k]);
    if (d <= least && (!best || d < least)) {
      best = candidates[k];
      least = d;
    }
  }
  return best;
}

char *
kerf_letter_from_number (guint number)
{
  if (number < 26)
    return g_strdup_printf ("%c", 'A' + (int) number);
  guint high = number / 26 - 1;
  return g_strdup_printf ("%c%c", 'A' + (int) (high % 26), 'A' + (int) (number % 26));
}

char *
kerf_text_plain (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  GString *out = g_string_new (NULL);
  for (const char *at = ascii; *at; at++)
    g_string_append_c (out, g_ascii_isalnum (*at) ? g_ascii_toupper (*at) : '-');
  return g_string_free (out, FALSE);
}

char *
kerf_text_harmless (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));
  for (const char *at = valid; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    gboolean control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    g_string_append_unichar (out, c == '\t' || c == '\n' || c == '\r' ? ' ' : control ? 0xfffd : c);
  }
  return g_string_free (out, FALSE);
}
