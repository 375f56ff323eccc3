/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/views/view-area.h"

G_BEGIN_DECLS

/* A tool turns gestures of the left button into operations. Each is one file that fills in a class; what it leaves out
 * is the common navigation. */

typedef struct {
  const char *id, *label, *icon; /* label: msgid */
  const char *hint;              /* msgid: what its gestures do */
  const char *workspaces;        /* "plan contour"; "" every one */
  char left;          /* what a plain drag does: 'w' window, 'p' pan, 'z' zoom; 0: as in Navigate */
  gsize size;         /* of its own struct, which begins with a KerfTool */
  gconstpointer spec; /* what functions that several classes share have to know; of measure-tool.h */
  void (*enter) (KerfTool *tool);
  void (*leave) (KerfTool *tool);
  /* TRUE: the drag is the tool's. */
  gboolean (*press) (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
  void (*drag) (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy);
  void (*release) (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
  /* Press and release in one place; TRUE: done, else the crosshair goes there. */
  gboolean (*click) (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
  void (*hover) (KerfTool *tool, KerfViewArea *area, const KerfPointer *at); /* NULL pointer: it left */
  gboolean (*size_by) (KerfTool *tool, double steps);                        /* Shift+wheel */
  gboolean (*key) (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state);
  gboolean (*escape) (KerfTool *tool); /* TRUE: something of the tool was dropped */
  void (*scene) (KerfTool *tool, KerfViewArea *area, KerfSceneTool *scene);
  void (*selected) (KerfTool *tool);      /* selection or case changed */
  GtkWidget *(*options) (KerfTool *tool); /* widgets for the inspector; may be NULL */
} KerfToolClass;

struct KerfTool {
  const KerfToolClass *klass;
  KerfWindow *window;
  GPtrArray *extras; /* of KerfDrawable */
};

extern const KerfToolClass kerf_tool_navigate, kerf_tool_window, kerf_tool_move, kerf_tool_zoom,
    kerf_tool_length, kerf_tool_angle, kerf_tool_cobb, kerf_tool_ellipse, kerf_tool_circle,
    kerf_tool_freehand, kerf_tool_distance, kerf_tool_brush, kerf_tool_threshold, kerf_tool_plane_points,
    kerf_tool_plane_line, kerf_tool_tube, kerf_tool_pin, kerf_tool_handle;

/* All that stand in the pill, in order; ended by NULL. */
extern const KerfToolClass *const kerf_tools[];

KerfTool *kerf_tool_new (const KerfToolClass *klass, KerfWindow *window);
void kerf_tool_free (KerfTool *tool);
/* Empties the extras. */
void kerf_tool_clear_extras (KerfTool *tool);

/* Of the brush, for keys and the inspector. */
void kerf_brush_resize (KerfTool *brush, double factor);
void kerf_brush_swap_mode (KerfTool *brush);
void kerf_brush_swap_shape (KerfTool *brush);
/* Adds a pin to the selected guide (else the last) where its axis through a point of the base's space meets bone; FALSE with
 * a banner or hint that says why not. */
gboolean kerf_pin_place (KerfWindow *window, KerfVec3 base);
/* Takes the length tool and sets its first point. */
void kerf_length_from (KerfTool *length, KerfViewArea *area, KerfVec3 point);
/* Of the handle: takes hold of the selected plane for the keys. */
gboolean kerf_handle_take (KerfTool *handle);
gboolean kerf_handle_is_taken (KerfTool *handle);

/* Patient point (base space, mm) under the pointer: on the slice, in 3-D on a surface; NaN where there is none. */
KerfVec3 kerf_tool_point (KerfViewArea *area, const KerfPointer *at);
/* The selected plane of the shown plan in the base volume's space; FALSE: none. */
gboolean kerf_tool_selected_cut (KerfWindow *window, KerfCut *cut, KerfMat4 *base_from_plan, char ref[24]);
/* "x,y,z" in the space of `volume` (the frame an object lies in) of a point of the base's; the caller frees. NULL: no
 * alignment joins them (a banner says so). */
char *kerf_tool_point_text (KerfWindow *window, KerfId volume, KerfVec3 base);
char *kerf_tool_direction_text (KerfWindow *window, KerfId volume, KerfVec3 base);
/* The plan that planes go into; makes none. KERF_ID_NONE with a banner that says what to do. */
KerfId kerf_tool_plan (KerfWindow *window);

G_END_DECLS
