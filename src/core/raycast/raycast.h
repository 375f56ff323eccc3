/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/raycast/blocks.h"
#include "core/raycast/transfer.h"

G_BEGIN_DECLS

/* A volume looked through by rays, on the processor: what a software OpenGL is too slow for. Gives colour and depth, which
 * the renderer puts together with surfaces. */

/* Rays of a picture, in the patient space of the volume. Pixel (x, y) has its centre at corner + (x + ½)·across +
 * (y + ½)·down on the plane of distance 0. */
typedef struct {
  KerfVec3 corner, across, down; /* mm, mm per pixel */
  KerfVec3 right, below, into;   /* unit vectors of the screen, for light */
  gboolean perspective;
  KerfVec3 eye; /* perspective only */
  double near_mm,
      far_mm; /* along `into`, from the plane of `corner`; what is nearer or farther is not seen */
} KerfRayCamera;

typedef enum {
  KERF_RAY_COMPOSITE, /* opacity by the transfer function, lit */
  KERF_RAY_MAX, /* greatest value along the ray, exact for the trilinear field; shown through a window */
  KERF_RAY_MIN
} KerfRayKind;

enum { KERF_RAY_CLIPS = 12 };

/* A transfer function made ready for one volume: its table, and for every block how far the next one is that shows
 * anything. Depends on nothing else, so it is kept while the camera moves. Immutable, reference-counted. */
typedef struct KerfRayTable KerfRayTable;
KerfRayTable *
kerf_ray_table_new (const KerfVolume *volume, const KerfBlocks *blocks, const KerfTransfer *transfer);
KerfRayTable *kerf_ray_table_ref (const KerfRayTable *table);
void kerf_ray_table_unref (KerfRayTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfRayTable, kerf_ray_table_unref)

/* What is kept: n·p ≤ w in the volume's patient space. */
typedef struct {
  KerfVec3 n;
  double w;
} KerfRayCut;

typedef struct {
  const KerfVolume *volume; /* lent, like blocks */
  const KerfBlocks *blocks;
  KerfRayCamera camera;
  KerfRayKind kind;
  const KerfRayTable *table; /* COMPOSITE; lent */
  double centre, width;      /* MAX, MIN: y = clamp ((v − c)/w + ½) */
  double step_mm;
  gboolean lit;
  gboolean quick; /* MAX, MIN: of samples every step_mm instead of the very extreme */
  guint n_clips;
  KerfRayCut clips[KERF_RAY_CLIPS];
} KerfRaySpec;

/* A picture while it is being cast. `rgba` is premultiplied, 8 bits a channel, row 0 at the top; The depth of
 * a pixel is measured along `into` from the camera's plane: the mean over what is seen there, INFINITY where that is
 * nothing. */
typedef struct KerfRayPicture KerfRayPicture;

/* `limit_mm`, of width × height and may be NULL, ends each ray (along `into`): the depth of what is opaque. It is
 * copied. */
KerfRayPicture *kerf_ray_picture_new (const KerfRaySpec *spec, int width, int height, const float *limit_mm);
void kerf_ray_picture_free (KerfRayPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfRayPicture, kerf_ray_picture_free)

/* Until its own pixels are there, it shows those of a smaller picture of the same rays. */
void kerf_ray_picture_start_from (KerfRayPicture *picture, const KerfRayPicture *coarse);
/* Casts on until it is whole, `until_us` of the monotonic clock has passed (0: never) or it is cancelled. TRUE: whole. The
 * pixels depend on the spec alone, not on threads or on how often this was called. */
gboolean kerf_ray_picture_go (KerfRayPicture *picture, gint64 until_us, const KerfContext *context);
gboolean kerf_ray_picture_is_whole (const KerfRayPicture *picture);

int kerf_ray_picture_width (const KerfRayPicture *picture);
int kerf_ray_picture_height (const KerfRayPicture *picture);
const guint8 *kerf_ray_picture_rgba (const KerfRayPicture *picture);
const float *kerf_ray_picture_depth (const KerfRayPicture *picture);

/* The depth (along `into`) at which the ray through a point of the picture has lost half of its light; INFINITY: nothing is
 * there. For picking: the place between two samples is found by halving. */
double kerf_ray_pick (const KerfRaySpec *spec, double x, double y);
/* MAX, MIN: the very extreme of the trilinear field along that ray, in the volume's unit; NaN: it misses the volume. */
double kerf_ray_extreme (const KerfRaySpec *spec, double x, double y, double *depth_mm);

G_END_DECLS
