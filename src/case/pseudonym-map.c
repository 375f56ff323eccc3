/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/pseudonym-private.h"

#include <string.h>

/* Everything keyed goes through here: HMAC over the purpose, a zero byte and the old value, so that a UID and a name that
 * happen to be the same text have nothing to do with each other. */
KerfHash
kerf_pseudonym_hash (const KerfPseudonym *p, const char *purpose, const char *text)
{
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_byte_array_append (both, (const guint8 *) purpose, (guint) strlen (purpose) + 1);
  g_byte_array_append (both, (const guint8 *) text, (guint) strlen (text));
  return kerf_hash_keyed (&p->key, both->data, both->len);
}

/* The first 128 bits as a decimal number: the arc 2.25 takes any UUID so written (ITU-T X.667, PS3.5 B.2). */
char *
kerf_pseudonym_uid (const KerfPseudonym *p, const char *uid)
{
  KerfHash hash = kerf_pseudonym_hash (p, "uid", uid);
  guint8 left[16];
  char digits[40];
  int n = 0, any;
  memcpy (left, hash.b, sizeof left);
  do { /* long division by ten, last digit first */
    guint rest = 0;
    any = 0;
    for (gsize k = 0; k < sizeof left; k++) {
      guint value = rest * 256 + left[k];
      left[k] = (guint8) (value / 10);
      rest = value % 10;
      any |= left[k];
    }
    digits[n++] = (char) ('0' + rest);
  } while (any);
  GString *text = g_string_new ("2.25.");
  while (n-- > 0)
    g_string_append_c (text, digits[n]);
  return g_string_free (text, FALSE);
}

char *
kerf_pseudonym_uuid (const KerfPseudonym *p, const char *uuid)
{
  KerfHash hash = kerf_pseudonym_hash (p, "uuid", uuid);
  return kerf_uuid_from_hash (&hash);
}

static guint32
number_of (const KerfHash *hash, int at)
{
  return (guint32) hash->b[at] << 24 | (guint32) hash->b[at + 1] << 16 | (guint32) hash->b[at + 2] << 8 |
         hash->b[at + 3];
}

guint
kerf_pseudonym_days (const KerfPseudonym *p)
{
  KerfHash hash = kerf_pseudonym_hash (p, "shift", p->id);
  return 31 + number_of (&hash, 0) % 3652;
}

char *
kerf_pseudonym_date (const KerfPseudonym *p, const char *date)
{
  if (strlen (date) != 8 || strspn (date, "0123456789") != 8)
    return NULL;
  guint number = (guint) g_ascii_strtoull (date, NULL, 10);
  GDateYear year = (GDateYear) (number / 10000);
  GDateMonth month = (GDateMonth) (number / 100 % 100);
  GDateDay day = (GDateDay) (number % 100);
  /* The calendar of GDate begins with the year 1; ten years have to fit before the date. */
  if (year < 1000 || !g_date_valid_dmy (day, month, year))
    return NULL;
  GDate shifted;
  g_date_clear (&shifted, 1);
  g_date_set_dmy (&shifted, day, month, year);
  g_date_subtract_days (&shifted, kerf_pseudonym_days (p));
  return g_strdup_printf ("%04u%02u%02u", g_date_get_year (&shifted), (guint) g_date_get_month (&shifted),
                          (guint) g_date_get_day (&shifted));
}

char *
kerf_pseudonym_time (const KerfPseudonym *p, const char *time_utc)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (time_utc, NULL);
  if (!time)
    return NULL;
  KerfHash hash = kerf_pseudonym_hash (p, "shift", p->id);
  gint64 seconds = (gint64) kerf_pseudonym_days (p) * 86400 + number_of (&hash, 4) % 86400,
         back = seconds * G_TIME_SPAN_SECOND + number_of (&hash, 8) % G_TIME_SPAN_SECOND;
  g_autoptr (GDateTime) shifted = g_date_time_add (time, -back);
  if (!shifted)
    return NULL;
  g_autofree char *text = g_date_time_format (shifted, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06dZ", text, g_date_time_get_microsecond (shifted));
}

char *
kerf_pseudonym_person (const KerfPseudonym *p, const char *name, const char *role, GHashTable *identity)
{
  const char *what = role && *role && kerf_text_is_plain (role, identity) ? role : "staff";
  g_autofree char *trimmed = g_strstrip (g_strdup (name)), *folded = g_utf8_casefold (trimmed, -1);
  if (!p->has_key)
    return g_strdup (what);
  KerfHash hash = kerf_pseudonym_hash (p, "person", folded);
  g_autofree char *hex = kerf_hash_to_hex (&hash);
  return g_strdup_printf ("%s %.6s", what, hex);
}
