/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/page.h"

#include "base/error.h"
#include "io/write/write.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdarg.h>
#include <string.h>

#define WIDTH  595.28
#define HEIGHT 841.89
#define MARGIN 45.0
#define BOTTOM (HEIGHT - 52)
#define MM     (72 / 25.4)

struct KerfPages {
  KerfPageHead head;
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  double y;
  int number;
};

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

KerfPages *
kerf_pages_new (const KerfPageHead *head, const char *title)
{
  KerfPages *pages = g_new0 (KerfPages, 1);
  pages->head = *head;
  pages->bytes = g_byte_array_new ();
  pages->surface = cairo_pdf_surface_create_for_stream (append, pages->bytes, WIDTH, HEIGHT);
  cairo_pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_CREATOR, "Kerf " KERF_VERSION);
  cairo_pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_CREATE_DATE, head->time);
  cairo_pdf_surface_set_metadata (pages->surface, CAIRO_PDF_METADATA_MOD_DATE, head->time);
  pages->cr = cairo_create (pages->surface);
  return pages;
}

void
kerf_pages_free (KerfPages *pages)
{
  if (!pages)
    return;
  if (pages->cr)
    cairo_destroy (pages->cr);
  if (pages->surface)
    cairo_surface_destroy (pages->surface);
  g_byte_array_unref (pages->bytes);
  g_free (pages);
}

static PangoLayout *
layout_of (KerfPages *pages, double size_pt, gboolean bold, double width, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (pages->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans");
  pango_font_description_set_absolute_size (font, size_pt * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
height_of (PangoLayout *layout)
{
  int w, h;
  pango_layout_get_size (layout, &w, &h);
  return (double) h / PANGO_SCALE;
}

/* Draws at (x, y); gives the height. */
static double
put (KerfPages *pages, double x, double y, double size_pt, gboolean bold, double width, PangoAlignment align,
     const char *text)
{
  PangoLayout *layout = layout_of (pages, size_pt, bold, width, text);
  pango_layout_set_alignment (layout, align);
  double height = height_of (layout);
  cairo_move_to (pages->cr, x, y);
  pango_cairo_show_layout (pages->cr, layout);
  g_object_unref (layout);
  return height;
}

static void
rule (KerfPages *pages, double y, double grey)
{
  cairo_set_source_rgb (pages->cr, grey, grey, grey);
  cairo_set_line_width (pages->cr, 0.6);
  cairo_move_to (pages->cr, MARGIN, y);
  cairo_line_to (pages->cr, WIDTH - MARGIN, y);
  cairo_stroke (pages->cr);
  cairo_set_source_rgb (pages->cr, 0, 0, 0);
}

static void
head_and_foot (KerfPages *pages)
{
  const KerfPageHead *h = &pages->head;
  double inner = WIDTH - 2 * MARGIN;
  g_autofree char *left = g_strdup_printf ("%s · %s · %s", h->who, h->bone, h->side),
                  *right = g_strdup_printf ("%s%s · %s", h->synthetic ? "SYNTHETIC CT · " : "", h->state,
                                            h->version),
                  *foot = g_strdup_printf ("For research, not for clinical use · %s · page %d", h->time,
                                           pages->number);
  put (pages, MARGIN, 26, 9, TRUE, inner * 0.62, PANGO_ALIGN_LEFT, left);
  put (pages, MARGIN + inner * 0.62, 26, 9, FALSE, inner * 0.38, PANGO_ALIGN_RIGHT, right);
  rule (pages, 42, 0.5);
  put (pages, MARGIN, HEIGHT - 36, 9, FALSE, inner, PANGO_ALIGN_CENTER, foot);
}

void
kerf_pages_begin (KerfPages *pages, const char *heading)
{
  if (pages->number++)
    cairo_show_page (pages->cr);
  cairo_set_source_rgb (pages->cr, 0, 0, 0);
  head_and_foot (pages);
  pages->y = 54;
  if (heading && *heading)
    pages->y += put (pages, MARGIN, pages->y, 16, TRUE, WIDTH - 2 * MARGIN, PANGO_ALIGN_LEFT, heading) + 8;
}

static void
need (KerfPages *pages, double height)
{
  if (!pages->number || pages->y + height > BOTTOM)
    kerf_pages_begin (pages, NULL);
}

void
kerf_pages_space (KerfPages *pages, double pt)
{
  pages->y += pt;
}

void
kerf_pages_text (KerfPages *pages, double size_pt, gboolean bold, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  PangoLayout *layout = layout_of (pages, size_pt, bold, WIDTH - 2 * MARGIN, text);
  double height = height_of (layout);
  g_object_unref (layout);
  need (pages, height);
  pages->y += put (pages, MARGIN, pages->y, size_pt, bold, WIDTH - 2 * MARGIN, PANGO_ALIGN_LEFT, text) +
              size_pt * 0.35;
}

/* A figure with or without its unit: "8.9 mm", "-2", "44.3 %". */
static gboolean
looks_like_figure (const char *text)
{
  const char *at = text + (*text == '-' || *text == '+');
  gsize digits = strspn (at, "0123456789.");
  const char *rest = at + digits;
  return digits > 0 && (!*rest || *rest == ' ' || *rest == '%' || g_str_has_prefix (rest, "\u202f"));
}

/* A column of figures stands to the right, its head too; what isn't known stands in it as words. */
static gboolean
is_figures (char *const *const *rows, gsize n_rows, gsize column)
{
  gboolean any = FALSE;
  for (gsize r = 1; r < n_rows; r++) {
    const char *text = rows[r][column];
    if (looks_like_figure (text))
      any = TRUE;
    else if (strcmp (text, "not assessed") != 0 && strcmp (text, "–") != 0)
      return FALSE;
  }
  return any;
}

void
kerf_pages_table (KerfPages *pages, const double *widths, char *const *const *rows, gsize n_rows)
{
  double total = 0, inner = WIDTH - 2 * MARGIN;
  gsize n = 0;
  for (; widths[n] > 0; n++)
    total += widths[n];
  for (gsize r = 0; r < n_rows; r++) {
    double tallest = 0, x = MARGIN, size = 9.5;
    for (gsize c = 0; c < n; c++) {
      PangoLayout *layout = layout_of (pages, size, r == 0, widths[c] / total * inner - 10, rows[r][c]);
      tallest = fmax (tallest, height_of (layout));
      g_object_unref (layout);
    }
    need (pages, tallest + 7);
    for (gsize c = 0; c < n; c++) {
      double w = widths[c] / total * inner;
      gboolean figures = is_figures (rows, n_rows, c);
      put (pages, x, pages->y + 3, size, r == 0, w - 10, figures ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT,
           rows[r][c]);
      x += w;
    }
    pages->y += tallest + 6;
    rule (pages, pages->y, r == 0 ? 0.2 : 0.8);
  }
  pages->y += 8;
}

static void
draw_picture (KerfPages *pages, cairo_surface_t *picture, double x, double width, double height,
              const char *caption)
{
  cairo_t *cr = pages->cr;
  if (picture) {
    double pw = cairo_image_surface_get_width (picture), ph = cairo_image_surface_get_height (picture),
           scale = fmin (width / pw, height / ph);
    cairo_save (cr);
    cairo_translate (cr, x + (width - pw * scale) / 2, pages->y);
    cairo_scale (cr, scale, scale);
    cairo_set_source_surface (cr, picture, 0, 0);
    cairo_paint (cr);
    cairo_restore (cr);
  } else {
    cairo_set_line_width (cr, 0.6);
    cairo_rectangle (cr, x + 10, pages->y, width - 20, height);
    cairo_stroke (cr);
    put (pages, x, pages->y + height / 2 - 6, 11, FALSE, width, PANGO_ALIGN_CENTER, "no picture");
  }
  if (caption)
    put (pages, x, pages->y + height + 3, 9, FALSE, width, PANGO_ALIGN_CENTER, caption);
}

void
kerf_pages_picture (KerfPages *pages, cairo_surface_t *picture, double height_pt, const char *caption)
{
  need (pages, height_pt + 20);
  draw_picture (pages, picture, MARGIN, WIDTH - 2 * MARGIN, height_pt, caption);
  pages->y += height_pt + (caption ? 22 : 8);
}

void
kerf_pages_two_pictures (KerfPages *pages, cairo_surface_t *left, cairo_surface_t *right, double height_pt,
                         const char *left_caption, const char *right_caption)
{
  double half = (WIDTH - 2 * MARGIN - 8) / 2;
  need (pages, height_pt + 20);
  draw_picture (pages, left, MARGIN, half, height_pt, left_caption);
  draw_picture (pages, right, MARGIN + half + 8, half, height_pt, right_caption);
  pages->y += height_pt + 22;
}

void
kerf_pages_scale_bar (KerfPages *pages)
{
  need (pages, 30);
  cairo_set_line_width (pages->cr, 1);
  cairo_move_to (pages->cr, MARGIN, pages->y);
  cairo_rel_line_to (pages->cr, 0, 8);
  cairo_rel_move_to (pages->cr, 0, -4);
  cairo_rel_line_to (pages->cr, 50 * MM, 0);
  cairo_rel_move_to (pages->cr, 0, -4);
  cairo_rel_line_to (pages->cr, 0, 8);
  cairo_stroke (pages->cr);
  put (pages, MARGIN + 50 * MM + 8, pages->y - 2, 9, FALSE, 300, PANGO_ALIGN_LEFT,
       "50 mm: measure it before you measure on this page");
  pages->y += 20;
}

gboolean
kerf_pages_end (KerfPages *pages, const char *path, GError **error)
{
  g_clear_pointer (&pages->cr, cairo_destroy);
  cairo_surface_finish (pages->surface);
  if (cairo_surface_status (pages->surface) != CAIRO_STATUS_SUCCESS)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "The report '%s' could not be made (%s); try again.",
                           path, cairo_status_to_string (cairo_surface_status (pages->surface)));
  return kerf_write_bytes (path, pages->bytes->data, pages->bytes->len, error);
}
