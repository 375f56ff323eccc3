/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"

#include <math.h>

/* π/2 in three parts of 33 bits: k·PART is exact for |k| < 2²⁰ (Cody and Waite 1980). */
#define HALF_PI_1 1.57079632673412561417e+00
#define HALF_PI_2 6.07710050630396597660e-11
#define HALF_PI_3 2.02226624879595063154e-21
#define LN2_HIGH  6.93147180369123816490e-01
#define LN2_LOW   1.90821492927058770002e-10

/* Taylor about 0; for |x| ≤ π/4 the first term left out is below 1e-18. */
static double
sine_series (double x)
{
  double x2 = x * x, sum = 0;
  for (int k = 17; k >= 3; k -= 2)
    sum = (1 - sum) * x2 / (k * (k - 1));
  return x - x * sum;
}

static double
cosine_series (double x)
{
  double x2 = x * x, sum = 0;
  for (int k = 18; k >= 4; k -= 2)
    sum = (1 - sum) * x2 / (k * (k - 1));
  return 1 - (x2 / 2 - x2 / 2 * sum);
}

/* x = r + quarter·π/2, |r| ≤ π/4. */
static double
reduce (double x, int *quarter)
{
  double k = floor (x / (KERF_PI / 2) + 0.5);
  *quarter = (int) (k - 4 * floor (k / 4));
  return ((x - k * HALF_PI_1) - k * HALF_PI_2) - k * HALF_PI_3;
}

double
kerf_real_sin (double x)
{
  int quarter;
  double r = reduce (x, &quarter), value = quarter & 1 ? cosine_series (r) : sine_series (r);
  return quarter & 2 ? -value : value;
}

double
kerf_real_cos (double x)
{
  int quarter;
  double r = reduce (x, &quarter), value = quarter & 1 ? sine_series (r) : cosine_series (r);
  return quarter == 1 || quarter == 2 ? -value : value;
}

double
kerf_real_tan (double x)
{
  return kerf_real_sin (x) / kerf_real_cos (x);
}

/* Arc tangent of |x| ≤ 0.199 by its series to x^25. */
static double
atan_series (double x)
{
  double x2 = x * x, sum = 0;
  for (int k = 25; k >= 3; k -= 2)
    sum = x2 * (1.0 / k - sum);
  return x - x * sum;
}

double
kerf_real_atan (double x)
{
  /* atan x = c_k + atan ((x − t_k)/(1 + x t_k)) with t_k = tan c_k, c_k = k·π/8 */
  static const double tangent[] = { 0, 0.41421356237309504880, 1, 2.41421356237309504880 };
  double a = fabs (x), value;
  if (a > 5.02733949212584810451) /* tan 7π/16 */
    value = KERF_PI / 2 - atan_series (1 / a);
  else {
    int k = a < 0.19891236737965800691   ? 0
            : a < 0.66817863791929891999 ? 1
            : a < 1.49660576266548901760 ? 2
                                         : 3;
    value = k * (KERF_PI / 8) + atan_series ((a - tangent[k]) / (1 + a * tangent[k]));
  }
  return x < 0 ? -value : value;
}

double
kerf_real_atan2 (double y, double x)
{
  if (x > 0)
    return kerf_real_atan (y / x);
  if (x < 0)
    return kerf_real_atan (y / x) + (y < 0 ? -KERF_PI : KERF_PI);
  return y > 0 ? KERF_PI / 2 : y < 0 ? -KERF_PI / 2 : 0;
}

double
kerf_real_acos (double x)
{
  double c = x > 1 ? 1 : x < -1 ? -1 : x;
  return kerf_real_atan2 (sqrt ((1 - c) * (1 + c)), c);
}

double
kerf_real_exp (double x)
{
  if (x > 709.7)
    return (double) INFINITY;
  if (x < -745)
    return 0;
  double k = floor (x / 0.693147180559945309417 + 0.5), r = (x - k * LN2_HIGH) - k * LN2_LOW, sum = 1;
  for (int n = 15; n >= 2; n--)
    sum = 1 + sum * r / n;
  return ldexp (1 + sum * r, (int) k);
}

double
kerf_real_log (double x)
{
  int e;
  double m = frexp (x, &e); /* [0.5, 1) */
  if (m < 0.70710678118654752440) {
    m *= 2;
    e--;
  }
  double s = (m - 1) / (m + 1), s2 = s * s, sum = 0; /* |s| ≤ 0.172 */
  for (int k = 23; k >= 3; k -= 2)
    sum = s2 * (1.0 / k + sum);
  return e * LN2_HIGH + (2 * s + (2 * s * sum + e * LN2_LOW));
}
