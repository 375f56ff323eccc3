/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of volumes, segments, alignments, what else there is, and of the case. */
#include "app/panels/choices.h"
#include "app/panels/inspector-private.h"
#include "app/sheets/signature.h"

#include <glib/gi18n.h>
#include <string.h>

static const KerfObject *
object_of (KerfWindow *window, const char *what)
{
  KerfId id;
  return kerf_id_from_text (what, &id) ? kerf_case_get (kerf_window_case (window), id) : NULL;
}

GtkWidget *
kerf_page_plain (GtkWidget *group, const char *title, const char *subtitle, const char *value)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (value);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (label, "kerf-figure-strong");
  gtk_label_set_wrap (GTK_LABEL (label), g_utf8_strlen (value, -1) > 18); /* else the title gives way */
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  return row;
}

/* ---- volume ---- */

static char *
verdict_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  const char *verdict = object ? kerf_json_get_string (kerf_object_record (object), "verdict", NULL) : NULL;
  if (!verdict)
    return g_strdup (_ ("not assessed"));
  *state = strcmp (verdict, "regular") == 0 ? KERF_STATE_HELD
           : strcmp (verdict, "gap") == 0   ? KERF_STATE_HURTS
                                            : KERF_STATE_QUESTION;
  return g_strdup (_ (verdict));
}

static char *
role_words (const char *role)
{
  static const char *const names[][2] = { { "ct", N_ ("CT") },
                                          { "mr", N_ ("MR") },
                                          { "pseudo-ct", N_ ("Pseudo-CT") },
                                          { "post-op-ct", N_ ("CT after the operation") },
                                          { "specimen", N_ ("Specimen") },
                                          { "pet", N_ ("PET") },
                                          { "dose", N_ ("Dose") },
                                          { "other", N_ ("Other") } };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i][0], role) == 0)
      return g_strdup (_ (names[i][1]));
  return g_strdup (role);
}

static void
add_findings (KerfPage *page, const KerfJson *findings)
{
  if (kerf_json_length (findings) == 0)
    return;
  GtkWidget *group = kerf_page_group (page, _ ("Findings"));
  for (gsize i = 0; i < kerf_json_length (findings); i++) {
    GtkWidget *row = adw_action_row_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                   kerf_json_get_string (kerf_json_at (findings, i), "message", ""));
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
    gtk_widget_add_css_class (row, "kerf-finding");
    gtk_list_box_append (GTK_LIST_BOX (group), row);
  }
}

void
kerf_page_volume (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfObject *object = kerf_case_get (kerf_window_case (page->window), id);
  const KerfJson *record = kerf_object_record (object);
  g_autofree char *id_text = kerf_id_to_text (id), *role = role_words (kerf_volume_role (object));
  KerfGrid grid;
  kerf_page_heading (page, kerf_object_name (object), role);
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_figure (page, group, _ ("Verdict"), _ ("how the slices lie"), TRUE, verdict_figure, id_text);
  if (kerf_object_grid (object, &grid)) {
    KerfVec3 spacing = kerf_grid_spacing (&grid);
    g_autofree char *size = g_strdup_printf ("%d × %d × %d", grid.n[0], grid.n[1], grid.n[2]);
    g_autofree char *mm = g_strdup_printf ("%.2f × %.2f × %.2f mm", spacing.x, spacing.y, spacing.z);
    kerf_page_plain (group, _ ("Grid"), NULL, size);
    kerf_page_plain (group, _ ("Spacing"), NULL, mm);
  }
  static const char *const keys[][2] = { { "patient_position", N_ ("Patient position") },
                                         { "study_date", N_ ("Date") },
                                         { "manufacturer", N_ ("Scanner") },
                                         { "kernel", N_ ("Kernel") } };
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *value = kerf_json_get_string (record, keys[i][0], NULL);
    gboolean date = strcmp (keys[i][0], "study_date") == 0;
    if (value && value[0] && (!date || kerf_window_state (page->window)->patient_text))
      kerf_page_plain (group, _ (keys[i][1]), _ ("from the file"), value);
  }
  add_findings (page, kerf_json_get (record, "findings"));
  if (kerf_id_equal (id, kerf_view_state_base (kerf_window_state (page->window),
                                               kerf_window_case (page->window))))
    kerf_page_look (page);
  kerf_page_operations (page, id, _ ("Change"), NULL);
}

/* ---- segment ---- */

static char *
volume_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  (void) state;
  double mm3 = object ? kerf_pool_volume_mm3 (kerf_window_pool (window), object) : (double) NAN;
  return isnan (mm3) ? g_strdup ("…") : kerf_figure_to_text (mm3 / 1000, 1, "cm³");
}

static char *
signed_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  if (!object)
    return NULL;
  g_autoptr (GPtrArray) signatures =
      kerf_signatures_from_json (kerf_json_get (kerf_object_record (object), "signatures"));
  if (signatures->len == 0)
    return g_strdup (_ ("not signed"));
  const KerfSignature *last = g_ptr_array_index (signatures, signatures->len - 1);
  if (kerf_signature_stale (last, kerf_window_case (window)).kind != KERF_KIND_NONE) {
    *state = KERF_STATE_STALE;
    return g_strdup_printf (_ ("%s, stale"), last->name);
  }
  *state = KERF_STATE_HELD;
  return g_strdup (last->name);
}

static void
on_sign (GtkButton *button, gpointer data)
{
  KerfWindow *window = data;
  g_autofree char *id = kerf_id_to_text (kerf_window_state (window)->selected),
                  *word = g_strdup_printf ("segment=%s", id);
  (void) button;
  kerf_ask_signature (window, "segment.sign", _ ("Sign this contour?"),
                      _ ("Any later change of it withdraws the signature."), _ ("_Sign"),
                      (const char *const[]){ word, NULL }, NULL);
}

void
kerf_page_segment (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfObject *object = kerf_case_get (kerf_window_case (page->window), id);
  const KerfObject *volume = kerf_case_get (kerf_window_case (page->window), kerf_object_volume_id (object));
  g_autofree char *id_text = kerf_id_to_text (id);
  const char *klass = kerf_object_class (object);
  kerf_page_heading (page, kerf_object_name (object), _ (klass));
  GtkWidget *group = kerf_page_group (page, NULL);
  g_autofree char *on = volume ? g_strdup_printf (_ ("on %s"), kerf_object_name (volume)) : NULL;
  kerf_page_figure (page, group, _ ("Volume"), on, TRUE, volume_figure, id_text);
  kerf_page_figure (page, group, _ ("Signed"), NULL, FALSE, signed_figure, id_text);
  kerf_page_buttons (page);
  kerf_page_button (page, _ ("Sign…"), "suggested-action", G_CALLBACK (on_sign), page->window);
  static const char *const but[] = { "segment.sign", "guide.new", NULL };
  kerf_page_operations (page, id, _ ("Change"), but);
}

/* ---- alignment ---- */

static char *
accepted_figure (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *object = object_of (window, what);
  g_autoptr (KerfAlignment) alignment = object ? kerf_alignment_from_object (object) : NULL;
  if (!alignment)
    return NULL;
  gboolean accepted = kerf_alignment_is_accepted (alignment);
  *state = accepted ? KERF_STATE_HELD : KERF_STATE_QUESTION;
  return g_strdup (accepted ? _ ("accepted") : _ ("not accepted"));
}

/* Who accepted it last; NULL: nobody yet. */
static const char *
accepted_by (const KerfAlignment *alignment)
{
  for (guint i = alignment->signatures->len; i-- > 0;) {
    const KerfSignature *signature = g_ptr_array_index (alignment->signatures, i);
    if (strcmp (signature->what, "accept") == 0)
      return signature->name;
  }
  return NULL;
}

static void
on_accept (GtkButton *button, gpointer data)
{
  KerfWindow *window = data;
  g_autofree char *id = kerf_id_to_text (kerf_window_state (window)->selected),
                  *word = g_strdup_printf ("alignment=%s", id);
  (void) button;
  kerf_ask_signature (window, "align.accept", _ ("Accept this alignment?"),
                      _ ("You have looked at it in the region that matters. Plans may rest on it then."),
                      _ ("_Accept"), (const char *const[]){ word, NULL }, NULL);
}

void
kerf_page_alignment (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfCase *kase = kerf_window_case (page->window);
  g_autoptr (KerfAlignment) alignment = kerf_alignment_from_object (kerf_case_get (kase, id));
  const KerfObject *fixed = kerf_case_get (kase, alignment->fixed),
                   *moving = kerf_case_get (kase, alignment->moving);
  g_autofree char *id_text = kerf_id_to_text (id);
  kerf_page_heading (page, alignment->name, _ (alignment->method));
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_figure (page, group, _ ("State"), accepted_by (alignment), TRUE, accepted_figure, id_text);
  kerf_page_plain (group, _ ("Fixed"), NULL, fixed ? kerf_object_name (fixed) : "–");
  kerf_page_plain (group, _ ("Moving"), NULL, moving ? kerf_object_name (moving) : "–");
  g_autofree char *tre = kerf_figure_to_text (alignment->tre_mm, 1, "mm"),
                  *fre = kerf_figure_to_text (alignment->fre_mm, 1, "mm"),
                  *nmi = kerf_figure_to_text (alignment->nmi, 3, "");
  kerf_page_plain (group, _ ("Target registration error"), _ ("expected at the cuts"), tre);
  kerf_page_plain (group, _ ("Residual of the pairs"), _ ("root mean square"), fre);
  kerf_page_plain (group, _ ("Mutual information"), _ ("normalised; compares runs, says no millimetres"),
                   nmi);
  if (!kerf_alignment_is_accepted (alignment)) {
    kerf_page_buttons (page);
    kerf_page_button (page, _ ("Accept…"), "suggested-action", G_CALLBACK (on_accept), page->window);
  }
  static const char *const but[] = { "align.accept", NULL };
  kerf_page_operations (page, id, _ ("Change"), but);
}

/* ---- anything else: its record's numbers and words ---- */

static void
add_record (GtkWidget *group, const KerfJson *record)
{
  for (gsize i = 0; i < kerf_json_length (record); i++) {
    const char *key = kerf_json_key_at (record, i);
    const KerfJson *value = kerf_json_get (record, key);
    g_autofree char *title = g_strdelimit (g_strdup (key), "_", ' ');
    title[0] = g_ascii_toupper (title[0]);
    if (strcmp (key, "name") == 0 || strcmp (key, "plan_uuid") == 0)
      continue;
    if (kerf_json_kind (value) == KERF_JSON_REAL) {
      g_autofree char *text = kerf_figure_to_text (kerf_json_as_real (value, (double) NAN), 2, "");
      kerf_page_plain (group, title, NULL, text);
    } else if (kerf_json_kind (value) == KERF_JSON_STRING) {
      kerf_page_plain (group, title, NULL, kerf_json_as_string (value, ""));
    }
  }
}

void
kerf_page_other (KerfPage *page)
{
  KerfId id = kerf_window_state (page->window)->selected;
  const KerfObject *object = kerf_case_get (kerf_window_case (page->window), id);
  kerf_page_heading (page, kerf_object_name (object), _ (kerf_kind_name (id.kind)));
  GtkWidget *group = kerf_page_group (page, NULL);
  add_record (group, kerf_object_record (object));
  kerf_page_operations (page, id, _ ("Change"), NULL);
}

/* ---- nothing selected: what the workspace offers ---- */

static const char *
base_word (KerfWindow *window, const char *key, char buffer[48])
{
  KerfId base = kerf_view_state_base (kerf_window_state (window), kerf_window_case (window));
  g_autofree char *id = kerf_id_to_text (base);
  g_snprintf (buffer, 48, "%s=%s", key, id);
  return base.kind ? buffer : NULL;
}

static void
add_form (KerfPage *page, const char *op, const char *const *preset)
{
  gtk_box_append (GTK_BOX (page->page), kerf_form_new (page->window, kerf_document_op (op), preset));
}

static void
add_folded (KerfPage *page, GtkWidget *group, const char *op)
{
  gtk_list_box_append (GTK_LIST_BOX (group), kerf_form_row_new (page->window, kerf_document_op (op), NULL));
}

/* The first segment of a class, as a word of plan.new. */
static char *
class_word (KerfWindow *window, const char *klass, const char *key)
{
  const KerfCase *kase = kerf_window_case (window);
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind == KERF_KIND_SEGMENT &&
        strcmp (kerf_object_class (object), klass) == 0) {
      g_autofree char *id = kerf_id_to_text (kerf_object_id (object));
      return g_strdup_printf ("%s=%s", key, id);
    }
  }
  return NULL;
}

/* A row where one of the segments is chosen; the first of the class is proposed. NULL where there is no segment. */
static GtkWidget *
segment_choice (KerfPage *page, GtkWidget *group, const char *title, const char *klass)
{
  const KerfCase *kase = kerf_window_case (page->window);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  guint proposed = 0;
  g_ptr_array_add (names, (gpointer) (guintptr) _ ("none"));
  g_ptr_array_add (ids, NULL);
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind != KERF_KIND_SEGMENT)
      continue;
    if (!proposed && strcmp (kerf_object_class (object), klass) == 0)
      proposed = names->len;
    g_ptr_array_add (names, (gpointer) (guintptr) kerf_object_name (object));
    g_ptr_array_add (ids, kerf_id_to_text (kerf_object_id (object)));
  }
  g_ptr_array_add (names, NULL);
  GtkWidget *row = adw_action_row_new (),
            *drop = kerf_choice_new ((const char *const *) names->pdata, proposed, title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), proposed ? _ ("proposed by its class") : NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop);
  gtk_list_box_append (GTK_LIST_BOX (group), row);
  g_object_set_data_full (G_OBJECT (drop), "ids", ids, (GDestroyNotify) g_ptr_array_unref);
  return drop;
}

static void
add_chosen (GPtrArray *words, const char *key, GtkWidget *drop)
{
  const GPtrArray *ids = g_object_get_data (G_OBJECT (drop), "ids");
  const char *id = g_ptr_array_index (ids, gtk_drop_down_get_selected (GTK_DROP_DOWN (drop)));
  if (id)
    g_ptr_array_add (words, g_strdup_printf ("%s=%s", key, id));
}

static void
on_new_plan (GtkButton *button, gpointer data)
{
  KerfWindow *window = data;
  char volume[48];
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  if (base_word (window, "volume", volume))
    g_ptr_array_add (words, g_strdup (volume));
  add_chosen (words, "tumour", g_object_get_data (G_OBJECT (button), "tumour"));
  add_chosen (words, "bone", g_object_get_data (G_OBJECT (button), "bone"));
  g_ptr_array_add (words, NULL);
  kerf_window_do (window, "plan.new", (const char *const *) words->pdata);
}

static char *
subject_text (KerfWindow *window, const char *what, KerfFigureState *state)
{
  const KerfObject *subject = kerf_case_subject (kerf_window_case (window));
  const char *text = subject ? kerf_json_get_string (kerf_object_record (subject), what, NULL) : NULL;
  if (!text || !text[0] || strcmp (text, "unknown") == 0) {
    *state = KERF_STATE_QUESTION;
    return g_strdup (_ ("not declared"));
  }
  return strcmp (what, "side") == 0 ? g_utf8_strup (text, -1) : g_strdup (text);
}

static gboolean
is_declared (KerfWindow *window)
{
  KerfFigureState bone = KERF_STATE_NONE, side = KERF_STATE_NONE;
  g_free (subject_text (window, "bone", &bone));
  g_free (subject_text (window, "side", &side));
  return bone == KERF_STATE_NONE && side == KERF_STATE_NONE;
}

static void
page_of_plan_workspace (KerfPage *page)
{
  kerf_page_heading (page, _ ("Plan"), NULL);
  /* Bone and side come first: a plan without them is refused. */
  if (!is_declared (page->window)) {
    add_form (page, "case.subject", (const char *const[]){ "confirm=yes", NULL });
    return;
  }
  GtkWidget *group = kerf_page_group (page, NULL);
  GtkWidget *tumour = segment_choice (page, group, _ ("Tumour"), "tumour"),
            *bone = segment_choice (page, group, _ ("Bone"), "bone");
  GtkWidget *button =
      kerf_page_button (page, _ ("New plan"), "suggested-action", G_CALLBACK (on_new_plan), page->window);
  g_object_set_data (G_OBJECT (button), "tumour", tumour);
  g_object_set_data (G_OBJECT (button), "bone", bone);
}

static void
page_of_images_workspace (KerfPage *page)
{
  kerf_page_heading (page, _ ("Subject"), NULL);
  GtkWidget *group = kerf_page_group (page, NULL);
  kerf_page_figure (page, group, _ ("Side"), NULL, TRUE, subject_text, "side");
  kerf_page_figure (page, group, _ ("Bone"), NULL, FALSE, subject_text, "bone");
  add_form (page, "case.subject", (const char *const[]){ "confirm=yes", NULL });
  GtkWidget *more = kerf_page_group (page, NULL);
  add_folded (page, more, "case.midline");
}

void
kerf_page_case (KerfPage *page)
{
  const char *workspace = kerf_window_workspace (page->window);
  char volume[48];
  if (strcmp (workspace, "plan") == 0) {
    page_of_plan_workspace (page);
  } else if (strcmp (workspace, "contour") == 0 && base_word (page->window, "volume", volume)) {
    g_autofree char *tumour = class_word (page->window, "tumour", "tumour");
    add_form (page, "segment.new", (const char *const[]){ volume, tumour ? NULL : "~class=tumour", NULL });
    GtkWidget *group = kerf_page_group (page, _ ("From the image"));
    add_folded (page, group, "segment.threshold");
  } else if (strcmp (workspace, "align") == 0) {
    kerf_page_heading (page, _ ("Align"), NULL);
    GtkWidget *group = kerf_page_group (page, NULL);
    static const char *const ops[] = { "align.rigid", "align.landmarks", "align.identity", "align.matrix" };
    for (gsize i = 0; i < G_N_ELEMENTS (ops); i++)
      add_folded (page, group, ops[i]);
  } else if (strcmp (workspace, "guide") == 0) {
    KerfId plan = kerf_view_state_plan (kerf_window_state (page->window), kerf_window_case (page->window));
    g_autofree char *id = kerf_id_to_text (plan), *word = g_strdup_printf ("plan=%s", id);
    add_form (page, "guide.new", (const char *const[]){ word, NULL });
  } else if (strcmp (workspace, "compare") == 0) {
    add_form (page, "compare.plans", NULL);
    GtkWidget *group = kerf_page_group (page, _ ("After the operation"));
    add_folded (page, group, "compare.postop");
  } else {
    page_of_images_workspace (page);
  }
}
