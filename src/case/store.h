/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"
#include "case/op.h"

G_BEGIN_DECLS

/* One .kerf file: SQLite, holding content-addressed blobs, the chain of revisions, its heads, a list of exports and one
 * table of view state outside the chain (docs/decisions/0001-case-file.md). What kerf_store_commit acknowledged is on
 * the disk. Thread-safe; every function may wait for the disk. */
typedef struct KerfStore KerfStore;

typedef enum {
  KERF_STORE_READ,   /* never writes; works on read-only media */
  KERF_STORE_WRITE,  /* the file has to exist */
  KERF_STORE_CREATE, /* made when absent */
} KerfStoreMode;

/* Sentences: import.absent, store.readonly, store.not-case, store.damaged, store.newer, store.full. A store opened for
 * reading because somebody else holds a network file says so in kerf_store_findings. */
KerfStore *kerf_store_open (const char *path, KerfStoreMode mode, GError **error);
/* The same on a named SQLite VFS; for tests that take the disk's power. */
KerfStore *kerf_store_open_on (const char *path, KerfStoreMode mode, const char *vfs, GError **error);
KerfStore *kerf_store_ref (KerfStore *store);
void kerf_store_unref (KerfStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfStore, kerf_store_unref)

const char *kerf_store_path (const KerfStore *store);
gboolean kerf_store_is_writable (const KerfStore *store);
KerfBlobs *kerf_store_blobs (KerfStore *store); /* lent */

/* ---- revisions ---- */

typedef struct {
  KerfHash hash, parent, root;                      /* parent is zero for the first */
  char *operation, *parameters, *author, *time_utc; /* parameters: canonical JSON */
  int version;
  gint64 number; /* order of arrival in this file; not part of the chain */
} KerfRevision;

void kerf_revision_free (KerfRevision *revision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfRevision, kerf_revision_free)

/* The hash that a revision with these fields has to have. */
KerfHash
kerf_revision_hash (const KerfHash *parent, const char *operation, int version, const char *parameters,
                    const char *author, const char *time_utc, const KerfHash *root);

/* The case at the head, and (where wanted) its revision. */
KerfCase *kerf_store_head (KerfStore *store, KerfHash *revision, GError **error);
KerfCase *kerf_store_case_at (KerfStore *store, const KerfHash *revision, GError **error);
KerfRevision *kerf_store_revision (KerfStore *store, const KerfHash *hash, GError **error);
/* All revisions, oldest first (KerfRevision); those on the way to the head have their hash in `on_branch` (may be NULL,
 * a set of KerfHash). */
GPtrArray *kerf_store_log (KerfStore *store, GHashTable *on_branch, GError **error);

/* Makes `after` the head with one revision; `expected` is the head it was made from. Payloads, records and root are
 * written first, in batches; the small transaction that adds the revision is the acknowledgement. FALSE with
 * store.moved when the head is another by now, store.full when the disk is. */
gboolean
kerf_store_commit (KerfStore *store, const char *operation, int version, const char *parameters,
                   const char *author, const char *time_utc, const KerfCase *before, const KerfCase *after,
                   const KerfHash *expected, KerfHash *made, const KerfContext *context, GError **error);

typedef enum { KERF_STEP_UNDO, KERF_STEP_REDO } KerfStep;
/* Moves the head along the tree; also after a restart. FALSE with a sentence where there is nothing to undo or redo. */
gboolean kerf_store_step (KerfStore *store, KerfStep step, KerfHash *head, GError **error);
gboolean kerf_store_goto (KerfStore *store, const char *revision_prefix, KerfHash *head, GError **error);
gboolean kerf_store_can_step (KerfStore *store, KerfStep step);
/* The operation's id that an undo (redo) would take back (do again); NULL: none. The caller frees. */
char *kerf_store_step_operation (KerfStore *store, KerfStep step);
/* Changes with every commit of another connection; cheap. */
gint64 kerf_store_data_version (KerfStore *store);

/* ---- applying an operation ---- */

typedef struct {
  GArray *made;     /* of KerfId */
  GPtrArray *notes; /* of char * */
  KerfHash revision;
} KerfDone;

void kerf_done_clear (KerfDone *done);

/* Applies at the head and commits. When another window or command moved the head meanwhile, the operation is applied to
 * the new head if nothing it read has changed, else store.moved. `done` may be NULL. */
gboolean kerf_store_do (KerfStore *store, const KerfOp *op, gconstpointer args, const char *author,
                        const KerfContext *context, KerfDone *done, GError **error);

/* Commits what was already applied to `base` (the case at revision `base_revision`) by `op`: the result of a preview is
 * not computed twice. */
gboolean kerf_store_do_from (KerfStore *store, const KerfOp *op, gconstpointer args, const KerfCase *base,
                             const KerfHash *base_revision, const char *author, const KerfContext *context,
                             KerfDone *done, GError **error);

/* Now, as a revision has it: UTC, microseconds; SOURCE_DATE_EPOCH where that is set. The caller frees. */
char *kerf_time_now (void);

/* Several commits that stand or fall together (an import of several series, script --atomic): between begin and end
 * nothing is on the disk; `keep` FALSE leaves the file as it was. Other processes wait meanwhile. */
gboolean kerf_store_group_begin (KerfStore *store, GError **error);
gboolean kerf_store_group_end (KerfStore *store, gboolean keep, GError **error);

/* ---- beside the chain ---- */

gboolean kerf_store_set_view (KerfStore *store, const char *key, const char *json, GError **error);
char *kerf_store_get_view (KerfStore *store, const char *key); /* NULL: none */
/* Notes that something was written out. */
gboolean kerf_store_note_export (KerfStore *store, const KerfHash *revision, const char *object,
                                 const char *what, const KerfHash *sha256, GError **error);

/* ---- checking ---- */

typedef struct {
  gint64 blobs, revisions;
  GPtrArray *problems; /* of char *; empty: sound */
} KerfCheck;

void kerf_check_clear (KerfCheck *check);

/* Recomputes every hash, the chain, and that everything a revision needs is there. FALSE only where it can't be done;
 * what is wrong stands in `check`. */
gboolean kerf_store_check (KerfStore *store, KerfCheck *check, const KerfContext *context, GError **error);
/* Copies what is sound into a new file; says in `check` what was left behind. */
gboolean kerf_store_repair (KerfStore *store, const char *copy, KerfCheck *check, GError **error);

/* ---- other files (both appear whole under their name or not at all) ---- */

/* A copy of the whole file, consistent while others write. Refused where `copy` is there, unless `replace`. */
gboolean kerf_store_backup (KerfStore *store, const char *copy, gboolean replace, GError **error);
/* A new file whose history is the one revision that holds `kase`, whatever store its payload comes from. Nothing is
 * ever deleted in it, so it has no free pages; the same case gives the same bytes. */
gboolean
kerf_store_begin_with (const char *path, gboolean replace, const KerfCase *kase, const char *operation,
                       int version, const char *parameters, const char *author, const char *time_utc,
                       const KerfContext *context, GError **error);

G_END_DECLS
