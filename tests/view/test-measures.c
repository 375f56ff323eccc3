/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures in pictures: where they are seen, through what they come there, and that their labels lie beside their lines. */
#include "../kerf-check.h"
#include "base/real.h"
#include "view/offscreen.h"
#include "view/pick.h"

static const double z0 = 0.3; /* of the measures: between two slices */

static KerfCase *
with_volume (KerfCase *kase, const char *name)
{
  KerfGrid grid = kerf_grid_axial (40, 36, 32, kerf_vec3 (2, 2, 2.5), kerf_vec3 (-39, -35, -38.75));
  g_autoptr (GBytes) bytes =
      g_bytes_new_take (g_new0 (gint16, kerf_grid_voxels (&grid)), 2 * kerf_grid_voxels (&grid));
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "role", "ct");
  g_autoptr (KerfObject) object =
      kerf_object_new_volume (kerf_case_next_id (kase, KERF_KIND_VOLUME), record, volume);
  KerfCase *next = kerf_case_with (kase, object);
  kerf_case_unref (kase);
  return next;
}

static KerfCase *
two_volumes (void)
{
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  return with_volume (with_volume (kerf_case_new ("00000000-0000-8000-8000-000000000001", blobs), "One"),
                      "Two");
}

static KerfCase *
with_measure (KerfCase *kase, KerfMeasureKind kind, guint32 volume, const KerfVec3 *points, guint n)
{
  g_autoptr (KerfMeasure) measure = kerf_measure_new (kind);
  measure->name = g_strdup ("M");
  measure->volume = (KerfId){ KERF_KIND_VOLUME, volume };
  g_array_append_vals (measure->points, points, n);
  g_autoptr (KerfObject) object =
      kerf_object_new (kerf_case_next_id (kase, KERF_KIND_MEASURE), kerf_measure_to_record (measure));
  KerfCase *next = kerf_case_with (kase, object);
  kerf_case_unref (kase);
  return next;
}

static KerfScene *
scene_of (const KerfCase *kase, KerfViewName name, KerfVec3 crosshair)
{
  static const KerfContext *context;
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfSceneSource source = kerf_scene_source_computing (&context);
  state->base = (KerfId){ KERF_KIND_VOLUME, 1 };
  state->crosshair = crosshair;
  return kerf_scene_new (kase, state, name, 420, 380, 1, &source, NULL, NULL);
}

/* The k-th drawable of a kind that belongs to a measure; NULL: there are no more. */
static const KerfDrawable *
of_measure (const KerfScene *scene, KerfDrawKind kind, guint k)
{
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == kind && drawable->object.kind == KERF_KIND_MEASURE && k-- == 0)
      return drawable;
  }
  return NULL;
}

START_TEST (seen_within_half_a_slice_of_its_plane)
{
  const KerfVec3 ends[2] = { { -20, -10, z0 }, { 12, 14, z0 } };
  g_autoptr (KerfCase) kase = with_measure (two_volumes (), KERF_MEASURE_LENGTH, 1, ends, 2);
  for (double away = -3; away <= 3; away += 0.125) {
    g_autoptr (KerfScene) scene = scene_of (kase, KERF_VIEW_AXIAL, kerf_vec3 (0, 0, z0 + away));
    gboolean seen = of_measure (scene, KERF_DRAW_LINE, 0) != NULL;
    ck_assert_msg (seen == (fabs (away) <= 1.25), "%g mm away", away); /* slices of 2.5 mm */
  }
  g_autoptr (KerfScene) coronal = scene_of (kase, KERF_VIEW_CORONAL, kerf_vec3 (0, 2, z0));
  ck_assert_ptr_null (of_measure (coronal, KERF_DRAW_LINE, 0));
  g_autoptr (KerfScene) space = scene_of (kase, KERF_VIEW_SPACE, kerf_vec3 (0, 2, z0));
  ck_assert_ptr_nonnull (of_measure (space, KERF_DRAW_LINE, 0));
  ck_assert_str_eq (of_measure (space, KERF_DRAW_LABEL, 0)->text, "40.0\u00a0mm");
}
END_TEST

START_TEST (comes_through_the_alignment_or_not_at_all)
{
  const KerfVec3 ends[2] = { { -20, -10, z0 }, { 12, 14, z0 } };
  g_autoptr (KerfCase) kase = with_measure (two_volumes (), KERF_MEASURE_LENGTH, 2, ends, 2);
  g_autoptr (KerfScene) apart = scene_of (kase, KERF_VIEW_AXIAL, kerf_vec3 (0, 0, z0));
  ck_assert_ptr_null (of_measure (apart, KERF_DRAW_LINE, 0));
  ck_assert_uint_gt (apart->notes->len, 0); /* and it is said */
  g_autoptr (KerfAlignment) alignment = kerf_alignment_new ();
  alignment->name = g_strdup ("A");
  alignment->method = g_strdup ("given");
  alignment->fixed = (KerfId){ KERF_KIND_VOLUME, 1 };
  alignment->moving = (KerfId){ KERF_KIND_VOLUME, 2 };
  alignment->fixed_from_moving =
      (KerfMat4){ { 0, -1, 0, 5, 1, 0, 0, -3, 0, 0, 1, 2, 0, 0, 0, 1 } }; /* a quarter turn about z */
  g_autoptr (KerfObject) object =
      kerf_object_new ((KerfId){ KERF_KIND_ALIGNMENT, 1 }, kerf_alignment_to_record (alignment));
  g_autoptr (KerfCase) joined = kerf_case_with (kase, object);
  g_autoptr (KerfScene) scene = scene_of (joined, KERF_VIEW_AXIAL, kerf_vec3 (0, 0, z0 + 2));
  const KerfDrawable *line = of_measure (scene, KERF_DRAW_LINE, 0);
  ck_assert_ptr_nonnull (line);
  guint n;
  const KerfVec3 *p = kerf_drawable_path_at (line, 0, &n);
  kt_near (kerf_distance (p[0], kerf_vec3 (15, -23, z0 + 2)), 0, 1e-12);
  kt_near (kerf_distance (p[1], kerf_vec3 (-9, 9, z0 + 2)), 0, 1e-12);
}
END_TEST

/* Least distance of a line's path to a box of the screen; 0: it runs through. */
static double
line_to_box (const KerfScene *scene, const KerfDrawable *line, const double box[4])
{
  double best = INFINITY;
  for (guint path = 0; path < kerf_drawable_paths (line); path++) {
    guint n;
    const KerfVec3 *p = kerf_drawable_path_at (line, path, &n);
    for (guint k = 0; k + (line->closed ? 0 : 1) < n; k++)
      for (int s = 0; s <= 200; s++) {
        KerfVec3 at =
            kerf_projection_screen (&scene->projection, kerf_lerp (p[k], p[(k + 1) % n], s / 200.0));
        double dx = fmax (0, fmax (box[0] - at.x, at.x - box[2])),
               dy = fmax (0, fmax (box[1] - at.y, at.y - box[3]));
        best = fmin (best, hypot (dx, dy));
      }
  }
  return best;
}

static void
check_labels (const KerfScene *scene, const char *what, int turn)
{
  double box[4];
  const KerfDrawable *label = of_measure (scene, KERF_DRAW_LABEL, 0);
  ck_assert_ptr_nonnull (label);
  kerf_drawable_label_box (label, label->at, 1, box);
  for (guint k = 0;; k++) {
    const KerfDrawable *line = of_measure (scene, KERF_DRAW_LINE, k);
    if (!line)
      break;
    double away = line_to_box (scene, line, box);
    ck_assert_msg (away > 1.5, "%s turned by %d°: its label is %.1f px from a line", what, turn, away);
  }
}

START_TEST (labels_lie_beside_their_lines)
{
  for (int turn = 0; turn < 360; turn += 5) {
    double a = turn * KERF_RAD_PER_DEG, b = a + 70 * KERF_RAD_PER_DEG;
    KerfVec3 u = kerf_vec3 (15 * cos (a), 15 * sin (a), 0), v = kerf_vec3 (15 * cos (b), 15 * sin (b), 0),
             o = kerf_vec3 (1, 2, z0);
    const KerfVec3 points[3] = { kerf_add (o, u), o, kerf_add (o, v) },
                   corners[3] = { kerf_sub (o, u), kerf_add (o, u), kerf_add (o, v) };
    g_autoptr (KerfCase) length = with_measure (two_volumes (), KERF_MEASURE_LENGTH, 1, points, 2);
    g_autoptr (KerfCase) angle = with_measure (two_volumes (), KERF_MEASURE_ANGLE, 1, points, 3);
    g_autoptr (KerfCase) outline = with_measure (two_volumes (), KERF_MEASURE_FREEHAND, 1, corners, 3);
    KerfCase *cases[] = { length, angle, outline };
    static const char *const names[] = { "a length", "an angle", "an outline" };
    for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
      g_autoptr (KerfScene) scene = scene_of (cases[k], KERF_VIEW_AXIAL, kerf_vec3 (0, 0, z0));
      check_labels (scene, names[k], turn);
    }
  }
}
END_TEST

START_TEST (labels_make_room_and_are_picked_by_their_text)
{
  const KerfVec3 ends[2] = { { -20, -10, z0 }, { 12, 14, z0 } };
  KerfCase *kase = with_measure (two_volumes (), KERF_MEASURE_LENGTH, 1, ends, 2);
  g_autoptr (KerfCase) both = with_measure (kase, KERF_MEASURE_LENGTH, 1, ends, 2);
  g_autoptr (KerfScene) scene = scene_of (both, KERF_VIEW_AXIAL, kerf_vec3 (0, 0, z0));
  const KerfContext *context = NULL;
  KerfSceneSource source = kerf_scene_source_computing (&context);
  double a[4], b[4];
  const KerfDrawable *one = of_measure (scene, KERF_DRAW_LABEL, 0),
                     *two = of_measure (scene, KERF_DRAW_LABEL, 1);
  kerf_drawable_label_box (one, one->at, 1, a);
  kerf_drawable_label_box (two, two->at, 1, b);
  ck_assert (a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]);
  const double *boxes[] = { a, b };
  for (guint32 k = 0; k < 2; k++) {
    KerfPick pick = kerf_pick (scene, boxes[k][2] - 6, (boxes[k][1] + boxes[k][3]) / 2, 2, both, &source);
    ck_assert_int_eq (pick.object.kind, KERF_KIND_MEASURE);
    ck_assert_uint_eq (pick.object.number, k + 1);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("measures");
  TCase *t = tcase_create ("measures");
  tcase_set_timeout (t, 60);
  tcase_add_test (t, seen_within_half_a_slice_of_its_plane);
  tcase_add_test (t, comes_through_the_alignment_or_not_at_all);
  tcase_add_test (t, labels_lie_beside_their_lines);
  tcase_add_test (t, labels_make_room_and_are_picked_by_their_text);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
