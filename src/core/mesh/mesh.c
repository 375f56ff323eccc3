/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/mesh.h"

KerfMesh *
kerf_mesh_new_take (KerfVec3 origin, float *vertices, guint32 n_vertices, guint32 *triangles,
                    guint32 n_triangles)
{
  KerfMesh *mesh = g_new0 (KerfMesh, 1);
  g_atomic_ref_count_init (&mesh->count);
  mesh->origin = origin;
  mesh->n_vertices = n_vertices;
  mesh->n_triangles = n_triangles;
  mesh->vertices = vertices;
  mesh->triangles = triangles;
  return mesh;
}

KerfMesh *
kerf_mesh_ref (const KerfMesh *mesh)
{
  union {
    const KerfMesh *lent;
    KerfMesh *owned;
  } same = { .lent = mesh };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_mesh_unref (KerfMesh *mesh)
{
  if (!mesh || !g_atomic_ref_count_dec (&mesh->count))
    return;
  g_free (mesh->vertices);
  g_free (mesh->triangles);
  g_free (mesh);
}

/* Corner of a triangle about the mesh's origin: small numbers, so that sums lose little. */
static KerfVec3
corner (const KerfMesh *mesh, guint32 triangle, int which)
{
  const float *v = mesh->vertices + 3 * (gsize) mesh->triangles[3 * (gsize) triangle + (gsize) which];
  return kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]);
}

double
kerf_mesh_volume_mm3 (const KerfMesh *mesh)
{
  double sum = 0;
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    sum += kerf_dot (corner (mesh, t, 0), kerf_cross (corner (mesh, t, 1), corner (mesh, t, 2)));
  return sum / 6;
}

double
kerf_mesh_area_mm2 (const KerfMesh *mesh)
{
  double sum = 0;
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    sum += kerf_length (kerf_mesh_triangle_normal (mesh, t));
  return sum / 2;
}

KerfVec3
kerf_mesh_centroid (const KerfMesh *mesh)
{
  double volume = 0;
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    KerfVec3 a = corner (mesh, t, 0), b = corner (mesh, t, 1), c = corner (mesh, t, 2);
    double six = kerf_dot (a, kerf_cross (b, c));
    volume += six;
    sum = kerf_along (sum, six, kerf_add (a, kerf_add (b, c)));
  }
  return volume > 0 || volume < 0 ? kerf_along (mesh->origin, 0.25 / volume, sum) : mesh->origin;
}

KerfBox3
kerf_mesh_box (const KerfMesh *mesh)
{
  KerfBox3 box = { { HUGE_VAL, HUGE_VAL, HUGE_VAL }, { -HUGE_VAL, -HUGE_VAL, -HUGE_VAL } };
  for (guint32 k = 0; k < mesh->n_vertices; k++) {
    KerfVec3 p = kerf_mesh_vertex (mesh, k);
    box.lo = kerf_vec3_min (box.lo, p);
    box.hi = kerf_vec3_max (box.hi, p);
  }
  return box;
}

KerfMesh *
kerf_mesh_transformed (const KerfMesh *mesh, const KerfMat4 *rigid)
{
  KerfVec3 origin = kerf_mat4_point (rigid, mesh->origin);
  float *vertices = g_new (float, 3 * (gsize) mesh->n_vertices);
  for (guint32 k = 0; k < mesh->n_vertices; k++) {
    const float *v = mesh->vertices + 3 * (gsize) k;
    KerfVec3 p = kerf_mat4_direction (rigid, kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]));
    vertices[3 * (gsize) k] = (float) p.x;
    vertices[3 * (gsize) k + 1] = (float) p.y;
    vertices[3 * (gsize) k + 2] = (float) p.z;
  }
  guint32 *triangles = g_memdup2 (mesh->triangles, 3 * (gsize) mesh->n_triangles * sizeof *triangles);
  return kerf_mesh_new_take (origin, vertices, mesh->n_vertices, triangles, mesh->n_triangles);
}

guint32 *
kerf_mesh_neighbours (const KerfMesh *mesh)
{
  gsize edges = 3 * (gsize) mesh->n_triangles;
  /* Edges in buckets by the vertex they leave. */
  g_autofree guint32 *first = g_new0 (guint32, (gsize) mesh->n_vertices + 2);
  g_autofree guint32 *leaving = g_new (guint32, MAX (edges, 1));
  for (gsize e = 0; e < edges; e++)
    first[mesh->triangles[e] + 2]++;
  for (guint32 v = 0; v < mesh->n_vertices; v++)
    first[v + 1] += first[v];
  for (gsize e = 0; e < edges; e++)
    leaving[first[mesh->triangles[e] + 1]++] = (guint32) e;
  g_autofree guint32 *neighbours = g_new (guint32, MAX (edges, 1));
  for (gsize e = 0; e < edges; e++) {
    guint32 from = mesh->triangles[e], to = mesh->triangles[e % 3 == 2 ? e - 2 : e + 1],
            opposite = G_MAXUINT32, same = 0;
    for (guint32 k = first[to]; k < first[to + 1]; k++) {
      guint32 other = leaving[k];
      if (mesh->triangles[other % 3 == 2 ? other - 2 : other + 1] != from)
        continue;
      opposite = other;
      same++;
    }
    if (same != 1 || from == to)
      return NULL;
    neighbours[e] = opposite;
  }
  /* Two edges of one direction would both have the one opposite edge. */
  for (gsize e = 0; e < edges; e++)
    if (neighbours[neighbours[e]] != e)
      return NULL;
  return g_steal_pointer (&neighbours);
}

gboolean
kerf_mesh_is_closed (const KerfMesh *mesh)
{
  g_autofree guint32 *neighbours = kerf_mesh_neighbours (mesh);
  return neighbours != NULL;
}
