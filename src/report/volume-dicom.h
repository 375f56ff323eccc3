/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "case/case.h"

G_BEGIN_DECLS

/* Writes the volume as a DICOM series, one file a slice, into the new folder `folder` (docs/reference/deidentification.md).
 * Nothing of the original headers is copied: every attribute comes from the case's record. The series is a new one
 * of the same study and frame of reference; of a pseudonymised volume all UIDs are the record's, and the identity is
 * marked as removed (PS3.3 C.7.1.1, PS3.15 E). `burned_in_checked`: somebody looked at the pixels; without it a volume
 * that may show text is refused. */
gboolean kerf_report_write_dicom (const KerfCase *kase, KerfId volume, gboolean burned_in_checked,
                                  const char *folder, const KerfContext *context, GError **error);

/* Refuses a volume that may have text in its pixels, unless somebody looked. */
gboolean kerf_report_check_pixels (const KerfObject *volume, gboolean burned_in_checked, GError **error);

G_END_DECLS
