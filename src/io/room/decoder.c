/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kerf-decoder: reads what a stranger wrote, so that the program that asked for it need not (room.h). It is started by
 * Kerf with a socket and does nothing by itself. */
#include "io/dicom/dicom.h"
#include "io/room/guard.h"
#include "io/room/socket.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Everything that has to be opened or loaded is, before the doors are shut. */
int
main (void)
{
  struct stat st;
  if (fstat (KERF_ROOM_SOCKET, &st) != 0 || !S_ISSOCK (st.st_mode)) {
    fputs ("kerf-decoder: Kerf starts this by itself; use kerf or kerf-cli.\n", stderr);
    return 2;
  }
  /* Blocks the size of a slice come and go all the time: each would cost a fault per page. */
  mallopt (M_MMAP_THRESHOLD, 32 << 20);
  mallopt (M_TRIM_THRESHOLD, 64 << 20);
  setsid (); /* away from the terminal of who started Kerf */
  gboolean ready = kerf_dicom_start (NULL);
  KerfRoomHead hello = { .magic = KERF_ROOM_MAGIC, .call = ready ? 1 : 0, .seconds = kerf_guard_enter () };
  if (kerf_socket_send (KERF_ROOM_SOCKET, &hello, NULL, NULL))
    kerf_room_serve (KERF_ROOM_SOCKET, NULL);
  _exit (
      EXIT_SUCCESS); /* nothing is to be tidied up, and a sanitizer's last words would look for leaks of libraries */
}
