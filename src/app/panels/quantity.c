/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/quantity.h"

#include "base/error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const struct {
  const char *word, *unit;
  double factor;
} units[] = { { "mm", "mm", 1 },    { "cm", "mm", 10 }, { "m", "mm", 1000 }, { "in", "mm", 25.4 },
              { "\"", "mm", 25.4 }, { "°", "°", 1 },    { "deg", "°", 1 },   { "rad", "°", 180 / G_PI },
              { "hu", "HU", 1 },    { "%", "%", 1 } };

/* Digits, one decimal mark and a sign, with a point for the mark; what follows is the unit. */
static gboolean
take_number (const char **at, GString *number, GError **error, const char *whole)
{
  guint marks = 0;
  const char *p = *at;
  if (g_str_has_prefix (p, "−"))
    g_string_append_c (number, '-'), p += strlen ("−");
  else if (*p == '-' || *p == '+')
    g_string_append_c (number, *p == '-' ? '-' : '+'), p++;
  for (; g_ascii_isdigit (*p) || *p == '.' || *p == ','; p++) {
    if (*p == '.' || *p == ',')
      marks++;
    g_string_append_c (number, *p == ',' ? '.' : *p);
  }
  if (marks > 1 || (g_ascii_isdigit (whole[0]) && strchr (whole, '\'')))
    return kerf_fail_text (error, KERF_ERROR_WORDS, _ ("'%s' has a thousands mark; write 1000, not 1.000."),
                           whole);
  *at = p;
  return number->len > 0 && g_ascii_isdigit (number->str[number->len - 1]);
}

gboolean
kerf_quantity_parse (const char *text, const char *unit, double *value, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (GString) number = g_string_new (NULL);
  const char *at = trimmed;
  GError *inner = NULL;
  if (!take_number (&at, number, &inner, trimmed)) {
    if (inner) {
      g_propagate_error (error, inner);
      return FALSE;
    }
    return kerf_fail_text (error, KERF_ERROR_WORDS, _ ("'%s' is no number; write it like 10.5 or 10,5."),
                           trimmed);
  }
  double typed = g_ascii_strtod (number->str, NULL);
  g_autofree char *word = g_utf8_strdown (at, -1);
  g_strstrip (word);
  /* Narrow no-break spaces stand between number and unit. */
  while (g_str_has_prefix (word, "\u202f") || g_str_has_prefix (word, "\u00a0"))
    memmove (word, g_utf8_next_char (word), strlen (g_utf8_next_char (word)) + 1);
  if (!word[0]) {
    *value = typed;
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (word, units[i].word) == 0 && strcmp (units[i].unit, unit) == 0) {
      *value = typed * units[i].factor;
      return TRUE;
    }
  return kerf_fail_text (error, KERF_ERROR_WORDS, _ ("'%s' is no unit for this field; it takes %s."), word,
                         unit[0] ? unit : _ ("a plain number"));
}
