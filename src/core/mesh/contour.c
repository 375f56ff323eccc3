/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/contour.h"

#include "base/error.h"

#include <string.h>

/* Marching cubes whose table is made from one rule per face, so that neighbours always agree: on a face, each run of
 * inside corners is cut off by one segment (so inside corners across a diagonal stay apart). Corner c of a cube lies at
 * (c & 1, c >> 1 & 1, c >> 2); edge 4·axis + r runs along `axis` from corner BASE[axis][r]. */

enum { EDGE = KERF_TILE_EDGE, RIM = EDGE + 1, ROWS = EDGE * EDGE, MOST = 36, CENTRE = 12 };

/* A vertex stays this far from its edge's ends (in edge lengths), so that no triangle shrinks to nothing. */
#define END_GAP 1e-3

typedef struct {
  guint8 n_triangles, n_centres;
  guint8 corner[3 * MOST]; /* 0 … 11 an edge's vertex, CENTRE + k the middle of loop k */
  guint8 loop_size[4], loop[4][12];
} Case;

static int
edge_between (int a, int b)
{
  int axis = (a ^ b) == 1 ? 0 : (a ^ b) == 2 ? 1 : 2, low = a & b;
  int r = axis == 0 ? low >> 1 : axis == 1 ? (low & 1) | (low >> 1 & 2) : low & 3;
  return 4 * axis + r;
}

static int
edge_base (int edge)
{
  int axis = edge / 4, r = edge % 4;
  return axis == 0 ? r << 1 : axis == 1 ? (r & 1) | (r & 2) << 1 : r;
}

/* Corners of the six faces, counter-clockwise seen from outside. */
static const guint8 face_corners[6][4] = { { 0, 4, 6, 2 }, { 1, 3, 7, 5 }, { 0, 1, 5, 4 },
                                           { 2, 6, 7, 3 }, { 0, 2, 3, 1 }, { 4, 5, 7, 6 } };

/* TRUE where both edges belong to one face: a diagonal between their vertices would lie in it, and the cube beyond may
 * draw the same one. */
static gboolean
share_a_face (int p, int q)
{
  for (int f = 0; f < 6; f++) {
    gboolean has_p = FALSE, has_q = FALSE;
    for (int k = 0; k < 4; k++) {
      int edge = edge_between (face_corners[f][k], face_corners[f][(k + 1) % 4]);
      has_p = has_p || edge == p;
      has_q = has_q || edge == q;
    }
    if (has_p && has_q)
      return TRUE;
  }
  return FALSE;
}

/* next[e]: the edge to which the surface goes on from e, each face crossed from where it enters a run to where it
 * leaves it. */
static void
link_edges (int inside, int next[12])
{
  for (int e = 0; e < 12; e++)
    next[e] = -1;
  for (int f = 0; f < 6; f++)
    for (int k = 0; k < 4; k++) {
      const guint8 *c = face_corners[f];
      if ((inside >> c[k] & 1) || !(inside >> c[(k + 1) % 4] & 1))
        continue;
      int end = k + 1;
      while (inside >> c[(end + 1) % 4] & 1)
        end++;
      next[edge_between (c[k], c[(k + 1) % 4])] = edge_between (c[end % 4], c[(end + 1) % 4]);
    }
}

static void
add_triangle (Case *made, int a, int b, int c)
{
  guint8 *t = made->corner + 3 * made->n_triangles++;
  t[0] = (guint8) a;
  t[1] = (guint8) b;
  t[2] = (guint8) c;
}

/* A fan from a vertex none of whose diagonals lies in a face; else round the loop's middle. */
static void
triangulate (Case *made, const int *loop, int n)
{
  for (int from = 0; from < n; from++) {
    gboolean good = TRUE;
    for (int k = 2; k < n - 1; k++)
      good = good && !share_a_face (loop[from], loop[(from + k) % n]);
    if (!good)
      continue;
    for (int k = 1; k < n - 1; k++)
      add_triangle (made, loop[from], loop[(from + k) % n], loop[(from + k + 1) % n]);
    return;
  }
  int centre = made->n_centres++;
  made->loop_size[centre] = (guint8) n;
  for (int k = 0; k < n; k++) {
    made->loop[centre][k] = (guint8) loop[k];
    add_triangle (made, loop[k], loop[(k + 1) % n], CENTRE + centre);
  }
}

static void
make_case (Case *made, int inside)
{
  int next[12];
  link_edges (inside, next);
  for (int e = 0; e < 12; e++) {
    int loop[12], n = 0;
    for (int at = e; next[at] >= 0;) {
      loop[n++] = at;
      int to = next[at];
      next[at] = -1;
      at = to;
    }
    if (n >= 3)
      triangulate (made, loop, n);
  }
}

static const Case *
cases (void)
{
  static gsize made = 0;
  static Case table[256];
  if (g_once_init_enter (&made)) {
    for (int inside = 0; inside < 256; inside++)
      make_case (&table[inside], inside);
    g_once_init_leave (&made, 1);
  }
  return table;
}

/* Which edges of a tile's voxels carry a vertex, and the number of the first of each row. */
typedef struct {
  guint32 bits[3][ROWS], first[3][ROWS];
  guint32 vertices, centres, triangles; /* how many */
  guint32 vertex_base, triangle_base;
} TileMap;

typedef struct {
  const KerfMask *mask;
  gint32 lo[3];
  gsize n[3];
  TileMap **maps;
  KerfVec3 origin;
  gboolean mirrored; /* a left-handed lattice turns triangles round */
  float *vertices;
  guint32 *triangles;
} Contour;

static void
tile_at (const Contour *contour, gsize slot, gint32 at[3])
{
  at[0] = contour->lo[0] + (gint32) (slot % contour->n[0]);
  at[1] = contour->lo[1] + (gint32) (slot / contour->n[0] % contour->n[1]);
  at[2] = contour->lo[2] + (gint32) (slot / contour->n[0] / contour->n[1]);
}

static gboolean
is_plain (const KerfMask *mask, const gint32 at[3])
{
  KerfTileSlot here = kerf_mask_slot (mask, at[0], at[1], at[2]);
  for (int c = 0; c < 8; c++) {
    KerfTileSlot s = kerf_mask_slot (mask, at[0] + (c & 1), at[1] + (c >> 1 & 1), at[2] + (c >> 2));
    if (s.tile || (s.value >= 0) != (here.value >= 0))
      return FALSE;
  }
  return TRUE;
}

/* Inside bits of rows of 33 centres. */
static void
read_rows (const gint16 *block, guint64 *rows)
{
  for (gsize r = 0; r < RIM * RIM; r++) {
    guint64 bits = 0;
    for (gsize i = 0; i < RIM; i++)
      bits |= (guint64) (block[r * RIM + i] >= 0) << i;
    rows[r] = bits;
  }
}

static void
read_block (const KerfMask *mask, const gint32 at[3], gint16 *block)
{
  kerf_mask_read (mask, (gint32[3]){ at[0] * EDGE, at[1] * EDGE, at[2] * EDGE }, (gint32[3]){ RIM, RIM, RIM },
                  block);
}

/* Cubes of the row that the surface crosses, and the case of one of them. */
static guint32
crossed (const guint64 *rows, int j, int k)
{
  guint64 a = rows[k * RIM + j], b = rows[k * RIM + j + 1], c = rows[(k + 1) * RIM + j],
          d = rows[(k + 1) * RIM + j + 1];
  guint64 any = a | b | c | d, all = a & b & c & d;
  return (guint32) ((any | any >> 1) & ~(all & all >> 1));
}

static int
case_of (const guint64 *rows, int i, int j, int k)
{
  int inside = 0;
  for (int r = 0; r < 4; r++)
    inside |= (int) (rows[(k + r / 2) * RIM + j + r % 2] >> i & 3) << (2 * r);
  return inside;
}

static TileMap *
map_tile (const guint64 *rows)
{
  TileMap *map = g_new0 (TileMap, 1);
  for (int r = 0; r < ROWS; r++) {
    int j = r % EDGE, k = r / EDGE;
    guint64 here = rows[k * RIM + j];
    map->bits[0][r] = (guint32) (here ^ here >> 1);
    map->bits[1][r] = (guint32) (here ^ rows[k * RIM + j + 1]);
    map->bits[2][r] = (guint32) (here ^ rows[(k + 1) * RIM + j]);
    for (guint32 active = crossed (rows, j, k); active; active &= active - 1) {
      const Case *found = &cases ()[case_of (rows, __builtin_ctz (active), j, k)];
      map->triangles += found->n_triangles;
      map->centres += found->n_centres;
    }
  }
  for (int axis = 0; axis < 3; axis++)
    for (int r = 0; r < ROWS; r++) {
      map->first[axis][r] = map->vertices;
      map->vertices += (guint32) __builtin_popcount (map->bits[axis][r]);
    }
  if (map->vertices == 0 && map->triangles == 0)
    g_clear_pointer (&map, g_free);
  return map;
}

static void
map_tiles (gsize begin, gsize end, gpointer data)
{
  Contour *contour = data;
  g_autofree gint16 *block = g_new (gint16, RIM * RIM * RIM);
  g_autofree guint64 *rows = g_new (guint64, RIM * RIM);
  for (gsize slot = begin; slot < end; slot++) {
    gint32 at[3];
    tile_at (contour, slot, at);
    if (is_plain (contour->mask, at))
      continue;
    read_block (contour->mask, at, block);
    read_rows (block, rows);
    contour->maps[slot] = map_tile (rows);
  }
}

static void
store_vertex (const Contour *contour, guint32 index, KerfVec3 p)
{
  float *out = contour->vertices + 3 * (gsize) index;
  out[0] = (float) p.x;
  out[1] = (float) p.y;
  out[2] = (float) p.z;
}

static void
fill_vertices (const Contour *contour, const TileMap *map, const gint32 at[3], const gint16 *block)
{
  static const gsize step[3] = { 1, RIM, RIM * RIM };
  const KerfGrid *grid = &contour->mask->grid;
  guint32 next = map->vertex_base;
  for (int axis = 0; axis < 3; axis++)
    for (int r = 0; r < ROWS; r++)
      for (guint32 bits = map->bits[axis][r]; bits; bits &= bits - 1) {
        int i = __builtin_ctz (bits), j = r % EDGE, k = r / EDGE;
        gsize b = (gsize) (k * RIM + j) * RIM + (gsize) i;
        double p = block[b], q = block[b + step[axis]], t = p / (p - q);
        double index[3] = { at[0] * EDGE + i, at[1] * EDGE + j, at[2] * EDGE + k };
        index[axis] += CLAMP (t, END_GAP, 1 - END_GAP);
        store_vertex (contour, next++,
                      kerf_sub (kerf_grid_point (grid, index[0], index[1], index[2]), contour->origin));
      }
}

/* Number of the vertex on an edge of the cube (i, j, k) of the tile `slot`. */
static guint32
vertex_of (const Contour *contour, gsize slot, int i, int j, int k, int edge)
{
  int base = edge_base (edge), axis = edge / 4;
  int x = i + (base & 1), y = j + (base >> 1 & 1), z = k + (base >> 2);
  if (x == EDGE) {
    slot += 1;
    x = 0;
  }
  if (y == EDGE) {
    slot += contour->n[0];
    y = 0;
  }
  if (z == EDGE) {
    slot += contour->n[0] * contour->n[1];
    z = 0;
  }
  const TileMap *map = contour->maps[slot];
  int r = z * EDGE + y;
  guint32 before = map->bits[axis][r] & ((1u << x) - 1);
  return map->vertex_base + map->first[axis][r] + (guint32) __builtin_popcount (before);
}

/* The middle of a loop, from the same numbers whichever tile asks. */
static KerfVec3
loop_middle (const Contour *contour, const guint32 vertex[12], const Case *found, int loop)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (int v = 0; v < found->loop_size[loop]; v++) {
    const float *p = contour->vertices + 3 * (gsize) vertex[found->loop[loop][v]];
    sum = kerf_add (sum, kerf_vec3 ((double) p[0], (double) p[1], (double) p[2]));
  }
  return kerf_scale (sum, 1.0 / found->loop_size[loop]);
}

static void
fill_triangles (const Contour *contour, gsize slot, const guint64 *rows)
{
  const TileMap *map = contour->maps[slot];
  guint32 centre = map->vertex_base + map->vertices;
  guint32 *out = contour->triangles + 3 * (gsize) map->triangle_base;
  for (int r = 0; r < ROWS; r++)
    for (guint32 active = crossed (rows, r % EDGE, r / EDGE); active; active &= active - 1) {
      int i = __builtin_ctz (active), j = r % EDGE, k = r / EDGE, inside = case_of (rows, i, j, k);
      const Case *found = &cases ()[inside];
      guint32 vertex[12] = { 0 };
      for (int e = 0; e < 12; e++) {
        int a = edge_base (e), b = a | 1 << (e / 4);
        if ((inside >> a & 1) != (inside >> b & 1))
          vertex[e] = vertex_of (contour, slot, i, j, k, e);
      }
      for (int c = 0; c < found->n_centres; c++)
        store_vertex (contour, centre + (guint32) c, loop_middle (contour, vertex, found, c));
      for (int t = 0; t < found->n_triangles; t++, out += 3)
        for (int c = 0; c < 3; c++) {
          int which = found->corner[3 * t + (contour->mirrored ? 2 - c : c)];
          out[c] = which < CENTRE ? vertex[which] : centre + (guint32) (which - CENTRE);
        }
      centre += found->n_centres;
    }
}

static void
fill_vertex_tiles (gsize begin, gsize end, gpointer data)
{
  const Contour *contour = data;
  g_autofree gint16 *block = g_new (gint16, RIM * RIM * RIM);
  for (gsize slot = begin; slot < end; slot++) {
    gint32 at[3];
    tile_at (contour, slot, at);
    if (!contour->maps[slot])
      continue;
    read_block (contour->mask, at, block);
    fill_vertices (contour, contour->maps[slot], at, block);
  }
}

static void
fill_triangle_tiles (gsize begin, gsize end, gpointer data)
{
  const Contour *contour = data;
  g_autofree gint16 *block = g_new (gint16, RIM * RIM * RIM);
  g_autofree guint64 *rows = g_new (guint64, RIM * RIM);
  for (gsize slot = begin; slot < end; slot++) {
    gint32 at[3];
    tile_at (contour, slot, at);
    if (!contour->maps[slot])
      continue;
    read_block (contour->mask, at, block);
    read_rows (block, rows);
    fill_triangles (contour, slot, rows);
  }
}

/* Gives every tile its place in the arrays; FALSE where the numbers don't fit. */
static gboolean
count (Contour *contour, gsize slots, guint32 *vertices, guint32 *triangles)
{
  guint64 v = 0, t = 0;
  for (gsize s = 0; s < slots; s++) {
    TileMap *map = contour->maps[s];
    if (!map)
      continue;
    map->vertex_base = (guint32) v;
    map->triangle_base = (guint32) t;
    v += map->vertices + map->centres;
    t += map->triangles;
    if (v > G_MAXINT32 || t > G_MAXINT32)
      return FALSE;
  }
  *vertices = (guint32) v;
  *triangles = (guint32) t;
  return TRUE;
}

static KerfMesh *
run (Contour *contour, gsize slots, const KerfContext *context, GError **error)
{
  guint32 vertices = 0, triangles = 0;
  if (!kerf_parallel_for (context, slots, 1, map_tiles, contour)) {
    kerf_context_check (context, error);
    return NULL;
  }
  if (!count (contour, slots, &vertices, &triangles)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The surface has more than 2 billion triangles; use a coarser grid.");
    return NULL;
  }
  contour->vertices = g_new (float, 3 * (gsize) vertices);
  contour->triangles = g_new (guint32, 3 * (gsize) triangles);
  KerfMesh *mesh =
      kerf_mesh_new_take (contour->origin, contour->vertices, vertices, contour->triangles, triangles);
  if (!kerf_parallel_for (context, slots, 1, fill_vertex_tiles, contour) ||
      !kerf_parallel_for (context, slots, 1, fill_triangle_tiles, contour)) {
    kerf_context_check (context, error);
    g_clear_pointer (&mesh, kerf_mesh_unref);
  }
  return mesh;
}

KerfMesh *
kerf_mesh_from_mask (const KerfMask *mask, const KerfContext *context, GError **error)
{
  Contour contour = { .mask = mask, .mirrored = kerf_mat4_determinant (&mask->grid.patient_from_index) < 0 };
  gsize slots = 1;
  KerfVec3 middle;
  for (int a = 0; a < 3; a++) {
    contour.lo[a] = mask->lo[a] - 1;
    contour.n[a] = (gsize) (mask->hi[a] - mask->lo[a]) + 1;
    slots *= contour.n[a];
  }
  middle = kerf_vec3 (mask->lo[0] + mask->hi[0], mask->lo[1] + mask->hi[1], mask->lo[2] + mask->hi[2]);
  contour.origin =
      kerf_grid_point (&mask->grid, middle.x * EDGE / 2, middle.y * EDGE / 2, middle.z * EDGE / 2);
  contour.maps = g_new0 (TileMap *, slots);
  KerfMesh *mesh = run (&contour, slots, context, error);
  for (gsize s = 0; s < slots; s++)
    g_free (contour.maps[s]);
  g_free (contour.maps);
  return mesh;
}
