/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/real.h"
#include "case/measure.h"
#include "case/record-private.h"

#include <string.h>

/* Two points that lie nearer than this are one. */
#define LEAST_MM 0.01

static const struct {
  const char *name;
  guint least, most; /* points */
} kinds[KERF_N_MEASURES] = {
  [KERF_MEASURE_LENGTH] = { "length", 2, 2 },
  [KERF_MEASURE_ANGLE] = { "angle", 3, 3 },
  [KERF_MEASURE_COBB] = { "cobb", 4, 4 },
  [KERF_MEASURE_ELLIPSE] = { "ellipse", 3, 3 },
  [KERF_MEASURE_FREEHAND] = { "freehand", 3, 4096 },
  [KERF_MEASURE_PLANES] = { "planes", 0, 0 },
  [KERF_MEASURE_DISTANCE] = { "distance", 1, 1 },
};

const char *
kerf_measure_kind_name (KerfMeasureKind kind)
{
  return kinds[kind].name;
}

gboolean
kerf_measure_is_region (KerfMeasureKind kind)
{
  return kind == KERF_MEASURE_ELLIPSE || kind == KERF_MEASURE_FREEHAND;
}

KerfMeasure *
kerf_measure_new (KerfMeasureKind kind)
{
  KerfMeasure *measure = g_new0 (KerfMeasure, 1);
  measure->kind = kind;
  measure->points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  return measure;
}

void
kerf_measure_free (KerfMeasure *measure)
{
  if (!measure)
    return;
  g_free (measure->name);
  g_array_unref (measure->points);
  g_free (measure);
}

KerfMeasure *
kerf_measure_from_object (const KerfObject *object)
{
  const KerfJson *record = kerf_object_record (object), *letters = kerf_json_get (record, "letters");
  const char *kind = kerf_json_get_string (record, "kind", "length");
  KerfMeasure *measure = kerf_measure_new (KERF_MEASURE_LENGTH);
  for (int k = 0; k < KERF_N_MEASURES; k++)
    if (strcmp (kinds[k].name, kind) == 0)
      measure->kind = (KerfMeasureKind) k;
  measure->name = g_strdup (kerf_object_name (object));
  g_array_unref (measure->points);
  measure->points = kerf_record_points (record, "points");
  measure->volume = kerf_record_id (record, "volume");
  measure->structure = kerf_record_id (record, "structure");
  measure->plan = kerf_record_id (record, "plan");
  for (gsize k = 0; k < 2; k++)
    g_strlcpy (measure->letters[k], kerf_json_as_string (kerf_json_at (letters, k), ""),
               sizeof measure->letters[k]);
  return measure;
}

double
kerf_measure_length_mm (const KerfMeasure *measure)
{
  const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) measure->points->data;
  return kerf_distance (p[0], p[1]);
}

/* Degrees; of an angle the one at the corner, of lines the smaller one. */
double
kerf_measure_angle_deg (const KerfMeasure *measure)
{
  const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) measure->points->data;
  gboolean lines = measure->kind == KERF_MEASURE_COBB;
  KerfVec3 u = kerf_unit (kerf_sub (p[0], p[1])),
           v = kerf_unit (kerf_sub (p[lines ? 3 : 2], p[lines ? 2 : 1]));
  double across = kerf_length (kerf_cross (u, v)), along = kerf_dot (u, v);
  return kerf_real_atan2 (across, lines ? fabs (along) : along) / KERF_RAD_PER_DEG;
}

KerfJson *
kerf_measure_to_record (const KerfMeasure *measure)
{
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", measure->name);
  kerf_json_set_string (record, "kind", kinds[measure->kind].name);
  kerf_record_set_id (record, "volume", measure->volume);
  kerf_record_set_id (record, "structure", measure->structure);
  kerf_record_set_id (record, "plan", measure->plan);
  if (kinds[measure->kind].most)
    kerf_json_set (record, "points", kerf_record_points_json (measure->points));
  if (measure->kind == KERF_MEASURE_LENGTH)
    kerf_json_set_real (record, "length_mm", kerf_measure_length_mm (measure));
  if (measure->kind == KERF_MEASURE_ANGLE || measure->kind == KERF_MEASURE_COBB)
    kerf_json_set_real (record, "angle_deg", kerf_measure_angle_deg (measure));
  if (measure->kind == KERF_MEASURE_PLANES) {
    KerfJson *letters = kerf_json_array ();
    for (int k = 0; k < 2; k++)
      kerf_json_append (letters, kerf_json_string (measure->letters[k]));
    kerf_json_set (record, "letters", letters);
  }
  return record;
}

KerfRoi *
kerf_measure_roi (const KerfMeasure *measure, GError **error)
{
  const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) measure->points->data;
  if (measure->kind == KERF_MEASURE_FREEHAND)
    return kerf_roi_outline (p, measure->points->len, error);
  if (measure->points->len == 3)
    return kerf_roi_ellipse (p[0], p[1], p[2], error);
  kerf_fail_text (error, KERF_ERROR_ARGUMENT, "An ellipse takes a centre and the ends of two half axes.");
  return NULL;
}

static gboolean
are_apart (const KerfMeasure *measure, guint a, guint b, GError **error)
{
  double mm = kerf_distance (g_array_index (measure->points, KerfVec3, a),
                             g_array_index (measure->points, KerfVec3, b));
  return mm >= LEAST_MM ||
         kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                         "Points %u and %u lie in one place; give points at least %.2f mm apart.", a + 1,
                         b + 1, LEAST_MM);
}

gboolean
kerf_measure_has_points (const KerfMeasure *measure)
{
  return measure->points->len >= kinds[measure->kind].least &&
         measure->points->len <= kinds[measure->kind].most;
}

gboolean
kerf_measure_check (const KerfMeasure *measure, GError **error)
{
  guint n = measure->points->len, least = kinds[measure->kind].least, most = kinds[measure->kind].most;
  if (!kerf_measure_has_points (measure))
    return least == most
               ? kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                                 "'points' has %u points; a measure of this kind takes %u.", n, least)
               : kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                                 "'points' has %u points; a measure of this kind takes %u to %u.", n, least,
                                 most);
  switch (measure->kind) {
  case KERF_MEASURE_LENGTH:
    return are_apart (measure, 0, 1, error);
  case KERF_MEASURE_ANGLE:
    return are_apart (measure, 0, 1, error) && are_apart (measure, 1, 2, error);
  case KERF_MEASURE_COBB:
    return are_apart (measure, 0, 1, error) && are_apart (measure, 2, 3, error);
  case KERF_MEASURE_ELLIPSE:
  case KERF_MEASURE_FREEHAND: {
    g_autoptr (KerfRoi) roi = kerf_measure_roi (measure, error);
    return roi != NULL;
  }
  case KERF_MEASURE_PLANES:
  case KERF_MEASURE_DISTANCE:
  case KERF_N_MEASURES:
  default:
    return TRUE;
  }
}

char *
kerf_measure_free_name (const KerfCase *kase, const char *word)
{
  for (guint number = 1;; number++) {
    g_autofree char *wanted = g_strdup_printf ("%s %u", word, number),
                    *found = kerf_case_free_name (kase, wanted);
    if (strcmp (wanted, found) == 0)
      return g_steal_pointer (&found);
  }
}

const char *
kerf_volume_value_unit (const KerfObject *volume)
{
  const KerfJson *record = kerf_object_record (volume);
  gboolean ct = strstr (kerf_json_get_string (record, "role", ""), "ct") != NULL ||
                strcmp (kerf_json_get_string (record, "modality", ""), "CT") == 0;
  return ct ? "HU" : "";
}
