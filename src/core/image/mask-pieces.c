/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/distance.h"
#include "core/image/mask-edit.h"

#include <string.h>

/* Pieces by union-find over runs: a run is a row's stretch of inside centres within one tile; a uniform inside tile is
 * one node. */

enum { EDGE = KERF_TILE_EDGE, ROWS = EDGE * EDGE };

typedef struct {
  gboolean solid;
  guint32 bits[ROWS];  /* inside centres of a row */
  guint32 first[ROWS]; /* node of the row's first run */
  guint32 nodes;
} Runs;

typedef struct {
  const KerfMask *mask;
  gsize na, nb, nc;
  Runs **runs; /* one per slot, NULL: nothing inside */
  guint32 n_nodes;
  guint32 *parent, *voxels;
  guint64 *place; /* of a node's first voxel, in the order of k, j, i */
} Pieces;

static guint32
run_starts (guint32 bits)
{
  return bits & ~(bits << 1);
}

static void
find_runs (gsize begin, gsize end, gpointer data)
{
  const Pieces *p = data;
  for (gsize s = begin; s < end; s++) {
    const KerfTileSlot *slot = &p->mask->slots[s];
    if (!slot->tile && slot->value < 0)
      continue;
    Runs *runs = g_new0 (Runs, 1);
    runs->solid = !slot->tile;
    for (int r = 0; r < ROWS; r++) {
      guint32 bits = 0;
      for (int i = 0; slot->tile && i < EDGE; i++)
        bits |= (guint32) (slot->tile->d[r * EDGE + i] >= 0) << i;
      runs->bits[r] = slot->tile ? bits : G_MAXUINT32;
      runs->first[r] = runs->nodes;
      runs->nodes += (guint32) __builtin_popcount (run_starts (runs->bits[r]));
    }
    if (runs->solid) {
      runs->nodes = 1;
      memset (runs->first, 0, sizeof runs->first);
    }
    p->runs[s] = runs;
  }
}

static guint32
node_at (const Runs *runs, int row, int bit)
{
  guint32 upto = bit == 31 ? G_MAXUINT32 : (2u << bit) - 1;
  return runs->solid
             ? runs->first[0]
             : runs->first[row] + (guint32) __builtin_popcount (run_starts (runs->bits[row]) & upto) - 1;
}

static guint32
root_of (guint32 *parent, guint32 node)
{
  while (parent[node] != node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

static void
join (Pieces *p, guint32 a, guint32 b)
{
  guint32 x = root_of (p->parent, a), y = root_of (p->parent, b);
  p->parent[MAX (x, y)] = MIN (x, y);
}

static void
join_rows (Pieces *p, const Runs *a, int row_a, const Runs *b, int row_b)
{
  for (guint32 both = run_starts (a->bits[row_a] & b->bits[row_b]); both; both &= both - 1) {
    int bit = __builtin_ctz (both);
    join (p, node_at (a, row_a, bit), node_at (b, row_b, bit));
  }
}

static void
join_tile (Pieces *p, gsize s)
{
  Runs *here = p->runs[s];
  gsize a = s % p->na, b = s / p->na % p->nb, c = s / p->na / p->nb;
  Runs *right = a + 1 < p->na ? p->runs[s + 1] : NULL, *down = b + 1 < p->nb ? p->runs[s + p->na] : NULL,
       *up = c + 1 < p->nc ? p->runs[s + p->na * p->nb] : NULL;
  for (int k = 0; k < EDGE; k++)
    for (int j = 0; j < EDGE; j++) {
      int row = k * EDGE + j;
      if (j + 1 < EDGE)
        join_rows (p, here, row, here, row + 1);
      else if (down)
        join_rows (p, here, row, down, k * EDGE);
      if (k + 1 < EDGE)
        join_rows (p, here, row, here, row + EDGE);
      else if (up)
        join_rows (p, here, row, up, j);
      if (right && here->bits[row] >> 31 && (right->bits[row] & 1))
        join (p, node_at (here, row, 31), node_at (right, row, 0));
    }
}

/* Sizes and first voxels go to the roots. */
static void
measure (Pieces *p)
{
  for (gsize s = 0; s < p->na * p->nb * p->nc; s++) {
    const Runs *runs = p->runs[s];
    for (int row = 0; runs && row < ROWS; row++)
      for (guint32 starts = run_starts (runs->bits[row]); starts; starts &= starts - 1) {
        int bit = __builtin_ctz (starts);
        guint32 after = ~(runs->bits[row] >> bit), root = root_of (p->parent, node_at (runs, row, bit));
        guint64 j = (guint64) (s / p->na % p->nb * EDGE) + (guint64) (row % EDGE),
                k = (guint64) (s / p->na / p->nb * EDGE) + (guint64) (row / EDGE),
                i = (guint64) (s % p->na * EDGE) + (guint64) bit;
        p->voxels[root] += after ? (guint32) __builtin_ctz (after) : EDGE;
        p->place[root] = MIN (p->place[root], (k << 42) | (j << 21) | i);
      }
  }
}

static void
pieces_clear (Pieces *p)
{
  for (gsize s = 0; p->runs && s < p->na * p->nb * p->nc; s++)
    g_free (p->runs[s]);
  g_free (p->runs);
  g_free (p->parent);
  g_free (p->voxels);
  g_free (p->place);
}

static gboolean
pieces_find (Pieces *p, const KerfMask *mask, const KerfContext *context)
{
  *p = (Pieces){ .mask = mask,
                 .na = (gsize) (mask->hi[0] - mask->lo[0]),
                 .nb = (gsize) (mask->hi[1] - mask->lo[1]),
                 .nc = (gsize) (mask->hi[2] - mask->lo[2]) };
  gsize slots = p->na * p->nb * p->nc;
  p->runs = g_new0 (Runs *, slots);
  if (!kerf_parallel_for (context, slots, 1, find_runs, p))
    return FALSE;
  for (gsize s = 0; s < slots; s++)
    if (p->runs[s]) {
      for (int r = 0; r < ROWS; r++)
        p->runs[s]->first[r] += p->n_nodes;
      p->n_nodes += p->runs[s]->nodes;
    }
  p->parent = g_new (guint32, p->n_nodes);
  p->voxels = g_new0 (guint32, p->n_nodes);
  p->place = g_new (guint64, p->n_nodes);
  for (guint32 k = 0; k < p->n_nodes; k++) {
    p->parent[k] = k;
    p->place[k] = G_MAXUINT64;
  }
  for (gsize s = 0; s < slots; s++)
    if (p->runs[s])
      join_tile (p, s);
  measure (p);
  return TRUE;
}

guint
kerf_mask_pieces (const KerfMask *mask, guint64 *largest_voxels)
{
  Pieces p;
  guint n = 0;
  guint64 largest = 0;
  pieces_find (&p, mask, NULL);
  for (guint32 k = 0; k < p.n_nodes; k++)
    if (p.parent[k] == k) {
      n++;
      largest = MAX (largest, p.voxels[k]);
    }
  pieces_clear (&p);
  if (largest_voxels)
    *largest_voxels = largest;
  return n;
}

typedef struct {
  guint32 root, voxels;
  guint64 place;
} Piece;

static gint
by_size (gconstpointer a, gconstpointer b)
{
  const Piece *x = a, *y = b;
  if (x->voxels != y->voxels)
    return x->voxels > y->voxels ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

/* keep[root] for the `count` largest; NULL where all are kept. */
static guint8 *
choose (const Pieces *p, guint count)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  for (guint32 k = 0; k < p->n_nodes; k++)
    if (p->parent[k] == k) {
      Piece piece = { k, p->voxels[k], p->place[k] };
      g_array_append_val (pieces, piece);
    }
  if (pieces->len <= count)
    return NULL;
  g_array_sort (pieces, by_size);
  guint8 *keep = g_new0 (guint8, p->n_nodes);
  for (guint k = 0; k < count; k++)
    keep[g_array_index (pieces, Piece, k).root] = 1;
  return keep;
}

typedef struct {
  Pieces *p;
  const guint8 *keep;
  const KerfNearest *nearest; /* points of the kept pieces' surface */
  gint32 rim[3];              /* voxels within the clamp */
} Keep;

enum { OUTSIDE, KEPT, REMOVED };

/* What lies at each voxel of the block [lo, lo + n). */
static void
read_kinds (const Keep *keep, const gint32 lo[3], const gint32 n[3], guint8 *kinds)
{
  const Pieces *p = keep->p;
  const KerfMask *mask = p->mask;
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++)
      for (gint32 i = 0; i < n[0]; i++, kinds++) {
        gint32 v[3] = { lo[0] + i, lo[1] + j, lo[2] + k }, t[3];
        gboolean there = TRUE;
        for (int x = 0; x < 3; x++) {
          t[x] = kerf_tile_of (v[x]);
          there = there && t[x] >= mask->lo[x] && t[x] < mask->hi[x];
        }
        *kinds = OUTSIDE;
        if (!there)
          continue;
        const Runs *runs =
            p->runs[((gsize) (t[2] - mask->lo[2]) * p->nb + (gsize) (t[1] - mask->lo[1])) * p->na +
                    (gsize) (t[0] - mask->lo[0])];
        int row = (v[2] - t[2] * EDGE) * EDGE + v[1] - t[1] * EDGE, bit = v[0] - t[0] * EDGE;
        if (runs && runs->bits[row] >> bit & 1) {
          guint32 node = node_at (runs, row, bit);
          while (p->parent[node] != node)
            node = p->parent[node];
          *kinds = keep->keep[node] ? KEPT : REMOVED;
        }
      }
}

/* TRUE where a removed piece has a centre in the tile or in one of its neighbours. */
static gboolean
may_change (const Keep *keep, const gint32 at[3])
{
  const Pieces *p = keep->p;
  const KerfMask *mask = p->mask;
  for (gint32 c = MAX (at[2] - 1, mask->lo[2]); c <= MIN (at[2] + 1, mask->hi[2] - 1); c++)
    for (gint32 b = MAX (at[1] - 1, mask->lo[1]); b <= MIN (at[1] + 1, mask->hi[1] - 1); b++)
      for (gint32 a = MAX (at[0] - 1, mask->lo[0]); a <= MIN (at[0] + 1, mask->hi[0] - 1); a++) {
        const Runs *runs = p->runs[((gsize) (c - mask->lo[2]) * p->nb + (gsize) (b - mask->lo[1])) * p->na +
                                   (gsize) (a - mask->lo[0])];
        for (guint32 k = 0; runs && k < runs->nodes; k++) {
          guint32 node = runs->first[0] + k;
          while (p->parent[node] != node)
            node = p->parent[node];
          if (!keep->keep[node])
            return TRUE;
        }
      }
  return FALSE;
}

/* The outside distance at a voxel, now that a piece is gone. A seed lies on the kept surface up to half a voxel beside
 * its nearest point, so an old distance that is nearly as large was to the kept surface already. */
static gint16
kept_value (const Keep *keep, const gint32 v[3], gint16 was, gboolean removed)
{
  const KerfMask *mask = keep->p->mask;
  double clamp = mask->clamp / KERF_MASK_PER_MM, d = clamp;
  if (keep->nearest)
    kerf_nearest_at (keep->nearest, kerf_grid_point (&mask->grid, v[0], v[1], v[2]), clamp, &d);
  gint16 now = MIN (kerf_mask_quantised (-fmin (d, clamp), mask->clamp), -1);
  return !removed && d < clamp && was - now < mask->clamp / 8 ? was : now;
}

static KerfTileSlot
keep_tile (const gint32 at[3], gconstpointer data)
{
  const Keep *keep = data;
  const KerfMask *mask = keep->p->mask;
  KerfTileSlot slot = kerf_mask_slot (mask, at[0], at[1], at[2]);
  KerfTileSlot same = { slot.tile ? kerf_tile_ref (slot.tile) : NULL, slot.value };
  if ((!slot.tile && slot.value == -mask->clamp) || !may_change (keep, at))
    return same;
  gint32 lo[3], n[3];
  for (int x = 0; x < 3; x++) {
    lo[x] = at[x] * EDGE - keep->rim[x];
    n[x] = EDGE + 2 * keep->rim[x];
  }
  gsize voxels = (gsize) n[0] * (gsize) n[1] * (gsize) n[2];
  g_autofree guint8 *kinds = g_new (guint8, voxels);
  g_autofree float *squared = g_new (float, voxels);
  read_kinds (keep, lo, n, kinds);
  for (gsize b = 0; b < voxels; b++)
    squared[b] = kinds[b] == REMOVED ? 0 : HUGE_VALF;
  KerfVec3 h = kerf_grid_spacing (&mask->grid);
  kerf_distance_transform (squared, n, (double[3]){ h.x, h.y, h.z }, KERF_SEED_CENTRE,
                           &(KerfContext){ .threads = 1 });
  double reach = mask->clamp / KERF_MASK_PER_MM + fmax (h.x, fmax (h.y, h.z));
  KerfTile *tile = kerf_tile_new ();
  for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
    gint32 in[3] = { v % EDGE, v / EDGE % EDGE, v / (EDGE * EDGE) };
    gsize b =
        ((gsize) (in[2] + keep->rim[2]) * (gsize) n[1] + (gsize) (in[1] + keep->rim[1])) * (gsize) n[0] +
        (gsize) (in[0] + keep->rim[0]);
    gint16 was = slot.tile ? slot.tile->d[v] : slot.value;
    gint32 voxel[3] = { at[0] * EDGE + in[0], at[1] * EDGE + in[1], at[2] * EDGE + in[2] };
    gboolean touched = kinds[b] != KEPT && (double) squared[b] < reach * reach;
    tile->d[v] = touched ? kept_value (keep, voxel, was, kinds[b] == REMOVED) : was;
  }
  kerf_tile_unref (same.tile);
  return (KerfTileSlot){ tile, 0 };
}

/* Crossings of lattice edges between kept inside centres and outside ones near removed pieces. */
static KerfNearest *
kept_surface (const Keep *keep)
{
  enum { N = EDGE + 2 };
  const Pieces *p = keep->p;
  const KerfMask *mask = p->mask;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  g_autofree guint8 *kinds = g_new (guint8, N * N * N);
  g_autofree gint16 *values = g_new (gint16, N * N * N);
  for (gsize s = 0; s < p->na * p->nb * p->nc; s++) {
    gint32 at[3] = { mask->lo[0] + (gint32) (s % p->na), mask->lo[1] + (gint32) (s / p->na % p->nb),
                     mask->lo[2] + (gint32) (s / p->na / p->nb) };
    if (!p->runs[s] || !may_change (keep, at))
      continue;
    gint32 lo[3] = { at[0] * EDGE - 1, at[1] * EDGE - 1, at[2] * EDGE - 1 }, n[3] = { N, N, N };
    read_kinds (keep, lo, n, kinds);
    kerf_mask_read (mask, lo, n, values);
    static const gint32 step[6] = { 1, -1, N, -N, N * N, -N * N };
    for (gint32 v = 0; v < KERF_TILE_VOXELS; v++) {
      gint32 in[3] = { v % EDGE + 1, v / EDGE % EDGE + 1, v / (EDGE * EDGE) + 1 };
      gint32 b = (in[2] * N + in[1]) * N + in[0];
      for (int side = 0; kinds[b] == KEPT && side < 6; side++)
        if (kinds[b + step[side]] == OUTSIDE) {
          double q[3] = { lo[0] + in[0], lo[1] + in[1], lo[2] + in[2] }, d = values[b];
          q[side / 2] += (side & 1 ? -1 : 1) * d / (d - values[b + step[side]]);
          KerfVec3 x = kerf_grid_point (&mask->grid, q[0], q[1], q[2]);
          g_array_append_val (points, x);
        }
    }
  }
  return points->len ? kerf_nearest_new ((const KerfVec3 *) (gpointer) points->data, points->len) : NULL;
}

KerfMask *
kerf_mask_largest (const KerfMask *mask, guint count, const KerfContext *context, GError **error)
{
  Pieces p;
  if (!pieces_find (&p, mask, context)) {
    pieces_clear (&p);
    kerf_context_check (context, error);
    return NULL;
  }
  g_autofree guint8 *chosen = choose (&p, count);
  if (!chosen) {
    pieces_clear (&p);
    return kerf_mask_ref (mask);
  }
  for (guint32 k = 0; k < p.n_nodes; k++)
    p.parent[k] = root_of (p.parent, k);
  Keep keep = { .p = &p, .keep = chosen };
  KerfVec3 h = kerf_grid_spacing (&mask->grid);
  for (int a = 0; a < 3; a++)
    keep.rim[a] = (gint32) ceil (mask->clamp / KERF_MASK_PER_MM / kerf_component (h, a)) + 1;
  g_autoptr (KerfNearest) nearest = kept_surface (&keep);
  keep.nearest = nearest;
  KerfMask *result = kerf_mask_build (&mask->grid, mask->lo, mask->hi, keep_tile, &keep, context);
  pieces_clear (&p);
  if (!result)
    kerf_context_check (context, error);
  return result;
}
