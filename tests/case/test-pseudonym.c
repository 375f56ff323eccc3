/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "case/plan.h"
#include "case/pseudonym.h"

static KerfPseudonym
pseudonym (guint8 first)
{
  KerfPseudonym p = { .id = "SUB-1", .has_key = TRUE };
  for (guint k = 0; k < sizeof p.key.b; k++)
    p.key.b[k] = (guint8) (first + k);
  return p;
}

START_TEST (the_keyed_hash_is_hmac_sha_256)
{
  /* RFC 4231, test case 1: a key of 20 bytes, which HMAC fills up with zeros. */
  KerfHash key = { { 0 } };
  memset (key.b, 0x0b, 20);
  KerfHash hash = kerf_hash_keyed (&key, "Hi There", 8);
  g_autofree char *hex = kerf_hash_to_hex (&hash);
  ck_assert_str_eq (hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}
END_TEST

START_TEST (a_uid_has_one_new_one_under_a_key)
{
  KerfPseudonym p = pseudonym (1), q = pseudonym (2);
  for (int k = 0; k < 500; k++) {
    g_autofree char *old = g_strdup_printf ("1.2.840.%d", k), *a = kerf_pseudonym_uid (&p, old),
                    *b = kerf_pseudonym_uid (&p, old), *c = kerf_pseudonym_uid (&q, old);
    ck_assert_str_eq (a, b);
    ck_assert_str_ne (a, c);
    ck_assert (g_str_has_prefix (a, "2.25.") && strlen (a) <= 44 && a[5] != '0');
    ck_assert (strspn (a, "0123456789.") == strlen (a));
  }
}
END_TEST

START_TEST (dates_and_times_keep_their_distance)
{
  KerfPseudonym p = pseudonym (1);
  GDate a, b;
  g_autofree char *x = kerf_pseudonym_date (&p, "20240227"), *y = kerf_pseudonym_date (&p, "20240302");
  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_parse (&a, x);
  g_date_set_parse (&b, y);
  ck_assert_int_eq (g_date_days_between (&a, &b), 4); /* over the 29th of February */
  ck_assert (kerf_pseudonym_days (&p) >= 31 && kerf_pseudonym_days (&p) <= 3682);
  static const char *const none[] = { "", "2024022", "20240230", "2024-2-27", "jan. 2024", "00000000" };
  for (gsize k = 0; k < G_N_ELEMENTS (none); k++)
    ck_assert_ptr_null (kerf_pseudonym_date (&p, none[k]));
  g_autofree char *s = kerf_pseudonym_time (&p, "2024-02-28T23:59:59.999999Z"),
                  *t = kerf_pseudonym_time (&p, "2024-03-01T00:00:00.000000Z");
  g_autoptr (GDateTime) u = g_date_time_new_from_iso8601 (s, NULL),
                        v = g_date_time_new_from_iso8601 (t, NULL);
  ck_assert_int_eq (g_date_time_difference (v, u), G_TIME_SPAN_DAY + 1);
  ck_assert_ptr_null (kerf_pseudonym_time (&p, "yesterday"));
}
END_TEST

/* A case of one image with this record and one segment with this name, pseudonymised. */
static KerfPseudonymised *
made_of (const char *volume, const char *name)
{
  KerfPseudonym p = pseudonym (1);
  KerfHash revision = { { 7 } };
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  g_autoptr (KerfCase) empty = kerf_case_new ("00000000-0000-8000-8000-000000000000", blobs);
  g_autoptr (GError) error = NULL;
  KerfJson *record = kerf_json_parse (volume, -1, "volume", &error), *segment = kerf_json_object ();
  kt_no_error (error);
  kerf_json_set_string (segment, "name", name);
  kerf_json_set_string (segment, "class", "tumour");
  g_autoptr (KerfObject) v = kerf_object_new ((KerfId){ KERF_KIND_VOLUME, 1 }, record),
                         s = kerf_object_new ((KerfId){ KERF_KIND_SEGMENT, 3 }, segment);
  g_autoptr (KerfCase) with_v = kerf_case_with (empty, v), kase = kerf_case_with (with_v, s);
  KerfPseudonymised *made = kerf_pseudonymise (kase, &revision, &p, &error);
  kt_no_error (error);
  return made;
}

static const char patient[] =
    "{\"identity\":{\"name\":\"Ilium^Anna\",\"patient_id\":\"77-12\"},\"name\":\"CT\",\"role\":\"ct\"}";

START_TEST (a_name_stays_where_every_word_is_known)
{
  static const struct {
    const char *name, *becomes;
  } names[] = { { "Tumour, left S1 2 mm", "Tumour, left S1 2 mm" },
                { "Tumour of Anna", "Tumour" },  /* her name */
                { "left ilium", "Tumour" },      /* a word of anatomy that is her name */
                { "Tumour Dr Meier", "Tumour" }, /* nobody's word */
                { "Tumour 12.03.71", "Tumour" }, /* a date */
                { "Tumour 77", "Tumour" },       /* a part of her number */
                { "plan 1971", "Tumour" },       /* four digits */
                { "a n n a", "Tumour" },         /* spelt out */
                { "Tumör", "Tumour" },
                { "…", "Tumour" } };
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autoptr (KerfPseudonymised) made = made_of (patient, names[k].name);
    const KerfObject *object = kerf_case_get (made->kase, (KerfId){ KERF_KIND_SEGMENT, 3 });
    ck_assert_str_eq (kerf_object_name (object), names[k].becomes);
  }
}
END_TEST

START_TEST (what_no_rule_names_stays_behind_and_is_said)
{
  g_autoptr (KerfPseudonymised) made = made_of (
      "{\"name\":\"CT\",\"role\":\"Anna's\",\"new_key\":{\"deep\":\"Anna\"},\"grid\":{\"dims\":[1,2,3],"
      "\"secret\":\"Anna\"},\"low\":\"Anna\",\"modality\":\"ANNA\",\"kernel\":\"B70f\"}",
      "Bone");
  const KerfJson *record = kerf_object_record (kerf_case_get (made->kase, (KerfId){ KERF_KIND_VOLUME, 1 }));
  g_autofree char *text = kerf_json_to_text (record);
  ck_assert (!strstr (text, "nna") && !strstr (text, "NNA") && !strstr (text, "new_key"));
  ck_assert_str_eq (kerf_json_get_string (record, "kernel", ""), "B70f");
  ck_assert_uint_eq (kerf_json_length (kerf_json_get (kerf_json_get (record, "grid"), "dims")), 3);
  g_autofree char *left = kerf_json_to_text (made->made_from);
  ck_assert (strstr (left, "v1.new_key") && strstr (left, "v1.grid.secret") && strstr (left, "v1.low"));
}
END_TEST

START_TEST (a_finding_keeps_its_numbers_and_loses_its_names)
{
  g_autoptr (KerfPseudonymised) made = made_of (
      "{\"name\":\"CT of Anna\",\"role\":\"ct\",\"findings\":["
      "{\"code\":\"import.gap\",\"message\":\"Series 'Anna 4711' misses 3 slices between 20 mm and 23.5 mm; send it again, "
      "or accept the gap with a reason, until then no margin is computed there.\"},"
      "{\"code\":\"import.thick\",\"message\":\"Anna says 12 of hers\"},{\"code\":\"anna\",\"message\":\"Anna\"}]}",
      "Bone");
  const KerfJson *list =
      kerf_json_get (kerf_object_record (kerf_case_get (made->kase, (KerfId){ KERF_KIND_VOLUME, 1 })),
                     "findings");
  ck_assert_uint_eq (kerf_json_length (list), 2);
  ck_assert (g_str_has_prefix (kerf_json_get_string (kerf_json_at (list, 0), "message", ""),
                               "Series 'CT' misses 3 slices between 20 mm and 23.5 mm; "));
  ck_assert (g_str_has_prefix (kerf_json_get_string (kerf_json_at (list, 1), "message", ""),
                               "Slices of 'CT' are … mm thick"));
}
END_TEST

START_TEST (serial_numbers_are_not_given_again)
{
  g_autoptr (KerfPseudonymised) made = made_of (patient, "Bone");
  ck_assert_uint_eq (kerf_case_next_id (made->kase, KERF_KIND_SEGMENT).number, 4);
  ck_assert_uint_eq (kerf_case_next_id (made->kase, KERF_KIND_VOLUME).number, 2);
  const KerfJson *subject = kerf_object_record (kerf_case_subject (made->kase));
  ck_assert_str_eq (kerf_json_get_string (subject, "study_id", ""), "SUB-1");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("pseudonym");
  TCase *tc = tcase_create ("all");
  suite_add_tcase (suite, tc);
  tcase_add_test (tc, the_keyed_hash_is_hmac_sha_256);
  tcase_add_test (tc, a_uid_has_one_new_one_under_a_key);
  tcase_add_test (tc, dates_and_times_keep_their_distance);
  tcase_add_test (tc, a_name_stays_where_every_word_is_known);
  tcase_add_test (tc, what_no_rule_names_stays_behind_and_is_said);
  tcase_add_test (tc, a_finding_keeps_its_numbers_and_loses_its_names);
  tcase_add_test (tc, serial_numbers_are_not_given_again);
  return kt_run (suite);
}
