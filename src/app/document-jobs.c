/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits to be done to the case's file: one job after the other in a worker, the head taken over when each is done. */
#include "app/document-private.h"
#include "base/error.h"
#include "ops/ops.h"

#include <glib/gi18n.h>
#include <string.h>

enum { POLL_MS = 100, SHOW_JOB_US = 300000 };

typedef struct {
  KerfDocument *document; /* held until it is done */
  KerfStore *store;
  char *name, *label;
  gboolean quick;
  KerfDocumentJob func;
  gpointer data;
  GDestroyNotify destroy;
  gint cancel;
  gint64 started_us;
  /* of the worker, read by the main loop when the job is done */
  GMutex lock;
  double share;
  KerfCase *old_head, *head;
  KerfHash revision;
  gint64 number;
  char *undo, *redo;
  GArray *made;
  GPtrArray *notes;
  GError *error;
  gboolean ok;
} Job;

static void
job_free (Job *job)
{
  if (job->destroy)
    job->destroy (job->data);
  kerf_store_unref (job->store);
  g_clear_pointer (&job->old_head, kerf_case_unref);
  g_clear_pointer (&job->head, kerf_case_unref);
  g_free (job->name);
  g_free (job->label);
  g_free (job->undo);
  g_free (job->redo);
  g_array_unref (job->made);
  g_ptr_array_unref (job->notes);
  g_clear_error (&job->error);
  g_mutex_clear (&job->lock);
  g_object_unref (job->document);
  g_free (job);
}

/* Objects that did not change stay the same in memory: textures and surfaces are known by them. */
static KerfCase *
share_objects (KerfCase *take_fresh, const KerfCase *old)
{
  g_autoptr (KerfCase) fresh = take_fresh;
  gsize n = kerf_case_length (fresh);
  for (gsize i = 0; i < n; i++) {
    const KerfObject *object = kerf_case_at (fresh, i);
    const KerfObject *known = kerf_case_get (old, kerf_object_id (object));
    if (!known || known == object)
      continue;
    KerfHash a = kerf_object_hash (object), b = kerf_object_hash (known);
    if (!kerf_hash_equal (&a, &b))
      continue;
    g_autoptr (KerfObject) kept = kerf_object_ref (known);
    KerfCase *next = kerf_case_with (fresh, kept);
    kerf_case_unref (fresh);
    fresh = next;
  }
  return g_steal_pointer (&fresh);
}

char *
kerf_document_step_title (KerfStore *store, KerfStep step)
{
  g_autofree char *id = kerf_store_step_operation (store, step);
  const KerfOp *op = id ? kerf_op_find (kerf_ops, id, NULL) : NULL;
  return op ? g_strdup (op->title) : g_steal_pointer (&id);
}

static void
read_head (Job *job)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfCase) head = kerf_store_head (job->store, &job->revision, &error);
  if (!head) {
    if (!job->error)
      job->error = g_steal_pointer (&error);
    job->ok = FALSE;
    return;
  }
  job->head = share_objects (g_steal_pointer (&head), job->old_head);
  job->undo = kerf_document_step_title (job->store, KERF_STEP_UNDO);
  job->redo = kerf_document_step_title (job->store, KERF_STEP_REDO);
  g_autoptr (KerfRevision) revision = kerf_store_revision (job->store, &job->revision, NULL);
  job->number = revision ? revision->number : 0;
}

static gboolean job_done (gpointer data);

static void
job_progress (gpointer data, const char *what, double fraction)
{
  Job *job = data;
  (void) what;
  g_mutex_lock (&job->lock);
  job->share = fraction;
  g_mutex_unlock (&job->lock);
}

void
kerf_document_run_job (gpointer data, gpointer user)
{
  Job *job = data;
  (void) user;
  KerfContext context = { .cancel = &job->cancel, .progress = job_progress, .progress_data = job };
  job->ok = job->func (job->store, &context, job->data, job->made, job->notes, &job->error);
  read_head (job);
  g_idle_add_full (G_PRIORITY_DEFAULT, job_done, job, NULL);
}

static gboolean
poll_job (gpointer data)
{
  g_signal_emit (data, kerf_document_signals[STATE_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
start_next (KerfDocument *document)
{
  Job *job = g_queue_peek_head (&document->jobs);
  if (!job) {
    g_clear_handle_id (&document->poll, g_source_remove);
    return;
  }
  job->started_us = g_get_monotonic_time ();
  g_clear_pointer (&job->old_head, kerf_case_unref);
  job->old_head = kerf_case_ref (document->shown ? document->shown : document->head);
  if (!document->poll)
    document->poll = g_timeout_add (POLL_MS, poll_job, document);
  g_thread_pool_push (document->worker, job, NULL);
}

static char *
ids_text (const GArray *ids)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *id = kerf_id_to_text (g_array_index (ids, KerfId, i));
    g_string_append_printf (text, "%s%s", i ? " " : "", id);
  }
  return g_string_free (text, FALSE);
}

static gboolean
job_done (gpointer data)
{
  Job *job = data;
  g_autoptr (KerfDocument) document = g_object_ref (job->document);
  gboolean current = document->store == job->store;
  g_queue_remove (&document->jobs, job);
  if (current && job->head) {
    kerf_case_unref (document->head);
    document->head = kerf_case_ref (job->head);
    document->revision = job->revision;
    document->number = job->number;
    g_free (document->undo);
    g_free (document->redo);
    document->undo = g_steal_pointer (&job->undo);
    document->redo = g_steal_pointer (&job->redo);
    if (g_queue_is_empty (&document->jobs) || !job->ok)
      g_clear_pointer (&document->shown, kerf_case_unref);
    document->data_version = kerf_store_data_version (document->store);
  }
  start_next (document);
  if (current) {
    g_signal_emit (document, kerf_document_signals[CASE_CHANGED], 0);
    g_signal_emit (document, kerf_document_signals[STATE_CHANGED], 0);
    if (job->ok) {
      g_autofree char *made = ids_text (job->made);
      const char *note = job->notes->len ? g_ptr_array_index (job->notes, 0) : "";
      g_signal_emit (document, kerf_document_signals[DONE], 0, job->name, made, note);
    } else if (!g_error_matches (job->error, KERF_ERROR, KERF_ERROR_CANCELLED)) {
      g_signal_emit (document, kerf_document_signals[FAILED], 0,
                     job->error ? job->error->message : _ ("It could not be done."));
    }
  }
  job_free (job);
  return G_SOURCE_REMOVE;
}

void
kerf_document_job (KerfDocument *document, const char *name, const char *label, gboolean quick,
                   KerfDocumentJob func, gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);
  job->document = g_object_ref (document);
  job->store = kerf_store_ref (document->store);
  job->name = g_strdup (name);
  job->label = g_strdup (label);
  job->quick = quick;
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  job->made = g_array_new (FALSE, FALSE, sizeof (KerfId));
  job->notes = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&job->lock);
  g_queue_push_tail (&document->jobs, job);
  if (g_queue_get_length (&document->jobs) == 1)
    start_next (document);
  g_signal_emit (document, kerf_document_signals[STATE_CHANGED], 0);
}

gboolean
kerf_document_is_saving (KerfDocument *document)
{
  return !g_queue_is_empty (&document->jobs);
}

const char *
kerf_document_job_label (KerfDocument *document, double *share)
{
  Job *job = g_queue_peek_head (&document->jobs);
  if (!job || job->quick || g_get_monotonic_time () - job->started_us < SHOW_JOB_US)
    return NULL;
  g_mutex_lock (&job->lock);
  *share = job->share;
  g_mutex_unlock (&job->lock);
  return job->label;
}

void
kerf_document_cancel_job (KerfDocument *document)
{
  Job *job = g_queue_peek_head (&document->jobs);
  if (job)
    g_atomic_int_set (&job->cancel, 1);
}
