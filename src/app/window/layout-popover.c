/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/layout-popover.h"

#include "app/actions.h"

#include <glib/gi18n.h>

enum { PICTURE_WIDTH = 96, PICTURE_HEIGHT = 60, ACROSS = 3 };

typedef struct {
  KerfWindow *window;
  GtkWidget *buttons[KERF_LAYOUT_ALONG_CUT + 1], *link;
  gboolean updating;
} Popover;

/* What a cell shows, short enough for a picture of 30 px. */
static const char *
short_name (KerfViewName name)
{
  static const char *const names[KERF_N_VIEWS] = { N_ ("AX"),  N_ ("COR"),  N_ ("SAG"),
                                                   N_ ("3-D"), N_ ("AX 2"), N_ ("COR 2"),
                                                   N_ ("CUT"), N_ ("⊥ u"),  N_ ("⊥ v") };
  return _ (names[name]);
}

static void
draw_cell (GtkWidget *widget, cairo_t *cr, const KerfCell *cell, const GdkRGBA *ink, int width, int height)
{
  double x = floor (cell->x * width) + 1, y = floor (cell->y * height) + 1,
         w = floor ((cell->x + cell->w) * width) - x - 1, h = floor ((cell->y + cell->h) * height) - y - 1;
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, cell->view == KERF_VIEW_SPACE ? 0.26 : 0.14);
  cairo_rectangle (cr, x, y, w, h);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.9);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, short_name (cell->view));
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  pango_font_description_set_absolute_size (font, 9 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  int text_width, text_height;
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  cairo_move_to (cr, x + (w - text_width) / 2, y + (h - text_height) / 2);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

static void
draw_layout (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  KerfCell cells[KERF_MAX_CELLS];
  GdkRGBA ink;
  g_autoptr (KerfViewState) state = kerf_view_state_new ();
  state->layout = (KerfLayout) GPOINTER_TO_INT (data);
  guint n = kerf_layout_cells (state, NULL, cells);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &ink);
  if (state->layout == KERF_LAYOUT_SINGLE) { /* any view */
    cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.14);
    cairo_rectangle (cr, 1, 1, width - 2, height - 2);
    cairo_fill (cr);
    return;
  }
  for (guint i = 0; i < n; i++)
    draw_cell (GTK_WIDGET (area), cr, &cells[i], &ink, width, height);
}

static void
on_layout (GtkToggleButton *button, gpointer data)
{
  Popover *popover = data;
  if (popover->updating)
    return;
  for (int i = KERF_LAYOUT_SINGLE; i <= KERF_LAYOUT_ALONG_CUT; i++)
    if (GTK_WIDGET (button) == popover->buttons[i]) {
      g_autofree char *action = g_strdup_printf ("win.layout-%d", i);
      gtk_widget_activate_action (GTK_WIDGET (popover->window), action, NULL);
    }
  GtkWidget *shown = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);
  if (shown)
    gtk_popover_popdown (GTK_POPOVER (shown));
}

static GtkWidget *
build_button (Popover *popover, int layout)
{
  static const char *const names[] = { NULL,
                                       N_ ("Single"),
                                       N_ ("Four-up"),
                                       N_ ("One and three"),
                                       N_ ("Side by side"),
                                       N_ ("One and two"),
                                       N_ ("Along the cut") };
  GtkWidget *button = gtk_toggle_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4),
            *picture = gtk_drawing_area_new (), *name = gtk_label_new (_ (names[layout]));
  g_autofree char *action = g_strdup_printf ("win.layout-%d", layout),
                  *key_text = kerf_action_key_text (kerf_action_find (action));
  GtkWidget *key = gtk_label_new (key_text);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_widget_add_css_class (key, "caption");
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (picture), PICTURE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (picture), PICTURE_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (picture), draw_layout, GINT_TO_POINTER (layout), NULL);
  gtk_widget_set_direction (picture, GTK_TEXT_DIR_LTR); /* as the views hang */
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), key);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kerf-layout");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (names[layout]),
                                  -1);
  g_signal_connect (button, "toggled", G_CALLBACK (on_layout), popover);
  return button;
}

static void
on_link (GtkCheckButton *button, gpointer data)
{
  Popover *popover = data;
  KerfViewArea *area = kerf_window_focused_area (popover->window);
  (void) button;
  if (!popover->updating && area)
    gtk_widget_activate_action (GTK_WIDGET (area), "view.link", NULL);
}

/* What is current is read when it is shown. */
static void
on_show (GtkWidget *widget, gpointer data)
{
  Popover *popover = data;
  const KerfViewState *state = kerf_window_state (popover->window);
  (void) widget;
  popover->updating = TRUE;
  for (int i = KERF_LAYOUT_SINGLE; i <= KERF_LAYOUT_ALONG_CUT; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (popover->buttons[i]), i == (int) state->layout);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (popover->link), state->linked);
  popover->updating = FALSE;
}

static GtkWidget *
text_button (const char *action, const char *label)
{
  g_autofree char *key = kerf_action_key_text (kerf_action_find (action)),
                  *text = g_strdup_printf ("%s (%s)", label, key);
  GtkWidget *button = gtk_button_new_with_label (text);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

GtkWidget *
kerf_layout_popover_new (KerfWindow *window)
{
  Popover *popover = g_new0 (Popover, 1);
  GtkWidget *shown = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *grid = gtk_grid_new ();
  popover->window = window;
  g_object_set_data_full (G_OBJECT (shown), "popover", popover, g_free);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 4);
  for (int i = KERF_LAYOUT_SINGLE; i <= KERF_LAYOUT_ALONG_CUT; i++) {
    popover->buttons[i] = build_button (popover, i);
    if (i > KERF_LAYOUT_SINGLE)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (popover->buttons[i]),
                                   GTK_TOGGLE_BUTTON (popover->buttons[KERF_LAYOUT_SINGLE]));
    gtk_grid_attach (GTK_GRID (grid), popover->buttons[i], (i - 1) % ACROSS, (i - 1) / ACROSS, 1, 1);
  }
  g_autofree char *key = kerf_action_key_text (kerf_action_find ("view.link")),
                  *text = g_strdup_printf ("%s (%s)", _ ("Linked: one crosshair, one zoom"), key);
  popover->link = gtk_check_button_new_with_label (text);
  g_signal_connect (popover->link, "toggled", G_CALLBACK (on_link), popover);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), popover->link);
  gtk_box_append (GTK_BOX (box), text_button ("win.maximise", _ ("Maximise or restore the view")));
  gtk_box_append (GTK_BOX (box), text_button ("win.second-window", _ ("Second window, for another screen")));
  gtk_popover_set_child (GTK_POPOVER (shown), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (shown), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Layout"), -1);
  g_signal_connect (shown, "show", G_CALLBACK (on_show), popover);
  return shown;
}
