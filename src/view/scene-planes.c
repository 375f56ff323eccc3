/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned cuts: kerf to scale and letters in 2-D, sheets in 3-D, the closest pair, handles. */
#include "base/text.h"
#include "view/handles.h"
#include "view/scene.h"

#define SHEET_REACH_MM 90
#define SHEET_SHARE    0.22
#define FILL_SHARE     0.20

typedef struct {
  KerfSceneBuild *build;
  KerfId plan;
  const KerfPlane *plane;
  KerfCut cut;       /* in base space */
  KerfSection *bone; /* where the view cuts the plan's bone, in the view's frame; NULL: not known */
  KerfLineStyle line;
  gboolean selected;
} PlaneBuild;

static GPtrArray *
list_of (const PlaneBuild *one)
{
  return one->build->scene->drawables;
}

static void
add_kerf_band (const PlaneBuild *one, const KerfVec3 discard[2], const KerfVec3 keep[2])
{
  KerfDrawable *fill = kerf_drawable_new (KERF_DRAW_FILL, one->plan, one->plane->letter);
  fill->closed = TRUE;
  fill->colour = kerf_colour_with_alpha (one->line.colour, FILL_SHARE);
  kerf_drawable_path (fill);
  kerf_drawable_point (fill, discard[0]);
  kerf_drawable_point (fill, discard[1]);
  kerf_drawable_point (fill, keep[1]);
  kerf_drawable_point (fill, keep[0]);
  g_ptr_array_add (list_of (one), fill);
}

/* Both faces of the kerf to scale; the discard face is the thicker one, the dash is of these two. */
static gboolean
add_faces (const PlaneBuild *one, KerfVec3 stated[2])
{
  const KerfFrame3 *view = &one->build->plane;
  const KerfBox3 *box = &one->build->box;
  KerfVec3 discard[2], keep[2];
  gboolean has_discard =
      kerf_cut_view_segment (&one->cut, KERF_FACE_DISCARD, TRUE, view, box, &discard[0], &discard[1]);
  gboolean has_keep = kerf_cut_view_segment (&one->cut, KERF_FACE_KEEP, TRUE, view, box, &keep[0], &keep[1]);
  if (has_discard && has_keep)
    add_kerf_band (one, discard, keep);
  KerfLineStyle line = one->line;
  line.width_px = one->selected ? 2.5F : 1.5F;
  if (has_discard)
    kerf_draw_segment (list_of (one), one->plan, one->plane->letter, discard[0], discard[1], line);
  line.width_px = one->selected ? 2.0F : 1.0F;
  if (has_keep)
    kerf_draw_segment (list_of (one), one->plan, one->plane->letter, keep[0], keep[1], line);
  return kerf_cut_view_segment (&one->cut, one->cut.face, TRUE, view, box, &stated[0], &stated[1]);
}

/* How far along a → b (in lengths of it) the line meets the bone's outline first and last; FALSE: it misses it. */
static gboolean
bone_range (const PlaneBuild *one, KerfVec3 a, KerfVec3 b, double *first, double *last)
{
  const KerfFrame3 *view = &one->build->plane;
  KerfVec3 from = kerf_frame3_coordinates (view, a), to = kerf_frame3_coordinates (view, b);
  double dx = to.x - from.x, dy = to.y - from.y;
  *first = INFINITY;
  *last = -INFINITY;
  for (guint32 loop = 0; loop < one->bone->n_loops; loop++) {
    guint32 begin = one->bone->starts[loop], end = one->bone->starts[loop + 1];
    for (guint32 i = begin; i < end; i++) {
      const double *p = &one->bone->st[2 * i], *q = &one->bone->st[2 * (i + 1 < end ? i + 1 : begin)];
      double side_p = (p[0] - from.x) * dy - (p[1] - from.y) * dx,
             side_q = (q[0] - from.x) * dy - (q[1] - from.y) * dx;
      if ((side_p > 0) == (side_q > 0))
        continue;
      double share = side_p / (side_p - side_q);
      double x = p[0] + share * (q[0] - p[0]) - from.x, y = p[1] + share * (q[1] - p[1]) - from.y;
      double t = (x * dx + y * dy) / (dx * dx + dy * dy);
      *first = fmin (*first, t);
      *last = fmax (*last, t);
    }
  }
  return *first < *last;
}

/* Beyond its bounds the plane goes on as far as there is bone, dotted: what a saw that slips would meet. */
static void
add_beyond (const PlaneBuild *one)
{
  KerfVec3 a, b, whole_a, whole_b;
  const KerfFrame3 *view = &one->build->plane;
  double first, last;
  if (!one->bone || !kerf_cut_view_segment (&one->cut, one->cut.face, TRUE, view, &one->build->box, &a, &b) ||
      !kerf_cut_view_segment (&one->cut, one->cut.face, FALSE, view, &one->build->box, &whole_a, &whole_b) ||
      kerf_distance (a, b) < 1e-3 || !bone_range (one, a, b, &first, &last))
    return;
  KerfVec3 along = kerf_sub (b, a);
  KerfLineStyle line = { .colour = one->line.colour, .width_px = 1, .n_dash = 2, .dash = { 2, 3 } };
  if (first < -1e-3)
    kerf_draw_segment (list_of (one), one->plan, one->plane->letter, kerf_along (a, first, along), a, line);
  if (last > 1 + 1e-3)
    kerf_draw_segment (list_of (one), one->plan, one->plane->letter, b, kerf_along (a, last, along), line);
}

static void
add_disc (const PlaneBuild *one, KerfVec3 at)
{
  KerfDrawable *label = kerf_draw_label (list_of (one), one->plane->letter, KERF_LABEL_DISC, one->line.colour,
                                         at, FALSE, 0.5, 0.5);
  label->object = one->plan;
  g_strlcpy (label->part, one->plane->letter, sizeof label->part);
}

/* The letter beyond each end of the line, but never out of the view. */
static void
add_letters (const PlaneBuild *one, const KerfVec3 ends[2])
{
  const KerfProjection *projection = &one->build->scene->projection;
  KerfVec3 along = kerf_unit (kerf_sub (ends[1], ends[0]));
  double gap_mm = 14 / projection->px_per_mm;
  for (int end = 0; end < 2; end++) {
    KerfVec3 at = kerf_along (ends[end], end ? gap_mm : -gap_mm, along);
    KerfVec3 screen = kerf_projection_screen (projection, at);
    screen.x = CLAMP (screen.x, 16, projection->width - 16);
    screen.y = CLAMP (screen.y, 16, projection->height - 16);
    KerfVec3 back = kerf_projection_patient (projection, screen.x, screen.y);
    /* Out of sight sideways: the nearest place on the line itself. */
    if (kerf_length (kerf_cross (kerf_sub (back, ends[0]), along)) * projection->px_per_mm > 24)
      continue;
    add_disc (one, back);
  }
}

static void
add_handles (const PlaneBuild *one)
{
  const KerfProjection *projection = &one->build->scene->projection;
  KerfHandle handles[KERF_MAX_HANDLES];
  guint n = kerf_cut_handles (&one->cut, projection, &one->build->box, handles);
  KerfVec3 x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0);
  for (guint i = 0; i < n; i++) {
    KerfVec3 at = kerf_vec3 (handles[i].screen.x, handles[i].screen.y, 0);
    KerfLineStyle line = { .colour = one->line.colour, .width_px = 2 };
    KerfDrawable *drawn;
    switch (handles[i].kind) {
    case KERF_HANDLE_MOVE:
      drawn = kerf_draw_circle (list_of (one), at, x, y, 5, line);
      drawn->casing_px = 1.5F;
      break;
    case KERF_HANDLE_TILT:
    case KERF_HANDLE_PITCH:
    case KERF_HANDLE_ROLL:
      line.width_px = 1.5F;
      drawn = kerf_draw_circle (list_of (one), at, x, y, 4, line);
      break;
    case KERF_HANDLE_U:
    case KERF_HANDLE_V: {
      KerfVec3 from = kerf_projection_screen (projection, one->cut.frame.p);
      KerfVec3 way = kerf_unit (kerf_sub (at, kerf_vec3 (from.x, from.y, 0)));
      KerfVec3 side = kerf_vec3 (-way.y, way.x, 0);
      drawn = kerf_draw_segment (list_of (one), KERF_ID_NONE, NULL,
                                 kerf_along (kerf_along (at, -6, way), 4, side), at, line);
      kerf_drawable_point (drawn, kerf_along (kerf_along (at, -6, way), -4, side));
      break;
    }
    case KERF_HANDLE_EXTENT_U:
    case KERF_HANDLE_EXTENT_V: {
      KerfVec3 axis = handles[i].kind == KERF_HANDLE_EXTENT_U ? one->cut.frame.v : one->cut.frame.u;
      double half_mm = 7 * kerf_projection_mm_per_px (projection, handles[i].at);
      KerfVec3 a = kerf_projection_screen (projection, kerf_along (handles[i].at, -half_mm, axis));
      KerfVec3 b = kerf_projection_screen (projection, kerf_along (handles[i].at, half_mm, axis));
      line.width_px = 3;
      drawn = kerf_draw_segment (list_of (one), KERF_ID_NONE, NULL, kerf_vec3 (a.x, a.y, 0),
                                 kerf_vec3 (b.x, b.y, 0), line);
      break;
    }
    case KERF_HANDLE_NONE:
    default:
      continue;
    }
    drawn->on_screen = TRUE;
  }
}

/* A kerf as a thin closed box, so that its thickness shows at the edges. */
static KerfMesh *
slab_mesh (const KerfCut *cut)
{
  KerfVec3 corners[2][4];
  kerf_cut_corners (cut, KERF_FACE_DISCARD, SHEET_REACH_MM, corners[0]);
  kerf_cut_corners (cut, KERF_FACE_KEEP, SHEET_REACH_MM, corners[1]);
  float *vertices = g_new (float, 24);
  for (int i = 0; i < 8; i++) {
    KerfVec3 d = kerf_sub (corners[i / 4][i % 4], cut->frame.p);
    vertices[3 * i] = (float) d.x, vertices[3 * i + 1] = (float) d.y, vertices[3 * i + 2] = (float) d.z;
  }
  static const guint32 box[36] = { 0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4,
                                   1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7 };
  return kerf_mesh_new_take (cut->frame.p, vertices, 8, g_memdup2 (box, sizeof box), 12);
}

static void
add_sheet (const PlaneBuild *one)
{
  g_autoptr (KerfMesh) mesh = slab_mesh (&one->cut);
  KerfDrawable *sheet = kerf_drawable_new (KERF_DRAW_SURFACE, one->plan, one->plane->letter);
  sheet->mesh = kerf_mesh_ref (mesh);
  sheet->flat = TRUE;
  sheet->colour = kerf_colour_with_alpha (one->line.colour, one->selected ? SHEET_SHARE + 0.12 : SHEET_SHARE);
  g_ptr_array_add (list_of (one), sheet);
  for (int face = 0; face < 2; face++) {
    KerfVec3 corners[4];
    kerf_cut_corners (&one->cut, face ? KERF_FACE_KEEP : KERF_FACE_DISCARD, SHEET_REACH_MM, corners);
    KerfDrawable *edge = kerf_drawable_new (KERF_DRAW_LINE, one->plan, one->plane->letter);
    KerfLineStyle line = one->line;
    line.width_px = face ? 1 : one->selected ? 2.5F : 1.5F;
    kerf_drawable_set_line (edge, line);
    edge->closed = TRUE;
    edge->behind_faint = TRUE;
    kerf_drawable_path (edge);
    for (int i = 0; i < 4; i++)
      kerf_drawable_point (edge, corners[i]);
    g_ptr_array_add (list_of (one), edge);
  }
  KerfVec3 corners[4];
  kerf_cut_corners (&one->cut, one->cut.face, SHEET_REACH_MM, corners);
  add_disc (one, corners[0]);
  add_disc (one, corners[2]);
}

/* Two rings joined by a line with the distance. */
static void
add_closest_pair (const PlaneBuild *one, const KerfPlanFigures *figures, guint index)
{
  if (!figures || index >= figures->n_cuts)
    return;
  const KerfMargin *margin = &figures->cuts[index].face[KERF_FACE_DISCARD];
  KerfMat4 base_from_own;
  const KerfObject *object = kerf_case_get (one->build->kase, one->plan);
  if (isnan (margin->bounded_mm) || !kerf_scene_transform (one->build, object, &base_from_own))
    return;
  KerfVec3 a = kerf_mat4_point (&base_from_own, margin->closest_tumour);
  KerfVec3 b = kerf_mat4_point (&base_from_own, margin->closest_face);
  const KerfProjection *projection = &one->build->scene->projection;
  KerfVec3 sa = kerf_projection_screen (projection, a), sb = kerf_projection_screen (projection, b);
  /* In a slice only where the pair lies in it, within a millimetre. */
  if (!kerf_vec3_is_finite (sa) || !kerf_vec3_is_finite (sb) ||
      (!projection->space && (fabs (sa.z) > 1 || fabs (sb.z) > 1)))
    return;
  KerfLineStyle line = { .colour = kerf_colour (0xFFFFFF, 1), .width_px = 1 };
  KerfDrawable *joined = kerf_draw_segment (list_of (one), one->plan, one->plane->letter, a, b, line);
  joined->behind_faint = FALSE;
  KerfVec3 x = kerf_vec3 (1, 0, 0), y = kerf_vec3 (0, 1, 0);
  kerf_draw_circle (list_of (one), kerf_vec3 (sa.x, sa.y, 0), x, y, 2.5, line)->on_screen = TRUE;
  kerf_draw_circle (list_of (one), kerf_vec3 (sb.x, sb.y, 0), x, y, 2.5, line)->on_screen = TRUE;
  g_autofree char *text = kerf_margin_to_text (margin->bounded_mm);
  kerf_draw_label (list_of (one), text, KERF_LABEL_TEXT, line.colour,
                   kerf_vec3 ((sa.x + sb.x) / 2 + 8, (sa.y + sb.y) / 2 - 8, 0), TRUE, 0, 1);
}

static void
add_one (const PlaneBuild *one)
{
  if (one->build->scene->projection.space) {
    add_sheet (one);
  } else {
    KerfVec3 stated[2];
    add_beyond (one);
    if (add_faces (one, stated))
      add_letters (one, stated);
  }
}

/* The plan's bone in the view's plane; NULL: none, or not computed yet. */
static KerfSection *
bone_section (KerfSceneBuild *build, const KerfPlan *plan)
{
  const KerfObject *bone = kerf_case_get (build->kase, plan->bone);
  KerfMat4 base_from_own, own_from_base;
  if (!bone || build->scene->projection.space || !kerf_scene_transform (build, bone, &base_from_own) ||
      !kerf_mat4_inverse (&base_from_own, &own_from_base))
    return NULL;
  g_autoptr (KerfDistance) distance = build->source->distance (build->source->data, bone);
  const KerfFrame3 *plane = &build->plane;
  KerfFrame3 frame = { kerf_mat4_point (&own_from_base, plane->p),
                       kerf_mat4_direction (&own_from_base, plane->u),
                       kerf_mat4_direction (&own_from_base, plane->v),
                       kerf_mat4_direction (&own_from_base, plane->n) };
  return distance ? kerf_section_cache_get (build->cache, distance, &frame) : NULL;
}

void
kerf_scene_add_planes (KerfSceneBuild *build)
{
  KerfId plan_id = kerf_view_state_plan (build->state, build->kase);
  if (kerf_view_is_other (build->scene->name) && build->state->other_plan.kind == KERF_KIND_PLAN)
    plan_id = build->state->other_plan;
  const KerfObject *object = kerf_case_get (build->kase, plan_id);
  KerfMat4 base_from_own;
  if (!object || !kerf_view_state_is_shown (build->state, plan_id, NULL) ||
      !kerf_scene_transform (build, object, &base_from_own))
    return;
  g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
  g_autoptr (KerfPlanFigures) figures = NULL;
  if (plan->planes->len > 0)
    figures = build->source->figures (build->source->data, build->kase, plan_id);
  gboolean locked = g_strcmp0 (plan->state, "locked") == 0;
  g_autoptr (KerfSection) bone = plan->planes->len > 0 ? bone_section (build, plan) : NULL;
  for (guint i = 0; i < plan->planes->len; i++) {
    const KerfPlane *plane = g_ptr_array_index (plan->planes, i);
    if (!kerf_view_state_is_shown (build->state, plan_id, plane->letter))
      continue;
    PlaneBuild one = { .build = build, .plan = plan_id, .plane = plane, .bone = bone };
    one.cut = kerf_cut_carried (&plane->cut, &base_from_own);
    one.line = kerf_palette_plane (plane->letter);
    one.selected = kerf_id_equal (build->state->selected, plan_id) &&
                   g_strcmp0 (build->state->selected_part, plane->letter) == 0;
    add_one (&one);
    if (one.selected) {
      add_closest_pair (&one, figures, i);
      if (build->tool && build->tool->handles && !locked && !plane->locked)
        add_handles (&one);
    }
  }
}
