/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* JSON values, read strictly and written canonically: UTF-8, keys sorted by bytes, numbers as the shortest text
 * that reads back the same double, -0 as 0, never NaN (docs/decisions/0003-canonical-json.md).
 * A value is reference-counted; it may be changed only while it is being built by its one owner. */
typedef struct KerfJson KerfJson;

typedef enum {
  KERF_JSON_NULL,
  KERF_JSON_BOOL,
  KERF_JSON_REAL,
  KERF_JSON_STRING,
  KERF_JSON_ARRAY,
  KERF_JSON_OBJECT
} KerfJsonKind;

KerfJson *kerf_json_ref (const KerfJson *json);
void kerf_json_unref (KerfJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfJson, kerf_json_unref)

/* Reads one document. Refused: duplicate keys, numbers that are not finite, more than 64 levels, trailing text,
 * invalid UTF-8. `what` names the document in the sentence. */
KerfJson *kerf_json_parse (const char *text, gssize size, const char *what, GError **error);

char *kerf_json_to_text (const KerfJson *json);        /* canonical: no spaces, no newline */
char *kerf_json_to_pretty_text (const KerfJson *json); /* two spaces, newline at the end; keys sorted too */

/* Building. The `take` arguments become owned by the container. Reals that are NaN are written as null: missing
 * knowledge is null, never 0. */
KerfJson *kerf_json_null (void);
KerfJson *kerf_json_bool (gboolean value);
KerfJson *kerf_json_real (double value);
KerfJson *kerf_json_string (const char *text); /* NULL gives null */
KerfJson *kerf_json_array (void);
KerfJson *kerf_json_object (void);
KerfJson *kerf_json_reals (const double *values, gsize n);
void kerf_json_append (KerfJson *array, KerfJson *take);
void kerf_json_set (KerfJson *object, const char *key, KerfJson *take);
void kerf_json_set_real (KerfJson *object, const char *key, double value);
void kerf_json_set_string (KerfJson *object, const char *key, const char *text);
void kerf_json_set_bool (KerfJson *object, const char *key, gboolean value);
void kerf_json_set_reals (KerfJson *object, const char *key, const double *values, gsize n);
void kerf_json_remove (KerfJson *object, const char *key);

/* Reading. Everything is lent. A key that is absent, or holds another kind, gives the default. */
KerfJsonKind kerf_json_kind (const KerfJson *json);
gsize kerf_json_length (const KerfJson *json); /* of an array or object; 0 else */
const KerfJson *kerf_json_at (const KerfJson *array, gsize index);
const char *kerf_json_key_at (const KerfJson *object, gsize index); /* in the order of bytes */
const KerfJson *
kerf_json_get (const KerfJson *object, const char *key); /* NULL: absent, or `object` is none */
double kerf_json_as_real (const KerfJson *json, double otherwise);
const char *kerf_json_as_string (const KerfJson *json, const char *otherwise);
gboolean kerf_json_as_bool (const KerfJson *json, gboolean otherwise);
double kerf_json_get_real (const KerfJson *object, const char *key, double otherwise);
const char *kerf_json_get_string (const KerfJson *object, const char *key, const char *otherwise);
gboolean kerf_json_get_bool (const KerfJson *object, const char *key, gboolean otherwise);
/* Fills `values` where `key` holds an array of exactly `n` numbers; FALSE and nothing touched else. */
gboolean kerf_json_get_reals (const KerfJson *object, const char *key, double *values, gsize n);

/* A deep copy whose parts may be changed. */
KerfJson *kerf_json_copy (const KerfJson *json);
gboolean kerf_json_equal (const KerfJson *a, const KerfJson *b);

G_END_DECLS
