/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NRRD headers, versions 1 to 5 (https://teem.sourceforge.net/nrrd/format.html). */
#include "io/raster/raster-text.h"

#include <string.h>

enum { MOST_AXES = 16 };

typedef enum { AXIS_SPACE, AXIS_LIST, AXIS_TIME, AXIS_VECTOR, AXIS_COLOUR, AXIS_COMPLEX } AxisKind;

typedef struct {
  KerfHeaderFields fields;
  GPtrArray *list; /* names of a LIST of data files; NULL: none */
  gsize end;       /* of the header */
  guint n_axes, n_space;
  guint64 sizes[MOST_AXES];
  AxisKind kinds[MOST_AXES];
  double directions[MOST_AXES][4];
  gboolean has_direction[MOST_AXES];
} Nrrd;

gboolean
kerf_nrrd_is_head (const guint8 *head, gsize n)
{
  return n > 8 && memcmp (head, "NRRD000", 7) == 0 && head[7] >= '1' && head[7] <= '9' &&
         (head[8] == '\n' || head[8] == '\r');
}

/* ---- lines ---- */

static void
add_line (Nrrd *h, const char *line, gboolean *list_follows)
{
  const char *colon = strchr (line, ':');
  if (*line == '#' || !colon)
    return;
  g_autofree char *key = g_strndup (line, (gsize) (colon - line));
  if (colon[1] == '=') { /* what a program notes for itself can't be mistaken for a field */
    g_autofree char *own = g_strconcat ("=", key, NULL);
    kerf_header_fields_add (&h->fields, own, colon + 2);
    return;
  }
  kerf_header_fields_add (&h->fields, key, colon + 1);
  g_autofree char *value = g_strstrip (g_strdup (colon + 1));
  *list_follows = g_ascii_strncasecmp (value, "LIST", 4) == 0 && (!value[4] || g_ascii_isspace (value[4])) &&
                  (g_str_has_prefix (line, "data file:") || g_str_has_prefix (line, "datafile:"));
}

/* FALSE where the header does not end in this text. */
static gboolean
read_lines (Nrrd *h, const char *text, gsize n, gboolean whole)
{
  gsize at = 0;
  gboolean first = TRUE, in_list = FALSE;
  for (;;) {
    g_autofree char *line = NULL;
    if (!kerf_header_line (text, n, whole, &at, &line)) {
      h->end = n;
      return whole;
    }
    if (!*line && !first) {
      h->end = at;
      return TRUE;
    }
    if (in_list)
      g_ptr_array_add (h->list, g_strstrip (g_strdup (line)));
    else if (!first)
      add_line (h, line, &in_list);
    if (in_list && !h->list)
      h->list = g_ptr_array_new_with_free_func (g_free);
    first = FALSE;
  }
}

static gboolean
damaged (KerfRaster *raster, const char *what)
{
  kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header has no valid '%s'", what);
  return FALSE;
}

/* ---- values ---- */

static KerfNumber
number_of_word (const char *word)
{
  static const struct {
    KerfNumber number;
    const char *const names[8];
  } types[] = {
    { KERF_NUMBER_INT8, { "signed char", "int8", "int8_t" } },
    { KERF_NUMBER_UINT8, { "uchar", "unsigned char", "uint8", "uint8_t" } },
    { KERF_NUMBER_INT16, { "short", "short int", "signed short", "signed short int", "int16", "int16_t" } },
    { KERF_NUMBER_UINT16, { "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t" } },
    { KERF_NUMBER_INT32, { "int", "signed int", "int32", "int32_t" } },
    { KERF_NUMBER_UINT32, { "uint", "unsigned int", "uint32", "uint32_t" } },
    { KERF_NUMBER_INT64,
      { "longlong", "long long", "long long int", "signed long long", "signed long long int", "int64",
        "int64_t" } },
    { KERF_NUMBER_UINT64,
      { "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t" } },
    { KERF_NUMBER_FLOAT32, { "float" } },
    { KERF_NUMBER_FLOAT64, { "double" } },
  };
  for (gsize t = 0; t < G_N_ELEMENTS (types); t++)
    for (gsize k = 0; k < 8 && types[t].names[k]; k++)
      if (g_ascii_strcasecmp (word, types[t].names[k]) == 0)
        return types[t].number;
  return KERF_NUMBER_NONE;
}

static gboolean
is_one_of (const char *word, const char *const *words)
{
  for (; *words; words++)
    if (g_ascii_strcasecmp (word, *words) == 0)
      return TRUE;
  return FALSE;
}

/* FALSE: it was refused. */
static gboolean
set_encoding (const Nrrd *h, KerfRaster *raster)
{
  static const char *const gzip[] = { "gzip", "gz", NULL }, *const text[] = { "ascii", "text", "txt", NULL },
                           *const bzip2[] = { "bzip2", "bz2", NULL };
  const char *encoding = kerf_header_field (&h->fields, "encoding", NULL),
             *type = kerf_header_field (&h->fields, "type", NULL),
             *endian = kerf_header_field (&h->fields, "endian", NULL);
  raster->number = number_of_word (type);
  if (raster->number == KERF_NUMBER_NONE && *type) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are of type '%.40s'", type);
    return FALSE;
  }
  if (!*type)
    return damaged (raster, "type");
  if (is_one_of (encoding, bzip2)) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_CODEC, "bzip2");
    return FALSE;
  }
  if (is_one_of (encoding, gzip))
    raster->encoding = KERF_RASTER_GZIP;
  else if (is_one_of (encoding, text))
    raster->encoding = KERF_RASTER_TEXT;
  else if (g_ascii_strcasecmp (encoding, "raw") != 0)
    return damaged (raster, "encoding");
  gboolean little = g_ascii_strcasecmp (endian, "little") == 0, big = g_ascii_strcasecmp (endian, "big") == 0;
  if (!little && !big && kerf_number_bytes (raster->number) > 1 && raster->encoding != KERF_RASTER_TEXT)
    return damaged (raster, "endian");
  raster->swapped = (G_BYTE_ORDER == G_LITTLE_ENDIAN && big) || (G_BYTE_ORDER == G_BIG_ENDIAN && little);
  return TRUE;
}

static gboolean
set_skips (const Nrrd *h, KerfRaster *raster)
{
  const char *bytes = kerf_header_field (&h->fields, "byteskip", NULL),
             *lines = kerf_header_field (&h->fields, "lineskip", NULL);
  guint64 n = 0;
  if (*lines && (kerf_words_to_sizes (lines, &n, 1) != 1 || n > 1u << 30))
    return damaged (raster, "line skip");
  raster->line_skip = (guint) n;
  n = 0;
  if (strcmp (bytes, "-1") == 0)
    raster->byte_skip = -1;
  else if (*bytes && (kerf_words_to_sizes (bytes, &n, 1) != 1 || n > G_GUINT64_CONSTANT (1) << 40))
    return damaged (raster, "byte skip");
  else
    raster->byte_skip = (gint64) n;
  return TRUE;
}

static void
set_files (const Nrrd *h, KerfRaster *raster)
{
  const char *file = kerf_header_field (&h->fields, "datafile", NULL);
  if (*file)
    kerf_raster_set_files (raster, file, h->list);
  else
    raster->offset = h->end;
}

/* ---- axes ---- */

static AxisKind
kind_of_word (const char *word)
{
  static const char *const colour[] = { "RGB-color", "HSV-color", "XYZ-color", "RGBA-color", NULL };
  if (is_one_of (word, colour))
    return AXIS_COLOUR;
  g_autofree char *lower = g_ascii_strdown (word, -1);
  if (strcmp (lower, "complex") == 0)
    return AXIS_COMPLEX;
  if (strstr (lower, "vector") || strstr (lower, "matrix") || strstr (lower, "normal") ||
      strstr (lower, "gradient") || strstr (lower, "quaternion") || strcmp (lower, "point") == 0)
    return AXIS_VECTOR;
  return strcmp (lower, "time") == 0 ? AXIS_TIME : AXIS_LIST;
}

/* "(1,0,0) none (0,1,0) …": FALSE where it is none such. */
static gboolean
read_directions (Nrrd *h, const char *text)
{
  guint axis = 0;
  for (;; axis++) {
    while (g_ascii_isspace (*text))
      text++;
    if (!*text)
      return axis == h->n_axes;
    if (axis == h->n_axes)
      return FALSE;
    if (g_ascii_strncasecmp (text, "none", 4) == 0) {
      text += 4;
      continue;
    }
    const char *close = strchr (text, ')');
    if (*text != '(' || !close)
      return FALSE;
    g_autofree char *inside = g_strndup (text + 1, (gsize) (close - text - 1));
    if (!kerf_words_to_reals (g_strdelimit (inside, ",", ' '), h->directions[axis], h->n_space))
      return FALSE;
    const double *d = h->directions[axis];
    gboolean in_space = d[0] != 0 || d[1] != 0 || d[2] != 0;
    if (in_space == (d[3] != 0)) /* nowhere, or in space and time at once */
      return FALSE;
    h->has_direction[axis] = TRUE;
    text = close + 1;
  }
}

/* Sign of each axis of the space against LPS, and its dimension; FALSE where its axes are not the patient's. */
static gboolean
read_space (const char *word, double flip[3], guint *n_space)
{
  static const struct {
    const char *name, *letters;
    double flip[3];
  } spaces[] = { { "left-posterior-superior", "LPS", { 1, 1, 1 } },
                 { "right-anterior-superior", "RAS", { -1, -1, 1 } },
                 { "left-anterior-superior", "LAS", { 1, -1, 1 } } };
  for (gsize k = 0; k < G_N_ELEMENTS (spaces); k++) {
    gsize name = strlen (spaces[k].name);
    gboolean lettered = g_ascii_strncasecmp (word, spaces[k].letters, 3) == 0,
             named = g_ascii_strncasecmp (word, spaces[k].name, name) == 0;
    const char *rest = word + (named ? name : 3);
    if (!lettered && !named)
      continue;
    gboolean time = g_ascii_strcasecmp (rest, named ? "-time" : "T") == 0;
    if (*rest && !time)
      return FALSE;
    memcpy (flip, spaces[k].flip, sizeof spaces[k].flip);
    *n_space = time ? 4 : 3;
    return TRUE;
  }
  return FALSE;
}

/* What each axis is: by its direction, and where it has none by its kind. */
static void
sort_axes (Nrrd *h)
{
  g_auto (GStrv) words = g_strsplit_set (kerf_header_field (&h->fields, "kinds", NULL), " \t", -1);
  char **word = words;
  for (guint a = 0; a < h->n_axes; a++) {
    while (*word && !**word)
      word++;
    const char *kind = *word ? *word++ : "";
    const double *d = h->directions[a];
    h->kinds[a] = kind_of_word (kind);
    if (h->has_direction[a])
      h->kinds[a] = d[3] != 0 ? AXIS_TIME : AXIS_SPACE;
    else if (h->sizes[a] == 1)
      h->kinds[a] = AXIS_LIST;
  }
}

/* Three axes of space side by side, with lists before and behind. */
static void
set_sizes (const Nrrd *h, KerfRaster *raster)
{
  guint first = 0, n_space = 0;
  guint64 inner = 1, outer = 1;
  for (guint a = 0; a < h->n_axes; a++) {
    if (h->kinds[a] == AXIS_COLOUR)
      kerf_raster_refuse (raster, KERF_ERROR_IMPORT_COLOUR, "%s", "");
    else if (h->kinds[a] == AXIS_COMPLEX)
      kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are complex numbers");
    else if (h->kinds[a] == AXIS_VECTOR)
      kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are vectors");
    else if (h->kinds[a] == AXIS_SPACE) {
      first = n_space ? first : a;
      n_space++;
    } else if (h->sizes[a] != 1) {
      guint64 *more = n_space ? &outer : &inner;
      *more = MIN (*more, 1u << 20) * MIN (h->sizes[a], 1u << 20);
      g_strlcpy (raster->by, h->kinds[a] == AXIS_TIME ? "by time" : "by list", sizeof raster->by);
      if (n_space == 1 || n_space == 2)
        kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "a list lies between the axes of its space");
    }
  }
  if (raster->refused)
    return;
  if (n_space == 2)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_ONE_SLICE, "%s", "");
  else if (n_space != 3)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "it has %u axes in space", n_space);
  else {
    guint64 n[3];
    for (guint a = first, k = 0; k < 3; a++)
      if (h->kinds[a] == AXIS_SPACE)
        n[k++] = h->sizes[a];
    kerf_raster_set_sizes (raster, n, inner, outer);
  }
}

/* mm of the unit that all axes of the space share; 0: none that is known. */
static double
unit_of (const Nrrd *h)
{
  static const struct {
    const char *name;
    double mm;
  } units[] = { { "mm", 1 },         { "millimeter", 1 }, { "millimetre", 1 }, { "cm", 10 },
                { "m", 1000 },       { "um", 1e-3 },      { "µm", 1e-3 },      { "micron", 1e-3 },
                { "microns", 1e-3 }, { "in", 25.4 },      { "inch", 25.4 } };
  const char *text = kerf_header_field (&h->fields, "spaceunits", NULL);
  g_auto (GStrv) words = g_strsplit_set (text, " \t\"", -1);
  double mm = 1;
  guint n = 0;
  for (char **word = words; *word && n < 3; word++) {
    if (!**word)
      continue;
    double own = 0;
    for (gsize k = 0; k < G_N_ELEMENTS (units); k++)
      if (g_ascii_strcasecmp (*word, units[k].name) == 0)
        own = units[k].mm;
    if (own <= 0 || (n && own != mm))
      return 0;
    mm = own;
    n++;
  }
  return !*text || n == 3 ? mm : 0;
}

/* Axes and origin in LPS; refused where the patient's directions are not stated (domain §5.3, 39). */
static void
set_place (Nrrd *h, KerfRaster *raster)
{
  double flip[3], axes[3][3], origin[4];
  const char *directions = kerf_header_field (&h->fields, "spacedirections", NULL),
             *at = kerf_header_field (&h->fields, "spaceorigin", NULL);
  gboolean known = read_space (kerf_header_field (&h->fields, "space", NULL), flip, &h->n_space);
  if (!known || !*directions) {
    if (h->n_axes < 3)
      kerf_raster_refuse (raster, h->n_axes == 2 ? KERF_ERROR_IMPORT_ONE_SLICE : KERF_ERROR_IMPORT_NO_PIXELS,
                          "it has %u dimensions", h->n_axes);
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_SPACE, "%s", "");
    return;
  }
  if (!read_directions (h, directions)) {
    damaged (raster, "space directions");
    return;
  }
  sort_axes (h);
  set_sizes (h, raster);
  g_autofree char *inside = g_strdelimit (g_strdup (at), "(),", ' ');
  if (!kerf_words_to_reals (inside, origin, h->n_space))
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_GEOMETRY, "%s", "");
  if (raster->refused)
    return;
  for (guint a = 0, k = 0; a < h->n_axes && k < 3; a++)
    if (h->kinds[a] == AXIS_SPACE)
      memcpy (axes[k++], h->directions[a], sizeof axes[0]);
  kerf_raster_set_axes (raster, axes, origin, flip);
  raster->mm_per_unit = unit_of (h);
}

/* ---- hints ---- */

static void
set_hints (const Nrrd *h, KerfRaster *raster)
{
  const char *modality = kerf_header_field (&h->fields, "=dicom_0008_0060", "=modality", NULL);
  g_strlcpy (raster->modality, g_ascii_strcasecmp (modality, "DWMRI") == 0 ? "MR" : modality,
             sizeof raster->modality);
  g_strlcpy (raster->description, kerf_header_field (&h->fields, "content", NULL),
             sizeof raster->description);
  raster->says_labels = *kerf_header_field (&h->fields, "=segment0_id", NULL) != 0;
}

static void
fill (Nrrd *h, KerfRaster *raster)
{
  guint64 n_axes = 0;
  if (h->fields.twice) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header says '%s' twice", h->fields.twice);
    return;
  }
  set_hints (h, raster);
  set_files (h, raster);
  if (!set_encoding (h, raster) || !set_skips (h, raster))
    return;
  h->n_axes = kerf_words_to_sizes (kerf_header_field (&h->fields, "sizes", NULL), h->sizes, MOST_AXES);
  if (kerf_words_to_sizes (kerf_header_field (&h->fields, "dimension", NULL), &n_axes, 1) != 1 || !n_axes)
    damaged (raster, "dimension");
  else if (h->n_axes != n_axes)
    damaged (raster, "sizes");
  else
    set_place (h, raster);
}

gboolean
kerf_nrrd_to_raster (const char *text, gsize n, gboolean whole, KerfRaster *raster)
{
  Nrrd h = { .end = 0 };
  kerf_header_fields_init (&h.fields);
  gboolean good = read_lines (&h, text, n, whole);
  if (good) {
    raster->format = KERF_RASTER_NRRD;
    fill (&h, raster);
  }
  kerf_header_fields_clear (&h.fields);
  g_clear_pointer (&h.list, g_ptr_array_unref);
  return good;
}
