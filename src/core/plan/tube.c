/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/specimen.h"

/* Share of directions in which an enclosed point meets bone. */
#define ENCLOSED 0.7

/* Least slab distance along a segment: a convex function of the place on it (signed distance to a convex set), so a
 * search by thirds ends at the least. */
static double
segment_slab_distance (const KerfCut *cut, KerfVec3 a, KerfVec3 b)
{
  double lo = 0, hi = 1;
  for (int k = 0; k < 90 && hi - lo > 1e-13; k++) {
    double p = lo + (hi - lo) / 3, q = hi - (hi - lo) / 3;
    if (kerf_cut_slab_distance (cut, kerf_lerp (a, b, p)) <=
        kerf_cut_slab_distance (cut, kerf_lerp (a, b, q)))
      hi = q;
    else
      lo = p;
  }
  double middle = kerf_cut_slab_distance (cut, kerf_lerp (a, b, (lo + hi) / 2));
  return fmin (middle, fmin (kerf_cut_slab_distance (cut, a), kerf_cut_slab_distance (cut, b)));
}

double
kerf_tube_distance_mm (const KerfTube *tube, const KerfCut *cut)
{
  double least = tube->n == 1 ? kerf_cut_slab_distance (cut, tube->points[0]) : HUGE_VAL;
  for (gsize k = 0; k + 1 < tube->n; k++)
    least = fmin (least, segment_slab_distance (cut, tube->points[k], tube->points[k + 1]));
  return least - tube->radius_mm;
}

/* Least over a triangle: convex in the place on it; halve the longest edge while the bound allows something less. */
static void
triangle_slab_distance (const KerfCut *cut, KerfVec3 a, KerfVec3 b, KerfVec3 c, double *least)
{
  KerfVec3 m = kerf_scale (kerf_add (a, kerf_add (b, c)), 1.0 / 3);
  double radius = fmax (kerf_distance (m, a), fmax (kerf_distance (m, b), kerf_distance (m, c)));
  double d = kerf_cut_slab_distance (cut, m);
  *least = fmin (*least, d);
  if (d - radius >= *least - 1e-6 || radius < 1e-6)
    return;
  double ab = kerf_distance (a, b), bc = kerf_distance (b, c), ca = kerf_distance (c, a);
  KerfVec3 p = ab >= bc && ab >= ca ? a
               : bc >= ca           ? b
                                    : c,
           q = ab >= bc && ab >= ca ? b
               : bc >= ca           ? c
                                    : a,
           r = ab >= bc && ab >= ca ? c
               : bc >= ca           ? a
                                    : b,
           h = kerf_lerp (p, q, 0.5);
  triangle_slab_distance (cut, p, h, r, least);
  triangle_slab_distance (cut, h, q, r, least);
}

double
kerf_mesh_slab_distance_mm (const KerfMesh *mesh, const KerfCut *cut)
{
  double least = HUGE_VAL;
  for (guint32 v = 0; v < mesh->n_vertices; v++)
    least = fmin (least, kerf_cut_slab_distance (cut, kerf_mesh_vertex (mesh, v)));
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    const guint32 *c = mesh->triangles + 3 * (gsize) t;
    triangle_slab_distance (cut, kerf_mesh_vertex (mesh, c[0]), kerf_mesh_vertex (mesh, c[1]),
                            kerf_mesh_vertex (mesh, c[2]), &least);
  }
  return least;
}

static gboolean
is_enclosed (const KerfDistance *bone, KerfVec3 p)
{
  if (kerf_distance_inside (bone, p))
    return TRUE;
  int met = 0;
  for (int k = 0; k < 27; k++) {
    KerfVec3 d = kerf_vec3 (k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1);
    met += k != 13 && kerf_distance_ray (bone, p, d, NULL, NULL);
  }
  return met >= ENCLOSED * 26;
}

/* TRUE where a piece of the path before every discard face runs in bone or is enclosed by it; looked at every half
 * millimetre. */
static gboolean
runs_through (const KerfTube *tube, const KerfCut *cuts, gsize n, const KerfDistance *bone)
{
  for (gsize k = 0; k + 1 < tube->n; k++) {
    KerfVec3 a = tube->points[k], b = tube->points[k + 1];
    gsize steps = (gsize) ceil (kerf_distance (a, b) / 0.5) + 1;
    for (gsize s = 0; s <= steps; s++) {
      KerfVec3 p = kerf_lerp (a, b, (double) s / (double) steps);
      gboolean before = n > 0;
      for (gsize c = 0; c < n && before; c++) {
        KerfHalfSpace h = kerf_cut_discard_half_space (&cuts[c]);
        before = kerf_dot (h.normal, p) < h.offset_mm;
      }
      if (before && is_enclosed (bone, p))
        return TRUE;
    }
  }
  return FALSE;
}

KerfFate
kerf_tube_fate (const KerfTube *tube, const KerfCut *cuts, gsize n, double clearance_mm,
                const KerfDistance *bone, double *distance_mm)
{
  double least = HUGE_VAL;
  for (gsize k = 0; k < n; k++)
    least = fmin (least, kerf_tube_distance_mm (tube, &cuts[k]));
  if (distance_mm)
    *distance_mm = isfinite (least) ? least : (double) NAN;
  if (tube->n == 0 || n == 0)
    return KERF_FATE_NOT_ASSESSED;
  if (least < 0 || (bone && runs_through (tube, cuts, n, bone)))
    return KERF_FATE_SACRIFICED;
  return least < clearance_mm ? KERF_FATE_AT_RISK : KERF_FATE_PRESERVED;
}

const char *
kerf_fate_name (KerfFate fate)
{
  static const char *const names[] = { "preserved", "at-risk", "sacrificed", "not-assessed" };
  return names[fate];
}
