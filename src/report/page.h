/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A PDF in the making: A4 pages with the identity on top of each and its number below. Positions in points from the top
 * left; black on white, so that a print in grey loses nothing. */
typedef struct KerfPages KerfPages;

/* What stands on every page. Lent; valid as long as the pages. */
typedef struct {
  const char *who;  /* name or study id, id, date of birth */
  const char *side; /* "LEFT" */
  const char *bone;
  const char *version; /* "v1 · 7f3a9c1e" */
  const char *state;   /* "DRAFT" "LOCKED" */
  const char *time;    /* of the revision, ISO */
  gboolean synthetic;
} KerfPageHead;

/* The file appears under `path` when kerf_pages_end succeeds. */
KerfPages *kerf_pages_new (const KerfPageHead *head, const char *title);
void kerf_pages_free (KerfPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KerfPages, kerf_pages_free)
/* Writes the PDF, whole or not at all. */
gboolean kerf_pages_end (KerfPages *pages, const char *path, GError **error);

/* Begins a new page with a heading, also while the last one has room. */
void kerf_pages_begin (KerfPages *pages, const char *heading);
/* A paragraph; `size_pt` 11 is body. Breaks lines, never pages off in the middle of a line. */
void kerf_pages_text (KerfPages *pages, double size_pt, gboolean bold, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
void kerf_pages_space (KerfPages *pages, double pt);
/* A table: `widths` in parts of the page's width, ended by 0; the first row is the head. Cells by row. */
void kerf_pages_table (KerfPages *pages, const double *widths, char *const *const *rows, gsize n_rows);
/* A picture `height_pt` high, centred, at the present place; NULL prints the words *no picture* in a frame. */
void kerf_pages_picture (KerfPages *pages, cairo_surface_t *picture, double height_pt, const char *caption);
/* Two side by side. */
void kerf_pages_two_pictures (KerfPages *pages, cairo_surface_t *left, cairo_surface_t *right,
                              double height_pt, const char *left_caption, const char *right_caption);
/* A bar of 50 mm, to check that the print is to scale. */
void kerf_pages_scale_bar (KerfPages *pages);

G_END_DECLS
