/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/document.h"
#include "app/pool/pool.h"
#include "view/view-state.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One window = one case; a second window of a case holds the same document and pool. Each has its view state and the parts
 * that show it. */
#define KERF_TYPE_WINDOW (kerf_window_get_type ())
G_DECLARE_FINAL_TYPE (KerfWindow, kerf_window, KERF, WINDOW, AdwApplicationWindow)

typedef struct KerfTool KerfTool;
typedef struct _KerfViewArea KerfViewArea;

/* Takes references of its own. */
KerfWindow *kerf_window_new (GtkApplication *application, KerfDocument *document, KerfPool *pool);
/* Opens a case, or scans files and folders for images; says in a banner what went wrong. */
void kerf_window_open_files (KerfWindow *window, const char *const *paths);
/* The same without asking: every regular series into `case_path`, for scripted use. */
void kerf_window_import_into (KerfWindow *window, const char *const *paths, const char *case_path);

KerfDocument *kerf_window_document (KerfWindow *window);
const KerfCase *kerf_window_case (KerfWindow *window);
KerfPool *kerf_window_pool (KerfWindow *window);
/* To be changed in place; then say so. */
KerfViewState *kerf_window_state (KerfWindow *window);
/* The view state changed: views are drawn again, the status line and panels follow, and it is kept. */
void kerf_window_view_changed (KerfWindow *window);
/* Only the camera of the 3-D view moved: no other picture and no panel knows of it. */
void kerf_window_camera_moved (KerfWindow *window, KerfViewArea *area);
/* Only pictures are to be drawn again (an overlay moved). */
void kerf_window_redraw (KerfWindow *window);

const char *kerf_window_workspace (KerfWindow *window); /* "plan" */
void kerf_window_set_workspace (KerfWindow *window, const char *name);
void kerf_window_set_layout (KerfWindow *window, KerfLayout layout);
void kerf_window_maximise (KerfWindow *window, KerfViewName name);
void kerf_window_select (KerfWindow *window, KerfId id, const char *part);
/* Another base image; the crosshair and the middle of each view stay where they are in the patient. */
void kerf_window_set_base (KerfWindow *window, KerfId base);
void kerf_window_set_crosshair (KerfWindow *window, KerfVec3 at); /* as the view with the focus does */
void kerf_window_move_crosshair (KerfWindow *window, KerfViewName name, KerfVec3 at);
KerfViewArea *kerf_window_focused_area (KerfWindow *window);            /* or the first */
KerfViewArea *kerf_window_area (KerfWindow *window, KerfViewName name); /* NULL: not shown */

KerfTool *kerf_window_tool (KerfWindow *window);
void kerf_window_set_tool (KerfWindow *window, const char *id);
KerfTool *kerf_window_find_tool (KerfWindow *window, const char *id);
/* Undoes the innermost thing: a gesture, a preview, a handle, the tool, a maximised view. */
void kerf_window_escape (KerfWindow *window);

/* What is under the pointer, for the status line; NaN: nothing. */
void kerf_window_probe (KerfWindow *window, KerfVec3 at);
/* What a screen reader says of an object's row; NULL: it has none. The caller frees. */
char *kerf_window_object_words (KerfWindow *window, KerfId id, const char *part);
/* "Crosshair at L 12.0 …, CT 612 HU, Sacrum", for screen readers. The caller frees. */
char *kerf_window_point_words (KerfWindow *window, KerfVec3 at);
/* What the tool's gestures do, or a live figure; NULL: that of the tool. */
void kerf_window_hint (KerfWindow *window, const char *text);
void kerf_window_toast (KerfWindow *window, const char *text, gboolean undo);
void kerf_window_say (KerfWindow *window, const char *sentence); /* banner; NULL closes it */
/* One that goes with the next operation whose name begins so ("align."); `operations` is kept, not copied. */
void kerf_window_say_until (KerfWindow *window, const char *sentence, const char *operations);
/* It is shown around a bed, and written large. */
gboolean kerf_window_is_presented (KerfWindow *window);
/* The view can't be drawn: a page in the place of the views. */
void kerf_window_no_gl (KerfWindow *window, const char *sentence);
/* Runs an operation from words; a failure becomes a banner. FALSE then. */
gboolean kerf_window_do (KerfWindow *window, const char *op, const char *const *words);

/* Name of the person at this computer, for signatures. */
const char *kerf_window_person (void);

G_END_DECLS
