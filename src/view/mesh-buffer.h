/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/plan/margin-map.h"
#include "view/mesh-arrays.h"

#include <epoxy/gl.h>

G_BEGIN_DECLS

/* A mesh on the card. */

typedef struct {
  GLuint vertices, indices, values; /* values: of the map that is shown, 2 floats a vertex */
  guint32 *source, n_vertices;
  GArray *chunks; /* of KerfMeshChunk */
  gsize bytes;
} KerfMeshLevel;

typedef struct {
  KerfMesh *mesh; /* the key, held */
  KerfMeshLevel
      levels[2]; /* whole; coarse for large meshes (no vertices: there is none), for pictures in motion */
  KerfMarginMap *map; /* whose values are there, held; NULL: none */
  gboolean outward;   /* as of the arrays */
  guint64 used;
} KerfMeshBuffer;

/* `edged`: as for the shading. `coarse`: with a coarse level too, where the mesh is large. */
void kerf_mesh_buffer_init (KerfMeshBuffer *buffer, const KerfMesh *mesh, gboolean edged, gboolean coarse);
/* Values of a map of the same mesh. */
void kerf_mesh_buffer_set_map (KerfMeshBuffer *buffer, const KerfMarginMap *map);
void kerf_mesh_buffer_clear (KerfMeshBuffer *buffer);
gsize kerf_mesh_buffer_bytes (const KerfMeshBuffer *buffer);

G_END_DECLS
