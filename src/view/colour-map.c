/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/colour-map.h"

#include "base/real.h"

#include <glib/gi18n.h>
#include <math.h>

/* Of the even map: the path through CIELAB, as colourful as sRGB allows, at most EVEN_CHROMA. */
#define EVEN_LIGHTEST  95.0
#define EVEN_CHROMA    62.0
#define EVEN_HUE_FIRST 300.0
#define EVEN_HUE_TURN  205.0

const char *
kerf_colour_map_name (KerfColourMap map)
{
  static const char *const names[KERF_N_MAPS] = { N_ ("Grey"), N_ ("Hot iron"), N_ ("Even lightness") };
  return names[map];
}

static double
lab_inverse (double t)
{
  const double d = 6.0 / 29;
  return t > d ? t * t * t : 3 * d * d * (t - 4.0 / 29);
}

static float
encoded (double linear)
{
  return (float) (linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1 / 2.4) - 0.055);
}

/* CIELAB (D65) to sRGB; FALSE: beyond what sRGB has. */
static gboolean
from_lab (double l, double a, double b, float rgb[3])
{
  double fy = (l + 16) / 116;
  double x = 0.95047 * lab_inverse (fy + a / 500), y = lab_inverse (fy),
         z = 1.08883 * lab_inverse (fy - b / 200);
  rgb[0] = encoded (3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
  rgb[1] = encoded (-0.9692660 * x + 1.8760108 * y + 0.0415560 * z);
  rgb[2] = encoded (0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
  gboolean fits = TRUE;
  for (int i = 0; i < 3; i++) {
    fits = fits && rgb[i] > -1e-4F && rgb[i] < 1 + 1e-4F;
    rgb[i] = CLAMP (rgb[i], 0, 1);
  }
  return fits;
}

static void
stop_of (KerfColourMap map, double y, float rgb[3])
{
  switch (map) {
  case KERF_MAP_HOT: /* red rises in the first half, green in the second, blue in the last quarter */
    rgb[0] = (float) CLAMP (2 * y, 0, 1);
    rgb[1] = (float) CLAMP (2 * y - 1, 0, 1);
    rgb[2] = (float) CLAMP (4 * y - 3, 0, 1);
    return;
  case KERF_MAP_EVEN: {
    double hue = (EVEN_HUE_FIRST - EVEN_HUE_TURN * y) * KERF_RAD_PER_DEG;
    double chroma = EVEN_CHROMA;
    while (!from_lab (EVEN_LIGHTEST * y, chroma * cos (hue), chroma * sin (hue), rgb) && chroma > 0)
      chroma = fmax (chroma - 0.25, 0);
    return;
  }
  case KERF_MAP_GREY:
  default:
    rgb[0] = rgb[1] = rgb[2] = (float) y;
  }
}

const float *
kerf_colour_map_stops (KerfColourMap map)
{
  static float stops[KERF_N_MAPS][3 * KERF_MAP_STOPS];
  static gsize made;
  if (g_once_init_enter (&made)) {
    for (int m = 0; m < KERF_N_MAPS; m++)
      for (int i = 0; i < KERF_MAP_STOPS; i++)
        stop_of ((KerfColourMap) m, (double) i / (KERF_MAP_STOPS - 1), &stops[m][3 * i]);
    g_once_init_leave (&made, 1);
  }
  return stops[map];
}

KerfColour
kerf_colour_map_at (KerfColourMap map, double grey)
{
  const float *stops = kerf_colour_map_stops (map);
  double at = CLAMP (grey, 0, 1) * (KERF_MAP_STOPS - 1);
  int i = MIN ((int) at, KERF_MAP_STOPS - 2);
  float part = (float) (at - i);
  const float *a = &stops[3 * i], *b = a + 3;
  return (KerfColour){ a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2]),
                       1 };
}
