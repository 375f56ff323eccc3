/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/error.h"
#include "base/hash.h"
#include "core/image/grid.h"
#include "io/dicom/dicom.h"
#include "io/source/source.h"

G_BEGIN_DECLS

/* A series: what can be imported as one thing, with all that is known before its voxels are read. Making series from
 * headers is pure: no file is opened here. */

/* How the slices lie (domain §5.2), from good to bad. */
typedef enum {
  KERF_VERDICT_REGULAR,
  KERF_VERDICT_TILTED,
  KERF_VERDICT_UNEVEN,
  KERF_VERDICT_GAP,
  KERF_VERDICT_REFUSED
} KerfVerdict;
const char *kerf_verdict_name (KerfVerdict verdict); /* "regular" … */

typedef enum { KERF_SERIES_VOLUME, KERF_SERIES_LABELS, KERF_SERIES_STRUCTURES } KerfSeriesKind;
const char *kerf_series_kind_name (KerfSeriesKind kind); /* "volume", "labels", "rtstruct" */

/* Of the patient, as the files have it; "" where they don't say. */
typedef struct {
  char *patient_id, *name, *birth_date, *sex;
} KerfIdentity;

typedef enum {
  KERF_IDENTITY_SAME,
  KERF_IDENTITY_UNKNOWN, /* one of them names nobody */
  KERF_IDENTITY_DIFFERS, /* the same id, or name and birth date, but something else is not the same: somebody has
                          to confirm */
  KERF_IDENTITY_OTHER, /* another patient */
} KerfIdentityMatch;

/* Compares two identities. Where they differ, `field` is the words for the first differing field and *x, *y its
 * values (lent); names are compared without case, carets and blanks. `field`, `x`, `y` may be NULL. */
KerfIdentityMatch kerf_identity_compare (const KerfIdentity *a, const KerfIdentity *b, const char **field,
                                         const char **x, const char **y);

/* One slice of a volume: a frame of a file, and its place in the stack. */
typedef struct {
  guint file, frame; /* frame: from 0 */
  gint32 slot;       /* index k in the grid */
  double along_mm;   /* position along the slice normal */
} KerfSlice;

typedef struct KerfSeries {
  gatomicrefcount count;
  guint number;       /* from 1; the same for the same files, in whatever order they were found */
  const char *format; /* "dicom", "nifti", "nrrd", "metaimage" */
  KerfSeriesKind kind;
  KerfVerdict verdict;
  char *label; /* as sentences call it: never empty */
  char *modality, *description, *series_uid, *study_uid, *study_date, *series_number;
  char *frame_uid; /* where the files name none: "sha256:" and the hash of their content */
  char *manufacturer, *kernel, *patient_position;
  const char *role; /* proposed: "ct", "mr", "pseudo-ct", "post-op-ct", "pet", "other" */
  KerfIdentity identity;
  double bend_mm;                     /* how far slices are shifted out of a straight line; 0: they are not */
  double thickness_mm, tilt_deg;      /* NaN: not stated; tilt 0 where there is none */
  double window_centre, window_width; /* NaN: none in the header */
  gboolean has_grid;
  KerfGrid grid;      /* tilted series have a sheared one; uneven ones the mean step, see slices[].along_mm */
  gboolean asks_unit; /* import.unit was raised: kerf_series_with_unit answers it */
  double mm_per_unit; /* what the coordinates of the file were multiplied by */
  guint volume, n_volumes; /* of a file that holds several, from 0; 0 of 1 otherwise */
  GPtrArray *findings;     /* KerfFinding *; where refused the reasons are among them */
  GPtrArray *files;        /* KerfSourceFile *, in the order of the stack */
  GPtrArray *headers;      /* KerfDicomHeader * beside `files`; empty for other formats */
  GArray *slices;          /* KerfSlice, in the order of the stack */
  GArray *missing;         /* gint32: slots without a slice, filled between their neighbours (verdict gap) */
  GPtrArray *rois;         /* KerfDicomRoi * without contours, of structure sets */
  GArray *labels;          /* gint32: values present besides 0, of label images */
} KerfSeries;

KerfSeries *kerf_series_ref (const KerfSeries *series);
void kerf_series_unref (KerfSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfSeries, kerf_series_unref)

/* TRUE where a finding with this code is there. */
gboolean kerf_series_has_finding (const KerfSeries *series, KerfErrorCode code);

/* Days between a CT and an MR after which a tumour may have grown (domain §5.3, 32). */
#define KERF_OLD_DAYS 60

/* Days from one date of DICOM (YYYYMMDD) to another; FALSE where one is none. */
gboolean kerf_days_between (const char *from, const char *to, gint *days);

/* Days from the study of `a` to that of `b`; FALSE where a date is missing or none. */
gboolean kerf_series_days_apart (const KerfSeries *a, const KerfSeries *b, gint *days);

/* Hash of the decoded pixels of one frame; FALSE where they can't be read. Asked only where two slices lie at the same
 * place or two files have the same UID. */
typedef gboolean (*KerfPixelHashFunc) (const KerfDicomHeader *header, guint frame, KerfHash *hash,
                                       gpointer data);

/* The series (KerfSeries *) of headers of kind KERF_DICOM_IMAGE: split by series UID, size, orientation and, where
 * places repeat, by what tells volumes apart; each sorted along its normal and judged (conventions §3.1, domain §5.2,
 * §5.3). Files that are cut off are also named in `findings`. What comes out does not depend on the order of
 * `headers`. */
GPtrArray *kerf_series_from_headers (GPtrArray *headers, KerfPixelHashFunc pixel_hash, gpointer data,
                                     GPtrArray *findings);

/* Sorts by date, number and UID and numbers them from 1. */
void kerf_series_order (GPtrArray *series);

G_END_DECLS
