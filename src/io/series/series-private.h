/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/series/series.h"

/* What the files that make series share. */

/* Slices for guides are at most so thick (domain §4.1). */
#define KERF_THIN_MM 1.25

/* A name without case, carets and blanks; the caller frees. */
char *kerf_plain_name (const char *name);

KerfSeries *kerf_series_new (const char *format, KerfSeriesKind kind, const char *label);

/* A volume series with the fields of this header, without files and slices. */
KerfSeries *kerf_series_new_dicom (const KerfDicomHeader *header, const char *label);
void kerf_series_add_header (KerfSeries *series, KerfDicomHeader *header); /* and its file */

void kerf_series_add_file (KerfSeries *series, const char *path);
void kerf_series_find (KerfSeries *series, KerfFinding *take);
void kerf_series_refuse (KerfSeries *series, KerfFinding *take); /* verdict and reason */
void kerf_series_refuse_error (KerfSeries *series, GError *take);
void kerf_findings_add (GPtrArray *findings, KerfFinding *take);

/* Words of a number for sentences: up to `digits` decimals, no trailing zeros. */
char *kerf_short_figure (double value, int digits);

/* Sets the grid of a matrix whose k axis may lean; FALSE with a sentence where it can't be one. */
gboolean kerf_grid_init_sheared (KerfGrid *grid, const gint32 n[3], const KerfMat4 *patient_from_index,
                                 const char *what, GError **error);

/* Angle between an axis and a normal, degrees, 0–90. */
double kerf_tilt_deg (KerfVec3 along, KerfVec3 normal);

/* One candidate slice while series are being made. */
typedef struct {
  KerfDicomHeader *header; /* lent */
  guint frame;
  double along_mm;
  gboolean hashed;
  KerfHash hash;
} KerfCandidate;

static inline const KerfDicomFrame *
kerf_candidate_frame (const KerfCandidate *c)
{
  return &c->header->frames[c->frame];
}

typedef struct {
  KerfPixelHashFunc func;
  gpointer data;
} KerfPixelHash;

/* Slices of one orientation and size → one or more volumes (arrays of KerfCandidate, sorted along the normal), in
 * `volumes`; `by` says what told them apart ("" for one). Repeated slices that are dropped are counted in
 * `duplicates`. FALSE where two different slices lie at one place, *at_mm then says where. */
typedef struct {
  GPtrArray *volumes;  /* GArray of KerfCandidate */
  GPtrArray *suffixes; /* char *, beside volumes */
  const char *by;
  guint duplicates;
} KerfSplit;
gboolean
kerf_split_candidates (GArray *candidates, const KerfPixelHash *hash, KerfSplit *split, double *at_mm);
void kerf_split_clear (KerfSplit *split);

/* Sorts along the normal of the first; sets along_mm. */
void kerf_candidates_sort (GArray *candidates);

/* Fills slices, verdict, grid and their findings. */
void kerf_series_stack (KerfSeries *series, GArray *candidates);

/* Coordinate of a slice as people read it: along the patient axis nearest to its normal. */
double kerf_candidate_coordinate (const KerfCandidate *candidate);

/* Findings that don't depend on how the slices lie: thickness, overlap, loss, rescale, hints … and the role. */
void kerf_series_describe (KerfSeries *series);
const char *kerf_role_from_text (const char *text, const char *otherwise, const char **hint);
