/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <string.h>

typedef struct {
  const char *name, *text;
  KerfSeverity severity;
} Sentence;

static const Sentence sentences[KERF_N_ERRORS] = {
#define KERF_SENTENCE(id, code, severity, text) [KERF_ERROR_##id] = { code, text, severity },
#include "base/error.def"
#undef KERF_SENTENCE
};

G_DEFINE_QUARK (kerf - error - quark, kerf_error)

const char *
kerf_error_code_name (int code)
{
  return code >= 0 && code < KERF_N_ERRORS ? sentences[code].name : "unknown";
}

KerfSeverity
kerf_error_severity (int code)
{
  return code >= 0 && code < KERF_N_ERRORS ? sentences[code].severity : KERF_REFUSED;
}

const char *
kerf_error_template (int code)
{
  return code >= 0 && code < KERF_N_ERRORS ? sentences[code].text : "";
}

int
kerf_error_code_from_name (const char *name)
{
  for (int k = 0; k < KERF_N_ERRORS; k++)
    if (strcmp (sentences[k].name, name) == 0)
      return k;
  return -1;
}

/* Fills {name} from the pairs in `args`. A place that nobody filled is our bug, never something a person sees. */
static char *
fill (const char *text, va_list args)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (const char *name = va_arg (args, const char *); name; name = va_arg (args, const char *)) {
    const char *value = va_arg (args, const char *);
    g_hash_table_insert (pairs, g_strdup (name), g_strdup (value ? value : ""));
  }
  GString *out = g_string_new (NULL);
  for (const char *at = text; *at;) {
    const char *end = *at == '{' ? strchr (at, '}') : NULL;
    if (!end) {
      g_string_append_c (out, *at++);
      continue;
    }
    g_autofree char *name = g_strndup (at + 1, (gsize) (end - at - 1));
    const char *value = g_hash_table_lookup (pairs, name);
    if (!value)
      g_error ("sentence \"%s\": nobody filled '%s'", text, name);
    g_autofree char *harmless = kerf_text_harmless (value);
    g_string_append (out, harmless);
    at = end + 1;
  }
  return g_string_free (out, FALSE);
}

static char *
sentence_va (KerfErrorCode code, va_list args)
{
  g_assert ((int) code >= 0 && code < KERF_N_ERRORS);
  return fill (sentences[code].text, args);
}

char *
kerf_sentence (KerfErrorCode code, ...)
{
  va_list args;
  va_start (args, code);
  char *text = sentence_va (code, args);
  va_end (args);
  return text;
}

gboolean
kerf_fail (GError **error, KerfErrorCode code, ...)
{
  va_list args;
  va_start (args, code);
  g_autofree char *text = sentence_va (code, args);
  va_end (args);
  if (error)
    g_set_error_literal (error, KERF_ERROR, (int) code, text);
  return FALSE;
}

gboolean
kerf_fail_text (GError **error, KerfErrorCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (error)
    g_set_error_literal (error, KERF_ERROR, (int) code, valid);
  return FALSE;
}

KerfFinding *
kerf_finding_new (KerfErrorCode code, ...)
{
  KerfFinding *finding = g_new0 (KerfFinding, 1);
  va_list args;
  va_start (args, code);
  finding->code = code;
  finding->message = sentence_va (code, args);
  va_end (args);
  return finding;
}

void
kerf_finding_free (KerfFinding *finding)
{
  if (!finding)
    return;
  g_free (finding->message);
  g_free (finding);
}
