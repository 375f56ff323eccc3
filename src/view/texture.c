/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/texture.h"

#include <string.h>

enum { SLAB = 16 };

static void
set_filter (GLint filter)
{
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_MAX_LEVEL, 0);
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_3D, GL_TEXTURE_WRAP_R, GL_CLAMP_TO_EDGE);
}

gboolean
kerf_volume_texture_init (KerfVolumeTexture *texture, const KerfVolume *volume)
{
  GLint most = 256;
  glGetIntegerv (GL_MAX_3D_TEXTURE_SIZE, &most);
  *texture = (KerfVolumeTexture){ .step = 1 };
  while (volume->grid.n[0] / texture->step > most || volume->grid.n[1] / texture->step > most ||
         volume->grid.n[2] / texture->step > most)
    texture->step++;
  for (int axis = 0; axis < 3; axis++)
    texture->n[axis] = MAX (volume->grid.n[axis] / texture->step, 1);
  while (glGetError () != GL_NO_ERROR) {
  }
  glGenTextures (1, &texture->name);
  glBindTexture (GL_TEXTURE_3D, texture->name);
  set_filter (GL_LINEAR);
  gboolean i16 = volume->kind == KERF_VOXEL_INT16;
  glTexImage3D (GL_TEXTURE_3D, 0, i16 ? GL_R16_SNORM : GL_R32F, texture->n[0], texture->n[1], texture->n[2],
                0, GL_RED, i16 ? GL_SHORT : GL_FLOAT, NULL);
  if (glGetError () != GL_NO_ERROR) {
    glDeleteTextures (1, &texture->name);
    texture->name = 0;
    return FALSE;
  }
  texture->volume = kerf_volume_ref (volume);
  return TRUE;
}

/* One slice, every step-th voxel; only for volumes beyond the card's limit. */
static void
upload_thinned (KerfVolumeTexture *texture, gint32 k)
{
  const KerfVolume *volume = texture->volume;
  gsize size = kerf_voxel_size (volume->kind), n = (gsize) texture->n[0] * (gsize) texture->n[1];
  g_autofree guint8 *slice = g_malloc (n * size);
  const guint8 *voxels = g_bytes_get_data (volume->bytes, NULL);
  for (gint32 j = 0; j < texture->n[1]; j++)
    for (gint32 i = 0; i < texture->n[0]; i++) {
      gsize from = kerf_grid_offset (&volume->grid, i * texture->step, j * texture->step, k * texture->step);
      memcpy (slice + ((gsize) j * (gsize) texture->n[0] + (gsize) i) * size, voxels + from * size, size);
    }
  glTexSubImage3D (GL_TEXTURE_3D, 0, 0, 0, k, texture->n[0], texture->n[1], 1, GL_RED,
                   volume->kind == KERF_VOXEL_INT16 ? GL_SHORT : GL_FLOAT, slice);
}

gboolean
kerf_volume_texture_upload (KerfVolumeTexture *texture, gsize budget_bytes)
{
  const KerfVolume *volume = texture->volume;
  gsize size = kerf_voxel_size (volume->kind),
        per_slice = (gsize) texture->n[0] * (gsize) texture->n[1] * size;
  gsize sent = 0;
  if (texture->slices_done >= texture->n[2])
    return TRUE;
  glBindTexture (GL_TEXTURE_3D, texture->name);
  glPixelStorei (GL_UNPACK_ALIGNMENT, (GLint) size); /* rows of odd width */
  const guint8 *voxels = g_bytes_get_data (volume->bytes, NULL);
  while (texture->slices_done < texture->n[2] && (budget_bytes == 0 || sent < budget_bytes)) {
    gint32 k = texture->slices_done, count = MIN (SLAB, texture->n[2] - k);
    if (texture->step == 1) {
      glTexSubImage3D (GL_TEXTURE_3D, 0, 0, 0, k, texture->n[0], texture->n[1], count, GL_RED,
                       volume->kind == KERF_VOXEL_INT16 ? GL_SHORT : GL_FLOAT,
                       voxels + per_slice * (gsize) k);
    } else {
      for (gint32 s = k; s < k + count; s++)
        upload_thinned (texture, s);
    }
    texture->slices_done += count;
    sent += per_slice * (gsize) count;
  }
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  return texture->slices_done >= texture->n[2];
}

void
kerf_volume_texture_clear (KerfVolumeTexture *texture)
{
  if (texture->name)
    glDeleteTextures (1, &texture->name);
  g_clear_pointer (&texture->volume, kerf_volume_unref);
  texture->name = 0;
}

void
kerf_volume_texture_units (const KerfVolumeTexture *texture, double *scale, double *shift)
{
  const KerfVolume *volume = texture->volume;
  double full = volume->kind == KERF_VOXEL_INT16 ? 32767 : 1;
  *scale = 1 / (volume->slope * full);
  *shift = -volume->intercept / (volume->slope * full);
}

/* ---- masks ---- */

static void
send_tile (const KerfMask *mask, gint32 a, gint32 b, gint32 c, KerfTileSlot slot)
{
  static gint8 bytes[KERF_TILE_VOXELS];
  double scale = 127.0 / mask->clamp;
  if (slot.tile) {
    for (int i = 0; i < KERF_TILE_VOXELS; i++)
      bytes[i] = (gint8) lrint (CLAMP (slot.tile->d[i] * scale, -127, 127));
  } else {
    memset (bytes, (gint8) lrint (CLAMP (slot.value * scale, -127, 127)), sizeof bytes);
  }
  glTexSubImage3D (GL_TEXTURE_3D, 0, (a - mask->lo[0]) * KERF_TILE_EDGE, (b - mask->lo[1]) * KERF_TILE_EDGE,
                   (c - mask->lo[2]) * KERF_TILE_EDGE, KERF_TILE_EDGE, KERF_TILE_EDGE, KERF_TILE_EDGE, GL_RED,
                   GL_BYTE, bytes);
}

static gboolean
same_table (const KerfMask *a, const KerfMask *b)
{
  return a && memcmp (a->lo, b->lo, sizeof a->lo) == 0 && memcmp (a->hi, b->hi, sizeof a->hi) == 0 &&
         a->clamp == b->clamp;
}

void
kerf_mask_texture_update (KerfMaskTexture *texture, const KerfMask *mask)
{
  if (texture->mask == mask)
    return;
  gboolean fresh = !texture->name || !same_table (texture->mask, mask);
  gint32 n[3] = { mask->hi[0] - mask->lo[0], mask->hi[1] - mask->lo[1], mask->hi[2] - mask->lo[2] };
  if (n[0] <= 0 || n[1] <= 0 || n[2] <= 0) {
    kerf_mask_texture_clear (texture);
    return;
  }
  if (fresh) {
    if (!texture->name)
      glGenTextures (1, &texture->name);
    glBindTexture (GL_TEXTURE_3D, texture->name);
    set_filter (GL_LINEAR);
    glTexImage3D (GL_TEXTURE_3D, 0, GL_R8_SNORM, n[0] * KERF_TILE_EDGE, n[1] * KERF_TILE_EDGE,
                  n[2] * KERF_TILE_EDGE, 0, GL_RED, GL_BYTE, NULL);
  }
  glBindTexture (GL_TEXTURE_3D, texture->name);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 1);
  for (gint32 c = mask->lo[2]; c < mask->hi[2]; c++)
    for (gint32 b = mask->lo[1]; b < mask->hi[1]; b++)
      for (gint32 a = mask->lo[0]; a < mask->hi[0]; a++) {
        KerfTileSlot now = kerf_mask_slot (mask, a, b, c);
        KerfTileSlot then = fresh ? (KerfTileSlot){ NULL, 0 } : kerf_mask_slot (texture->mask, a, b, c);
        if (fresh || now.tile != then.tile || (!now.tile && now.value != then.value))
          send_tile (mask, a, b, c, now);
      }
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  KerfMask *last = texture->mask;
  texture->mask = kerf_mask_ref (mask);
  if (last)
    kerf_mask_unref (last);
}

void
kerf_mask_texture_clear (KerfMaskTexture *texture)
{
  if (texture->name)
    glDeleteTextures (1, &texture->name);
  g_clear_pointer (&texture->mask, kerf_mask_unref);
  texture->name = 0;
}
