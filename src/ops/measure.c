/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/measure.h"

#include "base/error.h"
#include "ops/edit.h"

#include <string.h>

typedef struct {
  GArray *points;
  char *name;
  KerfId volume;
} Measure;

#define VOLUME_HELP "Image in whose space the points are; the first CT, else the first"

static const KerfParam measure_length_params[] = {
  KERF_ARG_POINTS (Measure, points, 2, KERF_REQUIRED, "The two ends"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
  KERF_ARG_ID (Measure, volume, KERF_VOLUMES, 0, VOLUME_HELP),
};

static const KerfParam measure_angle_params[] = {
  KERF_ARG_POINTS (Measure, points, 3, KERF_REQUIRED, "End, corner, end"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
  KERF_ARG_ID (Measure, volume, KERF_VOLUMES, 0, VOLUME_HELP),
};

static const KerfParam measure_cobb_params[] = {
  KERF_ARG_POINTS (Measure, points, 4, KERF_REQUIRED, "Two points of one line, two of the other"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
  KERF_ARG_ID (Measure, volume, KERF_VOLUMES, 0, VOLUME_HELP),
};

static const KerfParam measure_ellipse_params[] = {
  KERF_ARG_POINTS (Measure, points, 3, KERF_REQUIRED,
                   "Centre, and the ends of two half axes at right angles"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
  KERF_ARG_ID (Measure, volume, KERF_VOLUMES, 0, "Image whose values count; the first CT, else the first"),
};

static const KerfParam measure_freehand_params[] = {
  KERF_ARG_POINTS (Measure, points, 3, KERF_REQUIRED, "Corners of a closed outline in one plane, in order"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
  KERF_ARG_ID (Measure, volume, KERF_VOLUMES, 0, "Image whose values count; the first CT, else the first"),
};

/* The case with the measure; `word` begins its name where none is given. Takes the measure. */
static KerfCase *
put_measure (const KerfCase *kase, KerfMeasure *take_measure, const char *name, const char *word,
             KerfOpRun *run, GError **error)
{
  g_autoptr (KerfMeasure) measure = take_measure;
  if (!kerf_measure_check (measure, error))
    return NULL;
  measure->name = name && *name ? kerf_case_free_name (kase, name) : kerf_measure_free_name (kase, word);
  KerfId id = kerf_case_next_id (kase, KERF_KIND_MEASURE);
  return kerf_edit_put (kase, kerf_object_new (id, kerf_measure_to_record (measure)), TRUE, run);
}

static KerfCase *
measure_points (const KerfCase *kase, const Measure *a, KerfMeasureKind kind, const char *word,
                KerfOpRun *run, GError **error)
{
  KerfId volume;
  if (!kerf_edit_volume (kase, a->volume, &volume, error))
    return NULL;
  KerfMeasure *measure = kerf_measure_new (kind);
  g_array_append_vals (measure->points, a->points->data, a->points->len);
  measure->volume = volume;
  return put_measure (kase, measure, a->name, word, run, error);
}

static KerfCase *
measure_length (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure_points (kase, args, KERF_MEASURE_LENGTH, "Length", run, error);
}

static KerfCase *
measure_angle (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure_points (kase, args, KERF_MEASURE_ANGLE, "Angle", run, error);
}

static KerfCase *
measure_cobb (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure_points (kase, args, KERF_MEASURE_COBB, "Cobb angle", run, error);
}

static KerfCase *
measure_ellipse (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure_points (kase, args, KERF_MEASURE_ELLIPSE, "Ellipse", run, error);
}

static KerfCase *
measure_freehand (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure_points (kase, args, KERF_MEASURE_FREEHAND, "Outline", run, error);
}

KERF_OP (measure_length) = { .id = "measure.length",
                             .title = "Measure Length",
                             .help = "Keeps the distance between two points",
                             .version = 2,
                             .size = sizeof (Measure),
                             .apply = measure_length,
                             KERF_PARAMS (measure_length_params) };

KERF_OP (measure_angle) = { .id = "measure.angle",
                            .title = "Measure Angle",
                            .help = "Keeps the angle at the second of three points",
                            .version = 2,
                            .size = sizeof (Measure),
                            .apply = measure_angle,
                            KERF_PARAMS (measure_angle_params) };

KERF_OP (measure_cobb) = { .id = "measure.cobb",
                           .title = "Measure Cobb Angle",
                           .help = "Keeps the angle between two lines, 0 to 90°",
                           .version = 1,
                           .size = sizeof (Measure),
                           .apply = measure_cobb,
                           KERF_PARAMS (measure_cobb_params) };

KERF_OP (measure_ellipse) = { .id = "measure.ellipse",
                              .title = "Measure Ellipse",
                              .help = "Keeps an ellipse or circle: its area, and the image's values in it",
                              .version = 1,
                              .size = sizeof (Measure),
                              .apply = measure_ellipse,
                              KERF_PARAMS (measure_ellipse_params) };

KERF_OP (measure_freehand) = { .id = "measure.freehand",
                               .title = "Measure Outline",
                               .help = "Keeps a closed outline: its area, and the image's values in it",
                               .version = 1,
                               .size = sizeof (Measure),
                               .apply = measure_freehand,
                               KERF_PARAMS (measure_freehand_params) };

/* ---- between planes ---- */

typedef struct {
  KerfPlaneRef a, b;
  char *name;
} MeasurePlanes;

static const KerfParam measure_planes_params[] = {
  KERF_ARG_PLANE (MeasurePlanes, a, "A plane"),
  KERF_ARG_PLANE (MeasurePlanes, b, "Another plane of the same plan"),
  KERF_ARG_TEXT (MeasurePlanes, name, NULL, 0, "Name"),
};

static KerfCase *
measure_planes (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const MeasurePlanes *a = args;
  const KerfPlaneRef *refs[2] = { &a->a, &a->b };
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kase, a->a.plan));
  g_autoptr (KerfMeasure) measure = kerf_measure_new (KERF_MEASURE_PLANES);
  if (!kerf_id_equal (a->a.plan, a->b.plan)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "The planes belong to two plans; compare plans with compare.plans.");
    return NULL;
  }
  for (int k = 0; k < 2; k++) {
    const KerfPlane *plane = kerf_plan_plane (plan, refs[k]->letter);
    if (!plane) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                      "Plan '%s' has no plane '%s'; kerf-cli show lists its planes.", plan->name,
                      refs[k]->letter);
      return NULL;
    }
    g_strlcpy (measure->letters[k], plane->letter, sizeof measure->letters[k]);
  }
  if (strcmp (measure->letters[0], measure->letters[1]) == 0) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'a' and 'b' are both plane %s; give two planes.",
                    measure->letters[0]);
    return NULL;
  }
  measure->plan = a->a.plan;
  measure->volume = plan->volume;
  g_autofree char *word = g_strdup_printf ("Planes %s and %s", measure->letters[0], measure->letters[1]),
                  *name = kerf_case_free_name (kase, a->name && *a->name ? a->name : word);
  return put_measure (kase, g_steal_pointer (&measure), name, NULL, run, error);
}

KERF_OP (measure_planes) = { .id = "measure.planes",
                             .title = "Measure Angle Between Planes",
                             .help = "Follows the angle between two planes of a plan, 0 to 90°",
                             .version = 1,
                             .size = sizeof (MeasurePlanes),
                             .apply = measure_planes,
                             KERF_PARAMS (measure_planes_params) };

/* ---- to a structure ---- */

typedef struct {
  KerfVec3 point;
  KerfId structure, volume;
  char *name;
} MeasureDistance;

static const KerfParam measure_distance_params[] = {
  KERF_ARG_POINT (MeasureDistance, point, KERF_REQUIRED, "From where"),
  KERF_ARG_ID (MeasureDistance, structure, KERF_SEGMENTS | KERF_TUBES, KERF_REQUIRED,
               "To whose surface: a segment or a tube"),
  KERF_ARG_TEXT (MeasureDistance, name, NULL, 0, "Name"),
  KERF_ARG_ID (MeasureDistance, volume, KERF_VOLUMES, 0,
               "Image in whose space the point is; the structure's"),
};

static KerfCase *
measure_distance (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const MeasureDistance *a = args;
  const KerfObject *structure = kerf_case_get (kase, a->structure);
  KerfMat4 m;
  KerfId own = kerf_object_volume_id (structure), volume = a->volume.kind == KERF_KIND_NONE ? own : a->volume;
  if (!kerf_case_transform (kase, volume, own, NULL, &m, NULL, error))
    return NULL;
  KerfMeasure *measure = kerf_measure_new (KERF_MEASURE_DISTANCE);
  g_array_append_val (measure->points, a->point);
  measure->volume = volume;
  measure->structure = a->structure;
  return put_measure (kase, measure, a->name, "Distance", run, error);
}

KERF_OP (measure_distance) = { .id = "measure.distance",
                               .title = "Measure Distance",
                               .help = "Follows the distance from a point to a structure's surface",
                               .version = 1,
                               .size = sizeof (MeasureDistance),
                               .apply = measure_distance,
                               KERF_PARAMS (measure_distance_params) };

/* ---- changing one ---- */

typedef struct {
  KerfId measure;
  GArray *points;
} MeasureMove;

static const KerfParam measure_move_params[] = {
  KERF_ARG_ID (MeasureMove, measure, KERF_SET (KERF_KIND_MEASURE), KERF_REQUIRED, "The measure"),
  KERF_ARG_POINTS (MeasureMove, points, 1, KERF_REQUIRED,
                   "All its points anew, in the image that it lies on"),
};

static KerfCase *
measure_move (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const MeasureMove *a = args;
  const KerfObject *object = kerf_case_get (kase, a->measure);
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  g_array_set_size (measure->points, 0);
  g_array_append_vals (measure->points, a->points->data, a->points->len);
  if (!kerf_measure_check (measure, error))
    return NULL;
  KerfJson *record = kerf_measure_to_record (measure);
  const KerfJson *note = kerf_json_get (kerf_object_record (object), "note");
  if (note)
    kerf_json_set (record, "note", kerf_json_ref (note));
  return kerf_edit_put (kase, kerf_object_new (a->measure, record), FALSE, run);
}

KERF_OP (measure_move) = { .id = "measure.move",
                           .title = "Move Measure",
                           .help = "Gives a measure other points",
                           .version = 1,
                           .size = sizeof (MeasureMove),
                           .apply = measure_move,
                           KERF_PARAMS (measure_move_params) };
