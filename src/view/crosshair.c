/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/crosshair.h"

#include "base/real.h"
#include "view/orientation.h"

#define END_PX    56.0 /* of a handle from the view's edge: clear of letters and scale */
#define LEAST_PX  44.0 /* of a handle from the centre */
#define TOUCH_PX  22.0
#define CENTRE_PX 12.0
#define LINE_PX   6.0

/* ---- which views belong together ---- */

/* The view of the base's volume that shows the same plane. */
static KerfViewName
first_of (KerfViewName name)
{
  return name == KERF_VIEW_AXIAL_OTHER     ? KERF_VIEW_AXIAL
         : name == KERF_VIEW_CORONAL_OTHER ? KERF_VIEW_CORONAL
                                           : name;
}

static gboolean
twin_of (KerfViewName name, KerfViewName *twin)
{
  if (name == KERF_VIEW_AXIAL || name == KERF_VIEW_AXIAL_OTHER)
    *twin = name == KERF_VIEW_AXIAL ? KERF_VIEW_AXIAL_OTHER : KERF_VIEW_AXIAL;
  else if (name == KERF_VIEW_CORONAL || name == KERF_VIEW_CORONAL_OTHER)
    *twin = name == KERF_VIEW_CORONAL ? KERF_VIEW_CORONAL_OTHER : KERF_VIEW_CORONAL;
  else
    return FALSE;
  return TRUE;
}

static gboolean
others_of (KerfViewName name, KerfViewName others[2])
{
  static const KerfViewName planes[2][3] = { { KERF_VIEW_AXIAL, KERF_VIEW_CORONAL, KERF_VIEW_SAGITTAL },
                                             { KERF_VIEW_CUT, KERF_VIEW_CUT_U, KERF_VIEW_CUT_V } };
  for (int row = 0; row < 2; row++)
    for (int i = 0; i < 3; i++)
      if (planes[row][i] == first_of (name)) {
        others[0] = planes[row][(i + 1) % 3];
        others[1] = planes[row][(i + 2) % 3];
        return TRUE;
      }
  return FALSE;
}

/* ---- lines ---- */

/* The part of a line through (x, y) within the view less a border; FALSE: it misses that. */
static gboolean
clip (const KerfProjection *p, double border, double x, double y, double dx, double dy, double *t0,
      double *t1)
{
  const double at[2] = { x, y }, by[2] = { dx, dy }, size[2] = { p->width, p->height };
  *t0 = -INFINITY;
  *t1 = INFINITY;
  for (int axis = 0; axis < 2; axis++) {
    if (fabs (by[axis]) < 1e-9) {
      if (at[axis] < border || at[axis] > size[axis] - border)
        return FALSE;
      continue;
    }
    double a = (border - at[axis]) / by[axis], b = (size[axis] - border - at[axis]) / by[axis];
    *t0 = fmax (*t0, fmin (a, b));
    *t1 = fmin (*t1, fmax (a, b));
  }
  return *t0 < *t1;
}

static void
screen_way (const KerfCrosshairLine *line, const KerfProjection *p, double *dx, double *dy)
{
  *dx = kerf_dot (line->way, p->right);
  *dy = kerf_dot (line->way, p->down);
}

gboolean
kerf_crosshair_lines (const KerfViewState *state, KerfViewName name, const KerfProjection *projection,
                      KerfCrosshairLine lines[2])
{
  KerfViewName others[2];
  if (projection->space || !kerf_vec3_is_finite (kerf_view_state_at (state, name)) ||
      !others_of (name, others))
    return FALSE;
  KerfVec3 at = kerf_projection_screen (projection, kerf_view_state_at (state, name));
  for (int i = 0; i < 2; i++) {
    KerfCrosshairLine *line = &lines[i];
    KerfVec3 along = kerf_cross (projection->into, kerf_view_into (&state->views[others[i]]));
    *line = (KerfCrosshairLine){ .plane = others[i] };
    if (kerf_length (along) < 1e-6)
      return FALSE; /* the same plane twice: there is no line */
    line->way = kerf_unit (along);
    double dx, dy, t0, t1;
    screen_way (line, projection, &dx, &dy);
    if (dx < -1e-9 || (fabs (dx) <= 1e-9 && dy < 0)) { /* to the right, or down */
      line->way = kerf_scale (line->way, -1);
      dx = -dx, dy = -dy;
    }
    line->shown = clip (projection, 0, at.x, at.y, dx, dy, &t0, &t1);
    if (line->shown) {
      line->x0 = at.x + t0 * dx, line->y0 = at.y + t0 * dy;
      line->x1 = at.x + t1 * dx, line->y1 = at.y + t1 * dy;
    }
  }
  if (fabs (kerf_dot (lines[1].way, projection->right)) > fabs (kerf_dot (lines[0].way, projection->right))) {
    KerfCrosshairLine flatter = lines[1];
    lines[1] = lines[0];
    lines[0] = flatter;
  }
  return TRUE;
}

guint
kerf_crosshair_handles (const KerfCrosshairLine *line, KerfViewName name, const KerfProjection *projection,
                        KerfVec3 crosshair, KerfVec3 screen[2])
{
  guint n = 0;
  double dx, dy, t[2];
  KerfVec3 at = kerf_projection_screen (projection, crosshair);
  screen_way (line, projection, &dx, &dy);
  if (!line->shown || name == KERF_VIEW_CUT_U || name == KERF_VIEW_CUT_V ||
      !clip (projection, END_PX, at.x, at.y, dx, dy, &t[0], &t[1]))
    return 0;
  for (int end = 0; end < 2; end++)
    if (fabs (t[end]) >= LEAST_PX)
      screen[n++] = kerf_vec3 (at.x + t[end] * dx, at.y + t[end] * dy, 0);
  return n;
}

KerfCrosshairPart
kerf_crosshair_pick (const KerfViewState *state, KerfViewName name, const KerfProjection *projection,
                     double x, double y, gboolean coarse, int *line)
{
  KerfCrosshairLine lines[2];
  double reach = coarse ? TOUCH_PX : CENTRE_PX, nearest = reach;
  KerfCrosshairPart part = KERF_CROSSHAIR_NOTHING;
  if (!kerf_crosshair_lines (state, name, projection, lines))
    return part;
  for (int i = 0; i < 2; i++) {
    KerfVec3 handles[2];
    guint n = kerf_crosshair_handles (&lines[i], name, projection, kerf_view_state_at (state, name), handles);
    for (guint k = 0; k < n; k++) {
      double away = hypot (x - handles[k].x, y - handles[k].y);
      if (away <= nearest) {
        nearest = away;
        part = KERF_CROSSHAIR_TURN;
        *line = i;
      }
    }
  }
  KerfVec3 at = kerf_projection_screen (projection, kerf_view_state_at (state, name));
  if (part == KERF_CROSSHAIR_NOTHING && hypot (x - at.x, y - at.y) <= reach)
    return KERF_CROSSHAIR_CENTRE;
  nearest = LINE_PX;
  for (int i = 0; part != KERF_CROSSHAIR_TURN && i < 2; i++) {
    double dx, dy;
    screen_way (&lines[i], projection, &dx, &dy);
    double away = fabs ((x - at.x) * dy - (y - at.y) * dx);
    if (lines[i].shown && away <= nearest) {
      nearest = away;
      part = KERF_CROSSHAIR_LINE;
      *line = i;
    }
  }
  return part;
}

KerfVec3
kerf_wipe_grip (const KerfViewState *state, const KerfProjection *projection)
{
  /* Above the middle: the crosshair, its letters and the tools keep their places. */
  return kerf_vec3 (floor (state->wipe_share * projection->width) + 0.5,
                    floor (projection->height * 0.3) + 0.5, 0);
}

gboolean
kerf_wipe_pick (const KerfViewState *state, const KerfProjection *projection, double x, double y)
{
  KerfVec3 grip = kerf_wipe_grip (state, projection);
  return fabs (x - grip.x) <= LINE_PX || hypot (x - grip.x, y - grip.y) <= KERF_WIPE_GRIP_PX / 2;
}

/* ---- turns ---- */

/* What is meant to be a patient axis is one to the last bit. */
static KerfVec3
tidy (KerfVec3 v)
{
  double c[3] = { v.x, v.y, v.z };
  for (int i = 0; i < 3; i++)
    if (fabs (c[i]) < 1e-12)
      c[i] = 0;
  return kerf_unit (kerf_vec3 (c[0], c[1], c[2]));
}

static void
turn_view (KerfView *view, KerfVec3 axis, double angle_rad, KerfVec3 pivot, const KerfBox3 *box)
{
  KerfMat4 rotation = kerf_mat4_rotation (axis, angle_rad, pivot);
  view->right = tidy (kerf_mat4_direction (&rotation, view->right));
  KerfVec3 down = kerf_mat4_direction (&rotation, view->down);
  view->down = tidy (kerf_along (down, -kerf_dot (down, view->right), view->right));
  /* What tidying took from one must not skew the other. */
  view->down = kerf_unit (kerf_along (view->down, -kerf_dot (view->down, view->right), view->right));
  KerfVec3 centre = kerf_vec3_is_finite (view->centre) ? view->centre : kerf_lerp (box->lo, box->hi, 0.5);
  view->centre = kerf_mat4_point (&rotation, centre);
}

static KerfVec3
pivot_of (const KerfViewState *state, KerfViewName name, const KerfBox3 *box)
{
  KerfVec3 at = kerf_view_state_at (state, name);
  return kerf_vec3_is_finite (at) ? at : kerf_lerp (box->lo, box->hi, 0.5);
}

void
kerf_view_state_turn_planes (KerfViewState *state, KerfViewName about, double angle_rad, const KerfBox3 *box)
{
  KerfViewName others[2], twin;
  if (!others_of (about, others) || about == KERF_VIEW_CUT_U || about == KERF_VIEW_CUT_V)
    return;
  KerfVec3 axis = kerf_view_into (&state->views[first_of (about)]), pivot = pivot_of (state, about, box);
  for (int i = 0; i < 2; i++) {
    turn_view (&state->views[others[i]], axis, angle_rad, pivot, box);
    if (twin_of (others[i], &twin))
      turn_view (&state->views[twin], axis, angle_rad, pivot, box);
  }
}

void
kerf_view_state_turn_in_plane (KerfViewState *state, KerfViewName name, double angle_rad, const KerfBox3 *box)
{
  KerfViewName both[2] = { name, name };
  KerfVec3 pivot = pivot_of (state, name, box);
  guint n = twin_of (name, &both[1]) ? 2 : 1;
  for (guint i = 0; i < n && !kerf_view_is_space (name); i++) {
    KerfView *view = &state->views[both[i]];
    turn_view (view, kerf_view_into (view), angle_rad, pivot, box);
    view->turned = FALSE;
    /* Back where it was: no frame is due. */
    view->turned = !kerf_orientation_is_plain (kerf_view_into (view)) || kerf_view_is_away (view, both[i]);
  }
}

/* In 3-D the surgeon's side is a viewpoint: back from it only where nobody has turned since. */
static void
look_prone (KerfView *view, gboolean prone)
{
  KerfView behind = *view;
  kerf_view_look_from (&behind, 'P');
  if (prone)
    *view = behind;
  else if (kerf_distance (view->right, behind.right) < 1e-9 && kerf_distance (view->down, behind.down) < 1e-9)
    kerf_view_look_from (view, 'A');
}

void
kerf_view_state_set_surgeon (KerfViewState *state, gboolean surgeon)
{
  if (state->surgeon == surgeon)
    return;
  state->surgeon = surgeon;
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    KerfView *view = &state->views[i];
    KerfVec3 right = view->right, down = view->down;
    switch ((KerfViewName) i) {
    case KERF_VIEW_AXIAL:
    case KERF_VIEW_AXIAL_OTHER: /* the back up */
      view->right = kerf_scale (right, -1);
      view->down = kerf_scale (down, -1);
      break;
    case KERF_VIEW_CORONAL:
    case KERF_VIEW_CORONAL_OTHER: /* the same plane from behind: right and depth change, up stays */
      view->right = kerf_scale (right, -1);
      break;
    case KERF_VIEW_SAGITTAL: /* a quarter turn: the back up, the head to the left */
      view->right = surgeon ? down : kerf_scale (down, -1);
      view->down = surgeon ? kerf_scale (right, -1) : right;
      break;
    case KERF_VIEW_SPACE:
      look_prone (view, surgeon);
      break;
    case KERF_VIEW_CUT:
    case KERF_VIEW_CUT_U:
    case KERF_VIEW_CUT_V:
    case KERF_N_VIEWS:
    default:
      break;
    }
  }
}

void
kerf_view_state_reset_planes (KerfViewState *state)
{
  if (state->surgeon)
    look_prone (&state->views[KERF_VIEW_SPACE], FALSE);
  state->surgeon = FALSE;
  for (int i = 0; i < KERF_VIEW_CUT; i++) {
    if (kerf_view_is_space ((KerfViewName) i))
      continue;
    kerf_view_set_axes (&state->views[i], (KerfViewName) i, FALSE);
    state->views[i].turned = FALSE;
  }
}

void
kerf_oblique_angles (KerfVec3 into, int axes[3], double *first_deg, double *second_deg)
{
  const double part[3] = { fabs (into.x), fabs (into.y), fabs (into.z) };
  for (int i = 0; i < 3; i++)
    axes[i] = i;
  for (int i = 0; i < 3; i++)
    for (int j = i + 1; j < 3; j++)
      if (part[axes[j]] > part[axes[i]]) {
        int held = axes[i];
        axes[i] = axes[j];
        axes[j] = held;
      }
  *first_deg = atan2 (part[axes[1]], part[axes[0]]) / KERF_RAD_PER_DEG;
  *second_deg = asin (fmin (part[axes[2]] / fmax (kerf_length (into), 1e-12), 1)) / KERF_RAD_PER_DEG;
}
