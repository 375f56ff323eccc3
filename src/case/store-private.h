/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/store.h"

#include <pthread.h>
#include <sqlite3.h>

G_BEGIN_DECLS

enum {
  KERF_STORE_APPLICATION = 0x4b455246, /* "KERF" */
  KERF_STORE_FORMAT = 1,
  KERF_STORE_PAGE = 16384,
  KERF_STORE_PAGE_RESERVE = 8, /* a checksum at the end of every page */
};

struct KerfStore {
  KerfBlobs blobs;     /* first: a KerfBlobs * is a KerfStore * */
  char *path, *writer; /* writer: this process's mark on blobs that no revision owns yet */
  sqlite3 *db;
  pthread_mutex_t lock; /* guards db and everything below; recursive */
  gboolean writable;
  gint64 unowned_bytes; /* put since the last batch was ended */
  gboolean in_batch, in_group;
  GArray *put; /* KerfHash of blobs put since the last commit */
};

/* A prepared statement that is finalised with its scope. */
typedef sqlite3_stmt KerfStatement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfStatement, sqlite3_finalize)

KerfStatement *kerf_store_prepare (KerfStore *store, const char *sql, GError **error);
gboolean kerf_store_exec (KerfStore *store, const char *sql, GError **error);
/* Turns what SQLite says into a sentence. Always FALSE. */
gboolean kerf_store_fail (KerfStore *store, int status, GError **error);
/* The file's name as SQLite takes it; `immutable` where nobody can write beside it. The caller's. */
char *kerf_store_uri (const char *path, gboolean immutable);
void kerf_store_lock (KerfStore *store);
void kerf_store_unlock (KerfStore *store);
void kerf_bind_hash (KerfStatement *statement, int at, const KerfHash *hash);
gboolean kerf_column_hash (KerfStatement *statement, int at, KerfHash *hash);
/* Ends the batch of blobs in flight, so that they are on the disk. Called with the lock. */
gboolean kerf_store_end_batch (KerfStore *store, GError **error);
void kerf_store_drop_batch (KerfStore *store);

/* ---- locks (store-locks.c) ---- */

/* Makes SQLite's locks on files ones that nothing else in the process can take away. */
void kerf_store_own_locks (sqlite3_vfs *vfs);

/* ---- pages with checksums (store-pages.c) ---- */

/* Name of the VFS that adds the checksums, over the VFS called `over` (NULL: the system's). */
const char *kerf_store_pages_vfs (const char *over);
typedef void (*KerfPageFunc) (gpointer data, gint64 number);
/* Calls `bad` for each page (from 1) whose checksum does not fit. */
void kerf_store_check_pages (const char *path, gsize page_size, KerfPageFunc bad, gpointer data);

/* ---- packing of blobs (store-pack.c) ---- */

typedef enum { KERF_PACK_RAW, KERF_PACK_ZSTD, KERF_PACK_PREFIX, KERF_PACK_I16 } KerfPack;

/* `base` NULL: none. Sets how it was packed. */
GBytes *kerf_pack (GBytes *plain, const char *kind, GBytes *base, KerfPack *pack);
/* NULL: damaged. */
GBytes *kerf_unpack (GBytes *packed, gsize size, KerfPack pack, GBytes *base);

/* Reads a blob without checking its hash; NULL with `error`. */
GBytes *kerf_store_read_blob (KerfStore *store, const KerfHash *hash, int depth, GError **error);

G_END_DECLS
