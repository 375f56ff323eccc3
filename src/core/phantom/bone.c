/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/phantom/phantom-private.h"

/* The shapes: unions of round cones (two balls and their common tangent cone), some of them carved out. */

typedef struct {
  KerfVec3 a, b;
  double ra, rb;
} Cone;

/* Signed distance to a round cone, inside positive: in the plane of axis and point, the nearer of the two balls or of the
 * tangent line between them. */
static double
cone_mm (const Cone *c, KerfVec3 p)
{
  KerfVec3 axis = kerf_sub (c->b, c->a), d = kerf_sub (p, c->a);
  double l2 = kerf_dot (axis, axis), rr = c->ra - c->rb, a2 = l2 - rr * rr;
  double y = kerf_dot (d, axis), z = y - l2;
  KerfVec3 x = kerf_sub (kerf_scale (d, l2), kerf_scale (axis, y));
  double x2 = kerf_dot (x, x), y2 = y * y * l2, z2 = z * z * l2;
  double k = (rr > 0 ? 1 : rr < 0 ? -1 : 0) * rr * rr * x2;
  if ((z > 0 ? 1 : z < 0 ? -1 : 0) * a2 * z2 > k)
    return c->rb - sqrt (x2 + z2) / l2;
  if ((y > 0 ? 1 : y < 0 ? -1 : 0) * a2 * y2 < k)
    return c->ra - sqrt (x2 + y2) / l2;
  return c->ra - (sqrt (x2 * a2 / l2) + y * rr) / l2;
}

static const Cone sacrum_bone[] = {
  { { 0, 0, 45 }, { 0, 8, 22 }, 21, 18 },       { { 0, 8, 22 }, { 0, 12, 0 }, 18, 15 },
  { { 0, 12, 0 }, { 0, 9, -20 }, 15, 12 },      { { 0, 9, -20 }, { 0, 1, -38 }, 12, 9 },
  { { 0, 1, -38 }, { 0, -8, -50 }, 9, 6 },      { { 10, 2, 42 }, { 50, 6, 34 }, 18, 16 },
  { { -10, 2, 42 }, { -48, 6, 34 }, 18, 15 },   { { 8, 9, 20 }, { 36, 12, 10 }, 15, 13 },
  { { -8, 9, 20 }, { -34, 12, 10 }, 14, 12 },   { { 36, 12, 10 }, { 20, 14, -10 }, 13, 9 },
  { { -34, 12, 10 }, { -19, 14, -10 }, 12, 9 }, { { 0, 27, 40 }, { 0, 28, -8 }, 5, 4 },
};

static const Cone sacrum_carved[] = {
  { { 0, 17, 66 }, { 0, 21, 22 }, 6.5, 6 },
  { { 0, 21, 22 }, { 0, 21, -2 }, 6, 4 },
};

static const Cone femur_bone[] = {
  { { 0, 0, 70 }, { 0, 2, 0 }, 13, 15 },       { { 0, 2, 0 }, { 0, 2, -28 }, 15, 24 },
  { { 22, 8, -40 }, { 20, 12, -38 }, 22, 20 }, { { -21, 9, -42 }, { -20, 13, -40 }, 23, 20 },
  { { 3, -6, -34 }, { -4, -7, -34 }, 20, 20 }, { { 0, 12, 40 }, { 0, 14, 5 }, 4, 3 },
};

static double
union_mm (const Cone *cones, gsize n, KerfVec3 p)
{
  double best = -HUGE_VAL;
  for (gsize k = 0; k < n; k++)
    best = fmax (best, cone_mm (&cones[k], p));
  return best;
}

double
kerf_phantom_lesion_mm (const KerfPhantom *phantom, KerfVec3 p)
{
  double best = -HUGE_VAL;
  for (int k = 0; k < 2; k++)
    best = fmax (best, phantom->lesion[k].radius_mm - kerf_distance (p, phantom->lesion[k].centre));
  return best;
}

static double
segment_mm (KerfVec3 p, KerfVec3 a, KerfVec3 b)
{
  KerfVec3 d = kerf_sub (b, a);
  double t = kerf_dot (kerf_sub (p, a), d) / kerf_dot (d, d);
  return kerf_distance (p, kerf_along (a, CLAMP (t, 0, 1), d));
}

double
kerf_phantom_tube_mm (const KerfPhantomTube *tube, KerfVec3 p)
{
  double least = HUGE_VAL;
  for (int k = 0; k + 1 < tube->n; k++)
    least = fmin (least, segment_mm (p, tube->points[k], tube->points[k + 1]));
  return tube->radius_mm - least;
}

double
kerf_phantom_bone_mm (const KerfPhantom *phantom, KerfVec3 p)
{
  if (phantom->kind == KERF_PHANTOM_FEMUR)
    return union_mm (femur_bone, G_N_ELEMENTS (femur_bone), p);
  double bone = union_mm (sacrum_bone, G_N_ELEMENTS (sacrum_bone), p);
  bone = fmin (bone, -union_mm (sacrum_carved, G_N_ELEMENTS (sacrum_carved), p));
  /* Foramina: each root has 2 mm of room where it leaves the bone. */
  for (int k = 0; k < phantom->n_tubes; k++)
    bone = fmin (bone, -(kerf_phantom_tube_mm (&phantom->tubes[k], p) + 2));
  return bone;
}

/* ---- the two patients ---- */

/* The plane with normal n whose discard face lies `margin` beyond the lesion; kerf 1.2 mm about the plane. */
static KerfCut
cut_at_margin (const KerfPhantom *phantom, KerfVec3 n, KerfVec3 u, KerfVec3 near, double margin,
               double half_u, double half_v)
{
  double support = -HUGE_VAL;
  n = kerf_unit (n);
  for (int k = 0; k < 2; k++)
    support = fmax (support, kerf_dot (n, phantom->lesion[k].centre) + phantom->lesion[k].radius_mm);
  KerfCut cut = { .half_extent_u_mm = half_u,
                  .half_extent_v_mm = half_v,
                  .depth_mm = (double) INFINITY,
                  .width_mm = 1.2,
                  .face = KERF_FACE_CENTRE };
  double height = support + margin + 0.6;
  cut.frame = kerf_frame3 (kerf_along (near, height - kerf_dot (n, near), n), n, u);
  return cut;
}

static void
add_plane (KerfPhantom *phantom, KerfCut planned, double along_mm, double pitch_deg, double roll_deg)
{
  KerfPhantomPlane *plane = &phantom->planes[phantom->n_planes];
  plane->letter[0] = (char) ('A' + phantom->n_planes++);
  plane->planned = planned;
  KerfCutMove move = { .along_mm = along_mm,
                       .pitch_rad = pitch_deg * KERF_RAD_PER_DEG,
                       .roll_rad = roll_deg * KERF_RAD_PER_DEG,
                       .pivot = planned.frame.p };
  g_assert (kerf_cut_move (&planned, &move, &plane->achieved, NULL));
}

static void
add_root (KerfPhantom *phantom, const char *name, KerfVec3 a, KerfVec3 b, KerfVec3 c, double radius)
{
  phantom->tubes[phantom->n_tubes++] =
      (KerfPhantomTube){ .name = name, .klass = "nerve", .points = { a, b, c }, .n = 3, .radius_mm = radius };
}

static void
make_sacrum (KerfPhantom *p)
{
  p->lesion[0] = (KerfPhantomBall){ { 18, 6, 6 }, 15 };
  p->lesion[1] = (KerfPhantomBall){ { 25, -4, 0 }, 10 };
  p->cortex_mm = 1.8;
  p->target_margin_mm = 10;
  add_root (p, "Root S1 left", kerf_vec3 (4, 18, 38), kerf_vec3 (13, 8, 27), kerf_vec3 (26, -14, 14), 2.5);
  add_root (p, "Root S1 right", kerf_vec3 (-4, 18, 38), kerf_vec3 (-13, 8, 27), kerf_vec3 (-26, -14, 14),
            2.5);
  add_root (p, "Root S2 left", kerf_vec3 (4, 20, 18), kerf_vec3 (11, 12, 8), kerf_vec3 (20, -8, -6), 2.2);
  add_root (p, "Root S2 right", kerf_vec3 (-4, 20, 18), kerf_vec3 (-11, 12, 8), kerf_vec3 (-20, -8, -6), 2.2);
  add_root (p, "Root S3 right", kerf_vec3 (-3, 20, 0), kerf_vec3 (-9, 12, -9), kerf_vec3 (-15, -6, -20), 2);
  /* The blade comes from behind: v of each plane runs forward. Each reaches some 3 mm beyond its neighbours. */
  add_plane (p,
             cut_at_margin (p, kerf_vec3 (0, -0.2, 1), kerf_vec3 (-1, 0, 0), kerf_vec3 (18, 8, 0), 10, 29,
                            40),
             -0.8, 1.5, 0);
  add_plane (p,
             cut_at_margin (p, kerf_vec3 (-1, 0, 0.05), kerf_vec3 (0, 0, -1), kerf_vec3 (0, 10, 5), 10, 38,
                            40),
             0.6, 0, -2);
  add_plane (p,
             cut_at_margin (p, kerf_vec3 (0.1, 0.3, -1), kerf_vec3 (1, 0, 0), kerf_vec3 (20.5, 8, 0), 10, 33,
                            35),
             -1.5, 0, 0);
  add_plane (p,
             cut_at_margin (p, kerf_vec3 (1, 0.1, 0.15), kerf_vec3 (0, 0, 1), kerf_vec3 (0, 8, 6), 10, 36,
                            35),
             1.2, -1, 1);
}

static void
make_femur (KerfPhantom *p)
{
  p->lesion[0] = (KerfPhantomBall){ { 3, 2, 14 }, 11 };
  p->lesion[1] = (KerfPhantomBall){ { 12, -4, 19 }, 8 };
  p->cortex_mm = 3;
  p->target_margin_mm = 8;
  p->tubes[p->n_tubes++] = (KerfPhantomTube){ .name = "Popliteal artery",
                                              .klass = "vessel",
                                              .points = { { -6, 26, 70 }, { -3, 31, 20 }, { 0, 36, -50 } },
                                              .n = 3,
                                              .radius_mm = 3.5 };
  p->tubes[p->n_tubes++] = (KerfPhantomTube){ .name = "Tibial nerve",
                                              .klass = "nerve",
                                              .points = { { 4, 32, 70 }, { 5, 37, 20 }, { 6, 42, -50 } },
                                              .n = 3,
                                              .radius_mm = 2.5 };
  add_plane (p, cut_at_margin (p, kerf_vec3 (0, 0, 1), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 14), 8, 30, 30),
             -1.5, 0, 0);
  add_plane (p,
             cut_at_margin (p, kerf_vec3 (0.12, 0.05, -1), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 2, 14), 8, 35,
                            35),
             0.7, 2, -1);
}

static KerfMat4
motion_matrix (const double m[6])
{
  KerfVec3 zero = kerf_vec3 (0, 0, 0);
  KerfMat4 x = kerf_mat4_rotation (kerf_vec3 (1, 0, 0), m[0] * KERF_RAD_PER_DEG, zero),
           y = kerf_mat4_rotation (kerf_vec3 (0, 1, 0), m[1] * KERF_RAD_PER_DEG, zero),
           z = kerf_mat4_rotation (kerf_vec3 (0, 0, 1), m[2] * KERF_RAD_PER_DEG, zero),
           t = kerf_mat4_translation (kerf_vec3 (m[3], m[4], m[5]));
  KerfMat4 yx = kerf_mat4_mul (&y, &x), zyx = kerf_mat4_mul (&z, &yx);
  return kerf_mat4_mul (&t, &zyx);
}

KerfPhantom
kerf_phantom_new (KerfPhantomKind kind, guint64 seed, const double motion[6])
{
  static const double mr_motion[6] = { 3, -2, 4, 5, -3, 2 }, postop_motion[6] = { -4, 3, 2, -6, 4, 8 };
  KerfPhantom phantom = { .kind = kind, .seed = seed };
  if (kind == KERF_PHANTOM_SACRUM)
    make_sacrum (&phantom);
  else
    make_femur (&phantom);
  phantom.mr_from_ct = motion_matrix (motion ? motion : mr_motion);
  phantom.postop_from_ct = motion_matrix (postop_motion);
  return phantom;
}
