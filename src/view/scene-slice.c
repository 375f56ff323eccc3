/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a 2-D view shows of volumes and structures. */
#include "view/scene.h"
#include "view/window.h"

#define FILL_SHARE 0.20

static KerfDrawable *
slice_of (KerfSceneBuild *build, const KerfObject *object, const KerfMat4 *base_from_own)
{
  g_autoptr (KerfVolume) volume = build->source->volume (build->source->data, object);
  KerfMat4 own_from_base;
  if (!volume || !kerf_mat4_inverse (base_from_own, &own_from_base))
    return NULL;
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SLICE, kerf_object_id (object), NULL);
  const KerfWindowSetting *setting = NULL;
  for (guint i = 0; i < build->state->windows->len; i++)
    if (kerf_id_equal (g_array_index (build->state->windows, KerfWindowSetting, i).volume, drawable->object))
      setting = &g_array_index (build->state->windows, KerfWindowSetting, i);
  if (setting) {
    drawable->centre = setting->centre;
    drawable->width = setting->width;
    drawable->preset = setting->preset;
  } else {
    kerf_window_default (object, volume, &drawable->centre, &drawable->width, &drawable->preset);
  }
  drawable->volume = g_steal_pointer (&volume);
  drawable->to_own = own_from_base;
  drawable->slab = build->state->slab;
  drawable->slab_mm = build->state->slab_mm;
  drawable->sampling = build->state->sampling;
  g_ptr_array_add (build->scene->drawables, drawable);
  return drawable;
}

void
kerf_scene_add_slices (KerfSceneBuild *build)
{
  KerfId other_id = kerf_view_state_other (build->state, build->kase);
  const KerfObject *base = kerf_case_get (build->kase, build->base_id);
  const KerfObject *other = other_id.kind == KERF_KIND_VOLUME ? kerf_case_get (build->kase, other_id) : NULL;
  KerfMat4 same = kerf_mat4_identity (), joined;
  const KerfViewState *state = build->state;
  gboolean side = kerf_view_is_other (build->scene->name);
  gboolean fused = !side && (state->fusion != KERF_FUSION_NONE || state->other_held);
  KerfDrawable *first = NULL;
  if (!side)
    first = slice_of (build, base, &same);
  if (other && (side || fused) && kerf_scene_transform (build, other, &joined)) {
    KerfDrawable *second = slice_of (build, other, &joined);
    if (second && fused) {
      build->fused = TRUE;
      /* Held for comparison it is shown as it is, alone where it is. */
      second->fusion = state->other_held ? KERF_FUSION_BLEND : state->fusion;
      second->share = state->other_held                   ? 1
                      : state->fusion == KERF_FUSION_WIPE ? state->wipe_share
                                                          : state->fusion_share;
      second->map = state->other_held ? KERF_MAP_GREY : state->fusion_map;
    }
  }
  const KerfSceneTool *tool = build->tool;
  if (first && tool && !isnan (tool->tint_low)) {
    first->tint_low = tool->tint_low;
    first->tint_high = tool->tint_high;
    first->colour = tool->tint;
  }
}

/* The section of a surface by the view's plane, as paths in base space. NULL: the plane misses it. */
static KerfDrawable *
section_of (KerfSceneBuild *build, KerfDistance *distance, const KerfMat4 *base_from_own, KerfId id,
            KerfDrawKind kind)
{
  KerfMat4 own_from_base;
  if (!kerf_mat4_inverse (base_from_own, &own_from_base))
    return NULL;
  const KerfFrame3 *plane = &build->plane;
  KerfFrame3 frame = { kerf_mat4_point (&own_from_base, plane->p),
                       kerf_mat4_direction (&own_from_base, plane->u),
                       kerf_mat4_direction (&own_from_base, plane->v),
                       kerf_mat4_direction (&own_from_base, plane->n) };
  g_autoptr (KerfSection) section = kerf_section_cache_get (build->cache, distance, &frame);
  if (!section || kerf_section_is_empty (section))
    return NULL;
  KerfDrawable *drawable = kerf_drawable_new (kind, id, NULL);
  drawable->closed = TRUE;
  for (guint32 loop = 0; loop < section->n_loops; loop++) {
    kerf_drawable_path (drawable);
    for (guint32 i = section->starts[loop]; i < section->starts[loop + 1]; i++)
      kerf_drawable_point (drawable,
                           kerf_frame3_point (plane, section->st[2 * i], section->st[2 * i + 1], 0));
  }
  g_ptr_array_add (build->scene->drawables, drawable);
  return drawable;
}

static void
add_painted (KerfSceneBuild *build, const KerfObject *object, const KerfMat4 *base_from_own)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_DISTANCE, kerf_object_id (object), NULL);
  kerf_drawable_set_line (drawable,
                          kerf_palette_class (kerf_object_class (object), kerf_object_name (object)));
  drawable->line.width_px += 1;
  drawable->share = FILL_SHARE;
  drawable->mask = kerf_mask_ref (build->tool->painted);
  if (!kerf_mat4_inverse (base_from_own, &drawable->to_own))
    drawable->to_own = kerf_mat4_identity ();
  g_ptr_array_add (build->scene->drawables, drawable);
}

static gboolean
is_selected (const KerfSceneBuild *build, KerfId id)
{
  return kerf_id_equal (build->state->selected, id);
}

static void
add_outline (KerfSceneBuild *build, const KerfObject *object, const KerfMat4 *base_from_own,
             KerfDrawKind kind)
{
  KerfId id = kerf_object_id (object);
  const char *klass = id.kind == KERF_KIND_GUIDE ? "guide" : kerf_object_class (object);
  if (kind == KERF_DRAW_FILL && g_strcmp0 (klass, "bone") == 0)
    return; /* anatomy stays readable under its own bone */
  g_autoptr (KerfDistance) distance = kerf_scene_surface (build->source, build->kase, object);
  if (!distance)
    return;
  KerfDrawable *drawable = section_of (build, distance, base_from_own, id, kind);
  if (!drawable)
    return;
  kerf_drawable_set_line (drawable, id.kind == KERF_KIND_GUIDE
                                        ? kerf_palette_guide ()
                                        : kerf_palette_class (klass, kerf_object_name (object)));
  if (kind == KERF_DRAW_FILL) {
    drawable->colour =
        kerf_colour_with_alpha (drawable->colour, id.kind == KERF_KIND_GUIDE ? 0.3 : FILL_SHARE);
    drawable->hatched = id.kind == KERF_KIND_GUIDE;
  } else if (is_selected (build, id)) {
    drawable->line.width_px += 1;
  }
}

/* Of the shown plan's tumour at its target: dashed, lighter. */
static void
add_shell (KerfSceneBuild *build)
{
  const KerfObject *object = kerf_case_get (build->kase, kerf_view_state_plan (build->state, build->kase));
  if (!object || !build->state->shell_shown)
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  const KerfObject *tumour = kerf_case_get (build->kase, plan->tumour);
  KerfMat4 base_from_own;
  if (!tumour || !(plan->target_margin_mm > 0) || !kerf_scene_transform (build, tumour, &base_from_own))
    return;
  g_autoptr (KerfDistance) shell = build->source->shell (build->source->data, tumour, plan->target_margin_mm);
  KerfDrawable *drawable =
      shell ? section_of (build, shell, &base_from_own, plan->tumour, KERF_DRAW_LINE) : NULL;
  if (drawable)
    kerf_drawable_set_line (drawable, kerf_palette_shell ());
}

void
kerf_scene_add_sections (KerfSceneBuild *build)
{
  for (int pass = 0; pass < 2; pass++) {
    if (pass == 1)
      add_shell (build);
    for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
      const KerfObject *object = kerf_case_at (build->kase, i);
      KerfId id = kerf_object_id (object);
      KerfMat4 base_from_own;
      if ((id.kind != KERF_KIND_SEGMENT && id.kind != KERF_KIND_TUBE && id.kind != KERF_KIND_GUIDE) ||
          !kerf_view_state_shows (build->state, build->kase, object) ||
          !kerf_scene_transform (build, object, &base_from_own))
        continue;
      if (build->tool && build->tool->painted && kerf_id_equal (id, build->tool->painted_id)) {
        if (pass == 0)
          add_painted (build, object, &base_from_own);
        continue;
      }
      add_outline (build, object, &base_from_own, pass == 0 ? KERF_DRAW_FILL : KERF_DRAW_LINE);
      if (pass == 1 && id.kind == KERF_KIND_GUIDE)
        kerf_scene_add_pins (build, object, &base_from_own);
    }
  }
}
