/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a window ask of it: state, redraws, tools, messages. Widgets are made in window-build.c, actions in
 * window-actions.c. */
#include "app/actions.h"
#include "app/fusion-bar.h"
#include "app/window-private.h"

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
  kerf_data_panel_update (KERF_DATA_PANEL (window->data));
  kerf_inspector_update (KERF_INSPECTOR (window->inspector));
  return G_SOURCE_REMOVE;
}

static void
queue_panels (KerfWindow *window)
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
  if (!kerf_document_is_writable (window->document))
    return;
  g_autoptr (KerfJson) json = kerf_view_state_to_json (window->state);
  kerf_document_keep_view (window->document, "window", kerf_json_to_text (json));
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

/* Pictures now; words for screen readers and the file at rest. */
static void
looks_changed (KerfWindow *window)
{
  keep_pace (window);
  kerf_window_redraw (window);
  if (!window->keep)
    window->keep = g_timeout_add (KEEP_MS, keep_view_due, window);
  for (guint i = 0; i < KERF_N_VIEWS; i++) {
    KerfViewArea *area = kerf_view_grid_find (KERF_VIEW_GRID (window->grid), (KerfViewName) i);
    if (area)
      kerf_view_area_describe (area);
  }
}

void
kerf_window_view_changed (KerfWindow *window)
{
  looks_changed (window);
  queue_panels (window);
}

/* A toast that goes must not be told to go again: it lives on while it fades. */
static void
on_dismissed (AdwToast *toast, gpointer data)
{
  KerfWindow *window = data;
  if (window->toast == toast)
    g_clear_weak_pointer (&window->toast);
}

static void
drop_toast (KerfWindow *window)
{
  AdwToast *toast = window->toast;
  if (toast)
    adw_toast_dismiss (toast);
}

static void
on_case_changed (KerfDocument *document, gpointer data)
{
  KerfWindow *window = data;
  (void) document;
  /* Its Undo would take back another step than the one that it names. */
  if (window->toast_revision >= 0 && window->toast_revision != kerf_document_revision (window->document))
    drop_toast (window);
  if (!kerf_vec3_is_finite (window->state->crosshair))
    kerf_window_start_view (window);
  gboolean open = kerf_document_is_open (window->document);
  gtk_stack_set_visible_child_name (GTK_STACK (window->stack), open ? "case" : "empty");
  kerf_window_redraw (window);
  queue_panels (window);
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
  kerf_window_say (data, sentence);
}

static void
on_done (KerfDocument *document, const char *name, const char *made, const char *note, gpointer data)
{
  KerfWindow *window = data;
  const KerfOp *op = strchr (name, '.') ? kerf_document_op (name) : NULL;
  (void) document;
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
}

/* Derived values came: pictures and figures that waited for them. */
static void
on_pool_ready (gpointer data)
{
  KerfWindow *window = data;
  KerfTool *handle = window->tools[KERF_MAX_TOOLS];
  kerf_window_redraw (window);
  queue_panels (window);
  if (handle)
    handle->klass->selected (handle);
}

/* ---- where one looks ---- */

/* The centre of the middle voxel: the slice that is shown is one that was measured. */
static KerfVec3
middle_voxel (const KerfCase *kase, const KerfViewState *state, const KerfBox3 *box)
{
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_base (state, kase));
  KerfGrid grid;
  if (!base || !kerf_object_grid (base, &grid))
    return kerf_lerp (box->lo, box->hi, 0.5);
  return kerf_grid_point (&grid, grid.n[0] / 2, grid.n[1] / 2, grid.n[2] / 2);
}

void
kerf_window_start_view (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  if (kerf_view_state_base (window->state, kase).kind == KERF_KIND_NONE)
    return;
  KerfBox3 box = kerf_scene_box (kase, window->state);
  if (!kerf_vec3_is_finite (window->state->crosshair))
    window->state->crosshair = middle_voxel (kase, window->state, &box);
  window->probe = window->state->crosshair;
  kerf_view_grid_update (KERF_VIEW_GRID (window->grid));
  kerf_window_view_changed (window);
}

void
kerf_window_set_crosshair (KerfWindow *window, KerfVec3 at)
{
  window->state->crosshair = at;
  kerf_window_probe (window, at);
  looks_changed (window); /* no panel shows the crosshair */
}

/* Other cells: the keys stay with a view when the one that had them goes. */
static void
update_cells (KerfWindow *window)
{
  KerfViewGrid *grid = KERF_VIEW_GRID (window->grid);
  KerfViewArea *before = kerf_view_grid_focused (grid);
  gboolean had_focus = before && gtk_widget_has_focus (GTK_WIDGET (before));
  kerf_view_grid_update (grid);
  KerfViewArea *first = kerf_view_grid_focused (grid);
  if (had_focus && !gtk_widget_get_visible (GTK_WIDGET (before)) && first)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

void
kerf_window_set_layout (KerfWindow *window, KerfLayout layout)
{
  window->state->layout = layout;
  window->state->maximised = -1;
  if (layout != KERF_LAYOUT_ALONG_CUT)
    window->state->cut_crosshair = kerf_vec3 (NAN, NAN, NAN); /* left for good */
  for (int i = 0; i < KERF_N_WORKSPACES; i++)
    if (strcmp (kerf_workspaces[i].id, window->state->workspace) == 0)
      window->layouts[i] = layout;
  update_cells (window);
  kerf_window_view_changed (window);
}

void
kerf_window_maximise (KerfWindow *window, KerfViewName name)
{
  window->state->maximised = window->state->maximised >= 0 ? -1 : (int) name;
  update_cells (window);
  kerf_window_view_changed (window);
}

/* What a workspace is about is what its inspector begins with: the last one of its kind, unless such a one is selected. */
static void
select_for_workspace (KerfWindow *window, const char *name)
{
  static const struct {
    const char *name;
    KerfKind kind;
  } rows[] = { { "plan", KERF_KIND_PLAN },
               { "guide", KERF_KIND_GUIDE },
               { "align", KERF_KIND_ALIGNMENT },
               { "compare", KERF_KIND_COMPARISON } };
  const KerfCase *kase = kerf_window_case (window);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (rows[i].name, name) != 0 || window->state->selected.kind == rows[i].kind)
      continue;
    KerfId last = rows[i].kind == KERF_KIND_PLAN ? kerf_view_state_plan (window->state, kase) : KERF_ID_NONE;
    for (gsize k = 0; last.kind == KERF_KIND_NONE && k < kerf_case_length (kase); k++) {
      KerfId id = kerf_object_id (kerf_case_at (kase, kerf_case_length (kase) - 1 - k));
      if (id.kind == rows[i].kind)
        last = id;
    }
    kerf_window_select (window, last, NULL);
  }
}

void
kerf_window_set_workspace (KerfWindow *window, const char *name)
{
  for (int i = 0; i < KERF_N_WORKSPACES; i++) {
    if (strcmp (kerf_workspaces[i].id, name) != 0)
      continue;
    if (strcmp (window->state->workspace, name) != 0)
      kerf_window_set_tool (window, "navigate");
    name = kerf_workspaces[i].id; /* what came may be the state's own word */
    g_free (window->state->workspace);
    window->state->workspace = g_strdup (name);
    kerf_window_set_layout (window, window->layouts[i]);
    select_for_workspace (window, name);
  }
}

void
kerf_window_set_base (KerfWindow *window, KerfId base)
{
  const KerfCase *kase = kerf_window_case (window);
  KerfId before = kerf_view_state_base (window->state, kase), by;
  KerfMat4 m;
  if (kerf_id_equal (base, before))
    return;
  if (kerf_vec3_is_finite (window->state->crosshair) &&
      kerf_case_transform (kase, base, before, NULL, &m, &by, NULL))
    window->state->crosshair = kerf_mat4_point (&m, window->state->crosshair);
  window->state->base = base;
}

/* Side by side what is compared: A's plan and image left, B's right. */
static void
show_compared (KerfWindow *window, const KerfObject *comparison)
{
  const KerfJson *record = comparison ? kerf_object_record (comparison) : NULL;
  const char *a = kerf_json_get_string (record, "a", kerf_json_get_string (record, "plan", NULL)),
             *b = kerf_json_get_string (record, "b", kerf_json_get_string (record, "volume", NULL));
  KerfId ida, idb;
  if (!a || !b || !kerf_id_from_text (a, &ida) || !kerf_id_from_text (b, &idb))
    return;
  const KerfObject *plan = kerf_case_get (kerf_window_case (window), ida),
                   *other = kerf_case_get (kerf_window_case (window), idb);
  if (!plan || !other)
    return;
  window->state->plan = ida;
  window->state->other_plan = idb.kind == KERF_KIND_PLAN ? idb : KERF_ID_NONE;
  kerf_window_set_base (window, kerf_object_volume_id (plan));
  window->state->other = kerf_object_volume_id (other);
}

void
kerf_window_select (KerfWindow *window, KerfId id, const char *part)
{
  if (kerf_id_equal (window->state->selected, id) &&
      g_strcmp0 (window->state->selected_part, part ? part : "") == 0)
    return;
  kerf_view_state_select (window->state, id, part);
  if (id.kind == KERF_KIND_PLAN)
    window->state->plan = id;
  const KerfObject *object = kerf_case_get (kerf_window_case (window), id);
  if (object && id.kind == KERF_KIND_ALIGNMENT) { /* fixed left, moving right */
    g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
    kerf_window_set_base (window, alignment->fixed);
    window->state->other = alignment->moving;
  }
  if (id.kind == KERF_KIND_COMPARISON)
    show_compared (window, kerf_case_get (kerf_window_case (window), id));
  if (window->tool && window->tool->klass->selected)
    window->tool->klass->selected (window->tool);
  kerf_window_view_changed (window);
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
  queue_panels (window);
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
  drop_toast (window); /* one at a time */
  g_set_weak_pointer (&window->toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), window, 0);
  window->toast_revision = undo ? kerf_document_revision (window->document) : -1;
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (window->toasts), toast);
}

void
kerf_window_say (KerfWindow *window, const char *sentence)
{
  if (sentence)
    gtk_label_set_text (GTK_LABEL (window->banner_label), sentence);
  gtk_revealer_set_reveal_child (GTK_REVEALER (window->banner), sentence != NULL);
}

void
kerf_window_no_gl (KerfWindow *window, const char *sentence)
{
  adw_status_page_set_description (ADW_STATUS_PAGE (window->no_gl), sentence);
  gtk_stack_set_visible_child_name (GTK_STACK (window->views), "no-gl");
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

/* ---- the class ---- */

static void
dispose (GObject *object)
{
  g_clear_weak_pointer (&KERF_WINDOW (object)->toast);
  KerfWindow *window = KERF_WINDOW (object);
  g_clear_handle_id (&window->update, g_source_remove);
  g_clear_handle_id (&window->keep, g_source_remove);
  if (window->document) {
    keep_view (window);
    g_signal_handlers_disconnect_by_data (window->document, window);
  }
  for (int i = 0; i <= KERF_MAX_TOOLS; i++)
    g_clear_pointer (&window->tools[i], kerf_tool_free);
  window->tool = NULL;
  G_OBJECT_CLASS (kerf_window_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  KerfWindow *window = KERF_WINDOW (object);
  kerf_pool_free (window->pool);
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
  window->pool = kerf_pool_new (on_pool_ready, window);
  window->probe = kerf_vec3 (NAN, NAN, NAN);
  for (int i = 0; i < KERF_N_WORKSPACES; i++)
    window->layouts[i] = kerf_workspaces[i].layout;
}

KerfWindow *
kerf_window_new (GtkApplication *application, KerfDocument *document)
{
  KerfWindow *window = g_object_new (KERF_TYPE_WINDOW, "application", application, "title", "Kerf", NULL);
  window->document = g_object_ref (document);
  for (int i = 0; kerf_tools[i]; i++)
    window->tools[i] = kerf_tool_new (kerf_tools[i], window);
  window->tools[KERF_MAX_TOOLS] = kerf_tool_new (&kerf_tool_handle, window);
  window->tool = window->tools[0];
  kerf_window_add_actions (window);
  kerf_window_build (window);
  add_keys (window, GTK_PHASE_CAPTURE);
  add_keys (window, GTK_PHASE_BUBBLE);
  g_signal_connect (document, "case-changed", G_CALLBACK (on_case_changed), window);
  g_signal_connect (document, "state-changed", G_CALLBACK (on_state_changed), window);
  g_signal_connect (document, "failed", G_CALLBACK (on_failed), window);
  g_signal_connect (document, "done", G_CALLBACK (on_done), window);
  update_panels (window);
  kerf_window_expect_images ();
  return window;
}
