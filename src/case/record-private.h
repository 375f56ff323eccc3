/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/object.h"

G_BEGIN_DECLS

/* Small parts that several records share. */
KerfId kerf_record_id (const KerfJson *record, const char *key);
void kerf_record_set_id (KerfJson *record, const char *key, KerfId id);
GArray *kerf_record_ids (const KerfJson *record, const char *key); /* never NULL */
KerfJson *kerf_record_ids_json (const GArray *ids);
GArray *kerf_record_points (const KerfJson *record, const char *key); /* never NULL */
KerfJson *kerf_record_points_json (const GArray *points);
void kerf_record_set_unless_nan (KerfJson *record, const char *key, double value);

G_END_DECLS
