/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/sample.h"

#include <string.h>

static gboolean
read_numbers (const char *text, const char *option, const char *between, double *values, gsize n,
              GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, between, -1);
  if (g_strv_length (words) != n)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "'--%s' is '%s'; give %zu numbers.", option, text, n);
  for (gsize k = 0; k < n; k++)
    if (!kerf_real_from_text (g_strstrip (words[k]), option, &values[k], error))
      return FALSE;
  return TRUE;
}

/* What is seen of the volume, and what is cut away. */
static gboolean
space_options (KerfCli *cli, KerfPictureOptions *options, GError **error)
{
  const char *see = kerf_cli_option (cli, "see"), *cut = kerf_cli_option (cli, "cut"),
             *box = kerf_cli_option (cli, "box");
  double v[6];
  if (see && !kerf_volume_preset_find (see))
    return kerf_fail_text (
        error, KERF_ERROR_WORDS,
        "'--see' is '%s'; give bone, bone-glass, muscle-bone, skin-bone, vessels, metal, bright, solid, max or "
        "min.",
        see);
  options->see = see;
  options->margin_map = kerf_cli_option (cli, "margin-map") != NULL;
  if (cut) {
    g_auto (GStrv) words = g_strsplit (cut, ":", 2);
    options->cut_specimen = words[0] && words[1] && strcmp (words[1], "specimen") == 0;
    if (!words[0] || strlen (words[0]) == 0 || strlen (words[0]) >= sizeof options->cut ||
        (words[1] && !options->cut_specimen))
      return kerf_fail_text (error, KERF_ERROR_WORDS,
                             "'--cut' is '%s'; give a plane's letter, or LETTER:specimen.", cut);
    g_strlcpy (options->cut, words[0], sizeof options->cut);
  }
  if (!box)
    return TRUE;
  if (!read_numbers (box, "box", ",", v, 6, error))
    return FALSE;
  if (!(v[0] < v[3] && v[1] < v[4] && v[2] < v[5]))
    return kerf_fail_text (error, KERF_ERROR_WORDS,
                           "'--box' is '%s'; give X0,Y0,Z0,X1,Y1,Z1 with each second number greater.", box);
  options->box_on = TRUE;
  options->box = (KerfBox3){ kerf_vec3 (v[0], v[1], v[2]), kerf_vec3 (v[3], v[4], v[5]) };
  return TRUE;
}

gboolean
kerf_cli_picture_options (KerfCli *cli, const KerfCase *kase, KerfPictureOptions *options, GError **error)
{
  const char *at = kerf_cli_option (cli, "at"), *size = kerf_cli_option (cli, "size"),
             *volume = kerf_cli_option (cli, "volume"), *window = kerf_cli_option (cli, "window"),
             *plan = kerf_cli_option (cli, "plan"), *dpi = kerf_cli_option (cli, "dpi");
  double v[3];
  memset (options, 0, sizeof *options);
  options->at.x = (double) NAN;
  options->view = kerf_cli_option (cli, "view");
  options->from = kerf_cli_option (cli, "from");
  options->patient_text = kerf_cli_option (cli, "patient-text") != NULL;
  if (at) {
    if (!read_numbers (at, "at", ",", v, 3, error))
      return FALSE;
    options->at = kerf_vec3 (v[0], v[1], v[2]);
  }
  if (size) {
    if (!read_numbers (size, "size", "x", v, 2, error))
      return FALSE;
    if (!(v[0] >= 64 && v[0] <= 8192 && v[1] >= 64 && v[1] <= 8192))
      return kerf_fail_text (error, KERF_ERROR_WORDS, "'--size' is '%s'; give 64x64 to 8192x8192.", size);
    options->width_px = (int) v[0];
    options->height_px = (int) v[1];
  }
  if (dpi) {
    if (!read_numbers (dpi, "dpi", " ", v, 1, error))
      return FALSE;
    if (!(v[0] >= 48 && v[0] <= 1200))
      return kerf_fail_text (error, KERF_ERROR_WORDS, "'--dpi' is '%s'; give 48 to 1200.", dpi);
    options->dpi = v[0];
  }
  if (window) {
    if (!read_numbers (window, "window", ",", v, 2, error))
      return FALSE;
    options->centre = v[0];
    options->width = fmax (v[1], 1);
  }
  if (volume) {
    const KerfObject *object = kerf_case_find (kase, KERF_KIND_VOLUME, volume, error);
    if (!object)
      return FALSE;
    options->volume = kerf_object_id (object);
  }
  if (plan) {
    const KerfObject *object = kerf_case_find (kase, KERF_KIND_PLAN, plan, error);
    if (!object)
      return FALSE;
    options->plan = kerf_object_id (object);
  }
  return space_options (cli, options, error);
}

gboolean
kerf_cli_render (KerfCli *cli, GError **error)
{
  const char *out = kerf_cli_word (cli, 1);
  KerfPictureOptions options;
  if (!kerf_cli_may_write (cli, out, error))
    return FALSE;
  g_autoptr (KerfStore) store = kerf_store_open (kerf_cli_word (cli, 0), KERF_STORE_READ, error);
  KerfHash revision;
  g_autoptr (KerfCase) kase = store ? kerf_store_head (store, &revision, error) : NULL;
  return kase && kerf_cli_picture_options (cli, kase, &options, error) &&
         kerf_report_write_picture (kase, &revision, &options, out, &cli->context, error);
}
