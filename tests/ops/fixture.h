/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small case in memory, made by the operations themselves. */
#pragma once
#include "../kerf-check.h"
#include "base/error.h"
#include "case/plan.h"
#include "ops/ops.h"

/* Applies one operation from key=value words; the case it replaces is dropped. Fails the test on an error. */
static inline void
fx_do (KerfCase **kase, const char *op_id, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  va_list list;
  va_start (list, op_id);
  for (const char *word = va_arg (list, const char *); word; word = va_arg (list, const char *))
    g_ptr_array_add (words, g_strdup (word));
  va_end (list);
  g_ptr_array_add (words, NULL);
  const KerfOp *op = kerf_op_find (kerf_ops, op_id, &error);
  kt_no_error (error);
  gpointer args = kerf_args_parse (op, (const char *const *) words->pdata, *kase, NULL, &error);
  kt_no_error (error);
  KerfCase *next = kerf_op_apply (op, *kase, args, NULL, &error);
  kt_no_error (error);
  kerf_args_free (op, args);
  kerf_case_unref (*kase);
  *kase = next;
}

/* The sentence with which the operation is refused. The caller frees. */
static inline char *
fx_refusal (const KerfCase *kase, const char *op_id, const char *const *words)
{
  g_autoptr (GError) error = NULL;
  const KerfOp *op = kerf_op_find (kerf_ops, op_id, &error);
  gpointer args = op ? kerf_args_parse (op, words, kase, NULL, &error) : NULL;
  g_autoptr (KerfCase) next = args ? kerf_op_apply (op, kase, args, NULL, &error) : NULL;
  if (args)
    kerf_args_free (op, args);
  ck_assert_msg (next == NULL && error, "%s was not refused", op_id);
  return g_strdup (error->message);
}

static inline KerfVolume *
fx_volume (double seed)
{
  KerfGrid grid = kerf_grid_axial (40, 36, 32, kerf_vec3 (2, 2, 2.5), kerf_vec3 (-39, -35, -38.75));
  gsize n = kerf_grid_voxels (&grid);
  gint16 *v = g_new (gint16, n);
  for (gint32 k = 0; k < grid.n[2]; k++)
    for (gint32 j = 0; j < grid.n[1]; j++)
      for (gint32 i = 0; i < grid.n[0]; i++) {
        KerfVec3 p = kerf_grid_point (&grid, i, j, k);
        double d = 22 - sqrt (p.x * p.x + p.y * p.y + 0.3 * p.z * p.z);
        v[kerf_grid_offset (&grid, i, j, k)] =
            (gint16) (CLAMP (400 + 400 * d, -200, 900) + 30 * sin (seed + 0.4 * p.x) * cos (0.3 * p.z));
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (v, n * sizeof *v);
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

static inline KerfCase *
fx_with_volume (KerfCase *kase, const char *name, const char *role, double seed)
{
  g_autoptr (KerfVolume) volume = fx_volume (seed);
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "role", role);
  kerf_json_set_string (record, "frame_uid", "1.2.3");
  kerf_json_set_string (record, "verdict", "regular");
  g_autoptr (KerfObject) object =
      kerf_object_new_volume (kerf_case_next_id (kase, KERF_KIND_VOLUME), record, volume);
  KerfCase *next = kerf_case_with (kase, object);
  kerf_case_unref (kase);
  return next;
}

/* Two images of a bone along z (radius 22 mm), bone s1, a ball of 10 mm s2, bone with tumour s3, root t1, identity a1 that
 * is accepted, plan p1 with planes A and B, guide g1. */
static inline KerfCase *
fx_case (void)
{
  g_autoptr (KerfBlobs) blobs = kerf_blobs_memory_new ();
  KerfCase *kase = kerf_case_new ("00000000-0000-8000-8000-000000000001", blobs);
  kase = fx_with_volume (kase, "CT", "ct", 0);
  kase = fx_with_volume (kase, "MR", "mr", 1);
  fx_do (&kase, "case.subject", "bone=Femur", "side=left", "confirm=yes", NULL);
  fx_do (&kase, "segment.threshold", "volume=v1", "low=400", "name=Bone", "class=bone", NULL);
  fx_do (&kase, "segment.new", "volume=v1", "name=Tumour", "class=tumour", NULL);
  fx_do (&kase, "segment.brush", "segment=s2", "points=2,1,0.5", "radius_mm=10", NULL);
  fx_do (&kase, "segment.boolean", "a=s1", "b=s2", "kind=union", "name=Both", NULL);
  fx_do (&kase, "tube.draw", "points=15,0,-30;15,0,30", "radius_mm=2", "volume=v1", NULL);
  fx_do (&kase, "align.identity", "fixed=v1", "moving=v2", NULL);
  fx_do (&kase, "align.accept", "alignment=a1", "by=R", "role=radiologist", NULL);
  fx_do (&kase, "plan.new", "name=Plan", "tumour=s2", "bone=s3", "volume=v1", NULL);
  fx_do (&kase, "plan.target", "plan=p1", "margin_mm=8", NULL);
  fx_do (&kase, "plane.through", "plan=p1", "points=-10,-20,20.3;10,-20,20.3;0,20,20.3", NULL);
  fx_do (&kase, "plane.line", "plan=p1", "from=0.1,-25,-19.7", "to=0.1,25,-19.7", "view_normal=1,0,0", NULL);
  fx_do (&kase, "guide.new", "plan=p1", NULL);
  return kase;
}
