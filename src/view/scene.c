/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/scene.h"

#include "view/cube.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- sections ---- */

enum { MOST_SECTIONS = 192 };

typedef struct {
  KerfDistance *distance;
  KerfFrame3 frame;
  KerfSection *section;
  guint64 used;
} CachedSection;

struct KerfSectionCache {
  GArray *items; /* of CachedSection */
  guint64 clock;
};

KerfSectionCache *
kerf_section_cache_new (void)
{
  KerfSectionCache *cache = g_new0 (KerfSectionCache, 1);
  cache->items = g_array_new (FALSE, FALSE, sizeof (CachedSection));
  return cache;
}

static void
clear_item (CachedSection *item)
{
  kerf_distance_unref (item->distance);
  kerf_section_unref (item->section);
}

void
kerf_section_cache_free (KerfSectionCache *cache)
{
  if (!cache)
    return;
  for (guint i = 0; i < cache->items->len; i++)
    clear_item (&g_array_index (cache->items, CachedSection, i));
  g_array_unref (cache->items);
  g_free (cache);
}

KerfSection *
kerf_section_cache_get (KerfSectionCache *cache, KerfDistance *distance, const KerfFrame3 *frame)
{
  if (!cache)
    return kerf_distance_section (distance, frame);
  CachedSection *oldest = NULL;
  for (guint i = 0; i < cache->items->len; i++) {
    CachedSection *item = &g_array_index (cache->items, CachedSection, i);
    if (item->distance == distance && memcmp (&item->frame, frame, sizeof *frame) == 0) {
      item->used = ++cache->clock;
      return kerf_section_ref (item->section);
    }
    if (!oldest || item->used < oldest->used)
      oldest = item;
  }
  CachedSection fresh = { kerf_distance_ref (distance), *frame, kerf_distance_section (distance, frame),
                          ++cache->clock };
  if (cache->items->len < MOST_SECTIONS) {
    g_array_append_val (cache->items, fresh);
  } else {
    clear_item (oldest);
    *oldest = fresh;
  }
  return kerf_section_ref (fresh.section);
}

/* ---- the scene ---- */

KerfScene *
kerf_scene_new_empty (KerfViewName name, const KerfProjection *projection)
{
  KerfScene *scene = g_new0 (KerfScene, 1);
  scene->name = name;
  scene->projection = *projection;
  scene->back = kerf_colour (projection->space ? KERF_COLOUR_SPACE_BACK : KERF_COLOUR_SLICE_BACK, 1);
  scene->drawables = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_drawable_free);
  scene->notes = g_ptr_array_new_with_free_func (g_free);
  scene->text_factor = 1;
  return scene;
}

void
kerf_scene_free (KerfScene *scene)
{
  if (!scene)
    return;
  g_ptr_array_unref (scene->drawables);
  g_ptr_array_unref (scene->notes);
  g_free (scene);
}

KerfBox3
kerf_scene_box (const KerfCase *kase, const KerfViewState *state)
{
  KerfBox3 box = { kerf_vec3 (-100, -100, -100), kerf_vec3 (100, 100, 100) };
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (state, kase));
  KerfGrid grid;
  if (base && kerf_object_grid (base, &grid))
    box = kerf_grid_box (&grid);
  return box;
}

const char *
kerf_object_class (const KerfObject *object)
{
  return kerf_json_get_string (kerf_object_record (object), "class", "other");
}

gboolean
kerf_scene_other (const KerfCase *kase, const KerfViewState *state, KerfMat4 *base_from_other)
{
  KerfId base_id = kerf_view_state_base (state, kase), other_id = kerf_view_state_other (state, kase);
  const KerfObject *base = kerf_case_get (kase, base_id), *other = kerf_case_get (kase, other_id);
  KerfGrid a, b;
  *base_from_other = kerf_mat4_identity ();
  if (!base || !other || kerf_case_transform (kase, base_id, other_id, NULL, base_from_other, NULL, NULL))
    return TRUE;
  const char *frame = kerf_json_get_string (kerf_object_record (base), "frame_uid", ""),
             *other_frame = kerf_json_get_string (kerf_object_record (other), "frame_uid", "");
  if (strcmp (frame, other_frame) != 0 && kerf_object_grid (base, &a) && kerf_object_grid (other, &b)) {
    KerfBox3 x = kerf_grid_box (&a), y = kerf_grid_box (&b);
    *base_from_other =
        kerf_mat4_translation (kerf_scale (kerf_sub (kerf_add (x.lo, x.hi), kerf_add (y.lo, y.hi)), 0.5));
  }
  return FALSE;
}

gboolean
kerf_scene_transform (KerfSceneBuild *build, const KerfObject *object, KerfMat4 *base_from_own)
{
  KerfId own = kerf_object_volume_id (object), by;
  g_autoptr (GError) error = NULL;
  if (kerf_object_id (object).kind == KERF_KIND_GUIDE) { /* it lies where its plan does */
    g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
    const KerfObject *plan = kerf_case_get (build->kase, guide->plan);
    own = plan ? kerf_object_volume_id (plan) : KERF_ID_NONE;
  }
  if (build->apart) {
    *base_from_own = build->base_from_apart;
    return kerf_id_equal (own, kerf_view_state_other (build->state, build->kase));
  }
  *base_from_own = kerf_mat4_identity ();
  if (kerf_id_equal (own, build->base_id) || own.kind == KERF_KIND_NONE)
    return TRUE;
  if (kerf_case_transform (build->kase, build->base_id, own, NULL, base_from_own, &by, &error)) {
    gboolean known = FALSE;
    for (guint i = 0; i < build->alignments->len; i++)
      known = known || kerf_id_equal (g_array_index (build->alignments, KerfId, i), by);
    if (!known)
      g_array_append_val (build->alignments, by);
    return TRUE;
  }
  if (error && !g_ptr_array_find_with_equal_func (build->scene->notes, error->message, g_str_equal, NULL))
    g_ptr_array_add (build->scene->notes, g_strdup (error->message));
  return FALSE;
}

static KerfSceneBuild
begin (const KerfCase *kase, const KerfViewState *state, KerfScene *scene)
{
  KerfSceneBuild build = { .kase = kase, .state = state, .scene = scene };
  build.alignments = g_array_new (FALSE, FALSE, sizeof (KerfId));
  build.base_id = kerf_view_state_base (state, kase);
  build.box = kerf_scene_box (kase, state);
  if (kerf_view_is_other (scene->name) && !kerf_scene_other (kase, state, &build.base_from_apart)) {
    build.apart = TRUE;
    g_ptr_array_add (scene->notes, g_strdup (_ ("Not aligned: by itself, without the crosshair.")));
  }
  const KerfProjection *projection = &scene->projection;
  /* The foot of the origin, so that panning asks for the same section again. */
  KerfVec3 foot = kerf_scale (projection->into, kerf_dot (projection->centre, projection->into));
  build.plane = (KerfFrame3){ foot, projection->right, projection->down, projection->into };
  return build;
}

static void
add_extras (KerfSceneBuild *build)
{
  if (!build->tool || !build->tool->extras)
    return;
  for (guint i = 0; i < build->tool->extras->len; i++) {
    const KerfDrawable *from = g_ptr_array_index (build->tool->extras, i);
    KerfDrawable *copy = g_memdup2 (from, sizeof *from);
    copy->points = from->points ? g_array_ref (from->points) : NULL;
    copy->starts = from->starts ? g_array_ref (from->starts) : NULL;
    copy->clips = from->clips ? g_array_ref (from->clips) : NULL;
    copy->cuts = from->cuts ? g_array_ref (from->cuts) : NULL;
    copy->margins = from->margins ? kerf_margin_map_ref (from->margins) : NULL;
    copy->mesh = from->mesh ? kerf_mesh_ref (from->mesh) : NULL;
    copy->mask = from->mask ? kerf_mask_ref (from->mask) : NULL;
    copy->volume = from->volume ? kerf_volume_ref (from->volume) : NULL;
    copy->text = g_strdup (from->text);
    g_ptr_array_add (build->scene->drawables, copy);
  }
}

/* For those who ask the desktop for high contrast: casings solid, lines a pixel thicker, and of fills only what hatches. */
static void
make_stark (KerfScene *scene)
{
  for (guint i = 0; i < scene->drawables->len; i++) {
    KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->kind == KERF_DRAW_LINE || drawable->kind == KERF_DRAW_DISTANCE) {
      drawable->line.width_px += 1;
      drawable->casing.a = 1;
    }
    if (drawable->kind == KERF_DRAW_FILL && !drawable->hatched)
      drawable->colour.a = 0;
    if (drawable->kind == KERF_DRAW_DISTANCE)
      drawable->share = 0;
  }
}

KerfScene *
kerf_scene_new (const KerfCase *kase, const KerfViewState *shared, KerfViewName name, double width,
                double height, double text_factor, const KerfSceneSource *source, KerfSectionCache *cache,
                const KerfSceneTool *tool)
{
  /* A view that isn't linked has a crosshair of its own. */
  g_autoptr (KerfViewState) own = shared->linked ? NULL : kerf_view_state_copy (shared);
  if (own)
    own->crosshair = kerf_view_state_at (shared, name);
  const KerfViewState *state = own ? own : shared;
  KerfBox3 box = kerf_scene_box (kase, state);
  KerfProjection projection = kerf_projection (state, name, width, height, &box);
  KerfScene *scene = kerf_scene_new_empty (name, &projection);
  scene->text_factor = text_factor;
  KerfSceneBuild build = begin (kase, state, scene);
  build.source = source;
  build.cache = cache;
  build.tool = tool;
  g_autoptr (GArray) alignments = build.alignments;
  if (!state->linked && !scene->projection.space)
    g_ptr_array_add (scene->notes, g_strdup (_ ("not linked")));
  if (build.base_id.kind == KERF_KIND_NONE)
    return scene;
  if (scene->projection.space) {
    kerf_scene_add_surfaces (&build);
  } else {
    kerf_scene_add_slices (&build);
    if (state->structures_shown && !state->overlays_hidden)
      kerf_scene_add_sections (&build);
  }
  if (!state->overlays_hidden && !build.apart) {
    kerf_scene_add_margin_maps (&build);
    kerf_scene_add_planes (&build);
    kerf_scene_add_measures (&build);
    if (state->crosshair_shown)
      kerf_scene_add_crosshair (&build);
    kerf_scene_add_wipe (&build);
    add_extras (&build);
  }
  kerf_scene_add_writing (&build);
  if (!state->overlays_hidden && !build.apart)
    kerf_scene_add_cube (&build); /* under the text of its corner */
  if (tool && tool->stark)
    make_stark (scene);
  return scene;
}

KerfDistance *
kerf_scene_surface (const KerfSceneSource *source, const KerfCase *kase, const KerfObject *object)
{
  if (kerf_object_id (object).kind == KERF_KIND_GUIDE)
    return source->guide (source->data, kase, kerf_object_id (object));
  return source->distance (source->data, object);
}
