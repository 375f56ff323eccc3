/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "core/guide/guide.h"
#include "core/mesh/solid.h"

/* Sizes that belong to the way a guide is built (domain §3.1). */
#define KERF_SLOT_SIDE_MM    3.0          /* material beside a slot and beyond its ends */
#define KERF_FOOTPRINT_MM    12.0         /* from the planes' sections */
#define KERF_SLEEVE_REACH_MM 6.0          /* a sleeve goes so far past its entry to meet leaning bone */
#define KERF_PIN_FOOT_MM     3.0          /* shell round a sleeve */
#define KERF_JOIN_MM         6.0          /* half the width of a corridor that joins two parts */
#define KERF_COS_STEEP       0.0871557427 /* cos 85°: bone that leans more is not reached */

/* A slot in its plane's frame (centre of the kerf), ready to become an expression. */
typedef struct {
  const KerfGuideSlot *slot;
  gboolean turned;           /* u and v against the plane's own */
  KerfFrame3 frame;          /* p in the kerf's centre face */
  double half_mm;            /* wall's distance from the centre */
  double s_lo, s_hi;         /* the slot's ends */
  double t_top, t_bottom;    /* of its block */
  double early_mm;           /* how far before the plane's rectangle the blade meets bone */
  GArray *entry;             /* of KerfVec3: where the blade meets bone; empty: nowhere */
  double block_lo, block_hi; /* of the block along n */
  int wall_leaf[2];          /* towards keep, discard; −1: none */
} KerfSlotShape;

/* The place where the guide sits: a grid whose n axis points up, against the insertion. */
typedef struct {
  const KerfGuideInput *in;
  const KerfContext *context;
  KerfVec3 up;
  KerfFrame3 frame; /* p is sample (0, 0, 0) */
  double step_mm;
  gint32 n[3];
  float *distance, *swept; /* samples: distance to bone; the least of it at and above */
  KerfField *field;        /* what the underside is cut from, fine near it */
  KerfField *outside;      /* of swept: what lies so far over bone */
  gsize n_columns;         /* n[0]·n[1] */
  float *height;           /* mm along n from the grid's floor of the outermost bone; NaN: none, or covered */
  guint8 *reached, *foot;  /* per column: it can be sat on; it is sat on */
  KerfField *footprint;    /* lateral signed distance, negative inside */
  double floor_mm;         /* lowest bone of the footprint */
  KerfSlotShape *slots;
  GPtrArray *problems, *notes;
} KerfGuideSite;

/* slot.c */
void kerf_slot_shape_init (KerfSlotShape *shape, const KerfGuideSlot *slot, const KerfGuideInput *in);
void kerf_slot_shape_clear (KerfSlotShape *shape);
KerfBox3 kerf_slot_box (const KerfSlotShape *shape,
                        const KerfFrame3 *frame); /* of the block, in the frame's coordinates */
KerfExpr kerf_slot_block (KerfSlotShape *shape, KerfSolid *solid, const KerfGuideSite *site);
KerfExpr kerf_slot_cut (KerfSlotShape *shape, KerfSolid *solid);

/* pin.c */
KerfBox3 kerf_pin_box (const KerfGuideSleeve *pin, const KerfFrame3 *frame);
KerfExpr kerf_pin_sleeve (const KerfGuideSleeve *pin, KerfSolid *solid);
KerfExpr kerf_pin_bore (const KerfGuideSleeve *pin, KerfSolid *solid, int *leaf);

/* bone-field.c: distance, swept, field, height, reached. FALSE: cancelled. */
gboolean kerf_site_sample (KerfGuideSite *site, GError **error);
/* Fine samples near the underside, where the footprint, a block or a sleeve stands over it. */
gboolean kerf_site_refine (KerfGuideSite *site, GError **error);
/* footprint.c: foot, footprint, floor. */
gboolean kerf_site_footprint (KerfGuideSite *site, GError **error);

/* body.c: the whole expression. `underside`: its leaf; `bores`: one leaf a pin. */
KerfExpr kerf_guide_expression (KerfGuideSite *site, KerfSolid *solid, int *underside, int *bores);

/* place-label.c: segments (pairs of ends) on outer faces for all lines that find room; others become problems. */
void kerf_label_place (KerfGuideSite *site, GArray *ends);

/* find.c, checks.c */
void kerf_guide_find (const KerfGuideSite *site, KerfSolidMesh *mesh, int underside, const int *bores,
                      KerfGuideSolid *out);
void kerf_guide_check (const KerfGuideSite *site, KerfGuideSolid *out);

static inline gsize
kerf_site_column (const KerfGuideSite *site, gint32 i, gint32 j)
{
  return (gsize) j * (gsize) site->n[0] + (gsize) i;
}

static inline void
kerf_site_say (GPtrArray *list, char *take)
{
  g_ptr_array_add (list, take);
}
