# SPDX-License-Identifier: GPL-3.0-or-later
"""NRRD with packed data."""
from maker import *

SOURCE = "{T}/in/scan.nrrd"
VOXELS = hu()


def make(t):
    nrrd(t / "scan.nrrd", encoding="gzip")
