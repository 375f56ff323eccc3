/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/align/landmarks.h"
#include "core/align/rigid.h"
#include "ops/edit.h"

#include <string.h>

static KerfCase *
put_alignment (const KerfCase *kase, KerfAlignment *take, KerfId fixed, KerfId moving, const char *method,
               KerfOpRun *run)
{
  g_autoptr (KerfAlignment) a = take;
  g_autofree char *wanted = g_strdup_printf ("%s → %s", kerf_object_name (kerf_case_get (kase, moving)),
                                             kerf_object_name (kerf_case_get (kase, fixed)));
  a->name = kerf_case_free_name (kase, wanted);
  a->method = g_strdup (method);
  a->fixed = fixed;
  a->moving = moving;
  return kerf_edit_put (kase,
                        kerf_object_new (kerf_case_next_id (kase, KERF_KIND_ALIGNMENT),
                                         kerf_alignment_to_record (a)),
                        TRUE, run);
}

static gboolean
check_pair (KerfId fixed, KerfId moving, GError **error)
{
  return !kerf_id_equal (fixed, moving) ||
         kerf_fail_text (error, KERF_ERROR_ARGUMENT, "'fixed' and 'moving' are the same image; give two.");
}

/* NMI of a motion, as a figure of quality; NaN where it can't be had. */
static double
quality (const KerfCase *kase, KerfId fixed, KerfId moving, const KerfMat4 *m, KerfOpRun *run)
{
  g_autoptr (KerfVolume) f = kerf_object_volume (kerf_case_get (kase, fixed), NULL),
                         v = kerf_object_volume (kerf_case_get (kase, moving), NULL);
  KerfRigidResult r;
  return f && v && kerf_align_quality (f, v, m, NULL, run->job, &r, NULL) ? r.nmi : (double) NAN;
}

/* ---- align.identity ---- */

typedef struct {
  KerfId fixed, moving;
} AlignIdentity;

static const KerfParam align_identity_params[] = {
  KERF_ARG_ID (AlignIdentity, fixed, KERF_VOLUMES, KERF_REQUIRED, "The image that stays"),
  KERF_ARG_ID (AlignIdentity, moving, KERF_VOLUMES, KERF_REQUIRED, "The image that moves"),
};

static KerfCase *
align_identity (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const AlignIdentity *a = args;
  if (!check_pair (a->fixed, a->moving, error))
    return NULL;
  const char *f = kerf_json_get_string (kerf_object_record (kerf_case_get (kase, a->fixed)), "frame_uid", ""),
             *m =
                 kerf_json_get_string (kerf_object_record (kerf_case_get (kase, a->moving)), "frame_uid", "");
  if (!*f || strcmp (f, m) != 0) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "'%s' and '%s' do not share a frame of reference; align them by image or by landmarks.",
                    kerf_object_name (kerf_case_get (kase, a->fixed)),
                    kerf_object_name (kerf_case_get (kase, a->moving)));
    return NULL;
  }
  KerfAlignment *made = kerf_alignment_new ();
  made->nmi = quality (kase, a->fixed, a->moving, &made->fixed_from_moving, run);
  return put_alignment (kase, made, a->fixed, a->moving, "identity", run);
}

KERF_OP (align_identity) = {
  .id = "align.identity",
  .title = "Align by Frame of Reference",
  .help = "Joins two images of one frame of reference as they lie; a person accepts it",
  .version = 1,
  .size = sizeof (AlignIdentity),
  .apply = align_identity,
  KERF_PARAMS (align_identity_params)
};

/* ---- align.rigid ---- */

static const char *const method_words[] = { "mutual-information", NULL };

typedef struct {
  KerfId fixed, moving, region;
  int method;
  char *start;
} AlignRigid;

static const KerfParam align_rigid_params[] = {
  KERF_ARG_ID (AlignRigid, fixed, KERF_VOLUMES, KERF_REQUIRED, "The image that stays"),
  KERF_ARG_ID (AlignRigid, moving, KERF_VOLUMES, KERF_REQUIRED, "The image that moves"),
  KERF_ARG_ENUM (AlignRigid, method, method_words, 0, 0, "What is made as large as it can be"),
  KERF_ARG_TEXT (AlignRigid, start, "frame", 0, "Where it begins: frame, centres, or an alignment's id"),
  KERF_ARG_ID (AlignRigid, region, KERF_SEGMENTS, 0, "Bone for which it shall hold"),
};

/* NULL start: centres. FALSE with a sentence where `text` is neither word nor alignment. */
static gboolean
read_start (const KerfCase *kase, const AlignRigid *a, KerfMat4 *m, gboolean *centres, GError **error)
{
  *m = kerf_mat4_identity ();
  *centres = g_strcmp0 (a->start, "centres") == 0;
  if (*centres || !a->start || strcmp (a->start, "frame") == 0)
    return TRUE;
  const KerfObject *object = kerf_case_find (kase, KERF_KIND_ALIGNMENT, a->start, error);
  if (!object)
    return FALSE;
  g_autoptr (KerfAlignment) from = kerf_alignment_from_object (object);
  if (!kerf_id_equal (from->fixed, a->fixed) || !kerf_id_equal (from->moving, a->moving))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "'%s' joins other images; give an alignment of these two.", a->start);
  *m = from->fixed_from_moving;
  return TRUE;
}

static KerfCase *
align_rigid (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const AlignRigid *a = args;
  KerfMat4 start;
  gboolean centres;
  if (!check_pair (a->fixed, a->moving, error) || !read_start (kase, a, &start, &centres, error))
    return NULL;
  g_autoptr (KerfVolume) fixed = kerf_object_volume (kerf_case_get (kase, a->fixed), error), moving = NULL;
  g_autoptr (KerfMask) region = NULL;
  if (!fixed || !(moving = kerf_object_volume (kerf_case_get (kase, a->moving), error)))
    return NULL;
  if (a->region.kind != KERF_KIND_NONE) {
    const KerfObject *segment = kerf_case_get (kase, a->region);
    if (!kerf_id_equal (kerf_object_volume_id (segment), a->fixed)) {
      kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                      "'%s' lies on another image; choose a segment of the fixed one.",
                      kerf_object_name (segment));
      return NULL;
    }
    region = kerf_object_mask (segment, error);
    if (!region)
      return NULL;
  }
  KerfRigidOptions options = { .start = centres ? NULL : &start, .region = region, .region_margin_mm = 10 };
  KerfRigidResult result;
  if (!kerf_align_rigid (fixed, moving, &options, run->job, &result, error))
    return NULL;
  KerfAlignment *made = kerf_alignment_new ();
  made->fixed_from_moving = result.fixed_from_moving;
  made->nmi = result.nmi;
  made->region = a->region;
  return put_alignment (kase, made, a->fixed, a->moving, method_words[a->method], run);
}

KERF_OP (align_rigid) = { .id = "align.rigid",
                          .title = "Align Images",
                          .help = "Finds the rigid motion that lays one image over another",
                          .version = 1,
                          .size = sizeof (AlignRigid),
                          .apply = align_rigid,
                          KERF_PARAMS (align_rigid_params) };

/* ---- align.landmarks ---- */

typedef struct {
  KerfId fixed, moving;
  GArray *pairs;
} AlignLandmarks;

static const KerfParam align_landmarks_params[] = {
  KERF_ARG_ID (AlignLandmarks, fixed, KERF_VOLUMES, KERF_REQUIRED, "The image that stays"),
  KERF_ARG_ID (AlignLandmarks, moving, KERF_VOLUMES, KERF_REQUIRED, "The image that moves"),
  KERF_ARG_POINTS (AlignLandmarks, pairs, 6, KERF_REQUIRED,
                   "Points in turn: fixed;moving;fixed;moving…, three pairs or more"),
};

static KerfCase *
align_landmarks (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const AlignLandmarks *a = args;
  if (!check_pair (a->fixed, a->moving, error))
    return NULL;
  if (a->pairs->len % 2) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "'pairs' has %u points; give an even number, fixed and moving in turn.", a->pairs->len);
    return NULL;
  }
  gsize n = a->pairs->len / 2;
  g_autofree KerfVec3 *f = g_new (KerfVec3, n), *m = g_new (KerfVec3, n);
  for (gsize k = 0; k < n; k++) {
    f[k] = g_array_index (a->pairs, KerfVec3, 2 * k);
    m[k] = g_array_index (a->pairs, KerfVec3, 2 * k + 1);
  }
  KerfMat4 motion;
  double fre;
  if (!kerf_align_landmarks (f, m, n, &motion, NULL, &fre, error))
    return NULL;
  KerfAlignment *made = kerf_alignment_new ();
  made->fixed_from_moving = motion;
  made->fre_mm = fre;
  made->nmi = quality (kase, a->fixed, a->moving, &motion, run);
  return put_alignment (kase, made, a->fixed, a->moving, "landmarks", run);
}

KERF_OP (align_landmarks) = { .id = "align.landmarks",
                              .title = "Align by Landmarks",
                              .help = "Finds the rigid motion that brings pairs of points together",
                              .version = 1,
                              .size = sizeof (AlignLandmarks),
                              .apply = align_landmarks,
                              KERF_PARAMS (align_landmarks_params) };

/* ---- align.matrix ---- */

typedef struct {
  KerfId fixed, moving;
  KerfMat4 matrix;
} AlignMatrix;

static const KerfParam align_matrix_params[] = {
  KERF_ARG_ID (AlignMatrix, fixed, KERF_VOLUMES, KERF_REQUIRED, "The image that stays"),
  KERF_ARG_ID (AlignMatrix, moving, KERF_VOLUMES, KERF_REQUIRED, "The image that moves"),
  KERF_ARG_MATRIX (AlignMatrix, matrix, "16 numbers, row by row, moving → fixed, LPS mm"),
};

static KerfCase *
align_matrix (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error)
{
  const AlignMatrix *a = args;
  if (!check_pair (a->fixed, a->moving, error))
    return NULL;
  double det = kerf_mat4_determinant (&a->matrix);
  if (!kerf_mat4_is_rigid (&a->matrix, 1e-3)) {
    if (det < 0)
      kerf_fail_text (error, KERF_ERROR_REFUSED,
                      "The matrix mirrors (determinant %.3f); give a rotation and a shift.", det);
    else
      kerf_fail_text (error, KERF_ERROR_REFUSED,
                      "The matrix is no rigid motion (determinant %.3f); give a rotation and a shift.", det);
    return NULL;
  }
  KerfAlignment *made = kerf_alignment_new ();
  made->fixed_from_moving = kerf_mat4_orthonormalised (&a->matrix);
  made->nmi = quality (kase, a->fixed, a->moving, &made->fixed_from_moving, run);
  return put_alignment (kase, made, a->fixed, a->moving, "given", run);
}

KERF_OP (align_matrix) = { .id = "align.matrix",
                           .title = "Align by Matrix",
                           .help = "Takes a rigid motion that is known from elsewhere",
                           .version = 1,
                           .size = sizeof (AlignMatrix),
                           .apply = align_matrix,
                           KERF_PARAMS (align_matrix_params) };

/* ---- align.accept ---- */

typedef struct {
  KerfId alignment;
  char *by, *role, *note;
} AlignAccept;

static const KerfParam align_accept_params[] = {
  KERF_ARG_ID (AlignAccept, alignment, KERF_ALIGNMENTS, KERF_REQUIRED, "The alignment"),
  KERF_ARG_TEXT (AlignAccept, by, NULL, KERF_REQUIRED, "Who answers for it"),
  KERF_ARG_TEXT (AlignAccept, role, NULL, KERF_REQUIRED, "What the person is"),
  KERF_ARG_TEXT (AlignAccept, note, NULL, 0, "A note"),
};

static KerfCase *
align_accept (const KerfCase *kase, const void *args, KerfOpRun *run, G_GNUC_UNUSED GError **error)
{
  const AlignAccept *a = args;
  const KerfObject *object = kerf_case_get (kase, a->alignment);
  g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (object);
  KerfSignature *s = kerf_edit_signature ("accept", a->by, a->role, a->note, run);
  kerf_signature_rest (s, object);
  kerf_signature_rest (s, kerf_case_get (kase, alignment->fixed));
  kerf_signature_rest (s, kerf_case_get (kase, alignment->moving));
  g_ptr_array_add (alignment->signatures, s);
  return kerf_edit_put (kase, kerf_object_new (a->alignment, kerf_alignment_to_record (alignment)), FALSE,
                        run);
}

KERF_OP (align_accept) = { .id = "align.accept",
                           .title = "Accept Alignment",
                           .help = "A person looked at an alignment and answers for it",
                           .version = 1,
                           .size = sizeof (AlignAccept),
                           .apply = align_accept,
                           KERF_PARAMS (align_accept_params) };
