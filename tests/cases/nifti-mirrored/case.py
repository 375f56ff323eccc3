# SPDX-License-Identifier: GPL-3.0-or-later
"""Axes of the other handedness are legal: the voxels lie where the header says (24)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=[[-0.5, 0, 0, 5], [0, 0.7, 0, -4], [0, 0, 1, 10]])
