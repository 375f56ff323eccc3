/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/tools/tool.h"
#include "case/measure.h"

G_BEGIN_DECLS

/* What the tools that measure share: points set by click or drag, snapping, the live picture and figure, the one operation
 * at the end, and back to Navigate (*once*). */

typedef struct {
  KerfMeasureKind kind;
  const char *op;   /* "measure.length" */
  const char *word; /* msgid: begins its name */
  guint wanted;     /* points; the last one ends */
  guint line;       /* points of one line: a press that begins one may be dragged to its end */
  const char *next; /* msgid: what is clicked after the first line; NULL */
} KerfMeasureSpec;

typedef struct {
  KerfTool tool;
  const KerfMeasureSpec *spec;
  GArray *points;       /* of KerfVec3, base space: those that stand */
  KerfVec3 moving;      /* the one at the pointer; NaN: none */
  KerfId volume;        /* of the view where the first was set: the measure belongs to it */
  KerfVec3 right, down; /* directions of that view */
  KerfViewName view;    /* where the pointer is: only there it is drawn live, the others follow at the end */
  gboolean held, dragged;
} KerfMeasureTool;

static inline KerfMeasureTool *
kerf_measure_tool (KerfTool *tool)
{
  return (KerfMeasureTool *) tool;
}

/* For classes; their `spec` is a KerfMeasureSpec. */
void kerf_measure_tool_enter (KerfTool *tool);
void kerf_measure_tool_leave (KerfTool *tool);
gboolean kerf_measure_tool_press (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
void kerf_measure_tool_drag (KerfTool *tool, KerfViewArea *area, const KerfPointer *at, double dx, double dy);
void kerf_measure_tool_release (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
void kerf_measure_tool_hover (KerfTool *tool, KerfViewArea *area, const KerfPointer *at);
gboolean kerf_measure_tool_key (KerfTool *tool, KerfViewArea *area, guint keyval, GdkModifierType state);
gboolean kerf_measure_tool_escape (KerfTool *tool);
void kerf_measure_tool_scene (KerfTool *tool, KerfViewArea *area, KerfSceneTool *scene);

/* All that a class of points has beside its names. */
#define KERF_MEASURE_OF_POINTS                                                                            \
  .size = sizeof (KerfMeasureTool), .enter = kerf_measure_tool_enter, .leave = kerf_measure_tool_leave,   \
  .press = kerf_measure_tool_press, .drag = kerf_measure_tool_drag, .release = kerf_measure_tool_release, \
  .hover = kerf_measure_tool_hover, .key = kerf_measure_tool_key, .escape = kerf_measure_tool_escape,     \
  .scene = kerf_measure_tool_scene

/* Parts, for tools with gestures of their own. */
/* Draws the view under the pointer again; `area` NULL: the one of before. */
void kerf_measure_tool_redraw (KerfMeasureTool *own, KerfViewArea *area);
/* Empties the extras; TRUE for the view under the pointer, which gets them anew. */
gboolean kerf_measure_tool_is_here (KerfMeasureTool *own, KerfViewArea *area);
/* The view that the measure is drawn in; FALSE (with a banner) where its image isn't aligned with the base. */
gboolean kerf_measure_tool_begin (KerfMeasureTool *own, KerfViewArea *area);
/* A measure of these points (base space) as it would be, in its volume's space; and how it gets to the base's. */
KerfMeasure *
kerf_measure_tool_made (KerfMeasureTool *own, const KerfVec3 *points, guint n, KerfMat4 *base_from_own);
/* Draws it into the tool's extras for this view, with its figures; and into the status line. */
void kerf_measure_tool_show (KerfMeasureTool *own, KerfViewArea *area, const KerfMeasure *measure,
                             const KerfMat4 *base_from_own);
/* Makes it one step of the history, selects it, and goes back to Navigate. `more` are further words; may be NULL. */
void kerf_measure_tool_end (KerfMeasureTool *own, const char *op, const char *points_key,
                            const KerfVec3 *points, guint n, const char *more);
/* Ctrl: the way from `from` in steps of 15° (from `start`, an angle of the view; 0 its horizontal); Shift: level or
 * upright. In the plane of the view's directions. */
KerfVec3 kerf_measure_snapped (KerfVec3 right, KerfVec3 down, KerfVec3 from, KerfVec3 to, double start_rad,
                               GdkModifierType state);

G_END_DECLS
