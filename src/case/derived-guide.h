/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived.h"
#include "core/guide/guide.h"

G_BEGIN_DECLS

/* A guide's finished solid with what was found in it, its figures and what is wrong with it, in its plan's space;
 * memoised by the guide's record (name and signatures left out), the planes it serves, bone and alignments. `coarse`:
 * a preview in well under a second, nothing tested. NULL with a sentence where it can't be built. */
KerfGuideSolid *kerf_derived_guide (const KerfCase *kase, KerfId guide, gboolean coarse,
                                    const KerfContext *context, GError **error);
/* The fine one where it is there, else the preview, else NULL; computes nothing. */
KerfGuideSolid *kerf_derived_guide_peek (const KerfCase *kase, KerfId guide);

/* Findings that are not of the solid: the label names another version of the plan, nobody approved it, the side's
 * letter. GPtrArray of char *. */
GPtrArray *kerf_derived_guide_findings (const KerfCase *kase, KerfId guide);

/* Figures and checks as the plan JSON has them (guides[].results), slots and pins under x_ keys. */
KerfJson *kerf_guide_results_json (const KerfGuideSolid *solid);

/* The text that a label's second line has to say today: "V3 7F3A9C1E". NULL with a sentence. */
char *kerf_guide_version_text (const KerfCase *kase, KerfId plan, GError **error);
/* TRUE for an engraved line such as "V3 7F3A9C1E". */
gboolean kerf_guide_line_names_version (const char *line);

G_END_DECLS
