/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a window looks: crosshair, layout, workspace, base, selection. */
#include "app/window/window-private.h"
#include "case/plan.h"

#include <string.h>

/* The centre of the middle voxel: the slice that is shown is one that was measured. */
static KerfVec3
middle_voxel (const KerfCase *kase, const KerfViewState *state, const KerfBox3 *box)
{
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (state, kase));
  KerfGrid grid;
  if (!base || !kerf_object_grid (base, &grid))
    return kerf_lerp (box->lo, box->hi, 0.5);
  return kerf_grid_point (&grid, grid.n[0] / 2, grid.n[1] / 2, grid.n[2] / 2);
}

void
kerf_window_start_view (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  if (kerf_view_state_base (window->state, kase).kind == KERF_KIND_NONE)
    return;
  KerfBox3 box = kerf_scene_box (kase, window->state);
  if (!kerf_vec3_is_finite (window->state->crosshair))
    window->state->crosshair = middle_voxel (kase, window->state, &box);
  window->probe = window->state->crosshair;
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid));
  kerf_window_view_changed (window);
}

void
kerf_window_move_crosshair (KerfWindow *window, KerfViewName name, KerfVec3 at)
{
  kerf_view_state_set_crosshair (window->state, name, at);
  kerf_window_probe (window, at);
  kerf_window_crosshair_changed (window);
}

void
kerf_window_set_crosshair (KerfWindow *window, KerfVec3 at)
{
  KerfViewArea *area = kerf_window_focused_area (window);
  kerf_window_move_crosshair (window, area ? kerf_view_area_view (area) : KERF_VIEW_AXIAL, at);
}

void
kerf_window_link_views (KerfWindow *window)
{
  KerfViewState *state = window->state;
  kerf_view_state_link (state, window->linked_views);
  memcpy (window->linked_views, state->views, sizeof window->linked_views);
  kerf_view_state_link_windows (state, kerf_window_case (window), window->linked_windows);
  g_array_set_size (window->linked_windows, 0);
  g_array_append_vals (window->linked_windows, state->windows->data, state->windows->len);
}

void
kerf_window_take_state (KerfWindow *window, KerfViewState *take)
{
  kerf_view_state_free (window->state);
  window->state = take;
  memcpy (window->linked_views, take->views, sizeof window->linked_views);
  g_array_set_size (window->linked_windows, 0);
  g_array_append_vals (window->linked_windows, take->windows->data, take->windows->len);
}

/* Other cells: the keys stay with a view when the one that had them goes. */
static void
update_cells (KerfWindow *window)
{
  KerfViewGrid *grid = KERF_VIEW_GRID (window->grid);
  KerfViewArea *before = kerf_view_grid_focused (grid);
  gboolean had_focus = before && gtk_widget_has_focus (GTK_WIDGET (before));
  kerf_view_grid_update (grid);
  KerfViewArea *first = kerf_view_grid_focused (grid);
  if (had_focus && !gtk_widget_get_visible (GTK_WIDGET (before)) && first)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

void
kerf_window_set_layout (KerfWindow *window, KerfLayout layout)
{
  KerfViewState *state = window->state;
  KerfViewArea *area = kerf_window_focused_area (window);
  if (layout == KERF_LAYOUT_SINGLE && state->layout != layout && area)
    state->single = kerf_view_area_view (area); /* the one that is looked at */
  state->layout = layout;
  state->maximised = -1;
  if (layout != KERF_LAYOUT_ALONG_CUT)
    state->cut_crosshair = kerf_vec3 (NAN, NAN, NAN); /* left for good */
  kerf_view_state_keep_layout (state, state->workspace, layout);
  update_cells (window);
  kerf_window_view_changed (window);
}

void
kerf_window_maximise (KerfWindow *window, KerfViewName name)
{
  window->state->maximised = window->state->maximised >= 0 ? -1 : (int) name;
  update_cells (window);
  kerf_window_view_changed (window);
}

/* What a workspace is about is what its inspector begins with: the last one of its kind, unless such a one is selected. */
static void
select_for_workspace (KerfWindow *window, const char *name)
{
  static const struct {
    const char *name;
    KerfKind kind;
  } rows[] = { { "plan", KERF_KIND_PLAN },
               { "guide", KERF_KIND_GUIDE },
               { "align", KERF_KIND_ALIGNMENT },
               { "compare", KERF_KIND_COMPARISON } };
  const KerfCase *kase = kerf_window_case (window);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (rows[i].name, name) != 0 || window->state->selected.kind == rows[i].kind)
      continue;
    KerfId last = rows[i].kind == KERF_KIND_PLAN ? kerf_view_state_plan (window->state, kase) : KERF_ID_NONE;
    for (gsize k = 0; last.kind == KERF_KIND_NONE && k < kerf_case_length (kase); k++) {
      KerfId id = kerf_object_id (kerf_case_at (kase, kerf_case_length (kase) - 1 - k));
      if (id.kind == rows[i].kind)
        last = id;
    }
    kerf_window_select (window, last, NULL);
  }
}

/* A 3-D view that nobody has turned looks at the guide from where the guide comes. */
static void
face_guide (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  const KerfObject *object = kerf_case_get (kase, window->state->selected);
  KerfView *space = &window->state->views[KERF_VIEW_SPACE], plain = *space;
  kerf_view_look_from (&plain, 'A');
  if (!object || kerf_object_id (object).kind != KERF_KIND_GUIDE ||
      kerf_distance (space->right, plain.right) + kerf_distance (space->down, plain.down) > 1e-9)
    return;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (object);
  const KerfObject *plan = kerf_case_get (kase, guide->plan);
  KerfId base = kerf_view_state_base (window->state, kase), by;
  KerfMat4 m = kerf_mat4_identity ();
  if (!plan || !kerf_case_transform (kase, base, kerf_object_volume_id (plan), NULL, &m, &by, NULL))
    return;
  kerf_view_look_from (space, kerf_view_side_along (kerf_mat4_direction (&m, guide->insertion)));
  kerf_window_view_changed (window);
}

void
kerf_window_set_workspace (KerfWindow *window, const char *name)
{
  for (int i = 0; i < KERF_N_WORKSPACES; i++) {
    if (strcmp (kerf_workspaces[i].id, name) != 0)
      continue;
    if (strcmp (window->state->workspace, name) != 0)
      kerf_window_set_tool (window, "navigate");
    name = kerf_workspaces[i].id; /* what came may be the state's own word */
    g_free (window->state->workspace);
    window->state->workspace = g_strdup (name);
    kerf_window_set_layout (window,
                            kerf_view_state_layout_of (window->state, name, kerf_workspaces[i].layout));
    select_for_workspace (window, name);
    if (strcmp (name, "guide") == 0)
      face_guide (window);
  }
}

static void
carry (KerfVec3 *point, const KerfMat4 *m)
{
  if (kerf_vec3_is_finite (*point))
    *point = kerf_mat4_point (m, *point);
}

void
kerf_window_set_base (KerfWindow *window, KerfId base)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfViewState *state = window->state;
  KerfId before = kerf_view_state_base (state, kase), by;
  KerfMat4 m;
  if (kerf_id_equal (base, before))
    return;
  if (kerf_case_transform (kase, base, before, NULL, &m, &by, NULL)) {
    carry (&state->crosshair, &m);
    for (int i = 0; i < KERF_N_VIEWS; i++) {
      carry (&state->views[i].centre, &m);
      carry (&state->views[i].at, &m);
    }
  }
  state->base = base;
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid)); /* roles say what hangs where */
}

/* What is drawn on stands large in layout 5, and large is the base. Only where both can be looked at together. */
static void
draw_on (KerfWindow *window, const KerfObject *segment)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfId own = kerf_object_volume_id (segment), by;
  KerfMat4 m;
  if (strcmp (window->state->workspace, "contour") == 0 && own.kind == KERF_KIND_VOLUME &&
      kerf_case_transform (kase, own, kerf_view_state_base (window->state, kase), NULL, &m, &by, NULL))
    kerf_window_set_base (window, own);
}

/* Side by side what is compared: A's plan and image left, B's right. */
static void
show_compared (KerfWindow *window, const KerfObject *comparison)
{
  const KerfJson *record = comparison ? kerf_object_record (comparison) : NULL;
  const char *a = kerf_json_get_string (record, "a", kerf_json_get_string (record, "plan", NULL)),
             *b = kerf_json_get_string (record, "b", kerf_json_get_string (record, "volume", NULL));
  KerfId ida, idb;
  if (!a || !b || !kerf_id_from_text (a, &ida) || !kerf_id_from_text (b, &idb))
    return;
  const KerfObject *plan = kerf_case_get (kerf_window_case (window), ida),
                   *other = kerf_case_get (kerf_window_case (window), idb);
  if (!plan || !other)
    return;
  window->state->plan = ida;
  window->state->other_plan = idb.kind == KERF_KIND_PLAN ? idb : KERF_ID_NONE;
  kerf_window_set_base (window, kerf_object_volume_id (plan));
  window->state->other = kerf_object_volume_id (other);
}

void
kerf_window_select (KerfWindow *window, KerfId id, const char *part)
{
  if (kerf_id_equal (window->state->selected, id) &&
      g_strcmp0 (window->state->selected_part, part ? part : "") == 0)
    return;
  kerf_view_state_select (window->state, id, part);
  if (id.kind == KERF_KIND_PLAN)
    window->state->plan = id;
  const KerfObject *object = kerf_case_get (kerf_window_case (window), id);
  if (object && id.kind == KERF_KIND_ALIGNMENT) { /* fixed left, moving right */
    g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
    kerf_window_set_base (window, alignment->fixed);
    window->state->other = alignment->moving;
  }
  if (object && id.kind == KERF_KIND_SEGMENT)
    draw_on (window, object);
  if (id.kind == KERF_KIND_COMPARISON)
    show_compared (window, kerf_case_get (kerf_window_case (window), id));
  if (window->tool && window->tool->klass->selected)
    window->tool->klass->selected (window->tool);
  kerf_window_view_changed (window);
}
