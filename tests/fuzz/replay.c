/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over the files of a folder, without a fuzzer: what was found once is never found again. */
#include "fuzz.h"

#include <stdio.h>

int
main (int argc, char **argv)
{
  guint n = 0;
  g_autoptr (GDir) dir = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  if (!dir) {
    fprintf (stderr, "usage: replay FOLDER\n");
    return 2;
  }
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (argv[1], name, NULL);
    g_autofree char *data = NULL;
    gsize size;
    if (!g_file_get_contents (path, &data, &size, NULL))
      continue;
    printf ("%s\n", name); /* the last one said is the one that ended us */
    fflush (stdout);
    LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
    n++;
  }
  printf ("%u files\n", n);
  return n ? 0 : 1;
}
