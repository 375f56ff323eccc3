/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written on a picture: letters, titles, window, alignment, scale bar, badge. */
#include "base/text.h"
#include "view/crosshair.h"
#include "view/orientation.h"
#include "view/scene.h"
#include "view/window.h"

#include <glib/gi18n.h>

#define EDGE 8.0
enum { BADGE_LETTERS = 16 };

static const KerfColour white = { 1, 1, 1, 1 };

/* ---- writing ---- */

static void
text_at (KerfSceneBuild *build, const char *text, KerfLabelStyle style, double x, double y, double ax,
         double ay)
{
  kerf_draw_label (build->scene->drawables, text, style, white, kerf_vec3 (x, y, 0), TRUE, ax, ay);
}

/* The 3-D view says that it was turned to the surgeon's side; a slice is judged by its axes. */
static gboolean
is_away (const KerfSceneBuild *build)
{
  KerfViewName name = build->scene->name;
  return kerf_view_is_space (name) ? build->state->surgeon
                                   : kerf_view_is_away (&build->state->views[name], name);
}

static void
add_letters (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  KerfLabelStyle style = is_away (build) ? KERF_LABEL_LETTER_LARGE : KERF_LABEL_LETTER;
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
  /* Whatever comes from a pseudo-CT: surfaces, outlines, fused pictures. */
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
    return g_strdup_printf (_ ("slice %d / %d"), at, grid.n[axis]);
  }
  return NULL;
}

/* Letters that fit between a side edge and what stands in the middle of the top: a letter, or a chip. */
static glong
letters_in_half (const KerfSceneBuild *build)
{
  double middle = is_away (build) ? 78 * build->scene->text_factor : 36;
  return (glong) ((build->scene->projection.width / 2 - middle) / (6.6 * build->scene->text_factor));
}

/* Below the first line there is no letter in the middle, only what stands on the left. */
static glong
letters_on_right (const KerfSceneBuild *build)
{
  glong half = letters_in_half (build);
  double whole = (build->scene->projection.width - 2 * EDGE) / (6.6 * build->scene->text_factor);
  return is_away (build) ? half : MAX (half, (glong) whole - build->left_letters - 3);
}

/* A long name is cut, so that the title keeps clear of the letter in the middle of the edge. */
static void
append_short (GString *title, const char *name, const KerfSceneBuild *build)
{
  glong room = letters_in_half (build) - g_utf8_strlen (title->str, -1) - 3;
  if (g_utf8_strlen (name, -1) <= room) {
    g_string_append_printf (title, " · %s", name);
  } else if (room >= 6) {
    g_autofree char *part = g_utf8_substring (name, 0, room - 1);
    g_string_append_printf (title, " · %s…", g_strchomp (part));
  }
}

/* Appends the sentence to `lines`, broken at its blanks so that each line keeps clear of the middle. */
static void
append_broken (GPtrArray *lines, const char *sentence, glong room)
{
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  for (char **word = words; *word; word++) {
    gboolean dot = g_strcmp0 (*word, "·") == 0;
    /* What follows the dot decides; no line begins or ends with one. */
    if (dot &&
        (!line->len || !word[1] || g_utf8_strlen (line->str, -1) + 3 + g_utf8_strlen (word[1], -1) > room)) {
      if (line->len) {
        g_ptr_array_add (lines, g_strdup (line->str));
        g_string_truncate (line, 0);
      }
      continue;
    }
    if (line->len && g_utf8_strlen (line->str, -1) + 1 + g_utf8_strlen (*word, -1) > room) {
      g_ptr_array_add (lines, g_strdup (line->str));
      g_string_truncate (line, 0);
    }
    g_string_append_printf (line, "%s%s", line->len ? " " : "", *word);
  }
  g_ptr_array_add (lines, g_strdup (line->str));
}

static const char *
slab_words (KerfSlab slab)
{
  return slab == KERF_SLAB_MAX    ? _ ("slab maximum")
         : slab == KERF_SLAB_MEAN ? _ ("slab mean")
                                  : _ ("slab minimum");
}

/* "fusion 40 %", "wipe", "checkerboard 20 mm". */
static char *
fusion_words (const KerfViewState *state)
{
  if (state->other_held)
    return g_strdup (_ ("while held"));
  switch (state->fusion) {
  case KERF_FUSION_BLEND:
    return g_strdup_printf (_ ("fusion %.0f %%"), 100 * state->fusion_share);
  case KERF_FUSION_WIPE:
    return g_strdup (_ ("wipe"));
  case KERF_FUSION_CHECKER:
    return g_strdup (_ ("checkerboard 20 mm"));
  case KERF_FUSION_NONE:
  default:
    return NULL;
  }
}

static void
append_part (GString *line, const char *part)
{
  if (part)
    g_string_append_printf (line, "%s%s", line->len ? " · " : "", part);
}

/* Slice, fusion, slab, viewpoint: what is not the plain picture of one image. */
static char *
second_line (KerfSceneBuild *build, const KerfObject *volume, const char *viewpoint)
{
  const KerfViewState *state = build->state;
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *slice = slice_text (build, volume), *fusion = build->fused ? fusion_words (state) : NULL;
  append_part (line, slice);
  append_part (line, viewpoint ? _ (viewpoint) : NULL);
  append_part (line, fusion);
  if (state->slab != KERF_SLAB_NONE) {
    g_autofree char *slab = g_strdup_printf ("%s %.0f mm", slab_words (state->slab), state->slab_mm);
    append_part (line, slab);
  } else if (state->sampling != KERF_SAMPLING_LINEAR) {
    append_part (line, state->sampling == KERF_SAMPLING_CUBIC ? _ ("cubic") : _ ("nearest voxel"));
  }
  return g_strdup (line->str);
}

static void
add_title (KerfSceneBuild *build, gboolean large)
{
  gboolean space = build->scene->projection.space;
  const KerfView *view = &build->state->views[build->scene->name];
  const KerfObject *volume = shown_volume (build);
  const char *viewpoint = kerf_view_viewpoint (view, build->scene->name);
  g_autoptr (GString) title = g_string_new (_ (kerf_view_title (view, build->scene->name)));
  if (!space && volume)
    append_short (title, kerf_view_state_volume_title (build->state, volume), build);
  if (build->fused && !build->state->other_held) {
    const KerfObject *other = kerf_case_get (build->kase, kerf_view_state_other (build->state, build->kase));
    if (other)
      append_short (title, kerf_view_state_volume_title (build->state, other), build);
  }
  if (space && viewpoint)
    g_string_append_printf (title, " · %s", _ (viewpoint));
  double y = EDGE, row = 18 * build->scene->text_factor;
  if (large) {
    text_at (build, title->str, KERF_LABEL_TEXT, EDGE, y, 0, 0);
    y += row;
    g_autofree char *second = space ? g_strdup ("") : second_line (build, volume, viewpoint);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    if (second[0])
      append_broken (lines, second, letters_in_half (build));
    for (guint i = 0; i < lines->len; i++, y += row) {
      const char *text = g_ptr_array_index (lines, i);
      build->left_letters = MAX (build->left_letters, g_utf8_strlen (text, -1));
      text_at (build, text, KERF_LABEL_TEXT, EDGE, y, 0, 0);
    }
  }
  if (shows_synthetic (build)) {
    build->left_letters = MAX (build->left_letters, BADGE_LETTERS);
    kerf_draw_label (build->scene->drawables, "SYNTHETIC CT", KERF_LABEL_BADGE, kerf_colour (0x613583, 1),
                     kerf_vec3 (EDGE, y + 2, 0), TRUE, 0, 0);
  }
}

/* The preset by its name, else the numbers. */
static char *
window_words (KerfSceneBuild *build)
{
  const KerfObject *volume = shown_volume (build);
  guint n;
  const KerfWindowPreset *presets = kerf_window_presets (&n);
  for (guint i = 0; i < build->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    if (drawable->kind != KERF_DRAW_SLICE || !volume ||
        !kerf_id_equal (drawable->object, kerf_object_id (volume)))
      continue;
    for (guint k = 0; k < n; k++)
      if (presets[k].key == drawable->preset && drawable->preset != '9')
        return g_strdup (_ (presets[k].name));
    return kerf_window_text (drawable->centre, drawable->width);
  }
  return NULL;
}

/* Name of an alignment and how good it is known to be, in two lines where one is too long; of a further one only whether it
 * was accepted. */
static void
append_alignment (GPtrArray *lines, const KerfObject *object, gboolean first, glong room)
{
  g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
  const char *accepted = kerf_alignment_is_accepted (alignment) ? _ ("accepted") : _ ("▲ not accepted");
  if (!first) { /* there is a picture under it */
    g_autofree char *brief = g_strdup_printf ("%s · %s", alignment->name, accepted);
    append_broken (lines, brief, room);
    return;
  }
  g_autofree char *tre = isnan (alignment->tre_mm) ? g_strdup (_ ("not assessed"))
                                                   : kerf_figure_to_text (alignment->tre_mm, 1, "mm");
  /* Translators: TRE is the error of an alignment at the cuts. */
  g_autofree char *quality = g_strdup_printf (_ ("TRE at the cuts %s · %s"), tre, accepted);
  g_autofree char *whole = g_strdup_printf ("%s · %s", alignment->name, quality);
  if (g_utf8_strlen (whole, -1) <= room) {
    g_ptr_array_add (lines, g_steal_pointer (&whole));
    return;
  }
  append_broken (lines, alignment->name, room);
  /* Small views: the picture needs the room more than the words do. */
  g_autofree char *brief = g_strdup_printf (_ ("TRE %s · %s"), tre, accepted);
  append_broken (lines, g_utf8_strlen (quality, -1) <= room ? quality : brief, room);
}

/* What was done to the image before it came here. */
static char *
image_words (const KerfObject *volume)
{
  const KerfJson *record = kerf_object_record (volume);
  g_autoptr (GString) words = g_string_new (NULL);
  double tilt = kerf_json_get_real (record, "tilt_deg", 0);
  append_part (words, kerf_json_get_string (record, "resampled_from", NULL) ? _ ("resampled") : NULL);
  if (fabs (tilt) >= 0.05) {
    g_autofree char *text = g_strdup_printf (_ ("tilted %.1f°"), fabs (tilt));
    append_part (words, text);
  }
  if (g_strcmp0 (kerf_json_get_string (record, "verdict", NULL), "gap") == 0)
    append_part (words, _ ("gap accepted"));
  return g_strdup (words->str);
}

static void
add_right_top (KerfSceneBuild *build)
{
  enum { MOST_ALIGNMENTS = 2 };
  const KerfProjection *p = &build->scene->projection;
  const KerfObject *volume = shown_volume (build);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *window = p->space ? NULL : window_words (build);
  if (window)
    g_ptr_array_add (lines, g_steal_pointer (&window));
  for (guint i = 0; i < MIN (build->alignments->len, MOST_ALIGNMENTS); i++) {
    const KerfObject *object = kerf_case_get (build->kase, g_array_index (build->alignments, KerfId, i));
    if (object)
      append_alignment (lines, object, i == 0,
                        lines->len ? letters_on_right (build) : letters_in_half (build));
  }
  g_autofree char *image = volume && !p->space ? image_words (volume) : g_strdup ("");
  if (image[0])
    append_broken (lines, image, lines->len ? letters_on_right (build) : letters_in_half (build));
  double y = EDGE;
  for (guint i = 0; i < lines->len; i++, y += 18 * build->scene->text_factor)
    text_at (build, g_ptr_array_index (lines, i), KERF_LABEL_TEXT, p->width - EDGE, y, 1, 0);
  build->scene->right_text_px = lines->len ? y : 0;
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
    static const char *const planes[3] = { N_ ("sagittal"), N_ ("coronal"), N_ ("axial") };
    int axes[3];
    double first, second;
    kerf_oblique_angles (p->into, axes, &first, &second);
    text = second < 0.05 ? g_strdup_printf ("%s → %s %.1f°", _ (planes[axes[0]]), _ (planes[axes[1]]), first)
                         : g_strdup_printf ("%s → %s %.1f° → %s %.1f°", _ (planes[axes[0]]),
                                            _ (planes[axes[1]]), first, _ (planes[axes[2]]), second);
  }
  text_at (build, text, KERF_LABEL_TEXT, p->width - EDGE, p->height - EDGE, 1, 1);
}

/* "hidden: Tumour, Root S1 left and 3 more"; NULL: nothing is. */
static char *
hidden_words (const KerfSceneBuild *build)
{
  enum { NAMED = 2 };
  guint n = 0;
  g_autoptr (GString) words = g_string_new (NULL);
  for (gsize i = 0; i < kerf_case_length (build->kase); i++) {
    const KerfObject *object = kerf_case_at (build->kase, i);
    KerfKind kind = kerf_object_id (object).kind;
    if ((kind != KERF_KIND_SEGMENT && kind != KERF_KIND_TUBE && kind != KERF_KIND_GUIDE &&
         kind != KERF_KIND_PLAN) ||
        kerf_view_state_shows (build->state, build->kase, object))
      continue;
    if (n++ < NAMED)
      g_string_append_printf (words, "%s%s", words->len ? ", " : "", kerf_object_name (object));
  }
  if (n == 0)
    return NULL;
  return n > NAMED ? g_strdup_printf (_ ("hidden: %s and %u more"), words->str, n - NAMED)
                   : g_strdup_printf (_ ("hidden: %s"), words->str);
}

/* What the look shows of voxels, and what it takes away. */
static void
add_look_notes (KerfSceneBuild *build, GPtrArray *lines)
{
  const KerfSpaceLook *look = &build->state->look;
  const KerfObject *base = kerf_case_get (build->kase, build->base_id);
  if (look->volume_shown && base)
    g_ptr_array_add (lines, g_strdup_printf (_ ("%s seen through: %s"),
                                             kerf_view_state_volume_title (build->state, base),
                                             _ (kerf_space_look_name (look, kerf_volume_role (base)))));
  if (look->cut[0])
    g_ptr_array_add (lines,
                     g_strdup_printf (look->cut_keeps_specimen ? _ ("cut open along %s: the specimen")
                                                               : _ ("cut open along %s: the bone that stays"),
                                      look->cut));
  if (look->box_on)
    g_ptr_array_add (lines, g_strdup (_ ("cut away beyond a box")));
}

static void
add_notes (KerfSceneBuild *build)
{
  double y = build->scene->projection.height - EDGE;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hidden = hidden_words (build);
  if (!build->state->structures_shown)
    g_ptr_array_add (lines, g_strdup (_ ("structures hidden")));
  else if (hidden)
    append_broken (lines, hidden, letters_in_half (build));
  gboolean specimen = FALSE;
  for (guint i = 0; i < build->scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (build->scene->drawables, i);
    specimen |= drawable->kind == KERF_DRAW_SURFACE && drawable->clip_part == KERF_PART_SPECIMEN;
  }
  if (specimen)
    g_ptr_array_add (lines, g_strdup (_ ("specimen translucent")));
  if (build->scene->projection.space)
    add_look_notes (build, lines);
  for (guint i = 0; i < build->scene->notes->len; i++)
    append_broken (lines, g_ptr_array_index (build->scene->notes, i), letters_in_half (build));
  for (guint i = lines->len; i-- > 0; y -= 18 * build->scene->text_factor) /* the last one at the foot */
    text_at (build, g_ptr_array_index (lines, i), KERF_LABEL_TEXT, EDGE, y, 0, 1);
}

/* A view away from the radiological one has a frame and says so. */
static void
add_frame (KerfSceneBuild *build)
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
  const char *words = build->state->surgeon ? _ ("Surgeon's view · prone") : _ ("Turned view");
  double below = EDGE + 30 * build->scene->text_factor; /* the letter at the top */
  kerf_draw_label (build->scene->drawables, words, KERF_LABEL_CHIP, kerf_colour (KERF_COLOUR_AMBER, 1),
                   kerf_vec3 (p->width / 2, below, 0), TRUE, 0.5, 0);
}

void
kerf_scene_add_writing (KerfSceneBuild *build)
{
  const KerfProjection *p = &build->scene->projection;
  gboolean bare = build->state->overlays_hidden; /* letters, badge, and that the picture is turned */
  gboolean large = !bare && p->width >= 320 && p->height >= 240;
  if (is_away (build))
    add_frame (build);
  add_letters (build);
  add_title (build, large);
  if (!bare)
    add_scale_bar (build);
  if (!large)
    return;
  add_right_top (build);
  add_position (build);
  add_notes (build);
}
