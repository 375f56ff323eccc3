/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/plan-document.h"
#include "case/store.h"

G_BEGIN_DECLS

typedef struct {
  gboolean patient_text; /* names the patient; else the study id, and the side stays */
  gboolean surgeon_only; /* the first page alone */
} KerfReportOptions;

/* The report of a plan as PDF: the surgeon's page; images, alignments and contours; a page a plane; the guides; how it was
 * made. Without usable GL it is written with *no picture* in their place, and a note in `notes` (char *; may be NULL).
 * Refused while superseded. The same revision gives the same bytes on one machine. */
gboolean kerf_report_write_pdf (KerfStore *store, const KerfCase *kase, KerfId plan, const KerfHash *revision,
                                const KerfReportOptions *options, const char *path, GPtrArray *notes,
                                const KerfContext *context, GError **error);

G_END_DECLS
