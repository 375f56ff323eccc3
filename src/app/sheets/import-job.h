/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"
#include "io/read.h"

G_BEGIN_DECLS

/* One thing to import: an image with its role, or segments (labels, contours) with their class and the image they lie on. */
typedef struct {
  KerfSeries *series;
  double mm_per_unit; /* answers a file that states no unit; 0: it states one */
  char *role;         /* of an image; NULL: as its header suggests */
  char *reason;       /* why a differing identity is the same person; NULL: none differs */
  char *klass;        /* of segments; NULL: "other" */
  KerfId on;          /* image of the case that segments lie on, or … */
  guint on_item;      /* … the item that is this image; G_MAXUINT */
} KerfImportItem;

/* A list of items that frees them. */
GPtrArray *kerf_import_items_new (void);
/* Appends a series; the item is the list's. */
KerfImportItem *kerf_import_items_add (GPtrArray *items, KerfSeries *series);

/* Imports them as one job, images before what lies on them. Where no case is open the place of a new one is asked for
 * first. Takes the list. */
void kerf_import_items_run (KerfWindow *window, GPtrArray *take_items);

G_END_DECLS
