/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/context.h"
#include "io/dicom/dicom.h"
#include "io/raster/raster.h"
#include "io/room/wire.h"

G_BEGIN_DECLS

/* Strangers' bytes are read in a room of their own: decoders (the program kerf-decoder) that get open descriptors and
 * the block of memory the result belongs in, and answer with plain values. A file that kills one costs that file; the
 * next request gets a new decoder. Each thread that asks has a decoder for itself while it waits. */

typedef enum {
  KERF_ROOM_SCAN_DICOM, /* file: name → KerfDicomHeader */
  KERF_ROOM_DECODE_DICOM,
  KERF_ROOM_STRUCTURES,
  KERF_ROOM_LIST_ARCHIVE,
  KERF_ROOM_TAKE_MEMBER,
  KERF_ROOM_PARSE_RASTER,
  KERF_ROOM_SURVEY_RASTER,
  KERF_ROOM_READ_RASTER,
  KERF_ROOM_N_CALLS
} KerfRoomCall;

#define KERF_ROOM_MOST_FILES 241 /* descriptors of one request, at most; the kernel sends 253 */

typedef struct KerfRoomRequest {
  KerfRoomCall call;
  const char *path;              /* of the file it is about, for sentences */
  int fds[KERF_ROOM_MOST_FILES]; /* lent, −1: none */
  guint64 serial;
  guint seconds; /* of processor time; 0: KERF_GUARD_SECONDS */
  KerfWire args; /* written by the caller; cleared by kerf_room_ask */
} KerfRoomRequest;

/* Begins a request about the open file `fd`. */
void kerf_room_begin (KerfRoomRequest *request, KerfRoomCall call, const char *path, int fd);

/* Sends the request and waits for the answer: `reply` is to be read as a wire of *answer, which the caller owns.
 * Errors: what the decoder answered; IMPORT_DECODER_DIED with the reason; CANCELLED (the decoder is ended then); a
 * sentence where kerf-decoder is not installed. */
gboolean kerf_room_ask (KerfRoomRequest *request, const KerfContext *context, GBytes **answer,
                        KerfWire *reply, GError **error);

/* Starts so many decoders, for what will be asked soon; nothing is said where they can't be. */
void kerf_room_warm (guint n);

/* Ends the decoders that nobody waits for, and those that are busy as soon as they have answered: none keeps its hand on a
 * block of memory that it once wrote into. */
void kerf_room_empty (void);

/* What people ask of the room; errors as kerf_room_ask and the function of the same name in dicom.h. `fd` is the
 * open file, lent. */
KerfDicomHeader *kerf_room_scan_dicom (int fd, const char *path, const KerfContext *context, GError **error);
/* Frame f goes to offset at[f] of the shared block (−1: not wanted). */
gboolean
kerf_room_decode_dicom (int fd, const KerfDicomHeader *header, KerfDicomStore store, int shared,
                        const gint64 *at, guint first, guint end, const KerfContext *context, GError **error);
GPtrArray *kerf_room_structures (int fd, const char *path, gboolean contours, const KerfContext *context,
                                 GError **error);

/* What raster.h does, in the room; `path` is the file of the header, `fds` the open data files. */
gboolean kerf_room_parse_raster (int fd, const char *path, KerfRaster *raster, const KerfContext *context,
                                 GError **error);
gboolean kerf_room_survey_raster (const KerfRaster *raster, const char *path, const int *fds,
                                  KerfRasterSurvey *surveys, const KerfContext *context, GError **error);
/* `shared` is the block that the values go to. */
gboolean kerf_room_read_raster (const KerfRaster *raster, const char *path, const int *fds, guint volume,
                                KerfRasterStore store, double least, double most, int shared,
                                const KerfContext *context, GError **error);

/* In the decoder: answers requests on the socket until its other end is closed. `before` (NULL but in tests) sees each
 * of them, with its file, before it is looked at. */
typedef void (*KerfRoomWitness) (KerfRoomCall call, int fd);
void kerf_room_serve (int socket, KerfRoomWitness before);

G_END_DECLS
