/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"

G_BEGIN_DECLS

/* Notes which objects an operation asked a case for, so that a commit on a head that moved meanwhile knows whether
 * anything it read has changed. No operation declares it by hand. Used by one thread at a time. */
typedef struct KerfRecorder KerfRecorder;

KerfRecorder *kerf_recorder_new (void);
KerfRecorder *kerf_recorder_ref (KerfRecorder *recorder);
void kerf_recorder_unref (KerfRecorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfRecorder, kerf_recorder_unref)
void kerf_recorder_note (KerfRecorder *recorder, KerfId id);
gboolean kerf_recorder_has (const KerfRecorder *recorder, KerfId id);

/* The same case, read through `recorder` (NULL: no longer recorded). */
KerfCase *kerf_case_recording (const KerfCase *kase, KerfRecorder *recorder);

G_END_DECLS
