/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* Least-squares rigid motion fixed_from_moving of `n` ≥ 3 pairs (Horn 1987, unit quaternions, own eigen-solver; only
 * + − × ÷ √). Refused (REFUSED): fewer than three pairs, points on a line (the second principal spread under 1 % of
 * the first or under 0.1 mm), pairs that fit a mirror image clearly better than a rotation. `residual_mm` (may be NULL)
 * has room for n distances; `fre_mm` is their root mean square. */
gboolean
kerf_align_landmarks (const KerfVec3 *fixed, const KerfVec3 *moving, gsize n, KerfMat4 *fixed_from_moving,
                      double *residual_mm, double *fre_mm, GError **error);

/* Root mean square target registration error at `at` for a localisation error of `fle_mm` (RMS, 3-D) at the `n`
 * fiducials: domain §4.4, Fitzpatrick, West & Maurer 1998. NaN for fewer than 3 points or points on a line. */
double kerf_align_tre_mm (const KerfVec3 *fiducials, gsize n, double fle_mm, KerfVec3 at);

/* Eigenvalues (descending) and unit eigenvectors (rows of `vectors`) of the symmetric n × n matrix `a` (n ≤ 6,
 * row-major, destroyed), by cyclic Jacobi rotations; only + − × ÷ √. */
void kerf_symmetric_eigen (double *a, int n, double *values, double *vectors);

G_END_DECLS
