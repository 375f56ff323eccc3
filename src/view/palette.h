/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Colours and lines of pictures (docs: conventions of colour). Components 0–1, not premultiplied, sRGB as is. */
typedef struct {
  float r, g, b, a;
} KerfColour;

enum { KERF_MAX_DASH = 6 };

typedef struct {
  KerfColour colour;
  float width_px;            /* logical pixels */
  float dash[KERF_MAX_DASH]; /* on, off, on, off … in logical pixels */
  int n_dash;                /* 0: solid */
} KerfLineStyle;

KerfColour kerf_colour (guint32 rgb, double alpha); /* 0xRRGGBB */
KerfColour kerf_colour_with_alpha (KerfColour colour, double alpha);
/* CIE L* of a colour, 0–100; lines below 50 get a white casing instead of a black one. */
double kerf_colour_lightness (KerfColour colour);

/* Of a structure by its class ("bone" "tumour" "nerve" "dura" "vessel" "organ" "joint" "other"); `name` tells a vein
 * from an artery. Unknown classes are "other". */
KerfLineStyle kerf_palette_class (const char *klass, const char *name);
/* The margin shell: the tumour's, lighter, dashed 6-3. */
KerfLineStyle kerf_palette_shell (void);
/* Of a plane by its letter: "A" … "H", from "I" on those of H. */
KerfLineStyle kerf_palette_plane (const char *letter);
KerfLineStyle kerf_palette_guide (void);

/* States; each has its mark, so that nothing is told by colour alone. */
typedef enum {
  KERF_STATE_NONE,
  KERF_STATE_HELD,
  KERF_STATE_QUESTION,
  KERF_STATE_HURTS,
  KERF_STATE_STALE
} KerfFigureState;
KerfColour kerf_palette_state (KerfFigureState state);
const char *kerf_palette_state_mark (KerfFigureState state); /* "✓" "▲" "■" "–" */
/* Of a margin against its target, with 1e-6 mm allowed; NaN margin or target: none. */
KerfFigureState kerf_margin_state (double margin_mm, double target_mm);

/* Background of 2-D (black) and 3-D pictures. */
#define KERF_COLOUR_SLICE_BACK 0x000000u
#define KERF_COLOUR_SPACE_BACK 0x101418u
#define KERF_COLOUR_CROSSHAIR  0xD0D0D0u
#define KERF_COLOUR_AMBER      0xF6D32Du

G_END_DECLS
