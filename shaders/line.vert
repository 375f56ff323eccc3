#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
layout (location = 0) in vec3 at;    // device pixels from the top left; depth of the clip space
layout (location = 1) in vec2 place; // across and along, device pixels
uniform vec2 size;
out vec2 where;
out float depth;
void main ()
{
  where = place;
  depth = at.z * 0.5 + 0.5;
  gl_Position = vec4 (at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
}
