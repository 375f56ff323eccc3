/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/panels/data-panel.h"
#include "app/panels/inspector.h"
#include "app/tools/tool.h"
#include "app/views/view-grid.h"
#include "app/window/window.h"

G_BEGIN_DECLS

enum { KERF_N_WORKSPACES = 6, KERF_MAX_TOOLS = 24 };

typedef struct {
  const char *id, *label;
  KerfLayout layout;
} KerfWorkspace;
extern const KerfWorkspace kerf_workspaces[KERF_N_WORKSPACES];

struct _KerfWindow {
  AdwApplicationWindow parent;
  KerfDocument *document;
  KerfPool *pool;
  KerfViewState *state;
  KerfView linked_views[KERF_N_VIEWS];   /* as they were when they were last linked */
  GArray *linked_windows;                /* of KerfWindowSetting, likewise */
  guint number;                          /* among the windows of a case: 1, 2 … */
  struct KerfPresentation *presentation; /* while it runs; see presentation.c */
  KerfTool *tools[KERF_MAX_TOOLS + 1];   /* the handle is the last */
  KerfTool *tool;
  guint update, keep, keys; /* sources that wait */
  gboolean updating;
  KerfVec3 probe;
  char *hint;
  struct KerfLook *look; /* for images, while it runs; see window-files.c */

  AdwToast *toast;        /* the one that is shown, weakly held */
  gint64 toast_revision;  /* what its Undo takes back */
  gint64 toast_settled;   /* monotonic µs: when it has come, so that it may go */
  const char *said_until; /* the banner goes with an operation whose name begins so; NULL: by hand */
  GtkWidget *header, *status;
  GtkWidget *stack, *toasts, *banner, *banner_label;
  GtkWidget *workspace_box, *workspace_buttons[KERF_N_WORKSPACES];
  GtkWidget *undo, *redo, *import, *find, *layout_menu, *main_menu;
  GtkWidget *strip, *patient, *details, *subject, *file, *synthetic;
  GtkWidget *left_flap, *right_flap, *data, *inspector, *grid, *views, *no_gl;
  GtkWidget *fusion;
  GtkWidget *pill, *tool_buttons[KERF_MAX_TOOLS];
  GtkWidget *status_probe, *status_hint, *status_saved, *job_box, *job_label, *job_bar;
  GtkWidget *recent, *recent_box;
};

/* Windows of one case (window-share.c). */
const char *kerf_window_view_key (KerfWindow *window); /* of its view state in the case's file */
guint kerf_window_free_number (KerfWindow *window);
/* It is the one of its case that was worked in last: what is said is said there. */
gboolean kerf_window_leads (KerfWindow *window);
gboolean kerf_window_is_shared (KerfWindow *window); /* the case has another window */
/* What all windows of a case have in common goes to the others: selection, plan, volumes, patient text, and where views are
 * linked crosshair and windows. */
void kerf_window_share_look (KerfWindow *window);
void kerf_window_open_second (KerfWindow *window);

/* Where it looks (window-look.c, window.c). */
void kerf_window_link_views (KerfWindow *window);
void kerf_window_take_state (KerfWindow *window, KerfViewState *take);
void
kerf_window_show_look (KerfWindow *window); /* pictures now; words and the file at rest; nothing is shared */
void kerf_window_queue_panels (KerfWindow *window);
void kerf_window_crosshair_changed (KerfWindow *window);

/* A plan shown to people around a bed (presentation.c). */
void kerf_window_present (KerfWindow *window); /* begins, or ends it */
void kerf_window_stop_presenting (KerfWindow *window);
void kerf_window_update_presentation (KerfWindow *window);
/* TRUE: the key was the presentation's. */
gboolean kerf_window_presentation_key (KerfWindow *window, guint keyval);

void kerf_window_add_actions (KerfWindow *window);
void kerf_window_build (KerfWindow *window);    /* window-build.c: all widgets */
void kerf_window_fit_text (KerfWindow *window); /* panels grow with the desktop's text, to 420 px */
void kerf_window_update_strip (KerfWindow *window);
/* Who it is, or the study's id where patient text is hidden; bone and side. The caller frees. */
char *kerf_window_patient_words (KerfWindow *window);
char *kerf_window_side_words (KerfWindow *window);
void kerf_window_update_status (KerfWindow *window);
void kerf_window_update_workspaces (KerfWindow *window);
void kerf_window_update_tools (KerfWindow *window);
void kerf_window_update_recent (KerfWindow *window);
/* Puts the open case on the desktop's list of recent files (window-files.c). */
void kerf_window_remember_case (KerfWindow *window);
/* A case was opened: its view state, its middle. */
void kerf_window_start_view (KerfWindow *window);
void kerf_window_scan (KerfWindow *window, const char *const *paths);
GMenuModel *kerf_window_main_menu (void);
GMenuModel *kerf_window_measure_menu (void);

/* Actions on what is selected (window-objects.c). */
void kerf_window_object_undo (KerfWindow *window);
void kerf_window_object_redo (KerfWindow *window);
void kerf_window_object_delete (KerfWindow *window);
void kerf_window_object_toggle_shown (KerfWindow *window);
void kerf_window_object_next_object (KerfWindow *window);
void kerf_window_object_previous_object (KerfWindow *window);
void kerf_window_object_rename (KerfWindow *window);
void kerf_window_object_duplicate (KerfWindow *window);
void kerf_window_object_lock (KerfWindow *window);
void kerf_window_object_properties (KerfWindow *window);
void kerf_window_object_find (KerfWindow *window);
void kerf_window_object_copy (KerfWindow *window);
void kerf_window_object_new_segment (KerfWindow *window);
void kerf_window_object_new_plan (KerfWindow *window);
void kerf_window_object_new_alignment (KerfWindow *window);
void kerf_window_object_new_guide (KerfWindow *window);
void kerf_window_object_new_comparison (KerfWindow *window);
void kerf_window_object_measure_planes (KerfWindow *window);

/* Actions on files (window-files.c). */
void kerf_window_file_open (KerfWindow *window);
void kerf_window_file_import (KerfWindow *window);
void kerf_window_file_save (KerfWindow *window);
void kerf_window_file_save_copy (KerfWindow *window);
void kerf_window_file_report (KerfWindow *window);
void kerf_window_file_export (KerfWindow *window);
void kerf_window_file_sample (KerfWindow *window);
/* The look for images that runs: its words and how far it is; NULL: none does. */
const char *kerf_window_look_label (KerfWindow *window, double *share);
void kerf_window_cancel_look (KerfWindow *window);
/* Images may be dropped any moment: what reads them is started in the background, once. */
void kerf_window_expect_images (void);

G_END_DECLS
