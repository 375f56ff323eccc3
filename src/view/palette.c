/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/palette.h"

#include <math.h>
#include <string.h>

KerfColour
kerf_colour (guint32 rgb, double alpha)
{
  return (KerfColour){ (float) ((rgb >> 16) & 255) / 255, (float) ((rgb >> 8) & 255) / 255,
                       (float) (rgb & 255) / 255, (float) alpha };
}

KerfColour
kerf_colour_with_alpha (KerfColour colour, double alpha)
{
  colour.a = (float) alpha;
  return colour;
}

static double
linear (float component)
{
  double c = (double) component;
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

double
kerf_colour_lightness (KerfColour colour)
{
  double y = 0.2126 * linear (colour.r) + 0.7152 * linear (colour.g) + 0.0722 * linear (colour.b);
  return y > 216.0 / 24389 ? 116 * cbrt (y) - 16 : y * 24389 / 27;
}

static KerfLineStyle
style (guint32 rgb, double width_px, int n_dash, const float *dash)
{
  KerfLineStyle line = { .colour = kerf_colour (rgb, 1), .width_px = (float) width_px, .n_dash = n_dash };
  for (int i = 0; i < n_dash; i++)
    line.dash[i] = dash[i];
  return line;
}

/* A vein is told by its name, in the languages of the window. */
static gboolean
is_vein (const char *name)
{
  static const char *const words[] = { "vein", "vena", "veine", "vene", "iliac v" };
  if (!name)
    return FALSE;
  g_autofree char *folded = g_utf8_casefold (name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (folded, words[i]))
      return TRUE;
  return FALSE;
}

KerfLineStyle
kerf_palette_class (const char *klass, const char *name)
{
  static const struct {
    const char *klass;
    guint32 rgb;
    double width_px;
  } rows[] = {
    { "tumour", 0xFF6C04, 2 }, { "bone", 0xFAEDD9, 1 },     { "nerve", 0xE0FA24, 1.5 },
    { "dura", 0x1BD8FF, 1.5 }, { "vessel", 0xC41200, 1.5 }, { "organ", 0x946363, 1 },
    { "joint", 0x9D9CA0, 1 },
  };
  if (g_strcmp0 (klass, "vessel") == 0 && is_vein (name))
    return style (0x2F60C8, 1.5, 0, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (klass, rows[i].klass) == 0)
      return style (rows[i].rgb, rows[i].width_px, 0, NULL);
  return style (0x9D9CA0, 1, 0, NULL);
}

KerfLineStyle
kerf_palette_shell (void)
{
  return style (0xFFB97A, 1.5, 2, (const float[]){ 6, 3 });
}

KerfLineStyle
kerf_palette_plane (const char *letter)
{
  static const struct {
    guint32 rgb;
    int n_dash;
    float dash[KERF_MAX_DASH];
  } rows[] = {
    { 0x5387FE, 0, { 0 } },    { 0xCED373, 2, { 12, 4 } },       { 0x32C3A6, 2, { 6, 4 } },
    { 0xD5A0D1, 2, { 2, 4 } }, { 0x6B7DA9, 4, { 12, 4, 2, 4 } }, { 0xD7EAFE, 6, { 12, 4, 2, 4, 2, 4 } },
    { 0xCF4756, 2, { 6, 2 } }, { 0x3A877C, 2, { 3, 3 } },
  };
  gsize row = letter && letter[0] >= 'A' && letter[0] <= 'H' && !letter[1] ? (gsize) (letter[0] - 'A') : 7;
  return style (rows[row].rgb, 1.5, rows[row].n_dash, rows[row].dash);
}

KerfLineStyle
kerf_palette_guide (void)
{
  return style (0x7AB87F, 1.5, 0, NULL);
}

KerfColour
kerf_palette_state (KerfFigureState state)
{
  static const guint32 rgb[] = { 0x9A9996, 0x57E389, KERF_COLOUR_AMBER, 0xFF7B72, 0x8A8A8A };
  return kerf_colour (rgb[state], 1);
}

const char *
kerf_palette_state_mark (KerfFigureState state)
{
  static const char *const marks[] = { "–", "✓", "▲", "■", "–" };
  return marks[state];
}

KerfFigureState
kerf_margin_state (double margin_mm, double target_mm)
{
  if (isnan (margin_mm))
    return KERF_STATE_NONE;
  if (margin_mm < 0)
    return KERF_STATE_HURTS;
  if (isnan (target_mm))
    return KERF_STATE_NONE;
  return margin_mm + 1e-6 >= target_mm ? KERF_STATE_HELD : KERF_STATE_QUESTION;
}
