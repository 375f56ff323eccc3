/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/object.h"

G_BEGIN_DECLS

/* A case is a value: an immutable, reference-counted, sorted array of objects. An edit returns a new case that shares
 * every object it did not touch. A view, a worker, an export each hold the case they started with. */
typedef struct KerfCase KerfCase;

KerfCase *kerf_case_new (const char *uuid, KerfBlobs *blobs);
KerfCase *kerf_case_ref (const KerfCase *kase);
void kerf_case_unref (KerfCase *kase);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfCase, kerf_case_unref)

const char *kerf_case_uuid (const KerfCase *kase);
KerfBlobs *kerf_case_blobs (const KerfCase *kase); /* lent */

/* Sorted by kind, then number. Lent. */
gsize kerf_case_length (const KerfCase *kase);
const KerfObject *kerf_case_at (const KerfCase *kase, gsize index);
const KerfObject *kerf_case_get (const KerfCase *kase, KerfId id); /* NULL: not there */
/* The object called `text`: an id or a name that is unique in the case (Unicode case folding). `kind` KERF_KIND_NONE
 * takes any. NULL with a sentence that names the nearest. */
const KerfObject *kerf_case_find (const KerfCase *kase, KerfKind kind, const char *text, GError **error);
const KerfObject *kerf_case_subject (const KerfCase *kase); /* NULL until case.subject or an import made it */

/* Serial numbers are never used again along a branch: the counters are part of the case. */
KerfId kerf_case_next_id (const KerfCase *kase, KerfKind kind);

/* New cases. `object` is taken over by reference count (the caller keeps its own). */
KerfCase *kerf_case_with (const KerfCase *kase, KerfObject *object);
KerfCase *kerf_case_without (const KerfCase *kase, KerfId id);

/* Hash of the list of ids and object hashes, sorted by kind and number, with the counters. */
KerfHash kerf_case_root (const KerfCase *kase);
/* The text that kerf_case_root hashes; the caller frees. */
char *kerf_case_root_text (const KerfCase *kase);
/* The case that a root's text describes, its objects' records and payloads coming from `blobs`. */
KerfCase *kerf_case_from_root (const char *text, gsize size, KerfBlobs *blobs, GError **error);

/* A name that nobody has: trimmed, 1–80 characters, " (2)" appended where needed. The caller frees. */
char *kerf_case_free_name (const KerfCase *kase, const char *wanted);

/* Ids of objects in `kase` whose object differs from (or is missing in) `other`. GArray of KerfId; the caller frees. */
GArray *kerf_case_changed (const KerfCase *kase, const KerfCase *other);

G_END_DECLS
