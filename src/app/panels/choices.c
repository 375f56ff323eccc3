/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/choices.h"

#include "ops/edit.h"

#include <glib/gi18n.h>

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  (void) factory;
  (void) data;
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (item), *row = gtk_widget_get_parent (label);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  (void) factory;
  (void) data;
  gtk_label_set_text (GTK_LABEL (label), text);
  if (row)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkListItemFactory *
naming_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  return factory;
}

GtkWidget *
kerf_choice_new (const char *const *names, guint selected, const char *label)
{
  GtkWidget *drop = gtk_drop_down_new_from_strings (names);
  g_autoptr (GtkListItemFactory) factory = naming_factory ();
  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop), factory);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), selected);
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  /* The button inside is what has the focus. */
  GtkWidget *button = gtk_widget_get_first_child (drop);
  if (button)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return drop;
}

void
kerf_choice_name_items (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = naming_factory ();
  adw_combo_row_set_factory (row, factory);
}

GtkWidget *
kerf_class_choice_new (const char *klass, const char *label)
{
  const char *const names[] = { _ ("Bone"),  _ ("Tumour"), _ ("Nerve"), _ ("Dura"), _ ("Vessel"),
                                _ ("Organ"), _ ("Joint"),  _ ("Other"), NULL };
  guint selected = 0;
  for (guint k = 0; kerf_class_words[k]; k++)
    if (g_strcmp0 (kerf_class_words[k], klass) == 0)
      selected = k;
  return kerf_choice_new (names, selected, label);
}
