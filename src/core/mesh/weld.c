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
kerf_soup_weld (KerfSoup *whole, KerfSoup *parts, gsize n)
{
  gsize points = 0, room = 1024;
  for (gsize k = 0; k < n; k++)
    points += parts[k].n_points;
  while (room < 2 * points)
    room *= 2;
  g_autofree guint64 *names = g_new0 (guint64, room);
  g_autofree guint32 *numbers = g_new (guint32, room);
  for (gsize k = 0; k < n; k++) {
    KerfSoup *part = &parts[k];
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
    kerf_soup_clear (part);
  }
  g_clear_pointer (&whole->names, g_free);
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
