/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/view-state.h"

G_BEGIN_DECLS

/* Window and level. Inside Kerf a window is exact: y = clamp ((x − c)/w + ½). */

typedef struct {
  char key;             /* '1' … '9', '0' */
  const char *name;     /* msgid */
  double centre, width; /* NaN: from the header, automatic, by hand, full range */
} KerfWindowPreset;

const KerfWindowPreset *kerf_window_presets (guint *n);

/* From the volume's own values: 1st to 99th percentile of what lies above the background (Otsu on the whole volume, at
 * most 4 million voxels in a fixed pattern). */
void kerf_window_automatic (const KerfVolume *volume, double *centre, double *width);

/* What a volume opens with, by its role: CT and pseudo-CT bone; else the one of its header, else automatic.
 * `voxels` may be NULL: then a header's or a guess by role. `preset` gets the key. */
void kerf_window_default (const KerfObject *object, const KerfVolume *voxels, double *centre, double *width,
                          char *preset);

/* One preset for a volume; FALSE where it has no meaning there. */
gboolean kerf_window_of_preset (const KerfObject *object, const KerfVolume *voxels, char key, double *centre,
                                double *width);

/* "W 1310 · C 495". The caller frees. */
char *kerf_window_text (double centre, double width);

G_END_DECLS
