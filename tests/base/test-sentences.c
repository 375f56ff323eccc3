/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/error.h"

START_TEST (every_sentence_has_a_code_and_ends_with_a_full_stop)
{
  const char *text = kerf_error_template (_i);
  ck_assert_int_eq (kerf_error_code_from_name (kerf_error_code_name (_i)), _i);
  ck_assert_msg (text[0] == '{' || g_str_has_suffix (text, "."), "%s: '%s'", kerf_error_code_name (_i), text);
  ck_assert_ptr_null (strstr (text, "please"));
}
END_TEST

START_TEST (places_are_filled_by_name)
{
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_fail (&error, KERF_ERROR_IMPORT_ABSENT, "path", "/a/b", NULL));
  ck_assert_str_eq (error->message, "There is no '/a/b'; check the name.");
  ck_assert (g_error_matches (error, KERF_ERROR, KERF_ERROR_IMPORT_ABSENT));
  ck_assert (!kerf_fail (NULL, KERF_ERROR_IMPORT_ABSENT, "path", "x", NULL));
  g_autoptr (KerfFinding) finding =
      kerf_finding_new (KERF_ERROR_IMPORT_THICK, "series", "CT 5", "mm", "3.27", NULL);
  ck_assert_str_eq (
      finding->message,
      "Slices of 'CT 5' are 3.27 mm thick, guides want 1.25 mm or less; ask for a thin reconstruction.");
  ck_assert_int_eq (kerf_error_severity (finding->code), KERF_FINDING);
}
END_TEST

START_TEST (text_that_is_no_utf8_does_not_pass_through)
{
  g_autoptr (GError) error = NULL;
  kerf_fail (&error, KERF_ERROR_IMPORT_ABSENT, "path", "a\xff", NULL);
  ck_assert (g_utf8_validate (error->message, -1, NULL));
}
END_TEST

START_TEST (a_name_can_not_steer_a_terminal)
{
  g_autoptr (GError) error = NULL;
  kerf_fail (&error, KERF_ERROR_IMPORT_ABSENT, "path", "a\x1b[2J\xc2\x9b\x7f\nb", NULL);
  ck_assert_str_eq (error->message, "There is no 'a\ufffd[2J\ufffd\ufffd b'; check the name.");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sentences");
  TCase *t = tcase_create ("sentences");
  tcase_add_loop_test (t, every_sentence_has_a_code_and_ends_with_a_full_stop, 0, KERF_N_ERRORS);
  tcase_add_test (t, places_are_filled_by_name);
  tcase_add_test (t, text_that_is_no_utf8_does_not_pass_through);
  tcase_add_test (t, a_name_can_not_steer_a_terminal);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
