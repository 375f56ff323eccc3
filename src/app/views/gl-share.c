/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/views/gl-share.h"

static KerfRenderer *renderer;
static guint users;

KerfRenderer *
kerf_gl_acquire (GError **error)
{
  if (!renderer && !(renderer = kerf_renderer_new (error)))
    return NULL;
  users++;
  return renderer;
}

void
kerf_gl_release (void)
{
  if (users > 0 && --users == 0)
    g_clear_pointer (&renderer, kerf_renderer_free);
}

KerfRenderer *
kerf_gl_renderer (void)
{
  return renderer;
}
