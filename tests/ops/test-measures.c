/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures: their figures against shapes that are known, and that none of them grows old. */
#include "base/real.h"
#include "case/measure.h"
#include "fixture.h"

static KerfMeasureFigures *
figures (const KerfCase *kase, guint32 number)
{
  return kerf_derived_measure (kase, (KerfId){ KERF_KIND_MEASURE, number }, NULL);
}

static const KerfObject *
measure (const KerfCase *kase, guint32 number)
{
  return kerf_case_get (kase, (KerfId){ KERF_KIND_MEASURE, number });
}

static const struct {
  const char *op, *part;
  const char *words[5];
} refusals[] = {
  { "measure.length", "lie in one place", { "points=1,2,3;1,2,3" } },
  { "measure.length", "takes 2", { "points=1,2,3;4,5,6;7,8,9" } },
  { "measure.angle", "Points 2 and 3 lie", { "points=1,2,3;4,5,6;4,5,6" } },
  { "measure.cobb", "Points 3 and 4 lie", { "points=0,0,0;9,0,0;5,5,5;5,5,5" } },
  { "measure.ellipse", "right angles", { "points=0,0,0;9,0,0;5,5,0" } },
  { "measure.ellipse", "takes 3", { "points=0,0,0;9,0,0;0,5,0;1,1,1" } },
  { "measure.freehand", "crosses itself", { "points=0,0,0;9,9,0;9,0,0;0,5,0" } },
  { "measure.freehand", "out of its plane", { "points=0,0,0;9,0,0;9,9,2;0,9,0" } },
  { "measure.planes", "both plane A", { "a=A", "b=p1.A" } },
  { "measure.planes", "No plan has a plane", { "a=A", "b=Q" } },
  { "measure.distance", "is a volume", { "point=1,2,3", "structure=v1" } },
  { "measure.move", "takes 2", { "measure=m1", "points=1,2,3" } },
  { "object.delete", "is used by 'Distance 1'", { "id=s1" } },
};

START_TEST (what_can_not_be_measured_says_why)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "measure.length", "points=0,0,0;1,0,0", NULL);
  fx_do (&kase, "measure.distance", "point=0,0,0", "structure=s1", NULL);
  g_autofree char *sentence = fx_refusal (kase, refusals[_i].op, refusals[_i].words);
  ck_assert_msg (strstr (sentence, refusals[_i].part) != NULL, "%s", sentence);
}
END_TEST

START_TEST (lengths_and_angles_are_those_of_their_points)
{
  g_autoptr (KerfCase) kase = fx_case ();
  for (int k = 0; k < 90; k++) { /* any way round, lines drawn to or fro */
    double angle = 2.0 * k * KERF_RAD_PER_DEG, turn = 2.399963 * k;
    KerfMat4 m = kerf_mat4_rotation (kerf_vec3 (1, 2 + k, 3), turn, kerf_vec3 (4, 5, 6));
    KerfVec3 o = kerf_mat4_point (&m, kerf_vec3 (0, 0, 0)), u = kerf_mat4_point (&m, kerf_vec3 (12.5, 0, 0)),
             v = kerf_mat4_point (&m, kerf_vec3 (30 * cos (angle), 30 * sin (angle), 0));
    g_autofree char *legs = g_strdup_printf ("points=%.17g,%.17g,%.17g;%.17g,%.17g,%.17g;%.17g,%.17g,%.17g",
                                             u.x, u.y, u.z, o.x, o.y, o.z, v.x, v.y, v.z);
    g_autofree char *lines =
        g_strdup_printf ("points=%.17g,%.17g,%.17g;%.17g,%.17g,%.17g;%.17g,%.17g,%.17g;%.17g,%.17g,%.17g",
                         k % 2 ? u.x : o.x, k % 2 ? u.y : o.y, k % 2 ? u.z : o.z, k % 2 ? o.x : u.x,
                         k % 2 ? o.y : u.y, k % 2 ? o.z : u.z, o.x + 7, o.y - 3, o.z + 2, v.x + 7, v.y - 3,
                         v.z + 2);
    g_autoptr (KerfCase) one = kerf_case_ref (kase);
    g_autofree char *length =
        g_strdup_printf ("points=%.17g,%.17g,%.17g;%.17g,%.17g,%.17g", o.x, o.y, o.z, u.x, u.y, u.z);
    fx_do (&one, "measure.length", length, NULL);
    fx_do (&one, "measure.angle", legs, NULL);
    fx_do (&one, "measure.cobb", lines, NULL);
    g_autoptr (KerfMeasureFigures) a = figures (one, 1);
    g_autoptr (KerfMeasureFigures) b = figures (one, 2);
    g_autoptr (KerfMeasureFigures) c = figures (one, 3);
    kt_near (a->length_mm, 12.5, 1e-9);
    kt_near (b->angle_deg, 2.0 * k, 1e-9);
    kt_near (c->angle_deg, k <= 45 ? 2.0 * k : 180 - 2.0 * k, 1e-9);
  }
}
END_TEST

/* A ball of 10 mm about (2, 1, 0.5), painted on voxels of 2 to 2.5 mm; a tube of 2 mm along z at (15, 0). */
START_TEST (distances_are_to_the_surface_as_it_is_now)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "measure.distance", "point=30,1,0.5", "structure=s2", NULL);
  fx_do (&kase, "measure.distance", "point=2,1,-3.5", "structure=Tumour", NULL);
  fx_do (&kase, "measure.distance", "point=25,0,7", "structure=t1", NULL);
  fx_do (&kase, "measure.distance", "point=30,1,0.5", "structure=s2", "volume=v2",
         NULL); /* by the alignment */
  g_autoptr (KerfMeasureFigures) far = figures (kase, 1);
  g_autoptr (KerfMeasureFigures) inside = figures (kase, 2);
  g_autoptr (KerfMeasureFigures) tube = figures (kase, 3);
  g_autoptr (KerfMeasureFigures) other = figures (kase, 4);
  kt_near (far->distance_mm, 18, 0.12);
  kt_near (kerf_distance (far->nearest, kerf_vec3 (12, 1, 0.5)), 0, 1.2);
  kt_near (kerf_distance (far->nearest, kerf_vec3 (30, 1, 0.5)), far->distance_mm, 1e-9);
  kt_near (inside->distance_mm, -6, 0.12);
  kt_near (tube->distance_mm, 8, 1e-12);
  kt_near (kerf_distance (tube->nearest, kerf_vec3 (17, 0, 7)), 0, 1e-12);
  kt_near (other->distance_mm, far->distance_mm, 1e-9);
  /* The ball grows towards the point: nobody touches the measure, and it says so. */
  KerfHash before = kerf_derived_measure_inputs (kase, (KerfId){ KERF_KIND_MEASURE, 1 });
  fx_do (&kase, "segment.brush", "segment=s2", "points=12,1,0.5", "radius_mm=10", NULL);
  KerfHash after = kerf_derived_measure_inputs (kase, (KerfId){ KERF_KIND_MEASURE, 1 });
  g_autoptr (KerfMeasureFigures) grown = figures (kase, 1);
  kt_near (grown->distance_mm, 8, 0.12);
  ck_assert (!kerf_hash_equal (&before, &after));
  /* Without an alignment it isn't known, and says why. */
  fx_do (&kase, "object.delete", "id=a1", NULL);
  g_autoptr (KerfMeasureFigures) lost = figures (kase, 4);
  ck_assert (isnan (lost->distance_mm) && lost->why);
}
END_TEST

/* Drawn on an image that lies turned: x of the CT = (−y + 5, x − 3, z + 2) of the MR. */
START_TEST (distances_go_through_the_alignment)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "object.delete", "id=a1", NULL);
  fx_do (&kase, "align.matrix", "fixed=v1", "moving=v2", "matrix=0,-1,0,5,1,0,0,-3,0,0,1,2,0,0,0,1", NULL);
  fx_do (&kase, "measure.distance", "point=30,1,0.5", "structure=s2", NULL);
  fx_do (&kase, "measure.distance", "point=4,-25,-1.5", "structure=s2", "volume=v2", NULL);
  fx_do (&kase, "measure.distance", "point=3,-20,5", "structure=t1", "volume=v2", NULL); /* (25, 0, 7) */
  g_autoptr (KerfMeasureFigures) ct = figures (kase, 1);
  g_autoptr (KerfMeasureFigures) mr = figures (kase, 2);
  g_autoptr (KerfMeasureFigures) tube = figures (kase, 3);
  kt_near (mr->distance_mm, ct->distance_mm, 1e-9);
  kt_near (kerf_distance (mr->nearest, kerf_vec3 (4, -25, -1.5)), mr->distance_mm, 1e-9);
  kt_near (tube->distance_mm, 8, 1e-9);
  kt_near (kerf_distance (tube->nearest, kerf_vec3 (3, -12, 5)), 0, 1e-9); /* (17, 0, 7) */
}
END_TEST

START_TEST (the_angle_between_planes_follows_them)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "measure.planes", "a=A", "b=p1.B", NULL);
  ck_assert_str_eq (kerf_object_name (measure (kase, 1)), "Planes A and B");
  g_autoptr (KerfMeasureFigures) flat = figures (kase, 1);
  kt_near (flat->angle_deg, 0, 1e-6);
  for (int k = 1; k <= 60; k += 7) {
    g_autoptr (KerfCase) one = kerf_case_ref (kase);
    g_autofree char *pitch = g_strdup_printf ("pitch_deg=%d", k);
    fx_do (&one, "plane.move", "plane=A", pitch, NULL);
    g_autoptr (KerfMeasureFigures) tilted = figures (one, 1);
    kt_near (tilted->angle_deg, k, 1e-6);
    fx_do (&one, "plane.flip", "plane=B", NULL); /* which side stays is no matter of the angle */
    g_autoptr (KerfMeasureFigures) flipped = figures (one, 1);
    kt_near (flipped->angle_deg, k, 1e-6);
  }
}
END_TEST

START_TEST (regions_have_the_values_of_their_own_image)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "measure.ellipse", "points=0,0,0;8,0,0;0,5,0", "volume=v1", NULL);
  fx_do (&kase, "measure.ellipse", "points=0,0,0;8,0,0;0,5,0", "volume=v2", NULL);
  fx_do (&kase, "measure.freehand", "points=-45,-4,0;-31,-4,0;-31,4,0;-45,4,0", NULL);
  fx_do (&kase, "measure.ellipse", "points=500,0,0;508,0,0;500,5,0", NULL);
  g_autoptr (KerfMeasureFigures) ct = figures (kase, 1);
  g_autoptr (KerfMeasureFigures) mr = figures (kase, 2);
  g_autoptr (KerfMeasureFigures) rim = figures (kase, 3);
  g_autoptr (KerfMeasureFigures) beyond = figures (kase, 4);
  kt_near (ct->area_mm2, 40 * KERF_PI, 1e-9);
  kt_near (ct->half_u_mm, 8, 1e-12);
  ck_assert_str_eq (ct->unit, "HU");
  ck_assert_str_eq (mr->unit, "");
  ck_assert (ct->values.mean != mr->values.mean); /* their textures differ */
  kt_near (ct->values.mean, 900, 35);
  kt_near (rim->values.outside, 5.0 / 14, 1e-9); /* the image begins at −40 */
  ck_assert (isnan (beyond->values.mean) && beyond->why && beyond->values.samples == 0);
  /* What an image is may be put right later: its numbers are no Hounsfield units then. */
  fx_do (&kase, "volume.role", "volume=v1", "role=mr", "confirm=yes", NULL);
  g_autoptr (KerfMeasureFigures) again = figures (kase, 1);
  ck_assert_str_eq (again->unit, "");
  ck_assert (again->values.mean == ct->values.mean);
}
END_TEST

START_TEST (a_moved_measure_keeps_its_name_and_note)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "measure.length", "points=0,0,0;1,0,0", NULL);
  fx_do (&kase, "measure.length", "points=0,0,0;2,0,0", NULL);
  fx_do (&kase, "measure.length", "points=0,0,0;2,0,0", "name=Width", NULL);
  ck_assert_str_eq (kerf_object_name (measure (kase, 1)), "Length 1");
  ck_assert_str_eq (kerf_object_name (measure (kase, 2)), "Length 2");
  fx_do (&kase, "object.note", "id=m3", "text=At the isthmus", NULL);
  fx_do (&kase, "measure.move", "measure=m3", "points=0,0,0;0,0,7.5", NULL);
  const KerfJson *record = kerf_object_record (measure (kase, 3));
  ck_assert_str_eq (kerf_json_get_string (record, "name", ""), "Width");
  ck_assert_str_eq (kerf_json_get_string (record, "note", ""), "At the isthmus");
  ck_assert_str_eq (kerf_json_get_string (record, "volume", ""), "v1");
  kt_near (kerf_json_get_real (record, "length_mm", 0), 7.5, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("measures");
  TCase *t = tcase_create ("measures");
  tcase_set_timeout (t, 120);
  tcase_add_loop_test (t, what_can_not_be_measured_says_why, 0, (int) G_N_ELEMENTS (refusals));
  tcase_add_test (t, lengths_and_angles_are_those_of_their_points);
  tcase_add_test (t, distances_are_to_the_surface_as_it_is_now);
  tcase_add_test (t, distances_go_through_the_alignment);
  tcase_add_test (t, the_angle_between_planes_follows_them);
  tcase_add_test (t, regions_have_the_values_of_their_own_image);
  tcase_add_test (t, a_moved_measure_keeps_its_name_and_note);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
