/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/mesh/lattice.h"
#include "core/mesh/solid-private.h"

enum {
  KERF_TILE_CUBES = 8,           /* along a tile */
  KERF_TILE_LEAVES = 64,         /* that may change sign in one tile: bits of a word */
  KERF_FINEST = 2,               /* halvings of the spacing */
  KERF_UNITS = 1 << KERF_FINEST, /* lattice units along a cube */
  KERF_CUBE_KEPT = 0x80,
  KERF_CUBE_TARGET = 0x0f,
};

typedef struct {
  gint32 base[3], size; /* in cubes */
  guint16 *leaves;      /* planes, cylinders, strokes, fields; in each ascending */
  int n_leaves;
} KerfLatticeTile;

struct KerfLattice {
  const KerfLatticeSpec *spec;
  const KerfSolid *solid;
  KerfVec3 origin;
  double step_mm, push_mm; /* a cube's edge; a lattice point nearer to a leaf is pushed off it */
  gint32 n[3];
  guint8 *cubes;                /* kept, and how often its tetrahedra are bisected */
  guint8 *ring_low, *ring_high; /* least and greatest target within two cubes */
  GArray *tiles;                /* of KerfLatticeTile */
  KerfSoup *parts;              /* one a tile */
  guint32 *raw;
};

static inline gsize
kerf_lattice_cube (const KerfLattice *l, gint32 i, gint32 j, gint32 k)
{
  return ((gsize) k * (gsize) l->n[1] + (gsize) j) * (gsize) l->n[0] + (gsize) i;
}

static inline guint64
kerf_mix (guint64 x)
{
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return x ^ x >> 32;
}

/* The surface within one tile. */
void kerf_lattice_split (const KerfLattice *lattice, const KerfLatticeTile *tile, KerfSoup *soup);
