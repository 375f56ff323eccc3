/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

typedef struct {
  char *key; /* NULL in an array */
  KerfJson *value;
} Member;

struct KerfJson {
  gatomicrefcount count;
  KerfJsonKind kind;
  union {
    gboolean truth;
    double real;
    char *text;
    GArray *members; /* of Member; of an object sorted by key */
  };
};

static KerfJson *
node_new (KerfJsonKind kind)
{
  KerfJson *json = g_new0 (KerfJson, 1);
  g_atomic_ref_count_init (&json->count);
  json->kind = kind;
  if (kind == KERF_JSON_ARRAY || kind == KERF_JSON_OBJECT)
    json->members = g_array_new (FALSE, FALSE, sizeof (Member));
  return json;
}

KerfJson *
kerf_json_ref (const KerfJson *json)
{
  union {
    const KerfJson *lent;
    KerfJson *owned;
  } same = { .lent = json };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_json_unref (KerfJson *json)
{
  if (!json || !g_atomic_ref_count_dec (&json->count))
    return;
  if (json->kind == KERF_JSON_STRING)
    g_free (json->text);
  if (json->kind == KERF_JSON_ARRAY || json->kind == KERF_JSON_OBJECT) {
    for (guint k = 0; k < json->members->len; k++) {
      Member *m = &g_array_index (json->members, Member, k);
      g_free (m->key);
      kerf_json_unref (m->value);
    }
    g_array_unref (json->members);
  }
  g_free (json);
}

/* ---- building ---- */

KerfJson *
kerf_json_null (void)
{
  return node_new (KERF_JSON_NULL);
}

KerfJson *
kerf_json_bool (gboolean value)
{
  KerfJson *json = node_new (KERF_JSON_BOOL);
  json->truth = !!value;
  return json;
}

KerfJson *
kerf_json_real (double value)
{
  if (!isfinite (value))
    return kerf_json_null ();
  KerfJson *json = node_new (KERF_JSON_REAL);
  json->real = value;
  return json;
}

KerfJson *
kerf_json_string (const char *text)
{
  if (!text)
    return kerf_json_null ();
  KerfJson *json = node_new (KERF_JSON_STRING);
  json->text = g_utf8_make_valid (text, -1);
  return json;
}

KerfJson *
kerf_json_array (void)
{
  return node_new (KERF_JSON_ARRAY);
}

KerfJson *
kerf_json_object (void)
{
  return node_new (KERF_JSON_OBJECT);
}

KerfJson *
kerf_json_reals (const double *values, gsize n)
{
  KerfJson *array = kerf_json_array ();
  for (gsize k = 0; k < n; k++)
    kerf_json_append (array, kerf_json_real (values[k]));
  return array;
}

void
kerf_json_append (KerfJson *array, KerfJson *take)
{
  g_assert (array->kind == KERF_JSON_ARRAY && take);
  Member m = { NULL, take };
  g_array_append_val (array->members, m);
}

/* Place of `key`, or where it belongs; `found` says which. */
static guint
member_index (const KerfJson *object, const char *key, gboolean *found)
{
  guint low = 0, high = object->members->len;
  while (low < high) {
    guint mid = (low + high) / 2;
    int order = strcmp (g_array_index (object->members, Member, mid).key, key);
    if (order == 0) {
      *found = TRUE;
      return mid;
    }
    if (order < 0)
      low = mid + 1;
    else
      high = mid;
  }
  *found = FALSE;
  return low;
}

void
kerf_json_set (KerfJson *object, const char *key, KerfJson *take)
{
  g_assert (object->kind == KERF_JSON_OBJECT && take);
  gboolean found;
  guint at = member_index (object, key, &found);
  if (found) {
    Member *m = &g_array_index (object->members, Member, at);
    kerf_json_unref (m->value);
    m->value = take;
    return;
  }
  Member m = { g_strdup (key), take };
  g_array_insert_val (object->members, at, m);
}

void
kerf_json_set_real (KerfJson *object, const char *key, double value)
{
  kerf_json_set (object, key, kerf_json_real (value));
}

void
kerf_json_set_string (KerfJson *object, const char *key, const char *text)
{
  kerf_json_set (object, key, kerf_json_string (text));
}

void
kerf_json_set_bool (KerfJson *object, const char *key, gboolean value)
{
  kerf_json_set (object, key, kerf_json_bool (value));
}

void
kerf_json_set_reals (KerfJson *object, const char *key, const double *values, gsize n)
{
  kerf_json_set (object, key, kerf_json_reals (values, n));
}

void
kerf_json_remove (KerfJson *object, const char *key)
{
  gboolean found;
  guint at = member_index (object, key, &found);
  if (!found)
    return;
  Member *m = &g_array_index (object->members, Member, at);
  g_free (m->key);
  kerf_json_unref (m->value);
  g_array_remove_index (object->members, at);
}

/* ---- reading values ---- */

KerfJsonKind
kerf_json_kind (const KerfJson *json)
{
  return json ? json->kind : KERF_JSON_NULL;
}

static gboolean
has_members (const KerfJson *json)
{
  return json && (json->kind == KERF_JSON_ARRAY || json->kind == KERF_JSON_OBJECT);
}

gsize
kerf_json_length (const KerfJson *json)
{
  return has_members (json) ? json->members->len : 0;
}

const KerfJson *
kerf_json_at (const KerfJson *array, gsize index)
{
  return index < kerf_json_length (array) ? g_array_index (array->members, Member, index).value : NULL;
}

const char *
kerf_json_key_at (const KerfJson *object, gsize index)
{
  return index < kerf_json_length (object) ? g_array_index (object->members, Member, index).key : NULL;
}

const KerfJson *
kerf_json_get (const KerfJson *object, const char *key)
{
  if (!object || object->kind != KERF_JSON_OBJECT)
    return NULL;
  gboolean found;
  guint at = member_index (object, key, &found);
  return found ? g_array_index (object->members, Member, at).value : NULL;
}

double
kerf_json_as_real (const KerfJson *json, double otherwise)
{
  return json && json->kind == KERF_JSON_REAL ? json->real : otherwise;
}

const char *
kerf_json_as_string (const KerfJson *json, const char *otherwise)
{
  return json && json->kind == KERF_JSON_STRING ? json->text : otherwise;
}

gboolean
kerf_json_as_bool (const KerfJson *json, gboolean otherwise)
{
  return json && json->kind == KERF_JSON_BOOL ? json->truth : otherwise;
}

double
kerf_json_get_real (const KerfJson *object, const char *key, double otherwise)
{
  return kerf_json_as_real (kerf_json_get (object, key), otherwise);
}

const char *
kerf_json_get_string (const KerfJson *object, const char *key, const char *otherwise)
{
  return kerf_json_as_string (kerf_json_get (object, key), otherwise);
}

gboolean
kerf_json_get_bool (const KerfJson *object, const char *key, gboolean otherwise)
{
  return kerf_json_as_bool (kerf_json_get (object, key), otherwise);
}

gboolean
kerf_json_get_reals (const KerfJson *object, const char *key, double *values, gsize n)
{
  const KerfJson *array = kerf_json_get (object, key);
  if (kerf_json_kind (array) != KERF_JSON_ARRAY || kerf_json_length (array) != n)
    return FALSE;
  for (gsize k = 0; k < n; k++)
    if (kerf_json_kind (kerf_json_at (array, k)) != KERF_JSON_REAL)
      return FALSE;
  for (gsize k = 0; k < n; k++)
    values[k] = kerf_json_as_real (kerf_json_at (array, k), 0);
  return TRUE;
}

KerfJson *
kerf_json_copy (const KerfJson *json)
{
  KerfJson *copy = node_new (json->kind);
  switch (json->kind) {
  case KERF_JSON_NULL:
    break;
  case KERF_JSON_BOOL:
    copy->truth = json->truth;
    break;
  case KERF_JSON_REAL:
    copy->real = json->real;
    break;
  case KERF_JSON_STRING:
    copy->text = g_strdup (json->text);
    break;
  case KERF_JSON_ARRAY:
  case KERF_JSON_OBJECT:
    for (guint k = 0; k < json->members->len; k++) {
      const Member *from = &g_array_index (json->members, Member, k);
      Member m = { g_strdup (from->key), kerf_json_copy (from->value) };
      g_array_append_val (copy->members, m);
    }
    break;
  }
  return copy;
}

gboolean
kerf_json_equal (const KerfJson *a, const KerfJson *b)
{
  g_autofree char *ta = kerf_json_to_text (a), *tb = kerf_json_to_text (b);
  return strcmp (ta, tb) == 0;
}

/* ---- writing ---- */

static void
write_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at; at++) {
    guchar c = (guchar) *at;
    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else if (c == '\n')
      g_string_append (out, "\\n");
    else if (c == '\t')
      g_string_append (out, "\\t");
    else if (c == '\r')
      g_string_append (out, "\\r");
    else if (c < 0x20 || c == 0x7f)
      g_string_append_printf (out, "\\u%04x", (guint) c);
    else
      g_string_append_c (out, (char) c);
  }
  g_string_append_c (out, '"');
}

static void
write_indent (GString *out, int indent)
{
  g_string_append_c (out, '\n');
  for (int k = 0; k < indent; k++)
    g_string_append (out, "  ");
}

/* Arrays of plain values stay on one line in the pretty form. */
static gboolean
is_flat (const KerfJson *json)
{
  for (guint k = 0; k < json->members->len; k++)
    if (has_members (g_array_index (json->members, Member, k).value))
      return FALSE;
  return json->kind == KERF_JSON_ARRAY;
}

static void
write_node (GString *out, const KerfJson *json, int indent, gboolean pretty)
{
  switch (json->kind) {
  case KERF_JSON_NULL:
    g_string_append (out, "null");
    return;
  case KERF_JSON_BOOL:
    g_string_append (out, json->truth ? "true" : "false");
    return;
  case KERF_JSON_REAL: {
    g_autofree char *number = kerf_real_to_text (json->real);
    g_string_append (out, number);
    return;
  }
  case KERF_JSON_STRING:
    write_string (out, json->text);
    return;
  case KERF_JSON_ARRAY:
  case KERF_JSON_OBJECT:
    break;
  }
  gboolean object = json->kind == KERF_JSON_OBJECT, lines = pretty && json->members->len && !is_flat (json);
  g_string_append_c (out, object ? '{' : '[');
  for (guint k = 0; k < json->members->len; k++) {
    const Member *m = &g_array_index (json->members, Member, k);
    if (k)
      g_string_append (out, pretty && !lines ? ", " : ",");
    if (lines)
      write_indent (out, indent + 1);
    if (object) {
      write_string (out, m->key);
      g_string_append (out, pretty ? ": " : ":");
    }
    write_node (out, m->value, indent + 1, pretty);
  }
  if (lines)
    write_indent (out, indent);
  g_string_append_c (out, object ? '}' : ']');
}

char *
kerf_json_to_text (const KerfJson *json)
{
  GString *out = g_string_new (NULL);
  write_node (out, json, 0, FALSE);
  return g_string_free (out, FALSE);
}

char *
kerf_json_to_pretty_text (const KerfJson *json)
{
  GString *out = g_string_new (NULL);
  write_node (out, json, 0, TRUE);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* ---- parsing ---- */

typedef struct {
  const char *start, *at, *end;
  const char *what;
  int depth;
} Reader;

static gboolean
wrong (const Reader *r, const char *why, GError **error)
{
  guint line = 1;
  for (const char *c = r->start; c < r->at; c++)
    line += *c == '\n';
  return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                         "%s is not readable JSON at line %u (%s); correct it there.", r->what, line, why);
}

static void
skip_space (Reader *r)
{
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
    r->at++;
}

static gboolean
take_char (Reader *r, char c)
{
  skip_space (r);
  if (r->at >= r->end || *r->at != c)
    return FALSE;
  r->at++;
  return TRUE;
}

static gboolean
read_hex4 (Reader *r, gunichar *code)
{
  *code = 0;
  for (int k = 0; k < 4; k++) {
    int digit = r->at < r->end ? g_ascii_xdigit_value (*r->at) : -1;
    if (digit < 0)
      return FALSE;
    *code = *code * 16 + (gunichar) digit;
    r->at++;
  }
  return TRUE;
}

/* After the backslash. */
static gboolean
read_escape (Reader *r, GString *out)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  if (r->at >= r->end)
    return FALSE;
  char c = *r->at++;
  const char *place = c ? strchr (from, c) : NULL;
  if (place) {
    g_string_append_c (out, to[place - from]);
    return TRUE;
  }
  gunichar code, low;
  if (c != 'u' || !read_hex4 (r, &code))
    return FALSE;
  if (code >= 0xd800 && code < 0xdc00) {
    if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
      return FALSE;
    r->at += 2;
    if (!read_hex4 (r, &low) || low < 0xdc00 || low > 0xdfff)
      return FALSE;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code == 0 || (code >= 0xd800 && code <= 0xdfff))
    return FALSE;
  g_string_append_unichar (out, code);
  return TRUE;
}

static char *
read_text (Reader *r, GError **error)
{
  if (!take_char (r, '"')) {
    wrong (r, "a text in quotes is missing", error);
    return NULL;
  }
  GString *out = g_string_new (NULL);
  gboolean good = TRUE;
  while (good && r->at < r->end && *r->at != '"') {
    if (*r->at != '\\') {
      good = (guchar) *r->at >= 0x20;
      g_string_append_c (out, *r->at++);
      continue;
    }
    r->at++;
    good = read_escape (r, out);
  }
  if (!good || r->at >= r->end) {
    wrong (r, "a text does not end", error);
    g_string_free (out, TRUE);
    return NULL;
  }
  r->at++;
  return g_string_free (out, FALSE);
}

static KerfJson *
read_number (Reader *r, GError **error)
{
  const char *from = r->at;
  while (r->at < r->end && *r->at && strchr ("+-.0123456789eE", *r->at))
    r->at++;
  g_autofree char *text = g_strndup (from, (gsize) (r->at - from));
  const char *digits = text[0] == '-' ? text + 1 : text;
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);
  if (!g_ascii_isdigit (*digits) || (digits[0] == '0' && g_ascii_isdigit (digits[1])) || *end ||
      !isfinite (value)) {
    wrong (r, "a number is not one", error);
    return NULL;
  }
  return kerf_json_real (value);
}

static KerfJson *read_node (Reader *r, GError **error);

static KerfJson *
read_members (Reader *r, gboolean object, GError **error)
{
  g_autoptr (KerfJson) json = object ? kerf_json_object () : kerf_json_array ();
  char close = object ? '}' : ']';
  if (take_char (r, close))
    return g_steal_pointer (&json);
  do {
    g_autofree char *key = NULL;
    if (object) {
      key = read_text (r, error);
      if (!key)
        return NULL;
      if (kerf_json_get (json, key) || !take_char (r, ':')) {
        wrong (r, kerf_json_get (json, key) ? "a key stands twice" : "a colon is missing", error);
        return NULL;
      }
    }
    KerfJson *value = read_node (r, error);
    if (!value)
      return NULL;
    if (object)
      kerf_json_set (json, key, value);
    else
      kerf_json_append (json, value);
  } while (take_char (r, ','));
  if (!take_char (r, close)) {
    wrong (r, "a list or an object does not end", error);
    return NULL;
  }
  return g_steal_pointer (&json);
}

static gboolean
take_word (Reader *r, const char *word)
{
  gsize n = strlen (word);
  if ((gsize) (r->end - r->at) < n || memcmp (r->at, word, n) != 0)
    return FALSE;
  r->at += n;
  return TRUE;
}

static KerfJson *
read_node (Reader *r, GError **error)
{
  skip_space (r);
  if (r->at >= r->end || r->depth >= MAX_DEPTH) {
    wrong (r, r->at >= r->end ? "it ends too early" : "it is nested too deeply", error);
    return NULL;
  }
  char c = *r->at;
  if (c == '{' || c == '[') {
    r->at++;
    r->depth++;
    KerfJson *json = read_members (r, c == '{', error);
    r->depth--;
    return json;
  }
  if (c == '"') {
    g_autofree char *text = read_text (r, error);
    return text ? kerf_json_string (text) : NULL;
  }
  if (take_word (r, "true"))
    return kerf_json_bool (TRUE);
  if (take_word (r, "false"))
    return kerf_json_bool (FALSE);
  if (take_word (r, "null"))
    return kerf_json_null ();
  return read_number (r, error);
}

KerfJson *
kerf_json_parse (const char *text, gssize size, const char *what, GError **error)
{
  gsize n = size < 0 ? strlen (text) : (gsize) size;
  Reader r = { text, text, text + n, what, 0 };
  if (!g_utf8_validate_len (text, n, NULL)) {
    wrong (&r, "it is not UTF-8", error);
    return NULL;
  }
  g_autoptr (KerfJson) json = read_node (&r, error);
  if (!json)
    return NULL;
  skip_space (&r);
  if (r.at != r.end) {
    wrong (&r, "something follows the end", error);
    return NULL;
  }
  return g_steal_pointer (&json);
}
