/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "app/panels/quantity.h"

static const struct {
  const char *text, *unit;
  double value;
} taken[] = {
  { "10", "mm", 10 },        { "10.5", "mm", 10.5 }, { "10,5", "mm", 10.5 },      { " 1 cm ", "mm", 10 },
  { "0,4 in", "mm", 10.16 }, { "-3", "mm", -3 },     { "−3,25 mm", "mm", -3.25 }, { "+2", "mm", 2 },
  { "12°", "°", 12 },        { "12 deg", "°", 12 },  { "200 HU", "HU", 200 },     { "7\u202fmm", "mm", 7 },
};

START_TEST (a_number_is_taken_as_people_write_it)
{
  double value;
  GError *error = NULL;
  ck_assert (kerf_quantity_parse (taken[_i].text, taken[_i].unit, &value, &error));
  kt_no_error (error);
  kt_near (value, taken[_i].value, 1e-12);
}
END_TEST

static const struct {
  const char *text, *unit, *part;
} refused[] = {
  { "1.000,5", "mm", "thousands mark" },
  { "1,000.5", "mm", "thousands mark" },
  { "abc", "mm", "no number" },
  { "", "mm", "no number" },
  { "12°", "mm", "no unit" },
  { "3 parsec", "mm", "no unit" },
  { "5.", "mm", "no number" },
};

START_TEST (what_is_none_is_refused_with_a_sentence)
{
  double value = 42;
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_quantity_parse (refused[_i].text, refused[_i].unit, &value, &error));
  ck_assert_msg (strstr (error->message, refused[_i].part) != NULL, "%s", error->message);
  kt_near (value, 42, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("quantity");
  TCase *tcase = tcase_create ("quantity");
  tcase_add_loop_test (tcase, a_number_is_taken_as_people_write_it, 0, G_N_ELEMENTS (taken));
  tcase_add_loop_test (tcase, what_is_none_is_refused_with_a_sentence, 0, G_N_ELEMENTS (refused));
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
