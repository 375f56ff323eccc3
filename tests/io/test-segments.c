/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM SEG: masks bit by bit, in whatever transfer syntax, each segment for itself. */
#include "io-check.h"

#define ZOO "data/dicom-zoo/segmentation/"

static KerfSeries *
only_series (KerfScan *scan)
{
  ck_assert_uint_eq (scan->series->len, 1);
  KerfSeries *s = kt_series (scan, 0);
  ck_assert_int_eq (s->kind, KERF_SERIES_LABELS);
  return s;
}

static gsize
count_inside (const KerfSeries *s, gint32 label, GBytes **keep)
{
  g_autoptr (GError) error = NULL;
  GBytes *mask = kerf_series_read_label (s, label, NULL, &error);
  kt_no_error (error);
  gsize size, n = 0;
  const guint8 *inside = g_bytes_get_data (mask, &size);
  ck_assert_uint_eq (size, kerf_grid_voxels (&s->grid));
  for (gsize k = 0; k < size; k++)
    n += inside[k];
  if (keep)
    *keep = mask;
  else
    g_bytes_unref (mask);
  return n;
}

/* Voxels counted by pydicom 2.3.1 in the same files. */
static const struct {
  const char *file, *name;
  gint32 label, slices;
  gsize voxels;
} counted[] = {
  { "label_24x38x3.seg", "Liver", 1, 3, 315 },
  { "liver_expb.dcm", "Liver", 1, 3, 107098 },
  { "liver_nonbyte_aligned.dcm", "Liver", 1, 3, 107098 },
  { "partial_overlaps.dcm", "GREEN", 1, 3, 9602 },
  { "partial_overlaps.dcm", "ORANGE", 2, 3, 11888 },
  { "partial_overlaps.dcm", "PURPLE", 3, 3, 10743 },
  { "partial_overlaps.dcm", "LIGHT_BLUE", 4, 3, 6693 },
  { "partial_overlaps.dcm", "DARK_BLUE", 5, 3, 4713 },
  { "seg_image_ct_binary.dcm", "first segment", 1, 3, 638 },
  { "seg_image_ct_binary_overlap.dcm", "first segment", 1, 165, 64 }, /* frames absent are empty */
  { "seg_image_ct_binary_overlap.dcm", "second segment", 2, 165, 16 },
  { "sparse-labelmap-noppv.dcm", "Liver", 1, 3, 630 },
};

START_TEST (each_segment_has_the_voxels_that_another_reader_counts)
{
  g_autofree char *path = g_strconcat (ZOO, counted[_i].file, NULL);
  if (!kt_shared (path))
    return;
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (path));
  const KerfSeries *s = only_series (scan);
  ck_assert_int_eq (s->grid.n[2], counted[_i].slices);
  gboolean named = FALSE;
  for (guint k = 0; k < s->rois->len; k++) {
    const KerfDicomRoi *roi = s->rois->pdata[k];
    named = named || (roi->number == counted[_i].label && strcmp (roi->name, counted[_i].name) == 0);
  }
  ck_assert (named);
  ck_assert_uint_eq (count_inside (s, counted[_i].label, NULL), counted[_i].voxels);
}
END_TEST

/* pydicom can't read this one; it is the same mask as the big-endian file. */
START_TEST (a_mask_compressed_by_run_length_is_the_plain_one)
{
  if (!kt_shared (ZOO "liver_rle.dcm"))
    return;
  g_autoptr (KerfScan) packed = kt_scan (kt_shared (ZOO "liver_rle.dcm"));
  g_autoptr (KerfScan) plain = kt_scan (kt_shared (ZOO "liver_expb.dcm"));
  g_autoptr (GBytes) a = NULL;
  g_autoptr (GBytes) b = NULL;
  ck_assert_uint_eq (count_inside (only_series (packed), 1, &a), 107098);
  count_inside (only_series (plain), 1, &b);
  ck_assert (g_bytes_equal (a, b));
}
END_TEST

START_TEST (probabilities_are_no_masks)
{
  if (!kt_shared (ZOO "seg_image_ct_true_fractional.dcm"))
    return;
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (ZOO "seg_image_ct_true_fractional.dcm"));
  const KerfSeries *s = only_series (scan);
  ck_assert_int_eq (s->verdict, KERF_VERDICT_REFUSED);
  kt_has_finding (s->findings, "import.no-pixels",
                  "'seg_image_ct_true_fractional.dcm' holds no usable pixels (its values are probabilities, not parts "
                  "of a voxel); it was left out.");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("segments");
  TCase *t = tcase_create ("segments");
  tcase_add_loop_test (t, each_segment_has_the_voxels_that_another_reader_counts, 0, G_N_ELEMENTS (counted));
  tcase_add_test (t, a_mask_compressed_by_run_length_is_the_plain_one);
  tcase_add_test (t, probabilities_are_no_masks);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
