/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* What a long computation needs from outside, as its one argument: how many threads, whether somebody wants it to
 * stop, whom to tell how far it is. NULL stands for all cores, never cancelled, nobody told. The result never
 * depends on it. */
typedef struct KerfContext {
  guint threads;        /* 0: one per core */
  guint64 memory_bytes; /* allowance for large tables; 0: no limit stated */
  const gint *cancel;   /* atomic; not 0: stop at the next block */
  void (*progress) (gpointer data, const char *what, double fraction); /* may come from any thread */
  gpointer progress_data;
} KerfContext;

gboolean kerf_context_cancelled (const KerfContext *context);
void kerf_context_progress (const KerfContext *context, const char *what, double fraction);
guint kerf_context_threads (const KerfContext *context);

/* Runs `func` over [0, n) in fixed blocks of `block` items on all threads, the caller's included. Which thread has
 * which block is left to chance, so what `func` writes may depend on its block alone; sums are kept per block and
 * added in block order by the caller. FALSE when cancelled: some blocks were then left out. */
typedef void (*KerfBlockFunc) (gsize begin, gsize end, gpointer data);
gboolean
kerf_parallel_for (const KerfContext *context, gsize n, gsize block, KerfBlockFunc func, gpointer data);

/* TRUE, or FALSE with `error` set to the sentence of a cancelled job. */
gboolean kerf_context_check (const KerfContext *context, GError **error);

G_END_DECLS
