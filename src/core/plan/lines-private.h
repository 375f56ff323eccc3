/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/mesh/clip.h"

/* Where the lines x = x0 + i·step, y = y0 + j·step along z pass through closed meshes: for each line the sorted heights
 * at which they cross, an even number (edges are decided alike from both sides). */
typedef struct {
  double x0, y0, step;
  gint32 n[2];
  gsize *first; /* n[0]·n[1] + 1 offsets */
  double *z;
} KerfLines;

KerfLines *kerf_lines_new (const KerfMesh *mesh, const KerfBox3 *box, double step);
void kerf_lines_free (KerfLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfLines, kerf_lines_free)

/* The stretch of the line from + t·direction within all half-spaces (each widened by `slack`); FALSE where empty. */
gboolean kerf_half_spaces_stretch (const KerfHalfSpace *h, gsize n, KerfVec3 from, KerfVec3 direction,
                                   double slack, double *t0, double *t1);
