/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/derived-map.h"
#include "case/measure.h"
#include "case/plan.h"
#include "core/mesh/section.h"
#include "core/plan/specimen.h"
#include "view/drawable.h"

G_BEGIN_DECLS

/* scene = f (case, view state, which view): a pure list of drawables. The window, off-screen pictures, reports, tests
 * and picking all use the same one. */

/* Where derived values come from. The window's source only looks at what is already there and asks for the rest; that
 * of pictures computes. Each function gives a new reference or NULL. */
typedef struct KerfSceneSource {
  gpointer data;
  KerfVolume *(*volume) (gpointer data, const KerfObject *volume);
  KerfMesh *(*mesh) (gpointer data, const KerfObject *segment_or_tube);
  KerfDistance *(*distance) (gpointer data, const KerfObject *segment_or_tube);
  KerfDistance *(*guide) (gpointer data, const KerfCase *kase, KerfId guide);   /* its solid */
  KerfDistance *(*shell) (gpointer data, const KerfObject *segment, double mm); /* with its mesh */
  KerfPlanFigures *(*figures) (gpointer data, const KerfCase *kase, KerfId plan);
  KerfMarginMaps *(*maps) (gpointer data, const KerfCase *kase, KerfId plan);
  KerfMeasureFigures *(*measure) (gpointer data, const KerfCase *kase, KerfId measure);
} KerfSceneSource;

/* The tree of any object that has a surface; new reference or NULL. */
KerfDistance *
kerf_scene_surface (const KerfSceneSource *source, const KerfCase *kase, const KerfObject *object);

/* Sections of surfaces, kept while the same plane is asked for again. */
typedef struct KerfSectionCache KerfSectionCache;
KerfSectionCache *kerf_section_cache_new (void);
void kerf_section_cache_free (KerfSectionCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfSectionCache, kerf_section_cache_free)
/* A new reference. */
KerfSection *
kerf_section_cache_get (KerfSectionCache *cache, KerfDistance *distance, const KerfFrame3 *frame);

/* What a tool adds for the time of a gesture; nothing of it is in the case. */
typedef struct {
  const KerfMask *painted; /* the segment under the brush, drawn from its distances */
  KerfId painted_id;
  double tint_low, tint_high; /* threshold preview on the base volume; NaN: none */
  KerfColour tint;
  GPtrArray *extras; /* of KerfDrawable, lent; NULL: none */
  gboolean handles;  /* of the selected plane */
  gboolean hot;      /* a handle is under the pointer or held */
  gboolean stark;    /* high contrast: solid casings, thicker lines, no fills */
} KerfSceneTool;

typedef struct KerfScene {
  KerfViewName name;
  KerfProjection projection;
  KerfColour back;
  GPtrArray *drawables; /* of KerfDrawable */
  GPtrArray *notes;     /* of char *: what can't be shown in this view, and why */
  double text_factor;
  double right_text_px; /* where the text in the upper right corner ends */
} KerfScene;

/* `cache` and `tool` may be NULL. Sizes in logical pixels. */
KerfScene *kerf_scene_new (const KerfCase *kase, const KerfViewState *state, KerfViewName name, double width,
                           double height, double text_factor, const KerfSceneSource *source,
                           KerfSectionCache *cache, const KerfSceneTool *tool);
/* An empty one, for pictures that are put together by hand. */
KerfScene *kerf_scene_new_empty (KerfViewName name, const KerfProjection *projection);
void kerf_scene_free (KerfScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfScene, kerf_scene_free)

/* Box that *fit* fits: of the base volume; a unit cube about the origin where there is none. */
KerfBox3 kerf_scene_box (const KerfCase *kase, const KerfViewState *state);

/* ---- parts, in files of their own ---- */

typedef struct {
  const KerfCase *kase;
  const KerfViewState *state;
  const KerfSceneSource *source;
  KerfSectionCache *cache;
  const KerfSceneTool *tool;
  KerfScene *scene;
  KerfId base_id;
  GArray *alignments;       /* of KerfId: those that what is shown came through */
  gboolean fused;           /* the other volume lies over the base */
  gboolean apart;           /* the view shows the other volume and nothing aligns it with the base */
  KerfMat4 base_from_apart; /* only to have it on screen */
  KerfBox3 box;
  KerfFrame3 plane;   /* 2-D: u = right, v = down, n = into */
  glong left_letters; /* of the widest line in the upper left corner below the first one */
} KerfSceneBuild;

void kerf_scene_add_slices (KerfSceneBuild *build);
void kerf_scene_add_sections (KerfSceneBuild *build);
/* Pins of a guide that the slice cuts. */
void kerf_scene_add_pins (KerfSceneBuild *build, const KerfObject *guide, const KerfMat4 *base_from_own);
void kerf_scene_add_surfaces (KerfSceneBuild *build);
void kerf_scene_add_planes (KerfSceneBuild *build);
void kerf_scene_add_measures (KerfSceneBuild *build);
void kerf_scene_add_crosshair (KerfSceneBuild *build);
void kerf_scene_add_wipe (KerfSceneBuild *build);
void kerf_scene_add_writing (KerfSceneBuild *build);
/* Base space from the other volume's. FALSE where nothing aligns them: then it is put there to be looked at by itself, as it
 * stands where both have one frame of reference, else middle on middle. */
gboolean kerf_scene_other (const KerfCase *kase, const KerfViewState *state, KerfMat4 *base_from_other);
/* Base space from an object's own; FALSE (with a note in the scene) where nothing joins them. */
gboolean kerf_scene_transform (KerfSceneBuild *build, const KerfObject *object, KerfMat4 *base_from_own);
/* One step of the wheel in a slice seen along `into`: the native spacing on a native plane of the base volume, else its
 * smallest voxel edge. Measures are seen within half of it. */
double kerf_scene_step_mm (const KerfCase *kase, const KerfViewState *state, KerfVec3 into);
/* Draws one measure into `list` as pictures show it, where it lies within half a step of the plane (in 3-D always).
 * `figures` may be NULL: they are still to come. */
void kerf_draw_measure (GPtrArray *list, const KerfProjection *projection, const KerfMeasure *measure,
                        const KerfMeasureFigures *figures, const KerfMat4 *base_from_own, KerfId id,
                        gboolean selected, double step_mm);
/* "bone" … of a segment or tube. */
const char *kerf_object_class (const KerfObject *object);
/* What the look leaves of the 3-D picture: GArray of KerfRayCut in base space, or NULL: everything. */
GArray *kerf_scene_cuts (KerfSceneBuild *build);
/* Faces of the shown plan's cuts, coloured by margin, with their legend. */
void kerf_scene_add_margin_maps (KerfSceneBuild *build);
void kerf_scene_add_volume (KerfSceneBuild *build, GArray *cuts);
/* The cuts of the shown plan as clips of surfaces. GArray of KerfClip in base space, or NULL. */
GArray *kerf_scene_clips (KerfSceneBuild *build);

G_END_DECLS
