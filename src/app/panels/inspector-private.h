/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/panels/form.h"
#include "app/panels/inspector.h"
#include "app/panels/plan-known.h"
#include "app/panels/swatch.h"
#include "app/tools/tool.h"
#include "base/text.h"
#include "case/plan.h"
#include "view/palette.h"

G_BEGIN_DECLS

/* A page is made once for what is selected; its figures are asked for again at every change. */

typedef char *(*KerfFigureFunc) (KerfWindow *window, const char *what,
                                 KerfFigureState *state); /* owned text */

typedef struct {
  GtkWidget *page; /* vertical box */
  KerfInspector *inspector;
  KerfWindow *window;
} KerfPage;

GtkWidget *kerf_page_group (KerfPage *page, const char *title);
void kerf_page_heading (KerfPage *page, const char *title, const char *beside);
/* A row with a figure at its end, asked for by `func (window, what)`; `large`: the number that decides. */
GtkWidget *kerf_page_figure (KerfPage *page, GtkWidget *group, const char *title, const char *subtitle,
                             gboolean large, KerfFigureFunc func, const char *what);
/* A row with words that stay. */
GtkWidget *kerf_page_plain (GtkWidget *group, const char *title, const char *subtitle, const char *value);
/* Several figures side by side, and the words that stand over such rows. */
void
kerf_page_columns (KerfPage *page, GtkWidget *group, const char *title, const char *const *heads, gsize n);
void kerf_page_row_of_figures (KerfPage *page, GtkWidget *group, const char *title, KerfColour colour,
                               KerfFigureFunc func, const char *const *what, gsize n);
/* A row whose figure can be typed over; `apply` gets what was typed as a number of `unit`, or fails with a sentence. */
typedef gboolean (*KerfTypedFunc) (KerfWindow *window, const char *what, double value, GError **error);
GtkWidget *kerf_page_entry (KerfPage *page, GtkWidget *group, const char *title, const char *subtitle,
                            const char *unit, KerfFigureFunc func, KerfTypedFunc apply, const char *what);
GtkWidget *
kerf_page_button (KerfPage *page, const char *label, const char *style, GCallback clicked, gpointer data);
/* A row of buttons side by side. */
GtkWidget *kerf_page_buttons (KerfPage *page);
/* Sentences of its own lines, hidden while there is none. */
void kerf_page_text (KerfPage *page, KerfFigureFunc func, const char *what);
/* A bar of a figure: `func` gives share and mark. */
typedef void (*KerfBarFunc) (KerfWindow *window, const char *what, double *share, double *mark);
void kerf_page_bar (KerfPage *page, GtkWidget *row, KerfColour colour, KerfBarFunc func, const char *what);
/* All operations that begin with this object, folded. */
void kerf_page_operations (KerfPage *page, KerfId id, const char *title, const char *const *but);

/* Pages, one file each. */
void kerf_page_plan (KerfPage *page);
void kerf_page_plane (KerfPage *page, const char *letter);
void kerf_page_volume (KerfPage *page);
/* Groups of a page: the 3-D look of the base volume. */
void kerf_page_look (KerfPage *page);
void kerf_page_segment (KerfPage *page);
void kerf_page_alignment (KerfPage *page);
void kerf_page_guide (KerfPage *page);
void kerf_page_comparison (KerfPage *page);
void kerf_page_measure (KerfPage *page);
void kerf_page_other (KerfPage *page);
void kerf_page_case (KerfPage *page);

/* Duplicate, and what comes next of review, lock and a new version. */
void kerf_page_plan_state (KerfPage *page, const KerfKnownPlan *known, const char *id);
/* What stands against a plan, a line each; a KerfFigureFunc. */
char *kerf_plan_guards (KerfWindow *window, const char *plan, KerfFigureState *state);
/* A handler of its buttons finds what they stand for. */
void kerf_page_set_ref (gpointer widget, const char *ref);

G_END_DECLS
