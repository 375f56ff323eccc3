# SPDX-License-Identifier: GPL-3.0-or-later
"""NIfTI-1 with an sform in mm."""
from maker import *

VOXELS = hu()
SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii")
