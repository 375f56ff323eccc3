/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/payload.h"
#include "case/store-private.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

/* Recomputes everything that can be: SQLite's own structure, each blob's hash, the chain, and that whatever a revision
 * needs is there. */

void
kerf_check_clear (KerfCheck *check)
{
  g_clear_pointer (&check->problems, g_ptr_array_unref);
}

static void problem (KerfCheck *check, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
problem (KerfCheck *check, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  if (check->problems->len < 1000)
    g_ptr_array_add (check->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
check_structure (KerfStore *store, KerfCheck *check)
{
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "PRAGMA integrity_check", NULL);
  int status = SQLITE_ERROR;
  while (q && (status = sqlite3_step (q)) == SQLITE_ROW) {
    const char *said = (const char *) sqlite3_column_text (q, 0);
    if (said && strcmp (said, "ok") != 0)
      problem (check, "file structure: %s", said);
  }
  if (status != SQLITE_DONE)
    problem (check, "file structure: it can't be read to its end");
}

static void
bad_page (gpointer data, gint64 number)
{
  problem (data, "page %" G_GINT64_FORMAT ": its checksum does not fit", number);
}

/* Hashes of all blobs by rowid, so that the table isn't walked while blobs are read. */
static GArray *
list_blobs (KerfStore *store, KerfCheck *check)
{
  GArray *hashes = g_array_new (FALSE, FALSE, sizeof (KerfHash));
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT hash FROM blob ORDER BY id", NULL);
  int status = SQLITE_ERROR;
  while (q && (status = sqlite3_step (q)) == SQLITE_ROW) {
    KerfHash hash;
    if (kerf_column_hash (q, 0, &hash))
      g_array_append_val (hashes, hash);
    else
      problem (check, "blob: a name is no hash");
  }
  if (status != SQLITE_DONE)
    problem (check, "blob: the table can't be read to its end");
  return hashes;
}

/* The set of blobs whose content fits their name. */
static GHashTable *
check_blobs (KerfStore *store, KerfCheck *check, const KerfContext *context)
{
  g_autoptr (GArray) hashes = list_blobs (store, check);
  GHashTable *good = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL);
  for (guint k = 0; k < hashes->len && !kerf_context_cancelled (context); k++) {
    const KerfHash *hash = &g_array_index (hashes, KerfHash, k);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = store->blobs.get (&store->blobs, hash, &error);
    g_autofree char *hex = kerf_hash_to_hex (hash);
    if (!bytes)
      problem (check, "blob %.16s: %s", hex, error->message);
    else
      g_hash_table_add (good, g_memdup2 (hash, sizeof *hash));
    check->blobs++;
    kerf_context_progress (context, "Checking", (double) k / hashes->len);
  }
  return good;
}

static void
check_index (KerfStore *store, const char *hex, const char *who, GHashTable *good, KerfCheck *check)
{
  KerfHash hash;
  if (!hex)
    return;
  if (!kerf_hash_from_hex (hex, &hash) || !g_hash_table_contains (good, &hash)) {
    problem (check, "%s: its voxels or contour are missing", who);
    return;
  }
  g_autoptr (GBytes) bytes = store->blobs.get (&store->blobs, &hash, NULL);
  g_autoptr (GArray) tiles =
      bytes ? kerf_payload_index_blobs (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
  if (!tiles)
    problem (check, "%s: its index can't be read", who);
  for (guint k = 0; tiles && k < tiles->len; k++)
    if (!g_hash_table_contains (good, &g_array_index (tiles, KerfHash, k)))
      problem (check, "%s: tile %u is missing or damaged", who, k);
}

/* One root: all records there, all payloads there. `seen` spares what an earlier revision had checked. */
static void
check_root (KerfStore *store, const KerfRevision *r, GHashTable *good, GHashTable *seen, KerfCheck *check)
{
  g_autofree char *name = kerf_hash_to_hex (&r->hash);
  if (!g_hash_table_contains (good, &r->root)) {
    problem (check, "revision %.16s: its case is missing or damaged", name);
    return;
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfCase) kase = kerf_store_case_at (store, &r->hash, &error);
  if (!kase) {
    problem (check, "revision %.16s: %s", name, error->message);
    return;
  }
  KerfHash root = kerf_case_root (kase);
  if (!kerf_hash_equal (&root, &r->root))
    problem (check, "revision %.16s: the case is not the one it names", name);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfHash hash = kerf_object_hash (object);
    if (!g_hash_table_add (seen, g_memdup2 (&hash, sizeof hash)))
      continue;
    const KerfJson *record = kerf_object_record (object);
    g_autofree char *id = kerf_id_to_text (kerf_object_id (object));
    check_index (store, kerf_json_get_string (record, "mask", NULL), id, good, check);
    check_index (store, kerf_json_get_string (record, "voxels", NULL), id, good, check);
  }
}

static void
check_chain (KerfStore *store, GHashTable *good, KerfCheck *check)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) log = kerf_store_log (store, NULL, &error);
  g_autoptr (GHashTable) known = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL),
                         seen = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, NULL);
  if (!log) {
    problem (check, "revision: the table can't be read%s%s", error ? ": " : "", error ? error->message : "");
    return;
  }
  for (guint k = 0; k < log->len; k++) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    g_autofree char *name = kerf_hash_to_hex (&r->hash);
    KerfHash hash = kerf_revision_hash (&r->parent, r->operation, r->version, r->parameters, r->author,
                                        r->time_utc, &r->root);
    if (!kerf_hash_equal (&hash, &r->hash))
      problem (check, "revision %.16s: it was changed after it was written", name);
    if (kerf_hash_is_zero (&r->parent) ? k != 0 : !g_hash_table_contains (known, &r->parent))
      problem (check, "revision %.16s: the revision before it is missing", name);
    g_hash_table_add (known, g_memdup2 (&r->hash, sizeof r->hash));
    check_root (store, r, good, seen, check);
    check->revisions++;
  }
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT name, revision FROM head", NULL);
  gboolean main_head = FALSE;
  while (q && sqlite3_step (q) == SQLITE_ROW) {
    KerfHash head;
    const char *name = (const char *) sqlite3_column_text (q, 0);
    if (!kerf_column_hash (q, 1, &head) || !g_hash_table_contains (known, &head))
      problem (check, "head '%s': its revision is missing", name ? name : "?");
    main_head = main_head || (name && strcmp (name, "main") == 0);
    if (name && strcmp (name, "main") != 0 && strcmp (name, "tip") != 0)
      problem (check, "head '%s': there is no such head", name);
  }
  if (!main_head && log->len) /* a new file has neither */
    problem (check, "head: the main one is missing");
}

static void
check_side_tables (KerfStore *store, KerfCheck *check)
{
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT key, json FROM view", NULL);
  while (q && sqlite3_step (q) == SQLITE_ROW) {
    g_autoptr (KerfJson) json =
        kerf_json_parse ((const char *) sqlite3_column_text (q, 1), -1, "view state", NULL);
    if (!json)
      problem (check, "view '%s': it can't be read (no number rests on it)",
               (const char *) sqlite3_column_text (q, 0));
  }
}

gboolean
kerf_store_check (KerfStore *store, KerfCheck *check, const KerfContext *context, GError **error)
{
  memset (check, 0, sizeof *check);
  check->problems = g_ptr_array_new_with_free_func (g_free);
  kerf_store_check_pages (store->path, KERF_STORE_PAGE, bad_page, check);
  check_structure (store, check);
  g_autoptr (GHashTable) good = check_blobs (store, check, context);
  check_chain (store, good, check);
  check_side_tables (store, check);
  return kerf_context_check (context, error);
}

/* ---- repair ---- */

/* The newest revision whose whole case can be read. */
static KerfCase *
last_sound (KerfStore *store, KerfCheck *check)
{
  g_autoptr (GPtrArray) log = kerf_store_log (store, NULL, NULL);
  for (guint k = log ? log->len : 0; k-- > 0;) {
    const KerfRevision *r = g_ptr_array_index (log, k);
    g_autoptr (KerfCase) kase = kerf_store_case_at (store, &r->hash, NULL);
    gboolean whole = kase != NULL;
    for (gsize n = 0; whole && n < kerf_case_length (kase); n++) {
      const KerfObject *object = kerf_case_at (kase, n);
      g_autoptr (KerfMask) mask = NULL;
      g_autoptr (KerfVolume) volume = NULL;
      if (kerf_json_get (kerf_object_record (object), "mask"))
        whole = (mask = kerf_object_mask (object, NULL)) != NULL;
      else if (kerf_json_get (kerf_object_record (object), "voxels"))
        whole = (volume = kerf_object_volume (object, NULL)) != NULL;
    }
    if (whole)
      return g_steal_pointer (&kase);
    problem (check, "revision %" G_GINT64_FORMAT " (%s) was left behind", r->number, r->operation);
  }
  return NULL;
}

gboolean
kerf_store_repair (KerfStore *store, const char *copy, KerfCheck *check, GError **error)
{
  memset (check, 0, sizeof *check);
  check->problems = g_ptr_array_new_with_free_func (g_free);
  if (g_file_test (copy, G_FILE_TEST_EXISTS))
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' exists already; choose another name.", copy);
  g_autoptr (KerfCase) sound = last_sound (store, check);
  if (!sound)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "Nothing in '%s' can be saved; restore it from a backup.", store->path);
  g_autoptr (KerfStore) to = kerf_store_open (copy, KERF_STORE_CREATE, error);
  g_autoptr (KerfCase) empty = NULL;
  KerfHash head;
  g_autofree char *time = kerf_time_now (), *from = g_path_get_basename (store->path);
  g_autoptr (KerfJson) parameters = kerf_json_object ();
  kerf_json_set_string (parameters, "from", from);
  g_autofree char *text = kerf_json_to_text (parameters);
  return to && (empty = kerf_store_head (to, &head, error)) &&
         kerf_store_commit (to, "case.repair", 1, text, g_get_user_name (), time, NULL, sound, &head, NULL,
                            NULL, error);
}
