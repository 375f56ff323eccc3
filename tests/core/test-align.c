/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/error.h"
#include "base/real.h"
#include "core/align/landmarks.h"
#include "core/align/rigid.h"
#include "core/phantom/phantom.h"

static const KerfVec3 fiducials[] = { { 40, 30, 0 },   { -40, 30, 0 }, { 40, -30, 0 },
                                      { -40, -30, 0 }, { 0, 0, 50 },   { 0, 10, -30 } };

START_TEST (exact_pairs_give_the_motion)
{
  KerfMat4 truth = kerf_mat4_rotation (kerf_vec3 (1, 2, -1), 0.6, kerf_vec3 (5, 6, 7)), found;
  KerfVec3 moved[6];
  double residual[6], fre;
  for (int k = 0; k < 6; k++)
    moved[k] = kerf_mat4_point (&truth, fiducials[k]);
  ck_assert (kerf_align_landmarks (moved, fiducials, 6, &found, residual, &fre, NULL));
  for (int k = 0; k < 16; k++)
    kt_near (found.m[k], truth.m[k], 1e-10);
  kt_near (fre, 0, 1e-10);
}
END_TEST

START_TEST (mirrored_and_collinear_points_are_refused)
{
  KerfVec3 mirrored[6], line[4], points[4];
  KerfMat4 m;
  g_autoptr (GError) error = NULL;
  for (int k = 0; k < 6; k++)
    mirrored[k] = kerf_vec3 (-fiducials[k].x, fiducials[k].y, fiducials[k].z);
  /* A chiral set: the six are symmetric in x, so one is pushed aside. */
  KerfVec3 chiral[6];
  memcpy (chiral, fiducials, sizeof chiral);
  chiral[0].z += 25;
  mirrored[0].z += 25;
  ck_assert (!kerf_align_landmarks (mirrored, chiral, 6, &m, NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "mirror"));
  g_clear_error (&error);
  for (int k = 0; k < 4; k++) {
    line[k] = kerf_vec3 (10 * k, 5 * k, -k);
    points[k] = kerf_vec3 (10 * k, 5 * k, -k);
  }
  ck_assert (!kerf_align_landmarks (line, points, 4, &m, NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "on a line"));
  g_clear_error (&error);
  ck_assert (!kerf_align_landmarks (line, points, 2, &m, NULL, NULL, &error));
}
END_TEST

START_TEST (target_error_follows_the_published_formula)
{
  /* domain §4.4: six fiducials, localisation error 1 mm. */
  kt_near (kerf_align_tre_mm (fiducials, 6, 1, kerf_vec3 (0, 60, 80)), 0.965310, 1e-6);
  KerfVec3 centre = kerf_vec3 (0, 10.0 / 6, 20.0 / 6);
  kt_near (kerf_align_tre_mm (fiducials, 6, 1, centre), 1 / sqrt (6), 1e-9);
}
END_TEST

/* Mean and greatest distance over the bone between the motion found and the true one. */
static void
bone_error (const KerfPhantom *p, const KerfMat4 *found, const KerfMat4 *truth, double *mean, double *most)
{
  guint n = 0;
  *mean = *most = 0;
  for (int x = -48; x <= 48; x += 6)
    for (int y = -30; y <= 40; y += 6)
      for (int z = -55; z <= 65; z += 6) {
        KerfVec3 at = kerf_vec3 (x, y, z); /* in the CT: where does the MR's twin of it come to lie? */
        KerfMat4 mr_from_ct;
        if (kerf_phantom_bone_mm (p, at) < 0)
          continue;
        g_assert (kerf_mat4_inverse (truth, &mr_from_ct));
        double d = kerf_distance (kerf_mat4_point (found, kerf_mat4_point (&mr_from_ct, at)), at);
        *mean += d;
        *most = fmax (*most, d);
        n++;
      }
  *mean /= n;
}

static const struct {
  KerfPhantomKind kind;
  KerfPhantomImage image;
  double motion[6];
} pairs[] = {
  { KERF_PHANTOM_SACRUM, KERF_PHANTOM_MR_T1, { 3, -2, 4, 5, -3, 2 } },
  { KERF_PHANTOM_SACRUM, KERF_PHANTOM_PSEUDO_CT, { -5, 4, 6, -7, 6, -8 } },
  { KERF_PHANTOM_FEMUR, KERF_PHANTOM_MR_T1, { -4, 3, -6, 6, 5, -4 } },
};

START_TEST (a_known_motion_is_found_by_mutual_information)
{
  g_autoptr (GError) error = NULL;
  KerfPhantom p = kerf_phantom_new (pairs[_i].kind, 3, pairs[_i].motion);
  g_autoptr (KerfVolume) ct = kerf_phantom_volume (&p, KERF_PHANTOM_CT, NULL),
                         mr = kerf_phantom_volume (&p, pairs[_i].image, NULL);
  KerfMat4 ct_from_mr, identity = kerf_mat4_identity ();
  KerfRigidResult r, again;
  g_assert (kerf_mat4_inverse (&p.mr_from_ct, &ct_from_mr));
  KerfRigidOptions options = { .start = &identity };
  gint64 begun = g_get_monotonic_time ();
  ck_assert (kerf_align_rigid (ct, mr, &options, NULL, &r, &error));
  double seconds = (double) (g_get_monotonic_time () - begun) / 1e6, mean, most;
  bone_error (&p, &r.fixed_from_moving, &ct_from_mr, &mean, &most);
  printf ("# pair %d: mean %.3f mm, greatest %.3f mm, NMI %.4f, %u evaluations, %.2f s\n", _i, mean, most,
          r.nmi, r.evaluations, seconds);
  ck_assert_msg (mean < 0.5, "mean error over the bone %.3f mm, greatest %.3f", mean, most);
  ck_assert (kerf_mat4_is_rigid (&r.fixed_from_moving, 1e-12));
  KerfContext one = { .threads = 1 };
  if (_i == 0) {
    ck_assert (kerf_align_rigid (ct, mr, &options, &one, &again, NULL));
    ck_assert (memcmp (&again.fixed_from_moving, &r.fixed_from_moving, sizeof (KerfMat4)) == 0);
  }
}
END_TEST

START_TEST (images_that_do_not_meet_are_refused)
{
  g_autoptr (GError) error = NULL;
  KerfPhantom p = kerf_phantom_new (KERF_PHANTOM_FEMUR, 3, NULL);
  p.matrix[0] = p.matrix[1] = p.matrix[2] = 32;
  g_autoptr (KerfVolume) ct = kerf_phantom_volume (&p, KERF_PHANTOM_CT, NULL),
                         mr = kerf_phantom_volume (&p, KERF_PHANTOM_MR_T1, NULL);
  KerfMat4 far = kerf_mat4_translation (kerf_vec3 (0, 0, 900));
  KerfRigidOptions options = { .start = &far };
  KerfRigidResult r;
  ck_assert (!kerf_align_rigid (ct, mr, &options, NULL, &r, &error));
  ck_assert (g_error_matches (error, KERF_ERROR, KERF_ERROR_REFUSED));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("align");
  TCase *t = tcase_create ("align");
  tcase_set_timeout (t, 240);
  tcase_add_test (t, exact_pairs_give_the_motion);
  tcase_add_test (t, mirrored_and_collinear_points_are_refused);
  tcase_add_test (t, target_error_follows_the_published_formula);
  tcase_add_loop_test (t, a_known_motion_is_found_by_mutual_information, 0, (int) G_N_ELEMENTS (pairs));
  tcase_add_test (t, images_that_do_not_meet_are_refused);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
