/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/* The program: opens windows, owns what all of them share. */
#define KERF_TYPE_APPLICATION (kerf_application_get_type ())
G_DECLARE_FINAL_TYPE (KerfApplication, kerf_application, KERF, APPLICATION, AdwApplication)

KerfApplication *kerf_application_new (void);

G_END_DECLS
