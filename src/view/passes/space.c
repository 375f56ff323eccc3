/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 3-D picture: opaque surfaces with shaded hollows, then the volume and what is translucent in layers peeled from the
 * front. It is kept as a texture and drawn again only when its own list, camera or size changed. */
#include "view/renderer-private.h"

#include <string.h>

enum {
  S_COLOUR,
  S_BENT,
  S_DEPTH,
  S_SIZE,
  S_PLANES,
  S_PERSPECTIVE,
  S_PX_PER_MM,
  S_DISTANCE,
  S_BACK,
  S_SAMPLES
};

enum { SMALL_MESH = 64, MOST_LAYERS = 24, WINDOW_LAYERS = 8, DRAFT_LAYERS = 2 };
enum { SLOW_US = 32000, QUICK_US = 12000 };

static GLuint
make_texture (GLint internal, GLenum format, GLenum type, int width, int height)
{
  GLuint name;
  glGenTextures (1, &name);
  glBindTexture (GL_TEXTURE_2D, name);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  GLint filter = format == GL_DEPTH_COMPONENT ? GL_NEAREST : GL_LINEAR;
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexImage2D (GL_TEXTURE_2D, 0, internal, width, height, 0, format, type, NULL);
  return name;
}

static GLuint
make_framebuffer (GLuint colour, GLuint second, GLuint depth)
{
  GLuint name;
  glGenFramebuffers (1, &name);
  glBindFramebuffer (GL_FRAMEBUFFER, name);
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour, 0);
  if (second)
    glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, second, 0);
  if (depth)
    glFramebufferTexture2D (GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, depth, 0);
  const GLenum buffers[2] = { GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1 };
  glDrawBuffers (second ? 2 : 1, buffers);
  return name;
}

void
kerf_pass_space_clear (KerfTarget *target)
{
  GLuint *textures[] = { &target->opaque_colour,  &target->opaque_bent,
                         &target->opaque_depth,   &target->peel_colour[0],
                         &target->peel_colour[1], &target->peel_depth[0],
                         &target->peel_depth[1],  &target->sum,
                         &target->under,          &target->final };
  GLuint *framebuffers[] = { &target->opaque_fbo, &target->peel_fbo[0], &target->peel_fbo[1],
                             &target->sum_fbo,    &target->under_fbo,   &target->final_fbo };
  for (gsize i = 0; i < G_N_ELEMENTS (framebuffers); i++)
    if (*framebuffers[i])
      glDeleteFramebuffers (1, framebuffers[i]), *framebuffers[i] = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (textures); i++)
    if (*textures[i])
      glDeleteTextures (1, textures[i]), *textures[i] = 0;
  kerf_volume_clear (target);
  target->width = target->height = 0;
  memset (&target->key, 0, sizeof target->key);
}

static void
resize (KerfTarget *target, int width, int height)
{
  if (target->width == width && target->height == height)
    return;
  kerf_pass_space_clear (target);
  target->width = width;
  target->height = height;
  target->opaque_colour = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->opaque_bent = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->opaque_depth = make_texture (GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT, width, height);
  target->opaque_fbo = make_framebuffer (target->opaque_colour, target->opaque_bent, target->opaque_depth);
  for (int i = 0; i < 2; i++) {
    target->peel_colour[i] = make_texture (GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT, width, height);
    target->peel_depth[i] = make_texture (GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT, width, height);
    target->peel_fbo[i] = make_framebuffer (target->peel_colour[i], 0, target->peel_depth[i]);
  }
  /* Sixteen bits: each of many layers would else add its half of a grey. */
  target->sum = make_texture (GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT, width, height);
  target->sum_fbo = make_framebuffer (target->sum, 0, 0);
  target->under = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->under_fbo = make_framebuffer (target->under, 0, 0);
  target->final = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->final_fbo = make_framebuffer (target->final, 0, 0);
}

static void
bind (int unit, GLuint texture)
{
  glActiveTexture (GL_TEXTURE0 + (GLenum) unit);
  glBindTexture (GL_TEXTURE_2D, texture);
}

static void
draw_opaque (const KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  glBindFramebuffer (GL_FRAMEBUFFER, target->opaque_fbo);
  glViewport (0, 0, target->width, target->height);
  glDisable (GL_BLEND);
  glEnable (GL_DEPTH_TEST);
  glDepthFunc (GL_LESS);
  glDepthMask (GL_TRUE);
  glClearColor (0, 0, 0, 0);
  glClearDepth (1);
  glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  kerf_draw_surfaces (frame, TRUE, FALSE);
}

static void
shade (const KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  const GLint *at = frame->renderer->shade.uniforms;
  const KerfProjection *p = &frame->scene->projection;
  const KerfColour *back = &frame->scene->back;
  glBindFramebuffer (GL_FRAMEBUFFER, target->under_fbo);
  glDisable (GL_DEPTH_TEST);
  glUseProgram (frame->renderer->shade.name);
  glBindVertexArray (target->empty_array);
  bind (2, target->opaque_depth);
  bind (1, target->opaque_bent);
  bind (0, target->opaque_colour);
  glUniform1i (at[S_COLOUR], 0);
  glUniform1i (at[S_BENT], 1);
  glUniform1i (at[S_DEPTH], 2);
  glUniform2f (at[S_SIZE], (float) target->width, (float) target->height);
  glUniform2f (at[S_PLANES], (float) p->near_mm, (float) p->far_mm);
  glUniform1i (at[S_PERSPECTIVE], p->perspective);
  glUniform1f (at[S_PX_PER_MM], (float) (p->px_per_mm * target->width / p->width));
  glUniform1f (at[S_DISTANCE], (float) p->distance_mm);
  glUniform4f (at[S_BACK], back->r, back->g, back->b, 1);
  glUniform1i (at[S_SAMPLES], frame->quality == KERF_QUALITY_DRAFT ? 6 : 12);
  glDrawArrays (GL_TRIANGLES, 0, 3);
}

static void
copy (const KerfFrame *frame, GLuint from)
{
  glUseProgram (frame->renderer->copy.name);
  glUniform1i (frame->renderer->copy.uniforms[0], 0);
  glBindVertexArray (frame->target->empty_array);
  bind (0, from);
  glDrawArrays (GL_TRIANGLES, 0, 3);
}

/* Nothing is opaque: the background. */
static void
clear_under (const KerfFrame *frame)
{
  const KerfColour *back = &frame->scene->back;
  glBindFramebuffer (GL_FRAMEBUFFER, frame->target->under_fbo);
  glClearColor (back->r, back->g, back->b, 1);
  glClear (GL_COLOR_BUFFER_BIT);
}

/* One layer of what is translucent: the nearest that lies behind the last one. FALSE: nothing does. */
static gboolean
peel_layer (const KerfFrame *frame, int now, GLuint query)
{
  KerfTarget *target = frame->target;
  GLuint any = 0;
  glBindFramebuffer (GL_FRAMEBUFFER, target->peel_fbo[now]);
  glDisable (GL_BLEND);
  glEnable (GL_DEPTH_TEST);
  glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  bind (1, target->opaque_depth);
  bind (0, target->peel_depth[!now]);
  glEnable (GL_CULL_FACE); /* of what is translucent only the side that faces the person */
  glBeginQuery (GL_ANY_SAMPLES_PASSED, query);
  kerf_draw_surfaces (frame, FALSE, TRUE);
  glEndQuery (GL_ANY_SAMPLES_PASSED);
  glDisable (GL_CULL_FACE);
  glGetQueryObjectuiv (query, GL_QUERY_RESULT, &any);
  return any != 0;
}

/* Front to back, until nothing is behind: the true order at every pixel (Everitt 2001, depth peeling). The volume comes in
 * between by its depth. */
static void
peel (const KerfFrame *frame, gboolean volume)
{
  KerfTarget *target = frame->target;
  int layers = frame->quality == KERF_QUALITY_DRAFT ? DRAFT_LAYERS
               : frame->upload_bytes                ? WINDOW_LAYERS
                                                    : MOST_LAYERS;
  GLuint query;
  glGenQueries (1, &query);
  glBindFramebuffer (GL_FRAMEBUFFER, target->sum_fbo);
  glClearColor (0, 0, 0, 0);
  glClear (GL_COLOR_BUFFER_BIT);
  /* What lies before the first layer: nothing. */
  glBindFramebuffer (GL_FRAMEBUFFER, target->peel_fbo[1]);
  glEnable (GL_DEPTH_TEST);
  glClearDepth (0);
  glClear (GL_DEPTH_BUFFER_BIT);
  glClearDepth (1);
  gboolean more = TRUE;
  for (int layer = 0; more; layer++) {
    int now = layer & 1;
    more = layer < layers && peel_layer (frame, now, query);
    glBindFramebuffer (GL_FRAMEBUFFER, target->sum_fbo);
    glDisable (GL_DEPTH_TEST);
    glEnable (GL_BLEND);
    glBlendFunc (GL_ONE_MINUS_DST_ALPHA, GL_ONE);
    if (volume)
      kerf_draw_volume (frame, target->peel_depth[!now], more ? target->peel_depth[now] : 0);
    if (more)
      copy (frame, target->peel_colour[now]);
  }
  glDeleteQueries (1, &query);
}

/* What the picture depends on. Meshes by their place in memory (the renderer holds them), small ones by content. */
static KerfHash
picture_key (const KerfFrame *frame, int width, int height)
{
  KerfHasher *hasher = kerf_hasher_new ();
  const KerfProjection *p = &frame->scene->projection;
  const double numbers[] = { p->width,    p->height,   p->px_per_mm,   p->right.x,     p->right.y,
                             p->right.z,  p->down.x,   p->down.y,      p->down.z,      p->centre.x,
                             p->centre.y, p->centre.z, p->perspective, p->distance_mm, p->near_mm,
                             p->far_mm,   width,       height,         frame->quality };
  kerf_hasher_add (hasher, numbers, sizeof numbers);
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind != KERF_DRAW_SURFACE && drawable->kind != KERF_DRAW_VOLUME)
      continue;
    kerf_hasher_add (hasher, &drawable->colour, sizeof drawable->colour);
    kerf_hasher_add (hasher, &drawable->to_own, sizeof drawable->to_own);
    kerf_hasher_add (hasher, &drawable->clip_part, sizeof drawable->clip_part);
    if (drawable->clips)
      kerf_hasher_add (hasher, drawable->clips->data, drawable->clips->len * sizeof (KerfClip));
    if (drawable->cuts)
      kerf_hasher_add (hasher, drawable->cuts->data, drawable->cuts->len * sizeof (KerfRayCut));
    if (drawable->kind == KERF_DRAW_VOLUME) {
      const gconstpointer what = drawable->volume;
      const double how[] = { drawable->ray_kind, drawable->centre, drawable->width, drawable->step_mm };
      kerf_hasher_add (hasher, &what, sizeof what);
      kerf_hasher_add (hasher, how, sizeof how);
      kerf_hasher_add (hasher, drawable->transfer.nodes, drawable->transfer.n * sizeof (KerfTransferNode));
      continue;
    }
    const gconstpointer map = drawable->margins;
    kerf_hasher_add (hasher, &map, sizeof map);
    kerf_hasher_add (hasher, &drawable->target_mm, sizeof drawable->target_mm);
    const KerfMesh *mesh = drawable->mesh;
    if (mesh->n_vertices < SMALL_MESH) {
      kerf_hasher_add (hasher, &mesh->origin, sizeof mesh->origin);
      kerf_hasher_add (hasher, mesh->vertices, 3 * sizeof (float) * mesh->n_vertices);
    } else {
      kerf_hasher_add (hasher, &mesh, sizeof (gpointer));
    }
  }
  return kerf_hasher_end (hasher);
}

static const KerfDrawable *
volume_of (const KerfFrame *frame)
{
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind == KERF_DRAW_VOLUME)
      return drawable;
  }
  return NULL;
}

/* `under` is there: the volume and the layers over it. While the volume is still being cast, the layers of its first, coarse
 * picture stand. */
static void
compose (KerfFrame *frame, gboolean fresh)
{
  KerfTarget *target = frame->target;
  const KerfDrawable *volume = volume_of (frame);
  gboolean whole = !volume || kerf_cast_volume (frame, volume, fresh),
           layers = kerf_frame_has_surfaces (frame, FALSE);
  glViewport (0, 0, target->width, target->height);
  glDisable (GL_DEPTH_TEST);
  if (layers && (fresh || whole))
    peel (frame, volume != NULL);
  glBindFramebuffer (GL_FRAMEBUFFER, target->final_fbo);
  glDisable (GL_BLEND);
  copy (frame, target->under);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  if (layers)
    copy (frame, target->sum);
  else if (volume)
    kerf_draw_volume (frame, target->no_depth, 0);
  target->settled = whole;
  frame->complete &= whole;
}

/* How many pixels of the picture a pixel of the view gets, along a side. Edges of surfaces are smooth at rest because they
 * are drawn at twice the size; a volume has none. While the camera moves the size falls as far as the processor needs to
 * keep up. */
static double
size_factor (const KerfFrame *frame, gboolean surfaces)
{
  if (frame->quality == KERF_QUALITY_FINE)
    return frame->scale < 2 && surfaces ? 2 : 1;
  return frame->quality == KERF_QUALITY_DRAFT && frame->upload_bytes ? frame->target->draft_factor : 1;
}

/* The next quick picture's size, by the time of this one. Three steps, so that textures are not made anew all the time. */
static void
keep_pace (const KerfFrame *frame, gint64 begun_us)
{
  KerfTarget *target = frame->target;
  if (frame->quality != KERF_QUALITY_DRAFT || !kerf_renderer_is_software (frame->renderer))
    return;
  glFinish (); /* a processor that draws has nothing else to do meanwhile */
  gint64 took = g_get_monotonic_time () - begun_us;
  if (took > SLOW_US)
    target->draft_factor = target->draft_factor > 0.8 ? 0.7 : 0.5;
  else if (took < QUICK_US)
    target->draft_factor = target->draft_factor < 0.6 ? 0.7 : 1;
}

void
kerf_pass_space (KerfFrame *frame)
{
  GLint bound = 0;
  KerfTarget *target = frame->target;
  gint64 begun = g_get_monotonic_time ();
  glGetIntegerv (GL_DRAW_FRAMEBUFFER_BINDING, &bound);
  gboolean opaque = kerf_frame_has_surfaces (frame, TRUE),
           surfaces = opaque || kerf_frame_has_surfaces (frame, FALSE);
  double factor = size_factor (frame, surfaces);
  int width = MAX ((int) lrint (frame->width * factor), 1),
      height = MAX ((int) lrint (frame->height * factor), 1);
  KerfHash key = picture_key (frame, width, height);
  gboolean fresh =
      target->width != width || target->height != height || !kerf_hash_equal (&key, &target->key);
  if (fresh) {
    resize (target, width, height);
    draw_opaque (frame);
    if (opaque)
      shade (frame);
    else
      clear_under (frame);
    target->key = key;
    target->draws++;
  }
  if (fresh || !target->settled)
    compose (frame, fresh);
  if (fresh)
    keep_pace (frame, begun);
  glBindFramebuffer (GL_FRAMEBUFFER, (GLuint) bound);
  glViewport (0, 0, frame->width, frame->height);
  glDisable (GL_DEPTH_TEST);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  copy (frame, target->final);
}
