/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 48 ways to lay rows, columns and slices along the patient's axes: all give the same image in the patient. */
#include "phantom.h"

static const int ORDERS[6][3] = {
  { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 }
};

static double *
component (KerfVec3 *v, int axis)
{
  return axis == 0 ? &v->x : axis == 1 ? &v->y : &v->z;
}

/* The box of 9 × 7 × 5 mm with spacings 1.5, 1, 0.75 along x, y, z, in the index order and the directions of `way`. */
static KerfGrid
grid_of (int way)
{
  const gint32 size[3] = { 6, 7, 8 };
  const double spacing[3] = { 1.5, 1, 0.75 }, low[3] = { -20, 30, -7 };
  KerfVec3 axes[3] = { { 0 } }, origin = { 0 };
  gint32 n[3];
  for (int a = 0; a < 3; a++) {
    int patient = ORDERS[way / 8][a];
    gboolean flipped = (way >> a) & 1;
    n[a] = size[patient];
    *component (&axes[a], patient) = flipped ? -spacing[patient] : spacing[patient];
    *component (&origin, patient) = low[patient] + (flipped ? (size[patient] - 1) * spacing[patient] : 0);
  }
  KerfMat4 m = kerf_mat4_from_columns (axes[0], axes[1], axes[2], origin);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "phantom", NULL));
  return grid;
}

static void
check_values (const KerfVolume *volume)
{
  KerfBox3 box = kerf_grid_box (&volume->grid);
  kt_near (box.lo.x, -20.75, 1e-9);
  kt_near (box.hi.y, 36.5, 1e-9);
  kt_near (box.hi.z, -7 + 7.5 * 0.75, 1e-9);
  for (int x = 0; x < 6; x++)
    for (int y = 0; y < 7; y++)
      for (int z = 0; z < 8; z++) {
        KerfVec3 p = kerf_vec3 (-20 + 1.5 * x, 30 + y, -7 + 0.75 * z);
        kt_near (kerf_volume_sample (volume, p), phantom_value (p), 0.125 + 1e-6); /* stored in quarters */
      }
}

START_TEST (every_way_as_dicom_gives_the_same_values_in_the_patient)
{
  KerfGrid grid = grid_of (_i);
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 0.25, 10);
  g_autofree char *folder = kt_folder (), *ct = g_build_filename (folder, "ct", NULL);
  KerfDicomSeries series = phantom_series ();
  g_autoptr (GError) error = NULL;
  ck_assert (kerf_write_dicom_series (ct, volume, &series, NULL, &error));
  g_autoptr (KerfScan) scan = kt_scan (ct);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert_str_eq (kerf_verdict_name (s->verdict), "regular");
  /* DICOM stacks along the normal of the slices: a stack against it comes back turned, the image does not. */
  ck_assert_double_gt (kerf_mat4_determinant (&s->grid.patient_from_index), 0);
  g_autoptr (KerfVolume) back = kerf_series_read (s, NULL, &error);
  kt_no_error (error);
  check_values (back);
  kt_remove (folder);
}
END_TEST

START_TEST (every_way_as_nifti_gives_the_same_values_in_the_patient)
{
  KerfGrid grid = grid_of (_i);
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 0.25, 10);
  g_autofree char *folder = kt_folder (), *path = g_build_filename (folder, "ct.nii.gz", NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (kerf_write_nifti (path, volume, NULL, NULL, &error));
  g_autoptr (KerfScan) scan = kt_scan (path);
  const KerfSeries *s = kt_series (scan, 0);
  ck_assert (!kerf_series_has_finding (s, KERF_ERROR_IMPORT_NIFTI_CONFLICT)); /* qform and sform agree */
  g_autoptr (KerfVolume) back = kerf_series_read (s, NULL, &error);
  kt_no_error (error);
  check_values (back);
  ck_assert (g_bytes_equal (back->bytes, volume->bytes));
  kt_remove (folder);
}
END_TEST

/* An independent reader of DICOM and NIfTI agrees on each of them. */
START_TEST (the_referee_agrees)
{
  const char *referee = kt_shared ("referee/referee");
  if (!referee)
    return;
  KerfGrid grid = grid_of (_i);
  g_autoptr (KerfVolume) volume = phantom_volume (&grid, 0.25, 10);
  g_autofree char *folder = kt_folder (), *ct = g_build_filename (folder, "ct", NULL),
                  *nifti = g_build_filename (folder, "ct.nii.gz", NULL), *out = NULL, *err = NULL;
  KerfDicomSeries series = phantom_series ();
  ck_assert (kerf_write_dicom_series (ct, volume, &series, NULL, NULL));
  g_autoptr (KerfScan) scan = kt_scan (ct);
  g_autoptr (KerfVolume) back = kerf_series_read (kt_series (scan, 0), NULL, NULL);
  ck_assert (kerf_write_nifti (nifti, back, NULL, NULL, NULL));
  g_autofree char *command = g_strdup_printf ("%s geometry --dicom %s --volume %s", referee, ct, nifti);
  int status = 0;
  gboolean ran = g_spawn_command_line_sync (command, &out, &err, &status, NULL);
  if (!ran || strstr (err, "ModuleNotFoundError"))
    fprintf (stderr, "skipped: the referee can't run here\n");
  else
    ck_assert_msg (status == 0, "%s%s", out, err);
  kt_remove (folder);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("axes");
  TCase *t = tcase_create ("axes");
  tcase_add_loop_test (t, every_way_as_dicom_gives_the_same_values_in_the_patient, 0, 48);
  tcase_add_loop_test (t, every_way_as_nifti_gives_the_same_values_in_the_patient, 0, 48);
  tcase_add_loop_test (t, the_referee_agrees, 0, 48);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
