/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a volume holds in a region: the plane's cells, cut by the outline. */
#include "core/image/roi.h"

typedef struct {
  double x, y;
} Corner;

/* Cell (c, r) of the plane lies about o + c·u + r·v; u and v are as long as a cell. */
typedef struct {
  KerfVec3 o, u, v;
} Cells;

static Cells
cells_of (const KerfRoi *roi, const KerfGrid *grid)
{
  KerfVec3 spacing = kerf_grid_spacing (grid), axes[3];
  double h[3] = { spacing.x, spacing.y, spacing.z };
  for (int a = 0; a < 3; a++)
    axes[a] = kerf_grid_axis (grid, a);
  for (int a = 0; a < 3; a++) {
    int b = (a + 1) % 3;
    if (fabs (kerf_dot (axes[a], roi->frame.n)) > 1e-6 || fabs (kerf_dot (axes[b], roi->frame.n)) > 1e-6 ||
        fabs (kerf_dot (axes[a], axes[b])) > 1e-6)
      continue;
    /* The voxels' own faces: a voxel's centre, along the third axis, brought to the plane. */
    KerfVec3 third = axes[(a + 2) % 3], voxel = kerf_grid_index (grid, roi->frame.p);
    voxel = kerf_grid_point (grid, rint (voxel.x), rint (voxel.y), rint (voxel.z));
    double away = kerf_dot (kerf_sub (roi->frame.p, voxel), roi->frame.n) / kerf_dot (third, roi->frame.n);
    return (Cells){ kerf_along (voxel, away, third), kerf_scale (axes[a], h[a]), kerf_scale (axes[b], h[b]) };
  }
  double edge = fmin (h[0], fmin (h[1], h[2]));
  return (Cells){ roi->frame.p, kerf_scale (roi->frame.u, edge), kerf_scale (roi->frame.v, edge) };
}

/* The part of a closed path on one side of x = at or y = at (Sutherland and Hodgman; of a hollow path parts hang together
 * by edges that run to and fro along the line, which add nothing to area and centroid). */
static void
clip (const GArray *in, gboolean by_y, double at, gboolean above, GArray *out)
{
  g_array_set_size (out, 0);
  for (guint k = 0; k < in->len; k++) {
    Corner a = g_array_index (in, Corner, k), b = g_array_index (in, Corner, (k + 1) % in->len);
    double da = (by_y ? a.y : a.x) - at, db = (by_y ? b.y : b.x) - at;
    gboolean a_in = above ? da >= 0 : da <= 0, b_in = above ? db >= 0 : db <= 0;
    if (a_in)
      g_array_append_val (out, a);
    if (a_in != b_in) {
      double t = da / (da - db);
      Corner c = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
      if (by_y)
        c.y = at;
      else
        c.x = at;
      g_array_append_val (out, c);
    }
  }
}

static double
area_and_centroid (const GArray *path, Corner *centroid)
{
  double sum = 0, sx = 0, sy = 0;
  Corner o = g_array_index (path, Corner, 0);
  for (guint k = 1; k + 1 < path->len; k++) {
    Corner a = g_array_index (path, Corner, k), b = g_array_index (path, Corner, k + 1);
    double cross = (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    sum += cross;
    sx += (a.x - o.x + b.x - o.x) * cross;
    sy += (a.y - o.y + b.y - o.y) * cross;
  }
  *centroid = (Corner){ o.x + sx / (3 * sum), o.y + sy / (3 * sum) };
  return sum / 2;
}

static void
bounds (const GArray *path, gboolean of_y, double *lo, double *hi)
{
  *lo = INFINITY;
  *hi = -INFINITY;
  for (guint k = 0; k < path->len; k++) {
    Corner c = g_array_index (path, Corner, k);
    *lo = fmin (*lo, of_y ? c.y : c.x);
    *hi = fmax (*hi, of_y ? c.y : c.x);
  }
}

/* Running sums by weight (West 1979). */
typedef struct {
  double weight, weight2, mean, m2, all;
} Sums;

static void
take (const KerfVolume *volume, const Cells *cells, const GArray *piece, Sums *sums, KerfRoiValues *values)
{
  Corner at;
  double area = piece->len >= 3 ? area_and_centroid (piece, &at) : 0;
  if (!(area > 1e-9)) /* of a cell */
    return;
  sums->all += area;
  double x = kerf_volume_sample (volume, kerf_along (kerf_along (cells->o, at.x, cells->u), at.y, cells->v));
  if (!isfinite (x))
    return;
  values->samples++;
  values->min = fmin (values->min, x);
  values->max = fmax (values->max, x);
  sums->weight += area;
  sums->weight2 += area * area;
  double away = x - sums->mean;
  sums->mean += away * (area / sums->weight); /* the first weighs exactly 1 */
  sums->m2 += area * away * (x - sums->mean);
}

/* The outline in cells, turning the positive way. */
static GArray *
outline_in_cells (const KerfRoi *roi, const Cells *cells)
{
  GArray *path = g_array_new (FALSE, FALSE, sizeof (Corner));
  double u2 = kerf_dot (cells->u, cells->u), v2 = kerf_dot (cells->v, cells->v);
  gboolean turned = kerf_dot (kerf_cross (cells->u, cells->v), roi->frame.n) < 0;
  for (gsize k = 0; k < roi->n; k++) {
    gsize from = turned ? roi->n - 1 - k : k;
    KerfVec3 p = kerf_frame3_point (&roi->frame, roi->st[2 * from], roi->st[2 * from + 1], 0),
             d = kerf_sub (p, cells->o);
    Corner c = { kerf_dot (d, cells->u) / u2, kerf_dot (d, cells->v) / v2 };
    g_array_append_val (path, c);
  }
  return path;
}

gboolean
kerf_roi_values (const KerfRoi *roi, const KerfVolume *volume, const KerfContext *context,
                 KerfRoiValues *values)
{
  Cells cells = cells_of (roi, &volume->grid);
  g_autoptr (GArray) path = outline_in_cells (roi, &cells);
  g_autoptr (GArray) above = g_array_new (FALSE, FALSE, sizeof (Corner));
  g_autoptr (GArray) band = g_array_new (FALSE, FALSE, sizeof (Corner));
  g_autoptr (GArray) piece = g_array_new (FALSE, FALSE, sizeof (Corner));
  GArray *right = g_array_new (FALSE, FALSE, sizeof (Corner));
  Sums sums = { 0 };
  double y0, y1, x0, x1;
  *values = (KerfRoiValues){ .min = INFINITY, .max = -INFINITY };
  bounds (path, TRUE, &y0, &y1);
  gboolean whole = TRUE;
  for (double r = floor (y0 + 0.5); whole && r - 0.5 < y1; r++) {
    clip (path, TRUE, r - 0.5, TRUE, above);
    clip (above, TRUE, r + 0.5, FALSE, band);
    bounds (band, FALSE, &x0, &x1);
    for (double c = floor (x0 + 0.5); c - 0.5 < x1; c++) {
      clip (band, FALSE, c + 0.5, FALSE, piece);
      take (volume, &cells, piece, &sums, values);
      clip (band, FALSE, c + 0.5, TRUE, right);
      GArray *swap = band;
      band = right;
      right = swap;
    }
    whole = !kerf_context_cancelled (context);
  }
  g_array_unref (right);
  double freedom = sums.weight - (sums.weight > 0 ? sums.weight2 / sums.weight : 0);
  values->outside = sums.all > 0 ? CLAMP (1 - sums.weight / sums.all, 0, 1) : 1;
  values->mean = values->samples ? sums.mean : (double) NAN;
  values->sd = values->samples >= 2 && freedom > 0 ? sqrt (fmax (sums.m2, 0) / freedom) : (double) NAN;
  if (!values->samples)
    values->min = values->max = (double) NAN;
  else if (values->outside < 1e-9) /* crumbs of rounding are no part of the region */
    values->outside = 0;
  return whole;
}
