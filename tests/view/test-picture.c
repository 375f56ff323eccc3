/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/section.h"
#include "view-check.h"

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };

static KerfVolume *
volume_of (const KerfGrid *grid, KerfVoxelKind kind, double slope, double intercept,
           double (*value) (KerfVec3 p))
{
  gsize n = kerf_grid_voxels (grid), at = 0;
  gint16 *i16 = kind == KERF_VOXEL_INT16 ? g_new (gint16, n) : NULL;
  float *f32 = kind == KERF_VOXEL_INT16 ? NULL : g_new (float, n);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++, at++) {
        double stored = (value (kerf_grid_point (grid, i, j, k)) - intercept) / slope;
        if (i16)
          i16[at] = (gint16) lrint (stored);
        else
          f32[at] = (float) stored;
      }
  g_autoptr (GBytes) bytes =
      g_bytes_new_take (i16 ? (gpointer) i16 : (gpointer) f32, n * kerf_voxel_size (kind));
  return kerf_volume_new (grid, kind, bytes, slope, intercept);
}

static double
ramp (KerfVec3 p)
{
  return 12 * p.x - 100;
}

/* A rotated grid on which a ball of 30 mm lies about (3, −4, 5). */
static KerfGrid
rotated_grid (void)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (0.3, -0.5, 0.8), 0.6, kerf_vec3 (0, 0, 0));
  KerfVec3 axes[3];
  for (int axis = 0; axis < 3; axis++)
    axes[axis] = kerf_mat4_direction (&turn, kerf_vec3 (axis == 0, axis == 1, axis == 2));
  KerfVec3 origin = kerf_mat4_point (&turn, kerf_vec3 (-48, -48, -48));
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (axes[0], 0.8), kerf_scale (axes[1], 0.8), axes[2], origin);
  KerfGrid grid;
  kerf_grid_init (&grid, (gint32[3]){ 121, 121, 97 }, &m, "phantom", NULL);
  return grid;
}

static const KerfVec3 ball_centre = { 3, -4, 5 };

/* Falls off linearly across the ball's surface, as partial volume does. */
static double
ball (KerfVec3 p)
{
  return 500 + 250 * CLAMP (30 - kerf_distance (p, ball_centre), -2, 2);
}

START_TEST (a_window_is_exact_to_one_grey)
{
  KerfGrid grid = kerf_grid_axial (101, 21, 21, kerf_vec3 (1, 1, 1), kerf_vec3 (-50, -10, -10));
  for (int kind = 0; kind < 2; kind++) {
    g_autoptr (KerfVolume) volume =
        volume_of (&grid, kind ? KERF_VOXEL_FLOAT32 : KERF_VOXEL_INT16, 0.5, -1024, ramp);
    g_autoptr (KerfViewState) state = kerf_view_state_new ();
    state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 4;
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 400, 60, box);
    add_slice (scene, volume, -40, 700);
    cairo_surface_t *picture = draw (scene, 1);
    for (int x = 4; x < 396; x++) {
      double patient_x = (x + 0.5 - 200) / 4, y = (ramp (kerf_vec3 (patient_x, 0, 0)) + 40) / 700 + 0.5;
      kt_near (pixel (picture, x, 30, 1), CLAMP (y, 0, 1) * 255, 1.01);
    }
    cairo_surface_destroy (picture);
  }
}
END_TEST

START_TEST (left_and_front_are_where_the_letters_say)
{
  /* A bright block at the patient's left, front and top: to the right and up in axial and coronal. */
  KerfGrid grid = kerf_grid_axial (40, 40, 40, kerf_vec3 (1, 1, 1), kerf_vec3 (-19.5, -19.5, -19.5));
  gint16 *voxels = g_new0 (gint16, 40 * 40 * 40);
  for (int k = 24; k < 36; k++)
    for (int j = 4; j < 16; j++)
      for (int i = 24; i < 36; i++)
        voxels[kerf_grid_offset (&grid, i, j, k)] = 1000;
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, 40 * 40 * 40 * sizeof *voxels);
  g_autoptr (KerfVolume) volume = kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
  static const struct {
    KerfViewName name;
    int x, y; /* where the block is bright, of a 400 × 400 picture */
  } rows[] = { { KERF_VIEW_AXIAL, 300, 100 },
               { KERF_VIEW_CORONAL, 300, 100 },
               { KERF_VIEW_SAGITTAL, 100, 100 } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (KerfViewState) state = kerf_view_state_new ();
    state->crosshair = kerf_vec3 (10, -10, 10);
    state->views[rows[i].name].zoom_px_per_mm = 10;
    state->views[rows[i].name].centre = kerf_vec3 (0, 0, 0);
    g_autoptr (KerfScene) scene = bare_scene (state, rows[i].name, 400, 400, box);
    add_slice (scene, volume, 500, 1000);
    cairo_surface_t *picture = draw (scene, 1);
    for (int corner = 0; corner < 4; corner++) {
      int x = corner & 1 ? 300 : 100, y = corner & 2 ? 300 : 100;
      ck_assert_int_eq (pixel (picture, x, y, 0) > 200, x == rows[i].x && y == rows[i].y);
    }
    cairo_surface_destroy (picture);
  }
}
END_TEST

START_TEST (a_rotated_grid_is_drawn_in_its_place)
{
  KerfGrid grid = rotated_grid ();
  g_autoptr (KerfVolume) volume = volume_of (&grid, KERF_VOXEL_INT16, 1, 0, ball);
  for (int i = 0; i < 4; i++) {
    KerfViewName name = (KerfViewName) (i % 3);
    g_autoptr (KerfViewState) state = kerf_view_state_new ();
    state->crosshair = kerf_vec3 (8, 2, -3);
    KerfView *view = &state->views[name];
    if (i == 3) { /* any obliquity by matrix */
      KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (1, 1, -0.5), 0.9, kerf_vec3 (0, 0, 0));
      view->right = kerf_mat4_direction (&turn, view->right);
      view->down = kerf_mat4_direction (&turn, view->down);
    }
    view->zoom_px_per_mm = 5;
    view->centre = ball_centre;
    g_autoptr (KerfScene) scene = bare_scene (state, name, 420, 420, box);
    add_slice (scene, volume, 500, 1000);
    cairo_surface_t *picture = draw (scene, 1);
    const KerfProjection *p = &scene->projection;
    double off = kerf_dot (kerf_sub (p->centre, ball_centre), p->into);
    double radius_px = sqrt (900 - off * off) * 5;
    for (int ray = 0; ray < 32; ray++) {
      double a = 2 * KERF_PI * ray / 32, last = 255, found = NAN;
      for (double r = 20; r < 200; r += 0.25) {
        int x = (int) floor (210 + r * cos (a)), y = (int) floor (210 + r * sin (a));
        double now = pixel (picture, x, y, 0);
        if (last >= 127.5 && now < 127.5) {
          found = hypot (x + 0.5 - 210, y + 0.5 - 210) - 0.5;
          break;
        }
        last = now;
      }
      kt_near (found, radius_px, 1.0);
    }
    /* To a tenth of a pixel over all: the bright area is that of the circle. */
    double area = 0;
    for (int y = 0; y < 420; y++)
      for (int x = 0; x < 420; x++)
        area += pixel (picture, x, y, 0) / 255.0;
    kt_near (sqrt (area / KERF_PI), radius_px, 0.5);
    cairo_surface_destroy (picture);
  }
}
END_TEST

START_TEST (the_outline_of_a_ball_is_its_circle)
{
  g_autoptr (KerfMesh) mesh = ball_mesh (ball_centre, 30, 120, 240);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->crosshair = kerf_vec3 (3, -4, 17);
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 6;
  state->views[KERF_VIEW_AXIAL].centre = ball_centre;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 420, 420, box);
  const KerfProjection *p = &scene->projection;
  KerfFrame3 frame = { p->centre, p->right, p->down, p->into };
  g_autoptr (KerfSection) section = kerf_mesh_section (mesh, &frame);
  ck_assert_uint_eq (section->n_loops, 1);
  KerfDrawable *line = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (line, (KerfLineStyle){ .colour = kerf_colour (0xFFFFFF, 1), .width_px = 2 });
  line->casing_px = 0;
  line->closed = TRUE;
  kerf_drawable_path (line);
  for (guint32 i = 0; i < section->starts[1]; i++)
    kerf_drawable_point (line, kerf_frame3_point (&frame, section->st[2 * i], section->st[2 * i + 1], 0));
  g_ptr_array_add (scene->drawables, line);
  cairo_surface_t *picture = draw (scene, 1);
  double circle_px = sqrt (900 - 144) * 6, sum = 0, radius = 0, worst = 0;
  for (int y = 0; y < 420; y++)
    for (int x = 0; x < 420; x++) {
      double light = pixel (picture, x, y, 1), r = hypot (x + 0.5 - 210, y + 0.5 - 210);
      sum += light;
      radius += light * r;
      if (light > 127)
        worst = fmax (worst, fabs (r - circle_px));
    }
  kt_near (radius / sum, circle_px, 0.1);
  ck_assert_msg (worst < 1.5, "a bright pixel %g px off the circle",
                 worst);                                    /* half of 2 px, and half a pixel */
  kt_near (sum / 255 / (2 * KERF_PI * circle_px), 2, 0.05); /* 2 px wide all around */
  cairo_surface_destroy (picture);
}
END_TEST

START_TEST (fills_are_even_odd_and_keep_to_their_place)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 4;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 200, 200, box);
  KerfDrawable *fill = kerf_drawable_new (KERF_DRAW_FILL, KERF_ID_NONE, NULL);
  fill->colour = kerf_colour (0xFFFFFF, 0.2);
  fill->closed = TRUE;
  for (int hole = 0; hole < 2; hole++) {
    double half = hole ? 10 : 20;
    kerf_drawable_path (fill);
    for (int i = 0; i < 4; i++)
      kerf_drawable_point (fill, kerf_vec3 (i == 0 || i == 3 ? -half : half, i < 2 ? -half : half, 0));
  }
  g_ptr_array_add (scene->drawables, fill);
  cairo_surface_t *picture = draw (scene, 1);
  kt_near (pixel (picture, 30, 100, 0), 51, 1); /* −17.5 mm: between the squares */
  kt_near (pixel (picture, 100, 100, 0), 0, 0);
  kt_near (pixel (picture, 10, 100, 0), 0, 0);
  double area = 0;
  for (int y = 0; y < 200; y++)
    for (int x = 0; x < 200; x++)
      area += pixel (picture, x, y, 0) > 25;
  kt_near (area, (1600 - 400) * 16, 1);
  cairo_surface_destroy (picture);
}
END_TEST

START_TEST (text_is_drawn_where_it_is_anchored)
{
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 300, 100, box);
  kerf_draw_label (scene->drawables, "R", KERF_LABEL_LETTER, kerf_colour (0xFFFFFF, 1),
                   kerf_vec3 (292, 50, 0), TRUE, 1, 0.5);
  for (int scale = 1; scale <= 2; scale++) {
    cairo_surface_t *picture = draw (scene, scale);
    double x_sum = 0, y_sum = 0, n = 0, most = 0;
    for (int y = 0; y < 100 * scale; y++)
      for (int x = 0; x < 300 * scale; x++) {
        double light = pixel (picture, x, y, 0) / 255.0;
        x_sum += light * x, y_sum += light * y, n += light;
        if (light > 0.5)
          most = fmax (most, x);
      }
    ck_assert (n > 20);
    kt_near (y_sum / n / scale, 50, 2.5);
    ck_assert (most / scale < 292.5 && most / scale > 284);
    cairo_surface_destroy (picture);
  }
}
END_TEST

START_TEST (a_painted_mask_is_outlined_at_its_zero)
{
  KerfGrid grid = kerf_grid_axial (64, 64, 64, kerf_vec3 (1, 1, 1), kerf_vec3 (-32, -32, -32));
  KerfMask *mask = kerf_mask_builder_new (&grid, (gint32[3]){ 0, 0, 0 }, (gint32[3]){ 2, 2, 2 });
  for (gint32 t = 0; t < 8; t++) {
    KerfTile *tile = kerf_tile_new ();
    for (int i = 0; i < KERF_TILE_VOXELS; i++) {
      KerfVec3 p = kerf_grid_point (&grid, (t & 1) * 32 + (i & 31), (t >> 1 & 1) * 32 + (i >> 5 & 31),
                                    (t >> 2) * 32 + (i >> 10));
      double d = CLAMP (20.3 - kerf_length (p), -2, 2);
      tile->d[i] = (gint16) lrint (d * KERF_MASK_PER_MM);
    }
    kerf_mask_builder_set (mask, t & 1, t >> 1 & 1, t >> 2, tile, 0);
  }
  kerf_mask_builder_end (mask);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->views[KERF_VIEW_AXIAL].zoom_px_per_mm = 8;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_AXIAL, 400, 400, box);
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_DISTANCE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (drawable, (KerfLineStyle){ .colour = kerf_colour (0xFFFFFF, 1), .width_px = 2 });
  drawable->casing_px = 0;
  drawable->share = 0;
  drawable->mask = mask;
  g_ptr_array_add (scene->drawables, drawable);
  cairo_surface_t *picture = draw (scene, 1);
  double sum = 0, radius = 0;
  for (int y = 0; y < 400; y++)
    for (int x = 0; x < 400; x++) {
      double light = pixel (picture, x, y, 1);
      sum += light;
      radius += light * hypot (x + 0.5 - 200, y + 0.5 - 200);
    }
  ck_assert (sum > 0);
  kt_near (radius / sum, 20.3 * 8, 0.5);
  cairo_surface_destroy (picture);
}
END_TEST

int
main (void)
{
  g_set_prgname ("picture");
  Suite *suite = suite_create ("picture");
  TCase *tcase = tcase_create ("picture");
  tcase_add_unchecked_fixture (tcase, start_offscreen, stop_offscreen);
  tcase_add_test (tcase, a_window_is_exact_to_one_grey);
  tcase_add_test (tcase, left_and_front_are_where_the_letters_say);
  tcase_add_test (tcase, a_rotated_grid_is_drawn_in_its_place);
  tcase_add_test (tcase, the_outline_of_a_ball_is_its_circle);
  tcase_add_test (tcase, fills_are_even_odd_and_keep_to_their_place);
  tcase_add_test (tcase, text_is_drawn_where_it_is_anchored);
  tcase_add_test (tcase, a_painted_mask_is_outlined_at_its_zero);
  suite_add_tcase (suite, tcase);
  /* Contexts and threads don't survive a fork. */
  g_setenv ("CK_FORK", "no", TRUE);
  return kt_run (suite);
}
