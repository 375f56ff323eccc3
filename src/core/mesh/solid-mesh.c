/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/mesh/cuts.h"
#include "core/mesh/lattice.h"

#include <string.h>

enum {
  PAIRS = 4096, /* cutting pairs that are looked at in one go */
  CALM = 256,   /* places kept free of collapse in the next round */
  LATTICES = 4,
  ROUNDS = 4, /* on one lattice, each with more places kept calm */
};

/* Wider than this no edge may be collapsed across what it lies on: a wall would lose too much. */
#define WIDEST_MM 0.01

typedef struct {
  const KerfSolidSpec *spec;
  KerfLatticeSpec lattice;
  KerfVec3 calm[CALM];
  KerfSoup soup;
  guint32 pairs[2 * PAIRS];
  const KerfContext *context;
  KerfVec3 at; /* where it fails */
} Maker;

double
kerf_solid_quantum (const KerfBox3 *box)
{
  double most = 0;
  for (int a = 0; a < 3; a++)
    most = fmax (most, fmax (fabs (kerf_component (box->lo, a)), fabs (kerf_component (box->hi, a))));
  double quantum = 1.0 / 65536;
  for (double limit = 256; limit < most && quantum < 0.25; limit *= 2)
    quantum *= 2;
  return quantum;
}

static void
round_points (KerfSoup *soup, double quantum)
{
  for (guint32 p = 0; p < soup->n_points; p++) {
    KerfVec3 *v = &soup->points[p];
    *v = kerf_vec3 (rint (v->x / quantum) * quantum, rint (v->y / quantum) * quantum,
                    rint (v->z / quantum) * quantum);
  }
}

static gint64
count_cuts (Maker *m)
{
  return kerf_points_cuts (m->soup.points, m->soup.n_points, m->soup.triangles, m->soup.n_triangles,
                           m->spec->quantum_mm, m->pairs, PAIRS, m->context);
}

/* First rung: short edges at the faces that cut are collapsed under a wider and wider measure. */
static gint64
widen (Maker *m, gint64 cuts)
{
  for (double least = 2 * m->lattice.least_edge_mm; cuts > 0 && least <= WIDEST_MM; least *= 2) {
    g_autofree guint8 *only = g_malloc0 (m->soup.n_points);
    for (gint64 p = 0; p < 2 * MIN (cuts, PAIRS); p++)
      for (int c = 0; c < 3; c++)
        only[m->soup.triangles[3 * (gsize) m->pairs[p] + (gsize) c]] = 1;
    kerf_soup_collapse (&m->soup, &m->lattice, least, only);
    kerf_soup_drop_pillows (&m->soup);
    round_points (&m->soup, m->spec->quantum_mm);
    cuts = count_cuts (m);
  }
  return cuts;
}

static KerfVec3
place_of_cut (const Maker *m, gint64 pair)
{
  return m->soup.points[m->soup.triangles[3 * (gsize) m->pairs[2 * pair]]];
}

/* Second rung: nothing is collapsed near these places when their tiles are done again. */
static void
keep_calm (Maker *m, gint64 cuts)
{
  for (gint64 k = 0; k < MIN (cuts, PAIRS) && m->lattice.n_calm < CALM; k++) {
    KerfVec3 at = place_of_cut (m, k);
    gboolean known = FALSE;
    for (gsize c = 0; c < m->lattice.n_calm; c++)
      known = known || kerf_distance (at, m->calm[c]) < 0.5 * m->spec->spacing_mm;
    if (!known)
      m->calm[m->lattice.n_calm++] = at;
  }
}

static void
finish (const Maker *m, KerfSolidMesh *out)
{
  const KerfSoup *s = &m->soup;
  KerfVec3 lo = s->points[0], hi = lo;
  for (guint32 p = 0; p < s->n_points; p++) {
    lo = kerf_vec3_min (lo, s->points[p]);
    hi = kerf_vec3_max (hi, s->points[p]);
  }
  KerfVec3 o = kerf_vec3 (rint ((lo.x + hi.x) / 2), rint ((lo.y + hi.y) / 2), rint ((lo.z + hi.z) / 2));
  float *vertices = g_new (float, 3 * (gsize) s->n_points);
  for (guint32 p = 0; p < s->n_points; p++) {
    vertices[3 * (gsize) p] = (float) (s->points[p].x - o.x);
    vertices[3 * (gsize) p + 1] = (float) (s->points[p].y - o.y);
    vertices[3 * (gsize) p + 2] = (float) (s->points[p].z - o.z);
  }
  guint32 *triangles = g_memdup2 (s->triangles, 3 * (gsize) s->n_triangles * sizeof *triangles);
  out->mesh = kerf_mesh_new_take (o, vertices, s->n_points, triangles, s->n_triangles);
  out->leaf = g_new (guint16, s->n_triangles);
  for (guint32 t = 0; t < s->n_triangles; t++)
    out->leaf[t] = s->leaf[t] & KERF_SOUP_LEAF;
  out->n_leaves = (guint32) kerf_solid_n_leaves (m->lattice.solid);
}

/* The surface as it stands, mended as far as short edges go. `*bad` counts what is left; FALSE: cancelled. */
static gboolean
assemble (Maker *m, const KerfLattice *lattice, gint64 *first, gint64 *bad, GError **error)
{
  kerf_soup_clear (&m->soup);
  kerf_lattice_soup (lattice, &m->soup);
  *bad = 0;
  if (m->soup.n_triangles == 0)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "Nothing is left of the solid; check where its parts stand.");
  round_points (&m->soup, m->spec->quantum_mm);
  if (!m->spec->check)
    return TRUE;
  gint64 cuts = count_cuts (m);
  if (*first < 0)
    *first = cuts;
  if (cuts > 0)
    cuts = widen (m, cuts);
  if (cuts < 0)
    return kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  *bad = cuts;
  if (cuts > 0)
    m->at = place_of_cut (m, 0);
  else if (!kerf_soup_is_manifold (&m->soup, &m->at))
    *bad = -1;
  return TRUE;
}

/* One lattice, its tiles done again where faces cut. */
static gboolean
attempt (Maker *m, KerfSolidMesh *out, gint64 *first, gint64 *bad, GError **error)
{
  m->lattice.n_calm = 0;
  KerfLattice *lattice = kerf_lattice_new (&m->lattice, m->context, error);
  gboolean good = lattice && assemble (m, lattice, first, bad, error);
  out->raw_triangles = lattice ? kerf_lattice_raw_triangles (lattice) : 0;
  if (good && *first > 0)
    out->rung = MAX (out->rung, 1);
  for (int round = 1; round < ROUNDS && good && *bad > 0; round++) {
    gsize known = m->lattice.n_calm;
    keep_calm (m, *bad);
    out->rung = MAX (out->rung, 2);
    if (m->lattice.n_calm == known)
      break;
    good = kerf_lattice_again (lattice, known, m->context, error) && assemble (m, lattice, first, bad, error);
  }
  kerf_lattice_free (lattice);
  return good;
}

KerfSolidMesh *
kerf_solid_mesh (const KerfSolid *solid, KerfExpr root, const KerfSolidSpec *spec, const KerfContext *context,
                 GError **error)
{
  Maker *m = g_new0 (Maker, 1);
  KerfSolidMesh *out = g_new0 (KerfSolidMesh, 1);
  gint64 first = -1, bad = 1;
  m->spec = spec;
  m->context = context;
  m->lattice = (KerfLatticeSpec){
    .solid = solid, .root = root, .box = spec->box, .spacing_mm = spec->spacing_mm, .calm = m->calm
  };
  /* Under this an edge is worth nothing and could be turned over by the rounding. */
  m->lattice.least_edge_mm = fmax (0.001 * spec->spacing_mm, 16 * spec->quantum_mm);
  gboolean good = TRUE;
  for (int shift = 0; shift < LATTICES && good && bad != 0; shift++) {
    m->lattice.shift = shift;
    kerf_context_progress (context, "guide", 0.3 + 0.15 * shift);
    if (shift)
      out->rung = shift + 2;
    good = attempt (m, out, &first, &bad, error);
  }
  if (good && bad)
    good = kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "The solid can't be made whole near %.1f, %.1f, %.1f mm; move a part there by a little.", m->at.x,
        m->at.y, m->at.z);
  if (good) {
    out->cuts_at_first = (guint32) MAX (first, 0);
    finish (m, out);
  } else
    g_clear_pointer (&out, kerf_solid_mesh_free);
  kerf_soup_clear (&m->soup);
  g_free (m);
  return out;
}

void
kerf_solid_mesh_free (KerfSolidMesh *mesh)
{
  if (!mesh)
    return;
  g_clear_pointer (&mesh->mesh, kerf_mesh_unref);
  g_free (mesh->leaf);
  g_free (mesh);
}
