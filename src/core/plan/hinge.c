/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/hinge-private.h"
#include "core/plan/lines-private.h"

/* A face is swept by lines along u; on each the stretches are exact. Stretches of neighbouring lines that overlap are
 * one piece. */

#define LINE_MM        0.05
#define LEAST_AREA_MM2 0.01
/* A kerf's own surface belongs to it, whatever the rounding. */
#define SURFACE_MM 1e-7

typedef struct {
  double from, to;
  guint32 parent;
  double area, s_moment, t_moment; /* at the root */
} Stretch;

typedef struct {
  const KerfCut *cuts;
  gsize n;
  const gboolean *done;
  gsize face;
  KerfFrame3 frame;
  const KerfSection *section;
} Face;

static gint
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static void
add (GArray *line, double from, double to)
{
  if (!(to - from > 1e-9))
    return;
  Stretch s = { .from = from, .to = to };
  g_array_append_val (line, s);
}

/* Takes [from, to] out of all stretches. */
static GArray *
without (GArray *line, double from, double to)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (Stretch));
  for (guint k = 0; k < line->len; k++) {
    const Stretch *s = &g_array_index (line, Stretch, k);
    if (to <= s->from || from >= s->to)
      add (left, s->from, s->to);
    else {
      add (left, s->from, from);
      add (left, to, s->to);
    }
  }
  g_array_unref (line);
  return left;
}

/* Uncovered bone on the line of height t. */
static GArray *
stretches_on (const Face *f, double t)
{
  const KerfSection *s = f->section;
  g_autoptr (GArray) cross = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint32 l = 0; l < s->n_loops; l++) {
    guint32 first = s->starts[l], n = s->starts[l + 1] - first;
    for (guint32 k = 0; k < n; k++) {
      const double *a = s->st + 2 * (gsize) (first + k), *b = s->st + 2 * (gsize) (first + (k + 1) % n);
      if ((a[1] > t) == (b[1] > t))
        continue;
      double x = a[0] + (t - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
      g_array_append_val (cross, x);
    }
  }
  g_array_sort (cross, ascending);
  KerfVec3 from = kerf_frame3_point (&f->frame, 0, t, 0);
  double lo = -HUGE_VAL, hi = HUGE_VAL, a, b;
  for (gsize k = 0; k < f->n; k++) {
    KerfHalfSpace h = kerf_cut_discard_half_space (&f->cuts[k]);
    if (k == f->face)
      continue;
    if (!kerf_half_spaces_stretch (&h, 1, from, f->frame.u, SURFACE_MM, &a, &b))
      lo = HUGE_VAL;
    else {
      lo = fmax (lo, a);
      hi = fmin (hi, b);
    }
  }
  GArray *line = g_array_new (FALSE, FALSE, sizeof (Stretch));
  for (guint k = 0; k + 1 < cross->len; k += 2)
    add (line, fmax (lo, g_array_index (cross, double, k)), fmin (hi, g_array_index (cross, double, k + 1)));
  for (gsize k = 0; k < f->n && line->len; k++) {
    KerfHalfSpace slab[6];
    gsize faces = kerf_cut_slab_half_spaces (&f->cuts[k], slab);
    if ((!f->done || f->done[k]) &&
        kerf_half_spaces_stretch (slab, faces, from, f->frame.u, SURFACE_MM, &a, &b))
      line = without (line, a, b);
  }
  return line;
}

static guint32
root_of (GArray *all, guint32 k)
{
  Stretch *s = &g_array_index (all, Stretch, 0);
  while (s[k].parent != k)
    k = s[k].parent = s[s[k].parent].parent;
  return k;
}

static void
sweep (const Face *f, GArray *hinges)
{
  double lo = f->section->lo[1], hi = f->section->hi[1];
  gsize lines = (gsize) CLAMP (ceil ((hi - lo) / LINE_MM), 64, 6000);
  double step = (hi - lo) / (double) lines;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Stretch));
  guint before = 0, here = 0;
  for (gsize l = 0; l < lines; l++) {
    double t = lo + ((double) l + 0.5) * step;
    g_autoptr (GArray) line = stretches_on (f, t);
    here = all->len;
    for (guint k = 0; k < line->len; k++) {
      Stretch s = g_array_index (line, Stretch, k);
      s.parent = all->len;
      s.area = (s.to - s.from) * step;
      s.s_moment = s.area * (s.from + s.to) / 2;
      s.t_moment = s.area * t;
      g_array_append_val (all, s);
    }
    for (guint32 i = before; i < here; i++)
      for (guint32 j = here; j < all->len; j++) {
        Stretch *s = &g_array_index (all, Stretch, 0);
        if (fmax (s[i].from, s[j].from) >= fmin (s[i].to, s[j].to))
          continue;
        guint32 x = root_of (all, i), y = root_of (all, j);
        s[MAX (x, y)].parent = MIN (x, y);
      }
    before = here;
  }
  Stretch *s = &g_array_index (all, Stretch, 0);
  for (guint32 k = 0; k < all->len; k++) {
    guint32 root = root_of (all, k);
    if (root == k)
      continue;
    s[root].area += s[k].area;
    s[root].s_moment += s[k].s_moment;
    s[root].t_moment += s[k].t_moment;
  }
  for (guint32 k = 0; k < all->len; k++) {
    if (s[k].parent != k || s[k].area < LEAST_AREA_MM2)
      continue;
    KerfHinge hinge = {
      s[k].area, kerf_frame3_point (&f->frame, s[k].s_moment / s[k].area, s[k].t_moment / s[k].area, 0),
      f->face
    };
    g_array_append_val (hinges, hinge);
  }
}

/* TRUE where an earlier cut has the same discard face. */
static gboolean
is_repeated (const KerfCut *cuts, gsize face)
{
  KerfHalfSpace h = kerf_cut_discard_half_space (&cuts[face]);
  for (gsize k = 0; k < face; k++) {
    KerfHalfSpace other = kerf_cut_discard_half_space (&cuts[k]);
    if (kerf_distance (h.normal, other.normal) < 1e-9 && fabs (h.offset_mm - other.offset_mm) < 1e-7)
      return TRUE;
  }
  return FALSE;
}

static gint
largest_first (gconstpointer a, gconstpointer b)
{
  const KerfHinge *x = a, *y = b;
  return x->area_mm2 > y->area_mm2 ? -1 : x->area_mm2 < y->area_mm2;
}

void
kerf_hinges_find (const KerfCut *cuts, gsize n, const gboolean *done, const KerfMesh *bone, GArray *hinges)
{
  for (gsize k = 0; k < n; k++) {
    if (is_repeated (cuts, k))
      continue;
    Face f = { cuts, n, done, k, kerf_cut_face (&cuts[k], KERF_FACE_DISCARD), NULL };
    g_autoptr (KerfSection) whole = kerf_mesh_section (bone, &f.frame);
    /* The box of what lies before the other faces decides where lines run: its edges are then met exactly. */
    double (*planes)[3] = g_malloc_n (MAX (n, 1), sizeof *planes);
    gsize used = 0;
    for (gsize j = 0; j < n; j++) {
      KerfHalfSpace h = kerf_cut_discard_half_space (&cuts[j]);
      double a = kerf_dot (h.normal, f.frame.u), b = kerf_dot (h.normal, f.frame.v);
      if (j == k || (fabs (a) < 1e-12 && fabs (b) < 1e-12))
        continue;
      planes[used][0] = a;
      planes[used][1] = b;
      planes[used++][2] = h.offset_mm - kerf_dot (h.normal, f.frame.p);
    }
    g_autoptr (KerfSection) clipped = kerf_section_clipped (whole, (const double (*)[3]) planes, used);
    g_free (planes);
    f.section = clipped;
    if (clipped->area_mm2 > LEAST_AREA_MM2)
      sweep (&f, hinges);
  }
  g_array_sort (hinges, largest_first);
}
