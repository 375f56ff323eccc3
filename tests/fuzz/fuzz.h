/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets share: the input as an open file, without a disk. */
#pragma once
#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Volumes of more bytes are not read: the targets look for mistakes, not for memory. */
#define KF_MOST_BYTES (16u << 20)

/* A descriptor at the start of a file that holds these bytes, or -1. */
static inline int
kf_open (const char *name, const uint8_t *data, size_t size)
{
  int fd = memfd_create (name, MFD_CLOEXEC);
  if (fd >= 0 && write (fd, data, size) == (ssize_t) size && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

/* A path that opens it again, for functions that want one; the caller frees. */
static inline char *
kf_path (int fd)
{
  return g_strdup_printf ("/proc/self/fd/%d", fd);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
