/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/pseudonym.h"
#include "cli/export.h"
#include "io/key-file.h"
#include "io/write/write.h"
#include "report/volume-dicom.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Export of a whole case and of images, as they are or pseudonymised. */

/* ---- the key ---- */

typedef struct {
  KerfPseudonym pseudonym;
  char *made; /* the key file that this command made; taken away again where the export fails */
} Identity;

/* Reads --key, or makes it where it is absent. A preview makes none. */
static gboolean
read_key (KerfExport *e, gboolean preview, Identity *identity, GError **error)
{
  const char *path = kerf_cli_option (e->cli, "key");
  gboolean open_to_others = FALSE;
  if (preview && (!path || !g_file_test (path, G_FILE_TEST_EXISTS)))
    return TRUE;
  if (!path)
    return kerf_fail_text (
        error, KERF_ERROR_WORDS,
        "'--pseudonymise' needs the site's key; give --key FILE, it is made where it is absent.");
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (!kerf_key_file_read (path, &identity->pseudonym.key, &open_to_others, error))
      return FALSE;
  } else if (!kerf_key_file_make (path, &identity->pseudonym.key, error))
    return FALSE;
  else
    identity->made = g_strdup (path);
  if (open_to_others)
    kerf_cli_note (e->cli, "Others can read the key '%s'; take that away with chmod 600.", path);
  identity->pseudonym.has_key = TRUE;
  return TRUE;
}

/* The case without what identifies. `identity->made` is set where a key was made for it. */
static KerfPseudonymised *
pseudonymised (KerfExport *e, gboolean preview, Identity *identity, GError **error)
{
  const char *id = kerf_cli_option (e->cli, "pseudonymise");
  identity->pseudonym = (KerfPseudonym){ .id = id };
  /* The pseudonym is looked at first, so that a word that is off leaves no key behind. */
  g_autoptr (KerfPseudonymised) probe =
      kerf_pseudonymise (e->kase, &e->revision, &identity->pseudonym, error);
  if (!probe || !read_key (e, preview, identity, error))
    return NULL;
  return identity->pseudonym.has_key ? kerf_pseudonymise (e->kase, &e->revision, &identity->pseudonym, error)
                                     : g_steal_pointer (&probe);
}

static gboolean
finish (KerfExport *e, Identity *identity, gboolean good)
{
  const char *reason = kerf_cli_option (e->cli, "burned-in-checked");
  if (!good && identity->made)
    g_unlink (identity->made);
  else if (identity->made)
    kerf_cli_note (e->cli, "A new key is in '%s'; keep it, it never leaves with a case.", identity->made);
  g_clear_pointer (&identity->made, g_free);
  if (good && (identity->pseudonym.id || reason))
    e->said = g_strdup_printf ("%s%s%s%s", identity->pseudonym.id ? "pseudonymised as " : "",
                               identity->pseudonym.id ? identity->pseudonym.id : "",
                               reason ? " pixels looked at: " : "", reason ? reason : "");
  return good;
}

static void
say_what_stayed (const KerfExport *e, const KerfPseudonymised *made)
{
  for (guint k = 0; k < made->dropped->len; k++)
    kerf_cli_note (e->cli, "%s", (const char *) g_ptr_array_index (made->dropped, k));
  for (guint k = 0; k < made->left_out->len; k++)
    kerf_cli_note (e->cli, "'%s' is on no list of what may leave; it stayed behind.",
                   (const char *) g_ptr_array_index (made->left_out, k));
}

/* ---- images ---- */

static gboolean
write_volume (KerfExport *e, const KerfCase *kase, GError **error)
{
  const KerfObject *object = kerf_case_get (kase, e->id);
  gboolean checked = kerf_cli_option (e->cli, "burned-in-checked") != NULL;
  g_autofree char *base = g_path_get_basename (e->out);
  if (!kerf_report_check_pixels (object, checked, error))
    return FALSE;
  if (!g_str_has_suffix (base, ".nii.gz") && !g_str_has_suffix (base, ".nii")) {
    const char *dot = strrchr (base, '.');
    if (dot && dot > base && strlen (dot) <= 5 && !g_ascii_isdigit (dot[1]))
      return kerf_fail_text (
          error, KERF_ERROR_REFUSED,
          "'%s' has an ending that Kerf can't write; give .nii.gz, or a new folder for DICOM.", e->out);
    return kerf_report_write_dicom (kase, e->id, checked, e->out, &e->cli->context, error);
  }
  g_autoptr (KerfVolume) volume = kerf_object_volume (object, error);
  return volume && kerf_write_nifti (e->out, volume, kerf_object_name (object), &e->cli->context, error);
}

gboolean
kerf_export_volume (KerfExport *e, GError **error)
{
  Identity identity = { 0 };
  if (!kerf_export_find (e, KERF_KIND_VOLUME, error))
    return FALSE;
  if (!kerf_cli_option (e->cli, "pseudonymise"))
    return finish (e, &identity, write_volume (e, e->kase, error));
  g_autoptr (KerfPseudonymised) made = pseudonymised (e, FALSE, &identity, error);
  return finish (e, &identity, made && write_volume (e, made->kase, error));
}

/* ---- the preview ---- */

static const char *
action_word (char action)
{
  return action == 'D'   ? "replaced"
         : action == 'Z' ? "emptied"
         : action == 'X' ? "removed"
         : action == 'K' ? "kept"
         : action == 'C' ? "cleaned"
                         : "new UID";
}

static KerfJson *
preview_json (const KerfPseudonymised *made, const char *id, const GPtrArray *log, GHashTable *authors)
{
  KerfJson *json = kerf_json_object (), *rows = kerf_json_array (), *history = kerf_json_object ();
  kerf_json_set_string (json, "format", "kerf-preview-1");
  kerf_json_set_string (json, "pseudonym", id);
  for (guint k = 0; k < made->rows->len; k++) {
    const KerfIdentifying *row = g_ptr_array_index (made->rows, k);
    KerfJson *one = kerf_json_object ();
    char action[2] = { row->action, 0 };
    kerf_json_set_string (one, "object", row->object);
    kerf_json_set_string (one, "key", row->key);
    kerf_json_set_string (one, "value", row->value);
    kerf_json_set_string (one, "action", action);
    kerf_json_set_string (one, "becomes", row->becomes);
    kerf_json_append (rows, one);
  }
  kerf_json_set (json, "rows", rows);
  kerf_json_set_real (history, "revisions", log->len);
  KerfJson *names = kerf_json_array ();
  g_autoptr (GList) sorted = NULL;
  GHashTableIter at;
  gpointer name;
  g_hash_table_iter_init (&at, authors);
  while (g_hash_table_iter_next (&at, &name, NULL))
    sorted = g_list_insert_sorted (sorted, name, (GCompareFunc) strcmp);
  for (GList *l = sorted; l; l = l->next)
    kerf_json_append (names, kerf_json_string (l->data));
  kerf_json_set (history, "authors", names);
  kerf_json_set (json, "history", history);
  return json;
}

static gboolean
preview (KerfExport *e, const KerfPseudonymised *made, GError **error)
{
  g_autoptr (GPtrArray) log = kerf_store_log (e->store, NULL, error);
  g_autoptr (GHashTable) authors = g_hash_table_new (g_str_hash, g_str_equal);
  if (!log)
    return FALSE;
  for (guint k = 0; k < log->len; k++)
    g_hash_table_add (authors, ((KerfRevision *) g_ptr_array_index (log, k))->author);
  const char *id = kerf_cli_option (e->cli, "pseudonymise");
  if (e->cli->json) {
    kerf_cli_print_json (preview_json (made, id, log, authors));
    return TRUE;
  }
  for (guint k = 0; k < made->rows->len; k++) {
    const KerfIdentifying *row = g_ptr_array_index (made->rows, k);
    g_autofree char *place = g_strdup_printf ("%s.%s", row->object, row->key);
    printf ("%c %-8s  %-28s %s", row->action, action_word (row->action), place, row->value);
    if (*row->becomes && row->action != 'K')
      printf ("  →  %s", row->becomes);
    printf ("\n");
  }
  printf (
      "X removed   history                      %u revisions by %u authors, exports, view state  →  one revision, "
      "made from\n",
      log->len, g_hash_table_size (authors));
  return TRUE;
}

/* ---- the case ---- */

/* What is written may be neither the case itself nor its key, not even with --force. */
static gboolean
check_out (const KerfExport *e, GError **error)
{
  const char *others[] = { kerf_cli_word (e->cli, 1), kerf_cli_option (e->cli, "key") };
  GStatBuf out, other;
  g_autofree char *path = g_canonicalize_filename (e->out, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (others); k++) {
    g_autofree char *name = others[k] ? g_canonicalize_filename (others[k], NULL) : NULL;
    if (!name)
      continue;
    gboolean same = strcmp (name, path) == 0 || (g_stat (path, &out) == 0 && g_stat (name, &other) == 0 &&
                                                 out.st_dev == other.st_dev && out.st_ino == other.st_ino);
    if (same)
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "'%s' is the case or the key itself; choose another name.", e->out);
  }
  return TRUE;
}

/* The copy's time lies on its own axis: the true day beside shifted ones would give the shift away. */
static gboolean
write_copy (KerfExport *e, const KerfPseudonymised *made, const KerfPseudonym *p, GError **error)
{
  gboolean checked = kerf_cli_option (e->cli, "burned-in-checked") != NULL;
  for (gsize k = 0; k < kerf_case_length (made->kase); k++) {
    const KerfObject *object = kerf_case_at (made->kase, k);
    if (kerf_object_id (object).kind == KERF_KIND_VOLUME &&
        !kerf_report_check_pixels (object, checked, error))
      return FALSE;
  }
  g_autofree char *now = kerf_time_now (), *time = kerf_pseudonym_time (p, now),
                  *parameters = kerf_json_to_text (made->made_from);
  return kerf_store_begin_with (e->out, e->cli->force, made->kase, "case.pseudonymise", 1, parameters, "site",
                                time ? time : now, &e->cli->context, error);
}

gboolean
kerf_export_case (KerfExport *e, GError **error)
{
  gboolean look = kerf_cli_option (e->cli, "preview") != NULL;
  Identity identity = { 0 };
  if (!look && !check_out (e, error))
    return FALSE;
  if (!kerf_cli_option (e->cli, "pseudonymise")) {
    if (look)
      return kerf_fail_text (error, KERF_ERROR_WORDS,
                             "'--preview' shows what a pseudonym takes out; give --pseudonymise ID with it.");
    return kerf_store_backup (e->store, e->out, e->cli->force, error);
  }
  g_autoptr (KerfPseudonymised) made = pseudonymised (e, look, &identity, error);
  if (!made)
    return finish (e, &identity, FALSE);
  if (look)
    return preview (e, made, error);
  if (!finish (e, &identity, write_copy (e, made, &identity.pseudonym, error)))
    return FALSE;
  say_what_stayed (e, made);
  return TRUE;
}
