/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures against geometry and arithmetic, over many grids and directions: lattices land where they lie, outlines on their
 * circles, windows on their greys, layers in their order. And what must change nothing changes nothing: the patient moved,
 * axes permuted, the grid refined. */
#include "core/mesh/section.h"
#include "view-check.h"

enum { LOOKS = 66, SIDE = 320 };

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };

static KerfMat4
any_turn (int i)
{
  KerfVec3 axis =
      kerf_vec3 (kt_spread (i, 0.618) - 0.5, kt_spread (i, 0.414) - 0.5, kt_spread (i, 0.732) - 0.5);
  return kerf_mat4_rotation (axis, 6.2 * kt_spread (i, 0.236), kerf_vec3 (0, 0, 0));
}

/* A lattice of any direction, phase and spacing about the origin. */
static KerfGrid
any_grid (int i, double finest)
{
  KerfMat4 turn = any_turn (i);
  gint32 n[3];
  KerfVec3 columns[3], corner = kerf_vec3 (0, 0, 0);
  for (int a = 0; a < 3; a++) {
    double mm = finest * (1 + kt_spread (i, 0.31 + 0.1 * a));
    n[a] = (gint32) ceil (76 / mm);
    columns[a] = kerf_mat4_direction (&turn, kerf_vec3 ((a == 0) * mm, (a == 1) * mm, (a == 2) * mm));
    corner = kerf_along (corner, -(n[a] - 1) / 2.0 + kt_spread (i, 0.17 + 0.2 * a), columns[a]);
  }
  KerfMat4 m = kerf_mat4_from_columns (columns[0], columns[1], columns[2], corner);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "grid", NULL));
  return grid;
}

static KerfVolume *
fill (const KerfGrid *grid, double (*value) (KerfVec3 p, gconstpointer data), gconstpointer data)
{
  gsize n = kerf_grid_voxels (grid), at = 0;
  gint16 *voxels = g_new (gint16, n);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++)
        voxels[at++] = (gint16) lrint (value (kerf_grid_point (grid, i, j, k), data));
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  return kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

/* A 2-D view of any obliquity through a point. */
static KerfViewState *
any_view (int i, KerfVec3 through, double px_per_mm)
{
  KerfViewState *state = kerf_view_state_new ();
  KerfMat4 turn = any_turn (3 * i + 1);
  KerfView *view = &state->views[KERF_VIEW_AXIAL];
  view->right = kerf_mat4_direction (&turn, view->right);
  view->down = kerf_mat4_direction (&turn, view->down);
  view->zoom_px_per_mm = px_per_mm;
  view->centre = through;
  state->crosshair = through;
  return state;
}

/* ---- where things land ---- */

#define PITCH 16.0

/* Bright spots of 2 mm on a lattice of 16 mm that is turned on its own. */
static double
spots (KerfVec3 p, gconstpointer data)
{
  const KerfMat4 *own = data;
  KerfVec3 at = kerf_mat4_point (own, p);
  double d2 = 0;
  for (int axis = 0; axis < 3; axis++) {
    double x = kerf_component (at, axis), off = x - PITCH * floor (x / PITCH + 0.5);
    d2 += off * off;
  }
  return 1000 * exp (-d2 / (2 * 2 * 2));
}

/* Middle of the light within 4.5 mm of a place, in pixels from it. */
static double
light_off (cairo_surface_t *picture, double x, double y, double reach)
{
  double sum = 0, sx = 0, sy = 0;
  for (int py = (int) (y - reach); py <= (int) (y + reach); py++)
    for (int px = (int) (x - reach); px <= (int) (x + reach); px++) {
      double dx = px + 0.5 - x, dy = py + 0.5 - y,
             light = hypot (dx, dy) <= reach ? pixel (picture, px, py, 0) : 0;
      sum += light;
      sx += light * dx;
      sy += light * dy;
    }
  return hypot (sx, sy) / sum;
}

START_TEST (a_rotated_lattice_lands_where_it_lies)
{
  double worst = 0, total = 0;
  int found = 0;
  for (int i = 0; i < LOOKS; i++) {
    KerfGrid grid = any_grid (i, 0.8);
    KerfMat4 own_from_base = any_turn (7 * i + 2), base_from_own;
    ck_assert (kerf_mat4_inverse (&own_from_base, &base_from_own));
    g_autoptr (KerfVolume) volume = fill (&grid, spots, &own_from_base);
    /* The view lies in a plane of the lattice, turned in it. */
    g_autoptr (KerfViewState) state = any_view (i, kerf_vec3 (0, 0, 0), 4);
    KerfView *view = &state->views[KERF_VIEW_AXIAL];
    double a = kt_spread (i, 0.37) * 6;
    view->right = kerf_mat4_direction (&base_from_own, kerf_vec3 (cos (a), sin (a), 0));
    view->down = kerf_mat4_direction (&base_from_own, kerf_vec3 (-sin (a), cos (a), 0));
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, SIDE, SIDE, box);
    add_slice (scene, volume, 500, 1000);
    cairo_surface_t *picture = draw (scene, 1);
    for (int u = -1; u <= 1; u++)
      for (int v = -1; v <= 1; v++) {
        KerfVec3 at = kerf_mat4_point (&base_from_own, kerf_vec3 (PITCH * u, PITCH * v, 0));
        KerfVec3 screen = kerf_projection_screen (&scene->projection, at);
        if (screen.x < 40 || screen.y < 40 || screen.x > SIDE - 40 || screen.y > SIDE - 40)
          continue;
        double off = light_off (picture, screen.x, screen.y, 22);
        worst = fmax (worst, off);
        total += off;
        found++;
      }
    cairo_surface_destroy (picture);
  }
  g_printerr ("lattice: %d spots of %d grids, mean %.3f px, worst %.3f px off\n", found, LOOKS, total / found,
              worst);
  ck_assert_int_gt (found, 300);
  ck_assert (worst < 0.5);
}
END_TEST

START_TEST (outlines_lie_on_their_circles)
{
  double worst = 0, total = 0;
  int lit = 0;
  g_autoptr (KerfMesh) mesh = ball_mesh (kerf_vec3 (1, 2, -1), 24, 160, 320);
  for (int i = 0; i < LOOKS; i++) {
    double off = 20 * (kt_spread (i, 0.53) - 0.5), px = 3 + 3 * kt_spread (i, 0.29);
    g_autoptr (KerfViewState) state = any_view (i, kerf_vec3 (1, 2, -1), px);
    KerfVec3 into = kerf_view_into (&state->views[KERF_VIEW_AXIAL]);
    state->crosshair = kerf_along (kerf_vec3 (1, 2, -1), off, into);
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, SIDE, SIDE, box);
    const KerfProjection *p = &scene->projection;
    KerfFrame3 frame = { p->centre, p->right, p->down, p->into };
    g_autoptr (KerfSection) section = kerf_mesh_section (mesh, &frame);
    ck_assert_uint_eq (section->n_loops, 1);
    KerfDrawable *line = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
    kerf_drawable_set_line (line, (KerfLineStyle){ .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1 });
    line->casing_px = 0;
    line->closed = TRUE;
    kerf_drawable_path (line);
    for (guint32 k = 0; k < section->starts[1]; k++)
      kerf_drawable_point (line, kerf_frame3_point (&frame, section->st[2 * k], section->st[2 * k + 1], 0));
    g_ptr_array_add (scene->drawables, line);
    cairo_surface_t *picture = draw (scene, 1);
    double radius = sqrt (24 * 24 - off * off) * px;
    KerfVec3 middle = kerf_projection_screen (p, kerf_vec3 (1, 2, -1));
    /* In each of 72 directions the middle of the light. */
    for (int ray = 0; ray < 72; ray++) {
      double sum = 0, at = 0, a = 2 * KERF_PI * (ray + 0.5) / 72;
      for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
          double dx = x + 0.5 - middle.x, dy = y + 0.5 - middle.y, r = hypot (dx, dy);
          if (fabs (r - radius) > 4 || fabs (remainder (atan2 (dy, dx) - a, 2 * KERF_PI)) > KERF_PI / 72)
            continue;
          sum += pixel (picture, x, y, 0);
          at += pixel (picture, x, y, 0) * r;
        }
      ck_assert (sum > 0);
      worst = fmax (worst, fabs (at / sum - radius));
      total += at / sum - radius;
      lit++;
    }
    cairo_surface_destroy (picture);
  }
  g_printerr ("outlines: %d arcs, mean %.3f px, worst %.3f px off\n", lit, total / lit, worst);
  ck_assert (worst < 0.5);
}
END_TEST

static double
slope (KerfVec3 p, gconstpointer data)
{
  const KerfVec3 *way = data;
  return 600 + kerf_dot (*way, p);
}

START_TEST (a_window_is_its_grey_on_any_grid)
{
  double worst = 0;
  for (int i = 0; i < LOOKS; i++) {
    KerfGrid grid = any_grid (i, 0.9);
    KerfVec3 way =
        kerf_scale (kerf_vec3 (kt_spread (i, 0.3) - 0.5, kt_spread (i, 0.7) - 0.5, kt_spread (i, 0.9) - 0.5),
                    30);
    g_autoptr (KerfVolume) volume = fill (&grid, slope, &way);
    g_autoptr (KerfViewState) state = any_view (i, kerf_vec3 (0, 0, 0), 4);
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, SIDE / 2, SIDE / 2, box);
    double centre = 500 + 200 * kt_spread (i, 0.21), width = 600 + 3000 * kt_spread (i, 0.43);
    add_slice (scene, volume, centre, width);
    cairo_surface_t *picture = draw (scene, 1);
    for (int y = 1; y < SIDE / 2; y += 7)
      for (int x = 1; x < SIDE / 2; x += 7) {
        KerfVec3 at = kerf_projection_patient (&scene->projection, x + 0.5, y + 0.5);
        double grey = CLAMP ((slope (at, &way) - centre) / width + 0.5, 0, 1) * 255;
        worst = fmax (worst, fabs (pixel (picture, x, y, 0) - grey));
      }
    cairo_surface_destroy (picture);
  }
  g_printerr ("windows: worst %.2f of 255\n", worst);
  ck_assert (worst <= 1.01); /* half a grey by rounding, the rest by the voxels' whole numbers */
}
END_TEST

/* ---- layers ---- */

/* A square of half a side that faces the eye at a depth, in the space of a view that looks along y. */
static void
add_sheet (KerfScene *scene, double depth, double lean, double half, KerfColour colour)
{
  float *v = g_new (float, 12);
  const double corners[4][2] = { { -half, -half }, { half, -half }, { half, half }, { -half, half } };
  for (int i = 0; i < 4; i++) {
    v[3 * i] = (float) corners[i][0];
    v[3 * i + 1] = (float) (depth + lean * corners[i][0]);
    v[3 * i + 2] = (float) corners[i][1];
  }
  static const guint32 two[6] = { 0, 1, 2, 0, 2, 3 };
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SURFACE, KERF_ID_NONE, NULL);
  drawable->mesh = kerf_mesh_new_take (kerf_vec3 (0, 0, 0), v, 4, g_memdup2 (two, sizeof two), 2);
  drawable->flat = TRUE;
  drawable->colour = colour;
  g_ptr_array_add (scene->drawables, drawable);
}

typedef struct {
  double depth;
  int index;
} Order;

static int
nearer (gconstpointer a, gconstpointer b)
{
  const Order *x = a, *y = b;
  return (x->depth > y->depth) - (x->depth < y->depth);
}

START_TEST (translucent_layers_are_those_sorted_by_depth)
{
  enum { SHEETS = 12 };
  double worst = 0;
  for (int i = 0; i < LOOKS; i++) {
    g_autoptr (KerfViewState) state = kerf_view_state_new ();
    KerfView *view = &state->views[KERF_VIEW_SPACE];
    kerf_view_look_from (view, 'A');
    view->centre = kerf_vec3 (0, 0, 0);
    view->height_mm = 60;
    view->perspective = i & 1;
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 120, 120, box);
    double depth[SHEETS], lean[SHEETS];
    KerfColour colour[SHEETS];
    int n = 2 + i % (SHEETS - 1);
    for (int s = 0; s < n; s++) { /* in any order, some through each other */
      depth[s] = 40 * (kt_spread (i + 31 * s, 0.618) - 0.5);
      lean[s] = i % 3 == 0 ? 1.6 * (kt_spread (i + 17 * s, 0.414) - 0.5) : 0;
      colour[s] = kerf_colour ((guint32) (kt_spread (i + s, 0.27) * 0xFFFFFF),
                               s == 0 && i % 4 == 1 ? 1 : 0.15 + 0.6 * kt_spread (i + 5 * s, 0.51));
      add_sheet (scene, depth[s], lean[s], 25, colour[s]);
    }
    cairo_surface_t *picture = draw (scene, 1);
    for (int y = 20; y < 100; y += 8)
      for (int x = 20; x < 100; x += 8) {
        KerfVec3 from, way;
        kerf_projection_ray (&scene->projection, x + 0.5, y + 0.5, &from, &way);
        Order order[SHEETS];
        int m = 0;
        gboolean close = FALSE;
        for (int s = 0; s < n; s++) {
          /* y = depth + lean·x */
          double t = (depth[s] + lean[s] * from.x - from.y) / (way.y - lean[s] * way.x);
          KerfVec3 at = kerf_along (from, t, way);
          if (fabs (at.x) > 24 || fabs (at.z) > 24) {
            close |= fabs (at.x) < 26 && fabs (at.z) < 26;
            continue;
          }
          order[m++] = (Order){ t, s };
        }
        qsort (order, (gsize) m, sizeof *order, nearer);
        for (int k = 1; k < m; k++)
          close |= order[k].depth - order[k - 1].depth <
                   0.5; /* at one depth no order is right; a pixel has a width */
        if (close)
          continue;
        double sum[3] = { 0 }, left = 1;
        for (int k = 0; k < m && left > 0; k++) {
          const KerfColour *c = &colour[order[k].index];
          const double rgb[3] = { (double) c->r, (double) c->g, (double) c->b };
          for (int q = 0; q < 3; q++)
            sum[q] += left * (double) c->a * rgb[q];
          left *= 1 - (double) c->a;
        }
        const double back[3] = { (double) scene->back.r, (double) scene->back.g, (double) scene->back.b };
        for (int q = 0; q < 3; q++)
          worst = fmax (worst, fabs (pixel (picture, x, y, q) - 255 * (sum[q] + left * back[q])));
      }
    cairo_surface_destroy (picture);
  }
  g_printerr ("layers: worst %.2f of 255\n", worst);
  ck_assert (worst <= 2);
}
END_TEST

/* ---- what must change nothing ---- */

static int
most_apart (cairo_surface_t *a, cairo_surface_t *b, double *mean)
{
  int most = 0;
  double sum = 0;
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) {
        int apart = abs (pixel (a, x, y, c) - pixel (b, x, y, c));
        most = MAX (most, apart);
        sum += apart;
      }
  *mean = sum / (3.0 * width * height);
  return most;
}

/* The same picture in 2-D and 3-D of a volume whose patient space is moved by `move`. */
static cairo_surface_t *
look (const KerfVolume *volume, int i, const KerfMat4 *move, gboolean space)
{
  g_autoptr (KerfViewState) state = any_view (i, kerf_vec3 (2, 1, -3), 4);
  KerfViewName name = space ? KERF_VIEW_SPACE : KERF_VIEW_AXIAL;
  KerfView *view = &state->views[name];
  if (space) {
    *view = state->views[KERF_VIEW_AXIAL];
    view->height_mm = 90;
    view->perspective = TRUE;
  }
  view->right = kerf_mat4_direction (move, view->right);
  view->down = kerf_mat4_direction (move, view->down);
  view->centre = kerf_mat4_point (move, view->centre);
  state->crosshair = kerf_mat4_point (move, state->crosshair);
  KerfBox3 here = kerf_grid_box (&volume->grid);
  g_autoptr (KerfScene) scene = bare_scene (state, name, SIDE / 2, SIDE / 2, here);
  if (space) { /* the frustum too has to be the same */
    scene->projection.near_mm = scene->projection.distance_mm - 80;
    scene->projection.far_mm = scene->projection.distance_mm + 80;
    KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_VOLUME, KERF_ID_NONE, NULL);
    drawable->volume = kerf_volume_ref (volume);
    drawable->step_mm = 0.5;
    drawable->transfer = (KerfTransfer){
      3, { { 200, 0, { 0.9, 0.3, 0.2 } }, { 500, 0.3, { 0.9, 0.8, 0.6 } }, { 900, 0.8, { 1, 1, 1 } } }
    };
    g_ptr_array_add (scene->drawables, drawable);
  } else {
    add_slice (scene, volume, 500, 1000);
  }
  return draw (scene, 1);
}

/* The voxels of `volume` with its axes in another order, some of them run backwards: the same field. */
static KerfVolume *
permuted (const KerfVolume *volume, const int order[3], int backwards)
{
  const KerfGrid *g = &volume->grid;
  gint32 n[3] = { g->n[order[0]], g->n[order[1]], g->n[order[2]] };
  KerfVec3 columns[3], corner;
  gint32 first[3] = { 0, 0, 0 };
  for (int a = 0; a < 3; a++)
    first[order[a]] = backwards >> a & 1 ? n[a] - 1 : 0;
  corner = kerf_grid_point (g, first[0], first[1], first[2]);
  for (int a = 0; a < 3; a++) {
    const double *m = g->patient_from_index.m;
    KerfVec3 column = kerf_vec3 (m[order[a]], m[4 + order[a]], m[8 + order[a]]);
    columns[a] = kerf_scale (column, backwards >> a & 1 ? -1 : 1);
  }
  KerfMat4 m = kerf_mat4_from_columns (columns[0], columns[1], columns[2], corner);
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &m, "grid", NULL));
  gint16 *voxels = g_new (gint16, kerf_grid_voxels (&grid));
  gsize to = 0;
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++)
      for (gint32 i = 0; i < n[0]; i++) {
        gint32 own[3] = { i, j, k }, at[3];
        for (int a = 0; a < 3; a++)
          at[order[a]] = backwards >> a & 1 ? n[a] - 1 - own[a] : own[a];
        voxels[to++] = volume->i16[kerf_grid_offset (g, at[0], at[1], at[2])];
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, kerf_grid_voxels (&grid) * sizeof *voxels);
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

/* Four values a voxel, so that interpolation by halves is a whole number: the field stays the same. */
static KerfVolume *
refined (const KerfVolume *volume)
{
  const KerfGrid *g = &volume->grid;
  gint32 n[3] = { 2 * g->n[0] - 1, 2 * g->n[1] - 1, 2 * g->n[2] - 1 };
  const double *m = g->patient_from_index.m;
  KerfMat4 half =
      kerf_mat4_from_columns (kerf_vec3 (m[0] / 2, m[4] / 2, m[8] / 2),
                              kerf_vec3 (m[1] / 2, m[5] / 2, m[9] / 2),
                              kerf_vec3 (m[2] / 2, m[6] / 2, m[10] / 2), kerf_grid_point (g, 0, 0, 0));
  KerfGrid grid;
  ck_assert (kerf_grid_init (&grid, n, &half, "grid", NULL));
  gint16 *voxels = g_new (gint16, kerf_grid_voxels (&grid));
  gsize to = 0;
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++)
      for (gint32 i = 0; i < n[0]; i++) {
        int sum = 0;
        for (int c = 0; c < 8; c++)
          sum += volume->i16[kerf_grid_offset (g, (i + (c & 1)) / 2, (j + (c >> 1 & 1)) / 2,
                                               (k + (c >> 2 & 1)) / 2)];
        voxels[to++] = (gint16) (sum / 8);
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, kerf_grid_voxels (&grid) * sizeof *voxels);
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

/* Multiples of eight, smooth, with a bright body. */
static double
body (KerfVec3 p, gconstpointer data)
{
  (void) data;
  double r = kerf_length (kerf_vec3 (p.x / 1.2, p.y, p.z / 0.9));
  return 8 * floor ((500 + 40 * CLAMP (22 - r, -10, 10) + 60 * sin (p.x / 5) * cos (p.y / 7)) / 8);
}

START_TEST (moving_the_patient_changes_no_picture)
{
  int worst[2] = { 0 };
  double means[2] = { 0 };
  for (int i = 0; i < 16; i++) {
    KerfGrid grid = any_grid (i, 1.1), there;
    g_autoptr (KerfVolume) volume = fill (&grid, body, NULL);
    KerfMat4 turn = any_turn (5 * i + 3), shift = kerf_mat4_translation (kerf_vec3 (137.3, -412.9, 988.1)),
             move = kerf_mat4_mul (&shift, &turn), same = kerf_mat4_identity (),
             m = kerf_mat4_mul (&move, &grid.patient_from_index);
    ck_assert (kerf_grid_init (&there, grid.n, &m, "grid", NULL));
    g_autoptr (KerfVolume) moved = kerf_volume_new (&there, KERF_VOXEL_INT16, volume->bytes, 1, 0);
    for (int space = 0; space < 2; space++) {
      double mean;
      cairo_surface_t *a = look (volume, i, &same, space), *b = look (moved, i, &move, space);
      worst[space] = MAX (worst[space], most_apart (a, b, &mean));
      means[space] = fmax (means[space], mean);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
    }
  }
  g_printerr ("moved: 2-D worst %d, 3-D worst %d, mean %.4f of 255\n", worst[0], worst[1], means[1]);
  ck_assert_int_le (worst[0], 1);
  ck_assert_int_le (worst[1], 3);
  ck_assert (means[1] < 0.02);
}
END_TEST

START_TEST (the_order_of_the_axes_changes_no_picture)
{
  static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                    { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  KerfMat4 same = kerf_mat4_identity ();
  int worst[2] = { 0 };
  double means[2] = { 0 };
  KerfGrid grid = any_grid (4, 1.1);
  g_autoptr (KerfVolume) volume = fill (&grid, body, NULL);
  for (int space = 0; space < 2; space++) {
    cairo_surface_t *a = look (volume, 4, &same, space);
    for (int order = 0; order < 6; order++)
      for (int backwards = 0; backwards < 8; backwards++) { /* all 48 */
        double mean;
        g_autoptr (KerfVolume) other = permuted (volume, orders[order], backwards);
        cairo_surface_t *b = look (other, 4, &same, space);
        worst[space] = MAX (worst[space], most_apart (a, b, &mean));
        means[space] = fmax (means[space], mean);
        cairo_surface_destroy (b);
      }
    cairo_surface_destroy (a);
  }
  g_printerr ("axes: 2-D worst %d, 3-D worst %d, mean %.4f of 255\n", worst[0], worst[1], means[1]);
  ck_assert_int_le (worst[0], 1);
  ck_assert_int_le (worst[1], 3);
  ck_assert (means[1] < 0.02);
}
END_TEST

START_TEST (a_finer_grid_of_the_same_field_changes_no_picture)
{
  KerfMat4 same = kerf_mat4_identity ();
  int worst = 0;
  double most = 0;
  for (int i = 0; i < 12; i++) {
    KerfGrid grid = any_grid (i, 1.4);
    g_autoptr (KerfVolume) volume = fill (&grid, body, NULL);
    g_autoptr (KerfVolume) fine = refined (volume);
    double mean;
    cairo_surface_t *a = look (volume, i, &same, FALSE), *b = look (fine, i, &same, FALSE);
    worst = MAX (worst, most_apart (a, b, &mean));
    cairo_surface_destroy (a);
    cairo_surface_destroy (b);
    /* In 3-D the light comes from differences over a voxel, which a finer grid takes over half the way: colour may
     * differ, what is seen may not. */
    cairo_surface_t *c = look (volume, i, &same, TRUE), *d = look (fine, i, &same, TRUE);
    most_apart (c, d, &mean);
    most = fmax (most, mean);
    cairo_surface_destroy (c);
    cairo_surface_destroy (d);
  }
  g_printerr ("refined: 2-D worst %d; 3-D mean %.3f of 255\n", worst, most);
  ck_assert_int_le (worst, 1);
  ck_assert (most < 2);
}
END_TEST

int
main (void)
{
  g_set_prgname ("golden");
  Suite *suite = suite_create ("golden");
  TCase *tcase = tcase_create ("golden");
  tcase_add_unchecked_fixture (tcase, start_offscreen, stop_offscreen);
  tcase_set_timeout (tcase, 240);
  tcase_add_test (tcase, a_rotated_lattice_lands_where_it_lies);
  tcase_add_test (tcase, outlines_lie_on_their_circles);
  tcase_add_test (tcase, a_window_is_its_grey_on_any_grid);
  tcase_add_test (tcase, translucent_layers_are_those_sorted_by_depth);
  tcase_add_test (tcase, moving_the_patient_changes_no_picture);
  tcase_add_test (tcase, the_order_of_the_axes_changes_no_picture);
  tcase_add_test (tcase, a_finer_grid_of_the_same_field_changes_no_picture);
  suite_add_tcase (suite, tcase);
  g_setenv ("CK_FORK", "no", TRUE);
  return kt_run (suite);
}
