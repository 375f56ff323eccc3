/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/panels/form.h"

#include "app/panels/choices.h"
#include "app/panels/quantity.h"
#include "base/error.h"
#include "base/text.h"
#include "case/plan.h"
#include "ops/ops.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const KerfParam *param;
  GtkWidget *widget; /* entry, switch, combo row */
  GPtrArray *values; /* of char *: of a combo; "" stands for not given */
} Field;

typedef struct {
  KerfWindow *window;
  const KerfOp *op;
  GStrv preset;
  GArray *fields; /* of Field */
  GtkWidget *message;
  gboolean ends; /* its window closes when it was done */
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;
  for (guint i = 0; i < form->fields->len; i++)
    g_clear_pointer (&g_array_index (form->fields, Field, i).values, g_ptr_array_unref);
  g_array_unref (form->fields);
  g_strfreev (form->preset);
  g_free (form);
}

static gboolean
is_preset (const Form *form, const KerfParam *param)
{
  for (int i = 0; form->preset && form->preset[i]; i++)
    if (g_str_has_prefix (form->preset[i], param->name) && form->preset[i][strlen (param->name)] == '=')
      return TRUE;
  return FALSE;
}

/* "~key=value" among the preset words: shown, with this value to begin with. NULL: none. */
static const char *
initial_of (const Form *form, const KerfParam *param)
{
  for (int i = 0; form->preset && form->preset[i]; i++)
    if (form->preset[i][0] == '~' && g_str_has_prefix (form->preset[i] + 1, param->name) &&
        form->preset[i][1 + strlen (param->name)] == '=')
      return form->preset[i] + strlen (param->name) + 2;
  return NULL;
}

/* ---- reading the fields ---- */

static gboolean
is_number (const KerfParam *param)
{
  return param->kind == KERF_PARAM_REAL || param->kind == KERF_PARAM_INT;
}

/* NULL: not given. */
static char *
field_text (const Field *field, GError **error)
{
  if (field->values) {
    guint at =
        ADW_IS_COMBO_ROW (field->widget) ? adw_combo_row_get_selected (ADW_COMBO_ROW (field->widget)) : 0;
    const char *value = at < field->values->len ? g_ptr_array_index (field->values, at) : "";
    return value[0] ? g_strdup (value) : NULL;
  }
  if (GTK_IS_SWITCH (field->widget))
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (field->widget)) ? "yes" : "no");
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field->widget))));
  if (!text[0])
    return NULL;
  double value;
  if (!is_number (field->param) || strcmp (text, "none") == 0)
    return g_steal_pointer (&text);
  return kerf_quantity_parse (text, field->param->unit ? field->param->unit : "", &value, error)
             ? kerf_real_to_text (value)
             : NULL;
}

static char *
param_title (const KerfParam *param)
{
  g_autofree char *name = g_strdup (param->name);
  static const char *const suffixes[] = { "_mm", "_deg", "_hu" };
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      name[strlen (name) - strlen (suffixes[i])] = '\0';
  g_strdelimit (name, "_", ' ');
  name[0] = g_ascii_toupper (name[0]);
  return param->unit && param->unit[0] ? g_strdup_printf ("%s, %s", _ (name), param->unit)
                                       : g_strdup (_ (name));
}

static void
say (Form *form, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (form->message), sentence ? sentence : "");
  gtk_widget_set_visible (form->message, sentence != NULL);
}

static void
on_apply (GtkWidget *button, gpointer data)
{
  Form *form = data;
  (void) button;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  for (int i = 0; form->preset && form->preset[i]; i++)
    if (form->preset[i][0] != '~')
      g_ptr_array_add (words, g_strdup (form->preset[i]));
  for (guint i = 0; i < form->fields->len && !error; i++) {
    const Field *field = &g_array_index (form->fields, Field, i);
    g_autofree char *text = field_text (field, &error);
    if (text)
      g_ptr_array_add (words, g_strdup_printf ("%s=%s", field->param->name, text));
    else if (!error && field->param->flags & KERF_REQUIRED) {
      g_autofree char *title = param_title (field->param);
      /* Translators: a field's name and what it is: "Fill in “Kind”: how the two are joined." */
      kerf_fail_text (&error, KERF_ERROR_ARGUMENT, _ ("Fill in “%s”: %s."), title, _ (field->param->help));
    }
  }
  g_ptr_array_add (words, NULL);
  if (!error)
    kerf_document_do (kerf_window_document (form->window), form->op->id, (const char *const *) words->pdata,
                      &error);
  say (form, error ? error->message : NULL);
  if (!error && form->ends)
    gtk_window_close (GTK_WINDOW (gtk_widget_get_root (form->message)));
}

/* Enter in a field is its button. */
static void
on_activate (GtkEntry *entry, gpointer data)
{
  on_apply (GTK_WIDGET (entry), data);
}

/* ---- making them ---- */

static void
add_suffix (GtkWidget *row, GtkWidget *widget, const char *name)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
}

/* A row whose widget is an entry at its end. */
static GtkWidget *
entry_row (Field *field, const char *title, const char *text, int width)
{
  GtkWidget *row = adw_action_row_new ();
  field->widget = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (field->widget), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (field->widget), width);
  if (text)
    gtk_editable_set_text (GTK_EDITABLE (field->widget), text);
  add_suffix (row, field->widget, title);
  return row;
}

static GtkWidget *
combo_row (Field *field, GPtrArray *names, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();
  g_ptr_array_add (names, NULL);
  g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) names->pdata);
  kerf_choice_name_items (ADW_COMBO_ROW (row));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  field->widget = row;
  return row;
}

static GtkWidget *
enum_row (Form *form, Field *field)
{
  const KerfParam *param = field->param;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  field->values = g_ptr_array_new_with_free_func (g_free);
  guint selected = 0;
  if (isnan (param->def)) {
    g_ptr_array_add (names, g_strdup ("–"));
    g_ptr_array_add (field->values, g_strdup (""));
  } else {
    selected = (guint) param->def;
  }
  for (int i = 0; param->choices[i]; i++) {
    g_autofree char *name = g_strdup (param->choices[i]);
    name[0] = g_ascii_toupper (name[0]);
    if (g_strcmp0 (initial_of (form, param), param->choices[i]) == 0)
      selected = names->len;
    g_ptr_array_add (names, g_strdup (_ (name)));
    g_ptr_array_add (field->values, g_strdup (param->choices[i]));
  }
  return combo_row (field, names, selected);
}

/* Whether the form is about this object, or an earlier row of the same kinds begins with it: the second of a pair is another
 * one. */
static gboolean
is_taken (const Form *form, const Field *field, const char *id)
{
  for (int i = 0; form->preset && form->preset[i]; i++) {
    const char *value = strchr (form->preset[i], '=');
    if (value && form->preset[i][0] != '~' && strcmp (value + 1, id) == 0)
      return TRUE;
  }
  for (guint i = 0; i < form->fields->len; i++) {
    const Field *before = &g_array_index (form->fields, Field, i);
    if (before != field && before->widget && before->param->kind == KERF_PARAM_ID &&
        before->param->kinds == field->param->kinds && ADW_IS_COMBO_ROW (before->widget)) {
      guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (before->widget));
      if (at < before->values->len && strcmp (g_ptr_array_index (before->values, at), id) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

static GtkWidget *
id_row (Form *form, Field *field)
{
  const KerfCase *kase = kerf_window_case (form->window);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  field->values = g_ptr_array_new_with_free_func (g_free);
  gboolean optional = !(field->param->flags & KERF_REQUIRED);
  if (optional) {
    g_ptr_array_add (names, g_strdup ("–"));
    g_ptr_array_add (field->values, g_strdup (""));
  }
  guint selected = 0;
  KerfId wanted = kerf_window_state (form->window)->selected;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId id = kerf_object_id (object);
    if (field->param->kinds && !(field->param->kinds & (1u << id.kind)))
      continue;
    if (kerf_id_equal (id, wanted) && !optional)
      selected = names->len;
    g_ptr_array_add (names, g_strdup (kerf_object_name (object)));
    g_ptr_array_add (field->values, kerf_id_to_text (id));
  }
  for (guint n = 0;
       !optional && n < names->len && is_taken (form, field, g_ptr_array_index (field->values, selected));
       n++)
    selected = (selected + 1) % names->len;
  return combo_row (field, names, selected);
}

/* The planes of one plan; `several`: plans are told apart by name. */
static void
add_planes (KerfWindow *window, KerfId id, gboolean several, GPtrArray *names, GPtrArray *values)
{
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (kerf_case_get (kerf_window_case (window), id));
  g_autofree char *id_text = kerf_id_to_text (id);
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    g_autofree char *name = g_strcmp0 (plane->letter, plane->name) == 0
                                ? g_strdup_printf (_ ("Plane %s"), plane->letter)
                                : g_strdup_printf ("%s · %s", plane->letter, plane->name);
    g_ptr_array_add (names, several ? g_strdup_printf ("%s · %s", name, plan->name) : g_strdup (name));
    g_ptr_array_add (values, g_strdup_printf ("%s.%s", id_text, plane->letter));
  }
}

/* Planes of the plan that is shown, then of the others; a second row begins with another plane than the first. */
static GtkWidget *
plane_row (Form *form, Field *field, const char *title)
{
  const KerfCase *kase = kerf_window_case (form->window);
  KerfId shown = kerf_view_state_plan (kerf_window_state (form->window), kase);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) plans = g_array_new (FALSE, FALSE, sizeof (KerfId));
  guint selected = 0;
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    KerfId id = kerf_object_id (kerf_case_at (kase, i));
    if (kerf_id_equal (id, shown))
      g_array_prepend_val (plans, id);
    else if (id.kind == KERF_KIND_PLAN)
      g_array_append_val (plans, id);
  }
  for (guint i = 0; i < plans->len; i++)
    add_planes (form->window, g_array_index (plans, KerfId, i), plans->len > 1, names, values);
  if (names->len == 0)
    return entry_row (field, title, NULL, 14);
  const char *initial = initial_of (form, field->param);
  for (guint i = 0; i < values->len; i++)
    if (g_strcmp0 (initial, g_ptr_array_index (values, i)) == 0)
      selected = i;
  for (guint i = 0; !initial && i < form->fields->len; i++) {
    const Field *before = &g_array_index (form->fields, Field, i);
    if (before->param->kind == KERF_PARAM_PLANE && before->values &&
        adw_combo_row_get_selected (ADW_COMBO_ROW (before->widget)) == selected)
      selected = selected + 1 < values->len ? selected + 1 : 0;
  }
  field->values = g_ptr_array_ref (values);
  return combo_row (field, names, selected);
}

static void
on_crosshair (GtkButton *button, gpointer data)
{
  Form *form = data;
  GtkEditable *entry = g_object_get_data (G_OBJECT (button), "entry");
  KerfVec3 at = kerf_window_state (form->window)->crosshair;
  if (!kerf_vec3_is_finite (at))
    return;
  g_autofree char *x = kerf_real_to_text (rint (at.x * 100) / 100),
                  *y = kerf_real_to_text (rint (at.y * 100) / 100),
                  *z = kerf_real_to_text (rint (at.z * 100) / 100);
  const char *before = gtk_editable_get_text (entry);
  gboolean several = g_object_get_data (G_OBJECT (button), "several") != NULL && before[0];
  g_autofree char *text =
      g_strdup_printf ("%s%s%s,%s,%s", several ? before : "", several ? ";" : "", x, y, z);
  gtk_editable_set_text (entry, text);
}

static GtkWidget *
point_row (Form *form, Field *field, const char *title)
{
  GtkWidget *row = entry_row (field, title, NULL, 14);
  if (field->param->kind == KERF_PARAM_DIRECTION)
    return row;
  GtkWidget *button = gtk_button_new_from_icon_name ("kerf-navigate-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Take the crosshair's point"));
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "entry", field->widget);
  if (field->param->kind == KERF_PARAM_POINTS)
    g_object_set_data (G_OBJECT (button), "several", GINT_TO_POINTER (1));
  g_signal_connect (button, "clicked", G_CALLBACK (on_crosshair), form);
  add_suffix (row, button, _ ("Take the crosshair's point"));
  return row;
}

static GtkWidget *
number_row (Field *field, const char *title)
{
  g_autofree char *text = isnan (field->param->def) ? NULL : kerf_real_to_text (field->param->def);
  return entry_row (field, title, text, 7);
}

static GtkWidget *
switch_row (Field *field)
{
  GtkWidget *row = adw_action_row_new ();
  field->widget = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (field->widget), !isnan (field->param->def) && field->param->def != 0);
  gtk_widget_set_valign (field->widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), field->widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), field->widget); /* names it too */
  return row;
}

static GtkWidget *
make_row (Form *form, const KerfParam *param)
{
  Field field = { .param = param };
  g_autofree char *title = param_title (param);
  GtkWidget *row;
  switch (param->kind) {
  case KERF_PARAM_ENUM:
    row = enum_row (form, &field);
    break;
  case KERF_PARAM_ID:
    row = id_row (form, &field);
    break;
  case KERF_PARAM_BOOL:
    row = switch_row (&field);
    break;
  case KERF_PARAM_REAL:
  case KERF_PARAM_INT:
    row = number_row (&field, title);
    break;
  case KERF_PARAM_POINT:
  case KERF_PARAM_DIRECTION:
  case KERF_PARAM_POINTS:
    row = point_row (form, &field, title);
    break;
  case KERF_PARAM_TEXT: {
    const char *initial = initial_of (form, param);
    row = entry_row (&field, title,
                     initial                           ? initial
                     : strcmp (param->name, "by") == 0 ? kerf_window_person ()
                                                       : param->text_def,
                     14);
    break;
  }
  case KERF_PARAM_PLANE:
    row = plane_row (form, &field, title);
    break;
  case KERF_PARAM_IDS:
  case KERF_PARAM_MATRIX:
  case KERF_PARAM_HASH:
  default:
    row = entry_row (&field, title, NULL, 14);
    break;
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_tooltip_text (row, _ (param->help));
  g_array_append_val (form->fields, field);
  if (GTK_IS_ENTRY (field.widget))
    g_signal_connect (field.widget, "activate", G_CALLBACK (on_activate), form);
  return row;
}

static Form *
form_new (KerfWindow *window, const KerfOp *op, const char *const *preset)
{
  Form *form = g_new0 (Form, 1);
  form->window = window;
  form->op = op;
  form->preset = g_strdupv ((char **) (guintptr) preset);
  form->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  form->message = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (form->message), TRUE);
  gtk_label_set_xalign (GTK_LABEL (form->message), 0);
  gtk_widget_add_css_class (form->message, "error");
  gtk_widget_set_visible (form->message, FALSE);
  return form;
}

static GtkWidget *
apply_button (Form *form, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_signal_connect (button, "clicked", G_CALLBACK (on_apply), form);
  return button;
}

GtkWidget *
kerf_form_new (KerfWindow *window, const KerfOp *op, const char *const *preset)
{
  Form *form = form_new (window, op, preset);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *group = adw_preferences_group_new ();
  for (guint i = 0; i < op->n_params; i++)
    if (!is_preset (form, &op->params[i]) && !(op->params[i].flags & KERF_ADVANCED))
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (form, &op->params[i]));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (op->title));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ (op->help));
  GtkWidget *button = apply_button (form, _ (op->title));
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), form->message);
  gtk_box_append (GTK_BOX (box), button);
  g_object_set_data_full (G_OBJECT (box), "form", form, form_free);
  return box;
}

void
kerf_form_ends_window (GtkWidget *box)
{
  Form *form = g_object_get_data (G_OBJECT (box), "form");
  form->ends = TRUE;
  /* Else the row would have the focus, and what is typed would be lost. */
  if (form->fields->len > 0)
    gtk_widget_grab_focus (g_array_index (form->fields, Field, 0).widget);
}

/* Screen readers hear whether it is unfolded from the row inside, which has the focus. */
static void
on_unfolded (GtkWidget *row, GParamSpec *spec, gpointer data)
{
  gboolean expanded = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row));
  (void) spec;
  (void) data;
  for (GtkWidget *inner = row; inner; inner = gtk_widget_get_first_child (inner))
    if (GTK_IS_LIST_BOX_ROW (inner))
      gtk_accessible_update_state (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

GtkWidget *
kerf_form_row_new (KerfWindow *window, const KerfOp *op, const char *const *preset)
{
  Form *form = form_new (window, op, preset);
  GtkWidget *row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (op->title));
  for (guint i = 0; i < op->n_params; i++)
    if (!is_preset (form, &op->params[i]))
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_row (form, &op->params[i]));
  GtkWidget *last = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_start (last, 12);
  gtk_widget_set_margin_end (last, 12);
  gtk_widget_set_margin_top (last, 8);
  gtk_widget_set_margin_bottom (last, 8);
  GtkWidget *help = gtk_label_new (_ (op->help));
  gtk_label_set_wrap (GTK_LABEL (help), TRUE);
  gtk_label_set_xalign (GTK_LABEL (help), 0);
  gtk_widget_add_css_class (help, "dim-label");
  gtk_widget_add_css_class (help, "caption");
  gtk_box_append (GTK_BOX (last), help);
  gtk_box_append (GTK_BOX (last), form->message);
  gtk_box_append (GTK_BOX (last), apply_button (form, _ (op->title)));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), last);
  /* GTK leaves both without a name of their own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (op->title), -1);
  if (gtk_widget_get_parent (last))
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (last)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, _ (op->help), -1);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (on_unfolded), NULL);
  on_unfolded (row, NULL, NULL);
  g_object_set_data_full (G_OBJECT (row), "form", form, form_free);
  return row;
}

GArray *
kerf_form_ops (KerfKind kind)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (KerfFormOp));
  for (const KerfOp *const *op = kerf_ops; *op; op++) {
    gboolean needs_bytes = FALSE;
    const KerfParam *first = NULL;
    for (guint i = 0; i < (*op)->n_params; i++) {
      const KerfParam *param = &(*op)->params[i];
      needs_bytes |= param->kind == KERF_PARAM_HASH || param->kind == KERF_PARAM_MATRIX;
      if (!first && param->kind == KERF_PARAM_ID && (param->flags & KERF_REQUIRED))
        first = param;
    }
    KerfFormOp one = { *op, first ? first->name : NULL };
    /* Deleting and renaming have their own places; what is painted needs a picture. */
    if (first && !needs_bytes && first->kinds && (first->kinds & (1u << kind)) &&
        !g_str_has_prefix ((*op)->id, "object.") && strcmp ((*op)->id, "segment.brush") != 0)
      g_array_append_val (found, one);
  }
  return found;
}
