/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/object.h"

#include <pthread.h>

KerfBlobs *
kerf_blobs_ref (KerfBlobs *blobs)
{
  g_atomic_ref_count_inc (&blobs->count);
  return blobs;
}

void
kerf_blobs_unref (KerfBlobs *blobs)
{
  if (blobs && g_atomic_ref_count_dec (&blobs->count))
    blobs->finalize (blobs);
}

/* ---- a table in memory: for cases that have no file yet, and for tests ---- */

typedef struct {
  KerfBlobs base;
  pthread_mutex_t lock;
  GHashTable *table; /* KerfHash → GBytes; guarded by lock */
} MemoryBlobs;

static GBytes *
memory_get (KerfBlobs *blobs, const KerfHash *hash, GError **error)
{
  MemoryBlobs *memory = (MemoryBlobs *) (gpointer) blobs;
  pthread_mutex_lock (&memory->lock);
  GBytes *bytes = g_hash_table_lookup (memory->table, hash);
  if (bytes)
    g_bytes_ref (bytes);
  pthread_mutex_unlock (&memory->lock);
  if (!bytes)
    kerf_fail_text (error, KERF_ERROR_INTERNAL, "A part of the case is missing; run kerf-cli check.");
  return bytes;
}

static gboolean
memory_put (KerfBlobs *blobs, GBytes *bytes, G_GNUC_UNUSED const char *kind,
            G_GNUC_UNUSED const KerfHash *base, KerfHash *hash, G_GNUC_UNUSED GError **error)
{
  MemoryBlobs *memory = (MemoryBlobs *) (gpointer) blobs;
  *hash = kerf_hash_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  pthread_mutex_lock (&memory->lock);
  if (!g_hash_table_contains (memory->table, hash))
    g_hash_table_insert (memory->table, g_memdup2 (hash, sizeof *hash), g_bytes_ref (bytes));
  pthread_mutex_unlock (&memory->lock);
  return TRUE;
}

static gboolean
memory_has (KerfBlobs *blobs, const KerfHash *hash)
{
  MemoryBlobs *memory = (MemoryBlobs *) (gpointer) blobs;
  pthread_mutex_lock (&memory->lock);
  gboolean has = g_hash_table_contains (memory->table, hash);
  pthread_mutex_unlock (&memory->lock);
  return has;
}

static void
memory_finalize (KerfBlobs *blobs)
{
  MemoryBlobs *memory = (MemoryBlobs *) (gpointer) blobs;
  g_hash_table_unref (memory->table);
  pthread_mutex_destroy (&memory->lock);
  g_free (memory);
}

KerfBlobs *
kerf_blobs_memory_new (void)
{
  MemoryBlobs *memory = g_new0 (MemoryBlobs, 1);
  g_atomic_ref_count_init (&memory->base.count);
  memory->base.get = memory_get;
  memory->base.put = memory_put;
  memory->base.has = memory_has;
  memory->base.finalize = memory_finalize;
  pthread_mutex_init (&memory->lock, NULL);
  memory->table =
      g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, g_free, (GDestroyNotify) g_bytes_unref);
  return &memory->base;
}
