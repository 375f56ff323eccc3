#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// Opaque colour over the background, darker in hollows (screen-space ambient occlusion).
in vec2 p;
out vec4 result;
uniform sampler2D colour, bent, depth;
uniform vec2 size;
uniform vec2 planes;      // near, far, mm
uniform bool perspective;
uniform float px_per_mm;  // at the centre, of these pixels
uniform float distance_mm;
uniform vec4 back;
uniform int samples;
float eye (float z)
{
  float ndc = z * 2.0 - 1.0;
  if (perspective)
    return 2.0 * planes.y * planes.x / (planes.y + planes.x - ndc * (planes.y - planes.x));
  return mix (planes.x, planes.y, z) + distance_mm;
}
vec3 place (vec2 at, float z)
{
  float e = eye (z), scale = perspective ? px_per_mm * distance_mm / e : px_per_mm;
  return vec3 ((at - size * 0.5) / scale, -e);
}
void main ()
{
  vec2 here = gl_FragCoord.xy;
  float z = texture (depth, here / size).r;
  vec4 c = texture (colour, here / size);
  if (z < 1.0 && samples > 0)
    {
      vec3 n = texture (bent, here / size).xyz * 2.0 - 1.0;
      vec3 at = place (here, z);
      const float reach = 9.0; // mm
      float scale = perspective ? px_per_mm * distance_mm / -at.z : px_per_mm;
      float radius = clamp (reach * scale, 3.0, 90.0);
      float turn = fract (52.9829189 * fract (dot (floor (here), vec2 (0.06711056, 0.00583715)))) * 6.2831853;
      float dark = 0.0;
      for (int i = 0; i < samples; i++)
        {
          float share = (float (i) + 0.5) / float (samples), angle = turn + float (i) * 2.39996323;
          vec2 there = here + vec2 (cos (angle), sin (angle)) * radius * sqrt (share);
          float zs = texture (depth, there / size).r;
          if (zs >= 1.0)
            continue;
          vec3 v = place (there, zs) - at;
          float d2 = dot (v, v);
          dark += max (dot (n, v) * inversesqrt (d2 + 1e-4) - 0.12, 0.0) * clamp (1.0 - d2 / (reach * reach * 2.0), 0.0, 1.0);
        }
      c.rgb *= clamp (1.0 - 1.5 * dark / float (samples), 0.25, 1.0);
    }
  result = vec4 (c.rgb + back.rgb * (1.0 - c.a), 1.0);
}
