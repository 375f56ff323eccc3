/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three slices that move together: turns, lines, handles, and that no way leads to a mirror. */
#include "../kerf-check.h"
#include "base/real.h"
#include "view/colour-map.h"
#include "view/crosshair.h"
#include "view/orientation.h"

static const KerfBox3 box = { { -100, -80, -60 }, { 100, 80, 60 } };

static KerfViewState *
state_at (KerfVec3 crosshair)
{
  KerfViewState *state = kerf_view_state_new ();
  state->crosshair = crosshair;
  return state;
}

static void
assert_frames (const KerfViewState *state)
{
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    const KerfView *view = &state->views[i];
    kt_near (kerf_length (view->right), 1, 1e-9);
    kt_near (kerf_length (view->down), 1, 1e-9);
    kt_near (kerf_dot (view->right, view->down), 0, 1e-9);
    /* Right, down and the way one looks: +1, a rotation. */
    KerfMat4 m = kerf_mat4_from_columns (view->right, view->down, kerf_view_into (view), kerf_vec3 (0, 0, 0));
    kt_near (kerf_mat4_determinant (&m), 1, 1e-9);
  }
  for (int i = 0; i < 3; i++)
    kt_near (kerf_dot (kerf_view_into (&state->views[i]), kerf_view_into (&state->views[(i + 1) % 3])), 0,
             1e-9);
  for (int twin = 0; twin < 2; twin++) {
    const KerfView *a = &state->views[twin], *b = &state->views[KERF_VIEW_AXIAL_OTHER + twin];
    kt_near (kerf_distance (a->right, b->right), 0, 1e-9);
    kt_near (kerf_distance (a->down, b->down), 0, 1e-9);
  }
}

/* One action, as a hand or a key does it. */
static void
do_any (GRand *rand, KerfViewState **state)
{
  static const KerfViewName slices[] = { KERF_VIEW_AXIAL, KERF_VIEW_CORONAL, KERF_VIEW_SAGITTAL,
                                         KERF_VIEW_AXIAL_OTHER, KERF_VIEW_CORONAL_OTHER };
  KerfViewName name = slices[g_rand_int_range (rand, 0, G_N_ELEMENTS (slices))];
  KerfView *space = &(*state)->views[KERF_VIEW_SPACE];
  KerfProjection p = kerf_projection (*state, KERF_VIEW_SPACE, 640, 480, &box);
  double angle = g_rand_double_range (rand, -4, 4);
  switch (g_rand_int_range (rand, 0, 12)) {
  case 0:
  case 1:
  case 2:
    kerf_view_state_turn_planes (*state, name, angle, &box);
    break;
  case 3:
    kerf_view_state_turn_in_plane (*state, name, angle, &box);
    break;
  case 4:
    kerf_view_state_turn_in_plane (*state, name, KERF_PI / 2, &box);
    break;
  case 5:
    kerf_view_state_set_surgeon (*state, !(*state)->surgeon);
    break;
  case 6:
    kerf_view_turn (space, &p, 50 * angle, 30, p.centre);
    break;
  case 7:
    kerf_view_roll (space, angle, (*state)->crosshair);
    break;
  case 8:
    kerf_view_look_from (space, "APLRSI"[g_rand_int_range (rand, 0, 6)]);
    break;
  case 9: { /* closed and opened again */
    g_autoptr (KerfJson) json = kerf_view_state_to_json (*state);
    g_autofree char *text = kerf_json_to_text (json);
    g_autoptr (KerfJson) read = kerf_json_parse (text, -1, "view", NULL);
    kerf_view_state_free (*state);
    *state = kerf_view_state_from_json (read);
    break;
  }
  case 10:
    (*state)->crosshair = kerf_vec3 (20 * angle, -15 * angle, 10 * angle);
    break;
  default:
    if (g_rand_int_range (rand, 0, 10) == 0)
      kerf_view_state_reset_planes (*state);
  }
}

START_TEST (a_thousand_actions_make_no_mirror_and_no_skew)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  g_autoptr (KerfViewState) state = state_at (kerf_vec3 (3, -4, 5));
  for (int i = 0; i < 1000; i++) {
    do_any (rand, &state);
    assert_frames (state);
  }
  kerf_view_state_reset_planes (state);
  g_autoptr (KerfViewState) fresh = kerf_view_state_new ();
  for (int i = 0; i < KERF_VIEW_SPACE; i++) {
    kt_near (kerf_distance (state->views[i].right, fresh->views[i].right), 0, 0);
    kt_near (kerf_distance (state->views[i].down, fresh->views[i].down), 0, 0);
    ck_assert (!kerf_view_is_away (&state->views[i], (KerfViewName) i));
  }
}
END_TEST

START_TEST (a_handle_turns_the_two_other_planes_about_the_crosshair)
{
  KerfVec3 at = kerf_vec3 (12, -7, 20);
  g_autoptr (KerfViewState) state = state_at (at);
  KerfProjection before[3];
  for (int i = 0; i < 3; i++)
    before[i] = kerf_projection (state, (KerfViewName) i, 500, 400, &box);
  KerfView axial = state->views[KERF_VIEW_AXIAL];
  kerf_view_state_turn_planes (state, KERF_VIEW_AXIAL, 30 * KERF_RAD_PER_DEG, &box);
  /* Its own picture stays, the lines in it go clockwise with the hand. */
  kt_near (kerf_distance (axial.right, state->views[KERF_VIEW_AXIAL].right), 0, 0);
  KerfProjection p = kerf_projection (state, KERF_VIEW_AXIAL, 500, 400, &box);
  KerfCrosshairLine lines[2];
  ck_assert (kerf_crosshair_lines (state, KERF_VIEW_AXIAL, &p, lines));
  ck_assert_int_eq (lines[0].plane, KERF_VIEW_CORONAL);
  kt_near (atan2 (kerf_dot (lines[0].way, p.down), kerf_dot (lines[0].way, p.right)) / KERF_RAD_PER_DEG, 30,
           1e-9);
  kt_near (kerf_dot (lines[0].way, lines[1].way), 0, 1e-12);
  for (int line = 0; line < 2; line++) { /* a line lies in both planes */
    kt_near (kerf_dot (lines[line].way, p.into), 0, 1e-12);
    kt_near (kerf_dot (lines[line].way, kerf_view_into (&state->views[lines[line].plane])), 0, 1e-12);
  }
  /* The point stays where it is on every screen: nothing jumps. */
  for (int i = 0; i < 3; i++) {
    state->views[i].zoom_px_per_mm = before[i].px_per_mm;
    KerfProjection now = kerf_projection (state, (KerfViewName) i, 500, 400, &box);
    KerfVec3 a = kerf_projection_screen (&before[i], at), b = kerf_projection_screen (&now, at);
    kt_near (a.x, b.x, 1e-9);
    kt_near (a.y, b.y, 1e-9);
  }
  ck_assert_str_eq (kerf_view_title (&state->views[KERF_VIEW_CORONAL], KERF_VIEW_CORONAL), "Oblique coronal");
  ck_assert (!kerf_view_is_away (&state->views[KERF_VIEW_CORONAL], KERF_VIEW_CORONAL));
  /* A quarter more and the pane that was coronal is a sagittal one, and says so. */
  kerf_view_state_turn_planes (state, KERF_VIEW_AXIAL, 60 * KERF_RAD_PER_DEG, &box);
  ck_assert_str_eq (kerf_view_title (&state->views[KERF_VIEW_CORONAL], KERF_VIEW_CORONAL), "Sagittal");
}
END_TEST

START_TEST (handles_centre_and_lines_are_where_they_are_drawn)
{
  g_autoptr (KerfViewState) state = state_at (kerf_vec3 (0, 0, 0));
  kerf_view_state_turn_planes (state, KERF_VIEW_AXIAL, 20 * KERF_RAD_PER_DEG, &box);
  KerfProjection p = kerf_projection (state, KERF_VIEW_AXIAL, 600, 500, &box);
  KerfCrosshairLine lines[2];
  KerfVec3 handles[2];
  int line = -1;
  ck_assert (kerf_crosshair_lines (state, KERF_VIEW_AXIAL, &p, lines));
  for (int i = 0; i < 2; i++) {
    ck_assert_uint_eq (kerf_crosshair_handles (&lines[i], KERF_VIEW_AXIAL, &p, state->crosshair, handles), 2);
    for (int end = 0; end < 2; end++) {
      ck_assert (handles[end].x > 50 && handles[end].x < 550 && handles[end].y > 50 && handles[end].y < 450);
      ck_assert_int_eq (kerf_crosshair_pick (state, KERF_VIEW_AXIAL, &p, handles[end].x + 8,
                                             handles[end].y - 8, FALSE, &line),
                        KERF_CROSSHAIR_TURN);
      ck_assert_int_eq (line, i);
    }
    double x = (handles[0].x + 300) / 2, y = (handles[0].y + 250) / 2;
    ck_assert_int_eq (kerf_crosshair_pick (state, KERF_VIEW_AXIAL, &p, x + 3, y + 3, FALSE, &line),
                      KERF_CROSSHAIR_LINE);
    ck_assert_int_eq (line, i);
  }
  ck_assert_int_eq (kerf_crosshair_pick (state, KERF_VIEW_AXIAL, &p, 308, 256, FALSE, &line),
                    KERF_CROSSHAIR_CENTRE);
  ck_assert_int_eq (kerf_crosshair_pick (state, KERF_VIEW_AXIAL, &p, 340, 290, FALSE, &line),
                    KERF_CROSSHAIR_NOTHING);
  /* Across a cut the planes stay with the cut. */
  KerfProjection cut = kerf_projection (state, KERF_VIEW_CUT_U, 600, 500, &box);
  if (kerf_crosshair_lines (state, KERF_VIEW_CUT_U, &cut, lines))
    ck_assert_uint_eq (kerf_crosshair_handles (&lines[0], KERF_VIEW_CUT_U, &cut, state->crosshair, handles),
                       0);
}
END_TEST

START_TEST (a_side_is_found_by_the_way_one_looks_from_it)
{
  KerfView view = { 0 };
  for (const char *side = "APLRSI"; *side; side++) {
    kerf_view_look_from (&view, *side);
    KerfVec3 into = kerf_view_into (&view);
    ck_assert_int_eq (kerf_view_side_along (into), *side);
    /* Within 40° it is still that one. */
    KerfMat4 turn = kerf_mat4_rotation (view.down, 40 * KERF_RAD_PER_DEG, kerf_vec3 (0, 0, 0));
    ck_assert_int_eq (kerf_view_side_along (kerf_mat4_direction (&turn, into)), *side);
  }
}
END_TEST

START_TEST (in_3d_the_surgeon_looks_from_behind_and_comes_back_unless_it_was_turned)
{
  g_autoptr (KerfViewState) state = state_at (kerf_vec3 (0, 0, 0));
  KerfView *space = &state->views[KERF_VIEW_SPACE], plain = *space, behind = *space;
  kerf_view_look_from (&behind, 'P');
  for (int way = 0; way < 3; way++) {
    *space = plain;
    kerf_view_state_set_surgeon (state, TRUE);
    kt_near (kerf_distance (space->right, behind.right) + kerf_distance (space->down, behind.down), 0, 0);
    KerfView before = plain;
    if (way == 2) { /* turned since */
      kerf_view_look_from (space, 'L');
      before = *space;
    }
    if (way == 0)
      kerf_view_state_set_surgeon (state, FALSE);
    else
      kerf_view_state_reset_planes (state);
    ck_assert (!state->surgeon);
    kt_near (kerf_distance (space->right, before.right) + kerf_distance (space->down, before.down), 0, 0);
  }
}
END_TEST

START_TEST (the_surgeon_sees_the_same_planes_and_comes_back)
{
  g_autoptr (KerfViewState) state = state_at (kerf_vec3 (0, 0, 0)), plain = state_at (kerf_vec3 (0, 0, 0));
  kerf_view_state_set_surgeon (plain, TRUE);
  for (int i = 0; i < 3; i++) { /* the table of the conventions */
    KerfView prone = plain->views[i];
    kerf_view_set_axes (&prone, (KerfViewName) i, TRUE);
    kt_near (kerf_distance (prone.right, plain->views[i].right), 0, 0);
    kt_near (kerf_distance (prone.down, plain->views[i].down), 0, 0);
    ck_assert (kerf_view_is_away (&plain->views[i], (KerfViewName) i));
  }
  kerf_view_state_turn_planes (state, KERF_VIEW_AXIAL, 0.3, &box);
  kerf_view_state_turn_planes (state, KERF_VIEW_SAGITTAL, -0.2, &box);
  g_autoptr (KerfViewState) before = kerf_view_state_copy (state);
  kerf_view_state_set_surgeon (state, TRUE);
  for (int i = 0; i < 3; i++) {
    KerfVec3 a = kerf_view_into (&state->views[i]), b = kerf_view_into (&before->views[i]);
    kt_near (fabs (kerf_dot (a, b)), 1, 1e-12); /* the same plane, from one side or the other */
  }
  kerf_view_state_set_surgeon (state, FALSE);
  for (int i = 0; i < 3; i++) {
    kt_near (kerf_distance (state->views[i].right, before->views[i].right), 0, 0);
    kt_near (kerf_distance (state->views[i].down, before->views[i].down), 0, 0);
  }
}
END_TEST

START_TEST (a_picture_turned_in_its_plane_says_so_until_it_is_back)
{
  g_autoptr (KerfViewState) state = state_at (kerf_vec3 (5, 6, 7));
  KerfView *axial = &state->views[KERF_VIEW_AXIAL];
  char top[4];
  kerf_view_state_turn_in_plane (state, KERF_VIEW_AXIAL, KERF_PI / 2, &box);
  kerf_orientation_letters (kerf_scale (axial->down, -1), top);
  ck_assert_str_eq (top, "L"); /* anticlockwise: what was right of the picture is on top */
  ck_assert (kerf_view_is_away (axial, KERF_VIEW_AXIAL));
  kt_near (kerf_dot (kerf_view_into (axial), kerf_vec3 (0, 0, 1)), 1, 0);
  for (int i = 0; i < 3; i++)
    kerf_view_state_turn_in_plane (state, KERF_VIEW_AXIAL, KERF_PI / 2, &box);
  ck_assert (!kerf_view_is_away (axial, KERF_VIEW_AXIAL));
  kt_near (axial->right.x, 1, 0);
  kerf_view_state_turn_in_plane (state, KERF_VIEW_AXIAL, 0.01, &box);
  ck_assert (kerf_view_is_away (axial, KERF_VIEW_AXIAL));
}
END_TEST

START_TEST (two_angles_tell_an_oblique_plane)
{
  int axes[3];
  double first, second;
  /* A plane first turned from axial by 12° towards coronal, then by 3.4° towards sagittal. */
  KerfMat4 a = kerf_mat4_rotation (kerf_vec3 (1, 0, 0), 12 * KERF_RAD_PER_DEG, kerf_vec3 (0, 0, 0));
  KerfVec3 n = kerf_mat4_direction (&a, kerf_vec3 (0, 0, 1));
  KerfVec3 along = kerf_vec3 (1, 0, 0);
  n = kerf_add (kerf_scale (n, cos (3.4 * KERF_RAD_PER_DEG)),
                kerf_scale (along, sin (3.4 * KERF_RAD_PER_DEG)));
  kerf_oblique_angles (n, axes, &first, &second);
  ck_assert_int_eq (axes[0], 2);
  ck_assert_int_eq (axes[1], 1);
  ck_assert_int_eq (axes[2], 0);
  kt_near (first, 12, 1e-9);
  kt_near (second, 3.4, 1e-9);
}
END_TEST

START_TEST (what_the_hand_chose_survives_the_file)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->sampling = KERF_SAMPLING_CUBIC;
  state->fusion = KERF_FUSION_WIPE;
  state->fusion_map = KERF_MAP_HOT;
  state->wipe_share = 0.25;
  state->fusion_share = 0.75;
  state->views[KERF_VIEW_CORONAL].turned = TRUE;
  state->cut_layout = KERF_LAYOUT_ONE_AND_TWO;
  state->other_held = TRUE;
  kerf_view_state_set_mine (state, "mr", 300, 700);
  kerf_view_state_set_mine (state, "ct", 40, 350);
  kerf_view_state_set_mine (state, "mr", 310, 720);
  g_autoptr (KerfJson) json = kerf_view_state_to_json (state);
  g_autoptr (KerfViewState) back = kerf_view_state_from_json (json);
  ck_assert_int_eq (back->sampling, KERF_SAMPLING_CUBIC);
  ck_assert_int_eq (back->fusion, KERF_FUSION_WIPE);
  ck_assert_int_eq (back->fusion_map, KERF_MAP_HOT);
  kt_near (back->wipe_share, 0.25, 0);
  kt_near (back->fusion_share, 0.75, 0);
  ck_assert (back->views[KERF_VIEW_CORONAL].turned && !back->views[KERF_VIEW_AXIAL].turned);
  ck_assert_int_eq (back->cut_layout, KERF_LAYOUT_ONE_AND_TWO);
  ck_assert (!back->other_held); /* a held key is not kept */
  double centre, width;
  ck_assert (kerf_view_state_get_mine (back, "mr", &centre, &width));
  kt_near (centre, 310, 0);
  kt_near (width, 720, 0);
  ck_assert (!kerf_view_state_get_mine (back, "pseudo-ct", &centre, &width));
}
END_TEST

START_TEST (colour_maps_begin_black_and_the_even_one_is_even)
{
  for (int m = 0; m < KERF_N_MAPS; m++)
    kt_near (kerf_colour_lightness (kerf_colour_map_at ((KerfColourMap) m, 0)), 0, 1e-6);
  for (int i = 0; i <= 1000; i++) {
    double y = i / 1000.0;
    kt_near (kerf_colour_lightness (kerf_colour_map_at (KERF_MAP_EVEN, y)), 95 * y, 1.1);
    kt_near ((double) kerf_colour_map_at (KERF_MAP_GREY, y).g, y, 1e-6);
    KerfColour hot = kerf_colour_map_at (KERF_MAP_HOT, y);
    kt_near ((double) hot.r, fmin (2 * y, 1), 1e-6);
    kt_near ((double) hot.g, fmax (2 * y - 1, 0), 1e-6);
    kt_near ((double) hot.b, fmax (4 * y - 3, 0), 1e-6);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("planes");
  TCase *tcase = tcase_create ("planes");
  tcase_add_test (tcase, a_thousand_actions_make_no_mirror_and_no_skew);
  tcase_add_test (tcase, a_handle_turns_the_two_other_planes_about_the_crosshair);
  tcase_add_test (tcase, handles_centre_and_lines_are_where_they_are_drawn);
  tcase_add_test (tcase, the_surgeon_sees_the_same_planes_and_comes_back);
  tcase_add_test (tcase, a_side_is_found_by_the_way_one_looks_from_it);
  tcase_add_test (tcase, in_3d_the_surgeon_looks_from_behind_and_comes_back_unless_it_was_turned);
  tcase_add_test (tcase, a_picture_turned_in_its_plane_says_so_until_it_is_back);
  tcase_add_test (tcase, two_angles_tell_an_oblique_plane);
  tcase_add_test (tcase, what_the_hand_chose_survives_the_file);
  tcase_add_test (tcase, colour_maps_begin_black_and_the_even_one_is_even);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
