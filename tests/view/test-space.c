/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-check.h"
#include "view/pick.h"
#include "view/tube-mesh.h"

#include <epoxy/gl.h>

static const KerfBox3 box = { { -50, -50, -50 }, { 50, 50, 50 } };

static KerfDrawable *
add_mesh (KerfScene *scene, const KerfMesh *mesh, guint32 rgb, double opacity)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SURFACE, KERF_ID_NONE, NULL);
  drawable->mesh = kerf_mesh_ref (mesh);
  drawable->colour = kerf_colour (rgb, opacity);
  g_ptr_array_add (scene->drawables, drawable);
  return drawable;
}

START_TEST (a_ball_covers_the_area_of_its_circle)
{
  g_autoptr (KerfMesh) mesh = ball_mesh (kerf_vec3 (5, 6, -7), 30, 90, 180);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->views[KERF_VIEW_SPACE].perspective = FALSE;
  state->views[KERF_VIEW_SPACE].height_mm = 100;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 400, 400, box);
  scene->back = kerf_colour (0x000000, 1);
  add_mesh (scene, mesh, 0xFFFFFF, 1);
  cairo_surface_t *picture = draw (scene, 1);
  double area = 0, x_sum = 0, y_sum = 0;
  for (int y = 0; y < 400; y++)
    for (int x = 0; x < 400; x++)
      if (pixel (picture, x, y, 1) > 6)
        area++, x_sum += x + 0.5, y_sum += y + 0.5;
  kt_near (sqrt (area / KERF_PI), 120, 0.5);
  /* From the front: left is to the right, up is up. */
  kt_near (x_sum / area, 200 + 5 * 4, 0.5);
  kt_near (y_sum / area, 200 + 7 * 4, 0.5);
  cairo_surface_destroy (picture);
}
END_TEST

START_TEST (a_cut_opens_the_specimen_and_leaves_the_kerf_out)
{
  g_autoptr (KerfMesh) mesh = ball_mesh (kerf_vec3 (0, 0, 0), 30, 90, 180);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->views[KERF_VIEW_SPACE].perspective = FALSE;
  state->views[KERF_VIEW_SPACE].height_mm = 100;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 400, 400, box);
  scene->back = kerf_colour (0x000000, 1);
  KerfClip clip = { .frame = { kerf_vec3 (-5, 0, 0), kerf_vec3 (0, 1, 0), kerf_vec3 (0, 0, 1),
                               kerf_vec3 (1, 0, 0) },
                    .keep_mm = 10,
                    .s_lo = -INFINITY,
                    .s_hi = INFINITY,
                    .t_lo = -INFINITY,
                    .t_hi = INFINITY };
  KerfDrawable *host = add_mesh (scene, mesh, 0xFFFFFF, 1);
  host->clips = g_array_new (FALSE, FALSE, sizeof clip);
  g_array_append_val (host->clips, clip);
  host->clip_part = KERF_PART_HOST;
  cairo_surface_t *picture = draw (scene, 1);
  ck_assert_int_gt (pixel (picture, 260, 200, 0), 40); /* x = +15: bone that stays */
  ck_assert_int_gt (pixel (picture, 222, 200, 0), 40); /* x = +5.5 */
  cairo_surface_destroy (picture);
  /* The same from behind the plane, and of the specimen alone: nothing at x > −5. */
  host->clip_part = KERF_PART_SPECIMEN;
  picture = draw (scene, 1);
  ck_assert_int_eq (pixel (picture, 260, 200, 0), 0);
  ck_assert_int_eq (pixel (picture, 200, 200, 0), 0);
  ck_assert_int_gt (pixel (picture, 140, 200, 0), 40);
  cairo_surface_destroy (picture);
}
END_TEST

START_TEST (what_is_translucent_shows_what_is_behind_in_any_order)
{
  g_autoptr (KerfMesh) inner = ball_mesh (kerf_vec3 (0, 0, 0), 10, 60, 120);
  g_autoptr (KerfMesh) outer = ball_mesh (kerf_vec3 (0, 0, 0), 30, 60, 120);
  int seen[2][3];
  for (int order = 0; order < 2; order++) {
    g_autoptr (KerfViewState) state = kerf_view_state_new ();
    state->views[KERF_VIEW_SPACE].height_mm = 100;
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
    add_mesh (scene, order ? outer : inner, order ? 0x00FF00 : 0xFF0000, 0.4);
    add_mesh (scene, order ? inner : outer, order ? 0xFF0000 : 0x00FF00, 0.4);
    cairo_surface_t *picture = draw (scene, 1);
    for (int channel = 0; channel < 3; channel++)
      seen[order][channel] = pixel (picture, 100, 100, channel);
    ck_assert_int_gt (seen[order][0], 25); /* red through green */
    ck_assert_int_gt (seen[order][1], seen[order][0]);
    ck_assert_int_gt (pixel (picture, 150, 100, 1), 25);
    ck_assert_int_lt (pixel (picture, 150, 100, 0), 25);
    cairo_surface_destroy (picture);
  }
  for (int channel = 0; channel < 3; channel++)
    kt_near (seen[0][channel], seen[1][channel], 1);
}
END_TEST

START_TEST (moving_the_crosshair_draws_no_surface_again)
{
  g_autoptr (KerfMesh) mesh = ball_mesh (kerf_vec3 (0, 0, 0), 30, 60, 120);
  KerfRenderer *renderer = kerf_offscreen_renderer (offscreen);
  KerfTarget *target = kerf_target_new (renderer);
  GLuint framebuffer, buffers[2];
  glGenFramebuffers (1, &framebuffer);
  glGenRenderbuffers (2, buffers);
  glBindFramebuffer (GL_FRAMEBUFFER, framebuffer);
  for (int i = 0; i < 2; i++) {
    glBindRenderbuffer (GL_RENDERBUFFER, buffers[i]);
    glRenderbufferStorage (GL_RENDERBUFFER, i ? GL_DEPTH24_STENCIL8 : GL_RGBA8, 200, 200);
    glFramebufferRenderbuffer (GL_FRAMEBUFFER, i ? GL_DEPTH_STENCIL_ATTACHMENT : GL_COLOR_ATTACHMENT0,
                               GL_RENDERBUFFER, buffers[i]);
  }
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  for (int step = 0; step < 6; step++) {
    state->crosshair = kerf_vec3 (step, 2 * step, -step);
    if (step == 4)
      state->views[KERF_VIEW_SPACE].height_mm = 120; /* the camera does */
    g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
    add_mesh (scene, mesh, 0xFFFFFF, 1);
    kerf_draw_segment (scene->drawables, KERF_ID_NONE, NULL, state->crosshair,
                       kerf_along (state->crosshair, 10, kerf_vec3 (1, 0, 0)),
                       (KerfLineStyle){ .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1 });
    kerf_renderer_draw (renderer, target, scene, 1, KERF_QUALITY_NORMAL, 0);
    ck_assert_uint_eq (kerf_target_space_draws (target), step < 4 ? 1 : 2);
  }
  glBindFramebuffer (GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers (1, &framebuffer);
  glDeleteRenderbuffers (2, buffers);
  kerf_target_free (target);
}
END_TEST

START_TEST (a_tube_is_closed_and_as_thick_as_asked)
{
  const KerfVec3 points[] = { { 0, 0, 0 }, { 10, 0, 0 }, { 20, 5, 0 }, { 25, 15, 4 } };
  g_autoptr (KerfMesh) mesh = kerf_tube_mesh (points, G_N_ELEMENTS (points), 2);
  ck_assert (kerf_mesh_is_closed (mesh));
  const KerfVec3 straight[] = { { 0, 0, 0 }, { 0, 0, 30 } };
  g_autoptr (KerfMesh) rod = kerf_tube_mesh (straight, 2, 2);
  double exact = KERF_PI * 4 * 30 + 4 * KERF_PI * 8 / 3;
  kt_near (kerf_mesh_volume_mm3 (rod), exact, exact * 0.03); /* 20 sides */
}
END_TEST

START_TEST (lines_behind_a_surface_are_faint)
{
  g_autoptr (KerfMesh) mesh = ball_mesh (kerf_vec3 (0, 0, 0), 20, 60, 120);
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->views[KERF_VIEW_SPACE].height_mm = 100;
  g_autoptr (KerfScene) scene = bare_scene (state, KERF_VIEW_SPACE, 200, 200, box);
  add_mesh (scene, mesh, 0x000000, 1);
  for (int front = 0; front < 2; front++) {
    KerfDrawable *line =
        kerf_draw_segment (scene->drawables, KERF_ID_NONE, NULL,
                           kerf_vec3 (-40, front ? -30 : 30, front ? 5 : -5),
                           kerf_vec3 (40, front ? -30 : 30, front ? 5 : -5),
                           (KerfLineStyle){ .colour = kerf_colour (0xFFFFFF, 1), .width_px = 4 });
    line->behind_faint = TRUE;
  }
  cairo_surface_t *picture = draw (scene, 1);
  const KerfProjection *p = &scene->projection;
  KerfVec3 front = kerf_projection_screen (p, kerf_vec3 (0, -30, 5)),
           behind = kerf_projection_screen (p, kerf_vec3 (0, 30, -5)),
           free_one = kerf_projection_screen (p, kerf_vec3 (-35, 30, -5));
  ck_assert_int_gt (pixel (picture, (int) front.x, (int) front.y, 0), 230);
  ck_assert_int_lt (pixel (picture, (int) behind.x, (int) behind.y, 0), 120);
  ck_assert_int_gt (pixel (picture, (int) free_one.x, (int) free_one.y, 0), 230);
  cairo_surface_destroy (picture);
}
END_TEST

int
main (void)
{
  g_set_prgname ("space");
  Suite *suite = suite_create ("space");
  TCase *tcase = tcase_create ("space");
  tcase_add_unchecked_fixture (tcase, start_offscreen, stop_offscreen);
  tcase_add_test (tcase, a_ball_covers_the_area_of_its_circle);
  tcase_add_test (tcase, a_cut_opens_the_specimen_and_leaves_the_kerf_out);
  tcase_add_test (tcase, what_is_translucent_shows_what_is_behind_in_any_order);
  tcase_add_test (tcase, moving_the_crosshair_draws_no_surface_again);
  tcase_add_test (tcase, a_tube_is_closed_and_as_thick_as_asked);
  tcase_add_test (tcase, lines_behind_a_surface_are_faint);
  suite_add_tcase (suite, tcase);
  g_setenv ("CK_FORK", "no", TRUE);
  return kt_run (suite);
}
