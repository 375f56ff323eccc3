/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/cuts.h"

#include <string.h>

__extension__ typedef __int128 Wide;

typedef struct {
  gint64 c[3];
} Place;

typedef struct {
  gint64 lo[3], hi[3];
} Box;

typedef struct {
  Box box;
  guint32 first, n; /* n > 0: a leaf; else the right child is `first`, the left the next node */
} Node;

typedef struct {
  const guint32 *triangles;
  gsize n_triangles;
  Place *places;
  Box *boxes;
  guint32 *order;
  Node *nodes;
  guint32 n_nodes;
  GArray **found; /* per block, of guint32 pairs */
} Search;

enum { BLOCK = 2048, NODE_LEAF = 6 };

static gint64
det2 (gint64 a, gint64 b, gint64 c, gint64 d)
{
  return a * d - b * c;
}

static int
sign_of (Wide x)
{
  return (x > 0) - (x < 0);
}

static int
orient (const Place *a, const Place *b, const Place *c, const Place *d)
{
  gint64 x[3], y[3], z[3];
  for (int k = 0; k < 3; k++) {
    x[k] = b->c[k] - a->c[k];
    y[k] = c->c[k] - a->c[k];
    z[k] = d->c[k] - a->c[k];
  }
  return sign_of ((Wide) det2 (x[1], x[2], y[1], y[2]) * z[0] - (Wide) det2 (x[0], x[2], y[0], y[2]) * z[1] +
                  (Wide) det2 (x[0], x[1], y[0], y[1]) * z[2]);
}

static gint64
area_along (const Place *a, const Place *b, const Place *c, int axis)
{
  int j = (axis + 1) % 3, k = (axis + 2) % 3;
  return det2 (b->c[j] - a->c[j], b->c[k] - a->c[k], c->c[j] - a->c[j], c->c[k] - a->c[k]);
}

static int
orient2 (const Place *a, const Place *b, const Place *c, int axis)
{
  return sign_of (area_along (a, b, c, axis));
}

/* The axis along which a triangle is seen largest. */
static int
best_axis (const Place *a, const Place *b, const Place *c)
{
  int best = 0;
  gint64 most = -1;
  for (int axis = 0; axis < 3; axis++) {
    gint64 area = area_along (a, b, c, axis);
    area = area < 0 ? -area : area;
    if (area > most) {
      most = area;
      best = axis;
    }
  }
  return best;
}

static gboolean
segment_meets (const Place *p, const Place *q, const Place *a, const Place *b, const Place *c)
{
  int sp = orient (a, b, c, p), sq = orient (a, b, c, q);
  if (sp * sq > 0 || (!sp && !sq))
    return FALSE;
  int x = orient (p, q, a, b), y = orient (p, q, b, c), z = orient (p, q, c, a);
  return (x >= 0 && y >= 0 && z >= 0) || (x <= 0 && y <= 0 && z <= 0);
}

static gboolean
in_sector (const Place *v, const Place *a, const Place *b, const Place *x, int axis)
{
  if (orient2 (v, a, b, axis) < 0) {
    const Place *swap = a;
    a = b;
    b = swap;
  }
  return orient2 (v, a, x, axis) >= 0 && orient2 (v, x, b, axis) >= 0;
}

static gboolean
in_triangle (const Place *const t[3], const Place *x, int axis)
{
  int s = orient2 (t[0], t[1], t[2], axis);
  return s * orient2 (t[0], t[1], x, axis) >= 0 && s * orient2 (t[1], t[2], x, axis) >= 0 &&
         s * orient2 (t[2], t[0], x, axis) >= 0;
}

static gboolean
coplanar_meet (const Place *const a[3], const Place *const b[3])
{
  int axis = best_axis (a[0], a[1], a[2]);
  for (int k = 0; k < 3; k++) {
    if (in_triangle (a, b[k], axis) || in_triangle (b, a[k], axis))
      return TRUE;
    for (int l = 0; l < 3; l++) {
      const Place *p = a[k], *q = a[(k + 1) % 3], *r = b[l], *s = b[(l + 1) % 3];
      if (orient2 (p, q, r, axis) * orient2 (p, q, s, axis) < 0 &&
          orient2 (r, s, p, axis) * orient2 (r, s, q, axis) < 0)
        return TRUE;
    }
  }
  return FALSE;
}

/* One common corner, a[0] = b[0]. */
static gboolean
corner_meet (const Place *const a[3], const Place *const b[3])
{
  int s1 = orient (a[0], a[1], a[2], b[1]), s2 = orient (a[0], a[1], a[2], b[2]);
  if (s1 * s2 > 0)
    return FALSE;
  if (!s1 && !s2) {
    int axis = best_axis (a[0], a[1], a[2]);
    return in_sector (a[0], a[1], a[2], b[1], axis) || in_sector (a[0], a[1], a[2], b[2], axis) ||
           in_sector (a[0], b[1], b[2], a[1], axis) || in_sector (a[0], b[1], b[2], a[2], axis);
  }
  return segment_meets (a[1], a[2], b[0], b[1], b[2]) || segment_meets (b[1], b[2], a[0], a[1], a[2]);
}

static gboolean
apart_meet (const Place *const a[3], const Place *const b[3])
{
  int s[3], zeros = 0;
  for (int k = 0; k < 3; k++) {
    s[k] = orient (a[0], a[1], a[2], b[k]);
    zeros += s[k] == 0;
  }
  if ((s[0] > 0 && s[1] > 0 && s[2] > 0) || (s[0] < 0 && s[1] < 0 && s[2] < 0))
    return FALSE;
  if (zeros == 3)
    return coplanar_meet (a, b);
  for (int k = 0; k < 3; k++)
    if (segment_meets (a[k], a[(k + 1) % 3], b[0], b[1], b[2]) ||
        segment_meets (b[k], b[(k + 1) % 3], a[0], a[1], a[2]))
      return TRUE;
  return FALSE;
}

static gboolean
meet (const Search *s, guint32 i, guint32 j)
{
  const guint32 *f = s->triangles + 3 * (gsize) i, *g = s->triangles + 3 * (gsize) j;
  int shared = 0, fi[3] = { 0, 0, 0 }, gj[3] = { 0, 0, 0 };
  for (int x = 0; x < 3; x++)
    for (int y = 0; y < 3; y++)
      if (f[x] == g[y] && shared < 3) {
        fi[shared] = x;
        gj[shared++] = y;
      }
  const Place *p = s->places;
  if (shared == 3)
    return TRUE;
  if (shared == 2) {
    const Place *a = &p[f[3 - fi[0] - fi[1]]], *b = &p[g[3 - gj[0] - gj[1]]], *e0 = &p[f[fi[0]]],
                *e1 = &p[f[fi[1]]];
    if (orient (e0, e1, a, b))
      return FALSE;
    int axis = best_axis (e0, e1, a);
    return orient2 (e0, e1, a, axis) * orient2 (e0, e1, b, axis) > 0;
  }
  const Place *a[3], *b[3];
  for (int k = 0; k < 3; k++) {
    a[k] = &p[f[(fi[0] + k) % 3]];
    b[k] = &p[g[(gj[0] + k) % 3]];
  }
  return shared == 1 ? corner_meet (a, b) : apart_meet (a, b);
}

static gboolean
is_flat (const Search *s, guint32 t)
{
  const guint32 *c = s->triangles + 3 * (gsize) t;
  for (int axis = 0; axis < 3; axis++)
    if (orient2 (&s->places[c[0]], &s->places[c[1]], &s->places[c[2]], axis))
      return FALSE;
  return TRUE;
}

/* ---- tree of boxes ---- */

static void
bound (const Search *s, guint32 lo, guint32 n, Node *node, gint64 *least, gint64 *most)
{
  for (int a = 0; a < 3; a++) {
    node->box.lo[a] = least[a] = G_MAXINT64;
    node->box.hi[a] = most[a] = G_MININT64;
  }
  for (guint32 k = lo; k < lo + n; k++) {
    const Box *b = &s->boxes[s->order[k]];
    for (int a = 0; a < 3; a++) {
      gint64 middle = b->lo[a] + b->hi[a];
      node->box.lo[a] = MIN (node->box.lo[a], b->lo[a]);
      node->box.hi[a] = MAX (node->box.hi[a], b->hi[a]);
      least[a] = MIN (least[a], middle);
      most[a] = MAX (most[a], middle);
    }
  }
}

static void
build (Search *s, guint32 lo, guint32 n)
{
  guint32 id = s->n_nodes++;
  gint64 least[3], most[3];
  bound (s, lo, n, &s->nodes[id], least, most);
  if (n <= NODE_LEAF) {
    s->nodes[id].first = lo;
    s->nodes[id].n = n;
    return;
  }
  int axis = 0;
  for (int a = 1; a < 3; a++)
    if (most[a] - least[a] > most[axis] - least[axis])
      axis = a;
  gint64 middle = least[axis] / 2 + most[axis] / 2;
  guint32 i = lo, j = lo + n;
  while (i < j) {
    const Box *b = &s->boxes[s->order[i]];
    if (b->lo[axis] + b->hi[axis] <= middle)
      i++;
    else {
      guint32 swap = s->order[i];
      s->order[i] = s->order[--j];
      s->order[j] = swap;
    }
  }
  if (i == lo || i == lo + n)
    i = lo + n / 2;
  build (s, lo, i - lo);
  s->nodes[id].first = s->n_nodes;
  s->nodes[id].n = 0;
  build (s, i, lo + n - i);
}

static gboolean
boxes_meet (const Box *a, const Box *b)
{
  for (int k = 0; k < 3; k++)
    if (a->lo[k] > b->hi[k] || a->hi[k] < b->lo[k])
      return FALSE;
  return TRUE;
}

static void
search_one (const Search *s, guint32 i, GArray *found)
{
  guint32 stack[192], depth = 0;
  if (is_flat (s, i)) {
    const guint32 pair[2] = { i, i };
    g_array_append_vals (found, pair, 2);
    return;
  }
  stack[depth++] = 0;
  while (depth) {
    guint32 id = stack[--depth];
    const Node *node = &s->nodes[id];
    if (!boxes_meet (&node->box, &s->boxes[i]))
      continue;
    if (!node->n && depth + 2 <= G_N_ELEMENTS (stack)) {
      stack[depth++] = id + 1;
      stack[depth++] = node->first;
      continue;
    }
    for (guint32 k = node->first; k < node->first + node->n; k++) {
      guint32 j = s->order[k];
      if (j <= i || !boxes_meet (&s->boxes[j], &s->boxes[i]) || !meet (s, i, j))
        continue;
      const guint32 pair[2] = { i, j };
      g_array_append_vals (found, pair, 2);
    }
  }
}

static void
search_block (gsize begin, gsize end, gpointer data)
{
  const Search *s = data;
  GArray *found = s->found[begin / BLOCK] = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize k = begin; k < end; k++)
    search_one (s, s->order[k], found);
}

static int
compare_pairs (const void *a, const void *b)
{
  const guint32 *x = a, *y = b;
  return x[0] != y[0] ? (x[0] > y[0] ? 1 : -1) : (x[1] > y[1]) - (x[1] < y[1]);
}

gint64
kerf_points_cuts (const KerfVec3 *points, gsize n_points, const guint32 *triangles, gsize n_triangles,
                  double quantum_mm, guint32 *pairs, gsize most, const KerfContext *context)
{
  if (n_triangles == 0)
    return 0;
  Search s = { .triangles = triangles, .n_triangles = n_triangles };
  gsize n_blocks = (n_triangles + BLOCK - 1) / BLOCK;
  s.places = g_new (Place, n_points);
  s.boxes = g_new (Box, n_triangles);
  s.order = g_new (guint32, n_triangles);
  s.nodes = g_new (Node, 2 * n_triangles);
  s.found = g_new0 (GArray *, n_blocks);
  for (gsize k = 0; k < n_points; k++)
    for (int a = 0; a < 3; a++)
      s.places[k].c[a] = (gint64) llrint (kerf_component (kerf_sub (points[k], points[0]), a) / quantum_mm);
  for (gsize t = 0; t < n_triangles; t++) {
    s.order[t] = (guint32) t;
    for (int a = 0; a < 3; a++) {
      gint64 x = s.places[triangles[3 * t]].c[a], y = s.places[triangles[3 * t + 1]].c[a],
             z = s.places[triangles[3 * t + 2]].c[a];
      s.boxes[t].lo[a] = MIN (x, MIN (y, z));
      s.boxes[t].hi[a] = MAX (x, MAX (y, z));
    }
  }
  build (&s, 0, (guint32) n_triangles);
  gboolean good = kerf_parallel_for (context, n_triangles, BLOCK, search_block, &s);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize b = 0; b < n_blocks; b++)
    if (s.found[b]) {
      g_array_append_vals (all, s.found[b]->data, s.found[b]->len);
      g_array_unref (s.found[b]);
    }
  gint64 n = all->len / 2;
  if (n)
    qsort (all->data, (size_t) n, 2 * sizeof (guint32), compare_pairs);
  if (pairs && n)
    memcpy (pairs, all->data, MIN ((gsize) n, most) * 2 * sizeof (guint32));
  g_free (s.places);
  g_free (s.boxes);
  g_free (s.order);
  g_free (s.nodes);
  g_free (s.found);
  return good ? n : -1;
}

gint64
kerf_mesh_cuts (const KerfMesh *mesh, double quantum_mm, const KerfContext *context)
{
  g_autofree KerfVec3 *points = g_new (KerfVec3, MAX (mesh->n_vertices, 1));
  for (guint32 k = 0; k < mesh->n_vertices; k++) {
    const float *v = mesh->vertices + 3 * (gsize) k;
    points[k] = kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]);
  }
  return kerf_points_cuts (points, mesh->n_vertices, mesh->triangles, mesh->n_triangles, quantum_mm, NULL, 0,
                           context);
}
