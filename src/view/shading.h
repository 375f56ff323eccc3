/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Normals to shade a mesh by: smooth where the surface is, apart where it has a crease (the edge of a slot, of a cut). They
 * change how light falls and nothing that is measured. */
typedef struct {
  guint32 n;          /* vertices: those on a crease stand once for each of its sides */
  guint32 *source;    /* n: the mesh's vertex that each is */
  float *normals;     /* 3·n, unit; 0 where every triangle about it is degenerate */
  guint32 *triangles; /* the mesh's triangles in these numbers */
} KerfShading;

/* `edged`: the surface is made of planes, as a guide's is; creases begin at 15° instead of 37°. */
void kerf_shading_init (KerfShading *shading, const float *positions, guint32 n_vertices,
                        const guint32 *triangles, guint32 n_triangles, gboolean edged);
void kerf_shading_clear (KerfShading *shading);

G_END_DECLS
