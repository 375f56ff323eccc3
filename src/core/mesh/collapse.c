/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/lattice.h"

#include <string.h>

enum {
  FAN = 64,     /* triangles round one point that are still looked at */
  LEAVES = 8,   /* different leaves at one point */
  VALENCE = 18, /* most triangles round a point after a collapse */
  PASSES = 12,
  NOBODY = -1,
};
#define DEAD G_MAXUINT32

/* Corners (3·t + k) chained by their point. Triangles that died are unhooked when a chain is walked. */
typedef struct {
  KerfSoup *soup;
  const KerfLatticeSpec *spec;
  double least; /* edge, and least height of a triangle */
  gint32 *first, *next;
  guint8 *border;      /* on an open edge */
  guint8 *stuck;       /* 0: look at it, 1: nothing to do now, 2: locked */
  gboolean everywhere; /* the mending after a cut: short edges only */
} Mender;

/* What stands round a point. */
typedef struct {
  guint32 n;
  guint32 triangle[FAN];
  guint32 after[FAN], before[FAN]; /* the other two corners, in order */
  int n_leaves;
  guint16 leaf[LEAVES];
  gboolean closed; /* one closed fan, nothing left out */
} Fan;

static void
gather (Mender *m, guint32 p, Fan *fan)
{
  const KerfSoup *s = m->soup;
  fan->n = 0;
  fan->n_leaves = 0;
  fan->closed = TRUE;
  for (gint32 *link = &m->first[p]; *link >= 0;) {
    guint32 c = (guint32) *link, t = c / 3, k = c % 3;
    if (s->triangles[3 * t] == DEAD) {
      *link = m->next[c];
      continue;
    }
    link = &m->next[c];
    if (fan->n == FAN) {
      fan->closed = FALSE;
      return;
    }
    fan->triangle[fan->n] = t;
    fan->after[fan->n] = s->triangles[3 * t + (k + 1) % 3];
    fan->before[fan->n++] = s->triangles[3 * t + (k + 2) % 3];
    int l = 0;
    while (l < fan->n_leaves && fan->leaf[l] != s->leaf[t])
      l++;
    if (l == LEAVES)
      fan->closed = FALSE;
    else if (l == fan->n_leaves)
      fan->leaf[fan->n_leaves++] = s->leaf[t];
  }
  for (guint32 a = 0; a < fan->n && fan->closed; a++) {
    guint32 hits = 0;
    for (guint32 b = 0; b < fan->n; b++)
      hits += fan->after[b] == fan->before[a];
    fan->closed = hits == 1;
  }
}

static double
squared (KerfVec3 a)
{
  return kerf_dot (a, a);
}

/* Squared least height, and the normal (twice the area long). */
static double
height2 (KerfVec3 a, KerfVec3 b, KerfVec3 c, KerfVec3 *n)
{
  KerfVec3 x = kerf_sub (b, a), y = kerf_sub (c, a);
  *n = kerf_cross (x, y);
  double longest = fmax (squared (x), fmax (squared (y), squared (kerf_sub (c, b))));
  return longest > 0 ? squared (*n) / longest : 0;
}

static gboolean
has_leaf (const Fan *fan, guint16 leaf)
{
  for (int k = 0; k < fan->n_leaves; k++)
    if (fan->leaf[k] == leaf)
      return TRUE;
  return FALSE;
}

static gboolean
is_neighbour (const Fan *fan, guint32 x)
{
  for (guint32 b = 0; b < fan->n; b++)
    if (fan->after[b] == x || fan->before[b] == x)
      return TRUE;
  return FALSE;
}

/* Exactly two points are neighbours of both. And where v lies on an open border, u's other neighbours there must be
 * v's already: the part beyond the border may hold the edge that would be made. */
static gboolean
links_two (const Mender *m, const Fan *u, const Fan *v, guint32 pv)
{
  int common = 0;
  for (guint32 a = 0; a < u->n; a++) {
    guint32 x = u->after[a];
    if (x == pv)
      continue;
    if (is_neighbour (v, x))
      common++;
    else if (m->border[x] && m->border[pv])
      return FALSE;
  }
  return common == 2;
}

static gboolean
near_leaf (const KerfLeaf *leaf, KerfVec3 p)
{
  return fabs (kerf_leaf_value (leaf, p)) <= leaf->tolerance_mm;
}

/* A new triangle p, a, b whose corner p moved: does it lie on its leaf? */
static gboolean
fits_leaf (const Mender *m, guint16 mark, KerfVec3 p, KerfVec3 a, KerfVec3 b, KerfVec3 n, KerfVec3 n_old)
{
  const KerfLeaf *leaf = kerf_solid_leaf (m->spec->solid, mark & KERF_SOUP_LEAF);
  double side = mark & KERF_SOUP_OPPOSITE ? -1 : 1, length = kerf_length (n);
  if (leaf->kind == KERF_LEAF_PLANE)
    return side * kerf_dot (n, leaf->axis) >= 0.99 * length;
  if (kerf_dot (n, n_old) < 0.7 * length * kerf_length (n_old))
    return FALSE;
  KerfVec3 c = kerf_scale (kerf_add (p, kerf_add (a, b)), 1.0 / 3);
  if (!near_leaf (leaf, c) || !near_leaf (leaf, kerf_lerp (p, a, 0.5)) ||
      !near_leaf (leaf, kerf_lerp (p, b, 0.5)))
    return FALSE;
  KerfVec3 g = kerf_leaf_gradient (leaf, c);
  return side * kerf_dot (n, g) >= 0.8 * length * kerf_length (g);
}

/* How good the triangles would be with u moved onto v (larger is better); negative: not allowed. */
static double
quality (const Mender *m, guint32 pu, guint32 pv, const Fan *u, const Fan *v)
{
  const KerfSoup *s = m->soup;
  KerfVec3 to = s->points[pv], from = s->points[pu];
  double length2 = squared (kerf_sub (to, from)), least2 = m->least * m->least, best = (double) INFINITY,
         old = (double) INFINITY;
  gboolean tiny = length2 < least2; /* a needle: its two ends become one whatever they lie on */
  if (!tiny && (m->everywhere || u->n_leaves > 2))
    return -1;
  for (int k = 0; k < u->n_leaves && !tiny; k++)
    if (!has_leaf (v, u->leaf[k]))
      return -1;
  if (u->n + v->n - 4 > (tiny ? 40 : VALENCE) || !links_two (m, u, v, pv))
    return -1;
  guint16 beside[2] = { 0, 0 };
  int n_beside = 0;
  KerfVec3 n_old[FAN], n_new[FAN];
  for (guint32 k = 0; k < u->n; k++) {
    guint32 a = u->after[k], b = u->before[k];
    double h_old = height2 (from, s->points[a], s->points[b], &n_old[k]);
    old = fmin (old, h_old);
    if (a == pv || b == pv) {
      if (n_beside < 2)
        beside[n_beside++] = s->leaf[u->triangle[k]];
      continue;
    }
    double h = height2 (to, s->points[a], s->points[b], &n_new[k]);
    best = fmin (best, h);
    if (tiny && h_old > 9 * least2 &&
        kerf_dot (n_old[k], n_new[k]) < 0.5 * kerf_length (n_old[k]) * kerf_length (n_new[k]))
      return -1;
  }
  if (!tiny && u->n_leaves == 2 && (n_beside != 2 || beside[0] == beside[1]))
    return -1; /* a crease moves along the crease */
  if (best < least2 && best < old)
    return -1;
  for (guint32 k = 0; k < u->n && !tiny; k++) {
    guint32 a = u->after[k], b = u->before[k];
    if (a != pv && b != pv &&
        !fits_leaf (m, s->leaf[u->triangle[k]], to, s->points[a], s->points[b], n_new[k], n_old[k]))
      return -1;
  }
  return tiny ? 1e9 - length2 + (v->n_leaves - u->n_leaves) : best;
}

static void
collapse (Mender *m, guint32 pu, guint32 pv, const Fan *u)
{
  KerfSoup *s = m->soup;
  for (guint32 k = 0; k < u->n; k++) {
    guint32 t = u->triangle[k];
    guint8 *stuck = &m->stuck[u->after[k]];
    if (*stuck == 1)
      *stuck = 0;
    if (u->after[k] == pv || u->before[k] == pv) {
      s->triangles[3 * t] = s->triangles[3 * t + 1] = s->triangles[3 * t + 2] = DEAD;
      continue;
    }
    for (guint32 c = 3 * t; c < 3 * t + 3; c++)
      if (s->triangles[c] == pu) {
        s->triangles[c] = pv;
        m->next[c] = m->first[pv];
        m->first[pv] = (gint32) c;
      }
  }
  m->first[pu] = NOBODY;
}

/* TRUE where the point went. */
static gboolean
try_point (Mender *m, guint32 p)
{
  Fan u, v;
  gather (m, p, &u);
  if (u.n < 3 || !u.closed) {
    m->stuck[p] = u.n && !u.closed ? 2 : 1;
    return FALSE;
  }
  m->stuck[p] = 1;
  double best = -1;
  guint32 to = p;
  for (guint32 k = 0; k < u.n; k++) {
    guint32 q = u.after[k];
    if ((u.n_leaves > 2 || m->everywhere) &&
        !(squared (kerf_sub (m->soup->points[p], m->soup->points[q])) < m->least * m->least))
      continue;
    gather (m, q, &v);
    double value = v.n < FAN ? quality (m, p, q, &u, &v) : -1;
    if (value > best) {
      best = value;
      to = q;
    }
  }
  if (to == p)
    return FALSE;
  collapse (m, p, to, &u);
  return TRUE;
}

static void
compact (Mender *m)
{
  KerfSoup *s = m->soup;
  guint32 nt = 0, np = 0;
  g_autofree guint32 *number = g_new (guint32, MAX (s->n_points, 1));
  memset (number, 0xff, (gsize) s->n_points * sizeof *number);
  for (guint32 t = 0; t < s->n_triangles; t++)
    for (int k = 0; k < 3 && s->triangles[3 * t] != DEAD; k++)
      number[s->triangles[3 * t + (guint32) k]] = 0;
  for (guint32 p = 0; p < s->n_points; p++) {
    if (number[p] == G_MAXUINT32)
      continue;
    if (s->names)
      s->names[np] = s->names[p];
    s->points[np] = s->points[p];
    number[p] = np++;
  }
  for (guint32 t = 0; t < s->n_triangles; t++) {
    if (s->triangles[3 * t] == DEAD)
      continue;
    for (guint32 k = 0; k < 3; k++)
      s->triangles[3 * nt + k] = number[s->triangles[3 * t + k]];
    s->leaf[nt++] = s->leaf[t];
  }
  s->n_points = np;
  s->n_triangles = nt;
}

guint32
kerf_soup_collapse (KerfSoup *soup, const KerfLatticeSpec *spec, double least_edge_mm, const guint8 *only)
{
  gsize corners = 3 * (gsize) soup->n_triangles;
  Mender m = { .soup = soup, .spec = spec, .least = least_edge_mm, .everywhere = only != NULL };
  m.first = g_new (gint32, MAX (soup->n_points, 1));
  m.next = g_new (gint32, MAX (corners, 1));
  m.stuck = g_malloc0 (MAX (soup->n_points, 1));
  memset (m.first, 0xff, (gsize) soup->n_points * sizeof *m.first);
  for (gsize c = corners; c-- > 0;) {
    m.next[c] = m.first[soup->triangles[c]];
    m.first[soup->triangles[c]] = (gint32) c;
  }
  m.border = g_malloc0 (MAX (soup->n_points, 1));
  for (guint32 p = 0; p < soup->n_points; p++) {
    Fan fan;
    gather (&m, p, &fan);
    m.border[p] = fan.n > 0 && !fan.closed;
  }
  double calm2 = spec->spacing_mm * spec->spacing_mm;
  for (guint32 p = 0; p < soup->n_points; p++) {
    if (only && !only[p])
      m.stuck[p] = 2;
    for (gsize k = 0; k < spec->n_calm && !only; k++)
      if (squared (kerf_sub (soup->points[p], spec->calm[k])) < calm2)
        m.stuck[p] = 2;
  }
  guint32 total = 0;
  for (guint32 pass = 0; pass < PASSES; pass++) {
    guint32 done = 0;
    for (guint32 p = 0; p < soup->n_points; p++)
      if (!m.stuck[p] && m.first[p] >= 0 && try_point (&m, p))
        done++;
    total += done;
    if ((guint64) done * 100 < soup->n_points / (pass + 1))
      break;
  }
  compact (&m);
  g_free (m.first);
  g_free (m.next);
  g_free (m.stuck);
  g_free (m.border);
  return total;
}
