/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/import-preview.h"

#include "view/orientation.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

enum { WIDTH = 72, HEIGHT = 56, SCALE = 2 };

/* ---- the picture ---- */

static guint8
shade (double value, double centre, double width)
{
  double t = isnan (value) ? 0 : (value - centre) / fmax (width, 1e-9) + 0.5;
  return (guint8) (255 * CLAMP (t, 0, 1) + 0.5);
}

/* The slice as it lies, columns to the right and rows down: a proper view from one side, whatever its axes are. */
static cairo_surface_t *
slice_surface (const KerfVolume *slice)
{
  double centre, width;
  kerf_window_automatic (slice, &centre, &width);
  int w = slice->grid.n[0], h = slice->grid.n[1];
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, w, h);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      guint32 grey = shade (kerf_volume_value (slice, x, y, 0), centre, width);
      ((guint32 *) (void *) (data + y * stride))[x] = grey << 16 | grey << 8 | grey;
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
letter (cairo_t *cr, KerfVec3 direction, double x, double y)
{
  char letters[4];
  kerf_orientation_letters (direction, letters);
  letters[1] = 0;
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans Bold 8");
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, letters, -1);
  int w, h;
  pango_layout_get_pixel_size (layout, &w, &h);
  cairo_move_to (cr, x - w / 2.0, y - h / 2.0);
  pango_cairo_layout_path (cr, layout);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 2.5);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill (cr);
}

static cairo_surface_t *
draw (const KerfVolume *slice, gboolean placed)
{
  KerfVec3 mm = kerf_grid_spacing (&slice->grid);
  double w = slice->grid.n[0] * mm.x, h = slice->grid.n[1] * mm.y,
         zoom = fmin ((double) WIDTH / w, (double) HEIGHT / h);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH * SCALE, HEIGHT * SCALE),
                  *pixels = slice_surface (slice);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_paint (cr);
  cairo_scale (cr, SCALE, SCALE);
  cairo_save (cr);
  cairo_translate (cr, (WIDTH - w * zoom) / 2, (HEIGHT - h * zoom) / 2);
  cairo_scale (cr, zoom * mm.x, zoom * mm.y);
  cairo_set_source_surface (cr, pixels, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
  if (placed) {
    const double *m = slice->grid.patient_from_index.m;
    letter (cr, kerf_vec3 (-m[0], -m[4], -m[8]), 6, HEIGHT / 2.0);
    letter (cr, kerf_vec3 (-m[1], -m[5], -m[9]), WIDTH / 2.0, 7);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (pixels);
  return surface;
}

/* Twice as fine as it is large, for dense screens. */
static GdkPaintable *
paintable_of (GdkTexture *texture)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  return gtk_snapshot_free_to_paintable (snapshot, &GRAPHENE_SIZE_INIT (WIDTH, HEIGHT));
}

static GdkTexture *
texture_of (cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * HEIGHT * SCALE);
  return gdk_memory_texture_new (WIDTH * SCALE, HEIGHT * SCALE, GDK_MEMORY_DEFAULT, bytes, stride);
}

/* ---- in a worker ---- */

typedef struct {
  GWeakRef place; /* of a GtkPicture */
  KerfSeries *series;
} Wanted;

typedef struct {
  guint n;
  Wanted wanted[];
} Fill;

static void
fill_free (gpointer data)
{
  Fill *fill = data;
  for (guint i = 0; i < fill->n; i++) {
    g_weak_ref_clear (&fill->wanted[i].place);
    kerf_series_unref (fill->wanted[i].series);
  }
  g_free (fill);
}

typedef struct {
  GtkPicture *place; /* owned */
  GdkTexture *texture;
} Arrival;

static gboolean
arrive (gpointer data)
{
  Arrival *arrival = data;
  g_autoptr (GdkPaintable) picture = paintable_of (arrival->texture);
  gtk_picture_set_paintable (arrival->place, picture);
  g_object_unref (arrival->place); /* here, on the main thread: it may be the last one */
  g_object_unref (arrival->texture);
  g_free (arrival);
  return G_SOURCE_REMOVE;
}

static gboolean
let_go (gpointer place)
{
  g_object_unref (place);
  return G_SOURCE_REMOVE;
}

static void
run_fill (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fill *fill = data;
  (void) source;
  (void) cancellable;
  for (guint i = 0; i < fill->n; i++) {
    GtkPicture *place = g_weak_ref_get (&fill->wanted[i].place);
    gboolean placed = FALSE;
    if (!place)
      break; /* the sheet was closed */
    g_autoptr (KerfVolume) slice = kerf_series_preview (fill->wanted[i].series, &placed, NULL, NULL);
    if (!slice) {
      g_idle_add (let_go, place);
      continue;
    }
    cairo_surface_t *surface = draw (slice, placed);
    Arrival *arrival = g_new0 (Arrival, 1);
    *arrival = (Arrival){ place, texture_of (surface) };
    cairo_surface_destroy (surface);
    g_idle_add (arrive, arrival);
  }
  g_task_return_boolean (task, TRUE);
}

void
kerf_previews_fill (GtkWidget *const *previews, KerfSeries *const *series, guint n)
{
  Fill *fill = g_malloc0 (sizeof (Fill) + n * sizeof (Wanted));
  fill->n = n;
  for (guint i = 0; i < n; i++) {
    g_weak_ref_init (&fill->wanted[i].place, previews[i]);
    fill->wanted[i].series = kerf_series_ref (series[i]);
  }
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, fill, fill_free);
  g_task_run_in_thread (task, run_fill);
}

GtkWidget *
kerf_preview_new (const KerfSeries *series)
{
  GtkWidget *picture = gtk_picture_new ();
  g_autofree char *words = g_strdup_printf (_ ("Middle slice of %s"), series->label);
  gtk_widget_set_size_request (picture, WIDTH, HEIGHT);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), words);
  gtk_widget_add_css_class (picture, "kerf-preview");
  return picture;
}
