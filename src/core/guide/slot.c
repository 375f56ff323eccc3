/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/guide-private.h"

#include <string.h>

#define ENTRY_STEP_MM 0.5
#define STEEPEST      3.0  /* of the entry along the slot that still counts as a place to stand on */
#define DEEPEST_MM    20.0 /* a block goes no deeper below the first bone it meets */

/* The bone that a plane cuts: all of its section within a bounded rectangle, else the part nearest to its point. NULL
 * where there is none. */
static KerfSection *
cut_section (const KerfCut *cut, const KerfDistance *bone)
{
  KerfFrame3 frame = kerf_cut_face (cut, KERF_FACE_CENTRE);
  g_autoptr (KerfSection) whole = kerf_distance_section (bone, &frame);
  double t0, t1, planes[4][3];
  gsize n = 0;
  kerf_cut_t_range (cut, &t0, &t1);
  if (!isfinite (cut->half_extent_u_mm) || !isfinite (t0)) {
    guint32 part = kerf_section_part_near (whole, 0, 0);
    if (part == G_MAXUINT32)
      return NULL;
    KerfSection *near = kerf_section_part (whole, part);
    kerf_section_unref (g_steal_pointer (&whole));
    whole = near;
  }
  if (isfinite (cut->half_extent_u_mm)) {
    memcpy (planes[n++], (double[3]){ 1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
    memcpy (planes[n++], (double[3]){ -1, 0, cut->half_extent_u_mm }, sizeof planes[0]);
  }
  if (isfinite (t0))
    memcpy (planes[n++], (double[3]){ 0, -1, -t0 }, sizeof planes[0]);
  if (isfinite (t1))
    memcpy (planes[n++], (double[3]){ 0, 1, t1 }, sizeof planes[0]);
  g_autoptr (KerfSection) within = kerf_section_clipped (whole, (const double (*)[3]) planes, n);
  return kerf_section_is_empty (within) ? NULL : g_steal_pointer (&within);
}

gboolean
kerf_slot_fit (const KerfCut *cut, const KerfDistance *bone, double *centre_u_mm, double *length_mm)
{
  g_autoptr (KerfSection) section = cut_section (cut, bone);
  *centre_u_mm = section ? (section->lo[0] + section->hi[0]) / 2 : 0;
  *length_mm = section ? section->hi[0] - section->lo[0] + 10 : 40;
  return section != NULL;
}

/* Where the blade going along +t at this s first meets bone, at most at t1: the outermost surface, also before the plane's
 * rectangle, as neither blade nor guide gets past it. INFINITY where there is none. */
static double
first_t (const KerfSection *section, double s, double t1)
{
  double first = (double) INFINITY;
  for (guint32 l = 0; l < section->n_loops; l++)
    for (guint32 k = section->starts[l]; k < section->starts[l + 1]; k++) {
      guint32 next = k + 1 < section->starts[l + 1] ? k + 1 : section->starts[l];
      const double *a = section->st + 2 * (gsize) k, *b = section->st + 2 * (gsize) next;
      if ((a[0] <= s) != (b[0] <= s))
        first = fmin (first, a[1] + (s - a[0]) / (b[0] - a[0]) * (b[1] - a[1]));
    }
  return first <= t1 ? first : (double) INFINITY;
}

/* The kerf's frame as the guide sees it: v goes the way the guide is put on. A plane whose blade was drawn from the other
 * side is taken from this one: u and v turn, n and the walls stay. Returns −1 where they turned. */
static double
face_guide (KerfSlotShape *shape, const KerfGuideInput *in)
{
  shape->frame = kerf_cut_face (&shape->slot->cut, KERF_FACE_CENTRE);
  if (kerf_dot (shape->frame.v, in->insertion) >= 0)
    return 1;
  shape->frame.u = kerf_scale (shape->frame.u, -1);
  shape->frame.v = kerf_scale (shape->frame.v, -1);
  return -1;
}

void
kerf_slot_shape_init (KerfSlotShape *shape, const KerfGuideSlot *slot, const KerfGuideInput *in)
{
  double t0, t1, first = (double) INFINITY, last = (double) -INFINITY, before = (double) NAN;
  shape->slot = slot;
  double turn = face_guide (shape, in);
  shape->turned = turn < 0;
  shape->half_mm = slot->cut.width_mm / 2 + slot->clearance_mm;
  shape->s_lo = turn * slot->centre_u_mm - slot->length_mm / 2;
  shape->s_hi = turn * slot->centre_u_mm + slot->length_mm / 2;
  shape->entry = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  shape->wall_leaf[0] = shape->wall_leaf[1] = -1;
  shape->block_lo = slot->kind == KERF_SLOT_LEDGE_KEEP ? shape->half_mm : -shape->half_mm - KERF_SLOT_SIDE_MM;
  shape->block_hi =
      slot->kind == KERF_SLOT_LEDGE_DISCARD ? -shape->half_mm : shape->half_mm + KERF_SLOT_SIDE_MM;
  kerf_cut_t_range (&slot->cut, &t0, &t1);
  if (shape->turned) {
    double swap = t0;
    t0 = -t1;
    t1 = -swap;
  }
  g_autoptr (KerfSection) section = kerf_distance_section (in->bone, &shape->frame);
  int n = (int) ceil (slot->length_mm / ENTRY_STEP_MM);
  for (int k = 0; k <= n; k++) {
    double s = shape->s_lo + slot->length_mm * k / n, t = first_t (section, s, t1);
    if (!isfinite (t))
      continue;
    KerfVec3 p = kerf_frame3_point (&shape->frame, s, t, 0);
    g_array_append_val (shape->entry, p);
    first = fmin (first, t);
    if (fabs (t - before) <= STEEPEST * slot->length_mm / n) /* the block ends above the bone's own outline */
      last = fmax (last, t);
    before = t;
  }
  if (!shape->entry->len)
    first = last = 0;
  shape->early_mm = isfinite (t0) ? t0 - first : 0;
  shape->t_top = first - in->offset_mm - slot->wall_height_mm;
  shape->t_bottom = fmax (fmin (last, first + DEEPEST_MM), first + 1);
}

void
kerf_slot_shape_clear (KerfSlotShape *shape)
{
  g_clear_pointer (&shape->entry, g_array_unref);
}

KerfBox3
kerf_slot_box (const KerfSlotShape *shape, const KerfFrame3 *frame)
{
  KerfBox3 box = { kerf_vec3 ((double) INFINITY, (double) INFINITY, (double) INFINITY),
                   kerf_vec3 ((double) -INFINITY, (double) -INFINITY, (double) -INFINITY) };
  for (int c = 0; c < 8; c++) {
    double s = c & 1 ? shape->s_hi + KERF_SLOT_SIDE_MM : shape->s_lo - KERF_SLOT_SIDE_MM;
    double t = c & 2 ? shape->t_bottom : shape->t_top, h = c & 4 ? shape->block_hi : shape->block_lo;
    KerfVec3 p = kerf_frame3_coordinates (frame, kerf_frame3_point (&shape->frame, s, t, h));
    box.lo = kerf_vec3_min (box.lo, p);
    box.hi = kerf_vec3_max (box.hi, p);
  }
  return box;
}

/* {x : side·(coordinate along axis) ≤ side·at} in the slot's frame. */
static KerfExpr
side_of (KerfSolid *solid, const KerfFrame3 *f, KerfVec3 axis, double at, double side)
{
  return kerf_solid_half_space (solid, kerf_scale (axis, side), kerf_along (f->p, at, axis));
}

KerfExpr
kerf_slot_block (KerfSlotShape *shape, KerfSolid *solid, const KerfGuideSite *site)
{
  const KerfFrame3 *f = &shape->frame;
  gboolean open = shape->slot->kind == KERF_SLOT_OPEN;
  KerfExpr faces[7] = {
    side_of (solid, f, f->n, shape->block_hi, 1),
    side_of (solid, f, f->n, shape->block_lo, -1),
    side_of (solid, f, f->u, shape->s_hi + KERF_SLOT_SIDE_MM, 1),
    side_of (solid, f, f->u, open ? shape->s_lo : shape->s_lo - KERF_SLOT_SIDE_MM, -1),
    side_of (solid, f, f->v, shape->t_bottom, 1),
    side_of (solid, f, f->v, shape->t_top, -1),
    /* Where bone falls away the walls need not stand higher than twice what was asked for. */
    kerf_solid_field (solid, site->outside, site->in->offset_mm + 2 * shape->slot->wall_height_mm, 0.05, 0),
  };
  return kerf_solid_all (solid, faces, G_N_ELEMENTS (faces));
}

/* What the blade needs, through and through along v. A ledge is open on its other side; an open slot at its −u end. */
KerfExpr
kerf_slot_cut (KerfSlotShape *shape, KerfSolid *solid)
{
  const KerfFrame3 *f = &shape->frame;
  KerfSlotKind kind = shape->slot->kind;
  double beyond = shape->half_mm + KERF_SLOT_SIDE_MM + 5;
  KerfExpr keep = side_of (solid, f, f->n, kind == KERF_SLOT_LEDGE_DISCARD ? beyond : shape->half_mm, 1);
  KerfExpr discard = side_of (solid, f, f->n, kind == KERF_SLOT_LEDGE_KEEP ? -beyond : -shape->half_mm, -1);
  KerfExpr parts[4] = { keep, discard, side_of (solid, f, f->u, shape->s_hi, 1), 0 };
  gsize n = 3;
  if (kind != KERF_SLOT_OPEN)
    parts[n++] = side_of (solid, f, f->u, shape->s_lo, -1);
  if (kind != KERF_SLOT_LEDGE_DISCARD)
    shape->wall_leaf[0] = kerf_solid_leaf_of (solid, keep);
  if (kind != KERF_SLOT_LEDGE_KEEP)
    shape->wall_leaf[1] = kerf_solid_leaf_of (solid, discard);
  return kerf_solid_all (solid, parts, n);
}
