/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/offscreen.h"

#include "base/error.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>

struct KerfOffscreen {
  EGLDisplay display;
  EGLContext context;
  KerfRenderer *renderer;
  KerfTarget *target;
};

static gboolean
no_gl (GError **error, const char *reason)
{
  return kerf_fail (error, KERF_ERROR_VIEW_NO_GL, "reason", reason, NULL);
}

static gboolean
start_egl (KerfOffscreen *offscreen, GError **error)
{
  if (!epoxy_has_egl_extension (EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless"))
    return no_gl (error, "EGL without a display is not supported");
  offscreen->display = eglGetPlatformDisplayEXT (EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, NULL);
  if (offscreen->display == EGL_NO_DISPLAY || !eglInitialize (offscreen->display, NULL, NULL))
    return no_gl (error, "EGL has no display");
  if (!eglBindAPI (EGL_OPENGL_API))
    return no_gl (error, "EGL has no desktop OpenGL");
  const EGLint wanted[] = { EGL_CONTEXT_MAJOR_VERSION,
                            3,
                            EGL_CONTEXT_MINOR_VERSION,
                            3,
                            EGL_CONTEXT_OPENGL_PROFILE_MASK,
                            EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                            EGL_NONE };
  offscreen->context = eglCreateContext (offscreen->display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, wanted);
  if (offscreen->context == EGL_NO_CONTEXT)
    return no_gl (error, "no OpenGL 3.3 context could be made");
  if (!eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, offscreen->context))
    return no_gl (error, "the OpenGL context could not be made current");
  return TRUE;
}

KerfOffscreen *
kerf_offscreen_new (GError **error)
{
  KerfOffscreen *offscreen = g_new0 (KerfOffscreen, 1);
  offscreen->display = EGL_NO_DISPLAY;
  offscreen->context = EGL_NO_CONTEXT;
  if (!start_egl (offscreen, error) || !(offscreen->renderer = kerf_renderer_new (error))) {
    kerf_offscreen_free (offscreen);
    return NULL;
  }
  offscreen->target = kerf_target_new (offscreen->renderer);
  return offscreen;
}

void
kerf_offscreen_free (KerfOffscreen *offscreen)
{
  if (!offscreen)
    return;
  if (offscreen->context != EGL_NO_CONTEXT) {
    eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, offscreen->context);
    kerf_target_free (offscreen->target);
    kerf_renderer_free (offscreen->renderer);
    eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext (offscreen->display, offscreen->context);
  }
  g_free (offscreen);
}

KerfRenderer *
kerf_offscreen_renderer (KerfOffscreen *offscreen)
{
  eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, offscreen->context);
  return offscreen->renderer;
}

static cairo_surface_t *
read_pixels (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *pixels = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++) /* GL's first row is the bottom one */
    glReadPixels (0, height - 1 - y, width, 1, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                  pixels + (gsize) stride * (gsize) y);
  cairo_surface_mark_dirty (surface);
  return surface;
}

cairo_surface_t *
kerf_offscreen_draw (KerfOffscreen *offscreen, const KerfScene *scene, double scale, GError **error)
{
  kerf_offscreen_renderer (offscreen);
  int width = (int) lrint (scene->projection.width * scale),
      height = (int) lrint (scene->projection.height * scale);
  GLint most = 0;
  glGetIntegerv (GL_MAX_RENDERBUFFER_SIZE, &most);
  if (width < 1 || height < 1 || width > most || height > most) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "A picture of %d × %d pixels can't be drawn; ask for at most %d a side.", width, height,
                    most);
    return NULL;
  }
  GLuint framebuffer, buffers[2];
  glGenFramebuffers (1, &framebuffer);
  glGenRenderbuffers (2, buffers);
  glBindFramebuffer (GL_FRAMEBUFFER, framebuffer);
  glBindRenderbuffer (GL_RENDERBUFFER, buffers[0]);
  glRenderbufferStorage (GL_RENDERBUFFER, GL_RGBA8, width, height);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, buffers[0]);
  glBindRenderbuffer (GL_RENDERBUFFER, buffers[1]);
  glRenderbufferStorage (GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, width, height);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER, buffers[1]);
  cairo_surface_t *surface = NULL;
  if (glCheckFramebufferStatus (GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE) {
    kerf_renderer_draw (offscreen->renderer, offscreen->target, scene, scale, KERF_QUALITY_FINE, 0);
    glBindFramebuffer (GL_FRAMEBUFFER, framebuffer);
    surface = read_pixels (width, height);
  } else {
    no_gl (error, "there is no memory for a picture of this size");
  }
  glBindFramebuffer (GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers (1, &framebuffer);
  glDeleteRenderbuffers (2, buffers);
  return surface;
}
