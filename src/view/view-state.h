/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/json.h"
#include "case/case.h"
#include "view/space-look.h"
#include "view/colour-map.h"

G_BEGIN_DECLS

/* What a person looks at, as a plain value: outside the chain of revisions, it never changes a number. The window owns
 * one and changes it; a scene is a function of a case and of this. All positions are in the patient space of the base
 * volume. */

typedef enum {
  KERF_VIEW_AXIAL,
  KERF_VIEW_CORONAL,
  KERF_VIEW_SAGITTAL,
  KERF_VIEW_SPACE,       /* the 3-D view */
  KERF_VIEW_AXIAL_OTHER, /* the same planes, of the other volume (side by side) */
  KERF_VIEW_CORONAL_OTHER,
  KERF_VIEW_CUT, /* in the selected plane's face; across u; across v */
  KERF_VIEW_CUT_U,
  KERF_VIEW_CUT_V,
  KERF_N_VIEWS
} KerfViewName;

typedef enum {
  KERF_LAYOUT_SINGLE = 1,
  KERF_LAYOUT_FOUR_UP,
  KERF_LAYOUT_ONE_AND_THREE,
  KERF_LAYOUT_SIDE_BY_SIDE,
  KERF_LAYOUT_ONE_AND_TWO,
  KERF_LAYOUT_ALONG_CUT
} KerfLayout;

/* One view. `right` and `down` are the patient directions of the screen's axes (unit, at right angles); the person looks
 * along right × down, so a picture is never mirrored. */
typedef struct {
  KerfVec3 right, down;
  KerfVec3
      centre; /* what stands in the middle; NaN: the middle of the base volume. In 2-D only its part in the
                            plane counts, the plane goes through the crosshair; in 3-D it is what the camera turns about */
  double zoom_px_per_mm; /* 2-D, logical pixels; 0: fit */
  double height_mm;      /* 3-D: what the view's height shows at the centre; 0: fit */
  gboolean perspective;  /* 3-D */
  gboolean turned;       /* 2-D: in its plane by hand, said by a frame until the view is reset */
  KerfVec3 at; /* 2-D, while views are not linked: the point its plane goes through; NaN: the crosshair */
} KerfView;

typedef struct {
  KerfId volume;
  double centre, width; /* exact: y = clamp ((x − c)/w + ½) */
  char preset;          /* '1' … '9', '0'; 0: by hand */
} KerfWindowSetting;

typedef struct {
  KerfId id;
  char part[4]; /* a plane's letter in a plan; "" the whole object */
  gboolean visible;
  double opacity; /* of its surface, 0–1; NaN: its default */
} KerfShown;

typedef enum { KERF_FUSION_NONE, KERF_FUSION_BLEND, KERF_FUSION_WIPE, KERF_FUSION_CHECKER } KerfFusion;
typedef enum { KERF_SLAB_NONE, KERF_SLAB_MAX, KERF_SLAB_MEAN, KERF_SLAB_MIN } KerfSlab;
/* Between voxels: the nearest, straight lines, or the cubic of Keys (a = −½, Catmull-Rom). */
typedef enum { KERF_SAMPLING_NEAREST, KERF_SAMPLING_LINEAR, KERF_SAMPLING_CUBIC } KerfSampling;

/* The window last set by hand for images of a role ("My window"). */
typedef struct {
  char role[16];
  double centre, width;
} KerfMyWindow;

/* The gaps of a layout: one upright, two level ones from above. Shares of the width or height. */
enum { KERF_SPLIT_UPRIGHT, KERF_SPLIT_LEVEL, KERF_SPLIT_LEVEL_2, KERF_N_SPLITS };

/* The last layout of a workspace. */
typedef struct {
  char workspace[16];
  KerfLayout layout;
} KerfKeptLayout;

typedef struct {
  char *workspace;
  KerfLayout layout;
  KerfViewName single; /* what layout 1 shows */
  int maximised;       /* a KerfViewName, or −1 */
  GArray *kept;        /* of KerfKeptLayout */
  double splits[KERF_LAYOUT_ALONG_CUT + 1]
               [KERF_N_SPLITS]; /* where gaps were dragged to; NaN: as the layout has it */
  KerfView views[KERF_N_VIEWS];
  KerfVec3 crosshair; /* NaN until a volume is there */
  KerfId base, other; /* volumes; none: chosen by role */
  KerfFusion fusion;
  double fusion_share; /* of the other volume in a blend, 0–1 */
  double wipe_share;   /* the wipe's place across the view, 0–1 */
  KerfColourMap fusion_map;
  gboolean other_held; /* the other volume alone, while a key is held; not kept */
  KerfSampling sampling;
  KerfSlab slab;
  double slab_mm;
  KerfSpaceLook look;
  GArray *windows;         /* of KerfWindowSetting */
  GArray *mine;            /* of KerfMyWindow */
  GArray *shown;           /* of KerfShown; what is not in it has its default */
  KerfId plan, other_plan; /* shown plans; none: the last one / none */
  KerfId selected;
  char selected_part[4];
  /* What "along the cut" was entered from, to be there again when it is left. */
  KerfLayout cut_layout;
  int cut_maximised;
  KerfVec3 cut_crosshair; /* NaN: not entered */
  gboolean crosshair_shown, structures_shown, shell_shown, margin_map_shown, overlays_hidden, linked, surgeon,
      patient_text;
} KerfViewState;

KerfViewState *kerf_view_state_new (void);
KerfViewState *kerf_view_state_copy (const KerfViewState *state);
void kerf_view_state_free (KerfViewState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfViewState, kerf_view_state_free)

/* Into the store's table of view state and back. Reading never fails: what is unknown keeps its default. */
KerfJson *kerf_view_state_to_json (const KerfViewState *state);
KerfViewState *kerf_view_state_from_json (const KerfJson *json);

gboolean kerf_view_is_space (KerfViewName name);
gboolean kerf_view_is_other (KerfViewName name); /* of the other volume */
const char *kerf_view_key (KerfViewName name);   /* "axial", for JSON and the command line */
KerfVec3 kerf_view_into (const KerfView *view);
/* Standard axes of a view (radiological; front; patient's left), or the surgeon's prone ones. */
void kerf_view_set_axes (KerfView *view, KerfViewName name, gboolean surgeon);
/* "Axial", "Coronal", "Sagittal" where the plane is plain, "Oblique axial" … else; "3-D". Not translated here: msgids. */
const char *kerf_view_title (const KerfView *view, KerfViewName name);
/* "from behind" … where a view is not the plain one of its title; NULL else. A msgid. */
const char *kerf_view_viewpoint (const KerfView *view, KerfViewName name);
/* TRUE where a slice isn't seen as radiologists do: from the other side, or turned in its plane. */
gboolean kerf_view_is_away (const KerfView *view, KerfViewName name);
/* The way the wheel goes when it turns towards the hand: to the feet, the back, the patient's left. */
KerfVec3 kerf_view_wheel (const KerfView *view);

/* Cells of a layout: their number; for each the view and its rectangle as shares of the whole (x, y, w, h). Side by side a
 * CT hangs left of a pseudo-CT, whichever is the base; `kase` may be NULL. */
typedef struct {
  KerfViewName view;
  double x, y, w, h;
} KerfCell;
enum { KERF_MAX_CELLS = 4 };
guint kerf_layout_cells (const KerfViewState *state, const KerfCase *kase, KerfCell cells[KERF_MAX_CELLS]);
/* The layout that a workspace was left with; `otherwise` where it was never left. */
KerfLayout
kerf_view_state_layout_of (const KerfViewState *state, const char *workspace, KerfLayout otherwise);
void kerf_view_state_keep_layout (KerfViewState *state, const char *workspace, KerfLayout layout);

/* ---- linked views (view-link.c) ---- */

/* The point that a view's plane goes through: the crosshair, or its own while views are not linked. */
KerfVec3 kerf_view_state_at (const KerfViewState *state, KerfViewName name);
/* Moves the crosshair; while views are not linked, only `name` goes along. */
void kerf_view_state_set_crosshair (KerfViewState *state, KerfViewName name, KerfVec3 at);
/* Unlinked, every view keeps its point and zoom; linked again, all take those of `name`. */
void kerf_view_state_set_linked (KerfViewState *state, KerfViewName name, gboolean linked);
/* Linked views: where one plane's zoom differs from `before`, the others take it, and the views of one plane of two volumes
 * are alike in everything. Nothing is done where several planes changed: that was meant for each. */
void kerf_view_state_link (KerfViewState *state, const KerfView before[KERF_N_VIEWS]);
/* A window that was set for one volume is that of the others of its role too; those that are computed from a volume's own
 * values (from the scanner, automatic, full range) are not handed on. */
void kerf_view_state_link_windows (KerfViewState *state, const KerfCase *kase, const GArray *before);

/* What is shown. Defaults: everything visible but the second reader's contours; opacity by kind and class. */
gboolean kerf_view_state_is_shown (const KerfViewState *state, KerfId id, const char *part);
/* The same with a default that knows the case: of several bones only the shown plan's. */
gboolean kerf_view_state_shows (const KerfViewState *state, const KerfCase *kase, const KerfObject *object);
double kerf_view_state_opacity (const KerfViewState *state, KerfId id, double otherwise);
void kerf_view_state_show (KerfViewState *state, KerfId id, const char *part, gboolean visible);
void kerf_view_state_set_opacity (KerfViewState *state, KerfId id, double opacity);
gboolean
kerf_view_state_get_window (const KerfViewState *state, KerfId volume, double *centre, double *width);
void
kerf_view_state_set_window (KerfViewState *state, KerfId volume, double centre, double width, char preset);
/* The window last set by hand for a role; FALSE: none was. */
gboolean
kerf_view_state_get_mine (const KerfViewState *state, const char *role, double *centre, double *width);
void kerf_view_state_set_mine (KerfViewState *state, const char *role, double centre, double width);
void kerf_view_state_select (KerfViewState *state, KerfId id, const char *part);

/* The base volume: the one chosen, else the first CT, pseudo-CT, MR, any. KERF_ID_NONE: there is none. `other` gives the
 * second one (of side by side, fusion): the one chosen, else the first other volume. */
KerfId kerf_view_state_base (const KerfViewState *state, const KerfCase *kase);
KerfId kerf_view_state_other (const KerfViewState *state, const KerfCase *kase);
/* The one that a view shows of the two, the other one while its key is held. */
KerfId kerf_view_state_volume (const KerfViewState *state, const KerfCase *kase, KerfViewName name);
/* The plan that is shown: the one chosen, else the last. */
KerfId kerf_view_state_plan (const KerfViewState *state, const KerfCase *kase);
/* "ct" "mr" "pseudo-ct" … of a volume's record; "other" where it has none. */
const char *kerf_volume_role (const KerfObject *volume);
/* A volume's name, or where patient text is hidden what it is: names come from descriptions and files. Translated. */
const char *kerf_view_state_volume_title (const KerfViewState *state, const KerfObject *volume);

G_END_DECLS
