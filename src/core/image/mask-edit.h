/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/mask.h"

G_BEGIN_DECLS

/* Edits of masks: pure functions that return a new mask and share every tile they did not touch. They use only
 * + − × ÷ √, so what they give has the same bits everywhere and with any number of threads. `context` may be NULL.
 * A function without `error` can only fail by being cancelled and returns NULL then. */

typedef enum { KERF_UNION, KERF_INTERSECT, KERF_SUBTRACT } KerfBoolean;

/* max (a, b), min (a, b), min (a, −b) of the distances, on a's lattice. Where b lies on another lattice it is first
 * resampled onto a's by trilinear interpolation (kerf_mask_resampled with the identity: both are patient space).
 * NULL with an error only when cancelled. */
KerfMask *kerf_mask_boolean (const KerfMask *a, const KerfMask *b, KerfBoolean kind,
                             const KerfContext *context, GError **error);

/* 0 < radius. `disc`: a round plate of `thickness_mm` whose faces are at right angles to `normal`, thickness/2 on
 * either side of the points; else a ball. */
typedef struct {
  double radius_mm;
  gboolean disc;
  KerfVec3 normal; /* unit; of a disc */
  double thickness_mm;
} KerfBrush;

/* Adds (or erases) what the brush sweeps along the polyline of `n` ≥ 1 points (patient LPS): by the exact distance of
 * capsules, or of stadiums × slab where a piece runs at right angles to the normal; other pieces of a disc are plates
 * set at steps of a quarter of the least spacing. A drawn shape may leave the volume. Stroke by stroke, piece by piece,
 * or all points at once give the same bytes. */
KerfMask *kerf_mask_stroke (const KerfMask *mask, const KerfVec3 *points, gsize n, const KerfBrush *brush,
                            gboolean erase, const KerfContext *context);

/* A box about frame.p: |coordinates along u, v, n| ≤ half_mm. */
typedef struct {
  KerfFrame3 frame;
  KerfVec3 half_mm;
} KerfBoxShape;

typedef enum { KERF_BOX_ERASE, KERF_BOX_ADD, KERF_BOX_KEEP } KerfBoxMode;

/* The box with opposite corners `from` and `to`, its edges along patient axes, or along those of `grid` if given. */
KerfBoxShape kerf_box_shape (KerfVec3 from, KerfVec3 to, const KerfGrid *grid);
/* Exact signed distance to the box, mm, inside positive. */
double kerf_box_distance (const KerfBoxShape *box, KerfVec3 point);
KerfMask *
kerf_mask_box (const KerfMask *mask, const KerfBoxShape *box, KerfBoxMode mode, const KerfContext *context);

/* The tube of `radius_mm` about the polyline of `n` ≥ 1 points, on the lattice of `grid`. */
KerfMask *kerf_mask_tube (const KerfGrid *grid, const KerfVec3 *points, gsize n, double radius_mm,
                          const KerfContext *context);

/* Grown by `mm` (shrunk where negative): the distance to the present surface, exact also beyond the stored band,
 * minus −mm. Tiles beyond the volume are made where the shape grows there. Empty stays empty. */
KerfMask *kerf_mask_offset (const KerfMask *mask, double mm, const KerfContext *context, GError **error);

/* The `count` largest pieces by number of inside centres (6-connected; of equal ones the first in k, j, i). The
 * distance stays as it was wherever the nearest surface stays. */
KerfMask *kerf_mask_largest (const KerfMask *mask, guint count, const KerfContext *context, GError **error);
/* Number of 6-connected pieces of inside centres, and the voxels of the largest (may be NULL). */
guint kerf_mask_pieces (const KerfMask *mask, guint64 *largest_voxels);

/* `inside`: n[0]·n[1]·n[2] bytes, not 0 = inside. The exact distance to the label's boundary, which lies half-way
 * between centres; the sign at each centre gives the label back. Closed at the volume's box. */
KerfMask *kerf_mask_from_labels (const guint8 *inside, const KerfGrid *grid, const KerfContext *context,
                                 GError **error);

/* A mask from any distance field: `at` gives the signed distance (inside positive, mm) at a patient point and is
 * 1-Lipschitz; only voxels of [lo, hi) are asked for (index box), the rest is outside. Called from many threads. */
typedef double (*KerfFieldFunc) (KerfVec3 point, gconstpointer data);
KerfMask *kerf_mask_from_field (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3],
                                KerfFieldFunc at, gconstpointer data, const KerfContext *context);

/* Sum of coverage · voxel volume. Coverage of a voxel is the part of its box on the inner side of the plane that its
 * distance and the gradient there give; voxels beyond the volume count too. NaN when cancelled. */
double kerf_mask_volume_mm3 (const KerfMask *mask, const KerfContext *context);
/* Coverage of each voxel of the grid, 255 = full; `out` has kerf_grid_voxels bytes. FALSE when cancelled. */
gboolean kerf_mask_coverage (const KerfMask *mask, guint8 *out, const KerfContext *context);

/* Part of the box with edges h (mm) that lies on the inner side of the plane at signed distance `distance_mm` (of the
 * box's centre, inside positive) with unit normal n in the box's axes; and the distance that gives `part` in [0, 1]
 * (Scardovelli & Zaleski 2000, by inclusion and exclusion). */
double kerf_box_part (KerfVec3 h, KerfVec3 n, double distance_mm);
double kerf_box_part_distance (KerfVec3 h, KerfVec3 n, double part);

G_END_DECLS
