/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived-guide.h"
#include "case/derived.h"
#include "view/scene.h"

G_BEGIN_DECLS

/* Derived values for the window: what is there is given at once; what isn't is computed in workers, the latest request
 * of each consumer wins, and until it comes the last value of the same thing is shown. Main thread only. */
typedef struct KerfPool KerfPool;

/* One pool serves every window of a case; each holds a reference. */
KerfPool *kerf_pool_new (void);
KerfPool *kerf_pool_ref (KerfPool *pool);
void kerf_pool_unref (KerfPool *pool);
/* `ready` runs on the main loop after one or several values came, until `data` is forgotten. */
void kerf_pool_listen (KerfPool *pool, void (*ready) (gpointer data), gpointer data);
void kerf_pool_forget (KerfPool *pool, gpointer data);
/* Forgets everything (another case is opened). */
void kerf_pool_clear (KerfPool *pool);

/* As a source of scenes; valid as long as the pool. */
KerfSceneSource kerf_pool_source (KerfPool *pool);

/* Of a plan, with volumes and freedom (later than the margins); new reference or NULL. `stale` (may be NULL): what is
 * given belongs to the plan as it was a moment ago. */
KerfPlanFigures *
kerf_pool_figures (KerfPool *pool, const KerfCase *kase, KerfId plan, gboolean quick, gboolean *stale);
/* mm³ of a segment; NaN until it is known. */
double kerf_pool_volume_mm3 (KerfPool *pool, const KerfObject *segment);
/* Spared structures; GArray of KerfSpared, a new reference, or NULL. */
GArray *kerf_pool_spared (KerfPool *pool, const KerfCase *kase, KerfId plan);
/* A guide's solid: the fine one, else a preview, else the last one; `fine` says which. A new reference or NULL. */
KerfGuideSolid *kerf_pool_guide (KerfPool *pool, const KerfCase *kase, KerfId guide, gboolean *fine);
/* Figures of a comparison; a new reference or NULL. */
KerfJson *kerf_pool_comparison (KerfPool *pool, const KerfCase *kase, KerfId comparison);
/* Figures of a measure: at once where numbers are enough, else when voxels or a surface were read; a new reference or
 * NULL. `stale` (may be NULL): what is given belongs to the measure as it was a moment ago. */
KerfMeasureFigures *kerf_pool_measure (KerfPool *pool, const KerfCase *kase, KerfId measure, gboolean *stale);
/* Whether the values of a region can be computed within a frame: its image is there, and it has few cells. TRUE for what is
 * no region. */
gboolean kerf_pool_has_values (KerfPool *pool, const KerfCase *kase, const KerfMeasure *measure);
gboolean kerf_pool_is_busy (KerfPool *pool);

G_END_DECLS
