/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/distance.h"
#include "shapes.h"

START_TEST (a_torus_has_its_volume_and_area)
{
  /* domain §10 no. 2 */
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 400, 200);
  ck_assert (kerf_mesh_is_closed (torus));
  kt_near (kerf_mesh_volume_mm3 (torus), 9869.6044, 3);
  kt_near (kerf_mesh_area_mm2 (torus), 3947.8418, 1);
}
END_TEST

START_TEST (an_open_or_badly_turned_mesh_is_not_closed)
{
  g_autoptr (KerfMesh) box = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (1, 2, 3));
  ck_assert (kerf_mesh_is_closed (box));
  kt_near (kerf_mesh_volume_mm3 (box), 6, 1e-12);
  kt_near (kerf_mesh_area_mm2 (box), 22, 1e-12);
  kt_near (kerf_mesh_centroid (box).z, 1.5, 1e-12);
  box->n_triangles--;
  ck_assert (!kerf_mesh_is_closed (box));
  box->n_triangles++;
  guint32 swap = box->triangles[0];
  box->triangles[0] = box->triangles[1];
  box->triangles[1] = swap;
  ck_assert (!kerf_mesh_is_closed (box));
}
END_TEST

static double
box_distance (KerfVec3 p, KerfVec3 half)
{
  double x = fabs (p.x) - half.x, y = fabs (p.y) - half.y, z = fabs (p.z) - half.z;
  if (x <= 0 && y <= 0 && z <= 0)
    return fmax (x, fmax (y, z));
  return sqrt (fmax (x, 0) * fmax (x, 0) + fmax (y, 0) * fmax (y, 0) + fmax (z, 0) * fmax (z, 0));
}

START_TEST (the_distance_to_a_box_is_exact_and_positive_outside)
{
  g_autoptr (KerfMesh) box = kt_box_mesh (kerf_vec3 (-20, -15, -10), kerf_vec3 (20, 15, 10));
  g_autoptr (KerfDistance) d = kerf_distance_new (box);
  kt_near (kerf_distance_at (d, kerf_vec3 (25, 20, 15), NULL), 8.660254, 1e-6); /* domain §10 no. 20 */
  kt_near (kerf_distance_at (d, kerf_vec3 (0, 0, 9), NULL), -1, 1e-12);
  for (guint32 k = 0; k < 4000; k++) {
    KerfVec3 p = kerf_vec3 (80 * kt_random (3 * k) - 40, 80 * kt_random (3 * k + 1) - 40,
                            80 * kt_random (3 * k + 2) - 40);
    if (k % 4 == 0) /* near edges and corners, where a wrong normal would turn the sign */
      p = kerf_vec3 (p.x > 0 ? 20.01 : -20.02, p.y > 0 ? 15.03 : -14.99, p.z);
    KerfVec3 nearest;
    double truth = box_distance (p, kerf_vec3 (20, 15, 10));
    kt_near (kerf_distance_at (d, p, &nearest), truth, 1e-9);
    kt_near (kerf_distance (p, nearest), fabs (truth), 1e-9);
    double within = kerf_distance_within (d, p, fabs (truth) * 0.99, NULL);
    ck_assert (fabs (truth) < 1e-9 || isinf (within));
  }
}
END_TEST

START_TEST (the_sign_holds_at_needles_and_in_folds)
{
  /* A star of thin spikes: every second vertex of a ball pulled out. */
  g_autoptr (KerfMesh) star = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10), 24);
  for (guint32 v = 0; v < star->n_vertices; v += 2)
    for (int a = 0; a < 3; a++)
      star->vertices[3 * v + (guint32) a] *= 3;
  g_autoptr (KerfDistance) d = kerf_distance_new (star);
  guint inside = 0;
  for (guint32 k = 0; k < 3000; k++) {
    KerfVec3 p = kerf_vec3 (60 * kt_random (3 * k) - 30, 60 * kt_random (3 * k + 1) - 30,
                            60 * kt_random (3 * k + 2) - 30);
    if (k % 2)
      p = kerf_scale (p, 0.3);
    /* Parity of crossings along a ray. */
    gboolean odd = FALSE;
    KerfVec3 from = p, way = kerf_unit (kerf_vec3 (0.31, 0.57, 0.76));
    double t;
    while (kerf_distance_ray (d, from, way, &t, NULL)) {
      odd = !odd;
      from = kerf_along (from, t + 1e-7, way);
    }
    double signed_d = kerf_distance_at (d, p, NULL);
    inside += odd ? 1 : 0;
    if (fabs (signed_d) > 1e-6)
      ck_assert_msg (odd == (signed_d < 0), "at %g %g %g: %g", p.x, p.y, p.z, signed_d);
  }
  ck_assert_uint_gt (inside, 200);
}
END_TEST

START_TEST (the_nearest_triangle_is_found_as_by_trying_all)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 60, 30);
  g_autoptr (KerfDistance) d = kerf_distance_new (torus);
  for (guint32 k = 0; k < 500; k++) {
    KerfVec3 p = kerf_vec3 (60 * kt_random (3 * k) - 30, 60 * kt_random (3 * k + 1) - 30,
                            20 * kt_random (3 * k + 2) - 10);
    double smooth = hypot (hypot (p.x, p.y) - 20, p.z) - 5;
    kt_near (kerf_distance_at (d, p, NULL), smooth, 0.13); /* facets */
    double best = HUGE_VAL;
    for (guint32 t = 0; t < torus->n_triangles;
         t++) { /* no facet's corner or middle is nearer than what was found */
      KerfVec3 a = kerf_mesh_vertex (torus, torus->triangles[3 * t]);
      best = fmin (best, kerf_distance (p, a));
    }
    ck_assert (fabs (kerf_distance_at (d, p, NULL)) <= best + 1e-9);
  }
}
END_TEST

START_TEST (a_ray_hits_the_first_wall)
{
  g_autoptr (KerfMesh) box = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10));
  g_autoptr (KerfDistance) d = kerf_distance_new (box);
  double t;
  ck_assert (kerf_distance_ray (d, kerf_vec3 (-5, 3, 4), kerf_vec3 (1, 0, 0), &t, NULL));
  kt_near (t, 5, 1e-9);
  ck_assert (kerf_distance_ray (d, kerf_vec3 (5, 3, 4), kerf_vec3 (0, 0, 2), &t, NULL));
  kt_near (t, 3, 1e-9);
  ck_assert (
      kerf_distance_ray (d, kerf_vec3 (-5, 5, 5), kerf_vec3 (1, 0, 0), &t, NULL)); /* through a diagonal */
  ck_assert (!kerf_distance_ray (d, kerf_vec3 (-5, 11, 5), kerf_vec3 (1, 0, 0), &t, NULL));
  ck_assert (!kerf_distance_ray (d, kerf_vec3 (11, 5, 5), kerf_vec3 (1, 0, 0), &t, NULL));
}
END_TEST

START_TEST (an_empty_mesh_is_infinitely_far)
{
  g_autoptr (KerfMesh) none = kerf_mesh_new_take (kerf_vec3 (0, 0, 0), NULL, 0, NULL, 0);
  g_autoptr (KerfDistance) d = kerf_distance_new (none);
  ck_assert (isinf (kerf_distance_at (d, kerf_vec3 (1, 2, 3), NULL)));
  ck_assert (!kerf_distance_ray (d, kerf_vec3 (1, 2, 3), kerf_vec3 (1, 0, 0), NULL, NULL));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("mesh");
  TCase *t = tcase_create ("mesh");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, a_torus_has_its_volume_and_area);
  tcase_add_test (t, an_open_or_badly_turned_mesh_is_not_closed);
  tcase_add_test (t, the_distance_to_a_box_is_exact_and_positive_outside);
  tcase_add_test (t, the_sign_holds_at_needles_and_in_folds);
  tcase_add_test (t, the_nearest_triangle_is_found_as_by_trying_all);
  tcase_add_test (t, a_ray_hits_the_first_wall);
  tcase_add_test (t, an_empty_mesh_is_infinitely_far);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
