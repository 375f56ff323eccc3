/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/json.h"

START_TEST (canonical_text_sorts_keys_and_drops_spaces)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfJson) json =
      kerf_json_parse ("{ \"b\": [1, 2.50, -0.0], \"a\": {\"é\": null, \"z\": true} }", -1, "x", &error);
  kt_no_error (error);
  g_autofree char *text = kerf_json_to_text (json);
  ck_assert_str_eq (text, "{\"a\":{\"z\":true,\"é\":null},\"b\":[1,2.5,0]}");
}
END_TEST

START_TEST (a_million_doubles_come_back_the_same)
{
  guint64 state = 1;
  for (int k = 0; k < 1000000; k++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    guint64 bits = state ^ (state >> 29);
    double value, back;
    memcpy (&value, &bits, sizeof value);
    if (!isfinite (value))
      continue;
    g_autoptr (KerfJson) json = kerf_json_real (value);
    g_autofree char *text = kerf_json_to_text (json);
    back = g_ascii_strtod (text, NULL);
    ck_assert (back == value);
  }
}
END_TEST

static const char *const bad[] = {
  "",          "{",      "[1,]",      "{\"a\":1,\"a\":2}", "[1] 2", "nan", "[1e999]", "[01]", "\"\\ud800\"",
  "{\"a\" 1}", "\"open", "[\"\\x\"]", "[\xff\xfe]",        "[1 2]", "tru", "[--1]"
};

START_TEST (bad_text_is_refused_with_a_sentence)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_json_parse (bad[_i], -1, "'x.json'", &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_ptr_nonnull (strstr (error->message, "'x.json'"));
}
END_TEST

START_TEST (deep_nesting_is_refused)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_json_parse (deep, -1, "x", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "deeply"));
}
END_TEST

START_TEST (unknown_is_null_never_zero)
{
  g_autoptr (KerfJson) json = kerf_json_object ();
  kerf_json_set_real (json, "margin_mm", (double) NAN);
  g_autofree char *text = kerf_json_to_text (json);
  ck_assert_str_eq (text, "{\"margin_mm\":null}");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("json");
  TCase *t = tcase_create ("json");
  tcase_set_timeout (t, 120);
  tcase_add_test (t, canonical_text_sorts_keys_and_drops_spaces);
  tcase_add_test (t, a_million_doubles_come_back_the_same);
  tcase_add_loop_test (t, bad_text_is_refused_with_a_sentence, 0, (int) G_N_ELEMENTS (bad));
  tcase_add_test (t, deep_nesting_is_refused);
  tcase_add_test (t, unknown_is_null_never_zero);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
