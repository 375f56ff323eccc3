/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/pseudonym-private.h"

#include <string.h>

/* The allow-list: what of a record leaves, and how. A key that no rule names stays behind. */

typedef enum {
  NUMBERS, /* numbers, yes and no, and lists of them; texts below stay behind unless a rule names them */
  WORD,    /* one of the enumerated words */
  KERNEL,  /* a reconstruction kernel */
  LETTER,  /* of a plane */
  REF,     /* an id such as v1 */
  HASH,    /* of payload, which is the same in the copy */
  UID,     /* keyed */
  UUID,    /* keyed */
  DATE,    /* shifted */
  PERSON,  /* the pseudonym */
  EMPTY,   /* known to identify; the key stays, its text does not */
  WORDS,   /* kept where it is plain, else removed */
  PAIRS,   /* letters of planes */
  REMOVE,  /* known to identify */
  LATER,   /* made anew by pseudonym.c */
} Action;

typedef struct {
  guint kinds; /* set of 1 << KerfKind; 0: all */
  const char *path;
  Action action;
} Rule;

#define IN(kind) (1u << KERF_KIND_##kind)

static const Rule rules[] = {
  { 0, "name", LATER },
  { 0, "note", REMOVE },
  { 0, "signatures", LATER },
  { 0, "grid", NUMBERS },
  { 0, "class", WORD },
  { 0, "volume", REF },
  { 0, "kind", WORD },

  { IN (SUBJECT), "bone", WORDS },
  { IN (SUBJECT), "side", WORD },
  { IN (SUBJECT), "limb", WORD },
  { IN (SUBJECT), "study_id", PERSON },
  { IN (SUBJECT), "confirmed", REMOVE },
  { IN (SUBJECT), "midline", NUMBERS },
  { IN (SUBJECT), "long_axis", NUMBERS },
  { IN (SUBJECT), "patient.id", PERSON },
  { IN (SUBJECT), "patient.name", PERSON },
  { IN (SUBJECT), "patient.birth_date", EMPTY },
  { IN (SUBJECT), "patient.sex", EMPTY },

  { IN (VOLUME), "format", WORD },
  { IN (VOLUME), "label", LATER },
  { IN (VOLUME), "volume_in_file", NUMBERS },
  { IN (VOLUME), "verdict", WORD },
  { IN (VOLUME), "role", WORD },
  { IN (VOLUME), "role_confirmed", NUMBERS },
  { IN (VOLUME), "modality", WORD },
  { IN (VOLUME), "description", WORDS },
  { IN (VOLUME), "series_uid", UID },
  { IN (VOLUME), "study_uid", UID },
  { IN (VOLUME), "frame_uid", UID },
  { IN (VOLUME), "study_date", DATE },
  { IN (VOLUME), "manufacturer", WORDS },
  { IN (VOLUME), "kernel", KERNEL },
  { IN (VOLUME), "patient_position", WORD },
  { IN (VOLUME), "thickness_mm", NUMBERS },
  { IN (VOLUME), "tilt_deg", NUMBERS },
  { IN (VOLUME), "bend_mm", NUMBERS },
  { IN (VOLUME), "window_centre", NUMBERS },
  { IN (VOLUME), "window_width", NUMBERS },
  { IN (VOLUME), "identity.patient_id", PERSON },
  { IN (VOLUME), "identity.name", PERSON },
  { IN (VOLUME), "identity.birth_date", EMPTY },
  { IN (VOLUME), "identity.sex", EMPTY },
  { IN (VOLUME), "identity_reason", REMOVE },
  { IN (VOLUME), "findings", LATER },
  { IN (VOLUME), "accepted", LATER },
  { IN (VOLUME), "files", REMOVE },
  { IN (VOLUME), "dims", NUMBERS },
  { IN (VOLUME), "patient_from_index", NUMBERS },
  { IN (VOLUME), "filled_slices", NUMBERS },
  { IN (VOLUME), "slice_offsets_mm", NUMBERS },
  { IN (VOLUME), "voxels", HASH },
  { IN (VOLUME), "voxel_kind", WORD },
  { IN (VOLUME), "slope", NUMBERS },
  { IN (VOLUME), "intercept", NUMBERS },
  { IN (VOLUME), "low", NUMBERS },
  { IN (VOLUME), "high", NUMBERS },
  { IN (VOLUME), "resampled_from", REF },
  { IN (VOLUME), "deidentified", WORD },

  { IN (SEGMENT), "mask", HASH },
  { IN (SEGMENT), "source.format", WORD },
  { IN (SEGMENT), "source.kind", WORD },
  { IN (SEGMENT), "source", REMOVE },

  { IN (TUBE), "points", NUMBERS },
  { IN (TUBE), "radius_mm", NUMBERS },

  { IN (ALIGNMENT), "method", WORD },
  { IN (ALIGNMENT), "fixed", REF },
  { IN (ALIGNMENT), "moving", REF },
  { IN (ALIGNMENT), "region", REF },
  { IN (ALIGNMENT), "fixed_from_moving", NUMBERS },
  { IN (ALIGNMENT), "fre_mm", NUMBERS },
  { IN (ALIGNMENT), "tre_mm", NUMBERS },
  { IN (ALIGNMENT), "nmi", NUMBERS },

  { IN (PLAN), "plan_uuid", UUID },
  { IN (PLAN), "state", LATER },
  { IN (PLAN), "version", NUMBERS },
  { IN (PLAN), "tumour", REF },
  { IN (PLAN), "bone", REF },
  { IN (PLAN), "alignments[]", REF },
  { IN (PLAN), "clearances", NUMBERS },
  { IN (PLAN), "clearances[].structure", REF },
  { IN (PLAN), "target_margin_mm", NUMBERS },
  { IN (PLAN), "per_tissue", NUMBERS },
  { IN (PLAN), "planes", NUMBERS },
  { IN (PLAN), "planes[].letter", LETTER },
  { IN (PLAN), "planes[].name", WORDS },
  { IN (PLAN), "planes[].kerf.face", WORD },
  { IN (PLAN), "planes[].kerf_from", WORD },
  { IN (PLAN), "letters_used", NUMBERS },
  { IN (PLAN), "revises", REF },
  { IN (PLAN), "revise_reason", REMOVE },
  { IN (PLAN), "copied_from", REF },

  { IN (GUIDE), "plan", REF },
  { IN (GUIDE), "bone", REF },
  { IN (GUIDE), "letters[]", LETTER },
  { IN (GUIDE), "insertion_lps", NUMBERS },
  { IN (GUIDE), "printer", WORD },
  { IN (GUIDE), "blade", WORD },
  { IN (GUIDE), "offset_fit_mm", NUMBERS },
  { IN (GUIDE), "offset_print_mm", NUMBERS },
  { IN (GUIDE), "thickness_mm", NUMBERS },
  { IN (GUIDE), "resolution_mm", NUMBERS },
  { IN (GUIDE), "outline_lps_mm", NUMBERS },
  { IN (GUIDE), "footprint_radius_mm", NUMBERS },
  { IN (GUIDE), "footprint_centre_lps_mm", NUMBERS },
  { IN (GUIDE), "slots", NUMBERS },
  { IN (GUIDE), "slots[].letter", LETTER },
  { IN (GUIDE), "slots[].kind", WORD },
  { IN (GUIDE), "pins", NUMBERS },
  { IN (GUIDE), "label_lines", LATER },
  { IN (GUIDE), "label_strokes", LATER },
  { IN (GUIDE), "version_hash", LATER },

  { IN (MEASURE) | IN (LANDMARKS), "points", NUMBERS },
  { IN (MEASURE), "length_mm", NUMBERS },
  { IN (MEASURE), "angle_deg", NUMBERS },
  { IN (MEASURE), "structure", REF },
  { IN (MEASURE), "plan", REF },
  { IN (MEASURE), "letters[]", LETTER },

  { IN (COMPARISON), "a", REF },
  { IN (COMPARISON), "b", REF },
  { IN (COMPARISON), "plan", REF },
  { IN (COMPARISON), "alignment", REF },
  { IN (COMPARISON), "planning", WORD },
  { IN (COMPARISON), "tumour", WORD },
  { IN (COMPARISON), "registration_basis", WORD },
  { IN (COMPARISON), "pairs", PAIRS },
  { IN (COMPARISON), "face_measured", WORD },
  { IN (COMPARISON), "kerf_source", WORD },
  { IN (COMPARISON), "width_mm", NUMBERS },
  { IN (COMPARISON), "planes", NUMBERS },
};

static const Rule *
find_rule (KerfKind kind, const char *path)
{
  for (gsize k = 0; k < G_N_ELEMENTS (rules); k++)
    if ((!rules[k].kinds || rules[k].kinds & 1u << kind) && strcmp (rules[k].path, path) == 0)
      return &rules[k];
  return NULL;
}

/* TRUE where a rule names something inside `path`. */
static gboolean
has_below (KerfKind kind, const char *path)
{
  gsize n = strlen (path);
  for (gsize k = 0; k < G_N_ELEMENTS (rules); k++)
    if ((!rules[k].kinds || rules[k].kinds & 1u << kind) && strncmp (rules[k].path, path, n) == 0 &&
        (rules[k].path[n] == '.' || rules[k].path[n] == '['))
      return TRUE;
  return FALSE;
}

void
kerf_pseudonym_say (KerfPseudonymWalk *walk, char action, const char *key, const char *value,
                    const char *becomes)
{
  KerfIdentifying *row = g_new0 (KerfIdentifying, 1);
  row->action = action;
  row->object = g_strdup (walk->object);
  row->key = g_strdup (key);
  row->value = g_strdup (value);
  row->becomes = g_strdup (becomes ? becomes : "");
  g_ptr_array_add (walk->rows, row);
}

static const char *
first_text (const KerfJson *json)
{
  if (kerf_json_kind (json) == KERF_JSON_STRING)
    return kerf_json_as_string (json, "");
  const char *text = NULL;
  for (gsize k = 0; !text && k < kerf_json_length (json); k++)
    text = first_text (kerf_json_at (json, k));
  return text;
}

/* Says what is removed: each text of an object, of a list only how many and the first. */
static void
say_removed (KerfPseudonymWalk *walk, const KerfJson *json, const char *path)
{
  KerfJsonKind kind = kerf_json_kind (json);
  if (kind == KERF_JSON_STRING && *kerf_json_as_string (json, ""))
    kerf_pseudonym_say (walk, 'X', path, kerf_json_as_string (json, ""), NULL);
  else if (kind == KERF_JSON_BOOL)
    kerf_pseudonym_say (walk, 'X', path, kerf_json_as_bool (json, FALSE) ? "yes" : "no", NULL);
  else if (kind == KERF_JSON_ARRAY && kerf_json_length (json)) {
    const char *text = first_text (json);
    g_autofree char *value =
        g_strdup_printf ("%zu, the first: %s", kerf_json_length (json), text ? text : "numbers");
    kerf_pseudonym_say (walk, 'X', path, value, NULL);
  } else if (kind == KERF_JSON_OBJECT)
    for (gsize k = 0; k < kerf_json_length (json); k++) {
      g_autofree char *below = g_strdup_printf ("%s.%s", path, kerf_json_key_at (json, k));
      say_removed (walk, kerf_json_at (json, k), below);
    }
}

static gboolean
is_letter (const char *text)
{
  gsize n = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  return n >= 1 && n <= 3 && !text[n];
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static gboolean
is_kept (const KerfPseudonymWalk *walk, Action action, const char *text)
{
  KerfId id;
  switch (action) {
  case WORD:
    return kerf_word_is_enumerated (text);
  case KERNEL:
    return kerf_word_is_kernel (text, walk->identity);
  case LETTER:
    return is_letter (text);
  case REF:
    return kerf_id_from_text (text, &id) || strcmp (text, "none") == 0;
  case HASH:
    return is_hash (text) || kerf_word_is_enumerated (text);
  case WORDS:
    return kerf_text_is_plain (text, walk->identity);
  default:
    return FALSE;
  }
}

/* Letters of planes on both sides; a pair by another name stays behind. */
static KerfJson *
pairs (KerfPseudonymWalk *walk, const KerfJson *json, const char *path)
{
  KerfJson *made = kerf_json_object ();
  for (gsize k = 0; k < kerf_json_length (json); k++) {
    const char *a = kerf_json_key_at (json, k), *b = kerf_json_as_string (kerf_json_at (json, k), "");
    if (is_letter (a) && is_letter (b))
      kerf_json_set_string (made, a, b);
    else
      kerf_pseudonym_say (walk, 'X', path, a, NULL);
  }
  return made;
}

/* A text that gets another one. */
static KerfJson *
replaced (KerfPseudonymWalk *walk, Action action, const char *path, const char *text)
{
  const KerfPseudonym *p = walk->p;
  g_autofree char *made = NULL;
  char letter = 'D';
  const char *promise = "by the key";
  if (!*text)
    return kerf_json_string (text);
  if (action == PERSON)
    made = g_strdup (p->id);
  else if (action == EMPTY) {
    made = g_strdup ("");
    letter = 'Z';
  } else if (!p->has_key) {
    made = g_strdup (promise);
    letter = action == DATE ? 'C' : 'U';
  } else if (action == UID || action == UUID) {
    made = action == UID ? kerf_pseudonym_uid (p, text) : kerf_pseudonym_uuid (p, text);
    letter = 'U';
  } else {
    made = kerf_pseudonym_date (p, text); /* NULL: it was no date, and is removed */
    letter = made ? 'C' : 'X';
  }
  kerf_pseudonym_say (walk, letter, path, text, made);
  return made ? kerf_json_string (made) : NULL;
}

static KerfJson *
apply (KerfPseudonymWalk *walk, const Rule *rule, const KerfJson *json, const char *path)
{
  KerfJsonKind kind = kerf_json_kind (json);
  switch (rule->action) {
  case LATER:
    return NULL;
  case REMOVE:
    say_removed (walk, json, path);
    return NULL;
  case PAIRS:
    return pairs (walk, json, path);
  case UID:
  case UUID:
  case DATE:
  case PERSON:
  case EMPTY:
    if (kind == KERF_JSON_NULL)
      return kerf_json_null ();
    return kind == KERF_JSON_STRING ? replaced (walk, rule->action, path, kerf_json_as_string (json, ""))
                                    : NULL;
  default:
    break;
  }
  const char *text = kerf_json_as_string (json, NULL);
  if (kind == KERF_JSON_NULL || (text && !*text))
    return kerf_json_ref (json);
  gboolean kept = text && is_kept (walk, rule->action, text);
  if (text && (rule->action == WORDS || rule->action == KERNEL))
    kerf_pseudonym_say (walk, kept ? 'K' : 'C', path, text, kept ? text : NULL);
  else if (!kept)
    say_removed (walk, json, path);
  return kept ? kerf_json_ref (json) : NULL;
}

/* Keys that are no schema but came from somewhere: tissues, letters. */
static gboolean
key_is_plain (const char *key)
{
  return is_letter (key) ||
         (strlen (key) <= 32 && !key[strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_-")]);
}

static KerfJson *
walk_value (KerfPseudonymWalk *walk, const KerfJson *json, const char *path, gboolean numbers)
{
  const Rule *rule = find_rule (walk->kind, path);
  KerfJsonKind kind = kerf_json_kind (json);
  gboolean below = has_below (walk->kind, path);
  if (rule && rule->action == NUMBERS)
    numbers = TRUE;
  else if (rule && !(rule->action == REMOVE && below && kind == KERF_JSON_OBJECT))
    return apply (walk, rule, json, path);
  if ((kind == KERF_JSON_OBJECT || kind == KERF_JSON_ARRAY) && (numbers || below)) {
    gboolean object = kind == KERF_JSON_OBJECT;
    KerfJson *made = object ? kerf_json_object () : kerf_json_array ();
    for (gsize k = 0; k < kerf_json_length (json); k++) {
      const char *key = object ? kerf_json_key_at (json, k) : NULL;
      g_autofree char *inner = object ? g_strdup_printf ("%s.%s", path, key) : g_strdup_printf ("%s[]", path);
      const KerfJson *value = kerf_json_at (json, k);
      /* Inside a thing that is known to identify, only what a rule names is taken, and the rest is said. */
      gboolean named = find_rule (walk->kind, inner) || has_below (walk->kind, inner);
      if (rule && rule->action == REMOVE && !named) {
        say_removed (walk, value, inner);
        continue;
      }
      KerfJson *child = !object || key_is_plain (key) ? walk_value (walk, value, inner, numbers) : NULL;
      if (child && object)
        kerf_json_set (made, key, child);
      else if (child)
        kerf_json_append (made, child);
    }
    return made;
  }
  if (numbers && kind != KERF_JSON_STRING)
    return kerf_json_ref (json);
  say_removed (walk, json, path);
  g_ptr_array_add (walk->left_out, g_strdup_printf ("%s.%s", walk->object, path));
  return NULL;
}

KerfJson *
kerf_pseudonym_record (KerfPseudonymWalk *walk, const KerfJson *record)
{
  KerfJson *made = kerf_json_object ();
  for (gsize k = 0; k < kerf_json_length (record); k++) {
    const char *key = kerf_json_key_at (record, k);
    KerfJson *value = walk_value (walk, kerf_json_at (record, k), key, FALSE);
    if (value)
      kerf_json_set (made, key, value);
  }
  return made;
}
