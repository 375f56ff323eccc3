#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
in vec3 n_view, p_view, p_base;
in vec2 v_value;
layout (location = 0) out vec4 colour; // premultiplied
layout (location = 1) out vec4 bent;   // normal for the shading of hollows
uniform vec4 paint;                    // not premultiplied
uniform bool flat_paint, perspective;
uniform int part;                      // 0 all, 1 host, 2 specimen
uniform int n_clips;
uniform vec4 clip_n[8], clip_u[8], clip_v[8]; // direction, offset: h = dot (d, p) - w
uniform vec4 clip_st[8];                      // s_lo, s_hi, t_lo, t_hi
uniform float clip_keep[8];
uniform int n_cuts;
uniform vec4 cuts[12];                 // kept: dot (xyz, p) <= w
uniform bool peel;
uniform sampler2D before, opaque;      // depth of the last layer; of what is opaque
uniform vec2 size;
uniform vec2 planes;                   // near, far, mm
uniform float target_mm;               // of the margin map; 0: no map
uniform vec3 hatch[2];                 // base space, across the lines
// The margin map: red is too close, blue is more than asked for (conventions of colour); below the target hatched, in the
// tumour cross-hatched, the target a double line.
vec3 margin_colour (float margin)
{
  const float at[11] = float[11] (-1.0, -0.75, -0.5, -0.25, -0.08, 0.0, 0.08, 0.25, 0.5, 0.75, 1.0);
  const vec3 stops[11] = vec3[11] (vec3 (127, 0, 0), vec3 (179, 0, 0), vec3 (227, 74, 51), vec3 (252, 141, 89), vec3 (253, 212, 158),
                                   vec3 (247, 247, 247), vec3 (208, 225, 242), vec3 (148, 196, 223), vec3 (74, 152, 201),
                                   vec3 (23, 100, 171), vec3 (8, 48, 107));
  float x = clamp ((margin - target_mm) / target_mm, -1.0, 1.0);
  vec3 c = stops[10];
  for (int i = 9; i >= 0; i--)
    if (x <= at[i + 1])
      c = mix (stops[i], stops[i + 1], clamp ((x - at[i]) / (at[i + 1] - at[i]), 0.0, 1.0));
  c /= 255.0;
  if (margin < target_mm && fract (dot (hatch[0], p_base) / 2.0) < 0.22)
    c *= 0.72;
  if (margin < 0.0 && fract (dot (hatch[1], p_base) / 2.0) < 0.22)
    c *= 0.72;
  float line = (margin - target_mm) / max (fwidth (margin), 1e-6);
  if (abs (line) < 2.0)
    c = line < 0.0 ? vec3 (0.0) : vec3 (1.0);
  return c;
}
float eye (float z)                    // mm along the line of sight, from anywhere
{
  if (perspective)
    return 2.0 * planes.y * planes.x / (planes.y + planes.x - (z * 2.0 - 1.0) * (planes.y - planes.x));
  return mix (planes.x, planes.y, z);
}
void main ()
{
  vec3 painted = paint.rgb;
  // Of a whole bone only what lies near is coloured, so that its shape is seen.
  if (target_mm > 0.0 && (flat_paint || v_value.x < 2.0 * target_mm))
    painted = margin_colour (v_value.x);
#ifndef PLAIN // without discard the depth test comes first
  if (target_mm > 0.0 && v_value.y > 0.0) // beyond the bone
    discard;
  for (int i = 0; i < n_cuts; i++)
    if (dot (cuts[i].xyz, p_base) > cuts[i].w)
      discard;
  if (part > 0)
    {
      bool specimen = true;
      for (int i = 0; i < n_clips; i++)
        {
          float h = dot (clip_n[i].xyz, p_base) - clip_n[i].w;
          if (h > 0.0)
            specimen = false;
          float s = dot (clip_u[i].xyz, p_base) - clip_u[i].w, t = dot (clip_v[i].xyz, p_base) - clip_v[i].w;
          if (h > 0.0 && h < clip_keep[i] && s > clip_st[i].x && s < clip_st[i].y && t > clip_st[i].z && t < clip_st[i].w)
            discard;
        }
      if (specimen != (part == 2))
        discard;
    }
  if (peel)
    {
      // A translucent surface that lies on an opaque one (bone with its tumour, on the tumour) is behind it: a tenth of a
      // millimetre, whatever the depth buffer makes of it there, and the slope of a pixel.
      vec2 here = gl_FragCoord.xy / size;
      float e = eye (gl_FragCoord.z);
      if (gl_FragCoord.z <= texture (before, here).r + 1e-7 || e >= eye (texture (opaque, here).r) - 0.1 - fwidth (e))
        discard;
    }
#endif
  vec3 to_eye = perspective ? normalize (-p_view) : vec3 (0.0, 0.0, 1.0);
  vec3 n = normalize (n_view);
  bool inner = dot (n, to_eye) < 0.0;
  if (inner)
    n = -n;
  vec3 c = painted;
  float a = paint.a;
  if (!flat_paint)
    {
      const vec3 key = vec3 (-0.43, 0.56, 0.71), fill = vec3 (0.70, -0.10, 0.71);
      float towards = max (dot (n, to_eye), 0.0);
      float k = max (dot (n, key), 0.0), f = max (dot (n, fill), 0.0);
      float sky = 0.5 + 0.5 * n.y;
      float light = 0.17 + 0.10 * sky + 0.60 * k + 0.20 * f;
      light *= 0.55 + 0.45 * smoothstep (0.0, 0.6, towards); // edges fall away: shape shows
      vec3 half_way = normalize (key + to_eye);
      float shine = 0.12 * pow (max (dot (n, half_way), 0.0), 24.0);
      if (inner)
        {
          light *= 0.62;
          shine = 0.0;
        }
      c = c * light + vec3 (shine);
      if (a < 1.0) // glass is denser where it is seen edge on
        a = mix (min (a * 2.2, 0.9), a, smoothstep (0.0, 0.75, towards));
    }
  colour = vec4 (c * a, a);
  bent = vec4 (n * 0.5 + 0.5, 1.0);
}
