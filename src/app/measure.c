/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/measure.h"

#include "app/tools/tool.h"
#include "app/views/view-area.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_FRAMES = 2000, SETTLE_US = 500000 };

typedef struct {
  KerfWindow *window;
  char *what;
  guint frames, n;
  gint64 last, gaps[MOST_FRAMES];
  gint64 asked, slices_us, whole_us; /* since `asked`; 0: not yet */
  gint64 settled_us;
  clock_t cpu;
  gboolean prepared;
  KerfVec3 start;
} Measure;

/* ---- the main loop ---- */

/* From one wait to the next, less what lies in the frame clock's painting. The wait is a plain function without data. */
static struct {
  gint64 woken, paint_begun, painted, longest, longest_paint;
} loop;

static int
wait_for_events (GPollFD *fds, guint n, int timeout_ms)
{
  gint64 now = g_get_monotonic_time ();
  if (loop.woken)
    loop.longest = MAX (loop.longest, now - loop.woken - loop.painted);
  int ready = g_poll (fds, n, timeout_ms);
  loop.woken = g_get_monotonic_time ();
  loop.painted = 0;
  return ready;
}

static void
paint_begins (G_GNUC_UNUSED GdkFrameClock *clock_of_frames, G_GNUC_UNUSED gpointer data)
{
  loop.paint_begun = g_get_monotonic_time ();
}

static void
paint_ends (G_GNUC_UNUSED GdkFrameClock *clock_of_frames, G_GNUC_UNUSED gpointer data)
{
  gint64 span = loop.paint_begun ? g_get_monotonic_time () - loop.paint_begun : 0;
  loop.painted += span;
  loop.longest_paint = MAX (loop.longest_paint, span);
  loop.paint_begun = 0;
}

/* The last phase before the painting begins it: which phases a frame has, differs. */
static void
watch_clock (GdkFrameClock *clock_of_frames)
{
  g_signal_connect_after (clock_of_frames, "update", G_CALLBACK (paint_begins), NULL);
  g_signal_connect_after (clock_of_frames, "layout", G_CALLBACK (paint_begins), NULL);
  g_signal_connect (clock_of_frames, "after-paint", G_CALLBACK (paint_ends), NULL);
}

static double
memory_mb (const char *field)
{
  g_autofree char *text = NULL;
  const char *at = g_file_get_contents ("/proc/self/status", &text, NULL, NULL) ? strstr (text, field) : NULL;
  return at ? g_ascii_strtod (at + strlen (field), NULL) * 1024 / 1e6 : (double) NAN;
}

/* ---- what is moved ---- */

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
  } else if (strcmp (measure->what, "wheel") == 0) {
    KerfViewArea *area = kerf_window_area (measure->window, KERF_VIEW_AXIAL);
    if (area) /* to and fro, so that it stays inside */
      kerf_view_area_scroll (area, measure->n / 40 % 2 ? -1 : 1, 0);
  } else if (strcmp (measure->what, "turn") == 0 || strcmp (measure->what, "see") == 0) {
    KerfViewState *state = kerf_window_state (measure->window);
    KerfBox3 box = kerf_scene_box (kerf_window_case (measure->window), state);
    KerfProjection p = kerf_projection (state, KERF_VIEW_SPACE, 800, 600, &box);
    kerf_view_turn (&state->views[KERF_VIEW_SPACE], &p, 8, 0, p.centre);
    KerfViewArea *area = kerf_window_area (measure->window, KERF_VIEW_SPACE);
    if (area)
      kerf_view_area_moved (area);
  } else {
    KerfVec3 by = kerf_vec3 (20 * sin (phase), 15 * sin (1.3 * phase), 20 * sin (0.7 * phase));
    kerf_window_set_crosshair (measure->window, kerf_add (measure->start, by));
  }
  /* What a picture shows is computed now, not while it is drawn: it counts as the main loop's. */
  for (int name = 0; name < KERF_N_VIEWS; name++) {
    KerfViewArea *area = kerf_window_area (measure->window, (KerfViewName) name);
    if (area && gtk_widget_get_mapped (GTK_WIDGET (area)))
      kerf_view_area_scene (area);
  }
}

/* What is looked at before the first frame. */
static void
prepare (Measure *measure)
{
  KerfViewState *state = kerf_window_state (measure->window);
  if (strcmp (measure->what, "wheel") == 0)
    kerf_window_maximise (measure->window, KERF_VIEW_AXIAL);
  if (strcmp (measure->what, "slab") == 0) {
    state->slab = KERF_SLAB_MAX;
    state->slab_mm = 10;
  }
  if (strcmp (measure->what, "see") == 0) {
    state->look.volume_shown = TRUE;
    kerf_window_maximise (measure->window, KERF_VIEW_SPACE);
  }
  if (strcmp (measure->what, "plane") == 0)
    kerf_window_select (measure->window, kerf_view_state_plan (state, kerf_window_case (measure->window)),
                        "A");
  kerf_window_view_changed (measure->window);
}

/* ---- what is said ---- */

static void
report (Measure *measure)
{
  g_print ("open: slices %.3f s, everything %.3f s after the case was asked for\n",
           (double) measure->slices_us / 1e6, (double) measure->whole_us / 1e6);
  if (measure->frames) {
    double cpu_ms = (double) (clock () - measure->cpu) * 1000 / CLOCKS_PER_SEC / measure->frames;
    qsort (measure->gaps, measure->frames, sizeof measure->gaps[0], compare);
    g_print ("%s: frame interval median %.1f ms, p95 %.1f ms, worst %.1f ms, CPU %.1f ms per frame\n",
             measure->what, (double) measure->gaps[measure->frames / 2] / 1e3,
             (double) measure->gaps[measure->frames * 95 / 100] / 1e3,
             (double) measure->gaps[measure->frames - 1] / 1e3, cpu_ms);
  }
  g_print ("main loop: longest %.1f ms besides drawing, longest drawing %.1f ms\n",
           (double) loop.longest / 1e3, (double) loop.longest_paint / 1e3);
  g_print ("memory: %.0f MB now, %.0f MB at most\n", memory_mb ("VmRSS:"), memory_mb ("VmHWM:"));
}

/* TRUE where every picture shown is complete; `slices` asks for those of sections alone. */
static gboolean
is_whole (Measure *measure, gboolean slices)
{
  guint n = 0;
  for (int name = 0; name < KERF_N_VIEWS; name++) {
    KerfViewArea *area = kerf_window_area (measure->window, (KerfViewName) name);
    if (!area || !gtk_widget_get_mapped (GTK_WIDGET (area)) || (slices && name == KERF_VIEW_SPACE))
      continue;
    n++;
    if (!kerf_view_area_is_whole (area))
      return FALSE;
  }
  return n > 0;
}

/* TRUE once the window stands; the time of each step is kept as it is seen. */
static gboolean
settled (Measure *measure, gint64 now)
{
  if (!measure->slices_us && is_whole (measure, TRUE))
    measure->slices_us = now - measure->asked;
  gboolean whole = is_whole (measure, FALSE) && !kerf_pool_is_busy (kerf_window_pool (measure->window));
  if (!whole)
    measure->whole_us = 0; /* a figure asked for another */
  else if (!measure->whole_us)
    measure->whole_us = now - measure->asked;
  return measure->whole_us && now - measure->asked - measure->whole_us > SETTLE_US;
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock_of_frames, gpointer data)
{
  Measure *measure = data;
  gint64 now = g_get_monotonic_time ();
  (void) widget;
  (void) clock_of_frames;
  if (measure->n == 0 && !settled (measure, now))
    return G_SOURCE_CONTINUE;
  if (measure->n == 0 && measure->frames && !measure->prepared) {
    /* The case is there: what is to be looked at is set, and settles once more. */
    measure->prepared = TRUE;
    prepare (measure);
    measure->settled_us = now + SETTLE_US;
    return G_SOURCE_CONTINUE;
  }
  if (measure->n == 0 && now < measure->settled_us)
    return G_SOURCE_CONTINUE;
  if (measure->n == 0) {
    if (measure->frames) /* opening is measured by itself */
      loop.longest = loop.longest_paint = 0;
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
  if (strcmp (what, "cycles") == 0) {
    KerfViewArea *area = kerf_window_focused_area (window);
    kerf_measure_cycles (window, area ? gtk_widget_get_parent (GTK_WIDGET (area)) : NULL);
    return;
  }
  Measure *measure = g_new0 (Measure, 1);
  measure->window = window;
  measure->what = g_strdup (what);
  measure->frames = strcmp (what, "open") == 0 ? 0 : MIN (frames, MOST_FRAMES - 1);
  measure->asked = g_get_monotonic_time ();
  g_main_context_set_poll_func (NULL, wait_for_events);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick, measure, measure_free);
  watch_clock (gtk_widget_get_frame_clock (GTK_WIDGET (window)));
}
