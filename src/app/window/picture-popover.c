/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copy picture, Save picture: the same function that `kerf-cli render` draws with, in a thread. */
#include "app/window/picture-popover.h"

#include "app/views/view-area.h"
#include "base/context.h"
#include "io/write/write.h"
#include "report/picture.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { PIXELS, MILLIMETRES };
#define MM_PER_INCH 25.4
#define LEAST_PX    200
#define MOST_PX     8192

typedef struct {
  KerfWindow *window;
  GtkWidget *popover, *all, *width, *height, *unit, *dpi, *dpi_label, *patient, *copy, *save;
  KerfViewName view;
  int unit_shown;
} Ask;

/* ---- drawing, in a thread ---- */

typedef struct {
  KerfWindow *window;
  KerfCase *kase;
  KerfViewState *state;
  KerfPictureFile file;
  KerfHash revision;
  char *path; /* NULL: the clipboard */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  g_object_unref (work->window);
  kerf_case_unref (work->kase);
  kerf_view_state_free (work->state);
  g_free (work->path);
  g_free (work);
}

static void
run_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  KerfContext context = { 0 };
  (void) source;
  (void) cancellable;
  g_autoptr (GBytes) png = kerf_picture_file (work->kase, work->state, &work->file, &context, &error);
  if (png && work->path) {
    gsize n;
    const void *bytes = g_bytes_get_data (png, &n);
    kerf_write_bytes (work->path, bytes, n, &error);
  }
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&png), (GDestroyNotify) g_bytes_unref);
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = g_task_propagate_pointer (G_TASK (result), &error);
  (void) source;
  (void) data;
  kerf_window_hint (work->window, NULL);
  if (!png) {
    kerf_window_say (work->window, error->message);
    return;
  }
  if (!work->path) {
    /* The file itself, for programs that keep its chunks, and its pixels for the others. */
    g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);
    GdkContentProvider *kinds[2] = { gdk_content_provider_new_for_bytes ("image/png", png),
                                     texture ? gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture)
                                             : NULL };
    g_autoptr (GdkContentProvider) both = gdk_content_provider_new_union (kinds, texture ? 2 : 1);
    gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (work->window)), both);
  }
  kerf_window_toast (work->window,
                     work->state->patient_text ? (work->path ? _ ("Picture saved, with patient text")
                                                             : _ ("Picture copied, with patient text"))
                                               : (work->path ? _ ("Picture saved, without patient text")
                                                             : _ ("Picture copied, without patient text")),
                     FALSE);
}

/* What is seen stays what is seen: a zoom goes with the size of the view. */
static void
fit_zoom (Work *work, const KerfPictureFile *file)
{
  KerfCell cells[KERF_MAX_CELLS] = { { file->what, 0, 0, 1, 1 } };
  guint n = file->what == KERF_PICTURE_LAYOUT ? kerf_layout_cells (work->state, work->kase, cells) : 1;
  double scale = file->dpi / 96;
  for (guint i = 0; i < n; i++) {
    KerfViewArea *area = kerf_window_area (work->window, cells[i].view);
    KerfView *view = &work->state->views[cells[i].view];
    double width = area ? gtk_widget_get_width (GTK_WIDGET (area)) : 0,
           height = area ? gtk_widget_get_height (GTK_WIDGET (area)) : 0;
    if (width >= 1 && height >= 1 && view->zoom_px_per_mm > 0)
      view->zoom_px_per_mm *=
          fmin (cells[i].w * file->width_px / scale / width, cells[i].h * file->height_px / scale / height);
  }
}

static void
begin_work (KerfWindow *window, Work *work)
{
  kerf_window_hint (window, _ ("Drawing the picture…"));
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_drawn, NULL);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run_work);
}

/* ---- the popover ---- */

static double
dpi_of (const Ask *ask)
{
  return ask->unit_shown == MILLIMETRES ? gtk_spin_button_get_value (GTK_SPIN_BUTTON (ask->dpi)) : 96;
}

static int
pixels_of (const Ask *ask, GtkWidget *spin)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin));
  double px = ask->unit_shown == MILLIMETRES ? value / MM_PER_INCH * dpi_of (ask) : value;
  return (int) CLAMP (lrint (px), LEAST_PX, MOST_PX);
}

static Work *
work_of (Ask *ask)
{
  Work *work = g_new0 (Work, 1);
  work->window = g_object_ref (ask->window);
  work->kase = kerf_case_ref (kerf_window_case (ask->window));
  work->state = kerf_view_state_copy (kerf_window_state (ask->window));
  work->state->patient_text = gtk_check_button_get_active (GTK_CHECK_BUTTON (ask->patient));
  gboolean all = gtk_check_button_get_active (GTK_CHECK_BUTTON (ask->all));
  work->revision = kerf_document_revision_hash (kerf_window_document (ask->window));
  work->file = (KerfPictureFile){ all ? KERF_PICTURE_LAYOUT : ask->view, pixels_of (ask, ask->width),
                                  pixels_of (ask, ask->height), dpi_of (ask), &work->revision };
  fit_zoom (work, &work->file);
  return work;
}

static void
on_copy (GtkButton *button, gpointer data)
{
  Ask *ask = data;
  (void) button;
  begin_work (ask->window, work_of (ask));
  gtk_popover_popdown (GTK_POPOVER (ask->popover));
}

static void
on_place (GtkNativeDialog *chooser, int response, gpointer data)
{
  Work *work = data;
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    work->path = g_file_get_path (file);
    begin_work (work->window, work);
  } else {
    work_free (work);
  }
  g_object_unref (chooser);
}

/* Without patient text the file's name is no name of a patient either. */
static char *
proposed_name (const Work *work)
{
  const char *view = work->file.what == KERF_PICTURE_LAYOUT ? "views" : kerf_view_key (work->file.what);
  const KerfObject *subject = kerf_case_subject (work->kase);
  const char *study = subject ? kerf_json_get_string (kerf_object_record (subject), "study_id", "") : "";
  g_autofree char *base = g_path_get_basename (kerf_document_path (kerf_window_document (work->window)));
  if (g_str_has_suffix (base, ".kerf"))
    base[strlen (base) - strlen (".kerf")] = '\0';
  return work->state->patient_text ? g_strdup_printf ("%s_%s.png", base, view)
                                   : g_strdup_printf ("%s_%s.png", study[0] ? study : "picture", view);
}

static void
on_save (GtkButton *button, gpointer data)
{
  Ask *ask = data;
  (void) button;
  Work *work = work_of (ask);
  g_autofree char *name = proposed_name (work);
  gtk_popover_popdown (GTK_POPOVER (ask->popover));
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Save picture"), GTK_WINDOW (work->window),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (on_place), work);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
set_size (Ask *ask, double width, double height)
{
  gboolean mm = ask->unit_shown == MILLIMETRES;
  double factor = mm ? MM_PER_INCH / dpi_of (ask) : 1;
  GtkWidget *spins[] = { ask->width, ask->height };
  double values[] = { width * factor, height * factor };
  for (int i = 0; i < 2; i++) {
    gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spins[i]), mm ? 1 : 0);
    gtk_spin_button_set_range (GTK_SPIN_BUTTON (spins[i]), mm ? 10 : LEAST_PX, mm ? 1000 : MOST_PX);
    gtk_spin_button_set_increments (GTK_SPIN_BUTTON (spins[i]), mm ? 5 : 100, mm ? 20 : 500);
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spins[i]), values[i]);
    g_autofree char *name =
        g_strdup_printf (i ? _ ("Height in %s") : _ ("Width in %s"), mm ? _ ("millimetres") : _ ("pixels"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (spins[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  }
  gtk_widget_set_sensitive (ask->dpi, mm);
}

/* As large as on the screen; a print of the same has 160 mm across. */
static void
propose_size (Ask *ask)
{
  gboolean all = gtk_check_button_get_active (GTK_CHECK_BUTTON (ask->all));
  KerfViewArea *area = kerf_window_area (ask->window, ask->view);
  GtkWidget *widget = area ? GTK_WIDGET (area) : NULL;
  if (widget && all)
    widget = gtk_widget_get_parent (widget);
  double width = widget ? gtk_widget_get_width (widget) : 1200,
         height = (widget ? gtk_widget_get_height (widget) : 870) + 30; /* and the footer */
  if (ask->unit_shown == MILLIMETRES) {
    height *= 160 / MM_PER_INCH * dpi_of (ask) / width;
    width = 160 / MM_PER_INCH * dpi_of (ask);
  } else {
    width *= gtk_widget_get_scale_factor (GTK_WIDGET (ask->window));
    height *= gtk_widget_get_scale_factor (GTK_WIDGET (ask->window));
  }
  set_size (ask, width, height);
}

static void
on_which (GtkCheckButton *button, gpointer data)
{
  (void) button;
  propose_size (data);
}

static void
on_unit (GtkDropDown *unit, GParamSpec *spec, gpointer data)
{
  Ask *ask = data;
  (void) spec;
  ask->unit_shown = (int) gtk_drop_down_get_selected (unit);
  propose_size (ask);
}

static void
on_closed (GtkPopover *popover, gpointer data)
{
  (void) data;
  /* What was pressed in it still runs. */
  g_object_ref (popover);
  gtk_widget_unparent (GTK_WIDGET (popover));
  g_object_unref (popover);
}

static GtkWidget *
labelled (GtkWidget *grid, int row, const char *text, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 1, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return label;
}

static GtkWidget *
build_fields (Ask *ask)
{
  GtkWidget *grid = gtk_grid_new (), *which = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12),
            *size = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *one = gtk_check_button_new_with_label (_ ("This view"));
  gtk_grid_set_row_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  ask->all = gtk_check_button_new_with_label (_ ("All views"));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (ask->all), GTK_CHECK_BUTTON (one));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (one), TRUE);
  gtk_box_append (GTK_BOX (which), one);
  gtk_box_append (GTK_BOX (which), ask->all);
  labelled (grid, 0, _ ("Picture of"), which);
  ask->width = gtk_spin_button_new_with_range (10, MOST_PX, 1);
  ask->height = gtk_spin_button_new_with_range (10, MOST_PX, 1);
  ask->unit = gtk_drop_down_new_from_strings ((const char *const[]){ _ ("px"), _ ("mm"), NULL });
  gtk_accessible_update_property (GTK_ACCESSIBLE (ask->unit), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Unit"), -1);
  /* The button inside is what has the focus, and has no name of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (ask->unit)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Unit"), -1);
  gtk_box_append (GTK_BOX (size), ask->width);
  gtk_box_append (GTK_BOX (size), gtk_label_new ("×"));
  gtk_box_append (GTK_BOX (size), ask->height);
  gtk_box_append (GTK_BOX (size), ask->unit);
  labelled (grid, 1, _ ("Size"), size);
  ask->dpi = gtk_spin_button_new_with_range (72, 1200, 50);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ask->dpi), 300);
  gtk_widget_set_halign (ask->dpi, GTK_ALIGN_START);
  ask->dpi_label = labelled (grid, 2, _ ("Dots per inch"), ask->dpi);
  ask->patient = gtk_check_button_new_with_label (_ ("Patient text"));
  gtk_widget_set_tooltip_text (ask->patient, _ ("Off each time: a picture leaves this computer easily"));
  gtk_grid_attach (GTK_GRID (grid), ask->patient, 1, 3, 1, 1);
  g_signal_connect (ask->all, "toggled", G_CALLBACK (on_which), ask);
  g_signal_connect (ask->unit, "notify::selected", G_CALLBACK (on_unit), ask);
  return grid;
}

void
kerf_picture_popover_show (KerfWindow *window, gboolean save)
{
  KerfViewArea *area = kerf_window_focused_area (window);
  if (!area || !kerf_document_is_open (kerf_window_document (window)))
    return;
  Ask *ask = g_new0 (Ask, 1);
  ask->window = window;
  ask->view = kerf_view_area_view (area);
  ask->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (ask->popover), "ask", ask, g_free);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16),
            *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (box, "kerf-ask");
  ask->copy = gtk_button_new_with_label (_ ("Copy"));
  ask->save = gtk_button_new_with_label (_ ("Save…"));
  g_signal_connect (ask->copy, "clicked", G_CALLBACK (on_copy), ask);
  g_signal_connect (ask->save, "clicked", G_CALLBACK (on_save), ask);
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), save ? ask->copy : ask->save);
  gtk_box_append (GTK_BOX (buttons), save ? ask->save : ask->copy);
  gtk_widget_add_css_class (save ? ask->save : ask->copy, "suggested-action");
  gtk_box_append (GTK_BOX (box), build_fields (ask));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_popover_set_child (GTK_POPOVER (ask->popover), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (ask->popover), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (ask->popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  save ? _ ("Save picture") : _ ("Copy picture"), -1);
  gtk_widget_set_parent (ask->popover, GTK_WIDGET (area));
  gtk_popover_set_pointing_to (GTK_POPOVER (ask->popover),
                               &(GdkRectangle){ gtk_widget_get_width (GTK_WIDGET (area)) / 2, 40, 1, 1 });
  gtk_popover_set_position (GTK_POPOVER (ask->popover), GTK_POS_BOTTOM);
  gtk_popover_set_default_widget (GTK_POPOVER (ask->popover), save ? ask->save : ask->copy);
  g_signal_connect (ask->popover, "closed", G_CALLBACK (on_closed), NULL);
  propose_size (ask);
  gtk_popover_popup (GTK_POPOVER (ask->popover));
  gtk_widget_grab_focus (save ? ask->save : ask->copy);
}
