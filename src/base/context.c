/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/context.h"

#include "base/error.h"

#include <pthread.h>

gboolean
kerf_context_cancelled (const KerfContext *context)
{
  return context && context->cancel && g_atomic_int_get (context->cancel) != 0;
}

void
kerf_context_progress (const KerfContext *context, const char *what, double fraction)
{
  if (context && context->progress)
    context->progress (context->progress_data, what, fraction);
}

guint
kerf_context_threads (const KerfContext *context)
{
  guint n = context && context->threads ? context->threads : g_get_num_processors ();
  return CLAMP (n, 1, 64);
}

gboolean
kerf_context_check (const KerfContext *context, GError **error)
{
  return !kerf_context_cancelled (context) || kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
}

/* One loop in flight. It lives on the caller's stack until every helper has left it. */
typedef struct {
  const KerfContext *context;
  KerfBlockFunc func;
  gpointer data;
  gsize n, block;
  gsize next; /* guarded by lock */
  guint helpers;
  pthread_mutex_t lock;
  pthread_cond_t left;
} Loop;

static void
run_blocks (Loop *loop)
{
  for (;;) {
    pthread_mutex_lock (&loop->lock);
    gsize begin = loop->next;
    loop->next = MIN (loop->n, begin + loop->block);
    pthread_mutex_unlock (&loop->lock);
    if (begin >= loop->n || kerf_context_cancelled (loop->context))
      return;
    loop->func (begin, MIN (loop->n, begin + loop->block), loop->data);
  }
}

static void
help (gpointer data, G_GNUC_UNUSED gpointer user)
{
  Loop *loop = data;
  run_blocks (loop);
  pthread_mutex_lock (&loop->lock);
  loop->helpers--;
  pthread_cond_signal (&loop->left);
  pthread_mutex_unlock (&loop->lock);
}

static GThreadPool *
helper_pool (void)
{
  static gsize made = 0;
  static GThreadPool *pool = NULL;
  if (g_once_init_enter (&made)) {
    pool = g_thread_pool_new (help, NULL, 64, FALSE, NULL);
    g_once_init_leave (&made, 1);
  }
  return pool;
}

gboolean
kerf_parallel_for (const KerfContext *context, gsize n, gsize block, KerfBlockFunc func, gpointer data)
{
  Loop loop = { .context = context, .func = func, .data = data, .n = n, .block = MAX (block, 1) };
  gsize blocks = (n + loop.block - 1) / loop.block;
  pthread_mutex_init (&loop.lock, NULL);
  pthread_cond_init (&loop.left, NULL);
  loop.helpers = (guint) MIN (kerf_context_threads (context), MAX (blocks, 1)) - 1;
  for (guint k = loop.helpers; k; k--)
    g_thread_pool_push (helper_pool (), &loop, NULL);
  run_blocks (&loop);
  pthread_mutex_lock (&loop.lock);
  while (loop.helpers)
    pthread_cond_wait (&loop.left, &loop.lock);
  pthread_mutex_unlock (&loop.lock);
  pthread_cond_destroy (&loop.left);
  pthread_mutex_destroy (&loop.lock);
  return !kerf_context_cancelled (context);
}
