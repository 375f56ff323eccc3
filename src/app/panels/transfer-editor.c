/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/transfer-editor.h"

#include "base/text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { BINS = 128, HEIGHT = 132, FOOT = 20, MOST_SAMPLES = 400000 };
#define INSET 9.0
#define REACH 12.0
#define DOT   5.0

struct _KerfTransferEditor {
  GtkWidget parent;
  void (*changed) (gpointer data, const KerfTransfer *transfer);
  gpointer data;
  KerfTransfer transfer;
  char unit[8];
  double low, high;
  float bins[BINS]; /* 0–1, by the logarithm of the count */
  int selected, held;
  double from_x, from_y; /* of the press, from the held point */
};

G_DEFINE_FINAL_TYPE (KerfTransferEditor, kerf_transfer_editor, GTK_TYPE_WIDGET)

/* ---- places ---- */

static double
plot_height (KerfTransferEditor *editor)
{
  return gtk_widget_get_height (GTK_WIDGET (editor)) - FOOT - 2 * INSET;
}

static double
x_of (KerfTransferEditor *editor, double value)
{
  double width = gtk_widget_get_width (GTK_WIDGET (editor)) - 2 * INSET;
  return INSET + CLAMP ((value - editor->low) / (editor->high - editor->low), 0, 1) * width;
}

static double
y_of (KerfTransferEditor *editor, double opacity)
{
  return INSET + (1 - sqrt (opacity)) * plot_height (editor);
}

static double
value_at (KerfTransferEditor *editor, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (editor)) - 2 * INSET;
  return editor->low + CLAMP ((x - INSET) / width, 0, 1) * (editor->high - editor->low);
}

static double
opacity_at (KerfTransferEditor *editor, double y)
{
  double root = CLAMP (1 - (y - INSET) / plot_height (editor), 0, 1);
  return fmin (root * root, 0.999);
}

static int
node_at (KerfTransferEditor *editor, double x, double y)
{
  int best = -1;
  double nearest = REACH;
  for (guint i = 0; i < editor->transfer.n; i++) {
    const KerfTransferNode *node = &editor->transfer.nodes[i];
    double away = hypot (x - x_of (editor, node->value), y - y_of (editor, node->opacity));
    if (away < nearest) {
      nearest = away;
      best = (int) i;
    }
  }
  return best;
}

/* ---- changes ---- */

static void
describe (KerfTransferEditor *editor)
{
  g_autofree char *text = g_strdup (_ ("No point is selected"));
  if (editor->selected >= 0) {
    const KerfTransferNode *node = &editor->transfer.nodes[editor->selected];
    g_free (text);
    text = g_strdup_printf (_ ("Point %d of %u: %.0f %s, opacity %.3f a millimetre"), editor->selected + 1,
                            editor->transfer.n, node->value, editor->unit, node->opacity);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (editor), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
say (KerfTransferEditor *editor)
{
  describe (editor);
  gtk_widget_queue_draw (GTK_WIDGET (editor));
  editor->changed (editor->data, &editor->transfer);
}

static void
select_node (KerfTransferEditor *editor, int index)
{
  editor->selected = index;
  describe (editor);
  gtk_widget_queue_draw (GTK_WIDGET (editor));
}

/* A point never passes its neighbours. */
static void
move_node (KerfTransferEditor *editor, int index, double value, double opacity)
{
  KerfTransfer *t = &editor->transfer;
  double gap = (editor->high - editor->low) * 1e-3;
  double least = index > 0 ? t->nodes[index - 1].value + gap : editor->low,
         most = index + 1 < (int) t->n ? t->nodes[index + 1].value - gap : editor->high;
  t->nodes[index].value = CLAMP (value, fmin (least, most), fmax (least, most));
  t->nodes[index].opacity = CLAMP (opacity, 0, 0.999);
  say (editor);
}

static void
add_node (KerfTransferEditor *editor, double value, double opacity)
{
  KerfTransfer *t = &editor->transfer;
  if (t->n >= KERF_TRANSFER_NODES)
    return;
  KerfTransferNode node = kerf_transfer_at (t, value);
  node.value = value;
  node.opacity = opacity;
  guint at = 0;
  while (at < t->n && t->nodes[at].value < value)
    at++;
  memmove (t->nodes + at + 1, t->nodes + at, (t->n - at) * sizeof *t->nodes);
  t->nodes[at] = node;
  t->n++;
  editor->selected = (int) at;
  say (editor);
}

static void
remove_node (KerfTransferEditor *editor)
{
  KerfTransfer *t = &editor->transfer;
  if (editor->selected < 0 || t->n <= 2)
    return;
  guint at = (guint) editor->selected;
  memmove (t->nodes + at, t->nodes + at + 1, (t->n - at - 1) * sizeof *t->nodes);
  t->n--;
  editor->selected = MIN (editor->selected, (int) t->n - 1);
  say (editor);
}

/* ---- hands ---- */

static void
on_press (GtkGestureClick *gesture, int presses, double x, double y, gpointer data)
{
  KerfTransferEditor *editor = data;
  (void) gesture;
  gtk_widget_grab_focus (GTK_WIDGET (editor));
  int at = node_at (editor, x, y);
  if (at < 0 && presses == 2)
    add_node (editor, value_at (editor, x), opacity_at (editor, y));
  else
    select_node (editor, at);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  KerfTransferEditor *editor = data;
  (void) gesture;
  editor->held = node_at (editor, x, y);
  if (editor->held >= 0) {
    const KerfTransferNode *node = &editor->transfer.nodes[editor->held];
    editor->from_x = x_of (editor, node->value);
    editor->from_y = y_of (editor, node->opacity);
  }
}

static void
on_drag (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  KerfTransferEditor *editor = data;
  (void) gesture;
  if (editor->held >= 0 && hypot (dx, dy) > 0)
    move_node (editor, editor->held, value_at (editor, editor->from_x + dx),
               opacity_at (editor, editor->from_y + dy));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  KerfTransferEditor *editor = data;
  (void) controller;
  (void) keycode;
  double fine = state & GDK_SHIFT_MASK ? 0.1 : 1, step = (editor->high - editor->low) / 100 * fine;
  int n = (int) editor->transfer.n, at = editor->selected;
  if (keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up) {
    select_node (editor, ((at < 0 ? (keyval == GDK_KEY_Page_Down ? -1 : 0) : at) +
                          (keyval == GDK_KEY_Page_Down ? 1 : n - 1)) %
                             n);
    return TRUE;
  }
  if (keyval == GDK_KEY_Insert) {
    double value = at >= 0 && at + 1 < n
                       ? (editor->transfer.nodes[at].value + editor->transfer.nodes[at + 1].value) / 2
                       : (editor->low + editor->high) / 2;
    add_node (editor, value, kerf_transfer_at (&editor->transfer, value).opacity);
    return TRUE;
  }
  if (at < 0)
    return FALSE;
  const KerfTransferNode *node = &editor->transfer.nodes[at];
  double root = sqrt (node->opacity);
  switch (keyval) {
  case GDK_KEY_Left:
    move_node (editor, at, node->value - step, node->opacity);
    return TRUE;
  case GDK_KEY_Right:
    move_node (editor, at, node->value + step, node->opacity);
    return TRUE;
  case GDK_KEY_Up:
    root += 0.02 * fine;
    move_node (editor, at, node->value, root * root);
    return TRUE;
  case GDK_KEY_Down:
    root = fmax (root - 0.02 * fine, 0);
    move_node (editor, at, node->value, root * root);
    return TRUE;
  case GDK_KEY_Delete:
  case GDK_KEY_BackSpace:
    remove_node (editor);
    return TRUE;
  default:
    return FALSE;
  }
}

/* ---- drawing ---- */

static void
fill (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *colour)
{
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static void
draw_histogram (KerfTransferEditor *editor, GtkSnapshot *snapshot, const GdkRGBA *text)
{
  double width = gtk_widget_get_width (GTK_WIDGET (editor)) - 2 * INSET, height = plot_height (editor);
  GdkRGBA grey = *text;
  grey.alpha = 0.22F;
  for (int i = 0; i < BINS; i++) {
    double h = (double) editor->bins[i] * height;
    fill (snapshot, INSET + width * i / BINS, INSET + height - h, width / BINS, h, &grey);
  }
}

static void
draw_curve (KerfTransferEditor *editor, cairo_t *cr, const GdkRGBA *text)
{
  const KerfTransfer *t = &editor->transfer;
  double right = gtk_widget_get_width (GTK_WIDGET (editor)) - INSET, foot = INSET + plot_height (editor);
  /* Under the curve the colours themselves. */
  cairo_pattern_t *colours = cairo_pattern_create_linear (INSET, 0, right, 0);
  for (guint i = 0; i < t->n; i++)
    cairo_pattern_add_color_stop_rgba (colours, (x_of (editor, t->nodes[i].value) - INSET) / (right - INSET),
                                       t->nodes[i].rgb[0], t->nodes[i].rgb[1], t->nodes[i].rgb[2], 0.55);
  cairo_move_to (cr, INSET, foot);
  cairo_line_to (cr, INSET, y_of (editor, t->nodes[0].opacity));
  for (guint i = 0; i < t->n; i++) {
    /* Straight in opacity is a curve in its root. */
    for (int k = 0; i > 0 && k < 8; k++) {
      double f = k / 8.0, value = t->nodes[i - 1].value + f * (t->nodes[i].value - t->nodes[i - 1].value);
      cairo_line_to (cr, x_of (editor, value), y_of (editor, kerf_transfer_at (t, value).opacity));
    }
    cairo_line_to (cr, x_of (editor, t->nodes[i].value), y_of (editor, t->nodes[i].opacity));
  }
  cairo_line_to (cr, right, y_of (editor, t->nodes[t->n - 1].opacity));
  cairo_path_t *curve = cairo_copy_path (cr);
  cairo_line_to (cr, right, foot);
  cairo_close_path (cr);
  cairo_set_source (cr, colours);
  cairo_fill (cr);
  cairo_append_path (cr, curve);
  cairo_set_source_rgba (cr, (double) text->red, (double) text->green, (double) text->blue, 0.85);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_path_destroy (curve);
  cairo_pattern_destroy (colours);
}

static void
draw_nodes (KerfTransferEditor *editor, cairo_t *cr, const GdkRGBA *text)
{
  for (guint i = 0; i < editor->transfer.n; i++) {
    const KerfTransferNode *node = &editor->transfer.nodes[i];
    gboolean chosen = (int) i == editor->selected;
    cairo_arc (cr, x_of (editor, node->value), y_of (editor, node->opacity), chosen ? DOT + 2 : DOT, 0,
               2 * G_PI);
    cairo_set_source_rgb (cr, node->rgb[0], node->rgb[1], node->rgb[2]);
    cairo_fill_preserve (cr);
    cairo_set_source_rgba (cr, (double) text->red, (double) text->green, (double) text->blue, 1);
    cairo_set_line_width (cr, chosen ? 2.5 : 1);
    cairo_stroke (cr);
  }
}

static void
draw_text (KerfTransferEditor *editor, GtkSnapshot *snapshot, const GdkRGBA *colour, const char *text,
           double x, double anchor)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (editor), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  int width, height;
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) (x - anchor * width),
                                      (float) (gtk_widget_get_height (GTK_WIDGET (editor)) - height - 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_words (KerfTransferEditor *editor, GtkSnapshot *snapshot, const GdkRGBA *text)
{
  double right = gtk_widget_get_width (GTK_WIDGET (editor)) - INSET;
  g_autofree char *low = g_strdup_printf ("%.0f", editor->low),
                  *high = g_strdup_printf ("%.0f %s", editor->high, editor->unit);
  GdkRGBA dim = *text;
  dim.alpha = 0.7F;
  draw_text (editor, snapshot, &dim, low, INSET, 0);
  draw_text (editor, snapshot, &dim, high, right, 1);
  if (editor->selected < 0)
    return;
  const KerfTransferNode *node = &editor->transfer.nodes[editor->selected];
  g_autofree char *now = g_strdup_printf ("%.0f · %.3f / mm", node->value, node->opacity);
  draw_text (editor, snapshot, text, now, (INSET + right) / 2, 0.5);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KerfTransferEditor *editor = KERF_TRANSFER_EDITOR (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA text;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  draw_histogram (editor, snapshot, &text);
  if (editor->transfer.n >= 2) {
    cairo_t *cr =
        gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
    draw_curve (editor, cr, &text);
    draw_nodes (editor, cr, &text);
    cairo_destroy (cr);
  }
  draw_words (editor, snapshot, &text);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  (void) widget;
  (void) for_size;
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

/* ---- the widget ---- */

static void
kerf_transfer_editor_class_init (KerfTransferEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "kerf-transfer");
}

static void
kerf_transfer_editor_init (KerfTransferEditor *editor)
{
  editor->selected = editor->held = -1;
  editor->high = 1;
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), editor);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), editor);
  g_signal_connect (click, "pressed", G_CALLBACK (on_press), editor);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), editor);
  gtk_widget_add_controller (GTK_WIDGET (editor), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (editor), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (editor), keys);
  /* Values rise to the right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (editor), GTK_TEXT_DIR_LTR);
}

GtkWidget *
kerf_transfer_editor_new (void (*changed) (gpointer data, const KerfTransfer *transfer), gpointer data)
{
  KerfTransferEditor *editor = g_object_new (KERF_TYPE_TRANSFER_EDITOR, "accessible-role",
                                             GTK_ACCESSIBLE_ROLE_IMG, "focusable", TRUE, NULL);
  editor->changed = changed;
  editor->data = data;
  gtk_accessible_update_property (GTK_ACCESSIBLE (editor), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour and opacity by value"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (editor),
                               _ ("Drag a point; double-click adds one, Delete takes the selected one away"));
  describe (editor);
  return GTK_WIDGET (editor);
}

void
kerf_transfer_editor_set_volume (KerfTransferEditor *editor, const KerfVolume *volume, const char *unit)
{
  gsize n = kerf_grid_voxels (&volume->grid), step = MAX (n / MOST_SAMPLES, 1) | 1;
  double counts[BINS] = { 0 }, most = 1;
  g_strlcpy (editor->unit, unit, sizeof editor->unit);
  editor->low = volume->low;
  editor->high = volume->high > volume->low ? volume->high : volume->low + 1;
  for (gsize i = 0; i < n; i += step) {
    double stored = volume->i16 ? (double) volume->i16[i] : (double) volume->f32[i];
    double at =
        (stored * volume->slope + volume->intercept - editor->low) / (editor->high - editor->low) * BINS;
    if (isfinite (at))
      counts[CLAMP ((int) at, 0, BINS - 1)]++;
  }
  for (int i = 0; i < BINS; i++)
    most = fmax (most, counts[i]);
  for (int i = 0; i < BINS; i++)
    editor->bins[i] = (float) (log1p (counts[i]) / log1p (most));
  gtk_widget_queue_draw (GTK_WIDGET (editor));
}

void
kerf_transfer_editor_set (KerfTransferEditor *editor, const KerfTransfer *transfer)
{
  editor->transfer = *transfer;
  if (editor->selected >= (int) transfer->n)
    editor->selected = -1;
  describe (editor);
  gtk_widget_queue_draw (GTK_WIDGET (editor));
}

gboolean
kerf_transfer_editor_get_colour (KerfTransferEditor *editor, double rgb[3])
{
  if (editor->selected < 0)
    return FALSE;
  memcpy (rgb, editor->transfer.nodes[editor->selected].rgb, 3 * sizeof *rgb);
  return TRUE;
}

void
kerf_transfer_editor_set_colour (KerfTransferEditor *editor, const double rgb[3])
{
  if (editor->selected < 0)
    return;
  memcpy (editor->transfer.nodes[editor->selected].rgb, rgb, 3 * sizeof *rgb);
  say (editor);
}
