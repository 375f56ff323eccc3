# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run and test: installs what is missing on Debian 12 or newer, and nothing else.

kerf_build_packages="build-essential pkg-config meson ninja-build gettext libgtk-4-dev libadwaita-1-dev libepoxy-dev
  libegl-dev libgl-dev libcglm-dev libdcmtk-dev libopenjp2-7-dev libsqlite3-dev libzstd-dev zlib1g-dev libzip-dev libssl-dev
  libgsl-dev libcairo2-dev libpango1.0-dev libglib2.0-dev-bin desktop-file-utils appstream libgtk-4-bin python3
  libgl1-mesa-dri libegl1 libgl1 fonts-cantarell adwaita-icon-theme check"
kerf_test_packages="xvfb xauth xdotool imagemagick at-spi2-core dbus python3-gi gir1.2-atspi-2.0 python3-numpy
  python3-scipy python3-pydicom python3-nibabel python3-skimage dcmtk poppler-utils admesh locales"

# kerf_need PACKAGE…: asks dpkg first and calls apt only for what is missing.
kerf_need () {
  local missing=() p
  command -v dpkg-query > /dev/null || {
    echo "This is not Debian: install the packages that tools/packages.sh names, then run again." >&2
    return 0
  }
  for p in "$@"; do
    case "$(dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2> /dev/null)" in
      ii*) ;;
      *) missing+=("$p") ;;
    esac
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || {
      echo "Packages are missing and there is no sudo: install ${missing[*]} as root, then run again." >&2
      return 1
    }
    as=(sudo)
  fi
  echo "Installing: ${missing[*]}" >&2
  "${as[@]}" apt-get -q update -o DPkg::Lock::Timeout=600 >&2 &&
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
      -o DPkg::Lock::Timeout=600 "${missing[@]}" >&2
}
