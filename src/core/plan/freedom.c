/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/plan/hinge-private.h"
#include "core/plan/lines-private.h"
#include "core/plan/specimen.h"

#include <string.h>

/* Bone as runs of cells along z; a kerf takes the cells whose centre it holds. Runs of neighbouring lines that share a
 * height are one piece. */

/* A piece with this much on both sides joins them; less is a crumb. */
#define CRUMB_MM3     20.0
#define CELL_MM       0.5
#define LEAST_KERF_MM 0.2

typedef struct {
  gint32 from, to; /* cells */
  guint32 parent;
  double specimen_mm3, host_mm3; /* of the piece, at its root */
} Run;

typedef struct {
  KerfLines *lines;
  double z0, h;
  GArray *runs;
  guint32 *first; /* per line */
  const KerfHalfSpace *discard;
  gsize n;
  KerfHalfSpace (*slabs)[6];
  gsize *slab_faces;
  gsize n_slabs;
} Cells;

static guint32
root_of (GArray *runs, guint32 k)
{
  Run *r = &g_array_index (runs, Run, 0);
  while (r[k].parent != k) {
    r[k].parent = r[r[k].parent].parent;
    k = r[k].parent;
  }
  return k;
}

/* First cell whose centre is at z or above. */
static gint32
cell_from (const Cells *c, double z)
{
  return (gint32) CLAMP (ceil ((z - c->z0) / c->h - 0.5), -1e8, 1e8);
}

static gint
by_start (gconstpointer a, gconstpointer b)
{
  const gint32 *x = a, *y = b;
  return x[0] < y[0] ? -1 : x[0] > y[0];
}

/* The stretches of cells that kerfs take on this line, in order of their beginning. */
static GArray *
taken_on (const Cells *c, KerfVec3 from)
{
  GArray *taken = g_array_new (FALSE, FALSE, 2 * sizeof (gint32));
  for (gsize k = 0; k < c->n_slabs; k++) {
    double t0, t1;
    if (!kerf_half_spaces_stretch (c->slabs[k], c->slab_faces[k], from, kerf_vec3 (0, 0, 1), 0, &t0, &t1))
      continue;
    gint32 cells[2] = { cell_from (c, t0), cell_from (c, t1) };
    if (cells[0] < cells[1])
      g_array_append_val (taken, cells);
  }
  g_array_sort (taken, by_start);
  return taken;
}

static void
add_run (Cells *c, KerfVec3 line, gint32 from, gint32 to)
{
  if (from >= to)
    return;
  double t0, t1, cell = c->h * c->h * c->h;
  Run run = { from, to, c->runs->len, 0, (to - from) * cell };
  if (c->n && kerf_half_spaces_stretch (c->discard, c->n, line, kerf_vec3 (0, 0, 1), 0, &t0, &t1)) {
    gint32 a = MAX (cell_from (c, t0), from), b = MIN (cell_from (c, t1), to);
    if (a < b) {
      run.specimen_mm3 = (b - a) * cell;
      run.host_mm3 -= run.specimen_mm3;
    }
  }
  g_array_append_val (c->runs, run);
}

static void
fill_line (Cells *c, gsize line)
{
  const KerfLines *l = c->lines;
  KerfVec3 from = kerf_vec3 (l->x0 + (gint32) (line % (gsize) l->n[0]) * l->step,
                             l->y0 + (gint32) (line / (gsize) l->n[0]) * l->step, 0);
  const double *z = l->z + l->first[line];
  gsize n = l->first[line + 1] - l->first[line];
  if (n < 2)
    return;
  g_autoptr (GArray) taken = taken_on (c, from);
  for (gsize k = 0; k + 1 < n; k += 2) {
    gint32 at = cell_from (c, z[k]), end = cell_from (c, z[k + 1]);
    for (guint t = 0; t < taken->len; t++) {
      const gint32 *cells = (const gint32 *) (gpointer) (taken->data + t * 2 * sizeof (gint32));
      if (cells[0] > at)
        add_run (c, from, at, MIN (cells[0], end));
      at = MAX (at, cells[1]);
    }
    add_run (c, from, at, end);
  }
}

/* Joins the runs of two lines that share a height; both are in ascending order. */
static void
join_lines (Cells *c, gsize a, gsize b)
{
  Run *r = &g_array_index (c->runs, Run, 0);
  guint32 i = c->first[a], j = c->first[b];
  while (i < c->first[a + 1] && j < c->first[b + 1]) {
    if (MAX (r[i].from, r[j].from) < MIN (r[i].to, r[j].to)) {
      guint32 x = root_of (c->runs, i), y = root_of (c->runs, j);
      r[MAX (x, y)].parent = MIN (x, y);
    }
    if (r[i].to < r[j].to)
      i++;
    else
      j++;
  }
}

static void
join_all (Cells *c)
{
  gsize ni = (gsize) c->lines->n[0], nj = (gsize) c->lines->n[1];
  for (gsize line = 0; line < ni * nj; line++) {
    guint32 first = c->first[line], end = c->first[line + 1];
    Run *r = &g_array_index (c->runs, Run, 0);
    for (guint32 k = first; k + 1 < end; k++) /* two walls in one cell leave no gap between cells */
      if (r[k].to == r[k + 1].from) {
        guint32 x = root_of (c->runs, k), y = root_of (c->runs, k + 1);
        r[MAX (x, y)].parent = MIN (x, y);
      }
    if (line % ni + 1 < ni)
      join_lines (c, line, line + 1);
    if (line / ni + 1 < nj)
      join_lines (c, line, line + ni);
  }
}

static void
judge (Cells *c, KerfFreedom *out)
{
  Run *r = &g_array_index (c->runs, Run, 0);
  for (guint32 k = 0; k < c->runs->len; k++) {
    guint32 root = root_of (c->runs, k);
    if (root != k) {
      r[root].specimen_mm3 += r[k].specimen_mm3;
      r[root].host_mm3 += r[k].host_mm3;
    }
  }
  out->state = KERF_FREE;
  for (guint32 k = 0; k < c->runs->len; k++) {
    if (r[k].parent != k)
      continue;
    out->pieces++;
    if (r[k].specimen_mm3 > CRUMB_MM3 && r[k].host_mm3 > CRUMB_MM3) {
      out->state = KERF_ATTACHED;
      out->joined_specimen_mm3 += r[k].specimen_mm3;
    }
  }
}

void
kerf_freedom_free (KerfFreedom *freedom)
{
  if (!freedom)
    return;
  g_array_unref (freedom->hinges);
  g_free (freedom);
}

static void
cells_fill (Cells *c, const KerfMesh *bone, const KerfContext *context)
{
  KerfBox3 box = kerf_mesh_box (bone);
  c->lines = kerf_lines_new (bone, &box, c->h);
  c->z0 = box.lo.z + 0.6931472 * c->h - c->h;
  c->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  gsize lines = (gsize) c->lines->n[0] * (gsize) c->lines->n[1];
  c->first = g_new0 (guint32, lines + 1);
  for (gsize line = 0; line < lines && !kerf_context_cancelled (context); line++) {
    c->first[line] = c->runs->len;
    fill_line (c, line);
  }
  c->first[lines] = c->runs->len;
}

KerfFreedom *
kerf_specimen_freedom (const KerfCut *cuts, gsize n, const gboolean *done, const KerfMesh *bone,
                       const KerfContext *context)
{
  KerfFreedom *out = g_new0 (KerfFreedom, 1);
  out->state = KERF_FREEDOM_NOT_ASSESSED;
  out->hinges = g_array_new (FALSE, FALSE, sizeof (KerfHinge));
  double thinnest = HUGE_VAL;
  for (gsize k = 0; k < n; k++)
    thinnest = fmin (thinnest, cuts[k].width_mm);
  if (n == 0 || !bone || !bone->n_triangles || !(thinnest >= LEAST_KERF_MM))
    return out;
  Cells c = { .h = fmin (CELL_MM, 0.9 * thinnest), .n = n };
  g_autofree KerfHalfSpace *discard = g_new (KerfHalfSpace, n);
  g_autofree gsize *faces = g_new (gsize, n);
  c.slabs = g_malloc_n (n, sizeof *c.slabs);
  for (gsize k = 0; k < n; k++) {
    discard[k] = kerf_cut_discard_half_space (&cuts[k]);
    if (!done || done[k]) {
      faces[c.n_slabs] = kerf_cut_slab_half_spaces (&cuts[k], c.slabs[c.n_slabs]);
      c.n_slabs++;
    }
  }
  c.discard = discard;
  c.slab_faces = faces;
  out->cell_mm = c.h;
  cells_fill (&c, bone, context);
  if (!kerf_context_cancelled (context)) {
    join_all (&c);
    judge (&c, out);
    kerf_hinges_find (cuts, n, done, bone, out->hinges);
  }
  kerf_lines_free (c.lines);
  g_array_unref (c.runs);
  g_free (c.first);
  g_free (c.slabs);
  if (kerf_context_cancelled (context))
    g_clear_pointer (&out, kerf_freedom_free);
  return out;
}
