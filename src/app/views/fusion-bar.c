/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/views/fusion-bar.h"

#include "app/panels/choices.h"
#include "app/views/view-area.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  KerfWindow *window;
  GtkWidget *image, *kind, *share, *map, *refusal, *align; /* image: made anew when the images change */
  GtkWidget *image_place;
  GPtrArray *ids; /* of char *: what the rows of `image` stand for */
  gboolean updating;
} Bar;

static void
bar_free (gpointer data)
{
  Bar *bar = data;
  g_ptr_array_unref (bar->ids);
  g_free (bar);
}

static void
choose (Bar *bar, const char *what, const char *value)
{
  KerfViewArea *area = kerf_window_focused_area (bar->window);
  if (area && !bar->updating)
    kerf_view_area_choose (area, what, value);
}

static void
on_image (GObject *drop, GParamSpec *spec, gpointer data)
{
  Bar *bar = data;
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop));
  (void) spec;
  if (at < bar->ids->len)
    choose (bar, "other", g_ptr_array_index (bar->ids, at));
}

static void
on_kind (GObject *drop, GParamSpec *spec, gpointer data)
{
  static const char *const kinds[] = { "blend", "wipe", "checker" };
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop));
  (void) spec;
  if (at < G_N_ELEMENTS (kinds))
    choose (data, "fusion", kinds[at]);
}

static void
on_map (GObject *drop, GParamSpec *spec, gpointer data)
{
  static const char *const maps[KERF_N_MAPS] = { "grey", "hot", "even" };
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop));
  (void) spec;
  if (at < KERF_N_MAPS)
    choose (data, "map", maps[at]);
}

static void
on_share (GtkRange *range, gpointer data)
{
  Bar *bar = data;
  KerfViewState *state = kerf_window_state (bar->window);
  if (bar->updating)
    return;
  double share = gtk_range_get_value (range) / 100;
  if (state->fusion == KERF_FUSION_WIPE)
    state->wipe_share = share;
  else
    state->fusion_share = share;
  kerf_window_view_changed (bar->window);
}

static void
on_close (GtkButton *button, gpointer data)
{
  (void) button;
  choose (data, "fusion", "none");
}

static void
on_align (GtkButton *button, gpointer data)
{
  Bar *bar = data;
  (void) button;
  kerf_window_set_workspace (bar->window, "align");
}

/* The images that can lie over the base. */
static void
update_images (Bar *bar, const KerfCase *kase, KerfId base, KerfId other)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint selected = 0;
  gboolean same = TRUE;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (id.kind != KERF_KIND_VOLUME || kerf_id_equal (id, base))
      continue;
    if (kerf_id_equal (id, other))
      selected = ids->len;
    g_ptr_array_add (ids, kerf_id_to_text (id));
    g_ptr_array_add (names, (gpointer) (guintptr) kerf_object_name (object));
    same = same && ids->len <= bar->ids->len &&
           strcmp (g_ptr_array_index (ids, ids->len - 1), g_ptr_array_index (bar->ids, ids->len - 1)) == 0;
  }
  if (!bar->image || !same || ids->len != bar->ids->len) {
    g_ptr_array_add (names, NULL);
    g_ptr_array_unref (bar->ids);
    bar->ids = g_ptr_array_ref (ids);
    bar->image = kerf_choice_new ((const char *const *) names->pdata, selected, _ ("Image over the base"));
    g_signal_connect (bar->image, "notify::selected", G_CALLBACK (on_image), bar);
    adw_bin_set_child (ADW_BIN (bar->image_place), bar->image);
  }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (bar->image), selected);
}

void
kerf_fusion_bar_update (GtkWidget *widget)
{
  Bar *bar = g_object_get_data (G_OBJECT (widget), "bar");
  const KerfViewState *state = kerf_window_state (bar->window);
  const KerfCase *kase = kerf_window_case (bar->window);
  KerfId base = kerf_view_state_base (state, kase), other = kerf_view_state_other (state, kase);
  gboolean on = state->fusion != KERF_FUSION_NONE && other.kind == KERF_KIND_VOLUME;
  gtk_widget_set_visible (widget, on);
  if (!on)
    return;
  KerfMat4 m;
  g_autoptr (GError) error = NULL;
  gboolean joined = kerf_case_transform (kase, base, other, NULL, &m, NULL, &error);
  bar->updating = TRUE;
  update_images (bar, kase, base, other);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (bar->kind), (guint) state->fusion - 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (bar->map), (guint) state->fusion_map);
  double share = state->fusion == KERF_FUSION_WIPE ? state->wipe_share : state->fusion_share;
  gtk_range_set_value (GTK_RANGE (bar->share), 100 * share);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->share), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  state->fusion == KERF_FUSION_WIPE
                                      ? _ ("Place of the wipe, per cent")
                                      : _ ("Opacity of the other image, per cent"),
                                  -1);
  gtk_widget_set_visible (bar->kind, joined);
  gtk_widget_set_visible (bar->map, joined);
  gtk_widget_set_visible (bar->share, joined && state->fusion != KERF_FUSION_CHECKER);
  gtk_widget_set_visible (bar->refusal, !joined);
  gtk_widget_set_visible (bar->align, !joined);
  gtk_label_set_text (GTK_LABEL (bar->refusal), joined ? "" : error->message);
  bar->updating = FALSE;
}

static char *
per_cent (GtkScale *scale, double value, gpointer data)
{
  (void) scale;
  (void) data;
  return g_strdup_printf ("%.0f %%", value);
}

GtkWidget *
kerf_fusion_bar_new (KerfWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  Bar *bar = g_new0 (Bar, 1);
  const char *const kinds[] = { _ ("Blend"), _ ("Wipe"), _ ("Checkerboard"), NULL };
  const char *maps[KERF_N_MAPS + 1] = { NULL };
  for (int i = 0; i < KERF_N_MAPS; i++)
    maps[i] = _ (kerf_colour_map_name ((KerfColourMap) i));
  bar->window = window;
  bar->ids = g_ptr_array_new_with_free_func (g_free);
  g_object_set_data_full (G_OBJECT (box), "bar", bar, bar_free);
  gtk_widget_add_css_class (box, "kerf-pill");
  gtk_widget_add_css_class (box, "kerf-fusion");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Fusion"), -1);
  bar->image_place = adw_bin_new ();
  bar->kind = kerf_choice_new (kinds, 0, _ ("Kind of fusion"));
  bar->map = kerf_choice_new (maps, 0, _ ("Colours of the other image"));
  bar->share = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 1);
  gtk_scale_set_draw_value (GTK_SCALE (bar->share), TRUE);
  gtk_scale_set_value_pos (GTK_SCALE (bar->share), GTK_POS_RIGHT);
  gtk_scale_set_format_value_func (GTK_SCALE (bar->share), per_cent, NULL, NULL);
  gtk_widget_set_size_request (bar->share, 170, -1);
  gtk_widget_set_direction (bar->share, GTK_TEXT_DIR_LTR); /* the wipe's place is one in the picture */
  bar->refusal = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (bar->refusal), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (bar->refusal), 44);
  gtk_label_set_xalign (GTK_LABEL (bar->refusal), 0);
  bar->align = gtk_button_new_with_label (_ ("Align…"));
  gtk_widget_add_css_class (bar->align, "kerf-wide");
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_tooltip_text (close, _ ("Fusion off"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Fusion off"),
                                  -1);
  GtkWidget *const parts[] = { bar->image_place, bar->kind,  bar->share, bar->map,
                               bar->refusal,     bar->align, close };
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_box_append (GTK_BOX (box), parts[i]);
  g_signal_connect (bar->kind, "notify::selected", G_CALLBACK (on_kind), bar);
  g_signal_connect (bar->map, "notify::selected", G_CALLBACK (on_map), bar);
  g_signal_connect (bar->share, "value-changed", G_CALLBACK (on_share), bar);
  g_signal_connect (bar->align, "clicked", G_CALLBACK (on_align), bar);
  g_signal_connect (close, "clicked", G_CALLBACK (on_close), bar);
  gtk_widget_set_visible (box, FALSE);
  return box;
}
