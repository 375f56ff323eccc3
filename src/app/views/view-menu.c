/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a view: what is under the pointer, then what can be done here, always in the same order. */
#include "app/popover.h"
#include "app/tools/tool.h"
#include "app/views/view-area-private.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- actions that live as long as the menu ---- */

static void
on_choice (GSimpleAction *action, GVariant *value, gpointer data)
{
  kerf_view_area_choose (data, g_action_get_name (G_ACTION (action)), g_variant_get_string (value, NULL));
}

static void
on_object (GSimpleAction *action, GVariant *value, gpointer data)
{
  KerfViewArea *area = data;
  const char *name = g_action_get_name (G_ACTION (action));
  g_auto (GStrv) parts = g_strsplit (g_variant_get_string (value, NULL), ".", 2);
  KerfId id;
  if (!kerf_id_from_text (parts[0], &id))
    return;
  kerf_window_select (area->window, id, parts[1] ? parts[1] : "");
  if (strcmp (name, "select") != 0) {
    g_autofree char *whole = g_strdup_printf ("win.%s", name);
    gtk_widget_activate_action (GTK_WIDGET (area), whole, NULL);
  }
}

/* Window actions go by the focus, which the menu has just had. */
static void
on_view (GSimpleAction *action, GVariant *value, gpointer data)
{
  KerfViewArea *area = data;
  g_autofree char *whole = g_strdup_printf ("win.%s", g_action_get_name (G_ACTION (action)));
  (void) value;
  gtk_widget_grab_focus (GTK_WIDGET (area));
  gtk_widget_activate_action (GTK_WIDGET (area), whole, NULL);
}

static GSimpleActionGroup *
actions_of (KerfViewArea *area)
{
  static const char *const choices[] = { "preset", "slab", "slab-mm", "sampling",
                                         "fusion", "map",  "base",    "other" };
  static const char *const objects[] = { "select", "toggle-shown", "lock", "properties", "delete" };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *now = kerf_view_area_chosen (area, choices[i]);
    g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (choices[i], G_VARIANT_TYPE_STRING, g_variant_new_string (now));
    g_signal_connect (action, "activate", G_CALLBACK (on_choice), area);
    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++) {
    g_autofree char *whole = g_strdup_printf ("win.%s", objects[i]);
    g_autoptr (GSimpleAction) action = g_simple_action_new (objects[i], G_VARIANT_TYPE_STRING);
    g_simple_action_set_enabled (action, i == 0 || g_action_map_lookup_action (G_ACTION_MAP (area->window),
                                                                               objects[i]));
    g_signal_connect (action, "activate", G_CALLBACK (on_object), area);
    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  static const char *const views[] = { "maximise", "copy-picture" };
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (views[i], NULL);
    g_signal_connect (action, "activate", G_CALLBACK (on_view), area);
    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  return group;
}

/* ---- its parts ---- */

static void
append_choice (GMenu *menu, const char *label, const char *what, const char *value)
{
  g_autofree char *action = g_strdup_printf ("pick.%s", what);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, action, "s", value);
  g_menu_append_item (menu, item);
}

static void
append_under (GMenu *menu, const char *label, GMenu *take_under)
{
  g_menu_append_submenu (menu, label, G_MENU_MODEL (take_under));
  g_object_unref (take_under);
}

static void
append_part (GMenu *menu, const char *label, GMenu *take_part)
{
  g_menu_append_section (menu, label, G_MENU_MODEL (take_part));
  g_object_unref (take_part);
}

static GMenu *
object_menu (const KerfPick *pick)
{
  GMenu *menu = g_menu_new ();
  static const struct {
    const char *label, *what;
  } rows[] = { { N_ ("Show or hide"), "toggle-shown" },
               { N_ ("Select"), "select" },
               { N_ ("Lock"), "lock" },
               { N_ ("Properties"), "properties" },
               { N_ ("Delete"), "delete" } };
  g_autofree char *id = kerf_id_to_text (pick->object);
  g_autofree char *ref = pick->part[0] ? g_strdup_printf ("%s.%s", id, pick->part) : g_strdup (id);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    append_choice (menu, _ (rows[i].label), rows[i].what, ref);
  return menu;
}

static GMenu *
window_menu (KerfViewArea *area)
{
  GMenu *menu = g_menu_new ();
  guint n;
  const KerfWindowPreset *presets = kerf_window_presets (&n);
  for (guint i = 0; i < n; i++) {
    /* Without a meaning here it stays in its place, greyed. */
    gboolean meant = !kerf_view_area_preset_refusal (area, presets[i].key);
    append_choice (menu, _ (presets[i].name), meant ? "preset" : "no-preset",
                   (char[]){ presets[i].key, '\0' });
  }
  return menu;
}

static GMenu *
orientation_menu (void)
{
  static const struct {
    const char *label, *action;
  } rows[] = { { N_ ("Surgeon's view"), "view.surgeon" },
               { N_ ("Turn left by 90°"), "view.turn-plane-left" },
               { N_ ("Turn right by 90°"), "view.turn-plane-right" },
               { N_ ("Turn left by 1°"), "view.turn-plane-left-fine" },
               { N_ ("Turn right by 1°"), "view.turn-plane-right-fine" },
               { N_ ("Turn the other planes left by 5°"), "view.turn-others-left" },
               { N_ ("Turn the other planes right by 5°"), "view.turn-others-right" },
               { N_ ("Along the selected cut"), "view.along-cut" },
               { N_ ("Reset view"), "view.reset" } };
  GMenu *menu = g_menu_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_menu_append (menu, _ (rows[i].label), rows[i].action);
  return menu;
}

static GMenu *
slab_menu (KerfViewArea *area)
{
  static const double usual[] = { 3, 5, 10, 20, 50 };
  GMenu *menu = g_menu_new (), *kinds = g_menu_new (), *sizes = g_menu_new (), *samplings = g_menu_new ();
  double now = kerf_window_state (area->window)->slab_mm;
  append_choice (kinds, _ ("One slice"), "slab", "none");
  append_choice (kinds, _ ("Maximum"), "slab", "max");
  append_choice (kinds, _ ("Mean"), "slab", "mean");
  append_choice (kinds, _ ("Minimum"), "slab", "min");
  gboolean listed = FALSE;
  for (gsize i = 0; i <= G_N_ELEMENTS (usual); i++) {
    double mm = i < G_N_ELEMENTS (usual) ? usual[i] : now;
    listed = listed || (i < G_N_ELEMENTS (usual) && fabs (mm - now) < 0.5);
    if (i == G_N_ELEMENTS (usual) && listed)
      break;
    g_autofree char *label = g_strdup_printf ("%.0f mm", mm), *value = g_strdup_printf ("%.0f", mm);
    append_choice (sizes, label, "slab-mm", value);
  }
  append_choice (samplings, _ ("Nearest voxel"), "sampling", "nearest");
  append_choice (samplings, _ ("Linear"), "sampling", "linear");
  append_choice (samplings, _ ("Cubic"), "sampling", "cubic");
  append_part (menu, NULL, kinds);
  append_under (menu, _ ("Thickness"), sizes);
  append_under (menu, _ ("Between voxels"), samplings);
  return menu;
}

static GMenu *
fusion_menu (KerfViewArea *area)
{
  GMenu *menu = g_menu_new (), *kinds = g_menu_new (), *colours = g_menu_new (), *over = g_menu_new (),
        *base = g_menu_new ();
  const KerfCase *kase = kerf_window_case (area->window);
  KerfId now = kerf_view_state_base (kerf_window_state (area->window), kase);
  append_choice (kinds, _ ("Off"), "fusion", "none");
  append_choice (kinds, _ ("Blend"), "fusion", "blend");
  append_choice (kinds, _ ("Wipe"), "fusion", "wipe");
  append_choice (kinds, _ ("Checkerboard"), "fusion", "checker");
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (id.kind != KERF_KIND_VOLUME)
      continue;
    g_autofree char *word = kerf_id_to_text (id);
    append_choice (base, kerf_object_name (object), "base", word);
    if (!kerf_id_equal (id, now))
      append_choice (over, kerf_object_name (object), "other", word);
  }
  static const char *const words[KERF_N_MAPS] = { "grey", "hot", "even" };
  for (int map = 0; map < KERF_N_MAPS; map++)
    append_choice (colours, _ (kerf_colour_map_name ((KerfColourMap) map)), "map", words[map]);
  append_part (menu, NULL, kinds);
  append_under (menu, _ ("Over the base"), over);
  append_under (menu, _ ("Base image"), base);
  append_under (menu, _ ("Colours"), colours);
  return menu;
}

/* ---- the menu ---- */

static GMenuModel *
make_menu (KerfViewArea *area, const KerfPick *pick)
{
  GMenu *menu = g_menu_new (), *here = g_menu_new (), *looks = g_menu_new (), *view = g_menu_new ();
  const KerfObject *object =
      pick->object.kind ? kerf_case_get (kerf_window_case (area->window), pick->object) : NULL;
  if (object) {
    g_autofree char *name = pick->part[0] ? g_strdup_printf ("%s · %s", kerf_object_name (object), pick->part)
                                          : g_strdup (kerf_object_name (object));
    append_part (menu, name, object_menu (pick));
  }
  g_menu_append (here, _ ("Crosshair here"), "view.crosshair-here");
  g_menu_append (here, _ ("Measure from here"), "view.measure-from-here");
  g_autoptr (GMenuModel) objects = kerf_view_area_objects (area);
  g_menu_append_submenu (here, _ ("Objects in this view"), objects);
  append_part (menu, NULL, here);
  if (!kerf_view_is_space (area->name)) {
    append_under (looks, _ ("Window"), window_menu (area));
    append_under (looks, _ ("Orientation"), orientation_menu ());
    append_under (looks, _ ("Slab"), slab_menu (area));
    append_under (looks, _ ("Fusion"), fusion_menu (area));
  } else {
    g_menu_append (looks, _ ("Surgeon's view"), "view.surgeon");
    g_menu_append (looks, _ ("See through the image"), "view.volume");
    g_menu_append (looks, _ ("Margin map"), "view.margin-map");
    g_menu_append (looks, _ ("Reset view"), "view.reset");
  }
  append_part (menu, NULL, looks);
  g_menu_append (view, _ ("Maximise"), "pick.maximise");
  g_menu_append (view, _ ("Copy picture"), "pick.copy-picture");
  append_part (menu, NULL, view);
  return G_MENU_MODEL (menu);
}

/* The toolkit puts lines between the sections in an idle moment of its own: before that the menu would be too small. */
static gboolean
open_popover (gpointer data)
{
  if (gtk_widget_get_parent (data))
    gtk_popover_popup (data);
  return G_SOURCE_REMOVE;
}

void
kerf_view_area_show_menu (KerfViewArea *area, const KerfPointer *at)
{
  KerfPick pick;
  kerf_view_area_point (area, at, &pick);
  area->menu_at = *at;
  /* Actions on the view go by the focus. */
  gtk_widget_grab_focus (GTK_WIDGET (area));
  g_autoptr (GSimpleActionGroup) actions = actions_of (area);
  gtk_widget_insert_action_group (GTK_WIDGET (area), "pick", G_ACTION_GROUP (actions));
  g_autoptr (GMenuModel) menu = make_menu (area, &pick);
  GtkWidget *popover = gtk_popover_menu_new_from_model_full (menu, GTK_POPOVER_MENU_NESTED);
  gtk_widget_set_parent (popover, GTK_WIDGET (area));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) at->x, (int) at->y, 1, 1 });
  kerf_popover_show_once (GTK_POPOVER (popover));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE + 10, open_popover, g_object_ref (popover), g_object_unref);
}
