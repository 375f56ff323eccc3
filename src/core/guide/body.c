/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/guide-private.h"

/* Tolerance of the underside's triangles about the sampled surface, and of the outside's. */
#define UNDER_MM 0.01
#define OUTER_MM 0.03

KerfExpr
kerf_guide_expression (KerfGuideSite *site, KerfSolid *solid, int *underside, int *bores)
{
  const KerfGuideInput *in = site->in;
  gsize n_body = 1 + in->n_slots + in->n_pins, n_all = 3 + in->n_slots + in->n_pins, body_at = 0, all_at = 0;
  g_autofree KerfExpr *body = g_new (KerfExpr, n_body), *all = g_new (KerfExpr, n_all);
  KerfExpr below = kerf_solid_field (solid, site->field, in->offset_mm, UNDER_MM, 1);
  KerfVec3 floor = kerf_frame3_point (&site->frame, 0, 0, site->floor_mm + in->offset_mm / 2);
  KerfVec3 ceiling = kerf_frame3_point (&site->frame, 0, 0, (site->n[2] - 2) * site->step_mm);
  KerfExpr shell[4] = {
    kerf_solid_field (solid, site->outside, in->offset_mm + in->thickness_mm, OUTER_MM, 0),
    kerf_solid_field (solid, site->footprint, 0, OUTER_MM, 0),
    /* A hole in the bone is no reason for a plug, nor a tall neighbour for a wall. */
    kerf_solid_half_space (solid, kerf_scale (site->up, -1), floor),
    kerf_solid_half_space (solid, site->up, ceiling),
  };
  *underside = kerf_solid_leaf_of (solid, below);
  body[body_at++] = kerf_solid_all (solid, shell, G_N_ELEMENTS (shell));
  for (gsize k = 0; k < in->n_slots; k++)
    if (site->slots[k].entry->len)
      body[body_at++] = kerf_slot_block (&site->slots[k], solid, site);
  for (gsize k = 0; k < in->n_pins; k++)
    body[body_at++] = kerf_pin_sleeve (&in->pins[k], solid);
  all[all_at++] = kerf_solid_any (solid, body, body_at);
  all[all_at++] = kerf_solid_not (solid, below);
  for (gsize k = 0; k < in->n_slots; k++)
    if (site->slots[k].entry->len)
      all[all_at++] = kerf_solid_not (solid, kerf_slot_cut (&site->slots[k], solid));
  for (gsize k = 0; k < in->n_pins; k++)
    all[all_at++] = kerf_solid_not (solid, kerf_pin_bore (&in->pins[k], solid, &bores[k]));
  if (in->n_lines && !in->coarse) {
    g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
    kerf_label_place (site, ends);
    if (ends->len)
      all[all_at++] =
          kerf_solid_not (solid, kerf_solid_strokes (solid, (const KerfVec3 *) (gconstpointer) ends->data,
                                                     ends->len / 2, in->stroke_mm / 2, 2));
  }
  return kerf_solid_all (solid, all, all_at);
}
