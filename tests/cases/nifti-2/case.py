# SPDX-License-Identifier: GPL-3.0-or-later
"""NIfTI-2, packed."""
from maker import *

VOXELS = hu()
SOURCE = "{T}/in/scan.nii.gz"


def make(t):
    nifti(t / "scan.nii.gz", version=2)
