#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bench-window.sh KERF KERF_CLI [CASE.kerf]: opens a case and drags crosshair and camera in four-up at 1280×800 with
# software GL, on an X server and a bus of its own, and prints what `kerf --measure` says. Without a case one is made of
# the series in KERF_BENCH_CT, or of a small phantom, with a bone's mask.
set -eu
kerf=$1 cli=$2 case=${3:-}
unset WAYLAND_DISPLAY AT_SPI_BUS_ADDRESS || true
export GDK_BACKEND=x11 GSK_RENDERER=gl LIBGL_ALWAYS_SOFTWARE=1 GSETTINGS_BACKEND=memory LC_ALL=C.UTF-8 GTK_A11Y=none
unset G_DEBUG || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run"
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
if [ -z "$case" ]; then
  case=$work/bench.kerf series=${KERF_BENCH_CT:-}
  if [ -z "$series" ]; then
    "$cli" phantom sacrum "$work/phantom" --matrix 192x192x192 >/dev/null 2>&1
    series=$work/phantom/ct
  fi
  "$cli" import "$series" "$case" >/dev/null
  "$cli" do "$case" segment.threshold volume=v1 low=250 name=bone class=bone >/dev/null
fi
for what in open crosshair wheel slab turn see; do
  dbus-run-session -- xvfb-run -a -s "-screen 0 1280x800x24" "$kerf" --measure "$what" "$case" 2>"$work/errors" || {
    status=$?
    cat "$work/errors" >&2
    exit "$status"
  }
done
