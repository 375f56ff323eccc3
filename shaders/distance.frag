#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// Fill and outline of a segment straight from its distances, while it is painted.
in vec2 p;
out vec4 colour;
uniform sampler3D volume; // distance / clamp, positive inside
uniform vec3 origin, across, down;
uniform vec4 line, casing; // not premultiplied
uniform vec3 widths;       // half width, casing (device pixels), fill's share
void main ()
{
  vec3 t = origin + across * p.x + down * p.y;
  if (any (lessThan (t, vec3 (0.0))) || any (greaterThan (t, vec3 (1.0))))
    discard;
  float d = texture (volume, t).r;
  float slope = max (length (vec2 (dFdx (d), dFdy (d))), 1e-5);
  float px = d / slope;
  bool near = abs (d) < 0.98; // beyond the clamp there is no distance
  float core = near ? clamp (widths.x + 0.5 - abs (px), 0.0, 1.0) * line.a : 0.0;
  float rim = near ? clamp (widths.x + widths.y + 0.5 - abs (px), 0.0, 1.0) * casing.a : 0.0;
  float fill = (near ? clamp (px + 0.5, 0.0, 1.0) : step (0.0, d)) * widths.z;
  vec4 c = vec4 (line.rgb * fill, fill);
  c = vec4 (casing.rgb * rim, rim) + c * (1.0 - rim);
  c = vec4 (line.rgb * core, core) + c * (1.0 - core);
  colour = c;
}
