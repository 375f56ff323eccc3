/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths and angles that were kept: white, with their figure. */
#include "base/text.h"
#include "view/scene.h"

/* How far out of a slice a measure may lie to be seen in it. */
#define REACH_MM 1.0

static gboolean
in_view (const KerfProjection *projection, const KerfVec3 *points, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    KerfVec3 screen = kerf_projection_screen (projection, points[i]);
    if (!kerf_vec3_is_finite (screen) || (!projection->space && fabs (screen.z) > REACH_MM))
      return FALSE;
  }
  return n >= 2;
}

void
kerf_scene_add_measures (KerfSceneBuild *build)
{
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
  for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
    const KerfObject *object = kerf_case_at (build->kase, i);
    KerfMat4 base_from_own;
    KerfVec3 points[3];
    if (kerf_object_id (object).kind != KERF_KIND_MEASURE ||
        !kerf_view_state_shows (build->state, build->kase, object) ||
        !kerf_scene_transform (build, object, &base_from_own))
      continue;
    const KerfJson *record = kerf_object_record (object), *list = kerf_json_get (record, "points");
    gsize n = 0;
    for (; n < kerf_json_length (list) && n < G_N_ELEMENTS (points); n++) {
      const KerfJson *at = kerf_json_at (list, n);
      points[n] = kerf_mat4_point (&base_from_own, kerf_vec3 (kerf_json_as_real (kerf_json_at (at, 0), NAN),
                                                              kerf_json_as_real (kerf_json_at (at, 1), NAN),
                                                              kerf_json_as_real (kerf_json_at (at, 2), NAN)));
    }
    if (!in_view (&build->scene->projection, points, n))
      continue;
    KerfDrawable *drawn = kerf_draw_segment (build->scene->drawables, kerf_object_id (object), NULL,
                                             points[0], points[1], line);
    if (n == 3)
      kerf_drawable_point (drawn, points[2]);
    double mm = kerf_json_get_real (record, "length_mm", NAN),
           degrees = kerf_json_get_real (record, "angle_deg", NAN);
    g_autofree char *text =
        isnan (mm) ? kerf_figure_to_text (degrees, 1, "°") : kerf_figure_to_text (mm, 1, "mm");
    KerfDrawable *label =
        kerf_draw_label (build->scene->drawables, text, KERF_LABEL_BOLD, line.colour,
                         n == 3 ? points[1] : kerf_lerp (points[0], points[1], 0.5), FALSE, -0.12, 0);
    label->object = kerf_object_id (object);
  }
}
