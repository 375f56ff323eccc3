# SPDX-License-Identifier: GPL-3.0-or-later
"""NRRD that ends inside its voxels (27)."""
from maker import *

SOURCE = "{T}/in/scan.nrrd"


def make(t):
    p = nrrd(t / "scan.nrrd")
    p.write_bytes(p.read_bytes()[:-60])
