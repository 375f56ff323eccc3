/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/offscreen.h"

G_BEGIN_DECLS

/* What a picture shows. Zero-filled (with `at` NaN) it is the four-up of the case as it opens. */
typedef struct {
  const char *view; /* "axial" "coronal" "sagittal" "3d" "four-up"; NULL: four-up */
  const char *from; /* side the 3-D picture is seen from: "anterior" "posterior" … or NULL: anterior */
  KerfVec3 at;      /* crosshair; x NaN: the tumour of the plan shown, else the middle */
  int width_px, height_px; /* 0: 1200 × 900 */
  KerfId volume;           /* base; none: by role */
  KerfId plan;             /* none: the last one */
  double centre, width;    /* window; width 0: the default */
  double dpi;              /* 0: 96, a logical pixel a pixel */
  gboolean patient_text;
  /* 3-D */
  const char *see; /* preset of the volume that is seen through ("bone" …), or NULL: surfaces alone */
  gboolean margin_map;
  char cut[4];           /* plane that opens the picture; "" none */
  gboolean cut_specimen; /* what is kept of it is the specimen */
  gboolean box_on;
  KerfBox3 box; /* what is kept, base space */
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

/* A picture as a file: the views, a footer that says whose it is, and chunks for its colours (sRGB), its size (pHYs) and how
 * to make it again (tEXt: case, revision, views). */
typedef struct {
  KerfViewName what;        /* a view, or KERF_PICTURE_LAYOUT */
  int width_px, height_px;  /* of the whole file */
  double dpi;               /* of the paper; writing and lines grow with it. 0: 96 */
  const KerfHash *revision; /* of the case; NULL: not written yet */
} KerfPictureFile;

/* The bytes of the PNG; computes what it needs and may run in any thread. Patient text as `state` has it. The same case,
 * state and size give the same bytes. */
GBytes *kerf_picture_file (const KerfCase *kase, const KerfViewState *state, const KerfPictureFile *file,
                           const KerfContext *context, GError **error);
/* What its footer says: patient or study id, side, case, plan's version, the research sentence. The caller frees. */
char *kerf_picture_footer (const KerfCase *kase, const KerfViewState *state);
/* The patient in one line; without patient text the study's id or *Patient text hidden*. The caller frees. */
char *kerf_picture_who (const KerfCase *kase, gboolean patient_text);

/* Writes such a file of what the options ask for: whole under its name or not at all. `revision` may be NULL. */
gboolean
kerf_report_write_picture (const KerfCase *kase, const KerfHash *revision, const KerfPictureOptions *options,
                           const char *path, const KerfContext *context, GError **error);

G_END_DECLS
