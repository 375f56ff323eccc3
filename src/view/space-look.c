/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/space-look.h"

#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

#define SKIN         \
  {                  \
    0.87, 0.66, 0.54 \
  }
#define MUSCLE       \
  {                  \
    0.74, 0.36, 0.30 \
  }
#define BONE         \
  {                  \
    0.95, 0.86, 0.70 \
  }
#define DENSE        \
  {                  \
    1.00, 0.98, 0.93 \
  }

/* Our own, by the HU of tissue: fat −120 … −60, muscle 30 … 70, spongy bone from 150, cortical bone from 500, vessels with
 * contrast 150 … 400. */
static const KerfVolumePreset presets[] = {
  { "bone",
    N_ ("Bone"),
    KERF_RAY_COMPOSITE,
    FALSE,
    5,
    { { 130, 0, MUSCLE },
      { 220, 0.18, BONE },
      { 420, 0.62, BONE },
      { 1200, 0.95, DENSE },
      { 3000, 0.97, DENSE } } },
  { "bone-glass",
    N_ ("Bone, transparent"),
    KERF_RAY_COMPOSITE,
    FALSE,
    5,
    { { 150, 0, MUSCLE },
      { 300, 0.02, BONE },
      { 600, 0.06, BONE },
      { 1200, 0.22, DENSE },
      { 3000, 0.5, DENSE } } },
  { "muscle-bone",
    N_ ("Muscle and bone"),
    KERF_RAY_COMPOSITE,
    FALSE,
    7,
    { { -20, 0, MUSCLE },
      { 30, 0.02, MUSCLE },
      { 90, 0.06, MUSCLE },
      { 140, 0.05, MUSCLE },
      { 250, 0.40, BONE },
      { 1200, 0.95, DENSE },
      { 3000, 0.97, DENSE } } },
  { "skin-bone",
    N_ ("Skin and bone"),
    KERF_RAY_COMPOSITE,
    FALSE,
    7,
    { { -700, 0, SKIN },
      { -300, 0.05, SKIN },
      { -120, 0.004, SKIN },
      { 120, 0.003, MUSCLE },
      { 250, 0.35, BONE },
      { 1200, 0.95, DENSE },
      { 3000, 0.97, DENSE } } },
  { "vessels",
    N_ ("Vessels with contrast"),
    KERF_RAY_COMPOSITE,
    FALSE,
    5,
    { { 130, 0, { 0.80, 0.10, 0.08 } },
      { 180, 0.30, { 0.85, 0.14, 0.10 } },
      { 350, 0.55, { 0.93, 0.42, 0.30 } },
      { 600, 0.35, BONE },
      { 2000, 0.6, DENSE } } },
  { "metal",
    N_ ("Metal"),
    KERF_RAY_COMPOSITE,
    FALSE,
    4,
    { { 150, 0, BONE },
      { 1500, 0.015, BONE },
      { 2800, 0.30, { 0.55, 0.65, 0.80 } },
      { 6000, 0.95, { 0.80, 0.88, 1 } } } },
  { "bright",
    N_ ("What is bright"),
    KERF_RAY_COMPOSITE,
    TRUE,
    4,
    { { 0.55, 0, { 0.25, 0.30, 0.45 } },
      { 0.75, 0.06, { 0.60, 0.55, 0.60 } },
      { 0.95, 0.25, { 0.95, 0.90, 0.82 } },
      { 1.6, 0.6, { 1, 1, 1 } } } },
  { "solid",
    N_ ("Body"),
    KERF_RAY_COMPOSITE,
    TRUE,
    4,
    { { 0.06, 0, SKIN },
      { 0.18, 0.12, SKIN },
      { 0.6, 0.3, { 0.85, 0.75, 0.65 } },
      { 1.4, 0.6, { 1, 1, 1 } } } },
  { "max", N_ ("Maximum intensity"), KERF_RAY_MAX, TRUE, 0, { { 0, 0, BONE } } },
  { "min", N_ ("Minimum intensity"), KERF_RAY_MIN, TRUE, 0, { { 0, 0, BONE } } },
};

static gboolean
is_ct (const char *role)
{
  return g_strcmp0 (role, "ct") == 0 || g_strcmp0 (role, "pseudo-ct") == 0 ||
         g_strcmp0 (role, "post-op-ct") == 0 || g_strcmp0 (role, "specimen") == 0;
}

const KerfVolumePreset **
kerf_volume_presets (const char *role)
{
  GPtrArray *list = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++) {
    const KerfVolumePreset *preset = &presets[i];
    /* A synthetic CT has no metal and no contrast. */
    gboolean not_there = g_strcmp0 (role, "pseudo-ct") == 0 &&
                         (strcmp (preset->id, "metal") == 0 || strcmp (preset->id, "vessels") == 0);
    if (preset->relative ? preset->n == 0 || !is_ct (role) : is_ct (role) && !not_there)
      g_ptr_array_add (list, (gpointer) (gsize) preset);
  }
  g_ptr_array_add (list, NULL);
  return (const KerfVolumePreset **) (gpointer) g_ptr_array_free (list, FALSE);
}

const KerfVolumePreset *
kerf_volume_preset_find (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (strcmp (presets[i].id, id) == 0)
      return &presets[i];
  return NULL;
}

const KerfVolumePreset *
kerf_volume_preset_default (const char *role)
{
  return kerf_volume_preset_find (is_ct (role) ? "bone" : "bright");
}

void
kerf_space_look_init (KerfSpaceLook *look)
{
  *look = (KerfSpaceLook){ .preset = "default" };
}

/* The preset in force; NULL: by hand. */
static const KerfVolumePreset *
preset_of (const KerfSpaceLook *look, const char *role)
{
  if (look->preset[0] == '\0' && look->transfer.n >= 2)
    return NULL;
  const KerfVolumePreset *preset = kerf_volume_preset_find (look->preset);
  return preset && (preset->n == 0 || preset->relative != is_ct (role)) ? preset
                                                                        : kerf_volume_preset_default (role);
}

const char *
kerf_space_look_name (const KerfSpaceLook *look, const char *role)
{
  const KerfVolumePreset *preset = preset_of (look, role);
  return preset ? preset->name : N_ ("by hand");
}

KerfRayKind
kerf_space_look_kind (const KerfSpaceLook *look, const char *role)
{
  const KerfVolumePreset *preset = preset_of (look, role);
  return preset ? preset->kind : look->kind;
}

KerfTransfer
kerf_space_look_transfer (const KerfSpaceLook *look, const char *role, const KerfVolume *volume)
{
  const KerfVolumePreset *preset = preset_of (look, role);
  KerfTransfer transfer = look->transfer;
  if (preset && preset->n == 0)
    preset = kerf_volume_preset_default (role);
  if (preset) {
    double centre = 0, width = 1;
    if (preset->relative)
      kerf_window_automatic (volume, &centre, &width);
    transfer.n = preset->n;
    memcpy (transfer.nodes, preset->nodes, preset->n * sizeof *preset->nodes);
    for (guint i = 0; preset->relative && i < transfer.n; i++)
      transfer.nodes[i].value = centre + (transfer.nodes[i].value - 0.5) * width;
  }
  kerf_transfer_mend (&transfer);
  return transfer;
}

/* ---- JSON ---- */

KerfJson *
kerf_space_look_to_json (const KerfSpaceLook *look)
{
  KerfJson *json = kerf_json_object ();
  kerf_json_set_bool (json, "volume_shown", look->volume_shown);
  kerf_json_set_real (json, "kind", look->kind);
  kerf_json_set_string (json, "preset", look->preset);
  KerfJson *nodes = kerf_json_array ();
  for (guint i = 0; i < look->transfer.n; i++) {
    const KerfTransferNode *node = &look->transfer.nodes[i];
    KerfJson *one = kerf_json_object ();
    kerf_json_set_reals (one, "node",
                         (const double[]){ node->value, node->opacity, node->rgb[0], node->rgb[1],
                                           node->rgb[2] },
                         5);
    kerf_json_append (nodes, one);
  }
  kerf_json_set (json, "transfer", nodes);
  kerf_json_set_bool (json, "box_on", look->box_on);
  kerf_json_set_reals (json, "box",
                       (const double[]){ look->box.lo.x, look->box.lo.y, look->box.lo.z, look->box.hi.x,
                                         look->box.hi.y, look->box.hi.z },
                       6);
  kerf_json_set_string (json, "cut", look->cut);
  kerf_json_set_bool (json, "cut_keeps_specimen", look->cut_keeps_specimen);
  return json;
}

void
kerf_space_look_from_json (const KerfJson *json, KerfSpaceLook *look)
{
  double box[6];
  if (!json)
    return;
  look->volume_shown = kerf_json_get_bool (json, "volume_shown", FALSE);
  look->kind = (KerfRayKind) CLAMP (kerf_json_get_real (json, "kind", 0), 0, KERF_RAY_MIN);
  g_strlcpy (look->preset, kerf_json_get_string (json, "preset", "default"), sizeof look->preset);
  const KerfJson *nodes = kerf_json_get (json, "transfer");
  look->transfer.n = 0;
  for (gsize i = 0; nodes && i < kerf_json_length (nodes) && look->transfer.n < KERF_TRANSFER_NODES; i++) {
    double v[5];
    if (kerf_json_get_reals (kerf_json_at (nodes, i), "node", v, 5))
      look->transfer.nodes[look->transfer.n++] = (KerfTransferNode){ v[0], v[1], { v[2], v[3], v[4] } };
  }
  if (look->transfer.n > 0 && !kerf_transfer_mend (&look->transfer))
    look->transfer.n = 0;
  look->box_on = kerf_json_get_bool (json, "box_on", FALSE) && kerf_json_get_reals (json, "box", box, 6);
  if (look->box_on)
    look->box = (KerfBox3){ { box[0], box[1], box[2] }, { box[3], box[4], box[5] } };
  g_strlcpy (look->cut, kerf_json_get_string (json, "cut", ""), sizeof look->cut);
  look->cut_keeps_specimen = kerf_json_get_bool (json, "cut_keeps_specimen", FALSE);
}
