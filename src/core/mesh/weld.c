/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/mesh/lattice.h"

void
kerf_soup_clear (KerfSoup *soup)
{
  g_free (soup->points);
  g_free (soup->names);
  g_free (soup->triangles);
  g_free (soup->leaf);
  *soup = (KerfSoup){ 0 };
}

guint32
kerf_soup_add_point (KerfSoup *soup, guint64 name, KerfVec3 point)
{
  if (soup->n_points == soup->room_points) {
    soup->room_points = soup->room_points ? 2 * soup->room_points : 256;
    soup->points = g_renew (KerfVec3, soup->points, soup->room_points);
    soup->names = g_renew (guint64, soup->names, soup->room_points);
  }
  soup->points[soup->n_points] = point;
  soup->names[soup->n_points] = name;
  return soup->n_points++;
}

void
kerf_soup_add_triangle (KerfSoup *soup, guint32 a, guint32 b, guint32 c, guint16 leaf)
{
  if (soup->n_triangles == soup->room_triangles) {
    soup->room_triangles = soup->room_triangles ? 2 * soup->room_triangles : 256;
    soup->triangles = g_renew (guint32, soup->triangles, 3 * (gsize) soup->room_triangles);
    soup->leaf = g_renew (guint16, soup->leaf, soup->room_triangles);
  }
  guint32 *t = soup->triangles + 3 * (gsize) soup->n_triangles;
  t[0] = a;
  t[1] = b;
  t[2] = c;
  soup->leaf[soup->n_triangles++] = leaf;
}

void
kerf_soup_weld (KerfSoup *whole, const KerfSoup *parts, gsize n)
{
  gsize points = 0, room = 1024;
  for (gsize k = 0; k < n; k++)
    points += parts[k].n_points;
  while (room < 2 * points)
    room *= 2;
  g_autofree guint64 *names = g_new0 (guint64, room);
  g_autofree guint32 *numbers = g_new (guint32, room);
  for (gsize k = 0; k < n; k++) {
    const KerfSoup *part = &parts[k];
    g_autofree guint32 *number = g_new (guint32, MAX (part->n_points, 1));
    for (guint32 p = 0; p < part->n_points; p++) {
      gsize at = (gsize) part->names[p] & (room - 1);
      while (names[at] && names[at] != part->names[p])
        at = (at + 1) & (room - 1);
      if (!names[at]) {
        names[at] = part->names[p];
        numbers[at] = kerf_soup_add_point (whole, part->names[p], part->points[p]);
      }
      number[p] = numbers[at];
    }
    for (guint32 t = 0; t < part->n_triangles; t++) {
      const guint32 *c = part->triangles + 3 * (gsize) t;
      kerf_soup_add_triangle (whole, number[c[0]], number[c[1]], number[c[2]], part->leaf[t]);
    }
  }
  g_clear_pointer (&whole->names, g_free);
}

static guint64
triple_name (const guint32 *t)
{
  guint32 low = MIN (t[0], MIN (t[1], t[2])), high = MAX (t[0], MAX (t[1], t[2]));
  guint64 middle = (guint64) t[0] + t[1] + t[2] - low - high;
  return ((guint64) low * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ middle) *
             G_GUINT64_CONSTANT (0xd6e8feb86659fd93) +
         high;
}

static gboolean
same_triple (const guint32 *a, const guint32 *b)
{
  for (int k = 0; k < 3; k++)
    if (a[k] != b[0] && a[k] != b[1] && a[k] != b[2])
      return FALSE;
  return TRUE;
}

/* Only the first n triangles stay, and the points that they use. */
static void
drop_unused (KerfSoup *s, guint32 n)
{
  g_autofree guint32 *number = g_new0 (guint32, s->n_points);
  guint32 points = 0;
  s->n_triangles = n;
  for (guint32 c = 0; c < 3 * n; c++)
    number[s->triangles[c]] = 1;
  for (guint32 p = 0; p < s->n_points; p++)
    if (number[p]) {
      s->points[points] = s->points[p];
      number[p] = points++;
    }
  s->n_points = points;
  for (guint32 c = 0; c < 3 * n; c++)
    s->triangles[c] = number[s->triangles[c]];
}

/* Only called once the names are gone. */
void
kerf_soup_drop_pillows (KerfSoup *s)
{
  gsize room = 1024;
  while (room < 2 * (gsize) s->n_triangles)
    room *= 2;
  g_autofree guint32 *seen = g_new0 (guint32, room); /* triangle + 1 */
  g_autofree guint8 *gone = g_malloc0 (MAX (s->n_triangles, 1));
  for (guint32 t = 0; t < s->n_triangles; t++) {
    const guint32 *c = s->triangles + 3 * (gsize) t;
    gsize at = (gsize) triple_name (c) & (room - 1);
    while (seen[at] && !same_triple (c, s->triangles + 3 * (gsize) (seen[at] - 1)))
      at = (at + 1) & (room - 1);
    if (seen[at])
      gone[t] = gone[seen[at] - 1] = 1;
    else
      seen[at] = t + 1;
  }
  guint32 n = 0;
  for (guint32 t = 0; t < s->n_triangles; t++) {
    if (gone[t])
      continue;
    for (guint32 k = 0; k < 3; k++)
      s->triangles[3 * n + k] = s->triangles[3 * t + k];
    s->leaf[n++] = s->leaf[t];
  }
  if (n < s->n_triangles)
    drop_unused (s, n);
}

/* ---- is it a manifold ---- */

/* Corners by point: those of point p are order[start[p]] … order[start[p + 1] − 1]; a corner is 3·t + k. */
static void
corners_by_point (const KerfSoup *s, guint32 *start, guint32 *order)
{
  for (guint32 c = 0; c < 3 * s->n_triangles; c++)
    start[s->triangles[c] + 2]++;
  for (guint32 p = 0; p < s->n_points; p++)
    start[p + 2] += start[p + 1];
  for (guint32 c = 0; c < 3 * s->n_triangles; c++)
    order[start[s->triangles[c] + 1]++] = c;
}

/* The triangles round one point are a single fan: from the first, each next is the one that begins where it ends. */
static gboolean
is_one_fan (const KerfSoup *s, const guint32 *corners, guint32 n)
{
  guint32 seen = 0, at = corners[0];
  do {
    guint32 t = at / 3, k = at % 3, end = s->triangles[3 * t + (k + 2) % 3], found = 0, next = at;
    for (guint32 c = 0; c < n; c++) {
      guint32 u = corners[c] / 3, l = corners[c] % 3;
      if (s->triangles[3 * u + (l + 1) % 3] == end) {
        found++;
        next = corners[c];
      }
    }
    if (found != 1)
      return FALSE;
    at = next;
    seen++;
  } while (at != corners[0] && seen <= n);
  return seen == n;
}

gboolean
kerf_soup_is_manifold (const KerfSoup *s, KerfVec3 *at)
{
  g_autofree guint32 *start = g_new0 (guint32, (gsize) s->n_points + 3),
                     *order = g_new (guint32, 3 * (gsize) s->n_triangles + 1);
  corners_by_point (s, start, order);
  for (guint32 p = 0; p < s->n_points; p++) {
    guint32 n = start[p + 1] - start[p];
    if (n > 0 && is_one_fan (s, order + start[p], n))
      continue;
    if (n == 0)
      continue;
    if (at)
      *at = s->points[p];
    return FALSE;
  }
  return TRUE;
}
