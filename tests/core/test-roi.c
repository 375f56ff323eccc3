/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions of interest against closed forms: area, mean of an image that is linear in space, deviation of one that is not,
 * what lies outside; in many directions, at many places within a voxel. */
#include "../kerf-check.h"
#include "base/real.h"
#include "core/image/roi.h"

enum { DIRECTIONS = 66, N = 48 };

static double
linear (KerfVec3 p)
{
  return 100 + 3 * p.x + 7 * p.y - 11 * p.z;
}

static double
constant (G_GNUC_UNUSED KerfVec3 p)
{
  return -321.5;
}

/* A volume whose grid is turned by `turn`, its middle about the origin; unlike edges. */
static KerfVolume *
volume_of (double (*value) (KerfVec3 p), const KerfMat4 *turn)
{
  KerfVec3 h = kerf_vec3 (0.7, 0.9, 1.6);
  KerfMat4 grid_axes = kerf_mat4_from_columns (kerf_vec3 (h.x, 0, 0), kerf_vec3 (0, h.y, 0),
                                               kerf_vec3 (0, 0, h.z), kerf_scale (h, -(N - 1) / 2.0));
  KerfGrid grid = { .n = { N, N, N }, .patient_from_index = kerf_mat4_mul (turn, &grid_axes) };
  ck_assert (kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient));
  float *values = g_new (float, N *N *N);
  for (int k = 0; k < N; k++)
    for (int j = 0; j < N; j++)
      for (int i = 0; i < N; i++)
        values[(k * N + j) * N + i] = (float) value (kerf_grid_point (&grid, i, j, k));
  g_autoptr (GBytes) bytes = g_bytes_new_take (values, N * N * N * sizeof *values);
  return kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
}

/* The d-th of DIRECTIONS, spread over the sphere (and among them none of the axes). */
static KerfFrame3
frame_of (int d, KerfVec3 at)
{
  double turn = 2.399963 * d, z = 1 - 2.0 * (d + 0.5) / DIRECTIONS, r = sqrt (1 - z * z);
  KerfVec3 n = kerf_vec3 (r * cos (turn), r * sin (turn), z), u = kerf_perpendicular (n);
  KerfMat4 roll = kerf_mat4_rotation (n, 0.7 * d, kerf_vec3 (0, 0, 0));
  return kerf_frame3 (at, n, kerf_mat4_direction (&roll, u));
}

static KerfVec3
place_of (int d)
{
  return kerf_vec3 (0.37 * sin (d), 0.53 * cos (3 * d), 0.9 * sin (5 * d));
}

static KerfRoi *
ellipse_in (const KerfFrame3 *f, double a, double b)
{
  g_autoptr (GError) error = NULL;
  KerfRoi *roi = kerf_roi_ellipse (f->p, kerf_along (f->p, a, f->u), kerf_along (f->p, b, f->v), &error);
  kt_no_error (error);
  return roi;
}

/* A hollow letter C, 6 × 8 with a bite of 4 × 3: area 36, and a centroid that lies in no corner. */
static const double letter[8][2] = { { 0, 0 }, { 6, 0 }, { 6, 2 }, { 2, 2 },
                                     { 2, 5 }, { 6, 5 }, { 6, 8 }, { 0, 8 } };
static const double letter_middle[2] = { (48 * 3.0 - 12 * 4.0) / 36, (48 * 4.0 - 12 * 3.5) / 36 };

static KerfRoi *
letter_in (const KerfFrame3 *f, gboolean turned)
{
  KerfVec3 p[8];
  g_autoptr (GError) error = NULL;
  for (int k = 0; k < 8; k++) {
    int from = turned ? 7 - k : k;
    p[k] = kerf_frame3_point (f, letter[from][0] - 3, letter[from][1] - 4, 0);
  }
  KerfRoi *roi = kerf_roi_outline (p, 8, &error);
  kt_no_error (error);
  return roi;
}

static KerfRoiValues
values_in (const KerfRoi *roi, const KerfVolume *volume)
{
  KerfRoiValues values;
  ck_assert (kerf_roi_values (roi, volume, NULL, &values));
  return values;
}

START_TEST (the_mean_of_a_linear_image_is_its_value_at_the_middle)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.02 * _i, kerf_vec3 (0, 0, 0));
  g_autoptr (KerfVolume) volume = volume_of (linear, &turn);
  for (int d = 0; d < DIRECTIONS; d++) {
    KerfFrame3 f = frame_of (d, place_of (d));
    g_autoptr (KerfRoi) ellipse = ellipse_in (&f, 3 + 0.1 * d, 2.2);
    g_autoptr (KerfRoi) c = letter_in (&f, d % 2);
    KerfRoiValues e = values_in (ellipse, volume), l = values_in (c, volume);
    kt_near (e.mean, linear (f.p), 2e-4);
    KerfVec3 middle = kerf_frame3_point (&f, letter_middle[0] - 3, letter_middle[1] - 4, 0);
    kt_near (kerf_distance (c->frame.p, middle), 0, 1e-12);
    kt_near (l.mean, linear (middle), 2e-4);
    ck_assert (e.outside == 0 && l.outside == 0 && e.min < e.mean && e.max > e.mean);
    /* The standard deviation of a linear function on an ellipse: half the gradient's reach along each axis. */
    KerfVec3 g = kerf_vec3 (3, 7, -11);
    double gu = kerf_dot (g, f.u) * ellipse->half_u_mm / 2, gv = kerf_dot (g, f.v) * 2.2 / 2;
    kt_near (e.sd / hypot (gu, gv), 1, 0.03);                                   /* cells of 0.7 mm are flat */
    kt_near (e.max - linear (f.p), 2 * hypot (gu, gv), 0.75 * kerf_length (g)); /* within a cell of the rim */
  }
}
END_TEST

START_TEST (of_a_constant_nothing_deviates)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (3, 1, 2), 0.4, kerf_vec3 (0, 0, 0));
  g_autoptr (KerfVolume) volume = volume_of (constant, &turn);
  for (int d = 0; d < DIRECTIONS; d++) {
    KerfFrame3 f = frame_of (d, place_of (d));
    g_autoptr (KerfRoi) c = letter_in (&f, FALSE);
    KerfRoiValues v = values_in (c, volume);
    kt_near (v.mean, -321.5, 1e-9);
    kt_near (v.sd, 0, 1e-9);
    kt_near (v.max - v.min, 0, 1e-9);
    ck_assert_int_gt (v.samples, 73);  /* whole cells, and parts along the rim */
    ck_assert_int_lt (v.samples, 188); /* 36 mm² of 0.49 mm², and a rim of 36 mm */
  }
}
END_TEST

START_TEST (areas_are_exact)
{
  for (int d = 0; d < DIRECTIONS; d++) {
    KerfFrame3 f = frame_of (d, kerf_vec3 (1000 + d, -500, 77));
    g_autoptr (KerfRoi) ellipse = ellipse_in (&f, 12.5, 0.4);
    g_autoptr (KerfRoi) circle = ellipse_in (&f, 3, 3);
    g_autoptr (KerfRoi) c = letter_in (&f, d % 2);
    kt_near (ellipse->area_mm2, KERF_PI * 12.5 * 0.4, 1e-10);
    kt_near (circle->perimeter_mm, 6 * KERF_PI, 1e-10);
    kt_near (c->area_mm2, 36, 1e-9);
    kt_near (c->perimeter_mm, 36, 1e-9);
  }
  /* A perimeter by the sum of many chords. */
  KerfFrame3 f = frame_of (5, kerf_vec3 (0, 0, 0));
  g_autoptr (KerfRoi) ellipse = ellipse_in (&f, 9, 2);
  double sum = 0;
  for (int k = 0; k < 200000; k++) {
    double t = KERF_PI * (k + 0.5) / 100000;
    sum += hypot (9 * sin (t), 2 * cos (t)) * KERF_PI / 100000;
  }
  kt_near (ellipse->perimeter_mm, sum, 1e-9);
}
END_TEST

/* Along the grid's own axes a whole cell is one voxel and gives its value, wherever the plane lies in the slice. */
START_TEST (a_native_plane_counts_voxels)
{
  KerfGrid grid = kerf_grid_axial (20, 20, 9, kerf_vec3 (0.8, 1.1, 3), kerf_vec3 (-8, -11, -12));
  gint16 *values = g_new (gint16, kerf_grid_voxels (&grid));
  for (int k = 0; k < 9; k++)
    for (int j = 0; j < 20; j++)
      for (int i = 0; i < 20; i++)
        values[kerf_grid_offset (&grid, i, j, k)] = (gint16) ((7 * i + 13 * j + 5 * k) % 31);
  g_autoptr (GBytes) bytes = g_bytes_new_take (values, kerf_grid_voxels (&grid) * sizeof *values);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, -1000);
  double sum = 0, sum2 = 0, lo = INFINITY, hi = -INFINITY;
  for (int j = 4; j < 10; j++) /* the box of voxels 3…8 × 4…9 of slice 4 */
    for (int i = 3; i < 9; i++) {
      double x = kerf_volume_value (volume, i, j, 4);
      sum += x, sum2 += x * x, lo = fmin (lo, x), hi = fmax (hi, x);
    }
  KerfVec3 p[4] = { kerf_grid_point (&grid, 2.5, 3.5, 4), kerf_grid_point (&grid, 8.5, 3.5, 4),
                    kerf_grid_point (&grid, 8.5, 9.5, 4), kerf_grid_point (&grid, 2.5, 9.5, 4) };
  g_autoptr (KerfRoi) box = kerf_roi_outline (p, 4, NULL);
  KerfRoiValues v = values_in (box, volume);
  ck_assert_int_eq (v.samples, 36);
  kt_near (v.mean, sum / 36, 1e-9);
  kt_near (v.sd, sqrt ((sum2 - sum * sum / 36) / 35), 1e-6);
  kt_near (v.min, lo, 1e-9);
  kt_near (v.max, hi, 1e-9);
  /* Moved by half a voxel: a rim of halves, and the mean of means. */
  for (int k = 0; k < 4; k++)
    p[k].x += 0.4;
  g_autoptr (KerfRoi) moved = kerf_roi_outline (p, 4, NULL);
  ck_assert_int_eq (values_in (moved, volume).samples, 42);
}
END_TEST

START_TEST (what_lies_outside_is_said_and_not_counted)
{
  KerfMat4 identity = kerf_mat4_identity ();
  g_autoptr (KerfVolume) volume = volume_of (constant, &identity);
  /* The volume ends at x = 24 · 0.7 = 16.8; squares of 8 × 8 with a share beyond it. */
  for (int d = 0; d < 60; d++) {
    double beyond = d * 8 / 59.0, x = 16.8 - 8 + beyond;
    KerfVec3 p[4] = { { x, -4, 0 }, { x + 8, -4, 0 }, { x + 8, 4, 0 }, { x, 4, 0 } };
    g_autoptr (KerfRoi) square = kerf_roi_outline (p, 4, NULL);
    KerfRoiValues v = values_in (square, volume);
    kt_near (v.outside, beyond / 8, 1e-9); /* native: the volume ends with a cell */
    if (d < 59) {
      kt_near (v.mean, -321.5, 1e-9);
    } else {
      ck_assert (isnan (v.mean) && isnan (v.sd) && isnan (v.min) && v.samples == 0);
    }
  }
}
END_TEST

START_TEST (what_is_no_region_is_refused)
{
  KerfVec3 o = kerf_vec3 (1, 2, 3);
  const struct {
    KerfVec3 p[4];
    const char *part;
  } outlines[] = { { { { 0, 0, 0 }, { 9, 9, 0 }, { 9, 0, 0 }, { 0, 5, 0 } }, "crosses itself" },
                   { { { 0, 0, 0 }, { 9, 0, 0 }, { 9, 9, 1 }, { 0, 9, 0 } }, "out of its plane" },
                   { { { 0, 0, 0 }, { 1, 0, 0 }, { 2, 0, 0 }, { 3, 0, 0 } }, "encloses" } };
  for (gsize k = 0; k < G_N_ELEMENTS (outlines); k++) {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (kerf_roi_outline (outlines[k].p, 4, &error));
    ck_assert_msg (strstr (error->message, outlines[k].part) != NULL, "%s", error->message);
  }
  g_autoptr (GError) lean = NULL, thin = NULL;
  ck_assert_ptr_null (kerf_roi_ellipse (o, kerf_vec3 (5, 2, 3), kerf_vec3 (2, 6, 3), &lean));
  ck_assert_ptr_nonnull (strstr (lean->message, "right angles"));
  ck_assert_ptr_null (kerf_roi_ellipse (o, kerf_vec3 (5, 2, 3), o, &thin));
  ck_assert_ptr_nonnull (strstr (thin->message, "at least"));
}
END_TEST

/* A hand's outline overshoots where it closes: a square whose last stroke crosses the first. */
START_TEST (tails_of_a_drawn_outline_go)
{
  for (int d = 0; d < DIRECTIONS; d++) {
    KerfFrame3 f = frame_of (d, kerf_vec3 (3, 4, 5));
    static const double st[6][2] = { { -1, 2 }, { 10, 2 }, { 10, 12 }, { 0, 12 }, { 0, 1 }, { -0.5, 0.5 } };
    KerfVec3 p[6];
    for (int k = 0; k < 6; k++)
      p[k] = kerf_frame3_point (&f, st[k][0], st[k][1], 0);
    g_autoptr (GArray) kept = kerf_outline_untangled (p, 6, f.n);
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfRoi) roi = kerf_roi_outline ((KerfVec3 *) (gpointer) kept->data, kept->len, &error);
    kt_no_error (error);
    kt_near (roi->area_mm2, 100, 1e-9);
    g_autoptr (GArray) same = kerf_outline_untangled ((KerfVec3 *) (gpointer) kept->data, kept->len, f.n);
    ck_assert_uint_eq (same->len, kept->len);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("roi");
  TCase *t = tcase_create ("roi");
  tcase_set_timeout (t, 120);
  tcase_add_loop_test (t, the_mean_of_a_linear_image_is_its_value_at_the_middle, 0, 4);
  tcase_add_test (t, of_a_constant_nothing_deviates);
  tcase_add_test (t, areas_are_exact);
  tcase_add_test (t, a_native_plane_counts_voxels);
  tcase_add_test (t, what_lies_outside_is_said_and_not_counted);
  tcase_add_test (t, what_is_no_region_is_refused);
  tcase_add_test (t, tails_of_a_drawn_outline_go);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
