/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaImage headers (https://itk.org/Wiki/MetaIO/Documentation), with the conventions of ITK: LPS, mm, the matrix as
 * one axis after another. */
#include "io/raster/raster-text.h"

#include <string.h>

typedef struct {
  KerfHeaderFields fields;
  GPtrArray *list; /* names of a LIST of data files; NULL: none */
  gsize end;       /* of the header */
  guint n_dims;
} Meta;

/* A line "Key = value" of a header, at the beginning of a text. */
static gboolean
is_key_line (const guint8 *head, gsize n)
{
  gsize k = 0;
  while (k < n && g_ascii_isalnum ((char) head[k]))
    k++;
  gsize key = k;
  while (k < n && (head[k] == ' ' || head[k] == '\t'))
    k++;
  return key && k < n && head[k] == '=';
}

/* The format has no magic: its first key is ObjectType, or NDims stands among the first. */
gboolean
kerf_meta_is_head (const guint8 *head, gsize n)
{
  static const char key[] = "NDims";
  if (!is_key_line (head, n))
    return FALSE;
  if (n > 10 && g_ascii_strncasecmp ((const char *) head, "ObjectType", 10) == 0)
    return TRUE;
  for (gsize k = 0; k + sizeof key < n && head[k]; k++)
    if ((k == 0 || head[k - 1] == '\n') && memcmp (head + k, key, sizeof key - 1) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
damaged (KerfRaster *raster, const char *what)
{
  kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header has no valid '%s'", what);
  return FALSE;
}

/* The line of the data file is the last; names of a list follow it. FALSE where the header does not end in this text. */
static gboolean
read_lines (Meta *h, const char *text, gsize n, gboolean whole)
{
  gsize at = 0;
  for (;;) {
    g_autofree char *line = NULL;
    if (!kerf_header_line (text, n, whole, &at, &line)) {
      h->end = n;
      return whole;
    }
    char *equals = strchr (line, '=');
    if (h->list) {
      if (*g_strstrip (line))
        g_ptr_array_add (h->list, g_strdup (line));
      continue;
    }
    if (!equals)
      continue;
    *equals = 0;
    kerf_header_fields_add (&h->fields, line, equals + 1);
    if (g_ascii_strcasecmp (g_strstrip (line), "ElementDataFile") != 0)
      continue;
    h->end = at;
    if (g_ascii_strncasecmp (g_strstrip (equals + 1), "LIST", 4) != 0)
      return TRUE;
    h->list = g_ptr_array_new_with_free_func (g_free);
  }
}

/* 1, 0, or −1 where the field is there and neither. */
static int
truth (const Meta *h, const char *key, const char *other, int otherwise)
{
  const char *word = kerf_header_field (&h->fields, key, other, NULL);
  return !*word ? otherwise
         : g_ascii_strcasecmp (word, "true") == 0 || g_ascii_strcasecmp (word, "t") == 0 ||
                 strcmp (word, "1") == 0
             ? 1
         : g_ascii_strcasecmp (word, "false") == 0 || g_ascii_strcasecmp (word, "f") == 0 ||
                 strcmp (word, "0") == 0
             ? 0
             : -1;
}

/* ---- values ---- */

static gboolean
set_number (const Meta *h, KerfRaster *raster)
{
  static const struct {
    const char *name;
    KerfNumber number;
  } types[] = { { "MET_CHAR", KERF_NUMBER_INT8 },         { "MET_UCHAR", KERF_NUMBER_UINT8 },
                { "MET_SHORT", KERF_NUMBER_INT16 },       { "MET_USHORT", KERF_NUMBER_UINT16 },
                { "MET_INT", KERF_NUMBER_INT32 },         { "MET_UINT", KERF_NUMBER_UINT32 },
                { "MET_LONG", KERF_NUMBER_INT32 }, /* of 4 bytes everywhere */
                { "MET_ULONG", KERF_NUMBER_UINT32 },      { "MET_LONG_LONG", KERF_NUMBER_INT64 },
                { "MET_ULONG_LONG", KERF_NUMBER_UINT64 }, { "MET_FLOAT", KERF_NUMBER_FLOAT32 },
                { "MET_DOUBLE", KERF_NUMBER_FLOAT64 } };
  const char *type = kerf_header_field (&h->fields, "elementtype", NULL);
  for (gsize k = 0; k < G_N_ELEMENTS (types); k++)
    if (strcmp (type, types[k].name) == 0)
      raster->number = types[k].number;
  if (!*type)
    return damaged (raster, "ElementType");
  if (raster->number == KERF_NUMBER_NONE) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are of type '%.40s'", type);
    return FALSE;
  }
  return TRUE;
}

static gboolean
set_channels (const Meta *h, KerfRaster *raster)
{
  guint64 channels = 1;
  const char *text = kerf_header_field (&h->fields, "elementnumberofchannels", NULL);
  if (*text && (kerf_words_to_sizes (text, &channels, 1) != 1 || !channels))
    return damaged (raster, "ElementNumberOfChannels");
  if (channels == 3 || channels == 4)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_COLOUR, "%s", "");
  else if (channels != 1)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its values are vectors");
  return channels == 1;
}

/* Bytes: order, packing, where they begin. FALSE: it was refused. */
static gboolean
set_bytes (const Meta *h, KerfRaster *raster)
{
  const char *skip = kerf_header_field (&h->fields, "headersize", NULL),
             *packed_size = kerf_header_field (&h->fields, "compresseddatasize", NULL);
  int packed = truth (h, "compresseddata", NULL, 0), binary = truth (h, "binarydata", NULL, 1),
      big = truth (h, "binarydatabyteordermsb", "elementbyteordermsb", 0);
  guint64 n = 0;
  if (packed < 0)
    return damaged (raster, "CompressedData");
  if (binary < 0)
    return damaged (raster, "BinaryData");
  if (big < 0)
    return damaged (raster, "BinaryDataByteOrderMSB");
  raster->encoding = packed ? KERF_RASTER_ZLIB : binary ? KERF_RASTER_RAW : KERF_RASTER_TEXT;
  raster->swapped = big != (G_BYTE_ORDER == G_BIG_ENDIAN);
  if (strcmp (skip, "-1") == 0)
    raster->byte_skip = packed ? 0 : -1;
  else if (*skip && (kerf_words_to_sizes (skip, &n, 1) != 1 || n > G_GUINT64_CONSTANT (1) << 40))
    return damaged (raster, "HeaderSize");
  raster->offset = n;
  n = 0;
  if (packed && *packed_size && kerf_words_to_sizes (packed_size, &n, 1) != 1)
    return damaged (raster, "CompressedDataSize");
  raster->packed_size = MIN (n, G_GUINT64_CONSTANT (1) << 40);
  return TRUE;
}

static gboolean
set_slope (const Meta *h, KerfRaster *raster)
{
  const char *slope = kerf_header_field (&h->fields, "elementtointensityfunctionslope", NULL),
             *intercept = kerf_header_field (&h->fields, "elementtointensityfunctionoffset", NULL);
  if (*slope && (!kerf_words_to_reals (slope, &raster->slope, 1) || raster->slope == 0))
    return damaged (raster, "ElementToIntensityFunctionSlope");
  if (*intercept && !kerf_words_to_reals (intercept, &raster->intercept, 1))
    return damaged (raster, "ElementToIntensityFunctionOffset");
  return TRUE;
}

static void
set_files (const Meta *h, KerfRaster *raster)
{
  const char *file = kerf_header_field (&h->fields, "elementdatafile", NULL);
  if (!*file)
    damaged (raster, "ElementDataFile");
  else if (g_ascii_strcasecmp (file, "LOCAL") == 0)
    raster->offset += h->end;
  else
    kerf_raster_set_files (raster, file, h->list);
}

static gboolean
set_sizes (Meta *h, KerfRaster *raster)
{
  guint64 n_dims = 0, sizes[4] = { 0, 0, 0, 1 };
  if (kerf_words_to_sizes (kerf_header_field (&h->fields, "ndims", NULL), &n_dims, 1) != 1)
    return damaged (raster, "NDims");
  if (n_dims == 2)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_ONE_SLICE, "%s", "");
  else if (n_dims < 3 || n_dims > 4)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "it has %" G_GUINT64_FORMAT " dimensions",
                        n_dims);
  else if (kerf_words_to_sizes (kerf_header_field (&h->fields, "dimsize", NULL), sizes, 4) != n_dims)
    damaged (raster, "DimSize");
  if (raster->refused)
    return FALSE;
  h->n_dims = (guint) n_dims;
  g_strlcpy (raster->by, sizes[3] > 1 ? "by time" : "", sizeof raster->by);
  kerf_raster_set_sizes (raster, sizes, 1, sizes[3]);
  return !raster->refused;
}

/* ---- place ---- */

/* Letters of where each axis comes from, "RAI" for the identity, as ITK writes them. */
static void
letters_of (double axes[3][3], char letters[4], char opposite[4])
{
  static const char from[] = "RAI", to[] = "LPS";
  for (int c = 0; c < 3; c++) {
    int main_axis = 0;
    for (int r = 1; r < 3; r++)
      if (fabs (axes[c][r]) > fabs (axes[c][main_axis]))
        main_axis = r;
    gboolean positive = axes[c][main_axis] > 0;
    letters[c] = positive ? from[main_axis] : to[main_axis];
    opposite[c] = positive ? to[main_axis] : from[main_axis];
  }
  letters[3] = opposite[3] = 0;
}

/* The unit vectors of the axes; refused where they are not stated, or stated in two ways that contradict each other.
 * The letters name where an axis comes from; some programs write where it goes to, which beside a matrix does no harm. */
static gboolean
read_axes (const Meta *h, KerfRaster *raster, double axes[3][3])
{
  double all[16];
  char letters[4], opposite[4];
  guint d = h->n_dims;
  const char *matrix = kerf_header_field (&h->fields, "transformmatrix", "rotation", "orientation", NULL),
             *named = kerf_header_field (&h->fields, "anatomicalorientation", NULL);
  gboolean has_letters = strlen (named) == 3 && strspn (named, "RLAPISrlapis") == 3;
  for (guint c = 0; c < 3; c++)
    for (guint r = 0; r < 3; r++)
      axes[c][r] = c == r;
  if (*matrix && !kerf_words_to_reals (matrix, all, d * d))
    return damaged (raster, "TransformMatrix");
  for (guint c = 0; c < d && *matrix; c++)
    for (guint r = 0; r < d; r++) {
      if (c < 3 && r < 3)
        axes[c][r] = all[c * d + r];
      else if (c != r && all[c * d + r] != 0)
        return damaged (raster, "TransformMatrix");
    }
  for (guint c = 0; c < 3; c++)
    if (!(fabs (kerf_length (kerf_vec3 (axes[c][0], axes[c][1], axes[c][2])) - 1) <= 1e-3))
      return damaged (raster, "TransformMatrix");
  letters_of (axes, letters, opposite);
  gboolean agree =
      g_ascii_strcasecmp (named, letters) == 0 || (*matrix && g_ascii_strcasecmp (named, opposite) == 0);
  if (has_letters ? !agree : !*matrix)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_SPACE, "%s", "");
  return !raster->refused;
}

static void
set_place (const Meta *h, KerfRaster *raster)
{
  static const double flip[3] = { 1, 1, 1 };
  double axes[3][3], spacing[4], origin[4];
  const char *steps = kerf_header_field (&h->fields, "elementspacing", "elementsize", NULL),
             *at = kerf_header_field (&h->fields, "offset", "position", "origin", NULL),
             *unit = kerf_header_field (&h->fields, "distanceunits", NULL);
  if (!read_axes (h, raster, axes))
    return;
  if (!kerf_words_to_reals (steps, spacing, h->n_dims) || !kerf_words_to_reals (at, origin, h->n_dims)) {
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_GEOMETRY, "%s", "");
    return;
  }
  for (int c = 0; c < 3; c++)
    for (int r = 0; r < 3; r++)
      axes[c][r] *= spacing[c];
  kerf_raster_set_axes (raster, axes, origin, flip);
  raster->mm_per_unit = strcmp (unit, "um") == 0 ? 1e-3 : strcmp (unit, "cm") == 0 ? 10 : 1;
}

/* ---- */

static void
fill (Meta *h, KerfRaster *raster)
{
  const char *object = kerf_header_field (&h->fields, "objecttype", NULL),
             *modality = kerf_header_field (&h->fields, "modality", NULL);
  if (h->fields.twice)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "its header says '%s' twice", h->fields.twice);
  else if (*object && g_ascii_strcasecmp (object, "Image") != 0)
    kerf_raster_refuse (raster, KERF_ERROR_IMPORT_NO_PIXELS, "it is a '%.40s', not an image", object);
  if (raster->refused)
    return;
  if (g_str_has_prefix (modality, "MET_MOD_") && strcmp (modality, "MET_MOD_OTHER") != 0 &&
      strcmp (modality, "MET_MOD_UNKNOWN") != 0)
    g_strlcpy (raster->modality, modality + strlen ("MET_MOD_"), sizeof raster->modality);
  g_strlcpy (raster->description, kerf_header_field (&h->fields, "comment", NULL),
             sizeof raster->description);
  gboolean good = set_bytes (h, raster);
  set_files (h, raster);
  if (good && set_number (h, raster) && set_channels (h, raster) && set_slope (h, raster) &&
      set_sizes (h, raster))
    set_place (h, raster);
}

gboolean
kerf_meta_to_raster (const char *text, gsize n, gboolean whole, KerfRaster *raster)
{
  Meta h = { .end = 0 };
  kerf_header_fields_init (&h.fields);
  gboolean good = read_lines (&h, text, n, whole);
  if (good) {
    raster->format = KERF_RASTER_META;
    fill (&h, raster);
  }
  kerf_header_fields_clear (&h.fields);
  g_clear_pointer (&h.list, g_ptr_array_unref);
  return good;
}
