/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/pseudonym.h"

G_BEGIN_DECLS

/* ---- words (pseudonym-words.c) ---- */

/* The patient's own words: parts of names and numbers, folded; a set of char *. */
GHashTable *kerf_identity_words (const KerfCase *kase);
/* TRUE where every word of `text` is in the vocabulary and none is the patient's. */
gboolean kerf_text_is_plain (const char *text, GHashTable *identity);
/* TRUE for the very words that records hold as enumerations and codes. */
gboolean kerf_word_is_enumerated (const char *word);
/* A reconstruction kernel as makers write them, such as B70f. */
gboolean kerf_word_is_kernel (const char *word, GHashTable *identity);
/* TRUE where `text` holds one of the patient's words. */
gboolean kerf_text_names_patient (const char *text, GHashTable *identity);

/* ---- the keyed mapping (pseudonym-map.c) ---- */

KerfHash kerf_pseudonym_hash (const KerfPseudonym *p, const char *purpose, const char *text);
/* "surgeon 3fa2b1"; the role alone is "staff" where it holds other words. */
char *
kerf_pseudonym_person (const KerfPseudonym *p, const char *name, const char *role, GHashTable *identity);

/* ---- records (pseudonym-rules.c) ---- */

typedef struct {
  const KerfPseudonym *p;
  GHashTable *identity;
  KerfKind kind;
  const char *object; /* "v1" */
  GPtrArray *rows, *left_out;
} KerfPseudonymWalk;

/* The record built from what the table of rules lets through: a new object, the caller's. Names, findings, labels and
 * signatures are left to pseudonym.c. */
KerfJson *kerf_pseudonym_record (KerfPseudonymWalk *walk, const KerfJson *record);
/* Adds a row; `becomes` NULL stands for nothing. */
void kerf_pseudonym_say (KerfPseudonymWalk *walk, char action, const char *key, const char *value,
                         const char *becomes);

/* ---- texts that are made anew (pseudonym-texts.c) ---- */

/* A plain name for an object: its own where it is plain, else what it is. */
char *kerf_pseudonym_name (KerfPseudonymWalk *walk, const KerfObject *object);
/* The findings with sentences in which files and series are called `name`. */
KerfJson *kerf_pseudonym_findings (KerfPseudonymWalk *walk, const KerfJson *findings, const char *name);

G_END_DECLS
