/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/align/landmarks.h"
#include "shapes.h"

/* domain §4.4 and §10 no. 16 */
static const KerfVec3 six[6] = { { 40, 30, 0 },   { -40, 30, 0 }, { 40, -30, 0 },
                                 { -40, -30, 0 }, { 0, 0, 50 },   { 0, 10, -30 } };

START_TEST (exact_pairs_give_the_motion)
{
  for (int k = 0; k < 50; k++) {
    KerfMat4 truth = kerf_mat4_rotation (kt_direction (k, 50), 0.12 * k - 3, kerf_vec3 (10 * k, -30, 7)),
             found;
    KerfVec3 fixed[6];
    double fre, residual[6];
    for (int p = 0; p < 6; p++)
      fixed[p] = kerf_mat4_point (&truth, six[p]);
    ck_assert (kerf_align_landmarks (fixed, six, 6, &found, residual, &fre, NULL));
    for (int q = 0; q < 16; q++)
      kt_near (found.m[q], truth.m[q], q % 4 == 3 ? 1e-9 : 1e-12);
    kt_near (fre, 0, 1e-10);
    ck_assert (kerf_mat4_is_rigid (&found, 1e-12));
  }
}
END_TEST

START_TEST (three_pairs_are_enough_and_noise_leaves_a_residual)
{
  KerfMat4 truth = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.4, kerf_vec3 (5, 6, 7)), found;
  KerfVec3 fixed[6];
  double fre, residual[6];
  for (int p = 0; p < 6; p++)
    fixed[p] = kerf_mat4_point (&truth, six[p]);
  ck_assert (kerf_align_landmarks (fixed, six, 3, &found, NULL, &fre, NULL));
  kt_near (fre, 0, 1e-9);
  kt_near (kerf_distance (kerf_mat4_point (&found, six[4]), fixed[4]), 0, 1e-9);
  fixed[0].x += 3;
  ck_assert (kerf_align_landmarks (fixed, six, 6, &found, residual, &fre, NULL));
  double sum = 0;
  for (int p = 0; p < 6; p++)
    sum += residual[p] * residual[p] / 6;
  kt_near (fre, sqrt (sum), 1e-12);
  ck_assert (fre > 0.3 && fre < 1.3);
}
END_TEST

START_TEST (mirrored_collinear_and_too_few_pairs_are_refused)
{
  KerfVec3 fixed[6], line[4], bent[4];
  KerfMat4 found;
  g_autoptr (GError) error = NULL;
  for (int p = 0; p < 6; p++)
    fixed[p] = kerf_vec3 (-six[p].x, six[p].y, six[p].z);
  /* The six are symmetric in x: break that. */
  KerfVec3 moving[6];
  memcpy (moving, six, sizeof moving);
  moving[4] = kerf_vec3 (15, 3, 50);
  fixed[4] = kerf_vec3 (-15, 3, 50);
  ck_assert (!kerf_align_landmarks (fixed, moving, 6, &found, NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "mirror"));
  g_clear_error (&error);
  for (int p = 0; p < 4; p++) {
    line[p] = kerf_vec3 (10 * p, 20 * p, -5 * p);
    bent[p] = kerf_add (line[p], kerf_vec3 (0, 0.05 * p * p, 0));
  }
  ck_assert (!kerf_align_landmarks (bent, line, 4, &found, NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "on a line"));
  g_clear_error (&error);
  ck_assert (!kerf_align_landmarks (six, six, 2, &found, NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "three pairs"));
}
END_TEST

START_TEST (the_error_at_a_target_is_that_of_the_formula)
{
  kt_near (kerf_align_tre_mm (six, 6, 1, kerf_vec3 (0, 60, 80)), 0.965310, 1e-6);
  KerfVec3 centre = kerf_vec3 (0, 10.0 / 6, 20.0 / 6);
  kt_near (kerf_align_tre_mm (six, 6, 1, centre), 1 / sqrt (6), 1e-9);
  kt_near (kerf_align_tre_mm (six, 6, 2, centre), 2 / sqrt (6), 1e-9);
  ck_assert (isnan (kerf_align_tre_mm (six, 2, 1, centre)));
}
END_TEST

START_TEST (eigenvectors_are_those_of_the_matrix)
{
  for (guint32 round = 0; round < 100; round++) {
    double a[36], copy[36], values[6], v[36];
    for (int i = 0; i < 6; i++)
      for (int j = i; j < 6; j++)
        a[6 * i + j] = a[6 * j + i] = kt_random (round * 64 + (guint32) (6 * i + j)) - 0.5;
    memcpy (copy, a, sizeof copy);
    kerf_symmetric_eigen (a, 6, values, v);
    for (int k = 0; k < 6; k++) {
      ck_assert (k == 0 || values[k] <= values[k - 1]);
      for (int i = 0; i < 6; i++) {
        double sum = 0, dot = 0;
        for (int j = 0; j < 6; j++) {
          sum += copy[6 * i + j] * v[6 * k + j];
          dot += v[6 * i + j] * v[6 * k + j];
        }
        kt_near (sum, values[k] * v[6 * k + i], 1e-12);
        kt_near (dot, i == k, 1e-12);
      }
    }
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("landmarks");
  TCase *t = tcase_create ("landmarks");
  tcase_add_test (t, exact_pairs_give_the_motion);
  tcase_add_test (t, three_pairs_are_enough_and_noise_leaves_a_residual);
  tcase_add_test (t, mirrored_collinear_and_too_few_pairs_are_refused);
  tcase_add_test (t, the_error_at_a_target_is_that_of_the_formula);
  tcase_add_test (t, eigenvectors_are_those_of_the_matrix);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
