/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Profiles that ship with the program; data/printers and data/blades hold the same as files (a test compares them). They
 * stand here so that an operation stays a pure function. Sizes that no source was read for are marked as such there. */
typedef struct {
  const char *name, *process;
  double offset_print_mm, minimum_wall_mm, minimum_gap_mm;
  double build_size_mm[3];
} KerfPrinter;

typedef struct {
  const char *name;
  double thickness_mm, kerf_mm;
} KerfBlade;

/* NULL or "" gives the first; NULL when there is none of that name. */
const KerfPrinter *kerf_printer_find (const char *name);
const KerfBlade *kerf_blade_find (const char *name);

extern const KerfPrinter kerf_printers[]; /* ended by a NULL name */
extern const KerfBlade kerf_blades[];

G_END_DECLS
