/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/lines-private.h"

typedef struct {
  gsize line;
  double z;
} Hit;

/* Side of the line a–b (in x, y) on which p lies, the same number from both triangles of the edge. */
static double
side (KerfVec3 a, KerfVec3 b, double x, double y)
{
  gboolean swap = a.x > b.x || (a.x >= b.x && a.y > b.y);
  KerfVec3 p = swap ? b : a, q = swap ? a : b;
  double s = (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
  s = s >= 0 ? 1 : -1; /* a point on the edge counts as left of it */
  return swap ? -s : s;
}

static void
cross_triangle (const KerfLines *l, const KerfMesh *mesh, guint32 triangle, GArray *hits)
{
  KerfVec3 c[3];
  for (int k = 0; k < 3; k++)
    c[k] = kerf_mesh_vertex (mesh, mesh->triangles[3 * (gsize) triangle + (gsize) k]);
  KerfVec3 lo = kerf_vec3_min (c[0], kerf_vec3_min (c[1], c[2])),
           hi = kerf_vec3_max (c[0], kerf_vec3_max (c[1], c[2]));
  gint32 i0 = (gint32) MAX (ceil ((lo.x - l->x0) / l->step - 1e-9), 0),
         i1 = (gint32) MIN (floor ((hi.x - l->x0) / l->step + 1e-9), l->n[0] - 1),
         j0 = (gint32) MAX (ceil ((lo.y - l->y0) / l->step - 1e-9), 0),
         j1 = (gint32) MIN (floor ((hi.y - l->y0) / l->step + 1e-9), l->n[1] - 1);
  KerfVec3 n = kerf_cross (kerf_sub (c[1], c[0]), kerf_sub (c[2], c[0]));
  for (gint32 j = j0; j <= j1; j++)
    for (gint32 i = i0; i <= i1; i++) {
      double x = l->x0 + i * l->step, y = l->y0 + j * l->step;
      double a = side (c[0], c[1], x, y), b = side (c[1], c[2], x, y), d = side (c[2], c[0], x, y);
      if (a != b || b != d || !(fabs (n.z) > 0))
        continue;
      double z = c[0].z - (n.x * (x - c[0].x) + n.y * (y - c[0].y)) / n.z;
      Hit hit = { (gsize) j * (gsize) l->n[0] + (gsize) i, CLAMP (z, lo.z, hi.z) };
      g_array_append_val (hits, hit);
    }
}

static gint
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

KerfLines *
kerf_lines_new (const KerfMesh *mesh, const KerfBox3 *box, double step)
{
  KerfLines *l = g_new0 (KerfLines, 1);
  l->step = step;
  /* Odd fractions: no line runs in a wall or along an edge of a shape on round numbers. */
  l->x0 = box->lo.x + 0.4142135 * step;
  l->y0 = box->lo.y + 0.5772157 * step;
  l->n[0] = (gint32) MAX (ceil ((box->hi.x - l->x0) / step), 1);
  l->n[1] = (gint32) MAX (ceil ((box->hi.y - l->y0) / step), 1);
  gsize lines = (gsize) l->n[0] * (gsize) l->n[1];
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    cross_triangle (l, mesh, t, hits);
  l->first = g_new0 (gsize, lines + 2);
  l->z = g_new (double, MAX (hits->len, 1));
  for (guint k = 0; k < hits->len; k++)
    l->first[g_array_index (hits, Hit, k).line + 2]++;
  for (gsize k = 1; k <= lines; k++)
    l->first[k + 1] += l->first[k];
  for (guint k = 0; k < hits->len; k++) {
    const Hit *hit = &g_array_index (hits, Hit, k);
    l->z[l->first[hit->line + 1]++] = hit->z;
  }
  for (gsize k = 0; k < lines; k++)
    qsort (l->z + l->first[k], l->first[k + 1] - l->first[k], sizeof *l->z, ascending);
  return l;
}

void
kerf_lines_free (KerfLines *l)
{
  if (!l)
    return;
  g_free (l->first);
  g_free (l->z);
  g_free (l);
}

gboolean
kerf_half_spaces_stretch (const KerfHalfSpace *h, gsize n, KerfVec3 from, KerfVec3 direction, double slack,
                          double *t0, double *t1)
{
  *t0 = -HUGE_VAL;
  *t1 = HUGE_VAL;
  for (gsize k = 0; k < n; k++) {
    double slope = kerf_dot (h[k].normal, direction),
           room = h[k].offset_mm + slack - kerf_dot (h[k].normal, from);
    if (fabs (slope) < 1e-12) {
      if (room < 0)
        return FALSE;
    } else if (slope > 0)
      *t1 = fmin (*t1, room / slope);
    else
      *t0 = fmax (*t0, room / slope);
  }
  return *t0 < *t1;
}
