/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions, each as a function: its arguments onto the wire, its answer off it. */
#include "base/error.h"
#include "io/room/guard.h"
#include "io/room/values.h"

/* An answer that can't be read to its end is worth nothing. */
static gboolean
judge_answer (const KerfWire *reply, const char *path, GError **error)
{
  if (kerf_wire_ended (reply))
    return TRUE;
  g_autofree char *file = g_path_get_basename (path);
  return kerf_fail (error, KERF_ERROR_IMPORT_DECODER_DIED, "file", file, "reason",
                    "its answer makes no sense", NULL);
}

KerfDicomHeader *
kerf_room_scan_dicom (int fd, const char *path, const KerfContext *context, GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *name = g_strdup (path);
  g_autoptr (KerfDicomHeader) header = NULL;
  kerf_room_begin (&request, KERF_ROOM_SCAN_DICOM, path, fd);
  kerf_wire_text (&request.args, &name);
  if (!kerf_room_ask (&request, context, &answer, &reply, error))
    return NULL;
  kerf_wire_header (&reply, &header);
  if (!judge_answer (&reply, path, error))
    return NULL;
  g_free (header->path); /* as it was asked for, whatever was made of it */
  header->path = g_strdup (path);
  return g_steal_pointer (&header);
}

gboolean
kerf_room_decode_dicom (int fd, const KerfDicomHeader *header, KerfDicomStore store, int shared,
                        const gint64 *at, guint first, guint end, const KerfContext *context, GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (KerfDicomHeader) mine = kerf_dicom_header_ref ((KerfDicomHeader *) (gsize) header);
  guint32 how = store, from = first, to = end;
  g_autofree gint64 *places = g_memdup2 (at, (end - first) * sizeof *at);
  /* A second for each million values, beside what every request has. */
  guint64 values = (guint64) header->rows * (guint64) header->columns * (end - first);
  kerf_room_begin (&request, KERF_ROOM_DECODE_DICOM, header->path, fd);
  request.fds[1] = shared;
  request.seconds = KERF_GUARD_SECONDS + (guint) (values / 1000000);
  kerf_wire_pixels (&request.args, &mine, &from, &to);
  kerf_wire_u32 (&request.args, &how);
  kerf_wire_bytes (&request.args, places, (end - first) * sizeof *places);
  return kerf_room_ask (&request, context, &answer, &reply, error) &&
         judge_answer (&reply, header->path, error);
}

GPtrArray *
kerf_room_structures (int fd, const char *path, gboolean contours, const KerfContext *context, GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *name = g_strdup (path);
  GPtrArray *rois = NULL;
  kerf_room_begin (&request, KERF_ROOM_STRUCTURES, path, fd);
  kerf_wire_text (&request.args, &name);
  kerf_wire_flag (&request.args, &contours);
  if (!kerf_room_ask (&request, context, &answer, &reply, error))
    return NULL;
  kerf_wire_rois (&reply, &rois);
  if (!judge_answer (&reply, path, error))
    g_clear_pointer (&rois, g_ptr_array_unref);
  return rois;
}

/* Seconds for so many values, beside what every request has. */
static guint
seconds_for (const KerfRaster *raster)
{
  guint64 values =
      (guint64) raster->n[0] * (guint64) raster->n[1] * (guint64) raster->n[2] * kerf_raster_volumes (raster);
  return KERF_GUARD_SECONDS + (guint) MIN (values / 2000000, 3600);
}

gboolean
kerf_room_parse_raster (int fd, const char *path, KerfRaster *raster, const KerfContext *context,
                        GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *name = g_path_get_basename (path);
  kerf_room_begin (&request, KERF_ROOM_PARSE_RASTER, path, fd);
  kerf_wire_text (&request.args, &name);
  if (!kerf_room_ask (&request, context, &answer, &reply, error))
    return FALSE;
  kerf_wire_raster (&reply, raster);
  return judge_answer (&reply, path, error);
}

gboolean
kerf_room_survey_raster (const KerfRaster *raster, const char *path, const int *fds,
                         KerfRasterSurvey *surveys, const KerfContext *context, GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  KerfRaster copy = *raster; /* of the values; what they point to is only read */
  kerf_room_begin (&request, KERF_ROOM_SURVEY_RASTER, path, -1);
  for (guint k = 0; k < raster->n_data_files; k++)
    request.fds[k] = fds[k];
  request.seconds = seconds_for (raster);
  kerf_wire_raster (&request.args, &copy);
  if (!kerf_room_ask (&request, context, &answer, &reply, error))
    return FALSE;
  for (guint v = 0; v < kerf_raster_volumes (raster); v++)
    kerf_wire_survey (&reply, &surveys[v]);
  return judge_answer (&reply, path, error);
}

gboolean
kerf_room_read_raster (const KerfRaster *raster, const char *path, const int *fds, guint volume,
                       KerfRasterStore store, double least, double most, int shared,
                       const KerfContext *context, GError **error)
{
  KerfRoomRequest request;
  KerfWire reply;
  g_autoptr (GBytes) answer = NULL;
  KerfRaster copy = *raster;
  guint32 which = volume, how = store;
  kerf_room_begin (&request, KERF_ROOM_READ_RASTER, path, shared);
  for (guint k = 0; k < raster->n_data_files; k++)
    request.fds[k + 1] = fds[k];
  request.seconds = seconds_for (raster);
  kerf_wire_raster (&request.args, &copy);
  kerf_wire_u32 (&request.args, &which);
  kerf_wire_u32 (&request.args, &how);
  kerf_wire_real (&request.args, &least);
  kerf_wire_real (&request.args, &most);
  return kerf_room_ask (&request, context, &answer, &reply, error) && judge_answer (&reply, path, error);
}
