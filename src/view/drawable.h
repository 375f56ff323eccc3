/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/object.h"
#include "core/image/mask.h"
#include "core/image/volume.h"
#include "core/mesh/mesh.h"
#include "core/plan/margin-map.h"
#include "core/raycast/raycast.h"
#include "view/palette.h"
#include "view/projection.h"

G_BEGIN_DECLS

/* What a picture is made of: a flat list of these, drawn in order. Points are in the patient space of the base volume,
 * or in logical pixels of the view where `on_screen`. */

typedef enum {
  KERF_DRAW_SLICE,    /* 2-D: a volume's plane; may be tinted by a range of values */
  KERF_DRAW_DISTANCE, /* 2-D: fill and outline straight from a mask's distances (while it is painted) */
  KERF_DRAW_FILL,     /* even-odd area of closed paths */
  KERF_DRAW_LINE,     /* antialiased paths with casing and dashes */
  KERF_DRAW_SURFACE,  /* 3-D: a mesh */
  KERF_DRAW_VOLUME,   /* 3-D: voxels, seen through; one at most */
  KERF_DRAW_LABEL     /* text, discs, badges */
} KerfDrawKind;

typedef enum {
  KERF_LABEL_TEXT,         /* 12 px, white with casing */
  KERF_LABEL_BOLD,         /* 12 px bold, in the label's colour, with casing */
  KERF_LABEL_LETTER,       /* orientation: 16 px bold */
  KERF_LABEL_LETTER_LARGE, /* 24 px */
  KERF_LABEL_DISC,         /* bold letter in a disc of the label's colour */
  KERF_LABEL_BADGE,        /* white on the label's colour, rounded, with a lighter border */
  KERF_LABEL_CHIP          /* black on the label's colour */
} KerfLabelStyle;

enum { KERF_MAX_CLIP = 8 };

/* A kerf as surfaces meet it: a fragment within the slab is not drawn; the region before all discard faces is the
 * specimen. */
typedef struct {
  KerfFrame3 frame;              /* p on the discard face */
  double keep_mm;                /* of the keep face, along n from the discard face */
  double s_lo, s_hi, t_lo, t_hi; /* ±INFINITY: not bounded */
} KerfClip;

typedef enum { KERF_PART_ALL, KERF_PART_HOST, KERF_PART_SPECIMEN } KerfClipPart;

typedef struct KerfDrawable {
  KerfDrawKind kind;
  KerfId object; /* what it shows; none for decoration */
  char part[4];  /* a plane's letter */
  gboolean on_screen;
  KerfColour colour;

  /* SLICE */
  KerfVolume *volume;
  KerfMat4 to_own; /* patient space of the volume, mask or mesh from the base's */
  double centre, width, share;
  KerfFusion fusion;
  double tint_low, tint_high; /* NaN: no tint; else values in between are tinted with `colour` */
  KerfSlab slab;
  double slab_mm;
  KerfSampling sampling;
  KerfColourMap map; /* of a fused volume */
  char preset;       /* the key of its window; 0: by hand */

  /* DISTANCE */
  KerfMask *mask;

  /* FILL, LINE: `starts` has one more entry than there are paths */
  GArray *points; /* of KerfVec3 */
  GArray *starts; /* of guint */
  gboolean closed, hatched;
  KerfLineStyle line;
  float casing_px;
  KerfColour casing;
  gboolean behind_faint; /* 3-D: faint where a surface hides it */

  /* SURFACE */
  KerfMesh *mesh;
  GArray *clips; /* of KerfClip; may be NULL */
  KerfClipPart clip_part;
  gboolean flat;  /* sheets: no light */
  gboolean edged; /* made of planes: light breaks at shallow edges too */

  KerfMarginMap *margins; /* coloured by margin; its mesh is `mesh`. NULL: not */
  double target_mm;
  KerfVec3 hatch[2]; /* base-space directions across the hatching */

  /* SURFACE, VOLUME: what is kept; KerfRayCut in base space; may be NULL */
  GArray *cuts;

  /* VOLUME: `volume`, `to_own` and for MAX and MIN `centre` and `width` as of a slice */
  KerfTransfer transfer;
  KerfRayKind ray_kind;
  double step_mm; /* along a ray; 0: half a voxel */

  /* LABEL */
  char *text;
  KerfLabelStyle label;
  KerfVec3 at;
  double anchor_x, anchor_y; /* 0 left/top … 1 right/bottom of the text stands at `at` */
} KerfDrawable;

KerfDrawable *kerf_drawable_new (KerfDrawKind kind, KerfId object, const char *part);
void kerf_drawable_free (KerfDrawable *drawable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfDrawable, kerf_drawable_free)

/* Paths. A path begins with kerf_drawable_path, then gets its points. */
void kerf_drawable_path (KerfDrawable *drawable);
void kerf_drawable_point (KerfDrawable *drawable, KerfVec3 point);
guint kerf_drawable_paths (const KerfDrawable *drawable);
/* Points of path `index`: `n` of them. Lent. */
const KerfVec3 *kerf_drawable_path_at (const KerfDrawable *drawable, guint index, guint *n);
/* Style and the casing that goes with it: 1 px of black at 60 %, white where the line is dark. */
void kerf_drawable_set_line (KerfDrawable *drawable, KerfLineStyle line);

/* Conveniences that append to `list` (GPtrArray of KerfDrawable) and return what they made, lent. */
KerfDrawable *kerf_draw_segment (GPtrArray *list, KerfId object, const char *part, KerfVec3 a, KerfVec3 b,
                                 KerfLineStyle line);
KerfDrawable *kerf_draw_circle (GPtrArray *list, KerfVec3 centre, KerfVec3 u, KerfVec3 v, double radius,
                                KerfLineStyle line);
KerfDrawable *kerf_draw_label (GPtrArray *list, const char *text, KerfLabelStyle style, KerfColour colour,
                               KerfVec3 at, gboolean on_screen, double anchor_x, double anchor_y);

/* About where a label's text lies on the screen, by the average width of its letters: left, top, right, bottom, in logical
 * pixels. `at` is its place there. */
void kerf_drawable_label_box (const KerfDrawable *label, KerfVec3 at, double text_factor, double box[4]);

G_END_DECLS
