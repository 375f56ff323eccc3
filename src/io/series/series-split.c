/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices that lie at one place: copies, or several volumes in one series (domain §5.3, 4–6). */
#include "io/series/series-private.h"

#include <string.h>

#define SAME_PLACE_MM 1e-3

/* What may tell the volumes of one series apart, the likeliest first. The key is text, so that one table serves. */
typedef char *(*KeyFunc) (const KerfDicomFrame *frame);

static char *
key_echo (const KerfDicomFrame *f)
{
  g_autofree char *ms = isnan (f->echo_ms) ? g_strdup ("?") : kerf_short_figure (f->echo_ms, 3);
  return g_strdup_printf ("echo %s ms", ms);
}

static char *
key_image_type (const KerfDicomFrame *f)
{
  return g_strdup (f->image_type);
}

static char *
key_acquisition (const KerfDicomFrame *f)
{
  return g_strdup_printf ("acquisition %d", f->acquisition);
}

static char *
key_temporal (const KerfDicomFrame *f)
{
  return g_strdup_printf ("time point %d", f->temporal);
}

static char *
key_b_value (const KerfDicomFrame *f)
{
  g_autofree char *b = isnan (f->b_value) ? g_strdup ("?") : kerf_short_figure (f->b_value, 1);
  return g_strdup_printf ("b %s", b);
}

static char *
key_echo_and_type (const KerfDicomFrame *f)
{
  g_autofree char *echo = key_echo (f);
  return g_strdup_printf ("%s, %s", echo, f->image_type);
}

static const struct {
  const char *by;
  KeyFunc key;
} KEYS[] = {
  { "by echo time", key_echo },          { "by image type", key_image_type },
  { "by acquisition", key_acquisition }, { "by time point", key_temporal },
  { "by b value", key_b_value },         { "by echo time and image type", key_echo_and_type },
};

static KerfCandidate *
at (GArray *candidates, guint k)
{
  return &g_array_index (candidates, KerfCandidate, k);
}

static gboolean
same_place (const KerfCandidate *a, const KerfCandidate *b)
{
  return fabs (a->along_mm - b->along_mm) <= SAME_PLACE_MM;
}

static gboolean
has_repeats (GArray *candidates)
{
  for (guint k = 0; k + 1 < candidates->len; k++)
    if (same_place (at (candidates, k), at (candidates, k + 1)))
      return TRUE;
  return FALSE;
}

static gboolean
same_pixels (KerfCandidate *a, KerfCandidate *b, const KerfPixelHash *hash)
{
  KerfCandidate *both[] = { a, b };
  for (int k = 0; k < 2; k++)
    if (!both[k]->hashed) {
      if (!hash->func || !hash->func (both[k]->header, both[k]->frame, &both[k]->hash, hash->data))
        return FALSE;
      both[k]->hashed = TRUE;
    }
  return kerf_hash_equal (&a->hash, &b->hash);
}

static gboolean
same_object (const KerfCandidate *a, const KerfCandidate *b)
{
  const char *p = a->header->text[KERF_DICOM_SOP_UID], *q = b->header->text[KERF_DICOM_SOP_UID];
  return a->header != b->header && *p && strcmp (p, q) == 0 && a->frame == b->frame;
}

/* Drops slices that have the same pixels as an earlier one at their place; with `objects` only those that also have
 * the same UID. Returns how many. */
static guint
drop_copies (GArray *candidates, const KerfPixelHash *hash, gboolean objects)
{
  guint dropped = 0;
  for (guint k = 1; k < candidates->len; k++)
    for (guint j = k; j-- > 0 && same_place (at (candidates, j), at (candidates, k));)
      if ((!objects || same_object (at (candidates, j), at (candidates, k))) &&
          same_pixels (at (candidates, j), at (candidates, k), hash)) {
        g_array_remove_index (candidates, k--);
        dropped++;
        break;
      }
  return dropped;
}

/* TRUE where every place is taken equally often, as in a series of several volumes. */
static gboolean
is_uniform (GArray *candidates)
{
  guint first = 0;
  for (guint begin = 0, end; begin < candidates->len; begin = end) {
    for (end = begin + 1;
         end < candidates->len && same_place (at (candidates, end - 1), at (candidates, end)); end++)
      ;
    first = first ? first : end - begin;
    if (end - begin != first)
      return FALSE;
  }
  return TRUE;
}

static void
volume_free (gpointer data)
{
  g_array_unref (data);
}

static int
text_order (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Parts by one key; FALSE (and nothing kept) where they are fewer than two or a part still has repeats. */
static gboolean
split_by (GArray *candidates, KeyFunc key, KerfSplit *split)
{
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, volume_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint k = 0; k < candidates->len; k++) {
    char *name = key (kerf_candidate_frame (at (candidates, k)));
    GArray *part = g_hash_table_lookup (parts, name);
    if (!part) {
      part = g_array_new (FALSE, FALSE, sizeof (KerfCandidate));
      g_hash_table_insert (parts, name, part);
      g_ptr_array_add (names, name);
    } else
      g_free (name);
    g_array_append_val (part, *at (candidates, k));
  }
  g_ptr_array_sort (names, text_order);
  for (guint k = 0; k < names->len; k++)
    if (names->len < 2 || has_repeats (g_hash_table_lookup (parts, names->pdata[k])))
      return FALSE;
  for (guint k = 0; k < names->len; k++) {
    g_ptr_array_add (split->volumes, g_array_ref (g_hash_table_lookup (parts, names->pdata[k])));
    g_ptr_array_add (split->suffixes, g_strdup (names->pdata[k]));
  }
  return TRUE;
}

static int
by_instance (gconstpointer a, gconstpointer b)
{
  gint32 p = kerf_candidate_frame (a)->instance, q = kerf_candidate_frame (b)->instance;
  return p < q ? -1 : p > q;
}

/* The last resort where every place is taken equally often: the j-th image of each place, in the order in which the
 * images are numbered, belongs to volume j. FALSE where they aren't numbered. */
static gboolean
split_by_instance (GArray *candidates, KerfSplit *split)
{
  guint n = 1;
  while (n < candidates->len && same_place (at (candidates, n - 1), at (candidates, n)))
    n++;
  for (guint begin = 0; begin < candidates->len; begin += n) {
    qsort (at (candidates, begin), n, sizeof (KerfCandidate), by_instance);
    for (guint k = begin; k < begin + n; k++)
      if (kerf_candidate_frame (at (candidates, k))->instance < 0 ||
          (k > begin && by_instance (at (candidates, k - 1), at (candidates, k)) == 0))
        return FALSE;
  }
  for (guint j = 0; j < n; j++) {
    GArray *part = g_array_new (FALSE, FALSE, sizeof (KerfCandidate));
    for (guint k = j; k < candidates->len; k += n)
      g_array_append_val (part, *at (candidates, k));
    g_ptr_array_add (split->volumes, part);
    g_ptr_array_add (split->suffixes, g_strdup_printf ("volume %u", j + 1));
  }
  return TRUE;
}

static gboolean
take_whole (GArray *candidates, KerfSplit *split)
{
  g_ptr_array_add (split->volumes, g_array_ref (candidates));
  g_ptr_array_add (split->suffixes, g_strdup (""));
  return TRUE;
}

gboolean
kerf_split_candidates (GArray *candidates, const KerfPixelHash *hash, KerfSplit *split, double *at_mm)
{
  *split = (KerfSplit){ .volumes = g_ptr_array_new_with_free_func (volume_free),
                        .suffixes = g_ptr_array_new_with_free_func (g_free),
                        .by = "" };
  kerf_candidates_sort (candidates);
  if (!has_repeats (candidates))
    return take_whole (candidates, split);
  split->duplicates = drop_copies (candidates, hash, TRUE);
  if (has_repeats (candidates) && !is_uniform (candidates))
    split->duplicates += drop_copies (candidates, hash, FALSE);
  if (!has_repeats (candidates))
    return take_whole (candidates, split);
  for (gsize k = 0; k < G_N_ELEMENTS (KEYS); k++)
    if (split_by (candidates, KEYS[k].key, split)) {
      split->by = KEYS[k].by;
      return TRUE;
    }
  split->duplicates += drop_copies (candidates, hash, FALSE);
  if (has_repeats (candidates) && is_uniform (candidates) && split_by_instance (candidates, split)) {
    split->by = "by image number";
    return TRUE;
  }
  for (guint k = 0; k + 1 < candidates->len; k++)
    if (same_place (at (candidates, k), at (candidates, k + 1))) {
      *at_mm = kerf_candidate_coordinate (at (candidates, k));
      return FALSE;
    }
  return take_whole (candidates, split);
}

void
kerf_split_clear (KerfSplit *split)
{
  g_clear_pointer (&split->volumes, g_ptr_array_unref);
  g_clear_pointer (&split->suffixes, g_ptr_array_unref);
}
