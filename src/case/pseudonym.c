/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/derived-guide.h"
#include "case/plan-document.h"
#include "case/pseudonym-private.h"

#include <string.h>

static void
row_free (gpointer data)
{
  KerfIdentifying *row = data;
  g_free (row->object);
  g_free (row->key);
  g_free (row->value);
  g_free (row->becomes);
  g_free (row);
}

void
kerf_pseudonymised_free (KerfPseudonymised *made)
{
  if (!made)
    return;
  kerf_case_unref (made->kase);
  kerf_json_unref (made->made_from);
  g_ptr_array_unref (made->rows);
  g_ptr_array_unref (made->dropped);
  g_ptr_array_unref (made->left_out);
  g_free (made);
}

gboolean
kerf_volume_may_show_text (const KerfObject *volume)
{
  const KerfJson *findings = kerf_json_get (kerf_object_record (volume), "findings");
  const char *code = kerf_error_code_name (KERF_ERROR_IMPORT_BURNED_IN);
  for (gsize k = 0; k < kerf_json_length (findings); k++)
    if (strcmp (kerf_json_get_string (kerf_json_at (findings, k), "code", ""), code) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_pseudonym (const char *id, GHashTable *identity, GError **error)
{
  gsize n = strlen (id);
  if (n < 1 || n > 64 || id[strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")])
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'%s' can't be a pseudonym; give 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.", id);
  return !kerf_text_names_patient (id, identity) ||
         kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                         "'%s' holds a part of the patient's name or number; choose another pseudonym.", id);
}

/* ---- objects ---- */

static void
finish_subject (const KerfPseudonymWalk *walk, KerfJson *record)
{
  KerfJson *patient = kerf_json_object ();
  kerf_json_set_string (patient, "id", walk->p->id);
  kerf_json_set_string (patient, "name", walk->p->id);
  kerf_json_set_string (patient, "birth_date", "");
  kerf_json_set_string (patient, "sex", "");
  kerf_json_set (record, "patient", patient);
  kerf_json_set_string (record, "study_id", walk->p->id);
}

static void
finish_volume (KerfPseudonymWalk *walk, const KerfJson *from, KerfJson *record, const char *name)
{
  KerfJson *identity = kerf_json_object ();
  kerf_json_set_string (identity, "patient_id", walk->p->id);
  kerf_json_set_string (identity, "name", walk->p->id);
  kerf_json_set_string (identity, "birth_date", "");
  kerf_json_set_string (identity, "sex", "");
  kerf_json_set (record, "identity", identity);
  kerf_json_set_string (record, "label", name);
  if (kerf_json_get (from, "label"))
    kerf_pseudonym_say (walk, 'C', "label", kerf_json_get_string (from, "label", ""), name);
  kerf_json_set (record, "findings", kerf_pseudonym_findings (walk, kerf_json_get (from, "findings"), name));
  kerf_json_set_string (record, "deidentified", KERF_PSEUDONYM_PROFILE);
}

/* A plane whose name can't leave is called by its letter; no plan is locked before its signatures were looked at. */
static void
finish_plan (KerfJson *record)
{
  const KerfJson *planes = kerf_json_get (record, "planes");
  KerfJson *named = kerf_json_array ();
  for (gsize k = 0; k < kerf_json_length (planes); k++) {
    KerfJson *plane = kerf_json_copy (kerf_json_at (planes, k));
    if (!kerf_json_get (plane, "name"))
      kerf_json_set_string (plane, "name", kerf_json_get_string (plane, "letter", "A"));
    kerf_json_append (named, plane);
  }
  kerf_json_set (record, "planes", named);
  kerf_json_set_string (record, "state", "draft");
}

static KerfObject *
plain_object (KerfPseudonymWalk *walk, const KerfCase *from, const KerfCase *to, const KerfObject *object)
{
  KerfId id = kerf_object_id (object);
  const KerfJson *record = kerf_object_record (object);
  KerfJson *made = kerf_pseudonym_record (walk, record);
  g_autofree char *wanted = kerf_pseudonym_name (walk, object), *unique = kerf_case_free_name (to, wanted),
                  *old = kerf_plan_is_superseded (from, id, NULL) && !strstr (unique, "superseded")
                             ? g_strdup_printf ("%s (superseded)", unique)
                             : NULL,
                  *name = old ? kerf_case_free_name (to, old) : g_strdup (unique);
  kerf_json_set_string (made, "name", name);
  if (id.kind == KERF_KIND_SUBJECT)
    finish_subject (walk, made);
  else if (id.kind == KERF_KIND_VOLUME)
    finish_volume (walk, record, made, name);
  else if (id.kind == KERF_KIND_PLAN)
    finish_plan (made);
  /* Not kerf_object_with_record: it would bring the source's own grid, with whatever else stands there. */
  return kerf_object_new_stored (id, made, kerf_case_blobs (from));
}

static KerfCase *
with (KerfCase *take, KerfObject *take_object)
{
  KerfCase *next = kerf_case_with (take, take_object);
  kerf_case_unref (take);
  kerf_object_unref (take_object);
  return next;
}

/* Serial numbers of things that were deleted are not given again in the copy either: a comparison may still name one. */
static KerfCase *
with_counters (KerfCase *take, const KerfCase *from)
{
  KerfCase *kase = take;
  for (int kind = KERF_KIND_VOLUME; kind < KERF_N_KINDS; kind++) {
    KerfId id = { (KerfKind) kind, kerf_case_next_id (from, (KerfKind) kind).number - 1 };
    if (id.number < kerf_case_next_id (kase, id.kind).number)
      continue;
    kase = with (kase, kerf_object_new (id, kerf_json_object ()));
    KerfCase *without = kerf_case_without (kase, id);
    kerf_case_unref (kase);
    kase = without;
  }
  return kase;
}

/* ---- engraved lines ---- */

/* Who, which side, which bone: the line that every guide of the copy carries. */
static char *
first_line (const KerfCase *kase, const char *id)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  const char *side = kerf_json_get_string (record, "side", ""),
             *bone = kerf_json_get_string (record, "bone", "");
  g_autofree char *plain_id = kerf_text_plain (id), *plain_bone = kerf_text_plain (bone);
  const char *letter = strcmp (side, "left") == 0      ? " L"
                       : strcmp (side, "right") == 0   ? " R"
                       : strcmp (side, "midline") == 0 ? " M"
                                                       : "";
  return g_strconcat (plain_id, letter, *plain_bone ? " " : "", plain_bone, NULL);
}

/* The label with the copy's pseudonym and version; lines with other words are left out. */
static KerfObject *
relabelled (KerfPseudonymWalk *walk, const KerfCase *kase, const KerfObject *source, const KerfObject *made)
{
  g_autoptr (KerfGuide) old = kerf_guide_from_object (source), guide = kerf_guide_from_object (made);
  g_autofree char *version = kerf_guide_version_text (kase, guide->plan, NULL);
  gboolean named = FALSE;
  for (guint k = 0; k < old->label_lines->len; k++) {
    const char *line = g_ptr_array_index (old->label_lines, k);
    g_autofree char *becomes = NULL;
    if (kerf_guide_line_names_version (line))
      becomes = g_strdup (version);
    else if (kerf_text_is_plain (line, walk->identity))
      becomes = g_strdup (line);
    else if (!named) {
      becomes = first_line (kase, walk->p->id);
      named = TRUE;
    }
    kerf_pseudonym_say (walk, becomes && strcmp (becomes, line) == 0 ? 'K' : 'C', "label_lines", line,
                        becomes);
    if (becomes)
      g_ptr_array_add (guide->label_lines, g_steal_pointer (&becomes));
  }
  if (old->label_strokes)
    guide->label_strokes = kerf_guide_strokes (guide, NULL);
  return kerf_object_new (kerf_object_id (made), kerf_guide_to_record (guide));
}

/* ---- signatures ---- */

typedef struct {
  KerfPseudonymWalk *walk;
  const KerfCase *from, *to;
  KerfPseudonymised *result;
  KerfJson *dropped;
} Signing;

/* Why the signature can't come along; NULL: it holds in both cases. */
static const char *
why_dropped (const Signing *s, const KerfSignature *signature)
{
  if (kerf_signature_stale (signature, s->from).kind != KERF_KIND_NONE)
    return "stale";
  return kerf_signature_stale (signature, s->to).kind != KERF_KIND_NONE ? "record changed" : NULL;
}

static void
note_dropped (Signing *s, const KerfSignature *signature, const char *person, const char *time,
              const char *why)
{
  static const struct {
    const char *what, *noun;
  } kinds[] = { { "sign", "signature" },
                { "accept", "acceptance" },
                { "review", "review" },
                { "lock", "lock" },
                { "approve", "approval" } };
  KerfJson *one = kerf_json_object ();
  const char *what = "sign", *noun = "signature";
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    if (g_strcmp0 (signature->what, kinds[k].what) == 0) {
      what = kinds[k].what;
      noun = kinds[k].noun;
    }
  kerf_json_set_string (one, "object", s->walk->object);
  kerf_json_set_string (one, "what", what);
  kerf_json_set_string (one, "name", person);
  kerf_json_set_string (one, "at_utc", time);
  kerf_json_set_string (one, "why", why);
  kerf_json_append (s->dropped, one);
  g_ptr_array_add (s->result->dropped,
                   g_strdup_printf ("The %s of '%s' stayed behind (%s); look at the copy and sign it anew.",
                                    noun, s->walk->object, why));
}

static KerfJson *
plain_signatures (Signing *s, const KerfJson *list, const char *key, const char **state)
{
  KerfPseudonymWalk *walk = s->walk;
  g_autoptr (GPtrArray) old = kerf_signatures_from_json (list), kept = g_ptr_array_new ();
  for (guint k = 0; k < old->len; k++) {
    KerfSignature *signature = g_ptr_array_index (old, k);
    const char *why = why_dropped (s, signature);
    g_autofree char *person =
                        kerf_pseudonym_person (walk->p, signature->name, signature->role, walk->identity),
                    *time = walk->p->has_key ? kerf_pseudonym_time (walk->p, signature->at_utc) : NULL;
    kerf_pseudonym_say (walk, why ? 'X' : 'D', key, signature->name, why ? why : person);
    kerf_pseudonym_say (walk, why ? 'X' : 'C', key, signature->at_utc,
                        why    ? why
                        : time ? time
                               : "by the key");
    if (signature->note)
      kerf_pseudonym_say (walk, 'X', key, signature->note, NULL);
    if (signature->reason)
      kerf_pseudonym_say (walk, 'X', key, signature->reason, signature->finding ? "kept by the site" : NULL);
    if (why) {
      note_dropped (s, signature, person, time, why);
      continue;
    }
    g_free (signature->name);
    signature->name = g_steal_pointer (&person);
    if (signature->role && *signature->role && !kerf_text_is_plain (signature->role, walk->identity)) {
      kerf_pseudonym_say (walk, 'C', key, signature->role, "staff");
      g_free (signature->role);
      signature->role = g_strdup ("staff");
    }
    g_free (signature->at_utc);
    signature->at_utc = time ? g_steal_pointer (&time) : g_strdup ("");
    g_clear_pointer (&signature->note, g_free);
    g_free (signature->reason);
    signature->reason = signature->finding ? g_strdup ("kept by the site") : NULL;
    if (g_strcmp0 (signature->what, "review") == 0 && strcmp (*state, "locked") != 0)
      *state = "reviewed";
    if (g_strcmp0 (signature->what, "lock") == 0)
      *state = "locked";
    g_ptr_array_add (kept, signature);
  }
  return kerf_signatures_to_json (kept);
}

static KerfObject *
signed_again (Signing *s, const KerfObject *source, const KerfObject *made)
{
  static const char *const keys[] = { "signatures", "accepted", NULL };
  KerfJson *record = NULL;
  for (int k = 0; keys[k]; k++) {
    const KerfJson *list = kerf_json_get (kerf_object_record (source), keys[k]);
    const char *state = "draft";
    if (!list)
      continue;
    if (!record)
      record = kerf_json_copy (kerf_object_record (made));
    kerf_json_set (record, keys[k], plain_signatures (s, list, keys[k], &state));
    if (kerf_object_id (source).kind == KERF_KIND_PLAN)
      kerf_json_set_string (record, "state", state);
  }
  return record ? kerf_object_with_record (made, record) : NULL;
}

/* ---- made from ---- */

static KerfJson *
made_from (const KerfCase *from, const KerfHash *revision, const KerfPseudonym *p, KerfJson *take_dropped,
           const GPtrArray *left_out)
{
  KerfJson *json = kerf_json_object (), *superseded = kerf_json_array (), *left = kerf_json_array ();
  kerf_json_set_string (json, "format", "kerf-made-from-1");
  kerf_json_set_string (json, "pseudonym", p->id);
  kerf_json_set_string (json, "profile", KERF_PSEUDONYM_PROFILE);
  g_autofree char *hex = kerf_hash_to_hex (revision);
  KerfHash origin = kerf_pseudonym_hash (p, "revision", hex), check = kerf_pseudonym_hash (p, "key", "");
  g_autofree char *origin_hex = kerf_hash_to_hex (&origin), *check_hex = kerf_hash_to_hex (&check),
                  *check_short = g_strndup (check_hex, 8);
  kerf_json_set_string (json, "from", origin_hex);
  kerf_json_set_string (json, "key", check_short);
  for (gsize k = 0; k < kerf_case_length (from); k++) {
    KerfId id = kerf_object_id (kerf_case_at (from, k));
    g_autofree char *text = kerf_id_to_text (id);
    if (id.kind == KERF_KIND_PLAN && kerf_plan_is_superseded (from, id, NULL))
      kerf_json_append (superseded, kerf_json_string (text));
  }
  for (guint k = 0; k < left_out->len; k++)
    kerf_json_append (left, kerf_json_string (g_ptr_array_index (left_out, k)));
  kerf_json_set (json, "dropped", take_dropped);
  kerf_json_set (json, "superseded", superseded);
  kerf_json_set (json, "left_out", left);
  return json;
}

/* ---- all of it ---- */

/* All objects without signatures, then the guides' labels, which name the copy's own version. */
static KerfCase *
plain_case (KerfPseudonymWalk *walk, const KerfCase *from)
{
  g_autofree char *uuid = kerf_pseudonym_uuid (walk->p, kerf_case_uuid (from));
  KerfCase *to = kerf_case_new (uuid, kerf_case_blobs (from));
  walk->object = "case";
  kerf_pseudonym_say (walk, 'U', "uuid", kerf_case_uuid (from), walk->p->has_key ? uuid : "by the key");
  for (gsize k = 0; k < kerf_case_length (from); k++) {
    const KerfObject *object = kerf_case_at (from, k);
    g_autofree char *id = kerf_id_to_text (kerf_object_id (object));
    walk->kind = kerf_object_id (object).kind;
    walk->object = id;
    to = with (to, plain_object (walk, from, to, object));
  }
  if (!kerf_case_subject (to)) {
    KerfJson *record = kerf_json_object ();
    kerf_json_set_string (record, "name", "subject");
    finish_subject (walk, record);
    to = with (to, kerf_object_new ((KerfId){ KERF_KIND_SUBJECT, 1 }, record));
  }
  for (gsize k = 0; k < kerf_case_length (from); k++) {
    const KerfObject *object = kerf_case_at (from, k);
    KerfId id = kerf_object_id (object);
    g_autofree char *text = kerf_id_to_text (id);
    walk->kind = id.kind;
    walk->object = text;
    if (id.kind == KERF_KIND_GUIDE)
      to = with (to, relabelled (walk, to, object, kerf_case_get (to, id)));
  }
  return with_counters (to, from);
}

KerfPseudonymised *
kerf_pseudonymise (const KerfCase *kase, const KerfHash *revision, const KerfPseudonym *p, GError **error)
{
  g_autoptr (GHashTable) identity = kerf_identity_words (kase);
  if (!check_pseudonym (p->id, identity, error))
    return NULL;
  KerfPseudonymised *made = g_new0 (KerfPseudonymised, 1);
  made->rows = g_ptr_array_new_with_free_func (row_free);
  made->dropped = g_ptr_array_new_with_free_func (g_free);
  made->left_out = g_ptr_array_new_with_free_func (g_free);
  KerfPseudonymWalk walk = { .p = p, .identity = identity, .rows = made->rows, .left_out = made->left_out };
  g_autoptr (KerfCase) plain = plain_case (&walk, kase);
  Signing signing = { &walk, kase, plain, made, kerf_json_array () };
  made->kase = kerf_case_ref (plain);
  for (gsize k = 0; k < kerf_case_length (kase); k++) {
    const KerfObject *object = kerf_case_at (kase, k);
    KerfId id = kerf_object_id (object);
    g_autofree char *text = kerf_id_to_text (id);
    walk.kind = id.kind;
    walk.object = text;
    KerfObject *with_signatures = signed_again (&signing, object, kerf_case_get (plain, id));
    if (with_signatures)
      made->kase = with (made->kase, with_signatures);
  }
  made->made_from = made_from (kase, revision, p, signing.dropped, made->left_out);
  return made;
}
