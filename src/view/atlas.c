/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/atlas.h"

#include "base/real.h"

#include <math.h>
#include <pango/pangocairo.h>

enum { SIZE = 1024, GAP = 1 };

struct KerfAtlas {
  GLuint texture;
  GHashTable *places; /* text key → KerfGlyphs */
  int x, y, row_height;
  gboolean full;
  PangoContext *pango;
};

KerfAtlas *
kerf_atlas_new (void)
{
  KerfAtlas *atlas = g_new0 (KerfAtlas, 1);
  atlas->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  atlas->pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  return atlas;
}

void
kerf_atlas_free (KerfAtlas *atlas)
{
  if (!atlas)
    return;
  if (atlas->texture)
    glDeleteTextures (1, &atlas->texture);
  g_hash_table_unref (atlas->places);
  g_object_unref (atlas->pango);
  g_free (atlas);
}

static void
make_texture (KerfAtlas *atlas)
{
  if (atlas->texture)
    return;
  glGenTextures (1, &atlas->texture);
  glBindTexture (GL_TEXTURE_2D, atlas->texture);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, SIZE, SIZE, 0, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, NULL);
}

void
kerf_atlas_begin (KerfAtlas *atlas)
{
  make_texture (atlas);
  if (!atlas->full)
    return;
  g_hash_table_remove_all (atlas->places);
  atlas->x = atlas->y = atlas->row_height = 0;
  atlas->full = FALSE;
}

GLuint
kerf_atlas_texture (KerfAtlas *atlas, int *size)
{
  *size = SIZE;
  return atlas->texture;
}

typedef struct {
  double size_px, pad, casing;
  gboolean bold;
} StyleRow;

static const StyleRow rows[] = {
  [KERF_LABEL_TEXT] = { 12, 0, 1.5, FALSE },   [KERF_LABEL_BOLD] = { 12, 0, 1.5, TRUE },
  [KERF_LABEL_LETTER] = { 16, 0, 1.75, TRUE }, [KERF_LABEL_LETTER_LARGE] = { 24, 0, 2, TRUE },
  [KERF_LABEL_DISC] = { 11, 3.5, 0, TRUE },    [KERF_LABEL_BADGE] = { 10, 4, 0, TRUE },
  [KERF_LABEL_CHIP] = { 11, 4, 0, TRUE },
};

static void
rounded (cairo_t *cr, double x, double y, double w, double h, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -KERF_PI / 2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, KERF_PI / 2);
  cairo_arc (cr, x + r, y + h - r, r, KERF_PI / 2, KERF_PI);
  cairo_arc (cr, x + r, y + r, r, KERF_PI, KERF_PI * 1.5);
  cairo_close_path (cr);
}

static void
set_source (cairo_t *cr, KerfColour c)
{
  cairo_set_source_rgba (cr, (double) c.r, (double) c.g, (double) c.b, (double) c.a);
}

static void
draw_ground (cairo_t *cr, KerfLabelStyle style, KerfColour colour, double x, double y, double w, double h)
{
  if (style == KERF_LABEL_DISC) {
    cairo_arc (cr, x + w / 2, y + h / 2, h / 2 + 1, 0, 2 * KERF_PI);
    cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
    cairo_fill (cr);
    cairo_arc (cr, x + w / 2, y + h / 2, h / 2, 0, 2 * KERF_PI);
    set_source (cr, colour);
    cairo_fill (cr);
    return;
  }
  rounded (cr, x + 0.5, y + 0.5, w - 1, h - 1, style == KERF_LABEL_BADGE ? h / 2 - 0.5 : 4);
  set_source (cr, colour);
  cairo_fill_preserve (cr);
  if (style == KERF_LABEL_BADGE) {
    set_source (cr, kerf_colour (0xC061CB, 1));
    cairo_set_line_width (cr, 1);
    cairo_stroke (cr);
  }
  cairo_new_path (cr);
}

/* The label as premultiplied pixels; `glyphs` gets the box of its text or ground. */
static cairo_surface_t *
draw_label (PangoContext *pango, const char *text, KerfLabelStyle style, KerfColour colour, double scale,
            KerfGlyphs *glyphs)
{
  const StyleRow *row = &rows[style];
  g_autoptr (PangoLayout) layout = pango_layout_new (pango);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Cantarell, Sans");
  pango_font_description_set_absolute_size (font, row->size_px * scale * PANGO_SCALE);
  pango_font_description_set_weight (font, row->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  PangoRectangle ink, box;
  pango_layout_get_pixel_extents (layout, &ink, &box);
  gboolean ground = style == KERF_LABEL_DISC || style == KERF_LABEL_BADGE || style == KERF_LABEL_CHIP;
  double pad = ceil (row->pad * scale), casing = row->casing * scale, border = ceil (casing) + 2;
  double w = box.width + (ground ? 2 * pad * 1.5 : 0), h = box.height + (ground ? pad : 0);
  if (style == KERF_LABEL_DISC)
    w = h = fmax (ceil (17 * scale), fmax (ink.width, ink.height) + 2 * pad);
  glyphs->ink_x = glyphs->ink_y = border;
  glyphs->ink_w = w;
  glyphs->ink_h = h;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (w + 2 * border), (int) (h + 2 * border));
  cairo_t *cr = cairo_create (surface);
  if (ground)
    draw_ground (cr, style, colour, border, border, w, h);
  double x = border + (w - box.width) / 2, y = border + (h - box.height) / 2;
  if (style == KERF_LABEL_DISC) { /* centred by its ink: a letter sits in the middle of its disc */
    x = border + (w - ink.width) / 2 - ink.x;
    y = border + (h - ink.height) / 2 - ink.y;
  }
  cairo_move_to (cr, x, y);
  if (casing > 0) {
    pango_cairo_layout_path (cr, layout);
    cairo_set_line_width (cr, 2 * casing);
    cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgba (cr, 0, 0, 0, 0.85);
    cairo_stroke (cr);
    cairo_move_to (cr, x, y);
  }
  KerfColour ink_colour = style == KERF_LABEL_BADGE ? kerf_colour (0xFFFFFF, 1)
                          : ground
                              ? kerf_colour (kerf_colour_lightness (colour) > 50 ? 0x101418 : 0xFFFFFF, 1)
                              : colour;
  set_source (cr, ink_colour);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
place (KerfAtlas *atlas, KerfGlyphs *glyphs)
{
  if (glyphs->w > SIZE || glyphs->h > SIZE)
    return FALSE;
  if (atlas->x + glyphs->w > SIZE) {
    atlas->x = 0;
    atlas->y += atlas->row_height + GAP;
    atlas->row_height = 0;
  }
  if (atlas->y + glyphs->h > SIZE) {
    atlas->full = TRUE;
    return FALSE;
  }
  glyphs->x = atlas->x;
  glyphs->y = atlas->y;
  atlas->x += glyphs->w + GAP;
  atlas->row_height = MAX (atlas->row_height, glyphs->h);
  return TRUE;
}

gboolean
kerf_atlas_get (KerfAtlas *atlas, const char *text, KerfLabelStyle style, KerfColour colour, double scale,
                KerfGlyphs *glyphs)
{
  g_autofree char *key =
      g_strdup_printf ("%d/%.3f/%.3f,%.3f,%.3f,%.3f/%s", (int) style, scale, (double) colour.r,
                       (double) colour.g, (double) colour.b, (double) colour.a, text);
  const KerfGlyphs *known = g_hash_table_lookup (atlas->places, key);
  if (known) {
    *glyphs = *known;
    return TRUE;
  }
  cairo_surface_t *surface = draw_label (atlas->pango, text, style, colour, scale, glyphs);
  glyphs->w = cairo_image_surface_get_width (surface);
  glyphs->h = cairo_image_surface_get_height (surface);
  gboolean fits = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && place (atlas, glyphs);
  if (fits) {
    glBindTexture (GL_TEXTURE_2D, atlas->texture);
    glPixelStorei (GL_UNPACK_ROW_LENGTH, cairo_image_surface_get_stride (surface) / 4);
    glTexSubImage2D (GL_TEXTURE_2D, 0, glyphs->x, glyphs->y, glyphs->w, glyphs->h, GL_BGRA,
                     GL_UNSIGNED_INT_8_8_8_8_REV, cairo_image_surface_get_data (surface));
    glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
    g_hash_table_insert (atlas->places, g_steal_pointer (&key), g_memdup2 (glyphs, sizeof *glyphs));
  }
  cairo_surface_destroy (surface);
  return fits;
}
