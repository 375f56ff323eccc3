/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one table of actions (actions.def) and what is made from it. */

typedef enum {
  KERF_SCOPE_ACCEL = 1 << 0,
  KERF_SCOPE_WINDOW = 1 << 1,
  KERF_SCOPE_CAPTURE = 1 << 2,
  KERF_SCOPE_VIEW = 1 << 3,
  KERF_SCOPE_SLICE = 1 << 4,
  KERF_SCOPE_SPACE = 1 << 5,
  KERF_SCOPE_CONTOUR = 1 << 6,
  KERF_SCOPE_PLAN = 1 << 7,
  KERF_SCOPE_GUIDE = 1 << 8
} KerfScope;

typedef struct {
  KerfScope scope;
  const char *group, *name, *label, *keys; /* label: msgid */
} KerfAction;

const KerfAction *kerf_actions (guint *n);
const KerfAction *kerf_action_find (const char *name);

/* The action that a key means in any of `scopes`; the narrower scope wins. NULL: none. `keycode` is the hardware's, for
 * digits by place. */
const KerfAction *kerf_action_for_key (guint scopes, guint keyval, guint keycode, GdkModifierType state);

/* "Undo (Ctrl+Z)". The caller frees. */
char *kerf_action_tooltip (const char *name);
/* "Ctrl+Z", the first of its keys; NULL: none. */
char *kerf_action_key_text (const KerfAction *action);

void kerf_actions_set_accels (GtkApplication *application);
/* A GtkShortcutsWindow with a section per group. */
GtkWidget *kerf_actions_shortcuts_window (GtkWindow *parent);

G_END_DECLS
