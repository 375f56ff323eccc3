/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/section.h"

#include <string.h>

/* The walk: a triangle with corners on both sides is entered by one edge and left by another; the edge is named by its
 * two vertices (lower first), its point is computed from them in that order, so that both triangles give one point. */

typedef struct {
  guint32 a, b; /* vertices of the edge, a < b */
  guint32 next; /* crossing to which the loop goes on; G_MAXUINT32: none yet */
  gboolean done;
} Crossing;

typedef struct {
  const KerfMesh *mesh;
  const KerfFrame3 *frame;
  KerfVec3 from_origin; /* frame.p about the mesh's origin */
  GHashTable *by_edge;  /* guint64 * → index + 1 */
  GArray *crossings;
} Cutter;

static double
height (const Cutter *c, guint32 vertex)
{
  const float *v = c->mesh->vertices + 3 * (gsize) vertex;
  KerfVec3 d = kerf_sub (kerf_vec3 ((double) v[0], (double) v[1], (double) v[2]), c->from_origin);
  return kerf_dot (d, c->frame->n);
}

static guint
edge_hash (gconstpointer key)
{
  guint64 x = *(const guint64 *) key * 0x9E3779B97F4A7C15u;
  return (guint) (x >> 32);
}

static gboolean
edge_equal (gconstpointer a, gconstpointer b)
{
  return *(const guint64 *) a == *(const guint64 *) b;
}

static guint32
crossing_of (Cutter *c, guint32 p, guint32 q)
{
  guint64 key = (guint64) MIN (p, q) << 32 | MAX (p, q);
  gpointer found = g_hash_table_lookup (c->by_edge, &key);
  if (found)
    return GPOINTER_TO_UINT (found) - 1;
  Crossing crossing = { MIN (p, q), MAX (p, q), G_MAXUINT32, FALSE };
  g_array_append_val (c->crossings, crossing);
  g_hash_table_insert (c->by_edge, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (c->crossings->len));
  return c->crossings->len - 1;
}

/* A triangle's segment runs so that the inside (behind its outward normal) is on the left seen from +n: from the edge
 * that goes up through the plane to the edge that goes down. */
static void
cut_triangle (Cutter *c, guint32 triangle)
{
  const guint32 *t = c->mesh->triangles + 3 * (gsize) triangle;
  gboolean up[3];
  for (int k = 0; k < 3; k++)
    up[k] = height (c, t[k]) >= 0;
  if (up[0] == up[1] && up[1] == up[2])
    return;
  guint32 from = 0, to = 0;
  for (int k = 0; k < 3; k++) {
    int next = (k + 1) % 3;
    if (!up[k] && up[next])
      from = crossing_of (c, t[k], t[next]);
    if (up[k] && !up[next])
      to = crossing_of (c, t[k], t[next]);
  }
  g_array_index (c->crossings, Crossing, to).next = from;
}

static void
crossing_point (const Cutter *c, const Crossing *crossing, double st[2])
{
  double ha = height (c, crossing->a), hb = height (c, crossing->b), f = ha / (ha - hb);
  KerfVec3 p = kerf_lerp (kerf_mesh_vertex (c->mesh, crossing->a), kerf_mesh_vertex (c->mesh, crossing->b),
                          CLAMP (f, 0, 1));
  KerfVec3 at = kerf_frame3_coordinates (c->frame, p);
  st[0] = at.x;
  st[1] = at.y;
}

static double
loop_area (const double *st, guint32 n)
{
  double sum = 0;
  for (guint32 k = 1; k + 1 < n; k++) {
    const double *o = st, *a = st + 2 * k, *b = st + 2 * k + 2;
    sum += (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  }
  return sum / 2;
}

static gboolean
loop_contains (const double *st, guint32 n, double s, double t)
{
  gboolean inside = FALSE;
  for (guint32 k = 0; k < n; k++) {
    const double *a = st + 2 * k, *b = st + 2 * ((k + 1) % n);
    if ((a[1] > t) != (b[1] > t) && s < a[0] + (t - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
      inside = !inside;
  }
  return inside;
}

/* Area, centroid and box. */
static void
measure (KerfSection *section)
{
  double area = 0, ms = 0, mt = 0;
  section->lo[0] = section->lo[1] = HUGE_VAL;
  section->hi[0] = section->hi[1] = -HUGE_VAL;
  const double *o = section->st;
  for (guint32 l = 0; l < section->n_loops; l++) {
    guint32 first = section->starts[l], n = section->starts[l + 1] - first;
    for (guint32 k = 0; k < n; k++) {
      const double *a = section->st + 2 * (gsize) (first + k),
                   *b = section->st + 2 * (gsize) (first + (k + 1) % n);
      double cross = (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
      area += cross / 2;
      ms += cross / 6 * ((a[0] - o[0]) + (b[0] - o[0]));
      mt += cross / 6 * ((a[1] - o[1]) + (b[1] - o[1]));
      for (int x = 0; x < 2; x++) {
        section->lo[x] = fmin (section->lo[x], a[x]);
        section->hi[x] = fmax (section->hi[x], a[x]);
      }
    }
  }
  section->area_mm2 = area;
  section->s_centroid = area > 0 ? o[0] + ms / area : (double) NAN;
  section->t_centroid = area > 0 ? o[1] + mt / area : (double) NAN;
}

/* The smallest outer loop round a hole; of itself for an outer loop. Degenerate loops count as outer. */
static guint32
owner_of (const KerfSection *section, const double *areas, guint32 hole)
{
  guint32 best = G_MAXUINT32;
  const double *p = section->st + 2 * (gsize) section->starts[hole];
  for (guint32 l = 0; l < section->n_loops; l++) {
    guint32 first = section->starts[l], n = section->starts[l + 1] - first;
    if (areas[l] > -areas[hole] && (best == G_MAXUINT32 || areas[l] < areas[best]) &&
        loop_contains (section->st + 2 * (gsize) first, n, p[0], p[1]))
      best = l;
  }
  return best;
}

static void
find_parts (KerfSection *section)
{
  g_autofree double *areas = g_new (double, MAX (section->n_loops, 1));
  section->part = g_new (guint32, MAX (section->n_loops, 1));
  section->n_parts = 0;
  for (guint32 l = 0; l < section->n_loops; l++) {
    guint32 first = section->starts[l];
    areas[l] = loop_area (section->st + 2 * (gsize) first, section->starts[l + 1] - first);
    section->part[l] = areas[l] >= 0 ? section->n_parts++ : G_MAXUINT32;
  }
  for (guint32 l = 0; l < section->n_loops; l++)
    if (section->part[l] == G_MAXUINT32) {
      guint32 owner = owner_of (section, areas, l);
      section->part[l] = owner == G_MAXUINT32 ? section->n_parts++ : section->part[owner];
    }
}

/* Takes the arrays. */
static KerfSection *
section_new (const KerfFrame3 *frame, GArray *starts, GArray *st)
{
  KerfSection *section = g_new0 (KerfSection, 1);
  g_atomic_ref_count_init (&section->count);
  section->frame = *frame;
  section->n_loops = starts->len;
  g_array_set_size (starts, starts->len + 1);
  g_array_index (starts, guint32, section->n_loops) = st->len / 2;
  section->starts = (guint32 *) (gpointer) g_array_free (starts, FALSE);
  if (st->len == 0)
    g_array_set_size (st, 2); /* never NULL */
  section->st = (double *) (gpointer) g_array_free (st, FALSE);
  measure (section);
  find_parts (section);
  return section;
}

/* Loops in the order of their first crossing. */
static KerfSection *
link_loops (Cutter *c)
{
  GArray *starts = g_array_new (FALSE, TRUE, sizeof (guint32)),
         *st = g_array_new (FALSE, TRUE, sizeof (double));
  for (guint32 k = 0; k < c->crossings->len; k++) {
    guint32 first = st->len / 2, at = k;
    while (at != G_MAXUINT32 && !g_array_index (c->crossings, Crossing, at).done) {
      Crossing *crossing = &g_array_index (c->crossings, Crossing, at);
      double p[2];
      crossing->done = TRUE;
      crossing_point (c, crossing, p);
      g_array_append_vals (st, p, 2);
      at = crossing->next;
    }
    if (st->len / 2 - first >= 3)
      g_array_append_val (starts, first);
    else
      g_array_set_size (st, 2 * first);
  }
  return section_new (c->frame, starts, st);
}

static KerfSection *
cut (const KerfMesh *mesh, const KerfFrame3 *frame, const guint32 *triangles, guint32 n)
{
  Cutter c = { .mesh = mesh,
               .frame = frame,
               .from_origin = kerf_sub (frame->p, mesh->origin),
               .by_edge = g_hash_table_new_full (edge_hash, edge_equal, g_free, NULL),
               .crossings = g_array_new (FALSE, FALSE, sizeof (Crossing)) };
  for (guint32 k = 0; k < n; k++)
    cut_triangle (&c, triangles ? triangles[k] : k);
  KerfSection *section = link_loops (&c);
  g_hash_table_unref (c.by_edge);
  g_array_free (c.crossings, TRUE);
  return section;
}

KerfSection *
kerf_mesh_section (const KerfMesh *mesh, const KerfFrame3 *frame)
{
  return cut (mesh, frame, NULL, mesh->n_triangles);
}

KerfSection *
kerf_distance_section (const KerfDistance *distance, const KerfFrame3 *frame)
{
  g_autoptr (GArray) triangles = g_array_new (FALSE, FALSE, sizeof (guint32));
  kerf_distance_across (distance, frame, triangles);
  if (triangles->len == 0)
    return cut (kerf_distance_mesh (distance), frame, NULL, 0);
  return cut (kerf_distance_mesh (distance), frame, &g_array_index (triangles, guint32, 0), triangles->len);
}

KerfSection *
kerf_section_ref (const KerfSection *section)
{
  union {
    const KerfSection *lent;
    KerfSection *owned;
  } same = { .lent = section };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_section_unref (KerfSection *section)
{
  if (!section || !g_atomic_ref_count_dec (&section->count))
    return;
  g_free (section->starts);
  g_free (section->st);
  g_free (section->part);
  g_free (section);
}

gboolean
kerf_section_is_empty (const KerfSection *section)
{
  return section->n_loops == 0;
}

gboolean
kerf_section_contains (const KerfSection *section, double s, double t)
{
  gboolean inside = FALSE;
  for (guint32 l = 0; l < section->n_loops; l++) {
    guint32 first = section->starts[l];
    if (loop_contains (section->st + 2 * (gsize) first, section->starts[l + 1] - first, s, t))
      inside = !inside;
  }
  return inside;
}

static double
edge_distance (const double *a, const double *b, double s, double t)
{
  double x = b[0] - a[0], y = b[1] - a[1], length2 = x * x + y * y;
  double f = length2 > 0 ? CLAMP (((s - a[0]) * x + (t - a[1]) * y) / length2, 0, 1) : 0;
  double ds = s - a[0] - f * x, dt = t - a[1] - f * y;
  return sqrt (ds * ds + dt * dt);
}

static double
loop_distance (const KerfSection *section, guint32 loop, double s, double t)
{
  double best = HUGE_VAL;
  guint32 first = section->starts[loop], n = section->starts[loop + 1] - first;
  for (guint32 k = 0; k < n; k++)
    best = fmin (best, edge_distance (section->st + 2 * (gsize) (first + k),
                                      section->st + 2 * (gsize) (first + (k + 1) % n), s, t));
  return best;
}

double
kerf_section_edge_distance (const KerfSection *section, double s, double t)
{
  double best = HUGE_VAL;
  for (guint32 l = 0; l < section->n_loops; l++)
    best = fmin (best, loop_distance (section, l, s, t));
  return best;
}

double
kerf_section_part_area_mm2 (const KerfSection *section, guint32 part)
{
  double sum = 0;
  for (guint32 l = 0; l < section->n_loops; l++)
    if (section->part[l] == part)
      sum += loop_area (section->st + 2 * (gsize) section->starts[l],
                        section->starts[l + 1] - section->starts[l]);
  return sum;
}

void
kerf_section_part_box (const KerfSection *section, guint32 part, double lo[2], double hi[2])
{
  lo[0] = lo[1] = HUGE_VAL;
  hi[0] = hi[1] = -HUGE_VAL;
  for (guint32 l = 0; l < section->n_loops; l++)
    for (guint32 k = section->starts[l]; section->part[l] == part && k < section->starts[l + 1]; k++)
      for (int x = 0; x < 2; x++) {
        lo[x] = fmin (lo[x], section->st[2 * (gsize) k + (gsize) x]);
        hi[x] = fmax (hi[x], section->st[2 * (gsize) k + (gsize) x]);
      }
}

guint32
kerf_section_part_near (const KerfSection *section, double s, double t)
{
  guint32 best = G_MAXUINT32;
  double nearest = HUGE_VAL;
  for (guint32 p = 0; p < section->n_parts; p++) {
    gboolean inside = FALSE;
    double d = HUGE_VAL;
    for (guint32 l = 0; l < section->n_loops; l++)
      if (section->part[l] == p) {
        guint32 first = section->starts[l];
        d = fmin (d, loop_distance (section, l, s, t));
        if (loop_contains (section->st + 2 * (gsize) first, section->starts[l + 1] - first, s, t))
          inside = !inside;
      }
    d = inside ? 0 : d;
    if (d < nearest) {
      nearest = d;
      best = p;
    }
  }
  return best;
}

KerfSection *
kerf_section_part (const KerfSection *section, guint32 part)
{
  GArray *starts = g_array_new (FALSE, TRUE, sizeof (guint32)),
         *st = g_array_new (FALSE, TRUE, sizeof (double));
  for (guint32 l = 0; l < section->n_loops; l++)
    if (section->part[l] == part) {
      guint32 first = st->len / 2;
      g_array_append_val (starts, first);
      g_array_append_vals (st, section->st + 2 * (gsize) section->starts[l],
                           2 * (section->starts[l + 1] - section->starts[l]));
    }
  return section_new (&section->frame, starts, st);
}

/* One loop against one half-plane (Sutherland & Hodgman 1974). */
static void
clip_loop (GArray *loop, const double half_plane[3], GArray *out)
{
  g_array_set_size (out, 0);
  guint n = loop->len / 2;
  const double *p = &g_array_index (loop, double, 0);
  for (guint k = 0; k < n; k++) {
    const double *a = p + 2 * k, *b = p + 2 * ((k + 1) % n);
    double da = half_plane[0] * a[0] + half_plane[1] * a[1] - half_plane[2];
    double db = half_plane[0] * b[0] + half_plane[1] * b[1] - half_plane[2];
    if (da <= 0)
      g_array_append_vals (out, a, 2);
    if ((da <= 0) != (db <= 0)) {
      double f = da / (da - db), c[2] = { a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]) };
      g_array_append_vals (out, c, 2);
    }
  }
}

KerfSection *
kerf_section_clipped (const KerfSection *section, const double (*half_planes)[3], gsize n)
{
  GArray *starts = g_array_new (FALSE, TRUE, sizeof (guint32)),
         *st = g_array_new (FALSE, TRUE, sizeof (double));
  GArray *loop = g_array_new (FALSE, FALSE, sizeof (double)),
         *next = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint32 l = 0; l < section->n_loops; l++) {
    g_array_set_size (loop, 0);
    g_array_append_vals (loop, section->st + 2 * (gsize) section->starts[l],
                         2 * (section->starts[l + 1] - section->starts[l]));
    for (gsize h = 0; h < n && loop->len; h++) {
      clip_loop (loop, half_planes[h], next);
      GArray *swap = loop;
      loop = next;
      next = swap;
    }
    if (loop->len < 6)
      continue;
    guint32 first = st->len / 2;
    g_array_append_val (starts, first);
    g_array_append_vals (st, loop->data, loop->len);
  }
  g_array_free (loop, TRUE);
  g_array_free (next, TRUE);
  return section_new (&section->frame, starts, st);
}
