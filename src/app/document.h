/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "case/store.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* An open case as the window sees it: the head of a store, what is shown meanwhile (a preview, or what was done and is
 * still being written), and one worker that does everything that writes, in order.
 *
 * Signals: "case-changed"; "state-changed" (saving, job, undo); "failed" (char *: the sentence);
 * "done" (char *: operation id, char *: made ids "p1 s3" or "", char *: a note or ""). */
#define KERF_TYPE_DOCUMENT (kerf_document_get_type ())
G_DECLARE_FINAL_TYPE (KerfDocument, kerf_document, KERF, DOCUMENT, GObject)

KerfDocument *kerf_document_new (void);

/* Opens (or makes) a case file; reads its head. What was open before is let go. */
gboolean kerf_document_open (KerfDocument *document, const char *path, gboolean create, GError **error);
gboolean kerf_document_is_open (KerfDocument *document);
const char *kerf_document_path (KerfDocument *document); /* NULL: none */
gboolean kerf_document_is_writable (KerfDocument *document);
KerfStore *kerf_document_store (KerfDocument *document); /* lent */

/* What is to be shown; never NULL; lent until the next "case-changed". */
const KerfCase *kerf_document_case (KerfDocument *document);
gboolean kerf_document_has_preview (KerfDocument *document);
gint64 kerf_document_revision (KerfDocument *document);
KerfHash kerf_document_revision_hash (KerfDocument *document); /* of the head */

/* ---- changing ---- */

const KerfOp *kerf_document_op (const char *id); /* of the program's registry; stops on a wrong id */
/* Arguments from words "key=value" against the case that is shown; NULL with a sentence. */
gpointer
kerf_document_args (KerfDocument *document, const KerfOp *op, const char *const *words, GError **error);

/* Shows what the operation would do to the case as it is without a preview. */
gboolean kerf_document_preview (KerfDocument *document, const KerfOp *op, gconstpointer args, GError **error);
/* Shows a case that a tool made itself (a stroke grown by its last piece). */
void kerf_document_preview_case (KerfDocument *document, KerfCase *take);
void kerf_document_drop_preview (KerfDocument *document);
/* One revision. The preview stays in sight until it is written. Takes `args`. */
void kerf_document_commit (KerfDocument *document, const KerfOp *op, gpointer take_args);
/* The same for what takes long: a job with progress and Cancel. Takes `args`. */
void kerf_document_run (KerfDocument *document, const KerfOp *op, gpointer take_args);
/* Words at once: quick where the operation is quick. FALSE with a sentence when the words are off. */
gboolean
kerf_document_do (KerfDocument *document, const char *op_id, const char *const *words, GError **error);

void kerf_document_undo (KerfDocument *document);
void kerf_document_redo (KerfDocument *document);
/* Titles of the operations that would be taken back or done again; NULL: nothing. */
const char *kerf_document_undo_title (KerfDocument *document);
const char *kerf_document_redo_title (KerfDocument *document);

/* ---- jobs ---- */

/* Runs in the worker; what it wrote to the store is the head afterwards. `made` collects ids, `notes` sentences. */
typedef gboolean (*KerfDocumentJob) (KerfStore *store, const KerfContext *context, gpointer data,
                                     GArray *made, GPtrArray *notes, GError **error);
void kerf_document_job (KerfDocument *document, const char *name, const char *label, gboolean quick,
                        KerfDocumentJob func, gpointer data, GDestroyNotify destroy);
/* What the status line says: "saved", "saving"; the running job's label and share (NULL: none worth a bar). */
gboolean kerf_document_is_saving (KerfDocument *document);
const char *kerf_document_job_label (KerfDocument *document, double *share);
void kerf_document_cancel_job (KerfDocument *document);

/* View state beside the chain; written soon, and at the latest when the document goes. */
void kerf_document_keep_view (KerfDocument *document, const char *key, char *take_json);
char *kerf_document_get_view (KerfDocument *document, const char *key);

G_END_DECLS
