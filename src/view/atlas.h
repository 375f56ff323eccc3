/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/drawable.h"

#include <epoxy/gl.h>

G_BEGIN_DECLS

/* Labels drawn by Pango and cairo, kept side by side in one texture. */
typedef struct KerfAtlas KerfAtlas;

typedef struct {
  int x, y, w, h;      /* texels */
  double ink_x, ink_y; /* of the text's box within it, device pixels */
  double ink_w, ink_h;
} KerfGlyphs;

KerfAtlas *kerf_atlas_new (void);
void kerf_atlas_free (KerfAtlas *atlas); /* its context current */

/* Begins a frame: may throw away what was not used lately. */
void kerf_atlas_begin (KerfAtlas *atlas);
/* Place of a label at `scale` device pixels per logical one; drawn where it wasn't there. FALSE: no room left. */
gboolean kerf_atlas_get (KerfAtlas *atlas, const char *text, KerfLabelStyle style, KerfColour colour,
                         double scale, KerfGlyphs *glyphs);
GLuint kerf_atlas_texture (KerfAtlas *atlas, int *size);

G_END_DECLS
