/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/image/mask-edit.h"
#include "core/image/resample.h"
#include "core/segment/threshold.h"
#include "ops/edit.h"

#include <string.h>

/* A cancelled or failed computation gives no mask; its sentence may be missing where it could only be cancelled. */
static KerfCase *
put_result (const KerfCase *kase, const KerfObject *from, const char *name, KerfMask *take, KerfOpRun *run,
            GError **error)
{
  g_autoptr (KerfMask) mask = take;
  if (!mask) {
    if (error && !*error)
      kerf_fail (error, KERF_ERROR_CANCELLED, NULL);
    return NULL;
  }
  return kerf_edit_put_mask (kase, from, name, mask, run);
}

/* A segment's first record, on a volume. */
static KerfCase *
put_new (const KerfCase *kase, KerfId volume, const char *name, int klass, const KerfMask *mask,
         KerfOpRun *run)
{
  g_autofree char *volume_text = kerf_id_to_text (volume),
                  *unique = kerf_case_free_name (kase, name && *name ? name : kerf_class_words[klass]);
  KerfJson *record = kerf_json_object ();
  kerf_json_set_string (record, "name", unique);
  kerf_json_set_string (record, "class", kerf_class_words[klass]);
  kerf_json_set_string (record, "volume", volume_text);
  return kerf_edit_put (kase,
                        kerf_object_new_segment (kerf_case_next_id (kase, KERF_KIND_SEGMENT), record, mask),
                        TRUE, run);
}

/* ---- segment.new ---- */

typedef struct {
  KerfId volume;
  char *name;
  int class;
  double spacing_mm;
} SegmentNew;

static const KerfParam segment_new_params[] = {
  KERF_ARG_ID (SegmentNew, volume, KERF_VOLUMES, KERF_REQUIRED, "Image that it is drawn on"),
  KERF_ARG_TEXT (SegmentNew, name, NULL, 0, "Name"),
  KERF_ARG_ENUM (SegmentNew, class, kerf_class_words, 7, 0, "What it is"),
  KERF_ARG_REAL (SegmentNew, spacing_mm, "mm", 0.2, 5, (double) NAN, 0,
                 "Edge of its voxels; the image's where not given"),
};

static KerfCase *
segment_new (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentNew *a = args;
  KerfGrid grid;
  if (!kerf_object_grid (kerf_case_get (kase, a->volume), &grid)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'volume' has no grid; choose another image.");
    return NULL;
  }
  if (kerf_given (a->spacing_mm))
    grid = kerf_grid_respaced (&grid, (double[3]){ a->spacing_mm, a->spacing_mm, a->spacing_mm });
  g_autoptr (KerfMask) mask = kerf_mask_new (&grid);
  return put_new (kase, a->volume, a->name, a->class, mask, run);
}

KERF_OP (segment_new) = { .id = "segment.new",
                          .title = "New Segment",
                          .help = "Makes an empty segment to be drawn in",
                          .version = 1,
                          .size = sizeof (SegmentNew),
                          .apply = segment_new,
                          KERF_PARAMS (segment_new_params) };

/* ---- segment.threshold ---- */

typedef struct {
  KerfId volume, within;
  double low, high;
  char *name;
  int class;
} SegmentThreshold;

static const KerfParam segment_threshold_params[] = {
  KERF_ARG_ID (SegmentThreshold, volume, KERF_VOLUMES, KERF_REQUIRED, "The image"),
  { KERF_ARG (SegmentThreshold, low, KERF_PARAM_REAL, "", KERF_NONE | KERF_REQUIRED, -1e6, 1e6, (double) NAN,
              "Least value (HU for CT), or none"),
    .ui_min = -1000, .ui_max = 3000, .step = 10 },
  { KERF_ARG (SegmentThreshold, high, KERF_PARAM_REAL, "", KERF_NONE, -1e6, 1e6, (double) NAN,
              "Greatest value, or none"),
    .ui_min = -1000, .ui_max = 3000, .step = 10 },
  KERF_ARG_ID (SegmentThreshold, within, KERF_SEGMENTS, 0, "Only inside this segment"),
  KERF_ARG_TEXT (SegmentThreshold, name, NULL, 0, "Name"),
  KERF_ARG_ENUM (SegmentThreshold, class, kerf_class_words, 0, 0, "What it is"),
};

static KerfCase *
segment_threshold (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentThreshold *a = args;
  g_autoptr (KerfVolume) volume = kerf_object_volume (kerf_case_get (kase, a->volume), error);
  g_autoptr (KerfMask) within = NULL, mask = NULL;
  if (!volume)
    return NULL;
  if (a->within.kind != KERF_KIND_NONE &&
      !(within = kerf_object_mask (kerf_case_get (kase, a->within), error)))
    return NULL;
  double low = kerf_none (a->low) ? (double) -INFINITY : a->low,
         high = kerf_given (a->high) && !kerf_none (a->high) ? a->high : (double) INFINITY;
  mask = kerf_mask_from_threshold (volume, low, high, within, run->job, error);
  return mask ? put_new (kase, a->volume, a->name, a->class, mask, run) : NULL;
}

KERF_OP (segment_threshold) = { .id = "segment.threshold",
                                .title = "Threshold",
                                .help = "Makes a segment of what lies between two values",
                                .version = 1,
                                .size = sizeof (SegmentThreshold),
                                .apply = segment_threshold,
                                KERF_PARAMS (segment_threshold_params) };

/* ---- segment.largest, segment.grow ---- */

typedef struct {
  KerfId segment;
  int count;
  double distance_mm;
  char *name;
} SegmentPart;

static const KerfParam segment_largest_params[] = {
  KERF_ARG_ID (SegmentPart, segment, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  KERF_ARG_INT (SegmentPart, count, 1, 100, 1, 0, "How many of the largest pieces stay"),
  KERF_ARG_TEXT (SegmentPart, name, NULL, 0, "Name of a new segment; without it the segment is changed"),
};

static KerfCase *
segment_largest (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentPart *a = args;
  const KerfObject *object = kerf_case_get (kase, a->segment);
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  return mask ? put_result (kase, object, a->name,
                            kerf_mask_largest (mask, (guint) a->count, run->job, error), run, error)
              : NULL;
}

KERF_OP (segment_largest) = { .id = "segment.largest",
                              .title = "Keep Largest",
                              .help = "Keeps the largest connected pieces of a segment",
                              .version = 1,
                              .size = sizeof (SegmentPart),
                              .apply = segment_largest,
                              KERF_PARAMS (segment_largest_params) };

static const KerfParam segment_grow_params[] = {
  KERF_ARG_ID (SegmentPart, segment, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  { KERF_ARG (SegmentPart, distance_mm, KERF_PARAM_REAL, "mm", KERF_REQUIRED, -100, 100, (double) NAN,
              "How far; negative shrinks"),
    .ui_min = -20, .ui_max = 20, .step = 0.5 },
  KERF_ARG_TEXT (SegmentPart, name, NULL, 0, "Name of a new segment; without it the segment is changed"),
};

static KerfCase *
segment_grow (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentPart *a = args;
  const KerfObject *object = kerf_case_get (kase, a->segment);
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  return mask ? put_result (kase, object, a->name, kerf_mask_offset (mask, a->distance_mm, run->job, error),
                            run, error)
              : NULL;
}

KERF_OP (segment_grow) = { .id = "segment.grow",
                           .title = "Grow",
                           .help = "Grows or shrinks a segment by a distance",
                           .version = 1,
                           .size = sizeof (SegmentPart),
                           .apply = segment_grow,
                           KERF_PARAMS (segment_grow_params) };

/* ---- segment.brush ---- */

static const char *const shape_words[] = { "ball", "disc", NULL };
static const char *const stroke_words[] = { "add", "erase", NULL };

typedef struct {
  KerfId segment;
  GArray *points;
  double radius_mm, thickness_mm;
  int shape, mode;
  KerfVec3 normal;
} SegmentBrush;

static const KerfParam segment_brush_params[] = {
  KERF_ARG_ID (SegmentBrush, segment, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  KERF_ARG_POINTS (SegmentBrush, points, 1, KERF_REQUIRED, "The stroke"),
  { KERF_ARG (SegmentBrush, radius_mm, KERF_PARAM_REAL, "mm", 0, 0.1, 100, 5, "Radius"), .ui_min = 0.5,
    .ui_max = 50, .step = 0.5 },
  KERF_ARG_ENUM (SegmentBrush, shape, shape_words, 0, 0, "A ball, or a disc in a plane"),
  KERF_ARG_DIRECTION (SegmentBrush, normal, 0, "Of a disc: across its plane"),
  KERF_ARG_REAL (SegmentBrush, thickness_mm, "mm", 0.05, 50, (double) NAN, 0, "Of a disc: its thickness"),
  KERF_ARG_ENUM (SegmentBrush, mode, stroke_words, 0, 0, "Adds or erases"),
};

static KerfCase *
segment_brush (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentBrush *a = args;
  const KerfObject *object = kerf_case_get (kase, a->segment);
  KerfBrush brush = {
    .radius_mm = a->radius_mm, .disc = a->shape == 1, .normal = a->normal, .thickness_mm = a->thickness_mm
  };
  if (brush.disc && (isnan (a->normal.x) || isnan (a->thickness_mm))) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "A disc needs 'normal' and 'thickness_mm'; give both, or shape=ball.");
    return NULL;
  }
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  if (!mask)
    return NULL;
  const KerfVec3 *points = (const KerfVec3 *) (gconstpointer) a->points->data;
  return put_result (kase, object, NULL,
                     kerf_mask_stroke (mask, points, a->points->len, &brush, a->mode == 1, run->job), run,
                     error);
}

KERF_OP (segment_brush) = { .id = "segment.brush",
                            .title = "Paint",
                            .help = "Paints or erases along a stroke",
                            .version = 1,
                            .size = sizeof (SegmentBrush),
                            .apply = segment_brush,
                            KERF_PARAMS (segment_brush_params) };

/* ---- segment.box ---- */

static const char *const axes_words[] = { "LPS", "grid", NULL };
static const char *const box_words[] = { "erase", "add", "keep", NULL };

typedef struct {
  KerfId segment;
  KerfVec3 from, to;
  int axes, mode;
  char *name;
} SegmentBox;

static const KerfParam segment_box_params[] = {
  KERF_ARG_ID (SegmentBox, segment, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  KERF_ARG_POINT (SegmentBox, from, KERF_REQUIRED, "One corner"),
  KERF_ARG_POINT (SegmentBox, to, KERF_REQUIRED, "The opposite corner"),
  KERF_ARG_ENUM (SegmentBox, axes, axes_words, 0, 0,
                 "Edges along the patient's axes or along the segment's grid"),
  KERF_ARG_ENUM (SegmentBox, mode, box_words, 0, 0, "What happens inside the box"),
  KERF_ARG_TEXT (SegmentBox, name, NULL, 0, "Name of a new segment; without it the segment is changed"),
};

static KerfCase *
segment_box (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  static const KerfBoxMode modes[] = { KERF_BOX_ERASE, KERF_BOX_ADD, KERF_BOX_KEEP };
  const SegmentBox *a = args;
  const KerfObject *object = kerf_case_get (kase, a->segment);
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  if (!mask)
    return NULL;
  KerfBoxShape box = kerf_box_shape (a->from, a->to, a->axes == 1 ? &mask->grid : NULL);
  return put_result (kase, object, a->name, kerf_mask_box (mask, &box, modes[a->mode], run->job), run, error);
}

KERF_OP (segment_box) = { .id = "segment.box",
                          .title = "Cut with Box",
                          .help = "Erases, adds or keeps what lies in a box",
                          .version = 1,
                          .size = sizeof (SegmentBox),
                          .apply = segment_box,
                          KERF_PARAMS (segment_box_params) };

/* ---- segment.boolean ---- */

static const char *const boolean_words[] = { "union", "intersect", "subtract", NULL };

typedef struct {
  KerfId a, b;
  int kind;
  char *name;
} SegmentBoolean;

static const KerfParam segment_boolean_params[] = {
  KERF_ARG_ID (SegmentBoolean, a, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  KERF_ARG_ID (SegmentBoolean, b, KERF_SEGMENTS, KERF_REQUIRED, "The other segment"),
  KERF_ARG_ENUM (SegmentBoolean, kind, boolean_words, (double) NAN, KERF_REQUIRED, "How the two are joined"),
  KERF_ARG_TEXT (SegmentBoolean, name, NULL, 0, "Name of a new segment; without it the first is changed"),
};

static KerfCase *
segment_boolean (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  static const KerfBoolean kinds[] = { KERF_UNION, KERF_INTERSECT, KERF_SUBTRACT };
  const SegmentBoolean *a = args;
  const KerfObject *oa = kerf_case_get (kase, a->a), *ob = kerf_case_get (kase, a->b);
  KerfMat4 m;
  KerfId va = kerf_object_volume_id (oa), vb = kerf_object_volume_id (ob);
  if (!kerf_case_transform (kase, va, vb, NULL, &m, NULL, error))
    return NULL;
  g_autoptr (KerfMask) ma = kerf_object_mask (oa, error), mb = NULL;
  if (!ma || !(mb = kerf_object_mask (ob, error)))
    return NULL;
  if (!kerf_id_equal (va, vb)) {
    KerfMask *moved = kerf_mask_resampled (mb, &ma->grid, &m, run->job);
    kerf_mask_unref (mb);
    mb = moved;
    if (!mb)
      return put_result (kase, oa, a->name, NULL, run, error);
  }
  return put_result (kase, oa, a->name, kerf_mask_boolean (ma, mb, kinds[a->kind], run->job, error), run,
                     error);
}

KERF_OP (segment_boolean) = { .id = "segment.boolean",
                              .title = "Combine Segments",
                              .help = "Unites, intersects or subtracts two segments",
                              .version = 1,
                              .size = sizeof (SegmentBoolean),
                              .apply = segment_boolean,
                              KERF_PARAMS (segment_boolean_params) };

/* ---- segment.sign ---- */

typedef struct {
  KerfId segment;
  char *by, *role, *note;
} SegmentSign;

static const KerfParam segment_sign_params[] = {
  KERF_ARG_ID (SegmentSign, segment, KERF_SEGMENTS, KERF_REQUIRED, "The segment"),
  KERF_ARG_TEXT (SegmentSign, by, NULL, KERF_REQUIRED, "Who answers for it"),
  KERF_ARG_TEXT (SegmentSign, role, NULL, KERF_REQUIRED, "What the person is"),
  KERF_ARG_TEXT (SegmentSign, note, NULL, 0, "A note"),
};

static KerfCase *
segment_sign (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const SegmentSign *a = args;
  const KerfObject *object = kerf_case_get (kase, a->segment);
  g_autoptr (KerfMask) mask = kerf_object_mask (object, error);
  if (!mask)
    return NULL;
  if (kerf_mask_is_empty (mask)) {
    kerf_fail_text (error, KERF_ERROR_REFUSED, "'%s' is empty; draw it before signing.",
                    kerf_object_name (object));
    return NULL;
  }
  g_autoptr (GPtrArray) signatures =
      kerf_signatures_from_json (kerf_json_get (kerf_object_record (object), "signatures"));
  KerfSignature *s = kerf_edit_signature ("sign", a->by, a->role, a->note, run);
  kerf_signature_rest (s, object);
  g_ptr_array_add (signatures, s);
  KerfJson *record = kerf_json_copy (kerf_object_record (object));
  kerf_json_set (record, "signatures", kerf_signatures_to_json (signatures));
  return kerf_edit_put (kase, kerf_object_with_record (object, record), FALSE, run);
}

KERF_OP (segment_sign) = { .id = "segment.sign",
                           .title = "Sign Contour",
                           .help = "Signs a segment as it is; any later change leaves it unsigned",
                           .version = 1,
                           .size = sizeof (SegmentSign),
                           .apply = segment_sign,
                           KERF_PARAMS (segment_sign_params) };
