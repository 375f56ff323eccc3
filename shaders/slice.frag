#version 330 core
// SPDX-License-Identifier: GPL-3.0-or-later
// A plane of a volume through an exact window: y = clamp ((x - c) / w + 1/2). CUBIC: between voxels the cubic of Keys (1981)
// with a = -1/2, which goes through every voxel and is exact for parabolas. SLAB: extremes or mean of some millimetres. FUSED:
// over another one, in colours. Each is a program of its own: where the processor draws, both sides of a branch cost.
#ifdef CUBIC_FUSED
#define CUBIC
#define FUSED
#endif
#ifdef SLAB_FUSED
#define SLAB
#define FUSED
#endif
in vec2 p;
out vec4 colour;
uniform sampler3D volume;         // linear or nearest; int16 / 32767 or float
uniform vec3 origin, across, down; // texture coordinates of the view's corner and edges
uniform vec2 window;              // y = value * x + y, in texture units
uniform vec2 tint_range;          // texture units; x > y: none
uniform vec4 tint;
#ifdef FUSED
uniform float share;
uniform int fusion;               // 1 blend, 2 wipe, 3 checkerboard
uniform vec2 view_mm;             // size of the view in mm, for the checkerboard
uniform vec3 map[13];             // even stops from dark to bright
#endif
bool inside (vec3 t)
{
  return all (greaterThanEqual (t, vec3 (0.0))) && all (lessThanEqual (t, vec3 (1.0)));
}
#ifdef SLAB
uniform vec3 slab_step;           // texture coordinates from sample to sample
uniform int slab_kind, slab_count; // 1 max, 2 mean, 3 min; samples on either side of the plane
uniform float slab_end;           // of a step, from the last sample to the slab's face
float most = -1e30, least = 1e30, sum = 0.0, weights = 0.0;
void add (vec3 t, float weight)
{
  if (!inside (t))
    return;
  float x = texture (volume, t).r;
  most = max (most, x);
  least = min (least, x);
  sum += x * weight;
  weights += weight;
}
float value_at (vec3 t, out bool outside)
{
  for (int i = -slab_count; i <= slab_count; i++)
    add (t + slab_step * float (i), 0.5 * ((i == -slab_count ? slab_end : 1.0) + (i == slab_count ? slab_end : 1.0)));
  float face = float (slab_count) + slab_end;
  add (t - slab_step * face, 0.5 * slab_end);
  add (t + slab_step * face, 0.5 * slab_end);
  outside = most < least;
  return slab_kind == 1 ? most : slab_kind == 2 ? sum / max (weights, 1e-6) : least;
}
#elif defined CUBIC
vec4 keys (float f)
{
  return vec4 (f * (-0.5 + f * (1.0 - 0.5 * f)), 1.0 + f * f * (-2.5 + 1.5 * f),
               f * (0.5 + f * (2.0 - 1.5 * f)), f * f * (-0.5 + 0.5 * f));
}
float value_at (vec3 t, out bool outside)
{
  outside = !inside (t);
  ivec3 last = textureSize (volume, 0) - 1;
  vec3 at = t * vec3 (last + 1) - 0.5;
  ivec3 low = ivec3 (floor (at));
  vec3 f = at - vec3 (low);
  vec4 wx = keys (f.x), wy = keys (f.y), wz = keys (f.z);
  float sum = 0.0;
  for (int k = 0; k < 4; k++)
    for (int j = 0; j < 4; j++)
      {
        vec4 row;
        for (int i = 0; i < 4; i++)
          row[i] = texelFetch (volume, clamp (low + ivec3 (i - 1, j - 1, k - 1), ivec3 (0), last), 0).r;
        sum += dot (row, wx) * wy[j] * wz[k];
      }
  return sum;
}
#else
float value_at (vec3 t, out bool outside)
{
  outside = !inside (t);
  return texture (volume, t).r;
}
#endif
void main ()
{
  bool outside;
  float v = value_at (origin + across * p.x + down * p.y, outside);
  float y = clamp (v * window.x + window.y, 0.0, 1.0);
#ifdef FUSED
  float at = y * 12.0;
  int stop = min (int (at), 11);
  vec3 c = mix (map[stop], map[stop + 1], at - float (stop));
  float a = share;
  if (fusion == 2)
    a = p.x < share ? 0.0 : 1.0;
  else if (fusion == 3)
    {
      vec2 square = floor (p * view_mm / 20.0);
      a = mod (square.x + square.y, 2.0);
    }
  if (outside) // the base alone
    a = 0.0;
  colour = vec4 (c * a, a);
#else
  vec3 c = vec3 (y);
  if (v >= tint_range.x && v <= tint_range.y)
    c = mix (c, tint.rgb, tint.a);
  colour = vec4 (outside ? vec3 (0.0) : c, 1.0);
#endif
}
