/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/ray-cache.h"

#include <string.h>

enum { MOST = 2 };

typedef struct {
  KerfVolume *volume;
  KerfBlocks *blocks;
  KerfTransfer transfer; /* of the table; n = 0: there is none */
  KerfRayTable *table;
  guint used;
} Item;

static Item items[MOST];
static guint clock_now;
static GMutex lock;

static void
clear_item (Item *item)
{
  kerf_volume_unref (item->volume);
  kerf_blocks_unref (item->blocks);
  kerf_ray_table_unref (item->table);
  *item = (Item){ 0 };
}

/* Field by field: the gaps of a structure hold anything. */
static gboolean
same_transfer (const KerfTransfer *a, const KerfTransfer *b)
{
  gboolean same = a->n == b->n;
  for (guint i = 0; same && i < a->n; i++) {
    const KerfTransferNode *x = &a->nodes[i], *y = &b->nodes[i];
    same = x->value == y->value && x->opacity == y->opacity && memcmp (x->rgb, y->rgb, sizeof x->rgb) == 0;
  }
  return same;
}

static Item *
item_of (const KerfVolume *volume)
{
  Item *oldest = &items[0];
  for (int i = 0; i < MOST; i++) {
    if (items[i].volume == volume)
      return &items[i];
    if (items[i].used < oldest->used)
      oldest = &items[i];
  }
  clear_item (oldest);
  oldest->volume = kerf_volume_ref (volume);
  oldest->blocks = kerf_blocks_new (volume, NULL);
  return oldest;
}

void
kerf_ray_cache_get (const KerfVolume *volume, const KerfTransfer *transfer, KerfBlocks **blocks,
                    KerfRayTable **table)
{
  g_mutex_lock (&lock);
  Item *item = item_of (volume);
  item->used = ++clock_now;
  if (transfer && !same_transfer (transfer, &item->transfer)) {
    kerf_ray_table_unref (item->table);
    item->table = kerf_ray_table_new (volume, item->blocks, transfer);
    item->transfer = *transfer;
  }
  *blocks = kerf_blocks_ref (item->blocks);
  *table = transfer ? kerf_ray_table_ref (item->table) : NULL;
  g_mutex_unlock (&lock);
}

void
kerf_ray_cache_trim (void)
{
  g_mutex_lock (&lock);
  for (int i = 0; i < MOST; i++)
    if (items[i].volume)
      clear_item (&items[i]);
  g_mutex_unlock (&lock);
}

/* ---- rays of a picture ---- */

KerfRaySpec
kerf_ray_spec (const KerfProjection *p, const KerfDrawable *volume, int width, int height,
               KerfBlocks **blocks, KerfRayTable **table)
{
  const KerfMat4 *m = &volume->to_own;
  double across = p->width / p->px_per_mm / width, down = p->height / p->px_per_mm / height,
         back = p->perspective ? p->distance_mm : 0;
  KerfRaySpec spec = { .volume = volume->volume,
                       .kind = volume->ray_kind,
                       .centre = volume->centre,
                       .width = volume->width,
                       .lit = TRUE };
  kerf_ray_cache_get (volume->volume, spec.kind == KERF_RAY_COMPOSITE ? &volume->transfer : NULL, blocks,
                      table);
  spec.blocks = *blocks;
  spec.table = *table;
  KerfRayCamera *camera = &spec.camera;
  camera->right = kerf_mat4_direction (m, p->right);
  camera->below = kerf_mat4_direction (m, p->down);
  camera->into = kerf_mat4_direction (m, p->into);
  camera->corner = kerf_mat4_point (m, kerf_projection_patient (p, 0, 0));
  camera->across = kerf_scale (camera->right, across);
  camera->down = kerf_scale (camera->below, down);
  camera->perspective = p->perspective;
  camera->eye = kerf_mat4_point (m, kerf_along (p->centre, -p->distance_mm, p->into));
  camera->near_mm = p->near_mm - back;
  camera->far_mm = p->far_mm - back;
  for (guint i = 0; volume->cuts && i < MIN (volume->cuts->len, KERF_RAY_CLIPS); i++) {
    const KerfRayCut *cut = &g_array_index (volume->cuts, KerfRayCut, i);
    KerfRayCut *own = &spec.clips[spec.n_clips++];
    own->n = kerf_mat4_direction (m, cut->n);
    own->w = cut->w + kerf_dot (own->n, kerf_vec3 (m->m[3], m->m[7], m->m[11]));
  }
  KerfVec3 spacing = kerf_grid_spacing (&volume->volume->grid);
  /* A whole voxel leaves rings where the light grazes; half of one does not show. */
  spec.step_mm = volume->step_mm > 0 ? volume->step_mm : 0.5 * fmin (spacing.x, fmin (spacing.y, spacing.z));
  return spec;
}

KerfVec3
kerf_ray_pick_point (const KerfProjection *projection, const KerfDrawable *volume, double x, double y)
{
  g_autoptr (KerfBlocks) blocks = NULL;
  g_autoptr (KerfRayTable) table = NULL;
  int width = MAX ((int) lrint (projection->width), 1), height = MAX ((int) lrint (projection->height), 1);
  KerfRaySpec spec = kerf_ray_spec (projection, volume, width, height, &blocks, &table);
  double depth = INFINITY, scale_x = width / projection->width, scale_y = height / projection->height;
  if (spec.kind == KERF_RAY_COMPOSITE)
    depth = kerf_ray_pick (&spec, x * scale_x, y * scale_y);
  else if (isnan (kerf_ray_extreme (&spec, x * scale_x, y * scale_y, &depth)))
    depth = INFINITY;
  if (!isfinite (depth))
    return kerf_vec3 (NAN, NAN, NAN);
  KerfVec3 on_plane = kerf_projection_patient (projection, x, y), way = projection->into;
  if (projection->perspective) {
    way = kerf_sub (on_plane, kerf_along (projection->centre, -projection->distance_mm, projection->into));
    way = kerf_scale (way, 1 / kerf_dot (way, projection->into));
  }
  return kerf_along (on_plane, depth, way);
}
