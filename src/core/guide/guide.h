/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/distance.h"
#include "core/plan/plane.h"

G_BEGIN_DECLS

/* A cutting guide: a shell that lies on the bone over a footprint, a slot for each plane, sleeves for pins, engraved
 * letters. All in patient LPS, mm. */

typedef enum { KERF_SLOT_CLOSED, KERF_SLOT_OPEN, KERF_SLOT_LEDGE_KEEP, KERF_SLOT_LEDGE_DISCARD } KerfSlotKind;

typedef struct {
  const char *letter;
  KerfCut cut;
  KerfSlotKind kind;
  double blade_thickness_mm;                     /* NaN: not known */
  double clearance_mm;                           /* per side, from the kerf's face to the wall */
  double centre_u_mm, length_mm, wall_height_mm; /* along u about centre_u; guided height outside the bone */
} KerfGuideSlot;

typedef struct {
  guint number;
  KerfVec3 entry, axis; /* where the axis meets the bone; unit, into the bone */
  double hole_diameter_mm, sleeve_outer_diameter_mm, sleeve_length_mm;
} KerfGuideSleeve;

/* A line of text as strokes in units of its cap height: segments x0 y0 x1 y1 from the baseline's left end. */
typedef struct {
  const char *text;  /* for sentences; a line that has an arrow is laid towards `KerfGuideInput.towards` */
  const char *plane; /* the letter of the slot at which it stands; NULL: anywhere */
  double width;
  const double *segments;
  gsize n_segments;
} KerfLabelLine;

typedef struct {
  const KerfDistance *bone;
  KerfVec3 insertion; /* unit; the way the guide moves when it is put on */
  double offset_mm, thickness_mm, resolution_mm;
  const KerfGuideSlot *slots;
  gsize n_slots;
  const KerfGuideSleeve *pins;
  gsize n_pins;
  const KerfVec3 *outline; /* footprint: three or more points on the bone … */
  gsize n_outline;
  KerfVec3 centre;  /* … or all within a radius, seen along the insertion … */
  double radius_mm; /* … NaN: bone within 12 mm of the planes' sections that is reached */
  const KerfLabelLine *lines;
  gsize n_lines;
  KerfVec3 towards; /* where an arrow points: to the head, or to the near end of the limb */
  double cap_height_mm, stroke_mm;
  double least_wall_mm, build_size_mm[3]; /* the printer's; NaN: not known */
  gboolean coarse;                        /* a preview: 1 mm, nothing tested */
} KerfGuideInput;

/* One wall of a slot as it is in the finished solid. */
typedef struct {
  gboolean wanted, found;
  double expected_mm, area_mm2, coverage; /* offset along n from the plane's point; of length × height */
  double misplaced_mm, flatness_mm;       /* worst vertex off its place; off the best plane; NaN: not found */
} KerfFoundWall;

typedef struct {
  char letter[4];
  gboolean meets_bone, open; /* nothing of the guide stands where the blade runs */
  KerfFoundWall walls[2];    /* towards keep, towards discard */
} KerfFoundSlot;

typedef struct {
  guint number;
  gboolean found, open;
  double bore_area_mm2, bore_length_mm, off_bone_mm; /* entry's distance from the bone's surface */
} KerfFoundPin;

typedef struct {
  gatomicrefcount count;
  KerfMesh *mesh;
  gboolean closed;
  gint64 self_intersections; /* −1: not tested (coarse) */
  guint parts, crumbs;       /* pieces that are left; specks that were dropped */
  double volume_mm3, area_mm2;
  double contact_area_mm2, deviation_p95_mm,
      deviation_worst_mm; /* of the underside from offset_mm; NaN without */
  KerfVec3 min_wall_at;   /* a point of that wall; its x NaN where none was found */
  double min_wall_mm;     /* between facing walls, sampled, less the thinnest half per cent; NaN */
  KerfBox3 box;
  double size_mm[3]; /* along the insertion's own axes: lateral, lateral, height */
  KerfFoundSlot *slots;
  gsize n_slots;
  KerfFoundPin *pins;
  gsize n_pins;
  GPtrArray *problems; /* of char *: what stands in the way of use */
  GPtrArray *notes;    /* of char *: what is worth knowing */
  double seconds[3];   /* field, mesh, checks: for measuring; not part of the value */
  int rung;            /* of the mesh's ladder of repairs */
} KerfGuideSolid;

/* Builds and looks at a guide. Pure; the same bytes with any number of threads. NULL with a sentence: cancelled, no
 * bone, nothing left. What is wrong with a guide that could be built is in `problems`. */
KerfGuideSolid *
kerf_guide_solid_new (const KerfGuideInput *input, const KerfContext *context, GError **error);
KerfGuideSolid *kerf_guide_solid_ref (const KerfGuideSolid *solid);
void kerf_guide_solid_unref (KerfGuideSolid *solid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfGuideSolid, kerf_guide_solid_unref)

/* The default slot of a plane: about the middle of the bone's section within the plane's rectangle (where it has none:
 * of the part nearest to its point), section + 10 mm long. FALSE where the plane does not meet the bone; then 40 mm about the plane's point. */
gboolean kerf_slot_fit (const KerfCut *cut, const KerfDistance *bone, double *centre_u_mm, double *length_mm);

G_END_DECLS
