/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"

G_BEGIN_DECLS

/* De-identification of a case (docs/decisions/0006-made-from.md, docs/reference/deidentification.md). Pure: a case and
 * a pseudonym give another case, whose payloads still come from the first one's blobs. */

#define KERF_PSEUDONYM_PROFILE "kerf-pseudonym-1"

/* Who the patient is in the study, and the site's key. Without a key (`has_key` FALSE) only a preview can be made. */
typedef struct {
  const char *id; /* 1–64 of A–Z a–z 0–9 . _ - */
  KerfHash key;
  gboolean has_key;
} KerfPseudonym;

/* ---- the keyed mapping; each result is the caller's ---- */

char *kerf_pseudonym_uid (const KerfPseudonym *p, const char *uid);   /* 2.25.…, at most 44 characters */
char *kerf_pseudonym_uuid (const KerfPseudonym *p, const char *uuid); /* 36 characters */
/* Days that every date goes back: 31 … 3682, one number per pseudonym and key. */
guint kerf_pseudonym_days (const KerfPseudonym *p);
/* A DICOM date (YYYYMMDD, PS3.5 DA), shifted; NULL where it is none. */
char *kerf_pseudonym_date (const KerfPseudonym *p, const char *date);
/* A time as a revision has it, shifted by the days and a part of one more; NULL where it is none. */
char *kerf_pseudonym_time (const KerfPseudonym *p, const char *time_utc);

/* ---- what identifies, and what becomes of it ---- */

/* Actions of PS3.15 Table E.1-1: 'D' replaced, 'Z' emptied, 'X' removed, 'K' kept as it is, 'C' cleaned, 'U' new UID. */
typedef struct {
  char action;
  char *object, *key;    /* "v1", "identity.name" */
  char *value, *becomes; /* becomes: "" where nothing stays */
} KerfIdentifying;

typedef struct {
  KerfCase *kase;
  KerfJson *made_from; /* the parameters of the copy's one revision */
  GPtrArray *rows;     /* of KerfIdentifying *, in the order of the objects */
  GPtrArray *dropped;  /* of char *: a sentence for each signature that could not come along */
  GPtrArray *left_out; /* of char *: "p1.cuts", keys of records that no rule knows */
} KerfPseudonymised;

void kerf_pseudonymised_free (KerfPseudonymised *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfPseudonymised, kerf_pseudonymised_free)

/* The case without what identifies; `revision` is the one it is made from. Refused: a pseudonym that is no such
 * word or holds a part of the patient's name or number. */
KerfPseudonymised *
kerf_pseudonymise (const KerfCase *kase, const KerfHash *revision, const KerfPseudonym *p, GError **error);

/* TRUE where the volume's finding says that text may be burned into its pixels. */
gboolean kerf_volume_may_show_text (const KerfObject *volume);

G_END_DECLS
