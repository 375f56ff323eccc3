/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tools/tool.h"

#include "base/text.h"
#include "case/plan.h"

#include <glib/gi18n.h>

const KerfToolClass *const kerf_tools[] = {
  &kerf_tool_navigate,  &kerf_tool_window,       &kerf_tool_move,
  &kerf_tool_zoom,      &kerf_tool_length,       &kerf_tool_angle,
  &kerf_tool_cobb,      &kerf_tool_ellipse,      &kerf_tool_circle,
  &kerf_tool_freehand,  &kerf_tool_distance,     &kerf_tool_brush,
  &kerf_tool_threshold, &kerf_tool_plane_points, &kerf_tool_plane_line,
  &kerf_tool_tube,      &kerf_tool_pin,          NULL,
};

KerfTool *
kerf_tool_new (const KerfToolClass *klass, KerfWindow *window)
{
  KerfTool *tool = g_malloc0 (MAX (klass->size, sizeof (KerfTool)));
  tool->klass = klass;
  tool->window = window;
  tool->extras = g_ptr_array_new_with_free_func ((GDestroyNotify) kerf_drawable_free);
  return tool;
}

void
kerf_tool_free (KerfTool *tool)
{
  if (!tool)
    return;
  if (tool->klass->leave)
    tool->klass->leave (tool);
  g_ptr_array_unref (tool->extras);
  g_free (tool);
}

void
kerf_tool_clear_extras (KerfTool *tool)
{
  g_ptr_array_set_size (tool->extras, 0);
}

KerfVec3
kerf_tool_point (KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick;
  return kerf_view_area_point (area, at, kerf_view_is_space (kerf_view_area_view (area)) ? &pick : NULL);
}

gboolean
kerf_tool_selected_cut (KerfWindow *window, KerfCut *cut, KerfMat4 *base_from_plan, char ref[24])
{
  const KerfViewState *state = kerf_window_state (window);
  const KerfCase *kase = kerf_window_case (window);
  if (state->selected.kind != KERF_KIND_PLAN || !state->selected_part[0])
    return FALSE;
  const KerfObject *object = kerf_case_get (kase, state->selected);
  KerfId base = kerf_view_state_base (state, kase), by;
  if (!object)
    return FALSE;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  const KerfPlane *plane = kerf_plan_plane (plan, state->selected_part);
  if (!plane || !kerf_case_transform (kase, base, plan->volume, NULL, base_from_plan, &by, NULL))
    return FALSE;
  *cut = kerf_cut_carried (&plane->cut, base_from_plan);
  g_autofree char *id = kerf_id_to_text (state->selected);
  g_snprintf (ref, 24, "%s.%s", id, plane->letter);
  return TRUE;
}

static char *
vec_text (KerfVec3 v)
{
  g_autofree char *x = kerf_real_to_text (v.x), *y = kerf_real_to_text (v.y), *z = kerf_real_to_text (v.z);
  return g_strdup_printf ("%s,%s,%s", x, y, z);
}

static gboolean
own_from_base (KerfWindow *window, KerfId volume, KerfMat4 *m)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfId base = kerf_view_state_base (kerf_window_state (window), kase), by;
  g_autoptr (GError) error = NULL;
  if (kerf_case_transform (kase, volume, base, NULL, m, &by, &error))
    return TRUE;
  kerf_window_say_until (window, error->message, "align.");
  return FALSE;
}

char *
kerf_tool_point_text (KerfWindow *window, KerfId volume, KerfVec3 base)
{
  KerfMat4 m;
  return own_from_base (window, volume, &m) ? vec_text (kerf_mat4_point (&m, base)) : NULL;
}

char *
kerf_tool_direction_text (KerfWindow *window, KerfId volume, KerfVec3 base)
{
  KerfMat4 m;
  return own_from_base (window, volume, &m) ? vec_text (kerf_mat4_direction (&m, base)) : NULL;
}

KerfId
kerf_tool_plan (KerfWindow *window)
{
  KerfId plan = kerf_view_state_plan (kerf_window_state (window), kerf_window_case (window));
  if (plan.kind == KERF_KIND_NONE)
    kerf_window_say (window,
                     _ ("There is no plan yet; make one with New plan in the inspector, then place planes."));
  return plan;
}
