/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/distance.h"
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* Where a plane cuts a closed mesh: closed polygons in the frame's (s, t), inside on the left (outer loops run
 * counter-clockwise seen from +n, holes clockwise). Vertices of the mesh that lie in the plane count as lying an
 * infinitesimal step on the +n side (symbolic perturbation), so that loops are always closed. Immutable. */
typedef struct KerfSection {
  gatomicrefcount count;
  KerfFrame3 frame;
  guint32 n_loops;
  guint32 *starts; /* n_loops + 1 offsets into st, in points */
  double *st;      /* 2 per point; a loop's last point is joined to its first */
  guint32
      *part; /* for each loop the number of its part: an outer loop and the holes in it; 0 … n_parts − 1 */
  guint32 n_parts;
  double area_mm2;
  double s_centroid, t_centroid; /* of the area; NaN when empty */
  double lo[2], hi[2];           /* box in s, t; lo > hi when empty */
} KerfSection;

KerfSection *kerf_mesh_section (const KerfMesh *mesh, const KerfFrame3 *frame);
/* The same section, found through the tree: for large meshes that are cut often. */
KerfSection *kerf_distance_section (const KerfDistance *distance, const KerfFrame3 *frame);
KerfSection *kerf_section_ref (const KerfSection *section);
void kerf_section_unref (KerfSection *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfSection, kerf_section_unref)

gboolean kerf_section_is_empty (const KerfSection *section);
/* TRUE where (s, t) lies in the area (even-odd; the edge itself is either). */
gboolean kerf_section_contains (const KerfSection *section, double s, double t);
/* Distance from (s, t) to the nearest edge, mm (not signed); INFINITY when empty. */
double kerf_section_edge_distance (const KerfSection *section, double s, double t);
/* Area and box of one part. */
double kerf_section_part_area_mm2 (const KerfSection *section, guint32 part);
void kerf_section_part_box (const KerfSection *section, guint32 part, double lo[2], double hi[2]);
/* The part nearest to (s, t): holding it, else by edge distance; G_MAXUINT32 when empty. */
guint32 kerf_section_part_near (const KerfSection *section, double s, double t);
/* Only the loops of one part. */
KerfSection *kerf_section_part (const KerfSection *section, guint32 part);

/* The part of the area where a·s + b·t ≤ c holds for each of `n` half-planes (a, b, c): signed area is exact; loops
 * may run along the cut line twice. */
KerfSection *kerf_section_clipped (const KerfSection *section, const double (*half_planes)[3], gsize n);

G_END_DECLS
