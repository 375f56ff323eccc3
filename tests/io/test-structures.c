/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-check.h"

/* Volume inside the closed loops of one region, by the shoelace formula on axial planes `step` apart. */
static double
polygon_ml (const KerfDicomRoi *roi, double step)
{
  double mm3 = 0;
  for (guint l = 0; l < roi->n_loops; l++) {
    const KerfDicomLoop *loop = &roi->loops[l];
    double twice = 0;
    ck_assert_int_eq (loop->kind, KERF_LOOP_CLOSED);
    for (gsize k = 0; k < loop->n_points; k++) {
      const double *p = loop->points + 3 * k, *q = loop->points + 3 * ((k + 1) % loop->n_points);
      twice += p[0] * q[1] - q[0] * p[1];
      kt_near (p[2], loop->points[2], 1e-6);
    }
    mm3 += fabs (twice) / 2 * step;
  }
  return mm3 / 1000;
}

START_TEST (the_contours_of_a_tumour_enclose_its_mask)
{
  const char *path = kt_shared ("data/sts-limb-pairs-dev/STS_035/dicom");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  guint sets = 0;
  for (guint k = 0; k < scan->series->len; k++) {
    const KerfSeries *s = kt_series (scan, k);
    if (s->kind != KERF_SERIES_STRUCTURES)
      continue;
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfContours) contours = kerf_series_read_contours (s, NULL, &error);
    kt_no_error (error);
    ck_assert_uint_eq (contours->rois->len, 1);
    const KerfDicomRoi *roi = contours->rois->pdata[0];
    gboolean ct = strcmp (roi->name, "GTV_Mass_CT") == 0;
    ck_assert (ct || strcmp (roi->name, "GTV_Mass_MR_T1") == 0);
    /* Frame of reference, not image UIDs, ties them to the image. */
    const KerfSeries *image = NULL;
    for (guint i = 0; i < scan->series->len; i++)
      if (strcmp (kt_series (scan, i)->modality, ct ? "CT" : "MR") == 0)
        image = kt_series (scan, i);
    ck_assert_str_eq (roi->frame_uid, image->frame_uid);
    ck_assert_str_eq (s->frame_uid, image->frame_uid);
    g_autofree char *mask =
        g_strdup_printf ("data/sts-limb-pairs-dev/STS_035/%s_mask.nii.gz", ct ? "CT" : "MR_T1");
    g_autoptr (KerfScan) labels = kt_scan (kt_shared (mask));
    g_autoptr (GBytes) bytes = kerf_series_read_label (kt_series (labels, 0), 1, NULL, NULL);
    const guint8 *inside = g_bytes_get_data (bytes, NULL);
    double count = 0;
    for (gsize v = 0; v < g_bytes_get_size (bytes); v++)
      count += inside[v];
    double ml = count * kerf_grid_voxel_mm3 (&kt_series (labels, 0)->grid) / 1000;
    kt_near (polygon_ml (roi, kerf_grid_spacing (&image->grid).z), ml, 0.2);
    sets++;
  }
  ck_assert_uint_eq (sets, 2);
}
END_TEST

START_TEST (regions_are_listed_by_number_with_their_names)
{
  const char *path = kt_shared ("data/dicom-zoo/rt/rtstruct.dcm");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_int_eq (s->kind, KERF_SERIES_STRUCTURES);
  ck_assert_uint_eq (s->rois->len, 3);
  gint32 last = -1;
  for (guint k = 0; k < s->rois->len; k++) {
    const KerfDicomRoi *roi = s->rois->pdata[k];
    ck_assert_int_gt (roi->number, last);
    ck_assert_str_ne (roi->name, "");
    ck_assert_uint_eq (roi->n_loops, 0);
    last = roi->number;
  }
  g_autoptr (KerfContours) contours = kerf_series_read_contours (s, NULL, NULL);
  guint loops = 0;
  for (guint k = 0; k < contours->rois->len; k++)
    loops += ((KerfDicomRoi *) contours->rois->pdata[k])->n_loops;
  ck_assert_uint_gt (loops, 0);
}
END_TEST

START_TEST (a_structure_set_without_contours_is_read)
{
  const char *path = kt_shared ("data/dicom-zoo/rt/rt_no_contours.dcm");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfContours) contours = kerf_series_read_contours (kt_series (scan, 0), NULL, &error);
  kt_no_error (error);
  ck_assert_uint_eq (contours->rois->len, 1);
  g_autoptr (KerfVolume) none = kerf_series_read (kt_series (scan, 0), NULL, &error);
  ck_assert_ptr_null (none);
  ck_assert_ptr_nonnull (error);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("structures");
  TCase *t = tcase_create ("structures");
  tcase_add_test (t, the_contours_of_a_tumour_enclose_its_mask);
  tcase_add_test (t, regions_are_listed_by_number_with_their_names);
  tcase_add_test (t, a_structure_set_without_contours_is_read);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
