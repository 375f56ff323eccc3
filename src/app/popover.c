/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/popover.h"

static gboolean
drop (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Only when the entry's action had its turn. */
static void
on_closed (GtkPopover *popover, gpointer data)
{
  (void) data;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop, g_object_ref (popover), g_object_unref);
}

void
kerf_popover_show_once (GtkPopover *popover)
{
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
}
