/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of measures: from their points, and from what they lie on as it is now. */
#include "base/error.h"
#include "base/real.h"
#include "case/derived.h"
#include "case/measure.h"
#include "case/plan.h"

#include <string.h>

KerfMeasureFigures *
kerf_measure_figures_ref (KerfMeasureFigures *figures)
{
  g_atomic_ref_count_inc (&figures->count);
  return figures;
}

void
kerf_measure_figures_unref (KerfMeasureFigures *figures)
{
  if (!figures || !g_atomic_ref_count_dec (&figures->count))
    return;
  g_free (figures->why);
  g_free (figures);
}

static KerfMeasureFigures *
figures_new (KerfMeasureKind kind)
{
  KerfMeasureFigures *f = g_new0 (KerfMeasureFigures, 1);
  g_atomic_ref_count_init (&f->count);
  f->kind = kind;
  f->length_mm = f->angle_deg = f->distance_mm = f->half_u_mm = f->half_v_mm = (double) NAN;
  f->area_mm2 = f->perimeter_mm = (double) NAN;
  f->nearest = kerf_vec3 ((double) NAN, (double) NAN, (double) NAN);
  f->values.mean = f->values.sd = f->values.min = f->values.max = f->values.outside = (double) NAN;
  return f;
}

static void
say_why (KerfMeasureFigures *f, const GError *error)
{
  g_free (f->why);
  f->why = g_strdup (error ? error->message : "This measure can't be read.");
}

/* How much work may be done: of a region its size alone; only what is memoised, the result NULL where that isn't enough; all. */
typedef enum { SIZE_ONLY, PEEK, ALL } Effort;

/* ---- regions ---- */

static gpointer
values_ref (gpointer values)
{
  return g_memdup2 (values, sizeof (KerfRoiValues));
}

static const KerfFunction values_function = { "roi-values", 1, values_ref, g_free, NULL };

typedef struct {
  const KerfRoi *roi;
  const KerfObject *volume;
} RoiInput;

static gpointer
compute_values (gpointer data, const KerfContext *context, GError **error)
{
  const RoiInput *in = data;
  g_autoptr (KerfVolume) volume = kerf_object_volume (in->volume, error);
  KerfRoiValues values;
  if (!volume)
    return NULL;
  if (kerf_roi_values (in->roi, volume, context, &values))
    return g_memdup2 (&values, sizeof values);
  kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  return NULL;
}

static KerfHash
points_hash (const GArray *points)
{
  return kerf_hash_bytes (points->data, points->len * sizeof (KerfVec3));
}

static gboolean
measure_region (KerfMeasureFigures *f, const KerfCase *kase, const KerfMeasure *measure, Effort effort,
                const KerfContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfRoi) roi = kerf_measure_roi (measure, &error);
  const KerfObject *volume = kerf_case_get (kase, measure->volume);
  if (!roi) {
    say_why (f, error);
    return TRUE;
  }
  f->area_mm2 = roi->area_mm2;
  f->perimeter_mm = roi->perimeter_mm;
  f->half_u_mm = fmax (roi->half_u_mm, roi->half_v_mm);
  f->half_v_mm = fmin (roi->half_u_mm, roi->half_v_mm);
  if (!volume) {
    f->why = g_strdup ("The image that it was drawn on is gone.");
    return TRUE;
  }
  g_strlcpy (f->unit, kerf_volume_value_unit (volume), sizeof f->unit);
  if (effort == SIZE_ONLY)
    return TRUE;
  KerfHash in[3] = { kerf_object_content_hash (volume), points_hash (measure->points),
                     kerf_hash_bytes (&measure->kind, sizeof measure->kind) };
  RoiInput input = { roi, volume };
  g_autofree KerfRoiValues *values = effort == PEEK
                                         ? kerf_memo_peek (kerf_memo_shared (), &values_function, in, 3)
                                         : kerf_memo_get (kerf_memo_shared (), &values_function, in, 3,
                                                          compute_values, &input, context, &error);
  if (!values && effort == PEEK)
    return FALSE;
  if (values) {
    f->values = *values;
    if (!values->samples)
      f->why = g_strdup ("Nothing of it lies in the image.");
  } else {
    say_why (f, error);
  }
  return !kerf_context_cancelled (context);
}

/* ---- between things ---- */

static void
measure_planes (KerfMeasureFigures *f, const KerfCase *kase, const KerfMeasure *measure)
{
  const KerfObject *object = kerf_case_get (kase, measure->plan);
  g_autoptr (KerfPlan) plan = object ? kerf_plan_from_object (object) : NULL;
  const KerfPlane *planes[2] = { NULL, NULL };
  for (int k = 0; plan && k < 2; k++)
    planes[k] = kerf_plan_plane (plan, measure->letters[k]);
  if (!planes[0] || !planes[1]) {
    f->why = g_strdup_printf ("Plane %s is gone.", measure->letters[planes[0] ? 1 : 0]);
    return;
  }
  KerfVec3 a = planes[0]->cut.frame.n, b = planes[1]->cut.frame.n;
  f->angle_deg = atan2 (kerf_length (kerf_cross (a, b)), fabs (kerf_dot (a, b))) / KERF_RAD_PER_DEG;
}

/* To a tube: its surface is what lies its radius from its middle line, balls at the ends. */
static void
to_tube (KerfMeasureFigures *f, const KerfObject *object, KerfVec3 at)
{
  g_autoptr (KerfTubeRecord) tube = kerf_tube_from_object (object);
  double best = INFINITY;
  KerfVec3 middle = at;
  for (guint k = 0; k < tube->points->len; k++) {
    KerfVec3 a = g_array_index (tube->points, KerfVec3, k),
             b = g_array_index (tube->points, KerfVec3, MIN (k + 1, tube->points->len - 1)),
             way = kerf_sub (b, a);
    double length2 = kerf_dot (way, way);
    double t = length2 > 0 ? CLAMP (kerf_dot (kerf_sub (at, a), way) / length2, 0, 1) : 0;
    KerfVec3 p = kerf_along (a, t, way);
    if (kerf_distance (p, at) < best) {
      best = kerf_distance (p, at);
      middle = p;
    }
  }
  if (!isfinite (best))
    return;
  f->distance_mm = best - tube->radius_mm;
  f->nearest = kerf_along (middle, tube->radius_mm, kerf_unit (kerf_sub (at, middle)));
}

static gboolean
measure_distance (KerfMeasureFigures *f, const KerfCase *kase, const KerfMeasure *measure, Effort effort,
                  const KerfContext *context)
{
  const KerfObject *structure = kerf_case_get (kase, measure->structure);
  g_autoptr (GError) error = NULL;
  KerfMat4 own_from_structure, structure_from_own;
  if (!structure || measure->points->len == 0) {
    f->why = g_strdup ("The structure that it was measured to is gone.");
    return TRUE;
  }
  if (!kerf_case_transform (kase, measure->volume, kerf_object_volume_id (structure), NULL,
                            &own_from_structure, NULL, &error) ||
      !kerf_mat4_inverse (&own_from_structure, &structure_from_own)) {
    say_why (f, error);
    return TRUE;
  }
  KerfVec3 at = kerf_mat4_point (&structure_from_own, g_array_index (measure->points, KerfVec3, 0));
  if (kerf_object_id (structure).kind == KERF_KIND_TUBE) {
    to_tube (f, structure, at);
  } else {
    g_autoptr (KerfDistance) distance = effort == PEEK
                                            ? kerf_derived_distance_peek (structure)
                                            : kerf_derived_distance (structure, NULL, context, &error);
    if (!distance && effort == PEEK)
      return FALSE;
    if (distance)
      f->distance_mm = kerf_distance_at (distance, at, &f->nearest);
    else
      say_why (f, error);
  }
  if (!isfinite (f->distance_mm))
    f->distance_mm = (double) NAN;
  f->nearest = kerf_mat4_point (&own_from_structure, f->nearest);
  return !kerf_context_cancelled (context);
}

/* ---- all ---- */

static KerfMeasureFigures *
compute (const KerfMeasure *measure, const KerfCase *kase, Effort effort, const KerfContext *context)
{
  g_autoptr (KerfMeasureFigures) f = figures_new (measure->kind);
  g_autoptr (GError) error = NULL;
  gboolean whole = TRUE;
  if (!kerf_measure_check (measure, &error)) /* of a file that another program wrote */
    say_why (f, error);
  else if (measure->kind == KERF_MEASURE_LENGTH)
    f->length_mm = kerf_measure_length_mm (measure);
  else if (measure->kind == KERF_MEASURE_ANGLE || measure->kind == KERF_MEASURE_COBB)
    f->angle_deg = kerf_measure_angle_deg (measure);
  else if (kerf_measure_is_region (measure->kind))
    whole = measure_region (f, kase, measure, effort, context);
  else if (measure->kind == KERF_MEASURE_PLANES)
    measure_planes (f, kase, measure);
  else
    whole = measure_distance (f, kase, measure, effort, context);
  return whole ? g_steal_pointer (&f) : NULL;
}

KerfMeasureFigures *
kerf_measure_figures (const KerfMeasure *measure, const KerfCase *kase, gboolean with_values,
                      const KerfContext *context)
{
  return compute (measure, kase, with_values ? ALL : SIZE_ONLY, context);
}

static void
add_content (KerfHasher *hasher, const KerfCase *kase, KerfId id)
{
  const KerfObject *object = id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, id);
  if (!object)
    return;
  KerfHash hash = kerf_object_content_hash (object);
  kerf_hasher_add (hasher, &hash, sizeof hash);
}

KerfHash
kerf_derived_measure_inputs (const KerfCase *kase, KerfId id)
{
  KerfHasher *hasher = kerf_hasher_new ();
  const KerfObject *object = kerf_case_get (kase, id);
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  KerfHash own = kerf_object_hash (object); /* known already: an outline's record is long */
  kerf_hasher_add (hasher, &own, sizeof own);
  add_content (hasher, kase, measure->volume);
  const KerfObject *volume = kerf_case_get (kase, measure->volume);
  const char *unit = volume ? kerf_volume_value_unit (volume) : "";
  kerf_hasher_add (hasher, unit, strlen (unit) + 1);
  add_content (hasher, kase, measure->plan);
  add_content (hasher, kase, measure->structure);
  for (gsize k = 0; measure->kind == KERF_MEASURE_DISTANCE && k < kerf_case_length (kase); k++) {
    KerfId other = kerf_object_id (kerf_case_at (kase, k));
    if (other.kind == KERF_KIND_ALIGNMENT)
      add_content (hasher, kase, other);
  }
  return kerf_hasher_end (hasher);
}

/* ---- memoised as a whole: pictures ask at every frame ---- */

static gpointer
figures_ref (gpointer figures)
{
  return kerf_measure_figures_ref (figures);
}

static void
figures_unref (gpointer figures)
{
  kerf_measure_figures_unref (figures);
}

static gsize
figures_size (gconstpointer figures)
{
  const char *why = ((const KerfMeasureFigures *) figures)->why;
  return sizeof (KerfMeasureFigures) + (why ? strlen (why) : 0);
}

static const KerfFunction figures_function = { "measure-figures", 1, figures_ref, figures_unref,
                                               figures_size };

typedef struct {
  const KerfCase *kase;
  KerfId id;
  KerfMeasureFigures *ready; /* NULL: to be computed */
} FiguresInput;

static gpointer
compute_figures (gpointer data, const KerfContext *context, GError **error)
{
  const FiguresInput *in = data;
  if (in->ready)
    return kerf_measure_figures_ref (in->ready);
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (kerf_case_get (in->kase, in->id));
  KerfMeasureFigures *figures = compute (measure, in->kase, ALL, context);
  if (!figures)
    kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  return figures;
}

KerfMeasureFigures *
kerf_derived_measure (const KerfCase *kase, KerfId id, const KerfContext *context)
{
  g_return_val_if_fail (kerf_case_get (kase, id) && id.kind == KERF_KIND_MEASURE, NULL);
  KerfHash in = kerf_derived_measure_inputs (kase, id);
  FiguresInput input = { kase, id, NULL };
  return kerf_memo_get (kerf_memo_shared (), &figures_function, &in, 1, compute_figures, &input, context,
                        NULL);
}

KerfMeasureFigures *
kerf_derived_measure_peek (const KerfCase *kase, KerfId id)
{
  g_return_val_if_fail (kerf_case_get (kase, id) && id.kind == KERF_KIND_MEASURE, NULL);
  KerfHash in = kerf_derived_measure_inputs (kase, id);
  KerfMeasureFigures *known = kerf_memo_peek (kerf_memo_shared (), &figures_function, &in, 1);
  if (known)
    return known;
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (kerf_case_get (kase, id));
  g_autoptr (KerfMeasureFigures) ready = compute (measure, kase, PEEK, NULL);
  FiguresInput input = { kase, id, ready };
  return ready ? kerf_memo_get (kerf_memo_shared (), &figures_function, &in, 1, compute_figures, &input, NULL,
                                NULL)
               : NULL;
}
