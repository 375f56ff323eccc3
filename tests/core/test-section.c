/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/clip.h"
#include "core/mesh/section.h"
#include "shapes.h"

static KerfFrame3
plane (KerfVec3 p, KerfVec3 n)
{
  n = kerf_unit (n);
  return kerf_frame3 (p, n, kerf_perpendicular (n));
}

START_TEST (a_torus_cut_along_its_plane_is_a_ring)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 200, 100);
  KerfFrame3 frame = plane (kerf_vec3 (3, 4, 0.001), kerf_vec3 (0, 0, 1));
  g_autoptr (KerfSection) s = kerf_mesh_section (torus, &frame);
  ck_assert_uint_eq (s->n_loops, 2);
  ck_assert_uint_eq (s->n_parts, 1);
  double area = G_PI * (625 - 225);
  kt_near (s->area_mm2, area, 1e-3 * area);
  KerfVec3 c = kerf_frame3_point (&frame, s->s_centroid, s->t_centroid, 0);
  kt_near (kerf_length (c), 0, 0.002);
  KerfVec3 hole = kerf_frame3_coordinates (&frame, kerf_vec3 (0, 0, 0)),
           ring = kerf_frame3_coordinates (&frame, kerf_vec3 (0, -20, 0));
  ck_assert (!kerf_section_contains (s, hole.x, hole.y));
  ck_assert (kerf_section_contains (s, ring.x, ring.y));
  kt_near (kerf_section_edge_distance (s, hole.x, hole.y), 15, 0.02);
}
END_TEST

START_TEST (a_torus_cut_across_has_two_parts)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 200, 100);
  KerfFrame3 frame = plane (kerf_vec3 (0, 0, 0), kerf_vec3 (1, 0, 0)); /* through mesh vertices */
  g_autoptr (KerfSection) s = kerf_mesh_section (torus, &frame);
  ck_assert_uint_eq (s->n_parts, 2);
  kt_near (s->area_mm2, 2 * G_PI * 25, 0.3);
  KerfVec3 one = kerf_frame3_coordinates (&frame, kerf_vec3 (0, 21, 1));
  guint32 part = kerf_section_part_near (s, one.x, one.y);
  kt_near (kerf_section_part_area_mm2 (s, part), G_PI * 25, 0.2);
  g_autoptr (KerfSection) only = kerf_section_part (s, part);
  KerfVec3 c = kerf_frame3_point (&frame, only->s_centroid, only->t_centroid, 0);
  kt_near (kerf_distance (c, kerf_vec3 (0, 20, 0)), 0, 0.02);
  double lo[2], hi[2];
  kerf_section_part_box (s, part, lo, hi);
  kt_near (hi[0] - lo[0], 10, 0.02);
  kt_near (hi[1] - lo[1], 10, 0.02);
}
END_TEST

START_TEST (vertices_edges_and_faces_in_the_plane_give_closed_loops)
{
  g_autoptr (KerfMesh) box = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10));
  /* A face counts as just above the plane: seen from above the section is the whole, from below nothing. */
  KerfFrame3 top = plane (kerf_vec3 (0, 0, 10), kerf_vec3 (0, 0, 1)),
             under = plane (kerf_vec3 (0, 0, 10), kerf_vec3 (0, 0, -1));
  g_autoptr (KerfSection) whole = kerf_mesh_section (box, &top);
  g_autoptr (KerfSection) none = kerf_mesh_section (box, &under);
  kt_near (whole->area_mm2, 100, 1e-9);
  ck_assert (kerf_section_is_empty (none));
  KerfFrame3 corner = plane (kerf_vec3 (0, 0, 0), kerf_vec3 (1, 1, 1)),
             diagonal = plane (kerf_vec3 (5, 5, 5), kerf_vec3 (1, -1, 0));
  g_autoptr (KerfSection) point = kerf_mesh_section (box, &corner);
  g_autoptr (KerfSection) across = kerf_mesh_section (box, &diagonal);
  kt_near (point->area_mm2, 0, 1e-9);
  kt_near (across->area_mm2, 100 * sqrt (2), 1e-9);
}
END_TEST

START_TEST (the_tree_finds_the_same_section)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 90, 45);
  g_autoptr (KerfDistance) d = kerf_distance_new (torus);
  for (int k = 0; k < 30; k++) {
    KerfFrame3 frame = plane (kerf_scale (kt_direction (k, 30), 0.7 * k), kt_direction (7 * k % 30, 30));
    g_autoptr (KerfSection) a = kerf_mesh_section (torus, &frame);
    g_autoptr (KerfSection) b = kerf_distance_section (d, &frame);
    ck_assert_uint_eq (a->n_loops, b->n_loops);
    ck_assert_mem_eq (a->starts, b->starts, 4 * (a->n_loops + 1));
    ck_assert_mem_eq (a->st, b->st, 16 * a->starts[a->n_loops]);
  }
}
END_TEST

START_TEST (volume_is_the_integral_of_sections)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 90, 45);
  KerfVec3 n = kerf_unit (kerf_vec3 (1, 2, 2));
  double sum = 0;
  for (int k = 0; k < 2500; k++) {
    KerfFrame3 frame = plane (kerf_scale (n, -25 + 0.02 * (k + 0.5)), n);
    g_autoptr (KerfSection) s = kerf_mesh_section (torus, &frame);
    sum += s->area_mm2 * 0.02;
  }
  kt_near (sum, kerf_mesh_volume_mm3 (torus), 0.01);
}
END_TEST

START_TEST (a_cap_of_a_ball_has_its_volume_and_disc)
{
  /* domain §10 no. 21 */
  g_autoptr (KerfMesh) ball = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 30, 30), 400);
  KerfHalfSpace beyond = { kerf_vec3 (-1, 0, 0), -20 }, before = { kerf_vec3 (1, 0, 0), 20 };
  kt_near (kerf_mesh_clipped_volume_mm3 (ball, &beyond, 1, NULL), 8377.5804, 5);
  kt_near (kerf_mesh_clipped_volume_mm3 (ball, &beyond, 1, NULL) +
               kerf_mesh_clipped_volume_mm3 (ball, &before, 1, NULL),
           kerf_mesh_volume_mm3 (ball), 1e-4);
  KerfFrame3 frame = plane (kerf_vec3 (20, 0, 0), kerf_vec3 (1, 0, 0));
  g_autoptr (KerfSection) disc = kerf_mesh_section (ball, &frame);
  kt_near (disc->area_mm2, 1570.7963, 0.5);
}
END_TEST

START_TEST (clipped_volumes_are_exact_with_faces_in_the_planes)
{
  g_autoptr (KerfMesh) box = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (40, 40, 40));
  KerfHalfSpace h[6] = { { { 1, 0, 0 }, 30 },   { { -1, 0, 0 }, -10 }, { { 0, 1, 0 }, 30 },
                         { { 0, -1, 0 }, -10 }, { { 0, 0, 1 }, 40 },   { { 0, 0, -1 }, -20 } };
  kt_near (kerf_mesh_clipped_volume_mm3 (box, h, 6, NULL), 8000, 1e-3);
  kt_near (kerf_mesh_clipped_volume_mm3 (box, h, 0, NULL), 64000, 1e-6);
  /* a plane through an edge and the middle: half */
  KerfHalfSpace half = { kerf_unit (kerf_vec3 (1, -1, 0)), 0 };
  kt_near (kerf_mesh_clipped_volume_mm3 (box, &half, 1, NULL), 32000, 1e-3);
  KerfBox3 bounds = { { 0, 0, 0 }, { 40, 40, 40 } };
  ck_assert (kerf_half_spaces_meet (h, 6, &bounds));
  h[0].offset_mm = 9;
  ck_assert (!kerf_half_spaces_meet (h, 6, &bounds));
  kt_near (kerf_mesh_clipped_volume_mm3 (box, h, 6, NULL), 0, 1e-6);
}
END_TEST

START_TEST (slabs_at_any_angle_add_up)
{
  g_autoptr (KerfMesh) torus = kt_torus_mesh (20, 5, 90, 45);
  double whole = kerf_mesh_volume_mm3 (torus);
  for (int k = 0; k < 40; k++) {
    KerfVec3 a = kt_direction (k, 40), b = kt_direction (11 * k % 40, 40);
    double sum = 0;
    for (int part = 0; part < 4; part++) {
      KerfHalfSpace h[2] = { { kerf_scale (a, part & 1 ? 1 : -1), part & 1 ? 3 : -3 },
                             { kerf_scale (b, part & 2 ? 1 : -1), part & 2 ? -7 : 7 } };
      double v = kerf_mesh_clipped_volume_mm3 (torus, h, 2, NULL);
      ck_assert (v >= -1e-3);
      sum += v;
    }
    kt_near (sum, whole, 1e-3);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("section");
  TCase *t = tcase_create ("section");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, a_torus_cut_along_its_plane_is_a_ring);
  tcase_add_test (t, a_torus_cut_across_has_two_parts);
  tcase_add_test (t, vertices_edges_and_faces_in_the_plane_give_closed_loops);
  tcase_add_test (t, the_tree_finds_the_same_section);
  tcase_add_test (t, volume_is_the_integral_of_sections);
  tcase_add_test (t, a_cap_of_a_ball_has_its_volume_and_disc);
  tcase_add_test (t, clipped_volumes_are_exact_with_faces_in_the_planes);
  tcase_add_test (t, slabs_at_any_angle_add_up);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
