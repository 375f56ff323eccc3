/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/picture.h"

#include "base/error.h"
#include "case/derived.h"
#include "io/write/write.h"

#include <string.h>

static const struct {
  const char *word;
  KerfViewName name;
} views[] = {
  { "axial", KERF_VIEW_AXIAL }, { "coronal", KERF_VIEW_CORONAL }, { "sagittal", KERF_VIEW_SAGITTAL },
  { "3d", KERF_VIEW_SPACE },    { "cut", KERF_VIEW_CUT },         { "four-up", KERF_PICTURE_LAYOUT },
};

gboolean
kerf_picture_view (const char *view, KerfViewName *name, GError **error)
{
  for (gsize k = 0; k < G_N_ELEMENTS (views); k++)
    if (strcmp (views[k].word, view ? view : "four-up") == 0) {
      *name = views[k].name;
      return TRUE;
    }
  return kerf_fail_text (error, KERF_ERROR_WORDS,
                         "There is no view '%s'; give axial, coronal, sagittal, 3d, cut or four-up.", view);
}

gboolean
kerf_picture_side (const char *from, char *side, GError **error)
{
  static const char *const sides[] = { "anterior", "posterior", "left", "right", "superior", "inferior" };
  for (gsize k = 0; k < G_N_ELEMENTS (sides); k++)
    if (strcmp (sides[k], from ? from : "anterior") == 0) {
      *side = g_ascii_toupper (sides[k][0]);
      return TRUE;
    }
  return kerf_fail_text (
      error, KERF_ERROR_WORDS,
      "There is no side '%s'; give anterior, posterior, left, right, superior or inferior.", from);
}

/* Where a person would look first: the tumour of the plan that is shown. */
static gboolean
tumour_centre (const KerfCase *kase, const KerfViewState *state, const KerfContext *context, KerfVec3 *centre)
{
  KerfId plan_id = kerf_view_state_plan (state, kase);
  const KerfObject *object = plan_id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, plan_id);
  if (!object)
    return FALSE;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  const KerfObject *tumour = plan->tumour.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, plan->tumour);
  KerfMat4 m;
  g_autoptr (KerfMesh) mesh = tumour ? kerf_derived_mesh (tumour, context, NULL) : NULL;
  if (!mesh || !kerf_case_transform (kase, kerf_view_state_base (state, kase), kerf_object_volume_id (tumour),
                                     plan->alignments, &m, NULL, NULL))
    return FALSE;
  *centre = kerf_mat4_point (&m, kerf_mesh_centroid (mesh));
  return TRUE;
}

void
kerf_picture_hide_other_bones (KerfViewState *state, const KerfCase *kase)
{
  KerfId plan_id = kerf_view_state_plan (state, kase);
  const KerfObject *object = plan_id.kind == KERF_KIND_NONE ? NULL : kerf_case_get (kase, plan_id);
  if (!object)
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  for (gsize k = 0; plan->bone.kind != KERF_KIND_NONE && k < kerf_case_length (kase); k++) {
    KerfId id = kerf_object_id (kerf_case_at (kase, k));
    if (id.kind == KERF_KIND_SEGMENT && !kerf_id_equal (id, plan->bone) &&
        g_strcmp0 (kerf_object_class (kerf_case_at (kase, k)), "bone") == 0)
      kerf_view_state_show (state, id, NULL, FALSE);
  }
}

KerfViewState *
kerf_picture_state (const KerfCase *kase, const KerfPictureOptions *options, const KerfContext *context)
{
  KerfViewState *state = kerf_view_state_new ();
  KerfVec3 at;
  char side = 'A';
  state->layout = KERF_LAYOUT_FOUR_UP;
  if (kerf_picture_side (options->from, &side, NULL))
    kerf_view_look_from (&state->views[KERF_VIEW_SPACE], side);
  state->base = options->volume;
  state->plan = options->plan;
  state->patient_text = options->patient_text;
  kerf_picture_hide_other_bones (state, kase);
  state->margin_map_shown = options->margin_map;
  state->look.volume_shown = options->see != NULL;
  if (options->see)
    g_strlcpy (state->look.preset, options->see, sizeof state->look.preset);
  memcpy (state->look.cut, options->cut, sizeof state->look.cut);
  state->look.cut_keeps_specimen = options->cut_specimen;
  state->look.box_on = options->box_on;
  state->look.box = options->box;
  if (!isnan (options->at.x))
    state->crosshair = options->at;
  else if (tumour_centre (kase, state, context, &at))
    state->crosshair = at;
  if (options->width > 0)
    kerf_view_state_set_window (state, kerf_view_state_base (state, kase), options->centre, options->width,
                                0);
  return state;
}

gboolean
kerf_report_write_picture (const KerfCase *kase, const KerfHash *revision, const KerfPictureOptions *options,
                           const char *path, const KerfContext *context, GError **error)
{
  KerfPictureFile file = { .width_px = options->width_px ? options->width_px : 1200,
                           .height_px = options->height_px ? options->height_px : 900,
                           .dpi = options->dpi,
                           .revision = revision };
  char side;
  if (!kerf_picture_view (options->view, &file.what, error) ||
      !kerf_picture_side (options->from, &side, error))
    return FALSE;
  g_autoptr (KerfViewState) state = kerf_picture_state (kase, options, context);
  g_autoptr (GBytes) png = kerf_picture_file (kase, state, &file, context, error);
  gsize n;
  const void *data = png ? g_bytes_get_data (png, &n) : NULL;
  return data && kerf_write_bytes (path, data, n, error);
}
