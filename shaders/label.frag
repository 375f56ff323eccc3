#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
in vec2 t;
out vec4 colour;
uniform sampler2D glyphs; // premultiplied
void main ()
{
  colour = texture (glyphs, t);
}
