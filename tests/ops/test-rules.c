/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What operations refuse and what they promise, beyond their tables. */
#include "base/real.h"
#include "case/derived-compare.h"
#include "case/plan-document.h"
#include "fixture.h"

static const struct {
  const char *op, *part;
  const char *words[6];
} refusals[] = {
  { "plan.lock", "can't be locked while the side is unknown", { "plan=p1", "by=S", "role=surgeon" } },
  { "object.delete", "is used by", { "id=s2" } },
  { "plane.move", "No plan has a plane", { "plane=Q", "along_mm=1" } },
  { "plane.bound", "needs a bound along the blade", { "plane=A", "half_extent_v_mm=none", "depth_mm=5" } },
  { "segment.brush", "A disc needs", { "segment=s2", "points=0,0,0", "shape=disc" } },
  { "volume.accept", "has no finding", { "volume=v1", "finding=import.gap", "by=R", "reason=x" } },
  { "align.matrix", "mirrors", { "fixed=v1", "moving=v2", "matrix=-1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1" } },
  { "plane.through", "give three", { "plan=p1", "points=0,0,0;1,0,0;0,1,0;1,1,1" } },
  { "plan.protect", "is a volume", { "plan=p1", "structure=v1" } },
  { "compare.postop", "Which face", { "plan=p1", "volume=v2", "planes=A:0,0,20:0,0,1" } },
  { "segment.threshold", "did you mean 'v1'", { "volume=v9", "low=1" } },
  { "guide.approve", "is not locked", { "guide=g1", "by=S", "role=surgeon" } },
  { "guide.pin", "make the bore wider", { "guide=g1", "entry=0,-22,0", "axis=0,1,0", "hole_diameter_mm=2" } },
  { "guide.body", "needs its middle", { "guide=g1", "radius_mm=20" } },
  { "guide.new", "There is no printer", { "plan=p1", "printer=typewriter" } },
  { "no.such", "There is no operation", { NULL } },
};

START_TEST (what_can_not_be_done_says_why)
{
  g_autoptr (KerfCase) kase = fx_case ();
  if (_i == 0)
    fx_do (&kase, "case.subject", "side=unknown", NULL);
  g_autofree char *sentence = fx_refusal (kase, refusals[_i].op, refusals[_i].words);
  ck_assert_msg (strstr (sentence, refusals[_i].part) != NULL, "%s", sentence);
}
END_TEST

static KerfPlan *
plan_of (const KerfCase *kase, guint32 number)
{
  return kerf_plan_from_object (kerf_case_get (kase, (KerfId){ KERF_KIND_PLAN, number }));
}

START_TEST (a_move_measures_exactly_what_was_asked_for)
{
  g_autoptr (KerfCase) kase = fx_case ();
  g_autoptr (KerfPlan) before = plan_of (kase, 1);
  KerfPlane *a = kerf_plan_plane (before, "A");
  fx_do (&kase, "plane.move", "plane=A", "along_mm=1.25", "pitch_deg=7", "roll_deg=-4", "pivot=1,2,20.3",
         NULL);
  g_autoptr (KerfPlan) after = plan_of (kase, 1);
  KerfPlane *b = kerf_plan_plane (after, "A");
  KerfCutDeviation d = kerf_cut_deviation (&a->cut.frame, &b->cut.frame, kerf_vec3 (1, 2, 20.3), NULL, 0);
  kt_near (d.offset_mm, 1.25, 1e-9);
  kt_near (d.pitch_rad, 7 * KERF_RAD_PER_DEG, 1e-12);
  kt_near (d.roll_rad, -4 * KERF_RAD_PER_DEG, 1e-12);
  ck_assert (kerf_distance (b->datum.p, a->datum.p) == 0); /* the datum stays where it was placed */
}
END_TEST

START_TEST (flipping_twice_gives_the_plane_back_and_keeps_the_slab)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "plane.kerf", "plane=A", "width_mm=1.4", "face=keep", NULL);
  g_autoptr (KerfPlan) one = plan_of (kase, 1);
  fx_do (&kase, "plane.flip", "plane=A", NULL);
  g_autoptr (KerfPlan) two = plan_of (kase, 1);
  KerfCut *a = &kerf_plan_plane (one, "A")->cut, *b = &kerf_plan_plane (two, "A")->cut;
  ck_assert_int_eq (b->face, KERF_FACE_DISCARD);
  KerfFrame3 fa = kerf_cut_face (a, KERF_FACE_DISCARD), fb = kerf_cut_face (b, KERF_FACE_KEEP);
  kt_near (kerf_distance (fa.p, fb.p), 0, 1e-12);
  fx_do (&kase, "plane.flip", "plane=A", NULL);
  g_autoptr (KerfPlan) three = plan_of (kase, 1);
  kt_near (kerf_distance (kerf_plan_plane (three, "A")->cut.frame.n, a->frame.n), 0, 1e-15);
}
END_TEST

START_TEST (letters_are_never_used_again)
{
  g_autoptr (KerfCase) kase = fx_case ();
  g_autoptr (KerfPlan) plan = plan_of (kase, 1);
  ck_assert_uint_eq (plan->letters_used, 2);
  fx_do (&kase, "plane.through", "plan=p1", "points=-15,-20,0;-15,20,0;-15,0,10", NULL);
  g_autoptr (KerfPlan) more = plan_of (kase, 1);
  ck_assert_ptr_nonnull (kerf_plan_plane (more, "C"));
  ck_assert_str_eq (kerf_plan_plane (more, "C")->kerf_from, "previous-plane");
  ck_assert_str_eq (kerf_plan_plane (more, "A")->kerf_from, "default");
}
END_TEST

START_TEST (a_signature_goes_stale_when_its_input_changes_and_comes_back_by_undo)
{
  g_autoptr (KerfCase) kase = fx_case ();
  const char *what = NULL;
  fx_do (&kase, "segment.sign", "segment=s2", "by=R", "role=radiologist", NULL);
  fx_do (&kase, "plan.review", "plan=p1", "by=S", "role=surgeon", NULL);
  ck_assert_ptr_null (kerf_object_stale_input (kase, (KerfId){ KERF_KIND_PLAN, 1 }, &what));
  g_autoptr (KerfCase) before = kerf_case_ref (kase);
  fx_do (&kase, "segment.brush", "segment=s2", "points=2,1,12", "radius_mm=3", NULL);
  ck_assert_str_eq (kerf_object_stale_input (kase, (KerfId){ KERF_KIND_SEGMENT, 2 }, &what), "Tumour");
  ck_assert_str_eq (what, "signed");
  ck_assert_str_eq (kerf_object_stale_input (kase, (KerfId){ KERF_KIND_PLAN, 1 }, &what), "Tumour");
  ck_assert_str_eq (what, "reviewed");
  ck_assert_ptr_null (kerf_object_stale_input (before, (KerfId){ KERF_KIND_PLAN, 1 }, &what));
  fx_do (&kase, "object.rename", "id=s1", "name=Another", NULL); /* a name is no input */
  g_autoptr (KerfCase) renamed = kerf_case_ref (before);
  fx_do (&renamed, "object.rename", "id=s2", "name=Other", NULL);
  ck_assert_ptr_null (kerf_object_stale_input (renamed, (KerfId){ KERF_KIND_PLAN, 1 }, &what));
}
END_TEST

START_TEST (the_version_hash_changes_with_what_is_commanded_and_with_nothing_else)
{
  g_autoptr (KerfCase) kase = fx_case (), other = kerf_case_ref (kase);
  KerfHash h0, h1;
  KerfId plan = { KERF_KIND_PLAN, 1 };
  ck_assert (kerf_plan_version_hash (kase, plan, &h0, NULL));
  fx_do (&other, "object.rename", "id=p1", "name=Renamed", NULL);
  fx_do (&other, "object.rename", "id=s1", "name=Renamed bone", NULL);
  fx_do (&other, "segment.sign", "segment=s2", "by=R", "role=radiologist", NULL);
  ck_assert (kerf_plan_version_hash (other, plan, &h1, NULL));
  ck_assert (kerf_hash_equal (&h0, &h1));
  fx_do (&other, "plane.move", "plane=A", "along_mm=0.1", NULL);
  ck_assert (kerf_plan_version_hash (other, plan, &h1, NULL));
  ck_assert (!kerf_hash_equal (&h0, &h1));
}
END_TEST

START_TEST (a_locked_plan_is_revised_never_changed_and_then_superseded)
{
  static const char *const move[] = { "plane=p1.A", "along_mm=1", NULL };
  g_autoptr (KerfCase) kase = fx_case ();
  KerfId one = { KERF_KIND_PLAN, 1 };
  int by = 0;
  fx_do (&kase, "plan.lock", "plan=p1", "by=S", "role=surgeon", NULL);
  g_autofree char *sentence = fx_refusal (kase, "plane.move", move);
  ck_assert_ptr_nonnull (strstr (sentence, "is locked"));
  fx_do (&kase, "plan.revise", "plan=p1", "by=S", "reason=the tumour grew", NULL);
  g_autoptr (KerfPlan) first = plan_of (kase, 1), second = plan_of (kase, 2);
  ck_assert_str_eq (first->plan_uuid, second->plan_uuid);
  ck_assert_int_eq (second->version, 2);
  ck_assert (!kerf_plan_is_superseded (kase, one, &by));
  fx_do (&kase, "plan.lock", "plan=p2", "by=S", "role=surgeon", NULL);
  ck_assert (kerf_plan_is_superseded (kase, one, &by));
  ck_assert_int_eq (by, 2);
}
END_TEST

/* Domain oracle 7 in the fixture's terms: the cut moved by −1.5; the keep face taken for the discard face would be five
 * times too good. */
START_TEST (e1_knows_which_face_it_looks_at)
{
  g_autoptr (KerfCase) kase = fx_case ();
  g_autoptr (KerfPlan) plan = plan_of (kase, 1);
  const KerfCut *cut = &kerf_plan_plane (plan, "A")->cut;
  KerfFrame3 keep = kerf_cut_face (cut, KERF_FACE_KEEP);
  KerfVec3 p = kerf_along (keep.p, -1.5, keep.n);
  g_autofree char *planes = g_strdup_printf ("planes=A:%.17g,%.17g,%.17g:%.17g,%.17g,%.17g", p.x, p.y, p.z,
                                             keep.n.x, keep.n.y, keep.n.z);
  fx_do (&kase, "compare.postop", "plan=p1", "volume=v2", "alignment=a1", "face_measured=keep", planes, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfJson) json =
      kerf_derived_comparison (kase, (KerfId){ KERF_KIND_COMPARISON, 1 }, NULL, &error);
  kt_no_error (error);
  const KerfJson *row = kerf_json_at (kerf_json_get (json, "planes"), 0);
  kt_near (kerf_json_get_real (row, "offset_mm", 0), -1.5, 1e-9);
  kt_near (kerf_json_get_real (row, "e1_abs_mm", 0), 1.5,
           1e-3); /* the tumour's nearest point lies under the face */
  kt_near (kerf_json_get_real (row, "margin_unbounded_b_mm", 0) -
               kerf_json_get_real (row, "margin_unbounded_a_mm", 0),
           -1.5, 1e-9);
  ck_assert_uint_eq (kerf_json_length (kerf_json_get (json, "unmatched")), 1);
}
END_TEST

START_TEST (e2_of_a_known_motion_is_that_motion)
{
  g_autoptr (KerfCase) kase = fx_case ();
  fx_do (&kase, "plan.duplicate", "plan=p1", "name=Copy", NULL);
  fx_do (&kase, "plane.move", "plane=p2.A", "along_mm=-0.7", "roll_deg=2", NULL);
  fx_do (&kase, "compare.plans", "a=p1", "b=p2", "planning=replanned",
         "registration_basis=frame-of-reference", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfJson) json =
      kerf_derived_comparison (kase, (KerfId){ KERF_KIND_COMPARISON, 1 }, NULL, &error);
  kt_no_error (error);
  const KerfJson *a = kerf_json_at (kerf_json_get (json, "planes"), 0),
                 *b = kerf_json_at (kerf_json_get (json, "planes"), 1);
  kt_near (kerf_json_get_real (a, "offset_mm", 0), -0.7,
           1e-6); /* the pivot is the section's centroid, which is q */
  kt_near (kerf_json_get_real (a, "roll_deg", 0), 2, 1e-9);
  kt_near (kerf_json_get_real (a, "pitch_deg", 1), 0, 1e-9);
  kt_near (kerf_json_get_real (b, "margin_diff_mm", 1), 0, 1e-12);
}
END_TEST

/* domain §3.7 and conventions §5: what stands on a guide. */
START_TEST (the_label_names_study_side_bone_and_version)
{
  g_autoptr (KerfCase) kase = fx_case ();
  KerfHash hash;
  fx_do (&kase, "case.subject", "study_id=ID-0042", NULL);
  fx_do (&kase, "guide.label", "guide=g1", NULL);
  g_autoptr (KerfGuide) guide = kerf_guide_from_object (kerf_case_get (kase, (KerfId){ KERF_KIND_GUIDE, 1 }));
  ck_assert_uint_eq (guide->label_lines->len, 4); /* and which way is up */
  ck_assert_str_eq (g_ptr_array_index (guide->label_lines, 0), "ID-0042 L FEMUR");
  ck_assert (kerf_plan_version_hash (kase, (KerfId){ KERF_KIND_PLAN, 1 }, &hash,
                                     NULL)); /* the label is not part of it */
  g_autofree char *hex = kerf_hash_to_hex (&hash), *wanted = g_strdup_printf ("V1 %.8s", hex),
                  *upper = g_ascii_strup (wanted, -1);
  ck_assert_str_eq (g_ptr_array_index (guide->label_lines, 1), upper);
  KerfSlot *slot = g_ptr_array_index (guide->slots, 0);
  ck_assert_str_eq (slot->letter, "A");
  kt_near (slot->clearance_mm, 0.1, 0);
  kt_near (guide->insertion.y, 1, 1e-9); /* the blades go from −y to +y */
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rules");
  TCase *t = tcase_create ("rules");
  tcase_set_timeout (t, 120);
  tcase_add_loop_test (t, what_can_not_be_done_says_why, 0, (int) G_N_ELEMENTS (refusals));
  tcase_add_test (t, a_move_measures_exactly_what_was_asked_for);
  tcase_add_test (t, flipping_twice_gives_the_plane_back_and_keeps_the_slab);
  tcase_add_test (t, letters_are_never_used_again);
  tcase_add_test (t, a_signature_goes_stale_when_its_input_changes_and_comes_back_by_undo);
  tcase_add_test (t, the_version_hash_changes_with_what_is_commanded_and_with_nothing_else);
  tcase_add_test (t, a_locked_plan_is_revised_never_changed_and_then_superseded);
  tcase_add_test (t, the_label_names_study_side_bone_and_version);
  tcase_add_test (t, e1_knows_which_face_it_looks_at);
  tcase_add_test (t, e2_of_a_known_motion_is_that_motion);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
