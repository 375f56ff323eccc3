/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/distance.h"

/* A small counter-based generator: the same numbers everywhere. */
static double
random_unit (guint32 k)
{
  guint32 x = k * 2654435761u + 12345;
  x ^= x >> 16;
  x *= 2246822519u;
  x ^= x >> 13;
  x *= 3266489917u;
  x ^= x >> 16;
  return x / 4294967296.0;
}

static double
axis_gap (gint32 a, gint32 b, KerfSeed seed)
{
  double d = abs (a - b);
  return seed == KERF_SEED_BOX ? fmax (d - 0.5, 0) : d;
}

/* Squared distance to the nearest seed by trying all. */
static double
brute (const guint8 *seeds, const gint32 n[3], const double h[3], KerfSeed kind, const gint32 at[3])
{
  double best = HUGE_VAL;
  for (gint32 v = 0; v < n[0] * n[1] * n[2]; v++)
    if (seeds[v]) {
      gint32 s[3] = { v % n[0], v / n[0] % n[1], v / n[0] / n[1] };
      double sum = 0;
      for (int a = 0; a < 3; a++)
        sum += axis_gap (s[a], at[a], kind) * h[a] * axis_gap (s[a], at[a], kind) * h[a];
      best = fmin (best, sum);
    }
  return best;
}

START_TEST (the_transform_agrees_with_trying_all_seeds)
{
  const gint32 n[3] = { 13, 9, 7 };
  const double h[3] = { 0.7, 1.1, 3 };
  for (guint32 round = 0; round < 40; round++) {
    KerfSeed kind = round & 1 ? KERF_SEED_BOX : KERF_SEED_CENTRE;
    guint8 seeds[13 * 9 * 7];
    float squared[13 * 9 * 7];
    double share = round < 4 ? 0.002 : random_unit (round) * 0.3;
    for (guint32 v = 0; v < 13 * 9 * 7; v++) {
      seeds[v] = random_unit (round * 1000 + v) < share;
      squared[v] = seeds[v] ? 0 : HUGE_VALF;
    }
    ck_assert (kerf_distance_transform (squared, n, h, kind, NULL));
    for (gint32 v = 0; v < 13 * 9 * 7; v++) {
      double truth = brute (seeds, n, h, kind, (gint32[3]){ v % 13, v / 13 % 9, v / 13 / 9 });
      if (isinf (truth))
        ck_assert (isinf (squared[v]));
      else
        kt_near ((double) squared[v], truth, 1e-5 * (1 + truth));
    }
  }
}
END_TEST

START_TEST (the_nearest_point_is_the_nearest)
{
  KerfVec3 points[777];
  for (guint32 k = 0; k < 777; k++) /* whole numbers: many points are equally far */
    points[k] = kerf_vec3 (floor (20 * random_unit (3 * k)), floor (20 * random_unit (3 * k + 1)),
                           floor (5 * random_unit (3 * k + 2)));
  g_autoptr (KerfNearest) nearest = kerf_nearest_new (points, 777);
  for (guint32 q = 0; q < 500; q++) {
    KerfVec3 x = kerf_vec3 (22 * random_unit (9000 + q), floor (22 * random_unit (9500 + q)),
                            6 * random_unit (9900 + q));
    guint32 best = 0;
    for (guint32 k = 1; k < 777; k++)
      if (kerf_distance (x, points[k]) < kerf_distance (x, points[best]))
        best = k;
    double d;
    ck_assert_uint_eq (kerf_nearest_at (nearest, x, HUGE_VAL, &d), best);
    kt_near (d, kerf_distance (x, points[best]), 1e-12);
    ck_assert_uint_eq (kerf_nearest_at (nearest, x, d * 0.999 - 1e-9, NULL), d > 1e-8 ? G_MAXUINT32 : best);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("distance");
  TCase *t = tcase_create ("distance");
  tcase_add_test (t, the_transform_agrees_with_trying_all_seeds);
  tcase_add_test (t, the_nearest_point_is_the_nearest);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
