/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as files: the views over a footer that says whose and of what, and chunks that say how to make it again. */
#include "base/error.h"
#include "case/plan-document.h"
#include "io/write/write.h"
#include "report/picture.h"

#include <pango/pangocairo.h>
#include <string.h>

#define LOGICAL_DPI 96.0
#define FOOT_PX     11.0 /* the footer's letters, logical pixels */
#define FOOT_PAD_PX 8.0

/* ---- what the footer says ---- */

char *
kerf_picture_who (const KerfCase *kase, gboolean patient_text)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL,
                 *patient = kerf_json_get (record, "patient");
  const char *study = kerf_json_get_string (record, "study_id", "");
  if (!patient_text || !patient)
    return g_strdup (*study ? study : "Patient text hidden");
  g_autofree char *name =
      g_strdelimit (g_strdup (kerf_json_get_string (patient, "name", "unnamed")), "^", ' ');
  return g_strdup_printf ("%s · %s · %s", name, kerf_json_get_string (patient, "birth_date", "–"),
                          kerf_json_get_string (patient, "id", "–"));
}

char *
kerf_picture_footer (const KerfCase *kase, const KerfViewState *state)
{
  const KerfObject *subject = kerf_case_subject (kase);
  const KerfJson *record = subject ? kerf_object_record (subject) : NULL;
  g_autofree char *who = kerf_picture_who (kase, state->patient_text),
                  *side = g_ascii_strup (kerf_json_get_string (record, "side", "unknown"), -1);
  const char *bone = kerf_json_get_string (record, "bone", "bone not declared");
  KerfHash root = kerf_case_root (kase), version;
  g_autofree char *hex = kerf_hash_to_hex (&root);
  g_autoptr (GString) text = g_string_new (who);
  g_string_append_printf (text, " · %s · %s · case %.8s", bone,
                          strcmp (side, "UNKNOWN") == 0 ? "side not declared" : side, hex);
  KerfId plan_id = kerf_view_state_plan (state, kase);
  const KerfObject *object = plan_id.kind == KERF_KIND_PLAN ? kerf_case_get (kase, plan_id) : NULL;
  if (object && kerf_plan_version_hash (kase, plan_id, &version, NULL)) {
    g_autoptr (KerfPlan) plan = kerf_plan_from_object (object);
    g_autofree char *version_hex = kerf_hash_to_hex (&version);
    g_string_append_printf (text, " · plan v%d %.8s", plan->version, version_hex);
  }
  g_string_append (text, " · For research, not for clinical use");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As high as its lines need to be; below the width of a line it wraps. */
static PangoLayout *
layout_of (cairo_t *cr, const char *text, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans");
  pango_font_description_set_absolute_size (font, FOOT_PX * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) ((width - 2 * FOOT_PAD_PX) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
foot_height (const char *text, double width)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (surface);
  PangoLayout *layout = layout_of (cr, text, width);
  int w, h;
  pango_layout_get_size (layout, &w, &h);
  g_object_unref (layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return ceil ((double) h / PANGO_SCALE + FOOT_PAD_PX);
}

/* ---- PNG ---- */

static guint32
crc_of (const guint8 *data, gsize n)
{
  guint32 crc = 0xFFFFFFFFu;
  for (gsize i = 0; i < n; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

static void
add_u32 (GByteArray *to, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (to, (const guint8 *) &big, 4);
}

static void
add_chunk (GByteArray *to, const char type[4], const void *data, gsize n)
{
  guint start = to->len + 4;
  add_u32 (to, (guint32) n);
  g_byte_array_append (to, (const guint8 *) type, 4);
  g_byte_array_append (to, data, (guint) n);
  add_u32 (to, crc_of (to->data + start, n + 4));
}

static void
add_text (GByteArray *to, const char *key, const char *value)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_byte_array_append (data, (const guint8 *) key, (guint) strlen (key) + 1);
  g_byte_array_append (data, (const guint8 *) value, (guint) strlen (value));
  add_chunk (to, "tEXt", data->data, data->len);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Where each view looked: right, down and centre in patient millimetres, and millimetres a pixel of the file. */
static char *
views_text (const KerfCase *kase, const KerfViewState *state, KerfViewName what, const KerfPictureSize *size)
{
  KerfCell cells[KERF_MAX_CELLS] = { { what, 0, 0, 1, 1 } };
  guint n = what == KERF_PICTURE_LAYOUT ? kerf_layout_cells (state, kase, cells) : 1;
  KerfBox3 box = kerf_scene_box (kase, state);
  g_autoptr (KerfJson) array = kerf_json_array ();
  for (guint i = 0; i < n; i++) {
    double x, y, w, h;
    kerf_picture_place (&cells[i], size, &x, &y, &w, &h);
    KerfProjection p = kerf_projection (state, cells[i].view, w, h, &box);
    KerfJson *one = kerf_json_object ();
    g_autofree char *base = kerf_id_to_text (kerf_view_state_volume (state, kase, cells[i].view));
    kerf_json_set_string (one, "view", kerf_view_key (cells[i].view));
    kerf_json_set_string (one, "volume", base);
    kerf_json_set_reals (one, "right", (const double[]){ p.right.x, p.right.y, p.right.z }, 3);
    kerf_json_set_reals (one, "down", (const double[]){ p.down.x, p.down.y, p.down.z }, 3);
    kerf_json_set_reals (one, "centre_mm", (const double[]){ p.centre.x, p.centre.y, p.centre.z }, 3);
    kerf_json_set_real (one, "mm_per_px", 1 / (p.px_per_mm * size->scale));
    kerf_json_set_bool (one, "perspective", p.space && p.perspective);
    kerf_json_append (array, one);
  }
  return kerf_json_to_text (array);
}

/* The head of a PNG is its signature and IHDR; ours follow, before the pixels. */
enum { PNG_HEAD = 8 + 12 + 13 };

static GBytes *
png_of (cairo_surface_t *surface, const KerfCase *kase, const KerfPictureFile *file, const char *views)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  if (cairo_surface_write_to_png_stream (surface, append, plain) != CAIRO_STATUS_SUCCESS ||
      plain->len < PNG_HEAD)
    return NULL;
  GByteArray *png = g_byte_array_new ();
  double dpi = file->dpi > 0 ? file->dpi : LOGICAL_DPI;
  guint32 per_metre = GUINT32_TO_BE ((guint32) lrint (dpi / 0.0254));
  guint8 physical[9];
  memcpy (physical, &per_metre, 4);
  memcpy (physical + 4, &per_metre, 4);
  physical[8] = 1; /* the unit is the metre */
  KerfHash root = kerf_case_root (kase);
  g_autofree char *root_hex = kerf_hash_to_hex (&root);
  g_byte_array_append (png, plain->data, PNG_HEAD);
  add_chunk (png, "sRGB", "\0", 1); /* rendering intent: perceptual */
  add_chunk (png, "pHYs", physical, sizeof physical);
  add_text (png, "Kerf-Case", root_hex);
  if (file->revision) {
    g_autofree char *hex = kerf_hash_to_hex (file->revision);
    add_text (png, "Kerf-Revision", hex);
  }
  add_text (png, "Kerf-Views", views);
  g_byte_array_append (png, plain->data + PNG_HEAD, plain->len - PNG_HEAD);
  return g_byte_array_free_to_bytes (png);
}

GBytes *
kerf_picture_file (const KerfCase *kase, const KerfViewState *state, const KerfPictureFile *file,
                   const KerfContext *context, GError **error)
{
  double scale = (file->dpi > 0 ? file->dpi : LOGICAL_DPI) / LOGICAL_DPI, width = file->width_px / scale;
  g_autofree char *footer = kerf_picture_footer (kase, state);
  double foot = foot_height (footer, width), height = file->height_px / scale - foot;
  if (height < 32) {
    kerf_fail_text (
        error, KERF_ERROR_REFUSED,
        "A picture of %d × %d pixels at %.0f dpi leaves no room; make it larger or take fewer dpi.",
        file->width_px, file->height_px, scale * LOGICAL_DPI);
    return NULL;
  }
  KerfPictureSize size = { width, height, scale, 1 };
  cairo_surface_t *picture = kerf_picture_render (NULL, kase, state, file->what, &size, context, error);
  if (!picture)
    return NULL;
  cairo_surface_t *whole = cairo_image_surface_create (CAIRO_FORMAT_RGB24, file->width_px, file->height_px);
  cairo_t *cr = cairo_create (whole);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_paint (cr);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, FOOT_PAD_PX, height + FOOT_PAD_PX / 2);
  PangoLayout *layout = layout_of (cr, footer, width);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
  g_autofree char *views = views_text (kase, state, file->what, &size);
  GBytes *png = png_of (whole, kase, file, views);
  cairo_surface_destroy (whole);
  if (!png)
    kerf_fail_text (error, KERF_ERROR_REFUSED, "The picture could not be made; try a smaller size.");
  return png;
}
