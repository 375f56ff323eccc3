/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A volume seen through: cast on the processor, first coarsely, then in full from the middle outwards, and put among the
 * surfaces by depth. */
#include "view/ray-cache.h"
#include "view/renderer-private.h"

enum { L_COLOUR, L_DEPTH, L_BEFORE, L_NOW, L_ALL_BEHIND };
enum { SLICE_US = 60000, COARSE_US = 14000 };
#define MOST_COARSE 10.0

void
kerf_volume_clear (KerfTarget *target)
{
  g_clear_pointer (&target->rays, kerf_ray_picture_free);
  g_clear_pointer (&target->limit, g_free);
  GLuint *textures[] = { &target->ray_colour, &target->ray_depth, &target->no_depth };
  for (gsize i = 0; i < G_N_ELEMENTS (textures); i++)
    if (*textures[i])
      glDeleteTextures (1, textures[i]), *textures[i] = 0;
}

/* ---- depth, as OpenGL has it and in mm along the line of sight from the plane through the centre ---- */

static double
mm_of_depth (const KerfProjection *p, double z)
{
  if (!p->perspective)
    return p->near_mm + z * (p->far_mm - p->near_mm);
  double ndc = 2 * z - 1;
  return 2 * p->far_mm * p->near_mm / (p->far_mm + p->near_mm - ndc * (p->far_mm - p->near_mm)) -
         p->distance_mm;
}

static double
depth_of_mm (const KerfProjection *p, double mm)
{
  if (!isfinite (mm))
    return 2; /* behind everything; nothing is there */
  if (!p->perspective)
    return (mm - p->near_mm) / (p->far_mm - p->near_mm);
  double ndc = (p->far_mm + p->near_mm - 2 * p->far_mm * p->near_mm / (mm + p->distance_mm)) /
               (p->far_mm - p->near_mm);
  return (ndc + 1) / 2;
}

/* How deep each ray may go: to what is opaque. */
static void
find_limit (KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  const KerfProjection *p = &frame->scene->projection;
  g_clear_pointer (&target->limit, g_free);
  if (!kerf_frame_has_surfaces (frame, TRUE))
    return;
  gsize width = (gsize) target->width, height = (gsize) target->height;
  g_autofree float *z = g_new (float, width *height);
  glBindFramebuffer (GL_READ_FRAMEBUFFER, target->opaque_fbo);
  glPixelStorei (GL_PACK_ALIGNMENT, 4);
  glReadPixels (0, 0, target->width, target->height, GL_DEPTH_COMPONENT, GL_FLOAT, z);
  target->limit = g_new (float, (gsize) frame->width *(gsize) frame->height);
  for (gsize y = 0; y < (gsize) frame->height; y++)
    for (gsize x = 0; x < (gsize) frame->width; x++) {
      gsize from_x = (2 * x + 1) * width / (2 * (gsize) frame->width),
            from_y = height - 1 - (2 * y + 1) * height / (2 * (gsize) frame->height);
      float here = z[from_y * width + from_x];
      target->limit[y * (gsize) frame->width + x] =
          here < 1 ? (float) mm_of_depth (p, (double) here) : INFINITY;
    }
}

/* ---- casting ---- */

static void
cast_coarse (KerfFrame *frame, const KerfDrawable *volume)
{
  KerfTarget *target = frame->target;
  double factor = target->coarse_factor;
  int width = MAX ((int) lrint (frame->width / factor), 1),
      height = MAX ((int) lrint (frame->height / factor), 1);
  g_autoptr (KerfBlocks) blocks = NULL;
  g_autoptr (KerfRayTable) table = NULL;
  KerfRaySpec spec = kerf_ray_spec (&frame->scene->projection, volume, width, height, &blocks, &table);
  spec.step_mm *= volume->step_mm > 0 ? 2 : 4;
  spec.quick = TRUE;
  g_autofree float *limit = target->limit ? g_new (float, (gsize) width *(gsize) height) : NULL;
  for (int y = 0; limit && y < height; y++)
    for (int x = 0; x < width; x++) {
      int from_x = (2 * x + 1) * frame->width / (2 * width),
          from_y = (2 * y + 1) * frame->height / (2 * height);
      limit[y * width + x] = target->limit[from_y * frame->width + from_x];
    }
  gint64 start = g_get_monotonic_time ();
  g_clear_pointer (&target->rays, kerf_ray_picture_free);
  target->rays = kerf_ray_picture_new (&spec, width, height, limit);
  kerf_ray_picture_go (target->rays, 0, NULL);
  target->rays_coarse = TRUE;
  /* The next one so much finer or coarser that it takes the time that is meant for it. */
  double took = (double) MAX (g_get_monotonic_time () - start, 200);
  target->coarse_factor =
      CLAMP (factor * sqrt (took / COARSE_US), fmax (factor * 0.8, frame->scale), MOST_COARSE * frame->scale);
}

static void
begin_fine (KerfFrame *frame, const KerfDrawable *volume)
{
  KerfTarget *target = frame->target;
  g_autoptr (KerfBlocks) blocks = NULL;
  g_autoptr (KerfRayTable) table = NULL;
  KerfRaySpec spec =
      kerf_ray_spec (&frame->scene->projection, volume, frame->width, frame->height, &blocks, &table);
  /* A file waits for the very extreme of each ray; a person sees samples at half a voxel sooner. */
  spec.quick = frame->upload_bytes != 0;
  KerfRayPicture *fine = kerf_ray_picture_new (&spec, frame->width, frame->height, target->limit);
  if (target->rays)
    kerf_ray_picture_start_from (fine, target->rays);
  g_clear_pointer (&target->rays, kerf_ray_picture_free);
  target->rays = fine;
  target->rays_coarse = FALSE;
}

static void
send (GLuint *texture, GLint internal, GLenum format, GLenum type, GLint filter, int width, int height,
      gconstpointer data)
{
  if (!*texture) {
    glGenTextures (1, texture);
    glBindTexture (GL_TEXTURE_2D, *texture);
    glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
    glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
    glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
    glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  glBindTexture (GL_TEXTURE_2D, *texture);
  glTexImage2D (GL_TEXTURE_2D, 0, internal, width, height, 0, format, type, data);
}

static void
upload (KerfFrame *frame)
{
  KerfTarget *target = frame->target;
  int width = kerf_ray_picture_width (target->rays), height = kerf_ray_picture_height (target->rays);
  gsize n = (gsize) width * (gsize) height;
  const float *mm = kerf_ray_picture_depth (target->rays);
  g_autofree float *z = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    z[i] = (float) depth_of_mm (&frame->scene->projection, (double) mm[i]);
  glActiveTexture (GL_TEXTURE0);
  send (&target->ray_colour, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE, GL_LINEAR, width, height,
        kerf_ray_picture_rgba (target->rays));
  /* In full each of its pixels is one of the view; between those of a coarse one it is smooth. */
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, target->rays_coarse ? GL_LINEAR : GL_NEAREST);
  const float nearest = -1;
  if (!target->no_depth)
    send (&target->no_depth, GL_R32F, GL_RED, GL_FLOAT, GL_NEAREST, 1, 1, &nearest);
  send (&target->ray_depth, GL_R32F, GL_RED, GL_FLOAT, GL_NEAREST, width, height, z);
}

gboolean
kerf_cast_volume (KerfFrame *frame, const KerfDrawable *volume, gboolean fresh)
{
  KerfTarget *target = frame->target;
  gboolean fine = frame->quality == KERF_QUALITY_FINE, at_once = frame->upload_bytes == 0;
  if (fresh) {
    find_limit (frame);
    g_clear_pointer (&target->rays, kerf_ray_picture_free);
    if (!fine || !at_once)
      cast_coarse (frame, volume);
  } else {
    if (target->rays_coarse)
      begin_fine (frame, volume);
    kerf_ray_picture_go (target->rays, g_get_monotonic_time () + SLICE_US, NULL);
  }
  if (fresh && fine && at_once) {
    begin_fine (frame, volume);
    kerf_ray_picture_go (target->rays, 0, NULL);
  }
  upload (frame);
  return !fine || (!target->rays_coarse && kerf_ray_picture_is_whole (target->rays));
}

void
kerf_draw_volume (const KerfFrame *frame, GLuint before, GLuint now)
{
  const KerfTarget *target = frame->target;
  const GLint *at = frame->renderer->layer.uniforms;
  const GLuint textures[4] = { target->ray_colour, target->ray_depth, before, now ? now : before };
  glUseProgram (frame->renderer->layer.name);
  for (int unit = 3; unit >= 0; unit--) {
    glActiveTexture (GL_TEXTURE0 + (GLenum) unit);
    glBindTexture (GL_TEXTURE_2D, textures[unit]);
    glUniform1i (at[L_COLOUR + unit], unit);
  }
  glUniform1i (at[L_ALL_BEHIND], now == 0);
  glBindVertexArray (target->empty_array);
  glDrawArrays (GL_TRIANGLES, 0, 3);
}
