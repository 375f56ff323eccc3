/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <epoxy/gl.h>
#include <glib.h>

G_BEGIN_DECLS

/* A linked program with its uniforms looked up once. */
enum { KERF_MAX_UNIFORMS = 24 };

typedef struct {
  GLuint name;
  GLint uniforms[KERF_MAX_UNIFORMS];
} KerfProgram;

/* From the shaders in the resources; `define` (may be NULL) is defined in the fragment shader; `uniforms` is a NULL-ended list whose order gives the indices. FALSE with the
 * driver's words. */
gboolean kerf_program_init (KerfProgram *program, const char *vertex, const char *fragment,
                            const char *define, const char *const *uniforms, GError **error);
void kerf_program_clear (KerfProgram *program);

G_END_DECLS
