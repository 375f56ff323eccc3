/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* Points, directions and matrices as small values. Patient LPS, millimetres, double (design: numbers). Matrices are
 * row-major and act on column vectors; a transform is named a_from_b and read from right to left. */

typedef struct {
  double x, y, z;
} KerfVec3;

typedef struct {
  double m[16];
} KerfMat4;

/* A right-handed orthonormal frame: p a point, u across, v = n × u, n the normal. */
typedef struct {
  KerfVec3 p, u, v, n;
} KerfFrame3;

typedef struct {
  KerfVec3 lo, hi;
} KerfBox3;

static inline KerfVec3
kerf_vec3 (double x, double y, double z)
{
  return (KerfVec3){ x, y, z };
}

static inline KerfVec3
kerf_add (KerfVec3 a, KerfVec3 b)
{
  return kerf_vec3 (a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline KerfVec3
kerf_sub (KerfVec3 a, KerfVec3 b)
{
  return kerf_vec3 (a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline KerfVec3
kerf_scale (KerfVec3 a, double k)
{
  return kerf_vec3 (a.x * k, a.y * k, a.z * k);
}

/* a + k·b */
static inline KerfVec3
kerf_along (KerfVec3 a, double k, KerfVec3 b)
{
  return kerf_vec3 (a.x + k * b.x, a.y + k * b.y, a.z + k * b.z);
}

static inline double
kerf_dot (KerfVec3 a, KerfVec3 b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline KerfVec3
kerf_cross (KerfVec3 a, KerfVec3 b)
{
  return kerf_vec3 (a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline double
kerf_length (KerfVec3 a)
{
  return sqrt (kerf_dot (a, a));
}

static inline double
kerf_distance (KerfVec3 a, KerfVec3 b)
{
  return kerf_length (kerf_sub (a, b));
}

/* Unit vector; the zero vector stays zero. */
static inline KerfVec3
kerf_unit (KerfVec3 a)
{
  double length = kerf_length (a);
  return length > 0 ? kerf_scale (a, 1 / length) : a;
}

static inline KerfVec3
kerf_lerp (KerfVec3 a, KerfVec3 b, double t)
{
  return kerf_along (a, t, kerf_sub (b, a));
}

static inline double
kerf_component (KerfVec3 a, int axis)
{
  return axis == 0 ? a.x : axis == 1 ? a.y : a.z;
}

static inline KerfVec3
kerf_vec3_min (KerfVec3 a, KerfVec3 b)
{
  return kerf_vec3 (fmin (a.x, b.x), fmin (a.y, b.y), fmin (a.z, b.z));
}

static inline KerfVec3
kerf_vec3_max (KerfVec3 a, KerfVec3 b)
{
  return kerf_vec3 (fmax (a.x, b.x), fmax (a.y, b.y), fmax (a.z, b.z));
}

static inline gboolean
kerf_vec3_is_finite (KerfVec3 a)
{
  return isfinite (a.x) && isfinite (a.y) && isfinite (a.z);
}

/* Some unit vector at right angles to the unit vector n. */
KerfVec3 kerf_perpendicular (KerfVec3 n);

/* The frame whose normal is n (made unit) and whose u is as near to `u` as it can be. */
KerfFrame3 kerf_frame3 (KerfVec3 p, KerfVec3 n, KerfVec3 u);

/* Coordinates (s, t, h) of a point in the frame, and back. */
KerfVec3 kerf_frame3_coordinates (const KerfFrame3 *frame, KerfVec3 point);
KerfVec3 kerf_frame3_point (const KerfFrame3 *frame, double s, double t, double h);

KerfMat4 kerf_mat4_identity (void);
KerfMat4 kerf_mat4_mul (const KerfMat4 *a, const KerfMat4 *b);
KerfVec3 kerf_mat4_point (const KerfMat4 *m, KerfVec3 p);
KerfVec3 kerf_mat4_direction (const KerfMat4 *m, KerfVec3 d); /* no translation, not made unit */
double kerf_mat4_determinant (const KerfMat4 *m);             /* of the 3×3 part */
/* Inverse of an affine matrix; FALSE where the 3×3 part is singular. */
gboolean kerf_mat4_inverse (const KerfMat4 *m, KerfMat4 *inverse);
KerfMat4 kerf_mat4_from_columns (KerfVec3 x, KerfVec3 y, KerfVec3 z, KerfVec3 origin);
/* TRUE for a proper rigid motion: RᵀR = 1 within `tolerance`, determinant +1, last row 0 0 0 1. */
gboolean kerf_mat4_is_rigid (const KerfMat4 *m, double tolerance);
/* The nearest rotation to the 3×3 part (by iterated averaging with the inverse transpose), translation kept. */
KerfMat4 kerf_mat4_orthonormalised (const KerfMat4 *m);
/* Rotation by `angle_rad` about the axis through `point` along `axis` (made unit), with portable sine and cosine. */
KerfMat4 kerf_mat4_rotation (KerfVec3 axis, double angle_rad, KerfVec3 point);
KerfMat4 kerf_mat4_translation (KerfVec3 t);

G_END_DECLS
