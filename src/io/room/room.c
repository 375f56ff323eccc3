/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's side: decoders are started when somebody asks, lent to one thread at a time and kept for the next. */
#include "config.h"

#include "io/room/room.h"

#include "base/error.h"
#include "io/room/guard.h"
#include "io/room/socket.h"
#include "io/room/values.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* So long a decoder may be silent, whatever it waits for: a disk on the network can be slow. */
#define SILENCE_S 120

typedef struct {
  GPid pid;
  int socket;
  guint generation; /* the room was emptied so often before it came */
} Decoder;

static GMutex lock;
static GQueue idle = G_QUEUE_INIT; /* Decoder *, guarded by lock */
static guint generation;           /* guarded by lock */

/* ---- one decoder ---- */

/* Beside the program, where it was built, or where it is installed. NULL: nowhere. */
static char *
find_program (void)
{
  const char *named = g_getenv ("KERF_DECODER");
  if (named && *named)
    return g_strdup (named);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : NULL;
  static const char *const places[] = { "kerf-decoder", "../libexec/kerf-decoder", "../io/kerf-decoder" };
  for (gsize k = 0; folder && k < G_N_ELEMENTS (places); k++) {
    g_autofree char *path = g_build_filename (folder, places[k], NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_file_test (KERF_LIBEXEC_DIR "/kerf-decoder", G_FILE_TEST_IS_EXECUTABLE)
             ? g_strdup (KERF_LIBEXEC_DIR "/kerf-decoder")
             : NULL;
}

/* How it ended, as {reason} of import.decoder-died. */
static char *
decoder_end (Decoder *decoder, gboolean kill_it)
{
  int status = 0;
  if (kill_it)
    kill (decoder->pid, SIGKILL);
  close (decoder->socket);
  /* One that only pretends to be dead is helped. */
  for (guint k = 0; !kill_it && waitpid (decoder->pid, &status, WNOHANG) == 0; k++) {
    if (k < 100) {
      g_usleep (1000);
      continue;
    }
    kill (decoder->pid, SIGKILL);
    kill_it = TRUE;
  }
  if (kill_it)
    while (waitpid (decoder->pid, &status, 0) < 0 && errno == EINTR)
      ;
  g_spawn_close_pid (decoder->pid);
  g_free (decoder);
  if (WIFSIGNALED (status) && (WTERMSIG (status) == SIGPROF || WTERMSIG (status) == SIGXCPU))
    return g_strdup ("it took too long");
  if (WIFSIGNALED (status) && (WTERMSIG (status) == SIGABRT || WTERMSIG (status) == SIGTRAP))
    return g_strdup ("it gave up, perhaps for want of memory");
  if (WIFSIGNALED (status) && !kill_it)
    return g_strdup_printf ("it was ended by signal %d", WTERMSIG (status));
  return g_strdup ("it ended by itself");
}

/* Once a run: which of the doors could not be shut. */
static void
say_guard (guint guard)
{
  static gsize said;
  if (!g_once_init_enter (&said))
    return;
  if (!(guard & KERF_GUARD_FILTER))
    g_info ("the decoder runs without a filter of system calls");
  if (!(guard & KERF_GUARD_LIMITS))
    g_info ("the decoder runs without limits");
  g_once_init_leave (&said, 1);
}

static gboolean
spawn (const char *program, Decoder *decoder, GError **error)
{
  int ends[2];
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return kerf_fail_text (error, KERF_ERROR_INTERNAL,
                           "The decoder can't be started: %s; close other programs.", g_strerror (errno));
  const char *const words[] = { program, NULL };
  const int from[] = { ends[1] }, to[] = { KERF_ROOM_SOCKET };
  g_autoptr (GError) failure = NULL;
  /* What libraries print of a patient's file is nobody's business, but ours while we look for a mistake. */
  GSpawnFlags quiet = g_getenv ("G_MESSAGES_DEBUG") ? 0 : G_SPAWN_STDERR_TO_DEV_NULL;
  gboolean good =
      g_spawn_async_with_pipes_and_fds (NULL, words, NULL,
                                        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | quiet, NULL,
                                        NULL, -1, -1, -1, from, to, 1, &decoder->pid, NULL, NULL, NULL,
                                        &failure);
  close (ends[1]);
  decoder->socket = ends[0];
  setsockopt (ends[0], SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){ .tv_sec = 30 }, sizeof (struct timeval));
  if (!good)
    close (ends[0]);
  return good || kerf_fail_text (error, KERF_ERROR_INTERNAL,
                                 "The decoder can't be started: %s; install Kerf again.", failure->message);
}

typedef struct {
  const KerfContext *context;
  gint64 until; /* monotonic, µs */
} Patience;

static gboolean
wait_for_bytes (int socket, gpointer data)
{
  const Patience *patience = data;
  while (!kerf_context_cancelled (patience->context)) {
    struct pollfd one = { .fd = socket, .events = POLLIN };
    int n = poll (&one, 1, 50);
    if (n > 0)
      return TRUE;
    if ((n < 0 && errno != EINTR) || g_get_monotonic_time () > patience->until)
      return FALSE;
  }
  return FALSE;
}

/* A head without what else might come with it: a decoder has nothing to hand over. */
static gboolean
receive_head (int socket, KerfRoomHead *head)
{
  int fds[KERF_ROOM_MOST_FILES];
  gboolean good = kerf_socket_receive_head (socket, head, fds);
  for (guint n = 0; n < KERF_ROOM_MOST_FILES; n++)
    if (fds[n] >= 0)
      close (fds[n]);
  return good;
}

static Decoder *
decoder_new (GError **error)
{
  g_autofree char *program = find_program ();
  if (!program) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL,
                    "Images can't be read: the program 'kerf-decoder' is missing; install Kerf again.");
    return NULL;
  }
  Decoder *decoder = g_new0 (Decoder, 1);
  g_mutex_lock (&lock);
  decoder->generation = generation;
  g_mutex_unlock (&lock);
  if (!spawn (program, decoder, error)) {
    g_free (decoder);
    return NULL;
  }
  KerfRoomHead hello = { 0 };
  Patience patience = { NULL, g_get_monotonic_time () + 30 * G_USEC_PER_SEC };
  if (wait_for_bytes (decoder->socket, &patience) && receive_head (decoder->socket, &hello) && hello.call) {
    say_guard (hello.seconds);
    return decoder;
  }
  gboolean lacks_dictionary = hello.magic == KERF_ROOM_MAGIC;
  g_autofree char *reason = decoder_end (decoder, TRUE);
  kerf_fail_text (error, KERF_ERROR_REFUSED,
                  lacks_dictionary
                      ? "DICOM can't be read: DCMTK's dictionary is missing; install the package that "
                        "brings 'dicom.dic'."
                      : "The decoder does not start; install Kerf again.");
  return NULL;
}

static Decoder *
take_idle (void)
{
  g_mutex_lock (&lock);
  Decoder *decoder = g_queue_pop_head (&idle);
  g_mutex_unlock (&lock);
  return decoder;
}

/* One that was busy while the room was emptied goes too. */
static void
give_back (Decoder *decoder)
{
  g_mutex_lock (&lock);
  gboolean old = decoder->generation != generation;
  if (!old)
    g_queue_push_head (&idle, decoder);
  g_mutex_unlock (&lock);
  if (old)
    g_free (decoder_end (decoder, TRUE));
}

void
kerf_room_warm (guint n)
{
  g_mutex_lock (&lock);
  guint have = g_queue_get_length (&idle);
  g_mutex_unlock (&lock);
  for (guint k = have; k < n; k++) {
    Decoder *decoder = decoder_new (NULL);
    if (!decoder)
      return;
    give_back (decoder);
  }
}

void
kerf_room_empty (void)
{
  g_mutex_lock (&lock);
  generation++;
  g_mutex_unlock (&lock);
  for (Decoder *decoder = take_idle (); decoder; decoder = take_idle ())
    g_free (decoder_end (decoder, TRUE));
}

/* ---- one request ---- */

void
kerf_room_begin (KerfRoomRequest *request, KerfRoomCall call, const char *path, int fd)
{
  guint64 serial = 0;
  if (getrandom (&serial, sizeof serial, 0) !=
      sizeof serial) /* not to be guessed by who answers in advance */
    serial = (guint64) g_random_int () << 32 | g_random_int ();
  *request = (KerfRoomRequest){ .call = call, .path = path, .serial = serial };
  for (guint k = 0; k < KERF_ROOM_MOST_FILES; k++)
    request->fds[k] = k ? -1 : fd;
  kerf_wire_write (&request->args);
}

static gboolean
send_request (const Decoder *decoder, const KerfRoomRequest *request)
{
  KerfRoomHead head = { .magic = KERF_ROOM_MAGIC,
                        .call = request->call,
                        .serial = request->serial,
                        .seconds = request->seconds,
                        .size = request->args.out->len };
  while (head.n_fds < KERF_ROOM_MOST_FILES && request->fds[head.n_fds] >= 0)
    head.n_fds++;
  return kerf_socket_send (decoder->socket, &head, request->fds, request->args.out->data);
}

static gboolean
receive_answer (const Decoder *decoder, const KerfRoomRequest *request, const KerfContext *context,
                KerfRoomHead *head, GBytes **answer)
{
  Patience patience = { context,
                        g_get_monotonic_time () + (SILENCE_S + (gint64) request->seconds) * G_USEC_PER_SEC };
  if (!wait_for_bytes (decoder->socket, &patience) || !receive_head (decoder->socket, head) ||
      head->serial != request->serial) /* an answer to something else is none */
    return FALSE;
  guint8 *data = g_try_malloc (MAX (head->size, 1));
  if (!data || !kerf_socket_receive (decoder->socket, data, head->size, wait_for_bytes, &patience)) {
    g_free (data);
    return FALSE;
  }
  *answer = g_bytes_new_take (data, head->size);
  return TRUE;
}

static gboolean
fail_died (const KerfRoomRequest *request, const char *reason, GError **error)
{
  g_autofree char *file = g_path_get_basename (request->path);
  return kerf_fail (error, KERF_ERROR_IMPORT_DECODER_DIED, "file", file, "reason", reason, NULL);
}

/* A decoder that took the request; one that died while nobody looked is replaced. */
static Decoder *
hand_over (const KerfRoomRequest *request, GError **error)
{
  for (;;) {
    Decoder *decoder = take_idle ();
    gboolean fresh = !decoder;
    if (!decoder && !(decoder = decoder_new (error)))
      return NULL;
    if (send_request (decoder, request))
      return decoder;
    g_autofree char *reason = decoder_end (decoder, TRUE);
    if (fresh) {
      fail_died (request, reason, error);
      return NULL;
    }
  }
}

gboolean
kerf_room_ask (KerfRoomRequest *request, const KerfContext *context, GBytes **answer, KerfWire *reply,
               GError **error)
{
  KerfRoomHead head = { 0 };
  *answer = NULL;
  Decoder *decoder = kerf_context_check (context, error) ? hand_over (request, error) : NULL;
  gboolean good = decoder && receive_answer (decoder, request, context, &head, answer);
  kerf_wire_clear (&request->args);
  if (!decoder)
    return FALSE;
  if (!good) {
    /* Dead already, or to be ended: silent for too long, or nobody wants its answer any more. */
    struct pollfd one = { .fd = decoder->socket, .events = POLLIN };
    gboolean dead = poll (&one, 1, 0) > 0 && one.revents & POLLHUP,
             lied = head.magic && head.serial != request->serial;
    g_autofree char *reason = decoder_end (decoder, !dead);
    return kerf_context_check (context, error) && fail_died (request,
                                                             lied   ? "its answer makes no sense"
                                                             : dead ? reason
                                                                    : "it took too long",
                                                             error);
  }
  give_back (decoder);
  gsize size;
  const guint8 *data = g_bytes_get_data (*answer, &size);
  kerf_wire_read (reply, data, size);
  if (!head.call) {
    kerf_wire_error (reply, error);
    g_clear_pointer (answer, g_bytes_unref);
  }
  return head.call != 0;
}
