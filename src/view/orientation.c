/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/orientation.h"

#define LEAST_SHARE 0.05

void
kerf_orientation_letters (KerfVec3 direction, char letters[4])
{
  static const char plus[] = "LPS", minus[] = "RAI";
  KerfVec3 d = kerf_unit (direction);
  gboolean used[3] = { FALSE, FALSE, FALSE };
  int n = 0;
  for (int turn = 0; turn < 3; turn++) {
    int best = -1;
    for (int axis = 0; axis < 3; axis++)
      if (!used[axis] && (best < 0 || fabs (kerf_component (d, axis)) > fabs (kerf_component (d, best))))
        best = axis;
    used[best] = TRUE;
    double part = kerf_component (d, best);
    if (fabs (part) >= LEAST_SHARE)
      letters[n++] = part > 0 ? plus[best] : minus[best];
  }
  letters[n] = '\0';
}

char *
kerf_position_letter_text (int axis, double mm)
{
  static const char plus[] = "LPS", minus[] = "RAI";
  /* −0.04 reads "L 0.0": the letter of a nought is the positive one. */
  gboolean negative = mm <= -0.05;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (number, sizeof number, "%.1f", fabs (mm));
  return g_strdup_printf ("%c %s", negative ? minus[axis] : plus[axis], number);
}

char *
kerf_position_text (KerfVec3 lps)
{
  g_autofree char *x = kerf_position_letter_text (0, lps.x), *y = kerf_position_letter_text (1, lps.y),
                  *z = kerf_position_letter_text (2, lps.z);
  return g_strdup_printf ("%s  %s  %s mm", x, y, z);
}

int
kerf_orientation_axis (KerfVec3 direction)
{
  int best = 0;
  for (int axis = 1; axis < 3; axis++)
    if (fabs (kerf_component (direction, axis)) > fabs (kerf_component (direction, best)))
      best = axis;
  return best;
}

gboolean
kerf_orientation_is_plain (KerfVec3 direction)
{
  KerfVec3 d = kerf_unit (direction);
  return fabs (kerf_component (d, kerf_orientation_axis (d))) > 1 - 1.5e-8;
}

double
kerf_scale_bar_mm (double px_per_mm, double width_px)
{
  static const double lengths[] = { 200, 100, 50, 20, 10, 5, 2, 1 };
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lengths[i] * px_per_mm <= width_px / 3)
      return lengths[i];
  return 0;
}
