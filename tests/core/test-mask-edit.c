/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/mask-edit.h"
#include "core/image/resample.h"

static KerfGrid
unit_grid (void)
{
  return kerf_grid_axial (110, 110, 110, kerf_vec3 (1, 1, 1), kerf_vec3 (-55, -55, -55));
}

static KerfMask *
ball (const KerfGrid *grid, KerfVec3 centre, double radius)
{
  return kerf_mask_tube (grid, &centre, 1, radius, NULL);
}

/* Radius at which the trilinear distance is zero along a direction. */
static double
radius_along (const KerfMask *mask, KerfVec3 c, KerfVec3 d, double lo, double hi)
{
  for (int k = 0; k < 40; k++) {
    double m = (lo + hi) / 2;
    if (kerf_mask_sample (mask, kerf_along (c, m, d)) >= 0)
      lo = m;
    else
      hi = m;
  }
  return lo;
}

/* Mean and greatest error of the surface against a sphere, over 2,000 rays. */
static void
sphere_error (const KerfMask *mask, KerfVec3 c, double radius, double *mean, double *worst)
{
  *mean = *worst = 0;
  for (int k = 0; k < 2000; k++) {
    double z = 1 - 2 * (k + 0.5) / 2000, a = k * 2.399963229728653, r = sqrt (1 - z * z);
    double e = fabs (radius_along (mask, c, kerf_vec3 (r * cos (a), r * sin (a), z), radius - 2, radius + 2) -
                     radius);
    *mean += e / 2000;
    *worst = fmax (*worst, e);
  }
}

START_TEST (a_brush_ball_is_exact)
{
  KerfGrid grid = unit_grid ();
  double mean, worst;
  KerfVec3 c = kerf_vec3 (0.37, -0.21, 0.49);
  g_autoptr (KerfMask) mask = ball (&grid, c, 30);
  sphere_error (mask, c, 30, &mean, &worst);
  fprintf (stderr, "brush ball of 30 mm: mean %.4f, worst %.4f mm\n", mean, worst);
  ck_assert (worst <= 0.02);
}
END_TEST

START_TEST (a_stroke_in_pieces_gives_the_same_bytes_with_any_threads)
{
  KerfGrid grid = unit_grid ();
  KerfVec3 p[4] = { { -30, -20, 0 }, { 10, 15, 0 }, { 12, -3, -4 }, { 30, -3, -4 } };
  KerfBrush ball_brush = { .radius_mm = 7.3 },
            disc = { .radius_mm = 6, .disc = TRUE, .normal = { 0, 0, 1 }, .thickness_mm = 2.5 };
  const KerfBrush *brushes[2] = { &ball_brush, &disc };
  for (int b = 0; b < 2; b++) {
    g_autoptr (KerfMask) none = kerf_mask_new (&grid);
    g_autoptr (KerfMask) whole =
        kerf_mask_stroke (none, p, 4, brushes[b], FALSE, &(KerfContext){ .threads = 1 });
    g_autoptr (KerfMask) again =
        kerf_mask_stroke (none, p, 4, brushes[b], FALSE, &(KerfContext){ .threads = 4 });
    KerfMask *pieces = kerf_mask_ref (none);
    for (int k = 0; k < 3; k++) {
      KerfMask *next = kerf_mask_stroke (pieces, p + k, 2, brushes[b], FALSE, NULL);
      kerf_mask_unref (pieces);
      pieces = next;
    }
    ck_assert (kerf_mask_equal (whole, again));
    ck_assert (kerf_mask_equal (whole, pieces));
    kerf_mask_unref (pieces);
  }
}
END_TEST

START_TEST (a_capsule_and_a_stadium_plate_have_their_volumes)
{
  KerfGrid grid = unit_grid ();
  KerfVec3 p[2] = { { -20.2, 3.1, 4.4 }, { 19.8, 3.1, 4.4 } };
  g_autoptr (KerfMask) capsule = kerf_mask_tube (&grid, p, 2, 9, NULL);
  kt_near (kerf_mask_volume_mm3 (capsule, NULL), G_PI * 81 * 40 + 4 * G_PI / 3 * 729, 0.003 * 13232);
  g_autoptr (KerfMask) none = kerf_mask_new (&grid);
  KerfBrush disc = { .radius_mm = 12, .disc = TRUE, .normal = { 0, 0, 1 }, .thickness_mm = 7 };
  g_autoptr (KerfMask) plate = kerf_mask_stroke (none, p, 2, &disc, FALSE, NULL);
  double truth = 7 * (G_PI * 144 + 24 * 40);
  kt_near (kerf_mask_volume_mm3 (plate, NULL), truth, 0.01 * truth);
}
END_TEST

START_TEST (edits_share_what_they_do_not_touch)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) big = ball (&grid, kerf_vec3 (0, 0, 0), 45);
  KerfVec3 p = kerf_vec3 (44, 0, 0);
  KerfBrush brush = { .radius_mm = 5 };
  g_autoptr (KerfMask) bitten = kerf_mask_stroke (big, &p, 1, &brush, TRUE, NULL);
  guint same = 0, tiles = 0;
  for (gint32 c = bitten->lo[2]; c < bitten->hi[2]; c++)
    for (gint32 b = bitten->lo[1]; b < bitten->hi[1]; b++)
      for (gint32 a = bitten->lo[0]; a < bitten->hi[0]; a++) {
        KerfTile *tile = kerf_mask_slot (bitten, a, b, c).tile;
        tiles += tile != NULL;
        same += tile && tile == kerf_mask_slot (big, a, b, c).tile;
      }
  ck_assert_uint_ge (tiles, 20);
  ck_assert_uint_ge (same, tiles - 8);
  ck_assert (kerf_mask_sample (bitten, p) < 0);
  ck_assert (kerf_mask_sample (bitten, kerf_vec3 (-44, 0, 0)) > 0);
}
END_TEST

START_TEST (booleans_are_those_of_sets)
{
  KerfGrid grid = unit_grid ();
  KerfVec3 ca = kerf_vec3 (-8.3, 0, 0), cb = kerf_vec3 (9.1, 2, 1);
  g_autoptr (KerfMask) a = ball (&grid, ca, 20);
  g_autoptr (KerfMask) b = ball (&grid, cb, 15);
  for (int kind = KERF_UNION; kind <= KERF_SUBTRACT; kind++) {
    g_autoptr (KerfMask) c = kerf_mask_boolean (a, b, (KerfBoolean) kind, NULL, NULL);
    guint wrong = 0;
    for (gint32 k = 0; k < 110; k += 3)
      for (gint32 j = 0; j < 110; j++)
        for (gint32 i = 0; i < 110; i++) {
          gboolean in_a = kerf_mask_at (a, i, j, k) >= 0, in_b = kerf_mask_at (b, i, j, k) >= 0;
          gboolean truth = kind == KERF_UNION       ? in_a || in_b
                           : kind == KERF_INTERSECT ? in_a && in_b
                                                    : in_a && !in_b;
          wrong += (kerf_mask_at (c, i, j, k) >= 0) != truth ? 1 : 0;
        }
    ck_assert_uint_eq (wrong, 0);
  }
  /* Volume of the lens of two spheres. */
  double d = kerf_distance (ca, cb), sum = 35 - d,
         lens = G_PI * sum * sum * (d * d + 2 * d * 35 - 3 * 25) / (12 * d);
  g_autoptr (KerfMask) both = kerf_mask_boolean (a, b, KERF_INTERSECT, NULL, NULL);
  kt_near (kerf_mask_volume_mm3 (both, NULL), lens, 0.003 * lens);
}
END_TEST

START_TEST (what_lies_on_the_surface_goes_with_what_is_taken_away)
{
  /* Faces on voxel centres: their distance is exactly 0, inside. Taken away, by any way, they are outside. */
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) none = kerf_mask_new (&grid);
  KerfBoxShape large = kerf_box_shape (kerf_vec3 (-20, -20, -20), kerf_vec3 (20, 20, 20), NULL),
               small = kerf_box_shape (kerf_vec3 (-5, -5, -5), kerf_vec3 (5, 5, 5), NULL);
  g_autoptr (KerfMask) a = kerf_mask_box (none, &large, KERF_BOX_ADD, NULL);
  g_autoptr (KerfMask) b = kerf_mask_box (none, &small, KERF_BOX_ADD, NULL);
  g_autoptr (KerfMask) less = kerf_mask_boolean (a, b, KERF_SUBTRACT, NULL, NULL);
  g_autoptr (KerfMask) erased = kerf_mask_box (a, &small, KERF_BOX_ERASE, NULL);
  g_autoptr (KerfMask) nothing = kerf_mask_boolean (a, a, KERF_SUBTRACT, NULL, NULL);
  ck_assert_int_eq (kerf_mask_at (b, 60, 55, 55), 0);
  ck_assert_int_lt (kerf_mask_at (less, 60, 55, 55), 0);
  ck_assert_int_ge (kerf_mask_at (less, 61, 55, 55), 0);
  ck_assert (kerf_mask_equal (less, erased));
  ck_assert (kerf_mask_is_empty (nothing));
}
END_TEST

START_TEST (a_mask_on_another_lattice_is_resampled_for_a_boolean)
{
  KerfGrid grid = unit_grid (),
           fine = kerf_grid_axial (150, 150, 150, kerf_vec3 (0.5, 0.5, 0.5), kerf_vec3 (-37, -37.2, -37)),
           coarse = kerf_grid_axial (50, 50, 30, kerf_vec3 (2, 2, 3), kerf_vec3 (-49, -49, -45));
  const KerfGrid *grids[2] = { &fine, &coarse };
  g_autoptr (KerfMask) none = kerf_mask_new (&grid);
  for (int g = 0; g < 2; g++) {
    g_autoptr (KerfMask) other = ball (grids[g], kerf_vec3 (0.2, 0.3, 0.1), 25);
    g_autoptr (KerfMask) here = kerf_mask_boolean (none, other, KERF_UNION, NULL, NULL);
    double mean, worst;
    sphere_error (here, kerf_vec3 (0.2, 0.3, 0.1), 25, &mean, &worst);
    fprintf (stderr, "ball of 25 mm resampled from %s: mean %.4f, worst %.4f mm\n",
             g ? "2 × 2 × 3 mm" : "0.5 mm", mean, worst);
    ck_assert (worst <= (g ? 0.12 : 0.03));
  }
  /* and onto a coarser one, whose band is thicker than what was stored */
  g_autoptr (KerfMask) one = ball (&grid, kerf_vec3 (0.2, 0.3, 0.1), 25);
  KerfMat4 identity = kerf_mat4_identity ();
  g_autoptr (KerfMask) on_coarse = kerf_mask_resampled (one, &coarse, &identity, NULL);
  double mean, worst;
  sphere_error (on_coarse, kerf_vec3 (0.2, 0.3, 0.1), 25, &mean, &worst);
  fprintf (stderr, "ball of 25 mm from 1 mm onto 2 × 2 × 3 mm: mean %.4f, worst %.4f mm\n", mean, worst);
  ck_assert (worst <= 0.12);
}
END_TEST

START_TEST (growing_and_shrinking_are_exact_beyond_the_stored_band)
{
  KerfGrid grid = unit_grid ();
  KerfVec3 c = kerf_vec3 (0.37, -0.21, 0.49);
  g_autoptr (KerfMask) mask = ball (&grid, c, 25);
  const double steps[] = { 0.4, 3, 12.5, 33, -0.7, -5, -17 };
  for (int k = 0; k < 7; k++) {
    g_autoptr (KerfMask) grown = kerf_mask_offset (mask, steps[k], NULL, NULL);
    double mean, worst;
    sphere_error (grown, c, 25 + steps[k], &mean, &worst);
    fprintf (stderr, "ball of 25 mm grown by %+g: mean %.4f, worst %.4f mm\n", steps[k], mean, worst);
    /* Trilinear interpolation's own is h²κ/6 (domain §6), here of the old surface and of the new one. */
    double own = (1.0 / 25 + 1 / (25 + steps[k])) / 6;
    ck_assert_msg (mean <= 0.005 + own && worst <= 0.01 + 2 * own, "mean %.4f, worst %.4f", mean, worst);
  }
  g_autoptr (KerfMask) gone = kerf_mask_offset (mask, -26, NULL, NULL);
  ck_assert (kerf_mask_is_empty (gone));
}
END_TEST

START_TEST (growing_a_box_rounds_its_corners)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) none = kerf_mask_new (&grid);
  KerfBoxShape box = kerf_box_shape (kerf_vec3 (-20.3, -15.3, -10.3), kerf_vec3 (20.3, 15.3, 10.3), NULL);
  g_autoptr (KerfMask) mask = kerf_mask_box (none, &box, KERF_BOX_ADD, NULL);
  g_autoptr (KerfMask) grown = kerf_mask_offset (mask, 10, NULL, NULL);
  KerfVec3 d = kerf_scale (kerf_vec3 (1, 1, 1), 1 / sqrt (3));
  kt_near (radius_along (grown, kerf_vec3 (20.3, 15.3, 10.3), d, 5, 15), 10,
           0.4); /* between centres 1 mm apart the corner is blunt */
  kt_near (radius_along (grown, kerf_vec3 (20.3, 0, 0), kerf_vec3 (1, 0, 0), 5, 15), 10, 0.005);
  kt_near (radius_along (grown, kerf_vec3 (20.3, 15.3, 0), kerf_vec3 (0.6, 0.8, 0), 5, 15), 10, 0.25);
}
END_TEST

START_TEST (two_sheets_meet_half_way)
{
  /* Plates 10.4 mm apart with unlike sub-voxel places: grown by 5.3 they close, by 5.1 they don't. */
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) none = kerf_mask_new (&grid);
  KerfBoxShape low = kerf_box_shape (kerf_vec3 (-20, -20, -20), kerf_vec3 (20, 20, -5.05), NULL),
               high = kerf_box_shape (kerf_vec3 (-20, -20, 5.35), kerf_vec3 (20, 20, 20), NULL);
  g_autoptr (KerfMask) one = kerf_mask_box (none, &low, KERF_BOX_ADD, NULL);
  g_autoptr (KerfMask) two = kerf_mask_box (one, &high, KERF_BOX_ADD, NULL);
  g_autoptr (KerfMask) apart = kerf_mask_offset (two, 5.0, NULL, NULL);
  g_autoptr (KerfMask) closed = kerf_mask_offset (two, 5.4, NULL, NULL);
  kt_near (kerf_mask_sample (apart, kerf_vec3 (0, 0, 0)), -0.05, 0.01);
  ck_assert_int_ge ((int) kerf_mask_pieces (apart, NULL), 2);
  ck_assert_int_eq ((int) kerf_mask_pieces (closed, NULL), 1);
}
END_TEST

START_TEST (the_largest_piece_stays_and_keeps_its_distance)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) big = ball (&grid, kerf_vec3 (-20, 0, 0), 18);
  g_autoptr (KerfMask) middle = ball (&grid, kerf_vec3 (15.7, 0.3, 0.2), 15); /* 2.7 mm from the big one */
  g_autoptr (KerfMask) small = ball (&grid, kerf_vec3 (-20, 30, 30), 6);
  g_autoptr (KerfMask) two = kerf_mask_boolean (big, middle, KERF_UNION, NULL, NULL);
  g_autoptr (KerfMask) all = kerf_mask_boolean (two, small, KERF_UNION, NULL, NULL);
  guint64 voxels;
  ck_assert_uint_eq (kerf_mask_pieces (all, &voxels), 3);
  kt_near ((double) voxels, 4 * G_PI / 3 * 5832, 300);
  g_autoptr (KerfMask) one = kerf_mask_largest (all, 1, NULL, NULL);
  g_autoptr (KerfMask) pair = kerf_mask_largest (all, 2, NULL, NULL);
  g_autoptr (KerfMask) every = kerf_mask_largest (all, 3, NULL, NULL);
  ck_assert (kerf_mask_equal (every, all));
  ck_assert_uint_eq (kerf_mask_pieces (pair, NULL), 2);
  ck_assert (kerf_mask_equal (pair, two));
  ck_assert_uint_eq (kerf_mask_pieces (one, NULL), 1);
  int worst = 0;
  for (gint32 k = 0; k < 110; k++)
    for (gint32 j = 0; j < 110; j++)
      for (gint32 i = 0; i < 110; i++)
        worst = MAX (worst, abs (kerf_mask_at (one, i, j, k) - kerf_mask_at (big, i, j, k)));
  fprintf (stderr, "largest piece: worst change of its distance %.3f mm\n", worst / 256.0);
  ck_assert_int_le (worst, 96);
  double mean, error;
  sphere_error (one, kerf_vec3 (-20, 0, 0), 18, &mean, &error);
  ck_assert (error <= 0.03);
}
END_TEST

START_TEST (a_box_erases_adds_and_keeps)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) mask = ball (&grid, kerf_vec3 (0, 0, 0), 30);
  double whole = kerf_mask_volume_mm3 (mask, NULL);
  KerfBoxShape half = kerf_box_shape (kerf_vec3 (0.25, -50, -50), kerf_vec3 (50, 50, 50), NULL);
  g_autoptr (KerfMask) erased = kerf_mask_box (mask, &half, KERF_BOX_ERASE, NULL);
  g_autoptr (KerfMask) kept = kerf_mask_box (mask, &half, KERF_BOX_KEEP, NULL);
  kt_near (kerf_mask_volume_mm3 (erased, NULL) + kerf_mask_volume_mm3 (kept, NULL), whole, 0.002 * whole);
  kt_near (kerf_mask_volume_mm3 (kept, NULL), whole / 2 - 0.25 * G_PI * 900, 0.003 * whole);
}
END_TEST

START_TEST (a_cancelled_edit_gives_nothing_and_says_so)
{
  KerfGrid grid = unit_grid ();
  g_autoptr (KerfMask) mask = ball (&grid, kerf_vec3 (0, 0, 0), 30);
  gint cancel = 1;
  KerfContext context = { .cancel = &cancel };
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_mask_offset (mask, 3, &context, &error));
  ck_assert_str_eq (error->message, "It was cancelled; nothing was changed.");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("mask-edit");
  TCase *t = tcase_create ("mask-edit");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, a_brush_ball_is_exact);
  tcase_add_test (t, a_stroke_in_pieces_gives_the_same_bytes_with_any_threads);
  tcase_add_test (t, a_capsule_and_a_stadium_plate_have_their_volumes);
  tcase_add_test (t, edits_share_what_they_do_not_touch);
  tcase_add_test (t, booleans_are_those_of_sets);
  tcase_add_test (t, what_lies_on_the_surface_goes_with_what_is_taken_away);
  tcase_add_test (t, a_mask_on_another_lattice_is_resampled_for_a_boolean);
  tcase_add_test (t, growing_and_shrinking_are_exact_beyond_the_stored_band);
  tcase_add_test (t, growing_a_box_rounds_its_corners);
  tcase_add_test (t, two_sheets_meet_half_way);
  tcase_add_test (t, the_largest_piece_stays_and_keeps_its_distance);
  tcase_add_test (t, a_box_erases_adds_and_keeps);
  tcase_add_test (t, a_cancelled_edit_gives_nothing_and_says_so);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
