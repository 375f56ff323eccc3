/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where letters go: a plane's letter on the flat side of its slot's block, the lines of the label there too where they
 * have room, else on the outside of the shell, in the flattest free place. Never on a surface that touches bone. */
#include "core/guide/guide-private.h"

#define RIM_MM   0.9 /* free round a text */
#define PIECE_MM 0.7 /* strokes follow a curved outside in pieces of this length */

/* One free strip on a block's side face: coordinates along s, height along −t. */
typedef struct {
  const KerfSlotShape *shape;
  int side;                    /* 1 keep, −1 discard */
  double s_from, s_to, t_line; /* baseline */
} Strip;

typedef struct {
  KerfGuideSite *site;
  GArray *ends;
  float *outside; /* per column: height of the outer surface; NaN: none or not free */
  guint8 *taken;
} Placer;

/* ---- blocks ---- */

/* Height (least t) down to which a side face is free of the shell, over a range of s. */
static double
free_down_to (const KerfGuideSite *site, const Strip *strip, double s0, double s1)
{
  const KerfSlotShape *shape = strip->shape;
  double h = strip->side > 0 ? shape->block_hi : shape->block_lo, t;
  double level = site->in->offset_mm + site->in->thickness_mm;
  for (t = shape->t_top; t < shape->t_bottom; t += 0.25)
    for (double s = s0; s <= s1; s += 1)
      if (kerf_field_at (site->outside, kerf_frame3_point (&shape->frame, s, t, h + 0.2 * strip->side),
                         NULL) < level)
        return t;
  return t;
}

static gboolean
clear_of_pins (const KerfGuideSite *site, KerfVec3 p, double rim)
{
  for (gsize k = 0; k < site->in->n_pins; k++) {
    const KerfGuideSleeve *pin = &site->in->pins[k];
    KerfVec3 d = kerf_sub (p, pin->entry);
    double along = kerf_dot (d, pin->axis), r = pin->sleeve_outer_diameter_mm / 2 + rim;
    if (along > -pin->sleeve_length_mm - 1 && along < KERF_SLEEVE_REACH_MM &&
        kerf_dot (d, d) - along * along < r * r)
      return FALSE;
  }
  return TRUE;
}

static gboolean
clear_of_blocks (const KerfGuideSite *site, const KerfSlotShape *own, KerfVec3 p, double rim)
{
  for (gsize k = 0; k < site->in->n_slots; k++) {
    const KerfSlotShape *o = &site->slots[k];
    KerfVec3 c = kerf_frame3_coordinates (&o->frame, p);
    if (o != own && o->entry->len && c.x > o->s_lo - KERF_SLOT_SIDE_MM - rim &&
        c.x < o->s_hi + KERF_SLOT_SIDE_MM + rim && c.y > o->t_top - rim && c.y < o->t_bottom + rim &&
        c.z > o->block_lo - rim && c.z < o->block_hi + rim)
      return FALSE;
  }
  return TRUE;
}

/* Reading from outside: on the keep side s runs from right to left, so letters run along −u there. */
static KerfVec3
strip_point (const Strip *strip, double x, double y, double cap, double begin)
{
  const KerfSlotShape *shape = strip->shape;
  /* Up is −v; seen against the outward normal ±n, right is (−v) × (±n) … = ∓u. */
  double s = strip->side > 0 ? strip->s_to - begin - x * cap : strip->s_from + begin + x * cap;
  double h = strip->side > 0 ? shape->block_hi : shape->block_lo;
  return kerf_frame3_point (&shape->frame, s, strip->t_line - y * cap, h);
}

/* An arrow points the way the line is read. */
static gboolean
reads_towards (const Strip *strip, KerfVec3 towards)
{
  return -strip->side * kerf_dot (strip->shape->frame.u, towards) > 0.94 * kerf_length (towards);
}

static gboolean
try_strip (Placer *p, Strip *strip, const KerfLabelLine *line)
{
  const KerfGuideSite *site = p->site;
  double cap = site->in->cap_height_mm, need = line->width * cap;
  if (strip->s_to - strip->s_from < need)
    return FALSE;
  /* The line slides along the strip until everything under it is free. */
  for (double begin = 0; begin + need <= strip->s_to - strip->s_from; begin += 1) {
    double a = strip->side > 0 ? strip->s_to - begin - need : strip->s_from + begin, b = a + need;
    double room = free_down_to (site, strip, a - RIM_MM, b + RIM_MM) - strip->shape->t_top;
    if (room < cap + 2 * RIM_MM)
      continue;
    strip->t_line = strip->shape->t_top + RIM_MM + cap;
    gboolean clear = TRUE;
    for (double x = 0; x <= line->width && clear; x += 0.2)
      for (int y = 0; y < 2 && clear; y++) {
        KerfVec3 at = strip_point (strip, x, y, cap, begin);
        clear = clear_of_pins (site, at, 1) && clear_of_blocks (site, strip->shape, at, 1);
      }
    if (!clear)
      continue;
    for (gsize k = 0; k < line->n_segments; k++) {
      const double *q = line->segments + 4 * k;
      const KerfVec3 pair[2] = { strip_point (strip, q[0], q[1], cap, begin),
                                 strip_point (strip, q[2], q[3], cap, begin) };
      g_array_append_vals (p->ends, pair, 2);
    }
    double used = begin + need + 2 * RIM_MM;
    if (strip->side > 0)
      strip->s_to -= used;
    else
      strip->s_from += used;
    return TRUE;
  }
  return FALSE;
}

/* ---- the shell's outside ---- */

static void
find_outside (Placer *p)
{
  const KerfGuideSite *s = p->site;
  double level = s->in->offset_mm + s->in->thickness_mm;
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      gsize c = kerf_site_column (s, i, j);
      p->outside[c] = (float) NAN;
      KerfVec3 at = kerf_frame3_point (&s->frame, i * s->step_mm, j * s->step_mm, 0);
      if (kerf_field_at (s->footprint, at, NULL) > -1.2)
        continue;
      for (gint32 k = s->n[2] - 1; k-- > 0;) {
        double above =
                   (double) s
                       ->swept[((gsize) (k + 1) * (gsize) s->n[1] + (gsize) j) * (gsize) s->n[0] + (gsize) i],
               here =
                   (double) s->swept[((gsize) k * (gsize) s->n[1] + (gsize) j) * (gsize) s->n[0] + (gsize) i];
        if (here > level || above <= level)
          continue;
        double z = (k + (here - level) / (here - above)) * s->step_mm;
        KerfVec3 q = kerf_frame3_point (&s->frame, i * s->step_mm, j * s->step_mm, z);
        if (clear_of_pins (s, q, 0.8) && clear_of_blocks (s, NULL, q, 0.8))
          p->outside[c] = (float) z;
        break;
      }
    }
}

/* Height of the outside at a lateral place (bilinear); NaN where it is not free. */
static double
outside_at (const Placer *p, double a, double b)
{
  const KerfGuideSite *s = p->site;
  double x = a / s->step_mm, y = b / s->step_mm;
  gint32 i = (gint32) floor (x), j = (gint32) floor (y);
  if (i < 0 || j < 0 || i + 1 >= s->n[0] || j + 1 >= s->n[1])
    return (double) NAN;
  double z = 0;
  for (int c = 0; c < 4; c++) {
    gsize at = kerf_site_column (s, i + (c & 1), j + (c >> 1));
    if (p->taken[at])
      return (double) NAN;
    z += (double) p->outside[at] * (c & 1 ? x - i : i + 1 - x) * (c >> 1 ? y - j : j + 1 - y);
  }
  return z;
}

typedef struct {
  double a, b, ca, sa; /* baseline's left end, direction of writing */
} Spot;

/* How uneven a spot is (mm, least squares about its best plane would be overdone: about its mean slope); −1: no room. */
static double
unevenness (const Placer *p, const Spot *spot, double width, double cap)
{
  double most = -INFINITY, least = INFINITY, before = (double) NAN;
  for (double x = -RIM_MM; x <= width + RIM_MM; x += 1) {
    double row = 0;
    for (int y = 0; y < 3; y++) {
      double up = -RIM_MM + y * (cap + 2 * RIM_MM) / 2;
      double z =
          outside_at (p, spot->a + x * spot->ca - up * spot->sa, spot->b + x * spot->sa + up * spot->ca);
      if (isnan (z))
        return -1;
      most = fmax (most, z);
      least = fmin (least, z);
      row += z / 3;
    }
    if (fabs (row - before) > 1.2) /* too steep to be read */
      return -1;
    before = row;
  }
  return most - least;
}

static void
write_on_shell (Placer *p, const Spot *spot, const KerfLabelLine *line, double cap)
{
  const KerfGuideSite *s = p->site;
  for (gsize k = 0; k < line->n_segments; k++) {
    const double *q = line->segments + 4 * k;
    int n = MAX (1, (int) ceil (hypot (q[2] - q[0], q[3] - q[1]) * cap / PIECE_MM));
    KerfVec3 last = kerf_vec3 (0, 0, 0);
    for (int e = 0; e <= n; e++) {
      double x = (q[0] + (q[2] - q[0]) * e / n) * cap, y = (q[1] + (q[3] - q[1]) * e / n) * cap;
      double a = spot->a + x * spot->ca - y * spot->sa, b = spot->b + x * spot->sa + y * spot->ca;
      KerfVec3 at = kerf_frame3_point (&s->frame, a, b, outside_at (p, a, b));
      if (e > 0 && kerf_vec3_is_finite (at) && kerf_vec3_is_finite (last)) {
        const KerfVec3 pair[2] = { last, at };
        g_array_append_vals (p->ends, pair, 2);
      }
      last = at;
    }
  }
  for (gint32 j = 0; j < s->n[1]; j++)
    for (gint32 i = 0; i < s->n[0]; i++) {
      double a = i * s->step_mm - spot->a, b = j * s->step_mm - spot->b;
      double x = a * spot->ca + b * spot->sa, y = b * spot->ca - a * spot->sa;
      if (x > -2 && x < line->width * cap + 2 && y > -1.8 && y < cap + 1.8)
        p->taken[kerf_site_column (s, i, j)] = 1;
    }
}

static gboolean
try_shell (Placer *p, const KerfLabelLine *line)
{
  const KerfGuideSite *s = p->site;
  double cap = s->in->cap_height_mm, width = line->width * cap, best = (double) INFINITY;
  gboolean arrow = g_utf8_strchr (line->text, -1, 0x2192) != NULL;
  double ta = kerf_dot (s->in->towards, s->frame.u), tb = kerf_dot (s->in->towards, s->frame.v),
         t = hypot (ta, tb);
  Spot chosen = { 0, 0, 1, 0 };
  if (arrow && t < 0.3)
    return FALSE; /* it would point into the bone or out of it */
  for (int turn = 0; turn < 24; turn++) {
    static const double cosines[7] = {
      1, 0.965925826289068, 0.866025403784439, 0.707106781186548, 0.5, 0.258819045102521, 0
    };
    int quarter = turn / 6, step = turn % 6;
    double c = cosines[step], d = cosines[6 - step];
    Spot spot = { 0, 0,
                  quarter == 0   ? c
                  : quarter == 1 ? -d
                  : quarter == 2 ? -c
                                 : d,
                  quarter == 0   ? d
                  : quarter == 1 ? c
                  : quarter == 2 ? -d
                                 : -c };
    if (arrow && (spot.ca * ta + spot.sa * tb) / t < 0.94)
      continue;
    for (gint32 j = 0; j < s->n[1]; j++)
      for (gint32 i = 0; i < s->n[0]; i++) {
        if (isnan (p->outside[kerf_site_column (s, i, j)]))
          continue;
        spot.a = i * s->step_mm;
        spot.b = j * s->step_mm;
        double uneven = unevenness (p, &spot, width, cap);
        if (uneven >= 0 && uneven < best) {
          best = uneven;
          chosen = spot;
        }
      }
  }
  if (!isfinite (best))
    return FALSE;
  write_on_shell (p, &chosen, line, cap);
  return TRUE;
}

/* ---- all of it ---- */

static void
place_line (Placer *p, GArray *strips, const KerfLabelLine *line)
{
  KerfGuideSite *site = p->site;
  gboolean arrow = g_utf8_strchr (line->text, -1, 0x2192) != NULL;
  if (arrow && try_shell (p, line))
    return;
  for (guint k = 0; k < strips->len; k++) {
    Strip *strip = &g_array_index (strips, Strip, k);
    if (line->plane && g_strcmp0 (line->plane, strip->shape->slot->letter) != 0)
      continue;
    if (arrow && !reads_towards (strip, site->in->towards))
      continue;
    if (try_strip (p, strip, line))
      return;
  }
  if (!arrow && !line->plane && try_shell (p, line))
    return;
  if (line->plane)
    kerf_site_say (site->notes, g_strdup_printf ("Slot %s has no room for its letter.", line->plane));
  else
    kerf_site_say (site->notes,
                   g_strdup_printf ("The guide has no room for '%s'; it is not engraved.", line->text));
}

void
kerf_label_place (KerfGuideSite *site, GArray *ends)
{
  Placer p = { site, ends, g_new (float, site->n_columns), g_malloc0 (site->n_columns) };
  g_autoptr (GArray) strips = g_array_new (FALSE, FALSE, sizeof (Strip));
  find_outside (&p);
  for (gsize k = 0; k < site->in->n_slots; k++) {
    const KerfSlotShape *shape = &site->slots[k];
    if (!shape->entry->len)
      continue;
    for (int side = 1; side >= -1; side -= 2) {
      gboolean ledge = shape->slot->kind == (side > 0 ? KERF_SLOT_LEDGE_DISCARD : KERF_SLOT_LEDGE_KEEP);
      double out = KERF_SLOT_SIDE_MM - RIM_MM;
      gboolean open = shape->slot->kind == KERF_SLOT_OPEN;
      Strip strip = { shape, side, shape->s_lo - (open ? -RIM_MM : out), shape->s_hi + out, 0 };
      if (!ledge)
        g_array_append_val (strips, strip);
    }
  }
  for (int pass = 0; pass < 2; pass++) /* the planes' letters first */
    for (gsize k = 0; k < site->in->n_lines; k++)
      if ((site->in->lines[k].plane != NULL) == (pass == 0) && site->in->lines[k].n_segments)
        place_line (&p, strips, &site->in->lines[k]);
  g_free (p.outside);
  g_free (p.taken);
}
