/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/mask.h"
#include "core/image/volume.h"

#include <epoxy/gl.h>

G_BEGIN_DECLS

/* Volumes and painted masks on the graphics card. One texture serves every view: all contexts share objects. */

typedef struct {
  KerfVolume *volume; /* the key, held */
  GLuint name;
  gint32 n[3]; /* size of the texture */
  int step;    /* 1; 2 … where the volume is larger than a texture can be: every step-th voxel */
  gint32 slices_done;
  guint64 used;
} KerfVolumeTexture;

/* Allocates and uploads nothing yet. FALSE: no memory on the card. */
gboolean kerf_volume_texture_init (KerfVolumeTexture *texture, const KerfVolume *volume);
/* Uploads the next slabs, at most `budget_bytes` (0: all). TRUE when the whole volume is there. */
gboolean kerf_volume_texture_upload (KerfVolumeTexture *texture, gsize budget_bytes);
void kerf_volume_texture_clear (KerfVolumeTexture *texture);
/* Value in texture units = value · scale + shift. */
void kerf_volume_texture_units (const KerfVolumeTexture *texture, double *scale, double *shift);

typedef struct {
  KerfMask *mask; /* what was uploaded last, held */
  GLuint name;
} KerfMaskTexture;

/* Brings the texture to `mask`; only tiles that differ from the last one are sent. */
void kerf_mask_texture_update (KerfMaskTexture *texture, const KerfMask *mask);
void kerf_mask_texture_clear (KerfMaskTexture *texture);

G_END_DECLS
