/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "view/renderer.h"

G_BEGIN_DECLS

/* All contexts of a display share objects: one renderer serves every view of every window. The first that acquires it
 * makes it, the last that releases it drops it; a context has to be current. */
KerfRenderer *kerf_gl_acquire (GError **error);
void kerf_gl_release (void);
KerfRenderer *kerf_gl_renderer (void); /* NULL: none at the moment */

G_END_DECLS
