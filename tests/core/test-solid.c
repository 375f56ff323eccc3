/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solids whose volume, corners and edges are known in closed form, and random ones: closed, embedded, flat. */
#include "../kerf-check.h"
#include "core/mesh/cuts.h"
#include "core/mesh/solid.h"
#include "shapes.h"

static KerfExpr
block (KerfSolid *s, KerfVec3 lo, KerfVec3 hi)
{
  KerfExpr f[6] = {
    kerf_solid_half_space (s, kerf_vec3 (1, 0, 0), hi), kerf_solid_half_space (s, kerf_vec3 (-1, 0, 0), lo),
    kerf_solid_half_space (s, kerf_vec3 (0, 1, 0), hi), kerf_solid_half_space (s, kerf_vec3 (0, -1, 0), lo),
    kerf_solid_half_space (s, kerf_vec3 (0, 0, 1), hi), kerf_solid_half_space (s, kerf_vec3 (0, 0, -1), lo)
  };
  return kerf_solid_all (s, f, 6);
}

static KerfExpr
minus (KerfSolid *s, KerfExpr a, KerfExpr b)
{
  KerfExpr both[2] = { a, kerf_solid_not (s, b) };
  return kerf_solid_all (s, both, 2);
}

static KerfSolidMesh *
mesh_of (const KerfSolid *s, KerfExpr e, KerfVec3 lo, KerfVec3 hi, double spacing, guint threads)
{
  KerfSolidSpec spec = { .box = { kerf_sub (lo, kerf_vec3 (1, 1, 1)), kerf_add (hi, kerf_vec3 (1, 1, 1)) },
                         .spacing_mm = spacing,
                         .check = TRUE };
  spec.quantum_mm = kerf_solid_quantum (&spec.box);
  KerfContext context = { .threads = threads };
  GError *error = NULL;
  KerfSolidMesh *m = kerf_solid_mesh (s, e, &spec, &context, &error);
  kt_no_error (error);
  ck_assert_ptr_nonnull (m);
  ck_assert (kerf_mesh_is_closed (m->mesh));
  ck_assert_int_eq (kerf_mesh_cuts (m->mesh, spec.quantum_mm, &context), 0);
  return m;
}

/* How far the vertices of the triangles on a leaf lie off it. */
static double
off_leaf (const KerfSolid *s, const KerfSolidMesh *m, int leaf)
{
  double worst = 0;
  for (guint32 t = 0; t < m->mesh->n_triangles; t++)
    for (int k = 0; k < 3 && m->leaf[t] == leaf; k++)
      worst =
          fmax (worst,
                fabs (kerf_leaf_value (kerf_solid_leaf (s, (gsize) leaf),
                                       kerf_mesh_vertex (m->mesh, m->mesh->triangles[3 * t + (guint32) k]))));
  return worst;
}

START_TEST (a_box_is_exact_at_a_coarse_spacing)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfVec3 lo = kerf_vec3 (-10.25, 3.5, 7), hi = kerf_vec3 (12.5, 9.125, 20);
  g_autoptr (KerfSolidMesh) m = mesh_of (s, block (s, lo, hi), lo, hi, 2, 1);
  kt_near (kerf_mesh_volume_mm3 (m->mesh), 22.75 * 5.625 * 13, 0.02);
  KerfBox3 box = kerf_mesh_box (m->mesh);
  kt_near (kerf_distance (box.lo, lo) + kerf_distance (box.hi, hi), 0, 0.005);
  ck_assert_uint_le (m->mesh->n_triangles, 200);
}
END_TEST

START_TEST (walls_of_a_slot_stand_where_they_are_asked_for)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfVec3 lo = kerf_vec3 (-20, -15, -5), hi = kerf_vec3 (20, 15, 5), n = kerf_unit (kerf_vec3 (0.3, 1, 0.1));
  KerfExpr walls[2] = { kerf_solid_half_space (s, n, kerf_scale (n, 0.7)),
                        kerf_solid_half_space (s, kerf_scale (n, -1), kerf_scale (n, -0.7)) };
  KerfExpr ends[2] = { kerf_solid_half_space (s, kerf_vec3 (1, 0, 0), kerf_vec3 (12, 0, 0)),
                       kerf_solid_half_space (s, kerf_vec3 (-1, 0, 0), kerf_vec3 (-12, 0, 0)) };
  KerfExpr slot[4] = { walls[0], walls[1], ends[0], ends[1] };
  KerfExpr whole = minus (s, block (s, lo, hi), kerf_solid_all (s, slot, 4));
  g_autoptr (KerfSolidMesh) m = mesh_of (s, whole, lo, hi, 1, 2);
  kt_near (kerf_mesh_volume_mm3 (m->mesh), 40.0 * 30 * 10 - 24 * 10 * 1.4 / n.y, 0.05);
  for (int k = 0; k < 2; k++)
    kt_near (off_leaf (s, m, kerf_solid_leaf_of (s, walls[k])), 0, 0.003);
}
END_TEST

START_TEST (a_web_thinner_than_a_cell_stands_whole)
{
  /* Two slots 0.05 mm apart in a plate, at 1 mm. */
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfVec3 lo = kerf_vec3 (0, 0, 0), hi = kerf_vec3 (20, 12, 4);
  KerfExpr one = block (s, kerf_vec3 (3, 5, -9), kerf_vec3 (17, 6, 9)),
           two = block (s, kerf_vec3 (3, 6.05, -9), kerf_vec3 (17, 7, 9));
  KerfExpr whole = minus (s, minus (s, block (s, lo, hi), one), two);
  g_autoptr (KerfSolidMesh) m = mesh_of (s, whole, lo, hi, 1, 1);
  kt_near (kerf_mesh_volume_mm3 (m->mesh), 20.0 * 12 * 4 - 14 * 4 * 1 - 14 * 4 * 0.95, 0.02);
}
END_TEST

START_TEST (a_bore_is_round_within_its_tolerance)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfVec3 lo = kerf_vec3 (0, 0, 0), hi = kerf_vec3 (16, 16, 8);
  KerfExpr hole = kerf_solid_cylinder (s, kerf_vec3 (8.2, 7.9, 0), kerf_vec3 (0.1, 0.05, 1), 1.35, 2);
  g_autoptr (KerfSolidMesh) m = mesh_of (s, minus (s, block (s, lo, hi), hole), lo, hi, 1, 2);
  double slant = kerf_length (kerf_vec3 (0.1, 0.05, 1));
  kt_near (kerf_mesh_volume_mm3 (m->mesh), 16.0 * 16 * 8 - G_PI * 1.35 * 1.35 * 8 * slant, 0.4);
  kt_near (off_leaf (s, m, kerf_solid_leaf_of (s, hole)), 0, 0.002);
}
END_TEST

START_TEST (coplanar_slots_and_a_zero_kerf_leave_no_sliver)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfVec3 lo = kerf_vec3 (0, 0, 0), hi = kerf_vec3 (20, 12, 4);
  KerfExpr one = block (s, kerf_vec3 (3, 5, -9), kerf_vec3 (17, 6, 9)),
           two = block (s, kerf_vec3 (3, 6, -9), kerf_vec3 (17, 7, 9)),
           nothing = block (s, kerf_vec3 (3, 2, -9), kerf_vec3 (17, 2, 9));
  KerfExpr whole = minus (s, minus (s, minus (s, block (s, lo, hi), one), two), nothing);
  g_autoptr (KerfSolidMesh) m = mesh_of (s, whole, lo, hi, 0.8, 1);
  kt_near (kerf_mesh_volume_mm3 (m->mesh), 20.0 * 12 * 4 - 14 * 4 * 2, 0.02);
}
END_TEST

/* The exact distance to a ball, sampled. */
static KerfField *
ball_field (double r, double step)
{
  gint32 n[3] = { 41, 41, 41 };
  KerfFrame3 frame =
      kerf_frame3 (kerf_vec3 (0, 0, 0), kerf_unit (kerf_vec3 (0.2, 0.3, 1)), kerf_vec3 (1, 0, 0));
  frame.p = kerf_frame3_point (&frame, -20 * step, -20 * step, -20 * step);
  float *v = g_new (float, 41 * 41 * 41);
  for (gint32 k = 0; k < n[2]; k++)
    for (gint32 j = 0; j < n[1]; j++)
      for (gint32 i = 0; i < n[0]; i++)
        v[(k * 41 + j) * 41 + i] =
            (float) (kerf_length (kerf_frame3_point (&frame, i * step, j * step, k * step)) - r);
  return kerf_field_new_take (&frame, step, n, v);
}

START_TEST (a_shell_over_a_sampled_ball_has_its_volume)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  g_autoptr (KerfField) field = ball_field (8, 0.8);
  KerfVec3 lo = kerf_vec3 (-12, -12, -12), hi = kerf_vec3 (12, 12, 12);
  KerfExpr parts[3] = { kerf_solid_field (s, field, 3, 0.01, 0),
                        kerf_solid_not (s, kerf_solid_field (s, field, 0.5, 0.01, 1)),
                        kerf_solid_half_space (s, kerf_vec3 (0, 0, -1), kerf_vec3 (0, 0, 0.3)) };
  g_autoptr (KerfSolidMesh) m = mesh_of (s, kerf_solid_all (s, parts, 3), lo, hi, 1, 2);
  double h = 0.3, half11 = G_PI * (11 * 11 * (11 - h) - (11.0 * 11 * 11 - h * h * h) / 3),
         half85 = G_PI * (8.5 * 8.5 * (8.5 - h) - (8.5 * 8.5 * 8.5 - h * h * h) / 3);
  kt_near (kerf_mesh_volume_mm3 (m->mesh), half11 - half85, 0.006 * (half11 - half85));
}
END_TEST

START_TEST (two_parts_cut_by_one_level_share_its_surface)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  g_autoptr (KerfField) field = ball_field (8, 0.8);
  KerfVec3 lo = kerf_vec3 (-10, -3, -3), hi = kerf_vec3 (10, 3, 3);
  KerfExpr one[2] = { block (s, lo, kerf_vec3 (4, 3, 3)), kerf_solid_field (s, field, 1, 0.01, 1) };
  KerfExpr two[2] = { block (s, kerf_vec3 (-4, -3, -3), hi), kerf_solid_field (s, field, 1, 0.01, 0) };
  ck_assert_int_eq (kerf_solid_leaf_of (s, one[1]), kerf_solid_leaf_of (s, two[1]));
  KerfExpr both[2] = { kerf_solid_all (s, one, 2), kerf_solid_all (s, two, 2) };
  g_autoptr (KerfSolidMesh) m = mesh_of (s, kerf_solid_any (s, both, 2), lo, hi, 1, 1);
  ck_assert_uint_eq (m->cuts_at_first, 0);
  /* A square bar of side 6 within a ball of radius 9: its ends are caps of the ball. */
  double volume = 0;
  for (int i = 0; i < 600; i++)
    for (int j = 0; j < 600; j++) {
      double y = (i + 0.5) / 100 - 3, z = (j + 0.5) / 100 - 3;
      volume += 2 * sqrt (81 - y * y - z * z) * 1e-4;
    }
  kt_near (kerf_mesh_volume_mm3 (m->mesh) / volume, 1, 0.004); /* samples 0.8 mm apart */
}
END_TEST

/* Plates, slots, bores, sleeves and letters thrown together at random; one solid in three with twins and tangents. */
/* The next number of a row, in [lo, hi). */
static double
next_in (guint32 *k, double lo, double hi)
{
  return lo + (hi - lo) * kt_random ((*k)++);
}

static KerfVec3
next_vec (guint32 *k, double reach, double z)
{
  double x = next_in (k, -reach, reach), y = next_in (k, -reach, reach);
  return kerf_vec3 (x, y, z);
}

static KerfExpr
random_solid (KerfSolid *s, guint32 seed, const KerfField *field)
{
  guint32 k = seed * 1000;
  KerfExpr solid[8], whole[12];
  gsize n = 0, m = 0;
  KerfVec3 lo = kerf_vec3 (-14, -14, -3), hi = kerf_vec3 (14, 14, 3);
  solid[n++] = block (s, lo, hi);
  if (seed % 2) {
    KerfExpr shell[2] = { kerf_solid_field (s, field, next_in (&k, 1, 4), 0.01, 0),
                          kerf_solid_not (s, kerf_solid_field (s, field, 0.4, 0.01, 1)) };
    solid[n++] = kerf_solid_all (s, shell, 2);
  }
  for (int c = 0; c < 2; c++) {
    KerfVec3 at = next_vec (&k, 8, 0);
    KerfExpr sleeve[3] = { kerf_solid_cylinder (s, at, next_vec (&k, 0.2, 1), next_in (&k, 2, 4), 1),
                           kerf_solid_half_space (s, kerf_vec3 (0, 0, 1),
                                                  kerf_vec3 (0, 0, next_in (&k, 4, 9))),
                           kerf_solid_half_space (s, kerf_vec3 (0, 0, -1), kerf_vec3 (0, 0, -2)) };
    solid[n++] = kerf_solid_all (s, sleeve, 3);
    whole[m++] =
        kerf_solid_not (s, kerf_solid_cylinder (s, at, next_vec (&k, 0.2, 1), next_in (&k, 0.8, 1.6), 2));
  }
  whole[m++] = kerf_solid_any (s, solid, n);
  for (int c = 0; c < 3; c++) {
    double turn = seed % 3 == 0 ? 0 : next_in (&k, 0, 3),
           at = seed % 3 == 0 ? c * 1.2 - 2 : next_in (&k, -6, 6), half = next_in (&k, 0.3, 0.9);
    KerfVec3 normal = kerf_vec3 (cos (turn), sin (turn), seed % 3 == 0 ? 0 : next_in (&k, -0.2, 0.2)),
             u = kerf_unit (kerf_vec3 (-sin (turn), cos (turn), 0));
    normal = kerf_unit (normal);
    if (seed % 3 == 0)
      half = 0.6;
    KerfExpr slot[4] = { kerf_solid_half_space (s, normal, kerf_scale (normal, at + half)),
                         kerf_solid_half_space (s, kerf_scale (normal, -1), kerf_scale (normal, at - half)),
                         kerf_solid_half_space (s, u, kerf_scale (u, next_in (&k, 4, 9))),
                         kerf_solid_half_space (s, kerf_scale (u, -1), kerf_scale (u, -next_in (&k, 4, 9))) };
    whole[m++] = kerf_solid_not (s, kerf_solid_all (s, slot, 4));
  }
  KerfVec3 ends[12];
  for (int c = 0; c < 12; c++)
    ends[c] = kerf_add (next_vec (&k, 4, 3), kerf_vec3 (-8, -9, 0));
  whole[m++] = kerf_solid_not (s, kerf_solid_strokes (s, ends, 6, 0.3, 2));
  return kerf_solid_all (s, whole, m);
}

START_TEST (random_solids_are_closed_and_embedded)
{
  g_autoptr (KerfField) field = ball_field (8, 0.8);
  int mended = 0;
  const char *many = g_getenv ("KERF_SOLIDS");
  guint32 n = many ? (guint32) atoi (many) : 8;
  for (guint32 seed = 1; seed <= n; seed++) {
    g_autoptr (KerfSolid) s = kerf_solid_new ();
    KerfExpr e = random_solid (s, seed, field);
    g_autoptr (KerfSolidMesh) m = mesh_of (s, e, kerf_vec3 (-16, -16, -16), kerf_vec3 (16, 16, 16), 1, 0);
    mended += m->rung > 0;
    if (many)
      fprintf (stderr, "%u: %u raw, %u, cuts %u, rung %d\n", seed, m->raw_triangles, m->mesh->n_triangles,
               m->cuts_at_first, m->rung);
  }
  if (many)
    fprintf (stderr, "%d of %u were mended\n", mended, n);
}
END_TEST

START_TEST (one_thread_and_two_give_the_same_bytes)
{
  g_autoptr (KerfField) field = ball_field (8, 0.8);
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfExpr e = random_solid (s, 5, field);
  g_autoptr (KerfSolidMesh) a = mesh_of (s, e, kerf_vec3 (-16, -16, -16), kerf_vec3 (16, 16, 16), 1, 1);
  g_autoptr (KerfSolidMesh) b = mesh_of (s, e, kerf_vec3 (-16, -16, -16), kerf_vec3 (16, 16, 16), 1, 2);
  ck_assert_uint_eq (a->mesh->n_vertices, b->mesh->n_vertices);
  ck_assert_uint_eq (a->mesh->n_triangles, b->mesh->n_triangles);
  ck_assert_mem_eq (a->mesh->vertices, b->mesh->vertices, 12 * (size_t) a->mesh->n_vertices);
  ck_assert_mem_eq (a->mesh->triangles, b->mesh->triangles, 12 * (size_t) a->mesh->n_triangles);
}
END_TEST

START_TEST (planted_cuts_are_found)
{
  /* Two boxes apart; then one pushed into the other; then touching in a corner. */
  const double shift[3] = { 11, 9, 10 };
  for (int c = 0; c < 3; c++) {
    g_autoptr (KerfMesh) a = kt_box_mesh (kerf_vec3 (0, 0, 0), kerf_vec3 (10, 10, 10));
    g_autoptr (KerfMesh) b = kt_box_mesh (kerf_vec3 (shift[c], shift[c], shift[c]), kerf_vec3 (20, 20, 20));
    g_autoptr (KerfMesh) both = kt_joined (a, b);
    gint64 cuts = kerf_mesh_cuts (both, 1.0 / 65536, NULL);
    ck_assert_msg (c == 0 ? cuts == 0 : cuts > 0, "boxes at %g: %d pairs", shift[c], (int) cuts);
  }
}
END_TEST

START_TEST (nothing_left_is_refused_with_a_sentence)
{
  g_autoptr (KerfSolid) s = kerf_solid_new ();
  KerfExpr none[2] = { kerf_solid_half_space (s, kerf_vec3 (1, 0, 0), kerf_vec3 (0, 0, 0)),
                       kerf_solid_half_space (s, kerf_vec3 (-1, 0, 0), kerf_vec3 (1, 0, 0)) };
  KerfSolidSpec spec = { .box = { kerf_vec3 (-5, -5, -5), kerf_vec3 (5, 5, 5) },
                         .spacing_mm = 1,
                         .quantum_mm = 1.0 / 65536,
                         .check = TRUE };
  GError *error = NULL;
  ck_assert_ptr_null (kerf_solid_mesh (s, kerf_solid_all (s, none, 2), &spec, NULL, &error));
  ck_assert_str_eq (error->message, "Nothing is left of the solid; check where its parts stand.");
  g_error_free (error);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("solid");
  TCase *c = tcase_create ("solid");
  tcase_set_timeout (c, 600);
  suite_add_tcase (suite, c);
  tcase_add_test (c, a_box_is_exact_at_a_coarse_spacing);
  tcase_add_test (c, walls_of_a_slot_stand_where_they_are_asked_for);
  tcase_add_test (c, a_web_thinner_than_a_cell_stands_whole);
  tcase_add_test (c, a_bore_is_round_within_its_tolerance);
  tcase_add_test (c, coplanar_slots_and_a_zero_kerf_leave_no_sliver);
  tcase_add_test (c, a_shell_over_a_sampled_ball_has_its_volume);
  tcase_add_test (c, two_parts_cut_by_one_level_share_its_surface);
  tcase_add_test (c, random_solids_are_closed_and_embedded);
  tcase_add_test (c, one_thread_and_two_give_the_same_bytes);
  tcase_add_test (c, planted_cuts_are_found);
  tcase_add_test (c, nothing_left_is_refused_with_a_sentence);
  return kt_run (suite);
}
