/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths as strips of mitred quads; width, casing and dashes are cut out in the shader. */
#include "view/renderer-private.h"

enum { SIZE, LINE, CASING, WIDTHS, DASH, N_DASH, SCENE_DEPTH, BEHIND_FAINT };

typedef struct {
  float x, y, z, across, along;
} LineVertex;

#define LEAST_STEP_PX 0.35
#define MITRE_LIMIT   2.5
#define TOLERANCE_PX  0.08

static double
off_chord (KerfVec3 a, KerfVec3 b, KerfVec3 p)
{
  double x = b.x - a.x, y = b.y - a.y, length = hypot (x, y);
  return length > 1e-9 ? fabs ((p.x - a.x) * y - (p.y - a.y) * x) / length : hypot (p.x - a.x, p.y - a.y);
}

/* Leaves out corners that lie within `tolerance` px of the straight line between their neighbours that stay: the outline of a
 * mesh has many a pixel, and a processor that draws pays for each. */
static guint
simplified (KerfVec3 *p, guint n, double tolerance)
{
  enum { REACH = 32 };
  guint kept = 1, from = 0;
  if (n < 3)
    return n;
  for (guint to = 2; to <= n; to++) {
    gboolean straight = to < n && to - from <= REACH;
    for (guint k = from + 1; straight && k < to; k++)
      straight = off_chord (p[from], p[to], p[k]) <= tolerance;
    if (straight)
      continue;
    from = to - 1;
    KerfVec3 stays = p[from];
    p[kept++] = stays;
    p[from] = stays;
  }
  return kept;
}

guint
kerf_frame_collect (const KerfFrame *frame, const KerfDrawable *drawable, const KerfVec3 *points, guint n,
                    double tolerance, KerfVec3 *out)
{
  guint kept = 0;
  for (guint i = 0; i < n; i++) {
    KerfVec3 at = kerf_frame_place (frame, drawable, points[i]);
    if (isnan (at.x) || fabs (at.x) > 1e6 || fabs (at.y) > 1e6)
      continue;
    gboolean last = i + 1 == n && !drawable->closed;
    if (kept > 0 && hypot (at.x - out[kept - 1].x, at.y - out[kept - 1].y) < LEAST_STEP_PX) {
      if (last)
        out[kept - 1] = at;
      continue;
    }
    out[kept++] = at;
  }
  while (drawable->closed && kept > 2 &&
         hypot (out[0].x - out[kept - 1].x, out[0].y - out[kept - 1].y) < LEAST_STEP_PX)
    kept--;
  return simplified (out, kept, tolerance);
}

static KerfVec3
normal_of (KerfVec3 a, KerfVec3 b)
{
  KerfVec3 d = kerf_unit (kerf_vec3 (b.x - a.x, b.y - a.y, 0));
  return kerf_vec3 (-d.y, d.x, 0);
}

/* Offset of the strip's edge at a corner for unit half width; the plain normal where the mitre would be a spike. */
static KerfVec3
mitre (KerfVec3 before, KerfVec3 after, KerfVec3 own)
{
  KerfVec3 sum = kerf_add (before, after);
  double length = kerf_length (sum);
  if (length < 1e-6)
    return own;
  KerfVec3 way = kerf_scale (sum, 1 / length);
  double reach = 1 / fmax (kerf_dot (way, own), 1e-6);
  return reach > MITRE_LIMIT ? own : kerf_scale (way, reach);
}

static void
add_vertex (GArray *out, KerfVec3 at, KerfVec3 offset, double half, double along)
{
  LineVertex vertex = { (float) (at.x + offset.x * half), (float) (at.y + offset.y * half), (float) at.z,
                        (float) half, (float) along };
  g_array_append_val (out, vertex);
}

static void
add_path (GArray *out, const KerfVec3 *p, guint n, gboolean closed, double half)
{
  guint segments = closed ? n : n - 1;
  double along = 0;
  for (guint i = 0; i < segments; i++) {
    guint j = (i + 1) % n;
    KerfVec3 a = p[i], b = p[j], own = normal_of (a, b);
    KerfVec3 before = i > 0 || closed ? normal_of (p[(i + n - 1) % n], a) : own;
    KerfVec3 after = i + 1 < segments || closed ? normal_of (b, p[(j + 1) % n]) : own;
    KerfVec3 at_a = mitre (before, own, own), at_b = mitre (own, after, own);
    double length = hypot (b.x - a.x, b.y - a.y);
    add_vertex (out, a, at_a, half, along);
    add_vertex (out, a, at_a, -half, along);
    add_vertex (out, b, at_b, half, along + length);
    add_vertex (out, b, at_b, half, along + length);
    add_vertex (out, a, at_a, -half, along);
    add_vertex (out, b, at_b, -half, along + length);
    along += length;
  }
}

static void
set_uniforms (KerfFrame *frame, const KerfDrawable *drawable)
{
  const GLint *at = frame->renderer->line.uniforms;
  const KerfColour *line = &drawable->colour, *casing = &drawable->casing;
  float scale = (float) frame->scale, dash[KERF_MAX_DASH];
  for (int i = 0; i < KERF_MAX_DASH; i++)
    dash[i] = drawable->line.dash[i] * scale;
  glUniform2f (at[SIZE], (float) frame->width, (float) frame->height);
  glUniform4f (at[LINE], line->r, line->g, line->b, line->a);
  glUniform4f (at[CASING], casing->r, casing->g, casing->b, casing->a);
  glUniform2f (at[WIDTHS], drawable->line.width_px * scale / 2, drawable->casing_px * scale);
  glUniform1fv (at[DASH], KERF_MAX_DASH, dash);
  glUniform1i (at[N_DASH], drawable->line.n_dash);
  gboolean faint = drawable->behind_faint && frame->target->opaque_depth;
  glUniform1i (at[BEHIND_FAINT], faint);
  glUniform1i (at[SCENE_DEPTH], 1);
  glActiveTexture (GL_TEXTURE1);
  glBindTexture (GL_TEXTURE_2D, faint ? frame->target->opaque_depth : 0);
  glActiveTexture (GL_TEXTURE0);
}

void
kerf_pass_line (KerfFrame *frame, const KerfDrawable *drawable)
{
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (LineVertex));
  double half = (double) (drawable->line.width_px / 2 + drawable->casing_px) * frame->scale + 1;
  for (guint i = 0; i < kerf_drawable_paths (drawable); i++) {
    guint n;
    const KerfVec3 *points = kerf_drawable_path_at (drawable, i, &n);
    g_autofree KerfVec3 *places = g_new (KerfVec3, MAX (n, 1));
    guint kept = kerf_frame_collect (frame, drawable, points, n, TOLERANCE_PX, places);
    if (kept >= 2)
      add_path (out, places, kept, drawable->closed && kept > 2, half);
  }
  if (out->len == 0)
    return;
  glUseProgram (frame->renderer->line.name);
  set_uniforms (frame, drawable);
  glBindVertexArray (frame->target->line_array);
  glBindBuffer (GL_ARRAY_BUFFER, frame->renderer->stream);
  glBufferData (GL_ARRAY_BUFFER, (GLsizeiptr) (out->len * sizeof (LineVertex)), out->data, GL_STREAM_DRAW);
  glEnableVertexAttribArray (0);
  glEnableVertexAttribArray (1);
  glVertexAttribPointer (0, 3, GL_FLOAT, GL_FALSE, sizeof (LineVertex), NULL);
  glVertexAttribPointer (1, 2, GL_FLOAT, GL_FALSE, sizeof (LineVertex),
                         (const char *) NULL + offsetof (LineVertex, across));
  glDrawArrays (GL_TRIANGLES, 0, (GLsizei) out->len);
}
