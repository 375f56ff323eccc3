/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-check.h"

/* Values of all frames, rescaled, as the truth has them: frames in file order. */
static char *
decoded_sha (const KerfDicomHeader *header)
{
  gsize frame = (gsize) header->rows * (gsize) header->columns;
  g_autofree float *values = g_new (float, frame * header->n_frames);
  g_autofree void **to = g_new0 (void *, header->n_frames);
  g_autoptr (GError) error = NULL;
  for (guint f = 0; f < header->n_frames; f++)
    to[f] = values + f * frame;
  gboolean good = kerf_dicom_decode (header, KERF_DICOM_FLOAT32, to, &error);
  kt_no_error (error);
  ck_assert (good);
  KerfHash hash = kerf_hash_bytes (values, frame * header->n_frames * sizeof *values);
  return kerf_hash_to_hex (&hash);
}

static void
check_reals (const KerfJson *truth, const char *key, const double *values, gsize n, const char *file)
{
  double expected[16];
  if (!kerf_json_get_reals (truth, key, expected, n))
    return;
  for (gsize k = 0; k < n; k++)
    ck_assert_msg (fabs (values[k] - expected[k]) < 1e-9, "%s of '%s': %g, not %g", key, file, values[k],
                   expected[k]);
}

static void
check_header (const KerfDicomHeader *header, const KerfJson *truth, const char *file)
{
  ck_assert_msg (header->rows == kerf_json_get_real (truth, "rows", -1), "rows of '%s'", file);
  ck_assert_msg (header->columns == kerf_json_get_real (truth, "columns", -1), "columns of '%s'", file);
  ck_assert_msg (header->n_frames == kerf_json_get_real (truth, "frames", -1), "frames of '%s'", file);
  const KerfDicomFrame *first = &header->frames[0];
  const KerfJson *groups = kerf_json_get (truth, "frame_groups"), *group = kerf_json_at (groups, 0);
  const KerfJson *of_frame = group ? group : truth;
  if (group || header->n_frames == 1) {
    check_reals (of_frame, "position", first->position, 3, file);
    check_reals (of_frame, "orientation", first->orientation, 6, file);
    check_reals (of_frame, group ? "spacing" : "spacing_row_column", first->spacing, 2, file);
  }
  ck_assert_msg (fabs (first->slope - kerf_json_get_real (of_frame, "slope", 1)) < 1e-12, "slope of '%s'",
                 file);
}

START_TEST (every_grey_file_gives_the_values_of_the_truth)
{
  /* Signed with fewer bits than are stored: the truth has whole words, the standard wants the sign (next test). */
  static const char *const whole_words[] = { "geometry/12bitSigned_0x0F0F.dcm",
                                             "transfer-syntax/JLSL_16_15_1_1F.dcm", NULL };
  g_autoptr (KerfJson) truth = kt_truth ("data/dicom-zoo/truth.json");
  if (!truth)
    return;
  const KerfJson *files = kerf_json_get (truth, "files");
  guint checked = 0;
  for (gsize k = 0; k < kerf_json_length (files); k++) {
    const char *name = kerf_json_key_at (files, k);
    const KerfJson *row = kerf_json_get (files, name);
    double bits = kerf_json_get_real (row, "bits_allocated", 0);
    if (strcmp (kerf_json_get_string (row, "image", ""), "grey") != 0 || (bits != 8 && bits != 16) ||
        g_strv_contains (whole_words, name))
      continue;
    g_autofree char *inside = g_strconcat ("data/dicom-zoo/", name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (kt_shared (inside), &error);
    kt_no_error (error);
    ck_assert_msg ((header->kind == KERF_DICOM_IMAGE || header->kind == KERF_DICOM_SEGMENTS) &&
                       !header->fault && !header->codec && !header->truncated_need,
                   "'%s': %s", name, header->fault ? header->fault : "not usable");
    check_header (header, row, name);
    g_autofree char *sha = decoded_sha (header);
    ck_assert_msg (strcmp (sha, kerf_json_get_string (row, "sha256_rescaled_f32", "")) == 0, "values of '%s'",
                   name);
    checked++;
  }
  ck_assert_uint_ge (checked, 120);
}
END_TEST

/* 12 bits stored, signed, with rubbish above them: masked and extended by the sign. The pixels end the file. */
START_TEST (bits_above_the_value_are_cut_off_and_the_sign_is_kept)
{
  const char *path = kt_shared ("data/dicom-zoo/geometry/12bitSigned_0x0F0F.dcm");
  if (!path)
    return;
  enum { N = 384 * 384 };
  g_autofree char *data = NULL;
  gsize size;
  ck_assert (g_file_get_contents (path, &data, &size, NULL));
  g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (path, NULL);
  g_autofree gint16 *pixels = g_new (gint16, N);
  ck_assert (kerf_dicom_decode (header, KERF_DICOM_INT16, (void *const[]){ pixels }, NULL));
  const char tag[8] = { (char) 0xe0, 0x7f, 0x10, 0, 'O', 'W', 0, 0 };
  const char *words = (const char *) memmem (data, size, tag, sizeof tag) + 12;
  guint rubbish = 0;
  for (gsize k = 0; k < N; k++) {
    guint16 word;
    memcpy (&word, words + 2 * k, 2);
    int value = word & 0xfff;
    value -= value & 0x800 ? 0x1000 : 0;
    rubbish += value != (gint16) word;
    ck_assert_int_eq (pixels[k], value);
  }
  ck_assert_uint_gt (rubbish, 0);
}
END_TEST

/* The same image through every way of storing it. */
START_TEST (all_transfer_syntaxes_give_the_same_samples)
{
  static const char *const names[] = {
    "MR_small.dcm",          "MR_small_RLE.dcm",          "MR_small_bigendian.dcm",
    "MR_small_implicit.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm",
    "MR_small_padded.dcm"
  };
  g_autofree char *first = NULL;
  if (!kt_shared ("data/dicom-zoo"))
    return;
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autofree char *inside = g_strconcat ("data/dicom-zoo/transfer-syntax/", names[k], NULL);
    g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (kt_shared (inside), NULL);
    ck_assert_ptr_nonnull (header);
    g_autofree char *sha = decoded_sha (header);
    if (!first)
      first = g_strdup (sha);
    ck_assert_msg (strcmp (sha, first) == 0, "'%s' differs", names[k]);
  }
}
END_TEST

START_TEST (single_frames_of_a_compressed_file_are_the_same_alone_and_together)
{
  static const char *const names[] = { "enhanced/philips_enhanced_anatomical.dcm",
                                       "enhanced/siemens_multiframe.dcm", "enhanced/emri_small_RLE.dcm",
                                       "enhanced/emri_small_jpeg_2k_lossless.dcm",
                                       "enhanced/emri_small_big_endian.dcm" };
  if (!kt_shared ("data/dicom-zoo"))
    return;
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autofree char *inside = g_strconcat ("data/dicom-zoo/", names[k], NULL);
    g_autoptr (KerfDicomHeader) header = kerf_dicom_scan (kt_shared (inside), NULL);
    gsize frame = (gsize) header->rows * (gsize) header->columns;
    g_autofree gint16 *all = g_new0 (gint16, frame * header->n_frames), *one = g_new0 (gint16, frame);
    g_autofree void **to = g_new0 (void *, header->n_frames);
    for (guint f = 0; f < header->n_frames; f++)
      to[f] = all + f * frame;
    ck_assert (kerf_dicom_decode (header, KERF_DICOM_INT16, to, NULL));
    memset (to, 0, header->n_frames * sizeof *to);
    guint last = header->n_frames - 1;
    to[last] = one;
    ck_assert (kerf_dicom_decode (header, KERF_DICOM_INT16, to, NULL));
    ck_assert (memcmp (one, all + last * frame, frame * sizeof *one) == 0);
  }
}
END_TEST

/* An unknown transfer syntax is named; the bytes of the file say High-Throughput JPEG 2000. */
START_TEST (a_transfer_syntax_that_is_not_known_is_named)
{
  const char *from = kt_shared ("data/dicom-zoo/transfer-syntax/MR_small_jp2klossless.dcm");
  if (!from)
    return;
  g_autofree char *folder = kt_folder (), *data = NULL;
  gsize size;
  ck_assert (g_file_get_contents (from, &data, &size, NULL));
  char *uid = memmem (data, size, "1.2.840.10008.1.2.4.90", 22);
  ck_assert_ptr_nonnull (uid);
  memcpy (uid, "1.2.840.10008.1.2.4.20", 22);
  memcpy (uid + 20, "20", 2);
  kt_write (folder, "a.dcm", data, size);
  g_autofree char *path = g_build_filename (folder, "a.dcm", NULL);
  g_autoptr (KerfScan) scan = kt_scan (path);
  kt_has_finding (kt_series (scan, 0)->findings, "import.codec",
                  "'a.dcm' is compressed as 1.2.840.10008.1.2.4.20, which Kerf can't read; export the series "
                  "uncompressed or as JPEG lossless.");
  kt_remove (folder);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("transfer-syntax");
  TCase *t = tcase_create ("transfer-syntax");
  tcase_add_test (t, every_grey_file_gives_the_values_of_the_truth);
  tcase_add_test (t, bits_above_the_value_are_cut_off_and_the_sign_is_kept);
  tcase_add_test (t, all_transfer_syntaxes_give_the_same_samples);
  tcase_add_test (t, single_frames_of_a_compressed_file_are_the_same_alone_and_together);
  tcase_add_test (t, a_transfer_syntax_that_is_not_known_is_named);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
