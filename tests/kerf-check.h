/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test program shares: one main from a list of checks, and the folder of the shared images. */
#pragma once
#include <check.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Within `tolerance`, and NaN fails it. */
#define kt_near(a, b, tolerance)                                                                   \
  do {                                                                                             \
    double kt_a = (a), kt_b = (b);                                                                 \
    ck_assert_msg (fabs (kt_a - kt_b) <= (tolerance), "%s is %.9g, not %.9g ± %g", #a, kt_a, kt_b, \
                   (double) (tolerance));                                                          \
  } while (0)

#define kt_no_error(error) ck_assert_msg ((error) == NULL, "%s", (error) ? (error)->message : "")

/* The folder of shared images, or NULL: the test then says skipped and returns. */
static inline const char *
kt_shared (const char *inside)
{
  static char path[4096];
  const char *shared = g_getenv ("KERF_SHARED");
  g_snprintf (path, sizeof path, "%s/%s", shared ? shared : "../shared", inside);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  fprintf (stderr, "skipped: '%s' is not here\n", path);
  return NULL;
}

/* Numbers of [0, 1) that lie evenly: the same ones everywhere. */
static inline double
kt_spread (int i, double step)
{
  double x = 0.5 + i * step;
  return x - floor (x);
}

/* Runs all checks of `suite`; the exit status of the program. With sanitizers and with threads, CK_FORK=no. */
static inline int
kt_run (Suite *suite)
{
  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
