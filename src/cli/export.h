/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "cli/cli.h"

G_BEGIN_DECLS

/* What the parts of `export` share. */
typedef struct {
  KerfCli *cli;
  KerfStore *store;
  KerfCase *kase; /* the head's */
  KerfHash revision;
  const char *out;
  KerfId id;  /* of what is exported; none: the case */
  char *said; /* what the case remembers beside the kind of export; NULL */
} KerfExport;

/* The object that --id (of volumes also --volume) names; without it the last of its kind. Sets `id`. */
gboolean kerf_export_find (KerfExport *e, KerfKind kind, GError **error);

gboolean kerf_export_volume (KerfExport *e, GError **error);
gboolean kerf_export_case (KerfExport *e, GError **error);

G_END_DECLS
