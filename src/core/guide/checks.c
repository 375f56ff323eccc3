/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about a guide that could be built. */
#include "core/guide/guide-private.h"

#define WALL_TOLERANCE_MM    0.02
#define CONTACT_TOLERANCE_MM 0.05
#define LEAST_COVERAGE       0.5

static void
check_slot (const KerfFoundSlot *slot, GPtrArray *problems)
{
  static const char *const names[2] = { "kept", "discarded" };
  if (!slot->meets_bone) {
    kerf_site_say (problems,
                   g_strdup_printf ("Plane %s does not meet the bone; its slot was left out.", slot->letter));
    return;
  }
  for (int w = 0; w < 2; w++) {
    const KerfFoundWall *wall = &slot->walls[w];
    if (!wall->wanted)
      continue;
    if (!wall->found)
      kerf_site_say (problems, g_strdup_printf ("Slot %s has no wall on the %s side; move what covers it.",
                                                slot->letter, names[w]));
    else if (wall->coverage < LEAST_COVERAGE)
      kerf_site_say (
          problems,
          g_strdup_printf ("Slot %s has only %.0f %% of its wall on the %s side; move what cuts it or make "
                           "it longer.",
                           slot->letter, 100 * wall->coverage, names[w]));
    else if (wall->misplaced_mm > WALL_TOLERANCE_MM || wall->flatness_mm > WALL_TOLERANCE_MM)
      kerf_site_say (
          problems,
          g_strdup_printf ("Slot %s has its wall on the %s side %.3f mm off its place; move it by a little.",
                           slot->letter, names[w], fmax (wall->misplaced_mm, wall->flatness_mm)));
  }
  if (!slot->open)
    kerf_site_say (problems,
                   g_strdup_printf ("Slot %s is blocked by the guide; move what stands in the blade's way.",
                                    slot->letter));
}

static void
check_pin (const KerfFoundPin *pin, GPtrArray *problems)
{
  if (!pin->found)
    kerf_site_say (problems,
                   g_strdup_printf ("Pin %u has no whole bore; move it away from slots and other pins.",
                                    pin->number));
  else if (!pin->open)
    kerf_site_say (problems, g_strdup_printf ("The bore of pin %u is blocked; move what stands in its way.",
                                              pin->number));
  if (fabs (pin->off_bone_mm) > 1)
    kerf_site_say (problems,
                   g_strdup_printf ("Pin %u enters %.1f mm %s the bone's surface; place it on the surface.",
                                    pin->number, fabs (pin->off_bone_mm),
                                    pin->off_bone_mm > 0 ? "outside" : "below"));
}

/* "beside slot A", "beside pin 2": what a place in the guide is nearest to. */
static char *
nearest_part (const KerfGuideSite *site, KerfVec3 at)
{
  double least = (double) INFINITY;
  char *name = NULL;
  for (gsize k = 0; k < site->in->n_slots; k++) {
    const KerfSlotShape *shape = &site->slots[k];
    KerfVec3 c = kerf_frame3_coordinates (&shape->frame, at);
    double beyond = fmax (fmax (shape->s_lo - c.x, c.x - shape->s_hi), 0), off = hypot (beyond, c.z);
    if (shape->entry->len && off < least) {
      least = off;
      g_free (name);
      name = g_strdup_printf ("beside slot %s", shape->slot->letter);
    }
  }
  for (gsize k = 0; k < site->in->n_pins; k++) {
    const KerfGuideSleeve *pin = &site->in->pins[k];
    KerfVec3 d = kerf_sub (at, pin->entry);
    double off = kerf_length (kerf_along (d, -kerf_dot (d, pin->axis), pin->axis));
    if (off < least) {
      least = off;
      g_free (name);
      name = g_strdup_printf ("beside pin %u", pin->number);
    }
  }
  return name ? name : g_strdup ("in the shell");
}

static void
check_printer (const KerfGuideSite *site, KerfGuideSolid *out)
{
  const KerfGuideInput *in = site->in;
  if (!isnan (out->min_wall_mm) && !isnan (in->least_wall_mm) && out->min_wall_mm < in->least_wall_mm) {
    g_autofree char *place = nearest_part (site, out->min_wall_at);
    kerf_site_say (out->notes,
                   g_strdup_printf ("The thinnest wall found is %.2f mm, %s; the printer's least is %.2f mm.",
                                    out->min_wall_mm, place, in->least_wall_mm));
  }
  double size[3], build[3];
  for (int a = 0; a < 3; a++) {
    size[a] = out->size_mm[a];
    build[a] = in->build_size_mm[a];
  }
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++) {
      double swap = size[b];
      if (size[b] < size[b + 1]) {
        size[b] = size[b + 1];
        size[b + 1] = swap;
      }
      swap = build[b];
      if (build[b] < build[b + 1]) {
        build[b] = build[b + 1];
        build[b + 1] = swap;
      }
    }
  for (int a = 0; a < 3; a++)
    if (size[a] > build[a]) {
      kerf_site_say (
          out->problems,
          g_strdup_printf ("The guide is %.0f × %.0f × %.0f mm and the printer builds %.0f × %.0f × %.0f mm; "
                           "choose another printer or a smaller footprint.",
                           size[0], size[1], size[2], build[0], build[1], build[2]));
      return;
    }
}

/* The blade has to fit, and play makes the cut wander: both are said. */
static void
check_blade (const KerfGuideSlot *slot, GPtrArray *problems)
{
  double width = slot->cut.width_mm + 2 * slot->clearance_mm;
  if (width < slot->blade_thickness_mm)
    kerf_site_say (
        problems, g_strdup_printf (
                      "Slot %s is %.2f mm wide and its blade %.2f mm thick; widen the kerf or the clearance.",
                      slot->letter, width, slot->blade_thickness_mm));
}

void
kerf_guide_check (const KerfGuideSite *site, KerfGuideSolid *out)
{
  for (gsize k = 0; k < out->n_slots; k++) {
    check_slot (&out->slots[k], out->problems);
    check_blade (&site->in->slots[k], out->problems);
    if (site->slots[k].early_mm > 1 && site->slots[k].entry->len)
      kerf_site_say (
          out->notes,
          g_strdup_printf ("The blade in slot %s meets bone %.0f mm before the plane's rectangle begins.",
                           out->slots[k].letter, site->slots[k].early_mm));
    if (site->slots[k].turned)
      kerf_site_say (
          out->notes,
          g_strdup_printf ("Plane %s is drawn with its blade going the other way; its slot stands on the "
                           "guide's side.",
                           out->slots[k].letter));
  }
  for (gsize k = 0; k < out->n_pins; k++)
    check_pin (&out->pins[k], out->problems);
  if (out->parts > 1)
    kerf_site_say (
        out->problems,
        g_strdup_printf ("The guide is in %u parts that don't hold together; join them with a larger "
                         "footprint.",
                         out->parts));
  if (isnan (out->deviation_p95_mm))
    kerf_site_say (
        out->problems,
        g_strdup (
            "The underside has almost no contact with bone; turn the insertion or move the footprint."));
  else if (out->deviation_p95_mm > CONTACT_TOLERANCE_MM)
    kerf_site_say (out->problems,
                   g_strdup_printf (
                       "The underside is %.3f mm off its clearance (95 %% of it); choose a finer resolution.",
                       out->deviation_p95_mm));
  if (site->in->n_pins < 2)
    kerf_site_say (out->notes, g_strdup ("Fewer than two pins hold the guide."));
  check_printer (site, out);
}
