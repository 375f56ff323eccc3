/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "view/renderer.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Pictures without a display: a surfaceless EGL context, the shaders of the window, pixels in memory. */

/* Everything off screen shares one context and one renderer; one thread at a time uses it. NULL with view.no-gl. */
typedef struct KerfOffscreen KerfOffscreen;
KerfOffscreen *kerf_offscreen_new (GError **error);
void kerf_offscreen_free (KerfOffscreen *offscreen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfOffscreen, kerf_offscreen_free)
KerfRenderer *kerf_offscreen_renderer (KerfOffscreen *offscreen); /* lent; its context is current */

/* One scene as an RGB24 cairo surface of the scene's size × scale device pixels. NULL with a sentence. */
cairo_surface_t *
kerf_offscreen_draw (KerfOffscreen *offscreen, const KerfScene *scene, double scale, GError **error);

/* What `kerf_picture_render` draws: one view, or the cells of the state's layout 2 px apart. */
#define KERF_PICTURE_LAYOUT ((KerfViewName) KERF_N_VIEWS)

typedef struct {
  double width, height; /* logical pixels */
  double scale;         /* device pixels per logical one */
  double text_factor;   /* 1 */
} KerfPictureSize;

/* Where a cell of a layout lies in a picture, in logical pixels; cells are 2 apart. */
void kerf_picture_place (const KerfCell *cell, const KerfPictureSize *size, double *x, double *y,
                         double *width, double *height);

/* A picture of a case: computes what it needs (surfaces, shells, figures). `offscreen` NULL makes one for the call.
 * The caller owns the surface. */
cairo_surface_t *
kerf_picture_render (KerfOffscreen *offscreen, const KerfCase *kase, const KerfViewState *state,
                     KerfViewName what, const KerfPictureSize *size, const KerfContext *context,
                     GError **error);

/* A source that computes what is asked for, by kerf_derived_… . Valid while the place of the context is. */
KerfSceneSource kerf_scene_source_computing (const KerfContext **context);

G_END_DECLS
