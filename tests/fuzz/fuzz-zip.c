/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip or gzip file: its directory, then each member. */
#include "fuzz.h"
#include "io/source/unpack.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = kf_open ("zip", data, size);
  if (fd < 0)
    return -1;
  g_autoptr (GArray) members = kerf_unpack_list (fd, "archive.zip", NULL);
  for (guint k = 0; members && k < MIN (members->len, 16); k++) {
    const KerfMember *member = &g_array_index (members, KerfMember, k);
    gsize most = MIN (member->size, KF_MOST_BYTES);
    g_autofree guint8 *to = g_malloc (most);
    kerf_unpack_member (fd, "archive.zip", member->index, to, most, NULL);
  }
  close (fd);
  return 0;
}
