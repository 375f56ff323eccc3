/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/mask-edit.h"
#include "core/mesh/contour.h"

static KerfMesh *
mesh_of_ball (const KerfGrid *grid, KerfVec3 c, double radius)
{
  g_autoptr (KerfMask) mask = kerf_mask_tube (grid, &c, 1, radius, NULL);
  return kerf_mesh_from_mask (mask, NULL, NULL);
}

START_TEST (a_ball_has_its_volume_area_and_centre)
{
  KerfGrid grid = kerf_grid_axial (80, 80, 80, kerf_vec3 (1, 1, 1), kerf_vec3 (-40, -40, -40));
  KerfVec3 c = kerf_vec3 (0.37, -0.21, 0.49);
  g_autoptr (KerfMesh) mesh = mesh_of_ball (&grid, c, 30);
  double volume = 4 * G_PI / 3 * 27000, area = 4 * G_PI * 900;
  ck_assert (kerf_mesh_is_closed (mesh));
  kt_near (kerf_mesh_volume_mm3 (mesh), volume, 1e-3 * volume);
  kt_near (kerf_mesh_area_mm2 (mesh), area, 1e-3 * area);
  kt_near (kerf_distance (kerf_mesh_centroid (mesh), c), 0, 1e-3);
  double worst = 0;
  for (guint32 k = 0; k < mesh->n_vertices; k++)
    worst = fmax (worst, fabs (kerf_distance (kerf_mesh_vertex (mesh, k), c) - 30));
  fprintf (stderr, "ball of 30 mm: volume %+.4f %%, vertices within %.4f mm\n",
           100 * (kerf_mesh_volume_mm3 (mesh) / volume - 1), worst);
  ck_assert (worst <= 0.02);
}
END_TEST

START_TEST (a_left_handed_lattice_gives_an_outward_mesh_too)
{
  KerfGrid grid = kerf_grid_axial (80, 80, 60, kerf_vec3 (1, 1, 1.4), kerf_vec3 (-40, -40, -40));
  KerfMat4 m = kerf_mat4_from_columns (kerf_vec3 (1, 0, 0), kerf_vec3 (0, -1, 0), kerf_vec3 (0, 0, 1.4),
                                       kerf_vec3 (-40, 40, -40));
  gint32 n[3] = { 80, 80, 60 };
  ck_assert (kerf_grid_init (&grid, n, &m, "turned", NULL));
  g_autoptr (KerfMesh) mesh = mesh_of_ball (&grid, kerf_vec3 (1, 2, 3), 20);
  ck_assert (kerf_mesh_is_closed (mesh));
  kt_near (kerf_mesh_volume_mm3 (mesh), 4 * G_PI / 3 * 8000, 100);
}
END_TEST

START_TEST (noise_gives_a_closed_mesh_with_no_degenerate_triangle)
{
  /* Every case of the table, ambiguous faces, exact zeros, several tiles and the volume's edge. */
  KerfGrid grid = kerf_grid_axial (70, 40, 36, kerf_vec3 (0.7, 0.8, 1.3), kerf_vec3 (100, -200, 50));
  gint32 lo[3] = { 0, 0, 0 }, hi[3] = { 3, 2, 2 };
  guint32 seed = 11;
  for (int round = 0; round < 3; round++) {
    KerfMask *mask = kerf_mask_builder_new (&grid, lo, hi);
    for (gint32 c = 0; c < 2; c++)
      for (gint32 b = 0; b < 2; b++)
        for (gint32 a = 0; a < 3; a++) {
          KerfTile *tile = kerf_tile_new ();
          for (int v = 0; v < KERF_TILE_VOXELS; v++) {
            seed = seed * 1664525u + 1013904223u;
            gint16 d = (gint16) ((gint32) (seed >> 22) - 512);
            tile->d[v] = round == 1 && abs (d) < 200 ? 0 : round == 2 ? (d >= 0 ? 600 : -1) : d;
          }
          kerf_mask_builder_set (mask, a, b, c, tile, 0);
        }
    kerf_mask_builder_end (mask);
    g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
    ck_assert (kerf_mesh_is_closed (mesh));
    ck_assert (kerf_mesh_volume_mm3 (mesh) > 0);
    ck_assert_uint_gt (mesh->n_triangles, 300000);
    guint degenerate = 0;
    for (guint32 t = 0; t < mesh->n_triangles; t++)
      degenerate += kerf_length (kerf_mesh_triangle_normal (mesh, t)) > 0 ? 0 : 1;
    ck_assert_uint_eq (degenerate, 0);
    kerf_mask_unref (mask);
  }
}
END_TEST

START_TEST (corners_that_touch_across_a_face_stay_apart)
{
  KerfGrid grid = kerf_grid_axial (4, 4, 4, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  guint8 inside[64] = { 0 };
  inside[kerf_grid_offset (&grid, 1, 1, 1)] = inside[kerf_grid_offset (&grid, 2, 2, 1)] = 1;
  g_autoptr (KerfMask) mask = kerf_mask_from_labels (inside, &grid, NULL, NULL);
  g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
  ck_assert (kerf_mesh_is_closed (mesh));
  ck_assert_uint_eq (mesh->n_triangles, 16); /* two octahedra */
  kt_near (kerf_mesh_volume_mm3 (mesh), 2.0 / 6, 1e-6);
}
END_TEST

START_TEST (any_number_of_threads_gives_the_same_mesh)
{
  KerfGrid grid = kerf_grid_axial (90, 90, 90, kerf_vec3 (0.8, 0.8, 1.2), kerf_vec3 (-30, -35, -40));
  KerfVec3 p[3] = { { -10, -10, -20 }, { 10, 15, 0 }, { 0, -10, 25 } };
  g_autoptr (KerfMask) mask = kerf_mask_tube (&grid, p, 3, 9, NULL);
  g_autoptr (KerfMesh) one = kerf_mesh_from_mask (mask, &(KerfContext){ .threads = 1 }, NULL);
  g_autoptr (KerfMesh) many = kerf_mesh_from_mask (mask, &(KerfContext){ .threads = 5 }, NULL);
  ck_assert_uint_eq (one->n_vertices, many->n_vertices);
  ck_assert_mem_eq (one->vertices, many->vertices, 12 * (size_t) one->n_vertices);
  ck_assert_mem_eq (one->triangles, many->triangles, 12 * (size_t) one->n_triangles);
}
END_TEST

START_TEST (an_empty_mask_gives_an_empty_mesh)
{
  KerfGrid grid = kerf_grid_axial (9, 9, 9, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (KerfMask) mask = kerf_mask_new (&grid);
  g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
  ck_assert_uint_eq (mesh->n_triangles, 0);
  ck_assert (kerf_mesh_is_closed (mesh));
  kt_near (kerf_mesh_volume_mm3 (mesh), 0, 0);
}
END_TEST

START_TEST (a_moved_mesh_keeps_its_volume)
{
  KerfGrid grid = kerf_grid_axial (60, 60, 60, kerf_vec3 (1, 1, 1), kerf_vec3 (-30, -30, -30));
  g_autoptr (KerfMesh) mesh = mesh_of_ball (&grid, kerf_vec3 (3, 4, 5), 20);
  KerfMat4 r = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.7, kerf_vec3 (100, 50, -20));
  g_autoptr (KerfMesh) moved = kerf_mesh_transformed (mesh, &r);
  kt_near (kerf_mesh_volume_mm3 (moved), kerf_mesh_volume_mm3 (mesh), 0.02);
  kt_near (kerf_distance (kerf_mesh_centroid (moved), kerf_mat4_point (&r, kerf_mesh_centroid (mesh))), 0,
           1e-5);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("contour");
  TCase *t = tcase_create ("contour");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, a_ball_has_its_volume_area_and_centre);
  tcase_add_test (t, a_left_handed_lattice_gives_an_outward_mesh_too);
  tcase_add_test (t, noise_gives_a_closed_mesh_with_no_degenerate_triangle);
  tcase_add_test (t, corners_that_touch_across_a_face_stay_apart);
  tcase_add_test (t, any_number_of_threads_gives_the_same_mesh);
  tcase_add_test (t, an_empty_mask_gives_an_empty_mesh);
  tcase_add_test (t, a_moved_mesh_keeps_its_volume);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
