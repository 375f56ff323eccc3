/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/align/histogram-private.h"
#include "core/align/rigid.h"
#include "core/image/mask-edit.h"
#include "shapes.h"

/* A shaft with a head and a neck, off all axes, in an oval of muscle: distance to its surface, inside positive. */
static double
bone_distance (KerfVec3 p)
{
  static const KerfVec3 shaft[2] = { { -4, 3, -45 }, { 6, -2, 18 } }, head = { 24, -8, 34 };
  KerfVec3 ab = kerf_sub (shaft[1], shaft[0]);
  double t = CLAMP (kerf_dot (kerf_sub (p, shaft[0]), ab) / kerf_dot (ab, ab), 0, 1);
  double d = 13 + 4 * t - kerf_distance (p, kerf_lerp (shaft[0], shaft[1], t));
  KerfVec3 neck = kerf_sub (head, shaft[1]);
  double s = CLAMP (kerf_dot (kerf_sub (p, shaft[1]), neck) / kerf_dot (neck, neck), 0, 1);
  d = fmax (d, 11 - kerf_distance (p, kerf_lerp (shaft[1], head, s)));
  return fmax (d, 17 - kerf_distance (p, head));
}

/* 0 air, 1 muscle, 2 cortex, 3 marrow, softly */
static void
tissue (KerfVec3 p, double part[4])
{
  double d = bone_distance (p), x = p.x / 55, y = p.y / 48, flesh = (1 - sqrt (x * x + y * y)) * 50;
  double in_flesh = CLAMP (flesh / 2 + 0.5, 0, 1), in_bone = CLAMP (d / 1.5 + 0.5, 0, 1),
         in_marrow = CLAMP ((d - 4) / 1.5 + 0.5, 0, 1);
  part[0] = 1 - in_flesh;
  part[1] = in_flesh - in_flesh * in_bone;
  part[2] = in_flesh * (in_bone - in_marrow);
  part[3] = in_flesh * in_marrow;
}

static const double ct_values[4] = { -1000, 50, 1300, 250 }, mr_values[4] = { 5, 130, 20, 310 };

/* Image of the object, which lies at object_from_image·x. */
static KerfVolume *
image_of (const KerfGrid *grid, const double values[4], const KerfMat4 *object_from_image, double noise,
          double bias)
{
  gsize voxels = kerf_grid_voxels (grid), next = 0;
  gint16 *out = g_new (gint16, voxels);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++, next++) {
        KerfVec3 p = kerf_mat4_point (object_from_image, kerf_grid_point (grid, i, j, k));
        double part[4], sum = 0;
        tissue (p, part);
        for (int t = 0; t < 4; t++)
          sum += part[t] * values[t];
        sum *= 1 + bias * p.z / 60;
        sum += noise * (kt_random ((guint32) next * 3 + 1) + kt_random ((guint32) next * 3 + 2) - 1) * 2;
        out[next] = (gint16) lrint (sum);
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (out, voxels * sizeof *out);
  return kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

typedef struct {
  KerfVolume *ct, *mr;
  KerfMat4 truth; /* ct from mr */
} Pair;

static Pair
pair_new (double deg, KerfVec3 shift)
{
  KerfGrid ct = kerf_grid_axial (62, 58, 60, kerf_vec3 (2, 2, 2.2), kerf_vec3 (-61, -57, -64)),
           mr = kerf_grid_axial (70, 64, 34, kerf_vec3 (1.8, 1.8, 4), kerf_vec3 (-62, -58, -66));
  Pair pair = { .truth = kerf_mat4_rotation (kerf_vec3 (0.3, 0.5, 0.8), deg * KERF_RAD_PER_DEG,
                                             kerf_vec3 (3, 2, -5)) };
  pair.truth.m[3] += shift.x;
  pair.truth.m[7] += shift.y;
  pair.truth.m[11] += shift.z;
  KerfMat4 identity = kerf_mat4_identity ();
  pair.ct = image_of (&ct, ct_values, &identity, 25, 0);
  pair.mr = image_of (&mr, mr_values, &pair.truth, 12, 0.15);
  return pair;
}

static void
pair_clear (Pair *pair)
{
  kerf_volume_unref (pair->ct);
  kerf_volume_unref (pair->mr);
}

/* Mean and greatest distance over points of the bone between where the found motion and the true one put them. */
static void
error_over_bone (const Pair *pair, const KerfMat4 *found, double *mean, double *worst)
{
  int n = 0;
  KerfMat4 back;
  *mean = *worst = 0;
  ck_assert (kerf_mat4_inverse (&pair->truth, &back));
  for (int k = 0; k < 20000; k++) {
    KerfVec3 p =
        kerf_vec3 (100 * kt_random ((guint32) (3 * k)) - 50, 100 * kt_random ((guint32) (3 * k + 1)) - 50,
                   120 * kt_random ((guint32) (3 * k + 2)) - 60);
    if (bone_distance (p) < 0)
      continue;
    double d = kerf_distance (kerf_mat4_point (found, kerf_mat4_point (&back, p)), p);
    *mean += d;
    *worst = fmax (*worst, d);
    n++;
  }
  *mean /= n;
}

typedef struct {
  double deg;
  KerfVec3 shift;
  gboolean region;
} Motion;

static const Motion motions[] = {
  { 0, { 0, 0, 0 }, FALSE },
  { 4, { 3, -5, 4 }, FALSE },
  { 9, { -8, 6, -7 }, FALSE },
  { 4, { 3, -5, 4 }, TRUE },
};

START_TEST (a_known_motion_is_found_again)
{
  const Motion *m = &motions[_i];
  Pair pair = pair_new (m->deg, m->shift);
  KerfMat4 start = kerf_mat4_identity ();
  KerfVec3 shaft[3] = { { -4, 3, -45 }, { 6, -2, 18 }, { 24, -8, 34 } };
  g_autoptr (KerfMask) region = kerf_mask_tube (&pair.ct->grid, shaft, 3, 16, NULL);
  KerfRigidOptions options = { .start = &start, .region = m->region ? region : NULL, .region_margin_mm = 10 };
  KerfRigidResult found;
  g_autoptr (GError) error = NULL;
  gboolean done = kerf_align_rigid (pair.ct, pair.mr, &options, NULL, &found, &error);
  kt_no_error (error);
  ck_assert (done);
  double mean, worst;
  error_over_bone (&pair, &found.fixed_from_moving, &mean, &worst);
  fprintf (stderr,
           "%g° and %.1f mm%s: error over the bone mean %.3f, worst %.3f mm; NMI %.3f, %u evaluations\n",
           m->deg, kerf_length (m->shift), m->region ? ", region" : "", mean, worst, found.nmi,
           found.evaluations);
  ck_assert (mean < 0.5);
  ck_assert (kerf_mat4_is_rigid (&found.fixed_from_moving, 1e-12));
  ck_assert (found.overlap > 0.5);
  /* The truth has no better figure than what was found, and nothing at all is worse. */
  KerfRigidResult at_truth, at_start;
  ck_assert (kerf_align_quality (pair.ct, pair.mr, &pair.truth, options.region, NULL, &at_truth, NULL));
  ck_assert (kerf_align_quality (pair.ct, pair.mr, &start, options.region, NULL, &at_start, NULL));
  ck_assert (found.nmi > at_truth.nmi - 0.01);
  ck_assert (m->deg < 1 || found.nmi > at_start.nmi);
  pair_clear (&pair);
}
END_TEST

START_TEST (the_slope_is_that_of_the_information)
{
  Pair pair = pair_new (4, kerf_vec3 (3, -5, 4));
  g_autoptr (KerfVolume) fixed = kerf_volume_averaged (pair.ct, 4, NULL);
  g_autoptr (KerfVolume) moving = kerf_volume_averaged (pair.mr, 4, NULL);
  g_autoptr (KerfMutual) mutual = kerf_mutual_new (fixed, moving, NULL, 30000);
  KerfMat4 at = kerf_mat4_identity ();
  KerfMutualValue here, plus, minus;
  ck_assert (kerf_mutual_at (mutual, &at, TRUE, NULL, &here));
  double step = 0.02, most = 0;
  for (int q = 0; q < 6; q++)
    most = fmax (most, fabs (here.slope[q]));
  for (int q = 0; q < 6; q++) {
    KerfMutualValue *side[2] = { &plus, &minus };
    for (int s = 0; s < 2; s++) {
      double d = s ? -step : step;
      KerfVec3 e = kerf_vec3 (q % 3 == 0, q % 3 == 1, q % 3 == 2);
      KerfMat4 moved =
          q < 3 ? kerf_mat4_translation (kerf_scale (e, d))
                : kerf_mat4_rotation (e, d / kerf_mutual_radius_mm (mutual), kerf_mutual_centre (mutual));
      ck_assert (kerf_mutual_at (mutual, &moved, FALSE, NULL, side[s]));
    }
    kt_near (here.slope[q], (plus.information - minus.information) / (2 * step),
             0.08 * most); /* samples come and go */
  }
  pair_clear (&pair);
}
END_TEST

START_TEST (any_number_of_threads_gives_the_same_matrix)
{
  Pair pair = pair_new (3, kerf_vec3 (2, 1, -2));
  KerfMat4 start = kerf_mat4_identity ();
  KerfRigidOptions options = { .start = &start };
  KerfRigidResult one, many;
  ck_assert (kerf_align_rigid (pair.ct, pair.mr, &options, &(KerfContext){ .threads = 1 }, &one, NULL));
  ck_assert (kerf_align_rigid (pair.ct, pair.mr, &options, &(KerfContext){ .threads = 3 }, &many, NULL));
  ck_assert_mem_eq (&one.fixed_from_moving, &many.fixed_from_moving, sizeof one.fixed_from_moving);
  pair_clear (&pair);
}
END_TEST

START_TEST (images_that_do_not_meet_are_refused_and_centres_bring_them_together)
{
  Pair pair = pair_new (2, kerf_vec3 (500, 0, 0));
  KerfMat4 start = kerf_mat4_identity ();
  KerfRigidOptions options = { .start = &start };
  KerfRigidResult found;
  g_autoptr (GError) error = NULL;
  KerfMat4 away = kerf_mat4_translation (kerf_vec3 (500, 0, 0));
  options.start = &away;
  ck_assert (!kerf_align_rigid (pair.ct, pair.mr, &options, NULL, &found, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "share only 0 samples"));
  pair_clear (&pair);
  pair = pair_new (5, kerf_vec3 (4, -3, 5));
  ck_assert (kerf_align_rigid (pair.ct, pair.mr, NULL, NULL, &found, NULL));
  double mean, worst;
  error_over_bone (&pair, &found.fixed_from_moving, &mean, &worst);
  ck_assert (mean < 0.5);
  pair_clear (&pair);
}
END_TEST

START_TEST (the_difference_of_two_motions_is_measured_at_the_corners)
{
  KerfMat4 a = kerf_mat4_identity (), b = kerf_mat4_rotation (kerf_vec3 (0, 0, 1), 0.1, kerf_vec3 (0, 0, 0));
  KerfBox3 box = { { -10, 0, 0 }, { 10, 0, 5 } };
  double angle, mean, most;
  kerf_rigid_difference (&a, &b, &box, &angle, &mean, &most);
  kt_near (angle, 0.1, 1e-9);
  kt_near (mean, 20 * sin (0.05), 1e-9);
  kt_near (most, mean, 1e-9);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rigid");
  TCase *t = tcase_create ("rigid");
  tcase_set_timeout (t, 100);
  tcase_add_loop_test (t, a_known_motion_is_found_again, 0, G_N_ELEMENTS (motions));
  tcase_add_test (t, the_slope_is_that_of_the_information);
  tcase_add_test (t, any_number_of_threads_gives_the_same_matrix);
  tcase_add_test (t, images_that_do_not_meet_are_refused_and_centres_bring_them_together);
  tcase_add_test (t, the_difference_of_two_motions_is_measured_at_the_corners);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
