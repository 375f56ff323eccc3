/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ray caster against what geometry says: silhouette, depth, picking and extremes of a ball on grids of every phase and
 * direction; Beer's law in a slab; the same pixels however the work is cut up. */
#include "../kerf-check.h"
#include "base/real.h"
#include "core/raycast/raycast.h"

enum { SIDE = 200, GRIDS = 72 };
#define RADIUS  20.0
#define PER_MM  4.0 /* pixels */
#define CENTRED 0.5

static KerfGrid
any_grid (int i)
{
  KerfVec3 axis =
      kerf_vec3 (kt_spread (i, 0.618) - 0.5, kt_spread (i, 0.414) - 0.5, kt_spread (i, 0.732) - 0.5);
  KerfMat4 turn = kerf_mat4_rotation (axis, 6 * kt_spread (i, 0.236), kerf_vec3 (0, 0, 0));
  double mm[3] = { 0.6 + 0.5 * kt_spread (i, 0.83), 0.6 + 0.5 * kt_spread (i, 0.29),
                   0.7 + 1.2 * kt_spread (i, 0.47) };
  gint32 n[3];
  KerfVec3 columns[3], corner = kerf_vec3 (0, 0, 0);
  for (int a = 0; a < 3; a++) {
    n[a] = (gint32) ceil (60 / mm[a]);
    columns[a] =
        kerf_mat4_direction (&turn, kerf_vec3 ((a == 0) * mm[a], (a == 1) * mm[a], (a == 2) * mm[a]));
    corner = kerf_along (corner, -(n[a] - 1) / 2.0 + kt_spread (i, 0.1 + 0.2 * a), columns[a]);
  }
  KerfMat4 m = kerf_mat4_from_columns (columns[0], columns[1], columns[2], corner);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "grid", NULL));
  return grid;
}

/* Distance to the ball's surface, 100 a millimetre, inside positive; clamped at 3 mm. */
static double
ball (KerfVec3 p)
{
  return 100 * CLAMP (RADIUS - kerf_length (p), -3, 3);
}

/* 1 mm of everything is 0; a bright bump whose top is 900 at the middle. */
static double
bump (KerfVec3 p)
{
  return fmax (900 - 12 * kerf_dot (p, p), -200);
}

static KerfVolume *
fill (const KerfGrid *grid, gboolean floats, double (*value) (KerfVec3 p))
{
  gsize n = kerf_grid_voxels (grid), at = 0;
  gint16 *i16 = floats ? NULL : g_new (gint16, n);
  float *f32 = floats ? g_new (float, n) : NULL;
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++, at++) {
        double v = value (kerf_grid_point (grid, i, j, k));
        if (floats)
          f32[at] = (float) v;
        else
          i16[at] = (gint16) lrint (2 * (v + 1024));
      }
  g_autoptr (GBytes) bytes =
      floats ? g_bytes_new_take (f32, n * sizeof *f32) : g_bytes_new_take (i16, n * sizeof *i16);
  return floats ? kerf_volume_new (grid, KERF_VOXEL_FLOAT32, bytes, 1, 0)
                : kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, 0.5, -1024);
}

static const KerfTransfer sharp = { 2, { { -0.5, 0, { 1, 1, 1 } }, { 0.5, 0.999, { 1, 1, 1 } } } };

/* A picture of SIDE² that looks at the origin along `into`. */
static KerfRayCamera
camera_along (KerfVec3 into)
{
  KerfFrame3 frame = kerf_frame3 (kerf_vec3 (0, 0, 0), kerf_unit (into), kerf_vec3 (0.3, 0.2, 1));
  KerfRayCamera camera = {
    .right = frame.u, .below = frame.v, .into = frame.n, .near_mm = -60, .far_mm = 60
  };
  camera.across = kerf_scale (frame.u, 1 / PER_MM);
  camera.down = kerf_scale (frame.v, 1 / PER_MM);
  camera.corner = kerf_add (kerf_scale (camera.across, -SIDE / 2.0), kerf_scale (camera.down, -SIDE / 2.0));
  return camera;
}

static KerfVec3
any_way (int i)
{
  double z = 2 * kt_spread (i, 0.618) - 1, a = 2 * KERF_PI * kt_spread (i, 0.755);
  return kerf_vec3 (sqrt (1 - z * z) * cos (a), sqrt (1 - z * z) * sin (a), z);
}

/* Where the interpolated field first becomes positive along a ray, by looking every 5 µm. */
static double
crossing (const KerfVolume *volume, const KerfRayCamera *camera, double x, double y)
{
  KerfVec3 from = kerf_along (kerf_along (camera->corner, x, camera->across), y, camera->down);
  for (double z = -25; z < 0; z += 0.005)
    if (kerf_volume_sample (volume, kerf_along (from, z, camera->into)) > 0)
      return z;
  return NAN;
}

START_TEST (a_ball_is_seen_where_it_is)
{
  double worst_area = 0, worst_edge = 0, worst_depth = 0, worst_pick = 0, sum = 0;
  for (int i = 0; i < GRIDS; i++) {
    KerfGrid grid = any_grid (i);
    g_autoptr (KerfVolume) volume = fill (&grid, i % 3 == 0, ball);
    g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
    g_autoptr (KerfRayTable) table = kerf_ray_table_new (volume, blocks, &sharp);
    KerfRaySpec spec = { .volume = volume,
                         .blocks = blocks,
                         .table = table,
                         .camera = camera_along (any_way (i)),
                         .step_mm = 0.5,
                         .lit = TRUE };
    g_autoptr (KerfRayPicture) picture = kerf_ray_picture_new (&spec, SIDE, SIDE, NULL);
    ck_assert (kerf_ray_picture_go (picture, 0, NULL));
    const guint8 *rgba = kerf_ray_picture_rgba (picture);
    const float *depth = kerf_ray_picture_depth (picture);
    double area = 0;
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        double r = hypot (x + 0.5 - SIDE / 2, y + 0.5 - SIDE / 2) / PER_MM;
        int at = y * SIDE + x, alpha = rgba[4 * at + 3];
        area += alpha / 255.0;
        if (alpha > 127) /* seen: how far outside */
          worst_edge = fmax (worst_edge, (r - RADIUS) * PER_MM);
        else
          worst_edge = fmax (worst_edge, (RADIUS - r) * PER_MM);
        if (r < 0.9 * RADIUS) {
          ck_assert_int_ge (alpha, 254);
          worst_depth = fmax (worst_depth, fabs ((double) depth[at] + sqrt (RADIUS * RADIUS - r * r)));
        }
      }
    double expected = KERF_PI * RADIUS * RADIUS * PER_MM * PER_MM;
    worst_area = fmax (worst_area, fabs (area / expected - 1));
    sum += area / expected - 1;
    for (int k = 0; k < 5; k++) {
      double x = SIDE / 2 + 15 * k * cos (i + k), y = SIDE / 2 + 15 * k * sin (i + k),
             found = kerf_ray_pick (&spec, x, y);
      /* Half of the light is lost log 2 / log 1000 mm behind the surface. */
      worst_pick =
          fmax (worst_pick, fabs (found - log (2) / log (1000) - crossing (volume, &spec.camera, x, y)));
    }
  }
  g_printerr ("ball of %d grids: area mean %.5f worst %.5f; edge %.3f px; depth %.3f mm; picked %.3f mm\n",
              GRIDS, sum / GRIDS, worst_area, worst_edge, worst_depth, worst_pick);
  ck_assert (worst_area < 0.004);
  ck_assert (worst_edge < 0.5);
  ck_assert (worst_depth < 0.5);
  ck_assert (worst_pick < 0.1);
}
END_TEST

/* Along a ray of 4,000 places the trilinear field's largest value, by looking. */
static double
looked_up (const KerfVolume *volume, const KerfRayCamera *camera, double x, double y, double sign)
{
  double best = -HUGE_VAL;
  KerfVec3 from = kerf_along (kerf_along (camera->corner, x, camera->across), y, camera->down);
  const KerfGrid *g = &volume->grid;
  for (double z = -60; z < 60; z += 0.005) {
    KerfVec3 at = kerf_along (from, z, camera->into), index = kerf_grid_index (g, at);
    if (index.x < 0 || index.y < 0 || index.z < 0 || index.x > g->n[0] - 1 || index.y > g->n[1] - 1 ||
        index.z > g->n[2] - 1)
      continue;
    best = fmax (best, sign * kerf_volume_sample (volume, at));
  }
  return sign * best;
}

START_TEST (the_extreme_of_a_ray_is_exact)
{
  double worst = 0;
  int compared = 0;
  for (int i = 0; i < GRIDS; i++) {
    KerfGrid grid = any_grid (i);
    gboolean most = i & 1;
    g_autoptr (KerfVolume) volume = fill (&grid, i % 3 == 0, i % 4 < 2 ? bump : ball);
    g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
    KerfRaySpec spec = { .volume = volume,
                         .blocks = blocks,
                         .camera = camera_along (any_way (3 * i)),
                         .kind = most ? KERF_RAY_MAX : KERF_RAY_MIN };
    for (int k = 0; k < 6; k++) {
      double x = SIDE * (0.25 + 0.5 * kt_spread (i + 7 * k, 0.61)),
             y = SIDE * (0.25 + 0.5 * kt_spread (i + 7 * k, 0.27)), depth;
      double found = kerf_ray_extreme (&spec, x, y, &depth),
             seen = looked_up (volume, &spec.camera, x, y, most ? 1 : -1);
      /* Looking every 5 µm sees a little less than the extreme, never more. */
      ck_assert (most ? found >= seen - 1e-3 : found <= seen + 1e-3);
      worst = fmax (worst, fabs (found - seen));
      compared++;
    }
  }
  g_printerr ("extreme of %d rays: worst %.4f\n", compared, worst);
  ck_assert (worst < 0.1);
}
END_TEST

START_TEST (the_brightest_voxel_is_the_maximum_of_the_picture)
{
  KerfGrid grid = kerf_grid_axial (40, 40, 40, kerf_vec3 (1, 1, 1), kerf_vec3 (-19.5, -19.5, -19.5));
  gint16 *voxels = g_new0 (gint16, 40 * 40 * 40);
  voxels[kerf_grid_offset (&grid, 23, 17, 20)] = 1000;
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, 40 * 40 * 40 * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
  for (int i = 0; i < GRIDS; i++) {
    KerfRaySpec spec = { .volume = volume,
                         .blocks = blocks,
                         .camera = camera_along (any_way (i)),
                         .kind = KERF_RAY_MAX,
                         .centre = 500,
                         .width = 1000 };
    /* A pixel's middle on the voxel. */
    KerfVec3 at = kerf_grid_point (&grid, 23, 17, 20);
    double x = kerf_dot (at, spec.camera.right) * PER_MM + SIDE / 2.0,
           y = kerf_dot (at, spec.camera.below) * PER_MM + SIDE / 2.0;
    int px = (int) floor (x), py = (int) floor (y);
    spec.camera.corner = kerf_along (kerf_along (spec.camera.corner, x - px - CENTRED, spec.camera.across),
                                     y - py - CENTRED, spec.camera.down);
    g_autoptr (KerfRayPicture) picture = kerf_ray_picture_new (&spec, SIDE, SIDE, NULL);
    ck_assert (kerf_ray_picture_go (picture, 0, NULL));
    ck_assert_int_eq (kerf_ray_picture_rgba (picture)[4 * (py * SIDE + px)], 255);
    ck_assert (fabs ((double) kerf_ray_picture_depth (picture)[py * SIDE + px] -
                     kerf_dot (at, spec.camera.into)) < 1e-3);
  }
}
END_TEST

static double
same (KerfVec3 p)
{
  (void) p;
  return 500;
}

START_TEST (a_uniform_body_obeys_beer)
{
  /* 40 mm of opacity 0.05 a millimetre, whatever the step and the direction of the grid. */
  const KerfTransfer even = { 2, { { 0, 0.05, { 0.5, 0.5, 0.5 } }, { 1000, 0.05, { 0.5, 0.5, 0.5 } } } };
  KerfGrid grid = kerf_grid_axial (60, 60, 60, kerf_vec3 (1, 1, 1), kerf_vec3 (-29.5, -29.5, -29.5));
  g_autoptr (KerfVolume) volume = fill (&grid, FALSE, same);
  g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
  g_autoptr (KerfRayTable) table = kerf_ray_table_new (volume, blocks, &even);
  for (int i = 0; i < GRIDS; i++) {
    KerfRaySpec spec = {
      .volume = volume, .blocks = blocks, .table = table, .camera = camera_along (any_way (i))
    };
    spec.step_mm = 0.2 + 2 * kt_spread (i, 0.618);
    /* Kept: 10 mm about the middle along the line of sight. */
    spec.n_clips = 2;
    spec.clips[0] = (KerfRayCut){ spec.camera.into, 4 };
    spec.clips[1] = (KerfRayCut){ kerf_scale (spec.camera.into, -1), 6 };
    g_autoptr (KerfRayPicture) picture = kerf_ray_picture_new (&spec, 3, 3, NULL);
    ck_assert (kerf_ray_picture_go (picture, 0, NULL));
    g_autoptr (KerfRayPicture) middle = NULL;
    spec.camera.corner = kerf_scale (kerf_add (spec.camera.across, spec.camera.down), -1.5);
    middle = kerf_ray_picture_new (&spec, 3, 3, NULL);
    ck_assert (kerf_ray_picture_go (middle, 0, NULL));
    const guint8 *rgba = kerf_ray_picture_rgba (middle) + 4 * 4;
    double alpha = 1 - pow (0.95, 10);
    kt_near (rgba[3], 255 * alpha, 1);
    kt_near (rgba[0], 255 * alpha / 2, 1);
  }
}
END_TEST

static void
count_progress (gpointer data, const char *what, double fraction)
{
  (void) what;
  (void) fraction;
  ++*(int *) data;
}

START_TEST (threads_and_pieces_change_no_pixel)
{
  KerfGrid grid = any_grid (5);
  g_autoptr (KerfVolume) volume = fill (&grid, FALSE, ball);
  g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
  g_autoptr (KerfRayTable) table = kerf_ray_table_new (volume, blocks, &sharp);
  KerfRaySpec spec = { .volume = volume,
                       .blocks = blocks,
                       .table = table,
                       .camera = camera_along (kerf_vec3 (1, 2, 3)),
                       .step_mm = 1,
                       .lit = TRUE };
  int told = 0;
  KerfContext one = { .threads = 1, .progress = count_progress, .progress_data = &told },
              three = { .threads = 3 };
  g_autoptr (KerfRayPicture) a = kerf_ray_picture_new (&spec, SIDE, SIDE, NULL);
  g_autoptr (KerfRayPicture) b = kerf_ray_picture_new (&spec, SIDE, SIDE, NULL);
  g_autoptr (KerfRayPicture) coarse = kerf_ray_picture_new (&spec, SIDE / 8, SIDE / 8, NULL);
  kerf_ray_picture_go (coarse, 0, NULL);
  kerf_ray_picture_start_from (b, coarse); /* leaves nothing behind */
  ck_assert (kerf_ray_picture_go (a, 0, &one));
  int pieces = 0;
  while (!kerf_ray_picture_go (b, g_get_monotonic_time () + 1, &three))
    ck_assert_int_lt (pieces++, 10000);
  ck_assert_int_gt (pieces, 2);
  ck_assert_int_eq (memcmp (kerf_ray_picture_rgba (a), kerf_ray_picture_rgba (b), 4 * SIDE * SIDE), 0);
  ck_assert_int_eq (memcmp (kerf_ray_picture_depth (a), kerf_ray_picture_depth (b),
                            SIDE * SIDE * sizeof (float)),
                    0);
}
END_TEST

START_TEST (a_limit_hides_what_is_behind_it)
{
  KerfGrid grid = any_grid (9);
  g_autoptr (KerfVolume) volume = fill (&grid, FALSE, ball);
  g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
  g_autoptr (KerfRayTable) table = kerf_ray_table_new (volume, blocks, &sharp);
  KerfRaySpec spec = { .volume = volume,
                       .blocks = blocks,
                       .table = table,
                       .camera = camera_along (kerf_vec3 (0, 1, 0)),
                       .step_mm = 0.5 };
  g_autofree float *limit = g_new (float, SIDE *SIDE);
  for (int i = 0; i < SIDE * SIDE; i++)
    limit[i] = -10; /* of the ball only the cap before it is seen */
  g_autoptr (KerfRayPicture) picture = kerf_ray_picture_new (&spec, SIDE, SIDE, limit);
  ck_assert (kerf_ray_picture_go (picture, 0, NULL));
  double area = 0;
  for (int i = 0; i < SIDE * SIDE; i++)
    area += kerf_ray_picture_rgba (picture)[4 * i + 3] / 255.0;
  kt_near (area / (KERF_PI * (RADIUS * RADIUS - 100) * PER_MM * PER_MM), 1, 0.03);
}
END_TEST

START_TEST (thin_tiny_and_holed_volumes_are_cast)
{
  static const gint32 sizes[][3] = { { 1, 1, 1 },   { 2, 2, 2 },  { 30, 30, 1 },
                                     { 1, 30, 30 }, { 3, 9, 30 }, { 30, 17, 4 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const gint32 *n = sizes[i];
    KerfGrid grid = kerf_grid_axial (n[0], n[1], n[2], kerf_vec3 (1, 1, 1),
                                     kerf_vec3 (-(n[0] - 1) / 2.0, -(n[1] - 1) / 2.0, -(n[2] - 1) / 2.0));
    gsize size = kerf_grid_voxels (&grid);
    float *values = g_new (float, size);
    for (gsize k = 0; k < size; k++)
      values[k] = k % 7 == 3 ? NAN : 500;
    g_autoptr (GBytes) bytes = g_bytes_new_take (values, size * sizeof *values);
    g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_FLOAT32, bytes, 1, 0);
    g_autoptr (KerfBlocks) blocks = kerf_blocks_new (volume, NULL);
    g_autoptr (KerfRayTable) table = kerf_ray_table_new (volume, blocks, &sharp);
    for (int kind = KERF_RAY_COMPOSITE; kind <= KERF_RAY_MIN; kind++)
      for (int way = 0; way < 8; way++) {
        KerfRaySpec spec = { .volume = volume,
                             .blocks = blocks,
                             .table = table,
                             .camera = camera_along (any_way (way)),
                             .kind = (KerfRayKind) kind,
                             .centre = 500,
                             .width = 1000,
                             .step_mm = 0.5,
                             .lit = TRUE };
        g_autoptr (KerfRayPicture) picture = kerf_ray_picture_new (&spec, SIDE, SIDE, NULL);
        ck_assert (kerf_ray_picture_go (picture, 0, NULL));
        gsize seen = 0;
        for (int k = 0; k < SIDE * SIDE; k++)
          seen += kerf_ray_picture_rgba (picture)[4 * k + 3] > 0;
        ck_assert (seen < (gsize) SIDE * SIDE);
        if (kind == KERF_RAY_COMPOSITE &&
            size > 8) /* the only cell of the others has a corner without a value */
          ck_assert (seen > 0);
      }
  }
}
END_TEST

START_TEST (a_transfer_function_that_is_none_is_mended_or_refused)
{
  KerfTransfer f = { 3, { { 200, 2, { 9, -1, NAN } }, { NAN, 0.5, { 1, 1, 1 } }, { 100, -1, { 0, 0, 0 } } } };
  ck_assert (kerf_transfer_mend (&f));
  ck_assert_int_eq (f.n, 2);
  kt_near (f.nodes[0].value, 100, 0);
  kt_near (f.nodes[1].opacity, 0.999, 0);
  kt_near (kerf_transfer_at (&f, 150).opacity, 0.4995, 1e-12);
  kt_near (kerf_transfer_at (&f, 150).rgb[0], 0.5, 1e-12);
  KerfTransfer one = { 1, { { 3, 1, { 0, 0, 0 } } } };
  ck_assert (!kerf_transfer_mend (&one));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("raycast");
  TCase *tcase = tcase_create ("raycast");
  tcase_set_timeout (tcase, 240);
  tcase_add_test (tcase, a_ball_is_seen_where_it_is);
  tcase_add_test (tcase, the_extreme_of_a_ray_is_exact);
  tcase_add_test (tcase, the_brightest_voxel_is_the_maximum_of_the_picture);
  tcase_add_test (tcase, a_uniform_body_obeys_beer);
  tcase_add_test (tcase, threads_and_pieces_change_no_pixel);
  tcase_add_test (tcase, a_limit_hides_what_is_behind_it);
  tcase_add_test (tcase, thin_tiny_and_holed_volumes_are_cast);
  tcase_add_test (tcase, a_transfer_function_that_is_none_is_mended_or_refused);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
