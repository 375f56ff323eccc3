# SPDX-License-Identifier: GPL-3.0-or-later
"""NIfTI-1, big endian."""
from maker import *

VOXELS = hu()
SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", order=">")
