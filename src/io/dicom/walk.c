/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where uncompressed pixels lie in a file: DCMTK knows but does not say. A walk over the elements (PS3.5 §7.1) that looks
 * at tags and lengths only; whatever is unusual ends it without an answer, and the pixels then come from DCMTK. */
#include "io/dicom/dicom.h"

#include <string.h>

#define UNDEFINED   G_MAXUINT32
#define MOST_DEPTH  16
#define PIXEL_DATA  0x7fe00010u
#define ITEM        0xfffee000u
#define END_OF_ITEM 0xfffee00du
#define END_OF_SEQ  0xfffee0ddu

typedef struct {
  const guint8 *file;
  guint64 size, at;
  gboolean big, is_implicit;
} Walk;

typedef struct {
  guint32 tag, length;
  gboolean is_sequence; /* items follow, as far as can be seen */
  gboolean is_words;    /* OW or OB, or no VR is said */
} Element;

static guint32
u16 (const Walk *w, guint64 at)
{
  const guint8 *p = w->file + at;
  return w->big ? (guint32) p[0] << 8 | p[1] : (guint32) p[1] << 8 | p[0];
}

static guint32
u32 (const Walk *w, guint64 at)
{
  return w->big ? u16 (w, at) << 16 | u16 (w, at + 2) : u16 (w, at + 2) << 16 | u16 (w, at);
}

/* Reads the head of an element and steps over it. */
static gboolean
next_head (Walk *w, Element *e)
{
  static const char long_ones[] = "OB OD OF OL OV OW SQ SV UC UN UR UT UV ";
  if (w->size - w->at < 8)
    return FALSE;
  e->tag = u16 (w, w->at) << 16 | u16 (w, w->at + 2);
  e->is_sequence = FALSE;
  e->is_words = TRUE;
  if (w->is_implicit || e->tag >> 16 == 0xfffe) {
    e->length = u32 (w, w->at + 4);
    w->at += 8;
    return TRUE;
  }
  const char vr[4] = { (char) w->file[w->at + 4], (char) w->file[w->at + 5], ' ', 0 };
  if (!g_ascii_isupper (vr[0]) || !g_ascii_isupper (vr[1]))
    return FALSE;
  e->is_words = vr[0] == 'O' && (vr[1] == 'W' || vr[1] == 'B');
  const char *found = strstr (long_ones, vr);
  if (found && (found - long_ones) % 3 == 0) {
    if (w->size - w->at < 12 || u16 (w, w->at + 6) != 0)
      return FALSE;
    e->length = u32 (w, w->at + 8);
    e->is_sequence = memcmp (vr, "SQ", 2) == 0;
    w->at += 12;
  } else {
    e->length = u16 (w, w->at + 6);
    w->at += 8;
  }
  return TRUE;
}

static gboolean skip_items (Walk *w, guint depth);

/* To the end of a value whose head was read; only sequences may have no length of their own. */
static gboolean
skip_value (Walk *w, const Element *e, guint depth)
{
  if (e->length == UNDEFINED)
    return (e->is_sequence || w->is_implicit) && e->tag != PIXEL_DATA && skip_items (w, depth + 1);
  if (e->length > w->size - w->at)
    return FALSE;
  w->at += e->length;
  return TRUE;
}

/* Items up to the delimiter of their sequence. */
static gboolean
skip_items (Walk *w, guint depth)
{
  Element e;
  if (depth > MOST_DEPTH)
    return FALSE;
  while (next_head (w, &e)) {
    if (e.tag == END_OF_SEQ)
      return e.length == 0;
    if (e.tag != ITEM)
      return FALSE;
    if (e.length != UNDEFINED) {
      if (e.length > w->size - w->at)
        return FALSE;
      w->at += e.length;
      continue;
    }
    for (;;) {
      if (!next_head (w, &e))
        return FALSE;
      if (e.tag == END_OF_ITEM)
        break;
      if (!skip_value (w, &e, depth))
        return FALSE;
    }
  }
  return FALSE;
}

/* Over the preamble and the meta information, which is explicit and little endian whatever follows. */
static gboolean
skip_meta (Walk *w)
{
  Walk meta = { .file = w->file, .size = w->size };
  Element e;
  if (w->size < 136 || memcmp (w->file + 128, "DICM", 4) != 0)
    return FALSE;
  for (meta.at = 132; meta.size - meta.at >= 8 && u16 (&meta, meta.at) == 2;)
    if (!next_head (&meta, &e) || !skip_value (&meta, &e, 0))
      return FALSE;
  w->at = meta.at;
  return TRUE;
}

guint64
kerf_dicom_find_pixels (const guint8 *file, guint64 size, gboolean big, gboolean is_implicit, guint32 *length)
{
  Walk w = { .file = file, .size = size, .big = big, .is_implicit = is_implicit };
  Element e;
  guint32 last = 0;
  guint64 found = 0;
  if (!skip_meta (&w))
    return 0;
  while (w.at < size) {
    if (!next_head (&w, &e) ||
        e.tag <= last) /* twice, or out of order: which one counts is not ours to say */
      return 0;
    last = e.tag;
    if (e.tag == PIXEL_DATA && !e.is_words) /* other lengths of a value have other orders of bytes */
      return 0;
    if (e.tag == PIXEL_DATA) {
      found = w.at;
      *length = e.length;
    }
    if (!skip_value (&w, &e, 0))
      return 0;
  }
  return found;
}
