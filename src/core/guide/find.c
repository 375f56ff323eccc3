/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each slot and pin is looked for by name in the finished solid: the triangles carry the leaf they lie on. */
#include "core/guide/guide-private.h"

#define WALL_BAND_MM 0.5
#define END_SLACK_MM 0.3
enum { CONTACT_SAMPLES = 12000 };

typedef struct {
  const KerfGuideSite *site;
  const KerfSolidMesh *solid;
  KerfGuideSolid *out;
  double *area; /* per triangle */
} Finder;

static void
corners (const KerfMesh *mesh, guint32 t, KerfVec3 c[3])
{
  for (guint32 k = 0; k < 3; k++)
    c[k] = kerf_mesh_vertex (mesh, mesh->triangles[3 * (gsize) t + k]);
}

static KerfVec3
middle (const KerfVec3 c[3])
{
  return kerf_scale (kerf_add (c[0], kerf_add (c[1], c[2])), 1.0 / 3);
}

/* Solves the 3×3 normal equations of h ≈ a·s + b·t + c; FALSE where the points lie on a line. */
static gboolean
solve_plane (double m[3][4], double x[3])
{
  for (int p = 0; p < 3; p++) {
    int best = p;
    for (int r = p + 1; r < 3; r++)
      if (fabs (m[r][p]) > fabs (m[best][p]))
        best = r;
    for (int c = 0; c < 4; c++) {
      double swap = m[p][c];
      m[p][c] = m[best][c];
      m[best][c] = swap;
    }
    if (fabs (m[p][p]) < 1e-9)
      return FALSE;
    for (int r = 0; r < 3; r++)
      for (int c = 3; c >= p && r != p; c--)
        m[r][c] -= m[p][c] * m[r][p] / m[p][p];
  }
  for (int p = 0; p < 3; p++)
    x[p] = m[p][3] / m[p][p];
  return TRUE;
}

/* Largest distance of the points (s, t, h) from their best plane. */
static double
flatness (const GArray *points)
{
  double m[3][4] = { { 0 } }, x[3], worst = 0;
  for (guint k = 0; k < points->len; k++) {
    const KerfVec3 *p = &g_array_index (points, KerfVec3, k);
    const double row[4] = { p->x, p->y, 1, p->z };
    for (int r = 0; r < 3; r++)
      for (int c = 0; c < 4; c++)
        m[r][c] += row[r] * row[c];
  }
  if (!solve_plane (m, x))
    return (double) NAN;
  for (guint k = 0; k < points->len; k++) {
    const KerfVec3 *p = &g_array_index (points, KerfVec3, k);
    worst = fmax (worst, fabs (p->z - x[0] * p->x - x[1] * p->y - x[2]));
  }
  return worst;
}

static void
find_wall (const Finder *f, const KerfSlotShape *shape, int which, KerfFoundWall *wall)
{
  const KerfMesh *mesh = f->solid->mesh;
  double side = which == 0 ? 1 : -1, at = side * shape->half_mm;
  wall->wanted = shape->wall_leaf[which] >= 0;
  wall->expected_mm =
      at + kerf_face_offset (shape->slot->cut.face, shape->slot->cut.width_mm, KERF_FACE_CENTRE);
  wall->misplaced_mm = wall->flatness_mm = (double) NAN;
  if (!wall->wanted)
    return;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  double worst = 0;
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    if (f->solid->leaf[t] != shape->wall_leaf[which])
      continue;
    KerfVec3 c[3], m, n = kerf_mesh_triangle_normal (mesh, t);
    corners (mesh, t, c);
    m = kerf_frame3_coordinates (&shape->frame, middle (c));
    /* The wall faces the blade; a plane that another slot shares may face the other way elsewhere. */
    if (-side * kerf_dot (n, shape->frame.n) < 0.99 * kerf_length (n) || m.x < shape->s_lo - END_SLACK_MM ||
        m.x > shape->s_hi + END_SLACK_MM || fabs (m.z - at) > WALL_BAND_MM)
      continue;
    wall->area_mm2 += f->area[t];
    for (int k = 0; k < 3; k++) {
      KerfVec3 p = kerf_frame3_coordinates (&shape->frame, c[k]);
      worst = fmax (worst, fabs (p.z - at));
      g_array_append_val (points, p);
    }
  }
  wall->coverage = wall->area_mm2 / (shape->slot->length_mm * shape->slot->wall_height_mm);
  wall->found = wall->area_mm2 > 1;
  if (wall->found) {
    wall->misplaced_mm = worst;
    wall->flatness_mm = flatness (points);
  }
}

/* Nothing of the guide stands in the kerf over the slot's length. */
static gboolean
blade_runs_free (const Finder *f, const KerfSlotShape *shape, const KerfDistance *guide)
{
  const KerfFrame3 *frame = &shape->frame;
  double half = shape->slot->cut.width_mm / 2 * 0.98, length = shape->s_hi - shape->s_lo;
  for (int i = 0; i <= 24; i++)
    for (int k = -1; k <= 1; k++) {
      double s = shape->s_lo + 0.2 + (length - 0.4) * i / 24, t;
      KerfVec3 from = kerf_frame3_point (frame, s, shape->t_top - 200, k * half);
      guint32 triangle;
      if (kerf_distance_ray (guide, from, frame->v, &t, &triangle))
        return FALSE;
    }
  return f->solid->mesh->n_triangles > 0;
}

static void
find_pin (const Finder *f, const KerfGuideSleeve *pin, int leaf, const KerfDistance *guide,
          KerfFoundPin *found)
{
  const KerfMesh *mesh = f->solid->mesh;
  double low = (double) INFINITY, high = (double) -INFINITY, r = pin->hole_diameter_mm / 2;
  found->number = pin->number;
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    if (f->solid->leaf[t] != leaf)
      continue;
    KerfVec3 c[3];
    corners (mesh, t, c);
    found->bore_area_mm2 += f->area[t];
    for (int k = 0; k < 3; k++) {
      double h = kerf_dot (kerf_sub (c[k], pin->entry), pin->axis);
      low = fmin (low, h);
      high = fmax (high, h);
    }
  }
  found->bore_length_mm = found->bore_area_mm2 > 0 ? high - low : 0;
  /* Whole round for at least half of the sleeve. */
  found->found = found->bore_area_mm2 > G_PI * pin->hole_diameter_mm * pin->sleeve_length_mm / 2;
  found->open = TRUE;
  for (double h = -pin->sleeve_length_mm - 3; h < 4; h += 0.5) {
    double d = kerf_distance_within (guide, kerf_along (pin->entry, h, pin->axis), 2 * r, NULL);
    found->open = found->open && d > r - 0.03;
  }
  found->off_bone_mm = kerf_distance_at (f->site->in->bone, pin->entry, NULL);
}

/* How far the underside lies from the offset it was asked for, where it faces bone (within 30°; beyond 0.4 mm it is a
 * filled undercut or an end, not contact): points spread by area over its triangles. */
static int
compare_reals (const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void
measure_contact (const Finder *f, int underside)
{
  const KerfMesh *mesh = f->solid->mesh;
  g_autoptr (GArray) deviations = g_array_new (FALSE, FALSE, sizeof (double));
  double total = 0, left = 0;
  guint32 samples = 0;
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    total += f->solid->leaf[t] == underside ? f->area[t] : 0;
  double each = total / CONTACT_SAMPLES;
  for (guint32 t = 0; t < mesh->n_triangles && total > 0; t++) {
    if (f->solid->leaf[t] != underside)
      continue;
    KerfVec3 c[3], n = kerf_unit (kerf_mesh_triangle_normal (mesh, t));
    corners (mesh, t, c);
    for (left += f->area[t]; left >= each; left -= each) {
      /* Two numbers of a low-discrepancy row. */
      double x = fmod (0.5 + samples * 0.7548776662466927, 1),
             y = fmod (0.5 + samples * 0.5698402909980532, 1);
      samples++;
      if (x + y > 1) {
        x = 1 - x;
        y = 1 - y;
      }
      KerfVec3 p = kerf_add (c[0], kerf_add (kerf_scale (kerf_sub (c[1], c[0]), x),
                                             kerf_scale (kerf_sub (c[2], c[0]), y)));
      KerfNearestPoint near;
      if (!kerf_distance_nearest (f->site->in->bone, p, 3, &near))
        continue;
      KerfVec3 bone =
          kerf_unit (kerf_mesh_triangle_normal (kerf_distance_mesh (f->site->in->bone), near.triangle));
      double off = fabs (near.distance_mm - f->site->in->offset_mm);
      if (kerf_dot (bone, n) < -0.8660254037844386 && off <= 0.4)
        g_array_append_val (deviations, off);
    }
  }
  f->out->contact_area_mm2 = samples ? total * deviations->len / samples : 0;
  f->out->deviation_p95_mm = f->out->deviation_worst_mm = (double) NAN;
  if (deviations->len < 50)
    return;
  qsort (deviations->data, deviations->len, sizeof (double), compare_reals);
  f->out->deviation_p95_mm = g_array_index (deviations, double, deviations->len * 95 / 100);
  f->out->deviation_worst_mm = g_array_index (deviations, double, deviations->len - 1);
}

typedef struct {
  double mm;
  KerfVec3 at;
} Wall;

/* Rays straight in; only walls that face each other within 30° count, and of those the thinnest half per cent is left out:
 * every sharp edge has thin places. A sample, not a proof. */
static void
measure_walls (const Finder *f, const KerfDistance *guide)
{
  const KerfMesh *mesh = f->solid->mesh;
  g_autoptr (GArray) walls = g_array_new (FALSE, FALSE, sizeof (Wall));
  double left = 0, each = f->out->area_mm2 / 4000;
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    left += f->area[t];
    if (left < each)
      continue;
    left = fmod (left, each);
    KerfVec3 c[3], n = kerf_unit (kerf_mesh_triangle_normal (mesh, t));
    corners (mesh, t, c);
    double hit;
    guint32 other;
    if (!kerf_distance_ray (guide, kerf_along (middle (c), -1e-4, n), kerf_scale (n, -1), &hit, &other) ||
        other == t)
      continue;
    const Wall wall = { hit, middle (c) };
    if (kerf_dot (kerf_unit (kerf_mesh_triangle_normal (mesh, other)), n) < -0.8660254037844386)
      g_array_append_val (walls, wall);
  }
  qsort (walls->data, walls->len, sizeof (Wall), compare_reals); /* by mm, its first member */
  const Wall none = { (double) NAN, kerf_vec3 ((double) NAN, 0, 0) },
             *thin = walls->len > 100 ? &g_array_index (walls, Wall, walls->len / 200) : &none;
  f->out->min_wall_mm = thin->mm;
  f->out->min_wall_at = thin->at;
}

void
kerf_guide_find (const KerfGuideSite *site, KerfSolidMesh *solid, int underside, const int *bores,
                 KerfGuideSolid *out)
{
  const KerfMesh *mesh = solid->mesh;
  Finder f = { site, solid, out, g_new (double, MAX (mesh->n_triangles, 1)) };
  g_autoptr (KerfDistance) guide = kerf_distance_new (mesh);
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    f.area[t] = kerf_length (kerf_mesh_triangle_normal (mesh, t)) / 2;
  out->n_slots = site->in->n_slots;
  out->slots = g_new0 (KerfFoundSlot, MAX (out->n_slots, 1));
  for (gsize k = 0; k < out->n_slots; k++) {
    KerfFoundSlot *slot = &out->slots[k];
    g_strlcpy (slot->letter, site->slots[k].slot->letter, sizeof slot->letter);
    slot->meets_bone = site->slots[k].entry->len > 0;
    for (int w = 0; w < 2; w++)
      find_wall (&f, &site->slots[k], w, &slot->walls[w]);
    slot->open = blade_runs_free (&f, &site->slots[k], guide);
  }
  out->n_pins = site->in->n_pins;
  out->pins = g_new0 (KerfFoundPin, MAX (out->n_pins, 1));
  for (gsize k = 0; k < out->n_pins; k++)
    find_pin (&f, &site->in->pins[k], bores[k], guide, &out->pins[k]);
  measure_contact (&f, underside);
  measure_walls (&f, guide);
  g_free (f.area);
}
