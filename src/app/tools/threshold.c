/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two limits with a live tint in all slices; Apply makes the segment, Esc drops it. */
#include "app/panels/choices.h"
#include "app/tools/tool.h"
#include "base/text.h"

#include <glib/gi18n.h>

typedef struct {
  KerfTool tool;
  double low, high; /* high INFINITY: none */
  char *klass;
  GtkWidget *low_spin, *high_spin;
  gboolean updating;
} Threshold;

static Threshold *
threshold_of (KerfTool *tool)
{
  return (Threshold *) tool;
}

static void
enter (KerfTool *tool)
{
  Threshold *threshold = threshold_of (tool);
  if (threshold->low == 0 && threshold->high == 0) {
    threshold->low = 200;
    threshold->high = (double) INFINITY;
  }
}

static void
leave (KerfTool *tool)
{
  threshold_of (tool)->low_spin = threshold_of (tool)->high_spin = NULL;
}

static void
scene (KerfTool *tool, KerfViewArea *area, KerfSceneTool *out)
{
  Threshold *threshold = threshold_of (tool);
  (void) area;
  out->tint_low = threshold->low;
  out->tint_high = threshold->high;
  out->tint = kerf_colour (0xFAEDD9, 0.55);
  out->tint = kerf_colour_with_alpha (kerf_colour (0x57E389, 1), 0.5);
}

static void
apply (KerfTool *tool)
{
  Threshold *threshold = threshold_of (tool);
  KerfId base = kerf_view_state_base (kerf_window_state (tool->window), kerf_window_case (tool->window));
  if (base.kind == KERF_KIND_NONE)
    return;
  g_autofree char *id = kerf_id_to_text (base), *low = kerf_real_to_text (threshold->low);
  g_autofree char *high = isinf (threshold->high) ? g_strdup ("none") : kerf_real_to_text (threshold->high);
  g_autofree char *volume = g_strdup_printf ("volume=%s", id), *from = g_strdup_printf ("low=%s", low),
                  *to = g_strdup_printf ("high=%s", high),
                  *klass = g_strdup_printf ("class=%s", threshold->klass ? threshold->klass : "bone");
  if (kerf_window_do (tool->window, "segment.threshold",
                      (const char *const[]){ volume, from, to, klass, NULL }))
    kerf_window_set_tool (tool->window, "navigate");
}

static void
set_limits (Threshold *threshold, double low, double high)
{
  threshold->low = low;
  threshold->high = high;
  threshold->updating = TRUE;
  if (threshold->low_spin)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (threshold->low_spin), low);
  if (threshold->high_spin)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (threshold->high_spin), isinf (high) ? 10000 : high);
  threshold->updating = FALSE;
  kerf_window_redraw (threshold->tool.window);
}

static gboolean
size_by (KerfTool *tool, double steps)
{
  Threshold *threshold = threshold_of (tool);
  set_limits (threshold, threshold->low + 10 * steps, threshold->high);
  return TRUE;
}

static gboolean
key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state)
{
  (void) area;
  (void) state;
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return FALSE;
  apply (tool);
  return TRUE;
}

static void
on_low (GtkSpinButton *spin, gpointer data)
{
  Threshold *threshold = threshold_of (data);
  if (!threshold->updating)
    set_limits (threshold, gtk_spin_button_get_value (spin), threshold->high);
}

static void
on_high (GtkSpinButton *spin, gpointer data)
{
  Threshold *threshold = threshold_of (data);
  double value = gtk_spin_button_get_value (spin);
  if (!threshold->updating)
    set_limits (threshold, threshold->low, value >= 10000 ? (double) INFINITY : value);
}

static void
on_apply (GtkButton *button, gpointer data)
{
  (void) button;
  apply (data);
}

static void
on_class (GtkDropDown *drop, GParamSpec *spec, gpointer data)
{
  static const char *const classes[] = { "bone",   "tumour", "nerve", "dura",
                                         "vessel", "organ",  "joint", "other" };
  Threshold *threshold = threshold_of (data);
  guint at = gtk_drop_down_get_selected (drop);
  (void) spec;
  threshold->klass = NULL;
  if (at < G_N_ELEMENTS (classes))
    threshold->klass = (char *) (guintptr) classes[at];
}

static GtkWidget *
limit_row (KerfTool *tool, const char *title, double value, GCallback changed, GtkWidget **spin)
{
  GtkWidget *row = adw_action_row_new ();
  *spin = gtk_spin_button_new_with_range (-3000, 10000, 10);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (*spin), isinf (value) ? 10000 : value);
  gtk_widget_set_valign (*spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (*spin, "value-changed", changed, tool);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *spin);
  return row;
}

static GtkWidget *
options (KerfTool *tool)
{
  Threshold *threshold = threshold_of (tool);
  GtkWidget *group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Threshold"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("The tint shows what Apply would take"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             limit_row (tool, _ ("From"), threshold->low, G_CALLBACK (on_low),
                                        &threshold->low_spin));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             limit_row (tool, _ ("To"), threshold->high, G_CALLBACK (on_high),
                                        &threshold->high_spin));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *drop = kerf_class_choice_new ("bone", _ ("Class of the segment"));
  g_signal_connect (drop, "notify::selected", G_CALLBACK (on_class), tool);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("What it is"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), group);
  GtkWidget *button = gtk_button_new_with_label (_ ("Apply"));
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect (button, "clicked", G_CALLBACK (on_apply), tool);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

const KerfToolClass kerf_tool_threshold = { .id = "threshold",
                                            .label = N_ ("Threshold"),
                                            .icon = "kerf-threshold-symbolic",
                                            .hint =
                                                N_ ("Shift+wheel: lower limit · Enter: apply · Esc: drop"),
                                            .workspaces = "contour",
                                            .size = sizeof (Threshold),
                                            .enter = enter,
                                            .leave = leave,
                                            .size_by = size_by,
                                            .key = key,
                                            .scene = scene,
                                            .options = options };
