/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-check.h"
#include "view/shading.h"

START_TEST (a_box_keeps_its_edges)
{
  float corners[24];
  static const guint32 triangles[36] = { 0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4,
                                         2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5 };
  KerfShading shading;
  for (int k = 0; k < 8; k++)
    corners[3 * k] = (float) (k & 1), corners[3 * k + 1] = (float) (k >> 1 & 1),
                corners[3 * k + 2] = (float) (k >> 2);
  kerf_shading_init (&shading, corners, 8, triangles, 12, TRUE);
  ck_assert_uint_eq (shading.n, 24);
  for (int t = 0; t < 12; t++)
    for (int c = 0; c < 3; c++) {
      guint32 v = shading.triangles[3 * t + c];
      ck_assert_uint_eq (shading.source[v], triangles[3 * t + c]);
      int face = t / 2, axis = face < 2 ? 2 : face < 4 ? 1 : 0;
      kt_near ((double) shading.normals[3 * v + (guint32) axis], face & 1 ? 1 : -1, 1e-6);
    }
  kerf_shading_clear (&shading);
}
END_TEST

/* The more so where the surface carries steps at the rhythm of its vertices. */
START_TEST (a_ball_stays_round)
{
  for (int bumpy = 0; bumpy < 2; bumpy++) {
    g_autoptr (KerfMesh) ball = ball_mesh (kerf_vec3 (0, 0, 0), 30, 90, 180);
    KerfShading shading;
    double worst = 0;
    g_autofree float *at = g_memdup2 (ball->vertices, 12 * (gsize) ball->n_vertices);
    for (guint32 i = 0; bumpy && i < 3 * ball->n_vertices; i++)
      at[i] *= i / 3 % 6 < 3 ? 1.0003F : 0.9997F;
    kerf_shading_init (&shading, at, ball->n_vertices, ball->triangles, ball->n_triangles, FALSE);
    if (!bumpy)
      ck_assert_uint_eq (shading.n, ball->n_vertices);
    for (guint32 i = 0; i < ball->n_vertices; i++) {
      KerfVec3 p = kerf_vec3 ((double) ball->vertices[3 * i], (double) ball->vertices[3 * i + 1],
                              (double) ball->vertices[3 * i + 2]);
      const float *n = shading.normals + 3 * i;
      if (fabs (p.z) < 25) /* about the poles the triangles are slivers */
        worst = fmax (worst, acos (fmin (1, kerf_dot (kerf_unit (p), kerf_vec3 ((double) n[0], (double) n[1],
                                                                                (double) n[2])))));
    }
    ck_assert_msg (worst < (bumpy ? 0.4 : 0.3) * KERF_RAD_PER_DEG, "%g degrees", worst / KERF_RAD_PER_DEG);
    kerf_shading_clear (&shading);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("shading");
  TCase *t = tcase_create ("shading");
  tcase_add_test (t, a_box_keeps_its_edges);
  tcase_add_test (t, a_ball_stays_round);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
