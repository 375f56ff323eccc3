/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meshes of shapes whose figures are known in closed form. */
#pragma once
#include "../kerf-check.h"
#include "core/mesh/mesh.h"

static inline KerfMesh *
kt_mesh (const KerfVec3 *points, guint32 n_points, const guint32 *triangles, guint32 n_triangles)
{
  KerfVec3 lo = points[0], hi = points[0];
  for (guint32 k = 1; k < n_points; k++) {
    lo = kerf_vec3_min (lo, points[k]);
    hi = kerf_vec3_max (hi, points[k]);
  }
  /* A middle on whole millimetres keeps round numbers round in float. */
  KerfVec3 o = kerf_vec3 (floor ((lo.x + hi.x) / 2), floor ((lo.y + hi.y) / 2), floor ((lo.z + hi.z) / 2));
  float *vertices = g_new (float, 3 * (gsize) n_points);
  for (guint32 k = 0; k < n_points; k++) {
    vertices[3 * k] = (float) (points[k].x - o.x);
    vertices[3 * k + 1] = (float) (points[k].y - o.y);
    vertices[3 * k + 2] = (float) (points[k].z - o.z);
  }
  return kerf_mesh_new_take (o, vertices, n_points, g_memdup2 (triangles, 12 * (gsize) n_triangles),
                             n_triangles);
}

static inline KerfMesh *
kt_box_mesh (KerfVec3 lo, KerfVec3 hi)
{
  KerfVec3 p[8];
  for (int c = 0; c < 8; c++)
    p[c] = kerf_vec3 (c & 1 ? hi.x : lo.x, c & 2 ? hi.y : lo.y, c & 4 ? hi.z : lo.z);
  static const guint32 t[36] = { 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5, 0, 1, 5, 0, 5, 4,
                                 2, 6, 7, 2, 7, 3, 0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6 };
  return kt_mesh (p, 8, t, 12);
}

/* Two meshes side by side as one. */
static inline KerfMesh *
kt_joined (const KerfMesh *a, const KerfMesh *b)
{
  guint32 nv = a->n_vertices + b->n_vertices, nt = a->n_triangles + b->n_triangles;
  g_autofree KerfVec3 *p = g_new (KerfVec3, nv);
  g_autofree guint32 *t = g_new (guint32, 3 * (gsize) nt);
  for (guint32 k = 0; k < nv; k++)
    p[k] = k < a->n_vertices ? kerf_mesh_vertex (a, k) : kerf_mesh_vertex (b, k - a->n_vertices);
  for (guint32 k = 0; k < 3 * nt; k++)
    t[k] = k < 3 * a->n_triangles ? a->triangles[k] : b->triangles[k - 3 * a->n_triangles] + a->n_vertices;
  return kt_mesh (p, nv, t, nt);
}

/* Rows round an axis: a closed grid of nu × nv with triangles outward for u × v outward. */
static inline void
kt_wrap (guint32 *t, guint32 nu, guint32 nv)
{
  for (guint32 i = 0; i < nu; i++)
    for (guint32 j = 0; j < nv; j++, t += 6) {
      guint32 a = i * nv + j, b = (i + 1) % nu * nv + j, c = (i + 1) % nu * nv + (j + 1) % nv,
              d = i * nv + (j + 1) % nv;
      t[0] = a, t[1] = b, t[2] = c, t[3] = a, t[4] = c, t[5] = d;
    }
}

static inline KerfMesh *
kt_torus_mesh (double R, double r, guint32 nu, guint32 nv)
{
  g_autofree KerfVec3 *p = g_new (KerfVec3, nu * nv);
  g_autofree guint32 *t = g_new (guint32, 6 * nu * nv);
  for (guint32 i = 0; i < nu; i++)
    for (guint32 j = 0; j < nv; j++) {
      double a = 2 * G_PI * i / nu, b = 2 * G_PI * j / nv, ring = R + r * cos (b);
      p[i * nv + j] = kerf_vec3 (ring * cos (a), ring * sin (a), r * sin (b));
    }
  kt_wrap (t, nu, nv);
  return kt_mesh (p, nu * nv, t, 2 * nu * nv);
}

/* Poles on z; n meridians, n / 2 parallels. */
static inline KerfMesh *
kt_ellipsoid_mesh (KerfVec3 c, KerfVec3 axes, guint32 n)
{
  guint32 rows = n / 2 - 1, next = 0;
  g_autofree KerfVec3 *p = g_new (KerfVec3, rows * n + 2);
  g_autofree guint32 *t = g_new (guint32, 6 * n * (rows + 1));
  for (guint32 i = 0; i < rows; i++)
    for (guint32 j = 0; j < n; j++) {
      double a = G_PI * (i + 1) / (rows + 1), b = 2 * G_PI * j / n;
      p[i * n + j] =
          kerf_add (c, kerf_vec3 (axes.x * sin (a) * cos (b), axes.y * sin (a) * sin (b), axes.z * cos (a)));
    }
  guint32 top = rows * n, bottom = top + 1;
  p[top] = kerf_along (c, axes.z, kerf_vec3 (0, 0, 1));
  p[bottom] = kerf_along (c, -axes.z, kerf_vec3 (0, 0, 1));
  for (guint32 j = 0; j < n; j++) {
    guint32 k = (j + 1) % n, last = (rows - 1) * n;
    const guint32 caps[6] = { top, j, k, bottom, last + k, last + j };
    memcpy (t + next, caps, sizeof caps);
    next += 6;
    for (guint32 i = 0; i + 1 < rows; i++) {
      const guint32 quad[6] = { i * n + j, (i + 1) * n + j, (i + 1) * n + k,
                                i * n + j, (i + 1) * n + k, i * n + k };
      memcpy (t + next, quad, sizeof quad);
      next += 6;
    }
  }
  return kt_mesh (p, rows * n + 2, t, next / 3);
}

/* k-th of n directions spread evenly over the sphere. */
static inline KerfVec3
kt_direction (int k, int n)
{
  double z = 1 - 2 * (k + 0.5) / n, a = k * 2.399963229728653, r = sqrt (1 - z * z);
  return kerf_vec3 (r * cos (a), r * sin (a), z);
}

/* A small counter-based generator: the same numbers everywhere, in [0, 1). */
static inline double
kt_random (guint32 k)
{
  guint32 x = k * 2654435761u + 12345;
  x ^= x >> 16;
  x *= 2246822519u;
  x ^= x >> 13;
  x *= 3266489917u;
  x ^= x >> 16;
  return x / 4294967296.0;
}
