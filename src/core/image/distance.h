/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* Exact Euclidean distance transform of a dense block, linear in its voxels (separable lower envelopes, Felzenszwalb &
 * Huttenlocher 2012), parallel over lines. */

/* What a seed stands for: its centre, or its whole box (edges half-way to the neighbours' centres). */
typedef enum { KERF_SEED_CENTRE, KERF_SEED_BOX } KerfSeed;

/* `squared` has n[0]·n[1]·n[2] floats, i fastest: 0 at seeds and INFINITY elsewhere on entry; the squared distance in
 * mm² from each centre to the nearest seed on return (INFINITY everywhere without seeds). FALSE when cancelled. */
gboolean kerf_distance_transform (float *squared, const gint32 n[3], const double spacing_mm[3],
                                  KerfSeed seed, const KerfContext *context);

/* The nearest of many points: a balanced k-d tree. Immutable, safe from many threads. */
typedef struct KerfNearest KerfNearest;
KerfNearest *kerf_nearest_new (const KerfVec3 *points, guint32 n); /* copies them */
void kerf_nearest_free (KerfNearest *nearest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfNearest, kerf_nearest_free)
/* Index of the nearest point and its distance; the lowest index of equally near ones. G_MAXUINT32 and INFINITY where
 * none lies nearer than `bound_mm` (may be INFINITY). */
guint32 kerf_nearest_at (const KerfNearest *nearest, KerfVec3 point, double bound_mm, double *distance_mm);

G_END_DECLS
