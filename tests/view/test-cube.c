/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A click on the cube looks from where its letter says, and what is seen then is that letter. */
#include "view-check.h"
#include "view/cube.h"

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };

START_TEST (every_face_and_edge_is_where_it_is_clicked)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfView *view = &state->views[KERF_VIEW_SPACE];
  for (int i = 1; i <= 64; i++) {
    KerfVec3 from = kerf_unit (kerf_vec3 (kt_spread (i, 0.618) - 0.5, kt_spread (i, 0.414) - 0.5,
                                          0.9 * (kt_spread (i, 0.732) - 0.5)));
    kerf_view_look_along (view, kerf_scale (from, -1));
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 500, 400, box);
    const KerfProjection p = scene->projection;
    double middle_x = 0, middle_y = 0, n = 0;
    int hits = 0;
    for (int y = 0; y < 400; y++)
      for (int x = 300; x < 500; x++) {
        KerfVec3 into;
        if (!kerf_cube_hit (scene, x, y, &into))
          continue;
        hits++;
        middle_x += x, middle_y += y, n++;
        kt_near (kerf_length (into), 1, 1e-12);
        /* A face that is seen is less than a right angle away; its edges 45° more. */
        ck_assert (kerf_dot (into, p.into) > -sqrt (0.5));
        int axes = (fabs (into.x) > 1e-9) + (fabs (into.y) > 1e-9) + (fabs (into.z) > 1e-9);
        ck_assert (axes == 1 || axes == 2);
      }
    /* A cube of 38 px covers between its face and its hexagon of √3 times that. */
    ck_assert_int_gt (hits, 38 * 38 - 100);
    ck_assert_int_lt (hits, (int) (1.74 * 38 * 38) + 60);
    kt_near (middle_x / n, 500 - 46, 1);
    /* The nearest face is in the middle of the cube. */
    KerfVec3 into;
    ck_assert (kerf_cube_hit (scene, 500 - 46, 46, &into));
    int axis = 0;
    for (int a = 1; a < 3; a++)
      if (fabs (kerf_component (from, a)) > fabs (kerf_component (from, axis)))
        axis = a;
    if (fabs (kerf_component (from, axis)) > 0.95)
      ck_assert (kerf_component (into, axis) * kerf_component (from, axis) < -0.94);
  }
}
END_TEST

START_TEST (straight_on_its_rim_turns_by_half_a_right_angle)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  kerf_view_look_from (&state->views[KERF_VIEW_SPACE], 'A');
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 500, 400, box);
  scene->right_text_px = 60; /* under it */
  double y = 60 + 36;
  KerfVec3 into;
  ck_assert (kerf_cube_hit (scene, 500 - 46 + 17, y, &into)); /* to the right: the patient's left */
  kt_near (into.x, -sqrt (0.5), 1e-12);
  kt_near (into.y, sqrt (0.5), 1e-12);
  ck_assert (kerf_cube_hit (scene, 500 - 46, y - 17, &into)); /* up: the head */
  kt_near (into.z, -sqrt (0.5), 1e-12);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("cube");
  TCase *tcase = tcase_create ("cube");
  tcase_add_test (tcase, every_face_and_edge_is_where_it_is_clicked);
  tcase_add_test (tcase, straight_on_its_rim_turns_by_half_a_right_angle);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
