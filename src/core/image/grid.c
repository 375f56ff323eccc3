/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/grid.h"

#include "base/error.h"
#include "base/real.h"
#include "base/text.h"

#include <string.h>

enum { X_AXIS, Y_AXIS, Z_AXIS };

static KerfVec3
column (const KerfMat4 *m, int j)
{
  return kerf_vec3 (m->m[j], m->m[4 + j], m->m[8 + j]);
}

gboolean
kerf_grid_init (KerfGrid *grid, const gint32 n[3], const KerfMat4 *m, const char *what, GError **error)
{
  double voxels = 1;
  for (int a = 0; a < 3; a++) {
    double spacing = kerf_length (column (m, a));
    g_autofree char *value = kerf_figure_to_text (spacing, 4, "mm");
    if (!(spacing >= 0.05 && spacing <= 20))
      return kerf_fail (error, KERF_ERROR_IMPORT_SPACING, "file", what, "value", value, NULL);
    voxels *= n[a];
    if (n[a] < 1 || voxels > 2147483648.0)
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "'%s' is %d × %d × %d voxels; crop it to fewer than 2 billion.", what, n[0],
                             n[1], n[2]);
  }
  for (int a = 0; a < 3; a++) {
    KerfVec3 p = kerf_unit (column (m, a)), q = kerf_unit (column (m, (a + 1) % 3));
    if (!(fabs (kerf_dot (p, q)) <= 1.7e-3)) {
      g_autofree char *deg =
          kerf_figure_to_text (fabs (90 - kerf_real_acos (kerf_dot (p, q)) / KERF_RAD_PER_DEG), 2, "");
      return kerf_fail (error, KERF_ERROR_IMPORT_NOT_ORTHOGONAL, "file", what, "deg", deg, NULL);
    }
  }
  KerfGrid made = { .patient_from_index = *m };
  memcpy (made.n, n, sizeof made.n);
  if (!kerf_mat4_inverse (m, &made.index_from_patient))
    return kerf_fail (error, KERF_ERROR_IMPORT_NO_GEOMETRY, "file", what, NULL);
  *grid = made;
  return TRUE;
}

KerfGrid
kerf_grid_axial (gint32 ni, gint32 nj, gint32 nk, KerfVec3 h, KerfVec3 origin)
{
  KerfGrid grid = { .n = { ni, nj, nk } };
  grid.patient_from_index =
      kerf_mat4_from_columns (kerf_vec3 (h.x, 0, 0), kerf_vec3 (0, h.y, 0), kerf_vec3 (0, 0, h.z), origin);
  g_assert (kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient));
  return grid;
}

KerfVec3
kerf_grid_point (const KerfGrid *grid, double i, double j, double k)
{
  return kerf_mat4_point (&grid->patient_from_index, kerf_vec3 (i, j, k));
}

KerfVec3
kerf_grid_index (const KerfGrid *grid, KerfVec3 patient)
{
  return kerf_mat4_point (&grid->index_from_patient, patient);
}

KerfVec3
kerf_grid_spacing (const KerfGrid *grid)
{
  const KerfMat4 *m = &grid->patient_from_index;
  return kerf_vec3 (kerf_length (column (m, X_AXIS)), kerf_length (column (m, Y_AXIS)),
                    kerf_length (column (m, Z_AXIS)));
}

double
kerf_grid_voxel_mm3 (const KerfGrid *grid)
{
  return fabs (kerf_mat4_determinant (&grid->patient_from_index));
}

KerfBox3
kerf_grid_box (const KerfGrid *grid)
{
  KerfBox3 box = { kerf_vec3 (HUGE_VAL, HUGE_VAL, HUGE_VAL), kerf_vec3 (-HUGE_VAL, -HUGE_VAL, -HUGE_VAL) };
  for (int corner = 0; corner < 8; corner++) {
    KerfVec3 p = kerf_grid_point (grid, corner & 1 ? grid->n[0] - 0.5 : -0.5,
                                  corner & 2 ? grid->n[1] - 0.5 : -0.5, corner & 4 ? grid->n[2] - 0.5 : -0.5);
    box.lo = kerf_vec3_min (box.lo, p);
    box.hi = kerf_vec3_max (box.hi, p);
  }
  return box;
}

gsize
kerf_grid_voxels (const KerfGrid *grid)
{
  return (gsize) grid->n[0] * (gsize) grid->n[1] * (gsize) grid->n[2];
}

gboolean
kerf_grid_equal (const KerfGrid *a, const KerfGrid *b)
{
  return memcmp (a->n, b->n, sizeof a->n) == 0 &&
         memcmp (a->patient_from_index.m, b->patient_from_index.m, sizeof a->patient_from_index.m) == 0;
}

KerfVec3
kerf_grid_axis (const KerfGrid *grid, int axis)
{
  return kerf_unit (column (&grid->patient_from_index, axis));
}
