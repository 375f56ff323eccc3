#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
layout (location = 0) in vec3 at;     // mm about the mesh's origin
layout (location = 1) in vec3 normal;
layout (location = 2) in vec2 value;  // margin, depth in bone (negative inside), mm
uniform mat4 clip_from_mesh;
uniform mat4 view_from_mesh; // rotation and shift: x right, y up, z towards the person, mm
uniform vec3 base_shift;     // mesh origin in base space, about the clips' origin
uniform mat3 base_turn;
out vec3 n_view, p_view, p_base;
out vec2 v_value;
void main ()
{
  n_view = mat3 (view_from_mesh) * normal;
  v_value = value;
  p_view = (view_from_mesh * vec4 (at, 1.0)).xyz;
  p_base = base_turn * at + base_shift;
  gl_Position = clip_from_mesh * vec4 (at, 1.0);
}
