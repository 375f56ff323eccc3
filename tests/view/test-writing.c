/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written on a slice, and what lies over what: the scene of a case, without a picture. */
#include "../kerf-check.h"
#include "base/real.h"
#include "view/crosshair.h"
#include "view/scene.h"

enum { N = 20 };
static KerfVolume *images[2];

static KerfVolume *
volume_at (double origin)
{
  KerfGrid grid = kerf_grid_axial (N, N, N, kerf_vec3 (4, 4, 4), kerf_vec3 (origin, origin, origin));
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_new0 (gint16, N * N * N), N * N * N * sizeof (gint16));
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

static KerfVolume *
get_volume (gpointer data, const KerfObject *object)
{
  (void) data;
  return kerf_volume_ref (images[kerf_object_id (object).number - 1]);
}

static KerfDistance *
no_distance (gpointer data, const KerfObject *object)
{
  (void) data;
  (void) object;
  return NULL;
}

static KerfCase *
with_image (KerfCase *take_kase, guint32 number, const char *name, const char *role)
{
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "role", role);
  kerf_json_set (record, "grid", kerf_json_grid (&images[number - 1]->grid));
  g_autoptr (KerfObject) object = kerf_object_new ((KerfId){ KERF_KIND_VOLUME, number }, record);
  KerfCase *next = kerf_case_with (take_kase, object);
  kerf_case_unref (take_kase);
  return next;
}

static KerfCase *
with_alignment (KerfCase *take_kase, double tre_mm, gboolean accepted)
{
  g_autoptr (KerfAlignment) alignment = kerf_alignment_new ();
  alignment->name = g_strdup ("MR to CT");
  alignment->method = g_strdup ("given");
  alignment->fixed = (KerfId){ KERF_KIND_VOLUME, 1 };
  alignment->moving = (KerfId){ KERF_KIND_VOLUME, 2 };
  alignment->fixed_from_moving = kerf_mat4_translation (kerf_vec3 (3, 0, 0));
  alignment->tre_mm = tre_mm;
  KerfJson *record = kerf_alignment_to_record (alignment);
  if (accepted) {
    KerfJson *list = kerf_json_array (), *one = kerf_json_object ();
    kerf_json_set_string (one, "what", "accept");
    kerf_json_append (list, one);
    kerf_json_set (record, "signatures", list);
  }
  g_autoptr (KerfObject) object = kerf_object_new ((KerfId){ KERF_KIND_ALIGNMENT, 1 }, record);
  KerfCase *next = kerf_case_with (take_kase, object);
  kerf_case_unref (take_kase);
  return next;
}

static KerfCase *
two_images (const char *second_role)
{
  KerfBlobs *blobs = kerf_blobs_memory_new ();
  KerfCase *kase = kerf_case_new ("00000000-0000-4000-8000-000000000000", blobs);
  kerf_blobs_unref (blobs);
  kase = with_image (kase, 1, "CT", "ct");
  return with_image (kase, 2, "Second", second_role);
}

static KerfScene *
scene_of (const KerfCase *kase, const KerfViewState *state, KerfViewName name, double width, double height)
{
  KerfSceneSource source = { .volume = get_volume, .distance = no_distance };
  return kerf_scene_new (kase, state, name, width, height, 1, &source, NULL, NULL);
}

/* All that is written, a line a label. */
static char *
written (const KerfScene *scene)
{
  GString *text = g_string_new ("\n");
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == KERF_DRAW_LABEL)
      g_string_append_printf (text, "%s\n", drawable->text);
  }
  return g_string_free (text, FALSE);
}

static guint
slices (const KerfScene *scene, const KerfDrawable **last)
{
  guint n = 0;
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == KERF_DRAW_SLICE) {
      *last = drawable;
      n++;
    }
  }
  return n;
}

static KerfViewState *
start (void)
{
  KerfViewState *state = kerf_view_state_new ();
  state->crosshair = kerf_vec3 (0, 0, 8);
  return state;
}

#define has(text, line)   ck_assert_msg (strstr (text, line) != NULL, "no '%s' in:%s", line, text)
#define lacks(text, line) ck_assert_msg (strstr (text, line) == NULL, "'%s' in:%s", line, text)

START_TEST (a_fused_slice_names_its_alignment_and_how_good_it_is)
{
  for (int known = 0; known < 2; known++) {
    g_autoptr (KerfCase) kase = with_alignment (two_images ("mr"), known ? 0.84 : (double) NAN, known != 0);
    g_autoptr (KerfViewState) state = start ();
    const KerfDrawable *last = NULL;
    state->fusion = KERF_FUSION_BLEND;
    state->fusion_share = 0.4;
    state->fusion_map = KERF_MAP_HOT;
    g_autoptr (KerfScene) scene = scene_of (kase, state, KERF_VIEW_AXIAL, 900, 700);
    g_autofree char *text = written (scene);
    ck_assert_uint_eq (slices (scene, &last), 2);
    ck_assert (last->fusion == KERF_FUSION_BLEND && last->map == KERF_MAP_HOT);
    kt_near (last->share, 0.4, 0);
    kt_near (kerf_mat4_point (&last->to_own, kerf_vec3 (3, 0, 0)).x, 0, 1e-12);
    has (text, "\nAxial · CT · Second\n");
    has (text, "fusion\u00a040\u00a0%");
    if (known)
      has (text, "\nMR to CT · TRE at the cuts 0.8\u202fmm · accepted\n");
    else
      has (text, "\nMR to CT · TRE at the cuts not\u00a0assessed · ▲ not accepted\n");
    lacks (text, "SYNTHETIC CT");
  }
}
END_TEST

START_TEST (in_a_small_view_an_alignment_takes_two_lines)
{
  g_autoptr (KerfCase) kase = with_alignment (two_images ("mr"), 0.84, TRUE);
  g_autoptr (KerfViewState) state = start ();
  state->fusion = KERF_FUSION_BLEND;
  g_autoptr (KerfScene) small = scene_of (kase, state, KERF_VIEW_AXIAL, 330, 340);
  kerf_view_state_set_surgeon (state, TRUE); /* its chip stands in the middle, below the letter */
  g_autoptr (KerfScene) prone = scene_of (kase, state, KERF_VIEW_AXIAL, 330, 340);
  g_autofree char *text = written (small), *narrow = written (prone);
  has (text, "\nMR to CT\n");
  has (text, "\nTRE 0.8\u202fmm · accepted\n");
  lacks (narrow, "TRE 0.8\u202fmm · accepted");
  has (narrow, "\nTRE 0.8\u202fmm\n");
  has (narrow, "\naccepted\n");
}
END_TEST

START_TEST (without_an_alignment_the_base_stays_alone_and_says_why)
{
  g_autoptr (KerfCase) kase = two_images ("mr");
  g_autoptr (KerfViewState) state = start ();
  const KerfDrawable *last = NULL;
  state->fusion = KERF_FUSION_WIPE;
  g_autoptr (KerfScene) scene = scene_of (kase, state, KERF_VIEW_AXIAL, 900, 700);
  g_autofree char *text = written (scene);
  ck_assert_uint_eq (slices (scene, &last), 1);
  has (text, "lie in different frames");
  lacks (text, "TRE");
  lacks (text, "wipe");
}
END_TEST

START_TEST (a_pseudo_ct_over_a_ct_has_its_badge_in_every_size_and_without_overlays)
{
  g_autoptr (KerfCase) kase = with_alignment (two_images ("pseudo-ct"), (double) NAN, FALSE);
  g_autoptr (KerfViewState) state = start ();
  state->fusion = KERF_FUSION_CHECKER;
  g_autoptr (KerfScene) small = scene_of (kase, state, KERF_VIEW_AXIAL, 300, 230);
  g_autofree char *little = written (small);
  has (little, "\nSYNTHETIC CT\n");
  has (little, "\nR\n");
  has (little, " mm\n"); /* the scale bar, and nothing else */
  lacks (little, "Axial");
  lacks (little, "S 8.0");
  state->overlays_hidden = TRUE;
  g_autoptr (KerfScene) bare = scene_of (kase, state, KERF_VIEW_AXIAL, 900, 700);
  g_autofree char *least = written (bare);
  ck_assert_str_eq (least, "\nR\nL\nA\nP\nSYNTHETIC CT\n");
}
END_TEST

START_TEST (the_held_key_shows_the_other_image_under_its_own_name)
{
  g_autoptr (KerfCase) kase = with_alignment (two_images ("mr"), (double) NAN, FALSE);
  g_autoptr (KerfViewState) state = start ();
  const KerfDrawable *last = NULL;
  state->fusion_share = 0.2;
  state->fusion_map = KERF_MAP_HOT;
  state->other_held = TRUE;
  g_autoptr (KerfScene) scene = scene_of (kase, state, KERF_VIEW_AXIAL, 900, 700);
  g_autofree char *text = written (scene);
  ck_assert_uint_eq (slices (scene, &last), 2); /* the base where the other image ends */
  ck_assert (last->share == 1 && last->map == KERF_MAP_GREY && last->fusion == KERF_FUSION_BLEND);
  has (text, "\nAxial · Second\n");
}
END_TEST

START_TEST (position_angles_window_and_slab_are_written)
{
  g_autoptr (KerfCase) kase = two_images ("mr");
  g_autoptr (KerfViewState) state = start ();
  KerfBox3 box = kerf_scene_box (kase, state);
  g_autoptr (KerfScene) plain = scene_of (kase, state, KERF_VIEW_AXIAL, 900, 700);
  g_autofree char *before = written (plain);
  has (before, "\nS 8.0 mm\n");
  has (before, "\nBone\n");
  has (before, "slice\u00a013\u00a0/\u00a020");
  kerf_view_state_set_window (state, (KerfId){ KERF_KIND_VOLUME, 1 }, 495, 1310, '9');
  state->slab = KERF_SLAB_MEAN;
  state->slab_mm = 12;
  kerf_view_state_turn_planes (state, KERF_VIEW_AXIAL, 12.5 * KERF_RAD_PER_DEG, &box);
  g_autoptr (KerfScene) oblique = scene_of (kase, state, KERF_VIEW_CORONAL, 900, 700);
  g_autofree char *after = written (oblique);
  has (after, "\nOblique coronal · CT\n");
  has (after, "\ncoronal → sagittal 12.5°\n");
  has (after, "\nW 1310 · C 495\n");
  has (after, "slab\u00a0mean\u00a012\u00a0mm");
  lacks (after, "Turned view");
  kerf_view_state_turn_in_plane (state, KERF_VIEW_CORONAL, KERF_PI / 2, &box);
  g_autoptr (KerfScene) turned = scene_of (kase, state, KERF_VIEW_CORONAL, 900, 700);
  g_autofree char *frame = written (turned);
  has (frame, "\nTurned view\n");
}
END_TEST

int
main (void)
{
  images[0] = volume_at (-38);
  images[1] = volume_at (-30);
  Suite *suite = suite_create ("writing");
  TCase *tcase = tcase_create ("writing");
  tcase_add_test (tcase, a_fused_slice_names_its_alignment_and_how_good_it_is);
  tcase_add_test (tcase, in_a_small_view_an_alignment_takes_two_lines);
  tcase_add_test (tcase, without_an_alignment_the_base_stays_alone_and_says_why);
  tcase_add_test (tcase, a_pseudo_ct_over_a_ct_has_its_badge_in_every_size_and_without_overlays);
  tcase_add_test (tcase, the_held_key_shows_the_other_image_under_its_own_name);
  tcase_add_test (tcase, position_angles_window_and_slab_are_written);
  suite_add_tcase (suite, tcase);
  int status = kt_run (suite);
  kerf_volume_unref (images[0]);
  kerf_volume_unref (images[1]);
  return status;
}
