/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/actions.h"
#include "app/tools/tool.h"
#include "app/views/gl-share.h"
#include "app/views/view-area-private.h"
#include "base/error.h"
#include "view/orientation.h"
#include "view/window.h"

#include <glib/gi18n.h>
#include <string.h>

enum { UPLOAD_BYTES = 48 << 20, REST_MS = 180, DESCRIBE_MS = 500 };

G_DEFINE_FINAL_TYPE (KerfViewArea, kerf_view_area, GTK_TYPE_GL_AREA)

static char *renderer_name;

const char *
kerf_view_area_renderer_name (void)
{
  return renderer_name;
}

KerfViewName
kerf_view_area_view (KerfViewArea *area)
{
  return area->name;
}

KerfWindow *
kerf_view_area_window (KerfViewArea *area)
{
  return area->window;
}

KerfView *
kerf_view_area_value (KerfViewArea *area)
{
  return &kerf_window_state (area->window)->views[area->name];
}

KerfBox3
kerf_view_area_box (KerfViewArea *area)
{
  return kerf_scene_box (kerf_window_case (area->window), kerf_window_state (area->window));
}

KerfProjection
kerf_view_area_projection (KerfViewArea *area)
{
  KerfBox3 box = kerf_view_area_box (area);
  return kerf_projection (kerf_window_state (area->window), area->name,
                          gtk_widget_get_width (GTK_WIDGET (area)), gtk_widget_get_height (GTK_WIDGET (area)),
                          &box);
}

double
kerf_text_factor (GtkWidget *widget)
{
  int dpi = -1;
  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / 1024.0 / 96, 0.75, 3) : 1;
}

/* The pictures' own writing follows the desktop; around a bed it is seen from further away. */
static double
text_factor (KerfViewArea *area)
{
  double factor = kerf_text_factor (GTK_WIDGET (area));
  return kerf_window_is_presented (area->window) ? fmax (2, factor) : factor;
}

const KerfScene *
kerf_view_area_scene (KerfViewArea *area)
{
  if (area->scene)
    return area->scene;
  KerfSceneTool tool = { .tint_low = (double) NAN,
                         .tint_high = (double) NAN,
                         .stark = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) };
  KerfTool *active = kerf_window_tool (area->window);
  tool.handles = g_strcmp0 (kerf_window_workspace (area->window), "plan") == 0 &&
                 !kerf_window_is_presented (area->window);
  if (active && active->klass->scene)
    active->klass->scene (active, area, &tool);
  if (active && !tool.extras)
    tool.extras = active->extras;
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  area->scene =
      kerf_scene_new (kerf_window_case (area->window), kerf_window_state (area->window), area->name,
                      gtk_widget_get_width (GTK_WIDGET (area)), gtk_widget_get_height (GTK_WIDGET (area)),
                      text_factor (area), &source, area->cache, &tool);
  kerf_view_area_add_gesture (area, area->scene);
  return area->scene;
}

static gboolean
    drawing; /* a view is being drawn: scenes must not go, and what asks for a frame is forgotten */

static gboolean
draw_more (gpointer data)
{
  KerfViewArea *area = data;
  area->more = 0;
  g_clear_pointer (&area->scene, kerf_scene_free);
  gtk_gl_area_queue_render (GTK_GL_AREA (area));
  return G_SOURCE_REMOVE;
}

static void
draw_later (KerfViewArea *area)
{
  if (!area->more)
    area->more = g_idle_add_full (G_PRIORITY_HIGH_IDLE, draw_more, area, NULL);
}

void
kerf_view_area_redraw (KerfViewArea *area)
{
  if (drawing) {
    draw_later (area);
    return;
  }
  g_clear_pointer (&area->scene, kerf_scene_free);
  gtk_gl_area_queue_render (GTK_GL_AREA (area));
}

static gboolean
at_rest (gpointer data)
{
  KerfViewArea *area = data;
  area->rest = 0;
  area->moving = FALSE;
  gtk_gl_area_queue_render (GTK_GL_AREA (area));
  return G_SOURCE_REMOVE;
}

void
kerf_view_area_moving (KerfViewArea *area)
{
  area->moving = TRUE;
  g_clear_handle_id (&area->rest, g_source_remove);
  area->rest = g_timeout_add (REST_MS, at_rest, area);
}

void
kerf_view_area_moved (KerfViewArea *area)
{
  if (area->name != KERF_VIEW_SPACE) {
    kerf_window_view_changed (area->window);
    return;
  }
  kerf_view_area_moving (area);
  kerf_window_camera_moved (area->window, area);
}

/* ---- accessibility ---- */

/* "12.5 millimetres superior" */
static void
append_place (GString *label, KerfVec3 at, KerfVec3 into)
{
  static const char *const ways[3][2] = {
    { N_ ("%.1f millimetres left"), N_ ("%.1f millimetres right") },
    { N_ ("%.1f millimetres posterior"), N_ ("%.1f millimetres anterior") },
    { N_ ("%.1f millimetres superior"), N_ ("%.1f millimetres inferior") }
  };
  if (!kerf_vec3_is_finite (at) || !kerf_orientation_is_plain (into))
    return;
  int axis = kerf_orientation_axis (into);
  double mm = kerf_component (at, axis);
  g_string_append (label, ", ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (label, _ (ways[axis][mm < -0.05]), fabs (mm));
#pragma GCC diagnostic pop
}

/* "window Bone", or its numbers where it was set by hand. */
static void
append_window (GString *label, const KerfViewState *state, const KerfObject *volume)
{
  guint n;
  char preset = 0;
  double centre, width;
  const KerfWindowPreset *presets = kerf_window_presets (&n);
  kerf_window_default (volume, NULL, &centre, &width, &preset);
  for (guint i = 0; i < state->windows->len; i++) {
    const KerfWindowSetting *setting = &g_array_index (state->windows, KerfWindowSetting, i);
    if (kerf_id_equal (setting->volume, kerf_object_id (volume)))
      preset = setting->preset, centre = setting->centre, width = setting->width;
  }
  for (guint k = 0; k < n; k++)
    if (presets[k].key == preset && preset != '9') {
      g_string_append_printf (label, _ (", window %s"), _ (presets[k].name));
      return;
    }
  g_string_append_printf (label, _ (", window %.0f wide, centre %.0f"), width, centre);
}

static gboolean
describe_now (gpointer data)
{
  KerfViewArea *area = data;
  area->describe = 0;
  const KerfCase *kase = kerf_window_case (area->window);
  const KerfViewState *state = kerf_window_state (area->window);
  const KerfView *view = &state->views[area->name];
  const KerfObject *base = kerf_case_get (kase, kerf_view_state_volume (state, kase, area->name));
  const char *viewpoint = kerf_view_viewpoint (view, area->name);
  KerfVec3 at = kerf_view_state_at (state, area->name);
  g_autoptr (GString) label = g_string_new (NULL);
  /* Translators: name of a picture for screen readers: "Axial view, CT, 12.5 millimetres superior, window bone" */
  g_string_append_printf (label, _ ("%s view"), _ (kerf_view_title (view, area->name)));
  if (base)
    g_string_append_printf (label, ", %s", kerf_view_state_volume_title (state, base));
  if (base && strcmp (kerf_volume_role (base), "pseudo-ct") == 0)
    g_string_append (label, ", SYNTHETIC CT"); /* as its badge */
  if (area->name != KERF_VIEW_SPACE) {
    append_place (label, at, kerf_view_into (view));
    if (base)
      append_window (label, state, base);
  }
  if (viewpoint)
    g_string_append_printf (label, ", %s", _ (viewpoint));
  g_autofree char *words = kerf_window_point_words (area->window, at);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  return G_SOURCE_REMOVE;
}

/* At rest, so at most twice a second. */
void
kerf_view_area_describe (KerfViewArea *area)
{
  g_clear_handle_id (&area->describe, g_source_remove);
  area->describe = g_timeout_add (DESCRIBE_MS, describe_now, area);
}

/* ---- GL ---- */

static void
add_software_css (void)
{
  static gboolean done;
  if (done)
    return;
  done = TRUE;
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  /* The shadow over the whole window costs more than four pictures when the processor draws it. */
  gtk_css_provider_load_from_data (
      css,
      "window { box-shadow: none; outline: none; } .kerf-pill, .kerf-pill button, "
      ".osd { box-shadow: none; }",
      -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
}

static void
realize (GtkWidget *widget)
{
  KerfViewArea *area = KERF_VIEW_AREA (widget);
  g_autoptr (GError) error = NULL;
  GTK_WIDGET_CLASS (kerf_view_area_parent_class)->realize (widget);
  gtk_gl_area_make_current (GTK_GL_AREA (area));
  const GError *made = gtk_gl_area_get_error (GTK_GL_AREA (area));
  if (made)
    kerf_fail (&error, KERF_ERROR_VIEW_NO_GL, "reason", made->message, NULL);
  else
    area->renderer = kerf_gl_acquire (&error);
  if (!area->renderer) {
    kerf_window_no_gl (area->window, error->message);
    return;
  }
  if (!renderer_name)
    renderer_name = g_strdup (kerf_renderer_name (area->renderer));
  if (kerf_renderer_is_software (area->renderer))
    add_software_css ();
  area->target = kerf_target_new (area->renderer);
}

static void
unrealize (GtkWidget *widget)
{
  KerfViewArea *area = KERF_VIEW_AREA (widget);
  if (area->renderer) {
    gtk_gl_area_make_current (GTK_GL_AREA (area));
    g_clear_pointer (&area->target, kerf_target_free);
    kerf_gl_release ();
    area->renderer = NULL;
  }
  GTK_WIDGET_CLASS (kerf_view_area_parent_class)->unrealize (widget);
}

static KerfQuality
quality_of (KerfViewArea *area)
{
  if (area->moving || kerf_document_has_preview (kerf_window_document (area->window)))
    return KERF_QUALITY_DRAFT;
  return KERF_QUALITY_FINE;
}

static gboolean
render (GtkGLArea *gl_area, GdkGLContext *context)
{
  KerfViewArea *area = KERF_VIEW_AREA (gl_area);
  (void) context;
  if (!area->target)
    return TRUE;
  const KerfScene *scene = kerf_view_area_scene (area);
  drawing = TRUE;
  area->whole =
      kerf_renderer_draw (area->renderer, area->target, scene,
                          gtk_widget_get_scale_factor (GTK_WIDGET (area)), quality_of (area), UPLOAD_BYTES);
  drawing = FALSE;
  if (!area->whole)
    draw_later (area);
  return TRUE;
}

gboolean
kerf_view_area_is_whole (KerfViewArea *area)
{
  gboolean image = area->name == KERF_VIEW_SPACE;
  for (guint i = 0; !image && area->scene && i < area->scene->drawables->len; i++)
    image = ((const KerfDrawable *) g_ptr_array_index (area->scene->drawables, i))->kind == KERF_DRAW_SLICE;
  return area->scene && area->whole && image;
}

gboolean
kerf_view_area_digest (KerfViewArea *area, KerfHash *hash, guint *objects)
{
  if (!area->target)
    return FALSE;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (area)),
      width = gtk_widget_get_width (GTK_WIDGET (area)) * scale,
      height = gtk_widget_get_height (GTK_WIDGET (area)) * scale;
  gtk_gl_area_make_current (GTK_GL_AREA (area));
  gtk_gl_area_attach_buffers (GTK_GL_AREA (area));
  const KerfScene *scene = kerf_view_area_scene (area);
  drawing = TRUE;
  kerf_renderer_draw (area->renderer, area->target, scene, scale, KERF_QUALITY_FINE, 0);
  drawing = FALSE;
  g_autofree guint8 *pixels = kerf_renderer_read (width, height);
  *hash = kerf_hash_bytes (pixels, (gsize) width * (gsize) height * 4);
  *objects = kerf_renderer_count_objects ();
  return TRUE;
}

static void
resize (GtkGLArea *gl_area, int width, int height)
{
  GTK_GL_AREA_CLASS (kerf_view_area_parent_class)->resize (gl_area, width, height);
  g_clear_pointer (&KERF_VIEW_AREA (gl_area)->scene, kerf_scene_free); /* drawn right after this */
}

/* ---- points ---- */

KerfVec3
kerf_view_area_point (KerfViewArea *area, const KerfPointer *pointer, KerfPick *pick)
{
  const KerfScene *scene = kerf_view_area_scene (area);
  if (!scene->projection.space && !pick)
    return kerf_projection_patient (&scene->projection, pointer->x, pointer->y);
  KerfSceneSource source = kerf_pool_source (kerf_window_pool (area->window));
  KerfPick found = kerf_pick (scene, pointer->x, pointer->y, pointer->touch ? 22 : 6,
                              kerf_window_case (area->window), &source);
  if (pick)
    *pick = found;
  return found.point;
}

/* ---- the class ---- */

static void
on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) parameter;
  kerf_view_area_do (KERF_VIEW_AREA (widget), name);
}

/* A menu that is still open. */
static void
dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (kerf_view_area_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  KerfViewArea *area = KERF_VIEW_AREA (object);
  g_clear_handle_id (&area->rest, g_source_remove);
  g_clear_handle_id (&area->describe, g_source_remove);
  g_clear_handle_id (&area->more, g_source_remove);
  g_clear_pointer (&area->scene, kerf_scene_free);
  kerf_section_cache_free (area->cache);
  g_clear_pointer (&area->before, kerf_view_state_free);
  G_OBJECT_CLASS (kerf_view_area_parent_class)->finalize (object);
}

static void
kerf_view_area_class_init (KerfViewAreaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->realize = realize;
  widget_class->unrealize = unrealize;
  GTK_GL_AREA_CLASS (klass)->render = render;
  GTK_GL_AREA_CLASS (klass)->resize = resize;
  gtk_widget_class_set_css_name (widget_class, "kerf-view");
  guint n;
  const KerfAction *actions = kerf_actions (&n);
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (actions[i].name, "view."))
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, on_action);
}

static void
kerf_view_area_init (KerfViewArea *area)
{
  area->cache = kerf_section_cache_new ();
}

KerfViewArea *
kerf_view_area_new (KerfWindow *window, KerfViewName name)
{
  /* The role can be given only at construction. Auto-render: a snapshot that was asked for by something else (the ring of
   * the focus comes with the first key) would show a picture of some frames ago, from the toolkit's store of textures. */
  KerfViewArea *area =
      g_object_new (KERF_TYPE_VIEW_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, "focusable", TRUE,
                    "hexpand", TRUE, "vexpand", TRUE, "has-stencil-buffer", TRUE, "auto-render", TRUE, NULL);
  area->window = window;
  area->name = name;
  gtk_gl_area_set_required_version (GTK_GL_AREA (area), 3, 3);
  gtk_widget_set_overflow (GTK_WIDGET (area), GTK_OVERFLOW_HIDDEN);
  /* Left and right of a patient don't turn with the language. */
  gtk_widget_set_direction (GTK_WIDGET (area), GTK_TEXT_DIR_LTR);
  kerf_view_area_add_input (area);
  kerf_view_area_describe (area);
  return area;
}
