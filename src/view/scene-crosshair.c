/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hand moves over a slice: the crosshair with its handles, and the edge of a wipe. */
#include "base/real.h"
#include "view/crosshair.h"
#include "view/orientation.h"
#include "view/scene.h"

#define LETTER_PX 10.0 /* beside its line */
#define FLAT      1e-6 /* lines along the pixels' rows are put on them */

static KerfLineStyle
crosshair_style (gboolean dashed)
{
  KerfLineStyle line = { .colour = kerf_colour (KERF_COLOUR_CROSSHAIR, 0.7), .width_px = 1 };
  if (dashed) {
    line.n_dash = 2;
    line.dash[0] = 8;
    line.dash[1] = 4;
  }
  return line;
}

/* Of all parts of the crosshair with one style: one thing to draw. */
static KerfDrawable *
screen_lines (KerfSceneBuild *build, KerfLineStyle style)
{
  KerfDrawable *lines = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (lines, style);
  lines->on_screen = TRUE;
  lines->casing.a *= 0.7F;
  g_ptr_array_add (build->scene->drawables, lines);
  return lines;
}

static void
crosshair_line (KerfDrawable *lines, double x0, double y0, double x1, double y1)
{
  if (hypot (x1 - x0, y1 - y0) < 1)
    return;
  kerf_drawable_path (lines);
  kerf_drawable_point (lines, kerf_vec3 (x0, y0, 0));
  kerf_drawable_point (lines, kerf_vec3 (x1, y1, 0));
}

/* The letter of the plane that a line stands for, as its view is called, in the colour that eyes know from other programs. */
static void
crosshair_letter (KerfSceneBuild *build, KerfVec3 normal, double x, double y)
{
  static const struct {
    const char *letter;
    guint32 rgb;
  } planes[3] = { { "S", 0x5B8DEF }, { "C", 0x46A758 }, { "A", 0xE5484D } };
  int axis = kerf_orientation_axis (normal);
  kerf_draw_label (build->scene->drawables, planes[axis].letter, KERF_LABEL_BOLD,
                   kerf_colour (planes[axis].rgb, 1), kerf_vec3 (x, y, 0), TRUE, 0.5, 0.5);
}

/* At the line's right or lower end, clear of the orientation letter in the middle of that edge. */
static void
end_letter (KerfSceneBuild *build, const KerfCrosshairLine *line, double dx, double dy)
{
  const KerfProjection *p = &build->scene->projection;
  gboolean right = line->x1 > p->width - 1;
  double off_middle = right ? fabs (line->y1 - p->height / 2) : fabs (line->x1 - p->width / 2);
  double inset = (right ? 12 : 14) + (off_middle < 22 ? 20 : 0);
  double x = line->x1 - inset * dx + LETTER_PX * dy, y = line->y1 - inset * dy - LETTER_PX * dx;
  crosshair_letter (build, kerf_view_into (&build->state->views[line->plane]), CLAMP (x, 10, p->width - 10),
                    CLAMP (y, 10, p->height - 10));
}

static void
add_handles (KerfSceneBuild *build, const KerfCrosshairLine *line, KerfDrawable *rings)
{
  enum { CORNERS = 20 };
  KerfVec3 screen[2];
  double radius = KERF_CROSSHAIR_HANDLE_PX * build->scene->text_factor;
  guint n = kerf_crosshair_handles (line, build->scene->name, &build->scene->projection,
                                    build->state->crosshair, screen);
  for (guint i = 0; i < n; i++) {
    kerf_drawable_path (rings);
    for (int k = 0; k < CORNERS; k++) {
      double angle = 2 * KERF_PI * k / CORNERS;
      kerf_drawable_point (rings, kerf_vec3 (screen[i].x + radius * cos (angle),
                                             screen[i].y + radius * sin (angle), 0));
    }
  }
}

static void
slice_crosshair (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfCrosshairLine lines[2];
  if (!kerf_crosshair_lines (build->state, build->scene->name, p, lines))
    return;
  KerfVec3 at = kerf_projection_screen (p, build->state->crosshair);
  KerfLineStyle ring = crosshair_style (FALSE);
  ring.width_px = 1.5F;
  ring.colour.a = 0.9F;
  KerfDrawable *dashes = screen_lines (build, crosshair_style (TRUE)), *rings = screen_lines (build, ring);
  rings->closed = TRUE;
  for (int i = 0; i < 2; i++) {
    KerfCrosshairLine *line = &lines[i];
    double dx = kerf_dot (line->way, p->right), dy = kerf_dot (line->way, p->down), cx = at.x, cy = at.y;
    if (!line->shown)
      continue;
    if (fabs (dy) < FLAT)
      cy = line->y0 = line->y1 = floor (at.y) + 0.5;
    if (fabs (dx) < FLAT)
      cx = line->x0 = line->x1 = floor (at.x) + 0.5;
    /* Along the line from the point, so that the gap stays where a part of it is out of sight. */
    double t0 = (line->x0 - cx) * dx + (line->y0 - cy) * dy, t1 = (line->x1 - cx) * dx + (line->y1 - cy) * dy;
    double before = fmin (-KERF_CROSSHAIR_GAP_PX / 2, t1), after = fmax (KERF_CROSSHAIR_GAP_PX / 2, t0);
    if (t0 < before)
      crosshair_line (dashes, cx + t0 * dx, cy + t0 * dy, cx + before * dx, cy + before * dy);
    if (after < t1)
      crosshair_line (dashes, cx + after * dx, cy + after * dy, cx + t1 * dx, cy + t1 * dy);
    end_letter (build, line, dx, dy);
    if (build->tool && p->width >= 320 && p->height >= 240) /* a saved picture has nothing to take hold of */
      add_handles (build, line, rings);
  }
}

/* In 3-D three short lines through the point, so that depth is felt when the picture turns. */
static void
space_crosshair (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfVec3 at = build->state->crosshair;
  double mm = kerf_projection_mm_per_px (p, at);
  for (int axis = 0; axis < 3; axis++) {
    KerfVec3 way = kerf_vec3 (axis == 0, axis == 1, axis == 2);
    for (int side = -1; side <= 1; side += 2) {
      KerfDrawable *drawn =
          kerf_draw_segment (build->scene->drawables, KERF_ID_NONE, NULL, kerf_along (at, side * 6 * mm, way),
                             kerf_along (at, side * 26 * mm, way), crosshair_style (FALSE));
      drawn->behind_faint = TRUE;
    }
  }
}

void
kerf_scene_add_crosshair (KerfSceneBuild *build)
{
  if (!kerf_vec3_is_finite (build->state->crosshair))
    return;
  if (build->scene->projection.space)
    space_crosshair (build);
  else
    slice_crosshair (build);
}

/* ---- wipe ---- */

static void
screen_segment (KerfSceneBuild *build, double x0, double y0, double x1, double y1, double width_px)
{
  KerfLineStyle style = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = (float) width_px };
  kerf_draw_segment (build->scene->drawables, KERF_ID_NONE, NULL, kerf_vec3 (x0, y0, 0),
                     kerf_vec3 (x1, y1, 0), style)
      ->on_screen = TRUE;
}

/* Its edge with a grip for a finger: the base on the left, the other volume on the right of it. */
void
kerf_scene_add_wipe (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  if (!build->fused || build->state->other_held || build->state->fusion != KERF_FUSION_WIPE)
    return;
  KerfVec3 grip = kerf_wipe_grip (build->state, p), x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0);
  double radius = KERF_WIPE_GRIP_PX / 2 - 1;
  if (!build->tool) {
    screen_segment (build, grip.x, 0, grip.x, p->height, 1.5);
    return;
  }
  screen_segment (build, grip.x, 0, grip.x, grip.y - radius, 1.5);
  screen_segment (build, grip.x, grip.y + radius, grip.x, p->height, 1.5);
  KerfLineStyle ring = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1.5F };
  KerfDrawable *disc = kerf_draw_circle (build->scene->drawables, grip, x, y, radius, ring);
  disc->kind = KERF_DRAW_FILL;
  disc->colour = kerf_colour (0x000000, 0.35);
  disc->on_screen = TRUE;
  kerf_draw_circle (build->scene->drawables, grip, x, y, radius, ring)->on_screen = TRUE;
  for (int side = -1; side <= 1; side += 2) {
    double tip = grip.x + side * 13, back = grip.x + side * 7;
    screen_segment (build, back, grip.y - 6, tip, grip.y, 1.5);
    screen_segment (build, back, grip.y + 6, tip, grip.y, 1.5);
  }
}
