/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/op.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

const KerfOp *
kerf_op_find (KerfOps ops, const char *id, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (gsize k = 0; ops[k]; k++) {
    if (strcmp (ops[k]->id, id) == 0)
      return ops[k];
    union {
      const char *lent;
      char *plain;
    } same = { .lent = ops[k]->id };
    g_ptr_array_add (words, same.plain);
  }
  g_ptr_array_add (words, NULL);
  const char *near = kerf_nearest_word (id, (const char *const *) words->pdata);
  if (near)
    kerf_fail_text (error, KERF_ERROR_WORDS, "There is no operation '%s'; did you mean '%s'?", id, near);
  else
    kerf_fail_text (error, KERF_ERROR_WORDS, "There is no operation '%s'; kerf-cli operations lists them.",
                    id);
  return NULL;
}

const KerfParam *
kerf_op_param (const KerfOp *op, const char *name)
{
  for (guint k = 0; k < op->n_params; k++)
    if (strcmp (op->params[k].name, name) == 0)
      return &op->params[k];
  return NULL;
}

/* ---- checks of the arguments against the case, in one place for all operations ---- */

static gboolean
check_id (const KerfParam *p, KerfId id, const KerfCase *kase, GError **error)
{
  if (id.kind == KERF_KIND_NONE)
    return TRUE;
  g_autofree char *text = kerf_id_to_text (id);
  if (p->kinds && !(p->kinds & (1u << id.kind)))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'%s' is '%s', which is no fit object for it; %s.",
                           p->name, text, p->help);
  if (!kerf_case_get (kase, id))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'%s' names '%s', which is not in this case; choose one that is.", p->name, text);
  return TRUE;
}

static gboolean
check_references (const KerfOp *op, const KerfCase *kase, gconstpointer args, GError **error)
{
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    const void *at = (const guint8 *) args + p->offset;
    if (p->kind == KERF_PARAM_ID && !check_id (p, *(const KerfId *) at, kase, error))
      return FALSE;
    if (p->kind == KERF_PARAM_PLANE) {
      const KerfPlaneRef *ref = at;
      KerfParam plan = *p;
      plan.kinds = 1u << KERF_KIND_PLAN;
      if (!check_id (&plan, ref->plan, kase, error))
        return FALSE;
    }
    GArray *ids = p->kind == KERF_PARAM_IDS ? *(GArray *const *) at : NULL;
    for (guint n = 0; ids && n < ids->len; n++)
      if (!check_id (p, g_array_index (ids, KerfId, n), kase, error))
        return FALSE;
  }
  return TRUE;
}

KerfCase *
kerf_op_apply (const KerfOp *op, const KerfCase *kase, gconstpointer args, KerfOpRun *run, GError **error)
{
  KerfOpRun preview = { .author = "", .time_utc = "1970-01-01T00:00:00Z" };
  GError *inner = NULL;
  if (!run)
    run = &preview;
  if (!kerf_args_complete (op, args, error) || !check_references (op, kase, args, error))
    return NULL;
  KerfCase *next = op->apply (kase, args, run, &inner);
  g_assert ((next == NULL) == (inner != NULL)); /* an operation gives a case or a sentence, never both */
  if (inner)
    g_propagate_error (error, inner);
  return next;
}
