/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/mask-edit.h"

static KerfGrid
unit_grid (void)
{
  return kerf_grid_axial (100, 90, 80, kerf_vec3 (1, 1, 1), kerf_vec3 (-50, -45, -40));
}

static KerfMask *
ball (const KerfGrid *grid, KerfVec3 centre, double radius)
{
  return kerf_mask_tube (grid, &centre, 1, radius, NULL);
}

START_TEST (an_empty_mask_is_outside_everywhere)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) mask = kerf_mask_new (&grid);
  gint32 lo[3], hi[3];
  ck_assert (kerf_mask_is_empty (mask));
  ck_assert (!kerf_mask_bounds (mask, lo, hi));
  ck_assert_int_eq (kerf_mask_at (mask, 3, -70, 900), -512);
  kt_near (kerf_mask_sample (mask, kerf_vec3 (0, 0, 0)), -2, 0);
  kt_near (kerf_mask_volume_mm3 (mask, NULL), 0, 0);
}
END_TEST

START_TEST (tiles_may_lie_at_negative_indices)
{
  ck_assert_int_eq (kerf_tile_of (-1), -1);
  ck_assert_int_eq (kerf_tile_of (-32), -1);
  ck_assert_int_eq (kerf_tile_of (-33), -2);
  ck_assert_int_eq (kerf_tile_of (31), 0);
  KerfGrid grid = unit_grid ();
  KerfVec3 corner =
      kerf_vec3 (-50, -45, -40); /* voxel 0 0 0: seven eighths of the ball lie beyond the volume */
  g_autoptr (KerfMask) mask = ball (&grid, corner, 12);
  gint32 lo[3], hi[3];
  ck_assert (kerf_mask_bounds (mask, lo, hi));
  for (int a = 0; a < 3; a++) {
    ck_assert_int_eq (lo[a], -12);
    ck_assert_int_eq (hi[a], 13);
  }
  kt_near (kerf_mask_volume_mm3 (mask, NULL), 4 * G_PI / 3 * 1728, 0.003 * 7238);
}
END_TEST

START_TEST (a_block_reads_what_single_voxels_read)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) mask = ball (&grid, kerf_vec3 (-15, -12, -7), 17);
  gint32 lo[3] = { -5, 20, 28 }, n[3] = { 70, 40, 9 };
  g_autofree gint16 *block = g_new (gint16, 70 * 40 * 9);
  kerf_mask_read (mask, lo, n, block);
  guint wrong = 0;
  for (gint32 v = 0; v < 70 * 40 * 9; v++)
    wrong += block[v] != kerf_mask_at (mask, lo[0] + v % 70, lo[1] + v / 70 % 40, lo[2] + v / 2800) ? 1 : 0;
  ck_assert_uint_eq (wrong, 0);
}
END_TEST

START_TEST (the_distance_to_a_ball_is_exact_near_its_surface)
{
  /* domain §10 no. 20: R 20, 1 mm, trilinear within the band: 0.02 mm. */
  KerfGrid grid = unit_grid ();
  KerfVec3 c = kerf_vec3 (0.31, -0.17, 0.44);
  g_autoptr (KerfMask) mask = ball (&grid, c, 20);
  double worst = 0;
  for (int k = 0; k < 5000; k++) {
    double z = 1 - 2 * (k + 0.5) / 5000, a = k * 2.399963229728653, r = sqrt (1 - z * z),
           off = -0.9 + 1.8 * (k % 7) / 6;
    KerfVec3 d = kerf_vec3 (r * cos (a), r * sin (a), z);
    worst = fmax (worst, fabs (kerf_mask_sample (mask, kerf_along (c, 20 - off, d)) - off));
  }
  ck_assert_msg (worst <= 0.02, "worst %.4f mm", worst);
  fprintf (stderr, "ball of 20 mm: worst error of the sampled distance %.4f mm\n", worst);
  guint wrong = 0;
  for (gint32 k = 0; k < 80; k++)
    for (gint32 j = 0; j < 90; j++)
      for (gint32 i = 0; i < 100; i++) {
        double d = 20 - kerf_distance (kerf_grid_point (&grid, i, j, k), c);
        wrong += fabs (d) >= 0.05 && (kerf_mask_at (mask, i, j, k) >= 0) != (d >= 0) ? 1 : 0;
      }
  ck_assert_uint_eq (wrong, 0);
}
END_TEST

START_TEST (the_distance_to_a_box_is_exact)
{
  /* domain §10 no. 20: 40 × 30 × 20. */
  KerfBoxShape box = kerf_box_shape (kerf_vec3 (-20, -15, -10), kerf_vec3 (20, 15, 10), NULL);
  kt_near (kerf_box_distance (&box, kerf_vec3 (25, 20, 15)), -sqrt (75), 1e-12);
  kt_near (kerf_box_distance (&box, kerf_vec3 (0, 0, 9)), 1, 1e-12);
}
END_TEST

START_TEST (the_part_of_a_box_beyond_a_plane_is_known_and_inverted)
{
  KerfVec3 h = kerf_vec3 (0.7, 0.7, 3);
  KerfVec3 n[] = { { 1, 0, 0 },
                   { 0, 0, -1 },
                   { 0.6, 0.8, 0 },
                   { 0.57735026918962573, 0.57735026918962573, 0.57735026918962573 } };
  kt_near (kerf_box_part (h, n[0], 0.35), 1, 6e-3);
  kt_near (kerf_box_part (h, n[0], 0.175), 0.75, 6e-3);
  kt_near (kerf_box_part (kerf_vec3 (1, 1, 1), n[3], -0.5 * sqrt (3) + 1 / sqrt (3)), 1.0 / 6,
           1e-9); /* corner pyramid */
  for (int k = 0; k < 4; k++)
    for (double part = 0.01; part < 1; part += 0.049)
      kt_near (kerf_box_part (h, n[k], kerf_box_part_distance (h, n[k], part)), part, 1e-8);
}
END_TEST

START_TEST (labels_come_back_from_the_sign_and_faces_lie_half_way)
{
  KerfGrid grid = kerf_grid_axial (40, 35, 20, kerf_vec3 (0.7, 0.8, 2), kerf_vec3 (3, 4, 5));
  gsize voxels = kerf_grid_voxels (&grid);
  g_autofree guint8 *inside = g_new0 (guint8, voxels);
  guint32 seed = 7;
  for (gsize v = 0; v < voxels; v++) {
    seed = seed * 1664525u + 1013904223u;
    inside[v] =
        v % 40 < 20 ? (seed >> 28) < 5 : v % 40 < 30; /* noise, then a block against the volume's edge */
  }
  g_autoptr (KerfMask) mask = kerf_mask_from_labels (inside, &grid, NULL, NULL);
  guint wrong = 0;
  gint32 at[3];
  for (at[2] = 0; at[2] < 20; at[2]++)
    for (at[1] = 0; at[1] < 35; at[1]++)
      for (at[0] = 0; at[0] < 40; at[0]++)
        wrong += (kerf_mask_at (mask, at[0], at[1], at[2]) >= 0) !=
                         (inside[kerf_grid_offset (&grid, at[0], at[1], at[2])] != 0)
                     ? 1
                     : 0;
  ck_assert_uint_eq (wrong, 0);
  kt_near (kerf_mask_at (mask, 28, 17, 10) / 256.0, 1.5 * 0.7, 1 / 256.0);
  kt_near (kerf_mask_at (mask, 33, 17, 10) / 256.0, -3.5 * 0.7, 1 / 256.0);
  kt_near (kerf_mask_at (mask, 25, 0, 0) / 256.0, 0.4, 1 / 256.0); /* closed at the volume's box */
  kt_near (kerf_mask_at (mask, 25, -1, 0) / 256.0, -0.4, 1 / 256.0);
  kt_near (kerf_mask_at (mask, 25, 17, -2) / 256.0, -3, 1 / 256.0);
}
END_TEST

START_TEST (coverage_of_a_ball_sums_to_its_volume)
{
  KerfGrid grid = kerf_grid_axial (100, 100, 40, kerf_vec3 (0.7, 0.7, 2), kerf_vec3 (-35, -35, -40));
  g_autoptr (KerfMask) mask = ball (&grid, kerf_vec3 (0.2, 0.1, -0.3), 20);
  g_autofree guint8 *out = g_new (guint8, kerf_grid_voxels (&grid));
  ck_assert (kerf_mask_coverage (mask, out, NULL));
  double sum = 0, truth = 4 * G_PI / 3 * 8000, volume = kerf_mask_volume_mm3 (mask, NULL);
  for (gsize v = 0; v < kerf_grid_voxels (&grid); v++)
    sum += out[v] / 255.0;
  kt_near (volume, truth, 0.002 * truth);
  kt_near (sum * 0.98, volume, 2e-4 * truth);
  fprintf (stderr, "ball of 20 mm, 0.7 × 0.7 × 2 mm: volume by coverage %+.4f %%\n",
           100 * (volume / truth - 1));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("mask");
  TCase *t = tcase_create ("mask");
  tcase_add_test (t, an_empty_mask_is_outside_everywhere);
  tcase_add_test (t, tiles_may_lie_at_negative_indices);
  tcase_add_test (t, a_block_reads_what_single_voxels_read);
  tcase_add_test (t, the_distance_to_a_ball_is_exact_near_its_surface);
  tcase_add_test (t, the_distance_to_a_box_is_exact);
  tcase_add_test (t, the_part_of_a_box_beyond_a_plane_is_known_and_inverted);
  tcase_add_test (t, labels_come_back_from_the_sign_and_faces_lie_half_way);
  tcase_add_test (t, coverage_of_a_ball_sums_to_its_volume);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
