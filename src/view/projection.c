/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/projection.h"

#include "base/real.h"
#include "view/orientation.h"

#define FIELD_OF_VIEW_RAD (30 * KERF_RAD_PER_DEG)
#define FIT_SHARE         0.96 /* of the view, so that nothing touches its edge */

static KerfVec3
box_middle (const KerfBox3 *box)
{
  return kerf_lerp (box->lo, box->hi, 0.5);
}

/* Half the box's extent along a direction. */
static double
half_extent (const KerfBox3 *box, KerfVec3 direction)
{
  KerfVec3 half = kerf_scale (kerf_sub (box->hi, box->lo), 0.5);
  return fabs (direction.x) * half.x + fabs (direction.y) * half.y + fabs (direction.z) * half.z;
}

double
kerf_projection_fit (const KerfView *view, double width, double height, const KerfBox3 *box)
{
  double w_mm = 2 * half_extent (box, view->right), h_mm = 2 * half_extent (box, view->down);
  double fit = fmin (width / fmax (w_mm, 1e-3), height / fmax (h_mm, 1e-3));
  return fmax (fit, 1e-4);
}

static double
fit_height (const KerfView *view, double width, double height, const KerfBox3 *box)
{
  double h_mm = 2 * half_extent (box, view->down), w_mm = 2 * half_extent (box, view->right);
  return fmax (h_mm, w_mm * height / fmax (width, 1)) / FIT_SHARE;
}

KerfProjection
kerf_projection (const KerfViewState *state, KerfViewName name, double width, double height,
                 const KerfBox3 *box)
{
  const KerfView *view = &state->views[name];
  KerfVec3 middle = box_middle (box);
  KerfProjection projection = { .width = fmax (width, 1),
                                .height = fmax (height, 1),
                                .space = kerf_view_is_space (name),
                                .right = view->right,
                                .down = view->down,
                                .into = kerf_view_into (view),
                                .centre = kerf_vec3_is_finite (view->centre) ? view->centre : middle,
                                .perspective = view->perspective };
  if (projection.space) {
    double height_mm = view->height_mm > 0 ? view->height_mm : fit_height (view, width, height, box);
    double radius = kerf_distance (box->lo, box->hi) / 2 + kerf_distance (projection.centre, middle) + 50;
    projection.px_per_mm = projection.height / height_mm;
    projection.distance_mm = height_mm / (2 * tan (FIELD_OF_VIEW_RAD / 2));
    projection.near_mm =
        view->perspective ? fmax (projection.distance_mm - radius, projection.distance_mm / 50) : -radius;
    projection.far_mm = view->perspective ? projection.distance_mm + radius : radius;
    return projection;
  }
  projection.px_per_mm =
      view->zoom_px_per_mm > 0 ? view->zoom_px_per_mm : kerf_projection_fit (view, width, height, box);
  KerfVec3 at = kerf_view_state_at (state, name);
  KerfVec3 through = kerf_vec3_is_finite (at) ? at : middle;
  double depth = kerf_dot (kerf_sub (through, projection.centre), projection.into);
  projection.centre = kerf_along (projection.centre, depth, projection.into);
  return projection;
}

KerfVec3
kerf_projection_screen (const KerfProjection *projection, KerfVec3 patient)
{
  KerfVec3 d = kerf_sub (patient, projection->centre);
  double x = kerf_dot (d, projection->right), y = kerf_dot (d, projection->down),
         z = kerf_dot (d, projection->into);
  double scale = projection->px_per_mm;
  if (projection->space) {
    double near = projection->near_mm, far = projection->far_mm;
    if (projection->perspective) {
      double depth = z + projection->distance_mm;
      if (depth <= near * 0.5)
        return kerf_vec3 (NAN, NAN, NAN);
      scale *= projection->distance_mm / depth;
      z = ((far + near) - 2 * far * near / depth) / (far - near);
    } else {
      z = (2 * z - (far + near)) / (far - near);
    }
  }
  return kerf_vec3 (projection->width / 2 + x * scale, projection->height / 2 + y * scale, z);
}

KerfVec3
kerf_projection_patient (const KerfProjection *projection, double x, double y)
{
  KerfVec3 p =
      kerf_along (projection->centre, (x - projection->width / 2) / projection->px_per_mm, projection->right);
  return kerf_along (p, (y - projection->height / 2) / projection->px_per_mm, projection->down);
}

void
kerf_projection_ray (const KerfProjection *projection, double x, double y, KerfVec3 *origin,
                     KerfVec3 *direction)
{
  KerfVec3 through = kerf_projection_patient (projection, x, y);
  if (projection->space && projection->perspective) {
    KerfVec3 eye = kerf_along (projection->centre, -projection->distance_mm, projection->into);
    *direction = kerf_unit (kerf_sub (through, eye));
    *origin = eye;
    return;
  }
  *direction = projection->into;
  *origin = projection->space ? kerf_along (through, projection->near_mm, projection->into) : through;
}

double
kerf_projection_mm_per_px (const KerfProjection *projection, KerfVec3 at)
{
  if (!projection->space || !projection->perspective)
    return 1 / projection->px_per_mm;
  double depth = projection->distance_mm + kerf_dot (kerf_sub (at, projection->centre), projection->into);
  return fmax (depth, projection->near_mm) / projection->distance_mm / projection->px_per_mm;
}

void
kerf_projection_matrix (const KerfProjection *projection, double clip_from_patient[16])
{
  double sx = 2 * projection->px_per_mm / projection->width,
         sy = 2 * projection->px_per_mm / projection->height;
  double near = projection->near_mm, far = projection->far_mm, d = projection->distance_mm;
  KerfVec3 rows[3] = { projection->right, projection->down, projection->into };
  double offset[3];
  for (int i = 0; i < 3; i++)
    offset[i] = -kerf_dot (rows[i], projection->centre);
  double *m = clip_from_patient;
  KerfVec3 x = kerf_scale (rows[0], sx), y = kerf_scale (rows[1], -sy), z = rows[2];
  if (projection->perspective) {
    /* clip = (x·d, y·d, a·(z + d) + b, z + d) with w = z + d, so that w is the depth from the eye. */
    double a = (far + near) / (far - near), b = -2 * far * near / (far - near);
    double w_offset = offset[2] + d;
    double values[16] = { x.x * d, x.y * d, x.z * d, sx * offset[0] * d,
                          y.x * d, y.y * d, y.z * d, -sy * offset[1] * d,
                          a * z.x, a * z.y, a * z.z, a * w_offset + b,
                          z.x,     z.y,     z.z,     w_offset };
    for (int i = 0; i < 16; i++)
      m[i] = values[i];
    return;
  }
  double a = 2 / (far - near), b = -(far + near) / (far - near);
  double values[16] = { x.x,     x.y,     x.z,     sx * offset[0],    y.x, y.y, y.z, -sy * offset[1],
                        a * z.x, a * z.y, a * z.z, a * offset[2] + b, 0,   0,   0,   1 };
  for (int i = 0; i < 16; i++)
    m[i] = values[i];
}

static void
turn_about (KerfView *view, KerfVec3 axis, double angle_rad, KerfVec3 pivot)
{
  KerfMat4 rotation = kerf_mat4_rotation (axis, angle_rad, pivot);
  view->right = kerf_unit (kerf_mat4_direction (&rotation, view->right));
  view->down = kerf_mat4_direction (&rotation, view->down);
  view->down = kerf_unit (kerf_along (view->down, -kerf_dot (view->down, view->right), view->right));
  view->centre = kerf_mat4_point (&rotation, view->centre);
}

void
kerf_view_turn (KerfView *view, const KerfProjection *projection, double dx, double dy, KerfVec3 pivot)
{
  double length = hypot (dx, dy);
  if (length == 0)
    return;
  view->centre = projection->centre;
  /* The object follows the hand, so the camera turns the other way, about the screen's line across the drag. */
  KerfVec3 axis =
      kerf_add (kerf_scale (projection->right, -dy / length), kerf_scale (projection->down, dx / length));
  turn_about (view, axis, length / projection->width * KERF_PI, pivot);
}

void
kerf_view_roll (KerfView *view, double angle_rad, KerfVec3 pivot)
{
  if (!kerf_vec3_is_finite (view->centre))
    view->centre = pivot;
  turn_about (view, kerf_view_into (view), angle_rad, pivot);
}

void
kerf_view_zoom (KerfView *view, KerfViewName name, const KerfProjection *projection, double factor, double x,
                double y, const KerfBox3 *box)
{
  double before = projection->px_per_mm, after = before * factor;
  double fit = kerf_view_is_space (name)
                   ? projection->height / fit_height (view, projection->width, projection->height, box)
                   : kerf_projection_fit (view, projection->width, projection->height, box);
  after = CLAMP (after, fit / 4, 100);
  KerfVec3 at = kerf_projection_patient (projection, x, y);
  view->centre = kerf_along (at, before / after, kerf_sub (projection->centre, at));
  if (kerf_view_is_space (name))
    view->height_mm = projection->height / after;
  else
    view->zoom_px_per_mm = after;
}

void
kerf_view_pan (KerfView *view, const KerfProjection *projection, double dx, double dy)
{
  view->centre = kerf_along (projection->centre, -dx / projection->px_per_mm, projection->right);
  view->centre = kerf_along (view->centre, -dy / projection->px_per_mm, projection->down);
}

void
kerf_view_look_along (KerfView *view, KerfVec3 into)
{
  KerfVec3 down = fabs (into.z) < 0.95 ? kerf_vec3 (0, 0, -1) : kerf_vec3 (0, 1, 0);
  view->down = kerf_unit (kerf_along (down, -kerf_dot (down, into), into));
  view->right = kerf_cross (view->down, into);
}

char
kerf_view_side_along (KerfVec3 into)
{
  static const char sides[3][2] = { { 'L', 'R' }, { 'P', 'A' }, { 'S', 'I' } };
  int axis = kerf_orientation_axis (into);
  return sides[axis][kerf_component (into, axis) > 0];
}

void
kerf_view_look_from (KerfView *view, char side)
{
  KerfVec3 x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0), up = kerf_vec3 (0, 0, -1);
  switch (side) {
  case 'P':
    view->right = kerf_scale (x, -1), view->down = up;
    break;
  case 'L':
    view->right = y, view->down = up;
    break;
  case 'R':
    view->right = kerf_scale (y, -1), view->down = up;
    break;
  case 'S': /* as in an axial picture seen from the head: the front on top */
    view->right = kerf_scale (x, -1), view->down = y;
    break;
  case 'I':
    view->right = x, view->down = y;
    break;
  case 'A':
  default:
    view->right = x, view->down = up;
    break;
  }
}
