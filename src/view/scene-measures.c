/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures that were kept: white with casing, their figure beside them. */
#include "base/real.h"
#include "view/measure-text.h"
#include "view/scene.h"

#include <string.h>

#define TICK_PX   5.0
#define GRIP_PX   4.5
#define ARC_PX    20.0
#define BESIDE_PX 7.0
#define CHORDS    96

/* One measure while it is drawn; points in base space. */
typedef struct {
  GPtrArray *list; /* of KerfDrawable */
  const KerfProjection *projection;
  const KerfMeasure *measure;
  const KerfMeasureFigures *figures; /* NULL: still to come */
  KerfId id;
  const KerfVec3 *p;
  guint n;
  KerfVec3 nearest; /* of a distance: the surface's point */
  double reach_mm;  /* how far out of a slice it may lie to be in it */
  gboolean selected;
  KerfLineStyle line;
} Drawn;

double
kerf_scene_step_mm (const KerfCase *kase, const KerfViewState *state, KerfVec3 into)
{
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (state, kase));
  KerfGrid grid;
  if (!base || !kerf_object_grid (base, &grid))
    return 1;
  KerfVec3 spacing = kerf_grid_spacing (&grid);
  for (int axis = 0; axis < 3; axis++)
    if (fabs (kerf_dot (kerf_grid_axis (&grid, axis), into)) > 1 - 1e-6)
      return kerf_component (spacing, axis);
  return fmin (spacing.x, fmin (spacing.y, spacing.z));
}

/* ---- places ---- */

static KerfVec3
screen (const Drawn *d, KerfVec3 p)
{
  return kerf_projection_screen (d->projection, p);
}

/* The point that lies so many pixels across and down from `p` on the screen. */
static KerfVec3
shifted (const Drawn *d, KerfVec3 p, double dx, double dy)
{
  double mm = kerf_projection_mm_per_px (d->projection, p);
  return kerf_along (kerf_along (p, dx * mm, d->projection->right), dy * mm, d->projection->down);
}

static KerfVec3
unit_on_screen (KerfVec3 from, KerfVec3 to)
{
  KerfVec3 way = kerf_vec3 (to.x - from.x, to.y - from.y, 0);
  double length = hypot (way.x, way.y);
  return length > 1e-9 ? kerf_scale (way, 1 / length) : kerf_vec3 (1, 0, 0);
}

/* ---- lines ---- */

static KerfDrawable *
add_line (const Drawn *d, KerfVec3 a, KerfVec3 b)
{
  KerfDrawable *drawn = kerf_draw_segment (d->list, d->id, NULL, a, b, d->line);
  drawn->behind_faint = d->projection->space;
  return drawn;
}

/* A short stroke across the line at its end. */
static void
add_tick (const Drawn *d, KerfVec3 end, KerfVec3 other)
{
  KerfVec3 way = unit_on_screen (screen (d, other), screen (d, end));
  add_line (d, shifted (d, end, -TICK_PX * way.y, TICK_PX * way.x),
            shifted (d, end, TICK_PX * way.y, -TICK_PX * way.x));
}

static void
add_ticked_line (const Drawn *d, KerfVec3 a, KerfVec3 b)
{
  add_line (d, a, b);
  add_tick (d, a, b);
  add_tick (d, b, a);
}

static void
add_closed (const Drawn *d, const KerfVec3 *points, guint n)
{
  KerfDrawable *drawn = kerf_drawable_new (KERF_DRAW_LINE, d->id, NULL);
  kerf_drawable_set_line (drawn, d->line);
  drawn->closed = TRUE;
  drawn->behind_faint = d->projection->space;
  kerf_drawable_path (drawn);
  for (guint k = 0; k < n; k++)
    kerf_drawable_point (drawn, points[k]);
  g_ptr_array_add (d->list, drawn);
}

/* Where a selected measure can be taken. */
static void
add_grip (const Drawn *d, KerfVec3 at)
{
  double mm = kerf_projection_mm_per_px (d->projection, at);
  KerfDrawable *ring =
      kerf_draw_circle (d->list, at, d->projection->right, d->projection->down, GRIP_PX * mm, d->line);
  ring->object = d->id;
}

/* ---- the label ---- */

/* Down past the labels of other measures that lie in the way. */
static void
make_room (const Drawn *d, KerfDrawable *label)
{
  double own[4], other[4];
  gboolean moved = TRUE;
  for (int tries = 0; moved && tries < 8; tries++) {
    moved = FALSE;
    for (guint k = 0; k < d->list->len; k++) {
      const KerfDrawable *drawn = g_ptr_array_index (d->list, k);
      if (drawn == label || drawn->kind != KERF_DRAW_LABEL || drawn->object.kind != KERF_KIND_MEASURE)
        continue;
      kerf_drawable_label_box (label, label->at, 1, own);
      kerf_drawable_label_box (drawn, drawn->at, 1, other);
      if (own[0] < other[2] && other[0] < own[2] && own[1] < other[3] && other[1] < own[3]) {
        label->at.y += other[3] - own[1] + 1;
        moved = TRUE;
      }
    }
  }
}

/* Beside a place of the screen, on the side that `way` (a unit vector) shows: the label's near edge or corner stands
 * there, so that it never lies on the line. */
static KerfDrawable *
add_label (const Drawn *d, double x, double y, KerfVec3 way)
{
  g_autofree char *figure = d->figures ? kerf_measure_label (d->figures) : g_strdup ("…");
  g_auto (GStrv) parts = g_strsplit (figure, "\u202f", -1);
  g_autofree char *text = g_strjoinv ("\u00a0", parts); /* many bold faces have no narrow blank */
  double ax = 0.5 - CLAMP (1.5 * way.x, -1, 1) / 2, ay = 0.5 - CLAMP (1.5 * way.y, -1, 1) / 2;
  KerfDrawable *label =
      kerf_draw_label (d->list, text, KERF_LABEL_BOLD, d->line.colour,
                       kerf_vec3 (x + BESIDE_PX * way.x, y + BESIDE_PX * way.y, 0), TRUE, ax, ay);
  label->object = d->id;
  return label;
}

/* Beside the middle of a line: to the right of it, or above a level one. */
static void
label_line (const Drawn *d, KerfVec3 a, KerfVec3 b)
{
  KerfVec3 from = screen (d, a), to = screen (d, b), way = unit_on_screen (from, to);
  KerfVec3 across = kerf_vec3 (way.y, -way.x, 0);
  if (across.x < -0.2 || (fabs (across.x) <= 0.2 && across.y > 0))
    across = kerf_scale (across, -1);
  make_room (d, add_label (d, (from.x + to.x) / 2, (from.y + to.y) / 2, across));
}

/* Right of a region, or left of it where the picture ends; in 3-D only of the selected one. */
static void
label_region (const Drawn *d, const KerfVec3 *points, guint n)
{
  if (d->projection->space && !d->selected)
    return; /* values belong to slices */
  double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  for (guint k = 0; k < n; k++) {
    KerfVec3 at = screen (d, points[k]);
    x0 = fmin (x0, at.x), x1 = fmax (x1, at.x);
    y0 = fmin (y0, at.y), y1 = fmax (y1, at.y);
  }
  KerfDrawable *label = add_label (d, x1, (y0 + y1) / 2, kerf_vec3 (1, 0, 0));
  double box[4];
  kerf_drawable_label_box (label, label->at, 1, box);
  if (box[2] + 4 > d->projection->width && x0 - BESIDE_PX > box[2] - box[0]) {
    label->at.x = x0 - BESIDE_PX;
    label->anchor_x = 1;
  }
  make_room (d, label);
}

/* ---- kinds ---- */

static void
draw_length (const Drawn *d)
{
  add_ticked_line (d, d->p[0], d->p[1]);
  label_line (d, d->p[0], d->p[1]);
}

/* Both legs, an arc between them, the figure on the side where no leg is. */
static void
draw_angle (const Drawn *d)
{
  KerfVec3 corner = d->p[1], u = kerf_unit (kerf_sub (d->p[0], corner)),
           v = kerf_unit (kerf_sub (d->p[2], corner)), across = kerf_sub (v, kerf_scale (u, kerf_dot (u, v)));
  KerfVec3 at = screen (d, corner), first = unit_on_screen (at, screen (d, d->p[0])),
           second = unit_on_screen (at, screen (d, d->p[2]));
  double leg = fmin (kerf_distance (d->p[0], corner), kerf_distance (d->p[2], corner)),
         radius = fmin (ARC_PX * kerf_projection_mm_per_px (d->projection, corner), leg / 2),
         angle = atan2 (kerf_length (kerf_cross (u, v)), kerf_dot (u, v));
  add_line (d, d->p[0], corner);
  add_line (d, corner, d->p[2]);
  add_tick (d, d->p[0], corner);
  add_tick (d, d->p[2], corner);
  if (kerf_length (across) > 1e-6) {
    KerfDrawable *arc = add_line (d, kerf_along (corner, radius, u), kerf_along (corner, radius, u));
    across = kerf_unit (across);
    for (int k = 1; k <= 24; k++)
      kerf_drawable_point (arc, kerf_along (kerf_along (corner, radius * cos (angle * k / 24), u),
                                            radius * sin (angle * k / 24), across));
  }
  KerfVec3 away = kerf_scale (kerf_add (first, second), -1);
  double length = hypot (away.x, away.y);
  away = length > 0.1 ? kerf_scale (away, 1 / length) : kerf_vec3 (-first.y, first.x, 0);
  make_room (d, add_label (d, at.x, at.y, away));
}

static void
draw_cobb (const Drawn *d)
{
  KerfVec3 a = kerf_lerp (d->p[0], d->p[1], 0.5), b = kerf_lerp (d->p[2], d->p[3], 0.5);
  add_ticked_line (d, d->p[0], d->p[1]);
  add_ticked_line (d, d->p[2], d->p[3]);
  KerfLineStyle dashed = d->line;
  dashed.width_px = 1;
  dashed.dash[0] = dashed.dash[1] = 4;
  dashed.n_dash = 2;
  kerf_drawable_set_line (add_line (d, a, b), dashed);
  label_line (d, a, b);
}

static void
draw_ellipse (const Drawn *d)
{
  KerfVec3 path[CHORDS], u = kerf_sub (d->p[1], d->p[0]), v = kerf_sub (d->p[2], d->p[0]);
  for (int k = 0; k < CHORDS; k++) {
    double t = 2 * KERF_PI * k / CHORDS;
    path[k] = kerf_along (kerf_along (d->p[0], cos (t), u), sin (t), v);
  }
  add_closed (d, path, CHORDS);
  label_region (d, path, CHORDS);
}

static void
draw_outline (const Drawn *d)
{
  add_closed (d, d->p, d->n);
  label_region (d, d->p, d->n);
}

/* A ring at the point and a line to the surface's nearest; on a slice that one lies before or behind, the line, dashed then,
 * is its foot's. */
static void
draw_distance (const Drawn *d)
{
  KerfVec3 at = d->p[0], foot = screen (d, at);
  double mm = kerf_projection_mm_per_px (d->projection, at);
  KerfDrawable *ring =
      kerf_draw_circle (d->list, at, d->projection->right, d->projection->down, 3 * mm, d->line);
  ring->object = d->id;
  if (!kerf_vec3_is_finite (d->nearest)) {
    add_label (d, foot.x, foot.y, kerf_vec3 (0.7071, -0.7071, 0));
    return;
  }
  double off = d->projection->space ? 0 : screen (d, d->nearest).z;
  KerfVec3 end = kerf_along (d->nearest, -off, d->projection->into);
  KerfLineStyle line = d->line;
  if (fabs (off) > d->reach_mm) {
    line.dash[0] = line.dash[1] = 3;
    line.n_dash = 2;
  }
  kerf_drawable_set_line (add_line (d, at, end), line);
  add_tick (d, end, at);
  label_line (d, at, end);
}

static gboolean
in_view (const Drawn *d)
{
  for (guint i = 0; i < d->n; i++) {
    KerfVec3 at = screen (d, d->p[i]);
    if (!kerf_vec3_is_finite (at) || (!d->projection->space && fabs (at.z) > d->reach_mm))
      return FALSE;
  }
  return d->n > 0;
}

static void
draw (const Drawn *d)
{
  switch (d->measure->kind) {
  case KERF_MEASURE_LENGTH:
    draw_length (d);
    break;
  case KERF_MEASURE_ANGLE:
    draw_angle (d);
    break;
  case KERF_MEASURE_COBB:
    draw_cobb (d);
    break;
  case KERF_MEASURE_ELLIPSE:
    draw_ellipse (d);
    break;
  case KERF_MEASURE_FREEHAND:
    draw_outline (d);
    return;
  case KERF_MEASURE_DISTANCE:
    draw_distance (d);
    break;
  case KERF_MEASURE_PLANES: /* its planes are there to be seen */
  case KERF_N_MEASURES:
  default:
    return;
  }
  for (guint i = 0; d->selected && i < d->n; i++)
    add_grip (d, d->p[i]);
}

void
kerf_draw_measure (GPtrArray *list, const KerfProjection *projection, const KerfMeasure *measure,
                   const KerfMeasureFigures *figures, const KerfMat4 *base_from_own, KerfId id,
                   gboolean selected, double step_mm)
{
  g_autofree KerfVec3 *points = g_new (KerfVec3, MAX (measure->points->len, 1));
  for (guint k = 0; k < measure->points->len; k++)
    points[k] = kerf_mat4_point (base_from_own, g_array_index (measure->points, KerfVec3, k));
  Drawn drawn = { .list = list,
                  .projection = projection,
                  .measure = measure,
                  .figures = figures,
                  .id = id,
                  .p = points,
                  .n = measure->points->len,
                  .nearest = kerf_vec3 (NAN, NAN, NAN),
                  .reach_mm = step_mm / 2 + 1e-6,
                  .selected = selected,
                  .line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = selected ? 2.5F : 1.5F } };
  if (figures)
    drawn.nearest = kerf_mat4_point (base_from_own, figures->nearest);
  if (in_view (&drawn) && kerf_measure_has_points (measure))
    draw (&drawn);
}

void
kerf_scene_add_measures (KerfSceneBuild *build)
{
  const KerfProjection *projection = &build->scene->projection;
  double step_mm = kerf_scene_step_mm (build->kase, build->state, projection->into);
  for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
    const KerfObject *object = kerf_case_at (build->kase, i);
    KerfId id = kerf_object_id (object);
    KerfMat4 base_from_own;
    if (id.kind != KERF_KIND_MEASURE || !kerf_view_state_shows (build->state, build->kase, object) ||
        !kerf_scene_transform (build, object, &base_from_own))
      continue;
    g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
    g_autoptr (KerfMeasureFigures) figures =
        build->source->measure ? build->source->measure (build->source->data, build->kase, id) : NULL;
    kerf_draw_measure (build->scene->drawables, projection, measure, figures, &base_from_own, id,
                       kerf_id_equal (build->state->selected, id), step_mm);
  }
}
