/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/view-grid.h"

#include <math.h>

#define GAP        2
#define GRIP       4 /* px on either side of a gap that take hold of it */
#define LEAST_PART 0.15

struct _KerfViewGrid {
  GtkWidget parent;
  KerfWindow *window;
  KerfViewArea *areas[KERF_N_VIEWS]; /* children; NULL until shown */
  KerfCell cells[KERF_MAX_CELLS];
  guint n_cells;
  /* Where the one upright and the one level gap stand in each layout; NaN: as the layout has it. */
  double split_x[KERF_LAYOUT_ALONG_CUT + 1], split_y[KERF_LAYOUT_ALONG_CUT + 1];
  double edge_x, edge_y; /* the layout's own; NaN: none, or several */
  int held;              /* 0 nothing, 1 the upright gap, 2 the level one, 3 both */
};

G_DEFINE_FINAL_TYPE (KerfViewGrid, kerf_view_grid, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  (void) widget;
  (void) for_size;
  /* Narrower than this the panels fold over the pictures. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 400;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 700;
  *minimum_baseline = *natural_baseline = -1;
}

/* The only inner edge of the cells along an axis; NaN where there is none or more than one. */
static double
inner_edge (const KerfViewGrid *grid, gboolean x)
{
  double edge = (double) NAN;
  for (guint i = 0; i < grid->n_cells; i++) {
    double at = x ? grid->cells[i].x : grid->cells[i].y;
    if (at < 0.001 || (!isnan (edge) && fabs (at - edge) < 0.001))
      continue;
    if (!isnan (edge))
      return (double) NAN;
    edge = at;
  }
  return edge;
}

static double *
split_of (KerfViewGrid *grid, gboolean x)
{
  KerfLayout layout = kerf_window_state (grid->window)->layout;
  return x ? &grid->split_x[layout] : &grid->split_y[layout];
}

/* A share moved with its gap. */
static double
moved (double at, double edge, double split)
{
  if (isnan (edge) || isnan (split))
    return at;
  return at <= edge ? at / edge * split : split + (at - edge) / (1 - edge) * (1 - split);
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
  double split_x = *split_of (grid, TRUE), split_y = *split_of (grid, FALSE);
  for (guint i = 0; i < grid->n_cells; i++) {
    KerfCell cell = grid->cells[i];
    double right = moved (cell.x + cell.w, grid->edge_x, split_x),
           below = moved (cell.y + cell.h, grid->edge_y, split_y);
    cell.x = moved (cell.x, grid->edge_x, split_x);
    cell.y = moved (cell.y, grid->edge_y, split_y);
    cell.w = right - cell.x;
    cell.h = below - cell.y;
    GdkRectangle rectangle = place (&cell, width, height);
    GtkWidget *child = GTK_WIDGET (grid->areas[grid->cells[i].view]);
    gtk_widget_size_allocate (child, &rectangle, -1);
  }
}

void
kerf_view_grid_update (KerfViewGrid *grid)
{
  grid->n_cells = kerf_layout_cells (kerf_window_state (grid->window), grid->cells);
  grid->edge_x = inner_edge (grid, TRUE);
  grid->edge_y = inner_edge (grid, FALSE);
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

/* ---- gaps that are dragged ---- */

static int
gap_at (KerfViewGrid *grid, double x, double y)
{
  double split_x = *split_of (grid, TRUE), split_y = *split_of (grid, FALSE);
  double at_x = (isnan (split_x) ? grid->edge_x : split_x) * gtk_widget_get_width (GTK_WIDGET (grid));
  double at_y = (isnan (split_y) ? grid->edge_y : split_y) * gtk_widget_get_height (GTK_WIDGET (grid));
  return (fabs (x - at_x) <= GRIP ? 1 : 0) | (fabs (y - at_y) <= GRIP ? 2 : 0);
}

static void
on_gap_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  KerfViewGrid *grid = data;
  grid->held = gap_at (grid, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture),
                         grid->held ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_gap_drag (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewGrid *grid = data;
  double x, y;
  if (!grid->held || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (grid->held & 1)
    *split_of (grid, TRUE) =
        CLAMP ((x + dx) / gtk_widget_get_width (GTK_WIDGET (grid)), LEAST_PART, 1 - LEAST_PART);
  if (grid->held & 2)
    *split_of (grid, FALSE) =
        CLAMP ((y + dy) / gtk_widget_get_height (GTK_WIDGET (grid)), LEAST_PART, 1 - LEAST_PART);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
on_gap_click (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  KerfViewGrid *grid = data;
  int gap = gap_at (grid, x, y);
  (void) gesture;
  if (n != 2 || !gap)
    return;
  if (gap & 1)
    *split_of (grid, TRUE) = (double) NAN;
  if (gap & 2)
    *split_of (grid, FALSE) = (double) NAN;
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
on_gap_hover (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  static const char *const cursors[] = { NULL, "col-resize", "row-resize", "move" };
  KerfViewGrid *grid = data;
  (void) controller;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (grid), cursors[gap_at (grid, x, y)]);
}

static void
add_gap_input (KerfViewGrid *grid)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  /* Before the views: a gap is narrower than a hand is steady. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_gap_begin), grid);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_gap_drag), grid);
  g_signal_connect (click, "pressed", G_CALLBACK (on_gap_click), grid);
  gtk_widget_add_controller (GTK_WIDGET (grid), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (grid), GTK_EVENT_CONTROLLER (click));
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (on_gap_hover), grid);
  gtk_widget_add_controller (GTK_WIDGET (grid), motion);
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
  for (int i = 0; i <= KERF_LAYOUT_ALONG_CUT; i++)
    grid->split_x[i] = grid->split_y[i] = (double) NAN;
  grid->edge_x = grid->edge_y = (double) NAN;
  add_gap_input (grid);
}

GtkWidget *
kerf_view_grid_new (KerfWindow *window)
{
  KerfViewGrid *grid = g_object_new (KERF_TYPE_VIEW_GRID, NULL);
  grid->window = window;
  return GTK_WIDGET (grid);
}
