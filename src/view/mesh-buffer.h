/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/mesh-arrays.h"

#include <epoxy/gl.h>

G_BEGIN_DECLS

/* A mesh on the card. */

typedef struct {
  GLuint vertices, indices;
  GArray *chunks; /* of KerfMeshChunk */
  gsize bytes;
} KerfMeshLevel;

typedef struct {
  KerfMesh *mesh; /* the key, held */
  KerfMeshLevel
      levels[2];    /* whole; coarse for large meshes (no vertices: there is none), for pictures in motion */
  gboolean outward; /* as of the arrays */
  guint64 used;
} KerfMeshBuffer;

/* `edged`: as for the shading. `coarse`: with a coarse level too, where the mesh is large. */
void kerf_mesh_buffer_init (KerfMeshBuffer *buffer, const KerfMesh *mesh, gboolean edged, gboolean coarse);
void kerf_mesh_buffer_clear (KerfMeshBuffer *buffer);
gsize kerf_mesh_buffer_bytes (const KerfMeshBuffer *buffer);

G_END_DECLS
