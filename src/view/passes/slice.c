/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/renderer-private.h"

enum {
  VOLUME,
  ORIGIN,
  ACROSS,
  DOWN,
  WINDOW,
  SLAB_STEP,
  SLAB_KIND,
  SLAB_COUNT,
  SLAB_END,
  SHARE,
  FUSION,
  VIEW_MM,
  TINT_RANGE,
  TINT,
  MAP
};
enum { MOST_STEPS = 32, MOST_STEPS_ON_CARD = 160 }; /* of a slab, on either side of the plane */

/* From sample to sample: along an axis of the lattice from voxel to voxel, else the finest spacing. */
static double
slab_step_mm (const KerfGrid *grid, KerfVec3 into)
{
  KerfVec3 spacing = kerf_grid_spacing (grid);
  for (int axis = 0; axis < 3; axis++)
    if (fabs (kerf_dot (kerf_grid_axis (grid, axis), into)) > 1 - 1e-6)
      return kerf_component (spacing, axis);
  return fmin (spacing.x, fmin (spacing.y, spacing.z));
}

/* Samples at whole steps from the plane and at both faces: a slab that stands on voxels meets each of its slices, and its
 * mean is the integral of what lies between them. */
static void
set_slab (const KerfFrame *frame, const KerfDrawable *drawable, const KerfVolumeTexture *texture,
          const GLint *at)
{
  const KerfGrid *grid = &texture->volume->grid;
  KerfVec3 into = kerf_mat4_direction (&drawable->to_own, frame->scene->projection.into);
  double half_mm = drawable->slab_mm / 2, step_mm = slab_step_mm (grid, into);
  int most = kerf_renderer_is_software (frame->renderer) ? MOST_STEPS : MOST_STEPS_ON_CARD;
  if (frame->quality == KERF_QUALITY_DRAFT)
    step_mm *= 2;
  step_mm = fmax (step_mm, half_mm / most);
  int count = (int) floor (half_mm / step_mm + 1e-6);
  KerfVec3 step = kerf_mat4_direction (&grid->index_from_patient, kerf_scale (into, step_mm));
  glUniform1i (at[SLAB_KIND], (GLint) drawable->slab);
  glUniform1i (at[SLAB_COUNT], count);
  glUniform1f (at[SLAB_END], (float) fmax (half_mm / step_mm - count, 0));
  glUniform3f (at[SLAB_STEP], (float) (step.x / grid->n[0]), (float) (step.y / grid->n[1]),
               (float) (step.z / grid->n[2]));
}

static const KerfProgram *
program_for (const KerfFrame *frame, const KerfDrawable *drawable)
{
  KerfSliceProgram kind = KERF_SLICE_PLAIN;
  if (drawable->slab != KERF_SLAB_NONE)
    kind = KERF_SLICE_SLAB; /* made of samples enough */
  else if (drawable->sampling == KERF_SAMPLING_CUBIC && frame->quality != KERF_QUALITY_DRAFT)
    kind = KERF_SLICE_CUBIC; /* 64 voxels for a pixel: for the eye at rest */
  return &frame->renderer->slices[drawable->fusion != KERF_FUSION_NONE][kind];
}

static void
set_fusion (const KerfFrame *frame, const KerfDrawable *drawable, const GLint *at)
{
  const KerfProjection *p = &frame->scene->projection;
  glUniform1f (at[SHARE], (float) drawable->share);
  glUniform1i (at[FUSION], (GLint) drawable->fusion);
  glUniform2f (at[VIEW_MM], (float) (p->width / p->px_per_mm), (float) (p->height / p->px_per_mm));
  glUniform3fv (at[MAP], KERF_MAP_STOPS, kerf_colour_map_stops (drawable->map));
}

void
kerf_pass_slice (KerfFrame *frame, const KerfDrawable *drawable)
{
  KerfVolumeTexture *texture = kerf_renderer_volume (frame->renderer, drawable->volume);
  if (!texture)
    return;
  if (!kerf_volume_texture_upload (texture, frame->upload_bytes))
    frame->complete = FALSE;
  const KerfProgram *program = program_for (frame, drawable);
  const GLint *at = program->uniforms;
  const KerfVolume *volume = drawable->volume;
  const double first[3] = { 0, 0, 0 }, size[3] = { volume->grid.n[0], volume->grid.n[1], volume->grid.n[2] };
  float origin[3], across[3], down[3];
  kerf_frame_texture_plane (frame, &drawable->to_own, &volume->grid, first, size, origin, across, down);
  double scale, shift;
  kerf_volume_texture_units (texture, &scale, &shift);
  glUseProgram (program->name);
  glBindVertexArray (frame->target->empty_array);
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_3D, texture->name);
  glUniform1i (at[VOLUME], 0);
  glUniform3fv (at[ORIGIN], 1, origin);
  glUniform3fv (at[ACROSS], 1, across);
  glUniform3fv (at[DOWN], 1, down);
  /* value = (t − shift) / scale, y = (value − c)/w + ½ */
  double gain = 1 / (scale * drawable->width);
  glUniform2f (at[WINDOW], (float) gain, (float) (0.5 - drawable->centre / drawable->width - shift * gain));
  if (drawable->slab != KERF_SLAB_NONE)
    set_slab (frame, drawable, texture, at);
  if (drawable->fusion != KERF_FUSION_NONE)
    set_fusion (frame, drawable, at);
  if (isnan (drawable->tint_low)) {
    glUniform2f (at[TINT_RANGE], 1, -1);
  } else {
    double low = drawable->tint_low * scale + shift, high = drawable->tint_high * scale + shift;
    glUniform2f (at[TINT_RANGE], (float) CLAMP (low, -1e30, 1e30), (float) CLAMP (high, -1e30, 1e30));
    glUniform4f (at[TINT], drawable->colour.r, drawable->colour.g, drawable->colour.b, drawable->colour.a);
  }
  gboolean nearest = drawable->sampling == KERF_SAMPLING_NEAREST;
  if (nearest)
    glBindSampler (0, frame->renderer->nearest);
  glDrawArrays (GL_TRIANGLES, 0, 3);
  if (nearest)
    glBindSampler (0, 0);
}

enum { D_VOLUME, D_ORIGIN, D_ACROSS, D_DOWN, D_LINE, D_CASING, D_WIDTHS };

void
kerf_pass_distance (KerfFrame *frame, const KerfDrawable *drawable)
{
  KerfMaskTexture *texture = &frame->renderer->painted;
  const KerfMask *mask = drawable->mask;
  kerf_mask_texture_update (texture, mask);
  if (!texture->name)
    return;
  const GLint *at = frame->renderer->distance.uniforms;
  double first[3], size[3];
  for (int axis = 0; axis < 3; axis++) {
    first[axis] = (double) mask->lo[axis] * KERF_TILE_EDGE;
    size[axis] = (double) (mask->hi[axis] - mask->lo[axis]) * KERF_TILE_EDGE;
  }
  float origin[3], across[3], down[3];
  kerf_frame_texture_plane (frame, &drawable->to_own, &mask->grid, first, size, origin, across, down);
  glUseProgram (frame->renderer->distance.name);
  glBindVertexArray (frame->target->empty_array);
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_3D, texture->name);
  glUniform1i (at[D_VOLUME], 0);
  glUniform3fv (at[D_ORIGIN], 1, origin);
  glUniform3fv (at[D_ACROSS], 1, across);
  glUniform3fv (at[D_DOWN], 1, down);
  const KerfColour *line = &drawable->line.colour, *casing = &drawable->casing;
  glUniform4f (at[D_LINE], line->r, line->g, line->b, line->a);
  glUniform4f (at[D_CASING], casing->r, casing->g, casing->b, casing->a);
  float scale = (float) frame->scale;
  glUniform3f (at[D_WIDTHS], drawable->line.width_px * scale / 2, drawable->casing_px * scale,
               (float) drawable->share);
  glDrawArrays (GL_TRIANGLES, 0, 3);
}
