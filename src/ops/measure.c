/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/real.h"
#include "ops/edit.h"

typedef struct {
  GArray *points;
  char *name;
} Measure;

static const KerfParam measure_length_params[] = {
  KERF_ARG_POINTS (Measure, points, 2, KERF_REQUIRED, "The two ends"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
};

static const KerfParam measure_angle_params[] = {
  KERF_ARG_POINTS (Measure, points, 3, KERF_REQUIRED, "End, corner, end"),
  KERF_ARG_TEXT (Measure, name, NULL, 0, "Name"),
};

static KerfCase *
measure (const KerfCase *kase, const Measure *a, const char *kind, guint n, KerfOpRun *run, GError **error)
{
  if (a->points->len != n) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'points' has %u points; a measure of this kind takes %u.",
                    a->points->len, n);
    return NULL;
  }
  const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) a->points->data;
  g_autofree char *name = kerf_case_free_name (kase, a->name && *a->name ? a->name : kind);
  KerfJson *record = kerf_json_object (), *points = kerf_json_array ();
  for (guint k = 0; k < n; k++)
    kerf_json_append (points, kerf_json_vec3 (p[k]));
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "kind", kind);
  kerf_json_set (record, "points", points);
  if (n == 2)
    kerf_json_set_real (record, "length_mm", kerf_distance (p[0], p[1]));
  else {
    KerfVec3 u = kerf_unit (kerf_sub (p[0], p[1])), v = kerf_unit (kerf_sub (p[2], p[1]));
    double angle = kerf_real_atan2 (kerf_length (kerf_cross (u, v)), kerf_dot (u, v));
    kerf_json_set_real (record, "angle_deg", angle / KERF_RAD_PER_DEG);
  }
  return kerf_edit_put (kase, kerf_object_new (kerf_case_next_id (kase, KERF_KIND_MEASURE), record), TRUE,
                        run);
}

static KerfCase *
measure_length (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure (kase, args, "length", 2, run, error);
}

static KerfCase *
measure_angle (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  return measure (kase, args, "angle", 3, run, error);
}

KERF_OP (measure_length) = { .id = "measure.length",
                             .title = "Measure Length",
                             .help = "Keeps the distance between two points",
                             .version = 1,
                             .size = sizeof (Measure),
                             .apply = measure_length,
                             KERF_PARAMS (measure_length_params) };

KERF_OP (measure_angle) = { .id = "measure.angle",
                            .title = "Measure Angle",
                            .help = "Keeps the angle at the second of three points",
                            .version = 1,
                            .size = sizeof (Measure),
                            .apply = measure_angle,
                            KERF_PARAMS (measure_angle_params) };
