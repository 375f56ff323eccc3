/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/grid.h"
#include "core/image/volume.h"

START_TEST (a_voxel_lands_where_the_standard_says)
{
  /* domain §5.2: row spacing 0.7, column spacing 0.5, oblique axes rounded to six digits. */
  KerfVec3 s = kerf_vec3 (-120.5, -80.25, 310), x = kerf_vec3 (0.984808, 0.173648, 0),
           y = kerf_vec3 (-0.172987, 0.981060, -0.087156);
  KerfVec3 n = kerf_cross (x, y);
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (x, 0.5), kerf_scale (y, 0.7), n, s);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, (gint32[3]){ 200, 100, 3 }, &m, "x", NULL));
  KerfVec3 p = kerf_grid_point (&grid, 100, 50, 0);
  kt_near (p.x, -77.314171, 1e-4);
  kt_near (p.y, -37.230482, 1e-4);
  kt_near (p.z, 306.949549, 1e-4);
  KerfVec3 back = kerf_grid_index (&grid, p);
  kt_near (back.x, 100, 1e-9);
  kt_near (back.y, 50, 1e-9);
  kt_near (n.x, -0.015134, 1e-6);
}
END_TEST

START_TEST (sampling_is_exact_for_a_linear_field_and_nan_outside)
{
  KerfGrid grid = kerf_grid_axial (5, 4, 3, kerf_vec3 (1, 2, 3), kerf_vec3 (10, 20, 30));
  float *voxels = g_new (float, 60);
  for (gint32 k = 0; k < 3; k++)
    for (gint32 j = 0; j < 4; j++)
      for (gint32 i = 0; i < 5; i++) {
        KerfVec3 p = kerf_grid_point (&grid, i, j, k);
        voxels[kerf_grid_offset (&grid, i, j, k)] = (float) (p.x + 2 * p.y - p.z);
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, 60 * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
  kt_near (kerf_volume_sample (volume, kerf_vec3 (12.3, 23.1, 32.7)), 12.3 + 46.2 - 32.7, 1e-5);
  ck_assert (isnan (kerf_volume_sample (volume, kerf_vec3 (9.4, 23, 32))));
  kt_near (kerf_volume_sample (volume, kerf_vec3 (9.6, 20, 30)), 20, 1e-5); /* the rim continues */
  kt_near (volume->high, 14 + 52 - 30, 1e-5);
}
END_TEST

START_TEST (bad_grids_are_refused)
{
  KerfGrid grid;
  KerfMat4 thin = kerf_mat4_from_columns (kerf_vec3 (0.01, 0, 0), kerf_vec3 (0, 1, 0), kerf_vec3 (0, 0, 1),
                                          kerf_vec3 (0, 0, 0));
  KerfMat4 skew = kerf_mat4_from_columns (kerf_vec3 (1, 0, 0), kerf_vec3 (0.1, 1, 0), kerf_vec3 (0, 0, 1),
                                          kerf_vec3 (0, 0, 0));
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_grid_init (&grid, (gint32[3]){ 2, 2, 2 }, &thin, "a.nii", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "0.0100"));
  g_clear_error (&error);
  ck_assert (!kerf_grid_init (&grid, (gint32[3]){ 2, 2, 2 }, &skew, "a.nii", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "off a right angle"));
}
END_TEST

START_TEST (a_rotation_is_rigid_and_its_inverse_undoes_it)
{
  KerfMat4 r = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.7, kerf_vec3 (4, 5, 6)), inverse;
  ck_assert (kerf_mat4_is_rigid (&r, 1e-12));
  ck_assert (kerf_mat4_inverse (&r, &inverse));
  KerfVec3 p = kerf_mat4_point (&inverse, kerf_mat4_point (&r, kerf_vec3 (7, -8, 9)));
  kt_near (p.x, 7, 1e-12);
  KerfVec3 fixed = kerf_mat4_point (&r, kerf_vec3 (4, 5, 6));
  kt_near (fixed.z, 6, 1e-12);
  KerfMat4 mirror = kerf_mat4_from_columns (kerf_vec3 (-1, 0, 0), kerf_vec3 (0, 1, 0), kerf_vec3 (0, 0, 1),
                                            kerf_vec3 (0, 0, 0));
  ck_assert (!kerf_mat4_is_rigid (&mirror, 1e-6));
  KerfMat4 rounded = r;
  for (int k = 0; k < 3; k++)
    rounded.m[k] = floor (rounded.m[k] * 1e4) / 1e4;
  KerfMat4 clean = kerf_mat4_orthonormalised (&rounded);
  ck_assert (kerf_mat4_is_rigid (&clean, 1e-12));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("grid");
  TCase *t = tcase_create ("grid");
  tcase_add_test (t, a_voxel_lands_where_the_standard_says);
  tcase_add_test (t, sampling_is_exact_for_a_linear_field_and_nan_outside);
  tcase_add_test (t, bad_grids_are_refused);
  tcase_add_test (t, a_rotation_is_rigid_and_its_inverse_undoes_it);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
