#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// A plane of a volume through an exact window: y = clamp ((x - c) / w + 1/2).
in vec2 p;
out vec4 colour;
uniform sampler3D volume;         // linear; int16 / 32767 or float
uniform vec3 origin, across, down; // texture coordinates of the view's corner and edges
uniform vec2 window;              // y = value * x + y, in texture units
uniform vec3 slab_step;           // texture coordinates from sample to sample
uniform int slab_kind, slab_count; // 0 none, 1 max, 2 mean, 3 min
uniform float share;
uniform int fusion;               // 0 base, 1 blend, 2 wipe, 3 checkerboard
uniform vec2 view_mm;             // size of the view in mm, for the checkerboard
uniform vec2 tint_range;          // texture units; x > y: none
uniform vec4 tint;
void main ()
{
  vec3 t = origin + across * p.x + down * p.y;
  float v = texture (volume, t).r;
  if (slab_kind > 0)
    {
      vec3 s = t - slab_step * (0.5 * float (slab_count - 1));
      float most = -1e30, least = 1e30, sum = 0.0;
      for (int i = 0; i < slab_count; i++, s += slab_step)
        {
          float x = texture (volume, s).r;
          most = max (most, x);
          least = min (least, x);
          sum += x;
        }
      v = slab_kind == 1 ? most : slab_kind == 2 ? sum / float (slab_count) : least;
    }
  float y = clamp (v * window.x + window.y, 0.0, 1.0);
  bool outside = any (lessThan (t, vec3 (0.0))) || any (greaterThan (t, vec3 (1.0)));
  vec3 c = vec3 (y);
  if (v >= tint_range.x && v <= tint_range.y)
    c = mix (c, tint.rgb, tint.a);
  float a = 1.0;
  if (fusion == 1)
    a = share;
  else if (fusion == 2)
    a = p.x < share ? 0.0 : 1.0;
  else if (fusion == 3)
    {
      vec2 square = floor (p * view_mm / 20.0);
      a = mod (square.x + square.y, 2.0);
    }
  if (outside)
    {
      c = vec3 (0.0);
      a = fusion == 0 ? 1.0 : 0.0;
    }
  colour = vec4 (c * a, a);
}
