/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that lose everything on the card and are made again, over and over: the same pixels, no object and no memory
 * left behind. For a test. */
#include "app/measure.h"
#include "app/views/view-area.h"
#include "app/views/view-grid.h"

#include <math.h>
#include <stdio.h>

enum { N_CYCLES = 200, N_WARM = 20, SETTLE_US = 500000 };

typedef struct {
  KerfWindow *window;
  KerfViewGrid *grid;
  gboolean whole;     /* the grid's turn; first that of one view */
  guint done, differ; /* cycles; pictures that came back as others */
  KerfHash before[KERF_N_VIEWS];
  gboolean seen[KERF_N_VIEWS];
  guint objects, most_objects; /* on the card */
  double warm_mb;
  gint64 whole_since;
} Cycles;

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  unsigned long total = 0, resident = 0;
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%lu %lu", &total, &resident) != 2)
    return (double) NAN;
  return (double) resident * 4096 / 1e6;
}

/* TRUE once every picture is complete and nothing is being computed. */
static gboolean
is_whole (Cycles *cycles)
{
  guint n = 0;
  for (int name = 0; name < KERF_N_VIEWS; name++) {
    KerfViewArea *area = kerf_window_area (cycles->window, (KerfViewName) name);
    if (!area)
      continue;
    n++;
    if (!gtk_widget_get_mapped (GTK_WIDGET (area)) || !kerf_view_area_is_whole (area))
      return FALSE;
  }
  return n > 0 && !kerf_pool_is_busy (kerf_window_pool (cycles->window));
}

static void
look (Cycles *cycles)
{
  for (int name = 0; name < KERF_N_VIEWS; name++) {
    KerfViewArea *area = kerf_window_area (cycles->window, (KerfViewName) name);
    KerfHash hash;
    guint objects;
    if (!area || !kerf_view_area_digest (area, &hash, &objects))
      continue;
    if (cycles->seen[name] && !kerf_hash_equal (&hash, &cycles->before[name]))
      cycles->differ++;
    cycles->before[name] = hash;
    cycles->seen[name] = TRUE;
    if (cycles->done == N_WARM && name == KERF_VIEW_AXIAL)
      cycles->objects = objects;
    if (cycles->done >= N_WARM && name == KERF_VIEW_AXIAL)
      cycles->most_objects = MAX (cycles->most_objects, objects);
  }
  if (cycles->done == N_WARM)
    cycles->warm_mb = resident_mb ();
}

static void
report (Cycles *cycles)
{
  g_print ("cycles of %s: %u, %u pictures differ, %u objects and at most %u, %.1f MB and %.1f MB more\n",
           cycles->whole ? "all views" : "one view", cycles->done, cycles->differ, cycles->objects,
           cycles->most_objects, cycles->warm_mb, resident_mb () - cycles->warm_mb);
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock_of_frames, gpointer data)
{
  Cycles *cycles = data;
  (void) widget;
  (void) clock_of_frames;
  gint64 now = g_get_monotonic_time ();
  if (!is_whole (cycles)) {
    cycles->whole_since = 0;
    return G_SOURCE_CONTINUE;
  }
  if (!cycles->whole_since)
    cycles->whole_since = now;
  /* The first picture is compared with all others: nothing may still be on its way. */
  if (!cycles->seen[KERF_VIEW_AXIAL] && now - cycles->whole_since < SETTLE_US)
    return G_SOURCE_CONTINUE;
  look (cycles);
  if (cycles->done == N_CYCLES) {
    report (cycles);
    if (cycles->whole) {
      gtk_window_destroy (GTK_WINDOW (cycles->window));
      return G_SOURCE_REMOVE;
    }
    cycles->whole = TRUE;
    cycles->done = cycles->differ = cycles->most_objects = 0;
  }
  kerf_view_grid_remake (cycles->grid,
                         cycles->whole ? -1 : (int) (cycles->done % 2 ? KERF_VIEW_SPACE : KERF_VIEW_AXIAL));
  cycles->done++;
  return G_SOURCE_CONTINUE;
}

void
kerf_measure_cycles (KerfWindow *window, GtkWidget *grid)
{
  Cycles *cycles = g_new0 (Cycles, 1);
  cycles->window = window;
  cycles->grid = KERF_VIEW_GRID (grid);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick, cycles, g_free);
}
