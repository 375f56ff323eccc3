/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/align/landmarks.h"

#include "base/error.h"

#include <string.h>

/* Pairs fit a mirror image "clearly better" when its residual is under half of the rotation's, and that is more than
 * this share of the points' spread. */
#define MIRROR_SHARE 0.005

enum { MOST = 6 };

/* One Jacobi rotation that makes a[p][q] zero (Golub & Van Loan 1996, §8.4). */
static void
rotate (double *a, double *v, int n, int p, int q)
{
  double off = a[p * n + q];
  if (!(fabs (off) > 0))
    return;
  double tau = (a[q * n + q] - a[p * n + p]) / (2 * off);
  double t = (tau >= 0 ? 1 : -1) / (fabs (tau) + sqrt (1 + tau * tau)), c = 1 / sqrt (1 + t * t), s = t * c;
  for (int k = 0; k < n; k++) {
    double x = a[k * n + p], y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (int k = 0; k < n; k++) {
    double x = a[p * n + k], y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
  for (int k = 0; k < n; k++) {
    double x = v[p * n + k], y = v[q * n + k];
    v[p * n + k] = c * x - s * y;
    v[q * n + k] = s * x + c * y;
  }
}

void
kerf_symmetric_eigen (double *a, int n, double *values, double *vectors)
{
  double v[MOST * MOST] = { 0 };
  g_assert (n >= 1 && n <= MOST);
  for (int k = 0; k < n; k++)
    v[k * n + k] = 1;
  for (int sweep = 0; sweep < 60; sweep++) {
    double off = 0, all = 0;
    for (int p = 0; p < n; p++)
      for (int q = 0; q < n; q++) {
        all += a[p * n + q] * a[p * n + q];
        off += p != q ? a[p * n + q] * a[p * n + q] : 0;
      }
    if (off <= 1e-32 * all)
      break;
    for (int p = 0; p < n; p++)
      for (int q = p + 1; q < n; q++)
        rotate (a, v, n, p, q);
  }
  int order[MOST];
  for (int k = 0; k < n; k++) {
    int at = k;
    for (; at > 0 && a[order[at - 1] * n + order[at - 1]] < a[k * n + k]; at--)
      order[at] = order[at - 1];
    order[at] = k;
  }
  for (int k = 0; k < n; k++) {
    values[k] = a[order[k] * n + order[k]];
    memcpy (vectors + k * n, v + order[k] * n, (gsize) n * sizeof *v);
  }
}

static KerfVec3
centroid_of (const KerfVec3 *p, gsize n)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (gsize k = 0; k < n; k++)
    sum = kerf_add (sum, p[k]);
  return kerf_scale (sum, 1.0 / (double) n);
}

/* Principal axes about the centroid and the points' mean squares along them, largest first. */
static void
principal (const KerfVec3 *p, gsize n, KerfVec3 centre, double squares[3], KerfVec3 axes[3])
{
  double a[9] = { 0 }, v[9];
  for (gsize k = 0; k < n; k++) {
    KerfVec3 d = kerf_sub (p[k], centre);
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        a[3 * i + j] += kerf_component (d, i) * kerf_component (d, j) / (double) n;
  }
  kerf_symmetric_eigen (a, 3, squares, v);
  for (int k = 0; k < 3; k++)
    axes[k] = kerf_vec3 (v[3 * k], v[3 * k + 1], v[3 * k + 2]);
}

static gboolean
lie_on_a_line (const KerfVec3 *p, gsize n)
{
  double squares[3];
  KerfVec3 axes[3];
  principal (p, n, centroid_of (p, n), squares, axes);
  double first = sqrt (fmax (squares[0], 0)), second = sqrt (fmax (squares[1], 0));
  return !(second >= 0.01 * first && second >= 0.1);
}

/* Greatest eigenvalue of Horn's matrix for the cross-covariance s (s[i][j] = Σ moving_i fixed_j), and its quaternion. */
static double
horn (const double s[9], double quaternion[4])
{
  double n[16] = { s[0] + s[4] + s[8], s[5] - s[7],        s[6] - s[2],         s[1] - s[3],
                   s[5] - s[7],        s[0] - s[4] - s[8], s[1] + s[3],         s[6] + s[2],
                   s[6] - s[2],        s[1] + s[3],        -s[0] + s[4] - s[8], s[5] + s[7],
                   s[1] - s[3],        s[6] + s[2],        s[5] + s[7],         -s[0] - s[4] + s[8] };
  double values[4], vectors[16];
  kerf_symmetric_eigen (n, 4, values, vectors);
  memcpy (quaternion, vectors, 4 * sizeof *quaternion);
  return values[0];
}

static KerfMat4
from_quaternion (const double q[4], KerfVec3 moving_centre, KerfVec3 fixed_centre)
{
  double w = q[0], x = q[1], y = q[2], z = q[3];
  KerfMat4 m = { { w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y), 0,
                   2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x), 0,
                   2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z, 0, 0, 0, 0, 1 } };
  m = kerf_mat4_orthonormalised (&m);
  KerfVec3 t = kerf_sub (fixed_centre, kerf_mat4_direction (&m, moving_centre));
  m.m[3] = t.x;
  m.m[7] = t.y;
  m.m[11] = t.z;
  return m;
}

gboolean
kerf_align_landmarks (const KerfVec3 *fixed, const KerfVec3 *moving, gsize n, KerfMat4 *fixed_from_moving,
                      double *residual_mm, double *fre_mm, GError **error)
{
  if (n < 3)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "An alignment by landmarks needs three pairs, there are %" G_GSIZE_FORMAT
                           "; add more.",
                           n);
  if (lie_on_a_line (fixed, n) || lie_on_a_line (moving, n))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "The landmarks lie nearly on a line; add a pair well off it.");
  KerfVec3 fc = centroid_of (fixed, n), mc = centroid_of (moving, n);
  double s[9] = { 0 }, mirrored[9], squares = 0, q[4], unused[4];
  for (gsize k = 0; k < n; k++) {
    KerfVec3 f = kerf_sub (fixed[k], fc), m = kerf_sub (moving[k], mc);
    squares += kerf_dot (f, f) + kerf_dot (m, m);
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        s[3 * i + j] += kerf_component (m, i) * kerf_component (f, j);
  }
  for (int k = 0; k < 9; k++)
    mirrored[k] = -s[k];
  double turned = fmax (squares - 2 * horn (s, q), 0),
         flipped = fmax (squares - 2 * horn (mirrored, unused), 0);
  if (4 * flipped < turned && turned > MIRROR_SHARE * MIRROR_SHARE * squares)
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "The landmarks fit a mirror image better than the image itself; check left and right of the pairs.");
  *fixed_from_moving = from_quaternion (q, mc, fc);
  double sum = 0;
  for (gsize k = 0; k < n; k++) {
    double d = kerf_distance (kerf_mat4_point (fixed_from_moving, moving[k]), fixed[k]);
    sum += d * d;
    if (residual_mm)
      residual_mm[k] = d;
  }
  if (fre_mm)
    *fre_mm = sqrt (sum / (double) n);
  return TRUE;
}

double
kerf_align_tre_mm (const KerfVec3 *fiducials, gsize n, double fle_mm, KerfVec3 at)
{
  if (n < 3 || lie_on_a_line (fiducials, n))
    return (double) NAN;
  double squares[3], sum = 0;
  KerfVec3 axes[3], centre = centroid_of (fiducials, n), d = kerf_sub (at, centre);
  principal (fiducials, n, centre, squares, axes);
  for (int k = 0; k < 3; k++) {
    double along = kerf_dot (d, axes[k]), off = kerf_dot (d, d) - along * along;
    double spread = squares[(k + 1) % 3] + squares[(k + 2) % 3];
    sum += off / spread / 3;
  }
  return fle_mm * sqrt ((1 + sum) / (double) n);
}
