/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/renderer-private.h"

enum { SIZE, ATLAS, GLYPHS };

void
kerf_pass_label (KerfFrame *frame, const KerfDrawable *drawable)
{
  KerfVec3 at = kerf_frame_place (frame, drawable, drawable->at);
  KerfGlyphs glyphs;
  if (isnan (at.x) || !drawable->text[0] ||
      !kerf_atlas_get (frame->renderer->atlas, drawable->text, drawable->label, drawable->colour,
                       frame->scale * frame->scene->text_factor, &glyphs))
    return;
  int atlas_size;
  GLuint texture = kerf_atlas_texture (frame->renderer->atlas, &atlas_size);
  /* On whole pixels, so that letters are as sharp as they were drawn. */
  float x = (float) floor (at.x - drawable->anchor_x * glyphs.ink_w - glyphs.ink_x + 0.5);
  float y = (float) floor (at.y - drawable->anchor_y * glyphs.ink_h - glyphs.ink_y + 0.5);
  float w = (float) glyphs.w, h = (float) glyphs.h, s = (float) glyphs.x, t = (float) glyphs.y;
  const float corners[16] = {
    x, y, s, t, x + w, y, s + w, t, x, y + h, s, t + h, x + w, y + h, s + w, t + h
  };
  const GLint *uniform = frame->renderer->label.uniforms;
  glUseProgram (frame->renderer->label.name);
  glUniform2f (uniform[SIZE], (float) frame->width, (float) frame->height);
  glUniform2f (uniform[ATLAS], (float) atlas_size, (float) atlas_size);
  glUniform1i (uniform[GLYPHS], 0);
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, texture);
  glBindVertexArray (frame->target->label_array);
  glBindBuffer (GL_ARRAY_BUFFER, frame->renderer->stream);
  glBufferData (GL_ARRAY_BUFFER, sizeof corners, corners, GL_STREAM_DRAW);
  glEnableVertexAttribArray (0);
  glVertexAttribPointer (0, 4, GL_FLOAT, GL_FALSE, 4 * sizeof (float), NULL);
  glDrawArrays (GL_TRIANGLE_STRIP, 0, 4);
}
