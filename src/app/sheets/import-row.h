/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "io/read.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One series on the sheet of what was found. */
typedef struct {
  KerfSeries *series; /* lent */
  GtkWidget *box, *words, *tick, *picture;
  GtkWidget *role; /* of an image; the class of segments */
  GtkWidget
      *on; /* the image that segments lie on, hidden for images; made by the sheet, which knows the images */
  GtkWidget *unit;    /* of a file that states none; NULL: nobody asks */
  GtkWidget *reason;  /* why a differing identity is the same person; NULL: nobody asks */
  gboolean synthetic; /* proposed as a pseudo-CT: to be confirmed */
} KerfSheetRow;

/* Fills a row for `series`; takes the widget `on`. A refused one has a picture and its reasons, no choice. */
void kerf_sheet_row_init (KerfSheetRow *row, KerfSeries *series, GtkWidget *take_on, gboolean patient_text);

/* Holds the series against the patient of the case: another patient can't be ticked, an identity that differs asks why it
 * is the same person. */
void kerf_sheet_row_compare (KerfSheetRow *row, const KerfIdentity *patient);

/* Millimetres of a unit of the file, as answered; 0: nobody asks, or nobody has answered. */
double kerf_sheet_row_unit (const KerfSheetRow *row);

/* FALSE while it asks for a reason or a unit and has none. */
gboolean kerf_sheet_row_is_answered (const KerfSheetRow *row);

/* The chosen role of an image; NULL while a proposed pseudo-CT is not confirmed. */
const char *kerf_sheet_row_role (const KerfSheetRow *row);
gboolean kerf_sheet_row_is_ticked (const KerfSheetRow *row);

G_END_DECLS
