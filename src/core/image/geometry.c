/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/image/geometry.h"

#include "base/real.h"

KerfVec3
kerf_perpendicular (KerfVec3 n)
{
  KerfVec3 axis = fabs (n.x) <= fabs (n.y) && fabs (n.x) <= fabs (n.z) ? kerf_vec3 (1, 0, 0)
                  : fabs (n.y) <= fabs (n.z)                           ? kerf_vec3 (0, 1, 0)
                                                                       : kerf_vec3 (0, 0, 1);
  return kerf_unit (kerf_cross (n, axis));
}

KerfFrame3
kerf_frame3 (KerfVec3 p, KerfVec3 n, KerfVec3 u)
{
  KerfFrame3 frame = { .p = p, .n = kerf_unit (n) };
  KerfVec3 across = kerf_along (u, -kerf_dot (u, frame.n), frame.n);
  frame.u =
      kerf_length (across) > 1e-9 * (1 + kerf_length (u)) ? kerf_unit (across) : kerf_perpendicular (frame.n);
  /* Once more: what rounding left along n would show at 1e-9. */
  frame.u = kerf_unit (kerf_along (frame.u, -kerf_dot (frame.u, frame.n), frame.n));
  frame.v = kerf_cross (frame.n, frame.u);
  return frame;
}

KerfVec3
kerf_frame3_coordinates (const KerfFrame3 *frame, KerfVec3 point)
{
  KerfVec3 d = kerf_sub (point, frame->p);
  return kerf_vec3 (kerf_dot (d, frame->u), kerf_dot (d, frame->v), kerf_dot (d, frame->n));
}

KerfVec3
kerf_frame3_point (const KerfFrame3 *frame, double s, double t, double h)
{
  return kerf_along (kerf_along (kerf_along (frame->p, s, frame->u), t, frame->v), h, frame->n);
}

KerfMat4
kerf_mat4_identity (void)
{
  return (KerfMat4){ { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 } };
}

KerfMat4
kerf_mat4_mul (const KerfMat4 *a, const KerfMat4 *b)
{
  KerfMat4 c = { 0 };
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) {
      double sum = 0;
      for (int k = 0; k < 4; k++)
        sum += a->m[4 * i + k] * b->m[4 * k + j];
      c.m[4 * i + j] = sum;
    }
  return c;
}

KerfVec3
kerf_mat4_point (const KerfMat4 *t, KerfVec3 p)
{
  const double *m = t->m;
  return kerf_vec3 (m[0] * p.x + m[1] * p.y + m[2] * p.z + m[3], m[4] * p.x + m[5] * p.y + m[6] * p.z + m[7],
                    m[8] * p.x + m[9] * p.y + m[10] * p.z + m[11]);
}

KerfVec3
kerf_mat4_direction (const KerfMat4 *t, KerfVec3 d)
{
  const double *m = t->m;
  return kerf_vec3 (m[0] * d.x + m[1] * d.y + m[2] * d.z, m[4] * d.x + m[5] * d.y + m[6] * d.z,
                    m[8] * d.x + m[9] * d.y + m[10] * d.z);
}

static KerfVec3
column (const KerfMat4 *t, int j)
{
  return kerf_vec3 (t->m[j], t->m[4 + j], t->m[8 + j]);
}

double
kerf_mat4_determinant (const KerfMat4 *t)
{
  return kerf_dot (column (t, 0), kerf_cross (column (t, 1), column (t, 2)));
}

gboolean
kerf_mat4_inverse (const KerfMat4 *t, KerfMat4 *inverse)
{
  KerfVec3 a = column (t, 0), b = column (t, 1), c = column (t, 2);
  double det = kerf_mat4_determinant (t);
  double scale = kerf_length (a) * kerf_length (b) * kerf_length (c);
  if (!(fabs (det) > 1e-12 * scale) || !isfinite (det))
    return FALSE;
  KerfVec3 r0 = kerf_scale (kerf_cross (b, c), 1 / det), r1 = kerf_scale (kerf_cross (c, a), 1 / det),
           r2 = kerf_scale (kerf_cross (a, b), 1 / det), o = column (t, 3);
  *inverse = (KerfMat4){ { r0.x, r0.y, r0.z, -kerf_dot (r0, o), r1.x, r1.y, r1.z, -kerf_dot (r1, o), r2.x,
                           r2.y, r2.z, -kerf_dot (r2, o), 0, 0, 0, 1 } };
  return TRUE;
}

KerfMat4
kerf_mat4_from_columns (KerfVec3 x, KerfVec3 y, KerfVec3 z, KerfVec3 o)
{
  return (KerfMat4){ { x.x, y.x, z.x, o.x, x.y, y.y, z.y, o.y, x.z, y.z, z.z, o.z, 0, 0, 0, 1 } };
}

gboolean
kerf_mat4_is_rigid (const KerfMat4 *t, double tolerance)
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      if (!(fabs (kerf_dot (column (t, i), column (t, j)) - (i == j)) <= tolerance))
        return FALSE;
  return kerf_mat4_determinant (t) > 0 && kerf_vec3_is_finite (column (t, 3)) && t->m[12] == 0 &&
         t->m[13] == 0 && t->m[14] == 0 && t->m[15] == 1;
}

KerfMat4
kerf_mat4_orthonormalised (const KerfMat4 *t)
{
  KerfMat4 r = *t, inverse;
  /* R ← (R + R⁻ᵀ)/2 converges quadratically to the orthogonal factor of the polar decomposition (Higham 1986). */
  for (int step = 0; step < 20 && kerf_mat4_inverse (&r, &inverse); step++) {
    double change = 0;
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        double next = (r.m[4 * i + j] + inverse.m[4 * j + i]) / 2;
        change = fmax (change, fabs (next - r.m[4 * i + j]));
        r.m[4 * i + j] = next;
      }
    if (change < 1e-16)
      break;
    /* The inverse of the next step needs no translation of its own. */
    r.m[3] = r.m[7] = r.m[11] = 0;
  }
  r.m[3] = t->m[3];
  r.m[7] = t->m[7];
  r.m[11] = t->m[11];
  r.m[12] = r.m[13] = r.m[14] = 0;
  r.m[15] = 1;
  return r;
}

KerfMat4
kerf_mat4_rotation (KerfVec3 axis, double angle_rad, KerfVec3 point)
{
  KerfVec3 a = kerf_unit (axis);
  double c = kerf_real_cos (angle_rad), s = kerf_real_sin (angle_rad), k = 1 - c;
  KerfMat4 r = { { c + a.x * a.x * k, a.x * a.y * k - a.z * s, a.x * a.z * k + a.y * s, 0,
                   a.y * a.x * k + a.z * s, c + a.y * a.y * k, a.y * a.z * k - a.x * s, 0,
                   a.z * a.x * k - a.y * s, a.z * a.y * k + a.x * s, c + a.z * a.z * k, 0, 0, 0, 0, 1 } };
  KerfVec3 t = kerf_sub (point, kerf_mat4_direction (&r, point));
  r.m[3] = t.x;
  r.m[7] = t.y;
  r.m[11] = t.z;
  return r;
}

KerfMat4
kerf_mat4_translation (KerfVec3 t)
{
  return kerf_mat4_from_columns (kerf_vec3 (1, 0, 0), kerf_vec3 (0, 1, 0), kerf_vec3 (0, 0, 1), t);
}
