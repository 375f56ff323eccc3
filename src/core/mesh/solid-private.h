/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/solid.h"

typedef enum { KERF_EXPR_LEAF, KERF_EXPR_ALL, KERF_EXPR_ANY } KerfExprOp;

typedef struct {
  KerfExprOp op;
  int leaf;
  gboolean opposite; /* of a leaf: positive is inside */
  int *of;
  int n;
} KerfExprNode;

struct KerfSolid {
  GArray *leaves; /* of KerfLeaf */
  GArray *nodes;  /* of KerfExprNode */
};

static inline const KerfExprNode *
kerf_solid_node (const KerfSolid *solid, KerfExpr e)
{
  return &g_array_index (solid->nodes, KerfExprNode, e);
}

/* What is known of a leaf in a region. */
typedef gint8 KerfSign; /* −1 negative everywhere, 1 positive everywhere, 0 either */

/* −1: inside everywhere, 1: outside everywhere, 0: either, from the signs of the leaves. */
int kerf_solid_decide (const KerfSolid *solid, KerfExpr e, const KerfSign *signs);

/* An expression reduced to the leaves that matter in a region: a program for a stack of bits. Leaves have local
 * numbers 0 … 63. */
typedef struct {
  gint8 op;  /* 0 leaf, 1 opposite leaf, 2 and, 3 or */
  gint16 at; /* local number */
} KerfStep;

typedef struct {
  KerfStep *steps;
  int n, room;
} KerfProgram;

/* −1, 1: decided, no steps; 0: steps were made. `local` gives each undecided leaf its local number. */
int kerf_solid_compile (const KerfSolid *solid, KerfExpr e, const KerfSign *signs, const gint16 *local,
                        KerfProgram *program);

/* Bit 0: may be inside; bit 1: may be outside, where leaf k may be negative (bit k of `negative`) and may be positive
 * (bit k of `positive`). */
static inline unsigned
kerf_program_may (const KerfProgram *program, guint64 negative, guint64 positive)
{
  guint64 in = 0, out = 0;
  for (int k = 0; k < program->n; k++) {
    KerfStep s = program->steps[k];
    switch (s.op) {
    case 0:
      in = in << 1 | (negative >> s.at & 1);
      out = out << 1 | (positive >> s.at & 1);
      break;
    case 1:
      in = in << 1 | (positive >> s.at & 1);
      out = out << 1 | (negative >> s.at & 1);
      break;
    case 2:
      in = (in >> 1 & ~(guint64) 1) | (in & in >> 1 & 1);
      out = (out >> 1 & ~(guint64) 1) | ((out | out >> 1) & 1);
      break;
    default:
      in = (in >> 1 & ~(guint64) 1) | ((in | in >> 1) & 1);
      out = (out >> 1 & ~(guint64) 1) | (out & out >> 1 & 1);
      break;
    }
  }
  return (unsigned) (in & 1) | (unsigned) (out & 1) << 1;
}

static inline gboolean
kerf_program_inside (const KerfProgram *program, guint64 negative)
{
  return (kerf_program_may (program, negative, ~negative) & 1) != 0;
}

/* Strokes: a leaf's own tables. */
KerfStrokes *kerf_strokes_new (const KerfVec3 *ends, gsize n);
void kerf_strokes_free (KerfStrokes *strokes);
double kerf_strokes_distance (const KerfStrokes *strokes, KerfVec3 point, KerfVec3 *nearest);
