/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

/* Of document.c (the value and its operations) and document-jobs.c (what waits to be written). */

enum { CASE_CHANGED, STATE_CHANGED, FAILED, DONE, N_SIGNALS };
extern guint kerf_document_signals[N_SIGNALS];

struct _KerfDocument {
  GObject parent;
  KerfStore *store;
  KerfCase *head, *shown, *preview; /* shown: head with what is still being written; NULL: the head */
  KerfHash revision;
  gint64 number;
  char *undo, *redo;
  GThreadPool *worker;
  GQueue jobs; /* of Job, the first is running */
  guint poll, foreign_poll;
  gint64 data_version;
  GHashTable *views; /* key → JSON to be written */
  guint views_timer;
};

/* What the next step of undo or redo would be called; NULL: there is none. The caller frees. */
char *kerf_document_step_title (KerfStore *store, KerfStep step);
/* Of the worker, a GFunc. */
void kerf_document_run_job (gpointer job, gpointer unused);

G_END_DECLS
