/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "core/image/geometry.h"

G_BEGIN_DECLS

/* A function of space given by samples on a regular grid in a frame of its own, trilinear between them and continued by
 * its border beyond them; cells near what matters may hold finer samples. Immutable once built, reference-counted. */
typedef struct {
  gatomicrefcount count;
  KerfFrame3 frame; /* frame.p is sample (0, 0, 0); i runs along u, j along v, k along n */
  double step_mm;
  gint32 n[3];   /* samples along each axis; n[2] = 1: the function is constant along n */
  float *coarse; /* n[0]·n[1]·n[2], i fastest */
  gint32 split;  /* a fine cell's edge is step_mm / split */
  gint32 *cell; /* for each of the (n−1) cells: which block of fine samples, or −1; NULL: none anywhere */
  float *fine;  /* blocks of (split + 1)³ samples, i fastest */
  float *low, *high; /* least and greatest value of blocks of 4³ cells, their borders included */
  gint32 blocks[3];
} KerfField;

/* Takes `coarse`. The step is > 0, n[0] and n[1] at least 2, n[2] at least 2 or exactly 1. */
KerfField *kerf_field_new_take (const KerfFrame3 *frame, double step_mm, const gint32 n[3], float *coarse);
/* Gives the cells listed (ascending, by their number (k·(n[1]−1) + j)·(n[0]−1) + i) their fine samples; takes `fine`,
 * one block of (split + 1)³ for each. Only by the maker, once, before anybody else sees the field. */
void
kerf_field_refine_take (KerfField *field, gint32 split, const guint32 *cells, gsize n_cells, float *fine);
KerfField *kerf_field_ref (const KerfField *field);
void kerf_field_unref (KerfField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfField, kerf_field_unref)

/* The value at a point; `gradient` may be NULL. */
double kerf_field_at (const KerfField *field, KerfVec3 point, KerfVec3 *gradient);
/* Bounds of the values within the box centre ± half (patient axes): never too narrow. */
void kerf_field_range (const KerfField *field, KerfVec3 centre, KerfVec3 half, double *low, double *high);
/* Where a sample lies. */
KerfVec3 kerf_field_sample_point (const KerfField *field, double i, double j, double k);

G_END_DECLS
