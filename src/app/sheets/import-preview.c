/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sheets/import-preview.h"

#include "view/orientation.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <math.h>

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

/* ---- in a worker ---- */

typedef struct {
  GWeakRef place; /* of a GtkDrawingArea */
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
  GtkWidget *place; /* owned */
  cairo_surface_t *surface;
} Arrival;

static gboolean
arrive (gpointer data)
{
  Arrival *arrival = data;
  g_object_set_data_full (G_OBJECT (arrival->place), "slice", arrival->surface,
                          (GDestroyNotify) cairo_surface_destroy);
  gtk_widget_queue_draw (arrival->place);
  g_object_unref (arrival->place); /* here, on the main thread: it may be the last one */
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
    GtkWidget *place = g_weak_ref_get (&fill->wanted[i].place);
    gboolean placed = FALSE;
    if (!place)
      break; /* the sheet was closed */
    g_autoptr (KerfVolume) slice = kerf_series_preview (fill->wanted[i].series, &placed, NULL, NULL);
    if (!slice) {
      g_idle_add (let_go, place);
      continue;
    }
    Arrival *arrival = g_new0 (Arrival, 1);
    *arrival = (Arrival){ place, draw (slice, placed) };
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

/* Drawn twice as fine as it is large, for dense screens. */
static void
on_draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  cairo_surface_t *surface = g_object_get_data (G_OBJECT (area), "slice");
  (void) width;
  (void) height;
  (void) data;
  if (!surface)
    return;
  cairo_scale (cr, 1.0 / SCALE, 1.0 / SCALE);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
}

GtkWidget *
kerf_preview_new (const KerfSeries *series)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  g_autofree char *words = g_strdup_printf (_ ("Middle slice of %s"), series->label);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), on_draw, NULL, NULL);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (area, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_add_css_class (area, "kerf-preview");
  return area;
}
