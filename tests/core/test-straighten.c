/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tilted and uneven stacks on an upright lattice: an image that is linear in space stays exactly that, in any direction,
 * for whatever tilt and spacing. */
#include "../kerf-check.h"
#include "core/image/straighten.h"
#include "shapes.h"

enum { NI = 24, NJ = 20, NK = 15, DIRECTIONS = 66 };

/* Unlike factors: a swap, a flip or a shift shows. */
static double
linear (KerfVec3 p)
{
  return 100 + 3 * p.x + 7 * p.y - 11 * p.z;
}

typedef struct {
  KerfVec3 x, y, n, lean; /* lean: from slice to slice, mm */
  KerfVec3 origin;
  double h[2], offsets[NK];
} Stack;

/* A stack in direction `d` of DIRECTIONS, leaning by up to 30° in both ways; `uneven` steps from 1 to 4 mm. */
static Stack
stack_new (int d, gboolean uneven)
{
  Stack s = { .h = { 0.7, 0.9 }, .origin = kerf_vec3 (-20 + d, 30 - d, 5 + 0.3 * d) };
  double turn = 2.399963 * d, z = 1 - 2.0 * (d + 0.5) / DIRECTIONS, r = sqrt (1 - z * z);
  s.n = kerf_vec3 (r * cos (turn), r * sin (turn), z);
  KerfVec3 other = fabs (s.n.z) < 0.8 ? kerf_vec3 (0, 0, 1) : kerf_vec3 (1, 0, 0);
  s.x = kerf_unit (kerf_cross (other, s.n));
  s.y = kerf_cross (s.n, s.x);
  if (d % 2) /* a left-handed stack is as good */
    s.n = kerf_scale (s.n, -1);
  s.lean = kerf_add (kerf_add (s.n, kerf_scale (s.x, 0.5 * sin (d))), kerf_scale (s.y, 0.4 * cos (2 * d)));
  for (int k = 1; k < NK; k++)
    s.offsets[k] = s.offsets[k - 1] + (uneven ? 1 + (7 * k + d) % 4 : 2.5);
  return s;
}

static KerfVolume *
stack_volume (const Stack *s)
{
  KerfVec3 rise = kerf_scale (s->lean, s->offsets[NK - 1] / (NK - 1));
  KerfGrid grid = { .n = { NI, NJ, NK } };
  grid.patient_from_index =
      kerf_mat4_from_columns (kerf_scale (s->x, s->h[0]), kerf_scale (s->y, s->h[1]), rise, s->origin);
  ck_assert (kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient));
  float *values = g_new (float, NI *NJ *NK);
  for (int k = 0; k < NK; k++)
    for (int j = 0; j < NJ; j++)
      for (int i = 0; i < NI; i++) {
        KerfVec3 p = kerf_add (s->origin, kerf_scale (s->lean, s->offsets[k]));
        p = kerf_add (p, kerf_add (kerf_scale (s->x, i * s->h[0]), kerf_scale (s->y, j * s->h[1])));
        values[(k * NJ + j) * NI + i] = (float) linear (p);
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (values, NI * NJ * NK * sizeof *values);
  return kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
}

/* TRUE where the point lies between the outermost centres of its slice, by the stack's own definition. */
static gboolean
is_inside (const Stack *s, KerfVec3 p)
{
  KerfVec3 from = kerf_sub (p, s->origin);
  double along = kerf_dot (from, s->n);
  from = kerf_sub (from, kerf_scale (s->lean, along));
  double i = kerf_dot (from, s->x) / s->h[0], j = kerf_dot (from, s->y) / s->h[1];
  return along >= 0 && along <= s->offsets[NK - 1] && i >= 0 && i <= NI - 1 && j >= 0 && j <= NJ - 1;
}

static void
check_direction (int d, gboolean uneven, double *worst, double *volume_share)
{
  Stack s = stack_new (d, uneven);
  g_autoptr (KerfVolume) leaning = stack_volume (&s);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfVolume) upright =
      kerf_volume_straightened (leaning, uneven ? s.offsets : NULL, 0.8, NULL, &error);
  kt_no_error (error);
  const KerfGrid *g = &upright->grid;
  for (int a = 0; a < 3; a++) {
    kt_near (kerf_component (kerf_grid_spacing (g), a), 0.8, 1e-9);
    kt_near (kerf_dot (kerf_grid_axis (g, a), kerf_grid_axis (g, (a + 1) % 3)), 0, 1e-9);
  }
  gsize inside = 0;
  for (gint32 k = 0; k < g->n[2]; k++)
    for (gint32 j = 0; j < g->n[1]; j++)
      for (gint32 i = 0; i < g->n[0]; i++) {
        KerfVec3 p = kerf_grid_point (g, i, j, k);
        if (!is_inside (&s, p))
          continue;
        inside++;
        *worst = fmax (*worst, fabs (kerf_volume_value (upright, i, j, k) - linear (p)));
      }
  double all = (NI - 1) * s.h[0] * (NJ - 1) * s.h[1] * s.offsets[NK - 1];
  *volume_share = (double) inside * 0.8 * 0.8 * 0.8 / all; /* nothing of the stack is cut off */
}

static void
check_all (gboolean uneven)
{
  double worst = 0, least = 2, most = 0;
  for (int d = 0; d < DIRECTIONS; d++) {
    double share;
    check_direction (d, uneven, &worst, &share);
    least = fmin (least, share);
    most = fmax (most, share);
  }
  fprintf (stderr, "%s: worst value %.2g off over %d directions, share of the stack %.3f to %.3f\n",
           uneven ? "uneven and tilted" : "tilted", worst, DIRECTIONS, least, most);
  ck_assert_double_lt (worst, 2e-3); /* float32 of some hundreds */
  ck_assert_double_gt (least, 0.9);
  ck_assert_double_lt (most, 1.1);
}

START_TEST (a_tilted_stack_keeps_every_place)
{
  check_all (FALSE);
}
END_TEST

START_TEST (an_uneven_tilted_stack_keeps_every_place)
{
  check_all (TRUE);
}
END_TEST

START_TEST (what_lies_outside_is_the_least_value)
{
  Stack s = stack_new (5, FALSE);
  g_autoptr (KerfVolume) leaning = stack_volume (&s);
  g_autoptr (KerfVolume) upright = kerf_volume_straightened (leaning, NULL, 1, NULL, NULL);
  const KerfGrid *g = &upright->grid;
  guint outside = 0;
  for (int corner = 0; corner < 8; corner++) {
    gint32 i = corner & 1 ? g->n[0] - 1 : 0, j = corner & 2 ? g->n[1] - 1 : 0,
           k = corner & 4 ? g->n[2] - 1 : 0;
    KerfVec3 index = kerf_grid_index (&leaning->grid, kerf_grid_point (g, i, j, k));
    if (index.x > -1 && index.x < NI && index.y > -1 && index.y < NJ)
      continue;
    outside++;
    kt_near (kerf_volume_value (upright, i, j, k), leaning->low, 1e-3);
  }
  ck_assert_uint_gt (outside, 1);
}
END_TEST

START_TEST (too_fine_a_lattice_is_refused)
{
  Stack s = stack_new (5, FALSE);
  g_autoptr (KerfVolume) leaning = stack_volume (&s);
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (kerf_volume_straightened (leaning, NULL, 0.001, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "choose a larger spacing"));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("straighten");
  TCase *t = tcase_create ("straighten");
  tcase_add_test (t, a_tilted_stack_keeps_every_place);
  tcase_add_test (t, an_uneven_tilted_stack_keeps_every_place);
  tcase_add_test (t, what_lies_outside_is_the_least_value);
  tcase_add_test (t, too_fine_a_lattice_is_refused);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
