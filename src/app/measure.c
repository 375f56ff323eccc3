/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/measure.h"

#include "app/tools/tool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_FRAMES = 2000, SETTLE_US = 1500000 };

typedef struct {
  KerfWindow *window;
  char *what;
  guint frames, n;
  gint64 begun, last, gaps[MOST_FRAMES];
  clock_t cpu;
  KerfVec3 start;
} Measure;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return (x > y) - (x < y);
}

static void
move_plane (Measure *measure, double mm)
{
  KerfCut cut;
  KerfMat4 motion;
  char ref[24];
  if (!kerf_tool_selected_cut (measure->window, &cut, &motion, ref))
    return;
  g_autofree char *plane = g_strdup_printf ("plane=%s", ref), *by = g_strdup_printf ("along_mm=%.3f", mm);
  const KerfOp *op = kerf_document_op ("plane.move");
  KerfDocument *document = kerf_window_document (measure->window);
  gpointer args = kerf_document_args (document, op, (const char *const[]){ plane, by, NULL }, NULL);
  if (!args)
    return;
  kerf_document_preview (document, op, args, NULL);
  kerf_args_free (op, args);
}

static void
step (Measure *measure)
{
  double phase = (double) measure->n / 20;
  if (strcmp (measure->what, "plane") == 0) {
    move_plane (measure, 4 * sin (phase));
  } else if (strcmp (measure->what, "turn") == 0) {
    KerfViewState *state = kerf_window_state (measure->window);
    KerfBox3 box = kerf_scene_box (kerf_window_case (measure->window), state);
    KerfProjection p = kerf_projection (state, KERF_VIEW_SPACE, 800, 600, &box);
    kerf_view_turn (&state->views[KERF_VIEW_SPACE], &p, 8, 0, p.centre);
    KerfViewArea *area = kerf_window_area (measure->window, KERF_VIEW_SPACE);
    if (area)
      kerf_view_area_moving (area);
    kerf_window_view_changed (measure->window);
  } else {
    KerfVec3 by = kerf_vec3 (20 * sin (phase), 15 * sin (1.3 * phase), 20 * sin (0.7 * phase));
    kerf_window_set_crosshair (measure->window, kerf_add (measure->start, by));
  }
}

static void
report (Measure *measure)
{
  double cpu_ms = (double) (clock () - measure->cpu) * 1000 / CLOCKS_PER_SEC / measure->frames;
  qsort (measure->gaps, measure->frames, sizeof measure->gaps[0], compare);
  g_print ("%s: frame interval median %.1f ms, p95 %.1f ms, worst %.1f ms, CPU %.1f ms per frame\n",
           measure->what, (double) measure->gaps[measure->frames / 2] / 1e3,
           (double) measure->gaps[measure->frames * 95 / 100] / 1e3,
           (double) measure->gaps[measure->frames - 1] / 1e3, cpu_ms);
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock_of_frames, gpointer data)
{
  Measure *measure = data;
  gint64 now = g_get_monotonic_time ();
  (void) widget;
  (void) clock_of_frames;
  if (measure->begun == 0)
    measure->begun = now;
  gboolean settled =
      now - measure->begun > SETTLE_US && !kerf_pool_is_busy (kerf_window_pool (measure->window));
  if (measure->n == 0 && !settled) {
    kerf_window_redraw (measure->window);
    return G_SOURCE_CONTINUE;
  }
  if (measure->n == 0) {
    measure->cpu = clock ();
    measure->start = kerf_window_state (measure->window)->crosshair;
  } else {
    measure->gaps[measure->n - 1] = now - measure->last;
  }
  measure->last = now;
  if (measure->n++ == measure->frames) {
    report (measure);
    kerf_document_drop_preview (kerf_window_document (measure->window));
    gtk_window_destroy (GTK_WINDOW (measure->window));
    return G_SOURCE_REMOVE;
  }
  step (measure);
  return G_SOURCE_CONTINUE;
}

static void
measure_free (gpointer data)
{
  Measure *measure = data;
  g_free (measure->what);
  g_free (measure);
}

void
kerf_measure_start (KerfWindow *window, const char *what, guint frames)
{
  Measure *measure = g_new0 (Measure, 1);
  measure->window = window;
  measure->what = g_strdup (what);
  measure->frames = MIN (frames, MOST_FRAMES - 1);
  if (strcmp (what, "plane") == 0)
    kerf_window_select (window, kerf_view_state_plan (kerf_window_state (window), kerf_window_case (window)),
                        "A");
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick, measure, measure_free);
}
