/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a window ask of it: state, redraws, tools, messages. Widgets are made in window-build.c, actions in
 * window-actions.c. */
#include "app/actions.h"
#include "app/views/fusion-bar.h"
#include "app/window/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

enum { KEEP_MS = 700 };

G_DEFINE_FINAL_TYPE (KerfWindow, kerf_window, ADW_TYPE_APPLICATION_WINDOW)

const KerfWorkspace kerf_workspaces[KERF_N_WORKSPACES] = {
  { "images", N_ ("Images"), KERF_LAYOUT_FOUR_UP },
  { "align", N_ ("Align"), KERF_LAYOUT_SIDE_BY_SIDE },
  { "contour", N_ ("Contour"), KERF_LAYOUT_ONE_AND_TWO },
  { "plan", N_ ("Plan"), KERF_LAYOUT_FOUR_UP },
  { "guide", N_ ("Guide"), KERF_LAYOUT_ONE_AND_THREE },
  { "compare", N_ ("Compare"), KERF_LAYOUT_SIDE_BY_SIDE },
};

KerfDocument *
kerf_window_document (KerfWindow *window)
{
  return window->document;
}

const KerfCase *
kerf_window_case (KerfWindow *window)
{
  return kerf_document_case (window->document);
}

KerfPool *
kerf_window_pool (KerfWindow *window)
{
  return window->pool;
}

KerfViewState *
kerf_window_state (KerfWindow *window)
{
  return window->state;
}

const char *
kerf_window_workspace (KerfWindow *window)
{
  return window->state->workspace;
}

const char *
kerf_window_person (void)
{
  const char *real = g_get_real_name ();
  return real && real[0] && strcmp (real, "Unknown") != 0 ? real : g_get_user_name ();
}

/* ---- refresh: pictures at once, panels once per frame ---- */

static void
drop_lost_selection (KerfWindow *window)
{
  KerfViewState *state = window->state;
  const KerfObject *object =
      state->selected.kind ? kerf_case_get (kerf_window_case (window), state->selected) : NULL;
  if (state->selected.kind && !object) {
    kerf_view_state_select (state, KERF_ID_NONE, NULL);
  } else if (object && state->selected.kind == KERF_KIND_PLAN && state->selected_part[0]) {
    g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
    if (!kerf_plan_plane (plan, state->selected_part))
      kerf_view_state_select (state, state->selected, NULL);
  }
}

static gboolean
update_panels (gpointer data)
{
  KerfWindow *window = data;
  window->update = 0;
  drop_lost_selection (window);
  kerf_window_update_workspaces (window);
  kerf_window_update_strip (window);
  kerf_window_update_status (window);
  kerf_window_update_tools (window);
  kerf_fusion_bar_update (window->fusion);
  kerf_window_update_presentation (window);
  kerf_data_panel_update (KERF_DATA_PANEL (window->data));
  kerf_inspector_update (KERF_INSPECTOR (window->inspector));
  return G_SOURCE_REMOVE;
}

void
kerf_window_queue_panels (KerfWindow *window)
{
  /* Before the next frame: with a slow frame after frame nothing that stands behind the drawing would have its turn. */
  if (!window->update)
    window->update = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_panels, window, NULL);
}

void
kerf_window_redraw (KerfWindow *window)
{
  if (window->grid)
    kerf_view_grid_redraw (KERF_VIEW_GRID (window->grid));
}

static void
keep_view (KerfWindow *window)
{
  g_clear_handle_id (&window->keep, g_source_remove);
  if (!kerf_document_is_writable (window->document) || kerf_window_is_presented (window))
    return;
  g_autoptr (KerfJson) json = kerf_view_state_to_json (window->state);
  kerf_document_keep_view (window->document, kerf_window_view_key (window), kerf_json_to_text (json));
}

static gboolean
keep_view_due (gpointer data)
{
  KerfWindow *window = data;
  window->keep = 0;
  keep_view (window);
  return G_SOURCE_REMOVE;
}

/* What costs many voxels a pixel is drawn in a quick way until it rests. */
static void
keep_pace (KerfWindow *window)
{
  const KerfViewState *state = window->state;
  if (state->sampling != KERF_SAMPLING_CUBIC && state->slab == KERF_SLAB_NONE)
    return;
  for (int i = 0; i < KERF_N_VIEWS; i++) {
    KerfViewArea *area = kerf_view_grid_find (KERF_VIEW_GRID (window->grid), (KerfViewName) i);
    if (area && !kerf_view_is_space ((KerfViewName) i))
      kerf_view_area_moving (area);
  }
}

static void
describe_views (KerfWindow *window)
{
  for (guint i = 0; i < KERF_N_VIEWS; i++) {
    KerfViewArea *area = kerf_view_grid_find (KERF_VIEW_GRID (window->grid), (KerfViewName) i);
    if (area)
      kerf_view_area_describe (area);
  }
}

void
kerf_window_show_look (KerfWindow *window)
{
  kerf_window_redraw (window);
  if (!window->keep)
    window->keep = g_timeout_add (KEEP_MS, keep_view_due, window);
  describe_views (window);
}

/* Pictures now, in every window of the case; words for screen readers and the file at rest. */
static void
looks_changed (KerfWindow *window)
{
  kerf_window_link_views (window);
  keep_pace (window);
  kerf_window_show_look (window);
  kerf_window_share_look (window);
}

void
kerf_window_crosshair_changed (KerfWindow *window)
{
  looks_changed (window); /* no panel shows the crosshair */
}

void
kerf_window_camera_moved (KerfWindow *window, KerfViewArea *area)
{
  kerf_view_area_redraw (area);
  kerf_view_area_describe (area);
  if (!window->keep)
    window->keep = g_timeout_add (KEEP_MS, keep_view_due, window);
}

void
kerf_window_view_changed (KerfWindow *window)
{
  looks_changed (window);
  kerf_window_queue_panels (window);
}

#define TOAST_COMES_US 700000

/* A toast that goes must not be told to go again: it lives on while it fades. */
static void
on_dismissed (AdwToast *toast, gpointer data)
{
  KerfWindow *window = data;
  g_object_set_data (G_OBJECT (toast), "kerf-gone", window);
  if (window->toast == toast)
    g_clear_weak_pointer (&window->toast);
}

typedef struct {
  KerfWindow *window; /* a reference each */
  AdwToast *toast;
} LateDrop;

static gboolean
on_late_drop (gpointer data)
{
  LateDrop *late = data;
  if (!g_object_get_data (G_OBJECT (late->toast), "kerf-gone") &&
      gtk_widget_get_visible (GTK_WIDGET (late->window)))
    adw_toast_dismiss (late->toast);
  return G_SOURCE_REMOVE;
}

static void
late_drop_free (gpointer data)
{
  LateDrop *late = data;
  g_object_unref (late->toast);
  g_object_unref (late->window);
  g_free (late);
}

/* libadwaita 1.2 crashes where a toast is dismissed while it still appears: the end of that animation, half a second,
 * uses what the shorter one of its going has freed. A young toast goes when it has come. */
static void
drop_toast (KerfWindow *window)
{
  AdwToast *toast = window->toast;
  gint64 left = window->toast_settled - g_get_monotonic_time ();
  if (!toast)
    return;
  if (left <= 0) {
    adw_toast_dismiss (toast);
    return;
  }
  adw_toast_set_button_label (toast, NULL); /* what it would take back may not be the last step any more */
  LateDrop *late = g_new (LateDrop, 1);
  *late = (LateDrop){ g_object_ref (window), g_object_ref (toast) };
  g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (left / 1000 + 1), on_late_drop, late, late_drop_free);
  g_clear_weak_pointer (&window->toast);
}

static void
on_case_changed (KerfDocument *document, gpointer data)
{
  KerfWindow *window = data;
  (void) document;
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid)); /* roles say what hangs where */
  /* Its Undo would take back another step than the one that it names. */
  if (window->toast_revision >= 0 && window->toast_revision != kerf_document_revision (window->document))
    drop_toast (window);
  if (!kerf_vec3_is_finite (window->state->crosshair))
    kerf_window_start_view (window);
  gboolean open = kerf_document_is_open (window->document);
  gtk_stack_set_visible_child_name (GTK_STACK (window->stack), open ? "case" : "empty");
  kerf_window_redraw (window);
  kerf_window_queue_panels (window);
}

static void
on_state_changed (KerfDocument *document, gpointer data)
{
  (void) document;
  kerf_window_update_status (data);
}

static void
on_failed (KerfDocument *document, const char *sentence, gpointer data)
{
  (void) document;
  if (kerf_window_leads (data))
    kerf_window_say (data, sentence);
}

static void
on_done (KerfDocument *document, const char *name, const char *made, const char *note, gpointer data)
{
  KerfWindow *window = data;
  const KerfOp *op = strchr (name, '.') ? kerf_document_op (name) : NULL;
  (void) document;
  if (!kerf_window_leads (
          window)) /* the one that is worked in says it, and the others follow what it selects */
    return;
  if (made[0]) {
    g_autofree char *first = g_strndup (made, strcspn (made, " "));
    KerfId id;
    if (kerf_id_from_text (first, &id) && id.kind != KERF_KIND_SUBJECT &&
        !kerf_id_equal (id, window->state->selected))
      kerf_window_select (window, id, NULL);
  }
  if (strcmp (name, "import") == 0) {
    kerf_window_toast (window, _ ("Images imported"), FALSE);
    window->state->crosshair = kerf_vec3 (NAN, NAN, NAN);
    kerf_window_start_view (window);
  } else if (op &&
             (g_str_has_prefix (name, "segment.") || g_str_has_prefix (name, "object.delete") ||
              g_str_has_prefix (name, "volume.") || g_str_has_prefix (name, "align.")) &&
             strcmp (name, "segment.brush") != 0) {
    kerf_window_toast (window, _ (op->title), TRUE);
  }
  if (note[0])
    kerf_window_say (window, note);
  else if (window->said_until && g_str_has_prefix (name, window->said_until)) /* it doesn't hold any more */
    kerf_window_say (window, NULL);
}

/* Derived values came: pictures and figures that waited for them. */
static void
on_pool_ready (gpointer data)
{
  KerfWindow *window = data;
  KerfTool *handle = window->tools[KERF_MAX_TOOLS];
  kerf_window_redraw (window);
  describe_views (window);
  kerf_window_queue_panels (window);
  if (handle)
    handle->klass->selected (handle);
}

KerfViewArea *
kerf_window_focused_area (KerfWindow *window)
{
  return kerf_view_grid_focused (KERF_VIEW_GRID (window->grid));
}

KerfViewArea *
kerf_window_area (KerfWindow *window, KerfViewName name)
{
  return kerf_view_grid_find (KERF_VIEW_GRID (window->grid), name);
}

/* ---- tools ---- */

KerfTool *
kerf_window_tool (KerfWindow *window)
{
  return window->tool;
}

KerfTool *
kerf_window_find_tool (KerfWindow *window, const char *id)
{
  for (int i = 0; i <= KERF_MAX_TOOLS; i++)
    if (window->tools[i] && strcmp (window->tools[i]->klass->id, id) == 0)
      return window->tools[i];
  return NULL;
}

void
kerf_window_set_tool (KerfWindow *window, const char *id)
{
  KerfTool *tool = kerf_window_find_tool (window, id), *before = window->tool;
  if (!tool || tool == before)
    return;
  window->tool = tool;
  if (before && before->klass->leave)
    before->klass->leave (before);
  if (tool->klass->enter)
    tool->klass->enter (tool);
  kerf_window_hint (window, NULL);
  kerf_window_redraw (window);
  kerf_window_queue_panels (window);
}

void
kerf_window_escape (KerfWindow *window)
{
  KerfTool *handle = kerf_window_find_tool (window, "handle");
  if (kerf_view_grid_cancel_gesture (KERF_VIEW_GRID (window->grid)))
    return;
  if (window->tool && window->tool->klass->escape && window->tool->klass->escape (window->tool))
    return;
  if (handle && handle->klass->escape (handle))
    return;
  if (kerf_document_has_preview (window->document)) {
    kerf_document_drop_preview (window->document);
    return;
  }
  if (window->tool && strcmp (window->tool->klass->id, "navigate") != 0)
    kerf_window_set_tool (window, "navigate");
  else if (window->state->maximised >= 0)
    kerf_window_maximise (window, KERF_VIEW_AXIAL);
  else
    kerf_window_select (window, KERF_ID_NONE, NULL);
}

/* ---- messages ---- */

void
kerf_window_probe (KerfWindow *window, KerfVec3 at)
{
  window->probe = kerf_vec3_is_finite (at) ? at : window->state->crosshair;
  kerf_window_update_status (window);
}

void
kerf_window_hint (KerfWindow *window, const char *text)
{
  g_free (window->hint);
  window->hint = g_strdup (text);
  kerf_window_update_status (window);
}

void
kerf_window_toast (KerfWindow *window, const char *text, gboolean undo)
{
  AdwToast *toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, undo ? 8 : 5);
  if (undo) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    adw_toast_set_action_name (toast, "win.undo");
  }
  drop_toast (window); /* one at a time: it comes when the one before it goes */
  window->toast_settled = MAX (window->toast_settled, g_get_monotonic_time ()) + TOAST_COMES_US;
  g_set_weak_pointer (&window->toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), window, 0);
  window->toast_revision = undo ? kerf_document_revision (window->document) : -1;
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (window->toasts), toast);
}

void
kerf_window_say (KerfWindow *window, const char *sentence)
{
  window->said_until = NULL;
  if (sentence)
    gtk_label_set_text (GTK_LABEL (window->banner_label), sentence);
  gtk_revealer_set_reveal_child (GTK_REVEALER (window->banner), sentence != NULL);
}

void
kerf_window_say_until (KerfWindow *window, const char *sentence, const char *operations)
{
  kerf_window_say (window, sentence);
  window->said_until = operations;
}

void
kerf_window_no_gl (KerfWindow *window, const char *sentence)
{
  adw_status_page_set_description (ADW_STATUS_PAGE (window->no_gl), sentence);
  gtk_stack_set_visible_child_name (GTK_STACK (window->views), "no-gl");
  gtk_widget_set_visible (window->pill, FALSE);
}

gboolean
kerf_window_do (KerfWindow *window, const char *op, const char *const *words)
{
  g_autoptr (GError) error = NULL;
  if (kerf_document_do (window->document, op, words, &error))
    return TRUE;
  kerf_window_say (window, error->message);
  return FALSE;
}

/* ---- keys of the whole window ---- */

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  gboolean capture =
      gtk_event_controller_get_propagation_phase (GTK_EVENT_CONTROLLER (controller)) == GTK_PHASE_CAPTURE;
  if (capture && kerf_window_presentation_key (data, keyval))
    return TRUE;
  const KerfAction *action =
      kerf_action_for_key (capture ? KERF_SCOPE_CAPTURE : KERF_SCOPE_WINDOW, keyval, keycode, state);
  if (action)
    return gtk_widget_activate_action (GTK_WIDGET (data), action->name, NULL);
  if (!capture && keyval == GDK_KEY_Escape) {
    kerf_window_escape (data);
    return TRUE;
  }
  return FALSE;
}

static void
add_keys (KerfWindow *window, GtkPropagationPhase phase)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, phase);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

/* A menu of menus that closes after a choice by keys keeps them (GTK 4.8): no key would do anything any more. */
static gboolean
keys_are_lost (KerfWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *popover = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;
  return !focus || (popover && !gtk_widget_get_mapped (popover));
}

static gboolean
give_keys (gpointer data)
{
  KerfWindow *window = data;
  KerfViewArea *area = kerf_window_focused_area (window);
  window->keys = 0;
  if (area && keys_are_lost (window))
    gtk_widget_grab_focus (GTK_WIDGET (area));
  return G_SOURCE_REMOVE;
}

static void
on_focus_widget (KerfWindow *window)
{
  if (!window->keys && keys_are_lost (window))
    window->keys = g_idle_add (give_keys, window);
}

/* ---- the class ---- */

static void
dispose (GObject *object)
{
  g_clear_weak_pointer (&KERF_WINDOW (object)->toast);
  KerfWindow *window = KERF_WINDOW (object);
  kerf_window_stop_presenting (window);
  g_clear_handle_id (&window->update, g_source_remove);
  g_clear_handle_id (&window->keep, g_source_remove);
  g_signal_handlers_disconnect_by_func (window, on_focus_widget, NULL);
  g_clear_handle_id (&window->keys, g_source_remove);
  if (window->document) {
    keep_view (window);
    g_signal_handlers_disconnect_by_data (window->document, window);
  }
  if (window->pool)
    kerf_pool_forget (window->pool, window);
  for (int i = 0; i <= KERF_MAX_TOOLS; i++)
    g_clear_pointer (&window->tools[i], kerf_tool_free);
  window->tool = NULL;
  G_OBJECT_CLASS (kerf_window_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  KerfWindow *window = KERF_WINDOW (object);
  kerf_pool_unref (window->pool);
  g_array_unref (window->linked_windows);
  g_clear_object (&window->document);
  kerf_view_state_free (window->state);
  g_free (window->hint);
  G_OBJECT_CLASS (kerf_window_parent_class)->finalize (object);
}

static void
kerf_window_class_init (KerfWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
kerf_window_init (KerfWindow *window)
{
  window->state = kerf_view_state_new ();
  window->linked_windows = g_array_new (FALSE, FALSE, sizeof (KerfWindowSetting));
  window->probe = kerf_vec3 (NAN, NAN, NAN);
}

KerfWindow *
kerf_window_new (GtkApplication *application, KerfDocument *document, KerfPool *pool)
{
  KerfWindow *window = g_object_new (KERF_TYPE_WINDOW, "application", application, "title", "Kerf", NULL);
  window->document = g_object_ref (document);
  window->pool = kerf_pool_ref (pool);
  window->number = kerf_window_free_number (window);
  kerf_pool_listen (pool, on_pool_ready, window);
  for (int i = 0; kerf_tools[i]; i++)
    window->tools[i] = kerf_tool_new (kerf_tools[i], window);
  window->tools[KERF_MAX_TOOLS] = kerf_tool_new (&kerf_tool_handle, window);
  window->tool = window->tools[0];
  kerf_window_add_actions (window);
  kerf_window_build (window);
  add_keys (window, GTK_PHASE_CAPTURE);
  add_keys (window, GTK_PHASE_BUBBLE);
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (on_focus_widget), NULL);
  g_signal_connect (document, "case-changed", G_CALLBACK (on_case_changed), window);
  g_signal_connect (document, "state-changed", G_CALLBACK (on_state_changed), window);
  g_signal_connect (document, "failed", G_CALLBACK (on_failed), window);
  g_signal_connect (document, "done", G_CALLBACK (on_done), window);
  /* Pictures are ours, so they follow the desktop by our own hand. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (kerf_window_redraw), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (window)), "notify::gtk-xft-dpi",
                           G_CALLBACK (kerf_window_fit_text), window, G_CONNECT_SWAPPED);
  kerf_window_fit_text (window);
  update_panels (window);
  kerf_window_expect_images ();
  return window;
}
