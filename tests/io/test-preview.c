/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a series before it is imported is its middle slice, value by value, in its place. */
#include "io-check.h"
#include "phantom.h"

static void
is_middle_slice (const KerfSeries *s)
{
  gboolean placed = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfVolume) preview = kerf_series_preview (s, &placed, NULL, &error);
  kt_no_error (error);
  g_autoptr (KerfVolume) whole = kerf_series_read (s, NULL, &error);
  kt_no_error (error);
  ck_assert (placed);
  ck_assert_int_eq (preview->grid.n[2], 1);
  gint32 k = whole->grid.n[2] / 2;
  for (gint32 j = 0; j < whole->grid.n[1]; j++)
    for (gint32 i = 0; i < whole->grid.n[0]; i++)
      ck_assert_double_eq (kerf_volume_value (preview, i, j, 0), (float) kerf_volume_value (whole, i, j, k));
  for (int a = 0; a < 2; a++) { /* the letters on the picture come from these */
    KerfVec3 p = kerf_grid_axis (&preview->grid, a), q = kerf_grid_axis (&whole->grid, a);
    kt_near (kerf_distance (p, q), 0, 1e-6);
  }
}

START_TEST (a_plain_series_shows_its_middle_slice)
{
  g_autofree char *folder = kt_folder ();
  g_autofree char *inside = g_build_filename (folder, "ct", NULL);
  KerfGrid grid = kerf_grid_axial (9, 7, 6, kerf_vec3 (0.5, 0.7, 1), kerf_vec3 (-3, 4, 5));
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 1, 0);
  KerfDicomSeries series = phantom_series ();
  ck_assert (kerf_write_dicom_series (inside, volume, &series, NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (inside);
  is_middle_slice (kt_series (scan, 0));
  kt_remove (folder);
}
END_TEST

static const char *const shared[] = {
  "data/dicom-zoo/geometry/mr-sagittal-rle",        "data/dicom-zoo/geometry/mr-sagittal-j2k",
  "data/dicom-zoo/enhanced/siemens_multiframe.dcm", "data/dicom-zoo/geometry/mr-hitachi-oblique",
  "data/volumes/derived/lps-big-endian.nrrd",       "data/volumes/derived/n1-qform-only-oblique.nii.gz"
};

START_TEST (a_real_series_shows_its_middle_slice)
{
  if (!kt_shared (shared[_i]))
    return;
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (shared[_i]));
  is_middle_slice (kt_series (scan, 0));
}
END_TEST

/* One slice is no volume, but a picture. */
START_TEST (a_refused_series_is_shown_where_it_has_pixels)
{
  if (!kt_shared ("data/dicom-zoo/transfer-syntax/CT_small.dcm"))
    return;
  g_autoptr (KerfScan) scan = kt_scan (kt_shared ("data/dicom-zoo/transfer-syntax/CT_small.dcm"));
  gboolean placed = FALSE;
  ck_assert_int_eq (kt_series (scan, 0)->verdict, KERF_VERDICT_REFUSED);
  g_autoptr (KerfVolume) preview = kerf_series_preview (kt_series (scan, 0), &placed, NULL, NULL);
  ck_assert_ptr_nonnull (preview);
  ck_assert (placed && preview->grid.n[0] == 128 && preview->grid.n[1] == 128);
  g_autoptr (KerfScan) colour = kt_scan (kt_shared ("data/dicom-zoo/refuse-colour-capture/SC_rgb.dcm"));
  ck_assert_ptr_null (kerf_series_preview (kt_series (colour, 0), &placed, NULL, NULL));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("preview");
  TCase *t = tcase_create ("preview");
  tcase_add_test (t, a_plain_series_shows_its_middle_slice);
  tcase_add_loop_test (t, a_real_series_shows_its_middle_slice, 0, G_N_ELEMENTS (shared));
  tcase_add_test (t, a_refused_series_is_shown_where_it_has_pixels);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
