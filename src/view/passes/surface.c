/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 3-D picture: opaque surfaces with shaded hollows, then what is translucent in layers peeled from the front. It is
 * kept as a texture and drawn again only when its own list, camera or size changed. */
#include "view/renderer-private.h"

#include <cglm/cglm.h>
#include <string.h>

enum {
  CLIP_FROM_MESH,
  VIEW_FROM_MESH,
  BASE_SHIFT,
  BASE_TURN,
  PAINT,
  FLAT_PAINT,
  PERSPECTIVE,
  PART,
  N_CLIPS,
  CLIP_N,
  CLIP_U,
  CLIP_V,
  CLIP_ST,
  CLIP_KEEP,
  PEEL,
  BEFORE,
  OPAQUE,
  SIZE
};
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

enum { SMALL_MESH = 64, MOST_LAYERS = 5, DRAFT_LAYERS = 2 };

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
                         &target->final };
  GLuint *framebuffers[] = { &target->opaque_fbo, &target->peel_fbo[0], &target->peel_fbo[1],
                             &target->sum_fbo, &target->final_fbo };
  for (gsize i = 0; i < G_N_ELEMENTS (framebuffers); i++)
    if (*framebuffers[i])
      glDeleteFramebuffers (1, framebuffers[i]), *framebuffers[i] = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (textures); i++)
    if (*textures[i])
      glDeleteTextures (1, textures[i]), *textures[i] = 0;
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
    target->peel_colour[i] = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
    target->peel_depth[i] = make_texture (GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT, width, height);
    target->peel_fbo[i] = make_framebuffer (target->peel_colour[i], 0, target->peel_depth[i]);
  }
  target->sum = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->sum_fbo = make_framebuffer (target->sum, 0, 0);
  target->final = make_texture (GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, width, height);
  target->final_fbo = make_framebuffer (target->final, 0, 0);
}

/* ---- one surface ---- */

static gboolean
is_opaque (const KerfDrawable *drawable)
{
  return drawable->colour.a >= 0.995F;
}

static void
set_matrices (const KerfFrame *frame, const KerfProgram *program, const KerfDrawable *drawable)
{
  const GLint *at = program->uniforms;
  const KerfProjection *p = &frame->scene->projection;
  double clip[16];
  kerf_projection_matrix (p, clip);
  /* The mesh's origin goes into the matrices in double; the card sees small numbers only. */
  KerfVec3 origin = kerf_mat4_point (&drawable->to_own, drawable->mesh->origin);
  KerfVec3 columns[3];
  for (int axis = 0; axis < 3; axis++)
    columns[axis] = kerf_mat4_direction (&drawable->to_own, kerf_vec3 (axis == 0, axis == 1, axis == 2));
  mat4 clip_from_mesh, view_from_mesh;
  mat3 turn;
  double eye = p->perspective ? p->distance_mm : 0;
  KerfVec3 about = kerf_sub (origin, p->centre);
  KerfVec3 rows[3] = { p->right, kerf_scale (p->down, -1), kerf_scale (p->into, -1) };
  for (int column = 0; column < 4; column++)
    for (int row = 0; row < 4; row++) {
      KerfVec3 v = column < 3 ? columns[column] : origin;
      double sum = clip[4 * row] * v.x + clip[4 * row + 1] * v.y + clip[4 * row + 2] * v.z;
      clip_from_mesh[column][row] = (float) (column < 3 ? sum : sum + clip[4 * row + 3]);
      double view = row == 3 ? column == 3 : kerf_dot (rows[row], column < 3 ? columns[column] : about);
      view_from_mesh[column][row] = (float) (row == 2 && column == 3 ? view - eye : view);
      if (row < 3 && column < 3)
        turn[column][row] = (float) kerf_component (columns[column], row);
    }
  glUniformMatrix4fv (at[CLIP_FROM_MESH], 1, GL_FALSE, clip_from_mesh[0]);
  glUniformMatrix4fv (at[VIEW_FROM_MESH], 1, GL_FALSE, view_from_mesh[0]);
  glUniformMatrix3fv (at[BASE_TURN], 1, GL_FALSE, turn[0]);
  glUniform3f (at[BASE_SHIFT], (float) about.x, (float) about.y, (float) about.z);
}

static void
set_clips (const KerfFrame *frame, const KerfDrawable *drawable)
{
  const GLint *at = frame->renderer->surface.uniforms;
  float n[KERF_MAX_CLIP][4], u[KERF_MAX_CLIP][4], v[KERF_MAX_CLIP][4], st[KERF_MAX_CLIP][4],
      keep[KERF_MAX_CLIP];
  guint count = drawable->clips ? MIN (drawable->clips->len, KERF_MAX_CLIP) : 0;
  glUniform1i (at[PART], count ? (GLint) drawable->clip_part : 0);
  glUniform1i (at[N_CLIPS], (GLint) count);
  if (count == 0)
    return;
  for (guint i = 0; i < count; i++) {
    const KerfClip *clip = &g_array_index (drawable->clips, KerfClip, i);
    KerfVec3 p = kerf_sub (clip->frame.p, frame->scene->projection.centre);
    const KerfVec3 *ways[3] = { &clip->frame.n, &clip->frame.u, &clip->frame.v };
    float *rows[3] = { n[i], u[i], v[i] };
    for (int row = 0; row < 3; row++) {
      rows[row][0] = (float) ways[row]->x, rows[row][1] = (float) ways[row]->y,
      rows[row][2] = (float) ways[row]->z;
      rows[row][3] = (float) kerf_dot (*ways[row], p);
    }
    const double range[4] = { clip->s_lo, clip->s_hi, clip->t_lo, clip->t_hi };
    for (int k = 0; k < 4; k++)
      st[i][k] = (float) CLAMP (range[k], -1e6, 1e6);
    keep[i] = (float) clip->keep_mm;
  }
  glUniform4fv (at[CLIP_N], (GLsizei) count, n[0]);
  glUniform4fv (at[CLIP_U], (GLsizei) count, u[0]);
  glUniform4fv (at[CLIP_V], (GLsizei) count, v[0]);
  glUniform4fv (at[CLIP_ST], (GLsizei) count, st[0]);
  glUniform1fv (at[CLIP_KEEP], (GLsizei) count, keep);
}

/* What decides whether a chunk is needed: clips in the mesh's own space, and the view's rectangle. */
typedef struct {
  KerfMat4 base_from_own;
  KerfVec3 origin, n[KERF_MAX_CLIP];
  double w[KERF_MAX_CLIP], keep[KERF_MAX_CLIP];
  guint n_clips;
} Cull;

static Cull
make_cull (const KerfDrawable *drawable)
{
  Cull cull = { .base_from_own = drawable->to_own };
  cull.origin = drawable->mesh->origin;
  cull.n_clips = drawable->clips ? MIN (drawable->clips->len, KERF_MAX_CLIP) : 0;
  const double *m = drawable->to_own.m;
  KerfVec3 columns[3] = { { m[0], m[4], m[8] }, { m[1], m[5], m[9] }, { m[2], m[6], m[10] } };
  for (guint i = 0; i < cull.n_clips; i++) {
    const KerfClip *clip = &g_array_index (drawable->clips, KerfClip, i);
    KerfVec3 n = clip->frame.n, shift = kerf_sub (kerf_vec3 (m[3], m[7], m[11]), clip->frame.p);
    cull.n[i] = kerf_vec3 (kerf_dot (n, columns[0]), kerf_dot (n, columns[1]), kerf_dot (n, columns[2]));
    cull.w[i] = kerf_dot (n, shift);
    cull.keep[i] = clip->keep_mm;
  }
  return cull;
}

typedef enum { CHUNK_HIDDEN, CHUNK_WHOLE, CHUNK_CUT } ChunkPlace;

/* Is a chunk to be seen, and does a cut run through it? */
static ChunkPlace
place_of (const KerfFrame *frame, const Cull *cull, const KerfMeshChunk *chunk, KerfClipPart part,
          double *depth)
{
  KerfVec3 lo = kerf_vec3 ((double) chunk->lo[0], (double) chunk->lo[1], (double) chunk->lo[2]),
           hi = kerf_vec3 ((double) chunk->hi[0], (double) chunk->hi[1], (double) chunk->hi[2]);
  KerfVec3 middle = kerf_add (kerf_lerp (lo, hi, 0.5), cull->origin),
           half = kerf_scale (kerf_sub (hi, lo), 0.5);
  gboolean all_before = cull->n_clips > 0, whole = part == KERF_PART_ALL;
  for (guint i = 0; part != KERF_PART_ALL && i < cull->n_clips; i++) {
    double h = kerf_dot (cull->n[i], middle) + cull->w[i];
    double r = fabs (cull->n[i].x) * half.x + fabs (cull->n[i].y) * half.y + fabs (cull->n[i].z) * half.z;
    if (part == KERF_PART_SPECIMEN && h > r)
      return CHUNK_HIDDEN;
    all_before &= h < -r;
    /* Beyond one kerf it belongs to the host, whatever the others say, unless it meets another kerf. */
    whole |= part == KERF_PART_HOST && h - r > cull->keep[i];
  }
  for (guint i = 0; whole && part == KERF_PART_HOST && i < cull->n_clips; i++) {
    double h = kerf_dot (cull->n[i], middle) + cull->w[i];
    double r = fabs (cull->n[i].x) * half.x + fabs (cull->n[i].y) * half.y + fabs (cull->n[i].z) * half.z;
    whole &= h - r > cull->keep[i] || h + r < 0;
  }
  if (part == KERF_PART_HOST && all_before)
    return CHUNK_HIDDEN;
  const KerfProjection *p = &frame->scene->projection;
  KerfVec3 base = kerf_mat4_point (&cull->base_from_own, middle);
  double radius = kerf_length (half);
  KerfVec3 screen = kerf_projection_screen (p, base);
  *depth = isnan (screen.x) ? -1 : screen.z;
  if (!isnan (screen.x)) {
    double px = radius / kerf_projection_mm_per_px (p, kerf_along (base, -radius, p->into)) * 1.2;
    if (screen.x + px < 0 || screen.y + px < 0 || screen.x - px > p->width || screen.y - px > p->height)
      return CHUNK_HIDDEN;
  }
  return whole ? CHUNK_WHOLE : CHUNK_CUT;
}

typedef struct {
  double depth;
  const KerfMeshChunk *chunk;
  ChunkPlace place;
} ChunkDraw;

static int
nearer (gconstpointer a, gconstpointer b)
{
  const ChunkDraw *x = a, *y = b;
  return (x->depth > y->depth) - (x->depth < y->depth);
}

/* Those of one kind, in their order. */
static void
draw_chunks (const GArray *draws, ChunkPlace place)
{
  g_autofree GLsizei *counts = g_new (GLsizei, draws->len);
  g_autofree const void **offsets = g_new (const void *, draws->len);
  GLsizei n = 0;
  for (guint i = 0; i < draws->len; i++) {
    const ChunkDraw *draw = &g_array_index (draws, ChunkDraw, i);
    if (draw->place != place)
      continue;
    counts[n] = (GLsizei) draw->chunk->count;
    offsets[n++] = (const char *) NULL + 4 * (gsize) draw->chunk->first;
  }
  if (n > 0)
    glMultiDrawElements (GL_TRIANGLES, counts, GL_UNSIGNED_INT, offsets, n);
}

static void
bind_level (const KerfFrame *frame, const KerfMeshLevel *level)
{
  glBindVertexArray (frame->target->mesh_array);
  glBindBuffer (GL_ARRAY_BUFFER, level->vertices);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, level->indices);
  glEnableVertexAttribArray (0);
  glEnableVertexAttribArray (1);
  glVertexAttribPointer (0, 3, GL_FLOAT, GL_FALSE, 16, NULL);
  glVertexAttribPointer (1, 4, GL_INT_2_10_10_10_REV, GL_TRUE, 16, (const char *) NULL + 12);
}

static void
use_program (const KerfFrame *frame, const KerfProgram *program, const KerfDrawable *drawable,
             gboolean peeling)
{
  const GLint *at = program->uniforms;
  const KerfColour *c = &drawable->colour;
  glUseProgram (program->name);
  glUniform1i (at[PEEL], peeling);
  glUniform1i (at[BEFORE], 0);
  glUniform1i (at[OPAQUE], 1);
  glUniform1i (at[PERSPECTIVE], frame->scene->projection.perspective);
  glUniform2f (at[SIZE], (float) frame->target->width, (float) frame->target->height);
  glUniform4f (at[PAINT], c->r, c->g, c->b, c->a);
  glUniform1i (at[FLAT_PAINT], drawable->flat);
  set_matrices (frame, program, drawable);
}

/* Nearest chunks first; what no cut runs through is drawn without discard, so that depth is tested before light. */
static void
draw_surface (const KerfFrame *frame, const KerfDrawable *drawable, gboolean peeling)
{
  KerfRenderer *renderer = frame->renderer;
  KerfMeshBuffer *buffer = kerf_renderer_mesh (renderer, drawable->mesh, drawable->edged);
  gboolean coarse = frame->quality == KERF_QUALITY_DRAFT && buffer->levels[1].vertices;
  const KerfMeshLevel *level = &buffer->levels[coarse];
  Cull cull = make_cull (drawable);
  KerfClipPart part = cull.n_clips ? drawable->clip_part : KERF_PART_ALL;
  g_autoptr (GArray) draws = g_array_new (FALSE, FALSE, sizeof (ChunkDraw));
  for (guint i = 0; i < level->chunks->len; i++) {
    const KerfMeshChunk *chunk = &g_array_index (level->chunks, KerfMeshChunk, i);
    ChunkDraw draw = { 0, chunk, CHUNK_HIDDEN };
    draw.place = place_of (frame, &cull, chunk, part, &draw.depth);
    if (draw.place != CHUNK_HIDDEN)
      g_array_append_val (draws, draw);
  }
  g_array_sort (draws, nearer);
  bind_level (frame, level);
  if (!peeling) {
    use_program (frame, &renderer->plain_surface, drawable, FALSE);
    draw_chunks (draws, CHUNK_WHOLE);
  }
  use_program (frame, &renderer->surface, drawable, peeling);
  set_clips (frame, drawable);
  if (peeling)
    draw_chunks (draws, CHUNK_WHOLE);
  draw_chunks (draws, CHUNK_CUT);
}

static guint
draw_all (const KerfFrame *frame, gboolean opaque, gboolean peeling)
{
  guint n = 0;
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind != KERF_DRAW_SURFACE || is_opaque (drawable) != opaque ||
        drawable->mesh->n_triangles == 0)
      continue;
    draw_surface (frame, drawable, peeling);
    n++;
  }
  return n;
}

/* ---- the steps ---- */

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
  /* Where bone and tumour share a surface, what is opaque wins over what is drawn through: else the two show in
   * specks. A few hundredths of a millimetre. */
  glEnable (GL_POLYGON_OFFSET_FILL);
  glPolygonOffset (-2, -2000);
  draw_all (frame, TRUE, FALSE);
  glDisable (GL_POLYGON_OFFSET_FILL);
}

static void
shade (const KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  const GLint *at = frame->renderer->shade.uniforms;
  const KerfProjection *p = &frame->scene->projection;
  const KerfColour *back = &frame->scene->back;
  glBindFramebuffer (GL_FRAMEBUFFER, target->final_fbo);
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

/* Front to back: each layer is what lies next behind the last one. */
static void
peel (const KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  int layers = frame->quality == KERF_QUALITY_DRAFT ? DRAFT_LAYERS : MOST_LAYERS;
  glBindFramebuffer (GL_FRAMEBUFFER, target->sum_fbo);
  glClearColor (0, 0, 0, 0);
  glClear (GL_COLOR_BUFFER_BIT);
  /* What lies before the first layer: nothing. */
  glBindFramebuffer (GL_FRAMEBUFFER, target->peel_fbo[1]);
  glEnable (GL_DEPTH_TEST);
  glClearDepth (0);
  glClear (GL_DEPTH_BUFFER_BIT);
  glClearDepth (1);
  for (int layer = 0; layer < layers; layer++) {
    int now = layer & 1, last = !now;
    glBindFramebuffer (GL_FRAMEBUFFER, target->peel_fbo[now]);
    glDisable (GL_BLEND);
    glEnable (GL_DEPTH_TEST);
    glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    bind (1, target->opaque_depth);
    bind (0, target->peel_depth[last]);
    glEnable (GL_CULL_FACE); /* of what is translucent only the side that faces the person */
    draw_all (frame, FALSE, TRUE);
    glDisable (GL_CULL_FACE);
    glBindFramebuffer (GL_FRAMEBUFFER, target->sum_fbo);
    glDisable (GL_DEPTH_TEST);
    glEnable (GL_BLEND);
    glBlendFunc (GL_ONE_MINUS_DST_ALPHA, GL_ONE);
    glUseProgram (frame->renderer->copy.name);
    glUniform1i (frame->renderer->copy.uniforms[0], 0);
    glBindVertexArray (target->empty_array);
    bind (0, target->peel_colour[now]);
    glDrawArrays (GL_TRIANGLES, 0, 3);
  }
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glBindFramebuffer (GL_FRAMEBUFFER, target->final_fbo);
  bind (0, target->sum);
  glDrawArrays (GL_TRIANGLES, 0, 3);
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
    if (drawable->kind != KERF_DRAW_SURFACE)
      continue;
    kerf_hasher_add (hasher, &drawable->colour, sizeof drawable->colour);
    kerf_hasher_add (hasher, &drawable->to_own, sizeof drawable->to_own);
    kerf_hasher_add (hasher, &drawable->clip_part, sizeof drawable->clip_part);
    if (drawable->clips)
      kerf_hasher_add (hasher, drawable->clips->data, drawable->clips->len * sizeof (KerfClip));
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

static gboolean
has_translucent (const KerfFrame *frame)
{
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind == KERF_DRAW_SURFACE && !is_opaque (drawable))
      return TRUE;
  }
  return FALSE;
}

void
kerf_pass_space (KerfFrame *frame)
{
  GLint bound = 0;
  KerfTarget *target = frame->target;
  glGetIntegerv (GL_DRAW_FRAMEBUFFER_BINDING, &bound);
  double factor = frame->quality == KERF_QUALITY_FINE && frame->scale < 2 ? 2 : 1;
  int width = MAX ((int) lrint (frame->width * factor), 1),
      height = MAX ((int) lrint (frame->height * factor), 1);
  KerfHash key = picture_key (frame, width, height);
  if (target->width != width || target->height != height || !kerf_hash_equal (&key, &target->key)) {
    resize (target, width, height);
    draw_opaque (frame);
    shade (frame);
    if (has_translucent (frame))
      peel (frame);
    target->key = key;
    target->draws++;
  }
  glBindFramebuffer (GL_FRAMEBUFFER, (GLuint) bound);
  glViewport (0, 0, frame->width, frame->height);
  glDisable (GL_DEPTH_TEST);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glUseProgram (frame->renderer->copy.name);
  glUniform1i (frame->renderer->copy.uniforms[0], 0);
  glBindVertexArray (target->empty_array);
  bind (0, target->final);
  glDrawArrays (GL_TRIANGLES, 0, 3);
}
