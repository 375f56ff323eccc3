/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window asks of the pool, and what each value rests on. */
#include "app/pool/pool-private.h"

#include <math.h>
#include <string.h>

static gpointer
get_of_object (KerfPool *pool, const KerfPoolKind *kind, const KerfObject *object, double number)
{
  g_autofree char *id = kerf_id_to_text (kerf_object_id (object));
  g_autofree char *what = isnan (number) ? g_strdup (id) : g_strdup_printf ("%s %g", id, number);
  return kerf_pool_get (pool, kind, what, kerf_object_content_hash (object), kerf_object_ref (object), NULL,
                        KERF_ID_NONE, number, NULL);
}

/* What a plan's figures rest on: the plan, and the shapes it names. */
static KerfHash
plan_inputs (const KerfCase *kase, KerfId id)
{
  KerfHasher *hasher = kerf_hasher_new ();
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId own = kerf_object_id (object);
    gboolean counts = kerf_id_equal (own, id) || own.kind == KERF_KIND_SEGMENT ||
                      own.kind == KERF_KIND_TUBE || own.kind == KERF_KIND_ALIGNMENT;
    if (!counts)
      continue;
    KerfHash hash = kerf_object_content_hash (object);
    kerf_hasher_add (hasher, &own, sizeof own);
    kerf_hasher_add (hasher, &hash, sizeof hash);
  }
  return kerf_hasher_end (hasher);
}

static gpointer
get_of_plan (KerfPool *pool, const KerfPoolKind *kind, const KerfCase *kase, KerfId plan, gboolean *stale)
{
  g_autofree char *what = kerf_id_to_text (plan);
  return kerf_pool_get (pool, kind, what, plan_inputs (kase, plan), NULL, kerf_case_ref (kase), plan,
                        (double) NAN, stale);
}

static KerfVolume *
source_volume (gpointer data, const KerfObject *object)
{
  return get_of_object (data, &kerf_pool_volume_kind, object, (double) NAN);
}

static KerfDistance *
source_distance (gpointer data, const KerfObject *object)
{
  return get_of_object (data, &kerf_pool_distance_kind, object, (double) NAN);
}

static KerfMesh *
source_mesh (gpointer data, const KerfObject *object)
{
  KerfDistance *distance = source_distance (data, object);
  if (!distance)
    return NULL;
  KerfMesh *mesh = kerf_mesh_ref (kerf_distance_mesh (distance));
  kerf_distance_unref (distance);
  return mesh;
}

static KerfDistance *source_guide (gpointer data, const KerfCase *kase, KerfId guide);

static KerfDistance *
source_shell (gpointer data, const KerfObject *object, double mm)
{
  return get_of_object (data, &kerf_pool_shell_kind, object, mm);
}

static KerfPlanFigures *
source_figures (gpointer data, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (data, &kerf_pool_quick_kind, kase, plan, NULL);
}

static KerfMarginMaps *
source_maps (gpointer data, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (data, &kerf_pool_maps_kind, kase, plan, NULL);
}

gboolean
kerf_pool_has_values (KerfPool *pool, const KerfCase *kase, const KerfMeasure *measure)
{
  const double few_cells = 60000;
  if (!kerf_measure_is_region (measure->kind))
    return TRUE;
  const KerfObject *object = kerf_case_get (kase, measure->volume);
  g_autoptr (KerfVolume) volume = object ? source_volume (pool, object) : NULL;
  g_autoptr (KerfRoi) roi = volume ? kerf_measure_roi (measure, NULL) : NULL;
  if (!roi)
    return FALSE;
  KerfVec3 spacing = kerf_grid_spacing (&volume->grid);
  double edge = fmin (spacing.x, fmin (spacing.y, spacing.z));
  return roi->area_mm2 / (edge * edge) < few_cells;
}

KerfMeasureFigures *
kerf_pool_measure (KerfPool *pool, const KerfCase *kase, KerfId id, gboolean *stale)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object)
    return NULL;
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  KerfMeasureFigures *ready = kerf_derived_measure_peek (kase, id);
  if (!ready && kerf_measure_is_region (measure->kind) && kerf_pool_has_values (pool, kase, measure))
    ready = kerf_derived_measure (kase, id, NULL);
  if (stale)
    *stale = FALSE;
  if (ready)
    return ready;
  g_autofree char *what = kerf_id_to_text (id);
  g_autoptr (KerfMeasureFigures) figures =
      kerf_pool_get (pool, &kerf_pool_measure_kind, what, kerf_derived_measure_inputs (kase, id), NULL,
                     kerf_case_ref (kase), id, (double) NAN, stale);
  /* Those of a moment ago may be of another measure that had this id before an undo. */
  return figures && figures->kind == measure->kind ? g_steal_pointer (&figures) : NULL;
}

static KerfMeasureFigures *
source_measure (gpointer data, const KerfCase *kase, KerfId measure)
{
  return kerf_pool_measure (data, kase, measure, NULL);
}

KerfSceneSource
kerf_pool_source (KerfPool *pool)
{
  return (KerfSceneSource){ pool,         source_volume,  source_mesh, source_distance, source_guide,
                            source_shell, source_figures, source_maps, source_measure };
}

KerfPlanFigures *
kerf_pool_figures (KerfPool *pool, const KerfCase *kase, KerfId plan, gboolean quick, gboolean *stale)
{
  return get_of_plan (pool, quick ? &kerf_pool_quick_kind : &kerf_pool_full_kind, kase, plan, stale);
}

double
kerf_pool_volume_mm3 (KerfPool *pool, const KerfObject *segment)
{
  g_autofree double *mm3 = get_of_object (pool, &kerf_pool_mm3_kind, segment, (double) NAN);
  return mm3 ? *mm3 : (double) NAN;
}

GArray *
kerf_pool_spared (KerfPool *pool, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (pool, &kerf_pool_spared_kind, kase, plan, NULL);
}

/* What a guide or a comparison rests on: all that a plan rests on, and all plans. */
static KerfHash
wide_inputs (const KerfCase *kase, KerfId id)
{
  KerfHasher *hasher = kerf_hasher_new ();
  KerfHash inputs = plan_inputs (kase, id);
  kerf_hasher_add (hasher, &inputs, sizeof inputs);
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind != KERF_KIND_PLAN)
      continue;
    KerfHash hash = kerf_object_content_hash (object);
    kerf_hasher_add (hasher, &hash, sizeof hash);
  }
  return kerf_hasher_end (hasher);
}

static gpointer
get_wide (KerfPool *pool, const KerfPoolKind *kind, const KerfCase *kase, KerfId id, gboolean *stale)
{
  g_autofree char *what = kerf_id_to_text (id);
  return kerf_pool_get (pool, kind, what, wide_inputs (kase, id), NULL, kerf_case_ref (kase), id,
                        (double) NAN, stale);
}

KerfGuideSolid *
kerf_pool_guide (KerfPool *pool, const KerfCase *kase, KerfId guide, gboolean *fine)
{
  gboolean fine_stale, preview_stale;
  KerfGuideSolid *solid = get_wide (pool, &kerf_pool_guide_kind, kase, guide, &fine_stale);
  *fine = solid && !fine_stale;
  if (*fine)
    return solid;
  KerfGuideSolid *preview = get_wide (pool, &kerf_pool_preview_kind, kase, guide, &preview_stale);
  if (preview && (!preview_stale || !solid)) {
    if (solid)
      kerf_guide_solid_unref (solid);
    return preview;
  }
  if (preview)
    kerf_guide_solid_unref (preview);
  return solid;
}

KerfJson *
kerf_pool_comparison (KerfPool *pool, const KerfCase *kase, KerfId comparison)
{
  return get_wide (pool, &kerf_pool_comparison_kind, kase, comparison, NULL);
}

static KerfDistance *
source_guide (gpointer data, const KerfCase *kase, KerfId guide)
{
  gboolean fine;
  KerfPool *pool = data;
  g_autoptr (KerfGuideSolid) solid = kerf_pool_guide (pool, kase, guide, &fine);
  if (!solid)
    return NULL;
  g_autofree char *id = kerf_id_to_text (guide),
                  *what = g_strdup_printf ("%s %s", id, fine ? "fine" : "preview");
  KerfDistance *tree = kerf_pool_get (pool, &kerf_pool_tree_kind, what, wide_inputs (kase, guide), NULL,
                                      kerf_case_ref (kase), guide, fine ? 0 : 1, NULL);
  if (tree || !fine)
    return tree;
  g_autofree char *before = g_strdup_printf ("%s preview", id);
  return kerf_pool_get (pool, &kerf_pool_tree_kind, before, wide_inputs (kase, guide), NULL,
                        kerf_case_ref (kase), guide, 1, NULL);
}
