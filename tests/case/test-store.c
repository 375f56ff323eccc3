/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../kerf-check.h"
#include "base/error.h"
#include "case/recorder.h"
#include "case/store.h"
#include "toy-ops.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static KerfHash
dab (KerfStore *store, double x)
{
  ToyDab a = { .at = kerf_vec3 (x, 30, 30), .radius_mm = 5 };
  KerfDone done = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good = kerf_store_do (store, &toy_dab_op, &a, "tester", NULL, &done, &error);
  kt_no_error (error);
  ck_assert (good && done.made->len == 1);
  KerfHash revision = done.revision;
  kerf_done_clear (&done);
  return revision;
}

static KerfHash
mask_hash (KerfStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfCase) kase = kerf_store_head (store, NULL, &error);
  kt_no_error (error);
  const KerfObject *object = kerf_case_get (kase, (KerfId){ KERF_KIND_SEGMENT, 1 });
  KerfHash none = { { 0 } };
  return object ? kerf_object_content_hash (object) : none;
}

START_TEST (an_edit_is_there_after_reopening_and_its_payload_too)
{
  g_autofree char *path = path_of ("a.kerf");
  KerfHash kept, again;
  g_autoptr (KerfMask) before = NULL, after = NULL;
  {
    g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
    dab (store, 10);
    kept = dab (store, 20);
    g_autoptr (KerfCase) kase = kerf_store_head (store, &again, NULL);
    before = kerf_object_mask (kerf_case_get (kase, (KerfId){ KERF_KIND_SEGMENT, 1 }), NULL);
    ck_assert (kerf_hash_equal (&kept, &again));
  }
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_READ, NULL);
  g_autoptr (KerfCase) kase = kerf_store_head (store, &again, NULL);
  ck_assert (kerf_hash_equal (&kept, &again));
  after = kerf_object_mask (kerf_case_get (kase, (KerfId){ KERF_KIND_SEGMENT, 1 }), NULL);
  ck_assert (kerf_mask_equal (before, after));
}
END_TEST

START_TEST (undo_and_redo_go_on_over_restarts_and_branches_stay)
{
  g_autofree char *path = path_of ("undo.kerf");
  KerfHash h1, h2, h3;
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
  KerfHash r1 = dab (store, 10);
  h1 = mask_hash (store);
  KerfHash r2 = dab (store, 20);
  h2 = mask_hash (store);
  KerfHash at;
  ck_assert (kerf_store_step (store, KERF_STEP_UNDO, &at, NULL) && kerf_hash_equal (&at, &r1));
  h3 = mask_hash (store);
  ck_assert (kerf_hash_equal (&h1, &h3));
  g_clear_pointer (&store, kerf_store_unref);
  store = kerf_store_open (path, KERF_STORE_WRITE, NULL);
  ck_assert (kerf_store_step (store, KERF_STEP_REDO, &at, NULL) && kerf_hash_equal (&at, &r2));
  h3 = mask_hash (store);
  ck_assert (kerf_hash_equal (&h2, &h3));
  ck_assert (!kerf_store_step (store, KERF_STEP_REDO, &at, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "nothing to redo"));
  ck_assert (kerf_store_step (store, KERF_STEP_UNDO, &at, NULL));
  dab (store, 40); /* a branch */
  ck_assert (!kerf_store_can_step (store, KERF_STEP_REDO));
  g_autofree char *hex = kerf_hash_to_hex (&r2);
  ck_assert (kerf_store_goto (store, hex, &at, NULL) && kerf_hash_equal (&at, &r2));
  g_autoptr (GPtrArray) log = kerf_store_log (store, NULL, NULL);
  ck_assert_uint_eq (log->len, 4); /* the first empty one, two dabs, the branch */
}
END_TEST

START_TEST (the_same_commands_give_the_same_chain)
{
  KerfHash heads[2];
  g_setenv ("SOURCE_DATE_EPOCH", "1700000000", TRUE);
  for (int k = 0; k < 2; k++) {
    g_autofree char *path = path_of (k ? "same-b.kerf" : "same-a.kerf");
    g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
    dab (store, 10);
    heads[k] = dab (store, 20);
  }
  g_unsetenv ("SOURCE_DATE_EPOCH");
  ck_assert (kerf_hash_equal (&heads[0], &heads[1]));
}
END_TEST

static void
flip (const char *path, gsize offset, int bit)
{
  FILE *f = fopen (path, "r+b");
  fseek (f, (long) offset, SEEK_SET);
  int c = fgetc (f);
  fseek (f, (long) offset, SEEK_SET);
  fputc (c ^ (1 << bit), f);
  fclose (f);
}

START_TEST (check_finds_a_single_flipped_bit)
{
  g_autofree char *path = path_of ("flip.kerf"), *copy = path_of ("flipped.kerf"), *bytes = NULL;
  gsize size;
  {
    g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
    for (int k = 0; k < 6; k++)
      dab (store, 8 * k);
  }
  ck_assert (g_file_get_contents (path, &bytes, &size, NULL));
  guint32 state = 12345;
  for (int k = 0; k < 200; k++) {
    state = state * 1664525u + 1013904223u;
    gsize offset = state % size;
    ck_assert (g_file_set_contents (copy, bytes, (gssize) size, NULL));
    flip (copy, offset, (int) (state >> 29));
    KerfCheck check = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (KerfStore) store = kerf_store_open (copy, KERF_STORE_READ, &error);
    gboolean noticed = !store || !kerf_store_check (store, &check, NULL, &error) || check.problems->len > 0;
    kerf_check_clear (&check);
    ck_assert_msg (noticed, "the bit flipped at %zu was not found", offset);
  }
}
END_TEST

static const struct {
  const char *name, *part;
} bad_files[] = {
  { "text.kerf", "is not a Kerf case" },
  { "newer.kerf", "written by a newer Kerf (format 99, this is 1)" },
  { "half.kerf", "damaged" },
  { "foreign.kerf", "is not a Kerf case" },
  { "absent.kerf", "There is no" },
  { "empty.kerf", "is not a Kerf case" },
};

static void
make_bad (const char *path, int which)
{
  char *bytes = NULL;
  gsize size;
  sqlite3 *db = NULL;
  if (which == 0)
    g_file_set_contents (path, "this is a letter to a friend, not a case, and long enough to look at\n", -1,
                         NULL);
  if (which == 1 || which == 2) {
    g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
    dab (store, 10);
  }
  if (which == 1 || which == 3) {
    sqlite3_open (path, &db);
    sqlite3_exec (db, which == 1 ? "PRAGMA user_version = 99" : "CREATE TABLE x (a)", NULL, NULL, NULL);
    sqlite3_close (db);
  }
  if (which == 2) {
    g_file_get_contents (path, &bytes, &size, NULL);
    g_file_set_contents (path, bytes, (gssize) size / 2, NULL);
    g_free (bytes);
  }
  if (which == 5)
    g_file_set_contents (path, "", 0, NULL);
}

START_TEST (files_that_are_no_sound_case_get_a_sentence)
{
  g_autofree char *path = path_of (bad_files[_i].name);
  g_autoptr (GError) error = NULL;
  make_bad (path, _i);
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_WRITE, &error);
  g_autoptr (KerfCase) kase = store ? kerf_store_head (store, NULL, &error) : NULL;
  KerfCheck check = { 0 };
  if (kase && kerf_store_check (store, &check, NULL, &error) && check.problems->len)
    kerf_fail (&error, KERF_ERROR_STORE_DAMAGED, "file", path, "where", "check", NULL);
  kerf_check_clear (&check);
  ck_assert_ptr_nonnull (error);
  ck_assert_msg (strstr (error->message, bad_files[_i].part) != NULL, "%s", error->message);
}
END_TEST

START_TEST (a_commit_on_a_moved_head_is_applied_again_or_refused)
{
  g_autofree char *path = path_of ("moved.kerf");
  g_autoptr (GError) error = NULL;
  g_autoptr (KerfStore) one = kerf_store_open (path, KERF_STORE_CREATE, NULL);
  dab (one, 10);
  KerfHash base_revision;
  g_autoptr (KerfCase) base = kerf_store_head (one, &base_revision, NULL);
  g_autoptr (KerfStore) two = kerf_store_open (path, KERF_STORE_WRITE, NULL);
  ToyDab other = { .at = kerf_vec3 (50, 50, 50), .radius_mm = 4, .name = (char[]){ "second" } };
  ck_assert (kerf_store_do (two, &toy_dab_op, &other, "b", NULL, NULL, NULL)); /* makes another segment */
  ToyDab mine = { .at = kerf_vec3 (20, 20, 20), .radius_mm = 4 };
  ck_assert (kerf_store_do_from (one, &toy_dab_op, &mine, base, &base_revision, "a", NULL, NULL,
                                 &error)); /* reads s1 only */
  kt_no_error (error);
  g_autoptr (KerfCase) head = kerf_store_head (one, NULL, NULL);
  ck_assert_uint_eq (kerf_case_length (head), 2);
  ToyDab clash = { .at = kerf_vec3 (30, 30, 30), .radius_mm = 4 };
  ck_assert (!kerf_store_do_from (one, &toy_dab_op, &clash, base, &base_revision, "a", NULL, NULL,
                                  &error)); /* s1 has changed */
  ck_assert (g_error_matches (error, KERF_ERROR, KERF_ERROR_STORE_MOVED));
}
END_TEST

/* Whether somebody else may take the file for itself, as the last one to leave does before it removes the log. */
static gboolean
is_free_for_others (const char *path)
{
  pid_t child = fork ();
  if (child == 0) { /* fcntl only: SQLite isn't for a forked process */
    int fd = open (path, O_RDWR);
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
    _exit (fd >= 0 && fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK ? 1 : 0);
  }
  int status = 0;
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  return WEXITSTATUS (status) == 1;
}

START_TEST (a_look_into_the_file_takes_no_lock_away)
{
  static const char *const tails[] = { "", "-wal", "-shm" };
  g_autofree char *path = path_of ("looked.kerf");
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
  dab (store, 10);
  ck_assert (!is_free_for_others (path));
  for (int i = 0; i < 3; i++) { /* as a file chooser does, to see what they are */
    g_autofree char *name = g_strconcat (path, tails[i], NULL);
    int fd = open (name, O_RDONLY);
    ck_assert_int_ge (fd, 0);
    close (fd);
  }
  ck_assert (!is_free_for_others (path));
  g_clear_pointer (&store, kerf_store_unref);
  ck_assert (is_free_for_others (path));
}
END_TEST

START_TEST (a_case_opened_twice_in_one_program_is_whole_when_both_are_closed)
{
  for (int first = 0; first < 2; first++) {
    g_autofree char *path = path_of (first ? "twice-a.kerf" : "twice-b.kerf"),
                    *log = g_strconcat (path, "-wal", NULL);
    KerfStore *stores[2] = { kerf_store_open (path, KERF_STORE_CREATE, NULL),
                             kerf_store_open (path, KERF_STORE_WRITE, NULL) };
    ck_assert (stores[0] && stores[1]);
    dab (stores[0], 10);
    dab (stores[1], 20);
    kerf_store_unref (stores[first]);
    dab (stores[1 - first], 30);
    kerf_store_unref (stores[1 - first]);
    ck_assert (!g_file_test (log, G_FILE_TEST_EXISTS)); /* else the file alone would not be the case */
    g_autoptr (KerfStore) again = kerf_store_open (path, KERF_STORE_READ, NULL);
    g_autoptr (GPtrArray) revisions = kerf_store_log (again, NULL, NULL);
    ck_assert_uint_eq (revisions->len, 4);
  }
}
END_TEST

START_TEST (a_group_stands_or_falls_together)
{
  g_autofree char *path = path_of ("group.kerf");
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
  dab (store, 10);
  KerfHash before = mask_hash (store);
  ck_assert (kerf_store_group_begin (store, NULL));
  dab (store, 20);
  dab (store, 30);
  ck_assert (kerf_store_group_end (store, FALSE, NULL));
  KerfHash after = mask_hash (store);
  ck_assert (kerf_hash_equal (&before, &after));
  ck_assert (kerf_store_group_begin (store, NULL));
  dab (store, 20);
  ck_assert (kerf_store_group_end (store, TRUE, NULL));
  after = mask_hash (store);
  ck_assert (!kerf_hash_equal (&before, &after));
  KerfCheck check = { 0 };
  ck_assert (kerf_store_check (store, &check, NULL, NULL));
  ck_assert_uint_eq (check.problems->len, 0);
  kerf_check_clear (&check);
}
END_TEST

START_TEST (a_full_disk_at_any_write_changes_nothing)
{
  g_autofree char *path = path_of ("full.kerf");
  g_autoptr (KerfStore) store = kerf_store_open (path, KERF_STORE_CREATE, NULL);
  dab (store, 10);
  g_clear_pointer (&store, kerf_store_unref);
  struct stat st;
  ck_assert_int_eq (stat (path, &st), 0);
  int refused = 0;
  for (int pages = 0; pages < 6; pages++) {
    sqlite3 *db = NULL;
    sqlite3_open (path, &db);
    sqlite3_close (db);
    store = kerf_store_open (path, KERF_STORE_WRITE, NULL);
    KerfHash before = mask_hash (store);
    g_autofree char *limit = g_strdup_printf ("%ld", (long) (st.st_size / 16384 + pages / 2));
    g_setenv ("KERF_TEST_MAX_PAGES", limit, TRUE);
    g_clear_pointer (&store, kerf_store_unref);
    store = kerf_store_open (path, KERF_STORE_WRITE, NULL);
    g_unsetenv ("KERF_TEST_MAX_PAGES");
    ToyDab a = { .at = kerf_vec3 (30 + pages, 30, 30), .radius_mm = 14 };
    g_autoptr (GError) error = NULL;
    if (!kerf_store_do (store, &toy_dab_op, &a, "tester", NULL, NULL, &error)) {
      refused++;
      ck_assert_msg (g_error_matches (error, KERF_ERROR, KERF_ERROR_STORE_FULL), "%s", error->message);
      KerfHash after = mask_hash (store);
      ck_assert (kerf_hash_equal (&before, &after));
    }
    g_clear_pointer (&store, kerf_store_unref);
  }
  ck_assert_int_gt (refused, 0);
}
END_TEST

static void
set_up (void)
{
  folder = g_dir_make_tmp ("kerf-store-XXXXXX", NULL);
}

static void
tear_down (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir)) {
    g_autofree char *path = path_of (name);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

int
main (void)
{
  Suite *suite = suite_create ("store");
  TCase *t = tcase_create ("store");
  tcase_set_timeout (t, 120);
  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_test (t, an_edit_is_there_after_reopening_and_its_payload_too);
  tcase_add_test (t, undo_and_redo_go_on_over_restarts_and_branches_stay);
  tcase_add_test (t, the_same_commands_give_the_same_chain);
  tcase_add_test (t, check_finds_a_single_flipped_bit);
  tcase_add_loop_test (t, files_that_are_no_sound_case_get_a_sentence, 0, (int) G_N_ELEMENTS (bad_files));
  tcase_add_test (t, a_commit_on_a_moved_head_is_applied_again_or_refused);
  tcase_add_test (t, a_look_into_the_file_takes_no_lock_away);
  tcase_add_test (t, a_case_opened_twice_in_one_program_is_whole_when_both_are_closed);
  tcase_add_test (t, a_group_stands_or_falls_together);
  tcase_add_test (t, a_full_disk_at_any_write_changes_nothing);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
