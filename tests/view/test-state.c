/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/real.h"
#include "view/orientation.h"
#include "view/palette.h"
#include "view/projection.h"
#include "view/window.h"

static const KerfBox3 box = { { -100, -80, -60 }, { 100, 80, 60 } };

START_TEST (standard_views_look_from_where_radiologists_do)
{
  static const struct {
    KerfViewName name;
    const char *left, *top;
    const char *prone_left, *prone_top;
  } rows[] = { { KERF_VIEW_AXIAL, "R", "A", "L", "P" },
               { KERF_VIEW_CORONAL, "R", "S", "L", "S" },
               { KERF_VIEW_SAGITTAL, "A", "S", "S", "P" } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int prone = 0; prone < 2; prone++) {
      KerfView view = { 0 };
      char left[4], top[4];
      kerf_view_set_axes (&view, rows[i].name, prone);
      kerf_orientation_letters (kerf_scale (view.right, -1), left);
      kerf_orientation_letters (kerf_scale (view.down, -1), top);
      ck_assert_str_eq (left, prone ? rows[i].prone_left : rows[i].left);
      ck_assert_str_eq (top, prone ? rows[i].prone_top : rows[i].top);
      kt_near (kerf_length (kerf_view_into (&view)), 1, 1e-12);
    }
}
END_TEST

START_TEST (letters_follow_the_matrix)
{
  char letters[4];
  static const struct {
    double x, y, z;
    const char *letters;
  } rows[] = { { 1, 0, 0, "L" },       { -1, 0, 0, "R" },          { 0, 1, 0, "P" },
               { 0, -1, 0, "A" },      { 0, 0, 1, "S" },           { 0, 0, -1, "I" },
               { 0.9, -0.4, 0, "LA" }, { -0.3, 0.2, 0.93, "SRP" }, { 1, 0.04, 0, "L" } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    kerf_orientation_letters (kerf_vec3 (rows[i].x, rows[i].y, rows[i].z), letters);
    ck_assert_str_eq (letters, rows[i].letters);
  }
}
END_TEST

START_TEST (positions_carry_letters_and_no_minus)
{
  g_autofree char *text = kerf_position_text (kerf_vec3 (-12, 38.44, 66));
  ck_assert_str_eq (text, "R 12.0  P 38.4  S 66.0 mm");
  g_autofree char *nought = kerf_position_letter_text (0, -0.04);
  ck_assert_str_eq (nought, "L 0.0");
}
END_TEST

START_TEST (the_scale_bar_is_the_longest_that_fits_a_third)
{
  kt_near (kerf_scale_bar_mm (2, 600), 100, 0);
  kt_near (kerf_scale_bar_mm (2, 599), 50, 0);
  kt_near (kerf_scale_bar_mm (100, 400), 1, 0);
  kt_near (kerf_scale_bar_mm (100, 299), 0, 0);
}
END_TEST

START_TEST (the_wheel_goes_to_feet_back_and_left)
{
  KerfView view = { 0 };
  for (int prone = 0; prone < 2; prone++) {
    kerf_view_set_axes (&view, KERF_VIEW_AXIAL, prone);
    kt_near (kerf_view_wheel (&view).z, -1, 1e-12);
    kerf_view_set_axes (&view, KERF_VIEW_CORONAL, prone);
    kt_near (kerf_view_wheel (&view).y, 1, 1e-12);
    kerf_view_set_axes (&view, KERF_VIEW_SAGITTAL, prone);
    kt_near (kerf_view_wheel (&view).x, 1, 1e-12);
  }
}
END_TEST

START_TEST (pixels_and_patient_points_go_back_and_forth)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->crosshair = kerf_vec3 (7, -9, 11);
  KerfView *oblique = &state->views[KERF_VIEW_CORONAL];
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, 3), 0.7, kerf_vec3 (0, 0, 0));
  oblique->right = kerf_mat4_direction (&turn, oblique->right);
  oblique->down = kerf_mat4_direction (&turn, oblique->down);
  for (int i = 0; i < 3; i++) {
    KerfViewName name = (KerfViewName) i;
    KerfProjection p = kerf_projection (state, name, 640, 480, &box);
    KerfVec3 at = kerf_projection_patient (&p, 123.25, 45.5), screen = kerf_projection_screen (&p, at);
    kt_near (screen.x, 123.25, 1e-9);
    kt_near (screen.y, 45.5, 1e-9);
    kt_near (screen.z, 0, 1e-9);
    kt_near (kerf_dot (kerf_sub (at, state->crosshair), p.into), 0, 1e-9);
  }
}
END_TEST

START_TEST (a_line_of_sight_lands_on_its_pixel)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  for (int perspective = 0; perspective < 2; perspective++) {
    state->views[KERF_VIEW_SPACE].perspective = perspective;
    KerfProjection p = kerf_projection (state, KERF_VIEW_SPACE, 800, 600, &box);
    KerfVec3 from, way;
    kerf_projection_ray (&p, 200, 450, &from, &way);
    double matrix[16];
    kerf_projection_matrix (&p, matrix);
    for (double t = 300; t < 500; t += 50) {
      KerfVec3 at = kerf_along (from, t, way), screen = kerf_projection_screen (&p, at);
      kt_near (screen.x, 200, 1e-6);
      kt_near (screen.y, 450, 1e-6);
      double clip[4];
      for (int row = 0; row < 4; row++)
        clip[row] = matrix[4 * row] * at.x + matrix[4 * row + 1] * at.y + matrix[4 * row + 2] * at.z +
                    matrix[4 * row + 3];
      kt_near ((clip[0] / clip[3] + 1) * 400, 200, 1e-6);
      kt_near ((1 - clip[1] / clip[3]) * 300, 450, 1e-6);
      kt_near (clip[2] / clip[3], screen.z, 1e-9);
    }
  }
}
END_TEST

START_TEST (zoom_keeps_the_point_under_the_pointer_and_its_bounds)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfView *view = &state->views[KERF_VIEW_AXIAL];
  KerfProjection p = kerf_projection (state, KERF_VIEW_AXIAL, 600, 600, &box);
  KerfVec3 at = kerf_projection_patient (&p, 100, 500);
  kerf_view_zoom (view, KERF_VIEW_AXIAL, &p, 1.7, 100, 500, &box);
  KerfProjection q = kerf_projection (state, KERF_VIEW_AXIAL, 600, 600, &box);
  kt_near (q.px_per_mm, 1.7 * p.px_per_mm, 1e-9);
  KerfVec3 screen = kerf_projection_screen (&q, at);
  kt_near (screen.x, 100, 1e-9);
  kt_near (screen.y, 500, 1e-9);
  kerf_view_zoom (view, KERF_VIEW_AXIAL, &q, 1e9, 100, 500, &box);
  kt_near (view->zoom_px_per_mm, 100, 1e-9);
  kerf_view_zoom (view, KERF_VIEW_AXIAL, &q, 1e-9, 100, 500, &box);
  kt_near (view->zoom_px_per_mm, kerf_projection_fit (view, 600, 600, &box) / 4, 1e-9);
}
END_TEST

START_TEST (a_turn_by_one_width_is_half_a_turn_and_keeps_the_pivot)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfView *view = &state->views[KERF_VIEW_SPACE];
  KerfProjection p = kerf_projection (state, KERF_VIEW_SPACE, 500, 400, &box);
  KerfVec3 pivot = kerf_vec3 (20, 10, -5), before = kerf_projection_screen (&p, pivot);
  kerf_view_turn (view, &p, 500, 0, pivot);
  kt_near (view->right.x, -1, 1e-9); /* from the front to from behind */
  KerfProjection q = kerf_projection (state, KERF_VIEW_SPACE, 500, 400, &box);
  KerfVec3 after = kerf_projection_screen (&q, pivot);
  kt_near (before.y, after.y, 1e-6);
  /* What faces the person goes where the hand goes. */
  kerf_view_set_axes (view, KERF_VIEW_SPACE, FALSE);
  view->centre = pivot;
  KerfVec3 front = kerf_along (pivot, -30, kerf_view_into (view));
  p = kerf_projection (state, KERF_VIEW_SPACE, 500, 400, &box);
  KerfVec3 a = kerf_projection_screen (&p, front);
  kerf_view_turn (view, &p, 20, 10, pivot);
  q = kerf_projection (state, KERF_VIEW_SPACE, 500, 400, &box);
  KerfVec3 b = kerf_projection_screen (&q, front);
  ck_assert (b.x > a.x + 1 && b.y > a.y + 1);
  kt_near (kerf_dot (view->right, view->down), 0, 1e-12);
}
END_TEST

START_TEST (a_view_state_survives_its_json)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->layout = KERF_LAYOUT_ONE_AND_TWO;
  state->crosshair = kerf_vec3 (1.25, -2.5, 1e-7);
  state->views[KERF_VIEW_SPACE].centre = kerf_vec3 (4, 5, 6);
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 3.3;
  state->surgeon = TRUE;
  KerfId volume = { KERF_KIND_VOLUME, 2 }, segment = { KERF_KIND_SEGMENT, 9 };
  kerf_view_state_set_window (state, volume, 40, 400, '3');
  kerf_view_state_show (state, segment, NULL, FALSE);
  kerf_view_state_set_opacity (state, segment, 0.25);
  g_autoptr (KerfJson) json = kerf_view_state_to_json (state);
  g_autofree char *text = kerf_json_to_text (json);
  GError *error = NULL;
  g_autoptr (KerfJson) read = kerf_json_parse (text, -1, "view", &error);
  kt_no_error (error);
  g_autoptr (KerfViewState) back = kerf_view_state_from_json (read);
  g_autoptr (KerfJson) again = kerf_view_state_to_json (back);
  ck_assert (kerf_json_equal (json, again));
  double centre, width;
  ck_assert (kerf_view_state_get_window (back, volume, &centre, &width));
  kt_near (width, 400, 0);
  ck_assert (!kerf_view_state_is_shown (back, segment, NULL));
  /* Axes that would mirror or skew are not taken. */
  g_autoptr (KerfJson) bad = kerf_json_copy (json);
  g_autoptr (KerfViewState) of_nothing = kerf_view_state_from_json (NULL);
  ck_assert_int_eq (of_nothing->layout, KERF_LAYOUT_FOUR_UP);
}
END_TEST

START_TEST (cells_of_every_layout_cover_it_once)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  for (int layout = KERF_LAYOUT_SINGLE; layout <= KERF_LAYOUT_ALONG_CUT; layout++) {
    state->layout = (KerfLayout) layout;
    KerfCell cells[KERF_MAX_CELLS];
    guint n = kerf_layout_cells (state, NULL, cells);
    double area = 0;
    for (guint i = 0; i < n; i++) {
      area += cells[i].w * cells[i].h;
      for (guint j = 0; j < i; j++)
        ck_assert_int_ne (cells[i].view, cells[j].view);
    }
    kt_near (area, 1, 1e-12);
  }
}
END_TEST

START_TEST (margins_have_the_state_they_deserve)
{
  ck_assert_int_eq (kerf_margin_state (10, 10), KERF_STATE_HELD);
  ck_assert_int_eq (kerf_margin_state (9.9999995, 10), KERF_STATE_HELD);
  ck_assert_int_eq (kerf_margin_state (9.99, 10), KERF_STATE_QUESTION);
  ck_assert_int_eq (kerf_margin_state (-0.1, 10), KERF_STATE_HURTS);
  ck_assert_int_eq (kerf_margin_state (NAN, 10), KERF_STATE_NONE);
  ck_assert_int_eq (kerf_margin_state (12, NAN), KERF_STATE_NONE);
}
END_TEST

START_TEST (an_automatic_window_leaves_the_background_out)
{
  /* 90 % air at 0 ± 5, a tissue evenly from 400 to 600; and the same with fat at 1500, as on T1: it hides no muscle. */
  enum { N = 40 };
  KerfGrid grid = kerf_grid_axial (N, N, N, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  gint16 *voxels = g_new (gint16, N * N * N);
  for (int i = 0; i < N * N * N; i++)
    voxels[i] = (gint16) (i % 10 ? i % 5 : 400 + (i / 10) % 201);
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, N * N * N * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  double centre, width;
  kerf_window_automatic (volume, &centre, &width);
  kt_near (centre, 500, 2);
  kt_near (width, 196, 4);
  gint16 *t1 = g_new (gint16, N * N * N);
  for (int i = 0; i < N * N * N; i++)
    t1[i] = (gint16) (i % 10 < 6 ? i % 5 : i % 10 < 8 ? 400 + (i / 10) % 201 : 1400 + (i / 10) % 201);
  g_autoptr (GBytes) t1_bytes = g_bytes_new_take (t1, N * N * N * sizeof *t1);
  g_autoptr (KerfVolume) fat = kerf_volume_new (&grid, KERF_VOXEL_INT16, t1_bytes, 1, 0);
  kerf_window_automatic (fat, &centre, &width);
  kt_near (centre - width / 2, 404, 4);
  kt_near (centre + width / 2, 1596, 4);
}
END_TEST

static KerfObject *
image_of (const char *role, double centre, double width, gboolean dicom)
{
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", role);
  kerf_json_set_string (record, "role", role);
  kerf_json_set_real (record, "window_centre", centre);
  kerf_json_set_real (record, "window_width", width);
  if (dicom)
    kerf_json_set_string (record, "series_uid", "1.2.3");
  return kerf_object_new ((KerfId){ KERF_KIND_VOLUME, 1 }, record);
}

START_TEST (windows_open_as_the_role_says)
{
  double centre, width;
  char preset;
  g_autoptr (KerfObject) ct = image_of ("ct", 40, 400, TRUE), pct = image_of ("pseudo-ct", NAN, NAN, FALSE),
                         mr = image_of ("mr", 300, 601, TRUE), nifti = image_of ("mr", 300, 601, FALSE),
                         step = image_of ("mr", 10, 1, TRUE);
  kerf_window_default (ct, NULL, &centre, &width, &preset);
  ck_assert (preset == '2' && centre == 400 && width == 1800);
  /* LINEAR of DICOM is exact half a value lower and one narrower. */
  ck_assert (kerf_window_of_preset (ct, NULL, '1', &centre, &width));
  ck_assert (centre == 39.5 && width == 399);
  kerf_window_default (mr, NULL, &centre, &width, &preset);
  ck_assert (preset == '1' && centre == 299.5 && width == 600);
  kerf_window_default (nifti, NULL, &centre, &width, &preset);
  ck_assert (centre == 300 && width == 601);
  ck_assert (kerf_window_of_preset (step, NULL, '1', &centre, &width));
  ck_assert (centre == 9.5 && width > 0 && width < 1e-3);
  /* The pseudo-CT has CT's windows, but no header's and no metal. */
  for (const char *key = "23456"; *key; key++)
    ck_assert (kerf_window_of_preset (pct, NULL, *key, &centre, &width));
  ck_assert (!kerf_window_of_preset (pct, NULL, '1', &centre, &width));
  ck_assert (!kerf_window_of_preset (pct, NULL, '7', &centre, &width));
  ck_assert (!kerf_window_of_preset (mr, NULL, '3', &centre, &width)); /* no HU */
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("state");
  TCase *tcase = tcase_create ("state");
  tcase_add_test (tcase, standard_views_look_from_where_radiologists_do);
  tcase_add_test (tcase, letters_follow_the_matrix);
  tcase_add_test (tcase, positions_carry_letters_and_no_minus);
  tcase_add_test (tcase, the_scale_bar_is_the_longest_that_fits_a_third);
  tcase_add_test (tcase, the_wheel_goes_to_feet_back_and_left);
  tcase_add_test (tcase, pixels_and_patient_points_go_back_and_forth);
  tcase_add_test (tcase, a_line_of_sight_lands_on_its_pixel);
  tcase_add_test (tcase, zoom_keeps_the_point_under_the_pointer_and_its_bounds);
  tcase_add_test (tcase, a_turn_by_one_width_is_half_a_turn_and_keeps_the_pivot);
  tcase_add_test (tcase, a_view_state_survives_its_json);
  tcase_add_test (tcase, cells_of_every_layout_cover_it_once);
  tcase_add_test (tcase, margins_have_the_state_they_deserve);
  tcase_add_test (tcase, an_automatic_window_leaves_the_background_out);
  tcase_add_test (tcase, windows_open_as_the_role_says);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
