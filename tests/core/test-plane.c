/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/plan/margin.h"
#include "shapes.h"

/* The plane of domain §1.6's table: q = (40, 0, 0), u = y, v = z, n = x. */
static KerfCut
table_cut (void)
{
  return (KerfCut){ .frame = { { 40, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 } },
                    .half_extent_u_mm = 20,
                    .half_extent_v_mm = 15,
                    .depth_mm = (double) INFINITY };
}

static const KerfVec3 face_corners[4] = {
  { 40, -20, -15 }, { 40, 20, -15 }, { 40, 20, 15 }, { 40, -20, 15 }
};

static KerfFrame3
moved_frame (const KerfFrame3 *f, const KerfMat4 *m)
{
  return (KerfFrame3){ kerf_mat4_point (m, f->p), kerf_mat4_direction (m, f->u),
                       kerf_mat4_direction (m, f->v), kerf_mat4_direction (m, f->n) };
}

typedef struct {
  double axis[3], deg, about[3], then[3], centre[3]; /* turn, then shift; tumour's centre */
  double offset, pitch, roll, angle, margin, L_dev;  /* L_dev NaN: not in the table */
} Row;

static const Row rows[] = {
  { { 0, 0, 1 }, 0, { 0 }, { -1.5, 7, -3 }, { 0 }, -1.5, 0, 0, 0, 8.5, 1.5 },
  { { 0, 1, 0 }, 2, { 40, 0, 0 }, { 0 }, { 0 }, 0, 2, 0, 2, 9.975633, 15 * 0.034920769 },
  { { 0, 0, 1 }, 3, { 40, 0, 0 }, { 0 }, { 0 }, 0, 0, 3, 3, 9.945181, 20 * 0.052407779 },
  { { 0, 0, 1 }, 3, { 0 }, { 0.5, 0, 0 }, { 0 }, 0.554894, 0, 3, 3, 10.499315, NAN },
  { { 0, 1, 2 },
    2.5,
    { 0 },
    { -0.4, 0.2, 0.1 },
    { 0, 5, 0 },
    -0.356035,
    1.118602,
    2.236352,
    2.5,
    9.411161,
    1.429952 },
};

START_TEST (known_motions_measure_as_the_table_says)
{
  const Row *r = &rows[_i];
  KerfCut a = table_cut ();
  KerfMat4 m = kerf_mat4_rotation (kerf_vec3 (r->axis[0], r->axis[1], r->axis[2]), r->deg * KERF_RAD_PER_DEG,
                                   kerf_vec3 (r->about[0], r->about[1], r->about[2]));
  KerfFrame3 b = moved_frame (&a.frame, &m);
  b.p = kerf_add (b.p, kerf_vec3 (r->then[0], r->then[1], r->then[2]));
  KerfCutDeviation d = kerf_cut_deviation (&a.frame, &b, kerf_vec3 (40, 0, 0), face_corners, 4);
  kt_near (d.offset_mm, r->offset, 1e-6);
  kt_near (d.pitch_rad / KERF_RAD_PER_DEG, r->pitch, 1e-6);
  kt_near (d.roll_rad / KERF_RAD_PER_DEG, r->roll, 1e-6);
  kt_near (d.angle_rad / KERF_RAD_PER_DEG, r->angle, 1e-6);
  if (!isnan (r->L_dev))
    kt_near (d.L_dev_mm, r->L_dev, 1e-6);
  kt_near (d.L_zone_mm, 2 * d.L_dev_mm, 0);
  kt_near (kerf_dot (b.n, kerf_sub (b.p, kerf_vec3 (r->centre[0], r->centre[1], r->centre[2]))) - 30,
           r->margin, 1e-6);
}
END_TEST

START_TEST (a_move_measures_exactly_the_pitch_roll_and_shift_asked_for)
{
  for (guint32 k = 0; k < 200; k++) {
    KerfCut a = table_cut (), b;
    a.frame = kerf_frame3 (kerf_vec3 (40, 3, -7), kt_direction ((int) k, 200),
                           kt_direction ((int) (37 * k % 200), 200));
    KerfCutMove move = { .along_mm = 10 * kt_random (5 * k) - 5,
                         .pitch_rad = 2 * kt_random (5 * k + 1) - 1,
                         .roll_rad = 2 * kt_random (5 * k + 2) - 1,
                         .turn_rad = 6 * kt_random (5 * k + 3) - 3,
                         .pivot = kerf_frame3_point (&a.frame, 11, -4, 0) };
    ck_assert (kerf_cut_move (&a, &move, &b, NULL));
    KerfCutDeviation d = kerf_cut_deviation (&a.frame, &b.frame, move.pivot, NULL, 0);
    kt_near (d.pitch_rad, move.pitch_rad, 1e-12);
    kt_near (d.roll_rad, move.roll_rad, 1e-12);
    kt_near (d.offset_mm, move.along_mm, 1e-12);
    kt_near (kerf_dot (b.frame.u, b.frame.n), 0, 1e-12);
    kt_near (kerf_distance (b.frame.v, kerf_cross (b.frame.n, b.frame.u)), 0, 1e-12);
    /* u′ is the turned u, brought into the new plane. */
    KerfVec3 turned =
        kerf_along (kerf_scale (a.frame.u, cos (move.turn_rad)), sin (move.turn_rad), a.frame.v);
    KerfVec3 in_plane = kerf_unit (kerf_along (turned, -kerf_dot (turned, b.frame.n), b.frame.n));
    kt_near (kerf_distance (in_plane, b.frame.u), 0, 1e-9);
    /* The pivot keeps its place on the plane, the point its distance from it, but for the shift. */
    kt_near (kerf_distance (kerf_along (b.frame.p, -move.along_mm, a.frame.n), move.pivot),
             kerf_distance (a.frame.p, move.pivot), 1e-12);
  }
}
END_TEST

START_TEST (a_turn_goes_about_the_normal_and_a_shift_along_the_old_axes)
{
  KerfCut a = table_cut (), b;
  KerfCutMove move = {
    .turn_rad = 90 * KERF_RAD_PER_DEG, .u_mm = 1, .v_mm = 2, .along_mm = 3, .pivot = { 40, 10, 0 }
  };
  ck_assert (kerf_cut_move (&a, &move, &b, NULL));
  kt_near (kerf_distance (b.frame.u, kerf_vec3 (0, 0, 1)), 0, 1e-12);
  kt_near (kerf_distance (b.frame.v, kerf_vec3 (0, -1, 0)), 0, 1e-12);
  kt_near (kerf_distance (b.frame.p, kerf_vec3 (43, 11, -8)), 0, 1e-12);
  move.pitch_rad = 61 * KERF_RAD_PER_DEG;
  g_autoptr (GError) error = NULL;
  ck_assert (!kerf_cut_move (&a, &move, &b, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "60°"));
}
END_TEST

START_TEST (kerf_faces_lie_where_the_stated_face_says)
{
  /* domain §10 no. 5, w = 1.2 */
  const double truth[3][2] = { { -0.6, 0.6 }, { -1.2, 0 }, { 0, 1.2 } }; /* discard, keep */
  for (int f = 0; f < 3; f++) {
    kt_near (kerf_face_offset ((KerfFace) f, 1.2, KERF_FACE_DISCARD), truth[f][0], 1e-12);
    kt_near (kerf_face_offset ((KerfFace) f, 1.2, KERF_FACE_KEEP), truth[f][1], 1e-12);
    KerfCut cut = table_cut (), flipped;
    cut.width_mm = 1.2;
    cut.face = (KerfFace) f;
    flipped = kerf_cut_flip (&cut);
    KerfVec3 point = kerf_vec3 (40.3, 2, 1);
    kt_near (kerf_cut_slab_distance (&flipped, point), kerf_cut_slab_distance (&cut, point), 1e-12);
    kt_near (kerf_distance (flipped.frame.v, kerf_cross (flipped.frame.n, flipped.frame.u)), 0, 1e-12);
    kt_near (kerf_distance (flipped.frame.v, cut.frame.v), 0, 0);
  }
}
END_TEST

START_TEST (three_points_and_a_line_give_the_frames_of_the_handbook)
{
  KerfVec3 p[3] = { { 40, -10, -5 }, { 40, 10, -5 }, { 40, 0, 20 } }, tumour = kerf_vec3 (0, 0, 0);
  KerfCut cut;
  ck_assert (kerf_cut_through_points (p, tumour, 1.2, KERF_FACE_CENTRE, &cut, NULL));
  kt_near (kerf_distance (cut.frame.n, kerf_vec3 (1, 0, 0)), 0, 1e-12);
  kt_near (kerf_distance (cut.frame.u, kerf_vec3 (0, 1, 0)), 0, 1e-12);
  kt_near (kerf_distance (cut.frame.v, kerf_vec3 (0, 0, 1)), 0, 1e-12);
  /* From the other side n and u turn, v still points to c. */
  ck_assert (kerf_cut_through_points (p, kerf_vec3 (90, 0, 0), 1.2, KERF_FACE_CENTRE, &cut, NULL));
  kt_near (kerf_distance (cut.frame.n, kerf_vec3 (-1, 0, 0)), 0, 1e-12);
  kt_near (kerf_distance (cut.frame.v, kerf_vec3 (0, 0, 1)), 0, 1e-12);
  g_autoptr (GError) error = NULL;
  KerfVec3 line[3] = { { 0, 0, 0 }, { 10, 0, 0 }, { 20, 0.1, 0 } };
  ck_assert (!kerf_cut_through_points (line, tumour, 1.2, KERF_FACE_CENTRE, &cut, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "nearly on a line"));
  ck_assert (kerf_cut_line (kerf_vec3 (40, -20, 7), kerf_vec3 (40, 20, 7), kerf_vec3 (0, 0, 1), tumour, 1.2,
                            KERF_FACE_KEEP, &cut, NULL));
  kt_near (kerf_distance (cut.frame.n, kerf_vec3 (1, 0, 0)), 0, 1e-12);
  kt_near (kerf_distance (cut.frame.v, kerf_vec3 (0, 1, 0)), 0, 1e-12);
  kt_near (kerf_distance (cut.frame.u, kerf_cross (cut.frame.v, cut.frame.n)), 0, 1e-12);
  ck_assert (!kerf_cut_line (kerf_vec3 (0, 0, 0), kerf_vec3 (0, 0, 9), kerf_vec3 (0, 0, 1), tumour, 1.2,
                             KERF_FACE_KEEP, &cut, NULL));
}
END_TEST

START_TEST (extents_fit_the_nearest_part_of_the_section)
{
  g_autoptr (KerfMesh) near = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (80, 30, 40));
  g_autoptr (KerfMesh) far = kt_box_mesh (kerf_vec3 (0, 100, 0), kerf_vec3 (80, 200, 40));
  g_autoptr (KerfMesh) bone = kt_joined (near, far);
  KerfCut cut = table_cut ();
  KerfCut fitted = kerf_cut_fit_extents (&cut, bone, kerf_vec3 (40, 10, 10));
  kt_near (fitted.half_extent_u_mm, 25, 1e-5);
  kt_near (fitted.half_extent_v_mm, 30, 1e-5);
  kt_near (kerf_distance (fitted.frame.p, kerf_vec3 (40, 15, 20)), 0, 1e-5);
  KerfVec3 pivot;
  ck_assert (kerf_cut_pivot (&fitted, bone, &pivot));
  kt_near (kerf_distance (pivot, kerf_vec3 (40, 15, 20)), 0, 1e-5);
  cut.frame.p.x = 500;
  fitted = kerf_cut_fit_extents (&cut, bone, kerf_vec3 (500, 0, 0));
  kt_near (fitted.half_extent_u_mm, 40, 0);
  ck_assert (!kerf_cut_pivot (&fitted, bone, &pivot));
}
END_TEST

START_TEST (a_depth_stops_the_slab)
{
  KerfCut cut = table_cut ();
  cut.width_mm = 1;
  cut.depth_mm = 10;
  kt_near (kerf_cut_slab_distance (&cut, kerf_vec3 (40, 0, -10)), -0.5, 1e-12);
  kt_near (kerf_cut_slab_distance (&cut, kerf_vec3 (40, 0, -2)), 3, 1e-12);
  kt_near (kerf_cut_slab_distance (&cut, kerf_vec3 (43.5, 24, -19)), sqrt (9 + 16 + 16), 1e-12);
  cut.half_extent_u_mm = cut.half_extent_v_mm = (double) INFINITY;
  kt_near (kerf_cut_slab_distance (&cut, kerf_vec3 (43.5, 2000, 900)), 3, 1e-12);
}
END_TEST

START_TEST (a_plane_snaps_to_a_margin)
{
  /* domain §10 no. 26 */
  g_autoptr (KerfMesh) tumour = kt_ellipsoid_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (30, 20, 10), 600);
  KerfCut cut = { .frame = kerf_frame3 (kerf_vec3 (50, 1, 2), kerf_vec3 (1, 2, 2), kerf_vec3 (1, 0, 0)),
                  .width_mm = 1.2,
                  .half_extent_u_mm = 50,
                  .half_extent_v_mm = 50,
                  .depth_mm = (double) INFINITY };
  KerfCut snapped = kerf_cut_snapped (&cut, tumour, 0, 5);
  KerfFrame3 face = kerf_cut_face (&snapped, KERF_FACE_DISCARD);
  kt_near (kerf_dot (face.n, face.p), 22.950549, 2e-3);
  kt_near (kerf_margin_unbounded_mm (&face, tumour, NULL), 5, 1e-9);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plane");
  TCase *t = tcase_create ("plane");
  tcase_add_loop_test (t, known_motions_measure_as_the_table_says, 0, G_N_ELEMENTS (rows));
  tcase_add_test (t, a_move_measures_exactly_the_pitch_roll_and_shift_asked_for);
  tcase_add_test (t, a_turn_goes_about_the_normal_and_a_shift_along_the_old_axes);
  tcase_add_test (t, kerf_faces_lie_where_the_stated_face_says);
  tcase_add_test (t, three_points_and_a_line_give_the_frames_of_the_handbook);
  tcase_add_test (t, extents_fit_the_nearest_part_of_the_section);
  tcase_add_test (t, a_depth_stops_the_slab);
  tcase_add_test (t, a_plane_snaps_to_a_margin);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
