/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/source/archive.h"

#include "base/error.h"
#include "base/memory.h"
#include "io/room/room.h"
#include "io/source/file.h"
#include "io/source/unpack.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The directory of an archive, as it was when it was listed. */
typedef struct {
  gatomicrefcount count;
  KerfStamp stamp;
  GArray *members;     /* KerfMember */
  GHashTable *by_path; /* path inside → index + 1 in members */
} Directory;

static GMutex lock;
static GHashTable *known; /* path of the archive → Directory *, guarded by lock */

static void
directory_unref (gpointer data)
{
  Directory *directory = data;
  if (!g_atomic_ref_count_dec (&directory->count))
    return;
  g_array_unref (directory->members);
  g_hash_table_unref (directory->by_path);
  g_free (directory);
}

gboolean
kerf_archive_sniff (const char *path, const guint8 *head, gsize n)
{
  static const char *const others[] = { ".nii.gz", ".hdr.gz", ".img.gz", ".raw.gz", ".tgz", ".tar.gz" };
  if (n >= 4 && (memcmp (head, "PK\x03\x04", 4) == 0 || memcmp (head, "PK\x05\x06", 4) == 0))
    return TRUE;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (gsize k = 0; k < G_N_ELEMENTS (others); k++)
    if (g_str_has_suffix (lower, others[k]))
      return FALSE;
  return n > 2 && head[0] == 0x1f && head[1] == 0x8b;
}

/* A name is text for people and the key of a table, nothing more. Two members of one name are told apart. */
static void
index_members (Directory *directory)
{
  directory->by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint k = 0; k < directory->members->len; k++) {
    KerfMember *member = &g_array_index (directory->members, KerfMember, k);
    char **parts = g_strsplit_set (member->name, "/\\", -1);
    g_autoptr (GString) clean = g_string_new (NULL);
    for (char **part = parts; *part; part++)
      if (**part && strcmp (*part, ".") != 0 && strcmp (*part, "..") != 0)
        g_string_append_printf (clean, "%s%s", clean->len ? "/" : "", *part);
    g_strfreev (parts);
    g_autofree char *stem = g_strdup (clean->str);
    for (guint twin = k + 1; g_hash_table_contains (directory->by_path, clean->str) || !clean->len; twin++)
      g_string_printf (clean, "%s (%u)", stem, twin);
    g_free (member->name);
    member->name = g_strdup (clean->str);
    g_hash_table_insert (directory->by_path, g_strdup (clean->str), GUINT_TO_POINTER (k + 1));
  }
}

static gboolean
read_members (KerfWire *reply, GArray *members)
{
  guint32 n = 0;
  kerf_wire_count (reply, &n, 20);
  for (guint32 k = 0; k < n; k++) {
    KerfMember member = { 0 };
    kerf_wire_text (reply, &member.name);
    kerf_wire_u64 (reply, &member.index);
    kerf_wire_u64 (reply, &member.size);
    if (!member.name)
      member.name = g_strdup ("");
    if (member.size > KERF_MEMBER_MOST)
      reply->bad = TRUE;
    g_array_append_val (members, member);
  }
  return kerf_wire_ended (reply);
}

static void
member_clear (gpointer data)
{
  g_free (((KerfMember *) data)->name);
}

static Directory *
directory_new (const char *archive, int fd, const KerfStamp *stamp, const KerfContext *context,
               GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *name = g_strdup (archive);
  kerf_room_begin (&request, KERF_ROOM_LIST_ARCHIVE, archive, fd);
  request.seconds = 8 + (guint) MIN (stamp->size >> 23, 3600);
  kerf_wire_text (&request.args, &name);
  if (!kerf_room_ask (&request, context, &answer, &reply, error))
    return NULL;
  Directory *directory = g_new0 (Directory, 1);
  g_atomic_ref_count_init (&directory->count);
  directory->stamp = *stamp;
  directory->members = g_array_new (FALSE, FALSE, sizeof (KerfMember));
  g_array_set_clear_func (directory->members, member_clear);
  gboolean good = read_members (&reply, directory->members);
  index_members (directory);
  if (good)
    return directory;
  directory_unref (directory);
  g_autofree char *file = g_path_get_basename (archive);
  kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", file, "reason", "it is damaged", NULL);
  return NULL;
}

/* The directory of the archive as it is now, and the open archive in *fd. */
static Directory *
directory_of (const char *archive, int *fd, const KerfContext *context, GError **error)
{
  KerfStamp stamp;
  *fd = kerf_file_open (archive, &stamp, error);
  if (*fd < 0)
    return NULL;
  g_mutex_lock (&lock);
  if (!known)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, directory_unref);
  Directory *directory = g_hash_table_lookup (known, archive);
  if (directory && memcmp (&directory->stamp, &stamp, sizeof stamp) == 0)
    g_atomic_ref_count_inc (&directory->count);
  else
    directory = NULL;
  g_mutex_unlock (&lock);
  if (directory)
    return directory;
  directory = directory_new (archive, *fd, &stamp, context, error);
  if (!directory) {
    close (*fd);
    return NULL;
  }
  g_mutex_lock (&lock);
  g_atomic_ref_count_inc (&directory->count);
  g_hash_table_replace (known, g_strdup (archive), directory);
  g_mutex_unlock (&lock);
  return directory;
}

GPtrArray *
kerf_archive_list (const char *path, const KerfContext *context, GError **error)
{
  int fd;
  Directory *directory = directory_of (path, &fd, context, error);
  if (!directory)
    return NULL;
  close (fd);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  for (guint k = 0; k < directory->members->len; k++)
    g_ptr_array_add (paths, g_strconcat (path, KERF_SOURCE_INSIDE,
                                         g_array_index (directory->members, KerfMember, k).name, NULL));
  directory_unref (directory);
  return paths;
}

static gboolean
take (const char *path, int archive, int block, guint64 index, guint64 size, const KerfContext *context,
      GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *name = NULL;
  kerf_source_split (path, &name, NULL);
  kerf_room_begin (&request, KERF_ROOM_TAKE_MEMBER, path, archive);
  request.fds[1] = block;
  request.seconds = 8 + (guint) (size >> 24);
  kerf_wire_text (&request.args, &name);
  kerf_wire_u64 (&request.args, &index);
  kerf_wire_u64 (&request.args, &size);
  return kerf_room_ask (&request, context, &answer, &reply, error);
}

/* At most `most` bytes of the member in a block of memory; *size says how many. −1 with an error. */
static int
unpack (const char *path, guint64 most, guint64 *size, const KerfContext *context, GError **error)
{
  g_autofree char *archive = NULL, *inside = NULL;
  int fd, block = -1;
  kerf_source_split (path, &archive, &inside);
  Directory *directory = directory_of (archive, &fd, context, error);
  if (!directory)
    return -1;
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (directory->by_path, inside));
  if (at) {
    const KerfMember *member = &g_array_index (directory->members, KerfMember, at - 1);
    *size = MIN (member->size, most);
    guint64 free_now = kerf_memory_available ();
    if (free_now && *size > free_now / 2) {
      kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", inside, "reason", "there is not enough memory",
                 NULL);
      close (fd);
      directory_unref (directory);
      return -1;
    }
    block = memfd_create ("kerf-member", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    gboolean good = block >= 0 && ftruncate (block, (off_t) *size) == 0;
    if (!good)
      kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", inside, "reason", "there is not enough memory",
                 NULL);
    if (block >= 0 && (!good || !take (path, fd, block, member->index, *size, context, error))) {
      close (block);
      block = -1;
    }
  } else
    kerf_fail (error, KERF_ERROR_IMPORT_ABSENT, "path", path, NULL);
  close (fd);
  directory_unref (directory);
  if (block >= 0 &&
      fcntl (block, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    close (block); /* who unpacked it has kept a hand on it */
    block = -1;
    kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", inside, "reason", "it is damaged", NULL);
  }
  return block;
}

gssize
kerf_archive_head (const char *path, guint8 *to, gsize n, const KerfContext *context, GError **error)
{
  guint64 size = 0;
  int block = unpack (path, n, &size, context, error);
  if (block < 0)
    return -1;
  gssize have = pread (block, to, n, 0);
  close (block);
  return have;
}

int
kerf_archive_open_member (const char *path, const KerfContext *context, GError **error)
{
  guint64 size = 0;
  return unpack (path, G_MAXINT64, &size, context, error);
}
