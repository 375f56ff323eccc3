/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels of slices against what is computed by hand: sampling, slabs, one image over another. */
#include "view-check.h"

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };
enum { N = 24 };
#define SMALL 200.0 /* where two roundings meet, the filter's own must not add to them */

/* Values of a small noisy block: no symmetry hides an error of an axis. */
static KerfVolume *
noise (KerfVec3 spacing, KerfVec3 origin, guint seed, double span, gboolean whole)
{
  KerfGrid grid = kerf_grid_axial (N, N, N, spacing, origin);
  gsize n = N * N * N;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint16 *i16 = whole ? g_new (gint16, n) : NULL;
  float *f32 = whole ? NULL : g_new (float, n);
  for (gsize i = 0; i < n; i++) {
    double value = 500 + span * g_rand_double_range (rand, -0.5, 0.5);
    if (i16)
      i16[i] = (gint16) lrint (value);
    else
      f32[i] = (float) value;
  }
  g_autoptr (GBytes) bytes =
      g_bytes_new_take (i16 ? (gpointer) i16 : (gpointer) f32, n * (whole ? sizeof *i16 : sizeof *f32));
  return kerf_volume_new (&grid, whole ? KERF_VOXEL_INT16 : KERF_VOXEL_FLOAT32, bytes, 1, 0);
}

static double
voxel (const KerfVolume *volume, int i, int j, int k)
{
  i = CLAMP (i, 0, N - 1), j = CLAMP (j, 0, N - 1), k = CLAMP (k, 0, N - 1);
  gsize at = kerf_grid_offset (&volume->grid, i, j, k);
  return volume->i16 ? volume->i16[at] : (double) volume->f32[at];
}

/* Keys' kernel with a = −½, from its definition. */
static double
keys (double x)
{
  const double a = -0.5;
  x = fabs (x);
  return x < 1   ? (a + 2) * x * x * x - (a + 3) * x * x + 1
         : x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a
                 : 0;
}

static double
sampled (const KerfVolume *volume, KerfVec3 patient, KerfSampling sampling)
{
  KerfVec3 at = kerf_grid_index (&volume->grid, patient);
  if (sampling == KERF_SAMPLING_NEAREST)
    return voxel (volume, (int) floor (at.x + 0.5), (int) floor (at.y + 0.5), (int) floor (at.z + 0.5));
  int lo = sampling == KERF_SAMPLING_CUBIC ? -1 : 0, hi = sampling == KERF_SAMPLING_CUBIC ? 2 : 1;
  double sum = 0;
  for (int c = lo; c <= hi; c++)
    for (int b = lo; b <= hi; b++)
      for (int a = lo; a <= hi; a++) {
        int i = (int) floor (at.x) + a, j = (int) floor (at.y) + b, k = (int) floor (at.z) + c;
        double w = sampling == KERF_SAMPLING_CUBIC
                       ? keys (at.x - i) * keys (at.y - j) * keys (at.z - k)
                       : (1 - fabs (at.x - i)) * (1 - fabs (at.y - j)) * (1 - fabs (at.z - k));
        sum += w * voxel (volume, i, j, k);
      }
  return sum;
}

/* An oblique view through the block at 10 px a mm. */
static KerfScene *
oblique_scene (KerfViewState *state, double width, double height)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 2, -0.5), 0.4, kerf_vec3 (0, 0, 0));
  KerfView *view = &state->views[KERF_VIEW_AXIAL];
  view->right = kerf_unit (kerf_mat4_direction (&turn, view->right));
  view->down = kerf_unit (kerf_mat4_direction (&turn, view->down));
  view->zoom_px_per_mm = 10;
  view->centre = state->crosshair = kerf_vec3 (0.3, -0.2, 0.4);
  return bare_scene (state, KERF_VIEW_AXIAL, width, height, box);
}

static double
grey (double value)
{
  return 255 * CLAMP ((value - 500) / 1000 + 0.5, 0, 1);
}

START_TEST (each_sampling_is_its_kernel_to_one_grey)
{
  for (int whole = 0; whole < 2; whole++)
    for (int sampling = 0; sampling < 3; sampling++) {
      g_autoptr (KerfVolume) volume =
          noise (kerf_vec3 (0.9, 1.1, 1.3), kerf_vec3 (-10, -12, -14), 7, 800, whole != 0);
      g_autoptr (KerfViewState) state = kerf_view_state_new ();
      g_autoptr (KerfScene) scene = oblique_scene (state, 120, 90);
      add_slice (scene, volume, 500, 1000)->sampling = (KerfSampling) sampling;
      cairo_surface_t *picture = draw (scene, 1);
      guint wrong = 0;
      for (int y = 0; y < 90; y++)
        for (int x = 0; x < 120; x++) {
          KerfVec3 at = kerf_projection_patient (&scene->projection, x + 0.5, y + 0.5);
          double truth = grey (sampled (volume, at, (KerfSampling) sampling));
          wrong += !(fabs (pixel (picture, x, y, 1) - truth) <= 1.01);
        }
      /* Between two voxels the nearest one is a matter of the last bit. */
      ck_assert_uint_le (wrong, sampling == KERF_SAMPLING_NEAREST ? 20 : 0);
      cairo_surface_destroy (picture);
    }
}
END_TEST

START_TEST (the_cubic_is_exact_for_a_parabola)
{
  KerfGrid grid = kerf_grid_axial (N, N, N, kerf_vec3 (1, 1, 1), kerf_vec3 (-11.5, -11.5, -11.5));
  float *voxels = g_new (float, N *N *N);
  for (int k = 0, at = 0; k < N; k++)
    for (int j = 0; j < N; j++)
      for (int i = 0; i < N; i++, at++) {
        KerfVec3 p = kerf_grid_point (&grid, i, j, k);
        voxels[at] = (float) (400 + 12 * p.x * p.x - 9 * p.y + 2 * p.z);
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, N * N * N * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (KerfScene) scene = oblique_scene (state, 100, 80);
  add_slice (scene, volume, 500, 1000)->sampling = KERF_SAMPLING_CUBIC;
  cairo_surface_t *picture = draw (scene, 1);
  for (int y = 0; y < 80; y++)
    for (int x = 0; x < 100; x++) {
      KerfVec3 p = kerf_projection_patient (&scene->projection, x + 0.5, y + 0.5);
      kt_near (pixel (picture, x, y, 0), grey (400 + 12 * p.x * p.x - 9 * p.y + 2 * p.z), 1.01);
    }
  cairo_surface_destroy (picture);
}
END_TEST

/* Extremes and mean of the voxels of a column within ± half of the plane at k0; the mean as an integral of straight lines. */
static void
column (const KerfVolume *volume, int i, int j, int k0, double half, double out[4])
{
  double most = -INFINITY, least = INFINITY, sum = 0, weight = 0;
  int whole = (int) floor (half + 1e-9);
  double part = half - whole;
  for (int k = k0 - whole; k <= k0 + whole; k++) {
    double v = voxel (volume, i, j, k);
    double w = k == k0 - whole || k == k0 + whole ? 0.5 + part / 2 : 1;
    most = fmax (most, v), least = fmin (least, v), sum += w * v, weight += w;
  }
  for (int side = -1; side <= 1; side += 2) {
    double edge = voxel (volume, i, j, k0 + side * whole),
           beyond = voxel (volume, i, j, k0 + side * (whole + 1));
    double v = edge + part * (beyond - edge);
    most = fmax (most, v), least = fmin (least, v), sum += part / 2 * v, weight += part / 2;
  }
  out[KERF_SLAB_MAX] = most, out[KERF_SLAB_MEAN] = sum / weight, out[KERF_SLAB_MIN] = least;
}

START_TEST (a_slab_is_the_maximum_mean_and_minimum_of_its_millimetres)
{
  g_autoptr (KerfVolume) volume = noise (kerf_vec3 (1, 1, 2), kerf_vec3 (-11, -11, -22), 3, 800, FALSE);
  static const double thick[] = { 4, 8, 9, 12 }; /* mm, of 2 mm voxels: on slices and between */
  for (gsize t = 0; t < G_N_ELEMENTS (thick); t++)
    for (int kind = KERF_SLAB_MAX; kind <= KERF_SLAB_MIN; kind++) {
      g_autoptr (KerfViewState) state = kerf_view_state_new ();
      state->crosshair = kerf_grid_point (&volume->grid, 11, 11, 11);
      state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 5;
      state->views[KERF_VIEW_AXIAL].centre = state->crosshair;
      /* The middle of a pixel on the middle of a voxel. */
      g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 75, 75, box);
      KerfDrawable *slice = add_slice (scene, volume, 500, 1000);
      slice->slab = (KerfSlab) kind;
      slice->slab_mm = thick[t];
      cairo_surface_t *picture = draw (scene, 1);
      for (int dj = -6; dj <= 6; dj++)
        for (int di = -6; di <= 6; di++) {
          double truth[4];
          column (volume, 11 + di, 11 + dj, 11, thick[t] / 2 / 2, truth);
          kt_near (pixel (picture, 37 + 5 * di, 37 + 5 * dj, 2), grey (truth[kind]), 1.01);
        }
      cairo_surface_destroy (picture);
    }
}
END_TEST

START_TEST (a_slab_over_the_end_of_an_image_counts_what_there_is)
{
  g_autoptr (KerfVolume) volume = noise (kerf_vec3 (1, 1, 1), kerf_vec3 (-11, -11, -11), 5, 800, FALSE);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->crosshair = kerf_grid_point (&volume->grid, 11, 11, N + 1); /* two slices beyond the last */
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 5;
  state->views[KERF_VIEW_AXIAL].centre = state->crosshair;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 75, 75, box);
  KerfDrawable *slice = add_slice (scene, volume, 500, 1000);
  slice->slab = KERF_SLAB_MAX;
  slice->slab_mm = 6; /* ± 3 mm: the last two slices */
  cairo_surface_t *picture = draw (scene, 1);
  double most = fmax (voxel (volume, 11, 11, N - 1), voxel (volume, 11, 11, N - 2));
  kt_near (pixel (picture, 37, 37, 0), grey (most), 1.01);
  cairo_surface_destroy (picture);
}
END_TEST

/* One over the other as pictures of 8 bits are put together: base, colour × share and share are whole greys. */
static double
laid_over (double base, double over, double share)
{
  return round (255 * over * share) + round (255 * base) * (1 - round (255 * share) / 255);
}

/* Base and other with other spacing, other place, turned; the truth of a pixel of the two. */
typedef struct {
  KerfVolume *base, *other;
  KerfMat4 other_from_base;
} Pair;

static Pair
make_pair (void)
{
  Pair pair = { noise (kerf_vec3 (1, 1, 1), kerf_vec3 (-11.5, -11.5, -11.5), 1, SMALL, TRUE),
                noise (kerf_vec3 (0.5, 0.6, 0.9), kerf_vec3 (-6, -6, -10), 2, SMALL, FALSE),
                kerf_mat4_identity () };
  pair.other_from_base = kerf_mat4_rotation (kerf_vec3 (0.2, 1, 0.4), 0.35, kerf_vec3 (1, 2, 0));
  return pair;
}

static void
clear_pair (Pair *pair)
{
  kerf_volume_unref (pair->base);
  kerf_volume_unref (pair->other);
}

/* −1 outside, 1 well inside, 0 within a hundredth of a voxel of the border. */
static int
where (const KerfVolume *volume, KerfVec3 patient)
{
  KerfVec3 at = kerf_grid_index (&volume->grid, patient);
  double least = INFINITY;
  for (int axis = 0; axis < 3; axis++) {
    double c = kerf_component (at, axis);
    least = fmin (least, fmin (c + 0.5, N - 0.5 - c));
  }
  return least < -0.01 ? -1 : least > 0.01 ? 1 : 0;
}

START_TEST (one_image_over_another_is_what_is_said)
{
  enum { W = 300, H = 260 };
  Pair pair = make_pair ();
  guint seen[2] = { 0, 0 };
  for (int fusion = KERF_FUSION_BLEND; fusion <= KERF_FUSION_CHECKER; fusion++)
    for (int map = 0; map < KERF_N_MAPS; map++) {
      g_autoptr (KerfViewState) state = kerf_view_state_new ();
      g_autoptr (KerfScene) scene = oblique_scene (state, W, H);
      KerfProjection *p = &scene->projection;
      p->px_per_mm = 4; /* more than a square of the checkerboard */
      add_slice (scene, pair.base, 500, 1000);
      KerfDrawable *second = add_slice (scene, pair.other, 500, 1000);
      second->to_own = pair.other_from_base;
      second->fusion = (KerfFusion) fusion;
      second->share = 0.3;
      second->map = (KerfColourMap) map;
      cairo_surface_t *picture = draw (scene, 1);
      for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
          KerfVec3 at = kerf_projection_patient (p, x + 0.5, y + 0.5);
          KerfVec3 own = kerf_mat4_point (&pair.other_from_base, at);
          int in_base = where (pair.base, at), in_other = where (pair.other, own);
          if (in_base == 0 || in_other == 0)
            continue;
          double base = in_base > 0 ? grey (sampled (pair.base, at, KERF_SAMPLING_LINEAR)) / 255 : 0;
          double share = in_other < 0                  ? 0
                         : fusion == KERF_FUSION_BLEND ? 0.3
                         : fusion == KERF_FUSION_WIPE
                             ? (x + 0.5) / W >= 0.3
                             : ((int) floor ((x + 0.5) / 80) + (int) floor ((y + 0.5) / 80)) % 2;
          KerfColour over = { 0, 0, 0, 1 };
          if (share > 0)
            over = kerf_colour_map_at ((KerfColourMap) map,
                                       grey (sampled (pair.other, own, KERF_SAMPLING_LINEAR)) / 255);
          const double rgb[3] = { (double) over.r, (double) over.g, (double) over.b };
          for (int c = 0; c < 3; c++)
            kt_near (pixel (picture, x, y, c), laid_over (base, rgb[c], share), 1.01);
          seen[in_other > 0 && share > 0] += in_base > 0;
        }
      cairo_surface_destroy (picture);
    }
  ck_assert_uint_gt (seen[0], 10000); /* the base alone where there is no other: never black */
  ck_assert_uint_gt (seen[1], 10000);
  clear_pair (&pair);
}
END_TEST

START_TEST (a_cubic_fusion_is_cubic_in_both)
{
  Pair pair = make_pair ();
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (KerfScene) scene = oblique_scene (state, 80, 60);
  add_slice (scene, pair.base, 500, 1000)->sampling = KERF_SAMPLING_CUBIC;
  KerfDrawable *second = add_slice (scene, pair.other, 500, 1000);
  second->to_own = pair.other_from_base;
  second->fusion = KERF_FUSION_BLEND;
  second->share = 0.5;
  second->sampling = KERF_SAMPLING_CUBIC;
  cairo_surface_t *picture = draw (scene, 1);
  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 80; x++) {
      KerfVec3 at = kerf_projection_patient (&scene->projection, x + 0.5, y + 0.5);
      KerfVec3 own = kerf_mat4_point (&pair.other_from_base, at);
      double truth = laid_over (grey (sampled (pair.base, at, KERF_SAMPLING_CUBIC)) / 255,
                                grey (sampled (pair.other, own, KERF_SAMPLING_CUBIC)) / 255, 0.5);
      kt_near (pixel (picture, x, y, 0), truth, 1.01);
    }
  cairo_surface_destroy (picture);
  clear_pair (&pair);
}
END_TEST

int
main (void)
{
  g_set_prgname ("fusion");
  Suite *suite = suite_create ("fusion");
  TCase *tcase = tcase_create ("fusion");
  tcase_add_unchecked_fixture (tcase, start_offscreen, stop_offscreen);
  tcase_add_test (tcase, each_sampling_is_its_kernel_to_one_grey);
  tcase_add_test (tcase, the_cubic_is_exact_for_a_parabola);
  tcase_add_test (tcase, a_slab_is_the_maximum_mean_and_minimum_of_its_millimetres);
  tcase_add_test (tcase, a_slab_over_the_end_of_an_image_counts_what_there_is);
  tcase_add_test (tcase, one_image_over_another_is_what_is_said);
  tcase_add_test (tcase, a_cubic_fusion_is_cubic_in_both);
  suite_add_tcase (suite, tcase);
  /* Contexts and threads don't survive a fork. */
  g_setenv ("CK_FORK", "no", TRUE);
  return kt_run (suite);
}
