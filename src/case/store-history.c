/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/payload.h"
#include "case/recorder.h"
#include "case/store-private.h"

#include <stdlib.h>
#include <string.h>

/* The chain of revisions and the two heads: "main" is where we are, "tip" the furthest revision of the branch that a
 * redo walks towards. */

void
kerf_revision_free (KerfRevision *revision)
{
  if (!revision)
    return;
  g_free (revision->operation);
  g_free (revision->parameters);
  g_free (revision->author);
  g_free (revision->time_utc);
  g_free (revision);
}

static KerfJson *
hash_or_null (const KerfHash *hash)
{
  g_autofree char *hex = kerf_hash_to_hex (hash);
  return kerf_hash_is_zero (hash) ? kerf_json_null () : kerf_json_string (hex);
}

KerfHash
kerf_revision_hash (const KerfHash *parent, const char *operation, int version, const char *parameters,
                    const char *author, const char *time_utc, const KerfHash *root)
{
  g_autoptr (KerfJson) json = kerf_json_object ();
  KerfJson *read = kerf_json_parse (parameters, -1, "The parameters of a revision", NULL);
  kerf_json_set (json, "parent", hash_or_null (parent));
  kerf_json_set (json, "root", hash_or_null (root));
  kerf_json_set_string (json, "operation", operation);
  kerf_json_set_real (json, "version", version);
  kerf_json_set (json, "parameters", read ? read : kerf_json_string (parameters));
  kerf_json_set_string (json, "author", author);
  kerf_json_set_string (json, "time", time_utc);
  g_autofree char *text = kerf_json_to_text (json);
  return kerf_hash_bytes (text, strlen (text));
}

static KerfRevision *
row_revision (KerfStatement *q)
{
  KerfRevision *r = g_new0 (KerfRevision, 1);
  kerf_column_hash (q, 0, &r->hash);
  kerf_column_hash (q, 1, &r->parent);
  r->operation = g_strdup ((const char *) sqlite3_column_text (q, 2));
  r->version = sqlite3_column_int (q, 3);
  r->parameters = g_strdup ((const char *) sqlite3_column_text (q, 4));
  r->author = g_strdup ((const char *) sqlite3_column_text (q, 5));
  r->time_utc = g_strdup ((const char *) sqlite3_column_text (q, 6));
  kerf_column_hash (q, 7, &r->root);
  r->number = sqlite3_column_int64 (q, 8);
  return r;
}

#define REVISION_COLUMNS "hash, parent, operation, version, parameters, author, time, root, number"

KerfRevision *
kerf_store_revision (KerfStore *store, const KerfHash *hash, GError **error)
{
  KerfRevision *revision = NULL;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "SELECT " REVISION_COLUMNS " FROM revision WHERE hash = ?", error);
    if (q) {
      kerf_bind_hash (q, 1, hash);
      int status = sqlite3_step (q);
      if (status == SQLITE_ROW)
        revision = row_revision (q);
      else if (status == SQLITE_DONE)
        kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", "a revision is missing",
                   NULL);
      else
        kerf_store_fail (store, status, error);
    }
  }
  kerf_store_unlock (store);
  return revision;
}

/* Zero hash: there is no such head yet. */
static KerfHash
read_head (KerfStore *store, const char *name)
{
  KerfHash hash = { { 0 } };
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT revision FROM head WHERE name = ?", NULL);
  if (!q)
    return hash;
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  if (sqlite3_step (q) == SQLITE_ROW)
    kerf_column_hash (q, 0, &hash);
  return hash;
}

static gboolean
write_head (KerfStore *store, const char *name, const KerfHash *hash, GError **error)
{
  g_autoptr (KerfStatement) q =
      kerf_store_prepare (store, "INSERT OR REPLACE INTO head (name, revision) VALUES (?, ?)", error);
  if (!q)
    return FALSE;
  sqlite3_bind_text (q, 1, name, -1, SQLITE_STATIC);
  kerf_bind_hash (q, 2, hash);
  int status = sqlite3_step (q);
  return status == SQLITE_DONE || kerf_store_fail (store, status, error);
}

static KerfCase *
case_from_root_hash (KerfStore *store, const KerfHash *root, GError **error)
{
  g_autoptr (GBytes) text = store->blobs.get (&store->blobs, root, error);
  return text ? kerf_case_from_root (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &store->blobs,
                                     error)
              : NULL;
}

KerfCase *
kerf_store_case_at (KerfStore *store, const KerfHash *hash, GError **error)
{
  g_autoptr (KerfRevision) revision = kerf_store_revision (store, hash, error);
  return revision ? case_from_root_hash (store, &revision->root, error) : NULL;
}

char *
kerf_time_now (void)
{
  const char *fixed = g_getenv ("SOURCE_DATE_EPOCH");
  g_autoptr (GDateTime) now =
      fixed ? g_date_time_new_from_unix_utc (g_ascii_strtoll (fixed, NULL, 10)) : g_date_time_new_now_utc ();
  if (!now)
    now = g_date_time_new_from_unix_utc (0);
  g_autofree char *seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06dZ", seconds, fixed ? 0 : g_date_time_get_microsecond (now));
}

/* A new file gets its first revision: an empty case whose UUID comes from author and time. */
static KerfCase *
begin_history (KerfStore *store, KerfHash *revision, GError **error)
{
  static const KerfHash none;
  g_autofree char *time = kerf_time_now ();
  KerfHash seed = kerf_revision_hash (&none, "case.new", 1, "{}", g_get_user_name (), time, &none);
  g_autofree char *uuid = kerf_uuid_from_hash (&seed);
  g_autoptr (KerfCase) empty = kerf_case_new (uuid, &store->blobs);
  if (!kerf_store_commit (store, "case.new", 1, "{}", g_get_user_name (), time, NULL, empty, &none, revision,
                          NULL, error))
    return NULL;
  return g_steal_pointer (&empty);
}

KerfCase *
kerf_store_head (KerfStore *store, KerfHash *revision, GError **error)
{
  KerfHash head;
  kerf_store_lock (store);
  head = read_head (store, "main");
  KerfCase *kase = NULL;
  if (!kerf_hash_is_zero (&head))
    kase = kerf_store_case_at (store, &head, error);
  else if (store->writable)
    kase = begin_history (store, &head, error);
  else
    kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", "it has no head", NULL);
  kerf_store_unlock (store);
  if (revision)
    *revision = head;
  return kase;
}

GPtrArray *
kerf_store_log (KerfStore *store, GHashTable *on_branch, GError **error)
{
  g_autoptr (GPtrArray) log = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_revision_free);
  KerfHash at;
  int status = SQLITE_ERROR;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "SELECT " REVISION_COLUMNS " FROM revision ORDER BY number", error);
    while (q && (status = sqlite3_step (q)) == SQLITE_ROW)
      g_ptr_array_add (log, row_revision (q));
  }
  at = read_head (store, "main");
  kerf_store_unlock (store);
  if (status != SQLITE_DONE)
    return NULL;
  for (guint k = log->len; on_branch && k-- > 0;) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    if (!kerf_hash_equal (&r->hash, &at))
      continue;
    g_hash_table_add (on_branch, g_memdup2 (&r->hash, sizeof r->hash));
    at = r->parent;
  }
  return g_steal_pointer (&log);
}

/* ---- commit ---- */

static gboolean
save_changed (KerfStore *store, const KerfCase *before, const KerfCase *after, const KerfContext *context,
              GError **error)
{
  /* This thread holds the store: others that help it to pack a volume would wait for it for ever. */
  KerfContext alone = context ? *context : (KerfContext){ 0 };
  alone.threads = 1;
  g_autoptr (KerfCase) none = before ? NULL : kerf_case_new ("", &store->blobs);
  g_autoptr (GArray) ids = kerf_case_changed (after, before ? before : none);
  for (guint k = 0; k < ids->len; k++) {
    KerfId id = g_array_index (ids, KerfId, k);
    const KerfObject *old = before ? kerf_case_get (before, id) : NULL;
    if (!kerf_object_save (kerf_case_get (after, id), old, &store->blobs, &alone, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
own_blobs (KerfStore *store, GError **error)
{
  for (guint k = 0; k < store->put->len; k++) {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "UPDATE blob SET writer = NULL WHERE hash = ? AND writer IS NOT NULL",
                            error);
    if (!q)
      return FALSE;
    kerf_bind_hash (q, 1, &g_array_index (store->put, KerfHash, k));
    int status = sqlite3_step (q);
    if (status != SQLITE_DONE)
      return kerf_store_fail (store, status, error);
  }
  return TRUE;
}

static gboolean
insert_revision (KerfStore *store, const KerfRevision *r, GError **error)
{
  g_autoptr (KerfStatement) q =
      kerf_store_prepare (store,
                          "INSERT OR IGNORE INTO revision (hash, parent, operation, version,"
                          " parameters, author, time, root) VALUES (?,?,?,?,?,?,?,?)",
                          error);
  if (!q)
    return FALSE;
  kerf_bind_hash (q, 1, &r->hash);
  kerf_bind_hash (q, 2, &r->parent);
  sqlite3_bind_text (q, 3, r->operation, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int (q, 4, r->version);
  sqlite3_bind_text (q, 5, r->parameters, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (q, 6, r->author, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (q, 7, r->time_utc, -1, SQLITE_TRANSIENT);
  kerf_bind_hash (q, 8, &r->root);
  int status = sqlite3_step (q);
  return status == SQLITE_DONE || kerf_store_fail (store, status, error);
}

/* Between BEGIN IMMEDIATE and COMMIT. */
static gboolean
write_revision (KerfStore *store, const KerfRevision *r, const KerfHash *expected, gboolean *moved,
                GError **error)
{
  KerfHash head = read_head (store, "main");
  *moved = !kerf_hash_equal (&head, expected);
  if (*moved)
    return kerf_fail (error, KERF_ERROR_STORE_MOVED, "object", "The case", "author", "somebody else",
                      "operation", r->operation, NULL);
  return own_blobs (store, error) && insert_revision (store, r, error) &&
         write_head (store, "main", &r->hash, error) && write_head (store, "tip", &r->hash, error);
}

gboolean
kerf_store_commit (KerfStore *store, const char *operation, int version, const char *parameters,
                   const char *author, const char *time_utc, const KerfCase *before, const KerfCase *after,
                   const KerfHash *expected, KerfHash *made, const KerfContext *context, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (store->path), *root_text = kerf_case_root_text (after);
  g_autoptr (GBytes) root_bytes = g_bytes_new (root_text, strlen (root_text));
  KerfHash old_root = { { 0 } };
  gboolean moved = FALSE;
  if (!store->writable)
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  if (before)
    old_root = kerf_case_root (before);
  KerfRevision r = { .parent = *expected, .version = version };
  kerf_store_lock (store);
  gboolean good =
      save_changed (store, before, after, context, error) &&
      store->blobs.put (&store->blobs, root_bytes, "", before ? &old_root : NULL, &r.root, error) &&
      kerf_store_end_batch (store, error) && kerf_context_check (context, error);
  if (good) {
    r.operation = g_strdup (operation);
    r.parameters = g_strdup (parameters);
    r.author = g_strdup (author);
    r.time_utc = g_strdup (time_utc);
    r.hash = kerf_revision_hash (expected, operation, version, parameters, author, time_utc, &r.root);
    good = store->in_group || kerf_store_exec (store, "BEGIN IMMEDIATE", error);
    if (good && !(write_revision (store, &r, expected, &moved, error) &&
                  (store->in_group || kerf_store_exec (store, "COMMIT", error)))) {
      if (!store->in_group)
        sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
      good = FALSE;
    }
    if (good) {
      g_array_set_size (store->put, 0);
      if (made)
        *made = r.hash;
    }
    g_free (r.operation);
    g_free (r.parameters);
    g_free (r.author);
    g_free (r.time_utc);
  } else
    kerf_store_drop_batch (store);
  kerf_store_unlock (store);
  return good;
}

/* ---- undo, redo, goto ---- */

/* The child of `at` on the way to `tip`; FALSE where `tip` is not below `at`. */
static gboolean
towards (KerfStore *store, const KerfHash *at, const KerfHash *tip, KerfHash *child)
{
  KerfHash walk = *tip;
  while (!kerf_hash_is_zero (&walk) && !kerf_hash_equal (&walk, at)) {
    g_autoptr (KerfRevision) r = kerf_store_revision (store, &walk, NULL);
    if (!r)
      return FALSE;
    *child = walk;
    walk = r->parent;
  }
  return kerf_hash_equal (&walk, at) && !kerf_hash_equal (at, tip);
}

static gboolean
step_target (KerfStore *store, KerfStep step, KerfHash *target, char **operation)
{
  KerfHash head = read_head (store, "main"), tip = read_head (store, "tip");
  if (kerf_hash_is_zero (&head))
    return FALSE;
  if (step == KERF_STEP_REDO && !towards (store, &head, &tip, target))
    return FALSE;
  g_autoptr (KerfRevision) r = kerf_store_revision (store, step == KERF_STEP_UNDO ? &head : target, NULL);
  if (!r || (step == KERF_STEP_UNDO && kerf_hash_is_zero (&r->parent)))
    return FALSE;
  if (step == KERF_STEP_UNDO)
    *target = r->parent;
  if (operation)
    *operation = g_strdup (r->operation);
  return TRUE;
}

gboolean
kerf_store_can_step (KerfStore *store, KerfStep step)
{
  KerfHash target;
  kerf_store_lock (store);
  gboolean can = step_target (store, step, &target, NULL);
  kerf_store_unlock (store);
  return can;
}

char *
kerf_store_step_operation (KerfStore *store, KerfStep step)
{
  KerfHash target;
  char *operation = NULL;
  kerf_store_lock (store);
  step_target (store, step, &target, &operation);
  kerf_store_unlock (store);
  return operation;
}

static gboolean
move_heads (KerfStore *store, const KerfHash *head, const KerfHash *tip, GError **error)
{
  if (!store->in_group && !kerf_store_exec (store, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (write_head (store, "main", head, error) && (!tip || write_head (store, "tip", tip, error)) &&
      (store->in_group || kerf_store_exec (store, "COMMIT", error)))
    return TRUE;
  if (!store->in_group)
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
kerf_store_step (KerfStore *store, KerfStep step, KerfHash *head, GError **error)
{
  KerfHash target;
  g_autofree char *dir = g_path_get_dirname (store->path);
  if (!store->writable)
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  kerf_store_lock (store);
  gboolean good = step_target (store, step, &target, NULL);
  if (!good)
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "There is nothing to %s in '%s'; kerf-cli log shows the history.",
                    step == KERF_STEP_UNDO ? "undo" : "redo", store->path);
  good = good && move_heads (store, &target, NULL, error);
  kerf_store_unlock (store);
  if (good && head)
    *head = target;
  return good;
}

gboolean
kerf_store_goto (KerfStore *store, const char *prefix, KerfHash *head, GError **error)
{
  g_autoptr (GPtrArray) log = kerf_store_log (store, NULL, error);
  const KerfRevision *hit = NULL;
  guint hits = 0;
  if (!log)
    return FALSE;
  for (guint k = 0; k < log->len; k++) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    g_autofree char *hex = kerf_hash_to_hex (&r->hash),
                    *number = g_strdup_printf ("%" G_GINT64_FORMAT, r->number);
    if ((strlen (prefix) >= 4 && g_str_has_prefix (hex, prefix)) || strcmp (number, prefix) == 0) {
      hit = r;
      hits++;
    }
  }
  if (hits != 1)
    return kerf_fail_text (
        error, KERF_ERROR_ARGUMENT,
        "%u revisions are called '%s'; give its number or at least four digits of its hash.", hits, prefix);
  kerf_store_lock (store);
  KerfHash tip = read_head (store, "tip"), child;
  gboolean above = kerf_hash_equal (&tip, &hit->hash) || towards (store, &hit->hash, &tip, &child);
  gboolean good = move_heads (store, &hit->hash, above ? NULL : &hit->hash, error);
  kerf_store_unlock (store);
  if (good && head)
    *head = hit->hash;
  return good;
}
