/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/cube.h"

#define HALF   19.0 /* px, of an edge seen straight on */
#define CORNER 46.0 /* px from the view's corner to the cube's middle */
#define REACH  36.0 /* px from its middle, of a corner with a little air */
#define RIM    0.66 /* of a half face: beyond it the edge is meant */

typedef struct {
  KerfVec3 n, u, v; /* outward; along the face */
  const char *letter;
} Face;

static const Face faces[6] = {
  { { -1, 0, 0 }, { 0, -1, 0 }, { 0, 0, 1 }, "R" }, { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, "L" },
  { { 0, -1, 0 }, { 1, 0, 0 }, { 0, 0, 1 }, "A" },  { { 0, 1, 0 }, { -1, 0, 0 }, { 0, 0, 1 }, "P" },
  { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, "S" },   { { 0, 0, -1 }, { 1, 0, 0 }, { 0, -1, 0 }, "I" }
};

/* On the screen, in px from the cube's middle; parallel light, no perspective. */
static KerfVec3
turned (const KerfProjection *p, KerfVec3 patient)
{
  return kerf_vec3 (kerf_dot (patient, p->right), kerf_dot (patient, p->down), kerf_dot (patient, p->into));
}

static gboolean
has_room (const KerfProjection *p)
{
  return p->space && p->width >= 320 && p->height >= 240;
}

static KerfVec3
middle_of (const KerfScene *scene)
{
  double under = scene->right_text_px > 0 ? scene->right_text_px + REACH : 0;
  return kerf_vec3 (scene->projection.width - CORNER, fmax (CORNER, under), 0);
}

gboolean
kerf_cube_hit (const KerfScene *scene, double x, double y, KerfVec3 *into)
{
  const KerfProjection *projection = &scene->projection;
  if (!has_room (projection))
    return FALSE;
  KerfVec3 middle = middle_of (scene);
  double dx = (x - middle.x) / HALF, dy = (y - middle.y) / HALF;
  for (int i = 0; i < 6; i++) {
    const Face *face = &faces[i];
    KerfVec3 n = turned (projection, face->n), u = turned (projection, face->u),
             v = turned (projection, face->v);
    double det = u.x * v.y - u.y * v.x;
    if (n.z >= -1e-3 || fabs (det) < 1e-3) /* away from the person, or edge on */
      continue;
    /* (dx, dy) = n + s·u + t·v */
    double rx = dx - n.x, ry = dy - n.y, s = (rx * v.y - ry * v.x) / det, t = (u.x * ry - u.y * rx) / det;
    if (fabs (s) > 1 || fabs (t) > 1)
      continue;
    KerfVec3 from = face->n;
    if (fabs (s) > RIM && fabs (s) >= fabs (t))
      from = kerf_unit (kerf_along (from, s > 0 ? 1 : -1, face->u));
    else if (fabs (t) > RIM)
      from = kerf_unit (kerf_along (from, t > 0 ? 1 : -1, face->v));
    *into = kerf_scale (from, -1);
    return TRUE;
  }
  return FALSE;
}

static void
add_face (KerfSceneBuild *build, const Face *face, double towards)
{
  KerfVec3 middle = middle_of (build->scene);
  KerfDrawable *fill = kerf_drawable_new (KERF_DRAW_FILL, KERF_ID_NONE, NULL);
  KerfLineStyle edge = { .colour = kerf_colour (0xFFFFFF, 0.75), .width_px = 1 };
  KerfDrawable *rim = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  fill->on_screen = fill->closed = rim->on_screen = rim->closed = TRUE;
  guint32 grey = (guint32) (0x2A + 0x3C * towards);
  kerf_drawable_set_line (rim, edge);
  rim->casing_px = 0;
  fill->colour = kerf_colour (grey << 16 | grey << 8 | (grey + 6), 0.92);
  kerf_drawable_path (fill);
  kerf_drawable_path (rim);
  static const int corners[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
  for (int i = 0; i < 4; i++) {
    KerfVec3 at = kerf_along (kerf_along (face->n, corners[i][0], face->u), corners[i][1], face->v);
    KerfVec3 screen = kerf_along (middle, HALF, turned (&build->scene->projection, at));
    screen.z = 0;
    kerf_drawable_point (fill, screen);
    kerf_drawable_point (rim, screen);
  }
  g_ptr_array_add (build->scene->drawables, fill);
  g_ptr_array_add (build->scene->drawables, rim);
  if (towards > 0.35) {
    KerfVec3 at = kerf_along (middle, HALF, turned (&build->scene->projection, face->n));
    kerf_draw_label (build->scene->drawables, face->letter, KERF_LABEL_BOLD, kerf_colour (0xFFFFFF, 1),
                     kerf_vec3 (at.x, at.y, 0), TRUE, 0.5, 0.5);
  }
}

void
kerf_scene_add_cube (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  if (!has_room (p))
    return;
  for (int i = 0; i < 6; i++) {
    double towards = -turned (p, faces[i].n).z;
    if (towards > 1e-3)
      add_face (build, &faces[i], towards);
  }
}
