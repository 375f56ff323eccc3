/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions of interest: their shape. What a volume holds in them is in roi-values.c. */
#include "core/image/roi.h"

#include "base/error.h"
#include "base/real.h"

enum { MOST_CORNERS = 4096, ELLIPSE_CORNERS = 576 };

#define LEAST_AXIS_MM  0.05
#define LEAST_AREA_MM2 0.01
#define MOST_LEAN      1e-3
#define MOST_OFF_MM    0.1

void
kerf_roi_free (KerfRoi *roi)
{
  if (!roi)
    return;
  g_free (roi->st);
  g_free (roi);
}

/* ---- ellipse ---- */

/* By the arithmetic-geometric mean (Gauss, Bessel): converges doubly. */
static double
ellipse_perimeter (double a, double b)
{
  double x = fmax (a, b), y = fmin (a, b), c2 = x * x - y * y, sum = 0, weight = 0.5, start = x * x;
  for (int k = 0; k < 40 && c2 > 1e-18 * start; k++) {
    sum += weight * c2;
    double mean = (x + y) / 2, half = (x - y) / 2;
    y = sqrt (x * y);
    x = mean;
    c2 = half * half;
    weight *= 2;
  }
  sum += weight * c2;
  return 2 * KERF_PI * (start - sum) / x;
}

KerfRoi *
kerf_roi_ellipse (KerfVec3 centre, KerfVec3 end_u, KerfVec3 end_v, GError **error)
{
  KerfVec3 u = kerf_sub (end_u, centre), v = kerf_sub (end_v, centre);
  double a = kerf_length (u), b = kerf_length (v);
  if (!(a >= LEAST_AXIS_MM && b >= LEAST_AXIS_MM)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "A half axis of the ellipse is %.2f mm long; give at least %.2f mm.", fmin (a, b),
                    LEAST_AXIS_MM);
    return NULL;
  }
  double lean = kerf_dot (u, v) / (a * b);
  if (fabs (lean) > MOST_LEAN) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "The axes of the ellipse stand at %.2f°; give the ends of two half axes at right angles.",
                    acos (CLAMP (lean, -1, 1)) / KERF_RAD_PER_DEG);
    return NULL;
  }
  KerfRoi *roi = g_new0 (KerfRoi, 1);
  roi->frame = kerf_frame3 (centre, kerf_cross (u, v), u);
  roi->half_u_mm = a;
  roi->half_v_mm = b;
  roi->n = ELLIPSE_CORNERS;
  roi->st = g_new (double, 2 * ELLIPSE_CORNERS);
  for (int k = 0; k < ELLIPSE_CORNERS; k++) {
    double angle = 2 * KERF_PI * k / ELLIPSE_CORNERS;
    roi->st[2 * k] = a * cos (angle);
    roi->st[2 * k + 1] = b * sin (angle);
  }
  roi->area_mm2 = KERF_PI * a * b;
  roi->perimeter_mm = ellipse_perimeter (a, b);
  return roi;
}

/* ---- outline ---- */

/* Twice the area's vector: its length twice the area, its direction the normal that the corners turn about. */
static KerfVec3
double_area (const KerfVec3 *p, gsize n)
{
  KerfVec3 sum = kerf_vec3 (0, 0, 0);
  for (gsize k = 1; k + 1 < n; k++)
    sum = kerf_add (sum, kerf_cross (kerf_sub (p[k], p[0]), kerf_sub (p[k + 1], p[0])));
  return sum;
}

static double
side_of (const double *a, const double *b, const double *c)
{
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Do the segments a–b and c–d cross, ends left out? `t` is the place on a–b. */
static gboolean
crosses (const double *a, const double *b, const double *c, const double *d, double *t)
{
  double c_side = side_of (a, b, c), d_side = side_of (a, b, d), a_side = side_of (c, d, a),
         b_side = side_of (c, d, b);
  if (!((c_side > 0) != (d_side > 0) && (a_side > 0) != (b_side > 0)) || c_side == 0 || d_side == 0 ||
      a_side == 0 || b_side == 0)
    return FALSE;
  *t = a_side / (a_side - b_side);
  return TRUE;
}

/* The first pair of edges that cross (edge k runs from corner k to the next); FALSE: none does. */
static gboolean
find_crossing (const double *st, gsize n, gsize *first, gsize *second, double *t)
{
  for (gsize i = 0; i < n; i++) {
    const double *a = &st[2 * i], *b = &st[2 * ((i + 1) % n)];
    for (gsize j = i + 2; j < n; j++)
      if (!(i == 0 && j == n - 1) && crosses (a, b, &st[2 * j], &st[2 * ((j + 1) % n)], t)) {
        *first = i;
        *second = j;
        return TRUE;
      }
  }
  return FALSE;
}

/* Corners in the frame, off its plane by no more than is allowed; the frame's point moves to the centroid. */
static gboolean
lay_flat (KerfRoi *roi, const KerfVec3 *points, GError **error)
{
  double sum = 0, sx = 0, sy = 0;
  for (gsize k = 0; k < roi->n; k++) {
    KerfVec3 sth = kerf_frame3_coordinates (&roi->frame, points[k]);
    if (fabs (sth.z) > MOST_OFF_MM)
      return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                             "Corner %d of the outline lies %.2f mm out of its plane; draw it in one plane.",
                             (int) k + 1, fabs (sth.z));
    roi->st[2 * k] = sth.x;
    roi->st[2 * k + 1] = sth.y;
  }
  for (gsize k = 0; k < roi->n; k++) {
    const double *a = &roi->st[2 * k], *b = &roi->st[2 * ((k + 1) % roi->n)];
    double cross = a[0] * b[1] - b[0] * a[1];
    sum += cross;
    sx += (a[0] + b[0]) * cross;
    sy += (a[1] + b[1]) * cross;
    roi->perimeter_mm += hypot (b[0] - a[0], b[1] - a[1]);
  }
  roi->area_mm2 = sum / 2;
  if (!(roi->area_mm2 >= LEAST_AREA_MM2))
    return kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                           "The outline encloses %.3f mm²; draw it round at least %.2f mm².", roi->area_mm2,
                           LEAST_AREA_MM2);
  double cx = sx / (3 * sum), cy = sy / (3 * sum);
  roi->frame.p = kerf_frame3_point (&roi->frame, cx, cy, 0);
  for (gsize k = 0; k < roi->n; k++) {
    roi->st[2 * k] -= cx;
    roi->st[2 * k + 1] -= cy;
  }
  return TRUE;
}

KerfRoi *
kerf_roi_outline (const KerfVec3 *points, gsize n, GError **error)
{
  if (n < 3 || n > MOST_CORNERS) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT, "The outline has %d corners; give 3 to %d.", (int) n,
                    MOST_CORNERS);
    return NULL;
  }
  KerfVec3 normal = double_area (points, n), middle = kerf_vec3 (0, 0, 0);
  if (!(kerf_length (normal) / 2 >= LEAST_AREA_MM2)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "The outline encloses %.3f mm²; draw it round at least %.2f mm².",
                    kerf_length (normal) / 2, LEAST_AREA_MM2);
    return NULL;
  }
  for (gsize k = 0; k < n; k++)
    middle = kerf_along (middle, 1.0 / (double) n, points[k]);
  g_autoptr (KerfRoi) roi = g_new0 (KerfRoi, 1);
  roi->frame = kerf_frame3 (middle, normal, kerf_perpendicular (kerf_unit (normal)));
  roi->half_u_mm = roi->half_v_mm = (double) NAN;
  roi->n = n;
  roi->st = g_new (double, 2 * n);
  gsize i, j;
  double t;
  if (!lay_flat (roi, points, error))
    return NULL;
  if (find_crossing (roi->st, n, &i, &j, &t)) {
    kerf_fail_text (error, KERF_ERROR_ARGUMENT,
                    "The outline crosses itself after corner %d; draw it without a crossing.", (int) i + 1);
    return NULL;
  }
  return g_steal_pointer (&roi);
}

GArray *
kerf_outline_untangled (const KerfVec3 *points, gsize n, KerfVec3 normal)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
  g_array_append_vals (kept, points, (guint) n);
  KerfFrame3 frame = kerf_frame3 (n ? points[0] : kerf_vec3 (0, 0, 0), normal, kerf_perpendicular (normal));
  while (kept->len > 3) {
    const KerfVec3 *p = (const KerfVec3 *) (gconstpointer) kept->data;
    g_autofree double *st = g_new (double, 2 * (gsize) kept->len);
    gsize first, second;
    double t;
    for (guint k = 0; k < kept->len; k++) {
      KerfVec3 sth = kerf_frame3_coordinates (&frame, p[k]);
      st[2 * k] = sth.x;
      st[2 * k + 1] = sth.y;
    }
    if (!find_crossing (st, kept->len, &first, &second, &t))
      break;
    /* The crossing closes two loops: the corners between its edges, and the others. */
    KerfVec3 at = kerf_lerp (p[first], p[first + 1], t);
    g_autoptr (GArray) loop = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
    GArray *rest = g_array_new (FALSE, FALSE, sizeof (KerfVec3));
    g_array_append_val (loop, at);
    g_array_append_vals (loop, &p[first + 1], (guint) (second - first));
    g_array_append_vals (rest, p, (guint) first + 1);
    g_array_append_val (rest, at);
    g_array_append_vals (rest, &p[second + 1], kept->len - (guint) second - 1);
    double loop_area = kerf_length (double_area ((KerfVec3 *) (gpointer) loop->data, loop->len)),
           rest_area = kerf_length (double_area ((KerfVec3 *) (gpointer) rest->data, rest->len));
    g_array_unref (kept);
    kept = loop_area > rest_area ? g_steal_pointer (&loop) : g_array_ref (rest);
    g_array_unref (rest);
  }
  return kept;
}
