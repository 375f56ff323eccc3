/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surfaces: what can't be seen is left out by chunks, near ones come first. */
#include "view/renderer-private.h"

#include <cglm/cglm.h>

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
  SIZE,
  N_CUTS,
  CUTS,
  PLANES,
  TARGET_MM,
  HATCH
};

gboolean
kerf_drawable_is_opaque (const KerfDrawable *drawable)
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

/* Half spaces that are kept, about the picture's centre. */
static void
set_cuts (const KerfFrame *frame, const KerfDrawable *drawable)
{
  const GLint *at = frame->renderer->surface.uniforms;
  float cuts[KERF_RAY_CLIPS][4];
  guint n = drawable->cuts ? MIN (drawable->cuts->len, KERF_RAY_CLIPS) : 0;
  for (guint i = 0; i < n; i++) {
    const KerfRayCut *cut = &g_array_index (drawable->cuts, KerfRayCut, i);
    cuts[i][0] = (float) cut->n.x, cuts[i][1] = (float) cut->n.y, cuts[i][2] = (float) cut->n.z;
    cuts[i][3] = (float) (cut->w - kerf_dot (cut->n, frame->scene->projection.centre));
  }
  glUniform1i (at[N_CUTS], (GLint) n);
  if (n > 0)
    glUniform4fv (at[CUTS], (GLsizei) n, cuts[0]);
}

/* What decides whether a chunk is needed: clips in the mesh's own space, and the view's rectangle. */
typedef struct {
  KerfMat4 base_from_own;
  KerfVec3 origin, n[KERF_MAX_CLIP];
  double w[KERF_MAX_CLIP], keep[KERF_MAX_CLIP];
  guint n_clips;
  const KerfRayCut *cuts; /* in base space */
  guint n_cuts;
} Cull;

static Cull
make_cull (const KerfDrawable *drawable)
{
  Cull cull = { .base_from_own = drawable->to_own };
  cull.origin = drawable->mesh->origin;
  cull.n_clips = drawable->clips ? MIN (drawable->clips->len, KERF_MAX_CLIP) : 0;
  if (drawable->cuts) {
    cull.cuts = &g_array_index (drawable->cuts, KerfRayCut, 0);
    cull.n_cuts = MIN (drawable->cuts->len, KERF_RAY_CLIPS);
  }
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
  for (guint i = 0; i < cull->n_cuts; i++) {
    double h = kerf_dot (cull->cuts[i].n, base) - cull->cuts[i].w;
    if (h > radius)
      return CHUNK_HIDDEN;
    whole &= h < -radius;
  }
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
bind_level (const KerfFrame *frame, const KerfMeshLevel *level, gboolean map)
{
  glBindVertexArray (frame->target->mesh_array);
  glBindBuffer (GL_ARRAY_BUFFER, level->vertices);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, level->indices);
  glEnableVertexAttribArray (0);
  glEnableVertexAttribArray (1);
  glVertexAttribPointer (0, 3, GL_FLOAT, GL_FALSE, 16, NULL);
  glVertexAttribPointer (1, 4, GL_INT_2_10_10_10_REV, GL_TRUE, 16, (const char *) NULL + 12);
  if (!map) {
    glDisableVertexAttribArray (2);
    return;
  }
  glBindBuffer (GL_ARRAY_BUFFER, level->values);
  glEnableVertexAttribArray (2);
  glVertexAttribPointer (2, 2, GL_FLOAT, GL_FALSE, 8, NULL);
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
  glUniform2f (at[PLANES], (float) frame->scene->projection.near_mm, (float) frame->scene->projection.far_mm);
  glUniform2f (at[SIZE], (float) frame->target->width, (float) frame->target->height);
  glUniform1f (at[TARGET_MM], drawable->margins ? (float) drawable->target_mm : 0);
  if (drawable->margins) {
    float hatch[2][3];
    for (int line = 0; line < 2; line++)
      for (int axis = 0; axis < 3; axis++)
        hatch[line][axis] = (float) kerf_component (drawable->hatch[line], axis);
    glUniform3fv (at[HATCH], 2, hatch[0]);
  }
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
  gboolean map = drawable->margins != NULL;
  if (map)
    kerf_mesh_buffer_set_map (buffer, drawable->margins);
  bind_level (frame, level, map);
  /* The back of a body that nothing opens is hidden by its front. (What is peeled has its back culled anyway.) */
  const KerfProjection *p = &frame->scene->projection;
  gboolean near = p->perspective && p->near_mm * 49 < p->distance_mm; /* the eye may be inside */
  gboolean whole = buffer->outward && part == KERF_PART_ALL && cull.n_cuts == 0 && !coarse && !near;
  if (!peeling && whole)
    glEnable (GL_CULL_FACE);
  if (!peeling && !map) {
    use_program (frame, &renderer->plain_surface, drawable, FALSE);
    draw_chunks (draws, CHUNK_WHOLE);
  }
  use_program (frame, &renderer->surface, drawable, peeling);
  set_clips (frame, drawable);
  set_cuts (frame, drawable);
  if (peeling || map)
    draw_chunks (draws, CHUNK_WHOLE);
  draw_chunks (draws, CHUNK_CUT);
  if (!peeling && whole)
    glDisable (GL_CULL_FACE);
}

gboolean
kerf_frame_has_surfaces (const KerfFrame *frame, gboolean opaque)
{
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind == KERF_DRAW_SURFACE && kerf_drawable_is_opaque (drawable) == opaque)
      return TRUE;
  }
  return FALSE;
}

guint
kerf_draw_surfaces (const KerfFrame *frame, gboolean opaque, gboolean peeling)
{
  guint n = 0;
  for (guint i = 0; i < frame->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (frame->scene->drawables, i);
    if (drawable->kind != KERF_DRAW_SURFACE || kerf_drawable_is_opaque (drawable) != opaque ||
        drawable->mesh->n_triangles == 0)
      continue;
    draw_surface (frame, drawable, peeling);
    n++;
  }
  return n;
}

/* The slice is looked at as a 3-D picture without perspective; depth says nothing there. */
void
kerf_pass_map (KerfFrame *frame, const KerfDrawable *drawable)
{
  KerfScene flat = *frame->scene;
  KerfFrame own = *frame;
  flat.projection.perspective = FALSE;
  flat.projection.near_mm = -1000;
  flat.projection.far_mm = 1000;
  own.scene = &flat;
  glDisable (GL_DEPTH_TEST);
  glDisable (GL_BLEND);
  draw_surface (&own, drawable, FALSE);
  glEnable (GL_BLEND);
  glBindVertexArray (0);
}
