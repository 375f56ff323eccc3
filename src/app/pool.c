/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/pool.h"

#include "case/derived-compare.h"
#include "view/mesh-arrays.h"
#include "view/tube-mesh.h"

#include <malloc.h>
#include <math.h>
#include <string.h>

/* One value of one thing, by key ("mesh s3"); `wanted` is the hash of the inputs that were asked for last. */
typedef struct {
  char *key;
  KerfHash have, wanted, running;
  gboolean has, runs, waits; /* waits: for the images that come first */
  gpointer value;
  const struct Kind *kind;
  gint cancel;
  /* inputs of the request that waits while another runs */
  KerfObject *object;
  KerfCase *kase;
  KerfId id;
  double number;
} Entry;

typedef struct Kind {
  const char *name;
  gpointer (*compute) (const Entry *inputs, const KerfContext *context);
  gpointer (*ref) (gpointer value);
  void (*unref) (gpointer value);
} Kind;

typedef struct {
  void (*ready) (gpointer data);
  gpointer data;
} Listener;

struct KerfPool {
  GHashTable *entries; /* key → Entry */
  GThreadPool *threads;
  GArray *listeners;                          /* of Listener */
  guint refs, busy, images, generation, idle; /* images: volumes being read */
};

typedef struct {
  KerfPool *pool;
  Entry inputs; /* a copy with its own references */
  Entry *entry;
  guint generation;
  gpointer value;
} Task;

/* ---- kinds ---- */

static gpointer
compute_volume (const Entry *in, const KerfContext *context)
{
  (void) context;
  return kerf_object_volume (in->object, NULL);
}

static KerfMesh *
mesh_of (const KerfObject *object, const KerfContext *context)
{
  if (kerf_object_id (object).kind == KERF_KIND_SEGMENT)
    return kerf_derived_mesh (object, context, NULL);
  if (kerf_object_id (object).kind == KERF_KIND_TUBE) {
    g_autoptr (KerfTubeRecord) tube = kerf_tube_from_object (object);
    return kerf_tube_mesh ((const KerfVec3 *) (gpointer) tube->points->data, tube->points->len,
                           tube->radius_mm);
  }
  return NULL;
}

/* Made ready for the picture here, not when the main thread draws it. */
static gpointer
prepared (KerfDistance *distance, gboolean edged)
{
  if (distance)
    kerf_mesh_arrays_prepare (kerf_distance_mesh (distance), edged);
  return distance;
}

static gpointer
compute_distance (const Entry *in, const KerfContext *context)
{
  if (kerf_object_id (in->object).kind == KERF_KIND_SEGMENT)
    return prepared (kerf_derived_distance (in->object, NULL, context, NULL), FALSE);
  g_autoptr (KerfMesh) mesh = mesh_of (in->object, context);
  return mesh ? prepared (kerf_distance_new (mesh), FALSE) : NULL;
}

static gpointer
compute_shell (const Entry *in, const KerfContext *context)
{
  g_autoptr (KerfMesh) mesh = kerf_derived_shell (in->object, in->number, context, NULL);
  return mesh ? prepared (kerf_distance_new (mesh), FALSE) : NULL;
}

static gpointer
compute_quick (const Entry *in, const KerfContext *context)
{
  return kerf_derived_plan (in->kase, in->id, TRUE, context, NULL);
}

static gpointer
compute_full (const Entry *in, const KerfContext *context)
{
  return kerf_derived_plan (in->kase, in->id, FALSE, context, NULL);
}

static gpointer
compute_spared (const Entry *in, const KerfContext *context)
{
  return kerf_derived_spared (in->kase, in->id, context, NULL);
}

static gpointer
compute_preview (const Entry *in, const KerfContext *context)
{
  return kerf_derived_guide (in->kase, in->id, TRUE, context, NULL);
}

static gpointer
compute_guide (const Entry *in, const KerfContext *context)
{
  return kerf_derived_guide (in->kase, in->id, FALSE, context, NULL);
}

/* The tree over the solid that is there: the preview first, the fine one when it has come. */
static gpointer
compute_tree (const Entry *in, const KerfContext *context)
{
  g_autoptr (KerfGuideSolid) solid = kerf_derived_guide (in->kase, in->id, in->number > 0, context, NULL);
  return solid ? prepared (kerf_distance_new (solid->mesh), TRUE) : NULL;
}

static gpointer
compute_comparison (const Entry *in, const KerfContext *context)
{
  return kerf_derived_comparison (in->kase, in->id, context, NULL);
}

static gpointer
compute_measure (const Entry *in, const KerfContext *context)
{
  return kerf_derived_measure (in->kase, in->id, context);
}

static gpointer
compute_mm3 (const Entry *in, const KerfContext *context)
{
  double mm3 = kerf_derived_volume_mm3 (in->object, context, NULL);
  return isnan (mm3) ? NULL : g_memdup2 (&mm3, sizeof mm3);
}

static gpointer
compute_maps (const Entry *in, const KerfContext *context)
{
  KerfMarginMaps *maps = kerf_derived_margin_maps (in->kase, in->id, context, NULL);
  for (guint i = 0; maps && i < maps->faces->len; i++) {
    const KerfMarginMap *face = g_ptr_array_index (maps->faces, i);
    if (face)
      kerf_mesh_arrays_prepare (face->mesh, FALSE);
  }
  return maps;
}

static gpointer
maps_ref (gpointer value)
{
  return kerf_margin_maps_ref (value);
}

static void
maps_unref (gpointer value)
{
  kerf_margin_maps_unref (value);
}

static gpointer
volume_ref (gpointer value)
{
  return kerf_volume_ref (value);
}

static gpointer
distance_ref (gpointer value)
{
  return kerf_distance_ref (value);
}

static gpointer
figures_ref (gpointer value)
{
  return kerf_plan_figures_ref (value);
}

static void
volume_unref (gpointer value)
{
  kerf_volume_unref (value);
}

static void
distance_unref (gpointer value)
{
  kerf_distance_unref (value);
}

static void
figures_unref (gpointer value)
{
  kerf_plan_figures_unref (value);
}

static gpointer
solid_ref (gpointer value)
{
  return kerf_guide_solid_ref (value);
}

static void
solid_unref (gpointer value)
{
  kerf_guide_solid_unref (value);
}

static gpointer
json_ref (gpointer value)
{
  return kerf_json_ref (value);
}

static void
json_unref (gpointer value)
{
  kerf_json_unref (value);
}

static gpointer
measure_ref (gpointer value)
{
  return kerf_measure_figures_ref (value);
}

static void
measure_unref (gpointer value)
{
  kerf_measure_figures_unref (value);
}

static gpointer
array_ref (gpointer value)
{
  return g_array_ref (value);
}

static void
array_unref (gpointer value)
{
  g_array_unref (value);
}

static gpointer
copy_real (gpointer value)
{
  return g_memdup2 (value, sizeof (double));
}

static const Kind volume_kind = { "volume", compute_volume, volume_ref, volume_unref };
static const Kind distance_kind = { "distance", compute_distance, distance_ref, distance_unref };
static const Kind shell_kind = { "shell", compute_shell, distance_ref, distance_unref };
static const Kind quick_kind = { "quick", compute_quick, figures_ref, figures_unref };
static const Kind full_kind = { "full", compute_full, figures_ref, figures_unref };
static const Kind spared_kind = { "spared", compute_spared, array_ref, array_unref };
static const Kind preview_kind = { "preview", compute_preview, solid_ref, solid_unref };
static const Kind guide_kind = { "guide", compute_guide, solid_ref, solid_unref };
static const Kind tree_kind = { "tree", compute_tree, distance_ref, distance_unref };
static const Kind comparison_kind = { "comparison", compute_comparison, json_ref, json_unref };
static const Kind maps_kind = { "maps", compute_maps, maps_ref, maps_unref };
static const Kind measure_kind = { "measure", compute_measure, measure_ref, measure_unref };
static const Kind mm3_kind = { "mm3", compute_mm3, copy_real, g_free };

/* ---- the machine ---- */

static void
drop_inputs (Entry *entry)
{
  g_clear_pointer (&entry->object, kerf_object_unref);
  g_clear_pointer (&entry->kase, kerf_case_unref);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  drop_inputs (entry);
  if (entry->value)
    entry->kind->unref (entry->value);
  g_free (entry->key);
  g_free (entry);
}

static gboolean task_done (gpointer data);

static void
run_task (gpointer data, gpointer user)
{
  Task *task = data;
  (void) user;
  KerfContext context = { .cancel = &task->entry->cancel };
  task->value = task->inputs.kind->compute (&task->inputs, &context);
#ifdef __GLIBC__
  malloc_trim (0); /* what a surface took while it was made is many times what it keeps */
#endif
  g_idle_add_full (G_PRIORITY_DEFAULT, task_done, task, NULL);
}

static void
start (KerfPool *pool, Entry *entry)
{
  Task *task = g_new0 (Task, 1);
  task->pool = pool;
  task->entry = entry;
  task->generation = pool->generation;
  task->inputs = *entry;
  /* The task takes the inputs over. */
  entry->object = NULL;
  entry->kase = NULL;
  entry->running = entry->wanted;
  entry->runs = TRUE;
  entry->waits = FALSE;
  g_atomic_int_set (&entry->cancel, 0);
  pool->busy++;
  pool->images += entry->kind == &volume_kind;
  g_thread_pool_push (pool->threads, task, NULL);
}

/* Images first, with all cores: a picture without its surfaces is a picture. */
static void
start_or_wait (KerfPool *pool, Entry *entry)
{
  entry->waits = pool->images > 0 && entry->kind != &volume_kind;
  if (!entry->waits)
    start (pool, entry);
}

static void
start_waiting (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *entry = value;
    if (entry->waits && !entry->runs)
      start (pool, entry);
  }
}

static gboolean
is_listening (KerfPool *pool, gconstpointer data)
{
  for (guint i = 0; i < pool->listeners->len; i++)
    if (g_array_index (pool->listeners, Listener, i).data == data)
      return TRUE;
  return FALSE;
}

void
kerf_pool_listen (KerfPool *pool, void (*ready) (gpointer data), gpointer data)
{
  g_array_append_vals (pool->listeners, &(Listener){ ready, data }, 1);
}

void
kerf_pool_forget (KerfPool *pool, gpointer data)
{
  for (guint i = pool->listeners->len; i-- > 0;)
    if (g_array_index (pool->listeners, Listener, i).data == data)
      g_array_remove_index (pool->listeners, i);
}

static gboolean
tell (gpointer data)
{
  KerfPool *pool = data;
  pool->idle = 0;
  /* One of them may close another's window. */
  g_autoptr (GArray) listeners = g_array_copy (pool->listeners);
  kerf_pool_ref (pool);
  for (guint i = 0; i < listeners->len; i++) {
    const Listener *one = &g_array_index (listeners, Listener, i);
    if (is_listening (pool, one->data))
      one->ready (one->data);
  }
  kerf_pool_unref (pool);
  return G_SOURCE_REMOVE;
}

static gboolean
task_done (gpointer data)
{
  Task *task = data;
  KerfPool *pool = task->pool;
  Entry *entry = task->entry;
  pool->busy--;
  pool->images -= entry->kind == &volume_kind;
  entry->runs = FALSE;
  drop_inputs (&task->inputs);
  gboolean gone = task->generation != pool->generation;
  gboolean stopped = !task->value && g_atomic_int_get (&entry->cancel);
  gboolean wanted = !stopped && kerf_hash_equal (&entry->running, &entry->wanted);
  /* Asked for something else meanwhile that is already there: this one is of no use. */
  gboolean served = entry->has && !wanted && kerf_hash_equal (&entry->have, &entry->wanted);
  gboolean asked_again = !gone && !wanted && !served && (entry->object || entry->kase);
  if (!gone && !served && (task->value || wanted)) {
    if (entry->value)
      entry->kind->unref (entry->value);
    entry->value = g_steal_pointer (&task->value);
    entry->have = entry->running;
    entry->has = TRUE;
  }
  if (task->value)
    entry->kind->unref (task->value);
  if (gone)
    entry_free (entry); /* the table let it go while it ran */
  else if (asked_again)
    start_or_wait (pool, entry);
  if (pool->images == 0)
    start_waiting (pool);
  g_free (task);
  if (!pool->idle)
    pool->idle = g_idle_add_full (G_PRIORITY_DEFAULT + 10, tell, pool, NULL);
  return G_SOURCE_REMOVE;
}

KerfPool *
kerf_pool_new (void)
{
  KerfPool *pool = g_new0 (KerfPool, 1);
  pool->entries = g_hash_table_new (g_str_hash, g_str_equal);
  pool->threads = g_thread_pool_new (run_task, NULL, 2, FALSE, NULL);
  pool->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  pool->refs = 1;
  return pool;
}

void
kerf_pool_clear (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *entry = value;
    if (entry->runs)
      g_atomic_int_set (&entry->cancel, 1); /* freed when it comes back */
    else
      entry_free (entry);
  }
  g_hash_table_remove_all (pool->entries);
  pool->generation++;
}

KerfPool *
kerf_pool_ref (KerfPool *pool)
{
  pool->refs++;
  return pool;
}

void
kerf_pool_unref (KerfPool *pool)
{
  if (!pool || --pool->refs > 0)
    return;
  kerf_pool_clear (pool);
  g_thread_pool_free (pool->threads, FALSE, TRUE);
  while (pool->busy) /* tasks that are done and wait for the main loop */
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&pool->idle, g_source_remove);
  g_hash_table_unref (pool->entries);
  g_array_unref (pool->listeners);
  g_free (pool);
}

gboolean
kerf_pool_is_busy (KerfPool *pool)
{
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, pool->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const Entry *) value)->waits)
      return TRUE;
  return pool->busy > 0;
}

/* The value for these inputs, or the last one of the same thing; asks for it where it is not there. Takes the inputs. */
static gpointer
get (KerfPool *pool, const Kind *kind, const char *what, KerfHash wanted, KerfObject *take_object,
     KerfCase *take_case, KerfId id, double number, gboolean *stale)
{
  g_autofree char *key = g_strdup_printf ("%s %s", kind->name, what);
  Entry *entry = g_hash_table_lookup (pool->entries, key);
  if (!entry) {
    entry = g_new0 (Entry, 1);
    entry->key = g_steal_pointer (&key);
    entry->kind = kind;
    g_hash_table_insert (pool->entries, entry->key, entry);
  }
  gboolean fresh = entry->has && kerf_hash_equal (&entry->have, &wanted);
  gboolean coming =
      entry->runs && !g_atomic_int_get (&entry->cancel) && kerf_hash_equal (&entry->running, &wanted);
  entry->wanted = wanted;
  entry->waits = FALSE;
  drop_inputs (entry);
  if (stale)
    *stale = !fresh;
  if (fresh || coming) {
    g_clear_pointer (&take_object, kerf_object_unref);
    g_clear_pointer (&take_case, kerf_case_unref);
  } else {
    entry->object = take_object;
    entry->kase = take_case;
    entry->id = id;
    entry->number = number;
    if (!entry->runs)
      start_or_wait (pool, entry);
    else if (kind == &full_kind || kind == &maps_kind || kind == &spared_kind || kind == &guide_kind)
      g_atomic_int_set (&entry->cancel, 1); /* long, and of no use any more */
  }
  return entry->value ? kind->ref (entry->value) : NULL;
}

static gpointer
get_of_object (KerfPool *pool, const Kind *kind, const KerfObject *object, double number)
{
  g_autofree char *id = kerf_id_to_text (kerf_object_id (object));
  g_autofree char *what = isnan (number) ? g_strdup (id) : g_strdup_printf ("%s %g", id, number);
  return get (pool, kind, what, kerf_object_content_hash (object), kerf_object_ref (object), NULL,
              KERF_ID_NONE, number, NULL);
}

/* What a plan's figures rest on: the plan, and the shapes it names. */
static KerfHash
plan_inputs (const KerfCase *kase, KerfId id)
{
  KerfHasher *hasher = kerf_hasher_new ();
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    KerfId own = kerf_object_id (object);
    gboolean counts = kerf_id_equal (own, id) || own.kind == KERF_KIND_SEGMENT ||
                      own.kind == KERF_KIND_TUBE || own.kind == KERF_KIND_ALIGNMENT;
    if (!counts)
      continue;
    KerfHash hash = kerf_object_content_hash (object);
    kerf_hasher_add (hasher, &own, sizeof own);
    kerf_hasher_add (hasher, &hash, sizeof hash);
  }
  return kerf_hasher_end (hasher);
}

static gpointer
get_of_plan (KerfPool *pool, const Kind *kind, const KerfCase *kase, KerfId plan, gboolean *stale)
{
  g_autofree char *what = kerf_id_to_text (plan);
  return get (pool, kind, what, plan_inputs (kase, plan), NULL, kerf_case_ref (kase), plan, (double) NAN,
              stale);
}

/* ---- what is asked for ---- */

static KerfVolume *
source_volume (gpointer data, const KerfObject *object)
{
  return get_of_object (data, &volume_kind, object, (double) NAN);
}

static KerfDistance *
source_distance (gpointer data, const KerfObject *object)
{
  return get_of_object (data, &distance_kind, object, (double) NAN);
}

static KerfMesh *
source_mesh (gpointer data, const KerfObject *object)
{
  KerfDistance *distance = source_distance (data, object);
  if (!distance)
    return NULL;
  KerfMesh *mesh = kerf_mesh_ref (kerf_distance_mesh (distance));
  kerf_distance_unref (distance);
  return mesh;
}

static KerfDistance *source_guide (gpointer data, const KerfCase *kase, KerfId guide);

static KerfDistance *
source_shell (gpointer data, const KerfObject *object, double mm)
{
  return get_of_object (data, &shell_kind, object, mm);
}

static KerfPlanFigures *
source_figures (gpointer data, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (data, &quick_kind, kase, plan, NULL);
}

static KerfMarginMaps *
source_maps (gpointer data, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (data, &maps_kind, kase, plan, NULL);
}

gboolean
kerf_pool_has_values (KerfPool *pool, const KerfCase *kase, const KerfMeasure *measure)
{
  const double few_cells = 60000;
  if (!kerf_measure_is_region (measure->kind))
    return TRUE;
  const KerfObject *object = kerf_case_get (kase, measure->volume);
  g_autoptr (KerfVolume) volume = object ? source_volume (pool, object) : NULL;
  g_autoptr (KerfRoi) roi = volume ? kerf_measure_roi (measure, NULL) : NULL;
  if (!roi)
    return FALSE;
  KerfVec3 spacing = kerf_grid_spacing (&volume->grid);
  double edge = fmin (spacing.x, fmin (spacing.y, spacing.z));
  return roi->area_mm2 / (edge * edge) < few_cells;
}

KerfMeasureFigures *
kerf_pool_measure (KerfPool *pool, const KerfCase *kase, KerfId id, gboolean *stale)
{
  const KerfObject *object = kerf_case_get (kase, id);
  if (!object)
    return NULL;
  g_autoptr (KerfMeasure) measure = kerf_measure_from_object (object);
  KerfMeasureFigures *ready = kerf_derived_measure_peek (kase, id);
  if (!ready && kerf_measure_is_region (measure->kind) && kerf_pool_has_values (pool, kase, measure))
    ready = kerf_derived_measure (kase, id, NULL);
  if (stale)
    *stale = FALSE;
  if (ready)
    return ready;
  g_autofree char *what = kerf_id_to_text (id);
  g_autoptr (KerfMeasureFigures) figures =
      get (pool, &measure_kind, what, kerf_derived_measure_inputs (kase, id), NULL, kerf_case_ref (kase), id,
           (double) NAN, stale);
  /* Those of a moment ago may be of another measure that had this id before an undo. */
  return figures && figures->kind == measure->kind ? g_steal_pointer (&figures) : NULL;
}

static KerfMeasureFigures *
source_measure (gpointer data, const KerfCase *kase, KerfId measure)
{
  return kerf_pool_measure (data, kase, measure, NULL);
}

KerfSceneSource
kerf_pool_source (KerfPool *pool)
{
  return (KerfSceneSource){ pool,         source_volume, source_mesh,    source_distance,
                            source_guide, source_shell,  source_figures, source_maps,
                            source_measure };
}

KerfPlanFigures *
kerf_pool_figures (KerfPool *pool, const KerfCase *kase, KerfId plan, gboolean quick, gboolean *stale)
{
  return get_of_plan (pool, quick ? &quick_kind : &full_kind, kase, plan, stale);
}

double
kerf_pool_volume_mm3 (KerfPool *pool, const KerfObject *segment)
{
  g_autofree double *mm3 = get_of_object (pool, &mm3_kind, segment, (double) NAN);
  return mm3 ? *mm3 : (double) NAN;
}

GArray *
kerf_pool_spared (KerfPool *pool, const KerfCase *kase, KerfId plan)
{
  return get_of_plan (pool, &spared_kind, kase, plan, NULL);
}

/* What a guide or a comparison rests on: all that a plan rests on, and all plans. */
static KerfHash
wide_inputs (const KerfCase *kase, KerfId id)
{
  KerfHasher *hasher = kerf_hasher_new ();
  KerfHash inputs = plan_inputs (kase, id);
  kerf_hasher_add (hasher, &inputs, sizeof inputs);
  for (gsize i = 0; i < kerf_case_length (kase); i++) {
    const KerfObject *object = kerf_case_at (kase, i);
    if (kerf_object_id (object).kind != KERF_KIND_PLAN)
      continue;
    KerfHash hash = kerf_object_content_hash (object);
    kerf_hasher_add (hasher, &hash, sizeof hash);
  }
  return kerf_hasher_end (hasher);
}

static gpointer
get_wide (KerfPool *pool, const Kind *kind, const KerfCase *kase, KerfId id, gboolean *stale)
{
  g_autofree char *what = kerf_id_to_text (id);
  return get (pool, kind, what, wide_inputs (kase, id), NULL, kerf_case_ref (kase), id, (double) NAN, stale);
}

KerfGuideSolid *
kerf_pool_guide (KerfPool *pool, const KerfCase *kase, KerfId guide, gboolean *fine)
{
  gboolean fine_stale, preview_stale;
  KerfGuideSolid *solid = get_wide (pool, &guide_kind, kase, guide, &fine_stale);
  *fine = solid && !fine_stale;
  if (*fine)
    return solid;
  KerfGuideSolid *preview = get_wide (pool, &preview_kind, kase, guide, &preview_stale);
  if (preview && (!preview_stale || !solid)) {
    if (solid)
      kerf_guide_solid_unref (solid);
    return preview;
  }
  if (preview)
    kerf_guide_solid_unref (preview);
  return solid;
}

KerfJson *
kerf_pool_comparison (KerfPool *pool, const KerfCase *kase, KerfId comparison)
{
  return get_wide (pool, &comparison_kind, kase, comparison, NULL);
}

static KerfDistance *
source_guide (gpointer data, const KerfCase *kase, KerfId guide)
{
  gboolean fine;
  KerfPool *pool = data;
  g_autoptr (KerfGuideSolid) solid = kerf_pool_guide (pool, kase, guide, &fine);
  if (!solid)
    return NULL;
  g_autofree char *id = kerf_id_to_text (guide),
                  *what = g_strdup_printf ("%s %s", id, fine ? "fine" : "preview");
  KerfDistance *tree = get (pool, &tree_kind, what, wide_inputs (kase, guide), NULL, kerf_case_ref (kase),
                            guide, fine ? 0 : 1, NULL);
  if (tree || !fine)
    return tree;
  g_autofree char *before = g_strdup_printf ("%s preview", id);
  return get (pool, &tree_kind, before, wide_inputs (kase, guide), NULL, kerf_case_ref (kase), guide, 1,
              NULL);
}
