#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
layout (location = 0) in vec2 at; // device pixels from the top left
uniform vec2 size;
void main ()
{
  gl_Position = vec4 (at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
}
