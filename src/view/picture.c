/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole pictures of a case, for files and reports. */
#include "case/derived-guide.h"
#include "case/derived.h"
#include "view/offscreen.h"
#include "view/tube-mesh.h"

static const KerfContext *
context_of (gpointer data)
{
  return *(const KerfContext **) data;
}

static KerfVolume *
get_volume (gpointer data, const KerfObject *object)
{
  (void) data;
  return kerf_object_volume (object, NULL);
}

static KerfMesh *
tube_mesh (const KerfObject *object)
{
  g_autoptr (KerfTubeRecord) tube = kerf_tube_from_object (object);
  return kerf_tube_mesh ((const KerfVec3 *) (gpointer) tube->points->data, tube->points->len,
                         tube->radius_mm);
}

static KerfMesh *
get_mesh (gpointer data, const KerfObject *object)
{
  switch (kerf_object_id (object).kind) {
  case KERF_KIND_SEGMENT:
    return kerf_derived_mesh (object, context_of (data), NULL);
  case KERF_KIND_TUBE:
    return tube_mesh (object);
  case KERF_KIND_NONE:
  case KERF_KIND_SUBJECT:
  case KERF_KIND_VOLUME:
  case KERF_KIND_ALIGNMENT:
  case KERF_KIND_PLAN:
  case KERF_KIND_GUIDE:
  case KERF_KIND_MEASURE:
  case KERF_KIND_LANDMARKS:
  case KERF_KIND_COMPARISON:
  case KERF_N_KINDS:
  default:
    return NULL;
  }
}

static KerfDistance *
distance_of (KerfMesh *take_mesh)
{
  g_autoptr (KerfMesh) mesh = take_mesh;
  return mesh ? kerf_distance_new (mesh) : NULL;
}

static KerfDistance *
get_distance (gpointer data, const KerfObject *object)
{
  if (kerf_object_id (object).kind == KERF_KIND_SEGMENT)
    return kerf_derived_distance (object, NULL, context_of (data), NULL);
  return distance_of (get_mesh (data, object));
}

static KerfDistance *
get_guide (gpointer data, const KerfCase *kase, KerfId guide)
{
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (kase, guide, FALSE, context_of (data), NULL);
  return solid ? kerf_distance_new (solid->mesh) : NULL;
}

static KerfDistance *
get_shell (gpointer data, const KerfObject *segment, double mm)
{
  return distance_of (kerf_derived_shell (segment, mm, context_of (data), NULL));
}

static KerfPlanFigures *
get_figures (gpointer data, const KerfCase *kase, KerfId plan)
{
  return kerf_derived_plan (kase, plan, TRUE, context_of (data), NULL);
}

static KerfMarginMaps *
get_maps (gpointer data, const KerfCase *kase, KerfId plan)
{
  return kerf_derived_margin_maps (kase, plan, context_of (data), NULL);
}

static KerfMeasureFigures *
get_measure (gpointer data, const KerfCase *kase, KerfId measure)
{
  return kerf_derived_measure (kase, measure, context_of (data));
}

KerfSceneSource
kerf_scene_source_computing (const KerfContext **context)
{
  return (KerfSceneSource){ (gpointer) context, get_volume, get_mesh,    get_distance,
                            get_guide,          get_shell,  get_figures, get_maps, get_measure };
}

static gboolean
draw_cell (KerfOffscreen *offscreen, cairo_t *cr, const KerfCase *kase, const KerfViewState *state,
           KerfViewName name, double x, double y, double width, double height, const KerfPictureSize *size,
           const KerfContext *context, GError **error)
{
  KerfSceneSource source = kerf_scene_source_computing (&context);
  g_autoptr (KerfScene) scene =
      kerf_scene_new (kase, state, name, width, height, size->text_factor, &source, NULL, NULL);
  cairo_surface_t *cell = kerf_offscreen_draw (offscreen, scene, size->scale, error);
  if (!cell)
    return FALSE;
  cairo_set_source_surface (cr, cell, x * size->scale, y * size->scale);
  cairo_paint (cr);
  cairo_surface_destroy (cell);
  return TRUE;
}

void
kerf_picture_place (const KerfCell *cell, const KerfPictureSize *size, double *x, double *y, double *width,
                    double *height)
{
  *x = floor (cell->x * size->width + (cell->x > 0 ? 1 : 0));
  *y = floor (cell->y * size->height + (cell->y > 0 ? 1 : 0));
  *width = floor ((cell->x + cell->w) * size->width - (cell->x + cell->w < 0.999 ? 1 : 0) + 1e-6) - *x;
  *height = floor ((cell->y + cell->h) * size->height - (cell->y + cell->h < 0.999 ? 1 : 0) + 1e-6) - *y;
}

cairo_surface_t *
kerf_picture_render (KerfOffscreen *offscreen, const KerfCase *kase, const KerfViewState *state,
                     KerfViewName what, const KerfPictureSize *size, const KerfContext *context,
                     GError **error)
{
  g_autoptr (KerfOffscreen) own = offscreen ? NULL : kerf_offscreen_new (error);
  if (!offscreen && !own)
    return NULL;
  KerfCell cells[KERF_MAX_CELLS] = { { what, 0, 0, 1, 1 } };
  guint n = what == KERF_PICTURE_LAYOUT ? kerf_layout_cells (state, kase, cells) : 1;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) lrint (size->width * size->scale),
                                  (int) lrint (size->height * size->scale));
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 0.16, 0.16, 0.16); /* the gap between views */
  cairo_paint (cr);
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++) {
    double x, y, w, h;
    kerf_picture_place (&cells[i], size, &x, &y, &w, &h);
    ok = kerf_context_check (context, error) && draw_cell (offscreen ? offscreen : own, cr, kase, state,
                                                           cells[i].view, x, y, w, h, size, context, error);
  }
  cairo_destroy (cr);
  if (!ok)
    g_clear_pointer (&surface, cairo_surface_destroy);
  return surface;
}
