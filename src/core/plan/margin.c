/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/margin.h"

/* Outside the tumour the least distance between the flat region and the tumour's mesh is that of a vertex of the mesh
 * that stands over the region, or that of the region's border to the mesh: both are exact. Where the tumour reaches
 * through the region the deepest point is found by branch and bound (the signed distance is 1-Lipschitz). */

/* Branch and bound of a depth ends at KERF_MARGIN_EXACT_MM, or after so many cells: a ridge of equal depth (the axis of
 * a cylinder) has no end of cells. What is then open is about 1e-4 mm. */
enum { MOST_CELLS = 20000 };

typedef struct {
  double a[2], b[2];
} Edge;

typedef struct {
  const KerfSection *section;
  double s0, s1, t0, t1;
  GArray *border; /* of Edge: exactly the border of section ∩ rectangle */
} Region;

static gboolean
in_rectangle (const Region *r, double s, double t)
{
  return s >= r->s0 && s <= r->s1 && t >= r->t0 && t <= r->t1;
}

static gboolean
in_region (const Region *r, double s, double t)
{
  return in_rectangle (r, s, t) && kerf_section_contains (r->section, s, t);
}

/* The part of a polygon's edge within the rectangle (Liang & Barsky 1984). */
static void
add_clipped (Region *r, const double *a, const double *b)
{
  double from = 0, to = 1, d[2] = { b[0] - a[0], b[1] - a[1] };
  const double lo[2] = { r->s0, r->t0 }, hi[2] = { r->s1, r->t1 };
  for (int x = 0; x < 2; x++) {
    if (!(fabs (d[x]) > 0)) {
      if (a[x] < lo[x] || a[x] > hi[x])
        return;
      continue;
    }
    double enter = (lo[x] - a[x]) / d[x], leave = (hi[x] - a[x]) / d[x];
    from = fmax (from, fmin (enter, leave));
    to = fmin (to, fmax (enter, leave));
  }
  if (from > to)
    return;
  Edge edge = { { a[0] + from * d[0], a[1] + from * d[1] }, { a[0] + to * d[0], a[1] + to * d[1] } };
  g_array_append_val (r->border, edge);
}

static gint
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* The parts of the rectangle's side x = `at` (x the axis) that lie in the section. */
static void
add_side (Region *r, int axis, double at)
{
  if (!isfinite (at))
    return;
  const KerfSection *s = r->section;
  g_autoptr (GArray) cross = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint32 l = 0; l < s->n_loops; l++) {
    guint32 first = s->starts[l], n = s->starts[l + 1] - first;
    for (guint32 k = 0; k < n; k++) {
      const double *a = s->st + 2 * (gsize) (first + k), *b = s->st + 2 * (gsize) (first + (k + 1) % n);
      if ((a[axis] > at) == (b[axis] > at))
        continue;
      double y = a[1 - axis] + (at - a[axis]) / (b[axis] - a[axis]) * (b[1 - axis] - a[1 - axis]);
      g_array_append_val (cross, y);
    }
  }
  g_array_sort (cross, ascending);
  double lo = axis == 0 ? r->t0 : r->s0, hi = axis == 0 ? r->t1 : r->s1;
  for (guint k = 0; k + 1 < cross->len; k += 2) {
    double from = fmax (g_array_index (cross, double, k), lo),
           to = fmin (g_array_index (cross, double, k + 1), hi);
    if (from > to)
      continue;
    Edge edge;
    edge.a[axis] = edge.b[axis] = at;
    edge.a[1 - axis] = from;
    edge.b[1 - axis] = to;
    g_array_append_val (r->border, edge);
  }
}

static void
region_init (Region *r, const KerfSection *section, const double s_range[2], const double t_range[2])
{
  *r = (Region){ section,    s_range[0], s_range[1],
                 t_range[0], t_range[1], g_array_new (FALSE, FALSE, sizeof (Edge)) };
  for (guint32 l = 0; l < section->n_loops; l++) {
    guint32 first = section->starts[l], n = section->starts[l + 1] - first;
    for (guint32 k = 0; k < n; k++)
      add_clipped (r, section->st + 2 * (gsize) (first + k), section->st + 2 * (gsize) (first + (k + 1) % n));
  }
  add_side (r, 0, r->s0);
  add_side (r, 0, r->s1);
  add_side (r, 1, r->t0);
  add_side (r, 1, r->t1);
}

typedef struct {
  double value;
  KerfVec3 face, tumour;
} Best;

static KerfVec3
point_of (const Region *r, double s, double t)
{
  return kerf_frame3_point (&r->section->frame, s, t, 0);
}

static void
try_point (const Region *r, const KerfDistance *tumour, double s, double t, Best *best)
{
  KerfVec3 x = point_of (r, s, t), nearest;
  double d = kerf_distance_at (tumour, x, &nearest);
  if (d < best->value)
    *best = (Best){ d, x, nearest };
}

/* Border against mesh. */
static void
try_border (const Region *r, const KerfDistance *tumour, Best *best)
{
  for (guint k = 0; k < r->border->len; k++) {
    const Edge *e = &g_array_index (r->border, Edge, k);
    KerfVec3 x, nearest;
    double d = kerf_distance_segment (tumour, point_of (r, e->a[0], e->a[1]), point_of (r, e->b[0], e->b[1]),
                                      best->value, &x, &nearest);
    if (d < best->value)
      *best = (Best){ d, x, nearest };
  }
}

typedef struct {
  double away;
  guint32 vertex;
} Standing;

static gint
nearest_first (gconstpointer a, gconstpointer b)
{
  const Standing *x = a, *y = b;
  if (x->away < y->away || x->away > y->away)
    return x->away < y->away ? -1 : 1;
  return x->vertex < y->vertex ? -1 : x->vertex > y->vertex;
}

/* Vertices of the mesh that stand over the region. */
static void
try_vertices (const Region *r, const KerfMesh *mesh, Best *best)
{
  const KerfFrame3 *frame = &r->section->frame;
  g_autoptr (GArray) standing = g_array_new (FALSE, FALSE, sizeof (Standing));
  for (guint32 v = 0; v < mesh->n_vertices; v++) {
    KerfVec3 c = kerf_frame3_coordinates (frame, kerf_mesh_vertex (mesh, v));
    Standing one = { fabs (c.z), v };
    if (one.away < best->value && in_rectangle (r, c.x, c.y) && c.x >= r->section->lo[0] &&
        c.x <= r->section->hi[0] && c.y >= r->section->lo[1] && c.y <= r->section->hi[1])
      g_array_append_val (standing, one);
  }
  g_array_sort (standing, nearest_first);
  for (guint k = 0; k < standing->len; k++) {
    const Standing *one = &g_array_index (standing, Standing, k);
    KerfVec3 x = kerf_mesh_vertex (mesh, one->vertex), c = kerf_frame3_coordinates (frame, x);
    if (!kerf_section_contains (r->section, c.x, c.y))
      continue;
    *best = (Best){ one->away, point_of (r, c.x, c.y), x };
    return;
  }
}

/* Whether some of the region lies in the tumour, with the deepest point met so far in `best`. */
static gboolean
reaches_through (const Region *r, const KerfDistance *tumour, const KerfSection *across, Best *best)
{
  if (kerf_section_is_empty (across))
    return FALSE;
  for (guint k = 0; k < r->border->len; k++) {
    const Edge *e = &g_array_index (r->border, Edge, k);
    if (kerf_section_contains (across, e->a[0], e->a[1]))
      try_point (r, tumour, e->a[0], e->a[1], best);
  }
  for (guint32 k = 0; k < across->starts[across->n_loops]; k++) {
    const double *p = across->st + 2 * (gsize) k;
    if (in_region (r, p[0], p[1]))
      try_point (r, tumour, p[0], p[1], best);
  }
  for (guint32 l = 0; l < across->n_parts; l++) {
    g_autoptr (KerfSection) part = kerf_section_part (across, l);
    if (part->area_mm2 > 0 && in_region (r, part->s_centroid, part->t_centroid))
      try_point (r, tumour, part->s_centroid, part->t_centroid, best);
  }
  return best->value <= 0;
}

typedef struct {
  double bound, s, t, half; /* no point of the cell lies deeper than `bound` */
} Cell;

/* A heap with the most promising cell on top. */
static void
push (GArray *heap, Cell cell)
{
  g_array_append_val (heap, cell);
  Cell *c = &g_array_index (heap, Cell, 0);
  for (guint k = heap->len - 1; k > 0 && c[k].bound < c[(k - 1) / 2].bound; k = (k - 1) / 2) {
    Cell swap = c[k];
    c[k] = c[(k - 1) / 2];
    c[(k - 1) / 2] = swap;
  }
}

static Cell
pop (GArray *heap)
{
  Cell *c = &g_array_index (heap, Cell, 0), top = c[0];
  c[0] = c[heap->len - 1];
  g_array_set_size (heap, heap->len - 1);
  for (guint k = 0; 2 * k + 1 < heap->len;) {
    guint child = 2 * k + 1;
    if (child + 1 < heap->len && c[child + 1].bound < c[child].bound)
      child++;
    if (c[k].bound <= c[child].bound)
      break;
    Cell swap = c[k];
    c[k] = c[child];
    c[child] = swap;
    k = child;
  }
  return top;
}

/* No point of the cell lies deeper than it lies from the surface point `nearest`, a convex function: its greatest value
 * is at a corner. Where the middle is the deepest place of a smooth tumour this is better than the Lipschitz bound by
 * an order, which makes the search end. */
static double
deepest_in_cell (const Region *r, double s, double t, double half, KerfVec3 nearest)
{
  double s_range[2] = { fmax (s - half, r->s0), fmin (s + half, r->s1) },
         t_range[2] = { fmax (t - half, r->t0), fmin (t + half, r->t1) }, most = 0;
  for (int c = 0; c < 4; c++)
    most = fmax (most, kerf_distance (point_of (r, s_range[c & 1], t_range[c >> 1]), nearest));
  return most;
}

static void
try_cell (const Region *r, const KerfDistance *tumour, GArray *heap, double s, double t, double half,
          Best *best)
{
  double radius = half * 1.4142135623730951;
  if (s + half < r->s0 || s - half > r->s1 || t + half < r->t0 || t - half > r->t1)
    return;
  gboolean in_section = kerf_section_contains (r->section, s, t);
  KerfVec3 x = point_of (r, s, t), nearest;
  double d = kerf_distance_at (tumour, x, &nearest);
  if (in_section && in_rectangle (r, s, t) && d < best->value)
    *best = (Best){ d, x, nearest };
  double bound = fmax (d - radius, -deepest_in_cell (r, s, t, half, nearest));
  if (bound >= best->value - KERF_MARGIN_EXACT_MM)
    return;
  if (!in_section && kerf_section_edge_distance (r->section, s, t) > radius)
    return;
  push (heap, (Cell){ bound, s, t, half });
}

static void
find_depth (const Region *r, const KerfDistance *tumour, const KerfSection *across, Best *best)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Cell));
  double lo[2], hi[2], side = 0;
  for (int x = 0; x < 2; x++) {
    lo[x] = fmax (fmax (across->lo[x], r->section->lo[x]), x ? r->t0 : r->s0);
    hi[x] = fmin (fmin (across->hi[x], r->section->hi[x]), x ? r->t1 : r->s1);
    side = fmax (side, hi[x] - lo[x]);
  }
  if (!(hi[0] >= lo[0] && hi[1] >= lo[1]))
    return;
  try_cell (r, tumour, heap, (lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2, fmax (side / 2, 1e-6), best);
  for (guint cells = 0; heap->len && cells < MOST_CELLS; cells += 4) {
    Cell cell = pop (heap);
    if (cell.bound >= best->value - KERF_MARGIN_EXACT_MM)
      return;
    for (int q = 0; q < 4; q++)
      try_cell (r, tumour, heap, cell.s + (q & 1 ? 0.5 : -0.5) * cell.half,
                cell.t + (q & 2 ? 0.5 : -0.5) * cell.half, cell.half / 2, best);
  }
}

double
kerf_region_margin_mm (const KerfSection *section, const double s_range[2], const double t_range[2],
                       const KerfDistance *tumour, KerfVec3 *closest_face, KerfVec3 *closest_tumour)
{
  Region r;
  const KerfMesh *mesh = kerf_distance_mesh (tumour);
  Best best = { HUGE_VAL,
                { (double) NAN, (double) NAN, (double) NAN },
                { (double) NAN, (double) NAN, (double) NAN } };
  region_init (&r, section, s_range, t_range);
  if (r.border->len && mesh->n_triangles) {
    g_autoptr (KerfSection) across = kerf_distance_section (tumour, &section->frame);
    if (reaches_through (&r, tumour, across, &best))
      find_depth (&r, tumour, across, &best);
    else {
      try_border (&r, tumour, &best);
      try_vertices (&r, mesh, &best);
    }
  }
  g_array_unref (r.border);
  if (closest_face)
    *closest_face = best.face;
  if (closest_tumour)
    *closest_tumour = best.tumour;
  return isfinite (best.value) ? best.value : (double) NAN;
}

double
kerf_margin_unbounded_mm (const KerfFrame3 *face, const KerfMesh *tumour, KerfVec3 *at)
{
  double least = (double) NAN;
  for (guint32 v = 0; v < tumour->n_vertices; v++) {
    KerfVec3 x = kerf_mesh_vertex (tumour, v);
    double m = kerf_dot (face->n, kerf_sub (face->p, x));
    if (isnan (least) || m < least) {
      least = m;
      if (at)
        *at = x;
    }
  }
  return least;
}

void
kerf_margin (const KerfCut *cut, KerfFace face, const KerfDistance *tumour, double grown_mm,
             const KerfDistance *bone, KerfMargin *margin)
{
  KerfVec3 none = kerf_vec3 ((double) NAN, (double) NAN, (double) NAN);
  KerfFrame3 frame = kerf_cut_face (cut, face);
  *margin = (KerfMargin){ (double) NAN, (double) NAN, none, none, none, (double) NAN };
  gboolean has_tumour = tumour && kerf_distance_mesh (tumour)->n_triangles;
  if (has_tumour)
    margin->unbounded_mm =
        kerf_margin_unbounded_mm (&frame, kerf_distance_mesh (tumour), &margin->unbounded_tumour) - grown_mm;
  if (!bone || !kerf_distance_mesh (bone)->n_triangles)
    return;
  g_autoptr (KerfSection) section = kerf_distance_section (bone, &frame);
  g_autoptr (KerfSection) clipped = kerf_cut_clipped (cut, section);
  margin->area_mm2 = clipped->area_mm2;
  if (!has_tumour)
    return;
  double s_range[2] = { -cut->half_extent_u_mm, cut->half_extent_u_mm }, t_range[2];
  kerf_cut_t_range (cut, &t_range[0], &t_range[1]);
  margin->bounded_mm = kerf_region_margin_mm (section, s_range, t_range, tumour, &margin->closest_face,
                                              &margin->closest_tumour) -
                       grown_mm;
}

KerfCut
kerf_cut_snapped (const KerfCut *cut, const KerfMesh *tumour, double grown_mm, double margin_mm)
{
  KerfFrame3 face = kerf_cut_face (cut, KERF_FACE_DISCARD);
  double now = kerf_margin_unbounded_mm (&face, tumour, NULL) - grown_mm;
  KerfCut snapped = *cut;
  if (!isnan (now))
    snapped.frame.p = kerf_along (cut->frame.p, margin_mm - now, cut->frame.n);
  return snapped;
}
