/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/lattice-private.h"

#include <string.h>

enum {
  SIDE = KERF_TILE_CUBES * KERF_UNITS + 1, /* lattice points along a tile at the finest */
};
#define VALUE_LEAST 1e-7
#define CUT_LEAST   1e-4 /* of an edge: a cut never comes nearer to its ends */

/* A lattice point, or the place where a leaf cuts an edge; `values` of the tile's leaves stand beside it. A value is 0
 * exactly where the point was put on that leaf. */
typedef struct {
  guint64 name, negative, on;
  KerfVec3 p;
  guint32 out; /* its number in the soup + 1 */
} Corner;

typedef struct {
  guint32 v[4];
} Tetra;

typedef struct {
  const KerfLattice *lattice;
  const KerfLatticeTile *tile;
  const KerfLeaf *leaves[KERF_TILE_LEAVES];
  int m;
  KerfProgram program;
  Corner *corners;
  double *values; /* m per corner */
  guint32 n, room;
  guint32 *grid; /* corner + 1 by its place in the tile */
  guint64 *cut_names;
  guint32 *cut_corners, n_cuts, cut_room;
  GArray *pieces, *next, *stack; /* of Tetra */
  gint32 cube[3];                /* the one in hand, in the lattice */
  KerfSoup *soup;
} Splitter;

static guint32
new_corner (Splitter *s)
{
  if (s->n == s->room) {
    s->room = s->room ? 2 * s->room : 4096;
    s->corners = g_renew (Corner, s->corners, s->room);
    s->values = g_renew (double, s->values, (gsize) s->room *(gsize) MAX (s->m, 1));
  }
  return s->n++;
}

/* Moves a lattice point off every leaf that passes too close: a pure function of the point, so tiles agree. Never so
 * far that a tetrahedron could turn over. */
static void
push_off (const Splitter *s, KerfVec3 *p, double *values)
{
  KerfVec3 p0 = *p;
  double push = s->lattice->push_mm;
  for (int round = 0; round < 4; round++) {
    gboolean moved = FALSE;
    for (int k = 0; k < s->m; k++) {
      if (!(fabs (values[k]) < push) || kerf_distance (*p, p0) > 1.8 * push)
        continue;
      double side = values[k] < 0 ? -1 : 1;
      KerfVec3 g = kerf_leaf_gradient (s->leaves[k], *p);
      double slope = fmax (kerf_length (g), 0.5);
      *p = kerf_along (*p, side * (1.2 * push - fabs (values[k])) / slope, kerf_unit (g));
      for (int o = 0; o < s->m; o++)
        values[o] = kerf_leaf_value (s->leaves[o], *p);
      moved = TRUE;
    }
    if (!moved)
      return;
  }
}

static guint32
lattice_corner (Splitter *s, const gint32 x[3])
{
  guint32 *at = &s->grid[((gsize) x[2] * SIDE + (gsize) x[1]) * SIDE + (gsize) x[0]];
  if (*at)
    return *at - 1;
  const KerfLattice *l = s->lattice;
  guint32 c = new_corner (s);
  Corner *corner = &s->corners[c];
  double *values = s->values + (gsize) c * (gsize) s->m, unit = l->step_mm / KERF_UNITS;
  guint64 g[3];
  for (int a = 0; a < 3; a++)
    g[a] = (guint64) (s->tile->base[a] * KERF_UNITS + x[a]);
  corner->name = kerf_mix ((g[0] << 42 | g[1] << 21 | g[2]) + 1);
  corner->on = corner->negative = 0;
  corner->out = 0;
  corner->p = kerf_vec3 (l->origin.x + (double) g[0] * unit, l->origin.y + (double) g[1] * unit,
                         l->origin.z + (double) g[2] * unit);
  for (int k = 0; k < s->m; k++)
    values[k] = kerf_leaf_value (s->leaves[k], corner->p);
  push_off (s, &corner->p, values);
  for (int k = 0; k < s->m; k++) {
    if (!(fabs (values[k]) >= VALUE_LEAST))
      values[k] = values[k] < 0 ? -VALUE_LEAST : VALUE_LEAST;
    corner->negative |= (guint64) (values[k] < 0) << k;
  }
  *at = c + 1;
  return c;
}

/* ---- cutting edges ---- */

/* Where leaf k is zero between two corners, as a share of the way: by their values for a plane, on the leaf itself
 * (false position, Illinois) for a curved one. */
static double
root (const Splitter *s, guint32 a, guint32 b, int k)
{
  double va = s->values[(gsize) a * (gsize) s->m + (gsize) k],
         vb = s->values[(gsize) b * (gsize) s->m + (gsize) k];
  double t = va / (va - vb);
  const KerfLeaf *leaf = s->leaves[k];
  if (leaf->kind != KERF_LEAF_PLANE) {
    KerfVec3 p = s->corners[a].p, d = kerf_sub (s->corners[b].p, p);
    double lo = 0, hi = 1, flo = kerf_leaf_value (leaf, p), fhi = kerf_leaf_value (leaf, s->corners[b].p);
    int side = 0;
    gboolean usual = (flo < 0) != (fhi < 0) && (flo < 0) == (va < 0);
    for (int round = 0; usual && round < 16; round++) {
      t = (lo * fhi - hi * flo) / (fhi - flo);
      double f = kerf_leaf_value (leaf, kerf_along (p, t, d));
      if (fabs (f) < 1e-6)
        break;
      if ((f < 0) == (flo < 0)) {
        lo = t;
        flo = f;
        fhi = side == 1 ? fhi / 2 : fhi;
        side = 1;
      } else {
        hi = t;
        fhi = f;
        flo = side == 2 ? flo / 2 : flo;
        side = 2;
      }
    }
  }
  return CLAMP (t, CUT_LEAST, 1 - CUT_LEAST);
}

static void
grow_cuts (Splitter *s)
{
  guint64 *names = s->cut_names;
  guint32 *corners = s->cut_corners, room = s->cut_room;
  s->cut_room = room ? 2 * room : 8192;
  s->cut_names = g_new0 (guint64, s->cut_room);
  s->cut_corners = g_new0 (guint32, s->cut_room);
  for (guint32 k = 0; k < room; k++)
    if (names[k]) {
      guint32 at = (guint32) names[k] & (s->cut_room - 1);
      while (s->cut_names[at])
        at = (at + 1) & (s->cut_room - 1);
      s->cut_names[at] = names[k];
      s->cut_corners[at] = corners[k];
    }
  g_free (names);
  g_free (corners);
}

/* The point where the tile's leaf k cuts the edge a–b: named by both ends and the leaf, so every tetrahedron and every
 * tile means the same one. */
static guint32
cut (Splitter *s, guint32 a, guint32 b, int k)
{
  if (s->corners[a].name > s->corners[b].name) {
    guint32 swap = a;
    a = b;
    b = swap;
  }
  guint64 name = kerf_mix (s->corners[a].name * 3 + kerf_mix (s->corners[b].name) +
                           (guint64) s->tile->leaves[k] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  name += name == 0;
  if (2 * s->n_cuts >= s->cut_room)
    grow_cuts (s);
  guint32 at = (guint32) name & (s->cut_room - 1);
  while (s->cut_names[at] && s->cut_names[at] != name)
    at = (at + 1) & (s->cut_room - 1);
  if (s->cut_names[at])
    return s->cut_corners[at];
  double t = root (s, a, b, k);
  guint32 c = new_corner (s);
  Corner *corner = &s->corners[c];
  const Corner *ca = &s->corners[a], *cb = &s->corners[b];
  const double *va = s->values + (gsize) a * (gsize) s->m, *vb = s->values + (gsize) b * (gsize) s->m;
  double *values = s->values + (gsize) c * (gsize) s->m;
  corner->name = name;
  corner->on = (ca->on & cb->on) | (guint64) 1 << k;
  corner->negative = 0;
  corner->out = 0;
  corner->p = kerf_lerp (ca->p, cb->p, t);
  for (int o = 0; o < s->m; o++) {
    values[o] = corner->on >> o & 1 ? 0 : (1 - t) * va[o] + t * vb[o];
    corner->negative |= (guint64) (values[o] < 0) << o;
  }
  s->cut_names[at] = name;
  s->cut_corners[at] = c;
  s->n_cuts++;
  return c;
}

/* ---- triangles ---- */

static guint32
vertex (Splitter *s, guint32 corner)
{
  Corner *c = &s->corners[corner];
  if (!c->out)
    c->out = kerf_soup_add_point (s->soup, c->name, c->p) + 1;
  return c->out - 1;
}

static void
emit (Splitter *s, guint32 a, guint32 b, guint32 c, int leaf, gboolean inside_negative)
{
  guint16 mark = (guint16) (s->tile->leaves[leaf] | (inside_negative ? 0 : KERF_SOUP_OPPOSITE));
  guint32 va = vertex (s, a), vb = vertex (s, b), vc = vertex (s, c);
  kerf_soup_add_triangle (s->soup, va, vb, vc, mark);
}

/* Even permutations that bring the lone corner, or the two negative ones, to the front. */
static const guint8 lone_first[4][4] = { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 1, 0 } };
static const guint8 pair_first[16][4] = {
  [3] = { 0, 1, 2, 3 },  [5] = { 0, 2, 3, 1 },  [9] = { 0, 3, 1, 2 },
  [12] = { 2, 3, 0, 1 }, [10] = { 3, 1, 0, 2 }, [6] = { 1, 2, 0, 3 }
};

/* The common case: one leaf changes sign. */
static void
cross_one (Splitter *s, const guint32 v[4], int leaf, guint64 all)
{
  unsigned negative = 0;
  for (int k = 0; k < 4; k++)
    negative |= (unsigned) (s->corners[v[k]].negative >> leaf & 1) << k;
  gboolean inside_negative = kerf_program_inside (&s->program, all | (guint64) 1 << leaf);
  int count = __builtin_popcount (negative);
  if (inside_negative == kerf_program_inside (&s->program, all & ~((guint64) 1 << leaf)))
    return; /* a leaf with both signs, such as a kerf of no width */
  if (count == 2) {
    const guint8 *q = pair_first[negative];
    guint32 ac = cut (s, v[q[0]], v[q[2]], leaf), ad = cut (s, v[q[0]], v[q[3]], leaf);
    guint32 bc = cut (s, v[q[1]], v[q[2]], leaf), bd = cut (s, v[q[1]], v[q[3]], leaf);
    if (inside_negative) {
      emit (s, ac, ad, bd, leaf, TRUE);
      emit (s, ac, bd, bc, leaf, TRUE);
    } else {
      emit (s, ac, bd, ad, leaf, FALSE);
      emit (s, ac, bc, bd, leaf, FALSE);
    }
    return;
  }
  const guint8 *q = lone_first[__builtin_ctz (count == 1 ? negative : ~negative & 15)];
  guint32 ab = cut (s, v[q[0]], v[q[1]], leaf), ac = cut (s, v[q[0]], v[q[2]], leaf),
          ad = cut (s, v[q[0]], v[q[3]], leaf);
  if ((count == 1) == inside_negative)
    emit (s, ab, ac, ad, leaf, inside_negative);
  else
    emit (s, ab, ad, ac, leaf, inside_negative);
}

/* Splits the pieces by one leaf: each cut edge is bisected at its cut, those of the smaller names first, so that
 * neighbours divide a common face in the same way and every piece stays the right way round. */
static void
split_by (Splitter *s, int leaf)
{
  static const guint8 edges[6][2] = { { 0, 1 }, { 0, 2 }, { 0, 3 }, { 1, 2 }, { 1, 3 }, { 2, 3 } };
  guint64 bit = (guint64) 1 << leaf;
  g_array_set_size (s->next, 0);
  g_array_set_size (s->stack, 0);
  g_array_append_vals (s->stack, s->pieces->data, s->pieces->len);
  while (s->stack->len) {
    Tetra t = g_array_index (s->stack, Tetra, s->stack->len - 1);
    g_array_set_size (s->stack, s->stack->len - 1);
    guint32 first = 0;
    int edge = -1;
    for (int e = 0; e < 6; e++) {
      const Corner *a = &s->corners[t.v[edges[e][0]]], *b = &s->corners[t.v[edges[e][1]]];
      if (((a->on | b->on) & bit) || !((a->negative ^ b->negative) & bit))
        continue;
      guint32 c = cut (s, t.v[edges[e][0]], t.v[edges[e][1]], leaf);
      if (edge < 0 || s->corners[c].name < s->corners[first].name) {
        first = c;
        edge = e;
      }
    }
    if (edge < 0) {
      g_array_append_val (s->next, t);
      continue;
    }
    Tetra one = t, other = t;
    one.v[edges[edge][1]] = first;
    other.v[edges[edge][0]] = first;
    g_array_append_val (s->stack, one);
    g_array_append_val (s->stack, other);
  }
  GArray *swap = s->pieces;
  s->pieces = s->next;
  s->next = swap;
}

static void
cross_many (Splitter *s, const guint32 v[4], guint64 changes)
{
  static const guint8 face[4][3] = { { 1, 2, 3 }, { 0, 3, 2 }, { 0, 1, 3 }, { 0, 2, 1 } };
  Tetra whole = { { v[0], v[1], v[2], v[3] } };
  g_array_set_size (s->pieces, 0);
  g_array_append_val (s->pieces, whole);
  for (guint64 rest = changes; rest; rest &= rest - 1)
    split_by (s, __builtin_ctzll (rest));
  for (guint p = 0; p < s->pieces->len; p++) {
    Tetra t = g_array_index (s->pieces, Tetra, p);
    guint64 negative = 0;
    for (int k = 0; k < 4; k++)
      negative |= s->corners[t.v[k]].negative;
    if (!kerf_program_inside (&s->program, negative))
      continue;
    for (int f = 0; f < 4; f++) {
      guint32 a = t.v[face[f][0]], b = t.v[face[f][1]], c = t.v[face[f][2]];
      guint64 on = s->corners[a].on & s->corners[b].on & s->corners[c].on & changes;
      if (!on || kerf_program_inside (&s->program, negative ^ on))
        continue;
      int leaf = __builtin_ctzll (on);
      emit (s, a, b, c, leaf, (negative >> leaf & 1) != 0);
    }
  }
}

static void
cross (Splitter *s, const gint32 (*x)[3], gboolean mirrored)
{
  guint32 v[4];
  guint64 any = 0, all = ~(guint64) 0;
  for (int k = 0; k < 4; k++) {
    v[k] = lattice_corner (s, x[k]);
    any |= s->corners[v[k]].negative;
    all &= s->corners[v[k]].negative;
  }
  guint64 changes = any & ~all;
  if (!changes || kerf_program_may (&s->program, any, ~all) != 3)
    return;
  if (mirrored) {
    guint32 swap = v[1];
    v[1] = v[2];
    v[2] = swap;
  }
  if (changes & (changes - 1))
    cross_many (s, v, changes);
  else
    cross_one (s, v, __builtin_ctzll (changes), all);
}

/* ---- bisection ---- */

/* How far, in lattice units, a cube asks for the bisection of a level below its own target: so far that a bisection is
 * never asked for without those it rests on. */
static gint32
reach_units (int target, int level)
{
  gint32 reach = 0;
  for (int l = target - 2; l >= level; l--) {
    gint32 size = KERF_UNITS >> (l / 3);
    reach += l % 3 == 2 ? size / 4 : size / 2;
  }
  return reach;
}

/* Whether the edge with this midpoint (lattice units) is bisected: a function of the place alone. */
static gboolean
wanted (const Splitter *s, const gint32 mid[3], int level)
{
  const KerfLattice *l = s->lattice;
  gsize here = kerf_lattice_cube (l, s->cube[0], s->cube[1], s->cube[2]);
  if (level >= l->ring_high[here])
    return FALSE;
  if (level < l->ring_low[here])
    return TRUE;
  gint32 lo[3], hi[3];
  for (int a = 0; a < 3; a++) {
    lo[a] = MAX (s->cube[a] - 2, 0);
    hi[a] = MIN (s->cube[a] + 2, l->n[a] - 1);
  }
  for (gint32 k = lo[2]; k <= hi[2]; k++)
    for (gint32 j = lo[1]; j <= hi[1]; j++)
      for (gint32 i = lo[0]; i <= hi[0]; i++) {
        int target = l->cubes[kerf_lattice_cube (l, i, j, k)] & KERF_CUBE_TARGET;
        if (target <= level)
          continue;
        const gint32 cube[3] = { i, j, k };
        gint32 far = 0;
        for (int a = 0; a < 3; a++) {
          gint32 from = cube[a] * KERF_UNITS;
          far = MAX (far, MAX (from - mid[a], mid[a] - from - KERF_UNITS));
        }
        if (far <= reach_units (target, level))
          return TRUE;
      }
  return FALSE;
}

/* Maubach's bisection: the edge x0–xk, k = 3, 2, 1, 3 …; every edge has one level at which it can be bisected. */
static void
refine (Splitter *s, const gint32 (*x)[3], int level, gboolean mirrored)
{
  int k = 3 - level % 3;
  if (level < 3 * KERF_FINEST) {
    gint32 mid[3], place[3];
    for (int a = 0; a < 3; a++) {
      mid[a] = (x[0][a] + x[k][a]) / 2;
      place[a] = s->tile->base[a] * KERF_UNITS + mid[a];
    }
    if (wanted (s, place, level)) {
      gint32 one[4][3], other[4][3];
      memcpy (one, x, sizeof one);
      memcpy (one[k], mid, sizeof mid);
      memcpy (other, x + 1, (gsize) k * sizeof *other);
      memcpy (other[k], mid, sizeof mid);
      for (int c = k + 1; c < 4; c++)
        memcpy (other[c], x[c], sizeof mid);
      refine (s, (const gint32 (*)[3]) one, level + 1, mirrored);
      refine (s, (const gint32 (*)[3]) other, level + 1, (k & 1) ? !mirrored : mirrored);
      return;
    }
  }
  cross (s, x, mirrored);
}

static void
split_cube (Splitter *s, const gint32 local[3])
{
  static const guint8 order[6][3] = { { 0, 1, 2 }, { 1, 2, 0 }, { 2, 0, 1 },
                                      { 0, 2, 1 }, { 2, 1, 0 }, { 1, 0, 2 } };
  for (int o = 0; o < 6; o++) {
    gint32 x[4][3];
    for (int a = 0; a < 3; a++)
      x[0][a] = local[a] * KERF_UNITS;
    for (int c = 0; c < 3; c++) {
      memcpy (x[c + 1], x[c], sizeof x[c]);
      x[c + 1][order[o][c]] += KERF_UNITS;
    }
    refine (s, (const gint32 (*)[3]) x, 0, o >= 3);
  }
}

static gboolean
compile (Splitter *s)
{
  const KerfLattice *l = s->lattice;
  gsize n = kerf_solid_n_leaves (l->solid);
  g_autofree KerfSign *signs = g_new0 (KerfSign, MAX (n, 1));
  g_autofree gint16 *local = g_new0 (gint16, MAX (n, 1));
  double r = 0.5 * s->tile->size * l->step_mm;
  KerfVec3 middle = kerf_vec3 (l->origin.x + s->tile->base[0] * l->step_mm + r,
                               l->origin.y + s->tile->base[1] * l->step_mm + r,
                               l->origin.z + s->tile->base[2] * l->step_mm + r);
  for (gsize k = 0; k < n; k++)
    signs[k] = kerf_leaf_value (kerf_solid_leaf (l->solid, k), middle) < 0 ? -1 : 1;
  for (int k = 0; k < s->m; k++) {
    signs[s->tile->leaves[k]] = 0;
    local[s->tile->leaves[k]] = (gint16) k;
    s->leaves[k] = kerf_solid_leaf (l->solid, s->tile->leaves[k]);
  }
  return kerf_solid_compile (l->solid, l->spec->root, signs, local, &s->program) == 0;
}

void
kerf_lattice_split (const KerfLattice *lattice, const KerfLatticeTile *tile, KerfSoup *soup)
{
  Splitter s = { .lattice = lattice, .tile = tile, .m = tile->n_leaves, .soup = soup };
  if (compile (&s)) {
    s.grid = g_new0 (guint32, (gsize) SIDE * SIDE * SIDE);
    s.pieces = g_array_new (FALSE, FALSE, sizeof (Tetra));
    s.next = g_array_new (FALSE, FALSE, sizeof (Tetra));
    s.stack = g_array_new (FALSE, FALSE, sizeof (Tetra));
    for (gint32 k = 0; k < tile->size; k++)
      for (gint32 j = 0; j < tile->size; j++)
        for (gint32 i = 0; i < tile->size; i++) {
          const gint32 local[3] = { i, j, k };
          gboolean within = TRUE;
          for (int a = 0; a < 3; a++) {
            s.cube[a] = tile->base[a] + local[a];
            within = within && s.cube[a] < lattice->n[a];
          }
          if (within &&
              (lattice->cubes[kerf_lattice_cube (lattice, s.cube[0], s.cube[1], s.cube[2])] & KERF_CUBE_KEPT))
            split_cube (&s, local);
        }
    g_array_unref (s.pieces);
    g_array_unref (s.next);
    g_array_unref (s.stack);
  }
  g_free (s.program.steps);
  g_free (s.corners);
  g_free (s.values);
  g_free (s.grid);
  g_free (s.cut_names);
  g_free (s.cut_corners);
}
