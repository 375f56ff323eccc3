/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io-check.h"

/* One real series: where it is, what it must be. `part` picks among several of a folder by label. */
typedef struct {
  const char *folder, *verdict, *modality, *role;
} Known;

static const Known KNOWN[] = {
  { "vhf-pelvis-ct", "regular", "CT", "ct" },
  { "series/ct-ge-tilt-uneven", "uneven", "CT", "ct" },
  { "series/mr-siemens-sagittal-hfs", "regular", "MR", "mr" },
  { "series/mr-siemens-t1-fragments", "regular", "MR", "mr" },
  { "sts-limb-pairs-dev/STS_035/dicom/CT", "regular", "CT", "ct" },
  { "sts-limb-pairs-dev/STS_035/dicom/MR_T1", "regular", "MR", "mr" },
  { "sts-limb-pairs-dev/STS_035/dicom/PET", "regular", "PT", "pet" },
  { "dicom-zoo/geometry/ct-oblique-non-square", "regular", "CT", "ct" },
  { "dicom-zoo/geometry/mr-hitachi-oblique", "regular", "MR", "mr" },
  { "dicom-zoo/geometry/mr-pmod-non-square", "regular", "MR", "mr" },
  { "dicom-zoo/geometry/mr-ge-sagittal", "regular", "MR", "mr" },
  { "dicom-zoo/geometry/mr-sagittal-rle", "regular", "MR", "mr" },
  { "dicom-zoo/geometry/mr-sagittal-j2k", "regular", "MR", "mr" },
};

static void
near_point (KerfVec3 p, const KerfJson *truth, const char *key)
{
  double expected[3];
  ck_assert (kerf_json_get_reals (truth, key, expected, 3));
  kt_near (p.x, expected[0], 1e-6);
  kt_near (p.y, expected[1], 1e-6);
  kt_near (p.z, expected[2], 1e-6);
}

/* First and last voxel, the axes and their order, spacing, step, tilt. */
static void
check_geometry (const KerfSeries *s, const KerfJson *truth)
{
  double axes[6], spacing[2];
  const KerfGrid *g = &s->grid;
  ck_assert_int_eq (g->n[0], (int) kerf_json_get_real (truth, "columns", 0));
  ck_assert_int_eq (g->n[1], (int) kerf_json_get_real (truth, "rows", 0));
  ck_assert_int_eq (g->n[2], (int) kerf_json_get_real (truth, "slices", 0));
  near_point (kerf_grid_point (g, 0, 0, 0), truth, "position_first");
  near_point (kerf_grid_point (g, 0, 0, g->n[2] - 1), truth, "position_last");
  ck_assert (kerf_json_get_reals (truth, "orientation", axes, 6));
  ck_assert (kerf_json_get_reals (truth, "spacing_row_column", spacing, 2));
  KerfVec3 x = kerf_grid_axis (g, 0), y = kerf_grid_axis (g, 1);
  kt_near (kerf_distance (x, kerf_vec3 (axes[0], axes[1], axes[2])), 0, 1e-4);
  kt_near (kerf_distance (y, kerf_vec3 (axes[3], axes[4], axes[5])), 0, 1e-4);
  kt_near (kerf_grid_spacing (g).x, spacing[1], 1e-9);
  kt_near (kerf_grid_spacing (g).y, spacing[0], 1e-9);
  double tilt = kerf_json_get_real (truth, "tilt_degrees", 0);
  kt_near (s->tilt_deg, tilt > 0.1 ? tilt : 0, 1e-4);
}

START_TEST (a_real_series_has_the_geometry_and_the_values_of_the_truth)
{
  const Known *known = &KNOWN[_i];
  g_autoptr (KerfJson) all = kt_truth ("data/volumes-truth.json");
  if (!all)
    return;
  const KerfJson *truth = kerf_json_at (kerf_json_get (kerf_json_get (all, "series"), known->folder), 0);
  ck_assert_ptr_nonnull (truth);
  g_autofree char *inside = g_strconcat ("data/", known->folder, NULL);
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (inside));
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_uint_eq (scan->series->len, 1);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), known->verdict);
  ck_assert_str_eq (s->modality, known->modality);
  ck_assert_str_eq (s->role, known->role);
  ck_assert_str_eq (s->series_uid, kerf_json_get_string (truth, "series", ""));
  const char *frame = kerf_json_get_string (truth, "frame_of_reference", NULL);
  if (frame)
    ck_assert_str_eq (s->frame_uid, frame);
  else
    ck_assert (g_str_has_prefix (s->frame_uid, "sha256:") && strlen (s->frame_uid) == 7 + 64);
  check_geometry (s, truth);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, &error);
  kt_no_error (error);
  g_autofree char *sha = kt_volume_sha (volume);
  ck_assert_str_eq (sha, kerf_json_get_string (truth, "sha256_rescaled_f32", ""));
  kt_near (volume->low, kerf_json_get_real (truth, "rescaled_min", NAN), 1e-4);
  kt_near (volume->high, kerf_json_get_real (truth, "rescaled_max", NAN), 1e-4);
}
END_TEST

START_TEST (a_tilted_ct_with_uneven_steps_says_both)
{
  const char *path = kt_shared ("data/series/ct-ge-tilt-uneven");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  kt_has_finding (s->findings, "import.uneven",
                  "Series 'CT 2' has slices 1.08 mm to 7 mm apart; resample it to use it for margins.");
  kt_has_finding (
      s->findings, "import.tilt",
      "Series 'CT 2' is tilted by 18.5° by its positions (header: +18.5°); resample it to use it for margins.");
  g_autoptr (KerfJson) record = kerf_series_record (s, NULL);
  const KerfJson *offsets = kerf_json_get (record, "slice_offsets_mm");
  ck_assert_uint_eq (kerf_json_length (offsets), 28);
  kt_near (kerf_json_as_real (kerf_json_at (offsets, 1), NAN), 4.0019, 0.01);
}
END_TEST

START_TEST (a_missing_slice_keeps_its_place_and_is_filled_between_its_neighbours)
{
  const char *path = kt_shared ("data/dicom-zoo/geometry/ct-siemens-tilt-and-gap");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), "gap");
  ck_assert_int_eq (s->grid.n[2], 5);
  kt_near (s->tilt_deg, 15.5, 1e-6);
  kt_near (kerf_grid_point (&s->grid, 0, 0, 4).z, -49.580148177628, 1e-9);
  kt_near (kerf_grid_point (&s->grid, 0, 0, 2).z, -51.136148177628, 1e-9);
  kt_has_finding (
      s->findings, "import.gap",
      "Series 'CT 3' misses 1 slices between -51.14 mm and -49.58 mm; send it again, or accept the gap with a "
      "reason, until then no margin is computed there.");
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, NULL);
  for (gint32 at = 0; at < 512; at += 37)
    kt_near (kerf_volume_value (volume, at, at, 3),
             0.5 * (kerf_volume_value (volume, at, at, 2) + kerf_volume_value (volume, at, at, 4)), 0.5);
}
END_TEST

START_TEST (one_enhanced_file_is_one_volume_sorted_by_position)
{
  static const struct {
    const char *name;
    int n[3];
    double first[3], last[3];
  } files[] = { { "philips_enhanced_anatomical.dcm", { 256, 256, 8 }, { 0 }, { 0 } },
                { "siemens_multiframe.dcm", { 256, 256, 8 }, { 0 }, { 0 } },
                { "hyperfine.dcm", { 112, 138, 8 }, { 0 }, { 0 } },
                { "ct_mf_24x38x3.dcm", { 24, 38, 3 }, { 0 }, { 0 } } };
  g_autoptr (KerfJson) all = kt_truth ("data/dicom-zoo/truth.json");
  if (!all)
    return;
  g_autofree char *key = g_strconcat ("enhanced/", files[_i].name, NULL);
  g_autofree char *inside = g_strconcat ("data/dicom-zoo/", key, NULL);
  const KerfJson *truth = kerf_json_get (kerf_json_get (all, "files"), key),
                 *stack = kerf_json_get (truth, "stack");
  g_autoptr (KerfScan) scan = kt_scan (kt_shared (inside));
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), "regular");
  for (int a = 0; a < 3; a++)
    ck_assert_int_eq (s->grid.n[a], files[_i].n[a]);
  near_point (kerf_grid_point (&s->grid, 0, 0, 0), stack, "position_first");
  near_point (kerf_grid_point (&s->grid, 0, 0, s->grid.n[2] - 1), stack, "position_last");
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, NULL);
  kt_near (volume->low, kerf_json_get_real (truth, "rescaled_min", NAN), 1e-3);
  kt_near (volume->high, kerf_json_get_real (truth, "rescaled_max", NAN), 1e-3);
}
END_TEST

START_TEST (two_volumes_in_one_enhanced_file_are_split)
{
  const char *path = kt_shared ("data/dicom-zoo/enhanced/IM_0027_fMAP.dcm");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  ck_assert_uint_eq (scan->series->len, 2);
  for (guint k = 0; k < 2; k++) {
    const KerfSeries *s = kt_series (scan, k);
    ck_assert_int_eq (s->grid.n[2], 32);
    kt_has_finding (s->findings, "import.split",
                    "Series 'B0 NS' holds 2 volumes (by echo time); they are listed one by one.");
  }
  g_autoptr (KerfVolume) map = kerf_series_read (kt_series (scan, 0), NULL, NULL);
  g_autoptr (KerfVolume) magnitude = kerf_series_read (kt_series (scan, 1), NULL, NULL);
  ck_assert_double_lt (map->low, -400);
  kt_near (magnitude->low, 0, 1e-9);
}
END_TEST

START_TEST (repeated_positions_are_split_by_image_number_in_the_end)
{
  const char *path = kt_shared ("data/dicom-zoo/geometry/mr-ge-4-volumes");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  ck_assert_uint_eq (scan->series->len, 4);
  for (guint k = 0; k < 4; k++) {
    ck_assert_int_eq (kt_series (scan, k)->grid.n[2], 4);
    ck_assert_str_eq (kerf_verdict_name (kt_series (scan, k)->verdict), "regular");
  }
}
END_TEST

START_TEST (the_same_bytes_come_with_one_thread_and_with_three)
{
  const char *path = kt_shared ("data/sts-limb-pairs-dev/STS_035/dicom");
  if (!path)
    return;
  g_autofree char *folder = g_strdup (path);
  KerfContext one = { .threads = 1 }, three = { .threads = 3 };
  g_autoptr (KerfScan) a = kerf_scan ((const char *const[]){ folder, NULL }, &one, NULL);
  g_autoptr (KerfScan) b = kerf_scan ((const char *const[]){ folder, NULL }, &three, NULL);
  ck_assert_uint_eq (a->series->len, b->series->len);
  for (guint k = 0; k < a->series->len; k++) {
    const KerfSeries *s = kt_series (a, k), *t = kt_series (b, k);
    g_autoptr (KerfVolume) v = s->has_grid ? kerf_series_read (s, &one, NULL) : NULL;
    g_autoptr (KerfVolume) w = s->has_grid ? kerf_series_read (t, &three, NULL) : NULL;
    ck_assert (!v || g_bytes_equal (v->bytes, w->bytes));
    g_autoptr (KerfJson) p = kerf_series_record (s, v), q = kerf_series_record (t, w);
    g_autofree char *x = kerf_json_to_text (p), *y = kerf_json_to_text (q);
    ck_assert_str_eq (x, y);
    ck_assert_ptr_null (strstr (x, folder));
  }
}
END_TEST

START_TEST (the_record_names_every_source_file_with_its_hash)
{
  const char *path = kt_shared ("data/series/mr-siemens-sagittal-hfs");
  if (!path)
    return;
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  g_autoptr (KerfVolume) volume = kerf_series_read (s, NULL, NULL);
  g_autoptr (KerfJson) record = kerf_series_record (s, volume);
  const KerfJson *files = kerf_json_get (record, "files");
  ck_assert_uint_eq (kerf_json_length (files), 35);
  const KerfSourceFile *file = s->files->pdata[7];
  g_autofree char *data = NULL;
  gsize size;
  ck_assert (g_file_get_contents (file->path, &data, &size, NULL));
  KerfHash hash = kerf_hash_bytes (data, size);
  g_autofree char *hex = kerf_hash_to_hex (&hash), *name = g_path_get_basename (file->path);
  ck_assert_str_eq (kerf_json_get_string (kerf_json_at (files, 7), "sha256", ""), hex);
  ck_assert_str_eq (kerf_json_get_string (kerf_json_at (files, 7), "name", ""), name);
  double m[16];
  ck_assert (kerf_json_get_reals (record, "patient_from_index", m, 16));
  ck_assert (memcmp (m, s->grid.patient_from_index.m, sizeof m) == 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("series");
  TCase *t = tcase_create ("series");
  tcase_add_loop_test (t, a_real_series_has_the_geometry_and_the_values_of_the_truth, 0,
                       G_N_ELEMENTS (KNOWN));
  tcase_add_test (t, a_tilted_ct_with_uneven_steps_says_both);
  tcase_add_test (t, a_missing_slice_keeps_its_place_and_is_filled_between_its_neighbours);
  tcase_add_loop_test (t, one_enhanced_file_is_one_volume_sorted_by_position, 0, 4);
  tcase_add_test (t, two_volumes_in_one_enhanced_file_are_split);
  tcase_add_test (t, repeated_positions_are_split_by_image_number_in_the_end);
  tcase_add_test (t, the_same_bytes_come_with_one_thread_and_with_three);
  tcase_add_test (t, the_record_names_every_source_file_with_its_hash);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
