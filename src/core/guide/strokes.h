/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The program's own stroke alphabet: digits, A–Z, a–z, space, - _ . / →. No installed font changes a solid. */

typedef struct {
  double width;     /* of the text, in units of its cap height */
  double *segments; /* x0 y0 x1 y1, from the baseline's left end, y up */
  gsize n_segments;
  char *text;       /* what is written, after transliteration */
  gboolean changed; /* some letters were replaced */
} KerfStrokeText;

/* Letters that the alphabet lacks are transliterated, or become -. */
KerfStrokeText *kerf_stroke_text (const char *text);
void kerf_stroke_text_free (KerfStrokeText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfStrokeText, kerf_stroke_text_free)

G_END_DECLS
