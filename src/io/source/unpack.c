/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/source/unpack.h"

#include "base/error.h"
#include "io/dicom/dicom.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

/* Deflate makes at most so many bytes of one: who claims more has files that lie over each other. */
#define MOST_OF_A_BYTE 1032
#define MOST_MEMBERS   1000000
#define MOST_BYTES     (G_GUINT64_CONSTANT (1) << 40)

static gboolean
fail_archive (const char *name, const char *reason, GError **error)
{
  g_autofree char *file = g_path_get_basename (name);
  return kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", file, "reason", reason, NULL);
}

static void
member_clear (gpointer data)
{
  g_free (((KerfMember *) data)->name);
}

static gboolean
begins_with (int fd, const char *magic, gsize n)
{
  guint8 head[8];
  return pread (fd, head, n, 0) == (ssize_t) n && memcmp (head, magic, n) == 0;
}

/* ---- zip ---- */

/* libzip closes the descriptor that it is given. */
static zip_t *
open_zip (int fd, const char *name, GError **error)
{
  int own = dup (fd), why = 0;
  zip_t *zip = own < 0 || lseek (own, 0, SEEK_SET) < 0 ? NULL : zip_fdopen (own, 0, &why);
  if (!zip && own >= 0)
    close (own);
  if (!zip)
    fail_archive (name, "it is damaged", error);
  return zip;
}

/* TRUE where the entry is a file that can be unpacked; its size is added to *total. */
static gboolean
judge_entry (zip_t *zip, guint64 k, const char *name, guint64 packed, KerfMember *member, guint64 *total,
             gboolean *is_file, GError **error)
{
  zip_stat_t st;
  *is_file = FALSE;
  if (zip_stat_index (zip, k, ZIP_FL_ENC_GUESS, &st) != 0 || !(st.valid & ZIP_STAT_NAME))
    return fail_archive (name, "it is damaged", error);
  if (g_str_has_suffix (st.name, "/"))
    return TRUE;
  if (!(st.valid & ZIP_STAT_SIZE))
    return fail_archive (name, "it is damaged", error);
  if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
    return fail_archive (name, "it is locked with a password", error);
  if (st.size > KERF_MEMBER_MOST || *total + st.size > MIN (MOST_BYTES, packed * MOST_OF_A_BYTE + 4096)) {
    g_autofree char *much = g_format_size (st.size), *of = g_format_size (packed),
                    *reason = g_strdup_printf ("a file of %s would come out of %s", much, of);
    return fail_archive (name, reason, error);
  }
  *total += st.size;
  *is_file = st.size > 0;
  if (*is_file)
    *member = (KerfMember){ g_utf8_make_valid (st.name, -1), k, st.size };
  return TRUE;
}

static gboolean
list_zip (int fd, const char *name, guint64 packed, GArray *members, GError **error)
{
  zip_t *zip = open_zip (fd, name, error);
  if (!zip)
    return FALSE;
  zip_int64_t n = zip_get_num_entries (zip, 0);
  gboolean good = n <= MOST_MEMBERS || fail_archive (name, "it holds more than a million files", error);
  guint64 total = 0;
  for (zip_int64_t k = 0; k < n && good; k++) {
    KerfMember member;
    gboolean is_file;
    good = judge_entry (zip, (guint64) k, name, packed, &member, &total, &is_file, error);
    if (good && is_file)
      g_array_append_val (members, member);
  }
  zip_discard (zip);
  return good;
}

static gboolean
take_zip (int fd, const char *name, guint64 index, guint8 *to, gsize size, GError **error)
{
  /* The last archive stays open: its directory is read once for all its members. */
  static zip_t *kept;
  static struct stat kept_st;
  struct stat st;
  if (fstat (fd, &st) != 0)
    return fail_archive (name, "it can't be read", error);
  if (kept && (st.st_dev != kept_st.st_dev || st.st_ino != kept_st.st_ino || st.st_size != kept_st.st_size ||
               st.st_mtim.tv_sec != kept_st.st_mtim.tv_sec || st.st_mtim.tv_nsec != kept_st.st_mtim.tv_nsec))
    g_clear_pointer (&kept, zip_discard);
  if (!kept && !(kept = open_zip (fd, name, error)))
    return FALSE;
  kept_st = st;
  zip_file_t *file = zip_fopen_index (kept, index, 0);
  zip_stat_t entry;
  gsize have = 0;
  while (file && have < size) {
    zip_int64_t n = zip_fread (file, to + have, size - have);
    if (n <= 0)
      break;
    have += (gsize) n;
  }
  /* The checksum is compared by the read that finds the end. */
  guint8 more;
  if (file && have == size && zip_stat_index (kept, index, 0, &entry) == 0 && entry.size == size &&
      zip_fread (file, &more, 1) != 0)
    have = 0;
  if (file)
    zip_fclose (file);
  return have == size ||
         fail_archive (name, file ? "it is damaged" : "it is packed in an unusual way", error);
}

/* ---- gzip ---- */

static gzFile
open_gzip (int fd)
{
  int own = dup (fd);
  gzFile file = own < 0 || lseek (own, 0, SEEK_SET) < 0 ? NULL : gzdopen (own, "rb");
  if (!file && own >= 0)
    close (own);
  return file;
}

/* "image.dcm" of "image.dcm.gz". */
static char *
name_inside (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  if (g_str_has_suffix (base, ".gz"))
    base[strlen (base) - 3] = 0;
  return g_strdup (*base ? base : "image");
}

static gboolean
list_gzip (int fd, const char *name, GArray *members, GError **error)
{
  enum { PIECE = 1 << 17 };
  gzFile file = open_gzip (fd);
  g_autofree guint8 *piece = g_malloc (PIECE);
  guint64 size = 0;
  int n = file ? gzread (file, piece, PIECE) : -1;
  gboolean is_dicom = n > 0 && kerf_dicom_sniff (piece, (gsize) n);
  while (is_dicom && n > 0 && size <= KERF_MEMBER_MOST) {
    size += (guint64) n;
    n = gzread (file, piece, PIECE);
  }
  if (file && gzclose (file) != Z_OK) /* also where it ends in the middle */
    n = -1;
  if (!is_dicom)
    return TRUE;
  if (n < 0)
    return fail_archive (name, "it is damaged", error);
  if (size > KERF_MEMBER_MOST)
    return fail_archive (name, "more than 8 GB would come out of it", error);
  KerfMember member = { name_inside (name), 0, size };
  g_array_append_val (members, member);
  return TRUE;
}

static gboolean
take_gzip (int fd, const char *name, guint8 *to, gsize size, GError **error)
{
  gzFile file = open_gzip (fd);
  gsize have = 0;
  while (file && have < size) {
    int n = gzread (file, to + have, (unsigned) MIN (size - have, 1u << 30));
    if (n <= 0)
      break;
    have += (gsize) n;
  }
  guint8 more;
  if (file && have == size && gzread (file, &more, 1) < 0) /* the checksum stands at the end */
    have = 0;
  if (file)
    gzclose (file);
  return have == size || fail_archive (name, "it is damaged", error);
}

/* ---- */

GArray *
kerf_unpack_list (int fd, const char *name, GError **error)
{
  struct stat st;
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (KerfMember));
  g_array_set_clear_func (members, member_clear);
  gboolean good = fstat (fd, &st) == 0;
  if (!good)
    fail_archive (name, "it can't be read", error);
  else if (begins_with (fd, "\x1f\x8b", 2))
    good = list_gzip (fd, name, members, error);
  else
    good = list_zip (fd, name, (guint64) st.st_size, members, error);
  return good ? g_steal_pointer (&members) : NULL;
}

gboolean
kerf_unpack_member (int fd, const char *name, guint64 index, guint8 *to, gsize size, GError **error)
{
  return begins_with (fd, "\x1f\x8b", 2) ? take_gzip (fd, name, to, size, error)
                                         : take_zip (fd, name, index, to, size, error);
}
