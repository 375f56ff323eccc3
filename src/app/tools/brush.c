/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the selected segment by exact distances. While the stroke goes on only its last piece is applied to the mask in
 * memory; the release makes one revision of the whole stroke. */
#include "app/tools/tool.h"
#include "base/text.h"
#include "core/image/mask-edit.h"

#include <glib/gi18n.h>

#define LEAST_RADIUS_MM 0.5
#define MOST_RADIUS_MM  50.0

typedef struct {
  KerfTool tool;
  double radius_mm;
  gboolean disc, erases;
  /* the stroke under way */
  KerfId segment;
  GArray *points; /* of KerfVec3, in the segment's own space */
  KerfMask *mask;
  KerfBrush brush;
  gboolean erasing;
  KerfMat4 own_from_base;
  KerfVec3 last; /* end of the last stroke, for Shift */
  KerfViewArea *area;
  KerfVec3 at; /* of the pointer, base space */
} Brush;

static Brush *
brush_of (KerfTool *tool)
{
  return (Brush *) tool;
}

static void
enter (KerfTool *tool)
{
  Brush *brush = brush_of (tool);
  if (brush->radius_mm == 0)
    brush->radius_mm = 5;
  brush->at = brush->last = kerf_vec3 (NAN, NAN, NAN);
}

static void
drop_stroke (Brush *brush)
{
  g_clear_pointer (&brush->points, g_array_unref);
  g_clear_pointer (&brush->mask, kerf_mask_unref);
}

static void
leave (KerfTool *tool)
{
  drop_stroke (brush_of (tool));
}

/* The segment that is painted: the selected one. A lone segment is taken without asking. */
static const KerfObject *
target (Brush *brush)
{
  KerfViewState *state = kerf_window_state (brush->tool.window);
  const KerfCase *kase = kerf_window_case (brush->tool.window);
  if (state->selected.kind == KERF_KIND_SEGMENT)
    return kerf_case_get (kase, state->selected);
  const KerfObject *only = NULL;
  guint n = 0;
  for (gsize i = 0; i < kerf_case_length (kase); i++)
    if (kerf_object_id (kerf_case_at (kase, i)).kind == KERF_KIND_SEGMENT) {
      only = kerf_case_at (kase, i);
      n++;
    }
  if (n == 1)
    kerf_window_select (brush->tool.window, kerf_object_id (only), NULL);
  return n == 1 ? only : NULL;
}

static double
slice_step (const KerfMask *mask, KerfVec3 into)
{
  KerfVec3 spacing = kerf_grid_spacing (&mask->grid);
  for (int axis = 0; axis < 3; axis++)
    if (fabs (kerf_dot (kerf_grid_axis (&mask->grid, axis), into)) > 1 - 1e-6)
      return kerf_component (spacing, axis);
  return fmin (spacing.x, fmin (spacing.y, spacing.z));
}

static void
extend (Brush *brush, KerfVec3 base)
{
  KerfVec3 own = kerf_mat4_point (&brush->own_from_base, base), from = own;
  if (brush->points->len > 0) {
    from = g_array_index (brush->points, KerfVec3, brush->points->len - 1);
    if (kerf_distance (from, own) < brush->radius_mm * 0.05)
      return;
  }
  g_array_append_val (brush->points, own);
  const KerfVec3 piece[2] = { from, own };
  KerfMask *next = kerf_mask_stroke (brush->mask, piece, brush->points->len > 1 ? 2 : 1, &brush->brush,
                                     brush->erasing, NULL);
  if (!next)
    return;
  kerf_mask_unref (brush->mask);
  brush->mask = next;
  kerf_window_redraw (brush->tool.window);
}

static gboolean
press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Brush *brush = brush_of (tool);
  if (kerf_view_is_space (kerf_view_area_view (area)))
    return FALSE;
  const KerfObject *object = target (brush);
  if (!object) {
    kerf_window_say (tool->window,
                     _ ("No segment is selected; choose one in the list or make one with New segment."));
    return TRUE;
  }
  const KerfCase *kase = kerf_window_case (tool->window);
  KerfId base = kerf_view_state_base (kerf_window_state (tool->window), kase), by;
  g_autoptr (GError) error = NULL;
  if (!kerf_case_transform (kase, kerf_object_volume_id (object), base, NULL, &brush->own_from_base, &by,
                            &error)) {
    kerf_window_say (tool->window, error->message);
    return TRUE;
  }
  drop_stroke (brush);
  brush->mask = kerf_object_mask (object, &error);
  if (!brush->mask) {
    kerf_window_say (tool->window, error->message);
    return TRUE;
  }
  KerfVec3 into = kerf_mat4_direction (&brush->own_from_base, kerf_view_into (kerf_view_area_value (area)));
  brush->segment = kerf_object_id (object);
  brush->points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  brush->erasing = brush->erases != ((at->state & GDK_CONTROL_MASK) != 0 || at->eraser);
  brush->brush = (KerfBrush){ .radius_mm = brush->radius_mm,
                              .disc = brush->disc,
                              .normal = into,
                              .thickness_mm = slice_step (brush->mask, into) };
  brush->area = area;
  if ((at->state & GDK_SHIFT_MASK) && kerf_vec3_is_finite (brush->last))
    extend (brush, brush->last);
  extend (brush, kerf_view_area_point (area, at, NULL));
  return TRUE;
}

static void
show_cursor (Brush *brush, KerfViewArea *area)
{
  kerf_tool_clear_extras (&brush->tool);
  if (!kerf_vec3_is_finite (brush->at) || !area)
    return;
  const KerfView *view = kerf_view_area_value (area);
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 0.9), .width_px = 1.25F };
  kerf_draw_circle (brush->tool.extras, brush->at, view->right, view->down, brush->radius_mm, line);
  KerfVec3 side = kerf_along (brush->at, brush->radius_mm + 0.5, view->right);
  kerf_draw_label (brush->tool.extras, brush->erases ? "−" : "+", KERF_LABEL_BOLD, line.colour, side, FALSE,
                   0, 1);
}

static void
drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy)
{
  Brush *brush = brush_of (tool);
  (void) dx;
  (void) dy;
  if (!brush->points)
    return;
  brush->at = kerf_view_area_point (area, at, NULL);
  show_cursor (brush, area);
  extend (brush, brush->at);
}

static char *
points_text (const GArray *points)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < points->len; i++) {
    KerfVec3 p = g_array_index (points, KerfVec3, i);
    g_autofree char *x = kerf_real_to_text (p.x), *y = kerf_real_to_text (p.y), *z = kerf_real_to_text (p.z);
    g_string_append_printf (text, "%s%s,%s,%s", i ? ";" : "", x, y, z);
  }
  return g_string_free (text, FALSE);
}

/* The record of the segment with the painted mask, shown until the revision is written. */
static void
show_painted (Brush *brush)
{
  const KerfCase *kase = kerf_window_case (brush->tool.window);
  const KerfObject *object = kerf_case_get (kase, brush->segment);
  if (!object)
    return;
  g_autoptr (KerfObject) painted =
      kerf_object_new_segment (brush->segment, kerf_json_copy (kerf_object_record (object)), brush->mask);
  kerf_document_preview_case (kerf_window_document (brush->tool.window), kerf_case_with (kase, painted));
}

static void
release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Brush *brush = brush_of (tool);
  (void) at;
  (void) area;
  if (!brush->points || brush->points->len == 0)
    return;
  const KerfOp *op = kerf_document_op ("segment.brush");
  g_autofree char *id = kerf_id_to_text (brush->segment), *points = points_text (brush->points);
  g_autofree char *radius = kerf_real_to_text (brush->radius_mm),
                  *thickness = kerf_real_to_text (brush->brush.thickness_mm);
  KerfVec3 n = kerf_unit (brush->brush.normal);
  g_autofree char *x = kerf_real_to_text (n.x), *y = kerf_real_to_text (n.y), *z = kerf_real_to_text (n.z);
  g_autofree char *words[8] = { g_strdup_printf ("segment=%s", id), g_strdup_printf ("points=%s", points),
                                g_strdup_printf ("radius_mm=%s", radius),
                                g_strdup_printf ("mode=%s", brush->erasing ? "erase" : "add"),
                                g_strdup_printf ("shape=%s", brush->disc ? "disc" : "ball") };
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < 5; i++)
    g_ptr_array_add (list, g_steal_pointer (&words[i]));
  if (brush->disc) {
    g_ptr_array_add (list, g_strdup_printf ("normal=%s,%s,%s", x, y, z));
    g_ptr_array_add (list, g_strdup_printf ("thickness_mm=%s", thickness));
  }
  g_ptr_array_add (list, NULL);
  g_autoptr (GError) error = NULL;
  KerfMat4 base_from_own;
  KerfVec3 end = g_array_index (brush->points, KerfVec3, brush->points->len - 1);
  if (kerf_mat4_inverse (&brush->own_from_base, &base_from_own))
    brush->last = kerf_mat4_point (&base_from_own, end);
  gpointer args =
      kerf_document_args (kerf_window_document (tool->window), op, (const char *const *) list->pdata, &error);
  if (args) {
    show_painted (brush);
    kerf_document_commit (kerf_window_document (tool->window), op, args);
  } else {
    kerf_window_say (tool->window, error->message);
  }
  drop_stroke (brush);
}

static void
hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at)
{
  Brush *brush = brush_of (tool);
  if (kerf_view_is_space (kerf_view_area_view (area)))
    return;
  brush->area = area;
  brush->at = at ? kerf_view_area_point (area, at, NULL) : kerf_vec3 (NAN, NAN, NAN);
  show_cursor (brush, area);
  kerf_view_area_redraw (area);
}

void
kerf_brush_resize (KerfTool *tool, double factor)
{
  Brush *brush = brush_of (tool);
  brush->radius_mm = CLAMP (brush->radius_mm * factor, LEAST_RADIUS_MM, MOST_RADIUS_MM);
  g_autofree char *text = kerf_figure_to_text (brush->radius_mm, 1, "mm");
  kerf_window_hint (tool->window, text);
  show_cursor (brush, brush->area);
  if (brush->area)
    kerf_view_area_redraw (brush->area);
}

void
kerf_brush_swap_mode (KerfTool *tool)
{
  Brush *brush = brush_of (tool);
  brush->erases = !brush->erases;
  kerf_window_hint (tool->window, brush->erases ? _ ("Brush erases") : _ ("Brush paints"));
  show_cursor (brush, brush->area);
  if (brush->area)
    kerf_view_area_redraw (brush->area);
}

void
kerf_brush_swap_shape (KerfTool *tool)
{
  Brush *brush = brush_of (tool);
  brush->disc = !brush->disc;
  kerf_window_hint (tool->window, brush->disc ? _ ("Brush: disc in the slice") : _ ("Brush: ball"));
}

static gboolean
size_by (KerfTool *tool, double steps)
{
  kerf_brush_resize (tool, pow (1.12, steps));
  return TRUE;
}

static gboolean
escape (KerfTool *tool)
{
  Brush *brush = brush_of (tool);
  gboolean was = brush->points != NULL;
  drop_stroke (brush);
  kerf_window_redraw (tool->window);
  return was;
}

static void
scene (KerfTool *tool, KerfViewArea *area, KerfSceneTool *out)
{
  Brush *brush = brush_of (tool);
  out->painted = brush->mask;
  out->painted_id = brush->segment;
  if (area == brush->area)
    out->extras = tool->extras;
  else
    out->extras = NULL;
}

/* ---- in the inspector ---- */

static void
on_radius (GtkAdjustment *adjustment, gpointer data)
{
  brush_of (data)->radius_mm = gtk_adjustment_get_value (adjustment);
}

static void
on_switch (GObject *widget, GParamSpec *spec, gpointer data)
{
  Brush *brush = brush_of (data);
  (void) spec;
  gboolean on = gtk_switch_get_active (GTK_SWITCH (widget));
  if (g_object_get_data (widget, "disc"))
    brush->disc = on;
  else
    brush->erases = on;
}

static GtkWidget *
switch_row (KerfTool *tool, const char *title, gboolean on, gboolean disc)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_switch_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_switch_set_active (GTK_SWITCH (button), on);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (disc)
    g_object_set_data (G_OBJECT (button), "disc", GINT_TO_POINTER (1));
  g_signal_connect (button, "notify::active", G_CALLBACK (on_switch), tool);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
options (KerfTool *tool)
{
  Brush *brush = brush_of (tool);
  GtkWidget *group = adw_preferences_group_new (), *row = adw_action_row_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Brush"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Radius, mm"));
  GtkWidget *radius = gtk_spin_button_new_with_range (LEAST_RADIUS_MM, MOST_RADIUS_MM, 0.5);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (radius), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (radius), brush->radius_mm);
  gtk_widget_set_valign (radius, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (radius), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Brush radius in mm"), -1);
  g_signal_connect (gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (radius)), "value-changed",
                    G_CALLBACK (on_radius), tool);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), radius);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             switch_row (tool, _ ("Erase"), brush->erases, FALSE));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             switch_row (tool, _ ("Disc in the slice"), brush->disc, TRUE));
  return group;
}

const KerfToolClass kerf_tool_brush = {
  .id = "brush",
  .label = N_ ("Brush"),
  .icon = "kerf-brush-symbolic",
  .hint = N_ ("Drag: paints · Ctrl: the opposite · Shift: straight on · Shift+wheel: size"),
  .workspaces = "contour",
  .size = sizeof (Brush),
  .enter = enter,
  .leave = leave,
  .press = press,
  .drag = drag,
  .release = release,
  .hover = hover,
  .size_by = size_by,
  .escape = escape,
  .scene = scene,
  .options = options
};
