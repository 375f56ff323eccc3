/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/solid.h"

G_BEGIN_DECLS

/* From an expression to a raw mesh: piecewise-linear CSG. Space is a lattice of cubes cut into tetrahedra (Kuhn), those
 * near curved leaves bisected further (Maubach 1995) by a rule that depends on the place alone, so that neighbours
 * agree. Each tetrahedron is split by every leaf that changes sign in it; the surface is what lies between a piece
 * inside and one outside. Decisions rest on signs of numbers that belong to named points alone: the mesh is closed
 * whatever the roundings are. Edges and corners of planes are exact at any spacing. */

/* Triangles whose corners carry names, before they are a mesh. */
typedef struct {
  KerfVec3 *points;
  guint64 *names; /* NULL once welded */
  guint32 n_points, room_points;
  guint32 *triangles; /* 3 each */
  guint16 *leaf;      /* leaf number; KERF_SOUP_OPPOSITE: outward is against the leaf's gradient */
  guint32 n_triangles, room_triangles;
} KerfSoup;

enum { KERF_SOUP_OPPOSITE = 0x8000, KERF_SOUP_LEAF = 0x7fff };

void kerf_soup_clear (KerfSoup *soup);
guint32 kerf_soup_add_point (KerfSoup *soup, guint64 name, KerfVec3 point);
void kerf_soup_add_triangle (KerfSoup *soup, guint32 a, guint32 b, guint32 c, guint16 leaf);
/* Joins the parts by the names of their points, in their order. */
void kerf_soup_weld (KerfSoup *whole, const KerfSoup *parts, gsize n);
/* Takes away pairs of triangles on the same three points: what a speck collapses to. */
void kerf_soup_drop_pillows (KerfSoup *soup);
/* Every edge has two triangles that run it in opposite ways, every point one fan. `at` (may be NULL): where not. */
gboolean kerf_soup_is_manifold (const KerfSoup *soup, KerfVec3 *at);

typedef struct {
  const KerfSolid *solid;
  KerfExpr root;
  KerfBox3 box;
  double spacing_mm;
  int shift;            /* which offset of the lattice */
  double least_edge_mm; /* shorter edges are collapsed whatever they lie on */
  const KerfVec3 *calm; /* places near which nothing is collapsed */
  gsize n_calm;
} KerfLatticeSpec;

/* A lattice with its tiles, meshed once and kept, so that a part can be done again. */
typedef struct KerfLattice KerfLattice;

/* Finds the cubes that matter and meshes them. The spec is lent and has to outlive the lattice. NULL with a sentence:
 * cancelled, too large, or too many leaves meet in one place. */
KerfLattice *kerf_lattice_new (const KerfLatticeSpec *spec, const KerfContext *context, GError **error);
void kerf_lattice_free (KerfLattice *lattice);
/* Does again the tiles near the calm places from number `first` on. FALSE when cancelled. */
gboolean kerf_lattice_again (KerfLattice *lattice, gsize first, const KerfContext *context, GError **error);
/* Fills an empty soup with the collapsed, closed surface. */
void kerf_lattice_soup (const KerfLattice *lattice, KerfSoup *soup);
guint32 kerf_lattice_raw_triangles (const KerfLattice *lattice);

/* Edge collapse that keeps leaves: a point moves onto a neighbour only if that lies on every leaf the point lies on;
 * creases collapse along themselves, corners stay. Planes stay exact, curved leaves within their tolerance of the leaf
 * itself, so nothing adds up. Open borders are locked. `only` (may be NULL): a flag a point, others stay. Returns how
 * many points went. */
guint32
kerf_soup_collapse (KerfSoup *soup, const KerfLatticeSpec *spec, double least_edge_mm, const guint8 *only);

G_END_DECLS
