/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/scene.h"

G_BEGIN_DECLS

/* One way to draw, for the window and off screen. A renderer holds what contexts share (programs, textures, buffers of
 * meshes, glyphs); a target holds what they don't (vertex arrays, framebuffers) and the kept 3-D picture of one view.
 * All functions need a current OpenGL ≥ 3.3 context; none looks at how it was made. */
typedef struct KerfRenderer KerfRenderer;
typedef struct KerfTarget KerfTarget;

typedef enum {
  KERF_QUALITY_DRAFT, /* while the hand moves */
  KERF_QUALITY_NORMAL,
  KERF_QUALITY_FINE /* at rest, and in pictures: 3-D drawn at twice the size */
} KerfQuality;

KerfRenderer *kerf_renderer_new (GError **error); /* the sentence view.no-gl */
void kerf_renderer_free (KerfRenderer *renderer);
/* Drops every texture and buffer that no longer shows up; call when memory is short or a case closes. */
void kerf_renderer_trim (KerfRenderer *renderer);
const char *kerf_renderer_name (const KerfRenderer *renderer); /* "llvmpipe …" */
gboolean kerf_renderer_is_software (const KerfRenderer *renderer);

KerfTarget *kerf_target_new (KerfRenderer *renderer);
void kerf_target_free (KerfTarget *target);

/* Draws into the framebuffer that is bound, which has to have a stencil; it is bound again at the end. `scale` is device
 * pixels per logical one; at most `upload_bytes` of volumes are sent to the card (0: all). FALSE: more is to be sent,
 * draw again soon. */
gboolean kerf_renderer_draw (KerfRenderer *renderer, KerfTarget *target, const KerfScene *scene, double scale,
                             KerfQuality quality, gsize upload_bytes);

/* What the bound framebuffer holds, RGBA, bottom row first. The caller frees. */
guint8 *kerf_renderer_read (int width, int height);
/* Textures, buffers, programs and renderbuffers that there are in the current context's share group: for tests of *nothing is
 * left behind*. */
guint kerf_renderer_count_objects (void);

/* How often the 3-D picture was really drawn: for tests of *a crosshair move redraws no surface*. */
guint kerf_target_space_draws (const KerfTarget *target);

G_END_DECLS
