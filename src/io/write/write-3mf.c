/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "io/write/write-private.h"

#include <string.h>
#include <zip.h>

/* 1980-01-01, the first day of zip. DOS fields: zip_file_set_mtime would write local time. */
#define ZIP_DATE 0x21

static const char CONTENT_TYPES[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"model\" ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/>"
    "</Types>\n";
static const char RELATIONS[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Target=\"/3D/3dmodel.model\" Id=\"rel0\" "
    "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>\n";

static void
put_metadata (GString *xml, const char *const *metadata)
{
  static const char *const known[] = {
    "Title",        "Description",  "Application",      "Designer", "Copyright",
    "LicenseTerms", "CreationDate", "ModificationDate", "Rating",   NULL
  };
  for (const char *const *at = metadata; at && at[0] && at[1]; at += 2) {
    g_autofree char *name = g_markup_escape_text (at[0], -1), *value = g_markup_escape_text (at[1], -1);
    g_string_append_printf (xml, " <metadata name=\"%s%s\">%s</metadata>\n",
                            g_strv_contains (known, at[0]) ? "" : "kerf:", name, value);
  }
}

static void
put_real (GString *xml, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (xml, key);
  g_string_append (xml, g_ascii_formatd (text, sizeof text, "%.9g", value + 0.0));
  g_string_append_c (xml, '"');
}

static GString *
make_model (const float *vertices, gsize n_vertices, const guint32 *triangles, gsize n_triangles,
            KerfVec3 origin, const char *name, const char *const *metadata)
{
  GString *xml = g_string_sized_new (64 * (n_vertices + n_triangles) + 1024);
  g_autofree char *escaped = g_markup_escape_text (name ? name : "", -1);
  g_string_append (xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<model unit=\"millimeter\" xml:lang=\"en-US\" "
                        "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\" "
                        "xmlns:kerf=\"https://kerfplanner.org/3mf/1\">\n");
  put_metadata (xml, metadata);
  g_string_append_printf (
      xml, " <resources>\n  <object id=\"1\" type=\"model\" name=\"%s\">\n   <mesh>\n    <vertices>\n",
      escaped);
  for (gsize k = 0; k < n_vertices; k++) {
    put_real (xml, "     <vertex x=\"", origin.x + (double) vertices[3 * k]);
    put_real (xml, " y=\"", origin.y + (double) vertices[3 * k + 1]);
    put_real (xml, " z=\"", origin.z + (double) vertices[3 * k + 2]);
    g_string_append (xml, "/>\n");
  }
  g_string_append (xml, "    </vertices>\n    <triangles>\n");
  for (gsize k = 0; k < n_triangles; k++)
    g_string_append_printf (xml, "     <triangle v1=\"%u\" v2=\"%u\" v3=\"%u\"/>\n", triangles[3 * k],
                            triangles[3 * k + 1], triangles[3 * k + 2]);
  g_string_append (xml, "    </triangles>\n   </mesh>\n  </object>\n </resources>\n"
                        " <build>\n  <item objectid=\"1\"/>\n </build>\n</model>\n");
  return xml;
}

static gboolean
add_part (zip_t *zip, const char *name, const char *text, gsize size)
{
  zip_source_t *source = zip_source_buffer (zip, text, size, 0);
  zip_int64_t index = source ? zip_file_add (zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
  if (source && index < 0)
    zip_source_free (source);
  return index >= 0 && zip_file_set_dostime (zip, (zip_uint64_t) index, 0, ZIP_DATE, 0) == 0 &&
         zip_set_file_compression (zip, (zip_uint64_t) index, ZIP_CM_DEFLATE, 6) == 0;
}

/* Packs in memory; NULL where libzip has none left. */
static GByteArray *
pack_model (const GString *model)
{
  zip_error_t why;
  zip_error_init (&why);
  GByteArray *bytes = NULL;
  zip_source_t *memory = zip_source_buffer_create (NULL, 0, 0, &why);
  zip_t *zip = memory ? zip_open_from_source (memory, ZIP_TRUNCATE, &why) : NULL;
  if (zip) {
    zip_source_keep (memory);
    gboolean good = add_part (zip, "[Content_Types].xml", CONTENT_TYPES, sizeof CONTENT_TYPES - 1) &&
                    add_part (zip, "_rels/.rels", RELATIONS, sizeof RELATIONS - 1) &&
                    add_part (zip, "3D/3dmodel.model", model->str, model->len);
    zip_stat_t st;
    if (good && zip_close (zip) == 0 && zip_source_open (memory) == 0) {
      if (zip_source_stat (memory, &st) == 0 && st.size <= G_MAXUINT) {
        bytes = g_byte_array_sized_new ((guint) st.size);
        g_byte_array_set_size (bytes, (guint) st.size);
        if (zip_source_read (memory, bytes->data, st.size) != (zip_int64_t) st.size)
          g_clear_pointer (&bytes, g_byte_array_unref);
      }
      zip_source_close (memory);
    } else
      zip_discard (zip);
  }
  if (memory)
    zip_source_free (memory);
  zip_error_fini (&why);
  return bytes;
}

gboolean
kerf_write_3mf (const char *path, const float *vertices, gsize n_vertices, const guint32 *triangles,
                gsize n_triangles, KerfVec3 origin, const char *name, const char *const *metadata,
                GError **error)
{
  for (gsize k = 0; k < 3 * n_triangles; k++)
    if (triangles[k] >= n_vertices)
      return kerf_fail_text (error, KERF_ERROR_INTERNAL, "The mesh for '%s' is damaged; nothing was written.",
                             path);
  GString *model = make_model (vertices, n_vertices, triangles, n_triangles, origin, name, metadata);
  g_autoptr (GByteArray) packed = pack_model (model);
  g_string_free (model, TRUE);
  if (!packed)
    return kerf_fail_text (error, KERF_ERROR_REFUSED,
                           "'%s' can't be packed; close other programs and try again.", path);
  return kerf_write_bytes (path, packed->data, packed->len, error);
}
