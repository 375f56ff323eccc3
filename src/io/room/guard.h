/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The walls of the room: what a process that reads strangers' bytes can no longer do. */

typedef enum {
  KERF_GUARD_LIMITS = 1 << 0, /* memory, no core dump, no file that grows */
  KERF_GUARD_FILTER = 1 << 1, /* only the system calls that decoding needs; nothing is opened for writing */
} KerfGuard;

/* Most memory of its own that a decoder may have. */
#define KERF_GUARD_MEMORY (G_GUINT64_CONSTANT (2) << 30)
/* Seconds of processor time for one request. */
#define KERF_GUARD_SECONDS 8

/* Shuts the doors of this process for good, and says which of them could be shut. No other thread may run. */
KerfGuard kerf_guard_enter (void);

/* Allows so many seconds of processor time from now; SIGPROF ends the process then. 0: no limit. */
void kerf_guard_seconds (guint seconds);

G_END_DECLS
