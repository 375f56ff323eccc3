/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- blocks ---- */

enum { HUGE_PAGE = 2 << 20 };

typedef struct {
  void *mapped;
  gsize size;
} Block;

static void
block_free (gpointer data)
{
  Block *block = data;
  munmap (block->mapped, block->size);
  g_free (block);
}

GBytes *
kerf_memory_bytes (gsize size, guint8 **to)
{
  if (size > G_MAXSIZE / 2)
    return NULL;
  gsize whole = MAX (size, 1) + HUGE_PAGE;
  void *mapped = mmap (NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED)
    return NULL;
  gsize ahead = (HUGE_PAGE - GPOINTER_TO_SIZE (mapped) % HUGE_PAGE) % HUGE_PAGE;
  *to = (guint8 *) mapped + ahead;
  if (size >= HUGE_PAGE)
    madvise (*to, size, MADV_HUGEPAGE); /* where the system has none, it stays as it is */
  Block *block = g_new (Block, 1);
  *block = (Block){ mapped, whole };
  return g_bytes_new_with_free_func (*to, size, block_free, block);
}

GBytes *
kerf_memory_shared (gsize size, guint8 **to, int *fd)
{
  gsize whole = MAX (size, 1);
  *fd = size > G_MAXSIZE / 2 ? -1 : memfd_create ("kerf-volume", MFD_CLOEXEC);
  if (*fd < 0)
    return NULL;
  void *mapped = ftruncate (*fd, (off_t) whole) == 0
                     ? mmap (NULL, whole, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0)
                     : MAP_FAILED;
  if (mapped == MAP_FAILED) {
    close (*fd);
    *fd = -1;
    return NULL;
  }
  *to = mapped;
  Block *block = g_new (Block, 1);
  *block = (Block){ mapped, whole };
  return g_bytes_new_with_free_func (*to, size, block_free, block);
}

/* ---- buffers ---- */

/* Two sizes, for the tiles of 16-bit and of float volumes with what packing may add; others are plain memory. */
enum { CLASSES = 2, HEADER = 64, KEPT = 16 };
static const gsize class_size[CLASSES] = { 640 << 10, 1280 << 10 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static guint8 *kept[CLASSES][KEPT]; /* guarded by lock */
static guint n_kept[CLASSES];       /* guarded by lock */

guint8 *
kerf_buffer_take (gsize size)
{
  guint which = 0;
  while (which < CLASSES && size > class_size[which])
    which++;
  if (size < class_size[0] / 16) /* small things cost nothing */
    which = CLASSES;
  guint8 *made = NULL;
  if (which < CLASSES) {
    pthread_mutex_lock (&lock);
    if (n_kept[which])
      made = kept[which][--n_kept[which]];
    pthread_mutex_unlock (&lock);
  }
  if (!made)
    made = g_malloc (HEADER + (which < CLASSES ? class_size[which] : MAX (size, 1)));
  made[0] = (guint8) which;
  return made + HEADER;
}

void
kerf_buffer_give (gpointer buffer)
{
  if (!buffer)
    return;
  guint8 *made = (guint8 *) buffer - HEADER;
  guint which = made[0];
  if (which < CLASSES) {
    pthread_mutex_lock (&lock);
    if (n_kept[which] < KEPT) {
      kept[which][n_kept[which]++] = made;
      made = NULL;
    }
    pthread_mutex_unlock (&lock);
  }
  g_free (made);
}

GBytes *
kerf_buffer_to_bytes (guint8 *take_buffer, gsize size)
{
  return g_bytes_new_with_free_func (take_buffer, size, kerf_buffer_give, take_buffer);
}

void
kerf_buffer_trim (void)
{
  pthread_mutex_lock (&lock);
  for (guint which = 0; which < CLASSES; which++)
    while (n_kept[which])
      g_free (kept[which][--n_kept[which]]);
  pthread_mutex_unlock (&lock);
}

/* Bytes that the system can still give, 0 where it does not say. */
guint64
kerf_memory_available (void)
{
  g_autofree char *text = NULL;
  guint64 kilobytes = 0;
  const char *line =
      g_file_get_contents ("/proc/meminfo", &text, NULL, NULL) ? strstr (text, "MemAvailable:") : NULL;
  if (line)
    kilobytes = g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10);
  return kilobytes * 1024;
}
