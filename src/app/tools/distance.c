/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a point to the surface of a structure: the selected one, else the nearest that is shown. */
#include "app/tools/measure-tool.h"
#include "view/measure-text.h"

#include <glib/gi18n.h>

typedef struct {
  KerfMeasureTool measure;
  KerfVec3 at;   /* under the pointer; NaN: nothing */
  KerfId picked; /* in 3-D what the point lies on: it isn't measured to itself */
} ToSurface;

static const KerfMeasureSpec spec = {
  KERF_MEASURE_DISTANCE, "measure.distance", N_ ("Distance"), 1, 1, NULL
};

static void
enter (KerfTool *tool)
{
  kerf_measure_tool_enter (tool);
  ((ToSurface *) tool)->at = kerf_vec3 (NAN, NAN, NAN);
}

/* The figures to one structure; NULL where its surface is still to come, or nothing joins them. */
static KerfMeasureFigures *
figures_to (ToSurface *own, KerfMeasure *measure, const KerfObject *structure)
{
  const KerfCase *kase = kerf_window_case (own->measure.tool.window);
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (own->measure.tool.window));
  g_autoptr (KerfDistance) ready = source.distance (source.data, structure);
  if (!ready)
    return NULL;
  measure->structure = kerf_object_id (structure);
  g_autoptr (KerfMeasureFigures) figures = kerf_measure_figures (measure, kase, FALSE, NULL);
  return figures && !isnan (figures->distance_mm) ? g_steal_pointer (&figures) : NULL;
}

/* The measure from the point as it would be; its structure is found. NULL: there is none. */
static KerfMeasure *
made (ToSurface *own, KerfMat4 *base_from_own, KerfMeasureFigures **best)
{
  KerfWindow *window = own->measure.tool.window;
  const KerfCase *kase = kerf_window_case (window);
  const KerfViewState *state = kerf_window_state (window);
  g_autoptr (KerfMeasure) measure = kerf_measure_tool_made (&own->measure, &own->at, 1, base_from_own);
  KerfId structure = KERF_ID_NONE;
  *best = NULL;
  for (gsize k = 0; measure && k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfId id = kerf_object_id (object);
    gboolean selected = kerf_id_equal (id, state->selected);
    if ((id.kind != KERF_KIND_SEGMENT && id.kind != KERF_KIND_TUBE) ||
        (!selected && (!kerf_view_state_shows (state, kase, object) || kerf_id_equal (id, own->picked))))
      continue;
    g_autoptr (KerfMeasureFigures) figures = figures_to (own, measure, object);
    if (!figures || (*best && !selected && fabs (figures->distance_mm) >= fabs ((*best)->distance_mm)))
      continue;
    g_clear_pointer (best, kerf_measure_figures_unref);
    *best = g_steal_pointer (&figures);
    structure = id;
    if (selected)
      break;
  }
  if (!*best)
    return NULL;
  measure->structure = structure;
  return g_steal_pointer (&measure);
}

static void
take_point (ToSurface *own, KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick = { KERF_ID_NONE, "", { NAN, NAN, NAN } };
  gboolean space = kerf_view_is_space (kerf_view_area_view (area));
  own->at = at ? kerf_view_area_point (area, at, space ? &pick : NULL) : pick.point;
  own->picked = space ? pick.object : KERF_ID_NONE;
}

static void
hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  ToSurface *own = (ToSurface *) tool;
  KerfMat4 m;
  KerfMeasureFigures *best = NULL;
  if (at)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (area), "crosshair");
  take_point (own, area, at);
  own->measure.volume = kerf_view_state_volume (kerf_window_state (tool->window),
                                                kerf_window_case (tool->window), kerf_view_area_view (area));
  if (kerf_vec3_is_finite (own->at)) {
    g_autoptr (KerfMeasure) measure = made (own, &m, &best);
    g_autoptr (KerfMeasureFigures) figures = best;
    if (measure) {
      g_autofree char *figure = kerf_measure_headline (figures);
      g_autofree char *text =
          g_strdup_printf (_ ("%s to %s"), figure,
                           kerf_object_name (
                               kerf_case_get (kerf_window_case (tool->window), measure->structure)));
      kerf_window_hint (tool->window, text);
    }
  }
  kerf_measure_tool_redraw (&own->measure, area);
}

static gboolean
click (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  ToSurface *own = (ToSurface *) tool;
  KerfMat4 m;
  KerfMeasureFigures *best = NULL;
  take_point (own, area, at);
  if (!kerf_vec3_is_finite (own->at) || !kerf_measure_tool_begin (&own->measure, area))
    return TRUE;
  g_autoptr (KerfMeasure) measure = made (own, &m, &best);
  g_autoptr (KerfMeasureFigures) figures = best;
  if (!measure) {
    kerf_window_say (tool->window,
                     _ ("No structure is shown whose surface is ready; show one, then click again."));
    return TRUE;
  }
  g_autofree char *id = kerf_id_to_text (measure->structure), *word = g_strdup_printf ("structure=%s", id);
  kerf_measure_tool_end (&own->measure, spec.op, "point", &own->at, 1, word);
  own->at = kerf_vec3 (NAN, NAN, NAN);
  return TRUE;
}

static void
scene (KerfTool *tool, KerfViewArea *area, G_GNUC_UNUSED KerfSceneTool *scene_tool)
{
  ToSurface *own = (ToSurface *) tool;
  KerfMat4 base_from_own;
  KerfMeasureFigures *best = NULL;
  if (!kerf_measure_tool_is_here (&own->measure, area) || !kerf_vec3_is_finite (own->at))
    return;
  g_autoptr (KerfMeasure) measure = made (own, &base_from_own, &best);
  g_autoptr (KerfMeasureFigures) figures = best;
  if (measure)
    kerf_measure_tool_show (&own->measure, area, measure, &base_from_own);
}

static void
leave (KerfTool *tool)
{
  ((ToSurface *) tool)->at = kerf_vec3 (NAN, NAN, NAN);
  kerf_measure_tool_leave (tool);
}

const KerfToolClass kerf_tool_distance = {
  .id = "distance",
  .label = N_ ("Distance to a structure"),
  .icon = "kerf-distance-symbolic",
  .hint = N_ ("Click a point: to the surface of the selected structure, else of the nearest"),
  .workspaces = "hidden",
  .size = sizeof (ToSurface),
  .spec = &spec,
  .enter = enter,
  .leave = leave,
  .click = click,
  .hover = hover,
  .scene = scene
};
