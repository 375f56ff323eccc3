/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A little registry for tests of the case layer: it knows nothing of the program's own operations. */
#pragma once
#include "case/op.h"
#include "core/image/mask-edit.h"

typedef struct {
  KerfVec3 at;
  double radius_mm;
  char *name;
} ToyDab;

static const KerfParam toy_dab_params[] = {
  KERF_ARG_POINT (ToyDab, at, KERF_REQUIRED, "Where"),
  KERF_ARG_REAL (ToyDab, radius_mm, "mm", 0.5, 20, 5, 0, "Radius"),
  KERF_ARG_TEXT (ToyDab, name, NULL, 0, "Name of a new one; without it the first is painted on"),
};

static KerfCase *
toy_dab (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const ToyDab *a = args;
  KerfId first = { KERF_KIND_SEGMENT, 1 };
  const KerfObject *object = a->name ? NULL : kerf_case_get (kase, first);
  KerfGrid grid = kerf_grid_axial (64, 64, 64, kerf_vec3 (1, 1, 1), kerf_vec3 (0, 0, 0));
  g_autoptr (KerfMask) mask = object ? kerf_object_mask (object, error) : kerf_mask_new (&grid);
  KerfBrush brush = { .radius_mm = a->radius_mm };
  if (!mask)
    return NULL;
  g_autoptr (KerfMask) painted = kerf_mask_stroke (mask, &a->at, 1, &brush, FALSE, run->job);
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", a->name ? a->name : "toy");
  KerfId id = object ? first : kerf_case_next_id (kase, KERF_KIND_SEGMENT);
  g_autoptr (KerfObject) made = kerf_object_new_segment (id, record, painted);
  if (run->made)
    g_array_append_val (run->made, id);
  return kerf_case_with (kase, made);
}

static const KerfOp toy_dab_op = { .id = "toy.dab",
                                   .title = "Dab",
                                   .help = "Paints a ball",
                                   .version = 1,
                                   .size = sizeof (ToyDab),
                                   .apply = toy_dab,
                                   KERF_PARAMS (toy_dab_params) };
