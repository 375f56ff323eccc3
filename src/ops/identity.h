/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"

G_BEGIN_DECLS

/* One person per case: the identity in `record` (of an image, of the file that a segment came from) against the one that
 * the case has. Another patient is refused whatever the reason; where a field differs, `reason` (may be NULL) says why it is
 * the same person. Errors: IMPORT_OTHER_PATIENT, IMPORT_IDENTITY_DIFFERS. */
gboolean kerf_edit_identity (const KerfCase *kase, const KerfJson *record, const char *reason,
                             const char *what, GError **error);

G_END_DECLS
