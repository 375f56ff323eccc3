/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/plan/margin.h"

G_BEGIN_DECLS

/* The default resection: bone before every discard face (domain §2.2). */

typedef struct {
  double bone_mm3, resected_mm3, kept_mm3, kerf_mm3; /* resected + kept + kerf = bone; NaN without bone */
  double tumour_mm3, tumour_outside_specimen_mm3;    /* of the mesh as it is, not grown; NaN without tumour */
  double tumour_outside_bone_share; /* part of the tumour's volume that lies outside bone, sampled to
                                                        about 0.1 %; NaN where one is missing */
} KerfSpecimenVolumes;

/* Exact volumes of the closed meshes (clipped by the faces and by the kerfs' bounded slabs, whose union is taken by
 * inclusion and exclusion). FALSE when cancelled. */
gboolean kerf_specimen_volumes (const KerfCut *cuts, gsize n, const KerfMesh *tumour, const KerfMesh *bone,
                                const KerfContext *context, KerfSpecimenVolumes *out);

/* Bone that no kerf covers between the specimen's region and the rest. */
typedef struct {
  double area_mm2;
  KerfVec3 centre;
  gsize cut; /* in whose discard face it lies */
} KerfHinge;

typedef enum { KERF_FREE, KERF_ATTACHED, KERF_FREEDOM_NOT_ASSESSED } KerfFreedomState;

typedef struct {
  KerfFreedomState state; /* not assessed: no bone, no cut, or a kerf thinner than 0.2 mm */
  guint pieces;           /* of the bone that is left */
  double cell_mm;
  double joined_specimen_mm3;
  GArray *hinges; /* of KerfHinge, largest first; each of at least 0.01 mm² */
} KerfFreedom;

void kerf_freedom_free (KerfFreedom *freedom);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfFreedom, kerf_freedom_free)

/* After the kerfs marked in `done` (NULL: all) were made: does any piece of bone (6-connected cells of at most 0.5 mm
 * and 0.9 of the thinnest kerf) hold more than 20 mm³ on both sides? (domain §2.3) NULL when cancelled. */
KerfFreedom *kerf_specimen_freedom (const KerfCut *cuts, gsize n, const gboolean *done, const KerfMesh *bone,
                                    const KerfContext *context);

/* TRUE where every point of bone within target_mm of the (grown) tumour lies in the specimen. -1: not assessed. */
int kerf_specimen_contains_shell (const KerfCut *cuts, gsize n, const KerfDistance *tumour, double grown_mm,
                                  double target_mm, const KerfDistance *bone, const KerfContext *context);

/* A polyline with a radius: a nerve root, a vessel. */
typedef struct {
  const KerfVec3 *points;
  gsize n;
  double radius_mm;
} KerfTube;

typedef enum {
  KERF_FATE_PRESERVED,
  KERF_FATE_AT_RISK,
  KERF_FATE_SACRIFICED,
  KERF_FATE_NOT_ASSESSED
} KerfFate;

/* Least distance from the tube's surface to the cut's bounded slab, mm, negative where it is cut; exact. */
double kerf_tube_distance_mm (const KerfTube *tube, const KerfCut *cut);
/* Least signed distance from a mesh's surface to the slab: 0 or less where the slab meets it. */
double kerf_mesh_slab_distance_mm (const KerfMesh *mesh, const KerfCut *cut);
/* Fate of domain §2.5: sacrificed where the distance is < 0 or the path runs through the specimen within bone or
 * enclosed by it (canal, foramen: bone in at least 0.7 of 26 directions); at risk below `clearance_mm`. `bone` may be
 * NULL: then only distances count. `distance_mm` (may be NULL) is the least over the cuts. */
KerfFate kerf_tube_fate (const KerfTube *tube, const KerfCut *cuts, gsize n, double clearance_mm,
                         const KerfDistance *bone, double *distance_mm);

typedef enum {
  KERF_VERDICT_HOLDS,
  KERF_VERDICT_SHORT,
  KERF_VERDICT_THROUGH_TUMOUR,
  KERF_VERDICT_OUTSIDE_BONE,
  KERF_VERDICT_NO_TARGET,
  KERF_VERDICT_NOT_ASSESSED,
} KerfCutVerdict;
const char *kerf_cut_verdict_name (KerfCutVerdict verdict); /* as the plan JSON has it */
const char *kerf_fate_name (KerfFate fate);
const char *kerf_face_name (KerfFace face);

/* All figures of a plan (results of the plan JSON). */
typedef struct {
  KerfMargin face[3];  /* by KerfFace */
  double cut_area_mm2; /* of the centre face */
  KerfCutVerdict verdict;
} KerfCutFigures;

typedef struct {
  gatomicrefcount count;
  gsize n_cuts;
  KerfCutFigures *cuts;
  double margin_mm; /* least bounded discard margin; NaN */
  KerfSpecimenVolumes volumes;
  int contains_target_shell; /* -1: not assessed */
  KerfFreedom *freedom;      /* after all cuts */
} KerfPlanFigures;

typedef struct {
  const KerfCut *cuts;
  gsize n_cuts;
  const double *target_mm; /* one per cut; NaN: no target. NULL: none anywhere */
  double plan_target_mm;   /* of the shell; NaN: none */
  double grown_mm;
  const KerfDistance *tumour, *bone; /* may be NULL */
} KerfPlanInput;

/* NULL with an error only when cancelled. */
KerfPlanFigures *kerf_plan_figures (const KerfPlanInput *input, const KerfContext *context, GError **error);
/* The margins, areas and verdicts alone: what follows a mouse. Volumes NaN, freedom NULL, shell not assessed. */
KerfPlanFigures *kerf_plan_margins (const KerfPlanInput *input, const KerfContext *context, GError **error);
KerfPlanFigures *kerf_plan_figures_ref (const KerfPlanFigures *figures);
void kerf_plan_figures_unref (KerfPlanFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfPlanFigures, kerf_plan_figures_unref)

/* Verdict of one cut by the referee's rules (through-tumour, outside-bone, no-target, holds, short, not-assessed). */
KerfCutVerdict kerf_cut_verdict (const KerfCut *cut, const KerfMargin face[3], double target_mm,
                                 const KerfDistance *tumour, const KerfDistance *bone);

G_END_DECLS
