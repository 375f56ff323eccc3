#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// Antialiased line with casing and dashes; one pass, so that joints are not darker.
in vec2 where;
in float depth;
out vec4 colour;
uniform vec4 line, casing;  // not premultiplied
uniform vec2 widths;        // half width, casing; device pixels
uniform float dash[6];
uniform int n_dash;
uniform sampler2D scene_depth;
uniform vec2 size;
uniform bool behind_faint;
float dashed (float s, float grow)
{
  if (n_dash == 0)
    return 1.0;
  float period = 0.0;
  for (int i = 0; i < n_dash; i++)
    period += dash[i];
  float x = mod (s, period), from = 0.0, best = 0.0;
  for (int i = 0; i < n_dash; i += 2)
    {
      float to = from + dash[i];
      best = max (best, clamp (min (x - from, to - x) + 0.5 + grow, 0.0, 1.0));
      best = max (best, clamp (min (x - period - from, to - x + period) + 0.5 + grow, 0.0, 1.0));
      from = to + dash[i + 1];
    }
  return best;
}
void main ()
{
  float d = abs (where.x);
  float core = clamp (widths.x + 0.5 - d, 0.0, 1.0) * dashed (where.y, 0.0) * line.a;
  float rim = clamp (widths.x + widths.y + 0.5 - d, 0.0, 1.0) * dashed (where.y, widths.y) * casing.a;
  vec4 c = vec4 (line.rgb * core, core) + vec4 (casing.rgb * rim, rim) * (1.0 - core);
  if (behind_faint)
    {
      float surface = texture (scene_depth, vec2 (gl_FragCoord.x, gl_FragCoord.y) / size).r;
      if (depth > surface + 2e-4)
        c *= 0.28;
    }
  colour = c;
}
