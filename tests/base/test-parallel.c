/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/context.h"

enum { N = 100003 };

typedef struct {
  double out[N];
  gint cancel_after, done;
  gint cancel;
} Work;

static void
square (gsize begin, gsize end, gpointer data)
{
  Work *work = data;
  for (gsize k = begin; k < end; k++)
    work->out[k] = (double) k * (double) k;
  if (work->cancel_after && g_atomic_int_add (&work->done, 1) >= work->cancel_after)
    g_atomic_int_set (&work->cancel, 1);
}

START_TEST (same_result_with_any_number_of_threads)
{
  static const guint threads[] = { 1, 2, 7 };
  static Work work;
  memset (&work, 0, sizeof work);
  KerfContext context = { .threads = threads[_i] };
  ck_assert (kerf_parallel_for (&context, N, 17, square, &work));
  for (gsize k = 0; k < N; k++)
    ck_assert (work.out[k] == (double) k * (double) k);
  ck_assert (kerf_parallel_for (&context, 0, 17, square, &work));
}
END_TEST

START_TEST (cancel_stops_it_and_says_so)
{
  static Work work = { .cancel_after = 5 };
  KerfContext context = { .threads = 2, .cancel = &work.cancel };
  ck_assert (!kerf_parallel_for (&context, N, 17, square, &work));
  ck_assert (work.out[N - 1] == 0);
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_context_check (&context, &error));
  ck_assert_ptr_nonnull (error);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("parallel");
  TCase *t = tcase_create ("parallel");
  tcase_set_timeout (t, 60);
  tcase_add_loop_test (t, same_result_with_any_number_of_threads, 0, 3);
  tcase_add_test (t, cancel_stops_it_and_says_so);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
