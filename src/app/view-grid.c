/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/view-grid.h"

#define GAP 2

struct _KerfViewGrid {
  GtkWidget parent;
  KerfWindow *window;
  KerfViewArea *areas[KERF_N_VIEWS]; /* children; NULL until shown */
  KerfCell cells[KERF_MAX_CELLS];
  guint n_cells;
};

G_DEFINE_FINAL_TYPE (KerfViewGrid, kerf_view_grid, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  (void) widget;
  (void) for_size;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 300;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 700;
  *minimum_baseline = *natural_baseline = -1;
}

/* Whole pixels, half the gap on each inner edge. */
static GdkRectangle
place (const KerfCell *cell, int width, int height)
{
  int x0 = (int) (cell->x * width + 0.5) + (cell->x > 0.001 ? GAP / 2 : 0);
  int y0 = (int) (cell->y * height + 0.5) + (cell->y > 0.001 ? GAP / 2 : 0);
  int x1 = (int) ((cell->x + cell->w) * width + 0.5) - (cell->x + cell->w < 0.999 ? GAP / 2 : 0);
  int y1 = (int) ((cell->y + cell->h) * height + 0.5) - (cell->y + cell->h < 0.999 ? GAP / 2 : 0);
  return (GdkRectangle){ x0, y0, MAX (x1 - x0, 1), MAX (y1 - y0, 1) };
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KerfViewGrid *grid = KERF_VIEW_GRID (widget);
  (void) baseline;
  for (guint i = 0; i < grid->n_cells; i++) {
    GdkRectangle rectangle = place (&grid->cells[i], width, height);
    GtkWidget *child = GTK_WIDGET (grid->areas[grid->cells[i].view]);
    gtk_widget_size_allocate (child, &rectangle, -1);
  }
}

void
kerf_view_grid_update (KerfViewGrid *grid)
{
  grid->n_cells = kerf_layout_cells (kerf_window_state (grid->window), grid->cells);
  gboolean shown[KERF_N_VIEWS] = { FALSE };
  for (guint i = 0; i < grid->n_cells; i++) {
    KerfViewName name = grid->cells[i].view;
    shown[name] = TRUE;
    if (grid->areas[name])
      continue;
    grid->areas[name] = kerf_view_area_new (grid->window, name);
    gtk_widget_set_parent (GTK_WIDGET (grid->areas[name]), GTK_WIDGET (grid));
  }
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (grid->areas[i])
      gtk_widget_set_visible (GTK_WIDGET (grid->areas[i]), shown[i]);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

void
kerf_view_grid_redraw (KerfViewGrid *grid)
{
  for (guint i = 0; i < grid->n_cells; i++)
    kerf_view_area_redraw (grid->areas[grid->cells[i].view]);
}

KerfViewArea *
kerf_view_grid_find (KerfViewGrid *grid, KerfViewName name)
{
  for (guint i = 0; i < grid->n_cells; i++)
    if (grid->cells[i].view == name)
      return grid->areas[name];
  return NULL;
}

KerfViewArea *
kerf_view_grid_focused (KerfViewGrid *grid)
{
  for (guint i = 0; i < grid->n_cells; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (grid->areas[grid->cells[i].view])))
      return grid->areas[grid->cells[i].view];
  return grid->n_cells ? grid->areas[grid->cells[0].view] : NULL;
}

gboolean
kerf_view_grid_cancel_gesture (KerfViewGrid *grid)
{
  for (guint i = 0; i < grid->n_cells; i++)
    if (kerf_view_area_cancel_gesture (grid->areas[grid->cells[i].view]))
      return TRUE;
  return FALSE;
}

static void
dispose (GObject *object)
{
  KerfViewGrid *grid = KERF_VIEW_GRID (object);
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (grid->areas[i]) {
      gtk_widget_unparent (GTK_WIDGET (grid->areas[i]));
      grid->areas[i] = NULL;
    }
  grid->n_cells = 0;
  G_OBJECT_CLASS (kerf_view_grid_parent_class)->dispose (object);
}

static void
kerf_view_grid_class_init (KerfViewGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  gtk_widget_class_set_css_name (widget_class, "kerf-views");
}

static void
kerf_view_grid_init (KerfViewGrid *grid)
{
  gtk_widget_set_hexpand (GTK_WIDGET (grid), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (grid), TRUE);
  /* Left and right of the patient stay where they are. */
  gtk_widget_set_direction (GTK_WIDGET (grid), GTK_TEXT_DIR_LTR);
}

GtkWidget *
kerf_view_grid_new (KerfWindow *window)
{
  KerfViewGrid *grid = g_object_new (KERF_TYPE_VIEW_GRID, NULL);
  grid->window = window;
  return GTK_WIDGET (grid);
}
