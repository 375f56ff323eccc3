/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/gl-program.h"

#include "base/error.h"

#include <gio/gio.h>
#include <string.h>

/* Made from shaders/ at build time. */
void kerf_shaders_register_resource (void);

static GLuint
compile (GLenum kind, const char *file, const char *define, GError **error)
{
  kerf_shaders_register_resource ();
  g_autofree char *path = g_strdup_printf ("/kerf/shaders/%s", file);
  g_autoptr (GBytes) source = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (!source) {
    kerf_fail_text (error, KERF_ERROR_INTERNAL, "The shader '%s' is missing from the program.", file);
    return 0;
  }
  const char *text = g_bytes_get_data (source, NULL), *body = memchr (text, '\n', g_bytes_get_size (source));
  g_autofree char *between = define ? g_strdup_printf ("\n#define %s 1", define) : g_strdup ("");
  /* The version has to stand first. */
  GLint head = body ? (GLint) (body - text) : 0, ok = 0;
  const char *const parts[3] = { text, between, text + head };
  const GLint lengths[3] = { head, -1, (GLint) g_bytes_get_size (source) - head };
  GLuint shader = glCreateShader (kind);
  glShaderSource (shader, 3, parts, lengths);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &ok);
  if (ok)
    return shader;
  char log[1024] = "";
  glGetShaderInfoLog (shader, sizeof log, NULL, log);
  glDeleteShader (shader);
  kerf_fail (error, KERF_ERROR_VIEW_NO_GL, "reason", g_strstrip (log), NULL);
  return 0;
}

gboolean
kerf_program_init (KerfProgram *program, const char *vertex, const char *fragment, const char *define,
                   const char *const *uniforms, GError **error)
{
  GLint ok = 0;
  GLuint v = compile (GL_VERTEX_SHADER, vertex, NULL, error);
  GLuint f = v ? compile (GL_FRAGMENT_SHADER, fragment, define, error) : 0;
  if (!v || !f) {
    if (v)
      glDeleteShader (v);
    return FALSE;
  }
  program->name = glCreateProgram ();
  glAttachShader (program->name, v);
  glAttachShader (program->name, f);
  glLinkProgram (program->name);
  glGetProgramiv (program->name, GL_LINK_STATUS, &ok);
  glDeleteShader (v);
  glDeleteShader (f);
  if (!ok) {
    char log[1024] = "";
    glGetProgramInfoLog (program->name, sizeof log, NULL, log);
    kerf_program_clear (program);
    return kerf_fail (error, KERF_ERROR_VIEW_NO_GL, "reason", g_strstrip (log), NULL);
  }
  gboolean more = TRUE;
  for (int i = 0; i < KERF_MAX_UNIFORMS; i++) {
    more = more && uniforms[i];
    program->uniforms[i] =
        more ? glGetUniformLocation (program->name, uniforms[i]) : -1; /* −1: OpenGL looks away */
  }
  return TRUE;
}

void
kerf_program_clear (KerfProgram *program)
{
  if (program->name)
    glDeleteProgram (program->name);
  program->name = 0;
}
