/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/distance.h"

/* A binary tree of float boxes over triangles, all about the mesh's origin. The boxes are a little too large, never too
 * small; what is compared in the end are distances in double. */

enum { KERF_NODE_LEAF = 4, KERF_NODE_DEEPEST = 64 };

typedef struct {
  float lo[3], hi[3];
  guint32 first; /* triangle slot of a leaf; index of the second child else (the first follows its parent) */
  guint32 n;     /* triangles of a leaf, 0 for an inner node */
} KerfNode;

struct KerfDistance {
  gatomicrefcount count;
  KerfMesh *mesh;
  guint32 n_nodes;
  KerfNode *nodes;
  guint32 *order;       /* triangles in the order of the leaves */
  guint32 *neighbours;  /* as kerf_mesh_neighbours; NULL for an open mesh */
  float *vertex_normal; /* angle-weighted, 3 per vertex */
};

static inline KerfVec3
kerf_mesh_local (const KerfMesh *mesh, guint32 vertex)
{
  const float *v = mesh->vertices + 3 * (gsize) vertex;
  return kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]);
}

/* Corners about the mesh's origin. */
static inline void
kerf_mesh_corners (const KerfMesh *mesh, guint32 triangle, KerfVec3 c[3])
{
  for (int k = 0; k < 3; k++)
    c[k] = kerf_mesh_local (mesh, mesh->triangles[3 * (gsize) triangle + (gsize) k]);
}

typedef enum { KERF_ON_FACE, KERF_ON_EDGE, KERF_ON_CORNER } KerfFeature;

/* Nearest point of a triangle and the part of it that it lies on (Ericson 2005, §5.1.5). Edge k runs from corner k. */
KerfVec3 kerf_triangle_nearest (KerfVec3 p, const KerfVec3 c[3], KerfFeature *feature, int *which);
