/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pool can compute: each a pure function of its inputs, run in a worker. */
#include "app/pool/pool-private.h"
#include "case/derived-compare.h"
#include "view/mesh-arrays.h"
#include "view/tube-mesh.h"

#include <math.h>

static gpointer
compute_volume (const KerfPoolEntry *in, const KerfContext *context)
{
  (void) context;
  return kerf_object_volume (in->object, NULL);
}

static KerfMesh *
mesh_of (const KerfObject *object, const KerfContext *context)
{
  if (kerf_object_id (object).kind == KERF_KIND_SEGMENT)
    return kerf_derived_mesh (object, context, NULL);
  if (kerf_object_id (object).kind == KERF_KIND_TUBE) {
    g_autoptr (KerfTubeRecord) tube = kerf_tube_from_object (object);
    return kerf_tube_mesh ((const KerfVec3 *) (gpointer) tube->points->data, tube->points->len,
                           tube->radius_mm);
  }
  return NULL;
}

/* Made ready for the picture here, not when the main thread draws it. */
static gpointer
prepared (KerfDistance *distance, gboolean edged)
{
  if (distance)
    kerf_mesh_arrays_prepare (kerf_distance_mesh (distance), edged);
  return distance;
}

static gpointer
compute_distance (const KerfPoolEntry *in, const KerfContext *context)
{
  if (kerf_object_id (in->object).kind == KERF_KIND_SEGMENT)
    return prepared (kerf_derived_distance (in->object, NULL, context, NULL), FALSE);
  g_autoptr (KerfMesh) mesh = mesh_of (in->object, context);
  return mesh ? prepared (kerf_distance_new (mesh), FALSE) : NULL;
}

static gpointer
compute_shell (const KerfPoolEntry *in, const KerfContext *context)
{
  g_autoptr (KerfMesh) mesh = kerf_derived_shell (in->object, in->number, context, NULL);
  return mesh ? prepared (kerf_distance_new (mesh), FALSE) : NULL;
}

static gpointer
compute_quick (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_plan (in->kase, in->id, TRUE, context, NULL);
}

static gpointer
compute_full (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_plan (in->kase, in->id, FALSE, context, NULL);
}

static gpointer
compute_spared (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_spared (in->kase, in->id, context, NULL);
}

static gpointer
compute_preview (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_guide (in->kase, in->id, TRUE, context, NULL);
}

static gpointer
compute_guide (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_guide (in->kase, in->id, FALSE, context, NULL);
}

/* The tree over the solid that is there: the preview first, the fine one when it has come. */
static gpointer
compute_tree (const KerfPoolEntry *in, const KerfContext *context)
{
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (in->kase, in->id, in->number > 0, context, NULL);
  return solid ? prepared (kerf_distance_new (solid->mesh), TRUE) : NULL;
}

static gpointer
compute_comparison (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_comparison (in->kase, in->id, context, NULL);
}

static gpointer
compute_measure (const KerfPoolEntry *in, const KerfContext *context)
{
  return kerf_derived_measure (in->kase, in->id, context);
}

static gpointer
compute_mm3 (const KerfPoolEntry *in, const KerfContext *context)
{
  double mm3 = kerf_derived_volume_mm3 (in->object, context, NULL);
  return isnan (mm3) ? NULL : g_memdup2 (&mm3, sizeof mm3);
}

static gpointer
compute_maps (const KerfPoolEntry *in, const KerfContext *context)
{
  KerfMarginMaps *maps = kerf_derived_margin_maps (in->kase, in->id, context, NULL);
  for (guint i = 0; maps && i < maps->faces->len; i++) {
    const KerfMarginMap *face = g_ptr_array_index (maps->faces, i);
    if (face)
      kerf_mesh_arrays_prepare (face->mesh, FALSE);
  }
  return maps;
}

static gpointer
maps_ref (gpointer value)
{
  return kerf_margin_maps_ref (value);
}

static void
maps_unref (gpointer value)
{
  kerf_margin_maps_unref (value);
}

static gpointer
volume_ref (gpointer value)
{
  return kerf_volume_ref (value);
}

static gpointer
distance_ref (gpointer value)
{
  return kerf_distance_ref (value);
}

static gpointer
figures_ref (gpointer value)
{
  return kerf_plan_figures_ref (value);
}

static void
volume_unref (gpointer value)
{
  kerf_volume_unref (value);
}

static void
distance_unref (gpointer value)
{
  kerf_distance_unref (value);
}

static void
figures_unref (gpointer value)
{
  kerf_plan_figures_unref (value);
}

static gpointer
solid_ref (gpointer value)
{
  return kerf_guide_solid_ref (value);
}

static void
solid_unref (gpointer value)
{
  kerf_guide_solid_unref (value);
}

static gpointer
json_ref (gpointer value)
{
  return kerf_json_ref (value);
}

static void
json_unref (gpointer value)
{
  kerf_json_unref (value);
}

static gpointer
measure_ref (gpointer value)
{
  return kerf_measure_figures_ref (value);
}

static void
measure_unref (gpointer value)
{
  kerf_measure_figures_unref (value);
}

static gpointer
array_ref (gpointer value)
{
  return g_array_ref (value);
}

static void
array_unref (gpointer value)
{
  g_array_unref (value);
}

static gpointer
copy_real (gpointer value)
{
  return g_memdup2 (value, sizeof (double));
}

const KerfPoolKind kerf_pool_volume_kind = { "volume", compute_volume, volume_ref, volume_unref };
const KerfPoolKind kerf_pool_distance_kind = { "distance", compute_distance, distance_ref, distance_unref };
const KerfPoolKind kerf_pool_shell_kind = { "shell", compute_shell, distance_ref, distance_unref };
const KerfPoolKind kerf_pool_quick_kind = { "quick", compute_quick, figures_ref, figures_unref };
const KerfPoolKind kerf_pool_full_kind = { "full", compute_full, figures_ref, figures_unref };
const KerfPoolKind kerf_pool_spared_kind = { "spared", compute_spared, array_ref, array_unref };
const KerfPoolKind kerf_pool_preview_kind = { "preview", compute_preview, solid_ref, solid_unref };
const KerfPoolKind kerf_pool_guide_kind = { "guide", compute_guide, solid_ref, solid_unref };
const KerfPoolKind kerf_pool_tree_kind = { "tree", compute_tree, distance_ref, distance_unref };
const KerfPoolKind kerf_pool_comparison_kind = { "comparison", compute_comparison, json_ref, json_unref };
const KerfPoolKind kerf_pool_maps_kind = { "maps", compute_maps, maps_ref, maps_unref };
const KerfPoolKind kerf_pool_measure_kind = { "measure", compute_measure, measure_ref, measure_unref };
const KerfPoolKind kerf_pool_mm3_kind = { "mm3", compute_mm3, copy_real, g_free };
