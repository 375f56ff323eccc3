/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/recorder.h"
#include "case/store.h"

#include <string.h>

/* Applying an operation at the head. A head that moved meanwhile costs a second try on the new one, unless something
 * that the operation read has changed. */

void
kerf_done_clear (KerfDone *done)
{
  g_clear_pointer (&done->made, g_array_unref);
  g_clear_pointer (&done->notes, g_ptr_array_unref);
}

typedef struct {
  KerfStore *store;
  const KerfOp *op;
  gconstpointer args;
  const char *author;
  char *time, *parameters;
  const KerfContext *context;
} Attempt;

/* Name of the first object that `recorder` noted and that differs between the two cases; NULL: none. */
static char *
changed_input (const KerfRecorder *recorder, const KerfCase *base, const KerfCase *head)
{
  g_autoptr (GArray) there = kerf_case_changed (head, base), gone = kerf_case_changed (base, head);
  for (int pass = 0; pass < 2; pass++) {
    const GArray *ids = pass ? gone : there;
    for (guint k = 0; k < ids->len; k++) {
      KerfId id = g_array_index (ids, KerfId, k);
      if (!kerf_recorder_has (recorder, id))
        continue;
      const KerfObject *object = kerf_case_get (head, id);
      return object ? g_strdup (kerf_object_name (object)) : kerf_id_to_text (id);
    }
  }
  return NULL;
}

/* One try on one head. `moved` TRUE: somebody else was quicker. */
static gboolean
attempt (const Attempt *a, const KerfCase *base, const KerfHash *revision, KerfRecorder *recorder,
         KerfDone *done, gboolean *moved, GError **error)
{
  static const KerfHash none;
  GError *inner = NULL;
  KerfOpRun run = {
    .job = a->context, .author = a->author, .time_utc = a->time, .made = done->made, .notes = done->notes
  };
  run.seed =
      kerf_revision_hash (revision, a->op->id, a->op->version, a->parameters, a->author, a->time, &none);
  g_array_set_size (done->made, 0);
  g_ptr_array_set_size (done->notes, 0);
  g_autoptr (KerfCase) recorded = kerf_case_recording (base, recorder);
  g_autoptr (KerfCase) made = kerf_op_apply (a->op, recorded, a->args, &run, error);
  if (!made)
    return FALSE;
  g_autoptr (KerfCase) next = kerf_case_recording (made, NULL);
  if (kerf_store_commit (a->store, a->op->id, a->op->version, a->parameters, a->author, a->time, base, next,
                         revision, &done->revision, a->context, &inner))
    return TRUE;
  *moved = g_error_matches (inner, KERF_ERROR, KERF_ERROR_STORE_MOVED);
  g_propagate_error (error, inner);
  return FALSE;
}

gboolean
kerf_store_do_from (KerfStore *store, const KerfOp *op, gconstpointer args, const KerfCase *base,
                    const KerfHash *base_revision, const char *author, const KerfContext *context,
                    KerfDone *result, GError **error)
{
  g_autofree char *time = kerf_time_now ();
  g_autoptr (KerfJson) json = kerf_args_to_json (op, args);
  g_autofree char *parameters = kerf_json_to_text (json);
  Attempt a = { store, op, args, author, time, parameters, context };
  KerfDone done = { .made = g_array_new (FALSE, FALSE, sizeof (KerfId)),
                    .notes = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr (KerfCase) current = kerf_case_ref (base);
  KerfHash revision = *base_revision;
  gboolean good = FALSE;
  for (int tries = 0; tries < 8 && !good; tries++) {
    g_autoptr (KerfRecorder) recorder = kerf_recorder_new ();
    g_autoptr (GError) inner = NULL;
    gboolean moved = FALSE;
    good = attempt (&a, current, &revision, recorder, &done, &moved, &inner);
    if (good)
      break;
    if (!moved) {
      g_propagate_error (error, g_steal_pointer (&inner));
      break;
    }
    g_autoptr (KerfCase) head = kerf_store_head (store, &revision, error);
    if (!head)
      break;
    g_autofree char *changed = changed_input (recorder, current, head);
    if (changed || tries == 7) {
      g_autoptr (KerfRevision) who = kerf_store_revision (store, &revision, NULL);
      kerf_fail (error, KERF_ERROR_STORE_MOVED, "object", changed ? changed : "The case", "author",
                 who ? who->author : "somebody", "operation", who ? who->operation : "?", NULL);
      break;
    }
    kerf_case_unref (current);
    current = g_steal_pointer (&head);
  }
  if (good && result)
    *result = done;
  else
    kerf_done_clear (&done);
  return good;
}

gboolean
kerf_store_do (KerfStore *store, const KerfOp *op, gconstpointer args, const char *author,
               const KerfContext *context, KerfDone *done, GError **error)
{
  KerfHash revision;
  g_autoptr (KerfCase) head = kerf_store_head (store, &revision, error);
  return head && kerf_store_do_from (store, op, args, head, &revision, author, context, done, error);
}
