/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else is to be known of a series, and the role it may have (domain §4, conventions §3.1). */
#include "io/series/series-private.h"

#include <string.h>

/* Words by which a synthetic CT gives itself away. Whole words: "SCT" is not in "DISCTEST". */
static const char *const SYNTHETIC_WORDS[] = { "PSEUDO",  "PSEUDOCT", "SYNTHETIC", "SYNTHETICCT",
                                               "SYNTHCT", "SCT",      "BONEMRI",   "MRCAT",
                                               "MRI2CT",  "SYNCT",    NULL };
static const char *const POST_OP_WORDS[] = { "POSTOP", "POSTOPERATIVE", "POSTOPERATIV", NULL };

/* Upper-case words of a text; hyphens and underlines part words, but "post-op" and "pseudo-CT" also stand joined. */
static GPtrArray *
words_of (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_auto (GStrv) parts = g_strsplit_set (upper, " -_.,;:/\\()[]^", -1);
  const char *before = "";
  for (char **part = parts; *part; part++) {
    if (!**part)
      continue;
    g_ptr_array_add (words, g_strdup (*part));
    g_ptr_array_add (words, g_strconcat (before, *part, NULL));
    before = *part;
  }
  return words;
}

static const char *
common_word (GPtrArray *words, const char *const *known)
{
  for (guint k = 0; k < words->len; k++)
    if (g_strv_contains (known, words->pdata[k]))
      return words->pdata[k];
  return NULL;
}

const char *
kerf_role_from_text (const char *text, const char *otherwise, const char **hint)
{
  g_autoptr (GPtrArray) words = words_of (text);
  const char *synthetic = common_word (words, SYNTHETIC_WORDS);
  if (synthetic) {
    const char *const *at = SYNTHETIC_WORDS;
    while (strcmp (*at, synthetic) != 0)
      at++;
    *hint = *at;
    return "pseudo-ct";
  }
  return strcmp (otherwise, "ct") == 0 && common_word (words, POST_OP_WORDS) ? "post-op-ct" : otherwise;
}

static void
propose_role (KerfSeries *s, const KerfDicomHeader *h)
{
  const char *plain = strcmp (s->modality, "CT") == 0   ? "ct"
                      : strcmp (s->modality, "MR") == 0 ? "mr"
                      : strcmp (s->modality, "PT") == 0 ? "pet"
                                                        : "other";
  g_autofree char *text =
      g_strjoin (" ", h->text[KERF_DICOM_SERIES_DESCRIPTION], h->text[KERF_DICOM_PROTOCOL],
                 h->text[KERF_DICOM_IMAGE_TYPE], h->text[KERF_DICOM_DERIVATION], NULL);
  const char *hint = NULL;
  s->role = kerf_role_from_text (text, plain, &hint);
  if (!hint && strcmp (plain, "ct") == 0 && h->is_mr_acquisition) {
    hint = "a CT with the parameters of an MR sequence";
    s->role = "pseudo-ct";
  }
  g_autofree char *quoted = hint ? g_strdup (hint) : NULL;
  if (hint)
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_SYNTHETIC, "series", s->label, "hint", quoted,
                                           NULL));
}

static void
describe_slices (KerfSeries *s)
{
  const KerfSlice *first = &g_array_index (s->slices, KerfSlice, 0);
  s->thickness_mm = ((KerfDicomHeader *) s->headers->pdata[first->file])->frames[first->frame].thickness_mm;
  if (!(s->thickness_mm > 0))
    s->thickness_mm = (double) NAN;
  if (!s->has_grid)
    return;
  double step = kerf_grid_spacing (&s->grid).z;
  double thick = isnan (s->thickness_mm) ? step : s->thickness_mm;
  g_autofree char *mm = kerf_short_figure (thick, 2), *every = kerf_short_figure (step, 2);
  if (thick > KERF_THIN_MM + 1e-6 && (strcmp (s->modality, "CT") == 0 || strcmp (s->modality, "MR") == 0))
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_THICK, "series", s->label, "mm", mm, NULL));
  if (step < 0.99 * thick)
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_INTERPOLATED, "series", s->label, "thick", mm,
                                           "step", every, NULL));
}

/* A window of the header is one of the series only where all its slices share it: the first slice's would be too dark or too
 * bright for the others. */
static void
describe_window (KerfSeries *s)
{
  for (guint k = 0; k < s->slices->len; k++) {
    const KerfDicomHeader *h = s->headers->pdata[g_array_index (s->slices, KerfSlice, k).file];
    if (h->window_centre == s->window_centre && h->window_width == s->window_width)
      continue;
    s->window_centre = s->window_width = (double) NAN;
    return;
  }
}

static void
describe_rescale (KerfSeries *s)
{
  const KerfDicomFrame *one = NULL;
  for (guint k = 0; k < s->slices->len; k++) {
    const KerfSlice *at = &g_array_index (s->slices, KerfSlice, k);
    const KerfDicomFrame *f = &((KerfDicomHeader *) s->headers->pdata[at->file])->frames[at->frame];
    if (one && (f->slope != one->slope || f->intercept != one->intercept)) {
      kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_RESCALE_VARIES, "series", s->label, NULL));
      return;
    }
    one = f;
  }
}

static gboolean
is_lossy_syntax (const char *syntax)
{
  static const char *const lossy[] = { "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
                                       "1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55",
                                       "1.2.840.10008.1.2.4.81", NULL };
  return g_strv_contains (lossy, syntax);
}

static void
describe_loss (KerfSeries *s, const KerfDicomHeader *h)
{
  if (strcmp (h->text[KERF_DICOM_LOSSY], "01") != 0 && !is_lossy_syntax (h->text[KERF_DICOM_TRANSFER_SYNTAX]))
    return;
  double raw = (double) h->rows * h->columns * h->n_frames * (h->bits_stored > 8 ? 2 : 1);
  double ratio = h->lossy_ratio > 0 ? h->lossy_ratio : raw / (double) MAX (h->file_size, 1);
  g_autofree char *text = kerf_short_figure (fmax (ratio, 1), 1);
  kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_LOSSY, "series", s->label, "ratio", text, NULL));
}

/* Only what the scanner states: Siemens writes ND where nothing was corrected, DIS2D or DIS3D where it was. */
static gboolean
lacks_distortion_correction (const KerfDicomHeader *h)
{
  g_auto (GStrv) values = g_strsplit (h->text[KERF_DICOM_IMAGE_TYPE], "\\", -1);
  return strcmp (h->text[KERF_DICOM_MODALITY], "MR") == 0 &&
         g_strv_contains ((const char *const *) values, "ND");
}

void
kerf_series_describe (KerfSeries *s)
{
  if (!s->slices->len)
    return;
  const KerfDicomHeader *h = s->headers->pdata[0];
  describe_slices (s);
  describe_window (s);
  describe_rescale (s);
  describe_loss (s, h);
  if (lacks_distortion_correction (h))
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_MR_DISTORTION, "series", s->label, NULL));
  if (strcmp (h->text[KERF_DICOM_BURNED_IN], "YES") == 0)
    kerf_series_find (s, kerf_finding_new (KERF_ERROR_IMPORT_BURNED_IN, "series", s->label, NULL));
  propose_role (s, h);
}
