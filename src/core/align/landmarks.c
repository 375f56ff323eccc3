/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/align/landmarks.h"

#include "base/error.h"

enum { MOST = 6 };

void
kerf_symmetric_eigen (double *a, int n, double *values, double *vectors)
{
  double v[MOST * MOST] = { 0 };
  for (int k = 0; k < n; k++)
    v[k * n + k] = 1;
  for (int sweep = 0; sweep < 60; sweep++) {
    double off = 0, size = 0;
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        *(i == j ? &size : &off) += a[i * n + j] * a[i * n + j];
    if (off <= 1e-30 * (size + off))
      break;
    for (int p = 0; p < n; p++)
      for (int q = p + 1; q < n; q++) {
        if (a[p * n + q] == 0)
          continue;
        /* The rotation that makes a_pq zero (Golub & Van Loan, Jacobi). */
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        double t = (theta < 0 ? -1 : 1) / (fabs (theta) + sqrt (theta * theta + 1)), c = 1 / sqrt (t * t + 1), s = t * c;
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
          double x = v[k * n + p], y = v[k * n + q];
          v[k * n + p] = c * x - s * y;
          v[k * n + q] = s * x + c * y;
        }
      }
  }
  gboolean used[MOST] = { FALSE };
  for (int k = 0; k < n; k++) {
    int best = -1;
    for (int i = 0; i < n; i++)
      if (!used[i] && (best < 0 || a[i * n + i] > a[best * n + best]))
        best = i;
    used[best] = TRUE;
    values[k] = a[best * n + best];
    for (int i = 0; i < n; i++)
      vectors[k * n + i] = v[i * n + best];
  }
}

static KerfVec3
mean_of (const KerfVec3 *points, gsize n)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (gsize k = 0; k < n; k++)
    sum = kerf_add (sum, points[k]);
  return kerf_scale (sum, 1 / (double) n);
}

/* Principal spreads (RMS, mm, descending) and axes of points about their mean. */
static void
spreads (const KerfVec3 *points, gsize n, double spread[3], double axes[9])
{
  double a[9] = { 0 }, values[3];
  KerfVec3 mean = mean_of (points, n);
  for (gsize k = 0; k < n; k++) {
    KerfVec3 d = kerf_sub (points[k], mean);
    const double c[3] = { d.x, d.y, d.z };
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        a[3 * i + j] += c[i] * c[j] / (double) n;
  }
  kerf_symmetric_eigen (a, 3, values, axes);
  for (int k = 0; k < 3; k++)
    spread[k] = sqrt (fmax (values[k], 0));
}

static gboolean
on_a_line (const KerfVec3 *points, gsize n)
{
  double spread[3], axes[9];
  spreads (points, n, spread, axes);
  return spread[1] < 0.1 || spread[1] < 0.01 * spread[0];
}

/* The unit quaternion (w, x, y, z) that turns `moving` (about its mean) best onto `fixed`; `mirror` turns −moving. */
static void
best_quaternion (const KerfVec3 *fixed, const KerfVec3 *moving, gsize n, double mirror, double q[4])
{
  KerfVec3 mf = mean_of (fixed, n), mm = mean_of (moving, n);
  double s[9] = { 0 }, values[4], vectors[16];
  for (gsize k = 0; k < n; k++) {
    KerfVec3 f = kerf_sub (fixed[k], mf), m = kerf_scale (kerf_sub (moving[k], mm), mirror);
    const double a[3] = { m.x, m.y, m.z }, b[3] = { f.x, f.y, f.z };
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        s[3 * i + j] += a[i] * b[j];
  }
  double m[16] = { s[0] + s[4] + s[8], s[5] - s[7],        s[6] - s[2],         s[1] - s[3],
                   s[5] - s[7],        s[0] - s[4] - s[8], s[1] + s[3],         s[6] + s[2],
                   s[6] - s[2],        s[1] + s[3],        -s[0] + s[4] - s[8], s[5] + s[7],
                   s[1] - s[3],        s[6] + s[2],        s[5] + s[7],         -s[0] - s[4] + s[8] };
  kerf_symmetric_eigen (m, 4, values, vectors);
  double length = sqrt (vectors[0] * vectors[0] + vectors[1] * vectors[1] + vectors[2] * vectors[2] + vectors[3] * vectors[3]);
  for (int k = 0; k < 4; k++)
    q[k] = vectors[k] / length;
}

static KerfMat4
motion_of (const double q[4], KerfVec3 fixed_mean, KerfVec3 moving_mean, double mirror)
{
  double w = q[0], x = q[1], y = q[2], z = q[3];
  KerfMat4 m = { { 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y), 0, 2 * (x * y + w * z),
                   1 - 2 * (x * x + z * z), 2 * (y * z - w * x), 0, 2 * (x * z - w * y), 2 * (y * z + w * x),
                   1 - 2 * (x * x + y * y), 0, 0, 0, 0, 1 } };
  for (int k = 0; k < 11; k++)
    if (k % 4 < 3)
      m.m[k] *= mirror;
  KerfVec3 t = kerf_sub (fixed_mean, kerf_mat4_direction (&m, moving_mean));
  m.m[3] = t.x;
  m.m[7] = t.y;
  m.m[11] = t.z;
  return m;
}

static double
rms_residual (const KerfVec3 *fixed, const KerfVec3 *moving, gsize n, const KerfMat4 *m, double *residual)
{
  double sum = 0;
  for (gsize k = 0; k < n; k++) {
    double d = kerf_distance (fixed[k], kerf_mat4_point (m, moving[k]));
    if (residual)
      residual[k] = d;
    sum += d * d;
  }
  return sqrt (sum / (double) n);
}

gboolean
kerf_align_landmarks (const KerfVec3 *fixed, const KerfVec3 *moving, gsize n, KerfMat4 *fixed_from_moving,
                      double *residual_mm, double *fre_mm, GError **error)
{
  double q[4], spread[3], axes[9];
  if (n < 3)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "%zu pairs of landmarks are too few; give three or more.", n);
  if (on_a_line (fixed, n) || on_a_line (moving, n))
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "The landmarks lie on a line, so the turn about it is open; add one beside it.");
  KerfVec3 mf = mean_of (fixed, n), mm = mean_of (moving, n);
  best_quaternion (fixed, moving, n, 1, q);
  KerfMat4 turned = motion_of (q, mf, mm, 1);
  double fre = rms_residual (fixed, moving, n, &turned, residual_mm);
  best_quaternion (fixed, moving, n, -1, q);
  KerfMat4 mirrored = motion_of (q, mf, mm, -1);
  double fre_mirrored = rms_residual (fixed, moving, n, &mirrored, NULL);
  spreads (fixed, n, spread, axes);
  /* In a plane a mirror image is a rotation too: only points with depth can tell. */
  if (spread[2] > 0.5 && fre > 1 && fre_mirrored < 0.5 * fre)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "The landmarks fit a mirror image better (%.1f mm) than a turn (%.1f mm); look for left and right exchanged.",
                           fre_mirrored, fre);
  *fixed_from_moving = kerf_mat4_orthonormalised (&turned);
  if (fre_mm)
    *fre_mm = fre;
  return TRUE;
}

double
kerf_align_tre_mm (const KerfVec3 *fiducials, gsize n, double fle_mm, KerfVec3 at)
{
  double spread[3], axes[9], sum = 0;
  if (n < 3 || on_a_line (fiducials, n))
    return (double) NAN;
  spreads (fiducials, n, spread, axes);
  KerfVec3 d = kerf_sub (at, mean_of (fiducials, n));
  for (int k = 0; k < 3; k++) {
    KerfVec3 axis = kerf_vec3 (axes[3 * k], axes[3 * k + 1], axes[3 * k + 2]);
    double along = kerf_dot (d, axis), away2 = kerf_dot (d, d) - along * along;
    double f2 = 0; /* mean squared distance of the fiducials from this axis */
    for (int j = 0; j < 3; j++)
      if (j != k)
        f2 += spread[j] * spread[j];
    sum += away2 / f2;
  }
  return fle_mm * sqrt ((1 + sum / 3) / (double) n);
}
