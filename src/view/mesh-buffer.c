/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/mesh-buffer.h"

static GLuint
send (GLenum target, gsize bytes, gconstpointer data)
{
  GLuint name;
  glGenBuffers (1, &name);
  glBindBuffer (target, name);
  glBufferData (target, (GLsizeiptr) bytes, data, GL_STATIC_DRAW);
  return name;
}

void
kerf_mesh_buffer_init (KerfMeshBuffer *buffer, const KerfMesh *mesh, gboolean edged, gboolean coarse)
{
  g_autoptr (KerfMeshArrays) arrays = kerf_mesh_arrays_take (mesh, edged);
  *buffer = (KerfMeshBuffer){ .mesh = kerf_mesh_ref (mesh), .outward = arrays->outward };
  glBindVertexArray (0);
  for (int i = 0; i < (coarse ? 2 : 1); i++) {
    const KerfMeshArraysLevel *from = &arrays->levels[i];
    KerfMeshLevel *level = &buffer->levels[i];
    if (!from->vertices)
      continue;
    gsize vertex_bytes = sizeof *from->vertices * from->n_vertices,
          index_bytes = sizeof *from->indices * (gsize) from->n_indices;
    level->vertices = send (GL_ARRAY_BUFFER, vertex_bytes, from->vertices);
    level->indices = send (GL_COPY_WRITE_BUFFER, index_bytes, from->indices);
    level->chunks = g_array_ref (from->chunks);
    level->bytes = vertex_bytes + index_bytes;
  }
}

void
kerf_mesh_buffer_clear (KerfMeshBuffer *buffer)
{
  for (int i = 0; i < 2; i++) {
    KerfMeshLevel *level = &buffer->levels[i];
    if (level->vertices)
      glDeleteBuffers (1, &level->vertices);
    if (level->indices)
      glDeleteBuffers (1, &level->indices);
    g_clear_pointer (&level->chunks, g_array_unref);
    *level = (KerfMeshLevel){ 0 };
  }
  g_clear_pointer (&buffer->mesh, kerf_mesh_unref);
}

gsize
kerf_mesh_buffer_bytes (const KerfMeshBuffer *buffer)
{
  return buffer->levels[0].bytes + buffer->levels[1].bytes;
}
