/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/palette.h"

G_BEGIN_DECLS

/* Colours of a fused volume: from its windowed grey (0 … 1) to sRGB. Each map is evenly spaced stops with straight lines in
 * sRGB between them, so that the card and a test compute the same. */

typedef enum {
  KERF_MAP_GREY,
  KERF_MAP_HOT, /* "hot iron", DICOM PS3.6 B.1.1 */
  KERF_MAP_EVEN /* lightness (CIELAB L*) in even steps from black over blue and green to cream; our own path */
} KerfColourMap;

enum { KERF_N_MAPS = 3, KERF_MAP_STOPS = 13 };

const char *kerf_colour_map_name (KerfColourMap map); /* msgid */
/* The stops, red, green, blue after another; kept for the life of the program. */
const float *kerf_colour_map_stops (KerfColourMap map);
KerfColour kerf_colour_map_at (KerfColourMap map, double grey);

G_END_DECLS
