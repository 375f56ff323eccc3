/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/measure-text.h"

#include "base/text.h"

#include <glib/gi18n.h>
#include <string.h>

char *
kerf_degrees_text (double degrees)
{
  g_autofree char *text = kerf_figure_to_text (degrees, 1, "");
  return isnan (degrees) ? g_steal_pointer (&text) : g_strconcat (text, "°", NULL);
}

char *
kerf_area_text (double mm2)
{
  /* Judged by what is shown: 99.96 reads 1.00 cm², not 100.0 mm². */
  return mm2 < 99.95 ? kerf_figure_to_text (mm2, 1, "mm²") : kerf_figure_to_text (mm2 / 100, 2, "cm²");
}

char *
kerf_voxel_value_text (double x, const char *unit)
{
  int digits = *unit || fabs (x) >= 100 ? 0 : fabs (x) >= 1 ? 1 : 4;
  if (isnan (x))
    return kerf_figure_to_text (x, 0, unit);
  g_autofree char *size = kerf_figure_to_text (fabs (x), digits, unit);
  gboolean nothing = g_ascii_strtod (size, NULL) == 0;
  return x < 0 && !nothing ? g_strconcat ("−", size, NULL) : g_steal_pointer (&size);
}

char *
kerf_measure_headline (const KerfMeasureFigures *f)
{
  switch (f->kind) {
  case KERF_MEASURE_LENGTH:
    return kerf_figure_to_text (f->length_mm, 1, "mm");
  case KERF_MEASURE_ANGLE:
  case KERF_MEASURE_COBB:
  case KERF_MEASURE_PLANES:
    return kerf_degrees_text (f->angle_deg);
  case KERF_MEASURE_DISTANCE:
    return kerf_margin_to_text (f->distance_mm);
  case KERF_MEASURE_ELLIPSE:
  case KERF_MEASURE_FREEHAND:
  case KERF_N_MEASURES:
  default: {
    g_autofree char *mean = kerf_voxel_value_text (f->values.mean, f->unit);
    return isnan (f->values.mean) ? kerf_area_text (f->area_mm2) : g_strdup_printf (_ ("mean %s"), mean);
  }
  }
}

char *
kerf_measure_label (const KerfMeasureFigures *f)
{
  g_autofree char *headline = kerf_measure_headline (f);
  if (!kerf_measure_is_region (f->kind) || isnan (f->values.mean))
    return g_steal_pointer (&headline);
  g_autofree char *sd = kerf_voxel_value_text (f->values.sd, ""), *whole_sd = NULL,
                  *area = kerf_area_text (f->area_mm2);
  if (f->unit[0] && !isnan (f->values.sd)) /* whole Hounsfield units, as the mean is */
    whole_sd = kerf_figure_to_text (f->values.sd, 0, "");
  g_autofree char *spread = g_strdup_printf (_ ("SD %s"), whole_sd ? whole_sd : sd);
  if (f->values.outside < 0.005)
    return g_strdup_printf ("%s\n%s\n%s", headline, spread, area);
  g_autofree char *outside = g_strdup_printf (_ ("%.0f %% outside the image"), 100 * f->values.outside);
  return g_strdup_printf ("%s\n%s\n%s\n%s", headline, spread, area, outside);
}

/* A number and its unit in full words. */
static char *
in_words (const char *figure)
{
  static const char *const units[][2] = { { "\u202fmm²", N_ ("square millimetres") },
                                          { "\u202fcm²", N_ ("square centimetres") },
                                          { "\u202fmm", N_ ("millimetres") },
                                          { "°", N_ ("degrees") },
                                          { "\u202fHU", N_ ("Hounsfield units") } };
  for (gsize k = 0; k < G_N_ELEMENTS (units); k++)
    if (g_str_has_suffix (figure, units[k][0]))
      return g_strdup_printf ("%.*s %s", (int) (strlen (figure) - strlen (units[k][0])), figure,
                              _ (units[k][1]));
  return g_strdup (figure);
}

char *
kerf_measure_spoken (const KerfMeasureFigures *f)
{
  g_autofree char *headline = kerf_measure_headline (f), *words = in_words (headline);
  if (!kerf_measure_is_region (f->kind) || isnan (f->values.mean))
    return g_steal_pointer (&words);
  g_autofree char *area = kerf_area_text (f->area_mm2), *area_words = in_words (area);
  return g_strdup_printf ("%s, %s", words, area_words);
}
