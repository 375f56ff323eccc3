/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "io/write/write-private.h"

#include <string.h>

#define STL_HEADER   80
#define STL_TRIANGLE 50

static KerfVec3
corner (const float *vertices, guint32 index, KerfVec3 origin)
{
  const float *v = vertices + 3 * (gsize) index;
  return kerf_vec3 (origin.x + (double) v[0], origin.y + (double) v[1], origin.z + (double) v[2]);
}

static guint8 *
put_vec (guint8 *to, KerfVec3 v)
{
  float narrow[3] = { (float) v.x, (float) v.y, (float) v.z };
  for (int k = 0; k < 3; k++) {
    guint32 bits;
    memcpy (&bits, &narrow[k], sizeof bits);
    bits = GUINT32_TO_LE (bits);
    memcpy (to + 4 * k, &bits, sizeof bits);
  }
  return to + 12;
}

gboolean
kerf_write_stl (const char *path, const float *vertices, gsize n_vertices, const guint32 *triangles,
                gsize n_triangles, KerfVec3 origin, const char *title, GError **error)
{
  for (gsize k = 0; k < 3 * n_triangles; k++)
    if (triangles[k] >= n_vertices)
      return kerf_fail_text (error, KERF_ERROR_INTERNAL, "The mesh for '%s' is damaged; nothing was written.",
                             path);
  if (n_triangles > G_MAXUINT32)
    return kerf_fail_text (error, KERF_ERROR_REFUSED, "The mesh for '%s' has too many triangles for STL.",
                           path);
  gsize size = STL_HEADER + 4 + STL_TRIANGLE * n_triangles;
  g_autofree guint8 *file = g_malloc0 (size);
  /* Never "solid …": readers would take it for text. */
  g_autofree char *header =
      g_strdup_printf ("Kerf, patient LPS, mm%s%s", title && *title ? ": " : "", title ? title : "");
  memcpy (file, header, MIN (strlen (header), STL_HEADER));
  guint32 count = GUINT32_TO_LE ((guint32) n_triangles);
  memcpy (file + STL_HEADER, &count, sizeof count);
  guint8 *at = file + STL_HEADER + 4;
  for (gsize k = 0; k < n_triangles; k++, at += 2) {
    KerfVec3 p[3];
    for (gsize c = 0; c < 3; c++)
      p[c] = corner (vertices, triangles[3 * k + c], origin);
    at = put_vec (at, kerf_unit (kerf_cross (kerf_sub (p[1], p[0]), kerf_sub (p[2], p[0]))));
    for (gsize c = 0; c < 3; c++)
      at = put_vec (at, p[c]);
  }
  return kerf_write_bytes (path, file, size, error);
}
