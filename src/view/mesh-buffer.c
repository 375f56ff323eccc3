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
    level->n_vertices = from->n_vertices;
    level->source = g_memdup2 (from->source, sizeof *from->source * (gsize) from->n_vertices);
    level->bytes = vertex_bytes + index_bytes;
  }
}

void
kerf_mesh_buffer_set_map (KerfMeshBuffer *buffer, const KerfMarginMap *map)
{
  if (buffer->map == map)
    return;
  g_clear_pointer (&buffer->map, kerf_margin_map_unref);
  buffer->map = kerf_margin_map_ref (map);
  for (int i = 0; i < 2; i++) {
    KerfMeshLevel *level = &buffer->levels[i];
    if (!level->vertices)
      continue;
    g_autofree float *values = g_new (float, 2 * (gsize) level->n_vertices);
    for (gsize v = 0; v < level->n_vertices; v++) {
      values[2 * v] = map->values[2 * (gsize) level->source[v]];
      values[2 * v + 1] = map->values[2 * (gsize) level->source[v] + 1];
    }
    if (level->values)
      glDeleteBuffers (1, &level->values);
    level->values = send (GL_ARRAY_BUFFER, 2 * sizeof *values * level->n_vertices, values);
  }
}

void
kerf_mesh_buffer_clear (KerfMeshBuffer *buffer)
{
  for (int i = 0; i < 2; i++) {
    KerfMeshLevel *level = &buffer->levels[i];
    if (level->vertices)
      glDeleteBuffers (1, &level->vertices);
    if (level->values)
      glDeleteBuffers (1, &level->values);
    g_free (level->source);
    if (level->indices)
      glDeleteBuffers (1, &level->indices);
    g_clear_pointer (&level->chunks, g_array_unref);
    *level = (KerfMeshLevel){ 0 };
  }
  g_clear_pointer (&buffer->map, kerf_margin_map_unref);
  g_clear_pointer (&buffer->mesh, kerf_mesh_unref);
}

gsize
kerf_mesh_buffer_bytes (const KerfMeshBuffer *buffer)
{
  return buffer->levels[0].bytes + buffer->levels[1].bytes;
}
