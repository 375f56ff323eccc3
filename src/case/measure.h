/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"
#include "core/image/roi.h"

G_BEGIN_DECLS

/* What a person measured: points in the space of the volume it was drawn on, or names of what it stands between. What follows
 * from its own points is in the record too; what follows from anything else (voxels, a surface, a plan) is derived each
 * time and can't grow old (docs/decisions/0008-measures.md). */

typedef enum {
  KERF_MEASURE_LENGTH,   /* two points */
  KERF_MEASURE_ANGLE,    /* end, corner, end */
  KERF_MEASURE_COBB,     /* two lines of two points each */
  KERF_MEASURE_ELLIPSE,  /* centre, ends of two half axes at right angles */
  KERF_MEASURE_FREEHAND, /* corners of a closed outline */
  KERF_MEASURE_PLANES,   /* two planes of a plan */
  KERF_MEASURE_DISTANCE, /* a point, to the surface of a segment or tube */
  KERF_N_MEASURES
} KerfMeasureKind;

typedef struct {
  char *name;
  KerfMeasureKind kind;
  KerfId
      volume; /* in whose space the points are, and whose values a region has; none in files of version 1 */
  GArray *points;     /* of KerfVec3; none for planes */
  KerfId structure;   /* distance */
  KerfId plan;        /* planes */
  char letters[2][4]; /* planes */
} KerfMeasure;

KerfMeasure *kerf_measure_new (KerfMeasureKind kind);
KerfMeasure *
kerf_measure_from_object (const KerfObject *measure); /* never NULL for an object of kind measure */
KerfJson *kerf_measure_to_record (const KerfMeasure *measure);
void kerf_measure_free (KerfMeasure *measure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMeasure, kerf_measure_free)

const char *
kerf_measure_kind_name (KerfMeasureKind kind); /* "length", as records and the command line say it */
gboolean kerf_measure_is_region (KerfMeasureKind kind);
/* FALSE with a sentence where the points are too few, too many, or one on another. */
gboolean kerf_measure_check (const KerfMeasure *measure, GError **error);
/* TRUE where it has as many points as its kind takes: enough to draw it. */
gboolean kerf_measure_has_points (const KerfMeasure *measure);
/* The region of an ellipse or an outline; NULL with a sentence. */
KerfRoi *kerf_measure_roi (const KerfMeasure *measure, GError **error);

/* Of a length; of an angle, a Cobb angle. The points have to be right. */
double kerf_measure_length_mm (const KerfMeasure *measure);
double kerf_measure_angle_deg (const KerfMeasure *measure);

/* A name with a number that nobody has: "Length 3" for `word` "Length". The caller frees. */
char *kerf_measure_free_name (const KerfCase *kase, const char *word);
/* "HU" for a CT of any role, "" where values have no unit. */
const char *kerf_volume_value_unit (const KerfObject *volume);

/* ---- figures ---- */

typedef struct {
  gatomicrefcount count;
  KerfMeasureKind kind;
  double length_mm; /* length */
  double angle_deg; /* angle 0–180; cobb and planes 0–90: between lines, whichever way they were drawn */
  double distance_mm;            /* of the point to the surface, negative inside */
  KerfVec3 nearest;              /* the surface's point, in the measure's space; NaN: none */
  double half_u_mm, half_v_mm;   /* ellipse, the longer first */
  double area_mm2, perimeter_mm; /* regions */
  KerfRoiValues values;          /* regions; NaN where the volume can't be read */
  char unit[8];                  /* of the values */
  char *why;                     /* the sentence where something isn't known; NULL */
} KerfMeasureFigures;

/* NaN is what the kind hasn't, and what isn't known: then `why` says why. NULL: cancelled. */
KerfMeasureFigures *kerf_derived_measure (const KerfCase *kase, KerfId measure, const KerfContext *context);
/* The same from numbers and from what is memoised: at once; NULL where voxels or a surface have to be read first. */
KerfMeasureFigures *kerf_derived_measure_peek (const KerfCase *kase, KerfId measure);
/* The same of a measure that is in no case yet. Not `with_values`: of a region its size alone. */
KerfMeasureFigures *kerf_measure_figures (const KerfMeasure *measure, const KerfCase *kase,
                                          gboolean with_values, const KerfContext *context);
KerfMeasureFigures *kerf_measure_figures_ref (KerfMeasureFigures *figures);
void kerf_measure_figures_unref (KerfMeasureFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfMeasureFigures, kerf_measure_figures_unref)
/* Hash of all that the figures follow from. */
KerfHash kerf_derived_measure_inputs (const KerfCase *kase, KerfId measure);

G_END_DECLS
