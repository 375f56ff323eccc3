/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/mesh/cuts.h"
#include "core/mesh/lattice.h"

#include <string.h>

enum {
  PAIRS = 4096,  /* cutting pairs that are looked at in one go */
  CALM = 256,    /* places kept free of collapse in the next round */
  ROUNDS = 6,    /* of lattices */
  WIDENINGS = 4, /* of the least edge, fourfold each */
};

typedef struct {
  const KerfSolidSpec *spec;
  KerfLatticeSpec lattice;
  KerfVec3 calm[CALM];
  KerfSoup soup;
  guint32 pairs[2 * PAIRS];
  const KerfContext *context;
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
  double least = m->lattice.least_edge_mm;
  for (int k = 0; k < WIDENINGS && cuts > 0; k++) {
    g_autofree guint8 *only = g_malloc0 (m->soup.n_points);
    least *= 4;
    for (gint64 p = 0; p < 2 * MIN (cuts, PAIRS); p++)
      for (int c = 0; c < 3; c++)
        only[m->soup.triangles[3 * (gsize) m->pairs[p] + (gsize) c]] = 1;
    kerf_soup_collapse (&m->soup, &m->lattice, least, only);
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

/* Second rung: nothing is collapsed near these places in the next round. */
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

static KerfSolidMesh *
finish (Maker *m)
{
  KerfSoup *s = &m->soup;
  KerfSolidMesh *out = g_new0 (KerfSolidMesh, 1);
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
  return out;
}

/* One lattice: its mesh, mended as far as it goes. `*bad` counts what is left; FALSE: an error. */
static gboolean
attempt (Maker *m, guint32 *raw, gint64 *first, gint64 *bad, int *rung, KerfVec3 *at, GError **error)
{
  kerf_soup_clear (&m->soup);
  if (!kerf_lattice_mesh (&m->lattice, m->context, &m->soup, raw, error))
    return FALSE;
  if (m->soup.n_triangles == 0)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "Nothing is left of the solid; check where its parts stand.");
  round_points (&m->soup, m->spec->quantum_mm);
  *bad = 0;
  if (!m->spec->check)
    return TRUE;
  gint64 cuts = count_cuts (m);
  if (*first < 0)
    *first = cuts;
  if (cuts > 0) {
    *rung = MAX (*rung, 1);
    cuts = widen (m, cuts);
  }
  if (cuts < 0)
    return kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  *bad = cuts;
  if (cuts > 0) {
    *at = place_of_cut (m, 0);
    keep_calm (m, cuts);
  } else if (!kerf_soup_is_manifold (&m->soup, at))
    *bad = 1;
  return TRUE;
}

KerfSolidMesh *
kerf_solid_mesh (const KerfSolid *solid, KerfExpr root, const KerfSolidSpec *spec, const KerfContext *context,
                 GError **error)
{
  Maker *m = g_new0 (Maker, 1);
  KerfSolidMesh *out = NULL;
  guint32 raw = 0;
  gint64 first = -1, bad = 1;
  int rung = 0;
  KerfVec3 at = spec->box.lo;
  m->spec = spec;
  m->context = context;
  m->lattice = (KerfLatticeSpec){
    .solid = solid, .root = root, .box = spec->box, .spacing_mm = spec->spacing_mm, .calm = m->calm
  };
  /* Under this an edge is worth nothing and could be turned over by the rounding. */
  m->lattice.least_edge_mm = fmax (0.001 * spec->spacing_mm, 16 * spec->quantum_mm);
  gboolean good = TRUE;
  for (int round = 0; round < ROUNDS && good && bad; round++) {
    m->lattice.shift = round < 2 ? 0 : round - 1;
    rung = round ? round + 1 : rung;
    if (round >= 2)
      m->lattice.n_calm = 0;
    kerf_context_progress (context, "guide", 0.3 + 0.1 * round);
    good = attempt (m, &raw, &first, &bad, &rung, &at, error);
  }
  if (good && bad)
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The solid can't be made whole near %.1f, %.1f, %.1f mm; move a part there by a little.",
                    at.x, at.y, at.z);
  else if (good) {
    out = finish (m);
    out->raw_triangles = raw;
    out->cuts_at_first = (guint32) MAX (first, 0);
    out->rung = rung;
  }
  kerf_soup_clear (&m->soup);
  g_free (m);
  return out;
}

void
kerf_solid_mesh_free (KerfSolidMesh *mesh)
{
  if (!mesh)
    return;
  kerf_mesh_unref (mesh->mesh);
  g_free (mesh->leaf);
  g_free (mesh);
}
