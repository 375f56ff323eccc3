/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/hash.h"
#include "base/real.h"
#include "base/text.h"

#include <math.h>

/* Distance in units of the last place of `truth`, with a floor for values near zero of size 1e-16. */
static double
ulps (double value, double truth)
{
  double step = nextafter (fabs (truth), HUGE_VAL) - fabs (truth);
  return fabs (value - truth) / fmax (step, 1e-17);
}

START_TEST (portable_functions_agree_with_libm)
{
  double worst[5] = { 0 };
  for (int k = -200000; k <= 200000; k++) {
    double x = k * 1.2345678e-4;
    worst[0] = fmax (worst[0], fabs (kerf_real_sin (x) - sin (x)));
    worst[1] = fmax (worst[1], fabs (kerf_real_cos (x) - cos (x)));
    worst[2] = fmax (worst[2], ulps (kerf_real_atan (x), atan (x)));
    worst[3] = fmax (worst[3], ulps (kerf_real_exp (x), exp (x)));
    if (x > 0)
      worst[4] = fmax (worst[4], fabs (kerf_real_log (x) - log (x)) / fmax (1, fabs (log (x))));
  }
  ck_assert_msg (worst[0] < 3e-16 && worst[1] < 3e-16, "sin %g cos %g", worst[0], worst[1]);
  ck_assert_msg (worst[2] <= 2, "atan %g ulp", worst[2]);
  ck_assert_msg (worst[3] <= 3, "exp %g ulp", worst[3]);
  ck_assert_msg (worst[4] < 3e-16, "log %g", worst[4]);
  kt_near (kerf_real_atan2 (-1, -1), atan2 (-1, -1), 1e-15);
  kt_near (kerf_real_acos (0.3), acos (0.3), 1e-15);
}
END_TEST

static const struct {
  double mm;
  const char *text;
} margins[] = { { 9.97, "9.9\u202fmm" },       { 9.996, "9.9\u202fmm" },        { 10, "10.0\u202fmm" },
                { 9.9999999, "10.0\u202fmm" }, { -0.01, "-0.1\u202fmm" },       { -2.35, "-2.4\u202fmm" },
                { 0, "0.0\u202fmm" },          { (double) NAN, "not assessed" } };

START_TEST (margins_are_shown_downwards)
{
  g_autofree char *text = kerf_margin_to_text (margins[_i].mm);
  ck_assert_str_eq (text, margins[_i].text);
}
END_TEST

START_TEST (numbers_are_read_in_the_c_locale_or_refused)
{
  double v = 0;
  ck_assert (kerf_real_from_text ("-1.5e2", "x", &v, NULL) && v == -150);
  static const char *const bad[] = { "", "1,5", "1.5 mm", "nan", "inf", "0x10", "1e999", "--1" };
  for (guint k = 0; k < G_N_ELEMENTS (bad); k++) {
    g_autoptr (GError) error = NULL;
    ck_assert (!kerf_real_from_text (bad[k], "width_mm", &v, &error));
    ck_assert_ptr_nonnull (strstr (error->message, "width_mm"));
  }
}
END_TEST

START_TEST (hashes_match_the_published_vectors)
{
  KerfHash h = kerf_hash_bytes ("abc", 3), back;
  g_autofree char *hex = kerf_hash_to_hex (&h);
  ck_assert_str_eq (hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-2 */
  ck_assert (kerf_hash_from_hex (hex, &back) && kerf_hash_equal (&h, &back));
  ck_assert (!kerf_hash_from_hex ("ba78", &back));
  KerfHasher *hasher = kerf_hasher_new ();
  kerf_hasher_add (hasher, "a", 1);
  kerf_hasher_add (hasher, "bc", 2);
  KerfHash piecewise = kerf_hasher_end (hasher);
  ck_assert (kerf_hash_equal (&h, &piecewise));
  g_autofree char *uuid = kerf_uuid_from_hash (&h);
  ck_assert_uint_eq (strlen (uuid), 36);
}
END_TEST

START_TEST (letters_go_on_after_z)
{
  static const struct {
    guint n;
    const char *letter;
  } rows[] = { { 0, "A" }, { 25, "Z" }, { 26, "AA" }, { 27, "AB" }, { 52, "BA" } };
  for (guint k = 0; k < G_N_ELEMENTS (rows); k++) {
    g_autofree char *letter = kerf_letter_from_number (rows[k].n);
    ck_assert_str_eq (letter, rows[k].letter);
  }
  static const char *const words[] = { "import", "export", "undo", NULL };
  ck_assert_str_eq (kerf_nearest_word ("imprt", words), "import");
  ck_assert_ptr_null (kerf_nearest_word ("zzzzzzzz", words));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("numbers");
  TCase *t = tcase_create ("numbers");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, portable_functions_agree_with_libm);
  tcase_add_loop_test (t, margins_are_shown_downwards, 0, (int) G_N_ELEMENTS (margins));
  tcase_add_test (t, numbers_are_read_in_the_c_locale_or_refused);
  tcase_add_test (t, hashes_match_the_published_vectors);
  tcase_add_test (t, letters_go_on_after_z);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
