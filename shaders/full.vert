#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// One triangle that covers the view, no vertex buffer. p runs 0..1 across and *down* the view.
out vec2 p;
void main ()
{
  vec2 q = vec2 ((gl_VertexID << 1) & 2, gl_VertexID & 2);
  p = vec2 (q.x, 1.0 - q.y);
  gl_Position = vec4 (q * 2.0 - 1.0, 0.0, 1.0);
}
