/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/handles.h"

KerfCut
kerf_cut_carried (const KerfCut *cut, const KerfMat4 *motion)
{
  KerfCut carried = *cut;
  carried.frame =
      (KerfFrame3){ kerf_mat4_point (motion, cut->frame.p), kerf_mat4_direction (motion, cut->frame.u),
                    kerf_mat4_direction (motion, cut->frame.v), kerf_mat4_direction (motion, cut->frame.n) };
  return carried;
}

static void
clip_range (double at, double step, double lo, double hi, double *t0, double *t1)
{
  /* lo ≤ at + t·step ≤ hi */
  if (fabs (step) < 1e-12) {
    if (at < lo || at > hi)
      *t1 = -INFINITY;
    return;
  }
  double a = (lo - at) / step, b = (hi - at) / step;
  *t0 = fmax (*t0, fmin (a, b));
  *t1 = fmin (*t1, fmax (a, b));
}

gboolean
kerf_cut_view_segment (const KerfCut *cut, KerfFace face, gboolean bounded, const KerfFrame3 *view_plane,
                       const KerfBox3 *box, KerfVec3 *a, KerfVec3 *b)
{
  KerfFrame3 frame = kerf_cut_face (cut, face);
  KerfVec3 along = kerf_cross (view_plane->n, frame.n);
  double sine = kerf_length (along);
  if (sine < 1e-3)
    return FALSE;
  along = kerf_scale (along, 1 / sine);
  /* From the plane's point within the face, down to the view's plane. */
  KerfVec3 down = kerf_cross (along, frame.n);
  double height = kerf_dot (kerf_sub (view_plane->p, frame.p), view_plane->n);
  KerfVec3 foot = kerf_along (frame.p, height / kerf_dot (down, view_plane->n), down);
  double t0 = -1e5, t1 = 1e5, v_lo, v_hi;
  if (bounded) {
    KerfVec3 st = kerf_frame3_coordinates (&frame, foot);
    kerf_cut_t_range (cut, &v_lo, &v_hi);
    clip_range (st.x, kerf_dot (along, frame.u), -cut->half_extent_u_mm, cut->half_extent_u_mm, &t0, &t1);
    clip_range (st.y, kerf_dot (along, frame.v), v_lo, v_hi, &t0, &t1);
  }
  for (int axis = 0; axis < 3; axis++)
    clip_range (kerf_component (foot, axis), kerf_component (along, axis), kerf_component (box->lo, axis),
                kerf_component (box->hi, axis), &t0, &t1);
  if (!(t0 < t1))
    return FALSE;
  *a = kerf_along (foot, t0, along);
  *b = kerf_along (foot, t1, along);
  return TRUE;
}

void
kerf_cut_corners (const KerfCut *cut, KerfFace face, double reach_mm, KerfVec3 corners[4])
{
  KerfFrame3 frame = kerf_cut_face (cut, face);
  double half_u = fmin (cut->half_extent_u_mm, reach_mm), t0, t1;
  kerf_cut_t_range (cut, &t0, &t1);
  t0 = fmax (t0, -reach_mm);
  t1 = fmin (t1, reach_mm);
  corners[0] = kerf_frame3_point (&frame, -half_u, t0, 0);
  corners[1] = kerf_frame3_point (&frame, half_u, t0, 0);
  corners[2] = kerf_frame3_point (&frame, half_u, t1, 0);
  corners[3] = kerf_frame3_point (&frame, -half_u, t1, 0);
}

static void
add_handle (KerfHandle *handles, guint *n, KerfHandleKind kind, KerfVec3 at, const KerfProjection *projection)
{
  KerfVec3 screen = kerf_projection_screen (projection, at);
  if (isnan (screen.x) || *n >= KERF_MAX_HANDLES)
    return;
  handles[(*n)++] = (KerfHandle){ kind, at, screen };
}

guint
kerf_cut_handles (const KerfCut *cut, const KerfProjection *projection, const KerfBox3 *box,
                  KerfHandle handles[KERF_MAX_HANDLES])
{
  guint n = 0;
  if (!projection->space) {
    KerfFrame3 plane = { projection->centre, projection->right, projection->down, projection->into };
    KerfVec3 a, b;
    if (!kerf_cut_view_segment (cut, cut->face, TRUE, &plane, box, &a, &b))
      return 0;
    add_handle (handles, &n, KERF_HANDLE_MOVE, kerf_lerp (a, b, 0.5), projection);
    if (kerf_distance (a, b) * projection->px_per_mm > 60) {
      add_handle (handles, &n, KERF_HANDLE_TILT, kerf_lerp (a, b, 0.12), projection);
      add_handle (handles, &n, KERF_HANDLE_TILT, kerf_lerp (a, b, 0.88), projection);
    }
    return n;
  }
  const KerfFrame3 *f = &cut->frame;
  double half_u = fmin (cut->half_extent_u_mm, 60), t0, t1;
  kerf_cut_t_range (cut, &t0, &t1);
  t0 = fmax (t0, -60);
  t1 = fmin (t1, 60);
  double arrow_mm = fmin (44 * kerf_projection_mm_per_px (projection, f->p), half_u * 0.55);
  add_handle (handles, &n, KERF_HANDLE_MOVE, f->p, projection);
  add_handle (handles, &n, KERF_HANDLE_U, kerf_along (f->p, arrow_mm, f->u), projection);
  add_handle (handles, &n, KERF_HANDLE_V, kerf_along (f->p, arrow_mm, f->v), projection);
  add_handle (handles, &n, KERF_HANDLE_ROLL, kerf_along (f->p, -half_u * 0.8, f->u), projection);
  add_handle (handles, &n, KERF_HANDLE_PITCH, kerf_along (f->p, t0 * 0.8, f->v), projection);
  add_handle (handles, &n, KERF_HANDLE_EXTENT_U, kerf_along (f->p, half_u, f->u), projection);
  add_handle (handles, &n, KERF_HANDLE_EXTENT_V, kerf_along (f->p, t1, f->v), projection);
  return n;
}
