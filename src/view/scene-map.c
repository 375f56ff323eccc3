/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Margins as colours: on the faces of the cuts, on the bone, with their legend. */
#include "base/text.h"
#include "view/scene.h"

#include <glib/gi18n.h>

#define IN_FACE_MM 0.6 /* how far a slice may lie from a face to show its map */

/* Legend: red below, blue above; the same stops as shaders/surface.frag. */
static const struct {
  double at;
  guint32 rgb;
} stops[] = { { -1, 0x7F0000 },    { -0.75, 0xB30000 }, { -0.5, 0xE34A33 }, { -0.25, 0xFC8D59 },
              { -0.08, 0xFDD49E }, { 0, 0xF7F7F7 },     { 0.08, 0xD0E1F2 }, { 0.25, 0x94C4DF },
              { 0.5, 0x4A98C9 },   { 0.75, 0x1764AB },  { 1, 0x08306B } };

static KerfColour
colour_at (double x)
{
  gsize i = 0;
  while (i + 2 < G_N_ELEMENTS (stops) && x > stops[i + 1].at)
    i++;
  float f = (float) CLAMP ((x - stops[i].at) / (stops[i + 1].at - stops[i].at), 0, 1);
  KerfColour a = kerf_colour (stops[i].rgb, 1), b = kerf_colour (stops[i + 1].rgb, 1);
  return (KerfColour){ a.r + f * (b.r - a.r), a.g + f * (b.g - a.g), a.b + f * (b.b - a.b), 1 };
}

static void
legend_box (KerfSceneBuild *build, double x0, double y0, double x1, double y1, KerfColour colour)
{
  KerfDrawable *fill = kerf_drawable_new (KERF_DRAW_FILL, KERF_ID_NONE, NULL);
  fill->on_screen = fill->closed = TRUE;
  fill->colour = colour;
  kerf_drawable_path (fill);
  kerf_drawable_point (fill, kerf_vec3 (x0, y0, 0));
  kerf_drawable_point (fill, kerf_vec3 (x1, y0, 0));
  kerf_drawable_point (fill, kerf_vec3 (x1, y1, 0));
  kerf_drawable_point (fill, kerf_vec3 (x0, y1, 0));
  g_ptr_array_add (build->scene->drawables, fill);
}

static void
add_legend (KerfSceneBuild *build, double target_mm)
{
  const KerfProjection *p = &build->scene->projection;
  enum { STEPS = 40 };
  double scale = build->scene->text_factor, height = 150 * scale, x = 34, y = p->height / 2 + height / 2;
  KerfColour white = kerf_colour (0xFFFFFF, 1);
  if (p->width < 320 || p->height < height + 120)
    return;
  for (int i = 0; i < STEPS; i++)
    legend_box (build, x, y - height * (i + 1) / STEPS, x + 14 * scale, y - height * i / STEPS,
                colour_at (2 * (i + 0.5) / STEPS - 1));
  for (int k = 0; k < 3; k++) {
    g_autofree char *text = k == 0   ? g_strdup (_ ("≤ 0 mm: in the tumour"))
                            : k == 1 ? g_strdup_printf (_ ("%.1f mm: target"), target_mm)
                                     : g_strdup_printf (_ ("≥ %.1f mm; bone: its own colour"), 2 * target_mm);
    kerf_draw_label (build->scene->drawables, text, KERF_LABEL_TEXT, white,
                     kerf_vec3 (x + 20 * scale, y - height * k / 2, 0), TRUE, 0, 0.5);
  }
  kerf_draw_segment (build->scene->drawables, KERF_ID_NONE, NULL, kerf_vec3 (x - 3, y - height / 2, 0),
                     kerf_vec3 (x + 14 * scale + 3, y - height / 2, 0),
                     (KerfLineStyle){ .colour = white, .width_px = 1.5F })
      ->on_screen = TRUE;
  kerf_draw_label (build->scene->drawables, _ ("Margin; hatched: below the target"), KERF_LABEL_TEXT, white,
                   kerf_vec3 (x, y - height - 12 * scale, 0), TRUE, 0, 1);
}

static gboolean
lies_in_view (const KerfSceneBuild *build, const KerfFrame3 *face)
{
  return fabs (kerf_dot (build->plane.n, face->n)) > 0.9999 &&
         fabs (kerf_dot (kerf_sub (face->p, build->scene->projection.centre), build->plane.n)) < IN_FACE_MM;
}

static void
add_face (KerfSceneBuild *build, const KerfMarginMap *map, const KerfPlane *plane, const KerfPlan *plan,
          KerfId id, const KerfMat4 *base_from_plan)
{
  KerfCut cut = plane->cut;
  KerfFrame3 own = kerf_cut_face (&cut, KERF_FACE_DISCARD);
  KerfFrame3 face = { kerf_mat4_point (base_from_plan, own.p), kerf_mat4_direction (base_from_plan, own.u),
                      kerf_mat4_direction (base_from_plan, own.v),
                      kerf_mat4_direction (base_from_plan, own.n) };
  if (!build->scene->projection.space && !lies_in_view (build, &face))
    return;
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SURFACE, id, plane->letter);
  drawable->mesh = kerf_mesh_ref (map->mesh);
  drawable->margins = kerf_margin_map_ref (map);
  drawable->to_own = *base_from_plan;
  drawable->flat = TRUE;
  drawable->target_mm = isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
  drawable->hatch[0] = kerf_scale (kerf_add (face.u, face.v), sqrt (0.5));
  drawable->hatch[1] = kerf_scale (kerf_sub (face.u, face.v), sqrt (0.5));
  g_ptr_array_add (build->scene->drawables, drawable);
}

/* The host of the plan's bone takes its colours from its map, where that is of the very mesh that is drawn. */
static void
colour_bone (KerfSceneBuild *build, const KerfMarginMap *map, const KerfPlan *plan)
{
  for (guint i = 0; map && i < build->scene->drawables->len; i++) {
    KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    if (drawable->kind != KERF_DRAW_SURFACE || drawable->margins || drawable->mesh != map->mesh ||
        !kerf_id_equal (drawable->object, plan->bone))
      continue;
    drawable->margins = kerf_margin_map_ref (map);
    drawable->target_mm = plan->target_margin_mm;
    drawable->hatch[0] = kerf_unit (kerf_vec3 (1, 1, 1));
    drawable->hatch[1] = kerf_unit (kerf_vec3 (1, -1, 1));
  }
}

void
kerf_scene_add_margin_maps (KerfSceneBuild *build)
{
  KerfId id = kerf_view_state_plan (build->state, build->kase);
  const KerfObject *object = kerf_case_get (build->kase, id);
  KerfMat4 base_from_plan;
  if (!build->state->margin_map_shown || !object || !build->source->maps ||
      !kerf_scene_transform (build, object, &base_from_plan))
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfMarginMaps) maps = build->source->maps (build->source->data, build->kase, id);
  if (!maps || !(plan->target_margin_mm > 0))
    return;
  guint before = build->scene->drawables->len;
  for (guint i = 0; i < plan->planes->len && i < maps->faces->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    const KerfMarginMap *map = g_ptr_array_index (maps->faces, i);
    if (map && kerf_view_state_is_shown (build->state, id, plane->letter))
      add_face (build, map, plane, plan, id, &base_from_plan);
  }
  if (build->scene->projection.space)
    colour_bone (build, maps->bone, plan);
  if (build->scene->projection.space || build->scene->drawables->len > before)
    add_legend (build, plan->target_margin_mm);
}
