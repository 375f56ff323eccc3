/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* One error domain. The sentences that people see, their stable codes and their severity stand in one table,
 * error.def; a sentence says what, where and what to do. */

#define KERF_ERROR (kerf_error_quark ())
GQuark kerf_error_quark (void);

typedef enum {
  KERF_REFUSED, /* R: it was not done */
  KERF_FINDING, /* F: it was done, and this is to be known */
  KERF_ASKS,    /* Q: refused until somebody answers */
} KerfSeverity;

typedef enum {
#define KERF_SENTENCE(id, code, severity, text) KERF_ERROR_##id,
#include "base/error.def"
#undef KERF_SENTENCE
  KERF_N_ERRORS
} KerfErrorCode;

/* Sets `error` to the sentence of `code`, its {places} filled from the name, value pairs that follow, ended by
 * NULL: kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL). A place without a pair is a mistake in
 * the program and stops it. Always returns FALSE, so that it can be returned. `error` may be NULL. */
gboolean kerf_fail (GError **error, KerfErrorCode code, ...) G_GNUC_NULL_TERMINATED;

/* Sets `error` to a sentence made on the spot, for what only one operation can say. `code` is one of the general
 * codes (KERF_ERROR_ARGUMENT, _REFUSED, _WORDS, _INTERNAL). Always FALSE. */
gboolean kerf_fail_text (GError **error, KerfErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The sentence of `code` with its places filled; the caller frees it. */
char *kerf_sentence (KerfErrorCode code, ...) G_GNUC_NULL_TERMINATED;

const char *kerf_error_code_name (int code); /* "import.gap" */
KerfSeverity kerf_error_severity (int code);
int kerf_error_code_from_name (const char *name); /* -1: unknown */
const char *kerf_error_template (int code);       /* the sentence with its places, as the table has it */

/* Something noticed that does not stop the work: a stable code and its sentence. */
typedef struct {
  KerfErrorCode code;
  char *message;
} KerfFinding;

KerfFinding *kerf_finding_new (KerfErrorCode code, ...) G_GNUC_NULL_TERMINATED;
void kerf_finding_free (KerfFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfFinding, kerf_finding_free)

G_END_DECLS
