/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The footprint as a picture of columns seen along the insertion: what is asked for and reached, in one piece where bone
 * allows it, smoothed, then as a signed distance. */
#include "base/error.h"
#include "core/guide/guide-private.h"

#include <string.h>

#define SDF_FAR_MM 6.0

typedef struct {
  KerfGuideSite *s;
  gint32 ni, nj;
} Picture;

static KerfVec3
column_point (const KerfGuideSite *s, gint32 i, gint32 j)
{
  return kerf_frame3_point (&s->frame, i * s->step_mm, j * s->step_mm,
                            (double) s->height[kerf_site_column (s, i, j)]);
}

/* ---- what is asked for ---- */

static gboolean
near_entries (const KerfGuideSite *s, KerfVec3 p)
{
  for (gsize k = 0; k < s->in->n_slots; k++) {
    const KerfSlotShape *shape = &s->slots[k];
    KerfVec3 c = kerf_frame3_coordinates (&shape->frame, p);
    if (fabs (c.z) > KERF_FOOTPRINT_MM)
      continue;
    for (guint e = 0; e < shape->entry->len; e++) {
      KerfVec3 d = kerf_sub (p, g_array_index (shape->entry, KerfVec3, e));
      if (kerf_dot (d, d) <= KERF_FOOTPRINT_MM * KERF_FOOTPRINT_MM)
        return TRUE;
    }
  }
  return FALSE;
}

/* Even-odd in the lateral plane. */
static gboolean
in_outline (const KerfGuideSite *s, double a, double b)
{
  gboolean in = FALSE;
  for (gsize k = 0, l = s->in->n_outline - 1; k < s->in->n_outline; l = k++) {
    KerfVec3 p = kerf_frame3_coordinates (&s->frame, s->in->outline[k]),
             q = kerf_frame3_coordinates (&s->frame, s->in->outline[l]);
    if ((p.y > b) != (q.y > b) && a < p.x + (b - p.y) / (q.y - p.y) * (q.x - p.x))
      in = !in;
  }
  return in;
}

static gboolean
near_pin (const KerfGuideSite *s, KerfVec3 p)
{
  for (gsize k = 0; k < s->in->n_pins; k++) {
    const KerfGuideSleeve *pin = &s->in->pins[k];
    KerfVec3 d = kerf_sub (p, pin->entry);
    double along = kerf_dot (d, pin->axis), r = pin->sleeve_outer_diameter_mm / 2 + KERF_PIN_FOOT_MM;
    if (fabs (along) < 2 * r && kerf_dot (d, d) - along * along <= r * r)
      return TRUE;
  }
  return FALSE;
}

static void
ask (KerfGuideSite *s)
{
  KerfVec3 centre = kerf_frame3_coordinates (&s->frame, s->in->centre);
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      gsize column = kerf_site_column (s, i, j);
      if (!s->reached[column])
        continue;
      double a = i * s->step_mm, b = j * s->step_mm;
      KerfVec3 p = column_point (s, i, j);
      gboolean wanted = s->in->n_outline >= 3 ? in_outline (s, a, b)
                        : !isnan (s->in->radius_mm)
                            ? (a - centre.x) * (a - centre.x) + (b - centre.y) * (b - centre.y) <=
                                  s->in->radius_mm * s->in->radius_mm
                            : near_entries (s, p);
      s->foot[column] = wanted || near_pin (s, p);
    }
}

/* ---- distances in the picture ---- */

/* Signed distance (mm, negative inside) of a picture, clamped; both ways by the nearest column of the other kind. */
static float *
signed_distance (const KerfGuideSite *s, const guint8 *picture)
{
  gint32 reach = (gint32) ceil (SDF_FAR_MM / s->step_mm);
  float *out = g_new (float, s->n_columns);
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      gsize column = kerf_site_column (s, i, j);
      gint32 best = reach * reach;
      for (gint32 dj = -reach; dj <= reach; dj++)
        for (gint32 di = -reach; di <= reach; di++) {
          gint32 d2 = di * di + dj * dj, x = i + di, y = j + dj;
          if (d2 >= best)
            continue;
          gboolean other =
              x >= 0 && y >= 0 && x < s->n[0] && y < s->n[1] && picture[kerf_site_column (s, x, y)];
          if (other != (picture[column] != 0))
            best = d2;
        }
      double d = (sqrt (best) - 0.5) * s->step_mm;
      out[column] = (float) (picture[column] ? -d : d);
    }
  return out;
}

static void
threshold (const KerfGuideSite *s, guint8 *picture, double level, const guint8 *within)
{
  g_autofree float *d = signed_distance (s, picture);
  for (gsize c = 0; c < s->n_columns; c++)
    picture[c] = (double) d[c] <= level && (!within || within[c]);
}

/* ---- one piece ---- */

static guint32
label_pieces (const KerfGuideSite *s, const guint8 *picture, gint32 *label)
{
  guint32 n = 0;
  g_autofree gint32 *stack = g_new (gint32, s->n_columns);
  for (gsize c = 0; c < s->n_columns; c++)
    label[c] = -1;
  for (gsize c = 0; c < s->n_columns; c++) {
    if (!picture[c] || label[c] >= 0)
      continue;
    gsize depth = 0;
    stack[depth++] = (gint32) c;
    label[c] = (gint32) n;
    while (depth) {
      gint32 at = stack[--depth], i = at % s->n[0], j = at / s->n[0];
      for (int e = 0; e < 4; e++) {
        gint32 x = i + (e == 0) - (e == 1), y = j + (e == 2) - (e == 3);
        if (x < 0 || y < 0 || x >= s->n[0] || y >= s->n[1])
          continue;
        gsize next = kerf_site_column (s, x, y);
        if (picture[next] && label[next] < 0) {
          label[next] = (gint32) n;
          stack[depth++] = (gint32) next;
        }
      }
    }
    n++;
  }
  return n;
}

/* Pieces that carry neither a slot nor a pin are left out; the sizes of the others. */
static guint32
keep_useful (KerfGuideSite *s, gint32 *label, guint32 n)
{
  g_autofree guint8 *useful = g_malloc0 (MAX (n, 1));
  g_autofree guint32 *size = g_new0 (guint32, MAX (n, 1));
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      gsize c = kerf_site_column (s, i, j);
      if (label[c] < 0)
        continue;
      size[label[c]]++;
      KerfVec3 p = column_point (s, i, j);
      gboolean here = near_pin (s, p);
      for (gsize k = 0; k < s->in->n_slots && !here; k++) {
        KerfVec3 q = kerf_frame3_coordinates (&s->slots[k].frame, p);
        here = q.x > s->slots[k].s_lo && q.x < s->slots[k].s_hi &&
               fabs (q.z) < s->slots[k].half_mm + KERF_SLOT_SIDE_MM && q.y < s->slots[k].t_bottom + 3;
      }
      if (here)
        useful[label[c]] = 1;
    }
  guint32 left = 0;
  for (guint32 k = 0; k < n; k++) {
    useful[k] = useful[k] && size[k] * s->step_mm * s->step_mm > 20;
    left += useful[k];
  }
  for (gsize c = 0; c < s->n_columns && left; c++)
    if (label[c] >= 0 && !useful[label[c]])
      s->foot[c] = 0;
  return left;
}

/* The shortest way over reached bone from the first piece to any other; FALSE where there is none. */
static gboolean
join_once (KerfGuideSite *s, const gint32 *label)
{
  g_autofree gint32 *from = g_new (gint32, s->n_columns), *queue = g_new (gint32, s->n_columns);
  gsize head = 0, tail = 0;
  gint32 first = -1, end = -1;
  for (gsize c = 0; c < s->n_columns; c++) {
    from[c] = -1;
    if (first < 0 && label[c] >= 0 && s->foot[c])
      first = label[c];
    if (first >= 0 && label[c] == first && s->foot[c]) {
      from[c] = (gint32) c;
      queue[tail++] = (gint32) c;
    }
  }
  while (head < tail && end < 0) {
    gint32 at = queue[head++], i = at % s->n[0], j = at / s->n[0];
    for (int e = 0; e < 4 && end < 0; e++) {
      gint32 x = i + (e == 0) - (e == 1), y = j + (e == 2) - (e == 3);
      if (x < 0 || y < 0 || x >= s->n[0] || y >= s->n[1])
        continue;
      gsize next = kerf_site_column (s, x, y);
      if (from[next] >= 0 || !s->reached[next])
        continue;
      from[next] = at;
      queue[tail++] = (gint32) next;
      if (s->foot[next] && label[next] != first)
        end = (gint32) next;
    }
  }
  if (end < 0)
    return FALSE;
  gint32 r = (gint32) ceil (KERF_JOIN_MM / s->step_mm);
  for (gint32 at = end; from[at] != at; at = from[at])
    for (gint32 dj = -r; dj <= r; dj++)
      for (gint32 di = -r; di <= r; di++) {
        gint32 x = at % s->n[0] + di, y = at / s->n[0] + dj;
        if (x < 0 || y < 0 || x >= s->n[0] || y >= s->n[1] || di * di + dj * dj > r * r)
          continue;
        gsize c = kerf_site_column (s, x, y);
        s->foot[c] |= s->reached[c];
      }
  return TRUE;
}

static void
join (KerfGuideSite *s)
{
  g_autofree gint32 *label = g_new (gint32, s->n_columns);
  guint32 n = label_pieces (s, s->foot, label), left = keep_useful (s, label, n);
  for (guint32 round = 0; left > 1 && round < 16; round++) {
    n = label_pieces (s, s->foot, label);
    if (n < 2)
      break;
    if (!join_once (s, label)) {
      kerf_site_say (s->problems,
                     g_strdup (
                         "The guide's parts can't be joined over bone that is reached; move the planes or "
                         "pins nearer, or give an outline that holds them all."));
      break;
    }
    if (round == 0)
      kerf_site_say (s->notes,
                     g_strdup ("Bone between the parts was added to the footprint to make one body."));
  }
}

/* ---- the field ---- */

static void
smooth (const KerfGuideSite *s, float *d)
{
  g_autofree float *copy = g_memdup2 (d, s->n_columns * sizeof *d);
  for (gint32 j = 1; j + 1 < s->n[1]; j++)
    for (gint32 i = 1; i + 1 < s->n[0]; i++) {
      float sum = 0;
      for (gint32 y = -1; y <= 1; y++)
        for (gint32 x = -1; x <= 1; x++)
          sum += copy[kerf_site_column (s, i + x, j + y)] * (float) ((2 - abs (x)) * (2 - abs (y)));
      d[kerf_site_column (s, i, j)] = sum / 16;
    }
}

gboolean
kerf_site_footprint (KerfGuideSite *s, GError **error)
{
  ask (s);
  threshold (s, s->foot, 2, s->reached); /* close, then open: no holes and no whiskers */
  threshold (s, s->foot, -2, NULL);
  threshold (s, s->foot, -1.6, NULL);
  threshold (s, s->foot, 1.6, NULL);
  join (s);
  for (gint32 j = 0; j < s->n[1]; j++) /* nothing may reach beyond the grid */
    for (gint32 i = 0; i < s->n[0]; i++)
      if (i < 2 || j < 2 || i >= s->n[0] - 2 || j >= s->n[1] - 2)
        s->foot[kerf_site_column (s, i, j)] = 0;
  float *d = signed_distance (s, s->foot);
  for (int round = 0; round < 3; round++)
    smooth (s, d);
  gsize n_foot = 0;
  s->floor_mm = (double) INFINITY;
  for (gsize c = 0; c < s->n_columns; c++) {
    if (d[c] > 0 || isnan (s->height[c]))
      continue;
    s->floor_mm = fmin (s->floor_mm, (double) s->height[c]);
    n_foot++;
  }
  const gint32 n[3] = { s->n[0], s->n[1], 1 };
  s->footprint = kerf_field_new_take (&s->frame, s->step_mm, n, d);
  if ((double) n_foot * s->step_mm * s->step_mm < 25)
    return kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "The guide finds no bone to sit on from its direction; turn the insertion or move the footprint.");
  return TRUE;
}
