/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the 3-D view shows the base volume, and what it leaves away. Looking, no edit: nothing of it is in the history. */
#include "app/panels/choices.h"
#include "app/panels/inspector-private.h"
#include "app/panels/transfer-editor.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  KerfWindow *window;
  GtkWidget *preset, *editor, *colour;
  GPtrArray *presets; /* of KerfVolumePreset, lent */
  gboolean setting;   /* the page changes its own widgets */
} LookPage;

static KerfSpaceLook *
look_of (KerfWindow *window)
{
  return &kerf_window_state (window)->look;
}

static const KerfObject *
base_of (KerfWindow *window)
{
  const KerfCase *kase = kerf_window_case (window);
  return kerf_case_get (kase, kerf_view_state_base (kerf_window_state (window), kase));
}

/* What the editor shows: the function in force. */
static void
show_transfer (LookPage *look)
{
  const KerfObject *base = base_of (look->window);
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (look->window));
  g_autoptr (KerfVolume) volume = base ? source.volume (source.data, base) : NULL;
  if (!volume)
    return;
  const char *role = kerf_volume_role (base);
  KerfTransfer transfer = kerf_space_look_transfer (look_of (look->window), role, volume);
  kerf_transfer_editor_set_volume (KERF_TRANSFER_EDITOR (look->editor), volume,
                                   strstr (role, "ct") ? "HU" : "");
  kerf_transfer_editor_set (KERF_TRANSFER_EDITOR (look->editor), &transfer);
  gtk_widget_set_sensitive (look->editor,
                            kerf_space_look_kind (look_of (look->window), role) == KERF_RAY_COMPOSITE);
}

static void
on_shown (GtkSwitch *toggle, GParamSpec *pspec, gpointer data)
{
  LookPage *look = data;
  (void) pspec;
  look_of (look->window)->volume_shown = gtk_switch_get_active (toggle);
  kerf_window_view_changed (look->window);
}

static void
on_preset (AdwComboRow *row, GParamSpec *pspec, gpointer data)
{
  LookPage *look = data;
  (void) pspec;
  guint at = adw_combo_row_get_selected (row);
  if (look->setting || at >= look->presets->len)
    return;
  const KerfVolumePreset *preset = g_ptr_array_index (look->presets, at);
  KerfSpaceLook *state = look_of (look->window);
  g_strlcpy (state->preset, preset->id, sizeof state->preset);
  state->volume_shown = TRUE;
  show_transfer (look);
  kerf_window_view_changed (look->window);
}

static void
on_transfer (gpointer data, const KerfTransfer *transfer)
{
  LookPage *look = data;
  KerfSpaceLook *state = look_of (look->window);
  state->preset[0] = '\0';
  state->kind = KERF_RAY_COMPOSITE;
  state->transfer = *transfer;
  state->volume_shown = TRUE;
  look->setting = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (look->preset), look->presets->len); /* By hand */
  look->setting = FALSE;
  kerf_window_view_changed (look->window);
}

static void
on_colour_chosen (GtkDialog *dialog, int response, gpointer data)
{
  LookPage *look = g_object_get_data (G_OBJECT (dialog), "look");
  GdkRGBA rgba;
  (void) data;
  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (dialog), &rgba);
  if (response == GTK_RESPONSE_OK)
    kerf_transfer_editor_set_colour (KERF_TRANSFER_EDITOR (look->editor),
                                     (const double[]){ (double) rgba.red, (double) rgba.green,
                                                       (double) rgba.blue });
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
on_colour (GtkButton *button, gpointer data)
{
  LookPage *look = data;
  double rgb[3];
  (void) button;
  if (!kerf_transfer_editor_get_colour (KERF_TRANSFER_EDITOR (look->editor), rgb)) {
    kerf_window_toast (look->window, _ ("Select a point of the curve first"), FALSE);
    return;
  }
  GtkWidget *dialog = gtk_color_chooser_dialog_new (_ ("Colour of the point"), GTK_WINDOW (look->window));
  GdkRGBA now = { (float) rgb[0], (float) rgb[1], (float) rgb[2], 1 };
  gtk_color_chooser_set_use_alpha (GTK_COLOR_CHOOSER (dialog), FALSE);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (dialog), &now);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), "look", look);
  g_signal_connect (dialog, "response", G_CALLBACK (on_colour_chosen), NULL);
  /* The page may go before the dialog does. */
  g_signal_connect_object (look->editor, "destroy", G_CALLBACK (gtk_window_destroy), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
free_look (gpointer data)
{
  LookPage *look = data;
  g_ptr_array_unref (look->presets);
  g_free (look);
}

static GtkWidget *
switch_row (GtkWidget *group, const char *title, const char *subtitle, gboolean on)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), on);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  return toggle;
}

static GtkWidget *
combo_row (GtkWidget *group, const char *title, const char *const *names, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  kerf_choice_name_items (ADW_COMBO_ROW (row));
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  return row;
}

static void
add_presets (LookPage *look, GtkWidget *group)
{
  const KerfSpaceLook *state = look_of (look->window);
  const char *role = kerf_volume_role (base_of (look->window));
  g_autofree const KerfVolumePreset **list = kerf_volume_presets (role);
  static const char *const extremes[] = { "max", "min" };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (int i = 0; list[i]; i++)
    g_ptr_array_add (look->presets, (gpointer) (gsize) list[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (extremes); i++)
    g_ptr_array_add (look->presets, (gpointer) (gsize) kerf_volume_preset_find (extremes[i]));
  const KerfVolumePreset *now = kerf_volume_preset_find (state->preset);
  guint selected = state->preset[0] ? 0 : look->presets->len;
  for (guint i = 0; i < look->presets->len; i++) {
    const KerfVolumePreset *preset = g_ptr_array_index (look->presets, i);
    g_ptr_array_add (names, (gpointer) (gsize) _ (preset->name));
    if (preset == (now ? now : kerf_volume_preset_default (role)) && state->preset[0])
      selected = i;
  }
  g_ptr_array_add (names, (gpointer) (gsize) _ ("By hand"));
  g_ptr_array_add (names, NULL);
  look->preset = combo_row (group, _ ("Appearance"), (const char *const *) (gpointer) names->pdata, selected);
  g_signal_connect (look->preset, "notify::selected", G_CALLBACK (on_preset), look);
}

/* ---- what is cut away ---- */

static void
on_box (GtkSwitch *toggle, GParamSpec *pspec, gpointer data)
{
  LookPage *look = data;
  KerfSpaceLook *state = look_of (look->window);
  (void) pspec;
  state->box_on = gtk_switch_get_active (toggle);
  if (state->box_on && !(state->box.hi.x > state->box.lo.x))
    state->box = kerf_scene_box (kerf_window_case (look->window), kerf_window_state (look->window));
  kerf_window_view_changed (look->window);
}

/* "0l" … "2h": an axis and its lower or higher side, towards right, front, feet or left, back, head. Figures are millimetres
 * that way, so that most need no minus. */
static double
outwards (const char *what)
{
  return what[1] == 'l' ? -1 : 1;
}

static double *
side_of (KerfWindow *window, const char *what)
{
  KerfBox3 *box = &look_of (window)->box;
  KerfVec3 *corner = what[1] == 'l' ? &box->lo : &box->hi;
  return what[0] == '0' ? &corner->x : what[0] == '1' ? &corner->y : &corner->z;
}

static char *
side_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  (void) state;
  const KerfSpaceLook *look = look_of (window);
  KerfBox3 all = kerf_scene_box (kerf_window_case (window), kerf_window_state (window));
  const KerfBox3 *box = look->box.hi.x > look->box.lo.x ? &look->box : &all;
  KerfVec3 corner = what[1] == 'l' ? box->lo : box->hi;
  return g_strdup_printf ("%.1f", outwards (what) * kerf_component (corner, what[0] - '0'));
}

static gboolean
apply_side (KerfWindow *window, const char *what, double value, GError **error)
{
  KerfSpaceLook *look = look_of (window);
  if (!(look->box.hi.x > look->box.lo.x))
    look->box = kerf_scene_box (kerf_window_case (window), kerf_window_state (window));
  int axis = what[0] - '0';
  double other = kerf_component (what[1] == 'l' ? look->box.hi : look->box.lo, axis);
  if (!isfinite (value) || value <= outwards (what) * other) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("This side lies beyond the other one, at %.1f mm."), outwards (what) * other);
    return FALSE;
  }
  *side_of (window, what) = outwards (what) * value;
  look->box_on = TRUE;
  kerf_window_view_changed (window);
  return TRUE;
}

/* The selected structure's box, or the tumour's, with 20 mm around it. */
static void
on_fit_box (GtkButton *button, gpointer data)
{
  LookPage *look = data;
  const KerfCase *kase = kerf_window_case (look->window);
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (look->window));
  KerfSpaceLook *state = look_of (look->window);
  (void) button;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind != KERF_KIND_SEGMENT ||
        g_strcmp0 (kerf_object_class (object), "tumour") != 0)
      continue;
    g_autoptr (KerfMesh) mesh = source.mesh (source.data, object);
    if (!mesh || mesh->n_triangles == 0)
      continue;
    KerfMat4 base_from_own = kerf_mat4_identity ();
    kerf_case_transform (kase, kerf_view_state_base (kerf_window_state (look->window), kase),
                         kerf_object_volume_id (object), NULL, &base_from_own, NULL, NULL);
    g_autoptr (KerfMesh) moved = kerf_mesh_transformed (mesh, &base_from_own);
    state->box = kerf_mesh_box (moved);
    KerfVec3 rim = kerf_vec3 (20, 20, 20);
    state->box.lo = kerf_sub (state->box.lo, rim);
    state->box.hi = kerf_add (state->box.hi, rim);
    state->box_on = TRUE;
    kerf_window_view_changed (look->window);
    return;
  }
  kerf_window_toast (look->window, _ ("There is no tumour yet"), FALSE);
}

static void
on_cut (AdwComboRow *row, GParamSpec *pspec, gpointer data)
{
  LookPage *look = data;
  KerfSpaceLook *state = look_of (look->window);
  guint at = adw_combo_row_get_selected (row);
  (void) pspec;
  GStrv letters = g_object_get_data (G_OBJECT (row), "letters");
  g_strlcpy (state->cut, at == 0 ? "" : letters[(at - 1) / 2], sizeof state->cut);
  state->cut_keeps_specimen = at > 0 && (at - 1) % 2 == 1;
  kerf_window_view_changed (look->window);
}

static void
add_cuts (LookPage *look, GtkWidget *group)
{
  const KerfCase *kase = kerf_window_case (look->window);
  const KerfSpaceLook *state = look_of (look->window);
  const KerfObject *object =
      kerf_case_get (kase, kerf_view_state_plan (kerf_window_state (look->window), kase));
  g_autoptr (KerfPlan) plan = object ? kerf_plan_from_object (object) : NULL;
  if (!plan || plan->planes->len == 0)
    return;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *letters = g_ptr_array_new ();
  guint selected = 0;
  g_ptr_array_add (names, g_strdup (_ ("None")));
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    g_ptr_array_add (names, g_strdup_printf (_ ("%s, bone that stays"), plane->letter));
    g_ptr_array_add (names, g_strdup_printf (_ ("%s, specimen"), plane->letter));
    g_ptr_array_add (letters, g_strdup (plane->letter));
    if (strcmp (state->cut, plane->letter) == 0)
      selected = 1 + 2 * i + (state->cut_keeps_specimen ? 1 : 0);
  }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (letters, NULL);
  GtkWidget *row =
      combo_row (group, _ ("Along a cut"), (const char *const *) (gpointer) names->pdata, selected);
  g_object_set_data_full (G_OBJECT (row), "letters", g_ptr_array_free (letters, FALSE),
                          (GDestroyNotify) g_strfreev);
  g_signal_connect (row, "notify::selected", G_CALLBACK (on_cut), look);
}

void
kerf_page_look (KerfPage *page)
{
  if (!base_of (page->window))
    return;
  LookPage *look = g_new0 (LookPage, 1);
  look->window = page->window;
  look->presets = g_ptr_array_new ();
  GtkWidget *group = kerf_page_group (page, _ ("In 3-D"));
  g_object_set_data_full (G_OBJECT (group), "look", look, free_look);
  GtkWidget *shown =
      switch_row (group, _ ("See through this image"), _ ("voxels by colour and opacity, with the surfaces"),
                  look_of (page->window)->volume_shown);
  g_signal_connect (shown, "notify::active", G_CALLBACK (on_shown), look);
  add_presets (look, group);
  look->editor = kerf_transfer_editor_new (on_transfer, look);
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), look->editor);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour and opacity"), -1);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  show_transfer (look);
  kerf_page_buttons (page);
  look->colour = kerf_page_button (page, _ ("Colour of the point…"), NULL, G_CALLBACK (on_colour), look);
  GtkWidget *away = kerf_page_group (page, _ ("Cut away in 3-D"));
  GtkWidget *box = switch_row (away, _ ("All beyond a box"), NULL, look_of (page->window)->box_on);
  g_signal_connect (box, "notify::active", G_CALLBACK (on_box), look);
  static const struct {
    const char *what, *title;
  } sides[] = { { "0l", N_ ("To the right") }, { "0h", N_ ("To the left") }, { "1l", N_ ("To the front") },
                { "1h", N_ ("To the back") },  { "2h", N_ ("To the head") }, { "2l", N_ ("To the feet") } };
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    kerf_page_entry (page, away, _ (sides[i].title), NULL, "mm", side_figure, apply_side, sides[i].what);
  add_cuts (look, away);
  kerf_page_buttons (page);
  kerf_page_button (page, _ ("Box about the tumour"), NULL, G_CALLBACK (on_fit_box), look);
}
