/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"
#include "core/plan/plane.h"

G_BEGIN_DECLS

/* Typed forms of the records of a case. Each is parsed from an object's record and written back to one; the record is
 * the truth, the struct a convenience that its holder owns. */

typedef struct {
  char letter[4];          /* "A"; never used again in a plan and its later versions */
  char *name;              /* "A" or what a person called it */
  KerfCut cut;             /* frame, extents, depth, kerf width and stated face */
  KerfFrame3 datum;        /* the frame as last placed; shifts and tilts are shown from here */
  char *kerf_from;         /* "typed" "blade" "previous-plane" "default" */
  double target_margin_mm; /* NaN: the plan's */
  gboolean locked;
} KerfPlane;

typedef struct {
  KerfId structure;
  double clearance_mm;
} KerfClearance;

typedef struct {
  char *what; /* "sign" "accept" "review" "lock" "approve" */
  char *name, *role, *note, *reason, *at_utc, *finding;
  GArray *rests_on; /* of KerfRest */
} KerfSignature;

/* Something a signature rests on: an object and its content hash at that time. */
typedef struct {
  KerfId id;
  KerfHash hash;
} KerfRest;

typedef struct {
  char *name, *plan_uuid, *state; /* "draft" "reviewed" "locked" */
  int version;
  KerfId volume;           /* whose patient space all coordinates are in */
  GArray *alignments;      /* of KerfId */
  KerfId tumour, bone;     /* segments */
  GArray *clearances;      /* of KerfClearance */
  double target_margin_mm; /* NaN until a person has chosen */
  KerfJson *per_tissue;    /* object: tissue → mm; may be empty */
  GPtrArray *planes;       /* of KerfPlane */
  guint letters_used;      /* next letter's number */
  GPtrArray *signatures;   /* of KerfSignature */
} KerfPlan;

KerfPlan *kerf_plan_new (void);
KerfPlan *kerf_plan_from_object (const KerfObject *plan); /* never NULL for an object of kind plan */
KerfJson *kerf_plan_to_record (const KerfPlan *plan);
void kerf_plan_free (KerfPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfPlan, kerf_plan_free)

KerfPlane *kerf_plane_new (void);
void kerf_plane_free (KerfPlane *plane);
/* By letter, or by a name that is unique; NULL where there is none. */
KerfPlane *kerf_plan_plane (const KerfPlan *plan, const char *letter_or_name);

KerfSignature *kerf_signature_new (void);
void kerf_signature_free (KerfSignature *signature);
KerfJson *kerf_signatures_to_json (const GPtrArray *signatures);
GPtrArray *kerf_signatures_from_json (const KerfJson *array); /* never NULL */
/* Adds that the signature rests on `object` as it is today; an object that is NULL is left out. */
void kerf_signature_rest (KerfSignature *signature, const KerfObject *object);
/* The input that changed since `signature` was given (the first one), or KERF_ID_NONE: it still holds. */
KerfId kerf_signature_stale (const KerfSignature *signature, const KerfCase *kase);

/* ---- guide ---- */

typedef struct {
  char letter[4]; /* the plane's */
  char *kind;     /* "closed" "open" "ledge-keep" "ledge-discard" */
  double blade_thickness_mm, clearance_mm, centre_u_mm, length_mm, wall_height_mm; /* clearance per side */
} KerfSlot;

typedef struct {
  guint number;         /* "g1.1" */
  KerfVec3 entry, axis; /* unit, into the bone */
  double pin_diameter_mm, hole_diameter_mm, sleeve_outer_diameter_mm, sleeve_length_mm;
} KerfGuidePin;

typedef struct {
  char *name;
  KerfId plan, bone;
  GPtrArray *letters;    /* of char *: the planes it serves */
  KerfVec3 insertion;    /* unit; the way it moves when it is put on, towards the bone */
  char *printer, *blade; /* names of profiles */
  double offset_fit_mm, offset_print_mm, thickness_mm, resolution_mm;
  GArray *outline; /* of KerfVec3; empty: none */
  KerfVec3 footprint_centre;
  double footprint_radius_mm; /* NaN: the default footprint */
  GPtrArray *slots;           /* of KerfSlot */
  GPtrArray *pins;            /* of KerfGuidePin */
  GPtrArray *label_lines;     /* of char * */
  KerfJson *label_strokes;    /* outlines stored when the label was set; may be NULL */
  GPtrArray *signatures;
  char *version_hash; /* of the plan when it was approved; NULL */
} KerfGuide;

KerfGuide *kerf_guide_new (void);
KerfGuide *kerf_guide_from_object (const KerfObject *guide);
KerfJson *kerf_guide_to_record (const KerfGuide *guide);
void kerf_guide_free (KerfGuide *guide);
/* The outlines of the guide's letters and lines, as label_strokes holds them; the caller's. `notes` (of char *, may be
 * NULL) gets a sentence for each text that the alphabet could not write. */
KerfJson *kerf_guide_strokes (const KerfGuide *guide, GPtrArray *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfGuide, kerf_guide_free)

/* ---- alignment, tube, subject ---- */

typedef struct {
  char *name, *method;          /* "identity" "mutual-information" "landmarks" "given" */
  KerfId fixed, moving, region; /* volumes; region a segment or none */
  KerfMat4 fixed_from_moving;
  double fre_mm, tre_mm, nmi; /* NaN: not assessed */
  GPtrArray *signatures;      /* "accept" */
} KerfAlignment;

KerfAlignment *kerf_alignment_new (void);
KerfAlignment *kerf_alignment_from_object (const KerfObject *alignment);
KerfJson *kerf_alignment_to_record (const KerfAlignment *alignment);
void kerf_alignment_free (KerfAlignment *alignment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfAlignment, kerf_alignment_free)
gboolean kerf_alignment_is_accepted (const KerfAlignment *alignment);

typedef struct {
  char *name, *klass; /* "nerve" */
  GArray *points;     /* of KerfVec3 */
  double radius_mm;
  KerfId volume; /* in whose frame */
} KerfTubeRecord;

KerfTubeRecord *kerf_tube_from_object (const KerfObject *tube);
void kerf_tube_record_free (KerfTubeRecord *tube);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfTubeRecord, kerf_tube_record_free)

/* How volume b's space goes to volume a's: identity when they are the same volume or a segment of it, else the one
 * alignment of the given list (or of the case, when there is just one) that joins them, in either direction. FALSE with
 * view.no-alignment. */
gboolean kerf_case_transform (const KerfCase *kase, KerfId to_volume, KerfId from_volume,
                              const GArray *alignments, KerfMat4 *to_from, KerfId *by, GError **error);
/* The volume in whose frame an object lies: of a segment, tube, plan; itself for a volume. */
KerfId kerf_object_volume_id (const KerfObject *object);

G_END_DECLS
