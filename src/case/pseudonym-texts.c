/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/pseudonym-private.h"

#include <string.h>

/* ---- names ---- */

/* What a thing is, where its own name can't leave. */
static char *
plain_name (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object);
  const char *role = kerf_json_get_string (record, "role", "other"),
             *klass = kerf_json_get_string (record, "class", "other");
  switch (kerf_object_id (object).kind) {
  case KERF_KIND_VOLUME:
    return g_strdup (strcmp (role, "ct") == 0      ? "CT"
                     : strcmp (role, "mr") == 0    ? "MR"
                     : strcmp (role, "other") == 0 ? "Image"
                                                   : role);
  case KERF_KIND_SEGMENT:
  case KERF_KIND_TUBE:
    if (!kerf_word_is_enumerated (klass))
      klass = "other";
    return g_strdup_printf ("%c%s", g_ascii_toupper (klass[0]), klass + 1);
  default: {
    const char *kind = kerf_kind_name (kerf_object_id (object).kind);
    return g_strdup_printf ("%c%s", g_ascii_toupper (kind[0]), kind + 1);
  }
  }
}

char *
kerf_pseudonym_name (KerfPseudonymWalk *walk, const KerfObject *object)
{
  const char *name = kerf_object_name (object);
  if (kerf_object_id (object).kind == KERF_KIND_SUBJECT)
    return g_strdup ("subject");
  gboolean kept = kerf_text_is_plain (name, walk->identity);
  char *made = kept ? g_strdup (name) : plain_name (object);
  kerf_pseudonym_say (walk, kept ? 'K' : 'C', "name", name, made);
  return made;
}

/* ---- findings ---- */

static gboolean
is_number (const char *text)
{
  char *end = NULL;
  if (!*text || strlen (text) > 7)
    return FALSE;
  g_ascii_strtod (text, &end);
  return !*end;
}

/* The text between two places of a template, or to its end. */
static char *
literal_after (const char *at)
{
  const char *open = strchr (at, '{');
  return open ? g_strndup (at, (gsize) (open - at)) : g_strdup (at);
}

/* The sentence `message` that `template` made, again: what stood in quotes is called `name`, numbers stay, all other
 * places become "…". */
static char *
sentence_again (const char *template, const char *message, const char *name)
{
  GString *out = g_string_new (NULL);
  const char *m = message;
  for (const char *t = template; *t;) {
    if (*t != '{') {
      m = m && *m == *t ? m + 1 : NULL; /* it is not of this template: no number is taken from it either */
      g_string_append_c (out, *t++);
      continue;
    }
    gboolean quoted = t > template && t[-1] == '\'';
    const char *close = strchr (t, '}');
    if (!close)
      break;
    g_autofree char *literal = literal_after (close + 1);
    const char *end = m ? (*literal ? strstr (m, literal) : m + strlen (m)) : NULL;
    g_autofree char *value = end ? g_strndup (m, (gsize) (end - m)) : g_strdup ("");
    g_string_append (out, quoted ? name : is_number (value) ? value : "…");
    m = end;
    t = close + 1;
  }
  return g_string_free (out, FALSE);
}

KerfJson *
kerf_pseudonym_findings (KerfPseudonymWalk *walk, const KerfJson *findings, const char *name)
{
  KerfJson *made = kerf_json_array ();
  for (gsize k = 0; k < kerf_json_length (findings); k++) {
    const KerfJson *finding = kerf_json_at (findings, k);
    const char *word = kerf_json_get_string (finding, "code", ""),
               *message = kerf_json_get_string (finding, "message", "");
    int code = kerf_error_code_from_name (word);
    if (code < 0) {
      kerf_pseudonym_say (walk, 'X', "findings", message, NULL);
      continue;
    }
    g_autofree char *sentence = sentence_again (kerf_error_template (code), message, name);
    KerfJson *one = kerf_json_object ();
    kerf_json_set_string (one, "code", word);
    kerf_json_set_string (one, "message", sentence);
    kerf_json_append (made, one);
    kerf_pseudonym_say (walk, 'C', "findings", message, sentence);
  }
  return made;
}
