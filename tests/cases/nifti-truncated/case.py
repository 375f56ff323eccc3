# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that ends inside its voxels (27)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    p = nifti(t / "scan.nii")
    p.write_bytes(p.read_bytes()[:-60])
