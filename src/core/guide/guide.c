/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/guide.h"

#include "base/error.h"
#include "core/guide/guide-private.h"

#include <string.h>

#define RIM_MM    3.0  /* of the grid round the guide */
#define CRUMB_MM3 30.0 /* pieces smaller than this are dropped */
#define GRID_MOST 6e7  /* samples */

/* ---- the place ---- */

static void
widen_box (KerfBox3 *box, KerfVec3 lo, KerfVec3 hi)
{
  box->lo = kerf_vec3_min (box->lo, lo);
  box->hi = kerf_vec3_max (box->hi, hi);
}

/* Everything the guide can reach, in the coordinates of `frame`. */
static KerfBox3
reach_box (const KerfGuideSite *s, const KerfFrame3 *frame)
{
  const KerfGuideInput *in = s->in;
  double outer = in->offset_mm + in->thickness_mm;
  KerfBox3 box = { kerf_vec3 ((double) INFINITY, (double) INFINITY, (double) INFINITY),
                   kerf_vec3 ((double) -INFINITY, (double) -INFINITY, (double) -INFINITY) };
  gboolean by_slots = in->n_outline < 3 && isnan (in->radius_mm);
  KerfVec3 foot = kerf_vec3 (KERF_FOOTPRINT_MM, KERF_FOOTPRINT_MM, KERF_FOOTPRINT_MM);
  for (gsize k = 0; k < in->n_slots; k++) {
    const KerfSlotShape *shape = &s->slots[k];
    if (!shape->entry->len)
      continue;
    KerfBox3 block = kerf_slot_box (shape, frame);
    widen_box (&box, block.lo, block.hi);
    for (guint e = 0; e < shape->entry->len && by_slots; e++) {
      KerfVec3 p = kerf_frame3_coordinates (frame, g_array_index (shape->entry, KerfVec3, e));
      widen_box (&box, kerf_sub (p, foot), kerf_add (p, foot));
    }
  }
  for (gsize k = 0; k < in->n_pins; k++) {
    KerfBox3 pin = kerf_pin_box (&in->pins[k], frame);
    KerfVec3 rim = kerf_vec3 (KERF_PIN_FOOT_MM, KERF_PIN_FOOT_MM, 0);
    widen_box (&box, kerf_sub (pin.lo, rim), kerf_add (pin.hi, rim));
  }
  for (gsize k = 0; k < in->n_outline && in->n_outline >= 3; k++) {
    KerfVec3 p = kerf_frame3_coordinates (frame, in->outline[k]), rim = kerf_vec3 (0, 0, 15);
    widen_box (&box, kerf_sub (p, rim), kerf_add (p, rim));
  }
  if (in->n_outline < 3 && !isnan (in->radius_mm)) {
    KerfVec3 p = kerf_frame3_coordinates (frame, in->centre),
             r = kerf_vec3 (in->radius_mm, in->radius_mm, in->radius_mm);
    widen_box (&box, kerf_sub (p, r), kerf_add (p, r));
  }
  box.hi.z += outer;
  return box;
}

static gboolean
make_grid (KerfGuideSite *s, GError **error)
{
  KerfFrame3 frame = kerf_frame3 (kerf_vec3 (0, 0, 0), s->up, kerf_perpendicular (s->up));
  /* Lateral axes along the first plane where there is one: letters and pictures then stand straight. */
  if (s->in->n_slots)
    frame = kerf_frame3 (kerf_vec3 (0, 0, 0), s->up,
                         fabs (kerf_dot (s->in->slots[0].cut.frame.u, s->up)) < 0.9
                             ? s->in->slots[0].cut.frame.u
                             : s->in->slots[0].cut.frame.n);
  KerfBox3 box = reach_box (s, &frame);
  s->step_mm = s->in->coarse ? 2 : 1;
  if (!kerf_vec3_is_finite (box.lo))
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "No plane of the guide meets the bone and no footprint is given; move a plane or give guide.body an "
        "outline.");
  double most = 1;
  for (int a = 0; a < 3; a++) {
    double size = kerf_component (box.hi, a) - kerf_component (box.lo, a) + 2 * RIM_MM;
    double cells = 4 * ceil (size / s->step_mm / 4);
    s->n[a] = (gint32) CLAMP (cells, 4, 100000) + 1;
    most *= s->n[a];
  }
  if (most > GRID_MOST)
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "The guide would be larger than half a metre; give it fewer planes or a smaller footprint.");
  KerfVec3 rim = kerf_vec3 (RIM_MM, RIM_MM, RIM_MM), lo = kerf_sub (box.lo, rim);
  s->frame = frame;
  s->frame.p = kerf_frame3_point (&frame, lo.x, lo.y, lo.z);
  return TRUE;
}

static void
site_clear (KerfGuideSite *s)
{
  for (gsize k = 0; k < s->in->n_slots; k++)
    kerf_slot_shape_clear (&s->slots[k]);
  g_free (s->slots);
  g_free (s->distance);
  g_free (s->swept);
  g_free (s->height);
  g_free (s->reached);
  g_free (s->foot);
  kerf_field_unref (s->field);
  kerf_field_unref (s->outside);
  kerf_field_unref (s->footprint);
}

/* ---- the mesh ---- */

/* The box of the grid in patient axes. */
static KerfBox3
site_box (const KerfGuideSite *s)
{
  KerfBox3 box = { s->frame.p, s->frame.p };
  for (int c = 0; c < 8; c++) {
    KerfVec3 p =
        kerf_frame3_point (&s->frame, c & 1 ? (s->n[0] - 1) * s->step_mm : 0,
                           c & 2 ? (s->n[1] - 1) * s->step_mm : 0, c & 4 ? (s->n[2] - 1) * s->step_mm : 0);
    widen_box (&box, p, p);
  }
  return box;
}

static guint32
root_of (guint32 *parent, guint32 p)
{
  while (parent[p] != p) {
    parent[p] = parent[parent[p]];
    p = parent[p];
  }
  return p;
}

/* Drops specks and closed-in bubbles; counts the pieces that stay. */
static void
drop_crumbs (KerfSolidMesh *solid, KerfGuideSolid *out)
{
  const KerfMesh *m = solid->mesh;
  g_autofree guint32 *parent = g_new (guint32, m->n_vertices);
  g_autofree double *volume = g_new0 (double, m->n_vertices);
  for (guint32 p = 0; p < m->n_vertices; p++)
    parent[p] = p;
  for (guint32 c = 0; c < 3 * m->n_triangles; c++) {
    guint32 a = root_of (parent, m->triangles[c]), b = root_of (parent, m->triangles[c - c % 3]);
    parent[MAX (a, b)] = MIN (a, b);
  }
  KerfVec3 o = kerf_mesh_vertex (m, 0);
  for (guint32 t = 0; t < m->n_triangles; t++) {
    KerfVec3 c[3];
    for (guint32 k = 0; k < 3; k++)
      c[k] = kerf_sub (kerf_mesh_vertex (m, m->triangles[3 * t + k]), o);
    volume[root_of (parent, m->triangles[3 * t])] += kerf_dot (c[0], kerf_cross (c[1], c[2])) / 6;
  }
  for (guint32 p = 0; p < m->n_vertices; p++) {
    if (parent[p] != p)
      continue;
    out->parts += volume[p] >= CRUMB_MM3;
    out->crumbs += fabs (volume[p]) < CRUMB_MM3;
  }
  if (!out->crumbs || !out->parts)
    return;
  g_autofree guint32 *number = g_new (guint32, m->n_vertices);
  float *vertices = g_new (float, 3 * (gsize) m->n_vertices);
  guint32 *triangles = g_new (guint32, 3 * (gsize) m->n_triangles), nv = 0, nt = 0;
  for (guint32 p = 0; p < m->n_vertices; p++) {
    if (fabs (volume[root_of (parent, p)]) < CRUMB_MM3)
      continue;
    memcpy (vertices + 3 * (gsize) nv, m->vertices + 3 * (gsize) p, 3 * sizeof *vertices);
    number[p] = nv++;
  }
  for (guint32 t = 0; t < m->n_triangles; t++) {
    const guint32 *c = m->triangles + 3 * (gsize) t;
    if (fabs (volume[root_of (parent, c[0])]) < CRUMB_MM3)
      continue;
    for (guint32 k = 0; k < 3; k++)
      triangles[3 * (gsize) nt + k] = number[c[k]];
    solid->leaf[nt++] = solid->leaf[t];
  }
  KerfMesh *left = kerf_mesh_new_take (m->origin, vertices, nv, triangles, nt);
  kerf_mesh_unref (solid->mesh);
  solid->mesh = left;
}

static void
measure (const KerfGuideSite *s, KerfGuideSolid *out)
{
  const KerfMesh *m = out->mesh;
  KerfVec3 lo = kerf_vec3 ((double) INFINITY, (double) INFINITY, (double) INFINITY), hi = kerf_scale (lo, -1);
  for (guint32 p = 0; p < m->n_vertices; p++) {
    KerfVec3 c = kerf_frame3_coordinates (&s->frame, kerf_mesh_vertex (m, p));
    lo = kerf_vec3_min (lo, c);
    hi = kerf_vec3_max (hi, c);
  }
  for (int a = 0; a < 3; a++)
    out->size_mm[a] = kerf_component (hi, a) - kerf_component (lo, a);
  out->box = kerf_mesh_box (m);
  out->volume_mm3 = kerf_mesh_volume_mm3 (m);
  out->area_mm2 = kerf_mesh_area_mm2 (m);
  out->closed = kerf_mesh_is_closed (m);
}

static gboolean
build (KerfGuideSite *s, KerfGuideSolid *out, GError **error)
{
  gint64 t0 = g_get_monotonic_time (), t1, t2;
  kerf_context_progress (s->context, "guide", 0.05);
  if (!make_grid (s, error) || !kerf_site_sample (s, error) || !kerf_site_footprint (s, error) ||
      (!s->in->coarse && !kerf_site_refine (s, error)))
    return FALSE;
  g_autoptr (KerfSolid) solid = kerf_solid_new ();
  g_autofree int *bores = g_new0 (int, MAX (s->in->n_pins, 1));
  int underside;
  KerfExpr whole = kerf_guide_expression (s, solid, &underside, bores);
  KerfSolidSpec spec = { .box = site_box (s),
                         .spacing_mm = s->in->coarse ? 2 : 4 * s->in->resolution_mm,
                         .check = !s->in->coarse };
  spec.quantum_mm = kerf_solid_quantum (&spec.box);
  t1 = g_get_monotonic_time ();
  kerf_context_progress (s->context, "guide", 0.3);
  g_autoptr (KerfSolidMesh) mesh = kerf_solid_mesh (solid, whole, &spec, s->context, error);
  if (!mesh)
    return FALSE;
  t2 = g_get_monotonic_time ();
  kerf_context_progress (s->context, "guide", 0.85);
  drop_crumbs (mesh, out);
  out->mesh = kerf_mesh_ref (mesh->mesh);
  out->self_intersections = s->in->coarse ? -1 : 0;
  out->rung = mesh->rung;
  measure (s, out);
  if (!s->in->coarse) {
    kerf_guide_find (s, mesh, underside, bores, out);
    kerf_guide_check (s, out);
  }
  out->seconds[0] = (double) (t1 - t0) / 1e6;
  out->seconds[1] = (double) (t2 - t1) / 1e6;
  out->seconds[2] = (double) (g_get_monotonic_time () - t2) / 1e6;
  return kerf_context_check (s->context, error);
}

KerfGuideSolid *
kerf_guide_solid_new (const KerfGuideInput *input, const KerfContext *context, GError **error)
{
  if (!input->bone || !kerf_distance_mesh (input->bone)->n_triangles) {
    kerf_fail_text (error, KERF_ERROR_REFUSED,
                    "The guide's bone is empty; choose a segment that holds bone.");
    return NULL;
  }
  KerfGuideSolid *out = g_new0 (KerfGuideSolid, 1);
  g_atomic_ref_count_init (&out->count);
  out->problems = g_ptr_array_new_with_free_func (g_free);
  out->notes = g_ptr_array_new_with_free_func (g_free);
  out->deviation_p95_mm = out->deviation_worst_mm = out->min_wall_mm = out->min_wall_at.x = (double) NAN;
  KerfGuideSite site = { .in = input, .context = context, .problems = out->problems, .notes = out->notes };
  site.up = kerf_scale (kerf_unit (input->insertion), -1);
  site.slots = g_new0 (KerfSlotShape, MAX (input->n_slots, 1));
  for (gsize k = 0; k < input->n_slots; k++)
    kerf_slot_shape_init (&site.slots[k], &input->slots[k], input);
  if (!build (&site, out, error))
    g_clear_pointer (&out, kerf_guide_solid_unref);
  site_clear (&site);
  return out;
}

KerfGuideSolid *
kerf_guide_solid_ref (const KerfGuideSolid *solid)
{
  KerfGuideSolid *s = (KerfGuideSolid *) (gpointer) (gsize) solid;
  g_atomic_ref_count_inc (&s->count);
  return s;
}

void
kerf_guide_solid_unref (KerfGuideSolid *s)
{
  if (!s || !g_atomic_ref_count_dec (&s->count))
    return;
  g_clear_pointer (&s->mesh, kerf_mesh_unref);
  g_free (s->slots);
  g_free (s->pins);
  g_ptr_array_unref (s->problems);
  g_ptr_array_unref (s->notes);
  g_free (s);
}
