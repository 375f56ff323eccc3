/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/align/rigid.h"

#include "base/error.h"
#include "base/real.h"
#include "core/align/histogram-private.h"
#include "core/image/mask-edit.h"

/* From coarse to fine. Each level climbs by the slope, with a step that is halved when the way turns back (regular
 * step), then looks round along the six directions and along what the last round moved (Hooke & Jeeves 1961): the slope
 * alone stops early on a long ridge. */
typedef struct {
  double spacing_mm, first_step_mm, last_step_mm;
  gsize samples;
  int most_steps;
} Level;

static const Level levels[] = {
  { 8, 4, 0.4, 30000, 80 },
  { 4, 1.5, 0.15, 50000, 60 },
  { 2, 0.5, 0.03, 90000, 60 },
  { 1, 0.15, 0.008, 120000, 50 },
};

enum { LEAST_SAMPLES = 1000 };

static gboolean
fail_overlap (gsize inside, GError **error)
{
  return kerf_fail_text (error, KERF_ERROR_REFUSED,
                         "The images share only %" G_GSIZE_FORMAT
                         " samples; start from their centres, by landmarks, or with a larger region.",
                         inside);
}

/* M·(turn about the centre, then shift), by a step in mm along the six directions. */
static KerfMat4
stepped (const KerfMat4 *m, const KerfMutual *mutual, const double step[6])
{
  double radius = kerf_mutual_radius_mm (mutual);
  KerfVec3 turn = kerf_vec3 (step[3] / radius, step[4] / radius, step[5] / radius);
  KerfMat4 r = kerf_mat4_rotation (turn, kerf_length (turn), kerf_mutual_centre (mutual));
  if (!(kerf_length (turn) > 0))
    r = kerf_mat4_identity ();
  r.m[3] += step[0];
  r.m[7] += step[1];
  r.m[11] += step[2];
  KerfMat4 moved = kerf_mat4_mul (m, &r);
  return kerf_mat4_orthonormalised (&moved);
}

typedef struct {
  const KerfVolume *fixed, *moving;
  const KerfMask *region;
  const KerfContext *context;
  KerfMat4 moving_from_fixed; /* the best so far at this level */
  double best;
  guint evaluations;
  gsize samples;
} Search;

/* Information at a motion; -HUGE_VAL where too little is in common. FALSE when cancelled. */
static gboolean
look (Search *s, const KerfMutual *mutual, const KerfMat4 *at, gboolean slope, KerfMutualValue *value)
{
  if (!kerf_mutual_at (mutual, at, slope, s->context, value))
    return FALSE;
  s->evaluations++;
  if (value->inside < s->samples / 10 + 1 || value->inside < MIN (LEAST_SAMPLES, s->samples / 2))
    value->information = -HUGE_VAL;
  if (value->information > s->best) {
    s->best = value->information;
    s->moving_from_fixed = *at;
  }
  return TRUE;
}

static gboolean
climb_by_slope (Search *s, const KerfMutual *mutual, const Level *level)
{
  double length = level->first_step_mm, before[6] = { 0 };
  KerfMat4 at = s->moving_from_fixed;
  for (int k = 0; k < level->most_steps && length >= level->last_step_mm; k++) {
    KerfMutualValue value;
    double squares = 0, back = 0, step[6];
    if (!look (s, mutual, &at, TRUE, &value))
      return FALSE;
    for (int q = 0; q < 6; q++) {
      squares += value.slope[q] * value.slope[q];
      back += value.slope[q] * before[q];
    }
    if (!(squares > 0) || isinf (value.information))
      break;
    if (back < 0)
      length /= 2;
    for (int q = 0; q < 6; q++) {
      before[q] = value.slope[q];
      step[q] = value.slope[q] / sqrt (squares) * length;
    }
    at = stepped (&at, mutual, step);
  }
  return TRUE;
}

/* One round: a step each way along each direction, kept where it helps. */
static gboolean
look_round (Search *s, const KerfMutual *mutual, double length, double moved[6])
{
  for (int q = 0; q < 6; q++) {
    for (int way = 1; way >= -1; way -= 2) {
      KerfMutualValue value;
      double step[6] = { 0 }, best = s->best;
      step[q] = way * length;
      KerfMat4 at = stepped (&s->moving_from_fixed, mutual, step);
      if (!look (s, mutual, &at, FALSE, &value))
        return FALSE;
      if (value.information <= best)
        continue;
      moved[q] += way * length;
      break;
    }
  }
  return TRUE;
}

static gboolean
climb_by_looking (Search *s, const KerfMutual *mutual, const Level *level)
{
  double length = level->first_step_mm;
  for (int k = 0; k < level->most_steps && length >= level->last_step_mm; k++) {
    double moved[6] = { 0 }, any = 0, before = s->best;
    if (!look_round (s, mutual, length, moved))
      return FALSE;
    for (int q = 0; q < 6; q++)
      any += fabs (moved[q]);
    for (gboolean going = any > 0; going;) { /* as long as the same move helps */
      KerfMutualValue value;
      double best = s->best;
      KerfMat4 at = stepped (&s->moving_from_fixed, mutual, moved);
      if (!look (s, mutual, &at, FALSE, &value))
        return FALSE;
      going = value.information > best;
    }
    if (!(s->best > before + 1e-9))
      length /= 2;
  }
  return TRUE;
}

/* Climbs one level; FALSE when cancelled or where too little is in common. */
static gboolean
climb (Search *s, const Level *level, GError **error)
{
  g_autoptr (KerfVolume) fixed = kerf_volume_averaged (s->fixed, level->spacing_mm, s->context);
  g_autoptr (KerfVolume) moving =
      fixed ? kerf_volume_averaged (s->moving, level->spacing_mm, s->context) : NULL;
  if (!moving)
    return kerf_context_check (s->context, error);
  g_autoptr (KerfMutual) mutual = kerf_mutual_new (fixed, moving, s->region, level->samples);
  KerfMutualValue value;
  KerfMat4 start = s->moving_from_fixed;
  s->samples = kerf_mutual_samples (mutual);
  s->best = -HUGE_VAL;
  if (!look (s, mutual, &start, FALSE, &value))
    return kerf_context_check (s->context, error);
  if (isinf (value.information))
    return fail_overlap (value.inside, error);
  if (!climb_by_slope (s, mutual, level) || !climb_by_looking (s, mutual, level))
    return kerf_context_check (s->context, error);
  return TRUE;
}

static KerfVec3
middle_of (const KerfVolume *v)
{
  const gint32 *n = v->grid.n;
  return kerf_grid_point (&v->grid, (n[0] - 1) / 2.0, (n[1] - 1) / 2.0, (n[2] - 1) / 2.0);
}

/* The region grown by the margin, or a reference of it; NULL without one. */
static gboolean
grown_region (const KerfRigidOptions *options, const KerfContext *context, KerfMask **grown, GError **error)
{
  *grown = NULL;
  if (!options || !options->region)
    return TRUE;
  if (kerf_mask_is_empty (options->region))
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "The region of the alignment is empty; draw it or leave it out.");
  *grown = kerf_mask_offset (options->region, fmax (options->region_margin_mm, 0), context, error);
  return *grown != NULL;
}

/* Figures at the finest level that is used. */
static gboolean
measure (const KerfVolume *fixed, const KerfVolume *moving, const KerfMat4 *fixed_from_moving,
         const KerfMask *region, const KerfContext *context, KerfRigidResult *result, GError **error)
{
  KerfMat4 moving_from_fixed;
  KerfMutualValue value;
  result->fixed_from_moving = *fixed_from_moving;
  if (!kerf_mat4_inverse (fixed_from_moving, &moving_from_fixed))
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "The motion has no inverse; give a rigid matrix.");
  g_autoptr (KerfVolume) f = kerf_volume_averaged (fixed, 2, context);
  g_autoptr (KerfVolume) m = f ? kerf_volume_averaged (moving, 2, context) : NULL;
  if (!m)
    return kerf_context_check (context, error);
  g_autoptr (KerfMutual) mutual = kerf_mutual_new (f, m, region, 100000);
  if (!kerf_mutual_at (mutual, &moving_from_fixed, FALSE, context, &value))
    return kerf_context_check (context, error);
  gsize samples = kerf_mutual_samples (mutual);
  if (value.inside < MIN (LEAST_SAMPLES, samples / 10 + 1))
    return fail_overlap (value.inside, error);
  result->mutual_information = value.information;
  result->nmi = value.nmi;
  result->overlap = samples ? (double) value.inside / (double) samples : 0;
  return TRUE;
}

gboolean
kerf_align_rigid (const KerfVolume *fixed, const KerfVolume *moving, const KerfRigidOptions *options,
                  const KerfContext *context, KerfRigidResult *result, GError **error)
{
  g_autoptr (KerfMask) region = NULL;
  if (!grown_region (options, context, &region, error))
    return FALSE;
  Search s = { .fixed = fixed, .moving = moving, .region = region, .context = context };
  if (options && options->start) {
    if (!kerf_mat4_inverse (options->start, &s.moving_from_fixed))
      return kerf_fail_text (error, KERF_ERROR_REFUSED,
                             "The motion to start from has no inverse; give a rigid matrix.");
  } else
    s.moving_from_fixed = kerf_mat4_translation (kerf_sub (middle_of (moving), middle_of (fixed)));
  KerfVec3 hf = kerf_grid_spacing (&fixed->grid), hm = kerf_grid_spacing (&moving->grid);
  double finest = fmin (fmin (hf.x, fmin (hf.y, hf.z)), fmin (hm.x, fmin (hm.y, hm.z)));
  int n = G_N_ELEMENTS (levels);
  while (n > 1 && levels[n - 1].spacing_mm < 0.6 * finest) /* finer than either image is: nothing new */
    n--;
  for (int k = 0; k < n; k++) {
    kerf_context_progress (context, "align", (double) k / n);
    if (!climb (&s, &levels[k], error))
      return FALSE;
  }
  KerfMat4 fixed_from_moving;
  *result = (KerfRigidResult){ .evaluations = s.evaluations };
  if (!kerf_mat4_inverse (&s.moving_from_fixed, &fixed_from_moving))
    return kerf_fail_text (error, KERF_ERROR_INTERNAL,
                           "The alignment ended without a motion; start it from landmarks.");
  fixed_from_moving = kerf_mat4_orthonormalised (&fixed_from_moving);
  return measure (fixed, moving, &fixed_from_moving, region, context, result, error);
}

gboolean
kerf_align_quality (const KerfVolume *fixed, const KerfVolume *moving, const KerfMat4 *fixed_from_moving,
                    const KerfMask *region, const KerfContext *context, KerfRigidResult *result,
                    GError **error)
{
  *result = (KerfRigidResult){ 0 };
  return measure (fixed, moving, fixed_from_moving, region, context, result, error);
}

void
kerf_rigid_difference (const KerfMat4 *a, const KerfMat4 *b, const KerfBox3 *box, double *angle_rad,
                       double *mean_mm, double *max_mm)
{
  double trace = 0, mean = 0, most = 0;
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      trace += a->m[4 * i + k] * b->m[4 * i + k];
  for (int c = 0; c < 8; c++) {
    KerfVec3 p = kerf_vec3 (c & 1 ? box->hi.x : box->lo.x, c & 2 ? box->hi.y : box->lo.y,
                            c & 4 ? box->hi.z : box->lo.z);
    double d = kerf_distance (kerf_mat4_point (a, p), kerf_mat4_point (b, p));
    mean += d / 8;
    most = fmax (most, d);
  }
  if (angle_rad)
    *angle_rad = kerf_real_acos ((trace - 1) / 2);
  if (mean_mm)
    *mean_mm = mean;
  if (max_mm)
    *max_mm = most;
}
