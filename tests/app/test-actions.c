/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "app/actions.h"

/* Scopes whose keys can be meant at the same moment. */
static gboolean
meet (KerfScope a, KerfScope b)
{
  const guint workspaces = KERF_SCOPE_CONTOUR | KERF_SCOPE_PLAN | KERF_SCOPE_GUIDE,
              views = KERF_SCOPE_VIEW | KERF_SCOPE_SLICE | KERF_SCOPE_SPACE | workspaces;
  if ((a == KERF_SCOPE_SLICE && b == KERF_SCOPE_SPACE) || (a == KERF_SCOPE_SPACE && b == KERF_SCOPE_SLICE) ||
      (a == KERF_SCOPE_CONTOUR && b == KERF_SCOPE_SPACE) ||
      (a == KERF_SCOPE_SPACE && b == KERF_SCOPE_CONTOUR) || (a != b && ((a | b) & workspaces) == (a | b)))
    return FALSE;
  return a == b || ((a | b) & views) == (guint) (a | b) || !(a & views) || !(b & views);
}

START_TEST (no_key_means_two_things_at_once)
{
  guint n;
  const KerfAction *actions = kerf_actions (&n);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++) {
      if (!meet (actions[i].scope, actions[j].scope))
        continue;
      g_auto (GStrv) a = g_strsplit (actions[i].keys, " ", -1), b = g_strsplit (actions[j].keys, " ", -1);
      for (int k = 0; a[k]; k++)
        ck_assert_msg (!g_strv_contains ((const char *const *) b, a[k]), "%s is %s and %s", a[k],
                       actions[i].name, actions[j].name);
    }
}
END_TEST

START_TEST (every_action_has_one_name_and_a_label)
{
  guint n;
  const KerfAction *actions = kerf_actions (&n);
  ck_assert_uint_gt (n, 80);
  for (guint i = 0; i < n; i++) {
    ck_assert (actions[i].label[0] && strchr (actions[i].name, '.'));
    ck_assert_ptr_eq (kerf_action_find (actions[i].name), &actions[i]);
    g_autofree char *tooltip = kerf_action_tooltip (actions[i].name);
    ck_assert_ptr_nonnull (strstr (tooltip, actions[i].label));
  }
}
END_TEST

/* conventions §1.2 (c) and (e): what needs AltGr somewhere, and what is the desktop's. */
START_TEST (no_key_is_taken_that_layouts_or_the_desktop_need)
{
  static const char *const never[] = { "bracketleft", "bracketright", "braceleft",  "braceright", "backslash",
                                       "bar",         "at",           "numbersign", "grave",      "semicolon",
                                       "slash",       "period",       "less" };
  guint n;
  const KerfAction *actions = kerf_actions (&n);
  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) keys = g_strsplit (actions[i].keys, " ", -1);
    for (int k = 0; keys[k]; k++) {
      const char *plain = strrchr (keys[k], '>') ? strrchr (keys[k], '>') + 1 : keys[k];
      for (gsize j = 0; j < G_N_ELEMENTS (never); j++)
        ck_assert_str_ne (plain, never[j]);
      ck_assert_ptr_null (strstr (keys[k], "Super"));
      ck_assert (!(strstr (keys[k], "<Alt>") && plain[0] == 'F'));
      /* Bare digits go by place: on French keyboards they need Shift. */
      ck_assert (!(g_ascii_isdigit (plain[0]) && !plain[1]));
      guint keyval;
      GdkModifierType modifiers;
      g_autofree char *accel = strstr (keys[k], "pos:") ? g_strdup ("a") : g_strdup (keys[k]);
      ck_assert_msg (gtk_accelerator_parse (accel, &keyval, &modifiers), "%s", keys[k]);
    }
  }
}
END_TEST

START_TEST (keys_are_found_by_scope_and_digits_by_place)
{
  const guint slice = KERF_SCOPE_VIEW | KERF_SCOPE_SLICE, space = KERF_SCOPE_VIEW | KERF_SCOPE_SPACE;
  const KerfAction *action = kerf_action_for_key (slice, GDK_KEY_Up, 111, 0);
  ck_assert_str_eq (action->name, "view.slice-back");
  action = kerf_action_for_key (space, GDK_KEY_Up, 111, 0);
  ck_assert_str_eq (action->name, "view.turn-up");
  /* The key of 1 on a French keyboard arrives as ampersand, keycode 10. */
  action = kerf_action_for_key (slice, GDK_KEY_ampersand, 10, 0);
  ck_assert_str_eq (action->name, "view.preset-1");
  action = kerf_action_for_key (KERF_SCOPE_CAPTURE, GDK_KEY_ampersand, 10, GDK_ALT_MASK);
  ck_assert_str_eq (action->name, "win.workspace-1");
  action = kerf_action_for_key (KERF_SCOPE_WINDOW, GDK_KEY_Z, 52, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ck_assert_str_eq (action->name, "win.redo");
  /* The keypad's 1 with Shift arrives as End where NumLock is on, and without Shift where it is off. */
  action = kerf_action_for_key (space, GDK_KEY_KP_1, 87, 0);
  ck_assert_str_eq (action->name, "view.from-anterior");
  action = kerf_action_for_key (space, GDK_KEY_KP_End, 87, GDK_SHIFT_MASK);
  ck_assert_str_eq (action->name, "view.from-posterior");
  action = kerf_action_for_key (space, GDK_KEY_KP_End, 87, 0);
  ck_assert_str_eq (action->name, "view.from-anterior");
  ck_assert_ptr_null (kerf_action_for_key (slice, GDK_KEY_q, 24, GDK_CONTROL_MASK));
  /* The narrower scope wins: Enter takes the handle in Plan. */
  action = kerf_action_for_key (slice | KERF_SCOPE_PLAN, GDK_KEY_d, 40, 0);
  ck_assert_str_eq (action->name, "win.tool-plane-line");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("actions");
  TCase *tcase = tcase_create ("actions");
  tcase_add_test (tcase, no_key_means_two_things_at_once);
  tcase_add_test (tcase, every_action_has_one_name_and_a_label);
  tcase_add_test (tcase, no_key_is_taken_that_layouts_or_the_desktop_need);
  tcase_add_test (tcase, keys_are_found_by_scope_and_digits_by_place);
  suite_add_tcase (suite, tcase);
  return kt_run (suite);
}
