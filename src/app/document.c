/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/document-private.h"
#include "base/error.h"
#include "ops/ops.h"

#include <glib/gi18n.h>
#include <string.h>

guint kerf_document_signals[N_SIGNALS];

enum { FOREIGN_POLL_S = 2, KEEP_VIEWS_MS = 300 };

G_DEFINE_FINAL_TYPE (KerfDocument, kerf_document, G_TYPE_OBJECT)

/* ---- operations ---- */

typedef struct {
  const KerfOp *op;
  gpointer args;
  KerfCase *base; /* NULL: the head as it is then */
  KerfHash revision;
} OpJob;

static void
op_job_free (gpointer data)
{
  OpJob *job = data;
  kerf_args_free (job->op, job->args);
  g_clear_pointer (&job->base, kerf_case_unref);
  g_free (job);
}

static void
take_done (KerfDone *done, GArray *made, GPtrArray *notes)
{
  if (done->made)
    g_array_append_vals (made, done->made->data, done->made->len);
  for (guint i = 0; done->notes && i < done->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (g_ptr_array_index (done->notes, i)));
  kerf_done_clear (done);
}

static gboolean
run_op (KerfStore *store, const KerfContext *context, gpointer data, GArray *made, GPtrArray *notes,
        GError **error)
{
  OpJob *job = data;
  KerfDone done = { 0 };
  gboolean ok = kerf_store_do (store, job->op, job->args, g_get_user_name (), context, &done, error);
  take_done (&done, made, notes);
  return ok;
}

const KerfOp *
kerf_document_op (const char *id)
{
  const KerfOp *op = kerf_op_find (kerf_ops, id, NULL);
  if (!op)
    g_error ("there is no operation '%s'", id);
  return op;
}

gpointer
kerf_document_args (KerfDocument *document, const KerfOp *op, const char *const *words, GError **error)
{
  return kerf_args_parse (op, words, kerf_document_case (document), NULL, error);
}

static const KerfCase *
base_of (KerfDocument *document)
{
  return document->shown ? document->shown : document->head;
}

gboolean
kerf_document_preview (KerfDocument *document, const KerfOp *op, gconstpointer args, GError **error)
{
  KerfCase *made = kerf_op_apply (op, base_of (document), args, NULL, error);
  if (!made)
    return FALSE;
  kerf_document_preview_case (document, made);
  return TRUE;
}

void
kerf_document_preview_case (KerfDocument *document, KerfCase *take)
{
  g_clear_pointer (&document->preview, kerf_case_unref);
  document->preview = take;
  g_signal_emit (document, kerf_document_signals[CASE_CHANGED], 0);
}

void
kerf_document_drop_preview (KerfDocument *document)
{
  if (!document->preview)
    return;
  g_clear_pointer (&document->preview, kerf_case_unref);
  g_signal_emit (document, kerf_document_signals[CASE_CHANGED], 0);
}

static gboolean
check_writable (KerfDocument *document)
{
  if (document->store && kerf_store_is_writable (document->store))
    return TRUE;
  g_autofree char *sentence =
      document->store ? g_strdup_printf (_ ("'%s' was opened for reading only; save a copy to change it."),
                                         kerf_store_path (document->store))
                      : g_strdup (_ ("No case is open; open one or import images first."));
  g_signal_emit (document, kerf_document_signals[FAILED], 0, sentence);
  return FALSE;
}

static void
push_op (KerfDocument *document, const KerfOp *op, gpointer args, gboolean quick)
{
  OpJob *job = g_new0 (OpJob, 1);
  job->op = op;
  job->args = args;
  kerf_document_job (document, op->id, _ (op->title), quick, run_op, job, op_job_free);
}

void
kerf_document_commit (KerfDocument *document, const KerfOp *op, gpointer take_args)
{
  if (!check_writable (document)) {
    kerf_args_free (op, take_args);
    kerf_document_drop_preview (document);
    return;
  }
  g_autoptr (KerfCase) made = document->preview ? g_steal_pointer (&document->preview) : NULL;
  if (!made) {
    g_autoptr (GError) error = NULL;
    made = kerf_op_apply (op, base_of (document), take_args, NULL, &error);
    if (!made) {
      kerf_args_free (op, take_args);
      g_signal_emit (document, kerf_document_signals[FAILED], 0, error->message);
      return;
    }
  }
  g_clear_pointer (&document->shown, kerf_case_unref);
  document->shown = g_steal_pointer (&made);
  push_op (document, op, take_args, TRUE);
  g_signal_emit (document, kerf_document_signals[CASE_CHANGED], 0);
}

void
kerf_document_run (KerfDocument *document, const KerfOp *op, gpointer take_args)
{
  if (!check_writable (document)) {
    kerf_args_free (op, take_args);
    return;
  }
  push_op (document, op, take_args, FALSE);
}

/* What is done within a frame may be shown before it is written. */
static gboolean
is_quick (const char *id)
{
  static const char *const quick[] = { "plane.", "object.", "tube.", "measure.", "case." };
  for (gsize i = 0; i < G_N_ELEMENTS (quick); i++)
    if (g_str_has_prefix (id, quick[i]))
      return TRUE;
  return g_strcmp0 (id, "plan.target") == 0 || g_strcmp0 (id, "plan.protect") == 0;
}

gboolean
kerf_document_do (KerfDocument *document, const char *op_id, const char *const *words, GError **error)
{
  const KerfOp *op = kerf_document_op (op_id);
  gpointer args = kerf_document_args (document, op, words, error);
  if (!args)
    return FALSE;
  if (!kerf_args_complete (op, args, error)) {
    kerf_args_free (op, args);
    return FALSE;
  }
  if (is_quick (op_id))
    kerf_document_commit (document, op, args);
  else
    kerf_document_run (document, op, args);
  return TRUE;
}

static gboolean
run_step (KerfStore *store, const KerfContext *context, gpointer data, GArray *made, GPtrArray *notes,
          GError **error)
{
  (void) context;
  (void) made;
  (void) notes;
  return kerf_store_step (store, (KerfStep) GPOINTER_TO_INT (data), NULL, error);
}

static void
step (KerfDocument *document, KerfStep way)
{
  if (!check_writable (document))
    return;
  kerf_document_drop_preview (document);
  kerf_document_job (document, way == KERF_STEP_UNDO ? "undo" : "redo", "", TRUE, run_step,
                     GINT_TO_POINTER (way), NULL);
}

void
kerf_document_undo (KerfDocument *document)
{
  if (document->undo)
    step (document, KERF_STEP_UNDO);
}

void
kerf_document_redo (KerfDocument *document)
{
  if (document->redo)
    step (document, KERF_STEP_REDO);
}

const char *
kerf_document_undo_title (KerfDocument *document)
{
  return document->undo;
}

const char *
kerf_document_redo_title (KerfDocument *document)
{
  return document->redo;
}

/* ---- the file ---- */

static gboolean
run_nothing (KerfStore *store, const KerfContext *context, gpointer data, GArray *made, GPtrArray *notes,
             GError **error)
{
  (void) store;
  (void) context;
  (void) data;
  (void) made;
  (void) notes;
  (void) error;
  return TRUE;
}

/* Another window's or command's commit: move on to it. */
static gboolean
poll_foreign (gpointer data)
{
  KerfDocument *document = data;
  if (!document->store || !g_queue_is_empty (&document->jobs))
    return G_SOURCE_CONTINUE;
  gint64 now = kerf_store_data_version (document->store);
  if (now != document->data_version)
    kerf_document_job (document, "refresh", "", TRUE, run_nothing, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
write_views (KerfDocument *document)
{
  GHashTableIter iter;
  gpointer key, json;
  g_clear_handle_id (&document->views_timer, g_source_remove);
  g_hash_table_iter_init (&iter, document->views);
  while (document->store && g_hash_table_iter_next (&iter, &key, &json))
    if (kerf_store_is_writable (document->store))
      kerf_store_set_view (document->store, key, json, NULL);
  g_hash_table_remove_all (document->views);
}

gboolean
kerf_document_open (KerfDocument *document, const char *path, gboolean create, GError **error)
{
  g_autoptr (GError) first = NULL;
  KerfHash revision;
  g_autoptr (KerfStore) store = kerf_store_open (path, create ? KERF_STORE_CREATE : KERF_STORE_WRITE, &first);
  if (!store && !create && g_error_matches (first, KERF_ERROR, KERF_ERROR_STORE_READONLY))
    store = kerf_store_open (path, KERF_STORE_READ, error);
  else if (!store)
    g_propagate_error (error, g_steal_pointer (&first));
  if (!store)
    return FALSE;
  g_autoptr (KerfCase) head = kerf_store_head (store, &revision, error);
  if (!head)
    return FALSE;
  write_views (document);
  if (document->store)
    kerf_store_unref (document->store);
  document->store = g_steal_pointer (&store);
  g_clear_pointer (&document->shown, kerf_case_unref);
  g_clear_pointer (&document->preview, kerf_case_unref);
  kerf_case_unref (document->head);
  document->head = g_steal_pointer (&head);
  document->revision = revision;
  document->data_version = kerf_store_data_version (document->store);
  g_autoptr (KerfRevision) row = kerf_store_revision (document->store, &revision, NULL);
  document->number = row ? row->number : 0;
  g_free (document->undo);
  g_free (document->redo);
  document->undo = kerf_document_step_title (document->store, KERF_STEP_UNDO);
  document->redo = kerf_document_step_title (document->store, KERF_STEP_REDO);
  if (!document->foreign_poll)
    document->foreign_poll = g_timeout_add_seconds (FOREIGN_POLL_S, poll_foreign, document);
  g_signal_emit (document, kerf_document_signals[CASE_CHANGED], 0);
  g_signal_emit (document, kerf_document_signals[STATE_CHANGED], 0);
  return TRUE;
}

gboolean
kerf_document_is_open (KerfDocument *document)
{
  return document->store != NULL;
}

const char *
kerf_document_path (KerfDocument *document)
{
  return document->store ? kerf_store_path (document->store) : NULL;
}

gboolean
kerf_document_is_writable (KerfDocument *document)
{
  return document->store && kerf_store_is_writable (document->store);
}

KerfStore *
kerf_document_store (KerfDocument *document)
{
  return document->store;
}

const KerfCase *
kerf_document_case (KerfDocument *document)
{
  return document->preview ? document->preview : base_of (document);
}

gboolean
kerf_document_has_preview (KerfDocument *document)
{
  return document->preview != NULL;
}

gint64
kerf_document_revision (KerfDocument *document)
{
  return document->number;
}

KerfHash
kerf_document_revision_hash (KerfDocument *document)
{
  return document->revision;
}

static gboolean
views_due (gpointer data)
{
  KerfDocument *document = data;
  document->views_timer = 0;
  write_views (document);
  return G_SOURCE_REMOVE;
}

void
kerf_document_keep_view (KerfDocument *document, const char *key, char *take_json)
{
  g_hash_table_insert (document->views, g_strdup (key), take_json);
  if (!document->views_timer)
    document->views_timer = g_timeout_add (KEEP_VIEWS_MS, views_due, document);
}

char *
kerf_document_get_view (KerfDocument *document, const char *key)
{
  const char *waiting = g_hash_table_lookup (document->views, key);
  if (waiting)
    return g_strdup (waiting);
  return document->store ? kerf_store_get_view (document->store, key) : NULL;
}

/* ---- the class ---- */

static void
kerf_document_finalize (GObject *object)
{
  KerfDocument *document = KERF_DOCUMENT (object);
  write_views (document);
  g_clear_handle_id (&document->poll, g_source_remove);
  g_clear_handle_id (&document->foreign_poll, g_source_remove);
  g_thread_pool_free (document->worker, FALSE, TRUE);
  g_hash_table_unref (document->views);
  g_clear_pointer (&document->preview, kerf_case_unref);
  g_clear_pointer (&document->shown, kerf_case_unref);
  kerf_case_unref (document->head);
  if (document->store)
    kerf_store_unref (document->store);
  g_free (document->undo);
  g_free (document->redo);
  G_OBJECT_CLASS (kerf_document_parent_class)->finalize (object);
}

static void
kerf_document_class_init (KerfDocumentClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = kerf_document_finalize;
  kerf_document_signals[CASE_CHANGED] =
      g_signal_new ("case-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  kerf_document_signals[STATE_CHANGED] =
      g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  kerf_document_signals[FAILED] =
      g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  kerf_document_signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
kerf_document_init (KerfDocument *document)
{
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  document->head = kerf_case_new ("", blobs);
  document->worker = g_thread_pool_new (kerf_document_run_job, NULL, 1, FALSE, NULL);
  document->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&document->jobs);
}

KerfDocument *
kerf_document_new (void)
{
  return g_object_new (KERF_TYPE_DOCUMENT, NULL);
}
