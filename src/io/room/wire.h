/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/hash.h"

G_BEGIN_DECLS

/* Values as bytes between a program and its decoder. One description of a struct both writes and reads it: each
 * function takes the place of a value, and either appends it or fills it. What is read comes from a process that may
 * have been taken over by a stranger's file: lengths are held against what there is, text is made valid UTF-8, and the
 * first value that does not fit makes `bad` TRUE and all that follow 0. */
typedef struct KerfWire {
  gboolean reading, bad;
  GByteArray *out;        /* writing: owned */
  const guint8 *at, *end; /* reading: lent */
} KerfWire;

void kerf_wire_write (KerfWire *wire); /* begins an empty message */
void kerf_wire_read (KerfWire *wire, const guint8 *data, gsize size);
void kerf_wire_clear (KerfWire *wire);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KerfWire, kerf_wire_clear)

/* TRUE where everything was read and nothing is left. */
gboolean kerf_wire_ended (const KerfWire *wire);

void kerf_wire_bytes (KerfWire *wire, void *value, gsize size);
void kerf_wire_u32 (KerfWire *wire, guint32 *value);
void kerf_wire_i32 (KerfWire *wire, gint32 *value);
void kerf_wire_u64 (KerfWire *wire, guint64 *value);
void kerf_wire_real (KerfWire *wire, double *value);
void kerf_wire_flag (KerfWire *wire, gboolean *value);
/* NULL is kept apart from "". What was there is freed when reading. */
void kerf_wire_text (KerfWire *wire, char **value);
/* How many things follow, each at least `least` bytes (1 or more) long: never more than there is room for. */
void kerf_wire_count (KerfWire *wire, guint32 *n, gsize least);

G_END_DECLS
