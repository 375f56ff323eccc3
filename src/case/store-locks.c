/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

/* The locks that SQLite asks for are the process's (POSIX): they all go when anything in it closes the file, such as a file
 * chooser that has looked what it is. The next program to leave then takes the log away under us, and what is saved after
 * that is lost. So its locks are put on open files of our own instead (F_OFD_SETLK of fcntl(2)), one for each file of the
 * process, however often SQLite has it open: SQLite counts those for itself and asks only once for all of them. The index of
 * the log it opens once a process; that one is locked as it is. */

enum {
  FIRST_LOCK = 0x40000000
}; /* SQLite's byte of a pending lock: those of the database itself begin there */

typedef struct {
  dev_t device;
  ino_t inode;
} Key;

static GMutex lock_of_table;
static GHashTable *files; /* Key → our descriptor; only of files that are locked now */

static guint
key_hash (gconstpointer key)
{
  const Key *k = key;
  return (guint) k->inode ^ ((guint) k->device << 16);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *p = a, *q = b;
  return p->device == q->device && p->inode == q->inode;
}

static void
close_fd (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

/* Our descriptor of the file that `fd` is; −1: there can be none. */
static int
own_descriptor (int fd, const Key *key)
{
  gpointer known;
  if (!files)
    files = g_hash_table_new_full (key_hash, key_equal, g_free, close_fd);
  if (g_hash_table_lookup_extended (files, key, NULL, &known))
    return GPOINTER_TO_INT (known);
  char path[32];
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  int own = open (path, O_RDWR | O_CLOEXEC);
  if (own < 0)
    own = open (path, O_RDONLY | O_CLOEXEC);
  if (own >= 0)
    g_hash_table_insert (files, g_memdup2 (key, sizeof *key), GINT_TO_POINTER (own));
  return own;
}

static int
lock_own (int fd, int command, struct flock *wanted)
{
  gboolean all = wanted->l_type == F_UNLCK && wanted->l_start == 0 && wanted->l_len == 0;
  struct stat at;
  wanted->l_pid = 0;
  if ((wanted->l_start < FIRST_LOCK && !all) || fstat (fd, &at) != 0)
    return fcntl (fd, command, wanted);
  Key key = { at.st_dev, at.st_ino };
  g_mutex_lock (&lock_of_table);
  int own = own_descriptor (fd, &key);
  int done = fcntl (own >= 0 ? own : fd, command, wanted), error = errno;
  if (all) /* the last one in this process has left it */
    g_hash_table_remove (files, &key);
  g_mutex_unlock (&lock_of_table);
  errno = error;
  return done;
}

static int
our_fcntl (int fd, int command, ...)
{
  va_list list;
  va_start (list, command);
  gpointer argument = va_arg (list, gpointer);
  va_end (list);
  if (command != F_SETLK && command != F_GETLK)
    return fcntl (fd, command, argument);
  struct flock wanted = *(struct flock *) argument;
  int done = lock_own (fd, command == F_SETLK ? F_OFD_SETLK : F_OFD_GETLK, argument);
  if (done == 0 || errno != EINVAL)
    return done;
  *(struct flock *) argument = wanted; /* a file system without them */
  return fcntl (fd, command, argument);
}

void
kerf_store_own_locks (sqlite3_vfs *vfs)
{
  if (vfs->iVersion >= 3 && vfs->xSetSystemCall)
    vfs->xSetSystemCall (vfs, "fcntl", (sqlite3_syscall_ptr) our_fcntl);
}
