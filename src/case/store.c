/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "case/store-private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { MAX_CHAIN = 8, BATCH_BYTES = 64 << 20 };

static const char schema[] =
    "CREATE TABLE blob (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,"
    " pack INTEGER NOT NULL, base BLOB, depth INTEGER NOT NULL, writer TEXT, data BLOB NOT NULL) STRICT;"
    "CREATE TABLE revision (number INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE,"
    " parent BLOB, operation TEXT NOT NULL, version INTEGER NOT NULL, parameters TEXT NOT NULL,"
    " author TEXT NOT NULL, time TEXT NOT NULL, root BLOB NOT NULL) STRICT;"
    "CREATE TABLE head (name TEXT PRIMARY KEY, revision BLOB NOT NULL) STRICT;"
    "CREATE TABLE export (id INTEGER PRIMARY KEY, revision BLOB NOT NULL, object TEXT NOT NULL,"
    " what TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT;"
    "CREATE TABLE view (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;"
    "CREATE INDEX blob_unowned ON blob (writer) WHERE writer IS NOT NULL;";

void
kerf_store_lock (KerfStore *store)
{
  pthread_mutex_lock (&store->lock);
}

void
kerf_store_unlock (KerfStore *store)
{
  pthread_mutex_unlock (&store->lock);
}

gboolean
kerf_store_fail (KerfStore *store, int status, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (store->path);
  const char *what = store->db ? sqlite3_errmsg (store->db) : sqlite3_errstr (status);
  switch (status & 0xff) {
  case SQLITE_FULL:
    return kerf_fail (error, KERF_ERROR_STORE_FULL, "path", store->path, "need", "some megabytes", NULL);
  case SQLITE_IOERR:
    if (errno == ENOSPC || errno == EDQUOT)
      return kerf_fail (error, KERF_ERROR_STORE_FULL, "path", store->path, "need", "some megabytes", NULL);
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' could not be read or written (%s); check the disk and try again.",
                           store->path, what);
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  case SQLITE_NOTADB:
    return kerf_fail (error, KERF_ERROR_STORE_NOT_CASE, "file", store->path, NULL);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is being written by another program; try again.",
                           store->path);
  case SQLITE_CORRUPT:
    return kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", what, NULL);
  default:
    return kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", what, NULL);
  }
}

gboolean
kerf_store_exec (KerfStore *store, const char *sql, GError **error)
{
  int status = sqlite3_exec (store->db, sql, NULL, NULL, NULL);
  return status == SQLITE_OK || kerf_store_fail (store, status, error);
}

KerfStatement *
kerf_store_prepare (KerfStore *store, const char *sql, GError **error)
{
  KerfStatement *statement = NULL;
  int status = sqlite3_prepare_v2 (store->db, sql, -1, &statement, NULL);
  if (status == SQLITE_OK)
    return statement;
  kerf_store_fail (store, status, error);
  return NULL;
}

void
kerf_bind_hash (KerfStatement *statement, int at, const KerfHash *hash)
{
  if (hash && !kerf_hash_is_zero (hash))
    sqlite3_bind_blob (statement, at, hash->b, sizeof hash->b, SQLITE_TRANSIENT);
  else
    sqlite3_bind_null (statement, at);
}

gboolean
kerf_column_hash (KerfStatement *statement, int at, KerfHash *hash)
{
  memset (hash, 0, sizeof *hash);
  if (sqlite3_column_bytes (statement, at) != (int) sizeof hash->b)
    return FALSE;
  memcpy (hash->b, sqlite3_column_blob (statement, at), sizeof hash->b);
  return TRUE;
}

static gint64
pragma_number (KerfStore *store, const char *sql, gint64 otherwise, int *status)
{
  KerfStatement *statement = NULL;
  gint64 value = otherwise;
  *status = sqlite3_prepare_v2 (store->db, sql, -1, &statement, NULL);
  if (*status == SQLITE_OK) {
    *status = sqlite3_step (statement);
    if (*status == SQLITE_ROW) {
      value = sqlite3_column_int64 (statement, 0);
      *status = SQLITE_OK;
    }
  }
  sqlite3_finalize (statement);
  return value;
}

/* ---- blobs ---- */

GBytes *
kerf_store_read_blob (KerfStore *store, const KerfHash *hash, int depth, GError **error)
{
  KerfHash base = { { 0 } };
  gsize size = 0;
  KerfPack pack = KERF_PACK_RAW;
  g_autoptr (GBytes) packed = NULL, plain_base = NULL;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "SELECT size, pack, base, data FROM blob WHERE hash = ?", error);
    if (q) {
      kerf_bind_hash (q, 1, hash);
      int status = sqlite3_step (q);
      if (status == SQLITE_ROW) {
        size = (gsize) sqlite3_column_int64 (q, 0);
        pack = (KerfPack) sqlite3_column_int (q, 1);
        kerf_column_hash (q, 2, &base);
        gsize have = (gsize) sqlite3_column_bytes (q, 3);
        guint8 *copy = kerf_buffer_take (have);
        if (have)
          memcpy (copy, sqlite3_column_blob (q, 3), have);
        packed = kerf_buffer_to_bytes (copy, have);
      } else if (status == SQLITE_DONE) {
        g_autofree char *hex = kerf_hash_to_hex (hash);
        g_autofree char *where = g_strdup_printf ("a part is missing, %.8s", hex);
        kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", where, NULL);
      } else
        kerf_store_fail (store, status, error);
    }
  }
  kerf_store_unlock (store);
  if (!packed)
    return NULL;
  if (pack == KERF_PACK_PREFIX && depth <= MAX_CHAIN) {
    plain_base = kerf_store_read_blob (store, &base, depth + 1, error);
    if (!plain_base)
      return NULL;
  }
  GBytes *plain = kerf_unpack (packed, size, pack, plain_base);
  if (!plain) {
    g_autofree char *hex = kerf_hash_to_hex (hash);
    g_autofree char *where = g_strdup_printf ("part %.8s can't be unpacked", hex);
    kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", where, NULL);
  }
  return plain;
}

static GBytes *
store_get (KerfBlobs *blobs, const KerfHash *hash, GError **error)
{
  KerfStore *store = (KerfStore *) (gpointer) blobs;
  g_autoptr (GBytes) plain = kerf_store_read_blob (store, hash, 0, error);
  if (!plain)
    return NULL;
  KerfHash found = kerf_hash_bytes (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  if (!kerf_hash_equal (&found, hash)) {
    g_autofree char *hex = kerf_hash_to_hex (hash);
    g_autofree char *where = g_strdup_printf ("part %.8s has changed", hex);
    kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", where, NULL);
    return NULL;
  }
  return g_steal_pointer (&plain);
}

static gboolean
store_has (KerfBlobs *blobs, const KerfHash *hash)
{
  KerfStore *store = (KerfStore *) (gpointer) blobs;
  gboolean has = FALSE;
  kerf_store_lock (store);
  g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT 1 FROM blob WHERE hash = ?", NULL);
  if (q) {
    kerf_bind_hash (q, 1, hash);
    has = sqlite3_step (q) == SQLITE_ROW;
  }
  kerf_store_unlock (store);
  return has;
}

gboolean
kerf_store_end_batch (KerfStore *store, GError **error)
{
  if (!store->in_batch || store->in_group)
    return TRUE;
  if (!kerf_store_exec (store, "COMMIT", error)) {
    kerf_store_drop_batch (store);
    return FALSE;
  }
  store->in_batch = FALSE;
  store->unowned_bytes = 0;
  return TRUE;
}

void
kerf_store_drop_batch (KerfStore *store)
{
  if (store->in_group)
    return; /* the group's end decides */
  if (store->in_batch)
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
  store->in_batch = FALSE;
  store->unowned_bytes = 0;
}

/* Depth of `base`'s own chain; −1 where it isn't stored. */
static int
chain_depth (KerfStore *store, const KerfHash *base)
{
  int depth = -1;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT depth FROM blob WHERE hash = ?", NULL);
    if (q) {
      kerf_bind_hash (q, 1, base);
      if (sqlite3_step (q) == SQLITE_ROW)
        depth = sqlite3_column_int (q, 0);
    }
  }
  kerf_store_unlock (store);
  return depth;
}

static gboolean
insert_blob (KerfStore *store, const KerfHash *hash, gsize size, KerfPack pack, const KerfHash *base,
             int depth, GBytes *packed, GError **error)
{
  if (!store->in_batch && !store->in_group) {
    if (!kerf_store_exec (store, "BEGIN IMMEDIATE", error))
      return FALSE;
    store->in_batch = TRUE;
  }
  g_autoptr (KerfStatement) q = kerf_store_prepare (
      store,
      "INSERT OR IGNORE INTO blob (hash, size, pack, base, depth, writer, data) VALUES (?,?,?,?,?,?,?)",
      error);
  if (!q)
    return FALSE;
  kerf_bind_hash (q, 1, hash);
  sqlite3_bind_int64 (q, 2, (gint64) size);
  sqlite3_bind_int (q, 3, (int) pack);
  kerf_bind_hash (q, 4, pack == KERF_PACK_PREFIX ? base : NULL);
  sqlite3_bind_int (q, 5, pack == KERF_PACK_PREFIX ? depth : 0);
  sqlite3_bind_text (q, 6, store->writer, -1, SQLITE_STATIC);
  /* Lent: the statement ends before the bytes do. */
  sqlite3_bind_blob64 (q, 7, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), SQLITE_STATIC);
  int status = sqlite3_step (q);
  if (status != SQLITE_DONE) {
    kerf_store_fail (store, status, error);
    g_clear_pointer (&q, sqlite3_finalize);
    kerf_store_drop_batch (store);
    return FALSE;
  }
  store->unowned_bytes += (gint64) g_bytes_get_size (packed);
  g_array_append_val (store->put, *hash);
  sqlite3_reset (q);
  return store->unowned_bytes < BATCH_BYTES || kerf_store_end_batch (store, error);
}

static gboolean
store_put (KerfBlobs *blobs, GBytes *bytes, const char *kind, const KerfHash *base, KerfHash *hash,
           GError **error)
{
  KerfStore *store = (KerfStore *) (gpointer) blobs;
  g_autofree char *dir = g_path_get_dirname (store->path);
  *hash = kerf_hash_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!store->writable)
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  if (store_has (blobs, hash)) {
    kerf_store_lock (store);
    g_array_append_val (store->put, *hash); /* it may be unowned still: the next commit owns it */
    kerf_store_unlock (store);
    return TRUE;
  }
  int depth = base && !kerf_hash_equal (base, hash) ? chain_depth (store, base) + 1 : 0;
  g_autoptr (GBytes) base_bytes =
      depth > 0 && depth <= MAX_CHAIN ? kerf_store_read_blob (store, base, 0, NULL) : NULL;
  KerfPack pack;
  g_autoptr (GBytes) packed = kerf_pack (bytes, kind, base_bytes, &pack);
  kerf_store_lock (store);
  gboolean good = insert_blob (store, hash, g_bytes_get_size (bytes), pack, base, depth, packed, error);
  kerf_store_unlock (store);
  return good;
}

/* ---- opening and closing ---- */

/* Blobs that no revision owns and whose writer is gone (a killed import) are dropped. Marks read host:process. */
static void
sweep_orphans (KerfStore *store)
{
  g_autoptr (GPtrArray) dead = g_ptr_array_new_with_free_func (g_free);
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "SELECT DISTINCT writer FROM blob WHERE writer IS NOT NULL", NULL);
    while (q && sqlite3_step (q) == SQLITE_ROW) {
      const char *writer = (const char *) sqlite3_column_text (q, 0),
                 *colon = writer ? strrchr (writer, ':') : NULL;
      if (!colon)
        continue;
      g_autofree char *host = g_strndup (writer, (gsize) (colon - writer));
      gint64 process = g_ascii_strtoll (colon + 1, NULL, 10);
      gboolean here = strcmp (host, g_get_host_name ()) == 0;
      if (here && process != getpid () && kill ((pid_t) process, 0) != 0 && errno == ESRCH)
        g_ptr_array_add (dead, g_strdup (writer));
    }
  }
  for (guint k = 0; k < dead->len; k++) {
    g_autoptr (KerfStatement) q = kerf_store_prepare (store, "DELETE FROM blob WHERE writer = ?", NULL);
    if (!q)
      return;
    sqlite3_bind_text (q, 1, g_ptr_array_index (dead, k), -1, SQLITE_TRANSIENT);
    sqlite3_step (q);
  }
}

static gboolean
on_network (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);
  struct statfs fs;
  if (statfs (dir, &fs) != 0)
    return FALSE;
  switch ((unsigned long) fs.f_type) {
  case 0x6969:     /* NFS */
  case 0xff534d42: /* CIFS */
  case 0xfe534d42: /* SMB2 */
  case 0x517b:     /* SMB */
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
set_up (KerfStore *store, KerfStoreMode mode, GError **error)
{
  int status;
  sqlite3_extended_result_codes (store->db, 0);
  sqlite3_db_config (store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_busy_timeout (store->db, 10000);
  gint64 pages = pragma_number (store, "PRAGMA page_count", 0, &status);
  if (status != SQLITE_OK)
    return kerf_store_fail (store, status, error);
  if (pages == 0 && mode != KERF_STORE_CREATE)
    return kerf_fail (error, KERF_ERROR_STORE_NOT_CASE, "file", store->path, NULL);
  if (pages == 0) {
    int reserve = KERF_STORE_PAGE_RESERVE;
    sqlite3_file_control (store->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    g_autofree char *marks = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                                              KERF_STORE_APPLICATION, KERF_STORE_FORMAT);
    if (!kerf_store_exec (store, "PRAGMA page_size = 16384; BEGIN", error) ||
        !kerf_store_exec (store, schema, error) ||
        !kerf_store_exec (store, marks, error)) /* all at once: a file is a case or it is empty */
      return FALSE;
  }
  if (pragma_number (store, "PRAGMA application_id", 0, &status) != KERF_STORE_APPLICATION)
    return status == SQLITE_OK ? kerf_fail (error, KERF_ERROR_STORE_NOT_CASE, "file", store->path, NULL)
                               : kerf_store_fail (store, status, error);
  gint64 format = pragma_number (store, "PRAGMA user_version", 0, &status);
  if (format > KERF_STORE_FORMAT) {
    g_autofree char *a = g_strdup_printf ("%" G_GINT64_FORMAT, format),
                    *b = g_strdup_printf ("%d", KERF_STORE_FORMAT);
    return kerf_fail (error, KERF_ERROR_STORE_NEWER, "file", store->path, "a", a, "b", b, NULL);
  }
  const char *journal =
      on_network (store->path) ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL";
  if (store->writable && !kerf_store_exec (store, journal, error))
    return FALSE;
  if (!kerf_store_exec (
          store,
          "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 500; PRAGMA temp_store = MEMORY;"
          "PRAGMA cache_size = -4096; PRAGMA cell_size_check = ON",
          error))
    return FALSE;
  if (pragma_number (
          store,
          "SELECT count(*) FROM sqlite_schema WHERE name IN ('blob','revision','head','export','view')", 0,
          &status) != 5)
    return kerf_fail (error, KERF_ERROR_STORE_DAMAGED, "file", store->path, "where", "a table is missing",
                      NULL);
  const char *pages_at_most = g_getenv ("KERF_TEST_MAX_PAGES"); /* a disk that is full, for tests */
  if (pages_at_most) {
    g_autofree char *limit = g_strdup_printf ("PRAGMA max_page_count = %d", atoi (pages_at_most));
    sqlite3_exec (store->db, limit, NULL, NULL, NULL);
  }
  if (store->writable)
    sweep_orphans (store);
  return TRUE;
}

static void
store_finalize (KerfBlobs *blobs)
{
  KerfStore *store = (KerfStore *) (gpointer) blobs;
  if (store->db) {
    store->in_group = FALSE;
    kerf_store_drop_batch (store);
    sqlite3_close_v2 (store->db);
  }
  pthread_mutex_destroy (&store->lock);
  g_array_unref (store->put);
  g_free (store->path);
  g_free (store->writer);
  g_free (store);
}

/* A file that is being read from a folder nobody may write can't have a log beside it: SQLite then reads the one file. */
char *
kerf_store_uri (const char *path, gboolean immutable)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);
  return g_strdup_printf ("file://%s%s", escaped, immutable ? "?immutable=1" : "");
}

KerfStore *
kerf_store_open_on (const char *path, KerfStoreMode mode, const char *vfs, GError **error)
{
  gboolean exists = vfs || g_file_test (path, G_FILE_TEST_EXISTS);
  if (!exists && mode != KERF_STORE_CREATE) {
    kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL);
    return NULL;
  }
  g_autofree char *dir = g_path_get_dirname (path), *log = g_strconcat (path, "-wal", NULL);
  if (exists && !vfs && g_file_test (path, G_FILE_TEST_IS_DIR)) {
    kerf_fail (error, KERF_ERROR_STORE_NOT_CASE, "file", path, NULL);
    return NULL;
  }
  if (!vfs && mode != KERF_STORE_READ && (access (dir, W_OK) != 0 || (exists && access (path, W_OK) != 0))) {
    kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
    return NULL;
  }
  g_autoptr (KerfStore) store = g_new0 (KerfStore, 1);
  g_atomic_ref_count_init (&store->blobs.count);
  store->blobs.get = store_get;
  store->blobs.put = store_put;
  store->blobs.has = store_has;
  store->blobs.finalize = store_finalize;
  store->path = g_strdup (path);
  store->writer = g_strdup_printf ("%s:%ld", g_get_host_name (), (long) getpid ());
  store->writable = mode != KERF_STORE_READ;
  store->put = g_array_new (FALSE, FALSE, sizeof (KerfHash));
  pthread_mutexattr_t recursive;
  pthread_mutexattr_init (&recursive);
  pthread_mutexattr_settype (&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init (&store->lock, &recursive);
  pthread_mutexattr_destroy (&recursive);
  gboolean immutable =
      mode == KERF_STORE_READ && !vfs && access (dir, W_OK) != 0 && !g_file_test (log, G_FILE_TEST_EXISTS);
  g_autofree char *uri = kerf_store_uri (path, immutable);
  int flags = (mode == KERF_STORE_CREATE                ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
               : mode == KERF_STORE_WRITE || !immutable ? SQLITE_OPEN_READWRITE
                                                        : SQLITE_OPEN_READONLY) |
              SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX;
  if (mode == KERF_STORE_READ && !vfs && access (path, W_OK) != 0)
    flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX;
  int status = sqlite3_open_v2 (vfs ? path : uri, &store->db, flags, kerf_store_pages_vfs (vfs));
  gboolean good = status == SQLITE_OK ? set_up (store, mode, error) : kerf_store_fail (store, status, error);
  if (!good) {
    gboolean empty = !exists && !vfs;
    g_clear_pointer (&store, kerf_store_unref);
    if (empty) {
      g_autofree char *shm = g_strconcat (path, "-shm", NULL);
      unlink (path); /* what we made ourselves a moment ago and could not finish */
      unlink (log);
      unlink (shm);
    }
    return NULL;
  }
  return g_steal_pointer (&store);
}

KerfStore *
kerf_store_open (const char *path, KerfStoreMode mode, GError **error)
{
  return kerf_store_open_on (path, mode, NULL, error);
}

KerfStore *
kerf_store_ref (KerfStore *store)
{
  kerf_blobs_ref (&store->blobs);
  return store;
}

void
kerf_store_unref (KerfStore *store)
{
  if (store)
    kerf_blobs_unref (&store->blobs);
}

const char *
kerf_store_path (const KerfStore *store)
{
  return store->path;
}

gboolean
kerf_store_is_writable (const KerfStore *store)
{
  return store->writable;
}

KerfBlobs *
kerf_store_blobs (KerfStore *store)
{
  return &store->blobs;
}

gint64
kerf_store_data_version (KerfStore *store)
{
  int status;
  kerf_store_lock (store);
  gint64 version = pragma_number (store, "PRAGMA data_version", 0, &status);
  kerf_store_unlock (store);
  return version;
}

gboolean
kerf_store_group_begin (KerfStore *store, GError **error)
{
  kerf_store_lock (store);
  gboolean good = !store->in_group && kerf_store_end_batch (store, error) &&
                  kerf_store_exec (store, "BEGIN IMMEDIATE", error);
  store->in_group = store->in_group || good;
  kerf_store_unlock (store);
  return good;
}

gboolean
kerf_store_group_end (KerfStore *store, gboolean keep, GError **error)
{
  kerf_store_lock (store);
  gboolean good = !keep || kerf_store_exec (store, "COMMIT", error);
  if (!keep || !good) {
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
    g_array_set_size (store->put, 0);
  }
  store->in_group = FALSE;
  store->in_batch = FALSE;
  store->unowned_bytes = 0;
  kerf_store_unlock (store);
  return good;
}

/* ---- beside the chain ---- */

gboolean
kerf_store_set_view (KerfStore *store, const char *key, const char *json, GError **error)
{
  kerf_store_lock (store);
  gboolean good = FALSE;
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "INSERT OR REPLACE INTO view (key, json) VALUES (?, ?)", error);
    if (q) {
      sqlite3_bind_text (q, 1, key, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (q, 2, json, -1, SQLITE_TRANSIENT);
      int status = sqlite3_step (q);
      good = status == SQLITE_DONE || kerf_store_fail (store, status, error);
    }
  }
  kerf_store_unlock (store);
  return good;
}

char *
kerf_store_get_view (KerfStore *store, const char *key)
{
  char *json = NULL;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q = kerf_store_prepare (store, "SELECT json FROM view WHERE key = ?", NULL);
    if (q) {
      sqlite3_bind_text (q, 1, key, -1, SQLITE_TRANSIENT);
      if (sqlite3_step (q) == SQLITE_ROW)
        json = g_strdup ((const char *) sqlite3_column_text (q, 0));
    }
  }
  kerf_store_unlock (store);
  return json;
}

gboolean
kerf_store_note_export (KerfStore *store, const KerfHash *revision, const char *object, const char *what,
                        const KerfHash *sha256, GError **error)
{
  gboolean good = FALSE;
  kerf_store_lock (store);
  {
    g_autoptr (KerfStatement) q =
        kerf_store_prepare (store, "INSERT INTO export (revision, object, what, sha256) VALUES (?,?,?,?)",
                            error);
    if (q) {
      kerf_bind_hash (q, 1, revision);
      sqlite3_bind_text (q, 2, object, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (q, 3, what, -1, SQLITE_TRANSIENT);
      kerf_bind_hash (q, 4, sha256);
      int status = sqlite3_step (q);
      good = status == SQLITE_DONE || kerf_store_fail (store, status, error);
    }
  }
  kerf_store_unlock (store);
  return good;
}
