/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/offscreen.h"

G_BEGIN_DECLS

/* What a picture shows. Zero-filled (with `at` NaN) it is the four-up of the case as it opens. */
typedef struct {
  const char *view;        /* "axial" "coronal" "sagittal" "3d" "four-up"; NULL: four-up */
  const char *from;        /* side the 3-D picture is seen from: "anterior" "posterior" … or NULL: anterior */
  KerfVec3 at;             /* crosshair; x NaN: the tumour of the plan shown, else the middle */
  int width_px, height_px; /* 0: 1200 × 900 */
  KerfId volume;           /* base; none: by role */
  KerfId plan;             /* none: the last one */
  double centre, width;    /* window; width 0: the default */
  gboolean patient_text;
} KerfPictureOptions;

/* Leaves out the bones that the shown plan doesn't cut, such as the same bone seen on another image: two surfaces a
 * millimetre apart can't be told from one another. */
void kerf_picture_hide_other_bones (KerfViewState *state, const KerfCase *kase);
/* View state of such a picture. */
KerfViewState *
kerf_picture_state (const KerfCase *kase, const KerfPictureOptions *options, const KerfContext *context);
/* FALSE with a sentence where `from` is no side; the letter of a side that is one, 'A' for NULL. */
gboolean kerf_picture_side (const char *from, char *side, GError **error);
/* FALSE with a sentence where `view` is no view. */
gboolean kerf_picture_view (const char *view, KerfViewName *name, GError **error);

/* Writes a PNG: whole under its name or not at all. */
gboolean kerf_report_write_picture (const KerfCase *kase, const KerfPictureOptions *options, const char *path,
                                    const KerfContext *context, GError **error);
/* Any cairo surface as PNG. */
gboolean kerf_write_png (const char *path, cairo_surface_t *surface, GError **error);

G_END_DECLS
