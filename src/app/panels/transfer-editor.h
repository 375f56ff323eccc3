/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/image/volume.h"
#include "core/raycast/transfer.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A transfer function over the histogram of a volume: drag a point, double-click to add one, Delete takes the selected one
 * away, arrows move it. Opacity runs by its square root, so that the thin veils of soft tissue can be set. */
#define KERF_TYPE_TRANSFER_EDITOR (kerf_transfer_editor_get_type ())
G_DECLARE_FINAL_TYPE (KerfTransferEditor, kerf_transfer_editor, KERF, TRANSFER_EDITOR, GtkWidget)

/* `changed` is called at every change by hand; the function is lent. */
GtkWidget *
kerf_transfer_editor_new (void (*changed) (gpointer data, const KerfTransfer *transfer), gpointer data);
void kerf_transfer_editor_set_volume (KerfTransferEditor *editor, const KerfVolume *volume, const char *unit);
void kerf_transfer_editor_set (KerfTransferEditor *editor, const KerfTransfer *transfer);
/* The colour of the selected point; FALSE: none is selected. */
gboolean kerf_transfer_editor_get_colour (KerfTransferEditor *editor, double rgb[3]);
void kerf_transfer_editor_set_colour (KerfTransferEditor *editor, const double rgb[3]);

G_END_DECLS
