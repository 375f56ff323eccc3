#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a cast volume that lies between two peeled layers.
in vec2 p;
out vec4 result;
uniform sampler2D colour;       // premultiplied, row 0 at the top
uniform sampler2D depth;        // 0 … 1, the same rows
uniform sampler2D before, now;  // of the layers, as OpenGL has them
uniform bool all_behind;        // `now` is not looked at
void main ()
{
  vec2 here = vec2 (p.x, 1.0 - p.y);
  float z = texture (depth, p).r;
  if (z <= texture (before, here).r || (!all_behind && z > texture (now, here).r))
    discard;
  result = texture (colour, p);
}
