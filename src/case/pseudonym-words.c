/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/pseudonym-private.h"
#include "core/guide/profiles.h"

#include <string.h>

/* The closed vocabulary: what is not in it does not leave. */

/* Enumerations and codes as records hold them, letter by letter. */
static const char *const enumerated[] = {
  /* kinds, roles, verdicts, formats, codes */
  "subject", "volume", "labels", "rtstruct", "dicom", "nifti", "nrrd", "metaimage", "int16", "float32", "ct",
  "mr", "pseudo-ct", "post-op-ct", "specimen", "pet", "dose", "other", "regular", "tilted", "uneven", "gap",
  "refused", "CT", "MR", "PT", "RTSTRUCT", "SEG", "HFS", "HFP", "HFDR", "HFDL", "FFS", "FFP", "FFDR", "FFDL",
  /* sides, classes, tissues */
  "left", "right", "midline", "unknown", "bone", "tumour", "nerve", "dura", "vessel", "organ", "joint",
  "soft-tissue", "cartilage", "fascia",
  /* planes, guides */
  "centre", "keep", "discard", "typed", "blade", "previous-plane", "default", "closed", "open", "ledge-keep",
  "ledge-discard",
  /* alignments, measures, comparisons */
  "identity", "mutual-information", "landmarks", "given", "length", "angle", "cobb", "ellipse", "freehand",
  "planes", "distance", "e1", "e2", "copied", "replanned", "common", "own", "whole-bone",
  "away-from-footprint", "frame-of-reference", "planned", "measured", KERF_PSEUDONYM_PROFILE, NULL
};

/* Words that names, descriptions and engraved lines may be made of; folded. */
static const char *const vocabulary[] = {
  /* images */
  "ct", "pct", "cbct", "mr", "mri", "pet", "t1", "t2", "pd", "tse", "fse", "se", "gre", "stir", "dixon",
  "zte", "ute", "vibe", "space", "fs", "fat", "water", "sat", "iso", "gad", "ce", "post", "pre", "op",
  "intra", "pseudo", "synthetic", "image", "images", "series", "scan", "label", "labels", "axial", "coronal",
  "sagittal", "oblique", "thin", "thick", "slice", "slices", "soft", "hard", "kernel", "window", "contrast",
  "native", "arterial", "venous", "resampled", "copy", "specimen", "mm", "hu", "bone", "standard", "detail",
  "lung", "edge", "sharp", "smooth",
  /* makers */
  "siemens", "healthineers", "ge", "medical", "systems", "healthcare", "philips", "canon", "toshiba",
  "hitachi", "united", "imaging", "kerf", "phantom",
  /* anatomy */
  "bones", "sacrum", "sacral", "sacroiliac", "coccyx", "pelvis", "pelvic", "ilium", "iliac", "ischium",
  "pubis", "pubic", "acetabulum", "femur", "femoral", "tibia", "tibial", "fibula", "patella", "humerus",
  "humeral", "radius", "ulna", "scapula", "clavicle", "rib", "sternum", "spine", "vertebra", "lumbar",
  "thoracic", "cervical", "foot", "hand", "talus", "calcaneus", "hip", "knee", "ankle", "shoulder", "elbow",
  "wrist", "thigh", "leg", "arm", "shaft", "head", "neck", "condyle", "trochanter", "body", "ala", "wing",
  "foramen", "cortex", "cortical", "cancellous", "marrow", "limb", "muscle", "tissue", "skin", "joint",
  "cartilage", "disc", "growth", "plate", "epiphysis", "metaphysis", "diaphysis", "nerve", "nerves", "root",
  "roots", "plexus", "sciatic", "vessel", "vessels", "artery", "vein", "aorta", "dura", "sac", "thecal",
  "canal", "bladder", "rectum", "bowel", "ureter", "organ", "fascia",
  /* disease and planning */
  "tumour", "tumor", "lesion", "sarcoma", "osteosarcoma", "chondrosarcoma", "chordoma", "ewing", "oedema",
  "edema", "necrosis", "margin", "margins", "gtv", "ctv", "ptv", "target", "region", "contour", "mask",
  "segment", "simulated", "plan", "plans", "planned", "plane", "planes", "cut", "cuts", "guide", "guides",
  "slot", "pin", "resection", "stage", "hemisacrectomy", "sacrectomy", "hemipelvectomy", "alignment",
  "registration", "landmarks", "comparison", "measure", "length", "angle", "cobb", "ellipse", "circle",
  "outline", "freehand", "distance", "draft", "version", "superseded", "research", "reader", "second",
  "first", "third", "new", "old", "final", "alternative", "holding", "with", "without", "on", "of", "the",
  "and", "to", "from", "after", "before", "in", "as", "operation", "whole", "part", "upper", "lower", "left",
  "right", "midline", "medial", "lateral", "anterior", "posterior", "superior", "inferior", "cranial",
  "caudal", "proximal", "distal", "ventral", "dorsal", "near", "far",
  /* people */
  "surgeon", "radiologist", "oncologist", "orthopaedic", "orthopedic", "engineer", "physicist",
  "radiographer", "resident", "fellow", "consultant", "coordinator", "student", "nurse", "staff", "senior",
  "junior", "doctor", NULL
};

static gboolean
in_list (const char *word, const char *const *list)
{
  return g_strv_contains (list, word);
}

gboolean
kerf_word_is_enumerated (const char *word)
{
  if (in_list (word, enumerated))
    return TRUE;
  for (gsize k = 0; kerf_printers[k].name; k++)
    if (strcmp (kerf_printers[k].name, word) == 0)
      return TRUE;
  for (gsize k = 0; kerf_blades[k].name; k++)
    if (strcmp (kerf_blades[k].name, word) == 0)
      return TRUE;
  return FALSE;
}

/* The words of a text, folded: runs of letters and digits. */
static GPtrArray *
words_of (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *valid = g_utf8_make_valid (text, -1), *folded = g_utf8_casefold (valid, -1);
  for (const char *c = folded; *c;) {
    const char *end = c;
    while (*end && g_unichar_isalnum (g_utf8_get_char (end)))
      end = g_utf8_next_char (end);
    if (end > c)
      g_ptr_array_add (words, g_strndup (c, (gsize) (end - c)));
    c = *end ? g_utf8_next_char (end) : end;
  }
  return words;
}

static void
add_words (GHashTable *words, const char *text)
{
  g_autoptr (GPtrArray) parts = words_of (text);
  for (guint k = 0; k < parts->len; k++)
    if (g_utf8_strlen (g_ptr_array_index (parts, k), -1) > 1)
      g_hash_table_add (words, g_strdup (g_ptr_array_index (parts, k)));
}

static void
add_identity (GHashTable *words, const KerfJson *identity)
{
  static const char *const keys[] = { "id", "patient_id", "name", "birth_date", NULL };
  for (int k = 0; keys[k]; k++)
    add_words (words, kerf_json_get_string (identity, keys[k], ""));
}

/* TRUE where name and number are the pseudonym already: a copy is made from a copy, perhaps under the same one. */
static gboolean
is_pseudonymous (const KerfJson *record)
{
  const KerfJson *patient = kerf_json_get (record, "patient");
  const char *id = kerf_json_get_string (patient, "id", "");
  return kerf_json_get (record, "deidentified") ||
         (*id && strcmp (id, kerf_json_get_string (record, "study_id", "")) == 0 &&
          strcmp (id, kerf_json_get_string (patient, "name", "")) == 0);
}

GHashTable *
kerf_identity_words (const KerfCase *kase)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfJson *record = kerf_object_record (kerf_case_at (kase, k));
    if (is_pseudonymous (record))
      continue;
    add_identity (words, kerf_json_get (record, "patient"));
    add_identity (words, kerf_json_get (record, "identity"));
    add_identity (words, kerf_json_get (kerf_json_get (record, "source"), "identity"));
  }
  return words;
}

gboolean
kerf_text_names_patient (const char *text, GHashTable *identity)
{
  g_autoptr (GPtrArray) words = words_of (text);
  for (guint k = 0; k < words->len; k++)
    if (g_hash_table_contains (identity, g_ptr_array_index (words, k)))
      return TRUE;
  return FALSE;
}

/* A level of the spine or a root: S1, L5, T12. */
static gboolean
is_level (const char *word)
{
  return strchr ("clst", word[0]) && g_ascii_isdigit (word[1]) &&
         (!word[2] || (g_ascii_isdigit (word[2]) && !word[3]));
}

gboolean
kerf_text_is_plain (const char *text, GHashTable *identity)
{
  g_autoptr (GPtrArray) words = words_of (text);
  gsize digits = 0, singles = 0;
  for (guint k = 0; k < words->len; k++) {
    const char *word = g_ptr_array_index (words, k);
    gsize numerals = strspn (word, "0123456789");
    if (g_hash_table_contains (identity, word))
      return FALSE;
    if (!word[numerals])
      digits += numerals;
    else if (g_ascii_isalpha (word[0]) && !word[1])
      singles++;
    else if (!is_level (word) && !in_list (word, vocabulary))
      return FALSE;
  }
  /* More digits could be a date or a number of a file, more letters a name that is spelt out. */
  return words->len > 0 && words->len <= 12 && digits <= 3 && singles <= 2;
}

gboolean
kerf_word_is_kernel (const char *word, GHashTable *identity)
{
  gsize letters = 0, numerals;
  while (g_ascii_isalpha (word[letters]))
    letters++;
  numerals = strspn (word + letters, "0123456789");
  const char *rest = word + letters + numerals;
  gboolean coded = letters >= 1 && letters <= 2 && numerals >= 1 && numerals <= 2 &&
                   (!*rest || (g_ascii_isalpha (rest[0]) && !rest[1]));
  return (coded || kerf_text_is_plain (word, identity)) && !kerf_text_names_patient (word, identity);
}
