/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder that does what the first letters of a file say, as one that a stranger took over might: dies, never ends,
 * eats memory, talks nonsense, or tries the doors. Files that say nothing are read as always. */
#include "io/room/guard.h"
#include "io/room/socket.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* A door that opens ends the decoder with a signal that nothing else sends. */
static void
try_doors (void)
{
  char program[] = "/bin/true", *const words[] = { program, NULL };
  gboolean open_door = socket (AF_INET, SOCK_STREAM, 0) >= 0 || socket (AF_UNIX, SOCK_STREAM, 0) >= 0 ||
                       open ("/tmp/kerf-trap", O_WRONLY | O_CREAT, 0600) >= 0 ||
                       open ("/dev/null", O_RDWR) >= 0 || creat ("/tmp/kerf-trap", 0600) >= 0 ||
                       mkdir ("/tmp/kerf-trap-d", 0700) == 0 || unlink ("/tmp/kerf-trap") == 0 ||
                       chmod ("/proc/self/exe", 0700) == 0 || fork () >= 0 || execv (words[0], words) == 0 ||
                       kill (getppid (), 0) == 0;
  if (open_door || open ("/dev/null", O_RDONLY) < 0)
    raise (SIGUSR1);
}

static void
spring (G_GNUC_UNUSED KerfRoomCall call, int fd)
{
  char head[140] = "";
  if (pread (fd, head, sizeof head, 0) < 8)
    return;
  const char *said =
      memcmp (head, "TRAP", 4) == 0 ? head + 4 : ""; /* in the preamble, where any bytes may stand */
  if (g_str_has_prefix (said, "DIE"))
    raise (SIGSEGV);
  if (g_str_has_prefix (said, "LOOP")) {
    kerf_guard_seconds (1);
    for (volatile guint k = 0;; k++)
      ;
  }
  while (g_str_has_prefix (said, "EAT"))
    memset (g_malloc (64 << 20), 1, 64 << 20);
  if (g_str_has_prefix (said, "LIE")) {
    KerfRoomHead head_of_lies = { .magic = KERF_ROOM_MAGIC, .call = 1, .size = 40 };
    guint8 lies[40];
    memset (lies, 0xff, sizeof lies);
    kerf_socket_send (KERF_ROOM_SOCKET, &head_of_lies, NULL, lies);
    _exit (0);
  }
  if (g_str_has_prefix (said, "WAIT"))
    for (;;)
      sleep (1);
  if (g_str_has_prefix (said, "DOORS"))
    try_doors ();
}

int
main (void)
{
  kerf_dicom_start (NULL);
  KerfRoomHead hello = { .magic = KERF_ROOM_MAGIC, .call = 1, .seconds = kerf_guard_enter () };
  if (kerf_socket_send (KERF_ROOM_SOCKET, &hello, NULL, NULL))
    kerf_room_serve (KERF_ROOM_SOCKET, spring);
  _exit (0);
}
