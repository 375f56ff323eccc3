/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/pool/pool.h"

G_BEGIN_DECLS

/* What the files of the pool share: what can be computed (pool-kinds.c), the machine that does it (pool.c), what the window
 * asks for (pool-values.c). */

/* One value of one thing, by key ("mesh s3"); `wanted` is the hash of the inputs that were asked for last. */
typedef struct KerfPoolEntry {
  char *key;
  KerfHash have, wanted, running;
  gboolean has, runs, waits; /* waits: for the images that come first */
  gpointer value;
  const struct KerfPoolKind *kind;
  gint cancel;
  /* inputs of the request that waits while another runs */
  KerfObject *object;
  KerfCase *kase;
  KerfId id;
  double number;
} KerfPoolEntry;

typedef struct KerfPoolKind {
  const char *name;
  gpointer (*compute) (const KerfPoolEntry *inputs, const KerfContext *context);
  gpointer (*ref) (gpointer value);
  void (*unref) (gpointer value);
} KerfPoolKind;

extern const KerfPoolKind kerf_pool_volume_kind, kerf_pool_distance_kind, kerf_pool_shell_kind,
    kerf_pool_quick_kind, kerf_pool_full_kind, kerf_pool_spared_kind, kerf_pool_preview_kind,
    kerf_pool_guide_kind, kerf_pool_tree_kind, kerf_pool_comparison_kind, kerf_pool_maps_kind,
    kerf_pool_measure_kind, kerf_pool_mm3_kind;

/* The value for these inputs, or the last one of the same thing; asks for it where it is not there. Takes the inputs. */
gpointer
kerf_pool_get (KerfPool *pool, const KerfPoolKind *kind, const char *what, KerfHash wanted,
               KerfObject *take_object, KerfCase *take_case, KerfId id, double number, gboolean *stale);

G_END_DECLS
