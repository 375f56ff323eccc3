/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/json.h"
#include "case/object.h"
#include "core/raycast/raycast.h"

G_BEGIN_DECLS

/* How the 3-D view looks through the base volume, and what it leaves away. A plain value, part of the view state. */
typedef struct {
  gboolean volume_shown;
  KerfRayKind kind;
  char preset[24];       /* "" by hand */
  KerfTransfer transfer; /* by hand */
  gboolean box_on;
  KerfBox3 box; /* what is kept, in the base volume's space, mm */
  char cut[4];  /* the shown plan's plane that cuts the picture; "" none */
  gboolean cut_keeps_specimen;
} KerfSpaceLook;

typedef struct {
  const char *id, *name; /* name: msgid */
  KerfRayKind kind;
  gboolean relative; /* values are parts of the automatic window (0 its lower end, 1 its upper), not HU */
  guint n;
  KerfTransferNode nodes[8];
} KerfVolumePreset;

/* Those that mean something for a role ("ct", "pseudo-ct", "mr" …). Lent, ended by NULL; the caller frees the array. */
const KerfVolumePreset **kerf_volume_presets (const char *role);
/* What a role opens with. */
const KerfVolumePreset *kerf_volume_preset_default (const char *role);
const KerfVolumePreset *kerf_volume_preset_find (const char *id); /* NULL: there is none */

void kerf_space_look_init (KerfSpaceLook *look);
/* The transfer function that a look has for a volume, mended. */
KerfTransfer kerf_space_look_transfer (const KerfSpaceLook *look, const char *role, const KerfVolume *volume);
/* Of the preset in force, or "by hand"; a msgid. */
const char *kerf_space_look_name (const KerfSpaceLook *look, const char *role);
KerfRayKind kerf_space_look_kind (const KerfSpaceLook *look, const char *role);

KerfJson *kerf_space_look_to_json (const KerfSpaceLook *look);
void
kerf_space_look_from_json (const KerfJson *json, KerfSpaceLook *look); /* keeps what it doesn't understand */

G_END_DECLS
