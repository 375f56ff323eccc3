#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: run.sh KERF SCRIPT.py: runs a tour with its own bus, X server, home and settings; all end with it.
set -eu
unset WAYLAND_DISPLAY AT_SPI_BUS_ADDRESS NO_AT_BRIDGE GTK_A11Y || true
export GDK_BACKEND=x11 GSK_RENDERER=gl LIBGL_ALWAYS_SOFTWARE=1 GSETTINGS_BACKEND=memory
unset GTK_THEME || true
export LC_ALL="${KERF_TOUR_LOCALE:-C.UTF-8}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run" TMPDIR="$work"
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
# only the tour itself writes results: what the bus and its services say goes to the errors
dbus-run-session -- sh -c 'exec xvfb-run -a -s "-screen 0 1280x800x24" sh -c "exec /usr/bin/python3 \"\$0\" \"\$@\" >&9" "$@"' \
  tour "$2" "$1" "$work" 9>&1 >"$work/said" 2>"$work/errors" || {
  status=$?
  grep -v "AT-SPI\|dbus-daemon\|SpiRegistry\|fd limit" "$work/errors" >&2 || true
  exit "$status"
}
