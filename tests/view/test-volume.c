/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The volume in 3-D against what geometry says. */
#include "view-check.h"
#include "view/ray-cache.h"
#include "view/space-look.h"

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };
static const KerfVec3 ball_centre = { 3, -4, 5 };
#define RADIUS 30.0

/* A soft ball: 0 outside, 1000 inside, half-way on the surface. */
static KerfVolume *
ball_volume (const KerfGrid *grid)
{
  gsize n = kerf_grid_voxels (grid), at = 0;
  gint16 *voxels = g_new (gint16, n);
  for (gint32 k = 0; k < grid->n[2]; k++)
    for (gint32 j = 0; j < grid->n[1]; j++)
      for (gint32 i = 0; i < grid->n[0]; i++, at++) {
        double d = RADIUS - kerf_distance (kerf_grid_point (grid, i, j, k), ball_centre);
        voxels[at] = (gint16) lrint (500 + 250 * CLAMP (d, -2, 2));
      }
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, n * sizeof *voxels);
  return kerf_volume_new (grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

static KerfGrid
turned_grid (double angle, KerfVec3 spacing)
{
  KerfMat4 turn = kerf_mat4_rotation (kerf_vec3 (0.3, -0.5, 0.8), angle, kerf_vec3 (0, 0, 0));
  KerfVec3 axes[3];
  for (int axis = 0; axis < 3; axis++)
    axes[axis] = kerf_mat4_direction (&turn, kerf_vec3 (axis == 0, axis == 1, axis == 2));
  gint32 n[3] = { (gint32) (96 / spacing.x), (gint32) (96 / spacing.y), (gint32) (96 / spacing.z) };
  KerfVec3 origin = kerf_mat4_point (&turn, kerf_vec3 (-n[0] * spacing.x / 2, -n[1] * spacing.y / 2,
                                                       -n[2] * spacing.z / 2));
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (axes[0], spacing.x), kerf_scale (axes[1], spacing.y),
                                       kerf_scale (axes[2], spacing.z), origin);
  KerfGrid grid;
  kerf_grid_init (&grid, n, &m, "phantom", NULL);
  return grid;
}

static KerfDrawable *
add_volume (KerfScene *scene, const KerfVolume *volume)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_VOLUME, KERF_ID_NONE, NULL);
  drawable->volume = kerf_volume_ref (volume);
  drawable->centre = 500;
  drawable->width = 1000;
  drawable->transfer = (KerfTransfer){ 2, { { 499, 0, { 1, 1, 1 } }, { 501, 0.999, { 1, 1, 1 } } } };
  g_ptr_array_add (scene->drawables, drawable);
  return drawable;
}

static KerfViewState *
looking (KerfVec3 into, gboolean perspective)
{
  KerfViewState *state = kerf_view_state_new ();
  KerfView *view = &state->views[KERF_VIEW_SPACE];
  kerf_view_look_along (view, kerf_unit (into));
  view->centre = kerf_vec3 (0, 0, 0);
  view->height_mm = 100;
  view->perspective = perspective;
  return state;
}

/* Farthest from `middle` along any direction that a point of the ball is seen, in pixels. */
static double
edge_of_ball (const KerfProjection *p, KerfVec3 middle, double angle)
{
  if (!p->perspective)
    return RADIUS * p->px_per_mm;
  double far = 0;
  KerfVec3 way = kerf_add (kerf_scale (p->right, cos (angle)), kerf_scale (p->down, sin (angle)));
  for (double t = -0.6; t < 0.6; t += 0.0005) {
    KerfVec3 out = kerf_add (kerf_scale (way, cos (t)), kerf_scale (p->into, sin (t)));
    KerfVec3 at = kerf_projection_screen (p, kerf_along (ball_centre, RADIUS, out));
    far = fmax (far, (at.x - middle.x) * cos (angle) + (at.y - middle.y) * sin (angle));
  }
  return far;
}

START_TEST (the_silhouette_of_a_ball_is_where_geometry_has_it)
{
  double worst = 0;
  for (int i = 0; i < 12; i++) {
    double a = 0.37 * i;
    KerfGrid grid = turned_grid (0.2 * i, kerf_vec3 (0.8 + 0.05 * i, 0.8, 1));
    g_autoptr (KerfVolume) volume = ball_volume (&grid);
    g_autoptr (KerfViewState) state = looking (kerf_vec3 (cos (a), sin (a), 0.4 * sin (3 * a)), i & 1);
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 400, 400, box);
    add_volume (scene, volume);
    cairo_surface_t *picture = draw (scene, 1);
    const KerfProjection *p = &scene->projection;
    KerfVec3 middle = kerf_projection_screen (p, ball_centre);
    for (int y = 0; y < 400; y++)
      for (int x = 0; x < 400; x++) {
        double dx = x + 0.5 - middle.x, dy = y + 0.5 - middle.y, r = hypot (dx, dy);
        if (fabs (r - RADIUS * p->px_per_mm) > 12) {
          if (r > RADIUS * p->px_per_mm)
            ck_assert_int_eq (pixel (picture, x, y, 2), 24); /* the background */
          continue;
        }
        gboolean seen = pixel (picture, x, y, 0) != 16 || pixel (picture, x, y, 1) != 20 ||
                        pixel (picture, x, y, 2) != 24;
        double out = r - edge_of_ball (p, middle, atan2 (dy, dx));
        worst = fmax (worst, seen ? out : -out);
      }
    cairo_surface_destroy (picture);
  }
  g_printerr ("silhouette: worst pixel %.3f px on the wrong side\n", worst);
  ck_assert (worst < 0.5);
}
END_TEST

START_TEST (the_greatest_value_is_the_grey_of_its_window)
{
  KerfGrid grid = turned_grid (0.7, kerf_vec3 (1, 1, 1));
  g_autoptr (KerfVolume) volume = ball_volume (&grid);
  g_autoptr (KerfViewState) state = looking (kerf_vec3 (0.2, 1, 0.1), TRUE);
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
  KerfDrawable *drawable = add_volume (scene, volume);
  drawable->ray_kind = KERF_RAY_MAX;
  drawable->centre = 1100;
  drawable->width = 1000; /* 1000 is at 0.4 */
  cairo_surface_t *picture = draw (scene, 1);
  KerfVec3 middle = kerf_projection_screen (&scene->projection, ball_centre);
  kt_near (pixel (picture, (int) middle.x, (int) middle.y, 0), 0.4 * 255, 1);
  cairo_surface_destroy (picture);
}
END_TEST

static KerfDrawable *
add_ball (KerfScene *scene, KerfVec3 centre, double radius, KerfColour colour)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SURFACE, KERF_ID_NONE, NULL);
  drawable->mesh = ball_mesh (centre, radius, 24, 48);
  drawable->flat = TRUE;
  drawable->colour = colour;
  g_ptr_array_add (scene->drawables, drawable);
  return drawable;
}

START_TEST (surfaces_and_the_volume_hide_each_other_by_depth)
{
  KerfGrid grid = turned_grid (0.3, kerf_vec3 (1, 1, 1));
  g_autoptr (KerfVolume) volume = ball_volume (&grid);
  /* Looking towards +y at the ball, which reaches from −34 to 26 in y. */
  static const struct {
    double y, alpha;
    gboolean surface_wins;
  } rows[] = {
    { -44, 1, TRUE }, { -20, 1, FALSE }, { 40, 1, FALSE }, { -44, 0.5, TRUE }, { 40, 0.5, FALSE }
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int perspective = 0; perspective < 2; perspective++) {
      g_autoptr (KerfViewState) state = looking (kerf_vec3 (0, 1, 0), perspective);
      g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
      add_volume (scene, volume);
      add_ball (scene, kerf_vec3 (3, rows[i].y, 5), 5, kerf_colour (0x00FF00, rows[i].alpha));
      cairo_surface_t *picture = draw (scene, 1);
      KerfVec3 at = kerf_projection_screen (&scene->projection, kerf_vec3 (3, rows[i].y, 5));
      int red = pixel (picture, (int) at.x, (int) at.y, 0),
          green = pixel (picture, (int) at.x, (int) at.y, 1);
      if (!rows[i].surface_wins)
        ck_assert_msg (abs (red - green) < 6, "row %d: %d %d", (int) i, red, green);
      else if (rows[i].alpha >= 1)
        ck_assert_msg (red == 0 && green > 250, "row %d: %d %d", (int) i, red, green);
      else
        ck_assert_msg (green > red + 60 && red > 60, "row %d: %d %d", (int) i, red, green);
      cairo_surface_destroy (picture);
    }
}
END_TEST

START_TEST (what_is_cut_away_is_gone_from_volume_and_surfaces)
{
  KerfGrid grid = turned_grid (0.3, kerf_vec3 (1, 1, 1));
  g_autoptr (KerfVolume) volume = ball_volume (&grid);
  for (int with_volume = 0; with_volume < 2; with_volume++) {
    g_autoptr (KerfViewState) state = looking (kerf_vec3 (0, 1, 0), FALSE);
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
    KerfDrawable *drawable = with_volume ? add_volume (scene, volume)
                                         : add_ball (scene, ball_centre, RADIUS, kerf_colour (0x00FF00, 1));
    KerfRayCut cut = { kerf_vec3 (1, 0, 0), 10 }; /* x ≤ 10 is kept */
    drawable->cuts = g_array_new (FALSE, FALSE, sizeof cut);
    g_array_append_val (drawable->cuts, cut);
    cairo_surface_t *picture = draw (scene, 1);
    KerfVec3 kept = kerf_projection_screen (&scene->projection, kerf_vec3 (9, 0, 5)),
             gone = kerf_projection_screen (&scene->projection, kerf_vec3 (11, 0, 5));
    ck_assert_int_gt (pixel (picture, (int) kept.x, (int) kept.y, 1), 60);
    ck_assert_int_eq (pixel (picture, (int) gone.x, (int) gone.y, 1), 20);
    cairo_surface_destroy (picture);
  }
}
END_TEST

START_TEST (a_look_comes_back_from_its_json)
{
  KerfSpaceLook look, back;
  kerf_space_look_init (&look);
  kerf_space_look_init (&back);
  look.volume_shown = look.box_on = TRUE;
  look.preset[0] = '\0';
  look.kind = KERF_RAY_COMPOSITE;
  look.transfer = (KerfTransfer){ 2, { { -100, 0.1, { 0.2, 0.3, 0.4 } }, { 300, 0.5, { 0.6, 0.7, 0.8 } } } };
  look.box = box;
  g_strlcpy (look.cut, "B", sizeof look.cut);
  KerfJson *json = kerf_space_look_to_json (&look);
  kerf_space_look_from_json (json, &back);
  ck_assert_int_eq (back.volume_shown && back.box_on, TRUE);
  ck_assert_int_eq (back.transfer.n, 2);
  ck_assert_int_eq (memcmp (back.transfer.nodes, look.transfer.nodes, 2 * sizeof *look.transfer.nodes), 0);
  ck_assert_str_eq (back.cut, "B");
  kt_near (back.box.hi.z, 50, 0);
  kerf_json_unref (json);
  for (int role = 0; role < 3; role++) {
    const char *name = (const char *[]){ "ct", "pseudo-ct", "mr" }[role];
    g_autofree const KerfVolumePreset **list = kerf_volume_presets (name);
    ck_assert (list[0] && list[1]);
    for (int i = 0; list[i]; i++) {
      KerfTransfer f = { .n = list[i]->n };
      memcpy (f.nodes, list[i]->nodes, f.n * sizeof *f.nodes);
      ck_assert (f.n == 0 || kerf_transfer_mend (&f));
    }
  }
}
END_TEST

int
main (void)
{
  g_set_prgname ("volume");
  Suite *suite = suite_create ("volume");
  TCase *tcase = tcase_create ("volume");
  tcase_add_unchecked_fixture (tcase, start_offscreen, stop_offscreen);
  tcase_set_timeout (tcase, 120);
  tcase_add_test (tcase, the_silhouette_of_a_ball_is_where_geometry_has_it);
  tcase_add_test (tcase, the_greatest_value_is_the_grey_of_its_window);
  tcase_add_test (tcase, surfaces_and_the_volume_hide_each_other_by_depth);
  tcase_add_test (tcase, what_is_cut_away_is_gone_from_volume_and_surfaces);
  tcase_add_test (tcase, a_look_comes_back_from_its_json);
  suite_add_tcase (suite, tcase);
  g_setenv ("CK_FORK", "no", TRUE);
  return kt_run (suite);
}
