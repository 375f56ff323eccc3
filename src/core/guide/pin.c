/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/guide-private.h"

KerfBox3
kerf_pin_box (const KerfGuideSleeve *pin, const KerfFrame3 *frame)
{
  double r = pin->sleeve_outer_diameter_mm / 2;
  KerfVec3 a = kerf_frame3_coordinates (frame, kerf_along (pin->entry, -pin->sleeve_length_mm, pin->axis));
  KerfVec3 b = kerf_frame3_coordinates (frame, kerf_along (pin->entry, KERF_SLEEVE_REACH_MM, pin->axis));
  KerfVec3 rim = kerf_vec3 (r, r, r);
  return (KerfBox3){ kerf_sub (kerf_vec3_min (a, b), rim), kerf_add (kerf_vec3_max (a, b), rim) };
}

KerfExpr
kerf_pin_sleeve (const KerfGuideSleeve *pin, KerfSolid *solid)
{
  KerfExpr parts[3] = {
    kerf_solid_cylinder (solid, pin->entry, pin->axis, pin->sleeve_outer_diameter_mm / 2, 1),
    kerf_solid_half_space (solid, kerf_scale (pin->axis, -1),
                           kerf_along (pin->entry, -pin->sleeve_length_mm, pin->axis)),
    kerf_solid_half_space (solid, pin->axis, kerf_along (pin->entry, KERF_SLEEVE_REACH_MM, pin->axis)),
  };
  return kerf_solid_all (solid, parts, G_N_ELEMENTS (parts));
}

KerfExpr
kerf_pin_bore (const KerfGuideSleeve *pin, KerfSolid *solid, int *leaf)
{
  KerfExpr bore = kerf_solid_cylinder (solid, pin->entry, pin->axis, pin->hole_diameter_mm / 2, 2);
  *leaf = kerf_solid_leaf_of (solid, bore);
  return bore;
}
