/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/recorder.h"

struct KerfRecorder {
  gatomicrefcount count;
  GArray *ids; /* of KerfId; short */
};

KerfRecorder *
kerf_recorder_new (void)
{
  KerfRecorder *recorder = g_new0 (KerfRecorder, 1);
  g_atomic_ref_count_init (&recorder->count);
  recorder->ids = g_array_new (FALSE, FALSE, sizeof (KerfId));
  return recorder;
}

KerfRecorder *
kerf_recorder_ref (KerfRecorder *recorder)
{
  g_atomic_ref_count_inc (&recorder->count);
  return recorder;
}

void
kerf_recorder_unref (KerfRecorder *recorder)
{
  if (!recorder || !g_atomic_ref_count_dec (&recorder->count))
    return;
  g_array_unref (recorder->ids);
  g_free (recorder);
}

gboolean
kerf_recorder_has (const KerfRecorder *recorder, KerfId id)
{
  for (guint k = 0; k < recorder->ids->len; k++)
    if (kerf_id_equal (g_array_index (recorder->ids, KerfId, k), id))
      return TRUE;
  return FALSE;
}

void
kerf_recorder_note (KerfRecorder *recorder, KerfId id)
{
  if (!kerf_recorder_has (recorder, id))
    g_array_append_val (recorder->ids, id);
}
