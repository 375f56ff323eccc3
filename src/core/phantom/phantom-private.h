/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/phantom/phantom.h"

G_BEGIN_DECLS

/* Signed distance to a tube, mm, inside positive; exact. */
double kerf_phantom_tube_mm (const KerfPhantomTube *tube, KerfVec3 ct_point);

/* Values of the tissues in one image: HU for CT, arbitrary for MR. */
typedef struct {
  double air, fat, muscle, cortex, spongy, lesion, nerve;
} KerfPhantomTissues;
KerfPhantomTissues kerf_phantom_tissues (KerfPhantomImage image);

G_END_DECLS
