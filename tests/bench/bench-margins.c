/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Margins of a plane that cuts a large bone near a tumour: bench-margins [TRIANGLES in thousands]. Bone and tumour are
 * balls with waves on them, so that no two triangles are alike; the plane moves a little each round as a hand does. */
#include "base/real.h"
#include "core/plan/margin.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 60 };

/* A closed surface of rings: radius · (1 + wave · sin · sin) about `centre`. */
static KerfMesh *
wavy_ball (KerfVec3 centre, double radius_mm, double wave, guint32 rings)
{
  guint32 sectors = 2 * rings, n_vertices = 2 + (rings - 1) * sectors,
          n_triangles = 2 * sectors * (rings - 1);
  float *vertices = g_new (float, 3 * (gsize) n_vertices);
  guint32 *triangles = g_new (guint32, 3 * (gsize) n_triangles), *t = triangles;
  for (guint32 v = 0; v < n_vertices; v++) {
    guint32 ring = v == 0 ? 0 : v == n_vertices - 1 ? rings : 1 + (v - 1) / sectors;
    double theta = KERF_PI * ring / rings, phi = v == 0 ? 0 : 2 * KERF_PI * ((v - 1) % sectors) / sectors;
    double r = radius_mm * (1 + wave * sin (9 * theta) * sin (7 * phi) * sin (theta));
    vertices[3 * (gsize) v] = (float) (r * sin (theta) * cos (phi));
    vertices[3 * (gsize) v + 1] = (float) (r * sin (theta) * sin (phi));
    vertices[3 * (gsize) v + 2] = (float) (r * cos (theta));
  }
  for (guint32 s = 0; s < sectors; s++) {
    guint32 next = (s + 1) % sectors, last = 1 + (rings - 2) * sectors;
    const guint32 caps[6] = { 0, 1 + s, 1 + next, n_vertices - 1, last + next, last + s };
    for (int k = 0; k < 6; k++)
      *t++ = caps[k];
    for (guint32 ring = 0; ring + 2 < rings; ring++) {
      guint32 a = 1 + ring * sectors + s, b = 1 + ring * sectors + next;
      const guint32 band[6] = { a, a + sectors, b + sectors, a, b + sectors, b };
      for (int k = 0; k < 6; k++)
        *t++ = band[k];
    }
  }
  return kerf_mesh_new_take (centre, vertices, n_vertices, triangles, n_triangles);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

int
main (int argc, char **argv)
{
  double thousands = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 1000;
  guint32 rings = (guint32) sqrt (CLAMP (thousands, 1, 20000) * 1000 / 4);
  g_autoptr (KerfMesh) bone = wavy_ball (kerf_vec3 (0, 0, 0), 60, 0.02, rings);
  g_autoptr (KerfMesh) tumour = wavy_ball (kerf_vec3 (0, 0, -15), 20, 0.05, MAX (rings / 5, 8));
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (KerfDistance) to_bone = kerf_distance_new (bone), to_tumour = kerf_distance_new (tumour);
  printf ("trees of %u and %u triangles: %.3f s\n", bone->n_triangles, tumour->n_triangles,
          (double) (g_get_monotonic_time () - begin) / 1e6);
  double ms[ROUNDS], least = INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    double tilt = 0.1 * sin (0.3 * round);
    KerfCut cut = { .half_extent_u_mm = 80,
                    .half_extent_v_mm = 80,
                    .depth_mm = INFINITY,
                    .width_mm = 1,
                    .face = KERF_FACE_DISCARD };
    cut.frame =
        (KerfFrame3){ kerf_vec3 (0, 0, 16 + sin (0.2 * round)), kerf_vec3 (cos (tilt), 0, -sin (tilt)),
                      kerf_vec3 (0, 1, 0), kerf_vec3 (sin (tilt), 0, cos (tilt)) };
    KerfMargin margin;
    begin = g_get_monotonic_time ();
    kerf_margin (&cut, KERF_FACE_DISCARD, to_tumour, 0, to_bone, &margin);
    ms[round] = (double) (g_get_monotonic_time () - begin) / 1e3;
    least = fmin (least, margin.bounded_mm);
  }
  qsort (ms, ROUNDS, sizeof ms[0], compare);
  printf ("margin of one face: median %.2f ms, p95 %.2f ms, worst %.2f ms (least margin met %.3f mm)\n",
          ms[ROUNDS / 2], ms[ROUNDS * 95 / 100], ms[ROUNDS - 1], least);
  return 0;
}
