/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture shows as a menu: GTK exports widgets to screen readers, not what is drawn in one. */
#include "app/views/view-area-private.h"

#include <string.h>

GMenuModel *
kerf_view_area_objects (KerfViewArea *area)
{
  GMenu *menu = g_menu_new ();
  const KerfScene *scene = kerf_view_area_scene (area);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < scene->drawables->len; i++) {
    const KerfDrawable *drawable = g_ptr_array_index (scene->drawables, i);
    if (drawable->object.kind == KERF_KIND_NONE)
      continue;
    g_autofree char *id = kerf_id_to_text (drawable->object);
    g_autofree char *key = drawable->part[0] ? g_strdup_printf ("%s.%s", id, drawable->part) : g_strdup (id);
    g_autofree char *words = kerf_window_object_words (area->window, drawable->object, drawable->part);
    if (!words || g_hash_table_contains (seen, key))
      continue;
    g_autofree char *action = g_strdup_printf ("win.select::%s", key);
    g_menu_append (menu, words, action);
    g_hash_table_add (seen, g_steal_pointer (&key));
  }
  return G_MENU_MODEL (menu);
}
