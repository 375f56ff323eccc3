# SPDX-License-Identifier: GPL-3.0-or-later
"""NRRD in LPS."""
from maker import *

SOURCE = "{T}/in/scan.nrrd"
VOXELS = hu()


def make(t):
    nrrd(t / "scan.nrrd")
