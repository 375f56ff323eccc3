/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a cut's face through a ball of bone with a ball of tumour in it: both distances are known everywhere. */
#include "../kerf-check.h"
#include "base/real.h"
#include "core/plan/margin-map.h"

enum { WAYS = 64 };
#define BONE   30.0
#define TUMOUR 8.0

static KerfMesh *
ball (double radius)
{
  enum { RINGS = 96, SIDES = 192 };
  float *v = g_new (float, 3 * (RINGS * SIDES + 2));
  guint32 *t = g_new (guint32, 6 * RINGS * SIDES + 6 * SIDES);
  guint32 n = 0, at = 0;
  for (int r = 0; r < RINGS; r++)
    for (int s = 0; s < SIDES; s++, n++) {
      double a = KERF_PI * (r + 1) / (RINGS + 1), b = 2 * KERF_PI * s / SIDES;
      v[3 * n] = (float) (radius * sin (a) * cos (b)), v[3 * n + 1] = (float) (radius * sin (a) * sin (b)),
            v[3 * n + 2] = (float) (radius * cos (a));
    }
  for (int pole = 0; pole < 2; pole++, n++)
    v[3 * n] = v[3 * n + 1] = 0, v[3 * n + 2] = (float) (pole ? -radius : radius);
  for (guint32 s = 0; s < SIDES; s++) {
    guint32 next = (s + 1) % SIDES, last = (RINGS - 1) * SIDES;
    for (guint32 r = 0; r + 1 < RINGS; r++) {
      const guint32 two[6] = { r * SIDES + s, (r + 1) * SIDES + s,    (r + 1) * SIDES + next,
                               r * SIDES + s, (r + 1) * SIDES + next, r * SIDES + next };
      for (int k = 0; k < 6; k++)
        t[at++] = two[k];
    }
    const guint32 caps[6] = { n - 2, s, next, n - 1, last + next, last + s };
    for (int k = 0; k < 6; k++)
      t[at++] = caps[k];
  }
  return kerf_mesh_new_take (kerf_vec3 (0, 0, 0), v, n, t, at / 3);
}

START_TEST (both_distances_are_those_of_the_balls)
{
  g_autoptr (KerfMesh) outer = ball (BONE), inner = ball (TUMOUR);
  ck_assert (kerf_mesh_is_closed (outer) && kerf_mesh_volume_mm3 (outer) > 0);
  g_autoptr (KerfDistance) bone = kerf_distance_new (outer), tumour = kerf_distance_new (inner);
  double worst = 0;
  for (int i = 0; i < WAYS; i++) {
    double z = 2 * (i + 0.5) / WAYS - 1, a = 2.399963 * i;
    KerfVec3 n = kerf_vec3 (sqrt (1 - z * z) * cos (a), sqrt (1 - z * z) * sin (a), z);
    double away = 6 + 0.3 * i; /* of the plane; the first ones cut the tumour */
    KerfCut cut = { .frame = kerf_frame3 (kerf_scale (n, away), n, kerf_vec3 (0.2, 0.5, 1)),
                    .half_extent_u_mm = i % 2 ? (double) INFINITY : 12,
                    .half_extent_v_mm = (double) INFINITY,
                    .depth_mm = (double) INFINITY,
                    .width_mm = 1.2,
                    .face = KERF_FACE_DISCARD };
    g_autoptr (KerfMarginMap) map = kerf_margin_map_new (&cut, KERF_FACE_DISCARD, tumour, bone, 1, NULL);
    ck_assert (map != NULL);
    ck_assert_uint_gt (map->mesh->n_vertices, 50);
    gboolean covers = FALSE;
    for (guint32 k = 0; k < map->mesh->n_vertices; k++) {
      KerfVec3 p = kerf_mesh_vertex (map->mesh, k);
      double r = kerf_length (p);
      kt_near (kerf_dot (p, n), away, 1e-4); /* in the face */
      worst = fmax (worst, fabs ((double) map->values[2 * k] - (r - TUMOUR)));
      worst = fmax (worst, fabs ((double) map->values[2 * k + 1] - (r - BONE)));
      KerfVec3 at = kerf_frame3_coordinates (&cut.frame, p);
      ck_assert (fabs (at.x) <= cut.half_extent_u_mm + 1e-4);
      covers |= r > BONE;
    }
    ck_assert (covers); /* the section's edge lies within the lattice */
  }
  g_printerr ("margin map: %d faces, worst %.4f mm\n", WAYS, worst);
  ck_assert (worst < 0.02); /* what the polyhedra differ from balls */
}
END_TEST

START_TEST (a_face_beside_the_bone_has_no_map)
{
  g_autoptr (KerfMesh) outer = ball (BONE), inner = ball (TUMOUR);
  g_autoptr (KerfDistance) bone = kerf_distance_new (outer), tumour = kerf_distance_new (inner);
  KerfVec3 n = kerf_vec3 (0, 0, 1);
  KerfCut cut = { .frame = kerf_frame3 (kerf_scale (n, 31), n, kerf_vec3 (1, 0, 0)),
                  .half_extent_u_mm = (double) INFINITY,
                  .half_extent_v_mm = (double) INFINITY,
                  .depth_mm = (double) INFINITY,
                  .width_mm = 1.2,
                  .face = KERF_FACE_DISCARD };
  ck_assert (kerf_margin_map_new (&cut, KERF_FACE_DISCARD, tumour, bone, 1, NULL) == NULL);
}
END_TEST

START_TEST (a_mesh_in_another_space_is_measured_where_it_lies)
{
  g_autoptr (KerfMesh) outer = ball (BONE), inner = ball (TUMOUR);
  g_autoptr (KerfDistance) tumour = kerf_distance_new (inner);
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.7, kerf_vec3 (0, 0, 0)),
           shift = kerf_mat4_translation (kerf_vec3 (5, 0, 0)), move = kerf_mat4_mul (&shift, &turn);
  g_autoptr (KerfMarginMap) map = kerf_margin_map_of_mesh (outer, &move, tumour, NULL);
  for (guint32 k = 0; k < outer->n_vertices; k += 97) {
    KerfVec3 p = kerf_mat4_point (&move, kerf_mesh_vertex (outer, k));
    kt_near ((double) map->values[2 * k], kerf_length (p) - TUMOUR, 0.02);
    ck_assert (map->values[2 * k + 1] < 0);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("margin-map");
  TCase *tcase = tcase_create ("margin-map");
  tcase_set_timeout (tcase, 120);
  tcase_add_test (tcase, both_distances_are_those_of_the_balls);
  tcase_add_test (tcase, a_face_beside_the_bone_has_no_map);
  tcase_add_test (tcase, a_mesh_in_another_space_is_measured_where_it_lies);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
