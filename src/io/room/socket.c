/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/room/socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean
send_all (int socket, const guint8 *data, gsize size)
{
  while (size) {
    struct iovec piece = { .iov_base = (void *) (gsize) data, .iov_len = size };
    struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
    ssize_t n = sendmsg (socket, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    data += n;
    size -= (gsize) n;
  }
  return TRUE;
}

typedef union {
  struct cmsghdr head;
  char bytes[CMSG_SPACE (KERF_ROOM_MOST_FILES * sizeof (int))];
} Control;

gboolean
kerf_socket_send (int socket, const KerfRoomHead *head, const int *fds, const guint8 *data)
{
  KerfRoomHead copy = *head;
  Control control = { 0 };
  struct iovec piece = { .iov_base = &copy, .iov_len = sizeof copy };
  struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
  if (head->n_fds) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE (head->n_fds * sizeof (int));
    struct cmsghdr *rights = CMSG_FIRSTHDR (&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN (head->n_fds * sizeof (int));
    memcpy (CMSG_DATA (rights), fds, head->n_fds * sizeof (int));
  }
  ssize_t n;
  do
    n = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t) sizeof copy && send_all (socket, data, head->size);
}

static void
take_descriptors (struct msghdr *message, int fds[KERF_ROOM_MOST_FILES])
{
  guint n = 0;
  for (struct cmsghdr *at = CMSG_FIRSTHDR (message); at; at = CMSG_NXTHDR (message, at)) {
    if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS)
      continue;
    gsize count = (at->cmsg_len - CMSG_LEN (0)) / sizeof (int);
    for (gsize k = 0; k < count; k++) {
      int fd;
      memcpy (&fd, CMSG_DATA (at) + k * sizeof fd, sizeof fd);
      if (n < KERF_ROOM_MOST_FILES)
        fds[n++] = fd;
      else
        close (fd);
    }
  }
}

gboolean
kerf_socket_receive_head (int socket, KerfRoomHead *head, int fds[KERF_ROOM_MOST_FILES])
{
  Control control = { 0 };
  struct iovec piece = { .iov_base = head, .iov_len = sizeof *head };
  struct msghdr message = {
    .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes
  };
  for (guint k = 0; k < KERF_ROOM_MOST_FILES; k++)
    fds[k] = -1;
  ssize_t n;
  do
    n = recvmsg (socket, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    take_descriptors (&message, fds);
  return n == (ssize_t) sizeof *head && head->magic == KERF_ROOM_MAGIC && head->size <= KERF_ROOM_MOST_SIZE;
}

gboolean
kerf_socket_receive (int socket, void *to, gsize size, KerfSocketWait wait, gpointer data)
{
  guint8 *at = to;
  while (size) {
    if (wait && !wait (socket, data))
      return FALSE;
    ssize_t n = read (socket, at, size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    at += n;
    size -= (gsize) n;
  }
  return TRUE;
}
