/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "cli/cli.h"
#include "core/phantom/phantom.h"
#include "report/picture.h"

G_BEGIN_DECLS

/* Writes the phantom's images as DICOM folders and truth.json into `dir` (made if absent; the image folders may exist only
 * if empty). */
gboolean
kerf_sample_write (const KerfPhantom *phantom, const char *dir, const KerfContext *context, GError **error);

gboolean
kerf_cli_picture_options (KerfCli *cli, const KerfCase *kase, KerfPictureOptions *options, GError **error);

/* Writes a guide as .stl or .3mf; refused while stale or superseded, marked DRAFT while not approved. */
gboolean kerf_cli_write_guide (const KerfCase *kase, KerfId guide, const char *path,
                               const KerfContext *context, GError **error);
/* Writes DRAFT-guide.stl and DRAFT-guide.3mf of the guide, which nobody approved, into `dir`. */
gboolean kerf_demo_write_guide (const KerfCase *kase, KerfId guide, const char *dir,
                                const KerfContext *context, GError **error);

gboolean kerf_cli_phantom (KerfCli *cli, GError **error);
gboolean kerf_cli_render (KerfCli *cli, GError **error);
gboolean kerf_cli_demo (KerfCli *cli, GError **error);
gboolean kerf_cli_compare (KerfCli *cli, GError **error);

G_END_DECLS
