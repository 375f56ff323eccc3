#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
layout (location = 0) in vec4 at; // device pixels from the top left; texels of the atlas
uniform vec2 size, atlas;
out vec2 t;
void main ()
{
  t = at.zw / atlas;
  gl_Position = vec4 (at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
}
