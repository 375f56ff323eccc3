/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/guide/profiles.h"

#include <string.h>

const KerfPrinter kerf_printers[] = {
  { "pa12-sls", "SLS or MJF, PA12", 0.1, 1.0, 0.8, { 340, 340, 600 } },
  { "resin-sla", "SLA or DLP, biocompatible resin", 0.05, 0.8, 0.4, { 145, 145, 185 } },
  { "ti64-lpbf", "L-PBF, Ti-6Al-4V", 0.1, 0.5, 0.5, { 250, 250, 300 } },
  { NULL, NULL, 0, 0, 0, { 0, 0, 0 } },
};

const KerfBlade kerf_blades[] = {
  { "oscillating-1.0", 1.0, 1.2 },
  { "oscillating-1.27", 1.27, 1.5 },
  { "oscillating-0.89", 0.89, 1.1 },
  { NULL, 0, 0 },
};

const KerfPrinter *
kerf_printer_find (const char *name)
{
  for (const KerfPrinter *p = kerf_printers; p->name; p++)
    if (!name || !*name || strcmp (p->name, name) == 0)
      return p;
  return NULL;
}

const KerfBlade *
kerf_blade_find (const char *name)
{
  for (const KerfBlade *b = kerf_blades; b->name; b++)
    if (!name || !*name || strcmp (b->name, name) == 0)
      return b;
  return NULL;
}
