/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Elementary functions from + − × ÷ √ alone, so that what an operation stores has the same bits on every machine
 * (libm's differ in the last bit between versions). Within about 1 ulp; |angle| up to 1e5. */
double kerf_real_sin (double x);
double kerf_real_cos (double x);
double kerf_real_tan (double x);
double kerf_real_atan (double x);
double kerf_real_atan2 (double y, double x);
double kerf_real_acos (double x); /* clamps to [-1, 1] */
double kerf_real_exp (double x);
double kerf_real_log (double x); /* natural; x > 0 */

#define KERF_PI          3.14159265358979323846
#define KERF_RAD_PER_DEG (KERF_PI / 180)
