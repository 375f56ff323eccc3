/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder's side: one request after another, each answered with values or with a sentence. */
#include "base/error.h"
#include "io/room/guard.h"
#include "io/room/socket.h"
#include "io/room/values.h"
#include "io/source/unpack.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A request being answered: `answer` is what goes back where the call succeeds. */
typedef struct {
  KerfWire args, answer;
  int fds[KERF_ROOM_MOST_FILES];
} Call;

static gboolean
fail_request (GError **error)
{
  return kerf_fail_text (error, KERF_ERROR_INTERNAL, "The decoder was asked for nonsense; report this.");
}

static gboolean
scan_dicom (Call *call, GError **error)
{
  g_autofree char *path = NULL;
  kerf_wire_text (&call->args, &path);
  if (!path || !kerf_wire_ended (&call->args))
    return fail_request (error);
  g_autoptr (KerfDicomHeader) header = kerf_dicom_scan_at (call->fds[0], path, error);
  if (header)
    kerf_wire_header (&call->answer, &header);
  return header != NULL;
}

static gboolean
structures (Call *call, GError **error)
{
  g_autofree char *path = NULL;
  gboolean contours = FALSE;
  kerf_wire_text (&call->args, &path);
  kerf_wire_flag (&call->args, &contours);
  if (!path || !kerf_wire_ended (&call->args))
    return fail_request (error);
  g_autoptr (GPtrArray) rois = kerf_dicom_read_structures (call->fds[0], path, contours, error);
  if (rois)
    kerf_wire_rois (&call->answer, &rois);
  return rois != NULL;
}

/* A piece of the shared block, mapped while it is written. */
typedef struct {
  guint8 *mapped, *to;
  gsize size;
} Piece;

static gboolean
piece_map (Piece *piece, int fd, gint64 at, gsize size)
{
  const gsize ahead = (gsize) at % (gsize) sysconf (_SC_PAGESIZE);
  piece->size = size + ahead;
  piece->mapped = mmap (NULL, piece->size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | (size < (64 << 20) ? MAP_POPULATE : 0), fd, (off_t) at - (off_t) ahead);
  piece->to = piece->mapped == MAP_FAILED ? NULL : piece->mapped + ahead;
  return piece->to != NULL;
}

static void
piece_unmap (Piece *piece)
{
  if (piece->to)
    munmap (piece->mapped, piece->size);
}

/* Frames [first, end), each to its place in the block. */
static gboolean
decode_frames (Call *call, const KerfDicomHeader *header, KerfDicomStore store, guint32 first, guint32 end,
               const gint64 *at, GError **error)
{
  const gsize size = (gsize) header->rows * (gsize) header->columns * (store == KERF_DICOM_FLOAT32 ? 4 : 2);
  g_autofree void **to = g_new0 (void *, header->n_frames);
  g_autofree Piece *pieces = g_new0 (Piece, end - first);
  struct stat st;
  gboolean good = fstat (call->fds[1], &st) == 0;
  for (guint32 k = first; k < end && good; k++) {
    if (at[k - first] < 0)
      continue;
    good = at[k - first] <= st.st_size && size <= (guint64) (st.st_size - at[k - first]) &&
           piece_map (&pieces[k - first], call->fds[1], at[k - first], size);
    to[k] = pieces[k - first].to;
  }
  good = good ? kerf_dicom_decode_at (call->fds[0], header, store, to, error) : fail_request (error);
  for (guint32 k = first; k < end; k++)
    piece_unmap (&pieces[k - first]);
  return good;
}

static gboolean
decode_dicom (Call *call, GError **error)
{
  g_autoptr (KerfDicomHeader) header = NULL;
  guint32 store = 0, first = 0, end = 0;
  kerf_wire_pixels (&call->args, &header, &first, &end);
  kerf_wire_u32 (&call->args, &store);
  g_autofree gint64 *at = g_new0 (gint64, end - first + 1);
  kerf_wire_bytes (&call->args, at, (end - first) * sizeof *at);
  if (!kerf_wire_ended (&call->args) || store > KERF_DICOM_FLOAT32)
    return fail_request (error);
  return decode_frames (call, header, (KerfDicomStore) store, first, end, at, error);
}

/* ---- rasters ---- */

static gboolean
parse_raster (Call *call, GError **error)
{
  g_autofree char *name = NULL;
  g_auto (KerfRaster) raster = { 0 };
  kerf_wire_text (&call->args, &name);
  if (!name || !kerf_wire_ended (&call->args))
    return fail_request (error);
  if (!kerf_raster_parse (call->fds[0], name, &raster, error))
    return FALSE;
  if (!raster.n_data_files) /* a refused one may have stopped before that */
    raster.n_data_files = 1;
  kerf_wire_raster (&call->answer, &raster);
  return TRUE;
}

static gboolean
survey_raster (Call *call, GError **error)
{
  g_auto (KerfRaster) raster = { 0 };
  kerf_wire_raster (&call->args, &raster);
  if (!kerf_wire_ended (&call->args) || raster.refused)
    return fail_request (error);
  guint n = kerf_raster_volumes (&raster);
  g_autofree KerfRasterSurvey *surveys = g_new0 (KerfRasterSurvey, n);
  if (!kerf_raster_survey (&raster, call->fds, surveys, NULL, error))
    return FALSE;
  for (guint v = 0; v < n; v++)
    kerf_wire_survey (&call->answer, &surveys[v]);
  return TRUE;
}

static gboolean
read_raster (Call *call, GError **error)
{
  static const gsize bytes_of[] = {
    [KERF_RASTER_INT16] = 2, [KERF_RASTER_FLOAT32] = 4, [KERF_RASTER_INSIDE] = 1
  };
  g_auto (KerfRaster) raster = { 0 };
  guint32 volume = 0, store = 0;
  double least = 0, most = 0;
  struct stat st;
  Piece piece;
  kerf_wire_raster (&call->args, &raster);
  kerf_wire_u32 (&call->args, &volume);
  kerf_wire_u32 (&call->args, &store);
  kerf_wire_real (&call->args, &least);
  kerf_wire_real (&call->args, &most);
  if (!kerf_wire_ended (&call->args) || raster.refused || store > KERF_RASTER_INSIDE ||
      volume >= kerf_raster_volumes (&raster) || fstat (call->fds[0], &st) != 0)
    return fail_request (error);
  gsize size = (gsize) raster.n[0] * (gsize) raster.n[1] * (gsize) raster.n[2] * bytes_of[store];
  if (size > (guint64) st.st_size || !piece_map (&piece, call->fds[0], 0, size))
    return fail_request (error);
  gboolean good = kerf_raster_read (&raster, call->fds + 1, volume, (KerfRasterStore) store, least, most,
                                    piece.to, NULL, error);
  piece_unmap (&piece);
  return good;
}

/* ---- archives ---- */

static gboolean
list_archive (Call *call, GError **error)
{
  g_autofree char *name = NULL;
  kerf_wire_text (&call->args, &name);
  if (!name || !kerf_wire_ended (&call->args))
    return fail_request (error);
  g_autoptr (GArray) members = kerf_unpack_list (call->fds[0], name, error);
  guint32 n = members ? members->len : 0;
  kerf_wire_count (&call->answer, &n, 20);
  for (guint32 k = 0; k < n; k++) {
    KerfMember *member = &g_array_index (members, KerfMember, k);
    kerf_wire_text (&call->answer, &member->name);
    kerf_wire_u64 (&call->answer, &member->index);
    kerf_wire_u64 (&call->answer, &member->size);
  }
  return members != NULL;
}

static gboolean
take_member (Call *call, GError **error)
{
  g_autofree char *name = NULL;
  guint64 index = 0, size = 0;
  struct stat st;
  Piece piece;
  kerf_wire_text (&call->args, &name);
  kerf_wire_u64 (&call->args, &index);
  kerf_wire_u64 (&call->args, &size);
  if (!name || !kerf_wire_ended (&call->args) || fstat (call->fds[1], &st) != 0 ||
      (guint64) st.st_size < size || !size)
    return fail_request (error);
  if (!piece_map (&piece, call->fds[1], 0, size)) {
    g_autofree char *file = g_path_get_basename (name);
    return kerf_fail (error, KERF_ERROR_IMPORT_ARCHIVE, "file", file, "reason", "a file in it is too large",
                      NULL);
  }
  gboolean good = kerf_unpack_member (call->fds[0], name, index, piece.to, size, error);
  piece_unmap (&piece);
  return good;
}

typedef gboolean (*CallFunc) (Call *call, GError **error);

static const CallFunc calls[KERF_ROOM_N_CALLS] = {
  [KERF_ROOM_SCAN_DICOM] = scan_dicom,       [KERF_ROOM_DECODE_DICOM] = decode_dicom,
  [KERF_ROOM_STRUCTURES] = structures,       [KERF_ROOM_LIST_ARCHIVE] = list_archive,
  [KERF_ROOM_TAKE_MEMBER] = take_member,     [KERF_ROOM_PARSE_RASTER] = parse_raster,
  [KERF_ROOM_SURVEY_RASTER] = survey_raster, [KERF_ROOM_READ_RASTER] = read_raster,
};

static gboolean
answer (int socket, Call *call, guint64 serial, gboolean good, GError *failure)
{
  if (!good) {
    kerf_wire_clear (&call->answer);
    kerf_wire_write (&call->answer);
    kerf_wire_error (&call->answer, &failure);
  }
  KerfRoomHead head = {
    .magic = KERF_ROOM_MAGIC, .call = good ? 1 : 0, .size = call->answer.out->len, .serial = serial
  };
  return kerf_socket_send (socket, &head, NULL, call->answer.out->data);
}

static gboolean
serve_one (int socket, const KerfRoomHead *head, Call *call, KerfRoomWitness before)
{
  g_autofree guint8 *data = g_try_malloc (MAX (head->size, 1));
  g_autoptr (GError) failure = NULL;
  if (!data || !kerf_socket_receive (socket, data, head->size, NULL, NULL))
    return FALSE;
  kerf_wire_read (&call->args, data, head->size);
  kerf_wire_write (&call->answer);
  kerf_guard_seconds (head->seconds ? head->seconds : KERF_GUARD_SECONDS);
  if (before)
    before ((KerfRoomCall) head->call, call->fds[0]);
  gboolean known = head->call < KERF_ROOM_N_CALLS && calls[head->call];
  gboolean good = known ? calls[head->call](call, &failure) : fail_request (&failure);
  kerf_guard_seconds (0);
  gboolean sent = answer (socket, call, head->serial, good, failure);
  kerf_wire_clear (&call->answer);
  return sent;
}

void
kerf_room_serve (int socket, KerfRoomWitness before)
{
  KerfRoomHead head;
  Call call = { 0 };
  gboolean more = TRUE;
  while (more && kerf_socket_receive_head (socket, &head, call.fds)) {
    more = serve_one (socket, &head, &call, before);
    for (guint k = 0; k < KERF_ROOM_MOST_FILES; k++)
      if (call.fds[k] >= 0)
        close (call.fds[k]);
  }
}
