/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/field.h"
#include "core/mesh/mesh.h"

G_BEGIN_DECLS

/* Solids as expressions: intersections and unions over *leaves*, each a function that is negative inside. They become
 * triangles once, in kerf_solid_mesh. A solid is built by one owner and not changed once it is meshed. */

typedef enum { KERF_LEAF_PLANE, KERF_LEAF_CYLINDER, KERF_LEAF_STROKES, KERF_LEAF_FIELD } KerfLeafKind;

/* Line segments a[k]–b[k] in patient space; a leaf of them is all that lies within a radius of one. */
typedef struct KerfStrokes KerfStrokes;

typedef struct {
  KerfLeafKind kind;
  double offset_mm; /* value = raw − offset_mm */
  KerfVec3 point,
      axis; /* plane: unit normal, raw = axis·x; cylinder: unit axis through `point`, raw = distance */
  KerfStrokes *strokes; /* raw = distance to the nearest segment */
  KerfField *field;     /* raw = its value */
  double tolerance_mm;  /* a curved leaf's triangles stay this near to it */
  int fineness;         /* near it the lattice's step is halved so many times */
} KerfLeaf;

typedef struct KerfSolid KerfSolid;

/* An expression: its number in the solid. */
typedef int KerfExpr;

KerfSolid *kerf_solid_new (void);
void kerf_solid_free (KerfSolid *solid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfSolid, kerf_solid_free)

/* {x : normal·x ≤ offset}; the normal is made unit. Two planes that agree within 1e-4 mm over 100 mm about `near`
 * become one leaf, also when they face opposite ways: no slivers between twins. */
KerfExpr kerf_solid_half_space (KerfSolid *solid, KerfVec3 normal, KerfVec3 point_on_it);
/* All within `radius_mm` of the line. */
KerfExpr
kerf_solid_cylinder (KerfSolid *solid, KerfVec3 point, KerfVec3 axis, double radius_mm, int fineness);
/* All within `radius_mm` of one of the n ≥ 1 segments a[2k] – a[2k + 1]. */
KerfExpr kerf_solid_strokes (KerfSolid *solid, const KerfVec3 *ends, gsize n, double radius_mm, int fineness);
/* {x : field ≤ level}; keeps a reference. */
KerfExpr
kerf_solid_field (KerfSolid *solid, const KerfField *field, double level, double tolerance_mm, int fineness);

KerfExpr kerf_solid_all (KerfSolid *solid, const KerfExpr *of, gsize n); /* intersection; n ≥ 1 */
KerfExpr kerf_solid_any (KerfSolid *solid, const KerfExpr *of, gsize n); /* union; n ≥ 1 */
KerfExpr kerf_solid_not (KerfSolid *solid, KerfExpr of);                 /* complement */
/* The leaf of an expression that is one leaf (or its complement); −1 where it is more. */
int kerf_solid_leaf_of (const KerfSolid *solid, KerfExpr of);

gsize kerf_solid_n_leaves (const KerfSolid *solid);
const KerfLeaf *kerf_solid_leaf (const KerfSolid *solid, gsize leaf); /* lent */
double kerf_leaf_value (const KerfLeaf *leaf, KerfVec3 point);
/* Of a plane, cylinder or strokes a unit vector (zero on the axis); of a field its slope. */
KerfVec3 kerf_leaf_gradient (const KerfLeaf *leaf, KerfVec3 point);
/* Bounds of the leaf's values over the box centre ± half. */
void kerf_leaf_range (const KerfLeaf *leaf, KerfVec3 centre, KerfVec3 half, double *low, double *high);
/* Value of an expression: max over intersections, min over unions; not a distance, its sign says inside. */
double kerf_solid_value (const KerfSolid *solid, KerfExpr of, KerfVec3 point);

/* How a solid becomes triangles. */
typedef struct {
  KerfBox3 box;      /* holds the whole solid */
  double spacing_mm; /* of the lattice where nothing asks for more */
  double quantum_mm; /* vertices come to lie on multiples of this: a power of two */
  gboolean check;    /* test for self-intersection and mend or refuse; FALSE: a preview */
} KerfSolidSpec;

typedef struct {
  KerfMesh *mesh; /* about a whole number of mm */
  guint16 *leaf;  /* for each triangle the leaf whose surface it lies on */
  guint32 n_leaves;
  /* How it went. */
  guint32 raw_triangles, cuts_at_first; /* pairs of faces that cut each other before the ladder of repairs */
  int rung; /* 0: none needed; 1: widened edges; 2: tiles done again; 3 and more: another lattice */
} KerfSolidMesh;

/* A closed, manifold, embedded mesh, outward; corners and edges of planes are exact at any spacing. The same bytes with
 * any number of threads. NULL with a sentence that names the place where it can't be done, or when cancelled. An empty
 * solid gives an error too. */
KerfSolidMesh *kerf_solid_mesh (const KerfSolid *solid, KerfExpr root, const KerfSolidSpec *spec,
                                const KerfContext *context, GError **error);
void kerf_solid_mesh_free (KerfSolidMesh *mesh);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfSolidMesh, kerf_solid_mesh_free)

/* The quantum at which coordinates of the box are exact in float: 2⁻¹⁶ mm up to 256 mm from zero, more beyond. */
double kerf_solid_quantum (const KerfBox3 *box);

G_END_DECLS
