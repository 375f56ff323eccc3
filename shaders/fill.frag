#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
out vec4 colour;
uniform vec4 fill; // not premultiplied
uniform float hatch; // pitch in device pixels; 0 none
void main ()
{
  float a = fill.a;
  if (hatch > 0.0)
    {
      float x = mod (gl_FragCoord.x + gl_FragCoord.y, hatch);
      a *= 0.5 + 1.1 * clamp (1.5 - abs (x - hatch * 0.5), 0.0, 1.0);
    }
  a = min (a, 1.0);
  colour = vec4 (fill.rgb * a, a);
}
