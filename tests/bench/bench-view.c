/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time of looking: bench-view slice|slab|volume|volume-reduced|surface|surface-turn INPUTS OUTPUT|- THREADS ROUNDS. INPUTS holds ct.mha
 * (int16, axial) and big.ply (binary). Without INPUTS a small phantom is made. A picture is finished when a pixel of it was read
 * back. The last line is JSON: seconds and processor seconds of each round. */
#include "base/json.h"
#include "base/real.h"
#include "core/image/reslice.h"
#include "view/offscreen.h"
#include "view/ray-cache.h"

#include <epoxy/gl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { WIDTH = 800, HEIGHT = 700, SIDE = 512 };

static double
now_s (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

static double
cpu_s (void)
{
  struct rusage use;
  getrusage (RUSAGE_SELF, &use);
  return (double) use.ru_utime.tv_sec + (double) use.ru_stime.tv_sec +
         1e-6 * ((double) use.ru_utime.tv_usec + (double) use.ru_stime.tv_usec);
}

static void
fail (const char *what)
{
  fprintf (stderr, "bench-view: %s\n", what);
  exit (1);
}

/* Three numbers behind "KEY =" in a MetaImage's header. */
static void
header_numbers (const char *text, const char *key, double v[3])
{
  const char *at = strstr (text, key), *p = at ? strchr (at, '=') : NULL;
  for (int i = 0; i < 3; i++) {
    char *end = NULL;
    v[i] = p ? g_ascii_strtod (p + (i == 0), &end) : 0;
    p = end;
  }
}

static double
phantom (KerfVec3 p)
{
  double d = kerf_length (kerf_vec3 (p.x / 1.3, p.y, p.z / 1.1)) - 60;
  return d < -8 ? 300 : d < 0 ? 1200 : d < 40 ? 40 : -1000;
}

static KerfVolume *
make_phantom (void)
{
  KerfGrid grid = kerf_grid_axial (128, 128, 100, kerf_vec3 (2, 2, 2.5), kerf_vec3 (-127, -127, -123.75));
  gint16 *voxels = g_new (gint16, kerf_grid_voxels (&grid)), *to = voxels;
  for (gint32 k = 0; k < grid.n[2]; k++)
    for (gint32 j = 0; j < grid.n[1]; j++)
      for (gint32 i = 0; i < grid.n[0]; i++)
        *to++ = (gint16) phantom (kerf_grid_point (&grid, i, j, k));
  g_autoptr (GBytes) bytes = g_bytes_new_take (voxels, 2 * kerf_grid_voxels (&grid));
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, bytes, 1, 0);
}

static KerfVolume *
read_ct (const char *folder)
{
  if (!folder)
    return make_phantom ();
  g_autofree char *path = g_build_filename (folder, "ct.mha", NULL), *data = NULL;
  gsize length = 0;
  double size[3], spacing[3], origin[3];
  if (!g_file_get_contents (path, &data, &length, NULL))
    fail ("there is no ct.mha");
  g_autofree char *head = g_strndup (data, MIN (length, 1000));
  header_numbers (head, "DimSize", size);
  header_numbers (head, "ElementSpacing", spacing);
  header_numbers (head, "Offset", origin);
  KerfGrid grid = kerf_grid_axial ((gint32) size[0], (gint32) size[1], (gint32) size[2],
                                   kerf_vec3 (spacing[0], spacing[1], spacing[2]),
                                   kerf_vec3 (origin[0], origin[1], origin[2]));
  gsize bytes = 2 * kerf_grid_voxels (&grid);
  if (length < bytes)
    fail ("ct.mha is too short");
  g_autoptr (GBytes) voxels = g_bytes_new (data + length - bytes, bytes);
  return kerf_volume_new (&grid, KERF_VOXEL_INT16, voxels, 1, 0);
}

static KerfMesh *
make_ball (guint rings)
{
  guint sides = 2 * rings, n = rings * sides;
  float *vertices = g_new (float, 3 * (gsize) n);
  guint32 *triangles = g_new (guint32, 6 * (gsize) n), *to = triangles;
  for (guint r = 0; r < rings; r++)
    for (guint s = 0; s < sides; s++) {
      double a = KERF_PI * (r + 0.5) / rings, b = 2 * KERF_PI * s / sides;
      float *v = vertices + 3 * (gsize) (r * sides + s);
      v[0] = (float) (100 * sin (a) * cos (b)), v[1] = (float) (100 * sin (a) * sin (b)),
      v[2] = (float) (100 * cos (a));
      guint32 here = r * sides + s, next = r * sides + (s + 1) % sides;
      if (r + 1 < rings) {
        const guint32 two[6] = { here, here + sides, next + sides, here, next + sides, next };
        memcpy (to, two, sizeof two);
        to += 6;
      }
    }
  return kerf_mesh_new_take (kerf_vec3 (0, 0, 0), vertices, n, triangles, (guint32) (to - triangles) / 3);
}

/* Binary little-endian PLY of float positions and triangles by uchar count and int indices. */
static KerfMesh *
read_ply (const char *folder)
{
  if (!folder)
    return make_ball (300);
  g_autofree char *path = g_build_filename (folder, "big.ply", NULL), *data = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &data, &length, NULL))
    fail ("there is no big.ply");
  const char *vertex = strstr (data, "element vertex "), *face = strstr (data, "element face "),
             *body = g_strstr_len (data, 2000, "end_header\n");
  if (!vertex || !face || !body)
    fail ("big.ply has no header");
  guint32 n = (guint32) strtoul (vertex + 15, NULL, 10), m = (guint32) strtoul (face + 13, NULL, 10);
  body += strlen ("end_header\n");
  gsize left = length - (gsize) (body - data), stride = (left - 13 * (gsize) m) / n;
  float *vertices = g_new (float, 3 * (gsize) n);
  guint32 *triangles = g_new (guint32, 3 * (gsize) m);
  for (gsize i = 0; i < n; i++)
    memcpy (vertices + 3 * i, body + i * stride, 12);
  for (gsize i = 0; i < m; i++)
    memcpy (triangles + 3 * i, body + n * stride + 13 * i + 1, 12);
  return kerf_mesh_new_take (kerf_vec3 (0, 0, 0), vertices, n, triangles, m);
}

typedef struct {
  int n;
  double *seconds, *cpu;
  double start, start_cpu;
} Clock;

static void
begin (Clock *clock)
{
  clock->start_cpu = cpu_s ();
  clock->start = now_s ();
}

static void
end (Clock *clock, int round)
{
  clock->seconds[round] = now_s () - clock->start;
  clock->cpu[round] = cpu_s () - clock->start_cpu;
}

/* ---- a plane ---- */

static void
write_mha (const char *output, const float *values)
{
  g_autofree char *path = g_strconcat (output, ".mha", NULL);
  FILE *file = fopen (path, "wb");
  if (!file)
    fail ("the answer can't be written");
  fprintf (
      file,
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n"
      "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 1 1 1\nDimSize = %d %d 1\n"
      "ElementType = MET_FLOAT\nElementDataFile = LOCAL\n",
      SIDE, SIDE);
  fwrite (values, sizeof *values, (gsize) SIDE * SIDE, file);
  fclose (file);
}

static void
plane (Clock *clock, const char *folder, const char *output, gboolean slab, guint threads)
{
  g_autoptr (KerfVolume) volume = read_ct (folder);
  KerfVec3 x = kerf_vec3 (0.8, 0.6, 0), y = kerf_vec3 (-0.36, 0.48, 0.8), c = kerf_vec3 (20, 15, 5),
           z = kerf_cross (x, y);
  double pixel = 0.78125, half = -0.5 * (SIDE - 1) * pixel;
  KerfReslice plan = { .width = SIDE,
                       .height = SIDE,
                       .origin = kerf_along (kerf_along (c, half, x), half, y),
                       .across = kerf_scale (x, pixel),
                       .down = kerf_scale (y, pixel),
                       .outside = -1024 };
  if (slab) {
    plan.slab = KERF_RESLICE_MAX;
    plan.count = 21;
    plan.step = kerf_scale (z, 0.5);
  }
  KerfContext context = { .threads = threads };
  g_autofree float *values = g_new (float, (gsize) SIDE *SIDE);
  kerf_volume_reslice (volume, &plan, values, &context);
  for (int round = 0; round < clock->n; round++) {
    begin (clock);
    kerf_volume_reslice (volume, &plan, values, &context);
    end (clock, round);
  }
  if (output)
    write_mha (output, values);
}

/* ---- a picture in 3-D ---- */

typedef struct {
  KerfOffscreen *offscreen;
  GLuint framebuffer, buffers[2];
  KerfTarget *target;
} Screen;

static Screen
open_screen (void)
{
  GError *error = NULL;
  Screen screen = { .offscreen = kerf_offscreen_new (&error) };
  if (!screen.offscreen)
    fail (error->message);
  KerfRenderer *renderer = kerf_offscreen_renderer (screen.offscreen);
  screen.target = kerf_target_new (renderer);
  glGenFramebuffers (1, &screen.framebuffer);
  glGenRenderbuffers (2, screen.buffers);
  glBindFramebuffer (GL_FRAMEBUFFER, screen.framebuffer);
  const GLenum formats[2] = { GL_RGBA8, GL_DEPTH24_STENCIL8 },
               points[2] = { GL_COLOR_ATTACHMENT0, GL_DEPTH_STENCIL_ATTACHMENT };
  for (int i = 0; i < 2; i++) {
    glBindRenderbuffer (GL_RENDERBUFFER, screen.buffers[i]);
    glRenderbufferStorage (GL_RENDERBUFFER, formats[i], WIDTH, HEIGHT);
    glFramebufferRenderbuffer (GL_FRAMEBUFFER, points[i], GL_RENDERBUFFER, screen.buffers[i]);
  }
  return screen;
}

/* Draws until it is whole and a pixel is read back. */
static void
draw (Screen *screen, KerfScene *scene, KerfQuality quality, gsize upload)
{
  guint8 pixel[4];
  glBindFramebuffer (GL_FRAMEBUFFER, screen->framebuffer);
  while (!kerf_renderer_draw (kerf_offscreen_renderer (screen->offscreen), screen->target, scene, 1, quality,
                              upload))
    glBindFramebuffer (GL_FRAMEBUFFER, screen->framebuffer);
  glReadPixels (0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
}

static double
covered (const KerfScene *scene, const char *output)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) 4 * WIDTH * HEIGHT);
  gsize seen = 0;
  glReadPixels (0, 0, WIDTH, HEIGHT, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  const guint8 back[3] = { (guint8) lrintf (scene->back.r * 255), (guint8) lrintf (scene->back.g * 255),
                           (guint8) lrintf (scene->back.b * 255) };
  for (gsize i = 0; i < (gsize) WIDTH * HEIGHT; i++)
    seen += abs (pixels[4 * i] - back[0]) > 8 || abs (pixels[4 * i + 1] - back[1]) > 8 ||
            abs (pixels[4 * i + 2] - back[2]) > 8;
  if (output) {
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    guint8 *to = cairo_image_surface_get_data (surface);
    for (gsize y = 0; y < HEIGHT; y++)
      for (gsize x = 0; x < WIDTH; x++)
        for (gsize c = 0; c < 3; c++)
          to[4 * (y * WIDTH + x) + 2 - c] = pixels[4 * ((HEIGHT - 1 - y) * WIDTH + x) + c];
    cairo_surface_mark_dirty (surface);
    g_autofree char *path = g_strconcat (output, ".png", NULL);
    cairo_surface_write_to_png (surface, path);
    cairo_surface_destroy (surface);
  }
  return (double) seen / (WIDTH * HEIGHT);
}

/* The camera of the peers: 1.4 times what fits a ball of 346 mm, from the front and a little above. */
static KerfScene *
scene_at (int turn)
{
  static const KerfBox3 box = { { -200, -200, -200 }, { 200, 200, 200 } };
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  KerfView *view = &state->views[KERF_VIEW_SPACE];
  double a = turn * 3 * KERF_RAD_PER_DEG;
  kerf_view_look_along (view, kerf_unit (kerf_vec3 (-sin (a), cos (a), -0.2)));
  view->centre = kerf_vec3 (0, 0, 0);
  view->height_mm = 506.6;
  KerfProjection projection = kerf_projection (state, KERF_VIEW_SPACE, WIDTH, HEIGHT, &box);
  return kerf_scene_new_empty (KERF_VIEW_SPACE, &projection);
}

static KerfDrawable *
make_drawable (const char *what, const char *folder)
{
  gboolean volume = g_str_has_prefix (what, "volume");
  KerfDrawable *drawable =
      kerf_drawable_new (volume ? KERF_DRAW_VOLUME : KERF_DRAW_SURFACE, KERF_ID_NONE, NULL);
  if (!volume) {
    drawable->mesh = read_ply (folder);
    drawable->colour = kerf_colour (0xFAEDD9, 1);
    return drawable;
  }
  drawable->volume = read_ct (folder);
  drawable->step_mm = 1; /* as the peer has it */
  drawable->transfer = (KerfTransfer){ 5,
                                       { { -1024, 0, { 0.6, 0.3, 0.2 } },
                                         { 150, 0, { 0.6, 0.3, 0.2 } },
                                         { 350, 0.6, { 0.9, 0.8, 0.6 } },
                                         { 1200, 0.95, { 1, 0.95, 0.9 } },
                                         { 3071, 0.95, { 1, 1, 1 } } } };
  return drawable;
}

static void
space (Clock *clock, const char *what, const char *folder, const char *output, double *first, double *share)
{
  Screen screen = open_screen ();
  KerfDrawable *drawable = make_drawable (what, folder);
  /* At rest a surface is drawn with as many pixels as the peer has; in the window it gets four times as many after that. */
  KerfQuality quality = strcmp (what, "volume") == 0    ? KERF_QUALITY_FINE
                        : strcmp (what, "surface") == 0 ? KERF_QUALITY_NORMAL
                                                        : KERF_QUALITY_DRAFT;
  if (strcmp (what, "surface-fine") == 0)
    quality = KERF_QUALITY_FINE;
  gsize upload = quality == KERF_QUALITY_FINE ? 0 : 1 << 30;
  for (int round = -2; round < clock->n; round++) {
    g_autoptr (KerfScene) scene = scene_at (round + 2);
    g_ptr_array_add (scene->drawables, drawable);
    double start = now_s ();
    begin (clock);
    draw (&screen, scene, quality, upload);
    if (round >= 0)
      end (clock, round);
    if (round == -2) {
      *first = now_s () - start;
      *share = covered (scene, output);
    }
    g_ptr_array_steal_index (scene->drawables, 0);
  }
  kerf_drawable_free (drawable);
  kerf_ray_cache_trim ();
}

int
main (int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "slice", *folder = argc > 2 && argv[2][0] ? argv[2] : NULL,
             *output = argc > 3 && strcmp (argv[3], "-") != 0 ? argv[3] : NULL;
  guint threads = argc > 4 ? (guint) atoi (argv[4]) : 0;
  Clock clock = { .n = argc > 5 ? MAX (atoi (argv[5]), 1) : 10 };
  clock.seconds = g_new0 (double, clock.n);
  clock.cpu = g_new0 (double, clock.n);
  double first = NAN, share = NAN;
  g_setenv ("LP_NUM_THREADS", argc > 4 ? argv[4] : "2", FALSE);
  if (strcmp (what, "slice") == 0 || strcmp (what, "slab") == 0)
    plane (&clock, folder, output, strcmp (what, "slab") == 0, threads);
  else
    space (&clock, what, folder, output, &first, &share);
  struct rusage use;
  getrusage (RUSAGE_SELF, &use);
  KerfJson *json = kerf_json_object (), *result = kerf_json_object ();
  kerf_json_set_reals (json, "seconds", clock.seconds, (gsize) clock.n);
  kerf_json_set_reals (json, "cpu", clock.cpu, (gsize) clock.n);
  kerf_json_set_real (json, "peak_rss_mb", (double) use.ru_maxrss / 1024);
  if (!isnan (share)) {
    kerf_json_set_real (result, "first_frame_s", first);
    kerf_json_set_real (result, "covered", share);
  }
  kerf_json_set (json, "result", result);
  g_autofree char *text = kerf_json_to_text (json);
  printf ("%s\n", text);
  kerf_json_unref (json);
  return 0;
}
