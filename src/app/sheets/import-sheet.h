/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/window/window.h"
#include "io/read.h"

G_BEGIN_DECLS

/* What was found: one row a series with its verdict, its proposed role and its tick. Nothing is written before Import.
 * Takes the scan. `label` names where was looked. */
void kerf_import_sheet_show (KerfWindow *window, KerfScan *take_scan, const char *label);

G_END_DECLS
