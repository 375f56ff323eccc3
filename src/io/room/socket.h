/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/room/room.h"

/* Messages on the socket between a program and its decoder: a head, then its bytes; descriptors travel with the head. */

typedef struct {
  guint32 magic, call, seconds, n_fds;
  guint64 size, serial; /* serial: an answer repeats that of its request */
} KerfRoomHead;

#define KERF_ROOM_MAGIC     0x6b657266u
#define KERF_ROOM_MOST_SIZE (G_GUINT64_CONSTANT (1) << 30)
/* The descriptor at which a decoder finds its socket. */
#define KERF_ROOM_SOCKET 3

/* FALSE where the other end is gone. `data` has head->size bytes. */
gboolean kerf_socket_send (int socket, const KerfRoomHead *head, const int *fds, const guint8 *data);

/* Fills the head and, opened anew, its descriptors (−1: none). FALSE where the other end is gone or talks nonsense. */
gboolean kerf_socket_receive_head (int socket, KerfRoomHead *head, int fds[KERF_ROOM_MOST_FILES]);
/* Calls `wait` (may be NULL) before each piece; FALSE from it stops. */
typedef gboolean (*KerfSocketWait) (int socket, gpointer data);
gboolean kerf_socket_receive (int socket, void *to, gsize size, KerfSocketWait wait, gpointer data);
