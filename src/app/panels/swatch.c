/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/swatch.h"

#include <math.h>

struct _KerfSwatch {
  GtkWidget parent;
  KerfColour colour;
  gboolean bar;
  double share, mark;
};

G_DEFINE_FINAL_TYPE (KerfSwatch, kerf_swatch, GTK_TYPE_WIDGET)

static void
fill (GtkSnapshot *snapshot, double x, double y, double w, double h, double radius, const GdkRGBA *colour)
{
  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) w, (float) h),
                                   (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, colour, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KerfSwatch *swatch = KERF_SWATCH (widget);
  int w = gtk_widget_get_width (widget), h = gtk_widget_get_height (widget);
  GdkRGBA colour = { swatch->colour.r, swatch->colour.g, swatch->colour.b, swatch->colour.a };
  if (!swatch->bar) {
    fill (snapshot, (w - 12) / 2.0, (h - 12) / 2.0, 12, 12, 3, &colour);
    return;
  }
  GdkRGBA track, text;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  track = text;
  track.alpha = 0.14F;
  double y = (h - 5) / 2.0;
  fill (snapshot, 0, y, w, 5, 2.5, &track);
  if (swatch->share > 0)
    fill (snapshot, 0, y, fmax (fmin (swatch->share, 1) * w, 5), 5, 2.5, &colour);
  if (!isnan (swatch->mark))
    fill (snapshot, fmin (swatch->mark, 1) * w - 1, y - 3, 2, 11, 1, &text);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  KerfSwatch *swatch = KERF_SWATCH (widget);
  (void) for_size;
  *minimum = *natural = swatch->bar ? (orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : 16) : 14;
  *minimum_baseline = *natural_baseline = -1;
}

static void
kerf_swatch_class_init (KerfSwatchClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
  GTK_WIDGET_CLASS (klass)->measure = measure;
}

static void
kerf_swatch_init (KerfSwatch *swatch)
{
  swatch->mark = (double) NAN;
}

GtkWidget *
kerf_swatch_new (KerfColour colour)
{
  /* Decoration: the row says in words what it is. */
  KerfSwatch *swatch =
      g_object_new (KERF_TYPE_SWATCH, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  swatch->colour = colour;
  return GTK_WIDGET (swatch);
}

void
kerf_swatch_set_colour (KerfSwatch *swatch, KerfColour colour)
{
  swatch->colour = colour;
  gtk_widget_queue_draw (GTK_WIDGET (swatch));
}

GtkWidget *
kerf_bar_new (KerfColour colour)
{
  GtkWidget *widget = kerf_swatch_new (colour);
  KERF_SWATCH (widget)->bar = TRUE;
  gtk_widget_set_hexpand (widget, TRUE);
  return widget;
}

void
kerf_bar_set (KerfSwatch *bar, double share, double mark)
{
  bar->share = isnan (share) ? 0 : share;
  bar->mark = mark;
  gtk_widget_queue_draw (GTK_WIDGET (bar));
}

void
kerf_show_state (GtkWidget *label, KerfFigureState state)
{
  static const char *const classes[] = { NULL, "kerf-held", "kerf-question", "kerf-hurts", "kerf-stale" };
  for (gsize i = 1; i < G_N_ELEMENTS (classes); i++) {
    if (i == (gsize) state)
      gtk_widget_add_css_class (label, classes[i]);
    else
      gtk_widget_remove_css_class (label, classes[i]);
  }
}
