/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* An indexed triangle mesh: vertices are floats about a double origin (patient LPS mm), triangles counter-clockwise
 * from outside. Closed and outward where its maker says so. Immutable once made, reference-counted. */
typedef struct KerfMesh {
  gatomicrefcount count;
  KerfVec3 origin;
  guint32 n_vertices, n_triangles;
  float *vertices;    /* 3·n_vertices, about origin */
  guint32 *triangles; /* 3·n_triangles */
} KerfMesh;

/* Takes both arrays (g_malloc'ed). */
KerfMesh *kerf_mesh_new_take (KerfVec3 origin, float *vertices, guint32 n_vertices, guint32 *triangles,
                              guint32 n_triangles);
KerfMesh *kerf_mesh_ref (const KerfMesh *mesh);
void kerf_mesh_unref (KerfMesh *mesh);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMesh, kerf_mesh_unref)

static inline KerfVec3
kerf_mesh_vertex (const KerfMesh *mesh, guint32 index)
{
  const float *v = mesh->vertices + 3 * (gsize) index;
  return kerf_vec3 (mesh->origin.x + (double) v[0], mesh->origin.y + (double) v[1],
                    mesh->origin.z + (double) v[2]);
}

double kerf_mesh_volume_mm3 (const KerfMesh *mesh); /* by the divergence theorem; of closed meshes */
double kerf_mesh_area_mm2 (const KerfMesh *mesh);
KerfVec3 kerf_mesh_centroid (const KerfMesh *mesh); /* of the volume; of closed meshes */
KerfBox3 kerf_mesh_box (const KerfMesh *mesh);
KerfMesh *kerf_mesh_transformed (const KerfMesh *mesh, const KerfMat4 *rigid);
/* Every edge has exactly two triangles that run it in opposite ways. */
gboolean kerf_mesh_is_closed (const KerfMesh *mesh);

/* For each triangle's edge (3·t + e, from corner e to e + 1) the number 3·t' + e' of the edge of the neighbour that runs
 * the same edge the other way; the caller frees. NULL where the mesh is not closed. O(n). */
guint32 *kerf_mesh_neighbours (const KerfMesh *mesh);

/* The normal of a triangle, not made unit: its length is twice the area. */
static inline KerfVec3
kerf_mesh_triangle_normal (const KerfMesh *mesh, guint32 triangle)
{
  const guint32 *t = mesh->triangles + 3 * (gsize) triangle;
  KerfVec3 a = kerf_mesh_vertex (mesh, t[0]);
  return kerf_cross (kerf_sub (kerf_mesh_vertex (mesh, t[1]), a),
                     kerf_sub (kerf_mesh_vertex (mesh, t[2]), a));
}

G_END_DECLS
