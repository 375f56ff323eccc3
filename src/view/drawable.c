/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/drawable.h"

#include "base/real.h"

KerfDrawable *
kerf_drawable_new (KerfDrawKind kind, KerfId object, const char *part)
{
  KerfDrawable *drawable = g_new0 (KerfDrawable, 1);
  drawable->kind = kind;
  drawable->object = object;
  g_strlcpy (drawable->part, part ? part : "", sizeof drawable->part);
  drawable->to_own = kerf_mat4_identity ();
  drawable->share = 1;
  drawable->sampling = KERF_SAMPLING_LINEAR;
  drawable->tint_low = drawable->tint_high = NAN;
  drawable->colour = kerf_colour (0xFFFFFF, 1);
  return drawable;
}

void
kerf_drawable_free (KerfDrawable *drawable)
{
  if (!drawable)
    return;
  g_clear_pointer (&drawable->volume, kerf_volume_unref);
  g_clear_pointer (&drawable->mask, kerf_mask_unref);
  g_clear_pointer (&drawable->mesh, kerf_mesh_unref);
  g_clear_pointer (&drawable->points, g_array_unref);
  g_clear_pointer (&drawable->starts, g_array_unref);
  g_clear_pointer (&drawable->clips, g_array_unref);
  g_clear_pointer (&drawable->cuts, g_array_unref);
  g_clear_pointer (&drawable->margins, kerf_margin_map_unref);
  g_free (drawable->text);
  g_free (drawable);
}

void
kerf_drawable_path (KerfDrawable *drawable)
{
  if (!drawable->points) {
    drawable->points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
    drawable->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  }
  g_array_append_val (drawable->starts, drawable->points->len);
}

void
kerf_drawable_point (KerfDrawable *drawable, KerfVec3 point)
{
  g_array_append_val (drawable->points, point);
}

guint
kerf_drawable_paths (const KerfDrawable *drawable)
{
  return drawable->starts ? drawable->starts->len : 0;
}

const KerfVec3 *
kerf_drawable_path_at (const KerfDrawable *drawable, guint index, guint *n)
{
  guint from = g_array_index (drawable->starts, guint, index);
  guint to = index + 1 < drawable->starts->len ? g_array_index (drawable->starts, guint, index + 1)
                                               : drawable->points->len;
  *n = to - from;
  return &g_array_index (drawable->points, KerfVec3, from);
}

void
kerf_drawable_set_line (KerfDrawable *drawable, KerfLineStyle line)
{
  drawable->line = line;
  drawable->colour = line.colour;
  drawable->casing_px = 1;
  drawable->casing = kerf_colour (kerf_colour_lightness (line.colour) < 50 ? 0xFFFFFF : 0x000000, 0.6);
}

KerfDrawable *
kerf_draw_segment (GPtrArray *list, KerfId object, const char *part, KerfVec3 a, KerfVec3 b,
                   KerfLineStyle line)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_LINE, object, part);
  kerf_drawable_set_line (drawable, line);
  kerf_drawable_path (drawable);
  kerf_drawable_point (drawable, a);
  kerf_drawable_point (drawable, b);
  g_ptr_array_add (list, drawable);
  return drawable;
}

KerfDrawable *
kerf_draw_circle (GPtrArray *list, KerfVec3 centre, KerfVec3 u, KerfVec3 v, double radius, KerfLineStyle line)
{
  enum { CORNERS = 48 };
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_LINE, KERF_ID_NONE, NULL);
  kerf_drawable_set_line (drawable, line);
  drawable->closed = TRUE;
  kerf_drawable_path (drawable);
  for (int i = 0; i < CORNERS; i++) {
    double angle = 2 * KERF_PI * i / CORNERS;
    KerfVec3 p = kerf_along (kerf_along (centre, radius * cos (angle), u), radius * sin (angle), v);
    kerf_drawable_point (drawable, p);
  }
  g_ptr_array_add (list, drawable);
  return drawable;
}

KerfDrawable *
kerf_draw_label (GPtrArray *list, const char *text, KerfLabelStyle style, KerfColour colour, KerfVec3 at,
                 gboolean on_screen, double anchor_x, double anchor_y)
{
  KerfDrawable *drawable = kerf_drawable_new (KERF_DRAW_LABEL, KERF_ID_NONE, NULL);
  drawable->text = g_strdup (text);
  drawable->label = style;
  drawable->colour = colour;
  drawable->at = at;
  drawable->on_screen = on_screen;
  drawable->anchor_x = anchor_x;
  drawable->anchor_y = anchor_y;
  g_ptr_array_add (list, drawable);
  return drawable;
}

void
kerf_drawable_label_box (const KerfDrawable *label, KerfVec3 at, double text_factor, double box[4])
{
  double width = 0, height = 0;
  g_auto (GStrv) lines = g_strsplit (label->text, "\n", -1);
  for (int i = 0; lines[i]; i++) {
    width = fmax (width, 7.2 * text_factor * (double) g_utf8_strlen (lines[i], -1));
    height += 15 * text_factor;
  }
  box[0] = at.x - label->anchor_x * width;
  box[1] = at.y - label->anchor_y * height;
  box[2] = box[0] + width;
  box[3] = box[1] + height;
}
