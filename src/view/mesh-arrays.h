/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* A mesh as the card wants it: position and normal interleaved, triangles sorted by place into chunks with boxes, so that
 * what a picture doesn't show is not sent through the pipeline. Half a second's work for a million triangles, so it is done
 * where the mesh comes from, in a worker, and waits here to be sent. No OpenGL. */

typedef struct {
  float at[3];    /* mm about the mesh's origin */
  guint32 normal; /* GL_INT_2_10_10_10_REV */
} KerfMeshVertex;

G_STATIC_ASSERT (sizeof (KerfMeshVertex) == 16);

typedef struct {
  guint32 first, count; /* indices */
  float lo[3], hi[3];   /* about the mesh's origin */
} KerfMeshChunk;

typedef struct {
  KerfMeshVertex *vertices;
  guint32 *indices;
  guint32 *source; /* which vertex of the mesh each one is (of a coarse one: one of those it stands for) */
  guint32 n_vertices, n_indices;
  GArray *chunks; /* of KerfMeshChunk */
} KerfMeshArraysLevel;

typedef struct KerfMeshArrays {
  gatomicrefcount count;
  gboolean edged;
  gboolean outward; /* closed, with its normals outwards: its back is never seen from outside */
  KerfMeshArraysLevel
      levels[2]; /* whole; coarse for large meshes (no vertices: there is none), for pictures in motion */
} KerfMeshArrays;

/* `edged`: as for the shading. */
KerfMeshArrays *kerf_mesh_arrays_new (const KerfMesh *mesh, gboolean edged);
void kerf_mesh_arrays_unref (KerfMeshArrays *arrays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMeshArrays, kerf_mesh_arrays_unref)

/* From any thread: makes them and keeps them until they are taken. Small meshes are left to whoever draws them. */
void kerf_mesh_arrays_prepare (const KerfMesh *mesh, gboolean edged);
/* Those that wait for this mesh, else new ones. */
KerfMeshArrays *kerf_mesh_arrays_take (const KerfMesh *mesh, gboolean edged);
/* Drops what waits. */
void kerf_mesh_arrays_trim (void);

G_END_DECLS
