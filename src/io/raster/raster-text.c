/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/raster/raster-text.h"

#include <stdarg.h>
#include <string.h>

/* ---- fields ---- */

static char *
plain_key (const char *key)
{
  char *plain = g_ascii_strdown (key, -1), *to = plain;
  for (const char *from = plain; *from; from++)
    if (!g_ascii_isspace (*from))
      *to++ = *from;
  *to = 0;
  return plain;
}

void
kerf_header_fields_init (KerfHeaderFields *fields)
{
  fields->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fields->twice = NULL;
}

void
kerf_header_fields_clear (KerfHeaderFields *fields)
{
  g_clear_pointer (&fields->values, g_hash_table_unref);
  g_clear_pointer (&fields->twice, g_free);
}

void
kerf_header_fields_add (KerfHeaderFields *fields, const char *key, const char *value)
{
  char *plain = plain_key (key);
  const char *before = g_hash_table_lookup (fields->values, plain);
  g_autofree char *stripped = g_strstrip (g_strdup (value));
  if (before && *plain != '=' && strcmp (before, stripped) != 0 && !fields->twice)
    fields->twice = g_strndup (plain, 40);
  g_hash_table_insert (fields->values, plain, g_steal_pointer (&stripped));
}

const char *
kerf_header_field (const KerfHeaderFields *fields, const char *name, ...)
{
  va_list args;
  const char *value = NULL;
  va_start (args, name);
  for (const char *at = name; at && !value; at = va_arg (args, const char *))
    value = g_hash_table_lookup (fields->values, at);
  va_end (args);
  return value ? value : "";
}

gboolean
kerf_header_line (const char *text, gsize n, gboolean whole, gsize *at, char **line)
{
  if (*at >= n)
    return FALSE;
  const char *begin = text + *at, *end = memchr (begin, '\n', n - *at);
  if (!end && !whole)
    return FALSE;
  gsize length = end ? (gsize) (end - begin) : n - *at;
  *at += length + (end ? 1 : 0);
  if (length && begin[length - 1] == '\r')
    length--;
  *line = g_strndup (begin, length);
  return TRUE;
}

/* ---- numbers ---- */

gboolean
kerf_words_to_reals (const char *text, double *to, guint n)
{
  for (guint k = 0; k < n; k++) {
    char *end;
    to[k] = g_ascii_strtod (text, &end);
    if (end == text || !isfinite (to[k]))
      return FALSE;
    text = end;
  }
  while (g_ascii_isspace (*text))
    text++;
  return !*text;
}

guint
kerf_words_to_sizes (const char *text, guint64 *to, guint most)
{
  guint n = 0;
  for (;;) {
    char *end;
    while (g_ascii_isspace (*text))
      text++;
    if (!*text)
      return n;
    if (n == most || !g_ascii_isdigit (*text))
      return 0;
    to[n] = g_ascii_strtoull (text, &end, 10); /* G_MAXUINT64 for what is greater */
    text = end;
    n++;
  }
}

/* ---- data files ---- */

/* "./a.raw" is a.raw; NULL for a name that may lie elsewhere. */
static char *
plain_name (const char *name)
{
  if (g_str_has_prefix (name, "./"))
    name += 2;
  gboolean plain = *name && strlen (name) < 256 && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
  for (const char *at = name; *at && plain; at++)
    plain = *at != '/' && *at != '\\' && !g_ascii_iscntrl (*at);
  return plain ? g_strdup (name) : NULL;
}

/* The name of one number by a pattern with one place as printf has it: %d, %3d, %03d. NULL where it is none. */
static char *
fill_pattern (const char *pattern, gint64 number)
{
  g_autoptr (GString) name = g_string_new (NULL);
  guint places = 0;
  for (const char *at = pattern; *at; at++) {
    if (*at != '%' || at[1] == '%') {
      g_string_append_c (name, *at);
      at += *at == '%' ? 1 : 0;
      continue;
    }
    gboolean zeros = at[1] == '0';
    char *end;
    guint64 width = g_ascii_isdigit (at[1]) ? g_ascii_strtoull (at + 1, &end, 10) : 0;
    at += 1;
    while (g_ascii_isdigit (*at))
      at++;
    if ((*at != 'd' && *at != 'i' && *at != 'u') || width > 20 || places++)
      return NULL;
    g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
    for (gsize k = strlen (digits); k < width; k++)
      g_string_append_c (name, zeros ? '0' : ' ');
    g_string_append (name, digits);
  }
  return places == 1 ? g_strdup (name->str) : NULL;
}

/* "s%03d.raw min max step": its names. FALSE: it is no such pattern. */
static gboolean
expand_pattern (const char *words, GPtrArray *names, KerfRaster *raster)
{
  g_auto (GStrv) all = g_strsplit_set (words, " \t", -1);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  for (char **part = all; *part; part++)
    if (**part)
      g_ptr_array_add (parts, *part);
  if (parts->len < 3 || !strchr (parts->pdata[0], '%'))
    return FALSE;
  guint64 range[4] = { 0, 0, 1, 0 };
  for (guint k = 1; k < parts->len; k++)
    if (k > 4 || kerf_words_to_sizes (parts->pdata[k], &range[k - 1], 1) != 1)
      return FALSE;
  if (range[1] < range[0] || range[2] < 1 || range[1] > G_MAXINT32)
    return FALSE;
  guint64 count = (range[1] - range[0]) / range[2] + 1;
  if (count > KERF_RASTER_MOST_FILES)
    return kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS,
                               "its values lie in %" G_GUINT64_FORMAT " files", count);
  for (guint64 k = 0; k < count; k++) {
    char *name = fill_pattern (parts->pdata[0], (gint64) (range[0] + k * range[2]));
    if (!name)
      return FALSE;
    g_ptr_array_add (names, name);
  }
  return TRUE;
}

void
kerf_raster_set_files (KerfRaster *raster, const char *words, GPtrArray *names)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  if (!names) {
    names = made;
    if (!expand_pattern (words, made, raster) && !raster->refused) {
      g_ptr_array_set_size (made, 0);
      g_ptr_array_add (made, g_strdup (words));
    }
  }
  if (!names->len || names->len > KERF_RASTER_MOST_FILES) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values lie in %u files", names->len);
    return;
  }
  g_auto (GStrv) files = g_new0 (char *, names->len + 1);
  for (guint k = 0; k < names->len; k++) {
    files[k] = plain_name (names->pdata[k]);
    if (!files[k]) {
      kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values lie in another folder");
      return;
    }
  }
  g_strfreev (raster->data_files);
  raster->data_files = g_steal_pointer (&files);
  raster->n_data_files = names->len;
}

void
kerf_raster_set_axes (KerfRaster *raster, const double axes[3][3], const double origin[3],
                      const double flip[3])
{
  KerfMat4 m = kerf_mat4_identity ();
  for (int r = 0; r < 3; r++) {
    for (int c = 0; c < 3; c++)
      m.m[4 * r + c] = flip[r] * axes[c][r] + 0.0; /* no -0 */
    m.m[4 * r + 3] = flip[r] * origin[r] + 0.0;
  }
  raster->lps_from_index = m;
}
