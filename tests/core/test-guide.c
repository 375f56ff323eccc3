/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guide on bones of closed form: every slot and pin is found where it was asked for, the underside at its clearance. */
#include "base/json.h"
#include "core/guide/guide.h"
#include "core/guide/profiles.h"
#include "core/guide/strokes.h"
#include "core/mesh/cuts.h"
#include "core/mesh/solid.h"
#include "shapes.h"

/* A closed cylinder along z. */
static KerfMesh *
cylinder_mesh (double radius, double length, guint32 n)
{
  const guint32 rows = 60;
  g_autofree KerfVec3 *p = g_new (KerfVec3, (rows + 1) * n + 2);
  g_autofree guint32 *t = g_new (guint32, 6 * n * (rows + 1));
  guint32 next = 0, low = (rows + 1) * n, high = low + 1;
  for (guint32 r = 0; r <= rows; r++)
    for (guint32 k = 0; k < n; k++) {
      double a = 2 * G_PI * k / n;
      p[r * n + k] = kerf_vec3 (radius * cos (a), radius * sin (a), length * r / rows - length / 2);
    }
  p[low] = kerf_vec3 (0, 0, -length / 2);
  p[high] = kerf_vec3 (0, 0, length / 2);
  for (guint32 k = 0; k < n; k++) {
    guint32 l = (k + 1) % n;
    const guint32 caps[6] = { low, l, k, high, rows * n + k, rows * n + l };
    memcpy (t + next, caps, sizeof caps);
    next += 6;
    for (guint32 r = 0; r < rows; r++) {
      const guint32 quad[6] = { r * n + k, r * n + l,       (r + 1) * n + l,
                                r * n + k, (r + 1) * n + l, (r + 1) * n + k };
      memcpy (t + next, quad, sizeof quad);
      next += 6;
    }
  }
  return kt_mesh (p, (rows + 1) * n + 2, t, next / 3);
}

typedef struct {
  KerfDistance *bone;
  KerfGuideSlot slots[2];
  KerfGuideSleeve pins[2];
  KerfLabelLine lines[3];
  KerfStrokeText *texts[3];
  KerfGuideInput in;
} Setup;

/* A shaft along z of radius 14, cut across near z = 0 from the front (y < 0), two pins along it. */
static void
set_up (Setup *s)
{
  g_autoptr (KerfMesh) mesh = cylinder_mesh (14, 140, 240);
  memset (s, 0, sizeof *s);
  s->bone = kerf_distance_new (mesh);
  KerfCut cut = { .frame = kerf_frame3 (kerf_vec3 (0, 0, 3), kerf_vec3 (0.05, 0.1, 1), kerf_vec3 (1, 0, 0)),
                  .half_extent_u_mm = 24,
                  .half_extent_v_mm = 24,
                  .depth_mm = (double) INFINITY,
                  .width_mm = 1.2 };
  s->slots[0] = (KerfGuideSlot){
    .letter = "A", .cut = cut, .clearance_mm = 0.1, .wall_height_mm = 10, .blade_thickness_mm = 1
  };
  ck_assert (kerf_slot_fit (&cut, s->bone, &s->slots[0].centre_u_mm, &s->slots[0].length_mm));
  for (guint k = 0; k < 2; k++)
    s->pins[k] =
        (KerfGuideSleeve){ k + 1, kerf_vec3 (0, -14, k ? -12 : 15), kerf_vec3 (0, 1, 0), 2.7, 6.7, 10 };
  static const char *const words[3] = { "A", "ID-0042 R FEMUR", "RESEARCH" };
  for (int k = 0; k < 3; k++) {
    s->texts[k] = kerf_stroke_text (words[k]);
    s->lines[k] = (KerfLabelLine){ s->texts[k]->text, k ? NULL : "A", s->texts[k]->width,
                                   s->texts[k]->segments, s->texts[k]->n_segments };
  }
  s->in = (KerfGuideInput){ .bone = s->bone,
                            .insertion = kerf_vec3 (0, 1, 0),
                            .offset_mm = 0.2,
                            .thickness_mm = 4,
                            .resolution_mm = 0.4,
                            .slots = s->slots,
                            .n_slots = 1,
                            .pins = s->pins,
                            .n_pins = 2,
                            .radius_mm = (double) NAN,
                            .lines = s->lines,
                            .n_lines = 3,
                            .towards = kerf_vec3 (0, 0, 1),
                            .cap_height_mm = 3.2,
                            .stroke_mm = 0.6,
                            .least_wall_mm = 0.8,
                            .build_size_mm = { 200, 200, 200 } };
}

static void
tear_down (Setup *s)
{
  kerf_distance_unref (s->bone);
  for (int k = 0; k < 3; k++)
    kerf_stroke_text_free (s->texts[k]);
}

static KerfGuideSolid *
build (const Setup *s, guint threads)
{
  KerfContext context = { .threads = threads };
  GError *error = NULL;
  KerfGuideSolid *g = kerf_guide_solid_new (&s->in, &context, &error);
  kt_no_error (error);
  ck_assert_ptr_nonnull (g);
  return g;
}

static gboolean
says (const GPtrArray *list, const char *words)
{
  for (guint k = 0; k < list->len; k++)
    if (strstr (g_ptr_array_index (list, k), words))
      return TRUE;
  return FALSE;
}

static void
check_walls (const KerfFoundSlot *slot)
{
  for (int w = 0; w < 2; w++) {
    const KerfFoundWall *wall = &slot->walls[w];
    if (!wall->wanted)
      continue;
    ck_assert_msg (wall->found, "slot %s has no wall %d", slot->letter, w);
    kt_near (wall->misplaced_mm, 0, 0.02);
    kt_near (wall->flatness_mm, 0, 0.02);
    ck_assert_double_ge (wall->coverage, 0.8);
  }
  ck_assert (slot->open);
}

/* Every face across the plane's normal within the slot lies on a wall, 0.7 mm from the
 * kerf's middle: found without the program's own search. */
static void
check_places (const KerfGuideSolid *g, const KerfCut *cut)
{
  double walls = 0;
  for (guint32 t = 0; t < g->mesh->n_triangles; t++) {
    KerfVec3 n = kerf_mesh_triangle_normal (g->mesh, t);
    double area = kerf_length (n) / 2, h[3];
    if (!(area > 1e-4) || fabs (kerf_dot (n, cut->frame.n)) < 0.99999 * 2 * area)
      continue;
    gboolean within = TRUE;
    for (guint32 k = 0; k < 3; k++) {
      KerfVec3 c =
          kerf_frame3_coordinates (&cut->frame, kerf_mesh_vertex (g->mesh, g->mesh->triangles[3 * t + k]));
      h[k] = fabs (c.z);
      within = within && h[k] < 2;
    }
    for (int k = 0; k < 3 && within; k++)
      kt_near (h[k], 0.7, 0.02);
    walls += within ? area : 0;
  }
  ck_assert_double_ge (walls, 2 * 30 * 10 * 0.9);
}

START_TEST (a_guide_on_a_shaft_keeps_every_promise)
{
  Setup s;
  set_up (&s);
  s.in.resolution_mm = 0.25;
  g_autoptr (KerfGuideSolid) g = build (&s, 2);
  ck_assert_msg (g->problems->len == 0, "%s",
                 g->problems->len ? (char *) g_ptr_array_index (g->problems, 0) : "");
  ck_assert (g->closed);
  KerfBox3 box = kerf_mesh_box (g->mesh);
  ck_assert_int_eq (kerf_mesh_cuts (g->mesh, kerf_solid_quantum (&box), NULL), 0);
  ck_assert_uint_eq (g->parts, 1);
  check_walls (&g->slots[0]);
  kt_near (g->slots[0].walls[0].expected_mm, 0.7, 1e-12);
  check_places (g, &s.slots[0].cut);
  ck_assert_double_le (g->deviation_p95_mm, 0.03);
  ck_assert_double_ge (g->contact_area_mm2, 500);
  for (int k = 0; k < 2; k++) {
    ck_assert (g->pins[k].found && g->pins[k].open);
    kt_near (g->pins[k].bore_length_mm, 10, 0.6);
  }
  /* No point of it may be in the bone. */
  for (guint32 v = 0; v < g->mesh->n_vertices; v++)
    ck_assert_double_ge (kerf_distance_at (s.bone, kerf_mesh_vertex (g->mesh, v), NULL), 0.1);
  tear_down (&s);
}
END_TEST

START_TEST (the_underside_keeps_its_offset_whatever_it_is)
{
  Setup s;
  set_up (&s);
  s.in.n_lines = 0;
  for (int k = 0; k < 2; k++) {
    s.in.offset_mm = k ? 0.8 : 0;
    s.in.resolution_mm = 0.25;
    g_autoptr (KerfGuideSolid) g = build (&s, 2);
    ck_assert_double_le (g->deviation_p95_mm, 0.03);
    ck_assert (g->pins[0].found);
  }
  tear_down (&s);
}
END_TEST

START_TEST (one_thread_and_two_give_the_same_bytes)
{
  Setup s;
  set_up (&s);
  g_autoptr (KerfGuideSolid) a = build (&s, 1), b = build (&s, 2);
  ck_assert_uint_eq (a->mesh->n_triangles, b->mesh->n_triangles);
  ck_assert_mem_eq (a->mesh->vertices, b->mesh->vertices, 12 * (size_t) a->mesh->n_vertices);
  ck_assert_mem_eq (a->mesh->triangles, b->mesh->triangles, 12 * (size_t) a->mesh->n_triangles);
  tear_down (&s);
}
END_TEST

START_TEST (letters_are_engraved_to_half_their_width)
{
  Setup s;
  set_up (&s);
  g_autoptr (KerfGuideSolid) with = build (&s, 2);
  ck_assert (!says (with->notes, "no room for 'RESEARCH'"));
  s.in.n_lines = 0;
  g_autoptr (KerfGuideSolid) without = build (&s, 2);
  double length = 0; /* of all strokes; a groove is half a round of their width */
  for (int k = 0; k < 3; k++)
    for (gsize n = 0; n < s.texts[k]->n_segments; n++) {
      const double *q = s.texts[k]->segments + 4 * n;
      length += 3.2 * hypot (q[2] - q[0], q[3] - q[1]);
    }
  double groove = without->volume_mm3 - with->volume_mm3;
  kt_near (groove / (length * G_PI * 0.3 * 0.3 / 2), 1, 0.2); /* strokes share their ends */
  tear_down (&s);
}
END_TEST

START_TEST (an_open_slot_and_ledges_have_the_walls_they_promise)
{
  static const KerfSlotKind kinds[3] = { KERF_SLOT_OPEN, KERF_SLOT_LEDGE_KEEP, KERF_SLOT_LEDGE_DISCARD };
  Setup s;
  set_up (&s);
  s.in.n_lines = 0;
  for (int k = 0; k < 3; k++) {
    s.slots[0].kind = kinds[k];
    g_autoptr (KerfGuideSolid) g = build (&s, 2);
    check_walls (&g->slots[0]);
    ck_assert_int_eq (g->slots[0].walls[0].wanted, kinds[k] != KERF_SLOT_LEDGE_DISCARD);
    ck_assert_int_eq (g->slots[0].walls[1].wanted, kinds[k] != KERF_SLOT_LEDGE_KEEP);
  }
  tear_down (&s);
}
END_TEST

START_TEST (a_plane_drawn_from_the_other_side_gets_its_slot_here)
{
  Setup s;
  set_up (&s);
  s.in.n_lines = 0;
  s.slots[0].cut.frame =
      kerf_frame3 (s.slots[0].cut.frame.p, s.slots[0].cut.frame.n, kerf_scale (s.slots[0].cut.frame.u, -1));
  g_autoptr (KerfGuideSolid) g = build (&s, 2);
  check_walls (&g->slots[0]);
  ck_assert_uint_eq (g->parts, 1);
  ck_assert (says (g->notes, "guide's side"));
  tear_down (&s);
}
END_TEST

START_TEST (two_planes_far_apart_are_joined_over_the_bone)
{
  Setup s;
  set_up (&s);
  s.in.n_lines = 0;
  s.slots[1] = s.slots[0];
  s.slots[1].letter = "B";
  s.slots[1].cut.frame.p.z = -40;
  s.in.n_slots = 2;
  g_autoptr (KerfGuideSolid) g = build (&s, 2);
  ck_assert_uint_eq (g->parts, 1);
  check_walls (&g->slots[0]);
  check_walls (&g->slots[1]);
  tear_down (&s);
}
END_TEST

START_TEST (what_is_wrong_is_said)
{
  Setup s;
  set_up (&s);
  s.in.n_lines = 0;
  s.slots[1] = s.slots[0];
  s.slots[1].letter = "B";
  s.slots[1].cut.frame.p = kerf_vec3 (0, 0, 300);
  s.slots[0].blade_thickness_mm = 1.5;
  s.in.n_slots = 2;
  s.pins[0].entry.y -= 4;
  g_autoptr (KerfGuideSolid) g = build (&s, 2);
  ck_assert (says (g->problems, "Plane B does not meet the bone; its slot was left out."));
  ck_assert (says (g->problems, "Pin 1 enters 4.0 mm outside the bone's surface; place it on the surface."));
  ck_assert (says (g->problems,
                   "Slot A is 1.40 mm wide and its blade 1.50 mm thick; widen the kerf or the clearance."));
  tear_down (&s);
}
END_TEST

START_TEST (no_bone_in_reach_is_refused)
{
  Setup s;
  GError *error = NULL;
  set_up (&s);
  s.slots[0].cut.frame.p = kerf_vec3 (0, 0, 300);
  s.in.n_pins = 0;
  ck_assert_ptr_null (kerf_guide_solid_new (&s.in, NULL, &error));
  ck_assert_msg (g_str_has_prefix (error->message, "No plane of the guide meets the bone"), "%s",
                 error->message);
  g_error_free (error);
  tear_down (&s);
}
END_TEST

START_TEST (a_cancelled_guide_leaves_nothing)
{
  Setup s;
  GError *error = NULL;
  gint cancel = 1;
  KerfContext context = { .threads = 2, .cancel = &cancel };
  set_up (&s);
  ck_assert_ptr_null (kerf_guide_solid_new (&s.in, &context, &error));
  ck_assert_str_eq (error->message, "It was cancelled; nothing was changed.");
  g_error_free (error);
  tear_down (&s);
}
END_TEST

START_TEST (a_preview_has_the_same_extent)
{
  Setup s;
  set_up (&s);
  g_autoptr (KerfGuideSolid) fine = build (&s, 2);
  s.in.coarse = TRUE;
  g_autoptr (KerfGuideSolid) coarse = build (&s, 2);
  ck_assert_int_eq ((int) coarse->self_intersections, -1);
  for (int a = 0; a < 3; a++)
    kt_near (coarse->size_mm[a], fine->size_mm[a], 3);
  kt_near (coarse->volume_mm3 / fine->volume_mm3, 1, 0.1);
  tear_down (&s);
}
END_TEST

START_TEST (round_and_outlined_footprints_are_kept)
{
  Setup s;
  set_up (&s);
  s.in.n_lines = s.in.n_slots = 0;
  s.in.n_pins = 0;
  s.in.centre = kerf_vec3 (0, -14, 0);
  s.in.radius_mm = 9;
  g_autoptr (KerfGuideSolid) g = build (&s, 2);
  kt_near (g->size_mm[0], 18, 1.5);
  kt_near (g->size_mm[1], 18, 1.5);
  const KerfVec3 outline[4] = { kerf_vec3 (-8, -14, -20), kerf_vec3 (8, -14, -20), kerf_vec3 (8, -14, 20),
                                kerf_vec3 (-8, -14, 20) };
  s.in.outline = outline;
  s.in.n_outline = 4;
  g_autoptr (KerfGuideSolid) square = build (&s, 2);
  KerfVec3 size = kerf_sub (square->box.hi, square->box.lo);
  kt_near (size.x, 16, 1.5);
  kt_near (size.z, 40, 1.5);
  tear_down (&s);
}
END_TEST

START_TEST (other_letters_are_transliterated_and_said)
{
  g_autoptr (KerfStrokeText) plain = kerf_stroke_text ("ID-0042 →"), odd = kerf_stroke_text ("Über;");
  ck_assert (!plain->changed);
  ck_assert_str_eq (plain->text, "ID-0042 →");
  ck_assert (odd->changed);
  ck_assert_str_eq (odd->text, "Uber-");
  for (gsize k = 0; k < plain->n_segments; k++)
    for (int c = 0; c < 4; c++) {
      double v = plain->segments[4 * k + (gsize) c];
      ck_assert (v >= -1e-9 && v <= (c % 2 ? 1 : plain->width) + 1e-9);
    }
  /* Every letter of the alphabet has strokes. */
  for (const char *c = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_./"; *c; c++) {
    const char one[2] = { *c, 0 };
    g_autoptr (KerfStrokeText) text = kerf_stroke_text (one);
    ck_assert_msg (!text->changed && text->n_segments > 0, "'%c' has no strokes", *c);
  }
}
END_TEST

/* The number of profiles in a folder of data, each compared with the one built in. */
static guint
compare_folder (const char *folder, gboolean printers)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("KERF_SOURCE") ? g_getenv ("KERF_SOURCE") : ".", "data", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  ck_assert_msg (dir != NULL, "there is no '%s'", path);
  guint n = 0;
  for (const char *name; (name = g_dir_read_name (dir)); n++) {
    g_autofree char *file = g_build_filename (path, name, NULL), *text = NULL;
    GError *error = NULL;
    ck_assert (g_file_get_contents (file, &text, NULL, NULL));
    g_autoptr (KerfJson) json = kerf_json_parse (text, -1, name, &error);
    kt_no_error (error);
    const char *id = kerf_json_get_string (json, "name", "");
    g_autofree char *wanted = g_strconcat (id, ".json", NULL);
    ck_assert_str_eq (name, wanted);
    if (printers) {
      double size[3] = { 0 };
      const KerfPrinter *p = kerf_printer_find (id);
      ck_assert_msg (p != NULL, "'%s' is not built in", id);
      ck_assert (kerf_json_get_reals (json, "build_size_mm", size, 3));
      kt_near (kerf_json_get_real (json, "offset_print_mm", -1), p->offset_print_mm, 0);
      kt_near (kerf_json_get_real (json, "minimum_wall_mm", -1), p->minimum_wall_mm, 0);
      kt_near (kerf_json_get_real (json, "minimum_gap_mm", -1), p->minimum_gap_mm, 0);
      for (int a = 0; a < 3; a++)
        kt_near (size[a], p->build_size_mm[a], 0);
    } else {
      const KerfBlade *b = kerf_blade_find (id);
      ck_assert_msg (b != NULL, "'%s' is not built in", id);
      kt_near (kerf_json_get_real (json, "thickness_mm", -1), b->thickness_mm, 0);
      kt_near (kerf_json_get_real (json, "kerf_mm", -1), b->kerf_mm, 0);
    }
  }
  return n;
}

START_TEST (profiles_built_in_are_those_of_the_data)
{
  guint printers = 0, blades = 0;
  while (kerf_printers[printers].name)
    printers++;
  while (kerf_blades[blades].name)
    blades++;
  ck_assert_uint_eq (compare_folder ("printers", TRUE), printers);
  ck_assert_uint_eq (compare_folder ("blades", FALSE), blades);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("guide");
  TCase *c = tcase_create ("guide");
  tcase_set_timeout (c, 300);
  suite_add_tcase (suite, c);
  tcase_add_test (c, a_guide_on_a_shaft_keeps_every_promise);
  tcase_add_test (c, the_underside_keeps_its_offset_whatever_it_is);
  tcase_add_test (c, one_thread_and_two_give_the_same_bytes);
  tcase_add_test (c, letters_are_engraved_to_half_their_width);
  tcase_add_test (c, an_open_slot_and_ledges_have_the_walls_they_promise);
  tcase_add_test (c, a_plane_drawn_from_the_other_side_gets_its_slot_here);
  tcase_add_test (c, two_planes_far_apart_are_joined_over_the_bone);
  tcase_add_test (c, what_is_wrong_is_said);
  tcase_add_test (c, no_bone_in_reach_is_refused);
  tcase_add_test (c, a_cancelled_guide_leaves_nothing);
  tcase_add_test (c, a_preview_has_the_same_extent);
  tcase_add_test (c, round_and_outlined_footprints_are_kept);
  tcase_add_test (c, profiles_built_in_are_those_of_the_data);
  tcase_add_test (c, other_letters_are_transliterated_and_said);
  return kt_run (suite);
}
