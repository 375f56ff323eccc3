/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/mask-edit.h"

#include "core/image/resample.h"

#include <string.h>

enum { EDGE = KERF_TILE_EDGE, CUBE = 8 };

/* −d, but a centre that lies on b's surface is inside b, so outside what is left of it. */
static gint16
negative (gint16 d)
{
  return d ? (gint16) -d : -1;
}

static gint16
combined (gint16 a, gint16 b, KerfBoolean kind)
{
  gint16 c = kind == KERF_SUBTRACT ? negative (b) : b;
  return kind == KERF_UNION ? MAX (a, c) : MIN (a, c);
}

static KerfTileSlot
shared_slot (KerfTileSlot slot)
{
  return (KerfTileSlot){ slot.tile ? kerf_tile_ref (slot.tile) : NULL, slot.value };
}

typedef struct {
  const KerfMask *a, *b;
  KerfBoolean kind;
} Pair;

static KerfTileSlot
combine_tile (const gint32 at[3], gconstpointer data)
{
  const Pair *pair = data;
  gint16 clamp = pair->a->clamp;
  KerfTileSlot a = kerf_mask_slot (pair->a, at[0], at[1], at[2]),
               b = kerf_mask_slot (pair->b, at[0], at[1], at[2]);
  if (!a.tile && !b.tile)
    return (KerfTileSlot){ NULL, combined (a.value, b.value, pair->kind) };
  if (!b.tile && (b.value == clamp || b.value == -clamp)) {
    gint16 edge = pair->kind == KERF_SUBTRACT ? negative (b.value) : b.value;
    gboolean a_wins = (pair->kind == KERF_UNION) == (edge == -clamp);
    return a_wins ? shared_slot (a) : (KerfTileSlot){ NULL, edge };
  }
  if (!a.tile && a.value == -clamp)
    return pair->kind == KERF_UNION ? shared_slot (b) : a;
  if (!a.tile && a.value == clamp && pair->kind != KERF_SUBTRACT)
    return pair->kind == KERF_UNION ? a : shared_slot (b);
  KerfTile *tile = kerf_tile_new ();
  gboolean same = TRUE;
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
    gint16 da = a.tile ? a.tile->d[v] : a.value;
    tile->d[v] = combined (da, b.tile ? b.tile->d[v] : b.value, pair->kind);
    same = same && tile->d[v] == da;
  }
  if (same) {
    kerf_tile_unref (tile);
    return shared_slot (a);
  }
  return (KerfTileSlot){ tile, 0 };
}

/* Box of tiles that holds both tables; an empty table has no place of its own. */
static void
join_tables (const gint32 a_lo[3], const gint32 a_hi[3], const gint32 b_lo[3], const gint32 b_hi[3],
             gint32 lo[3], gint32 hi[3])
{
  gboolean a_empty = a_lo[0] == a_hi[0], b_empty = b_lo[0] == b_hi[0];
  for (int x = 0; x < 3; x++) {
    lo[x] = a_empty ? b_lo[x] : b_empty ? a_lo[x] : MIN (a_lo[x], b_lo[x]);
    hi[x] = a_empty ? b_hi[x] : b_empty ? a_hi[x] : MAX (a_hi[x], b_hi[x]);
  }
}

KerfMask *
kerf_mask_boolean (const KerfMask *a, const KerfMask *b, KerfBoolean kind, const KerfContext *context,
                   GError **error)
{
  g_autoptr (KerfMask) on_a = NULL;
  if (memcmp (&a->grid.patient_from_index, &b->grid.patient_from_index, sizeof a->grid.patient_from_index) !=
      0) {
    KerfMat4 identity = kerf_mat4_identity ();
    on_a = kerf_mask_resampled (b, &a->grid, &identity, context);
    if (!on_a) {
      kerf_context_check (context, error);
      return NULL;
    }
    b = on_a;
  }
  gint32 lo[3], hi[3];
  memcpy (lo, a->lo, sizeof lo);
  memcpy (hi, a->hi, sizeof hi);
  if (kind == KERF_UNION)
    join_tables (a->lo, a->hi, b->lo, b->hi, lo, hi);
  Pair pair = { a, b, kind };
  KerfMask *mask = kerf_mask_build (&a->grid, lo, hi, combine_tile, &pair, context);
  if (!mask)
    kerf_context_check (context, error);
  return mask;
}

/* One piece of a drawn shape. */
typedef struct {
  KerfVec3 a, b;
  gboolean plate; /* a stadium about a–b in the plane across the normal, × thickness; else a capsule */
} Piece;

typedef struct {
  Piece *pieces;
  gsize n;
  double radius, half_thickness;
  KerfVec3 normal;
  const KerfBoxShape *box; /* instead of pieces */
} Shape;

typedef enum { MODE_ADD, MODE_ERASE, MODE_KEEP } Mode;

/* Signed distance to a product of two convex sets, from those to each of them. */
static double
product (double p, double q)
{
  return p < 0 && q < 0 ? -sqrt (p * p + q * q) : fmin (p, q);
}

static double
segment_distance (KerfVec3 p, KerfVec3 a, KerfVec3 b)
{
  KerfVec3 ab = kerf_sub (b, a), ap = kerf_sub (p, a);
  double length2 = kerf_dot (ab, ab), t = length2 > 0 ? kerf_dot (ap, ab) / length2 : 0;
  return kerf_length (kerf_along (ap, -CLAMP (t, 0, 1), ab));
}

static double
piece_distance (const Shape *shape, const Piece *piece, KerfVec3 p)
{
  if (!piece->plate)
    return shape->radius - segment_distance (p, piece->a, piece->b);
  double height = kerf_dot (kerf_sub (p, piece->a), shape->normal);
  KerfVec3 foot = kerf_along (p, -height, shape->normal);
  return product (shape->radius - segment_distance (foot, piece->a, piece->b),
                  shape->half_thickness - fabs (height));
}

double
kerf_box_distance (const KerfBoxShape *box, KerfVec3 point)
{
  KerfVec3 c = kerf_frame3_coordinates (&box->frame, point);
  double x = box->half_mm.x - fabs (c.x), y = box->half_mm.y - fabs (c.y), z = box->half_mm.z - fabs (c.z);
  if (x >= 0 && y >= 0 && z >= 0)
    return fmin (x, fmin (y, z));
  double dx = fmin (x, 0), dy = fmin (y, 0), dz = fmin (z, 0);
  return -sqrt (dx * dx + dy * dy + dz * dz);
}

typedef struct {
  const KerfMask *mask;
  const Shape *shape;
  Mode mode;
  double diagonal; /* of a voxel */
} Edit;

static KerfTileSlot
uniform_result (const Edit *edit, KerfTileSlot old, gboolean deep_inside)
{
  gint16 clamp = edit->mask->clamp;
  if (edit->mode == MODE_ADD)
    return deep_inside ? (KerfTileSlot){ NULL, clamp } : shared_slot (old);
  gboolean clears = (edit->mode == MODE_ERASE) == deep_inside;
  return clears ? (KerfTileSlot){ NULL, (gint16) -clamp } : shared_slot (old);
}

/* The pieces of `all` that can be the nearest anywhere within `radius` of the middle (distances are 1-Lipschitz), moved
 * to `near`; returns their number, and the distance of the middle in `deepest`. */
static gsize
pieces_near (const Shape *shape, const Piece *all, gsize n, KerfVec3 middle, double radius, Piece *near,
             double *deepest)
{
  g_autofree double *d = g_new (double, n);
  gsize kept = 0;
  *deepest = -HUGE_VAL;
  for (gsize k = 0; k < n; k++) {
    d[k] = piece_distance (shape, &all[k], middle);
    *deepest = MAX (*deepest, d[k]);
  }
  for (gsize k = 0; k < n; k++)
    if (d[k] >= *deepest - 2 * radius)
      near[kept++] = all[k];
  return kept;
}

/* Edits the cube of CUBE voxels a side that begins at `first`; TRUE where nothing changed. */
static gboolean
edit_cube (const Edit *edit, const gint32 at[3], const gint32 first[3], const Piece *all, gsize n_all,
           KerfTileSlot old, KerfTile *tile)
{
  const Shape *shape = edit->shape;
  const KerfGrid *grid = &edit->mask->grid;
  g_autofree Piece *near = g_new (Piece, n_all);
  KerfVec3 middle = kerf_grid_point (grid, first[0] + 3.5, first[1] + 3.5, first[2] + 3.5);
  double deepest;
  gsize n = pieces_near (shape, all, n_all, middle, edit->diagonal * 3.6, near, &deepest);
  gboolean same = TRUE;
  for (gint32 c = 0; c < CUBE * CUBE * CUBE; c++) {
    gint32 i = first[0] + c % CUBE, j = first[1] + c / CUBE % CUBE, k = first[2] + c / (CUBE * CUBE);
    gint32 v = ((k - at[2] * EDGE) * EDGE + j - at[1] * EDGE) * EDGE + i - at[0] * EDGE;
    KerfVec3 p = kerf_grid_point (grid, i, j, k);
    double d = shape->box ? kerf_box_distance (shape->box, p) : -HUGE_VAL;
    for (gsize m = 0; m < n; m++) {
      double one = piece_distance (shape, &near[m], p);
      d = MAX (d, one);
    }
    gint16 was = old.tile ? old.tile->d[v] : old.value, q = kerf_mask_quantised (d, edit->mask->clamp);
    gint16 now = edit->mode == MODE_ADD     ? MAX (was, q)
                 : edit->mode == MODE_ERASE ? MIN (was, negative (q))
                                            : MIN (was, q);
    tile->d[v] = now;
    same = same && now == was;
  }
  return same;
}

static KerfTileSlot
edit_tile (const gint32 at[3], gconstpointer data)
{
  const Edit *edit = data;
  const Shape *shape = edit->shape;
  KerfTileSlot old = kerf_mask_slot (edit->mask, at[0], at[1], at[2]);
  KerfVec3 middle =
      kerf_grid_point (&edit->mask->grid, at[0] * EDGE + 15.5, at[1] * EDGE + 15.5, at[2] * EDGE + 15.5);
  g_autofree Piece *near = g_new (Piece, shape->n);
  double deepest, reach = edit->diagonal * 15.6 + edit->mask->clamp / KERF_MASK_PER_MM;
  gsize n = pieces_near (shape, shape->pieces, shape->n, middle, edit->diagonal * 15.6, near, &deepest);
  if (shape->box)
    deepest = kerf_box_distance (shape->box, middle);
  if (deepest <= -reach || deepest >= reach)
    return uniform_result (edit, old, deepest > 0);
  KerfTile *tile = kerf_tile_new ();
  gboolean same = TRUE;
  for (gint32 c = 0; c < 64; c++) {
    gint32 first[3] = { at[0] * EDGE + c % 4 * CUBE, at[1] * EDGE + c / 4 % 4 * CUBE,
                        at[2] * EDGE + c / 16 * CUBE };
    gboolean cube_same = edit_cube (edit, at, first, near, n, old, tile);
    same = same && cube_same;
  }
  if (same) {
    kerf_tile_unref (tile);
    return shared_slot (old);
  }
  return (KerfTileSlot){ tile, 0 };
}

/* Index box of voxels whose distance to a ball of `radius` about any of the points may be over −clamp. */
static void
index_box (const KerfGrid *grid, const KerfVec3 *points, gsize n, double radius, gint32 lo[3], gint32 hi[3])
{
  KerfVec3 h = kerf_grid_spacing (grid), least = { 0 }, most = { 0 };
  for (gsize k = 0; k < n; k++) {
    KerfVec3 p = kerf_grid_index (grid, points[k]);
    least = k ? kerf_vec3_min (least, p) : p;
    most = k ? kerf_vec3_max (most, p) : p;
  }
  double clamp = kerf_mask_clamp_of (grid) / KERF_MASK_PER_MM;
  for (int a = 0; a < 3; a++) {
    double grow = (radius + clamp) / kerf_component (h, a) * 1.002 + 1;
    lo[a] = (gint32) CLAMP (floor (kerf_component (least, a) - grow), -1e8, 1e8);
    hi[a] = (gint32) CLAMP (ceil (kerf_component (most, a) + grow), -1e8, 1e8) + 1;
  }
}

static KerfMask *
edited (const KerfMask *mask, const Shape *shape, Mode mode, const gint32 lo[3], const gint32 hi[3],
        const KerfContext *context)
{
  Edit edit = { mask, shape, mode, kerf_length (kerf_grid_spacing (&mask->grid)) };
  gint32 tile_lo[3], tile_hi[3], all_lo[3], all_hi[3];
  memcpy (all_lo, mask->lo, sizeof all_lo);
  memcpy (all_hi, mask->hi, sizeof all_hi);
  if (mode == MODE_ADD) {
    kerf_tile_range (lo, hi, tile_lo, tile_hi);
    join_tables (mask->lo, mask->hi, tile_lo, tile_hi, all_lo, all_hi);
  }
  return kerf_mask_build (&mask->grid, all_lo, all_hi, edit_tile, &edit, context);
}

/* Capsules, or plates for a disc. */
static Shape
shape_of_stroke (const KerfGrid *grid, const KerfVec3 *points, gsize n, const KerfBrush *brush)
{
  Shape shape = { .radius = brush->radius_mm,
                  .half_thickness = brush->thickness_mm / 2,
                  .normal = kerf_unit (brush->normal) };
  KerfVec3 h = kerf_grid_spacing (grid);
  double step = fmin (h.x, fmin (h.y, h.z)) / 4;
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  for (gsize k = 0; k < MAX (n - 1, 1); k++) {
    KerfVec3 a = points[k], b = points[MIN (k + 1, n - 1)], ab = kerf_sub (b, a);
    double length = kerf_length (ab), rise = fabs (kerf_dot (ab, shape.normal));
    if (!brush->disc || rise <= 1e-6 * length) {
      Piece piece = { a, b, brush->disc };
      g_array_append_val (pieces, piece);
      continue;
    }
    gsize steps = (gsize) CLAMP (ceil (length / step), 1, 1e6);
    for (gsize s = 0; s <= steps; s++) {
      KerfVec3 p = kerf_lerp (a, b, (double) s / (double) steps);
      Piece piece = { p, p, TRUE };
      g_array_append_val (pieces, piece);
    }
  }
  shape.n = pieces->len;
  shape.pieces = (Piece *) (gpointer) g_array_free (pieces, FALSE);
  return shape;
}

KerfMask *
kerf_mask_stroke (const KerfMask *mask, const KerfVec3 *points, gsize n, const KerfBrush *brush,
                  gboolean erase, const KerfContext *context)
{
  if (n == 0 || !(brush->radius_mm > 0))
    return kerf_mask_ref (mask);
  Shape shape = shape_of_stroke (&mask->grid, points, n, brush);
  gint32 lo[3], hi[3];
  index_box (&mask->grid, points, n, brush->radius_mm + (brush->disc ? shape.half_thickness : 0), lo, hi);
  KerfMask *result = edited (mask, &shape, erase ? MODE_ERASE : MODE_ADD, lo, hi, context);
  g_free (shape.pieces);
  return result;
}

KerfBoxShape
kerf_box_shape (KerfVec3 from, KerfVec3 to, const KerfGrid *grid)
{
  KerfVec3 u = grid ? kerf_grid_axis (grid, 0) : kerf_vec3 (1, 0, 0),
           v = grid ? kerf_grid_axis (grid, 1) : kerf_vec3 (0, 1, 0);
  KerfBoxShape box = { .frame = kerf_frame3 (kerf_lerp (from, to, 0.5), kerf_cross (u, v), u) };
  KerfVec3 c = kerf_frame3_coordinates (&box.frame, to);
  box.half_mm = kerf_vec3 (fabs (c.x), fabs (c.y), fabs (c.z));
  return box;
}

KerfMask *
kerf_mask_box (const KerfMask *mask, const KerfBoxShape *box, KerfBoxMode mode, const KerfContext *context)
{
  KerfVec3 corners[8];
  for (int k = 0; k < 8; k++)
    corners[k] = kerf_frame3_point (&box->frame, k & 1 ? box->half_mm.x : -box->half_mm.x,
                                    k & 2 ? box->half_mm.y : -box->half_mm.y,
                                    k & 4 ? box->half_mm.z : -box->half_mm.z);
  Shape shape = { .box = box };
  gint32 lo[3], hi[3];
  index_box (&mask->grid, corners, 8, 0, lo, hi);
  return edited (mask, &shape,
                 mode == KERF_BOX_ADD     ? MODE_ADD
                 : mode == KERF_BOX_ERASE ? MODE_ERASE
                                          : MODE_KEEP,
                 lo, hi, context);
}

KerfMask *
kerf_mask_tube (const KerfGrid *grid, const KerfVec3 *points, gsize n, double radius_mm,
                const KerfContext *context)
{
  g_autoptr (KerfMask) empty = kerf_mask_new (grid);
  KerfBrush brush = { .radius_mm = radius_mm };
  return kerf_mask_stroke (empty, points, n, &brush, FALSE, context);
}

typedef struct {
  const KerfGrid *grid;
  gint32 lo[3], hi[3];
  KerfFieldFunc at;
  gconstpointer data;
  double reach;
  gint16 clamp;
} Field;

static KerfTileSlot
field_tile (const gint32 at[3], gconstpointer data)
{
  const Field *field = data;
  gint32 from[3], to[3];
  gboolean whole = TRUE;
  for (int x = 0; x < 3; x++) {
    from[x] = MAX (field->lo[x], at[x] * EDGE);
    to[x] = MIN (field->hi[x], (at[x] + 1) * EDGE);
    whole = whole && to[x] - from[x] == EDGE;
  }
  KerfVec3 middle =
      kerf_grid_point (field->grid, at[0] * EDGE + 15.5, at[1] * EDGE + 15.5, at[2] * EDGE + 15.5);
  double d = field->at (middle, field->data);
  if (d <= -field->reach || (whole && d >= field->reach))
    return (KerfTileSlot){ NULL, d > 0 ? field->clamp : (gint16) -field->clamp };
  KerfTile *tile = kerf_tile_new ();
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++)
    tile->d[v] = (gint16) -field->clamp;
  for (gint32 k = from[2]; k < to[2]; k++)
    for (gint32 j = from[1]; j < to[1]; j++)
      for (gint32 i = from[0]; i < to[0]; i++)
        tile->d[((k - at[2] * EDGE) * EDGE + j - at[1] * EDGE) * EDGE + i - at[0] * EDGE] =
            kerf_mask_quantised (field->at (kerf_grid_point (field->grid, i, j, k), field->data),
                                 field->clamp);
  return (KerfTileSlot){ tile, 0 };
}

KerfMask *
kerf_mask_from_field (const KerfGrid *grid, const gint32 lo[3], const gint32 hi[3], KerfFieldFunc at,
                      gconstpointer data, const KerfContext *context)
{
  Field field = { .grid = grid, .at = at, .data = data, .clamp = kerf_mask_clamp_of (grid) };
  memcpy (field.lo, lo, sizeof field.lo);
  memcpy (field.hi, hi, sizeof field.hi);
  field.reach = kerf_length (kerf_grid_spacing (grid)) * 15.6 + field.clamp / KERF_MASK_PER_MM;
  gint32 tile_lo[3], tile_hi[3];
  kerf_tile_range (lo, hi, tile_lo, tile_hi);
  return kerf_mask_build (grid, tile_lo, tile_hi, field_tile, &field, context);
}
