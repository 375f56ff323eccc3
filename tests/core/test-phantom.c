/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "core/image/mask-edit.h"
#include "core/mesh/contour.h"
#include "core/mesh/distance.h"
#include "core/phantom/phantom.h"
#include "core/plan/specimen.h"
#include "core/segment/threshold.h"

static const KerfPhantomKind kinds[] = { KERF_PHANTOM_SACRUM, KERF_PHANTOM_FEMUR };

START_TEST (the_same_seed_gives_the_same_bytes_with_any_number_of_threads)
{
  KerfPhantom p = kerf_phantom_new (kinds[_i], 5, NULL), other = kerf_phantom_new (kinds[_i], 6, NULL);
  memcpy (p.matrix, (gint32[3]){ 40, 40, 40 }, sizeof p.matrix);
  memcpy (other.matrix, p.matrix, sizeof p.matrix);
  KerfContext one = { .threads = 1 };
  for (int image = 0; image < KERF_PHANTOM_N_IMAGES; image++) {
    g_autoptr (KerfVolume) a = kerf_phantom_volume (&p, (KerfPhantomImage) image, NULL),
                           b = kerf_phantom_volume (&p, (KerfPhantomImage) image, &one),
                           c = kerf_phantom_volume (&other, (KerfPhantomImage) image, NULL);
    ck_assert (g_bytes_equal (a->bytes, b->bytes));
    ck_assert (!g_bytes_equal (a->bytes, c->bytes));
  }
}
END_TEST

/* The lesion drawn as two balls, planes as the truth has them: every figure that is known in closed form comes out. */
START_TEST (margins_and_volume_are_those_of_the_truth)
{
  KerfPhantom p = kerf_phantom_new (kinds[_i], 1, NULL);
  g_autoptr (KerfJson) truth = kerf_phantom_truth (&p);
  g_autoptr (KerfVolume) ct = kerf_phantom_volume (&p, KERF_PHANTOM_CT, NULL);
  g_autoptr (KerfMask) lesion = kerf_mask_new (&ct->grid);
  for (int k = 0; k < 2; k++) {
    KerfBrush brush = { .radius_mm = p.lesion[k].radius_mm };
    KerfMask *next = kerf_mask_stroke (lesion, &p.lesion[k].centre, 1, &brush, FALSE, NULL);
    kerf_mask_unref (lesion);
    lesion = next;
  }
  double volume = kerf_mask_volume_mm3 (lesion, NULL),
         wanted = kerf_json_get_real (kerf_json_get (truth, "lesion"), "volume_mm3", 0);
  kt_near (volume / wanted, 1, 2.5e-3); /* the crease between the balls is no plane within a voxel */
  g_autoptr (KerfMask) threshold = kerf_mask_from_threshold (ct, 200, (double) INFINITY, NULL, NULL, NULL);
  g_autoptr (KerfMask) largest = kerf_mask_largest (threshold, 1, NULL, NULL);
  g_autoptr (KerfMask) bone_mask = kerf_mask_boolean (largest, lesion, KERF_UNION, NULL, NULL);
  g_autoptr (KerfMesh) tumour_mesh = kerf_mesh_from_mask (lesion, NULL, NULL),
                       bone_mesh = kerf_mesh_from_mask (bone_mask, NULL, NULL);
  ck_assert (kerf_mesh_is_closed (tumour_mesh) && kerf_mesh_is_closed (bone_mesh));
  g_autoptr (KerfDistance) tumour = kerf_distance_new (tumour_mesh), bone = kerf_distance_new (bone_mesh);
  int known = 0;
  for (int k = 0; k < p.n_planes; k++) {
    const KerfJson *plane = kerf_json_at (kerf_json_get (truth, "planes"), (gsize) k);
    KerfMargin m;
    kerf_margin (&p.planes[k].planned, KERF_FACE_DISCARD, tumour, 0, bone, &m);
    kt_near (m.unbounded_mm, kerf_json_get_real (plane, "margin_unbounded_discard_mm", 0),
             0.05); /* trilinear distance of a small ball */
    double bounded = kerf_json_get_real (plane, "margin_bounded_discard_mm", (double) NAN);
    if (isnan (bounded))
      continue;
    kt_near (m.bounded_mm, bounded, 0.05);
    known++;
  }
  ck_assert_int_ge (known, kinds[_i] == KERF_PHANTOM_SACRUM ? 2 : 1);
}
END_TEST

/* The half-height surface of the CT lies on the exact bone, also where the texture is. */
START_TEST (the_threshold_finds_the_exact_surface_of_the_bone)
{
  KerfPhantom p = kerf_phantom_new (kinds[_i], 1, NULL);
  g_autoptr (KerfVolume) ct = kerf_phantom_volume (&p, KERF_PHANTOM_CT, NULL);
  g_autoptr (KerfMask) mask =
      kerf_mask_from_threshold (ct, 625, (double) INFINITY, NULL, NULL, NULL); /* (50 + 1200) / 2 */
  g_autoptr (KerfMesh) mesh = kerf_mesh_from_mask (mask, NULL, NULL);
  double sum = 0, far = 0;
  guint n = 0;
  for (guint32 v = 0; v < mesh->n_vertices; v += 7) {
    KerfVec3 x = kerf_mesh_vertex (mesh, v);
    double d = kerf_phantom_bone_mm (&p, x);
    if (fabs (d) > 0.8 || kerf_phantom_lesion_mm (&p, x) > -3)
      continue; /* the inner side of the cortex, texture, lesion */
    sum += d;
    far += fabs (d);
    n++;
  }
  printf ("# %u points: mean %.3f mm, mean absolute %.3f mm\n", n, sum / n, far / n);
  ck_assert (n > 1000);
  kt_near (sum / n, 0, 0.05);
  kt_near (far / n, 0, 0.1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("phantom");
  TCase *t = tcase_create ("phantom");
  tcase_set_timeout (t, 120);
  tcase_add_loop_test (t, the_same_seed_gives_the_same_bytes_with_any_number_of_threads, 0, 2);
  tcase_add_loop_test (t, margins_and_volume_are_those_of_the_truth, 0, 2);
  tcase_add_loop_test (t, the_threshold_finds_the_exact_surface_of_the_bone, 0, 2);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
