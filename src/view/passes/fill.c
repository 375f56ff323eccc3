/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Even-odd areas through the stencil: fans invert it, one rectangle paints and clears it. */
#include "view/renderer-private.h"

enum { SIZE, FILL, HATCH };

#define TOLERANCE_PX 0.2 /* its outline covers that */

void
kerf_pass_fill (KerfFrame *frame, const KerfDrawable *drawable)
{
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, 2 * sizeof (float));
  float lo[2] = { G_MAXFLOAT, G_MAXFLOAT }, hi[2] = { -G_MAXFLOAT, -G_MAXFLOAT };
  for (guint i = 0; i < kerf_drawable_paths (drawable); i++) {
    guint n;
    const KerfVec3 *points = kerf_drawable_path_at (drawable, i, &n);
    float first[2] = { 0, 0 }, last[2] = { 0, 0 };
    g_autofree KerfVec3 *places = g_new (KerfVec3, MAX (n, 1));
    guint kept = kerf_frame_collect (frame, drawable, points, n, TOLERANCE_PX, places);
    for (guint j = 0; j < kept; j++) {
      float now[2] = { (float) places[j].x, (float) places[j].y };
      for (int axis = 0; axis < 2; axis++) {
        lo[axis] = MIN (lo[axis], now[axis]);
        hi[axis] = MAX (hi[axis], now[axis]);
        first[axis] = j == 0 ? now[axis] : first[axis];
      }
      if (j >= 2) {
        g_array_append_vals (out, first, 1);
        g_array_append_vals (out, last, 1);
        g_array_append_vals (out, now, 1);
      }
      last[0] = now[0], last[1] = now[1];
    }
  }
  if (out->len == 0)
    return;
  guint fans = out->len;
  const float box[8] = { lo[0], lo[1], hi[0], lo[1], lo[0], hi[1], hi[0], hi[1] };
  g_array_append_vals (out, box, 4);
  const GLint *at = frame->renderer->fill.uniforms;
  const KerfColour *c = &drawable->colour;
  glUseProgram (frame->renderer->fill.name);
  glUniform2f (at[SIZE], (float) frame->width, (float) frame->height);
  glUniform4f (at[FILL], c->r, c->g, c->b, c->a);
  glUniform1f (at[HATCH], drawable->hatched ? (float) (7 * frame->scale) : 0);
  glBindVertexArray (frame->target->fill_array);
  glBindBuffer (GL_ARRAY_BUFFER, frame->renderer->stream);
  glBufferData (GL_ARRAY_BUFFER, (GLsizeiptr) (out->len * 2 * sizeof (float)), out->data, GL_STREAM_DRAW);
  glEnableVertexAttribArray (0);
  glVertexAttribPointer (0, 2, GL_FLOAT, GL_FALSE, 2 * sizeof (float), NULL);
  glEnable (GL_STENCIL_TEST);
  glColorMask (GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
  glStencilFunc (GL_ALWAYS, 0, 0xFF);
  glStencilOp (GL_INVERT, GL_INVERT, GL_INVERT);
  glDrawArrays (GL_TRIANGLES, 0, (GLsizei) fans);
  glColorMask (GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glStencilFunc (GL_NOTEQUAL, 0, 0xFF);
  glStencilOp (GL_ZERO, GL_ZERO, GL_ZERO);
  glDrawArrays (GL_TRIANGLE_STRIP, (GLint) fans, 4);
  glDisable (GL_STENCIL_TEST);
}
