/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/segment/contours.h"

#include "base/error.h"
#include "core/image/mask-edit.h"

#include <stdlib.h>

typedef struct {
  double s, t;
} Point2;

typedef struct {
  gsize from, to; /* points of one loop */
  double height;
} Loop;

typedef struct {
  gsize first, n;        /* loops of one plane */
  double height, lo, hi; /* extruded from lo to hi */
} Layer;

typedef struct {
  KerfFrame3 frame;
  Point2 *points;
  Loop *loops;
  Layer *layers;
  gsize n_layers;
} Stack;

static KerfVec3
loop_normal (const KerfLoops *loops, gsize index)
{
  KerfVec3 n = kerf_vec3 (0, 0, 0);
  gsize from = loops->starts[index], to = loops->starts[index + 1];
  for (gsize k = from; k < to; k++) {
    KerfVec3 a = kerf_sub (loops->points[k], loops->points[from]),
             b = kerf_sub (loops->points[k + 1 < to ? k + 1 : from], loops->points[from]);
    n = kerf_add (n, kerf_cross (a, b));
  }
  return n;
}

static int
by_height (const void *a, const void *b)
{
  double x = ((const Loop *) a)->height, y = ((const Loop *) b)->height;
  return x < y ? -1 : x > y;
}

static int
by_value (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Signed distance in the plane of one layer, inside positive; even-odd. */
static double
layer_distance (const Stack *stack, const Layer *layer, double s, double t)
{
  double least = HUGE_VAL;
  gboolean inside = FALSE;
  for (gsize l = layer->first; l < layer->first + layer->n; l++) {
    const Loop *loop = &stack->loops[l];
    for (gsize k = loop->from; k < loop->to; k++) {
      Point2 a = stack->points[k], b = stack->points[k + 1 < loop->to ? k + 1 : loop->from];
      double dx = b.s - a.s, dy = b.t - a.t, length2 = dx * dx + dy * dy;
      double f = length2 > 0 ? CLAMP (((s - a.s) * dx + (t - a.t) * dy) / length2, 0, 1) : 0;
      double ex = a.s + f * dx - s, ey = a.t + f * dy - t;
      least = fmin (least, ex * ex + ey * ey);
      if ((a.t > t) != (b.t > t) && s < a.s + (t - a.t) * dx / dy)
        inside = !inside;
    }
  }
  return inside ? sqrt (least) : -sqrt (least);
}

/* Of the union of the extruded layers; those further than what was found already are left out. */
static double
stack_distance (KerfVec3 point, gconstpointer data)
{
  const Stack *stack = data;
  KerfVec3 c = kerf_frame3_coordinates (&stack->frame, point);
  double best = -HUGE_VAL;
  for (gsize k = 0; k < stack->n_layers; k++) {
    const Layer *layer = &stack->layers[k];
    double across = fmin (c.z - layer->lo, layer->hi - c.z);
    if (across <= best || (best > 0 && across <= 0))
      continue;
    double along = layer_distance (stack, layer, c.x, c.y);
    double d = across > 0 && along > 0 ? fmin (across, along) : -hypot (fmin (across, 0), fmin (along, 0));
    best = fmax (best, d);
  }
  return best;
}

/* Loops of one height become a layer; its reach is half-way to its neighbours, never more than half the usual step. */
static void
make_layers (Stack *stack, gsize n_loops)
{
  g_autofree double *steps = g_new0 (double, n_loops + 1);
  gsize n_steps = 0;
  for (gsize k = 0; k < n_loops; k++) {
    Layer *last = stack->n_layers ? &stack->layers[stack->n_layers - 1] : NULL;
    if (last && stack->loops[k].height - last->height < 0.05) {
      last->n++;
      continue;
    }
    if (last)
      steps[n_steps++] = stack->loops[k].height - last->height;
    stack->layers[stack->n_layers++] = (Layer){ .first = k, .n = 1, .height = stack->loops[k].height };
  }
  qsort (steps, n_steps, sizeof *steps, by_value);
  double half = n_steps ? steps[n_steps / 2] / 2 : 0.5;
  for (gsize k = 0; k < stack->n_layers; k++) {
    Layer *layer = &stack->layers[k];
    double below = k ? (layer->height - stack->layers[k - 1].height) / 2 : half,
           above = k + 1 < stack->n_layers ? (stack->layers[k + 1].height - layer->height) / 2 : half;
    layer->lo = layer->height - (below > 1.5 * half ? half : below);
    layer->hi = layer->height + (above > 1.5 * half ? half : above);
  }
}

KerfMask *
kerf_mask_from_contours (const KerfGrid *grid, const KerfLoops *loops, const KerfContext *context,
                         GError **error)
{
  gsize n_points = loops->n_loops ? loops->starts[loops->n_loops] : 0, biggest = 0;
  KerfVec3 normal = kerf_vec3 (0, 0, 0);
  for (gsize k = 0; k < loops->n_loops; k++)
    if (kerf_length (loop_normal (loops, k)) > kerf_length (normal)) {
      normal = loop_normal (loops, k);
      biggest = k;
    }
  if (!(kerf_length (normal) > 0)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The structure has no closed contour; export it with contours on slices.");
    return NULL;
  }
  Stack stack = { .frame = kerf_frame3 (loops->points[loops->starts[biggest]], normal, kerf_vec3 (1, 0, 0)) };
  g_autofree Point2 *points = stack.points = g_new (Point2, n_points);
  g_autofree Loop *made = stack.loops = g_new (Loop, loops->n_loops);
  g_autofree Layer *layers = stack.layers = g_new0 (Layer, loops->n_loops);
  KerfVec3 lo = kerf_vec3 (HUGE_VAL, HUGE_VAL, HUGE_VAL), hi = kerf_scale (lo, -1);
  for (gsize k = 0; k < loops->n_loops; k++) {
    gsize from = loops->starts[k], to = loops->starts[k + 1];
    double height = 0, least = HUGE_VAL, most = -HUGE_VAL;
    for (gsize p = from; p < to; p++) {
      KerfVec3 c = kerf_frame3_coordinates (&stack.frame, loops->points[p]),
               index = kerf_grid_index (grid, loops->points[p]);
      points[p] = (Point2){ c.x, c.y };
      height += c.z / (double) (to - from);
      least = fmin (least, c.z);
      most = fmax (most, c.z);
      lo = kerf_vec3_min (lo, index);
      hi = kerf_vec3_max (hi, index);
    }
    if (most - least > 0.5) {
      kerf_fail_text (error, KERF_ERROR_REFUSED,
                      "The structure's contours are not parallel; export it on the image's slices.");
      return NULL;
    }
    made[k] = (Loop){ from, to, height };
  }
  qsort (made, loops->n_loops, sizeof *made, by_height);
  make_layers (&stack, loops->n_loops);
  KerfVec3 h = kerf_grid_spacing (grid);
  double reach = 2 + fmax (h.x, fmax (h.y, h.z)) * 3;
  gint32 from[3], to[3];
  for (int a = 0; a < 3; a++) {
    double pad = reach / kerf_component (h, a) + 2;
    if (!(fabs (kerf_component (lo, a)) < 1e5 && fabs (kerf_component (hi, a)) < 1e5)) {
      kerf_fail_text (error, KERF_ERROR_REFUSED,
                      "The structure lies far from the image; choose the image that it was drawn on.");
      return NULL;
    }
    from[a] = (gint32) floor (kerf_component (lo, a) - pad);
    to[a] = (gint32) ceil (kerf_component (hi, a) + pad);
  }
  KerfMask *mask = kerf_mask_from_field (grid, from, to, stack_distance, &stack, context);
  if (!mask)
    kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  return mask;
}
