/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/raster/raster-private.h"

/* Headers of lines "key: value" or "key = value". */

typedef struct {
  GHashTable *values; /* by key, in lower case and without blanks; those of programs begin with "=" */
  char *twice;        /* a key that was there more than once with different values */
} KerfHeaderFields;

void kerf_header_fields_clear (KerfHeaderFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KerfHeaderFields, kerf_header_fields_clear)

void kerf_header_fields_init (KerfHeaderFields *fields);
void kerf_header_fields_add (KerfHeaderFields *fields, const char *key, const char *value);
/* "" where it is not there; with several names (ended by NULL) the first that is. */
const char *kerf_header_field (const KerfHeaderFields *fields, const char *name, ...) G_GNUC_NULL_TERMINATED;

/* One line from *at on, without its end; *at then is behind it. FALSE where the text ends first; the last line of a
 * whole file needs no end. The caller frees. */
gboolean kerf_header_line (const char *text, gsize n, gboolean whole, gsize *at, char **line);

/* Exactly n finite numbers. */
gboolean kerf_words_to_reals (const char *text, double *to, guint n);
/* Whole numbers from 0, at most `most` of them; how many there are, 0 where the text is none such. */
guint kerf_words_to_sizes (const char *text, guint64 *to, guint most);

/* The names of data files: one, "s%03d.raw 1 60 1", or those of a list that was read. Only plain names are taken, other
 * ones refuse the raster. `names` may be NULL. */
void kerf_raster_set_files (KerfRaster *raster, const char *words, GPtrArray *names);

/* LPS from three axes and an origin. */
void kerf_raster_set_axes (KerfRaster *raster, const double axes[3][3], const double origin[3],
                           const double flip[3]);
