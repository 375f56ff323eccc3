/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rays of a picture, and the picture itself: tiles from the middle outwards. */
#include "core/raycast/raycast-private.h"

enum { TILE_WIDTH = 32, TILE_HEIGHT = 16, TILES_AT_ONCE = 16 };

/* ---- what all rays share ---- */

void
kerf_ray_cast_init (KerfRayCast *cast, const KerfRaySpec *spec)
{
  const KerfVolume *volume = spec->volume;
  const KerfRayCamera *camera = &spec->camera;
  *cast = (KerfRayCast){ .spec = spec, .volume = volume };
  for (int axis = 0; axis < 3; axis++) {
    cast->n[axis] = volume->grid.n[axis];
    cast->blocks[axis] = spec->blocks->n[axis];
  }
  cast->row = (gsize) cast->n[0];
  cast->slice = cast->row * (gsize) cast->n[1];
  const KerfVec3 ways[3] = { camera->right, kerf_scale (camera->below, -1), kerf_scale (camera->into, -1) };
  const double *m = volume->grid.index_from_patient.m;
  /* ∂v/∂p = (∂i/∂p)ᵀ ∂v/∂i */
  for (int row = 0; row < 3; row++)
    for (int axis = 0; axis < 3; axis++)
      cast->turn[row][axis] =
          (float) (m[4 * axis] * ways[row].x + m[4 * axis + 1] * ways[row].y + m[4 * axis + 2] * ways[row].z);
  if (volume->slope < 0)
    for (int row = 0; row < 3; row++)
      for (int axis = 0; axis < 3; axis++)
        cast->turn[row][axis] = -cast->turn[row][axis];
  if (spec->kind == KERF_RAY_COMPOSITE) {
    cast->soft = spec->table->soft;
    cast->table = spec->table->transfer;
    cast->skip = spec->table->skip;
  }
}

/* Keeps of [z0, z1] where a + z·b ≤ w. */
static void
cut_interval (double a, double b, double w, double *z0, double *z1)
{
  if (fabs (b) < 1e-12) {
    if (a > w)
      *z1 = -HUGE_VAL;
  } else if (b > 0) {
    *z1 = fmin (*z1, (w - a) / b);
  } else {
    *z0 = fmax (*z0, (w - a) / b);
  }
}

gboolean
kerf_ray_of (const KerfRayCast *cast, double x, double y, double margin, KerfRay *ray)
{
  const KerfRayCamera *camera = &cast->spec->camera;
  const KerfGrid *grid = &cast->volume->grid;
  KerfVec3 from = kerf_along (kerf_along (camera->corner, x, camera->across), y, camera->down),
           way = camera->into;
  if (camera->perspective) {
    way = kerf_sub (from, camera->eye);
    way = kerf_scale (way, 1 / kerf_dot (way, camera->into));
  }
  ray->z0 = camera->near_mm;
  ray->z1 = camera->far_mm;
  ray->stretch = kerf_length (way);
  ray->to_eye[0] = (float) (-kerf_dot (way, camera->right) / ray->stretch);
  ray->to_eye[1] = (float) (kerf_dot (way, camera->below) / ray->stretch);
  ray->to_eye[2] = (float) (kerf_dot (way, camera->into) / ray->stretch);
  for (guint i = 0; i < cast->spec->n_clips; i++) {
    const KerfRayCut *clip = &cast->spec->clips[i];
    cut_interval (kerf_dot (clip->n, from), kerf_dot (clip->n, way), clip->w, &ray->z0, &ray->z1);
  }
  KerfVec3 at = kerf_grid_index (grid, from), step = kerf_mat4_direction (&grid->index_from_patient, way);
  for (int axis = 0; axis < 3; axis++) {
    ray->from[axis] = kerf_component (at, axis);
    ray->way[axis] = kerf_component (step, axis);
    double m = grid->n[axis] == 1 ? 0.5 : margin;
    cut_interval (ray->from[axis], ray->way[axis], grid->n[axis] - 1 + m, &ray->z0, &ray->z1);
    cut_interval (-ray->from[axis], -ray->way[axis], m, &ray->z0, &ray->z1);
  }
  return ray->z0 < ray->z1;
}

/* ---- the picture ---- */

typedef struct {
  guint16 x, y;
  guint32 far;
} Tile;

struct KerfRayPicture {
  KerfRaySpec spec;
  KerfVolume *volume;
  KerfBlocks *blocks;
  KerfRayTable *table;
  KerfRayCast cast;
  int width, height;
  guint8 *rgba;
  float *depth, *limit;
  Tile *tiles;
  gsize n_tiles, done;
};

static int
nearer_the_middle (gconstpointer a, gconstpointer b)
{
  const Tile *x = a, *y = b;
  if (x->far != y->far)
    return x->far < y->far ? -1 : 1;
  return x->y != y->y ? (x->y < y->y ? -1 : 1) : (x->x > y->x) - (x->x < y->x);
}

static void
make_tiles (KerfRayPicture *picture)
{
  int columns = (picture->width + TILE_WIDTH - 1) / TILE_WIDTH,
      rows = (picture->height + TILE_HEIGHT - 1) / TILE_HEIGHT;
  picture->n_tiles = (gsize) columns * (gsize) rows;
  picture->tiles = g_new (Tile, picture->n_tiles);
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++) {
      int dx = 2 * column * TILE_WIDTH + TILE_WIDTH - picture->width,
          dy = 2 * row * TILE_HEIGHT + TILE_HEIGHT - picture->height;
      picture->tiles[row * columns + column] =
          (Tile){ (guint16) column, (guint16) row, (guint32) (dx * dx + dy * dy) };
    }
  qsort (picture->tiles, picture->n_tiles, sizeof *picture->tiles, nearer_the_middle);
}

KerfRayPicture *
kerf_ray_picture_new (const KerfRaySpec *spec, int width, int height, const float *limit_mm)
{
  KerfRayPicture *picture = g_new0 (KerfRayPicture, 1);
  gsize n = (gsize) width * (gsize) height;
  picture->spec = *spec;
  picture->spec.volume = picture->volume = kerf_volume_ref (spec->volume);
  picture->spec.blocks = picture->blocks = kerf_blocks_ref (spec->blocks);
  picture->spec.table = picture->table = spec->table ? kerf_ray_table_ref (spec->table) : NULL;
  picture->width = width;
  picture->height = height;
  picture->rgba = g_malloc0 (4 * n);
  picture->depth = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    picture->depth[i] = INFINITY;
  picture->limit = limit_mm ? g_memdup2 (limit_mm, n * sizeof *limit_mm) : NULL;
  kerf_ray_cast_init (&picture->cast, &picture->spec);
  make_tiles (picture);
  return picture;
}

void
kerf_ray_picture_free (KerfRayPicture *picture)
{
  if (!picture)
    return;
  kerf_volume_unref (picture->volume);
  kerf_blocks_unref (picture->blocks);
  kerf_ray_table_unref (picture->table);
  g_free (picture->rgba);
  g_free (picture->depth);
  g_free (picture->limit);
  g_free (picture->tiles);
  g_free (picture);
}

/* Bilinear in colour, nearest in depth. */
void
kerf_ray_picture_start_from (KerfRayPicture *picture, const KerfRayPicture *coarse)
{
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++) {
      double u = (x + 0.5) * coarse->width / picture->width - 0.5,
             v = (y + 0.5) * coarse->height / picture->height - 0.5;
      int i = CLAMP ((int) floor (u), 0, MAX (coarse->width - 2, 0)),
          j = CLAMP ((int) floor (v), 0, MAX (coarse->height - 2, 0));
      double a = CLAMP (u - i, 0, 1), b = CLAMP (v - j, 0, 1);
      gsize at = (gsize) y * (gsize) picture->width + (gsize) x,
            from = (gsize) j * (gsize) coarse->width + (gsize) i;
      gsize right = coarse->width > 1 ? 1 : 0, below = coarse->height > 1 ? (gsize) coarse->width : 0;
      for (gsize c = 0; c < 4; c++) {
        const guint8 *p = coarse->rgba + c;
        double top = p[4 * from] + a * (p[4 * (from + right)] - p[4 * from]),
               bottom = p[4 * (from + below)] + a * (p[4 * (from + below + right)] - p[4 * (from + below)]);
        picture->rgba[4 * at + c] = (guint8) (top + b * (bottom - top) + 0.5);
      }
      picture->depth[at] = coarse->depth[from + (a > 0.5 ? right : 0) + (b > 0.5 ? below : 0)];
    }
}

static void
cast_pixel (KerfRayPicture *picture, int x, int y)
{
  gsize at = (gsize) y * (gsize) picture->width + (gsize) x;
  const KerfRaySpec *spec = &picture->spec;
  gboolean composite = spec->kind == KERF_RAY_COMPOSITE;
  KerfRay ray;
  memset (picture->rgba + 4 * at, 0, 4);
  picture->depth[at] = INFINITY;
  if (!kerf_ray_of (&picture->cast, x + 0.5, y + 0.5, composite ? 0.5 : 0, &ray))
    return;
  if (picture->limit)
    ray.z1 = fmin (ray.z1, (double) picture->limit[at]);
  if (!(ray.z0 < ray.z1))
    return;
  guint8 *pixel = picture->rgba + 4 * at;
  if (composite) {
    float rgba[4], half;
    kerf_ray_march (&picture->cast, &ray, rgba, &picture->depth[at], &half);
    for (int c = 0; c < 4; c++)
      pixel[c] = (guint8) (CLAMP (rgba[c], 0.0F, 1.0F) * 255 + 0.5F);
    return;
  }
  double depth, value = kerf_ray_march_extreme (&picture->cast, &ray, spec->kind == KERF_RAY_MAX, &depth);
  if (isnan (value))
    return;
  double grey = (value * spec->volume->slope + spec->volume->intercept - spec->centre) / spec->width + 0.5;
  memset (pixel, (int) lrint (CLAMP (grey, 0, 1) * 255), 3);
  pixel[3] = 255;
  picture->depth[at] = (float) depth;
}

static void
cast_tiles (gsize begin, gsize end, gpointer data)
{
  KerfRayPicture *picture = data;
  for (gsize t = picture->done + begin; t < picture->done + end; t++) {
    int x0 = picture->tiles[t].x * TILE_WIDTH, y0 = picture->tiles[t].y * TILE_HEIGHT;
    for (int y = y0; y < MIN (y0 + TILE_HEIGHT, picture->height); y++)
      for (int x = x0; x < MIN (x0 + TILE_WIDTH, picture->width); x++)
        cast_pixel (picture, x, y);
  }
}

gboolean
kerf_ray_picture_go (KerfRayPicture *picture, gint64 until_us, const KerfContext *context)
{
  while (picture->done < picture->n_tiles && (until_us == 0 || g_get_monotonic_time () < until_us)) {
    gsize count = picture->n_tiles - picture->done;
    if (until_us != 0 || context)
      count = MIN (count, TILES_AT_ONCE);
    if (!kerf_parallel_for (context, count, 1, cast_tiles, picture))
      return FALSE;
    picture->done += count;
  }
  return kerf_ray_picture_is_whole (picture);
}

gboolean
kerf_ray_picture_is_whole (const KerfRayPicture *picture)
{
  return picture->done == picture->n_tiles;
}

int
kerf_ray_picture_width (const KerfRayPicture *picture)
{
  return picture->width;
}

int
kerf_ray_picture_height (const KerfRayPicture *picture)
{
  return picture->height;
}

const guint8 *
kerf_ray_picture_rgba (const KerfRayPicture *picture)
{
  return picture->rgba;
}

const float *
kerf_ray_picture_depth (const KerfRayPicture *picture)
{
  return picture->depth;
}

/* ---- one ray ---- */

double
kerf_ray_pick (const KerfRaySpec *spec, double x, double y)
{
  KerfRayCast cast;
  KerfRay ray;
  float rgba[4], depth, half = INFINITY;
  KerfRaySpec fine = *spec;
  fine.step_mm = fmin (spec->step_mm, 0.1);
  kerf_ray_cast_init (&cast, &fine);
  if (kerf_ray_of (&cast, x, y, 0.5, &ray))
    kerf_ray_march (&cast, &ray, rgba, &depth, &half);
  return (double) half;
}

double
kerf_ray_extreme (const KerfRaySpec *spec, double x, double y, double *depth_mm)
{
  KerfRayCast cast;
  KerfRay ray;
  double value = (double) NAN;
  kerf_ray_cast_init (&cast, spec);
  if (kerf_ray_of (&cast, x, y, 0, &ray))
    value = kerf_ray_march_extreme (&cast, &ray, spec->kind == KERF_RAY_MAX, depth_mm);
  return value * spec->volume->slope + spec->volume->intercept;
}
