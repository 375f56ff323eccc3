/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/memo.h"

#include "base/error.h"

#include <pthread.h>
#include <string.h>

typedef struct {
  KerfHash key;
  const KerfFunction *function;
  gpointer value; /* NULL while somebody computes it */
  gsize size;
  guint64 used; /* tick of the last use */
} Entry;

struct KerfMemo {
  pthread_mutex_t lock;
  pthread_cond_t ready;
  GHashTable *entries; /* KerfHash → Entry; all fields below guarded by lock too */
  gsize budget, held;
  guint64 tick;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  if (entry->value)
    entry->function->unref (entry->value);
  g_free (entry);
}

KerfMemo *
kerf_memo_new (gsize budget_bytes)
{
  KerfMemo *memo = g_new0 (KerfMemo, 1);
  pthread_mutex_init (&memo->lock, NULL);
  pthread_cond_init (&memo->ready, NULL);
  memo->entries = g_hash_table_new_full (kerf_hash_ghash, kerf_hash_gequal, NULL, entry_free);
  memo->budget = budget_bytes;
  return memo;
}

void
kerf_memo_free (KerfMemo *memo)
{
  g_hash_table_unref (memo->entries);
  pthread_cond_destroy (&memo->ready);
  pthread_mutex_destroy (&memo->lock);
  g_free (memo);
}

KerfMemo *
kerf_memo_shared (void)
{
  static gsize made = 0;
  static KerfMemo *memo = NULL;
  if (g_once_init_enter (&made)) {
    memo = kerf_memo_new ((gsize) 768 << 20);
    g_once_init_leave (&made, 1);
  }
  return memo;
}

static KerfHash
key_of (const KerfFunction *function, const KerfHash *inputs, gsize n)
{
  KerfHasher *hasher = kerf_hasher_new ();
  gint32 version = function->version;
  kerf_hasher_add (hasher, function->name, strlen (function->name) + 1);
  kerf_hasher_add (hasher, &version, sizeof version);
  kerf_hasher_add (hasher, inputs, n * sizeof *inputs);
  return kerf_hasher_end (hasher);
}

/* Drops the least recently used until the budget holds; never `keep`. */
static void
shrink (KerfMemo *memo, const Entry *keep)
{
  while (memo->held > memo->budget) {
    Entry *oldest = NULL, *entry;
    GHashTableIter iter;
    g_hash_table_iter_init (&iter, memo->entries);
    while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
      if (entry->value && entry != keep && (!oldest || entry->used < oldest->used))
        oldest = entry;
    if (!oldest)
      return;
    memo->held -= oldest->size;
    g_hash_table_remove (memo->entries, &oldest->key);
  }
}

static gpointer
take (KerfMemo *memo, Entry *entry)
{
  entry->used = ++memo->tick;
  return entry->function->ref (entry->value);
}

gpointer
kerf_memo_peek (KerfMemo *memo, const KerfFunction *function, const KerfHash *inputs, gsize n_inputs)
{
  KerfHash key = key_of (function, inputs, n_inputs);
  pthread_mutex_lock (&memo->lock);
  Entry *entry = g_hash_table_lookup (memo->entries, &key);
  gpointer value = entry && entry->value ? take (memo, entry) : NULL;
  pthread_mutex_unlock (&memo->lock);
  return value;
}

gpointer
kerf_memo_get (KerfMemo *memo, const KerfFunction *function, const KerfHash *inputs, gsize n_inputs,
               KerfCompute compute, gpointer data, const KerfContext *context, GError **error)
{
  KerfHash key = key_of (function, inputs, n_inputs);
  Entry *entry;
  pthread_mutex_lock (&memo->lock);
  while ((entry = g_hash_table_lookup (memo->entries, &key)) && !entry->value) {
    /* Somebody computes it: wait a little at a time, so that our own cancel is heard. */
    struct timespec until;
    clock_gettime (CLOCK_REALTIME, &until);
    until.tv_nsec += 20 * 1000 * 1000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait (&memo->ready, &memo->lock, &until);
    if (kerf_context_cancelled (context)) {
      pthread_mutex_unlock (&memo->lock);
      kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
      return NULL;
    }
  }
  if (entry) {
    gpointer value = take (memo, entry);
    pthread_mutex_unlock (&memo->lock);
    return value;
  }
  entry = g_new0 (Entry, 1);
  entry->key = key;
  entry->function = function;
  g_hash_table_insert (memo->entries, &entry->key, entry);
  pthread_mutex_unlock (&memo->lock);

  gpointer value = compute (data, context, error);

  pthread_mutex_lock (&memo->lock);
  if (value) {
    entry->value = function->ref (value);
    entry->size = function->size ? function->size (value) : sizeof (gpointer);
    entry->used = ++memo->tick;
    memo->held += entry->size;
    shrink (memo, entry);
  } else
    g_hash_table_remove (memo->entries, &key);
  pthread_cond_broadcast (&memo->ready);
  pthread_mutex_unlock (&memo->lock);
  return value;
}
