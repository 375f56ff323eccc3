/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/distance-private.h"

/* The distance between a segment and a triangle that it does not pierce is that of an end to the triangle or of the
 * segment to one of its edges. */

typedef struct {
  double squared;
  KerfVec3 on_segment, on_mesh;
} Pair;

static void
offer (Pair *best, KerfVec3 on_segment, KerfVec3 on_mesh)
{
  KerfVec3 d = kerf_sub (on_segment, on_mesh);
  double squared = kerf_dot (d, d);
  if (squared < best->squared)
    *best = (Pair){ squared, on_segment, on_mesh };
}

/* Nearest points of two segments (Ericson 2005, §5.1.9). */
static void
segments (Pair *best, KerfVec3 p, KerfVec3 q, KerfVec3 c, KerfVec3 d)
{
  KerfVec3 u = kerf_sub (q, p), v = kerf_sub (d, c), r = kerf_sub (p, c);
  double a = kerf_dot (u, u), e = kerf_dot (v, v), f = kerf_dot (v, r), s = 0, t = 0;
  if (a <= 0 && e <= 0) {
    offer (best, p, c);
    return;
  }
  if (a <= 0)
    t = CLAMP (f / e, 0, 1);
  else {
    double k = kerf_dot (u, r);
    if (e <= 0)
      s = CLAMP (-k / a, 0, 1);
    else {
      double b = kerf_dot (u, v), det = a * e - b * b;
      if (det > 1e-14 * a * e)
        s = CLAMP ((b * f - k * e) / det, 0, 1);
      t = (b * s + f) / e;
      if (t < 0) {
        t = 0;
        s = CLAMP (-k / a, 0, 1);
      } else if (t > 1) {
        t = 1;
        s = CLAMP ((b - k) / a, 0, 1);
      }
    }
  }
  offer (best, kerf_along (p, s, u), kerf_along (c, t, v));
}

static gboolean
pierces (KerfVec3 p, KerfVec3 q, const KerfVec3 c[3], KerfVec3 *at)
{
  KerfVec3 n = kerf_cross (kerf_sub (c[1], c[0]), kerf_sub (c[2], c[0]));
  double hp = kerf_dot (n, kerf_sub (p, c[0])), hq = kerf_dot (n, kerf_sub (q, c[0]));
  if ((hp > 0) == (hq > 0) || !(fabs (hp - hq) > 0))
    return FALSE;
  KerfVec3 x = kerf_lerp (p, q, hp / (hp - hq));
  for (int k = 0; k < 3; k++)
    if (kerf_dot (n, kerf_cross (kerf_sub (c[(k + 1) % 3], c[k]), kerf_sub (x, c[k]))) < 0)
      return FALSE;
  *at = x;
  return TRUE;
}

static void
try_triangle (Pair *best, KerfVec3 p, KerfVec3 q, const KerfVec3 c[3])
{
  KerfVec3 at;
  KerfFeature feature;
  int which;
  if (pierces (p, q, c, &at)) {
    *best = (Pair){ 0, at, at };
    return;
  }
  offer (best, p, kerf_triangle_nearest (p, c, &feature, &which));
  offer (best, q, kerf_triangle_nearest (q, c, &feature, &which));
  for (int k = 0; k < 3; k++)
    segments (best, p, q, c[k], c[(k + 1) % 3]);
}

/* Squared distance between two boxes: never more than that of what they hold. */
static double
box_squared (const KerfNode *node, KerfVec3 lo, KerfVec3 hi)
{
  const double least[3] = { lo.x, lo.y, lo.z }, most[3] = { hi.x, hi.y, hi.z };
  double sum = 0;
  for (int a = 0; a < 3; a++) {
    double below = (double) node->lo[a] - most[a], above = least[a] - (double) node->hi[a];
    double out = below > above ? below : above;
    if (out > 0)
      sum += out * out;
  }
  return sum;
}

double
kerf_distance_segment (const KerfDistance *d, KerfVec3 a, KerfVec3 b, double bound_mm, KerfVec3 *on_segment,
                       KerfVec3 *on_mesh)
{
  KerfVec3 p = kerf_sub (a, d->mesh->origin), q = kerf_sub (b, d->mesh->origin), lo = kerf_vec3_min (p, q),
           hi = kerf_vec3_max (p, q);
  Pair best = { isfinite (bound_mm) ? bound_mm * bound_mm : HUGE_VAL, p, p };
  double at_start = best.squared;
  guint32 stack[KERF_NODE_DEEPEST];
  double away[KERF_NODE_DEEPEST];
  int top = 0;
  if (d->n_nodes) {
    away[top] = box_squared (&d->nodes[0], lo, hi);
    stack[top++] = 0;
  }
  while (top) {
    guint32 at = stack[--top];
    const KerfNode *node = &d->nodes[at];
    if (away[top] >= best.squared)
      continue;
    for (guint32 k = node->first; k < node->first + node->n; k++) {
      KerfVec3 c[3];
      kerf_mesh_corners (d->mesh, d->order[k], c);
      try_triangle (&best, p, q, c);
    }
    if (node->n)
      continue;
    guint32 child[2] = { at + 1, node->first };
    double far[2] = { box_squared (&d->nodes[child[0]], lo, hi), box_squared (&d->nodes[child[1]], lo, hi) };
    int nearer = far[0] <= far[1] ? 0 : 1;
    stack[top] = child[1 - nearer];
    away[top++] = far[1 - nearer];
    stack[top] = child[nearer];
    away[top++] = far[nearer];
  }
  if (!(best.squared < at_start))
    return HUGE_VAL;
  if (on_segment)
    *on_segment = kerf_add (best.on_segment, d->mesh->origin);
  if (on_mesh)
    *on_mesh = kerf_add (best.on_mesh, d->mesh->origin);
  return sqrt (best.squared);
}
