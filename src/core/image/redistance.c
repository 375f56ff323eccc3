/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/distance.h"
#include "core/image/mask-edit.h"
#include "core/image/redistance-private.h"

#include <string.h>

/* The surface is known by seeds, the points where lattice edges cross it; the nearest seed is found in a k-d tree and
 * then slides along the trilinear surface to the nearest point near by. */

enum { EDGE = KERF_TILE_EDGE, RIM = EDGE + 1, LEAST = 4 };

typedef struct {
  const KerfMask *mask;
  GArray **seeds; /* of KerfVec3, one per tile of [lo, hi) */
  gint32 lo[3], hi[3];
} SeedJob;

static void
seed_tile (const SeedJob *job, const gint32 at[3], GArray *seeds)
{
  static const gsize step[3] = { 1, RIM, RIM * RIM };
  gboolean plain = TRUE;
  KerfTileSlot here = kerf_mask_slot (job->mask, at[0], at[1], at[2]);
  for (int corner = 0; corner < 8 && plain; corner++) {
    KerfTileSlot s =
        kerf_mask_slot (job->mask, at[0] + (corner & 1), at[1] + (corner >> 1 & 1), at[2] + (corner >> 2));
    plain = !s.tile && (s.value >= 0) == (here.value >= 0);
  }
  if (plain && !here.tile)
    return;
  g_autofree gint16 *block = g_new (gint16, RIM * RIM * RIM);
  kerf_mask_read (job->mask, (gint32[3]){ at[0] * EDGE, at[1] * EDGE, at[2] * EDGE },
                  (gint32[3]){ RIM, RIM, RIM }, block);
  for (gint32 k = 0; k < EDGE; k++)
    for (gint32 j = 0; j < EDGE; j++)
      for (gint32 i = 0; i < EDGE; i++) {
        gsize b = ((gsize) k * RIM + (gsize) j) * RIM + (gsize) i;
        for (int a = 0; a < 3; a++) {
          double p = block[b], q = block[b + step[a]];
          if ((p >= 0) == (q >= 0))
            continue;
          double index[3] = { at[0] * EDGE + i, at[1] * EDGE + j, at[2] * EDGE + k };
          index[a] += p / (p - q);
          KerfVec3 x = kerf_grid_point (&job->mask->grid, index[0], index[1], index[2]);
          g_array_append_val (seeds, x);
        }
      }
}

static void
seed_tiles (gsize begin, gsize end, gpointer data)
{
  const SeedJob *job = data;
  gsize na = (gsize) (job->hi[0] - job->lo[0]), nb = (gsize) (job->hi[1] - job->lo[1]);
  for (gsize k = begin; k < end; k++) {
    gint32 at[3] = { job->lo[0] + (gint32) (k % na), job->lo[1] + (gint32) (k / na % nb),
                     job->lo[2] + (gint32) (k / na / nb) };
    job->seeds[k] = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
    seed_tile (job, at, job->seeds[k]);
  }
}

/* All crossings, in the order of tiles. */
static GArray *
find_seeds (const KerfMask *mask, const KerfContext *context)
{
  SeedJob job = { .mask = mask };
  gsize n = 1;
  for (int a = 0; a < 3; a++) {
    job.lo[a] = mask->lo[a] - 1;
    job.hi[a] = mask->hi[a];
    n *= (gsize) (job.hi[a] - job.lo[a]);
  }
  job.seeds = g_new0 (GArray *, n);
  gboolean done = kerf_parallel_for (context, n, 1, seed_tiles, &job);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  for (gsize k = 0; k < n; k++)
    if (job.seeds[k]) {
      g_array_append_vals (all, job.seeds[k]->data, job.seeds[k]->len);
      g_array_free (job.seeds[k], TRUE);
    }
  g_free (job.seeds);
  if (!done)
    g_clear_pointer (&all, g_array_unref);
  return all;
}

typedef struct {
  const KerfMask *mask;
  const KerfGrid *grid;
  KerfMat4 mask_from_grid;
  const KerfNearest *nearest;
  const KerfVec3 *seeds;
  double mm,
      step; /* step: how far apart samples for a gradient are taken, and how far a seed slides at once */
  double spacing; /* largest of the new lattice */
  gint16 clamp;
} Redistance;

/* Gradient of the trilinear distance (points inwards, about unit). */
static KerfVec3
gradient (const Redistance *r, KerfVec3 p)
{
  double e = r->step / 2;
  double x = kerf_mask_sample (r->mask, kerf_vec3 (p.x + e, p.y, p.z)) -
             kerf_mask_sample (r->mask, kerf_vec3 (p.x - e, p.y, p.z));
  double y = kerf_mask_sample (r->mask, kerf_vec3 (p.x, p.y + e, p.z)) -
             kerf_mask_sample (r->mask, kerf_vec3 (p.x, p.y - e, p.z));
  double z = kerf_mask_sample (r->mask, kerf_vec3 (p.x, p.y, p.z + e)) -
             kerf_mask_sample (r->mask, kerf_vec3 (p.x, p.y, p.z - e));
  return kerf_scale (kerf_vec3 (x, y, z), 1 / r->step);
}

/* The surface point met from p along the gradient g. */
static KerfVec3
dropped (const Redistance *r, KerfVec3 p, KerfVec3 g)
{
  double g2 = kerf_dot (g, g);
  for (int k = 0; k < 2 && g2 > 0.01; k++)
    p = kerf_along (p, -kerf_mask_sample (r->mask, p) / g2, g);
  return p;
}

/* Distance from x to the surface near the point q of it; never more than |x − q|. */
static double
slid_distance (const Redistance *r, KerfVec3 x, KerfVec3 q)
{
  double best = kerf_distance (x, q);
  for (int round = 0; round < 4; round++) {
    KerfVec3 g = gradient (r, q), away = kerf_sub (x, q);
    double g2 = kerf_dot (g, g);
    if (!(g2 > 0.01))
      return best;
    KerfVec3 along = kerf_along (away, -kerf_dot (away, g) / g2, g);
    double length = kerf_length (along);
    if (length < 1e-4)
      return best;
    gboolean nearer = FALSE;
    for (double share = fmin (1, r->step / length); share > 0.05 && !nearer; share /= 3) {
      KerfVec3 p = dropped (r, kerf_along (q, share, along), g);
      double d = kerf_distance (x, p), off = fabs (kerf_mask_sample (r->mask, p));
      if (d < best - 1e-6 && off < 0.02 * r->step) {
        best = d;
        q = p;
        nearer = TRUE;
      }
    }
    if (!nearer)
      return best;
  }
  return best;
}

/* New signed distance at a point of the mask's space, true where its amount is below `reach`; else ±HUGE_VAL or
 * something above. `guess` is an upper bound of the distance to the seeds and takes the distance found. */
static double
new_distance (const Redistance *r, KerfVec3 x, double reach, double *guess)
{
  gboolean inside = kerf_mask_sample (r->mask, x) >= 0;
  double far = inside ? HUGE_VAL : -HUGE_VAL, limit = reach + (inside ? -r->mm : r->mm), d;
  if (limit < 0)
    return far;
  guint32 seed = kerf_nearest_at (r->nearest, x, fmin (*guess, limit), &d);
  if (seed == G_MAXUINT32 && *guess < limit)
    seed = kerf_nearest_at (r->nearest, x, limit, &d);
  *guess = d;
  if (seed == G_MAXUINT32)
    return far;
  double clamp = r->clamp / KERF_MASK_PER_MM;
  if (fabs ((inside ? d : -d) + r->mm) < clamp + r->step)
    d = slid_distance (r, x, r->seeds[seed]);
  return (inside ? d : -d) + r->mm;
}

static gint16 *
place (const gint32 at[3], const gint32 v[3], KerfTile *tile)
{
  return &tile->d[((v[2] - at[2] * EDGE) * EDGE + v[1] - at[1] * EDGE) * EDGE + v[0] - at[0] * EDGE];
}

/* Distance at the middle of a cube of `edge` voxels; TRUE where the whole cube is then beyond the clamp. */
static gboolean
is_far (const Redistance *r, const gint32 first[3], gint32 edge, gint16 *value)
{
  double half = (edge - 1) / 2.0, guess = HUGE_VAL;
  double reach =
      kerf_length (kerf_grid_spacing (r->grid)) * 1.001 * half + r->clamp / KERF_MASK_PER_MM + r->step;
  KerfVec3 middle = kerf_grid_point (r->grid, first[0] + half, first[1] + half, first[2] + half);
  double d = new_distance (r, kerf_mat4_point (&r->mask_from_grid, middle), reach, &guess);
  *value = d > 0 ? r->clamp : (gint16) -r->clamp;
  return fabs (d) >= reach;
}

/* A cube is filled whole when it is far from the new surface, else by its eighths, at last by voxels. */
static void
fill_cube (const Redistance *r, const gint32 at[3], const gint32 first[3], gint32 edge, KerfTile *tile)
{
  gint16 value = 0;
  gboolean far = is_far (r, first, edge, &value);
  if (!far && edge > LEAST) {
    for (int part = 0; part < 8; part++) {
      gint32 half = edge / 2;
      gint32 from[3] = { first[0] + (part & 1) * half, first[1] + (part >> 1 & 1) * half,
                         first[2] + (part >> 2) * half };
      fill_cube (r, at, from, half, tile);
    }
    return;
  }
  double guess = HUGE_VAL, reach = r->clamp / KERF_MASK_PER_MM + 2 * r->step;
  for (gint32 v = 0; v < edge * edge * edge; v++) {
    gint32 voxel[3] = { first[0] + v % edge, first[1] + v / edge % edge, first[2] + v / (edge * edge) };
    if (!far) {
      guess = v % edge ? guess + 1.001 * r->spacing : HUGE_VAL; /* a neighbour's distance bounds this one's */
      KerfVec3 p = kerf_grid_point (r->grid, voxel[0], voxel[1], voxel[2]);
      double d = new_distance (r, kerf_mat4_point (&r->mask_from_grid, p), reach, &guess);
      value = kerf_mask_quantised (d, r->clamp);
    }
    *place (at, voxel, tile) = value;
  }
}

static KerfTileSlot
redistance_tile (const gint32 at[3], gconstpointer data)
{
  const Redistance *r = data;
  gint32 first[3] = { at[0] * EDGE, at[1] * EDGE, at[2] * EDGE };
  gint16 value;
  if (is_far (r, first, EDGE, &value))
    return (KerfTileSlot){ NULL, value };
  KerfTile *tile = kerf_tile_new ();
  fill_cube (r, at, first, EDGE, tile);
  return (KerfTileSlot){ tile, 0 };
}

/* Index box in the grid of everything within mm + clamp of the mask's inside. */
static gboolean
target_box (const KerfMask *mask, const KerfGrid *grid, const KerfMat4 *grid_from_mask, double mm,
            gint32 lo[3], gint32 hi[3])
{
  gint32 from[3], to[3];
  if (!kerf_mask_bounds (mask, from, to))
    return FALSE;
  KerfVec3 least = { 0 }, most = { 0 }, h = kerf_grid_spacing (grid);
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_grid_point (&mask->grid, corner & 1 ? to[0] : from[0] - 1,
                                  corner & 2 ? to[1] : from[1] - 1, corner & 4 ? to[2] : from[2] - 1);
    p = kerf_grid_index (grid, kerf_mat4_point (grid_from_mask, p));
    least = corner ? kerf_vec3_min (least, p) : p;
    most = corner ? kerf_vec3_max (most, p) : p;
  }
  double grow = fmax (mm, 0) + kerf_mask_clamp_of (grid) / KERF_MASK_PER_MM;
  for (int a = 0; a < 3; a++) {
    lo[a] = (gint32) floor (kerf_component (least, a) - 1.002 * grow / kerf_component (h, a)) - 1;
    hi[a] = (gint32) ceil (kerf_component (most, a) + 1.002 * grow / kerf_component (h, a)) + 2;
  }
  return TRUE;
}

KerfMask *
kerf_mask_redistanced (const KerfMask *mask, const KerfGrid *grid, const KerfMat4 *grid_from_mask, double mm,
                       const KerfContext *context)
{
  gint32 lo[3], hi[3], tile_lo[3], tile_hi[3];
  Redistance r = { .mask = mask, .grid = grid, .mm = mm, .clamp = kerf_mask_clamp_of (grid) };
  if (!kerf_mat4_inverse (grid_from_mask, &r.mask_from_grid) ||
      !target_box (mask, grid, grid_from_mask, mm, lo, hi))
    return kerf_mask_new (grid);
  g_autoptr (GArray) seeds = find_seeds (mask, context);
  if (!seeds)
    return NULL;
  KerfVec3 h = kerf_grid_spacing (&mask->grid), to = kerf_grid_spacing (grid);
  r.step = fmin (h.x, fmin (h.y, h.z));
  r.spacing = fmax (to.x, fmax (to.y, to.z));
  r.seeds = (const KerfVec3 *) (gpointer) seeds->data;
  g_autoptr (KerfNearest) nearest = kerf_nearest_new (r.seeds, seeds->len);
  r.nearest = nearest;
  kerf_tile_range (lo, hi, tile_lo, tile_hi);
  return kerf_mask_build (grid, tile_lo, tile_hi, redistance_tile, &r, context);
}

KerfMask *
kerf_mask_offset (const KerfMask *mask, double mm, const KerfContext *context, GError **error)
{
  if (!(fabs (mm) > 0))
    return kerf_mask_ref (mask);
  KerfMat4 identity = kerf_mat4_identity ();
  KerfMask *result = kerf_mask_redistanced (mask, &mask->grid, &identity, mm, context);
  if (!result)
    kerf_context_check (context, error);
  return result;
}
