/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "base/json.h"
#include "core/image/volume.h"
#include "core/plan/plane.h"

G_BEGIN_DECLS

/* An invented patient whose every answer is known: a sacrum-like or a femur-like bone of round cones, with cortex,
 * spongy texture, soft tissue, a lesion of two balls, and nerve roots as tubes. Images are sampled from the exact shapes
 * with partial volume, on grids of their own, moved by a known rigid motion. The same seed gives the same bytes. */

typedef enum { KERF_PHANTOM_SACRUM, KERF_PHANTOM_FEMUR } KerfPhantomKind;

typedef enum {
  KERF_PHANTOM_CT,
  KERF_PHANTOM_MR_T1,      /* moved by the motion, bias field, blur, noise */
  KERF_PHANTOM_MR_ZTE,     /* moved likewise; cortex dark on grey */
  KERF_PHANTOM_PSEUDO_CT,  /* in the MR's frame; bone a little too big, its edges blurred */
  KERF_PHANTOM_POST_OP_CT, /* moved on its own; cut by the achieved planes */
  KERF_PHANTOM_N_IMAGES
} KerfPhantomImage;

typedef struct {
  KerfVec3 centre;
  double radius_mm;
} KerfPhantomBall;

typedef struct {
  const char *name, *klass;
  KerfVec3 points[4];
  int n;
  double radius_mm;
} KerfPhantomTube;

typedef struct {
  char letter[2];
  KerfCut planned;  /* in the CT's space; discard face at the target margin from the lesion */
  KerfCut achieved; /* what the saw did: the planned one moved by a known amount */
} KerfPhantomPlane;

typedef struct {
  KerfPhantomKind kind;
  guint64 seed;
  KerfPhantomBall lesion[2];
  KerfPhantomTube tubes[6];
  int n_tubes;
  KerfPhantomPlane planes[4];
  int n_planes;
  double target_margin_mm;
  double cortex_mm;
  KerfMat4 mr_from_ct, postop_from_ct; /* where a point of the CT lies in the other images' space */
  gint32 matrix[3];                    /* of the CT; 0: the small one */
} KerfPhantom;

/* `motion`: angles about x, y, z in degrees and a shift in mm for the MR images; NULL takes the phantom's own. */
KerfPhantom kerf_phantom_new (KerfPhantomKind kind, guint64 seed, const double motion[6]);

/* Signed distance, mm, inside positive: exact for the balls and cones each, the least of them near where they meet. */
double kerf_phantom_bone_mm (const KerfPhantom *phantom, KerfVec3 ct_point);
double kerf_phantom_lesion_mm (const KerfPhantom *phantom, KerfVec3 ct_point);

/* Name of the folder that holds the image: "ct", "mr-t1" … */
const char *kerf_phantom_image_name (KerfPhantomImage image);

/* NULL only when cancelled. */
KerfVolume *
kerf_phantom_volume (const KerfPhantom *phantom, KerfPhantomImage image, const KerfContext *context);

/* Everything that is known in closed form: lesion's balls and volume, planes with margins, achieved planes with errors,
 * tubes with their distance to each kerf, motions, values of the tissues. */
KerfJson *kerf_phantom_truth (const KerfPhantom *phantom);

G_END_DECLS
