/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/actions.h"

#include <glib/gi18n.h>
#include <string.h>

#define ACTION(scope, group, name, label, keys) { KERF_SCOPE_##scope, group, name, label, keys },
static const KerfAction table[] = {
#include "app/actions.def"
};
#undef ACTION

const KerfAction *
kerf_actions (guint *n)
{
  *n = G_N_ELEMENTS (table);
  return table;
}

const KerfAction *
kerf_action_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0)
      return &table[i];
  return NULL;
}

/* One key of a row: modifiers, and a keysym or a digit by place. */
typedef struct {
  GdkModifierType modifiers;
  guint keyval;
  int digit; /* −1: by keysym */
} Key;

static gboolean
parse_key (const char *text, Key *key)
{
  const char *place = strstr (text, "pos:");
  *key = (Key){ 0, 0, -1 };
  if (place) {
    g_autofree char *with_letter = g_strdup_printf ("%.*sa", (int) (place - text), text);
    key->digit = place[4] - '0';
    return gtk_accelerator_parse (with_letter, &key->keyval, &key->modifiers);
  }
  return gtk_accelerator_parse (text, &key->keyval, &key->modifiers);
}

/* XKB keycodes 10 … 19 are 1 … 9, 0 on every layout. */
static int
digit_of (guint keyval, guint keycode)
{
  if (keycode >= 10 && keycode <= 19)
    return (int) (keycode - 9) % 10;
  if (keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_9)
    return (int) (keyval - GDK_KEY_KP_0);
  return -1;
}

/* Keys of the keypad go by place, too: with NumLock, Shift makes End of its 1, without it the other way round. */
static guint
keypad_of (guint keycode)
{
  static const guint8 at[10] = { 90, 87, 88, 89, 83, 84, 85, 79, 80, 81 };
  for (guint digit = 0; digit < G_N_ELEMENTS (at); digit++)
    if (at[digit] == keycode)
      return GDK_KEY_KP_0 + digit;
  return 0;
}

static gboolean
matches (const Key *key, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);
  if (key->digit >= 0)
    return digit_of (keyval, keycode) == key->digit && held == key->modifiers;
  guint lower = gdk_keyval_to_lower (keyval);
  if (key->keyval >= GDK_KEY_KP_0 && key->keyval <= GDK_KEY_KP_9)
    return keypad_of (keycode) == key->keyval && held == key->modifiers;
  if (lower != key->keyval)
    return FALSE;
  /* The shift of '+' or '?' belongs to the character. */
  if (!(key->modifiers & GDK_SHIFT_MASK) && gdk_keyval_to_lower (keyval) == gdk_keyval_to_upper (keyval) &&
      keyval < 0x100)
    held = (GdkModifierType) (held & ~(guint) GDK_SHIFT_MASK);
  return held == key->modifiers;
}

const KerfAction *
kerf_action_for_key (guint scopes, guint keyval, guint keycode, GdkModifierType state)
{
  const KerfAction *found = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    if (!(table[i].scope & scopes) || (found && table[i].scope < found->scope))
      continue;
    g_auto (GStrv) keys = g_strsplit (table[i].keys, " ", -1);
    for (int k = 0; keys[k]; k++) {
      Key key;
      if (parse_key (keys[k], &key) && matches (&key, keyval, keycode, state))
        found = &table[i];
    }
  }
  return found;
}

/* As GTK writes it, digits by place as the digit. */
static char *
accel_text (const char *key)
{
  const char *place = strstr (key, "pos:");
  return place ? g_strdup_printf ("%.*s%c", (int) (place - key), key, place[4]) : g_strdup (key);
}

char *
kerf_action_key_text (const KerfAction *action)
{
  if (!action || !action->keys[0])
    return NULL;
  g_auto (GStrv) keys = g_strsplit (action->keys, " ", 2);
  g_autofree char *accel = accel_text (keys[0]);
  guint keyval;
  GdkModifierType modifiers;
  return gtk_accelerator_parse (accel, &keyval, &modifiers) ? gtk_accelerator_get_label (keyval, modifiers)
                                                            : NULL;
}

char *
kerf_action_tooltip (const char *name)
{
  const KerfAction *action = kerf_action_find (name);
  g_autofree char *key = kerf_action_key_text (action);
  if (!action)
    return NULL;
  return key ? g_strdup_printf ("%s (%s)", _ (action->label), key) : g_strdup (_ (action->label));
}

void
kerf_actions_set_accels (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    if (table[i].scope != KERF_SCOPE_ACCEL)
      continue;
    g_auto (GStrv) keys = g_strsplit (table[i].keys, " ", -1);
    gtk_application_set_accels_for_action (application, table[i].name, (const char *const *) keys);
  }
}

/* The groups, in order; each is a page of the shortcuts window. */
static const char *const groups[][2] = {
  { "general", N_ ("General") }, { "panels", N_ ("Panels") },   { "objects", N_ ("Objects") },
  { "views", N_ ("Views") },     { "slices", N_ ("Slices") },   { "space", N_ ("3-D") },
  { "tools", N_ ("Tools") },     { "contour", N_ ("Contour") }, { "plan", N_ ("Plan") },
  { "guide", N_ ("Guide") },
};

/* Rows of a column: a longer group goes on in the next. */
enum { COLUMN = 13 };

/* At most two keys: those of the keypad and of other layouts go without saying. */
static void
write_row (GString *xml, const KerfAction *action)
{
  g_auto (GStrv) keys = g_strsplit (action->keys, " ", 3);
  g_autofree char *first = accel_text (keys[0]), *second = keys[1] ? accel_text (keys[1]) : NULL;
  gboolean both = second && strcmp (second, "<Control>equal") != 0;
  g_autofree char *text = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsShortcut'><property name='title'>%s</property>"
      "<property name='accelerator'>%s%s%s</property></object></child>",
      _ (action->label), first, both ? " " : "", both ? second : "");
  g_string_append (xml, text);
}

static void
write_section (GString *xml, const char *group, const char *title)
{
  g_autofree char *head = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsSection'><property name='section-name'>%s</property>"
      "<property name='title'>%s</property><property name='max-height'>%d</property>",
      group, title, COLUMN + 1);
  g_string_append (xml, head);
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    if (strcmp (table[i].group, group) != 0 || !table[i].keys[0])
      continue;
    if (n++ % COLUMN == 0) {
      g_autofree char *begin = g_markup_printf_escaped (
          "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", title);
      g_string_append (xml, n > 1 ? "</object></child>" : "");
      g_string_append (xml, begin);
    }
    write_row (xml, &table[i]);
  }
  g_string_append (xml, n ? "</object></child></object></child>" : "</object></child>");
}

GtkWidget *
kerf_actions_shortcuts_window (GtkWindow *parent)
{
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'><property name='modal'>1</property>");
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    write_section (xml, groups[i][0], _ (groups[i][1]));
  g_string_append (xml, "</object></interface>");
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_string (xml->str, -1);
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  return window;
}
