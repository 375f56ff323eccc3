/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/geometry.h"

/* A block of values and where they cross a level. */
typedef struct {
  gint32 n[3];
  double h[3];          /* spacings, mm */
  const float *x;       /* values, i fastest; inside is x ≥ t */
  const guint8 *inside; /* 0 or 1 */
  double t;
  double clamp_mm;
  gboolean sharp; /* the image's edges are those of partial volume alone */
  gint32 skip[3]; /* ≥ 1: this many voxels at each end need no distance of their own */
} KerfEdgeBlock;

/* Signed distance (mm, inside positive, clamped) of every centre of the block to the level's surface. Right from
 * skip + clamp / spacing voxels inward. */
void kerf_edge_distance (const KerfEdgeBlock *block, float *distance);

/* How badly the neighbourhood of each centre near the level fits an edge of partial volume alone: root mean square
 * over 26 neighbours in shares of the contrast, appended to `out` (GArray of double), at most `most`. */
void kerf_edge_misfit (const KerfEdgeBlock *block, gsize most, GArray *out);
