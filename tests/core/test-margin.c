/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/margin.h"
#include "shapes.h"

static KerfCut
cut_at (KerfVec3 p, KerfVec3 n, double half_u, double half_v)
{
  n = kerf_unit (n);
  return (KerfCut){ .frame = kerf_frame3 (p, n, fabs (n.y) < 0.9 ? kerf_vec3 (0, 1, 0) : kerf_vec3 (1, 0, 0)),
                    .half_extent_u_mm = half_u,
                    .half_extent_v_mm = half_v,
                    .depth_mm = (double) INFINITY };
}

typedef struct {
  int shape; /* 0 sphere 30, 1 torus, 2 ellipsoid */
  KerfVec3 n;
  double at, margin;
} Support;

/* domain §10 no. 1 and 2 */
static const Support supports[] = {
  { 0, { 1, 0, 0 }, 40, 10 },        { 1, { 0, 0, 1 }, 15, 10 },       { 1, { 1, 0, 0 }, 40, 15 },
  { 1, { 1, 0, 1 }, 30, 10.857864 }, { 2, { 1, 2, 2 }, 25, 7.049451 },
};

START_TEST (unbounded_margins_are_those_of_support_points)
{
  const Support *s = &supports[_i];
  g_autoptr (KerfMesh) mesh =
      s->shape == 0   ? kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 30, 30), 500)
      : s->shape == 1 ? kt_torus_mesh (20, 5, 800, 400)
                      : kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 20, 10), 700);
  KerfVec3 n = kerf_unit (s->n);
  KerfFrame3 face = kerf_frame3 (kerf_scale (n, s->at), n, kerf_perpendicular (n));
  kt_near (kerf_margin_unbounded_mm (&face, mesh, NULL), s->margin, 1.5e-3);
}
END_TEST

/* Sphere of 10 mm and the bone of domain §10 no. 3. */
typedef struct {
  KerfMesh *tumour, *bone;
  KerfDistance *to_tumour, *to_bone;
} Scene;

static Scene
scene_new (KerfVec3 lo, KerfVec3 hi)
{
  Scene s = { .tumour = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10), 400),
              .bone = kt_box_mesh (lo, hi) };
  s.to_tumour = kerf_distance_new (s.tumour);
  s.to_bone = kerf_distance_new (s.bone);
  return s;
}

static void
scene_clear (Scene *s)
{
  kerf_distance_unref (s->to_tumour);
  kerf_distance_unref (s->to_bone);
  kerf_mesh_unref (s->tumour);
  kerf_mesh_unref (s->bone);
}

START_TEST (bounded_and_unbounded_margins_differ_where_they_must)
{
  Scene s = scene_new (kerf_vec3 (5, 8, -30), kerf_vec3 (25, 40, 30));
  KerfCut cut = cut_at (kerf_vec3 (15, 0, 0), kerf_vec3 (1, 0, 0), (double) INFINITY, (double) INFINITY);
  KerfMargin m;
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.unbounded_mm, 5, 1e-3);
  kt_near (m.bounded_mm, 7, 1e-3);
  kt_near (kerf_distance (m.closest_face, kerf_vec3 (15, 8, 0)), 0, 0.05);
  kt_near (kerf_distance (m.closest_face, m.closest_tumour), m.bounded_mm, 1e-9);
  kt_near (m.area_mm2, 32 * 60, 1e-3);
  cut.width_mm = 1.2;
  kerf_margin (&cut, KERF_FACE_DISCARD, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.unbounded_mm, 4.4, 1e-3);
  kt_near (m.bounded_mm, 6.473008, 1e-3);
  kerf_margin (&cut, KERF_FACE_KEEP, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.unbounded_mm, 5.6, 1e-3);
  kerf_margin (&cut, KERF_FACE_KEEP, s.to_tumour, 0.5, s.to_bone, &m);
  kt_near (m.unbounded_mm, 5.1, 1e-3);
  scene_clear (&s);
}
END_TEST

START_TEST (a_face_that_misses_the_bone_has_no_bounded_margin)
{
  Scene s = scene_new (kerf_vec3 (5, -40, -30), kerf_vec3 (25, -30, 30));
  KerfCut cut = cut_at (kerf_vec3 (15, 0, 0), kerf_vec3 (1, 0, 0), 5, 40);
  KerfMargin m;
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  ck_assert (isnan (m.bounded_mm));
  kt_near (m.unbounded_mm, 5, 1e-3);
  kt_near (m.area_mm2, 0, 0);
  kerf_margin (&cut, KERF_FACE_CENTRE, NULL, 0, s.to_bone, &m);
  ck_assert (isnan (m.unbounded_mm) && isnan (m.bounded_mm));
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, NULL, &m);
  ck_assert (isnan (m.bounded_mm) && isnan (m.area_mm2));
  scene_clear (&s);
}
END_TEST

START_TEST (a_cut_through_the_tumour_is_as_deep_as_it_goes)
{
  Scene s = scene_new (kerf_vec3 (-40, -40, -40), kerf_vec3 (40, 40, 40));
  /* Through the ball 4 mm from its middle: the deepest point lies there. */
  KerfCut cut = cut_at (kerf_vec3 (4, 0, 0), kerf_vec3 (1, 0, 0), (double) INFINITY, (double) INFINITY);
  KerfMargin m;
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.bounded_mm, -6, 1e-3);
  kt_near (m.unbounded_mm, -6, 1e-3);
  /* A rectangle that enters the ball by 3 mm only: the margin is that of its edge. */
  cut = cut_at (kerf_vec3 (0, 27, 0), kerf_vec3 (1, 0, 0), 20, 30);
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.bounded_mm, -3, 1e-3);
  /* A small rectangle wholly within the tumour. */
  cut = cut_at (kerf_vec3 (1, 3, 0), kerf_vec3 (1, 0, 0), 2, 2);
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.bounded_mm, sqrt (2) - 10, 1e-3);
  scene_clear (&s);
}
END_TEST

START_TEST (a_depth_limit_moves_the_bounded_margin)
{
  Scene s = scene_new (kerf_vec3 (-40, -40, -40), kerf_vec3 (40, 40, 40));
  KerfCut cut = cut_at (kerf_vec3 (15, 0, 0), kerf_vec3 (1, 0, 0), 20, 20);
  cut.depth_mm = 12; /* along +v = z from −20 to −8 */
  KerfMargin m;
  kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
  kt_near (m.bounded_mm, 7, 1e-3);
  kt_near (m.area_mm2, 12 * 40, 1e-6);
  scene_clear (&s);
}
END_TEST

START_TEST (each_side_of_the_rectangle_can_be_the_nearest)
{
  Scene s = scene_new (kerf_vec3 (-40, -40, -40), kerf_vec3 (40, 40, 40));
  for (int side = 0; side < 4; side++) {
    KerfVec3 p = kerf_vec3 (15, 0, 0);
    *(side < 2 ? &p.y : &p.z) = side & 1 ? 12 : -12;
    KerfCut cut = cut_at (p, kerf_vec3 (1, 0, 0), 5, 5);
    KerfMargin m;
    kerf_margin (&cut, KERF_FACE_CENTRE, s.to_tumour, 0, s.to_bone, &m);
    kt_near (m.bounded_mm, sqrt (15 * 15 + 7 * 7) - 10, 1e-3);
  }
  scene_clear (&s);
}
END_TEST

/* Least signed distance by dense sampling. */
static double
sampled (const KerfSection *section, const KerfCut *cut, const KerfDistance *tumour, double step)
{
  double best = HUGE_VAL, t0, t1;
  kerf_cut_t_range (cut, &t0, &t1);
  for (double s = fmax (section->lo[0], -cut->half_extent_u_mm);
       s <= fmin (section->hi[0], cut->half_extent_u_mm); s += step)
    for (double t = fmax (section->lo[1], t0); t <= fmin (section->hi[1], t1); t += step)
      if (kerf_section_contains (section, s, t))
        best = fmin (best, kerf_distance_at (tumour, kerf_frame3_point (&section->frame, s, t, 0), NULL));
  return best;
}

START_TEST (bounded_margins_agree_with_dense_sampling)
{
  /* A torus of bone round an ellipsoid of tumour, planes in all directions: holes, parts, clipped borders, depths. */
  g_autoptr (KerfMesh) bone = kt_torus_mesh (30, 14, 60, 30);
  g_autoptr (KerfMesh) tumour = kt_ellipsoid_mesh (kerf_vec3 (22, 4, 3), kerf_vec3 (14, 9, 6), 60);
  g_autoptr (KerfDistance) to_bone = kerf_distance_new (bone);
  g_autoptr (KerfDistance) to_tumour = kerf_distance_new (tumour);
  int positive = 0, negative = 0;
  for (int k = 0; k < 120; k++) {
    KerfVec3 n = kt_direction (k, 120);
    KerfCut cut = cut_at (kerf_along (kerf_vec3 (20, 0, 0), 40 * kt_random ((guint32) k) - 20, n), n,
                          k % 3 ? 12 : (double) INFINITY, k % 3 ? 18 : (double) INFINITY);
    KerfMargin m;
    kerf_margin (&cut, KERF_FACE_CENTRE, to_tumour, 0, to_bone, &m);
    g_autoptr (KerfSection) section = kerf_distance_section (to_bone, &cut.frame);
    double truth = sampled (section, &cut, to_tumour, 0.5);
    if (isinf (truth)) {
      ck_assert (isnan (m.bounded_mm) || m.area_mm2 < 1);
      continue;
    }
    ck_assert_msg (m.bounded_mm <= truth + 1e-9 && m.bounded_mm >= truth - 0.6, "plane %d: %g, sampled %g", k,
                   m.bounded_mm, truth);
    kt_near (kerf_distance_at (to_tumour, m.closest_face, NULL), m.bounded_mm, 1e-9);
    kt_near (kerf_distance (m.closest_face, m.closest_tumour), fabs (m.bounded_mm), 1e-9);
    positive += m.bounded_mm > 0;
    negative += m.bounded_mm < 0;
  }
  ck_assert (positive >= 25 && negative >= 25);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("margin");
  TCase *t = tcase_create ("margin");
  tcase_set_timeout (t, 120);
  tcase_add_loop_test (t, unbounded_margins_are_those_of_support_points, 0, G_N_ELEMENTS (supports));
  tcase_add_test (t, bounded_and_unbounded_margins_differ_where_they_must);
  tcase_add_test (t, a_face_that_misses_the_bone_has_no_bounded_margin);
  tcase_add_test (t, a_cut_through_the_tumour_is_as_deep_as_it_goes);
  tcase_add_test (t, a_depth_limit_moves_the_bounded_margin);
  tcase_add_test (t, each_side_of_the_rectangle_can_be_the_nearest);
  tcase_add_test (t, bounded_margins_agree_with_dense_sampling);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
