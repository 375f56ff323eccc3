/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/op.h"

#include <string.h>

/* Arguments of an operation: one walk over the parameter table for each way in and out. */

static void *
field (gpointer args, const KerfParam *p)
{
  return (guint8 *) args + p->offset;
}

static const void *
field_const (gconstpointer args, const KerfParam *p)
{
  return (const guint8 *) args + p->offset;
}

static void
clear_field (const KerfParam *p, gpointer args)
{
  void *at = field (args, p);
  switch (p->kind) {
  case KERF_PARAM_REAL:
    *(double *) at = (double) NAN;
    break;
  case KERF_PARAM_INT:
    *(int *) at = 0;
    break;
  case KERF_PARAM_BOOL:
    *(gboolean *) at = FALSE;
    break;
  case KERF_PARAM_ENUM:
    *(int *) at = -1;
    break;
  case KERF_PARAM_TEXT:
    g_clear_pointer ((char **) at, g_free);
    break;
  case KERF_PARAM_ID:
    *(KerfId *) at = KERF_ID_NONE;
    break;
  case KERF_PARAM_IDS:
  case KERF_PARAM_POINTS:
    g_clear_pointer ((GArray **) at, g_array_unref);
    break;
  case KERF_PARAM_PLANE:
    *(KerfPlaneRef *) at = (KerfPlaneRef){ .plan = KERF_ID_NONE };
    break;
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
    *(KerfVec3 *) at = kerf_vec3 ((double) NAN, (double) NAN, (double) NAN);
    break;
  case KERF_PARAM_MATRIX:
    memset (at, 0, sizeof (KerfMat4));
    break;
  case KERF_PARAM_HASH:
    memset (at, 0, sizeof (KerfHash));
    break;
  }
}

static void
set_default (const KerfParam *p, gpointer args)
{
  void *at = field (args, p);
  clear_field (p, args);
  if (p->kind == KERF_PARAM_TEXT && p->text_def)
    *(char **) at = g_strdup (p->text_def);
  if (isnan (p->def))
    return;
  if (p->kind == KERF_PARAM_REAL)
    *(double *) at = p->def;
  else if (p->kind == KERF_PARAM_INT || p->kind == KERF_PARAM_ENUM)
    *(int *) at = (int) p->def;
  else if (p->kind == KERF_PARAM_BOOL)
    *(gboolean *) at = p->def != 0;
}

gpointer
kerf_args_new (const KerfOp *op)
{
  gpointer args = g_malloc0 (op->size);
  for (guint k = 0; k < op->n_params; k++)
    set_default (&op->params[k], args);
  return args;
}

void
kerf_args_free (const KerfOp *op, gpointer args)
{
  if (!args)
    return;
  for (guint k = 0; k < op->n_params; k++)
    clear_field (&op->params[k], args);
  g_free (args);
}

gboolean
kerf_param_is_given (const KerfParam *p, gconstpointer args)
{
  const void *at = field_const (args, p);
  switch (p->kind) {
  case KERF_PARAM_REAL:
    return !isnan (*(const double *) at);
  case KERF_PARAM_INT:
  case KERF_PARAM_BOOL:
    return TRUE;
  case KERF_PARAM_ENUM:
    return *(const int *) at >= 0;
  case KERF_PARAM_TEXT:
  case KERF_PARAM_IDS:
  case KERF_PARAM_POINTS:
    return *(void *const *) at != NULL;
  case KERF_PARAM_ID:
    return ((const KerfId *) at)->kind != KERF_KIND_NONE;
  case KERF_PARAM_PLANE:
    return ((const KerfPlaneRef *) at)->plan.kind != KERF_KIND_NONE;
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
    return !isnan (((const KerfVec3 *) at)->x);
  case KERF_PARAM_MATRIX:
    return ((const KerfMat4 *) at)->m[15] != 0;
  case KERF_PARAM_HASH:
    return !kerf_hash_is_zero (at);
  }
  return FALSE;
}

gboolean
kerf_args_complete (const KerfOp *op, gconstpointer args, GError **error)
{
  for (guint k = 0; k < op->n_params; k++)
    if ((op->params[k].flags & KERF_REQUIRED) && !kerf_param_is_given (&op->params[k], args))
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "%s needs '%s': %s.", op->id, op->params[k].name,
                             op->params[k].help);
  return TRUE;
}

/* ---- from text ---- */

static gboolean
set_real (const KerfParam *p, double v, double *at, GError **error)
{
  if (!(v >= p->min && v <= p->max)) {
    g_autofree char *lo = kerf_real_to_text (CLAMP (p->min, -G_MAXDOUBLE, G_MAXDOUBLE)),
                    *hi = kerf_real_to_text (CLAMP (p->max, -G_MAXDOUBLE, G_MAXDOUBLE)),
                    *is = kerf_real_to_text (v);
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is %s; give a number from %s to %s%s%s.",
                           p->name, is, lo, hi, *p->unit ? " " : "", p->unit);
  }
  *at = v;
  return TRUE;
}

static gboolean
read_reals (const KerfParam *p, const char *text, double *values, gsize n, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  gsize count = 0;
  for (gsize k = 0; words[k]; k++) {
    if (!*words[k])
      continue;
    if (count == n)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' has too many numbers; give %zu.", p->name, n);
    if (!kerf_real_from_text (words[k], p->name, &values[count], error))
      return FALSE;
    count++;
  }
  return count == n ||
         kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' has %zu numbers; give %zu with commas between.",
                         p->name, count, n);
}

static gboolean
set_point (const KerfParam *p, const char *text, KerfVec3 *at, GError **error)
{
  double r[3];
  if (!read_reals (p, text, r, 3, error))
    return FALSE;
  KerfVec3 v = kerf_vec3 (r[0], r[1], r[2]);
  if (p->kind == KERF_PARAM_DIRECTION) {
    if (!(kerf_length (v) > 1e-9))
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                             "'%s' has no direction; give three numbers, not all 0.", p->name);
    v = kerf_unit (v);
  } else if (!(fabs (v.x) < 1e5 && fabs (v.y) < 1e5 && fabs (v.z) < 1e5))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' lies beyond 100 m; give millimetres.", p->name);
  *at = v;
  return TRUE;
}

static gboolean
set_points (const KerfParam *p, const char *text, GArray **at, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  g_auto (GStrv) words = g_strsplit_set (text, ";\n", -1);
  KerfParam one = *p;
  one.kind = KERF_PARAM_POINT;
  for (gsize k = 0; words[k]; k++) {
    KerfVec3 v;
    if (!*g_strstrip (words[k]))
      continue;
    if (!set_point (&one, words[k], &v, error))
      return FALSE;
    g_array_append_val (points, v);
  }
  if (points->len < p->min)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'%s' has %u points; give at least %g, with ; between them.", p->name, points->len,
                           p->min);
  g_clear_pointer (at, g_array_unref);
  *at = g_steal_pointer (&points);
  return TRUE;
}

/* An id or a unique name of one of the kinds that the parameter takes. */
static gboolean
read_id (const KerfParam *p, const char *text, const KerfCase *kase, KerfId *id, GError **error)
{
  KerfKind only = KERF_KIND_NONE;
  for (int kind = KERF_KIND_SUBJECT; kind < KERF_N_KINDS; kind++)
    if (p->kinds == (1u << kind))
      only = (KerfKind) kind;
  if (!kase)
    return kerf_id_from_text (text, id) ||
           kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s'; give an id such as v1.", p->name, text);
  const KerfObject *object = kerf_case_find (kase, only, text, error);
  if (!object)
    return FALSE;
  *id = kerf_object_id (object);
  if (p->kinds && !(p->kinds & (1u << id->kind)))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is a %s; %s.", text, kerf_kind_name (id->kind),
                           p->help);
  return TRUE;
}

static gboolean
set_ids (const KerfParam *p, const char *text, const KerfCase *kase, GArray **at, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  for (gsize k = 0; words[k]; k++) {
    KerfId id;
    if (!*g_strstrip (words[k]))
      continue;
    if (!read_id (p, words[k], kase, &id, error))
      return FALSE;
    g_array_append_val (ids, id);
  }
  g_clear_pointer (at, g_array_unref);
  *at = g_steal_pointer (&ids);
  return TRUE;
}

/* The plane `letter` or name of a plan's record. */
static const char *
plane_letter (const KerfObject *plan, const char *word)
{
  const KerfJson *planes = kerf_json_get (kerf_object_record (plan), "planes");
  for (gsize k = 0; k < kerf_json_length (planes); k++) {
    const KerfJson *plane = kerf_json_at (planes, k);
    const char *letter = kerf_json_get_string (plane, "letter", "");
    if (strcmp (letter, word) == 0 || strcmp (kerf_json_get_string (plane, "name", ""), word) == 0)
      return letter;
  }
  return NULL;
}

static gboolean
set_plane (const KerfParam *p, const char *text, const KerfCase *kase, KerfPlaneRef *at, GError **error)
{
  const char *dot = strchr (text, '.');
  KerfPlaneRef ref = { .plan = KERF_ID_NONE };
  g_autofree char *plan = dot ? g_strndup (text, (gsize) (dot - text)) : NULL;
  if (!kase) {
    if (!plan || !kerf_id_from_text (plan, &ref.plan) || strlen (dot + 1) > 2 || !dot[1])
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s'; give a plane such as p1.A.", p->name,
                             text);
    g_strlcpy (ref.letter, dot + 1, sizeof ref.letter);
    *at = ref;
    return TRUE;
  }
  const char *word = dot ? dot + 1 : text;
  guint hits = 0;
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfId id = kerf_object_id (object);
    g_autofree char *id_text = kerf_id_to_text (id);
    if (id.kind != KERF_KIND_PLAN ||
        (plan && strcmp (plan, id_text) != 0 && strcmp (plan, kerf_object_name (object)) != 0))
      continue;
    const char *letter = plane_letter (object, word);
    if (!letter)
      continue;
    hits++;
    ref.plan = id;
    g_strlcpy (ref.letter, letter, sizeof ref.letter);
  }
  if (hits > 1)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "More than one plan has a plane '%s'; write it as p1.%s.", text, word);
  if (hits == 0)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "No plan has a plane '%s'; kerf-cli show lists the planes.", text);
  *at = ref;
  return TRUE;
}

static gboolean
set_enum (const KerfParam *p, const char *text, int *at, GError **error)
{
  for (int k = 0; p->choices[k]; k++)
    if (strcmp (p->choices[k], text) == 0) {
      *at = k;
      return TRUE;
    }
  g_autoptr (GString) words = g_string_new (NULL);
  for (int k = 0; p->choices[k]; k++)
    g_string_append_printf (words, "%s%s", k ? ", " : "", p->choices[k]);
  return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s'; it may be %s.", p->name, text,
                         words->str);
}

static gboolean
set_text (const KerfParam *p, const char *text, char **at, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > 4000)
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'%s' is too long or no UTF-8; give up to 4000 characters.", p->name);
  g_free (*at);
  *at = g_strstrip (g_strdup (text));
  return TRUE;
}

static gboolean
set_none (const KerfParam *p, void *at, GError **error)
{
  switch (p->kind) {
  case KERF_PARAM_REAL:
    *(double *) at = (double) INFINITY;
    return TRUE;
  case KERF_PARAM_TEXT:
    g_free (*(char **) at);
    *(char **) at = g_strdup ("");
    return TRUE;
  case KERF_PARAM_ID:
    *(KerfId *) at = KERF_ID_NONE;
    return TRUE;
  case KERF_PARAM_IDS:
  case KERF_PARAM_POINTS:
    g_clear_pointer ((GArray **) at, g_array_unref);
    *(GArray **) at =
        g_array_new (FALSE, FALSE, p->kind == KERF_PARAM_IDS ? sizeof (KerfId) : sizeof (KerfVec3));
    return TRUE;
  default:
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' can't be none.", p->name);
  }
}

gboolean
kerf_args_set (const KerfOp *op, gpointer args, const char *key, const char *text, const KerfCase *kase,
               GError **error)
{
  const KerfParam *p = kerf_op_param (op, key);
  if (!p) {
    const char *words[64] = { NULL };
    for (guint k = 0; k < MIN (op->n_params, 63); k++)
      words[k] = op->params[k].name;
    const char *near = kerf_nearest_word (key, words);
    return kerf_fail_text (error, KERF_ERROR_WORDS, "%s has no key '%s'; it has %s%s.", op->id, key,
                           near ? "one called " : "others, see kerf-cli operations ", near ? near : op->id);
  }
  void *at = field (args, p);
  double number;
  if ((p->flags & KERF_NONE) && strcmp (text, "none") == 0)
    return set_none (p, at, error);
  switch (p->kind) {
  case KERF_PARAM_REAL:
    return kerf_real_from_text (text, p->name, &number, error) && set_real (p, number, at, error);
  case KERF_PARAM_INT:
    if (!kerf_real_from_text (text, p->name, &number, error) || !set_real (p, number, &number, error))
      return FALSE;
    if (number != floor (number))
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is %s; give a whole number.", p->name, text);
    *(int *) at = (int) number;
    return TRUE;
  case KERF_PARAM_BOOL:
    if (strcmp (text, "yes") != 0 && strcmp (text, "no") != 0)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s'; give yes or no.", p->name, text);
    *(gboolean *) at = strcmp (text, "yes") == 0;
    return TRUE;
  case KERF_PARAM_ENUM:
    return set_enum (p, text, at, error);
  case KERF_PARAM_TEXT:
    return set_text (p, text, at, error);
  case KERF_PARAM_ID:
    return read_id (p, text, kase, at, error);
  case KERF_PARAM_IDS:
    return set_ids (p, text, kase, at, error);
  case KERF_PARAM_PLANE:
    return set_plane (p, text, kase, at, error);
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
    return set_point (p, text, at, error);
  case KERF_PARAM_POINTS:
    return set_points (p, text, at, error);
  case KERF_PARAM_MATRIX: {
    KerfMat4 m;
    if (!read_reals (p, text, m.m, 16, error))
      return FALSE;
    if (m.m[15] != 1)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                             "'%s' does not end in 0 0 0 1; give a rigid matrix row by row.", p->name);
    memcpy (at, &m, sizeof m);
    return TRUE;
  }
  case KERF_PARAM_HASH:
    return kerf_hash_from_hex (text, at) ||
           kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is no hash; give 64 hexadecimal digits.",
                           p->name);
  }
  return FALSE;
}

gpointer
kerf_args_parse (const KerfOp *op, const char *const *words, const KerfCase *kase,
                 char *(*read_file) (const char *path, GError **error), GError **error)
{
  gpointer args = kerf_args_new (op);
  guint64 seen = 0;
  for (gsize k = 0; words[k]; k++) {
    const char *equals = strchr (words[k], '=');
    if (!equals) {
      kerf_fail_text (error, KERF_ERROR_WORDS, "'%s' is no key=value; write %s key=value.", words[k], op->id);
      goto fail;
    }
    g_autofree char *key = g_strndup (words[k], (gsize) (equals - words[k]));
    g_autofree char *content = NULL;
    const KerfParam *p = kerf_op_param (op, key);
    guint64 bit = p ? G_GUINT64_CONSTANT (1) << (p - op->params) : 0;
    if (seen & bit) {
      kerf_fail_text (error, KERF_ERROR_WORDS, "'%s' is given twice; give it once.", key);
      goto fail;
    }
    seen |= bit;
    const char *text = equals + 1;
    if (*text == '@' && read_file && p &&
        (p->kind == KERF_PARAM_POINTS || p->kind == KERF_PARAM_MATRIX || p->kind == KERF_PARAM_IDS)) {
      content = read_file (text + 1, error);
      if (!content)
        goto fail;
      g_strdelimit (content, "\r\t", ' ');
      if (p->kind == KERF_PARAM_MATRIX)
        g_strdelimit (content, "\n", ' ');
      text = g_strstrip (content);
    }
    if (!kerf_args_set (op, args, key, text, kase, error))
      goto fail;
  }
  return args;
fail:
  kerf_args_free (op, args);
  return NULL;
}

/* ---- to text and JSON ---- */

static char *
vec3_text (KerfVec3 v)
{
  g_autofree char *x = kerf_real_to_text (v.x), *y = kerf_real_to_text (v.y), *z = kerf_real_to_text (v.z);
  return g_strdup_printf ("%s,%s,%s", x, y, z);
}

static char *
list_text (const KerfParam *p, const GArray *list)
{
  GString *out = g_string_new (NULL);
  if (list->len == 0)
    g_string_append (out, "none");
  for (guint k = 0; k < list->len; k++) {
    g_autofree char *one = p->kind == KERF_PARAM_IDS ? kerf_id_to_text (g_array_index (list, KerfId, k))
                                                     : vec3_text (g_array_index (list, KerfVec3, k));
    g_string_append_printf (out, "%s%s", k ? (p->kind == KERF_PARAM_IDS ? "," : ";") : "", one);
  }
  return g_string_free (out, FALSE);
}

char *
kerf_args_text (const KerfOp *op, gconstpointer args, const KerfParam *p)
{
  (void) op;
  const void *at = field_const (args, p);
  if (!kerf_param_is_given (p, args))
    return NULL;
  switch (p->kind) {
  case KERF_PARAM_REAL: {
    double v = *(const double *) at;
    return kerf_none (v) ? g_strdup ("none") : kerf_real_to_text (v);
  }
  case KERF_PARAM_INT:
    return g_strdup_printf ("%d", *(const int *) at);
  case KERF_PARAM_BOOL:
    return g_strdup (*(const gboolean *) at ? "yes" : "no");
  case KERF_PARAM_ENUM:
    return g_strdup (p->choices[*(const int *) at]);
  case KERF_PARAM_TEXT:
    return g_strdup (*(char *const *) at);
  case KERF_PARAM_ID:
    return kerf_id_to_text (*(const KerfId *) at);
  case KERF_PARAM_IDS:
  case KERF_PARAM_POINTS:
    return list_text (p, *(GArray *const *) at);
  case KERF_PARAM_PLANE: {
    const KerfPlaneRef *ref = at;
    g_autofree char *plan = kerf_id_to_text (ref->plan);
    return g_strdup_printf ("%s.%s", plan, ref->letter);
  }
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
    return vec3_text (*(const KerfVec3 *) at);
  case KERF_PARAM_MATRIX: {
    const KerfMat4 *m = at;
    GString *out = g_string_new (NULL);
    for (int k = 0; k < 16; k++) {
      g_autofree char *number = kerf_real_to_text (m->m[k]);
      g_string_append_printf (out, "%s%s", k ? "," : "", number);
    }
    return g_string_free (out, FALSE);
  }
  case KERF_PARAM_HASH:
    return kerf_hash_to_hex (at);
  }
  return NULL;
}

KerfJson *
kerf_args_to_json (const KerfOp *op, gconstpointer args)
{
  KerfJson *json = kerf_json_object ();
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    const void *at = field_const (args, p);
    if (!kerf_param_is_given (p, args))
      continue;
    if (p->kind == KERF_PARAM_REAL && isfinite (*(const double *) at))
      kerf_json_set_real (json, p->name, *(const double *) at);
    else if (p->kind == KERF_PARAM_INT)
      kerf_json_set_real (json, p->name, *(const int *) at);
    else if (p->kind == KERF_PARAM_BOOL)
      kerf_json_set_bool (json, p->name, *(const gboolean *) at);
    else if (p->kind == KERF_PARAM_POINT || p->kind == KERF_PARAM_DIRECTION)
      kerf_json_set (json, p->name, kerf_json_vec3 (*(const KerfVec3 *) at));
    else if (p->kind == KERF_PARAM_MATRIX)
      kerf_json_set (json, p->name, kerf_json_mat4 (at));
    else if (p->kind == KERF_PARAM_POINTS) {
      const GArray *points = *(GArray *const *) at;
      KerfJson *list = kerf_json_array ();
      for (guint n = 0; n < points->len; n++)
        kerf_json_append (list, kerf_json_vec3 (g_array_index (points, KerfVec3, n)));
      kerf_json_set (json, p->name, list);
    } else {
      g_autofree char *text = kerf_args_text (op, args, p);
      kerf_json_set_string (json, p->name, text);
    }
  }
  return json;
}

static gboolean
vec3_from_json (const KerfJson *json, KerfVec3 *v)
{
  if (kerf_json_kind (json) != KERF_JSON_ARRAY || kerf_json_length (json) != 3)
    return FALSE;
  *v = kerf_vec3 (kerf_json_as_real (kerf_json_at (json, 0), (double) NAN),
                  kerf_json_as_real (kerf_json_at (json, 1), (double) NAN),
                  kerf_json_as_real (kerf_json_at (json, 2), (double) NAN));
  return kerf_vec3_is_finite (*v);
}

/* One value as kerf_args_to_json wrote it. */
static gboolean
field_from_json (const KerfOp *op, gpointer args, const KerfParam *p, const KerfJson *value, GError **error)
{
  void *at = field (args, p);
  KerfVec3 v;
  switch (kerf_json_kind (value)) {
  case KERF_JSON_STRING:
    return kerf_args_set (op, args, p->name, kerf_json_as_string (value, ""), NULL, error);
  case KERF_JSON_BOOL:
    return kerf_args_set (op, args, p->name, kerf_json_as_bool (value, FALSE) ? "yes" : "no", NULL, error);
  case KERF_JSON_REAL: {
    g_autofree char *text = kerf_real_to_text (kerf_json_as_real (value, 0));
    return kerf_args_set (op, args, p->name, text, NULL, error);
  }
  case KERF_JSON_ARRAY:
    if ((p->kind == KERF_PARAM_POINT || p->kind == KERF_PARAM_DIRECTION) && vec3_from_json (value, &v)) {
      *(KerfVec3 *) at = v; /* a direction is unit already: the same bits */
      return TRUE;
    }
    if (p->kind == KERF_PARAM_MATRIX && kerf_json_length (value) == 16) {
      for (gsize k = 0; k < 16; k++)
        ((KerfMat4 *) at)->m[k] = kerf_json_as_real (kerf_json_at (value, k), 0);
      return TRUE;
    }
    if (p->kind == KERF_PARAM_POINTS) {
      GArray *points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
      gboolean good = TRUE;
      for (gsize k = 0; good && k < kerf_json_length (value); k++) {
        good = vec3_from_json (kerf_json_at (value, k), &v);
        g_array_append_val (points, v);
      }
      g_clear_pointer ((GArray **) at, g_array_unref);
      *(GArray **) at = points;
      return good ||
             kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' holds something that is no point.", p->name);
    }
    break;
  case KERF_JSON_NULL:
  case KERF_JSON_OBJECT:
    break;
  }
  return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' of %s has the wrong kind of value.", p->name,
                         op->id);
}

gpointer
kerf_args_from_json (const KerfOp *op, const KerfJson *json, GError **error)
{
  gpointer args = kerf_args_new (op);
  for (gsize k = 0; k < kerf_json_length (json); k++) {
    const char *key = kerf_json_key_at (json, k);
    const KerfParam *p = key ? kerf_op_param (op, key) : NULL;
    if (!p)
      kerf_fail_text (error, KERF_ERROR_WORDS, "%s has no key '%s'.", op->id, key ? key : "?");
    if (!p || !field_from_json (op, args, p, kerf_json_at (json, k), error)) {
      kerf_args_free (op, args);
      return NULL;
    }
  }
  return args;
}
