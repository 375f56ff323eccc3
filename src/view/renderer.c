/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "view/ray-cache.h"
#include "view/renderer-private.h"

#include <string.h>

enum { MOST_VOLUMES = 4 };
#define MOST_MESH_BYTES ((gsize) 768 << 20)

typedef struct {
  gsize offset; /* of the program in the renderer */
  const char *vertex, *fragment, *define;
  const char *uniforms[KERF_MAX_UNIFORMS];
} ProgramRow;

#define SURFACE_UNIFORMS                                                                                     \
  {                                                                                                          \
    "clip_from_mesh", "view_from_mesh", "base_shift", "base_turn", "paint", "flat_paint", "perspective",     \
        "part", "n_clips", "clip_n", "clip_u", "clip_v", "clip_st", "clip_keep", "peel", "before", "opaque", \
        "size", "n_cuts", "cuts", "planes", "target_mm", "hatch"                                             \
  }

#define SLICE_UNIFORMS                                                                                  \
  {                                                                                                     \
    "volume", "origin", "across", "down", "window", "slab_step", "slab_kind", "slab_count", "slab_end", \
        "share", "fusion", "view_mm", "tint_range", "tint", "map"                                       \
  }

/* The order of uniforms is the one that the passes count on. What a plain slice doesn't need is in programs of their own: it
 * is drawn while the hand moves. */
static const ProgramRow program_rows[] = {
  { offsetof (KerfRenderer, slices[0][KERF_SLICE_PLAIN]), "full.vert", "slice.frag", NULL, SLICE_UNIFORMS },
  { offsetof (KerfRenderer, slices[0][KERF_SLICE_CUBIC]), "full.vert", "slice.frag", "CUBIC",
    SLICE_UNIFORMS },
  { offsetof (KerfRenderer, slices[0][KERF_SLICE_SLAB]), "full.vert", "slice.frag", "SLAB", SLICE_UNIFORMS },
  { offsetof (KerfRenderer, slices[1][KERF_SLICE_PLAIN]), "full.vert", "slice.frag", "FUSED",
    SLICE_UNIFORMS },
  { offsetof (KerfRenderer, slices[1][KERF_SLICE_CUBIC]), "full.vert", "slice.frag", "CUBIC_FUSED",
    SLICE_UNIFORMS },
  { offsetof (KerfRenderer, slices[1][KERF_SLICE_SLAB]), "full.vert", "slice.frag", "SLAB_FUSED",
    SLICE_UNIFORMS },
  { offsetof (KerfRenderer, distance),
    "full.vert",
    "distance.frag",
    NULL,
    { "volume", "origin", "across", "down", "line", "casing", "widths" } },
  { offsetof (KerfRenderer, line),
    "line.vert",
    "line.frag",
    NULL,
    { "size", "line", "casing", "widths", "dash", "n_dash", "scene_depth", "behind_faint" } },
  { offsetof (KerfRenderer, fill), "fill.vert", "fill.frag", NULL, { "size", "fill", "hatch" } },
  { offsetof (KerfRenderer, surface), "surface.vert", "surface.frag", NULL, SURFACE_UNIFORMS },
  { offsetof (KerfRenderer, plain_surface), "surface.vert", "surface.frag", "PLAIN", SURFACE_UNIFORMS },
  { offsetof (KerfRenderer, shade),
    "full.vert",
    "shade.frag",
    NULL,
    { "colour", "bent", "depth", "size", "planes", "perspective", "px_per_mm", "distance_mm", "back",
      "samples" } },
  { offsetof (KerfRenderer, copy), "full.vert", "copy.frag", NULL, { "colour" } },
  { offsetof (KerfRenderer, layer),
    "full.vert",
    "layer.frag",
    NULL,
    { "colour", "depth", "before", "now", "all_behind" } },
  { offsetof (KerfRenderer, label), "label.vert", "label.frag", NULL, { "size", "atlas", "glyphs" } },
};

KerfRenderer *
kerf_renderer_new (GError **error)
{
  if (epoxy_gl_version () < 33) {
    g_autofree char *reason = g_strdup_printf ("OpenGL %d.%d is too old, 3.3 is needed",
                                               epoxy_gl_version () / 10, epoxy_gl_version () % 10);
    kerf_fail (error, KERF_ERROR_VIEW_NO_GL, "reason", reason, NULL);
    return NULL;
  }
  KerfRenderer *renderer = g_new0 (KerfRenderer, 1);
  renderer->volumes = g_array_new (FALSE, FALSE, sizeof (KerfVolumeTexture));
  renderer->meshes = g_array_new (FALSE, FALSE, sizeof (KerfMeshBuffer));
  renderer->atlas = kerf_atlas_new ();
  renderer->name = g_strdup ((const char *) glGetString (GL_RENDERER));
  for (gsize i = 0; i < G_N_ELEMENTS (program_rows); i++) {
    const ProgramRow *row = &program_rows[i];
    KerfProgram *program = (KerfProgram *) (gpointer) ((char *) renderer + row->offset);
    if (!kerf_program_init (program, row->vertex, row->fragment, row->define, row->uniforms, error)) {
      kerf_renderer_free (renderer);
      return NULL;
    }
  }
  glGenBuffers (1, &renderer->stream);
  glGenSamplers (1, &renderer->nearest);
  glSamplerParameteri (renderer->nearest, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glSamplerParameteri (renderer->nearest, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  static const GLenum wraps[] = { GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T, GL_TEXTURE_WRAP_R };
  for (gsize i = 0; i < G_N_ELEMENTS (wraps); i++)
    glSamplerParameteri (renderer->nearest, wraps[i], GL_CLAMP_TO_EDGE);
  return renderer;
}

void
kerf_renderer_trim (KerfRenderer *renderer)
{
  for (guint i = 0; i < renderer->volumes->len; i++)
    kerf_volume_texture_clear (&g_array_index (renderer->volumes, KerfVolumeTexture, i));
  for (guint i = 0; i < renderer->meshes->len; i++)
    kerf_mesh_buffer_clear (&g_array_index (renderer->meshes, KerfMeshBuffer, i));
  g_array_set_size (renderer->volumes, 0);
  g_array_set_size (renderer->meshes, 0);
  kerf_mask_texture_clear (&renderer->painted);
  kerf_ray_cache_trim ();
  kerf_mesh_arrays_trim ();
}

void
kerf_renderer_free (KerfRenderer *renderer)
{
  if (!renderer)
    return;
  kerf_renderer_trim (renderer);
  for (gsize i = 0; i < G_N_ELEMENTS (program_rows); i++)
    kerf_program_clear ((KerfProgram *) (gpointer) ((char *) renderer + program_rows[i].offset));
  if (renderer->nearest)
    glDeleteSamplers (1, &renderer->nearest);
  if (renderer->stream)
    glDeleteBuffers (1, &renderer->stream);
  kerf_atlas_free (renderer->atlas);
  g_array_unref (renderer->volumes);
  g_array_unref (renderer->meshes);
  g_free (renderer->name);
  g_free (renderer);
}

const char *
kerf_renderer_name (const KerfRenderer *renderer)
{
  return renderer->name;
}

gboolean
kerf_renderer_is_software (const KerfRenderer *renderer)
{
  return renderer->name && (strstr (renderer->name, "llvmpipe") || strstr (renderer->name, "softpipe"));
}

KerfTarget *
kerf_target_new (KerfRenderer *renderer)
{
  KerfTarget *target = g_new0 (KerfTarget, 1);
  target->renderer = renderer;
  target->coarse_factor = 4;
  target->draft_factor = 1;
  glGenVertexArrays (1, &target->empty_array);
  glGenVertexArrays (1, &target->line_array);
  glGenVertexArrays (1, &target->fill_array);
  glGenVertexArrays (1, &target->label_array);
  glGenVertexArrays (1, &target->mesh_array);
  return target;
}

void
kerf_target_free (KerfTarget *target)
{
  if (!target)
    return;
  kerf_pass_space_clear (target);
  glDeleteVertexArrays (1, &target->empty_array);
  glDeleteVertexArrays (1, &target->line_array);
  glDeleteVertexArrays (1, &target->fill_array);
  glDeleteVertexArrays (1, &target->label_array);
  glDeleteVertexArrays (1, &target->mesh_array);
  g_free (target);
}

guint
kerf_target_space_draws (const KerfTarget *target)
{
  return target->draws;
}

guint8 *
kerf_renderer_read (int width, int height)
{
  guint8 *pixels = g_malloc ((gsize) width * (gsize) height * 4);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glReadPixels (0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  return pixels;
}

guint
kerf_renderer_count_objects (void)
{
  enum { MOST_NAMES = 4096 }; /* drivers give names from 1 on */
  guint n = 0;
  for (GLuint name = 1; name < MOST_NAMES; name++)
    n += (glIsTexture (name) ? 1u : 0) + (glIsBuffer (name) ? 1u : 0) + (glIsProgram (name) ? 1u : 0) +
         (glIsRenderbuffer (name) ? 1u : 0);
  return n;
}

/* ---- what is on the card ---- */

KerfVolumeTexture *
kerf_renderer_volume (KerfRenderer *renderer, const KerfVolume *volume)
{
  guint oldest = 0;
  for (guint i = 0; i < renderer->volumes->len; i++) {
    KerfVolumeTexture *texture = &g_array_index (renderer->volumes, KerfVolumeTexture, i);
    if (texture->volume == volume) {
      texture->used = ++renderer->clock;
      return texture;
    }
    if (texture->used < g_array_index (renderer->volumes, KerfVolumeTexture, oldest).used)
      oldest = i;
  }
  if (renderer->volumes->len >= MOST_VOLUMES) {
    kerf_volume_texture_clear (&g_array_index (renderer->volumes, KerfVolumeTexture, oldest));
    g_array_remove_index_fast (renderer->volumes, oldest);
  }
  KerfVolumeTexture fresh;
  if (!kerf_volume_texture_init (&fresh, volume))
    return NULL;
  fresh.used = ++renderer->clock;
  g_array_append_val (renderer->volumes, fresh);
  return &g_array_index (renderer->volumes, KerfVolumeTexture, renderer->volumes->len - 1);
}

/* Meshes that a scene made for itself and took along, such as the sheets of planes: nobody will ask for them again. */
static void
drop_orphans (KerfRenderer *renderer)
{
  for (guint i = renderer->meshes->len; i-- > 0;) {
    KerfMeshBuffer *buffer = &g_array_index (renderer->meshes, KerfMeshBuffer, i);
    if (!g_atomic_ref_count_compare (&buffer->mesh->count, 1))
      continue;
    kerf_mesh_buffer_clear (buffer);
    g_array_remove_index_fast (renderer->meshes, i);
  }
}

static void
drop_old_meshes (KerfRenderer *renderer, gsize wanted)
{
  drop_orphans (renderer);
  for (;;) {
    gsize bytes = wanted;
    guint oldest = 0;
    for (guint i = 0; i < renderer->meshes->len; i++) {
      KerfMeshBuffer *buffer = &g_array_index (renderer->meshes, KerfMeshBuffer, i);
      bytes += kerf_mesh_buffer_bytes (buffer);
      if (buffer->used < g_array_index (renderer->meshes, KerfMeshBuffer, oldest).used)
        oldest = i;
    }
    if (bytes <= MOST_MESH_BYTES || renderer->meshes->len == 0)
      return;
    kerf_mesh_buffer_clear (&g_array_index (renderer->meshes, KerfMeshBuffer, oldest));
    g_array_remove_index_fast (renderer->meshes, oldest);
  }
}

KerfMeshBuffer *
kerf_renderer_mesh (KerfRenderer *renderer, const KerfMesh *mesh, gboolean edged)
{
  for (guint i = 0; i < renderer->meshes->len; i++) {
    KerfMeshBuffer *buffer = &g_array_index (renderer->meshes, KerfMeshBuffer, i);
    if (buffer->mesh == mesh) {
      buffer->used = ++renderer->clock;
      return buffer;
    }
  }
  drop_old_meshes (renderer, 16 * (gsize) mesh->n_vertices + 12 * (gsize) mesh->n_triangles);
  KerfMeshBuffer fresh;
  /* A card draws the whole mesh in motion; a processor needs a coarse one. */
  kerf_mesh_buffer_init (&fresh, mesh, edged, kerf_renderer_is_software (renderer));
  fresh.used = ++renderer->clock;
  g_array_append_val (renderer->meshes, fresh);
  return &g_array_index (renderer->meshes, KerfMeshBuffer, renderer->meshes->len - 1);
}

/* ---- geometry of a frame ---- */

KerfVec3
kerf_frame_place (const KerfFrame *frame, const KerfDrawable *drawable, KerfVec3 point)
{
  KerfVec3 screen = drawable->on_screen ? kerf_vec3 (point.x, point.y, -1)
                                        : kerf_projection_screen (&frame->scene->projection, point);
  return kerf_vec3 (screen.x * frame->scale, screen.y * frame->scale, screen.z);
}

void
kerf_frame_texture_plane (const KerfFrame *frame, const KerfMat4 *own_from_base, const KerfGrid *grid,
                          const double first[3], const double size[3], float origin[3], float across[3],
                          float down[3])
{
  const KerfProjection *p = &frame->scene->projection;
  KerfVec3 corner = kerf_mat4_point (own_from_base, kerf_projection_patient (p, 0, 0));
  KerfVec3 right = kerf_mat4_point (own_from_base, kerf_projection_patient (p, p->width, 0));
  KerfVec3 below = kerf_mat4_point (own_from_base, kerf_projection_patient (p, 0, p->height));
  KerfVec3 o = kerf_grid_index (grid, corner), u = kerf_sub (kerf_grid_index (grid, right), o),
           v = kerf_sub (kerf_grid_index (grid, below), o);
  for (int axis = 0; axis < 3; axis++) {
    origin[axis] = (float) ((kerf_component (o, axis) - first[axis] + 0.5) / size[axis]);
    across[axis] = (float) (kerf_component (u, axis) / size[axis]);
    down[axis] = (float) (kerf_component (v, axis) / size[axis]);
  }
}

gboolean
kerf_renderer_draw (KerfRenderer *renderer, KerfTarget *target, const KerfScene *scene, double scale,
                    KerfQuality quality, gsize upload_bytes)
{
  GLint bound = 0;
  glGetIntegerv (GL_DRAW_FRAMEBUFFER_BINDING, &bound);
  KerfFrame frame = { renderer,
                      target,
                      scene,
                      scale,
                      (int) lrint (scene->projection.width * scale),
                      (int) lrint (scene->projection.height * scale),
                      quality,
                      upload_bytes,
                      TRUE };
  glDisable (GL_SCISSOR_TEST);
  glDisable (GL_CULL_FACE);
  glDisable (GL_DEPTH_TEST);
  glDisable (GL_STENCIL_TEST);
  glColorMask (GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glEnable (GL_BLEND);
  glBlendEquation (GL_FUNC_ADD);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  kerf_atlas_begin (renderer->atlas);
  glViewport (0, 0, frame.width, frame.height);
  glClearColor (scene->back.r, scene->back.g, scene->back.b, 1);
  glClearStencil (0);
  glStencilMask (0xFF);
  glClear (GL_COLOR_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
  if (scene->projection.space) {
    kerf_pass_space (&frame);
    glBindFramebuffer (GL_FRAMEBUFFER, (GLuint) bound);
  }
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    switch (drawable->kind) {
    case KERF_DRAW_SLICE:
      kerf_pass_slice (&frame, drawable);
      break;
    case KERF_DRAW_DISTANCE:
      kerf_pass_distance (&frame, drawable);
      break;
    case KERF_DRAW_FILL:
      kerf_pass_fill (&frame, drawable);
      break;
    case KERF_DRAW_LINE:
      kerf_pass_line (&frame, drawable);
      break;
    case KERF_DRAW_LABEL:
      kerf_pass_label (&frame, drawable);
      break;
    case KERF_DRAW_SURFACE:
      if (!scene->projection.space && drawable->margins)
        kerf_pass_map (&frame, drawable);
      break;
    case KERF_DRAW_VOLUME:
    default:
      break;
    }
  }
  glBindVertexArray (0);
  glUseProgram (0);
  glDisable (GL_BLEND);
  return frame.complete;
}
