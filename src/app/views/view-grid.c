/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/views/view-grid.h"

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
  GdkRectangle places[KERF_MAX_CELLS];
  double edges[KERF_N_SPLITS]; /* of the layout itself; NaN: it has no such gap */
  int held;                    /* bits of the gaps in hand */
  KerfViewArea *last;          /* the one that had the keys last; NULL: none yet */
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

/* The inner edges of the cells: one upright, level ones from above. */
static void
find_edges (KerfViewGrid *grid)
{
  for (int k = 0; k < KERF_N_SPLITS; k++)
    grid->edges[k] = (double) NAN;
  for (guint i = 0; i < grid->n_cells; i++) {
    double x = grid->cells[i].x, y = grid->cells[i].y, *level = &grid->edges[KERF_SPLIT_LEVEL];
    if (x > 0.001)
      grid->edges[KERF_SPLIT_UPRIGHT] = x;
    if (y < 0.001 || fabs (level[0] - y) < 0.001 || fabs (level[1] - y) < 0.001)
      continue;
    if (isnan (level[0])) {
      level[0] = y;
    } else {
      level[1] = fmax (level[0], y);
      level[0] = fmin (level[0], y);
    }
  }
}

/* Where a gap stands now. */
static double
gap_of (const KerfViewGrid *grid, int gap)
{
  const KerfViewState *state = kerf_window_state (grid->window);
  double split = state->splits[state->layout][gap];
  return isnan (split) || state->maximised >= 0 ? grid->edges[gap] : split;
}

/* A share moved with the gaps of its direction. */
static double
moved (const KerfViewGrid *grid, double at, gboolean x)
{
  int first = x ? KERF_SPLIT_UPRIGHT : KERF_SPLIT_LEVEL, n = x ? 1 : 2;
  double from = 0, to = 0;
  for (int k = first; k < first + n && !isnan (grid->edges[k]); k++) {
    double edge = grid->edges[k], gap = gap_of (grid, k);
    if (at <= edge + 1e-9)
      return to + (at - from) / (edge - from) * (gap - to);
    from = edge;
    to = gap;
  }
  return to + (at - from) / (1 - from) * (1 - to);
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
    KerfCell cell = grid->cells[i];
    double right = moved (grid, cell.x + cell.w, TRUE), below = moved (grid, cell.y + cell.h, FALSE);
    cell.x = moved (grid, cell.x, TRUE);
    cell.y = moved (grid, cell.y, FALSE);
    cell.w = right - cell.x;
    cell.h = below - cell.y;
    GdkRectangle rectangle = place (&cell, width, height);
    GtkWidget *child = GTK_WIDGET (grid->areas[grid->cells[i].view]);
    grid->places[i] = rectangle;
    gtk_widget_size_allocate (child, &rectangle, -1);
  }
}

/* A menu or a panel may take the keys; what is chosen there goes to the view that had them. */
static void
on_focus (GtkEventControllerFocus *controller, gpointer data)
{
  KERF_VIEW_GRID (data)->last =
      KERF_VIEW_AREA (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
}

static KerfViewArea *
new_area (KerfViewGrid *grid, KerfViewName name)
{
  KerfViewArea *area = kerf_view_area_new (grid->window, name);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "enter", G_CALLBACK (on_focus), grid);
  gtk_widget_add_controller (GTK_WIDGET (area), focus);
  gtk_widget_set_parent (GTK_WIDGET (area), GTK_WIDGET (grid));
  return area;
}

void
kerf_view_grid_update (KerfViewGrid *grid)
{
  grid->n_cells =
      kerf_layout_cells (kerf_window_state (grid->window), kerf_window_case (grid->window), grid->cells);
  find_edges (grid);
  gboolean shown[KERF_N_VIEWS] = { FALSE };
  for (guint i = 0; i < grid->n_cells; i++) {
    KerfViewName name = grid->cells[i].view;
    shown[name] = TRUE;
    if (!grid->areas[name])
      grid->areas[name] = new_area (grid, name);
  }
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (grid->areas[i])
      gtk_widget_set_visible (GTK_WIDGET (grid->areas[i]), shown[i]);
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

void
kerf_view_grid_remake (KerfViewGrid *grid, int name)
{
  GtkWidget *taken[KERF_N_VIEWS] = { NULL };
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    if (!grid->areas[i] || (name >= 0 && i != name))
      continue;
    taken[i] = g_object_ref (GTK_WIDGET (grid->areas[i]));
    gtk_widget_unparent (taken[i]);
  }
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    if (!taken[i])
      continue;
    gtk_widget_set_parent (taken[i], GTK_WIDGET (grid));
    g_object_unref (taken[i]);
  }
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
    if (grid->areas[grid->cells[i].view] == grid->last)
      return grid->last;
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

/* The gaps at a point, as bits. Only where views meet there: the level gaps of a layout may be as wide as its right part. */
static int
gap_at (KerfViewGrid *grid, double x, double y)
{
  int gaps = 0;
  for (guint i = 0; i < grid->n_cells; i++) {
    const GdkRectangle *r = &grid->places[i];
    if (r->x > 0 && fabs (x - r->x) <= GRIP && y >= r->y - GRIP && y <= r->y + r->height + GRIP)
      gaps |= 1 << KERF_SPLIT_UPRIGHT;
    if (r->y > 0 && fabs (y - r->y) <= GRIP && x >= r->x - GRIP && x <= r->x + r->width + GRIP)
      gaps |= fabs (grid->cells[i].y - grid->edges[KERF_SPLIT_LEVEL]) < 0.001 ? 1 << KERF_SPLIT_LEVEL
                                                                              : 1 << KERF_SPLIT_LEVEL_2;
  }
  return gaps;
}

static void
on_gap_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  KerfViewGrid *grid = data;
  grid->held = gap_at (grid, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture),
                         grid->held ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

/* No view gets smaller than a seventh of the whole. */
static void
move_gap (KerfViewGrid *grid, int gap, double share)
{
  KerfViewState *state = kerf_window_state (grid->window);
  double lo = LEAST_PART, hi = 1 - LEAST_PART;
  if (gap == KERF_SPLIT_LEVEL && !isnan (grid->edges[KERF_SPLIT_LEVEL_2]))
    hi = gap_of (grid, KERF_SPLIT_LEVEL_2) - LEAST_PART;
  if (gap == KERF_SPLIT_LEVEL_2)
    lo = gap_of (grid, KERF_SPLIT_LEVEL) + LEAST_PART;
  state->splits[state->layout][gap] = fmax (lo, fmin (share, hi));
}

static void
on_gap_drag (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewGrid *grid = data;
  double x, y;
  if (!grid->held || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  for (int gap = 0; gap < KERF_N_SPLITS; gap++)
    if (grid->held & 1 << gap)
      move_gap (grid, gap,
                gap == KERF_SPLIT_UPRIGHT ? (x + dx) / gtk_widget_get_width (GTK_WIDGET (grid))
                                          : (y + dy) / gtk_widget_get_height (GTK_WIDGET (grid)));
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
}

static void
on_gap_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfViewGrid *grid = data;
  (void) gesture;
  if (grid->held && (dx != 0 || dy != 0))
    kerf_window_view_changed (grid->window); /* it is kept */
  grid->held = 0;
}

static void
on_gap_click (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  KerfViewGrid *grid = data;
  KerfViewState *state = kerf_window_state (grid->window);
  int gaps = gap_at (grid, x, y);
  (void) gesture;
  if (n != 2 || !gaps)
    return;
  for (int gap = 0; gap < KERF_N_SPLITS; gap++)
    if (gaps & 1 << gap)
      state->splits[state->layout][gap] = (double) NAN;
  gtk_widget_queue_allocate (GTK_WIDGET (grid));
  kerf_window_view_changed (grid->window);
}

static void
on_gap_hover (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  KerfViewGrid *grid = data;
  int gaps = gap_at (grid, x, y), upright = 1 << KERF_SPLIT_UPRIGHT;
  (void) controller;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (grid), !gaps               ? NULL
                                                      : gaps == upright   ? "col-resize"
                                                      : !(gaps & upright) ? "row-resize"
                                                                          : "move");
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
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_gap_end), grid);
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
  add_gap_input (grid);
}

GtkWidget *
kerf_view_grid_new (KerfWindow *window)
{
  KerfViewGrid *grid = g_object_new (KERF_TYPE_VIEW_GRID, NULL);
  grid->window = window;
  return GTK_WIDGET (grid);
}
