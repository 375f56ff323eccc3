/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine: one entry a thing, one worker a core, the latest request wins. */
#include "app/pool/pool-private.h"

#include <malloc.h>
#include <string.h>

typedef struct {
  void (*ready) (gpointer data);
  gpointer data;
} Listener;

struct KerfPool {
  GHashTable *entries; /* key → KerfPoolEntry */
  GThreadPool *threads;
  GArray *listeners;                          /* of Listener */
  guint refs, busy, images, generation, idle; /* images: volumes being read */
};

typedef struct {
  KerfPool *pool;
  KerfPoolEntry inputs; /* a copy with its own references */
  KerfPoolEntry *entry;
  guint generation;
  gpointer value;
} Task;

static void
drop_inputs (KerfPoolEntry *entry)
{
  g_clear_pointer (&entry->object, kerf_object_unref);
  g_clear_pointer (&entry->kase, kerf_case_unref);
}

static void
entry_free (gpointer data)
{
  KerfPoolEntry *entry = data;
  drop_inputs (entry);
  if (entry->value)
    entry->kind->unref (entry->value);
  g_free (entry->key);
  g_free (entry);
}

static gboolean task_done (gpointer data);

static void
run_task (gpointer data, gpointer user)
{
  Task *task = data;
  (void) user;
  KerfContext context = { .cancel = &task->entry->cancel };
  task->value = task->inputs.kind->compute (&task->inputs, &context);
#ifdef __GLIBC__
  malloc_trim (0); /* what a surface took while it was made is many times what it keeps */
#endif
  g_idle_add_full (G_PRIORITY_DEFAULT, task_done, task, NULL);
}

static void
start (KerfPool *pool, KerfPoolEntry *entry)
{
  Task *task = g_new0 (Task, 1);
  task->pool = pool;
  task->entry = entry;
  task->generation = pool->generation;
  task->inputs = *entry;
  /* The task takes the inputs over. */
  entry->object = NULL;
  entry->kase = NULL;
  entry->running = entry->wanted;
  entry->runs = TRUE;
  entry->waits = FALSE;
  g_atomic_int_set (&entry->cancel, 0);
  pool->busy++;
  pool->images += entry->kind == &kerf_pool_volume_kind;
  g_thread_pool_push (pool->threads, task, NULL);
}

/* Images first, with all cores: a picture without its surfaces is a picture. */
static void
start_or_wait (KerfPool *pool, KerfPoolEntry *entry)
{
  entry->waits = pool->images > 0 && entry->kind != &kerf_pool_volume_kind;
  if (!entry->waits)
    start (pool, entry);
}

static void
start_waiting (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    KerfPoolEntry *entry = value;
    if (entry->waits && !entry->runs)
      start (pool, entry);
  }
}

static gboolean
is_listening (KerfPool *pool, gconstpointer data)
{
  for (guint i = 0; i < pool->listeners->len; i++)
    if (g_array_index (pool->listeners, Listener, i).data == data)
      return TRUE;
  return FALSE;
}

void
kerf_pool_listen (KerfPool *pool, void (*ready) (gpointer data), gpointer data)
{
  g_array_append_vals (pool->listeners, &(Listener){ ready, data }, 1);
}

void
kerf_pool_forget (KerfPool *pool, gpointer data)
{
  for (guint i = pool->listeners->len; i-- > 0;)
    if (g_array_index (pool->listeners, Listener, i).data == data)
      g_array_remove_index (pool->listeners, i);
}

static gboolean
tell (gpointer data)
{
  KerfPool *pool = data;
  pool->idle = 0;
  /* One of them may close another's window. */
  g_autoptr (GArray) listeners = g_array_copy (pool->listeners);
  kerf_pool_ref (pool);
  for (guint i = 0; i < listeners->len; i++) {
    const Listener *one = &g_array_index (listeners, Listener, i);
    if (is_listening (pool, one->data))
      one->ready (one->data);
  }
  kerf_pool_unref (pool);
  return G_SOURCE_REMOVE;
}

static gboolean
task_done (gpointer data)
{
  Task *task = data;
  KerfPool *pool = task->pool;
  KerfPoolEntry *entry = task->entry;
  pool->busy--;
  pool->images -= entry->kind == &kerf_pool_volume_kind;
  entry->runs = FALSE;
  drop_inputs (&task->inputs);
  gboolean gone = task->generation != pool->generation;
  gboolean stopped = !task->value && g_atomic_int_get (&entry->cancel);
  gboolean wanted = !stopped && kerf_hash_equal (&entry->running, &entry->wanted);
  /* Asked for something else meanwhile that is already there: this one is of no use. */
  gboolean served = entry->has && !wanted && kerf_hash_equal (&entry->have, &entry->wanted);
  gboolean asked_again = !gone && !wanted && !served && (entry->object || entry->kase);
  if (!gone && !served && (task->value || wanted)) {
    if (entry->value)
      entry->kind->unref (entry->value);
    entry->value = g_steal_pointer (&task->value);
    entry->have = entry->running;
    entry->has = TRUE;
  }
  if (task->value)
    entry->kind->unref (task->value);
  if (gone)
    entry_free (entry); /* the table let it go while it ran */
  else if (asked_again)
    start_or_wait (pool, entry);
  if (pool->images == 0)
    start_waiting (pool);
  g_free (task);
  if (!pool->idle)
    pool->idle = g_idle_add_full (G_PRIORITY_DEFAULT + 10, tell, pool, NULL);
  return G_SOURCE_REMOVE;
}

KerfPool *
kerf_pool_new (void)
{
  KerfPool *pool = g_new0 (KerfPool, 1);
  pool->entries = g_hash_table_new (g_str_hash, g_str_equal);
  pool->threads = g_thread_pool_new (run_task, NULL, 2, FALSE, NULL);
  pool->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  pool->refs = 1;
  return pool;
}

void
kerf_pool_clear (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    KerfPoolEntry *entry = value;
    if (entry->runs)
      g_atomic_int_set (&entry->cancel, 1); /* freed when it comes back */
    else
      entry_free (entry);
  }
  g_hash_table_remove_all (pool->entries);
  pool->generation++;
}

KerfPool *
kerf_pool_ref (KerfPool *pool)
{
  pool->refs++;
  return pool;
}

void
kerf_pool_unref (KerfPool *pool)
{
  if (!pool || --pool->refs > 0)
    return;
  kerf_pool_clear (pool);
  g_thread_pool_free (pool->threads, FALSE, TRUE);
  while (pool->busy) /* tasks that are done and wait for the main loop */
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&pool->idle, g_source_remove);
  g_hash_table_unref (pool->entries);
  g_array_unref (pool->listeners);
  g_free (pool);
}

gboolean
kerf_pool_is_busy (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const KerfPoolEntry *) value)->waits)
      return TRUE;
  return pool->busy > 0;
}

gpointer
kerf_pool_get (KerfPool *pool, const KerfPoolKind *kind, const char *what, KerfHash wanted,
               KerfObject *take_object, KerfCase *take_case, KerfId id, double number, gboolean *stale)
{
  g_autofree char *key = g_strdup_printf ("%s %s", kind->name, what);
  KerfPoolEntry *entry = g_hash_table_lookup (pool->entries, key);
  if (!entry) {
    entry = g_new0 (KerfPoolEntry, 1);
    entry->key = g_steal_pointer (&key);
    entry->kind = kind;
    g_hash_table_insert (pool->entries, entry->key, entry);
  }
  gboolean fresh = entry->has && kerf_hash_equal (&entry->have, &wanted);
  gboolean coming =
      entry->runs && !g_atomic_int_get (&entry->cancel) && kerf_hash_equal (&entry->running, &wanted);
  entry->wanted = wanted;
  entry->waits = FALSE;
  drop_inputs (entry);
  if (stale)
    *stale = !fresh;
  if (fresh || coming) {
    g_clear_pointer (&take_object, kerf_object_unref);
    g_clear_pointer (&take_case, kerf_case_unref);
  } else {
    entry->object = take_object;
    entry->kase = take_case;
    entry->id = id;
    entry->number = number;
    if (!entry->runs)
      start_or_wait (pool, entry);
    else if (kind == &kerf_pool_full_kind || kind == &kerf_pool_maps_kind || kind == &kerf_pool_spared_kind ||
             kind == &kerf_pool_guide_kind)
      g_atomic_int_set (&entry->cancel, 1); /* long, and of no use any more */
  }
  return entry->value ? kind->ref (entry->value) : NULL;
}
