/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/specimen.h"
#include "shapes.h"

static KerfCut
cut_at (KerfVec3 p, KerfVec3 n, KerfVec3 u, double half_u, double half_v, double width)
{
  return (KerfCut){ .frame = kerf_frame3 (p, n, u),
                    .half_extent_u_mm = half_u,
                    .half_extent_v_mm = half_v,
                    .depth_mm = (double) INFINITY,
                    .width_mm = width };
}

START_TEST (a_kerf_takes_its_slab)
{
  /* domain §10 no. 5: 1.2 mm in a 40 × 30 section takes 1440 mm³ (here 40 × 30 × 1.2), whatever face is stated. */
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (-20, -20, -15), kerf_vec3 (60, 20, 15));
  for (int f = 0; f < 3; f++) {
    KerfCut cut = cut_at (kerf_vec3 (40, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 70, 70, 1.2);
    cut.face = (KerfFace) f;
    KerfSpecimenVolumes v;
    ck_assert (kerf_specimen_volumes (&cut, 1, NULL, bone, NULL, &v));
    kt_near (v.kerf_mm3, 1440, 1e-2);
    kt_near (v.bone_mm3, 96000, 1e-6);
    kt_near (v.resected_mm3, 1200 * (60 + kerf_face_offset (cut.face, 1.2, KERF_FACE_DISCARD)), 1e-2);
    kt_near (v.resected_mm3 + v.kept_mm3 + v.kerf_mm3, v.bone_mm3, 1e-6);
    ck_assert (isnan (v.tumour_mm3));
  }
}
END_TEST

START_TEST (the_cap_of_a_ball_stays_and_the_tumour_is_counted_outside)
{
  /* domain §10 no. 21 */
  g_autoptr (KerfMesh) bone = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 30, 30), 400);
  g_autoptr (KerfMesh) tumour = kt_ellipsoid_mesh (kerf_vec3 (20, 0, 0), kerf_vec3 (5, 5, 5), 100);
  KerfCut cut = cut_at (kerf_vec3 (20, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), (double) INFINITY,
                        (double) INFINITY, 0);
  KerfSpecimenVolumes v;
  ck_assert (kerf_specimen_volumes (&cut, 1, tumour, bone, NULL, &v));
  kt_near (v.kept_mm3, 8377.5804, 5);
  kt_near (v.kerf_mm3, 0, 1e-9);
  kt_near (v.tumour_outside_specimen_mm3, v.tumour_mm3 / 2, 1e-3 * v.tumour_mm3);
  kt_near (v.tumour_outside_bone_share, 0, 1e-9);
}
END_TEST

START_TEST (crossing_kerfs_are_counted_once)
{
  /* Two slabs of 2 mm through a cube of 40 at right angles, a third slanting: 40·40·2·2 − 2·2·40 with two. */
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (40, 40, 40));
  KerfCut cuts[3] = { cut_at (kerf_vec3 (25, 20, 20), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 90, 90, 2),
                      cut_at (kerf_vec3 (20, 25, 20), kerf_vec3 (0, 1, 0), kerf_vec3 (1, 0, 0), 90, 90, 2),
                      cut_at (kerf_vec3 (20, 20, 20), kerf_vec3 (1, 1, 1), kerf_vec3 (1, 0, 0), 90, 90, 2) };
  KerfSpecimenVolumes two, three;
  ck_assert (kerf_specimen_volumes (cuts, 2, NULL, bone, NULL, &two));
  kt_near (two.kerf_mm3, 2 * 3200 - 160, 1e-2);
  kt_near (two.resected_mm3, 24 * 24 * 40, 1e-2);
  ck_assert (kerf_specimen_volumes (cuts, 3, NULL, bone, NULL, &three));
  /* By counting points of an even sequence (Roberts 2018). */
  const int points = 2000000;
  int in = 0, block = 0;
  for (int c = 0; c < points; c++) {
    KerfVec3 p = kerf_vec3 (40 * fmod (c * 0.8191725133961645, 1), 40 * fmod (c * 0.6710436067037893, 1),
                            40 * fmod (c * 0.5497004779019703, 1));
    gboolean kerf = FALSE, before = TRUE;
    for (int k = 0; k < 3; k++) {
      KerfHalfSpace h = kerf_cut_discard_half_space (&cuts[k]);
      kerf = kerf || kerf_cut_slab_distance (&cuts[k], p) <= 0;
      before = before && kerf_dot (h.normal, p) < h.offset_mm;
    }
    in += kerf ? 1 : 0;
    block += before ? 1 : 0;
  }
  kt_near (three.kerf_mm3, in * 64000.0 / points, 10);
  kt_near (three.resected_mm3, block * 64000.0 / points, 10);
  kt_near (three.resected_mm3 + three.kept_mm3 + three.kerf_mm3, three.bone_mm3, 1e-6);
}
END_TEST

/* domain §10 no. 22: a cube of 40, slots of 1 mm at 9 and 30 in x and y from z = 19 up, a bottom slot in two steps. */
static void
blind_cuts (KerfCut cuts[6])
{
  double inf = (double) INFINITY;
  /* v is the way in: down from the top, 21 mm deep. */
  cuts[0] = cut_at (kerf_vec3 (9.5, 20, 20), kerf_vec3 (-1, 0, 0), kerf_vec3 (0, -1, 0), inf, 20, 1);
  cuts[1] = cut_at (kerf_vec3 (30.5, 20, 20), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), inf, 20, 1);
  cuts[2] = cut_at (kerf_vec3 (20, 9.5, 20), kerf_vec3 (0, -1, 0), kerf_vec3 (1, 0, 0), inf, 20, 1);
  cuts[3] = cut_at (kerf_vec3 (20, 30.5, 20), kerf_vec3 (0, 1, 0), kerf_vec3 (-1, 0, 0), inf, 20, 1);
  for (int k = 0; k < 4; k++) {
    if (cuts[k].frame.v.z > 0) { /* turned round: in from above */
      cuts[k].frame.u = kerf_scale (cuts[k].frame.u, -1);
      cuts[k].frame.v = kerf_scale (cuts[k].frame.v, -1);
    }
    cuts[k].depth_mm = 21;
  }
  cuts[4] = cut_at (kerf_vec3 (15, 20, 19.5), kerf_vec3 (0, 0, -1), kerf_vec3 (1, 0, 0), 6, 11, 1);
  cuts[5] = cut_at (kerf_vec3 (26, 20, 19.5), kerf_vec3 (0, 0, -1), kerf_vec3 (1, 0, 0), 5, 11, 1);
}

START_TEST (blind_cuts_leave_a_hinge_until_they_meet)
{
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (40, 40, 40));
  KerfCut cuts[6];
  blind_cuts (cuts);
  gboolean first[6] = { TRUE, TRUE, TRUE, TRUE, TRUE, FALSE };
  g_autoptr (KerfFreedom) held = kerf_specimen_freedom (cuts, 6, first, bone, NULL);
  ck_assert_int_eq (held->state, KERF_ATTACHED);
  ck_assert_uint_eq (held->pieces, 1);
  ck_assert_uint_eq (held->hinges->len, 1);
  const KerfHinge *hinge = &g_array_index (held->hinges, KerfHinge, 0);
  kt_near (hinge->area_mm2, 180, 0.2);
  kt_near (kerf_distance (hinge->centre, kerf_vec3 (25.5, 20, 20)), 0, 0.02);
  g_autoptr (KerfFreedom) off = kerf_specimen_freedom (cuts, 6, NULL, bone, NULL);
  ck_assert_int_eq (off->state, KERF_FREE);
  ck_assert_uint_eq (off->pieces, 2);
  ck_assert_uint_eq (off->hinges->len, 0);
  KerfSpecimenVolumes v;
  ck_assert (kerf_specimen_volumes (cuts, 6, NULL, bone, NULL, &v));
  kt_near (v.resected_mm3, 8000, 1e-2);
  kt_near (v.resected_mm3 + v.kept_mm3 + v.kerf_mm3, 64000, 1e-6);
}
END_TEST

START_TEST (a_thin_slanting_kerf_does_not_leak)
{
  g_autoptr (KerfMesh) bone = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (25, 22, 28), 80);
  for (int k = 0; k < 12; k++) {
    KerfCut cut = cut_at (kerf_vec3 (3, 2, 1), kt_direction (k, 12), kerf_vec3 (0.3, 0.5, 0.8), 60, 60, 0.4);
    g_autoptr (KerfFreedom) off = kerf_specimen_freedom (&cut, 1, NULL, bone, NULL);
    ck_assert_int_eq (off->state, KERF_FREE);
    ck_assert_uint_eq (off->pieces, 2);
    cut.half_extent_u_mm = 15; /* leaves bone on both sides */
    g_autoptr (KerfFreedom) held = kerf_specimen_freedom (&cut, 1, NULL, bone, NULL);
    ck_assert_int_eq (held->state, KERF_ATTACHED);
    ck_assert_uint_ge (held->hinges->len, 1);
  }
  KerfCut thin = cut_at (kerf_vec3 (0, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 60, 60, 0.1);
  g_autoptr (KerfFreedom) unknown = kerf_specimen_freedom (&thin, 1, NULL, bone, NULL);
  ck_assert_int_eq (unknown->state, KERF_FREEDOM_NOT_ASSESSED);
}
END_TEST

START_TEST (the_shell_is_contained_until_the_target_is_too_wide)
{
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (-50, -20, -20), kerf_vec3 (50, 20, 20));
  g_autoptr (KerfMesh) tumour = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10), 300);
  g_autoptr (KerfDistance) b = kerf_distance_new (bone);
  g_autoptr (KerfDistance) t = kerf_distance_new (tumour);
  KerfCut cut = cut_at (kerf_vec3 (20, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 5, 5,
                        0); /* the rectangle plays no part */
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 0, 9.99, b, NULL), 1);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 0, 10.01, b, NULL), 0);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 2, 8.01, b, NULL), 0);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 2, 7.99, b, NULL), 1);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, NULL, 0, 5, b, NULL), -1);
  /* Bone that comes back behind the face: its surface counts. */
  g_autoptr (KerfMesh) hook = kt_box_mesh (kerf_vec3 (25, 0, -5), kerf_vec3 (30, 9, 5));
  g_autoptr (KerfMesh) block = kt_box_mesh (kerf_vec3 (-50, -20, -20), kerf_vec3 (19, 20, 20));
  g_autoptr (KerfMesh) both = kt_joined (block, hook);
  g_autoptr (KerfDistance) d = kerf_distance_new (both);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 0, 14.9, d, NULL), 1);
  ck_assert_int_eq (kerf_specimen_contains_shell (&cut, 1, t, 0, 15.1, d, NULL), 0);
}
END_TEST

START_TEST (a_root_has_its_distance_and_fate)
{
  /* domain §10 no. 27: radius 3 along z at (10, 0) */
  KerfVec3 p[2] = { { 10, 0, -50 }, { 10, 0, 50 } };
  KerfTube root = { p, 2, 3 };
  double inf = (double) INFINITY, d;
  KerfCut at_risk = cut_at (kerf_vec3 (15, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), inf, inf, 1.2),
          cut = cut_at (kerf_vec3 (12.5, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), inf, inf, 1),
          small = cut_at (kerf_vec3 (10, 0, 60), kerf_vec3 (0, 0, 1), kerf_vec3 (1, 0, 0), 4, 4, 2);
  kt_near (kerf_tube_distance_mm (&root, &at_risk), 1.4, 1e-9);
  kt_near (kerf_tube_distance_mm (&root, &cut), -1, 1e-9);
  kt_near (kerf_tube_distance_mm (&root, &small), 9 - 3, 1e-9);
  ck_assert_int_eq (kerf_tube_fate (&root, &at_risk, 1, 2, NULL, &d), KERF_FATE_AT_RISK);
  kt_near (d, 1.4, 1e-9);
  ck_assert_int_eq (kerf_tube_fate (&root, &at_risk, 1, 1, NULL, NULL), KERF_FATE_PRESERVED);
  ck_assert_int_eq (kerf_tube_fate (&root, &cut, 1, 1, NULL, NULL), KERF_FATE_SACRIFICED);
  /* It runs through the specimen's bone, far from the kerf. */
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (-40, -40, -20), kerf_vec3 (90, 40, 20));
  g_autoptr (KerfDistance) b = kerf_distance_new (bone);
  KerfCut far = cut_at (kerf_vec3 (60, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), inf, inf, 1.2),
          behind = cut_at (kerf_vec3 (-30, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), inf, inf, 1.2);
  ck_assert_int_eq (kerf_tube_fate (&root, &far, 1, 2, b, NULL), KERF_FATE_SACRIFICED);
  ck_assert_int_eq (kerf_tube_fate (&root, &behind, 1, 2, b, NULL), KERF_FATE_PRESERVED);
  g_autoptr (KerfMesh) ball = kt_ellipsoid_mesh (kerf_vec3 (22, 1, 0), kerf_vec3 (5, 5, 5), 60);
  kt_near (kerf_mesh_slab_distance_mm (ball, &cut), 4, 1e-3);
}
END_TEST

START_TEST (a_plan_has_all_its_figures_and_verdicts)
{
  g_autoptr (KerfMesh) bone = kt_box_mesh (kerf_vec3 (-60, -50, -50), kerf_vec3 (60, 50, 50));
  g_autoptr (KerfMesh) tumour = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 30, 30), 400);
  g_autoptr (KerfDistance) b = kerf_distance_new (bone);
  g_autoptr (KerfDistance) t = kerf_distance_new (tumour);
  KerfCut cuts[2] = { cut_at (kerf_vec3 (40, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, -1, 0), 70, 70, 1),
                      cut_at (kerf_vec3 (-45, 0, 0), kerf_vec3 (-1, 0, 0), kerf_vec3 (0, 1, 0), 70, 70, 1) };
  double targets[2] = { 9.5, 15 }; /* the first is met to the last digit */
  KerfPlanInput in = {
    .cuts = cuts, .n_cuts = 2, .target_mm = targets, .plan_target_mm = 9, .tumour = t, .bone = b
  };
  g_autoptr (KerfPlanFigures) f = kerf_plan_figures (&in, NULL, NULL);
  kt_near (f->cuts[0].face[KERF_FACE_DISCARD].bounded_mm, 9.5, 1e-4);
  kt_near (f->margin_mm, 9.5, 1e-4);
  kt_near (f->cuts[1].face[KERF_FACE_KEEP].unbounded_mm, 15.5, 1e-4);
  kt_near (f->cuts[0].cut_area_mm2, 10000, 1e-6);
  ck_assert_str_eq (kerf_cut_verdict_name (f->cuts[0].verdict), "holds");
  ck_assert_str_eq (kerf_cut_verdict_name (f->cuts[1].verdict), "short");
  kt_near (f->volumes.resected_mm3, 84e4, 1);
  kt_near (f->volumes.kerf_mm3, 2e4, 1);
  kt_near (f->volumes.tumour_outside_specimen_mm3, 0, 1e-6);
  ck_assert_int_eq (f->contains_target_shell, 1);
  ck_assert_int_eq (f->freedom->state, KERF_FREE);
  ck_assert_uint_eq (f->freedom->pieces, 3);
  /* Tumour beyond a plane whose rectangle is small: not through it unless within its prism. */
  KerfCut beside = cut_at (kerf_vec3 (20, 45, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 5, 5, 1),
          over = cut_at (kerf_vec3 (-40, 0, 0), kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), 5, 5, 1);
  KerfMargin m[3];
  for (int k = 0; k < 3; k++)
    kerf_margin (&beside, (KerfFace) k, t, 0, b, &m[k]);
  ck_assert_int_eq (kerf_cut_verdict (&beside, m, (double) NAN, t, b), KERF_VERDICT_NO_TARGET);
  for (int k = 0; k < 3; k++)
    kerf_margin (&over, (KerfFace) k, t, 0, b, &m[k]);
  ck_assert (m[KERF_FACE_DISCARD].bounded_mm > 0);
  ck_assert_int_eq (kerf_cut_verdict (&over, m, 5, t, b), KERF_VERDICT_THROUGH_TUMOUR);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("specimen");
  TCase *t = tcase_create ("specimen");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, a_kerf_takes_its_slab);
  tcase_add_test (t, the_cap_of_a_ball_stays_and_the_tumour_is_counted_outside);
  tcase_add_test (t, crossing_kerfs_are_counted_once);
  tcase_add_test (t, blind_cuts_leave_a_hinge_until_they_meet);
  tcase_add_test (t, a_thin_slanting_kerf_does_not_leak);
  tcase_add_test (t, the_shell_is_contained_until_the_target_is_too_wide);
  tcase_add_test (t, a_root_has_its_distance_and_fate);
  tcase_add_test (t, a_plan_has_all_its_figures_and_verdicts);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
