/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Memory for what is big: a volume's voxels, and the buffers its tiles pass through. A page that is touched for the
 * first time costs as much as 4 KB of decoding, so big blocks ask for huge pages and buffers are used again. */

/* `size` bytes, zeroed; *to is where to write until somebody else sees them. NULL: there is not so much memory. */
GBytes *kerf_memory_bytes (gsize size, guint8 **to);

/* The same, to be shared with another process by the descriptor *fd, which the caller closes when nobody is to get it
 * any more; the block itself stays until the bytes are freed. */
GBytes *kerf_memory_shared (gsize size, guint8 **to, int *fd);

/* A buffer of at least `size` bytes, not cleared, perhaps one that was given back before. Never NULL. Thread-safe. */
guint8 *kerf_buffer_take (gsize size);
void kerf_buffer_give (gpointer buffer); /* NULL is fine */
/* The first `size` bytes of a taken buffer, which goes back with them. */
GBytes *kerf_buffer_to_bytes (guint8 *take_buffer, gsize size);
/* Frees those that were given back; called at the end of a job that used many. */
void kerf_buffer_trim (void);

/* Bytes that the system can still give, 0 where it does not say. */
guint64 kerf_memory_available (void);

typedef guint8 KerfBuffer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfBuffer, kerf_buffer_give)

G_END_DECLS
