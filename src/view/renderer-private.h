/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/atlas.h"
#include "view/gl-program.h"
#include "view/mesh-buffer.h"
#include "view/renderer.h"
#include "view/texture.h"

G_BEGIN_DECLS

/* Ways to draw a slice; over another one they are the second half. */
typedef enum { KERF_SLICE_PLAIN, KERF_SLICE_CUBIC, KERF_SLICE_SLAB, KERF_N_SLICES } KerfSliceProgram;

struct KerfRenderer {
  KerfProgram slices[2][KERF_N_SLICES], distance, line, fill, surface, plain_surface, shade, copy, label;
  KerfAtlas *atlas;
  GArray *volumes; /* of KerfVolumeTexture */
  GArray *meshes;  /* of KerfMeshBuffer */
  KerfMaskTexture painted;
  GLuint nearest; /* a sampler */
  GLuint stream;  /* one vertex buffer for all that lives for a frame */
  guint64 clock;
  char *name;
};

struct KerfTarget {
  KerfRenderer *renderer;
  GLuint empty_array, line_array, fill_array, label_array, mesh_array;
  /* the 3-D picture */
  int width, height; /* of its textures */
  GLuint opaque_fbo, peel_fbo[2], sum_fbo, final_fbo;
  GLuint opaque_colour, opaque_bent, opaque_depth, peel_colour[2], peel_depth[2], sum, final;
  KerfHash key;
  guint draws;
};

/* The frame that is being drawn. */
typedef struct {
  KerfRenderer *renderer;
  KerfTarget *target;
  const KerfScene *scene;
  double scale;
  int width, height; /* device pixels */
  KerfQuality quality;
  gsize upload_bytes;
  gboolean complete;
} KerfFrame;

void kerf_pass_slice (KerfFrame *frame, const KerfDrawable *drawable);
void kerf_pass_distance (KerfFrame *frame, const KerfDrawable *drawable);
void kerf_pass_line (KerfFrame *frame, const KerfDrawable *drawable);
void kerf_pass_fill (KerfFrame *frame, const KerfDrawable *drawable);
void kerf_pass_label (KerfFrame *frame, const KerfDrawable *drawable);
/* Brings the kept 3-D picture up to date and shows it. */
void kerf_pass_space (KerfFrame *frame);
void kerf_pass_space_clear (KerfTarget *target);

KerfVolumeTexture *kerf_renderer_volume (KerfRenderer *renderer, const KerfVolume *volume);
KerfMeshBuffer *kerf_renderer_mesh (KerfRenderer *renderer, const KerfMesh *mesh, gboolean edged);
/* A point in device pixels and depth; x is NaN behind the eye. */
KerfVec3 kerf_frame_place (const KerfFrame *frame, const KerfDrawable *drawable, KerfVec3 point);
/* Corner and edges of a 2-D view in the texture coordinates of a lattice whose first texel is `first` (index). */
void kerf_frame_texture_plane (const KerfFrame *frame, const KerfMat4 *own_from_base, const KerfGrid *grid,
                               const double first[3], const double size[3], float origin[3], float across[3],
                               float down[3]);

G_END_DECLS
