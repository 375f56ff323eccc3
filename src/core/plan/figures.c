/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "core/plan/specimen.h"

const char *
kerf_cut_verdict_name (KerfCutVerdict verdict)
{
  static const char *const names[] = { "holds",        "short",     "through-tumour",
                                       "outside-bone", "no-target", "not-assessed" };
  return names[verdict];
}

const char *
kerf_face_name (KerfFace face)
{
  static const char *const names[] = { "centre", "keep", "discard" };
  return names[face];
}

static gboolean
has_mesh (const KerfDistance *d)
{
  return d && kerf_distance_mesh (d)->n_triangles;
}

/* Tumour beyond the discard face within the rectangle's prism. */
static gboolean
tumour_beyond (const KerfCut *cut, const KerfMargin *discard, const KerfMesh *tumour)
{
  if (!(discard->unbounded_mm < 0))
    return FALSE;
  KerfHalfSpace h[6], before = kerf_cut_discard_half_space (cut);
  gsize n = kerf_cut_slab_half_spaces (cut, h);
  h[0] = (KerfHalfSpace){ kerf_scale (before.normal, -1), -before.offset_mm }; /* beyond it, without an end */
  h[1] = h[0];
  /* One micron cubed is rounding. */
  return kerf_mesh_clipped_volume_mm3 (tumour, h + 1, n - 1, NULL) > 1e-6;
}

KerfCutVerdict
kerf_cut_verdict (const KerfCut *cut, const KerfMargin face[3], double target_mm, const KerfDistance *tumour,
                  const KerfDistance *bone)
{
  if (!has_mesh (tumour) || !has_mesh (bone))
    return KERF_VERDICT_NOT_ASSESSED;
  for (int f = 0; f < 3; f++)
    if (face[f].bounded_mm < 0)
      return KERF_VERDICT_THROUGH_TUMOUR;
  if (tumour_beyond (cut, &face[KERF_FACE_DISCARD], kerf_distance_mesh (tumour)))
    return KERF_VERDICT_THROUGH_TUMOUR;
  if (isnan (face[KERF_FACE_DISCARD].bounded_mm))
    return KERF_VERDICT_OUTSIDE_BONE;
  if (isnan (target_mm))
    return KERF_VERDICT_NO_TARGET;
  return face[KERF_FACE_DISCARD].bounded_mm >= target_mm - KERF_MARGIN_SLACK_MM ? KERF_VERDICT_HOLDS
                                                                                : KERF_VERDICT_SHORT;
}

static void
figure_cut (const KerfPlanInput *in, gsize k, KerfCutFigures *out)
{
  for (int f = 0; f < 3; f++)
    kerf_margin (&in->cuts[k], (KerfFace) f, in->tumour, in->grown_mm, in->bone, &out->face[f]);
  out->cut_area_mm2 = out->face[KERF_FACE_CENTRE].area_mm2;
  out->verdict = kerf_cut_verdict (&in->cuts[k], out->face, in->target_mm ? in->target_mm[k] : (double) NAN,
                                   in->tumour, in->bone);
}

typedef struct {
  const KerfPlanInput *in;
  KerfCutFigures *out;
} Job;

static void
figure_cuts (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  for (gsize k = begin; k < end; k++)
    figure_cut (job->in, k, &job->out[k]);
}

/* Margins, areas and verdicts; everything else stays unknown. */
static KerfPlanFigures *
margins_of (const KerfPlanInput *in, const KerfContext *context, gboolean *going)
{
  KerfPlanFigures *f = g_new0 (KerfPlanFigures, 1);
  const double unknown = (double) NAN;
  f->volumes = (KerfSpecimenVolumes){ unknown, unknown, unknown, unknown, unknown, unknown, unknown };
  f->contains_target_shell = -1;
  g_atomic_ref_count_init (&f->count);
  f->n_cuts = in->n_cuts;
  f->cuts = g_new0 (KerfCutFigures, MAX (in->n_cuts, 1));
  Job job = { in, f->cuts };
  *going = kerf_parallel_for (context, in->n_cuts, 1, figure_cuts, &job);
  f->margin_mm = unknown;
  for (gsize k = 0; *going && k < in->n_cuts; k++) {
    double m = f->cuts[k].face[KERF_FACE_DISCARD].bounded_mm;
    if (!isnan (m))
      f->margin_mm = isnan (f->margin_mm) ? m : fmin (f->margin_mm, m);
  }
  return f;
}

KerfPlanFigures *
kerf_plan_margins (const KerfPlanInput *in, const KerfContext *context, GError **error)
{
  gboolean going;
  g_autoptr (KerfPlanFigures) f = margins_of (in, context, &going);
  return kerf_context_check (context, error) ? g_steal_pointer (&f) : NULL;
}

KerfPlanFigures *
kerf_plan_figures (const KerfPlanInput *in, const KerfContext *context, GError **error)
{
  gboolean going;
  g_autoptr (KerfPlanFigures) f = margins_of (in, context, &going);
  const KerfMesh *tumour = in->tumour ? kerf_distance_mesh (in->tumour) : NULL,
                 *bone = in->bone ? kerf_distance_mesh (in->bone) : NULL;
  going = going && kerf_specimen_volumes (in->cuts, in->n_cuts, tumour, bone, context, &f->volumes);
  if (going) {
    f->contains_target_shell = kerf_specimen_contains_shell (in->cuts, in->n_cuts, in->tumour, in->grown_mm,
                                                             in->plan_target_mm, in->bone, context);
    f->freedom = kerf_specimen_freedom (in->cuts, in->n_cuts, NULL, bone, context);
  }
  if (!kerf_context_check (context, error))
    return NULL;
  return g_steal_pointer (&f);
}

KerfPlanFigures *
kerf_plan_figures_ref (const KerfPlanFigures *figures)
{
  union {
    const KerfPlanFigures *lent;
    KerfPlanFigures *owned;
  } same = { .lent = figures };
  g_atomic_ref_count_inc (&same.owned->count);
  return same.owned;
}

void
kerf_plan_figures_unref (KerfPlanFigures *figures)
{
  if (!figures || !g_atomic_ref_count_dec (&figures->count))
    return;
  kerf_freedom_free (figures->freedom);
  g_free (figures->cuts);
  g_free (figures);
}
