/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* A regular lattice in patient space. Integer indices are voxel *centres*; the volume's box goes from −0.5 to n − 0.5.
 * Columns i run fastest, then rows j, then slices k. The determinant may be negative (a stack may run against its
 * normal); patient geometry is not affected. */
typedef struct {
  gint32 n[3];
  KerfMat4 patient_from_index;
  KerfMat4 index_from_patient;
} KerfGrid;

/* FALSE with a sentence where the matrix is singular, a size is < 1, a spacing is outside 0.05–20 mm, the axes are
 * not at right angles within 1e-3, or there are more than 2³¹ voxels. `what` names the image. */
gboolean kerf_grid_init (KerfGrid *grid, const gint32 n[3], const KerfMat4 *patient_from_index,
                         const char *what, GError **error);

/* Axis-aligned convenience for tests and phantoms: centre of voxel (0,0,0) at `origin`. Arguments are trusted. */
KerfGrid kerf_grid_axial (gint32 ni, gint32 nj, gint32 nk, KerfVec3 spacing_mm, KerfVec3 origin);

KerfVec3 kerf_grid_point (const KerfGrid *grid, double i, double j, double k);
KerfVec3 kerf_grid_index (const KerfGrid *grid, KerfVec3 patient);
KerfVec3 kerf_grid_spacing (const KerfGrid *grid); /* edge lengths, mm */
double kerf_grid_voxel_mm3 (const KerfGrid *grid);
KerfBox3 kerf_grid_box (const KerfGrid *grid); /* of the eight outer corners (at ±0.5) in patient space */
gsize kerf_grid_voxels (const KerfGrid *grid);
gboolean kerf_grid_equal (const KerfGrid *a, const KerfGrid *b);
KerfVec3 kerf_grid_axis (const KerfGrid *grid, int axis); /* unit direction of rising index, patient space */

static inline gsize
kerf_grid_offset (const KerfGrid *grid, gint32 i, gint32 j, gint32 k)
{
  return ((gsize) k * (gsize) grid->n[1] + (gsize) j) * (gsize) grid->n[0] + (gsize) i;
}

G_END_DECLS
