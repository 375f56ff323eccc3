/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"

G_BEGIN_DECLS

/* The figures of a comparison object (domain §1.6) as its JSON: E2 between two plans, or E1 between a plan and planes
 * found on a post-operative image. Everything in the frame of plan A. NULL with a sentence where an input is gone or
 * can't be brought there. Not memoised: margins are, and the rest is quick. */
KerfJson *
kerf_derived_comparison (const KerfCase *kase, KerfId comparison, const KerfContext *context, GError **error);

G_END_DECLS
