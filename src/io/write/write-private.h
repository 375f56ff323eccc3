/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/write/write.h"

/* The sentence for errno `why` while `need` bytes were to be written to `path`. Always FALSE. */
gboolean kerf_fail_write (const char *path, int why, guint64 need, GError **error);

/* Writes to a file of this very name, synced where `sync`. */
gboolean kerf_write_plain (const char *path, const void *data, gsize size, gboolean sync, int *why);

/* A hidden name beside `path`, random: nobody uses it. */
char *kerf_temporary_beside (const char *path);

/* Makes a rename durable. */
void kerf_sync_folder_of (const char *path);

/* Appends 16- and 32-bit little-endian values and floats. */
void kerf_put_u16 (GByteArray *to, guint16 value);
void kerf_put_u32 (GByteArray *to, guint32 value);
void kerf_put_f32 (GByteArray *to, float value);
