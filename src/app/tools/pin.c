/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins of a guide: a click anywhere over the bone, and the pin enters where its axis, along which the guide goes on, first
 * meets bone. */
#include "app/pool/pool.h"
#include "app/tools/tool.h"
#include "base/text.h"
#include "case/plan.h"

#include <glib/gi18n.h>

#define BEFORE_MM 40.0 /* bone is looked for from so far before the click … */
#define BEYOND_MM 40.0 /* … to so far beyond it */

/* The selected guide, else the last one. */
static const KerfObject *
guide_object (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *found = NULL;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (id.kind != KERF_KIND_GUIDE)
      continue;
    found = object;
    if (kerf_id_equal (id, kerf_window_state (window)->selected))
      break;
  }
  return found;
}

typedef enum { PIN_FOUND, PIN_NO_BONE, PIN_NOT_READY } PinPlace;

/* Entry and axis in base space. */
static PinPlace
find_entry (KerfWindow *window, const KerfGuide *guide, KerfVec3 at, KerfVec3 *entry, KerfVec3 *axis)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *plan = kerf_case_get (kase, guide->plan), *bone = kerf_case_get (kase, guide->bone);
  KerfId base = kerf_view_state_base (kerf_window_state (window), kase);
  KerfMat4 base_from_plan, base_from_bone, bone_from_base;
  double t;
  if (!plan || !bone ||
      !kerf_case_transform (kase, base, kerf_object_volume_id (plan), NULL, &base_from_plan, NULL, NULL) ||
      !kerf_case_transform (kase, base, kerf_object_volume_id (bone), NULL, &base_from_bone, NULL, NULL) ||
      !kerf_mat4_inverse (&base_from_bone, &bone_from_base))
    return PIN_NO_BONE;
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (window));
  g_autoptr (KerfDistance) distance = source.distance (source.data, bone);
  if (!distance)
    return PIN_NOT_READY;
  *axis = kerf_mat4_direction (&base_from_plan, guide->insertion);
  KerfVec3 from = kerf_along (at, -BEFORE_MM, *axis);
  if (!kerf_distance_ray (distance, kerf_mat4_point (&bone_from_base, from),
                          kerf_mat4_direction (&bone_from_base, *axis), &t, NULL) ||
      t > BEFORE_MM + BEYOND_MM)
    return PIN_NO_BONE;
  *entry = kerf_along (from, t, *axis);
  return PIN_FOUND;
}

gboolean
kerf_pin_place (KerfWindow *window, KerfVec3 at)
{
  const KerfObject *object = guide_object (window);
  KerfVec3 entry, axis;
  if (!object) {
    kerf_window_say (window, _ ("There is no guide yet; make one with New Guide, then place pins."));
    return FALSE;
  }
  if (!kerf_vec3_is_finite (at))
    return FALSE;
  KerfId id = kerf_object_id (object);
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  switch (find_entry (window, guide, at, &entry, &axis)) {
  case PIN_NOT_READY:
    kerf_window_hint (window, _ ("The bone's surface is not ready yet"));
    return FALSE;
  case PIN_NO_BONE:
    kerf_window_say (window, _ ("No bone lies here on the way that the guide goes on; click over the bone."));
    return FALSE;
  case PIN_FOUND:
  default:
    break;
  }
  const KerfObject *plan = kerf_case_get (kerf_window_case (window), guide->plan);
  KerfId volume = kerf_object_volume_id (plan);
  g_autofree char *p = kerf_tool_point_text (window, volume, entry),
                  *d = kerf_tool_direction_text (window, volume, axis), *ref = kerf_id_to_text (id);
  if (!p || !d)
    return FALSE;
  g_autofree char *w0 = g_strdup_printf ("guide=%s", ref), *w1 = g_strdup_printf ("entry=%s", p),
                  *w2 = g_strdup_printf ("axis=%s", d);
  if (!kerf_window_do (window, "guide.pin", (const char *const[]){ w0, w1, w2, NULL }))
    return FALSE;
  kerf_window_select (window, id, NULL);
  return TRUE;
}

static gboolean
pin_click (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  kerf_pin_place (tool->window, kerf_tool_point (area, at));
  return TRUE;
}

/* The pin as it would stand. */
static void
pin_hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  const KerfObject *object = guide_object (tool->window);
  KerfVec3 entry, axis;
  kerf_tool_clear_extras (tool);
  if (object && at) {
    g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
    KerfVec3 point = kerf_tool_point (area, at);
    KerfLineStyle line = { .colour = kerf_palette_guide ().colour, .width_px = 2 };
    if (kerf_vec3_is_finite (point) && find_entry (tool->window, guide, point, &entry, &axis) == PIN_FOUND) {
      kerf_draw_segment (tool->extras, KERF_ID_NONE, NULL, kerf_along (entry, -15, axis),
                         kerf_along (entry, 25, axis), line);
      kerf_draw_label (tool->extras, "+", KERF_LABEL_DISC, line.colour, entry, FALSE, 0.5, 0.5);
    }
  }
  kerf_window_redraw (tool->window);
}

static void
pin_leave (KerfTool *tool)
{
  kerf_tool_clear_extras (tool);
}

const KerfToolClass kerf_tool_pin = { .id = "pin",
                                      .label = N_ ("Pin"),
                                      .icon = "kerf-pin-symbolic",
                                      .hint = N_ ("Click where a pin enters the bone · Esc: done"),
                                      .workspaces = "guide",
                                      .size = sizeof (KerfTool),
                                      .leave = pin_leave,
                                      .click = pin_click,
                                      .hover = pin_hover };
