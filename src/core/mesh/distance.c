/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/mesh/distance-private.h"

#include <string.h>

typedef struct {
  const KerfMesh *mesh;
  float *centre; /* 3 per triangle, by triangle */
  guint32 *order;
  KerfNode *nodes;
  guint32 n_nodes;
} Builder;

static void
bound (const Builder *b, guint32 lo, guint32 hi, KerfNode *node, float least[3], float most[3])
{
  for (int a = 0; a < 3; a++) {
    node->lo[a] = least[a] = HUGE_VALF;
    node->hi[a] = most[a] = -HUGE_VALF;
  }
  for (guint32 k = lo; k < hi; k++) {
    const guint32 *t = b->mesh->triangles + 3 * (gsize) b->order[k];
    for (int a = 0; a < 3; a++) {
      for (int c = 0; c < 3; c++) {
        float x = b->mesh->vertices[3 * (gsize) t[c] + (gsize) a];
        node->lo[a] = MIN (node->lo[a], x);
        node->hi[a] = MAX (node->hi[a], x);
      }
      float x = b->centre[3 * (gsize) b->order[k] + (gsize) a];
      least[a] = MIN (least[a], x);
      most[a] = MAX (most[a], x);
    }
  }
}

static gboolean
before (const Builder *b, guint32 triangle, float x, guint32 other, int axis)
{
  float y = b->centre[3 * (gsize) triangle + (gsize) axis];
  return y < x || (y <= x && triangle < other);
}

static void
select_middle (Builder *b, guint32 lo, guint32 hi, guint32 middle, int axis)
{
  guint32 *order = b->order;
  while (hi - lo > 1) {
    guint32 pivot = order[lo + (hi - lo) / 2], store = lo;
    float x = b->centre[3 * (gsize) pivot + (gsize) axis];
    order[lo + (hi - lo) / 2] = order[hi - 1];
    order[hi - 1] = pivot;
    for (guint32 k = lo; k < hi - 1; k++)
      if (before (b, order[k], x, pivot, axis)) {
        guint32 swap = order[k];
        order[k] = order[store];
        order[store++] = swap;
      }
    order[hi - 1] = order[store];
    order[store] = pivot;
    if (store == middle)
      return;
    if (store < middle)
      lo = store + 1;
    else
      hi = store;
  }
}

static void
build (Builder *b, guint32 lo, guint32 hi)
{
  KerfNode *node = &b->nodes[b->n_nodes++];
  float least[3], most[3];
  bound (b, lo, hi, node, least, most);
  if (hi - lo <= KERF_NODE_LEAF) {
    node->first = lo;
    node->n = hi - lo;
    return;
  }
  int axis = 0;
  for (int a = 1; a < 3; a++)
    if (most[a] - least[a] > most[axis] - least[axis])
      axis = a;
  guint32 middle = lo + (hi - lo) / 2;
  select_middle (b, lo, hi, middle, axis);
  build (b, lo, middle);
  node->first = b->n_nodes;
  node->n = 0;
  build (b, middle, hi);
}

/* Σ angle · unit normal at each vertex (Thürmer & Wüthrich 1998), portable functions only. */
static float *
vertex_normals (const KerfMesh *mesh)
{
  g_autofree double *sum = g_new0 (double, 3 * (gsize) mesh->n_vertices + 1);
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    KerfVec3 c[3];
    kerf_mesh_corners (mesh, t, c);
    KerfVec3 n = kerf_unit (kerf_cross (kerf_sub (c[1], c[0]), kerf_sub (c[2], c[0])));
    for (int k = 0; k < 3; k++) {
      KerfVec3 a = kerf_unit (kerf_sub (c[(k + 1) % 3], c[k])),
               b = kerf_unit (kerf_sub (c[(k + 2) % 3], c[k]));
      double angle = kerf_real_acos (kerf_dot (a, b)),
             *s = sum + 3 * (gsize) mesh->triangles[3 * (gsize) t + (gsize) k];
      s[0] += angle * n.x;
      s[1] += angle * n.y;
      s[2] += angle * n.z;
    }
  }
  float *normals = g_new (float, 3 * (gsize) mesh->n_vertices + 1);
  for (guint32 v = 0; v < mesh->n_vertices; v++) {
    KerfVec3 n = kerf_unit (kerf_vec3 (sum[3 * (gsize) v], sum[3 * (gsize) v + 1], sum[3 * (gsize) v + 2]));
    normals[3 * (gsize) v] = (float) n.x;
    normals[3 * (gsize) v + 1] = (float) n.y;
    normals[3 * (gsize) v + 2] = (float) n.z;
  }
  return normals;
}

KerfDistance *
kerf_distance_new (const KerfMesh *mesh)
{
  KerfDistance *d = g_new0 (KerfDistance, 1);
  g_atomic_ref_count_init (&d->count);
  d->mesh = kerf_mesh_ref (mesh);
  if (mesh->n_triangles == 0)
    return d;
  d->order = g_new (guint32, mesh->n_triangles);
  d->nodes = g_new (KerfNode, 2 * (gsize) mesh->n_triangles);
  g_autofree float *centre = g_new (float, 3 * (gsize) mesh->n_triangles);
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    d->order[t] = t;
    KerfVec3 c[3];
    kerf_mesh_corners (mesh, t, c);
    KerfVec3 m = kerf_scale (kerf_add (c[0], kerf_add (c[1], c[2])), 1.0 / 3);
    centre[3 * (gsize) t] = (float) m.x;
    centre[3 * (gsize) t + 1] = (float) m.y;
    centre[3 * (gsize) t + 2] = (float) m.z;
  }
  Builder builder = { mesh, centre, d->order, d->nodes, 0 };
  build (&builder, 0, mesh->n_triangles);
  d->n_nodes = builder.n_nodes;
  d->neighbours = kerf_mesh_neighbours (mesh);
  d->vertex_normal = vertex_normals (mesh);
  return d;
}

KerfDistance *
kerf_distance_ref (const KerfDistance *distance)
{
  union {
    const KerfDistance *lent;
    KerfDistance *owned;
  } same = { .lent = distance };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_distance_unref (KerfDistance *d)
{
  if (!d || !g_atomic_ref_count_dec (&d->count))
    return;
  kerf_mesh_unref (d->mesh);
  g_free (d->nodes);
  g_free (d->order);
  g_free (d->neighbours);
  g_free (d->vertex_normal);
  g_free (d);
}

const KerfMesh *
kerf_distance_mesh (const KerfDistance *distance)
{
  return distance->mesh;
}

KerfVec3
kerf_triangle_nearest (KerfVec3 p, const KerfVec3 c[3], KerfFeature *feature, int *which)
{
  KerfVec3 ab = kerf_sub (c[1], c[0]), ac = kerf_sub (c[2], c[0]), ap = kerf_sub (p, c[0]);
  double d1 = kerf_dot (ab, ap), d2 = kerf_dot (ac, ap);
  *feature = KERF_ON_CORNER;
  *which = 0;
  if (d1 <= 0 && d2 <= 0)
    return c[0];
  KerfVec3 bp = kerf_sub (p, c[1]);
  double d3 = kerf_dot (ab, bp), d4 = kerf_dot (ac, bp);
  *which = 1;
  if (d3 >= 0 && d4 <= d3)
    return c[1];
  KerfVec3 cp = kerf_sub (p, c[2]);
  double d5 = kerf_dot (ab, cp), d6 = kerf_dot (ac, cp);
  *which = 2;
  if (d6 >= 0 && d5 <= d6)
    return c[2];
  *feature = KERF_ON_EDGE;
  double vc = d1 * d4 - d3 * d2;
  *which = 0;
  if (vc <= 0 && d1 >= 0 && d3 <= 0)
    return kerf_along (c[0], d1 / (d1 - d3), ab);
  double vb = d5 * d2 - d1 * d6;
  *which = 2;
  if (vb <= 0 && d2 >= 0 && d6 <= 0)
    return kerf_along (c[0], d2 / (d2 - d6), ac);
  double va = d3 * d6 - d5 * d4;
  *which = 1;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
    return kerf_along (c[1], (d4 - d3) / ((d4 - d3) + (d5 - d6)), kerf_sub (c[2], c[1]));
  *feature = KERF_ON_FACE;
  *which = 0;
  double sum = va + vb + vc;
  if (!(sum > 0))
    return c[0];
  return kerf_along (kerf_along (c[0], vb / sum, ab), vc / sum, ac);
}

typedef struct {
  const KerfDistance *d;
  KerfVec3 p;
  double best; /* squared */
  guint32 triangle;
} Query;

static double
box_squared (const KerfNode *node, KerfVec3 p)
{
  double sum = 0;
  const double x[3] = { p.x, p.y, p.z };
  for (int a = 0; a < 3; a++) {
    double lo = (double) node->lo[a] - x[a], hi = x[a] - (double) node->hi[a], out = lo > hi ? lo : hi;
    if (out > 0)
      sum += out * out;
  }
  return sum;
}

static void
look_in_leaf (Query *q, const KerfNode *node)
{
  for (guint32 k = node->first; k < node->first + node->n; k++) {
    KerfVec3 c[3];
    KerfFeature feature;
    int which;
    guint32 triangle = q->d->order[k];
    kerf_mesh_corners (q->d->mesh, triangle, c);
    KerfVec3 away = kerf_sub (q->p, kerf_triangle_nearest (q->p, c, &feature, &which));
    double squared = kerf_dot (away, away);
    if (squared < q->best || (squared <= q->best && triangle < q->triangle)) {
      q->best = squared;
      q->triangle = triangle;
    }
  }
}

/* Nearer child first, with a stack of what was put off. */
static void
search (Query *q)
{
  struct {
    guint32 node;
    double squared;
  } stack[KERF_NODE_DEEPEST];
  int top = 0;
  const KerfNode *nodes = q->d->nodes;
  double at_root = box_squared (&nodes[0], q->p);
  stack[top].node = 0;
  stack[top++].squared = at_root;
  while (top) {
    top--;
    if (stack[top].squared > q->best)
      continue;
    const KerfNode *node = &nodes[stack[top].node];
    if (node->n) {
      look_in_leaf (q, node);
      continue;
    }
    guint32 a = stack[top].node + 1, b = node->first;
    double da = box_squared (&nodes[a], q->p), db = box_squared (&nodes[b], q->p);
    gboolean a_first = da <= db;
    stack[top].node = a_first ? b : a;
    stack[top++].squared = a_first ? db : da;
    stack[top].node = a_first ? a : b;
    stack[top++].squared = a_first ? da : db;
  }
}

/* Pseudonormal of the feature: of a face its own, of an edge the sum of its two, of a corner the stored one. */
static KerfVec3
feature_normal (const KerfDistance *d, guint32 triangle, KerfFeature feature, int which)
{
  KerfVec3 n = kerf_unit (kerf_mesh_triangle_normal (d->mesh, triangle));
  if (feature == KERF_ON_CORNER) {
    const float *v = d->vertex_normal + 3 * (gsize) d->mesh->triangles[3 * (gsize) triangle + (gsize) which];
    return kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]);
  }
  if (feature == KERF_ON_EDGE && d->neighbours) {
    guint32 other = d->neighbours[3 * (gsize) triangle + (gsize) which] / 3;
    n = kerf_unit (kerf_add (n, kerf_unit (kerf_mesh_triangle_normal (d->mesh, other))));
  }
  return n;
}

gboolean
kerf_distance_nearest (const KerfDistance *d, KerfVec3 point, double bound_mm, KerfNearestPoint *out)
{
  if (d->n_nodes == 0)
    return FALSE;
  Query q = { d, kerf_sub (point, d->mesh->origin), isfinite (bound_mm) ? bound_mm * bound_mm : HUGE_VAL,
              G_MAXUINT32 };
  search (&q);
  if (q.triangle == G_MAXUINT32)
    return FALSE;
  KerfVec3 c[3];
  KerfFeature feature;
  int which;
  kerf_mesh_corners (d->mesh, q.triangle, c);
  KerfVec3 foot = kerf_triangle_nearest (q.p, c, &feature, &which), away = kerf_sub (q.p, foot);
  out->normal = feature_normal (d, q.triangle, feature, which);
  out->point = kerf_add (foot, d->mesh->origin);
  out->triangle = q.triangle;
  double length = kerf_length (away);
  out->distance_mm = kerf_dot (away, out->normal) < 0 ? -length : length;
  return TRUE;
}

double
kerf_distance_within (const KerfDistance *distance, KerfVec3 point, double bound_mm, KerfVec3 *nearest)
{
  KerfNearestPoint found;
  if (!kerf_distance_nearest (distance, point, bound_mm, &found))
    return HUGE_VAL;
  if (nearest)
    *nearest = found.point;
  return found.distance_mm;
}

double
kerf_distance_at (const KerfDistance *distance, KerfVec3 point, KerfVec3 *nearest)
{
  return kerf_distance_within (distance, point, HUGE_VAL, nearest);
}

gboolean
kerf_distance_inside (const KerfDistance *distance, KerfVec3 point)
{
  return kerf_distance_at (distance, point, NULL) < 0;
}

/* Where the ray meets the box, as a range of t; TRUE where it does before `most`. */
static gboolean
ray_meets (const KerfNode *node, const double from[3], const double inverse[3], double most)
{
  double t0 = 0, t1 = most;
  for (int a = 0; a < 3; a++) {
    double near = ((double) node->lo[a] - from[a]) * inverse[a],
           far = ((double) node->hi[a] - from[a]) * inverse[a];
    if (near > far) {
      double swap = near;
      near = far;
      far = swap;
    }
    /* 0 · ∞ is NaN where the ray runs in the box's face: it then bounds nothing. */
    t0 = near > t0 ? near : t0;
    t1 = far < t1 ? far : t1;
  }
  return t0 <= t1 * (1 + 1e-9) + 1e-12;
}

/* Möller & Trumbore 1997, both sides. */
static gboolean
ray_hits (KerfVec3 from, KerfVec3 direction, const KerfVec3 c[3], double *t)
{
  KerfVec3 e1 = kerf_sub (c[1], c[0]), e2 = kerf_sub (c[2], c[0]), p = kerf_cross (direction, e2);
  double det = kerf_dot (e1, p);
  if (!(fabs (det) > 1e-300))
    return FALSE;
  KerfVec3 s = kerf_sub (from, c[0]), q = kerf_cross (s, e1);
  double u = kerf_dot (s, p) / det, v = kerf_dot (direction, q) / det, slack = 1e-12;
  *t = kerf_dot (e2, q) / det;
  return u >= -slack && v >= -slack && u + v <= 1 + slack && *t >= 0;
}

gboolean
kerf_distance_ray (const KerfDistance *d, KerfVec3 from, KerfVec3 direction, double *t, guint32 *triangle)
{
  KerfVec3 origin = kerf_sub (from, d->mesh->origin);
  double best = HUGE_VAL, start[3] = { origin.x, origin.y, origin.z },
         inverse[3] = { 1 / direction.x, 1 / direction.y, 1 / direction.z };
  guint32 stack[KERF_NODE_DEEPEST], found = G_MAXUINT32;
  int top = 0;
  if (d->n_nodes)
    stack[top++] = 0;
  while (top) {
    guint32 at = stack[--top];
    const KerfNode *node = &d->nodes[at];
    if (!ray_meets (node, start, inverse, best))
      continue;
    if (!node->n) {
      stack[top++] = node->first;
      stack[top++] = at + 1;
      continue;
    }
    for (guint32 k = node->first; k < node->first + node->n; k++) {
      KerfVec3 c[3];
      double hit;
      kerf_mesh_corners (d->mesh, d->order[k], c);
      if (ray_hits (origin, direction, c, &hit) && (hit < best || (hit <= best && d->order[k] < found))) {
        best = hit;
        found = d->order[k];
      }
    }
  }
  if (found == G_MAXUINT32)
    return FALSE;
  if (t)
    *t = best;
  if (triangle)
    *triangle = found;
  return TRUE;
}

static gint
ascending (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  return x < y ? -1 : x > y;
}

void
kerf_distance_across (const KerfDistance *d, const KerfFrame3 *plane, GArray *out)
{
  KerfVec3 n = plane->n;
  double offset = kerf_dot (n, kerf_sub (plane->p, d->mesh->origin));
  guint32 stack[KERF_NODE_DEEPEST];
  int top = 0;
  guint before_us = out->len;
  if (d->n_nodes)
    stack[top++] = 0;
  while (top) {
    guint32 at = stack[--top];
    const KerfNode *node = &d->nodes[at];
    const double normal[3] = { n.x, n.y, n.z };
    double middle = -offset, reach = 1e-6;
    for (int a = 0; a < 3; a++) {
      double lo = (double) node->lo[a], hi = (double) node->hi[a];
      middle += normal[a] * (lo + hi) / 2;
      reach += fabs (normal[a]) * (hi - lo) / 2;
    }
    if (fabs (middle) > reach)
      continue;
    if (node->n)
      g_array_append_vals (out, d->order + node->first, node->n);
    else {
      stack[top++] = node->first;
      stack[top++] = at + 1;
    }
  }
  guint32 *added = &g_array_index (out, guint32, 0);
  if (out->len > before_us)
    qsort (added + before_us, out->len - before_us, sizeof *added, ascending);
}
