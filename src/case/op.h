/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/case.h"

G_BEGIN_DECLS

/* Every change of a case is one registered operation: a pure, versioned function from a case and typed parameters to a
 * new case or a sentence. From its table come the command line, the inspector's forms, the undo label, the JSON of the
 * history, the reference and the property tests. There is no second way to change a case. */

typedef enum {
  KERF_PARAM_REAL,      /* double; absent NaN, "none" ±INFINITY (needs KERF_NONE) */
  KERF_PARAM_INT,       /* int */
  KERF_PARAM_BOOL,      /* gboolean: yes, no */
  KERF_PARAM_ENUM,      /* int, index into choices; absent −1 */
  KERF_PARAM_TEXT,      /* char *; absent NULL */
  KERF_PARAM_ID,        /* KerfId of one of `kinds`; absent KERF_KIND_NONE */
  KERF_PARAM_IDS,       /* GArray * of KerfId; absent NULL */
  KERF_PARAM_PLANE,     /* KerfPlaneRef: p1.A; absent plan.kind NONE */
  KERF_PARAM_POINT,     /* KerfVec3, LPS mm; absent NaN */
  KERF_PARAM_DIRECTION, /* KerfVec3, made unit; absent NaN */
  KERF_PARAM_POINTS,    /* GArray * of KerfVec3; absent NULL; "none" an empty array */
  KERF_PARAM_MATRIX,    /* KerfMat4, 16 numbers row by row; absent m[15] = 0 */
  KERF_PARAM_HASH,      /* KerfHash of a blob; absent zero */
} KerfParamKind;

typedef enum {
  KERF_REQUIRED = 1 << 0,
  KERF_NONE = 1 << 1,     /* the word "none" is a value: it clears */
  KERF_ADVANCED = 1 << 2, /* left out of the inspector's form at first */
} KerfParamFlags;

typedef struct {
  KerfId plan;
  char letter[4];
} KerfPlaneRef;

typedef struct {
  const char *name, *help;
  const char *unit; /* "mm", "°", "HU" or "" */
  KerfParamKind kind;
  gsize offset; /* of the field in the operation's own struct */
  guint flags;
  double min, max, def;        /* hard range; def NaN: no default. For INT, BOOL and ENUM too */
  double ui_min, ui_max, step; /* of the form; all 0: the hard range and a sensible step */
  int digits;
  const char *const *choices; /* ENUM: words, NULL-ended */
  guint kinds;                /* ID, IDS: set of (1 << KerfKind); 0 any */
  const char *text_def;       /* TEXT */
} KerfParam;

/* What an operation gets beside the case and its arguments; all of it is part of the revision, so a replay has it. */
typedef struct {
  const KerfContext *job; /* threads, cancel, progress: never changes the result */
  KerfHash seed;          /* of parent, operation, parameters, author, time: for UUIDs */
  const char *author, *time_utc;
  GArray *made;     /* of KerfId: what was made, for the command line to print */
  GPtrArray *notes; /* of char *: findings worth saying; not part of the result */
} KerfOpRun;

typedef struct KerfOp {
  const char *id;    /* "plane.kerf" */
  const char *title; /* "Set Kerf": the undo label */
  const char *help;  /* one sentence */
  int version;       /* raised when a parameter changes its meaning */
  gsize size;        /* of the arguments' struct */
  const KerfParam *params;
  guint n_params;
  KerfCase *(*apply) (const KerfCase *kase, const void *args, KerfOpRun *run, GError **error);
} KerfOp;

/* The table of a program; ended by NULL. */
typedef const KerfOp *const *KerfOps;

const KerfOp *
kerf_op_find (KerfOps ops, const char *id, GError **error); /* names the nearest when there is none */
const KerfParam *kerf_op_param (const KerfOp *op, const char *name);

/* Arguments: a block of op->size bytes with defaults filled in. Freed with kerf_args_free. */
gpointer kerf_args_new (const KerfOp *op);
void kerf_args_free (const KerfOp *op, gpointer args);
/* The one door through which a value enters: from text, checked. Ids and names are looked up in `kase`. */
gboolean kerf_args_set (const KerfOp *op, gpointer args, const char *key, const char *text,
                        const KerfCase *kase, GError **error);
/* From the words KEY=VALUE of a command; a list may be @FILE (read through `read_file`, NULL: refused). */
gpointer kerf_args_parse (const KerfOp *op, const char *const *words, const KerfCase *kase,
                          char *(*read_file) (const char *path, GError **error), GError **error);
/* TRUE when all required parameters are there. */
gboolean kerf_args_complete (const KerfOp *op, gconstpointer args, GError **error);
/* Canonical JSON: only what was given or has a default; and back. */
KerfJson *kerf_args_to_json (const KerfOp *op, gconstpointer args);
gpointer kerf_args_from_json (const KerfOp *op, const KerfJson *json, GError **error);
/* One value as the text that kerf_args_set takes; NULL: absent. The caller frees. */
char *kerf_args_text (const KerfOp *op, gconstpointer args, const KerfParam *param);
gboolean kerf_param_is_given (const KerfParam *param, gconstpointer args);

/* A number that was not given is NaN; "none" is infinite. */
static inline gboolean
kerf_given (double value)
{
  return !isnan (value);
}

static inline gboolean
kerf_none (double value)
{
  return isinf (value) != 0;
}

/* Applies to a value: nothing is stored. The preview of a gesture and the commit both go through here. `run` may be
 * NULL for a preview. */
KerfCase *
kerf_op_apply (const KerfOp *op, const KerfCase *kase, gconstpointer args, KerfOpRun *run, GError **error);

/* ---- declaring one ---- */

/* KERF_OP (plane_kerf) = { … }; in src/ops/NOUN.c; tools/ops-table.py finds it there. */
#define KERF_OP(name)                 \
  extern const KerfOp kerf_op_##name; \
  const KerfOp kerf_op_##name

/* Rows of a parameter table: S the arguments' struct, f its field, whose name is the key. The field's C type picks the
 * kind where one type has one kind, so a mismatch does not compile. */
#define KERF_ARG(S, f, k, u, fl, lo, hi, d, h)                                                               \
  .name = #f, .help = h, .unit = u, .kind = k, .offset = offsetof (S, f), .flags = fl, .min = lo, .max = hi, \
  .def = d
#define KERF_ARG_REAL(S, f, u, lo, hi, d, fl, h)                                             \
  {                                                                                          \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, double : KERF_PARAM_REAL)), u, fl, lo, hi, d, h) \
  }
#define KERF_ARG_INT(S, f, lo, hi, d, fl, h)                                              \
  {                                                                                       \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, int : KERF_PARAM_INT)), "", fl, lo, hi, d, h) \
  }
#define KERF_ARG_BOOL(S, f, d, h)                                                            \
  {                                                                                          \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, gboolean : KERF_PARAM_BOOL)), "", 0, 0, 1, d, h) \
  }
#define KERF_ARG_ENUM(S, f, words, d, fl, h)                                                               \
  {                                                                                                        \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, int : KERF_PARAM_ENUM)), "", fl, 0, 0, d, h), .choices = words \
  }
#define KERF_ARG_TEXT(S, f, d, fl, h)                                                                                 \
  {                                                                                                                   \
    KERF_ARG (S, f, (_Generic (((S *) 0)->f, char *: KERF_PARAM_TEXT)), "", fl, 0, 0, (double) NAN, h), .text_def = d \
  }
#define KERF_ARG_ID(S, f, set, fl, h)         \
  {                                           \
    KERF_ARG (S, f,                           \
              (_Generic(((S *) 0)->f, KerfId  \
                        : KERF_PARAM_ID)),    \
              "", fl, 0, 0, (double) NAN, h), \
        .kinds = set                          \
  }
#define KERF_ARG_IDS(S, f, set, fl, h)         \
  {                                            \
    KERF_ARG (S, f,                            \
              (_Generic(((S *) 0)->f, GArray * \
                        : KERF_PARAM_IDS)),    \
              "", fl, 0, 0, (double) NAN, h),  \
        .kinds = set                           \
  }
#define KERF_ARG_PLANE(S, f, h)                         \
  {                                                     \
    KERF_ARG (S, f,                                     \
              (_Generic(((S *) 0)->f, KerfPlaneRef      \
                        : KERF_PARAM_PLANE)),           \
              "", KERF_REQUIRED, 0, 0, (double) NAN, h) \
  }
#define KERF_ARG_POINT(S, f, fl, h)                                                                         \
  {                                                                                                         \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, KerfVec3 : KERF_PARAM_POINT)), "mm", fl, 0, 0, (double) NAN, h) \
  }
#define KERF_ARG_DIRECTION(S, f, fl, h)           \
  {                                               \
    KERF_ARG (S, f,                               \
              (_Generic(((S *) 0)->f, KerfVec3    \
                        : KERF_PARAM_DIRECTION)), \
              "", fl, 0, 0, (double) NAN, h)      \
  }
#define KERF_ARG_POINTS(S, f, least, fl, h)        \
  {                                                \
    KERF_ARG (S, f,                                \
              (_Generic(((S *) 0)->f, GArray *     \
                        : KERF_PARAM_POINTS)),     \
              "mm", fl, least, 0, (double) NAN, h) \
  }
#define KERF_ARG_MATRIX(S, f, h)                        \
  {                                                     \
    KERF_ARG (S, f,                                     \
              (_Generic(((S *) 0)->f, KerfMat4          \
                        : KERF_PARAM_MATRIX)),          \
              "", KERF_REQUIRED, 0, 0, (double) NAN, h) \
  }
#define KERF_ARG_HASH(S, f, fl, h)                                                                       \
  {                                                                                                      \
    KERF_ARG (S, f, (_Generic(((S *) 0)->f, KerfHash : KERF_PARAM_HASH)), "", fl, 0, 0, (double) NAN, h) \
  }

#define KERF_PARAMS(table) .params = table, .n_params = G_N_ELEMENTS (table)

G_END_DECLS
