/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/mask-edit.h"
#include "core/mesh/contour.h"
#include "core/segment/threshold.h"
#include "shapes.h"

/* Part of a voxel's box that lies in the ball: sub-samples across, exact along the last axis. */
static double
ball_part (KerfVec3 d, KerfVec3 h, const KerfVec3 axis[3], double radius)
{
  double r = kerf_length (d), half = kerf_length (h) / 2, sum = 0;
  if (r <= radius - half)
    return 1;
  if (r >= radius + half)
    return 0;
  enum { N = 12 };
  for (int a = 0; a < N; a++)
    for (int b = 0; b < N; b++) {
      KerfVec3 p = kerf_along (kerf_along (d, ((a + 0.5) / N - 0.5) * h.x, axis[0]),
                               ((b + 0.5) / N - 0.5) * h.y, axis[1]);
      double along = kerf_dot (p, axis[2]), c = kerf_dot (p, p) - radius * radius, root = along * along - c;
      if (root <= 0)
        continue;
      double from = fmax (-along - sqrt (root), -h.z / 2), to = fmin (-along + sqrt (root), h.z / 2);
      sum += fmax (to - from, 0) / h.z;
    }
  return sum / (N * N);
}

/* A partial-volume image of a ball: 40 outside, 1040 inside. */
static KerfVolume *
ball_image (const KerfGrid *grid, KerfVec3 c, double radius)
{
  KerfVec3 h = kerf_grid_spacing (grid), axis[3];
  for (int a = 0; a < 3; a++)
    axis[a] = kerf_grid_axis (grid, a);
  gsize voxels = kerf_grid_voxels (grid), next = 0;
  gint16 *out = g_new (gint16, voxels);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++)
        out[next++] = (gint16) lrint (
            1064 + 1000 * ball_part (kerf_sub (kerf_grid_point (grid, i, j, k), c), h, axis, radius));
  g_autoptr (GBytes) bytes = g_bytes_new_take (out, voxels * sizeof *out);
  return kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, 1, -1024);
}

typedef struct {
  double volume, mean, worst, margin_mean, margin_worst, signed_mean;
} Figures;

/* Surface error along 2,000 rays, volume, margin (40 − support of the mesh) over 66 directions. */
static Figures
figures_of (const KerfMask *mask, KerfVec3 c, double radius)
{
  Figures f = { 0 };
  f.volume = kerf_mask_volume_mm3 (mask, NULL) / (4 * G_PI / 3 * radius * radius * radius) - 1;
  for (int k = 0; k < 2000; k++) {
    KerfVec3 d = kt_direction (k, 2000);
    double lo = radius - 1.5, hi = radius + 1.5;
    for (int s = 0; s < 30; s++) {
      double m = (lo + hi) / 2;
      if (kerf_mask_sample (mask, kerf_along (c, m, d)) >= 0)
        lo = m;
      else
        hi = m;
    }
    f.mean += fabs (lo - radius) / 2000;
    f.signed_mean += (lo - radius) / 2000;
    f.worst = fmax (f.worst, fabs (lo - radius));
  }
  g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
  ck_assert (kerf_mesh_is_closed (mesh));
  for (int k = 0; k < 66; k++) {
    KerfVec3 n = kt_direction (k, 66);
    double support = -HUGE_VAL;
    for (guint32 v = 0; v < mesh->n_vertices; v++)
      support = fmax (support, kerf_dot (n, kerf_sub (kerf_mesh_vertex (mesh, v), c)));
    double error = 10 - (40 - support); /* of the margin to a plane 40 mm from the centre */
    f.margin_mean += error / 66;
    f.margin_worst = fmax (f.margin_worst, fabs (error));
  }
  return f;
}

static KerfGrid
grid_of (KerfVec3 h, double turn_deg, int phase)
{
  double half = 30 + 4 * fmax (h.x, fmax (h.y, h.z));
  gint32 n[3] = { (gint32) (2 * half / h.x) + 1, (gint32) (2 * half / h.y) + 1,
                  (gint32) (2 * half / h.z) + 1 };
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, 0.5), turn_deg * G_PI / 180, kerf_vec3 (0, 0, 0));
  KerfVec3 x = kerf_mat4_direction (&turn, kerf_vec3 (h.x, 0, 0)),
           y = kerf_mat4_direction (&turn, kerf_vec3 (0, h.y, 0)),
           z = kerf_mat4_direction (&turn, kerf_vec3 (0, 0, h.z));
  KerfVec3 o = kerf_vec3 (0, 0, 0);
  o = kerf_along (o, -(n[0] - 1) / 2.0 + kt_random (31 * (guint32) phase) - 0.5, x);
  o = kerf_along (o, -(n[1] - 1) / 2.0 + kt_random (31 * (guint32) phase + 1) - 0.5, y);
  o = kerf_along (o, -(n[2] - 1) / 2.0 + kt_random (31 * (guint32) phase + 2) - 0.5, z);
  KerfMat4 m = kerf_mat4_from_columns (x, y, z, o);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "ball", NULL));
  return grid;
}

typedef struct {
  KerfVec3 h;
  double turn_deg, volume, mean, margin_mean, margin_worst;
} Promise;

static const Promise promises[] = {
  { { 1, 1, 1 }, 0, 0.001, 0.015, 0.02, 0.07 },
  { { 0.7, 0.7, 3 }, 20, 0.002, 0.02, 0.05, 0.1 },
};

START_TEST (a_ball_at_half_height_is_where_it_is)
{
  const Promise *p = &promises[_i];
  double mean = 0, margin_mean = 0, margin_worst = 0, volume = 0, worst = 0, signed_mean = 0;
  for (int phase = 0; phase < 6; phase++) {
    KerfGrid grid = grid_of (p->h, p->turn_deg, phase);
    g_autoptr (KerfVolume) image = ball_image (&grid, kerf_vec3 (0, 0, 0), 30);
    g_autoptr (KerfMask) mask = kerf_mask_from_threshold (image, 540, (double) INFINITY, NULL, NULL, NULL);
    Figures f = figures_of (mask, kerf_vec3 (0, 0, 0), 30);
    mean += f.mean / 6;
    signed_mean += f.signed_mean / 6;
    margin_mean += f.margin_mean / 6;
    margin_worst = fmax (margin_worst, f.margin_worst);
    volume = fmax (volume, fabs (f.volume));
    worst = fmax (worst, f.worst);
  }
  fprintf (
      stderr,
      "ball R 30, %g × %g × %g mm turned %g°, 6 phases: volume within %.3f %%, surface error mean %.4f (signed %+.4f) worst %.3f mm, margin to x = 40: mean %.4f, worst error %.3f mm\n",
      p->h.x, p->h.y, p->h.z, p->turn_deg, 100 * volume, mean, signed_mean, worst, 10 - margin_mean,
      margin_worst);
  ck_assert (volume <= p->volume);
  ck_assert (mean <= p->mean);
  ck_assert (fabs (margin_mean) <= p->margin_mean);
  ck_assert (margin_worst <= p->margin_worst);
}
END_TEST

START_TEST (the_sign_is_that_of_the_value_and_nan_is_outside)
{
  KerfGrid grid = kerf_grid_axial (40, 36, 34, kerf_vec3 (0.8, 0.9, 1.5), kerf_vec3 (0, 0, 0));
  gsize voxels = kerf_grid_voxels (&grid);
  float *x = g_new (float, voxels);
  for (gsize v = 0; v < voxels; v++)
    x[v] = v % 911 == 0 ? NAN : (float) (200 * kt_random ((guint32) v));
  g_autoptr (GBytes) bytes = g_bytes_new_take (x, voxels * sizeof *x);
  g_autoptr (KerfVolume) image = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
  const double limits[3][2] = { { 120, (double) INFINITY }, { 60, 150 }, { -(double) INFINITY, 30 } };
  for (int c = 0; c < 3; c++) {
    g_autoptr (KerfMask) one = kerf_mask_from_threshold (image, limits[c][0], limits[c][1], NULL,
                                                         &(KerfContext){ .threads = 1 }, NULL);
    g_autoptr (KerfMask) many = kerf_mask_from_threshold (image, limits[c][0], limits[c][1], NULL,
                                                          &(KerfContext){ .threads = 4 }, NULL);
    ck_assert (kerf_mask_equal (one, many));
    guint wrong = 0;
    for (gint32 k = -2; k < 36; k++)
      for (gint32 j = -2; j < 38; j++)
        for (gint32 i = -2; i < 42; i++) {
          gboolean beyond = i < 0 || j < 0 || k < 0 || i >= 40 || j >= 36 || k >= 34;
          double value = beyond ? (double) NAN : (double) x[kerf_grid_offset (&grid, i, j, k)];
          gboolean truth = value >= limits[c][0] && value <= limits[c][1];
          wrong += (kerf_mask_at (one, i, j, k) >= 0) != truth ? 1 : 0;
        }
    ck_assert_uint_eq (wrong, 0);
    g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (one, NULL, NULL);
    ck_assert (kerf_mesh_is_closed (mesh));
  }
}
END_TEST

START_TEST (what_leaves_the_volume_is_closed_at_its_box)
{
  KerfGrid grid = kerf_grid_axial (50, 40, 33, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  gsize voxels = kerf_grid_voxels (&grid);
  gint16 *x = g_new (gint16, voxels);
  for (gsize v = 0; v < voxels; v++)
    x[v] = v % 50 < 25 ? 1000 : 0;
  g_autoptr (GBytes) bytes = g_bytes_new_take (x, voxels * sizeof *x);
  g_autoptr (KerfVolume) image = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  g_autoptr (KerfMask) mask = kerf_mask_from_threshold (image, 500, (double) INFINITY, NULL, NULL, NULL);
  g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
  KerfBox3 box = kerf_mesh_box (mesh);
  ck_assert (kerf_mesh_is_closed (mesh));
  kt_near (box.lo.x, -0.5, 0.01);
  kt_near (box.hi.x, 24.5, 0.01);
  kt_near (box.hi.y, 39.5, 0.01);
  kt_near (box.hi.z, 32.5, 0.01);
  kt_near (kerf_mesh_volume_mm3 (mesh), 25 * 40 * 33, 0.004 * 33000);
}
END_TEST

START_TEST (within_keeps_to_another_segment)
{
  KerfGrid grid = grid_of (kerf_vec3 (1, 1, 1), 0, 0);
  g_autoptr (KerfVolume) image = ball_image (&grid, kerf_vec3 (0, 0, 0), 30);
  KerfVec3 p = kerf_vec3 (20, 0, 0);
  g_autoptr (KerfMask) other = kerf_mask_tube (&grid, &p, 1, 25, NULL);
  g_autoptr (KerfMask) mask = kerf_mask_from_threshold (image, 540, (double) INFINITY, other, NULL, NULL);
  double d = 20, sum = 55 - d, lens = G_PI * sum * sum * (d * d + 2 * d * 55 - 3 * 25) / (12 * d);
  kt_near (kerf_mask_volume_mm3 (mask, NULL), lens, 0.005 * lens);
}
END_TEST

START_TEST (swapped_thresholds_are_refused)
{
  KerfGrid grid = kerf_grid_axial (2, 2, 2, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_new0 (gint16, 8), 16);
  g_autoptr (KerfVolume) image = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_mask_from_threshold (image, 300, 200, NULL, NULL, &error));
  ck_assert_str_eq (error->message, "The lower threshold 300 lies above the upper one 200; swap them.");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("threshold");
  TCase *t = tcase_create ("threshold");
  tcase_set_timeout (t, 100);
  tcase_add_loop_test (t, a_ball_at_half_height_is_where_it_is, 0, G_N_ELEMENTS (promises));
  tcase_add_test (t, the_sign_is_that_of_the_value_and_nan_is_outside);
  tcase_add_test (t, what_leaves_the_volume_is_closed_at_its_box);
  tcase_add_test (t, within_keeps_to_another_segment);
  tcase_add_test (t, swapped_thresholds_are_refused);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
