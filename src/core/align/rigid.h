/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"
#include "core/image/volume.h"

G_BEGIN_DECLS

typedef struct {
  const KerfMat4 *start;   /* fixed_from_moving; NULL: the centres of the two boxes are laid together */
  const KerfMask *region;  /* in the fixed image's space; NULL: all of it. Grown by region_margin_mm */
  double region_margin_mm; /* 10 is usual: mutual information needs both sides of an edge */
} KerfRigidOptions;

typedef struct {
  KerfMat4 fixed_from_moving;
  double mutual_information; /* nats, at the finest level */
  double nmi;                /* (H(F) + H(M)) / H(F, M): 1 nothing in common, 2 the same (Studholme 1999) */
  double overlap;            /* share of the samples that fall inside the moving image */
  guint evaluations;
} KerfRigidResult;

/* Rigid motion that maximises mutual information (Mattes 2003: 32 bins, cubic B-spline Parzen window on the moving
 * image's axis), over levels of resolution, on a fixed sample lattice, by own descent with only + − × ÷ √ and
 * base/real.h: the same bits everywhere and with any number of threads. `fixed_from_moving` takes a point of the
 * moving image to the fixed one. Errors: fewer than 1000 samples in common (REFUSED), cancelled. */
gboolean kerf_align_rigid (const KerfVolume *fixed, const KerfVolume *moving, const KerfRigidOptions *options,
                           const KerfContext *context, KerfRigidResult *result, GError **error);

/* Mutual information, NMI and overlap of a given motion (figures for any alignment). */
gboolean kerf_align_quality (const KerfVolume *fixed, const KerfVolume *moving,
                             const KerfMat4 *fixed_from_moving, const KerfMask *region,
                             const KerfContext *context, KerfRigidResult *result, GError **error);

/* Rotation angle (rad) and the least, mean and greatest distance that the motion b moves the box's corners against a. */
void kerf_rigid_difference (const KerfMat4 *a, const KerfMat4 *b, const KerfBox3 *box, double *angle_rad,
                            double *mean_mm, double *max_mm);

G_END_DECLS
