/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several windows of one case: one document and one pool, a view state each. */
#include "app/window/window-private.h"

#include <string.h>

/* The windows of this case, the one that was worked in last first. Lent. */
static GPtrArray *
windows_of (KerfWindow *window)
{
  GPtrArray *found = g_ptr_array_new ();
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  for (GList *l = application ? gtk_application_get_windows (application) : NULL; l; l = l->next)
    if (KERF_IS_WINDOW (l->data) && KERF_WINDOW (l->data)->document == window->document)
      g_ptr_array_add (found, l->data);
  return found;
}

gboolean
kerf_window_leads (KerfWindow *window)
{
  g_autoptr (GPtrArray) windows = windows_of (window);
  return windows->len < 2 || g_ptr_array_index (windows, 0) == window;
}

gboolean
kerf_window_is_shared (KerfWindow *window)
{
  g_autoptr (GPtrArray) windows = windows_of (window);
  return windows->len > 1;
}

guint
kerf_window_free_number (KerfWindow *window)
{
  g_autoptr (GPtrArray) windows = windows_of (window);
  for (guint number = 1;; number++) {
    gboolean taken = FALSE;
    for (guint i = 0; i < windows->len; i++) {
      const KerfWindow *other = g_ptr_array_index (windows, i);
      taken |= other != window && other->number == number;
    }
    if (!taken)
      return number;
  }
}

const char *
kerf_window_view_key (KerfWindow *window)
{
  static const char *const keys[] = { "window", "window-2", "window-3" };
  return keys[CLAMP (window->number, 1, G_N_ELEMENTS (keys)) - 1];
}

/* ---- what they have in common ---- */

static gboolean
take_point (KerfVec3 *to, KerfVec3 from)
{
  gboolean differs = memcmp (to, &from, sizeof from) != 0;
  *to = from;
  return differs;
}

static gboolean
take_id (KerfId *to, KerfId from)
{
  gboolean differs = !kerf_id_equal (*to, from);
  *to = from;
  return differs;
}

/* TRUE where the selection became another. */
static gboolean
take_selection (KerfViewState *to, const KerfViewState *from)
{
  gboolean differs =
      !kerf_id_equal (to->selected, from->selected) || strcmp (to->selected_part, from->selected_part) != 0;
  if (differs)
    kerf_view_state_select (to, from->selected, from->selected_part);
  return differs;
}

static gboolean
take_windows (GArray *to, const GArray *from)
{
  if (to->len == from->len && memcmp (to->data, from->data, sizeof (KerfWindowSetting) * from->len) == 0)
    return FALSE;
  g_array_set_size (to, 0);
  g_array_append_vals (to, from->data, from->len);
  return TRUE;
}

/* TRUE where something of the look changed. */
static gboolean
take_look (KerfViewState *to, const KerfViewState *from)
{
  gboolean differs = take_id (&to->base, from->base), moved = differs;
  differs |= take_id (&to->other, from->other);
  differs |= take_id (&to->plan, from->plan);
  differs |= take_id (&to->other_plan, from->other_plan);
  /* Whoever hides the name in one window doesn't want to find it in the other. */
  differs |= to->patient_text != from->patient_text;
  to->patient_text = from->patient_text;
  for (int i = 0; moved && i < KERF_N_VIEWS; i++) /* points of another volume's space */
    to->views[i].centre = to->views[i].at = kerf_vec3 (NAN, NAN, NAN);
  if (moved || (to->linked && from->linked)) {
    differs |= take_point (&to->crosshair, from->crosshair);
    differs |= take_windows (to->windows, from->windows);
  }
  return differs;
}

void
kerf_window_share_look (KerfWindow *window)
{
  if (kerf_window_is_presented (window))
    return;
  g_autoptr (GPtrArray) windows = windows_of (window);
  for (guint i = 0; i < windows->len; i++) {
    KerfWindow *other = g_ptr_array_index (windows, i);
    if (other == window || kerf_window_is_presented (other) || !other->grid)
      continue;
    gboolean selected = take_selection (other->state, window->state),
             looks = take_look (other->state, window->state);
    if (!selected && !looks)
      continue;
    kerf_window_take_state (other,
                            kerf_view_state_copy (other->state)); /* nothing of it is to be linked again */
    if (selected && other->tool && other->tool->klass->selected)
      other->tool->klass->selected (other->tool);
    kerf_view_grid_update (KERF_VIEW_GRID (other->grid));
    kerf_window_show_look (other);
    if (selected || looks)
      kerf_window_queue_panels (other);
  }
}

/* ---- the second window ---- */

void
kerf_window_open_second (KerfWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  if (!kerf_document_is_open (window->document))
    return;
  KerfWindow *second = kerf_window_new (application, window->document, window->pool);
  g_autofree char *text = kerf_document_get_view (window->document, kerf_window_view_key (second));
  g_autoptr (KerfJson) json = text ? kerf_json_parse (text, -1, "view", NULL) : NULL;
  KerfViewState *state = json ? kerf_view_state_from_json (json) : kerf_view_state_copy (window->state);
  take_selection (state, window->state);
  take_look (state, window->state);
  kerf_window_take_state (second, state);
  kerf_window_start_view (second);
  kerf_window_set_workspace (second, second->state->workspace);
  gtk_stack_set_visible_child_name (GTK_STACK (second->stack), "case");
  gtk_window_present (GTK_WINDOW (second));
}
