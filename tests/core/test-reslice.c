/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planes and slabs against single samples of the same field, on grids of every phase and direction. */
#include "../kerf-check.h"
#include "core/image/reslice.h"

enum { WIDTH = 45, HEIGHT = 37, PLANS = 72 };

/* Values without any pattern; as int16 with a rescale, and as the same floats. */
static void
make_volumes (int i, KerfVolume **whole, KerfVolume **floats)
{
  KerfVec3 axis =
      kerf_vec3 (kt_spread (i, 0.618) - 0.5, kt_spread (i, 0.414) - 0.5, kt_spread (i, 0.732) - 0.5);
  KerfMat4 turn = kerf_mat4_rotation (axis, 6 * kt_spread (i, 0.236), kerf_vec3 (0, 0, 0));
  gint32 n[3] = { 20 + i % 7, 18 + i % 5, i % 9 == 0 ? 1 : 15 + i % 4 };
  KerfVec3 columns[3], corner = kerf_vec3 (0, 0, 0);
  for (int a = 0; a < 3; a++) {
    double mm = 0.7 + kt_spread (i, 0.31 + 0.1 * a);
    columns[a] = kerf_mat4_direction (&turn, kerf_vec3 ((a == 0) * mm, (a == 1) * mm, (a == 2) * mm));
    corner = kerf_along (corner, -(n[a] - 1) / 2.0, columns[a]);
  }
  KerfMat4 m = kerf_mat4_from_columns (columns[0], columns[1], columns[2], corner);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "grid", NULL));
  gsize size = kerf_grid_voxels (&grid);
  gint16 *i16 = g_new (gint16, size);
  float *f32 = g_new (float, size);
  guint32 seed = 12345u + (guint32) i;
  for (gsize k = 0; k < size; k++) {
    seed = seed * 1664525u + 1013904223u;
    i16[k] = (gint16) (seed >> 16);
    f32[k] = (float) i16[k] * 0.5F - 1024;
  }
  g_autoptr (GBytes) a = g_bytes_new_take (i16, size * sizeof *i16),
                     b = g_bytes_new_take (f32, size * sizeof *f32);
  *whole = kerf_volume_new (&grid, KERF_VOXEL_INT16, a, 0.5, -1024);
  *floats = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, b, 1, 0);
}

static KerfReslice
any_plan (int i)
{
  KerfVec3 n =
      kerf_unit (kerf_vec3 (kt_spread (i, 0.13) - 0.5, kt_spread (i, 0.57) - 0.5, kt_spread (i, 0.91) - 0.5));
  KerfFrame3 frame = kerf_frame3 (kerf_vec3 (0, 0, 0), n, kerf_vec3 (kt_spread (i, 0.7), 1, 0.3));
  double mm = 0.3 + 0.6 * kt_spread (i, 0.37);
  KerfReslice plan = {
    .width = WIDTH, .height = HEIGHT, .across = kerf_scale (frame.u, mm), .down = kerf_scale (frame.v, mm)
  };
  plan.origin = kerf_along (kerf_along (kerf_vec3 (0.3, -0.2, 0.1), -WIDTH / 2.0, plan.across), -HEIGHT / 2.0,
                            plan.down);
  plan.slab = (KerfResliceKind) (i % 4);
  plan.count = 1 + i % 6;
  plan.step = kerf_scale (frame.n, 0.4);
  plan.outside = -5000;
  return plan;
}

/* What the definition says; *edge: a plane lies so near to the rim that rounding decides. */
static double
expected (const KerfVolume *volume, const KerfReslice *plan, int x, int y, gboolean *edge)
{
  int count = plan->slab == KERF_RESLICE_PLANE ? 1 : plan->count, n = 0;
  double sum = 0;
  *edge = FALSE;
  for (int k = 0; k < count; k++) {
    KerfVec3 p = kerf_along (kerf_along (plan->origin, x, plan->across), y, plan->down);
    p = kerf_along (p, k - 0.5 * (count - 1), count > 1 ? plan->step : kerf_vec3 (0, 0, 0));
    KerfVec3 at = kerf_grid_index (&volume->grid, p);
    for (int axis = 0; axis < 3; axis++) {
      double c = kerf_component (at, axis);
      *edge |= fabs (c + 0.5) < 1e-4 || fabs (c - volume->grid.n[axis] + 0.5) < 1e-4;
    }
    double now = kerf_volume_sample (volume, p);
    if (isnan (now))
      continue;
    sum = n == 0                           ? now
          : plan->slab == KERF_RESLICE_MAX ? fmax (sum, now)
          : plan->slab == KERF_RESLICE_MIN ? fmin (sum, now)
                                           : sum + now;
    n++;
  }
  return n == 0 ? plan->outside : plan->slab == KERF_RESLICE_MEAN ? sum / n : sum;
}

START_TEST (every_pixel_is_the_sample_of_its_place)
{
  double worst = 0;
  int inside = 0;
  for (int i = 0; i < PLANS; i++) {
    KerfVolume *whole, *floats;
    make_volumes (i, &whole, &floats);
    KerfReslice plan = any_plan (i);
    KerfContext one = { .threads = 1 };
    g_autofree float *a = g_new (float, WIDTH *HEIGHT), *b = g_new (float, WIDTH *HEIGHT),
                     *c = g_new (float, WIDTH *HEIGHT);
    ck_assert (kerf_volume_reslice (whole, &plan, a, NULL));
    ck_assert (kerf_volume_reslice (floats, &plan, b, NULL));
    ck_assert (kerf_volume_reslice (whole, &plan, c, &one));
    ck_assert_int_eq (memcmp (a, c, WIDTH * HEIGHT * sizeof *a), 0); /* threads change nothing */
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        gboolean edge;
        double want = expected (whole, &plan, x, y, &edge), got = (double) a[y * WIDTH + x];
        if (edge)
          continue;
        inside += want > -5000;
        worst = fmax (worst, fabs (got - want));
        worst = fmax (worst, fabs ((double) b[y * WIDTH + x] - want));
      }
    kerf_volume_unref (whole);
    kerf_volume_unref (floats);
  }
  g_printerr ("reslice: %d pixels inside, worst %.4f of a range of 32768\n", inside, worst);
  ck_assert_int_gt (inside, 20000);
  ck_assert (worst < 0.5);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("reslice");
  TCase *tcase = tcase_create ("reslice");
  tcase_add_test (tcase, every_pixel_is_the_sample_of_its_place);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
