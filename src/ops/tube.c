/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops/edit.h"

typedef struct {
  GArray *points;
  double radius_mm;
  char *name;
  int class;
  KerfId volume;
} TubeDraw;

static const KerfParam tube_draw_params[] = {
  KERF_ARG_POINTS (TubeDraw, points, 2, KERF_REQUIRED, "Points of the middle line, in order"),
  KERF_ARG_REAL (TubeDraw, radius_mm, "mm", 0.1, 30, 2.5, 0, "Radius"),
  KERF_ARG_TEXT (TubeDraw, name, NULL, 0, "Name, such as Root S1 left"),
  KERF_ARG_ENUM (TubeDraw, class, kerf_class_words, 2, 0, "What it is"),
  KERF_ARG_ID (TubeDraw, volume, KERF_VOLUMES, 0,
               "Volume in whose space the points are; the only one, or the first CT"),
};

static KerfCase *
tube_draw (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const TubeDraw *a = args;
  KerfId volume;
  if (!kerf_edit_volume (kase, a->volume, &volume, error))
    return NULL;
  g_autofree char *name = kerf_case_free_name (kase, a->name && *a->name ? a->name : "Root"),
                  *volume_text = kerf_id_to_text (volume);
  KerfJson *record = kerf_json_object (), *points = kerf_json_array ();
  for (guint k = 0; k < a->points->len; k++)
    kerf_json_append (points, kerf_json_vec3 (g_array_index (a->points, KerfVec3, k)));
  kerf_json_set_string (record, "name", name);
  kerf_json_set_string (record, "class", kerf_class_words[a->class]);
  kerf_json_set_string (record, "volume", volume_text);
  kerf_json_set_real (record, "radius_mm", a->radius_mm);
  kerf_json_set (record, "points", points);
  return kerf_edit_put (kase, kerf_object_new (kerf_case_next_id (kase, KERF_KIND_TUBE), record), TRUE, run);
}

KERF_OP (tube_draw) = { .id = "tube.draw",
                        .title = "Draw Tube",
                        .help = "Draws a nerve root or a vessel as a line with a radius",
                        .version = 1,
                        .size = sizeof (TubeDraw),
                        .apply = tube_draw,
                        KERF_PARAMS (tube_draw_params) };
