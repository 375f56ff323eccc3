/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/distance.h"

#include <string.h>

/* One line: lower envelope of the parabolas f[q] + (h(x − position q))². */
typedef struct {
  double *f;    /* values at the parabolas' positions */
  double *at;   /* positions on the line, in voxels */
  gint32 *v;    /* parabolas of the envelope */
  double *from; /* where each of them begins */
  float *out;
} Line;

static Line
line_new (gint32 n)
{
  gsize m = (gsize) n + 2;
  return (Line){ g_new (double, m), g_new (double, m), g_new (gint32, m), g_new (double, m + 1),
                 g_new (float, m) };
}

static void
line_free (Line *line)
{
  g_free (line->f);
  g_free (line->at);
  g_free (line->v);
  g_free (line->from);
  g_free (line->out);
}

/* `line->f` and `at` hold m parabolas in ascending order; fills out[0 … n). */
static void
lower_envelope (Line *line, gint32 m, gint32 n, double h2)
{
  gint32 top = -1;
  const double *f = line->f, *at = line->at;
  for (gint32 q = 0; q < m; q++) {
    if (!isfinite (f[q]))
      continue;
    double cross = -HUGE_VAL;
    while (top >= 0) {
      gint32 p = line->v[top];
      cross = ((f[q] - f[p]) / h2 + (at[q] * at[q] - at[p] * at[p])) / (2 * (at[q] - at[p]));
      if (cross > line->from[top])
        break;
      top--;
      cross = -HUGE_VAL;
    }
    line->v[++top] = q;
    line->from[top] = cross;
  }
  if (top < 0) {
    for (gint32 x = 0; x < n; x++)
      line->out[x] = HUGE_VALF;
    return;
  }
  gint32 k = 0;
  for (gint32 x = 0; x < n; x++) {
    while (k < top && line->from[k + 1] < x)
      k++;
    double d = x - at[line->v[k]];
    line->out[x] = (float) (f[line->v[k]] + d * d * h2);
  }
}

typedef struct {
  float *squared;
  const gint32 *n;
  int axis;
  double h;
  KerfSeed seed;
} Pass;

/* A box seed is its two faces, half-way to the neighbours, and its own centre: (|d| − ½)² for d ≠ 0, 0 for d = 0. */
static void
transform_line (Line *line, float *values, gsize stride, gint32 n, double h, KerfSeed seed)
{
  gint32 m = 0;
  if (seed == KERF_SEED_CENTRE)
    for (; m < n; m++) {
      line->f[m] = (double) values[(gsize) m * stride];
      line->at[m] = m;
    }
  else
    for (; m <= n; m++) {
      double before = m > 0 ? (double) values[(gsize) (m - 1) * stride] : HUGE_VAL;
      double after = m < n ? (double) values[(gsize) m * stride] : HUGE_VAL;
      line->f[m] = fmin (before, after);
      line->at[m] = m - 0.5;
    }
  lower_envelope (line, m, n, h * h);
  for (gint32 x = 0; x < n; x++) {
    float *value = &values[(gsize) x * stride];
    *value = seed == KERF_SEED_BOX ? MIN (*value, line->out[x]) : line->out[x];
  }
}

static void
transform_lines (gsize begin, gsize end, gpointer data)
{
  const Pass *pass = data;
  gsize n0 = (gsize) pass->n[0], n1 = (gsize) pass->n[1];
  gsize stride = pass->axis == 0 ? 1 : pass->axis == 1 ? n0 : n0 * n1;
  gint32 length = pass->n[pass->axis];
  Line line = line_new (length);
  for (gsize k = begin; k < end; k++) {
    gsize first = pass->axis == 0 ? k * n0 : pass->axis == 1 ? k / n0 * n0 * n1 + k % n0 : k;
    transform_line (&line, pass->squared + first, stride, length, pass->h, pass->seed);
  }
  line_free (&line);
}

gboolean
kerf_distance_transform (float *squared, const gint32 n[3], const double spacing_mm[3], KerfSeed seed,
                         const KerfContext *context)
{
  gsize voxels = (gsize) n[0] * (gsize) n[1] * (gsize) n[2];
  for (int axis = 0; axis < 3; axis++) {
    Pass pass = { squared, n, axis, spacing_mm[axis], seed };
    gsize lines = voxels / (gsize) n[axis];
    if (!kerf_parallel_for (context, lines, 256, transform_lines, &pass))
      return FALSE;
  }
  return TRUE;
}

enum { LEAF_POINTS = 8 };

/* Points in the order of the tree: the range [first, first + n) is split at its middle by the axis of its greatest
 * extent, down to leaves; the split is implied by the range, only its axis is stored. */
struct KerfNearest {
  guint32 n;
  KerfVec3 *points;
  guint32 *index; /* of the caller */
  guint8 *axis;   /* by the middle of the range */
};

static double
coordinate (const KerfNearest *t, guint32 k, int axis)
{
  return kerf_component (t->points[k], axis);
}

static void
swap (KerfNearest *t, guint32 a, guint32 b)
{
  KerfVec3 p = t->points[a];
  guint32 i = t->index[a];
  t->points[a] = t->points[b];
  t->index[a] = t->index[b];
  t->points[b] = p;
  t->index[b] = i;
}

/* Order by coordinate, then by the caller's index, so that the tree is one and the same for the same points. */
static gboolean
before (const KerfNearest *t, guint32 a, double x, guint32 index, int axis)
{
  double y = coordinate (t, a, axis);
  return y < x || (y <= x && t->index[a] < index);
}

static void
select_middle (KerfNearest *t, guint32 lo, guint32 hi, guint32 middle, int axis)
{
  while (hi - lo > 1) {
    guint32 pivot = lo + (hi - lo) / 2;
    double x = coordinate (t, pivot, axis);
    guint32 index = t->index[pivot], store = lo;
    swap (t, pivot, hi - 1);
    for (guint32 k = lo; k < hi - 1; k++)
      if (before (t, k, x, index, axis))
        swap (t, k, store++);
    swap (t, store, hi - 1);
    if (store == middle)
      return;
    if (store < middle)
      lo = store + 1;
    else
      hi = store;
  }
}

static void
split (KerfNearest *t, guint32 lo, guint32 hi)
{
  if (hi - lo <= LEAF_POINTS)
    return;
  KerfVec3 least = t->points[lo], most = least;
  for (guint32 k = lo; k < hi; k++) {
    least = kerf_vec3_min (least, t->points[k]);
    most = kerf_vec3_max (most, t->points[k]);
  }
  KerfVec3 extent = kerf_sub (most, least);
  int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
  guint32 middle = lo + (hi - lo) / 2;
  select_middle (t, lo, hi, middle, axis);
  t->axis[middle] = (guint8) axis;
  split (t, lo, middle);
  split (t, middle + 1, hi);
}

KerfNearest *
kerf_nearest_new (const KerfVec3 *points, guint32 n)
{
  KerfNearest *t = g_new0 (KerfNearest, 1);
  t->n = n;
  t->points = g_new (KerfVec3, n);
  t->index = g_new (guint32, n);
  t->axis = g_new0 (guint8, n);
  for (guint32 k = 0; k < n; k++) {
    t->points[k] = points[k];
    t->index[k] = k;
  }
  split (t, 0, n);
  return t;
}

void
kerf_nearest_free (KerfNearest *t)
{
  if (!t)
    return;
  g_free (t->points);
  g_free (t->index);
  g_free (t->axis);
  g_free (t);
}

typedef struct {
  const KerfNearest *t;
  KerfVec3 x;
  double best; /* squared */
  guint32 index;
} Query;

static void
look_at (Query *q, guint32 k)
{
  KerfVec3 d = kerf_sub (q->x, q->t->points[k]);
  double squared = kerf_dot (d, d);
  if (squared < q->best || (squared <= q->best && q->t->index[k] < q->index)) {
    q->best = squared;
    q->index = q->t->index[k];
  }
}

/* `beside` is how far x lies from the range's cell along each axis, `away` the sum of squares (Arya & Mount 1993). */
static void
look_in (Query *q, guint32 lo, guint32 hi, KerfVec3 beside, double away)
{
  if (hi - lo <= LEAF_POINTS) {
    for (guint32 k = lo; k < hi; k++)
      look_at (q, k);
    return;
  }
  guint32 middle = lo + (hi - lo) / 2;
  int axis = q->t->axis[middle];
  double d = kerf_component (q->x, axis) - coordinate (q->t, middle, axis),
         was = kerf_component (beside, axis);
  KerfVec3 farther = beside;
  *(axis == 0 ? &farther.x : axis == 1 ? &farther.y : &farther.z) = d;
  if (d < 0)
    look_in (q, lo, middle, beside, away);
  else
    look_in (q, middle + 1, hi, beside, away);
  look_at (q, middle);
  away += d * d - was * was;
  if (away * (1 - 1e-12) > q->best)
    return;
  if (d < 0)
    look_in (q, middle + 1, hi, farther, away);
  else
    look_in (q, lo, middle, farther, away);
}

guint32
kerf_nearest_at (const KerfNearest *nearest, KerfVec3 point, double bound_mm, double *distance_mm)
{
  Query q = { nearest, point, isfinite (bound_mm) ? bound_mm * bound_mm : HUGE_VAL, G_MAXUINT32 };
  look_in (&q, 0, nearest->n, kerf_vec3 (0, 0, 0), 0);
  if (distance_mm)
    *distance_mm = q.index == G_MAXUINT32 ? HUGE_VAL : sqrt (q.best);
  return q.index;
}
