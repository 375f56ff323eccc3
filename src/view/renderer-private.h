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
  KerfProgram slices[2][KERF_N_SLICES], distance, line, fill, surface, plain_surface, shade, copy, layer,
      label;
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
  GLuint opaque_fbo, peel_fbo[2], sum_fbo, under_fbo, final_fbo;
  GLuint opaque_colour, opaque_bent, opaque_depth, peel_colour[2], peel_depth[2], sum, under, final;
  KerfHash key;
  double draft_factor; /* size of a quick picture, of the view's */
  gboolean settled;    /* `final` shows all that `key` stands for */
  guint draws;
  /* the volume in it */
  KerfRayPicture *rays;
  gboolean rays_coarse;
  float *limit; /* depth of what is opaque, mm, of the view's device pixels; NULL: nothing is */
  GLuint ray_colour, ray_depth, no_depth; /* the last: one texel, nearer than anything */
  double coarse_factor;                   /* how much smaller a quick picture is drawn; found by its time */
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
/* A margin map in a slice that lies in its face. */
void kerf_pass_map (KerfFrame *frame, const KerfDrawable *drawable);
/* Brings the kept 3-D picture up to date and shows it. */
void kerf_pass_space (KerfFrame *frame);
void kerf_pass_space_clear (KerfTarget *target);
/* Surfaces into the bound framebuffer; how many there were. */
guint kerf_draw_surfaces (const KerfFrame *frame, gboolean opaque, gboolean peeling);
gboolean kerf_drawable_is_opaque (const KerfDrawable *drawable);
gboolean kerf_frame_has_surfaces (const KerfFrame *frame, gboolean opaque);
/* The volume: casts for as long as the frame allows and sends it to the card; TRUE: it is whole. `fresh`: nothing of the
 * last picture holds. (passes/volume.c) */
gboolean kerf_cast_volume (KerfFrame *frame, const KerfDrawable *volume, gboolean fresh);
/* What was cast between two layers of depth into the bound framebuffer, behind what is there; `now` 0: all behind. */
void kerf_draw_volume (const KerfFrame *frame, GLuint before, GLuint now);
void kerf_volume_clear (KerfTarget *target);

KerfVolumeTexture *kerf_renderer_volume (KerfRenderer *renderer, const KerfVolume *volume);
KerfMeshBuffer *kerf_renderer_mesh (KerfRenderer *renderer, const KerfMesh *mesh, gboolean edged);
/* Places of one path in device pixels, without steps too short to see and corners that lie within `tolerance` px of a straight
 * line; `out` has room for n. (passes/lines.c) */
guint kerf_frame_collect (const KerfFrame *frame, const KerfDrawable *drawable, const KerfVec3 *points, guint n,
                          double tolerance, KerfVec3 *out);
/* A point in device pixels and depth; x is NaN behind the eye. */
KerfVec3 kerf_frame_place (const KerfFrame *frame, const KerfDrawable *drawable, KerfVec3 point);
/* Corner and edges of a 2-D view in the texture coordinates of a lattice whose first texel is `first` (index). */
void kerf_frame_texture_plane (const KerfFrame *frame, const KerfMat4 *own_from_base, const KerfGrid *grid,
                               const double first[3], const double size[3], float origin[3], float across[3],
                               float down[3]);

G_END_DECLS
