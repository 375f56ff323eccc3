/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "case/derived-guide.h"
#include "cli/export.h"
#include "cli/sample.h"
#include "core/image/mask-edit.h"
#include "io/write/write.h"
#include "report/plan-json.h"
#include "report/report.h"

#include <string.h>

/* The object that --id names; without it the only one (or the last) of its kind. */
gboolean
kerf_export_find (KerfExport *e, KerfKind kind, GError **error)
{
  const char *wanted = kerf_cli_option (e->cli, "id");
  if (!wanted && kind == KERF_KIND_VOLUME)
    wanted = kerf_cli_option (e->cli, "volume");
  const KerfObject *object = wanted ? kerf_case_find (e->kase, kind, wanted, error) : NULL;
  if (wanted && !object)
    return FALSE;
  for (gsize k = 0; !wanted && k < kerf_case_length (e->kase); k++)
    if (kerf_object_id (kerf_case_at (e->kase, k)).kind == kind)
      object = kerf_case_at (e->kase, k);
  if (!object)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "There is no %s in '%s'; make one first.",
                           kerf_kind_name (kind), kerf_store_path (e->store));
  e->id = kerf_object_id (object);
  return TRUE;
}

static gboolean
export_plan (KerfExport *e, GError **error)
{
  return kerf_export_find (e, KERF_KIND_PLAN, error) &&
         kerf_report_write_plan (e->kase, e->id, &e->revision, e->out, &e->cli->context, error);
}

static gboolean
export_segment (KerfExport *e, GError **error)
{
  if (!kerf_export_find (e, KERF_KIND_SEGMENT, error))
    return FALSE;
  const KerfObject *object = kerf_case_get (e->kase, e->id);
  if (g_str_has_suffix (e->out, ".stl")) {
    g_autoptr (KerfMesh) mesh = kerf_derived_mesh (object, &e->cli->context, error);
    return mesh && kerf_write_stl (e->out, mesh->vertices, mesh->n_vertices, mesh->triangles,
                                   mesh->n_triangles, mesh->origin, kerf_object_name (object), error);
  }
  if (!g_str_has_suffix (e->out, ".nii.gz") && !g_str_has_suffix (e->out, ".nii"))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' has an ending that Kerf can't write; give .nii.gz or .stl.", e->out);
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  if (!mask)
    return FALSE;
  g_autofree guint8 *coverage = g_malloc (kerf_grid_voxels (&mask->grid));
  return kerf_mask_coverage (mask, coverage, &e->cli->context)
             ? kerf_write_nifti_coverage (e->out, &mask->grid, coverage, kerf_object_name (object),
                                          &e->cli->context, error)
             : kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
}

static gboolean
export_alignment (KerfExport *e, GError **error)
{
  if (!kerf_export_find (e, KERF_KIND_ALIGNMENT, error))
    return FALSE;
  g_autoptr (KerfAlignment) a = kerf_alignment_from_object (kerf_case_get (e->kase, e->id));
  g_autoptr (KerfJson) json = kerf_alignment_to_record (a);
  kerf_json_set_string (json, "format", "kerf-alignment-1");
  kerf_json_set (json, "matrix_b_to_a", kerf_json_mat4 (&a->fixed_from_moving));
  g_autofree char *text = kerf_json_to_pretty_text (json);
  return kerf_write_bytes (e->out, text, strlen (text), error);
}

/* A guide that nobody approved says so in its file's name too. */
static gboolean
export_guide (KerfExport *e, GError **error)
{
  if (!kerf_export_find (e, KERF_KIND_GUIDE, error))
    return FALSE;
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (kerf_case_get (e->kase, e->id));
  g_autofree char *base = g_path_get_basename (e->out), *dir = g_path_get_dirname (e->out),
                  *draft_name = g_strconcat ("DRAFT-", base, NULL),
                  *draft = g_build_filename (dir, draft_name, NULL);
  gboolean approved = guide->signatures->len > 0 || g_str_has_prefix (base, "DRAFT");
  if (!approved && !kerf_cli_may_write (e->cli, draft, error))
    return FALSE;
  if (!kerf_cli_write_guide (e->kase, e->id, approved ? e->out : draft, &e->cli->context, error))
    return FALSE;
  if (!approved) {
    kerf_cli_note (e->cli, "'%s' is not approved; it was written as '%s'.", guide->name, draft);
    e->out = g_intern_string (draft);
  }
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide_peek (e->kase, e->id);
  g_autoptr (GPtrArray) findings = kerf_derived_guide_findings (e->kase, e->id);
  const GPtrArray *said[3] = { solid ? solid->problems : NULL, solid ? solid->notes : NULL, findings };
  for (int k = 0; k < 3; k++)
    for (guint n = 0; said[k] && n < said[k]->len; n++)
      kerf_cli_note (e->cli, "%s", (const char *) g_ptr_array_index (said[k], n));
  return TRUE;
}

static gboolean
export_report (KerfExport *e, GError **error)
{
  const char *page = kerf_cli_option (e->cli, "page");
  KerfReportOptions options = { .patient_text = kerf_cli_option (e->cli, "patient-text") != NULL,
                                .surgeon_only = page && strcmp (page, "surgeon") == 0 };
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  if (page && !options.surgeon_only)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "There is no page '%s'; give surgeon.", page);
  gboolean good = kerf_export_find (e, KERF_KIND_PLAN, error) &&
                  kerf_report_write_pdf (e->store, e->kase, e->id, &e->revision, &options, e->out, notes,
                                         &e->cli->context, error);
  for (guint k = 0; k < notes->len; k++)
    kerf_cli_note (e->cli, "%s", (const char *) g_ptr_array_index (notes, k));
  return good;
}

static gboolean
export_picture (KerfExport *e, GError **error)
{
  KerfPictureOptions options;
  return kerf_cli_picture_options (e->cli, e->kase, &options, error) &&
         kerf_report_write_picture (e->kase, &e->revision, &options, e->out, &e->cli->context, error);
}

static const struct {
  const char *what;
  gboolean (*run) (KerfExport *e, GError **error);
} exports[] = {
  { "guide", export_guide },        { "plan", export_plan },           { "segment", export_segment },
  { "volume", kerf_export_volume }, { "alignment", export_alignment }, { "report", export_report },
  { "picture", export_picture },    { "case", kerf_export_case },
};

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* SHA-256 of a file, or of the hashes of the files in a folder, in the order of their names. */
static gboolean
hash_written (const char *path, KerfHash *hash)
{
  g_autofree char *bytes = NULL;
  gsize size;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (!dir) {
    if (!g_file_get_contents (path, &bytes, &size, NULL))
      return FALSE;
    *hash = kerf_hash_bytes (bytes, size);
    return TRUE;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  KerfHasher *hasher = kerf_hasher_new ();
  for (guint k = 0; k < names->len; k++) {
    KerfHash one = { { 0 } };
    hash_written (g_ptr_array_index (names, k), &one);
    kerf_hasher_add (hasher, one.b, sizeof one.b);
  }
  *hash = kerf_hasher_end (hasher);
  return TRUE;
}

/* Remembers in the case what was written; a case that can't be written to has still been exported. */
static void
note_export (const KerfExport *e, const char *what)
{
  KerfHash sha256;
  g_autofree char *id = e->id.kind == KERF_KIND_NONE ? g_strdup ("case") : kerf_id_to_text (e->id),
                  *said = e->said ? g_strdup_printf ("%s, %s", what, e->said) : g_strdup (what);
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (e->cli, 1), KERF_STORE_WRITE, NULL);
  if (store && hash_written (e->out, &sha256))
    kerf_store_note_export (store, &e->revision, id, said, &sha256, NULL);
}

static gboolean
run_export (KerfExport *e, const char *what, gboolean (*run) (KerfExport *e, GError **error), GError **error)
{
  gboolean preview = kerf_cli_option (e->cli, "preview") != NULL, whole = run == kerf_export_case;
  if (kerf_cli_option (e->cli, "pseudonymise") && !whole && run != kerf_export_volume)
    return kerf_fail_text (
        error, KERF_ERROR_WORDS,
        "'--pseudonymise' is for a case and a volume; export the case so, and %s from that copy.", what);
  if (preview && !whole)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "'--preview' is for export case; leave it out.");
  if (!e->out && !preview)
    return kerf_fail_text (error, KERF_ERROR_WORDS,
                           "export takes more words; write kerf-cli export WHAT CASE OUT.");
  if (!preview && !kerf_cli_may_write (e->cli, e->out, error))
    return FALSE;
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (e->cli, 1), KERF_STORE_READ, error);
  g_autoptr (KerfCase) kase = store ? kerf_store_head (store, &e->revision, error) : NULL;
  e->store = store;
  e->kase = kase;
  if (!kase || !run (e, error))
    return FALSE;
  if (!preview)
    note_export (e, what);
  return TRUE;
}

gboolean
kerf_cli_export (KerfCli *cli, GError **error)
{
  const char *what = kerf_cli_word (cli, 0);
  KerfExport e = { .cli = cli, .out = kerf_cli_word (cli, 2) };
  for (gsize k = 0; k < G_N_ELEMENTS (exports); k++)
    if (strcmp (exports[k].what, what) == 0) {
      gboolean good = run_export (&e, what, exports[k].run, error);
      g_free (e.said);
      return good;
    }
  return kerf_fail_text (error, KERF_ERROR_WORDS,
                         "Kerf can't export '%s'; kerf-cli help export lists what it can.", what);
}
