/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/plane.h"

#include "base/error.h"
#include "base/real.h"

/* What is added to the section on each side of a fitted rectangle, and the half extent without a section. */
#define SECTION_RIM_MM 10.0
#define NO_SECTION_MM  40.0

double
kerf_face_offset (KerfFace stated, double width_mm, KerfFace which)
{
  double centre = stated == KERF_FACE_CENTRE ? 0 : stated == KERF_FACE_KEEP ? -width_mm / 2 : width_mm / 2;
  return which == KERF_FACE_CENTRE ? centre
         : which == KERF_FACE_KEEP ? centre + width_mm / 2
                                   : centre - width_mm / 2;
}

KerfFrame3
kerf_cut_face (const KerfCut *cut, KerfFace which)
{
  KerfFrame3 frame = cut->frame;
  frame.p = kerf_along (frame.p, kerf_face_offset (cut->face, cut->width_mm, which), frame.n);
  return frame;
}

void
kerf_cut_t_range (const KerfCut *cut, double *t0, double *t1)
{
  *t0 = -cut->half_extent_v_mm;
  *t1 = isfinite (cut->half_extent_v_mm) ? fmin (cut->half_extent_v_mm, *t0 + cut->depth_mm)
                                         : cut->half_extent_v_mm;
}

double
kerf_cut_slab_distance (const KerfCut *cut, KerfVec3 point)
{
  KerfFrame3 middle = kerf_cut_face (cut, KERF_FACE_CENTRE);
  KerfVec3 c = kerf_frame3_coordinates (&middle, point);
  double t0, t1;
  kerf_cut_t_range (cut, &t0, &t1);
  double x = fabs (c.x) - cut->half_extent_u_mm, y = fmax (t0 - c.y, c.y - t1),
         z = fabs (c.z) - cut->width_mm / 2;
  if (x <= 0 && y <= 0 && z <= 0)
    return fmax (x, fmax (y, z));
  double dx = fmax (x, 0), dy = fmax (y, 0), dz = fmax (z, 0);
  return sqrt (dx * dx + dy * dy + dz * dz);
}

KerfHalfSpace
kerf_cut_discard_half_space (const KerfCut *cut)
{
  KerfFrame3 face = kerf_cut_face (cut, KERF_FACE_DISCARD);
  return (KerfHalfSpace){ face.n, kerf_dot (face.n, face.p) };
}

gsize
kerf_cut_slab_half_spaces (const KerfCut *cut, KerfHalfSpace out[6])
{
  KerfFrame3 discard = kerf_cut_face (cut, KERF_FACE_DISCARD), keep = kerf_cut_face (cut, KERF_FACE_KEEP);
  KerfVec3 p = cut->frame.p, u = cut->frame.u, v = cut->frame.v, n = cut->frame.n;
  double t0, t1;
  gsize used = 0;
  kerf_cut_t_range (cut, &t0, &t1);
  out[used++] = (KerfHalfSpace){ n, kerf_dot (n, keep.p) };
  out[used++] = (KerfHalfSpace){ kerf_scale (n, -1), -kerf_dot (n, discard.p) };
  if (isfinite (cut->half_extent_u_mm)) {
    out[used++] = (KerfHalfSpace){ u, kerf_dot (u, p) + cut->half_extent_u_mm };
    out[used++] = (KerfHalfSpace){ kerf_scale (u, -1), cut->half_extent_u_mm - kerf_dot (u, p) };
  }
  if (isfinite (t1))
    out[used++] = (KerfHalfSpace){ v, kerf_dot (v, p) + t1 };
  if (isfinite (t0))
    out[used++] = (KerfHalfSpace){ kerf_scale (v, -1), -t0 - kerf_dot (v, p) };
  return used;
}

static KerfCut
unbounded_cut (KerfFrame3 frame, double width_mm, KerfFace face)
{
  return (KerfCut){ .frame = frame,
                    .half_extent_u_mm = (double) INFINITY,
                    .half_extent_v_mm = (double) INFINITY,
                    .depth_mm = (double) INFINITY,
                    .width_mm = width_mm,
                    .face = face };
}

gboolean
kerf_cut_through_points (const KerfVec3 points[3], KerfVec3 specimen_side, double width_mm, KerfFace face,
                         KerfCut *cut, GError **error)
{
  KerfVec3 a = points[0], b = points[1], c = points[2];
  KerfVec3 n = kerf_unit (kerf_cross (kerf_sub (b, a), kerf_sub (c, a)));
  for (int k = 0; k < 3; k++) {
    KerfVec3 p = kerf_unit (kerf_sub (points[(k + 1) % 3], points[k])),
             q = kerf_unit (kerf_sub (points[(k + 2) % 3], points[k]));
    double sine = kerf_length (kerf_cross (p, q));
    if (!(sine >= kerf_real_sin (KERF_RAD_PER_DEG)))
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "The three points lie nearly on a line; choose a third point farther off it.");
  }
  if (kerf_dot (n, kerf_sub (specimen_side, a)) > 0)
    n = kerf_scale (n, -1);
  KerfVec3 centre = kerf_scale (kerf_add (a, kerf_add (b, c)), 1.0 / 3), u = kerf_unit (kerf_sub (b, a));
  if (kerf_dot (kerf_cross (n, u), kerf_sub (c, a)) < 0)
    u = kerf_scale (u, -1);
  *cut = unbounded_cut (kerf_frame3 (centre, n, u), width_mm, face);
  return TRUE;
}

gboolean
kerf_cut_line (KerfVec3 a, KerfVec3 b, KerfVec3 view_normal, KerfVec3 specimen_side, double width_mm,
               KerfFace face, KerfCut *cut, GError **error)
{
  KerfVec3 ab = kerf_sub (b, a), w = kerf_unit (view_normal);
  KerfVec3 along = kerf_unit (ab), n = kerf_cross (along, w);
  if (!(kerf_length (ab) >= 1) || !(kerf_length (n) >= kerf_real_sin (KERF_RAD_PER_DEG)))
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "The line is shorter than 1 mm or runs along the line of sight; draw it across the slice.");
  n = kerf_unit (n);
  KerfVec3 middle = kerf_lerp (a, b, 0.5);
  if (kerf_dot (n, kerf_sub (specimen_side, middle)) > 0)
    n = kerf_scale (n, -1);
  *cut = unbounded_cut (kerf_frame3 (middle, n, kerf_cross (along, n)), width_mm, face);
  return TRUE;
}

KerfCut
kerf_cut_fit_extents (const KerfCut *cut, const KerfMesh *bone, KerfVec3 near)
{
  KerfCut fitted = *cut;
  fitted.depth_mm = (double) INFINITY;
  fitted.half_extent_u_mm = fitted.half_extent_v_mm = NO_SECTION_MM;
  if (!bone)
    return fitted;
  g_autoptr (KerfSection) section = kerf_mesh_section (bone, &cut->frame);
  KerfVec3 at = kerf_frame3_coordinates (&cut->frame, near);
  guint32 part = kerf_section_part_near (section, at.x, at.y);
  if (part == G_MAXUINT32)
    return fitted;
  double lo[2], hi[2];
  kerf_section_part_box (section, part, lo, hi);
  fitted.frame.p = kerf_frame3_point (&cut->frame, (lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2, 0);
  fitted.half_extent_u_mm = (hi[0] - lo[0]) / 2 + SECTION_RIM_MM;
  fitted.half_extent_v_mm = (hi[1] - lo[1]) / 2 + SECTION_RIM_MM;
  return fitted;
}

KerfCut
kerf_cut_with_extents (const KerfCut *fitted, double half_extent_u_mm, double half_extent_v_mm)
{
  KerfCut cut = *fitted;
  if (!isnan (half_extent_u_mm))
    cut.half_extent_u_mm = half_extent_u_mm;
  if (!isnan (half_extent_v_mm))
    cut.half_extent_v_mm = half_extent_v_mm;
  return cut;
}

KerfSection *
kerf_cut_clipped (const KerfCut *cut, const KerfSection *section)
{
  double t0, t1, planes[4][3];
  gsize n = 0;
  kerf_cut_t_range (cut, &t0, &t1);
  for (int side = 0; side < 2; side++) {
    double sign = side ? -1 : 1;
    if (isfinite (cut->half_extent_u_mm)) {
      planes[n][0] = sign;
      planes[n][1] = 0;
      planes[n++][2] = cut->half_extent_u_mm;
    }
    if (isfinite (side ? t0 : t1)) {
      planes[n][0] = 0;
      planes[n][1] = sign;
      planes[n++][2] = side ? -t0 : t1;
    }
  }
  return n ? kerf_section_clipped (section, (const double (*)[3]) planes, n) : kerf_section_ref (section);
}

KerfSection *
kerf_cut_section (const KerfCut *cut, KerfFace which, const KerfMesh *bone, const KerfDistance *tree)
{
  KerfFrame3 face = kerf_cut_face (cut, which);
  g_autoptr (KerfSection) whole =
      tree ? kerf_distance_section (tree, &face) : kerf_mesh_section (bone, &face);
  return kerf_cut_clipped (cut, whole);
}

gboolean
kerf_cut_pivot (const KerfCut *cut, const KerfMesh *bone, KerfVec3 *pivot)
{
  *pivot = cut->frame.p;
  if (!bone)
    return FALSE;
  /* The plane itself: the face in which its point lies. */
  g_autoptr (KerfSection) section = kerf_cut_section (cut, cut->face, bone, NULL);
  if (!(section->area_mm2 > 0))
    return FALSE;
  *pivot = kerf_frame3_point (&cut->frame, section->s_centroid, section->t_centroid, 0);
  return TRUE;
}

gboolean
kerf_cut_move (const KerfCut *cut, const KerfCutMove *move, KerfCut *moved, GError **error)
{
  const double most = 60 * KERF_RAD_PER_DEG * (1 + 1e-12);
  if (!(fabs (move->pitch_rad) <= most && fabs (move->roll_rad) <= most && isfinite (move->turn_rad)))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "A plane tilts by at most 60° at once; tilt it in two steps.");
  KerfFrame3 old = cut->frame;
  double c = kerf_real_cos (move->turn_rad), s = kerf_real_sin (move->turn_rad);
  KerfVec3 turned_u = kerf_along (kerf_scale (old.u, c), s, old.v);
  KerfVec3 n = kerf_unit (kerf_along (kerf_along (old.n, kerf_real_tan (move->roll_rad), old.u),
                                      -kerf_real_tan (move->pitch_rad), old.v));
  KerfFrame3 tilted = kerf_frame3 (move->pivot, n, turned_u);
  /* The point keeps its coordinates about the pivot in the frame that moves with it: turn, then tilt. The tilt takes
   * (turned u, turned v, n) to (u′, v′, n′). */
  KerfVec3 turned_v = kerf_cross (old.n, turned_u), d = kerf_sub (old.p, move->pivot);
  KerfVec3 p = kerf_along (kerf_scale (old.u, c * kerf_dot (d, old.u) - s * kerf_dot (d, old.v)),
                           s * kerf_dot (d, old.u) + c * kerf_dot (d, old.v), old.v);
  p = kerf_along (p, kerf_dot (d, old.n), old.n);
  KerfVec3 local = kerf_vec3 (kerf_dot (p, turned_u), kerf_dot (p, turned_v), kerf_dot (p, old.n));
  p = kerf_frame3_point (&tilted, local.x, local.y, local.z);
  p = kerf_along (kerf_along (kerf_along (p, move->u_mm, old.u), move->v_mm, old.v), move->along_mm, old.n);
  *moved = *cut;
  moved->frame = tilted;
  moved->frame.p = p;
  return TRUE;
}

KerfCut
kerf_cut_flip (const KerfCut *cut)
{
  KerfCut flipped = *cut;
  flipped.frame.n = kerf_scale (cut->frame.n, -1);
  flipped.frame.u = kerf_scale (cut->frame.u, -1);
  flipped.face = cut->face == KERF_FACE_KEEP      ? KERF_FACE_DISCARD
                 : cut->face == KERF_FACE_DISCARD ? KERF_FACE_KEEP
                                                  : KERF_FACE_CENTRE;
  return flipped;
}

KerfCutDeviation
kerf_cut_deviation (const KerfFrame3 *a, const KerfFrame3 *b, KerfVec3 q, const KerfVec3 *face_points,
                    gsize n_points)
{
  double b_u = kerf_dot (b->n, a->u), b_v = kerf_dot (b->n, a->v), b_n = kerf_dot (b->n, a->n);
  KerfCutDeviation d = { .offset_mm = kerf_dot (b->n, kerf_sub (b->p, q)) / b_n,
                         .pitch_rad = -kerf_real_atan2 (b_v, b_n),
                         .roll_rad = kerf_real_atan2 (b_u, b_n),
                         .angle_rad = kerf_real_acos (b_n),
                         .L_dev_mm = (double) NAN,
                         .L_zone_mm = (double) NAN,
                         .h_min_mm = (double) NAN,
                         .opposite_normal = b_n < 0 };
  for (gsize k = 0; k < n_points; k++) {
    KerfVec3 x = kerf_sub (face_points[k], q);
    double h = d.offset_mm - (kerf_dot (x, a->u) * b_u + kerf_dot (x, a->v) * b_v) / b_n;
    d.L_dev_mm = isnan (d.L_dev_mm) ? fabs (h) : fmax (d.L_dev_mm, fabs (h));
    d.h_min_mm = isnan (d.h_min_mm) ? h : fmin (d.h_min_mm, h);
  }
  d.L_zone_mm = 2 * d.L_dev_mm;
  return d;
}
