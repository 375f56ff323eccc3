/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/room/wire.h"

#include <string.h>

#define NO_TEXT G_MAXUINT32

void
kerf_wire_write (KerfWire *wire)
{
  *wire = (KerfWire){ .out = g_byte_array_new () };
}

void
kerf_wire_read (KerfWire *wire, const guint8 *data, gsize size)
{
  *wire = (KerfWire){ .reading = TRUE, .at = data, .end = data + size };
}

void
kerf_wire_clear (KerfWire *wire)
{
  g_clear_pointer (&wire->out, g_byte_array_unref);
}

gboolean
kerf_wire_ended (const KerfWire *wire)
{
  return !wire->bad && wire->at == wire->end;
}

void
kerf_wire_bytes (KerfWire *wire, void *value, gsize size)
{
  if (!wire->reading) {
    g_byte_array_append (wire->out, value, (guint) size);
    return;
  }
  wire->bad = wire->bad || (gsize) (wire->end - wire->at) < size;
  if (wire->bad) {
    memset (value, 0, size);
    return;
  }
  memcpy (value, wire->at, size);
  wire->at += size;
}

void
kerf_wire_u32 (KerfWire *wire, guint32 *value)
{
  kerf_wire_bytes (wire, value, sizeof *value);
}

void
kerf_wire_i32 (KerfWire *wire, gint32 *value)
{
  kerf_wire_bytes (wire, value, sizeof *value);
}

void
kerf_wire_u64 (KerfWire *wire, guint64 *value)
{
  kerf_wire_bytes (wire, value, sizeof *value);
}

void
kerf_wire_real (KerfWire *wire, double *value)
{
  kerf_wire_bytes (wire, value, sizeof *value);
}

void
kerf_wire_flag (KerfWire *wire, gboolean *value)
{
  guint8 byte = *value ? 1 : 0;
  kerf_wire_bytes (wire, &byte, 1);
  if (wire->reading)
    *value = byte != 0;
}

void
kerf_wire_text (KerfWire *wire, char **value)
{
  guint32 n = !wire->reading && *value ? (guint32) strlen (*value) : NO_TEXT;
  kerf_wire_u32 (wire, &n);
  if (!wire->reading) {
    if (*value)
      kerf_wire_bytes (wire, *value, n);
    return;
  }
  g_clear_pointer (value, g_free);
  if (wire->bad || n == NO_TEXT)
    return;
  if ((gsize) (wire->end - wire->at) < n) {
    wire->bad = TRUE;
    return;
  }
  g_autofree char *raw = g_strndup ((const char *) wire->at, n);
  *value = g_utf8_make_valid (raw, -1);
  wire->at += n;
}

void
kerf_wire_count (KerfWire *wire, guint32 *n, gsize least)
{
  kerf_wire_u32 (wire, n);
  if (wire->reading && *n > (gsize) (wire->end - wire->at) / least) {
    wire->bad = TRUE;
    *n = 0;
  }
}
