/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/data-figures.h"

#include "base/text.h"
#include "view/measure-text.h"
#include "view/scene.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
volume_figure (const KerfObject *object)
{
  KerfGrid grid;
  if (!kerf_object_grid (object, &grid))
    return g_strdup ("");
  KerfVec3 spacing = kerf_grid_spacing (&grid);
  return kerf_figure_to_text (fmax (spacing.x, fmax (spacing.y, spacing.z)), 1, "mm");
}

static char *
segment_figure (KerfWindow *window, const KerfObject *object)
{
  g_autoptr (GPtrArray) signatures =
      kerf_signatures_from_json (kerf_json_get (kerf_object_record (object), "signatures"));
  for (guint i = signatures->len; i-- > 0;) {
    const KerfSignature *signature = g_ptr_array_index (signatures, i);
    if (kerf_signature_stale (signature, kerf_window_case (window)).kind == KERF_KIND_NONE)
      return g_strdup_printf ("✓ %s", _ ("signed"));
  }
  double mm3 = kerf_pool_volume_mm3 (kerf_window_pool (window), object);
  return isnan (mm3) ? g_strdup ("") : kerf_figure_to_text (mm3 / 1000, 1, "cm³");
}

static char *
tube_figure (KerfWindow *window, const KerfObject *object)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfId plan = kerf_view_state_plan (kerf_window_state (window), kase);
  g_autoptr (GArray) spared = plan.kind ? kerf_pool_spared (kerf_window_pool (window), kase, plan) : NULL;
  for (guint i = 0; spared && i < spared->len; i++) {
    const KerfSpared *one = &g_array_index (spared, KerfSpared, i);
    if (!kerf_id_equal (one->structure, kerf_object_id (object)))
      continue;
    if (one->fate == KERF_FATE_SACRIFICED)
      return g_strdup_printf ("■ %s", _ ("sacrificed"));
    g_autofree char *mm = kerf_margin_to_text (one->distance_mm);
    return one->fate == KERF_FATE_AT_RISK ? g_strdup_printf ("▲ %s", mm) : g_steal_pointer (&mm);
  }
  return g_strdup ("");
}

static char *
alignment_figure (const KerfObject *object)
{
  g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
  return g_strdup (kerf_alignment_is_accepted (alignment) ? _ ("✓ accepted") : _ ("▲ not accepted"));
}

static char *
plan_figure (KerfWindow *window, const KerfObject *object, KerfFigureState *state)
{
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  if (plan->planes->len == 0)
    return g_strdup (_ (plan->state));
  g_autoptr (KerfPlanFigures) figures =
      kerf_pool_figures (kerf_window_pool (window), kerf_window_case (window), kerf_object_id (object), TRUE,
                         NULL);
  if (!figures || isnan (figures->margin_mm))
    return g_strdup (_ (plan->state));
  *state = kerf_margin_state (figures->margin_mm, plan->target_margin_mm);
  return kerf_margin_to_text (figures->margin_mm);
}

char *
kerf_data_plane_figure (KerfWindow *window, const KerfObject *object, guint index, KerfFigureState *state)
{
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfPlanFigures) figures =
      kerf_pool_figures (kerf_window_pool (window), kerf_window_case (window), kerf_object_id (object), TRUE,
                         NULL);
  if (!figures || index >= figures->n_cuts || index >= plan->planes->len)
    return g_strdup ("…");
  const KerfPlane *plane = g_ptr_array_index (plan->planes, index);
  double target = isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
  double margin = figures->cuts[index].face[KERF_FACE_DISCARD].bounded_mm;
  *state = kerf_margin_state (margin, target);
  return isnan (margin) ? g_strdup ("–") : kerf_margin_to_text (margin);
}

static KerfMeasureFigures *
measure_figures (KerfWindow *window, const KerfObject *object)
{
  return kerf_pool_measure (kerf_window_pool (window), kerf_window_case (window), kerf_object_id (object),
                            NULL);
}

char *
kerf_data_figure (KerfWindow *window, const KerfObject *object, KerfFigureState *state)
{
  switch (kerf_object_id (object).kind) {
  case KERF_KIND_VOLUME:
    return volume_figure (object);
  case KERF_KIND_SEGMENT:
    return segment_figure (window, object);
  case KERF_KIND_TUBE:
    return tube_figure (window, object);
  case KERF_KIND_ALIGNMENT:
    return alignment_figure (object);
  case KERF_KIND_PLAN:
    return plan_figure (window, object, state);
  case KERF_KIND_MEASURE: {
    g_autoptr (KerfMeasureFigures) figures = measure_figures (window, object);
    return figures ? kerf_measure_headline (figures) : g_strdup ("…");
  }
  case KERF_KIND_NONE:
  case KERF_KIND_SUBJECT:
  case KERF_KIND_GUIDE:
  case KERF_KIND_LANDMARKS:
  case KERF_KIND_COMPARISON:
  case KERF_N_KINDS:
  default:
    return g_strdup ("");
  }
}

KerfColour
kerf_data_colour (const KerfObject *object)
{
  switch (kerf_object_id (object).kind) {
  case KERF_KIND_VOLUME:
    return kerf_colour (strcmp (kerf_volume_role (object), "ct") == 0 ? 0xC0BFBC : 0x77767B, 1);
  case KERF_KIND_GUIDE:
    return kerf_palette_guide ().colour;
  case KERF_KIND_SEGMENT:
  case KERF_KIND_TUBE:
    return kerf_palette_class (kerf_object_class (object), kerf_object_name (object)).colour;
  case KERF_KIND_NONE:
  case KERF_KIND_SUBJECT:
  case KERF_KIND_ALIGNMENT:
  case KERF_KIND_PLAN:
  case KERF_KIND_MEASURE:
  case KERF_KIND_LANDMARKS:
  case KERF_KIND_COMPARISON:
  case KERF_N_KINDS:
  default:
    return kerf_colour (0x9A9996, 1);
  }
}

char *
kerf_data_plane_words (KerfWindow *window, const KerfPlan *plan, const KerfPlane *plane, const char *figure,
                       KerfFigureState state)
{
  double target = isnan (plane->target_margin_mm) ? plan->target_margin_mm : plane->target_margin_mm;
  g_autofree char *number = g_strndup (figure, strcspn (figure, "\xe2 ")); /* up to its unit */
  GString *text = g_string_new (NULL);
  if (g_ascii_isdigit (figure[0]) || figure[0] == '-')
    g_string_append_printf (text, _ ("margin %s millimetres"), number);
  else
    g_string_append (text, _ ("margin not assessed"));
  if (!isnan (target))
    g_string_append_printf (text, _ (", target %g"), target);
  if (state == KERF_STATE_HELD)
    g_string_append_printf (text, ", %s", _ ("held"));
  if (state == KERF_STATE_QUESTION)
    g_string_append_printf (text, ", %s", _ ("short of target"));
  if (state == KERF_STATE_HURTS)
    g_string_append_printf (text, ", %s", _ ("through tumour"));
  if (plane->locked || strcmp (plan->state, "locked") == 0)
    g_string_append_printf (text, ", %s", _ ("locked"));
  /* Another plan has a plane A as well. */
  guint plans = 0;
  const KerfCase *kase = kerf_window_case (window);
  for (gsize i = 0; i < kerf_case_length (kase); i++)
    plans += kerf_object_id (kerf_case_at (kase, i)).kind == KERF_KIND_PLAN;
  if (plans > 1)
    g_string_append_printf (text, _ (", of %s"), plan->name);
  return g_string_free (text, FALSE);
}

char *
kerf_data_measure_words (KerfWindow *window, const KerfObject *object)
{
  g_autoptr (KerfMeasureFigures) figures = measure_figures (window, object);
  if (!figures)
    return NULL;
  g_autofree char *words = kerf_measure_spoken (figures);
  return g_strdup_printf ("%s, %s", kerf_object_name (object), words);
}
