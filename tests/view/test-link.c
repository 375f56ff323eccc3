/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-check.h"

static void
remember (const KerfViewState *state, KerfView before[KERF_N_VIEWS])
{
  memcpy (before, state->views, sizeof (KerfView) * KERF_N_VIEWS);
}

START_TEST (a_zoom_is_that_of_all_linked_slices)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfView before[KERF_N_VIEWS];
  remember (state, before);
  state->views[KERF_VIEW_CORONAL].zoom_px_per_mm = 3.5;
  state->views[KERF_VIEW_CORONAL].centre = kerf_vec3 (1, 2, 3);
  kerf_view_state_link (state, before);
  kt_near (state->views[KERF_VIEW_AXIAL].zoom_px_per_mm, 3.5, 0);
  kt_near (state->views[KERF_VIEW_CORONAL_OTHER].zoom_px_per_mm, 3.5, 0);
  kt_near (state->views[KERF_VIEW_CORONAL_OTHER].centre.z, 3, 0); /* the same plane of the other volume */
  ck_assert (
      !kerf_vec3_is_finite (state->views[KERF_VIEW_AXIAL].centre)); /* another plane keeps its middle */
  kt_near (state->views[KERF_VIEW_SPACE].zoom_px_per_mm, 0, 0);
  /* What is set in several planes at once, as Esc does, is meant so. */
  remember (state, before);
  state->views[KERF_VIEW_CORONAL].zoom_px_per_mm = 1;
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 2;
  kerf_view_state_link (state, before);
  kt_near (state->views[KERF_VIEW_CORONAL].zoom_px_per_mm, 1, 0);
  kt_near (state->views[KERF_VIEW_AXIAL].zoom_px_per_mm, 2, 0);
}
END_TEST

START_TEST (unlinked_views_keep_their_own_plane_and_zoom)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfBox3 box = { kerf_vec3 (-50, -50, -50), kerf_vec3 (50, 50, 50) };
  KerfView before[KERF_N_VIEWS];
  state->crosshair = kerf_vec3 (1, 2, 3);
  kerf_view_state_set_linked (state, KERF_VIEW_AXIAL, FALSE);
  kerf_view_state_set_crosshair (state, KERF_VIEW_AXIAL, kerf_vec3 (1, 2, 20));
  kt_near (kerf_view_state_at (state, KERF_VIEW_AXIAL).z, 20, 0);
  kt_near (kerf_view_state_at (state, KERF_VIEW_AXIAL_OTHER).z, 3, 0);
  kt_near (kerf_projection (state, KERF_VIEW_AXIAL, 100, 100, &box).centre.z, 20, 0);
  kt_near (kerf_projection (state, KERF_VIEW_AXIAL_OTHER, 100, 100, &box).centre.z, 3, 0);
  remember (state, before);
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 5;
  kerf_view_state_link (state, before);
  kt_near (state->views[KERF_VIEW_CORONAL].zoom_px_per_mm, 0, 0);
  /* It survives the file, and linked again all take what the acting view has. */
  g_autoptr (KerfJson) json = kerf_view_state_to_json (state);
  g_autoptr (KerfViewState) back = kerf_view_state_from_json (json);
  kt_near (kerf_view_state_at (back, KERF_VIEW_AXIAL).z, 20, 0);
  kt_near (kerf_view_state_at (back, KERF_VIEW_CORONAL).z, 3, 0);
  kerf_view_state_set_linked (back, KERF_VIEW_AXIAL, TRUE);
  kt_near (kerf_view_state_at (back, KERF_VIEW_CORONAL).z, 20, 0);
  kt_near (back->crosshair.z, 20, 0);
  kt_near (back->views[KERF_VIEW_SAGITTAL].zoom_px_per_mm, 5, 0);
}
END_TEST

/* ---- by role ---- */

static KerfCase *
with_volume (KerfCase *take, guint number, const char *role)
{
  KerfJson *record = kerf_json_object ();
  KerfId id = { KERF_KIND_VOLUME, number };
  KerfGrid grid = kerf_grid_axial (3, 3, 3, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_new0 (gint16, 27), 54);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  kerf_json_set_string (record, "role", role);
  kerf_json_set_string (record, "name", role);
  g_autoptr (KerfObject) object = kerf_object_new_volume (id, record, volume);
  KerfCase *next = kerf_case_with (take, object);
  kerf_case_unref (take);
  return next;
}

static KerfCase *
case_of (const char *a, const char *b, const char *c)
{
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  KerfCase *kase = with_volume (kerf_case_new ("", blobs), 1, a);
  kase = with_volume (kase, 2, b);
  return c ? with_volume (kase, 3, c) : kase;
}

/* The volume of the upper left view side by side. */
static guint
left_volume (const KerfViewState *state, const KerfCase *kase)
{
  KerfCell cells[KERF_MAX_CELLS];
  guint n = kerf_layout_cells (state, kase, cells);
  for (guint i = 0; i < n; i++)
    if (cells[i].x < 0.01 && cells[i].y < 0.01)
      return kerf_view_state_volume (state, kase, cells[i].view).number;
  return 0;
}

START_TEST (a_ct_hangs_left_of_a_pseudo_ct_whichever_is_the_base)
{
  g_autoptr (KerfCase) kase = case_of ("pseudo-ct", "ct", NULL);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->layout = KERF_LAYOUT_SIDE_BY_SIDE;
  ck_assert_uint_eq (kerf_view_state_base (state, kase).number, 2); /* the CT */
  ck_assert_uint_eq (left_volume (state, kase), 2);
  state->base = (KerfId){ KERF_KIND_VOLUME, 1 };
  ck_assert_uint_eq (left_volume (state, kase), 2);
  /* Align: fixed left, moving right. */
  g_free (state->workspace);
  state->workspace = g_strdup ("align");
  ck_assert_uint_eq (left_volume (state, kase), 1);
}
END_TEST

START_TEST (the_base_is_ct_else_pseudo_ct_else_mr)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (KerfCase) all = case_of ("mr", "pseudo-ct", "ct");
  ck_assert_uint_eq (kerf_view_state_base (state, all).number, 3);
  g_autoptr (KerfCase) without = case_of ("mr", "pseudo-ct", NULL);
  ck_assert_uint_eq (kerf_view_state_base (state, without).number, 2);
  g_autoptr (KerfCase) other = case_of ("other", "mr", NULL);
  ck_assert_uint_eq (kerf_view_state_base (state, other).number, 2);
}
END_TEST

START_TEST (a_window_is_linked_inside_one_role_only)
{
  g_autoptr (KerfCase) kase = case_of ("mr", "mr", "ct");
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (GArray) before = g_array_copy (state->windows);
  double centre, width;
  kerf_view_state_set_window (state, (KerfId){ KERF_KIND_VOLUME, 1 }, 300, 900, '9');
  kerf_view_state_link_windows (state, kase, before);
  ck_assert (kerf_view_state_get_window (state, (KerfId){ KERF_KIND_VOLUME, 2 }, &centre, &width));
  kt_near (centre, 300, 0);
  kt_near (width, 900, 0);
  ck_assert (!kerf_view_state_get_window (state, (KerfId){ KERF_KIND_VOLUME, 3 }, &centre, &width));
  /* Each volume has its own automatic one; and what isn't linked isn't handed on. */
  g_autoptr (GArray) then = g_array_copy (state->windows);
  kerf_view_state_set_window (state, (KerfId){ KERF_KIND_VOLUME, 1 }, 77, 78, '8');
  kerf_view_state_link_windows (state, kase, then);
  ck_assert (kerf_view_state_get_window (state, (KerfId){ KERF_KIND_VOLUME, 2 }, &centre, &width));
  kt_near (centre, 300, 0);
  state->linked = FALSE;
  kerf_view_state_set_window (state, (KerfId){ KERF_KIND_VOLUME, 1 }, 5, 6, '9');
  kerf_view_state_link_windows (state, kase, then);
  ck_assert (kerf_view_state_get_window (state, (KerfId){ KERF_KIND_VOLUME, 2 }, &centre, &width));
  kt_near (centre, 300, 0);
}
END_TEST

START_TEST (layouts_and_gaps_are_kept_per_workspace)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  ck_assert_int_eq (kerf_view_state_layout_of (state, "plan", KERF_LAYOUT_FOUR_UP), KERF_LAYOUT_FOUR_UP);
  kerf_view_state_keep_layout (state, "plan", KERF_LAYOUT_ALONG_CUT);
  kerf_view_state_keep_layout (state, "guide", KERF_LAYOUT_SINGLE);
  kerf_view_state_keep_layout (state, "plan", KERF_LAYOUT_ONE_AND_TWO);
  state->splits[KERF_LAYOUT_ONE_AND_THREE][KERF_SPLIT_LEVEL_2] = 0.7;
  state->single = KERF_VIEW_SPACE;
  g_autoptr (KerfJson) json = kerf_view_state_to_json (state);
  g_autoptr (KerfViewState) back = kerf_view_state_from_json (json);
  ck_assert_int_eq (kerf_view_state_layout_of (back, "plan", KERF_LAYOUT_FOUR_UP), KERF_LAYOUT_ONE_AND_TWO);
  ck_assert_int_eq (kerf_view_state_layout_of (back, "guide", KERF_LAYOUT_FOUR_UP), KERF_LAYOUT_SINGLE);
  ck_assert_int_eq (kerf_view_state_layout_of (back, "align", KERF_LAYOUT_SIDE_BY_SIDE),
                    KERF_LAYOUT_SIDE_BY_SIDE);
  kt_near (back->splits[KERF_LAYOUT_ONE_AND_THREE][KERF_SPLIT_LEVEL_2], 0.7, 0);
  ck_assert (isnan (back->splits[KERF_LAYOUT_ONE_AND_THREE][KERF_SPLIT_LEVEL]));
  ck_assert_int_eq ((int) back->single, (int) KERF_VIEW_SPACE);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("link");
  TCase *tcase = tcase_create ("link");
  tcase_add_test (tcase, a_zoom_is_that_of_all_linked_slices);
  tcase_add_test (tcase, unlinked_views_keep_their_own_plane_and_zoom);
  tcase_add_test (tcase, a_ct_hangs_left_of_a_pseudo_ct_whichever_is_the_base);
  tcase_add_test (tcase, the_base_is_ct_else_pseudo_ct_else_mr);
  tcase_add_test (tcase, a_window_is_linked_inside_one_role_only);
  tcase_add_test (tcase, layouts_and_gaps_are_kept_per_workspace);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
