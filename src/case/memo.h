/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/hash.h"

G_BEGIN_DECLS

/* Derived values: pure functions of content, kept in memory under the hash of (function, version, inputs) within a
 * budget of bytes, the least recently used dropped first. Never stored as truth. Thread-safe: two that ask for the same
 * key at once compute it once. */
typedef struct KerfMemo KerfMemo;

typedef struct {
  const char *name; /* "mesh-from-mask" */
  int version;      /* raised when the figures change */
  gpointer (*ref) (gpointer value);
  GDestroyNotify unref;
  gsize (*size) (gconstpointer value); /* bytes */
} KerfFunction;

KerfMemo *kerf_memo_new (gsize budget_bytes);
KerfMemo *kerf_memo_shared (void); /* the process's own */
void kerf_memo_free (KerfMemo *memo);

/* The value, owned by the caller, computed by `compute (data, context, error)` where it isn't there; NULL with `error`. */
typedef gpointer (*KerfCompute) (gpointer data, const KerfContext *context, GError **error);
gpointer kerf_memo_get (KerfMemo *memo, const KerfFunction *function, const KerfHash *inputs, gsize n_inputs,
                        KerfCompute compute, gpointer data, const KerfContext *context, GError **error);
/* What is already there, or NULL; computes nothing. */
gpointer
kerf_memo_peek (KerfMemo *memo, const KerfFunction *function, const KerfHash *inputs, gsize n_inputs);

G_END_DECLS
