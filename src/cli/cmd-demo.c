/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "case/derived-compare.h"
#include "cli/sample.h"
#include "io/read.h"
#include "io/write/write.h"
#include "ops/import.h"
#include "report/plan-json.h"
#include "report/report.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The whole job by itself: on the phantom, or on any CT folder with a lesion that is simulated and says so. Every step is
 * an operation, as a person or a script would give it. */

typedef struct {
  KerfCli *cli;
  KerfStore *store;
  const char *dir;
  GError **error;
  char last[16]; /* id of what the last step made */
  gboolean failed;
} Demo;

static void demo_do (Demo *demo, const char *op_id, ...) G_GNUC_NULL_TERMINATED;

/* One operation from key=value words, ended by NULL. After the first failure nothing more is done. */
static void
demo_do (Demo *demo, const char *op_id, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  va_list list;
  va_start (list, op_id);
  for (const char *word = va_arg (list, const char *); word; word = va_arg (list, const char *)) {
    union {
      const char *lent;
      char *plain;
    } same = { .lent = word };
    g_ptr_array_add (words, same.plain);
  }
  va_end (list);
  g_ptr_array_add (words, NULL);
  if (demo->failed)
    return;
  KerfDone done = { 0 };
  const KerfOp *op = kerf_op_find (kerf_ops, op_id, demo->error);
  g_autoptr (KerfCase) head = op ? kerf_store_head (demo->store, NULL, demo->error) : NULL;
  gpointer args =
      head ? kerf_args_parse (op, (const char *const *) words->pdata, head, NULL, demo->error) : NULL;
  demo->failed = !args || !kerf_store_do (demo->store, op, args, demo->cli->author, &demo->cli->context,
                                          &done, demo->error);
  if (args)
    kerf_args_free (op, args);
  if (demo->failed)
    return;
  if (done.made->len) {
    g_autofree char *id = kerf_id_to_text (g_array_index (done.made, KerfId, done.made->len - 1));
    g_strlcpy (demo->last, id, sizeof demo->last);
  }
  for (guint k = 0; k < done.notes->len; k++)
    kerf_cli_note (demo->cli, "%s", (const char *) g_ptr_array_index (done.notes, k));
  kerf_done_clear (&done);
}

static char *
point_word (const char *key, KerfVec3 v)
{
  g_autofree char *x = kerf_real_to_text (v.x), *y = kerf_real_to_text (v.y), *z = kerf_real_to_text (v.z);
  return g_strdup_printf ("%s=%s,%s,%s", key, x, y, z);
}

static char *
real_word (const char *key, double value)
{
  g_autofree char *number = kerf_real_to_text (value);
  return g_strdup_printf ("%s=%s", key, number);
}

/* All regular volumes of a folder; the id of the first stands in demo->last. */
static void
demo_import (Demo *demo, const char *folder, const char *role, const char *name)
{
  const char *const paths[] = { folder, NULL };
  if (demo->failed)
    return;
  g_autoptr (KerfScan) scan = kerf_scan (paths, &demo->cli->context, demo->error);
  const KerfSeries *best = NULL;
  for (guint k = 0; scan && k < scan->series->len; k++) {
    const KerfSeries *series = g_ptr_array_index (scan->series, k);
    if (series->kind == KERF_SERIES_VOLUME && series->verdict == KERF_VERDICT_REGULAR &&
        (!best || kerf_grid_voxels (&series->grid) > kerf_grid_voxels (&best->grid)))
      best = series;
  }
  if (scan && !best)
    kerf_fail_text (demo->error, KERF_ERROR_REFUSED,
                    "No regular image in '%s'; choose the folder of a CT series.", folder);
  KerfDone done = { 0 };
  KerfImportOptions options = { role, name, NULL, demo->cli->author };
  demo->failed =
      !best || !kerf_import_volume (demo->store, best, &options, &demo->cli->context, &done, demo->error);
  if (demo->failed)
    return;
  g_autofree char *id = kerf_id_to_text (g_array_index (done.made, KerfId, 0));
  g_strlcpy (demo->last, id, sizeof demo->last);
  kerf_done_clear (&done);
  for (guint k = 0; k < best->findings->len; k++)
    kerf_cli_note (demo->cli, "%s", ((const KerfFinding *) g_ptr_array_index (best->findings, k))->message);
}

/* Where a straight line from outside, along `into`, first meets the segment's surface. */
static gboolean
entry_on_bone (Demo *demo, const char *segment, KerfVec3 target, KerfVec3 into, KerfVec3 *entry)
{
  KerfId id;
  double t;
  g_autoptr (KerfCase) kase = kerf_store_head (demo->store, NULL, NULL);
  if (!kase || !kerf_id_from_text (segment, &id))
    return FALSE;
  g_autoptr (KerfDistance) distance =
      kerf_derived_distance (kerf_case_get (kase, id), NULL, &demo->cli->context, NULL);
  KerfVec3 from = kerf_along (target, -300, into);
  if (!distance || !kerf_distance_ray (distance, from, into, &t, NULL))
    return FALSE;
  *entry = kerf_along (from, t, into);
  return TRUE;
}

/* Two pins beside the cuts, where they meet bone going in along the guide's insertion. */
static void
demo_pins (Demo *demo, const char *guide, const char *bone, KerfVec3 centre, KerfVec3 into, KerfVec3 across,
           double reach)
{
  static const double places[] = { -1, 1, -0.6, 0.6, -1.4, 1.4, 0.3, -0.3 };
  int made = 0;
  g_autofree char *guide_word = g_strdup_printf ("guide=%s", guide);
  for (gsize k = 0; k < G_N_ELEMENTS (places) && made < 2 && !demo->failed; k++) {
    KerfVec3 entry;
    if (!entry_on_bone (demo, bone, kerf_along (centre, places[k] * reach, across), into, &entry))
      continue;
    g_autofree char *entry_word = point_word ("entry", entry), *axis_word = point_word ("axis", into);
    demo_do (demo, "guide.pin", guide_word, entry_word, axis_word, NULL);
    made += !demo->failed;
  }
}

static void
demo_guide (Demo *demo, const char *plan, const char *bone, KerfVec3 centre, KerfVec3 into, KerfVec3 across,
            double reach)
{
  g_autofree char *plan_word = g_strdup_printf ("plan=%s", plan), *into_word = point_word ("insertion", into);
  demo_do (demo, "guide.new", plan_word, into_word, "name=Guide", NULL);
  g_autofree char *guide = g_strdup (demo->last);
  demo_pins (demo, guide, bone, centre, into, across, reach);
  g_autofree char *guide_word = g_strdup_printf ("guide=%s", guide);
  demo_do (demo, "guide.label", guide_word, NULL);
}

/* ---- the phantom ---- */

static void
phantom_segments (Demo *demo, const KerfPhantom *p)
{
  demo_do (demo, "segment.threshold", "volume=v1", "low=200", "high=none", "name=Bone", "class=bone",
           NULL); /* s1 */
  demo_do (demo, "segment.largest", "segment=s1", NULL);
  demo_do (demo, "segment.new", "volume=v1", "name=Tumour", "class=tumour",
           NULL); /* s2: drawn, as a person would */
  for (int k = 0; k < 2; k++) {
    g_autofree char *points = point_word ("points", p->lesion[k].centre),
                    *radius = real_word ("radius_mm", p->lesion[k].radius_mm);
    demo_do (demo, "segment.brush", "segment=s2", points, radius, NULL);
  }
  demo_do (demo, "segment.boolean", "a=s1", "b=s2", "kind=union", "name=Bone with tumour", NULL); /* s3 */
  demo_do (demo, "segment.sign", "segment=s2", "by=Sample radiologist", "role=radiologist", NULL);
}

static void
phantom_tubes (Demo *demo, const KerfPhantom *p)
{
  for (int k = 0; k < p->n_tubes; k++) {
    const KerfPhantomTube *tube = &p->tubes[k];
    g_autoptr (GString) points = g_string_new ("points=");
    for (int n = 0; n < tube->n; n++) {
      g_autofree char *one = point_word ("p", tube->points[n]);
      g_string_append_printf (points, "%s%s", n ? ";" : "", one + 2);
    }
    g_autofree char *radius = real_word ("radius_mm", tube->radius_mm),
                    *name = g_strdup_printf ("name=%s", tube->name),
                    *klass = g_strdup_printf ("class=%s", tube->klass);
    demo_do (demo, "tube.draw", points->str, radius, name, klass, "volume=v1", NULL);
  }
}

static void
phantom_planes (Demo *demo, const KerfPhantom *p)
{
  for (int k = 0; k < p->n_planes; k++) {
    const KerfCut *cut = &p->planes[k].planned;
    const KerfFrame3 *f = &cut->frame;
    /* Two points where the blade enters, the third deeper; then the exact place by numbers. */
    KerfVec3 a = kerf_along (kerf_along (f->p, -10, f->u), -10, f->v),
             b = kerf_along (kerf_along (f->p, 10, f->u), -10, f->v), c = kerf_along (f->p, 10, f->v);
    g_autofree char *wa = point_word ("points", a), *wb = point_word ("x", b), *wc = point_word ("x", c);
    g_autofree char *points = g_strdup_printf ("%s;%s;%s", wa, wb + 2, wc + 2),
                    *hu = real_word ("half_extent_u_mm", cut->half_extent_u_mm),
                    *hv = real_word ("half_extent_v_mm", cut->half_extent_v_mm),
                    *plane = g_strdup_printf ("plane=p1.%s", p->planes[k].letter),
                    *point = point_word ("point", f->p), *normal = point_word ("normal", f->n),
                    *u = point_word ("axis_u", f->u);
    demo_do (demo, "plane.through", "plan=p1", points, hu, hv, "width_mm=1.2", "face=centre", NULL);
    demo_do (demo, "plane.set", plane, point, normal, u, NULL);
  }
}

/* The cut bone after the operation, against the plan. */
static void
phantom_postop (Demo *demo, const KerfPhantom *p)
{
  KerfMat4 ct_from_post;
  g_assert (kerf_mat4_inverse (&p->postop_from_ct, &ct_from_post));
  g_autoptr (GString) post = g_string_new ("matrix="), planes = g_string_new ("planes=");
  for (int k = 0; k < 16; k++) {
    g_autofree char *number = kerf_real_to_text (ct_from_post.m[k]);
    g_string_append_printf (post, "%s%s", k ? "," : "", number);
  }
  demo_do (demo, "align.matrix", "fixed=v1", "moving=v4", post->str, NULL);
  g_autofree char *post_alignment = g_strdup_printf ("alignment=%s", demo->last);
  demo_do (demo, "align.accept", post_alignment, "by=Sample radiologist", "role=radiologist",
           "note=known motion of the sample", NULL);
  for (int k = 0; k < p->n_planes; k++) {
    KerfFrame3 face = kerf_cut_face (&p->planes[k].achieved, KERF_FACE_KEEP);
    g_autofree char *point = point_word ("x", kerf_mat4_point (&p->postop_from_ct, face.p)),
                    *normal = point_word ("x", kerf_mat4_direction (&p->postop_from_ct, face.n));
    g_string_append_printf (planes, "%s%s:%s:%s", k ? ";" : "", p->planes[k].letter, point + 2, normal + 2);
  }
  demo_do (demo, "compare.postop", "plan=p1", "volume=v4", post_alignment, "face_measured=keep", planes->str,
           NULL);
}

static void
demo_phantom (Demo *demo)
{
  KerfPhantom p = kerf_phantom_new (KERF_PHANTOM_SACRUM, 1, NULL);
  g_autofree char *images = g_build_filename (demo->dir, "images", NULL),
                  *ct = g_build_filename (images, "ct", NULL), *mr = g_build_filename (images, "mr-t1", NULL),
                  *pct = g_build_filename (images, "pseudo-ct", NULL),
                  *post = g_build_filename (images, "post-op-ct", NULL),
                  *target = real_word ("margin_mm", p.target_margin_mm);
  if (!g_file_test (ct, G_FILE_TEST_IS_DIR))
    demo->failed = !kerf_sample_write (&p, images, &demo->cli->context, demo->error);
  demo_import (demo, ct, "ct", "CT");
  demo_import (demo, mr, "mr", "MR T1");
  demo_import (demo, pct, "pseudo-ct", "Pseudo-CT");
  demo_import (demo, post, "post-op-ct", "CT after the operation");
  demo_do (demo, "case.subject", "bone=Sacrum", "side=left", "study_id=SAMPLE-1", "confirm=yes", NULL);
  demo_do (demo, "case.midline", "points=0,27,40;0,28,-8;0,-8,-50;0,0,45", NULL);
  phantom_segments (demo, &p);
  demo_do (demo, "align.rigid", "fixed=v1", "moving=v2", "region=s1", NULL);
  demo_do (demo, "align.accept", "alignment=a1", "by=Sample radiologist", "role=radiologist", NULL);
  phantom_tubes (demo, &p);
  demo_do (demo, "plan.new", "name=Hemisacrectomy", "volume=v1", "tumour=s2", "bone=s3", NULL);
  demo_do (demo, "plan.target", "plan=p1", target, NULL);
  phantom_planes (demo, &p);
  for (int k = 0; k < p.n_tubes; k++) {
    g_autofree char *structure = g_strdup_printf ("structure=t%d", k + 1);
    demo_do (demo, "plan.protect", "plan=p1", structure, "clearance_mm=2", NULL);
  }
  demo_guide (demo, "p1", "s1", kerf_vec3 (18, 20, 8), kerf_vec3 (0, -1, 0), kerf_vec3 (1, 0, 0), 12);
  demo_do (demo, "align.rigid", "fixed=v1", "moving=v3", "region=s1", NULL);
  demo_do (demo, "align.accept", "alignment=a2", "by=Sample radiologist", "role=radiologist", NULL);
  demo_do (demo, "segment.threshold", "volume=v3", "low=200", "high=none", "name=Bone on pseudo-CT",
           "class=bone", NULL);
  g_autofree char *pseudo_bone = g_strdup_printf ("segment=%s", demo->last),
                  *bone_word = g_strdup_printf ("bone=%s", demo->last);
  demo_do (demo, "segment.largest", pseudo_bone, NULL);
  for (int k = 0; k < 2;
       k++) { /* the bone holds its tumour on both images, else their volumes don't compare */
    g_autofree char *points = point_word ("points", kerf_mat4_point (&p.mr_from_ct, p.lesion[k].centre)),
                    *radius = real_word ("radius_mm", p.lesion[k].radius_mm);
    demo_do (demo, "segment.brush", pseudo_bone, points, radius, NULL);
  }
  demo_do (demo, "plan.duplicate", "plan=p1", "name=Hemisacrectomy on pseudo-CT", "volume=v3", "alignment=a2",
           bone_word, NULL);
  g_autofree char *copy = g_strdup_printf ("b=%s", demo->last);
  demo_do (demo, "compare.plans", "a=p1", copy, "alignment=a2", "planning=copied",
           "registration_basis=whole-bone", NULL);
  phantom_postop (demo, &p);
}

/* ---- any CT folder ---- */

/* A place for a simulated lesion: from the middle of the bone to its nearest surface, and 8 mm into the bone. */
static gboolean
lesion_place (Demo *demo, const char *segment, KerfVec3 *centre)
{
  KerfId id;
  g_autoptr (KerfCase) kase = kerf_store_head (demo->store, NULL, demo->error);
  if (!kase || !kerf_id_from_text (segment, &id))
    return FALSE;
  g_autoptr (KerfDistance) distance =
      kerf_derived_distance (kerf_case_get (kase, id), NULL, &demo->cli->context, demo->error);
  if (!distance)
    return FALSE;
  KerfNearestPoint near;
  KerfVec3 middle = kerf_mesh_centroid (kerf_distance_mesh (distance));
  if (!kerf_distance_nearest (distance, middle, (double) INFINITY, &near))
    return kerf_fail_text (demo->error, KERF_ERROR_REFUSED,
                           "There is no bone above 200 HU in these images; choose a CT of bone.");
  *centre = near.distance_mm < -8 ? middle : kerf_along (near.point, -8, near.normal);
  return TRUE;
}

static void
demo_folder (Demo *demo, const char *folder)
{
  const double radius = 10, margin = 8;
  KerfVec3 c = kerf_vec3 (0, 0, 0), into = kerf_vec3 (0, -1, 0);
  demo_import (demo, folder, "ct", "CT");
  demo_do (demo, "case.subject", "bone=Bone", "side=unknown", "study_id=DEMO", NULL);
  demo_do (demo, "segment.threshold", "volume=v1", "low=200", "high=none", "name=Bone", "class=bone", NULL);
  demo_do (demo, "segment.largest", "segment=s1", NULL);
  demo->failed = demo->failed || !lesion_place (demo, "s1", &c);
  g_autofree char *points = point_word ("points", c), *radius_word = real_word ("radius_mm", radius),
                  *target = real_word ("margin_mm", margin);
  demo_do (demo, "segment.new", "volume=v1", "name=Simulated lesion", "class=tumour", NULL);
  demo_do (demo, "segment.brush", "segment=s2", points, radius_word, NULL);
  demo_do (demo, "object.note", "id=s2", "text=Simulated: there is no tumour in these images", NULL);
  demo_do (demo, "segment.boolean", "a=s1", "b=s2", "kind=union", "name=Bone with lesion", NULL);
  demo_do (demo, "plan.new", "name=Demo plan", "volume=v1", "tumour=s2", "bone=s3", NULL);
  demo_do (demo, "plan.target", "plan=p1", target, NULL);
  /* Above and below the lesion, the blade coming from behind. */
  for (int k = 0; k < 2; k++) {
    double z = (k ? -1 : 1) * (radius + margin + 0.6);
    g_autofree char *from = point_word ("from", kerf_add (c, kerf_vec3 (0, 25, z))),
                    *to = point_word ("to", kerf_add (c, kerf_vec3 (0, -25, z)));
    demo_do (demo, "plane.line", "plan=p1", from, to, "view_normal=1,0,0", NULL);
  }
  demo_guide (demo, "p1", "s1", c, into, kerf_vec3 (1, 0, 0), 14);
}

/* ---- what it leaves ---- */

static gboolean
write_picture (Demo *demo, const KerfCase *kase, const KerfHash *revision, const char *view, const char *name)
{
  KerfPictureOptions options = { .view = view,
                                 .from = "posterior", /* where the blade comes from */
                                 .at = { (double) NAN, 0, 0 },
                                 .plan = { KERF_KIND_PLAN, 1 },
                                 .width_px = 1280,
                                 .height_px = 900 };
  g_autofree char *path = g_build_filename (demo->dir, name, NULL);
  g_autoptr (GError) error = NULL;
  if (kerf_report_write_picture (kase, revision, &options, path, &demo->cli->context, &error))
    return TRUE;
  kerf_cli_note (demo->cli, "%s", error->message);
  return g_error_matches (error, KERF_ERROR, KERF_ERROR_VIEW_NO_GL);
}

static void
write_comparisons (Demo *demo, const KerfCase *kase)
{
  for (gsize k = 0; !demo->failed && k < kerf_case_length (kase); k++) {
    KerfId id = kerf_object_id (kerf_case_at (kase, k));
    if (id.kind != KERF_KIND_COMPARISON)
      continue;
    g_autoptr (KerfJson) json = kerf_derived_comparison (kase, id, &demo->cli->context, demo->error);
    g_autofree char *name = g_strdup_printf ("compare-c%u.json", id.number),
                    *path = g_build_filename (demo->dir, name, NULL);
    g_autofree char *text = json ? kerf_json_to_pretty_text (json) : NULL;
    demo->failed = !json || !kerf_write_bytes (path, text, strlen (text), demo->error);
  }
}

static void
write_results (Demo *demo)
{
  KerfHash revision;
  KerfId plan = { KERF_KIND_PLAN, 1 };
  KerfReportOptions options = { 0 };
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *json = g_build_filename (demo->dir, "plan.json", NULL),
                  *pdf = g_build_filename (demo->dir, "report.pdf", NULL);
  g_autoptr (KerfCase) kase = demo->failed ? NULL : kerf_store_head (demo->store, &revision, demo->error);
  if (!kase) {
    demo->failed = TRUE;
    return;
  }
  const KerfContext *context = &demo->cli->context;
  demo->failed =
      !kerf_report_write_plan (kase, plan, &revision, json, context, demo->error) ||
      !kerf_demo_write_guide (kase, (KerfId){ KERF_KIND_GUIDE, 1 }, demo->dir, context, demo->error) ||
      !kerf_report_write_pdf (demo->store, kase, plan, &revision, &options, pdf, notes, context,
                              demo->error) ||
      !write_picture (demo, kase, &revision, "four-up", "four-up.png") ||
      !write_picture (demo, kase, &revision, "3d", "3d.png");
  for (guint k = 0; k < notes->len; k++)
    kerf_cli_note (demo->cli, "%s", (const char *) g_ptr_array_index (notes, k));
  write_comparisons (demo, kase);
}

gboolean
kerf_cli_demo (KerfCli *cli, GError **error)
{
  const char *dir = kerf_cli_word (cli, 0), *from = kerf_cli_option (cli, "from");
  g_autofree char *path = g_build_filename (dir, "case.kerf", NULL);
  if (g_mkdir_with_parents (dir, 0777) != 0)
    return kerf_fail (error, KERF_ERROR_STORE_READONLY, "dir", dir, NULL);
  if (!kerf_cli_may_write (cli, path, error))
    return FALSE;
  g_unlink (path);
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, error);
  if (!store)
    return FALSE;
  Demo demo = { .cli = cli, .store = store, .dir = dir, .error = error };
  if (from)
    demo_folder (&demo, from);
  else
    demo_phantom (&demo);
  write_results (&demo);
  if (demo.failed)
    return FALSE;
  kerf_cli_said (
      cli,
      "In '%s': case.kerf, DRAFT-guide.stl, DRAFT-guide.3mf, report.pdf, plan.json with its meshes, four-up.png, 3d.png.",
      dir);
  return TRUE;
}
