/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every operation owes, from its table alone: random arguments in range go out as JSON and come back the same; an
 * operation gives a case or a sentence, never both; run twice it gives the same; the case it began with stays as it was. */
#include "fixture.h"

static guint64 state = 1;

static double
uniform (void)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double) (state >> 11) / 9007199254740992.0;
}

static char *
random_text (const KerfParam *p, const KerfCase *kase)
{
  static const char *const words[] = { "abc", "Ünïcode ß", "a b", "x" };
  switch (p->kind) {
  case KERF_PARAM_REAL: {
    double v = fmax (p->min, -1e5) + uniform () * (fmin (p->max, 1e5) - fmax (p->min, -1e5));
    if ((p->flags & KERF_NONE) && uniform () < 0.2)
      return g_strdup ("none");
    return g_strdup_printf ("%.17g", v);
  }
  case KERF_PARAM_INT:
    return g_strdup_printf ("%d", (int) (p->min + floor (uniform () * (p->max - p->min + 0.999))));
  case KERF_PARAM_BOOL:
    return g_strdup (uniform () < 0.5 ? "yes" : "no");
  case KERF_PARAM_ENUM: {
    int n = 0;
    while (p->choices[n])
      n++;
    return g_strdup (p->choices[(int) (uniform () * n)]);
  }
  case KERF_PARAM_TEXT:
    return g_strdup (words[(int) (uniform () * G_N_ELEMENTS (words))]);
  case KERF_PARAM_ID:
  case KERF_PARAM_IDS: {
    g_autoptr (GPtrArray) fit = g_ptr_array_new_with_free_func (g_free);
    for (gsize k = 0; k < kerf_case_length (kase); k++) {
      KerfId id = kerf_object_id (kerf_case_at (kase, k));
      if (!p->kinds || (p->kinds & (1u << id.kind)))
        g_ptr_array_add (fit, kerf_id_to_text (id));
    }
    return fit->len ? g_strdup (g_ptr_array_index (fit, (guint) (uniform () * fit->len))) : g_strdup ("v1");
  }
  case KERF_PARAM_PLANE:
    return g_strdup (uniform () < 0.5 ? "p1.A" : "p1.B");
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
    return g_strdup_printf ("%.17g,%.17g,%.17g", 40 * uniform () - 20, 40 * uniform () - 20,
                            40 * uniform () - 20);
  case KERF_PARAM_POINTS: {
    GString *s = g_string_new (NULL);
    int n = (int) fmax (p->min, 1) + (int) (uniform () * 2);
    for (int k = 0; k < n; k++)
      g_string_append_printf (s, "%s%.17g,%.17g,%.17g", k ? ";" : "", 40 * uniform () - 20,
                              40 * uniform () - 20, 40 * uniform () - 20);
    return g_string_free (s, FALSE);
  }
  case KERF_PARAM_MATRIX:
    return g_strdup ("1,0,0,3,0,1,0,-2,0,0,1,1,0,0,0,1");
  case KERF_PARAM_HASH:
    return g_strnfill (64, 'a');
  }
  return NULL;
}

static gpointer
random_args (const KerfOp *op, const KerfCase *kase)
{
  gpointer args = kerf_args_new (op);
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    g_autoptr (GError) error = NULL;
    if (!(p->flags & KERF_REQUIRED) && uniform () < 0.4)
      continue;
    g_autofree char *text = random_text (p, kase);
    ck_assert_msg (kerf_args_set (op, args, p->name, text, kase, &error), "%s %s=%s: %s", op->id, p->name,
                   text, error ? error->message : "");
  }
  return args;
}

/* With one of every kind that an operation may ask for. */
static KerfCase *
whole_case (void)
{
  KerfCase *kase = fx_case ();
  fx_do (&kase, "measure.length", "points=0,0,0;10,0,0", NULL);
  return kase;
}

static int
count_ops (void)
{
  int n = 0;
  while (kerf_ops[n])
    n++;
  return n;
}

START_TEST (arguments_come_back_the_same_and_results_repeat)
{
  const KerfOp *op = kerf_ops[_i];
  g_autoptr (KerfCase) kase = whole_case ();
  KerfHash before = kerf_case_root (kase);
  int heavy = g_str_has_prefix (op->id, "align.rigid") || g_str_has_prefix (op->id, "guide.") ? 2 : 12;
  state = (guint64) _i + 1;
  for (int round = 0; round < heavy; round++) {
    gpointer args = random_args (op, kase);
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfJson) json = kerf_args_to_json (op, args);
    g_autofree char *text = kerf_json_to_text (json);
    gpointer back = kerf_args_from_json (op, json, &error);
    kt_no_error (error);
    g_autoptr (KerfJson) json2 = kerf_args_to_json (op, back);
    g_autofree char *text2 = kerf_json_to_text (json2);
    ck_assert_str_eq (text, text2);
    g_autoptr (KerfCase) one = kerf_op_apply (op, kase, args, NULL, &error);
    ck_assert_msg ((one == NULL) == (error != NULL), "%s %s", op->id, text);
    ck_assert (!error || g_utf8_validate (error->message, -1, NULL));
    g_autoptr (KerfCase) two =
        kerf_op_apply (op, kase, back, NULL, NULL); /* nobody wants the sentence: it must not matter */
    ck_assert ((one == NULL) == (two == NULL));
    if (one) {
      KerfHash a = kerf_case_root (one), b = kerf_case_root (two);
      ck_assert_msg (kerf_hash_equal (&a, &b), "%s %s gave two results", op->id, text);
    }
    KerfHash after = kerf_case_root (kase);
    ck_assert (kerf_hash_equal (&before, &after));
    kerf_args_free (op, args);
    kerf_args_free (op, back);
  }
}
END_TEST

START_TEST (bounds_are_kept_and_what_is_missing_is_named)
{
  const KerfOp *op = kerf_ops[_i];
  g_autoptr (KerfCase) kase = whole_case ();
  gpointer args = kerf_args_new (op);
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    g_autoptr (GError) error = NULL;
    if (p->kind == KERF_PARAM_REAL || p->kind == KERF_PARAM_INT) {
      g_autofree char *over = g_strdup_printf ("%.17g", p->max + 1 + fabs (p->max) * 1e-3),
                      *word = g_strdup ("abc");
      ck_assert_msg (!kerf_args_set (op, args, p->name, over, kase, NULL), "%s %s=%s was taken", op->id,
                     p->name, over);
      ck_assert (!kerf_args_set (op, args, p->name, word, kase, &error));
      ck_assert_ptr_nonnull (strstr (error->message, p->name));
      ck_assert (!kerf_args_set (op, args, p->name, "nan", kase, NULL));
    }
    ck_assert_msg (*p->help && p->unit, "%s %s has no help", op->id, p->name);
  }
  ck_assert (!kerf_args_set (op, args, "no_such_key", "1", kase, NULL));
  kerf_args_free (op, args);
  for (guint k = 0; k < op->n_params; k++) {
    const KerfParam *p = &op->params[k];
    g_autoptr (GError) error = NULL;
    if (!(p->flags & KERF_REQUIRED))
      continue;
    gpointer bare = kerf_args_new (op);
    ck_assert (!kerf_args_complete (op, bare, &error));
    ck_assert_ptr_nonnull (strstr (error->message, op->id));
    kerf_args_free (op, bare);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("properties");
  TCase *t = tcase_create ("properties");
  tcase_set_timeout (t, 240);
  tcase_add_loop_test (t, arguments_come_back_the_same_and_results_repeat, 0, count_ops ());
  tcase_add_loop_test (t, bounds_are_kept_and_what_is_missing_is_named, 0, count_ops ());
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
