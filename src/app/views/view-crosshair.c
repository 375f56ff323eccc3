/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gestures on the crosshair (its point, a line, the handles that turn the planes), on a wipe's edge, and the box of a box
 * window. */
#include "app/views/view-area-private.h"
#include "base/real.h"
#include "view/crosshair.h"

#include <glib/gi18n.h>

#define SNAP_RAD (5 * KERF_RAD_PER_DEG)

static KerfViewState *
state_of (KerfViewArea *area)
{
  return kerf_window_state (area->window);
}

static gboolean
has_wipe (KerfViewArea *area)
{
  return state_of (area)->fusion == KERF_FUSION_WIPE && !kerf_view_is_space (area->name) &&
         !kerf_view_is_other (area->name) && kerf_view_area_can_fuse (area, FALSE);
}

static KerfCrosshairPart
part_at (KerfViewArea *area, const KerfPointer *at, int *line)
{
  KerfProjection p = kerf_view_area_projection (area);
  if (!state_of (area)->crosshair_shown || state_of (area)->overlays_hidden)
    return KERF_CROSSHAIR_NOTHING;
  return kerf_crosshair_pick (state_of (area), area->name, &p, at->x, at->y, at->touch, line);
}

/* Views that fit keep their scale while they are turned. */
static void
keep_scales (KerfViewArea *area)
{
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    KerfViewArea *shown = kerf_window_area (area->window, (KerfViewName) i);
    area->fit_px_per_mm[i] =
        shown && !kerf_view_is_space ((KerfViewName) i) ? kerf_view_area_projection (shown).px_per_mm : 0;
  }
}

KerfDragKind
kerf_view_area_take_crosshair (KerfViewArea *area, const KerfPointer *at)
{
  KerfProjection p = kerf_view_area_projection (area);
  if (has_wipe (area) && kerf_wipe_pick (state_of (area), &p, at->x, at->y))
    return KERF_DRAG_WIPE;
  if (at->touch)
    return KERF_DRAG_NONE;
  switch (part_at (area, at, &area->line)) {
  case KERF_CROSSHAIR_TURN: /* Ctrl is its steps */
    keep_scales (area);
    return KERF_DRAG_PLANES;
  case KERF_CROSSHAIR_CENTRE:
    return at->state & GDK_CONTROL_MASK ? KERF_DRAG_NONE : KERF_DRAG_CROSSHAIR;
  case KERF_CROSSHAIR_LINE:
    return at->state & GDK_CONTROL_MASK ? KERF_DRAG_NONE : KERF_DRAG_LINE;
  case KERF_CROSSHAIR_NOTHING:
  default:
    return KERF_DRAG_NONE;
  }
}

static void
move_crosshair (KerfViewArea *area, double dx, double dy)
{
  KerfCrosshairLine lines[2];
  const KerfProjection *p = &area->start;
  KerfVec3 by = kerf_along (kerf_scale (p->right, dx / p->px_per_mm), dy / p->px_per_mm, p->down);
  if (area->drag == KERF_DRAG_LINE && kerf_crosshair_lines (area->before, area->name, p, lines)) {
    /* A line moves across itself. */
    KerfVec3 across = kerf_cross (p->into, lines[area->line].way);
    by = kerf_scale (across, kerf_dot (by, across));
  }
  kerf_window_move_crosshair (area->window, area->name,
                              kerf_view_area_clamp (area, kerf_add (area->before->crosshair, by)));
}

/* To (−90°, 90°]: a line has no head. */
static double
line_degrees (double angle_rad)
{
  double degrees = fmod (angle_rad / KERF_RAD_PER_DEG, 180);
  return degrees > 90 ? degrees - 180 : degrees <= -90 ? degrees + 180 : degrees;
}

static void
turn_planes (KerfViewArea *area, const KerfPointer *at)
{
  KerfCrosshairLine lines[2];
  const KerfProjection *p = &area->start;
  KerfViewState *state = state_of (area);
  KerfVec3 about = kerf_projection_screen (p, area->before->crosshair);
  if (!kerf_crosshair_lines (area->before, area->name, p, lines))
    return;
  const KerfCrosshairLine *line = &lines[area->line];
  double first = atan2 (kerf_dot (line->way, p->down), kerf_dot (line->way, p->right));
  double by = atan2 (at->y - about.y, at->x - about.x) - atan2 (area->y - about.y, area->x - about.x);
  if (at->state & GDK_CONTROL_MASK)
    by = round ((first + by) / SNAP_RAD) * SNAP_RAD - first;
  by = remainder (by, 2 * KERF_PI);
  KerfBox3 box = kerf_view_area_box (area);
  kerf_view_area_restart (area);
  for (int i = 0; i < KERF_N_VIEWS; i++)
    if (area->fit_px_per_mm[i] > 0)
      state->views[i].zoom_px_per_mm = area->fit_px_per_mm[i];
  kerf_view_state_turn_planes (state, area->name, by, &box);
  g_autofree char *text = g_strdup_printf (_ ("Planes turned by %.1f°, line at %.1f° · Ctrl: steps of 5°"),
                                           by / KERF_RAD_PER_DEG, line_degrees (first + by));
  kerf_window_hint (area->window, text);
  kerf_window_view_changed (area->window);
}

void
kerf_view_area_drag_crosshair (KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  switch (area->drag) {
  case KERF_DRAG_CROSSHAIR:
  case KERF_DRAG_LINE:
    move_crosshair (area, dx, dy);
    return;
  case KERF_DRAG_PLANES:
    turn_planes (area, at);
    return;
  case KERF_DRAG_WIPE:
    state_of (area)->wipe_share = CLAMP (area->before->wipe_share + dx / area->start.width, 0, 1);
    kerf_window_view_changed (area->window);
    return;
  case KERF_DRAG_NONE:
  case KERF_DRAG_PENDING:
  case KERF_DRAG_PAN:
  case KERF_DRAG_ZOOM:
  case KERF_DRAG_WINDOW:
  case KERF_DRAG_BOX:
  case KERF_DRAG_TURN:
  case KERF_DRAG_ROLL:
  case KERF_DRAG_SCROLL:
  case KERF_DRAG_TOOL:
  case KERF_DRAG_HANDLE:
  default:
    return;
  }
}

void
kerf_view_area_hover_crosshair (KerfViewArea *area, const KerfPointer *at)
{
  KerfCrosshairLine lines[2];
  KerfProjection p = kerf_view_area_projection (area);
  const char *cursor = NULL;
  int line = 0;
  if (has_wipe (area) && kerf_wipe_pick (state_of (area), &p, at->x, at->y)) {
    cursor = "col-resize";
  } else {
    switch (part_at (area, at, &line)) {
    case KERF_CROSSHAIR_TURN:
      cursor = "grab";
      break;
    case KERF_CROSSHAIR_CENTRE:
      cursor = "move";
      break;
    case KERF_CROSSHAIR_LINE:
      if (kerf_crosshair_lines (state_of (area), area->name, &p, lines))
        cursor = fabs (kerf_dot (lines[line].way, p.right)) > 0.7 ? "row-resize" : "col-resize";
      break;
    case KERF_CROSSHAIR_NOTHING:
    default:
      break;
    }
  }
  if (cursor)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (area), cursor);
}

void
kerf_view_area_add_gesture (KerfViewArea *area, KerfScene *scene)
{
  if (area->drag != KERF_DRAG_BOX)
    return;
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1, .n_dash = 2, .dash = { 4, 3 } };
  KerfDrawable *box = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (box, line);
  box->on_screen = box->closed = TRUE;
  kerf_drawable_path (box);
  double x0 = floor (area->x) + 0.5, y0 = floor (area->y) + 0.5, x1 = floor (area->last_x) + 0.5,
         y1 = floor (area->last_y) + 0.5;
  kerf_drawable_point (box, kerf_vec3 (x0, y0, 0));
  kerf_drawable_point (box, kerf_vec3 (x1, y0, 0));
  kerf_drawable_point (box, kerf_vec3 (x1, y1, 0));
  kerf_drawable_point (box, kerf_vec3 (x0, y1, 0));
  g_ptr_array_add (scene->drawables, box);
}
