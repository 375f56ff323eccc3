/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"
#include "core/phantom/phantom-private.h"

#include <string.h>

static const char *const image_names[] = { "ct", "mr-t1", "mr-zte", "pseudo-ct", "post-op-ct" };

const char *
kerf_phantom_image_name (KerfPhantomImage image)
{
  return image_names[image];
}

KerfPhantomTissues
kerf_phantom_tissues (KerfPhantomImage image)
{
  static const KerfPhantomTissues table[KERF_PHANTOM_N_IMAGES] = {
    [KERF_PHANTOM_CT] = { -1000, -100, 50, 1200, 330, 60, 40 },
    [KERF_PHANTOM_MR_T1] = { 15, 900, 320, 60, 700, 260, 300 },
    [KERF_PHANTOM_MR_ZTE] = { 10, 620, 600, 330, 560, 590, 600 },
    [KERF_PHANTOM_PSEUDO_CT] = { -1000, -100, 50, 1000, 300, 60, 40 },
    [KERF_PHANTOM_POST_OP_CT] = { -1000, -100, 50, 1200, 330, 60, 40 },
  };
  return table[image];
}

/* ---- random numbers: a counter and a seed, so that a voxel's noise doesn't depend on who computes it ---- */

static guint64
mixed (guint64 x)
{
  x += 0x9e3779b97f4a7c15u; /* splitmix64 (Steele, Lea & Flood 2014) */
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/* Near enough to a Gaussian of SD 1: twelve uniform sixteenths of two words. */
static double
noise (guint64 seed, guint64 counter)
{
  double sum = 0;
  for (guint64 word = 0; word < 3; word++) {
    guint64 bits = mixed (seed ^ mixed (counter * 3 + word));
    for (int k = 0; k < 4; k++)
      sum += (double) ((bits >> (16 * k)) & 0xffff) / 65536;
  }
  return sum - 6;
}

/* Spongy bone: value noise on a lattice of 1.8 mm, trilinear. */
static double
texture (guint64 seed, KerfVec3 p)
{
  double s = 1 / 1.8, fx = p.x * s, fy = p.y * s, fz = p.z * s, sum = 0;
  gint64 i = (gint64) floor (fx), j = (gint64) floor (fy), k = (gint64) floor (fz);
  fx -= (double) i;
  fy -= (double) j;
  fz -= (double) k;
  for (int c = 0; c < 8; c++) {
    guint64 key = (guint64) ((i + (c & 1)) * 73856093) ^ (guint64) ((j + ((c >> 1) & 1)) * 19349663) ^
                  (guint64) ((k + (c >> 2)) * 83492791);
    double w = (c & 1 ? fx : 1 - fx) * (c & 2 ? fy : 1 - fy) * (c & 4 ? fz : 1 - fz);
    sum += w * ((double) (mixed (seed ^ key) >> 11) / 9007199254740992.0 - 0.5);
  }
  return sum;
}

/* ---- grids ---- */

static KerfGrid
image_grid (const KerfPhantom *phantom, KerfPhantomImage image)
{
  static const struct {
    double h[3];
    gint32 n[3];
  } small[KERF_PHANTOM_N_IMAGES] = {
    [KERF_PHANTOM_CT] = { { 1, 1, 1 }, { 144, 112, 140 } },
    [KERF_PHANTOM_MR_T1] = { { 1.1, 1.1, 1.6 }, { 136, 108, 88 } },
    [KERF_PHANTOM_MR_ZTE] = { { 1.25, 1.25, 1.25 }, { 120, 96, 112 } },
    [KERF_PHANTOM_PSEUDO_CT] = { { 1.25, 1.25, 1.25 }, { 120, 96, 112 } },
    [KERF_PHANTOM_POST_OP_CT] = { { 0.9, 0.9, 1.2 }, { 160, 128, 118 } },
  };
  double h[3];
  gint32 n[3];
  for (int a = 0; a < 3; a++) {
    double extent = small[image].h[a] * small[image].n[a];
    n[a] = phantom->matrix[a] ? MAX (8, (gint32) (small[image].n[a] * (double) phantom->matrix[a] /
                                                      small[KERF_PHANTOM_CT].n[a] +
                                                  0.5))
                              : small[image].n[a];
    h[a] = extent / n[a];
  }
  KerfVec3 origin = kerf_vec3 (-h[0] * (n[0] - 1) / 2, 2 - h[1] * (n[1] - 1) / 2, -2 - h[2] * (n[2] - 1) / 2);
  KerfGrid grid = kerf_grid_axial (n[0], n[1], n[2], kerf_vec3 (h[0], h[1], h[2]), origin);
  if (image == KERF_PHANTOM_MR_T1) { /* slices lean along the bone, as MR slices do */
    KerfMat4 lean = kerf_mat4_rotation (kerf_vec3 (1, 0, 0.2), 8 * KERF_RAD_PER_DEG, kerf_vec3 (0, 0, 0));
    grid.patient_from_index = kerf_mat4_mul (&lean, &grid.patient_from_index);
    g_assert (kerf_mat4_inverse (&grid.patient_from_index, &grid.index_from_patient));
  }
  return grid;
}

static KerfMat4
ct_from_image (const KerfPhantom *phantom, KerfPhantomImage image)
{
  KerfMat4 m = kerf_mat4_identity ();
  if (image == KERF_PHANTOM_POST_OP_CT)
    g_assert (kerf_mat4_inverse (&phantom->postop_from_ct, &m));
  else if (image != KERF_PHANTOM_CT)
    g_assert (kerf_mat4_inverse (&phantom->mr_from_ct, &m));
  return m;
}

/* ---- sampling ---- */

typedef struct {
  const KerfPhantom *phantom;
  KerfPhantomImage image;
  KerfGrid grid;
  KerfMat4 ct_from_image;
  KerfPhantomTissues t;
  double edge_mm, grow_mm, noise_sd;
  gint16 *voxels;
} Scan;

/* Part of a voxel on the inner side of a surface at this distance: half-way exactly at 0. */
static double
part (const Scan *scan, double distance_mm)
{
  return CLAMP (0.5 + distance_mm / scan->edge_mm, 0, 1);
}

static double
blend (double under, double over, double share)
{
  return under + (over - under) * share;
}

/* What the saw took away and what was taken out with it: 1 outside the specimen and its kerfs. */
static double
left_over (const Scan *scan, KerfVec3 p)
{
  double specimen = HUGE_VAL, kerf = -HUGE_VAL;
  for (int k = 0; k < scan->phantom->n_planes; k++) {
    const KerfCut *cut = &scan->phantom->planes[k].achieved;
    double h = kerf_dot (cut->frame.n, kerf_sub (p, cut->frame.p));
    specimen = fmin (specimen, -h - 0.6);
    kerf = fmax (kerf, -kerf_cut_slab_distance (cut, p));
  }
  return 1 - part (scan, fmax (specimen, kerf));
}

static double
value_at (const Scan *scan, KerfVec3 p)
{
  const KerfPhantom *phantom = scan->phantom;
  const KerfPhantomTissues *t = &scan->t;
  double rx = p.x / 66, ry = (p.y - 4) / 52, body = 52 * (1 - sqrt (rx * rx + ry * ry));
  double bone = kerf_phantom_bone_mm (phantom, p) + scan->grow_mm,
         lesion = kerf_phantom_lesion_mm (phantom, p);
  double value = blend (t->air, t->fat, part (scan, body));
  value = blend (value, t->muscle, part (scan, body - 7));
  for (int k = 0; k < phantom->n_tubes; k++)
    value = blend (value, t->nerve, part (scan, kerf_phantom_tube_mm (&phantom->tubes[k], p)));
  if (bone > -2) {
    double spongy = t->spongy * (1 + 0.35 * texture (phantom->seed, p));
    double inside = blend (t->cortex, spongy, part (scan, bone - phantom->cortex_mm));
    double share = part (scan, bone);
    if (scan->image == KERF_PHANTOM_POST_OP_CT)
      share *= left_over (scan, p);
    value = blend (value, inside, share);
  }
  if (scan->image != KERF_PHANTOM_POST_OP_CT)
    value = blend (value, t->lesion, part (scan, lesion));
  return value;
}

static void
scan_rows (gsize begin, gsize end, gpointer data)
{
  Scan *scan = data;
  const KerfGrid *g = &scan->grid;
  gboolean mr = scan->image == KERF_PHANTOM_MR_T1 || scan->image == KERF_PHANTOM_MR_ZTE;
  for (gsize row = begin; row < end; row++) {
    gint32 j = (gint32) (row % (gsize) g->n[1]), k = (gint32) (row / (gsize) g->n[1]);
    for (gint32 i = 0; i < g->n[0]; i++) {
      KerfVec3 p = kerf_mat4_point (&scan->ct_from_image, kerf_grid_point (g, i, j, k));
      gsize at = kerf_grid_offset (g, i, j, k);
      double value = value_at (scan, p);
      if (mr) /* coil: brighter at the back */
        value *= 1 + 0.15 * p.y / 50 + 0.08 * p.x / 60;
      value += scan->noise_sd * noise (scan->phantom->seed * 131 + (guint64) scan->image, at);
      scan->voxels[at] = (gint16) CLAMP (floor (value + 0.5), -1024, 3071);
    }
  }
}

KerfVolume *
kerf_phantom_volume (const KerfPhantom *phantom, KerfPhantomImage image, const KerfContext *context)
{
  static const double noise_sd[] = { 14, 12, 10, 10, 14 }, blur_mm[] = { 0, 0.6, 0.5, 0.8, 0 };
  Scan scan = { .phantom = phantom,
                .image = image,
                .grid = image_grid (phantom, image),
                .ct_from_image = ct_from_image (phantom, image),
                .t = kerf_phantom_tissues (image),
                .grow_mm = image == KERF_PHANTOM_PSEUDO_CT ? 0.3 : 0,
                .noise_sd = noise_sd[image] };
  KerfVec3 h = kerf_grid_spacing (&scan.grid);
  scan.edge_mm = (h.x + h.y + h.z) / 3 + blur_mm[image] * 2;
  gsize n = kerf_grid_voxels (&scan.grid);
  scan.voxels = g_new (gint16, n);
  gboolean done =
      kerf_parallel_for (context, (gsize) scan.grid.n[1] * (gsize) scan.grid.n[2], 16, scan_rows, &scan);
  g_autoptr (GBytes) bytes = g_bytes_new_take (scan.voxels, n * sizeof *scan.voxels);
  return done ? kerf_volume_new (&scan.grid, KERF_VOXEL_INT16, bytes, 1, 0) : NULL;
}
