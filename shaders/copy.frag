#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
in vec2 p;
out vec4 result;
uniform sampler2D colour;
void main ()
{
  result = texture (colour, vec2 (p.x, 1.0 - p.y));
}
