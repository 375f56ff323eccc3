/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by tests that draw: one off-screen context for the program, phantoms, looking at pixels. */
#pragma once
#include "../kerf-check.h"
#include "base/real.h"
#include "view/offscreen.h"

static KerfOffscreen *offscreen;

static inline void
start_offscreen (void)
{
  GError *error = NULL;
  offscreen = kerf_offscreen_new (&error);
  kt_no_error (error);
}

static inline void
stop_offscreen (void)
{
  g_clear_pointer (&offscreen, kerf_offscreen_free);
}

/* Red, green or blue (0, 1, 2) of a pixel, 0–255. */
static inline int
pixel (cairo_surface_t *surface, int x, int y, int channel)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + (gsize) cairo_image_surface_get_stride (surface) * (gsize) y;
  return row[4 * x + 2 - channel];
}

static inline cairo_surface_t *
draw (const KerfScene *scene, double scale)
{
  GError *error = NULL;
  cairo_surface_t *surface = kerf_offscreen_draw (offscreen, scene, scale, &error);
  kt_no_error (error);
  const char *keep = g_getenv ("KERF_TEST_PICTURES"); /* a folder to look at what the tests drew */
  static int number;
  if (keep) {
    g_autofree char *path =
        g_strdup_printf ("%s/%s-%02d.png", keep, g_get_prgname () ? g_get_prgname () : "test", number++);
    cairo_surface_write_to_png (surface, path);
  }
  return surface;
}

/* A scene of one view that is looked at from the outside of any case. */
static inline KerfScene *
bare_scene (KerfViewState *state, KerfViewName name, double width, double height, KerfBox3 box)
{
  KerfProjection projection = kerf_projection (state, name, width, height, &box);
  return kerf_scene_new_empty (name, &projection);
}

/* Adds a volume's plane with a window. */
static inline KerfDrawable *
add_slice (KerfScene *scene, const KerfVolume *volume, double centre, double width)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_SLICE, KERF_ID_NONE, NULL);
  drawable->volume = kerf_volume_ref (volume);
  drawable->centre = centre;
  drawable->width = width;
  g_ptr_array_add (scene->drawables, drawable);
  return drawable;
}

/* A ball as a closed mesh of longitudes and latitudes; its radius is that of the vertices. */
static inline KerfMesh *
ball_mesh (KerfVec3 centre, double radius, int rings, int sides)
{
  GArray *vertices = g_array_new (FALSE, FALSE, sizeof (float)),
         *triangles = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (int ring = 0; ring <= rings; ring++)
    for (int side = 0; side < sides; side++) {
      double a = KERF_PI * ring / rings, b = 2 * KERF_PI * side / sides;
      float p[3] = { (float) (radius * sin (a) * cos (b)), (float) (radius * sin (a) * sin (b)),
                     (float) (radius * cos (a)) };
      if ((ring == 0 || ring == rings) && side > 0)
        continue; /* one vertex at each pole */
      g_array_append_vals (vertices, p, 3);
    }
#define KT_AT(ring, side)                                 \
  ((guint32) ((ring) == 0       ? 0                       \
              : (ring) == rings ? 1 + (rings - 1) * sides \
                                : 1 + ((ring) -1) * sides + (side) % sides))
  for (int ring = 0; ring < rings; ring++)
    for (int side = 0; side < sides; side++) {
      guint32 a = KT_AT (ring, side), b = KT_AT (ring + 1, side), c = KT_AT (ring + 1, side + 1),
              d = KT_AT (ring, side + 1);
      if (ring + 1 < rings)
        g_array_append_vals (triangles, ((guint32[]){ a, b, c }), 3);
      if (ring > 0)
        g_array_append_vals (triangles, ((guint32[]){ a, c, d }), 3);
      else
        g_array_append_vals (triangles, ((guint32[]){ a, b, c }), ring + 1 < rings ? 0 : 3);
    }
#undef KT_AT
  guint n_vertices = vertices->len / 3, n_triangles = triangles->len / 3;
  return kerf_mesh_new_take (centre, (float *) (gpointer) g_array_free (vertices, FALSE), n_vertices,
                             (guint32 *) (gpointer) g_array_free (triangles, FALSE), n_triangles);
}
