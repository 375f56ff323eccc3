/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-check.h"

#include <sys/stat.h>
#include <zlib.h>

/* Every NIfTI file of the truth that is one grey volume: affine and values. */
START_TEST (every_nifti_volume_lies_where_the_truth_says_and_has_its_values)
{
  g_autoptr (KerfJson) all = kt_truth ("data/volumes-truth.json");
  if (!all)
    return;
  const KerfJson *files = kerf_json_get (all, "files");
  guint checked = 0;
  for (gsize f = 0; f < kerf_json_length (files); f++) {
    const char *name = kerf_json_key_at (files, f);
    const KerfJson *truth = kerf_json_get (files, name), *rows = kerf_json_get (truth, "affine_ras");
    if (!strstr (kerf_json_get_string (truth, "format", ""), "Nifti") ||
        kerf_json_length (kerf_json_get (truth, "sizes")) != 3 || kerf_json_get (truth, "image") ||
        (kerf_json_get_real (truth, "qform_code", 1) <= 0 &&
         kerf_json_get_real (truth, "sform_code", 1) <= 0))
      continue;
    g_autofree char *inside = g_strconcat ("data/", name, NULL);
    g_autoptr (KerfScan) scan = kt_scan (kt_shared (inside));
    const KerfSeries *s = kt_series (scan, 0);
    double scale = strstr (name, "metre") ? 1000 : 1;
    for (int r = 0; r < 3; r++)
      for (int c = 0; c < 4; c++) {
        double ras = kerf_json_as_real (kerf_json_at (kerf_json_at (rows, (gsize) r), (gsize) c), NAN);
        double lps = s->grid.patient_from_index.m[4 * r + c];
        ck_assert_msg (fabs (lps - (r < 2 ? -ras : ras) * scale) < 1e-4, "'%s' row %d column %d: %g for %g",
                       name, r, c, lps, ras);
      }
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, &error);
    kt_no_error (error);
    g_autofree char *sha = kt_volume_sha (volume);
    ck_assert_msg (strcmp (sha, kerf_json_get_string (truth, "sha256_f32_k_slowest", "")) == 0,
                   "values of '%s'", name);
    checked++;
  }
  ck_assert_uint_ge (checked, 25);
}
END_TEST

START_TEST (odd_nifti_files_say_what_is_odd)
{
  static const struct {
    const char *name, *verdict, *code, *sentence;
  } rows[] = {
    { "derived/n1-no-form-codes.nii.gz", "refused", "import.nifti-no-form",
      "'n1-no-form-codes.nii.gz' has no valid sform or qform; save it with one." },
    { "derived/n1-sform-differs-from-qform.nii.gz", "regular", "import.nifti-conflict",
      "sform and qform of 'n1-sform-differs-from-qform.nii.gz' differ by 24.7 mm; the sform was used, check the letters." },
    { "derived/n1-sheared-sform.nii.gz", "tilted", "import.tilt",
      "Series 'n1-sheared-sform.nii.gz' is tilted by 15.4° by its positions (header: none); resample it to use it for "
      "margins." },
    { "derived/n1-4d.nii.gz", "regular", "import.split",
      "Series 'n1-4d.nii.gz' holds 2 volumes (by time); they are listed one by one." },
    { "derived/n1-rgb24.nii.gz", "refused", "import.colour",
      "Series 'n1-rgb24.nii.gz' is a colour picture, not a measurement; it was left out." },
    { "nifti/totalseg_ct_3mm.nii.gz", "regular", "import.unit",
      "'totalseg_ct_3mm.nii.gz' states no unit and is 366 wide; say whether that is millimetres, metres or inches." },
  };
  if (!kt_shared ("data/volumes"))
    return;
  g_autofree char *inside = g_strconcat ("data/volumes/", rows[_i].name, NULL);
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (inside));
  ck_assert_str_eq (kerf_verdict_name (kt_series (scan, 0)->verdict), rows[_i].verdict);
  kt_has_finding (kt_series (scan, 0)->findings, rows[_i].code, rows[_i].sentence);
}
END_TEST

START_TEST (an_answered_unit_scales_the_grid)
{
  const char *path = kt_shared ("data/volumes/nifti/totalseg_ct_3mm.nii.gz");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *asked = kt_series (scan, 0);
  ck_assert (asked->asks_unit);
  g_autoptr (KerfSeries) mm = kerf_series_with_unit (asked, 1, NULL),
                         inch = kerf_series_with_unit (asked, 2.54, NULL);
  ck_assert (!mm->asks_unit && !kerf_series_has_finding (mm, KERF_ERROR_IMPORT_UNIT));
  ck_assert (kerf_grid_equal (&mm->grid, &asked->grid));
  kt_near (kerf_grid_spacing (&inch->grid).x, 7.62, 1e-9);
  g_autoptr (KerfSeries) metres = kerf_series_with_unit (asked, 1000, NULL);
  ck_assert_str_eq (kerf_verdict_name (metres->verdict), "refused");
  kt_has_finding (metres->findings, "import.spacing", NULL);
}
END_TEST

START_TEST (label_images_are_told_from_pictures)
{
  static const struct {
    const char *name;
    KerfSeriesKind kind;
    guint labels;
  } rows[] = { { "vhf-pelvis-ct-labels/sacrum-coccyx.nii.gz", KERF_SERIES_LABELS, 2 },
               { "volumes/derived/n1-labels-uint8.nii.gz", KERF_SERIES_LABELS, 2 },
               { "volumes/nifti/totalseg_ct_3mm_labels.nii.gz", KERF_SERIES_LABELS, 41 },
               { "sts-limb-pairs-dev/STS_046/CT_mask.nii.gz", KERF_SERIES_LABELS, 1 },
               { "volumes/nifti/totalseg_ct_3mm.nii.gz", KERF_SERIES_VOLUME, 0 },
               { "volumes/nifti/standard.nii.gz", KERF_SERIES_VOLUME, 0 },
               { "volumes/derived/n1-float32-slope.nii.gz", KERF_SERIES_VOLUME, 0 },
               { "sts-limb-pairs-dev/STS_046/MR_T1.nii.gz", KERF_SERIES_VOLUME, 0 } };
  if (!kt_shared ("data/volumes"))
    return;
  for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
    g_autofree char *inside = g_strconcat ("data/", rows[k].name, NULL);
    g_autoptr (KerfScan) scan = kt_scan (kt_shared (inside));
    ck_assert_msg (kt_series (scan, 0)->kind == rows[k].kind, "kind of '%s'", rows[k].name);
    ck_assert_msg (kt_series (scan, 0)->labels->len == rows[k].labels, "labels of '%s'", rows[k].name);
  }
}
END_TEST

START_TEST (one_label_is_taken_from_a_label_image)
{
  const char *path = kt_shared ("data/vhf-pelvis-ct-labels/sacrum-coccyx.nii.gz");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, NULL);
  gsize n = kerf_grid_voxels (&s->grid), in[3] = { 0 };
  for (gsize k = 0; k < n; k++)
    in[volume->i16[k]]++;
  for (gint32 label = 1; label <= 2; label++) {
    g_autoptr (GBytes) bytes = kerf_series_read_label (s, label, NULL, NULL);
    const guint8 *inside = g_bytes_get_data (bytes, NULL);
    gsize count = 0;
    for (gsize k = 0; k < n; k++)
      count += inside[k];
    ck_assert_uint_eq (count, in[label]);
    ck_assert_uint_gt (count, 100);
  }
  ck_assert_int_eq (g_array_index (s->labels, gint32, 1), 2);
}
END_TEST

START_TEST (a_cut_nifti_says_how_much_is_there)
{
  const char *path = kt_shared ("data/volumes/nifti/anatomical.nii");
  if (!path)
    return;
  g_autofree char *folder = kt_folder (), *file = g_build_filename (folder, "a.nii", NULL);
  kt_copy (path, folder, "a.nii");
  ck_assert_int_eq (truncate (file, 30000), 0);
  g_autoptr (KerfScan) scan = kt_scan (file);
  kt_has_finding (scan->findings, "import.truncated",
                  "'a.nii' ends after 30000 of 68002 bytes; copy it again from its source.");
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_series_read (kt_series (scan, 0), NULL, &error));
  kt_remove (folder);
}
END_TEST

/* A header may claim anything; memory is not given on its word. */
START_TEST (a_tiny_file_that_claims_a_huge_volume_is_refused)
{
  g_autofree char *folder = kt_folder (), *plain = g_build_filename (folder, "a.nii", NULL),
                  *packed = g_build_filename (folder, "b.nii.gz", NULL), *data = NULL;
  KerfGrid grid = kerf_grid_axial (4, 4, 4, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  guint8 labels[64] = { 0 };
  gsize size;
  ck_assert (kerf_write_nifti_labels (plain, &grid, labels, NULL, NULL, NULL));
  ck_assert (g_file_get_contents (plain, &data, &size, NULL));
  for (int k = 0; k < 3; k++) {
    gint16 claim = 1200;
    memcpy (data + 42 + 2 * k, &claim, 2);
  }
  kt_write (folder, "a.nii", data, size);
  gzFile file = gzopen (packed, "wb");
  ck_assert_int_eq (gzwrite (file, data, (unsigned) size), (int) size);
  gzclose (file);
  g_autoptr (KerfScan) scan = kt_scan (folder);
  kt_has_finding (kt_series (scan, 0)->findings, "import.truncated",
                  "'a.nii' ends after 416 of 1728000352 bytes; copy it again from its source.");
  kt_has_finding (
      kt_series (scan, 1)->findings, "import.no-pixels",
      "'b.nii.gz' holds no usable pixels (it is far shorter than its header says); it was left out.");
  kt_remove (folder);
}
END_TEST

START_TEST (the_frame_of_a_file_that_names_none_is_its_content)
{
  const char *path = kt_shared ("data/sts-limb-pairs-dev/STS_046/CT.nii.gz");
  if (!path)
    return;
  g_autofree char *folder = kt_folder (), *data = NULL;
  gsize size;
  ck_assert (g_file_get_contents (path, &data, &size, NULL));
  KerfHash hash = kerf_hash_bytes (data, size);
  g_autofree char *hex = kerf_hash_to_hex (&hash), *frame = g_strconcat ("sha256:", hex, NULL);
  g_autoptr (KerfScan) scan = kt_scan (path);
  ck_assert_str_eq (kt_series (scan, 0)->frame_uid, frame);
  ck_assert_str_eq (kt_series (scan, 0)->role, "ct");
  kt_has_finding (kt_series (scan, 0)->findings, "import.thick", NULL);
  kt_remove (folder);
}
END_TEST

/* The same patient's CT as NIfTI and as DICOM are the same image. */
START_TEST (dicom_and_nifti_of_one_image_agree_voxel_by_voxel)
{
  const char *path = kt_shared ("data/sts-limb-pairs-dev/STS_035/CT.nii.gz");
  if (!path)
    return;
  g_autoptr (KerfScan) nifti = kt_scan (path),
                       dicom = kt_scan (kt_shared ("data/sts-limb-pairs-dev/STS_035/dicom/CT"));
  g_autoptr (KerfVolume) a = kerf_series_read (kt_series (nifti, 0), NULL, NULL);
  g_autoptr (KerfVolume) b = kerf_series_read (kt_series (dicom, 0), NULL, NULL);
  for (gint32 k = 0; k < a->grid.n[2]; k += 4)
    for (gint32 j = 0; j < a->grid.n[1]; j += 9)
      for (gint32 i = 0; i < a->grid.n[0]; i += 7) {
        KerfVec3 at = kerf_grid_index (&b->grid, kerf_grid_point (&a->grid, i, j, k));
        kt_near (at.x, floor (at.x + 0.5), 2e-3);
        kt_near (at.z, floor (at.z + 0.5), 2e-3);
        kt_near (kerf_volume_value (a, i, j, k),
                 kerf_volume_value (b, (gint32) floor (at.x + 0.5), (gint32) floor (at.y + 0.5),
                                    (gint32) floor (at.z + 0.5)),
                 1e-9);
      }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("nifti");
  TCase *t = tcase_create ("nifti");
  tcase_add_test (t, every_nifti_volume_lies_where_the_truth_says_and_has_its_values);
  tcase_add_loop_test (t, odd_nifti_files_say_what_is_odd, 0, 6);
  tcase_add_test (t, an_answered_unit_scales_the_grid);
  tcase_add_test (t, label_images_are_told_from_pictures);
  tcase_add_test (t, one_label_is_taken_from_a_label_image);
  tcase_add_test (t, a_cut_nifti_says_how_much_is_there);
  tcase_add_test (t, a_tiny_file_that_claims_a_huge_volume_is_refused);
  tcase_add_test (t, the_frame_of_a_file_that_names_none_is_its_content);
  tcase_add_test (t, dicom_and_nifti_of_one_image_agree_voxel_by_voxel);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
