/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crosshair and what is written on a picture: letters, titles, scale bar, badge. */
#include "base/real.h"
#include "view/orientation.h"
#include "view/scene.h"
#include "view/window.h"

#include <glib/gi18n.h>

#define EDGE 8.0
#define GAP  24.0

static const KerfColour white = { 1, 1, 1, 1 };

/* ---- crosshair ---- */

static void
crosshair_line (KerfSceneBuild *build, double x0, double y0, double x1, double y1)
{
  KerfLineStyle line = {
    .colour = kerf_colour (KERF_COLOUR_CROSSHAIR, 0.7), .width_px = 1, .n_dash = 2, .dash = { 8, 4 }
  };
  if (hypot (x1 - x0, y1 - y0) < 1)
    return;
  KerfDrawable *drawn = kerf_draw_segment (build->scene->drawables, KERF_ID_NONE, NULL, kerf_vec3 (x0, y0, 0),
                                           kerf_vec3 (x1, y1, 0), line);
  drawn->on_screen = TRUE;
  drawn->casing.a *= 0.7F;
}

/* The letter of the plane that a crosshair line stands for, as its view is called. */
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

static void
slice_crosshair (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfVec3 at = kerf_projection_screen (p, build->state->crosshair);
  double x = floor (at.x) + 0.5, y = floor (at.y) + 0.5;
  if (y > 0 && y < p->height) {
    crosshair_line (build, 0, y, fmin (x - GAP / 2, p->width), y);
    crosshair_line (build, fmax (x + GAP / 2, 0), y, p->width, y);
    double beside = fabs (y - p->height / 2) < 22 ? 30 : 12; /* not over the orientation letter */
    crosshair_letter (build, p->down, p->width - beside, y - 10);
  }
  if (x > 0 && x < p->width) {
    crosshair_line (build, x, 0, x, fmin (y - GAP / 2, p->height));
    crosshair_line (build, x, fmax (y + GAP / 2, 0), x, p->height);
    double above = fabs (x - p->width / 2) < 22 ? 34 : 14;
    crosshair_letter (build, p->right, x + 10, p->height - above);
  }
}

/* In 3-D three short lines through the point, so that depth is felt when the picture turns. */
static void
space_crosshair (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfVec3 at = build->state->crosshair;
  double mm = kerf_projection_mm_per_px (p, at);
  KerfLineStyle line = { .colour = kerf_colour (KERF_COLOUR_CROSSHAIR, 0.7), .width_px = 1 };
  for (int axis = 0; axis < 3; axis++) {
    KerfVec3 way = kerf_vec3 (axis == 0, axis == 1, axis == 2);
    for (int side = -1; side <= 1; side += 2) {
      KerfDrawable *drawn =
          kerf_draw_segment (build->scene->drawables, KERF_ID_NONE, NULL, kerf_along (at, side * 6 * mm, way),
                             kerf_along (at, side * 26 * mm, way), line);
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

/* ---- writing ---- */

static void
text_at (KerfSceneBuild *build, const char *text, KerfLabelStyle style, double x, double y, double ax,
         double ay)
{
  kerf_draw_label (build->scene->drawables, text, style, white, kerf_vec3 (x, y, 0), TRUE, ax, ay);
}

static void
add_letters (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfLabelStyle style = build->state->surgeon ? KERF_LABEL_LETTER_LARGE : KERF_LABEL_LETTER;
  const struct {
    KerfVec3 way;
    double x, y, ax, ay;
  } edges[4] = { { kerf_scale (p->right, -1), EDGE, p->height / 2, 0, 0.5 },
                 { p->right, p->width - EDGE, p->height / 2, 1, 0.5 },
                 { kerf_scale (p->down, -1), p->width / 2, EDGE - 2, 0.5, 0 },
                 { p->down, p->width / 2, p->height - EDGE + 2, 0.5, 1 } };
  for (int i = 0; i < 4; i++) {
    char letters[4];
    kerf_orientation_letters (edges[i].way, letters);
    text_at (build, letters, style, edges[i].x, edges[i].y, edges[i].ax, edges[i].ay);
  }
}

static const KerfObject *
shown_volume (KerfSceneBuild *build)
{
  return kerf_case_get (build->kase, kerf_view_state_volume (build->state, build->kase, build->scene->name));
}

static gboolean
shows_synthetic (KerfSceneBuild *build)
{
  const KerfObject *volume = shown_volume (build);
  if (volume && g_strcmp0 (kerf_volume_role (volume), "pseudo-ct") == 0)
    return TRUE;
  if (!build->scene->projection.space && build->state->fusion == KERF_FUSION_NONE)
    return FALSE;
  /* Surfaces and fused pictures: whatever comes from a pseudo-CT. */
  for (guint i = 0; i < build->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    const KerfObject *object = drawable->object.kind ? kerf_case_get (build->kase, drawable->object) : NULL;
    const KerfObject *own = object ? kerf_case_get (build->kase, kerf_object_volume_id (object)) : NULL;
    if (own && g_strcmp0 (kerf_volume_role (own), "pseudo-ct") == 0)
      return TRUE;
  }
  return FALSE;
}

/* "slice 67 / 150" where the view runs along the grid; NULL else. */
static char *
slice_text (KerfSceneBuild *build, const KerfObject *volume)
{
  KerfGrid grid;
  const KerfProjection *p = &build->scene->projection;
  if (!volume || !kerf_object_grid (volume, &grid) ||
      !kerf_id_equal (kerf_object_id (volume), build->base_id))
    return NULL;
  for (int axis = 0; axis < 3; axis++) {
    if (fabs (kerf_dot (kerf_grid_axis (&grid, axis), p->into)) < 1 - 1e-6)
      continue;
    int at = (int) lrint (kerf_component (kerf_grid_index (&grid, p->centre), axis)) + 1;
    if (at < 1 || at > grid.n[axis])
      return NULL;
    return g_strdup_printf (_ ("slice %d / %d"), at, grid.n[axis]);
  }
  return NULL;
}

/* Letters that fit between the left edge and the letter in the middle of an edge. */
static glong
letters_in_half (const KerfScene *scene)
{
  return (glong) ((scene->projection.width / 2 - 36) / (6.6 * scene->text_factor));
}

/* A long name is cut, so that the title keeps clear of the letter in the middle of the edge. */
static void
append_short (GString *title, const char *name, const KerfScene *scene)
{
  glong room = letters_in_half (scene) - g_utf8_strlen (title->str, -1) - 3;
  if (g_utf8_strlen (name, -1) <= room) {
    g_string_append_printf (title, " · %s", name);
  } else if (room >= 6) {
    g_autofree char *part = g_utf8_substring (name, 0, room - 1);
    g_string_append_printf (title, " · %s…", g_strchomp (part));
  }
}

static void
add_title (KerfSceneBuild *build, gboolean large)
{
  const KerfView *view = &build->state->views[build->scene->name];
  const KerfObject *volume = shown_volume (build);
  const char *viewpoint = kerf_view_viewpoint (view, build->scene->name);
  g_autoptr (GString) title = g_string_new (_ (kerf_view_title (view, build->scene->name)));
  if (!build->scene->projection.space && volume)
    append_short (title, kerf_view_state_volume_title (build->state, volume), build->scene);
  if (build->scene->projection.space && viewpoint)
    g_string_append_printf (title, " · %s", _ (viewpoint));
  double y = EDGE;
  if (large) {
    text_at (build, title->str, KERF_LABEL_TEXT, EDGE, y, 0, 0);
    y += 18 * build->scene->text_factor;
    g_autofree char *slice = build->scene->projection.space ? NULL : slice_text (build, volume);
    g_autoptr (GString) second = g_string_new (slice);
    if (!build->scene->projection.space && viewpoint)
      g_string_append_printf (second, "%s%s", second->len ? " · " : "", _ (viewpoint));
    if (!build->scene->projection.space && build->state->slab != KERF_SLAB_NONE)
      g_string_append_printf (second, "%s%s %.0f mm", second->len ? " · " : "",
                              build->state->slab == KERF_SLAB_MAX    ? _ ("slab maximum")
                              : build->state->slab == KERF_SLAB_MEAN ? _ ("slab mean")
                                                                     : _ ("slab minimum"),
                              build->state->slab_mm);
    if (second->len) {
      text_at (build, second->str, KERF_LABEL_TEXT, EDGE, y, 0, 0);
      y += 18 * build->scene->text_factor;
    }
  }
  if (shows_synthetic (build))
    kerf_draw_label (build->scene->drawables, "SYNTHETIC CT", KERF_LABEL_BADGE, kerf_colour (0x613583, 1),
                     kerf_vec3 (EDGE, y + 2, 0), TRUE, 0, 0);
}

static char *
window_words (KerfSceneBuild *build)
{
  const KerfObject *volume = shown_volume (build);
  for (guint i = 0; i < build->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    if (drawable->kind == KERF_DRAW_SLICE && volume &&
        kerf_id_equal (drawable->object, kerf_object_id (volume)))
      return kerf_window_text (drawable->centre, drawable->width);
  }
  return NULL;
}

static void
add_right_top (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  if (p->space)
    return;
  g_autofree char *words = window_words (build);
  if (words)
    text_at (build, words, KERF_LABEL_TEXT, p->width - EDGE, EDGE, 1, 0);
}

static void
add_scale_bar (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  if (p->space && p->perspective)
    return;
  double mm = kerf_scale_bar_mm (p->px_per_mm, p->width);
  if (mm <= 0)
    return;
  double right = p->width - EDGE - 1.5, left = right - mm * p->px_per_mm;
  double y = p->height - EDGE - 24 * build->scene->text_factor;
  KerfLineStyle line = { .colour = white, .width_px = 1.5 };
  KerfDrawable *bar = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, "bar");
  kerf_drawable_set_line (bar, line);
  bar->on_screen = TRUE;
  kerf_drawable_path (bar);
  kerf_drawable_point (bar, kerf_vec3 (left, y - 5, 0));
  kerf_drawable_point (bar, kerf_vec3 (left, y, 0));
  kerf_drawable_point (bar, kerf_vec3 (right, y, 0));
  kerf_drawable_point (bar, kerf_vec3 (right, y - 5, 0));
  g_ptr_array_add (build->scene->drawables, bar);
  g_autofree char *text = g_strdup_printf ("%.0f mm", mm);
  text_at (build, text, KERF_LABEL_TEXT, (left + right) / 2, y - 4, 0.5, 1);
}

static void
add_position (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  if (p->space)
    return;
  g_autofree char *text = NULL;
  if (kerf_orientation_is_plain (p->into)) {
    int axis = kerf_orientation_axis (p->into);
    g_autofree char *letter = kerf_position_letter_text (axis, kerf_component (p->centre, axis));
    text = g_strdup_printf ("%s mm", letter);
  } else {
    int axis = kerf_orientation_axis (p->into);
    double angle = acos (fmin (fabs (kerf_component (p->into, axis)), 1)) / KERF_RAD_PER_DEG;
    text = g_strdup_printf (_ ("%.1f° oblique"), angle);
  }
  text_at (build, text, KERF_LABEL_TEXT, p->width - EDGE, p->height - EDGE, 1, 1);
}

/* Appends the sentence to `lines`, broken at its blanks so that each line keeps clear of the middle. */
static void
append_broken (GPtrArray *lines, const char *sentence, glong room)
{
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  for (char **word = words; *word; word++) {
    if (line->len && g_utf8_strlen (line->str, -1) + 1 + g_utf8_strlen (*word, -1) > room) {
      g_ptr_array_add (lines, g_strdup (line->str));
      g_string_truncate (line, 0);
    }
    g_string_append_printf (line, "%s%s", line->len ? " " : "", *word);
  }
  g_ptr_array_add (lines, g_strdup (line->str));
}

static void
add_notes (KerfSceneBuild *build)
{
  double y = build->scene->projection.height - EDGE;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  if (build->state->overlays_hidden)
    g_ptr_array_add (lines, g_strdup (_ ("overlays hidden")));
  else if (!build->state->structures_shown)
    g_ptr_array_add (lines, g_strdup (_ ("structures hidden")));
  gboolean specimen = FALSE;
  for (guint i = 0; i < build->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    specimen |= drawable->kind == KERF_DRAW_SURFACE && drawable->clip_part == KERF_PART_SPECIMEN;
  }
  if (specimen)
    g_ptr_array_add (lines, g_strdup (_ ("specimen translucent")));
  for (guint i = 0; i < build->scene->notes->len; i++)
    append_broken (lines, g_ptr_array_index (build->scene->notes, i), letters_in_half (build->scene));
  for (guint i = lines->len; i-- > 0; y -= 18 * build->scene->text_factor) /* the last one at the foot */
    text_at (build, g_ptr_array_index (lines, i), KERF_LABEL_TEXT, EDGE, y, 0, 1);
}

/* A view away from the radiological one has a frame and says so. */
static void
add_surgeon_frame (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfLineStyle line = { .colour = kerf_colour (KERF_COLOUR_AMBER, 1), .width_px = 3 };
  KerfDrawable *frame = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (frame, line);
  frame->on_screen = frame->closed = TRUE;
  frame->casing_px = 0;
  kerf_drawable_path (frame);
  kerf_drawable_point (frame, kerf_vec3 (1.5, 1.5, 0));
  kerf_drawable_point (frame, kerf_vec3 (p->width - 1.5, 1.5, 0));
  kerf_drawable_point (frame, kerf_vec3 (p->width - 1.5, p->height - 1.5, 0));
  kerf_drawable_point (frame, kerf_vec3 (1.5, p->height - 1.5, 0));
  g_ptr_array_add (build->scene->drawables, frame);
  kerf_draw_label (build->scene->drawables, _ ("Surgeon's view · prone"), KERF_LABEL_CHIP,
                   kerf_colour (KERF_COLOUR_AMBER, 1), kerf_vec3 (p->width / 2, 34, 0), TRUE, 0.5, 0);
}

void
kerf_scene_add_writing (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  gboolean large = p->width >= 320 && p->height >= 240;
  if (build->state->surgeon)
    add_surgeon_frame (build);
  add_letters (build);
  add_title (build, large);
  add_scale_bar (build);
  if (!large)
    return;
  add_right_top (build);
  add_position (build);
  add_notes (build);
}
