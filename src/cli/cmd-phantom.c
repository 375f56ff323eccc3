/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/sample.h"
#include "core/phantom/phantom.h"
#include "io/write/write.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* A UID from a hash: the arc 2.25 takes any 128-bit number (ITU-T X.667); 38 digits of it are enough. */
static char *
uid_of (const KerfPhantom *phantom, const char *what)
{
  g_autofree char *text = g_strdup_printf ("kerf-phantom %u %" G_GUINT64_FORMAT " %s", (guint) phantom->kind,
                                           phantom->seed, what);
  KerfHash hash = kerf_hash_bytes (text, strlen (text));
  GString *uid = g_string_new ("2.25.1");
  for (int k = 0; k < 32; k++)
    g_string_append_c (uid, (char) ('0' + hash.b[k] % 10));
  return g_string_free (uid, FALSE);
}

static gboolean
write_image (const KerfPhantom *phantom, KerfPhantomImage image, const char *dir, const KerfContext *context,
             GError **error)
{
  static const struct {
    const char *modality, *description, *image_type, *frame;
  } about[KERF_PHANTOM_N_IMAGES] = {
    [KERF_PHANTOM_CT] = { "CT", "CT bone 1 mm", "ORIGINAL\\PRIMARY\\AXIAL", "ct" },
    [KERF_PHANTOM_MR_T1] = { "MR", "T1 TSE", "ORIGINAL\\PRIMARY\\M\\DIS3D", "mr" },
    [KERF_PHANTOM_MR_ZTE] = { "MR", "ZTE bone", "ORIGINAL\\PRIMARY\\M\\DIS3D", "mr" },
    [KERF_PHANTOM_PSEUDO_CT] = { "CT", "Pseudo-CT from ZTE", "DERIVED\\SECONDARY\\AXIAL", "mr" },
    [KERF_PHANTOM_POST_OP_CT] = { "CT", "CT after the operation", "ORIGINAL\\PRIMARY\\AXIAL", "post-op" },
  };
  const char *name = kerf_phantom_image_name (image);
  g_autofree char *folder = g_build_filename (dir, name, NULL), *series = uid_of (phantom, name),
                  *frame = uid_of (phantom, about[image].frame), *study = uid_of (phantom, "study");
  gboolean sacrum = phantom->kind == KERF_PHANTOM_SACRUM, ct = strcmp (about[image].modality, "CT") == 0;
  g_autoptr (KerfVolume) volume = kerf_phantom_volume (phantom, image, context);
  if (!volume)
    return kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
  KerfDicomSeries about_series = { .patient_id = sacrum ? "KERF-SAMPLE-1" : "KERF-SAMPLE-2",
                                   .patient_name = sacrum ? "SAMPLE^Sacrum" : "SAMPLE^Femur",
                                   .birth_date = "19700101",
                                   .sex = "O",
                                   .study_uid = study,
                                   .series_uid = series,
                                   .frame_uid = frame,
                                   .study_date = image == KERF_PHANTOM_POST_OP_CT ? "20260215" : "20260115",
                                   .study_description = "Kerf sample case, invented",
                                   .series_description = about[image].description,
                                   .modality = about[image].modality,
                                   .image_type = about[image].image_type,
                                   .manufacturer = "Kerf phantom",
                                   .patient_position = "HFS",
                                   .series_number = (int) image + 1,
                                   .thickness_mm = (double) NAN,
                                   .window_centre = ct ? 400 : 450,
                                   .window_width = ct ? 1800 : 900 };
  return kerf_write_dicom_series (folder, volume, &about_series, context, error);
}

gboolean
kerf_sample_write (const KerfPhantom *phantom, const char *dir, const KerfContext *context, GError **error)
{
  if (g_mkdir_with_parents (dir, 0777) != 0)
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  for (int image = 0; image < KERF_PHANTOM_N_IMAGES; image++) {
    kerf_context_progress (context, "Making the sample", (double) image / KERF_PHANTOM_N_IMAGES);
    if (!write_image (phantom, (KerfPhantomImage) image, dir, context, error))
      return FALSE;
  }
  g_autoptr (KerfJson) truth = kerf_phantom_truth (phantom);
  g_autofree char *text = kerf_json_to_pretty_text (truth),
                  *path = g_build_filename (dir, "truth.json", NULL);
  return kerf_write_bytes (path, text, strlen (text), error);
}

static gboolean
read_list (const char *text, const char *option, const char *between, double *values, gsize n, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, between, -1);
  if (g_strv_length (words) != n)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "'--%s' is '%s'; give %zu numbers.", option, text, n);
  for (gsize k = 0; k < n; k++)
    if (!kerf_real_from_text (g_strstrip (words[k]), option, &values[k], error))
      return FALSE;
  return TRUE;
}

gboolean
kerf_cli_phantom (KerfCli *cli, GError **error)
{
  const char *kind = kerf_cli_word (cli, 0), *dir = kerf_cli_word (cli, 1),
             *seed = kerf_cli_option (cli, "seed"), *size = kerf_cli_option (cli, "size"),
             *matrix = kerf_cli_option (cli, "matrix"), *motion_text = kerf_cli_option (cli, "motion");
  double motion[6], n[3], seed_number = 1;
  if (strcmp (kind, "sacrum") != 0 && strcmp (kind, "femur") != 0)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "There is no phantom '%s'; give sacrum or femur.", kind);
  if ((seed && !kerf_real_from_text (seed, "--seed", &seed_number, error)) ||
      (motion_text && !read_list (motion_text, "motion", ",", motion, 6, error)) ||
      (matrix && !read_list (matrix, "matrix", "x", n, 3, error)))
    return FALSE;
  KerfPhantom phantom =
      kerf_phantom_new (strcmp (kind, "sacrum") == 0 ? KERF_PHANTOM_SACRUM : KERF_PHANTOM_FEMUR,
                        (guint64) fmax (seed_number, 0), motion_text ? motion : NULL);
  if (size && strcmp (size, "full") == 0)
    memcpy (phantom.matrix, (gint32[3]){ 512, 400, 400 }, sizeof phantom.matrix);
  else if (size && strcmp (size, "small") != 0)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "'--size' is '%s'; give small or full.", size);
  for (int a = 0; matrix && a < 3; a++) {
    if (!(n[a] >= 16 && n[a] <= 1024))
      return kerf_fail_text (error, KERF_ERROR_WORDS, "'--matrix' is '%s'; give 16x16x16 to 1024x1024x1024.",
                             matrix);
    phantom.matrix[a] = (gint32) n[a];
  }
  g_autofree char *truth = g_build_filename (dir, "truth.json", NULL);
  if (!kerf_cli_may_write (cli, truth, error) || !kerf_sample_write (&phantom, dir, &cli->context, error))
    return FALSE;
  kerf_cli_said (cli, "The phantom is in '%s'.", dir);
  return TRUE;
}
