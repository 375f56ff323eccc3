/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the slices of one volume lie: order, verdict, grid (domain §5.2). */
#include "io/series/series-private.h"

#include <string.h>

/* Tolerances of domain §5.2. */
#define AXIS_TOLERANCE     1e-3 /* of the unit length and of the right angle */
#define STEP_TOLERANCE_MM  0.01 /* or STEP_TOLERANCE of the usual step, whichever is more */
#define STEP_TOLERANCE     0.005
#define TILT_TOLERANCE_DEG 0.1
#define MOST_MISSING       512 /* slices that are worth a place in the volume */

static KerfVec3
frame_position (const KerfDicomFrame *f)
{
  return kerf_vec3 (f->position[0], f->position[1], f->position[2]);
}

static KerfVec3
frame_axis (const KerfDicomFrame *f, int which)
{
  return kerf_vec3 (f->orientation[3 * which], f->orientation[3 * which + 1], f->orientation[3 * which + 2]);
}

/* X made unit, Y made unit and at right angles to it. */
static void
clean_axes (const KerfDicomFrame *f, KerfVec3 *x, KerfVec3 *y, KerfVec3 *n)
{
  *x = kerf_unit (frame_axis (f, 0));
  KerfVec3 raw = frame_axis (f, 1);
  *y = kerf_unit (kerf_along (raw, -kerf_dot (raw, *x), *x));
  *n = kerf_cross (*x, *y);
}

static int
by_place (gconstpointer pa, gconstpointer pb)
{
  const KerfCandidate *a = pa, *b = pb;
  if (a->along_mm != b->along_mm)
    return a->along_mm < b->along_mm ? -1 : 1;
  int by = strcmp (a->header->text[KERF_DICOM_SOP_UID], b->header->text[KERF_DICOM_SOP_UID]);
  by = by ? by : strcmp (a->header->path, b->header->path);
  return by ? by : (a->frame > b->frame) - (a->frame < b->frame);
}

void
kerf_candidates_sort (GArray *candidates)
{
  KerfVec3 x, y, n;
  clean_axes (kerf_candidate_frame (&g_array_index (candidates, KerfCandidate, 0)), &x, &y, &n);
  for (guint k = 0; k < candidates->len; k++) {
    KerfCandidate *c = &g_array_index (candidates, KerfCandidate, k);
    c->along_mm = kerf_dot (frame_position (kerf_candidate_frame (c)), n);
  }
  g_array_sort (candidates, by_place);
}

double
kerf_candidate_coordinate (const KerfCandidate *candidate)
{
  KerfVec3 x, y, n;
  const KerfDicomFrame *f = kerf_candidate_frame (candidate);
  clean_axes (f, &x, &y, &n);
  int axis = fabs (n.z) >= fabs (n.x) && fabs (n.z) >= fabs (n.y) ? 2 : fabs (n.y) >= fabs (n.x) ? 1 : 0;
  return f->position[axis];
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return p < q ? -1 : p > q;
}

/* The stack while it is being judged. */
typedef struct {
  KerfSeries *series;
  GArray *candidates;
  guint n;
  double *steps; /* n − 1 */
  double usual, least, most, tolerance;
  KerfVec3 x, y, normal, first, last;
} Stack;

static KerfCandidate *
slice (const Stack *s, guint k)
{
  return &g_array_index (s->candidates, KerfCandidate, k);
}

static void
measure_steps (Stack *s)
{
  s->steps = g_new (double, s->n - 1);
  for (guint k = 0; k + 1 < s->n; k++)
    s->steps[k] = slice (s, k + 1)->along_mm - slice (s, k)->along_mm;
  g_autofree double *sorted = g_memdup2 (s->steps, (s->n - 1) * sizeof *sorted);
  qsort (sorted, s->n - 1, sizeof *sorted, by_value);
  s->usual = sorted[(s->n - 2) / 2]; /* the lower median: with two steps, 1 and 2 mm, one slice is missing */
  s->least = sorted[0];
  s->most = sorted[s->n - 2];
  s->tolerance = fmax (STEP_TOLERANCE_MM, STEP_TOLERANCE * s->usual);
}

static gboolean
is_near (double value, double target, double tolerance)
{
  return fabs (value - target) <= tolerance;
}

/* Largest distance of a position from the straight line through the first and the last. */
static double
bend_mm (const Stack *s)
{
  double worst = 0;
  KerfVec3 way = kerf_unit (kerf_sub (s->last, s->first));
  for (guint k = 1; k + 1 < s->n; k++) {
    KerfVec3 p = kerf_sub (frame_position (kerf_candidate_frame (slice (s, k))), s->first);
    worst = fmax (worst, kerf_length (kerf_along (p, -kerf_dot (p, way), way)));
  }
  return worst;
}

/* Gives every slice its slot on a lattice of the usual step; FALSE where a step is no multiple of it, or too many are
 * missing. */
static gboolean
place_on_lattice (Stack *s, gint32 *slots)
{
  slots[0] = 0;
  for (guint k = 0; k + 1 < s->n; k++) {
    double multiple = floor (s->steps[k] / s->usual + 0.5);
    if (!(multiple >= 1 && multiple <= MOST_MISSING) ||
        !is_near (s->steps[k], multiple * s->usual, multiple * s->tolerance))
      return FALSE;
    slots[k + 1] = slots[k] + (gint32) multiple;
  }
  return slots[s->n - 1] + 1 - (gint32) s->n <= MOST_MISSING;
}

static void
say_gaps (Stack *s, const gint32 *slots)
{
  for (guint k = 0; k + 1 < s->n; k++) {
    gint32 missing = slots[k + 1] - slots[k] - 1;
    if (missing < 1)
      continue;
    double p = kerf_candidate_coordinate (slice (s, k)), q = kerf_candidate_coordinate (slice (s, k + 1));
    g_autofree char *n = g_strdup_printf ("%d", missing), *a = kerf_short_figure (fmin (p, q), 2),
                    *b = kerf_short_figure (fmax (p, q), 2);
    kerf_series_find (s->series, kerf_finding_new (KERF_ERROR_IMPORT_GAP, "series", s->series->label, "n", n,
                                                   "a", a, "b", b, NULL));
    for (gint32 slot = slots[k] + 1; slot < slots[k + 1]; slot++)
      g_array_append_val (s->series->missing, slot);
  }
}

/* Slots and the verdict on the steps. */
/* An uneven stack may miss slices all the same: where two slices stand further apart than they are thick and than others
 * do. Resampling can't bring those back. */
static void
say_holes (Stack *s)
{
  for (guint k = 0; k + 1 < s->n; k++) {
    const KerfDicomFrame *a = kerf_candidate_frame (slice (s, k)),
                         *b = kerf_candidate_frame (slice (s, k + 1));
    double reach = s->usual;
    reach = a->thickness_mm > reach ? a->thickness_mm : reach;
    reach = b->thickness_mm > reach ? b->thickness_mm : reach;
    if (!(s->steps[k] > 1.5 * reach + s->tolerance))
      continue;
    g_autofree char *n = g_strdup_printf ("%.0f", fmax (1, floor (s->steps[k] / reach + 0.5) - 1)),
                    *from = kerf_short_figure (kerf_candidate_coordinate (slice (s, k)), 2),
                    *to = kerf_short_figure (kerf_candidate_coordinate (slice (s, k + 1)), 2);
    kerf_series_find (s->series, kerf_finding_new (KERF_ERROR_IMPORT_GAP, "series", s->series->label, "n", n,
                                                   "a", from, "b", to, NULL));
  }
}

static void
judge_steps (Stack *s, gint32 *slots)
{
  KerfSeries *series = s->series;
  gboolean even = is_near (s->most, s->usual, s->tolerance) && is_near (s->least, s->usual, s->tolerance);
  gboolean straight = bend_mm (s) <= s->tolerance;
  if (straight && !even && place_on_lattice (s, slots)) {
    series->verdict = KERF_VERDICT_GAP;
    say_gaps (s, slots);
    return;
  }
  for (guint k = 0; k < s->n; k++)
    slots[k] = (gint32) k;
  if (even && straight)
    return;
  series->verdict = KERF_VERDICT_UNEVEN;
  series->bend_mm = straight ? 0 : bend_mm (s);
  g_autofree char *least = kerf_short_figure (s->least, 2), *most = kerf_short_figure (s->most, 2);
  kerf_series_find (series, kerf_finding_new (KERF_ERROR_IMPORT_UNEVEN, "series", series->label, "min", least,
                                              "max", most, NULL));
  say_holes (s);
}

static void
judge_tilt (Stack *s)
{
  KerfSeries *series = s->series;
  double tilt = kerf_tilt_deg (kerf_sub (s->last, s->first), s->normal);
  if (!(tilt > TILT_TOLERANCE_DEG))
    return;
  series->tilt_deg = tilt;
  series->verdict = MAX (series->verdict, KERF_VERDICT_TILTED);
  const char *stated = slice (s, 0)->header->text[KERF_DICOM_GANTRY_TILT];
  g_autofree char *deg = kerf_short_figure (tilt, 1),
                  *tag = *stated ? g_strconcat (stated, "°", NULL) : g_strdup ("none");
  kerf_series_find (series, kerf_finding_new (KERF_ERROR_IMPORT_TILT, "series", series->label, "deg", deg,
                                              "tag", tag, NULL));
}

static void
set_grid (Stack *s, const gint32 *slots)
{
  KerfSeries *series = s->series;
  const KerfDicomHeader *h = slice (s, 0)->header;
  const KerfDicomFrame *f = kerf_candidate_frame (slice (s, 0));
  gint32 n[3] = { h->columns, h->rows, slots[s->n - 1] + 1 };
  KerfVec3 k = kerf_scale (kerf_sub (s->last, s->first), 1.0 / (n[2] - 1));
  KerfMat4 m = kerf_mat4_from_columns (kerf_scale (s->x, f->spacing[1]), kerf_scale (s->y, f->spacing[0]), k,
                                       s->first);
  GError *error = NULL;
  g_autofree char *file = g_path_get_basename (h->path);
  series->has_grid = series->tilt_deg > 0 ? kerf_grid_init_sheared (&series->grid, n, &m, file, &error)
                                          : kerf_grid_init (&series->grid, n, &m, file, &error);
  if (!series->has_grid)
    kerf_series_refuse_error (series, error);
}

/* FALSE with the reason added where the axes of the images are none. */
static gboolean
judge_axes (KerfSeries *series, const KerfCandidate *c)
{
  const KerfDicomFrame *f = kerf_candidate_frame (c);
  KerfVec3 x = frame_axis (f, 0), y = frame_axis (f, 1);
  g_autofree char *file = g_path_get_basename (c->header->path);
  if (!is_near (kerf_length (x), 1, AXIS_TOLERANCE) || !is_near (kerf_length (y), 1, AXIS_TOLERANCE)) {
    kerf_series_refuse (series, kerf_finding_new (KERF_ERROR_IMPORT_NO_GEOMETRY, "file", file, NULL));
    return FALSE;
  }
  if (!(fabs (kerf_dot (x, y)) <= AXIS_TOLERANCE)) {
    g_autofree char *deg = kerf_short_figure (90 - kerf_tilt_deg (x, y), 2);
    kerf_series_refuse (series,
                        kerf_finding_new (KERF_ERROR_IMPORT_NOT_ORTHOGONAL, "file", file, "deg", deg, NULL));
    return FALSE;
  }
  return TRUE;
}

static void
add_slices (Stack *s, const gint32 *slots)
{
  for (guint k = 0; k < s->n; k++) {
    const KerfCandidate *c = slice (s, k);
    KerfSlice made = { .frame = c->frame, .slot = slots[k], .along_mm = c->along_mm };
    while (made.file < s->series->headers->len && s->series->headers->pdata[made.file] != c->header)
      made.file++;
    if (made.file == s->series->headers->len)
      kerf_series_add_header (s->series, c->header);
    g_array_append_val (s->series->slices, made);
  }
}

void
kerf_series_stack (KerfSeries *series, GArray *candidates)
{
  Stack s = { .series = series, .candidates = candidates, .n = candidates->len };
  g_autofree gint32 *slots = g_new0 (gint32, s.n);
  if (!judge_axes (series, slice (&s, 0)) || s.n < 3) {
    for (guint k = 0; k < s.n; k++)
      slots[k] = (gint32) k;
    g_autofree char *n = g_strdup_printf ("%u", s.n);
    if (s.n == 1)
      kerf_series_refuse (series,
                          kerf_finding_new (KERF_ERROR_IMPORT_ONE_SLICE, "series", series->label, NULL));
    else if (s.n == 2)
      kerf_series_refuse (series, kerf_finding_new (KERF_ERROR_IMPORT_FEW_SLICES, "series", series->label,
                                                    "n", n, NULL));
    add_slices (&s, slots);
    return;
  }
  clean_axes (kerf_candidate_frame (slice (&s, 0)), &s.x, &s.y, &s.normal);
  s.first = frame_position (kerf_candidate_frame (slice (&s, 0)));
  s.last = frame_position (kerf_candidate_frame (slice (&s, s.n - 1)));
  measure_steps (&s);
  judge_steps (&s, slots);
  judge_tilt (&s);
  set_grid (&s, slots);
  add_slices (&s, slots);
  g_free (s.steps);
}
