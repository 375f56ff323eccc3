/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/solid-private.h"

#define TWIN_MM   1e-4
#define TWIN_SPAN 100.0

static void
leaf_clear (gpointer data)
{
  KerfLeaf *leaf = data;
  kerf_strokes_free (leaf->strokes);
  kerf_field_unref (leaf->field);
}

static void
node_clear (gpointer data)
{
  g_free (((KerfExprNode *) data)->of);
}

KerfSolid *
kerf_solid_new (void)
{
  KerfSolid *solid = g_new0 (KerfSolid, 1);
  solid->leaves = g_array_new (FALSE, TRUE, sizeof (KerfLeaf));
  solid->nodes = g_array_new (FALSE, TRUE, sizeof (KerfExprNode));
  g_array_set_clear_func (solid->leaves, leaf_clear);
  g_array_set_clear_func (solid->nodes, node_clear);
  return solid;
}

void
kerf_solid_free (KerfSolid *solid)
{
  if (!solid)
    return;
  g_array_unref (solid->leaves);
  g_array_unref (solid->nodes);
  g_free (solid);
}

static KerfExpr
add_node (KerfSolid *solid, KerfExprNode node)
{
  g_array_append_val (solid->nodes, node);
  return (int) solid->nodes->len - 1;
}

/* 1: the same surface, −1: the same, facing the other way, 0: another. */
static int
twins (const KerfLeaf *a, const KerfLeaf *b)
{
  if (a->kind != b->kind || a->kind == KERF_LEAF_STROKES)
    return 0;
  if (a->kind == KERF_LEAF_FIELD)
    return a->field == b->field && fabs (a->offset_mm - b->offset_mm) < TWIN_MM ? 1 : 0;
  if (a->kind == KERF_LEAF_PLANE) {
    double k = kerf_dot (a->axis, b->axis) < 0 ? -1 : 1;
    if (kerf_length (kerf_sub (a->axis, kerf_scale (b->axis, k))) * TWIN_SPAN > TWIN_MM)
      return 0;
    /* Compared where b was placed: the offsets belong to a far zero. */
    return fabs (kerf_dot (a->axis, b->point) - a->offset_mm) < TWIN_MM ? (int) k : 0;
  }
  KerfVec3 d = kerf_sub (b->point, a->point);
  d = kerf_along (d, -kerf_dot (d, a->axis), a->axis);
  return fabs (a->offset_mm - b->offset_mm) < TWIN_MM && kerf_length (d) < TWIN_MM &&
                 kerf_length (kerf_cross (a->axis, b->axis)) * TWIN_SPAN < TWIN_MM
             ? 1
             : 0;
}

static KerfExpr
add_leaf (KerfSolid *solid, KerfLeaf leaf)
{
  for (guint k = 0; k < solid->leaves->len; k++) {
    int same = twins (&g_array_index (solid->leaves, KerfLeaf, k), &leaf);
    if (same) {
      KerfLeaf *known = &g_array_index (solid->leaves, KerfLeaf, k);
      known->fineness = MAX (known->fineness, leaf.fineness);
      known->tolerance_mm = fmin (known->tolerance_mm, leaf.tolerance_mm);
      leaf_clear (&leaf);
      return add_node (solid, (KerfExprNode){ .op = KERF_EXPR_LEAF, .leaf = (int) k, .opposite = same < 0 });
    }
  }
  g_array_append_val (solid->leaves, leaf);
  return add_node (solid, (KerfExprNode){ .op = KERF_EXPR_LEAF, .leaf = (int) solid->leaves->len - 1 });
}

KerfExpr
kerf_solid_half_space (KerfSolid *solid, KerfVec3 normal, KerfVec3 point)
{
  KerfVec3 n = kerf_unit (normal);
  return add_leaf (solid, (KerfLeaf){ .kind = KERF_LEAF_PLANE,
                                      .axis = n,
                                      .point = point,
                                      .offset_mm = kerf_dot (n, point) });
}

KerfExpr
kerf_solid_cylinder (KerfSolid *solid, KerfVec3 point, KerfVec3 axis, double radius_mm, int fineness)
{
  return add_leaf (solid, (KerfLeaf){ .kind = KERF_LEAF_CYLINDER,
                                      .axis = kerf_unit (axis),
                                      .point = point,
                                      .offset_mm = radius_mm,
                                      .tolerance_mm = 0.003,
                                      .fineness = fineness });
}

KerfExpr
kerf_solid_strokes (KerfSolid *solid, const KerfVec3 *ends, gsize n, double radius_mm, int fineness)
{
  return add_leaf (solid, (KerfLeaf){ .kind = KERF_LEAF_STROKES,
                                      .strokes = kerf_strokes_new (ends, n),
                                      .offset_mm = radius_mm,
                                      .tolerance_mm = 0.01,
                                      .fineness = fineness });
}

KerfExpr
kerf_solid_field (KerfSolid *solid, const KerfField *field, double level, double tolerance_mm, int fineness)
{
  return add_leaf (solid, (KerfLeaf){ .kind = KERF_LEAF_FIELD,
                                      .field = kerf_field_ref (field),
                                      .offset_mm = level,
                                      .tolerance_mm = tolerance_mm,
                                      .fineness = fineness });
}

static KerfExpr
combine (KerfSolid *solid, KerfExprOp op, const KerfExpr *of, gsize n)
{
  if (n == 1)
    return of[0];
  return add_node (solid, (KerfExprNode){ .op = op, .of = g_memdup2 (of, n * sizeof *of), .n = (int) n });
}

KerfExpr
kerf_solid_all (KerfSolid *solid, const KerfExpr *of, gsize n)
{
  return combine (solid, KERF_EXPR_ALL, of, n);
}

KerfExpr
kerf_solid_any (KerfSolid *solid, const KerfExpr *of, gsize n)
{
  return combine (solid, KERF_EXPR_ANY, of, n);
}

KerfExpr
kerf_solid_not (KerfSolid *solid, KerfExpr e)
{
  KerfExprNode node = *kerf_solid_node (solid, e);
  if (node.op == KERF_EXPR_LEAF) {
    node.opposite = !node.opposite;
    return add_node (solid, node);
  }
  node.of = g_memdup2 (node.of, (gsize) node.n * sizeof *node.of);
  for (int k = 0; k < node.n; k++)
    node.of[k] = kerf_solid_not (solid, node.of[k]);
  node.op = node.op == KERF_EXPR_ALL ? KERF_EXPR_ANY : KERF_EXPR_ALL;
  return add_node (solid, node);
}

int
kerf_solid_leaf_of (const KerfSolid *solid, KerfExpr e)
{
  const KerfExprNode *node = kerf_solid_node (solid, e);
  return node->op == KERF_EXPR_LEAF ? node->leaf : -1;
}

gsize
kerf_solid_n_leaves (const KerfSolid *solid)
{
  return solid->leaves->len;
}

const KerfLeaf *
kerf_solid_leaf (const KerfSolid *solid, gsize leaf)
{
  return &g_array_index (solid->leaves, KerfLeaf, leaf);
}

static KerfVec3
from_axis (const KerfLeaf *leaf, KerfVec3 x)
{
  KerfVec3 d = kerf_sub (x, leaf->point);
  return kerf_along (d, -kerf_dot (d, leaf->axis), leaf->axis);
}

double
kerf_leaf_value (const KerfLeaf *leaf, KerfVec3 x)
{
  KerfVec3 nearest;
  switch (leaf->kind) {
  case KERF_LEAF_PLANE:
    return kerf_dot (leaf->axis, x) - leaf->offset_mm;
  case KERF_LEAF_CYLINDER:
    return kerf_length (from_axis (leaf, x)) - leaf->offset_mm;
  case KERF_LEAF_STROKES:
    return kerf_strokes_distance (leaf->strokes, x, &nearest) - leaf->offset_mm;
  case KERF_LEAF_FIELD:
    break;
  }
  return kerf_field_at (leaf->field, x, NULL) - leaf->offset_mm;
}

KerfVec3
kerf_leaf_gradient (const KerfLeaf *leaf, KerfVec3 x)
{
  KerfVec3 g = leaf->axis;
  switch (leaf->kind) {
  case KERF_LEAF_PLANE:
    break;
  case KERF_LEAF_CYLINDER:
    g = kerf_unit (from_axis (leaf, x));
    break;
  case KERF_LEAF_STROKES:
    kerf_strokes_distance (leaf->strokes, x, &g);
    g = kerf_unit (kerf_sub (x, g));
    break;
  case KERF_LEAF_FIELD:
    kerf_field_at (leaf->field, x, &g);
    break;
  }
  return g;
}

void
kerf_leaf_range (const KerfLeaf *leaf, KerfVec3 c, KerfVec3 half, double *low, double *high)
{
  double reach = kerf_length (half);
  if (leaf->kind == KERF_LEAF_FIELD) {
    kerf_field_range (leaf->field, c, half, low, high);
    *low -= leaf->offset_mm;
    *high -= leaf->offset_mm;
    return;
  }
  if (leaf->kind == KERF_LEAF_PLANE)
    reach = fabs (leaf->axis.x) * half.x + fabs (leaf->axis.y) * half.y + fabs (leaf->axis.z) * half.z;
  double value = kerf_leaf_value (leaf, c);
  *low = value - reach;
  *high = value + reach;
}

double
kerf_solid_value (const KerfSolid *solid, KerfExpr e, KerfVec3 x)
{
  const KerfExprNode *node = kerf_solid_node (solid, e);
  if (node->op == KERF_EXPR_LEAF) {
    double value = kerf_leaf_value (kerf_solid_leaf (solid, (gsize) node->leaf), x);
    return node->opposite ? -value : value;
  }
  double value = kerf_solid_value (solid, node->of[0], x);
  for (int k = 1; k < node->n; k++) {
    double other = kerf_solid_value (solid, node->of[k], x);
    value = node->op == KERF_EXPR_ALL ? fmax (value, other) : fmin (value, other);
  }
  return value;
}

int
kerf_solid_decide (const KerfSolid *solid, KerfExpr e, const KerfSign *signs)
{
  const KerfExprNode *node = kerf_solid_node (solid, e);
  if (node->op == KERF_EXPR_LEAF)
    return node->opposite ? -signs[node->leaf] : signs[node->leaf];
  int decisive = node->op == KERF_EXPR_ALL ? 1 : -1, together = -decisive;
  for (int k = 0; k < node->n; k++) {
    int one = kerf_solid_decide (solid, node->of[k], signs);
    if (one == decisive)
      return decisive;
    if (one == 0)
      together = 0;
  }
  return together;
}

static void
put_step (KerfProgram *program, KerfStep step)
{
  if (program->n == program->room) {
    program->room = 2 * program->room + 64;
    program->steps = g_renew (KerfStep, program->steps, program->room);
  }
  program->steps[program->n++] = step;
}

int
kerf_solid_compile (const KerfSolid *solid, KerfExpr e, const KerfSign *signs, const gint16 *local,
                    KerfProgram *program)
{
  const KerfExprNode *node = kerf_solid_node (solid, e);
  if (node->op == KERF_EXPR_LEAF) {
    int sign = signs[node->leaf];
    if (sign == 0)
      put_step (program, (KerfStep){ node->opposite ? 1 : 0, local[node->leaf] });
    return node->opposite ? -sign : sign;
  }
  int decisive = node->op == KERF_EXPR_ALL ? 1 : -1, begin = program->n, open = 0;
  for (int k = 0; k < node->n; k++) {
    int one = kerf_solid_compile (solid, node->of[k], signs, local, program);
    if (one == decisive) {
      program->n = begin;
      return decisive;
    }
    if (one == 0 && ++open > 1)
      put_step (program, (KerfStep){ node->op == KERF_EXPR_ALL ? 2 : 3, 0 });
  }
  return open ? 0 : -decisive;
}
